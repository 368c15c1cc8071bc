//! English: the words that another one has to follow, and the clauses that may end in a preposition.

use super::clause::{Clause, End, EndKind};

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

/// How a clause breaks off whose last character is `last`.
pub(super) fn end(clause: &Clause<'_>, last: char) -> Option<End> {
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
