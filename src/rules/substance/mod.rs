//! The rules of the group `substance`.

mod boilerplate_definition;
mod boilerplate_faq;
mod boilerplate_prose;
mod circular_formula;
mod definition_restates_name;
mod doubled_punctuation;
mod doubled_word;
mod duplicate_entry;
mod duplicate_sentence;
mod duplicate_usage_text;
mod empty_section;
mod foreign_character;
mod inconsistent_spelling;
mod joined_items_text;
mod leaked_instructions;
mod look_alike_letters;
mod markup_in_text;
mod missing_formula;
mod model_artefact;
mod mojibake;
mod near_duplicate_term;
mod one_sided_boundary;
mod pipes_in_prose;
mod placeholder_comparison_row;
mod placeholder_text;
mod prefer_words;
mod printed_null;
mod ragged_rows;
mod secret_in_text;
mod shared_boilerplate;
mod shared_usage_text;
mod truncated_definition;
mod unfinished_text;
mod unmarked_misconception;
mod unstated_formula;

use crate::rule::{Declaration, Group};

/// The group of every rule in this folder.
const GROUP: Group = Group::Substance;

/// The rules of this folder, by id.
pub const RULES: &[Declaration] = &[
    Declaration::of::<boilerplate_definition::BoilerplateDefinition>(),
    Declaration::of::<boilerplate_faq::BoilerplateFaq>(),
    Declaration::of::<boilerplate_prose::BoilerplateProse>(),
    Declaration::of::<circular_formula::CircularFormula>(),
    Declaration::of::<definition_restates_name::DefinitionRestatesName>(),
    Declaration::of::<doubled_punctuation::DoubledPunctuation>(),
    Declaration::of::<doubled_word::DoubledWord>(),
    Declaration::of::<duplicate_entry::DuplicateEntry>(),
    Declaration::of::<duplicate_sentence::DuplicateSentence>(),
    Declaration::of::<duplicate_usage_text::DuplicateUsageText>(),
    Declaration::of::<empty_section::EmptySection>(),
    Declaration::of::<foreign_character::ForeignCharacter>(),
    Declaration::of::<inconsistent_spelling::InconsistentSpelling>(),
    Declaration::of::<joined_items_text::JoinedItemsText>(),
    Declaration::of::<leaked_instructions::LeakedInstructions>(),
    Declaration::of::<look_alike_letters::LookAlikeLetters>(),
    Declaration::of::<markup_in_text::MarkupInText>(),
    Declaration::of::<missing_formula::MissingFormula>(),
    Declaration::of::<model_artefact::ModelArtefact>(),
    Declaration::of::<mojibake::Mojibake>(),
    Declaration::of::<near_duplicate_term::NearDuplicateTerm>(),
    Declaration::of::<one_sided_boundary::OneSidedBoundary>(),
    Declaration::of::<pipes_in_prose::PipesInProse>(),
    Declaration::of::<placeholder_comparison_row::PlaceholderComparisonRow>(),
    Declaration::of::<placeholder_text::PlaceholderText>(),
    Declaration::of::<prefer_words::PreferWords>(),
    Declaration::of::<printed_null::PrintedNull>(),
    Declaration::of::<ragged_rows::RaggedRows>(),
    Declaration::of::<secret_in_text::SecretInText>(),
    Declaration::of::<shared_boilerplate::SharedBoilerplate>(),
    Declaration::of::<shared_usage_text::SharedUsageText>(),
    Declaration::of::<truncated_definition::TruncatedDefinition>(),
    Declaration::of::<unfinished_text::UnfinishedText>(),
    Declaration::of::<unmarked_misconception::UnmarkedMisconception>(),
    Declaration::of::<unstated_formula::UnstatedFormula>(),
];
