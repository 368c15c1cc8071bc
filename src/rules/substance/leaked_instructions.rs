use std::cell::OnceCell;
use std::ops::Range;
use std::sync::OnceLock;

use aho_corasick::AhoCorasick;

use crate::declare_rule;
use crate::finding::Severity;
use crate::handoff::{Handoff, Section, Text, TextFeatures};
use crate::phrase::{Family, Phrases, Terms};
use crate::rule::{DocumentRule, Reporter};
use crate::text::{fold, trim};
use crate::words::quote;

declare_rule! {
    /// Instructions to a writing program, or its answer, in the published text.
    ///
    /// ## Why
    /// A text that begins with “Sure, here is” was pasted unread, and a person’s profile among the rules of a figure was
    /// part of somebody’s instructions. Both tell readers that nobody reviewed the page, whatever it claims, and
    /// a profile may belong to a real person.
    ///
    /// ## Fails
    /// ```json
    /// { "content": { "usage": [{
    ///   "key": "meaning", "title": "What it means", "text": "Sure, here is a short meaning of churn rate: customers leave.", "items": []
    /// }] } }
    /// ```
    /// ```json ja
    /// { "content": { "faq": [{ "question": "解約率とは何ですか？", "answer": "以下に解約率の説明文を作成しました。" }] } }
    /// ```
    /// ```json ja
    /// { "content": { "usage": [{ "key": "usage", "title": "使い方のポイント", "text": null, "items": [
    ///   "名前：山田花子", "年齢：34歳", "職業：会社員", "家族構成：夫と子", "血液型：A型", "趣味：登山"
    /// ] }] } }
    /// ```
    ///
    /// ## Passes
    /// A profile is a good example of a persona, and so is the answer of a program where programs are the subject:
    /// ```json ja
    /// { "content": { "examples": [{ "key": "examples", "title": "最小例", "text": null, "items": [
    ///   "名前：山田花子", "年齢：34歳", "職業：会社員", "家族構成：夫と子", "血液型：A型", "趣味：登山"
    /// ] }] } }
    /// ```
    /// ```json
    /// {
    ///   "summary": { "english_name": "AI Agent Churn" },
    ///   "content": { "faq": [{ "question": "What does it say?", "answer": "As an AI language model, it says that it cannot know." }] }
    /// }
    /// ```
    ///
    /// ## Fix
    /// Delete what is not meant for readers, and read the rest of the page as if nobody had.
    ///
    /// ## Known limits
    /// What a program says counts at the start of a text only (`src/phrase/leak.toml`), in an example as a warning at most,
    /// and never where one of the term’s names contains AI, prompt, chat or a language model. A profile is five or more
    /// labels with a colon in one section (name, age, occupation, 年齢, 職業), one of them intimate (blood type, height,
    /// daily schedule, 身長), outside of examples, and not where the term is a persona or a profile.
    pub struct LeakedInstructions {
        /// How many different labels of a person's profile in one section count, one of them intimate.
        min_labels: usize = 5,
    }
    id: "leaked-instructions", kind: Document
}

impl DocumentRule for LeakedInstructions {
    fn check(&self, handoff: &Handoff<'_>, reporter: &mut Reporter<'_>) {
        let content = &handoff.content;
        if handoff.features().has(TextFeatures::PHRASE) {
            self.answers(handoff, reporter);
        }
        let examples = content.examples.as_ptr_range();
        let is_example = |section: &Section<'_>| examples.contains(&std::ptr::from_ref(section));
        let profiles = OnceCell::new();
        let is_about_profiles = &|| *profiles.get_or_init(|| self::is_about_profiles(handoff));
        for section in content.sections().filter(|section| !is_example(section)) {
            self.profile(section, is_about_profiles, reporter);
        }
    }
}

/// Reports a text that begins as the answer of a program.
fn speaks(text: &Text<'_>, is_example: bool, is_about_programs: &dyn Fn() -> bool, reporter: &mut Reporter<'_>) {
    let phrases = Phrases::of(Family::Leak).find(text, Terms::Any);
    let Some(found) = phrases.first().filter(|_| !is_about_programs()) else { return };
    let range = trim(text, found.range.clone());
    reporter
        .at(text.part(range.clone(), ""))
        .message(format!("the text begins like a program’s answer: {}", quote(&text[range])))
        .label("written by a program")
        .help("delete what is not meant for readers")
        .max_severity(is_example.then_some(Severity::Warning));
}

impl LeakedInstructions {
    /// Reports texts that begin as the answer of a program.
    fn answers(&self, handoff: &Handoff<'_>, reporter: &mut Reporter<'_>) {
        let content = &handoff.content;
        let examples = content.examples.as_ptr_range();
        let programs = OnceCell::new();
        let is_about_programs = &|| *programs.get_or_init(|| self::is_about_programs(handoff));
        if let Some(text) = handoff.summary.short_definition.value() {
            speaks(text, false, is_about_programs, reporter);
        }
        for section in content.sections() {
            let is_example = examples.contains(&std::ptr::from_ref(section));
            for text in section.text.value().into_iter().chain(&section.items) {
                speaks(text, is_example, is_about_programs, reporter);
            }
        }
        for pair in &content.faq {
            for text in pair.question.value().into_iter().chain(pair.answer.value()) {
                speaks(text, false, is_about_programs, reporter);
            }
        }
    }

    /// Reports the first label of a person's profile.
    fn profile(&self, section: &Section<'_>, is_about_profiles: &dyn Fn() -> bool, reporter: &mut Reporter<'_>) {
        let texts = || section.text.value().into_iter().chain(&section.items);
        // Each label needs a sign of its own: nearly no section has enough of them.
        if texts().map(|text| signs(text)).sum::<usize>() < self.min_labels {
            return;
        }
        let mut seen: Vec<usize> = Vec::new();
        let mut intimate: Option<&'static str> = None;
        let mut first: Option<(&Text<'_>, Range<usize>)> = None;
        for text in texts() {
            for (label, range) in labels(text) {
                if !seen.contains(&label) {
                    seen.push(label);
                }
                intimate = intimate.or((label < INTIMATE).then_some(LABELS[label][0]));
                first.get_or_insert((text, range));
            }
        }
        let (Some(intimate), Some((text, range))) = (intimate, first) else { return };
        if seen.len() < self.min_labels || is_about_profiles() {
            return;
        }
        reporter
            .at(text.part(range, ""))
            .message(format!("this is a person’s profile, with {} labels up to {}", seen.len(), quote(intimate)))
            .label("the profile begins")
            .help("delete the profile")
            .subject(intimate);
    }
}

/// How many of the first labels nobody needs to know.
const INTIMATE: usize = 7;

/// The labels of a profile, each in all its words; the intimate ones first.
const LABELS: [&[&str]; 18] = [
    &["blood type", "血液型"],
    &["height", "身長"],
    &["body weight", "体重"],
    &["zodiac", "zodiac sign", "star sign", "星座"],
    &["daily schedule", "typical day", "a day in the life", "一日の流れ", "1日の流れ", "一日のスケジュール"],
    &["marital status", "婚姻", "既婚・未婚"],
    &["personality", "性格"],
    &["name", "full name", "名前", "氏名"],
    &["age", "年齢"],
    &["gender", "sex", "性別"],
    &["occupation", "job", "職業"],
    &["birthday", "date of birth", "生年月日", "誕生日"],
    &["hobbies", "hobby", "interests", "趣味"],
    &["family", "家族構成", "家族"],
    &["education", "学歴", "最終学歴"],
    &["income", "annual income", "年収"],
    &["residence", "hometown", "lives in", "居住地", "出身地", "住まい"],
    &["favorite food", "favorite brands", "好きな食べ物", "好きなブランド", "休日の過ごし方"],
];

/// How many colons and bars a text has, and so how many labels at most. A full-width colon begins with the byte
/// with which other full-width signs begin.
fn signs(text: &str) -> usize {
    memchr::memchr3_iter(b':', b'|', 0xef, text.as_bytes()).count()
}

/// The labels with a colon in a text, each with its place.
fn labels(text: &str) -> impl Iterator<Item = (usize, Range<usize>)> {
    static WORDS: OnceLock<Option<(AhoCorasick, Vec<usize>)>> = OnceLock::new();
    let words = WORDS.get_or_init(|| {
        let all = LABELS.iter().enumerate().flat_map(|(label, words)| words.iter().map(move |word| (label, *word)));
        let (numbers, words): (Vec<usize>, Vec<&str>) = all.unzip();
        // Built from a few words; it cannot grow too large.
        let automaton = AhoCorasick::builder()
            .ascii_case_insensitive(true)
            .match_kind(aho_corasick::MatchKind::LeftmostLongest)
            .build(words)
            .ok()?;
        Some((automaton, numbers))
    });
    // No text without a colon or a bar holds a label: nearly none is searched.
    let words = words.as_ref().filter(|_| text.contains([':', '：', '|']));
    words.into_iter().flat_map(move |(words, numbers)| {
        words.find_iter(text).filter_map(move |hit| {
            let bare = text[..hit.start()].trim_end_matches([' ', '\u{3000}', '*']);
            let before = bare.chars().next_back();
            // Japanese has no spaces inside a sentence, so one parts a label from what stands before it.
            let is_parted = bare.len() < hit.start() && !text[hit.range()].is_ascii();
            let after = text[hit.end()..].trim_start_matches([' ', '\u{3000}', '*']);
            let starts = is_parted
                || before.is_none_or(|letter| {
                    matches!(
                        letter,
                        '\n' | '\r' | '.' | '。' | '、' | ',' | ';' | '・' | '-' | '•' | '|' | '/' | '／' | ':' | '：'
                    )
                });
            let is_label = starts && after.starts_with([':', '：']) || before.is_none() && after.starts_with('|');
            is_label.then(|| (numbers[hit.pattern().as_usize()], hit.range()))
        })
    })
}

/// Whether the term itself is about programs that write or talk.
fn is_about_programs(handoff: &Handoff<'_>) -> bool {
    const PARTS: [&str; 9] =
        ["prompt", "chat", "language model", "gpt", "llm", "プロンプト", "チャット", "言語モデル", "人工知能"];
    handoff.names().any(|name| {
        let folded = fold(name);
        let is_ai = |word: &str| matches!(word, "ai" | "genai");
        folded.split(|letter: char| !letter.is_ascii_alphanumeric()).any(is_ai)
            || PARTS.iter().any(|part| folded.contains(part))
    })
}

/// Whether the term itself is about the description of a person.
fn is_about_profiles(handoff: &Handoff<'_>) -> bool {
    const PARTS: [&str; 7] = ["persona", "profile", "demographic", "ペルソナ", "プロフィール", "顧客像", "人物像"];
    handoff.names().any(|name| {
        let folded = fold(name);
        PARTS.iter().any(|part| folded.contains(part))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_stands_at_the_start_and_has_a_colon() {
        let found = |text: &str| labels(text).map(|(label, _)| LABELS[label][0]).collect::<Vec<_>>();
        assert_eq!(found("Name: Ann\nAge: 34\nBlood type: A"), ["name", "age", "blood type"]);
        assert_eq!(found("名前：花子、年齢：34歳、身長：160cm"), ["name", "age", "height"]);
        assert_eq!(found("年齢：34歳 身長：160cm　血液型：A型"), ["age", "height", "blood type"]);
        assert_eq!(found("- **Occupation**: clerk"), ["occupation"]);
        assert_eq!(found("Age | 34"), ["age"]);
        assert_eq!(found("Ask for the name: it is on the card."), Vec::<&str>::new());
        assert_eq!(found("Average: 3. Manage: daily. The age, height and name of a buyer"), Vec::<&str>::new());
        assert_eq!(found("会社名：甲社"), Vec::<&str>::new());
    }
}
