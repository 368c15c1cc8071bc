//! Living with old findings: a baseline is written, read, pruned and repaired.

#![allow(clippy::disallowed_methods, reason = "a test reads and writes its own files")]

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::place::{Place, Ran};

const EXAMPLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/example");
const CORPUS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/corpus");
const BASELINE: &str = "termlint-baseline.json";

fn documents(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut found: Vec<PathBuf> = entries
        .flat_map(|path| if path.is_dir() { documents(&path) } else { vec![path] })
        .filter(|path| path.file_name().is_some_and(|name| name == "ai.json"))
        .collect();
    found.sort();
    found
}

/// The same document with all members and all lists of objects in the reverse order.
fn reversed(value: Value) -> Value {
    match value {
        Value::Object(members) => {
            let members: Vec<_> = members.into_iter().map(|(key, value)| (key, reversed(value))).collect();
            Value::Object(members.into_iter().rev().collect())
        }
        Value::Array(items) => {
            let is_list_of_objects = items.iter().all(Value::is_object);
            let mut items: Vec<Value> = items.into_iter().map(reversed).collect();
            if is_list_of_objects {
                items.reverse();
            }
            Value::Array(items)
        }
        other => other,
    }
}

#[test]
fn what_is_recorded_does_not_fail_and_is_counted() {
    let place = Place::of(EXAMPLE);
    let before = place.report(&[]);
    assert_eq!(before["exit_code"], 1);
    let total = before["findings"].as_array().unwrap().len();
    let ran = place.run(&["baseline", "write"]);
    assert_eq!((ran.code, ran.stdout.as_str()), (0, ""), "{}", ran.stderr);
    assert!(ran.stderr.contains(&format!("{total} findings recorded")), "{}", ran.stderr);

    let ran = place.run(&["check", "--format", "concise"]);
    assert_eq!((ran.code, ran.stdout.as_str()), (0, ""), "{}", ran.stderr);
    assert!(ran.stderr.contains(&format!("in the baseline: {total} findings not reported")), "{}", ran.stderr);
    let after = place.report(&[]);
    assert_eq!((&after["exit_code"], &after["summary"]["errors"]), (&json!(0), &json!(0)));
    assert_eq!(after["summary"]["baselined"], json!(total));
    let states = after["findings"].as_array().unwrap().iter();
    assert!(states.clone().count() == total && states.clone().all(|finding| finding["state"] == "baselined"));
    assert_eq!(place.report(&["--no-baseline"])["findings"], before["findings"]);
}

#[test]
fn reformatting_reordering_and_moving_make_nothing_new() {
    let place = Place::of(EXAMPLE);
    assert_eq!(place.run(&["baseline", "write"]).code, 0);
    for path in documents(&place.path("content")) {
        let document: Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
        fs::write(&path, format!("{:#}", reversed(document)).replace('\n', "\r\n")).unwrap();
    }
    fs::rename(place.path("content"), place.path("moved")).unwrap();
    fs::create_dir(place.path("content")).unwrap();
    fs::rename(place.path("moved"), place.path("content/inner")).unwrap();
    let report = place.report(&["--fail-on", "info"]);
    assert_eq!(report["exit_code"], 0, "{:#}", report["findings"]);
}

#[test]
fn one_defect_mended_and_another_of_the_same_rule_made_is_one_new_finding() {
    let place = Place::of(CORPUS);
    let path = "content/en-US/buyer-persona/ai.json";
    place.edit(path, |document| document["related_terms"][0]["canonical_slug"] = json!("gone-one"));
    assert_eq!(place.run(&["baseline", "write", "--only", "dead-related-slug"]).code, 0);
    place.edit(path, |document| {
        document["related_terms"][0]["canonical_slug"] = json!("lead-scoring");
        document["related_terms"][1]["canonical_slug"] = json!("gone-two");
    });
    let report = place.report(&["--only", "dead-related-slug"]);
    let new: Vec<&Value> = report["findings"].as_array().unwrap().iter().collect();
    assert_eq!(new.len(), 1, "{new:#?}");
    assert_eq!((&new[0]["state"], &new[0]["pointer"]), (&json!("new"), &json!("/related_terms/1/canonical_slug")));
    // The one that was fixed is reported where everything was looked at, and prune drops it, and only it.
    let told = |ran: &Ran| ran.stderr.contains("records 1 finding no longer found: run `termlint baseline prune`");
    assert!(!told(&place.run(&["check", "--only", "dead-related-slug"])));
    assert!(!told(&place.run(&["check", path])));
    assert!(told(&place.run(&["check"])));
    let ran = place.run(&["baseline", "prune"]);
    assert!(ran.stderr.contains("1 finding fixed and removed, 0 left"), "{}", ran.stderr);
    assert_eq!(place.report(&["--only", "dead-related-slug"])["summary"]["errors"], 1);
}

#[test]
fn a_baseline_is_not_replaced_by_chance() {
    let place = Place::of(EXAMPLE);
    place.run(&["baseline", "write", "--only", "dead-related-slug"]);
    let first = place.read(BASELINE);
    let ran = place.run(&["baseline", "write"]);
    assert_eq!(ran.code, 2);
    assert!(ran.stderr.contains("already exists; replacing it would suppress"), "{}", ran.stderr);
    assert!(ran.stderr.contains("more findings\n"), "{}", ran.stderr);
    assert_eq!(place.read(BASELINE), first);
    // One more rule is added by its name, beside what is there.
    assert_eq!(place.run(&["baseline", "write", "--only", "source-count-mismatch"]).code, 0);
    let second = place.read(BASELINE);
    assert!(second.contains("dead-related-slug") && second.contains("source-count-mismatch"));
    assert_eq!(place.run(&["baseline", "write", "--force"]).code, 0);
    assert_eq!(place.run(&["check"]).code, 0);
    let ran = place.run(&["baseline", "write"]);
    assert_eq!(ran.code, 2);
    assert!(ran.stderr.contains("already exists and records every finding"), "{}", ran.stderr);
    assert!(!ran.stderr.contains("hide 0"), "{}", ran.stderr);
}

#[test]
fn a_part_of_the_corpus_writes_no_baseline() {
    let place = Place::of(EXAMPLE);
    for arguments in
        [&["baseline", "write", "content/en-US"][..], &["baseline", "write", "--no-config", "content/en-US"]]
    {
        let ran = place.run(arguments);
        assert_eq!(ran.code, 2, "{}", ran.stderr);
        assert!(ran.stderr.contains("only part of the corpus was checked"), "{}", ran.stderr);
    }
    assert!(!place.path(BASELINE).exists());
    let ran = place.run(&["baseline", "prune"]);
    assert!(ran.code == 2 && ran.stderr.contains("there is no baseline"), "{}", ran.stderr);
}

#[test]
fn what_makes_a_file_unreadable_is_never_recorded() {
    let place = Place::of(CORPUS);
    place.write("content/en-US/churn-rate/ai.json", "{\"summary\":");
    assert_eq!(place.run(&["baseline", "write"]).code, 0);
    assert!(!place.read(BASELINE).contains("syntax-error"));
    assert_eq!(place.run(&["check"]).code, 1);
}

#[test]
fn a_conflict_is_told_and_prune_repairs_it() {
    let place = Place::of(EXAMPLE);
    place.run(&["baseline", "write"]);
    let text = place.read(BASELINE);
    let line = text.lines().find(|line| line.starts_with("\"dead-related-slug\"")).unwrap();
    let conflict = format!("<<<<<<< HEAD\n{line}\n=======\n\"dead-related-slug\": \"0123456789ab\",\n>>>>>>> topic");
    place.write(BASELINE, text.replacen(line, &conflict, 1));
    let ran = place.run(&["check"]);
    assert_eq!(ran.code, 2);
    assert!(
        ran.stderr.contains("termlint-baseline.json:") && ran.stderr.contains("contains a merge conflict"),
        "{}",
        ran.stderr
    );
    assert!(ran.stderr.contains("run `termlint baseline prune`"), "{}", ran.stderr);
    assert_eq!(place.run(&["baseline", "prune"]).code, 0);
    assert_eq!(place.read(BASELINE), text);
    assert_eq!(place.run(&["check"]).code, 0);
}

#[test]
fn git_merges_two_baselines_line_by_line() {
    let place = Place::of(EXAMPLE);
    place.run(&["baseline", "write"]);
    place.git(&["init", "-q", "-b", "main"]);
    place.git(&["add", "-A"]);
    place.git(&["commit", "-q", "-m", "one"]);
    let lines: Vec<String> = place.read(BASELINE).lines().map(str::to_owned).collect();
    let records: Vec<usize> = (0..lines.len()).filter(|index| lines[*index].ends_with("\",")).collect();
    let without = |index: usize| {
        let lines: Vec<&str> =
            lines.iter().enumerate().filter(|(at, _)| *at != index).map(|(_, line)| line.as_str()).collect();
        lines.join("\n") + "\n"
    };
    place.git(&["checkout", "-q", "-b", "topic"]);
    place.write(BASELINE, without(*records.last().unwrap()));
    place.git(&["commit", "-q", "-a", "-m", "two"]);
    place.git(&["checkout", "-q", "main"]);
    place.write(BASELINE, without(records[0]));
    place.git(&["commit", "-q", "-a", "-m", "three"]);
    place.git(&["merge", "-q", "topic", "-m", "four"]);
    let merged: Value = serde_json::from_str(&place.read(BASELINE)).unwrap();
    assert_eq!(merged["baseline_version"], 3);
    assert_eq!(place.read(BASELINE).lines().count(), lines.len() - 2);
}

#[test]
fn the_configuration_or_the_command_line_names_the_file() {
    let place = Place::of(EXAMPLE);
    place.write("termlint.toml", "include = [\"content/**/ai.json\"]\nbaseline = \"old/known.json\"\n");
    let ran = place.run(&["check"]);
    assert!(ran.code == 2 && ran.stderr.contains("old/known.json"), "{}", ran.stderr);
    fs::create_dir(place.path("old")).unwrap();
    assert_eq!(place.run(&["baseline", "write"]).code, 0);
    assert_eq!(place.run_in("content", &["check"]).code, 0);
    fs::rename(place.path("old/known.json"), place.path("content/other.json")).unwrap();
    assert_eq!(place.run(&["check", "--baseline", "content/other.json"]).code, 0);
    assert_eq!(place.run_in("content", &["check", "--baseline", "other.json"]).code, 0);
}

#[test]
fn a_note_of_a_person_survives() {
    let place = Place::of(EXAMPLE);
    place.run(&["baseline", "write"]);
    let text = place.read(BASELINE);
    let line = text.lines().find(|line| line.starts_with("\"dead-related-slug\"")).unwrap();
    let known = line.strip_prefix("\"dead-related-slug\": ").unwrap().trim_end_matches(',');
    let noted = format!("\"dead-related-slug\": {{\"known\": {known}, \"note\": \"公開は来週\"}},");
    place.write(BASELINE, text.replacen(line, &noted, 1));
    assert_eq!(place.run(&["baseline", "prune"]).code, 0);
    assert!(place.read(BASELINE).contains(&noted));
    assert_eq!(place.run(&["baseline", "write", "--force"]).code, 0);
    assert!(place.read(BASELINE).contains(&noted));
}

const PRICE: &str = "content/en-US/price-elasticity/ai.json";

/// Gives a document another slug, in every place that says it.
fn rename(place: &Place, path: &str, slug: &str) {
    place.edit(path, |document| {
        document["canonical"]["slug"] = json!(slug);
        document["summary"]["canonical_slug"] = json!(slug);
    });
}

fn move_to(place: &Place, from: &str, to: &str) {
    let (from, to) = (place.path(from), place.path(to));
    fs::create_dir_all(to.parent().unwrap()).unwrap();
    fs::rename(from, to).unwrap();
}

/// How many findings of a file are new, of the three rules that find what a new slug changes nothing of.
fn new_in(place: &Place, path: &str) -> usize {
    let report = place.report(&[]);
    let rules = ["dead-related-slug", "duplicate-usage-text", "source-count-mismatch"].map(|rule| json!(rule));
    let own = report["findings"].as_array().unwrap().iter().filter(|finding| finding["path"] == path);
    let own: Vec<&Value> = own.filter(|finding| rules.contains(&finding["rule"])).collect();
    assert_eq!(own.len(), 3, "{path}: {own:#?}");
    own.iter().filter(|finding| finding["state"] == "new").count()
}

#[test]
fn a_copied_term_leaves_the_old_findings_of_its_original_old() {
    let copy = "content/drafts/copy/ai.json";
    // In a folder of the term's name, and in one that tells nothing.
    for original in [PRICE, "content/terms/17/ai.json"] {
        let place = Place::of(EXAMPLE);
        if original != PRICE {
            move_to(&place, PRICE, original);
        }
        assert_eq!(place.run(&["baseline", "write"]).code, 0);
        let text = place.read(BASELINE);
        place.write(copy, place.read(original));
        assert_eq!((new_in(&place, original), new_in(&place, copy)), (0, 3));
        let ran = place.run(&["baseline", "prune"]);
        assert!(ran.stderr.contains("0 findings fixed and removed"), "{}", ran.stderr);
        assert_eq!(place.read(BASELINE), text);
        rename(&place, copy, "cross-elasticity");
        assert_eq!((new_in(&place, original), new_in(&place, copy)), (0, 3));
        fs::remove_file(place.path(copy)).unwrap();
        assert_eq!(place.run(&["check"]).code, 0);
    }
}

#[test]
fn what_was_recorded_while_there_was_a_copy_is_known_when_it_is_gone() {
    let (place, original, copy) = (Place::of(EXAMPLE), "content/terms/17/ai.json", "content/terms/18/ai.json");
    move_to(&place, PRICE, original);
    place.write(copy, place.read(original));
    assert_eq!(place.run(&["baseline", "write"]).code, 0);
    rename(&place, copy, "cross-elasticity");
    assert_eq!((new_in(&place, original), new_in(&place, copy)), (0, 0));
}

#[test]
fn a_renamed_term_keeps_its_findings() {
    let elsewhere = "content/en-US/demand-elasticity/ai.json";
    for (path, slug) in
        [(PRICE, "demand-elasticity"), (elsewhere, "price-elasticity"), (elsewhere, "demand-elasticity")]
    {
        let place = Place::of(EXAMPLE);
        assert_eq!(place.run(&["baseline", "write"]).code, 0);
        rename(&place, PRICE, slug);
        if path != PRICE {
            move_to(&place, PRICE, path);
        }
        assert_eq!(new_in(&place, path), 0, "{path} {slug}");
        // What is left of the baseline after prune still knows them.
        assert_eq!(place.run(&["baseline", "prune"]).code, 0);
        assert_eq!(new_in(&place, path), 0, "{path} {slug}");
        let ran = place.run(&["baseline", "write", "--force"]);
        assert_eq!(ran.code, 0, "{}", ran.stderr);
        let document = format!("\"$document\": {{\"locale\": \"en-US\", \"slug\": \"{slug}\", \"term_id\": \"");
        assert!(place.read(BASELINE).contains(&document), "{}", place.read(BASELINE));
    }
}

/// Writes a field so often into a document that 7 of the findings are not listed, and gives the document another slug.
fn overfill(text: &str, slug: &str) -> String {
    let twins = vec!["\"a\": 1"; 1_008].join(", ");
    let text = text.replacen('{', &format!("{{\"x\": {{{twins}}},"), 1);
    let text = text.replace("\"slug\": \"price-elasticity\"", &format!("\"slug\": \"{slug}\""));
    text.replace("\"canonical_slug\": \"price-elasticity\"", &format!("\"canonical_slug\": \"{slug}\""))
}

/// How many findings are neither listed nor known, by path.
fn unlisted(place: &Place) -> Vec<(String, u64)> {
    let report = place.report(&["--only", "duplicate-key"]);
    let more = |more: &Value| (more["path"].as_str().unwrap().to_owned(), more["count"].as_u64().unwrap());
    report["summary"]["unlisted"].as_array().unwrap().iter().map(more).collect()
}

#[test]
fn findings_that_are_only_counted_stay_with_their_term() {
    let elsewhere = "content/en-US/demand-elasticity/ai.json";
    for (path, slug) in [
        (PRICE, "price-elasticity"),
        (PRICE, "demand-elasticity"),
        (elsewhere, "price-elasticity"),
        (elsewhere, "demand-elasticity"),
    ] {
        let place = Place::of(EXAMPLE);
        let clean = place.read(PRICE);
        place.write(PRICE, overfill(&clean, "price-elasticity"));
        assert_eq!(unlisted(&place), [(PRICE.to_owned(), 7)]);
        assert_eq!(place.run(&["baseline", "write"]).code, 0);
        place.write(PRICE, overfill(&clean, slug));
        if path != PRICE {
            move_to(&place, PRICE, path);
        }
        assert_eq!(unlisted(&place), [], "{path} {slug}");
        assert_eq!(place.run(&["baseline", "prune"]).code, 0);
        assert_eq!(unlisted(&place), [], "{path} {slug}");
        // Some of them are fixed, and prune knows it.
        let fewer = |text: String| text.replacen("\"a\": 1, \"a\": 1,", "\"a\": 1,", 1);
        place.write(path, fewer(place.read(path)));
        assert_eq!(unlisted(&place), [], "{path} {slug}");
        assert_eq!(place.run(&["baseline", "prune"]).code, 0);
        assert!(place.read(BASELINE).contains("\"more\": 6"), "{}", place.read(BASELINE));
        place.write(path, overfill(&clean, slug));
        assert_eq!(unlisted(&place), [(path.to_owned(), 1)], "{path} {slug}");
    }
}

#[test]
fn a_term_that_takes_the_place_of_another_has_no_share_in_what_is_only_counted() {
    let (place, elsewhere) = (Place::of(EXAMPLE), "content/en-US/demand-elasticity/ai.json");
    let clean = place.read(PRICE);
    place.write(PRICE, overfill(&clean, "price-elasticity"));
    assert_eq!(place.run(&["baseline", "write"]).code, 0);
    move_to(&place, PRICE, elsewhere);
    place.write(PRICE, overfill(&clean, "cross-elasticity"));
    assert_eq!(unlisted(&place), [(PRICE.to_owned(), 7)]);
}

#[test]
fn what_is_only_counted_of_a_rule_that_is_off_survives_prune() {
    let place = Place::of(EXAMPLE);
    let fields: Vec<String> = (0..1_007).map(|number| format!("\"field_{number}\": 1")).collect();
    place.write(PRICE, place.read(PRICE).replacen('{', &format!("{{{},", fields.join(", ")), 1));
    assert_eq!(place.run(&["baseline", "write"]).code, 0);
    assert!(place.read(BASELINE).contains("\"more\": 7"));
    place.write("termlint.toml", "[rules]\nunknown-field = \"off\"\n");
    let ran = place.run(&["baseline", "prune"]);
    assert!(ran.stderr.contains("0 findings fixed and removed"), "{}", ran.stderr);
    assert!(place.read(BASELINE).contains("\"more\": 7"));
}

#[test]
fn an_id_that_two_terms_have_hands_nothing_down() {
    let (place, other) = (Place::of(EXAMPLE), "content/en-US/sales-forecast/ai.json");
    assert_eq!(place.run(&["baseline", "write"]).code, 0);
    let document: Value = serde_json::from_str(&place.read(PRICE)).unwrap();
    let id = document["summary"]["term_id"].clone();
    rename(&place, PRICE, "demand-elasticity");
    place.edit(other, |document| document["summary"]["term_id"] = id);
    // At its path, a term is known without its id.
    assert_eq!(new_in(&place, PRICE), 0);
    move_to(&place, PRICE, "content/en-US/demand-elasticity/ai.json");
    assert_eq!(new_in(&place, "content/en-US/demand-elasticity/ai.json"), 3);
}

#[test]
fn a_baseline_of_version_1_is_read_and_written_as_version_2() {
    let place = Place::of(EXAMPLE);
    assert_eq!(place.run(&["baseline", "write"]).code, 0);
    let text = place.read(BASELINE);
    let older: Vec<&str> = text.lines().filter(|line| !line.contains("$document")).collect();
    assert!(older.len() < text.lines().count());
    place.write(BASELINE, older.join("\n").replace("\"baseline_version\": 2", "\"baseline_version\": 1") + "\n");
    assert_eq!(place.run(&["check"]).code, 0);
    let ran = place.run(&["baseline", "prune"]);
    assert!(ran.stderr.contains("0 findings fixed and removed"), "{}", ran.stderr);
    assert_eq!(place.read(BASELINE), text);
}

#[test]
fn links_to_a_renamed_term_are_told_its_new_slug() {
    let place = Place::of(EXAMPLE);
    let messages = |place: &Place| {
        let report = place.report(&["--only", "dead-related-slug"]);
        let found = report["findings"].as_array().unwrap().iter();
        let of_old = found.filter(|finding| finding["message"].as_str().unwrap().contains("“price-elasticity”"));
        of_old.map(|finding| finding["message"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let renamed = ["the related slug “price-elasticity” is now “demand-elasticity”"; 2];
    rename(&place, PRICE, "demand-elasticity");
    // The id of the relation is that of the term.
    assert_eq!(messages(&place), renamed);
    for path in ["content/en-US/gross-margin/ai.json", "content/en-US/sales-forecast/ai.json"] {
        place.edit(path, |document| {
            for related in document["related_terms"].as_array_mut().unwrap() {
                related["topic_id"] = json!("00000000-0000-5000-8000-000000000000");
            }
        });
    }
    let unknown = messages(&place);
    assert!(unknown.len() == 2 && unknown[0].contains("exists in ja-JP only"), "{unknown:?}");
    rename(&place, PRICE, "price-elasticity");
    assert_eq!(place.run(&["baseline", "write"]).code, 0);
    rename(&place, PRICE, "demand-elasticity");
    assert_eq!(messages(&place), renamed);
}
