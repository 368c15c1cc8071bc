//! Tags and character references of HTML, as they are written and as exports leave them: escaped, in full width.

use super::piece::{Markup, MarkupKind, is_stop};

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

pub(super) fn tag(text: &str, at: usize) -> Option<Markup> {
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

/// A tag whose brackets were escaped: `&lt;b&gt;`.
pub(super) fn escaped_tag(text: &str, at: usize) -> Option<Markup> {
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

/// `＜br＞`, `＊＊x＊＊`: an export in full width.
pub(super) fn wide(text: &str, at: usize) -> Option<Markup> {
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

pub(super) fn entity(text: &str, at: usize) -> Option<Markup> {
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
