//! The rules of the group `prose`.

mod broken_katakana;
mod decomposed_text;
mod foreign_body;
mod foreign_section_title;
mod house_self_reference;
mod invisible_characters;
mod missing_sentence_space;
mod mixed_width_letters;
mod redundant_prefix;
mod stray_space;
mod unbalanced_brackets;

use crate::rule::{Declaration, Group};

/// The group of every rule in this folder.
const GROUP: Group = Group::Prose;

/// The rules of this folder, by id.
pub const RULES: &[Declaration] = &[
    Declaration::of::<broken_katakana::BrokenKatakana>(),
    Declaration::of::<decomposed_text::DecomposedText>(),
    Declaration::of::<foreign_body::ForeignBody>(),
    Declaration::of::<foreign_section_title::ForeignSectionTitle>(),
    Declaration::of::<house_self_reference::HouseSelfReference>(),
    Declaration::of::<invisible_characters::InvisibleCharacters>(),
    Declaration::of::<missing_sentence_space::MissingSentenceSpace>(),
    Declaration::of::<mixed_width_letters::MixedWidthLetters>(),
    Declaration::of::<redundant_prefix::RedundantPrefix>(),
    Declaration::of::<stray_space::StraySpace>(),
    Declaration::of::<unbalanced_brackets::UnbalancedBrackets>(),
];
