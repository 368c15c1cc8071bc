//! `check`: the main job.

use std::sync::Arc;

use super::deliver::{distinct_files, report, stop};
use super::options::CheckOptions;
use super::progress::Progress;
use super::session::Session;
use super::terminal::Terminal;

/// Runs `check`.
pub fn check(options: &CheckOptions, terminal: &Terminal) -> u8 {
    if let Err(problem) = distinct_files(options) {
        let options = CheckOptions { reports: Vec::new(), ..options.clone() };
        return stop(&[problem], &options, terminal);
    }
    let mut session = match Session::start(options) {
        Ok(session) => session,
        Err(problems) => return stop(&problems, options, terminal),
    };
    // What an editor passes by `-` is checked while somebody types.
    let is_live = terminal.is_live && options.progress && !session.has_stdin();
    let progress = is_live.then(|| Progress::watch(Arc::clone(&session.counter)));
    let checked = match &options.fix {
        Some(fix) => Ok(session.fix(fix, terminal)),
        None => session.check(),
    };
    drop(progress);
    match checked {
        Ok(checked) => report(&session, checked, terminal),
        Err(problem) => stop(&[problem], options, terminal),
    }
}
