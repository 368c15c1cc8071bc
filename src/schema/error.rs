//! What an error of the validator says by itself.
//!
//! Owns the reading of its kind and paths. Must not word findings.

use jsonschema::ValidationError;
use jsonschema::error::ValidationErrorKind;

/// `additionalProperties: false` without properties beside it, or `propertyNames: false`: the error is the object's.
pub(super) fn forbids_all_members(error: &ValidationError<'_>) -> bool {
    let path = error.schema_path().as_str();
    let is_keyword = |keyword| path.ends_with(keyword) && !path.trim_end_matches(keyword).ends_with("/properties");
    is_keyword("/additionalProperties") || is_keyword("/propertyNames")
}

/// Whether an error is about what no other keyword has looked at.
pub(super) fn is_unevaluated(error: &ValidationError<'_>) -> bool {
    matches!(
        error.kind(),
        ValidationErrorKind::UnevaluatedProperties { .. } | ValidationErrorKind::UnevaluatedItems { .. }
    )
}

/// The pointer of a member.
pub(super) fn child_pointer(parent: &str, name: &str) -> String {
    format!("{parent}/{}", name.replace('~', "~0").replace('/', "~1"))
}
