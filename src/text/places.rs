//! Where the few bytes of a text stand that tell something.

use std::ops::Range;

/// So many bytes are asked in one step.
const BLOCK: usize = 32;

/// What is asked of a byte may depend on so many bytes behind it.
const AHEAD: usize = 2;

/// Visits the places in `range` of which `is_one` holds, in order: it is asked of each byte with the two behind it, which are
/// zeros at the end.
///
/// Where `is_one` is inlined and compares bytes without a branch (`|` and `&`), all bytes of a block are compared at once. So it
/// pays where few bytes are visited.
#[inline]
pub fn each_place(
    bytes: &[u8],
    range: Range<usize>,
    is_one: impl Fn(u8, u8, u8) -> bool,
    mut visit: impl FnMut(usize),
) {
    let mut start = range.start;
    while start < range.end {
        let rest = &bytes[start..];
        let mut padded;
        let block = match rest.first_chunk() {
            Some(block) => block,
            None => {
                padded = [0; BLOCK + AHEAD];
                padded[..rest.len()].copy_from_slice(rest);
                &padded
            }
        };
        let marks = marks(block, &is_one);
        for (number, word) in marks.as_chunks().0.iter().enumerate() {
            let mut word = u64::from_le_bytes(*word);
            // A byte each, of which the first one is the lowest.
            while word != 0 {
                let at = start + number * size_of::<u64>() + word.trailing_zeros() as usize / 8;
                if at >= range.end {
                    return;
                }
                visit(at);
                word &= word - 1;
            }
        }
        start += BLOCK;
    }
}

/// One for each byte of which `is_one` holds, else zero.
#[inline(always)]
fn marks(block: &[u8; BLOCK + AHEAD], is_one: &impl Fn(u8, u8, u8) -> bool) -> [u8; BLOCK] {
    let (first, second, third) = (&block[..BLOCK], &block[1..=BLOCK], &block[AHEAD..]);
    let mut marks = [0; BLOCK];
    for at in 0..BLOCK {
        marks[at] = u8::from(is_one(first[at], second[at], third[at]));
    }
    marks
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_place_is_visited_once_and_in_order() {
        let bytes: Vec<u8> = (0..150).map(|at| b"ab.. .c"[at * at % 7]).collect();
        for length in 0..bytes.len() {
            let bytes = &bytes[..length];
            for start in [0, 1, 2, 31, 32, 33, 64, length] {
                for end in [start, start + 1, start + 31, start + 32, start + 33, length].map(|end| end.min(length)) {
                    let at = |place: usize| bytes.get(place).copied().unwrap_or(0);
                    let is_one = |first: u8, second: u8, third: u8| {
                        ((first == b'.') & (second == b'.')) | ((first == b'.') & (third == 0)) | (second == b'c')
                    };
                    let expected: Vec<usize> =
                        (start..end).filter(|place| is_one(at(*place), at(place + 1), at(place + 2))).collect();
                    let mut visited = Vec::new();
                    each_place(bytes, start.min(end)..end, is_one, |place| visited.push(place));
                    assert_eq!(visited, expected, "{length} {start}..{end}");
                }
            }
        }
    }
}
