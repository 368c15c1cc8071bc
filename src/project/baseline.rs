//! Where the baseline of a scope lies, and its text.

use std::path::{Path, PathBuf};

use super::options::Options;
use super::scope::{Scope, shown};
use crate::baseline::{Baseline, FILE_NAME};
use crate::config::Config;
use crate::fs::{self, PathKind};
use crate::problem::Problem;
use crate::rule::Release;
use crate::rules;

/// The file of a scope. One that is not typed is a file of the project.
///
/// # Errors
/// Where the configuration names a file that is not.
pub fn baseline_file(scope: &Scope, config: &Config, options: &Options, current: &Path) -> Result<PathBuf, Problem> {
    let file = match (&options.baseline, &config.baseline) {
        (Some(file), _) => return Ok(current.join(file)),
        (None, Some(file)) => scope.home.join(file),
        (None, None) => scope.home.join(FILE_NAME),
    };
    match scope.boundary.refusal(&file) {
        None => Ok(file),
        Some(refusal) => {
            let help = "move the baseline into the project, or pass it with --baseline";
            let problem = Problem::new(format!("the baseline {}", refusal.words()), help);
            Err(problem.in_file(shown(&file, current)))
        }
    }
}

/// Reads a baseline with `parse`: what stands in a file that is not of the project is not shown.
///
/// # Errors
/// Where it cannot be read, or is not a baseline.
pub fn read_baseline(
    file: &Path,
    scope: &Scope,
    options: &Options,
    current: &Path,
    parse: impl Fn(&str) -> Result<Baseline, Problem>,
) -> Result<Baseline, Problem> {
    let path = shown(file, current);
    let setting = if options.baseline.is_some() { "--baseline" } else { "baseline in termlint.toml" };
    let help = || format!("correct {setting}, or run `termlint baseline write`");
    let text = fs::read_text(file).map_err(|message| Problem::new(message, help()).in_file(&path))?;
    let excerpt = scope.boundary.holds(file).then(|| text.as_str().into());
    let mut baseline = parse(&text).map_err(|problem| Problem { text: excerpt, ..problem.in_file(path) })?;
    baseline.rename_rules(|id| rules::find(id).map(|rule| rule.meta.id));
    Ok(baseline)
}

/// The baseline that is in force; the default one may be absent, one that is named may not.
///
/// # Errors
/// Those of [`baseline_file`] and [`read_baseline`].
pub fn baseline_of(
    scope: &Scope,
    config: &Config,
    options: &Options,
    current: &Path,
) -> Result<Option<Baseline>, Problem> {
    if options.no_baseline {
        return Ok(None);
    }
    let file = baseline_file(scope, config, options, current)?;
    let is_named = options.baseline.is_some() || config.baseline.is_some();
    match fs::kind(&file) {
        PathKind::Missing if !is_named => Ok(None),
        _ => read_baseline(&file, scope, options, current, Baseline::parse).map(Some),
    }
}

/// The release whose findings count in a scope: what was asked for, else the one that its configuration states, else the one that
/// its baseline records. Where nobody has said any, what this release has brought does not count yet.
pub fn rules_of(config: &Config, baseline: Option<&Baseline>, options: &Options) -> Release {
    let stated = config.rules_of.as_ref().map(|stated| stated.release);
    let recorded = baseline.map(Baseline::rules_of);
    options.rules_of.or(stated).or(recorded).unwrap_or_else(|| Release::current().previous())
}
