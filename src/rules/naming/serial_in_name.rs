use std::ops::Range;

use crate::declare_rule;
use crate::handoff::{Handoff, Text};
use crate::rule::{DocumentRule, Reporter};
use crate::text::script::{is_kanji, is_katakana, is_latin};
use crate::words::quote;

declare_rule! {
    /// An internal serial number in a name or slug.
    ///
    /// ## Why
    /// “(Business 0012)” matters to whoever produced the term, and tells readers nothing. In a slug it is published
    /// for good, although the next batch may number the terms differently.
    ///
    /// ## Fails
    /// ```json
    /// { "summary": { "display_name": "Customer Retention Decision Framework (Business 0012)" } }
    /// ```
    /// ```json ja
    /// { "summary": { "display_name": "解約防止の判断手順（業務12）" } }
    /// ```
    /// ```json
    /// { "summary": { "display_name": "B0336: Customer Retention Decision Framework" } }
    /// ```
    /// ```json
    /// { "canonical": { "slug": "business-framework-0012" }, "summary": { "canonical_slug": "business-framework-0012" } }
    /// ```
    ///
    /// ## Passes
    /// Numbers that belong to the name:
    /// ```json
    /// { "summary": { "display_name": "Industry 4.0 and ISO 27001 under the 80/20 Rule (Goal 8)" } }
    /// ```
    /// ```json ja
    /// { "summary": { "display_name": "温室効果ガスの排出量（スコープ3）" } }
    /// ```
    /// A word that counts something in your glossary, allowed by `counting-words`:
    /// ```json options
    /// { "counting-words": ["Framework"] }
    /// ```
    /// ```json
    /// { "summary": { "display_name": "Quality Targets (Framework 3)" } }
    /// ```
    ///
    /// ## Fix
    /// Name the term after what it means, and its slug after the name. If you change a published slug, redirect the
    /// old address.
    ///
    /// ## Known limits
    /// A serial is a zero-padded number, or brackets at the end that hold a number behind a word for a batch or for a part of
    /// the catalogue (Business, Framework, Marketing, 業務, 用語), or a code of a letter or two and three digits before a colon
    /// or a dash (`B0336: …`). Behind any other word the number belongs to the name (Goal 8, Level 3, SOC 2, スコープ3), and so
    /// does a year; a number behind a sign (`[-0500]`) is an offset, and days of a month (April 09) are dates. `business-framework-12` is not found, since `iso-27001` and `top-100` look the same.
    pub struct SerialInName {
        /// Words after which a number in brackets belongs to the name, although they may stand for a batch.
        counting_words: Vec<String> = Vec::new(),
    }
    id: "serial-in-name", kind: Document
}

/// What the house calls its batches and the parts of its catalogue, in lower case. A number behind any other word belongs
/// to the name: `Goal 8`, `Report 10217`, `東京2020`.
const BATCHES: [&str; 39] = [
    "accounting",
    "batch",
    "business",
    "concept",
    "draft",
    "entry",
    "finance",
    "framework",
    "glossary",
    "hr",
    "leadership",
    "management",
    "marketing",
    "operations",
    "sales",
    "strategy",
    "template",
    "term",
    "topic",
    "ビジネス",
    "フレームワーク",
    "マーケティング",
    "マネジメント",
    "テンプレート",
    "トピック",
    "下書き",
    "事業",
    "人事",
    "会計",
    "商談",
    "営業",
    "戦略",
    "概念",
    "業務",
    "用語",
    "経営",
    "経理",
    "財務",
    "通番",
];

impl DocumentRule for SerialInName {
    fn check(&self, handoff: &Handoff<'_>, reporter: &mut Reporter<'_>) {
        if let Some(name) = handoff.summary.display_name.value()
            && let Some(range) = self.bracketed(name).or_else(|| self.leading(name)).or_else(|| padded(name))
        {
            tell("display name", name, range, reporter);
        }
        let canonical = handoff.canonical.slug.value();
        let summary = handoff.summary.canonical_slug.value();
        let copied = canonical.zip(summary).is_some_and(|(canonical, summary)| **canonical == **summary);
        for slug in canonical.into_iter().chain(summary.filter(|_| !copied)) {
            if let Some(range) = padded_part(slug) {
                tell("slug", slug, range, reporter);
            }
        }
    }
}

fn tell(what: &str, text: &Text<'_>, range: Range<usize>, reporter: &mut Reporter<'_>) {
    reporter
        .at(text.part(range.clone(), ""))
        .message(format!("the {what} contains the serial number {}", quote(&text[range])))
        .label("serial number")
        .help("name the term after what it means");
}

impl SerialInName {
    /// Brackets at the end of a name that hold a word or two and a number.
    fn bracketed(&self, name: &str) -> Option<Range<usize>> {
        let whole = name.trim_end();
        let inner = whole.strip_suffix([')', '）'])?;
        let open = inner.rfind(['(', '（'])?;
        let content = inner[open..].trim_start_matches(['(', '（']).trim();
        self.is_serial(content).then_some(open..whole.len())
    }

    /// A serial before the name: `B0336: `, `0336 - `, `[B0336]`, `（業務0012）`.
    fn leading(&self, name: &str) -> Option<Range<usize>> {
        const PAIRS: [(char, char); 5] = [('(', ')'), ('（', '）'), ('[', ']'), ('［', '］'), ('【', '】')];
        let start = name.len() - name.trim_start().len();
        let text = &name[start..];
        for (open, close) in PAIRS {
            let Some((content, rest)) = text.strip_prefix(open).and_then(|text| text.split_once(close)) else {
                continue;
            };
            let end = start + open.len_utf8() + content.len() + close.len_utf8();
            let is_serial = is_code(content.trim()) || self.is_serial(content.trim());
            return (is_serial && !rest.trim().is_empty()).then_some(start..end);
        }
        let code = text.split([':', '：', ' ', '\u{3000}', '_', '｜', '|']).next().unwrap_or_default();
        let rest = text[code.len()..].trim_start();
        let is_apart = rest.starts_with([':', '：', '_', '｜', '|', '-', '–', '—']);
        let name_follows = rest
            .trim_start_matches([':', '：', '_', '｜', '|', '-', '–', '—', ' ', '\u{3000}'])
            .starts_with(char::is_alphabetic);
        (is_code(code) && is_apart && name_follows).then_some(start..start + code.len())
    }

    /// Whether the content of brackets is a word or two and a number that does not belong to them.
    fn is_serial(&self, content: &str) -> bool {
        let words = content.trim_end_matches(is_digit);
        let number = &content[words.len()..];
        let words = words.trim_end_matches([' ', '\u{3000}', '-', '#', '_', '.', '№']);
        let word = words.rsplit([' ', '\u{3000}', '-']).next().unwrap_or_default();
        let is_word = word.chars().count() > 1
            && word.chars().all(|letter| is_latin(letter) || is_katakana(letter) || is_kanji(letter))
            && words.split_whitespace().count() <= 3;
        if number.is_empty() || !is_word {
            return false;
        }
        let is_padded = number.starts_with(['0', '０']) && number.chars().count() > 1;
        is_padded || self.is_batch(word) && !is_year(number)
    }

    fn is_batch(&self, word: &str) -> bool {
        let word = word.to_lowercase();
        BATCHES.contains(&word.as_str()) && !self.counting_words.iter().any(|counting| counting.to_lowercase() == word)
    }
}

/// Whether a text is a serial by itself: up to four letters and a zero-padded number, or one or two letters and a number of
/// at least three digits. `ISO27001`, `RFC2119` and `Q3` are none.
fn is_code(text: &str) -> bool {
    let code = text.trim_start_matches('#');
    let letters = code.chars().take_while(|letter| is_latin(*letter)).count();
    let digits = code.trim_start_matches(is_latin).trim_start_matches(['-', '_', '.']);
    let length = digits.chars().count();
    let is_number = length >= 3 && digits.chars().all(is_digit);
    let is_padded = digits.starts_with(['0', '０']);
    is_number && letters <= 4 && (is_padded || (1..=2).contains(&letters))
}

/// Whether a number may be that of a year.
fn is_year(number: &str) -> bool {
    number.chars().count() == 4 && ["19", "20", "１９", "２０"].iter().any(|century| number.starts_with(century))
}

fn is_digit(character: char) -> bool {
    matches!(character, '0'..='9' | '０'..='９')
}

/// A number that begins with a zero and stands alone.
fn padded(name: &str) -> Option<Range<usize>> {
    let mut from = 0;
    while let Some(start) = name[from..].find(is_digit).map(|at| from + at) {
        let end = name[start..].find(|character| !is_digit(character)).map_or(name.len(), |at| start + at);
        let digits = &name[start..end];
        let mut before = name[..start].chars().rev();
        let (last, one_before) = (before.next(), before.next());
        // 2.05, 1,000, 24/07, 10:05, ’00, 10 000, and the offset in [-0500] are not serials.
        let is_signed = matches!(last, Some('+' | '-' | '−' | '±')) && !one_before.is_some_and(char::is_alphanumeric);
        let is_part = is_signed
            || is_in_date(&name[..start], &name[end..])
            || last.is_some_and(|last| last.is_ascii_alphanumeric() || ".,/:'’，．／：".contains(last))
            || (last == Some(' ') && one_before.is_some_and(is_digit))
            || name[end..].starts_with(|next: char| next.is_ascii_alphanumeric() || "/:：／".contains(next));
        if digits.starts_with(['0', '０']) && digits.chars().count() > 1 && !is_part {
            return Some(start..end);
        }
        from = end;
    }
    None
}

/// Whether a padded number of two digits is the day or month of a date: `April 09, 2017`, 09月05日, `2026-01-25`.
fn is_in_date(before: &str, after: &str) -> bool {
    const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    if let Some(before) = before.strip_suffix(['-', '－', '‐']) {
        let number = |text: &str| text.len() - text.trim_end_matches(is_digit).len();
        let year = number(before);
        let month = before[..before.len() - year].strip_suffix(['-', '－', '‐']);
        if is_year(&before[before.len() - year..])
            || month.is_some_and(|rest| is_year(&rest[rest.len() - number(rest)..]))
        {
            return true;
        }
    }
    let word = before.trim_end().rsplit(|letter: char| !letter.is_ascii_alphabetic()).next().unwrap_or_default();
    let is_month =
        |word: &str| word.get(..3).is_some_and(|start| MONTHS.iter().any(|month| month.eq_ignore_ascii_case(start)));
    let next = after.trim_start().split(|letter: char| !letter.is_ascii_alphabetic()).next().unwrap_or_default();
    is_month(word) || is_month(next) || after.starts_with(['月', '日', '年', '時', '分'])
}

/// A part of a slug that is a zero-padded number, unless it is part of one (`10-000-hours`, `01-2024`).
fn padded_part(slug: &str) -> Option<Range<usize>> {
    let mut start = 0;
    let mut follows_number = false;
    let is_number = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let mut parts = slug.split(['-', '_']).peekable();
    while let Some(part) = parts.next() {
        let is_number_before = parts.peek().is_some_and(|next| is_number(next));
        let is_number = is_number(part);
        if is_number && part.len() > 1 && part.starts_with('0') && !follows_number && !is_number_before {
            return Some(start..start + part.len());
        }
        follows_number = is_number;
        start += part.len() + 1;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn serial(name: &str) -> Option<&str> {
        let rule = SerialInName::default();
        rule.bracketed(name).or_else(|| rule.leading(name)).or_else(|| padded(name)).map(|range| &name[range])
    }

    #[test]
    fn serials_are_found() {
        for (name, found) in [
            ("Retention Framework (Business 0012)", "(Business 0012)"),
            ("Retention Framework (Business 12)", "(Business 12)"),
            ("Retention Framework 0012", "0012"),
            ("Retention Framework-07", "07"),
            ("Audit Plan (SOC 0002)", "(SOC 0002)"),
            ("解約防止の判断手順（業務 0012）", "（業務 0012）"),
            ("解約防止の判断手順００１２", "００１２"),
            ("B0336: Retention Framework", "B0336"),
            ("B0336：解約防止の判断手順", "B0336"),
            ("Ｂ０３３６：解約防止の判断手順", "Ｂ０３３６"),
            ("BF-0012 - Retention Framework", "BF-0012"),
            ("B1336: Retention Framework", "B1336"),
            ("0336: Retention Framework", "0336"),
            ("#0336 – Retention Framework", "#0336"),
            ("[B0336] Retention Framework", "[B0336]"),
            ("【業務0012】解約防止の判断手順", "【業務0012】"),
            ("(Business 0012) Retention Framework", "(Business 0012)"),
        ] {
            assert_eq!(serial(name), Some(found), "{name}");
        }
        assert_eq!(padded_part("business-framework-0012").map(|range| range.start), Some(19));
    }

    #[test]
    fn numbers_that_belong_to_a_name_are_not() {
        for name in [
            "Web 2.0",
            "Industry 4.0",
            "ISO 27001",
            "IFRS 16",
            "401(k)",
            "5G",
            "4P",
            "80/20",
            "10,000 Hours",
            "10 000 Hours",
            "Internal Control Report (SOC 2)",
            "Emissions (Scope 3)",
            "Automated Driving (Level 3)",
            "自動運転（レベル3）",
            "Generation of the ’00s",
            "Version 1.01",
            "5S（整理・整頓）",
            "Growth (2024)",
            "Price List (2026-01-25)",
            "Release of 2004-06-18",
            "料金表（2026-01更新）",
            "Form 10-K",
            "温室効果ガス（スコープ3）",
            "ISO27001: Information Security",
            "ISO 27001: Information Security",
            "RFC2119: Key Words",
            "5S：整理・整頓",
            "Web3: The Open Web",
            "Q3: The Third Quarter",
            "B2B: Business to Business",
            "10:05 Rule",
            "(Non-)Current Assets",
            "[PDF] Handbook",
            "R134a - A Refrigerant",
            "B0336",
            "Decent Work (Goal 8)",
            "オリンピック（東京2020）",
            "Interlacing（Adam7）",
            "Audit Findings (Report 10217)",
            "Growth Plan (Strategy 2030)",
            "中期計画（経営2030）",
            "Time Zone [-0500]",
            "Report of April 09, 2017",
            "Report of 09 May 2017",
            "09月05日の報告",
            "Business Hours (+0900)",
            "営業時間（+0900）",
        ] {
            assert_eq!(serial(name), None, "{name}");
        }
        for slug in ["10-000-hours", "web-2-0", "iso-27001", "401k", "5-whys", "fiscal-2024-01", "report-01-2024"] {
            assert_eq!(padded_part(slug), None, "{slug}");
        }
    }
}
