//! The page of a rule: what `termlint explain` prints and `docs/rules/` holds, made from the rule's own file.
//!
//! Owns the layout of a page. Must not know what a rule does.

use std::fmt::Write as _;

use serde_json::Value;

use crate::rule::{Declaration, Group};

/// The page in Markdown: heading, facts, the rule's documentation, its options.
pub fn markdown(rule: &Declaration) -> String {
    let meta = rule.meta;
    let mut page = format!("# {}\n\n", meta.id);
    let level = if meta.fixed_level {
        format!("{}, which cannot be lowered", meta.level.name())
    } else {
        meta.level.name().to_owned()
    };
    let fix = meta.fix.map_or("none", crate::finding::Safety::name);
    let _ = writeln!(
        page,
        "| group | level | fix | since |\n|---|---|---|---|\n| {} | {level} | {fix} | {} |\n",
        meta.group.name(),
        meta.since
    );
    for line in meta.docs.lines() {
        let _ = writeln!(page, "{}", line.strip_prefix(' ').unwrap_or(line).trim_end());
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

/// All pages as one text to read from front to back: group by group, with a word on how to read it.
pub fn handbook(rules: &[Declaration]) -> String {
    let mut book = HANDBOOK.to_owned();
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

/// How the handbook begins.
const HANDBOOK: &str = "\
# The rules of termlint

A handoff is one term of the glossary in one language, as AI agents read it. Each page says why a rule exists, what
fails, what passes and how to fix it. The groups are in order of importance: findings are errors down to
*substance* and warnings from *freshness* on, unless a rule is milder and says why.

An example shows only the fields that matter and replaces them in a complete, clean document: the English one, or the one
named after `json` (`ja` for the Japanese one, `v2` for version 2). A block marked `options` holds the options of
the rule for the example after it. Every example is run by the tests.

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
    fn what_stands_between_fences_is_no_heading() {
        let mut book = String::new();
        push_below(&mut book, "# a\n```text\n# b\n```\n## c\n");
        assert_eq!(book, "## a\n```text\n# b\n```\n### c\n");
    }
}
