//! How git is started: what it is reported to leave alone, and what it gets of the environment.

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use super::error::{not_run, unexpected};
use crate::fs;
use crate::problem::Problem;

/// What is passed on to git of the variables that begin with `GIT_`.
///
/// A hook is started with some that name a repository, its parts, or the way into it (`git rev-parse
/// --local-env-vars`). They hold in the folder in which it was started, or not at all, and git finds out by itself. The
/// others change what git prints, or start programs. What stays says which configuration holds, in which CI names the
/// folders that git may trust (`safe.directory`), and where git is installed. What a later git adds is unknown here, so
/// it is left out as well.
fn is_passed_on(variable: &str) -> bool {
    matches!(
        variable,
        "GIT_CONFIG_GLOBAL"
            | "GIT_CONFIG_SYSTEM"
            | "GIT_CONFIG_NOSYSTEM"
            | "GIT_CONFIG_COUNT"
            | "GIT_CONFIG_PARAMETERS"
            | "GIT_DISCOVERY_ACROSS_FILESYSTEM"
            | "GIT_EXEC_PATH"
    ) || variable.starts_with("GIT_CONFIG_KEY_")
        || variable.starts_with("GIT_CONFIG_VALUE_")
}

/// git, in a folder, asking nobody for anything.
pub(super) fn command(folder: &Path) -> Command {
    let mut command = Command::new("git");
    command.current_dir(folder);
    for setting in ["core.fsmonitor=false", "core.quotePath=false", "safe.bareRepository=explicit"] {
        command.args(["-c", setting]);
    }
    for (name, _) in std::env::vars_os() {
        let known = name.to_string_lossy().to_ascii_uppercase();
        if known.starts_with("GIT_") && !is_passed_on(&known) {
            command.env_remove(name);
        }
    }
    // The index that a hook names is the one that is being committed. Its path begins at the top of the work tree, as git
    // reads it. Where nothing is there, it is that of another repository around this one.
    if let Some(index) = std::env::var_os("GIT_INDEX_FILE").map(|index| folder.join(index))
        && fs::kind(&index) != fs::PathKind::Missing
    {
        command.env("GIT_INDEX_FILE", index);
    }
    command
        .env("GIT_OPTIONAL_LOCKS", "0")
        .env("GIT_NO_LAZY_FETCH", "1")
        // Versions before 2.45 know no such word: they may fetch by no protocol.
        .env("GIT_ALLOW_PROTOCOL", "none")
        .env("GIT_TERMINAL_PROMPT", "0")
        .env("LC_ALL", "C");
    command.stdin(Stdio::null());
    command
}

/// What git prints to a question that is longer than arguments may be.
pub(super) fn ask(folder: &Path, arguments: &[&str], question: Vec<u8>) -> Result<Vec<u8>, Problem> {
    let mut command = command(folder);
    let mut child = command
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|error| not_run(&error))?;
    // git answers while it is still being asked. What it does not read, it has not been asked.
    let asking = child.stdin.take().map(|mut input| std::thread::spawn(move || input.write_all(&question)));
    let output = child.wait_with_output().map_err(|error| not_run(&error))?;
    let is_asked = asking.is_some_and(|asking| asking.join().is_ok_and(|asked| asked.is_ok()));
    if output.status.success() && is_asked { Ok(output.stdout) } else { Err(unexpected(&output)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_configuration_and_the_place_of_git_are_passed_on() {
        // `git rev-parse --local-env-vars` of git 2.47, without those of the configuration, which CI may set, and the
        // index, which has a law of its own.
        let local = [
            "GIT_ALTERNATE_OBJECT_DIRECTORIES",
            "GIT_CONFIG",
            "GIT_OBJECT_DIRECTORY",
            "GIT_DIR",
            "GIT_WORK_TREE",
            "GIT_IMPLICIT_WORK_TREE",
            "GIT_GRAFT_FILE",
            "GIT_NO_REPLACE_OBJECTS",
            "GIT_REPLACE_REF_BASE",
            "GIT_PREFIX",
            "GIT_SHALLOW_FILE",
            "GIT_COMMON_DIR",
        ];
        let others = ["GIT_NAMESPACE", "GIT_EXTERNAL_DIFF", "GIT_TRACE", "GIT_TRACE2_EVENT", "GIT_ATTR_SOURCE"];
        assert!(local.into_iter().chain(others).all(|name| !is_passed_on(name)));
        assert!(["GIT_CONFIG_COUNT", "GIT_CONFIG_KEY_0", "GIT_CONFIG_VALUE_0"].into_iter().all(is_passed_on));
    }
}
