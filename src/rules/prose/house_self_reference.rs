use std::ops::Range;

use crate::declare_rule;
use crate::handoff::{Handoff, Text, TextFeatures};
use crate::phrase::{Family, Phrases, Terms};
use crate::rule::{DocumentRule, Level, Reporter};
use crate::words::quote;

declare_rule! {
    /// A phrase about the publisher where the term should be explained.
    ///
    /// ## Why
    /// “In our textbook's terms” tells the reader that another book says it otherwise, without saying what. An agent that
    /// quotes the sentence advertises the publisher, and a search for the term finds its name in every definition.
    ///
    /// ## Fails
    /// ```json
    /// { "content": { "usage": [{ "key": "meaning", "title": "What it means", "text": "In YogoQ textbook terms, a leaver is a lost account.", "items": [] }] } }
    /// ```
    /// You can add your own phrases:
    /// ```json options
    /// { "extra-phrases": ["本用語集では"] }
    /// ```
    /// ```json ja
    /// { "content": { "usage": [{ "key": "meaning", "title": "意味", "text": "本用語集では契約が切れた日に数える。", "items": [] }] } }
    /// ```
    ///
    /// ## Passes
    /// ```json
    /// { "content": { "usage": [{ "key": "meaning", "title": "What it means", "text": "In textbook terms, a leaver is a lost account. YogoQ counts them monthly.", "items": [] }] } }
    /// ```
    /// ```json ja
    /// { "content": { "usage": [{ "key": "meaning", "title": "意味", "text": "本用語集では契約が切れた日に数える。", "items": [] }] } }
    /// ```
    ///
    /// ## Fix
    /// Delete the phrase and begin with what follows; the sentence loses nothing.
    ///
    /// ## Known limits
    /// Phrases are found by their wording (`src/phrase/house.toml`), whatever their capitals, character width and
    /// spaces, each once per text. The name of the publisher alone is not a defect. The rule is an info, since the
    /// sentence is true and only its first words are superfluous. Added phrases are compared letter by letter. Labels
    /// of sources are `self-source`.
    pub struct HouseSelfReference {
        /// Phrases that count too, anywhere in a text, letter by letter.
        extra_phrases: Vec<String> = Vec::new(),
    }
    id: "house-self-reference", kind: Document, level: Level::Info, seeks: TextFeatures::phrase(Family::HouseReference),
    yields_to: &["joined-items-text", "duplicate-usage-text"]
}

impl DocumentRule for HouseSelfReference {
    fn seeks_more(&self) -> bool {
        !self.extra_phrases.is_empty()
    }

    fn check(&self, handoff: &Handoff<'_>, reporter: &mut Reporter<'_>) {
        for prose in handoff.texts().filter(|prose| prose.role.is_running()) {
            let text = prose.text;
            if handoff.may_hold(text, TextFeatures::phrase(Family::HouseReference)) {
                for found in Phrases::of(Family::HouseReference).find(text, Terms::Any) {
                    say(text, found.range, reporter);
                }
            }
            for phrase in self.extra_phrases.iter().filter(|phrase| !phrase.is_empty()) {
                if let Some(at) = text.find(phrase.as_str()) {
                    say(text, at..at + phrase.len(), reporter);
                }
            }
        }
    }
}

fn say(text: &Text<'_>, range: Range<usize>, reporter: &mut Reporter<'_>) {
    reporter
        .at(text.part(range.clone(), ""))
        .message(format!("{} is about the publisher, not about the term", quote(&text[range])))
        .label("names the publisher")
        .help("delete the phrase");
}
