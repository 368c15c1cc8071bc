//! What is markup in a text: tags, entities, signs of Markdown, of wikis and forums, formulas of TeX, escape sequences.
//!
//! Owns how each is written and what it stands for. Must not know whether it is wrong there.

mod escape;
mod html;
mod markdown;
mod piece;
mod wiki;

use escape::{escape, percent};
use html::{entity, escaped_tag, tag, wide};
use markdown::{bold, fence, heading, link, note, quotation, task};
pub use piece::{Markup, MarkupKind};
use wiki::{forum, merge, wiki_link};

/// The first byte of what was written in full width.
const WIDE: u8 = 0xef;

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
