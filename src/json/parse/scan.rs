//! Owns the fast walks over plain bytes; must not know where in a document they happen.

const ONES: u64 = 0x0101_0101_0101_0101;
const HIGHS: u64 = 0x8080_8080_8080_8080;

/// The eight bytes from `at`, the first one lowest.
#[inline(always)]
fn eight(bytes: &[u8], at: usize) -> Option<u64> {
    let chunk = bytes.get(at..)?.first_chunk::<8>()?;
    Some(u64::from_le_bytes(*chunk))
}

/// Marks the high bit of the first quote, backslash or control byte (below U+0020). Bits above
/// that one mean nothing: a borrow can run upward from it, never downward.
#[inline(always)]
fn special(word: u64) -> u64 {
    let quote = word ^ (ONES * b'"' as u64);
    let backslash = word ^ (ONES * b'\\' as u64);
    let quote = quote.wrapping_sub(ONES) & !quote;
    let backslash = backslash.wrapping_sub(ONES) & !backslash;
    let control = word.wrapping_sub(ONES * 0x20) & !word;
    (quote | backslash | control) & HIGHS
}

/// The first place from `at` that holds a quote, a backslash or a control byte, or the end.
#[inline(always)]
pub(super) fn plain_text(bytes: &[u8], mut at: usize) -> usize {
    while let Some(word) = eight(bytes, at) {
        let hits = special(word);
        if hits != 0 {
            return at + hits.trailing_zeros() as usize / 8;
        }
        at += 8;
    }
    let rest = bytes.get(at..).unwrap_or_default();
    at + rest.iter().take_while(|&&byte| byte >= b' ' && byte != b'"' && byte != b'\\').count()
}

/// The first place from `at` that holds no JSON white space (RFC 8259 section 2), or the end.
#[inline]
pub(super) fn skip_space(bytes: &[u8], mut at: usize) -> usize {
    loop {
        match bytes.get(at) {
            Some(b' ' | b'\n' | b'\r' | b'\t') => at += 1,
            _ => return at,
        }
        // Indentation: runs of spaces, eight at a time.
        while let Some(word) = eight(bytes, at) {
            let other = word ^ (ONES * b' ' as u64);
            at += other.trailing_zeros() as usize / 8;
            if other != 0 {
                break;
            }
        }
    }
}

/// The end of the number that starts at `start` (RFC 8259 section 6). None if it breaks the
/// grammar, or if something follows that no writer would put right behind a number.
#[inline]
pub(super) fn number(bytes: &[u8], start: usize) -> Option<usize> {
    let byte = |at: usize| bytes.get(at).copied().unwrap_or(0);
    let mut at = start + usize::from(byte(start) == b'-');
    at = match byte(at) {
        b'0' => at + 1,
        _ => digits(bytes, at)?,
    };
    if byte(at) == b'.' {
        at = digits(bytes, at + 1)?;
    }
    if let b'e' | b'E' = byte(at) {
        let sign = matches!(byte(at + 1), b'+' | b'-');
        at = digits(bytes, at + 1 + usize::from(sign))?;
    }
    (!goes_on(byte(at))).then_some(at)
}

/// Whether a byte can only be meant as a part of the number or word before it.
pub(super) fn goes_on(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'+' | b'-' | b'_')
}

/// The end of the digits that start at `start`, of which there is at least one.
#[inline]
fn digits(bytes: &[u8], start: usize) -> Option<usize> {
    let rest = bytes.get(start..)?;
    let count = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
    (count > 0).then_some(start + count)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_special_byte_is_found_at_every_place() {
        for special in [b'"', b'\\', 0, 0x1f, b'\n'] {
            for place in 0..40 {
                for filler in [b'a', 0x7f, 0x80, 0xff, b'!', b'#', b'[', b']', b' '] {
                    let mut bytes = vec![filler; 40];
                    bytes[place] = special;
                    assert_eq!(plain_text(&bytes, 0), place, "{special} in {filler}");
                    assert_eq!(plain_text(&bytes[..place], 0), place);
                }
            }
        }
    }

    #[test]
    fn white_space_ends_at_the_first_other_byte() {
        for length in 0..30 {
            let mut bytes = vec![b' '; length];
            assert_eq!(skip_space(&bytes, 0), length);
            bytes.extend(b"\n\t\r\x0c  ");
            assert_eq!(skip_space(&bytes, 0), length + 3);
        }
        assert_eq!(skip_space(b"", 0), 0);
    }

    #[test]
    fn broken_numbers_are_refused() {
        for text in
            ["-", "01", "-01", "1.", "1.e1", "1e", "1e+", "-a", "1.2.3", "0x1", "1_0", "1-2", "1a", "--1", "-.1"]
        {
            assert_eq!(number(text.as_bytes(), 0), None, "{text}");
        }
        for text in ["0", "-0", "10", "1.50", "1e5", "1E+05", "-0.0e-0", "123456789012345678901234567890"] {
            assert_eq!(number(text.as_bytes(), 0), Some(text.len()), "{text}");
        }
    }
}
