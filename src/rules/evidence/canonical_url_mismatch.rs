use std::borrow::Cow;
use std::ops::Range;

use crate::declare_rule;
use crate::finding::Safety;
use crate::handoff::address::{self, Address, decoded};
use crate::handoff::{Handoff, RelatedTerm, Text, TextField, slug};
use crate::rule::{DocumentRule, Reporter};
use crate::text::is_blank;
use crate::words::{quote, shorten};

declare_rule! {
    /// An address that does not lead to the locale and slug beside it.
    ///
    /// ## Why
    /// The canonical address says which page this document belongs to. Where its path names another locale or another
    /// slug, search engines and agents file the text under a different term, or under none. The same applies to the
    /// address of a related term, which is followed without checking its slug.
    ///
    /// ## Fails
    /// The address of another slug:
    /// ```json
    /// { "canonical": { "url": "https://core.yogoq.com/en-US/core/retention-rate", "slug": "churn-rate", "locale": "en-US" } }
    /// ```
    /// The address of another locale:
    /// ```json ja
    /// { "canonical": { "url": "https://core.yogoq.com/en-US/core/churn-rate", "slug": "churn-rate", "locale": "ja-JP" } }
    /// ```
    /// The address of another related term:
    /// ```json
    /// { "related_terms": [{
    ///   "canonical_slug": "net-revenue-retention",
    ///   "canonical_url": "https://core.yogoq.com/en-US/core/revenue-retention"
    /// }] }
    /// ```
    ///
    /// ## Passes
    /// A trailing slash and an unnecessary escape make no difference:
    /// ```json
    /// { "canonical": { "url": "https://core.yogoq.com/en-US/core/churn%2Drate/" } }
    /// ```
    /// ```json ja
    /// {
    ///   "canonical": { "slug": "解約率", "url": "https://core.yogoq.com/ja-JP/core/%E8%A7%A3%E7%B4%84%E7%8E%87" },
    ///   "summary": { "canonical_slug": "解約率" }
    /// }
    /// ```
    /// A site may have other paths:
    /// ```json options
    /// { "path": "/{locale}/terms/{slug}" }
    /// ```
    /// ```json
    /// { "canonical": { "url": "https://example.com/en-US/terms/churn-rate" }, "related_terms": [] }
    /// ```
    ///
    /// ## Fix
    /// Correct the part of the path that is marked, or the slug or locale where these are wrong. Where the title of a related
    /// term spells what its address has, or its slug is that of the document itself, the slug is marked. So is the slug of the
    /// document where its records name the slug of the address, which is nearly the same, and its locale where all its relations
    /// lead to that of the address; the terms that link the document stay alive.
    /// Of the document's own address, the fix is safe: its slug or locale is stated twice.
    ///
    /// ## Known limits
    /// Only the path is checked here, not what comes before it (`https://core.yogoq.com`) or after it: a preview site
    /// may serve the file and still give the real address. A slug or locale that is missing is not compared, and
    /// neither is a malformed slug, unless `malformed-slug` is off. Where the document gives two different slugs, locales
    /// or addresses, that is `conflicting-fields`. The address of a related term that names another locale is
    /// `cross-locale-relation`, and a related slug that is listed twice is `duplicate-related-slug`.
    pub struct CanonicalUrlMismatch {
        /// The path of every address: `{locale}` and `{slug}` stand for those of the term.
        path: String = "/{locale}/core/{slug}".to_owned(),
    }
    id: "canonical-url-mismatch", kind: Document, fix: Some(Safety::Safe),
    yields_to: &["malformed-value", "malformed-slug", "dead-related-slug", "related-drift"]
}

impl DocumentRule for CanonicalUrlMismatch {
    fn check(&self, handoff: &Handoff<'_>, reporter: &mut Reporter<'_>) {
        let locale = handoff.agreed_locale();
        let around = self.around_slug(locale);
        let around = around.as_ref();
        let lacks_slug = is_left_empty(&handoff.canonical.slug) || is_left_empty(&handoff.summary.canonical_slug);
        let canonical = handoff.canonical.url.value().filter(|url| !(lacks_slug && url.ends_with('/')));
        let own = handoff.settled_slug();
        let is_settled = [
            self.check_settled(
                "slug",
                handoff.agreed_slug().filter(|slug| slug::is_well_formed(slug)),
                own.as_deref(),
                &handoff.summary.canonical_slug,
                handoff,
                reporter,
            ),
            self.check_settled("locale", locale, handoff.settled_locale(), &handoff.summary.locale, handoff, reporter),
        ];
        if let Some(url) = canonical.filter(|_| is_settled == [true, true]) {
            let again = handoff.summary.canonical_url.value().filter(|again| again.value == url.value);
            let (slug, refs) = (handoff.agreed_slug(), handoff.sources.source_refs.as_slice());
            self.check_url(
                url,
                Wanted { owner: "canonical", around, locale, slug, title: None, own: None, refs, relations: &[] },
                again,
                reporter,
            );
        }
        for related in &handoff.related_terms {
            let lacks_slug = is_left_empty(&related.canonical_slug);
            if let Some(url) = related.canonical_url.value().filter(|url| !(lacks_slug && url.ends_with('/'))) {
                let slug = stated(&related.canonical_slug);
                let title = related.title.value();
                self.check_url(
                    url,
                    Wanted {
                        owner: "related",
                        around,
                        locale,
                        slug,
                        title,
                        own: own.as_deref(),
                        refs: &[],
                        relations: &handoff.related_terms,
                    },
                    None,
                    reporter,
                );
            }
        }
    }
}

/// Whether a field holds a text in which there is nothing to see. An address that ends where that belongs is as empty.
fn is_left_empty(field: &TextField<'_>) -> bool {
    field.value().is_some_and(|text| is_blank(text))
}

fn stated<'f, 'a>(field: &'f TextField<'a>) -> Option<&'f Text<'a>> {
    field.value().filter(|text| !is_blank(text))
}

/// What the path of an address has to name.
#[derive(Clone, Copy)]
struct Wanted<'f, 'a> {
    owner: &'static str,
    /// What stands before and behind the slug.
    around: Option<&'f (String, &'f str)>,
    locale: Option<&'f Text<'a>>,
    slug: Option<&'f Text<'a>>,
    /// The name of a related term.
    title: Option<&'f Text<'a>>,
    /// The slug of the document that a related term stands in.
    own: Option<&'f str>,
    /// The records that the document was made from; they may name the term, too.
    refs: &'f [Text<'a>],
    /// The relations of the document that a related term stands in.
    relations: &'f [RelatedTerm<'a>],
}

impl<'f> Wanted<'f, '_> {
    /// The pattern, or part of it, filled in; `None` where something it names is missing.
    fn fill(&self, pattern: &'f str) -> Option<Cow<'f, str>> {
        let mut filled = Cow::Borrowed(pattern);
        for (name, text) in [("{locale}", self.locale), ("{slug}", self.slug)] {
            if pattern == name {
                return text.map(|text| Cow::Borrowed(&*text.value));
            }
            if pattern.contains(name) {
                filled = Cow::Owned(filled.replace(name, text?));
            }
        }
        Some(filled)
    }

    /// Whether a path is the pattern, filled in with a segment for each slot: nearly every one is.
    fn is_filled(&self, path: &str) -> bool {
        self.around.zip(self.slug).is_some_and(|((before, behind), slug)| {
            let inner = path.strip_prefix(&**before).and_then(|rest| rest.strip_suffix(behind));
            inner == Some(slug) && !slug.contains('/')
        })
    }
}

impl CanonicalUrlMismatch {
    /// What stands before the slug in the paths of a locale, and behind it.
    fn around_slug(&self, locale: Option<&Text<'_>>) -> Option<(String, &str)> {
        let mut before = String::with_capacity(self.path.len());
        let mut rest = self.path.as_str();
        loop {
            let (literal, slot) = rest.split_once('{')?;
            let (name, behind) = slot.split_once('}')?;
            before.push_str(literal);
            match name {
                "slug" => return Some((before, behind)),
                "locale" => before.push_str(locale?),
                _ => return None,
            }
            rest = behind;
        }
    }

    /// Says that a slip is in what the document says twice of itself, and not in its address; returns whether there is none.
    fn check_settled(
        &self,
        name: &str,
        agreed: Option<&Text<'_>>,
        settled: Option<&str>,
        again: &TextField<'_>,
        handoff: &Handoff<'_>,
        reporter: &mut Reporter<'_>,
    ) -> bool {
        let Some((found, right)) = agreed.zip(settled).filter(|(found, right)| ***found != **right) else {
            return true;
        };
        let Some(url) = handoff.canonical.url.value() else { return true };
        let mut draft = reporter
            .at(found)
            .message(format!("the {name} {} is not the one of its address", quote(found)))
            .label(format!("another {name}"))
            .help(format!("write {} here and in the summary", quote(right)))
            .subject(&**found)
            .related(url, format!("the {name} of the address"));
        if let Some(again) = again.value() {
            draft = draft.related(again, format!("the same {name} again"));
        }
        drop(draft);
        false
    }

    fn check_url(&self, url: &Text<'_>, wanted: Wanted<'_, '_>, again: Option<&Text<'_>>, reporter: &mut Reporter<'_>) {
        let Some(Address { path, .. }) = Address::of(url) else { return };
        if wanted.is_filled(&url[path.clone()]) {
            return;
        }
        let owner = wanted.owner;
        let is_stated = |slug: &&Text<'_>| owner == "canonical" || !slug::is_slip(slug);
        let wanted = Wanted { slug: wanted.slug.filter(is_stated), ..wanted };
        // A related term in another locale is `cross-locale-relation`.
        let elsewhere =
            || wanted.locale.filter(|_| owner == "related").and_then(|locale| address::other_locale(url, locale));
        let mut wrong: Option<(&str, Range<usize>)> = None;
        let mut are_many = false;
        let mut patterns = self.path.trim_matches('/').split('/');
        let mut segments = segments(url, path.clone());
        loop {
            match (patterns.next(), segments.next()) {
                (None, None) => break,
                (Some(pattern), Some(range)) => {
                    let Some(expected) = wanted.fill(pattern) else { continue };
                    let segment = &url[range.clone()];
                    let differs = segment != expected && decoded(segment) != decoded(&expected);
                    if differs && elsewhere().as_ref() != Some(&range) {
                        are_many |= wrong.is_some();
                        wrong = Some((pattern, wrong.map_or(range.start, |(_, first)| first.start)..range.end));
                    }
                }
                _ => {
                    wrong = Some(("", path));
                    are_many = true;
                    break;
                }
            }
        }
        let Some((pattern, range)) = wrong else { return };
        let found = &url[range.clone()];
        let named = match pattern {
            "{slug}" => wanted.slug.map(|slug| ("slug", slug)),
            "{locale}" => wanted.locale.map(|locale| ("locale", locale)),
            _ => None,
        };
        // Where the title spells what the address has, the slip is in the slug; so it is where a term would lead to itself.
        let fits = wanted.title.is_some_and(|title| slug::spells(&decoded(found), title));
        let slip = named.filter(|(name, slug)| {
            let is_own = wanted.own.is_some_and(|own| *own == ***slug);
            *name == "slug" && (is_own || fits && wanted.title.is_some_and(|title| !slug::spells(slug, title)))
        });
        if let Some((_, slug)) = slip.filter(|_| !are_many) {
            let sources = if fits { "address and title" } else { "address" };
            reporter
                .at(slug)
                .message(format!("the related slug {} is not the one of its {sources}", quote(slug)))
                .label("another slug")
                .help(format!("write {} here", quote(&decoded(found))))
                .subject(found)
                .related(url.part(range.clone(), ""), "the slug of the address");
            return;
        }
        // Where another relation has the same slug, the slip is in that: `duplicate-related-slug`.
        let is_slug =
            |slug: &str, related: &RelatedTerm<'_>| related.canonical_slug.value().is_some_and(|own| &**own == slug);
        if let Some(("slug", slug)) = named
            && wanted.relations.iter().filter(|related| is_slug(slug, related)).count() > 1
        {
            return;
        }
        let mut draft = match named.filter(|_| !are_many) {
            Some((name, text)) => {
                let whose = if owner == "related" && name == "slug" { "related" } else { "document's" };
                let article = if whose == "related" { "its slug" } else { &format!("the {whose} {name}") };
                reporter
                    .at(url.part(range.clone(), ""))
                    .message(format!("the {owner} url has “{}”, but {article} is “{}”", short(found), short(text)))
                    .label(format!("not the {name}"))
                    .help(match again {
                        Some(_) => format!("write {} here and in the summary, or correct the {name}", quote(text)),
                        None => format!("write {} here, or correct the {name}", quote(text)),
                    })
                    .related(text, format!("the {name}"))
            }
            None => {
                let whole = wanted.fill(&self.path);
                let expected = whole.as_deref().unwrap_or(&self.path);
                // A slug may have a slash in it, which is `malformed-slug`.
                if found == expected {
                    return;
                }
                reporter
                    .at(url.part(range.clone(), ""))
                    .message(format!("the {owner} url has “{}”, not the path “{}”", short(found), short(expected)))
                    .label("another path")
                    .help(format!("end the address with {}", quote(expected)))
            }
        };
        draft = draft.subject(found);
        if let Some(again) = again {
            draft = draft.related(again, "the same address again");
        }
        // Slug and locale are stated twice and agree. Of a related term, either side may be the slip, and so it may where
        // the records have what the address has.
        let is_recorded = wanted.refs.iter().any(|reference| reference.contains(found));
        let is_settled = !are_many && owner == "canonical" && !is_recorded;
        let right = named.filter(|_| is_settled).map(|(_, text)| &**text);
        if let Some(right) =
            right.filter(|right| right.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-'))
        {
            let edits =
                [Some(url), again].into_iter().flatten().map(|text| (text.part(range.clone(), ""), right.to_owned()));
            draft.fix("write what the document has", Safety::Safe, edits);
        }
    }
}

/// A value in a message that quotes two of them.
fn short(text: &str) -> String {
    shorten(text, 30)
}

/// The segments of a path, without a slash at its end.
fn segments(url: &str, path: Range<usize>) -> impl Iterator<Item = Range<usize>> {
    let text = &url[path.clone()];
    let text = text.strip_suffix('/').unwrap_or(text);
    let inner = text.strip_prefix('/').unwrap_or(text);
    let mut start = path.start + text.len() - inner.len();
    inner.split('/').map(move |segment| {
        let range = start..start + segment.len();
        start = range.end + 1;
        range
    })
}
