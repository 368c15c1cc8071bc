//! What would be written to files, as unified diffs that `git apply` and `patch -p1` take.
//!
//! Bytes are shown as they are: a patch that escapes them could not be applied. At a terminal they are made visible. Secrets
//! are masked everywhere; where one stands in a patch, that part of it cannot be applied, and nobody has read the secret.

use similar::{Algorithm, TextDiff};

use super::Style;
use crate::json::masked_change;
use crate::words::{escape, visible};

/// How many lines around a change are shown.
const CONTEXT: usize = 3;

/// The diff of one file; nothing where nothing changes. Both texts are valid UTF-8. `is_screen` makes visible what a terminal
/// would obey.
pub fn text(path: &str, old: &str, new: &str, is_screen: bool, style: &Style) -> String {
    let [old, new] = masked_change(old, new);
    // Only LF ends a line of a patch.
    let [old, new] = [&old, &new].map(|text| text.split_inclusive('\n').collect::<Vec<&str>>());
    let mut config = TextDiff::configure();
    config.algorithm(Algorithm::Myers).newline_terminated(true);
    let diff = config.diff_slices(&old, &new);
    let name = escape(path);
    let patch =
        diff.unified_diff().context_radius(CONTEXT).header(&format!("a/{name}"), &format!("b/{name}")).to_string();
    match is_screen {
        true => patch.split_inclusive('\n').map(|line| on_screen(line, style)).collect(),
        false => patch,
    }
}

/// A line of a patch as a terminal shows it.
fn on_screen(line: &str, style: &Style) -> String {
    let text = visible(line.trim_end_matches(['\r', '\n']));
    let paint = match text.as_bytes().first() {
        _ if !style.color || text.starts_with("+++ ") || text.starts_with("--- ") => None,
        Some(b'+') => Some(owo_colors::Style::new().green()),
        Some(b'-') => Some(owo_colors::Style::new().red()),
        Some(b'@') => Some(owo_colors::Style::new().cyan()),
        _ => None,
    };
    match paint {
        Some(paint) => format!("{}\n", paint.style(text)),
        None => format!("{text}\n"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn diff(old: &str, new: &str) -> String {
        let style = Style { color: false, width: 80, verbose: false, most: None, counts_infos: false };
        text("x/ai.json", old, new, false, &style)
    }

    #[test]
    fn a_patch_keeps_line_ends_and_says_where_the_last_one_is_missing() {
        assert_eq!(diff("a\n", "a\n"), "");
        assert_eq!(
            diff("{\r\n\"a\": 1\r\n}", "{\r\n\"a\": 2\r\n}"),
            "--- a/x/ai.json\n+++ b/x/ai.json\n@@ -1,3 +1,3 @@\n {\r\n-\"a\": 1\r\n+\"a\": 2\r\n }\n\\ No newline at end of file\n"
        );
        // A lone CR ends no line of a patch.
        assert_eq!(
            diff("[1,\r2]\n", "[1,\r3]\n"),
            "--- a/x/ai.json\n+++ b/x/ai.json\n@@ -1 +1 @@\n-[1,\r2]\n+[1,\r3]\n"
        );
    }

    #[test]
    fn a_terminal_obeys_nothing_in_a_patch() {
        let style = Style { color: false, width: 80, verbose: false, most: None, counts_infos: false };
        let shown = text("a", "\"\u{9b}31m\"\n", "\"\"\n", true, &style);
        assert!(!shown.contains('\u{9b}'), "{shown}");
    }
}
