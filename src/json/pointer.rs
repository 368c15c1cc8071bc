//! Owns JSON pointers (RFC 6901); must not know the tree that they point into.

use std::borrow::Cow;
use std::fmt;

/// A pointer from the root of a document to a value, as RFC 6901 section 3 writes it:
/// empty for the root, else `/` before each token, with `~` as `~0` and `/` as `~1` in it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Pointer(String);

/// Why a text is not a pointer.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum PointerError {
    /// It is not empty, and does not begin with `/`.
    NoSlash,
    /// A `~` is not followed by `0` or `1`; its byte offset in the text, from 0.
    BadTilde(usize),
}

impl fmt::Display for PointerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            PointerError::NoSlash => f.write_str("a pointer begins with /"),
            PointerError::BadTilde(at) => {
                write!(f, "the ~ at byte {at} of the pointer is not followed by 0 or 1")
            }
        }
    }
}

impl std::error::Error for PointerError {}

impl Pointer {
    /// The pointer to the whole document.
    #[must_use]
    pub fn root() -> Pointer {
        Pointer::default()
    }

    /// Reads a pointer from its text.
    ///
    /// # Errors
    ///
    /// Text that RFC 6901 section 3 does not allow.
    pub fn parse(text: &str) -> Result<Pointer, PointerError> {
        if !text.is_empty() && !text.starts_with('/') {
            return Err(PointerError::NoSlash);
        }
        let bytes = text.as_bytes();
        let bad = memchr::memchr_iter(b'~', bytes).find(|&at| !matches!(bytes.get(at + 1), Some(b'0' | b'1')));
        match bad {
            Some(at) => Err(PointerError::BadTilde(at)),
            None => Ok(Pointer(text.to_owned())),
        }
    }

    /// Goes one step down, to the member with this (plain, unescaped) key.
    pub fn push_key(&mut self, key: &str) {
        self.0.push('/');
        for character in key.chars() {
            match character {
                '~' => self.0.push_str("~0"),
                '/' => self.0.push_str("~1"),
                _ => self.0.push(character),
            }
        }
    }

    /// Goes one step down, to the item with this index, from 0.
    pub fn push_index(&mut self, index: usize) {
        self.0.push('/');
        self.0.push_str(&index.to_string());
    }

    /// Its steps from the root, unescaped.
    pub fn tokens(&self) -> impl Iterator<Item = Cow<'_, str>> {
        self.0.split('/').skip(1).map(|token| match token.contains('~') {
            false => Cow::Borrowed(token),
            true => Cow::Owned(token.replace("~1", "/").replace("~0", "~")),
        })
    }

    /// The pointer as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether it points to the whole document.
    #[must_use]
    pub fn is_root(&self) -> bool {
        self.0.is_empty()
    }

    /// One step up; none for the root.
    #[must_use]
    pub fn parent(&self) -> Option<Pointer> {
        let cut = self.0.rfind('/')?;
        Some(Pointer(self.0[..cut].to_owned()))
    }
}

impl fmt::Display for Pointer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_pointer_is_refused() {
        assert_eq!(Pointer::parse("a"), Err(PointerError::NoSlash));
        assert_eq!(Pointer::parse("#/a"), Err(PointerError::NoSlash));
        assert_eq!(Pointer::parse("/a~"), Err(PointerError::BadTilde(2)));
        assert_eq!(Pointer::parse("/~2"), Err(PointerError::BadTilde(1)));
        assert_eq!(Pointer::parse("/a/~~1"), Err(PointerError::BadTilde(3)));
    }

    #[test]
    fn tokens_are_unescaped_in_the_order_of_the_rfc() {
        let pointer = Pointer::parse("/~01/a~1b//~0").unwrap();
        assert_eq!(pointer.tokens().collect::<Vec<_>>(), ["~1", "a/b", "", "~"]);
        assert_eq!(Pointer::root().tokens().count(), 0);
        assert_eq!(Pointer::parse("/").unwrap().tokens().collect::<Vec<_>>(), [""]);
    }

    #[test]
    fn what_is_pushed_comes_back() {
        let mut pointer = Pointer::root();
        pointer.push_key("a/~b");
        pointer.push_index(12);
        assert_eq!(pointer.as_str(), "/a~1~0b/12");
        assert_eq!(pointer.parent().unwrap().to_string(), "/a~1~0b");
        assert_eq!(pointer.parent().unwrap().parent(), Some(Pointer::root()));
        assert_eq!(Pointer::root().parent(), None);
    }
}
