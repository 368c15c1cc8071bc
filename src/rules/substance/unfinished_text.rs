// Long because: which words end a clause, and which cannot, takes lists in two languages.

use std::ops::Range;

use crate::declare_rule;
use crate::finding::Severity;
use crate::handoff::{Handoff, Prose, Role};
use crate::json::Node;
use crate::rule::{DocumentRule, Reporter};
use crate::text::script::{is_hiragana, is_kana, is_kanji, is_katakana};
use crate::text::sentences;
use crate::words::quote;

declare_rule! {
    /// A text that breaks off before its end.
    ///
    /// ## Why
    /// An export that cuts at a length, a paste that missed the last line, or a generator that ran out of room leaves half a
    /// sentence. Readers cannot know what the other half said, and an agent invents it. It is a warning, since what is there
    /// may still be right.
    ///
    /// ## Fails
    /// An end that no sentence has: a comma, an open bracket, a hyphen, an article, a conjunction.
    /// ```json
    /// { "content": { "usage": [{ "key": "meaning", "title": "What it means", "items": [],
    ///   "text": "Churn shows how well a service keeps its customers. Read it together with the" }] } }
    /// ```
    /// ```json ja
    /// { "content": { "usage": [{ "key": "meaning", "title": "意味", "items": [],
    ///   "text": "解約率はサービスが期待に応えているかを表す。同じ値でも、契約直後に集中しているのか、1年を過ぎてから増えるのかによって打つ手が" }] } }
    /// ```
    /// Where the sentences before it have one, a missing end mark is an info:
    /// ```json
    /// { "content": { "faq": [{ "question": "How is it counted?",
    ///   "answer": "Take the customers of the first day. Count those who left. The result is stated in percent" }] } }
    /// ```
    ///
    /// ## Passes
    /// A list that completes the sentence, one word as an answer, a clause that ends in its preposition:
    /// ```json
    /// { "content": {
    ///   "usage": [{ "key": "usage", "title": "When it helps", "text": "Use it to", "items": ["set a budget, and", "staff the support team."] }],
    ///   "faq": [{ "question": "Whom does it concern?", "answer": "Everybody that customers talk to" }]
    /// } }
    /// ```
    /// ```json ja
    /// { "content": {
    ///   "usage": [{ "key": "usage", "title": "役立つ場面", "text": "たとえば、", "items": ["予算を組むとき", "人員を配分するときに"] }],
    ///   "faq": [{ "question": "誰が見る指標ですか？", "answer": "経営者と営業部長" }]
    /// } }
    /// ```
    ///
    /// ## Fix
    /// Write the rest of the sentence, or delete what is left of it.
    ///
    /// ## Known limits
    /// English and Japanese only; texts, items, questions and answers, never names, titles or labels. A text before a list,
    /// and an item that another follows, may end as a list is punctuated: there, only an open bracket and, in an item, “the” and its like are reported. A
    /// preposition can end an English clause (`what customers pay for`), so it is reported only where no word of the
    /// sentence suggests such a clause, and the common ones only after a complete sentence. The Japanese particles を, は and が
    /// are reported from ten letters on; after a complete sentence, or a comma, so are に after a noun and the form in て;
    /// の, と and や after a noun, and after a complete sentence で. So are の in ための or への, ～における, ～のような, であり, and verbs
    /// that break off (確認しま) or go on (計算し) where their noun is a common one. So is what leads on: または, および and, after a complete
    /// sentence, ただし and “However,”; a subject behind a conjunction (“when they”), “, which is”, “the reason is” behind a sentence, “i.e.”, and a dash. ご連絡を, とは, ために, について and their like are ends. Without such an end, a cut is
    /// reported only where the two sentences before it have an end mark and this one would need one: as an info.
    pub struct UnfinishedText {}
    id: "unfinished-text", kind: Document, level: crate::rule::Level::Warning,
    yields_to: &["placeholder-text", "truncated-definition"]
}

impl DocumentRule for UnfinishedText {
    fn check(&self, handoff: &Handoff<'_>, reporter: &mut Reporter<'_>) {
        let mut lists = Lists::default();
        for prose in handoff.texts().filter(|prose| prose.role.is_running()) {
            let Some(end) = unfinished(prose.text, prose.language) else { continue };
            let ends_for_certain = || prose.role == Role::Item && ends_in_article(prose.text);
            if end.kind != EndKind::Bracket && lists.go_on(&prose) && !ends_for_certain()
                || prose.role == Role::Question && end.kind != EndKind::Sign
                || is_name(handoff, &prose.text[..end.range.end])
            {
                continue;
            }
            let what = &prose.text[end.range.clone()];
            let draft = reporter.at(prose.text.part(end.range.clone(), ""));
            if end.kind == EndKind::Unmarked {
                draft
                    .message(format!(
                        "the sentence that ends in {} has no end mark, unlike those before it",
                        quote(what)
                    ))
                    .label("no end mark")
                    .help("complete the sentence or end it with a full stop")
                    .max_severity(Severity::Info);
            } else {
                draft
                    .message(format!("the text breaks off at {}", quote(what)))
                    .label("breaks off here")
                    .help("complete the sentence or delete what is left of it");
            }
        }
    }
}

/// Whether a point ends in a word that goes with the next one wherever it stands: no list is divided there.
fn ends_in_article(point: &str) -> bool {
    const WORDS: [&str; 7] = ["the", "an", "your", "our", "their", "its", "every"];
    WORDS.contains(&point.trim_end().rsplit(' ').next().unwrap_or_default())
}

/// How a text breaks off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum EndKind {
    /// On a comma or a hyphen.
    Sign,
    /// On a bracket or quotation mark that opens.
    Bracket,
    /// On a word that another one has to follow.
    Word,
    /// On a complete clause without an end mark, after sentences that have one.
    Unmarked,
}

/// Where a text breaks off.
#[derive(Debug, PartialEq, Eq)]
struct End {
    range: Range<usize>,
    kind: EndKind,
}

/// The last items of lists, of which one is kept: each list is looked through once.
#[derive(Default)]
struct Lists {
    /// The list, and its last item.
    known: Option<(u32, Option<u32>)>,
}

impl Lists {
    /// Whether what follows may complete a text: the items of its section, or the next item.
    fn go_on(&mut self, prose: &Prose<'_>) -> bool {
        let Some(parent) = prose.text.node.parent() else { return false };
        match prose.role {
            Role::Item => {
                let known = self.known.filter(|(list, _)| *list == parent.index());
                let (_, last) = known.unwrap_or_else(|| (parent.index(), parent.items().last().map(Node::index)));
                self.known = Some((parent.index(), last));
                last != Some(prose.text.node.index())
            }
            Role::Text => parent.get("items").is_some_and(|items| !items.is_empty()),
            _ => false,
        }
    }
}

/// Whether the text ends with a name of the term, such as `buy-in` or `opt in`.
fn is_name(handoff: &Handoff<'_>, text: &str) -> bool {
    /// No term has more names that end like this.
    const MOST: usize = 32;
    handoff.names().take(MOST).any(|name| {
        let name = name.trim();
        let start = text.len().checked_sub(name.len()).filter(|_| !name.is_empty());
        start.and_then(|start| text.get(start..)).is_some_and(|end| end.eq_ignore_ascii_case(name))
    })
}

/// How the last sentence of a text breaks off.
fn unfinished(text: &str, language: &str) -> Option<End> {
    let kept = text.trim_end();
    let last = kept.chars().next_back()?;
    // Nearly every text ends here.
    if last == '.' && !kept.ends_with("..") {
        return abbreviation(kept);
    }
    if matches!(last, '…' | '⋯') || kept.ends_with("...") {
        return trailing(kept).filter(|_| language == "en");
    }
    if matches!(last, '。' | '!' | '?' | '！' | '？' | ':' | '：' | ')' | '）' | '」' | '%' | '0'..='9') {
        return None;
    }
    let clause = Clause::of(kept)?;
    if kept.ends_with("://") && clause.sentence().split_whitespace().count() > 1 {
        return Some(clause.end(kept.rfind(char::is_whitespace).map_or(0, |at| at + 1), EndKind::Sign));
    }
    if matches!(last, '(' | '（' | '[' | '［' | '「' | '『' | '【' | '“' | '〈' | '《' | '〔') {
        return clause.is_bracket_open().then(|| clause.end(kept.len() - last.len_utf8(), EndKind::Bracket));
    }
    let end = match language {
        "ja" => japanese(&clause, last),
        "en" => english(&clause, last),
        _ => None,
    }?;
    // What was opened in the same sentence and is still open was cut with the rest.
    let open = clause.open_bracket().filter(|_| end.kind != EndKind::Unmarked);
    Some(End { range: open.map_or(end.range.start, |open| open.min(end.range.start))..end.range.end, kind: end.kind })
}

/// An article or the like before dots: nobody leaves out what “the” stands before.
fn trailing(text: &str) -> Option<End> {
    const OPEN: [&str; 8] = ["the", "a", "an", "of", "your", "our", "their", "its"];
    const LEAST: usize = 5;
    let kept = text.trim_end_matches(['.', '…', '⋯']);
    // A gap to be filled in, or a list that goes on.
    if kept.ends_with(char::is_whitespace) {
        return None;
    }
    let clause = Clause::of(kept)?;
    let words = clause.sentence().split_whitespace();
    let word = words.clone().next_back()?;
    (OPEN.contains(&word) && words.count() >= LEAST && !clause.sentence().contains("word"))
        .then(|| End { range: kept.len() - word.len()..text.len(), kind: EndKind::Word })
}

/// An abbreviation at the end that leads on to something: `i.e.`.
fn abbreviation(text: &str) -> Option<End> {
    const OPEN: [&str; 6] = ["e.g.", "i.e.", "cf.", "viz.", "vs.", "incl."];
    // Nearly every text ends in another word.
    if !matches!(
        text.as_bytes(),
        [.., b'.', b'g' | b'e', b'.'] | [.., b'c', b'f' | b'l', b'.'] | [.., b'i', b'z', b'.'] | [.., b'v', b's', b'.']
    ) {
        return None;
    }
    let start = text
        .rfind([' ', '(', '（', '、', '。', ','])
        .map_or(0, |at| at + text[at..].chars().next().map_or(1, char::len_utf8));
    let is_one = OPEN.iter().any(|open| text[start..].eq_ignore_ascii_case(open));
    if !is_one || text[..start].split_whitespace().nth(1).is_none() {
        return None;
    }
    let clause = Clause::of(text).filter(|clause| !clause.speaks_of_signs())?;
    Some(clause.end(clause.open_bracket().unwrap_or(start), EndKind::Word))
}

/// The last sentence of a text, and what comes before it.
struct Clause<'t> {
    /// The text up to the end of the sentence.
    text: &'t str,
    /// Where the sentence begins.
    start: usize,
    /// How many sentences come before it in the same line and cell.
    before: usize,
}

impl<'t> Clause<'t> {
    fn of(text: &'t str) -> Option<Clause<'t>> {
        let cell = text.rfind(['\n', '\r', '|']).map_or(0, |at| at + 1);
        let parts: Vec<Range<usize>> = sentences(&text[cell..]).collect();
        let (last, before) = parts.split_last()?;
        Some(Clause { text, start: cell + last.start, before: before.len() })
    }

    fn sentence(&self) -> &'t str {
        &self.text[self.start..]
    }

    fn end(&self, start: usize, kind: EndKind) -> End {
        End { range: start..self.text.len(), kind }
    }

    /// Whether a bracket at the very end opens something: neither a key (`Ctrl+[`), a smiley, nor a sign that is spoken of.
    fn is_bracket_open(&self) -> bool {
        let mut back = self.sentence().chars().rev().skip(1);
        let before = back.next();
        !matches!(before, None | Some('+' | '-' | ':' | '=' | '“' | '"' | '\'' | '‘' | '`' | '「' | '『'))
            && self.sentence().split_whitespace().count() + self.sentence().chars().filter(|c| is_kana(*c)).count() > 2
            && !self.speaks_of_signs()
    }

    fn speaks_of_signs(&self) -> bool {
        let sentence = self.sentence().to_ascii_lowercase();
        [
            "bracket",
            "parenthes",
            "character",
            "prefix",
            "hyphen",
            "key",
            "括弧",
            "かっこ",
            "カッコ",
            "記号",
            "文字",
            "キー",
        ]
        .iter()
        .any(|word| sentence.contains(word))
    }

    /// Where in the sentence a bracket opens that is not closed.
    fn open_bracket(&self) -> Option<usize> {
        let mut open = Vec::new();
        for (at, letter) in self.sentence().char_indices() {
            match letter {
                '(' | '（' | '「' | '『' => open.push(self.start + at),
                ')' | '）' | '」' | '』' => drop(open.pop()),
                _ => {}
            }
        }
        open.first().copied()
    }
}

/// Words that another one has to follow, whatever comes before them.
const OPEN_WORDS: [&str; 19] = [
    "the", "an", "and", "or", "and/or", "nor", "because", "although", "whereas", "unless", "whether", "but", "your",
    "our", "their", "its", "if", "every", "very",
];

/// Words after which a clause may end: `the day since`, `for a while`. After a comma, it may not.
const OPEN_AFTER_COMMA: [&str; 8] = ["which", "since", "while", "where", "whose", "so", "as", "when"];

/// Two words that another one has to follow.
const OPEN_PAIRS: [[&str; 2]; 10] = [
    ["see", "also"],
    ["such", "as"],
    ["so", "that"],
    ["well", "as"],
    ["soon", "as"],
    ["long", "as"],
    ["due", "to"],
    ["according", "to"],
    ["depending", "on"],
    ["based", "on"],
];

/// Prepositions that seldom end a clause.
const PREPOSITIONS: [&str; 18] = [
    "of",
    "as",
    "from",
    "into",
    "between",
    "during",
    "against",
    "despite",
    "including",
    "than",
    "until",
    "per",
    "among",
    "via",
    "concerning",
    "regarding",
    "towards",
    "toward",
];

/// Prepositions that end many a clause, and are reported after a complete sentence only.
const COMMON_PREPOSITIONS: [&str; 11] =
    ["to", "for", "with", "at", "by", "in", "on", "under", "without", "within", "through"];

/// What is always a number, share or part of something.
const QUANTITIES: [&str; 16] = [
    "number",
    "share",
    "amount",
    "sum",
    "percentage",
    "proportion",
    "ratio",
    "majority",
    "total",
    "rest",
    "end",
    "beginning",
    "lack",
    "range",
    "variety",
    "basis",
];

/// Words with which a clause may end in its preposition: `what it depends on`, `somebody to talk to`.
const LICENCES: [&str; 38] = [
    "what",
    "which",
    "who",
    "whom",
    "whose",
    "that",
    "how",
    "where",
    "why",
    "when",
    "whatever",
    "whichever",
    "whoever",
    "to",
    "worth",
    "everything",
    "anything",
    "nothing",
    "something",
    "everybody",
    "everyone",
    "nobody",
    "somebody",
    "all",
    "people",
    "easy",
    "hard",
    "difficult",
    "nice",
    "good",
    "too",
    "most",
    "best",
    "only",
    "first",
    "need",
    "needs",
    "than",
];

/// Subjects of a clause that follows its noun: `the people you sell to`.
const PRONOUNS: [&str; 7] = ["you", "we", "they", "i", "he", "she", "it"];

/// Verbs and adverbs that form one word with the preposition behind them: `has been dealt with`, `log in`, `and so on`.
const TIED: [&str; 59] = [
    "dealt",
    "spoken",
    "referred",
    "accounted",
    "asked",
    "cared",
    "called",
    "looked",
    "agreed",
    "relied",
    "acted",
    "thought",
    "heard",
    "talked",
    "disposed",
    "switched",
    "turned",
    "logged",
    "signed",
    "opted",
    "worked",
    "built",
    "phased",
    "applied",
    "hoped",
    "provided",
    "planned",
    "budgeted",
    "counted",
    "made",
    "log",
    "sign",
    "check",
    "opt",
    "come",
    "comes",
    "coming",
    "go",
    "goes",
    "going",
    "so",
    "later",
    "then",
    "plug",
    "trade",
    "up",
    "out",
    "down",
    "back",
    "off",
    "away",
    "forward",
    "in",
    "on",
    "gone",
    "used",
    "care",
    "kind",
    "sort",
];

/// Nouns with a letter as their name: `plan a`.
const LETTERED: [&str; 20] = [
    "plan", "option", "vitamin", "grade", "class", "type", "exhibit", "appendix", "case", "part", "section", "point",
    "step", "series", "schedule", "table", "variant", "group", "letter", "column",
];

fn english(clause: &Clause<'_>, last: char) -> Option<End> {
    /// Fewer words are a name, a heading, a salutation (`Dear Ms Brown,`) or an answer in a word.
    const LEAST: usize = 4;
    let sentence = clause.sentence();
    let words: Vec<&str> = sentence.split_whitespace().collect();
    let (token, before) = words.split_last()?;
    let start = clause.text.len() - token.len();
    if matches!(last, ',' | '-' | '–' | '—') {
        let bare = token.trim_end_matches(last);
        let is_word = bare.chars().next_back().is_some_and(|letter| letter.is_ascii_lowercase()) && bare.len() > 1;
        let is_cut = match last {
            '-' => is_word && words.len() >= LEAST && !clause.speaks_of_signs(),
            ',' if words.len() < LEAST => clause.before > 0 && is_connective_phrase(sentence),
            ',' => !bare.is_empty() && !is_closing(sentence),
            _ => words.len() >= LEAST && !clause.speaks_of_signs(),
        };
        return is_cut.then(|| clause.end(start, EndKind::Sign));
    }
    if !last.is_ascii_lowercase() {
        return unmarked_english(clause, &words, last);
    }
    let bare = token.trim_start_matches(['(', '"', '“', '‘', '\'', '[']);
    let previous = before.last().copied().unwrap_or_default();
    let previous_word = previous.trim_start_matches(['(', '"', '“', '[']).trim_end_matches([',', ';']);
    let after_comma = previous.ends_with(',');
    let is_spoken_of = clause.sentence().contains("word") || previous.ends_with(':');
    // Behind a sentence, two words may begin another one: `See also`.
    let least = if clause.before > 0 { 2 } else { LEAST };
    let is_open = match bare {
        _ if words.len() < least || is_spoken_of || previous.ends_with('-') => false,
        "a" => !LETTERED.contains(&previous_word.to_ascii_lowercase().as_str()),
        "if" => !matches!(previous_word, "what" | "as" | "even" | "a" | "an" | "big" | "no"),
        "but" => !matches!(previous_word, "all" | "a" | "no" | "anything"),
        "every" | "or" | "and" => true,
        word if OPEN_WORDS.contains(&word) => true,
        word if OPEN_PAIRS.contains(&[previous_word.to_ascii_lowercase().as_str(), word]) => {
            // What was raised to 4 % may still be due to something.
            !before.iter().any(|word| *word != "to" && is_licence(word))
        }
        word if after_comma && OPEN_AFTER_COMMA.contains(&word) => true,
        "is" | "are" | "was" | "were" => {
            previous_word == "which" && before.iter().rev().nth(1).is_some_and(|word| word.ends_with(','))
                || clause.before > 0 && !before.iter().any(|word| may_end_in_be(word))
        }
        word if PRONOUNS.contains(&word) => CONJUNCTIONS.contains(&previous_word),
        "of" if QUANTITIES.contains(&previous_word) => true,
        "for" if previous_word == "paid" => false,
        // What they begin ends no clause, whatever comes before.
        "including" | "during" | "despite" | "concerning" | "regarding" | "minus" => true,
        "who" => RELATIVES.contains(&previous_word),
        word if PREPOSITIONS.contains(&word) => !may_strand(before),
        // `compare it with`: what the verb is about stands before the preposition.
        "with" | "to" | "from" | "by" | "for" if matches!(previous_word, "it" | "them" | "this" | "these") => {
            !may_strand(&before[..before.len() - 1])
        }
        word if COMMON_PREPOSITIONS.contains(&word) => {
            (clause.before > 0 || after_comma || matches!(previous_word, "and" | "or")) && !may_strand(before)
        }
        _ => false,
    };
    match is_open {
        true => Some(clause.end(start, EndKind::Word)),
        false => unmarked_english(clause, &words, last),
    }
}

/// Those whom a clause with *who* is about.
const RELATIVES: [&str; 16] = [
    "customers",
    "users",
    "buyers",
    "clients",
    "visitors",
    "employees",
    "members",
    "people",
    "those",
    "anyone",
    "everyone",
    "someone",
    "subscribers",
    "companies",
    "owners",
    "managers",
];

/// Conjunctions behind which a subject needs its verb.
const CONJUNCTIONS: [&str; 6] = ["when", "because", "although", "unless", "whether", "whenever"];

/// Whether a few words with a comma lead on to a sentence: `However,`, `For example,`.
fn is_connective_phrase(sentence: &str) -> bool {
    const PHRASES: [&str; 16] = [
        "however",
        "therefore",
        "moreover",
        "furthermore",
        "additionally",
        "instead",
        "otherwise",
        "thus",
        "hence",
        "meanwhile",
        "finally",
        "for example",
        "for instance",
        "in addition",
        "as a result",
        "in contrast",
    ];
    let phrase = sentence.trim_end_matches(',').to_ascii_lowercase();
    PHRASES.contains(&phrase.as_str())
}

fn is_licence(word: &str) -> bool {
    LICENCES.contains(&word.trim_matches(|letter: char| !letter.is_ascii_alphabetic()).to_ascii_lowercase().as_str())
}

/// Whether a clause of these words may end in the preposition that follows them.
fn may_strand(before: &[&str]) -> bool {
    let bare = |word: &str| word.trim_matches(|letter: char| !letter.is_ascii_alphabetic()).to_ascii_lowercase();
    let last = before.last().map(|word| bare(word)).unwrap_or_default();
    TIED.contains(&last.as_str())
        || before.iter().any(|word| is_licence(word))
        || before.iter().skip(1).any(|word| PRONOUNS.contains(&bare(word).as_str()))
}

/// Whether a clause with this word may end in *is*: `what it is`, `as strong as they are`, `so are we`.
fn may_end_in_be(word: &str) -> bool {
    const WORDS: [&str; 27] = [
        "what",
        "whatever",
        "where",
        "wherever",
        "how",
        "however",
        "who",
        "whoever",
        "whose",
        "which",
        "whichever",
        "that",
        "why",
        "when",
        "whether",
        "than",
        "as",
        "if",
        "so",
        "nor",
        "neither",
        "all",
        "everything",
        "there",
        "such",
        "one",
        "only",
    ];
    let word = word.trim_matches(|letter: char| !letter.is_ascii_alphabetic()).to_ascii_lowercase();
    WORDS.contains(&word.as_str()) || PRONOUNS.contains(&word.as_str())
}

/// Whether a sentence ends a letter: `Kind regards,`.
fn is_closing(sentence: &str) -> bool {
    let sentence = sentence.to_ascii_lowercase();
    ["regards,", "wishes,", "sincerely,", "faithfully,", "truly,", "thanks,", "cheers,"]
        .iter()
        .any(|closing| sentence.ends_with(closing))
        || sentence.starts_with("dear ")
}

fn unmarked_english(clause: &Clause<'_>, words: &[&str], last: char) -> Option<End> {
    /// Fewer words are a heading, a name or a note.
    const LEAST: usize = 5;
    let sentence = clause.sentence();
    let is_prose = clause.before >= 2
        && words.len() >= LEAST
        && last.is_ascii_lowercase()
        && sentence.starts_with(|letter: char| letter.is_ascii_uppercase())
        && words[1..].iter().filter(|word| word.starts_with(|letter: char| letter.is_ascii_lowercase())).count() + 2
            >= words.len()
        && !sentence.contains(['=', ':', '/', '@', '<', '>', '{', '}', '`', '#', '*', '|', '(', '[', '“', '"'])
        && !["See", "Source", "Read", "More", "Refer", "Based", "Photo", "Image"].contains(&words[0])
        && has_verb(words);
    is_prose.then(|| clause.end(clause.text.len() - words.last().map_or(0, |word| word.len()), EndKind::Unmarked))
}

/// Whether one of the words is a verb that headings seldom have.
fn has_verb(words: &[&str]) -> bool {
    const VERBS: [&str; 20] = [
        "is", "are", "was", "were", "has", "have", "had", "will", "can", "may", "must", "should", "does", "do", "did",
        "would", "could", "shows", "means", "counts",
    ];
    words.iter().any(|word| VERBS.contains(word))
}

/// So many letters make a sentence rather than a heading.
const SENTENCE: usize = 10;

fn japanese(clause: &Clause<'_>, last: char) -> Option<End> {
    let sentence = clause.sentence();
    let length = sentence.chars().count();
    let is_inside = clause.open_bracket().is_some();
    let has_prose = clause.before > 0 || is_inside || length >= SENTENCE + 5 && sentence.contains(['、', '，']);
    let is_long = clause.before > 0 || length >= SENTENCE;
    let body = &sentence[..sentence.len() - last.len_utf8()];
    let previous = body.chars().next_back()?;
    let after_noun = is_kanji(previous) || is_katakana(previous);
    let is_cut = match last {
        '、' | '，' => (length >= SENTENCE || leads_on(body)) && !is_salutation(body),
        '・' => length > SENTENCE / 2 && body.contains(['・', '、']) && !body.ends_with('・'),
        _ if !is_hiragana(last) || !is_long => false,
        'を' => !is_request(body),
        'は' => {
            !["と", "に", "で", "こんにち", "こんばん", "また", "ある", "もしく"].iter().any(|end| body.ends_with(end))
        }
        'が' => !body.ends_with("さす") && !body.ends_with("なが"),
        'に' => has_prose && after_noun && !is_adverb(body),
        'て' => has_prose && is_connective(body),
        'や' => has_prose && after_noun,
        // What happens when: `更新が近づくと`.
        'と' if has_prose && matches!(previous, 'る' | 'う' | 'く' | 'む' | 'ぶ' | 'ぐ' | 'つ') => true,
        'の' | 'と' | 'で' if clause.before > 0 || is_inside => after_noun,
        'の' if is_adnominal(body) => true,
        'の' | 'と' => has_prose && after_noun,
        'な' => body.ends_with("のよう") || body.ends_with("るよう"),
        'る' => ["におけ", "に対す", "に関す"].iter().any(|end| body.ends_with(end)),
        _ => is_inside_word(sentence),
    };
    let is_cut = is_cut
        || clause.before > 0 && CONNECTIVES.contains(&sentence)
        || is_long && (is_behind_or(body, last) || ends_in_connective(sentence));
    let range = |kind| Some(End { range: last_phrase(clause.text, clause.start)..clause.text.len(), kind });
    if is_cut {
        return range(if matches!(last, '、' | '，') { EndKind::Sign } else { EndKind::Word });
    }
    // Forms that end a sentence; a noun may end a note.
    let is_unmarked = clause.before >= 2
        && length >= SENTENCE
        && matches!(last, 'る' | 'す' | 'た' | 'い' | 'だ' | 'う' | 'く' | 'む' | 'ぬ' | 'つ' | 'ぶ' | 'ぐ')
        && !sentence.contains(['：', ':', '/', '＝', '=', '「', '（', '('])
        && !sentence.starts_with(['※', '・', '→', '＞', '>'])
        && !sentence.contains("詳し")
        && !sentence.contains("参照")
        && !sentence.contains("ください");
    if is_unmarked { range(EndKind::Unmarked) } else { None }
}

/// Whether a few words with a comma lead on: `ただし、`, `営業、経理、`.
fn leads_on(body: &str) -> bool {
    CONNECTIVES.contains(&body) || body.contains('、') && body.chars().count() > 3
}

/// Whether の joins what comes before it to a noun, and is none itself: `続けるための`, `顧客への`.
fn is_adnominal(body: &str) -> bool {
    let is_purpose = body.strip_suffix("ため").is_some_and(|verb| verb.ends_with(is_hiragana) && !verb.ends_with('の'));
    is_purpose || ["へ", "から", "まで", "として", "にとって", "などと"].iter().any(|end| body.ends_with(end))
}

/// Whether a sentence breaks off in the middle of a verb, or on a form that another clause follows: 計算し, 確認しま, であり.
fn is_inside_word(sentence: &str) -> bool {
    const ENDS: [&str; 25] = [
        "ってい",
        "えてい",
        "れてい",
        "してい",
        "めてい",
        "んでい",
        "であり",
        "だけでなく",
        "ではなく",
        "しま",
        "りま",
        "れま",
        "めま",
        "けま",
        "えま",
        "べま",
        "せま",
        "しまし",
        "りまし",
        "くださ",
        "しており",
        "であっ",
        "が増え",
        "も増え",
        "は増え",
    ];
    const FORMS: [&str; 4] = ["し", "す", "され", "させ"];
    /// Nouns that する makes a verb of, and that are no part of a noun in し.
    const NOUNS: [&str; 48] = [
        "計算", "確認", "連絡", "送付", "比較", "測定", "分析", "把握", "改善", "提供", "実施", "利用", "使用", "設定",
        "契約", "解約", "増加", "減少", "検討", "評価", "作成", "導入", "変更", "改定", "更新", "継続", "説明", "報告",
        "記録", "集計", "調査", "管理", "判断", "予測", "購入", "販売", "支払", "登録", "共有", "配分", "削減", "獲得",
        "達成", "発生", "対応", "運用", "開始", "終了",
    ];
    // 得られ, 求められ, 示され: the passive of a verb.
    let is_passive = ["られ", "され"].iter().filter_map(|end| sentence.strip_suffix(end)).any(|stem| {
        stem.ends_with(is_kanji) || sentence.ends_with("られ") && stem.ends_with(['べ', 'め', 'け', 'え', 'せ', 'て'])
    });
    if is_passive {
        return true;
    }
    let mut nouns = FORMS.iter().filter_map(|form| sentence.strip_suffix(form));
    ENDS.iter().any(|end| sentence.ends_with(end)) || nouns.any(|noun| NOUNS.iter().any(|own| noun.ends_with(own)))
}

/// What leads on to another sentence.
const CONNECTIVES: [&str; 20] = [
    "ただし",
    "また",
    "しかし",
    "さらに",
    "たとえば",
    "例えば",
    "つまり",
    "なお",
    "そのため",
    "そして",
    "したがって",
    "一方",
    "まず",
    "次に",
    "最後に",
    "加えて",
    "具体的には",
    "すなわち",
    "その結果",
    "このため",
];

/// Whether what stands behind the last comma leads on: `まず母数を決め、次に`.
fn ends_in_connective(sentence: &str) -> bool {
    const LAST: [&str; 11] = [
        "また",
        "さらに",
        "たとえば",
        "例えば",
        "つまり",
        "そして",
        "したがって",
        "次に",
        "最後に",
        "加えて",
        "すなわち",
    ];
    sentence.rfind('、').is_some_and(|comma| LAST.contains(&&sentence[comma + '、'.len_utf8()..]))
}

/// Whether a sentence ends in a word for and or for or.
fn is_behind_or(body: &str, last: char) -> bool {
    match last {
        'は' => body.ends_with("また") || body.ends_with("もしく"),
        'び' => body.ends_with("およ") || body.ends_with('及'),
        'に' => body.ends_with("ならび"),
        _ => false,
    }
}

/// `ご連絡を`, `お早めの相談を`: a request ends so.
fn is_request(body: &str) -> bool {
    const NEAR: usize = 12;
    body.chars()
        .rev()
        .take(NEAR)
        .take_while(|letter| !matches!(letter, '、' | '，'))
        .any(|letter| matches!(letter, 'ご' | 'お' | '御'))
}

/// `株式会社みらい 御中、`: a letter begins so.
fn is_salutation(body: &str) -> bool {
    ["様", "さん", "さま", "殿", "御中", "各位", "へ"].iter().any(|end| body.ends_with(end))
}

/// Whether に makes an adverb of what comes before it: `更新時に`, `効率的に`, `顧客を中心に`.
fn is_adverb(body: &str) -> bool {
    const LAST: [char; 24] = [
        '時', '際', '合', '前', '後', '間', '内', '度', '毎', '順', '次', '特', '別', '上', '中', '急', '共', '緒',
        '常', '既', '更', '的', '等', '他',
    ];
    const NEAR: usize = 6;
    body.ends_with(LAST) || body.chars().rev().take(NEAR).any(|letter| letter == 'を')
}

/// Whether て is the end of a verb that another one follows, rather than of a noun, an adverb or a request.
fn is_connective(body: &str) -> bool {
    const ENDS: [&str; 19] = [
        "すべ",
        "はじめ",
        "初め",
        "改め",
        "あらため",
        "せめ",
        "とし",
        "つい",
        "おい",
        "にし",
        "関し",
        "対し",
        "み",
        "あえ",
        "さっ",
        "だっ",
        "なっ",
        "初めまし",
        "まし",
    ];
    body.ends_with(['し', 'れ', 'せ', 'え', 'け', 'め', 'っ', 'い', 'べ', 'ね', 'き'])
        && !ENDS.iter().any(|end| body.ends_with(end))
}

/// Where the last word of a Japanese sentence begins, with the kana that inflect it: the part that is marked.
fn last_phrase(text: &str, start: usize) -> usize {
    /// The longest part that is marked, in characters.
    const LONGEST: usize = 12;
    let kept = text.trim_end_matches(['、', '，']).len();
    let is_gap =
        |letter: char| letter.is_whitespace() || matches!(letter, '、' | '，' | '。' | '「' | '（' | '(' | '|');
    let mut has_stem = false;
    let is_of_word = |(_, letter): &(usize, char)| {
        has_stem |= !is_hiragana(*letter);
        !is_gap(*letter) && (!has_stem || !is_hiragana(*letter))
    };
    let letters = text[start..kept].char_indices().rev().take(LONGEST);
    letters.take_while(is_of_word).last().map_or(kept, |(at, _)| start + at)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn end(text: &str, language: &str) -> Option<(EndKind, String)> {
        unfinished(text, language).map(|end| (end.kind, text[end.range].to_owned()))
    }

    #[test]
    fn a_bracket_at_the_end_may_be_a_key_a_smiley_or_what_the_sentence_is_about() {
        for text in [
            "Press Ctrl+[",
            "Press Ctrl-[",
            "The order was lost :(",
            "An open range is written with the bracket (",
            "開く括弧は「",
            "f(",
            "`f(x)` begins with `(",
            "(",
        ] {
            assert_eq!(end(text, "en"), None, "{text}");
            assert_eq!(end(text, "ja"), None, "{text}");
        }
        assert_eq!(end("The board approved the budget (", "en"), Some((EndKind::Bracket, "(".to_owned())));
    }

    #[test]
    fn the_last_word_is_marked_and_what_was_open_before_it() {
        for (text, kind, marked) in [
            ("顧客が離れると、件数よりも大きく表れるため、", EndKind::Sign, "表れるため、"),
            ("満足度が高いのに更新されない契約は、社内の稟議が", EndKind::Word, "稟議が"),
            ("試用期間中の利用者は顧客として数えない（契約前であり、料金が", EndKind::Word, "（契約前であり、料金が"),
            ("価格は三つに分かれる。ひとつはさきにきめたりそうのねだんが", EndKind::Word, "にきめたりそうのねだんが"),
        ] {
            assert_eq!(end(text, "ja"), Some((kind, marked.to_owned())), "{text}");
        }
    }

    #[test]
    fn other_languages_are_left_alone() {
        assert_eq!(end("Die Rate wird mit dem Wert des Vorjahres verglichen und", "de"), None);
        assert_eq!(end("Die Rate wird mit der des Vorjahres verglichen,", "de"), None);
    }
}
