//! A page of HTML as headings, paragraphs, lists and tables.
//!
//! Owns as much of HTML as manuals need. What is neither of these (code, menus, scripts) is left out.

/// A part of a page, in its order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Block {
    /// A heading, or the word that a list of definitions explains.
    Heading(String),
    Paragraph(String),
    Items(Vec<String>),
    /// Rows of cells; a cell that spans several columns or rows is followed by empty ones.
    Table(Vec<Vec<String>>),
}

/// Elements whose content is not prose.
const LEFT_OUT: [&str; 9] = ["script", "style", "head", "pre", "nav", "footer", "svg", "math", "select"];

/// Elements that end what stands before them.
const BLOCKS: [&str; 30] = [
    "p",
    "div",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "li",
    "ul",
    "ol",
    "dl",
    "dt",
    "dd",
    "table",
    "tr",
    "td",
    "th",
    "br",
    "hr",
    "blockquote",
    "section",
    "article",
    "caption",
    "tbody",
    "thead",
    "body",
    "main",
    "header",
    "figcaption",
];

/// What a page reader has come to.
#[derive(Default)]
struct Reader {
    blocks: Vec<Block>,
    text: String,
    lists: Vec<Vec<String>>,
    items: usize,
    tables: usize,
    rows: Vec<Vec<String>>,
    /// For each column, how many more rows a cell above reaches into.
    spans: Vec<usize>,
    cell: (usize, usize),
    /// Whether the table is a menu, or shows pictures, which no text stands for.
    is_picture: bool,
    is_heading: bool,
}

/// The blocks of a page.
pub fn blocks(page: &str) -> Vec<Block> {
    let mut reader = Reader::default();
    let mut rest = page;
    let mut left_out: Option<&str> = None;
    while let Some(open) = rest.find('<') {
        if left_out.is_none() {
            reader.text.push_str(&rest[..open]);
        }
        rest = &rest[open..];
        if let Some(comment) = rest.strip_prefix("<!--") {
            rest = comment.find("-->").map_or("", |end| &comment[end + 3..]);
            continue;
        }
        let Some(end) = rest.find('>') else { break };
        let tag = &rest[1..end];
        rest = &rest[end + 1..];
        let is_end = tag.starts_with('/');
        let bare = tag.trim_start_matches('/');
        let name = bare.split(|letter: char| !letter.is_ascii_alphanumeric()).next().unwrap_or_default();
        let name = name.to_ascii_lowercase();
        match left_out {
            Some(other) if is_end && name == other => left_out = None,
            Some(_) => {}
            None => match LEFT_OUT.iter().find(|other| **other == name).filter(|_| !is_end && !tag.ends_with('/')) {
                Some(other) => left_out = Some(other),
                None if BLOCKS.contains(&name.as_str()) => reader.tag(&name, is_end, bare),
                None => {
                    reader.is_picture |=
                        ["img", "object", "picture", "svg"].contains(&name.as_str()) && reader.tables > 0
                }
            },
        }
    }
    reader.text.push_str(rest);
    reader.flush();
    reader.blocks
}

impl Reader {
    fn tag(&mut self, name: &str, is_end: bool, tag: &str) {
        if self.tables == 1 && matches!(name, "td" | "th" | "tr") {
            self.part_of_table(name, is_end, tag);
            return;
        }
        if self.tables > 0 && name != "table" {
            self.text.push('\n');
            return;
        }
        self.flush();
        match (name, is_end) {
            ("table", false) => {
                self.tables += 1;
                self.is_picture |= tag.contains("avigation") || tag.contains("nav_table");
            }
            ("table", true) => {
                self.tables = self.tables.saturating_sub(1);
                if self.tables == 0 {
                    self.spans.clear();
                    let rows = std::mem::take(&mut self.rows);
                    if !std::mem::take(&mut self.is_picture) {
                        self.blocks.push(Block::Table(rows));
                    }
                }
            }
            ("ul" | "ol", false) => self.lists.push(Vec::new()),
            ("ul" | "ol", true) => {
                let mut items = self.lists.pop().unwrap_or_default();
                items.retain(|item| !item.is_empty());
                if !items.is_empty() {
                    self.blocks.push(Block::Items(items));
                }
            }
            ("li", false) => {
                self.items += 1;
                self.lists.last_mut().unwrap_or(&mut Vec::new()).push(String::new());
            }
            ("li", true) => self.items = self.items.saturating_sub(1),
            ("h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "dt", _) => self.is_heading = !is_end,
            _ => {}
        }
    }

    fn part_of_table(&mut self, name: &str, is_end: bool, tag: &str) {
        let span = |key: &str| {
            let value = tag.split_once(key).map(|(_, value)| value.trim_start_matches(['=', '"', '\'', ' ']));
            let digits = value.map(|value| value.chars().take_while(char::is_ascii_digit).collect::<String>());
            digits.and_then(|digits| digits.parse().ok()).unwrap_or(1_usize).clamp(1, 50)
        };
        match (name, is_end) {
            ("tr", false) => {
                self.rows.push(Vec::new());
                self.text.clear();
            }
            ("tr", true) => {
                // One cell across the whole table heads what follows; it is not a row.
                let rows = &mut self.rows;
                rows.pop_if(|row| {
                    row.iter().skip(1).all(String::is_empty) && self.cell.0 > 1 && row.len() <= self.cell.0
                });
            }
            (_, false) => {
                self.text.clear();
                self.cell = (span("colspan"), span("rowspan"));
            }
            (_, true) => {
                let text = plain(&std::mem::take(&mut self.text));
                let Some(row) = self.rows.last_mut() else { return };
                while let Some(span) = self.spans.get_mut(row.len()).filter(|span| **span > 0) {
                    *span -= 1;
                    row.push(String::new());
                }
                for column in 0..self.cell.0 {
                    if self.spans.len() <= row.len() {
                        self.spans.resize(row.len() + 1, 0);
                    }
                    self.spans[row.len()] = self.cell.1 - 1;
                    row.push(if column == 0 { text.clone() } else { String::new() });
                }
            }
        }
    }

    /// Ends the text that was read.
    fn flush(&mut self) {
        if self.tables > 0 {
            return;
        }
        let text = plain(&std::mem::take(&mut self.text));
        if text.is_empty() {
            return;
        }
        match self.lists.last_mut().and_then(|items| items.last_mut()) {
            _ if self.is_heading => self.blocks.push(Block::Heading(text)),
            // All paragraphs of a point are one text.
            Some(item) if self.items > 0 => {
                *item = plain(&format!("{item}\n{text}"));
            }
            _ => self.blocks.push(Block::Paragraph(text)),
        }
    }
}

/// A text without entities, its white space as a browser shows it; a line break between Japanese characters is none.
fn plain(text: &str) -> String {
    let decoded = decoded(text);
    let mut plain = String::with_capacity(decoded.len());
    let mut gap: Option<bool> = None;
    for letter in decoded.chars() {
        if matches!(letter, ' ' | '\n' | '\r' | '\t') {
            gap = Some(gap.unwrap_or_default() || letter == '\n');
            continue;
        }
        let last = plain.chars().next_back();
        if let (Some(has_break), Some(last)) = (gap.take(), last)
            && !(has_break && is_wide(last) && is_wide(letter))
        {
            plain.push(' ');
        }
        plain.push(letter);
    }
    plain.trim().to_owned()
}

fn is_wide(letter: char) -> bool {
    matches!(letter, '\u{3000}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{ff01}'..='\u{ff60}')
}

fn decoded(text: &str) -> String {
    const NAMES: [(&str, char); 18] = [
        ("amp", '&'),
        ("lt", '<'),
        ("gt", '>'),
        ("quot", '"'),
        ("apos", '\''),
        ("nbsp", '\u{a0}'),
        ("mdash", '—'),
        ("ndash", '–'),
        ("hellip", '…'),
        ("lsquo", '‘'),
        ("rsquo", '’'),
        ("ldquo", '“'),
        ("rdquo", '”'),
        ("copy", '©'),
        ("times", '×'),
        ("rarr", '→'),
        ("sect", '§'),
        ("para", '¶'),
    ];
    let mut decoded = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        decoded.push_str(&rest[..at]);
        rest = &rest[at..];
        let end = rest.find(';').filter(|end| *end < 12);
        let letter = end.and_then(|end| {
            let name = &rest[1..end];
            let code = match name.strip_prefix('#') {
                Some(code) => match code.strip_prefix(['x', 'X']) {
                    Some(hex) => u32::from_str_radix(hex, 16).ok(),
                    None => code.parse().ok(),
                },
                None => None,
            };
            let named = || NAMES.iter().find(|(other, _)| *other == name).map(|(_, letter)| *letter);
            code.and_then(char::from_u32).or_else(named)
        });
        match letter.zip(end) {
            Some((letter, end)) => {
                decoded.push(letter);
                rest = &rest[end + 1..];
            }
            None => {
                decoded.push('&');
                rest = &rest[1..];
            }
        }
    }
    decoded.push_str(rest);
    decoded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_read_block_by_block() {
        let page = "<head><title>x</title></head><h1>Churn &amp; more</h1><p>One\n text.<br>Two</p><pre>code</pre>\
                    <ul><li><p>a</p></li><li>b<br>c</li></ul><p>日本\n語</p>\
                    <table><tr><th colspan=3>Heads the table</th></tr>\
                    <tr><th>A</th><th colspan=2>B</th></tr><tr><td>1</td><td></td><td>2</td></tr></table>";
        let text = |text: &str| text.to_owned();
        assert_eq!(
            blocks(page),
            [
                Block::Heading(text("Churn & more")),
                Block::Paragraph(text("One text.")),
                Block::Paragraph(text("Two")),
                Block::Items(vec![text("a"), text("b c")]),
                Block::Paragraph(text("日本語")),
                Block::Table(vec![vec![text("A"), text("B"), text("")], vec![text("1"), text(""), text("2")]]),
            ]
        );
    }
}
