//! The text of a baseline: JSON with one line for each file and rule, so that git merges it line by line.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::ops::Range;

use super::identity::{Identity, quoted};
use super::record::{Baseline, DIGITS, Entry};
use crate::json::{self, Kind, Node};
use crate::problem::Problem;
use crate::rule::Release;

/// The form of the file.
const VERSION: u64 = 3;

/// The oldest form that is read. It does not say what the files are; up to the second one, none says of which release it is.
const OLDEST: u64 = 1;

/// The key under which a file says what it is. No rule has such a name.
const DOCUMENT: &str = "$document";

/// The key for the release whose findings are recorded.
const RULES_OF: &str = "rules_of";

const REWRITE: &str = "take the last good version from git, or run `termlint baseline write --force`";

impl Baseline {
    /// Reads the text of a file.
    ///
    /// # Errors
    /// Where it holds a merge conflict, is not a JSON, or has another form.
    pub fn parse(text: &str) -> Result<Baseline, Problem> {
        if let Some((span, _)) = lines(text).find(|(_, line)| is_marker(line)) {
            let message = "the baseline contains a merge conflict";
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
            return Err(Problem::new("the baseline is not JSON", REWRITE).at(issue.span.range()));
        }
        let root = parsed.tree.root().filter(|root| root.kind() == Kind::Object);
        let Some(root) = root else {
            let first = text.chars().next().map_or(0, char::len_utf8);
            return Err(Problem::new("the baseline is not JSON", REWRITE).at(0..first));
        };
        let wrong = |node: Node<'_>, wanted: &str| {
            let message = format!("the baseline needs {wanted} here");
            Problem::new(message, REWRITE).at(node.span().range())
        };
        match root.get("baseline_version").map(|version| (version, version.as_u64())) {
            Some((_, Some(OLDEST..=VERSION))) => {}
            Some((node, Some(other))) => {
                let message = format!("the baseline has version {other}, but this termlint supports version {VERSION}");
                return Err(Problem::new(message, "update termlint").at(node.span().range()));
            }
            Some((node, None)) => return Err(wrong(node, "a version")),
            None => return Err(wrong(root, "a baseline with its baseline_version")),
        }
        let (mut baseline, mut oldest) = (Baseline::default(), None);
        // After a merge it may stand twice: what the older side does not know is new.
        for stated in root.all_members().filter(|member| member.key.is_str(RULES_OF)) {
            let wanted = "the release whose findings are recorded";
            let release = stated.value.as_str().and_then(|text| Release::parse(&text));
            let release = release.ok_or_else(|| wrong(stated.value, wanted))?;
            let own = Release::current();
            if release > own {
                let message = format!("the baseline records what termlint {release} finds, but this is termlint {own}");
                return Err(Problem::new(message, "update termlint").at(stated.value.span().range()));
            }
            baseline.rules_of = oldest.map_or(release, |oldest: Release| oldest.min(release));
            oldest = Some(baseline.rules_of);
        }
        // After a merge a file or rule may stand twice: both count.
        for files in root.all_members().filter(|member| member.key.is_str("files")) {
            for file in files.value.all_members() {
                let path = file.key.as_str().unwrap_or_default();
                for line in file.value.all_members().filter(|line| !line.key.is_str("")) {
                    if line.key.is_str(DOCUMENT) {
                        let identities = Identity::read_all(line.value);
                        let identities = identities.ok_or_else(|| wrong(line.value, "what the document is"))?;
                        baseline.identities.entry(path.clone().into_owned()).or_default().extend(identities);
                        continue;
                    }
                    let rule = line.key.as_str().unwrap_or_default().into_owned();
                    let entry = Entry::read(line.value).ok_or_else(|| wrong(line.value, "fingerprints"))?;
                    let rules = baseline.files.entry(path.clone().into_owned()).or_default();
                    rules.entry(rule).or_default().join(entry);
                }
            }
        }
        baseline.forget_identities();
        Ok(baseline)
    }

    /// The text of the file. Every line of a record ends with a comma, so that no record is the last: two branches that
    /// change different lines never touch the same one.
    pub fn to_text(&self) -> String {
        let mut text =
            format!("{{\n\"baseline_version\": {VERSION},\n\"{RULES_OF}\": \"{}\",\n\"files\": {{\n", self.rules_of);
        for (path, rules) in &self.files {
            let _ = writeln!(text, "{}: {{", quoted(path));
            let all: Vec<String> = self.identities.get(path).into_iter().flatten().map(Identity::to_text).collect();
            let _ = match all.as_slice() {
                [] => Ok(()),
                [one] => writeln!(text, "\"{DOCUMENT}\": {one},"),
                all => writeln!(text, "\"{DOCUMENT}\": [{}],", all.join(", ")),
            };
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
    use std::collections::HashSet;

    use super::*;

    const ONE: &str = "0123456789abcdef0123456789abcdef";
    const TWO: &str = "ba9876543210ffff0123456789abcdef";

    fn identity(slug: &str) -> Identity {
        let [locale, slug, term_id] = ["en-US", slug, "1"].map(|text| Some(text.to_owned()));
        Identity { locale, slug, term_id }
    }

    fn baseline() -> Baseline {
        let mut baseline = Baseline::default();
        baseline.add("b/ai.json", "dead-related-slug", TWO);
        baseline.add("a/ai.json", "stale-review", ONE);
        baseline.add("a/ai.json", "dead-related-slug", TWO);
        baseline.add("a/ai.json", "dead-related-slug", ONE);
        baseline.add_more("a/ai.json", "ragged-rows", 7);
        baseline.identify("a/ai.json", &identity("a"));
        baseline.identify("c/ai.json", &identity("c"));
        baseline
    }

    #[test]
    fn the_file_has_a_line_for_each_file_and_rule() {
        let text = baseline().to_text();
        let expected = r#"{
"baseline_version": 3,
"rules_of": "0.1",
"files": {
"a/ai.json": {
"$document": {"locale": "en-US", "slug": "a", "term_id": "1"},
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
        assert_eq!(baseline.counted().collect::<Vec<_>>(), [("a/ai.json", "ragged-rows", 7)]);
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
        let mut rest = noted.clone();
        rest.retain(|rule, _| rule != "stale-review", |_, _| 3);
        assert!(!rest.to_text().contains("launch") && rest.to_text().contains("\"more\": 3"));
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
        assert_eq!(error.message, "the baseline contains a merge conflict");
        assert_eq!(&text[error.span.unwrap()], "<<<<<<< HEAD");
        let joined = Baseline::parse_both_sides(&text).unwrap();
        assert!(joined.to_text().contains("\"stale-review\": \"0123456789ab ba9876543210\","));
        assert!(!joined.to_text().contains("cccccccccccc"));
    }

    #[test]
    fn what_either_side_of_a_conflict_says_a_file_is_counts() {
        let line = |slug: &str| format!("\"$document\": {},\n", identity(slug).to_text());
        let conflict = format!("<<<<<<< HEAD\n{}=======\n{}>>>>>>> topic\n", line("a"), line("z"));
        let joined = Baseline::parse_both_sides(&baseline().to_text().replace(&line("a"), &conflict)).unwrap();
        let both = [identity("a"), identity("z")];
        assert_eq!(joined.identities().collect::<Vec<_>>(), [("a/ai.json", &both[0]), ("a/ai.json", &both[1])]);
        assert_eq!(Baseline::parse(&joined.to_text()), Ok(joined));
    }

    #[test]
    fn an_older_file_says_the_same_but_for_what_its_files_are() {
        let text = baseline().to_text();
        let older: String =
            text.lines().filter(|line| !line.contains(DOCUMENT)).map(|line| format!("{line}\n")).collect();
        for version in ["1", "2"] {
            let older = older
                .replace("\"rules_of\": \"0.1\",\n", "")
                .replace("_version\": 3", &format!("_version\": {version}"));
            let older = Baseline::parse(&older).unwrap();
            assert!(!older.identifies("a/ai.json") && older.files == baseline().files);
            assert_eq!(older.rules_of(), Release::FIRST);
        }
        let mut rest = baseline();
        rest.retain(|_, _| false, |_, _| 0);
        assert_eq!(rest, Baseline::default());
    }

    #[test]
    fn a_rule_that_was_renamed_or_merged_keeps_its_records() {
        let mut renamed = baseline();
        renamed.add_more("a/ai.json", "dead-related-slug", 2);
        renamed.rename_rules(|rule| (rule == "ragged-rows" || rule == "stale-review").then_some("dead-related-slug"));
        assert_eq!(renamed.len(), 13 - 1, "one fingerprint is recorded under two names");
        assert_eq!(renamed.counted().collect::<Vec<_>>(), [("a/ai.json", "dead-related-slug", 9)]);
        renamed.rewrite(|rule, known| {
            (rule == "dead-related-slug" && known == "ba9876543210").then(|| "cccccccccccc".to_owned())
        });
        assert!(renamed.index().holds("dead-related-slug", "cccccccccccc"));
        assert!(!renamed.index().holds("dead-related-slug", TWO));
    }

    #[test]
    fn what_is_no_baseline_is_told_with_its_place() {
        for (text, place) in [
            ("", ""),
            ("[]", "["),
            ("\u{feff}[]", "\u{feff}"),
            ("{\"files\": {}}", "{\"files\": {}}"),
            ("{\"baseline_version\": 4}", "4"),
            ("{\"baseline_version\": 3, \"rules_of\": 0.1}", "0.1"),
            ("{\"baseline_version\": 3, \"rules_of\": \"99.0\"}", "\"99.0\""),
            ("{\"baseline_version\": 0}", "0"),
            ("{\"baseline_version\": 2, \"files\": {\"a\": {\"$document\": \"b\"}}}", "\"b\""),
            ("{\"baseline_version\": 2, \"files\": {\"a\": {\"$document\": {\"slug\": 3}}}}", "{\"slug\": 3}"),
            ("{\"baseline_version\": \"1\"}", "\"1\""),
            ("{\"baseline_version\": 1, \"files\": {\"a\": {\"b\": 3}}}", "3"),
            ("{\"baseline_version\": 1, \"files\": {\"a\": {\"b\": \"xyz\"}}}", "\"xyz\""),
        ] {
            let error = Baseline::parse(text).unwrap_err();
            assert_eq!(&text[error.span.unwrap()], place, "{text}");
        }
    }
}
