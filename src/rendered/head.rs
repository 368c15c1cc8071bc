//! What an HTML page states about itself, as data.

use super::said::Said;

/// What an HTML page states about itself. Of several statements of one kind, the first counts, as in browsers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Head {
    /// `lang` of `<html>`.
    pub lang: Option<Said>,
    /// The name of the encoding: `<meta charset>`, or `charset=` in `<meta http-equiv=content-type>`.
    pub charset: Option<Said>,
    /// `<title>`, white space collapsed.
    pub title: Option<Said>,
    /// `<meta name=description>`.
    pub description: Option<Said>,
    /// `<link rel=canonical>`.
    pub canonical: Option<Said>,
    /// `<link rel=alternate hreflang=…>`, in the order of the page.
    pub alternates: Vec<Alternate>,
    /// The things that `<script type="application/ld+json">` describes, in the order of the page.
    pub json_ld: Vec<JsonLd>,
}

/// The page of the same term in another language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alternate {
    /// The language, as written.
    pub hreflang: Said,
    /// Where its page is.
    pub href: Said,
}

/// One thing that a JSON-LD block describes: its object, or a member of its array or of its `@graph`. Values that are not
/// strings are left out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct JsonLd {
    /// `@type`, where it is one string.
    pub kind: Option<Said>,
    /// `name`.
    pub name: Option<Said>,
    /// `description`.
    pub description: Option<Said>,
    /// `inLanguage`.
    pub language: Option<Said>,
    /// `dateModified`.
    pub modified: Option<Said>,
}
