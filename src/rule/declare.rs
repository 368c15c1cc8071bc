//! How a rule is declared: one macro for the file of a rule, and what it makes of it for the list of rules.

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::{CorpusRule, DocumentRule, Meta, PageRule};

/// A rule with its options filled in.
pub enum Instance {
    /// Nothing to run: the engine issues the findings. The options are those the engine reads.
    Engine(Value),
    /// A document rule.
    Document(Box<dyn DocumentRule>),
    /// A rule about a document and its page.
    Page(Box<dyn PageRule>),
    /// A corpus rule.
    Corpus(Box<dyn CorpusRule>),
}

/// A rule as its file declares it; implemented by [`declare_rule!`] only.
pub trait Declared: DeserializeOwned + JsonSchema + Default {
    /// The facts about the rule.
    const META: Meta;
    /// The rule, ready to run.
    fn instance(self) -> Instance;
}

/// One line of the table of rules.
#[derive(Clone, Copy, Debug)]
pub struct Declaration {
    /// The facts about the rule.
    pub meta: &'static Meta,
    build: fn(Option<&Value>) -> Result<Instance, String>,
    options: fn(&mut SchemaGenerator) -> Schema,
}

impl Declaration {
    /// The line for `R`.
    pub const fn of<R: Declared>() -> Declaration {
        Declaration {
            meta: &R::META,
            build: |options| match options {
                None => Ok(R::default().instance()),
                Some(value) => {
                    serde_json::from_value::<R>(value.clone()).map(R::instance).map_err(|error| error.to_string())
                }
            },
            options: R::json_schema,
        }
    }

    /// The line for a rule that no file declares: it takes no options, and whoever knows it runs it.
    pub(super) fn without_options(meta: &'static Meta) -> Declaration {
        Declaration { meta, build: |_| Ok(Instance::Engine(Value::Null)), options: |_| Schema::default() }
    }

    /// The rule with `options` (a JSON object), or with its defaults.
    ///
    /// # Errors
    /// A sentence about the option that does not exist or has the wrong type.
    pub fn build(&self, options: Option<&Value>) -> Result<Instance, String> {
        (self.build)(options)
    }

    /// The JSON Schema (2020-12) of the options: names, descriptions, defaults. Its title is the rule's id.
    pub fn options(&self) -> Schema {
        // `schemars::schema_for!` would repeat this for each of the rules, in three kilobytes of the program.
        let mut generator = SchemaGenerator::default();
        let mut schema = (self.options)(&mut generator);
        let dialect = generator.settings().meta_schema.clone();
        let definitions = generator.take_definitions(true);
        let members = schema.ensure_object();
        members.insert("$schema".to_owned(), dialect.into());
        members.insert("title".to_owned(), self.meta.id.into());
        members.insert("description".to_owned(), self.meta.summary().into());
        if !definitions.is_empty() {
            members.insert("$defs".to_owned(), definitions.into());
        }
        schema
    }
}

/// Declares a rule: its page (the doc comment), its options with their defaults (the fields), its metadata.
///
/// The page's first line is the summary used in tables, SARIF and hovers. The group is that of the folder, which its
/// `mod.rs` states as `GROUP`. Fields not named keep the values of [`Meta::of_group`].
#[macro_export]
macro_rules! declare_rule {
    (
        $(#[doc = $doc:expr])*
        pub struct $name:ident {
            $( $(#[doc = $field_doc:expr])* $field:ident: $type:ty = $default:expr ),* $(,)?
        }
        id: $id:literal, kind: $kind:ident
        $(, $key:ident: $value:expr)* $(,)?
    ) => {
        $(#[doc = $doc])*
        #[derive(Debug, Clone, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
        #[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
        // The page is in `META`; here it would be in the program a second time.
        #[schemars(description = "")]
        pub struct $name {
            $( $(#[doc = $field_doc])* pub $field: $type, )*
        }

        impl Default for $name {
            fn default() -> Self {
                $name { $( $field: $default, )* }
            }
        }

        impl $crate::rule::Declared for $name {
            const META: $crate::rule::Meta = $crate::rule::Meta {
                id: $id,
                kind: $crate::rule::Kind::$kind,
                docs: concat!($($doc, "\n"),*),
                $( $key: $value, )*
                ..$crate::rule::Meta::of_group(super::GROUP)
            };
            fn instance(self) -> $crate::rule::Instance {
                $crate::declare_rule!(@instance $kind, self)
            }
        }
    };
    (@instance Engine, $rule:expr) => {
        $crate::rule::Instance::Engine(serde_json::to_value($rule).unwrap_or_default())
    };
    (@instance Document, $rule:expr) => { $crate::rule::Instance::Document(Box::new($rule)) };
    (@instance Page, $rule:expr) => { $crate::rule::Instance::Page(Box::new($rule)) };
    (@instance Corpus, $rule:expr) => { $crate::rule::Instance::Corpus(Box::new($rule)) };
}
