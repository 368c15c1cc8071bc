use std::ops::Range;

use crate::declare_rule;
use crate::finding::Safety;
use crate::handoff::Handoff;
use crate::rule::{DocumentRule, Reporter};
use crate::words::quote;

declare_rule! {
    /// A display name that ends with the abbreviation, which has its own field.
    ///
    /// ## Why
    /// Pages show the name and the abbreviation side by side, so the reader sees “Annual Recurring Revenue (ARR) ARR”, and a
    /// search for the plain name does not find the term.
    ///
    /// ## Fails
    /// ```json
    /// { "summary": { "display_name": "Annual Recurring Revenue (ARR)", "abbreviation": "ARR" } }
    /// ```
    /// ```json ja
    /// { "summary": { "display_name": "年間経常収益（ARR）", "abbreviation": "ARR" } }
    /// ```
    ///
    /// ## Passes
    /// Brackets that contain something else, and a name that is the abbreviation:
    /// ```json
    /// { "summary": { "display_name": "Annual Recurring Revenue (Subscriptions)", "abbreviation": "ARR" } }
    /// ```
    /// ```json ja
    /// { "summary": { "display_name": "年間経常収益（ARR）", "abbreviation": null } }
    /// ```
    /// ```json
    /// { "summary": { "display_name": "ARR", "abbreviation": "ARR" } }
    /// ```
    ///
    /// ## Fix
    /// Remove the brackets from the name. The fix is unsafe, since other documents and aliases may repeat the name.
    ///
    /// ## Known limits
    /// Only the end of the name counts. An abbreviation in the middle (“ARR (annual) growth”) belongs to the name.
    pub struct RepeatedAbbreviation {}
    id: "repeated-abbreviation", kind: Document, fix: Some(Safety::Unsafe)
}

impl DocumentRule for RepeatedAbbreviation {
    fn check(&self, handoff: &Handoff<'_>, reporter: &mut Reporter<'_>) {
        let summary = &handoff.summary;
        let (Some(name), Some(abbreviation)) = (summary.display_name.value(), summary.abbreviation.value()) else {
            return;
        };
        let Some(range) = bracketed_end(name, abbreviation) else { return };
        let start = name[..range.start].trim_end().len();
        if start == 0 {
            return;
        }
        reporter
            .at(name.part(range.clone(), ""))
            .message(format!("the display name repeats the abbreviation {}", quote(abbreviation.trim())))
            .label("already in its own field")
            .help("remove the abbreviation from the name")
            .related(abbreviation, "the abbreviation")
            .fix("remove the abbreviation", Safety::Unsafe, [(name.part(start..name.len(), ""), String::new())]);
    }
}

/// Where `name` ends with `abbreviation` in brackets of either width.
fn bracketed_end(name: &str, abbreviation: &str) -> Option<Range<usize>> {
    let whole = name.trim_end();
    let inner = whole.strip_suffix([')', '）'])?;
    let open = inner.rfind(['(', '（'])?;
    let content = inner[open..].trim_start_matches(['(', '（']).trim();
    let abbreviation = abbreviation.trim();
    let is_same = !content.is_empty() && content.eq_ignore_ascii_case(abbreviation);
    is_same.then_some(open..whole.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn brackets_may_have_either_width() {
        for name in ["Churn (CR)", "解約率（CR）", "Churn (cr )", "Churn（CR)"] {
            assert!(bracketed_end(name, "CR").is_some(), "{name}");
        }
        for name in ["Churn (CRR)", "Churn CR", "Churn ()", "(CR) churn", ")", "（）"] {
            assert_eq!(bracketed_end(name, "CR"), None, "{name}");
        }
    }
}
