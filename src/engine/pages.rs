//! A document beside the page that was rendered from it.
//!
//! Owns what is said about a page as a whole (it is missing, it cannot be read), and the order in which page rules see the rest.
//! Where pages are is not asked here.

use std::collections::HashSet;

use xxhash_rust::xxh3::xxh3_128;

use super::Engine;
use super::companion::{Companion, Companions, PageSeen, PageState};
use super::document::DocumentResult;
use super::linter::Linter;
use crate::corpus::{Corpus, Member};
use crate::discover::{Files, Source};
use crate::finding::Finding;
use crate::fs::ReadError;
use crate::handoff::{Fields, Locate, Locator};
use crate::json::masked_bytes;
use crate::outcome::NotChecked;
use crate::pairing::{PageWords, Pair};
use crate::project::Pages;
use crate::rendered::{self, Format};
use crate::rule::{Group, PageLocator, Reporter};
use crate::words::quote;

/// The pages of a project, read from where its files are.
pub(super) struct PagesOnDisk<'p> {
    pub(super) pages: &'p Pages,
    pub(super) files: &'p dyn Files,
    /// The largest page, in bytes.
    pub(super) limit: u64,
}

impl Companions for PagesOnDisk<'_> {
    fn of(&self, document: &Fields<'_>) -> Option<Companion> {
        let source = self.pages.of_document(document)?;
        let (state, format) = match self.files.read(&source, self.limit) {
            Ok(bytes) => {
                let format = Format::of(&source.file, &bytes);
                (PageState::Read(bytes), format)
            }
            Err(ReadError::Vanished) => (PageState::Missing, Format::Text),
            Err(error) => (PageState::Unreadable(error.message(), error.help().to_owned()), Format::Text),
        };
        Some(Companion { path: source.path, shown: source.shown, format, state })
    }

    fn words(&self) -> &PageWords {
        &self.pages.words
    }
}

impl Engine {
    /// The pages, where there are any.
    pub(super) fn pages_at_hand(&self) -> Option<&Pages> {
        self.pages.as_ref().filter(|pages| pages.missing_folder.is_none())
    }

    /// That pages were not compared, although that was asked for.
    pub(super) fn pages_not_checked(&self) -> Option<NotChecked> {
        let folder = self.pages.as_ref()?.missing_folder.as_deref()?;
        let reason = format!(
            "there is no folder {}: build the pages, correct `map` in termlint.toml, or pass --pages-dir",
            quote(folder)
        );
        Some(NotChecked { rule: Group::Page.name().to_owned(), reason })
    }

    /// The pages that no document explains, each with its finding.
    pub(super) fn orphan_pages(&self, corpus: &Corpus) -> Vec<(Source, Finding)> {
        const RULE: &str = "orphan-page";
        let Some(pages) = self.pages_at_hand().filter(|_| self.linter().severity_of_rule(RULE).is_some()) else {
            return Vec::new();
        };
        let path_of = |member: &Member| pages.path_of(member.facts.locale.as_deref()?, member.facts.slug.as_deref()?);
        let explained: HashSet<String> = corpus.members().iter().filter_map(path_of).collect();
        let orphans = pages.all().into_iter().filter(|page| !explained.contains(&page.path));
        orphans
            .map(|page| {
                let mut finding = Finding::new(RULE, "no document belongs to this page", None);
                finding.in_page = true;
                finding.help = "delete the page, or restore the term's ai.json".to_owned();
                (page, finding)
            })
            .collect()
    }
}

impl Linter {
    /// Compares a document with its page.
    pub(super) fn check_page(
        &self,
        document: &Fields<'_>,
        locator: &Locator<'_>,
        path: &str,
        pages: &dyn Companions,
        result: &mut DocumentResult,
    ) {
        let Some(companion) = pages.of(document) else { return };
        let Companion { path: page_path, shown, format, state } = companion;
        let seen = |state| Some(Box::new(PageSeen { path: page_path.clone(), shown: shown.clone(), state }));
        let of_page = |rule: &'static str, message: String, help: &str| {
            let mut finding = Finding::new(rule, message, None);
            finding.help = help.to_owned();
            finding
        };
        let bytes = match state {
            PageState::Missing => {
                let message = format!("the page of this term is missing: there is no file {}", quote(&shown));
                let mut finding =
                    of_page("missing-page", message, "publish the page, or correct the slug or the locale");
                let slug = document.slug();
                finding.location = slug.map(|slug| slug.node.locate(locator));
                "the page is named after this".clone_into(&mut finding.label);
                result.findings.push(finding);
                result.page = seen(PageState::Missing);
                return;
            }
            PageState::Unreadable(message, help) => {
                let mut finding = of_page("unreadable-page", message.clone(), &help);
                finding.in_page = true;
                result.findings.push(finding);
                result.page = seen(PageState::Unreadable(message, help));
                return;
            }
            PageState::Read(bytes) => bytes,
        };
        result.page = seen(PageState::Read(xxh3_128(&bytes)));
        // What rules quote is masked, as it is in documents.
        let bytes = masked_bytes(bytes);
        let on_page = PageLocator::new(&page_path, path, &bytes);
        let page = match rendered::read(&bytes, format) {
            Ok(page) => page,
            Err(error) => {
                let mut finding = of_page("unreadable-page", error.message(), error.help());
                finding.in_page = true;
                let place = error.place();
                let end = place.end.min(bytes.len());
                finding.location = Some(on_page.locate(place.start.min(end)..end));
                result.findings.push(finding);
                return;
            }
        };
        let pair = Pair::new(document, &page, pages.words());
        for (meta, rule) in &self.page_rules {
            let mut report = Reporter::new(meta.id, locator, self.today, &mut result.findings).beside(&on_page);
            rule.check(&pair, &mut report);
        }
        if self.extras.pages {
            result.facts.page = Some(Box::new(pair.facts()));
        }
    }
}
