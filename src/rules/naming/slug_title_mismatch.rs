use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::declare_rule;
use crate::handoff::{Handoff, Text};
use crate::rule::{DocumentRule, Level, Reporter};
use crate::text::{fold, is_blank};
use crate::words::shorten;

declare_rule! {
    /// A slug that spells a different name than the one beside it.
    ///
    /// ## Why
    /// People and agents guess addresses from names. A slug that differs from its name by a word was often written by hand,
    /// or left behind when the term was renamed, and leads the guess to a page that does not exist.
    ///
    /// ## Fails
    /// ```json
    /// { "related_terms": [{ "canonical_slug": "trail-average", "title": "Trailing Average" }] }
    /// ```
    /// The document's own slug and its names:
    /// ```json ja
    /// { "summary": { "english_name": "Customer Loss Rate" } }
    /// ```
    ///
    /// ## Passes
    /// Spelling, abbreviations, small words and plurals make no difference, and a Japanese title is compared with nothing:
    /// ```json
    /// { "related_terms": [
    ///   { "canonical_slug": "a-b-testing", "title": "A/B Testing" }, { "canonical_slug": "mergers-and-acquisitions", "title": "M&A" },
    ///   { "canonical_slug": "roi", "title": "Return on Investment" }, { "canonical_slug": "porters-five-forces", "title": "Porter’s 5 Forces" },
    ///   { "canonical_slug": "total-cost-of-ownership", "title": "Total Cost of Ownership (TCO)" }, { "canonical_slug": "okr", "title": "目標管理" }
    /// ] }
    /// ```
    /// One name that fits is enough:
    /// ```json
    /// { "summary": { "display_name": "Attrition", "english_name": "Churn Rate" } }
    /// ```
    ///
    /// ## Fix
    /// Correct the name where it is wrong. A slug that is published stays as it is, unless the old address is redirected.
    ///
    /// ## Known limits
    /// Names with letters other than Latin ones are never compared. A title that is an abbreviation, and a short slug
    /// whose letters appear in the title in the same order, pass without knowing what they stand for. Accents,
    /// capitals, hyphens, apostrophes, brackets, `&`, plurals, numbers up to ten and words such as `of` make no
    /// difference. A spelling of another country (`-isation`) does, and so does a synonym: hence info.
    pub struct SlugTitleMismatch {
        /// Slugs that may differ from the name.
        allowed_slugs: Vec<String> = Vec::new(),
    }
    id: "slug-title-mismatch", kind: Document, level: Level::Info,
    yields_to: &[
        "malformed-slug", "serial-in-name", "self-related-slug", "duplicate-related-slug", "duplicate-term", "dead-related-slug", "related-drift",
        "placeholder-text", "canonical-url-mismatch",
    ]
}

impl DocumentRule for SlugTitleMismatch {
    fn check(&self, handoff: &Handoff<'_>, reporter: &mut Reporter<'_>) {
        if let Some(slug) = handoff.agreed_slug()
            && !handoff.names().any(|name| spells(slug, name))
            && !handoff.names().any(|name| fits(slug, name) == Some(true))
            && let Some(name) = handoff.names().find(|name| fits(slug, name) == Some(false))
        {
            self.say(slug, name, "the name", reporter);
        }
        for related in &handoff.related_terms {
            let (Some(slug), Some(title)) = (related.canonical_slug.value(), related.title.value()) else { continue };
            if !spells(slug, title) && fits(slug, title) == Some(false) {
                self.say(slug, title, "the title", reporter);
            }
        }
    }
}

impl SlugTitleMismatch {
    fn say(&self, slug: &Text<'_>, name: &Text<'_>, what: &str, reporter: &mut Reporter<'_>) {
        if self.allowed_slugs.iter().any(|allowed| **allowed == *slug.value) {
            return;
        }
        let (one, other) = (shorten(slug, 30), shorten(name, 30));
        reporter
            .at(slug)
            .message(format!("the slug “{one}” does not spell {what} “{other}”"))
            .label("another name")
            .help("correct the name, or redirect the address and correct the slug")
            .related(name, what)
            .subject(format!("{}={}", slug.value, name.value));
    }
}

/// Whether slug and name have the same letters and digits, as nearly all have.
fn spells(slug: &str, name: &str) -> bool {
    let letters = |text: &str, index: &mut usize| loop {
        let byte = *text.as_bytes().get(*index)?;
        *index += 1;
        if byte.is_ascii_alphanumeric() || byte >= 0x80 {
            return Some(byte.to_ascii_lowercase());
        }
    };
    let (mut left, mut right) = (0, 0);
    loop {
        match (letters(slug, &mut left), letters(name, &mut right)) {
            (None, None) => return true,
            (one, other) if one == other => {}
            _ => return false,
        }
    }
}

/// Whether a slug may stand for a name; `None` where they cannot be compared.
fn fits(slug: &str, name: &str) -> Option<bool> {
    /// The longest abbreviation, in letters.
    const ABBREVIATION: usize = 6;
    /// What is longer is not a name.
    const LONGEST: usize = 200;
    let has_kanji = || name.bytes().any(|byte| matches!(byte, 0xe5..=0xe9));
    if has_kanji() || is_blank(slug) || !slug.is_ascii() || slug.len() > LONGEST || name.len() > LONGEST {
        return None;
    }
    let plain = plain(name)?;
    let (slug_words, name_words) = (words(slug), words(&plain));
    if slug_words.is_empty() || name_words.is_empty() {
        return None;
    }
    let slug_letters = slug_words.concat();
    let is_same = std::iter::once(plain.clone())
        .chain(without_brackets(&plain))
        .map(|name| words(&name).into_iter().map(str::to_owned).collect::<Vec<_>>())
        .any(|words| !words.is_empty() && words.concat() == slug_letters);
    let raw: String = slug.chars().filter(char::is_ascii_alphanumeric).collect();
    let is_short_for = raw.len() <= ABBREVIATION && slug_words.len() == 1 && name_words.len() > 1 && {
        let mut letters = plain.chars();
        raw.chars().all(|wanted| letters.any(|letter| letter == wanted))
    };
    if is_same || is_short_for {
        return Some(true);
    }
    // Nobody can tell from a slug alone what TV or KPI stands for.
    let capitals = name.chars().filter(|letter| letter.is_uppercase()).count();
    let is_abbreviation =
        !name.trim().contains(char::is_whitespace) && name.chars().count() <= ABBREVIATION && capitals > 1;
    (!is_abbreviation).then_some(false)
}

/// A name in small letters without accents, its signs as words; `None` where a letter is no Latin one.
fn plain(name: &str) -> Option<String> {
    let mut plain = String::with_capacity(name.len());
    for letter in fold(name).nfd().filter(|letter| !is_combining_mark(*letter)) {
        match letter {
            '&' => plain.push_str(" and "),
            '+' => plain.push_str(" plus "),
            '\'' | '®' | '™' | '©' => {}
            _ if letter.is_ascii() => plain.push(letter),
            _ if letter.is_alphabetic() => return None,
            _ => plain.push(' '),
        }
    }
    Some(plain)
}

/// The words that tell names apart, in the form in which they are compared.
fn words(text: &str) -> Vec<&str> {
    text.split(|letter: char| !letter.is_ascii_alphanumeric())
        .filter(|word| !matches!(*word, "" | "a" | "an" | "and" | "for" | "in" | "of" | "on" | "or" | "the" | "to"))
        .map(|word| match word {
            "one" => "1",
            "two" => "2",
            "three" => "3",
            "four" => "4",
            "five" => "5",
            "six" => "6",
            "seven" => "7",
            "eight" => "8",
            "nine" => "9",
            "ten" => "10",
            "versus" => "vs",
            _ if word.len() > 2 => word.strip_suffix('s').unwrap_or(word),
            _ => word,
        })
        .collect()
}

/// A name without what stands in its first brackets, in its last, and in all of them, and what stands in each.
fn without_brackets(name: &str) -> Vec<String> {
    let (mut outside, mut inside, mut rest) = (String::new(), Vec::new(), name);
    while let Some((before, after)) = rest.split_once('(') {
        outside.push_str(before);
        outside.push(' ');
        let (content, after) = after.split_once(')').unwrap_or((after, ""));
        inside.push(content.to_owned());
        rest = after;
    }
    if inside.is_empty() {
        return inside;
    }
    outside.push_str(rest);
    let cut = |open: Option<usize>| {
        let open = open?;
        let end = name[open..].find(')').map_or(name.len(), |close| open + close + 1);
        Some(format!("{} {}", &name[..open], &name[end..]))
    };
    inside.extend([cut(name.find('(')), cut(name.rfind('('))].into_iter().flatten());
    inside.push(outside);
    inside
}

#[cfg(test)]
mod tests {
    use super::*;

    fn compared(slug: &str, name: &str) -> Option<bool> {
        if spells(slug, name) { Some(true) } else { fits(slug, name) }
    }

    #[test]
    fn real_pairs_fit() {
        for (slug, name) in [
            ("3c-analysis", "3C Analysis"),
            ("a-b-testing", "A/B Testing"),
            ("ab-testing", "A/B Testing"),
            ("5-whys", "Five Whys"),
            ("401k", "401(k)"),
            ("roi", "Return on Investment"),
            ("ltv", "Customer Lifetime Value"),
            ("web-2-0", "Web 2.0"),
            ("80-20-rule", "80/20 Rule"),
            ("research-and-development", "Research & Development"),
            ("porters-five-forces", "Porter’s Five Forces"),
            ("black-scholes-model", "Black–Scholes Model"),
            ("cafe-model", "Café Model"),
            ("net-promoter-score", "Net Promoter Score®"),
            ("annual-recurring-revenue", "Annual Recurring Revenue (ARR)"),
            ("cost-of-capital", "Cost of Capital (Weighted) (WACC)"),
            ("cost-of-capital-weighted", "Cost of Capital (Weighted) (WACC)"),
            ("cost-of-capital", "Cost of\u{a0}Capital (Weighted)\u{a0}(WACC)"),
            ("wacc", "Cost of Capital (Weighted) (WACC)"),
            ("goal", "Goals"),
            ("balanced-scorecard", "The Balanced Scorecard"),
            ("b2b-versus-b2c", "B2B vs. B2C"),
            ("search-ad", "Search Ads"),
            ("kpi", "KPIs"),
        ] {
            assert_eq!(compared(slug, name), Some(true), "{slug} {name}");
        }
    }

    #[test]
    fn a_number_is_the_same_as_its_word() {
        let numbers = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];
        for (word, digits) in numbers.iter().zip(1..) {
            assert_eq!(compared(&format!("rule-{digits}"), &format!("Rule {word}")), Some(true), "{word}");
            assert_eq!(compared(&format!("rule-{}", digits + 1), &format!("Rule {word}")), Some(false), "{word}");
        }
    }

    #[test]
    fn what_cannot_be_compared_is_not() {
        for (slug, name) in [
            ("churn-rate", "解約率"),
            ("mergers-and-acquisitions", "M&A"),
            ("software-as-a-service", "SaaS"),
            ("television", "TV"),
            ("解約率", "Churn Rate"),
            ("retention-解約率", "Churn Rate"),
            ("", "Goal"),
            ("goal", "?"),
            ("a-b-testing", "A/Bテスト"),
        ] {
            assert_eq!(compared(slug, name), None, "{slug} {name}");
        }
    }

    #[test]
    fn what_is_longer_than_any_name_is_not_compared() {
        let letters = |length: usize| "n".repeat(length);
        assert_eq!(compared("goal", &letters(200)), Some(false));
        assert_eq!(compared(&letters(200), "Goal"), Some(false));
        for length in [201, 202] {
            assert_eq!(compared("goal", &letters(length)), None, "{length}");
            assert_eq!(compared(&letters(length), "Goal"), None, "{length}");
        }
    }

    #[test]
    fn another_word_is_another_name() {
        for (slug, name) in [
            ("trail-average", "Trailing Average"),
            ("churn-rate", "Retention Rate"),
            ("lead", "Goal"),
            ("gross-margin", "Gross Profit Margin"),
        ] {
            assert_eq!(compared(slug, name), Some(false), "{slug} {name}");
        }
    }
}
