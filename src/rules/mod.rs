//! The one list of rules. Each is one file, read from top to bottom: page, options, metadata, check.
//!
//! Rules see handoff, corpus and the report; they never import each other, nor a format, nor the clock.

mod abbreviation_initials;
mod alias_conflict;
mod boilerplate_definition;
mod boilerplate_faq;
mod boilerplate_prose;
mod broken_katakana;
mod byte_order_mark;
mod canonical_url_mismatch;
mod circular_formula;
mod conflicting_fields;
mod cross_locale_relation;
mod dead_related_slug;
mod decomposed_text;
mod definition_restates_name;
mod duplicate_key;
mod duplicate_related_slug;
mod duplicate_sentence;
mod duplicate_source;
mod duplicate_term;
mod duplicate_usage_text;
mod empty_section;
mod expired_ignore;
mod fallback_term_id;
mod file_too_large;
mod filler_relation;
mod forbidden_field;
mod foreign_body;
mod foreign_section_title;
mod house_self_reference;
mod imprecise_review_date;
mod insecure_url;
mod invalid_encoding;
mod invalid_review_date;
mod invisible_characters;
mod joined_items_text;
mod leaked_instructions;
mod lone_surrogate;
mod malformed_locale;
mod malformed_slug;
mod malformed_source_ref;
mod malformed_value;
mod malformed_version;
mod missing_field;
mod missing_formula;
mod missing_review_date;
mod missing_sentence_space;
mod missing_version;
mod mixed_width_letters;
mod near_duplicate_term;
mod nesting_too_deep;
mod one_sided_boundary;
mod one_way_relation;
mod orphan_term;
mod pipes_in_prose;
mod placeholder_comparison_row;
mod placeholder_text;
mod ragged_rows;
mod redundant_prefix;
mod related_drift;
mod repeated_abbreviation;
mod review_before_policy;
mod self_related_slug;
mod self_source;
mod serial_in_name;
mod shared_boilerplate;
mod shared_usage_text;
mod slug_title_mismatch;
mod source_count_mismatch;
mod stale_review;
mod stray_space;
mod syntax_error;
mod term_id_collision;
mod too_few_sources;
mod truncated_definition;
mod unbalanced_brackets;
mod unexpected_value;
mod unknown_field;
mod unknown_version;
mod unlisted_value;
mod unmarked_misconception;
mod unpaired_locale;
mod unreadable_file;
mod untyped_source;
mod unused_ignore;
mod wrong_type;

use crate::rule::Declaration;

/// All rules, by id.
pub static RULES: &[Declaration] = &[
    Declaration::of::<abbreviation_initials::AbbreviationInitials>(),
    Declaration::of::<alias_conflict::AliasConflict>(),
    Declaration::of::<boilerplate_definition::BoilerplateDefinition>(),
    Declaration::of::<boilerplate_faq::BoilerplateFaq>(),
    Declaration::of::<boilerplate_prose::BoilerplateProse>(),
    Declaration::of::<broken_katakana::BrokenKatakana>(),
    Declaration::of::<byte_order_mark::ByteOrderMark>(),
    Declaration::of::<canonical_url_mismatch::CanonicalUrlMismatch>(),
    Declaration::of::<circular_formula::CircularFormula>(),
    Declaration::of::<conflicting_fields::ConflictingFields>(),
    Declaration::of::<cross_locale_relation::CrossLocaleRelation>(),
    Declaration::of::<dead_related_slug::DeadRelatedSlug>(),
    Declaration::of::<decomposed_text::DecomposedText>(),
    Declaration::of::<definition_restates_name::DefinitionRestatesName>(),
    Declaration::of::<duplicate_key::DuplicateKey>(),
    Declaration::of::<duplicate_related_slug::DuplicateRelatedSlug>(),
    Declaration::of::<duplicate_sentence::DuplicateSentence>(),
    Declaration::of::<duplicate_source::DuplicateSource>(),
    Declaration::of::<duplicate_term::DuplicateTerm>(),
    Declaration::of::<duplicate_usage_text::DuplicateUsageText>(),
    Declaration::of::<empty_section::EmptySection>(),
    Declaration::of::<expired_ignore::ExpiredIgnore>(),
    Declaration::of::<fallback_term_id::FallbackTermId>(),
    Declaration::of::<file_too_large::FileTooLarge>(),
    Declaration::of::<filler_relation::FillerRelation>(),
    Declaration::of::<forbidden_field::ForbiddenField>(),
    Declaration::of::<foreign_body::ForeignBody>(),
    Declaration::of::<foreign_section_title::ForeignSectionTitle>(),
    Declaration::of::<house_self_reference::HouseSelfReference>(),
    Declaration::of::<imprecise_review_date::ImpreciseReviewDate>(),
    Declaration::of::<insecure_url::InsecureUrl>(),
    Declaration::of::<invalid_encoding::InvalidEncoding>(),
    Declaration::of::<invalid_review_date::InvalidReviewDate>(),
    Declaration::of::<invisible_characters::InvisibleCharacters>(),
    Declaration::of::<joined_items_text::JoinedItemsText>(),
    Declaration::of::<leaked_instructions::LeakedInstructions>(),
    Declaration::of::<lone_surrogate::LoneSurrogate>(),
    Declaration::of::<malformed_locale::MalformedLocale>(),
    Declaration::of::<malformed_slug::MalformedSlug>(),
    Declaration::of::<malformed_source_ref::MalformedSourceRef>(),
    Declaration::of::<malformed_value::MalformedValue>(),
    Declaration::of::<malformed_version::MalformedVersion>(),
    Declaration::of::<missing_field::MissingField>(),
    Declaration::of::<missing_formula::MissingFormula>(),
    Declaration::of::<missing_review_date::MissingReviewDate>(),
    Declaration::of::<missing_sentence_space::MissingSentenceSpace>(),
    Declaration::of::<missing_version::MissingVersion>(),
    Declaration::of::<mixed_width_letters::MixedWidthLetters>(),
    Declaration::of::<near_duplicate_term::NearDuplicateTerm>(),
    Declaration::of::<nesting_too_deep::NestingTooDeep>(),
    Declaration::of::<one_sided_boundary::OneSidedBoundary>(),
    Declaration::of::<one_way_relation::OneWayRelation>(),
    Declaration::of::<orphan_term::OrphanTerm>(),
    Declaration::of::<pipes_in_prose::PipesInProse>(),
    Declaration::of::<placeholder_comparison_row::PlaceholderComparisonRow>(),
    Declaration::of::<placeholder_text::PlaceholderText>(),
    Declaration::of::<ragged_rows::RaggedRows>(),
    Declaration::of::<redundant_prefix::RedundantPrefix>(),
    Declaration::of::<related_drift::RelatedDrift>(),
    Declaration::of::<repeated_abbreviation::RepeatedAbbreviation>(),
    Declaration::of::<review_before_policy::ReviewBeforePolicy>(),
    Declaration::of::<self_related_slug::SelfRelatedSlug>(),
    Declaration::of::<self_source::SelfSource>(),
    Declaration::of::<serial_in_name::SerialInName>(),
    Declaration::of::<shared_boilerplate::SharedBoilerplate>(),
    Declaration::of::<shared_usage_text::SharedUsageText>(),
    Declaration::of::<slug_title_mismatch::SlugTitleMismatch>(),
    Declaration::of::<source_count_mismatch::SourceCountMismatch>(),
    Declaration::of::<stale_review::StaleReview>(),
    Declaration::of::<stray_space::StraySpace>(),
    Declaration::of::<syntax_error::SyntaxError>(),
    Declaration::of::<term_id_collision::TermIdCollision>(),
    Declaration::of::<too_few_sources::TooFewSources>(),
    Declaration::of::<truncated_definition::TruncatedDefinition>(),
    Declaration::of::<unbalanced_brackets::UnbalancedBrackets>(),
    Declaration::of::<unexpected_value::UnexpectedValue>(),
    Declaration::of::<unknown_field::UnknownField>(),
    Declaration::of::<unknown_version::UnknownVersion>(),
    Declaration::of::<unlisted_value::UnlistedValue>(),
    Declaration::of::<unmarked_misconception::UnmarkedMisconception>(),
    Declaration::of::<unpaired_locale::UnpairedLocale>(),
    Declaration::of::<unreadable_file::UnreadableFile>(),
    Declaration::of::<untyped_source::UntypedSource>(),
    Declaration::of::<unused_ignore::UnusedIgnore>(),
    Declaration::of::<wrong_type::WrongType>(),
];

/// The rule with this id, or with this former id.
pub fn find(id: &str) -> Option<&'static Declaration> {
    RULES.iter().find(|rule| rule.meta.id == id || rule.meta.aliases.contains(&id))
}
