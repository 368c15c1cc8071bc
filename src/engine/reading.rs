//! What reading a document comes across, as findings: bytes that are not text, text that is not JSON, keys written twice.
//!
//! Owns the words for issues of the JSON room, which has none.

use crate::finding::{Edit, Finding, Findings, Fix, Location, Related, Safety, Severity};
use crate::handoff::{Locator, are_twins, without};
use crate::json::{self, IssueKind};
use crate::words::{escape, shorten};

/// A finding about a file that cannot be checked at all.
pub fn unreadable(rule: &'static str, message: impl Into<String>, help: impl Into<String>) -> Finding {
    let mut finding = Finding::new(rule, message, None);
    finding.help = help.into();
    finding.min_severity = Some(Severity::Error);
    finding
}

/// Reports what reading came across; says whether the document was read to its end.
pub(super) fn reading_issues(parsed: &json::Parsed<'_>, locator: &Locator<'_>, findings: &mut Findings) -> bool {
    let mut complete = true;
    for issue in &parsed.issues {
        let rule = match &issue.kind {
            IssueKind::ByteOrderMark => "byte-order-mark",
            IssueKind::DuplicateKey => "duplicate-key",
            IssueKind::LoneSurrogate => "lone-surrogate",
            IssueKind::TooDeep => "nesting-too-deep",
            IssueKind::Syntax(_) => "syntax-error",
        };
        complete &= !breaks(&issue.kind);
        if !findings.has_room(rule) {
            findings.count(rule, 1);
            continue;
        }
        let mut finding = Finding::new(rule, "", Some(location(issue, parsed, locator)));
        describe(issue, parsed.tree.text(), &mut finding);
        if finding.location.as_ref().is_some_and(|location| location.at.is_some()) {
            finding.former = Some((String::new(), finding.subject.clone()));
        }
        if let Some(related) = issue.related {
            let label = match issue.kind {
                IssueKind::DuplicateKey => "first written here",
                _ => "starts here",
            };
            finding.related.push(Related {
                path: None,
                location: locator.bytes(related.range()),
                label: label.to_owned(),
            });
        }
        finding.fixes.extend(fix(issue, parsed, locator));
        findings.push(finding);
    }
    complete
}

/// Where something is that reading came across: at a value where it is one's, else at bytes.
fn location(issue: &json::Issue, parsed: &json::Parsed<'_>, locator: &Locator<'_>) -> Location {
    let tree = &parsed.tree;
    let value = match issue.kind {
        // A key has the address of its value, which stands directly behind it.
        IssueKind::DuplicateKey => tree
            .node_around(issue.span.range().start)
            .and_then(|key| tree.node(key.index() + 1).filter(|it| it.key() == Some(key))),
        IssueKind::LoneSurrogate => tree.node_around(issue.span.range().start),
        IssueKind::ByteOrderMark | IssueKind::TooDeep | IssueKind::Syntax(_) => None,
    };
    value.map_or_else(|| locator.bytes(issue.span.range()), |value| locator.of(value, issue.span))
}

/// Whether a document is not read beyond it.
fn breaks(kind: &IssueKind) -> bool {
    matches!(kind, IssueKind::TooDeep | IssueKind::Syntax(_))
}

/// What ends it without loss, where anything does.
fn fix(issue: &json::Issue, parsed: &json::Parsed<'_>, locator: &Locator<'_>) -> Option<Fix> {
    match issue.kind {
        // What is not JSON without it, either, is left to a person.
        IssueKind::ByteOrderMark if parsed.issues.iter().any(|issue| breaks(&issue.kind)) => None,
        IssueKind::ByteOrderMark => {
            let location = locator.bytes(issue.span.range());
            let edit = Edit { start_byte: location.start.byte, end_byte: location.end.byte, text: String::new() };
            Some(locator.fix("delete the byte order mark".to_owned(), Safety::Safe, vec![edit]))
        }
        IssueKind::DuplicateKey => {
            let value = |span: json::Span| {
                let key = parsed.tree.node_around(span.range().start)?;
                parsed.tree.node(key.index() + 1).filter(|value| value.key() == Some(key))
            };
            let (again, first) = (value(issue.span)?, value(issue.related?)?);
            let owner = again.parent().filter(|_| are_twins(first, again))?;
            let edits = without(owner, |value| value.index() == again.index());
            let edits = edits.into_iter().map(|(gap, text)| locator.edit(&gap, text)).collect();
            Some(locator.fix("delete the repetition".to_owned(), Safety::Safe, edits))
        }
        IssueKind::LoneSurrogate | IssueKind::TooDeep | IssueKind::Syntax(_) => None,
    }
}

/// The words for something that reading came across.
fn describe(issue: &json::Issue, text: &str, finding: &mut Finding) {
    let source = &text[issue.span.range()];
    match &issue.kind {
        IssueKind::ByteOrderMark => {
            finding.message = "the file begins with a byte order mark, which JSON does not allow".to_owned();
            finding.label = "invisible byte order mark".to_owned();
            finding.help = "save the file as UTF-8 without a byte order mark".to_owned();
        }
        IssueKind::DuplicateKey => {
            let key = shorten(
                &json::parse(source)
                    .tree
                    .root()
                    .and_then(|key| key.as_str().map(|key| key.into_owned()))
                    .unwrap_or_default(),
                40,
            );
            finding.message = format!("the field “{key}” is written twice; only the last one counts");
            finding.label = "written again here".to_owned();
            finding.help = "remove one of the two".to_owned();
            finding.subject = source.to_owned();
        }
        IssueKind::LoneSurrogate => {
            finding.message = format!("{} is half of a character: its other half is missing", shorten(source, 20));
            finding.label = "half of a character".to_owned();
            finding.help = "write the whole character, or both of its \\u halves".to_owned();
        }
        IssueKind::TooDeep => {
            finding.message = format!("the document is nested more than {} levels deep", json::MAX_DEPTH);
            finding.label = "one level too many".to_owned();
            finding.help = "export the file again: no handoff is nested this deeply".to_owned();
            finding.min_severity = Some(Severity::Error);
        }
        IssueKind::Syntax(error) => {
            // Both may quote a character of the file.
            finding.message = escape(&error.message());
            finding.help = escape(&issue.help().unwrap_or_default());
            finding.min_severity = Some(Severity::Error);
        }
    }
}
