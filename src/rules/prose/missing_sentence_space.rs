use std::ops::Range;

use crate::declare_rule;
use crate::finding::Safety;
use crate::handoff::{Handoff, TextFeatures};
use crate::rule::{DocumentRule, Reporter};
use crate::words::quote;

declare_rule! {
    /// A full stop that the next sentence follows without a space.
    ///
    /// ## Why
    /// Two sentences that run together are read as one word, by people, by screen readers, and by programs that cut text
    /// into sentences. It is where a generator joined two texts.
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
    ///   "See https://example.com/terms.Html for System.Text and similar names."
    /// ] }] } }
    /// ```
    ///
    /// ## Fix
    /// Add the space. The fix is unsafe, since names may contain a full stop.
    ///
    /// ## Known limits
    /// Two small letters, a full stop, and a word with a capital and a small letter must follow each other, with another
    /// word after a space: so a sentence of one word is not found, and neither is one that ends in a capital, a digit
    /// or a bracket. Only full stops are checked. Addresses and names of programs (`System.Text`) are left alone, and
    /// names can be added.
    pub struct MissingSentenceSpace {
        /// Names that contain a full stop, such as `Contoso.Sales`.
        allowed_names: Vec<String> = Vec::new(),
    }
    id: "missing-sentence-space", kind: Document, fix: Some(Safety::Unsafe)
}

/// What stands before the full stop in names of programs.
const PROGRAMS: [&str; 10] =
    ["System", "Microsoft", "Windows", "Console", "Math", "Object", "Array", "Application", "java", "javax"];

/// What stands after the full stop in addresses and files. `It` and `So` are words, so those countries are not here.
const ENDINGS: [&str; 14] =
    ["com", "net", "org", "io", "ai", "jp", "app", "dev", "js", "ts", "py", "md", "html", "json"];

impl DocumentRule for MissingSentenceSpace {
    fn check(&self, handoff: &Handoff<'_>, reporter: &mut Reporter<'_>) {
        if !handoff.features().has(TextFeatures::SEAM) {
            return;
        }
        for prose in handoff.texts().filter(|prose| prose.role.is_running()) {
            let text = prose.text;
            for stop in memchr::memchr_iter(b'.', text.as_bytes()) {
                let Some(range) = self.seam(text, stop) else { continue };
                reporter
                    .at(text.part(range.clone(), ""))
                    .message(format!("no space follows the full stop in {}", quote(&text[range])))
                    .label("two sentences run together")
                    .help("write a space after the full stop")
                    .fix("write a space", Safety::Unsafe, [(text.part(stop..stop + 1, ""), ". ".to_owned())]);
            }
        }
    }
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
        if !rest.strip_prefix(' ').is_some_and(|rest| rest.starts_with(char::is_alphanumeric)) {
            return None;
        }
        // The whole stretch without white space: an address, a path, a name of several parts.
        let token = text[..start].rsplit(char::is_whitespace).next().unwrap_or_default();
        let is_address =
            token.contains("://") || token.starts_with("www.") || token.ends_with(['/', '@', '.', '_', ':', '\\']);
        let (left, right) = (&text[start..stop], &text[stop + 1..end]);
        let name = &text[start..end];
        let is_name = PROGRAMS.contains(&left)
            || ENDINGS.iter().any(|ending| ending.eq_ignore_ascii_case(right))
            || self.allowed_names.iter().any(|allowed| allowed == name);
        (!is_address && !is_name).then_some(start..end)
    }
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
    fn the_ends_of_a_text_are_no_seams() {
        for text in [".", "a.", "ab.C", "ab.Cd", ".Ab c", "。ab.", "日本ab.Cd"] {
            assert_eq!(seams(text), Vec::<&str>::new(), "{text}");
        }
    }
}
