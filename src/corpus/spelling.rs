//! Which words a document spells in which of several ways, in four bytes each.
//!
//! Owns how many are remembered, and which texts are read. What has several spellings is told in [`crate::text`].

use std::collections::BTreeSet;
use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::Anchor;
use crate::handoff::{Fields, Text};
use crate::text::{SpeltWord, spellings};

/// How many words of a document are remembered: 64 bytes.
const MOST: usize = 16;

/// A word in one of its spellings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct WordForm(u32);

impl WordForm {
    fn of(spelt: SpeltWord) -> WordForm {
        WordForm(spelt.word * u32::from(SpeltWord::FORMS) + u32::from(spelt.form))
    }

    /// Equal for all spellings of a word.
    pub fn word(self) -> u32 {
        self.0 / u32::from(SpeltWord::FORMS)
    }

    /// Which of its spellings it is.
    pub fn form(self) -> u8 {
        u8::try_from(self.0 % u32::from(SpeltWord::FORMS)).unwrap_or_default()
    }

    /// Where a document has it first; `usual` is the spelling that is named beside it.
    pub fn anchor(self, usual: u8) -> Anchor {
        Anchor::Spelling(self, usual)
    }
}

/// The words of a document that have several spellings. Of more than can be remembered, those with the smallest hashes: they are
/// the same in each document.
pub(crate) fn word_forms(fields: &Fields<'_>) -> Box<[WordForm]> {
    let all: BTreeSet<WordForm> =
        texts(fields).flat_map(|text| spellings(text)).map(|found| WordForm::of(found.word)).collect();
    all.into_iter().take(MOST).collect()
}

/// Where a document has a word in this spelling first, and the word as it is usually spelt.
pub(crate) fn first_place<'f, 'a>(
    fields: &'f Fields<'a>,
    wanted: WordForm,
    usual: u8,
) -> Option<(&'f Text<'a>, Range<usize>, String)> {
    texts(fields).find_map(|text| {
        let found = spellings(text).into_iter().find(|found| WordForm::of(found.word) == wanted)?;
        let usual = found.in_form(text, usual)?;
        Some((text, found.range, usual))
    })
}

/// The texts that are read, in the order of the contract.
fn texts<'f, 'a>(fields: &'f Fields<'a>) -> impl Iterator<Item = &'f Text<'a>> {
    let sections = fields.content.sections().flat_map(|section| section.text.value().into_iter().chain(&section.items));
    let pairs = fields.content.faq.iter().flat_map(|pair| pair.question.value().into_iter().chain(pair.answer.value()));
    sections.chain(pairs)
}
