//! The one list of rules. Each is one file, read from top to bottom: page, options, metadata, check.
//!
//! Rules see handoff, corpus and the report; they never import each other, nor a format, nor the clock.

mod byte_order_mark;
mod duplicate_key;
mod file_too_large;
mod invalid_encoding;
mod lone_surrogate;
mod malformed_version;
mod missing_review_date;
mod missing_version;
mod nesting_too_deep;
mod syntax_error;
mod unknown_version;
mod unreadable_file;

use crate::rule::Declaration;

/// All rules, by id.
pub static RULES: &[Declaration] = &[
    Declaration::of::<byte_order_mark::ByteOrderMark>(),
    Declaration::of::<duplicate_key::DuplicateKey>(),
    Declaration::of::<file_too_large::FileTooLarge>(),
    Declaration::of::<invalid_encoding::InvalidEncoding>(),
    Declaration::of::<lone_surrogate::LoneSurrogate>(),
    Declaration::of::<malformed_version::MalformedVersion>(),
    Declaration::of::<missing_review_date::MissingReviewDate>(),
    Declaration::of::<missing_version::MissingVersion>(),
    Declaration::of::<nesting_too_deep::NestingTooDeep>(),
    Declaration::of::<syntax_error::SyntaxError>(),
    Declaration::of::<unknown_version::UnknownVersion>(),
    Declaration::of::<unreadable_file::UnreadableFile>(),
];

/// The rule with this id, or with this former id.
pub fn find(id: &str) -> Option<&'static Declaration> {
    RULES.iter().find(|rule| rule.meta.id == id || rule.meta.aliases.contains(&id))
}
