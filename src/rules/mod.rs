//! The one list of rules. Each is one file, read from top to bottom: page, options, metadata, check.
//!
//! Rules see handoff, corpus and the report; they never import each other, nor a format, nor the clock.

mod missing_review_date;

use crate::rule::Declaration;

/// All rules, by id.
pub static RULES: &[Declaration] = &[Declaration::of::<missing_review_date::MissingReviewDate>()];

/// The rule with this id, or with this former id.
pub fn find(id: &str) -> Option<&'static Declaration> {
    RULES.iter().find(|rule| rule.meta.id == id || rule.meta.aliases.contains(&id))
}
