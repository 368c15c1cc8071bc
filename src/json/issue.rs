//! Owns what can be wrong with a JSON text, in words for a person who edits content; must not
//! know how it is found or shown.

use std::borrow::Cow;

use super::span::Span;

/// One thing that is wrong with a text, and where.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub struct Issue {
    /// What is wrong.
    pub kind: IssueKind,
    /// The exact place. Empty where something is missing.
    pub span: Span,
    /// A second place that explains the first: the earlier key, the open bracket, the start of
    /// the text, the value before.
    pub related: Option<Span>,
    /// How often the file makes the same mistake, as far as that is counted; at least 1.
    pub times: usize,
}

impl Issue {
    /// The one thing to do about a text that breaks the grammar, as a request without full stop; for a mistake that the
    /// file makes throughout, at all its places.
    #[must_use]
    pub fn help(&self) -> Option<Cow<'static, str>> {
        let IssueKind::Syntax(error) = self.kind else { return None };
        let times = self.times;
        if times < 2 {
            return Some(error.help());
        }
        let replaced = match error {
            SyntaxError::WrongCharacter { found, wanted: '"' } => {
                let (open, close) = pair(found);
                format!("replace {open} and {close} with \" around keys and texts")
            }
            SyntaxError::SingleQuotes => "replace the quotes around keys and texts with \"".to_owned(),
            _ => error.help().into_owned(),
        };
        Some(format!("{replaced}, all {times} of them in this file").into())
    }

    pub(super) fn new(kind: IssueKind, span: Span) -> Issue {
        Issue { kind, span, related: None, times: 1 }
    }
}

/// The kinds of issue. After `Syntax` and `TooDeep` reading ends; after the others it goes on.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum IssueKind {
    /// The text starts with U+FEFF (RFC 8259 section 8.1).
    ByteOrderMark,
    /// A key that came before in the same object, compared decoded (section 4). The place is the
    /// later key, the related place the first one.
    DuplicateKey,
    /// An escaped half of a surrogate pair without its other half (section 8.2).
    LoneSurrogate,
    /// More than [`MAX_DEPTH`](super::MAX_DEPTH) arrays and objects are open (section 9). The
    /// place is the bracket or brace that is one too many.
    TooDeep,
    /// The text breaks the grammar.
    Syntax(SyntaxError),
}

/// Why a text is not JSON, by cause. Each says what is wrong, and one thing to do.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Hash)]
pub enum SyntaxError {
    /// There is no byte, or only a byte order mark.
    EmptyFile,
    /// There is only white space.
    OnlyWhiteSpace,
    /// The file ends right after a key. Place: where it ends; related: the key.
    EndsBeforeColon,
    /// The file ends after a colon. Place: where it ends; related: the key.
    EndsBeforeValue,
    /// The file ends after a comma. Place: the comma; related: the open bracket or brace.
    EndsAfterComma,
    /// `[` or `{` is open when the file ends. Place: that character.
    NeverClosed(char),
    /// `]` where a brace is open, or `}` where a bracket is. Related: the open one.
    WrongCloser {
        /// The character that closes.
        found: char,
        /// The character that it would have to close.
        open: char,
    },
    /// `]` or `}` where nothing is open.
    StrayCloser(char),
    /// A comma before `]`, `}` or the end of the file. Place: the comma.
    TrailingComma,
    /// A comma with nothing between it and the opening bracket or brace.
    LeadingComma,
    /// A comma right after a comma. Place: the second one.
    DoubledComma,
    /// Two values, or a value and a key, without a comma. Place: empty, right after the first;
    /// related: the first.
    CommaMissing,
    /// A key without colon. Place: empty, right after the key; related: the key.
    ColonMissing,
    /// A colon between two items of an array.
    ColonInArray,
    /// A colon with no key before it.
    KeyMissing,
    /// A colon with no value after it. Place: the colon; related: the key.
    ValueMissing,
    /// A key that is a number, a list, or an unquoted word.
    KeyNotText,
    /// A word without quotes.
    UnquotedText,
    /// Single quotes or backticks.
    SingleQuotes,
    /// More text right behind the closing quote of a text. Place: that quote; related: the text.
    QuoteInText,
    /// A full-width or typographic character in the place of a mark of JSON.
    WrongCharacter {
        /// What was typed.
        found: char,
        /// What JSON uses.
        wanted: char,
    },
    /// `//`, `/*` or `#`. Place: the whole comment.
    Comment,
    /// A space character that JSON does not know.
    WhiteSpace(char),
    /// A control character outside of texts.
    ControlCharacter(char),
    /// A character that means nothing in JSON.
    UnexpectedCharacter(char),
    /// `NaN`, `Infinity` or `undefined`, as they are written in full.
    NotAValue(&'static str),
    /// `True`, `None` and the like. Holds the literal that is meant.
    WrongLiteral(&'static str),
    /// A digit after a leading 0.
    LeadingZero,
    /// A plus sign before a number.
    PlusSign,
    /// A point without a digit before it.
    PointFirst,
    /// A point without a digit after it.
    PointLast,
    /// An `e` without a digit after it.
    ExponentEmpty,
    /// A minus without a digit after it.
    MinusAlone,
    /// `0x`, `0o` or `0b`.
    NotDecimal,
    /// A number that goes on with what is not of a number: dates, versions, separators.
    MalformedNumber,
    /// A text whose closing quote does not come before the file ends, although all that is open is closed. Place: its
    /// opening quote.
    UnclosedText,
    /// The file ends inside a text. Place: where it ends; related: the opening quote.
    EndsInText,
    /// A line break inside a text. Related: the opening quote.
    RawLineBreak,
    /// A tab inside a text. Related: the opening quote.
    RawTab,
    /// Another character below U+0020 inside a text. Related: the opening quote.
    RawControl(char),
    /// A backslash before a character that makes no escape. Place: both.
    BadEscape(char),
    /// `\u` without four hex digits.
    BadUnicodeEscape,
    /// A marker of an unresolved merge conflict. Place: its seven characters.
    MergeConflict,
    /// A tag of HTML or XML. Place: its `<`.
    Markup,
    /// A line of three backticks or tildes, with which Markdown begins and ends code. Place: the line.
    Fence,
    /// Markdown from the first line on. Place: that line.
    Markdown,
    /// YAML from the first line on. Place: that line.
    Yaml,
    /// Sentences from the first line on. Place: that line.
    PlainText,
    /// A sentence before the document. Place: its line.
    TextBefore,
    /// What git has in place of a file that Git LFS stores. Place: its first line.
    LfsPointer,
    /// More after the end of the document.
    SecondValue,
}

impl SyntaxError {
    /// What is wrong: lower case, no full stop.
    #[must_use]
    pub fn message(&self) -> String {
        use SyntaxError as E;
        let fixed = match *self {
            E::NeverClosed(open) => return format!("this {} is never closed", bracket(open)),
            E::WrongCloser { found, open } => {
                return format!("this {} does not match the open {}", bracket(found), bracket(open));
            }
            E::StrayCloser(found) => return format!("this {} was never opened", bracket(found)),
            E::WrongCharacter { found, wanted } => {
                return format!("{}: use {wanted}", wrong_character(found, wanted));
            }
            E::WhiteSpace(found) => {
                return format!("this kind of white space is not allowed ({})", space_name(found));
            }
            E::ControlCharacter(found) => return format!("a control character ({})", code(found)),
            E::UnexpectedCharacter(found) => return format!("{} has no meaning here", shown(found)),
            E::NotAValue(word) => return format!("{word} is not a JSON value"),
            E::WrongLiteral(word) => return format!("{word} must be written in lower case"),
            E::RawControl(found) => return format!("a raw control character inside a text ({})", code(found)),
            E::BadEscape(found) => return format!("\\{} is not an escape that JSON knows", shown(found)),
            E::EmptyFile => "the file is empty",
            E::OnlyWhiteSpace => "the file contains only white space",
            E::EndsBeforeColon => "the file ends before the colon of this key",
            E::EndsBeforeValue => "the file ends before the value of this key",
            E::EndsAfterComma => "the file ends after this comma",
            E::TrailingComma => "this comma is followed by nothing",
            E::LeadingComma => "this comma has nothing before it",
            E::DoubledComma => "two commas in a row",
            E::CommaMissing => "a comma is missing after this value",
            E::ColonMissing => "a colon is missing after this key",
            E::ColonInArray => "a colon inside a list",
            E::KeyMissing => "a key is missing before this colon",
            E::ValueMissing => "a value is missing after this colon",
            E::KeyNotText => "a key must be text in double quotes",
            E::UnquotedText | E::SingleQuotes => "text must be in double quotes",
            E::QuoteInText => "this quotation mark ends the text, but the text goes on",
            E::Comment => "comments are not allowed in JSON",
            E::LeadingZero => "a number may not start with 0",
            E::PlusSign => "a number may not start with +",
            E::PointFirst => "a number may not start with a point",
            E::PointLast => "a digit is missing after the point",
            E::ExponentEmpty => "a digit is missing after the e of this number",
            E::MinusAlone => "a digit is missing after the minus",
            E::NotDecimal => "a number must be decimal",
            E::MalformedNumber => "this is not a number",
            E::UnclosedText => "this text is not closed by a quotation mark",
            E::RawLineBreak => "a line break inside a text",
            E::RawTab => "a tab inside a text",
            E::BadUnicodeEscape => "\\u is not followed by four hex digits",
            E::MergeConflict => "an unresolved merge conflict",
            E::Markup => "this is HTML or XML, not JSON",
            E::EndsInText => "the file ends here, in the middle of a text",
            E::Fence => "a Markdown fence around the document",
            E::Markdown => "this is Markdown, not JSON",
            E::Yaml => "this is YAML, not JSON",
            E::PlainText => "this is plain text, not JSON",
            E::TextBefore => "text stands before the document",
            E::LfsPointer => "this is what git keeps in place of a file in Git LFS",
            E::SecondValue => "a second value after the end of the document",
        };
        fixed.to_owned()
    }

    /// The one thing to do, as a request without full stop.
    #[must_use]
    pub fn help(&self) -> Cow<'static, str> {
        use SyntaxError as E;
        let fixed = match *self {
            E::NeverClosed('[') => "add the missing ]",
            E::NeverClosed(_) => "add the missing }",
            E::WrongCloser { open: '[', .. } => "close the open bracket with ] first",
            E::WrongCloser { .. } => "close the open brace with } first",
            E::WrongCharacter { found, wanted } => {
                return format!("replace {} with {wanted}", shown(found)).into();
            }
            E::WrongLiteral(word) => return format!("write {word}").into(),
            E::NotAValue(_) => "write null, or a number",
            E::RawControl(found) => return format!("remove it, or write \\u{:04x}", u32::from(found)).into(),
            E::EmptyFile | E::OnlyWhiteSpace => "put a JSON document into the file",
            E::EndsBeforeColon => "add a colon and a value",
            E::EndsBeforeValue => "add the value",
            E::EndsAfterComma | E::EndsInText => "restore the missing end of the file",
            E::TrailingComma | E::LeadingComma | E::DoubledComma => "remove this comma",
            E::CommaMissing => "add a comma",
            E::ColonMissing => "add a colon",
            E::ColonInArray => "write a comma, or put the pair in braces",
            E::KeyMissing => "add the key in double quotes",
            E::ValueMissing => "add the value, or write null",
            E::KeyNotText => "put the key in double quotes",
            E::UnquotedText => "put it in double quotes",
            E::SingleQuotes => "replace them with \"",
            E::QuoteInText => "write \\\" for a quotation mark inside a text",
            E::Comment => "remove the comment",
            E::WhiteSpace(_) => "replace it with a plain space",
            E::ControlCharacter(_) | E::UnexpectedCharacter(_) => "remove it",
            E::LeadingZero => "remove the 0, or put the digits in double quotes",
            E::PlusSign => "remove the +",
            E::PointFirst => "write 0 before the point",
            E::PointLast => "write a digit after the point, or remove the point",
            E::ExponentEmpty => "write a digit after the e, or remove the e",
            E::MinusAlone => "write the number after the minus",
            E::NotDecimal => "write the number with the digits 0 to 9",
            E::MalformedNumber => "put it in double quotes if it is text",
            E::UnclosedText => "add the closing quotation mark",
            E::RawLineBreak => "close the text with a quotation mark before it, or write \\n for the line break",
            E::RawTab => "delete it, or write a space",
            E::BadEscape(_) => "write \\\\ for a backslash",
            E::BadUnicodeEscape => "write four hex digits after \\u, or \\\\ for a backslash",
            E::StrayCloser(_) => "remove it, or add what it should close",
            E::MergeConflict => "keep one of the two versions, and remove the marker lines",
            E::Markup => "save the JSON file, not the web page",
            E::Fence => "delete the lines of the fence and what stands outside them",
            E::Markdown => "use the ai.json of the term, not its ai.md",
            E::Yaml => "convert the file to JSON",
            E::PlainText => "put a JSON document into the file",
            E::TextBefore => "delete what stands before the document",
            E::LfsPointer => "fetch the file with git lfs pull",
            E::SecondValue => "keep one value, and remove what follows it",
        };
        fixed.into()
    }
}

/// The two marks of which a typographic quotation mark is one.
fn pair(mark: char) -> (char, char) {
    const PAIRS: [(char, char); 5] = [('“', '”'), ('「', '」'), ('『', '』'), ('«', '»'), ('‘', '’')];
    PAIRS.into_iter().find(|(open, close)| [*open, *close].contains(&mark)).unwrap_or(match mark {
        '„' | '‟' => ('„', '“'),
        _ => (mark, mark),
    })
}

fn bracket(character: char) -> &'static str {
    match character {
        '[' | ']' => "bracket",
        _ => "brace",
    }
}

fn code(character: char) -> String {
    format!("U+{:04X}", u32::from(character))
}

/// The character itself, or its code where it would not be seen.
fn shown(character: char) -> String {
    match character.is_control() || character.is_whitespace() {
        true => code(character),
        false => character.to_string(),
    }
}

fn wrong_character(found: char, wanted: char) -> String {
    let name = match wanted {
        ',' => "comma",
        ':' => "colon",
        '"' => "quotation mark",
        '{' | '}' => "brace",
        '[' | ']' => "bracket",
        '-' => "minus",
        '0'..='9' => "digit",
        _ => "character",
    };
    match found {
        '\u{ff01}'..='\u{ff5e}' => format!("a full-width {name}"),
        '、' | '「' | '」' | '『' | '』' => format!("a Japanese {name}"),
        ';' => "a semicolon".to_owned(),
        '=' => "an equals sign".to_owned(),
        _ => format!("a typographic {name} ({found})"),
    }
}

fn space_name(character: char) -> String {
    let name = match character {
        '\u{b}' => "vertical tab",
        '\u{c}' => "form feed",
        '\u{85}' => "next line",
        '\u{a0}' => "no-break space",
        '\u{200b}' => "zero-width space",
        '\u{2028}' => "line separator",
        '\u{2029}' => "paragraph separator",
        '\u{202f}' => "narrow no-break space",
        '\u{3000}' => "full-width space",
        '\u{feff}' => "byte order mark",
        _ => return code(character),
    };
    format!("{name}, {}", code(character))
}
