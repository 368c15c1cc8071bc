//! How the cases of `fixtures/cli` are read: what makes one fail, and what a pattern in its output leaves open.

use crate::session::{difference, play};

const CASE: &str = "A broken document is an error

-- ai.json --
{

$ termlint check -q ai.json
ai.json:1:1: error: this brace is never closed [syntax-error]
? 1
";

#[test]
fn a_case_whose_output_is_that_of_today_stays_as_it_is() {
    assert_eq!(play(CASE).as_deref(), Ok(CASE));
}

#[test]
fn a_stale_case_gets_the_output_of_today() {
    let stale = CASE.replace("brace is never", "brace was never").replace("? 1", "? 0");
    assert_eq!(play(&stale).as_deref(), Ok(CASE));
    let unwritten = CASE.split_inclusive('\n').take(6).collect::<String>();
    assert_eq!(play(&unwritten).as_deref(), Ok(CASE));
    let shown = difference(&stale, CASE);
    assert!(shown.contains("\n  $ termlint check -q ai.json\n- ai.json:1:1: "), "{shown}");
    assert!(shown.contains("\n- ? 0\n") && shown.ends_with("\n+ ? 1"), "{shown}");
}

#[test]
fn a_pattern_leaves_open_what_it_stands_for_and_no_more() {
    let with = |line: &str| CASE.replace("ai.json:1:1: error: this brace is never closed [syntax-error]", line);
    for line in ["ai.json:1:1: [..]", "[..]: error: [..] [syntax-error]", "[..]", "...", "...\n...", "[..]\n..."] {
        let case = with(line);
        assert_eq!(play(&case).as_deref(), Ok(case.as_str()), "{line}");
    }
    for line in ["ai.json:3:1: [..]", "[..]: warning: [..]", "2> ...", "ai.json:1:1: [..] [..]-error] "] {
        assert_eq!(play(&with(line)).as_deref(), Ok(CASE), "{line}");
    }
    // One that still matches survives when a line beside it is written.
    for longer in ["[..]never closed [..]\nremoved", "[..]never closed [..]\n[..]"] {
        assert_eq!(play(&with(longer)), Ok(with("[..]never closed [..]")));
    }
}

#[test]
fn the_streams_the_folders_and_the_settings_of_a_command_are_kept_apart() {
    let case = "Standard error, a folder below, a variable and standard input

-- below/ai.json --
{

below$ SOURCE_DATE_EPOCH='' termlint check -q --only 'no rule'
2> error: there is no rule or group `no rule`
2>   help: see `termlint rules` for all rules and groups
? 2

below$ termlint check -q - < ai.json
<stdin>:1:1: error: this brace is never closed [syntax-error]
? 1

$ mv below above
$ cat above/ai.json
{
? 0

$ termlint check -q [DIR]/gone
2> error: [DIR]/gone: there is no such file or folder
2>   help: check the spelling and the current folder
? 2
";
    assert_eq!(play(case).as_deref(), Ok(case));
}

#[test]
fn a_case_that_cannot_be_played_says_why() {
    for (case, expected) in [
        ("", "the first line is a sentence"),
        ("$ termlint check\n", "the first line is a sentence"),
        ("It runs nothing\n\n-- ai.json --\n{}\n", "the case runs nothing"),
        ("A\n\n$ curl x\n", "a case runs termlint, git, "),
        ("A\n\n$ termlint 'check\n", "a quotation mark is not closed"),
        ("A\n\n$ rm gone\n", "`$ rm gone`: "),
        ("A\n\n$ git unknown-verb\n", "unknown-verb"),
        ("A\n\n-- ai.json = en-US/gone --\n\n$ termlint check\n", "fixtures/corpus/en-US/gone/ai.json"),
        ("A\n\n-- ai.json = en-US/churn-rate --\n[\n\n$ termlint check\n", "this is no JSON"),
    ] {
        let refused = play(case).expect_err(case);
        assert!(refused.contains(expected), "{case}: {refused}");
    }
}
