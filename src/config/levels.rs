use std::collections::BTreeMap;

use super::RuleSettings;
use super::suggest::{code, meant};
use crate::problem::Problem;
use crate::rule::custom::PREFIX;
use crate::rule::{Declaration, Group, Level, Meta, Release};
use crate::rules::RULES;

/// What a name in `[rules]`, in `-A`/`-W`/`-D` or in `--only` stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Selector {
    /// One rule, by its present id.
    Rule(&'static str),
    /// All rules of a group.
    Group(Group),
    /// All rules, those that are off by default too.
    Everything,
    /// All rules that are not off by default.
    All,
}

impl Selector {
    /// What `word` names: a rule by its id or a former id, a group, `all` or `everything`.
    ///
    /// # Errors
    /// A problem without a place that proposes the name that may be meant.
    pub fn parse(word: &str) -> Result<Selector, Problem> {
        Selector::parse_with(word, RULES)
    }

    /// [`Selector::parse`] with another table of rules than [`RULES`].
    ///
    /// # Errors
    /// Those of [`Selector::parse`].
    pub fn parse_with(word: &str, rules: &[Declaration]) -> Result<Selector, Problem> {
        match word {
            "all" => return Ok(Selector::All),
            "everything" => return Ok(Selector::Everything),
            _ => {}
        }
        if let Some(group) = Group::ALL.into_iter().find(|group| group.name() == word) {
            return Ok(Selector::Group(group));
        }
        let rule = rules.iter().find(|rule| rule.meta.id == word || rule.meta.aliases().contains(&word));
        match rule {
            Some(rule) => Ok(Selector::Rule(rule.meta.id)),
            None => Err(unknown(word, rules)),
        }
    }

    /// Whether a rule is meant, whatever its level.
    pub fn covers(self, meta: &Meta) -> bool {
        match self {
            Selector::Rule(id) => meta.id == id,
            Selector::Group(group) => meta.group == group,
            Selector::All | Selector::Everything => true,
        }
    }
}

fn unknown(word: &str, rules: &[Declaration]) -> Problem {
    let mut names: Vec<&str> = rules.iter().map(|rule| rule.meta.id).collect();
    names.extend(Group::ALL.map(Group::name));
    names.extend(["all", "everything"]);
    let own = format!("{PREFIX}{word}");
    let own = names.iter().copied().find(|name| *name == own);
    let help = match own.or_else(|| meant(word, &names, &[])) {
        Some(name) => format!("did you mean {}?", code(name)),
        None if word.contains(',') => "name one rule at a time, each with its own flag or line".to_owned(),
        None => "see `termlint rules` for all rules and groups".to_owned(),
    };
    Problem::new(format!("there is no rule or group {}", code(word)), help)
}

/// What `-A`, `-W`, `-D` or `--level` asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Setting {
    /// `-A`: the rule does not speak.
    Allow,
    /// `-W`: its findings are warnings.
    Warn,
    /// `-D`: its findings are errors.
    Deny,
    /// `--level`: the level itself.
    Level(Level),
}

impl Setting {
    /// The level asked for.
    pub const fn level(self) -> Level {
        match self {
            Setting::Allow => Level::Off,
            Setting::Warn => Level::Warning,
            Setting::Deny => Level::Error,
            Setting::Level(level) => level,
        }
    }
}

/// The level of every rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Levels(BTreeMap<&'static str, Level>);

impl Levels {
    /// The level of a rule. An id that no rule has gives an error: a finding must not vanish because of a slip.
    pub fn level(&self, rule: &str) -> Level {
        self.0.get(rule).copied().unwrap_or(Level::Error)
    }

    /// Of each rule, the stricter of two levels.
    #[must_use]
    pub fn strictest(mut self, other: Levels) -> Levels {
        for (rule, level) in other.0 {
            let own = self.0.entry(rule).or_insert(level);
            *own = level.max(*own);
        }
        self
    }

    /// The levels under `--only`: everything else is off, except what cannot be lowered.
    ///
    /// A rule that is named runs even if it is off: at its own default, or as a warning if that is off too. So does each
    /// under `everything`; `all` and a group's name leave off what is off.
    #[must_use]
    pub fn only(mut self, selectors: &[Selector], rules: &[Declaration]) -> Levels {
        for Declaration { meta, .. } in rules {
            let Some(level) = self.0.get_mut(meta.id) else { continue };
            if selectors.contains(&Selector::Rule(meta.id)) || selectors.contains(&Selector::Everything) {
                *level = [*level, meta.level].into_iter().find(|level| *level > Level::Off).unwrap_or(Level::Warning);
            } else if !meta.fixed_level && !selectors.iter().any(|selector| selector.covers(meta)) {
                *level = Level::Off;
            }
        }
        self
    }
}

/// The level of every rule: its default by the rules of a release, then each layer of the configuration (`[rules]`,
/// overrides), then the command line in the order of its arguments.
///
/// # Errors
/// Each setting of the command line that names a rule whose level cannot be lowered and lowers it.
pub fn levels(
    layers: &[&RuleSettings],
    cli: &[(Setting, Selector)],
    rules_of: Release,
    rules: &[Declaration],
) -> Result<Levels, Vec<Problem>> {
    let mut levels = BTreeMap::new();
    let mut problems = Vec::new();
    for Declaration { meta, .. } in rules {
        let (mut level, _) = level_in(layers, meta, rules_of);
        for (setting, selector) in cli.iter().filter(|(_, selector)| selector.covers(meta)) {
            let asked = setting.level();
            match selector {
                Selector::Rule(_) => match lowers_fixed(meta, asked) {
                    Some(problem) => problems.push(problem),
                    None => level = asked,
                },
                Selector::Everything if meta.fixed_level => {}
                Selector::Everything => level = asked,
                Selector::Group(_) | Selector::All => level = broadly(meta, rules_of, level, asked),
            }
        }
        levels.insert(meta.id, level);
    }
    if problems.is_empty() { Ok(Levels(levels)) } else { Err(problems) }
}

/// The level of a rule over layers of configuration, and who has said so: the number of the layer and the word in it.
pub(super) fn level_in(
    layers: &[&RuleSettings],
    meta: &Meta,
    rules_of: Release,
) -> (Level, Option<(usize, &'static str)>) {
    let (mut level, mut said) = (meta.level_of(rules_of), None);
    for (number, layer) in layers.iter().enumerate() {
        if let Some(asked) = layer.everything.filter(|_| !meta.fixed_level) {
            (level, said) = (asked, Some((number, "everything")));
        }
        let broad = [(layer.all, "all"), (layer.groups.get(&meta.group).copied(), meta.group.name())];
        for (asked, word) in broad {
            let Some(asked) = asked else { continue };
            let then = broadly(meta, rules_of, level, asked);
            if then == asked {
                (level, said) = (then, Some((number, word)));
            }
        }
        if let Some(own) = layer.rules.get(meta.id).and_then(|rule| rule.level) {
            (level, said) = (own, Some((number, meta.id)));
        }
    }
    (level, said)
}

/// The level of a rule when `all` or its group is set to `asked`. That never wakes a rule that is off by default, and
/// never touches one whose level is fixed.
fn broadly(meta: &Meta, rules_of: Release, level: Level, asked: Level) -> Level {
    let wakes = meta.level_of(rules_of) == Level::Off && asked > Level::Off;
    if meta.fixed_level || wakes { level } else { asked }
}

/// The problem with giving a rule by name the level `asked`, if its level cannot be lowered.
pub(super) fn lowers_fixed(meta: &Meta, asked: Level) -> Option<Problem> {
    (meta.fixed_level && asked < meta.level).then(|| {
        let message = format!("the level of {} cannot be lowered to {}", code(meta.id), code(asked.name()));
        Problem::new(message, "remove this setting: findings about unreadable files always count")
    })
}

#[cfg(test)]
mod tests {
    use super::super::testing::{RULES, settings};
    use super::*;

    fn select(word: &str) -> Selector {
        Selector::parse_with(word, RULES).unwrap()
    }

    /// The levels of strict-evidence, mild-evidence, sleeping-evidence, late-freshness and fixed-validity.
    fn resolve(toml: &str, cli: &[(Setting, &str)]) -> [&'static str; 5] {
        let cli: Vec<_> = cli.iter().map(|(setting, word)| (*setting, select(word))).collect();
        words(&levels(&[&settings(toml)], &cli, Release::FIRST, RULES).unwrap())
    }

    fn words(levels: &Levels) -> [&'static str; 5] {
        ["strict-evidence", "mild-evidence", "sleeping-evidence", "late-freshness", "fixed-validity"]
            .map(|id| levels.level(id).name())
    }

    #[test]
    fn without_settings_every_rule_has_its_own_default() {
        assert_eq!(resolve("", &[]), ["error", "info", "off", "warning", "error"]);
    }

    #[test]
    fn a_group_sets_its_rules_but_wakes_none() {
        assert_eq!(resolve("evidence = 'warning'", &[]), ["warning", "warning", "off", "warning", "error"]);
    }

    #[test]
    fn a_group_is_stronger_than_all_and_a_rule_than_its_group_in_any_order() {
        let expected = ["info", "error", "off", "off", "error"];
        assert_eq!(resolve("mild-evidence = 'error'\nevidence = 'info'\nall = 'off'", &[]), expected);
        assert_eq!(resolve("all = 'off'\nevidence = 'info'\nmild-evidence = 'error'", &[]), expected);
    }

    #[test]
    fn a_rule_that_is_off_by_default_wakes_by_its_name_and_sleeps_with_the_others() {
        assert_eq!(resolve("sleeping-evidence = 'info'", &[])[2], "info");
        assert_eq!(resolve("sleeping-evidence = 'info'", &[(Setting::Warn, "all")])[2], "info");
        assert_eq!(resolve("sleeping-evidence = 'info'", &[(Setting::Allow, "all")])[2], "off");
    }

    #[test]
    fn everything_wakes_rules_that_are_off_by_default_and_is_the_weakest_of_all_words() {
        assert_eq!(resolve("everything = 'warn'", &[]), ["warning", "warning", "warning", "warning", "error"]);
        let expected = ["error", "error", "warning", "info", "error"];
        assert_eq!(resolve("evidence = 'deny'\nall = 'info'\neverything = 'warning'", &[]), expected);
        assert_eq!(
            resolve("", &[(Setting::Deny, "everything"), (Setting::Allow, "late-freshness")])[2..4],
            ["error", "off"]
        );
        assert_eq!(resolve("everything = 'off'", &[(Setting::Warn, "all")])[2], "off");
    }

    #[test]
    fn the_last_argument_wins_over_the_configuration_and_over_those_before_it() {
        let cli = [(Setting::Deny, "all"), (Setting::Allow, "evidence"), (Setting::Warn, "mild-evidence")];
        assert_eq!(resolve("all = 'info'", &cli), ["off", "warning", "off", "error", "error"]);
        let cli = [(Setting::Warn, "mild-evidence"), (Setting::Level(Level::Info), "evidence")];
        assert_eq!(resolve("", &cli), ["info", "info", "off", "warning", "error"]);
    }

    #[test]
    fn a_later_layer_is_stronger_than_all_of_an_earlier_one() {
        let below = settings("mild-evidence = 'error'\nsleeping-evidence = 'info'");
        let above = settings("evidence = 'warning'");
        let levels = |layers: &[&RuleSettings]| words(&levels(layers, &[], Release::FIRST, RULES).unwrap());
        assert_eq!(levels(&[&below, &above]), ["warning", "warning", "info", "warning", "error"]);
        assert_eq!(levels(&[&above, &below]), ["warning", "error", "info", "warning", "error"]);
    }

    #[test]
    fn a_fixed_level_is_left_out_of_groups_and_refused_by_name() {
        assert_eq!(resolve("all = 'off'\nvalidity = 'off'", &[(Setting::Allow, "all")])[4], "error");
        assert_eq!(resolve("", &[(Setting::Deny, "fixed-validity")])[4], "error");
        let problems = levels(&[], &[(Setting::Warn, select("fixed-validity"))], Release::FIRST, RULES).unwrap_err();
        assert_eq!(problems.len(), 1);
        assert_eq!(problems[0].message, "the level of `fixed-validity` cannot be lowered to `warning`");
        assert_eq!(problems[0].span, None);
    }

    #[test]
    fn only_runs_what_is_named_even_if_it_is_off() {
        let only = |toml: &str, words_: &[&str]| {
            let selectors: Vec<_> = words_.iter().map(|word| select(word)).collect();
            words(&levels(&[&settings(toml)], &[], Release::FIRST, RULES).unwrap().only(&selectors, RULES))
        };
        assert_eq!(only("", &["late-freshness"]), ["off", "off", "off", "warning", "error"]);
        assert_eq!(only("", &["sleeping-evidence"]), ["off", "off", "warning", "off", "error"]);
        assert_eq!(only("", &["everything"]), ["error", "info", "warning", "warning", "error"]);
        assert_eq!(only("all = 'off'", &["strict-evidence"]), ["error", "off", "off", "off", "error"]);
        assert_eq!(only("strict-evidence = 'info'", &["evidence"]), ["info", "info", "off", "off", "error"]);
    }

    #[test]
    fn by_the_rules_of_an_earlier_release_a_raised_level_is_what_it_was() {
        let levels = |toml: &str, rules_of: Release| {
            let levels = levels(&[&settings(toml)], &[(Setting::Warn, select("prose"))], rules_of, RULES).unwrap();
            levels.level("raised-evidence").name()
        };
        let [first, second] = [Release::FIRST, Release::new(0, 2)];
        assert_eq!([levels("", first), levels("", second)], ["off", "error"]);
        // What was off by default is not woken by its group.
        assert_eq!([levels("evidence = 'info'", first), levels("evidence = 'info'", second)], ["off", "info"]);
        assert_eq!(levels("raised-evidence = 'warning'", first), "warning");
    }

    #[test]
    fn a_former_id_selects_the_rule() {
        assert_eq!(select("old-freshness"), Selector::Rule("late-freshness"));
    }

    #[test]
    fn an_unknown_name_is_a_problem_with_a_proposal() {
        let help = |word: &str| Selector::parse_with(word, RULES).unwrap_err().help;
        assert_eq!(help("late-freshnes"), "did you mean `late-freshness`?");
        assert_eq!(help("late_freshness"), "did you mean `late-freshness`?");
        assert_eq!(help("evidense"), "did you mean `evidence`?");
        assert_eq!(help("All"), "did you mean `all`?");
        assert_eq!(help("evidence,links"), "name one rule at a time, each with its own flag or line");
        assert_eq!(help("quux"), "see `termlint rules` for all rules and groups");
    }
}
