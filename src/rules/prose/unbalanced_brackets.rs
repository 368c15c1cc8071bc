use std::ops::Range;

use crate::declare_rule;
use crate::finding::Severity;
use crate::handoff::{Handoff, TextFeatures};
use crate::rule::{DocumentRule, Reporter};
use crate::text::script::is_hiragana;
use crate::text::trim;
use crate::words::quote;

declare_rule! {
    /// A bracket that is never closed, or never opened.
    ///
    /// ## Why
    /// Readers cannot tell where the remark begins or ends. Often the other bracket was lost when words were cut or
    /// pasted.
    ///
    /// ## Fails
    /// Never closed:
    /// ```json
    /// { "content": { "usage": [{ "key": "meaning", "title": "What it means", "text": "Count accounts (not users on the first day.", "items": [] }] } }
    /// ```
    /// Never opened:
    /// ```json ja
    /// { "content": { "usage": [{ "key": "meaning", "title": "意味", "text": "解約」は契約が切れた日に数える。", "items": [] }] } }
    /// ```
    ///
    /// ## Passes
    /// List numbers, intervals, smileys, quoted brackets, and pairs of two widths:
    /// ```json
    /// { "content": { "usage": [{ "key": "usage", "title": "When it helps", "text": null, "items": [
    ///   "Do three things: 1) count, b) divide, iii) compare.", "A share lies in [0, 1) and a change in (-1, ∞].",
    ///   "Say “no” with a smile :-) if you can (it helps :)).", "Each remark opens with “(”."
    /// ] }] } }
    /// ```
    /// ```json ja
    /// { "content": { "usage": [{ "key": "usage", "title": "役立つ場面", "text": null, "items": [
    ///   "月初の契約（試用を除く)で割る。", "注）年契約は別に数える。", "手順1）数える。ア）割る。", "「（」で始める。"
    /// ] }] } }
    /// ```
    ///
    /// ## Fix
    /// Write the other bracket, or delete this one.
    ///
    /// ## Known limits
    /// `() [] {} 「」『』【】〈〉〔〕` are checked, without regard to width, with one finding per text. A closing round bracket
    /// passes after a number, a single letter, a Roman numeral, or a label of up to four letters that begins a text, a
    /// sentence or a cell (`1)`, `a)`, `例）`), of up to twelve where no space or hiragana follows (`Copilot訳)`). A bracket passes
    /// as a sign or a key between quotation marks or other brackets, in `Ctrl-]`, behind a backslash, next to a word such as 括弧 or
    /// bracket, alone between spaces unless it closes a round pair, and, where it is square or curly, next to no letter (`() => {`, `%}`). A text with a smiley is not checked for round brackets. In a text that
    /// ends in an ellipsis, which was probably cut, the finding is only an info. Brackets of different kinds with a
    /// comma between them, as in `[a, b)`, pass as an interval. If a document has as many unclosed as unopened brackets
    /// of one kind, nothing is reported: only documents in which the two numbers differ are searched.
    pub struct UnbalancedBrackets {}
    id: "unbalanced-brackets", kind: Document, seeks: ANY,
    yields_to: &[
        "truncated-definition", "unfinished-text", "joined-items-text", "duplicate-usage-text", "doubled-punctuation",
    ]
}

/// Brackets of any kind.
const ANY: TextFeatures = TextFeatures::ROUND_BRACKET.or(TextFeatures::OTHER_BRACKET);

impl DocumentRule for UnbalancedBrackets {
    fn check(&self, handoff: &Handoff<'_>, reporter: &mut Reporter<'_>) {
        // Many documents have points `a)` and `b)`, and no other bracket that may be alone.
        let is_round = !handoff.features().has(TextFeatures::OTHER_BRACKET);
        for prose in handoff.texts_with(ANY) {
            let text = prose.text;
            if is_round && memchr::memchr3(b'(', b')', 0xef, text.as_bytes()).is_none() {
                continue;
            }
            if !TextFeatures::of_brackets(text).has(ANY) {
                continue;
            }
            let Some((range, is_open)) = unbalanced(text) else { continue };
            let what = if is_open { "closed" } else { "opened" };
            let line = trim(text, around(text, range.clone()));
            reporter
                .at(text.part(range.clone(), ""))
                .message(format!("the “{}” in {} is never {what}", &text[range], quote(&text[line])))
                .label(format!("never {what}"))
                .help("write the other bracket or delete this one")
                .max_severity(is_cut(text).then_some(Severity::Info));
        }
    }
}

/// Whether a text ends in an ellipsis.
fn is_cut(text: &str) -> bool {
    let text = text.trim_end();
    text.ends_with(['…', '⋯']) || text.ends_with("...")
}

/// What stands near a bracket, for the message.
fn around(text: &str, bracket: Range<usize>) -> Range<usize> {
    const LETTERS: usize = 12;
    let before = text[..bracket.start].char_indices().rev().take(LETTERS).last();
    let after = text[bracket.end..].char_indices().nth(LETTERS);
    before.map_or(bracket.start, |(at, _)| at)..after.map_or(text.len(), |(at, _)| bracket.end + at)
}

/// The kinds of brackets; those of both widths are one.
const KINDS: usize = 8;
const ROUND: usize = 0;
const SQUARE: usize = 1;

/// The kind of a bracket, and whether it opens.
fn kind(letter: char) -> Option<(usize, bool)> {
    Some(match letter {
        '(' | '（' => (ROUND, true),
        ')' | '）' => (ROUND, false),
        '[' | '［' => (SQUARE, true),
        ']' | '］' => (SQUARE, false),
        '{' | '｛' => (2, true),
        '}' | '｝' => (2, false),
        '「' | '｢' => (3, true),
        '」' | '｣' => (3, false),
        '『' => (4, true),
        '』' => (4, false),
        '【' => (5, true),
        '】' => (5, false),
        '〈' => (6, true),
        '〉' => (6, false),
        '〔' => (7, true),
        '〕' => (7, false),
        _ => return None,
    })
}

/// The first bracket of a text without its other half, and whether it opens.
///
/// Each bracket is pushed and popped once at most, whatever the text is.
fn unbalanced(text: &str) -> Option<(Range<usize>, bool)> {
    let mut open: Vec<(usize, usize)> = Vec::new();
    // How many of each kind are open: a bracket that closes nothing is known without a search.
    let mut pending = [0_usize; KINDS];
    // How many that closed may have been the ends of enumerators.
    let mut spare = 0_usize;
    let mut lone: Option<(usize, bool)> = None;
    let mut is_smiling = None;
    let mut smiles = || *is_smiling.get_or_insert_with(|| has_smiley(text));
    let mut note = |at: usize, kind: usize, opens: bool| {
        if lone.is_none_or(|(first, _)| at < first) && !is_sign(text, at) && !(kind == ROUND && smiles()) {
            lone = Some((at, opens));
        }
    };
    for (at, letter) in text.char_indices() {
        let Some((kind, opens)) = kind(letter) else { continue };
        if opens {
            open.push((kind, at));
            pending[kind] += 1;
            continue;
        }
        let top = open.last().copied();
        let enumerator = if kind == ROUND { enumerator(text, at) } else { None };
        if let Some((twin, _)) = top.filter(|(top, from)| is_interval(*top, kind, &text[*from..at])) {
            open.pop();
            pending[twin] -= 1;
        } else if enumerator.is_some() && top.is_none_or(|(top, _)| top != ROUND) {
            // It closes nothing.
        } else if pending[kind] == 0 {
            match spare.checked_sub(1).filter(|_| kind == ROUND) {
                Some(rest) => spare = rest,
                None => note(at, kind, false),
            }
        } else {
            while let Some((top, from)) = open.pop() {
                pending[top] -= 1;
                if top == kind {
                    // Of `(see a) above)` the last one closes, of `(a) above)` none does.
                    spare += usize::from(enumerator.is_some_and(|start| text[from..start].chars().nth(1).is_some()));
                    break;
                }
                note(from, top, true);
            }
        }
    }
    for (kind, at) in open {
        note(at, kind, true);
    }
    let (at, opens) = lone?;
    let length = text[at..].chars().next().map_or(0, char::len_utf8);
    Some((at..at + length, opens))
}

/// Whether a square bracket and a round one enclose an interval: `[0, 1)`. `inside` begins with the first of them.
fn is_interval(open: usize, close: usize, inside: &str) -> bool {
    /// The longest interval, in bytes.
    const LONGEST: usize = 40;
    matches!((open, close), (ROUND, SQUARE) | (SQUARE, ROUND))
        && inside.len() <= LONGEST
        && inside.contains([',', '，', '、', ';'])
}

/// Whether a bracket is spoken of as a sign or key: between quotation marks or brackets, behind the name of another key
/// (`Ctrl-]`), behind a backslash, alone between spaces unless it is round, or next to a word for it.
fn is_sign(text: &str, at: usize) -> bool {
    /// How far from the bracket its name may stand, in characters.
    const NEAR: usize = 8;
    const NAMES: [&str; 10] =
        ["括弧", "かっこ", "カッコ", "記号", "キー", "bracket", "parenthes", "brace", "Bracket", "key"];
    let (before, bracket) = (&text[..at], text[at..].chars().next().unwrap_or_default());
    let after = &text[at + bracket.len_utf8()..];
    let (last, next) = (before.chars().next_back(), after.chars().next());
    let is_quoted =
        matches!(last, Some('“' | '"' | '‘' | '\'' | '`' | '「' | '『' | '(' | '（' | '[' | '｢' | '\u{201a}' | '„'))
            && matches!(next, Some('”' | '"' | '’' | '\'' | '`' | '」' | '』' | ')' | '）' | ']' | '｣'));
    // Nothing closes directly behind what opens another pair: `(} で終了します)`.
    let is_first = matches!(bracket, '}' | ']') && matches!(last, Some('(' | '（' | '「'));
    let is_quoted = is_quoted || is_first || is_in_quoted_signs(before, after);
    let is_key = matches!(last, Some('-' | '+' | '^' | '\\'))
        && (last == Some('\\') || before.chars().nth_back(1).is_some_and(|letter| letter.is_ascii_alphabetic()))
        && next.is_none_or(|next| !next.is_alphanumeric() || !next.is_ascii());
    let is_round = kind(bracket).is_some_and(|(kind, _)| kind == ROUND);
    let is_gap = |next: Option<char>| next.is_none_or(|next| next.is_whitespace() || !next.is_ascii());
    let is_no_word = |next: Option<char>| {
        next.is_none_or(|next| kind(next).is_none() && (!next.is_alphanumeric() || !next.is_ascii()))
    };
    let is_alone = bracket.is_ascii() && is_gap(last) && is_gap(next);
    // Nothing of what square and curly ones would enclose stands next to them: `ends with }, which`.
    let is_bare = !is_round && bracket.is_ascii() && is_no_word(last) && is_no_word(next);
    let start = before.char_indices().rev().take(NEAR).last().map_or(at, |(start, _)| start);
    let end = after.char_indices().nth(NEAR).map_or(after.len(), |(end, _)| end);
    let is_named = || NAMES.iter().any(|name| before[start..].contains(name) || after[..end].contains(name));
    is_quoted
        || is_key
        || is_bare
        || is_alone && (bracket != ')' || is_named())
        || is_named() && last.is_some_and(|last| last != ' ' && !last.is_ascii())
}

/// Whether quotation marks stand around a bracket and a few other signs: `".)"`, `“1.)”`.
fn is_in_quoted_signs(before: &str, after: &str) -> bool {
    const FEW: usize = 4;
    let is_mark = |letter: char| matches!(letter, '"' | '“' | '”' | '`' | '「' | '」');
    let reaches = |letters: &mut dyn Iterator<Item = char>| {
        letters
            .take(FEW)
            .find(|letter| is_mark(*letter) || letter.is_alphabetic() || *letter == ' ')
            .is_some_and(is_mark)
    };
    reaches(&mut before.chars().rev()) && reaches(&mut after.chars())
}

fn has_smiley(text: &str) -> bool {
    [":)", ":-)", ";)", ";-)", ":(", ":-(", "^)", "^;)", "＾）"].iter().any(|smiley| text.contains(smiley))
}

/// Where the enumerator or label begins that a closing bracket ends: `1)`, `a)`, `iv)`, `注）`.
fn enumerator(text: &str, at: usize) -> Option<usize> {
    /// The longest label before any word, and before one that does not go on in hiragana, in characters.
    const SHORT: usize = 4;
    const LONGEST: usize = 12;
    let before = &text[..at];
    // It ends at the bracket before at the latest, so no letter is read twice.
    let last = before.chars().next_back().filter(|letter| letter.is_alphanumeric())?;
    let start = before.trim_end_matches(char::is_alphanumeric).len();
    let token = &before[start..];
    let letters = token.chars().count();
    let begins = before[..start].trim_end_matches([' ', '\u{3000}']).chars().next_back();
    let follows = before.len() + text[at..].chars().next().map_or(0, char::len_utf8);
    // A space follows a Japanese label as well: `Copilot訳) 解約率とは`.
    let is_apart = !text[follows..].starts_with(|next| is_hiragana(next) || next == ' ' && token.is_ascii());
    // A particle goes on with a sentence: 純売上）を.
    let goes_on = !token.is_ascii() && text[follows..].starts_with(['を', 'が']);
    let is_label = !goes_on
        && (letters <= SHORT || letters <= LONGEST && is_apart)
        && begins.is_none_or(|begins| matches!(begins, '\n' | '。' | '.' | '|' | ':' | '：' | ';' | '；' | '※' | '・'));
    let is_roman = token.bytes().all(|byte| matches!(byte | 0x20, b'i' | b'v' | b'x'));
    let is_one = last.is_numeric() || letters == 1 || is_roman || is_label;
    is_one.then_some(start)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lone(text: &str) -> Option<(&str, bool)> {
        unbalanced(text).map(|(range, opens)| (&text[range], opens))
    }

    #[test]
    fn the_first_lone_bracket_is_found() {
        for (text, expected) in [
            ("count (not users", ("(", true)),
            ("count not users) here", (")", false)),
            ("（月初の契約で割る。「解約」を除く。", ("（", true)),
            ("月初の『契約」で割る。", ("『", true)),
            ("a (b [cost) d", ("[", true)),
            ("see {the list", ("{", true)),
            ("(a) above) all", (")", false)),
            ("【重要 必ず数える", ("【", true)),
            (") of the month", (")", false)),
            ("the matrix) of the month", (")", false)),
            ("count (\"users\" of May", ("(", true)),
            ("「（試用を除く」と書く", ("（", true)),
            ("see {the plan, the goal) here", ("{", true)),
            ("see [the plan) here", ("[", true)),
            ("a share in [0, 1) of all] users", ("]", false)),
            ("契約〔試用を除くを数える", ("〔", true)),
            ("契約試用を除く〉を数える", ("〉", false)),
            ("｢解約を数える", ("｢", true)),
            ("解約の件数）は月ごとに数える", ("）", false)),
        ] {
            assert_eq!(lone(text), Some(expected), "{text}");
        }
    }

    #[test]
    fn habits_are_no_defects() {
        for text in [
            "",
            "(a) [b] {c} 「d」『e』【f】（g）［h］｛i｝",
            "月初の契約（試用を除く)で割る",
            "(全角と半角）",
            "1) count 2) divide",
            "a) this, b) that",
            "ii) second; IV) fourth",
            "xviii) pay, XXIII) leave",
            "（1）一つめ 2）二つめ",
            "①数える ②割る",
            "注）除く",
            "備考）除く。補足）含む",
            "Step 1) count",
            "ア）数える",
            "一）数える",
            "[0, 1) and (0, 1] and [a; b)",
            "hello :) there",
            "sad :-( and (glad :))",
            "(^_^) (^^;)",
            "write “(” first",
            "「（」と「）」で囲む",
            "the ‘[’ sign",
            "(see a) above)",
            "f(x) = g(h(x))",
            "Press Ctrl-] to leave, or Alt+[ to stay",
            "The function begins with () => { and goes on",
            "Close it with a } at the end",
            "波括弧 (}) で閉じる",
            "開き括弧 ( を書く",
            "角括弧［を書く",
            "The closing bracket ) is missing there",
            "the pattern \\( finds it",
            "Copilot訳)解約率とは",
            "DeepL訳) 解約率とは",
            "ブロックを開始します (} で終了します)。",
            "A block begins with a bracket, {, or a word",
            "A comment ends at the first %} of it",
            "なお ( は始まりの音符の後に書く",
            "For the style \"1.)\", enter \".)\" in this box",
            "編集部注記）試用を除く",
            "〈試用〉と〔注〕と｢解約」",
        ] {
            assert_eq!(lone(text), None, "{text}");
        }
    }

    #[test]
    fn a_text_that_ends_in_an_ellipsis_was_cut() {
        for text in ["Count (not users on…", "Count (not users on... ", "契約（試用⋯"] {
            assert!(is_cut(text), "{text}");
        }
        for text in ["Count (not users on", "Count (not users…) on", "Count (not users.", ""] {
            assert!(!is_cut(text), "{text}");
        }
    }

    #[test]
    fn a_megabyte_of_brackets_is_read_once() {
        for (text, opens) in
            [("(", true), ("(]", true), ("]", false), ("「）", true), ("{([", true), ("x ) ", false), ("word) ", false)]
        {
            assert_eq!(unbalanced(&text.repeat(400_000)).map(|(_, is_open)| is_open), Some(opens), "{text}");
        }
    }
}
