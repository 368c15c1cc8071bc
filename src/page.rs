//! The page of a rule: what `termlint explain` prints and `docs/rules/` holds, made from the rule's own file.
//!
//! Owns the layout of a page. Must not know what a rule does.

use std::fmt::Write as _;

use serde_json::Value;

use crate::rule::custom::Sought;
use crate::rule::{CustomRule, Declaration, Group, Level, Release};
use crate::words::escape;

/// The page in Markdown: heading, facts, the rule's documentation, its options.
pub fn markdown(rule: &Declaration) -> String {
    let meta = rule.meta;
    let mut page = format!("# {}\n\n", meta.id);
    let level = if meta.fixed_level {
        format!("{}, which cannot be lowered", meta.level.name())
    } else {
        meta.level.name().to_owned()
    };
    let level = match meta.raised() {
        Some(raised) => format!("{level} ({} before {})", raised.from.name(), raised.since),
        None => level,
    };
    let fix = meta.fix.map_or("none", crate::finding::Safety::name);
    let _ = writeln!(
        page,
        "| group | level | fix | since |\n|---|---|---|---|\n| {} | {level} | {fix} | {} |\n",
        meta.group.name(),
        meta.since_of(None)
    );
    push_docs(&mut page, rule);
    if !meta.kinds.is_empty() {
        page.push_str("\n## Kinds of findings\n\nBesides its main kind, the rule reports these, each since the release named here (see `rules-of` in\n[upgrading](../upgrading.md)):\n\n");
        for kind in meta.kinds {
            let _ = writeln!(page, "- `{}`, since {}", kind.name, meta.since_of(Some(kind.name)));
        }
    }
    let options = options(rule);
    if !options.is_empty() {
        page.push_str("\n## Options\n\n");
        let _ = writeln!(
            page,
            "In `termlint.toml`: `[rules]` `{} = {{ level = \"{}\", ... }}`\n",
            meta.id,
            meta.level.name()
        );
        for (name, description, default) in options {
            let _ = writeln!(page, "- `{name}` (default `{default}`): {description}");
        }
    }
    page
}

/// The page of a rule that a configuration declares, from what is written there.
pub fn custom(rule: &CustomRule) -> String {
    let (meta, entry) = (rule.meta, &rule.entry);
    let mut page = format!("# {}\n\n", meta.id);
    let facts = format!("| {} | {} | none |", meta.group.name(), meta.level.name());
    let _ = writeln!(page, "| group | level | fix |\n|---|---|---|\n{facts}\n");
    let _ = writeln!(page, "{}\n\nThis rule is declared in `termlint.toml`.", escape(&entry.message));
    match &entry.sought {
        Sought::Pattern(pattern) => push_list(&mut page, "Pattern", std::slice::from_ref(pattern)),
        Sought::Phrases(phrases) => push_list(&mut page, "Phrases", phrases),
    }
    if !entry.fields.is_empty() {
        push_list(&mut page, "Fields", entry.fields.as_slice());
    }
    push_list(&mut page, "Fails", std::slice::from_ref(&entry.fails));
    push_list(&mut page, "Passes", std::slice::from_ref(&entry.passes));
    if !entry.help.is_empty() {
        let _ = write!(page, "\n## Fix\n{}\n", escape(&entry.help));
    }
    page
}

/// Appends texts of a configuration under a heading, each a line of code.
fn push_list(page: &mut String, heading: &str, texts: &[String]) {
    let _ = write!(page, "\n## {heading}\n");
    for text in texts {
        let _ = writeln!(page, "    {}", escape(text));
    }
}

/// Appends the documentation of a rule. Each block gets a line above it that says what its info words tell its test.
fn push_docs(page: &mut String, rule: &Declaration) {
    let docs: Vec<&str> =
        rule.meta.docs.lines().map(|line| line.strip_prefix(' ').unwrap_or(line).trim_end()).collect();
    let mut rest = docs.as_slice();
    while let Some((line, after)) = rest.split_first() {
        rest = after;
        if let Some(info) = line.strip_prefix(FENCE) {
            let end = after.iter().position(|line| *line == FENCE).unwrap_or(after.len());
            push_block(page, rule, info, &after[..end]);
            rest = after.get(end + 1..).unwrap_or_default();
            continue;
        }
        page.push_str(line);
        page.push('\n');
        let first = after.iter().find(|line| line.starts_with(FENCE));
        if *line == "## Fails" && first.is_some_and(|fence| fence.starts_with("```json")) {
            page.push_str("Each example shows only the fields that matter; the rest of the file is correct.\n\n");
        }
    }
}

const FENCE: &str = "```";

/// Appends one example of a page, or the options that the next one needs.
fn push_block(page: &mut String, rule: &Declaration, info: &str, block: &[&str]) {
    let value = |key: &str| info.split_whitespace().find_map(|word| word.strip_prefix(key));
    let is_options = info.split_whitespace().any(|word| word == "options");
    let options = serde_json::from_str(&block.join("\n")).ok().filter(|_| is_options);
    let settings = options.map(|options: serde_json::Map<String, Value>| {
        // The options of a rule do not turn it on.
        let level = (rule.meta.level == Level::Off).then(|| "level = \"warning\"".to_owned());
        let options = options.iter().map(|(name, value)| format!("{name} = {value}"));
        format!("{} = {{ {} }}", rule.meta.id, level.into_iter().chain(options).collect::<Vec<_>>().join(", "))
    });
    let removed = value("remove=").map(|pointers| pointers.trim_start_matches('/').replace('/', " > "));
    let (caption, is_shown) = match (&settings, value("file="), removed) {
        (Some(_), ..) => ("In `termlint.toml`:".to_owned(), true),
        (None, Some(file), _) if block == ["null"] => (format!("Without the file `{file}`."), false),
        (None, Some(file), _) => (format!("`{file}`:"), true),
        (None, None, Some(field)) if block == ["{}"] => (format!("Without the field `{field}`."), false),
        (None, None, Some(field)) => (format!("Without the field `{field}`, and with:"), true),
        (None, None, None) => (String::new(), true),
    };
    if !caption.is_empty() {
        let gap = if page.ends_with("\n\n") { "" } else { "\n" };
        let _ = writeln!(page, "{gap}{caption}");
    }
    if let Some(settings) = settings {
        let _ = writeln!(page, "{FENCE}toml\n[rules]\n{settings}\n{FENCE}");
    } else if !is_shown {
        page.push('\n');
    } else {
        let words: Vec<&str> = info.split_whitespace().filter(|word| !word.contains('=')).collect();
        let _ = writeln!(page, "{FENCE}{}", words.join(" "));
        page.extend(block.iter().flat_map(|line| [line, "\n"]));
        let _ = writeln!(page, "{FENCE}");
    }
}

/// What the columns `fix` and `since` of a page mean, for those who read the pages.
pub const COLUMNS: &str = "\
On the page of a rule, `fix` says whether termlint knows an edit that removes the finding: *safe* if nobody needs to check the
result, *unsafe* if somebody should, *none* if only a person can find the right words. A rule marked *safe* may have unsafe
fixes as well; its page says when. termlint itself changes no content. The reports `json`, `jsonl`, `sarif` and `rdjson` contain
the edits, for editors and other programs to apply.

`since` is the version that brought the rule; *next* is the one that has not been released yet.
";

/// All pages as one text to read from front to back: group by group, with a word on how to read it.
pub fn handbook(rules: &[Declaration]) -> String {
    let mut book = format!("{HANDBOOK}\n{COLUMNS}");
    for group in Group::ALL {
        let _ = write!(book, "\n{}", of_group(rules, group));
        for rule in rules.iter().filter(|rule| rule.meta.group == group) {
            book.push('\n');
            push_below(&mut book, &markdown(rule));
        }
    }
    book
}

/// The rules of a group in Markdown, a line each.
pub fn of_group(rules: &[Declaration], group: Group) -> String {
    let mut page = format!("# {}\n\n{}\n\n", group.name(), group.summary());
    for rule in rules.iter().filter(|rule| rule.meta.group == group) {
        let _ = writeln!(page, "- **{}** ({}): {}", rule.meta.id, rule.meta.level.name(), rule.meta.summary());
    }
    page
}

/// The rules that a configuration declares, in Markdown, a line each.
pub fn of_custom_rules<'r>(rules: impl Iterator<Item = &'r CustomRule>) -> String {
    let mut page = of_group(&[], Group::Custom);
    for rule in rules {
        let _ = writeln!(page, "- **{}** ({}): {}", rule.meta.id, rule.meta.level.name(), escape(&rule.entry.message));
    }
    page
}

/// How the handbook begins.
const HANDBOOK: &str = "\
# The rules of termlint

A handoff is one term of the glossary in one language, as AI agents read it. Each page says why a rule exists, what
fails, what passes and how to fix it. The groups are in order of importance: findings are errors down to
*substance* and warnings from *freshness* on, unless a rule is milder and says why.

An example shows only the fields that matter and replaces them in a complete, clean document: the English one, or the one
named after `json` (`ja` for the Japanese one, `v2` for version 2). Every example is run by the tests.

A level is set in `termlint.toml` under `[rules]`, or for one run by `-A`, `-W` and `-D`.
";

/// Appends a page with its headings one level lower; what stands between fences is not a heading.
fn push_below(book: &mut String, page: &str) {
    let mut is_code = false;
    for line in page.lines() {
        is_code ^= line.trim_start().starts_with("```");
        let mark = if line.starts_with('#') && !is_code { "#" } else { "" };
        let _ = writeln!(book, "{mark}{line}");
    }
}

/// What each release may newly report, the newest first, in Markdown: for the changelog. What the first release reports is new
/// to nobody.
pub fn newly_reported(rules: &[Declaration]) -> String {
    let mut text = String::new();
    for release in Release::all().iter().rev() {
        let mut lines = Vec::new();
        for meta in rules.iter().map(|rule| rule.meta).filter(|_| *release > Release::FIRST) {
            let (id, level) = (meta.id, meta.level.name());
            if meta.since_of(None) == *release {
                lines.push(format!("- `{id}` ({level}), a new rule: {}", meta.summary()));
            }
            for kind in meta.kinds.iter().filter(|kind| meta.since_of(Some(kind.name)) == *release) {
                lines.push(format!("- `{id}` ({level}), a new kind of finding: `{}`", kind.name));
            }
            if let Some(raised) = meta.raised().filter(|raised| raised.since == *release) {
                lines.push(format!("- `{id}`: its level is now {level}; it was {}", raised.from.name()));
            }
        }
        let nothing = match *release > Release::FIRST {
            true => "Nothing that the release before did not report.",
            false => "This is the first release.",
        };
        let lines = if lines.is_empty() { nothing.to_owned() } else { lines.join("\n") };
        let _ = writeln!(text, "### {release}\n\n{lines}\n");
    }
    text
}

/// The options of a rule: name, description, default as JSON.
pub fn options(rule: &Declaration) -> Vec<(String, String, String)> {
    let schema = rule.options();
    let properties = schema.as_value().get("properties").and_then(Value::as_object);
    let text = |value: &Value, key: &str| value.get(key).and_then(Value::as_str).unwrap_or_default().replace('\n', " ");
    properties
        .into_iter()
        .flatten()
        .map(|(name, property)| {
            let default = property.get("default").map_or_else(|| "none".to_owned(), Value::to_string);
            (name.clone(), text(property, "description"), default)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::RULES;

    #[test]
    fn the_handbook_has_every_rule_once_below_its_group() {
        let book = handbook(RULES);
        let mut last = 0;
        for group in Group::ALL {
            let heading = book.find(&format!("\n# {}\n", group.name())).unwrap();
            assert!(heading > last, "{} stands in its place", group.name());
            last = heading;
        }
        for rule in RULES {
            assert_eq!(book.matches(&format!("\n## {}\n", rule.meta.id)).count(), 1, "{}", rule.meta.id);
        }
    }

    #[test]
    fn a_block_is_captioned() {
        let rule = |id: &str| RULES.iter().find(|rule| rule.meta.id == id).unwrap();
        let captioned = |info: &str, block: &[&str]| {
            let mut page = "An example:\n".to_owned();
            push_block(&mut page, rule("empty-section"), info, block);
            page
        };
        assert_eq!(captioned("json ja", &["{", "}"]), "An example:\n```json ja\n{\n}\n```\n");
        assert_eq!(captioned("json file=a/ai.json", &["{}"]), "An example:\n\n`a/ai.json`:\n```json\n{}\n```\n");
        assert_eq!(captioned("json file=a/ai.json", &["null"]), "An example:\n\nWithout the file `a/ai.json`.\n\n");
        assert_eq!(captioned("json remove=/a/b", &["{}"]), "An example:\n\nWithout the field `a > b`.\n\n");
        assert_eq!(
            captioned("json options", &[r#"{ "words": ["a \"b\""], "n": 2 }"#]),
            "An example:\n\nIn `termlint.toml`:\n```toml\n[rules]\nempty-section = { words = [\"a \\\"b\\\"\"], n = 2 }\n```\n"
        );
        let mut page = String::new();
        push_block(&mut page, rule("missing-formula"), "json options", &[r#"{ "n": 2 }"#]);
        assert!(page.ends_with("missing-formula = { level = \"warning\", n = 2 }\n```\n"), "{page}");
    }

    #[test]
    fn what_stands_between_fences_is_no_heading() {
        let mut book = String::new();
        push_below(&mut book, "# a\n```text\n# b\n```\n## c\n");
        assert_eq!(book, "## a\n```text\n# b\n```\n### c\n");
    }
}
