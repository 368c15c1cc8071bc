//! Results made by hand, and what formats print of them.

#![allow(dead_code, reason = "each harness uses its share")]

use std::ops::Range;

use chrono::NaiveDate;
use proptest::prelude::*;
use termlint::finding::{Finding, Location, Severity};
use termlint::handoff::{DocumentOffset, Locator};
use termlint::json::identity::IdentityKeys;
use termlint::outcome::{Outcome, ReportedFinding, Summary};
use termlint::output::{Format, Style, write};
use termlint::rule::Group;
use termlint::rules::RULES;

/// A file and what was found in it.
pub struct File {
    pub path: String,
    pub bytes: Vec<u8>,
    pub findings: Vec<(Severity, Finding)>,
}

impl File {
    pub fn new(path: &str, bytes: impl Into<Vec<u8>>) -> File {
        File { path: path.to_owned(), bytes: bytes.into(), findings: Vec::new() }
    }

    /// A finding on these bytes.
    pub fn on(self, span: Range<usize>, label: &str) -> File {
        let keys = IdentityKeys::default();
        let location = Locator::new(&self.bytes, DocumentOffset::default(), &keys).bytes(span);
        self.with(Finding {
            label: label.into(),
            help: "fix it".into(),
            ..Finding::new("a-rule", "it is wrong", Some(location))
        })
    }

    /// A finding on the first bytes like these.
    pub fn on_text(self, needle: &str, label: &str) -> File {
        let span = self.find(needle);
        self.on(span, label)
    }

    pub fn find(&self, needle: &str) -> Range<usize> {
        let at = self.bytes.windows(needle.len()).position(|window| window == needle.as_bytes());
        let at = at.unwrap_or_else(|| panic!("{needle} is not in {}", self.path));
        at..at + needle.len()
    }

    pub fn location(&self, needle: &str) -> Location {
        let keys = IdentityKeys::default();
        Locator::new(&self.bytes, DocumentOffset::default(), &keys).bytes(self.find(needle))
    }

    pub fn with(mut self, finding: Finding) -> File {
        self.findings.push((Severity::Error, finding));
        self
    }

    pub fn as_(mut self, severity: Severity) -> File {
        if let Some(last) = self.findings.last_mut() {
            last.0 = severity;
        }
        self
    }
}

/// A result with these files.
pub fn outcome(files: &[File]) -> Outcome {
    let mut outcome = Outcome {
        findings: Vec::new(),
        baselined: Vec::new(),
        summary: Summary { files: files.len(), documents: files.len(), ..Summary::default() },
        rules: RULES,
        custom_rules: Vec::new(),
        failures: Vec::new(),
        today: NaiveDate::from_ymd_opt(2026, 11, 22).unwrap(),
        root: "/repository/content".into(),
        min_severity: Severity::Info,
        conventions: Vec::new(),
        footers: Vec::new(),
        fixes: None,
        exit_code: 1,
    };
    for file in files {
        outcome.summary.files_with_findings += usize::from(!file.findings.is_empty());
        *outcome.summary.versions.entry("core-reviewed-term-ai-handoff-v1".into()).or_default() += 1;
        for (severity, finding) in &file.findings {
            match severity {
                Severity::Error => outcome.summary.errors += 1,
                Severity::Warning => outcome.summary.warnings += 1,
                Severity::Info => outcome.summary.info += 1,
            }
            outcome.findings.push(ReportedFinding {
                finding: finding.clone(),
                path: file.path.clone(),
                shown_path: file.path.clone(),
                document: None,
                page_of: None,
                locale: None,
                group: Group::Substance,
                severity: *severity,
                new_in: None,
                fingerprint: "0123456789abcdef".into(),
            });
        }
    }
    outcome
}

pub fn style(width: usize) -> Style {
    Style { color: false, width, verbose: false, most: None, counts_infos: false }
}

pub fn print(format: Format, outcome: &Outcome, files: &[File], style: Style) -> String {
    let texts = |path: &str| files.iter().find(|file| file.path == path).map(|file| file.bytes.clone());
    let mut out = Vec::new();
    write(format, outcome, &texts, style, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

/// Texts as an attacker writes them.
pub fn hostile() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("\n"),
        Just("\r"),
        Just("\r\n"),
        Just("\t"),
        Just("\0"),
        Just("\u{1b}[2J"),
        Just("\u{1b}]8;;x\u{7}"),
        Just("\u{9b}31m"),
        Just("\u{202e}"),
        Just("\u{2066}"),
        Just("\u{2028}"),
        Just("\u{200b}"),
        Just("\u{feff}"),
        Just("\n::error::x"),
        Just("::error::x"),
        Just(" ::error::x"),
        Just("##[error]"),
        Just("##vso[task]"),
        Just("\nx.json:1:1: error: forged [rule]"),
        Just("👨‍👩‍👧‍👦"),
        Just("🇯🇵"),
        Just("e\u{301}"),
        Just("\u{301}"),
        Just("\u{200d}"),
        Just("ﾞ"),
        Just("解約率"),
        Just("1️⃣"),
        Just("\u{1f3fd}"),
        Just("لا"),
        Just("क्षि"),
        Just("각"),
        Just("\u{fffd}"),
        Just("\u{e000}"),
        Just("\u{10ffff}"),
        Just("a word "),
        Just(" "),
        Just("\\"),
        Just("\""),
        Just("│·─"),
        Just("{"),
        Just("/"),
        Just("##teamcity[message]"),
        Just("%"),
        Just("%0A::error::x"),
        Just("]]>"),
        Just("<script>"),
        Just("-->"),
        Just("&amp;"),
        Just("'"),
        Just("`"),
        Just("``"),
        Just("|"),
        Just("\\|"),
        Just("@everyone"),
        Just("#12"),
        Just("[x](https://e.example)"),
        Just("](1)"),
        Just("https://e.example"),
        Just("**x**"),
        Just("\u{ffff}"),
        Just("\u{fffe}"),
    ];
    let any = prop_oneof![4 => piece.prop_map(str::to_owned), 1 => any::<char>().prop_map(String::from)];
    proptest::collection::vec(any, 0..40).prop_map(|pieces| pieces.concat())
}

/// Nothing that a terminal obeys, nothing that a build server obeys.
pub fn assert_tame(output: &str) {
    for line in output.split('\n') {
        let bad = line.chars().find(|character| termlint::words::is_hidden(*character));
        assert_eq!(bad, None, "{line:?}");
        assert!(!line.trim_start().starts_with("::"), "{line:?}");
        assert!(["##[", "##vso[", "##teamcity["].iter().all(|command| !line.contains(command)), "{line:?}");
    }
}
