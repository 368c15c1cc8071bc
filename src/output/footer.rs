//! What the configuration says to whoever reads findings: `[report] footer`.
//!
//! Owns how it is printed. Where nothing is shown, nothing is said.

use super::markup::code;
use super::text::{self, wrap};
use crate::outcome::Outcome;

/// The lines of all footers, each safe to print and broken at `width` cells.
pub fn text(outcome: &Outcome, width: usize) -> String {
    let mut text = String::new();
    for line in lines(outcome) {
        let line = text::placeless(&text::own_line(line));
        for part in wrap(&line, width, width) {
            text.push_str(&part);
            text.push('\n');
        }
    }
    text
}

/// The same for a page in Markdown.
pub fn markdown(outcome: &Outcome) -> String {
    lines(outcome).map(|line| format!("\n{}\n", code(line))).collect()
}

fn lines(outcome: &Outcome) -> impl Iterator<Item = &str> {
    let is_read = outcome.shown().next().is_some();
    let footers = outcome.footers.iter().filter(move |_| is_read);
    footers.flat_map(|footer| footer.lines()).filter(|line| !line.trim().is_empty())
}
