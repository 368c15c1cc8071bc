//! What termlint prints: the layouts by snapshot, and by calculation that every caret stands under its text, that
//! nothing from content reaches the terminal unescaped, and that the JSON report keeps its published schema.

#![allow(clippy::unwrap_used, clippy::panic)]

use std::collections::BTreeMap;
use std::sync::LazyLock;

use proptest::prelude::*;
use termlint::finding::{Edit, Finding, Fix, Location, Related, Safety, Severity};
use termlint::handoff::{AtText, DocumentOffset, Locate, Locator};
use termlint::json::identity::IdentityKeys;
use termlint::json::{Pointer, parse};
use termlint::outcome::{ComparedWith, NotChecked, Outcome, ReportedFinding, Skipped, Summary, Unlisted};
use termlint::output::{self, Format, Style, footer, help, json, statistics, summary};
use termlint::problem::Problem;
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

use crate::outcomes::{File, assert_tame, hostile, outcome, print, style};

const PATH: &str = "ja-JP/churn-rate/ai.json";

fn pretty(files: &[File], style: Style) -> String {
    print(Format::Pretty, &outcome(files), files, style)
}

/// What stands above each row of carets, cell by cell as a terminal draws it.
fn marked(output: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut source = "";
    for line in output.lines() {
        if let Some((gutter, text)) = line.split_once(" │ ")
            && gutter.trim().parse::<usize>().is_ok()
        {
            source = text;
        }
        let Some((gutter, carets)) = line.split_once(" · ") else { continue };
        if !gutter.trim().is_empty() || carets.contains(['╰', '│']) {
            continue;
        }
        let mut cells: Vec<&str> = Vec::new();
        for cluster in source.graphemes(true) {
            cells.push(cluster);
            cells.extend(std::iter::repeat_n("", cluster.width().saturating_sub(1)));
        }
        let carets: Vec<char> = carets.chars().collect();
        for run in carets.iter().enumerate().collect::<Vec<_>>().chunk_by(|one, two| (*one.1 == ' ') == (*two.1 == ' '))
        {
            if *run[0].1 != ' ' {
                let range = run[0].0..run[run.len() - 1].0 + 1;
                assert!(cells.get(range.end).is_none_or(|cell| !cell.is_empty()), "half of a wide character: {output}");
                found.push(range.map(|cell| cells.get(cell).copied().unwrap_or("⏎")).collect());
            }
        }
    }
    found
}

/// Every line of an excerpt fits.
fn assert_fits(output: &str, width: usize) {
    for line in output.lines() {
        let cells: usize = line.graphemes(true).map(UnicodeWidthStr::width).sum();
        assert!(cells <= width, "{cells} cells in {width}: {line}");
    }
}

fn snapshot(name: &str, files: &[File]) {
    for width in [80, 120] {
        let output = pretty(files, style(width));
        assert_fits(&output, width);
        insta::assert_snapshot!(format!("{name}-{width}"), output);
    }
}

const TABLE: &str = r#"{
  "content": {
    "comparisons": [
      {
        "title": "似ている言葉との違い",
        "items": [
          "言葉 | 意味 | 使いどころ",
          "解約率 | ある期間に契約をやめた顧客の割合 | 毎月の見直し",
          "言葉が入ります | 継続率は、契約を続けた顧客の割合である。契約をやめた顧客の割合である解約率と合わせて百になる | 契約の更新"
        ]
      }
    ]
  }
}
"#;

/// A cell of a table row, placed as a rule does it.
fn cell(text: &str, pointer: &str, needle: &str, part: &str) -> Location {
    let parsed = parse(text);
    let keys = IdentityKeys::default();
    let locator = Locator::new(text.as_bytes(), DocumentOffset::default(), &keys);
    let node = parsed.tree.at(&Pointer::parse(pointer).unwrap()).unwrap();
    let at = node.as_str().unwrap().find(needle).unwrap();
    AtText { node, range: at..at + needle.len(), part: part.into() }.locate(&locator)
}

fn japanese() -> Vec<File> {
    let row = "/content/comparisons/0/items/2";
    let mut template = Finding::new(
        "template-row",
        "the row was never filled in: “言葉が入ります” stands where the word should",
        Some(cell(TABLE, row, "言葉が入ります", "cell 1")),
    );
    template.label = "from the template".into();
    template.help = "write the word that the row compares, or remove the row".into();
    let mut twice = Finding::new(
        "duplicate-phrase",
        "“契約をやめた顧客の割合である” is printed twice",
        Some(cell(TABLE, row, "契約をやめた顧客の割合である", "cell 2")),
    );
    twice.label = "printed again".into();
    twice.help = "keep one of the two".into();
    twice.related.push(Related {
        path: None,
        location: cell(TABLE, "/content/comparisons/0/items/1", "契約をやめた顧客の割合", "cell 2"),
        label: "printed first here".into(),
    });
    twice.related.push(Related {
        path: Some("en-US/churn-rate/ai.json".into()),
        location: cell(TABLE, "/content/comparisons/0/items/0", "意味", "cell 2"),
        label: "the English twin".into(),
    });
    vec![File::new(PATH, TABLE).with(template).with(twice).as_(Severity::Warning)]
}

#[test]
fn japanese_prose() {
    let files = japanese();
    snapshot("japanese", &files);
    for width in [80, 120] {
        assert_eq!(
            marked(&pretty(&files, style(width))),
            ["言葉が入ります", "契約をやめた顧客の割合", "契約をやめた顧客の割合である"],
            "at {width}"
        );
    }
}

#[test]
fn colour() {
    let files = japanese();
    for width in [80, 120] {
        let style = Style { color: true, width, verbose: true, most: None, counts_infos: false };
        let output = pretty(&files, style);
        insta::assert_snapshot!(format!("colour-{width}"), output.replace('\u{1b}', "␛"));
        let plain = pretty(&files, Style { color: false, ..style });
        assert_eq!(without_colour(&output), plain, "colour changes no character");
    }
}

fn without_colour(output: &str) -> String {
    let mut plain = String::new();
    let mut rest = output;
    while let Some((before, after)) = rest.split_once("\u{1b}[") {
        plain.push_str(before);
        let (codes, after) = after.split_once('m').unwrap();
        assert!(codes.chars().all(|code| code.is_ascii_digit() || code == ';'), "a colour: {codes}");
        rest = after;
    }
    plain + rest
}

#[test]
fn combining_marks() {
    let text = "{\n  \"a\": \"cafe\u{301} to\u{302}kyo\u{302}\",\n  \"b\": \"か\u{3099}くしゅう と ｶﾞｸｼｭｳ と 葛\u{e0100}城\"\n}\n";
    let files = [File::new(PATH, text)
        .on_text("to\u{302}kyo\u{302}", "twice")
        .on_text("くしゅう", "kana")
        .on_text("ｸｼｭｳ", "half the width")
        .on_text("城", "after a variant")];
    snapshot("combining", &files);
    assert_eq!(marked(&pretty(&files, style(80))), ["to\u{302}kyo\u{302}", "くしゅう", "ｸｼｭｳ", "城"]);
}

#[test]
fn emoji() {
    let text = "{\n  \"a\": \"👨‍👩‍👧‍👦 family, 🇯🇵🇺🇸 flags, 👍🏽 tone, ❤️ heart, 1️⃣ key, 🏴󠁧󠁢󠁥󠁮󠁧󠁿 tags\"\n}\n";
    let mut file = File::new(PATH, text);
    for (needle, label) in [
        ("family", "after a family"),
        ("👨‍👩‍👧‍👦", "a family"),
        ("🇺🇸", "a flag"),
        ("tone", "after a tone"),
        ("heart", "after a heart"),
        ("key", "after a key"),
        ("tags", "after tags"),
    ] {
        file = file.on_text(needle, label);
    }
    let files = [file];
    snapshot("emoji", &files);
    assert_eq!(marked(&pretty(&files, style(120))), ["family", "👨👩👧👦", "🇺🇸", "tone", "heart", "key", "tags"]);
}

#[test]
fn tabs_and_terminators() {
    let text = "{\r\n\t\"title\":\t\"解約率\",\r\n\t\"text\":\t\"x\"\r}\n\n";
    let files = [File::new(PATH, text)
        .on_text("解約率", "after tabs")
        .on_text("x", "ends with a lone carriage return")
        .on(text.len()..text.len(), "the end of the file")
        .on_text("\r\n", "the end of a line")];
    snapshot("tabs", &files);
    assert_eq!(marked(&pretty(&files, style(80))), ["解約率", "x", "⏎", "⏎"]);
}

#[test]
fn a_line_of_forty_thousand_characters() {
    let text = format!("{{\n  \"text\": \"START{}MIDDLE{}END\"\n}}\n", "解約率".repeat(6_666), "とは ".repeat(6_666));
    let whole = File::new(PATH, text.clone()).find("START").start..text.len() - 4;
    let files = [File::new(PATH, text)
        .on_text("START", "the beginning")
        .on_text("MIDDLE", "the middle")
        .on_text("END", "the end, with a label that is longer than what is left of the line, so that it must move")
        .on(whole, "all of it")];
    snapshot("long-line", &files);
    let found = marked(&pretty(&files, style(80)));
    assert_eq!(found[..3], ["START", "MIDDLE", "END"]);
    assert!(found[3].starts_with("START解約率") && found[3].ends_with('…'), "{}", found[3]);
}

#[test]
fn a_minified_file() {
    let text = TABLE.lines().map(str::trim).collect::<String>();
    let mut first = Finding::new(
        "a-rule",
        "one word for two things",
        Some(cell(&text, "/content/comparisons/0/items/1", "解約率", "cell 1")),
    );
    first.label = "here".into();
    let mut related = |needle: &str, row: usize, label: &str| {
        let location = cell(&text, &format!("/content/comparisons/0/items/{row}"), needle, "");
        first.related.push(Related { path: None, location, label: label.into() });
    };
    related("言葉", 0, "and here");
    related("契約の更新", 2, "and far from here");
    let files = [File::new(PATH, text.clone()).with(first).on_text("{\"title\"", "an object")];
    snapshot("minified", &files);
    assert_eq!(marked(&pretty(&files, style(80))), ["言葉", "解約率", "{\"title\""]);
}

#[test]
fn what_a_terminal_would_obey_is_seen() {
    let mut bytes = "{\n  \"a\": \"\u{1b}[31mred \u{202e}desrever\u{202c} a\u{200b}b a\u{ad}b a\u{7f}b\u{85}c x\u{301}\u{302}\u{303}\u{304}\u{305}\u{306}y ##[error]\",\n  \"b\": \"".as_bytes().to_vec();
    bytes.extend(b"bad \xff\xfe bytes \xe8\xa7 here\",\n  \"c\": 1\n}\n");
    let files = [File::new(PATH, bytes)
        .on_text("red", "red")
        .on_text("\u{202e}", "turns the text")
        .on_text("b a\u{ad}", "invisible")
        .on_text("y ##", "marks")
        .on_text("bytes", "text")];
    snapshot("hostile", &files);
    assert_eq!(marked(&pretty(&files, style(120))), ["red", "\\u{202e}", "b a\\u{ad}", "y #\\u{23}", "bytes"]);
}

#[test]
fn findings_without_a_text() {
    let empty = Finding { help: "restore it".into(), ..Finding::new("empty-file", "the file is empty", None) };
    let object = TABLE.find("{\n        \"title\"").unwrap();
    let end = TABLE.find("      }\n").unwrap() + 7;
    let files = [
        File::new("en-US/empty/ai.json", "").with(empty),
        File::new(PATH, TABLE).on(object..end, "the whole object").as_(Severity::Info),
    ];
    snapshot("whole", &files);
    assert_eq!(marked(&pretty(&files, style(80))), ["{"]);
    let gone = print(Format::Pretty, &outcome(&files), &[], style(80));
    assert!(gone.contains(&format!("  {PATH}:4:7\n  help: fix it\n")), "{gone}");
    assert_eq!(marked(&gone), [""; 0]);
}

#[test]
fn a_line_of_a_list_of_documents() {
    let mut files = [File::new("all.jsonl", "{\"a\": 1}\n{\"a\": \"解約率\"}\n{\"a\": 3}\n").on_text("解約率", "here")];
    let mut outcome = outcome(&files);
    outcome.findings[0].document = Some(2);
    files[0].path = "all.jsonl".into();
    insta::assert_snapshot!("jsonl", print(Format::Pretty, &outcome, &files, style(80)));
}

#[test]
fn places_on_one_line_share_an_excerpt() {
    let text = "{\n  \"summary\": { \"sources_count\": 3, \"source_count\": 2 },\n  \"x\": 1,\n  \"y\": 1,\n  \"z\": 1,\n  \"far\": 1\n}\n";
    let file = File::new(PATH, text);
    let mut finding = Finding::new("a-rule", "two counts", Some(file.location("3")));
    finding.label = "says 3".into();
    for (needle, label) in [("2", "says 2"), ("\"z\"", "near"), ("\"far\"", "far"), ("3", "the same place")] {
        finding.related.push(Related { path: None, location: file.location(needle), label: label.into() });
    }
    let files = [file.with(finding)];
    snapshot("related", &files);
    assert_eq!(marked(&pretty(&files, style(80))), ["3", "2", "\"z\""]);
}

#[test]
fn a_place_is_marked_in_the_line_of_another_where_its_label_has_room() {
    let marks = |between: usize| {
        let file = File::new(PATH, format!("{{ \"a\": 1, \"{}\": 2 }}", "x".repeat(between)));
        let mut finding = Finding::new("a-rule", "two counts", Some(file.location("1")));
        finding.related.push(Related { path: None, location: file.location("2"), label: "says 2".into() });
        marked(&pretty(&[file.with(finding)], style(80)))
    };
    // `╰── says 2` takes ten cells: they fit behind cell 60 of 80, and not behind cell 72.
    assert_eq!(marks(46), ["1", "2"]);
    assert_eq!(marks(58), ["1"]);
}

#[test]
fn concise_counts_bytes() {
    let text = r#"{"x":"é𐐀 TODO"}"#;
    let files = [File::new(PATH, text).on_text("TODO", "x")];
    let mut outcome = outcome(&files);
    outcome.findings.push(ReportedFinding {
        severity: Severity::Warning,
        finding: Finding::new("b-rule", "odd", None),
        ..outcome.findings[0].clone()
    });
    assert_eq!(
        print(Format::Concise, &outcome, &files, style(80)),
        format!("{PATH}:1:14: error: it is wrong [a-rule]\n{PATH}:1:1: warning: odd [b-rule]\n")
    );
    outcome.min_severity = Severity::Error;
    assert_eq!(print(Format::Concise, &outcome, &files, style(80)).lines().count(), 1);
}

#[test]
fn what_many_documents_share_is_drawn_once() {
    let named = |number: usize| format!("t{number}/ai.json");
    let text = "{ \"tier\": 1, \"odd\": 2 }";
    let of = |numbers: std::ops::Range<usize>| -> Vec<File> {
        numbers.map(|number| File::new(&named(number), text).on_text("\"tier\"", "here")).collect()
    };
    // Five say it: five are drawn.
    let drawn = pretty(&of(0..5), style(80));
    assert_eq!(drawn.matches("error: it is wrong").count(), 5);
    assert!(!drawn.contains("also:"), "{drawn}");
    // A sixth, and it is one reason. What a file has besides is drawn with it.
    let mut files = of(0..7);
    let other = Finding::new("b-rule", "it is odd", Some(files[6].location("\"odd\"")));
    files[6].findings.push((Severity::Info, other));
    let drawn = pretty(&files, style(80));
    insta::assert_snapshot!("folded", drawn);
    assert_eq!(print(Format::Concise, &outcome(&files), &files, style(80)).lines().count(), 8, "a program counts all");
}

#[test]
fn a_log_ends_with_a_line_of_help_for_each_rule() {
    let text = "{ \"a\": 1, \"b\": 2 }";
    let mut file = File::new("x.json", text);
    for (rule, needle, help) in [
        ("b-rule", "1", "set it to 2"),
        ("b-rule", "2", "set it to 3"),
        ("a-rule", "1", "see y.json:1:1: error: forged ##[error]"),
        ("a-rule", "2", "see y.json:1:1: error: forged ##[error]"),
        ("c-rule", "2", ""),
    ] {
        let location = Some(file.location(needle));
        file.findings.push((Severity::Error, Finding { help: help.into(), ..Finding::new(rule, "odd", location) }));
    }
    let files = [file];
    assert_eq!(
        help(&outcome(&files), &style(80)),
        "help [a-rule]: see y.json\\u{3a}1\\u{3a}1: error: forged #\\u{23}[error]\n\
         help [b-rule]: for one of its findings: set it to 2\n\
         help [c-rule]: run `termlint explain c-rule`\n"
    );
    assert_eq!(help(&outcome(&[]), &style(80)), "");
}

#[test]
fn a_file_name_forges_no_place_in_a_line() {
    let files = [File::new("y.json:7:1: error: forged", "[1]").on_text("1", "x")];
    let printed = print(Format::Concise, &outcome(&files), &files, style(80));
    assert_eq!(printed, "y.json\\u{3a}7\\u{3a}1: error: forged:1:2: error: it is wrong [a-rule]\n");
}

fn full_outcome() -> (Outcome, Vec<File>) {
    let mut files = japanese();
    files[0].findings[0].1.fixes = ["remove the row", "empty the cell"]
        .map(|title| Fix {
            title: title.into(),
            safety: Safety::Unsafe,
            edits: vec![Edit { start_byte: 10, end_byte: 20, text: "\"\\u001b\"".into() }],
        })
        .into();
    let mut outcome = outcome(&files);
    outcome.findings[1].document = Some(3);
    outcome.failures.push(Problem {
        message: "it cannot be read".into(),
        help: "allow it".into(),
        path: "x.json".into(),
        ..Problem::default()
    });
    outcome.summary.skipped.push(Skipped { path: "y.json".into(), reason: "no handoff".into() });
    outcome.summary.not_checked.push(NotChecked {
        rule: "dead-related-slug".into(),
        reason: "only 3 of 41 related slugs resolve here; set include or known-slugs".into(),
    });
    outcome.summary.unlisted.push(Unlisted {
        path: PATH.into(),
        shown_path: PATH.into(),
        rule: "template-row",
        new_in: None,
        severity: Severity::Error,
        count: 12,
    });
    outcome.summary.compared_with =
        Some(ComparedWith { revision: "main".into(), commit: "a".repeat(40), is_merge_base: true });
    outcome.summary.old = 4;
    outcome.summary.checked_as_declared = 1;
    outcome.summary.versions.insert("core-reviewed-term-ai-handoff-v2".into(), 1);
    outcome.summary.documents = 2;
    outcome.exit_code = 2;
    (outcome, files)
}

#[test]
fn what_is_folded_into_one_counts_as_one() {
    let file = |number: usize| {
        let words = if number < 8 { "the same in all".to_owned() } else { format!("number {number}") };
        let finding = Finding::new("a-rule", words, None);
        File::new(&format!("{number:02}.json"), "")
            .with(finding.clone())
            .with(Finding { message: "x".into(), ..finding })
    };
    let files: Vec<File> = (0..10).map(file).collect();
    let mut outcome = outcome(&files);
    outcome.findings.retain(|reported| reported.finding.message != "x" || reported.path == "09.json");
    // Eight that are one, and three.
    assert_eq!(output::beyond(Format::Pretty, &outcome, &style(80), 1), (4, 3));
    assert_eq!(output::beyond(Format::Pretty, &outcome, &style(80), 3), (4, 1));
    assert_eq!(output::beyond(Format::Concise, &outcome, &style(80), 3), (11, 8));
    let first = print(Format::Pretty, &outcome, &files, Style { most: Some(3), ..style(80) });
    let heads: Vec<&str> = first.lines().filter(|line| line.starts_with("error: ")).collect();
    assert_eq!(heads, ["error: the same in all [a-rule]", "error: number 8 [a-rule]", "error: number 9 [a-rule]"]);
    assert!(first.contains("(8 in all)") && first.contains("\n09.json: 2 errors\n"), "{first}");
}

#[test]
fn the_json_report() {
    let (outcome, files) = full_outcome();
    let report = print(Format::Json, &outcome, &files, style(80));
    assert!(report.ends_with("\n}\n"));
    assert_valid(&report);
    insta::assert_snapshot!("report", report.replace(env!("CARGO_PKG_VERSION"), "VERSION"));
}

#[test]
fn fixes_are_listed_only_where_there_is_a_choice() {
    let (mut outcome, files) = full_outcome();
    let first = |outcome: &Outcome| {
        let report = assert_valid(&print(Format::Json, outcome, &files, style(80)));
        (report["findings"][0]["fix"].clone(), report["findings"][0].get("fixes").cloned())
    };
    let (best, all) = first(&outcome);
    assert_eq!(best["title"], "remove the row");
    assert_eq!(all.unwrap()[0], best);
    outcome.findings[0].finding.fixes.truncate(1);
    assert_eq!(first(&outcome), (best, None));
}

/// The schema of the code, compiled once.
static VALIDATOR: LazyLock<jsonschema::Validator> = LazyLock::new(|| {
    let schema = serde_json::to_value(json::schema()).unwrap();
    jsonschema::options().should_validate_formats(true).build(&schema).unwrap()
});

fn assert_valid(report: &str) -> serde_json::Value {
    let report: serde_json::Value = serde_json::from_str(report).unwrap();
    let errors: Vec<String> = VALIDATOR.iter_errors(&report).map(|error| error.to_string()).collect();
    assert!(errors.is_empty(), "{errors:?}");
    report
}

#[test]
fn the_summary() {
    let (mut outcome, _) = full_outcome();
    assert_eq!(
        summary::text(&outcome, usize::MAX, false),
        "1 error, 1 warning in 1 of 1 file (2 documents, 1 of contract v1, 1 of v2, 1 file skipped)\n\
         not listed: 12 more of template-row in ja-JP/churn-rate/ai.json\n\
         checked as an older version that they declare compatible: 1 handoff of an unknown version\n\
         compared with aaaaaaaaaa, where this branch left main: 4 findings already there, not reported\n\
         not checked: dead-related-slug (only 3 of 41 related slugs resolve here; set include or known-slugs)\n\
         every rule is explained: try `termlint explain template-row`\n"
    );
    outcome.min_severity = Severity::Error;
    assert!(summary::notes(&outcome, false).contains(&"not shown: 1 finding below error".to_owned()));
    // Ten files are named, the rest are counted.
    let unlisted = outcome.summary.unlisted[0].clone();
    outcome.summary.unlisted = vec![unlisted; 10];
    let elsewhere =
        |outcome: &Outcome| summary::notes(outcome, false).iter().any(|note| note.contains("in other files"));
    assert!(!elsewhere(&outcome));
    outcome.summary.unlisted.extend_from_within(..2);
    assert!(summary::notes(&outcome, false).contains(&"not listed: 24 findings more in other files".to_owned()));
}

#[test]
fn infos_are_counted_by_rule_the_most_frequent_first() {
    let counted = |numbers: &[usize]| {
        let rules = ["a-rule", "b-rule", "c-rule", "d-rule", "e-rule"];
        let mut file = File::new("x.json", "x");
        for (rule, number) in rules.into_iter().zip(numbers) {
            for _ in 0..*number {
                file.findings.push((Severity::Info, Finding::new(rule, "odd", None)));
            }
        }
        summary::infos(&outcome(&[file]), &style(60))
    };
    assert_eq!(counted(&[]), "");
    assert_eq!(counted(&[1, 3]), "info: 3 b-rule, 1 a-rule (--min-severity info lists them)\n");
    let expected = "info: 4 c-rule, 3 b-rule, 2 d-rule, 1 a-rule (--min-severity\n  info lists them)\n";
    assert_eq!(counted(&[1, 3, 4, 2]), expected);
    let expected = "info: 5 c-rule, 4 b-rule, 3 d-rule, 3 from 2 more rules\n  (--min-severity info lists them)\n";
    assert_eq!(counted(&[1, 4, 5, 3, 2]), expected);
}

#[test]
fn the_table_of_files_says_what_it_leaves_out() {
    let table = |number: usize| {
        let files: Vec<File> = (0..number).map(|n| File::new(&format!("{n}.json"), "x").on(0..1, "x")).collect();
        statistics::text(&outcome(&files))
    };
    assert!(!table(20).contains("more files"));
    assert!(table(22).ends_with("\nand 2 more files\n"));
}

#[test]
fn a_clean_run_is_one_line() {
    let versions = [("core-reviewed-term-ai-handoff-v1", 15), ("core-reviewed-term-ai-handoff-v2", 5)];
    let versions: BTreeMap<String, usize> = versions.map(|(name, number)| (name.to_owned(), number)).into();
    let mut outcome = outcome(&[]);
    outcome.summary = Summary { files: 20, documents: 20, versions, ..Summary::default() };
    assert_eq!(
        summary::text(&outcome, usize::MAX, false),
        "20 handoffs checked (15 of contract v1, 5 of v2): no findings\n"
    );
    outcome.summary.files = 2;
    assert_eq!(summary::line(&outcome), "20 handoffs checked (in 2 files, 15 of contract v1, 5 of v2): no findings");
    outcome.summary.baselined = 3;
    assert!(summary::line(&outcome).ends_with("): no new findings"), "what the baseline suppresses is still there");
    outcome.summary.versions.insert("other\u{1b}-v1".into(), 1);
    assert!(summary::line(&outcome).contains("1 of other\\u{1b}-v1"), "names that do not belong together stay whole");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn content_is_hostile(
        texts in [hostile(), hostile(), hostile(), hostile(), hostile(), hostile()],
        junk in proptest::collection::vec(any::<u8>(), 0..6),
        cuts in [any::<prop::sample::Index>(), any::<prop::sample::Index>(), any::<prop::sample::Index>(), any::<prop::sample::Index>()],
        width in 30_usize..130,
        verbose in any::<bool>(),
    ) {
        let [content, path, message, label, help, words] = texts;
        let mut bytes = content.clone().into_bytes();
        bytes.extend(junk);
        bytes.extend(message.bytes());
        let keys = IdentityKeys::default();
        let locator = Locator::new(&bytes, DocumentOffset::default(), &keys);
        let location = |one: usize, two: usize| {
            let mut location = locator.bytes(cuts[one].index(bytes.len() + 1).min(cuts[two].index(bytes.len() + 1))..cuts[two].index(bytes.len() + 1));
            location.pointer = Some(content.clone());
            location.at = Some(message.clone());
            location.words = words.clone();
            location
        };
        let mut finding = Finding::new("a-rule", &message, Some(location(0, 1)));
        finding.label = label.clone();
        finding.help = help.clone();
        finding.related.push(Related { path: None, location: location(2, 3), label: message.clone() });
        finding.related.push(Related { path: Some(content.clone()), location: location(3, 2), label: help.clone() });
        finding.fixes.push(Fix { title: label.clone(), safety: Safety::Safe, edits: vec![Edit { start_byte: 0, end_byte: 1, text: content.clone() }] });
        let files = [File::new(&path, bytes.clone()).with(finding)];
        let mut outcome = outcome(&files);
        outcome.failures.push(Problem { message: content.clone(), help: help.clone(), path: label.clone(), ..Problem::default() });
        outcome.summary.not_checked.push(NotChecked { rule: label.clone(), reason: message.clone() });
        outcome.summary.unlisted.push(Unlisted { path: path.clone(), shown_path: path.clone(), rule: "a-rule", new_in: None, severity: Severity::Error, count: 1 });
        outcome.summary.versions.insert(content.clone(), 1);
        outcome.root = path.clone();
        outcome.footers = vec![content.clone(), message.clone()];

        let style = Style { color: false, width, verbose, most: None, counts_infos: false };
        let plain = print(Format::Pretty, &outcome, &files, style);
        assert_tame(&plain);
        let colour = print(Format::Pretty, &outcome, &files, Style { color: true, ..style });
        prop_assert_eq!(without_colour(&colour), plain.clone());
        // Excerpts fit, and every mark is there and covers whole characters.
        let is_excerpt = |line: &&str| line.split_once(" │ ").is_some_and(|(number, _)| number.trim().parse::<usize>().is_ok());
        for line in plain.lines().filter(is_excerpt) {
            prop_assert!(line.graphemes(true).map(UnicodeWidthStr::width).sum::<usize>() <= width, "{}", line);
        }
        prop_assert!(!marked(&plain).is_empty(), "{}", plain);

        let concise = print(Format::Concise, &outcome, &files, style);
        assert_tame(&concise);
        prop_assert_eq!(concise.matches('\n').count(), 1);
        prop_assert!(concise.ends_with(" [a-rule]\n"));

        let report = print(Format::Json, &outcome, &files, style);
        for line in report.split('\n') {
            prop_assert_eq!(line.chars().find(|character| termlint::words::is_hidden(*character)), None);
        }
        let report = assert_valid(&report);
        let pointer = report["findings"][0]["pointer"].as_str().unwrap();
        prop_assert!(!pointer.chars().any(termlint::words::is_hidden), "{:?}", pointer);
        prop_assert_eq!(termlint::words::from_visible(pointer), content.as_str(), "no character is lost");
        prop_assert_eq!(report["findings"][0]["path"].as_str(), Some(path.as_str()));

        assert_tame(&summary::text(&outcome, usize::MAX, false));
        assert_tame(&termlint::output::help(&outcome, &style));
        assert_tame(&footer::text(&outcome, width));
        assert_tame(&statistics::text(&outcome));
    }
}
