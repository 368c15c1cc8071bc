//! Owns the reading of JSON text by RFC 8259 exactly; must not know what the values mean.
//!
//! The machine below is the hot path. It stops at the first byte that cannot be, and says only in
//! which state it was; [`diagnose`] then finds out, slowly, what a person should be told.

mod diagnose;
mod duplicates;
mod marks;
mod scan;
#[cfg(test)]
mod tests;
mod words;

use super::issue::{Issue, IssueKind};
use super::node::Kind;
use super::secrets;
use super::span::{Span, offset};
use super::strings;
use super::tree::{ESCAPED, KEY, NONE, Raw, TRUE, Tree};
use duplicates::KeyMark;

/// How many arrays and objects may be open at once; RFC 8259 section 9 lets a reader set it.
pub const MAX_DEPTH: usize = 512;

/// What was read from a text, and what was wrong with it.
#[derive(Clone, Debug)]
pub struct Parsed<'t> {
    /// All that was read. After an error: what stood before it, open arrays and objects closed at
    /// the error, a key without a value dropped.
    pub tree: Tree<'t>,
    /// What was found, in the order of the text. At most one is `Syntax` or `TooDeep`; it is the
    /// last one and has ended the reading.
    pub issues: Vec<Issue>,
}

/// Reads one JSON text (RFC 8259).
///
/// All is accepted that the RFC allows: lone scalars, numbers of any size, every escape. Reading
/// goes on past a byte order mark at the start, duplicate keys and lone surrogates, each of which
/// is an issue.
///
/// # Panics
///
/// When the text is not smaller than 4 GiB: spans are 32-bit.
#[must_use]
pub fn parse(text: &str) -> Parsed<'_> {
    // The last offset is the mark of "no node", so it must not be one.
    let _ = offset(text.len() + 1);
    let mut parser = Parser::new(text);
    let fatal = match parser.document() {
        Ok(()) => None,
        Err(stop) => Some(diagnose::issue(&mut parser, stop)),
    };
    parser.close_all();
    let mut issues = parser.issues;
    issues.sort_by_key(|issue| issue.span.start);
    issues.extend(fatal);
    let tree = Tree { text, nodes: parser.nodes, may_hold_secrets: secrets::may_hold(text) };
    Parsed { tree, issues }
}

/// The state in which the machine met a byte that cannot be; `pos` stands on that byte.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
enum Stop {
    /// A value had to come.
    Value,
    /// A key had to come.
    Key,
    /// A colon had to come.
    Colon,
    /// A comma or the end of the container had to come.
    AfterValue,
    /// Nothing may come any more.
    AfterDocument,
    /// In the string that starts here.
    Text(usize),
    /// In the number that starts here.
    Number(usize),
    /// The container that starts at `pos` is one too many.
    TooDeep,
}

/// The innermost open container.
#[derive(Copy, Clone, Debug)]
struct Open {
    /// Its node, or [`NONE`] outside of all.
    index: u32,
    /// How many values it holds so far.
    count: u32,
    /// Where its keys begin in the list of marks.
    keys: usize,
    object: bool,
}

struct Parser<'t> {
    text: &'t str,
    bytes: &'t [u8],
    pos: usize,
    nodes: Vec<Raw>,
    open: Open,
    outer: Vec<Open>,
    keys: Vec<KeyMark>,
    issues: Vec<Issue>,
}

impl<'t> Parser<'t> {
    fn new(text: &'t str) -> Parser<'t> {
        Parser {
            text,
            bytes: text.as_bytes(),
            pos: 0,
            nodes: Vec::with_capacity(text.len() / 20 + 8),
            open: Open { index: NONE, count: 0, keys: 0, object: false },
            outer: Vec::with_capacity(16),
            keys: Vec::with_capacity(64),
            issues: Vec::new(),
        }
    }

    /// The byte at `pos`. At the end: NUL, which no state accepts either.
    #[inline(always)]
    fn peek(&self) -> u8 {
        self.bytes.get(self.pos).copied().unwrap_or(0)
    }

    #[inline(always)]
    fn skip_space(&mut self) {
        if self.peek() <= b' ' {
            self.pos = scan::skip_space(self.bytes, self.pos);
        }
    }

    #[inline(always)]
    fn push(&mut self, kind: Kind, flags: u32, start: usize) {
        let index = self.nodes.len() as u32;
        let span = (start as u32, self.pos as u32);
        self.nodes.push(Raw::new(kind, flags, span, index, self.open.index));
    }

    fn document(&mut self) -> Result<(), Stop> {
        if self.text.starts_with('\u{feff}') {
            self.pos = 3;
            self.issues.push(Issue::new(IssueKind::ByteOrderMark, Span::at(0..3)));
        }
        self.skip_space();
        loop {
            // Here a value must come.
            match self.peek() {
                b'"' => {
                    let start = self.pos;
                    let flags = self.string()?;
                    self.push(Kind::String, flags, start);
                }
                b'{' => {
                    self.enter(Kind::Object)?;
                    if self.peek() == b'}' {
                        self.leave();
                    } else {
                        self.key()?;
                        continue;
                    }
                }
                b'[' => {
                    self.enter(Kind::Array)?;
                    if self.peek() == b']' {
                        self.leave();
                    } else {
                        continue;
                    }
                }
                b'-' | b'0'..=b'9' => self.number()?,
                b't' => self.literal("true", Kind::Bool, TRUE)?,
                b'f' => self.literal("false", Kind::Bool, 0)?,
                b'n' => self.literal("null", Kind::Null, 0)?,
                _ => return Err(Stop::Value),
            }
            // Here a value has ended.
            loop {
                if self.open.index == NONE {
                    return self.end();
                }
                self.open.count += 1;
                self.skip_space();
                match (self.peek(), self.open.object) {
                    (b',', object) => {
                        self.pos += 1;
                        self.skip_space();
                        if object {
                            self.key()?;
                        }
                        break;
                    }
                    (b'}', true) | (b']', false) => self.leave(),
                    _ => return Err(Stop::AfterValue),
                }
            }
        }
    }

    fn end(&mut self) -> Result<(), Stop> {
        self.skip_space();
        match self.pos == self.bytes.len() {
            true => Ok(()),
            false => Err(Stop::AfterDocument),
        }
    }

    /// Opens the container at `pos`, and goes on to its first byte that counts.
    #[inline]
    fn enter(&mut self, kind: Kind) -> Result<(), Stop> {
        if self.outer.len() == MAX_DEPTH {
            return Err(Stop::TooDeep);
        }
        let start = self.pos;
        self.pos += 1;
        let index = self.nodes.len() as u32;
        self.push(kind, 0, start);
        self.outer.push(self.open);
        self.open = Open { index, count: 0, keys: self.keys.len(), object: kind == Kind::Object };
        self.skip_space();
        Ok(())
    }

    /// Closes the innermost container at the byte `pos`.
    #[inline]
    fn leave(&mut self) {
        self.pos += 1;
        self.close();
    }

    /// Ends the innermost container right before `pos`.
    #[inline]
    fn close(&mut self) {
        let mut count = self.open.count;
        if self.open.object {
            count -= self.shadow_duplicates();
        }
        let next = self.nodes.len() as u32;
        let raw = &mut self.nodes[self.open.index as usize];
        raw.end = self.pos as u32;
        raw.next = next;
        raw.set_count(count);
        self.open = self.outer.pop().expect("an open container has one around it, or the document");
    }

    /// After an error: drops a key without value, and closes all that is open.
    fn close_all(&mut self) {
        if self.nodes.last().is_some_and(|raw| raw.has(KEY)) {
            self.nodes.pop();
            self.keys.pop();
        }
        while self.open.index != NONE {
            self.close();
            self.open.count += 1;
        }
    }

    /// Reads a key and its colon, and goes on to the value.
    #[inline]
    fn key(&mut self) -> Result<(), Stop> {
        if self.peek() != b'"' {
            return Err(Stop::Key);
        }
        let start = self.pos;
        let flags = self.string()?;
        let inner = &self.bytes[start + 1..self.pos - 1];
        self.keys.push(KeyMark::new(inner, flags & ESCAPED != 0, self.nodes.len() as u32));
        self.push(Kind::String, flags | KEY, start);
        self.skip_space();
        if self.peek() != b':' {
            return Err(Stop::Colon);
        }
        self.pos += 1;
        // Nearly always it is one space.
        if self.peek() == b' ' {
            self.pos += 1;
        }
        self.skip_space();
        Ok(())
    }

    /// Reads the string that starts at `pos`; gives its flags.
    #[inline]
    fn string(&mut self) -> Result<u32, Stop> {
        let start = self.pos;
        self.pos = scan::plain_text(self.bytes, start + 1);
        if self.peek() == b'"' {
            self.pos += 1;
            return Ok(0);
        }
        self.string_with_escapes(start)
    }

    /// Goes on with a string at its first byte that is not plain.
    #[inline(never)]
    fn string_with_escapes(&mut self, start: usize) -> Result<u32, Stop> {
        loop {
            match self.peek() {
                b'"' => {
                    self.pos += 1;
                    return Ok(ESCAPED);
                }
                b'\\' => self.escape().ok_or(Stop::Text(start))?,
                _ => return Err(Stop::Text(start)),
            }
            self.pos = scan::plain_text(self.bytes, self.pos);
        }
    }

    /// Reads the escape at `pos`; nothing, and no step, if JSON has no such escape.
    fn escape(&mut self) -> Option<()> {
        match self.bytes.get(self.pos + 1)? {
            b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't' => self.pos += 2,
            b'u' => {
                let here = &self.bytes[self.pos..];
                let unit = strings::hex4(here, 2)?;
                if strings::surrogate_pair(here, unit).is_some() {
                    self.pos += 12;
                } else {
                    if (0xD800..0xE000).contains(&unit) {
                        let span = Span::at(self.pos..self.pos + 6);
                        self.issues.push(Issue::new(IssueKind::LoneSurrogate, span));
                    }
                    self.pos += 6;
                }
            }
            _ => return None,
        }
        Some(())
    }

    fn number(&mut self) -> Result<(), Stop> {
        let start = self.pos;
        self.pos = scan::number(self.bytes, start).ok_or(Stop::Number(start))?;
        self.push(Kind::Number, 0, start);
        Ok(())
    }

    #[inline]
    fn literal(&mut self, word: &str, kind: Kind, flags: u32) -> Result<(), Stop> {
        let start = self.pos;
        let rest = self.bytes.get(start..).unwrap_or_default();
        let after = rest.get(word.len()).copied().unwrap_or(0);
        if !rest.starts_with(word.as_bytes()) || after.is_ascii_alphanumeric() || after == b'_' {
            return Err(Stop::Value);
        }
        self.pos += word.len();
        self.push(kind, flags, start);
        Ok(())
    }
}
