//! The baseline: findings that were there when a team began, which it pays off one by one.
//!
//! Owns the form of the file: JSON with one line for each file and rule, so that git merges it line by line. Must not
//! know how findings come about: it sees their rule and fingerprint only.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::fmt::Write as _;
use std::ops::Range;

use crate::json::{self, Kind, Node};
use crate::problem::Problem;

/// The name of the file where the configuration names none.
pub const FILE_NAME: &str = "termlint-baseline.json";

/// The form of the file.
const VERSION: u64 = 1;

/// How much of a fingerprint is recorded, in hex digits: two among a million findings agree once in 500 baselines.
const DIGITS: usize = 12;

/// What is recorded.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Baseline {
    files: BTreeMap<String, BTreeMap<String, Entry>>,
}

/// What is recorded of one rule in one file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Entry {
    known: BTreeSet<String>,
    /// Findings beyond those that are listed one by one.
    more: usize,
    /// Words of a person; they stay as long as the entry does.
    note: Option<String>,
}

const REWRITE: &str = "take the last good version from git, or run `termlint baseline write --force`";

impl Baseline {
    /// Reads the text of a file.
    ///
    /// # Errors
    /// Where it holds a merge conflict, is no JSON, or has another form.
    pub fn parse(text: &str) -> Result<Baseline, Problem> {
        if let Some((span, _)) = lines(text).find(|(_, line)| is_marker(line)) {
            let message = "the baseline holds a merge conflict";
            return Err(Problem::new(message, "run `termlint baseline prune`: it joins both sides").at(span));
        }
        Baseline::read(text)
    }

    /// Reads the text of a file in which a merge left conflicts: what either side records is recorded.
    ///
    /// # Errors
    /// As [`Baseline::parse`], where both sides together have another form.
    pub fn parse_both_sides(text: &str) -> Result<Baseline, Problem> {
        let mut is_ancestor = false;
        let mut both = String::with_capacity(text.len());
        for (_, line) in lines(text) {
            if is_marker(line) {
                is_ancestor = line.starts_with('|');
            } else if !is_ancestor {
                both.push_str(line);
                both.push('\n');
            }
        }
        Baseline::read(&both)
    }

    fn read(text: &str) -> Result<Baseline, Problem> {
        let parsed = json::parse(text);
        let syntax = parsed.issues.iter().find(|issue| matches!(issue.kind, json::IssueKind::Syntax(_)));
        if let Some(issue) = syntax {
            return Err(Problem::new("the baseline is no JSON", REWRITE).at(issue.span.range()));
        }
        let root = parsed.tree.root().filter(|root| root.kind() == Kind::Object);
        let Some(root) = root else {
            let first = text.chars().next().map_or(0, char::len_utf8);
            return Err(Problem::new("the baseline is no JSON", REWRITE).at(0..first));
        };
        let wrong = |node: Node<'_>, wanted: &str| {
            let message = format!("the baseline has something else here than {wanted}");
            Problem::new(message, REWRITE).at(node.span().range())
        };
        match root.get("baseline_version").map(|version| (version, version.as_u64())) {
            Some((_, Some(VERSION))) => {}
            Some((node, Some(other))) => {
                let message = format!("the baseline has version {other}, and this termlint knows version {VERSION}");
                return Err(Problem::new(message, "update termlint").at(node.span().range()));
            }
            Some((node, None)) => return Err(wrong(node, "a version")),
            None => return Err(wrong(root, "a baseline with its baseline_version")),
        }
        let mut baseline = Baseline::default();
        // After a merge a file or rule may stand twice: both count.
        for files in root.all_members().filter(|member| member.key.is_str("files")) {
            for file in files.value.all_members() {
                let path = file.key.as_str().unwrap_or_default();
                for line in file.value.all_members().filter(|line| !line.key.is_str("")) {
                    let rule = line.key.as_str().unwrap_or_default().into_owned();
                    let entry = Entry::read(line.value).ok_or_else(|| wrong(line.value, "fingerprints"))?;
                    let rules = baseline.files.entry(path.clone().into_owned()).or_default();
                    rules.entry(rule).or_default().join(entry);
                }
            }
        }
        Ok(baseline)
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
        Index { known: known.collect(), baseline: self }
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
    }

    /// The text of the file. Every line of a record ends with a comma, so that no record is the last: two branches that
    /// change different lines never touch the same one.
    pub fn to_text(&self) -> String {
        let quoted = |text: &str| serde_json::Value::from(text).to_string();
        let mut text = format!("{{\n\"baseline_version\": {VERSION},\n\"files\": {{\n");
        for (path, rules) in &self.files {
            let _ = writeln!(text, "{}: {{", quoted(path));
            for (rule, entry) in rules {
                let known = entry.known.iter().map(String::as_str).collect::<Vec<_>>().join(" ");
                let _ = match (&entry.note, entry.more) {
                    (None, 0) => writeln!(text, "{}: {},", quoted(rule), quoted(&known)),
                    (note, more) => {
                        let more = if more > 0 { format!(", \"more\": {more}") } else { String::new() };
                        let note =
                            note.as_ref().map_or_else(String::new, |note| format!(", \"note\": {}", quoted(note)));
                        writeln!(text, "{}: {{\"known\": {}{more}{note}}},", quoted(rule), quoted(&known))
                    }
                };
            }
            text.push_str("\"\": \"\"},\n");
        }
        text.push_str("\"\": {}}\n}\n");
        text
    }
}

impl Entry {
    /// `"a1b2c3d4e5f6 ..."`, or an object with these as `known`, `more` and a `note`.
    fn read(node: Node<'_>) -> Option<Entry> {
        let known = match node.kind() {
            Kind::Object => node.get("known")?,
            _ => node,
        };
        let known = known.as_str()?;
        let is_digit = |digit: u8| digit.is_ascii_digit() || matches!(digit, b'a'..=b'f');
        let known: BTreeSet<String> = known.split_ascii_whitespace().map(str::to_owned).collect();
        if known.iter().any(|known| known.len() != DIGITS || !known.bytes().all(is_digit)) {
            return None;
        }
        let more = node.get("more").map_or(Some(0), Node::as_u64)?;
        let note = node.get("note").and_then(Node::as_str).map(std::borrow::Cow::into_owned);
        Some(Entry { known, more: usize::try_from(more).ok()?, note })
    }

    fn join(&mut self, other: Entry) {
        self.known.extend(other.known);
        self.more = self.more.max(other.more);
        self.note = self.note.take().or(other.note);
    }
}

/// The recorded findings, ready to be asked for.
pub struct Index<'b> {
    known: HashSet<(&'b str, &'b str)>,
    baseline: &'b Baseline,
}

impl Index<'_> {
    /// Whether a finding is recorded.
    pub fn holds(&self, rule: &str, fingerprint: &str) -> bool {
        self.known.contains(&(rule, short(fingerprint)))
    }

    /// How many findings of a rule in a file are recorded by their number only.
    pub fn more(&self, path: &str, rule: &str) -> usize {
        self.baseline.files.get(path).and_then(|rules| rules.get(rule)).map_or(0, |entry| entry.more)
    }
}

/// The part of a fingerprint that is recorded.
pub fn short(fingerprint: &str) -> &str {
    fingerprint.get(..DIGITS).unwrap_or(fingerprint)
}

fn lines(text: &str) -> impl Iterator<Item = (Range<usize>, &str)> {
    let mut start = 0;
    text.split_inclusive('\n').map(move |line| {
        let range = start..start + line.trim_end().len();
        start += line.len();
        (range, line.trim_end())
    })
}

/// Whether a line is one with which git marks a conflict; no line of a baseline begins so.
fn is_marker(line: &str) -> bool {
    ["<<<<<<<", "|||||||", "=======", ">>>>>>>"].iter().any(|marker| line.starts_with(marker))
}

#[cfg(test)]
mod tests {
    use super::*;

    const ONE: &str = "0123456789abcdef0123456789abcdef";
    const TWO: &str = "ba9876543210ffff0123456789abcdef";

    fn baseline() -> Baseline {
        let mut baseline = Baseline::default();
        baseline.add("b/ai.json", "dead-related-slug", TWO);
        baseline.add("a/ai.json", "stale-review", ONE);
        baseline.add("a/ai.json", "dead-related-slug", TWO);
        baseline.add("a/ai.json", "dead-related-slug", ONE);
        baseline.add_more("a/ai.json", "ragged-rows", 7);
        baseline
    }

    #[test]
    fn the_file_has_a_line_for_each_file_and_rule() {
        let text = baseline().to_text();
        let expected = r#"{
"baseline_version": 1,
"files": {
"a/ai.json": {
"dead-related-slug": "0123456789ab ba9876543210",
"ragged-rows": {"known": "", "more": 7},
"stale-review": "0123456789ab",
"": ""},
"b/ai.json": {
"dead-related-slug": "ba9876543210",
"": ""},
"": {}}
}
"#;
        assert_eq!(text, expected);
        assert!(serde_json::from_str::<serde_json::Value>(&text).is_ok());
        assert_eq!(Baseline::parse(&text), Ok(baseline()));
        assert_eq!(baseline().len(), 11);
        assert_eq!(Baseline::parse(&Baseline::default().to_text()), Ok(Baseline::default()));
    }

    #[test]
    fn a_finding_is_found_wherever_its_file_stands() {
        let baseline = baseline();
        let index = baseline.index();
        assert!(index.holds("stale-review", ONE) && !index.holds("stale-review", TWO));
        assert!(!index.holds("ragged-rows", ONE));
        assert_eq!((index.more("a/ai.json", "ragged-rows"), index.more("b/ai.json", "ragged-rows")), (7, 0));
    }

    #[test]
    fn a_note_stays_as_long_as_its_line() {
        let text = baseline().to_text().replace(
            "\"stale-review\": \"0123456789ab\"",
            "\"stale-review\": {\"known\": \"0123456789ab\", \"note\": \"after the launch\"}",
        );
        let noted = Baseline::parse(&text).unwrap();
        assert_eq!(noted.to_text(), text);
        let mut again = baseline();
        again.keep_notes(&noted);
        assert_eq!(again.to_text(), text);
        let mut paid = noted.clone();
        paid.retain(|rule, _| rule != "stale-review", |_, _| 3);
        assert!(!paid.to_text().contains("launch") && paid.to_text().contains("\"more\": 3"));
        let mut others = Baseline::default();
        others.add("c/ai.json", "dead-related-slug", ONE);
        others.keep_other_rules(&noted, &HashSet::from(["dead-related-slug"]));
        assert!(others.to_text().contains("launch") && !others.to_text().contains("ba9876543210"));
    }

    #[test]
    fn more_than_can_be_counted_is_as_many_as_can() {
        let text = r#"{"baseline_version": 1, "files": {"a": {"b": {"known": "0123456789ab", "more": 18446744073709551615}}}}"#;
        let mut baseline = Baseline::parse(text).unwrap();
        assert_eq!(baseline.len(), usize::MAX);
        baseline.add_more("a", "b", 1);
        assert_eq!(baseline.len(), usize::MAX);
    }

    #[test]
    fn both_sides_of_a_conflict_are_recorded() {
        let text = baseline().to_text().replace(
            "\"stale-review\": \"0123456789ab\",\n",
            "<<<<<<< HEAD\n\"stale-review\": \"0123456789ab\",\n||||||| base\n\"stale-review\": \"cccccccccccc\",\n=======\n\"stale-review\": \"ba9876543210\",\n>>>>>>> topic\n",
        );
        let error = Baseline::parse(&text).unwrap_err();
        assert_eq!(error.message, "the baseline holds a merge conflict");
        assert_eq!(&text[error.span.unwrap()], "<<<<<<< HEAD");
        let joined = Baseline::parse_both_sides(&text).unwrap();
        assert!(joined.to_text().contains("\"stale-review\": \"0123456789ab ba9876543210\","));
        assert!(!joined.to_text().contains("cccccccccccc"));
    }

    #[test]
    fn what_is_no_baseline_is_told_with_its_place() {
        for (text, place) in [
            ("", ""),
            ("[]", "["),
            ("\u{feff}[]", "\u{feff}"),
            ("{\"files\": {}}", "{\"files\": {}}"),
            ("{\"baseline_version\": 2}", "2"),
            ("{\"baseline_version\": \"1\"}", "\"1\""),
            ("{\"baseline_version\": 1, \"files\": {\"a\": {\"b\": 3}}}", "3"),
            ("{\"baseline_version\": 1, \"files\": {\"a\": {\"b\": \"xyz\"}}}", "\"xyz\""),
        ] {
            let error = Baseline::parse(text).unwrap_err();
            assert_eq!(&text[error.span.unwrap()], place, "{text}");
        }
    }
}
