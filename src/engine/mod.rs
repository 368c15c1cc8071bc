//! The engine: documents in, results out, as often as it is asked.
//!
//! [`Engine::map`] leaves an [`Analysis`] of each document: its findings, and the facts that corpus rules need. Bytes come from
//! [`Files`](crate::discover::Files), so that [`Engine::map_source`] may analyse one of them again with a text that nobody has
//! saved. [`Engine::conclude`] runs the corpus rules over the facts and says what is reported. It only borrows the documents, so
//! one of them may be replaced and the conclusion drawn again. Owns all of the way from bytes to results; must not know
//! who asked, and never prints.

mod base;
mod busy;
mod cache;
mod companion;
mod conclude;
mod counted;
mod counter;
mod document;
mod documents;
mod fingerprint;
mod form;
mod former;
mod ignores;
mod kept;
mod linter;
mod locations;
mod map;
mod overlap;
mod pages;
mod profiles;
mod reading;
mod reduce;
mod reread;
mod resolve;
mod result;
mod since;
mod standing;
mod states;
mod suppress;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use chrono::NaiveDate;

use crate::baseline::Baseline;
use crate::corpus::ExternalTerms;
use crate::problem::Problem;
use crate::project::{self, Loaded, Options, Pages, Part, Scope};
use crate::rule::Release;
use crate::schema::Registry;

pub use base::BaseFindings;
pub use busy::{Busy, busy_with};
pub use cache::facts_in;
pub use companion::{Companion, Companions, PageSeen, PageState};
pub use conclude::Given;
pub use counter::Counter;
pub use document::DocumentResult;
pub use documents::{Analysis, Documents, SourceResult};
pub use fingerprint::{Fingerprint, Fingerprints, Identities};
pub use linter::{Linter, RuleSelection};
pub use locations::Origin;
pub use reread::Originals;
pub use result::{BaselineRecord, Completeness, KnownRecords, ScopeResult};
pub use since::Today;

use profiles::Profiles;

/// What the documents of one scope are checked with.
pub struct Engine {
    scope: Scope,
    loaded: Arc<Loaded>,
    registry: Arc<Registry>,
    external: Arc<ExternalTerms>,
    baseline: Option<Baseline>,
    /// Whether the baseline hides nothing, but is to be written anew.
    records: bool,
    /// The release whose findings count.
    rules_of: Release,
    profiles: Profiles,
    /// The pages that documents are compared with, where that is asked for.
    pages: Option<Pages>,
    options: Options,
    current: PathBuf,
    today: NaiveDate,
}

impl Engine {
    /// An engine for the files of one configuration.
    ///
    /// # Errors
    /// Everything that is wrong with the rules on the command line, the schemas, the baseline and the files of terms.
    pub fn new(part: &Part, options: &Options, current: &Path, today: NaiveDate) -> Result<Engine, Vec<Problem>> {
        let (scope, config) = (&part.scope, &part.loaded.config);
        let mut problems = Vec::new();
        let baseline = part.baseline(options, current);
        let rules_of = project::rules_of(config, baseline.as_ref().ok().and_then(Option::as_ref), options);
        let pages = Pages::of(part, options, current);
        let at_hand = pages.as_ref().filter(|pages| pages.missing_folder.is_none());
        let set_up = project::registry(scope, config, options, current).map_err(|problem| vec![problem]);
        let set_up = set_up.map(Arc::new).and_then(|registry| {
            let profiles = Profiles::new(part, &registry, options, at_hand, rules_of, today)?;
            Ok((registry, profiles))
        });
        let external = project::external_terms(scope, &part.loaded, options, current);
        match (set_up, baseline, external) {
            (Ok((registry, profiles)), Ok(baseline), Ok(external)) => Ok(Engine {
                scope: scope.clone(),
                loaded: Arc::clone(&part.loaded),
                registry,
                external: Arc::new(external),
                baseline,
                records: false,
                rules_of,
                profiles,
                pages,
                options: options.clone(),
                current: current.to_owned(),
                today,
            }),
            (set_up, baseline, external) => {
                problems.extend(set_up.err().into_iter().flatten());
                problems.extend(baseline.err());
                problems.extend(external.err().into_iter().flatten());
                Err(problems)
            }
        }
    }

    /// The same to write a baseline: everything is reported, and what `old` records of it is noted.
    #[must_use]
    pub fn recording(self, old: Baseline) -> Engine {
        Engine { baseline: Some(old), records: true, ..self }
    }

    /// The same for the files of a revision: no baseline, no cache, and nothing missing there is a mistake.
    ///
    /// # Errors
    /// A rule whose options do not fit.
    pub fn for_revision(&self, part: &Part) -> Result<Engine, Vec<Problem>> {
        let options = Options { allow_empty: true, no_baseline: true, cache: false, ..self.options.clone() };
        Ok(Engine {
            scope: part.scope.clone(),
            loaded: Arc::clone(&part.loaded),
            registry: Arc::clone(&self.registry),
            external: Arc::clone(&self.external),
            baseline: None,
            records: false,
            rules_of: self.rules_of,
            profiles: Profiles::new(part, &self.registry, &options, None, self.rules_of, self.today)?,
            pages: None,
            options,
            current: self.current.clone(),
            today: self.today,
        })
    }

    /// The release whose findings count.
    pub fn rules_of(&self) -> Release {
        self.rules_of
    }

    /// The linter that knows every rule that checks any file, at its strictest level: for what concerns all files.
    pub fn linter(&self) -> &Linter {
        self.profiles.of_all()
    }
}
