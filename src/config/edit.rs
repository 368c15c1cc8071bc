//! Changes to the text of a configuration that leave all else in it as it is: comments, order, spaces, line ends.
//!
//! Owns where a key goes. Must not know files.

use super::{RULES_OF, parse};
use crate::rule::Release;

/// What stands above the key where it is added.
const COMMENT: &str = "\
# The release whose findings count. What a newer termlint finds beyond them is reported and fails nothing;
# `termlint upgrade` shows what that is, and moves this.";

/// The text with `rules-of` set to a release; `None` where the result would not be the same configuration otherwise.
pub fn with_rules_of(text: &str, release: Release) -> Option<String> {
    let config = parse(text).ok()?;
    let value = format!("\"{release}\"");
    let new = match &config.rules_of {
        Some(stated) => [text.get(..stated.span.start)?, &value, text.get(stated.span.end..)?].concat(),
        None => {
            let at = first_line_of_settings(text);
            let line_end = if text.contains("\r\n") { "\r\n" } else { "\n" };
            let added = format!("{COMMENT}\n{RULES_OF} = {value}\n").replace('\n', line_end);
            let (before, after) = text.split_at(at);
            let above = if matches!(before, "" | "\u{feff}") || before.ends_with('\n') { "" } else { line_end };
            let below = if after.trim().is_empty() { "" } else { line_end };
            [before, above, &added, below, after].concat()
        }
    };
    (parse(&new).ok()?.rules_of?.release == release && settings(&new)? == settings(text)?).then_some(new)
}

/// All settings but the key itself.
fn settings(text: &str) -> Option<toml::Table> {
    let mut settings: toml::Table = text.trim_start_matches('\u{feff}').parse().ok()?;
    settings.remove(RULES_OF);
    Some(settings)
}

/// Where settings may begin: behind a byte order mark, directives for editors (`#:schema ...`), and the comment that is about
/// the whole file, which an empty line ends.
fn first_line_of_settings(text: &str) -> usize {
    let start = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let (mut at, mut settled) = (start, start);
    let mut is_comment = false;
    for line in text[start..].split_inclusive('\n') {
        let content = line.trim();
        at += line.len();
        if content.starts_with("#:") && !is_comment {
            settled = at;
        } else if content.starts_with('#') {
            is_comment = true;
        } else {
            if content.is_empty() && is_comment {
                settled = at;
            }
            break;
        }
    }
    // A file of comments alone: they stay above.
    let is_all = text[settled..].lines().all(|line| line.trim().is_empty() || line.trim_start().starts_with('#'));
    if is_all { text.len() } else { settled }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The line that is added, below its comment.
    fn added() -> String {
        format!("{COMMENT}\nrules-of = \"0.1\"\n")
    }

    fn set(text: &str) -> String {
        with_rules_of(text, Release::FIRST).unwrap()
    }

    #[test]
    fn the_value_is_replaced_where_it_stands() {
        let text = "# ours\ninclude = ['**'] # all\nrules-of  =  '0.1' # for now\n[rules]\r\nlinks = 'off'\n";
        assert_eq!(set(text), text.replace("'0.1'", "\"0.1\""));
    }

    #[test]
    fn the_key_is_added_above_all_settings_and_below_what_is_about_the_file() {
        let added = added();
        for (text, expected) in [
            ("", added.clone()),
            ("[rules]\nlinks = 'off'\n", format!("{added}\n[rules]\nlinks = 'off'\n")),
            ("# About include.\ninclude = ['**']\n", format!("{added}\n# About include.\ninclude = ['**']\n")),
            ("# Ours.\n\ninclude = ['**']\n", format!("# Ours.\n\n{added}\ninclude = ['**']\n")),
            ("#:schema a.json\ninclude = ['**']\n", format!("#:schema a.json\n{added}\ninclude = ['**']\n")),
            ("#:schema a.json\n# Ours.\n\n[rules]\n", format!("#:schema a.json\n# Ours.\n\n{added}\n[rules]\n")),
            ("# Nothing\n# yet.", format!("# Nothing\n# yet.\n{added}")),
            ("\u{feff}include = ['**']\n", format!("\u{feff}{added}\ninclude = ['**']\n")),
            ("[rules]\r\n", format!("{added}\n[rules]\n").replace('\n', "\r\n")),
        ] {
            assert_eq!(set(text), expected, "{text:?}");
            assert_eq!(set(&expected), expected, "the second time: {text:?}");
        }
    }

    #[test]
    fn a_text_that_is_no_configuration_is_not_changed() {
        assert_eq!(with_rules_of("include = [", Release::FIRST), None);
        // No such release.
        assert_eq!(with_rules_of("", Release::new(99, 0)), None);
    }
}
