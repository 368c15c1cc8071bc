//! Where the rendered pages of a part of the project are.
//!
//! Owns the way from a term to the file of its page. A page lies below the folder that the map names, whatever a document says
//! about itself: see `docs/security.md`.

use std::path::{Path, PathBuf};

use super::options::{Options, PageChoice};
use super::plan::Part;
use super::scope::{Scope, shown};
use crate::config::PageMap;
use crate::discover::{self, Source};
use crate::fs::{self, PathKind, ReadError, Walk, What};
use crate::handoff::Fields;
use crate::pairing::PageWords;
use crate::rule::Kind;

/// The pages of a part.
#[derive(Clone)]
pub struct Pages {
    /// What is known about them beside them.
    pub words: PageWords,
    /// The folder in which all of them should be, as a person would name it, where there is none.
    pub missing_folder: Option<String>,
    place: Place,
    scope: Scope,
    /// The current folder, canonical.
    current: PathBuf,
}

/// Where they are.
#[derive(Clone, Debug)]
enum Place {
    /// This file is the page of every document: of the one that was named with it.
    File(PathBuf),
    /// Below this folder, which is canonical, where a map says.
    Mapped(PageMap, PathBuf),
}

impl Pages {
    /// The pages of a part, where they are asked for and it is known where they are.
    pub fn of(part: &Part, options: &Options, current: &Path) -> Option<Pages> {
        let PageChoice { folder, file, is_partial } = options.pages.as_ref()?;
        let config = &part.loaded.config;
        let place = match file {
            Some(file) => Place::File(fs::resolved(&current.join(file))),
            None => {
                let folder = match folder {
                    Some(folder) => fs::canonical(&current.join(folder)),
                    None => part.scope.root.clone(),
                };
                Place::Mapped(config.page_map.clone()?, folder)
            }
        };
        let words = PageWords { headings: config.headings.clone(), is_partial: *is_partial };
        // A folder that a person typed may lie anywhere; links in it still may not lead out of both.
        let mut scope = part.scope.clone();
        if let Some(folder) = folder {
            scope.boundary = scope.boundary.with(fs::canonical(&current.join(folder)));
        }
        let missing_folder = match &place {
            Place::File(_) => None,
            Place::Mapped(map, folder) => Some(folder.join(map.folder())),
        };
        let missing_folder = missing_folder.filter(|folder| fs::kind(folder) != PathKind::Folder);
        let missing_folder = missing_folder.map(|folder| shown(&folder, current));
        Some(Pages { words, missing_folder, place, scope, current: current.to_owned() })
    }

    /// Whether rules of a kind have something to look at: one page tells nothing about all.
    pub fn are_for(&self, kind: Kind) -> bool {
        matches!(self.place, Place::Mapped(..)) || kind != Kind::Corpus
    }

    /// The page of a document; nothing where it needs none, since it is not published, or where it does not say which it would
    /// be: a locale or a slug that is malformed or stated twice has been reported.
    pub fn of_document(&self, document: &Fields<'_>) -> Option<Source> {
        let is_published = |status: &str| status.trim().starts_with("published");
        let status = document.quality.publication_status.value().or(document.summary.publication_status.value());
        match &self.place {
            Place::File(file) => Some(self.source(file.clone())),
            Place::Mapped(..) if !status.is_none_or(|status| is_published(status)) => None,
            Place::Mapped(map, folder) => {
                let path = map.path(document.agreed_locale()?, document.agreed_slug()?)?;
                Some(self.source(folder.join(path)))
            }
        }
    }

    /// The path for machines of the page of a term, whether or not there is one.
    pub fn path_of(&self, locale: &str, slug: &str) -> Option<String> {
        let Place::Mapped(map, folder) = &self.place else { return None };
        map.path(locale, slug).map(|path| self.scope.machine_path(&folder.join(path)))
    }

    /// All pages that there are, whatever `.gitignore` says: sites are built, and seldom committed.
    pub fn all(&self) -> Vec<Source> {
        let Place::Mapped(map, folder) = &self.place else { return Vec::new() };
        let how = Walk {
            gitignore: false,
            hidden: true,
            enters: &|_| true,
            depth: Some(map.as_str().split('/').count()),
            threads: rayon::current_num_threads(),
        };
        let files = fs::walk(&folder.join(map.folder()), how).into_iter().filter(|walked| walked.what == What::File);
        let is_page = |file: &PathBuf| {
            let below = file.strip_prefix(folder).map(discover::slashes);
            below.is_ok_and(|below| map.matches(&below))
        };
        let mut pages: Vec<Source> =
            files.map(|walked| walked.path).filter(is_page).map(|file| self.source(file)).collect();
        pages.sort_by(|one, two| one.path.cmp(&two.path));
        pages
    }

    /// A page as a file that can be read. A link that leads out of the project is not followed.
    fn source(&self, file: PathBuf) -> Source {
        let (path, shown) = (self.scope.machine_path(&file), shown(&file, &self.current));
        let refusal = match self.place {
            // It was typed.
            Place::File(_) => self.scope.boundary.leads_out(&file),
            Place::Mapped(..) => self.scope.boundary.refusal(&file),
        };
        let unreadable = refusal.map(|refusal| ReadError::Outside(refusal.words()));
        Source { unreadable, explicit: true, ..Source::new(file, path, shown) }
    }
}
