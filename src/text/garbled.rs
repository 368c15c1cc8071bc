//! Text whose bytes were read in another encoding than they were written in, and what it was.
//!
//! Owns the proof: the characters, written as bytes in the encoding that they seem to have been read in, have to be valid in
//! the other one and to make sense there. Must not know rules or fields.

use std::ops::Range;

use encoding_rs::{Encoding, MACINTOSH, SHIFT_JIS, WINDOWS_1252};

use super::script::{is_kana, is_kanji, is_latin};

/// A stretch of a text that was read in another encoding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Garbled {
    /// Where it stands, in bytes of the text.
    pub range: Range<usize>,
    /// What it was.
    pub original: String,
    /// The encoding that it was read in.
    pub read_as: &'static str,
    /// Whether it is all that was garbled there: nothing beside it looks like the rest of a character.
    pub is_whole: bool,
}

/// The stretches of `text` that are proven to be garbled; linear in the text.
pub fn garbled(text: &str) -> Vec<Garbled> {
    let mut found = stretches(text);
    found.retain_mut(|garbled| {
        // Read wrongly twice, what it was is garbled text again.
        for _ in 1..MOST_TIMES {
            match <[Garbled; 1]>::try_from(stretches(&garbled.original)) {
                Ok([whole]) if whole.range.len() == garbled.original.len() => garbled.original = whole.original,
                _ => break,
            }
        }
        garbled.original.chars().all(is_plausible)
    });
    for garbled in &mut found {
        let (before, after) = (&text[..garbled.range.start], &text[garbled.range.end..]);
        garbled.is_whole = !before.ends_with(is_remainder) && !after.starts_with(is_remainder);
    }
    found
}

/// Whether a character beside garbled text may be what is left of another one, of which bytes were lost.
fn is_remainder(character: char) -> bool {
    character == '\u{fffd}'
        || !character.is_ascii() && is_latin(character)
        || matches!(encoded(character, SHIFT_JIS).as_deref(), Some([0xa1..=0xdf] | [0xe2..=0xe9, _]))
}

/// How often a text may have been read in the wrong encoding.
const MOST_TIMES: usize = 3;

fn stretches(text: &str) -> Vec<Garbled> {
    let mut found: Vec<Garbled> = Vec::new();
    let mut at = 0;
    while let Some(start) = text[at..].find(|character: char| !character.is_ascii()).map(|length| at + length) {
        let (before, here) = text.split_at(start);
        let as_read = |read_as| move |(length, original)| (length, original, read_as);
        let Some((length, original, read_as)) = utf8_in_windows_1252(here)
            .or_else(|| kana_in_windows_1252(before, here))
            .or_else(|| shift_jis_in_windows_1252(here))
            .or_else(|| space_in_windows_1252(before, here))
            .map(as_read("Windows-1252"))
            .or_else(|| utf8_in_shift_jis(before, here).map(as_read("Shift_JIS")))
            .or_else(|| sign_in_macintosh(here).map(as_read("Mac OS Roman")))
        else {
            at = start + here.chars().next().map_or(1, char::len_utf8);
            continue;
        };
        at = start + length;
        match found.last_mut().filter(|last| last.range.end == start && last.read_as == read_as) {
            Some(last) => {
                last.range.end = at;
                last.original.push_str(&original);
            }
            None => found.push(Garbled { range: start..at, original, read_as, is_whole: true }),
        }
    }
    found
}

/// The first byte of a no-break space whose second one became a plain space, as it does in most editors: no word ends in a
/// capital behind small letters.
fn space_in_windows_1252(before: &str, text: &str) -> Option<(usize, String)> {
    let is_behind =
        before.ends_with(|last: char| last.is_ascii_lowercase() || last.is_ascii_digit() || ".,;:!?)%".contains(last));
    let length = text.strip_prefix("Â ").filter(|_| is_behind).map(|after| text.len() - after.len())?;
    Some((length, "\u{a0}".to_owned()))
}

/// Hiragana whose second byte was lost, since Windows-1252 has nothing for it: `ã®` beside Japanese, or beside another one.
fn kana_in_windows_1252(before: &str, text: &str) -> Option<(usize, String)> {
    let mut letters = text.chars();
    let last = letters.next().filter(|lead| *lead == 'ã').and_then(|_| letters.next())?;
    let last = u8::try_from(last).ok().filter(|last| (0xa0..0xc0).contains(last))?;
    let kana = String::from_utf8(vec![0xe3, 0x81, last]).ok()?;
    let is_japanese = |near: char| is_kana(near) || is_kanji(near);
    let is_near =
        before.ends_with(is_japanese) || letters.as_str().starts_with(|next| is_japanese(next) || next == 'ã');
    is_near.then(|| (text.len() - letters.as_str().len(), kana))
}

/// A dash or quotation mark of UTF-8 that was read as the encoding of old Macintoshes: `‚Äô`.
fn sign_in_macintosh(text: &str) -> Option<(usize, String)> {
    let rest = text.strip_prefix("‚Ä")?;
    let last = rest.chars().next()?;
    let byte = *encoded(last, MACINTOSH)?.first()?;
    let sign = String::from_utf8(vec![0xe2, 0x80, byte]).ok()?;
    sign.starts_with(|sign| matches!(sign, '\u{2010}'..='\u{2044}'))
        .then(|| (text.len() - rest.len() + last.len_utf8(), sign))
}

/// The first character of UTF-8 among the bytes of the first characters of `text`.
fn utf8_in_windows_1252(text: &str) -> Option<(usize, String)> {
    let mut characters = text.char_indices();
    // The bytes that begin a character of UTF-8 are the same in Latin-1.
    let lead = u8::try_from(characters.next()?.1).ok()?;
    let count = match lead {
        0xc2..=0xdf => 2,
        0xe0..=0xef => 3,
        0xf0..=0xf4 => 4,
        _ => return None,
    };
    let mut bytes = vec![lead];
    let mut length = text.len();
    for (at, character) in characters {
        if bytes.len() == count {
            length = at;
            break;
        }
        bytes.push(windows_1252_byte(character).filter(|byte| (0x80..0xc0).contains(byte))?);
    }
    let original = String::from_utf8(bytes).ok()?;
    let may_be = |character: char| is_plausible(character) || matches!(character, '\u{80}'..='\u{9f}');
    original.chars().all(may_be).then_some((length, original))
}

/// The byte of a character in Windows-1252, beyond ASCII; what it lacks is read as in Latin-1.
fn windows_1252_byte(character: char) -> Option<u8> {
    if let Ok(byte @ 0x80..) = u8::try_from(character) {
        return Some(byte);
    }
    // Its last character is ™; Japanese begins behind it.
    if character > '\u{2122}' {
        return None;
    }
    encoded(character, WINDOWS_1252)?.first().copied().filter(|byte| *byte >= 0x80)
}

/// The bytes of a character in an encoding that has it.
fn encoded(character: char, encoding: &'static Encoding) -> Option<Vec<u8>> {
    let mut buffer = [0; 4];
    let (bytes, _, is_lossy) = encoding.encode(character.encode_utf8(&mut buffer));
    (!is_lossy).then(|| bytes.into_owned())
}

/// Whether somebody may have written a character: none of another script, and no letter of which a capital before a quotation
/// mark (`“Ä”`) might remind.
fn is_plausible(character: char) -> bool {
    character.is_ascii_graphic()
        || is_kana(character)
        || is_kanji(character)
        || matches!(character,
            '\u{a0}'..='\u{ff}' | 'Ā' | 'ā' | 'Ī' | 'ī' | 'Ō' | 'ō' | 'Œ' | 'œ' | 'Š' | 'š' | 'Ū' | 'ū' | 'Ž' | 'ž' | '\u{2010}'..='\u{2044}' | '\u{20ac}' | '\u{2116}' | '\u{2122}' | '\u{2190}'..='\u{22ff}'
            | '\u{2460}'..='\u{27bf}' | '\u{3000}'..='\u{30ff}' | '\u{3200}'..='\u{33ff}' | '\u{feff}' | '\u{ff01}'..='\u{ffe6}'
            | '\u{1f300}'..='\u{1faff}')
}

/// Characters of UTF-8 that were read as Shift_JIS: two of Japanese or more, or one that became half-width kana; a Latin letter
/// within a word, and a dash or quotation mark, which become two half-width kana or 窶 and another kanji.
fn utf8_in_shift_jis(before: &str, text: &str) -> Option<(usize, String)> {
    let (mut bytes, mut original, mut length) = (Vec::new(), String::new(), 0);
    for (at, character) in text.char_indices().take(LONGEST) {
        let Some(next) = encoded(character, SHIFT_JIS).filter(|_| !character.is_ascii()) else { break };
        bytes.extend(next);
        match std::str::from_utf8(&bytes) {
            Ok(whole) => {
                original.push_str(whole);
                bytes.clear();
                length = at + character.len_utf8();
            }
            Err(error) if error.error_len().is_some() => break,
            Err(_) => {}
        }
    }
    let has_half_width = |text: &str| text.contains(|kana: char| matches!(kana, '\u{ff61}'..='\u{ff9f}'));
    let (garbled, after) = text.split_at(length);
    let is_proven = is_japanese(&original, 2)
        || is_japanese(&original, 1) && has_half_width(garbled)
        || original.starts_with(|sign: char| matches!(sign, '\u{2010}'..='\u{2044}'))
            && original.chars().skip(1).all(|letter| letter.is_ascii())
        || !original.is_empty()
            && original.chars().all(|letter| matches!(letter, '\u{a1}'..='\u{ff}'))
            && !has_half_width(before.get(before.len().saturating_sub(3)..).unwrap_or_default())
            && !has_half_width(after.get(..3).unwrap_or_default())
            && (before.ends_with(|last: char| last.is_ascii_alphanumeric())
                || after.starts_with(|next: char| next.is_ascii_alphabetic()));
    is_proven.then_some((length, original))
}

/// So many characters are read in one go; what follows is found from its own start.
const LONGEST: usize = 256;

/// Three characters of Shift_JIS or more, with different ones among them, that were read as Windows-1252.
fn shift_jis_in_windows_1252(text: &str) -> Option<(usize, String)> {
    let mut bytes: Vec<u8> = Vec::new();
    let mut length = 0;
    let mut characters = text.char_indices();
    let mut has_letter = false;
    while let Some(((_, first), (at, second))) = characters.next().zip(characters.next()) {
        let lead = windows_1252_byte(first).filter(|lead| matches!(lead, 0x81..=0x9f | 0xe0..=0xea));
        let trail = windows_1252_byte(second).or_else(|| u8::try_from(second).ok().filter(|byte| *byte >= 0x40));
        let (Some(lead), Some(trail)) = (lead, trail) else { break };
        if SHIFT_JIS.decode_without_bom_handling_and_without_replacement(&[lead, trail]).is_none() {
            break;
        }
        has_letter |= is_latin(first) || is_latin(second) && !second.is_ascii();
        bytes.extend([lead, trail]);
        length = at + second.len_utf8();
        if bytes.len() == LONGEST {
            break;
        }
    }
    let original = SHIFT_JIS.decode_without_bom_handling_and_without_replacement(&bytes)?;
    // Japanese consists of kana and everyday kanji. What remains of UTF-8 would be rare kanji throughout.
    let rare = bytes.iter().step_by(2).filter(|lead| **lead > 0x98).count();
    (has_letter && rare * 4 <= bytes.len() / 2 && is_japanese(&original, 3)).then(|| (length, original.into_owned()))
}

/// Whether a text is Japanese throughout, and has so many characters at least.
fn is_japanese(text: &str, least: usize) -> bool {
    let is_written = |character: char| {
        is_kana(character)
            || is_kanji(character)
            || matches!(character, '\u{3000}'..='\u{30ff}' | '\u{ff01}'..='\u{ff5e}')
    };
    let letters = text.chars().filter(|character| is_kana(*character) || is_kanji(*character)).count();
    text.chars().all(is_written) && letters >= least
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_stretch_that_makes_sense_is_found() {
        let found = |text: &str| {
            garbled(text).into_iter().map(|found| (text[found.range].to_owned(), found.original)).collect::<Vec<_>>()
        };
        let pair = |garbled: &str, original: &str| (garbled.to_owned(), original.to_owned());
        assert_eq!(found("donâ€™t"), [pair("â€™", "’")]);
        assert_eq!(found("donÃ¢â‚¬â„¢t"), [pair("Ã¢â‚¬â„¢", "’")]);
        assert_eq!(found("a\u{e2}\u{80}\u{94}b"), [pair("\u{e2}\u{80}\u{94}", "—")]);
        assert_eq!(found("rÃ©sumÃ©"), [pair("Ã©", "é"), pair("Ã©", "é")]);
        assert_eq!(found("縺ゅｋ月"), [pair("縺ゅｋ", "ある")]);
        assert_eq!(found("don‚Äôt"), [pair("‚Äô", "’")]);
        assert_eq!(found("顧客ã®数"), [pair("ã®", "の")]);
        assert_eq!(found("‰ð–ñ—¦‚ð見る"), [pair("‰ð–ñ—¦‚ð", "解約率を")]);
        for text in
            ["", "café", "縺れる", "CAFÉ”", "“Ä”", "“Å”", "——————", "“ab”", "ÄÖÜ", "ÆØÅ", "½¼", "©®™", "Ã", "â€"]
        {
            assert_eq!(found(text), [], "{text}");
        }
    }
}
