//! Content inside Markdown, where it can forge no markup, mention or link.
//!
//! Content stands in code spans only: there neither GitHub nor GitLab looks for mentions, references and addresses.
//! Owns these spans and the bound on a page. Must not know findings.

use super::text;

/// The most characters that one text from content may take.
const LONGEST: usize = 400;

/// Content as a code span; nothing for an empty text. Not for a table: see [`cell`].
pub fn code(content: &str) -> String {
    span(&clipped(content))
}

/// Content as a code span in a cell of a table, where a pipe would end the cell.
pub fn cell(content: &str) -> String {
    let mut safe = String::new();
    for character in clipped(content).chars() {
        if character == '|' {
            // A backslash before the pipe would undo the one that is put there.
            if safe.ends_with('\\') {
                safe.pop();
                safe.push_str("\\u{5c}");
            }
            safe.push('\\');
        }
        safe.push(character);
    }
    span(&safe)
}

fn clipped(content: &str) -> String {
    let line = text::line(content);
    match line.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line,
    }
}

/// A code span ends at the first run of as many backticks as it begins with.
fn span(text: &str) -> String {
    if text.is_empty() {
        return String::new();
    }
    let longest = text.split(|character| character != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    let is_padded = text.starts_with([' ', '`']) || text.ends_with([' ', '`']);
    let pad = if is_padded && !text.trim_matches(' ').is_empty() { " " } else { "" };
    format!("{fence}{pad}{text}{pad}{fence}")
}

/// A page of bounded length.
pub struct Page {
    text: String,
    /// UTF-16 units that are left: no service counts a text longer than that.
    room: usize,
}

impl Page {
    /// An empty page of at most `room` UTF-16 units.
    pub fn new(room: usize) -> Page {
        Page { text: String::new(), room }
    }

    /// Appends a part, if all of it has room.
    pub fn push(&mut self, part: &str) -> bool {
        let length = part.encode_utf16().count();
        let fits = length <= self.room;
        if fits {
            self.room -= length;
            self.text.push_str(part);
        }
        fits
    }

    /// Keeps room for what has to stand at the end.
    pub fn reserve(&mut self, room: usize) {
        self.room = self.room.saturating_sub(room);
    }

    /// Gives back room that was kept.
    pub fn release(&mut self, room: usize) {
        self.room += room;
    }

    /// The page.
    pub fn finish(self) -> String {
        self.text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_span_ends_where_it_should() {
        assert_eq!(code("a"), "`a`");
        assert_eq!(code("a``b"), "```a``b```");
        assert_eq!(code("`"), "`` ` ``");
        assert_eq!(code(" a "), "`  a  `");
        assert_eq!(code("  "), "`  `");
        assert_eq!(code(""), "");
        assert_eq!(code("a | b"), "`a | b`");
        assert_eq!(cell("a | b \\| c"), "`a \\| b \\u{5c}\\| c`");
        assert_eq!(code(&"x".repeat(1_000)).chars().count(), LONGEST + 3);
    }

    #[test]
    fn a_page_counts_as_services_do() {
        let mut page = Page::new(5);
        assert!(page.push("解約"));
        assert!(page.push("𐐀"));
        assert!(!page.push("ab"));
        assert!(page.push("a"));
        assert_eq!(page.finish(), "解約𐐀a");
    }

    #[test]
    fn what_is_kept_for_the_end_is_free_for_nothing_else() {
        let mut page = Page::new(5);
        page.reserve(2);
        assert!(!page.push("abcd"));
        assert!(page.push("abc"));
        assert!(!page.push("d"));
        page.release(2);
        assert!(page.push("de"));
        assert_eq!(page.finish(), "abcde");
    }
}
