//! What every verb that checks files begins with: the day, the folder, the threads, standard input, the project.
//!
//! Owns the order of a run. Checking is the engine's, looks are `output`'s.

use std::collections::HashSet;
use std::path::PathBuf;
use std::sync::Arc;

use chrono::NaiveDate;

use super::clock::today;
use super::given::{current_folder, paths, stdin, unknown_custom_rules, unknown_rules};
use super::options::CheckOptions;
use crate::baseline::Baseline;
use crate::discover::slashes;
use crate::engine::{BaseFindings, Counter, Documents, Engine, Given, Originals, ScopeResult};
use crate::finding::Severity;
use crate::outcome::{ComparedWith, FixReport, Outcome, ReportedFinding, Summary, Used, exit};
use crate::problem::Problem;
use crate::project::{Options, Part, Project, Scope, scopes};
use crate::rule::{CustomRules, Release};
use crate::rules::RULES;

/// One run of a verb that checks files.
pub(super) struct Session<'o> {
    pub(super) options: &'o CheckOptions,
    pub(super) today: NaiveDate,
    pub(super) pool: rayon::ThreadPool,
    pub(super) counter: Arc<Counter>,
    pub(super) project: Project,
    /// The baseline that is to be written anew.
    pub(super) recorded: Option<Baseline>,
    /// The release whose findings count, whatever was asked for.
    pub(super) rules_of: Option<Release>,
    /// How the files of each part of the project were; `None` for one whose set-up failed. Excerpts need their text again.
    pub(super) originals: Vec<Option<Originals>>,
    /// What has become of fixes, where they were asked for.
    pub(super) fixes: Option<Fixes>,
}

/// What has become of fixes.
pub(super) struct Fixes {
    pub(super) report: FixReport,
    /// What is printed in the place of findings: a diff, or a text that came from standard input.
    pub(super) printed: Option<Vec<u8>>,
    /// Whether what was fixed is not staged yet, so that the report is about what is.
    pub(super) is_unstaged: bool,
}

/// What all scopes came to together.
pub(super) struct Checked {
    /// In the order of the parts of the project; `None` for one whose set-up failed.
    pub(super) results: Vec<Option<ScopeResult>>,
    /// What termlint could not do.
    pub(super) problems: Vec<Problem>,
    pub(super) compared_with: Option<ComparedWith>,
}

/// What is wrong where pages are to be compared and no configuration says where they are.
fn unmapped(project: &Project, options: &Options) -> Option<Problem> {
    let is_asked = options.pages.as_ref().is_some_and(|pages| pages.file.is_none());
    let is_mapped = project.parts.iter().any(|part| part.loaded.config.page_map.is_some());
    (is_asked && !is_mapped && project.problems.is_empty()).then(|| {
        let help = "add `map = \"public/{locale}/core/{slug}/index.html\"` under `[pages]` in termlint.toml, or run \
            `termlint page ai.json PAGE`";
        Problem::new("no configuration says where the pages are", help)
    })
}

impl<'o> Session<'o> {
    /// Reads standard input and the configurations, and finds the files.
    ///
    /// # Errors
    /// What keeps a run from beginning: a flag, the folder, the threads, standard input.
    pub(super) fn start(options: &'o CheckOptions) -> Result<Session<'o>, Vec<Problem>> {
        let problem = |message: String, help: &str| vec![Problem::new(message, help)];
        let today = today(options.today).map_err(|problem| vec![problem])?;
        let current = current_folder().map_err(|problem| vec![problem])?;
        let fixed = options.fix.as_ref().map_or(&[][..], |fix| fix.only.as_slice());
        let unknown = unknown_rules(&options.project, fixed);
        if !unknown.is_empty() {
            return Err(unknown);
        }
        let pool = rayon::ThreadPoolBuilder::new().num_threads(options.threads.unwrap_or(0)).build();
        let pool =
            pool.map_err(|error| problem(format!("no threads can be started: {error}"), "pass fewer --threads"))?;
        let paths = paths(&options.project, &current).map_err(|problem| vec![problem])?;
        let stdin = stdin(&options.project, &paths).map_err(|problem| vec![problem])?;
        let mut scopes = scopes(&options.project, &paths, &current);
        if options.changed_since.is_some() {
            // What a change breaks may lie anywhere.
            for scope in scopes.iter_mut().filter(|scope| scope.arguments.is_empty()) {
                let below = current.strip_prefix(&scope.root).map_or(0, |below| below.components().count());
                let above: PathBuf = std::iter::repeat_n("..", below).collect();
                scope.arguments.push(if below == 0 { PathBuf::from(".") } else { above });
            }
        }
        let targets = options.reports.iter().map(|(_, file)| file.clone()).collect();
        let is_compared = options.changed_since.is_some();
        let project_options = Options { targets, is_compared, ..options.project.clone() };
        let project = pool.install(|| Project::open(&project_options, current, stdin, scopes));
        if let Some(problem) = unmapped(&project, &project_options) {
            return Err(vec![problem]);
        }
        let session = Session {
            options,
            today,
            pool,
            counter: Arc::default(),
            project,
            recorded: None,
            rules_of: None,
            originals: Vec::new(),
            fixes: None,
        };
        // A configuration that cannot be read may declare anything.
        if session.project.problems.is_empty() {
            let unknown = unknown_custom_rules(&options.project, fixed, &session.custom_rules());
            if !unknown.is_empty() {
                return Err(unknown);
            }
        }
        Ok(session)
    }

    /// The rules that the configurations of this run declare.
    fn custom_rules(&self) -> Vec<Arc<CustomRules>> {
        self.project.parts.iter().filter_map(|part| part.loaded.config.custom.clone()).collect()
    }

    /// Checks everything.
    ///
    /// # Errors
    /// Where the base revision cannot be used.
    pub(super) fn check(&mut self) -> Result<Checked, Problem> {
        let mut checked = Checked { results: Vec::new(), problems: Vec::new(), compared_with: None };
        let engines = self.engines(&mut checked.problems);
        let files = &*self.project.files;
        let map = |part: &Part, engine: &Engine| self.pool.install(|| engine.map(&part.plan, files, &self.counter));
        // All that git may refuse comes first.
        let compared = self.options.changed_since.as_deref().map(|revision| self.at_revision(revision)).transpose()?;
        let parts = || self.project.parts.iter().zip(&engines);
        // Most of what a revision holds is the same today: then today's analysis serves both.
        let mut mapped: Vec<Option<Documents>> = match compared {
            Some(_) => parts().map(|(part, engine)| Some(map(part, engine.as_ref()?))).collect(),
            None => Vec::new(),
        };
        let base = compared.map(|base| {
            checked.compared_with = base.compared_with;
            (self.base(&base.revisions, &engines, &mapped), base.warnings)
        });
        let (base, warnings) = base.unzip();
        let documents = |number: usize, part: &Part, engine: &Engine| {
            mapped.get_mut(number).and_then(Option::take).unwrap_or_else(|| map(part, engine))
        };
        (checked.results, self.originals) = self.conclude_all(&engines, base.as_ref(), documents);
        // A run ends with the program, and to take a compiled schema to pieces costs a fifth of compiling it.
        std::mem::forget(engines);
        self.project.warnings.extend(warnings.unwrap_or_default());
        Ok(checked)
    }

    /// Concludes each part whose set-up did not fail; `documents` gives those of one. Of each, also how its files were.
    pub(super) fn conclude_all(
        &self,
        engines: &[Option<Engine>],
        base: Option<&BaseFindings>,
        mut documents: impl FnMut(usize, &Part, &Engine) -> Documents,
    ) -> (Vec<Option<ScopeResult>>, Vec<Option<Originals>>) {
        let conclude = |(number, (part, engine)): (usize, (&Part, &Option<Engine>))| {
            let engine = engine.as_ref()?;
            let mut documents = documents(number, part, engine);
            let given = Given { part, files: &*self.project.files, base };
            let result = self.pool.install(|| engine.conclude_once(given, &mut documents));
            let originals = documents.originals();
            // Nobody waits until the facts of a million documents are freed.
            self.pool.spawn(move || drop(documents));
            Some((result, originals))
        };
        self.project.parts.iter().zip(engines).enumerate().map(conclude).map(Option::unzip).unzip()
    }

    /// The engines of all parts; `None` for one whose set-up failed.
    pub(super) fn engines(&self, problems: &mut Vec<Problem>) -> Vec<Option<Engine>> {
        let engine = |part| self.engine(part).map_err(|others| problems.extend(others)).ok();
        self.project.parts.iter().map(engine).collect()
    }

    /// The engine of a part.
    ///
    /// # Errors
    /// Everything that is wrong with its set-up.
    pub(super) fn engine(&self, part: &Part) -> Result<Engine, Vec<Problem>> {
        let no_baseline = self.options.project.no_baseline || self.options.changed_since.is_some();
        let rules_of = self.rules_of.or(self.options.project.rules_of);
        let options = Options { no_baseline, rules_of, ..self.options.project.clone() };
        let engine = Engine::new(part, &options, &self.project.current, self.today)?;
        Ok(match &self.recorded {
            Some(recorded) => engine.recording(recorded.clone()),
            None => engine,
        })
    }

    /// Checks one part.
    pub(super) fn conclude(&self, part: &Part, engine: &Engine) -> ScopeResult {
        let files = &*self.project.files;
        self.pool.install(|| {
            let mut documents = engine.map(&part.plan, files, &self.counter);
            engine.conclude_once(Given { part, files, base: None }, &mut documents)
        })
    }

    /// The text of a file, for excerpts; nothing where it has changed since it was checked.
    pub(super) fn text(&self, path: &str) -> Option<Vec<u8>> {
        let limit = self.options.project.max_file_size;
        for (part, originals) in self.project.parts.iter().zip(&self.originals) {
            if let (Some(number), Some(originals)) = (part.number_of(path), originals) {
                return originals.read(&part.plan, number, &*self.project.files, limit);
            }
        }
        let page = |(part, originals): (&Part, &Option<Originals>)| {
            // A path for machines is relative to the machine root, or absolute.
            let file = part.scope.machine_root.join(path);
            originals.as_ref()?.page(path, file, &*self.project.files, limit)
        };
        if let Some(page) = self.project.parts.iter().zip(&self.originals).find_map(page) {
            return Some(page);
        }
        let config =
            |part: &&Part| part.scope.file.as_deref().is_some_and(|file| part.scope.machine_path(file) == path);
        self.project.parts.iter().find(config).map(|part| part.loaded.text.as_bytes().to_vec())
    }

    /// Whether an editor passes its text by `-`: it wants findings only.
    pub(super) fn has_stdin(&self) -> bool {
        self.project.stdin.is_some()
    }

    /// Adds everything up.
    pub(super) fn outcome(&self, checked: Checked) -> (Outcome, Vec<Problem>) {
        let mut problems = self.project.problems.clone();
        problems.extend(checked.problems);
        let (mut findings, mut baselined) = (Vec::new(), Vec::new());
        let mut summary = Summary { skipped: self.project.skipped.clone(), ..Summary::default() };
        let are_several = self.project.scopes.len() > 1;
        let mut fails = false;
        for (part, result) in self.project.parts.iter().zip(checked.results) {
            let Some(mut result) = result else { continue };
            if are_several {
                // A reason tells what to set, so it says where.
                let name = part.scope.name(&self.project.current);
                for rule in &mut result.summary.not_checked {
                    rule.reason = format!("{name}: {}", rule.reason);
                }
            }
            if are_several && self.options.project.baseline.is_some() {
                // One baseline for all of them: what this one does not find, another may.
                result.summary.fixed = 0;
            }
            let file = part.scope.file.as_deref();
            let used = Used {
                path: file.map(|file| part.scope.machine_path(file)),
                shown_path: part.scope.name(&self.project.current),
                files: result.summary.files,
            };
            // Where several hold, a folder above them all may have none, and nothing of its own.
            if used.path.is_some() || used.files > 0 || !are_several {
                summary.configurations.push(used);
            }
            let limit = self.options.fail_on.or(part.loaded.config.fail_on).unwrap_or_default().0;
            fails |= result.summary.fails(limit);
            findings.extend(result.findings.into_iter().map(Arc::unwrap_or_clone));
            baselined.extend(result.baselined.into_iter().map(Arc::unwrap_or_clone));
            problems.extend(result.problems);
            summary.add(result.summary);
        }
        summary.compared_with = checked.compared_with;
        let sort = |findings: &mut Vec<ReportedFinding>| findings.sort_by(|one, two| one.order().cmp(&two.order()));
        sort(&mut findings);
        sort(&mut baselined);
        // A configuration is none of the files that are checked, whatever is found in it.
        let path_of = |scope: &Scope| scope.file.as_deref().map(|file| scope.machine_path(file));
        let configurations: HashSet<String> = self.project.scopes.iter().filter_map(path_of).collect();
        // A page is none of them either, but the document that it belongs to is.
        let file = |reported: &'_ ReportedFinding| match reported.finding.in_page {
            true => reported.page_of.clone(),
            false => Some(reported.path.clone()),
        };
        let paths: HashSet<String> = findings.iter().filter_map(file).collect();
        summary.files_with_findings = paths.iter().filter(|path| !configurations.contains(*path)).count();
        // What is wrong for all scopes alike is said once.
        let mut said = HashSet::new();
        problems.retain(|problem| {
            let start = problem.span.as_ref().map(|span| span.start);
            said.insert((problem.path.clone(), problem.message.clone(), start))
        });
        let exit_code = if !problems.is_empty() {
            exit::FAILED
        } else if fails {
            exit::FINDINGS
        } else {
            exit::CLEAN
        };
        let mut footers = Vec::new();
        for footer in self.project.parts.iter().filter_map(|part| part.loaded.config.footer.as_ref()) {
            if !self.has_stdin() && !footers.contains(footer) {
                footers.push(footer.clone());
            }
        }
        let outcome = Outcome {
            findings,
            baselined,
            summary,
            rules: RULES,
            custom_rules: self.custom_rules(),
            failures: problems.clone(),
            today: self.today,
            root: self.project.scopes.first().map_or_else(String::new, |scope| slashes(&scope.machine_root)),
            min_severity: self.options.min_severity.unwrap_or(Severity::Info),
            conventions: Vec::new(),
            footers,
            fixes: self.fixes.as_ref().map(|fixes| fixes.report.clone()),
            exit_code,
        };
        (outcome, problems)
    }
}
