use std::ops::Range;

use serde_json::Value;

use super::RuleSettings;
use super::levels::level_in;
use crate::rule::{Declaration, Level, Release};

/// Who has set a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// Nobody: it is the rule's own.
    Default,
    /// A layer of the configuration, by its number, with the word that says so and its place in the text.
    Layer(usize, &'static str, Range<usize>),
}

/// What holds for one rule in the end.
#[derive(Clone, Debug, PartialEq)]
pub struct Effective {
    /// The rule.
    pub rule: &'static str,
    /// Its level.
    pub level: Level,
    /// Who has set it.
    pub level_from: Origin,
    /// Its options by name, each with its value and who has set it; an option that is unset is missing.
    pub options: Vec<(String, Value, Origin)>,
}

/// What holds for each rule over layers of configuration (see [`Config::layers`](super::Config::layers)), and why. Defaults are
/// those of a release.
pub fn effective(layers: &[&RuleSettings], rules_of: Release, rules: &[Declaration]) -> Vec<Effective> {
    rules.iter().map(|rule| of_rule(layers, rules_of, rule)).collect()
}

fn of_rule(layers: &[&RuleSettings], rules_of: Release, rule: &Declaration) -> Effective {
    let origin = |said: Option<(usize, &'static str)>| match said {
        None => Origin::Default,
        Some((layer, word)) => Origin::Layer(layer, word, layers[layer].places.get(word).cloned().unwrap_or_default()),
    };
    let id = rule.meta.id;
    let (level, said) = level_in(layers, rule.meta, rules_of);
    let schema = rule.options().to_value();
    let defaults = schema["properties"].as_object().into_iter().flatten();
    let options = defaults.filter_map(|(name, property)| {
        let set =
            layers.iter().enumerate().rev().find_map(|(number, layer)| Some((number, layer.options(id)?.get(name)?)));
        let (value, said) = match set {
            Some((number, value)) => (value, Some((number, id))),
            None => (property.get("default")?, None),
        };
        (!value.is_null()).then(|| (name.clone(), value.clone(), origin(said)))
    });
    Effective { rule: id, level, level_from: origin(said), options: options.collect() }
}
