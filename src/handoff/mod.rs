//! A typed, lenient view of one handoff: every field may be missing or wrong, every field knows its place.
//!
//! Owns the names of the contract's fields (`domain.md` section 2). Must not judge: that is the schema's and the rules' part.

pub mod address;
mod date;
pub mod locale;
mod place;
pub mod script;
mod source;
pub mod text;
mod words;

use std::borrow::Cow;
use std::ops::Deref;

pub use date::{DateError, ReviewDate};
pub use place::{AtKey, AtOwner, AtText, Base, Locate, Placer};
pub use source::OwnMark;

use crate::finding::Place;
use crate::json::{Kind, Node};
use crate::words::shorten;

/// What stands in a field. A rule that compares looks at [`Field::value`] only, so what the schema
/// or a presence rule has said is invisible to it (`design.md` section 4, "One cause, one finding").
#[derive(Clone, Debug)]
pub enum Field<'a, T> {
    /// The owner exists and lacks the field. `None` when the owner is missing too.
    Absent(Option<Node<'a>>),
    /// The field is null.
    Null(Node<'a>),
    /// The field holds another type.
    WrongType(Node<'a>),
    /// The field holds a value.
    Value(T, Node<'a>),
}

impl<'a, T> Field<'a, T> {
    /// The value, where there is one of the right type.
    pub fn value(&self) -> Option<&T> {
        match self {
            Field::Value(value, _) => Some(value),
            _ => None,
        }
    }

    /// The node, where the field is present.
    pub fn node(&self) -> Option<Node<'a>> {
        match self {
            Field::Absent(_) => None,
            Field::Null(node) | Field::WrongType(node) | Field::Value(_, node) => Some(*node),
        }
    }

    fn read(owner: Option<Node<'a>>, name: &str, convert: impl FnOnce(Node<'a>) -> Option<T>) -> Self {
        let Some(owner) = owner.filter(|owner| owner.kind() == Kind::Object) else {
            return Field::Absent(None);
        };
        match owner.get(name) {
            None => Field::Absent(Some(owner)),
            Some(node) if node.kind() == Kind::Null => Field::Null(node),
            Some(node) => match convert(node) {
                Some(value) => Field::Value(value, node),
                None => Field::WrongType(node),
            },
        }
    }
}

/// A text and where it stands.
#[derive(Clone, Debug)]
pub struct Text<'a> {
    /// The decoded text.
    pub value: Cow<'a, str>,
    /// The string in the tree.
    pub node: Node<'a>,
}

impl Deref for Text<'_> {
    type Target = str;
    fn deref(&self) -> &str {
        &self.value
    }
}

impl AsRef<str> for Text<'_> {
    fn as_ref(&self) -> &str {
        &self.value
    }
}

impl<'a> Text<'a> {
    fn new(node: Node<'a>) -> Option<Self> {
        Some(Text { value: node.as_str()?, node })
    }

    /// Part of the text as a place; `part` names it in words (`cell 2`) or is empty.
    pub fn part(&self, range: std::ops::Range<usize>, part: impl Into<String>) -> AtText<'a> {
        AtText { node: self.node, range, part: part.into() }
    }
}

/// The characters of the text, without the quotation marks around them.
impl Locate for Text<'_> {
    fn locate(&self, placer: &Placer<'_>) -> Place {
        self.part(0..self.value.len(), "").locate(placer)
    }
}

/// A field that holds a text.
pub type TextField<'a> = Field<'a, Text<'a>>;

fn text_field<'a>(owner: Option<Node<'a>>, name: &str) -> TextField<'a> {
    Field::read(owner, name, Text::new)
}

fn count_field<'a>(owner: Option<Node<'a>>, name: &str) -> Field<'a, u64> {
    Field::read(owner, name, |node| node.as_u64())
}

fn array<'a>(owner: Option<Node<'a>>, name: &str) -> Option<Node<'a>> {
    owner?.get(name).filter(|node| node.kind() == Kind::Array)
}

fn object<'a>(owner: Option<Node<'a>>, name: &str) -> Option<Node<'a>> {
    owner?.get(name).filter(|node| node.kind() == Kind::Object)
}

fn objects<'a>(array: Option<Node<'a>>) -> impl Iterator<Item = Node<'a>> {
    array.into_iter().flat_map(|array| array.items()).filter(|item| item.kind() == Kind::Object)
}

/// One handoff document.
#[derive(Clone, Debug)]
pub struct Handoff<'a> {
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
    pub sources_count: Field<'a, u64>,
    /// `limitations_key`
    pub limitations_key: TextField<'a>,
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
    /// Every section, in the document's usual order.
    pub fn sections(&self) -> impl Iterator<Item = &Section<'a>> {
        self.definition
            .iter()
            .chain(&self.formula)
            .chain(&self.boundary)
            .chain(&self.usage)
            .chain(&self.misunderstandings)
            .chain(&self.examples)
            .chain(&self.comparisons)
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
}

impl<'a> Section<'a> {
    fn new(node: Node<'a>) -> Self {
        let owner = Some(node);
        Section {
            node,
            key: text_field(owner, "key"),
            title: text_field(owner, "title"),
            text: text_field(owner, "text"),
            items: texts(array(owner, "items")),
        }
    }

    /// The title as a message quotes it, so short that two fit into a line; `this section` where there is none.
    pub fn name(&self) -> String {
        match self.title.value().filter(|title| !title.trim().is_empty()) {
            Some(title) => format!("“{}”", shorten(title, TITLE_LIMIT)),
            None => "this section".to_owned(),
        }
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
    pub source_count: Field<'a, u64>,
    /// `last_reviewed_at`
    pub last_reviewed_at: TextField<'a>,
    /// `trust_policy_version`
    pub trust_policy_version: TextField<'a>,
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

/// What a text is to its readers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// A name of the term, or the title of a related one.
    Name,
    /// The title of a section.
    Title,
    /// Running text: the definition, the text of a section, the limitations.
    Text,
    /// An entry of a list, often a row.
    Item,
    /// A question of the FAQ.
    Question,
    /// An answer of the FAQ.
    Answer,
    /// The label of a source.
    Label,
}

impl Role {
    /// Whether it holds sentences, rather than names.
    pub fn is_running(self) -> bool {
        matches!(self, Role::Text | Role::Item | Role::Question | Role::Answer)
    }
}

/// A text that readers see.
#[derive(Clone, Copy, Debug)]
pub struct Prose<'h, 'a> {
    /// What it is to them.
    pub role: Role,
    /// The text.
    pub text: &'h Text<'a>,
    /// The locale that it is written for: its alias's, else the document's.
    pub locale: Option<&'h str>,
}

impl Prose<'_, '_> {
    /// The language of its locale, as it is written there: `en`, `ja`; empty where there is none.
    pub fn language(&self) -> &str {
        language(self.locale.unwrap_or_default())
    }
}

/// The language of a locale: `ja` of `ja-JP`.
pub fn language(locale: &str) -> &str {
    locale.split(['-', '_']).next().unwrap_or_default()
}

fn texts(array: Option<Node<'_>>) -> Vec<Text<'_>> {
    array.into_iter().flat_map(|array| array.items()).filter_map(Text::new).collect()
}

/// The first text that is not blank, unless the other one contradicts it.
fn agreed<'f, 'a>(one: &'f TextField<'a>, other: &'f TextField<'a>) -> Option<&'f Text<'a>> {
    let stated = |field: &'f TextField<'a>| field.value().filter(|text| !text.trim().is_empty());
    match (stated(one), stated(other)) {
        (Some(one), Some(other)) if one.value != other.value => None,
        (one, other) => one.or(other),
    }
}

fn sections<'a>(content: Option<Node<'a>>, name: &str) -> Vec<Section<'a>> {
    objects(array(content, name)).map(Section::new).collect()
}

impl<'a> Handoff<'a> {
    /// The view of the document below `root`, whatever it holds.
    pub fn new(root: Node<'a>) -> Self {
        let top = Some(root);
        let canonical = object(top, "canonical");
        let summary = object(top, "summary");
        let content = object(top, "content");
        let sources = object(top, "sources");
        let quality = object(top, "quality");
        let limitations = object(top, "limitations");
        let visible_sources = array(sources, "visible_sources");
        Handoff {
            root,
            schema_version: text_field(top, "schema_version"),
            version: text_field(top, "version"),
            content_tier: text_field(top, "content_tier"),
            canonical: Canonical {
                url: text_field(canonical, "url"),
                slug: text_field(canonical, "slug"),
                locale: text_field(canonical, "locale"),
            },
            summary: Summary {
                node: summary,
                schema_version: text_field(summary, "schema_version"),
                version: text_field(summary, "version"),
                term_id: text_field(summary, "term_id"),
                canonical_slug: text_field(summary, "canonical_slug"),
                canonical_url: text_field(summary, "canonical_url"),
                locale: text_field(summary, "locale"),
                display_name: text_field(summary, "display_name"),
                english_name: text_field(summary, "english_name"),
                abbreviation: text_field(summary, "abbreviation"),
                short_definition: text_field(summary, "short_definition"),
                content_tier: text_field(summary, "content_tier"),
                quality: text_field(summary, "quality"),
                publication_status: text_field(summary, "publication_status"),
                last_reviewed_at: text_field(summary, "last_reviewed_at"),
                sources_count: count_field(summary, "sources_count"),
                limitations_key: text_field(summary, "limitations_key"),
            },
            aliases: objects(array(top, "aliases"))
                .map(|node| Alias {
                    node,
                    text: text_field(Some(node), "text"),
                    kind: text_field(Some(node), "type"),
                    locale: text_field(Some(node), "locale"),
                })
                .collect(),
            content: Content {
                definition: object(content, "definition").map(Section::new),
                formula: object(content, "formula").map(Section::new),
                boundary: object(content, "boundary").map(Section::new),
                usage: sections(content, "usage"),
                misunderstandings: sections(content, "misunderstandings"),
                examples: sections(content, "examples"),
                comparisons: sections(content, "comparisons"),
                faq: objects(array(content, "faq"))
                    .map(|node| Faq {
                        question: text_field(Some(node), "question"),
                        answer: text_field(Some(node), "answer"),
                    })
                    .collect(),
            },
            sources: Sources {
                source_refs: texts(array(sources, "source_refs")),
                visible_sources_node: visible_sources,
                visible_sources: objects(visible_sources)
                    .map(|node| VisibleSource {
                        node,
                        label: text_field(Some(node), "label"),
                        url: text_field(Some(node), "url"),
                        kind: text_field(Some(node), "kind"),
                    })
                    .collect(),
            },
            related_terms: objects(array(top, "related_terms"))
                .map(|node| RelatedTerm {
                    node,
                    topic_id: text_field(Some(node), "topic_id"),
                    canonical_slug: text_field(Some(node), "canonical_slug"),
                    canonical_url: text_field(Some(node), "canonical_url"),
                    title: text_field(Some(node), "title"),
                    relation_type: text_field(Some(node), "relation_type"),
                })
                .collect(),
            quality: Quality {
                node: quality,
                quality: text_field(quality, "quality"),
                publication_status: text_field(quality, "publication_status"),
                source_count: count_field(quality, "source_count"),
                last_reviewed_at: text_field(quality, "last_reviewed_at"),
                trust_policy_version: text_field(quality, "trust_policy_version"),
            },
            limitations: Limitations {
                policy_version: text_field(limitations, "policy_version"),
                text: text_field(limitations, "text"),
                items: texts(array(limitations, "items")),
            },
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

    /// The slug, unless the places that state it differ: then nobody knows which of them is right.
    pub fn agreed_slug(&self) -> Option<&Text<'a>> {
        agreed(&self.canonical.slug, &self.summary.canonical_slug)
    }

    /// The locale, unless the places that state it differ or it is malformed: that has been said, and nothing follows.
    pub fn agreed_locale(&self) -> Option<&Text<'a>> {
        agreed(&self.canonical.locale, &self.summary.locale).filter(|text| locale::is_well_formed(text, true))
    }

    /// Every name that the document gives its term: display name, English name, abbreviation, aliases.
    pub fn names(&self) -> impl Iterator<Item = &Text<'a>> {
        let summary = [&self.summary.display_name, &self.summary.english_name, &self.summary.abbreviation];
        summary
            .into_iter()
            .chain(self.aliases.iter().map(|alias| &alias.text))
            .filter_map(Field::value)
            .filter(|name| !name.trim().is_empty())
    }

    /// Every text that readers see, in no particular order; ids, addresses and codes are none.
    ///
    /// The short definition is left out where it only copies the definition, whole or cut: what is wrong with one is
    /// wrong with the other for the same cause, and is mended in the definition.
    pub fn texts(&self) -> impl Iterator<Item = Prose<'_, 'a>> {
        let locale = self.locale().map(|locale| &**locale);
        let summary = &self.summary;
        let names =
            [&summary.display_name, &summary.english_name, &summary.abbreviation].map(|name| (Role::Name, name));
        let short =
            Some(&summary.short_definition).filter(|_| !self.copies_definition()).map(|text| (Role::Text, text));
        let sections = self.content.sections().flat_map(|section| {
            let items = section.items.iter().map(|item| (Role::Item, item));
            let fields = [(Role::Title, &section.title), (Role::Text, &section.text)];
            fields.into_iter().filter_map(value_of).chain(items)
        });
        let faq =
            self.content.faq.iter().flat_map(|faq| [(Role::Question, &faq.question), (Role::Answer, &faq.answer)]);
        let labels = self.sources.visible_sources.iter().map(|source| (Role::Label, &source.label));
        let related = self.related_terms.iter().map(|related| (Role::Name, &related.title));
        let limitations = [(Role::Text, &self.limitations.text)];
        let fields = names.into_iter().chain(short).chain(faq).chain(labels).chain(related).chain(limitations);
        let of_document = fields
            .filter_map(value_of)
            .chain(sections)
            .chain(self.limitations.items.iter().map(|item| (Role::Item, item)))
            .map(move |(role, text)| Prose { role, text, locale });
        let of_aliases = self.aliases.iter().filter_map(move |alias| {
            let own = alias.locale.value().map(|locale| &**locale);
            Some(Prose { role: Role::Name, text: alias.text.value()?, locale: own.or(locale) })
        });
        of_document.chain(of_aliases)
    }

    /// Whether the short definition is the definition, or its beginning followed by an ellipsis.
    fn copies_definition(&self) -> bool {
        let definition = self.content.definition.as_ref().and_then(|definition| definition.text.value());
        let (Some(short), Some(definition)) = (self.summary.short_definition.value(), definition) else { return false };
        **short == **definition || short.strip_suffix('…').is_some_and(|start| definition.starts_with(start))
    }

    /// Whether the document says that it is written in Japanese.
    pub fn is_japanese(&self) -> bool {
        self.locale().is_some_and(|locale| language(locale).eq_ignore_ascii_case("ja"))
    }
}

fn value_of<'h, 'a>((role, field): (Role, &'h TextField<'a>)) -> Option<(Role, &'h Text<'a>)> {
    Some((role, field.value()?))
}
