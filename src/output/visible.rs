//! JSON that is safe to print: hidden characters are escaped as JSON escapes them, so that a report moves no cursor and
//! gives no command to a build server, and no value loses a character.
//!
//! Owns the bytes of every JSON format. Must not know findings.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::ser::{CompactFormatter, Formatter, PrettyFormatter, Serializer};

use super::text::is_command;
use crate::words::is_hidden;

/// Writes a document, indented by two spaces.
pub fn pretty(value: &impl Serialize, out: &mut dyn Write) -> io::Result<()> {
    value.serialize(&mut Serializer::with_formatter(&mut *out, Visible(PrettyFormatter::new())))?;
    writeln!(out)
}

/// Writes a document on one line.
pub fn line(value: &impl Serialize, out: &mut dyn Write) -> io::Result<()> {
    value.serialize(&mut Serializer::with_formatter(&mut *out, Visible(CompactFormatter)))?;
    writeln!(out)
}

/// A layout of JSON with its strings made visible.
struct Visible<F>(F);

impl<F: Formatter> Formatter for Visible<F> {
    fn write_string_fragment<W: ?Sized + Write>(&mut self, out: &mut W, fragment: &str) -> io::Result<()> {
        // Nearly every string is plain, and bytes are looked at faster than characters.
        if fragment.bytes().all(|byte| matches!(byte, b' '..=b'~') && byte != b'#') {
            return out.write_all(fragment.as_bytes());
        }
        let mut from = 0;
        // Runners act on `##[error]` and the like wherever they stand in a line.
        let is_unsafe = |at: usize, character: char| {
            is_hidden(character) || character == '#' && is_command(&fragment[..at], &fragment[at..])
        };
        for (at, character) in fragment.char_indices().filter(|(at, character)| is_unsafe(*at, *character)) {
            out.write_all(&fragment.as_bytes()[from..at])?;
            for unit in character.encode_utf16(&mut [0; 2]) {
                write!(out, "\\u{unit:04x}")?;
            }
            from = at + character.len_utf8();
        }
        out.write_all(&fragment.as_bytes()[from..])
    }

    fn begin_array<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.begin_array(out)
    }

    fn end_array<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.end_array(out)
    }

    fn begin_array_value<W: ?Sized + Write>(&mut self, out: &mut W, first: bool) -> io::Result<()> {
        self.0.begin_array_value(out, first)
    }

    fn end_array_value<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.end_array_value(out)
    }

    fn begin_object<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.begin_object(out)
    }

    fn end_object<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.end_object(out)
    }

    fn begin_object_key<W: ?Sized + Write>(&mut self, out: &mut W, first: bool) -> io::Result<()> {
        self.0.begin_object_key(out, first)
    }

    fn begin_object_value<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.begin_object_value(out)
    }

    fn end_object_value<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.end_object_value(out)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_layout_is_that_of_the_library() {
        let value = serde_json::json!({ "a": ["x", [1, "y"], {}, [], [{ "b": null }]], "c": {} });
        let written = |write: &dyn Fn(&mut Vec<u8>)| {
            let mut out = Vec::new();
            write(&mut out);
            String::from_utf8(out).unwrap()
        };
        let expected = serde_json::to_string_pretty(&value).unwrap() + "\n";
        assert_eq!(written(&|out| pretty(&value, out).unwrap()), expected);
        assert_eq!(written(&|out| line(&value, out).unwrap()), value.to_string() + "\n");
    }

    #[test]
    fn what_is_escaped_is_what_json_reads_back() {
        let text = "a\u{1b}[31m \u{202e} \u{e0041} ##[error] ##vso[x] ## \u{7f} 解約率 \"\\";
        let mut out = Vec::new();
        line(&text, &mut out).unwrap();
        let out = String::from_utf8(out).unwrap();
        assert_eq!(
            out,
            "\"a\\u001b[31m \\u202e \\udb40\\udc41 #\\u0023[error] #\\u0023vso[x] ## \\u007f 解約率 \\\"\\\\\"\n"
        );
        assert_eq!(serde_json::from_str::<String>(&out).unwrap(), text);
    }
}
