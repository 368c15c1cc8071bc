//! The forms in which a page can be read.

use std::path::Path;

/// The form of a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Format {
    /// HTML.
    Html,
    /// The Markdown file beside a handoff.
    Markdown,
    /// The text of a page: what a reader view saves, or what a browser calls `innerText`.
    Text,
}

impl Format {
    /// The form that the name of the file states, else the one that its bytes show.
    ///
    /// `.txt` and other endings state little: pages were saved under all of them.
    pub fn of(path: &Path, bytes: &[u8]) -> Format {
        let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default().to_ascii_lowercase();
        match ending.as_str() {
            "html" | "htm" | "xhtml" => Format::Html,
            "md" | "markdown" => Format::Markdown,
            "txt" => Format::Text,
            _ => Format::sniffed(bytes),
        }
    }

    fn sniffed(bytes: &[u8]) -> Format {
        /// How far markup is looked for.
        const WINDOW: usize = 1024;
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes).trim_ascii_start();
        let window = bytes[..bytes.len().min(WINDOW)].to_ascii_lowercase();
        let holds = |word: &[u8]| memchr::memmem::find(&window, word).is_some();
        if window.starts_with(b"<") && (holds(b"<!doctype html") || holds(b"<html")) {
            return Format::Html;
        }
        let mut lines = bytes.split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii).filter(|line| !line.is_empty());
        let is_markdown = lines.next().is_some_and(|line| line.starts_with(b"# "))
            && lines.next().is_some_and(|line| line.starts_with(b"> "));
        if is_markdown { Format::Markdown } else { Format::Text }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ending_states_the_form_and_else_the_bytes_show_it() {
        let of = |path: &str, bytes: &[u8]| Format::of(Path::new(path), bytes);
        assert_eq!(of("a/index.HTML", b"# x"), Format::Html);
        assert_eq!(of("ai.md", b"<html>"), Format::Markdown);
        assert_eq!(of("page.txt", b"<html>"), Format::Text);
        assert_eq!(of("page", b"\xef\xbb\xbf \n<!DOCTYPE html><p>"), Format::Html);
        assert_eq!(of("page", b"<!-- saved --><HTML lang=ja>"), Format::Html);
        assert_eq!(of("page", b"# Term\r\n\r\n> About\r\n"), Format::Markdown);
        assert_eq!(of("page", b"# Term\n\nText\n"), Format::Text);
        assert_eq!(of("page", b"see <html>"), Format::Text);
        assert_eq!(of("", b""), Format::Text);
    }
}
