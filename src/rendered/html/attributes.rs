//! The attributes of a tag that say something about what is seen, or about the page.

use crate::rendered::said::Said;

/// The attributes that are read. Whatever else a tag has is passed over, so that a tag with a million attributes costs their
/// bytes.
const READ: [&str; 14] = [
    "lang",
    "hidden",
    "aria-hidden",
    "style",
    "href",
    "rel",
    "hreflang",
    "name",
    "content",
    "type",
    "open",
    "charset",
    "http-equiv",
    "role",
];

/// The attributes of one tag.
#[derive(Debug, Default)]
pub(super) struct Attributes(Vec<(&'static str, Said)>);

impl Attributes {
    /// The name under which an attribute is kept, if it is read and the tag has not had it before.
    pub fn wanted(&self, name: &[u8]) -> Option<&'static str> {
        let known = READ.into_iter().find(|known| known.as_bytes() == name)?;
        self.get(known).is_none().then_some(known)
    }

    pub fn add(&mut self, name: &'static str, value: Said) {
        self.0.push((name, value));
    }

    pub fn clear(&mut self) {
        self.0.clear();
    }

    pub fn get(&self, name: &str) -> Option<&Said> {
        self.0.iter().find(|(known, _)| *known == name).map(|(_, value)| value)
    }

    /// Whether the value is one of several words, whatever their case.
    pub fn has_word(&self, name: &str, word: &str) -> bool {
        self.get(name).is_some_and(|value| value.text.split_ascii_whitespace().any(|it| it.eq_ignore_ascii_case(word)))
    }

    /// Whether they make the element a button or a navigation.
    pub fn make_control(&self) -> bool {
        ["button", "navigation"].into_iter().any(|role| self.has_word("role", role))
    }

    /// Whether they hide the element from its readers.
    ///
    /// `aria-hidden` counts, although browsers show the element: it marks what is not content, such as the arrow behind a link
    /// or the drawn copy of a formula. A closed `<details>` does not hide anything: a click opens it.
    pub fn hide(&self) -> bool {
        self.get("hidden").is_some()
            || self.get("aria-hidden").is_some_and(|value| value.text.eq_ignore_ascii_case("true"))
            || self.get("style").is_some_and(|value| is_invisible(&value.text))
    }
}

/// Whether a style of its own hides an element. What style sheets hide is not known.
fn is_invisible(style: &str) -> bool {
    style.split(';').filter_map(|declaration| declaration.split_once(':')).any(|(property, value)| {
        let value = value.trim().trim_end_matches("!important").trim_end();
        let property = property.trim();
        property.eq_ignore_ascii_case("display") && value.eq_ignore_ascii_case("none")
            || property.eq_ignore_ascii_case("visibility") && value.eq_ignore_ascii_case("hidden")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_style_may_hide_an_element() {
        for style in ["display:none", "color: red; DISPLAY : None !important;", "visibility:hidden"] {
            assert!(is_invisible(style), "{style}");
        }
        for style in ["display:block", "", "none", "opacity: 0", "x-display:none"] {
            assert!(!is_invisible(style), "{style}");
        }
    }
}
