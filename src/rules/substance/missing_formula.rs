use crate::declare_rule;
use crate::handoff::Handoff;
use crate::json::Kind;
use crate::rule::{DocumentRule, Level, Reporter};
use crate::words::quote;

declare_rule! {
    /// A measure without a formula.
    ///
    /// ## Why
    /// Whoever looks up a rate or a cost wants to compute it. The rule is off by default: a name tells only roughly what is a
    /// measure, and only you know which of your terms are.
    ///
    /// ## Fails
    /// ```json
    /// { "content": { "formula": null } }
    /// ```
    /// ```json ja
    /// { "content": { "formula": null } }
    /// ```
    ///
    /// ## Passes
    /// ```json
    /// { "summary": { "display_name": "Sunk Cost" }, "content": { "formula": null } }
    /// ```
    /// ```json ja
    /// { "summary": { "display_name": "業務効率", "english_name": "Operational Efficiency" }, "content": { "formula": null } }
    /// ```
    /// ```json options
    /// { "exceptions": ["churn rate"] }
    /// ```
    /// ```json
    /// { "content": { "formula": null } }
    /// ```
    ///
    /// ## Fix
    /// Write the formula, or add the name to `exceptions`.
    ///
    /// ## Known limits
    /// A measure is known by the end of its display name or English name, without what is in brackets. Names such as
    /// Sunk Cost, Exchange Rate, Employee Retention, 機会費用 and 効率 end like a measure but are not: they are in
    /// `exceptions`, which has to be given whole when it is changed. A formula in the definition, the usage or an answer counts: an equation
    /// between words, or words such as “divided by” and で割った値.
    pub struct MissingFormula {
        /// How the names of measures end. A Latin ending is a word, and may be in the plural.
        endings: Vec<String> = strings(&ENDINGS),
        /// Names, or ends of names, that need no formula.
        exceptions: Vec<String> = strings(&EXCEPTIONS),
    }
    id: "missing-formula", kind: Document, level: Level::Off
}

const ENDINGS: [&str; 11] =
    ["rate", "ratio", "cost", "margin", "retention", "percentage", "率", "費用", "コスト", "原価", "マージン"];

/// Terms without a formula that end like a measure: those of `docs/healthy.md`, "Formulas and boundaries", and their like.
const EXCEPTIONS: [&str; 40] = [
    "sunk cost",
    "opportunity cost",
    "switching cost",
    "search cost",
    "transaction cost",
    "fixed cost",
    "variable cost",
    "direct cost",
    "indirect cost",
    "hidden cost",
    "exchange rate",
    "interest rate",
    "tax rate",
    "prime rate",
    "base rate",
    "flat rate",
    "hourly rate",
    "employee retention",
    "talent retention",
    "customer retention",
    "data retention",
    "埋没費用",
    "機会費用",
    "取引費用",
    "固定費用",
    "変動費用",
    "サンクコスト",
    "埋没コスト",
    "機会コスト",
    "スイッチングコスト",
    "切り替えコスト",
    "取引コスト",
    "固定コスト",
    "変動コスト",
    "効率",
    "能率",
    "確率",
    "税率",
    "利率",
    "統率",
];

fn strings(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}

impl DocumentRule for MissingFormula {
    fn check(&self, handoff: &Handoff<'_>, reporter: &mut Reporter<'_>) {
        if handoff.content.formula.is_some() {
            return;
        }
        let formula = handoff.root.get("content").and_then(|content| content.get("formula"));
        let Some(formula) = formula.filter(|node| node.kind() == Kind::Null) else { return };
        let names = [&handoff.summary.display_name, &handoff.summary.english_name];
        let names = || names.into_iter().filter_map(|name| name.value());
        if names().any(|name| ends_with_any(name, &self.exceptions)) {
            return;
        }
        if let Some(name) = names().find(|name| ends_with_any(name, &self.endings)) {
            if says_how(handoff) {
                return;
            }
            reporter
                .at(formula)
                .message(format!("{} has the name of a measure but no formula", quote(name)))
                .label("no formula")
                .help("write the formula or list the name in `exceptions`");
        }
    }
}

/// Whether the definition, the usage or an answer says how the measure is computed.
fn says_how(handoff: &Handoff<'_>) -> bool {
    const WORDS: [&str; 4] = ["divided by", "÷", "で割った値", "で除した値"];
    let content = &handoff.content;
    let sections = content.definition.iter().chain(&content.usage);
    let texts = sections.flat_map(|section| section.text.value().into_iter().chain(&section.items));
    let answers = content.faq.iter().filter_map(|pair| pair.answer.value());
    texts.chain(answers).any(|text| WORDS.iter().any(|word| text.contains(word)) || has_equation(text))
}

/// Whether an equals sign stands between words: `churn = lost / base`, not `24 / 800 = 3%`.
fn has_equation(text: &str) -> bool {
    text.match_indices(['=', '＝']).any(|(at, sign)| {
        let before = text[..at].trim_end().chars().next_back();
        let after = text[at + sign.len()..].trim_start().trim_start_matches(['(', '（']).chars().next();
        before.is_some_and(char::is_alphabetic) && after.is_some_and(char::is_alphabetic)
    })
}

/// Whether a name, without what stands in brackets at its end, ends with one of these words.
fn ends_with_any(name: &str, ends: &[String]) -> bool {
    let mut name = name.trim();
    while let Some(bracket) = name.strip_suffix([')', '）']).and_then(|inner| inner.rfind(['(', '（'])) {
        name = name[..bracket].trim_end();
    }
    let singular = name.strip_suffix(['s', 'S']).unwrap_or(name);
    ends.iter().any(|end| ends_with(name, end) || ends_with(singular, end))
}

fn ends_with(name: &str, end: &str) -> bool {
    let start = name.len().checked_sub(end.len()).filter(|start| name.is_char_boundary(*start) && !end.is_empty());
    start.is_some_and(|start| {
        let is_inside_word = end.starts_with(|letter: char| letter.is_ascii_alphanumeric())
            && name[..start].ends_with(|letter: char| letter.is_ascii_alphanumeric());
        name[start..].eq_ignore_ascii_case(end) && !is_inside_word
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_measure(name: &str) -> bool {
        ends_with_any(name, &strings(&ENDINGS)) && !ends_with_any(name, &strings(&EXCEPTIONS))
    }

    #[test]
    fn a_measure_is_known_by_the_end_of_its_name() {
        for name in [
            "Churn Rate",
            "customer acquisition costs",
            "Net Revenue Retention (NRR)",
            "Ratio",
            "解約率",
            "物流コスト（円）",
            "Churn Rate (Monthly)\u{a0}(CR)",
        ] {
            assert!(is_measure(name), "{name}");
        }
        for name in [
            "Corporate",
            "Total Cost of Ownership",
            "Low-Sunk Cost",
            "Switching Costs",
            "Exchange Rate (FX)",
            "業務効率",
            "成功確率",
            "テンプレート",
            "(cost)",
            "rates of",
            "s",
            "",
        ] {
            assert!(!is_measure(name), "{name}");
        }
    }
}
