//! What a scope came to. State is kept by scope, so that one of them cannot change what is said of another.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use crate::baseline::Identity;
use crate::outcome::{ReportedFinding, Summary};
use crate::problem::Problem;
use crate::rule::Release;

/// Everything that the conclusion of one scope says.
#[derive(Clone, Debug, Default)]
pub struct ScopeResult {
    /// What is reported; sorted.
    pub findings: Vec<Arc<ReportedFinding>>,
    /// Findings that the baseline records; sorted.
    pub baselined: Vec<Arc<ReportedFinding>>,
    /// The counts.
    pub summary: Summary,
    /// What termlint could not do.
    pub problems: Vec<Problem>,
    /// What was looked at to its end.
    pub completeness: Completeness,
    /// How many findings are only counted, by what their document is known by and by their rule.
    pub counted: HashMap<String, HashMap<&'static str, usize>>,
    /// The release whose findings count.
    pub rules_of: Release,
    /// The entries of the configuration that ignore a finding, by their numbers.
    pub used_ignores: BTreeSet<usize>,
    /// What a baseline is written from; but for what is known of the old one, empty unless the engine is one that records.
    pub record: BaselineRecord,
}

/// What else than findings a baseline is written from.
#[derive(Clone, Debug, Default)]
pub struct BaselineRecord {
    /// Which records of the old baseline were found again.
    pub known: KnownRecords,
    /// Of these, those that are recorded under a former id of their rule or a former subject, with the fingerprint that the
    /// same finding has now.
    pub rewritten: KnownRecords,
    /// Of the findings that it records by their number, how many there still are, by the file and the rule of the record.
    pub counted: HashMap<(String, &'static str), usize>,
    /// What the documents with findings say they are, by path.
    pub identities: BTreeMap<String, Identity>,
}

/// What was looked at to its end, so that what was not found is not there.
#[derive(Clone, Debug, Default)]
pub struct Completeness {
    /// Whether all of the corpus is reported.
    pub is_whole: bool,
    /// The rules that have checked all that they could.
    pub rules: HashSet<&'static str>,
}

/// What a baseline records and was found: rules and shortened fingerprints, each with the fingerprint that the finding has
/// now. They differ where a term was renamed or copied.
pub type KnownRecords = HashMap<(&'static str, String), String>;
