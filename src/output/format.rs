//! The formats, each declared once: its name, what its columns count and what kind of text it is.
//!
//! Knows no file that writes one: those read their own declaration.

use super::columns::Unit;

/// Declares the formats in the order in which they are listed.
macro_rules! formats {
    ($($(#[doc = $doc:literal])+ $format:ident { name: $name:literal, column: $unit:ident, kind: $kind:ident })+) => {
        /// How a report looks.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Format {
            $($(#[doc = $doc])+ $format,)+
        }

        impl Format {
            /// Every format, in the order in which they are listed.
            pub const ALL: &[Format] = &[$(Format::$format),+];

            /// Its name, as it is typed.
            pub const fn name(self) -> &'static str {
                match self {
                    $(Format::$format => $name,)+
                }
            }

            /// What its columns count.
            pub const fn unit(self) -> Unit {
                match self {
                    $(Format::$format => Unit::$unit,)+
                }
            }

            const fn kind(self) -> Kind {
                match self {
                    $(Format::$format => Kind::$kind,)+
                }
            }
        }
    };
}

/// What kind of text a report is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// People read it as it is printed.
    Text,
    /// A document that is whole in every case.
    Document,
    /// A line a finding and nothing else.
    Lines,
}

formats! {
    /// For people at a terminal: excerpts with carets.
    Pretty { name: "pretty", column: Characters, kind: Text }
    /// A line a finding: `path:line:col: severity: message [rule]`. Columns are `%c` of Vim's errorformat, which Kakoune
    /// and ALE share.
    Concise { name: "concise", column: Bytes, kind: Text }
    /// One JSON document (`schemas/termlint/report.v1.json`). Prints UTF-16 units beside the column.
    Json { name: "json", column: Characters, kind: Document }
    /// A JSON line a finding: what stands under `findings` in the JSON document.
    Jsonl { name: "jsonl", column: Characters, kind: Lines }
    /// SARIF 2.1.0. `columnKind` says what columns count; GitHub and viewers are written in languages that count so.
    Sarif { name: "sarif", column: Utf16, kind: Document }
    /// Workflow commands of GitHub Actions.
    Github { name: "github", column: Characters, kind: Document }
    /// GitLab's Code Quality report, which holds lines only.
    Gitlab { name: "gitlab", column: Characters, kind: Document }
    /// JUnit's XML.
    Junit { name: "junit", column: Characters, kind: Document }
    /// Reviewdog's Diagnostic Format: "column: UTF-8 byte count".
    Rdjson { name: "rdjson", column: Bytes, kind: Document }
    /// A summary to post on a pull request.
    Markdown { name: "markdown", column: Characters, kind: Document }
    /// A table for a spreadsheet, a row a finding; it holds lines only.
    Csv { name: "csv", column: Characters, kind: Document }
}

impl Format {
    /// Whether the report is a document that is whole in every case, and says itself what termlint could not do.
    pub fn is_document(self) -> bool {
        self.kind() == Kind::Document
    }

    /// Whether people read it as it is printed.
    pub fn is_for_people(self) -> bool {
        self.kind() == Kind::Text
    }
}
