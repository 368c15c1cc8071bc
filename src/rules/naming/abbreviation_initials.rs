use crate::declare_rule;
use crate::handoff::Handoff;
use crate::rule::{DocumentRule, Level, Reporter};
use crate::text::is_blank;
use crate::words::shorten;

declare_rule! {
    /// An abbreviation whose letters do not come from the English name.
    ///
    /// ## Why
    /// A reader who sees both takes one for the other. An abbreviation with other letters was copied from another term, or
    /// belongs to a name that the term no longer has.
    ///
    /// ## Fails
    /// ```json
    /// { "summary": { "display_name": "Net Revenue Retention", "abbreviation": "GRR" } }
    /// ```
    /// ```json ja
    /// { "summary": { "english_name": "Customer Acquisition Cost", "abbreviation": "CPA" } }
    /// ```
    ///
    /// ## Passes
    /// ```json
    /// { "summary": { "display_name": "Software as a Service", "abbreviation": "SaaS" } }
    /// ```
    /// ```json
    /// { "summary": { "display_name": "Capital Expenditure", "abbreviation": "CapEx" } }
    /// ```
    /// Abbreviations by custom are listed:
    /// ```json ja
    /// { "summary": { "english_name": "Customer Lifetime Value", "abbreviation": "LTV" } }
    /// ```
    /// ```json options
    /// { "known-abbreviations": ["XLR"] }
    /// ```
    /// ```json
    /// { "summary": { "abbreviation": "XLR" } }
    /// ```
    ///
    /// ## Fix
    /// Correct the abbreviation or the name. Where both are right, add the abbreviation to `known-abbreviations`.
    ///
    /// ## Known limits
    /// The rule is off by default, since many abbreviations follow no rule. The abbreviation has to consist of the
    /// first letters of the name's words, each followed by any of the next letters of its word or by one later letter
    /// of it (`LBO`, `IQR`); words such as `of` and one other word may be left out (`FIFO`). The name is the English name, else the display name; with letters other than Latin ones, neither is
    /// compared. A name that contains the abbreviation as a word passes, and so does an abbreviation with a digit or a
    /// sign (`B2B`, `3C`, `R&D`).
    pub struct AbbreviationInitials {
        /// Abbreviations that are right by custom, whatever the name.
        known_abbreviations: Vec<String> =
            ["LTV", "MoM", "QoQ", "WoW", "XML", "XSS", "YoY"].map(str::to_owned).to_vec(),
    }
    id: "abbreviation-initials", kind: Document, level: Level::Off
}

impl DocumentRule for AbbreviationInitials {
    fn check(&self, handoff: &Handoff<'_>, reporter: &mut Reporter<'_>) {
        let summary = &handoff.summary;
        let Some(abbreviation) = summary.abbreviation.value() else { return };
        let names = [&summary.english_name, &summary.display_name];
        let Some(name) = names.into_iter().filter_map(|field| field.value()).find(|name| !is_blank(name)) else {
            return;
        };
        let short = abbreviation.trim();
        if abbreviates(short, name) != Some(false) || self.known_abbreviations.iter().any(|known| known == short) {
            return;
        }
        reporter
            .at(abbreviation)
            .message(format!("“{}” does not abbreviate “{}”", shorten(short, 12), shorten(name, 40)))
            .label("other letters")
            .help("correct the abbreviation or the name")
            .related(name, "the name");
    }
}

/// Whether the letters of an abbreviation are those of a name; `None` where they cannot be compared.
fn abbreviates(short: &str, name: &str) -> Option<bool> {
    /// What is longer is not an abbreviation, or no name.
    const LETTERS: usize = 12;
    const BYTES: usize = 120;
    let is_comparable = (2..=LETTERS).contains(&short.len())
        && short.bytes().all(|byte| byte.is_ascii_alphabetic())
        && name.len() <= BYTES
        && name.is_ascii();
    if !is_comparable {
        return None;
    }
    let words: Vec<&str> =
        name.split(|letter: char| !letter.is_ascii_alphanumeric()).filter(|word| !word.is_empty()).collect();
    if words.len() < 2 || words.iter().any(|word| word.eq_ignore_ascii_case(short)) {
        return None;
    }
    let singular = short.strip_suffix('s');
    Some(is_spelled(short.as_bytes(), &words) || singular.is_some_and(|short| is_spelled(short.as_bytes(), &words)))
}

/// Whether `letters` are the initials of `words`, each with any number of the letters that follow it or one that comes later
/// in its word. Small words may be left out, and one other word of three and more (`Critical Path Method Analysis`).
fn is_spelled(letters: &[u8], words: &[&str]) -> bool {
    let may_skip = usize::from(words.iter().filter(|word| !is_small(word)).count() > 2);
    (0..=words.len() * may_skip).any(|skipped| {
        // The last round leaves out no word.
        let kept =
            words.iter().enumerate().filter(|(index, _)| may_skip == 0 || *index != skipped).map(|(_, word)| *word);
        is_spelled_by(letters, kept)
    })
}

/// Words that an abbreviation may leave out, in any number.
fn is_small(word: &str) -> bool {
    matches!(
        word.to_ascii_lowercase().as_str(),
        "a" | "an" | "and" | "as" | "at" | "by" | "for" | "in" | "of" | "on" | "or" | "per" | "the" | "to" | "with"
    )
}

fn is_spelled_by<'w>(letters: &[u8], words: impl Iterator<Item = &'w str>) -> bool {
    // Where in the abbreviation one may be after the words so far, as bits.
    let mut reached = 1_u32;
    for word in words {
        let mut next = if is_small(word) { reached } else { 0 };
        for start in (0..letters.len()).filter(|start| reached & (1 << start) != 0) {
            let same = letters[start..].iter().zip(word.bytes());
            let length = same.take_while(|(letter, byte)| letter.eq_ignore_ascii_case(byte)).count();
            for length in 1..=length {
                next |= 1 << (start + length);
            }
            // A second letter from within the word: LBO for leveraged buyout.
            let later = letters
                .get(start + 1)
                .is_some_and(|second| word.bytes().skip(1).any(|byte| byte.eq_ignore_ascii_case(second)));
            if length > 0 && later {
                next |= 1 << (start + 2);
            }
        }
        reached = next;
    }
    reached & (1 << letters.len()) != 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn custom_is_followed() {
        for (short, name) in [
            ("KPI", "Key Performance Indicator"),
            ("KPIs", "Key Performance Indicators"),
            ("ROI", "Return on Investment"),
            ("SaaS", "Software as a Service"),
            ("PoC", "Proof of Concept"),
            ("CapEx", "Capital Expenditure"),
            ("COGS", "Cost of Goods Sold"),
            ("EBITDA", "Earnings Before Interest, Taxes, Depreciation, and Amortization"),
            ("JIT", "Just-in-Time"),
            ("CRM", "Customer Relationship Management"),
            ("TCO", "Total Cost of Ownership"),
            ("LBO", "Leveraged Buyout"),
            ("NDA", "Nondisclosure Agreement"),
            ("IQR", "Interquartile Range"),
            ("CPM", "Cost per Mille"),
            ("FIFO", "First In, First Out"),
            ("FIFO", "First-in, First-out Method"),
            ("WACC", "Weighted Average Capital Cost Rate"),
            ("LTV", "Customer Lifetime Value"),
        ] {
            assert_eq!(abbreviates(short, name), Some(true), "{short}");
        }
    }

    #[test]
    fn some_are_not_compared() {
        for (short, name) in [
            ("B2B", "Business to Business"),
            ("R&D", "Research and Development"),
            ("SWOT", "SWOT Analysis"),
            ("CVR", "転換率"),
            ("HR", "Personnel"),
            ("", "Goal Setting"),
        ] {
            assert_eq!(abbreviates(short, name), None, "{short}");
        }
    }

    #[test]
    fn other_letters_are_found() {
        for (short, name) in
            [("GRR", "Net Revenue Retention"), ("CAC", "Customer Churn"), ("CPA", "Customer Acquisition Cost")]
        {
            assert_eq!(abbreviates(short, name), Some(false), "{short}");
        }
    }
}
