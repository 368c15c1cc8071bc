//! `[pages]`: where the rendered pages are, and the words that pages of a locale print.
//!
//! Owns how the table is read and what is wrong with it. What a map means is `page_map`'s.

use std::ops::Range;

use toml::de::DeTable;

use super::options::found;
use super::page_map::{EXAMPLE, PageMap};
use super::read::{Item, Reader};
use super::suggest::{code, meant};
use crate::handoff::locale;
use crate::pairing::Headings;
use crate::words::list;

/// The keys of the table.
const KEYS: [&str; 2] = ["map", "headings"];

/// What people write for them.
const FOREIGN: [(&str, &str); 9] = [
    ("path", "map"),
    ("paths", "map"),
    ("pattern", "map"),
    ("files", "map"),
    ("page", "map"),
    ("template", "map"),
    ("words", "headings"),
    ("titles", "headings"),
    ("labels", "headings"),
];

impl Reader<'_> {
    /// `[pages]`.
    pub(super) fn pages(&mut self, key: Range<usize>, value: &Item<'_>) {
        let Some(table) = value.get_ref().as_table() else {
            let span = if value.get_ref().is_array() { key } else { value.span() };
            let message = format!("`pages` must be a table, not {}", found(value, self.source));
            self.report(span, message, "write `[pages]` on a line of its own, and `map` below it");
            return;
        };
        for (key, value) in table {
            let name = key.get_ref().as_ref();
            match name {
                "map" => {
                    self.config.places.insert("map", key.span());
                    self.page_map(value);
                }
                "headings" => self.headings(key.span(), value),
                _ => {
                    let help = match meant(name, &KEYS, &FOREIGN) {
                        Some(key) => format!("did you mean {}?", code(key)),
                        None if super::keys::KEYS.contains(&name) => {
                            "move it above the first line in brackets".to_owned()
                        }
                        None => format!("remove it; the keys are {}", list(&KEYS, "and")),
                    };
                    self.report(key.span(), format!("`[pages]` has no key {}", code(name)), help);
                }
            }
        }
        if !table.contains_key("map") {
            self.report(key, "`[pages]` does not say where the pages are", format!("add map = {EXAMPLE}"));
        }
    }

    fn page_map(&mut self, value: &Item<'_>) {
        let Some(written) = self.path("map", "path such as \"public/{locale}/core/{slug}/index.html\"", value) else {
            return;
        };
        match PageMap::new(&written) {
            Ok(map) => self.config.page_map = Some(map),
            Err((message, help)) => self.report(value.span(), message, help),
        }
    }

    /// The words of each locale.
    fn headings(&mut self, key: Range<usize>, value: &Item<'_>) {
        const HELP: &str = "write [pages.headings.ja-JP] on a line of its own, and below it a line for each heading, such as \
            \"What it means\" = \"意味\"";
        let Some(locales) = value.get_ref().as_table() else {
            let span = if value.get_ref().is_array() { key } else { value.span() };
            let message = format!("`headings` must be a table, not {}", found(value, self.source));
            return self.report(span, message, HELP);
        };
        for (key, value) in locales {
            let name = key.get_ref().as_ref();
            if !locale::is_well_formed(name, false) {
                let message = format!("{} is neither a locale nor a language", code(name));
                self.report(key.span(), message, HELP);
                continue;
            }
            let Some(words) = value.get_ref().as_table() else {
                let message =
                    format!("the headings of {} must be a table, not {}", code(name), found(value, self.source));
                self.report(value.span(), message, HELP);
                continue;
            };
            let headings = self.words(words);
            self.config.headings.insert(name.to_owned(), headings);
        }
    }

    fn words(&mut self, words: &DeTable<'_>) -> Headings {
        let mut headings = Headings::new();
        for (key, value) in words {
            let subject = format!("heading {}", code(key.get_ref()));
            if let Some(shown) = self.path(&subject, "text that the pages print", value) {
                headings.insert(key.get_ref().as_ref().to_owned(), shown);
            }
        }
        headings
    }
}
