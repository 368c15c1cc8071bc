//! The words that every page of a locale prints around the texts of its handoff: headings, labels, heads of columns.
//!
//! What is known of them stands here as data (`docs/domain.md`, "The page"); the configuration says the rest. Owns how the page
//! of a locale words its frame. Must not know how a page is read.

use std::collections::BTreeMap;

use crate::handoff::language;

/// What the page prints above a section and, where all of its items are rows, at the head of its columns.
struct SectionForm {
    /// The titles that handoffs give such a section.
    titles: &'static [&'static str],
    /// The heading on English and Korean pages.
    heading: &'static str,
    /// The heads of its columns; none where its rows stay items of a list.
    columns: Option<[&'static str; 3]>,
}

/// The sections whose form is known, in the order of the page.
const SECTIONS: [SectionForm; 10] = [
    SectionForm { titles: &["意味"], heading: "What it means", columns: None },
    SectionForm {
        titles: &["計算の考え方", "計算方法", "How it is calculated"],
        heading: "How to calculate it",
        columns: Some(["Lens", "Formula / treatment", "When to use it"]),
    },
    SectionForm {
        titles: &["含めるもの / 含めないもの"],
        heading: "What counts / what does not",
        columns: Some(["Item", "Treatment", "Why it matters"]),
    },
    SectionForm {
        titles: &["変動要因 / ドライバー"],
        heading: "What moves the number",
        columns: Some(["Driver", "Metric impact", "What to watch"]),
    },
    SectionForm { titles: &["役立つ場面"], heading: "When it helps", columns: None },
    SectionForm { titles: &["使い方のポイント"], heading: "How to use it", columns: None },
    SectionForm { titles: &["判断するときの注意点"], heading: "Decision cautions", columns: None },
    SectionForm { titles: &["最小例"], heading: "Example", columns: None },
    SectionForm {
        titles: &["似ている言葉との違い"],
        heading: "Compare with",
        columns: Some(["Metric", "Difference", "Why read together"]),
    },
    SectionForm { titles: &["よくある誤解 / 落とし穴"], heading: "Common mistakes", columns: None },
];

/// The first line of a page for those who do not see it, by language.
pub const SKIP_LINKS: [(&str, &str); 2] = [("en", "Skip to content"), ("ko", "본문으로 이동")];

/// The line above the name of the term: English in every locale that was seen.
pub const KICKER: &str = "Business Term";

/// The names of languages whose pages are known.
pub const LANGUAGES: [(&str, &str); 3] = [("en", "English"), ("ja", "Japanese"), ("ko", "Korean")];

/// A word of the frame, in English.
pub mod word {
    /// Above the formula.
    pub const FORMULA: &str = "Formula";
    /// Above the first use.
    pub const USE_WHEN: &str = "Use when";
    /// Above the warning.
    pub const WATCH_OUT: &str = "Watch out";
    /// Before the day of the review.
    pub const UPDATED: &str = "Updated:";
    /// Before the quality.
    pub const QUALITY: &str = "Quality:";
    /// Before the number of sources.
    pub const SOURCES_COUNT: &str = "Sources:";
    /// Above the questions.
    pub const FAQ: &str = "Frequently asked questions";
    /// Above the sources.
    pub const SOURCES: &str = "Sources";
    /// Above the kinds of the sources.
    pub const KIND: &str = "Kind";
    /// Above the links to the sources.
    pub const LINK: &str = "Link";
    /// The text of a link to a source.
    pub const OPEN: &str = "Open";
    /// What stands in the place of such a link where there is no address.
    pub const NO_LINK: &str = "—";
}

/// The words of the configuration for one locale: a title of the handoff or a word of the English page, and what the page of
/// the locale prints.
pub type Headings = BTreeMap<String, String>;

/// The form of a date on the pages of a locale.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DateForm {
    /// `05/14/2026`, as on en-US pages.
    MonthFirst,
    /// `2026. 05. 14.`, as on ko-KR pages.
    Dotted,
}

impl DateForm {
    /// An example, for people.
    pub fn pattern(self) -> &'static str {
        match self {
            DateForm::MonthFirst => "MM/DD/YYYY",
            DateForm::Dotted => "YYYY. MM. DD.",
        }
    }
}

/// The frame of the pages of one locale.
pub struct Chrome<'c> {
    locale: &'c str,
    configured: Option<&'c Headings>,
}

impl<'c> Chrome<'c> {
    /// The frame of a locale, with the words that the configuration gives for it or for its language.
    pub fn new(locale: &'c str, headings: &'c BTreeMap<String, Headings>) -> Self {
        let configured = headings.get(locale).or_else(|| headings.get(language(locale)));
        Chrome { locale, configured }
    }

    /// Whether its words are known: otherwise a heading that is not expected may be right.
    pub fn is_known(&self) -> bool {
        self.configured.is_some() || matches!(language(self.locale), "en" | "ko")
    }

    /// What the page prints for a word of the English page.
    pub fn word(&self, english: &'c str) -> &'c str {
        self.configured.and_then(|words| words.get(english)).map_or(english, String::as_str)
    }

    /// What the configuration says that the page prints for a word.
    pub fn translation(&self, word: &str) -> Option<&'c str> {
        self.configured.and_then(|words| words.get(word)).map(String::as_str)
    }

    /// The headings that the page may print above a section with this title.
    pub fn headings(&self, title: &'c str) -> Vec<&'c str> {
        let form = form_of(title);
        let english = form.map(|form| form.heading);
        let configured =
            self.configured.and_then(|words| words.get(title).or_else(|| words.get(english?)).map(String::as_str));
        match (configured, english) {
            (Some(heading), _) => vec![heading],
            (None, Some(english)) if self.is_known() => vec![english],
            (None, english) => english.into_iter().chain([title]).collect(),
        }
    }

    /// Whether the heading of a section with this title is known, so that another one is wrong.
    pub fn knows(&self, title: &str) -> bool {
        let form = form_of(title);
        let is_configured = self.configured.is_some_and(|words| {
            words.contains_key(title) || form.is_some_and(|form| words.contains_key(form.heading))
        });
        is_configured || self.is_known() && form.is_some()
    }

    /// The heads of the columns of a section with this title whose items are all rows; `None` where they stay a list.
    pub fn columns(&self, title: &str) -> Option<[&'c str; 3]> {
        form_of(title)?.columns.map(|columns| columns.map(|column| self.word(column)))
    }

    /// The skip link of the locale, where it is known.
    pub fn skip_link(&self) -> Option<&'c str> {
        let configured = self.configured.and_then(|words| words.get(SKIP_LINKS[0].1)).map(String::as_str);
        let known = || SKIP_LINKS.into_iter().find(|(of, _)| *of == language(self.locale)).map(|(_, words)| words);
        configured.or_else(known)
    }

    /// The form of dates, where it is known.
    pub fn date_form(&self) -> Option<DateForm> {
        match self.locale {
            "en-US" => Some(DateForm::MonthFirst),
            _ if language(self.locale) == "ko" => Some(DateForm::Dotted),
            _ => None,
        }
    }
}

/// Where a section with this title stands on the page; those that are not known come after `usage`, where most of them belong.
pub fn rank(title: &str) -> usize {
    const USAGE: usize = 6;
    SECTIONS.iter().position(|form| form.is_of(title)).unwrap_or(USAGE)
}

impl SectionForm {
    fn is_of(&self, title: &str) -> bool {
        self.titles.contains(&title) || self.heading == title
    }
}

fn form_of(title: &str) -> Option<&'static SectionForm> {
    SECTIONS.iter().find(|form| form.is_of(title))
}

/// The name of a language for people; the code itself where the name is not known.
pub fn language_name(language: &str) -> &str {
    LANGUAGES.into_iter().find(|(code, _)| *code == language).map_or(language, |(_, name)| name)
}
