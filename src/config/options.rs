use std::ops::Range;

use serde_json::{Map, Value, json};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::keys::KEYS;
use super::suggest::{code, meant, text};
use crate::problem::Problem;
use crate::rule::Declaration;
use crate::words::{list, nearest};

/// Checks the options of one rule, and says what is wrong with each at its own place.
pub(super) struct Checker<'c> {
    rule: &'c Declaration,
    schema: Value,
    /// The text of the configuration.
    source: &'c str,
    problems: &'c mut Vec<Problem>,
}

impl<'c> Checker<'c> {
    pub(super) fn new(rule: &'c Declaration, source: &'c str, problems: &'c mut Vec<Problem>) -> Checker<'c> {
        Checker { rule, schema: rule.options().to_value(), source, problems }
    }

    /// The entries of `table` but `level` as a JSON object that the rule accepts; `None` where there are none or where
    /// any is wrong.
    pub(super) fn check(mut self, table: &DeTable<'_>, place: Range<usize>) -> Option<Value> {
        let before = self.problems.len();
        let mut options = Map::new();
        for (key, value) in table {
            let name = key.get_ref().as_ref();
            if name == "level" {
                continue;
            }
            if self.schema["properties"].get(name).is_none() {
                let problem = self.unknown(name);
                self.problems.push(problem.at(key.span()));
                continue;
            }
            let Some(json) = to_json(value) else {
                let message = format!("{} cannot be used as a number", found(value, self.source));
                let problem = Problem::new(message, "write a number that is finite and has at most 18 digits");
                self.problems.push(problem.at(value.span()));
                continue;
            };
            // The options have defaults, so each can be tried alone, and its error is its own.
            if let Err(error) = self.rule.build(Some(&json!({ name: json }))) {
                self.wrong(name, value, &json, &error);
            }
            options.insert(name.to_owned(), json);
        }
        if self.problems.len() > before || options.is_empty() {
            return None;
        }
        let options = Value::Object(options);
        match self.rule.build(Some(&options)) {
            Ok(_) => Some(options),
            Err(error) => {
                let message = format!("the options of {} contradict each other: {error}", code(self.rule.meta.id));
                self.problems.push(Problem::new(message, self.help()).at(place));
                None
            }
        }
    }

    fn unknown(&self, key: &str) -> Problem {
        let own = self.schema["properties"].as_object().into_iter().flat_map(Map::keys).map(String::as_str);
        let candidates: Vec<&str> = own.chain(["level"]).collect();
        let help = match meant(key, &candidates, &[("severity", "level"), ("enabled", "level")]) {
            Some(name) => format!("did you mean {}?", code(name)),
            None if KEYS.contains(&key) => "move it above the first line in brackets".to_owned(),
            None if candidates.len() == 1 => "remove it; this rule takes only a `level`".to_owned(),
            None => {
                let names: Vec<String> = candidates.iter().map(|name| code(name)).collect();
                format!("this rule takes {}", list(&names, "and"))
            }
        };
        Problem::new(format!("{} has no option {}", code(self.rule.meta.id), code(key)), help)
    }

    /// Adds a problem at the value, or at those elements of a list that are refused each alone.
    fn wrong(&mut self, key: &str, value: &Spanned<DeValue<'_>>, json: &Value, error: &str) {
        let property = resolve(&self.schema, &self.schema["properties"][key]);
        let before = self.problems.len();
        if let (DeValue::Array(elements), Some(jsons)) = (value.get_ref(), json.as_array()) {
            let items = resolve(&self.schema, &property["items"]);
            let subject = format!("every item of {}", code(key));
            for (element, json) in elements.iter().zip(jsons) {
                if let Err(error) = self.rule.build(Some(&json!({ key: [json] }))) {
                    self.problems.push(self.refusal(&subject, element, json, &error, items));
                }
            }
        }
        if self.problems.len() == before {
            self.problems.push(self.refusal(&code(key), value, json, error, property));
        }
    }

    /// Serde's error in words: from the schema where that says what is wanted, else from the error itself.
    fn refusal(
        &self,
        subject: &str,
        value: &Spanned<DeValue<'_>>,
        json: &Value,
        error: &str,
        schema: &Value,
    ) -> Problem {
        let found = found(value, self.source);
        let (kind, expected) = error.split_once(", expected ").unwrap_or((error, ""));
        if kind.starts_with("unknown variant") {
            let variants: Vec<&str> = expected.split('`').skip(1).step_by(2).collect();
            let wanted = list(&variants.iter().map(|variant| text(variant)).collect::<Vec<_>>(), "or");
            let help = match json.as_str().and_then(|written| nearest(written, variants)) {
                Some(variant) => format!("did you mean {}?", text(variant)),
                None => self.help(),
            };
            return Problem::new(format!("{subject} must be {wanted}, not {found}"), help).at(value.span());
        }
        let wanted = describe(schema);
        if json.is_u64() && wanted.as_ref().is_some_and(|wanted| wanted.starts_with("a whole number, ")) {
            return Problem::new(format!("{subject} cannot be as large as {found}"), self.help()).at(value.span());
        }
        // A text refused where a text is wanted lacks more than the type.
        let right_type = json.is_string() && schema["type"] == "string";
        let message = match wanted.filter(|_| !right_type && kind.starts_with("invalid ")) {
            Some(wanted) => format!("{subject} must be {wanted}, not {found}"),
            None if expected.is_empty() && json.is_array() => format!("{subject} cannot be used: {error}"),
            None if expected.is_empty() => format!("{subject} cannot be {found}: {error}"),
            None => format!("{subject} must be {expected}, not {found}"),
        };
        Problem::new(message, self.help()).at(value.span())
    }

    fn help(&self) -> String {
        format!("see `termlint explain {}`", self.rule.meta.id)
    }
}

/// What stands there: a short value as it is written, else its kind.
pub(super) fn found(value: &Spanned<DeValue<'_>>, source: &str) -> String {
    match value.get_ref() {
        DeValue::Array(_) => "a list".to_owned(),
        DeValue::Table(_) => "a table".to_owned(),
        _ => code(source.get(value.span()).unwrap_or_default()),
    }
}

/// The schema itself, or the one it refers to.
fn resolve<'s>(root: &'s Value, schema: &'s Value) -> &'s Value {
    let target = schema["$ref"].as_str().and_then(|reference| root.pointer(reference.strip_prefix('#')?));
    target.unwrap_or(schema)
}

/// What a schema asks for, in words; `None` where it is more than a type.
fn describe(schema: &Value) -> Option<String> {
    let alternatives = schema["enum"].as_array().into_iter().flatten();
    let described = schema["oneOf"].as_array().into_iter().flatten().map(|one| &one["const"]);
    let words: Vec<String> = alternatives.chain(described).filter_map(Value::as_str).map(text).collect();
    if !words.is_empty() {
        return Some(list(&words, "or"));
    }
    let types: Vec<&str> = match &schema["type"] {
        Value::String(only) => vec![only],
        Value::Array(several) => several.iter().filter_map(Value::as_str).filter(|one| *one != "null").collect(),
        _ => return None,
    };
    let [only] = types.as_slice() else { return None };
    Some(match *only {
        "integer" => format!("a whole number{}", bounds(schema)),
        "number" => format!("a number{}", bounds(schema)),
        "boolean" => "true or false".to_owned(),
        "string" => "text in quotation marks".to_owned(),
        "array" if schema["items"]["type"] == "string" => "a list of texts".to_owned(),
        "array" => "a list".to_owned(),
        "object" => "a table".to_owned(),
        _ => return None,
    })
}

fn bounds(schema: &Value) -> String {
    match (&schema["minimum"], &schema["maximum"]) {
        (Value::Number(least), Value::Number(most)) => format!(" from {least} to {most}"),
        (Value::Number(least), _) => format!(", {least} or more"),
        (_, Value::Number(most)) => format!(", {most} or less"),
        _ => String::new(),
    }
}

/// The value as JSON; dates become text. `None` for a number that JSON cannot hold.
fn to_json(value: &Spanned<DeValue<'_>>) -> Option<Value> {
    Some(match value.get_ref() {
        DeValue::String(text) => Value::from(text.as_ref()),
        DeValue::Boolean(boolean) => Value::from(*boolean),
        DeValue::Datetime(datetime) => Value::from(datetime.to_string()),
        DeValue::Integer(integer) => {
            let (digits, radix) = (integer.as_str(), integer.radix());
            match i64::from_str_radix(digits, radix) {
                Ok(integer) => Value::from(integer),
                Err(_) => Value::from(u64::from_str_radix(digits, radix).ok()?),
            }
        }
        DeValue::Float(float) => Value::Number(serde_json::Number::from_f64(float.as_str().parse().ok()?)?),
        DeValue::Array(elements) => Value::Array(elements.iter().map(to_json).collect::<Option<_>>()?),
        DeValue::Table(table) => Value::Object(
            table
                .iter()
                .map(|(key, value)| Some((key.get_ref().to_string(), to_json(value)?)))
                .collect::<Option<_>>()?,
        ),
    })
}
