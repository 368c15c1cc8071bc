//! Owns the question why a text is not JSON; must not know how to read text that is.
//!
//! Runs once for a text, at its first error, and may be slow as long as it stays linear.

use std::ops::Range;

use super::super::issue::{Issue, IssueKind, SyntaxError as E};
use super::super::node::Kind;
use super::super::span::Span;
use super::super::tree::NONE;
use super::{Parser, Stop, marks, words};

/// What the machine stopped at, as an issue.
#[cold]
pub(super) fn issue(parser: &mut Parser<'_>, stop: Stop) -> Issue {
    let view = View { parser };
    let mut issue = match stop {
        Stop::TooDeep => Issue::new(IssueKind::TooDeep, view.here(1)),
        Stop::Text(start) => view.text(start),
        Stop::Number(start) => view.number(start),
        Stop::Value => view.value(),
        Stop::Key => view.key(),
        Stop::Colon => view.colon(),
        Stop::AfterValue => view.after_value(),
        Stop::AfterDocument => view.after_document(),
    };
    // Some mistakes are those of a program, which made them throughout.
    issue.times = match issue.kind {
        IssueKind::Syntax(E::WrongCharacter { wanted: '"', .. } | E::SingleQuotes) => marks::quotes(view.parser.text),
        IssueKind::Syntax(E::WrongCharacter { found, .. }) => marks::signs(view.parser.text, found),
        _ => 1,
    };
    issue
}

fn syntax(error: E, span: Span) -> Issue {
    Issue::new(IssueKind::Syntax(error), span)
}

fn related(error: E, span: Span, related: Span) -> Issue {
    Issue { related: Some(related), ..syntax(error, span) }
}

/// The machine at the place where it stopped.
struct View<'p, 't> {
    parser: &'p Parser<'t>,
}

impl View<'_, '_> {
    fn rest(&self) -> &str {
        &self.parser.text[self.parser.pos..]
    }

    fn next(&self) -> Option<char> {
        self.rest().chars().next()
    }

    /// The next `length` bytes.
    fn here(&self, length: usize) -> Span {
        let pos = self.parser.pos;
        Span::at(pos..pos + length)
    }

    /// The next character, as far as there is one.
    fn character(&self) -> Span {
        self.here(self.next().map_or(0, char::len_utf8))
    }

    /// The last byte before this place that is no white space, with its place.
    fn before(&self) -> (u8, Span) {
        let read = &self.parser.bytes[..self.parser.pos];
        let at = read.iter().rposition(|byte| !b" \n\r\t".contains(byte));
        at.map_or((0, Span::new(0, 0)), |at| (read[at], Span::at(at..at + 1)))
    }

    /// The bracket or brace of the innermost open container.
    fn opening(&self) -> Option<(char, Span)> {
        let open = self.parser.open;
        let raw = self.parser.nodes.get(open.index as usize)?;
        let character = if open.object { '{' } else { '[' };
        Some((character, Span::new(raw.start, raw.start + 1)))
    }

    fn node(&self, index: usize) -> (Kind, Span) {
        let raw = &self.parser.nodes[index];
        (raw.kind(), Span::new(raw.start, raw.end))
    }

    /// The key or value that was read last at this level.
    fn last(&self) -> Option<(Kind, Span)> {
        let nodes = &self.parser.nodes;
        let first = match self.parser.open.index {
            NONE => 0,
            open => open as usize + 1,
        };
        let next = |&at: &usize| Some(nodes.get(at)?.next as usize);
        let last = std::iter::successors(Some(first), next).take_while(|&at| at < nodes.len()).last()?;
        Some(self.node(last))
    }

    fn text(&self, start: usize) -> Issue {
        if let Some(issue) = self.typographic_end(start + 1..self.parser.pos) {
            return issue;
        }
        let opening = Span::at(start..start + 1);
        let inside = |error, span| related(error, span, opening);
        let raw = |character, span| match character {
            '\n' | '\r' => Some(inside(E::RawLineBreak, span)),
            '\t' => Some(inside(E::RawTab, span)),
            '\0'..='\x1f' => Some(inside(E::RawControl(character), span)),
            _ => None,
        };
        let unclosed = || match self.is_closed_at_the_end() {
            true => syntax(E::UnclosedText, opening),
            false => inside(E::EndsInText, self.here(0)),
        };
        let mut characters = self.rest().chars();
        let Some(first) = characters.next() else {
            return unclosed();
        };
        // A last line end is that of the file.
        if self.rest().trim_ascii().is_empty() && !self.is_closed_at_the_end() {
            return inside(E::EndsInText, self.here(0));
        }
        if let Some(issue) = raw(first, self.character()) {
            return issue;
        }
        // What is left is a backslash.
        let Some(escaped) = characters.next() else {
            return unclosed();
        };
        let after = self.parser.pos + 1;
        if let Some(issue) = raw(escaped, Span::at(after..after + 1)) {
            return issue;
        }
        if escaped != 'u' {
            return inside(E::BadEscape(escaped), self.here(1 + escaped.len_utf8()));
        }
        let digits = characters.take(4).take_while(char::is_ascii_hexdigit).count();
        match self.rest().len() == 2 + digits {
            true => unclosed(),
            false => inside(E::BadUnicodeEscape, self.here(2 + digits)),
        }
    }

    /// Whether the file ends with the marks that close all that is open: then they were not meant for the text before
    /// them.
    fn is_closed_at_the_end(&self) -> bool {
        let closers = self.parser.text.trim_ascii_end().bytes().rev();
        let closers = closers.filter(|byte| !byte.is_ascii_whitespace()).take_while(|byte| matches!(byte, b'}' | b']'));
        closers.take(self.parser.outer.len()).count() == self.parser.outer.len()
    }

    /// A typographic quotation mark that was meant to end the text in `inner`, which goes on to the next plain one.
    fn typographic_end(&self, inner: Range<usize>) -> Option<Issue> {
        let (at, found) = marks::end(&self.parser.text[inner.clone()], '"').filter(|(_, found)| *found != '"')?;
        let at = inner.start + at;
        let opening = Span::at(inner.start - 1..inner.start);
        Some(related(E::WrongCharacter { found, wanted: '"' }, Span::at(at..at + found.len_utf8()), opening))
    }

    /// The same, of a text that has ended with the mark that was meant to begin the next one.
    fn typographic_end_before(&self, kind: Kind, last: Span) -> Option<Issue> {
        let touches = last.range().end == self.parser.pos && kind == Kind::String;
        let inner = last.range().start + 1..last.range().end.saturating_sub(1);
        touches.then(|| self.typographic_end(inner)).flatten()
    }

    /// Another kind of file, told from its first lines, at the line that tells.
    fn foreign(&self) -> Option<Issue> {
        let is_start = self.parser.nodes.is_empty();
        let (error, line) = is_start.then(|| words::foreign(self.parser.text)).flatten()?;
        Some(syntax(error, Span::at(line)))
    }

    fn number(&self, start: usize) -> Issue {
        if let Some(issue) = self.foreign() {
            return issue;
        }
        let token = words::number_token(&self.parser.text[start..]);
        syntax(words::number_error(token), Span::at(start..start + token.len()))
    }

    fn value(&self) -> Issue {
        if let Some(issue) = self.foreign() {
            return issue;
        }
        let (before, place) = self.before();
        let after_colon = before == b':' && self.parser.open.object;
        let key = || self.parser.nodes.len().checked_sub(1).map(|last| self.node(last).1);
        let Some(next) = self.next() else {
            return match before {
                b':' if after_colon => Issue { related: key(), ..syntax(E::EndsBeforeValue, self.here(0)) },
                _ => self.end(),
            };
        };
        match next {
            ',' | '}' | ']' if after_colon => Issue { related: key(), ..syntax(E::ValueMissing, place) },
            ',' if before == b',' => syntax(E::DoubledComma, self.here(1)),
            ',' if before == b'[' => syntax(E::LeadingComma, self.here(1)),
            '}' | ']' => self.closer(next),
            '+' => self.number(self.parser.pos),
            '.' if self.rest()[1..].starts_with(|digit: char| digit.is_ascii_digit()) => self.number(self.parser.pos),
            _ => self.general(next).unwrap_or_else(|| self.word()),
        }
    }

    fn key(&self) -> Issue {
        let (before, _) = self.before();
        let Some(next) = self.next() else {
            return self.end();
        };
        match next {
            ',' if before == b',' => syntax(E::DoubledComma, self.here(1)),
            ',' => syntax(E::LeadingComma, self.here(1)),
            ':' => syntax(E::KeyMissing, self.here(1)),
            '}' | ']' => self.closer(next),
            '{' | '[' => syntax(E::KeyNotText, self.here(1)),
            '-' | '0'..='9' => {
                let token = words::number_token(self.rest());
                syntax(E::KeyNotText, self.here(token.len()))
            }
            _ => self.general(next).unwrap_or_else(|| {
                let length = words::word(self.rest()).len();
                match length {
                    0 => syntax(E::UnexpectedCharacter(next), self.character()),
                    _ => syntax(E::KeyNotText, self.here(length)),
                }
            }),
        }
    }

    fn colon(&self) -> Issue {
        let (kind, key) = self.node(self.parser.nodes.len() - 1);
        let missing = || related(E::ColonMissing, Span::new(key.end, key.end), key);
        let Some(next) = self.next() else {
            return related(E::EndsBeforeColon, self.here(0), key);
        };
        if let Some(issue) = self.typographic_end_before(kind, key).or_else(|| self.quote_in_text(kind, key, next)) {
            return issue;
        }
        match next {
            '=' => self.wrong(next, ':'),
            '\'' | '`' => missing(),
            _ => self.general(next).unwrap_or_else(missing),
        }
    }

    fn after_value(&self) -> Issue {
        let Some(next) = self.next() else {
            return self.end();
        };
        let last = self.last();
        let typographic = || last.and_then(|(kind, span)| self.typographic_end_before(kind, span));
        if let Some(issue) =
            typographic().or_else(|| last.and_then(|(kind, span)| self.quote_in_text(kind, span, next)))
        {
            return issue;
        }
        let missing = || {
            let value = last.map_or(self.here(0), |(_, span)| span);
            related(E::CommaMissing, Span::new(value.end, value.end), value)
        };
        match next {
            '}' | ']' => self.closer(next),
            ';' => self.wrong(next, ','),
            ':' if !self.parser.open.object => syntax(E::ColonInArray, self.here(1)),
            '"' | '{' | '[' | '-' | '0'..='9' => missing(),
            _ if matches!(words::word(self.rest()), "true" | "false" | "null") => missing(),
            _ => self.general(next).unwrap_or_else(|| self.word()),
        }
    }

    fn after_document(&self) -> Issue {
        let Some(next) = self.next() else {
            return syntax(E::SecondValue, self.here(0));
        };
        if let Some(length) = words::fence(self.rest()) {
            return syntax(E::Fence, self.here(length));
        }
        if let Some(issue) = self.last().and_then(|(kind, span)| self.quote_in_text(kind, span, next)) {
            return issue;
        }
        match next {
            '}' | ']' => syntax(E::StrayCloser(next), self.here(1)),
            ',' if self.rest()[1..].trim().is_empty() => syntax(E::TrailingComma, self.here(1)),
            _ => self.general(next).unwrap_or_else(|| syntax(E::SecondValue, self.character())),
        }
    }

    /// The file ends where a value, a key, or a comma should come.
    fn end(&self) -> Issue {
        let (before, place) = self.before();
        match self.opening() {
            Some((_, opening)) if before == b',' => related(E::EndsAfterComma, place, opening),
            Some((open, opening)) => syntax(E::NeverClosed(open), opening),
            None => {
                let length = self.parser.text.len();
                let blank = self.parser.text.trim_start_matches('\u{feff}').is_empty();
                let error = if blank { E::EmptyFile } else { E::OnlyWhiteSpace };
                syntax(error, Span::at(0..length))
            }
        }
    }

    /// A `]` or `}` that cannot close.
    fn closer(&self, found: char) -> Issue {
        match (self.before(), self.opening()) {
            ((b',', comma), Some(_)) => syntax(E::TrailingComma, comma),
            (_, Some((open, opening))) => related(E::WrongCloser { found, open }, self.here(1), opening),
            (_, None) => syntax(E::StrayCloser(found), self.here(1)),
        }
    }

    fn wrong(&self, found: char, wanted: char) -> Issue {
        syntax(E::WrongCharacter { found, wanted }, self.character())
    }

    /// A quotation mark that was meant to stand inside the text: the text goes on right behind it.
    fn quote_in_text(&self, kind: Kind, last: Span, next: char) -> Option<Issue> {
        let touches = last.range().end == self.parser.pos && kind == Kind::String;
        let goes_on = next.is_alphanumeric() && words::wanted(next).is_none();
        let mark = Span::new(last.end.saturating_sub(1), last.end);
        (touches && goes_on).then(|| related(E::QuoteInText, mark, last))
    }

    /// What is wrong in the same way wherever it stands.
    fn general(&self, next: char) -> Option<Issue> {
        if words::is_conflict_marker(self.rest()) {
            return Some(syntax(E::MergeConflict, self.here(7)));
        }
        if next == '<' && words::is_markup(self.rest()) {
            return Some(syntax(E::Markup, self.here(1)));
        }
        if let Some(length) = words::comment(self.rest()) {
            return Some(syntax(E::Comment, self.here(length)));
        }
        if let Some(wanted) = words::wanted(next) {
            return Some(self.wrong(next, wanted));
        }
        let error = match next {
            '\'' | '`' => {
                let length = words::quoted(self.rest(), next);
                return Some(syntax(E::SingleQuotes, self.here(length)));
            }
            '\u{b}' | '\u{c}' | '\u{200b}' | '\u{feff}' => E::WhiteSpace(next),
            _ if next.is_whitespace() => E::WhiteSpace(next),
            _ if next.is_control() => E::ControlCharacter(next),
            _ => return None,
        };
        Some(syntax(error, self.character()))
    }

    /// A word without quotes, or a character that makes no word.
    fn word(&self) -> Issue {
        let word = words::word(self.rest());
        match (word.len(), self.next()) {
            (0, Some(next)) => syntax(E::UnexpectedCharacter(next), self.character()),
            (length, _) => syntax(words::word_error(word), self.here(length)),
        }
    }
}
