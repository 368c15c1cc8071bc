//! What a name or text says that it is about, where that makes healthy what is a defect elsewhere.
//!
//! Owns the words that tell. Must not know which rules ask.

use crate::text::fold;

/// What a text says that is about markup.
pub const MARKUP: [&str; 40] = [
    "backslash",
    "bbcode",
    "character reference",
    "control character",
    "css",
    "escape",
    "escaped",
    "escaping",
    "html",
    "javascript",
    "json",
    "latex",
    "line feed",
    "markdown",
    "markup",
    "mathml",
    "newline",
    "regex",
    "regular expression",
    "sgml",
    "tag",
    "tex",
    "unicode",
    "wiki",
    "wikitext",
    "xhtml",
    "xml",
    "エスケープ",
    "タグ",
    "バックスラッシュ",
    "マークアップ",
    "マークダウン",
    "制御文字",
    "実体参照",
    "改行コード",
    "改行文字",
    "文字コード",
    "文字参照",
    "正規表現",
    "記法",
];

/// What a name says that is about letters which look alike.
pub const LOOK_ALIKES: [&str; 12] = [
    "homograph",
    "homoglyph",
    "look-alike",
    "lookalike",
    "phishing",
    "cyrillic",
    "greek",
    "unicode",
    "ホモグラフ",
    "フィッシング",
    "キリル",
    "ギリシャ",
];

/// What a text says that is about punctuation.
pub const PUNCTUATION: [&str; 8] = ["句点", "読点", "句読", "約物", "記号", "コンマ", "カンマ", "ピリオド"];

/// What a name says that is about values that may be missing, or about what prints them.
pub const LOST_VALUES: [&str; 18] = [
    "null",
    "undefined",
    "nan ",
    "spreadsheet",
    "excel",
    "javascript",
    "error",
    "format string",
    "missing value",
    "programming",
    "ヌル",
    "欠損",
    "未定義",
    "スプレッドシート",
    "表計算",
    "エラー",
    "プログラミング",
    "書式",
];

/// What a name says that is about where visitors come from.
pub const VISITS: [&str; 8] =
    ["utm", "traffic", "referr", "campaign", "トラフィック", "流入", "参照元", "キャンペーン"];

/// Whether a text is about merge tags of mailing tools or variables of templates, so that names in braces are its subject.
pub fn is_about_tags(text: &str) -> bool {
    const WORDS: [&str; 11] = [
        "merge",
        "tag",
        "variable",
        "token",
        "personaliz",
        "placeholder",
        "template",
        "差し込み",
        "タグ",
        "変数",
        "プレースホルダ",
    ];
    speaks_of(&fold(text), &WORDS)
}

/// Whether a question may be answered by the name of a state.
pub fn asks_for_state(question: &str) -> bool {
    const WORDS: [&str; 34] = [
        "field",
        "column",
        "categor",
        "classif",
        "tag",
        "badge",
        "区分",
        "分類",
        "欄",
        "カテゴリ",
        "タグ",
        "ラベル",
        "フェーズ",
        "工程",
        "status",
        "state",
        "stage",
        "phase",
        "step",
        "label",
        "called",
        "name",
        "word",
        "shown",
        "mark",
        "状態",
        "状況",
        "ステータス",
        "段階",
        "表示",
        "呼",
        "いう",
        "言う",
        "名",
    ];
    speaks_of(&fold(question), &WORDS)
}

/// Whether the name of a term is about programs that write or talk, so that what they say is its subject.
pub fn is_about_programs(name: &str) -> bool {
    const PARTS: [&str; 11] = [
        "prompt",
        "chat",
        "language model",
        "gpt",
        "llm",
        "token",
        "プロンプト",
        "チャット",
        "言語モデル",
        "人工知能",
        "トークン",
    ];
    let folded = fold(name);
    let is_ai = |word: &str| matches!(word, "ai" | "genai");
    folded.split(|letter: char| !letter.is_ascii_alphanumeric()).any(is_ai) || speaks_of(&folded, &PARTS)
}

/// Whether a folded text holds one of these words, or parts of them.
fn speaks_of(folded: &str, words: &[&str]) -> bool {
    words.iter().any(|word| folded.contains(word))
}
