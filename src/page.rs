//! The page of a rule: what `termlint explain` prints and `docs/rules/` holds, made from the rule's own file.
//!
//! Owns the layout of a page. Must not know what a rule does.

use std::fmt::Write as _;

use serde_json::Value;

use crate::rule::{Declaration, Group, Release};

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
    for line in meta.docs.lines() {
        let _ = writeln!(page, "{}", line.strip_prefix(' ').unwrap_or(line).trim_end());
    }
    if !meta.kinds.is_empty() {
        page.push_str("\n## Kinds of findings\n\nBeside its main kind, with the release that brought each:\n\n");
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

/// All pages as one text to read from front to back: group by group, with a word on how to read it.
pub fn handbook(rules: &[Declaration]) -> String {
    let mut book = HANDBOOK.to_owned();
    for group in Group::ALL {
        let members = || rules.iter().filter(|rule| rule.meta.group == group);
        let _ = writeln!(book, "\n# {}\n\n{}\n", group.name(), group.summary());
        for rule in members() {
            let _ = writeln!(book, "- **{}** ({}): {}", rule.meta.id, rule.meta.level.name(), rule.meta.summary());
        }
        for rule in members() {
            book.push('\n');
            push_below(&mut book, &markdown(rule));
        }
    }
    book
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
    fn what_stands_between_fences_is_no_heading() {
        let mut book = String::new();
        push_below(&mut book, "# a\n```text\n# b\n```\n## c\n");
        assert_eq!(book, "## a\n```text\n# b\n```\n### c\n");
    }
}
