//! A typed, lenient view of one handoff: every field may be missing or wrong, every field knows its place.
//!
//! Owns what rules see of a document. Checks nothing: that is the schema's and the rules' part.

pub mod address;
mod artefacts;
mod brackets;
mod date;
mod features;
mod field;
mod fields;
pub mod locale;
mod location;
mod names;
mod prose;
mod removal;
mod slip;
pub mod slug;
mod source;
mod survey;
mod triples;
mod uuid;
mod words;

use std::cell::{OnceCell, RefCell};
use std::ops::Deref;

use foldhash::{HashMap, HashSet};

pub use date::{DateError, ReviewDate};
pub use features::TextFeatures;
pub use field::{Field, Text, TextField, Whole};
pub use fields::{
    Alias, Canonical, Content, Faq, Fields, Limitations, Quality, RelatedTerm, Section, Sources, Summary, VisibleSource,
};
pub use locale::language;
pub use location::{AtKey, AtOwner, AtText, DocumentOffset, Locate, Locator};
pub use names::{FIELD_NAMES, is_extension};
pub use prose::{Prose, Role};
pub use removal::{Gap, are_twins, removal, without};
pub use slip::Slip;
pub use source::{OwnKind, OwnMark};
pub use uuid::is_uuid;

use self::survey::Survey;
use crate::phrase::is_about_tags;
use crate::text::fold;

/// One document as rules see it: its fields, its texts, and what its bytes tell of them.
#[derive(Clone, Debug)]
pub struct Handoff<'a> {
    fields: &'a Fields<'a>,
    texts: Vec<Prose<'a>>,
    survey: Survey,
    names: OnceCell<Vec<&'a Text<'a>>>,
    folded_names: OnceCell<Vec<String>>,
    bare_names: OnceCell<Vec<&'a str>>,
    level_names: OnceCell<HashSet<String>>,
    named_with: RefCell<HashMap<String, bool>>,
    is_about_tags: OnceCell<bool>,
}

/// So many bytes the addresses of nearly every document have together.
const USUAL_ADDRESSES: usize = 2048;

/// With so many names texts are compared one by one; more are looked up.
const FEW_NAMES: usize = 32;

impl<'a> Handoff<'a> {
    /// The view over `fields`.
    pub fn new(fields: &'a Fields<'a>) -> Self {
        let texts = prose::texts(fields);
        let secret = TextFeatures::SECRET.when(fields.root.tree().may_hold_secrets());
        let mut addresses = String::with_capacity(USUAL_ADDRESSES);
        fields.addresses().for_each(|url| addresses.extend([&**url, " "]));
        // It is left out of the texts where it copies the definition, and rules look at it all the same.
        let copy = fields.summary.short_definition.value().filter(|_| fields.copies_definition());
        let tree = fields.root.tree();
        let mut survey = Survey::of(texts.iter().map(|prose| prose.text).chain(copy), tree.node_count());
        survey.of_document = survey.of_document.or(TextFeatures::of_addresses(&addresses)).or(secret);
        Handoff {
            fields,
            texts,
            survey,
            names: OnceCell::new(),
            folded_names: OnceCell::new(),
            bare_names: OnceCell::new(),
            level_names: OnceCell::new(),
            named_with: RefCell::default(),
            is_about_tags: OnceCell::new(),
        }
    }

    /// Every name that the document gives its term: display name, English name, abbreviation, aliases.
    pub fn names(&self) -> impl Iterator<Item = &'a Text<'a>> + Clone {
        self.names.get_or_init(|| self.fields.names().collect()).iter().copied()
    }

    /// The [`names`](Handoff::names) as [`fold`] makes them.
    pub fn folded_names(&self) -> &[String] {
        self.folded_names.get_or_init(|| self.names().map(|name| fold(name)).collect())
    }

    /// Whether a text is one of the names, case and white space around it aside.
    pub fn has_name(&self, text: &str) -> bool {
        let text = text.trim();
        let names = self.bare_names.get_or_init(|| self.fields.names().map(|name| name.trim()).collect());
        if names.len() <= FEW_NAMES {
            return names.iter().any(|name| name.eq_ignore_ascii_case(text));
        }
        let levelled = self.level_names.get_or_init(|| names.iter().map(|name| name.to_ascii_lowercase()).collect());
        levelled.contains(&text.to_ascii_lowercase())
    }

    /// Whether a name, folded, holds a folded word. Meant for few different words: what was asked is kept.
    pub fn is_named_with(&self, word: &str) -> bool {
        if let Some(known) = self.named_with.borrow().get(word) {
            return *known;
        }
        let is_named = self.folded_names().iter().any(|name| name.contains(word));
        self.named_with.borrow_mut().insert(word.to_owned(), is_named);
        is_named
    }

    /// Whether a name of the term says that it is about merge tags or variables of templates.
    pub fn is_about_tags(&self) -> bool {
        *self.is_about_tags.get_or_init(|| self.names().any(|name| is_about_tags(name)))
    }

    /// Every text that readers see, in no particular order; ids, addresses and codes are none.
    pub fn texts(&self) -> impl Iterator<Item = Prose<'a>> {
        self.texts.iter().copied()
    }

    /// Those of the [`texts`](Handoff::texts) that may hold what is wanted.
    pub fn texts_with(&self, wanted: TextFeatures) -> impl Iterator<Item = Prose<'a>> {
        self.texts().filter(move |prose| self.may_hold(prose.text, wanted))
    }

    /// Whether one text may hold what is wanted. Nearly always, no text of the document does, which is asked first.
    pub fn may_hold(&self, text: &Text<'_>, wanted: TextFeatures) -> bool {
        self.features().has(wanted) && self.survey.of_text(text).has(wanted)
    }

    /// What its texts, and some of it its addresses, may hold: a rule that looks for something rare asks here first.
    pub fn features(&self) -> TextFeatures {
        self.survey.of_document
    }
}

impl<'a> Deref for Handoff<'a> {
    type Target = Fields<'a>;

    fn deref(&self) -> &Fields<'a> {
        self.fields
    }
}
