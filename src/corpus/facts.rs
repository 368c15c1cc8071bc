//! The facts that one document leaves behind: all that corpus rules ever see of it.
//!
//! Defined in this one file, kept small: a corpus has a million documents.

// Long because: all that documents tell each other is taken from one reading of a document.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::extras::Extras;
use super::hash::TextHash;
use super::page::PageFacts;
use super::prose::{Digest, digest};
use super::sentence::Sentence;
use super::sketch::Sample;
use super::spelling::{WordForm, word_forms};
use crate::handoff::address::{Address, comparable, decoded, other_locale};
use crate::handoff::{Alias, Fields, Handoff, Text, TextField, is_uuid, language, locale};
use crate::json::{Kind, Node};
use crate::phrase::{is_unnamed, placeholder};
use crate::text::script::foreign_script;
use crate::text::{is_blank, same};

/// What a document says about itself and others.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facts {
    /// Its slug, as far as it is settled, or the name of its folder where it could not be read.
    pub slug: Option<Box<str>>,
    /// Its locale, as far as it is settled, or that of its folder where it could not be read.
    pub locale: Option<Box<str>>,
    /// The version of the contract that it names.
    pub version: Option<TextHash>,
    /// The id of its term.
    pub term_id: Option<Box<str>>,
    /// The name under which its page is published, where that is one: a placeholder names nothing.
    pub display_name: Option<Box<str>>,
    /// Every name of the term, as titles are compared.
    pub names: Box<[TextHash]>,
    /// Its address, unless the document disagrees with itself about it.
    pub url: Option<TextHash>,
    /// The other locales in which it says that the term exists, each once.
    pub claimed_locales: Box<[ClaimedLocale]>,
    /// Whether the document was read to its end: otherwise its lists may go on.
    pub complete: bool,
    /// Its related terms, as far as they name a slug and do not lead to another locale: of those, nothing else follows.
    pub related: Box<[RelatedFact]>,
    /// The sentences and rows of its content, in their order, as far as they are worth comparing.
    pub sentences: Box<[Sentence]>,
    /// A sample of what they say; see [`Extras::sketches`].
    pub sample: Option<Box<Sample>>,
    /// The words that it spells in one of several ways, 16 at most; see [`Extras::word_forms`].
    pub word_forms: Box<[WordForm]>,
    /// What its page leaves, where it was compared with one; see [`Extras::pages`].
    pub page: Option<Box<PageFacts>>,
}

/// One related term.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct RelatedFact {
    /// The index in `related_terms`.
    pub index: u32,
    /// The slug that it names.
    pub slug: Box<str>,
    /// The title under which it is linked.
    pub title: Option<TextHash>,
    /// The id of its topic.
    pub topic_id: Option<TextHash>,
    /// Its address, unless a rule about addresses has something to say of it.
    pub url: Option<TextHash>,
    /// The slug that its address ends in, where that is another one.
    pub slug_of_url: Option<Box<str>>,
}

/// A locale that a document names beside its own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClaimedLocale {
    /// The locale.
    pub locale: Box<str>,
    /// Whether an alias names it, else a source reference.
    pub by_alias: bool,
    /// The text that names it, by its number in the tree.
    pub node: u32,
}

impl RelatedFact {
    /// The JSON Pointer of the slug.
    pub fn pointer(&self) -> String {
        self.field("canonical_slug")
    }

    /// The JSON Pointer of one of its fields.
    pub fn field(&self, name: &str) -> String {
        format!("/related_terms/{}/{name}", self.index)
    }
}

impl Facts {
    /// The facts of a document; `complete` says whether it was read to its end, `handoff` what its texts may hold, where that
    /// is known already.
    pub fn of<'a>(fields: &Fields<'a>, handoff: Option<&Handoff<'a>>, complete: bool, extras: Extras) -> Facts {
        let text = |text: Option<&Text<'_>>| text.and_then(stated).map(Box::from);
        let locale = fields.agreed_locale();
        let leads_elsewhere = |url: &str| locale.is_some_and(|locale| other_locale(url, locale).is_some());
        let list = fields.root.get("related_terms");
        let places = list
            .filter(|list| list.kind() == Kind::Array)
            .into_iter()
            .flat_map(|list| list.items().enumerate())
            .filter(|(_, item)| item.kind() == Kind::Object);
        let related = places
            .zip(&fields.related_terms)
            .filter_map(|((index, _), related)| {
                let slug = related.canonical_slug.value()?;
                let url = related.canonical_url.value();
                if url.is_some_and(|url| leads_elsewhere(url)) {
                    return None;
                }
                let address = url.and_then(|url| Some((&**url, Address::of(url)?)));
                let last = address.as_ref().and_then(|(url, address)| last_part(url, address));
                let leads_there = last.as_deref() == Some(&**slug);
                Some(RelatedFact {
                    index: u32::try_from(index).ok()?,
                    slug: (&**slug).into(),
                    title: related.title.value().and_then(stated).map(TextHash::of_name),
                    topic_id: related.topic_id.value().map(|id| &**id).filter(|id| is_uuid(id)).map(TextHash::of_id),
                    url: address
                        .as_ref()
                        .filter(|_| leads_there)
                        .and_then(|(url, address)| sound_address(url, address)),
                    slug_of_url: last.filter(|_| !leads_there).map(Into::into),
                })
            })
            .collect();
        let Digest { sentences, sample } = digest(fields, handoff, extras.sketches);
        Facts {
            slug: fields.settled_slug().map(Box::from),
            locale: fields.settled_locale().map(Box::from),
            version: fields.schema_version.value().and_then(stated).map(TextHash::of),
            term_id: text(fields.summary.term_id.value()),
            display_name: text(fields.summary.display_name.value()).filter(|name| is_name(name, fields)),
            names: fields
                .names()
                .flat_map(|name| {
                    let bare = without_serial(name).map(TextHash::of_name);
                    [Some(TextHash::of_name(name)), TextHash::of_spaced_name(name), bare]
                })
                .flatten()
                .collect(),
            url: own_address(fields),
            claimed_locales: claimed_locales(fields),
            complete,
            related,
            sentences,
            sample: sample.map(Box::new),
            word_forms: if extras.word_forms { word_forms(fields) } else { Box::default() },
            page: None,
        }
    }

    /// Whether this document says the same of its term as another of it did, as far as documents that name it look.
    pub(super) fn says_the_same_of_its_term(&self, other: &Facts) -> bool {
        let digest = |facts: &Facts| (facts.complete, facts.url, facts.version);
        digest(self) == digest(other) && self.display_name == other.display_name && self.names == other.names
    }

    /// How many bytes the facts take, on the heap and off it: what a corpus of so many documents has to hold.
    pub fn size(&self) -> usize {
        let text = |text: &Option<Box<str>>| text.as_ref().map_or(0, |text| text.len());
        let texts = [&self.slug, &self.locale, &self.term_id, &self.display_name];
        let related = size_of_val(&*self.related);
        let claimed_locales = size_of_val(&*self.claimed_locales);
        size_of::<Facts>()
            + texts.into_iter().map(text).sum::<usize>()
            + size_of_val(&*self.names)
            + claimed_locales
            + self.claimed_locales.iter().map(|promise| promise.locale.len()).sum::<usize>()
            + related
            + self.related.iter().map(|related| related.slug.len()).sum::<usize>()
            + size_of_val(&*self.sentences)
            + self.sample.as_deref().map_or(0, size_of_val)
            + size_of_val(&*self.word_forms)
    }

    /// Fills in what the document did not say from where it stands: `.../{locale}/{slug}/ai.json`, or
    /// `.../{locale}/core/{slug}/ai.json` as on the site (`docs/domain.md`, "Addresses").
    pub fn with_path(mut self, path: &str) -> Facts {
        if self.slug.is_some() && self.locale.is_some() {
            return self;
        }
        let is_locale = |folder: &&str| locale::is_well_formed(folder, true);
        // `seo-101` has the shape of a locale too, but where both may be meant, what is all in lower case is a slug.
        let has_capitals = |folder: &str| folder.bytes().any(|byte| byte.is_ascii_uppercase());
        let is_slug = |folder: &&str| !(folder.is_empty() || is_locale(folder) && has_capitals(folder));
        let mut folders = path.rsplit('/').skip(1);
        let slug = folders.next().filter(is_slug);
        let locale = folders.take(2).find(is_locale);
        self.slug = self.slug.or(slug.map(Box::from));
        self.locale = self.locale.or(locale.map(Box::from));
        self
    }
}

/// A text that is not blank.
fn stated<'t>(text: &'t Text<'_>) -> Option<&'t str> {
    Some(&**text).filter(|text| !is_blank(text))
}

/// Whether a display name names the term: a placeholder does not, nor does a name that readers of the locale cannot read.
/// Rules report these where they stand, and other documents are right to use another name.
fn is_name(name: &str, fields: &Fields<'_>) -> bool {
    let is_spelt = || fields.settled_slug().is_some_and(|slug| same(&slug, name));
    let is_foreign = |locale: &str| !name.is_ascii() && foreign_script(name, language(locale)).is_some();
    (placeholder(name.trim()).is_none() || is_spelt())
        && !is_unnamed(name.trim(), fields.settled_slug().as_deref(), true)
        && !fields.agreed_locale().is_some_and(|locale| is_foreign(locale))
}

/// A name without the serial in front of it, `B0336: Churn Rate`: `serial-in-name` reports that, and documents that name the
/// term without it are right.
fn without_serial(name: &str) -> Option<&str> {
    let (serial, bare) = name.split_once(' ')?;
    let digits = serial.bytes().filter(u8::is_ascii_digit).count();
    (digits > 2).then(|| bare.trim_start())
}

/// The address that the document gives itself, where it gives one only and that is sound.
fn own_address(fields: &Fields<'_>) -> Option<TextHash> {
    fn stated<'f>(field: &'f TextField<'_>) -> Option<&'f str> {
        field.value().map(|text| &**text)
    }
    let (one, other) = (stated(&fields.canonical.url), stated(&fields.summary.canonical_url));
    if one.zip(other).is_some_and(|(one, other)| one != other) {
        return None;
    }
    let url = one.or(other)?;
    let (address, slug) = (Address::of(url)?, fields.agreed_slug()?);
    // An address in another locale is wrong where it stands: `canonical-url-mismatch`.
    if fields.agreed_locale().is_some_and(|locale| other_locale(url, locale).is_some()) {
        return None;
    }
    let leads_there = last_part(url, &address).as_deref() == Some(&**slug);
    leads_there.then(|| sound_address(url, &address)).flatten()
}

/// The locales of the term's own records and names, where they are well formed and not the document's.
fn claimed_locales(fields: &Fields<'_>) -> Box<[ClaimedLocale]> {
    let mut claimed_locales: Vec<ClaimedLocale> = Vec::new();
    let (Some(slug), Some(own)) = (fields.agreed_slug(), fields.agreed_locale()) else { return claimed_locales.into() };
    let mut add = |name: &str, by_alias, node: Node<'_>| {
        // Few locales: nearly always one.
        let is_known =
            claimed_locales.len() >= MOST_LOCALES || claimed_locales.iter().any(|promise| &*promise.locale == name);
        if name != &**own && !is_known && locale::is_well_formed(name, true) {
            claimed_locales.push(ClaimedLocale { locale: name.into(), by_alias, node: node.index() });
        }
    };
    for reference in &fields.sources.source_refs {
        let record = reference.strip_prefix("concept:").and_then(|record| record.split_once(':'));
        if let Some((_, name)) = record.filter(|(of, _)| *of == &**slug) {
            add(name, false, reference.node);
        }
    }
    // The first by its text, so that another order of the aliases makes no other finding.
    let mut aliases: Vec<&Alias<'_>> = fields.aliases.iter().collect();
    aliases.sort_by(|one, other| text_of(one).cmp(&text_of(other)));
    for locale in aliases.iter().filter_map(|alias| alias.locale.value()) {
        add(locale, true, locale.node);
    }
    claimed_locales.into()
}

fn text_of<'f>(alias: &'f Alias<'_>) -> Option<&'f str> {
    alias.text.value().map(|text| &**text)
}

/// No term is published in more locales; a longer list is noise, and facts stay small.
const MOST_LOCALES: usize = 64;

/// An address of the web that ends in the slug, where it is sound: of any other, another rule speaks.
fn sound_address(url: &str, address: &Address) -> Option<TextHash> {
    let is_plain = url[address.scheme.clone()].eq_ignore_ascii_case("https") && address.port.is_none();
    let is_sound = is_plain && address.userinfo.is_none();
    is_sound.then(|| comparable(url)).flatten().map(|url| TextHash::of(&url))
}

/// The last part of the path of an address.
fn last_part<'u>(url: &'u str, address: &Address) -> Option<Cow<'u, str>> {
    Some(decoded(&url[address.last_segment(url)?]))
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
        let facts = Facts::default().with_path("es-419/core/seo-101/ai.json");
        assert_eq!((facts.slug.as_deref(), facts.locale.as_deref()), (Some("seo-101"), Some("es-419")));
        let facts = Facts::default().with_path("ja-JP/ai.json");
        assert_eq!(facts.slug, None);
        let facts = Facts::default().with_path("ai.json");
        assert_eq!((facts.slug, facts.locale), (None, None));
    }

    fn of(document: serde_json::Value) -> Facts {
        let text = document.to_string();
        let tree = crate::json::parse(&text).tree;
        Facts::of(&Fields::new(tree.root().unwrap()), None, true, Extras { sketches: true, ..Extras::NONE })
    }

    #[test]
    fn a_serial_in_front_is_no_part_of_a_name() {
        assert_eq!(without_serial("B0336: Churn Rate"), Some("Churn Rate"));
        assert_eq!(without_serial("001 解約率"), Some("解約率"));
        for name in ["3C Analysis", "Web 2.0", "Churn Rate", "401"] {
            assert_eq!(without_serial(name), None, "{name}");
        }
    }

    #[test]
    fn a_document_promises_the_locales_of_its_own_records_and_names() {
        let facts = of(serde_json::json!({
            "canonical": { "slug": "goal", "locale": "en-US" },
            "sources": { "source_refs": [
                7, "concept:goal:en-US", "concept:goal:ja-JP", "concept:aim:ko-KR", "concept:goal:japan",
                "core-term-page-500:concept:goal", "concept:goal:ja-JP"
            ] },
            "aliases": [{ "text": "目標", "locale": "ja-JP" }, { "text": "Ziel", "locale": "de-DE" }, { "locale": "en-US" }, {}]
        }));
        let claimed_locales: Vec<_> =
            facts.claimed_locales.iter().map(|promise| (&*promise.locale, promise.by_alias)).collect();
        assert_eq!(claimed_locales, [("ja-JP", false), ("de-DE", true)]);
        let aliases = |texts: [&str; 2]| {
            let aliases = texts.map(|text| serde_json::json!({ "text": text, "locale": "ja-JP" }));
            let canonical = serde_json::json!({ "slug": "goal", "locale": "en-US" });
            let document = serde_json::json!({ "canonical": canonical, "aliases": aliases }).to_string();
            let tree = crate::json::parse(&document).tree;
            let node =
                Facts::of(&Fields::new(tree.root().unwrap()), None, true, Extras { sketches: true, ..Extras::NONE })
                    .claimed_locales[0]
                    .node;
            let alias = tree.node(node).unwrap().parent().unwrap();
            alias.get("text").unwrap().as_str().unwrap().into_owned()
        };
        assert_eq!(aliases(["目標", "ゴール"]), aliases(["ゴール", "目標"]), "in any order");
        let torn = of(serde_json::json!({
            "canonical": { "slug": "goal", "locale": "en-US" }, "summary": { "locale": "en-GB" },
            "aliases": [{ "locale": "ja-JP" }]
        }));
        assert_eq!(torn.claimed_locales, [].into());
    }

    #[test]
    fn the_facts_of_a_typical_document_fit_into_a_kibibyte() {
        for (name, text) in [
            ("en-US/net-revenue-retention", include_str!("../../fixtures/corpus/en-US/net-revenue-retention/ai.json")),
            ("ja-JP/net-revenue-retention", include_str!("../../fixtures/corpus/ja-JP/net-revenue-retention/ai.json")),
            ("ja-JP/operating-margin", include_str!("../../fixtures/corpus/ja-JP/operating-margin/ai.json")),
            (
                "ja-JP/customer-lifetime-value",
                include_str!("../../fixtures/corpus/ja-JP/customer-lifetime-value/ai.json"),
            ),
        ] {
            let tree = crate::json::parse(text).tree;
            let facts =
                Facts::of(&Fields::new(tree.root().unwrap()), None, true, Extras { sketches: true, ..Extras::NONE });
            assert!(facts.sentences.len() > 20, "{name}: {} sentences", facts.sentences.len());
            assert!(facts.size() <= 1024, "{name}: {} bytes", facts.size());
        }
    }

    #[test]
    fn the_size_is_that_of_all_that_is_held() {
        assert_eq!(Facts::default().size(), size_of::<Facts>());
        let facts = Facts {
            slug: Some("goal".into()),
            names: [TextHash::of("goal"), TextHash::of("aim")].into(),
            claimed_locales: [ClaimedLocale { locale: "ja-JP".into(), by_alias: false, node: 1 }].into(),
            related: [RelatedFact {
                index: 0,
                slug: "aim".into(),
                title: None,
                topic_id: None,
                ..RelatedFact::default()
            }]
            .into(),
            ..Facts::default()
        };
        let lists = 2 * size_of::<TextHash>() + size_of::<ClaimedLocale>() + size_of::<RelatedFact>();
        assert_eq!(facts.size(), size_of::<Facts>() + lists + "goal".len() + "ja-JP".len() + "aim".len());
    }

    #[test]
    fn an_address_is_compared_only_where_no_other_rule_speaks() {
        let own = |one: &str, other: &str| {
            let canonical = serde_json::json!({ "slug": "goal", "url": one });
            of(serde_json::json!({ "canonical": canonical, "summary": { "canonical_url": other } })).url.is_some()
        };
        let related = |url: &str| {
            let related = serde_json::json!([{ "canonical_slug": "goal", "canonical_url": url }]);
            of(serde_json::json!({ "related_terms": related })).related[0].url.is_some()
        };
        let url = |url: &str| {
            assert_eq!(own(url, url), related(url), "{url}");
            related(url)
        };
        assert!(url("https://core.yogoq.com/en-US/core/goal") && url("HTTPS://core.yogoq.com/x/goal/?v=1#a"));
        for other in [
            "http://core.yogoq.com/en-US/core/goal",
            "https://core.yogoq.com:8443/en-US/core/goal",
            "https://me@core.yogoq.com/en-US/core/goal",
            "https://core.yogoq.com/en-US/core/goals",
            "/en-US/core/goal",
            "",
        ] {
            assert!(!url(other), "{other}");
        }
        assert!(own("https://a.org/goal", "https://a.org/goal"));
        assert!(!own("https://a.org/goal", "https://b.org/goal"));
    }
}
