//! What is markup in a text: tags, entities, signs of Markdown, of wikis and forums, formulas of TeX, escape sequences.
//!
//! Owns how each is written and what it stands for. Must not know whether it is wrong there.

// Long because: each way of marking up has its own form, and its own neighbours that only look like it.

use std::ops::Range;

use crate::words::is_hidden;

/// A piece of markup in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MarkupKind {
    /// A tag of HTML, or a comment.
    Tag,
    /// A character reference.
    Entity,
    /// Letters between signs that make them bold.
    Bold,
    /// Letters between signs that strike them out.
    Struck,
    /// A link or a picture in Markdown.
    Link,
    /// The mark of a note in Markdown.
    Note,
    /// A heading in Markdown.
    Heading,
    /// A quotation in Markdown.
    Quotation,
    /// The box of a task in Markdown.
    Task,
    /// What stands before and after code in Markdown.
    Fence,
    /// The mark of a merge that somebody left undecided.
    Merge,
    /// Letters in bold, or a link, in a wiki.
    Wiki,
    /// A tag of a forum.
    Forum,
    /// A formula in TeX, with what surrounds it.
    Formula,
    /// A line break, tab or letter as programs write it.
    Escape,
}

/// Where a piece of markup stands, and what belongs there in its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Markup {
    /// What it is.
    pub kind: MarkupKind,
    /// Its bytes.
    pub range: Range<usize>,
    /// What replaces which bytes; nothing where that is not certain.
    pub plain: Vec<(Range<usize>, String)>,
}

/// The pieces of markup of a text, in order.
pub fn markup(text: &str) -> impl Iterator<Item = Markup> {
    let mut from = 0;
    std::iter::from_fn(move || {
        let bytes = text.as_bytes();
        while let Some(length) = bytes[from..].iter().position(|byte| {
            matches!(
                *byte,
                b'<' | b'&' | b'*' | b'_' | b'~' | b'\'' | b'[' | b'!' | b'#' | b'>' | b'`' | b'\\' | b'%' | WIDE
            )
        }) {
            let at = from + length;
            let found = match bytes[at] {
                b'<' => tag(text, at).or_else(|| merge(text, at)),
                b'&' => escaped_tag(text, at).or_else(|| entity(text, at)),
                b'*' | b'_' | b'~' | b'\'' => bold(text, at),
                b'[' | b'!' => link(text, at)
                    .or_else(|| task(text, at))
                    .or_else(|| note(text, at))
                    .or_else(|| wiki_link(text, at))
                    .or_else(|| forum(text, at)),
                WIDE => wide(text, at),
                b'#' => heading(text, at),
                b'>' => quotation(text, at).or_else(|| merge(text, at)),
                b'%' => percent(text, at),
                b'`' => fence(text, at),
                _ => escape(text, at),
            };
            match found {
                Some(found) => {
                    from = found.range.end;
                    return Some(found);
                }
                // A run of one sign is looked at once.
                None => from = at + bytes[at..].iter().take_while(|byte| **byte == bytes[at]).count(),
            }
        }
        None
    })
}

/// The first byte of what was written in full width.
const WIDE: u8 = 0xef;

/// Names of tags that nothing else is called.
#[rustfmt::skip]
const TAGS: [&str; 29] = [
    "blockquote", "br", "colgroup", "div", "em", "h1", "h2", "h3", "h4", "h5", "h6", "iframe", "img", "li", "nobr",
    "noscript", "ol", "span", "strike", "strong", "sup", "svg", "tbody", "td", "tfoot", "thead", "tr", "ul", "wbr",
];

/// Names of tags that are words or initials too: of a slot, a type, a key.
#[rustfmt::skip]
const WORDS: [&str; 49] = [
    "a", "abbr", "article", "aside", "audio", "b", "big", "body", "caption", "center", "cite", "code", "dd", "del",
    "details", "dl", "dt", "figcaption", "figure", "font", "footer", "head", "header", "hr", "html", "i", "ins",
    "kbd", "link", "main", "mark", "nav", "p", "pre", "q", "rp", "rt", "ruby", "s", "script", "section", "small",
    "style", "sub", "table", "th", "title", "u", "video",
];

fn tag(text: &str, at: usize) -> Option<Markup> {
    let found = |end: usize| Some(Markup { kind: MarkupKind::Tag, range: at..end, plain: Vec::new() });
    let rest = &text[at + 1..];
    if rest.starts_with("!--") {
        return found(within(text, at, "-->").unwrap_or(at + 4));
    }
    if rest.starts_with("!DOCTYPE") || rest.starts_with("![CDATA[") {
        return found(within(text, at, ">").unwrap_or(at + 9));
    }
    let (closes, rest) = rest.strip_prefix('/').map_or((false, rest), |rest| (true, rest));
    // Whom or what a message of a chat calls: `<@U024BE7LH>`, `<#C024BE7LR|sales>`, `<!here>`.
    if let Some(id) = rest.strip_prefix(['@', '#']) {
        let letters = id.bytes().take_while(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit()).count();
        let is_id = letters >= 8 && id[letters..].starts_with(['>', '|']) && id.starts_with(['U', 'W', 'C', 'S']);
        return if is_id { found(within(text, at, ">")?) } else { None };
    }
    // What a word processor puts around its paragraphs.
    if rest.starts_with("o:p>") {
        return found(text.len() - rest.len() + "o:p>".len());
    }
    let name = &rest[..rest.bytes().take_while(u8::is_ascii_alphanumeric).count()];
    let is_cased = |is: fn(&u8) -> bool| name.bytes().filter(u8::is_ascii_alphabetic).all(|byte| is(&byte));
    if name.len() > 10 || !is_cased(u8::is_ascii_lowercase) && !is_cased(u8::is_ascii_uppercase) {
        return None;
    }
    let lower = name.to_ascii_lowercase();
    let is_tag = TAGS.contains(&&*lower);
    if !is_tag && !WORDS.contains(&&*lower) {
        return None;
    }
    let after = &rest[name.len()..];
    let start = text.len() - after.len();
    let bare = after.trim_start_matches(' ');
    let end = text.len() - bare.len();
    if closes {
        return if bare.starts_with('>') { found(end + 1) } else { None };
    }
    if bare.starts_with("/>") {
        return found(end + 2);
    }
    if bare.starts_with('>') {
        let is_one = is_tag || begins_paragraph(text, at, &lower) || is_closed(text, end + 1, &format!("</{name}>"));
        return if is_one { found(end + 1) } else { None };
    }
    // An attribute: a space, a name, an equals sign.
    let attribute = after.strip_prefix([' ', '\n'])?.trim_start();
    let length = attribute.bytes().take_while(|byte| byte.is_ascii_alphabetic() || matches!(byte, b'-' | b':')).count();
    if length == 0 || !attribute[length..].starts_with("=") {
        return None;
    }
    found(within(text, start, ">").unwrap_or(text.len() - attribute.len() + length + 1))
}

/// Where the next `end` in the same line ends, before another tag opens.
fn within(text: &str, from: usize, end: &str) -> Option<usize> {
    /// The longest tag or comment.
    const LONGEST: usize = 400;
    let limit = text.floor_char_boundary(from.saturating_add(LONGEST));
    let part = &text[from + 1..limit.max(from + 1)];
    let found = part.find(end)?;
    (!part[..found].contains('<')).then_some(from + 1 + found + end.len())
}

/// Whether a tag opens a paragraph: at the beginning of a text, or behind a sentence.
fn begins_paragraph(text: &str, at: usize, name: &str) -> bool {
    name == "p" && text[..at].trim_end().chars().next_back().is_none_or(|last| is_stop(last) || last == '>')
}

/// Whether what a tag opens is closed near enough, by these words.
fn is_closed(text: &str, from: usize, close: &str) -> bool {
    /// The longest text between two tags.
    const LONGEST: usize = 400;
    let limit = text.floor_char_boundary(from.saturating_add(LONGEST));
    text[from..limit.max(from)].contains(close)
}

fn is_stop(letter: char) -> bool {
    matches!(letter, '.' | '!' | '?' | ':' | ';' | '。' | '！' | '？' | '：' | '．' | '」' | '）' | ')')
}

/// Named character references and what they stand for.
#[rustfmt::skip]
const ENTITIES: [(&str, char); 81] = [
    ("amp", '&'), ("lt", '<'), ("gt", '>'), ("quot", '"'), ("apos", '\''), ("nbsp", ' '), ("ensp", ' '),
    ("emsp", ' '), ("thinsp", ' '), ("hellip", '…'), ("mdash", '—'), ("ndash", '–'), ("lsquo", '‘'), ("rsquo", '’'),
    ("sbquo", '‚'), ("ldquo", '“'), ("rdquo", '”'), ("bdquo", '„'), ("laquo", '«'), ("raquo", '»'), ("bull", '•'),
    ("middot", '·'), ("yen", '¥'), ("pound", '£'), ("euro", '€'), ("cent", '¢'), ("curren", '¤'), ("copy", '©'),
    ("reg", '®'), ("trade", '™'), ("deg", '°'), ("plusmn", '±'), ("times", '×'), ("divide", '÷'), ("minus", '−'),
    ("frac12", '½'), ("frac14", '¼'), ("frac34", '¾'), ("sup2", '²'), ("sup3", '³'), ("sect", '§'), ("para", '¶'),
    ("micro", 'µ'), ("larr", '←'), ("uarr", '↑'), ("rarr", '→'), ("darr", '↓'), ("harr", '↔'), ("rArr", '⇒'),
    ("le", '≤'), ("ge", '≥'), ("ne", '≠'), ("asymp", '≈'), ("infin", '∞'), ("sum", '∑'), ("radic", '√'),
    ("permil", '‰'), ("dagger", '†'), ("alpha", 'α'), ("beta", 'β'), ("gamma", 'γ'), ("delta", 'δ'), ("mu", 'μ'),
    ("pi", 'π'), ("sigma", 'σ'), ("omega", 'ω'), ("aacute", 'á'), ("agrave", 'à'), ("acirc", 'â'), ("auml", 'ä'),
    ("ccedil", 'ç'), ("eacute", 'é'), ("egrave", 'è'), ("ecirc", 'ê'), ("iacute", 'í'), ("ntilde", 'ñ'),
    ("oacute", 'ó'), ("ocirc", 'ô'), ("ouml", 'ö'), ("uuml", 'ü'), ("szlig", 'ß'),
];

fn entity(text: &str, at: usize) -> Option<Markup> {
    let (mut end, mut letter) = reference(text, at)?;
    // An ampersand that was escaped once more.
    if letter == Some('&')
        && let Some((after, inner)) = reference_behind(text, end)
    {
        (end, letter) = (after, inner);
    }
    let neighbours = [text[..at].chars().next_back(), text[end..].chars().next()];
    let is_lone =
        neighbours.iter().all(|near| near.is_some_and(|near| !near.is_whitespace() && !matches!(near, '&' | ';')));
    let letter = letter.filter(|letter| *letter != ' ' || is_lone);
    let plain = letter.into_iter().map(|letter| (at..end, letter.to_string())).collect();
    Some(Markup { kind: MarkupKind::Entity, range: at..end, plain })
}

/// A tag whose brackets were escaped: `&lt;b&gt;`.
fn escaped_tag(text: &str, at: usize) -> Option<Markup> {
    /// The longest tag, in bytes.
    const LONGEST: usize = 120;
    let inner = text[at..].strip_prefix("&lt;")?;
    let inner = &inner[..inner.floor_char_boundary(LONGEST)];
    let (tag, _) = inner.split_once("&gt;")?;
    let bare = tag.trim_start_matches('/').trim_end_matches(['/', ' ']);
    let name = &bare[..bare.bytes().take_while(u8::is_ascii_alphanumeric).count()];
    let is_whole = bare.len() == name.len() || bare[name.len()..].starts_with(' ') && bare.contains('=');
    let range = at..at + "&lt;".len() + tag.len() + "&gt;".len();
    let is_closed = || tag.starts_with('/') || is_closed(text, range.end, &format!("&lt;/{name}&gt;"));
    let is_tag = is_whole && (TAGS.contains(&name) || WORDS.contains(&name) && is_closed());
    is_tag.then_some(Markup { kind: MarkupKind::Tag, range, plain: Vec::new() })
}

/// Letters as addresses write them, outside of one: `Churn%20rate`, `%E8%A7%A3%E7%B4%84`.
fn percent(text: &str, at: usize) -> Option<Markup> {
    /// As far as an address is looked for on either side, in bytes.
    const REACH: usize = 200;
    let byte = |at: usize| u8::from_str_radix(text.get(at..at + "%20".len())?.strip_prefix('%')?, 16).ok();
    // The first of several speaks for all.
    if at.checked_sub("%20".len()).and_then(byte).is_some() {
        return None;
    }
    let bytes: Vec<u8> = (at..).step_by("%20".len()).map_while(byte).collect();
    let end = at + "%20".len() * bytes.len();
    let letters = String::from_utf8(bytes).ok().filter(|letters| !letters.is_empty())?;
    let start = text.ceil_char_boundary(at.saturating_sub(REACH));
    let before = text[start..at].rsplit(char::is_whitespace).next().unwrap_or_default();
    let after = &text[end..text.floor_char_boundary(end.saturating_add(REACH).min(text.len()))];
    let after = after.split(char::is_whitespace).next().unwrap_or_default();
    let is_address = |part: &str| part.contains(['/', '=', '?', '&', '@', '%', '\\']) || part.contains("www.");
    if is_address(before) || is_address(after) {
        return None;
    }
    // One of ASCII stands between letters; `5%20` may be anything.
    let is_between = before.ends_with(char::is_alphabetic) && after.starts_with(char::is_alphabetic);
    let is_letters = match letters.as_str() {
        " " | "'" | "," | "&" | "(" | ")" | "\"" | ":" | ";" | "!" => is_between,
        _ => letters.chars().all(|letter| !letter.is_ascii() && is_seen(letter)),
    };
    let plain = vec![(at..end, letters)];
    is_letters.then_some(Markup { kind: MarkupKind::Escape, range: at..end, plain })
}

/// The box of a list of tasks at the start of a text or a line: `- [ ] `, `[x] `.
fn task(text: &str, at: usize) -> Option<Markup> {
    if !(text[at..].starts_with("[ ] ") || text[at..].starts_with("[x] ")) {
        return None;
    }
    let without_space =
        |text: &str| text.trim_end_matches(|letter: char| letter.is_whitespace() && letter != '\n').len();
    let point = text[..without_space(&text[..at])].strip_suffix(['-', '*', '+'])?;
    let is_first = matches!(point.as_bytes()[..without_space(point)], [] | [.., b'\n']);
    let range = point.len()..at + "[ ]".len();
    is_first.then_some(Markup { kind: MarkupKind::Task, range, plain: Vec::new() })
}

/// Where the reference that begins with an ampersand ends, and its letter, where it has one that can be seen.
fn reference(text: &str, at: usize) -> Option<(usize, Option<char>)> {
    reference_behind(text, at + 1)
}

fn reference_behind(text: &str, start: usize) -> Option<(usize, Option<char>)> {
    let rest = &text[start..];
    if let Some(number) = rest.strip_prefix('#') {
        let (digits, radix) = number.strip_prefix(['x', 'X']).map_or((number, 10), |digits| (digits, 16));
        let length = digits.bytes().take_while(|byte| char::from(*byte).is_digit(radix)).count();
        if length == 0 || length > 7 || !digits[length..].starts_with(';') {
            return None;
        }
        let letter = u32::from_str_radix(&digits[..length], radix).ok().and_then(char::from_u32);
        let end = text.len() - digits.len() + length + 1;
        let seen = match letter {
            Some('\u{a0}') => Some(' '),
            letter => {
                letter.filter(|letter| *letter > ' ' && !crate::words::is_hidden(*letter) && !letter.is_whitespace())
            }
        };
        return Some((end, seen));
    }
    let length = rest.bytes().take_while(u8::is_ascii_alphanumeric).count();
    let (name, after) = rest.split_at(length.min(8));
    let known = ENTITIES.iter().find(|(own, _)| *own == name).map(|(_, letter)| *letter);
    match after.strip_prefix(';') {
        Some(_) if known.is_some() => Some((start + name.len() + 1, known)),
        Some(_) if is_accented(name) => Some((start + name.len() + 1, None)),
        // The only one of which nobody writes the letters in a row for another reason.
        None if name == "nbsp" => Some((start + name.len(), known)),
        _ => None,
    }
}

/// Whether a name is that of a Latin letter with an accent.
fn is_accented(name: &str) -> bool {
    const ACCENTS: [&str; 8] = ["grave", "acute", "circ", "tilde", "uml", "cedil", "ring", "slash"];
    let mut letters = name.chars();
    letters.next().is_some_and(|letter| letter.is_ascii_alphabetic()) && ACCENTS.contains(&letters.as_str())
}

/// Letters between two pairs of signs: `**x**`, `__x y__`, `~~x~~`.
fn bold(text: &str, at: usize) -> Option<Markup> {
    /// The longest text in bold, in bytes.
    const LONGEST: usize = 300;
    let bytes = text.as_bytes();
    let sign = bytes[at];
    let run = |from: usize| bytes[from..].iter().take_while(|byte| **byte == sign).count();
    let width = run(at);
    let is_width = match sign {
        b'~' => width == 2,
        // Two of them are quotation marks to some.
        b'\'' => width == 3,
        _ => matches!(width, 2 | 3),
    };
    if !is_width {
        return None;
    }
    let start = at + width;
    let before = text[..at].chars().next_back();
    let after = text[start..].chars().next()?;
    let is_inner = !after.is_whitespace() && !matches!(after, '/' | '.' | ',' | ')' | '）' | '、' | '。' | '=');
    if !is_inner || !may_stand_beside(sign, before) {
        return None;
    }
    let limit = text.floor_char_boundary(start.saturating_add(LONGEST));
    let close = start + memchr::memchr(sign, &bytes[start..limit])?;
    let end = close + width;
    if run(close) != width || !may_stand_beside(sign, text[end..].chars().next()) {
        return None;
    }
    let inner = &text[start..close];
    let last = inner.chars().next_back()?;
    // `__init__` is a name, and stars that stand for a level do not surround a word.
    let is_name = sign == b'_' && !inner.contains(|letter: char| letter == ' ' || !letter.is_ascii());
    let is_list = last.is_whitespace() || matches!(last, ',' | '、' | '(' | '（' | '/');
    if is_name || is_list || !inner.contains(char::is_alphabetic) {
        return None;
    }
    if sign == b'~' {
        return Some(Markup { kind: MarkupKind::Struck, range: at..end, plain: Vec::new() });
    }
    let plain = vec![(at..start, String::new()), (close..end, String::new())];
    let kind = if sign == b'\'' { MarkupKind::Wiki } else { MarkupKind::Bold };
    Some(Markup { kind, range: at..end, plain })
}

/// `[[x]]`
fn wiki_link(text: &str, at: usize) -> Option<Markup> {
    /// The longest name of a page, in bytes.
    const LONGEST: usize = 120;
    let inner = text[at..].strip_prefix("[[")?;
    let inner = &inner[..inner.floor_char_boundary(LONGEST)];
    let end = inner.find("]]")?;
    let name = &inner[..end];
    // An element of a list, a test of a shell or a list of lists is none.
    let is_behind = text[..at].ends_with(|last: char| last.is_ascii_alphanumeric() || matches!(last, '_' | ']' | ')'));
    let is_name = name.starts_with(char::is_alphabetic) && !name.contains(['[', ']', ',', '=', '$', '"', '(']);
    let range = at..at + end + "[[]]".len();
    (!is_behind && is_name).then_some(Markup { kind: MarkupKind::Wiki, range, plain: Vec::new() })
}

/// `[b]` with its other half, `[url=x]` with its own, and each of these halves.
fn forum(text: &str, at: usize) -> Option<Markup> {
    /// The longest text between two tags.
    const LONGEST: usize = 400;
    const NAMES: [&str; 13] =
        ["b", "i", "u", "s", "url", "img", "quote", "color", "size", "center", "caption", "embed", "gallery"];
    let inner = text[at..].strip_prefix('[')?;
    let (closes, name) = inner.strip_prefix('/').map_or((false, inner), |name| (true, name));
    let length = name.bytes().take_while(u8::is_ascii_lowercase).count();
    let (name, after) = name.split_at(length);
    if !NAMES.contains(&name) {
        return None;
    }
    let start = text.len() - after.len();
    if closes {
        let open = &text[text.ceil_char_boundary(at.saturating_sub(LONGEST))..at];
        let is_open = |(at, _): (usize, &str)| {
            open[at + 1..].strip_prefix(name).is_some_and(|rest| rest.starts_with([']', '=', ' ']))
        };
        let is_one = after.starts_with(']') && open.match_indices('[').any(is_open);
        return is_one.then(|| Markup { kind: MarkupKind::Forum, range: at..start + 1, plain: Vec::new() });
    }
    let close = if after.starts_with(['=', ' ']) { after[..after.floor_char_boundary(LONGEST)].find(']')? } else { 0 };
    let rest = after[close..].strip_prefix(']')?;
    let rest = &rest[..rest.floor_char_boundary(LONGEST)];
    let is_closed =
        |(at, _): (usize, &str)| rest[at + 2..].strip_prefix(name).is_some_and(|rest| rest.starts_with(']'));
    let range = at..start + close + 1;
    rest.match_indices("[/").any(is_closed).then_some(Markup { kind: MarkupKind::Forum, range, plain: Vec::new() })
}

/// `＜br＞`, `＊＊x＊＊`: an export in full width.
fn wide(text: &str, at: usize) -> Option<Markup> {
    /// The longest text in bold, in bytes.
    const LONGEST: usize = 300;
    const STARS: &str = "＊＊";
    let rest = &text[at..];
    if let Some(inner) = rest.strip_prefix(STARS) {
        let inner = &inner[..inner.floor_char_boundary(LONGEST)];
        let end = inner.find(STARS)?;
        let is_word = !inner[..end].contains('＊') && inner[..end].contains(char::is_alphabetic);
        let starts = inner.starts_with(char::is_alphanumeric);
        let range = at..at + end + 2 * STARS.len();
        return (is_word && starts).then_some(Markup { kind: MarkupKind::Bold, range, plain: Vec::new() });
    }
    let inner = rest.strip_prefix('＜')?;
    let (closes, name) = inner.strip_prefix(['/', '／']).map_or((false, inner), |name| (true, name));
    let (name, after) = name.split_at(name.bytes().take_while(u8::is_ascii_alphanumeric).count());
    let end = after.strip_prefix(['/', '／']).unwrap_or(after).strip_prefix('＞')?;
    let is_tag = TAGS.contains(&name) || closes && WORDS.contains(&name);
    is_tag.then(|| Markup { kind: MarkupKind::Tag, range: at..text.len() - end.len(), plain: Vec::new() })
}

/// `[^1]`
fn note(text: &str, at: usize) -> Option<Markup> {
    let inner = text[at..].strip_prefix("[^")?;
    let length = inner.bytes().take_while(u8::is_ascii_digit).count();
    // It stands directly behind what it explains; between spaces it is a class of a regular expression.
    let is_behind = text[..at].chars().next_back().is_some_and(|last| !last.is_whitespace());
    let is_note = is_behind && (1..=3).contains(&length) && inner[length..].starts_with(']');
    is_note.then(|| Markup { kind: MarkupKind::Note, range: at..at + "[^]".len() + length, plain: Vec::new() })
}

/// Three backticks at the start of a text or a line, or at the end of a text, with the name of a language.
fn fence(text: &str, at: usize) -> Option<Markup> {
    const SIGN: &str = "```";
    let rest = text[at..].strip_prefix(SIGN)?;
    let begins = text[..at].trim_end_matches(' ').chars().next_back().is_none_or(|last| last == '\n');
    let length = rest.bytes().take_while(u8::is_ascii_alphanumeric).count();
    let is_named = begins && rest[length..].starts_with('\n');
    let end = at + SIGN.len() + if is_named { length } else { 0 };
    let is_fence = (begins || rest.trim().is_empty()) && !text[end..].starts_with('`');
    is_fence.then_some(Markup { kind: MarkupKind::Fence, range: at..end, plain: Vec::new() })
}

/// Whether a character may stand beside letters in bold: where it does not, it is a power, or a part of a name.
fn may_stand_beside(sign: u8, letter: Option<char>) -> bool {
    letter.is_none_or(|letter| match sign {
        b'*' | b'~' | b'\'' => !letter.is_ascii_alphanumeric() && !matches!(letter, '/' | '\\'),
        _ => !letter.is_alphanumeric(),
    })
}

/// `[x](url)`, and a picture.
fn link(text: &str, at: usize) -> Option<Markup> {
    /// The longest words of a link and the longest address, in bytes.
    const LONGEST: usize = 300;
    const STARTS: [&str; 8] = ["http://", "https://", "mailto:", "www.", "/", "./", "../", "#"];
    const ENDS: [&str; 9] = [".md", ".html", ".htm", ".png", ".jpg", ".jpeg", ".svg", ".gif", ".pdf"];
    let open = at + usize::from(text[at..].starts_with('!'));
    let inner = text[open..].strip_prefix('[')?;
    if text[..at].ends_with(|letter: char| letter.is_ascii_alphanumeric() || letter == ']') {
        return None;
    }
    let start = open + 1;
    let limit = text.floor_char_boundary(start.saturating_add(LONGEST)) - start;
    let close = inner[..limit].find(']')?;
    let address = inner[close + 1..].strip_prefix('(')?;
    let start = text.len() - address.len();
    let limit = text.floor_char_boundary(start.saturating_add(LONGEST)) - start;
    let length = address[..limit].find(')')?;
    let target = address[..length].split_whitespace().next()?;
    let is_address = STARTS.iter().any(|own| target.starts_with(own) && target.len() > 1)
        || ENDS
            .iter()
            .any(|own| target.split('#').next().is_some_and(|file| file.ends_with(own) && file.len() > own.len()));
    is_address.then(|| Markup { kind: MarkupKind::Link, range: at..start + length + 1, plain: Vec::new() })
}

/// The signs of `## x` where a text, a line or a sentence begins.
fn heading(text: &str, at: usize) -> Option<Markup> {
    let width = text[at..].bytes().take_while(|byte| *byte == b'#').count();
    let title = text[at + width..].strip_prefix(' ').filter(|_| (2..=6).contains(&width))?;
    let before = text[..at].trim_end_matches(' ').chars().next_back();
    let begins = before.is_none_or(|last| matches!(last, '\n' | '.' | '!' | '?' | '。' | '！' | '？'));
    (begins && title.starts_with(char::is_alphabetic)).then(|| Markup {
        kind: MarkupKind::Heading,
        range: at..at + width,
        plain: Vec::new(),
    })
}

/// The sign of `> x` where a text begins with one that is quoted, or another line of it: whole sentences, as neither what is
/// larger than something is (`> 90 days`) nor a path of menus.
fn quotation(text: &str, at: usize) -> Option<Markup> {
    /// What sums are compared with.
    const MEASURES: [&str; 9] = ["平均", "前年", "前期", "目標", "予算", "基準", "上限", "下限", "中央値"];
    /// So far from its edge, a sign is none of Markdown (CommonMark 0.31, section 5.1).
    const DEEPEST: usize = 3;
    let is_first = at <= DEEPEST && text[..at].bytes().all(|byte| byte == b' ');
    let begins = is_first || text[..at].ends_with('\n') && text.starts_with("> ");
    let line = text[at..].strip_prefix("> ").filter(|_| begins)?.lines().next()?.trim_end();
    let is_sentence = line.ends_with(['.', '。', '!', '?', '！', '？', ':', '：'])
        && !line.contains(" > ")
        && line
            .trim_start_matches(['*', '_', '“', '"', '「'])
            .starts_with(|first: char| first.is_uppercase() || first.is_alphabetic() && !first.is_ascii())
        && !MEASURES.iter().any(|measure| line.starts_with(measure));
    is_sentence.then(|| Markup {
        kind: MarkupKind::Quotation,
        range: at..at + 1,
        plain: vec![(at..at + "> ".len(), String::new())],
    })
}

/// `<<<<<<< HEAD`, `>>>>>>> main`, as git marks the versions of a merge.
fn merge(text: &str, at: usize) -> Option<Markup> {
    const SIGNS: usize = 7;
    let sign = text.as_bytes()[at];
    let length = text.bytes().skip(at).take_while(|byte| *byte == sign).count();
    let rest = text.get(at + SIGNS..)?;
    (length == SIGNS && rest.strip_prefix(' ').is_some_and(|rest| rest.starts_with(char::is_alphabetic)))
        .then(|| Markup { kind: MarkupKind::Merge, range: at..at + SIGNS, plain: Vec::new() })
}

/// `\n`, `\r\n`, `\t`, `\u3042`.
fn escape(text: &str, at: usize) -> Option<Markup> {
    let rest = &text[at + 1..];
    if is_in_path(text, at) {
        return None;
    }
    let found = letters(text, at).or_else(|| byte(text, at)).or_else(|| formula(text, at));
    if let Some(found) = found.or_else(|| escaped_sign(text, at)) {
        return Some(found);
    }
    let end = match rest.as_bytes() {
        [b'r', b'\\', b'n', ..] => at + 4,
        [b'n' | b't', ..] => at + 2,
        _ => return None,
    };
    let before = text[..at].chars().next_back();
    let is_behind = before.is_some_and(|before| before.is_alphanumeric() || is_stop(before));
    let is_behind_stop = text[..at].trim_end_matches(' ').chars().next_back().is_some_and(is_stop);
    let next = text[end..].trim_start_matches(' ').chars().next();
    // `\nu` and `\text` are commands, and a sign that is spoken of stands between spaces or before a particle.
    let goes_on = match text[end..].chars().next() {
        _ if end == at + 4 => is_behind,
        None => is_behind,
        // Behind a space, or a stop of Japanese, it is a command of a language for typesetting: `\new Staff`.
        Some(letter) if letter.is_ascii_lowercase() => {
            before.is_some_and(|before| before.is_ascii() && is_stop(before)) && rest.starts_with('n')
        }
        Some(' ') => is_behind_stop && !next.is_some_and(|next| next.is_ascii_lowercase()),
        Some(letter) if is_behind_stop => !matches!(letter, ',' | '、' | '。'),
        Some(letter) => {
            is_behind && (letter.is_ascii_uppercase() || matches!(letter, '・' | '-' | '一'..='\u{9fff}' | 'ァ'..='ヺ'))
        }
    };
    goes_on.then(|| Markup { kind: MarkupKind::Escape, range: at..end, plain: Vec::new() })
}

/// `\( a / b \)`, `\[ x = y \]`: what chat tools write a formula in.
fn formula(text: &str, at: usize) -> Option<Markup> {
    /// The longest formula, in bytes.
    const LONGEST: usize = 300;
    let (open, close) = [("\\(", "\\)"), ("\\[", "\\]")].into_iter().find(|(open, _)| text[at..].starts_with(open))?;
    let inner = &text[at + open.len()..];
    let inner = &inner[..inner.floor_char_boundary(LONGEST)];
    let end = inner.find(close)?;
    // A group of a regular expression has none of these.
    let is_formula = inner[..end].contains(['=', '/', '+', '×', '÷']) || inner[..end].contains("\\frac");
    let range = at..at + open.len() + end + close.len();
    is_formula.then_some(Markup { kind: MarkupKind::Formula, range, plain: Vec::new() })
}

/// A sign behind a backslash, as strings of programs and Markdown have it: `\"net\"`, `opening\_base`, `https:\/\/`, `1\. `.
fn escaped_sign(text: &str, at: usize) -> Option<Markup> {
    /// As far as the other one of two quotation marks is looked for, in bytes.
    const REACH: usize = 200;
    let rest = &text[at + 1..];
    let sign = rest.chars().next()?;
    let (before, after) = (text[..at].chars().next_back(), rest[sign.len_utf8()..].chars().next());
    let is_one = match sign {
        '"' => {
            let near = text.ceil_char_boundary(at.saturating_sub(REACH))..text.floor_char_boundary(at + 2 + REACH);
            let twins =
                text[near.start..at].matches("\\\"").chain(text[at + 2..near.end.max(at + 2)].matches("\\\"")).count();
            twins > 0
        }
        '\'' => {
            let end = &rest[1..];
            let word = &end[..end.bytes().take_while(u8::is_ascii_lowercase).count()];
            let is_whole =
                !end[word.len()..].starts_with(|letter: char| letter.is_ascii_alphanumeric() || letter == '\\');
            is_whole
                && ["t", "s", "re", "ve", "ll", "d", "m"].contains(&word)
                && before.is_some_and(|letter| letter.is_ascii_alphabetic())
        }
        '_' => {
            before.is_some_and(|letter| letter.is_ascii_lowercase())
                && after.is_some_and(|letter| letter.is_ascii_lowercase())
        }
        '/' => before == Some(':') && rest.starts_with("/\\/"),
        '.' => {
            let line = text[..at].rsplit('\n').next().unwrap_or_default();
            !line.is_empty() && line.len() < 3 && line.bytes().all(|byte| byte.is_ascii_digit()) && after == Some(' ')
        }
        _ => false,
    };
    let range = at..at + 1 + if sign == '/' { "/\\/".len() } else { 1 };
    let plain = if sign == '/' { Vec::new() } else { vec![(range.clone(), sign.to_string())] };
    is_one.then_some(Markup { kind: MarkupKind::Escape, range, plain })
}

/// The letters of `\u3042\u308b`, however many there are.
fn letters(text: &str, at: usize) -> Option<Markup> {
    let mut units = Vec::new();
    let mut end = at;
    while let Some(unit) = code_unit(text, end) {
        units.push(unit);
        end += UNIT;
    }
    let seen: Option<String> =
        char::decode_utf16(units.iter().copied()).map(|letter| letter.ok().filter(|letter| is_seen(*letter))).collect();
    let plain = seen.into_iter().map(|letters| (at..end, letters)).collect();
    (!units.is_empty()).then_some(Markup { kind: MarkupKind::Escape, range: at..end, plain })
}

/// A letter of Latin-1, or the bytes of others, as programs write them: `caf\xe9`, `\xe3\x81\x82`.
fn byte(text: &str, at: usize) -> Option<Markup> {
    let mut bytes = Vec::new();
    let mut end = at;
    while let Some(digits) = text.get(end..end + 4).and_then(|escape| escape.strip_prefix("\\x")) {
        let Ok(byte) = u8::from_str_radix(digits, 16) else { break };
        bytes.push(byte);
        end += 4;
    }
    let letters = match bytes.as_slice() {
        [byte @ 0xa0..=0xff] => char::from(*byte).to_string(),
        [_, _, ..] => String::from_utf8(bytes).ok()?,
        _ => return None,
    };
    let is_letters = letters.chars().all(|letter| !letter.is_ascii() && is_seen(letter));
    let plain = vec![(at..end, letters)];
    is_letters.then_some(Markup { kind: MarkupKind::Escape, range: at..end, plain })
}

/// How many bytes `\u3042` has.
const UNIT: usize = 6;

/// The number of `\u3042`.
fn code_unit(text: &str, at: usize) -> Option<u16> {
    let digits = text.get(at..at + UNIT)?.strip_prefix("\\u")?;
    digits.bytes().all(|byte| byte.is_ascii_hexdigit()).then(|| u16::from_str_radix(digits, 16).ok()).flatten()
}

/// Whether a character can be seen: nothing else is written in place of its number.
fn is_seen(letter: char) -> bool {
    letter > ' ' && !letter.is_whitespace() && !is_hidden(letter)
}

/// Whether a backslash belongs to the path of a file, or is doubled.
fn is_in_path(text: &str, at: usize) -> bool {
    /// As far as a path is looked for, in bytes.
    const REACH: usize = 120;
    let start = text.ceil_char_boundary(at.saturating_sub(REACH));
    let token =
        text[start..at].rsplit(|letter: char| letter.is_whitespace() || !letter.is_ascii()).next().unwrap_or_default();
    // `C:` and `(C:` before the first backslash.
    let is_drive = token.strip_suffix(':').is_some_and(|drive| {
        let letter = drive.trim_start_matches(|sign: char| !sign.is_ascii_alphanumeric());
        letter.len() == 1 && letter.bytes().all(|letter| letter.is_ascii_uppercase())
    });
    is_drive
        || token.ends_with('\\')
        || token.contains(":\\")
        || token.contains("\\\\")
        || text[at + 1..].starts_with('\\')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<&str> {
        markup(text).map(|found| &text[found.range]).collect()
    }

    #[test]
    fn a_heading_has_two_signs_or_more() {
        assert_eq!(found("## How to count"), ["##"]);
        assert_eq!(found("Count. ###### Then divide"), ["######"]);
        // What is written for “number of”, and more signs than a heading has.
        for text in ["# of leavers by plan", "####### Then divide", "Issue ## How", "## 1"] {
            assert_eq!(found(text), Vec::<&str>::new(), "{text}");
        }
    }

    #[test]
    fn a_quotation_is_a_sentence_where_a_text_begins() {
        assert_eq!(found("> The base is fixed."), [">"]);
        assert_eq!(found("> 分母は固定する。\n> 割合で見る。"), [">", ">"]);
        assert_eq!(found("> **Note:** The base is fixed."), [">", "**Note:**"]);
        for text in [
            "> 90 days counts as late.",
            "> average sales are late.",
            "> 平均の店は見直す。",
            "> Settings > Users.",
            "> Net sales",
            "Sales > Costs are fine.",
            "Sales\n> Costs are fine.",
            ">= Costs are fine.",
            "＞ 分母は固定する。",
        ] {
            assert_eq!(found(text), Vec::<&str>::new(), "{text}");
        }
    }

    #[test]
    fn a_tag_has_a_name_of_its_own_or_its_other_half() {
        assert_eq!(found("<p>a <b>b</b><br/>c</p>"), ["<p>", "<b>", "</b>", "<br/>", "</p>"]);
        assert_eq!(found("a <a href='x'>b</a> <title>c</title>"), ["<a href='x'>", "</a>", "<title>", "</title>"]);
        assert_eq!(found("a <a href='x and no end"), ["<a href="]);
        assert_eq!(found("<!-- a --> <!-- b"), ["<!-- a -->", "<!--"]);
        for text in ["<b", "<b c> d", "a <table> b", "<Br>", "<i.e.>", "<h7>", "<", "</", "</b", "<dd> <b>c", "<a =b>"]
        {
            assert_eq!(found(text), Vec::<&str>::new(), "{text}");
        }
    }

    #[test]
    fn signs_of_wikis_forums_and_tex_come_in_pairs() {
        for (text, expected) in [
            ("a '''b c''' d", &["'''b c'''"] as &[&str]),
            ("a [[b c]] d", &["[[b c]]"]),
            ("[b]a[/b] [url=x]b[/url]", &["[b]", "[/b]", "[url=x]", "[/url]"]),
            ("a \\( b / c \\) d", &["\\( b / c \\)"]),
            ("a \\[ b = c \\] d", &["\\[ b = c \\]"]),
            ("a \\\"b\\\" c", &["\\\"", "\\\""]),
            ("a\\_b", &["\\_"]),
            ("https:\\/\\/a.b\\/c", &["\\/\\/"]),
            ("1\\. a", &["\\."]),
            ("a＜br＞b＜／p＞", &["＜br＞", "＜／p＞"]),
            ("＊＊注意＊＊する", &["＊＊注意＊＊"]),
            ("<o:p></o:p>a", &["<o:p>", "</o:p>"]),
        ] {
            assert_eq!(found(text), expected, "{text}");
        }
        for text in [
            "x[[1]]",
            "[[ -f a ]]",
            "[[a, b], [c]]",
            "d[[a]]",
            "''a''",
            "[b] is a",
            "a [/b]",
            "[s] [/sx]",
            "\\(a\\|b\\)",
            "a \\\" b",
            "C:\\_a",
            "A\\_B",
            "a\\. b",
            "12\\.5",
            "＜a＞",
            "＜売上＞",
            "＊＊＊",
            "＊注",
            "[a]b[/a]",
        ] {
            assert_eq!(found(text), Vec::<&str>::new(), "{text}");
        }
    }

    #[test]
    fn what_is_certain_has_its_plain_form() {
        let plain = |text: &str| {
            let edits = markup(text).flat_map(|found| found.plain).collect::<Vec<_>>();
            let mut plain = text.to_owned();
            edits.into_iter().rev().for_each(|(range, new)| plain.replace_range(range, &new));
            plain
        };
        for (text, expected) in [
            ("R&amp;D, P&amp;amp;L", "R&D, P&L"),
            ("a&nbsp;b", "a b"),
            ("a &nbsp; b", "a &nbsp; b"),
            ("a&#160;b&#xA5;c&#8203;d", "a b¥c&#8203;d"),
            ("caf&eacute;", "café"),
            ("**a b** c", "a b c"),
            ("caf\\u00e9 \\ud83d\\ude00 \\ud83d", "café 😀 \\ud83d"),
            ("a.\\nb", "a.\\nb"),
        ] {
            assert_eq!(plain(text), expected, "{text}");
        }
    }

    #[test]
    fn a_megabyte_of_signs_is_read_once() {
        for text in [
            "<b>", "<a b=", "<!--", "&amp;", "**a", "__a b__", "[a](", "![", "## a ", "a.\\n", "\\u00e9", "<p>a",
            "C:\\a", "[[a", "[b]", "[/b]", "\\( a", "\\\"", "＜", "＊＊a", "'''a",
        ] {
            assert!(markup(&text.repeat(20_000)).count() <= 40_000, "{text}");
        }
    }
}
