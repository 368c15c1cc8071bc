//! Hints for the habits of other linters: what their flags and verbs are called here.

use clap::error::{ContextKind, ContextValue, ErrorKind};

use crate::words::{escape, without_location};

/// What a flag of another linter is called here.
const FOREIGN_FLAGS: [(&str, &str); 59] = [
    ("--fix", "run `termlint check --fix`, or `termlint check --diff` to see what would change"),
    ("--write", "termlint calls it --fix"),
    ("--apply", "termlint calls it --fix"),
    ("--autofix", "termlint calls it --fix"),
    ("--fix-dry-run", "termlint calls it --diff"),
    ("--dry-run", "termlint calls it --diff"),
    ("--fix-type", "termlint calls it --fix-only RULE"),
    ("--unsafe", "termlint calls it --unsafe-fixes"),
    ("--fix-unsafe", "termlint calls it --unsafe-fixes"),
    ("--all", "termlint calls it -W everything"),
    ("--enable-all", "termlint calls it -W everything"),
    ("--list-rules", "termlint calls it `termlint rules`"),
    ("--explain", "termlint calls it `termlint explain RULE`"),
    ("--init", "termlint calls it `termlint config init`"),
    ("--severity", "termlint calls it --min-severity"),
    ("--max-diagnostics", "termlint calls it --max-findings N, or all"),
    ("--select", "termlint calls it --only RULE"),
    ("--rule", "termlint calls it --only RULE"),
    ("--rules", "termlint calls it --only RULE; `termlint rules` lists them"),
    ("--ignore", "termlint calls it -A RULE (--allow)"),
    ("--disable", "termlint calls it -A RULE (--allow)"),
    ("--off", "termlint calls it -A RULE (--allow)"),
    ("--enable", "termlint calls it -W RULE (--warn) or -D RULE (--deny)"),
    ("--forbid", "termlint calls it -D RULE (--deny)"),
    ("--max-warnings", "termlint calls it --fail-on warning"),
    ("--strict", "termlint calls it --fail-on warning"),
    ("--error-on-warnings", "termlint calls it --fail-on warning"),
    ("--werror", "termlint calls it --fail-on warning"),
    ("--fail-level", "termlint calls it --fail-on error, warning, info or never"),
    ("--exit-zero", "termlint calls it --fail-on never"),
    ("--no-fail", "termlint calls it --fail-on never"),
    ("--reporter", "termlint calls it --format"),
    ("--output-format", "termlint calls it --format"),
    ("--json", "termlint calls it --format json"),
    ("-f", "termlint calls it --format"),
    ("--output", "termlint calls it --report FORMAT=FILE"),
    ("--output-file", "termlint calls it --report FORMAT=FILE"),
    ("-o", "termlint calls it --report FORMAT=FILE"),
    ("--stats", "termlint calls it --statistics"),
    ("--stdin", "pass - instead of a file, and --stdin-filename if the text belongs to one"),
    ("--stdin-filepath", "termlint calls it --stdin-filename"),
    ("--file-list", "termlint calls it --files-from FILE"),
    ("--files0-from", "termlint calls it --files-from FILE -0"),
    ("--pathspec-from-file", "termlint calls it --files-from FILE"),
    ("--no-color", "termlint calls it --color never"),
    ("--no-colour", "termlint calls it --color never"),
    ("--colour", "termlint calls it --color"),
    ("--date", "termlint calls it --today YYYY-MM-DD"),
    ("--now", "termlint calls it --today YYYY-MM-DD"),
    ("--jobs", "termlint calls it --threads N"),
    ("-j", "termlint calls it --threads N"),
    ("--no-ignore", "termlint calls it --no-gitignore"),
    ("--exclude", "write exclude = [\"GLOB\"] in termlint.toml"),
    ("--include", "write include = [\"GLOB\"] in termlint.toml, or pass --corpus DIR"),
    ("--force-exclude", "omit it: what termlint.toml excludes is excluded even if it is named"),
    ("--recursive", "omit it: folders are searched recursively"),
    ("-r", "omit it: folders are searched recursively"),
    ("--schema", "termlint calls it --schema-dir DIR: a folder of schemas"),
    ("--schemafile", "termlint calls it --schema-dir DIR: a folder of schemas"),
];

/// What the verb of another linter is called here.
const FOREIGN_VERBS: [(&str, &str); 15] = [
    ("init", "config init"),
    ("version", "--version"),
    ("show", "config show"),
    ("settings", "config show"),
    ("suppress", "ignore"),
    ("allow", "ignore"),
    ("lint", "check"),
    ("validate", "check"),
    ("run", "check"),
    ("verify", "check"),
    ("test", "check"),
    ("rule", "rules"),
    ("why", "explain"),
    ("schemas", "schema list"),
    ("list", "files"),
];

/// What to type instead, where the error comes from a habit.
pub fn hint(error: &clap::Error) -> Option<String> {
    let text = |kind| match error.get(kind) {
        Some(ContextValue::String(text)) => Some(text.as_str()),
        _ => None,
    };
    match error.kind() {
        ErrorKind::UnknownArgument => {
            let flag = text(ContextKind::InvalidArg)?;
            let flag = flag.split('=').next().unwrap_or(flag);
            let usage = error.get(ContextKind::Usage).map(ToString::to_string).unwrap_or_default();
            if !flag.starts_with('-') && usage.contains("termlint rules") {
                return Some(format!("for one rule or group, run `termlint explain {}`", escape(flag)));
            }
            FOREIGN_FLAGS.iter().find(|(habit, _)| *habit == flag).map(|(_, hint)| (*hint).to_owned())
        }
        ErrorKind::InvalidSubcommand => {
            let word = text(ContextKind::InvalidSubcommand)?;
            if let Some((_, verb)) = FOREIGN_VERBS.iter().find(|(habit, _)| *habit == word) {
                return Some(format!("termlint calls it `termlint {verb}`"));
            }
            if word == "fix" {
                return Some(
                    "run `termlint check --fix`, or `termlint check --diff` to see what would change".to_owned(),
                );
            }
            let word = without_location(word).unwrap_or(word);
            let looks_like_path = word.contains(['/', '.', '*', '\\']) || word == "-";
            (looks_like_path || error.get(ContextKind::SuggestedSubcommand).is_none())
                .then(|| format!("to check a path, run `termlint check {}`", escape(word)))
        }
        ErrorKind::InvalidUtf8 => Some("only paths may contain non-UTF-8 bytes".to_owned()),
        _ => None,
    }
}
