//! Which rules judge which file: one linter for each combination of overrides that some file has.
//!
//! Owns the way from configuration and command line to linters. Judgement is `lint`'s.

use std::collections::HashMap;
use std::sync::Arc;

use super::CheckOptions;
use super::configuration::Scope;
use crate::config::{self, Config, Levels, RuleSettings, Selector, Setting};
use crate::discover::Source;
use crate::lint::{Linter, Wanted};
use crate::problem::Problem;
use crate::rules::RULES;
use crate::schema::Registry;

/// The linters of a scope.
pub(super) struct Judges {
    /// The first is that of files without an override.
    linters: Vec<Linter>,
    /// For each source, which one judges it.
    of_source: Vec<usize>,
    /// Has every rule that any of them has, where they differ.
    union: Option<Linter>,
}

impl Judges {
    /// The linters for these sources.
    ///
    /// # Errors
    /// What is wrong with the command line, the schemas or the options of a rule.
    pub(super) fn new(
        config: &Config,
        scope: &Scope,
        sources: &[Source],
        registry: Registry,
        options: &CheckOptions,
        today: chrono::NaiveDate,
    ) -> Result<Judges, Vec<Problem>> {
        let asked = Asked::of(options)?;
        let mut numbers: HashMap<Vec<usize>, usize> = HashMap::from([(Vec::new(), 0)]);
        let mut combinations: Vec<Vec<usize>> = vec![Vec::new()];
        let mut of_source = Vec::with_capacity(sources.len());
        for source in sources {
            let overrides = scope.below_root(&source.path).map_or_else(Vec::new, |path| config.overrides_of(path));
            let number = *numbers.entry(overrides).or_insert_with_key(|overrides| {
                combinations.push(overrides.clone());
                combinations.len() - 1
            });
            of_source.push(number);
        }
        let registry = Arc::new(registry);
        let mut all_levels = Vec::with_capacity(combinations.len());
        let mut linters = Vec::with_capacity(combinations.len());
        for overrides in combinations {
            let layers = config.layers(&overrides);
            let levels = asked.levels(&layers)?;
            linters.push(linter(&registry, &levels, &layers, asked.is_only(), today)?);
            all_levels.push(levels);
        }
        let union = match linters.len() {
            1 => None,
            _ => {
                let levels = all_levels.into_iter().reduce(Levels::strictest);
                let layers = [&config.rules];
                levels.map(|levels| linter(&registry, &levels, &layers, asked.is_only(), today)).transpose()?
            }
        };
        Ok(Judges { linters, of_source, union })
    }

    /// The linter of a source.
    pub(super) fn of(&self, source: usize) -> &Linter {
        &self.linters[self.of_source[source]]
    }

    /// The linter that knows every rule that judges any file, at its strictest level: for what concerns all files.
    pub(super) fn of_all(&self) -> &Linter {
        self.union.as_ref().unwrap_or(&self.linters[0])
    }
}

/// What the command line says about rules.
pub(super) struct Asked {
    settings: Vec<(Setting, Selector)>,
    only: Vec<Selector>,
}

impl Asked {
    /// Reads the names of rules on the command line.
    ///
    /// # Errors
    /// A name that no rule has.
    pub(super) fn of(options: &CheckOptions) -> Result<Asked, Vec<Problem>> {
        let parse = |word: &str| Selector::parse(word).map_err(|problem| vec![placeless(problem)]);
        let settings = options.settings.iter().map(|(setting, word)| Ok((*setting, parse(word)?)));
        Ok(Asked {
            settings: settings.collect::<Result<_, Vec<Problem>>>()?,
            only: options.only.iter().map(|word| parse(word)).collect::<Result<_, _>>()?,
        })
    }

    /// Whether just some rules were asked for.
    pub(super) fn is_only(&self) -> bool {
        !self.only.is_empty()
    }

    /// The level of every rule over these layers of configuration.
    ///
    /// # Errors
    /// A setting that lowers what cannot be lowered.
    pub(super) fn levels(&self, layers: &[&RuleSettings]) -> Result<Levels, Vec<Problem>> {
        let levels = config::levels(layers, &self.settings)
            .map_err(|problems| problems.into_iter().map(placeless).collect::<Vec<_>>())?;
        Ok(if self.is_only() { levels.only(&self.only) } else { levels })
    }
}

fn placeless(problem: Problem) -> Problem {
    Problem::new(problem.message, problem.help)
}

fn linter(
    registry: &Arc<Registry>,
    levels: &Levels,
    layers: &[&RuleSettings],
    only: bool,
    today: chrono::NaiveDate,
) -> Result<Linter, Vec<Problem>> {
    let wanted = RULES
        .iter()
        .map(|declaration| Wanted {
            declaration,
            level: levels.level(declaration.meta.id),
            options: config::options(layers, declaration.meta.id),
        })
        .collect();
    Linter::new(Arc::clone(registry), wanted, only, today)
        .map_err(|(path, message)| vec![Problem { message, help: String::new(), path, ..Problem::default() }])
}
