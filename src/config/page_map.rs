//! The path of the page of a term, as `map` under `[pages]` gives it.
//!
//! Owns the pattern: which path it gives a term, and whether a path is one that it gives. Must not touch the disk.

use super::suggest::{code, text};
use crate::handoff::{locale, slug};

/// What to write, with its quotation marks.
pub(super) const EXAMPLE: &str = "\"public/{locale}/core/{slug}/index.html\"";

/// Where the pages are: a path relative to the folder of the configuration, in which `{locale}` and `{slug}` stand for those of
/// a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PageMap {
    written: String,
    /// Between the `/`.
    parts: Vec<Vec<Piece>>,
}

/// A piece of a name in the path.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Piece {
    Text(String),
    Locale,
    Slug,
}

impl PageMap {
    /// The map in `written`.
    ///
    /// # Errors
    /// What is wrong with it, and what to do about it.
    pub fn new(written: &str) -> Result<PageMap, (String, String)> {
        let wrong = |message: String| Err((message, format!("write a path such as {EXAMPLE}")));
        if written.starts_with('/') || written.contains(':') {
            return wrong(format!("{} is not relative to this file", code(written)));
        }
        if written.contains('\\') {
            let help = format!("write {}", text(&written.replace('\\', "/")));
            return Err((format!("{} has backslashes between its folders", code(written)), help));
        }
        if let Some(sign) = written.chars().find(|letter| matches!(letter, '*' | '?' | '[' | ']')) {
            return wrong(format!("{} is not a glob: `{sign}` would stand for itself", code(written)));
        }
        if written.split('/').any(|part| matches!(part, "" | "." | "..")) {
            return wrong(format!("{} has a folder without a name, `.` or `..`", code(written)));
        }
        let mut parts = Vec::new();
        for part in written.split('/') {
            match pieces(part) {
                Ok(pieces) => parts.push(pieces),
                Err(name) => return wrong(format!("a page map has no {}", code(&name))),
            }
        }
        let map = PageMap { written: written.to_owned(), parts };
        match map.parts.iter().flatten().any(|piece| *piece == Piece::Slug) {
            true => Ok(map),
            false => wrong(format!("{} has no {{slug}}, so all terms would share one page", code(written))),
        }
    }

    /// The map as it is written.
    pub fn as_str(&self) -> &str {
        &self.written
    }

    /// The path of the page of a term; nothing where the locale or the slug is malformed, so that no document chooses the folder
    /// in which its page is looked for.
    pub fn path(&self, locale: &str, slug: &str) -> Option<String> {
        if !locale::is_well_formed(locale, false) || !slug::is_well_formed(slug) {
            return None;
        }
        let name = |pieces: &Vec<Piece>| -> String {
            let pieces = pieces.iter().map(|piece| match piece {
                Piece::Text(text) => text.as_str(),
                Piece::Locale => locale,
                Piece::Slug => slug,
            });
            pieces.collect()
        };
        let names: Vec<String> = self.parts.iter().map(name).collect();
        Some(names.join("/"))
    }

    /// The folder that holds all pages: what comes before the first name that differs from page to page. Empty for the folder
    /// of the configuration itself.
    pub fn folder(&self) -> String {
        let folders = &self.parts[..self.parts.len().saturating_sub(1)];
        let fixed = folders.iter().map_while(|pieces| match pieces.as_slice() {
            [Piece::Text(text)] => Some(text.as_str()),
            _ => None,
        });
        fixed.collect::<Vec<_>>().join("/")
    }

    /// Whether a path is that of a page of some term.
    pub fn matches(&self, path: &str) -> bool {
        let names: Vec<&str> = path.split('/').collect();
        names.len() == self.parts.len() && names.iter().zip(&self.parts).all(|(name, pieces)| matches(name, pieces))
    }
}

/// The pieces of a name, or what stands in braces and is neither locale nor slug.
fn pieces(mut name: &str) -> Result<Vec<Piece>, String> {
    let mut pieces = Vec::new();
    while let Some(start) = name.find('{') {
        if start > 0 {
            pieces.push(Piece::Text(name[..start].to_owned()));
        }
        let end = name[start..].find('}').map_or(name.len(), |end| start + end + 1);
        pieces.push(match &name[start..end] {
            "{locale}" => Piece::Locale,
            "{slug}" => Piece::Slug,
            other => return Err(other.to_owned()),
        });
        name = &name[end..];
    }
    if !name.is_empty() {
        pieces.push(Piece::Text(name.to_owned()));
    }
    Ok(pieces)
}

/// Whether a name is made of these pieces. A name is short, and has few of them.
fn matches(name: &str, pieces: &[Piece]) -> bool {
    let Some((first, rest)) = pieces.split_first() else { return name.is_empty() };
    let is_well_formed: fn(&str) -> bool = match first {
        Piece::Text(text) => return name.strip_prefix(text.as_str()).is_some_and(|name| matches(name, rest)),
        Piece::Locale => |name| locale::is_well_formed(name, false),
        Piece::Slug => slug::is_well_formed,
    };
    let ends = name.char_indices().map(|(at, _)| at).skip(1).chain([name.len()]).filter(|end| *end > 0);
    ends.into_iter().any(|end| is_well_formed(&name[..end]) && matches(&name[end..], rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_map_gives_the_path_of_a_page_and_knows_it_again() {
        let map = PageMap::new("public/{locale}/core/{slug}/index.html").unwrap();
        assert_eq!(map.folder(), "public");
        assert_eq!(map.path("en-US", "churn-rate").as_deref(), Some("public/en-US/core/churn-rate/index.html"));
        assert!(map.matches("public/en-US/core/churn-rate/index.html"));
        for other in [
            "public/en-US/core/churn-rate/ai.json",
            "public/en-US/core/index.html",
            "public/core/core/churn-rate/index.html",
            "public/en-US/core/Churn/index.html",
            "public/en-US/core/a/b/index.html",
            "",
        ] {
            assert!(!map.matches(other), "{other}");
        }
        let map = PageMap::new("{slug}.{locale}.md").unwrap();
        assert_eq!((map.folder().as_str(), map.path("ja-JP", "goal").as_deref()), ("", Some("goal.ja-JP.md")));
        assert!(map.matches("goal.ja-JP.md") && !map.matches("goal.md") && !map.matches("x/goal.ja-JP.md"));
    }

    #[test]
    fn no_document_leads_out_of_the_folder() {
        let map = PageMap::new("public/{locale}/{slug}.html").unwrap();
        for (locale, slug) in [
            ("..", "churn-rate"),
            ("en-US", "../../secret"),
            ("en-US", ".."),
            ("en-US", ""),
            ("", "churn-rate"),
            ("en-US/..", "churn-rate"),
            ("en-US", "a\0b"),
            ("en-US", "a/b"),
        ] {
            assert_eq!(map.path(locale, slug), None, "{locale} {slug}");
        }
    }

    #[test]
    fn a_map_that_cannot_be_meant_is_refused() {
        for written in [
            "/srv/{slug}.html",
            "C:/{slug}.html",
            "../{slug}.html",
            "public/./{slug}.html",
            "public//{slug}.html",
            "public/{slug}/",
            "public\\{slug}.html",
            "public/*/{slug}.html",
            "public/{lang}/{slug}.html",
            "public/{slug",
            "public/{locale}/index.html",
            "",
        ] {
            assert!(PageMap::new(written).is_err(), "{written}");
        }
    }
}
