//! Three bytes in succession that give something away: all of them are looked for at once.
//!
//! Owns the table and the search. Of each triple one byte is looked at that few texts are full of, and what it tells is told
//! by those around it. The table has room for 64 entries. A new rule whose signs are fixed texts needs none of its own: they
//! join a group ([`exactly`]), whose texts are compared only where three bytes fit one of them.

// Long because: the table, what is looked at for it and the test that nothing of it is passed by belong together.

use std::ops::Range;

use super::artefacts::{
    Look, TWINS, Tells, broken_kana, cite, dash, doubled_kana, folded, invalid_date, kana_twin, late_stop, latin_pair,
    latin_sign, null, twin, undefined, wide,
};
use super::brackets::Weights;
use super::features::TextFeatures;
use crate::text::each_place;
use crate::text::simplified::is_simplified_ideograph;

/// A set of bytes.
#[derive(Clone, Copy)]
struct Bytes([bool; 256]);

const fn of(bytes: &[u8]) -> Bytes {
    let mut set = [false; 256];
    let mut at = 0;
    while at < bytes.len() {
        set[bytes[at] as usize] = true;
        at += 1;
    }
    Bytes(set)
}

const fn from_to(first: u8, last: u8) -> Bytes {
    let mut set = [false; 256];
    let mut byte = first as usize;
    while byte <= last as usize {
        set[byte] = true;
        byte += 1;
    }
    Bytes(set)
}

impl Bytes {
    const fn or(self, other: Bytes) -> Bytes {
        let mut set = self.0;
        let mut byte = 0;
        while byte < 256 {
            set[byte] = set[byte] || other.0[byte];
            byte += 1;
        }
        Bytes(set)
    }

    const fn has_none_of(&self, other: Bytes) -> bool {
        let mut byte = 0;
        while byte < 256 && !(self.0[byte] && other.0[byte]) {
            byte += 1;
        }
        byte == 256
    }
}

const ANY: Bytes = from_to(0, 0xff);
const CAPITAL: Bytes = from_to(b'A', b'Z');
const LETTER: Bytes = CAPITAL.or(from_to(b'a', b'z'));
const DIGIT: Bytes = from_to(b'0', b'9');

/// Three bytes in succession, and what they tell.
struct Triple {
    tells: Tells,
    sets: [Bytes; 3],
    /// Which of the three is looked at.
    anchor: usize,
}

const fn triple(tells: Tells, sets: [Bytes; 3]) -> Triple {
    Triple { tells, sets, anchor: anchor(&sets) }
}

/// The first of three bytes of which no text is full.
const fn anchor(sets: &[Bytes; 3]) -> usize {
    const FULL: Bytes = from_to(b'a', b'z').or(of(b" ")).or(from_to(0x80, 0xbf));
    let mut anchor = 0;
    while anchor < sets.len() {
        if sets[anchor].has_none_of(FULL) {
            return anchor;
        }
        anchor += 1;
    }
    // Of nothing but small letters or spaces, `is_telling` says which are looked at.
    0
}

const fn one(features: TextFeatures, first: Bytes) -> Triple {
    triple(Tells::Of(features), [first, ANY, ANY])
}

const fn two(features: TextFeatures, first: Bytes, second: Bytes) -> Triple {
    triple(Tells::Of(features), [first, second, ANY])
}

const fn three(features: TextFeatures, first: Bytes, second: Bytes, third: Bytes) -> Triple {
    triple(Tells::Of(features), [first, second, third])
}

const fn perhaps(look: Look, bytes: &[u8]) -> Triple {
    triple(Tells::Perhaps(look), [of(&[bytes[0]]), of(&[bytes[1]]), of(&[bytes[2]])])
}

/// Any of these characters of three bytes; another one that has bytes of several is seen too, and gets the same look.
const fn any_of(look: Look, characters: &[&str]) -> Triple {
    let mut sets = [Bytes([false; 256]); 3];
    let mut number = 0;
    while number < characters.len() {
        let bytes = characters[number].as_bytes();
        let mut at = 0;
        while at < sets.len() {
            sets[at].0[bytes[at] as usize] = true;
            at += 1;
        }
        number += 1;
    }
    triple(Tells::Perhaps(look), sets)
}

/// Any of these texts, of two bytes or more. Bytes that begin as several of them do get the closer look as well, so a group
/// is of texts with the same first byte, or of texts that are rare.
const fn exactly(texts: &'static [(&'static str, TextFeatures)]) -> Triple {
    let mut sets = [Bytes([false; 256]); 3];
    let mut number = 0;
    while number < texts.len() {
        let text = texts[number].0.as_bytes();
        let mut at = 0;
        while at < sets.len() {
            if at < text.len() {
                sets[at].0[text[at] as usize] = true;
            } else {
                sets[at] = ANY;
            }
            at += 1;
        }
        number += 1;
    }
    triple(Tells::Exactly(texts), sets)
}

/// What is looked for: a bit each.
static TRIPLES: &[Triple] = {
    use TextFeatures as F;
    &[
        // A full stop directly before a capital letter.
        two(F::SEAM, of(b"."), CAPITAL),
        two(F::SLOT, of(b"{"), CAPITAL),
        // `TODO:`, `TBD:`, `FIXME `, `[TODO]` and `【TODO】`; a full-width colon begins with 0xef.
        three(F::SLOT, of(b"DBM"), of(b"ODE"), of(b":] \xe3\xef")),
        two(F::ODD_SPACE.or(F::FOLDED), of(b" "), of(b" ")),
        triple(Tells::Perhaps(latin_sign), [of(b"\xc2"), ANY, ANY]),
        // U+2000 to U+200A, and U+3000.
        three(F::ODD_SPACE, of(b"\xe2"), of(b"\x80"), from_to(0x80, 0x8a)),
        three(F::ODD_SPACE, of(b"\xe3"), of(b"\x80"), of(b"\x80")),
        // A control character may part the words of a phrase, and more, but no garbled character.
        one(F::ALL.without(F::MOJIBAKE), from_to(0, 0x1f)),
        // What folding changes: of hiragana and kanji, few are looked at, and not 、。「」.
        triple(Tells::Perhaps(folded), [of(b"`\xef").or(from_to(0xc0, 0xe2)).or(from_to(0xea, 0xff)), ANY, ANY]),
        triple(
            Tells::Perhaps(folded),
            [of(b"\xe3"), of(b"\x80"), of(b"\x80").or(from_to(0x83, 0x8b)).or(from_to(0x8e, 0xbf))],
        ),
        triple(Tells::Perhaps(folded), [of(b"\xe3"), from_to(0x84, 0xbf), ANY]),
        triple(Tells::Perhaps(folded), [of(b"\xe3"), of(b"\x82\x83"), from_to(0x99, 0x9f).or(of(b"\xbf"))]),
        // The first bytes of all characters but Latin-1 letters, U+2000 to U+9FFF, and U+F000 to U+FFFF.
        one(F::UNUSUAL, from_to(0xc4, 0xe1).or(from_to(0xea, 0xee)).or(from_to(0xf0, 0xff))),
        // Zero width, direction marks, line separators, embeddings; word joiner and invisible operators.
        three(F::UNUSUAL, of(b"\xe2"), of(b"\x80"), from_to(0x8b, 0x8f).or(from_to(0xa8, 0xaf))),
        two(F::UNUSUAL, of(b"\xe2"), of(b"\x81")),
        // The blank of Braille, the filler of Hangul, and what chat tools cite with.
        exactly(&[("\u{2800}", F::UNUSUAL), ("\u{3164}", F::UNUSUAL), ("†", F::MODEL)]),
        // The voicing marks that were not composed.
        three(F::UNUSUAL, of(b"\xe3"), of(b"\x82"), of(b"\x99\x9a")),
        // U+F000 to U+FFFF.
        triple(Tells::Perhaps(wide), [of(b"\xef"), ANY, ANY]),
        // Small letters, ー and ン of katakana.
        perhaps(broken_kana, b"\xe3\x83\x83"),
        triple(Tells::Perhaps(broken_kana), [of(b"\xe3"), of(b"\x82\x83"), of(b"\xa1\xa3\xa5\xa7\xa9\xae\xb3\xbc")]),
        // A letter from U+00C2 to U+00F4 and another character that is not ASCII, or Â and a space; U+0192; 縺, 繧, 繝 and 窶.
        triple(Tells::Perhaps(latin_pair), [of(b"\xc3"), from_to(0x82, 0xff), of(b" ").or(from_to(0xc2, 0xff))]),
        two(F::MOJIBAKE, of(b"\xc6"), of(b"\x92")),
        three(F::MOJIBAKE, of(b"\xe7"), of(b"\xb8\xb9\xaa"), of(b"\xba\xa7\x9d\xb6")),
        two(F::DOUBLED_SIGN, of(b"."), of(b".")),
        two(F::DOUBLED_SIGN, of(b","), of(b",.")),
        three(F::DOUBLED_SIGN, of(b" "), of(b",."), LETTER.or(of(b" \""))),
        // An ASCII stop between Japanese letters, or behind `、` and `。`.
        three(F::DOUBLED_SIGN, from_to(0x80, 0xff), of(b".,"), from_to(0xe3, 0xe9)),
        three(F::DOUBLED_SIGN, of(b"\x80"), of(b"\x81\x82"), of(b".,")),
        triple(Tells::Perhaps(late_stop), [LETTER.or(of(b" .,\x81\x9f")), of(b"\xe3"), of(b"\x80")]),
        two(F::MARKUP, of(b"<"), LETTER.or(of(b"/!@#<"))),
        two(F::MARKUP, of(b"&"), LETTER.or(of(b"#"))),
        two(F::MARKUP, of(b"*_~'"), of(b"*_~'")),
        // `# x`, `> x`.
        two(F::MARKUP, of(b"#>"), of(b" ")),
        one(F::MARKUP, of(b"\\`")),
        // Links and footnotes; the marks of chat tools in square brackets.
        exactly(&[
            ("](", F::MARKUP),
            ("[[", F::MARKUP),
            ("[ ]", F::MARKUP),
            ("[x]", F::MARKUP),
            ("[b]", F::MARKUP),
            ("[i]", F::MARKUP),
            ("[u]", F::MARKUP),
            ("[s]", F::MARKUP),
            ("[/", F::MARKUP),
            ("[citation:", F::MODEL),
            ("[^", F::MARKUP.or(F::MODEL)),
            ("[object ", F::PRINTED),
            ("[cite", F::MODEL),
            ("[oai", F::MODEL),
            ("[attached_file:", F::MODEL),
            ("[INST]", F::MODEL),
            ("[/INST]", F::MODEL),
            ("[web:", F::MODEL),
        ]),
        // `#REF!`, `%s`, `%1$s`, `%(name)s`, `${`, `{{`, `{%`, `<%`, `NULL`, `NaN`.
        two(F::PRINTED, of(b"#"), CAPITAL),
        // `%20`, `%E3` too.
        two(F::PRINTED.or(F::MARKUP), of(b"%"), DIGIT.or(of(b"sd@(E"))),
        // `nan%`, `Infinity%`.
        three(F::PRINTED, of(b"at"), of(b"ny"), of(b"%")),
        two(F::PRINTED, of(b"${"), of(b"{%")),
        two(F::PRINTED, of(b"<"), of(b"%n")),
        three(F::PRINTED, of(b"N"), of(b"Ua"), of(b"LN")),
        perhaps(undefined, b"efi"),
        perhaps(null, b"ull"),
        perhaps(invalid_date, b"Inv"),
        // `<|`, `<<SYS>>`, `<grok:`, `</think>`, `<antArtifact`, `<end_of_turn>`, `<start_of_turn>`; `turn0`.
        two(F::MODEL, of(b"<"), of(b"|<g")),
        three(F::MODEL, of(b"<"), of(b"/aefst"), of(b"fhnotu")),
        three(F::MODEL, of(b"r"), of(b"n"), DIGIT),
        exactly(&[("x:/mnt/data/", F::MODEL)]),
        exactly(&[("tm_source=", F::MODEL)]),
        exactly(&[("pt.com/share/", F::MODEL), ("pt.com/c/", F::MODEL)]),
        perhaps(cite, b"cit"),
        one(F::DIVIDER, of(b"|")),
        exactly(&[
            ("│", F::DIVIDER),
            ("┃", F::DIVIDER),
            ("┆", F::DIVIDER),
            ("┇", F::DIVIDER),
            ("┊", F::DIVIDER),
            ("┋", F::DIVIDER),
            ("╎", F::DIVIDER),
            ("╏", F::DIVIDER),
            ("║", F::DIVIDER),
            ("∣", F::DIVIDER),
            ("∥", F::DIVIDER),
            ("⏐", F::DIVIDER),
            ("❘", F::DIVIDER),
            ("❙", F::DIVIDER),
            ("❚", F::DIVIDER),
        ]),
        three(F::DIVIDER, of(b"\xe2"), of(b"\x80"), of(b"\x96")),
        one(F::COLON, of(b":")),
        // The last byte of katakana, and a hyphen; other dashes.
        three(F::LOOK_ALIKE, of(b"\x82\x83"), from_to(0x80, 0xbf), of(b"-")),
        triple(
            Tells::Perhaps(dash),
            [of(b"\xe2\xef"), of(b"\x80\x88\x94\xbc"), from_to(0x90, 0x95).or(of(b"\x80\x81\x8d"))],
        ),
        triple(Tells::Perhaps(kana_twin), [of(b"\xe3"), of(b"\x81"), from_to(0xb8, 0xba)]),
        any_of(twin::<0>, TWINS[0]),
        any_of(twin::<1>, TWINS[1]),
        any_of(twin::<2>, TWINS[2]),
        // Brackets of ASCII; of full width and ｢｣; 〈 to 〕.
        triple(Tells::Bracket, [of(b"()[]{}"), ANY, ANY]),
        triple(
            Tells::Bracket,
            [of(b"\xe3\xef"), of(b"\x80\xbc\xbd"), from_to(0x88, 0x95).or(of(b"\x9b\x9d\xa2\xa3\xbb\xbd"))],
        ),
    ]
};

/// Whether a byte is looked at, and what is around it: no letter that is small but for those of rare pairs, and of spaces the
/// first of two. Beyond ASCII, all are.
#[inline(always)]
fn is_telling(first: u8, second: u8, _: u8) -> bool {
    let is_pair = |one: u8, other: u8| (first == one) & (second == other);
    // Undefined, null, cite.
    let is_rare = is_pair(b'e', b'f') | is_pair(b'u', b'l') | is_pair(b'c', b'i');
    let is_small = first.wrapping_sub(b'a') < 26;
    let is_single = (first == b' ') & (second != b' ');
    is_rare | !(is_small | is_single)
}

/// So many bytes before and behind one that is looked at matter.
const REACH: usize = 2;

/// Those of [`TRIPLES`], as bits by their number, for which a byte may stand two bytes before the one that is looked at, and so
/// on up to two bytes behind it.
static MASKS: [[u64; 256]; 2 * REACH + 1] = {
    assert!(TRIPLES.len() <= u64::BITS as usize, "the table is full: make texts that begin alike a group");
    // Where a triple does not reach, any byte may stand.
    let mut masks = [[u64::MAX >> (u64::BITS as usize - TRIPLES.len()); 256]; 2 * REACH + 1];
    let mut number = 0;
    while number < TRIPLES.len() {
        let triple = &TRIPLES[number];
        let mut at = 0;
        while at < triple.sets.len() {
            let mut byte = 0;
            while byte < 256 {
                if !triple.sets[at].0[byte] {
                    masks[REACH + at - triple.anchor][byte] &= !(1 << number);
                }
                byte += 1;
            }
            at += 1;
        }
        number += 1;
    }
    masks
};

/// What the bytes in `range` tell, and their brackets; others around them are looked at with them.
pub(super) fn told(bytes: &[u8], range: Range<usize>) -> (TextFeatures, Weights) {
    let mut told = Told { known: 0, features: TextFeatures::NOTHING, brackets: Weights::default() };
    // Without a way out of the loop, so that many bytes are compared at once.
    let is_any = |is_any: bool, byte: &u8| is_any | (byte.wrapping_sub(0xe3) <= 0xe9 - 0xe3);
    match bytes[range.clone()].iter().fold(false, is_any) {
        true => told.read_eastern(bytes, range),
        false => each_place(bytes, range, is_telling, |at| told.look_around(bytes, at)),
    }
    (told.features, told.brackets)
}

/// Those of [`TRIPLES`] that the bytes around one fit.
#[inline(always)]
fn fit(around: [u8; 2 * REACH + 1]) -> u64 {
    let mask = |place: usize| MASKS[place][usize::from(around[place])];
    mask(0) & mask(1) & mask(2) & mask(3) & mask(4)
}

/// The bytes around one that is one of the first or last; quotation marks, which tell nothing, stand for those that are not there.
#[cold]
fn at_the_edge(bytes: &[u8], at: usize) -> [u8; 2 * REACH + 1] {
    std::array::from_fn(|place| (at + place).checked_sub(REACH).and_then(|at| bytes.get(at)).copied().unwrap_or(b'"'))
}

/// What was told so far.
struct Told {
    /// Those of [`TRIPLES`] that have nothing more to tell.
    known: u64,
    features: TextFeatures,
    brackets: Weights,
}

impl Told {
    /// Reads a text of Japanese or Chinese character by character: no triple is anchored at what continues one, and of most
    /// their own bytes tell that none is there.
    fn read_eastern(&mut self, bytes: &[u8], range: Range<usize>) {
        let may_tell = |first: u8, second: u8, third: u8| {
            let mask = |ahead: usize, byte: u8| MASKS[REACH + ahead][usize::from(byte)];
            mask(0, first) & mask(1, second) & mask(2, third) != 0
        };
        let behind = bytes.len() - range.end;
        let mut rest = &bytes[range.start..];
        let mut is_simplified = false;
        // What follows 0xe3 in the character before, if it begins so.
        let mut kana = [0; 2];
        while rest.len() > behind {
            let before = std::mem::take(&mut kana);
            let (may_tell, after) = match rest {
                [0xe3, second, third, after @ ..] => {
                    kana = [*second, *third];
                    if kana[0] == before[0] && (kana == before || kana[0] == 0x80) {
                        self.features = self.features.or(doubled_kana(before, *third));
                    }
                    (may_tell(0xe3, *second, *third), after)
                }
                [first @ 0xe4..=0xe9, second, third, after @ ..] => {
                    is_simplified |= is_simplified_ideograph([*first, *second, *third]);
                    (may_tell(*first, *second, *third), after)
                }
                [0xc0..=0xdf, _, after @ ..] | [0xe0..=0xef, _, _, after @ ..] | [0xf0..=0xff, _, _, _, after @ ..] => {
                    (true, after)
                }
                [_, after @ ..] => (true, after),
                [] => break,
            };
            if may_tell {
                self.look_around(bytes, bytes.len() - rest.len());
            }
            rest = after;
        }
        self.features = self.features.or(TextFeatures::EASTERN).or(TextFeatures::SIMPLIFIED.when(is_simplified));
    }

    /// Takes note of the triples around a byte, if there is any.
    #[inline(always)]
    fn look_around(&mut self, bytes: &[u8], at: usize) {
        // At most letters, no triple is anchored.
        if MASKS[REACH][usize::from(bytes[at])] & !self.known == 0 {
            return;
        }
        let fit = match bytes.get(at.wrapping_sub(REACH)..=at + REACH) {
            Some([first, second, third, fourth, last]) => fit([*first, *second, *third, *fourth, *last]),
            _ => fit(at_the_edge(bytes, at)),
        };
        if fit & !self.known != 0 {
            self.look(bytes, at, fit & !self.known);
        }
    }

    /// Takes note of triples around a byte.
    #[inline(never)]
    fn look(&mut self, bytes: &[u8], at: usize, mut fit: u64) {
        while fit != 0 {
            let number = fit.trailing_zeros() as usize;
            fit &= fit - 1;
            let triple = &TRIPLES[number];
            let Some(start) = at.checked_sub(triple.anchor) else { continue };
            match triple.tells {
                Tells::Of(features) => {
                    self.features = self.features.or(features);
                    self.known |= 1 << number;
                }
                Tells::Perhaps(look) => self.features = self.features.or(look(bytes, start)),
                Tells::Bracket => self.brackets.note(&bytes[start..]),
                Tells::Exactly(texts) => {
                    let here = texts.iter().filter(|(text, _)| bytes[start..].starts_with(text.as_bytes()));
                    self.features = here.fold(self.features, |all, (_, features)| all.or(*features));
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::simplified::is_simplified;
    use crate::text::{fold, is_divider};

    #[test]
    fn whatever_is_folded_is_told() {
        let pieces = ["a", "A", " ", "  ", "か", "・", "解", "\u{3099}", "’"];
        let others = (0x80..=0x3_ffff).filter_map(char::from_u32).map(String::from);
        for piece in pieces.map(str::to_owned).into_iter().chain(others) {
            for text in [format!("x{piece}y"), format!("が{piece}は")] {
                let (told, _) = told(text.as_bytes(), 0..text.len());
                let is_plain = fold(&text) == text.to_ascii_lowercase();
                assert!(is_plain || told.has(TextFeatures::FOLDED), "{text:?}");
            }
        }
        let (told, _) = told("A plain text: 解約率を見る、「月」の・データ。".as_bytes(), 0..60);
        assert!(!told.has(TextFeatures::FOLDED));
    }

    #[test]
    fn what_divides_cells_is_told() {
        for letter in ('\0'..='\u{ffff}').filter(|letter| is_divider(*letter)) {
            for text in [format!("a {letter} b"), format!("が{letter}は")] {
                assert!(told(text.as_bytes(), 0..text.len()).0.has(TextFeatures::DIVIDER), "{text:?}");
            }
        }
        for (text, expected) in
            [("Name: Ann", true), ("名前：花子", true), ("It’s a plain “text”; 解約率、月。", false)]
        {
            let (told, _) = told(text.as_bytes(), 0..text.len());
            assert_eq!((told.has(TextFeatures::COLON), told.has(TextFeatures::DIVIDER)), (expected, false), "{text}");
        }
    }

    #[test]
    fn characters_of_the_east_are_told() {
        for letter in '\u{80}'..='\u{ffff}' {
            for text in [format!("a{letter}"), format!("{letter}b c")] {
                let (told, _) = told(text.as_bytes(), 0..text.len());
                assert_eq!(told.has(TextFeatures::EASTERN), ('\u{3000}'..='\u{9fff}').contains(&letter), "{text}");
                assert_eq!(told.has(TextFeatures::SIMPLIFIED), is_simplified(letter), "{text}");
            }
        }
    }

    /// Whatever a triple is told by is looked at, whatever stands behind it.
    #[test]
    fn no_triple_is_passed_by() {
        let others = [b'a', b'e', b'f', b' ', b'"', b'.', 0x81, 0x99, 0xb8, 0xe3];
        for (number, triple) in TRIPLES.iter().enumerate() {
            let anchor = triple.anchor;
            let bytes = |at: usize| {
                let set = triple.sets.get(at).map_or([true; 256], |set| set.0);
                // Of any bytes, some will do.
                let is_any = set.iter().all(|is_one| *is_one);
                (0..=u8::MAX).filter(move |byte| set[usize::from(*byte)] && (!is_any || others.contains(byte)))
            };
            for first in bytes(anchor) {
                for (second, third) in
                    bytes(anchor + 1).flat_map(|second| bytes(anchor + 2).map(move |it| (second, it)))
                {
                    assert!(!(0x80..0xc0).contains(&first), "{number}: {first:x} continues a character");
                    assert!(is_telling(first, second, third), "{number}: {first:x} {second:x} {third:x}");
                }
            }
        }
    }
}
