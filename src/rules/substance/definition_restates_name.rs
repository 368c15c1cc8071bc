use crate::declare_rule;
use crate::handoff::{Handoff, Text};
use crate::rule::{DocumentRule, Draft, Reporter};
use crate::text::script::{is_kanji, is_katakana};
use crate::words::quote;

declare_rule! {
    /// A definition that only repeats the name.
    ///
    /// ## Why
    /// “Lead scoring is the scoring of leads” tells readers nothing new, and an agent that cites it has
    /// cited nothing.
    ///
    /// ## Fails
    /// ```json
    /// {
    ///   "summary": { "short_definition": "Churn rate is the rate of churn." },
    ///   "content": { "definition": { "text": "Churn rate is the rate of churn." } }
    /// }
    /// ```
    /// ```json ja
    /// {
    ///   "summary": { "short_definition": "解約率（Churn Rate）とは、解約の率のことである。" },
    ///   "content": { "definition": { "text": "解約率（Churn Rate）とは、解約の率のことである。" } }
    /// }
    /// ```
    ///
    /// ## Passes
    /// Any other word counts:
    /// ```json
    /// { "content": { "definition": { "text": "Churn rate is the rate at which customers leave." } } }
    /// ```
    /// ```json ja
    /// { "content": { "definition": { "text": "解約率とは、顧客が解約する率である。" } } }
    /// ```
    ///
    /// ## Fix
    /// Say what kind of thing it is, and what sets it apart from others of that kind.
    ///
    /// ## Known limits
    /// Reported only if nothing is left without the words of the display name, the English name and the abbreviation, and
    /// without articles, particles, copulas and such words as “term”, “means”, とは, こと. Another form of a word
    /// (`churning`) counts as another word, a plural does not; synonyms are not seen. A definition that goes on in its
    /// items is left alone, and so is a short definition that was cut from a longer definition.
    pub struct DefinitionRestatesName {}
    id: "definition-restates-name", kind: Document,
    yields_to: &["boilerplate-definition", "placeholder-text", "truncated-definition"]
}

impl DocumentRule for DefinitionRestatesName {
    fn check(&self, handoff: &Handoff<'_>, reporter: &mut Reporter<'_>) {
        let summary = &handoff.summary;
        let names = [&summary.display_name, &summary.english_name, &summary.abbreviation];
        let names = names.map(|name| name.value().map_or("", |name| name.trim()));
        // Each word of the definition is looked for in each name.
        let names = names.map(|name| if name.len() > LONGEST_NAME { "" } else { name });
        let section = handoff.content.definition.as_ref().filter(|section| section.items.is_empty());
        let long = section.and_then(|section| section.text.value());
        let short = summary.short_definition.value();
        let restates = |text: &&Text<'_>| restates(text, &names);
        if let Some(text) = long.filter(restates) {
            let draft = say("the definition", text, reporter);
            if let Some(short) = short.filter(restates) {
                draft.related(short, "the short definition does too");
            }
            return;
        }
        let is_cut =
            |short: &Text<'_>| long.is_some_and(|long| long.starts_with(short.trim_end_matches(['…', '.', ' '])));
        if let Some(short) = short.filter(|short| !is_cut(short) && restates(short)) {
            say("the short definition", short, reporter);
        }
    }
}

fn say<'r, 'a>(name: &str, text: &Text<'_>, reporter: &'r mut Reporter<'a>) -> Draft<'r, Reporter<'a>> {
    reporter
        .at(text)
        .message(format!("{name} only repeats the name: {}", quote(text)))
        .label("only the name")
        .help("say what it is and what sets it apart")
}

/// What is longer, in bytes, is not a name.
const LONGEST_NAME: usize = 400;

/// Whether a text holds words of the names, and no other word that tells anything.
fn restates(text: &str, names: &[&str; 3]) -> bool {
    let mut rest = text;
    let mut has_name = false;
    while let Some(letter) = rest.chars().next() {
        let taken = if let Some(name) = names.iter().find(|name| is_at(rest, name)) {
            has_name = true;
            name.len()
        } else if is_latin(letter) {
            let word = start_of(rest, is_latin);
            let is_own =
                names.iter().flat_map(|name| name.split(|letter| !is_latin(letter))).any(|own| is_form(word, own));
            has_name |= is_own;
            if !is_own && !STOP_WORDS.iter().any(|stop| stop.eq_ignore_ascii_case(word)) {
                return false;
            }
            word.len()
        } else if !letter.is_alphanumeric() {
            letter.len_utf8()
        } else if let Some(filler) = FILLERS.iter().find(|filler| rest.starts_with(**filler)) {
            filler.len()
        } else {
            let script = if is_kanji(letter) { is_kanji } else { is_katakana };
            let part = start_of(rest, script);
            if part.is_empty() || !names.iter().any(|name| name.contains(part)) {
                return false;
            }
            has_name = true;
            part.len()
        };
        rest = &rest[taken..];
    }
    has_name
}

/// Whether `text` begins with a name, as a word of its own.
fn is_at(text: &str, name: &str) -> bool {
    let Some((start, rest)) = text.split_at_checked(name.len()) else { return false };
    !name.is_empty() && start.eq_ignore_ascii_case(name) && !(start.ends_with(is_latin) && rest.starts_with(is_latin))
}

/// Whether a word is one of the name's, or the plural of one, or the reverse.
fn is_form(word: &str, own: &str) -> bool {
    let is_plural =
        |many: &str, one: &str| many.strip_suffix(['s', 'S']).is_some_and(|stem| stem.eq_ignore_ascii_case(one));
    !own.is_empty() && (word.eq_ignore_ascii_case(own) || is_plural(word, own) || is_plural(own, word))
}

fn start_of(text: &str, is_part: impl Fn(char) -> bool) -> &str {
    &text[..text.find(|letter| !is_part(letter)).unwrap_or(text.len())]
}

/// Letters and digits of languages that put spaces between words.
fn is_latin(letter: char) -> bool {
    letter.is_alphanumeric() && letter < '\u{2e80}'
}

/// English words that tell nothing about a thing.
const STOP_WORDS: [&str; 51] = [
    "a",
    "about",
    "an",
    "and",
    "are",
    "as",
    "be",
    "by",
    "called",
    "concept",
    "defined",
    "describes",
    "description",
    "does",
    "for",
    "form",
    "has",
    "idea",
    "in",
    "is",
    "it",
    "its",
    "kind",
    "known",
    "mean",
    "meaning",
    "means",
    "name",
    "notion",
    "of",
    "on",
    "one",
    "or",
    "refer",
    "refers",
    "s",
    "simply",
    "sort",
    "stands",
    "term",
    "terms",
    "that",
    "the",
    "these",
    "this",
    "to",
    "type",
    "what",
    "when",
    "which",
    "word",
];

/// What Japanese sentences are held together with; longer ones before those that they begin with.
const FILLERS: [&str; 45] = [
    "とは",
    "という",
    "といい",
    "といった",
    "と言う",
    "と呼ぶ",
    "と呼ばれる",
    "のこと",
    "こと",
    "もの",
    "それ",
    "これ",
    "その",
    "この",
    "である",
    "であり",
    "です",
    "でした",
    "だ",
    "ます",
    "する",
    "した",
    "している",
    "される",
    "を指し",
    "を指す",
    "を意味し",
    "を意味する",
    "を表し",
    "を表す",
    "を示す",
    "をいう",
    "用語",
    "言葉",
    "概念",
    "を",
    "は",
    "が",
    "の",
    "に",
    "で",
    "と",
    "も",
    "や",
    "な",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_of_the_name_alone_restate_it() {
        for (name, text) in [
            ("Lead Scoring", "Lead scoring is the scoring of leads."),
            ("Lead Scoring", "The term “lead scoring” refers to lead scoring."),
            ("Sales Pipeline", "A sales pipeline is a pipeline for a sale."),
            ("Lead Scoring", "Lead scoring"),
            ("解約率", "解約率とは、解約率を指す。"),
            ("リードスコアリング", "リードのスコアリングをいう。"),
            ("A/Bテスト", "A/Bテストとは、AとBのテストのことです。"),
            ("見える化", "見える化とは、見える化のことである。"),
            ("お客様ID", "お客様IDとは、お客様IDを指す用語である。"),
        ] {
            assert!(restates(text, &[name, "", ""]), "{text}");
        }
    }

    #[test]
    fn any_other_word_tells_something() {
        for (name, text) in [
            ("Churn Rate", "Churn rate is the rate at which customers leave."),
            ("Churn Rate", "Churn rate is the rate of churning."),
            ("Market Price", "The price per article."),
            ("働き方改革", "働き方を改めることである。"),
            ("Lead", "A leader."),
            ("解約率", "解約率とは、解約した顧客の割合である。"),
            ("解約率", "率を示す割合。"),
            ("Lead Scoring", "It is."),
            ("", "It is."),
            ("Lead Scoring", ""),
        ] {
            assert!(!restates(text, &[name, "", ""]), "{text}");
        }
    }
}
