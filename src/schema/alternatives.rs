//! `anyOf` and `oneOf`: which branch the author of a document meant, so that only that one speaks.
//!
//! Owns the choice. Must not word findings.

use std::collections::BTreeSet;

use jsonschema::ValidationError;
use jsonschema::error::{TypeKind, ValidationErrorKind};
use serde_json::Value;

type Error = ValidationError<'static>;

/// What to say of a value that fits no branch.
pub enum Choice<'e> {
    /// No branch takes a value of this type; the types that they take.
    Types(Vec<&'e TypeKind>),
    /// At this path stands none of the values by which the branches differ.
    Values(&'e str, Vec<&'e Value>),
    /// One of these members must be there.
    Members(Vec<&'e str>),
    /// The text has none of these formats.
    Formats(Vec<&'e str>),
    /// The errors of the branch that was meant.
    Errors(Vec<&'e Error>),
}

/// Chooses among the `branches` of the value at `path`, each given by its errors.
pub fn choose<'e>(path: &str, branches: &'e [Vec<Error>]) -> Choice<'e> {
    let types: Vec<&TypeKind> =
        branches.iter().filter_map(|branch| branch.iter().find_map(|e| of_type(e, path))).collect();
    if types.len() == branches.len() {
        return Choice::Types(types);
    }
    let mut left: Vec<&'e Vec<Error>> =
        branches.iter().filter(|branch| !branch.iter().any(|error| of_type(error, path).is_some())).collect();
    if let [only] = left.as_slice() {
        return Choice::Errors(only.iter().collect());
    }
    if let Some((place, values)) = shared_discriminator(path, &left) {
        return Choice::Values(place, values);
    }
    let by_value = |branch: &&Vec<Error>| !branch.iter().any(|error| discriminator(error, path).is_some());
    if left.iter().any(by_value) {
        left.retain(by_value);
    }
    if let Some(missing) = left.first().and_then(|first| first.iter().find(|error| is_missing_in_all(error, &left))) {
        return Choice::Errors(vec![missing]);
    }
    if let Some(formats) = only_error(path, &left, |kind| match kind {
        ValidationErrorKind::Format { format } => Some(format.as_str()),
        _ => None,
    }) {
        return Choice::Formats(formats);
    }
    if let Some(names) = only_error(path, &left, required).filter(|names| names.len() > 1) {
        return Choice::Members(names);
    }
    // The branch that understood most of the value: its errors lie deepest, and are fewest.
    let depth =
        |branch: &Vec<Error>| branch.iter().map(|error| error.instance_path().as_str().matches('/').count()).max();
    let best = left.iter().min_by_key(|branch| (std::cmp::Reverse(depth(branch)), branch.len()));
    Choice::Errors(best.map(|branch| branch.iter().collect()).unwrap_or_default())
}

fn of_type<'e>(error: &'e Error, path: &str) -> Option<&'e TypeKind> {
    match error.kind() {
        ValidationErrorKind::Type { kind } if error.instance_path().as_str() == path => Some(kind),
        _ => None,
    }
}

fn required(kind: &ValidationErrorKind) -> Option<&str> {
    match kind {
        ValidationErrorKind::Required { property } => property.as_str(),
        _ => None,
    }
}

/// Where a fixed value was expected, at `path` or in a member of it, and which.
fn discriminator<'e>(error: &'e Error, path: &str) -> Option<(&'e str, Vec<&'e Value>)> {
    let place = error.instance_path().as_str();
    let below = place.strip_prefix(path)?;
    if below.matches('/').count() > 1 {
        return None;
    }
    match error.kind() {
        ValidationErrorKind::Constant { expected_value } => Some((place, vec![expected_value])),
        ValidationErrorKind::Enum { options } => Some((place, options.as_array()?.iter().collect())),
        _ => None,
    }
}

/// The place at which every branch expects a fixed value that does not stand there.
fn shared_discriminator<'e>(path: &str, branches: &[&'e Vec<Error>]) -> Option<(&'e str, Vec<&'e Value>)> {
    let places = branches
        .iter()
        .map(|branch| branch.iter().filter_map(|error| Some(discriminator(error, path)?.0)).collect::<BTreeSet<_>>());
    let place = *places.reduce(|one, two| &one & &two)?.first()?;
    let mut values: Vec<&Value> = Vec::new();
    for error in branches.iter().flat_map(|branch| branch.iter()) {
        for value in
            discriminator(error, path).filter(|(at, _)| *at == place).into_iter().flat_map(|(_, values)| values)
        {
            if !values.contains(&value) {
                values.push(value);
            }
        }
    }
    Some((place, values))
}

/// Whether the error is a missing member that all branches miss: the discriminator itself, as a rule.
fn is_missing_in_all(error: &Error, branches: &[&Vec<Error>]) -> bool {
    required(error.kind()).is_some()
        && branches.iter().all(|branch| {
            branch.iter().any(|other| {
                required(other.kind()) == required(error.kind()) && other.instance_path() == error.instance_path()
            })
        })
}

/// What `read` gives for the one error of each branch, if every branch has only one, at `path`.
fn only_error<'e, T>(
    path: &str,
    branches: &[&'e Vec<Error>],
    read: impl Fn(&'e ValidationErrorKind) -> Option<T>,
) -> Option<Vec<T>> {
    let read = |branch: &&'e Vec<Error>| match branch.as_slice() {
        [only] if only.instance_path().as_str() == path => read(only.kind()),
        _ => None,
    };
    branches.iter().map(read).collect()
}
