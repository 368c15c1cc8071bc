//! A page in Markdown as people read it at a terminal: headings, paragraphs, tables and examples, fitted to the width.
//!
//! Owns this layout. Pages are our own text, so it knows only the Markdown that they use. Must not know rules.

use owo_colors::Style as Paint;

use super::text::{cells, line, wrap};
use crate::json::{self, Kind, Node};

/// How far text stands in from its heading, and an example from its text, in cells.
const INDENT: usize = 2;

/// The narrowest that a column of a table may become, in cells.
const NARROWEST: usize = 8;

/// The page, broken at `width` cells.
pub fn text(markdown: &str, width: usize, color: bool) -> String {
    let mut page = Page { text: String::new(), width, color };
    let mut lines = markdown.lines().peekable();
    while let Some(first) = lines.next() {
        if let Some(info) = first.strip_prefix("```") {
            let block: Vec<&str> = lines.by_ref().take_while(|line| !line.starts_with("```")).collect();
            page.example(info, &block);
        } else if first.starts_with('#') {
            page.heading(first.trim_start_matches('#').trim());
        } else if first.starts_with('|') {
            let mut rows = vec![first];
            rows.extend(std::iter::from_fn(|| lines.next_if(|line| line.starts_with('|'))));
            page.table(&rows);
        } else if first.trim().is_empty() {
            page.gap();
        } else {
            let mut words = first.to_owned();
            while let Some(next) = lines.next_if(|line| is_continued(line)) {
                words.push(' ');
                words.push_str(next.trim());
            }
            page.paragraph(&words);
        }
    }
    page.text
}

/// Whether a line goes on with the paragraph before.
fn is_continued(line: &str) -> bool {
    !line.trim().is_empty() && !line.starts_with(['#', '|']) && !line.starts_with("```") && mark(line).is_none()
}

/// The mark that a list item begins with: `- ` or `1. `.
fn mark(line: &str) -> Option<&str> {
    let digits = line.len() - line.trim_start_matches(|letter: char| letter.is_ascii_digit()).len();
    let length = match line[digits..].starts_with(". ") {
        true if digits > 0 => digits + 2,
        _ => line.starts_with("- ").then_some(2)?,
    };
    Some(&line[..length])
}

struct Page {
    text: String,
    width: usize,
    color: bool,
}

impl Page {
    fn paint(&self, paint: Paint, text: &str) -> String {
        if self.color { paint.style(text).to_string() } else { text.to_owned() }
    }

    /// An empty line, unless there is one.
    fn gap(&mut self) {
        if !self.text.is_empty() && !self.text.ends_with("\n\n") {
            self.text.push('\n');
        }
    }

    fn put(&mut self, indent: usize, text: &str) {
        self.text.push_str(&" ".repeat(indent));
        self.text.push_str(text);
        self.text.push('\n');
    }

    fn heading(&mut self, title: &str) {
        self.gap();
        let title = self.paint(Paint::new().bold(), &line(title));
        self.put(0, &title);
    }

    fn paragraph(&mut self, words: &str) {
        let mark = mark(words).unwrap_or_default();
        let indent = INDENT + mark.len();
        let width = self.width.saturating_sub(indent);
        let content = line(&words[mark.len()..]);
        let mut inline = Inline { is_code: false, is_strong: false };
        for (number, part) in wrap(&content, width, width).iter().enumerate() {
            let part = inline.render(part, self.color);
            match number {
                0 => self.put(INDENT, &format!("{mark}{part}")),
                _ => self.put(indent, &part),
            }
        }
    }

    /// A block between fences. The words behind its language say to the tests what it is; people are told in a sentence.
    fn example(&mut self, info: &str, block: &[&str]) {
        let (language, directives) = info.split_once(' ').unwrap_or((info, ""));
        let about: Vec<String> = directives.split(' ').filter_map(about).collect();
        if !about.is_empty() {
            let about = self.paint(Paint::new().dimmed(), &format!("({})", line(&about.join(", "))));
            self.put(2 * INDENT, &about);
        }
        let room = self.width.saturating_sub(2 * INDENT);
        let fits = block.iter().all(|line| cells(line) <= room);
        let laid_out = if language == "json" && !fits { lay_out(&block.join("\n"), room) } else { None };
        for code in laid_out.unwrap_or_else(|| block.iter().map(|line| (*line).to_owned()).collect()) {
            let code = line(&code);
            let inner = code.len() - code.trim_start().len();
            let indent = 2 * INDENT + inner;
            // What is longer than a line is a text: its further lines stand below its first.
            let rest = self.width.saturating_sub(indent + INDENT);
            for (number, part) in wrap(code.trim_start(), rest + INDENT, rest).iter().enumerate() {
                self.put(indent + if number > 0 { INDENT } else { 0 }, part);
            }
        }
        self.gap();
    }

    fn table(&mut self, rows: &[&str]) {
        let cells_of = |row: &str| -> Vec<String> {
            let row = row.trim().trim_start_matches('|').trim_end_matches('|');
            row.split('|').map(|cell| line(cell.trim())).collect()
        };
        let is_rule = |row: &&&str| row.chars().all(|letter| "|-: ".contains(letter));
        let rows: Vec<Vec<String>> = rows.iter().filter(|row| !is_rule(row)).map(|row| cells_of(row)).collect();
        let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
        let widest = |column: usize| rows.iter().filter_map(|row| row.get(column)).map(|cell| cells(cell)).max();
        let mut widths: Vec<usize> = (0..columns).map(|column| widest(column).unwrap_or(0)).collect();
        let room = self.width.saturating_sub(INDENT + 2 * columns.saturating_sub(1));
        while widths.iter().sum::<usize>() > room
            && let Some(widest) = widths.iter_mut().max()
            && *widest > NARROWEST
        {
            *widest -= 1;
        }
        for (number, row) in rows.iter().enumerate() {
            let wrapped: Vec<_> = row.iter().zip(&widths).map(|(cell, width)| wrap(cell, *width, *width)).collect();
            for at in 0..wrapped.iter().map(Vec::len).max().unwrap_or(0) {
                let mut text = String::new();
                for (cell, width) in wrapped.iter().zip(&widths) {
                    let part = cell.get(at).map_or("", |part| part);
                    text.push_str(part);
                    text.push_str(&" ".repeat((width + 2).saturating_sub(cells(part))));
                }
                let paint = if number == 0 { Paint::new().dimmed() } else { Paint::new() };
                let text = self.paint(paint, text.trim_end());
                self.put(INDENT, &text);
            }
        }
    }
}

/// What a word of the tests says about an example, for people.
fn about(directive: &str) -> Option<String> {
    let places = |pointers: &str| {
        let places = pointers.split(',').map(|pointer| pointer.trim_start_matches('/').replace('/', " > "));
        places.collect::<Vec<_>>().join(", ")
    };
    Some(match directive.split_once('=') {
        Some(("file", file)) => file.to_owned(),
        Some(("remove", pointers)) => format!("without {}", places(pointers)),
        _ => match directive {
            "ja" => "in a Japanese document",
            "v2" => "in a document of version 2",
            "options" => "with these options",
            "raw" => "the whole file",
            "hex" => "the bytes of the file",
            _ => return None,
        }
        .to_owned(),
    })
}

/// What a line of a paragraph has between marks, over the lines of the paragraph.
struct Inline {
    is_code: bool,
    is_strong: bool,
}

impl Inline {
    /// Without colours the backticks stay: they are the only mark that is left.
    fn render(&mut self, text: &str, color: bool) -> String {
        let mut rendered = String::new();
        for (number, code) in text.split('`').enumerate() {
            if number > 0 {
                self.is_code = !self.is_code;
                if !color {
                    rendered.push('`');
                }
            }
            let parts = if self.is_code { vec![code] } else { code.split("**").collect() };
            for (number, part) in parts.iter().enumerate() {
                self.is_strong ^= number > 0;
                let paint = match (self.is_code, self.is_strong) {
                    (true, _) => Paint::new().cyan(),
                    (false, true) => Paint::new().bold(),
                    (false, false) => Paint::new(),
                };
                match color && !part.is_empty() {
                    true => rendered.push_str(&paint.style(part).to_string()),
                    false => rendered.push_str(part),
                }
            }
        }
        rendered
    }
}

/// A JSON text as a document: what fits on a line stands on one. Every value stays as it is written.
fn lay_out(text: &str, width: usize) -> Option<Vec<String>> {
    let parsed = json::parse(text);
    let root = parsed.tree.root().filter(|_| parsed.issues.is_empty())?;
    let mut lines = Vec::new();
    lay_out_value(root, String::new(), 0, "", width, &mut lines);
    Some(lines)
}

fn lay_out_value(node: Node<'_>, key: String, depth: usize, end: &str, width: usize, lines: &mut Vec<String>) {
    let indent = " ".repeat(INDENT * depth);
    let whole = format!("{indent}{key}{}{end}", compact(node));
    let (open, close) = match node.kind() {
        Kind::Array => ('[', ']'),
        Kind::Object => ('{', '}'),
        _ => return lines.push(whole),
    };
    if cells(&whole) <= width {
        return lines.push(whole);
    }
    lines.push(format!("{indent}{key}{open}"));
    let children: Vec<(String, Node<'_>)> = match node.kind() {
        Kind::Array => node.items().map(|item| (String::new(), item)).collect(),
        _ => node.all_members().map(|member| (format!("{}: ", member.key.raw()), member.value)).collect(),
    };
    let last = children.len();
    for (number, (key, child)) in children.into_iter().enumerate() {
        let end = if number + 1 < last { "," } else { "" };
        lay_out_value(child, key, depth + 1, end, width, lines);
    }
    lines.push(format!("{indent}{close}{end}"));
}

/// A value on one line.
fn compact(node: Node<'_>) -> String {
    let items = |items: Vec<String>| items.join(", ");
    match node.kind() {
        Kind::Array => format!("[{}]", items(node.items().map(compact).collect())),
        Kind::Object => {
            let member = |member: json::Member<'_>| format!("{}: {}", member.key.raw(), compact(member.value));
            match items(node.all_members().map(member).collect()) {
                none if none.is_empty() => "{}".to_owned(),
                members => format!("{{ {members} }}"),
            }
        }
        _ => node.raw().to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_paragraphs_lists_and_tables_fit_the_width() {
        let page = "# a-rule\n\n| group | level |\n|---|---|\n| prose | a long cell that is too wide for the table |\n\n\
                    Some `code that` is\nmarked.\n\n## Fix\n- one thing to do in a sentence\n1. and\n   another\n";
        let expected = "a-rule\n\n  group  level\n  prose  a long cell that\n         is too wide for\n         the table\n\n  \
                        Some `code that` is\n  marked.\n\nFix\n  - one thing to do in a\n    sentence\n  1. and another\n";
        assert_eq!(text(page, 26, false), expected);
    }

    #[test]
    fn colours_replace_the_marks_of_code() {
        assert_eq!(text("**a** `b c` d\n", 8, false), "  a\n  `b c`\n  d\n");
        assert_eq!(text("`b c`\n", 5, true), "  \u{1b}[36mb\u{1b}[0m\n  \u{1b}[36mc\u{1b}[0m\n");
    }

    #[test]
    fn an_example_is_a_document_and_the_words_of_the_tests_are_a_sentence() {
        let page = "```json ja remove=/a/b,/c\n{ \"summary\": { \"name\": \"解約率\\u00a0\", \"n\": 1.50 }, \"x\": [] }\n```\nMore:\n```json\n{}\n```\n";
        let expected = "    (in a Japanese document, without a > b, c)\n    {\n      \"summary\": {\n        \
                        \"name\": \"解約率\\u00a0\",\n        \"n\": 1.50\n      },\n      \"x\": []\n    }\n\n  More:\n    {}\n\n";
        assert_eq!(text(page, 36, false), expected);
        assert_eq!(
            text("```text raw\na\n```\n```toml\nb\n```\n", 80, false),
            "    (the whole file)\n    a\n\n    b\n\n"
        );
    }
}
