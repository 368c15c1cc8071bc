//! The pages of the documentation: each is in the table of contents, and each of their links leads somewhere.
//!
//! `packaging/book.py` builds the book from the same pages, and checks the links of what it has built.

#![allow(clippy::disallowed_methods, reason = "a test reads the pages of this repository")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use crate::support::repository;

const SUMMARY: &str = "docs/SUMMARY.md";

/// Pages that are for machines, or for nobody who reads the book: they stand where they are needed.
const ELSEWHERE: [&str; 1] = [SUMMARY];

fn read(path: &str) -> String {
    fs::read_to_string(repository(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// The Markdown files below a folder, relative to the repository.
fn pages_below(folder: &str) -> BTreeSet<String> {
    let entries = fs::read_dir(repository(folder)).unwrap().map(|entry| entry.unwrap().file_name());
    let names = entries.map(|name| format!("{folder}/{}", name.to_string_lossy()));
    // What the book is built into is no source of it.
    let (folders, files): (Vec<_>, Vec<_>) =
        names.filter(|name| name != "docs/book").partition(|name| repository(name).is_dir());
    let below = folders.iter().flat_map(|folder| pages_below(folder));
    files.into_iter().filter(|name| name.ends_with(".md")).chain(below).collect()
}

/// The links of a page to this repository, and the anchors of its headings.
fn links(text: &str) -> (Vec<String>, BTreeSet<String>) {
    let (mut links, mut anchors, mut heading) = (Vec::new(), BTreeSet::new(), None::<String>);
    for event in Parser::new_ext(text, Options::ENABLE_TABLES) {
        match event {
            Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) => {
                links.push(dest_url.into_string())
            }
            Event::Html(html) | Event::InlineHtml(html) => {
                let named = html.split(['"']).collect::<Vec<_>>();
                let values =
                    named.chunks(2).filter(|pair| ["src=", "srcset=", "href="].iter().any(|it| pair[0].ends_with(it)));
                links.extend(values.filter_map(|pair| pair.get(1)).map(|value| (*value).to_owned()));
            }
            Event::Start(Tag::Heading { .. }) => heading = Some(String::new()),
            Event::Text(text) | Event::Code(text) => heading.iter_mut().for_each(|heading| heading.push_str(&text)),
            Event::End(TagEnd::Heading(_)) => anchors.extend(heading.take().map(|title| anchor(&title))),
            _ => {}
        }
    }
    links.retain(|link| !link.contains("://"));
    (links, anchors)
}

/// The anchor that Markdown's readers make of a heading.
fn anchor(title: &str) -> String {
    let letters = title.to_lowercase().replace(' ', "-");
    letters.chars().filter(|letter| letter.is_alphanumeric() || "-_".contains(*letter)).collect()
}

/// A path without `..` and `.`.
fn plain(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for part in path.components() {
        match part {
            std::path::Component::ParentDir => drop(plain.pop()),
            std::path::Component::CurDir => {}
            part => plain.push(part),
        }
    }
    plain
}

#[test]
fn every_page_is_in_the_table_of_contents() {
    let (listed, _) = links(&read(SUMMARY));
    let listed: BTreeSet<String> =
        listed.iter().map(|link| plain(&Path::new("docs").join(link)).to_string_lossy().replace('\\', "/")).collect();
    let rules = pages_below("docs/rules");
    let unlisted: Vec<_> = pages_below("docs")
        .into_iter()
        // The book puts the page of each rule below the list of rules.
        .filter(|page| page == "docs/rules/README.md" || !rules.contains(page))
        .filter(|page| !listed.contains(page) && !ELSEWHERE.contains(&page.as_str()))
        .collect();
    assert!(unlisted.is_empty(), "{SUMMARY} does not list {unlisted:?}");
}

#[test]
fn every_link_leads_to_a_file_and_a_heading_of_it() {
    let mut pages = pages_below("docs");
    pages.extend(["README.md", "CONTRIBUTING.md", "CHANGELOG.md", "packaging/pre-commit/README.md"].map(str::to_owned));
    let mut broken = Vec::new();
    for page in &pages {
        let (links, _) = links(&read(page));
        for link in links {
            let (file, heading) = link.split_once('#').unwrap_or((&link, ""));
            let target = match file {
                "" => PathBuf::from(page),
                file => plain(&Path::new(page).parent().unwrap().join(file)),
            };
            let path = repository(&target.to_string_lossy());
            if !path.is_file() {
                broken.push(format!("{page}: {link}: no such file"));
            } else if !heading.is_empty() && !self::links(&fs::read_to_string(path).unwrap()).1.contains(heading) {
                broken.push(format!("{page}: {link}: no such heading"));
            }
        }
    }
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

#[test]
fn links_are_those_of_markdown_and_of_html() {
    let text = "# A `b` c!\n\n[x](y.md#z) `[no](no.md)` <https://example.org>\n\n<img src=\"p.svg\" alt=\"p\">\n\n```\n[no](no.md)\n```\n";
    let (links, anchors) = links(text);
    assert_eq!(links, ["y.md#z", "p.svg"]);
    assert_eq!(anchors, ["a-b-c".to_owned()].into());
}
