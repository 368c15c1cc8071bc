//! The fields of the contract, by name (`docs/domain.md`, "Fields"): every one may be missing or wrong, and knows its
//! place.
//!
//! Owns the shape of a document. Checks nothing: that is the schema's and the rules' part.

// Long because: the contract has as many fields, and each stands here once.

use std::borrow::Cow;
use std::cell::OnceCell;

use foldhash::{HashSet, HashSetExt};

use super::address::{self, source_key};
use super::field::{Field, Owner, Text, TextField, Whole, objects, texts};
use super::locale;
use super::locale::language;
use super::slug;
use crate::json::Node;
use crate::text::is_blank;
use crate::words::{nearest, shorten};

/// The fields of one document.
#[derive(Clone, Debug)]
pub struct Fields<'a> {
    /// The whole document.
    pub root: Node<'a>,
    /// `schema_version`
    pub schema_version: TextField<'a>,
    /// `version`
    pub version: TextField<'a>,
    /// `content_tier` (v2)
    pub content_tier: TextField<'a>,
    /// `canonical`
    pub canonical: Canonical<'a>,
    /// `summary`
    pub summary: Summary<'a>,
    /// `aliases` (v2)
    pub aliases: Vec<Alias<'a>>,
    /// `content`
    pub content: Content<'a>,
    /// `sources`
    pub sources: Sources<'a>,
    /// `related_terms`
    pub related_terms: Vec<RelatedTerm<'a>>,
    /// `quality`
    pub quality: Quality<'a>,
    /// `limitations`
    pub limitations: Limitations<'a>,
}

/// `canonical`: where the term is published.
#[derive(Clone, Debug)]
pub struct Canonical<'a> {
    /// `url`
    pub url: TextField<'a>,
    /// `slug`
    pub slug: TextField<'a>,
    /// `locale`
    pub locale: TextField<'a>,
}

impl<'a> Canonical<'a> {
    fn new(mut owner: Owner<'a>) -> Self {
        Canonical { url: owner.text("url"), slug: owner.text("slug"), locale: owner.text("locale") }
    }
}

/// `summary`: the term at a glance.
#[derive(Clone, Debug)]
pub struct Summary<'a> {
    /// The object, where there is one.
    pub node: Option<Node<'a>>,
    /// `schema_version`
    pub schema_version: TextField<'a>,
    /// `version`
    pub version: TextField<'a>,
    /// `term_id`
    pub term_id: TextField<'a>,
    /// `canonical_slug`
    pub canonical_slug: TextField<'a>,
    /// `canonical_url`
    pub canonical_url: TextField<'a>,
    /// `locale`
    pub locale: TextField<'a>,
    /// `display_name`
    pub display_name: TextField<'a>,
    /// `english_name`
    pub english_name: TextField<'a>,
    /// `abbreviation`
    pub abbreviation: TextField<'a>,
    /// `short_definition`
    pub short_definition: TextField<'a>,
    /// `content_tier` (v2)
    pub content_tier: TextField<'a>,
    /// `quality`
    pub quality: TextField<'a>,
    /// `publication_status`
    pub publication_status: TextField<'a>,
    /// `last_reviewed_at`
    pub last_reviewed_at: TextField<'a>,
    /// `sources_count`
    pub sources_count: Field<'a, Whole<'a>>,
    /// `limitations_key`
    pub limitations_key: TextField<'a>,
}

impl<'a> Summary<'a> {
    fn new(mut owner: Owner<'a>) -> Self {
        Summary {
            node: owner.node(),
            schema_version: owner.text("schema_version"),
            term_id: owner.text("term_id"),
            canonical_slug: owner.text("canonical_slug"),
            canonical_url: owner.text("canonical_url"),
            locale: owner.text("locale"),
            display_name: owner.text("display_name"),
            english_name: owner.text("english_name"),
            abbreviation: owner.text("abbreviation"),
            short_definition: owner.text("short_definition"),
            content_tier: owner.text("content_tier"),
            quality: owner.text("quality"),
            publication_status: owner.text("publication_status"),
            version: owner.text("version"),
            last_reviewed_at: owner.text("last_reviewed_at"),
            sources_count: owner.count("sources_count"),
            limitations_key: owner.text("limitations_key"),
        }
    }
}

/// One entry of `aliases` (v2).
#[derive(Clone, Debug)]
pub struct Alias<'a> {
    /// The object.
    pub node: Node<'a>,
    /// `text`
    pub text: TextField<'a>,
    /// `type`
    pub kind: TextField<'a>,
    /// `locale`
    pub locale: TextField<'a>,
}

impl<'a> Alias<'a> {
    fn new(mut owner: Owner<'a>) -> Option<Self> {
        Some(Alias {
            node: owner.node()?,
            text: owner.text("text"),
            kind: owner.text("type"),
            locale: owner.text("locale"),
        })
    }
}

/// `content`: the prose.
#[derive(Clone, Debug)]
pub struct Content<'a> {
    /// `definition`
    pub definition: Option<Section<'a>>,
    /// `formula`: a section, or null where the term has none
    pub formula: Option<Section<'a>>,
    /// `boundary`: a section, or null
    pub boundary: Option<Section<'a>>,
    /// `usage`
    pub usage: Vec<Section<'a>>,
    /// `misunderstandings`
    pub misunderstandings: Vec<Section<'a>>,
    /// `examples`
    pub examples: Vec<Section<'a>>,
    /// `comparisons`
    pub comparisons: Vec<Section<'a>>,
    /// `faq`
    pub faq: Vec<Faq<'a>>,
}

impl<'a> Content<'a> {
    fn new(mut owner: Owner<'a>) -> Self {
        Content {
            definition: Section::new(owner.object("definition")),
            formula: Section::new(owner.object("formula")),
            boundary: Section::new(owner.object("boundary")),
            usage: sections(&mut owner, "usage"),
            misunderstandings: sections(&mut owner, "misunderstandings"),
            examples: sections(&mut owner, "examples"),
            comparisons: sections(&mut owner, "comparisons"),
            faq: objects(owner.array("faq"), Faq::new),
        }
    }

    /// Every section, in the document's usual order.
    pub fn sections(&self) -> impl Iterator<Item = &Section<'a>> {
        let single = [&self.definition, &self.formula, &self.boundary].map(Option::as_slice);
        let lists = [&self.usage, &self.misunderstandings, &self.examples, &self.comparisons].map(Vec::as_slice);
        single.into_iter().chain(lists).flatten()
    }
}

/// A section: key, title, a text, a list.
#[derive(Clone, Debug)]
pub struct Section<'a> {
    /// The object.
    pub node: Node<'a>,
    /// `key`
    pub key: TextField<'a>,
    /// `title`
    pub title: TextField<'a>,
    /// `text`; null where there are only items
    pub text: TextField<'a>,
    /// `items`, the texts among them
    pub items: Vec<Text<'a>>,
    name: OnceCell<String>,
}

impl<'a> Section<'a> {
    fn new(mut owner: Owner<'a>) -> Option<Self> {
        Some(Section {
            node: owner.node()?,
            key: owner.text("key"),
            title: owner.text("title"),
            text: owner.text("text"),
            items: texts(owner.array("items")),
            name: OnceCell::new(),
        })
    }

    /// The title as a message quotes it, so short that two fit into a line; `this section` where there is none.
    pub fn name(&self) -> &str {
        self.name.get_or_init(|| match self.title.value().filter(|title| !is_blank(title)) {
            Some(title) => format!("“{}”", shorten(title, TITLE_LIMIT)),
            None => "this section".to_owned(),
        })
    }
}

/// The longest title that is quoted, in characters.
const TITLE_LIMIT: usize = 24;

/// A question and its answer.
#[derive(Clone, Debug)]
pub struct Faq<'a> {
    /// `question`
    pub question: TextField<'a>,
    /// `answer`
    pub answer: TextField<'a>,
}

impl<'a> Faq<'a> {
    fn new(mut owner: Owner<'a>) -> Option<Self> {
        Some(Faq { question: owner.text("question"), answer: owner.text("answer") })
    }
}

/// `sources`: what the text rests on.
#[derive(Clone, Debug)]
pub struct Sources<'a> {
    /// `source_refs`, the texts among them
    pub source_refs: Vec<Text<'a>>,
    /// The list `visible_sources`, where there is one.
    pub visible_sources_node: Option<Node<'a>>,
    /// `visible_sources`, the objects among them
    pub visible_sources: Vec<VisibleSource<'a>>,
}

impl<'a> Sources<'a> {
    fn new(mut owner: Owner<'a>) -> Self {
        let source_refs = texts(owner.array("source_refs"));
        let visible_sources_node = owner.array("visible_sources");
        let visible_sources = objects(visible_sources_node, VisibleSource::new);
        Sources { source_refs, visible_sources_node, visible_sources }
    }

    /// The addresses of visible sources that an earlier one has, too.
    pub fn repeated(&self) -> Vec<&Text<'a>> {
        let mut seen = HashSet::with_capacity(self.visible_sources.len());
        let urls = self.visible_sources.iter().filter_map(|source| source.url.value());
        urls.filter(|url| source_key(url).is_some_and(|form| !seen.insert(form))).collect()
    }
}

/// One entry of `visible_sources`.
#[derive(Clone, Debug)]
pub struct VisibleSource<'a> {
    /// The object.
    pub node: Node<'a>,
    /// `label`
    pub label: TextField<'a>,
    /// `url`
    pub url: TextField<'a>,
    /// `kind`
    pub kind: TextField<'a>,
}

impl<'a> VisibleSource<'a> {
    fn new(mut owner: Owner<'a>) -> Option<Self> {
        Some(VisibleSource {
            node: owner.node()?,
            label: owner.text("label"),
            url: owner.text("url"),
            kind: owner.text("kind"),
        })
    }
}

/// One entry of `related_terms`.
#[derive(Clone, Debug)]
pub struct RelatedTerm<'a> {
    /// The object.
    pub node: Node<'a>,
    /// `topic_id`
    pub topic_id: TextField<'a>,
    /// `canonical_slug`
    pub canonical_slug: TextField<'a>,
    /// `canonical_url`
    pub canonical_url: TextField<'a>,
    /// `title`
    pub title: TextField<'a>,
    /// `relation_type`
    pub relation_type: TextField<'a>,
}

impl<'a> RelatedTerm<'a> {
    fn new(mut owner: Owner<'a>) -> Option<Self> {
        Some(RelatedTerm {
            node: owner.node()?,
            topic_id: owner.text("topic_id"),
            canonical_slug: owner.text("canonical_slug"),
            canonical_url: owner.text("canonical_url"),
            title: owner.text("title"),
            relation_type: owner.text("relation_type"),
        })
    }
}

/// `quality`: how the term was reviewed.
#[derive(Clone, Debug)]
pub struct Quality<'a> {
    /// The object, where there is one.
    pub node: Option<Node<'a>>,
    /// `quality`
    pub quality: TextField<'a>,
    /// `publication_status`
    pub publication_status: TextField<'a>,
    /// `source_count`
    pub source_count: Field<'a, Whole<'a>>,
    /// `last_reviewed_at`
    pub last_reviewed_at: TextField<'a>,
    /// `trust_policy_version`
    pub trust_policy_version: TextField<'a>,
}

impl<'a> Quality<'a> {
    fn new(mut owner: Owner<'a>) -> Self {
        Quality {
            node: owner.node(),
            quality: owner.text("quality"),
            publication_status: owner.text("publication_status"),
            source_count: owner.count("source_count"),
            last_reviewed_at: owner.text("last_reviewed_at"),
            trust_policy_version: owner.text("trust_policy_version"),
        }
    }
}

/// `limitations`: what the page is not.
#[derive(Clone, Debug)]
pub struct Limitations<'a> {
    /// `policy_version`
    pub policy_version: TextField<'a>,
    /// `text`
    pub text: TextField<'a>,
    /// `items`, the texts among them
    pub items: Vec<Text<'a>>,
}

impl<'a> Limitations<'a> {
    fn new(mut owner: Owner<'a>) -> Self {
        Limitations {
            policy_version: owner.text("policy_version"),
            text: owner.text("text"),
            items: texts(owner.array("items")),
        }
    }
}

/// The first text that is well formed, unless the other one contradicts it.
fn agreed<'f, 'a>(
    one: &'f TextField<'a>,
    other: &'f TextField<'a>,
    is_well_formed: impl Fn(&str) -> bool,
) -> Option<&'f Text<'a>> {
    let is_stated = |text: &&'f Text<'a>| !is_blank(text) && is_well_formed(text);
    match (one.value(), other.value()) {
        (Some(one), Some(other)) if one.value == other.value => Some(one).filter(is_stated),
        (one, other) => match (one.filter(is_stated), other.filter(is_stated)) {
            (Some(_), Some(_)) => None,
            (one, other) => one.or(other),
        },
    }
}

/// The value of two fields that a reader would go by: the one that they agree on and that is well formed. Otherwise it is
/// what the address says, where one of the fields says so too or neither is well formed.
fn settled<'f, T: From<&'f str> + AsRef<str>>(
    one: &'f TextField<'_>,
    other: &'f TextField<'_>,
    is_well_formed: impl Fn(&str) -> bool,
    of_address: impl Fn() -> Option<T>,
) -> Option<T> {
    let stated = |field: &'f TextField<'_>| field.value().map(|text| &*text.value).filter(|text| !is_blank(text));
    let both = (stated(one), stated(other));
    let first = both.0.or(both.1)?;
    if both.1.is_none_or(|other| other == first) && is_well_formed(first) {
        return Some(first.into());
    }
    let sound = || [both.0, both.1].into_iter().flatten().filter(|value| is_well_formed(value));
    let by_address = of_address().filter(|address| match sound().next() {
        Some(_) => sound().any(|value| value == address.as_ref()),
        None => is_well_formed(address.as_ref()),
    });
    by_address.or_else(|| Some(sound().next().unwrap_or(first).into()))
}

fn sections<'a>(content: &mut Owner<'a>, name: &str) -> Vec<Section<'a>> {
    objects(content.array(name), Section::new)
}

impl<'a> Fields<'a> {
    /// The view of the document below `root`, whatever it holds.
    pub fn new(root: Node<'a>) -> Self {
        let mut top = Owner::of(Some(root));
        let (schema_version, version) = (top.text("schema_version"), top.text("version"));
        let content_tier = top.text("content_tier");
        let canonical = Canonical::new(top.object("canonical"));
        let summary = Summary::new(top.object("summary"));
        let aliases = objects(top.array("aliases"), Alias::new);
        let content = Content::new(top.object("content"));
        let sources = Sources::new(top.object("sources"));
        let related_terms = objects(top.array("related_terms"), RelatedTerm::new);
        let quality = Quality::new(top.object("quality"));
        let limitations = Limitations::new(top.object("limitations"));
        Fields {
            root,
            schema_version,
            version,
            content_tier,
            canonical,
            summary,
            aliases,
            content,
            sources,
            related_terms,
            quality,
            limitations,
        }
    }

    /// The slug that the document gives itself.
    pub fn slug(&self) -> Option<&Text<'a>> {
        self.canonical.slug.value().or(self.summary.canonical_slug.value())
    }

    /// The locale that the document gives itself.
    pub fn locale(&self) -> Option<&Text<'a>> {
        self.canonical.locale.value().or(self.summary.locale.value())
    }

    /// The slug, unless the places that state it differ: then nobody knows which of them is right. One with a blank in
    /// it states nothing.
    pub fn agreed_slug(&self) -> Option<&Text<'a>> {
        agreed(&self.canonical.slug, &self.summary.canonical_slug, |slug| !slug::has_blank(slug))
    }

    /// The locale, unless the places that state it differ or it is malformed: that has been said, and nothing follows.
    pub fn agreed_locale(&self) -> Option<&Text<'a>> {
        agreed(&self.canonical.locale, &self.summary.locale, |locale| locale::is_well_formed(locale, true))
    }

    /// The slug that the document goes by in the corpus: the one that it gives itself, unless that is malformed or the document
    /// contradicts itself, and its address tells which one is meant. One slip does not take a term from all that link it.
    pub fn settled_slug(&self) -> Option<Cow<'_, str>> {
        let settled = settled(&self.canonical.slug, &self.summary.canonical_slug, slug::is_well_formed, || {
            self.slug_of_address()
        });
        settled.map(|slug| self.slug_of_records(&slug).unwrap_or(slug))
    }

    /// The locale that the document belongs to, by the same reasoning.
    pub fn settled_locale(&self) -> Option<&str> {
        let is_well_formed = |locale: &str| locale::is_well_formed(locale, true);
        let settled =
            settled(&self.canonical.locale, &self.summary.locale, is_well_formed, || self.locale_of_address())?;
        Some(self.locale_of_relations(settled).unwrap_or(settled))
    }

    /// The slug of the address, where the slug that the document gives itself is nearly it: the records that it was made from
    /// name the one of the address, too, and none of its names spells the other.
    fn slug_of_records(&self, slug: &str) -> Option<Cow<'_, str>> {
        if self.canonical.url.value().is_none_or(|url| url.ends_with(slug)) {
            return None;
        }
        let names = |reference: &str, slug: &str| reference.split(':').any(|part| part == slug);
        let is_recorded = |slug: &str| self.sources.source_refs.iter().any(|reference| names(reference, slug));
        let of_address = self.slug_of_address().filter(|other| *other != slug && is_recorded(other))?;
        let is_slip = nearest(slug, [&*of_address]).is_some()
            && !is_recorded(slug)
            && !self.names().any(|name| slug::spells(slug, name) && !slug::spells(&of_address, name));
        is_slip.then_some(of_address)
    }

    /// The locale of the address, where the document gives itself another one and all its relations lead to that of the
    /// address.
    fn locale_of_relations(&self, locale: &str) -> Option<&str> {
        if self.canonical.url.value().is_none_or(|url| url.contains(locale)) {
            return None;
        }
        let of_address = self.locale_of_address().filter(|other| *other != locale)?;
        let of_relation = |related: &'_ RelatedTerm<'_>| {
            related
                .canonical_url
                .value()
                .is_some_and(|url| address::other_locale(url, "").is_some_and(|range| url[range] == *of_address))
        };
        let mut related = self.related_terms.iter().peekable();
        (related.peek().is_some() && related.all(of_relation)).then_some(of_address)
    }

    /// The slug that the document's address ends in, unless it gives two addresses with different ones.
    pub fn slug_of_address(&self) -> Option<Cow<'_, str>> {
        self.of_address(|url| address::last_segment(url).map(|range| address::decoded(&url[range])))
    }

    /// The locale that the document's address names, unless it gives two addresses with different ones.
    pub fn locale_of_address(&self) -> Option<&str> {
        self.of_address(|url| address::other_locale(url, "").map(|range| &url[range]))
    }

    fn of_address<'f, T: PartialEq>(&'f self, part: impl Fn(&'f str) -> Option<T>) -> Option<T> {
        let urls = [&self.canonical.url, &self.summary.canonical_url];
        let mut parts = urls.into_iter().filter_map(|url| part(url.value()?));
        let first = parts.next()?;
        parts.all(|other| other == first).then_some(first)
    }

    /// Every name that the document gives its term: display name, English name, abbreviation, aliases.
    pub fn names(&self) -> impl Iterator<Item = &Text<'a>> {
        let summary = [&self.summary.display_name, &self.summary.english_name, &self.summary.abbreviation];
        summary
            .into_iter()
            .chain(self.aliases.iter().map(|alias| &alias.text))
            .filter_map(Field::value)
            .filter(|name| !is_blank(name))
    }

    /// Every address: those of the term, of related terms and of sources.
    pub fn addresses(&self) -> impl Iterator<Item = &Text<'a>> {
        let own = [&self.canonical.url, &self.summary.canonical_url];
        let related = self.related_terms.iter().map(|related| &related.canonical_url);
        let sources = self.sources.visible_sources.iter().map(|source| &source.url);
        own.into_iter().chain(related).chain(sources).filter_map(Field::value)
    }

    /// Whether the short definition is the definition, or its beginning followed by an ellipsis.
    pub fn copies_definition(&self) -> bool {
        let definition = self.content.definition.as_ref().and_then(|definition| definition.text.value());
        let (Some(short), Some(definition)) = (self.summary.short_definition.value(), definition) else { return false };
        **short == **definition || short.strip_suffix('…').is_some_and(|start| definition.starts_with(start))
    }

    /// Whether the document says that it is written in Japanese.
    pub fn is_japanese(&self) -> bool {
        self.settled_locale().is_some_and(|locale| language(locale).eq_ignore_ascii_case("ja"))
    }
}
