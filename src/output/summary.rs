//! Placeholder until the next commit.
#![allow(missing_docs)]
pub fn text(outcome: &crate::outcome::Outcome) -> String {
    format!("{:?}\n", outcome.summary)
}
