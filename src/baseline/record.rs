//! What is recorded.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use super::identity::Identity;
use crate::rule::Release;

/// How much of a fingerprint is recorded, in hex digits: two among a million findings agree once in 500 baselines.
pub(super) const DIGITS: usize = 12;

/// What is recorded.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Baseline {
    pub(super) files: BTreeMap<String, BTreeMap<String, Entry>>,
    /// What these files were when findings of them were recorded: more than one where a merge or `--only` joined records.
    pub(super) identities: BTreeMap<String, BTreeSet<Identity>>,
    /// The release whose findings are recorded; the first for a file that does not say.
    pub(super) rules_of: Release,
}

/// What is recorded of one rule in one file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) known: BTreeSet<String>,
    /// Findings beyond those that are listed one by one.
    pub(super) more: usize,
    /// Words of a person; they stay as long as the entry does.
    pub(super) note: Option<String>,
}

impl Baseline {
    /// The release whose findings are recorded: what later ones find beyond them is new.
    pub fn rules_of(&self) -> Release {
        self.rules_of
    }

    /// The same with another release.
    #[must_use]
    pub fn with_rules_of(self, rules_of: Release) -> Baseline {
        Baseline { rules_of, ..self }
    }

    /// Gives the rules their present names; what `present` does not know stays. Fingerprints are what they were.
    pub fn rename_rules(&mut self, present: impl Fn(&str) -> Option<&'static str>) {
        for rules in self.files.values_mut() {
            let former = |rule: &String| present(rule).filter(|present| present != rule);
            let renamed: Vec<(String, &str)> =
                rules.keys().filter_map(|rule| Some((rule.clone(), former(rule)?))).collect();
            for (rule, present) in renamed {
                let Some(entry) = rules.remove(&rule) else { continue };
                let own = rules.entry(present.to_owned()).or_default();
                let more = own.more.saturating_add(entry.more);
                own.join(entry);
                own.more = more;
            }
        }
    }

    /// Replaces recorded fingerprints by those that the same findings have now.
    pub fn rewrite(&mut self, now: impl Fn(&str, &str) -> Option<String>) {
        for (rule, entry) in self.files.values_mut().flatten() {
            let known = std::mem::take(&mut entry.known);
            entry.known = known.into_iter().map(|known| now(rule, &known).unwrap_or(known)).collect();
        }
    }

    /// Records what a file is, if findings of it are recorded.
    pub fn identify(&mut self, path: &str, identity: &Identity) {
        if self.files.contains_key(path) && *identity != Identity::default() {
            self.identities.entry(path.to_owned()).or_default().insert(identity.clone());
        }
    }

    /// Whether it is recorded what a file is.
    pub fn identifies(&self, path: &str) -> bool {
        self.identities.contains_key(path)
    }

    /// What the files are, by path.
    pub fn identities(&self) -> impl Iterator<Item = (&str, &Identity)> {
        self.identities.iter().flat_map(|(path, all)| all.iter().map(move |identity| (path.as_str(), identity)))
    }

    /// Forgets what files are of which nothing else is recorded.
    pub(super) fn forget_identities(&mut self) {
        let Baseline { files, identities, .. } = self;
        identities.retain(|path, all| files.contains_key(path) && !all.is_empty());
    }

    /// Records a finding.
    pub fn add(&mut self, path: &str, rule: &str, fingerprint: &str) {
        self.entry(path, rule).known.insert(short(fingerprint).to_owned());
    }

    /// Records findings that are only counted.
    pub fn add_more(&mut self, path: &str, rule: &str, number: usize) {
        let more = &mut self.entry(path, rule).more;
        *more = more.saturating_add(number);
    }

    fn entry(&mut self, path: &str, rule: &str) -> &mut Entry {
        self.files.entry(path.to_owned()).or_default().entry(rule.to_owned()).or_default()
    }

    /// How many findings are recorded. A file may claim more than can be counted.
    pub fn len(&self) -> usize {
        let of_entries = self.entries().map(|(.., entry)| entry.known.len().saturating_add(entry.more));
        of_entries.fold(0, usize::saturating_add)
    }

    /// Whether nothing is recorded.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    fn entries(&self) -> impl Iterator<Item = (&str, &str, &Entry)> {
        self.files
            .iter()
            .flat_map(|(path, rules)| rules.iter().map(move |(rule, entry)| (path.as_str(), rule.as_str(), entry)))
    }

    /// What is recorded, for look-ups: by rule and fingerprint, wherever the file stands now.
    pub fn index(&self) -> Index<'_> {
        let known =
            self.entries().flat_map(|(_, rule, entry)| entry.known.iter().map(move |known| (rule, known.as_str())));
        Index { known: known.collect() }
    }

    /// Findings that are recorded by their number only: file, rule, number.
    pub fn counted(&self) -> impl Iterator<Item = (&str, &str, usize)> {
        self.entries().filter(|(.., entry)| entry.more > 0).map(|(path, rule, entry)| (path, rule, entry.more))
    }

    /// Takes over the notes of `old` for files and rules that are recorded in both.
    pub fn keep_notes(&mut self, old: &Baseline) {
        for (path, rules) in &mut self.files {
            for (rule, entry) in rules {
                let note = old.files.get(path).and_then(|rules| rules.get(rule)).and_then(|entry| entry.note.clone());
                entry.note = entry.note.take().or(note);
            }
        }
    }

    /// Takes over from `old` what it records of other rules than these.
    pub fn keep_other_rules(&mut self, old: &Baseline, rules: &HashSet<&str>) {
        for (path, rule, entry) in old.entries().filter(|(_, rule, _)| !rules.contains(rule)) {
            *self.entry(path, rule) = entry.clone();
            let identities = old.identities.get(path).into_iter().flatten();
            identities.for_each(|identity| self.identify(path, identity));
        }
    }

    /// Keeps what `is_kept` says, by rule and fingerprint. Nothing is ever added.
    pub fn retain(&mut self, is_kept: impl Fn(&str, &str) -> bool, keeps_more: impl Fn(&str, &str) -> usize) {
        for (path, rules) in &mut self.files {
            for (rule, entry) in rules.iter_mut() {
                entry.known.retain(|known| is_kept(rule, known));
                entry.more = entry.more.min(keeps_more(path, rule));
            }
            rules.retain(|_, entry| !entry.known.is_empty() || entry.more > 0);
        }
        self.files.retain(|_, rules| !rules.is_empty());
        self.forget_identities();
    }
}

impl Entry {
    pub(super) fn join(&mut self, other: Entry) {
        self.known.extend(other.known);
        self.more = self.more.max(other.more);
        self.note = self.note.take().or(other.note);
    }
}

/// The recorded findings, ready to be asked for.
pub struct Index<'b> {
    known: HashSet<(&'b str, &'b str)>,
}

impl Index<'_> {
    /// Whether a finding is recorded.
    pub fn holds(&self, rule: &str, fingerprint: &str) -> bool {
        self.known.contains(&(rule, short(fingerprint)))
    }
}

/// The part of a fingerprint that is recorded.
pub fn short(fingerprint: &str) -> &str {
    fingerprint.get(..DIGITS).unwrap_or(fingerprint)
}
