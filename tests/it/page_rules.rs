//! Page rules over the real page, over twenty pairs with one defect each, and over pages that a machine has changed.

#![allow(clippy::disallowed_methods, reason = "a test reads its own fixtures")]
#![allow(clippy::print_stderr, reason = "a skipped test says so")]

use serde_json::Value;
use termlint::pairing::PageWords;
use termlint::rule::Group;
use termlint::rules;

use crate::support::page::Pair;
use crate::support::render::{FORMS, Form, Kind, Piece, pieces, written};
use crate::support::{Harness, Input, Observed, case, law, show};

/// What rules about pages say of a document beside its page, each as if it were alone.
fn found(harness: &Harness, pair: &Pair) -> Vec<Observed> {
    let input = Input::Pair(pair.clone());
    let is_page_rule = |observed: &Observed| rules::find(observed.finding.rule).unwrap().meta.group == Group::Page;
    let found: Vec<Observed> = harness.check(&input).unwrap().into_iter().filter(is_page_rule).collect();
    found.iter().for_each(|observed| law::check(observed, &input).unwrap());
    found
}

/// The documents of the corpus, by path.
fn documents() -> Vec<(String, Value)> {
    let parsed = |(path, bytes): (String, Vec<u8>)| (path, serde_json::from_slice(&bytes).unwrap());
    case::corpus().unwrap().into_iter().map(parsed).collect()
}

fn pair(document: &Value, page: &str, form: Form) -> Pair {
    Pair::new(format!("{document:#}\n").into_bytes(), page.as_bytes().to_owned(), form.ending())
}

/// The specification explains what is wrong with the real page. Beside the real handoff:
#[test]
fn of_the_real_page_all_defects_are_found_and_nothing_else() {
    let seed = |name: &str| std::fs::read(format!("{}/../shared/seeds/{name}", env!("CARGO_MANIFEST_DIR")));
    let (Ok(document), Ok(page)) = (seed("000_4485b03e4272e47d.txt"), seed("001_10ab91c9ef6637b7.txt")) else {
        eprintln!("skipped: the seeds are not here");
        return;
    };
    let real = Pair { words: PageWords::default(), ..Pair::new(document, page, "txt") };
    let said = |observed: &Observed| {
        let place = observed.pointer().map_or_else(|| observed.text.clone().unwrap_or_default(), str::to_owned);
        format!("{} {place}", observed.finding.rule)
    };
    let found = found(&Harness::of_group(Group::Page).unwrap(), &real);
    assert_eq!(
        found.iter().map(said).collect::<Vec<_>>(),
        [
            // The text of the uses is the three items joined, and stands above them. That of the comparisons ends with its
            // rows, bars included, above the table.
            "page-extra-text /content/usage/1/text",
            "page-extra-text /content/comparisons/0/text",
            // The first source has no kind, and its cell is blank.
            "page-link-mismatch /sources/visible_sources/0/kind",
            // The skip link is Korean, and so is the form of the date; the handoff is that of en-US.
            "page-language 본문으로 이동",
            // The page is headed in Japanese, although its texts are English.
            "page-language リードナーチャリング",
            // Nurturing is read ナーチャリング.
            "page-name-mismatch ンルトルイング",
        ],
        "{}",
        show(&found)
    );
}

#[test]
fn nothing_is_said_of_pages_that_are_right_in_any_form() {
    let harness = Harness::of_group(Group::Page).unwrap();
    let all = documents();
    assert_eq!(all.len(), 20);
    for (path, document) in &all {
        for form in FORMS {
            let page = written(&pieces(document, form), form, document);
            let found = found(&harness, &pair(document, &page, form));
            assert!(found.is_empty(), "{path} {form:?}:\n{}\n{page}", show(&found));
        }
    }
}

/// A pair with one defect: the term, the form, what is written otherwise on the page; the rule, the place in the handoff, and what
/// is marked on the page.
type Defect = (&'static str, Form, &'static str, &'static str, &'static str, &'static str, &'static str);

const DEFECTS: [Defect; 20] = [
    ("en-US/churn-rate", Form::Html, "day one can", "day two can", "page-text-drift", "/content/formula/text", "two"),
    (
        "ja-JP/churn-rate",
        Form::ReaderView,
        "離脱の手前にいる",
        "離脱の前にいる",
        "page-text-drift",
        "/content/comparisons/0/items/2",
        "の",
    ),
    (
        "en-US/churn-rate",
        Form::InnerText,
        "Is a negative rate possible?\n",
        "",
        "page-missing-section",
        "/content/faq/2/question",
        "No. Someone who joined halfway through the month had less time to leave, so counting them dilutes the result.",
    ),
    (
        "ja-JP/churn-rate",
        Form::Html,
        "<h2>使い方</h2>",
        "",
        "page-missing-section",
        "/content/usage/2/title",
        "従業員10ー20名の顧客と500名以上の顧客を分け、どちらに支援を厚くするかを選ぶ。",
    ),
    (
        "en-US/churn-rate",
        Form::ReaderView,
        "| Retention rate | Counts those who stayed | Is the mirror image: 97% retained means 3% churned |\n",
        "",
        "page-missing-section",
        "/content/comparisons/0/items/0",
        "Metric | Difference | Why read together",
    ),
    (
        "ja-JP/churn-rate",
        Form::InnerText,
        "更新日: 2026年7月14日",
        "更新日: 2026年6月30日",
        "page-stale",
        "/quality/last_reviewed_at",
        "2026年6月30日",
    ),
    (
        "en-US/a-b-testing",
        Form::Html,
        "06/27/2026",
        "06/28/2026",
        "page-date-mismatch",
        "/quality/last_reviewed_at",
        "06/28/2026",
    ),
    (
        "en-US/sales-pipeline",
        Form::ReaderView,
        "07/28/2026",
        "2026. 07. 28.",
        "page-date-mismatch",
        "/quality/last_reviewed_at",
        "2026. 07. 28.",
    ),
    ("ja-JP/a-b-testing", Form::Html, "出典数: 3", "出典数: 4", "page-count-mismatch", "/summary/sources_count", "4"),
    (
        "en-US/lead-scoring",
        Form::InnerText,
        "Quality: Reviewed",
        "Quality: Draft",
        "page-quality-mismatch",
        "/quality/quality",
        "Draft",
    ),
    (
        "ja-JP/lead-scoring",
        Form::Markdown,
        "- Quality: reviewed",
        "- Quality: draft",
        "page-quality-mismatch",
        "/quality/quality",
        "Quality: draft",
    ),
    (
        "en-US/operating-margin",
        Form::Html,
        "<html lang=\"en-US\">",
        "<html lang=\"ja-JP\">",
        "page-language",
        "/canonical/locale",
        "ja-JP",
    ),
    ("ja-JP/operating-margin", Form::InnerText, "本文へ移動", "본문으로 이동", "page-language", "", "본문으로 이동"),
    (
        "en-US/customer-onboarding",
        Form::ReaderView,
        "# Customer Onboarding\n",
        "# 顧客の受け入れ\n",
        "page-language",
        "",
        "顧客の受け入れ",
    ),
    (
        "en-US/buyer-persona",
        Form::Html,
        "<h1>Buyer Persona</h1>",
        "<h1>Customer Profile</h1>",
        "page-name-mismatch",
        "/summary/display_name",
        "Customer Profile",
    ),
    (
        "ja-JP/lead-scoring",
        Form::ReaderView,
        "# リードスコアリング\n",
        "# リードスコアリング\nLead Scoring / リード・ンスコアリング\n",
        "page-name-mismatch",
        "",
        "ンスコアリング",
    ),
    (
        "en-US/churn-rate",
        Form::Html,
        "rel=\"canonical\" href=\"https://core.yogoq.com/en-US/core/churn-rate\"",
        "rel=\"canonical\" href=\"https://core.yogoq.com/en-US/core/churn\"",
        "page-link-mismatch",
        "/canonical/url",
        "https://core.yogoq.com/en-US/core/churn",
    ),
    (
        "en-US/churn-rate",
        Form::Html,
        "https://www.investopedia.com/terms/c/churnrate.asp",
        "https://example.org/churn",
        "page-link-mismatch",
        "/sources/visible_sources/0/url",
        "https://example.org/churn",
    ),
    (
        "ja-JP/churn-rate",
        Form::Html,
        "<h2>例</h2>",
        "<p>この節は準備中です。</p><h2>例</h2>",
        "page-extra-text",
        "",
        "この節は準備中です。",
    ),
    (
        "en-US/churn-rate",
        Form::InnerText,
        "Should new customers be in the denominator?\n",
        "Should new customers be in the denominator?\nShould new customers be in the denominator?\n",
        "page-extra-text",
        "",
        "Should new customers be in the denominator?",
    ),
];

#[test]
fn one_defect_is_one_finding_at_its_place_in_both_files() {
    let harness = Harness::of_group(Group::Page).unwrap();
    let documents = documents();
    for (term, form, old, new, rule, pointer, on_page) in DEFECTS {
        let (_, document) = documents.iter().find(|(path, _)| *path == format!("{term}/ai.json")).unwrap();
        let page = written(&pieces(document, form), form, document);
        assert_eq!(page.matches(old).count(), 1, "{term} {form:?} {old}");
        let found = found(&harness, &pair(document, &page.replace(old, new), form));
        let [observed] = found.as_slice() else { panic!("{term} {form:?} {new}:\n{}", show(&found)) };
        let marked = match observed.path {
            None => observed.explained_by.first(),
            Some(_) => observed.text.as_ref(),
        };
        let all = (observed.finding.rule, observed.pointer().unwrap_or_default(), marked.map_or("", String::as_str));
        assert_eq!(all, (rule, pointer, on_page), "{term} {form:?}:\n{}", show(&found));
    }
}

#[test]
fn how_a_page_is_written_makes_no_difference() {
    let harness = Harness::of_group(Group::Page).unwrap();
    for (path, document) in documents() {
        let page = written(&pieces(&document, Form::Html), Form::Html, &document);
        let entities = |text: &str| {
            let mut inside = false;
            text.chars()
                .map(|letter| {
                    match letter {
                        '<' => inside = true,
                        '>' => inside = false,
                        'a' | '。' if !inside => return format!("&#{};", u32::from(letter)),
                        _ => {}
                    }
                    letter.to_string()
                })
                .collect::<String>()
        };
        let body = page.find("<body>").unwrap();
        let writings = [
            ("minified", page.replace('\n', "")),
            ("spaced", page.replace("><", ">\n   <").replace(' ', "\n ")),
            ("tags in upper case", page.replace("<p", "<P").replace("</p>", "</P>").replace("<tr>", "<TR>")),
            (
                "tags within",
                page.replace("<p>", "<p><span>")
                    .replace("</p>", "</span></p>")
                    .replace("<li>", "<li><b>")
                    .replace("</li>", "</b></li>"),
            ),
            ("no end tags", page.replace("</p>", "").replace("</li>", "").replace("</td>", "").replace("</tr>", "")),
            (
                "attributes",
                page.replace("class=\"source\" href=", "rel=noopener target=_blank class='x y' href=")
                    .replace("<h2>", "<h2 id=\"a\" data-x='b'>"),
            ),
            ("entities", page[..body].to_owned() + &entities(&page[body..])),
            (
                "a frame",
                page.replace("<body>", "<body><header><nav><a href=\"/\">Top</a></nav></header>")
                    .replace("</body>", "<footer>©</footer><script>var x = \"<p>no</p>\";</script></body>"),
            ),
        ];
        for (what, changed) in writings {
            assert_ne!(changed, page, "{what}");
            let found = found(&harness, &pair(&document, &changed, Form::Html));
            assert!(found.is_empty(), "{path} {what}:\n{}", show(&found));
        }
    }
}

/// What a machine does to one text of a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Change {
    Dropped,
    Doubled,
    Moved,
    Cut,
    Translated,
}

impl Change {
    const ALL: [Change; 5] = [Change::Dropped, Change::Doubled, Change::Moved, Change::Cut, Change::Translated];

    /// The pieces after it; nothing where it would change nothing, or nothing that can be told.
    fn of(self, pieces: &[Piece], number: usize, is_japanese: bool) -> Option<Vec<Piece>> {
        let mut changed = pieces.to_vec();
        let piece = &pieces[number];
        match self {
            Change::Dropped => drop(changed.remove(number)),
            Change::Doubled => changed.insert(number, piece.clone()),
            Change::Moved => {
                // The cards may stand anywhere at the top, which is told by nothing.
                if piece.kind == Kind::Card {
                    return None;
                }
                let moved = changed.remove(number);
                let place = if number + 3 > changed.len() { 8 } else { changed.len() };
                changed.insert(place, moved);
            }
            Change::Cut => {
                let letters = piece.text.chars().count();
                let half: String = piece.text.chars().take(letters / 2).collect();
                changed[number].text = half.trim_end().to_owned();
                if changed[number].text.is_empty() {
                    return None;
                }
            }
            Change::Translated => {
                let other = if is_japanese {
                    "이 문장은 다른 언어로 쓰여 있습니다"
                } else {
                    "この文は別の言語で書かれている"
                };
                changed[number].text = other.to_owned();
            }
        }
        Some(changed)
    }
}

/// Whether a finding is about a text: at its place in the handoff or above it, or at a line of the page that has it.
fn is_about(observed: &Observed, piece: &Piece, changed: &Piece) -> bool {
    let own = piece.pointer.as_deref().unwrap_or_default();
    let is_above =
        |pointer: &str| own == pointer || own.strip_prefix(pointer).is_some_and(|rest| rest.starts_with('/'));
    // White space at its ends is not marked on the page.
    let first = |piece: &Piece| piece.text.split('\t').next().unwrap_or_default().trim().to_owned();
    let on_page = observed.text.as_deref().unwrap_or_default();
    let is_of_name = piece.kind == Kind::Name && observed.finding.rule == "page-language";
    // Only the page has it, or it has it twice.
    let is_on_page = observed.path.is_some() && [piece, changed].iter().any(|piece| on_page.contains(&first(piece)));
    observed.pointer().is_some_and(is_above) || is_on_page || is_of_name
}

#[test]
fn every_text_that_is_dropped_doubled_moved_cut_or_translated_is_found() {
    let harness = Harness::of_group(Group::Page).unwrap();
    let (mut tried, mut failures) = (0, Vec::new());
    for (place, (path, document)) in documents().into_iter().enumerate() {
        let is_japanese = path.starts_with("ja-JP");
        for (turn, form) in FORMS.into_iter().enumerate() {
            let clean = pieces(&document, form);
            let texts = clean
                .iter()
                .enumerate()
                .filter(|(_, piece)| piece.pointer.is_some() && piece.kind != Kind::UnknownHeading);
            for (number, piece) in texts {
                // Each change of each text, in one form after the other.
                for (_, change) in
                    Change::ALL.into_iter().enumerate().filter(|(at, _)| (at + place + number) % 4 == turn)
                {
                    let Some(changed) = change.of(&clean, number, is_japanese) else { continue };
                    let page = written(&changed, form, &document);
                    let found = found(&harness, &pair(&document, &page, form));
                    tried += 1;
                    let now = changed.get(number).unwrap_or(piece);
                    let is_found = found.iter().any(|observed| is_about(observed, piece, now));
                    if !is_found || !found.iter().all(|observed| is_about(observed, piece, now)) {
                        failures.push(format!(
                            "{path} {form:?} {change:?} {:?} {:?}\n{}",
                            piece.kind,
                            piece.text,
                            show(&found)
                        ));
                    }
                }
            }
        }
    }
    assert!(tried > 3_000, "{tried}");
    assert!(failures.is_empty(), "{} of {tried}:\n{}", failures.len(), failures[..failures.len().min(12)].join("\n"));
}
