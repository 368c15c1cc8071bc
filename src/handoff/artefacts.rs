//! What broken exports, copies and chat tools leave in the texts of a document, told from their bytes.
//!
//! Owns what gives each kind of it away. May be wrong in one direction only: what it does not see is not there. Whether
//! something is wrong is for the rules to say.

use std::sync::OnceLock;

use aho_corasick::packed::Searcher;

use super::stretches::{AHEAD, foreign};

/// Kinds of what may be left, as a set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Artefacts(u8);

impl Artefacts {
    /// What a program prints in place of a value.
    pub const PRINTED: Artefacts = Artefacts(1);
    /// What a chat tool leaves beside its answer.
    pub const MODEL: Artefacts = Artefacts(1 << 1);
    /// What secrets of known services begin with.
    pub const SECRET: Artefacts = Artefacts(1 << 2);
    /// A tag, an entity, Markdown, a backslash.
    pub const MARKUP: Artefacts = Artefacts(1 << 3);
    /// Two stops or commas in succession, one behind a space, or one of an unusual width.
    pub const DOUBLED_SIGN: Artefacts = Artefacts(1 << 4);
    /// A word of one to three letters, or a Japanese particle, twice.
    pub const DOUBLED_WORD: Artefacts = Artefacts(1 << 5);
    /// Characters that bytes read in another encoding look like.
    pub const MOJIBAKE: Artefacts = Artefacts(1 << 6);
    const NONE: Artefacts = Artefacts(0);

    /// The set as bits.
    pub const fn bits(self) -> u8 {
        self.0
    }

    const fn or(self, other: Artefacts) -> Artefacts {
        Artefacts(self.0 | other.0)
    }

    const fn when(self, is_there: bool) -> Artefacts {
        if is_there { self } else { Artefacts::NONE }
    }
}

/// Literals that healthy prose seldom has, and what they may belong to.
const LITERALS: [(&str, Artefacts); 44] = {
    use Artefacts as Of;
    [
        ("undefined", Of::PRINTED),
        ("Undefined", Of::PRINTED),
        ("null", Of::PRINTED),
        ("NULL", Of::PRINTED),
        ("Null", Of::PRINTED),
        ("NaN", Of::PRINTED),
        ("Invalid Date", Of::PRINTED),
        ("[object", Of::PRINTED),
        ("#REF", Of::PRINTED),
        ("#N/A", Of::PRINTED),
        ("#VALUE", Of::PRINTED),
        ("#DIV", Of::PRINTED),
        ("#NAME", Of::PRINTED),
        ("#NUM", Of::PRINTED),
        ("%s", Of::PRINTED),
        ("%d", Of::PRINTED),
        ("%@", Of::PRINTED),
        ("%(", Of::PRINTED),
        ("%1$", Of::PRINTED),
        ("${", Of::PRINTED),
        ("{{", Of::PRINTED),
        ("<%", Of::PRINTED),
        ("{%", Of::PRINTED),
        ("†", Of::MODEL),
        ("oaicite", Of::MODEL),
        ("turn0", Of::MODEL),
        ("turn1", Of::MODEL),
        ("turn2", Of::MODEL),
        ("turn3", Of::MODEL),
        ("turn4", Of::MODEL),
        ("turn5", Of::MODEL),
        ("turn6", Of::MODEL),
        ("turn7", Of::MODEL),
        ("turn8", Of::MODEL),
        ("turn9", Of::MODEL),
        ("cite", Of::MODEL),
        ("<|", Of::MODEL),
        ("SYS>>", Of::MODEL),
        ("INST]", Of::MODEL),
        ("sandbox:/", Of::MODEL),
        ("chatgpt.com", Of::MODEL),
        ("utm_source=", Of::MODEL),
        ("attached_file", Of::MODEL),
        ("grok", Of::MODEL),
    ]
};

/// What broken exports, copies and chat tools may have left in the texts of a document, behind which stand
/// [`AHEAD`] bytes that mean nothing.
pub(super) fn artefacts(texts: &[u8]) -> Artefacts {
    foreign(texts).fold(literals(texts).or(signs(texts)).or(words(texts)), |seen, stretch| seen.or(triples(stretch)))
}

/// What the literals alone tell: for addresses, which are no texts.
pub(super) fn literals(texts: &[u8]) -> Artefacts {
    static SEARCHER: OnceLock<Option<Searcher>> = OnceLock::new();
    let searcher = SEARCHER.get_or_init(|| Searcher::new(LITERALS.iter().map(|(literal, _)| literal)));
    let Some(searcher) = searcher else {
        // Not every processor can search for so many at once.
        return Artefacts::PRINTED.or(Artefacts::MODEL);
    };
    let found = searcher.find_iter(texts).map(|found| LITERALS[found.pattern().as_usize()].1);
    found.fold(Artefacts::NONE, Artefacts::or)
}

/// Looks at signs that few texts have many of, with the byte behind them.
fn signs(bytes: &[u8]) -> Artefacts {
    let next = |at: usize| bytes.get(at + 1).copied().unwrap_or_default();
    // `<b`, `</`, `<!`; `&a`, `&#`; `**`, `__`, `](`, `# `, a grave accent and a backslash.
    let is_markup = |at: usize| match bytes[at] {
        b'<' => next(at).is_ascii_alphabetic() || matches!(next(at), b'/' | b'!'),
        b'&' => next(at).is_ascii_alphabetic() || next(at) == b'#',
        b']' => next(at) == b'(',
        b'#' => next(at) == b' ',
        b'\\' | b'`' => true,
        sign => next(at) == sign,
    };
    let markup = memchr::memchr3_iter(b'<', b'&', b'*', bytes).any(is_markup)
        || memchr::memchr3_iter(b'_', b'~', b']', bytes).any(is_markup)
        || memchr::memchr3_iter(b'#', b'\\', b'`', bytes).any(is_markup);
    let is_doubled = memchr::memchr2_iter(b'.', b',', bytes).any(|at| next(at) == bytes[at]);
    Artefacts::MARKUP.when(markup).or(Artefacts::DOUBLED_SIGN.when(is_doubled))
}

/// Looks for a word of one to three letters with the space behind it, and again; whatever its case. Written so that many
/// bytes are looked at in one step.
fn words(bytes: &[u8]) -> Artefacts {
    let Some(count) = bytes.len().checked_sub(AHEAD) else { return Artefacts::NONE };
    let at = |offset: usize| &bytes[offset..offset + count];
    let (a, b, c, d) = (at(0), at(1), at(2), at(3));
    let (e, f, g, h) = (at(4), at(5), at(6), at(7));
    let is_letter = |byte: u8| (byte | 0x20).wrapping_sub(b'a') < 26;
    let mut word = false;
    for index in 0..count {
        let (a, b, c, d) = (a[index], b[index], c[index], d[index]);
        let (e, f, g, h) = (e[index], f[index], g[index], h[index]);
        let one = (a == b' ') & (b | 0x20 == b'a') & (c == b' ') & (d | 0x20 == b'a') & !is_letter(e);
        let two = (((a ^ d) | (b ^ e)) & !0x20 == 0) & (c == b' ') & !is_letter(f);
        let three = (((a ^ e) | (b ^ f) | (c ^ g)) & !0x20 == 0) & (d == b' ') & !is_letter(h);
        word |= one | two | three;
    }
    Artefacts::DOUBLED_WORD.when(word)
}

/// Looks at each character of three bytes with the next one, and at the letters of Latin-1; as [`words`] does.
fn triples(bytes: &[u8]) -> Artefacts {
    let Some(count) = bytes.len().checked_sub(AHEAD) else { return Artefacts::NONE };
    let at = |offset: usize| &bytes[offset..offset + count];
    let (a, b, c) = (at(0), at(1), at(2));
    let (d, e, f) = (at(3), at(4), at(5));
    let (mut sign, mut word, mut garbled) = (false, false, false);
    for index in 0..count {
        let (a, b, c, d, e, f) = (a[index], b[index], c[index], d[index], e[index], f[index]);
        // `、。`, and what stands behind them.
        let is_stop = (a == 0xe3) & (b == 0x80) & ((c == 0x81) | (c == 0x82));
        sign |= is_stop & (d == 0xe3) & (e == 0x80) & ((f == 0x81) | (f == 0x82));
        sign |= is_stop & (d == b'.' || d == b',');
        // A space before them, `、` behind an ASCII stop.
        sign |= ((a == b' ') | (a == b',') | (a == b'.')) & (b == 0xe3) & (c == 0x80) & ((d == 0x81) | (d == 0x82));
        // `，．` (U+FF0C, U+FF0E), and `｡｢｣､･` (U+FF61 to U+FF65).
        sign |= (a == 0xef) & (b == 0xbc) & ((c == 0x8c) | (c == 0x8e));
        sign |= (a == 0xef) & (b == 0xbd) & (c.wrapping_sub(0xa1) < 5);
        // `をを`, `がが`, `はは`, `にに`.
        let is_same = (a == 0xe3) & (d == 0xe3) & (b == e) & (c == f);
        word |= is_same & (((b == 0x82) & (c == 0x92)) | ((b == 0x81) & ((c == 0x8c) | (c == 0xaf) | (c == 0xab))));
        // A letter from U+00C2 to U+00F4 and another character that is not ASCII; 縺, 繧, 繝.
        garbled |= (a == 0xc3) & (b >= 0x82) & (c >= 0xc2);
        garbled |= (a == 0xe7) & (((b == 0xb8) & (c == 0xba)) | ((b == 0xb9) & ((c == 0xa7) | (c == 0x9d))));
        // Half-width kana, and the letters that are the first bytes of Shift_JIS: U+0192, U+201A to U+2039.
        garbled |= (a == 0xef) & ((b == 0xbd) | (b == 0xbe)) & (c >= 0xa1 || b == 0xbe);
        garbled |= (a == 0xc6) & (b == 0x92);
    }
    Artefacts::DOUBLED_SIGN.when(sign).or(Artefacts::DOUBLED_WORD.when(word)).or(Artefacts::MOJIBAKE.when(garbled))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_is_left_behind_is_seen_wherever_it_stands() {
        for (text, expected) in [
            ("the value is undefined now", Artefacts::PRINTED),
            ("the value is ${price} now", Artefacts::PRINTED),
            ("確認済み【4†source】です", Artefacts::MODEL),
            ("as we said. [cite: 1]", Artefacts::MODEL),
            ("a <b>bold</b> word", Artefacts::MARKUP),
            ("one&nbsp;word", Artefacts::MARKUP),
            ("a **bold** word", Artefacts::MARKUP),
            ("see [this](here) page", Artefacts::MARKUP),
            ("one line\\nand another", Artefacts::MARKUP),
            ("that is all..", Artefacts::DOUBLED_SIGN),
            ("これで終わり。。", Artefacts::DOUBLED_SIGN),
            ("売上 、利益を見る", Artefacts::DOUBLED_SIGN),
            ("売上，利益を見る", Artefacts::DOUBLED_SIGN),
            ("売上｡利益を見る", Artefacts::DOUBLED_SIGN.or(Artefacts::MOJIBAKE)),
            ("count the the seats", Artefacts::DOUBLED_WORD),
            ("The the seats", Artefacts::DOUBLED_WORD),
            ("sum of of them", Artefacts::DOUBLED_WORD),
            ("this is a a seat\" a", Artefacts::DOUBLED_WORD),
            ("売上をを比べる", Artefacts::DOUBLED_WORD),
            ("donâ€™t wait for it", Artefacts::MOJIBAKE),
            ("the cafÃ© is open", Artefacts::MOJIBAKE),
            ("縺ゅｋ言葉", Artefacts::MOJIBAKE),
        ] {
            for before in 0..40 {
                let text = format!("{}\"{text}\"\"\"\"\"\"\"\"\"", "・".repeat(before % 3) + &"x".repeat(before));
                assert_eq!(artefacts(text.as_bytes()), expected, "{text}");
            }
        }
    }

    #[test]
    fn everyday_texts_hold_nothing_of_it() {
        for text in [
            "A plain sentence. And one more, it’s “here” — 3.5 % … ok: yes; see R & D, the other one.",
            "解約率とは、サービスの「継続」を測るもの。データを比べる・見る。ここで、ただしそのままにする。",
            "café, naïve, \"quoted\", either/or; sales at the theatre, an answer, you your",
        ] {
            assert_eq!(artefacts(format!("{text}\"\"\"\"\"\"\"\"\"").as_bytes()), Artefacts::NONE, "{text}");
        }
    }
}
