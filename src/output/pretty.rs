//! For people at a terminal: what is wrong, where, and the very text, one file after the other.
//!
//! Owns the layout. `excerpt` cuts what is shown of a file, `drawing` draws it.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::io::{self, Write};

use owo_colors::Style as Paint;

use super::drawing;
use super::excerpt::{self, Highlight, Room, Source};
use super::text::{self, cells, wrap};
use super::{Style, Texts};
use crate::finding::{Location, Related, Severity};
use crate::outcome::{Outcome, ReportedFinding};
use crate::words::{count, list, visible};

/// No line is longer than this, however wide the terminal.
const WIDEST: usize = 400;

/// Writes the findings of each file under its name.
pub fn write(outcome: &Outcome, texts: Texts<'_>, style: Style, out: &mut dyn Write) -> io::Result<()> {
    let page = Page { paints: Paints::new(style.color), width: style.width.min(WIDEST), style };
    let drawn = fold(outcome);
    let mut above: HashMap<&str, usize> = HashMap::new();
    for reported in drawn.iter().flat_map(|drawn| &drawn.others) {
        *above.entry(&reported.path).or_default() += 1;
    }
    let mut left = style.most.unwrap_or(usize::MAX);
    for (number, file) in drawn.chunk_by(|one, two| one.reported.path == two.reported.path).enumerate() {
        if left == 0 {
            break;
        }
        if number > 0 {
            writeln!(out)?;
        }
        let above = above.get(file[0].reported.path.as_str()).copied().unwrap_or(0);
        page.file(file, left, above, texts, out)?;
        left = left.saturating_sub(file.len());
    }
    Ok(())
}

/// How many findings are drawn, and how many the first `most` of them and what is folded into those leave out.
pub fn beyond(outcome: &Outcome, most: usize) -> (usize, usize) {
    let drawn = fold(outcome);
    (drawn.len(), drawn.iter().skip(most).map(|drawn| 1 + drawn.others.len()).sum())
}

/// What is said in more documents than this is drawn for the first of them only.
const REPEATED: usize = 5;

/// How many of the other places are named.
const NAMED: usize = 3;

/// A finding to draw, and those in other documents that say the very same.
struct Drawn<'o> {
    reported: &'o ReportedFinding,
    others: Vec<&'o ReportedFinding>,
}

/// The findings to draw: what one reason puts into many documents is folded into the first.
fn fold(outcome: &Outcome) -> Vec<Drawn<'_>> {
    let words = |reported: &'_ ReportedFinding| {
        let finding = &reported.finding;
        (reported.severity, finding.rule, finding.message.clone(), finding.help.clone())
    };
    let document = |reported: &'_ ReportedFinding| (reported.path.clone(), reported.document);
    let mut documents: HashMap<_, HashSet<_>> = HashMap::new();
    for reported in outcome.shown() {
        documents.entry(words(reported)).or_default().insert(document(reported));
    }
    let mut firsts: HashMap<_, usize> = HashMap::new();
    let mut drawn: Vec<Drawn<'_>> = Vec::new();
    for reported in outcome.shown() {
        let words = words(reported);
        let is_repeated = documents.get(&words).is_some_and(|documents| documents.len() > REPEATED);
        let first = firsts.get(&words).copied().filter(|_| is_repeated);
        match first {
            Some(first) if document(drawn[first].reported) != document(reported) => drawn[first].others.push(reported),
            _ => {
                firsts.entry(words).or_insert(drawn.len());
                drawn.push(Drawn { reported, others: Vec::new() });
            }
        }
    }
    drawn
}

/// How things are painted; without colour, not at all.
struct Paints {
    error: Paint,
    warning: Paint,
    info: Paint,
    address: Paint,
    strong: Paint,
    faint: Paint,
}

impl Paints {
    fn new(color: bool) -> Paints {
        let plain = Paint::new();
        if !color {
            return Paints { error: plain, warning: plain, info: plain, address: plain, strong: plain, faint: plain };
        }
        Paints {
            error: plain.red().bold(),
            warning: plain.yellow().bold(),
            info: plain.blue().bold(),
            address: plain.cyan(),
            strong: plain.bold(),
            faint: plain.dimmed(),
        }
    }

    fn of(&self, severity: Severity) -> Paint {
        match severity {
            Severity::Error => self.error,
            Severity::Warning => self.warning,
            Severity::Info => self.info,
        }
    }
}

/// One report.
struct Page {
    paints: Paints,
    style: Style,
    /// How many cells a line may have.
    width: usize,
}

impl Page {
    /// The findings of one file, of which there is at least one, and the first `most` are drawn. Others, which are
    /// `above`, were folded into those of files before.
    fn file(
        &self,
        findings: &[Drawn<'_>],
        most: usize,
        above: usize,
        texts: Texts<'_>,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        let Some(Drawn { reported: first, .. }) = findings.first() else { return Ok(()) };
        let path = text::path(&first.shown_path);
        let mut numbers = BTreeMap::new();
        for Drawn { reported, .. } in findings {
            *numbers.entry(reported.severity).or_insert(0_usize) += 1;
        }
        let mut numbers: Vec<String> =
            numbers.iter().rev().map(|(severity, number)| count(*number, severity.name())).collect();
        if above > 0 {
            numbers.push(format!("{above} more as above"));
        }
        writeln!(out, "{}: {}", self.paints.strong.style(&path), numbers.join(", "))?;
        let has_place = findings.iter().any(|drawn| drawn.reported.finding.location.is_some());
        let source = if has_place { texts(&first.path).and_then(Source::new) } else { None };
        for drawn in findings.iter().take(most) {
            writeln!(out)?;
            self.finding(drawn.reported, &path, source.as_ref(), out)?;
            self.also(&drawn.others, out)?;
        }
        Ok(())
    }

    fn finding(
        &self,
        reported: &ReportedFinding,
        path: &str,
        source: Option<&Source<'_>>,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        let finding = &reported.finding;
        self.headline(reported, out)?;
        self.location(path, finding.location.as_ref(), out)?;
        let mut drawn = Vec::new();
        if let (Some(location), Some(source)) = (&finding.location, source) {
            drawn = self.excerpt(reported, location, source, out)?;
        }
        for (index, related) in finding.related.iter().enumerate() {
            if !drawn.contains(&index) {
                self.see(reported, related, path, out)?;
            }
        }
        self.note("help", &finding.help, out)?;
        if self.style.verbose {
            let pointer =
                finding.location.as_ref().and_then(|location| location.pointer.as_deref()).unwrap_or_default();
            self.note("pointer", &visible(pointer), out)?;
        }
        Ok(())
    }

    /// The places that say the same; all of them are in the other formats.
    fn also(&self, others: &[&ReportedFinding], out: &mut dyn Write) -> io::Result<()> {
        if others.is_empty() {
            return Ok(());
        }
        let location = |reported: &&ReportedFinding| match &reported.finding.location {
            Some(location) => format!("{}:{}", text::path(&reported.shown_path), location.start.line),
            None => text::path(&reported.shown_path),
        };
        let mut named: Vec<String> = others.iter().take(NAMED).map(location).collect();
        if others.len() > NAMED {
            named.push(format!("{} more", others.len() - NAMED));
        }
        self.note("also", &format!("{} ({} in all)", list(&named, "and"), others.len() + 1), out)
    }

    /// `error: the fact [the-rule]`.
    fn headline(&self, reported: &ReportedFinding, out: &mut dyn Write) -> io::Result<()> {
        let severity = reported.severity.name();
        let rule = format!("[{}]", reported.finding.rule);
        let whole = format!("{severity}: {} {rule}", text::line(&reported.message()));
        let lines = wrap(&whole, self.width, self.width.saturating_sub(2));
        for (number, line) in lines.iter().enumerate() {
            let mut rest: &str = line;
            if number == 0 {
                rest = rest.strip_prefix(severity).unwrap_or(rest);
                write!(out, "{}", self.paints.of(reported.severity).style(severity))?;
            } else {
                write!(out, "  ")?;
            }
            match rest.strip_suffix(rule.as_str()).filter(|_| number + 1 == lines.len()) {
                Some(fact) => writeln!(out, "{}{}", self.paints.strong.style(fact), self.paints.faint.style(&rule))?,
                None => writeln!(out, "{}", self.paints.strong.style(rest))?,
            }
        }
        Ok(())
    }

    /// `path:line:column` and the place in words, on one line where both fit.
    fn location(&self, path: &str, location: Option<&Location>, out: &mut dyn Write) -> io::Result<()> {
        let Some(location) = location else {
            return writeln!(out, "  {}", self.paints.address.style(path));
        };
        let address = format!("{path}:{}:{}", location.start.line, location.start.column);
        let words = text::line(&location.words);
        write!(out, "  {}", self.paints.address.style(&address))?;
        if words.is_empty() {
            return writeln!(out);
        }
        let words = format!("in {words}");
        if cells(&address) + cells(&words) + 4 <= self.width {
            return writeln!(out, "  {words}");
        }
        writeln!(out)?;
        let width = self.width.saturating_sub(2);
        wrap(&words, width, width).iter().try_for_each(|line| writeln!(out, "  {line}"))
    }

    /// Draws the text around a place; says which of the related places it shows.
    fn excerpt(
        &self,
        reported: &ReportedFinding,
        location: &Location,
        source: &Source<'_>,
        out: &mut dyn Write,
    ) -> io::Result<Vec<usize>> {
        let finding = &reported.finding;
        let near: Vec<(usize, &Related)> = finding
            .related
            .iter()
            .enumerate()
            .filter(|(_, related)| related.path.as_ref().is_none_or(|path| *path == reported.path))
            .collect();
        let labels: Vec<String> = std::iter::once(&finding.label)
            .chain(near.iter().map(|(_, related)| &related.label))
            .map(|label| text::line(label))
            .collect();
        let highlights: Vec<Highlight<'_>> = std::iter::once(location)
            .chain(near.iter().map(|(_, related)| &related.location))
            .zip(&labels)
            .map(|(location, label)| Highlight { location, label: cells(label) })
            .collect();
        // ` 31 │ ` stands before each line. The last line of an excerpt may have a digit more than the finding's.
        let gutter = (location.start.line + 4).to_string().len() + 4;
        // In a `.jsonl` file the lines around are other documents.
        let room = Room { cells: self.width.saturating_sub(gutter), context: reported.document.is_none() };
        let excerpt = excerpt::cut(source, &highlights, room);
        let paint = |mark: usize| match mark {
            0 => self.paints.of(reported.severity),
            _ => self.paints.address,
        };
        write!(out, "{}", drawing::draw(&excerpt, &labels, room.cells, paint, self.style.color))?;
        Ok(excerpt.drawn.iter().filter_map(|drawn| drawn.mark.checked_sub(1)).map(|mark| near[mark].0).collect())
    }

    /// A related place that the excerpt does not show.
    fn see(&self, reported: &ReportedFinding, related: &Related, path: &str, out: &mut dyn Write) -> io::Result<()> {
        let file = match &related.path {
            Some(other) if *other != reported.path => {
                text::path(&shown_path(other, &reported.path, &reported.shown_path))
            }
            _ => path.to_owned(),
        };
        let start = &related.location.start;
        self.note("see", &format!("{file}:{}:{}: {}", start.line, start.column, related.label), out)
    }

    /// `  help: one thing to do`, further lines below its first word.
    fn note(&self, name: &str, content: &str, out: &mut dyn Write) -> io::Result<()> {
        if content.is_empty() {
            return Ok(());
        }
        let content = text::line(content);
        let indent = name.len() + 4;
        let width = self.width.saturating_sub(indent);
        for (number, line) in wrap(&content, width, width).iter().enumerate() {
            if number == 0 {
                write!(out, "  {} ", self.paints.address.style(format_args!("{name}:")))?;
            } else {
                write!(out, "{:indent$}", "")?;
            }
            writeln!(out, "{line}")?;
        }
        Ok(())
    }
}

/// How people see the file at `path`, from how they see another: `shown` leads from the current folder to `known`.
fn shown_path(path: &str, known: &str, shown: &str) -> String {
    let same = known.rsplit('/').zip(shown.rsplit('/')).take_while(|(one, two)| one == two);
    let length: usize = same.map(|(part, _)| part.len() + 1).sum();
    let head = |whole: &str| whole.get(..(whole.len() + 1).saturating_sub(length)).unwrap_or_default().to_owned();
    // `folder` is the one under the root that the end of both paths is in, `way` leads there from the current folder.
    let (folder, way) = (head(known), head(shown));
    match path.strip_prefix(&folder) {
        Some(rest) => format!("{way}{rest}"),
        None => format!("{way}{}{path}", "../".repeat(folder.matches('/').count())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_files_are_seen_from_the_current_folder() {
        let other = "en-US/churn/ai.json";
        // At the root, above it, below it, beside the file, and with an absolute path.
        assert_eq!(shown_path(other, "ja-JP/churn/ai.json", "ja-JP/churn/ai.json"), "en-US/churn/ai.json");
        assert_eq!(shown_path(other, "ja-JP/churn/ai.json", "site/ja-JP/churn/ai.json"), "site/en-US/churn/ai.json");
        assert_eq!(shown_path(other, "en-US/roi/ai.json", "roi/ai.json"), "churn/ai.json");
        assert_eq!(shown_path(other, "ja-JP/churn/ai.json", "churn/ai.json"), "../en-US/churn/ai.json");
        assert_eq!(shown_path(other, "ja-JP/churn/ai.json", "/w/ja-JP/churn/ai.json"), "/w/en-US/churn/ai.json");
        assert_eq!(shown_path(other, "<stdin>", "<stdin>"), "en-US/churn/ai.json");
    }
}
