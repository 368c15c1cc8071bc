//! Documents beside their pages.

#![allow(clippy::disallowed_methods, reason = "a test reads its own fixtures")]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde::Deserialize;
use termlint::engine::{Companion, Companions, PageState};
use termlint::handoff::Fields;
use termlint::pairing::PageWords;
use termlint::project::PageChoice;
use termlint::rendered::Format;

use super::{Files, repository};

/// The path of the document.
pub const DOCUMENT: &str = "ai.json";

/// The words of the Japanese pages of `fixtures/pages`, which no real page has confirmed.
pub const JAPANESE: [(&str, &str); 22] = [
    ("Skip to content", "本文へ移動"),
    ("Business Term", "ビジネス用語"),
    ("Formula", "計算式"),
    ("Use when", "使うとき"),
    ("Watch out", "注意"),
    ("Updated:", "更新日:"),
    ("Quality:", "品質:"),
    ("Sources:", "出典数:"),
    ("意味", "意味"),
    ("How to calculate it", "計算方法"),
    ("What counts / what does not", "含めるもの・含めないもの"),
    ("What moves the number", "変動要因"),
    ("When it helps", "役立つ場面"),
    ("How to use it", "使い方"),
    ("Example", "例"),
    ("Compare with", "似た言葉との違い"),
    ("Common mistakes", "よくある誤解"),
    ("Frequently asked questions", "よくある質問"),
    ("Sources", "出典"),
    ("Kind", "種別"),
    ("Link", "リンク"),
    ("Open", "開く"),
];

/// What is known of pages: the words of the Japanese ones.
pub fn words(is_partial: bool) -> PageWords {
    let words = JAPANESE.iter().map(|(known, own)| ((*known).to_owned(), (*own).to_owned()));
    PageWords { headings: BTreeMap::from([("ja-JP".to_owned(), words.collect())]), is_partial }
}

/// A document beside its page.
#[derive(Clone, Debug)]
pub struct Pair {
    /// The bytes of the document.
    pub document: Vec<u8>,
    /// The bytes of the page.
    pub page: Vec<u8>,
    /// The form of the page: `txt`, `html` or `md`.
    pub form: String,
    /// What is known of pages.
    pub words: PageWords,
}

impl Pair {
    /// A document beside a page in this form.
    pub fn new(document: Vec<u8>, page: Vec<u8>, form: &str) -> Pair {
        Pair { document, page, form: form.to_owned(), words: words(false) }
    }

    /// The path of the page.
    pub fn path(&self) -> String {
        format!("page.{}", self.form)
    }

    /// Both files, by their paths.
    pub fn files(&self) -> Files {
        Files::from([(DOCUMENT.to_owned(), self.document.clone()), (self.path(), self.page.clone())])
    }
}

impl Companions for Pair {
    fn of(&self, _: &Fields<'_>) -> Option<Companion> {
        let (path, format) = (self.path(), Format::of(Path::new(&self.path()), &self.page));
        Some(Companion { shown: path.clone(), path, format, state: PageState::Read(self.page.clone()) })
    }

    fn words(&self) -> &PageWords {
        &self.words
    }
}

/// Whether a file among those of a run is a page.
pub fn is_page(path: &str) -> bool {
    path.starts_with("page.")
}

/// The page among the files of a run.
pub fn choice(files: &Files) -> Option<PageChoice> {
    files.keys().find(|path| is_page(path)).map(|path| choice_of(path))
}

/// One file, which is the page of every document.
pub fn choice_of(path: &str) -> PageChoice {
    PageChoice { file: Some(path.into()), ..PageChoice::default() }
}

/// What a case says about the page: a form of a page of `fixtures/pages`, and what is written otherwise in it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Wanted {
    /// `txt`, `html` or `md`.
    form: String,
    /// Parts of the page, each with what stands in their place.
    #[serde(default)]
    replace: Vec<(String, String)>,
    /// Whether the page may have been cut off.
    #[serde(default)]
    partial: bool,
    /// Whether nothing is known of the words of Japanese pages.
    #[serde(default)]
    unknown: bool,
}

impl Wanted {
    /// The page beside a document, which is based on `base` (`en-US/churn-rate`).
    pub fn beside(&self, document: Vec<u8>, base: &str) -> Result<Pair, String> {
        let mut page = clean(base, &self.form)?;
        for (old, new) in &self.replace {
            if page.matches(old.as_str()).count() != 1 {
                let number = page.matches(old.as_str()).count();
                return Err(format!("the page has “{old}” {number} times, not once"));
            }
            page = page.replace(old.as_str(), new);
        }
        let mut pair = Pair::new(document, page.into_bytes(), &self.form);
        pair.words = words(self.partial);
        if self.unknown {
            pair.words.headings.clear();
        }
        Ok(pair)
    }
}

/// A page of `fixtures/pages`.
pub fn clean(base: &str, form: &str) -> Result<String, String> {
    let path = format!("fixtures/pages/{base}.{form}");
    fs::read_to_string(repository(&path)).map_err(|error| format!("{path}: {error}"))
}

/// A page after a change: ` ` before a line that stays, `-` before one that goes, `+` before one that comes in its place or
/// behind the one above it. White space at the beginning of a line of HTML is as it is.
pub fn changed(page: &str, change: &str) -> Result<String, String> {
    let mut lines: Vec<String> = page.lines().map(str::to_owned).collect();
    let mut at = 0;
    for line in change.lines().filter(|line| !line.is_empty()) {
        let (sign, text) = line.split_at_checked(1).ok_or("a line begins with a space, - or +")?;
        if sign == "+" {
            lines.insert(at, text.to_owned());
            at += 1;
            continue;
        }
        let is_it = |own: &String| own == text || own.trim() == text;
        let found = lines[at..].iter().position(is_it).map(|found| at + found);
        // The first line of a change may be one that something new stands above.
        let found = found.ok_or_else(|| format!("the page has no line “{text}” from line {} on", at + 1))?;
        match sign {
            "-" => {
                lines.remove(found);
                at = found;
            }
            " " => at = found + 1,
            _ => return Err(format!("“{line}” begins with a space, - or +")),
        }
    }
    Ok(lines.join("\n") + "\n")
}
