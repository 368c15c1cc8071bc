//! The rules of the group `evidence`.

mod canonical_url_mismatch;
mod conflicting_fields;
mod duplicate_source;
mod duplicate_source_ref;
mod fallback_term_id;
mod insecure_url;
mod invalid_review_date;
mod malformed_source_ref;
mod missing_review_date;
mod self_source;
mod source_count_mismatch;
mod too_few_sources;
mod untyped_source;

use crate::rule::{Declaration, Group};

/// The group of every rule in this folder.
const GROUP: Group = Group::Evidence;

/// The rules of this folder, by id.
pub const RULES: &[Declaration] = &[
    Declaration::of::<canonical_url_mismatch::CanonicalUrlMismatch>(),
    Declaration::of::<conflicting_fields::ConflictingFields>(),
    Declaration::of::<duplicate_source::DuplicateSource>(),
    Declaration::of::<duplicate_source_ref::DuplicateSourceRef>(),
    Declaration::of::<fallback_term_id::FallbackTermId>(),
    Declaration::of::<insecure_url::InsecureUrl>(),
    Declaration::of::<invalid_review_date::InvalidReviewDate>(),
    Declaration::of::<malformed_source_ref::MalformedSourceRef>(),
    Declaration::of::<missing_review_date::MissingReviewDate>(),
    Declaration::of::<self_source::SelfSource>(),
    Declaration::of::<source_count_mismatch::SourceCountMismatch>(),
    Declaration::of::<too_few_sources::TooFewSources>(),
    Declaration::of::<untyped_source::UntypedSource>(),
];
