//! The `[[ignore]]` entries of a configuration at work: what they hide, and which of them hide nothing any more.
//!
//! Owns the use of entries. Their form is `config`'s.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::NaiveDate;

use crate::config::Ignore;
use crate::discover::Source;
use crate::finding::Finding;
use crate::handoff::{DocumentOffset, Locator};
use crate::json::identity::{self, IdentityKeys};
use crate::project::{Loaded, Scope, shown};
use crate::words::{count, quote};

/// The entries of one scope, with what they have come to so far.
#[derive(Clone)]
pub(super) struct Ignores<'c> {
    entries: &'c [Ignore],
    today: NaiveDate,
    used: Vec<bool>,
    /// Those that would hide a finding if its rule did not yield to a better one.
    superseded: Vec<bool>,
    /// By entry: a document in which its address means several values, with their number.
    ambiguous: HashMap<usize, (String, usize)>,
}

/// The entries that speak of one document.
pub(super) struct DocumentIgnores<'i> {
    all: &'i [Ignore],
    entries: HashMap<&'static str, RuleEntries>,
    uses: Uses,
}

/// What entries have come to in one document, by their numbers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Uses {
    /// Those that hide a finding.
    used: BTreeSet<usize>,
    /// Those that would hide a finding if its rule did not yield to a better one.
    superseded: BTreeSet<usize>,
    /// Those whose address means several values, with their number.
    ambiguous: BTreeMap<usize, usize>,
}

impl Uses {
    pub(super) fn is_empty(&self) -> bool {
        self.used.is_empty() && self.superseded.is_empty() && self.ambiguous.is_empty()
    }
}

/// The entries for one rule, by their numbers.
#[derive(Default)]
struct RuleEntries {
    /// Those that speak of the whole document.
    anywhere: Vec<usize>,
    /// Those that speak of a value, by its address.
    at: HashMap<String, Vec<usize>>,
}

impl<'c> Ignores<'c> {
    /// Nothing is used yet; without `are_wanted`, nothing will be.
    pub(super) fn new(loaded: &'c Loaded, today: NaiveDate, are_wanted: bool) -> Ignores<'c> {
        let entries = if are_wanted { loaded.config.ignores.as_slice() } else { &[] };
        let none = vec![false; entries.len()];
        Ignores { entries, today, used: none.clone(), superseded: none, ambiguous: HashMap::new() }
    }

    /// The entries for the document at `path`, which is relative to the folder of the configuration.
    pub(super) fn of_document(&self, below: Option<&str>) -> DocumentIgnores<'c> {
        let covers = |entry: &Ignore| below.is_some_and(|below| entry.covers(below));
        let is_valid = |entry: &Ignore| !entry.is_expired(self.today);
        let mut entries: HashMap<&'static str, RuleEntries> = HashMap::new();
        for (number, entry) in self.entries.iter().enumerate().filter(|(_, entry)| is_valid(entry) && covers(entry)) {
            let of_rule = entries.entry(entry.rule).or_default();
            match entry.bare_address() {
                None => of_rule.anywhere.push(number),
                Some(address) => of_rule.at.entry(address).or_default().push(number),
            }
        }
        DocumentIgnores { all: self.entries, entries, uses: Uses::default() }
    }

    /// Notes what entries have come to in the document at a path. The first in which an address is ambiguous is reported.
    pub(super) fn note(&mut self, uses: &Uses, path: &str) {
        for number in &uses.used {
            self.used[*number] = true;
        }
        for number in &uses.superseded {
            self.superseded[*number] = true;
        }
        for (number, values) in &uses.ambiguous {
            self.ambiguous.entry(*number).or_insert_with(|| (path.to_owned(), *values));
        }
    }

    /// The entries that hide a finding, by their numbers.
    pub(super) fn used(&self) -> BTreeSet<usize> {
        self.used.iter().enumerate().filter(|(_, is_used)| **is_used).map(|(number, _)| number).collect()
    }

    /// What is wrong with the entries, once everything was looked at: each is a finding in the configuration.
    ///
    /// `is_complete` says of a rule whether what it did not find is not there.
    pub(super) fn stale_entries(&self, text: &str, is_complete: impl Fn(&str) -> bool, paths: &[&str]) -> Vec<Finding> {
        let keys = IdentityKeys::default();
        let locator = Locator::new(text.as_bytes(), DocumentOffset::default(), &keys);
        let mut findings = Vec::new();
        for (number, entry) in self.entries.iter().enumerate() {
            let (rule, message, help) = if let Some(until) = entry.until.filter(|_| entry.is_expired(self.today)) {
                let message = format!("the entry that ignores {} expired after {until}", entry.rule);
                ("expired-ignore", message, "remove the entry, or set a later day and explain it in the reason")
            } else if let Some((path, values)) = self.ambiguous.get(&number) {
                let at = entry.at.as_deref().unwrap_or_default();
                let values = count(*values, "value");
                let message =
                    format!("{values} of {} match {}, so the entry ignores none of them", quote(path), quote(at));
                ("unused-ignore", message, "write #1 or #2 before its closing bracket to select one")
            } else if !self.used[number] && !self.superseded[number] && is_complete(entry.rule) {
                let message = match paths.iter().any(|path| entry.covers(path)) {
                    true => format!("this entry no longer ignores anything: {}", entry.rule),
                    false => "this entry names a path that no handoff has".to_owned(),
                };
                ("unused-ignore", message, "remove the entry")
            } else {
                continue;
            };
            let mut finding = Finding::new(rule, message, Some(locator.bytes(entry.span.clone())));
            finding.label = "this entry".to_owned();
            finding.help = help.to_owned();
            let files: Vec<&str> = entry.files.iter().map(|files| files.as_str()).collect();
            finding.subject = [entry.rule, entry.at.as_deref().unwrap_or_default(), &files.join("\n")].join("\n");
            findings.push(finding);
        }
        findings
    }
}

impl DocumentIgnores<'_> {
    /// Whether an entry hides this finding. An address that means several values hides none.
    pub(super) fn hide(&mut self, finding: &Finding) -> bool {
        let hiding = self.hiding(finding);
        self.uses.used.extend(hiding);
        hiding.is_some()
    }

    /// Notes which entry would hide a finding that is not reported, since its rule yields to a better one.
    pub(super) fn note_yielded(&mut self, finding: &Finding) {
        let hiding = self.hiding(finding);
        self.uses.superseded.extend(hiding);
    }

    /// The number of the entry that hides a finding.
    fn hiding(&mut self, finding: &Finding) -> Option<usize> {
        // What keeps a file from being checked is never hidden.
        if self.entries.is_empty() || finding.min_severity.is_some() {
            return None;
        }
        let of_rule = self.entries.get(finding.rule)?;
        let at = finding.location.as_ref().and_then(|location| location.at.as_deref());
        let above = at.into_iter().flat_map(addresses_above).filter_map(|address| of_rule.at.get(address));
        let mut numbers: Vec<usize> = above.flatten().chain(&of_rule.anywhere).copied().collect();
        // The first entry of the file counts.
        numbers.sort_unstable();
        for number in numbers {
            let entry = &self.all[number];
            let values = match (&entry.at, &finding.location) {
                (Some(address), Some(location)) => identity::match_count(address, &location.twins),
                _ => 1,
            };
            if values == 1 {
                return Some(number);
            }
            self.uses.ambiguous.insert(number, values);
        }
        None
    }

    /// Whether an entry hides all findings of this rule in the document.
    pub(super) fn hides_all(&mut self, rule: &str) -> bool {
        let entry = self.entries.get(rule).and_then(|of_rule| of_rule.anywhere.first());
        if let Some(number) = entry {
            self.uses.used.insert(*number);
        }
        entry.is_some()
    }

    /// What the entries have come to.
    pub(super) fn into_uses(self) -> Uses {
        self.uses
    }
}

/// The addresses of a value and of all that encloses it.
fn addresses_above(at: &str) -> impl Iterator<Item = &str> {
    let ends = at.char_indices().skip(1).filter(|(_, sign)| matches!(sign, '/' | '[')).map(|(end, _)| end);
    ends.chain([at.len()]).map(|end| &at[..end])
}

/// The configuration as a source, so that findings in it have a path.
pub(super) fn source_of(scope: &Scope, current: &std::path::Path) -> Option<Source> {
    let file = scope.file.as_deref()?;
    let source = Source::new(file.to_owned(), scope.machine_path(file), shown(file, current));
    Some(Source { explicit: true, by_name: true, reported: true, ..source })
}
