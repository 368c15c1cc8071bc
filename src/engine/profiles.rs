//! Which rules check which file: one linter for each combination of overrides that some file has.
//!
//! Owns the way from configuration and command line to linters.

use std::collections::HashMap;
use std::sync::Arc;

use chrono::NaiveDate;

use super::linter::{Linter, RuleSelection};
use crate::config::{self, Config, Levels, RuleSettings, Selector, Setting};
use crate::problem::Problem;
use crate::project::{Options, Pages, Part};
use crate::rule::custom::PREFIX;
use crate::rule::{Declaration, Group, Level, Release};
use crate::rules::RULES;
use crate::schema::Registry;

/// The linters of a scope.
pub(super) struct Profiles {
    /// The first is that of files without an override.
    linters: Vec<Linter>,
    /// For each source, which one checks it.
    of_source: Vec<usize>,
    /// Has every rule that any of them has, where they differ.
    union: Option<Linter>,
}

impl Profiles {
    /// The linters for these sources. Without pages, the rules about them are off.
    ///
    /// # Errors
    /// What is wrong with the command line, the schemas or the options of a rule.
    pub(super) fn new(
        part: &Part,
        registry: &Arc<Registry>,
        options: &Options,
        pages: Option<&Pages>,
        rules_of: Release,
        today: NaiveDate,
    ) -> Result<Profiles, Vec<Problem>> {
        let config = &part.loaded.config;
        let rules = config.declarations();
        let cli_rules = CliRules::of(options, &rules)?;
        let mut numbers: HashMap<Vec<usize>, usize> = HashMap::from([(Vec::new(), 0)]);
        let mut combinations: Vec<Vec<usize>> = vec![Vec::new()];
        let mut of_source = Vec::with_capacity(part.plan.sources.len());
        for source in &part.plan.sources {
            let overrides = part.scope.below_root(&source.path).map_or_else(Vec::new, |path| config.overrides_of(path));
            let number = *numbers.entry(overrides).or_insert_with_key(|overrides| {
                combinations.push(overrides.clone());
                combinations.len() - 1
            });
            of_source.push(number);
        }
        let mut all_levels = Vec::with_capacity(combinations.len());
        let mut linters = Vec::with_capacity(combinations.len());
        for overrides in combinations {
            let layers = config.layers(&overrides);
            let levels = cli_rules.levels(&layers, rules_of)?;
            let linter = linter(registry, config, &levels, &layers, Asked { only: cli_rules.is_only, pages }, today)?;
            linters.push(linter.with_rules_of(rules_of));
            all_levels.push(levels);
        }
        let union = match linters.len() {
            1 => None,
            _ => {
                let levels = all_levels.into_iter().reduce(Levels::strictest);
                let layers = [&config.rules];
                let of_levels = |levels| {
                    linter(registry, config, &levels, &layers, Asked { only: cli_rules.is_only, pages }, today)
                };
                levels.map(of_levels).transpose()?.map(|linter| linter.with_rules_of(rules_of))
            }
        };
        // Corpus rules see the documents of all profiles.
        let extras = union.as_ref().unwrap_or(&linters[0]).extras;
        linters.iter_mut().for_each(|linter| linter.extras = extras);
        Ok(Profiles { linters, of_source, union })
    }

    /// The linter of a source.
    pub(super) fn of(&self, source: usize) -> &Linter {
        &self.linters[self.of_source[source]]
    }

    /// The linter that knows every rule that checks any file, at its strictest level: for what concerns all files.
    pub(super) fn of_all(&self) -> &Linter {
        self.union.as_ref().unwrap_or(&self.linters[0])
    }
}

/// What the command line says about rules.
struct CliRules<'r> {
    rules: &'r [Declaration],
    settings: Vec<(Setting, Selector)>,
    only: Vec<Selector>,
    /// Whether just some rules were asked for, though none of them may be here.
    is_only: bool,
}

impl<'r> CliRules<'r> {
    /// Reads the names of rules on the command line. A custom rule of another configuration is none of these.
    ///
    /// # Errors
    /// A name that no rule has.
    fn of(options: &Options, rules: &'r [Declaration]) -> Result<CliRules<'r>, Vec<Problem>> {
        let parse = |word: &str| match Selector::parse_with(word, rules) {
            Ok(selector) => Ok(Some(selector)),
            Err(_) if word.starts_with(PREFIX) => Ok(None),
            Err(problem) => Err(vec![problem]),
        };
        let mut cli = CliRules { rules, settings: Vec::new(), only: Vec::new(), is_only: !options.only.is_empty() };
        for (setting, word) in &options.settings {
            cli.settings.extend(parse(word)?.map(|selector| (*setting, selector)));
        }
        for word in &options.only {
            cli.only.extend(parse(word)?);
        }
        Ok(cli)
    }

    /// The level of every rule over these layers of configuration.
    ///
    /// # Errors
    /// A setting that lowers what cannot be lowered.
    fn levels(&self, layers: &[&RuleSettings], rules_of: Release) -> Result<Levels, Vec<Problem>> {
        let levels = config::levels(layers, &self.settings, rules_of, self.rules)?;
        Ok(if self.is_only { levels.only(&self.only, self.rules) } else { levels })
    }
}

/// What is asked of all linters alike.
#[derive(Clone, Copy)]
struct Asked<'p> {
    /// Whether just some rules were asked for.
    only: bool,
    /// The pages that are compared.
    pages: Option<&'p Pages>,
}

fn linter(
    registry: &Arc<Registry>,
    config: &Config,
    levels: &Levels,
    layers: &[&RuleSettings],
    asked: Asked<'_>,
    today: NaiveDate,
) -> Result<Linter, Vec<Problem>> {
    let wanted = RULES
        .iter()
        .map(|declaration| RuleSelection {
            declaration,
            level: match declaration.meta.group {
                Group::Page if !asked.pages.is_some_and(|pages| pages.are_for(declaration.meta.kind)) => Level::Off,
                _ => levels.level(declaration.meta.id),
            },
            options: config::options(layers, declaration.meta.id),
        })
        .collect();
    let linter = Linter::new(Arc::clone(registry), wanted, asked.only, today).map_err(|problem| vec![problem])?;
    Ok(match &config.custom {
        Some(custom) => linter.with_custom(custom, |rule| levels.level(rule)),
        None => linter,
    })
}
