//! The sentences and rows of a document, as hashes of what they say about any term.
//!
//! Owns which texts are compared between documents and how (`docs/healthy.md`, "Templates shared by many terms"):
//! titles, questions, labels and the limitations are alike by design. Must not report.

// Long because: what is compared is decided by many small conditions, and each has its test here.

use std::ops::Range;

use memchr::memmem;
use xxhash_rust::xxh3::xxh3_64;

use super::sentence::{Sentence, Unit};
use super::sketch::{Sample, Sketcher};
use crate::handoff::{Fields, Handoff, Section, Text, TextFeatures};
use crate::phrase::{Family, Phrases, Terms, may_stand_in, templates};
use crate::text::{
    cells, fold, fold_onto, is_folded_reference, is_wide, plain_end, script, sentences, text_width, trim,
    whole_sentences,
};

/// The shortest sentence or row that is compared, as [`text_width`]: 40 Latin characters or 20 Japanese ones.
const SHORTEST: usize = 40;

/// What stands for the names of the term: a character that nobody writes.
const TERM: char = '\u{1}';

/// What the content of a document says.
pub struct Digest {
    /// Its sentences and rows, in the document's order.
    pub sentences: Box<[Sentence]>,
    /// A sample of them, where one was asked for.
    pub sample: Option<Sample>,
}

/// What the content of a document says, its own names replaced by a mark; with a sketch where that is needed. `handoff` knows
/// what its texts may hold, where they were surveyed.
pub fn digest<'a>(fields: &Fields<'a>, handoff: Option<&Handoff<'a>>, is_sketched: bool) -> Digest {
    let mut reader = Reader::new(handoff);
    let content = &fields.content;
    let sections = [
        (content.definition.as_slice(), templates::DEFINITION, false),
        (content.formula.as_slice(), templates::FORMULA, false),
        (content.boundary.as_slice(), templates::BOUNDARY, false),
        (&content.usage, templates::USAGE, true),
        (&content.misunderstandings, templates::MISCONCEPTION, false),
        (&content.examples, templates::EXAMPLE, false),
        (&content.comparisons, templates::COMPARISON, false),
    ];
    for (sections, families, is_usage) in sections {
        for section in sections {
            reader.read_section(section, families, is_usage);
        }
    }
    for answer in content.faq.iter().filter_map(|pair| pair.answer.value()) {
        // An answer is a template as a whole, or it is none: no sentence of it is one.
        reader.read(answer, &[], false, false);
    }
    reader.folded.make_ascii_lowercase();
    reader.mark_templates();
    let names = names_in(fields, &reader.folded);
    reader.hash(&names, is_sketched.then(Sketcher::new))
}

/// The folded text of everything that is compared, and which part of it is what.
struct Reader<'f, 'a> {
    handoff: Option<&'f Handoff<'a>>,
    /// Until all of it is read, with its capital letters.
    folded: String,
    pieces: Vec<Piece>,
    /// The texts of several sentences, each with its pieces and the kinds of templates that may be among them.
    texts: Vec<(&'f Text<'a>, Range<usize>, &'static [Family])>,
}

/// A part of the folded text.
struct Piece {
    range: Range<usize>,
    node: u32,
    number: Option<u32>,
    unit: Unit,
}

impl<'f, 'a> Reader<'f, 'a> {
    fn new(handoff: Option<&'f Handoff<'a>>) -> Self {
        /// Enough for nearly every document.
        const USUAL: (usize, usize, usize) = (8192, 64, 16);
        Reader {
            handoff,
            folded: String::with_capacity(USUAL.0),
            pieces: Vec::with_capacity(USUAL.1),
            texts: Vec::with_capacity(USUAL.2),
        }
    }

    fn read_section(&mut self, section: &'f Section<'a>, families: &'static [Family], is_usage: bool) {
        if let Some(text) = section.text.value() {
            self.read(text, families, is_usage, false);
        }
        for (index, item) in section.items.iter().enumerate() {
            self.read(item, families, is_usage, index == 0);
        }
    }

    fn read(&mut self, text: &'f Text<'a>, families: &'static [Family], is_usage: bool, is_first: bool) {
        if !is_wide(text, SHORTEST) {
            return;
        }
        let node = text.node.index();
        let is_plain = self.handoff.is_some_and(|handoff| !handoff.may_hold(text, TextFeatures::FOLDED));
        let whole = if is_usage { Unit::WholeUsage } else { Unit::Part };
        if text.is_row() {
            if !(is_first && is_head(text)) {
                let range = self.fold(&text[trim(text, 0..text.len())], is_plain);
                self.pieces.push(Piece { range, node, number: None, unit: whole });
            }
            return;
        }
        let (start, first) = (self.folded.len(), self.pieces.len());
        let mut number = 0;
        for range in sentences(text) {
            let folded = self.fold(&text[range.clone()], is_plain);
            // The whole text is.
            if range.len() == text.len() || is_wide(&text[range], SHORTEST) {
                self.pieces.push(Piece { range: folded, node, number: Some(number), unit: Unit::Part });
            }
            number += 1;
        }
        if number > 1 && !families.is_empty() {
            self.texts.push((text, first..self.pieces.len(), families));
        }
        match self.pieces.get_mut(first) {
            Some(only) if number == 1 => (only.unit, only.number) = (whole, None),
            _ if is_usage => {
                let range = start..self.folded.len();
                self.pieces.push(Piece { range, node, number: None, unit: Unit::LongUsage });
            }
            _ => {}
        }
    }

    /// Appends a trimmed text, and a line break that no folded text holds; names are not sought across it. A plain one changes its
    /// case only.
    fn fold(&mut self, text: &str, is_plain: bool) -> Range<usize> {
        let start = self.folded.len();
        match is_plain {
            true => self.folded.push_str(text),
            false => fold_onto(text, &mut self.folded),
        }
        let end = self.folded.len();
        self.folded.push('\n');
        start..end
    }

    /// Marks the sentences that the lists of phrases know as templates. Nearly no document has one.
    fn mark_templates(&mut self) {
        let search = || TextFeatures::of_families(may_stand_in(self.folded.as_bytes()));
        let seen = self.handoff.map_or_else(search, Handoff::features);
        for (text, pieces, families) in &self.texts {
            let families = families.iter().filter(|family| seen.has(TextFeatures::phrase(**family)));
            let found = families.flat_map(|family| Phrases::of(*family).find(text, Terms::Any));
            for template in found.map(|found| whole_sentences(text, found.range)) {
                let before = sentences(text).take_while(|sentence| sentence.start < template.start).count();
                let up_to = sentences(text).take_while(|sentence| sentence.end <= template.end).count();
                let is_part = |number: u32| (before..up_to).contains(&(number as usize));
                for piece in &mut self.pieces[pieces.clone()] {
                    if piece.number.is_some_and(is_part) {
                        piece.unit = Unit::Template;
                    }
                }
            }
        }
    }

    /// The hashes of all pieces, with the names that stand at `names` replaced.
    fn hash(&self, names: &[Range<usize>], mut sketcher: Option<Sketcher>) -> Digest {
        let mut replaced = String::new();
        // Most documents calculate nowhere.
        let has_equations = has_equation(&self.folded);
        let hash = |piece: &Piece| {
            let text = plain_end(&self.folded[piece.range.clone()]);
            let first = names.partition_point(|name| name.end <= piece.range.start);
            let inside = names[first..].iter().take_while(|name| name.end <= piece.range.start + text.len());
            let mut rest = piece.range.start;
            replaced.clear();
            for name in inside {
                replaced.push_str(&self.folded[rest..name.start]);
                replaced.push(TERM);
                rest = name.end;
            }
            let is_general = rest > piece.range.start;
            let text = if is_general {
                replaced.push_str(&self.folded[rest..piece.range.start + text.len()]);
                replaced.as_str()
            } else {
                text
            };
            if let Some(sketcher) = sketcher.as_mut().filter(|_| piece.unit != Unit::LongUsage) {
                sketcher.add(text);
            }
            // A formula is repeated wherever it applies, unless it would fit any term; and who sends the reader elsewhere
            // may do so in the same words.
            // What is nothing but the name is no template.
            let is_name = is_general && !text.contains(char::is_alphanumeric);
            if is_name || has_equations && !is_general && has_equation(text) || is_folded_reference(text) {
                return None;
            }
            Sentence::new(xxh3_64(text.as_bytes()), piece.node, piece.number, piece.unit)
        };
        let mut sentences = Vec::with_capacity(self.pieces.len());
        sentences.extend(self.pieces.iter().filter_map(hash));
        Digest { sentences: sentences.into(), sample: sketcher.map(|sketcher| sketcher.sample()) }
    }
}

/// Whether the first row of a list is the head of a table: no cell says anything.
fn is_head(row: &str) -> bool {
    const TELLING: usize = 20;
    cells(row).all(|cell| text_width(&row[cell]) < TELLING)
}

/// Whether a folded text calculates.
fn has_equation(text: &str) -> bool {
    let bytes = text.as_bytes();
    // The first byte of `÷` and `×`.
    let mut signs = memchr::memchr2_iter(b'=', 0xc3, bytes);
    signs.any(|at| bytes[at] == b'=' || ["÷", "×"].iter().any(|sign| bytes[at..].starts_with(sign.as_bytes())))
}

/// No term has more names; each of them is sought in all texts.
const MOST_NAMES: usize = 100;

/// Where the names of the term stand in its folded texts, in their order and without overlap, the longest first.
fn names_in(fields: &Fields<'_>, folded: &str) -> Vec<Range<usize>> {
    let mut names: Vec<(String, bool)> = Vec::new();
    for name in fields.names() {
        if names.len() == MOST_NAMES {
            break;
        }
        let folded = fold(name);
        if text_width(&folded) >= 2 && !names.iter().any(|(known, _)| *known == folded) {
            names.push((folded, is_common(name)));
        }
    }
    let mut found: Vec<Range<usize>> = Vec::new();
    for (name, is_common) in &names {
        let ranges = memmem::find_iter(folded.as_bytes(), name.as_bytes()).map(|start| start..start + name.len());
        found.extend(ranges.filter(|range| is_word(folded, range) && (!is_common || begins(folded, range.start))));
    }
    found.sort_unstable_by_key(|range| (range.start, std::cmp::Reverse(range.end)));
    let mut end = 0;
    found.retain(|range| {
        let is_free = range.start >= end;
        end = if is_free { range.end } else { end };
        is_free
    });
    found
}

/// Whether a name is also an everyday word, such as Lead or 目標: within a sentence it may be just that.
fn is_common(name: &str) -> bool {
    let is_latin_word = name.bytes().all(|byte| byte.is_ascii_alphabetic());
    match is_latin_word {
        true => name.bytes().skip(1).any(|byte| byte.is_ascii_lowercase()),
        false => !name.is_ascii() && name.chars().count() <= 2,
    }
}

/// Whether a sentence or a cell begins here.
fn begins(folded: &str, at: usize) -> bool {
    let before = folded[..at].trim_end_matches(' ');
    before.is_empty() || before.ends_with(['\n', '|'])
}

/// Whether no letter next to the range belongs to the same word.
fn is_word(folded: &str, range: &Range<usize>) -> bool {
    let is_joined = |one: Option<char>, other: Option<char>| {
        let both = |test: fn(char) -> bool| one.is_some_and(test) && other.is_some_and(test);
        both(|letter| letter.is_ascii_alphanumeric()) || both(script::is_katakana)
    };
    let name = &folded[range.clone()];
    !is_joined(folded[..range.start].chars().next_back(), name.chars().next())
        && !is_joined(name.chars().next_back(), folded[range.end..].chars().next())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::parse;
    use serde_json::{Value, json};

    fn of(document: &Value) -> Vec<Sentence> {
        let text = document.to_string();
        let tree = parse(&text).tree;
        digest(&Fields::new(tree.root().unwrap()), None, false).sentences.into()
    }

    /// The hashes of the sentences of a usage text of a term with this name.
    fn hashes(name: &str, text: &str) -> Vec<u64> {
        let usage = json!([{ "key": "meaning", "text": text, "items": [] }]);
        let document = json!({ "summary": { "display_name": name }, "content": { "usage": usage } });
        of(&document).into_iter().map(Sentence::hash).collect()
    }

    fn same(one: (&str, &str), other: (&str, &str)) -> bool {
        let (one, other) = (hashes(one.0, one.1), hashes(other.0, other.1));
        assert!(!one.is_empty() && !other.is_empty());
        one == other
    }

    #[test]
    fn each_term_says_the_same_of_itself() {
        assert!(same(
            ("Churn Rate", "With churn rate at hand, the team agrees on the next step at once."),
            ("Lead Scoring", "With  Lead Scoring at hand, the team agrees on the next step at once"),
        ));
        assert!(same(
            ("解約率", "会議の前に解約率を見ておくと、次に打つ手をその場で決められる。"),
            ("売上維持率", "会議の前に売上維持率を見ておくと、次に打つ手をその場で決められる"),
        ));
        assert!(!same(
            ("Churn Rate", "With churn rate at hand, the team agrees on the next step at once."),
            ("Churn Rate", "With churn rate at hand, the team agrees on the last step at once."),
        ));
    }

    #[test]
    fn an_everyday_word_is_a_name_at_the_start_of_a_sentence_only() {
        let (inside, start) = (
            "Write down the lead for the whole team before the work begins.",
            "Lead means more than it says when a team reads it for the first time.",
        );
        assert!(same(("Lead", inside), ("Goal", inside)));
        assert!(same(("Lead", start), ("Goal", &start.replace("Lead", "Goal"))));
        let inside = "四半期の初めに目標を全員の前で読み上げてから仕事を割り振る。";
        assert!(same(("目標", inside), ("課題", inside)));
        assert!(same(
            ("目標", &inside["四半期の初めに".len()..]),
            ("課題", &inside["四半期の初めに".len()..].replace("目標", "課題"))
        ));
        let whole = "Ask for the ROI of each plan before the whole team reads it.";
        assert!(same(("ROI", whole), ("Goal Setting", &whole.replace("ROI", "goal setting"))));
    }

    #[test]
    fn a_name_is_no_part_of_a_longer_word() {
        let text = "リードナーチャリングを始める前に、連絡先の一覧を全員で見直しておく。";
        assert!(same(("リード", text), ("ペルソナ", text)));
        let text = "A crossroi of paths is not the figure that the team is looking for.";
        assert!(same(("ROI", text), ("Goal Setting", text)));
    }

    #[test]
    fn what_may_come_again_is_left_out() {
        for text in [
            "Too short to count.",
            "短い文は数えない。",
            "See the page on net revenue retention for the whole calculation.",
            "Rate of the year = 1 - (1 - monthly rate) ^ 12 for all of the plans.",
        ] {
            assert_eq!(hashes("Churn Rate", text), [0; 0], "{text}");
        }
        assert_eq!(hashes("Churn Rate", "Churn rate = events that meet the definition / the eligible base.").len(), 1);
        let section = json!({ "text": null, "items": [
            "Driver of the rate | What it moves | What to do", "Driver of the rate | What it moves | What to do"
        ] });
        assert_eq!(
            of(&json!({ "content": { "formula": section } })).len(),
            1,
            "the first row is the head of the table"
        );
    }

    #[test]
    fn a_name_alone_is_no_template() {
        let name = "Weighted Average Cost of Capital After Taxes";
        assert_eq!(hashes(name, &format!("{name}.")), [0; 0]);
        assert_eq!(hashes(name, &format!("{name} and again {name}.")).len(), 1);
    }

    #[test]
    fn a_known_template_is_marked_where_its_list_counts() {
        let known = "Define the decision, owner, and time horizon before filling in the sheet.";
        let text = format!("{known} Then ask the oldest customer what has changed since the spring. {known}");
        let units = |section: Value| -> Vec<Unit> {
            of(&json!({ "content": section })).into_iter().map(Sentence::unit).collect()
        };
        let section = json!({ "text": text, "items": [] });
        assert_eq!(
            units(json!({ "usage": [section] })),
            [Unit::Template, Unit::Part, Unit::Part, Unit::LongUsage],
            "a phrase is found once in a text"
        );
        assert_eq!(units(json!({ "boundary": section })), [Unit::Part; 3]);
        assert_eq!(units(json!({ "usage": [{ "text": known, "items": [] }] })), [Unit::WholeUsage]);
    }

    #[test]
    fn a_place_says_which_sentence_of_which_text() {
        let long =
            "The first sentence is long enough to be compared. Short. The third one is long enough as well, is it not?";
        let item = "One sentence that is a whole item of the usage.";
        let document = json!({ "content": {
            "definition": { "text": long, "items": [] }, "usage": [{ "text": long, "items": [item] }]
        } });
        let text = document.to_string();
        let tree = parse(&text).tree;
        let found: Vec<_> = of(&document)
            .into_iter()
            .map(|found| {
                let pointer = tree.node(found.node()).unwrap().pointer();
                (pointer.as_str().to_owned(), found.number(), found.unit())
            })
            .collect();
        let (definition, usage) = ("/content/definition/text".to_owned(), "/content/usage/0/text".to_owned());
        assert_eq!(
            found,
            [
                (definition.clone(), Some(0), Unit::Part),
                (definition, Some(2), Unit::Part),
                (usage.clone(), Some(0), Unit::Part),
                (usage.clone(), Some(2), Unit::Part),
                (usage, None, Unit::LongUsage),
                ("/content/usage/0/items/0".to_owned(), None, Unit::WholeUsage),
            ]
        );
    }
}
