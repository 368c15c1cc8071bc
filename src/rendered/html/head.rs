//! What a page states about itself.

use std::ops::Range;

use super::attributes::Attributes;
use super::tags::Tag;
use crate::json::{self, Kind, Node};
use crate::rendered::head::{Alternate, Head, JsonLd};
use crate::rendered::line::{LineBuilder, LineKind};
use crate::rendered::said::Said;

/// The statements that were read so far.
#[derive(Debug, Default)]
pub(super) struct HeadBuilder {
    head: Head,
    /// The text of the first title.
    pub title: LineBuilder,
    /// What is read instead of being shown.
    reads: Option<Reads>,
    has_title: bool,
    /// Where the JSON-LD blocks are.
    blocks: Vec<Range<usize>>,
}

#[derive(Clone, Copy, Debug)]
enum Reads {
    Title { start: usize },
    JsonLd { start: usize },
}

impl HeadBuilder {
    /// Whether the text that comes is that of the title.
    pub fn wants_title(&self) -> bool {
        matches!(self.reads, Some(Reads::Title { .. }))
    }

    /// Reads a start tag that ends at `end`.
    pub fn element(&mut self, tag: Tag, attributes: &Attributes, end: usize) {
        let said = |name: &str| attributes.get(name).cloned();
        match tag {
            Tag::HTML => keep(&mut self.head.lang, said("lang")),
            Tag::TITLE if !std::mem::replace(&mut self.has_title, true) => {
                self.reads = Some(Reads::Title { start: end })
            }
            Tag::META if attributes.get("charset").is_some() => keep(&mut self.head.charset, said("charset")),
            Tag::META if attributes.has_word("http-equiv", "content-type") => {
                keep(&mut self.head.charset, said("content").and_then(charset));
            }
            Tag::META if attributes.has_word("name", "description") => {
                keep(&mut self.head.description, said("content"))
            }
            Tag::LINK if attributes.has_word("rel", "canonical") => keep(&mut self.head.canonical, said("href")),
            Tag::LINK if attributes.has_word("rel", "alternate") => {
                if let (Some(hreflang), Some(href)) = (said("hreflang"), said("href")) {
                    self.head.alternates.push(Alternate { hreflang, href });
                }
            }
            Tag::SCRIPT if attributes.has_word("type", "application/ld+json") => {
                self.reads = Some(Reads::JsonLd { start: end });
            }
            _ => {}
        }
    }

    /// Reads an end tag that begins at `start`: inside of a title or a script, there is no other.
    pub fn end(&mut self, start: usize) {
        match self.reads.take() {
            Some(Reads::JsonLd { start: from }) => self.blocks.push(from..start),
            Some(Reads::Title { start: from }) => self.end_title(from),
            None => {}
        }
    }

    fn end_title(&mut self, start: usize) {
        let line = self.title.finish(LineKind::Text);
        self.head.title = Some(match line {
            Some(line) => Said { span: line.span(), text: line.text },
            None => Said { text: String::new(), span: start..start },
        });
    }

    /// All statements of the page.
    pub fn finish(mut self, source: &str) -> Head {
        self.end(source.len());
        for block in std::mem::take(&mut self.blocks) {
            if let Some(text) = source.get(block.clone()) {
                read_json_ld(text, block.start, &mut self.head.json_ld);
            }
        }
        self.head
    }
}

/// The name of an encoding behind `charset=` in a media type.
fn charset(content: Said) -> Option<Said> {
    let at = content.text.to_ascii_lowercase().find("charset")? + "charset".len();
    let name = content.text[at..].trim_start().strip_prefix('=')?;
    let name = name.split(';').next()?.trim().trim_matches(['"', '\'']).trim();
    Some(Said { text: name.to_owned(), span: content.span })
}

fn keep(kept: &mut Option<Said>, said: Option<Said>) {
    if kept.is_none() {
        *kept = said;
    }
}

/// The things that a block describes: its object, or those of its array or its `@graph`.
fn read_json_ld(text: &str, start: usize, found: &mut Vec<JsonLd>) {
    let parsed = json::parse(text);
    let Some(root) = parsed.tree.root() else { return };
    let mut nodes = vec![root];
    while let Some(node) = nodes.pop() {
        match node.kind() {
            // In reverse, since the last one is read first.
            Kind::Array => nodes.extend(node.items().collect::<Vec<_>>().into_iter().rev()),
            Kind::Object => {
                found.extend(thing(node, start));
                nodes.extend(node.get("@graph"));
            }
            _ => {}
        }
    }
}

/// What an object says of its thing, if it says anything.
fn thing(node: Node<'_>, start: usize) -> Option<JsonLd> {
    let said = |key: &str| {
        let node = node.get(key)?;
        let text = node.as_str()?.into_owned();
        let span = node.span().range();
        // Without its quotation marks; after a syntax error the second one may be missing.
        let raw = node.raw();
        let end = span.end - usize::from(raw.len() > 1 && raw.ends_with('"'));
        Some(Said { text, span: start + span.start + 1..start + end })
    };
    let thing = JsonLd {
        kind: said("@type"),
        name: said("name"),
        description: said("description"),
        language: said("inLanguage"),
        modified: said("dateModified"),
    };
    (thing != JsonLd::default()).then_some(thing)
}
