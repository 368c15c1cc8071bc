use std::ops::Range;

use crate::declare_rule;
use crate::finding::Safety;
use crate::handoff::{Handoff, Section, Text, TextFeatures};
use crate::rule::{DocumentRule, Reporter};
use crate::text::joined_items;
use crate::words::quote;

declare_rule! {
    /// A full stop that the next sentence follows without a space.
    ///
    /// ## Why
    /// Two sentences that run together are read as one word, by people, by screen readers, and by programs that cut
    /// text into sentences. It usually shows where a generator joined two texts.
    ///
    /// ## Fails
    /// ```json
    /// { "content": { "usage": [{ "key": "meaning", "title": "What it means", "text": "A visitor is showing interest.It centers on what they do next.", "items": [] }] } }
    /// ```
    /// ```json ja
    /// { "content": { "usage": [{ "key": "meaning", "title": "意味", "text": "原文は「They left.We stayed on」である。", "items": [] }] } }
    /// ```
    ///
    /// ## Passes
    /// Full stops that do not end a sentence:
    /// ```json
    /// { "content": { "usage": [{ "key": "meaning", "title": "What it means", "text": null, "items": [
    ///   "In the U.S. a Ph.D. is common, e.g.The figure costs $1,000.50 at Booking.com or Socket.IO here.",
    ///   "Write it with Node.js, ASP.NET or the README.MD file; see No.1 and 1.Define and Q.What and S.M.A.R.T. too.",
    ///   "See https://example.com/terms.Html for System.Text and similar names.",
    ///   "Each Order.Item has a price, which stands in the dbo.Prices table and is read by ScoreService.Engine each night."
    /// ] }] } }
    /// ```
    /// ```json ja
    /// { "content": { "usage": [{ "key": "meaning", "title": "意味", "text": "設定はSales.Report で行い、SalesCloud.Config ファイルに残る。", "items": [] }] } }
    /// ```
    ///
    /// ## Fix
    /// Add the space: the fix is safe. A name that contains a full stop belongs into `allowed-names`.
    ///
    /// ## Known limits
    /// Two small letters, a full stop, and a word with a capital and a small letter must follow each other, with another
    /// word after a space: so a sentence of one word is not found, and neither is one that ends in a capital, a digit
    /// or a bracket. Only full stops are checked. Addresses and names of programs (`System.Text`, `dbo.Users`) are left
    /// alone, and names can be added. Where the word before the stop has a capital, it is taken for a name
    /// (`Order.Item`) unless the next word begins sentences (It, The, When). Where items were joined into the text, the
    /// missing space goes away with the copy, so it is left to `duplicate-usage-text` and `joined-items-text`.
    pub struct MissingSentenceSpace {
        /// Names that contain a full stop, such as `Contoso.Sales`.
        allowed_names: Vec<String> = Vec::new(),
    }
    id: "missing-sentence-space", kind: Document, fix: Some(Safety::Safe), seeks: TextFeatures::SEAM,
    yields_to: &["duplicate-usage-text", "joined-items-text"]
}

/// What stands before the full stop in names of programs and of their data; a word with a capital needs no entry.
const PROGRAMS: [&str; 11] = ["java", "javax", "dbo", "sys", "self", "app", "config", "ctx", "req", "res", "schema"];

/// What stands behind the name of something that has a full stop in it.
const KINDS_OF_NAMES: [&str; 16] = [
    "attribute",
    "class",
    "column",
    "entity",
    "enum",
    "field",
    "function",
    "interface",
    "method",
    "module",
    "namespace",
    "object",
    "property",
    "query",
    "table",
    "view",
];

/// Words with which sentences begin and names of parts hardly do.
const OPENERS: [&str; 62] = [
    "A", "About", "After", "All", "Also", "An", "And", "Any", "As", "At", "Because", "Before", "Both", "But", "By",
    "Each", "Even", "Every", "First", "For", "From", "Here", "How", "However", "If", "In", "Instead", "It", "Its",
    "Many", "Most", "No", "Not", "Of", "On", "Once", "One", "Only", "Or", "Our", "Since", "So", "Some", "Such", "That",
    "The", "Their", "Then", "There", "These", "They", "This", "Those", "Thus", "To", "Unlike", "We", "What", "When",
    "While", "With", "You",
];

/// What stands after the full stop in addresses and files. `It` and `So` are words, so those countries are not here.
const ENDINGS: [&str; 14] =
    ["com", "net", "org", "io", "ai", "jp", "app", "dev", "js", "ts", "py", "md", "html", "json"];

impl DocumentRule for MissingSentenceSpace {
    fn check(&self, handoff: &Handoff<'_>, reporter: &mut Reporter<'_>) {
        for prose in handoff.texts_with(TextFeatures::SEAM).filter(|prose| prose.role.is_running()) {
            let text = prose.text;
            let mut seams = memchr::memchr_iter(b'.', text.as_bytes());
            let mut seams =
                std::iter::from_fn(|| seams.find_map(|stop| Some((stop, self.seam(text, stop)?)))).peekable();
            let copy = seams.peek().and_then(|_| joined(handoff, text));
            for (stop, range) in seams {
                // The seam before the first item of a copy goes away with it, although it lies outside in part.
                if copy.as_ref().is_some_and(|copy| range.start < copy.start && copy.start < range.end) {
                    continue;
                }
                reporter
                    .at(text.part(range.clone(), ""))
                    .message(format!("no space follows the full stop in {}", quote(&text[range])))
                    .label("two sentences run together")
                    .help("write a space after the full stop")
                    .fix("write a space", Safety::Safe, [(text.part(stop..stop + 1, ""), ". ".to_owned())]);
            }
        }
    }
}

/// The items of a section that its text repeats, joined.
fn joined(handoff: &Handoff<'_>, text: &Text<'_>) -> Option<Range<usize>> {
    let is_owner = |section: &&Section<'_>| section.text.value().is_some_and(|own| std::ptr::eq(own, text));
    let section = handoff.content.sections().find(is_owner)?;
    joined_items(text, &section.items).map(|joined| joined.range)
}

impl MissingSentenceSpace {
    /// The words on both sides of a full stop, if a sentence ends there.
    fn seam(&self, text: &str, stop: usize) -> Option<Range<usize>> {
        let bytes = text.as_bytes();
        let is_lower = |at: Option<usize>| at.and_then(|at| bytes.get(at)).is_some_and(u8::is_ascii_lowercase);
        let is_seam = is_lower(stop.checked_sub(1))
            && is_lower(stop.checked_sub(2))
            && bytes.get(stop + 1).is_some_and(u8::is_ascii_uppercase)
            && is_lower(Some(stop + 2));
        if !is_seam {
            return None;
        }
        let is_word = |byte: &u8| byte.is_ascii_alphabetic() || *byte == b'\'';
        let end = stop + 1 + bytes[stop + 1..].iter().take_while(|byte| is_word(byte)).count();
        let start = stop - bytes[..stop].iter().rev().take_while(|byte| is_word(byte)).count();
        let rest = text[end..].strip_prefix(',').unwrap_or(&text[end..]);
        // After a Latin full stop, a sentence goes on in Latin letters: kana follow a name.
        let next = rest.strip_prefix(' ').filter(|rest| rest.starts_with(|next: char| next.is_ascii_alphanumeric()))?;
        // The whole stretch without white space: an address, a path, a name of several parts.
        let token = text[..start].rsplit(char::is_whitespace).next().unwrap_or_default();
        let is_address =
            token.contains("://") || token.starts_with("www.") || token.ends_with(['/', '@', '.', '_', ':', '\\']);
        let (left, right) = (&text[start..stop], &text[stop + 1..end]);
        let name = &text[start..end];
        let has_inner_capital = |word: &str| word.bytes().skip(1).any(|byte| byte.is_ascii_uppercase());
        let follower = next.split(|next: char| !next.is_ascii_alphabetic()).next().unwrap_or_default();
        let is_name = PROGRAMS.contains(&left)
            || left.eq_ignore_ascii_case(right)
            || left.starts_with(|first: char| first.is_ascii_uppercase()) && !OPENERS.contains(&right)
            || has_inner_capital(left)
            || has_inner_capital(right)
            || KINDS_OF_NAMES.contains(&follower)
            || !OPENERS.contains(&right) && (begins_part(left, &text[..start]) || recurs(text, left))
            || ENDINGS.iter().any(|ending| ending.eq_ignore_ascii_case(right))
            || self.allowed_names.iter().any(|allowed| allowed == name);
        (!is_address && !is_name).then_some(start..end)
    }
}

/// Whether a small word is the first one of its sentence or of an enumeration, so that it ends none: `a, ast.Name and`.
fn begins_part(word: &str, before: &str) -> bool {
    let before = before.trim_end().chars().next_back();
    word.starts_with(|first: char| first.is_ascii_lowercase())
        && before.is_none_or(|last| matches!(last, '.' | ':' | ',' | '(' | '“' | '"' | '（' | '、' | '。'))
}

/// Whether a text has several names that begin with a word and a full stop: `ast.Name` and `ast.Constant`.
fn recurs(text: &str, word: &str) -> bool {
    let is_name = |(at, _): &(usize, &str)| {
        let after = text[at + word.len()..].strip_prefix('.');
        !text[..*at].ends_with(|last: char| last.is_ascii_alphabetic())
            && after.is_some_and(|after| after.starts_with(|first: char| first.is_ascii_alphabetic()))
    };
    text.match_indices(word).filter(is_name).nth(1).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seams(text: &str) -> Vec<&str> {
        let rule = MissingSentenceSpace::default();
        let stops = memchr::memchr_iter(b'.', text.as_bytes());
        stops.filter_map(|stop| rule.seam(text, stop)).map(|range| &text[range]).collect()
    }

    #[test]
    fn seams_are_found() {
        assert_eq!(
            seams("showing interest.It centers on, a prospect.It spans; outreach.Create a plan"),
            ["interest.It", "prospect.It", "outreach.Create"]
        );
        assert_eq!(seams("a commitment.After, closing"), ["commitment.After"]);
        assert_eq!(seams("a commitment.After closing"), ["commitment.After"]);
    }

    #[test]
    fn names_are_no_seams() {
        for text in [
            "Each Order.Item has a price",
            "It reads the dbo.Users table",
            "It stands in dbo.Users and elsewhere",
            "the ScoreService.Engine runs",
            "the Table.Combine function",
            "the order.Total property is a sum",
            "sales.TotalAmount is a sum",
            "the type decimal.Decimal holds it",
            "設定は Report.Design で行う",
            "ledger.Account counts them by month",
            "it reads the book.Entry objects and the book.Record ones",
            "whole numbers, fractions.Fraction among them",
        ] {
            assert_eq!(seams(text), Vec::<&str>::new(), "{text}");
        }
        assert_eq!(seams("It is sold in Japan.It sells well"), ["Japan.It"]);
    }

    #[test]
    fn the_ends_of_a_text_are_no_seams() {
        for text in [".", "a.", "ab.C", "ab.Cd", ".Ab c", "。ab.", "日本ab.Cd"] {
            assert_eq!(seams(text), Vec::<&str>::new(), "{text}");
        }
    }
}
