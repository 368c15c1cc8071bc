//! Draws an excerpt: its lines with their numbers, and what is marked, with labels below.
//!
//! Owns the only use of miette. Must not know whether a finding or a failure is drawn.

use std::fmt;

use miette::highlighters::{Highlighter, HighlighterState};
use miette::{
    Diagnostic, GraphicalReportHandler, GraphicalTheme, LabeledSpan, MietteError, MietteSpanContents, SourceCode,
    SourceSpan, SpanContents,
};
use owo_colors::{Style as Paint, Styled};

use super::excerpt::{self, Excerpt};
use super::text::wrap;

/// The drawing of an excerpt, with the label of each mark that it was cut for. `cells` is the room that it was cut to,
/// `paint` the colour of a mark.
pub fn draw(excerpt: &Excerpt, labels: &[String], cells: usize, paint: impl Fn(usize) -> Paint, color: bool) -> String {
    let snippet = Snippet::new(excerpt, labels, cells);
    let mut theme = if color { GraphicalTheme::unicode() } else { GraphicalTheme::unicode_nocolor() };
    theme.styles.highlights = snippet.marks.iter().map(|mark| paint(*mark)).collect();
    let artist = GraphicalReportHandler::new_themed(theme)
        .with_wrap_lines(false)
        .with_links(false)
        .without_primary_span_start()
        .with_syntax_highlighting(Reveal);
    let mut drawing = String::new();
    match artist.render_report(&mut drawing, &snippet) {
        // miette begins with the message, which is empty: it stands above, in our own words.
        Ok(()) => drawing.trim_start_matches('\n').to_owned(),
        // Writing to a string fails only if the snippet is out of bounds: then the text stands without it.
        Err(_) => String::new(),
    }
}

/// An excerpt as miette takes it.
///
/// miette counts characters and adds up their widths, which is not what a terminal does with clusters. So it is given a
/// line with one letter for each cell, in which bytes, characters and cells are the same, and after that the text that
/// [`Reveal`] prints instead.
#[derive(Debug)]
struct Snippet {
    text: String,
    first_line: usize,
    labels: Vec<LabeledSpan>,
    /// The marks that the labels belong to, in the order of the text.
    marks: Vec<usize>,
}

/// Between the cells of a line and its text: in no excerpt, since it is a control character.
const REVEAL: char = '\0';

impl Snippet {
    fn new(excerpt: &Excerpt, labels: &[String], cells: usize) -> Snippet {
        let mut text = String::new();
        let mut starts = Vec::with_capacity(excerpt.lines.len());
        for line in &excerpt.lines {
            starts.push(text.len());
            // One cell beyond the text, for what is wrong at the end of a line.
            text.extend(std::iter::repeat_n('x', line.cells + 1));
            text.push(REVEAL);
            text.push_str(&line.text);
            text.push('\n');
        }
        let mut drawn: Vec<_> = excerpt.drawn.iter().collect();
        drawn.sort_by_key(|drawn| (drawn.line, drawn.cells.start));
        let span = |mark: &excerpt::Drawn| {
            let label = labels.get(mark.mark).filter(|label| !label.is_empty());
            let room = excerpt::label_room(&mark.cells, cells);
            let label = label.map(|label| wrap(label, room, room).join("\n"));
            LabeledSpan::new(label, starts[mark.line] + mark.cells.start, mark.cells.len())
        };
        Snippet {
            labels: drawn.iter().map(|drawn| span(drawn)).collect(),
            marks: drawn.iter().map(|drawn| drawn.mark).collect(),
            first_line: excerpt.first_line,
            text,
        }
    }
}

impl fmt::Display for Snippet {
    fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
        Ok(())
    }
}

impl std::error::Error for Snippet {}

impl Diagnostic for Snippet {
    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(self)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        Some(Box::new(self.labels.iter().cloned()))
    }
}

impl SourceCode for Snippet {
    /// The whole of it: the excerpt is cut already.
    fn read_span<'a>(
        &'a self,
        _: &SourceSpan,
        _: usize,
        _: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let lines = self.text.matches('\n').count();
        let whole = SourceSpan::new(0.into(), self.text.len());
        Ok(Box::new(MietteSpanContents::new(self.text.as_bytes(), whole, self.first_line - 1, 0, lines)))
    }
}

/// Prints the text of a line in place of its cells.
struct Reveal;

impl Highlighter for Reveal {
    fn start_highlighter_state<'h>(&'h self, _: &dyn SpanContents<'_>) -> Box<dyn HighlighterState + 'h> {
        Box::new(Reveal)
    }
}

impl HighlighterState for Reveal {
    fn highlight_line<'s>(&mut self, line: &'s str) -> Vec<Styled<&'s str>> {
        let text = line.split_once(REVEAL).map_or(line, |(_, text)| text);
        vec![Paint::new().style(text)]
    }
}
