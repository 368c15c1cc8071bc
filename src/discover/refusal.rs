//! Whether a file is a handoff at all: decided by its bytes, where its name does not say so.

use super::files::Files;
use super::source::Source;
use crate::fs::ReadError;
use crate::json::{self, Node};

/// What every handoff holds, in any version; a walk takes files by it.
const MARKER: &str = "core-reviewed-term-ai-handoff-";

/// Why a file that was looked at is not checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// Nothing in it names the contract.
    NoHandoff,
    /// A schema, which may name the versions that it describes.
    Schema,
    /// A report or a baseline of termlint's, which quote handoffs: nobody misses it.
    Own,
}

impl Refusal {
    /// The reason, for people.
    pub fn words(self) -> &'static str {
        match self {
            Refusal::NoHandoff => "not a handoff: it names no version of the contract",
            Refusal::Schema => "a schema: its $schema names a dialect of json-schema.org",
            Refusal::Own => "written by termlint",
        }
    }
}

/// How the files begin that termlint writes.
const OWN: [&str; 2] = ["{\n  \"report_version\": 1,\n  \"termlint\": \"", "{\n\"baseline_version\": "];

/// How a SARIF report begins, and what one of termlint's says of its tool.
const SARIF: [&str; 2] = ["{\n  \"$schema\": \"https://json.schemastore.org/sarif-", "\"name\": \"termlint\""];

impl Source {
    /// Why it is not checked; `None` for a handoff. Reads no more than it must.
    ///
    /// # Errors
    /// See [`ReadError`]. What was taken and cannot be read is checked: that is its finding.
    pub fn refusal(&self, files: &dyn Files, limit: u64) -> Result<Option<Refusal>, ReadError> {
        let is_handoff = if self.by_name || self.explicit && self.lines {
            true
        } else if self.lines {
            files.any_stretch(self, 2 * MARKER.len(), &looks_like_handoff)?
        } else {
            return match files.read(self, limit) {
                Ok(bytes) => Ok(self.refusal_of(&bytes)),
                Err(_) if self.explicit => Ok(None),
                Err(error) => Err(error),
            };
        };
        Ok((!is_handoff).then_some(Refusal::NoHandoff))
    }

    /// The same for one that is not read line by line, with these bytes.
    pub fn refusal_of(&self, bytes: &[u8]) -> Option<Refusal> {
        if !self.explicit && is_own(bytes) {
            return Some(Refusal::Own);
        }
        if !self.explicit && !looks_like_handoff(bytes) {
            return Some(Refusal::NoHandoff);
        }
        (!self.by_name && is_schema(bytes)).then_some(Refusal::Schema)
    }
}

/// Whether bytes are a JSON Schema: one that is well-formed and says so at its root, where no handoff states its version.
fn is_schema(bytes: &[u8]) -> bool {
    // Hardly any file names the site, and the others need not be parsed.
    if memchr::memmem::find(bytes, b"json-schema.org").is_none() {
        return false;
    }
    let Ok(text) = json::decode(bytes) else { return false };
    let parsed = json::parse(text);
    let Some(root) = parsed.tree.root().filter(|_| parsed.issues.is_empty()) else { return false };
    let dialect = root.get("$schema").and_then(Node::as_str);
    let is_dialect = |name: &str| {
        let name = name.strip_prefix("https://").or_else(|| name.strip_prefix("http://"));
        name.is_some_and(|name| name.starts_with("json-schema.org/"))
    };
    root.get("schema_version").is_none() && dialect.is_some_and(|name| is_dialect(&name))
}

/// Whether bytes are a report or a baseline that termlint has written.
fn is_own(bytes: &[u8]) -> bool {
    let [sarif, tool] = SARIF;
    OWN.iter().any(|beginning| bytes.starts_with(beginning.as_bytes()))
        || bytes.starts_with(sarif.as_bytes()) && memchr::memmem::find(bytes, tool.as_bytes()).is_some()
}

/// Whether bytes hold what every handoff holds, in UTF-8 or UTF-16, and are no report about handoffs.
fn looks_like_handoff(bytes: &[u8]) -> bool {
    if bytes.starts_with(SARIF[0].as_bytes()) {
        return false;
    }
    if memchr::memmem::find(bytes, MARKER.as_bytes()).is_some() {
        return true;
    }
    // UTF-16 has a NUL beside every ASCII letter.
    if memchr::memchr(0, bytes).is_none() {
        return false;
    }
    let wide: Vec<u8> = MARKER.bytes().flat_map(|byte| [byte, 0]).collect();
    // The last byte differs in big endian; without it both orders hold the same run.
    memchr::memmem::find(bytes, &wide[..wide.len() - 1]).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_handoff_is_known_by_its_bytes_in_utf_8_and_utf_16() {
        let text = "{\"schema_version\":\"core-reviewed-term-ai-handoff-v999\"}";
        assert!(looks_like_handoff(text.as_bytes()));
        let little: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        assert!(looks_like_handoff(&little));
        assert!(looks_like_handoff(&big));
        assert!(!looks_like_handoff(b"{\"name\":\"package\"}"));
        assert!(!looks_like_handoff(b"\0\0\0"));
    }

    #[test]
    fn a_schema_says_at_its_root_that_it_is_one_and_states_no_version_of_its_own() {
        for schema in [
            r#"{"$schema":"https://json-schema.org/draft/2020-12/schema","properties":{"schema_version":{}}}"#,
            r#"{"$schema":"http:\/\/json-schema.org\/draft-07\/schema#"}"#,
        ] {
            assert!(is_schema(schema.as_bytes()), "{schema}");
        }
        for other in [
            r#"{"$schema":"https://json-schema.org/draft/2020-12/schema","schema_version":null}"#,
            r#"{"$schema":"https://json-schema.org/draft/2020-12/schema""#,
            r#"{"$schema":"https://example.com/json-schema.org/x"}"#,
            r#"{"$schema":7,"x":"https://json-schema.org/draft/2020-12/schema"}"#,
            r#"{"a":{"$schema":"https://json-schema.org/draft/2020-12/schema"}}"#,
            r#"["https://json-schema.org/draft/2020-12/schema"]"#,
        ] {
            assert!(!is_schema(other.as_bytes()), "{other}");
        }
    }
}
