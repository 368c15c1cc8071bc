use crate::declare_rule;
use crate::handoff::Handoff;
use crate::rule::{DocumentRule, Level, Reporter};
use crate::text::is_blank;
use crate::words::quote;

declare_rule! {
    /// A term id that is not permanent.
    ///
    /// ## Why
    /// A permanent id, a UUID, stays when the slug changes. An id such as `core-gold-fallback-cash-flow` is made of the
    /// slug: it shows that the document was not built from the database, and it breaks on the next renaming. The contract
    /// allows such ids, and published documents have them: an info.
    ///
    /// ## Fails
    /// ```json
    /// { "summary": { "term_id": "core-gold-fallback-churn-rate" } }
    /// ```
    /// ```json ja
    /// { "summary": { "term_id": "解約率" } }
    /// ```
    ///
    /// ## Passes
    /// ```json
    /// { "summary": { "term_id": "CED69760-2FFC-56CE-9FAC-AFF5E9EC9FF5" } }
    /// ```
    ///
    /// ## Fix
    /// Publish the document from the database, which knows the permanent id. Never make one up.
    ///
    /// ## Known limits
    /// Only the form is checked: 32 hexadecimal digits in five groups, of any UUID version. The ids of related terms are
    /// `malformed-value`; an id that is empty is the schema's.
    pub struct FallbackTermId {}
    id: "fallback-term-id", kind: Document, level: Level::Info,
    yields_to: &["term-id-collision"]
}

impl DocumentRule for FallbackTermId {
    fn check(&self, handoff: &Handoff<'_>, reporter: &mut Reporter<'_>) {
        let Some(id) = handoff.summary.term_id.value() else { return };
        if !is_uuid(id) && !is_blank(id) {
            reporter
                .at(id)
                .message(format!("the term id {} is not permanent", quote(id)))
                .label("not a UUID")
                .help("publish the term with its id from the database");
        }
    }
}

/// 8-4-4-4-12 hexadecimal digits.
fn is_uuid(text: &str) -> bool {
    text.len() == 36
        && text.bytes().enumerate().all(|(index, byte)| match index {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        })
}
