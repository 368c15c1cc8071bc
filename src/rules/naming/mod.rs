//! The rules of the group `naming`.

mod abbreviation_initials;
mod alias_conflict;
mod foreign_display_name;
mod malformed_locale;
mod malformed_slug;
mod repeated_abbreviation;
mod serial_in_name;
mod slug_title_mismatch;

use crate::rule::{Declaration, Group};

/// The group of every rule in this folder.
const GROUP: Group = Group::Naming;

/// The rules of this folder, by id.
pub const RULES: &[Declaration] = &[
    Declaration::of::<abbreviation_initials::AbbreviationInitials>(),
    Declaration::of::<alias_conflict::AliasConflict>(),
    Declaration::of::<foreign_display_name::ForeignDisplayName>(),
    Declaration::of::<malformed_locale::MalformedLocale>(),
    Declaration::of::<malformed_slug::MalformedSlug>(),
    Declaration::of::<repeated_abbreviation::RepeatedAbbreviation>(),
    Declaration::of::<serial_in_name::SerialInName>(),
    Declaration::of::<slug_title_mismatch::SlugTitleMismatch>(),
];
