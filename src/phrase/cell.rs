//! Cells and values that were never filled in.
//!
//! Owns what a placeholder is (`docs/healthy.md`, "Placeholders"). Must not know rows: a cell that is a placeholder may be
//! an answer in one.

// Long because: half of it is the list of what is a placeholder and what is none.

use unicode_normalization::UnicodeNormalization;

use super::author::has_topic;
use super::family::Kind;
use super::pattern::Terms;
use super::vocabulary::{
    LONGEST, Placeholder, bracketed, is_bare, is_latin, is_no_name, is_slot, may_be_unnamed, may_start, word,
};
use crate::text::script::is_hiragana;
use crate::text::{fold, plain_end, sentences};

/// Filler texts that show in running prose that nobody wrote it; the first is part of the canonical filler in Latin.
pub(super) const FILLERS: [&str; 3] = ["orem ipsum dolor sit", "ダミーテキスト", "仮テキスト"];

/// What placeholder the whole of a trimmed cell is, if any.
pub fn placeholder(cell: &str) -> Option<Placeholder> {
    let first = cell.chars().next()?;
    if !is_suspicious(first) && !may_start(cell) {
        return None;
    }
    if matches!(first, '%' | '_' | '@') && is_variable(cell) {
        return Some(Placeholder::new(Kind::Hole));
    }
    if let Some(subject) = note(cell).or_else(|| filler(cell)) {
        return Some(Placeholder { subject: Some(subject), ..Placeholder::new(Kind::Hole) });
    }
    if cell.len() > LONGEST {
        return None;
    }
    let folded = fold(cell);
    if let Some(kind) = sign(&folded) {
        return Some(Placeholder::new(kind));
    }
    let bare = plain_end(folded.trim_end_matches(':'));
    if let Some(word) = word(bare) {
        return Some(word);
    }
    if let Some(tag) = bare.strip_prefix('$').unwrap_or(bare).strip_prefix('{').and_then(|tag| tag.strip_suffix('}')) {
        return is_tag(tag).then_some(Placeholder { is_tag: true, ..Placeholder::new(Kind::Hole) });
    }
    let unmarked = plain_end(bare.trim_matches(is_emphasis).trim_end_matches(':'));
    let is_state = |word: &Placeholder| matches!(word.kind, Kind::Status | Kind::Ditto);
    let state = || word(unmarked.strip_suffix("です").unwrap_or(unmarked)).filter(is_state);
    if let Some(found) = hole(unmarked).or_else(state) {
        return Some(found);
    }
    // Who will know, or when: 未定（田中）.
    if let Some((before, _)) = unmarked.strip_suffix(')').and_then(|inner| inner.split_once('('))
        && word(before.trim_end()).is_some_and(|word| !word.is_name && (word.kind == Kind::Hole || is_state(&word)))
    {
        return Some(Placeholder::new(Kind::Status));
    }
    if let Some(quoted) = unquoted(bare) {
        // What is quoted may be the name of a state that a row is about.
        let is_word = |found: Placeholder| matches!(found.kind, Kind::Hole | Kind::Status) && !found.is_name;
        let found = hole(plain_end(quoted)).or_else(|| word(quoted)).filter(|found| is_word(*found));
        return found.map(|_| Placeholder::new(Kind::Status));
    }
    let (open, inner) = unwrap(unmarked)?;
    let inner = inner.trim_matches(is_emphasis);
    if inner.is_empty() || sign(inner).is_some() {
        return Some(Placeholder::new(Kind::Hole));
    }
    if open != '(' && is_slot(inner) {
        return Some(Placeholder { is_name: true, ..Placeholder::new(Kind::Hole) });
    }
    let asks = || bracketed().iter().any(|pattern| pattern.is_whole(inner, Terms::Any));
    if hole(plain_end(inner)).is_some() || asks() {
        return Some(Placeholder::new(Kind::Hole));
    }
    let inside = word(plain_end(inner)).filter(|word| word.kind != Kind::Hole);
    inside.or_else(|| is_slot_of_words(cell).then_some(Placeholder::new(Kind::Status)))
}

/// Whether what stands in place of a name says only that there is none yet, as `Untitled 2` does and `[name]`; `is_own` where
/// it is the display name of a term, whose slug may spell it.
pub fn is_unnamed(name: &str, slug: Option<&str>, is_own: bool) -> bool {
    let is_bracket = name.starts_with(is_opening);
    if name.len() > LONGEST || !is_bracket && !may_be_unnamed(name) {
        return false;
    }
    let folded = fold(name);
    let bare = plain_end(&folded);
    let bare = unwrap(bare).map_or(bare, |(_, inner)| inner);
    let is_number = |letter: char| letter.is_ascii_digit() || matches!(letter, '-' | '_' | ' ' | '#' | '(' | ')');
    is_no_name(bare, slug, is_own) || is_no_name(bare.trim_end_matches(is_number), slug, is_own)
}

/// Whether a cell is a name in capitals that a program should have replaced: `%NAME%`, `__NAME__`, `@@NAME@@`.
fn is_variable(cell: &str) -> bool {
    let inner = |sign: &str| cell.strip_prefix(sign).and_then(|rest| rest.strip_suffix(sign));
    let is_part = |letter: char| letter.is_ascii_uppercase() || letter == '_';
    let is_name = |inner: &str| inner.len() > 2 && !inner.starts_with('_') && inner.chars().all(is_part);
    ["%", "__", "@@"].into_iter().filter_map(inner).any(is_name)
}

/// Whether a cell is two words or more in pointed brackets, all in small letters, as no element of HTML is: `<what differs>`.
fn is_slot_of_words(cell: &str) -> bool {
    let inner = cell.strip_prefix('<').and_then(|rest| rest.strip_suffix('>'));
    let is_part = |letter: char| letter.is_ascii_lowercase() || matches!(letter, ' ' | '\'' | '-');
    inner.is_some_and(|inner| inner.trim().contains(' ') && inner.chars().all(is_part))
}

/// The word or sentence that is never an answer, of a folded cell without what surrounds it.
fn hole(text: &str) -> Option<Placeholder> {
    let text = text.strip_suffix("です").unwrap_or(text);
    let word = word(text).filter(|word| word.kind == Kind::Hole);
    let is_sign = || sign(text) == Some(Kind::Hole) && text.starts_with('x');
    word.or_else(|| (is_bare(text) || is_sign()).then_some(Placeholder::new(Kind::Hole)))
}

/// What a cell is named after that is one note to its author: `TODO: describe`, `FIXME add the source`.
fn note(cell: &str) -> Option<&'static str> {
    const NOTES: [(&str, &str); 11] = [
        ("TODO", "todo"),
        ("todo", "todo"),
        ("TBD", "tbd"),
        ("tbd", "tbd"),
        ("TBA", "tba"),
        ("TBC", "tbc"),
        ("FIXME", "fixme"),
        ("要確認", "要確認"),
        ("要追記", "要追記"),
        ("要記入", "要記入"),
        ("XXX", "xxx"),
    ];
    /// Longer than any of them with the colon and the space before it.
    const LONG: usize = 12;
    let inner = cell.trim_start_matches(|letter| is_emphasis(letter) || is_opening(letter) || letter == '@');
    // Nearly every cell begins with other letters, and these are cheaper to tell than their folded forms.
    let is_other = match inner.as_bytes() {
        [b'T', second, ..] => second.is_ascii() && !matches!(second, b'O' | b'B'),
        [b't', second, ..] => second.is_ascii() && !matches!(second, b'o' | b'b'),
        [b'F', second, ..] => second.is_ascii() && *second != b'I',
        [b'X', second, ..] => second.is_ascii() && *second != b'X',
        [first, ..] if first.is_ascii() => true,
        _ => inner.starts_with(|letter| is_own_form(letter) && letter != '要'),
    };
    if is_other {
        return None;
    }
    let start: String = inner.nfkc().take(LONG).collect();
    let (_, subject) = NOTES.into_iter().find(|(word, _)| {
        let is_marked = |rest: &str| rest.trim_start().starts_with([':', '→']);
        // Without a colon, somebody has to be told to do something.
        let is_told = || inner.strip_prefix(word).is_some_and(tells) && word.starts_with(char::is_uppercase);
        start.strip_prefix(word).is_some_and(|rest| is_marked(rest) || is_told())
    })?;
    (sentences(cell).nth(1).is_none()).then_some(subject)
}

/// Whether what stands behind a mark for the author, up to the end of its sentence, tells somebody to do something: ` add the
/// source`, `　数値を直す`. What is named after the mark goes on otherwise (`TODO lists grow`, `TODO リスト`).
pub(super) fn tells(rest: &str) -> bool {
    const VERBS: [&str; 40] = [
        "add",
        "adapt",
        "adjust",
        "ask",
        "clarify",
        "confirm",
        "decide",
        "define",
        "delete",
        "describe",
        "expand",
        "explain",
        "fill",
        "find",
        "finish",
        "fix",
        "get",
        "include",
        "insert",
        "make",
        "mention",
        "merge",
        "missing",
        "need",
        "needs",
        "provide",
        "put",
        "remove",
        "rephrase",
        "replace",
        "revise",
        "reword",
        "rewrite",
        "say",
        "shorten",
        "simplify",
        "translate",
        "verify",
        "write",
        "wrong",
    ];
    /// Verbs that are nouns or adjectives as well, before one of [`POINTING`].
    const PERHAPS: [&str; 20] = [
        "change", "check", "cite", "complete", "correct", "give", "link", "list", "look", "move", "name", "review",
        "see", "set", "show", "split", "state", "test", "update", "use",
    ];
    const POINTING: [&str; 30] = [
        "the", "a", "an", "this", "that", "these", "those", "with", "whether", "if", "for", "our", "all", "each",
        "every", "it", "them", "one", "two", "what", "how", "when", "why", "who", "up", "at", "into", "to", "again",
        "against",
    ];
    const THINGS: [&str; 9] = ["リスト", "管理", "アプリ", "項目", "カード", "一覧", "機能", "タスク", "コメント"];
    const ENDS: [&str; 11] = ["る", "す", "く", "む", "う", "つ", "ぶ", "ぐ", "こと", "ください", "予定"];
    /// The longest note that is looked at, in bytes.
    const LONGEST: usize = 240;
    let Some(rest) = rest.strip_prefix([' ', '\u{a0}', '\u{3000}']).filter(|rest| rest.len() <= LONGEST) else {
        return false;
    };
    let folded = fold(rest);
    let sentence = plain_end(folded.trim_end_matches([')', ']', '】']));
    let mut words = sentence.split(' ').filter(|word| !word.is_empty());
    let first = words.next().unwrap_or_default();
    VERBS.contains(&first)
        || PERHAPS.contains(&first) && words.next().is_some_and(|next| POINTING.contains(&next))
        || sentence.contains('を')
            && ENDS.iter().any(|end| sentence.ends_with(end))
            && !sentence.starts_with(is_hiragana)
            && !THINGS.iter().any(|thing| sentence.starts_with(thing))
            && !has_topic(sentence)
}

/// Whether a cell says in which state a text is that somebody writes, which no point of a list is in: 執筆中.
pub fn is_state_of_writing(cell: &str) -> bool {
    const STATES: [&str; 21] = [
        "執筆中",
        "編集中",
        "記入中",
        "入力中",
        "記載中",
        "執筆待ち",
        "入稿待ち",
        "原稿待ち",
        "記入待ち",
        "入力待ち",
        "執筆予定",
        "記載予定",
        "後日記入",
        "後日追記",
        "後日記載",
        "未執筆",
        "文言調整中",
        "書きかけ",
        "under construction",
        "content to come",
        "text to follow",
    ];
    let folded = fold(cell);
    let bare = folded.trim_matches(|letter: char| !letter.is_alphanumeric());
    STATES.contains(&bare.strip_suffix("です").unwrap_or(bare))
}

/// What a cell is named after that holds nothing but filler.
fn filler(cell: &str) -> Option<&'static str> {
    let is_filler = cell.get(1..).is_some_and(|rest| rest.starts_with(FILLERS[0])) && cell.starts_with(['l', 'L']);
    let is_begun = || {
        let start = cell.get(.."lorem ipsum ".len());
        start.is_some_and(|start| start.eq_ignore_ascii_case("lorem ipsum "))
    };
    if is_filler || is_begun() {
        let mut letters = cell.split(|letter: char| !letter.is_alphabetic()).filter(|word| !word.is_empty());
        return letters.all(|word| is_latin(&word.to_lowercase())).then_some("lorem");
    }
    const AROUND: [&str; 7] = ["これは", "が入ります", "を入れています", "です", "。", "、", " "];
    // It begins with the filler or with one of these.
    if cell.len() <= LONGEST || cell.starts_with(|letter: char| letter.is_ascii_alphanumeric()) {
        return None;
    }
    let dummy = FILLERS[1..].iter().find(|filler| cell.contains(**filler))?;
    let rest = AROUND.iter().fold(cell.replace(dummy, ""), |rest, around| rest.replace(around, ""));
    rest.is_empty().then_some("ダミー")
}

/// Whether a cell that begins so may be a sign, a bracket, or a word in full-width letters.
fn is_suspicious(first: char) -> bool {
    first.is_ascii_punctuation()
        || matches!(
            first,
            '\u{d7}' | '\u{2010}'..='\u{203b}' | '\u{2190}'..='\u{2193}' | '\u{2212}' | '\u{2500}'..='\u{2501}' | '\u{25a0}'..='\u{26a0}' | '\u{3001}'..='\u{301b}' | '・' | 'ー' | '\u{ff01}'..='\u{ff63}'
        )
}

/// Whether a character is a kana, a kanji or one of their signs, which NFKC leaves as they are.
fn is_own_form(letter: char) -> bool {
    matches!(letter, 'ぁ'..='ゖ' | 'ァ'..='ヺ' | '一'..='\u{9fff}' | '\u{3001}'..='\u{301b}')
}

/// What emphasizes a word or marks a note, at either end.
fn is_emphasis(letter: char) -> bool {
    matches!(
        letter,
        '*' | '_'
            | '~'
            | '#'
            | '!'
            | '?'
            | '-'
            | '※'
            | '★'
            | '☆'
            | '■'
            | '●'
            | '◆'
            | '▲'
            | '▼'
            | '⚠'
            | '\u{fe0f}'
            | '・'
            | '•'
            | '→'
            | ' '
    )
}

/// Whether a character opens a pair of brackets, of either width.
fn is_opening(letter: char) -> bool {
    matches!(letter, '(' | '[' | '<' | '（' | '［' | '＜' | '【' | '〈' | '《' | '〔')
}

/// What a cell of nothing but signs means.
fn sign(folded: &str) -> Option<Kind> {
    let only = |signs: &[char]| !folded.is_empty() && folded.chars().all(|letter| signs.contains(&letter));
    if only(&['-', 'ー', '─', '━', '~', '〜']) || folded == "?" {
        Some(Kind::Mark)
    } else if folded.len() > 1 && (only(&['?']) || only(&['_']))
        || folded.starts_with("...") && only(&['.'])
        || folded.starts_with("xxx") && only(&['x'])
        || folded.starts_with("・・・") && only(&['・'])
    {
        Some(Kind::Hole)
    } else if only(&['.', '。', ',', '、', '・', '!', '?']) || folded.len() > 2 && (only(&['*']) || only(&['#'])) {
        Some(Kind::Mark)
    } else {
        let first = folded.chars().next()?;
        let is_mark =
            matches!(first, '○' | '〇' | '◯' | '●' | '×' | '△' | '▲' | '▽' | '▼' | '□' | '■' | '◇' | '◆' | '☆' | '★');
        // One of them alone says yes or no, or how good something is.
        (is_mark && folded.chars().count() > 1 && only(&[first])).then_some(Kind::Status)
    }
}

/// Whether braces hold a name, as in `{X}` and `{{ first_name }}`, not a set such as `{0, 1}`.
fn is_tag(inside: &str) -> bool {
    let name = inside.trim_matches(['{', '}', ' ']);
    !name.starts_with(|letter: char| letter.is_ascii_digit())
        && name.chars().all(|letter| letter.is_alphanumeric() || matches!(letter, '_' | '-' | '.' | ' '))
}

/// What stands between the quotation marks around a folded cell.
fn unquoted(folded: &str) -> Option<&str> {
    const MARKS: [(char, char); 7] =
        [('`', '`'), ('"', '"'), ('\'', '\''), ('“', '”'), ('‘', '’'), ('「', '」'), ('『', '』')];
    inside(folded, &MARKS).map(|(_, inner)| inner)
}

/// The bracket that opens a folded cell, and what stands inside the pair.
fn unwrap(folded: &str) -> Option<(char, &str)> {
    const BRACKETS: [(char, char); 7] =
        [('(', ')'), ('[', ']'), ('<', '>'), ('【', '】'), ('〈', '〉'), ('《', '》'), ('〔', '〕')];
    inside(folded, &BRACKETS)
}

/// The one of these pairs that stands around a cell, and what stands inside it.
fn inside<'t>(cell: &'t str, pairs: &[(char, char)]) -> Option<(char, &'t str)> {
    let first = cell.chars().next()?;
    let (open, close) = pairs.iter().find(|(open, _)| *open == first)?;
    Some((*open, cell[open.len_utf8()..].strip_suffix(*close)?.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(cell: &str) -> Option<Kind> {
        placeholder(cell).map(|found| found.kind)
    }

    #[test]
    fn holes_are_never_answers() {
        for cell in [
            "TBD",
            "tbd",
            "Tbd.",
            "ＴＢＤ",
            "（TBD）",
            "[tbd]",
            "TODO:",
            "…",
            "...",
            "……",
            "???",
            "____",
            "要確認",
            "要確認。",
            "【未定】",
            "{X}",
            "{term}",
            "{{ first_name }}",
            "${name}",
            "{}",
            "[...]",
            "[ ]",
            "[Insert metric]",
            "<your company>",
            "[Text goes here]",
            "【ここに説明を入力】",
            "[名称を入力]",
            "xxx",
            "ｘｘｘ",
            "XXXX",
            "Coming soon",
            "T.B.D.",
            "**TBD**",
            "＊＊未定＊＊",
            "※要確認",
            "・未入力",
            "- TBD",
            "# TBD",
            "未定！",
            "ここに説明",
            "（ここに説明）",
            "ここに違いを記入してください。",
            "[term]",
            "[Difference]",
            "<term>",
            "＜用語＞",
            "【説明】",
            "(to be added)",
            "・・・",
            "未定です。",
            "todo: describe",
            "TODO: describe",
            "FIXME add the second source",
            "TODO check this with finance.",
            "@TODO rewrite",
            "XXX wrong period",
            "(TODO update the figure)",
            "TODO　事例を差し替える",
            "FIXME 数値を直す。",
            "ＴＯＤＯ：説明を書く",
            "(TBD: ask the sales team which of the two figures the board reads every month)",
            "lorem ipsum dolor",
            "Lorem ipsum dolor sit amet, consectetur adipiscing elit, sed do eiusmod tempor. Ut enim ad minim veniam.",
            "ダミーテキストです。ダミーテキストが入ります。ダミーテキストダミーテキスト。",
        ] {
            assert_eq!(kind(cell), Some(Kind::Hole), "{cell}");
        }
    }

    #[test]
    fn a_status_is_a_placeholder_only_among_its_like() {
        for cell in [
            "準備中",
            "検討中。",
            "※後日追記",
            "記入",
            "○○",
            "〇〇",
            "●●●",
            "××",
            "△△",
            "In progress",
            "<what differs>",
            "`TBD`",
            "“TBD”",
            "\"TBD\"",
            "'tbd.'",
            "「未定」",
            "『準備中』",
            "WIP",
        ] {
            assert_eq!(kind(cell), Some(Kind::Status), "{cell}");
        }
        for cell in ["同上", "〃", "Same as above."] {
            assert_eq!(kind(cell), Some(Kind::Ditto), "{cell}");
        }
    }

    #[test]
    fn answers_and_marks_may_be_answers() {
        for cell in ["n/a", "N/A", "Ｎ／Ａ", "None", "なし", "該当なし"] {
            assert_eq!(kind(cell), Some(Kind::Answer), "{cell}");
        }
        for cell in ["-", "—", "–", "--", "－", "ー", "?", "？"] {
            assert_eq!(kind(cell), Some(Kind::Mark), "{cell}");
        }
    }

    #[test]
    fn content_is_no_placeholder() {
        for cell in [
            "",
            "Supporting figure",
            "TBD by the owner",
            "[1]",
            "[sic]",
            "[0, 1]",
            "[PDF]",
            "[注1]",
            "{0, 1}",
            "{1}",
            "<br>",
            "<title>",
            "<img src=x>",
            "<Press Enter>",
            "(optional)",
            "未定の注文",
            "要確認の項目",
            "要",
            "100%",
            "-5",
            "- a point",
            "3.5",
            "無料",
            "ToDoリスト",
            "（税込）",
            "◎",
            "○",
            "×",
            "None of them",
            "Noon",
            "Grade A",
            "△",
            "○×",
            "○○社の例",
            "ここに価値がある",
            "ax",
            "[Goal 8]",
            "(definition)",
            "<summary>",
            "Coming soon pages",
            "TODO: say by whom. It is read monthly.",
            "ToDo: the list of open work",
            "TODO management",
            "TODO lists keep a team honest",
            "TODO add-ons",
            "TODO check marks",
            "FIXME comments are counted as open work",
            "TBD dates stay out of the forecast",
            "TODO リストに次の一手を書く",
            "TODO を週に一度見直す",
            "XXX社に見積もりを送る",
            "todo add it",
            "Lorem ipsum texts",
            "Lorem ipsum dolor sit amet is what designers set first",
            "「未定の注文」",
            "“Done”",
            "# 1",
            "*",
            "★",
        ] {
            assert_eq!(kind(cell), None, "{cell}");
        }
    }
}
