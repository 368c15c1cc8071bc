use toml::de::{DeTable, Error};

use super::suggest::{code, text};
use crate::problem::Problem;

/// A text that was read as far as possible.
pub(super) struct Document<'t> {
    /// What stands in it.
    pub table: DeTable<'t>,
    /// What is wrong with it as TOML.
    pub problems: Vec<Problem>,
    /// Whether the table can be trusted apart from the places of the problems. It cannot where the structure is broken:
    /// a list that is never closed swallows the keys that follow.
    pub whole: bool,
}

/// Reads TOML. Of errors in the structure the first is kept, for those that follow it may be its consequences.
pub(super) fn document(source: &str) -> Document<'_> {
    let (table, errors) = DeTable::parse_recoverable(source);
    let mut errors: Vec<(usize, bool, Error)> = errors
        .into_iter()
        .map(|error| (error.span().map_or(0, |span| span.start), !breaks_structure(&error), error))
        .collect();
    // Structure first where both stand at one place.
    errors.sort_by_key(|(start, mild, _)| (*start, *mild));
    let first_break = errors.iter().position(|(_, mild, _)| !mild);
    if let Some(index) = first_break {
        errors.truncate(index + 1);
    }
    let is_json = source.trim_start_matches('\u{feff}').trim_start().starts_with('{');
    let problems = errors.iter().map(|(_, _, error)| explain(source, is_json, error)).collect();
    Document { table: table.into_inner(), problems, whole: first_break.is_none() }
}

fn breaks_structure(error: &Error) -> bool {
    !matches!(kind(error), "duplicate key" | "string values must be quoted" | "invalid date")
}

/// The error without what was expected.
fn kind(error: &Error) -> &str {
    error.message().split(", expected").next().unwrap_or_default()
}

fn explain(source: &str, is_json: bool, error: &Error) -> Problem {
    let span = error.span().unwrap_or(0..0);
    let written = source.get(span.clone()).unwrap_or_default();
    let rest = source.get(span.start..).unwrap_or_default();
    let problem = match kind(error) {
        _ if is_json => Problem::new(
            "this is JSON, not TOML",
            "write `include = [\"content/**/ai.json\"]`, without braces around it",
        ),
        "duplicate key" => Problem::new(format!("{} is set twice", code(written)), "keep one of the two"),
        "string values must be quoted" if written.is_empty() => {
            Problem::new("a value is missing", "write a value after the `=`, or remove the key")
        }
        "string values must be quoted" => {
            Problem::new(format!("{} is not in quotation marks", code(written)), format!("write {}", text(written)))
        }
        "invalid date" => Problem::new(format!("{} is not a date", code(written)), "write a day such as 2026-12-31"),
        _ if rest.starts_with(':') => {
            Problem::new("TOML puts `=` between a key and its value", "write `=` instead of `:`")
        }
        "key with no value" => Problem::new("the key has no value", "write `key = value`"),
        "unclosed table" | "unclosed array table" => Problem::new("the `[` is never closed", "write `]` here"),
        "unclosed array" => Problem::new("the list is never closed", "write `]` here"),
        "unclosed inline table" => Problem::new("the table is never closed", "write `}` here"),
        "missing comma between array elements" => {
            Problem::new("a comma or the end of the list is missing", "write `,` or `]` here")
        }
        "missing comma between key-value pairs" => {
            Problem::new("a comma or the end of the table is missing", "write `,` or `}` here")
        }
        "invalid basic string" | "invalid literal string" if rest.is_empty() || rest.starts_with(['\n', '\r']) => {
            Problem::new("the text is never closed", "write the closing quotation mark here")
        }
        kind => Problem::new(format!("this is not TOML: {kind}"), "see https://toml.io for how TOML is written"),
    };
    problem.at(span)
}
