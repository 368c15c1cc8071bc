//! What a name says that its term is about, where that makes healthy what is a defect elsewhere.
//!
//! Owns the words that tell. Must not know which rules ask.

use crate::text::fold;

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
    let folded = fold(text);
    WORDS.iter().any(|word| folded.contains(word))
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
    folded.split(|letter: char| !letter.is_ascii_alphanumeric()).any(is_ai)
        || PARTS.iter().any(|part| folded.contains(part))
}
