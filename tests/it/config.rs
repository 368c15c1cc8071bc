//! `termlint.toml`: wrong configurations, each with its message, its help and the text that is marked.

use proptest::prelude::*;
use serde_json::json;
use termlint::config::{Config, Pattern, parse, parse_with, schema_with};
use termlint::corpus::View;
use termlint::declare_rule;
use termlint::problem::Problem;
use termlint::rule::{CorpusReporter, CorpusRule, Declaration, Group, Level, Release};
use termlint::rules::RULES;

use crate::place::Place;

#[derive(Debug, Clone, Copy, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Scope {
    Locale,
    Corpus,
}

#[derive(Debug, Clone, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
#[serde(try_from = "String")]
pub struct Locale(String);

impl TryFrom<String> for Locale {
    type Error = String;
    fn try_from(text: String) -> Result<Self, String> {
        if text.contains('-') { Ok(Locale(text)) } else { Err("a locale looks like en-US".to_owned()) }
    }
}

// Each module stands for a folder of `src/rules`.
mod freshness {
    const GROUP: termlint::rule::Group = termlint::rule::Group::Freshness;

    pub mod rules {
        use super::super::*;

        declare_rule! {
            /// A rule with options of every kind.
            pub struct StaleReview {
                /// Days.
                max_age_days: u32 = 365,
                /// Words.
                ignored_words: Vec<String> = Vec::new(),
                /// Where.
                scope: Scope = Scope::Locale,
                /// Whether.
                strict: bool = false,
                /// A share.
                share: Option<f64> = None,
                /// A text that must have a form of its own.
                locale: Locale = Locale("en-US".to_owned()),
            }
            id: "stale-review", kind: Engine, aliases: &["old-review"]
        }
    }
}

mod validity {
    const GROUP: termlint::rule::Group = termlint::rule::Group::Validity;

    pub mod rules {
        use super::super::*;

        declare_rule! {
            /// A rule without options.
            pub struct Unreadable {}
            id: "unreadable-file", kind: Engine, fixed_level: true
        }
    }
}

mod links {
    const GROUP: termlint::rule::Group = termlint::rule::Group::Links;

    pub mod rules {
        use super::super::*;

        declare_rule! {
            /// A rule over all files.
            pub struct Across { most: u32 = 2, percent: u8 = 50 }
            id: "across", kind: Corpus
        }

        impl CorpusRule for Across {
            fn check(&self, _: &View<'_>, _: &mut CorpusReporter) {}
        }
    }
}

const TABLE: &[Declaration] = &[
    Declaration::of::<freshness::rules::StaleReview>(),
    Declaration::of::<validity::rules::Unreadable>(),
    Declaration::of::<links::rules::Across>(),
];

/// Problems as lines: message, help, the text at the span.
fn problems(text: &str) -> Vec<[String; 3]> {
    lines(text, parse_with(text, TABLE).expect_err(text))
}

fn lines(text: &str, problems: Vec<Problem>) -> Vec<[String; 3]> {
    let at = |problem: &Problem| text[problem.span.clone().expect("a place")].to_owned();
    problems.into_iter().map(|problem| [problem.message.clone(), problem.help.clone(), at(&problem)]).collect()
}

fn config(text: &str) -> Config {
    parse_with(text, TABLE).unwrap_or_else(|problems| panic!("{text}: {problems:?}"))
}

/// Configuration, message, help, the text that is marked.
const WRONG: &[(&str, &str, &str, &str)] = &[
    ("rules-of = 0.1", "`rules-of` must be text in quotation marks, not `0.1`", "write \"0.1\"", "0.1"),
    (
        "rules-of = \"0.1.0\"",
        "`0.1.0` is not a minor release of termlint",
        "write \"0.1\", or an earlier release",
        "\"0.1.0\"",
    ),
    (
        "rules-of = 'latest'",
        "`latest` is not a minor release of termlint",
        "write \"0.1\", or an earlier release",
        "'latest'",
    ),
    ("rules-of = '0.0'", "`0.0` is not a minor release of termlint", "write \"0.1\", or an earlier release", "'0.0'"),
    (
        "rules-of = '99.0'",
        "`rules-of` names termlint 99.0, but this is termlint 0.1",
        "update termlint, or write \"0.1\"",
        "'99.0'",
    ),
    ("rules_of = '0.1'", "unknown key `rules_of`", "did you mean `rules-of`?", "rules_of"),
    ("edition = '0.1'", "unknown key `edition`", "did you mean `rules-of`?", "edition"),
    ("[rules]\nrules-of = '0.1'", "`rules-of` is under `[rules]`", "move it above the line `[rules]`", "rules-of"),
    (
        "[rules]\nstale-review = { max-age-days = 4294967296 }",
        "`max-age-days` cannot be as large as `4294967296`",
        "see `termlint explain stale-review`",
        "4294967296",
    ),
    (
        r#"include = "content/**""#,
        r#"`include` must be a list of globs, not `"content/**"`"#,
        r#"write ["content/**"]"#,
        r#""content/**""#,
    ),
    ("excludes = []", "unknown key `excludes`", "did you mean `exclude`?", "excludes"),
    (r#"schema_dir = "x""#, "unknown key `schema_dir`", "did you mean `schema-dir`?", "schema_dir"),
    (
        r#"fail-on = "warnings""#,
        "`\"warnings\"` is not a severity that can fail a run",
        "did you mean \"warning\"?",
        r#""warnings""#,
    ),
    (
        "fail-on = 2",
        "`2` is not a severity that can fail a run",
        "write \"error\", \"warning\", \"info\" or \"never\"",
        "2",
    ),
    (r#"schemaDir = "x""#, "unknown key `schemaDir`", "did you mean `schema-dir`?", "schemaDir"),
    (
        r#"colour = "b.json""#,
        "unknown key `colour`",
        "remove it; the keys are required-version, rules-of, include, exclude, known-slugs, pages, baseline, schema-dir, fail-on, fix, report, rules, rule, override and ignore",
        "colour",
    ),
    (
        r#"known-slugs = "a.txt""#,
        r#"`known-slugs` must be a list of files, not `"a.txt"`"#,
        r#"write ["a.txt"]"#,
        r#""a.txt""#,
    ),
    (
        r#"known-slugs = [""]"#,
        "`known-slugs` is empty",
        r#"write a file such as "published-slugs.txt", or remove the key"#,
        r#""""#,
    ),
    (
        "[[override]]\nrules = {}",
        "this override has no `files`",
        r#"write files = ["content/gold/**"]"#,
        "[[override]]",
    ),
    (
        "[[override]]\nfiles = ['a/**']",
        "this override has no `rules`",
        r#"write rules = { stale-review = "off" }"#,
        "[[override]]",
    ),
    (
        "[override]\nfiles = ['a/**']",
        "`[override]` can occur several times and needs two brackets",
        "write `[[override]]` on a line of its own, and its keys below it",
        "override",
    ),
    (
        "ignore = 'stale-review'",
        "`ignore` must be a list of tables, not `'stale-review'`",
        "write `[[ignore]]` on a line of its own, and its keys below it",
        "'stale-review'",
    ),
    (
        "ignore = ['stale-review']",
        "every item of `ignore` must be a table, not `'stale-review'`",
        "write `[[ignore]]` on a line of its own, and its keys below it",
        "'stale-review'",
    ),
    (
        "[[override]]\nfiles = []\nrules = {}",
        "`files` is empty, so this entry applies to no file",
        "name the files, or remove the entry",
        "[]",
    ),
    (
        "[[override]]\nfiles = ['a/**']\nrules = { unreadable-file = 'off' }",
        "the level of `unreadable-file` cannot be lowered to `off`",
        "remove this setting: findings about unreadable files always count",
        "'off'",
    ),
    (
        "[[override]]\nfiles = ['a/**']\nrules = { across = 'off' }\nbaseline = 'x'",
        "an override has no key `baseline`",
        "move it above the first line in brackets",
        "baseline",
    ),
    (
        "[[override]]\nfiles = ['a/**']\nrules = { across = { most = 3 } }",
        "`across` checks all files together, so an override cannot change its options, only its level",
        "set the options under `[rules]`",
        "[[override]]",
    ),
    (
        "[[override]]\npaths = ['a/**']\nfiles = ['a/**']\nrules = {}",
        "an override has no key `paths`",
        "did you mean `files`?",
        "paths",
    ),
    (
        "[[ignore]]\nrule = 'stale-review'\nfiles = ['a/ai.json']",
        "this entry has no `reason`",
        "write reason = \"…\": for whoever reads this in a year",
        "[[ignore]]",
    ),
    (
        "[[ignore]]\nrule = 'stale-review'\nfiles = ['a/ai.json']\nreason = ' '",
        "`reason` is empty",
        "write a sentence that says why, or remove the key",
        "' '",
    ),
    (
        "[[ignore]]\nfiles = ['a/ai.json']\nreason = 'x'",
        "this entry has no `rule`",
        "write rule = \"dead-related-slug\", or the rule that it ignores",
        "[[ignore]]",
    ),
    (
        "[[ignore]]\nrule = 'stale-review'\nreason = 'x'",
        "this entry has no `files`",
        "write files = [\"content/en-US/churn-rate/ai.json\"]",
        "[[ignore]]",
    ),
    (
        "[[ignore]]\nrule = 'freshness'\nfiles = ['a/ai.json']\nreason = 'x'",
        "`freshness` is not a single rule",
        "write one entry for each rule, so that each has its reason",
        "'freshness'",
    ),
    (
        "[[ignore]]\nrule = 'stale-reviews'\nfiles = ['a/ai.json']\nreason = 'x'",
        "there is no rule or group `stale-reviews`",
        "did you mean `stale-review`?",
        "'stale-reviews'",
    ),
    (
        "[[ignore]]\nrule = 'unreadable-file'\nfiles = ['a/ai.json']\nreason = 'x'",
        "`unreadable-file` cannot be ignored: it says that a file could not be checked",
        "remove this entry",
        "'unreadable-file'",
    ),
    (
        "[[ignore]]\nrule = 'stale-review'\nfiles = ['a/ai.json']\nreason = 'x'\nat = 'summary'",
        "`summary` is not the identity path of a value",
        "write it with a `/` before each name; copy `at` from the report of `termlint check --format json`",
        "'summary'",
    ),
    (
        "[[ignore]]\nrule = 'stale-review'\nfiles = ['a/ai.json']\nreason = 'x'\nat = '/a[b'",
        "`/a[b` is not the identity path of a value",
        "copy `at` from the report of `termlint check --format json`",
        "'/a[b'",
    ),
    (
        "[[ignore]]\nrule = 'stale-review'\nfiles = ['a/ai.json']\nreason = 'x'\nuntil = 'spring'",
        "`'spring'` is not a date",
        "write the last day on which it applies, as in until = 2026-12-31",
        "'spring'",
    ),
    (
        "[[ignore]]\nrule = 'stale-review'\nfiles = ['a/ai.json']\nreason = 'x'\nuntil = 2026-12-31T00:00:00Z",
        "`2026-12-31T00:00:00Z` is not a date",
        "write the last day on which it applies, as in until = 2026-12-31",
        "2026-12-31T00:00:00Z",
    ),
    (
        "[[ignore]]\nrule = 'stale-review'\nfiles = ['a/ai.json']\nreason = 'x'\nuntil = 2026-13-01",
        "`2026-13-01` is not a date",
        "write a day such as 2026-12-31",
        "2026-13-01",
    ),
    (
        "[[ignore]]\nrule = 'stale-review'\nfiles = ['a/ai.json']\nreason = 'x'\nexpires = 2026-12-31",
        "an entry that ignores findings has no key `expires`",
        "did you mean `until`?",
        "expires",
    ),
    (r#"stale-review = "off""#, "unknown key `stale-review`", "write `stale-review` under `[rules]`", "stale-review"),
    (
        "include = [1]",
        "every item of `include` must be text in quotation marks, not `1`",
        r#"write a glob such as "content/**/ai.json""#,
        "1",
    ),
    (
        r#"include = ["{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}"]"#,
        "`{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}`: the braces expand to more than 64 globs",
        "write several globs with fewer braces",
        r#""{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}""#,
    ),
    (
        r#"include = ["a/{b"]"#,
        "`a/{b`: a `{` is never closed",
        r#"close it, or write "a/[{]b" for the character itself"#,
        r#""a/{b""#,
    ),
    (
        r#"include = ["a/{b,../c}"]"#,
        "`a/../c` contains `..`; a glob cannot leave the folder of termlint.toml",
        r#"write "c""#,
        r#""a/{b,../c}""#,
    ),
    (
        r#"include = ["/content/**"]"#,
        "`/content/**` is absolute; globs are relative to the folder of termlint.toml",
        r#"write "content/**""#,
        r#""/content/**""#,
    ),
    (
        r#"include = ["../content/**"]"#,
        "`../content/**` contains `..`; a glob cannot leave the folder of termlint.toml",
        "move termlint.toml to the folder that contains all the files",
        r#""../content/**""#,
    ),
    (
        r#"include = ["a/../b/**"]"#,
        "`a/../b/**` contains `..`; a glob cannot leave the folder of termlint.toml",
        r#"write "b/**""#,
        r#""a/../b/**""#,
    ),
    (
        r#"include = ["C:/content/**"]"#,
        "`C:/content/**` is absolute; globs are relative to the folder of termlint.toml",
        "write the part of it that follows that folder",
        r#""C:/content/**""#,
    ),
    (
        r#"exclude = ["drafts\\x"]"#,
        "`drafts\\x`: a glob separates folders with `/` on every system",
        r#"write "drafts/x""#,
        r#""drafts\\x""#,
    ),
    (r#"exclude = ["drafts/"]"#, "`drafts/` is a folder; globs match files", r#"write "drafts/**""#, r#""drafts/""#),
    (
        r#"exclude = ["./drafts/**"]"#,
        "`./drafts/**` never matches: paths have no empty part and no `.`",
        r#"write "drafts/**""#,
        r#""./drafts/**""#,
    ),
    (
        r#"exclude = ["!drafts/**"]"#,
        "`!drafts/**`: a glob cannot be negated",
        r#"move "drafts/**" to the other list, include or exclude"#,
        r#""!drafts/**""#,
    ),
    (r#"exclude = [""]"#, "the glob is empty", r#"write a glob such as "content/**/ai.json", or remove it"#, r#""""#),
    (
        r#"exclude = ["drafts**"]"#,
        "`drafts**`: `**` must stand alone between two `/`",
        r#"write it as in "content/**/ai.json""#,
        r#""drafts**""#,
    ),
    (
        r#"exclude = ["[a"]"#,
        "`[a`: the `[` is never closed, or is empty",
        "close it, or write `[[]` for the character itself",
        r#""[a""#,
    ),
    (
        "schema-dir = 1",
        "`schema-dir` must be text in quotation marks, not `1`",
        r#"write a folder such as "contracts""#,
        "1",
    ),
    (
        r#"schema-dir = " ""#,
        "`schema-dir` is empty",
        r#"write a folder such as "contracts", or remove the key"#,
        r#"" ""#,
    ),
    (
        "[report]\nfooter = 1",
        "`footer` must be text in quotation marks, not `1`",
        "write a sentence for whoever reads the findings",
        "1",
    ),
    (
        "[report]\nfooter = [\"a\"]",
        "`footer` must be text in quotation marks, not a list",
        "write a sentence for whoever reads the findings",
        "[\"a\"]",
    ),
    (
        "report = { footer = \"\\n \" }",
        "`footer` is empty",
        "write a sentence for whoever reads the findings, or remove the key",
        "\"\\n \"",
    ),
    ("[report]\nfoter = \"x\"", "`[report]` has no key `foter`", "did you mean `footer`?", "foter"),
    ("[report]\nnote = \"x\"", "`[report]` has no key `note`", "did you mean `footer`?", "note"),
    ("[report]\ncolour = \"x\"", "`[report]` has no key `colour`", "remove it; the key is footer", "colour"),
    (
        "[report]\ninclude = []",
        "`[report]` has no key `include`",
        "move it above the first line in brackets",
        "include",
    ),
    ("footer = \"x\"", "unknown key `footer`", "write it under `[report]`", "footer"),
    (
        "report = \"x\"",
        "`report` must be a table, not `\"x\"`",
        "write `[report]` on a line of its own, and `footer` below it",
        "\"x\"",
    ),
    (
        "[[report]]\nfooter = \"x\"",
        "`report` must be a table, not a list",
        "write `[report]` on a line of its own, and `footer` below it",
        "report",
    ),
    (
        "required-version = 1",
        "`required-version` must be text in quotation marks, not `1`",
        r#"write a requirement such as ">=0.1.0""#,
        "1",
    ),
    (
        r#"required-version = "newest""#,
        "`newest` is not a version requirement",
        r#"write a requirement such as ">=0.1.0""#,
        r#""newest""#,
    ),
    (
        r#"required-version = ">=99.1""#,
        "this configuration requires termlint >=99.1, but this is termlint 0.1.0",
        "install a matching version, or change required-version",
        r#"">=99.1""#,
    ),
    (
        r#"rules = "strict""#,
        r#"`rules` must be a table, not `"strict"`"#,
        "write `[rules]` on a line of its own, and the rules below it",
        r#""strict""#,
    ),
    (
        "[[rules]]",
        "`rules` must be a table, not a list",
        "write `[rules]` on a line of its own, and the rules below it",
        "rules",
    ),
    (
        r#"[rules]
stale-reviw = "off""#,
        "there is no rule or group `stale-reviw`",
        "did you mean `stale-review`?",
        "stale-reviw",
    ),
    (
        r#"[rules]
stale_review = "off""#,
        "there is no rule or group `stale_review`",
        "did you mean `stale-review`?",
        "stale_review",
    ),
    (
        r#"[rules]
freshnes = "off""#,
        "there is no rule or group `freshnes`",
        "did you mean `freshness`?",
        "freshnes",
    ),
    (
        r#"[rules]
quux = "off""#,
        "there is no rule or group `quux`",
        "see `termlint rules` for all rules and groups",
        "quux",
    ),
    (
        r#"[rules]
exclude = ["a/**"]"#,
        "`exclude` is under `[rules]`",
        "move it above the line `[rules]`",
        "exclude",
    ),
    (
        r#"[rules]
stale-review = "warnign""#,
        r#"`"warnign"` is not a level"#,
        r#"did you mean "warning"?"#,
        r#""warnign""#,
    ),
    (
        r#"[rules]
stale-review = "Error""#,
        r#"`"Error"` is not a level"#,
        r#"did you mean "error"?"#,
        r#""Error""#,
    ),
    (
        r#"[rules]
stale-review = "disabled""#,
        r#"`"disabled"` is not a level"#,
        r#"did you mean "off"?"#,
        r#""disabled""#,
    ),
    ("[rules]\nstale-review = false", "`false` is not a level", r#"write "off""#, "false"),
    ("[rules]\nstale-review = 2", "`2` is not a level", r#"write "off", "info", "warning" or "error""#, "2"),
    (
        r#"[rules]
stale-review = ["error", { strict = true }]"#,
        "a list is not a level",
        r#"write { level = "warning" }, and options beside the level"#,
        r#"["error", { strict = true }]"#,
    ),
    (
        r#"[rules]
all = { level = "off", strict = true }"#,
        "`all` is not a single rule and has no option `strict`",
        "write the option under the rule that it belongs to",
        "strict",
    ),
    (
        r#"[rules]
freshness = "loud""#,
        r#"`"loud"` is not a level"#,
        r#"write "off", "info", "warning" or "error""#,
        r#""loud""#,
    ),
    (
        r#"[rules]
unreadable-file = "warning""#,
        "the level of `unreadable-file` cannot be lowered to `warning`",
        "remove this setting: findings about unreadable files always count",
        r#""warning""#,
    ),
    (
        r#"[rules]
unreadable-file = { level = "off" }"#,
        "the level of `unreadable-file` cannot be lowered to `off`",
        "remove this setting: findings about unreadable files always count",
        r#""off""#,
    ),
    (
        "[rules]\nunreadable-file = { strict = true }",
        "`unreadable-file` has no option `strict`",
        "remove it; this rule takes only a `level`",
        "strict",
    ),
    (
        r#"[rules]
stale-review = { severity = "off" }"#,
        "`stale-review` has no option `severity`",
        "did you mean `level`?",
        "severity",
    ),
    (
        "[rules]\nstale-review = { max-age-day = 3 }",
        "`stale-review` has no option `max-age-day`",
        "did you mean `max-age-days`?",
        "max-age-day",
    ),
    (
        "[rules]\nstale-review = { max_age_days = 3 }",
        "`stale-review` has no option `max_age_days`",
        "did you mean `max-age-days`?",
        "max_age_days",
    ),
    (
        "[rules]\nstale-review = { tolerance = 3 }",
        "`stale-review` has no option `tolerance`",
        "this rule takes `max-age-days`, `ignored-words`, `scope`, `strict`, `share`, `locale` and `level`",
        "tolerance",
    ),
    (
        r#"[rules]
stale-review = { max-age-days = "often" }"#,
        r#"`max-age-days` must be a whole number, 0 or more, not `"often"`"#,
        "see `termlint explain stale-review`",
        r#""often""#,
    ),
    (
        "[rules]\nstale-review = { max-age-days = -5 }",
        "`max-age-days` must be a whole number, 0 or more, not `-5`",
        "see `termlint explain stale-review`",
        "-5",
    ),
    (
        "[rules]\nstale-review = { max-age-days = 1e999 }",
        "`1e999` cannot be used as a number",
        "write a number that is finite and has at most 18 digits",
        "1e999",
    ),
    (
        r#"[rules]
stale-review = { ignored-words = ["a", 2, "c"] }"#,
        "every item of `ignored-words` must be text in quotation marks, not `2`",
        "see `termlint explain stale-review`",
        "2",
    ),
    (
        r#"[rules]
stale-review = { ignored-words = "a" }"#,
        r#"`ignored-words` must be a list of texts, not `"a"`"#,
        "see `termlint explain stale-review`",
        r#""a""#,
    ),
    (
        r#"[rules]
stale-review = { scope = "corpse" }"#,
        r#"`scope` must be "locale" or "corpus", not `"corpse"`"#,
        r#"did you mean "corpus"?"#,
        r#""corpse""#,
    ),
    (
        "[rules]\nstale-review = { scope = 3 }",
        r#"`scope` must be "locale" or "corpus", not `3`"#,
        "see `termlint explain stale-review`",
        "3",
    ),
    (
        r#"[rules]
stale-review = { strict = "yes" }"#,
        r#"`strict` must be true or false, not `"yes"`"#,
        "see `termlint explain stale-review`",
        r#""yes""#,
    ),
    (
        r#"[rules]
stale-review = { share = "half" }"#,
        r#"`share` must be a number, not `"half"`"#,
        "see `termlint explain stale-review`",
        r#""half""#,
    ),
    (
        r#"[rules]
stale-review = { locale = "english" }"#,
        r#"`locale` cannot be `"english"`: a locale looks like en-US"#,
        "see `termlint explain stale-review`",
        r#""english""#,
    ),
    (
        r#"[rules]
old-review = "off"
stale-review = "info""#,
        "`stale-review` is set twice, under its current name and a former one",
        "keep one of the two, under the name `stale-review`",
        "stale-review",
    ),
    (
        r#"[rules]
stale-review = "off"
stale-review = "info""#,
        "`stale-review` is set twice",
        "keep one of the two",
        "stale-review",
    ),
    (
        r#"[rules
stale-review = "off""#,
        "the `[` is never closed",
        "write `]` here",
        "",
    ),
    (
        r#"include = ["a"
exclude = ["b"]"#,
        "a comma or the end of the list is missing",
        "write `,` or `]` here",
        "",
    ),
    ("include = content/**", "`content/**` is not in quotation marks", r#"write "content/**""#, "content/**"),
    ("schema-dir =", "a value is missing", "write a value after the `=`, or remove the key", ""),
    (r#"schema-dir "x""#, "the key has no value", "write `key = value`", ""),
    (r#"schema-dir: "x""#, "TOML puts `=` between a key and its value", "write `=` instead of `:`", ":"),
    (r#"schema-dir = "x"#, "the text is never closed", "write the closing quotation mark here", ""),
    (
        r#"{ "include": [] }"#,
        "this is JSON, not TOML",
        r#"write `include = ["content/**/ai.json"]`, without braces around it"#,
        "",
    ),
    (r#"rules = { all = "off""#, "the table is never closed", "write `}` here", ""),
    (
        "[rules]\nstale-review = { locale = 3 }",
        "`locale` must be text in quotation marks, not `3`",
        "see `termlint explain stale-review`",
        "3",
    ),
    (
        "[rules]\nacross = { percent = 256 }",
        "`percent` must be a whole number from 0 to 255, not `256`",
        "see `termlint explain across`",
        "256",
    ),
    (
        "[rules.stale-review]\nstrict = true\ninclude = []",
        "`stale-review` has no option `include`",
        "move it above the first line in brackets",
        "include",
    ),
];

#[test]
fn a_wrong_configuration_says_what_is_wrong_what_to_do_and_where() {
    assert!(WRONG.len() > 70, "the table has lost its lines");
    for (text, message, help, marked) in WRONG {
        assert_eq!(problems(text), [[message, help, marked].map(ToString::to_string)], "{text}");
    }
}

#[test]
fn all_problems_are_reported_at_once_in_the_order_of_the_file() {
    let text = r#"
        include = ["a/{b", 3]
        exclude = drafts

        [rules]
        stale-review = { max-age-days = true, sope = "locale" }
        all = "of"
        all = "off"

        [typo]
    "#;
    let marked: Vec<String> = problems(text).into_iter().map(|[.., marked]| marked).collect();
    assert_eq!(marked, [r#""a/{b""#, "3", "drafts", "true", "sope", r#""of""#, "all", "typo"]);
}

#[test]
fn a_version_that_is_not_met_is_the_only_problem() {
    let text = "required-version = '>=99'\ninclde = []\n[rules]\nnew-rule = 'off'\nx = ";
    let message =
        format!("this configuration requires termlint >=99, but this is termlint {}", env!("CARGO_PKG_VERSION"));
    let help = "install a matching version, or change required-version";
    assert_eq!(problems(text), [[message, help.to_owned(), "'>=99'".to_owned()]]);
}

#[test]
fn a_configuration_is_read() {
    let config = config(
        r#"
        required-version = ">=0.1.0"
        rules-of = "0.1"
        include = ["content/**/ai.json"]
        exclude = ["content/drafts/**"]
        schema-dir = "contracts"
        fail-on = "never"
        known-slugs = ["slugs.txt", "sitemap.xml"]

        [report]
        footer = "ask the editors"

        [rules]
        all = "warn"
        evidence = { level = "deny" }
        stale-review = { level = "info", max-age-days = 0x1e, scope = "corpus", share = 0.5 }
        unreadable-file = "error"

        [[override]]
        files = ["content/gold/**"]
        rules = { freshness = "error", stale-review = { max-age-days = 10 } }

        [[ignore]]
        rule = "old-review"
        files = ["content/a/ai.json", "content/b/*.json"]
        at = "/related_terms[canonical_slug=x]"
        reason = "known"
        until = 2026-12-31

        [[override]]
        files = ["**/a/*"]
        rules.stale-review = "off"

        [[ignore]]
        rule = "old-review"
        files = ["content/c/ai.json"]
        reason = "known, too"
        "#,
    );
    assert!(config.include[0].matches("content/a/ai.json"));
    assert_eq!(config.exclude, [Pattern::new("content/drafts/**").unwrap()]);
    assert_eq!(config.schema_dir.as_deref(), Some("contracts"));
    assert_eq!(config.rules_of.as_ref().map(|stated| stated.release), Some(Release::FIRST));
    assert_eq!(config.fail_on, Some(termlint::config::FailOn(None)));
    assert_eq!(config.footer.as_deref(), Some("ask the editors"));
    assert_eq!(config.rules.all, Some(Level::Warning));
    assert_eq!(config.rules.groups[&Group::Evidence], Level::Error);
    assert_eq!(config.rules.rules["stale-review"].level, Some(Level::Info));
    let options = json!({ "max-age-days": 30, "scope": "corpus", "share": 0.5 });
    assert_eq!(config.rules.options("stale-review"), Some(&options));
    assert_eq!(config.rules.rules["unreadable-file"].options, None);
    let warnings: Vec<&str> = config.warnings.iter().map(|warning| warning.message.as_str()).collect();
    assert_eq!(warnings, ["`old-review` is now called `stale-review`"], "once, however often it is written");
    assert_eq!(
        config.known_slugs.iter().map(|named| named.path.as_str()).collect::<Vec<_>>(),
        ["slugs.txt", "sitemap.xml"]
    );
    assert_eq!(config.overrides_of("content/gold/a/ai.json"), [0, 1]);
    assert_eq!(config.overrides_of("content/a/ai.json"), [1]);
    let layers = config.layers(&[0, 1]);
    // Of each option, what was said last; what an override does not say stays.
    let merged = json!({ "max-age-days": 10, "scope": "corpus", "share": 0.5 });
    assert_eq!(termlint::config::options(&layers, "stale-review"), Some(merged));
    let ignore = &config.ignores[0];
    assert_eq!((ignore.rule, ignore.reason.as_str()), ("stale-review", "known"));
    assert_eq!(ignore.until, chrono::NaiveDate::from_ymd_opt(2026, 12, 31));
    assert!(ignore.covers("content/b/ai.json") && !ignore.covers("content/b/c/ai.json"));
    assert!(!ignore.is_expired(chrono::NaiveDate::from_ymd_opt(2026, 12, 31).unwrap()));
    assert!(ignore.is_expired(chrono::NaiveDate::from_ymd_opt(2027, 1, 1).unwrap()));
    for at in ["/related_terms[canonical_slug=x]", "/related_terms[canonical_slug=x]/canonical_slug"] {
        assert!(ignore.covers_place(Some(at)), "{at}");
    }
    for at in [Some("/related_terms[canonical_slug=xy]"), Some("/related_terms"), Some(""), None] {
        assert!(!ignore.covers_place(at), "{at:?}");
    }
}

#[test]
fn an_empty_file_sets_nothing() {
    assert_eq!(parse("").unwrap(), Config::default());
    assert_eq!(parse("\u{feff}# nothing yet\r\n").unwrap(), Config::default());
}

#[test]
fn what_works_but_should_be_written_otherwise_is_a_warning() {
    let text = "exclude = ['drafts']\n[rules]\nold-review = 'off'\n";
    let config = config(text);
    assert_eq!(config.rules.rules["stale-review"].level, Some(Level::Off));
    let expected = [
        [
            "`drafts` matches a file of that name, not the contents of a folder",
            "write \"drafts/**\" if it is a folder",
            "'drafts'",
        ],
        ["`old-review` is now called `stale-review`", "write `stale-review`", "old-review"],
    ];
    assert_eq!(lines(text, config.warnings), expected.map(|line| line.map(str::to_owned)));
}

#[test]
fn no_rule_takes_the_word_level_for_an_option() {
    for rule in RULES {
        let schema = rule.options().to_value();
        assert!(
            schema["properties"].get("level").is_none(),
            "{}: in termlint.toml `level` is the level of a rule; name the option otherwise",
            rule.meta.id
        );
    }
}

#[test]
fn the_schema_accepts_what_is_accepted_and_refuses_what_it_can_tell() {
    let schema = schema_with(TABLE);
    jsonschema::meta::validate(&schema).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let is_valid = |text: &str| validator.is_valid(&toml::from_str::<serde_json::Value>(text).expect(text));
    for text in [
        "",
        "required-version = '>=0.1.0'\ninclude = ['content/**/ai.json', '.hidden/**']\nschema-dir = 'x'\nfail-on = 'info'",
        "rules = { all = 'off', evidence = { level = 'warn' }, old-review = 'info', unreadable-file = 'deny' }",
        "rules.stale-review = { max-age-days = 3, scope = 'corpus', share = 0.5, ignored-words = ['a'] }",
        "known-slugs = ['a.txt']\n[[override]]\nfiles = ['a/**']\nrules = { all = 'off', stale-review.max-age-days = 3 }",
        "[[ignore]]\nrule = 'stale-review'\nfiles = ['a']\nat = '/a'\nreason = 'x'\nuntil = '2026-12-31'",
        "report = {}",
        "[report]\nfooter = 'x'",
    ] {
        config(text);
        assert!(is_valid(text), "{text}");
    }
    for text in [
        "inclde = []",
        "footer = 'x'",
        "report = 'x'",
        "[report]\nfooter = ''",
        "[report]\nfoter = 'x'",
        "include = ['/content/**']",
        "include = ['../content/**']",
        "include = 'content/**'",
        "rules.nothing = 'off'",
        "rules.stale-review = 'loud'",
        "rules.stale-review.max-age-days = -1",
        "rules.stale-review.scope = 'corpse'",
        "rules.stale-review.sope = 'corpus'",
        "rules.unreadable-file = 'warn'",
        "rules.all = { level = 'off', strict = true }",
        "known-slugs = 'a.txt'",
        "[[override]]\nfiles = ['a/**']",
        "[[override]]\nfiles = ['a/**']\nrules = { nothing = 'off' }",
        "[[ignore]]\nrule = 'stale-review'\nfiles = ['a']",
        "[[ignore]]\nrule = 'freshness'\nfiles = ['a']\nreason = 'x'",
        "[[ignore]]\nrule = 'unreadable-file'\nfiles = ['a']\nreason = 'x'",
        "[[ignore]]\nrule = 'stale-review'\nfiles = []\nreason = 'x'",
    ] {
        problems(text);
        assert!(!is_valid(text), "{text}");
    }
}

/// Problems have places that can be drawn, in order.
fn check(text: &str) -> Result<(), TestCaseError> {
    let problems = match parse_with(text, TABLE) {
        Ok(config) => config.warnings,
        Err(problems) => {
            prop_assert!(!problems.is_empty());
            problems
        }
    };
    let mut last = 0;
    for problem in problems {
        let span = problem.span.clone().expect("a place");
        prop_assert!(text.get(span.clone()).is_some(), "{:?}", problem);
        prop_assert!(last <= span.start, "{:?}", problem);
        prop_assert!(!problem.message.is_empty() && !problem.help.is_empty(), "{:?}", problem);
        last = span.start;
    }
    Ok(())
}

/// A word that means something somewhere in a configuration.
fn word() -> impl Strategy<Value = String> {
    let words = [
        "include",
        "exclude",
        "[rules]",
        "[[rules]]",
        "rules",
        "stale-review",
        "old-review",
        "[[ignore]]",
        "[[override]]",
        "ignore",
        "files",
        "rule",
        "reason",
        "until",
        "at",
        "unreadable-file",
        "all",
        "evidence",
        "level",
        "max-age-days",
        "ignored-words",
        "=",
        " = ",
        ".",
        ",",
        "[",
        "]",
        "{",
        "}",
        "\n",
        "\"",
        "'",
        "\"off\"",
        "\"a/{b,c}/**\"",
        "\"../é\"",
        "\"[!\"",
        "[\"",
        "\"]",
        "3",
        "-1",
        "0x",
        "nan",
        "true",
        "1979-05-27",
        "#",
        "\\",
        "required-version",
        "\">=9\"",
        "\u{feff}",
        "é",
        "\r",
    ];
    prop_oneof![9 => proptest::sample::select(words.to_vec()).prop_map(str::to_owned), 1 => any::<String>()]
}

proptest! {
    #[test]
    fn any_text_is_read_without_a_panic(text in any::<String>()) {
        check(&text)?;
    }

    #[test]
    fn any_order_of_words_is_read_without_a_panic(words in proptest::collection::vec(word(), 0..24)) {
        check(&words.concat())?;
    }

    #[test]
    fn any_glob_is_checked_without_a_panic(glob in r"[a\[\]!{},./*?~:\\é-]{0,12}", path in "[a/.é]{0,8}") {
        if let Ok(pattern) = Pattern::new(&glob) {
            pattern.matches(&path);
        }
    }
}

/// The starter with all that is commented out. That are keys, not sentences: each holds as it stands.
pub fn opened_starter() -> String {
    let is_key =
        |line: &&str| line.starts_with('[') || line.split_once(" = ").is_some_and(|(key, _)| !key.contains(' '));
    let opened = |line| str::strip_prefix(line, "# ").filter(is_key).unwrap_or(line);
    termlint::config::STARTER.lines().map(opened).collect::<Vec<_>>().join("\n")
}

#[test]
fn the_starter_is_a_configuration_and_so_is_each_of_its_comments() {
    let config = parse(termlint::config::STARTER).unwrap();
    assert!(config.warnings.is_empty(), "{:?}", config.warnings);
    assert_eq!(config.include.iter().map(Pattern::as_str).collect::<Vec<_>>(), ["**/ai.json"]);
    let config = parse(&opened_starter()).unwrap();
    assert!(config.warnings.is_empty(), "{:?}", config.warnings);
}

/// A configuration with a setting of every kind.
const SHOWN: &str = "include = [\"content/**/ai.json\"]\nreport.footer = \"say \\\"CMS\\\"\"\n[rules]\nnaming = \"info\"\n\
stale-review = { level = \"warning\", max-age-days = 300 }\n\n[[override]]\nfiles = [\"content/gold/**\"]\n\
rules = { freshness = \"error\", stale-review = { max-age-days = 90 } }\n\n[[ignore]]\nrule = \"dead-related-slug\"\n\
files = [\"content/gold/a/ai.json\"]\nat = \"/related_terms[canonical_slug=x]\"\nreason = \"\\u001b[31msoon\"\n";

/// What `config show` prints, a line each.
fn shown(place: &Place, arguments: &[&str]) -> Vec<String> {
    let ran = place.run(&[&["config", "show"], arguments].concat());
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    ran.stdout.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" ")).collect()
}

#[test]
fn what_is_shown_is_a_configuration_that_says_the_same() {
    let place = Place::new();
    place.write("termlint.toml", SHOWN);
    for arguments in [&[][..], &["--file", "content/gold/a/ai.json"]] {
        let without_comments = |place: &Place| {
            let lines = shown(place, arguments).into_iter();
            lines
                .filter_map(|line| Some(line.split(" # ").next()?.to_owned()))
                .filter(|line| !line.starts_with('#'))
                .collect::<Vec<_>>()
        };
        let first = without_comments(&place);
        let again = Place::new();
        again.write("termlint.toml", place.run(&[&["config", "show"], arguments].concat()).stdout);
        assert_eq!(without_comments(&again), first);
    }
}
