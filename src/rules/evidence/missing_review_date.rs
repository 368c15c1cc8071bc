use crate::declare_rule;
use crate::finding::Safety;
use crate::handoff::{AtOwner, Field, Handoff, ReviewDate, TextField};
use crate::json::Node;
use crate::rule::{DocumentRule, Reporter};
use crate::text::is_blank;
use crate::words::{nearest, quote};

declare_rule! {
    /// A review date that is absent, empty, or a stand-in such as `1970-01-01`.
    ///
    /// ## Why
    /// Readers, human or machine, trust a page by when a person last checked it. A handoff without that date claims a
    /// review that may have happened at any time. The days 1970-01-01, 1904-01-01 and 1900-01-01 and the years 0000 and
    /// 0001 are what programs write when they have no date.
    ///
    /// ## Fails
    /// ```json
    /// { "summary": { "last_reviewed_at": null } }
    /// ```
    /// ```json
    /// { "summary": { "last_reviewed_at": "" }, "quality": { "last_reviewed_at": "" } }
    /// ```
    ///
    /// ```json ja
    /// {
    ///   "summary": { "last_reviewed_at": "1970-01-01T00:00:00.000Z" },
    ///   "quality": { "last_reviewed_at": "1970-01-01T00:00:00.000Z" }
    /// }
    /// ```
    ///
    /// ## Passes
    /// ```json
    /// { "summary": { "last_reviewed_at": "2026-06-27" }, "quality": { "last_reviewed_at": "2026-06-27T00:00:00.000Z" } }
    /// ```
    ///
    /// ## Fix
    /// Enter the day on which the review took place. termlint never invents a date; where only one of the two fields
    /// lacks it, an unsafe fix copies the date of the other.
    ///
    /// ## Known limits
    /// A date that is not a date, is impossible or is in the future is `invalid-review-date`. The stand-ins are the
    /// days from which computers and spreadsheets count (1970-01-01, 1904-01-01, 1900-01-01, 1899-12-30 and 1601-01-01),
    /// the days before them, which other time zones see, and all days of the years 0000 and 0001. Any other old day is
    /// `stale-review`.
    pub struct MissingReviewDate {}
    id: "missing-review-date", kind: Document, fix: Some(Safety::Unsafe)
}

impl DocumentRule for MissingReviewDate {
    fn check(&self, handoff: &Handoff<'_>, reporter: &mut Reporter<'_>) {
        let twins = [("summary", &handoff.summary.last_reviewed_at), ("quality", &handoff.quality.last_reviewed_at)];
        let unset = twins.iter().filter(|(_, field)| is_unset(field));
        let missing: Vec<_> = twins.iter().filter(|(_, field)| is_missing(field)).chain(unset).collect();
        let Some((owner, field)) = missing.first() else { return };
        let other = missing.get(1);
        let message = match (other, field) {
            (_, Field::Value(date, _)) if is_unset(field) => {
                format!("the review date {} is what programs write when they have no date", quote(date))
            }
            (Some(_), _) => "the review date is missing in summary and in quality".to_owned(),
            (None, Field::Absent(_)) => format!("{owner} has no review date"),
            (None, _) => format!("the review date of {owner} is empty"),
        };
        let draft = match field {
            Field::Absent(Some(object)) => reporter.at(AtOwner(*object)),
            _ => match field.node() {
                Some(node) => reporter.at(node),
                None => return,
            },
        };
        let label = if is_unset(field) { "no real date" } else { "no review date" };
        let help = match field {
            Field::Absent(_) => "add last_reviewed_at with the day of the last review, as \"YYYY-MM-DD\"",
            _ => "enter the day of the last review in quotation marks, as \"YYYY-MM-DD\"",
        };
        let draft = draft.message(message).label(label).help(help);
        match other.map(|(_, field)| field) {
            Some(Field::Absent(Some(object))) => {
                draft.related(AtOwner(*object), "missing here too");
            }
            Some(field) => {
                if let Some(node) = field.node() {
                    draft.related(node, "missing here too");
                }
            }
            None => {
                let twin = twins.iter().find(|(other, _)| other != owner);
                if let Some((twin, Field::Value(date, source))) = twin
                    && ReviewDate::parse(date).is_ok()
                {
                    let draft = draft.related(*source, format!("the review date of {twin}"));
                    if let Some(hole) = field.node() {
                        draft.fix(
                            format!("copy the date of {twin}"),
                            Safety::Unsafe,
                            [(hole, source.raw().to_owned())],
                        );
                    }
                }
            }
        }
    }
}

/// Absent from its owner, null, or blank. A wrong type is the schema's to report, and so is a key that is a slip of the
/// name: it marks the key.
fn is_missing(field: &TextField<'_>) -> bool {
    match field {
        Field::Absent(owner) => owner.is_some_and(|owner| !has_slip(owner)),
        Field::Null(_) => true,
        Field::Value(text, _) => is_blank(text),
        Field::WrongType(_) => false,
    }
}

/// A date that no person entered: not blank, so the rules on dates have to know it (`ReviewDate::stated`).
fn is_unset(field: &TextField<'_>) -> bool {
    field.value().is_some_and(|text| ReviewDate::is_unset(text))
}

fn has_slip(owner: Node<'_>) -> bool {
    let names: Vec<_> = owner.members().filter_map(|member| member.key.as_str()).collect();
    nearest("last_reviewed_at", names.iter().map(AsRef::as_ref)).is_some()
}
