//! The rules of the group `validity`.

mod byte_order_mark;
mod duplicate_key;
mod file_too_large;
mod forbidden_field;
mod invalid_encoding;
mod lone_surrogate;
mod malformed_value;
mod malformed_version;
mod missing_field;
mod missing_version;
mod nesting_too_deep;
mod syntax_error;
mod unexpected_value;
mod unknown_field;
mod unknown_version;
mod unlisted_value;
mod unreadable_file;
mod wrong_type;

use crate::rule::{Declaration, Group};

/// The group of every rule in this folder.
const GROUP: Group = Group::Validity;

/// The rules of this folder, by id.
pub const RULES: &[Declaration] = &[
    Declaration::of::<byte_order_mark::ByteOrderMark>(),
    Declaration::of::<duplicate_key::DuplicateKey>(),
    Declaration::of::<file_too_large::FileTooLarge>(),
    Declaration::of::<forbidden_field::ForbiddenField>(),
    Declaration::of::<invalid_encoding::InvalidEncoding>(),
    Declaration::of::<lone_surrogate::LoneSurrogate>(),
    Declaration::of::<malformed_value::MalformedValue>(),
    Declaration::of::<malformed_version::MalformedVersion>(),
    Declaration::of::<missing_field::MissingField>(),
    Declaration::of::<missing_version::MissingVersion>(),
    Declaration::of::<nesting_too_deep::NestingTooDeep>(),
    Declaration::of::<syntax_error::SyntaxError>(),
    Declaration::of::<unexpected_value::UnexpectedValue>(),
    Declaration::of::<unknown_field::UnknownField>(),
    Declaration::of::<unknown_version::UnknownVersion>(),
    Declaration::of::<unlisted_value::UnlistedValue>(),
    Declaration::of::<unreadable_file::UnreadableFile>(),
    Declaration::of::<wrong_type::WrongType>(),
];
