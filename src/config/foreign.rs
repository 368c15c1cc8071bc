//! Globs that termlint does not take, most of them since other tools do, each with what to write instead.

use super::suggest::{code, text};
use crate::braces;
use crate::problem::Problem;

/// What other tools take for a pattern and this one does not.
pub(super) fn foreign(written: &str) -> Option<Problem> {
    let parts = || written.split('/');
    if written.trim().is_empty() {
        return Some(Problem::new("the glob is empty", "write a glob such as \"content/**/ai.json\", or remove it"));
    }
    if let Some(rest) = written.strip_prefix('!') {
        let help = format!("move {} to the other list, include or exclude", text(rest));
        return Some(Problem::new(format!("{}: a glob cannot be negated", code(written)), help));
    }
    if written.contains('\\') {
        let help = format!("write {}", text(&written.replace('\\', "/")));
        return Some(Problem::new(
            format!("{}: a glob separates folders with `/` on every system", code(written)),
            help,
        ));
    }
    if written.starts_with(['/', '~']) || written.get(1..2) == Some(":") {
        let message = format!("{} is absolute; globs are relative to the folder of termlint.toml", code(written));
        let rest = written.trim_start_matches('/');
        let help = match rest {
            "" => "write \"**\" for all files".to_owned(),
            _ if rest.len() < written.len() => format!("write {}", text(rest)),
            _ => "write the part of it that follows that folder".to_owned(),
        };
        return Some(Problem::new(message, help));
    }
    if parts().any(|part| part == "..") {
        let message = format!("{} contains `..`; a glob cannot leave the folder of termlint.toml", code(written));
        let help = match without_parents(written) {
            Some(direct) => format!("write {}", text(&direct)),
            None => "move termlint.toml to the folder that contains all the files".to_owned(),
        };
        return Some(Problem::new(message, help));
    }
    let plain: Vec<&str> = parts().filter(|part| !matches!(*part, "" | ".")).collect();
    if plain.len() < parts().count() {
        let direct = plain.join("/");
        let (message, direct) = match plain.last() {
            None => (format!("{} matches no file", code(written)), "**".to_owned()),
            Some(last) if written.ends_with('/') && *last != "**" => {
                (format!("{} is a folder; globs match files", code(written)), format!("{direct}/**"))
            }
            Some(_) => (format!("{} never matches: paths have no empty part and no `.`", code(written)), direct),
        };
        return Some(Problem::new(message, format!("write {}", text(&direct))));
    }
    None
}

/// The same path without `..`, if it stays inside and no wildcard is taken back.
fn without_parents(written: &str) -> Option<String> {
    let mut parts: Vec<&str> = Vec::new();
    for part in written.split('/') {
        match part {
            ".." => {
                parts.pop().filter(|part| !part.contains(['*', '?', '[', '{']))?;
            }
            "." => {}
            _ => parts.push(part),
        }
    }
    (!parts.is_empty()).then(|| parts.join("/"))
}

/// Why braces cannot be written out.
pub(super) fn braces_problem(written: &str, error: braces::Error) -> Problem {
    match error {
        braces::Error::Unclosed(at) => {
            let itself = format!("{}[{{]{}", &written[..at], &written[at + 1..]);
            let help = format!("close it, or write {} for the character itself", text(&itself));
            Problem::new(format!("{}: a `{{` is never closed", code(written)), help)
        }
        braces::Error::TooMany => {
            let message = format!("{}: the braces expand to more than {} globs", code(written), braces::MOST);
            Problem::new(message, "write several globs with fewer braces")
        }
    }
}
