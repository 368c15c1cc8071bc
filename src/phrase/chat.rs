//! How a chat program opens its answer, what it says that it hands over, and how it closes.
//!
//! Owns which of these signs a text has; `chat.toml` lists openings and closings. People open, announce and close as well, so
//! a text needs two signs. Must not know fields.

// Long because: what is handed over, and in which words, takes lists in two languages.

use std::ops::Range;

use super::starts::{LONG, SHORT, Starts};
use super::{Family, Phrases, Terms};
use crate::text::{MappedText, sentences, whole_sentences};

/// Two signs that a text is the answer of a chat program, in the order in which they stand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chat {
    /// The first sign.
    pub first: Range<usize>,
    /// The second one; nothing where the first is praise of what is handed over.
    pub second: Option<Range<usize>>,
    /// Whether the text begins with the first sign.
    pub begins: bool,
}

/// The signs of a text, if there are enough. `may_close` says whether it may hold a closing; `names` are those of the term,
/// folded.
pub fn chat<'n>(text: &str, may_close: bool, names: impl FnOnce() -> &'n [String]) -> Option<Chat> {
    let may_begin = may_begin(text);
    if !may_begin && !may_close {
        return None;
    }
    let mut closings = if may_close { closings(text) } else { Vec::new() }.into_iter();
    if !may_begin {
        let first = closings.next()?;
        return Some(Chat { first, second: Some(closings.next()?), begins: false });
    }
    let openings = Phrases::of(Family::Opening).find(text, Terms::Any);
    let opening = openings.into_iter().map(|found| found.range).max_by_key(|range| range.end);
    let from = opening.as_ref().map_or(0, |opening| opening.end);
    let handed = handed_over(text, from);
    let last = closings.next_back().filter(|closing| closing.start >= from);
    let (first, second) = match (opening, handed) {
        (Some(opening), handed) => {
            // もちろんです says yes to a reader as well, who is then told what follows.
            let is_yes = text[opening.clone()].starts_with("もちろん");
            let announced = || announced(text, opening.end).filter(|_| !is_yes);
            let second = handed.map(|handed| handed.range).or(last).or_else(announced);
            (opening, Some(second?))
        }
        (None, Some(handed)) => match last {
            Some(last) => (handed.range, Some(last)),
            None if handed.is_own || handed.is_praised && is_about(text, names()) => (handed.range, None),
            None => return None,
        },
        // Its closings may begin as openings do: ご参考になれば幸いです.
        (None, None) => return Some(Chat { first: closings.next()?, second: Some(last?), begins: false }),
    };
    Some(Chat { first, second, begins: true })
}

/// Whether a text begins as an opening does, or with the words for what is handed over: nearly none does, and the phrases are
/// not even built for them.
fn may_begin(text: &str) -> bool {
    const STARTS: [&str; 55] = [
        "absolutely",
        "alright",
        "based on ",
        "certainly",
        "of course",
        "great question",
        "good question",
        "that’s a",
        "that's a",
        "understood",
        "got it",
        "sure",
        "no problem",
        "you’re ",
        "you're ",
        "okay",
        "happy to help",
        "sorry for the",
        "i apologize for",
        "i’ve ",
        "i've ",
        "i have ",
        "thank you for ",
        "thanks for",
        "here is",
        "here’s",
        "here's",
        "here are",
        "here you go",
        "as requested",
        "my apologies",
        "excellent ",
        "great point",
        "below is",
        "below you",
        "below are",
        "the following is",
        "to answer your",
        "承知",
        "かしこ",
        "もちろん",
        "ご",
        "了解",
        "はい、",
        "以下",
        "わかりました",
        "分かりました",
        "ありがとう",
        "素晴らしい",
        "良い",
        "いい",
        "失礼",
        "お待たせ",
        "修正",
        "こちら",
    ];
    static TOLD: Starts = {
        let (mut starts, mut number) = (Starts::none(), 0);
        while number < STARTS.len() {
            starts = starts.and(STARTS[number].as_bytes(), if STARTS[number].len() < LONG { SHORT } else { LONG });
            number += 1;
        }
        starts
    };
    let bytes = text.trim_start().as_bytes();
    let begins =
        |start: &&str| bytes.get(..start.len()).is_some_and(|head| head.eq_ignore_ascii_case(start.as_bytes()));
    TOLD.may_begin(bytes) && STARTS.iter().any(begins)
}

/// The closings among the last two sentences, each as the whole of its sentence.
fn closings(text: &str) -> Vec<Range<usize>> {
    const LAST: usize = 2;
    let found = Phrases::of(Family::Closing).find(text, Terms::Any);
    if found.is_empty() {
        return Vec::new();
    }
    let all: Vec<Range<usize>> = sentences(text).collect();
    let last = &all[all.len().saturating_sub(LAST)..];
    let mut closings: Vec<Range<usize>> = found.into_iter().map(|found| whole_sentences(text, found.range)).collect();
    closings.retain(|closing| last.contains(closing));
    closings.sort_unstable_by_key(|closing| closing.start);
    closings.dedup();
    closings
}

/// What a program says that it hands over: “Here is a concise definition”, 以下は簡潔な定義.
struct HandedOver {
    range: Range<usize>,
    /// Whether it says how good that is, and hands it over in the same text.
    is_praised: bool,
    /// Whether it says what it did to a text that somebody gave it, and hands that over in the same text.
    is_own: bool,
}

/// What is handed over at the start of the sentence at `from`, or behind what stands there of an opening.
fn handed_over(text: &str, from: usize) -> Option<HandedOver> {
    const LEADS_ON: [&str; 8] = ["はい、", "それでは", "では", "早速", "さっそく", "so ", "okay, ", "alright, "];
    let folded = MappedText::of(&text[from..]);
    let mut rest = folded.text.as_str();
    loop {
        rest = rest.trim_start_matches(|sign: char| !sign.is_alphanumeric());
        match LEADS_ON.iter().find_map(|word| rest.strip_prefix(word)) {
            Some(after) => rest = after,
            None => break,
        }
    }
    let clause = &rest[..rest.find([':', '。', '.', ';', '!', '?']).unwrap_or(rest.len())];
    let done = done_in_english(clause);
    let (length, is_praised) =
        in_english(clause).or(done).or_else(|| in_japanese(clause)).or_else(|| done_in_japanese(clause))?;
    let goes_on = rest[clause.len()..].contains(char::is_alphanumeric);
    let start = folded.text.len() - rest.len();
    let range = folded.original(start..start + length);
    let is_own =
        goes_on && (done.is_some() || is_reworded(clause, length) || is_reworded_in_japanese(&clause[..length]));
    Some(HandedOver { range: from + range.start..from + range.end, is_praised: is_praised && goes_on, is_own })
}

/// How far “here is a concise definition” reaches in a clause that begins with it, and whether that is praised.
fn in_english(clause: &str) -> Option<(usize, bool)> {
    const STARTS: [&str; 8] = [
        "here is ",
        "here's ",
        "here are ",
        "below is ",
        "below are ",
        "the following is ",
        "below you will find ",
        "below you'll find ",
    ];
    let after = STARTS.iter().find_map(|start| clause.strip_prefix(start))?;
    text_in_english(clause, after, false)
}

/// Whether nothing but another wording of a text is handed over: `Here is the revised answer:`.
fn is_reworded(clause: &str, length: usize) -> bool {
    const REWORDED: [&str; 7] =
        [" revised ", " rewritten ", " improved ", " polished ", " edited ", " corrected ", " refined "];
    /// Of what, for whom and how, in the words of one who was asked.
    const BEHIND: [&str; 8] = [
        " of your text",
        " of your definition",
        " of your paragraph",
        " of your answer",
        " you asked for",
        " you requested",
        " in a neutral tone",
        " in plain english",
    ];
    let (handed, rest) = clause.split_at(length);
    (rest.trim().is_empty() || BEHIND.iter().any(|own| rest.starts_with(own)))
        && REWORDED.iter().any(|word| handed.contains(word))
}

/// The same of 以下は修正後の文章.
fn is_reworded_in_japanese(handed: &str) -> bool {
    handed.starts_with("以下")
        && ["修正後の", "校正後の", "書き直した", "推敲した"].iter().any(|word| handed.contains(word))
}

/// The same of “I have rewritten the paragraph”.
fn done_in_english(clause: &str) -> Option<(usize, bool)> {
    const STARTS: [&str; 2] = ["i've ", "i have "];
    const DONE: [&str; 18] = [
        "added",
        "condensed",
        "corrected",
        "created",
        "drafted",
        "edited",
        "expanded",
        "improved",
        "polished",
        "prepared",
        "refined",
        "revised",
        "reworked",
        "rewritten",
        "shortened",
        "simplified",
        "summarized",
        "updated",
    ];
    let after = STARTS.iter().find_map(|start| clause.strip_prefix(start))?;
    let after = DONE.iter().find_map(|verb| after.strip_prefix(verb)?.strip_prefix(' '))?;
    text_in_english(clause, after, true)
}

/// How far the text that `after` begins with reaches in the clause: `a concise definition`, `the revised version`.
fn text_in_english(clause: &str, after: &str, is_known: bool) -> Option<(usize, bool)> {
    const ARTICLES: [&str; 7] = ["a", "an", "your", "some", "two", "three", "one"];
    /// What “the” may stand before: somebody asked for it.
    const ASKED_FOR: [&str; 8] =
        ["revised", "updated", "requested", "rewritten", "improved", "polished", "edited", "corrected"];
    const TEXTS: [&str; 23] = [
        "definition",
        "definitions",
        "explanation",
        "explanations",
        "description",
        "descriptions",
        "summary",
        "summaries",
        "overview",
        "version",
        "versions",
        "rewrite",
        "draft",
        "drafts",
        "paragraph",
        "paragraphs",
        "answer",
        "answers",
        "breakdown",
        "rundown",
        "wording",
        "text",
        "take",
    ];
    const PRAISE: [&str; 17] = [
        "brief",
        "clear",
        "clean",
        "compact",
        "concise",
        "crisp",
        "improved",
        "plain",
        "polished",
        "professional",
        "refined",
        "revised",
        "rewritten",
        "short",
        "simple",
        "straightforward",
        "one-sentence",
    ];
    /// The most words between the article and the text.
    const BETWEEN: usize = 4;
    let mut words = after.split(' ').map(|word| (word, word.trim_end_matches(',')));
    let (article, _) = words.next()?;
    let mut end = clause.len() - after.len() + article.len();
    let mut is_praised = false;
    for (number, (word, bare)) in words.take(BETWEEN + 1).enumerate() {
        let is_the = article == "the"
            && (is_known
                || ASKED_FOR.contains(&bare)
                || [" you requested", " you asked for"].iter().any(|end| clause.ends_with(end)));
        if number == 0 && !is_the && !ARTICLES.contains(&article) {
            return None;
        }
        end += " ".len() + word.len();
        if TEXTS.contains(&bare) {
            return Some((end - (word.len() - bare.len()), is_praised));
        }
        is_praised |= PRAISE.contains(&bare);
    }
    None
}

/// What is done to a text that somebody asked for.
const DONE: [&str; 18] = [
    "作成",
    "修正",
    "更新",
    "用意",
    "追加",
    "改善",
    "書き直",
    "書き換え",
    "校正",
    "まとめ",
    "示",
    "記載",
    "短く",
    "簡潔に",
    "わかりやすく",
    "やさしく",
    "要約",
    "整え",
];

/// Where one of the two sentences behind an opening, which ends at `from`, says that something follows: 以下に説明します. In the
/// sentence of the opening itself, that has to be something done: ご要望に応じて、以下のとおり書き直しました.
fn announced(text: &str, from: usize) -> Option<Range<usize>> {
    /// What 以下の三つ does not say.
    const FOLLOWS: [&str; 8] = ["に", "、", "のとおり", "の通り", "のように", "が", "は", "をご"];
    let is_apart = text[from..].starts_with(['。', '！', '!', '.']) || text[..from].ends_with(['。', '！', '!', '.']);
    sentences(&text[from..]).take(3).find_map(|range| {
        let sentence = &text[from..][range.clone()];
        let body = sentence.trim_start_matches(|sign: char| !sign.is_alphanumeric());
        let after = body.strip_prefix("以下")?;
        let is_done = || sentence.contains("ました") && DONE.iter().any(|verb| after.contains(verb));
        let is_said = FOLLOWS.iter().any(|word| after.starts_with(word)) && (is_apart || range.start > 0 || is_done());
        let start = from + range.start + sentence.len() - body.len();
        is_said.then(|| start..start + "以下".len())
    })
}

/// How far 修正後の文章を作成しました or 修正版はこちらです reaches in a clause that begins with it.
fn done_in_japanese(clause: &str) -> Option<(usize, bool)> {
    const TEXTS: [&str; 12] =
        ["定義", "定義文", "説明", "説明文", "解説", "要約", "文章", "文案", "修正版", "改訂版", "修正案", "改善案"];
    const ENDS: [&str; 7] =
        ["しました", "いたしました", "ました", "します", "いたします", "ましたので", "ておきました"];
    const HERE: [&str; 6] = ["はこちら", "は次のとおり", "は次の通り", "は以下のとおり", "は以下の通り", "を以下に"];
    let is_here = |rest: &str| HERE.iter().any(|here| rest.starts_with(here));
    let is_done = |rest: &str| {
        let rest = rest.strip_prefix('を').map(|rest| rest.strip_prefix("以下に").unwrap_or(rest));
        let end = rest.and_then(|rest| DONE.iter().find_map(|verb| rest.strip_prefix(verb)));
        end.is_some_and(|end| ENDS.iter().any(|own| end.starts_with(own)))
    };
    let begins = clause.starts_with("こちら");
    let ends = TEXTS.iter().flat_map(|word| clause.match_indices(word).map(|(at, word)| at + word.len()));
    let end = ends
        .filter(|end| {
            is_here(&clause[*end..]) || is_done(&clause[*end..]) || begins && clause[*end..].starts_with("です")
        })
        .min()?;
    Some((end, false))
}

/// How far 以下は簡潔な定義 reaches in a clause that begins with it, and whether that is praised.
fn in_japanese(clause: &str) -> Option<(usize, bool)> {
    const PARTICLES: [&str; 6] = ["に", "は", "が", "のとおり", "の通り", "のように"];
    const TEXTS: [&str; 13] = [
        "定義",
        "定義文",
        "説明",
        "説明文",
        "解説",
        "要約",
        "文章",
        "文案",
        "回答",
        "回答案",
        "修正案",
        "改善案",
        "例文",
    ];
    /// What says that the text is handed over, and not spoken of.
    const GIVEN: [&str; 7] = ["です", "になります", "となります", "を", "しました", "いたしました", "させて"];
    const PRAISE: [&str; 10] =
        ["簡潔", "わかりやす", "分かりやす", "明確", "短い", "端的", "平易", "修正した", "改善した", "修正後"];
    let after = clause.strip_prefix("以下")?;
    let after = PARTICLES.iter().find_map(|particle| after.strip_prefix(particle))?;
    let ends = TEXTS.iter().flat_map(|word| after.match_indices(word).map(|(at, word)| at + word.len()));
    let end = ends.filter(|end| GIVEN.iter().any(|given| after[*end..].starts_with(given))).min()?;
    let is_praised = PRAISE.iter().any(|praise| after[..end].contains(praise));
    Some((clause.len() - after.len() + end, is_praised))
}

/// Whether one of the first two sentences names the term.
fn is_about(text: &str, names: &[String]) -> bool {
    const FIRST: usize = 2;
    let end = sentences(text).take(FIRST).last().map_or(0, |sentence| sentence.end);
    let folded = MappedText::of(&text[..end]).text;
    names.iter().any(|name| !name.is_empty() && folded.contains(name.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn signs(text: &str) -> Option<(&str, Option<&str>)> {
        let names = ["churn rate".to_owned(), "解約率".to_owned()];
        let found = chat(text, true, || &names)?;
        Some((&text[found.first], found.second.map(|second| &text[second])))
    }

    #[test]
    fn what_is_handed_over_is_a_text() {
        for (text, handed) in [
            (
                "Here’s a clear, professional explanation of churn rate: who left.",
                "Here’s a clear, professional explanation",
            ),
            ("HERE IS A SHORT TEXT ON CHURN RATE. It counts.", "HERE IS A SHORT TEXT"),
            ("以下は、解約率の簡潔な説明文です。去った人を数える。", "以下は、解約率の簡潔な説明文"),
        ] {
            assert_eq!(signs(text), Some((handed, None)), "{text}");
        }
        for text in [
            "Here is a clear explanation of churn rate",
            "Here is a clear explanation of the rate: who left.",
            "Here is an explanation of churn rate: who left.",
            "Here is a short, plain and entirely new explanation of churn rate: who left.",
            "Here is the clear explanation of churn rate: who left.",
            "There is a clear explanation of churn rate: who left.",
            "以下は、解約率の簡潔な説明文です。",
            "以下は、解約率の簡潔な説明文ではない。去った人を数える。",
            "以下、解約率の簡潔な説明です。去った人を数える。",
        ] {
            assert_eq!(signs(text), None, "{text}");
        }
    }

    #[test]
    fn every_opening_is_sought() {
        for opening in Phrases::of(Family::Opening).iter() {
            assert!(may_begin(&opening.text) && may_begin(&opening.text.to_uppercase()), "{}", opening.text);
        }
        for text in ["The rate falls.", "Of all plans, one stays.", "解約率とは", "", "h"] {
            assert!(!may_begin(text), "{text}");
        }
    }

    #[test]
    fn what_follows_may_be_announced_without_its_name() {
        for text in [
            "承知しました。以下に説明します。解約率は割合です。",
            "承知いたしました！以下のとおりです。解約率は割合です。",
            "かしこまりました。解約率ですね。以下、割合で示します。",
            "ご要望に応じて、以下のとおり書き直しました。解約率は割合です。",
            "ご要望に応じて短くしました。以下をご覧ください。",
        ] {
            assert_eq!(signs(text).and_then(|(_, second)| second), Some("以下"), "{text}");
        }
        for text in [
            "もちろんです。以下の三つから選べます。",
            "もちろんです。以下に手順を挙げます。数えます。",
            "ご要望に応じて、以下の三つから選べます。",
            "ご要望に応じて、以下に挙げる数え方から選べます。",
            "もちろんです。ただし、以下の条件があります。",
            "もちろんです。月次でも見ます。年次でも見ます。以下に例を挙げます。",
        ] {
            assert_eq!(signs(text), None, "{text}");
        }
    }

    #[test]
    fn a_closing_stands_at_the_end() {
        let text = "Certainly! I hope this helps. Divide one by the other. Round it. Publish it.";
        assert_eq!(signs(text), None);
        let text = "Certainly! Divide one by the other. I hope this helps. Publish it.";
        assert_eq!(signs(text), Some(("Certainly", Some("I hope this helps."))));
        let text = "Divide them. I hope this helps. Let me know if it does.";
        assert_eq!(signs(text), Some(("I hope this helps.", Some("Let me know if it does."))));
        assert_eq!(signs("Divide them. I hope this helps."), None);
        let text = "ご参考になれば幸いです。ほかに知りたいことがあればお知らせください。";
        let closings = signs(text).map(|(first, second)| (first, second.is_some()));
        assert_eq!(closings, Some(("ご参考になれば幸いです。", true)));
        assert_eq!(signs("ご参考になれば幸いです。"), None);
    }
}
