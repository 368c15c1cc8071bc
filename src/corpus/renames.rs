//! Terms whose slug was another one: they help to say what a link to the old one should be.

use std::collections::HashMap;

/// Terms that were renamed: by locale and old slug, the new one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Renames(HashMap<String, HashMap<String, String>>);

impl Renames {
    /// Adds one.
    pub fn add(&mut self, locale: &str, old: &str, new: &str) {
        self.0.entry(locale.to_owned()).or_default().insert(old.to_owned(), new.to_owned());
    }

    /// What the slug of a term is now.
    pub fn get(&self, locale: &str, old: &str) -> Option<&str> {
        self.0.get(locale)?.get(old).map(String::as_str)
    }
}
