// Long because: each kind of mark has its own form, and its tests beside it.

use std::cell::OnceCell;
use std::ops::Range;

use crate::declare_rule;
use crate::finding::{Safety, Severity};
use crate::handoff::{Handoff, Text, TextFeatures};
use crate::phrase::{VISITS, is_about_programs};
use crate::rule::{DocumentRule, Reporter};
use crate::text::{fold, leave_quoted};
use crate::words::quote;

declare_rule! {
    /// What a chat tool leaves beside its answer: marks of citations, tokens, addresses that name the tool.
    ///
    /// ## Why
    /// No person types `【4†source】` or `<|im_end|>`. Readers see that the page was pasted from a chat, the source that the mark
    /// stood for is lost, and an address with `utm_source=chatgpt.com` counts every reader as a visitor from there.
    ///
    /// ## Fails
    /// ```json
    /// { "content": { "faq": [{ "question": "Is it rising?", "answer": "Yes, in every region【4†source】." }] } }
    /// ```
    /// ```json ja
    /// { "content": { "faq": [{ "question": "上がっていますか？", "answer": "どの地域でも上がった[cite: 1]。" }] } }
    /// ```
    /// ```json
    /// { "sources": { "visible_sources": [
    ///   { "label": "Survey of subscriptions", "url": "https://example.org/survey?utm_source=chatgpt.com", "kind": "tier_a" },
    ///   { "label": "Handbook of renewals", "url": "https://example.net/renewals", "kind": "tier_a" }
    /// ] } }
    /// ```
    ///
    /// ## Passes
    /// Notes of people, and marks that are quoted because they are the subject:
    /// ```json
    /// { "content": { "faq": [{ "question": "Is it rising?", "answer": "Yes, see note [4]. Delete “【4†source】” before you publish." }] } }
    /// ```
    /// ```json ja
    /// { "content": { "faq": [{ "question": "上がっていますか？", "answer": "【注】速報では上がった。†の数字は見込みである。" }] } }
    /// ```
    ///
    /// ## Fix
    /// Name the source that the mark stood for among the sources, and delete the mark. The fix deletes marks of citations and the
    /// parameter of an address; it is safe, since neither is text. What stands around a token may be the tool’s as well,
    /// so read it.
    ///
    /// ## Known limits
    /// Found are the marks of citations, tokens, file addresses and cards that are listed in this file, in every text that
    /// readers see, what a program thought (`<think>`, where it begins the text or is closed), and, as a warning, `utm_source` with the name of a chat tool and the address of a conversation (`chatgpt.com/share/…`) in
    /// texts and addresses. Marks in quotation marks or
    /// backticks pass, as do all where a name of the term speaks of AI, prompts, chat, tokens or language
    /// models, and the parameter where one speaks of UTM or traffic. How a program begins its answer is `leaked-instructions`.
    pub struct ModelArtefact {}
    id: "model-artefact", kind: Document, fix: Some(Safety::Safe),
    seeks: ANY
}

const ANY: TextFeatures = TextFeatures::MODEL.or(TextFeatures::UNUSUAL);

impl DocumentRule for ModelArtefact {
    fn check(&self, handoff: &Handoff<'_>, reporter: &mut Reporter<'_>) {
        let programs = OnceCell::new();
        let is_about_programs = || *programs.get_or_init(|| handoff.names().any(|name| is_about_programs(name)));
        for prose in handoff.texts_with(ANY) {
            check_marks(prose.text, &is_about_programs, reporter);
            check_parameters(prose.text, &|| is_about_programs() || is_about_visits(handoff), reporter);
            check_conversation(prose.text, &is_about_programs, reporter);
        }
        for url in handoff.addresses() {
            check_parameters(url, &|| false, reporter);
            check_conversation(url, &|| false, reporter);
        }
    }
}

/// Reports the marks of one text, at the first.
fn check_marks(text: &Text<'_>, is_subject: &dyn Fn() -> bool, reporter: &mut Reporter<'_>) {
    let mut found = marks(text);
    leave_quoted(text, &mut found, |mark| &mark.range);
    let Some((first, others)) = found.split_first().filter(|_| !is_subject()) else { return };
    let is_citation = found.iter().all(|mark| mark.is_citation);
    let mut draft = reporter
        .at(text.part(first.range.clone(), ""))
        .message(format!("{} is a mark of a chat tool", quote(&text[first.range.clone()])))
        .label("left by a chat tool")
        .help(match is_citation {
            true => "delete the mark, and name its source among the sources",
            false => "delete what the chat tool left, and read the text around it",
        });
    for other in others {
        draft = draft.related(text.part(other.range.clone(), ""), "another one");
    }
    if is_citation {
        let edits = found.iter().map(|mark| (text.part(with_space(text, mark.range.clone()), ""), String::new()));
        draft.fix("delete the marks", Safety::Safe, edits);
    }
}

/// Reports what addresses in a text, or an address itself, say of a chat tool.
fn check_parameters(text: &Text<'_>, is_subject: &dyn Fn() -> bool, reporter: &mut Reporter<'_>) {
    if memchr::memmem::find(text.as_bytes(), PARAMETER.as_bytes()).is_none() {
        return;
    }
    let mut found: Vec<Range<usize>> = parameters(text).collect();
    leave_quoted(text, &mut found, |range| range);
    let Some((first, others)) = found.split_first().filter(|_| !is_subject()) else { return };
    let mut draft = reporter
        .at(text.part(first.clone(), ""))
        .message(format!("the address says {}", quote(&text[first.clone()])))
        .label("names a chat tool")
        .help("delete it from the address")
        .max_severity(Severity::Warning);
    for other in others {
        draft = draft.related(text.part(other.clone(), ""), "another one");
    }
    let edits = found.iter().map(|range| (text.part(with_separator(text, range.clone()), ""), String::new()));
    draft.fix("delete it from the address", Safety::Safe, edits);
}

/// Reports the address of a conversation, which nobody else can rely on.
fn check_conversation(text: &Text<'_>, is_subject: &dyn Fn() -> bool, reporter: &mut Reporter<'_>) {
    /// The longest address, in bytes.
    const LONG: usize = 200;
    let found = memchr::memmem::find(text.as_bytes(), CHAT_HOST.as_bytes());
    let is_conversation = |at: &usize| CONVERSATIONS.iter().any(|own| text[at + CHAT_HOST.len()..].starts_with(own));
    let Some(at) = found.filter(is_conversation).filter(|_| !is_subject()) else { return };
    let start =
        text[..at].rfind(|letter: char| letter.is_whitespace() || !letter.is_ascii() || "(<\"".contains(letter));
    let start = start.map_or(0, |before| before + text[before..].chars().next().map_or(1, char::len_utf8));
    let rest = &text[at..text.floor_char_boundary(at.saturating_add(LONG))];
    let is_part = |letter: char| letter.is_ascii_alphanumeric() || "._-/?=&%#".contains(letter);
    let rest = rest[..rest.find(|letter| !is_part(letter)).unwrap_or(rest.len())].trim_end_matches('.');
    let mut found = vec![start..at + rest.len()];
    leave_quoted(text, &mut found, |range| range);
    let Some(range) = found.pop() else { return };
    reporter
        .at(text.part(range.clone(), ""))
        .message(format!("{} is a conversation with a chat tool", quote(&text[range])))
        .label("no source")
        .help("name the source that the conversation spoke of, or delete the address")
        .max_severity(Severity::Warning);
}

/// How the host of a chat tool ends, and what the paths of conversations begin with.
const CHAT_HOST: &str = "gpt.com/";
const CONVERSATIONS: [&str; 2] = ["share/", "c/"];

/// A mark in a text.
struct Mark {
    range: Range<usize>,
    /// Whether it stood for a source, so that nothing else is lost with it.
    is_citation: bool,
}

/// The marks of chat tools in a text, in order. What adjoins is one where both stand for sources.
fn marks(text: &str) -> Vec<Mark> {
    let mut found: Vec<Mark> = Vec::new();
    let mut from = 0;
    while let Some(at) = text[from..].find(STARTS).map(|length| from + length) {
        let Some((length, is_citation)) = mark(text, at) else {
            from = at + text[at..].chars().next().map_or(1, char::len_utf8);
            continue;
        };
        from = at + length;
        found.push(Mark { range: at..from, is_citation });
    }
    found
}

/// What marks begin with: brackets, colons, the private characters around a citation, and the first letters of words.
const STARTS: [char; 12] = ['【', '[', '［', '(', '（', ':', '<', 'c', 'f', 't', 's', '\u{e200}'];

/// The longest mark, in bytes.
const LONGEST: usize = 160;

/// The length of the mark that begins at `at`, and whether it stood for a source.
fn mark(text: &str, at: usize) -> Option<(usize, bool)> {
    let rest = &text[at..];
    let is_behind_letter = text[..at].ends_with(|letter: char| letter.is_ascii_alphanumeric());
    match rest.chars().next()? {
        '【' => bracketed(rest, '【', '】')
            .filter(|(_, inner)| is_source(inner) || is_result(inner))
            .map(|(length, _)| (length, true)),
        open @ ('(' | '（') => bracketed(rest, open, if open == '(' { ')' } else { '）' })
            .filter(|(_, inner)| starts_numbered(inner, "oaicite:") || is_result(inner))
            .map(|(length, _)| (length, true)),
        '[' => {
            let (length, inner) = bracketed(rest, '[', ']')?;
            let is_numbered = ["attached_file:", "citation:", "web:", "oai_citation:", "oai_citation_attribution:"]
                .iter()
                .any(|word| starts_numbered(inner, word));
            let is_source = is_source(inner) || is_cite(inner) || is_numbered || is_note(inner) || is_result(inner);
            let is_turn = matches!(inner, "INST" | "/INST");
            // A link may be made of it, or its number follow again.
            let is_number = |inner: &str| inner.bytes().all(|byte| byte.is_ascii_digit());
            let number = || bracketed(&rest[length..], '[', ']').filter(|(_, next)| is_note(inner) && is_number(next));
            let address = bracketed(&rest[length..], '(', ')').or_else(number).filter(|_| is_source);
            (is_source || is_turn).then(|| (length + address.map_or(0, |(address, _)| address), is_source))
        }
        '［' => bracketed(rest, '［', '］').filter(|(_, inner)| is_cite(inner)).map(|(length, _)| (length, true)),
        ':' => {
            let (length, inner) = bracketed(rest.strip_prefix(REFERENCE)?, '[', ']')?;
            let length = REFERENCE.len() + length;
            let index = bracketed(&rest[length..], '{', '}').filter(|(_, index)| starts_numbered(index, "index="));
            starts_numbered(inner, "oaicite:").then(|| (length + index.map_or(0, |(index, _)| index), true))
        }
        '<' => token(rest).or_else(|| thought(text, at)).map(|length| (length, false)),
        's' => {
            let path = rest.strip_prefix("sandbox:/mnt/data/").filter(|_| !is_behind_letter)?;
            let is_part = |letter: char| letter.is_ascii_alphanumeric() || "._-/%".contains(letter);
            let path = &path[..path.find(|letter| !is_part(letter)).unwrap_or(path.len())];
            Some((rest.len() - rest["sandbox:/mnt/data/".len()..].len() + path.trim_end_matches('.').len(), false))
        }
        _ if is_behind_letter => None,
        _ => result(rest).map(|length| (length, true)),
    }
}

const REFERENCE: &str = ":contentReference";

/// The length of what stands between two brackets, with them, and what it is.
fn bracketed(text: &str, open: char, close: char) -> Option<(usize, &str)> {
    let inner = text.strip_prefix(open)?;
    let inner = &inner[..inner.floor_char_boundary(LONGEST)];
    let end = inner.find(close)?;
    Some((open.len_utf8() + end + close.len_utf8(), &inner[..end]))
}

/// `4†source`, `出典†source`, `12:3†report.pdf`, `oaicite:3`.
fn is_source(inner: &str) -> bool {
    let is_numbered = |(number, name): (&str, &str)| {
        let is_number = |letter: char| letter.is_ascii_digit() || letter == ':';
        number.starts_with(|letter: char| letter.is_ascii_digit()) && number.chars().all(is_number) && !name.is_empty()
    };
    let is_named = |(_, name): (&str, &str)| name == "source";
    inner.split_once('†').is_some_and(|parts| is_numbered(parts) || is_named(parts))
        || starts_numbered(inner, "oaicite:")
}

/// `cite: 1`, `cite:3-6`, `cite_start`.
fn is_cite(inner: &str) -> bool {
    let is_number = |letter: char| letter.is_ascii_digit() || ", -–".contains(letter);
    let numbers = inner.strip_prefix("cite:").filter(|numbers| numbers.chars().all(is_number));
    matches!(inner, "cite_start" | "cite_end") || numbers.is_some_and(|numbers| !numbers.trim().is_empty())
}

/// `^1^`
fn is_note(inner: &str) -> bool {
    let number = inner.strip_prefix('^').and_then(|inner| inner.strip_suffix('^'));
    number.is_some_and(|number| !number.is_empty() && number.bytes().all(|digit| digit.is_ascii_digit()))
}

fn starts_numbered(text: &str, word: &str) -> bool {
    text.strip_prefix(word).is_some_and(|rest| rest.starts_with(|letter: char| letter.is_ascii_digit()))
}

/// The length of a tag around what a program thought before it answered: `<think>` where the text begins with it or closes it.
fn thought(text: &str, at: usize) -> Option<usize> {
    const TAGS: [(&str, &str); 2] = [("<think>", "</think>"), ("<thinking>", "</thinking>")];
    let rest = &text[at..];
    TAGS.into_iter().find_map(|(open, close)| {
        let is_open = rest.starts_with(open) && (at == 0 || rest.contains(close));
        (is_open || rest.starts_with(close)).then_some(if is_open { open.len() } else { close.len() })
    })
}

/// The length of `<|im_end|>`, `<<SYS>>`, `<end_of_turn>` or a card in angle brackets.
fn token(text: &str) -> Option<usize> {
    const TOKENS: [&str; 25] = [
        "assistant",
        "begin_of_text",
        "bos",
        "call",
        "channel",
        "end",
        "end_header_id",
        "end_of_text",
        "end_of_turn",
        "endoftext",
        "endofprompt",
        "eom_id",
        "eos",
        "eot_id",
        "fim_prefix",
        "fim_suffix",
        "im_end",
        "im_sep",
        "im_start",
        "message",
        "return",
        "start",
        "start_header_id",
        "system",
        "user",
    ];
    if let Some(name) = text.strip_prefix("<|") {
        let name = &name[..name.floor_char_boundary(LONGEST)];
        let name = &name[..name.find("|>")?];
        return TOKENS.contains(&name).then_some(name.len() + "<||>".len());
    }
    let system =
        ["<<SYS>>", "<</SYS>>", "<start_of_turn>", "<end_of_turn>"].into_iter().find(|system| text.starts_with(system));
    let card = || {
        let (length, inner) = bracketed(text, '<', '>')?;
        let is_card = ["grok:", "antArtifact", "/antArtifact", "antThinking", "/antThinking"];
        let is_call = ["tool_call", "tool_response", "tool_result", "function_calls"];
        let name = inner.strip_prefix('/').unwrap_or(inner);
        is_call
            .contains(&name)
            .then_some(length)
            .or(is_card.iter().any(|name| inner.starts_with(name)).then_some(length))
    };
    system.map(str::len).or_else(card)
}

/// The length of the names of search results and files, `citeturn0search0turn2view1`, with what stands around them.
fn result(text: &str) -> Option<usize> {
    const KINDS: [&str; 9] = ["search", "view", "news", "image", "file", "forecast", "finance", "academia", "product"];
    let is_private = |letter: char| matches!(letter, '\u{e200}'..='\u{e206}');
    let open = text.trim_start_matches(is_private);
    let word = ["filecite", "cite", "navlist"].into_iter().find(|word| open.starts_with(word));
    let mut rest = open[word.map_or(0, str::len)..].trim_start_matches(is_private);
    let mut results = 0;
    while let Some(turn) = rest.strip_prefix("turn") {
        let kind = turn.trim_start_matches(|letter: char| letter.is_ascii_digit());
        let Some(number) = KINDS.iter().find_map(|name| kind.strip_prefix(name)).filter(|_| kind.len() < turn.len())
        else {
            break;
        };
        let end = number.trim_start_matches(|letter: char| letter.is_ascii_digit());
        if end.len() == number.len() {
            break;
        }
        rest = end.trim_start_matches(is_private);
        results += 1;
    }
    (results > 0 && !rest.starts_with(|letter: char| letter.is_ascii_alphanumeric())).then_some(text.len() - rest.len())
}

/// Whether a text between brackets is nothing but the name of a search result.
fn is_result(inner: &str) -> bool {
    result(inner) == Some(inner.len())
}

/// A deleted mark takes the space before it along, unless a word follows; at the start of a text, the space behind it.
fn with_space(text: &str, range: Range<usize>) -> Range<usize> {
    if range.start == 0 {
        let rest = &text[range.end..];
        return 0..text.len() - rest.trim_start().len();
    }
    let before = &text[..range.start];
    let is_gap = before.ends_with(' ') && !text[range.end..].starts_with(char::is_alphanumeric);
    range.start - usize::from(is_gap)..range.end
}

const PARAMETER: &str = "utm_source=";

/// The parameters of addresses that name a chat tool.
fn parameters(text: &str) -> impl Iterator<Item = Range<usize>> {
    const TOOLS: [&str; 15] = [
        "chatgpt.com",
        "chatgpt",
        "chat.openai.com",
        "openai",
        "openai.com",
        "copilot.com",
        "copilot.microsoft.com",
        "perplexity.ai",
        "perplexity",
        "claude.ai",
        "claude",
        "gemini.google.com",
        "gemini",
        "grok.com",
        "deepseek",
    ];
    text.match_indices(PARAMETER).filter_map(move |(at, _)| {
        let is_parameter = text[..at].ends_with(['?', '&']);
        let value = &text[at + PARAMETER.len()..];
        let is_part = |letter: char| letter.is_ascii_alphanumeric() || "._-%+".contains(letter);
        let value = &value[..value.find(|letter| !is_part(letter)).unwrap_or(value.len())];
        let tool = TOOLS.into_iter().find(|tool| *tool == value.trim_end_matches('.')).filter(|_| is_parameter)?;
        Some(at..at + PARAMETER.len() + tool.len())
    })
}

/// A deleted parameter takes the separator before it along, or the one behind it where it is the first of several.
fn with_separator(text: &str, range: Range<usize>) -> Range<usize> {
    match text[..range.start].ends_with('?') && text[range.end..].starts_with('&') {
        true => range.start..range.end + 1,
        false => range.start - 1..range.end,
    }
}

/// Whether the term itself is about where visitors come from.
fn is_about_visits(handoff: &Handoff<'_>) -> bool {
    handoff.names().any(|name| {
        let folded = fold(name);
        VISITS.iter().any(|part| folded.contains(part))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_parameter_goes_with_one_of_its_separators() {
        for (text, expected) in [
            ("a.org/x?utm_source=openai", "a.org/x"),
            ("a.org/x?utm_source=openai#y", "a.org/x#y"),
            ("a.org/x?utm_source=openai&y=1", "a.org/x?y=1"),
            ("a.org/x?y=1&utm_source=openai", "a.org/x?y=1"),
            ("a.org/x?y=1&utm_source=openai&z=2", "a.org/x?y=1&z=2"),
        ] {
            let mut plain = text.to_owned();
            parameters(text).for_each(|range| plain.replace_range(with_separator(text, range), ""));
            assert_eq!(plain, expected, "{text}");
        }
    }

    #[test]
    fn a_result_has_a_number_and_ends_there() {
        for (text, length) in
            [("turn0search3", Some(12)), ("citeturn2view1turn0news4 ", Some(24)), ("turn0search3.", Some(12))]
        {
            assert_eq!(result(text), length, "{text}");
        }
        for text in ["turnsearch3", "turn0search", "turn0search3x", "turn0game3", "cite", "turn0searchturn1view2"] {
            assert_eq!(result(text), None, "{text}");
        }
    }
}
