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
    let errors = outcome.failures.len();
    // What does not affect the exit code fails no build either.
    let skipped = shown.iter().filter(|reported| reported.new_in.is_some()).count();
    let all = Counts { failures: shown.len() - skipped, errors: 0, skipped };
    let skipped = unlisted.iter().filter(|more| more.new_in.is_some()).count();
    let more = Counts { failures: unlisted.len() - skipped, errors: 0, skipped };
    let all = Counts { failures: all.failures + more.failures, errors, skipped: all.skipped + more.skipped };
    let mut xml = Writer::new_with_indent(&mut *out, b' ', 2);
    xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    suite_like(&mut xml, "testsuites", RUN, usize::from(is_clean), all, |xml| {
        if is_clean {
            suite_like(xml, "testsuite", RUN, 1, Counts::default(), |xml| passed(outcome, xml))?;
        }
        if errors > 0 {
            suite_like(xml, "testsuite", RUN, 0, Counts { errors, ..Counts::default() }, |xml| {
                outcome.failures.iter().try_for_each(|failure| broken(failure, xml))
            })?;
        }
        for file in shown.chunk_by(|one, two| one.path == two.path) {
            let skipped = file.iter().filter(|reported| reported.new_in.is_some()).count();
            let counts = Counts { failures: file.len() - skipped, errors: 0, skipped };
            suite_like(xml, "testsuite", &file[0].path, 0, counts, |xml| {
                file.iter().try_for_each(|reported| case(reported, xml))
            })?;
        }
        for more in &unlisted {
            let skipped = usize::from(more.new_in.is_some());
            let counts = Counts { failures: 1 - skipped, errors: 0, skipped };
            suite_like(xml, "testsuite", &more.path, 0, counts, |xml| further(more, xml))?;
        }
        Ok(())
    })?;
    writeln!(xml.into_inner())
}

/// How many cases of a suite do not pass.
#[derive(Clone, Copy, Default)]
struct Counts {
    failures: usize,
    errors: usize,
    skipped: usize,
}

/// An element with the counts of what it holds, beside so many cases that pass.
fn suite_like(
    xml: &mut Xml<'_>,
    element: &str,
    name: &str,
    passed: usize,
    Counts { failures, errors, skipped }: Counts,
    content: impl FnOnce(&mut Xml<'_>) -> io::Result<()>,
) -> io::Result<()> {
    let counts = [passed + failures + errors + skipped, failures, errors, skipped].map(|number| number.to_string());
    let element = xml
        .create_element(element)
        .with_attribute(("name", safe(name).as_str()))
        .with_attribute(("tests", counts[0].as_str()))
        .with_attribute(("failures", counts[1].as_str()))
        .with_attribute(("errors", counts[2].as_str()));
    let element = if skipped > 0 { element.with_attribute(("skipped", counts[3].as_str())) } else { element };
    element.with_attribute(("time", "0")).write_inner_content(content)?;
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
    case.with_attribute(("time", "0")).write_inner_content(|xml| match reported.new_in {
        None => result(xml, "failure", &finding.message, reported.severity.name(), &text),
        Some(_) => skipped(xml, &reported.message()),
    })?;
    Ok(())
}

fn further(more: &Unlisted, xml: &mut Xml<'_>) -> io::Result<()> {
    let path = safe(&more.path);
    let name = format!("{}: {} not listed", more.rule, count(more.count, "finding"));
    let case = xml.create_element("testcase");
    case.with_attributes([("name", name.as_str()), ("classname", &path), ("file", &path), ("time", "0")])
        .write_inner_content(|xml| match more.new_in {
            None => result(xml, "failure", &name, more.severity.name(), &name),
            Some(release) => skipped(xml, &format!("{name} (new in {release})")),
        })?;
    Ok(())
}

/// A case that is listed and fails nothing.
fn skipped(xml: &mut Xml<'_>, message: &str) -> io::Result<()> {
    xml.create_element("skipped").with_attribute(("message", safe(message).as_str())).write_empty()?;
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
