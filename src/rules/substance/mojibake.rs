use std::collections::HashSet;
use std::ops::Range;

use crate::declare_rule;
use crate::finding::Safety;
use crate::handoff::{Handoff, Prose, TextFeatures};
use crate::rule::{DocumentRule, Reporter};
use crate::text::{garbled, quoted};
use crate::words::quote;

declare_rule! {
    /// Characters that are those of other text, read in the wrong encoding.
    ///
    /// ## Why
    /// “donâ€™t” was “don’t” until a program read it in another encoding than it was written in. Readers see that nobody
    /// looked at the page, programs do not find the word, and where every character of a Japanese word is garbled, nobody
    /// can read it.
    ///
    /// ## Fails
    /// ```json
    /// { "content": { "faq": [{ "question": "When does it rise?", "answer": "When customers donâ€™t renew." }] } }
    /// ```
    /// ```json ja
    /// { "content": { "faq": [{ "question": "いつ見ますか？", "answer": "繝ｦ繝ｼ繧ｶ繝ｼが減った月に見る。" }] } }
    /// ```
    ///
    /// ## Passes
    /// Letters of other languages, and the rare kanji that garbled text is full of:
    /// ```json
    /// { "content": { "faq": [{ "question": "Where is it used?", "answer": "In São Paulo and at the “CAFÉ”." }] } }
    /// ```
    /// ```json ja
    /// { "content": { "faq": [{ "question": "原因は一つですか？", "answer": "糸が縺れるように、一つではない。" }] } }
    /// ```
    ///
    /// ## Fix
    /// Write what it was. The fix is safe: the characters were proven to be the bytes of that text. Then save the source, or
    /// the export, as UTF-8, or the next export is garbled again.
    ///
    /// ## Known limits
    /// UTF-8 that was read as Windows-1252, Latin-1 or Shift_JIS is found, up to three times over, its dashes and quotation marks also where they were read as Mac OS Roman, and Shift_JIS that was
    /// read as Windows-1252. Each has to be exact: where characters were lost, so that U+FFFD or a question mark
    /// stands for them, or parts of characters beside them, only the exact parts are reported, and there is no fix. `Â` and a
    /// space are a no-break space where no word can end so. Places of one text are one finding, at
    /// the first. What stands alone between quotation marks is what the text is about.
    pub struct Mojibake {}
    id: "mojibake", kind: Document, fix: Some(Safety::Safe), seeks: TextFeatures::MOJIBAKE
}

impl DocumentRule for Mojibake {
    fn check(&self, handoff: &Handoff<'_>, reporter: &mut Reporter<'_>) {
        for prose in handoff.texts_with(TextFeatures::MOJIBAKE) {
            check_text(&prose, reporter);
        }
    }
}

fn check_text(prose: &Prose<'_>, reporter: &mut Reporter<'_>) {
    let text = prose.text;
    let mut found = garbled(text);
    // Between quotation marks alone, it is what the text is about.
    if !found.is_empty() {
        let quotes: HashSet<Range<usize>> = quoted(text).collect();
        found.retain(|garbled| !quotes.contains(&garbled.range));
    }
    let Some((first, others)) = found.split_first() else { return };
    let (was, is) = (quote(&first.original), quote(&text[first.range.clone()]));
    let mut draft = reporter
        .at(text.part(first.range.clone(), ""))
        .message(format!("{was} was read as {} and became {is}", first.read_as))
        .label("garbled")
        .help(match others {
            [] => format!("write {was}"),
            _ => format!("write {was}, and correct the rest of the text"),
        });
    for other in others {
        draft = draft.related(text.part(other.range.clone(), ""), format!("it was {}", quote(&other.original)));
    }
    // Where characters were lost, the rest of the word has to be read in the source.
    if found.iter().all(|garbled| garbled.is_whole) && !text.contains('\u{fffd}') {
        let edits = found.iter().map(|garbled| (text.part(garbled.range.clone(), ""), garbled.original.clone()));
        draft.fix("write what it was", Safety::Safe, edits);
    }
}
