//! A file that may hold handoffs: where it stands, and how it is called.
//!
//! Must not know how it was found, nor where its bytes are.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use crate::fs::ReadError;

/// Why a file beside the schemas is not checked.
pub(super) const AMONG_SCHEMAS: &str = "it is in the schema folder";

/// Why a file of that name is not checked where nobody has typed a path.
pub const NOT_INCLUDED: &str = "include does not match it";

/// The name under which text from standard input is reported when it has none.
pub const STDIN_NAME: &str = "<stdin>";

/// Text from standard input.
#[derive(Clone, Debug)]
pub struct Stdin {
    /// The file that it stands for.
    pub name: Option<PathBuf>,
    /// Why it could not be taken in.
    pub unreadable: Option<ReadError>,
}

/// One file that may hold handoffs.
#[derive(Clone, Debug)]
pub struct Source {
    /// Where it stands, whether or not something is there on disk: absolute and without links. Standard input without a
    /// name stands at [`STDIN_NAME`].
    pub file: PathBuf,
    /// Whether a walk has just met it as a file: it need not be asked once more whether it may be opened.
    pub is_met: bool,
    /// Whether it was reached under its own name, and not only through a link.
    pub is_own: bool,
    /// Why it cannot be read, where that is known without trying: a folder that is shut, a link that leads elsewhere.
    pub unreadable: Option<ReadError>,
    /// Its path for machines: relative to the machine root, with `/`; outside of it as given.
    pub path: String,
    /// Its path for people: relative to the current folder; outside of it as given.
    pub shown: String,
    /// Whether it holds a document a line.
    pub lines: bool,
    /// Whether it is checked whatever it holds; otherwise only if its bytes look like a handoff.
    pub explicit: bool,
    /// Whether its name alone makes it a handoff: it is called `ai.json`, or the configuration includes it.
    pub by_name: bool,
    /// Whether findings about it are reported.
    pub reported: bool,
    /// Whether it belongs to the corpus.
    pub in_corpus: bool,
}

impl Source {
    /// A file of which nothing is known but where it stands and what it is called, for machines and for people.
    pub fn new(file: PathBuf, path: String, shown: String) -> Source {
        Source {
            file,
            is_met: false,
            is_own: false,
            unreadable: None,
            path,
            shown,
            lines: false,
            explicit: false,
            by_name: false,
            reported: false,
            in_corpus: false,
        }
    }

    /// Where it can be read on disk.
    ///
    /// # Errors
    /// Why it cannot be read at all.
    pub fn on_disk(&self) -> Result<&Path, ReadError> {
        self.unreadable.clone().map_or(Ok(&self.file), Err)
    }
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
