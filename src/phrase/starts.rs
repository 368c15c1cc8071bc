//! How the phrases of a list begin, as a set of hashes: it tells nearly every text from all of them by its first bytes.

/// The number of different hashes.
const HASHES: usize = 1 << 14;

/// How some texts begin: a bit for each hash of their first bytes, capitals of ASCII aside.
pub(super) struct Starts([u64; HASHES / 64]);

/// So many bytes of a text are hashed: as many as there are, or fewer where not all of them tell.
pub(super) const LONG: usize = 6;
pub(super) const SHORT: usize = 3;

impl Starts {
    /// None yet.
    pub const fn none() -> Starts {
        Starts([0; HASHES / 64])
    }

    /// These and a text, of which so many bytes tell: [`LONG`] or [`SHORT`].
    pub const fn and(mut self, text: &[u8], length: usize) -> Starts {
        let hash = hash(text, length);
        self.0[hash / 64] |= 1 << (hash % 64);
        self
    }

    /// False only if a text begins as none of them does, for certain.
    pub fn may_begin(&self, text: &[u8]) -> bool {
        [SHORT, LONG].into_iter().any(|length| {
            let hash = hash(text, length);
            self.0[hash / 64] >> (hash % 64) & 1 == 1
        })
    }
}

/// The hash of the first bytes; a text that is shorter has spaces in place of those that it lacks.
const fn hash(text: &[u8], length: usize) -> usize {
    /// The bit in which the cases of an ASCII letter differ, for eight of them.
    const CASE: u64 = 0x2020_2020_2020_2020;
    let first = match text.first_chunk() {
        Some(bytes) => u64::from_le_bytes(*bytes),
        None => {
            let (mut first, mut index) = (0, 0);
            while index < text.len() {
                first |= (text[index] as u64) << (8 * index);
                index += 1;
            }
            first
        }
    };
    let first = (first | CASE) << (64 - 8 * length);
    (first.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> (64 - HASHES.trailing_zeros())) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_begins_as_one_of_them_whatever_follows_and_in_any_case() {
        let starts = Starts::none().and(b"below is", LONG).and("ご".as_bytes(), SHORT).and(b"NA", SHORT);
        for text in ["below is", "Below is what", "BELOW I", "ごく", "na", "NA", "N"] {
            assert_eq!(starts.may_begin(text.as_bytes()), text != "N", "{text}");
        }
        for text in ["", "belo", "Above", "が", "nature"] {
            assert!(!starts.may_begin(text.as_bytes()), "{text}");
        }
    }
}
