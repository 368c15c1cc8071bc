//! Japanese: the particles and forms that something has to follow.

use super::clause::{Clause, End, EndKind};
use crate::text::script::{is_hiragana, is_kanji, is_katakana};

/// So many letters make a sentence rather than a heading.
const SENTENCE: usize = 10;

/// How a clause breaks off whose last character is `last`.
pub(super) fn end(clause: &Clause<'_>, last: char) -> Option<End> {
    let sentence = clause.sentence();
    let length = sentence.chars().count();
    let is_inside = clause.open_bracket().is_some();
    let has_prose = clause.before > 0 || is_inside || length >= SENTENCE + 5 && sentence.contains(['、', '，']);
    let is_long = clause.before > 0 || length >= SENTENCE;
    let body = &sentence[..sentence.len() - last.len_utf8()];
    let previous = body.chars().next_back()?;
    let after_noun = is_kanji(previous) || is_katakana(previous);
    let is_cut = match last {
        '、' | '，' => (length >= SENTENCE || leads_on(body)) && !is_salutation(body),
        '・' => length > SENTENCE / 2 && body.contains(['・', '、']) && !body.ends_with('・'),
        _ if !is_hiragana(last) || !is_long => false,
        'を' => !is_request(body),
        'は' => {
            !["と", "に", "で", "こんにち", "こんばん", "また", "ある", "もしく"].iter().any(|end| body.ends_with(end))
        }
        'が' => !body.ends_with("さす") && !body.ends_with("なが"),
        'に' => has_prose && after_noun && !is_adverb(body) && !(clause.before == 0 && is_list(body)),
        'て' => has_prose && is_connective(body),
        'や' => has_prose && after_noun,
        // What happens when: `更新が近づくと`.
        'と' if has_prose && matches!(previous, 'る' | 'う' | 'く' | 'む' | 'ぶ' | 'ぐ' | 'つ') => true,
        'の' | 'と' | 'で' if clause.before > 0 || is_inside => after_noun,
        'の' if is_adnominal(body) => true,
        'の' | 'と' => has_prose && after_noun,
        'な' => body.ends_with("のよう") || body.ends_with("るよう"),
        'る' => ["におけ", "に対す", "に関す"].iter().any(|end| body.ends_with(end)),
        _ => is_inside_word(sentence),
    };
    let is_cut = is_cut
        || clause.before > 0 && CONNECTIVES.contains(&sentence)
        || is_long && (is_behind_or(body, last) || ends_in_connective(sentence));
    let range = |kind| Some(End { range: last_phrase(clause.text, clause.start)..clause.text.len(), kind });
    if is_cut {
        return range(if matches!(last, '、' | '，') { EndKind::Sign } else { EndKind::Word });
    }
    // Forms that end a sentence; a noun may end a note.
    let is_unmarked = clause.before >= 2
        && length >= SENTENCE
        && matches!(last, 'る' | 'す' | 'た' | 'い' | 'だ' | 'う' | 'く' | 'む' | 'ぬ' | 'つ' | 'ぶ' | 'ぐ')
        && !sentence.contains(['：', ':', '/', '＝', '=', '「', '（', '('])
        && !sentence.starts_with(['※', '・', '→', '＞', '>'])
        && !sentence.contains("詳し")
        && !sentence.contains("参照")
        && !sentence.contains("ください");
    if is_unmarked { range(EndKind::Unmarked) } else { None }
}

/// Whether a few words with a comma lead on: `ただし、`, `営業、経理、`.
fn leads_on(body: &str) -> bool {
    CONNECTIVES.contains(&body) || body.contains('、') && body.chars().count() > 3
}

/// Whether の joins what comes before it to a noun, and is none itself: `続けるための`, `顧客への`.
fn is_adnominal(body: &str) -> bool {
    let is_purpose = body.strip_suffix("ため").is_some_and(|verb| verb.ends_with(is_hiragana) && !verb.ends_with('の'));
    is_purpose || ["へ", "から", "まで", "として", "にとって", "などと"].iter().any(|end| body.ends_with(end))
}

/// Whether a sentence breaks off in the middle of a verb, or on a form that another clause follows: 計算し, 確認しま, であり.
fn is_inside_word(sentence: &str) -> bool {
    const ENDS: [&str; 25] = [
        "ってい",
        "えてい",
        "れてい",
        "してい",
        "めてい",
        "んでい",
        "であり",
        "だけでなく",
        "ではなく",
        "しま",
        "りま",
        "れま",
        "めま",
        "けま",
        "えま",
        "べま",
        "せま",
        "しまし",
        "りまし",
        "くださ",
        "しており",
        "であっ",
        "が増え",
        "も増え",
        "は増え",
    ];
    const FORMS: [&str; 4] = ["し", "す", "され", "させ"];
    /// Nouns that する makes a verb of, and that are no part of a noun in し.
    const NOUNS: [&str; 48] = [
        "計算", "確認", "連絡", "送付", "比較", "測定", "分析", "把握", "改善", "提供", "実施", "利用", "使用", "設定",
        "契約", "解約", "増加", "減少", "検討", "評価", "作成", "導入", "変更", "改定", "更新", "継続", "説明", "報告",
        "記録", "集計", "調査", "管理", "判断", "予測", "購入", "販売", "支払", "登録", "共有", "配分", "削減", "獲得",
        "達成", "発生", "対応", "運用", "開始", "終了",
    ];
    // 得られ, 求められ, 示され: the passive of a verb.
    let is_passive = ["られ", "され"].iter().filter_map(|end| sentence.strip_suffix(end)).any(|stem| {
        stem.ends_with(is_kanji) || sentence.ends_with("られ") && stem.ends_with(['べ', 'め', 'け', 'え', 'せ', 'て'])
    });
    if is_passive {
        return true;
    }
    let mut nouns = FORMS.iter().filter_map(|form| sentence.strip_suffix(form));
    ENDS.iter().any(|end| sentence.ends_with(end)) || nouns.any(|noun| NOUNS.iter().any(|own| noun.ends_with(own)))
}

/// What leads on to another sentence.
const CONNECTIVES: [&str; 20] = [
    "ただし",
    "また",
    "しかし",
    "さらに",
    "たとえば",
    "例えば",
    "つまり",
    "なお",
    "そのため",
    "そして",
    "したがって",
    "一方",
    "まず",
    "次に",
    "最後に",
    "加えて",
    "具体的には",
    "すなわち",
    "その結果",
    "このため",
];

/// Whether what stands behind the last comma leads on: `まず母数を決め、次に`.
fn ends_in_connective(sentence: &str) -> bool {
    const LAST: [&str; 11] = [
        "また",
        "さらに",
        "たとえば",
        "例えば",
        "つまり",
        "そして",
        "したがって",
        "次に",
        "最後に",
        "加えて",
        "すなわち",
    ];
    sentence.rfind('、').is_some_and(|comma| LAST.contains(&&sentence[comma + '、'.len_utf8()..]))
}

/// Whether a sentence ends in a word for and or for or.
fn is_behind_or(body: &str, last: char) -> bool {
    match last {
        'は' => body.ends_with("また") || body.ends_with("もしく"),
        'び' => body.ends_with("およ") || body.ends_with('及'),
        'に' => body.ends_with("ならび"),
        _ => false,
    }
}

/// `ご連絡を`, `お早めの相談を`: a request ends so.
fn is_request(body: &str) -> bool {
    const NEAR: usize = 12;
    body.chars()
        .rev()
        .take(NEAR)
        .take_while(|letter| !matches!(letter, '、' | '，'))
        .any(|letter| matches!(letter, 'ご' | 'お' | '御'))
}

/// `株式会社みらい 御中、`: a letter begins so.
fn is_salutation(body: &str) -> bool {
    ["様", "さん", "さま", "殿", "御中", "各位", "へ"].iter().any(|end| body.ends_with(end))
}

/// Whether に makes an adverb of what comes before it: `更新時に`, `効率的に`, `顧客を中心に`.
fn is_adverb(body: &str) -> bool {
    const LAST: [char; 24] = [
        '時', '際', '合', '前', '後', '間', '内', '度', '毎', '順', '次', '特', '別', '上', '中', '急', '共', '緒',
        '常', '既', '更', '的', '等', '他',
    ];
    /// What a heading says that something becomes: 集団訴訟の対象に, 差が顕著に.
    const BECOMES: [&str; 22] = [
        "対象",
        "顕著",
        "可能",
        "容易",
        "簡単",
        "明確",
        "明らか",
        "不要",
        "必須",
        "主流",
        "話題",
        "課題",
        "問題",
        "標的",
        "中心",
        "半分",
        "最低",
        "最高",
        "最大",
        "最小",
        "ゼロ",
        "赤字",
    ];
    const NEAR: usize = 6;
    let becomes = || {
        let before = BECOMES.iter().find_map(|word| body.strip_suffix(word));
        before.is_some_and(|before| before.ends_with(['が', 'の', 'も']))
    };
    becomes() || body.ends_with(LAST) || body.chars().rev().take(NEAR).any(|letter| letter == 'を')
}

/// Whether a sentence is nothing but names, as an answer to 誰に: 経営者、投資家、そして従業員.
fn is_list(body: &str) -> bool {
    const JOINTS: [&str; 4] = ["そして", "または", "および", "あるいは"];
    let names = body.trim_start_matches(['「', '（']).split(['、', '，']);
    names.into_iter().all(|name| {
        let name = JOINTS.iter().find_map(|joint| name.strip_prefix(joint)).unwrap_or(name);
        name.split(['や', 'と', 'の']).all(|word| !word.contains(is_hiragana))
    })
}

/// Whether て is the end of a verb that another one follows, rather than of a noun, an adverb or a request.
fn is_connective(body: &str) -> bool {
    const ENDS: [&str; 19] = [
        "すべ",
        "はじめ",
        "初め",
        "改め",
        "あらため",
        "せめ",
        "とし",
        "つい",
        "おい",
        "にし",
        "関し",
        "対し",
        "み",
        "あえ",
        "さっ",
        "だっ",
        "なっ",
        "初めまし",
        "まし",
    ];
    body.ends_with(['し', 'れ', 'せ', 'え', 'け', 'め', 'っ', 'い', 'べ', 'ね', 'き'])
        && !ENDS.iter().any(|end| body.ends_with(end))
}

/// Where the last word of a Japanese sentence begins, with the kana that inflect it: the part that is marked.
fn last_phrase(text: &str, start: usize) -> usize {
    /// The longest part that is marked, in characters.
    const LONGEST: usize = 12;
    let kept = text.trim_end_matches(['、', '，']).len();
    let is_gap =
        |letter: char| letter.is_whitespace() || matches!(letter, '、' | '，' | '。' | '「' | '（' | '(' | '|');
    let mut has_stem = false;
    let is_of_word = |(_, letter): &(usize, char)| {
        has_stem |= !is_hiragana(*letter);
        !is_gap(*letter) && (!has_stem || !is_hiragana(*letter))
    };
    let letters = text[start..kept].char_indices().rev().take(LONGEST);
    letters.take_while(is_of_word).last().map_or(kept, |(at, _)| start + at)
}
