use crate::declare_rule;
use crate::handoff::Handoff;
use crate::rule::{DocumentRule, Level, Reporter};
use crate::text::{fold, is_blank};
use crate::words::quote;

declare_rule! {
    /// A misconception that reads like advice.
    ///
    /// ## Why
    /// Under a neutral heading such as “Watch out”, a bare false claim (“Newsletters are enough”) is read as a true one, by
    /// agents above all. The rule is off by default: most lists are marked by their titles, and words alone tell a claim
    /// from its correction only roughly. Where it is wanted, `info` suits it.
    ///
    /// ## Fails
    /// ```json
    /// { "content": { "misunderstandings": [{
    ///   "key": "misunderstandings", "title": "Watch out", "text": null,
    ///   "items": ["Discounts keep customers from leaving.", "A low rate is not proof of satisfaction."]
    /// }] } }
    /// ```
    /// ```json ja
    /// { "content": { "misunderstandings": [{
    ///   "key": "misunderstandings", "title": "注意点", "text": null,
    ///   "items": ["値引きをすれば顧客は残る。", "解約率は低いほど良いとは限らない。"]
    /// }] } }
    /// ```
    /// Where the pages do not show the title, it marks nothing:
    /// ```json options
    /// { "marking-titles": [] }
    /// ```
    /// ```json
    /// { "content": { "misunderstandings": [{
    ///   "key": "misunderstandings", "title": "Common mistakes", "text": null, "items": ["Discounts keep customers from leaving."]
    /// }] } }
    /// ```
    ///
    /// ## Passes
    /// ```json
    /// { "content": { "misunderstandings": [{
    ///   "key": "misunderstandings", "title": "Common mistakes", "text": null, "items": ["Discounts keep customers from leaving."]
    /// }] } }
    /// ```
    /// ```json ja
    /// { "content": { "misunderstandings": [{
    ///   "key": "misunderstandings", "title": "よくある誤解", "text": null, "items": ["値引きをすれば顧客は残る。"]
    /// }] } }
    /// ```
    ///
    /// ## Fix
    /// State what is true instead (“discounts delay the leaving rather than prevent it”), or give the list a title that says
    /// that its items are mistakes.
    ///
    /// ## Known limits
    /// A word of negation or contrast anywhere in an item marks it, so a false claim that is itself negative passes. Words
    /// for a mistake (`treating`, `assuming`, `overlook`, 混同, 思い込み) mark it too, and so does a row, whose second cell
    /// answers the first. Only English and Japanese are known.
    pub struct UnmarkedMisconception {
        /// Words in the title of the list that say that its items are mistakes.
        marking_titles: Vec<String> = TITLES.iter().map(|word| (*word).to_owned()).collect(),
    }
    id: "unmarked-misconception", kind: Document, level: Level::Off
}

const TITLES: [&str; 16] = [
    "misconception",
    "misunderstanding",
    "mistake",
    "myth",
    "fallac",
    "pitfall",
    "wrong",
    "confus",
    "誤解",
    "誤り",
    "間違い",
    "勘違い",
    "思い違い",
    "思い込み",
    "落とし穴",
    "俗説",
];

/// English words that mark an item, as whole words: `no` is not the start of `normal`.
const WORDS: [&str; 9] = ["but", "even", "less", "no", "none", "nor", "not", "only", "than"];

/// How other words begin that mark an English item.
const STEMS: [&str; 42] = [
    "actually",
    "alone",
    "although",
    "assum",
    "avoid",
    "belie",
    "beware",
    "cannot",
    "confus",
    "despite",
    "except",
    "expect",
    "fail",
    "false",
    "forget",
    "hardly",
    "however",
    "ignor",
    "instead",
    "merely",
    "misread",
    "mistak",
    "misunderst",
    "myth",
    "neglect",
    "neither",
    "never",
    "nothing",
    "overlook",
    "rarely",
    "rather",
    "regardless",
    "seldom",
    "think",
    "though",
    "treat",
    "unless",
    "unlike",
    "whereas",
    "while",
    "without",
    "wrong",
];

/// What marks a Japanese item.
const JAPANESE: [&str; 32] = [
    "ない",
    "なく",
    "なか",
    "ません",
    "ず、",
    "ずに",
    "誤",
    "違",
    "限ら",
    "一方",
    "しかし",
    "だが",
    "むしろ",
    "別",
    "異な",
    "混同",
    "思い込",
    "勘",
    "見落と",
    "見過ご",
    "無視",
    "忘れ",
    "過ぎ",
    "すぎ",
    "ても",
    "でも",
    "のに",
    "わけ",
    "より",
    "だけ",
    "つもり",
    "軽視",
];

impl DocumentRule for UnmarkedMisconception {
    fn check(&self, handoff: &Handoff<'_>, reporter: &mut Reporter<'_>) {
        for section in &handoff.content.misunderstandings {
            let Some(title) = section.title.value().map(|title| fold(title)) else { continue };
            if self.marking_titles.iter().any(|word| title.contains(&fold(word))) {
                continue;
            }
            for item in section.items.iter().filter(|item| !is_blank(item) && !item.is_row() && !is_marked(item)) {
                reporter
                    .at(item)
                    .message(format!("nothing marks this as a mistake: {}", quote(item)))
                    .label("reads like advice")
                    .help("state what is true instead");
            }
        }
    }
}

/// Whether a word of negation, of contrast, or for a mistake stands in the item.
fn is_marked(item: &str) -> bool {
    let folded = fold(item);
    let mut words = folded.split(|letter: char| !letter.is_ascii_alphabetic() && letter != '\'');
    let is_marking =
        |word: &str| WORDS.contains(&word) || word.ends_with("n't") || STEMS.iter().any(|stem| word.starts_with(stem));
    words.any(is_marking) || JAPANESE.iter().any(|mark| folded.contains(mark))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_negation_or_a_contrast_marks_an_item() {
        for item in [
            "A high score is not an order.",
            "It doesn’t end with the sale.",
            "Treating every lead alike.",
            "Failing to ask why they left.",
            "Two myths about price.",
            "Fewer calls, but better ones.",
            "解約率は低いほど良いとは限らない。",
            "売上ではなく粗利で見る。",
            "見込み客と顧客を混同する。",
        ] {
            assert!(is_marked(item), "{item}");
        }
        for item in [
            "Normal weeks are calm.",
            "Events bring buyers; nobody needs a lesson.",
            "Broad mailings suffice.",
            "広告を増やせば売れる。",
            "",
        ] {
            assert!(!is_marked(item), "{item}");
        }
    }
}
