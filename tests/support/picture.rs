//! Pictures of what termlint prints at a terminal: ANSI to SVG.
//!
//! anstyle-svg reads the colours. Its text flows as wide as its font, which is never twice as wide for Japanese; here each
//! cell gets its place, so that marks stand under what they mark in any font.

use std::fmt::Write as _;

use anstyle::RgbColor;
use anstyle_svg::{Palette, Term};
use roxmltree::{Document, Node};
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

/// How wide a cell is, in tenths of a pixel: the advance of most fonts at 14 pixels.
const CELL: usize = 84;

/// The room around the text, in tenths of a pixel.
const MARGIN: usize = 160;

/// How much wider two cells are than a wide letter of 14 pixels, half of it: the letter stands in their middle.
const INSET: usize = (2 * CELL - 140) / 2;

/// The colours of a terminal.
pub struct Theme {
    pub name: &'static str,
    text: RgbColor,
    ground: RgbColor,
    red: RgbColor,
    yellow: RgbColor,
    blue: RgbColor,
    cyan: RgbColor,
    /// How strong faint text is.
    faint: &'static str,
}

pub const THEMES: [Theme; 2] = [
    Theme {
        name: "light",
        text: RgbColor(0x1f, 0x23, 0x28),
        ground: RgbColor(0xff, 0xff, 0xff),
        red: RgbColor(0xcf, 0x22, 0x2e),
        yellow: RgbColor(0x9a, 0x67, 0x00),
        blue: RgbColor(0x09, 0x69, 0xda),
        cyan: RgbColor(0x1b, 0x7c, 0x83),
        faint: "0.7",
    },
    Theme {
        name: "dark",
        text: RgbColor(0xe6, 0xed, 0xf3),
        ground: RgbColor(0x0d, 0x11, 0x17),
        red: RgbColor(0xff, 0x7b, 0x72),
        yellow: RgbColor(0xd2, 0x99, 0x22),
        blue: RgbColor(0x79, 0xc0, 0xff),
        cyan: RgbColor(0x39, 0xc5, 0xcf),
        faint: "0.7",
    },
];

impl Theme {
    fn terminal(&self) -> Term {
        let Theme { text, ground, red, yellow, blue, cyan, .. } = *self;
        // Black, red, green, yellow, blue, magenta, cyan, white, and the bright ones.
        let eight = [ground, red, text, yellow, blue, text, cyan, text];
        let mut sixteen = [text; 16];
        sixteen[..8].copy_from_slice(&eight);
        sixteen[8..].copy_from_slice(&eight);
        Term::new().palette(Palette::from(sixteen)).fg_color(text.into()).bg_color(ground.into())
    }
}

/// A picture of a terminal that is so many cells wide.
pub fn svg(ansi: &str, columns: usize, theme: &Theme, title: &str) -> String {
    let flowing = theme.terminal().render_svg(ansi.trim_end());
    let flowing = Document::parse(&flowing).unwrap();
    let find = |name: &'static str| flowing.descendants().find(move |node| node.has_tag_name(name)).unwrap();
    let style = find("style").text().unwrap();
    let style = style.replace("opacity: 0.4", &format!("fill-opacity: {}", theme.faint));
    let lines: Vec<Node<'_, '_>> = find("text").children().filter(|node| node.has_tag_name("tspan")).collect();
    let (width, height) = (pixels(2 * MARGIN + columns * CELL), pixels(2 * MARGIN + lines.len() * 180));
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" \
         viewBox=\"0 0 {width} {height}\" role=\"img\">\n<title>{}</title>\n<style>{style}</style>\n\
         <rect width=\"100%\" height=\"100%\" rx=\"6\" class=\"bg\"/>\n<text xml:space=\"preserve\" class=\"fg\">\n",
        escaped(title)
    );
    for (number, line) in lines.iter().enumerate() {
        let mut at = MARGIN;
        write!(svg, "<tspan y=\"{}\">", pixels(MARGIN + number * 180 + 140)).unwrap();
        for part in line.descendants().filter(Node::is_text) {
            let class = part.parent().and_then(|parent| parent.attribute("class")).unwrap_or_default();
            let class = if class.is_empty() { String::new() } else { format!(" class=\"{class}\"") };
            // The line itself ends with a line break.
            for run in runs(part.text().unwrap_or_default().trim_end_matches('\n')) {
                let cells = cells(run) * CELL;
                let place = match is_wide(run) {
                    true => format!("x=\"{}\"", pixels(at + INSET)),
                    false => format!(
                        "x=\"{}\" textLength=\"{}\" lengthAdjust=\"spacingAndGlyphs\"",
                        pixels(at),
                        pixels(cells)
                    ),
                };
                write!(svg, "<tspan {place}{class}>{}</tspan>", escaped(run)).unwrap();
                at += cells;
            }
        }
        svg.push_str("</tspan>\n");
        assert!(at <= MARGIN + columns * CELL, "line {} is too long: {:?}", number + 1, line.text());
    }
    svg.push_str("</text>\n</svg>\n");
    svg
}

/// Wide letters one by one, and what stands between them.
fn runs(text: &str) -> Vec<&str> {
    let mut runs = Vec::new();
    let mut start = 0;
    for (at, cluster) in text.grapheme_indices(true).filter(|(_, cluster)| is_wide(cluster)) {
        runs.extend([&text[start..at], cluster]);
        start = at + cluster.len();
    }
    runs.push(&text[start..]);
    runs.retain(|run| !run.is_empty());
    runs
}

fn is_wide(run: &str) -> bool {
    run.graphemes(true).next().is_some_and(|cluster| cluster.width() > 1)
}

fn cells(text: &str) -> usize {
    text.graphemes(true).map(UnicodeWidthStr::width).sum()
}

fn pixels(tenths: usize) -> String {
    match tenths % 10 {
        0 => (tenths / 10).to_string(),
        tenth => format!("{}.{tenth}", tenths / 10),
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
