use crate::declare_rule;
use crate::handoff::{Handoff, Text, language};
use crate::rule::{DocumentRule, Reporter};
use crate::text::script::{is_hangul, is_kana, is_kanji, is_latin, is_latin_language};
use crate::text::simplified::is_simplified;
use crate::text::{cells, is_blank, is_row, sentences};
use crate::words::shorten;

declare_rule! {
    /// A section in the script of a language other than the document's.
    ///
    /// ## Why
    /// A page that was never translated, or was filled from the wrong locale, shows its readers a language that they may not
    /// read. Search engines file it under the wrong language, and an agent quotes it in that language.
    ///
    /// ## Fails
    /// ```json ja
    /// { "content": { "examples": [{ "key": "examples", "title": "最小例", "text": null, "items": [
    ///   "A payroll service counts four hundred customers on the first day of the month.",
    ///   "Twelve of them cancel before the month is over, so its churn is three percent."
    /// ] }] } }
    /// ```
    /// ```json
    /// { "content": { "usage": [{ "key": "meaning", "title": "What it means", "items": [],
    ///   "text": "新しい契約を積み上げても、足元で契約が抜けていけば売上は伸びない。その速さを知れば、来期の予算を獲得と維持のどちらへ回すかを選べる。値が同じでも、契約してすぐに去ったのか、長く使ったあとで去ったのかによって、打つべき手は大きく変わる。"
    /// }] } }
    /// ```
    ///
    /// ```json ja
    /// { "content": { "examples": [{ "key": "examples", "title": "最小例", "items": [],
    ///   "text": "客户流失率是指某一时期内停止使用服务的客户所占的比例。它反映了产品对客户的吸引力。企业应当每月计算一次。"
    /// }] } }
    /// ```
    ///
    /// ## Passes
    /// Names, formulas and short quotations:
    /// ```json ja
    /// { "content": { "usage": [
    ///   { "key": "usage", "title": "役立つ場面", "text": null, "items": ["Salesforce、HubSpot、Marketo、Pardot、Zoho CRM、Microsoft Dynamics、Oracle NetSuite、SAP Customer Experience、Freshworks"] },
    ///   { "key": "usage", "title": "使い方のポイント", "text": "Not everything that counts can be counted という言葉のとおり、数字だけで判断しない。", "items": [] }
    /// ] } }
    /// ```
    /// ```json
    /// { "content": { "usage": [{ "key": "meaning", "title": "What it means", "items": [],
    ///   "text": "Kaizen (改善) is improvement in small steps by the people who do the work; muda (無駄), mura (斑) and muri (無理) name what they remove."
    /// }] } }
    /// ```
    ///
    /// ## Fix
    /// Translate the section, or correct the locale of the document.
    ///
    /// ## Known limits
    /// Only scripts are told apart, so a German section in an English document is not found, and neither is a list of
    /// kanji in a Chinese one. In a Japanese one, Chinese is told by simplified characters without kana among them, from
    /// a third as many letters on; in traditional characters it is not found. Whole sections of 80 letters or more are checked, text and items together, and the
    /// questions and answers of the FAQ as one; never titles, labels or single items. A section in Latin letters counts
    /// as foreign only where it has two sentences or more, most of its words begin with a small letter, as in sentences
    /// and unlike names, and there is hardly any Japanese, Chinese or Korean: one sentence quoted in English passes,
    /// a longer quotation with its translation, and rows of names and values. Locales in other scripts than Latin, Japanese, Chinese and Korean
    /// are not checked. The first such section is marked and the others are counted.
    pub struct ForeignBody {
        /// Sections with fewer letters are not checked.
        min_letters: usize = 80,
    }
    id: "foreign-body", kind: Document, yields_to: &["placeholder-comparison-row"]
}

impl DocumentRule for ForeignBody {
    fn check(&self, handoff: &Handoff<'_>, reporter: &mut Reporter<'_>) {
        let Some(locale) = handoff.agreed_locale() else { return };
        let home = match language(locale) {
            "ja" => Home::Japanese,
            "zh" => Home::Chinese,
            "ko" => Home::Korean,
            language if is_latin_language(language) => Home::Latin,
            _ => return,
        };
        let content = &handoff.content;
        let mut others = 0;
        let mut first = None;
        for section in content.sections() {
            let texts = || section.text.value().into_iter().chain(&section.items);
            self.check_section(texts, home, || section.name().to_owned(), &mut first, &mut others);
        }
        let pairs = || content.faq.iter().flat_map(|pair| [&pair.question, &pair.answer]);
        self.check_section(
            || pairs().filter_map(|field| field.value()),
            home,
            || "the FAQ".to_owned(),
            &mut first,
            &mut others,
        );
        let Some((text, script, name)) = first else { return };
        let rest = match others {
            0 => String::new(),
            1 => ", and so is 1 other".to_owned(),
            others => format!(", and so are {others} others"),
        };
        reporter
            .at(text)
            .message(format!("{name} is written {script} in {}{rest}", shorten(locale, 16)))
            .label("another script")
            .help("translate the section or correct the locale");
    }
}

impl ForeignBody {
    /// Checks the texts of one section; the first that is foreign is kept, the others are counted.
    fn check_section<'t, 'a: 't, T: Iterator<Item = &'t Text<'a>>>(
        &self,
        texts: impl Fn() -> T,
        home: Home,
        name: impl Fn() -> String,
        first: &mut Option<(&'t Text<'a>, &'static str, String)>,
        others: &mut usize,
    ) {
        if !may_be_foreign(texts(), home) {
            return;
        }
        let mut letters = Letters::default();
        texts().for_each(|text| letters.add(text));
        // A Chinese character says as much as three letters.
        let is_chinese = home == Home::Japanese && letters.is_chinese();
        if letters.sum() < if is_chinese { self.min_letters / 3 } else { self.min_letters } {
            return;
        }
        let Some(script) = letters.foreign(home) else { return };
        match first {
            Some(_) => *others += 1,
            None => *first = texts().find(|text| !is_blank(text)).map(|text| (text, script, name())),
        }
    }
}

/// The script that a document should be in.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Home {
    Latin,
    Japanese,
    Chinese,
    Korean,
}

/// Whether texts may be foreign, told from their bytes alone: nearly none are.
fn may_be_foreign<'t, 'a: 't>(texts: impl Iterator<Item = &'t Text<'a>>, home: Home) -> bool {
    match home {
        Home::Latin => {
            // Nothing in ASCII is foreign to a language of Latin letters.
            let (mut ascii, mut beyond) = (0, 0);
            for text in texts.filter(|text| !text.is_ascii()) {
                ascii += bytes_of(text, |byte| byte.is_ascii_alphabetic());
                beyond += bytes_of(text, |byte| byte >= 0xc0);
            }
            beyond > ascii
        }
        Home::Japanese => {
            let (mut length, mut japanese, mut han) = (0, 0, 0);
            for text in texts {
                length += text.len();
                japanese += bytes_of(text, |byte| byte.wrapping_sub(0xe3) < 7);
                han += bytes_of(text, |byte| byte.wrapping_sub(0xe4) < 6);
            }
            // A character of Japanese, commas and full stops among them, has three bytes, another one may have one: of what is
            // no Japanese prose, more than half of the letters are others.
            length > 4 * japanese || han > 4 * (japanese - han)
        }
        Home::Chinese | Home::Korean => true,
    }
}

/// How many bytes of a text are of a kind; written so that many are looked at in one step.
fn bytes_of(text: &str, is_of: impl Fn(u8) -> bool) -> usize {
    /// As many as a byte can count, in whole steps of any machine.
    const STEP: usize = 224;
    let steps = text.as_bytes().chunks(STEP);
    steps.map(|step| usize::from(step.iter().fold(0_u8, |count, byte| count + u8::from(is_of(*byte))))).sum()
}

/// How many letters of each script a section has.
#[derive(Default)]
struct Letters {
    latin: usize,
    kana: usize,
    kanji: usize,
    hangul: usize,
    other: usize,
    /// Kanji that only Chinese has.
    simplified: usize,
    /// Words in Latin letters, and how many of them begin with a small one.
    words: usize,
    small_words: usize,
    /// Sentences in texts that are mostly in Latin letters.
    latin_sentences: usize,
}

impl Letters {
    fn add(&mut self, text: &str) {
        let mut before = ' ';
        let (latin, sum) = (self.latin, self.sum());
        for letter in text.chars() {
            match letter {
                _ if is_latin(letter) => {
                    self.latin += 1;
                    if !before.is_alphanumeric() {
                        self.words += 1;
                        self.small_words += usize::from(letter.is_lowercase());
                    }
                }
                _ if is_kana(letter) => self.kana += 1,
                _ if is_kanji(letter) => {
                    self.kanji += 1;
                    self.simplified += usize::from(is_simplified(letter));
                }
                _ if is_hangul(letter) => self.hangul += 1,
                _ if letter.is_alphabetic() => self.other += 1,
                _ => {}
            }
            before = letter;
        }
        if 2 * (self.latin - latin) > self.sum() - sum {
            self.latin_sentences += if is_row(text) && !has_prose(text) { 0 } else { sentences(text).count() };
        }
    }

    fn sum(&self) -> usize {
        self.latin + self.kana + self.kanji + self.hangul + self.other
    }

    /// Whether it is Chinese rather than Japanese: in simplified characters, with hardly any kana.
    fn is_chinese(&self) -> bool {
        /// A few may be names.
        const LEAST: usize = 3;
        2 * self.kanji > self.sum() && 10 * self.kana < self.kanji && self.simplified >= LEAST.max(self.kanji / 20)
    }

    /// What the section is written in, where that does not fit.
    fn foreign(&self, home: Home) -> Option<&'static str> {
        /// In a foreign section, other letters are fewer than one for so many Latin ones.
        const HARDLY: usize = 20;
        let is_most = |letters: usize| 2 * letters > self.sum();
        let is_latin_prose = self.latin > HARDLY * (self.sum() - self.latin)
            && 2 * self.small_words > self.words
            && self.latin_sentences > 1;
        match home {
            Home::Japanese | Home::Chinese | Home::Korean if is_latin_prose => Some("in Latin letters"),
            Home::Latin | Home::Japanese | Home::Chinese if is_most(self.hangul) => Some("in Korean"),
            Home::Japanese if self.is_chinese() => Some("in Chinese"),
            // Readings in kana stand in Chinese texts about Japanese words.
            Home::Chinese if is_most(self.kana) => Some("in Japanese"),
            Home::Latin | Home::Korean if is_most(self.kana + self.kanji) => {
                Some(if 4 * self.kana > self.kanji { "in Japanese" } else { "in Japanese or Chinese" })
            }
            _ if is_most(self.other) => Some("in another script"),
            _ => None,
        }
    }
}

/// Whether a cell of a row says more than names and values do.
fn has_prose(row: &str) -> bool {
    const WORDS: usize = 6;
    cells(row).any(|cell| row[cell].split_whitespace().count() >= WORDS)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn foreign(text: &str, home: Home) -> Option<&'static str> {
        let mut letters = Letters::default();
        letters.add(text);
        letters.foreign(home)
    }

    #[test]
    fn only_letters_count() {
        let mut letters = Letters::default();
        letters.add("。、（％）— “12” ①");
        assert_eq!(letters.sum(), 0);
    }

    #[test]
    fn words_of_another_script_leave_the_language_as_it_is() {
        assert_eq!(foreign("해지율은 한 달 동안 떠난 고객의 비율이다 カイゼン", Home::Korean), None);
        assert_eq!(foreign("해지율 カイゼンは日々の業務を少しずつ良くする", Home::Korean), Some("in Japanese"));
        assert_eq!(foreign("It counts accounts. It is not 解約率。", Home::Latin), None);
        assert_eq!(foreign("解約率の高さは、獲得の不足ではない", Home::Latin), Some("in Japanese"));
        assert_eq!(
            foreign("客户流失率是指某一时期内停止使用服务的客户比例", Home::Latin),
            Some("in Japanese or Chinese")
        );
        assert_eq!(foreign("Отток клиентов", Home::Latin), Some("in another script"));
        assert_eq!(foreign("해지율은 비율이다", Home::Japanese), Some("in Korean"));
        assert_eq!(foreign("Отток клиентов", Home::Japanese), Some("in another script"));
        assert_eq!(foreign("客户流失率是指比例", Home::Korean), Some("in Japanese or Chinese"));
    }

    #[test]
    fn half_of_the_letters_are_not_most() {
        assert_eq!(foreign("NRR 유지율", Home::Latin), None);
        assert_eq!(foreign("NRR の維持", Home::Latin), None);
        assert_eq!(foreign("改善カイ", Home::Chinese), None);
    }

    #[test]
    fn simplified_characters_without_kana_are_chinese() {
        let chinese = "客户流失率是指某一时期内停止使用服务的客户所占的比例。";
        assert_eq!(foreign(chinese, Home::Japanese), Some("in Chinese"));
        assert_eq!(foreign(&format!("カ{chinese}"), Home::Japanese), Some("in Chinese"));
        assert_eq!(foreign(&format!("{chinese}という"), Home::Japanese), None, "a quotation");
        assert_eq!(foreign("资本金一億円。従業員数二百名。本社所在地東京都千代田区丸之内。", Home::Japanese), None);
        assert_eq!(foreign("顧客流失率是指某一時期內停止使用服務的顧客", Home::Japanese), None, "traditional");
    }

    #[test]
    fn a_few_kana_make_kanji_japanese() {
        assert_eq!(foreign("期首の顧客数に対する解約顧客数の割合を示す", Home::Latin), Some("in Japanese"));
        assert_eq!(foreign("日本の製品", Home::Latin), Some("in Japanese or Chinese"), "shops in China write so");
    }

    #[test]
    fn one_sentence_in_latin_letters_is_a_quotation() {
        assert_eq!(foreign("What gets measured gets managed.", Home::Japanese), None);
        let two = "What gets measured gets managed. What is not measured is forgotten.";
        assert_eq!(foreign(two, Home::Japanese), Some("in Latin letters"));
        assert_eq!(foreign(&format!("{two} 測る。"), Home::Japanese), Some("in Latin letters"));
        assert_eq!(foreign(&format!("{two} 測れるものは管理できる。"), Home::Japanese), None);
        let tie = "What gets measured gets managed. What is not measured is often forgotten. 測定値";
        assert_eq!(foreign(tie, Home::Japanese), None, "3 letters beside 60");
        assert_eq!(foreign("Salesforce. HubSpot. Zoho CRM.", Home::Japanese), None, "names");
        assert_eq!(foreign("Lean on the Data. Talk to the Team.", Home::Japanese), None, "titles");
    }
}
