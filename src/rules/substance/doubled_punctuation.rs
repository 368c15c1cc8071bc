// Long because: which signs may follow each other is decided one by one, in two languages.

use std::ops::Range;

use crate::declare_rule;
use crate::finding::{Safety, Severity};
use crate::handoff::{Handoff, Role, TextFeatures};
use crate::phrase::PUNCTUATION;
use crate::rule::{DocumentRule, Level, Reporter};
use crate::text::{quoted, script};
use crate::words::quote;

declare_rule! {
    /// Punctuation that is doubled, spaced, half-width, or of two kinds: 。。, 、。, `,,`.
    ///
    /// ## Why
    /// Each of them is a slip of the hand or of the input method that every reader sees, and programs that cut a text into
    /// sentences cut it wrongly there. It is a warning, since what is meant stays clear.
    ///
    /// ## Fails
    /// ```json
    /// { "content": { "faq": [{ "question": "How is it used?", "answer": "Sales,, support and finance share one list." }] } }
    /// ```
    /// ```json ja
    /// { "content": { "usage": [{ "key": "meaning", "title": "意味", "text": "月初の契約数で割る。。", "items": [] }] } }
    /// ```
    /// ```json ja
    /// { "content": { "faq": [{ "question": "どのように使いますか？", "answer": "計算する.ただし,試用は除く。" }] } }
    /// ```
    /// ```json ja
    /// { "content": { "faq": [{ "question": "何で割りますか？", "answer": "契約（試用を除く)で割る。" }] } }
    /// ```
    ///
    /// ## Passes
    /// Ellipses, ranges, numbers, names, one style throughout, and what is quoted:
    /// ```json
    /// { "content": { "usage": [{ "key": "usage", "title": "When it helps", "text": null, "items": [
    ///   "It rises... and then it falls, from 0..10 to 1,000.", "Empty fields look like a,,b in the file.", "Delete the “..” at its end."
    /// ] }] } }
    /// ```
    /// ```json ja
    /// { "content": { "usage": [{ "key": "usage", "title": "役立つ場面", "text": null, "items": [
    ///   "売上，費用，利益を足す。", "率を見る．費用も見る．", "Apple Inc.、Node.jsと1,000円の例。", "「。。」は一つに直す。"
    /// ] }] } }
    /// ```
    ///
    /// ## Fix
    /// Write the sign that belongs there; the fix is safe.
    ///
    /// ## Known limits
    /// Two signs of one kind are reported, three are an ellipsis to some. Of `..`, `,,` and `,.` those behind a word and before a
    /// space count. A space before 、 and 。, and in English before a comma between words, counts where it is one,
    /// behind a word, not a half-width bracket; so does one before the full stop that ends an English text. A full stop or comma of
    /// ASCII counts between hiragana and another Japanese letter, and ， and ． behind an English word, 、 and 。 too where a space or nothing follows, 。 before a capital as well; 。 behind ！ and ？ counts where no name ends in them. ， beside 、 in one text, and ． beside 。, is an info: which of them
    /// is the slip is told from their number. Brackets of two widths count in texts of which all round brackets pair.
    /// Half-width signs beside half-width katakana are left to `broken-katakana`. A text about punctuation (読点, 記号) is
    /// left alone, and so is what is quoted.
    pub struct DoubledPunctuation {}
    id: "doubled-punctuation", kind: Document, level: Level::Warning, fix: Some(Safety::Safe), seeks: ANY,
    yields_to: &["joined-items-text", "duplicate-usage-text", "mojibake"]
}

/// What a document has to hold.
const ANY: TextFeatures = TextFeatures::DOUBLED_SIGN.or(TextFeatures::MIXED_BRACKET);

/// What is wrong with a sign.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Cause {
    Doubled,
    Spaced,
    HalfWidth,
    Latin,
    Wide,
    Comma,
    Stop,
    Bracket,
}

impl Cause {
    const ALL: [Cause; 8] = [
        Cause::Doubled,
        Cause::Spaced,
        Cause::HalfWidth,
        Cause::Latin,
        Cause::Wide,
        Cause::Comma,
        Cause::Stop,
        Cause::Bracket,
    ];

    fn message(self, sign: &str, right: &str) -> String {
        match self {
            Cause::Doubled => format!("two signs stand where one belongs: {}", quote(sign)),
            Cause::Spaced => "a space stands before the end of a sentence or clause".to_owned(),
            Cause::HalfWidth => format!("{} is half-width punctuation", quote(sign)),
            Cause::Latin => format!("{} stands between Japanese words", quote(sign)),
            Cause::Wide => format!("{} stands between English words", quote(sign)),
            Cause::Comma | Cause::Stop => format!("{} stands in one text with {}", quote(sign), quote(right)),
            Cause::Bracket => format!("the other half of the bracket {} has another width", quote(sign)),
        }
    }

    fn label(self) -> &'static str {
        match self {
            Cause::Doubled => "two signs",
            Cause::Spaced => "stray space",
            Cause::HalfWidth => "half-width",
            Cause::Latin => "Latin punctuation",
            Cause::Wide => "full-width punctuation",
            Cause::Comma | Cause::Stop => "another style",
            Cause::Bracket => "another width",
        }
    }
}

/// A sign that is wrong, and what belongs there, where that is certain.
struct Slip {
    cause: Cause,
    range: Range<usize>,
    right: Option<&'static str>,
}

impl DocumentRule for DoubledPunctuation {
    fn check(&self, handoff: &Handoff<'_>, reporter: &mut Reporter<'_>) {
        for prose in handoff.texts_with(ANY) {
            let text = prose.text;
            let has_sign = handoff.may_hold(text, TextFeatures::DOUBLED_SIGN);
            let mut slips = if has_sign { signs(text, prose.language) } else { Vec::new() };
            if matches!(prose.language, "en" | "ja") {
                slips.extend(brackets(text, prose.language == "ja"));
            }
            if prose.role == Role::Name {
                // No name ends in such a sign.
                let end = text.trim_end().len();
                let ends = |slip: &&mut Slip| slip.cause == Cause::Doubled && slip.range.end == end;
                slips.iter_mut().filter(ends).for_each(|slip| slip.right = Some(""));
            }
            for cause in Cause::ALL {
                let mut found = slips.iter().filter(|slip| slip.cause == cause);
                let Some(first) = found.next() else { continue };
                let sign = &text[first.range.clone()];
                let right = first.right.unwrap_or_default();
                let help = match (cause, first.right) {
                    (Cause::Spaced, _) => "delete the space".to_owned(),
                    (_, Some("")) => "delete both".to_owned(),
                    (_, Some(right)) => format!("write {}", quote(right)),
                    (_, None) if sign == ".." => "write one of the two, or an ellipsis".to_owned(),
                    (_, None) => "write one of the two".to_owned(),
                };
                let is_habit = matches!(cause, Cause::Comma | Cause::Stop);
                let draft = reporter
                    .at(text.part(first.range.clone(), ""))
                    .message(cause.message(sign, right))
                    .label(cause.label())
                    .help(help)
                    .max_severity(is_habit.then_some(Severity::Info));
                let draft =
                    found.fold(draft, |draft, slip| draft.related(text.part(slip.range.clone(), ""), cause.label()));
                let own = || slips.iter().filter(|slip| slip.cause == cause);
                if own().all(|slip| slip.right.is_some()) {
                    let edits =
                        own().filter_map(|slip| Some((text.part(slip.range.clone(), ""), slip.right?.to_owned())));
                    draft.fix("write what belongs there", Safety::Safe, edits);
                }
            }
        }
    }
}

/// The signs of a text that are wrong, brackets aside. In an English text 、 and 。 are spoken of.
fn signs(text: &str, language: &str) -> Vec<Slip> {
    let is_japanese_text = language == "ja";
    let mut slips = Vec::new();
    let mut styles = Styles::default();
    let letters: Vec<(usize, char)> = text.char_indices().collect();
    let at = |index: usize| letters.get(index).map(|(_, letter)| *letter);
    let offset = |index: usize| letters.get(index).map_or(text.len(), |(offset, _)| *offset);
    let mut index = 0;
    while let Some(letter) = at(index) {
        let start = index;
        index += 1;
        let before = start.checked_sub(1).and_then(at);
        let mut tell = |cause: Cause, right: Option<&'static str>, from: usize, to: usize| {
            slips.push(Slip { cause, range: offset(from)..offset(to), right });
        };
        match letter {
            '。' | '、' | '.' | ',' => {
                while matches!(at(index), Some('。' | '、' | '.' | ',')) {
                    index += 1;
                }
                if let ('。' | '、', 1) = (letter, index - start) {
                    styles.add(letter, offset(start));
                    let word = start.checked_sub(2).and_then(at);
                    if is_japanese_text && matches!(before, Some(' ' | '\u{3000}')) && word.is_some_and(ends_word) {
                        tell(Cause::Spaced, Some(""), start - 1, start);
                    }
                    if is_japanese_text && before == Some(' ') && letter == '。' && word == Some('。') {
                        tell(Cause::Doubled, Some("。"), start - 2, index);
                    }
                    // A name may end in such a sign: Yahoo!。
                    let is_sentence = word.is_some_and(|word| script::is_hiragana(word) || script::is_kanji(word));
                    if let (true, '。', Some(sign @ ('！' | '？'))) = (is_japanese_text && is_sentence, letter, before)
                    {
                        tell(Cause::Doubled, Some(if sign == '！' { "！" } else { "？" }), start - 1, index);
                    }
                    let goes_on = at(index).is_none_or(|after| after == ' ');
                    let begins = letter == '。' && at(index).is_some_and(|after| after.is_ascii_uppercase());
                    if language == "en"
                        && before.is_some_and(|before| before.is_ascii_alphabetic())
                        && (goes_on || begins)
                    {
                        let right = match letter {
                            '。' if begins => ". ",
                            '。' => ".",
                            _ => ",",
                        };
                        tell(Cause::Wide, Some(right), start, index);
                    }
                } else if language == "en" && (letter, index - start) == (',', 1) {
                    // A full stop behind a space may be a folder or begin a name. In a row of signs, the comma itself is meant.
                    let is_word =
                        |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, ')' | '”' | '’' | '%');
                    let is_behind_word = (2..4).all(|back| start.checked_sub(back).and_then(at).is_some_and(is_word));
                    let goes_on =
                        at(index) == Some(' ') && at(index + 1).is_some_and(|next| next.is_ascii_alphanumeric());
                    // `sales ,then`: the space stands on the wrong side.
                    let is_small = |letter: Option<char>| letter.is_some_and(|letter| letter.is_ascii_lowercase());
                    let is_moved = is_small(at(index)) && is_small(at(index + 1));
                    if before == Some(' ') && is_behind_word && !leads_on(&text[..offset(start - 1)]) {
                        match goes_on {
                            true => tell(Cause::Spaced, Some(""), start - 1, start),
                            false if is_moved => tell(Cause::Spaced, Some(", "), start - 1, index),
                            false => {}
                        }
                    }
                } else if language == "en" && (letter, index - start) == ('.', 1) {
                    // At the end of a text, a stop is neither a folder nor the beginning of a name.
                    let is_small = |letter: char| letter.is_ascii_lowercase();
                    let is_behind_word = (2..4).all(|back| start.checked_sub(back).and_then(at).is_some_and(is_small));
                    if before == Some(' ')
                        && is_behind_word
                        && at(index).is_none()
                        && !leads_on(&text[..offset(start - 1)])
                    {
                        tell(Cause::Spaced, Some(""), start - 1, start);
                    }
                } else if index - start == 1 {
                    // A text that ends so throughout has a style of its own.
                    let is_last = at(index).is_none() && letter == '.' && text.contains('。');
                    let goes_on = is_last || at(index).is_some_and(is_japanese);
                    if before.is_some_and(script::is_hiragana)
                        && goes_on
                        && !text[offset(index)..].starts_with("みんな")
                    {
                        tell(Cause::Latin, Some(if letter == '.' { "。" } else { "、" }), start, index);
                    }
                } else if index - start == 2
                    && let Some(right) = doubled(letter, at(start + 1), before, at(index))
                {
                    tell(Cause::Doubled, right, start, index);
                }
            }
            '，' | '．' if language == "en" => {
                let is_word = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, ')' | '”' | '’' | '%');
                let (plain, spaced) = if letter == '，' { (",", ", ") } else { (".", ". ") };
                let right = match at(index) {
                    Some(after) if after.is_ascii_alphanumeric() => Some(spaced),
                    Some(after) => after.is_whitespace().then_some(plain),
                    None => Some(plain),
                };
                if before.is_some_and(is_word) && right.is_some() {
                    tell(Cause::Wide, right, start, index);
                }
            }
            '，' | '．' => {
                let earlier = start.checked_sub(2).and_then(at);
                let is_inner = |letter: Option<char>| letter.is_some_and(is_japanese);
                if is_inner(before) && is_inner(earlier) && !at(index).is_some_and(char::is_numeric) {
                    styles.add(letter, offset(start));
                }
            }
            '\u{ff61}'..='\u{ff65}' => {
                let is_old = |letter: Option<char>| letter.is_some_and(script::is_half_width_kana);
                if !is_old(before) && !is_old(at(index)) {
                    let right = ["。", "「", "」", "、", "・"][(u32::from(letter) - 0xff61) as usize % 5];
                    tell(Cause::HalfWidth, Some(right), start, index);
                }
            }
            _ => {}
        }
    }
    slips.extend(styles.slips());
    if slips.is_empty() || PUNCTUATION.iter().any(|subject| text.contains(subject)) {
        return Vec::new();
    }
    slips.sort_by_key(|slip| slip.range.start);
    let mut quoted = quoted(text).peekable();
    slips.retain(|slip| {
        while quoted.next_if(|quoted| quoted.end <= slip.range.start).is_some() {}
        quoted.peek().is_none_or(|quoted| slip.range.start < quoted.start)
    });
    slips
}

/// Whether a text ends in a word behind which no clause ends, so that a sign behind it is spoken of.
fn leads_on(text: &str) -> bool {
    const WORDS: [&str; 14] =
        ["and", "or", "the", "an", "by", "with", "of", "use", "sign", "comma", "period", "as", "is", "are"];
    let word = text.rsplit(|letter: char| !letter.is_ascii_alphabetic()).next().unwrap_or_default();
    WORDS.iter().any(|own| own.eq_ignore_ascii_case(word))
}

/// What two signs stand for, if they are one too many; nothing inside where that is not certain.
fn doubled(
    first: char,
    second: Option<char>,
    before: Option<char>,
    after: Option<char>,
) -> Option<Option<&'static str>> {
    let before = before?;
    let ends = after.is_none_or(|after| after.is_whitespace() || matches!(after, ')' | '”' | '"' | '）' | '」'));
    let is_behind_word = before.is_ascii_alphabetic() || matches!(before, '%' | ')' | '”' | '"' | '’');
    // `。.log` begins a sentence with the name of a file.
    let is_name = after.is_some_and(|after| after.is_ascii_alphanumeric());
    match (first, second?) {
        ('。', '.') if is_name => None,
        ('。', '。') | ('、', '。') | ('。', '.' | ',') => Some(Some("。")),
        ('、', '、' | ',') => Some(Some("、")),
        ('。', '、') => Some(None),
        (',', '.') if is_behind_word && ends => Some(Some(".")),
        ('.' | ',', '。') if is_japanese(before) => Some(Some("。")),
        ('.' | ',', '、') if is_japanese(before) => Some(Some("、")),
        ('.', '.') if is_behind_word && ends => Some(Some(".")),
        (',', ',') if is_behind_word && ends => Some(Some(",")),
        ('.', '.') if is_japanese(before) && ends => Some(None),
        _ => None,
    }
}

/// Where the commas and stops of two styles stand.
#[derive(Default)]
struct Styles {
    signs: [Vec<usize>; 4],
}

impl Styles {
    const SIGNS: [&str; 4] = ["、", "，", "。", "．"];

    fn add(&mut self, sign: char, offset: usize) {
        let known = Styles::SIGNS.iter().position(|own| own.starts_with(sign));
        self.signs[known.unwrap_or_default()].push(offset);
    }

    /// Those of the rarer style, where there are two.
    fn slips(self) -> impl Iterator<Item = Slip> {
        [(Cause::Comma, 0), (Cause::Stop, 2)].into_iter().flat_map(move |(cause, first)| {
            let [usual, other] = [&self.signs[first], &self.signs[first + 1]];
            let rarer = if usual.len() < other.len() { first } else { first + 1 };
            let is_mixed = !usual.is_empty() && !other.is_empty();
            let right = Styles::SIGNS[first + first + 1 - rarer];
            let offsets = if is_mixed { self.signs[rarer].clone() } else { Vec::new() };
            offsets.into_iter().map(move |at| Slip { cause, range: at..at + right.len(), right: Some(right) })
        })
    }
}

/// Kana or kanji.
fn is_japanese(letter: char) -> bool {
    script::is_kana(letter) || script::is_kanji(letter)
}

/// Whether a character may end a word, behind which no space belongs. Some set half-width brackets off by spaces.
fn ends_word(letter: char) -> bool {
    letter.is_alphanumeric() || matches!(letter, '」' | '』' | '）' | '%' | '％' | '”')
}

/// The brackets of a text whose other half has another width, where all round brackets pair.
fn brackets(text: &str, is_wide: bool) -> Vec<Slip> {
    if !TextFeatures::of_brackets(text).has(TextFeatures::MIXED_BRACKET) {
        return Vec::new();
    }
    let mut slips = Vec::new();
    let mut open: Vec<(usize, char)> = Vec::new();
    for (at, letter) in text.char_indices() {
        match letter {
            '(' | '（' => open.push((at, letter)),
            ')' | '）' => match open.pop() {
                Some((_, '(')) if letter == ')' => {}
                Some((_, '（')) if letter == '）' => {}
                Some((from, other)) => {
                    let is_first = (other == '（') != is_wide;
                    let (start, sign) = if is_first { (from, other) } else { (at, letter) };
                    let right = match (is_wide, is_first) {
                        (true, true) => "（",
                        (true, false) => "）",
                        (false, true) => "(",
                        (false, false) => ")",
                    };
                    slips.push(Slip {
                        cause: Cause::Bracket,
                        range: start..start + sign.len_utf8(),
                        right: Some(right),
                    });
                }
                // `1)` and `a)` close nothing, and a smile does not either; anything else is unbalanced.
                None if text[..at]
                    .ends_with(|last: char| last.is_alphanumeric() || matches!(last, ':' | ';' | '-' | '^')) => {}
                None => return Vec::new(),
            },
            _ => {}
        }
    }
    slips.sort_by_key(|slip| slip.range.start);
    if open.is_empty() { slips } else { Vec::new() }
}
