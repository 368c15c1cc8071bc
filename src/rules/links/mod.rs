//! The rules of the group `links`.

mod cross_locale_relation;
mod dead_related_slug;
mod duplicate_related_slug;
mod duplicate_term;
mod filler_relation;
mod one_way_relation;
mod orphan_term;
mod related_drift;
mod self_related_slug;
mod term_id_collision;
mod unpaired_locale;

use crate::rule::{Declaration, Group};

/// The group of every rule in this folder.
const GROUP: Group = Group::Links;

/// The rules of this folder, by id.
pub const RULES: &[Declaration] = &[
    Declaration::of::<cross_locale_relation::CrossLocaleRelation>(),
    Declaration::of::<dead_related_slug::DeadRelatedSlug>(),
    Declaration::of::<duplicate_related_slug::DuplicateRelatedSlug>(),
    Declaration::of::<duplicate_term::DuplicateTerm>(),
    Declaration::of::<filler_relation::FillerRelation>(),
    Declaration::of::<one_way_relation::OneWayRelation>(),
    Declaration::of::<orphan_term::OrphanTerm>(),
    Declaration::of::<related_drift::RelatedDrift>(),
    Declaration::of::<self_related_slug::SelfRelatedSlug>(),
    Declaration::of::<term_id_collision::TermIdCollision>(),
    Declaration::of::<unpaired_locale::UnpairedLocale>(),
];
