//! Tells what the texts of a document may hold, from their bytes and in a few passes.
//!
//! Nearly every rule about characters looks for something that nearly no document has. Asking each text for each of
//! them costs more than reading the document; asking the document once costs next to nothing. The answer may be wrong in
//! one direction only: what is not seen is not there. Whether something is wrong is for the rules to say.

use std::ops::Range;

use super::Text;
use super::artefacts::doubled_words;
use super::brackets::Weights;
use super::features::TextFeatures;
use super::triples;
use crate::phrase::{self, Families};

/// What the texts of a document may hold: all of them together, and each for itself.
#[derive(Clone, Debug)]
pub(super) struct Survey {
    /// What is in any of the texts.
    pub of_document: TextFeatures,
    /// What is in each of them, by the number of its node. Where a node is none of the texts: everything.
    of_nodes: Vec<TextFeatures>,
}

impl Survey {
    /// Surveys the texts of a document that has so many nodes.
    pub fn of<'t, 'a: 't>(texts: impl Iterator<Item = &'t Text<'a>> + Clone, nodes: usize) -> Survey {
        // The first character of the first text has something before it, too.
        const START: &str = "\"\"\"";
        const { assert!(START.len() >= BEFORE) };
        // And the last one has enough behind it.
        const END: &str = "\"\"\"\"\"\"\"\"";
        const { assert!(END.len() >= AHEAD) };
        let length = texts.clone().map(|text| text.len() + 1).sum::<usize>();
        let mut joined = String::with_capacity(START.len() + END.len() + length);
        let mut places = Vec::with_capacity(nodes / 4);
        joined.push_str(START);
        for text in texts.clone() {
            let start = joined.len();
            joined.push_str(text);
            places.push(Place::new(start..joined.len()));
            joined.push('"');
        }
        joined.push_str(END);
        let of_document = survey(joined.as_bytes(), &mut places);
        let mut of_nodes = vec![TextFeatures::ALL; nodes];
        for (text, place) in texts.zip(places) {
            of_nodes[text.node.index() as usize] = place.features;
            if !place.features.has(TextFeatures::DIVIDER) {
                text.set_no_row();
            }
        }
        Survey { of_document, of_nodes }
    }

    /// What one text may hold.
    pub fn of_text(&self, text: &Text<'_>) -> TextFeatures {
        self.of_nodes.get(text.node.index() as usize).copied().unwrap_or(TextFeatures::ALL)
    }
}

impl TextFeatures {
    /// The features of one text.
    pub fn of(text: &str) -> TextFeatures {
        survey(text.as_bytes(), &mut [Place::new(0..text.len())])
    }

    /// What broken exports and chat tools leave in addresses.
    pub(super) fn of_addresses(addresses: &str) -> TextFeatures {
        let (told, _) = triples::told(addresses.as_bytes(), 0..addresses.len());
        told.and(TextFeatures::PRINTED.or(TextFeatures::MODEL))
    }
}

/// How many bytes before a text are looked at with it: those of one character.
const BEFORE: usize = 3;

/// How many bytes behind a text are looked at with it.
const AHEAD: usize = 8;

/// One of the joined texts.
struct Place {
    range: Range<usize>,
    features: TextFeatures,
    brackets: Weights,
}

impl Place {
    fn new(range: Range<usize>) -> Place {
        Place { range, features: TextFeatures::NOTHING, brackets: Weights::default() }
    }

    /// The bytes of the text, and those that are looked at with them.
    fn around<'t>(&self, texts: &'t [u8]) -> &'t [u8] {
        &texts[self.range.start.saturating_sub(BEFORE)..(self.range.end + AHEAD).min(texts.len())]
    }
}

/// Surveys texts that are joined by quotation marks, which stand for nothing that is asked for; notes what each of them may
/// hold, and returns what there is in any of them.
fn survey(texts: &[u8], places: &mut [Place]) -> TextFeatures {
    for place in &mut *places {
        (place.features, place.brackets) = triples::told(texts, place.range.clone());
    }
    let mut all = TextFeatures::NOTHING;
    // Nearly no document has any of them, so that all of its texts are asked at once before each is.
    if phrases(texts) != TextFeatures::NOTHING {
        places.iter_mut().for_each(|place| place.features = place.features.or(phrases(place.around(texts))));
    }
    for space in doubled_words(texts) {
        let number = places.partition_point(|place| place.range.end <= space);
        if let Some(place) = places.get_mut(number) {
            place.features = place.features.or(TextFeatures::DOUBLED_WORD);
        }
    }
    // Phrases are searched as they are written: where letters may be written otherwise, any may be there.
    let otherwise = TextFeatures::UNUSUAL.or(TextFeatures::ODD_SPACE).or(TextFeatures::WIDE_LETTER);
    // The brackets of a document are weighed as a whole.
    let mut brackets = Weights::default();
    for place in places {
        let is_other = place.features.has(otherwise);
        let is_padded = matches!(texts[place.range.clone()], [b' ', ..] | [.., b' ']);
        place.features = place
            .features
            .or(TextFeatures::of_families(Families::ALL).when(is_other))
            .or(TextFeatures::PADDED.when(is_padded));
        all = all.or(place.features);
        place.features = place.features.or(place.brackets.features());
        brackets.add(place.brackets);
    }
    all.or(brackets.features())
}

/// The embedded phrases.
fn phrases(bytes: &[u8]) -> TextFeatures {
    TextFeatures::of_families(phrase::may_stand_in(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::phrase::Family;

    /// What a text has but for what folding changes, and what everyday texts have as well.
    fn seen(text: &str) -> TextFeatures {
        let everyday = TextFeatures::FOLDED.or(TextFeatures::COLON).or(TextFeatures::EASTERN);
        TextFeatures::of(text).without(everyday)
    }

    #[test]
    fn everyday_texts_hold_nothing_unusual() {
        for text in [
            "",
            "あ",
            "A plain sentence. And one more, it’s “here” — 3.5 % … ok: yes\"And another text.",
            "解約率（％）とは、サービスの「継続」を測るもの。データを比べる・見る。",
            "café, naïve, \"quoted\", either/or",
        ] {
            assert_eq!(seen(text), TextFeatures::NOTHING, "{text}");
        }
    }

    #[test]
    fn whatever_is_asked_for_is_seen_alone() {
        let phrase = TextFeatures::of_families(Families::ALL);
        for (text, expected) in [
            ("\"a\u{200b}b\"", TextFeatures::UNUSUAL.or(phrase)),
            ("\"e\u{301}\"", TextFeatures::UNUSUAL.or(phrase)),
            ("\"は\u{309a}は\"", TextFeatures::UNUSUAL.or(phrase)),
            ("\"\u{e000}\"", TextFeatures::UNUSUAL.or(phrase)),
            ("\"a \u{fffd}\"", TextFeatures::UNUSUAL.or(phrase)),
            ("\"a\u{3164}b\"", TextFeatures::UNUSUAL.or(phrase)),
            ("\"a\u{2800}b\"", TextFeatures::UNUSUAL.or(phrase)),
            ("\"a  b\"", TextFeatures::ODD_SPACE.or(phrase)),
            ("\"a\u{a0}b\"", TextFeatures::ODD_SPACE.or(phrase)),
            ("\"今月\u{3000}来月\"", TextFeatures::ODD_SPACE.or(phrase)),
            (" a b", TextFeatures::PADDED),
            ("a b ", TextFeatures::PADDED),
            ("a | b", TextFeatures::DIVIDER),
            ("\"客户\"", TextFeatures::SIMPLIFIED),
            ("華为", TextFeatures::SIMPLIFIED),
            ("\"interest.It\"", TextFeatures::SEAM),
            ("\"{TERM}\"", TextFeatures::SLOT),
            ("TODO: it", TextFeatures::SLOT),
            ("TBD：次回", TextFeatures::SLOT),
            ("FIXME add it", TextFeatures::SLOT),
            ("【TODO】次回", TextFeatures::SLOT),
            ("\"リード・ンルト\"", TextFeatures::BROKEN_KANA),
            ("\"のーケティング\"", TextFeatures::BROKEN_KANA),
            ("\"、ァイル\"", TextFeatures::BROKEN_KANA),
            ("\"Ｋｐｉ\"", TextFeatures::WIDE_LETTER.or(phrase)),
            ("\"a (b\"", TextFeatures::ROUND_BRACKET.or(TextFeatures::MIXED_BRACKET)),
            ("\"a) b\"", TextFeatures::ROUND_BRACKET.or(TextFeatures::MIXED_BRACKET)),
            ("\"a（b\"", TextFeatures::ROUND_BRACKET),
            ("\"［注 本文\"", TextFeatures::OTHER_BRACKET),
            ("\"「本文\"", TextFeatures::OTHER_BRACKET),
            ("\"本文】\"", TextFeatures::OTHER_BRACKET),
            ("\"（例) 「『本』」【文】{a}[c]\"", TextFeatures::MIXED_BRACKET),
            ("\"use it as the Primary operating calculation\"", TextFeatures::phrase(Family::Formula)),
        ] {
            assert_eq!(seen(text), expected, "{text}");
        }
        let kana = TextFeatures::UNUSUAL.or(TextFeatures::BROKEN_KANA).or(TextFeatures::MOJIBAKE);
        assert_eq!(seen("\"ｶﾅ\""), kana.or(phrase));
    }

    #[test]
    fn each_text_has_what_is_in_it() {
        let odd =
            ["e\u{301}", "縺ゅｋ", "sum of of them", "a\tb", "のーケティング", "ダミーテキスト", "a. .", "カ力ナ", ""];
        let plain = "これは普通の文。";
        for (first, second) in odd.iter().flat_map(|first| odd.map(|second| (first, second))) {
            let document = serde_json::json!(["Plain.", plain, first, plain, second, plain, "The end."]).to_string();
            let tree = crate::json::parse(&document).tree;
            let texts: Vec<Text<'_>> = tree.root().unwrap().items().filter_map(Text::new).collect();
            let survey = Survey::of(texts.iter(), tree.node_count());
            for text in &texts {
                let (seen, own) = (survey.of_text(text), TextFeatures::of(&format!("\"\"\"{}\"\"", &**text)));
                assert_eq!(seen.and(own), own, "{document}");
            }
            assert_eq!(survey.of_text(&texts[0]), TextFeatures::NOTHING, "{document}");
            assert_eq!(survey.of_text(&texts[6]), TextFeatures::NOTHING, "{document}");
            let all = texts.iter().fold(TextFeatures::NOTHING, |all, text| all.or(survey.of_text(text)));
            assert_eq!(survey.of_document, all, "{document}");
            assert_eq!(survey.of_nodes[0], TextFeatures::ALL, "the list is none of its texts");
        }
    }

    #[test]
    fn a_control_character_may_part_anything() {
        for control in '\0'..' ' {
            assert_eq!(
                TextFeatures::of(&format!("a{control}b")).or(TextFeatures::MOJIBAKE),
                TextFeatures::ALL,
                "{control:?}"
            );
        }
    }

    /// What broken exports, copies and chat tools leave behind.
    const LEFT: TextFeatures = TextFeatures::PRINTED
        .or(TextFeatures::MODEL)
        .or(TextFeatures::MARKUP)
        .or(TextFeatures::DOUBLED_SIGN)
        .or(TextFeatures::DOUBLED_WORD)
        .or(TextFeatures::MOJIBAKE)
        .or(TextFeatures::LOOK_ALIKE);

    #[test]
    fn whatever_is_left_behind_is_seen_wherever_it_stands() {
        for (text, expected) in [
            ("the value is undefined now", TextFeatures::PRINTED),
            ("the value is ${price} now", TextFeatures::PRINTED),
            ("確認済み【4†source】です", TextFeatures::MODEL),
            ("as we said. [cite: 1]", TextFeatures::MODEL),
            ("as we said.[^2^]", TextFeatures::MODEL.or(TextFeatures::MARKUP)),
            ("the value is [object Object] now", TextFeatures::PRINTED),
            ("see sandbox:/mnt/data/a.csv", TextFeatures::MODEL),
            ("# How to count", TextFeatures::MARKUP),
            ("> How to count", TextFeatures::MARKUP),
            ("a <b>bold</b> word", TextFeatures::MARKUP),
            ("one&nbsp;word", TextFeatures::MARKUP),
            ("a **bold** word", TextFeatures::MARKUP),
            ("see [this](here) page", TextFeatures::MARKUP),
            ("one line\\nand another", TextFeatures::MARKUP),
            ("that is all..", TextFeatures::DOUBLED_SIGN),
            ("これで終わり。。", TextFeatures::DOUBLED_SIGN),
            ("売上 、利益を見る", TextFeatures::DOUBLED_SIGN),
            ("売上，利益を見る", TextFeatures::DOUBLED_SIGN),
            ("売上｡利益を見る", TextFeatures::DOUBLED_SIGN.or(TextFeatures::MOJIBAKE)),
            ("count the the seats", TextFeatures::DOUBLED_WORD),
            ("The the seats", TextFeatures::DOUBLED_WORD),
            ("sum of of them", TextFeatures::DOUBLED_WORD),
            ("this is a a seat\" a", TextFeatures::DOUBLED_WORD),
            ("A a seat is free", TextFeatures::DOUBLED_WORD),
            ("売上をを比べる", TextFeatures::DOUBLED_WORD),
            ("donâ€™t wait for it", TextFeatures::MOJIBAKE),
            ("the cafÃ© is open", TextFeatures::MOJIBAKE),
            ("縺ゅｋ言葉", TextFeatures::MOJIBAKE),
            ("計算する.ただし", TextFeatures::DOUBLED_SIGN),
            ("見る,次に", TextFeatures::DOUBLED_SIGN),
            ("カタ力ナの語", TextFeatures::LOOK_ALIKE),
            ("口ーンの額", TextFeatures::LOOK_ALIKE),
            ("卜ライアルの額", TextFeatures::LOOK_ALIKE),
            ("工ラーの数", TextFeatures::LOOK_ALIKE),
            ("二ーズの数", TextFeatures::LOOK_ALIKE),
            ("パー卜の数", TextFeatures::LOOK_ALIKE),
            ("デ－タの数", TextFeatures::LOOK_ALIKE),
            ("サ―ビスの数", TextFeatures::LOOK_ALIKE),
            ("ユ−ザの数", TextFeatures::LOOK_ALIKE),
            ("ユ-ザの数", TextFeatures::LOOK_ALIKE),
        ] {
            for before in 0..140 {
                // Texts are joined behind three quotation marks.
                let start = "・".repeat(before % 3) + &"x".repeat(before);
                let text = format!("\"\"\"{start}\"{text}\"\"\"\"\"\"\"\"\"");
                assert_eq!(TextFeatures::of(&text).and(LEFT), expected, "{text}");
            }
        }
    }

    #[test]
    fn everyday_texts_hold_nothing_of_it() {
        for text in [
            "A plain sentence. And one more, it’s “here” — 3.5 % … ok: yes; see R & D, the other one.",
            "解約率とは、サービスの「継続」を測るもの。データを比べる・見る。ここで、ただしそのままにする。",
            "システム一覧、チーム力、口コミ、メニュー一覧を見る。八ヶ岳へ行く。入力データを選ぶ。",
            "café, naïve, \"quoted\", either/or; sales at the theatre, an answer, you your",
            "the figure [of May] and [another], of [channel]; bread [in slices] (see [2])",
        ] {
            assert_eq!(
                TextFeatures::of(&format!("{text}\"\"\"\"\"\"\"\"\"")).and(LEFT),
                TextFeatures::NOTHING,
                "{text}"
            );
        }
    }
}
