//! Why the bytes of a page cannot be read, and the words for it.

use crate::words::count;

/// Why a page cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PageError {
    /// The bytes are not UTF-8.
    NotUtf8 {
        /// The first byte that cannot be decoded, counted from 0.
        offset: usize,
    },
    /// The text is UTF-16 or UTF-32: its byte order mark says so.
    Wide,
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
            PageError::Empty => "the page shows no text".to_owned(),
            PageError::TooLarge => "the page has 4 GiB or more".to_owned(),
        }
    }

    /// One thing to do about it.
    pub fn help(&self) -> &'static str {
        match self {
            PageError::NotUtf8 { .. } | PageError::Wide => "write the page as UTF-8",
            PageError::Empty => {
                "build the page again, or check the file that a browser shows after its scripts have run"
            }
            PageError::TooLarge => "leave this file out, or write a smaller page",
        }
    }

    /// The byte to show, counted from 0.
    pub fn offset(&self) -> usize {
        match self {
            PageError::NotUtf8 { offset } => *offset,
            PageError::Wide | PageError::Empty | PageError::TooLarge => 0,
        }
    }
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

    #[test]
    fn what_is_not_utf_8_is_refused_at_its_first_byte() {
        assert_eq!(decode("あ".as_bytes()), Ok("あ"));
        assert_eq!(decode(b"<p>\x83\x8a\x81[\x83h"), Err(PageError::NotUtf8 { offset: 3 }));
        assert_eq!(decode(b"ab\xe3\x81"), Err(PageError::NotUtf8 { offset: 2 }));
        for mark in [&b"\xff\xfea\0"[..], b"\xfe\xff\0a", b"\xff\xfe\0\0a\0\0\0", b"\0\0\xfe\xff\0\0\0a"] {
            assert_eq!(decode(mark), Err(PageError::Wide));
        }
    }
}
