//! Handoffs beside their rendered pages: of a page that is right, every line is explained, in its place and in every form.

#![allow(clippy::disallowed_methods, reason = "a test reads its own fixtures")]
#![allow(clippy::print_stderr, reason = "a skipped test says so")]

use std::path::Path;

use termlint::handoff::Fields;
use termlint::json;
use termlint::pairing::{Pair, Role, Shown};
use termlint::rendered::{self, Format};

use crate::support::page::words;
use crate::support::repository;

/// Calls `each` with a handoff beside a page.
fn pair(handoff: &str, page: &[u8], format: Format, is_partial: bool, each: impl FnOnce(&Pair<'_>)) {
    let tree = json::parse(handoff).tree;
    let fields = Fields::new(tree.root().unwrap());
    let page = rendered::read(page, format).unwrap();
    each(&Pair::new(&fields, &page, &words(is_partial)));
}

fn files(locale: &str, ending: &str) -> (String, String, Format) {
    let read = |path: String| std::fs::read_to_string(repository(&path)).unwrap();
    let page = format!("fixtures/pages/{locale}/churn-rate.{ending}");
    let format = Format::of(Path::new(&page), b"");
    (read(format!("fixtures/corpus/{locale}/churn-rate/ai.json")), read(page), format)
}

/// What is not shown as it should be, and the lines that nothing explains.
fn differences(pair: &Pair<'_>) -> Vec<String> {
    let is_right = |shown: &Option<Shown>| matches!(shown, Some(Shown::Same(_)));
    let blocks = pair.blocks().filter(|(_, shown)| !is_right(shown));
    let blocks = blocks.map(|(block, shown)| format!("{:?} {:?}: {}", shown, block.role, block.text));
    let lines =
        pair.unexplained().into_iter().flatten().map(|line| format!("only on the page: {}", pair.line(line).text));
    blocks.chain(lines).collect()
}

#[test]
fn every_line_of_a_page_that_is_right_is_explained_in_every_form() {
    for locale in ["en-US", "ja-JP"] {
        for ending in ["txt", "html", "md"] {
            let (handoff, page, format) = files(locale, ending);
            pair(&handoff, page.as_bytes(), format, false, |pair| {
                assert_eq!(differences(pair), [""; 0], "{locale} {ending}");
                assert!(pair.blocks().count() > 30, "{locale} {ending}");
            });
        }
    }
}

#[test]
fn what_the_page_states_about_the_review_is_read_from_one_line_or_from_several() {
    let (handoff, page, format) = files("en-US", "txt");
    let divided = page.replace(
        "Updated: 07/14/2026Quality: ReviewedSources: 3",
        "Updated: 07/14/2026\nQuality:\nReviewed\nSources: 3",
    );
    assert_ne!(divided, page);
    for page in [page, divided] {
        pair(&handoff, page.as_bytes(), format, false, |pair| {
            let stated = [&pair.meta.updated, &pair.meta.quality, &pair.meta.sources];
            let texts = stated.map(|stated| stated.as_ref().unwrap().text.as_str());
            assert_eq!(texts, ["07/14/2026", "Reviewed", "3"]);
            for stated in stated.into_iter().flatten() {
                assert_eq!(&page[pair.line(stated.line).source(stated.range.clone())], stated.text);
            }
            assert_eq!(differences(pair), [""; 0]);
        });
    }
}

#[test]
fn a_text_that_is_dropped_moved_changed_or_doubled_is_found_and_nothing_else() {
    let (handoff, page, format) = files("en-US", "txt");
    let sentence = "Fix the opening base first; only people or revenue present on day one can be lost.";
    let item = "  • Monthly figures do not add up to a yearly one, but compound, so 3% a month is about 31% a year rather than 36%.\n";
    let last = page.lines().filter(|line| !line.trim().is_empty()).count() - 1;
    let moved = format!("Some(Moved({last})) Item");
    let other = "We have moved to a new office.";
    for (broken, expected) in [
        (page.replace(item, ""), vec!["None Item"]),
        (page.replace(item, "") + &item.replace("  • ", ""), vec![moved.as_str()]),
        (page.replace("present on day one", "present on day two"), vec!["Some(Differs(12)) Paragraph"]),
        (page.replace(sentence, other), vec!["Some(Differs(12)) Paragraph"]),
        (page.replace(sentence, &format!("{sentence}\n\n{sentence}")), vec!["only on the page"]),
    ] {
        assert_ne!(broken, page);
        pair(&handoff, broken.as_bytes(), format, false, |pair| {
            let found = differences(pair);
            let beginnings: Vec<&str> = found.iter().map(|line| line.split(':').next().unwrap()).collect();
            assert_eq!(beginnings, expected, "{found:?}");
        });
    }
}

#[test]
fn what_a_page_that_was_cut_off_lacks_behind_its_end_is_not_missing() {
    let (handoff, page, format) = files("en-US", "txt");
    let cut = page.find("product managers to judge").unwrap();
    pair(&handoff, &page.as_bytes()[..cut], format, true, |pair| assert_eq!(differences(pair), [""; 0]));
    pair(&handoff, &page.as_bytes()[..cut], format, false, |pair| assert!(differences(pair).len() > 10));
}

/// The specification counts 45 strings of the handoff: 44 are found in order, the name is not, as the page bears a Japanese one.
#[test]
fn the_real_page_is_explained_but_for_its_names() {
    let seed = |name: &str| std::fs::read_to_string(format!("{}/../shared/seeds/{name}", env!("CARGO_MANIFEST_DIR")));
    let (Ok(handoff), Ok(page)) = (seed("000_4485b03e4272e47d.txt"), seed("001_10ab91c9ef6637b7.txt")) else {
        eprintln!("skipped: the seeds are not here");
        return;
    };
    pair(&handoff, page.as_bytes(), Format::Text, false, |pair| {
        let not_shown: Vec<Role> = pair
            .blocks()
            .filter(|(_, shown)| !matches!(shown, Some(Shown::Same(_))))
            .map(|(block, _)| block.role)
            .collect();
        // The skip link is Korean.
        assert_eq!(not_shown, [Role::Frame, Role::Name], "{:?}", differences(pair));
        let unexplained: Vec<usize> = pair.unexplained().into_iter().flatten().collect();
        assert_eq!(unexplained, [0; 0]);
        // The Japanese name, and the broken reading below it.
        assert_eq!(pair.title_lines(), 2..4);
    });
}
