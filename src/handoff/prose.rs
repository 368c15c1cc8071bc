//! The texts that readers see, each with what it is to them.
//!
//! Owns which fields hold prose; ids, addresses and codes do not. Must not report.

use super::fields::Fields;
use super::locale::language;
use super::{Text, TextField};

/// What a text is to its readers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// A name of the term, or the title of a related one.
    Name,
    /// The title of a section.
    Title,
    /// Running text: the definition, the text of a section, the limitations.
    Text,
    /// An entry of a list, often a row.
    Item,
    /// A question of the FAQ.
    Question,
    /// An answer of the FAQ.
    Answer,
    /// The label of a source.
    Label,
}

impl Role {
    /// Whether it holds sentences, rather than names.
    pub fn is_running(self) -> bool {
        matches!(self, Role::Text | Role::Item | Role::Question | Role::Answer)
    }
}

/// A text that readers see.
#[derive(Clone, Copy, Debug)]
pub struct Prose<'a> {
    /// What it is to them.
    pub role: Role,
    /// The text.
    pub text: &'a Text<'a>,
    /// The language that it is written in, as its alias's locale has it, else the document's: `en`, `ja`; empty where there
    /// is none.
    pub language: &'a str,
}

/// Every text that readers see, in no particular order.
///
/// The short definition is left out where it only copies the definition, whole or cut: what is wrong with one is
/// wrong with the other for the same cause, and is fixed in the definition.
pub(super) fn texts<'a>(fields: &'a Fields<'a>) -> Vec<Prose<'a>> {
    /// Enough for nearly every document.
    const USUAL: usize = 96;
    let language_of_document = fields.settled_locale().map_or("", language);
    let mut texts = Vec::with_capacity(USUAL);
    let mut add = |role: Role, field: &'a TextField<'a>| {
        if let Some(text) = field.value() {
            texts.push(Prose { role, text, language: language_of_document });
        }
    };
    let summary = &fields.summary;
    add(Role::Name, &summary.display_name);
    add(Role::Name, &summary.english_name);
    add(Role::Name, &summary.abbreviation);
    if !fields.copies_definition() {
        add(Role::Text, &summary.short_definition);
    }
    for pair in &fields.content.faq {
        add(Role::Question, &pair.question);
        add(Role::Answer, &pair.answer);
    }
    for source in &fields.sources.visible_sources {
        add(Role::Label, &source.label);
    }
    for related in &fields.related_terms {
        add(Role::Name, &related.title);
    }
    add(Role::Text, &fields.limitations.text);
    for section in fields.content.sections() {
        add(Role::Title, &section.title);
        add(Role::Text, &section.text);
    }
    let items = fields.content.sections().flat_map(|section| &section.items).chain(&fields.limitations.items);
    texts.extend(items.map(|text| Prose { role: Role::Item, text, language: language_of_document }));
    for alias in &fields.aliases {
        let language = alias.locale.value().map_or(language_of_document, |locale| language(locale));
        texts.extend(alias.text.value().map(|text| Prose { role: Role::Name, text, language }));
    }
    texts
}
