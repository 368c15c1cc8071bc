//! A file that may hold handoffs: where its bytes are, how it is called, whether it is one.
//!
//! Owns the providers behind one door: disk, standard input, a revision, nowhere. Must not know how it was found.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::fs::{self, Line, ReadError, Spooled};
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
            Refusal::NoHandoff => "no handoff: its bytes name no version of the contract",
            Refusal::Schema => "a schema: its $schema names a dialect of json-schema.org",
            Refusal::Own => "a file of termlint's own",
        }
    }
}

/// Why a file beside the schemas is not checked.
pub(super) const AMONG_SCHEMAS: &str = "it lies in the folder of schemas";

/// Why a file of that name is not checked where nobody has typed a path.
pub(super) const NOT_INCLUDED: &str = "include does not name it";

/// How the files begin that termlint writes.
const OWN: [&str; 2] = ["{\n  \"report_version\": 1,\n  \"termlint\": \"", "{\n\"baseline_version\": "];

/// How a SARIF report begins, and what one of termlint's says of its tool.
const SARIF: [&str; 2] = ["{\n  \"$schema\": \"https://json.schemastore.org/sarif-", "\"name\": \"termlint\""];

/// The name under which text from standard input is reported when it has none.
pub const STDIN_NAME: &str = "<stdin>";

/// Text from standard input.
#[derive(Clone, Debug)]
pub struct Stdin {
    /// The file that it stands for.
    pub name: Option<PathBuf>,
    /// Where its bytes are, or why they could not be taken in.
    pub content: Content,
}

/// Where the bytes of a source are.
#[derive(Clone, Debug)]
pub enum Content {
    /// On disk.
    Disk(PathBuf),
    /// On disk, where a walk has just met it as a file: it need not be asked once more whether it may be opened.
    Walked(PathBuf),
    /// Here, instead of what is on disk.
    Memory(Arc<Vec<u8>>),
    /// Of a revision, put aside.
    Spooled(Spooled),
    /// Nowhere: a device, a folder that may not be entered.
    Broken(ReadError),
}

/// One file that may hold handoffs.
#[derive(Clone, Debug)]
pub struct Source {
    /// Its bytes.
    pub content: Content,
    /// Its path for machines: relative to the machine root, with `/`; outside of it as given.
    pub path: String,
    /// Its path for people: relative to the current folder; outside of it as given.
    pub shown: String,
    /// Whether it holds a document a line.
    pub lines: bool,
    /// Whether it is judged whatever it holds; otherwise only if its bytes look like a handoff.
    pub taken: bool,
    /// Whether its name alone makes it a handoff: it is called `ai.json`, or the configuration includes it.
    pub by_name: bool,
    /// Whether findings about it are reported.
    pub reported: bool,
    /// Whether it belongs to the corpus.
    pub in_corpus: bool,
}

impl Source {
    /// Reads the whole of it.
    ///
    /// # Errors
    /// See [`ReadError`].
    pub fn read(&self, limit: u64) -> Result<Vec<u8>, ReadError> {
        match &self.content {
            Content::Disk(path) => fs::read(path, limit),
            Content::Walked(path) => fs::read_known(path, limit),
            Content::Memory(bytes) => Ok(bytes.to_vec()),
            Content::Spooled(part) => part.read(limit),
            Content::Broken(error) => Err(error.clone()),
        }
    }

    /// Calls `each` with every line; see [`fs::each_line`].
    ///
    /// # Errors
    /// See [`ReadError`].
    pub fn each_line(&self, limit: u64, mut each: impl FnMut(Line)) -> Result<(), ReadError> {
        let bytes = match &self.content {
            Content::Disk(path) | Content::Walked(path) => return fs::each_line(path, limit, each),
            Content::Memory(bytes) => bytes,
            Content::Spooled(part) => return part.each_line(limit, each),
            Content::Broken(error) => return Err(error.clone()),
        };
        let mut before = 0;
        for (index, line) in bytes.split_inclusive(|byte| *byte == b'\n').enumerate() {
            let bytes = fs::without_end(line).to_vec();
            each(Line { number: index + 1, before, bytes });
            before += line.len();
        }
        Ok(())
    }

    /// The bytes of the line that begins at `offset`, without its end.
    ///
    /// # Errors
    /// See [`ReadError`].
    pub fn line_at(&self, offset: usize, limit: u64) -> Result<Vec<u8>, ReadError> {
        match &self.content {
            Content::Disk(path) | Content::Walked(path) => fs::line_at(path, offset, limit),
            Content::Memory(bytes) => {
                let rest = bytes.get(offset..).unwrap_or_default();
                Ok(fs::without_end(rest.split_inclusive(|byte| *byte == b'\n').next().unwrap_or_default()).to_vec())
            }
            Content::Spooled(part) => part.line_at(offset, limit),
            Content::Broken(error) => Err(error.clone()),
        }
    }

    /// Why it is not checked; `None` for a handoff. Reads no more than it must.
    ///
    /// # Errors
    /// See [`ReadError`]. What was taken and cannot be read is checked: that is its finding.
    pub fn refusal(&self, limit: u64) -> Result<Option<Refusal>, ReadError> {
        let is_handoff = match &self.content {
            _ if self.by_name || self.taken && self.lines => true,
            Content::Disk(path) | Content::Walked(path) if self.lines => {
                fs::any_stretch(path, 2 * MARKER.len(), looks_like_handoff)?
            }
            Content::Spooled(part) if self.lines => part.any_stretch(2 * MARKER.len(), looks_like_handoff)?,
            _ => {
                return match self.read(limit) {
                    Ok(bytes) => Ok(self.refusal_of(&bytes)),
                    Err(_) if self.taken => Ok(None),
                    Err(error) => Err(error),
                };
            }
        };
        Ok((!is_handoff).then_some(Refusal::NoHandoff))
    }

    /// The same for one that is not read line by line, with these bytes.
    pub fn refusal_of(&self, bytes: &[u8]) -> Option<Refusal> {
        if !self.taken && is_own(bytes) {
            return Some(Refusal::Own);
        }
        if !self.taken && !looks_like_handoff(bytes) {
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

/// What the names of files end with that a walk looks at.
pub(super) const EXTENSIONS: [&str; 3] = ["json", "jsonl", "ndjson"];

/// Whether a walk looks at a file of this name.
pub fn is_candidate(path: &Path) -> bool {
    path.extension().and_then(OsStr::to_str).is_some_and(|extension| EXTENSIONS.contains(&extension))
}

/// Whether a file of this name holds a document a line.
pub fn is_lines(path: &Path) -> bool {
    matches!(path.extension().and_then(OsStr::to_str), Some("jsonl" | "ndjson"))
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
        let text = "{\"schema_version\":\"core-reviewed-term-ai-handoff-v9\"}";
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
