//! Several configurations in one run, and what of a project is checked by which of them.

#![allow(clippy::disallowed_methods, reason = "a test reads and writes its own files")]

use std::path::Path;

use place::{Place, copy};
use serde_json::{Value, json};

#[path = "support/place.rs"]
mod place;

const CORPUS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/corpus");
const CHURN: &str = "en-US/churn-rate/ai.json";

/// An entry that hides nothing.
const UNUSED: &str =
    "[[ignore]]\nrule = \"dead-related-slug\"\nfiles = [\"en-US/churn-rate/ai.json\"]\nreason = \"soon\"\n";

/// The clean corpus in `content`, without a configuration.
fn bare() -> Place {
    let place = Place::of(CORPUS);
    std::fs::remove_file(place.path("termlint.toml")).unwrap();
    place
}

/// The clean corpus in these folders, each with a configuration.
fn glossaries(configured: &[(&str, &str)]) -> Place {
    let place = bare();
    std::fs::remove_dir_all(place.path("content")).unwrap();
    for (folder, configuration) in configured {
        copy(Path::new(CORPUS), &place.path(folder));
        place.write(&format!("{folder}/termlint.toml"), configuration);
    }
    place
}

fn texts(list: &Value, key: &str) -> Vec<String> {
    list.as_array().unwrap().iter().map(|item| item[key].as_str().unwrap_or_default().to_owned()).collect()
}

fn number_of(report: &Value, rule: &str) -> usize {
    texts(&report["findings"], "rule").iter().filter(|found| *found == rule).count()
}

#[test]
fn what_one_configuration_could_not_check_changes_nothing_for_another() {
    let include = format!("include = [\"**/ai.json\"]\n{UNUSED}");
    for name in ["b", "0b"] {
        let place = glossaries(&[("a", ""), (name, &include)]);
        let churn = format!("a/{CHURN}");
        let alone = place.report(&[name]);
        assert_eq!(number_of(&alone, "unused-ignore"), 1, "{name}");
        assert_eq!(alone["summary"]["not_judged"], json!([]));
        let together = place.report(&[&churn, name]);
        assert_eq!(number_of(&together, "unused-ignore"), 1, "{name}");
        // Where there are several, a reason says which configuration it holds for.
        let reasons = texts(&together["summary"]["not_judged"], "reason");
        assert!(
            !reasons.is_empty() && reasons.iter().all(|reason| reason.starts_with("a/termlint.toml: ")),
            "{reasons:?}"
        );
        let single = texts(&place.report(&[&churn])["summary"]["not_judged"], "reason");
        assert!(single.iter().all(|reason| reason.starts_with("only single files are at hand")), "{single:?}");
    }
}
