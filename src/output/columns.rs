//! What a column may count, and the places of edits, which are known by their bytes only.
//!
//! Each format declares its unit (`format.rs`): a column is converted here and nowhere else.

use std::cell::RefCell;
use std::ops::Range;

use super::Texts;
use crate::finding::{Edit, Fix, Position};
use crate::fix;
use crate::json::{LineIndex, holds_secret};
use crate::outcome::ReportedFinding;

/// What a column counts; always from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// UTF-8 bytes.
    Bytes,
    /// Characters (Unicode scalar values).
    Characters,
    /// UTF-16 code units.
    Utf16,
}

impl Unit {
    /// The column of a place, from 1.
    pub fn of(self, position: &Position) -> usize {
        match self {
            Unit::Bytes => position.byte_column,
            Unit::Characters => position.column,
            Unit::Utf16 => position.utf16_column,
        }
    }
}

/// One replacement with the places of its ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Replacement {
    /// The first character replaced.
    pub start: Position,
    /// The position after the last one.
    pub end: Position,
    /// What stands there instead.
    pub text: String,
}

/// Finds the places of edits. It keeps the file that it read last: findings come file by file.
pub struct Edits<'t> {
    texts: Texts<'t>,
    last: Option<(String, Option<File>)>,
}

struct File {
    bytes: Vec<u8>,
    lines: LineIndex,
    /// The line of a list of documents that was asked for last: where it is, and its own lines.
    document: RefCell<Option<(Range<usize>, LineIndex)>>,
}

impl<'t> Edits<'t> {
    /// Edits of files that `texts` gives.
    pub fn new(texts: Texts<'t>) -> Edits<'t> {
        Edits { texts, last: None }
    }

    /// The replacements of a fix; `None` where the file is gone or changed.
    pub fn of(&mut self, reported: &ReportedFinding, fix: &Fix) -> Option<Vec<Replacement>> {
        let file = self.file(&reported.path)?;
        fix.edits.iter().map(|edit| file.replacement(edit, reported.document)).collect()
    }

    /// A fix as one replacement: what stands between its edits is written once more.
    pub fn as_one(&mut self, reported: &ReportedFinding, fix: &Fix) -> Option<Replacement> {
        let file = self.file(&reported.path)?;
        // What stands between the edits must not be a mask: whoever applies the fix would write it into the file.
        let whole = fix::join(&file.bytes, 0, &fix.edits).filter(|edit| !holds_secret(&edit.text))?;
        file.replacement(&whole, reported.document)
    }

    fn file(&mut self, path: &str) -> Option<&File> {
        if self.last.as_ref().is_none_or(|(last, _)| last != path) {
            self.last = Some((path.to_owned(), (self.texts)(path).and_then(File::new)));
        }
        self.last.as_ref()?.1.as_ref()
    }
}

impl File {
    /// `None` for a file of 4 GiB or more, in which no line is counted.
    fn new(bytes: Vec<u8>) -> Option<File> {
        u32::try_from(bytes.len()).ok()?;
        let lines = LineIndex::new(&bytes);
        Some(File { bytes, lines, document: RefCell::default() })
    }

    fn replacement(&self, edit: &Edit, document: Option<usize>) -> Option<Replacement> {
        let (start, end) = (self.position(edit.start_byte, document)?, self.position(edit.end_byte, document)?);
        Some(Replacement { start, end, text: edit.text.clone() })
    }

    fn position(&self, byte: usize, document: Option<usize>) -> Option<Position> {
        if byte > self.bytes.len() {
            return None;
        }
        let Some(line) = document else { return Some(self.lines.position(&self.bytes, byte)) };
        // In a list of documents only LF ends a line; a lone CR leaves the place without a column that all agree on.
        let mut known = self.document.borrow_mut();
        let (span, lines) = match known.take().filter(|(span, _)| (span.start..=span.end).contains(&byte)) {
            Some(last) => known.insert(last),
            None => {
                let start = memchr::memrchr(b'\n', &self.bytes[..byte]).map_or(0, |at| at + 1);
                let end = memchr::memchr(b'\n', &self.bytes[byte..]).map_or(self.bytes.len(), |at| byte + at);
                known.insert((start..end, LineIndex::new(&self.bytes[start..end])))
            }
        };
        let location = lines.position(&self.bytes[span.clone()], byte - span.start);
        (location.line == 1).then_some(Position { byte, line, ..location })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::{Finding, Safety, Severity};
    use crate::rule::Group;

    fn reported(document: Option<usize>) -> ReportedFinding {
        ReportedFinding {
            finding: Finding::new("a-rule", "x", None),
            path: "x.jsonl".into(),
            shown_path: "x.jsonl".into(),
            document,
            page_of: None,
            locale: None,
            group: Group::Prose,
            severity: Severity::Error,
            new_in: None,
            fingerprint: String::new(),
        }
    }

    fn fix(edits: &[(usize, usize, &str)]) -> Fix {
        let edit = |(start_byte, end_byte, text): &(usize, usize, &str)| Edit {
            start_byte: *start_byte,
            end_byte: *end_byte,
            text: (*text).into(),
        };
        Fix { title: "x".into(), safety: Safety::Safe, edits: edits.iter().map(edit).collect() }
    }

    #[test]
    fn edits_have_places_in_every_unit() {
        // é has 2 bytes, 𐐀 has 4 and two UTF-16 units.
        let text = "{}\n{\"é𐐀\": 1}\n";
        let texts = |_: &str| Some(text.as_bytes().to_vec());
        let byte = text.find('1').unwrap();
        for document in [None, Some(2)] {
            let found = Edits::new(&texts).of(&reported(document), &fix(&[(byte, byte + 1, "2")])).unwrap();
            let expected = Position { byte, line: 2, byte_column: 12, column: 8, utf16_column: 9 };
            assert_eq!(found[0].start, expected);
            assert_eq!((found[0].end.line, found[0].end.byte_column), (2, 13));
        }
        let beyond = fix(&[(text.len(), text.len() + 1, "")]);
        assert_eq!(Edits::new(&texts).of(&reported(None), &beyond), None, "the file has changed");
        assert_eq!(Edits::new(&|_| None).of(&reported(None), &fix(&[(0, 1, "")])), None);
    }

    #[test]
    fn each_file_is_read_once_while_its_findings_last() {
        let read = std::cell::RefCell::new(Vec::new());
        let texts = |path: &str| {
            read.borrow_mut().push(path.to_owned());
            Some(if path == "a.json" { b"[1]".to_vec() } else { b"[\n1]".to_vec() })
        };
        let mut edits = Edits::new(&texts);
        let mut line = |path: &str, byte: usize| {
            let reported = ReportedFinding { path: path.into(), ..reported(None) };
            edits.of(&reported, &fix(&[(byte, byte + 1, "2")])).unwrap()[0].start.line
        };
        assert_eq!([line("a.json", 1), line("a.json", 1), line("b.json", 2)], [1, 1, 2]);
        assert_eq!(*read.borrow(), ["a.json", "b.json"]);
    }

    #[test]
    fn a_lone_cr_ends_a_line_of_a_file_and_none_of_a_list() {
        let texts = |_: &str| Some(b"{\r\"a\": 1}\n".to_vec());
        let edit = fix(&[(7, 8, "2")]);
        let found = Edits::new(&texts).of(&reported(None), &edit).unwrap();
        assert_eq!((found[0].start.line, found[0].start.column), (2, 6));
        // Readers disagree about its column, so none is given.
        assert_eq!(Edits::new(&texts).of(&reported(Some(1)), &edit), None);
    }

    #[test]
    fn several_edits_make_one_replacement() {
        let texts = |_: &str| Some(b"[1, 2, 3]".to_vec());
        let one = Edits::new(&texts).as_one(&reported(None), &fix(&[(1, 2, "one"), (7, 8, "three")])).unwrap();
        assert_eq!((one.start.column, one.end.column, one.text.as_str()), (2, 9, "one, 2, three"));
    }
}
