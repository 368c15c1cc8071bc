//! How every schema is compiled, whoever asks.

use std::sync::Arc;

use jsonschema::{Draft, PatternOptions, Retrieve, Uri, ValidationOptions};
use serde_json::Value;

use super::format::FORMATS;
use super::keyword::{self, BARE, CLOSED, FILLED, KNOWN};
use super::reference::Documents;
use super::representation::TreeJson;

/// The one set of options: formats asserted, unknown formats and remote references refused, patterns linear.
pub(super) fn options() -> ValidationOptions<'static, Arc<dyn Retrieve>, TreeJson> {
    let mut options = jsonschema::options_for::<TreeJson>()
        .with_draft(Draft::Draft202012)
        .should_validate_formats(true)
        .should_ignore_unknown_formats(false)
        .with_pattern_options(PatternOptions::regex())
        .with_keyword(CLOSED, keyword::closed)
        .with_keyword(KNOWN, keyword::known)
        .with_keyword(FILLED, keyword::filled)
        .with_keyword(BARE, keyword::bare)
        .with_retriever(Known(Arc::default()));
    for (name, check) in FORMATS {
        options = options.with_format(name, check);
    }
    options
}

/// Answers references from the set; everything else would need a network.
pub(super) struct Known(pub(super) Arc<Documents>);

impl Retrieve for Known {
    fn retrieve(&self, uri: &Uri<String>) -> Result<Value, Box<dyn std::error::Error + Send + Sync>> {
        self.0.get(uri.as_str()).cloned().ok_or_else(|| "it is not among the schemas".into())
    }
}
