//! A typed, lenient view of one handoff: every field may be missing or wrong, every field knows its place.
//!
//! Owns what rules see of a document. Must not judge: that is the schema's and the rules' part.

pub mod address;
mod date;
mod field;
mod fields;
mod glance;
pub mod locale;
mod place;
mod prose;
mod source;
mod words;

use std::ops::Deref;

pub use date::{DateError, ReviewDate};
pub use field::{Field, Text, TextField};
pub use fields::{
    Alias, Canonical, Content, Faq, Fields, Limitations, Quality, RelatedTerm, Section, Sources, Summary, VisibleSource,
};
pub use glance::Glance;
pub use place::{AtKey, AtOwner, AtText, Base, Locate, Placer};
pub use prose::{Prose, Role, language};
pub use source::OwnMark;

/// One document as rules see it: its fields, its texts, and what a glance at its bytes tells of them.
#[derive(Clone, Debug)]
pub struct Handoff<'a> {
    fields: &'a Fields<'a>,
    texts: Vec<Prose<'a>>,
    glance: Glance,
}

impl<'a> Handoff<'a> {
    /// The view over `fields`.
    pub fn new(fields: &'a Fields<'a>) -> Self {
        Handoff { fields, texts: prose::texts(fields), glance: Glance::of(fields.root.tree().text()) }
    }

    /// Every text that readers see, in no particular order; ids, addresses and codes are none.
    pub fn texts(&self) -> impl Iterator<Item = Prose<'a>> {
        self.texts.iter().copied()
    }

    /// What its texts may hold: a rule that looks for something rare asks here first.
    pub fn glance(&self) -> Glance {
        self.glance
    }
}

impl<'a> Deref for Handoff<'a> {
    type Target = Fields<'a>;

    fn deref(&self) -> &Fields<'a> {
        self.fields
    }
}
