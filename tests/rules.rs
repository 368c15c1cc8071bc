//! Every case of `fixtures/rules/<id>/{pass,fail}` is a test: `cargo test missing-review-date` runs those of one rule.
//!
//! A fail case is checked twice, by its rule alone and by all rules, and says for both what is expected. A pass case has
//! no finding of its rule, and none of all rules that would be worth a warning. `fixtures/README.md` has the forms.

#![allow(clippy::disallowed_methods, reason = "a harness reads its own fixtures")]

mod support;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use libtest_mimic::{Arguments, Trial};
use support::case::{self, Case, Expected};
use support::lines::{self, Line};
use support::{Harness, Input, Observed, apply, law, repository, show};
use termlint::finding::{Related, Severity};
use termlint::rules;

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    let mut trials = Vec::new();
    for folder in entries(&repository("fixtures/rules")) {
        let id = name(&folder);
        if !rules::RULES.iter().any(|rule| rule.meta.id == id) {
            let words = format!("there is no rule {id}: rename the folder after the rule, or delete it");
            trials.push(Trial::test(id, move || Err(words.into())));
            continue;
        }
        for half in entries(&folder) {
            let kind = name(&half);
            if !half.is_dir() || !matches!(kind.as_str(), "pass" | "fail") {
                let words = format!("{} belongs neither to pass nor to fail: move it into one", half.display());
                trials.push(Trial::test(format!("{id}/{kind}"), move || Err(words.into())));
                continue;
            }
            for path in entries(&half) {
                match path.extension().is_some_and(|extension| extension == "txt") {
                    true => trials.extend(list(&id, &kind, &path)),
                    false => trials.extend(trial(&id, &kind, path)),
                }
            }
        }
    }
    libtest_mimic::run(&arguments, trials).exit_code()
}

/// The tests for the lines of one list.
fn list(id: &str, kind: &str, path: &Path) -> Vec<Trial> {
    let title = format!("{id}/{kind}/{}", name(path));
    let read = match lines::read(path) {
        Ok(read) if !read.is_empty() => read,
        Ok(_) => return vec![Trial::test(title, || Err("the list is empty: fill or delete it".into()))],
        Err(what) => return vec![Trial::test(title, move || Err(what.into()))],
    };
    let is_fail = kind == "fail";
    let trial = |line: Line| {
        let id = id.to_owned();
        Trial::test(format!("{title}:{}", line.number), move || {
            let words = |what: String| format!("{}\n  {what}", line.text);
            Ok(line_of(&id, is_fail, &line).map_err(words)?)
        })
    };
    read.into_iter().map(trial).collect()
}

/// Checks one line of a list: what is marked first is found, what else is marked explains it.
fn line_of(id: &str, is_fail: bool, line: &Line) -> Result<(), String> {
    let mut case = Case { input: line.input()?, options: line.options.clone(), expect: None, expect_all: None };
    let Some((first, others)) = line.marked.split_first() else {
        return match is_fail {
            true => Err("a text that fails says where, between ⟦ and ⟧".to_owned()),
            false => passes(id, &case),
        };
    };
    let expected = Expected { path: line.path(), ..Expected::of(id, line.pointer(), &lines::escaped(first)) };
    case.expect = Some(vec![expected]);
    fails(id, &case)?;
    let bytes = case.input.bytes(line.path().as_deref()).unwrap_or_default();
    for observed in Harness::only(id, line.options.as_ref())?.check(&case.input)? {
        let part = |related: &Related| {
            String::from_utf8_lossy(&bytes[related.location.start.byte..related.location.end.byte]).into_owned()
        };
        let related: Vec<String> = observed.finding.related.iter().map(part).collect();
        let expected: Vec<String> = others.iter().map(|text| lines::escaped(text)).collect();
        if related != expected {
            return Err(format!("{expected:?} should explain it, not {related:?}"));
        }
    }
    Ok(())
}

/// The test for one file, unless it holds the expectations of another.
fn trial(id: &str, kind: &str, path: PathBuf) -> Option<Trial> {
    let file = name(&path);
    let stem = file.strip_suffix(".json").map(str::to_owned);
    let title = format!("{id}/{kind}/{}", stem.as_ref().unwrap_or(&file));
    let Some(stem) = stem else {
        return Some(Trial::test(title, || Err("a case is a .json file: rename it, or move it elsewhere".into())));
    };
    if let Some(case) = stem.strip_suffix(".expect") {
        let is_used = path.with_file_name(format!("{case}.json")).is_file();
        let words = format!("{file} stands beside no {case}.json: rename or delete it");
        return (!is_used).then(|| Trial::test(title, move || Err(words.into())));
    }
    let (id, is_fail) = (id.to_owned(), kind == "fail");
    Some(Trial::test(title, move || {
        let case = case::read(&path)?;
        if is_fail {
            fails(&id, &case)?
        } else {
            passes(&id, &case)?
        }
        Ok(())
    }))
}

fn fails(id: &str, case: &Case) -> Result<(), String> {
    let harness = Harness::only(id, case.options.as_ref())?;
    let alone = harness.check(&case.input)?;
    let all_rules = Harness::all(id, case.options.as_ref())?;
    let all = all_rules.check(&case.input)?;
    lawful(&alone, &case.input)?;
    lawful(&all, &case.input)?;
    let expect = case.expect.as_deref().filter(|expect| !expect.is_empty()).ok_or_else(|| {
        format!("a fail case says what it expects: write \"expect\": [...], or a .expect.json beside a whole document; {id} says\n{}", show(&alone))
    })?;
    compare(&format!("{id} alone"), &alone, expect)?;
    // What other rules merely note need not be listed; what is listed is said.
    let expect_all = case.expect_all.as_deref().unwrap_or(expect);
    let is_listed = |observed: &Observed| expect_all.iter().any(|expected| expected.rule == observed.finding.rule);
    let counts =
        |observed: &&Observed| observed.severity > Severity::Info || observed.finding.rule == id || is_listed(observed);
    let loud: Vec<Observed> = all.iter().filter(counts).cloned().collect();
    compare("all rules (write \"expect_all\" where they say more)", &loud, expect_all)?;
    let reveals: Vec<&str> =
        expect.iter().flat_map(|expected| &expected.reveals).flatten().map(String::as_str).collect();
    check_fixes(&case.input, &harness, &alone, (&all_rules, &all), &reveals)
}

fn passes(id: &str, case: &Case) -> Result<(), String> {
    if case.expect.is_some() || case.expect_all.is_some() {
        return Err("a pass case expects nothing: move it to fail, or delete \"expect\"".to_owned());
    }
    let alone = Harness::only(id, case.options.as_ref())?.check(&case.input)?;
    if !alone.is_empty() {
        return Err(format!("a pass case has no finding of {id}, but it says\n{}", show(&alone)));
    }
    let all = Harness::all(id, case.options.as_ref())?.check(&case.input)?;
    lawful(&all, &case.input)?;
    // A fragment that names no version at all is there for what reading it comes across.
    let is_fragment = |observed: &Observed| observed.finding.rule == "missing-version" && is_fragment(&case.input);
    let loud: Vec<Observed> =
        all.into_iter().filter(|observed| observed.severity > Severity::Info && !is_fragment(observed)).collect();
    match loud.is_empty() {
        true => Ok(()),
        false => Err(format!(
            "a pass case gives no rule a reason for a warning: fix the rest of the document, or make it a fail case of \
             the rule that speaks; all rules say\n{}",
            show(&loud)
        )),
    }
}

fn is_fragment(input: &Input) -> bool {
    let version = b"schema_version";
    matches!(input, Input::Document(bytes) if !bytes.windows(version.len()).any(|window| window == version))
}

fn lawful(observed: &[Observed], input: &Input) -> Result<(), String> {
    observed.iter().try_for_each(|observed| law::check(observed, input))
}

/// Each fix ends its finding, and begins no other but of the rules that it reveals.
fn check_fixes(
    input: &Input,
    alone: &Harness,
    by_rule: &[Observed],
    (all, by_all): (&Harness, &[Observed]),
    reveals: &[&str],
) -> Result<(), String> {
    for observed in by_rule {
        for fix in &observed.finding.fixes {
            let path = observed.path.as_deref();
            let fixed = input.with(path, apply(fix, input.bytes(path).unwrap_or_default())?);
            for (harness, before) in [(alone, by_rule), (all, by_all)] {
                let after = harness.check(&fixed)?;
                let revealed = after.iter().filter(|observed| reveals.contains(&observed.finding.rule)).count();
                if after.len() - revealed >= before.len() {
                    return Err(format!("after the fix “{}” there is still\n{}", fix.title, show(&after)));
                }
            }
        }
    }
    Ok(())
}

fn compare(who: &str, observed: &[Observed], expected: &[Expected]) -> Result<(), String> {
    if observed.len() == expected.len()
        && observed.iter().zip(expected).all(|(observed, expected)| observed.is(expected))
    {
        return Ok(());
    }
    let mut left: Vec<&Observed> = observed.iter().collect();
    let is_permuted = observed.len() == expected.len()
        && expected.iter().all(|expected| {
            let found = left.iter().position(|observed| observed.is(expected));
            found.map(|found| left.swap_remove(found)).is_some()
        });
    if is_permuted {
        return Err(format!(
            "{who}: what is expected is said, but in another order; list it by place:\n{}",
            show(observed)
        ));
    }
    let lines: Vec<String> = expected
        .iter()
        .map(|expected| {
            let is_said = observed.iter().any(|observed| observed.is(expected));
            let line = serde_json::to_string(expected).unwrap_or_default();
            format!("    {line}{}", if is_said { "" } else { "  <- is not said" })
        })
        .collect();
    Err(format!("expected, by place:\n{}\n  {who}:\n{}", lines.join("\n"), show(observed)))
}

fn entries(folder: &Path) -> Vec<PathBuf> {
    let mut entries: Vec<PathBuf> =
        fs::read_dir(folder).into_iter().flatten().filter_map(|entry| Some(entry.ok()?.path())).collect();
    entries.sort();
    entries
}

fn name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}
