//! What termlint has to say about a document, as plain data.
//!
//! Owns the words every stage shares (finding, place, fix, severity). Must not know rules, files or formats.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::json::identity::Twins;
pub use crate::json::{Position, Span};

/// How much a finding matters. Ordered: `Info < Warning < Error`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Worth knowing; the rule can only suspect, or the defect is small.
    Info,
    /// Should be fixed; does not stop a publication by default.
    Warning,
    /// The file must not be published.
    Error,
}

impl Severity {
    /// All severities, the most severe first.
    pub const ALL: [Severity; 3] = [Severity::Error, Severity::Warning, Severity::Info];

    /// The word used in every output: `error`, `warning` or `info`.
    pub const fn name(self) -> &'static str {
        match self {
            Severity::Info => "info",
            Severity::Warning => "warning",
            Severity::Error => "error",
        }
    }

    /// Other words that are accepted wherever a severity or a level is written: those of `--warn` and `--deny`.
    pub const fn aliases(self) -> &'static [&'static str] {
        match self {
            Severity::Info => &[],
            Severity::Warning => &["warn"],
            Severity::Error => &["deny"],
        }
    }

    /// The severity that a word names. Flags, levels and the configuration all read it here.
    pub fn parse(word: &str) -> Option<Severity> {
        Severity::ALL.into_iter().find(|severity| severity.name() == word || severity.aliases().contains(&word))
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(self.name())
    }
}

/// A place in a document: its bytes, its address for machines and its address for people.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Location {
    /// The first character, in the file.
    pub start: Position,
    /// The position after the last character, in the file.
    pub end: Position,
    /// The JSON Pointer (RFC 6901) of the value concerned; `None` where no value is (a syntax error).
    pub pointer: Option<String>,
    /// The identity path of the same value: an item is addressed by what it is (`docs/design.md`, "Identity paths").
    pub at: Option<String>,
    /// Where that path alone does not tell the value from twins.
    pub twins: Vec<Twins>,
    /// The same place in the document's own words, counted from 1: `comparisons > row 3, cell 1`.
    pub words: String,
}

/// A second place that explains a finding.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Related {
    /// The file, as the corpus names it; `None` for the finding's own file.
    pub path: Option<String>,
    /// Where in that file.
    pub location: Location,
    /// What stands there, in a few words.
    pub label: String,
}

/// Whether a fix may be applied without a person reading it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Safety {
    /// The result is certainly what the author meant.
    Safe,
    /// A person has to look.
    Unsafe,
}

impl Safety {
    /// `safe` or `unsafe`.
    pub fn name(self) -> &'static str {
        match self {
            Safety::Safe => "safe",
            Safety::Unsafe => "unsafe",
        }
    }
}

/// One replacement of bytes.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Edit {
    /// First byte replaced, counted from 0 in the file.
    pub start_byte: usize,
    /// The byte after the last one replaced.
    pub end_byte: usize,
    /// What stands there instead: JSON text, already escaped.
    pub text: String,
}

/// A set of edits that belong together. Where the bytes are not at hand, an edit names its place in another way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fix<E = Edit> {
    /// What applying it does, as an order: `set sources_count to 3`.
    pub title: String,
    /// Whether it may be applied unread.
    pub safety: Safety,
    /// Sorted, without overlap.
    pub edits: Vec<E>,
}

/// One defect of one document, as the rule that found it put it.
///
/// It knows neither severity nor path: levels, ignores and paths are the run's business.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The id of the rule.
    pub rule: &'static str,
    /// Which of the rule's kinds of findings it is; `None` for the main kind.
    pub kind: Option<&'static str>,
    /// The fact, with the offending value, in a few words.
    pub message: String,
    /// What marks the place in an excerpt.
    pub label: String,
    /// One thing to do.
    pub help: String,
    /// Where; `None` when the finding is about the whole file.
    pub location: Option<Location>,
    /// Whether that place is in the page that was rendered from the document.
    pub in_page: bool,
    /// Other places that explain it.
    pub related: Vec<Related>,
    /// Ways to fix it, the best first.
    pub fixes: Vec<Fix>,
    /// What tells this finding from another of the same rule at the same identity path, from content only
    /// (`docs/design.md`, "Fingerprints"); often empty.
    pub subject: String,
    /// The identity path that the fingerprint names in place of the location's: that of the list, where which of two items is
    /// marked depends on their order.
    pub identity: Option<String>,
    /// The identity path and the subject by which the previous minor version knew it, where these were others: what was
    /// recorded then is still found.
    pub former: Option<(String, String)>,
    /// The most this finding can weigh, where it is milder than its rule.
    pub max_severity: Option<Severity>,
    /// The least it weighs, whatever the levels say: what makes a file unreadable cannot be lowered.
    pub min_severity: Option<Severity>,
}

impl Finding {
    /// A finding with a message and a place, and nothing else yet.
    pub fn new(rule: &'static str, message: impl Into<String>, location: Option<Location>) -> Self {
        Finding {
            rule,
            kind: None,
            message: message.into(),
            label: String::new(),
            help: String::new(),
            location,
            in_page: false,
            related: Vec::new(),
            fixes: Vec::new(),
            subject: String::new(),
            identity: None,
            former: None,
            max_severity: None,
            min_severity: None,
        }
    }

    /// The severity at which the finding is reported when its rule has `level`; `None` when it is not.
    pub fn severity(&self, level: Option<Severity>) -> Option<Severity> {
        let level = match self.max_severity {
            Some(limit) => level.map(|severity| severity.min(limit)),
            None => level,
        };
        level.max(self.min_severity)
    }
}

/// How many findings of one rule in one document are kept; the rest is counted.
pub const KEPT_PER_RULE: usize = 1_000;

/// How many other places a finding names; its last label says how many more there are. Nobody looks at as many.
pub const MOST_RELATED: usize = 100;

/// The edits of a fix are joined to one where they are more: an edit of one letter takes a hundred bytes of a report.
pub const MOST_EDITS: usize = 1_000;

/// The findings of one document: a bounded list with an exact count.
#[derive(Clone, Debug, Default)]
pub struct Findings {
    /// At most [`KEPT_PER_RULE`] a rule, in the order in which they were reported.
    pub kept: Vec<Finding>,
    /// Those that are not reported, because a better rule reports at their location.
    pub yielded: Vec<Finding>,
    tallies: Vec<Tally>,
}

/// How often a rule has reported a kind of finding in one document.
#[derive(Clone, Debug)]
struct Tally {
    rule: &'static str,
    kind: Option<&'static str>,
    kept: usize,
    omitted: usize,
}

impl Findings {
    /// Whether another finding of `rule` would be kept. Where not, [`Findings::count`] it instead of building it.
    pub fn has_room(&self, rule: &str) -> bool {
        let of_rule = self.tallies.iter().filter(|tally| tally.rule == rule);
        of_rule.map(|tally| tally.kept).sum::<usize>() < KEPT_PER_RULE
    }

    /// Adds a finding, or counts it where there is no room.
    pub fn push(&mut self, finding: Finding) {
        let has_room = self.has_room(finding.rule);
        let tally = self.tally(finding.rule, finding.kind);
        if has_room {
            tally.kept += 1;
            self.kept.push(finding);
        } else {
            tally.omitted += 1;
        }
    }

    /// Counts findings of the main kind of `rule` that nobody built.
    pub fn count(&mut self, rule: &'static str, number: usize) {
        self.count_kind(rule, None, number);
    }

    /// Counts findings of a kind that nobody built.
    pub fn count_kind(&mut self, rule: &'static str, kind: Option<&'static str>, number: usize) {
        self.tally(rule, kind).omitted += number;
    }

    /// For each rule with more findings than were kept: how many more.
    pub fn omitted(&self) -> impl Iterator<Item = (&'static str, usize)> {
        let mut of_rules: Vec<(&'static str, usize)> = Vec::new();
        for (rule, _, number) in self.omitted_by_kind() {
            match of_rules.iter_mut().find(|(other, _)| *other == rule) {
                Some((_, sum)) => *sum += number,
                None => of_rules.push((rule, number)),
            }
        }
        of_rules.into_iter()
    }

    /// The same for each kind of finding.
    pub fn omitted_by_kind(&self) -> impl Iterator<Item = (&'static str, Option<&'static str>, usize)> {
        self.tallies.iter().filter(|tally| tally.omitted > 0).map(|tally| (tally.rule, tally.kind, tally.omitted))
    }

    fn tally(&mut self, rule: &'static str, kind: Option<&'static str>) -> &mut Tally {
        let index = match self.tallies.iter().position(|tally| tally.rule == rule && tally.kind == kind) {
            Some(index) => index,
            None => {
                self.tallies.push(Tally { rule, kind, kept: 0, omitted: 0 });
                self.tallies.len() - 1
            }
        };
        &mut self.tallies[index]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn finding(rule: &'static str) -> Finding {
        Finding::new(rule, "a fact", None)
    }

    #[test]
    fn the_count_is_exact_beyond_the_limit() {
        let mut findings = Findings::default();
        for _ in 0..KEPT_PER_RULE + 5 {
            findings.push(finding("one"));
        }
        findings.push(finding("other"));
        findings.count("one", 10);
        assert_eq!(findings.kept.len(), KEPT_PER_RULE + 1);
        assert_eq!(findings.omitted().collect::<Vec<_>>(), [("one", 15)]);
        assert!(!findings.has_room("one"));
        assert!(findings.has_room("other"));
    }

    #[test]
    fn the_kinds_of_a_rule_share_its_limit_and_are_counted_apart() {
        let mut findings = Findings::default();
        for number in 0..KEPT_PER_RULE + 6 {
            let kind = (number % 2 == 1).then_some("later");
            findings.push(Finding { kind, ..finding("one") });
        }
        findings.count("one", 1);
        assert_eq!(findings.kept.len(), KEPT_PER_RULE);
        assert_eq!(findings.omitted().collect::<Vec<_>>(), [("one", 7)]);
        assert_eq!(findings.omitted_by_kind().collect::<Vec<_>>(), [("one", None, 4), ("one", Some("later"), 3)]);
    }
}
