//! Phrases that a user adds in the configuration.
//!
//! Owns their form: texts with slots. Must not know which rule they are for.

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Deserialize, Serialize};

use super::{At, Family, Phrase, Phrases};

/// Whole texts with slots such as `{TERM}` and `{X}`, compiled when the configuration is read.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(try_from = "Vec<String>", into = "Vec<String>")]
pub struct PhraseList {
    phrases: Phrases,
}

impl PhraseList {
    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.phrases.iter().next().is_none()
    }

    /// The compiled phrases.
    pub fn phrases(&self) -> &Phrases {
        &self.phrases
    }
}

impl TryFrom<Vec<String>> for PhraseList {
    type Error = String;

    fn try_from(texts: Vec<String>) -> Result<Self, String> {
        let phrases: Vec<Phrase> = texts.iter().map(|text| Phrase::new(Family::Extra, text, At::Whole)).collect();
        match phrases.iter().find(|phrase| phrase.pattern.longest_word().is_empty()) {
            Some(phrase) => Err(format!("“{}” would fit every text: it needs a word beside its slots", phrase.text)),
            None => Ok(PhraseList { phrases: Phrases::build(phrases) }),
        }
    }
}

impl From<PhraseList> for Vec<String> {
    fn from(list: PhraseList) -> Self {
        list.phrases.iter().map(|phrase| phrase.text.clone()).collect()
    }
}

impl JsonSchema for PhraseList {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        "PhraseList".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        Vec::<String>::json_schema(generator)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_phrase_of_slots_alone_is_refused() {
        let error = PhraseList::try_from(vec!["{TERM} | {X}".to_owned()]).err();
        assert_eq!(error.as_deref(), Some("“{TERM} | {X}” would fit every text: it needs a word beside its slots"));
    }
}
