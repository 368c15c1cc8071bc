//! `files`: what would be checked, what not, and why.

use rayon::prelude::*;

use super::options::CheckOptions;
use super::session::Session;
use super::terminal::Terminal;
use crate::discover::{Refusal, Source};
use crate::fs::ReadError;
use crate::outcome::{Skipped, exit};
use crate::words::{count, escape};

/// Runs `files`.
pub fn files(options: &CheckOptions, terminal: &Terminal) -> u8 {
    let session = match Session::start(options) {
        Ok(session) => session,
        Err(problems) => return terminal.fail_all(&problems),
    };
    let (mut listed, mut skipped) = (Vec::new(), session.project.skipped.clone());
    let (limit, files) = (options.project.max_file_size, &*session.project.files);
    for part in &session.project.parts {
        let reported: Vec<&Source> = part.plan.sources.iter().filter(|source| source.reported).collect();
        let results: Vec<Result<Option<Refusal>, ReadError>> =
            session.pool.install(|| reported.par_iter().map(|source| source.refusal(files, limit)).collect());
        for (source, result) in reported.into_iter().zip(results) {
            let path = source.shown.clone();
            match result {
                Ok(None) => listed.push(path),
                Ok(Some(Refusal::Own)) => {}
                Ok(Some(reason)) => skipped.push(Skipped { path, reason: reason.words().to_owned() }),
                Err(error) => skipped.push(Skipped { path, reason: error.message() }),
            }
        }
    }
    listed.sort();
    skipped.sort();
    skipped.dedup();
    let mut lines = String::new();
    for path in &listed {
        lines.push_str(&format!("check  {}\n", escape(path)));
    }
    for skipped in &skipped {
        lines.push_str(&format!("skip   {} ({})\n", escape(&skipped.path), skipped.reason));
    }
    let printed = terminal.print(&lines);
    for problem in &session.project.problems {
        terminal.fail(problem);
    }
    terminal.note(&format!("{} to check, {} skipped\n", count(listed.len(), "file"), skipped.len()));
    if session.project.problems.is_empty() { printed } else { exit::FAILED }
}
