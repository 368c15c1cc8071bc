use crate::declare_rule;
use crate::handoff::Handoff;
use crate::rule::{DocumentRule, Reporter};

declare_rule! {
    /// FIXME: the defect as a noun phrase, on one line, with a full stop.
    ///
    /// ## Why
    /// FIXME: whom the defect hurts, and how.
    ///
    /// ## Fails
    /// FIXME: changes to a clean document; tests/docs.rs lists the words that may stand behind json.
    /// ```json
    /// { "summary": { "abbreviation": "EXAMPLE" } }
    /// ```
    ///
    /// ## Passes
    /// ```json
    /// { "summary": { "abbreviation": null } }
    /// ```
    ///
    /// ## Fix
    /// FIXME: what a person does about it.
    ///
    /// ## Known limits
    /// FIXME: what the rule does not see, and which rule does.
    pub struct ExampleRule {}
    id: "example-rule", kind: Document
}

impl DocumentRule for ExampleRule {
    fn check(&self, handoff: &Handoff<'_>, report: &mut Reporter<'_>) {
        // FIXME: check what the rule is about. This shows how: a place, the fact, what marks it, one thing to do.
        let Some(abbreviation) = handoff.summary.abbreviation.value() else { return };
        if &**abbreviation == "EXAMPLE" {
            report
                .at(abbreviation)
                .message("the abbreviation is “EXAMPLE”")
                .label("example")
                .help("write the real abbreviation");
        }
    }
}
