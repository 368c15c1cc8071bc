//! Three bytes in succession that give something away: all of them are looked for at once.
//!
//! Owns the table and the search. The table has room for 64 entries. A new rule whose signs are fixed texts needs none of its
//! own: they join a group ([`exactly`]), which is searched text by text only where three bytes fit one of them.

use super::artefacts::{
    TWINS, Tells, cite, dash, invalid_date, kana_twin, late_stop, latin_pair, null, twin, undefined,
};
use super::features::TextFeatures;

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
}

const ANY: Bytes = from_to(0, 0xff);
const CAPITAL: Bytes = from_to(b'A', b'Z');
const LETTER: Bytes = CAPITAL.or(from_to(b'a', b'z'));
const DIGIT: Bytes = from_to(b'0', b'9');

type Triple = (Tells, Bytes, Bytes, Bytes);

const fn one(features: TextFeatures, first: Bytes) -> Triple {
    (Tells::Of(features), first, ANY, ANY)
}

const fn two(features: TextFeatures, first: Bytes, second: Bytes) -> Triple {
    (Tells::Of(features), first, second, ANY)
}

const fn three(features: TextFeatures, first: Bytes, second: Bytes, third: Bytes) -> Triple {
    (Tells::Of(features), first, second, third)
}

const fn perhaps(look: fn(&[u8]) -> TextFeatures, triple: &[u8]) -> Triple {
    (Tells::Perhaps(look), of(&[triple[0]]), of(&[triple[1]]), of(&[triple[2]]))
}

/// Either of two characters of three bytes; a third that has bytes of both is seen too, and gets the same look.
const fn either(look: fn(&[u8]) -> TextFeatures, [one, other]: [&str; 2]) -> Triple {
    let (one, other) = (one.as_bytes(), other.as_bytes());
    (Tells::Perhaps(look), of(&[one[0], other[0]]), of(&[one[1], other[1]]), of(&[one[2], other[2]]))
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
    let [first, second, third] = sets;
    (Tells::Exactly(texts), first, second, third)
}

/// What is looked for: a bit each.
static TRIPLES: &[Triple] = {
    use TextFeatures as F;
    &[
        // A full stop directly before a capital letter.
        two(F::SEAM, of(b"."), CAPITAL),
        two(F::SLOT, of(b"{"), CAPITAL),
        // `TODO:`, `TBD:` and `[TODO]`; a full-width colon begins with 0xef.
        two(F::SLOT, of(b"OD"), of(b":]\xef")),
        two(F::ODD_SPACE, of(b" "), of(b" ")),
        // U+00A0, U+2000 to U+200A, and U+3000.
        two(F::ODD_SPACE, of(b"\xc2"), of(b"\xa0")),
        three(F::ODD_SPACE, of(b"\xe2"), of(b"\x80"), from_to(0x80, 0x8a)),
        three(F::ODD_SPACE, of(b"\xe3"), of(b"\x80"), of(b"\x80")),
        // The first bytes of all characters but Latin-1 letters, U+2000 to U+9FFF, and U+F000 to U+FFFF.
        one(F::UNUSUAL, from_to(0xc4, 0xe1).or(from_to(0xea, 0xee)).or(from_to(0xf0, 0xff))),
        // Control characters and the soft hyphen.
        two(F::UNUSUAL, of(b"\xc2"), from_to(0x80, 0x9f).or(of(b"\xad"))),
        // Zero width, direction marks, line separators, embeddings; word joiner and invisible operators.
        three(F::UNUSUAL, of(b"\xe2"), of(b"\x80"), from_to(0x8b, 0x8f).or(from_to(0xa8, 0xaf))),
        two(F::UNUSUAL, of(b"\xe2"), of(b"\x81")),
        // The blank of Braille, and the filler of Hangul.
        exactly(&[("\u{2800}", F::UNUSUAL), ("\u{3164}", F::UNUSUAL)]),
        // The voicing marks that were not composed.
        three(F::UNUSUAL, of(b"\xe3"), of(b"\x82"), of(b"\x99\x9a")),
        // U+F000 to U+FFFF, full-width punctuation aside.
        two(F::UNUSUAL, of(b"\xef"), from_to(0x80, 0xbb).or(of(b"\xbe\xbf"))),
        // U+FF66 to U+FF9F: half-width kana.
        three(F::UNUSUAL.or(F::BROKEN_KANA).or(F::MOJIBAKE), of(b"\xef"), of(b"\xbd"), from_to(0xa6, 0xbf)),
        two(F::BROKEN_KANA.or(F::MOJIBAKE), of(b"\xef"), of(b"\xbe")),
        // U+FF10 to U+FF19, U+FF21 to U+FF3A, U+FF41 to U+FF5A.
        three(F::WIDE_LETTER, of(b"\xef"), of(b"\xbc"), from_to(0x90, 0x99).or(from_to(0xa1, 0xba))),
        three(F::WIDE_LETTER, of(b"\xef"), of(b"\xbd"), from_to(0x81, 0x9a)),
        // `，．`, and `｡｢｣､･`.
        three(F::DOUBLED_SIGN, of(b"\xef"), of(b"\xbc"), of(b"\x8c\x8e")),
        three(F::DOUBLED_SIGN.or(F::MOJIBAKE), of(b"\xef"), of(b"\xbd"), from_to(0xa1, 0xa5)),
        // A letter from U+00C2 to U+00F4 and another character that is not ASCII, or Â and a space; U+0192; 縺, 繧, 繝 and 窶.
        (Tells::Perhaps(latin_pair), of(b"\xc3"), from_to(0x82, 0xff), of(b" ").or(from_to(0xc2, 0xff))),
        two(F::MOJIBAKE, of(b"\xc6"), of(b"\x92")),
        three(F::MOJIBAKE, of(b"\xe7"), of(b"\xb8\xb9\xaa"), of(b"\xba\xa7\x9d\xb6")),
        two(F::DOUBLED_SIGN, of(b"."), of(b".")),
        two(F::DOUBLED_SIGN, of(b","), of(b",.")),
        three(F::DOUBLED_SIGN, of(b" "), of(b",."), LETTER.or(of(b" \""))),
        // An ASCII stop between Japanese letters, or behind `、` and `。`.
        three(F::DOUBLED_SIGN, from_to(0x80, 0xff), of(b".,"), from_to(0xe3, 0xe9)),
        three(F::DOUBLED_SIGN, of(b"\x80"), of(b"\x81\x82"), of(b".,")),
        (Tells::Perhaps(late_stop), LETTER.or(of(b" .,\x81\x9f")), of(b"\xe3"), of(b"\x80")),
        two(F::MARKUP, of(b"<"), LETTER.or(of(b"/!"))),
        two(F::MARKUP, of(b"&"), LETTER.or(of(b"#"))),
        two(F::MARKUP, of(b"*_~'"), of(b"*_~'")),
        // `＊＊`, `＜`.
        three(F::MARKUP, of(b"\xef"), of(b"\xbc"), of(b"\x8a\x9c")),
        two(F::MARKUP, of(b"#"), of(b" ")),
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
        two(F::PRINTED, of(b"$"), of(b"{")),
        two(F::PRINTED, of(b"{"), of(b"{%")),
        two(F::PRINTED, of(b"<"), of(b"%n")),
        three(F::PRINTED, of(b"N"), of(b"Ua"), of(b"LN")),
        perhaps(undefined, b"nde"),
        (Tells::Perhaps(null), of(b"nN"), of(b"u"), of(b"l")),
        perhaps(invalid_date, b"Inv"),
        // `<|`, `<<SYS>>`, `<grok:`, `</think>`, `<antArtifact`, `<end_of_turn>`, `<start_of_turn>`; `†`; `turn0`.
        two(F::MODEL, of(b"<"), of(b"|<g")),
        three(F::MODEL, of(b"<"), of(b"/aefst"), of(b"fhnotu")),
        // No letter of ASCII continues the first bytes of †, nor do its own continue ASCII.
        three(F::MODEL, of(b"\xe2r"), of(b"\x80n"), of(b"\xa0").or(DIGIT)),
        exactly(&[
            ("x:/mnt/data/", F::MODEL),
            ("tm_source=", F::MODEL),
            ("gpt.com/share/", F::MODEL),
            ("gpt.com/c/", F::MODEL),
        ]),
        perhaps(cite, b"cit"),
        // The last byte of katakana, and a hyphen; other dashes.
        three(F::LOOK_ALIKE, of(b"\x82\x83"), from_to(0x80, 0xbf), of(b"-")),
        perhaps(dash, "－".as_bytes()),
        (Tells::Perhaps(dash), of(b"\xe2"), of(b"\x80\x88\x94"), from_to(0x90, 0x95).or(of(b"\x80\x81"))),
        (Tells::Perhaps(kana_twin), of(b"\xe3"), of(b"\x81"), from_to(0xb8, 0xba)),
        either(twin::<0>, TWINS[0]),
        either(twin::<1>, TWINS[1]),
        either(twin::<2>, TWINS[2]),
        either(twin::<3>, TWINS[3]),
        // Brackets of ASCII; of full width and ｢｣; 〈 to 〕.
        one(F::BRACKET, of(b"()[]{}")),
        three(F::BRACKET, of(b"\xef"), of(b"\xbc\xbd"), of(b"\x88\x89\xbb\xbd\x9b\x9d\xa2\xa3")),
        three(F::BRACKET, of(b"\xe3"), of(b"\x80"), from_to(0x88, 0x95)),
    ]
};

/// Those of [`TRIPLES`], as bits by their number, of which a byte may be the first, second and third.
static MASKS: [[u64; 256]; 3] = {
    assert!(TRIPLES.len() <= u64::BITS as usize, "the table is full: make texts that begin alike a group");
    let mut masks = [[0; 256]; 3];
    let mut number = 0;
    while number < TRIPLES.len() {
        let (_, first, second, third) = &TRIPLES[number];
        let mut byte = 0;
        while byte < 256 {
            masks[0][byte] |= (first.0[byte] as u64) << number;
            masks[1][byte] |= (second.0[byte] as u64) << number;
            masks[2][byte] |= (third.0[byte] as u64) << number;
            byte += 1;
        }
        number += 1;
    }
    masks
};

/// What the bytes tell; each of [`TRIPLES`] at most once. Two of any other bytes must follow the last one that matters.
pub(super) fn seen(bytes: &[u8]) -> impl Iterator<Item = Tells> {
    /// How many bytes are looked at in one step.
    const STEP: usize = 8;
    let [first, second, third] = &MASKS;
    let mut seen = 0;
    let mut look = |three: &[u8]| {
        seen |= first[usize::from(three[0])] & second[usize::from(three[1])] & third[usize::from(three[2])];
    };
    let mut look_at_many = |many: &[u8; STEP + 2]| (0..STEP).for_each(|at| look(&many[at..at + 3]));
    let mut rest = bytes;
    while let Some(many) = rest.first_chunk() {
        look_at_many(many);
        rest = &rest[STEP..];
    }
    // What is left is looked at with what comes before it, which does no harm.
    match bytes.last_chunk() {
        Some(last) => look_at_many(last),
        None => rest.windows(3).for_each(look),
    }
    std::iter::from_fn(move || {
        let number = (seen != 0).then(|| seen.trailing_zeros() as usize)?;
        seen &= seen - 1;
        Some(TRIPLES[number].0)
    })
}
