//! Instructions to an author that stand in place of what they ask for.
//!
//! Owns their grammar; the words stand in `author.toml`. Must not know fields.

use std::sync::OnceLock;

use super::starts::{LONG, SHORT, Starts};
use super::table::AUTHOR;
use crate::text::script::{is_hiragana, is_kanji, is_katakana};
use crate::text::{fold, is_wide, plain_end, sentences};

/// What an author is told to write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// An example.
    Example,
    /// A definition.
    Definition,
    /// A misconception.
    Misconception,
}

/// The words of the list, as `table.rs` has them.
struct Words {
    english: English,
    japanese: Japanese,
    /// How the English verbs begin, and `please`.
    starts: Starts,
    /// The same of how the Japanese ones end.
    ends: Starts,
}

struct English {
    verbs: List,
    modifiers: List,
    questions: List,
    further: List,
    objects: Objects,
}

struct Japanese {
    verbs: List,
    manners: List,
    objects: Objects,
}

struct Objects {
    example: List,
    definition: List,
    misconception: List,
}

type List = &'static [&'static str];

impl Objects {
    fn of(&self, part: Part) -> List {
        match part {
            Part::Example => self.example,
            Part::Definition => self.definition,
            Part::Misconception => self.misconception,
        }
    }
}

fn words() -> &'static Words {
    static WORDS: OnceLock<Words> = OnceLock::new();
    WORDS.get_or_init(|| {
        let list = |name: &str| AUTHOR.iter().find(|(known, _)| *known == name).map_or(&[][..], |(_, words)| words);
        let objects = |language: &str| Objects {
            example: list(&format!("{language}.objects.example")),
            definition: list(&format!("{language}.objects.definition")),
            misconception: list(&format!("{language}.objects.misconception")),
        };
        let (english, japanese) = (list("english.verbs"), list("japanese.verbs"));
        let starts = english
            .iter()
            .fold(Starts::none().and(b"please", SHORT).and(b"keep", SHORT).and(b"limit", SHORT), |starts, verb| {
                starts.and(verb.as_bytes(), SHORT)
            });
        let ends = japanese.iter().fold(Starts::none(), |ends, verb| ends.and(end(verb), LONG));
        Words {
            starts,
            ends,
            english: English {
                verbs: english,
                modifiers: list("english.modifiers"),
                questions: list("english.questions"),
                further: list("english.further"),
                objects: objects("english"),
            },
            japanese: Japanese { verbs: japanese, manners: list("japanese.manners"), objects: objects("japanese") },
        }
    })
}

/// The longest instruction, as [`text_width`](crate::text::text_width).
const LONGEST: usize = 240;

/// Whether the whole of a text tells its author to write such a part. `names` are those of the term, folded: a definition
/// may be asked for by one of them.
pub fn asks_for<'n>(part: Part, text: &str, names: impl FnOnce() -> &'n [String]) -> bool {
    if is_wide(text, LONGEST) || !may_begin(text) {
        return false;
    }
    let folded = fold(text);
    let mut sentences = sentences(&folded).map(|range| plain_end(&folded[range]));
    let Some(first) = sentences.next() else { return false };
    let names = if part == Part::Definition { names() } else { &[] };
    let asks = asks_in_english(part, first, names) && sentences.all(goes_on);
    asks || asks_in_japanese(part, plain_end(&folded), names)
}

/// Whether a text begins as a verb of instructions does, or may be a Japanese one: enough for nearly all.
fn may_begin(text: &str) -> bool {
    let text =
        text.trim_start_matches(|letter: char| letter.is_whitespace() || matches!(letter, '(' | '[' | '（' | '［'));
    let bare = text.trim_end_matches(|letter: char| {
        letter.is_whitespace() || matches!(letter, '。' | '.' | ')' | ']' | '）' | '］')
    });
    let words = words();
    words.starts.may_begin(text.as_bytes())
        || words.ends.may_begin(end(bare)) && words.japanese.verbs.iter().any(|verb| bare.ends_with(verb))
}

/// The last two characters of a Japanese text.
fn end(text: &str) -> &[u8] {
    text.as_bytes().last_chunk::<LONG>().map_or(&[], |end| end)
}

fn asks_in_english(part: Part, sentence: &str, names: &[String]) -> bool {
    let english = &words().english;
    let is_in = |list: List, word: &str| list.contains(&word);
    let sentence = sentence.trim_start_matches(['(', '[']).trim_start_matches("please ");
    if is_limit(sentence) {
        return true;
    }
    let Some((verb, mut rest)) = sentence.split_once(' ') else { return false };
    // A list of terms is a thing.
    if !is_in(english.verbs, verb) || rest.starts_with("of ") || verb == "write" && rest.starts_with("to ") {
        return false;
    }
    let asks = |rest: &str| {
        let objects = english.objects.of(part).iter().copied();
        let names = names.iter().map(String::as_str);
        objects.chain(names).any(|object| {
            let after = rest.strip_prefix(object);
            after.is_some_and(|after| !after.starts_with(|letter: char| letter.is_alphanumeric() || letter == '-'))
        })
    };
    loop {
        if asks(rest) {
            return true;
        }
        let (word, after) = rest.split_once(' ').unwrap_or((rest, ""));
        let is_skipped = is_in(english.modifiers, word.trim_end_matches(','))
            || part == Part::Definition && is_in(english.questions, word);
        if after.is_empty() || !is_skipped {
            return false;
        }
        rest = after;
    }
}

/// Whether a sentence says how long its author may make the text: `keep this under 60 words`.
fn is_limit(sentence: &str) -> bool {
    const LIMITS: [&str; 6] = ["under", "below", "within", "to", "at", "between"];
    let Some(rest) = ["keep ", "limit "].iter().find_map(|verb| sentence.strip_prefix(verb)) else { return false };
    let mut words = rest.trim_start_matches("the ").split(' ');
    let is_text =
        words.next().is_some_and(|word| matches!(word, "it" | "this" | "answer" | "definition" | "example" | "text"));
    is_text
        && words.next().is_some_and(|word| LIMITS.contains(&word))
        && ["words", "sentences", "characters", "sentence", "lines"].iter().any(|unit| sentence.ends_with(unit))
}

/// Whether a sentence behind an instruction is one as well.
fn goes_on(sentence: &str) -> bool {
    words().english.further.iter().any(|start| {
        let after = sentence.strip_prefix(start);
        after.is_some_and(|after| after.is_empty() || after.starts_with(' '))
    })
}

fn asks_in_japanese(part: Part, folded: &str, names: &[String]) -> bool {
    let japanese = &words().japanese;
    let bare = folded.trim_matches(['(', ')', '[', ']']);
    let Some(before) =
        japanese.verbs.iter().filter_map(|verb| bare.strip_suffix(verb)).min_by_key(|before| before.len())
    else {
        return false;
    };
    // The object stands before the last を, and only how many of it are asked for behind it.
    let Some((object, how)) = before.rsplit_once('を') else { return false };
    let says_how = |how: &str| japanese.manners.iter().any(|manner| how.contains(manner));
    let is_object = japanese.objects.of(part).iter().any(|word| object.ends_with(word))
        || names.iter().any(|name| !name.is_empty() && name == object);
    let asks = ["ください", "こと"].iter().any(|end| bare.ends_with(end));
    let has_manner = japanese.manners.iter().any(|manner| bare.contains(manner));
    let is_told = || asks || !has_topic(before) && !has_subject(object);
    let is_short = |most| how.chars().count() <= most;
    is_object && (is_short(8) || is_short(20) && says_how(how)) && (asks || has_manner) && is_told()
}

/// Whether a Japanese sentence says of something what it is or does: 担当者は事例を示す.
pub(super) fn has_topic(sentence: &str) -> bool {
    is_behind_name(sentence, 'は').next().is_some()
}

/// Whether somebody does something to what a Japanese clause ends in, 担当者が三つの事例; in 読者がわかる例, a verb stands between.
fn has_subject(clause: &str) -> bool {
    is_behind_name(clause, 'が').any(|at| {
        let rest = &clause[at + 'が'.len_utf8()..];
        !rest.contains(|letter| is_hiragana(letter) && !matches!(letter, 'の' | 'つ'))
    })
}

/// Where a particle stands behind kanji, katakana or Latin letters.
fn is_behind_name(text: &str, particle: char) -> impl Iterator<Item = usize> {
    let is_of_name = |letter: char| is_kanji(letter) || is_katakana(letter) || letter.is_ascii_alphanumeric();
    text.match_indices(particle).map(|(at, _)| at).filter(move |at| text[..*at].ends_with(is_of_name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_instruction_is_told_from_what_it_asks_for() {
        let names = ["churn rate".to_owned(), "解約率".to_owned()];
        for (part, text) in [
            (Part::Example, "Show a compact worked example with numbers."),
            (Part::Example, "Please provide one realistic scenario"),
            (Part::Example, "Add an example here."),
            (Part::Example, "Give a short numerical example. Keep it under 60 words."),
            (Part::Example, "[Insert example]"),
            (Part::Definition, "Define the term in one sentence."),
            (Part::Definition, "Explain what the term means in plain language."),
            (Part::Definition, "Describe churn rate in 2-3 sentences."),
            (Part::Definition, "Write a one-sentence definition."),
            (Part::Misconception, "List two common misconceptions."),
            (Part::Misconception, "Describe the most frequent mistake and correct it."),
            (Part::Example, "数値を使った簡潔な計算例を示す。"),
            (Part::Example, "具体例を1つ挙げてください。"),
            (Part::Definition, "用語を一文で定義する。"),
            (Part::Definition, "ここに用語の説明を記入してください"),
            (Part::Misconception, "よくある誤解を二つ挙げる。"),
            (Part::Definition, "解約率を一文で説明してください。"),
            (Part::Example, "架空の会社の例を書く。"),
            (Part::Example, "Keep this under 60 words."),
            (Part::Example, "Walk the reader through a realistic calculation."),
            (Part::Example, "Provide a two-sentence scenario set in a retail company."),
            (Part::Definition, "Explain in plain English what churn rate means."),
            (Part::Example, "数値例を一つ、100字以内で書いてください。"),
            (Part::Example, "架空の企業を使って計算の流れを説明してください。"),
            (Part::Example, "初学者にもわかる例を入れる。"),
            (Part::Example, "読者が共感できる例を一つ挙げる。"),
            (Part::Misconception, "誤解とその訂正を三つ書く。"),
            (Part::Definition, "用語の定義を80字以内で簡潔に述べる。"),
        ] {
            assert!(asks_for(part, text, || &names), "{text}");
        }
    }

    #[test]
    fn what_people_do_is_no_instruction() {
        let names = ["churn rate".to_owned(), "goal".to_owned(), "目標".to_owned()];
        for (part, text) in [
            (Part::Example, "Give a customer an example invoice and ask what each line means."),
            (Part::Example, "Show a compact worked example with numbers. Of 800 firms 24 leave: 3%."),
            (Part::Example, "Give a 10% discount to 100 customers and count who stays."),
            (Part::Example, "Show the list to the team."),
            (Part::Definition, "State aid is money that a state gives to a firm."),
            (Part::Definition, "A statement that explains the term in one sentence."),
            (Part::Misconception, "List prices are final."),
            (Part::Definition, "list of the key terms, see below for more"),
            (Part::Misconception, "Name changes are a common mistake."),
            (Part::Misconception, "Mistakes are rare."),
            (Part::Example, "営業担当は顧客に見積もりの例を示す。"),
            (Part::Example, "担当者は見込み客に事例を三つ示す。"),
            (Part::Example, "営業担当が三つの事例を具体的に説明する。"),
            (Part::Example, "Keep this account under review."),
            (Part::Definition, "Write to goal, using its own name."),
            (Part::Example, "Walk the buyer through the contract."),
            (Part::Misconception, "書店は販売の誤解を一つ正す。"),
            (Part::Example, "800社のうち24社が解約したので、解約率は3%である。"),
            (Part::Definition, "用語の意味をまとめたもの。"),
            (Part::Definition, "新しい顧客に製品の使い方を説明する。"),
            (Part::Misconception, "値引きで誤解を解く。"),
            (Part::Definition, "目標を一文で説明する力。"),
            (Part::Definition, "目標を毎年説明する。"),
            (Part::Example, ""),
        ] {
            assert!(!asks_for(part, text, || &names), "{text}");
        }
    }
}
