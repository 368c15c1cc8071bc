use std::cell::OnceCell;
use std::ops::Range;

use crate::declare_rule;
use crate::finding::Severity;
use crate::handoff::{Handoff, Section, Text, TextFeatures};
use crate::phrase::{Chat, Family, Part, Phrases, Terms, asks_for, chat, is_about_programs};
use crate::rule::{DocumentRule, Reporter};
use crate::text::{fold, same, trim};
use crate::words::quote;

declare_rule! {
    /// Instructions to an author or a writing program, or its answer, in the published text.
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
    /// ```json ja
    /// { "content": { "faq": [{ "question": "年次でも使えますか？", "answer": "もちろんです！年次でも使えます。ご参考になれば幸いです。" }] } }
    /// ```
    ///
    /// What the author was told to write, in place of it:
    /// ```json
    /// { "content": { "examples": [{
    ///   "key": "examples", "title": "Example", "text": "Show a compact worked example with numbers.", "items": []
    /// }] } }
    /// ```
    /// ```json ja
    /// { "content": { "misunderstandings": [{
    ///   "key": "misunderstandings", "title": "よくある誤解 / 落とし穴", "text": null, "items": ["よくある誤解を二つ挙げる。"]
    /// }] } }
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
    /// One sign alone belongs to an answer:
    /// ```json ja
    /// { "content": { "faq": [{ "question": "年次でも使えますか？", "answer": "もちろんです。月次でも年次でも使えます。" }] } }
    /// ```
    ///
    /// ## Fix
    /// Delete what is not meant for readers, and read the rest of the page as if nobody had.
    ///
    /// ## Known limits
    /// What a program says counts at the start of a text only, what its buttons say as a sentence (`src/phrase/leak.toml`); in an example, as a warning at most,
    /// and never where one of the term’s names contains AI, prompt, chat or a language model. What people say as well
    /// (“Absolutely!”, もちろんです！; `src/phrase/chat.toml`) is a warning, and needs a second sign outside of examples: what is
    /// handed over (“here is a short definition”, 以下は…の定義, 修正版はこちら), or a closing (“let me know if…”,
    /// ご参考になれば幸いです). A text that is handed over with praise, and names the term, needs no other sign, nor does one that says
    /// what was done to it (“I’ve rewritten the paragraph”). A profile is five or more
    /// labels with a colon in one section (name, age, occupation, 年齢, 職業), one of them intimate (blood type, height,
    /// daily schedule, 身長), outside of examples, and not where the term is a persona or a profile. An instruction to the
    /// author counts as the whole definition, or the whole text or item of an example or misconception, if it asks for one
    /// (`src/phrase/author.toml`); it is a warning. The usage tells readers what to do and is not searched for any.
    pub struct LeakedInstructions {
        /// How many different labels of a person's profile in one section count, one of them intimate.
        min_labels: usize = 5,
    }
    id: "leaked-instructions", kind: Document, yields_to: &["placeholder-text"]
}

impl DocumentRule for LeakedInstructions {
    fn check(&self, handoff: &Handoff<'_>, reporter: &mut Reporter<'_>) {
        let content = &handoff.content;
        answers(handoff, reporter);
        self::instructions(handoff, reporter);
        let examples = content.examples.as_ptr_range();
        let is_example = |section: &Section<'_>| examples.contains(&std::ptr::from_ref(section));
        let profiles = OnceCell::new();
        let is_about_profiles = &|| *profiles.get_or_init(|| self::is_about_profiles(handoff));
        for section in content.sections().filter(|section| !is_example(section)) {
            self.profile(section, handoff, is_about_profiles, reporter);
        }
    }
}

/// Reports texts that begin or end as the answer of a program.
fn answers(handoff: &Handoff<'_>, reporter: &mut Reporter<'_>) {
    let content = &handoff.content;
    let examples = content.examples.as_ptr_range();
    let programs = OnceCell::new();
    let is_about_programs = || *programs.get_or_init(|| handoff.names().any(|name| is_about_programs(name)));
    let mut check = |text: &Text<'_>, is_example: bool| {
        let may_leak = handoff.may_hold(text, TextFeatures::phrase(Family::Leak));
        let may_close = handoff.may_hold(text, TextFeatures::phrase(Family::Closing));
        let leak = may_leak.then(|| Phrases::of(Family::Leak).find(text, Terms::Any).into_iter().next()).flatten();
        let (answer, most) = match leak {
            Some(leak) => {
                let first = trim(text, leak.range);
                let begins = text[..first.start].trim().is_empty();
                (Chat { first, second: None, begins }, is_example.then_some(Severity::Warning))
            }
            None if is_example => return,
            None => match chat(text, may_close, || handoff.folded_names()) {
                Some(chat) => (chat, Some(Severity::Warning)),
                None => return,
            },
        };
        if !is_about_programs() {
            speaks(text, answer, most, reporter);
        }
    };
    // A copy of the definition begins as the definition does.
    if let Some(text) = handoff.summary.short_definition.value().filter(|_| !handoff.copies_definition()) {
        check(text, false);
    }
    for section in content.sections() {
        let is_example = examples.contains(&std::ptr::from_ref(section));
        for text in section.text.value().into_iter().chain(&section.items) {
            check(text, is_example);
        }
    }
    for pair in &content.faq {
        for text in pair.question.value().into_iter().chain(pair.answer.value()) {
            check(text, false);
        }
    }
}

/// Reports what makes a text the answer of a program.
fn speaks(text: &Text<'_>, answer: Chat, most: Option<Severity>, reporter: &mut Reporter<'_>) {
    let Chat { first, second, begins } = answer;
    let verb = if begins { "begins" } else { "ends" };
    reporter
        .at(text.part(first.clone(), ""))
        .message(format!("the text {verb} like a program’s answer: {}", quote(&text[first])))
        .label("written by a program")
        .help("delete what is not meant for readers")
        .max_severity(most)
        .related_if(second.map(|second| text.part(second, "")), "another sign of it");
}

/// Reports instructions to the author in place of what they ask for.
fn instructions<'f, 'a>(handoff: &'f Handoff<'a>, reporter: &mut Reporter<'_>) {
    let content = &handoff.content;
    let mut tell = |part: Part, name: &str, text: &Text<'_>, copy: &dyn Fn() -> Option<&'f Text<'a>>| {
        let asks = asks_for(part, text, || handoff.folded_names());
        if asks {
            reporter
                .at(text)
                .message(format!("{name} is an instruction to its author: {}", quote(text)))
                .label("an instruction, not the text")
                .help("write what it asks for in its place")
                .max_severity(Some(Severity::Warning))
                .related_if(copy(), "also in the short definition");
        }
        asks
    };
    let short = handoff.summary.short_definition.value();
    let long = content.definition.as_ref().and_then(|definition| definition.text.value());
    let copy = || short.zip(long).filter(|(short, long)| same(short, long)).map(|(short, _)| short);
    if !long.is_some_and(|text| tell(Part::Definition, "the definition", text, &copy))
        && let Some(short) = short
    {
        tell(Part::Definition, "the short definition", short, &|| None);
    }
    let examples = content.examples.iter().map(|section| (Part::Example, "the example", section));
    let misconceptions =
        content.misunderstandings.iter().map(|section| (Part::Misconception, "the misconception", section));
    for (part, name, section) in examples.chain(misconceptions) {
        for text in section.text.value().into_iter().chain(&section.items) {
            tell(part, name, text, &|| None);
        }
    }
}

impl LeakedInstructions {
    /// Reports the first label of a person's profile.
    fn profile(
        &self,
        section: &Section<'_>,
        handoff: &Handoff<'_>,
        is_about_profiles: &dyn Fn() -> bool,
        reporter: &mut Reporter<'_>,
    ) {
        // A label has one of them behind it.
        let may_label = |text: &&Text<'_>| handoff.may_hold(text, TextFeatures::COLON.or(TextFeatures::DIVIDER));
        let texts = || section.text.value().into_iter().chain(&section.items).filter(may_label);
        // Nearly no section has enough signs for so many labels.
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

/// How many labels a text has at most: each has a colon of its own, or a bar behind the first words of the text.
fn signs(text: &str) -> usize {
    let (mut colons, mut bar) = (0, 0);
    // The first byte of the wide colon begins other wide signs, too.
    for at in memchr::memchr3_iter(b':', b'|', 0xef, text.as_bytes()) {
        match text[at..].chars().next() {
            Some('|') => bar = 1,
            Some(':' | '：') => colons += 1,
            _ => {}
        }
    }
    colons + bar
}

/// Where the colons stand in a text, of either width.
fn colons(text: &str) -> impl Iterator<Item = usize> {
    // The first byte of the wide one begins other wide signs, too.
    memchr::memchr2_iter(b':', 0xef, text.as_bytes()).filter(|at| text[*at..].starts_with([':', '：']))
}

/// The labels with a colon in a text, each with its place.
fn labels(text: &str) -> impl Iterator<Item = (usize, Range<usize>)> {
    let first_bar = text.find('|');
    let of_colons = colons(text).filter_map(|colon| {
        let (label, range) = label_before(text, colon)?;
        let bare = text[..range.start].trim_end_matches([' ', '\u{3000}', '*']);
        let before = bare.chars().next_back();
        // Japanese has no spaces inside a sentence, so one parts a label from what stands before it.
        let is_parted = bare.len() < range.start && !text[range.clone()].is_ascii();
        let starts = is_parted
            || before.is_none_or(|letter| {
                matches!(
                    letter,
                    '\n' | '\r' | '.' | '。' | '、' | ',' | ';' | '・' | '-' | '•' | '|' | '/' | '／' | ':' | '：'
                )
            });
        starts.then_some((label, range))
    });
    let of_bar = first_bar.and_then(|bar| label_before(text, bar)).filter(|(_, range)| {
        let before = &text[..range.start];
        before.trim_end_matches([' ', '\u{3000}', '*']).is_empty()
    });
    of_bar.into_iter().chain(of_colons)
}

/// The longest label that ends before `sign`.
fn label_before(text: &str, sign: usize) -> Option<(usize, Range<usize>)> {
    let bytes = text[..sign].trim_end_matches([' ', '\u{3000}', '*']).as_bytes();
    let all = LABELS.iter().enumerate().flat_map(|(label, words)| words.iter().map(move |word| (label, *word)));
    let ends_with = |word: &str| {
        let start = bytes.len().checked_sub(word.len());
        start.is_some_and(|start| bytes[start..].eq_ignore_ascii_case(word.as_bytes()))
    };
    let (label, word) = all.filter(|(_, word)| ends_with(word)).max_by_key(|(_, word)| word.len())?;
    Some((label, bytes.len() - word.len()..bytes.len()))
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
