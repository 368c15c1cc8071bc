//! What broken exports, copies and chat tools leave in the texts of a document, told from their bytes.
//!
//! Owns what gives each kind of it away. May be wrong in one direction only: what it does not see is not there. Whether
//! something is wrong is for the rules to say.

use std::sync::OnceLock;

use memchr::memmem::Finder;

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
    /// A kanji or a dash beside katakana that it may stand for.
    pub const LOOK_ALIKE: Artefacts = Artefacts(1 << 7);
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

/// Words that healthy prose seldom has, or not where [`literals`] looks at what stands around them.
static WORDS: [&str; 9] =
    ["ndefined", "ull", "NULL", "NaN", "Invalid Date", "cite", "turn", "sandbox:/", "utm_source="];

/// What broken exports, copies and chat tools may have left in the texts of a document.
pub(super) fn artefacts(texts: &[u8]) -> Artefacts {
    let seen = literals(texts).or(signs(texts)).or(words(texts));
    if texts.is_ascii() { seen } else { seen.or(japanese(texts)) }
}

/// What literals and the signs before them tell: for addresses, which are not texts, too.
///
/// Each word is searched for by itself: a search for all at once stops at every second letter of prose.
pub(super) fn literals(texts: &[u8]) -> Artefacts {
    static FINDERS: OnceLock<[Finder<'static>; WORDS.len()]> = OnceLock::new();
    let [undefined, ull, upper, nan, invalid, cite, turn, sandbox, utm] =
        FINDERS.get_or_init(|| WORDS.map(Finder::new));
    let has = |finder: &Finder<'_>| finder.find(texts).is_some();
    let byte = |at: usize| texts.get(at).copied().unwrap_or_default();
    let is_printed = |at: usize| match texts[at] {
        // `[object`, `#REF!`, `%s`, `%1$s`, `%(name)s`, `${`, `{{`, `{%`, `<%`.
        b'[' => byte(at + 1) == b'o',
        b'#' => byte(at + 1).is_ascii_uppercase(),
        b'%' => matches!(byte(at + 1), b's' | b'd' | b'@' | b'(' | b'0'..=b'9'),
        b'$' => byte(at + 1) == b'{',
        b'{' => matches!(byte(at + 1), b'{' | b'%'),
        _ => byte(at + 1) == b'%',
    };
    let printed = has(undefined)
        || has(upper)
        || has(nan)
        || has(invalid)
        || ull.find_iter(texts).any(|at| at.checked_sub(1).is_some_and(|before| matches!(texts[before], b'n' | b'N')))
        || memchr::memchr3_iter(b'[', b'#', b'%', texts).any(is_printed)
        || memchr::memchr3_iter(b'$', b'{', b'<', texts).any(is_printed);
    let is_model = |at: usize| match texts[at] {
        // `[cite`, `[oaicite`, `[attached_file`, `[INST]`, `[/INST]`; `<|`, `<<SYS>>`, `<grok:`.
        b'[' => matches!(byte(at + 1), b'c' | b'o' | b'a' | b'I' | b'/'),
        b'<' => matches!(byte(at + 1), b'|' | b'<' | b'g'),
        // `†` is U+2020.
        _ => byte(at + 1) == 0x80 && byte(at + 2) == 0xa0,
    };
    let model = has(cite)
        || has(sandbox)
        || has(utm)
        || turn.find_iter(texts).any(|at| byte(at + "turn".len()).is_ascii_digit())
        || memchr::memchr3_iter(b'[', b'<', 0xe2, texts).any(is_model);
    Artefacts::PRINTED.when(printed).or(Artefacts::MODEL.when(model))
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

/// Looks for a word of one to three letters with a space behind it, and again; whatever its case.
fn words(bytes: &[u8]) -> Artefacts {
    let is_letter = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_alphabetic);
    let is_same = |space: usize, length: usize| {
        let before = space.checked_sub(length).and_then(|start| bytes.get(start..space));
        let after = bytes.get(space + 1..space + 1 + length);
        let is_word = before.zip(after).is_some_and(|(before, after)| before.eq_ignore_ascii_case(after));
        // A letter alone is a word only where nothing is joined to it.
        let joins = |byte: u8| byte.is_ascii_alphanumeric() || b"-'/_.&".contains(&byte);
        let is_alone = length > 1 || space > 1 && !joins(bytes[space - 2]);
        is_word && is_alone && is_letter(space - 1) && !is_letter(space + 1 + length)
    };
    let mut spaces = memchr::memchr_iter(b' ', bytes);
    Artefacts::DOUBLED_WORD.when(spaces.any(|space| (1..=3).any(|length| is_same(space, length))))
}

/// Looks at the signs of Japanese and the particles that are found twice.
fn japanese(bytes: &[u8]) -> Artefacts {
    static PARTICLES: OnceLock<[Finder<'static>; 4]> = OnceLock::new();
    static STOPS: OnceLock<[Finder<'static>; 2]> = OnceLock::new();
    let particles = PARTICLES.get_or_init(|| ["をを", "がが", "はは", "にに"].map(Finder::new));
    let stops = STOPS.get_or_init(|| ["、", "。"].map(Finder::new));
    let byte = |at: usize| bytes.get(at).copied().unwrap_or_default();
    let is_stop = |at: usize| bytes.get(at..at + 3).is_some_and(|three| matches!(three, [0xe3, 0x80, 0x81 | 0x82]));
    // Behind `、` and `。`, and before them.
    let is_odd = |at: usize| {
        let before = at.checked_sub(1).map(|before| bytes[before]);
        is_stop(at + 3) || matches!(byte(at + 3), b'.' | b',') || matches!(before, Some(b' ' | b',' | b'.'))
    };
    // An ASCII stop between Japanese letters.
    let is_between = |at: usize| {
        at.checked_sub(1).is_some_and(|before| bytes[before] >= 0x80) && byte(at + 1).wrapping_sub(0xe3) < 7
    };
    let sign = stops.iter().any(|stop| stop.find_iter(bytes).any(is_odd))
        || memchr::memchr2_iter(b'.', b',', bytes).any(is_between);
    let word = particles.iter().any(|particle| particle.find(bytes).is_some());
    Artefacts::DOUBLED_SIGN.when(sign).or(Artefacts::DOUBLED_WORD.when(word)).or(rare(bytes))
}

/// Looks at characters that few texts have many of.
fn rare(bytes: &[u8]) -> Artefacts {
    let byte = |at: usize| bytes.get(at).copied().unwrap_or_default();
    let (mut sign, mut garbled) = (false, false);
    for at in memchr::memchr3_iter(0xc3, 0xc6, 0xef, bytes) {
        match (bytes[at], byte(at + 1), byte(at + 2)) {
            // A letter from U+00C2 to U+00F4 and another character that is not ASCII; U+0192.
            (0xc3, 0x82.., 0xc2..) | (0xc6, 0x92, _) => garbled = true,
            // `，．` (U+FF0C, U+FF0E).
            (0xef, 0xbc, 0x8c | 0x8e) => sign = true,
            // `｡｢｣､･` (U+FF61 to U+FF65), and half-width kana.
            (0xef, 0xbd, third @ 0xa1..) => {
                sign |= third < 0xa6;
                garbled = true;
            }
            (0xef, 0xbe, _) => garbled = true,
            _ => {}
        }
    }
    // 縺, 繧, 繝.
    let is_of_kana = |at: usize| matches!((byte(at + 1), byte(at + 2)), (0xb8, 0xba) | (0xb9, 0xa7 | 0x9d));
    garbled = garbled || memchr::memchr_iter(0xe7, bytes).any(is_of_kana);
    Artefacts::DOUBLED_SIGN
        .when(sign)
        .or(Artefacts::MOJIBAKE.when(garbled))
        .or(Artefacts::LOOK_ALIKE.when(twins(bytes)))
}

/// Whether a kanji or a dash stands beside katakana that it may stand for.
fn twins(bytes: &[u8]) -> bool {
    let three = |at: Option<usize>| at.and_then(|at| bytes.get(at..at + 3)).and_then(|three| three.first_chunk::<3>());
    let is_katakana = |three: &[u8; 3]| match three {
        [0xe3, 0x83, last] => *last != 0xbb,
        [0xe3, 0x82, last] => *last >= 0xa1,
        _ => false,
    };
    let is_behind_katakana = |at: usize| three(at.checked_sub(3)).is_some_and(is_katakana);
    let is_dash = |at: usize| {
        let is_one = match (bytes[at], bytes.get(at + 1), bytes.get(at + 2)) {
            (b'-', ..) => true,
            // U+2010 to U+2015, and U+2212.
            (0xe2, Some(0x80), Some(0x90..=0x95)) | (0xe2, Some(0x88), Some(0x92)) => true,
            (0xef, Some(0xbc), Some(0x8d)) => true,
            _ => false,
        };
        is_one && is_behind_katakana(at)
    };
    if memchr::memchr3_iter(b'-', 0xe2, 0xef, bytes).any(is_dash) {
        return true;
    }
    // 夕 and 卜 behind katakana; 力, 口, 二, 工, 八 and 一 between katakana, or before ー, ン and small letters.
    let is_kanji = |at: usize| {
        let Some(twin) = three(Some(at)).filter(|three| TWINS.contains(three)) else { return false };
        let Some(next) = three(Some(at + 3)) else { return is_behind_katakana(at) };
        let goes_on = matches!(next, [0xe3, 0x82 | 0x83, _]);
        let begins_no_word = matches!(
            next,
            [0xe3, 0x83, 0xbc | 0xb3 | 0x83 | 0xa3 | 0xa5 | 0xa7] | [0xe3, 0x82, 0xa1 | 0xa3 | 0xa5 | 0xa7 | 0xa9]
        );
        begins_no_word || is_behind_katakana(at) && (goes_on || TWINS[..2].contains(twin))
    };
    memchr::memchr2_iter(0xe4, 0xe5, bytes).any(is_kanji)
}

/// Kanji that look like katakana: 夕 and 卜, then 力, 口, 二, 工, 八 and 一.
const TWINS: [[u8; 3]; 8] = [
    *b"\xe5\xa4\x95",
    *b"\xe5\x8d\x9c",
    *b"\xe5\x8a\x9b",
    *b"\xe5\x8f\xa3",
    *b"\xe4\xba\x8c",
    *b"\xe5\xb7\xa5",
    *b"\xe5\x85\xab",
    *b"\xe4\xb8\x80",
];

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
            ("A a seat is free", Artefacts::DOUBLED_WORD),
            ("売上をを比べる", Artefacts::DOUBLED_WORD),
            ("donâ€™t wait for it", Artefacts::MOJIBAKE),
            ("the cafÃ© is open", Artefacts::MOJIBAKE),
            ("縺ゅｋ言葉", Artefacts::MOJIBAKE),
            ("計算する.ただし", Artefacts::DOUBLED_SIGN),
            ("見る,次に", Artefacts::DOUBLED_SIGN),
            ("カタ力ナの語", Artefacts::LOOK_ALIKE),
            ("口ーンの額", Artefacts::LOOK_ALIKE),
            ("二ーズの数", Artefacts::LOOK_ALIKE),
            ("パー卜の数", Artefacts::LOOK_ALIKE),
            ("デ－タの数", Artefacts::LOOK_ALIKE),
            ("サ―ビスの数", Artefacts::LOOK_ALIKE),
            ("ユ−ザの数", Artefacts::LOOK_ALIKE),
            ("ユ-ザの数", Artefacts::LOOK_ALIKE),
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
            "システム一覧、チーム力、口コミ、メニュー一覧を見る。八ヶ岳へ行く。",
            "café, naïve, \"quoted\", either/or; sales at the theatre, an answer, you your",
        ] {
            assert_eq!(artefacts(format!("{text}\"\"\"\"\"\"\"\"\"").as_bytes()), Artefacts::NONE, "{text}");
        }
    }
}
