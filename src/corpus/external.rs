//! Terms that live outside the files at hand: read from lists of slugs and from sitemaps.
//!
//! Owns the two forms. A list has a line for each term: its slug, `locale/slug` or the address of its page; what follows
//! a `#` at the beginning of a line or after a blank is a comment. A sitemap (https://www.sitemaps.org/protocol.html) is
//! XML; of its addresses those of terms count, `.../{locale}/core/{slug}` (`docs/domain.md`, "Addresses").

use std::collections::{HashMap, HashSet};

use quick_xml::Reader;
use quick_xml::events::Event;

use crate::handoff::address::{Address, decoded};
use crate::handoff::locale::is_well_formed;
use crate::problem::Problem;

/// The terms that live elsewhere.
#[derive(Clone, Debug, Default)]
pub struct ExternalTerms {
    /// Slugs that stand for a term in every locale.
    anywhere: HashSet<String>,
    /// locale -> slugs
    by_locale: HashMap<String, HashSet<String>>,
}

impl ExternalTerms {
    /// Adds what the text of a file names.
    ///
    /// # Errors
    /// A line that names no term; a sitemap that is broken, names other sitemaps, or names no term at all.
    pub fn add(&mut self, text: &str) -> Result<(), Problem> {
        let start = text.trim_start_matches('\u{feff}').trim_start();
        if start.starts_with('<') { self.add_sitemap(text) } else { self.add_list(text) }
    }

    /// Whether there is such a term.
    pub fn holds(&self, locale: &str, slug: &str) -> bool {
        self.anywhere.contains(slug) || self.by_locale.get(locale).is_some_and(|slugs| slugs.contains(slug))
    }

    fn insert(&mut self, locale: &str, slug: &str) {
        self.by_locale.entry(locale.to_owned()).or_default().insert(slug.to_owned());
    }

    fn add_list(&mut self, text: &str) -> Result<(), Problem> {
        let mut start = 0;
        for line in text.split_inclusive('\n') {
            let from = start;
            start += line.len();
            let word = without_comment(line.trim_start_matches('\u{feff}')).trim();
            if word.is_empty() {
                continue;
            }
            if let Some((locale, slug)) = term_of(word) {
                self.insert(locale, &slug);
                continue;
            }
            match word.split_once('/') {
                None if !word.contains(char::is_whitespace) => {
                    self.anywhere.insert(word.to_owned());
                }
                Some((locale, slug)) if is_well_formed(locale, true) && is_slug(slug) => self.insert(locale, slug),
                _ => {
                    let at = from + line.find(word).unwrap_or(0);
                    let help = "write a slug, en-US/slug or the address of the term's page, one in each line";
                    return Err(Problem::new("this line names no term", help).at(at..at + word.len()));
                }
            }
        }
        Ok(())
    }

    fn add_sitemap(&mut self, text: &str) -> Result<(), Problem> {
        // The reader does not count a byte order mark.
        let xml = text.trim_start_matches('\u{feff}');
        let before = text.len() - xml.len();
        let mut reader = Reader::from_str(xml);
        let (mut in_address, mut address, mut found) = (false, String::new(), false);
        let at = |position: u64| before + xml.floor_char_boundary(usize::try_from(position).unwrap_or(xml.len()));
        loop {
            let position = at(reader.buffer_position());
            let broken = |_| {
                let help = "export the sitemap again, or name a list of slugs";
                Problem::new("from here on, this is not XML", help).at(position..position)
            };
            match reader.read_event().map_err(broken)? {
                Event::Start(tag) if tag.local_name().as_ref() == "sitemapindex" => {
                    let end = at(reader.buffer_position());
                    let help = "name the sitemaps that it lists, as files";
                    return Err(Problem::new("this is a list of sitemaps, not a sitemap", help).at(position..end));
                }
                Event::Start(tag) if tag.local_name().as_ref() == "loc" => {
                    in_address = true;
                    address.clear();
                }
                Event::Text(part) if in_address => address.push_str(&part),
                Event::CData(part) if in_address => address.push_str(&part),
                Event::GeneralRef(name) if in_address => match name.resolve_char_ref() {
                    Ok(Some(character)) => address.push(character),
                    // The one entity that an address of a sitemap needs begins a query, which is not looked at.
                    _ => address.push('&'),
                },
                Event::End(tag) if tag.local_name().as_ref() == "loc" => {
                    in_address = false;
                    if let Some((locale, slug)) = term_of(address.trim()) {
                        found = true;
                        self.insert(locale, &slug);
                    }
                }
                Event::Eof => break,
                _ => {}
            }
        }
        match found {
            true => Ok(()),
            false => {
                let help = "name a sitemap with addresses that end in /en-US/core/slug, or a list of slugs";
                Err(Problem::new("this sitemap contains no address of a term", help).at(0..0))
            }
        }
    }
}

/// A line without its comment.
fn without_comment(line: &str) -> &str {
    let starts_comment = |at: &usize| line[..*at].chars().next_back().is_none_or(char::is_whitespace);
    let at = line.match_indices('#').map(|(at, _)| at).find(starts_comment);
    &line[..at.unwrap_or(line.len())]
}

/// The locale and the slug in the address of a term's page.
fn term_of(address: &str) -> Option<(&str, String)> {
    let path = address.get(Address::of(address)?.path)?;
    let mut parts = path.trim_end_matches('/').rsplit('/');
    let (slug, folder, locale) = (parts.next()?, parts.next()?, parts.next()?);
    let slug = decoded(slug);
    (folder == "core" && is_well_formed(locale, true) && is_slug(&slug)).then(|| (locale, slug.into_owned()))
}

fn is_slug(text: &str) -> bool {
    !text.is_empty() && !text.contains(|character: char| character == '/' || character.is_whitespace())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<ExternalTerms, (String, String)> {
        let mut terms = ExternalTerms::default();
        terms.add(text).map_err(|error| (error.message, text[error.span.unwrap()].to_owned()))?;
        Ok(terms)
    }

    #[test]
    fn a_list_has_a_slug_a_locale_with_one_or_an_address_in_each_line() {
        let terms = read(
            "\u{feff}# published\r\nquick-ratio\r\n\n  ja-JP/burn-rate  # since May\nhttps://example.com/en-US/core/run%2Drate/\n用語#1\n",
        )
        .unwrap();
        for (locale, slug) in [
            ("en-US", "quick-ratio"),
            ("ja-JP", "quick-ratio"),
            ("ja-JP", "burn-rate"),
            ("en-US", "run-rate"),
            ("ja-JP", "用語#1"),
        ] {
            assert!(terms.holds(locale, slug), "{locale}/{slug}");
        }
        for (locale, slug) in [("en-US", "burn-rate"), ("ja-JP", "run-rate"), ("en-US", "published"), ("en-US", "")] {
            assert!(!terms.holds(locale, slug), "{locale}/{slug}");
        }
    }

    #[test]
    fn a_line_that_names_no_term_is_shown() {
        for (text, marked) in [
            ("a\n quick ratio \n", "quick ratio"),
            ("core/quick-ratio", "core/quick-ratio"),
            ("https://example.com/en-US/blog/quick-ratio", "https://example.com/en-US/blog/quick-ratio"),
            ("en-US/", "en-US/"),
            ("https://example.com/en-US/core/quick%20ratio", "https://example.com/en-US/core/quick%20ratio"),
            ("https://example.com/en-US/core/quick%2Fratio", "https://example.com/en-US/core/quick%2Fratio"),
        ] {
            assert_eq!(read(text).unwrap_err(), ("this line names no term".to_owned(), marked.to_owned()));
        }
    }

    #[test]
    fn of_a_sitemap_the_addresses_of_terms_count() {
        let terms = read(
            "<?xml version=\"1.0\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n\
             <url><loc> https://example.com/en-US/core/quick-ratio?a=1&amp;b=2 </loc></url>\n\
             <url><loc><![CDATA[https://example.com/ja-JP/core/burn-rate]]></loc></url>\n\
             <url><lastmod>2026-05-14</lastmod><loc>https://example.com/en-US/core/run&#45;rate</loc></url>\n\
             <url><loc>https://example.com/en-US/blog/spring</loc></url>\n\
             <!-- <loc>https://example.com/en-US/core/draft</loc> --></urlset>",
        )
        .unwrap();
        for (locale, slug) in [("en-US", "quick-ratio"), ("ja-JP", "burn-rate"), ("en-US", "run-rate")] {
            assert!(terms.holds(locale, slug), "{locale}/{slug}");
        }
        for (locale, slug) in [("ja-JP", "quick-ratio"), ("en-US", "spring"), ("en-US", "draft")] {
            assert!(!terms.holds(locale, slug), "{locale}/{slug}");
        }
    }

    #[test]
    fn a_sitemap_that_says_nothing_is_refused() {
        let index = "<sitemapindex><sitemap><loc>https://example.com/a.xml</loc></sitemap></sitemapindex>";
        let refused = |text: &str| read(text).unwrap_err();
        assert_eq!(
            refused(index),
            ("this is a list of sitemaps, not a sitemap".to_owned(), "<sitemapindex>".to_owned())
        );
        assert_eq!(refused("<urlset></urlset>").0, "this sitemap contains no address of a term");
        assert_eq!(refused("<urlset><loc>x</url>").0, "from here on, this is not XML");
        let marked = format!("\u{feff}{index}");
        assert_eq!(refused(&marked).1, "<sitemapindex>", "behind a byte order mark");
        refused("\u{feff}<?x?>-----用<?y");
    }
}
