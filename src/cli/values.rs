//! Values of flags: what may be typed for each, and what is said of any other.

use std::path::PathBuf;

use chrono::NaiveDate;
use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};

use crate::app::{Color, ListFormat};
use crate::config::FailOn;
use crate::finding::Severity;
use crate::handoff::{DateError, ReviewDate};
use crate::output::Format;
use crate::words;

/// How many findings are listed at a terminal; `None` for all.
#[derive(Clone, Copy)]
pub struct Most(pub Option<usize>);

/// What may stand for `--color`.
pub fn color() -> impl TypedValueParser<Value = Color> {
    one_of(vec![("auto", Color::Auto), ("always", Color::Always), ("never", Color::Never)])
}

/// What may stand for `--format` of a list.
pub fn list_format() -> impl TypedValueParser<Value = ListFormat> {
    one_of(vec![("text", ListFormat::Text), ("json", ListFormat::Json)])
}

/// What may stand for `--format` of a report.
pub fn format() -> impl TypedValueParser<Value = Format> {
    one_of(Format::ALL.iter().map(|format| (format.name(), *format)).collect())
}

/// What may stand for a severity.
pub fn severity() -> impl TypedValueParser<Value = Severity> {
    let words = Severity::ALL.map(|severity| PossibleValue::new(severity.name()).aliases(severity.aliases()));
    PossibleValuesParser::new(words).map(|typed| Severity::parse(&typed).expect("clap lets no other word through"))
}

/// What may stand for `--fail-on`.
pub fn fail_on() -> impl TypedValueParser<Value = FailOn> {
    let words = FailOn::ALL.map(|known| PossibleValue::new(known.name()).aliases(known.aliases()));
    PossibleValuesParser::new(words).map(|typed| FailOn::parse(&typed).expect("clap lets no other word through"))
}

/// One of some values, by its name.
fn one_of<T: Copy + Send + Sync + 'static>(values: Vec<(&'static str, T)>) -> impl TypedValueParser<Value = T> {
    PossibleValuesParser::new(values.iter().map(|(name, _)| *name)).map(move |typed| {
        let value = values.iter().find(|(name, _)| *name == typed);
        value.expect("clap lets no other name through").1
    })
}

/// `--report`: a format and a file.
pub fn report(text: &str) -> Result<(Format, PathBuf), String> {
    let (name, file) = text.split_once('=').ok_or("write it as FORMAT=FILE, such as sarif=termlint.sarif")?;
    let format = Format::ALL.iter().find(|format| format.name() == name).ok_or_else(|| {
        let names: Vec<String> = Format::ALL.iter().map(|format| format.name().to_owned()).collect();
        format!("unknown format {}; the formats are {}", words::quote(name), words::list(&names, "and"))
    })?;
    match file {
        "" => Err("name a file after the =".to_owned()),
        "-" => Err("use --format for standard output, or name a file".to_owned()),
        file => Ok((*format, PathBuf::from(file))),
    }
}

/// `--threads`
pub fn threads(text: &str) -> Result<usize, String> {
    match text.parse() {
        Ok(number @ 1..=1024) => Ok(number),
        _ => Err("write a number from 1 to 1024, or omit --threads".to_owned()),
    }
}

/// `--max-findings`
pub fn most(text: &str) -> Result<Most, String> {
    match (text, text.parse()) {
        ("all", _) => Ok(Most(None)),
        (_, Ok(number)) => Ok(Most(Some(number))),
        _ => Err("write a number, or all".to_owned()),
    }
}

/// A day.
pub fn day(text: &str) -> Result<NaiveDate, String> {
    match ReviewDate::parse(text) {
        Ok(ReviewDate::Day(day)) => Ok(day),
        Err(DateError::Impossible) => Err("this day does not exist".to_owned()),
        _ => Err("write it as YYYY-MM-DD, such as 2026-11-22".to_owned()),
    }
}

/// A size in bytes, with or without a unit.
pub fn size(text: &str) -> Result<u64, String> {
    let digits = text.trim_end_matches(|letter: char| letter.is_ascii_alphabetic());
    let shift = match text[digits.len()..].to_ascii_uppercase().as_str() {
        "" | "B" => 0,
        "K" | "KB" | "KIB" => 10,
        "M" | "MB" | "MIB" => 20,
        "G" | "GB" | "GIB" => 30,
        unit => return Err(format!("{unit} is not a unit; use K, M or G")),
    };
    let number: u64 = digits.parse().map_err(|_| "write a number and a unit, such as 64M".to_owned())?;
    let bytes = number.checked_mul(1 << shift).filter(|bytes| *bytes < (4 << 30));
    match bytes {
        Some(0) => Err("the limit must be at least one byte".to_owned()),
        Some(bytes) => Ok(bytes),
        None => Err("the limit must be below 4G".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_have_units() {
        assert_eq!(size("64M"), Ok(64 << 20));
        assert_eq!(size("500k"), Ok(500 << 10));
        assert_eq!(size("17"), Ok(17));
        assert!(size("x").is_err());
    }
}
