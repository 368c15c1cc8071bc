//! Why the bytes of a page cannot be read, and the words for it.

use std::ops::Range;

use encoding_rs::{Encoding, UTF_8};

use super::said::Said;
use crate::words::count;

/// Why a page cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PageError {
    /// The bytes are not UTF-8.
    NotUtf8 {
        /// The first byte that cannot be decoded, counted from 0.
        offset: usize,
    },
    /// The text is UTF-16 or UTF-32: its byte order mark says so.
    Wide,
    /// The bytes are UTF-8, but the page tells browsers to decode them otherwise.
    SaysOtherwise {
        /// The encoding that the page names.
        encoding: &'static str,
        /// Where it does, in bytes counted from 0.
        place: Range<usize>,
    },
    /// Nothing in it can be seen.
    Empty,
    /// It has 4 GiB or more.
    TooLarge,
}

impl PageError {
    /// What is wrong, in a sentence without a full stop.
    pub fn message(&self) -> String {
        match self {
            PageError::NotUtf8 { offset } => {
                format!("the page is not valid UTF-8 after {}", count(*offset, "byte"))
            }
            PageError::Wide => "the page is encoded as UTF-16 or UTF-32, not as UTF-8".to_owned(),
            PageError::SaysOtherwise { encoding, .. } => {
                format!("the page says that it is {encoding}, but it is UTF-8, so that browsers show other characters")
            }
            PageError::Empty => "the page shows no text".to_owned(),
            PageError::TooLarge => "the page has 4 GiB or more".to_owned(),
        }
    }

    /// One thing to do about it.
    pub fn help(&self) -> &'static str {
        match self {
            PageError::NotUtf8 { .. } | PageError::Wide => "write the page as UTF-8",
            PageError::SaysOtherwise { .. } => "write `<meta charset=\"utf-8\">` instead",
            PageError::Empty => {
                "build the page again, or check the file that a browser shows after its scripts have run"
            }
            PageError::TooLarge => "leave this file out, or write a smaller page",
        }
    }

    /// The bytes to show, counted from 0. The last one may lie behind the end of the file.
    pub fn place(&self) -> Range<usize> {
        match self {
            PageError::NotUtf8 { offset } => *offset..*offset + 1,
            PageError::SaysOtherwise { place, .. } => place.clone(),
            PageError::Wide | PageError::Empty | PageError::TooLarge => 0..1,
        }
    }
}

/// Whether browsers decode a page as UTF-8 that is UTF-8, going by the name of the encoding in it. What a server says counts
/// for more, but a page is also read without one.
///
/// # Errors
///
/// Where the name is that of another encoding, and a byte order mark does not overrule it
/// (<https://html.spec.whatwg.org/multipage/parsing.html#determining-the-character-encoding>).
pub(super) fn agrees(charset: Option<&Said>, source: &str) -> Result<(), PageError> {
    let Some(charset) = charset else { return Ok(()) };
    // In a `<meta>` the names of UTF-16 stand for UTF-8, since it could not be read otherwise.
    let named = Encoding::for_label(charset.text.as_bytes()).map_or(UTF_8, Encoding::output_encoding);
    if named == UTF_8 || source.starts_with('\u{feff}') || source.is_ascii() {
        return Ok(());
    }
    Err(PageError::SaysOtherwise { encoding: named.name(), place: charset.span.clone() })
}

/// The text of the file, its byte order mark included, so that offsets are those of the file.
pub(super) fn decode(bytes: &[u8]) -> Result<&str, PageError> {
    // UTF-32 in little-endian order begins like UTF-16.
    if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) || bytes.starts_with(&[0, 0, 0xfe, 0xff]) {
        return Err(PageError::Wide);
    }
    // The quick check does not say where the error is.
    simdutf8::basic::from_utf8(bytes)
        .or_else(|_| std::str::from_utf8(bytes).map_err(|error| PageError::NotUtf8 { offset: error.valid_up_to() }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rendered::{self, Format};

    #[test]
    fn what_is_not_utf_8_is_refused_at_its_first_byte() {
        assert_eq!(decode("あ".as_bytes()), Ok("あ"));
        assert_eq!(decode(b"<p>\x83\x8a\x81[\x83h"), Err(PageError::NotUtf8 { offset: 3 }));
        assert_eq!(decode(b"ab\xe3\x81"), Err(PageError::NotUtf8 { offset: 2 }));
        for mark in [&b"\xff\xfea\0"[..], b"\xfe\xff\0a", b"\xff\xfe\0\0a\0\0\0", b"\0\0\xfe\xff\0\0\0a"] {
            assert_eq!(decode(mark), Err(PageError::Wide));
        }
    }

    #[test]
    fn a_page_that_names_another_encoding_is_refused_at_the_name() {
        let read = |page: &str| rendered::read(page.as_bytes(), Format::Html).map(|_| ());
        let other = |encoding, place| Err(PageError::SaysOtherwise { encoding, place });
        assert_eq!(read("<meta charset=sjis><p>é"), other("Shift_JIS", 14..18));
        assert_eq!(read("<meta charset=\"latin1\"><meta charset=utf-8><p>é"), other("windows-1252", 15..21));
        let media = "<meta http-equiv=Content-Type content='text/html; CHARSET = \"EUC-JP\"'><p>é";
        assert_eq!(read(media), other("EUC-JP", 39..68));
        for page in [
            "<meta charset=utf8><p>é",
            "<meta charset=\"UTF-8\"><meta charset=sjis><p>é",
            "<meta charset=utf-16><p>é",
            "<meta charset=unheard-of><p>é",
            "<meta charset=sjis><p>e",
            "\u{feff}<meta charset=sjis><p>é",
            "<meta http-equiv=content-type content='text/html; charset=utf-8'><p>é",
            "<meta http-equiv=content-type content='text/html'><p>é",
            "<meta name=content-type content='charset=sjis'><p>é",
            "<p>é",
        ] {
            assert_eq!(read(page), Ok(()), "{page}");
        }
    }
}
