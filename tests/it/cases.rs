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
fn files_may_be_lines_text_or_bytes() {
    let case = "Three files with other ends than a line break, and one of lines

-- lines.jsonl = en-US/churn-rate --
{ \"summary\": { \"sources_count\": 7 } }
{ \"summary\": { \"sources_count\": 8 } }
-- text.json = raw --
\"{\\r\\n\"
-- bytes.json = hex --
7b0d
0A
-- empty.json = hex --

$ cmp text.json bytes.json
$ termlint check -q --only source-count-mismatch lines.jsonl
lines.jsonl:1:[..]: error: sources_count in summary is 7[..]
lines.jsonl:2:[..]: error: sources_count in summary is 8[..]
? 1

$ termlint check -q empty.json
empty.json:1:1: error: the file is empty [syntax-error]
? 1
";
    assert_eq!(play(case).as_deref(), Ok(case));
}

#[cfg(unix)]
#[test]
fn output_goes_to_files_and_files_are_links() {
    let case = "Output in files, a link, the names in a folder, and a git that fails

-- ai.json --
{
$ ln ai.json b.json
$ git init -q
$ git rev-parse --is-inside-work-tree > answer
$ cat answer
true
? 0

$ termlint check -q b.json - < ai.json > output
? 1

$ ls .
ai.json
answer
b.json
output
? 0

$ git merge gone
? 1
";
    assert_eq!(play(case).as_deref(), Ok(case));
    assert_eq!(play(&case.replace("? 1\n\n$ ls", "? 0\n\n$ ls")).as_deref(), Ok(case));
    assert_eq!(play(&case.replace("gone\n? 1", "gone\n? 0")).as_deref(), Ok(case));
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
        ("A\n\n-- a --\n1\n-- b --\n2\n$ cmp a b\n", "a and b differ"),
        ("A\n\n-- a --\n1\n$ cat a > b\n", "only the output of termlint and git goes to a file"),
        ("A\n\n-- a = raw --\n{}\n$ cat a\n", "expected a string"),
        ("A\n\n-- a = hex --\n1\n$ cat a\n", "a byte has two hexadecimal digits"),
        ("A\n\n-- a = hex --\nxy\n$ cat a\n", "invalid digit"),
        ("A\n\n-- ai.json = en-US/gone --\n\n$ termlint check\n", "fixtures/corpus/en-US/gone/ai.json"),
        ("A\n\n-- ai.json = en-US/churn-rate --\n[\n\n$ termlint check\n", "this is no JSON"),
    ] {
        let refused = play(case).expect_err(case);
        assert!(refused.contains(expected), "{case}: {refused}");
    }
}
