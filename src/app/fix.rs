//! `check --fix` and `check --diff`: the documents are checked and fixed in memory, then files are written or a diff is printed.
//!
//! Owns what is written and what is reported afterwards. Which fixes may be applied is `fixing`'s.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use super::options::FixOptions;
use super::session::{Checked, Fixes, Session};
use super::terminal::Terminal;
use crate::boundary;
use crate::config::Selector;
use crate::discover::{Disk, Files, Source, stdin_file};
use crate::engine::Engine;
use crate::finding::Severity;
use crate::fixing::{Change, Fixing, Glossary, Left, Wanted};
use crate::fs;
use crate::outcome::FixNote;
use crate::output::{Style, diff};
use crate::problem::Problem;
use crate::project::{Options, Part};
use crate::rules;

impl Session<'_> {
    /// Checks everything, fixes what can be fixed, and checks what that leaves.
    pub(super) fn fix(&mut self, wanted: &FixOptions, terminal: &Terminal) -> Checked {
        let mut problems = Vec::new();
        let engines = self.engines(&mut problems);
        let provers: Vec<Option<Engine>> = match wanted.with_known {
            true => self.provers(&engines, &mut problems),
            false => engines.iter().map(|_| None).collect(),
        };
        let mut glossaries = Vec::new();
        for ((part, engine), prover) in self.project.parts.iter().zip(&engines).zip(&provers) {
            let Some(engine) = engine else { continue };
            let documents = self.pool.install(|| engine.map(&part.plan, &*self.project.files, &self.counter));
            glossaries.push(Glossary { part, engine: prover.as_ref().unwrap_or(engine), documents });
        }
        // Rules that a configuration declares have no fixes.
        let selectors: Vec<Selector> = wanted.only.iter().filter_map(|word| Selector::parse(word).ok()).collect();
        let is_selected = |rule: &str| {
            let covers = |selector: &Selector| rules::find(rule).is_some_and(|it| selector.covers(it.meta));
            wanted.only.is_empty() || selectors.iter().any(covers)
        };
        let unwritable = Mutex::new(BTreeMap::new());
        let leaves = |part: &Part, source: &Source| self.leaves(part, source, wanted, &unwritable);
        let choice = Wanted {
            with_unsafe: wanted.with_unsafe,
            min_severity: self.options.min_severity.unwrap_or(Severity::Info),
            rules: &is_selected,
            leaves: &leaves,
            limit: self.options.project.max_file_size,
        };
        let files = Arc::clone(&self.project.files);
        let mut fixing = self.pool.install(|| {
            let mut fixing = Fixing::new(glossaries, files, &choice);
            fixing.run();
            fixing
        });
        let all: Vec<PathBuf> = fixing.changes().keys().cloned().collect();
        let printed = match (wanted.is_diff, self.has_stdin()) {
            (true, _) => Some(diffs(fixing.changes(), terminal).into_bytes()),
            (false, true) => Some(self.fixed_stdin(fixing.changes())),
            (false, false) => None,
        };
        let is_unstaged = self.options.project.git_index && !wanted.is_diff && !all.is_empty();
        let mut undone = if wanted.is_diff || is_unstaged { all } else { Vec::new() };
        problems.extend(std::mem::take(&mut *unwritable.lock().unwrap_or_else(PoisonError::into_inner)).into_values());
        let mut unwritten: BTreeMap<String, String> = BTreeMap::new();
        if printed.is_none() {
            let folders: BTreeSet<&Path> = fixing.changes().keys().filter_map(|file| file.parent()).collect();
            folders.into_iter().for_each(fs::remove_leftovers);
            for (file, change) in fixing.changes() {
                if let Err(error) = boundary::exchange(file, &change.old, &change.new) {
                    problems.push(unwritten_problem(change, &error));
                    undone.push(file.clone());
                    unwritten.insert(change.shown.clone(), fs::system_words(&error));
                }
            }
        }
        self.pool.install(|| fixing.restore(&undone));
        let (mut report, documents, files) = fixing.finish();
        report.files -= unwritten.len();
        let is_unwritten = |note: &mut FixNote| unwritten.contains_key(&note.shown_path);
        for note in report.fixed.extract_if(.., is_unwritten) {
            let why = unwritten.get(&note.shown_path).cloned().unwrap_or_default();
            report.left.push(FixNote { why, ..note });
        }
        self.project.files = Arc::new(files);
        report.is_planned = wanted.is_diff;
        self.fixes = Some(Fixes { report, printed, is_unstaged });
        let mut documents = documents.into_iter();
        let results;
        (results, self.originals) = self.conclude_all(&engines, None, |_, part, engine| {
            documents.next().unwrap_or_else(|| engine.map(&part.plan, &*self.project.files, &self.counter))
        });
        Checked { results, problems, compared_with: None }
    }

    /// The same engines with nothing suppressed.
    fn provers(&self, engines: &[Option<Engine>], problems: &mut Vec<Problem>) -> Vec<Option<Engine>> {
        let parts = self.project.parts.iter().zip(engines);
        let prover = |(part, engine): (&Part, &Option<Engine>)| {
            let rules_of = Some(engine.as_ref()?.rules_of());
            let options = &self.options.project;
            let options = Options { no_baseline: true, no_suppressions: true, rules_of, ..options.clone() };
            match Engine::new(part, &options, &self.project.current, self.today) {
                Ok(engine) => Some(engine),
                Err(others) => {
                    problems.extend(others);
                    None
                }
            }
        };
        parts.map(prover).collect()
    }

    /// Why a file is not edited, if so. What keeps a file from being written that should be is a problem of its own.
    fn leaves(
        &self,
        part: &Part,
        source: &Source,
        wanted: &FixOptions,
        unwritable: &Mutex<BTreeMap<PathBuf, Problem>>,
    ) -> Option<Left> {
        let left = |why: &str| Some(Left { why: why.to_owned(), is_listed: false });
        if self.has_stdin() {
            let name = self.options.project.stdin_filename.as_deref();
            let is_stdin = source.file == stdin_file(&self.project.current, name);
            return if is_stdin { None } else { left("only the text of standard input is fixed") };
        }
        if !source.is_own {
            return left("a link leads to it, and it is not checked under its own name");
        }
        let below = part.scope.below_root(&source.path);
        if below.is_some_and(|below| !part.loaded.config.fixes(below)) {
            return Some(Left { why: "fix is off in termlint.toml".to_owned(), is_listed: true });
        }
        if self.options.project.git_index {
            let limit = self.options.project.max_file_size;
            let on_disk = Disk::default().read(source, limit);
            if on_disk.is_err() || on_disk != self.project.files.read(source, limit) {
                return left("the file in the work tree is not what is staged");
            }
        }
        if wanted.is_diff {
            return None;
        }
        let error = fs::check_writable(&source.file).err()?;
        let words = fs::system_words(&error);
        let help = "make the file writable, or exclude it";
        let problem = Problem::new(format!("the file cannot be fixed: {words}"), help).in_file(&source.shown);
        unwritable.lock().unwrap_or_else(PoisonError::into_inner).insert(source.file.clone(), problem);
        left(&words)
    }

    /// The text of standard input with its fixes, or as it is where it has none.
    fn fixed_stdin(&self, changes: &BTreeMap<PathBuf, Change>) -> Vec<u8> {
        let fixed = changes.values().next().map(|change| change.new.clone());
        let given = || self.project.stdin.as_ref()?.as_ref().ok()?.read(u64::MAX).ok();
        fixed.or_else(given).unwrap_or_default()
    }
}

fn unwritten_problem(change: &Change, error: &std::io::Error) -> Problem {
    let message = format!("the file cannot be written: {}", fs::system_words(error));
    Problem::new(message, "make its folder writable, and run termlint again").in_file(&change.shown)
}

/// What would be written, as a patch.
fn diffs(changes: &BTreeMap<PathBuf, Change>, terminal: &Terminal) -> String {
    let style = Style {
        color: terminal.color,
        width: terminal.width,
        verbose: terminal.verbose,
        most: None,
        counts_infos: false,
    };
    let diff = |change: &Change| {
        let [old, new] = [&change.old, &change.new].map(|bytes| String::from_utf8_lossy(bytes));
        diff::text(&change.shown, &old, &new, terminal.stdout_is_terminal, &style)
    };
    changes.values().map(diff).collect()
}
