//! SARIF 2.1.0, for GitHub code scanning and for viewers: one run, with all rules and their pages.
//!
//! Owns the format; its structs mirror the parts of it that are used. Columns count UTF-16 code units from 1, ends are
//! exclusive.

// Long because: the structs spell out the part of the standard that is used.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::io::{self, Write};

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Serialize;

use super::columns::{Edits, Replacement, Unit};
use super::{Format, Texts, links, summary, visible};
use crate::finding::{self, Finding, Fix, Severity};
use crate::outcome::{Outcome, ReportedFinding};
use crate::page;
use crate::problem::Problem;
use crate::rule::{CustomRule, Declaration, Level, Meta};
use crate::words::{count, escape};

const COLUMN: Unit = Format::Sarif.unit();

const SCHEMA: &str = "https://json.schemastore.org/sarif-2.1.0.json";

/// How many results of a run GitHub takes; it refuses a file with more.
const RESULTS: usize = 25_000;

/// How many locations of a result GitHub takes.
const LOCATIONS: usize = 1_000;

/// How long a description may be for GitHub, in characters.
const DESCRIPTION: usize = 1_024;

/// The name of the folder that paths are relative to. GitHub knows it; where it lies is left to the reader.
const ROOT: &str = "%SRCROOT%";

/// What needs no escape in the path of an address (RFC 3986, unreserved).
const KEPT: AsciiSet = NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b'/');

/// Writes the log.
pub fn write(outcome: &Outcome, texts: Texts<'_>, out: &mut dyn Write) -> io::Result<()> {
    let mut shown: Vec<&ReportedFinding> = outcome.shown().collect();
    let dropped = shown.len().saturating_sub(RESULTS);
    if dropped > 0 {
        // The sort is stable: those of one severity stay in their order.
        shown.sort_by_key(|reported| std::cmp::Reverse(reported.severity));
        shown.truncate(RESULTS);
    }
    let custom = custom_rules(outcome);
    let ids = outcome.rules.iter().map(|rule| rule.meta.id).chain(custom.iter().map(|rule| rule.meta.id));
    let indices: HashMap<&str, usize> = ids.enumerate().map(|(index, id)| (id, index)).collect();
    let mut edits = Edits::new(texts);
    let log = Log {
        schema: SCHEMA,
        version: "2.1.0",
        runs: [Run {
            tool: Tool { driver: Driver::of(outcome.rules, &custom) },
            invocations: [Invocation::of(outcome, dropped)],
            original_uri_base_ids: [(ROOT, Root { description: Text::of("The root of the repository.") })].into(),
            column_kind: "utf16CodeUnits",
            results: shown.into_iter().map(|reported| Hit::of(reported, &indices, &mut edits)).collect(),
        }],
    };
    visible::pretty(&log, out)
}

#[derive(Serialize)]
struct Log<'o> {
    #[serde(rename = "$schema")]
    schema: &'static str,
    version: &'static str,
    runs: [Run<'o>; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Run<'o> {
    tool: Tool,
    invocations: [Invocation; 1],
    original_uri_base_ids: BTreeMap<&'static str, Root>,
    column_kind: &'static str,
    results: Vec<Hit<'o>>,
}

#[derive(Serialize)]
struct Root {
    description: Text,
}

#[derive(Serialize)]
struct Tool {
    driver: Driver,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Driver {
    name: &'static str,
    version: &'static str,
    semantic_version: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    information_uri: Option<&'static str>,
    rules: Vec<Descriptor>,
}

/// A rule: SARIF's reportingDescriptor.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Descriptor {
    id: &'static str,
    /// The id in another form; nothing where it has no other, since the two have to differ (`SARIF1001` of the validator).
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    short_description: Text,
    full_description: Text,
    help: Help,
    #[serde(skip_serializing_if = "Option::is_none")]
    help_uri: Option<String>,
    default_configuration: Configuration,
    properties: Properties,
}

#[derive(Serialize)]
struct Help {
    text: String,
    markdown: String,
}

#[derive(Serialize)]
struct Configuration {
    enabled: bool,
    level: &'static str,
}

/// What GitHub reads beside SARIF.
#[derive(Serialize)]
struct Properties {
    precision: &'static str,
    #[serde(rename = "problem.severity")]
    severity: &'static str,
    tags: [&'static str; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Invocation {
    execution_successful: bool,
    exit_code: u8,
    tool_execution_notifications: Vec<Notification>,
}

#[derive(Serialize)]
struct Notification {
    level: &'static str,
    message: Text,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    locations: Vec<Location>,
}

/// A finding: SARIF's result.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Hit<'o> {
    rule_id: &'o str,
    #[serde(skip_serializing_if = "Option::is_none")]
    rule_index: Option<usize>,
    level: &'static str,
    message: Text,
    locations: [Location; 1],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related_locations: Vec<Location>,
    partial_fingerprints: BTreeMap<&'static str, &'o str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    fixes: Vec<Repair>,
    #[serde(skip_serializing_if = "Option::is_none")]
    properties: Option<Newness>,
}

/// What SARIF has no place of its own for: the release that brought findings of this kind, which do not count yet.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Newness {
    new_in: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Location {
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<usize>,
    physical_location: Physical,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<Text>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Physical {
    artifact_location: Artifact,
    #[serde(skip_serializing_if = "Option::is_none")]
    region: Option<Region>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Artifact {
    uri: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    uri_base_id: Option<&'static str>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Region {
    start_line: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    start_column: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    end_line: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    end_column: Option<usize>,
}

/// A way to fix a finding: SARIF's fix.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Repair {
    description: Text,
    artifact_changes: [Change; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Change {
    artifact_location: Artifact,
    replacements: Vec<Replaced>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Replaced {
    deleted_region: Region,
    inserted_content: Text,
}

#[derive(Serialize)]
struct Text {
    text: String,
}

impl Text {
    fn of(text: &str) -> Text {
        Text { text: text.to_owned() }
    }

    /// A message. In one, `[text](target)` is a link, so content must not have what stands in its middle.
    fn message(text: &str) -> Text {
        Text { text: escape(text).replace("](", "]\\u{28}") }
    }

    /// The fact, and the help on a line below.
    fn with_help(fact: &str, help: &str) -> Text {
        let mut text = Text::message(fact);
        if !help.is_empty() {
            text.text.push_str("\nhelp: ");
            text.text.push_str(&Text::message(help).text);
        }
        text
    }
}

impl Driver {
    fn of(rules: &'static [Declaration], custom: &[&CustomRule]) -> Driver {
        let version = env!("CARGO_PKG_VERSION");
        Driver {
            name: "termlint",
            version,
            semantic_version: version,
            information_uri: links::home(),
            rules: rules
                .iter()
                .map(Descriptor::of)
                .chain(custom.iter().map(|rule| Descriptor::of_custom(rule)))
                .collect(),
        }
    }
}

impl Descriptor {
    fn of(rule: &Declaration) -> Descriptor {
        Descriptor::new(rule.meta, rule.meta.summary(), description(rule.meta), page::markdown(rule))
    }

    fn of_custom(rule: &CustomRule) -> Descriptor {
        let message = escape(&rule.entry.message);
        Descriptor::new(rule.meta, &message, message.clone(), page::custom(rule))
    }

    fn new(meta: &Meta, summary: &str, description: String, page: String) -> Descriptor {
        let severity = meta.level.severity();
        Descriptor {
            id: meta.id,
            name: Some(pascal(meta.id)).filter(|name| !name.eq_ignore_ascii_case(meta.id)),
            short_description: Text::of(summary),
            full_description: Text { text: description },
            help: Help { text: page.clone(), markdown: page },
            help_uri: links::page(meta.id),
            default_configuration: Configuration {
                enabled: severity.is_some(),
                level: level(severity.unwrap_or(Severity::Warning)),
            },
            properties: Properties {
                // A rule that can only suspect is an info, or off.
                precision: if meta.level >= Level::Warning { "high" } else { "medium" },
                severity: match severity {
                    Some(Severity::Error) => "error",
                    Some(Severity::Warning) => "warning",
                    Some(Severity::Info) | None => "recommendation",
                },
                tags: [meta.group.name()],
            },
        }
    }
}

/// The rules that configurations declare. Of several with one id, the first is described.
fn custom_rules(outcome: &Outcome) -> Vec<&CustomRule> {
    let mut seen = HashSet::new();
    let all = outcome.custom_rules.iter().flat_map(|rules| rules.iter());
    all.filter(|rule| seen.insert(rule.meta.id)).collect()
}

/// What the rule finds and why that matters, as long as GitHub allows.
fn description(meta: &Meta) -> String {
    let lines = meta.docs.lines().map(str::trim).skip_while(|line| *line != "## Why").skip(1);
    let why: Vec<&str> = lines.take_while(|line| !line.starts_with("## ")).filter(|line| !line.is_empty()).collect();
    let whole = format!("{} {}", meta.summary(), why.join(" "));
    match whole.char_indices().nth(DESCRIPTION - 1) {
        Some((end, _)) => format!("{}…", &whole[..end]),
        None => whole,
    }
}

/// `dead-related-slug` as `DeadRelatedSlug`, `house/no-jargon` as `HouseNoJargon`.
fn pascal(id: &str) -> String {
    let word = |word: &str| word.get(..1).unwrap_or_default().to_uppercase() + word.get(1..).unwrap_or_default();
    id.split(['-', '/']).map(word).collect()
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "note",
    }
}

impl Invocation {
    fn of(outcome: &Outcome, dropped: usize) -> Invocation {
        let mut notifications: Vec<Notification> = outcome.failures.iter().map(Notification::of_failure).collect();
        if dropped > 0 {
            let kept = format!("GitHub accepts {RESULTS} results per run, so the most severe are kept");
            notifications
                .push(Notification::of_note("warning", &format!("{} left out: {kept}", count(dropped, "finding"))));
        }
        notifications.extend(summary::notes(outcome, true).iter().map(|note| Notification::of_note("note", note)));
        Invocation {
            execution_successful: outcome.failures.is_empty(),
            exit_code: outcome.exit_code,
            tool_execution_notifications: notifications,
        }
    }
}

impl Notification {
    fn of_failure(failure: &Problem) -> Notification {
        let locations = failure.file().into_iter().map(|path| Location {
            id: None,
            physical_location: Physical {
                artifact_location: Artifact { uri: encoded(path), uri_base_id: None },
                region: None,
            },
            message: None,
        });
        Notification {
            level: "error",
            message: Text::with_help(&failure.message, &failure.help),
            locations: locations.collect(),
        }
    }

    fn of_note(level: &'static str, text: &str) -> Notification {
        Notification { level, message: Text::message(text), locations: Vec::new() }
    }
}

impl<'o> Hit<'o> {
    fn of(reported: &'o ReportedFinding, indices: &HashMap<&str, usize>, edits: &mut Edits<'_>) -> Self {
        let finding: &Finding = &reported.finding;
        let related = finding.related.iter().take(LOCATIONS - 1).enumerate().map(|(index, related)| Location {
            id: Some(index + 1),
            physical_location: Physical {
                artifact_location: Artifact::of(related.path.as_deref().unwrap_or(&reported.path)),
                region: Some(Region::of(&related.location)),
            },
            message: Some(Text::message(&related.label)),
        });
        let repairs =
            finding.fixes.iter().filter_map(|fix| Some(Repair::of(fix, &reported.path, edits.of(reported, fix)?)));
        // GitHub matches alerts by the first key alone. Where it is missing, `upload-sarif` makes it from the text at the
        // line, so that an alert would change with its neighbours, and lines of equal text would be one. Where it is
        // there, it is kept. The sources are in docs/ci.md.
        let fingerprints = ["primaryLocationLineHash", "termlint/v1"].map(|key| (key, reported.fingerprint.as_str()));
        Hit {
            rule_id: finding.rule,
            rule_index: indices.get(finding.rule).copied(),
            level: level(reported.severity),
            message: Text::with_help(&reported.message(), &finding.help),
            locations: [Location {
                id: None,
                physical_location: Physical {
                    artifact_location: Artifact::of(&reported.path),
                    region: Some(finding.location.as_ref().map_or(Region::START, Region::of)),
                },
                message: None,
            }],
            related_locations: related.collect(),
            partial_fingerprints: fingerprints.into(),
            fixes: repairs.collect(),
            properties: reported.new_in.map(|release| Newness { new_in: release.to_string() }),
        }
    }
}

impl Artifact {
    /// A path of the report: relative to the root, or as it was given where it lies outside.
    fn of(path: &str) -> Artifact {
        let is_drive = cfg!(windows) && path.as_bytes().get(1..3) == Some(b":/");
        if path.starts_with('/') {
            Artifact { uri: format!("file://{}", encoded(path)), uri_base_id: None }
        } else if is_drive {
            Artifact { uri: format!("file:///{}", encoded(path)), uri_base_id: None }
        } else {
            // What lies above a base is not relative to it.
            let is_below = !path.split('/').any(|part| part == "..");
            Artifact { uri: encoded(path), uri_base_id: is_below.then_some(ROOT) }
        }
    }
}

fn encoded(path: &str) -> String {
    utf8_percent_encode(path, &KEPT).to_string()
}

impl Region {
    /// What is about the whole file stands at its beginning: GitHub wants a line.
    const START: Region = Region { start_line: 1, start_column: None, end_line: None, end_column: None };

    fn of(location: &finding::Location) -> Region {
        Region::between(&location.start, &location.end)
    }

    fn between(start: &finding::Position, end: &finding::Position) -> Region {
        Region {
            start_line: start.line,
            start_column: Some(COLUMN.of(start)),
            end_line: Some(end.line),
            end_column: Some(COLUMN.of(end)),
        }
    }
}

impl Repair {
    fn of(fix: &Fix, path: &str, replacements: Vec<Replacement>) -> Repair {
        let replaced = |replacement: Replacement| Replaced {
            deleted_region: Region::between(&replacement.start, &replacement.end),
            inserted_content: Text { text: replacement.text },
        };
        Repair {
            description: Text::message(&fix.title),
            artifact_changes: [Change {
                artifact_location: Artifact::of(path),
                replacements: replacements.into_iter().map(replaced).collect(),
            }],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_addresses() {
        let uri = |path: &str| {
            let artifact = Artifact::of(path);
            (artifact.uri, artifact.uri_base_id.is_some())
        };
        assert_eq!(uri("ja-JP/解約 率%.json"), ("ja-JP/%E8%A7%A3%E7%B4%84%20%E7%8E%87%25.json".into(), true));
        assert_eq!(uri("a:b/c?d#e.json"), ("a%3Ab/c%3Fd%23e.json".into(), true));
        assert_eq!(uri("../out/ai.json"), ("../out/ai.json".into(), false));
        assert_eq!(uri("/tmp/a b.json"), ("file:///tmp/a%20b.json".into(), false));
        assert_eq!(uri("<stdin>"), ("%3Cstdin%3E".into(), true));
    }

    #[test]
    fn content_forges_no_link() {
        assert_eq!(Text::message("see [here](1) [x] (y)").text, "see [here]\\u{28}1) [x] (y)");
    }

    #[test]
    fn a_description_is_as_long_as_github_allows() {
        let docs: &'static str = format!("It is wrong.\n\n## Why\n\n{}\n\n## Fails\n", "x".repeat(2_000)).leak();
        let long = description(&Meta { docs, ..Meta::of_group(crate::rule::Group::Prose) });
        assert!(long.starts_with("It is wrong. x") && long.ends_with("x…"), "{long}");
        assert_eq!(long.chars().count(), 1_024);
    }

    #[test]
    fn a_rule_has_a_name_of_one_word() {
        assert_eq!(pascal("dead-related-slug"), "DeadRelatedSlug");
    }
}
