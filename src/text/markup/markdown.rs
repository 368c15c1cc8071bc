//! The signs of Markdown: of letters, of links, and of what begins a line.

use super::piece::{Markup, MarkupKind};

/// Letters between two pairs of signs: `**x**`, `__x y__`, `~~x~~`.
pub(super) fn bold(text: &str, at: usize) -> Option<Markup> {
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

/// Whether a character may stand beside letters in bold: where it does not, it is a power, or a part of a name.
fn may_stand_beside(sign: u8, letter: Option<char>) -> bool {
    letter.is_none_or(|letter| match sign {
        b'*' | b'~' | b'\'' => !letter.is_ascii_alphanumeric() && !matches!(letter, '/' | '\\'),
        _ => !letter.is_alphanumeric(),
    })
}

/// `[x](url)`, and a picture.
pub(super) fn link(text: &str, at: usize) -> Option<Markup> {
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

/// The box of a list of tasks at the start of a text or a line: `- [ ] `, `[x] `.
pub(super) fn task(text: &str, at: usize) -> Option<Markup> {
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

/// `[^1]`
pub(super) fn note(text: &str, at: usize) -> Option<Markup> {
    let inner = text[at..].strip_prefix("[^")?;
    let length = inner.bytes().take_while(u8::is_ascii_digit).count();
    // It stands directly behind what it explains; between spaces it is a class of a regular expression.
    let is_behind = text[..at].chars().next_back().is_some_and(|last| !last.is_whitespace());
    let is_note = is_behind && (1..=3).contains(&length) && inner[length..].starts_with(']');
    is_note.then(|| Markup { kind: MarkupKind::Note, range: at..at + "[^]".len() + length, plain: Vec::new() })
}

/// Three backticks at the start of a text or a line, or at the end of a text, with the name of a language.
pub(super) fn fence(text: &str, at: usize) -> Option<Markup> {
    const SIGN: &str = "```";
    let rest = text[at..].strip_prefix(SIGN)?;
    let begins = text[..at].trim_end_matches(' ').chars().next_back().is_none_or(|last| last == '\n');
    let length = rest.bytes().take_while(u8::is_ascii_alphanumeric).count();
    let is_named = begins && rest[length..].starts_with('\n');
    let end = at + SIGN.len() + if is_named { length } else { 0 };
    let is_fence = (begins || rest.trim().is_empty()) && !text[end..].starts_with('`');
    is_fence.then_some(Markup { kind: MarkupKind::Fence, range: at..end, plain: Vec::new() })
}

/// The signs of `## x` where a text, a line or a sentence begins.
pub(super) fn heading(text: &str, at: usize) -> Option<Markup> {
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
pub(super) fn quotation(text: &str, at: usize) -> Option<Markup> {
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
