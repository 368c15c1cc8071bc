//! The rules of the group `freshness`.

mod expired_ignore;
mod imprecise_review_date;
mod review_before_policy;
mod stale_review;
mod unused_ignore;

use crate::rule::{Declaration, Group};

/// The group of every rule in this folder.
const GROUP: Group = Group::Freshness;

/// The rules of this folder, by id.
pub const RULES: &[Declaration] = &[
    Declaration::of::<expired_ignore::ExpiredIgnore>(),
    Declaration::of::<imprecise_review_date::ImpreciseReviewDate>(),
    Declaration::of::<review_before_policy::ReviewBeforePolicy>(),
    Declaration::of::<stale_review::StaleReview>(),
    Declaration::of::<unused_ignore::UnusedIgnore>(),
];
