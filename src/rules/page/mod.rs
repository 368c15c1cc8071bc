//! The rules of the group `page`.

mod missing_page;
mod orphan_page;
mod page_count_mismatch;
mod page_date_mismatch;
mod page_extra_text;
mod page_language;
mod page_link_mismatch;
mod page_missing_section;
mod page_name_mismatch;
mod page_quality_mismatch;
mod page_stale;
mod page_template_defect;
mod page_text_drift;
mod unreadable_page;

use crate::rule::{Declaration, Group};

/// The group of every rule in this folder.
const GROUP: Group = Group::Page;

/// The rules of this folder, by id.
pub const RULES: &[Declaration] = &[
    Declaration::of::<missing_page::MissingPage>(),
    Declaration::of::<orphan_page::OrphanPage>(),
    Declaration::of::<page_count_mismatch::PageCountMismatch>(),
    Declaration::of::<page_date_mismatch::PageDateMismatch>(),
    Declaration::of::<page_extra_text::PageExtraText>(),
    Declaration::of::<page_language::PageLanguage>(),
    Declaration::of::<page_link_mismatch::PageLinkMismatch>(),
    Declaration::of::<page_missing_section::PageMissingSection>(),
    Declaration::of::<page_name_mismatch::PageNameMismatch>(),
    Declaration::of::<page_quality_mismatch::PageQualityMismatch>(),
    Declaration::of::<page_stale::PageStale>(),
    Declaration::of::<page_template_defect::PageTemplateDefect>(),
    Declaration::of::<page_text_drift::PageTextDrift>(),
    Declaration::of::<unreadable_page::UnreadablePage>(),
];
