//! JUnit's XML, which most build servers read: a suite for each file with findings, a failed case for each finding.
//!
//! Owns the layout. quick-xml writes the marks; what XML 1.0 cannot hold is written as its code point. A run without
//! findings is one case that passes, because several servers take an empty report for a broken one.

use std::io::{self, Write};

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};

use super::columns::Unit;
use super::{Format, links, summary, text};
use crate::outcome::{Outcome, ReportedFinding, Unlisted};
use crate::problem::Problem;
use crate::words::count;

const COLUMN: Unit = Format::Junit.unit();

/// What is about the run as a whole.
const RUN: &str = "termlint";

type Xml<'w> = Writer<&'w mut dyn Write>;

/// Writes the document.
pub fn write(outcome: &Outcome, out: &mut dyn Write) -> io::Result<()> {
    let shown: Vec<&ReportedFinding> = outcome.shown().collect();
    let unlisted: Vec<&Unlisted> =
        outcome.summary.unlisted.iter().filter(|unlisted| unlisted.severity >= outcome.min_severity).collect();
    let is_clean = shown.is_empty() && unlisted.is_empty() && outcome.failures.is_empty();
    let failed = shown.len() + unlisted.len();
    let mut xml = Writer::new_with_indent(&mut *out, b' ', 2);
    xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    suite_like(&mut xml, "testsuites", RUN, failed + usize::from(is_clean), failed, outcome.failures.len(), |xml| {
        if is_clean {
            suite_like(xml, "testsuite", RUN, 1, 0, 0, |xml| passed(outcome, xml))?;
        }
        if !outcome.failures.is_empty() {
            let errors = outcome.failures.len();
            suite_like(xml, "testsuite", RUN, 0, 0, errors, |xml| {
                outcome.failures.iter().try_for_each(|failure| broken(failure, xml))
            })?;
        }
        for file in shown.chunk_by(|one, two| one.path == two.path) {
            suite_like(xml, "testsuite", &file[0].path, file.len(), file.len(), 0, |xml| {
                file.iter().try_for_each(|reported| case(reported, xml))
            })?;
        }
        for more in &unlisted {
            suite_like(xml, "testsuite", &more.path, 1, 1, 0, |xml| further(more, xml))?;
        }
        Ok(())
    })?;
    writeln!(xml.into_inner())
}

/// An element with the counts of what it holds; an error is a case too.
fn suite_like(
    xml: &mut Xml<'_>,
    element: &str,
    name: &str,
    cases: usize,
    failures: usize,
    errors: usize,
    content: impl FnOnce(&mut Xml<'_>) -> io::Result<()>,
) -> io::Result<()> {
    let counts = [cases + errors, failures, errors].map(|number| number.to_string());
    xml.create_element(element)
        .with_attribute(("name", safe(name).as_str()))
        .with_attribute(("tests", counts[0].as_str()))
        .with_attribute(("failures", counts[1].as_str()))
        .with_attribute(("errors", counts[2].as_str()))
        .with_attribute(("time", "0"))
        .write_inner_content(content)?;
    Ok(())
}

fn passed(outcome: &Outcome, xml: &mut Xml<'_>) -> io::Result<()> {
    let name = safe(&summary::line(outcome));
    let case = xml.create_element("testcase").with_attributes([("name", name.as_str()), ("classname", RUN)]);
    case.with_attribute(("time", "0")).write_empty()?;
    Ok(())
}

fn broken(failure: &Problem, xml: &mut Xml<'_>) -> io::Result<()> {
    let subject = failure.file().map_or_else(|| RUN.to_owned(), |path| safe(&text::path(path)));
    let text = body(&subject, &failure.message, &failure.help, None);
    let case = xml.create_element("testcase");
    case.with_attributes([("name", "termlint could not do its job"), ("classname", RUN), ("time", "0")])
        .write_inner_content(|xml| result(xml, "error", &failure.message, "failure", &text))?;
    Ok(())
}

fn case(reported: &ReportedFinding, xml: &mut Xml<'_>) -> io::Result<()> {
    let finding = &reported.finding;
    let path = safe(&reported.path);
    let line = finding.location.as_ref().map(|location| location.start.line.to_string());
    let location =
        finding.location.as_ref().map(|location| format!("{}:{}", location.start.line, COLUMN.of(&location.start)));
    let name = match &location {
        Some(location) => format!("{} at {location}", finding.rule),
        None => finding.rule.to_owned(),
    };
    let subject = safe(&text::path(&reported.path));
    let subject = location.map_or_else(|| subject.clone(), |location| format!("{subject}:{location}"));
    let text = body(&subject, &finding.message, &finding.help, Some(&links::more(finding.rule)));
    let mut case = xml.create_element("testcase");
    case = case.with_attributes([("name", name.as_str()), ("classname", &path), ("file", &path)]);
    if let Some(line) = &line {
        case = case.with_attribute(("line", line.as_str()));
    }
    case.with_attribute(("time", "0"))
        .write_inner_content(|xml| result(xml, "failure", &finding.message, reported.severity.name(), &text))?;
    Ok(())
}

fn further(more: &Unlisted, xml: &mut Xml<'_>) -> io::Result<()> {
    let path = safe(&more.path);
    let name = format!("{}: {} not listed", more.rule, count(more.count, "finding"));
    let case = xml.create_element("testcase");
    case.with_attributes([("name", name.as_str()), ("classname", &path), ("file", &path), ("time", "0")])
        .write_inner_content(|xml| result(xml, "failure", &name, more.severity.name(), &name))?;
    Ok(())
}

/// What became of a case: `failure` or `error`.
fn result(xml: &mut Xml<'_>, element: &str, message: &str, kind: &str, content: &str) -> io::Result<()> {
    let message = safe(message);
    let element = xml.create_element(element).with_attributes([("message", message.as_str()), ("type", kind)]);
    element.write_text_content(BytesText::new(content))?;
    Ok(())
}

/// What a server shows below a case. A log may hold it too, so no line begins with content alone.
fn body(subject: &str, fact: &str, help: &str, more: Option<&str>) -> String {
    let mut body = format!("{subject}: {}", safe(fact));
    if !help.is_empty() {
        body.push_str(&format!("\nhelp: {}", safe(help)));
    }
    if let Some(more) = more {
        body.push_str(&format!("\n{more}"));
    }
    body
}

/// A text on one line that XML 1.0 can hold: of what is no control character, it forbids two code points.
fn safe(text: &str) -> String {
    text::line(text).replace('\u{fffe}', "\\u{fffe}").replace('\u{ffff}', "\\u{ffff}")
}
