use std::cell::OnceCell;
use std::ops::Range;

use crate::declare_rule;
use crate::finding::Safety;
use crate::handoff::{Handoff, TextFeatures};
use crate::phrase::MARKUP;
use crate::rule::{DocumentRule, Level, Reporter};
use crate::text::{Markup, MarkupKind, fold, markup, quoted};
use crate::words::quote;

declare_rule! {
    /// Markup in a text that is shown as it stands: tags, entities, Markdown, escape sequences.
    ///
    /// ## Why
    /// The page and the agents show a text letter by letter. Whoever reads it sees `<br/>` and `&nbsp;` between the words, and
    /// knows that nobody looked at the page after an export. It is a warning, since what is meant can still be read.
    ///
    /// ## Fails
    /// ```json
    /// { "content": { "faq": [{ "question": "How is it used?", "answer": "Count the base.<br/>Then count the leavers." }] } }
    /// ```
    /// ```json
    /// { "content": { "usage": [{ "key": "meaning", "title": "What it means", "text": "Profit &amp; loss by quarter, **net** of refunds.", "items": [] }] } }
    /// ```
    /// ```json ja
    /// { "content": { "usage": [{ "key": "usage", "title": "役立つ場面", "text": null, "items": ["母数を決める。\\n次に離れた客を数える。"] }] } }
    /// ```
    ///
    /// ## Passes
    /// Signs that are not markup, what is quoted or in backticks, and texts that say what they are about:
    /// ```json
    /// { "content": { "usage": [{ "key": "usage", "title": "When it helps", "text": null, "items": [
    ///   "A rate of <5% is good for R&D; growth compounds as 1.02**12.", "Files lie in C:\\reports\\new, a slot is <plan>.",
    ///   "Delete each “&nbsp;” and `<br>` of the export.", "In HTML, <br> ends a line."
    /// ] }] } }
    /// ```
    /// ```json ja
    /// { "summary": { "display_name": "HTMLメール" },
    ///   "content": { "faq": [{ "question": "どのように使いますか？", "answer": "行は<br>で改める。" }] } }
    /// ```
    ///
    /// ## Fix
    /// Write what the markup stands for, or delete it. The fix is safe and is offered where all of it is certain: entities,
    /// bold letters in Markdown, and `\u3042`, unless they stand for a bracket or a bar.
    ///
    /// ## Known limits
    /// Tags of HTML by name; those that are words or initials too (`<title>`, `<code>`, `<b>`) only with an attribute or where
    /// the text closes them. Entities by name and by number, with their semicolon. Of Markdown, bold and struck letters,
    /// links to an address, a path or a file, note marks (`[^1]`), headings of two signs and more, quotations of whole sentences (`> x`), and fences of code; single
    /// stars, lists and tables are everyday signs. Of wikis, `'''x'''` and `[[x]]`; of git, the marks of a merge (`<<<<<<< HEAD`); of chats, whom a message calls (`<@U024BE7LH>`); of forums, tags with their other half
    /// (`[b]`); of lists of tasks, `- [x]`; of TeX, a formula between `\(` and `\)` or `\[` and `\]`, but no commands alone. `\n` and `\t`
    /// count where a sentence ends before them or a word goes on behind them, and not in the paths of files; `\"` in pairs, `\_`
    /// within a name, `\'` within a word, and `\/` in addresses; `%20` between letters and letters beyond ASCII (`%E8%A7%A3`), not
    /// in an address. A tag may be escaped (`&lt;b&gt;`). A text that says
    /// that it is about markup, or whose term has such a name, is left alone.
    pub struct MarkupInText {
        /// Words in a text, or in a name of the term, that make markup the subject.
        subjects: Vec<String> = MARKUP.map(str::to_owned).to_vec(),
    }
    id: "markup-in-text", kind: Document, level: Level::Warning, fix: Some(Safety::Safe), seeks: TextFeatures::MARKUP,
    yields_to: &["joined-items-text", "duplicate-usage-text", "placeholder-text", "placeholder-comparison-row", "model-artefact"]
}

impl DocumentRule for MarkupInText {
    fn check(&self, handoff: &Handoff<'_>, reporter: &mut Reporter<'_>) {
        let is_named = OnceCell::new();
        for prose in handoff.texts_with(TextFeatures::MARKUP) {
            let text = prose.text;
            let found = unquoted(text);
            let Some(first) = found.first() else { continue };
            let is_named = *is_named.get_or_init(|| handoff.folded_names().iter().any(|name| self.is_subject(name)));
            if is_named || self.is_subject(&fold(text)) {
                continue;
            }
            let label = label(first, text);
            let others = found[1..].iter();
            let draft = reporter
                .at(text.part(first.range.clone(), ""))
                .message(format!("the text contains {} {}", name(first, text), quote(&text[first.range.clone()])))
                .label(label)
                .help(help(first, text));
            let draft = others.fold(draft, |draft, other| {
                draft.related(text.part(other.range.clone(), ""), self::label(other, text))
            });
            if let Some(edits) = edits(&found, text) {
                let edits = edits.into_iter().map(|(range, new)| (text.part(range, ""), new));
                draft.fix("write what the markup stands for", Safety::Safe, edits);
            }
        }
    }
}

impl MarkupInText {
    /// Whether a folded text names markup as a thing to talk about.
    fn is_subject(&self, text: &str) -> bool {
        self.subjects.iter().filter(|word| !word.is_empty()).any(|word| {
            text.match_indices(word.as_str()).any(|(at, _)| {
                let is_whole = !text[..at].ends_with(|letter: char| letter.is_ascii_alphanumeric());
                let rest = &text[at + word.len()..];
                let ends =
                    !rest.strip_prefix('s').unwrap_or(rest).starts_with(|letter: char| letter.is_ascii_alphabetic());
                !word.is_ascii() || is_whole && ends
            })
        })
    }
}

/// The markup of a text that does not stand in quotation marks or backticks.
fn unquoted(text: &str) -> Vec<Markup> {
    let mut found = markup(text).peekable();
    if found.peek().is_none() {
        return Vec::new();
    }
    let mut quoted = quoted(text).peekable();
    let is_quoted = |range: &Range<usize>| {
        while quoted.next_if(|quoted| quoted.end <= range.start).is_some() {}
        quoted.peek().is_some_and(|quoted| quoted.start <= range.start && range.end <= quoted.end)
    };
    let mut is_quoted = is_quoted;
    found.filter(|found| !is_quoted(&found.range)).collect()
}

fn name(found: &Markup, text: &str) -> &'static str {
    match found.kind {
        MarkupKind::Tag if text[found.range.clone()].starts_with("<!") => "a comment of HTML,",
        MarkupKind::Tag => "the HTML tag",
        MarkupKind::Entity => "the HTML entity",
        MarkupKind::Bold => "bold letters in Markdown,",
        MarkupKind::Struck => "struck letters in Markdown,",
        MarkupKind::Note => "a note mark in Markdown,",
        MarkupKind::Task => "a box of a task list in Markdown,",
        MarkupKind::Fence => "a code fence in Markdown,",
        MarkupKind::Merge => "the mark of a merge,",
        MarkupKind::Link => "a Markdown link,",
        MarkupKind::Heading => "the sign of a Markdown heading,",
        MarkupKind::Quotation => "the sign of a Markdown quotation,",
        MarkupKind::Wiki => "the markup of a wiki,",
        MarkupKind::Forum => "the tag of a forum,",
        MarkupKind::Formula => "a formula in TeX,",
        MarkupKind::Escape => "the escape sequence",
    }
}

fn label(found: &Markup, text: &str) -> &'static str {
    match found.kind {
        MarkupKind::Tag if text[found.range.clone()].starts_with("<!") => "comment",
        MarkupKind::Tag | MarkupKind::Forum => "tag",
        MarkupKind::Wiki => "markup",
        MarkupKind::Formula => "TeX",
        MarkupKind::Entity => "entity",
        MarkupKind::Bold
        | MarkupKind::Struck
        | MarkupKind::Link
        | MarkupKind::Note
        | MarkupKind::Heading
        | MarkupKind::Quotation
        | MarkupKind::Task
        | MarkupKind::Fence => "Markdown",
        MarkupKind::Merge => "undecided",
        MarkupKind::Escape => "escape sequence",
    }
}

fn help(found: &Markup, text: &str) -> String {
    let letter = found.plain.first().map(|(_, letter)| letter.as_str());
    match (found.kind, letter) {
        (MarkupKind::Tag, _) if text[found.range.clone()].starts_with("<!") => "delete the comment".to_owned(),
        (MarkupKind::Tag | MarkupKind::Forum, _) => "delete the tag".to_owned(),
        (MarkupKind::Wiki, _) => "delete the signs around the words".to_owned(),
        (MarkupKind::Formula, _) => "write the formula as people read it, such as “a ÷ b”".to_owned(),
        (MarkupKind::Entity | MarkupKind::Escape, Some(" ")) => "write a space".to_owned(),
        (MarkupKind::Entity | MarkupKind::Escape, Some(letter)) => format!("write {}", quote(letter)),
        (MarkupKind::Entity, None) => "write the character itself, or delete it".to_owned(),
        (MarkupKind::Struck, _) => "delete the words, or the signs around them".to_owned(),
        (MarkupKind::Note, _) => "delete the mark, and name its source among the sources".to_owned(),
        (MarkupKind::Task, _) => "delete the box".to_owned(),
        (MarkupKind::Fence, _) => "delete the fence".to_owned(),
        (MarkupKind::Merge, _) => "keep one of the two versions, and delete the marks".to_owned(),
        (MarkupKind::Bold, _) => "delete the stars or lines around the words".to_owned(),
        (MarkupKind::Link, _) => "write the words of the link alone".to_owned(),
        (MarkupKind::Heading, _) => "delete the signs before the heading".to_owned(),
        (MarkupKind::Quotation, _) => "delete the sign before the sentence".to_owned(),
        (MarkupKind::Escape, None) => "write a line break or a space in its place".to_owned(),
    }
}

/// What makes the text plain, as JSON text; nothing where that is not certain for all of it, or leaves other markup behind.
fn edits(found: &[Markup], text: &str) -> Option<Vec<(Range<usize>, String)>> {
    if found.iter().any(|found| found.plain.is_empty()) {
        return None;
    }
    let edits: Vec<_> = found.iter().flat_map(|found| found.plain.iter().cloned()).collect();
    // A bracket needs another one, and a bar makes a row: somebody has to look.
    if edits
        .iter()
        .any(|(_, new)| new.contains(['(', ')', '[', ']', '{', '}', '|', '「', '」', '『', '』', '（', '）']))
    {
        return None;
    }
    let mut plain = String::with_capacity(text.len());
    let mut from = 0;
    for (range, new) in &edits {
        plain.push_str(&text[from..range.start]);
        plain.push_str(new);
        from = range.end;
    }
    plain.push_str(&text[from..]);
    let written = |new: String| match new.as_str() {
        "\"" => "\\\"".to_owned(),
        "\\" => "\\\\".to_owned(),
        _ => new,
    };
    unquoted(&plain).is_empty().then(|| edits.into_iter().map(|(range, new)| (range, written(new))).collect())
}
