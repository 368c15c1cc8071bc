//! The facts that one document leaves behind: all that corpus rules ever see of it.
//!
//! Defined in this one file, kept small: a corpus has a million documents.

use crate::handoff::Fields;
use crate::handoff::address::other_locale;
use crate::json::Node;

/// What a document says about itself and others.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    /// Its slug, or the name of its folder where it could not be read.
    pub slug: Option<String>,
    /// Its locale, or that of its folder where it could not be read.
    pub locale: Option<String>,
    /// The version of the contract that it names.
    pub version: Option<String>,
    /// The id of its term.
    pub term_id: Option<String>,
    /// Whether the document was read to its end: otherwise its lists may go on.
    pub complete: bool,
    /// Its related terms, as far as they name a slug and do not lead to another locale: of those, nothing else follows.
    pub related: Vec<RelatedFact>,
}

/// One related term.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RelatedFact {
    /// The index in `related_terms`.
    pub index: u32,
    /// The slug that it names.
    pub slug: String,
}

impl RelatedFact {
    /// The JSON Pointer of the slug.
    pub fn pointer(&self) -> String {
        format!("/related_terms/{}/canonical_slug", self.index)
    }
}

impl Facts {
    /// The facts of a document; `complete` says whether it was read to its end.
    pub fn of(fields: &Fields<'_>, complete: bool) -> Facts {
        let text = |text: Option<&crate::handoff::Text<'_>>| {
            text.map(|text| text.value.to_string()).filter(|text| !text.trim().is_empty())
        };
        let list = fields.root.get("related_terms");
        let locale = fields.agreed_locale();
        let leads_elsewhere = |url: &str| locale.is_some_and(|locale| other_locale(url, locale).is_some());
        let related = list
            .filter(|list| list.kind() == crate::json::Kind::Array)
            .into_iter()
            .flat_map(|list| list.items().enumerate())
            .filter_map(|(index, item)| {
                let slug = item.get("canonical_slug")?.as_str()?;
                if item.get("canonical_url").and_then(Node::as_str).is_some_and(|url| leads_elsewhere(&url)) {
                    return None;
                }
                Some(RelatedFact { index: u32::try_from(index).ok()?, slug: slug.into_owned() })
            })
            .collect();
        Facts {
            slug: text(fields.slug()),
            locale: text(fields.locale()),
            version: text(fields.schema_version.value()),
            term_id: text(fields.summary.term_id.value()),
            complete,
            related,
        }
    }

    /// Fills in what the document did not say from where it stands: `.../{locale}/{slug}/ai.json`, or
    /// `.../{locale}/core/{slug}/ai.json` as on the site (`domain.md` section 1).
    pub fn with_path(mut self, path: &str) -> Facts {
        if self.slug.is_some() && self.locale.is_some() {
            return self;
        }
        let mut folders = path.rsplit('/').skip(1);
        let slug = folders.next().filter(|folder| !folder.is_empty() && !is_locale(folder));
        let locale = folders.take(2).find(|folder| is_locale(folder));
        self.slug = self.slug.or(slug.map(str::to_owned));
        self.locale = self.locale.or(locale.map(str::to_owned));
        self
    }
}

/// Whether a folder is named like `en-US`.
fn is_locale(folder: &str) -> bool {
    folder.split_once('-').is_some_and(|(language, region)| {
        matches!(language.len(), 2 | 3)
            && language.bytes().all(|byte| byte.is_ascii_lowercase())
            && region.len() == 2
            && region.bytes().all(|byte| byte.is_ascii_uppercase())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_broken_document_is_known_by_its_folder() {
        let facts = Facts::default().with_path("content/en-US/core/churn-rate/ai.json");
        assert_eq!((facts.slug.as_deref(), facts.locale.as_deref()), (Some("churn-rate"), Some("en-US")));
        let facts = Facts::default().with_path("ja-JP/churn-rate/ai.json");
        assert_eq!((facts.slug.as_deref(), facts.locale.as_deref()), (Some("churn-rate"), Some("ja-JP")));
        let facts = Facts::default().with_path("ai.json");
        assert_eq!((facts.slug, facts.locale), (None, None));
    }
}
