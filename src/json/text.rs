//! Owns the way from bytes to text; must not know what the text says.

use encoding_rs::{EUC_JP, Encoding, SHIFT_JIS, UTF_16BE, UTF_16LE};

/// The bytes are not UTF-8, which RFC 8259 section 8.1 requires.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub struct EncodingError {
    /// What they seem to be instead.
    pub kind: EncodingKind,
    /// The first byte that is not UTF-8 text, from 0; in UTF-16 and UTF-32 that may be the first
    /// NUL.
    pub offset: usize,
}

/// What bytes that are not UTF-8 seem to be.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Hash)]
pub enum EncodingKind {
    /// UTF-16, little endian, with or without byte order mark.
    Utf16Le,
    /// UTF-16, big endian, with or without byte order mark.
    Utf16Be,
    /// UTF-32 of either byte order.
    Utf32,
    /// Shift_JIS, as older Japanese software writes it.
    ShiftJis,
    /// EUC-JP.
    EucJp,
    /// None of these.
    Unknown,
}

impl EncodingError {
    /// What is wrong: lower case, no full stop.
    #[must_use]
    pub fn message(&self) -> String {
        match self.kind {
            EncodingKind::Utf16Le | EncodingKind::Utf16Be => "the file is saved as UTF-16".to_owned(),
            EncodingKind::Utf32 => "the file is saved as UTF-32".to_owned(),
            EncodingKind::ShiftJis => "the file is saved as Shift_JIS".to_owned(),
            EncodingKind::EucJp => "the file is saved as EUC-JP".to_owned(),
            EncodingKind::Unknown => format!("byte {} of the file is not UTF-8", self.offset + 1),
        }
    }

    /// The one thing to do.
    #[must_use]
    pub fn help(&self) -> &'static str {
        "save the file as UTF-8"
    }
}

/// The bytes as text. A byte order mark stays in the text; [`parse`](super::parse) reports it.
///
/// # Errors
///
/// Bytes that are not UTF-8, and bytes that are, but are clearly UTF-16 or UTF-32 without byte
/// order mark. NUL bytes elsewhere are text, which the parser then refuses.
pub fn decode(bytes: &[u8]) -> Result<&str, EncodingError> {
    let text = simdutf8::basic::from_utf8(bytes).ok();
    if let (Some(text), None) = (text, wide(bytes)) {
        return Ok(text);
    }
    Err(refuse(bytes))
}

#[cold]
fn refuse(bytes: &[u8]) -> EncodingError {
    let (kind, offset) = match (std::str::from_utf8(bytes), wide(bytes)) {
        (Ok(_), kind) => (kind, memchr::memchr(0, bytes).unwrap_or(0)),
        (Err(error), kind) => {
            // UTF-8 up to here, with letters that only UTF-8 spells so, or cut off inside a letter: a broken file, not
            // another encoding.
            let is_broken = !bytes[..error.valid_up_to()].is_ascii() || error.error_len().is_none();
            (kind.or_else(|| if is_broken { None } else { legacy(bytes) }), error.valid_up_to())
        }
    };
    EncodingError { kind: kind.unwrap_or(EncodingKind::Unknown), offset }
}

/// UTF-16 and UTF-32, by a byte order mark or by the zeros in the first characters: a JSON text
/// begins with an ASCII character.
fn wide(bytes: &[u8]) -> Option<EncodingKind> {
    use EncodingKind::{Utf16Be, Utf16Le, Utf32};
    let kind = match *bytes {
        [0xff, 0xfe, 0, 0, ..] | [0, 0, 0xfe, 0xff, ..] => return Some(Utf32),
        [0xff, 0xfe, ..] => return Some(Utf16Le),
        [0xfe, 0xff, ..] => return Some(Utf16Be),
        [first, 0, 0, 0, ..] if starts_json(first) => return Some(Utf32),
        [0, 0, 0, first, ..] if starts_json(first) => return Some(Utf32),
        [first, 0, _, 0, ..] | [first, 0] if starts_json(first) => Utf16Le,
        [0, first, 0, _, ..] | [0, first] if starts_json(first) => Utf16Be,
        // Text in quotes, of which the first letter may be of any script.
        [b'"', 0, ..] => Utf16Le,
        [0, b'"', ..] => Utf16Be,
        _ => return None,
    };
    let encoding = if kind == Utf16Le { UTF_16LE } else { UTF_16BE };
    text_in(encoding, bytes).map(|_| kind)
}

fn starts_json(byte: u8) -> bool {
    matches!(byte, b'{' | b'[' | b'"' | b'-' | b'0'..=b'9' | b't' | b'f' | b'n') || byte.is_ascii_whitespace()
}

/// A Japanese encoding in which all bytes mean something, Japanese letters among it.
///
/// EUC-JP goes first: its text is often valid Shift_JIS too, as half-width kana; the reverse is
/// rare.
fn legacy(bytes: &[u8]) -> Option<EncodingKind> {
    let japanese = |encoding| text_in(encoding, bytes).is_some_and(|text| text.chars().any(is_japanese));
    if japanese(EUC_JP) {
        Some(EncodingKind::EucJp)
    } else if japanese(SHIFT_JIS) {
        Some(EncodingKind::ShiftJis)
    } else {
        None
    }
}

fn text_in(encoding: &'static Encoding, bytes: &[u8]) -> Option<String> {
    encoding.decode_without_bom_handling_and_without_replacement(bytes).map(|text| text.into_owned())
}

/// Kana, half-width kana, or kanji.
fn is_japanese(character: char) -> bool {
    matches!(character, '\u{3041}'..='\u{30ff}' | '\u{ff66}'..='\u{ff9f}' | '\u{4e00}'..='\u{9fff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "{\"title\": \"見込み客\"}";

    fn kind(bytes: &[u8]) -> Option<EncodingKind> {
        decode(bytes).err().map(|error| error.kind)
    }

    fn wide_bytes(text: &str, big: bool) -> Vec<u8> {
        text.encode_utf16().flat_map(|unit| if big { unit.to_be_bytes() } else { unit.to_le_bytes() }).collect()
    }

    #[test]
    fn wide_encodings_are_named_with_and_without_mark() {
        for text in [TEXT, "{}", "[]", "\"用\"", "1", "\n{}", "{\"a\":1}"] {
            for mark in ["", "\u{feff}"] {
                let text = format!("{mark}{text}");
                assert_eq!(kind(&wide_bytes(&text, false)), Some(EncodingKind::Utf16Le), "{text}");
                assert_eq!(kind(&wide_bytes(&text, true)), Some(EncodingKind::Utf16Be), "{text}");
                let little: Vec<u8> = text.chars().flat_map(|c| u32::from(c).to_le_bytes()).collect();
                let big: Vec<u8> = text.chars().flat_map(|c| u32::from(c).to_be_bytes()).collect();
                assert_eq!(kind(&little), Some(EncodingKind::Utf32), "{text}");
                assert_eq!(kind(&big), Some(EncodingKind::Utf32), "{text}");
            }
        }
    }

    #[test]
    fn japanese_encodings_are_named() {
        let (shift_jis, _, _) = SHIFT_JIS.encode(TEXT);
        let (euc_jp, _, _) = EUC_JP.encode(TEXT);
        assert_eq!(kind(&shift_jis), Some(EncodingKind::ShiftJis));
        assert_eq!(kind(&euc_jp), Some(EncodingKind::EucJp));
        assert_eq!(decode(&euc_jp).unwrap_err().offset, 11);
        assert_eq!(decode(&euc_jp).unwrap_err().message(), "the file is saved as EUC-JP");
    }

    #[test]
    fn other_bytes_are_unknown_at_the_first_bad_one() {
        let error = decode(b"{\"caf\xe9\": 1}").unwrap_err();
        assert_eq!(error.kind, EncodingKind::Unknown);
        assert_eq!(error.offset, 5);
        assert_eq!(error.message(), "byte 6 of the file is not UTF-8");
        for start in [[0, 0, 0, 0x80], [0x80, 0, 0, 0]] {
            assert_eq!(kind(&start), Some(EncodingKind::Unknown), "no JSON begins like this");
        }
        assert_eq!(decode("[\"あ".as_bytes()[..4].as_ref()).unwrap_err().offset, 2);
        let cut = &TEXT.as_bytes()[..TEXT.len() - 4];
        assert_eq!(kind(cut), Some(EncodingKind::Unknown), "UTF-8 that is cut inside a character");
    }

    #[test]
    fn utf8_with_nul_bytes_stays_text() {
        assert_eq!(decode(b"{\0\"a\":1}"), Ok("{\0\"a\":1}"));
        assert_eq!(decode(b"\0"), Ok("\0"));
        assert_eq!(decode(b"{}\0\0"), Ok("{}\0\0"));
        assert_eq!(decode(b""), Ok(""));
        assert_eq!(decode(TEXT.as_bytes()), Ok(TEXT));
    }
}
