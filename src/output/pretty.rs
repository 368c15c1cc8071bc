//! Placeholder until the next commit.
#![allow(missing_docs)]
pub fn write(
    outcome: &crate::outcome::Outcome,
    _t: super::Texts<'_>,
    _s: super::Style,
    out: &mut dyn std::io::Write,
) -> std::io::Result<()> {
    super::concise::write(outcome, out)
}
