//! A result in every format: each that a program reads is read again, and nothing that a terminal or a build server
//! obeys comes out of any.

use serde_json::Value;
use termlint::outcome::Outcome;
use termlint::output::{Format, Style, step_summary, write};
use termlint::words::is_hidden;

/// Writes the result in every format and reads it again; `bytes_of` gives the bytes of a file.
pub fn write_all(outcome: &Outcome, bytes_of: &dyn Fn(&str) -> Option<Vec<u8>>, width: usize) {
    for &format in Format::ALL {
        let is_document = format.is_document();
        let color = width % 2 == 1 && !is_document;
        let style = Style {
            color,
            width,
            verbose: width % 3 == 1,
            most: (width % 5 == 1).then_some(3),
            counts_infos: width % 7 == 1,
        };
        let mut out = Vec::new();
        write(format, outcome, bytes_of, style, &mut out).expect("a list of bytes takes them all");
        let text = String::from_utf8(out).expect("a report is UTF-8");
        read_again(format, outcome, &text);
    }
    tame(&step_summary(outcome));
}

fn read_again(format: Format, outcome: &Outcome, text: &str) {
    let shown = outcome.shown().count();
    match format {
        Format::Pretty | Format::Concise => tame(&without_colors(text)),
        Format::Json => {
            tame(text);
            assert_eq!(json(text)["findings"].as_array().map(Vec::len), Some(shown));
        }
        Format::Jsonl => {
            tame(text);
            assert_eq!(text.lines().map(json).count(), shown);
        }
        Format::Rdjson => {
            tame(text);
            let diagnostics = json(text)["diagnostics"].as_array().map_or(0, Vec::len);
            assert_eq!(diagnostics, shown + outcome.failures.len());
        }
        Format::Gitlab => {
            tame(text);
            assert_eq!(json(text).as_array().map(Vec::len), Some(shown + outcome.failures.len()));
        }
        Format::Sarif => {
            tame(text);
            assert_eq!(json(text)["runs"][0]["results"].as_array().map(Vec::len), Some(shown));
        }
        Format::Junit => {
            tame(text);
            let document = roxmltree::Document::parse(text).unwrap_or_else(|error| panic!("{error}: {text}"));
            assert!(document.root_element().has_tag_name("testsuites"));
        }
        Format::Github => {
            for line in text.lines() {
                let is_command = ["::error title=", "::warning title=", "::notice title=", "termlint: "];
                assert!(is_command.iter().any(|command| line.starts_with(command)), "{line:?}");
                assert_eq!(line.chars().find(|character| is_hidden(*character)), None, "{line:?}");
                assert!(commands_in(line).is_none(), "{line:?}");
            }
        }
        Format::Markdown => tame(text),
        Format::Csv => {
            // A record is a line: what breaks one in a cell is written as an escape.
            let table = text.strip_prefix('\u{feff}').expect("a byte order mark").replace("\r\n", "\n");
            tame(&table);
            let others = outcome.failures.len() + outcome.summary.unlisted.len();
            assert!((shown + 1..=shown + 1 + others).contains(&table.lines().count()), "{table}");
        }
    }
}

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"))
}

/// What build servers act on anywhere in a line.
fn commands_in(line: &str) -> Option<&'static str> {
    ["##[", "##vso[", "##teamcity["].into_iter().find(|command| line.contains(command))
}

/// Nothing that a terminal obeys, nothing that a build server obeys.
pub fn tame(text: &str) {
    for line in text.split('\n') {
        assert_eq!(line.chars().find(|character| is_hidden(*character)), None, "{line:?}");
        assert!(!line.trim_start().starts_with("::"), "{line:?}");
        assert_eq!(commands_in(line), None, "{line:?}");
    }
}

/// A text without the colours that termlint itself writes: digits and semicolons between `ESC [` and `m`.
fn without_colors(text: &str) -> String {
    let mut parts = text.split("\u{1b}[");
    let mut plain = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let end = part.find(|character: char| !character.is_ascii_digit() && character != ';');
        match end.filter(|end| part[*end..].starts_with('m')) {
            Some(end) => plain.push_str(&part[end + 1..]),
            None => panic!("this is no colour: {part:?}"),
        }
    }
    plain
}
