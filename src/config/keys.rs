//! The keys of `termlint.toml`, and what people write for them who know other tools.

/// The keys of the file, in the order in which they are documented.
pub const KEYS: [&str; 15] = [
    "required-version",
    RULES_OF,
    "include",
    "exclude",
    "known-slugs",
    "pages",
    "baseline",
    "schema-dir",
    "fail-on",
    "fix",
    "report",
    "rules",
    "rule",
    "override",
    "ignore",
];

/// The key for the release whose findings count.
pub const RULES_OF: &str = "rules-of";

/// The key of `[report]`.
pub const FOOTER: &str = "footer";

/// What people write for it who know other tools.
pub const FOREIGN_FOOTERS: [(&str, &str); 4] =
    [("message", FOOTER), ("note", FOOTER), ("epilogue", FOOTER), ("suffix", FOOTER)];

/// What people write who know other tools.
pub const FOREIGN_KEYS: [(&str, &str); 23] = [
    ("autofix", "fix"),
    ("edition", RULES_OF),
    ("rules-version", RULES_OF),
    ("fail-level", "fail-on"),
    ("files", "include"),
    ("paths", "include"),
    ("ignore-patterns", "exclude"),
    ("ignores", "exclude"),
    ("extend-exclude", "exclude"),
    ("lints", "rules"),
    ("lint", "rules"),
    ("custom-rules", "rule"),
    ("custom", "rule"),
    ("schemas", "schema-dir"),
    ("schema-directory", "schema-dir"),
    ("version", "required-version"),
    ("min-version", "required-version"),
    ("slugs", "known-slugs"),
    ("known-terms", "known-slugs"),
    ("sitemap", "known-slugs"),
    ("overrides", "override"),
    ("per-file-ignores", "ignore"),
    ("suppressions", "ignore"),
];

/// What fails a run under the names that it has elsewhere.
pub const FOREIGN_FAIL_ONS: [(&str, &str); 4] =
    [("none", "never"), ("off", "never"), ("err", "error"), ("warnings", "warning")];

/// Levels under the names that they have elsewhere.
pub const FOREIGN_LEVELS: [(&str, &str); 10] = [
    ("disabled", "off"),
    ("disable", "off"),
    ("none", "off"),
    ("never", "off"),
    ("ignore", "off"),
    ("hint", "info"),
    ("note", "info"),
    ("err", "error"),
    ("critical", "error"),
    ("forbid", "error"),
];
