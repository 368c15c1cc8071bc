//! The id of an object.

use std::fmt;

/// The id by which git keeps an object: equal ids are equal bytes.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ObjectId {
    bytes: [u8; 32],
    /// 20 in a repository with SHA-1, 32 with SHA-256.
    length: u8,
}

impl ObjectId {
    /// Reads it as git prints it: 40 or 64 hexadecimal digits.
    pub fn parse(text: &[u8]) -> Option<ObjectId> {
        let length = match text.len() {
            40 => 20,
            64 => 32,
            _ => return None,
        };
        let mut bytes = [0; 32];
        for (byte, pair) in bytes.iter_mut().zip(text.chunks_exact(2)) {
            *byte = digit(pair[0])? << 4 | digit(pair[1])?;
        }
        Some(ObjectId { bytes, length })
    }
}

fn digit(letter: u8) -> Option<u8> {
    char::from(letter).to_digit(16).and_then(|digit| u8::try_from(digit).ok())
}

impl fmt::Display for ObjectId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.bytes[..usize::from(self.length)].iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for ObjectId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_written_as_it_was_read() {
        for id in ["e69de29bb2d1d6434b8b29ae775ad8c2e48c5391", &"0f".repeat(32)] {
            assert_eq!(ObjectId::parse(id.as_bytes()).map(|id| id.to_string()).as_deref(), Some(id));
        }
        assert_eq!(ObjectId::parse(b"e69de29"), None, "an abbreviation is not an id");
        assert_eq!(ObjectId::parse("x".repeat(40).as_bytes()), None);
    }
}
