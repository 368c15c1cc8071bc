//! What broken exports, copies and chat tools leave in the texts of a document, told from their bytes.
//!
//! Owns what gives each kind of it away. May be wrong in one direction only: what it does not see is not there. Whether
//! something is wrong is for the rules to say.

use std::sync::OnceLock;

use aho_corasick::packed::Searcher;

use super::TextFeatures;

/// How many bytes are looked at together with each one.
pub(super) const AHEAD: usize = 8;

/// Literals that healthy prose seldom has, and what they may belong to.
const LITERALS: [(&str, TextFeatures); 34] = {
    use TextFeatures as Of;
    [
        ("undefined", Of::PRINTED),
        ("Undefined", Of::PRINTED),
        ("null", Of::PRINTED),
        ("NULL", Of::PRINTED),
        ("Null", Of::PRINTED),
        ("NaN", Of::PRINTED),
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
        ("cite", Of::MODEL),
        ("<|", Of::MODEL),
        ("sandbox:/", Of::MODEL),
        ("chatgpt.com", Of::MODEL),
        ("utm_source=", Of::MODEL),
        ("attached_file", Of::MODEL),
        ("grok", Of::MODEL),
    ]
};

/// What broken exports, copies and chat tools may have left in the texts of a document, behind which stand
/// [`AHEAD`] bytes that mean nothing.
pub(super) fn artefacts(texts: &[u8]) -> TextFeatures {
    let seen = literals(texts).or(pairs(texts));
    if texts.is_ascii() { seen } else { seen.or(triples(texts)) }
}

fn literals(texts: &[u8]) -> TextFeatures {
    static SEARCHER: OnceLock<Option<Searcher>> = OnceLock::new();
    let searcher = SEARCHER.get_or_init(|| Searcher::new(LITERALS.iter().map(|(literal, _)| literal)));
    let Some(searcher) = searcher else {
        // Not every processor can search for so many at once.
        return TextFeatures::PRINTED.or(TextFeatures::MODEL);
    };
    let found = searcher.find_iter(texts).map(|found| LITERALS[found.pattern().as_usize()].1);
    found.fold(TextFeatures::NONE, TextFeatures::or)
}

/// Looks at each byte with the next ones; written so that many are looked at in one step.
fn pairs(bytes: &[u8]) -> TextFeatures {
    let Some(count) = bytes.len().checked_sub(AHEAD) else { return TextFeatures::NONE };
    let at = |offset: usize| &bytes[offset..offset + count];
    let (a, b, c, d) = (at(0), at(1), at(2), at(3));
    let (e, f, g, h) = (at(4), at(5), at(6), at(7));
    let is_letter = |byte: u8| (byte | 0x20).wrapping_sub(b'a') < 26;
    let (mut markup, mut sign, mut word) = (false, false, false);
    for index in 0..count {
        let (a, b, c, d) = (a[index], b[index], c[index], d[index]);
        let (e, f, g, h) = (e[index], f[index], g[index], h[index]);
        // `<b`, `</`, `<!`; `&a`, `&#`; `**`, `__`, `](`, `# `, a grave accent and a backslash.
        markup |= (a == b'<') & (is_letter(b) | (b == b'/') | (b == b'!'));
        markup |= (a == b'&') & (is_letter(b) | (b == b'#'));
        markup |= ((a == b'*') | (a == b'_') | (a == b'~')) & (a == b);
        markup |= ((a == b']') & (b == b'(')) | ((a == b'#') & (b == b' ')) | (a == b'\\') | (a == b'`');
        sign |= ((a == b'.') | (a == b',')) & (a == b);
        // A word of one to three letters with the space behind it, and again; whatever its case.
        let one = (a == b' ') & (b | 0x20 == b'a') & (c == b' ') & (d | 0x20 == b'a') & !is_letter(e);
        let two = (((a ^ d) | (b ^ e)) & !0x20 == 0) & (c == b' ') & !is_letter(f);
        let three = (((a ^ e) | (b ^ f) | (c ^ g)) & !0x20 == 0) & (d == b' ') & !is_letter(h);
        word |= one | two | three;
    }
    TextFeatures::MARKUP
        .when(markup)
        .or(TextFeatures::DOUBLED_SIGN.when(sign))
        .or(TextFeatures::DOUBLED_WORD.when(word))
}

/// Looks at each character of three bytes with the next one, and at the letters of Latin-1; as [`pairs`] does.
fn triples(bytes: &[u8]) -> TextFeatures {
    let Some(count) = bytes.len().checked_sub(AHEAD) else { return TextFeatures::NONE };
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
    TextFeatures::DOUBLED_SIGN
        .when(sign)
        .or(TextFeatures::DOUBLED_WORD.when(word))
        .or(TextFeatures::MOJIBAKE.when(garbled))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_is_left_behind_is_seen_wherever_it_stands() {
        for (text, expected) in [
            ("the value is undefined now", TextFeatures::PRINTED),
            ("the value is ${price} now", TextFeatures::PRINTED),
            ("確認済み【4†source】です", TextFeatures::MODEL),
            ("as we said. [cite: 1]", TextFeatures::MODEL),
            ("a <b>bold</b> word", TextFeatures::MARKUP),
            ("one&nbsp;word", TextFeatures::MARKUP),
            ("a **bold** word", TextFeatures::MARKUP),
            ("see [this](here) page", TextFeatures::MARKUP),
            ("one line\\nand another", TextFeatures::MARKUP),
            ("that is all..", TextFeatures::DOUBLED_SIGN),
            ("これで終わり。。", TextFeatures::DOUBLED_SIGN),
            ("売上 、利益を見る", TextFeatures::DOUBLED_SIGN),
            ("売上，利益を見る", TextFeatures::DOUBLED_SIGN),
            ("売上｡利益を見る", TextFeatures::DOUBLED_SIGN.or(TextFeatures::MOJIBAKE)),
            ("count the the seats", TextFeatures::DOUBLED_WORD),
            ("The the seats", TextFeatures::DOUBLED_WORD),
            ("sum of of them", TextFeatures::DOUBLED_WORD),
            ("this is a a seat\" a", TextFeatures::DOUBLED_WORD),
            ("売上をを比べる", TextFeatures::DOUBLED_WORD),
            ("donâ€™t wait for it", TextFeatures::MOJIBAKE),
            ("the cafÃ© is open", TextFeatures::MOJIBAKE),
            ("縺ゅｋ言葉", TextFeatures::MOJIBAKE),
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
            assert_eq!(artefacts(format!("{text}\"\"\"\"\"\"\"\"\"").as_bytes()), TextFeatures::NONE, "{text}");
        }
    }
}
