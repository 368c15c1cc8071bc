//! What a front end may ask for.

use std::path::PathBuf;

use crate::config::Setting;
use crate::rule::Release;

/// What is to be checked, and by what: all that a front end may say about it, and nothing about how it is shown.
#[derive(Clone, Debug)]
pub struct Options {
    /// Files, folders, globs, `-`; none means the current folder.
    pub paths: Vec<PathBuf>,
    /// A list of further ones; `-` is standard input.
    pub files_from: Option<PathBuf>,
    /// Whether the names in that list end with NUL, not with a line break.
    pub is_nul_separated: bool,
    /// The configuration to use.
    pub config: Option<PathBuf>,
    /// Use none.
    pub no_config: bool,
    /// A folder that is the whole corpus.
    pub corpus: Option<PathBuf>,
    /// Whether `.gitignore` hides files.
    pub gitignore: bool,
    /// Whether what is staged is checked, not what is on disk.
    pub git_index: bool,
    /// Files whose text nobody has saved yet: they are found beside those on disk, whether or not they are there. Their bytes
    /// come from an overlay.
    pub unsaved: Vec<PathBuf>,
    /// Whether the files will be compared with those of a revision, so that it pays to ask git which are unchanged.
    pub is_compared: bool,
    /// The baseline, instead of the one that the configuration names.
    pub baseline: Option<PathBuf>,
    /// Report what the baseline records, too.
    pub no_baseline: bool,
    /// Report what the configuration ignores, too.
    pub no_suppressions: bool,
    /// The release whose findings count, whatever configurations and baselines say.
    pub rules_of: Option<Release>,
    /// The largest file that is read, in bytes.
    pub max_file_size: u64,
    /// Whether finding no handoff is fine.
    pub allow_empty: bool,
    /// Files that are written by this run: they are not checked, unless they are handoffs by name.
    pub targets: Vec<PathBuf>,
    /// Levels, in the order of the command line, with the words that name rules.
    pub settings: Vec<(Setting, String)>,
    /// Just these rules.
    pub only: Vec<String>,
    /// The file that standard input stands for.
    pub stdin_filename: Option<PathBuf>,
    /// A folder of further schemas.
    pub schema_dir: Option<PathBuf>,
    /// Files of terms that live elsewhere, beside those that the configuration names.
    pub known_slugs: Vec<PathBuf>,
    /// Whether facts are kept from one run to the next.
    pub cache: bool,
    /// The rendered pages that documents are compared with; `None` where they are not.
    pub pages: Option<PageChoice>,
}

/// Which pages documents are compared with.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PageChoice {
    /// The folder that the map of the configuration is relative to, in place of that of the configuration.
    pub folder: Option<PathBuf>,
    /// The page of the one document that is named.
    pub file: Option<PathBuf>,
    /// Whether pages may have been cut off: what is missing behind the end of one is not reported.
    pub is_partial: bool,
}

impl Default for Options {
    fn default() -> Self {
        Options {
            paths: Vec::new(),
            files_from: None,
            is_nul_separated: false,
            config: None,
            no_config: false,
            corpus: None,
            gitignore: true,
            git_index: false,
            unsaved: Vec::new(),
            is_compared: false,
            baseline: None,
            no_baseline: false,
            no_suppressions: false,
            rules_of: None,
            max_file_size: 64 << 20,
            allow_empty: false,
            targets: Vec::new(),
            settings: Vec::new(),
            only: Vec::new(),
            stdin_filename: None,
            schema_dir: None,
            known_slugs: Vec::new(),
            cache: true,
            pages: None,
        }
    }
}
