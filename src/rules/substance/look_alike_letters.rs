// Long because: what a kanji or a dash may stand for is decided by what stands on both sides, and by lists of words.

use std::cell::OnceCell;
use std::ops::Range;

use unicode_normalization::UnicodeNormalization;

use crate::declare_rule;
use crate::finding::Safety;
use crate::handoff::{Handoff, TextFeatures};
use crate::phrase::LOOK_ALIKES;
use crate::rule::{DocumentRule, Level, Reporter};
use crate::text::{quoted, script};
use crate::words::quote;

declare_rule! {
    /// A word in which a letter of another script, a kanji or a dash stands for the one that it looks like.
    ///
    /// ## Why
    /// The word looks right and is another one to every program: no search finds it, no list sorts it, and a screen reader
    /// stumbles over it. It comes from scanned pages, from keyboards of two scripts, and from typing a dash for ー. It is a
    /// warning, since people can read the word.
    ///
    /// ## Fails
    /// A Cyrillic letter, `а`:
    /// ```json
    /// { "content": { "faq": [{ "question": "How is it used?", "answer": "Compare the mаrgin of two months." }] } }
    /// ```
    /// The kanji 力, and a full-width hyphen:
    /// ```json ja
    /// { "content": { "usage": [{ "key": "meaning", "title": "意味", "text": "カタ力ナの語で探す。", "items": [] }] } }
    /// ```
    /// ```json ja
    /// { "content": { "usage": [{ "key": "meaning", "title": "意味", "text": "デ－タを月ごとに比べる。", "items": [] }] } }
    /// ```
    ///
    /// ## Passes
    /// Units and symbols, words of another script, kanji beside katakana, and ranges:
    /// ```json
    /// { "content": { "usage": [{ "key": "usage", "title": "When it helps", "text": null, "items": [
    ///   "The delay of 5 μs at 3 kΩ gives Δt.", "The Russian word is счёт, the Greek one λόγος."
    /// ] }] } }
    /// ```
    /// ```json ja
    /// { "content": { "usage": [{ "key": "usage", "title": "役立つ場面", "text": null, "items": [
    ///   "チーム力アップの口コミと、スペイン二チームの工程表", "パリ－ロンドンの便、項目ア－オ、β版"
    /// ] }] } }
    /// ```
    ///
    /// ## Fix
    /// Type the word again; the fix is safe.
    ///
    /// ## Known limits
    /// A word of Latin letters counts where all its Cyrillic and Greek letters have a Latin twin; small Greek letters but ο have
    /// none, since symbols are written with them. べ and ぺ count between katakana, and へ too before ー, ン or a small letter. 力, 口, 二, 工, 夕, 卜, 八 and 一 count between katakana where what stands
    /// on one side cannot be a word: one letter alone, or a beginning in ー, ン or a small letter, and in some seventy words (卜ライアル, 工ラー). So does a dash
    /// (`－`, `―`, `−`, `–`, `-`, `─`) in place of ー, and so does 一 at the end of words such as ユーザー; two letters with a dash between them may be a range (ア－オ). Ligatures (`ﬁ`) count in
    /// every word, letters of formulas (`𝗿𝗮𝘁𝗲`) from four on, those in italics never. Terms
    /// that are about such letters, and what is quoted, are left alone, and words can be allowed.
    pub struct LookAlikeLetters {
        /// Words that are written so on purpose.
        allowed_words: Vec<String> = Vec::new(),
    }
    id: "look-alike-letters", kind: Document, level: Level::Warning, fix: Some(Safety::Safe), seeks: ANY,
    yields_to: &["joined-items-text", "duplicate-usage-text"]
}

/// What a document has to hold.
const ANY: TextFeatures = TextFeatures::UNUSUAL.or(TextFeatures::LOOK_ALIKE);

impl DocumentRule for LookAlikeLetters {
    fn check(&self, handoff: &Handoff<'_>, reporter: &mut Reporter<'_>) {
        let is_subject = OnceCell::new();
        for prose in handoff.texts_with(ANY) {
            let text = prose.text;
            let is_read = prose.language == "ja" || script::is_latin_language(prose.language);
            if text.is_ascii() || !is_read {
                continue;
            }
            let found = self.found(text);
            let Some((first, others)) = found.split_first() else { continue };
            if *is_subject.get_or_init(|| LOOK_ALIKES.iter().any(|word| handoff.is_named_with(word))) {
                continue;
            }
            let edits = found.iter().map(|word| (text.part(word.range.clone(), ""), word.right.clone()));
            let draft = reporter
                .at(text.part(first.range.clone(), ""))
                .message(format!("{} is written with {}", quote(&text[first.range.clone()]), first.message()))
                .label("another letter")
                .help(format!("write {}", quote(&first.right)));
            others
                .iter()
                .fold(draft, |draft, other| draft.related(text.part(other.range.clone(), ""), "another letter"))
                .fix("write the letters that belong there", Safety::Safe, edits);
        }
    }
}

/// A word with letters that are not its own.
#[derive(Debug, PartialEq, Eq)]
struct Word {
    range: Range<usize>,
    /// The word as it is meant.
    right: String,
    /// The first letter that is not its own, and what it looks like.
    twin: (char, String),
}

impl Word {
    fn message(&self) -> String {
        let (wrong, right) = &self.twin;
        let wrong = *wrong;
        let what = match wrong {
            '\u{fb00}'..='\u{fb06}' => "the ligature",
            '\u{1d400}'..='\u{1d7cb}' => "the mathematical letter",
            '\u{370}'..='\u{3ff}' => "the Greek letter",
            '\u{400}'..='\u{52f}' => "the Cyrillic letter",
            _ if script::is_kanji(wrong) => "the kanji",
            _ if script::is_hiragana(wrong) => "the hiragana",
            _ => "the dash",
        };
        format!("{what} {} in place of {}", quote(&wrong.to_string()), quote(right))
    }
}

impl LookAlikeLetters {
    /// The words of a text with such letters, unless they are quoted or allowed.
    fn found(&self, text: &str) -> Vec<Word> {
        let mut words: Vec<Word> = latin(text).chain(katakana(text)).chain(styled(text)).collect();
        if words.is_empty() {
            return words;
        }
        words.sort_by_key(|word| word.range.start);
        let mut quoted = quoted(text).peekable();
        words.retain(|word| {
            while quoted.next_if(|quoted| quoted.end <= word.range.start).is_some() {}
            let is_quoted = quoted.peek().is_some_and(|quoted| quoted.start <= word.range.start);
            !is_quoted && !self.allowed_words.iter().any(|allowed| *allowed == text[word.range.clone()])
        });
        words
    }
}

/// The Latin letter that a Cyrillic or Greek one looks like.
fn latin_twin(letter: char) -> Option<char> {
    const TWINS: [(&str, &str); 2] =
        [("аеорсухіѕјԁһӏАВЕКМНОРСТУХІЅЈ", "aeopcyxisjdhlABEKMHOPCTYXISJ"), ("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧο", "ABEZHIKMNOPTYXo")];
    TWINS
        .iter()
        .find_map(|(other, latin)| other.chars().zip(latin.chars()).find(|(own, _)| *own == letter))
        .map(|(_, latin)| latin)
}

/// Words of Latin letters with Cyrillic or Greek ones among them.
fn latin(text: &str) -> impl Iterator<Item = Word> {
    let is_other = |letter: char| matches!(letter, '\u{370}'..='\u{52f}');
    runs(text, move |letter| script::is_latin(letter) || is_other(letter) || letter.is_ascii_digit()).filter_map(
        move |range| {
            let word = &text[range.clone()];
            let count = |test: &dyn Fn(char) -> bool| word.chars().filter(|letter| test(*letter)).count();
            let greek = count(&|letter| matches!(letter, '\u{370}'..='\u{3ff}'));
            let latin = count(&script::is_latin);
            // One Latin letter beside a Greek one is a symbol more often than a word.
            if latin == 0 || count(&is_other) == 0 || greek > 0 && latin < 2 {
                return None;
            }
            let wrong = word.chars().find(|letter| is_other(*letter))?;
            let right = word.chars().map(|letter| if is_other(letter) { latin_twin(letter) } else { Some(letter) });
            Some(Word {
                range,
                right: right.collect::<Option<String>>()?,
                twin: (wrong, latin_twin(wrong)?.to_string()),
            })
        },
    )
}

/// Words with ligatures, as pages for print have them, and words in the letters of formulas, as posts have them.
fn styled(text: &str) -> impl Iterator<Item = Word> {
    /// Fewer letters are a symbol.
    const LEAST: usize = 4;
    let is_ligature = |letter: char| matches!(letter, '\u{fb00}'..='\u{fb06}');
    // Those in italics stand in formulas.
    let is_styled = |letter: char| {
        matches!(letter, '\u{1d400}'..='\u{1d433}' | '\u{1d468}'..='\u{1d6a3}') && letter.is_alphabetic()
    };
    let words = runs(text, move |letter| script::is_latin(letter) || is_ligature(letter) || is_styled(letter));
    words.filter_map(move |range| {
        let word = &text[range.clone()];
        let wrong = word.chars().find(|letter| is_ligature(*letter) || is_styled(*letter))?;
        let is_word = is_ligature(wrong) || word.chars().filter(|letter| is_styled(*letter)).count() >= LEAST;
        is_word.then(|| Word { range, right: word.nfkc().collect(), twin: (wrong, wrong.nfkc().collect()) })
    })
}

/// The katakana that a kanji or a dash looks like.
fn katakana_twin(letter: char) -> Option<char> {
    Some(match letter {
        '力' => 'カ',
        '口' => 'ロ',
        '二' => 'ニ',
        '工' => 'エ',
        '夕' => 'タ',
        '卜' => 'ト',
        '八' => 'ハ',
        '一' => 'ー',
        'へ' => 'ヘ',
        'べ' => 'ベ',
        'ぺ' => 'ペ',
        _ if is_dash(letter) => 'ー',
        _ => return None,
    })
}

fn is_dash(letter: char) -> bool {
    matches!(letter, '－' | '\u{2010}'..='\u{2015}' | '−' | '-' | '─' | '━')
}

/// Words in katakana with a kanji or a dash in them that stands for a letter.
fn katakana(text: &str) -> impl Iterator<Item = Word> {
    runs(text, |letter| script::is_katakana(letter) || katakana_twin(letter).is_some()).filter_map(|range| {
        let letters: Vec<char> = text[range.clone()].chars().collect();
        // A word begins and ends in katakana, unless the letter before it can only be one.
        let around = (text[..range.start].chars().next_back(), text[range.end..].chars().next());
        let is_wrong = |index: usize| is_wrong(&letters, index, around);
        let wrong = (0..letters.len()).find(|index| is_wrong(*index))?;
        // What stands for ー once does so wherever it follows a letter of the word.
        let is_again =
            |index: usize| letters[index] == letters[wrong] && index > 0 && script::is_katakana(letters[index - 1]);
        let is_wrong = |index: usize| is_wrong(index) || is_dash(letters[index]) && is_again(index);
        let mut right: Vec<char> = letters.clone();
        (0..letters.len()).filter(|index| is_wrong(*index)).for_each(|index| {
            right[index] = katakana_twin(letters[index]).unwrap_or(letters[index]);
        });
        // What else stands in the run may be kanji and dashes of its own: the word is what is joined by katakana.
        let is_own = |index: usize| script::is_katakana(right[index]);
        let start = (0..=wrong).rev().take_while(|index| is_own(*index)).last()?;
        let end = (wrong..right.len()).take_while(|index| is_own(*index)).last()? + 1;
        let bytes = |to: usize| letters[..to].iter().map(|letter| letter.len_utf8()).sum::<usize>();
        let range = range.start + bytes(start)..range.start + bytes(end);
        let twin = (letters[wrong], katakana_twin(letters[wrong])?.to_string());
        Some(Word { range, right: right[start..end].iter().collect(), twin })
    })
}

/// Words in which a kanji may stand for any letter, as nothing else is written so.
const KNOWN: [&str; 72] = [
    "トライアル",
    "トレーニング",
    "トラブル",
    "トレンド",
    "トラフィック",
    "トークン",
    "トピック",
    "トータル",
    "トランザクション",
    "トラッキング",
    "トリガー",
    "トップページ",
    "タスク",
    "タイプ",
    "ターゲット",
    "タイミング",
    "タイトル",
    "タッチポイント",
    "テスト",
    "サポート",
    "レポート",
    "ポートフォリオ",
    "インターネット",
    "エラー",
    "エリア",
    "エンジニア",
    "エンゲージメント",
    "エージェント",
    "エンドユーザー",
    "エクスポート",
    "カード",
    "カスタマー",
    "カテゴリ",
    "カレンダー",
    "カウント",
    "カタログ",
    "カバー",
    "カンパニー",
    "ロイヤルティ",
    "ロイヤリティ",
    "ログイン",
    "ロジック",
    "ロードマップ",
    "プロセス",
    "プロジェクト",
    "プロダクト",
    "プロモーション",
    "アプローチ",
    "グローバル",
    "ニーズ",
    "ニュース",
    "ハードウェア",
    "ハードル",
    "ハイブリッド",
    "サービス",
    "センター",
    "データ",
    "ユーザー",
    "マーケティング",
    "マーケット",
    "リーダー",
    "メーカー",
    "オーナー",
    "ベース",
    "スコア",
    "コスト",
    "ケース",
    "オペレーション",
    "チャーン",
    "コンバージョン",
    "アカウント",
    "ストア",
];

/// Whether the kanji at `index` of a run stands in a known word.
fn is_in_known(letters: &[char], index: usize) -> bool {
    let Some(right) = katakana_twin(letters[index]) else { return false };
    KNOWN.iter().filter(|word| word.contains(right)).any(|word| {
        word.chars().enumerate().filter(|(_, letter)| *letter == right).any(|(place, _)| {
            index.checked_sub(place).is_some_and(|start| {
                let mut own = letters[start..].iter();
                word.chars()
                    .all(|letter| own.next().is_some_and(|own| *own == letter || katakana_twin(*own) == Some(letter)))
            })
        })
    })
}

/// Words that end in ー, without it.
const AGENTS: [&str; 28] = [
    "ユーザ",
    "ニュースレタ",
    "サーバ",
    "ブラウザ",
    "マネージャ",
    "メーカ",
    "バイヤ",
    "リーダ",
    "パートナ",
    "カスタマ",
    "オーナ",
    "カレンダ",
    "フォルダ",
    "プリンタ",
    "コンピュータ",
    "フィルタ",
    "マスタ",
    "プロバイダ",
    "オーダ",
    "メンバ",
    "ナンバ",
    "セミナ",
    "デザイナ",
    "トレーナ",
    "アドバイザ",
    "スポンサ",
    "ディレクタ",
    "オペレータ",
];

/// Whether the kanji or dash at `index` of a run can only stand for a letter. `around` are the characters before and behind
/// the run.
fn is_wrong(letters: &[char], index: usize, around: (Option<char>, Option<char>)) -> bool {
    let (lead, after) = around;
    let letter = letters[index];
    if katakana_twin(letter).is_none() {
        return false;
    }
    let is_kana = |letter: &&char| script::is_katakana(**letter);
    let before = letters[..index].iter().rev().take_while(is_kana).count();
    let behind = letters[index + 1..].iter().take_while(is_kana).count();
    let next = letters.get(index + 1).copied().filter(|_| behind > 0);
    let is_number = matches!(letter, '一' | '二' | '八');
    // 二ツ, 八ヶ岳 and 二カ国 count.
    let counts = match next {
        Some('ヶ' | 'ヵ' | 'ツ' | 'ッ') => behind < 3,
        Some('カ' | 'ケ' | 'コ') => behind == 1 && after.is_some_and(script::is_kanji),
        // 一ト月, 二ト月
        Some('ト') => behind == 1 && after == Some('月'),
        _ => false,
    };
    if is_number && counts {
        return false;
    }
    let continues = next.is_some_and(|next| {
        matches!(next, 'ー' | 'ン' | 'ャ' | 'ュ' | 'ョ' | 'ァ' | 'ィ' | 'ゥ' | 'ェ' | 'ォ')
            || next == 'ッ' && !is_number
    });
    let previous = index.checked_sub(1).map_or(lead, |previous| Some(letters[previous]));
    let is_behind_kanji = previous.is_some_and(script::is_kanji);
    // What ends a word is told below.
    let may_be_known = behind > 0 && before + behind >= 2 && (before > 0 || letter != '一') && script::is_kanji(letter);
    if may_be_known && !is_behind_kanji && is_in_known(letters, index) {
        return true;
    }
    if is_dash(letter) {
        return is_long(letters, index, before, behind, after);
    }
    if continues {
        // No word begins in ー, and behind a number it may be a dash.
        return before > 0 || letter != '一' && (next != Some('ー') || behind > 1);
    }
    // A particle stands between words, too: へ.
    if script::is_hiragana(letter) {
        return letter != 'へ' && before > 0 && behind > 0;
    }
    // Neither of them ends a word in katakana.
    if matches!(letter, '夕' | '卜') && before > 0 && index + 1 == letters.len() {
        return !after.is_some_and(script::is_kanji);
    }
    if letter == '一' && behind == 0 && index + 1 == letters.len() {
        let word: String = letters[index - before..index].iter().collect();
        let is_end = after.is_none_or(|after| "をはがにでとのもへや、。".contains(after));
        return is_end && AGENTS.iter().any(|agent| word.ends_with(agent));
    }
    if before == 0 || behind == 0 {
        return false;
    }
    let is_particle = |letter: char| matches!(letter, 'ノ' | 'ヲ' | 'ハ' | 'ガ' | 'ニ' | 'ト' | 'モ' | 'ヘ');
    let is_end = behind == 1 && next.is_some_and(|next| !is_particle(next)) && !after.is_some_and(script::is_kanji);
    let is_start = before == 1 && !is_particle(letters[index - 1]);
    is_start || is_end
}

/// Whether a dash stands for ー: one letter on one side of it is no word.
fn is_long(letters: &[char], index: usize, before: usize, behind: usize, after: Option<char>) -> bool {
    if before == 0
        || behind == 0 && (index + 1 < letters.len() || after.is_none_or(|after| !script::is_hiragana(after)))
    {
        return false;
    }
    let (last, next) = (letters[index - 1], letters.get(index + 1).copied());
    if behind == 0 {
        let is_particle = after.is_some_and(|after| "はがをにでとのもへや".contains(after));
        return is_particle
            && matches!(letters[index], '－' | '−' | '\u{2010}')
            && before >= 2
            && last != 'ー'
            && !letters[..index - before].iter().any(|letter| is_dash(*letter));
    }
    const ENDS: [&str; 12] = [
        "ション",
        "ジョン",
        "ショナル",
        "ティング",
        "ディング",
        "ケティング",
        "ジング",
        "シング",
        "リング",
        "ニング",
        "マンス",
        "ジメント",
    ];
    let rest: String = letters[index + 1..index + 1 + behind].iter().collect();
    let is_voiced = "ガギグゲゴザジズゼゾダヂヅデドバビブベボパピプペポ".contains(last);
    // ア－オ and カ－コ are ranges: of plain letters, the first one earlier.
    let is_range =
        before == 1 && behind == 1 && !is_voiced && next.is_some_and(|next| last < next && may_be_range(last, next));
    last != 'ー' && !is_range && (before == 1 || behind == 1 || ENDS.contains(&&*rest))
}

/// Whether a list may go from one letter to another: between the first and last letters of rows of kana, or within one of them.
fn may_be_range(first: char, last: char) -> bool {
    const ROWS: [&str; 11] = [
        "アイウエオ",
        "カキクケコ",
        "サシスセソ",
        "タチツテト",
        "ナニヌネノ",
        "ハヒフヘホ",
        "マミムメモ",
        "ヤユヨ",
        "ラリルレロ",
        "ワヲン",
        "イロハニホヘト",
    ];
    let begins = ROWS.iter().any(|row| row.starts_with(first));
    let ends = last == 'ン' || ROWS.iter().any(|row| row.ends_with(last));
    let next_begins = ROWS.iter().any(|row| row.starts_with(last));
    begins && (ends || next_begins) || ROWS.iter().any(|row| row.contains(first) && row.contains(last))
}

/// The longest stretches of characters that pass a test.
fn runs(text: &str, test: impl Fn(char) -> bool + Copy) -> impl Iterator<Item = Range<usize>> {
    let mut from = 0;
    std::iter::from_fn(move || {
        let start = from + text[from..].find(test)?;
        let end = text[start..].find(|letter| !test(letter)).map_or(text.len(), |length| start + length);
        from = end;
        Some(start..end)
    })
}
