//! What every finding has to obey, whichever rule wrote it (`CONTRIBUTING.md`, the message law).

use termlint::rules;

use super::{Input, Observed, apply};

/// The longest message, in characters.
const LONGEST: usize = 120;

/// Words of programmers that no message uses.
const MACHINE_WORDS: [&str; 10] =
    ["instance", "instances", "null", "nulls", "array", "arrays", "pattern", "patterns", "pointer", "pointers"];

/// Words with which no order begins.
const NO_ORDERS: [&str; 20] = [
    "a", "an", "are", "can", "cannot", "has", "if", "is", "it", "must", "no", "not", "only", "please", "should",
    "that", "the", "there", "this", "you",
];

/// Checks one finding against the whole law.
pub fn check(observed: &Observed, input: &Input) -> Result<(), String> {
    let finding = &observed.finding;
    let broken = |what: &str, text: &str| Err(format!("{} breaks the message law: {what}\n    {text}", finding.rule));
    if let Some(what) = message(&finding.message) {
        return broken(what, &finding.message);
    }
    if let Some(what) = label(&finding.label) {
        return broken(what, &finding.label);
    }
    if let Some(what) = help(&finding.help) {
        return broken(what, &finding.help);
    }
    if let Some(kind) = finding.kind {
        let kinds = rules::find(finding.rule).map_or(&[][..], |rule| rule.meta.kinds);
        if !kinds.iter().any(|own| own.name == kind) {
            return broken("a kind of finding is declared in the rule's `kinds`", kind);
        }
    }
    let subject = finding.subject.trim();
    if !subject.is_empty() && subject.bytes().all(|byte| byte.is_ascii_digit()) {
        return broken("the subject is a count, so the fingerprint changes with it: leave counts out", subject);
    }
    let places = finding.location.iter().map(|place| (observed.path.as_deref(), place));
    let related =
        finding.related.iter().map(|related| (related.path.as_deref().or(observed.path.as_deref()), &related.location));
    for (path, place) in places.chain(related) {
        let bytes = input.bytes(path).ok_or_else(|| format!("{}: there is no file {path:?}", finding.rule))?;
        let range = place.start.byte..place.end.byte;
        let is_in = range.start <= range.end && range.end <= bytes.len();
        let is_whole = std::str::from_utf8(bytes)
            .map_or(true, |text| text.is_char_boundary(range.start) && text.is_char_boundary(range.end));
        if !is_in || !is_whole {
            return Err(format!("{}: the bytes {range:?} are no whole characters of the file", finding.rule));
        }
    }
    for related in &finding.related {
        if related.label.is_empty() {
            return broken("a related place needs a label", &finding.message);
        }
    }
    for fix in &finding.fixes {
        let bytes = input.bytes(observed.path.as_deref()).unwrap_or_default();
        let fixed = apply(fix, bytes).map_err(|what| format!("{}: {what}", finding.rule))?;
        if serde_json::from_slice::<serde::de::IgnoredAny>(&fixed).is_err() {
            return Err(format!("{}: what “{}” leaves is no JSON", finding.rule, fix.title));
        }
    }
    Ok(())
}

/// What is wrong with a message.
fn message(text: &str) -> Option<&'static str> {
    let first = text.split_whitespace().next().unwrap_or_default();
    // A name such as UTF-16 or Shift_JIS has more than one capital.
    let capitals = first.chars().filter(|character| character.is_uppercase()).count();
    if text.trim() != text || text.is_empty() {
        return Some("a message states the fact, without white space around it");
    }
    if text.chars().count() > LONGEST {
        return Some("a message has at most 120 characters: shorten the value, or say less");
    }
    if text.ends_with(['.', '!']) {
        return Some("a message ends without a full stop");
    }
    if first.starts_with(char::is_uppercase) && capitals < 2 {
        return Some("a message starts in lower case");
    }
    if has_machine_word(text) {
        return Some("a message says nothing of instance, null, array, pattern or pointer");
    }
    None
}

fn label(text: &str) -> Option<&'static str> {
    if text.ends_with('.') || text.chars().count() > 60 {
        return Some("a label marks a place in a few words, without a full stop");
    }
    has_machine_word(text).then_some("a label says nothing of instance, null, array, pattern or pointer")
}

fn help(text: &str) -> Option<&'static str> {
    let first = text.split_whitespace().next().unwrap_or_default();
    if first.is_empty() {
        return Some("help says one thing to do; there is none");
    }
    if text.starts_with("did you mean ") {
        return None;
    }
    if text.ends_with('.') || first.starts_with(char::is_uppercase) {
        return Some("help starts in lower case and ends without a full stop");
    }
    if NO_ORDERS.contains(&first) || first.ends_with("ing") || !first.starts_with(char::is_lowercase) {
        return Some("help is an order: it begins with a verb");
    }
    None
}

/// Whether a text speaks like a program, quoted values aside.
fn has_machine_word(text: &str) -> bool {
    let mut plain = String::new();
    let mut depth = 0_usize;
    for character in text.replace("empty (null)", "empty").chars() {
        match character {
            '“' => depth += 1,
            '”' => depth = depth.saturating_sub(1),
            _ if depth == 0 => plain.push(character),
            _ => {}
        }
    }
    plain
        .split(|character: char| !character.is_alphanumeric())
        .any(|word| MACHINE_WORDS.contains(&word.to_lowercase().as_str()))
}
