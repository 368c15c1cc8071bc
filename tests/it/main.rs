//! The tests that share one program: a change to the library links it once, and not once for every file. A file is a
//! module, and `cargo test --test it git::` runs the tests of `git.rs`.
//!
//! Tests run in threads of one process. So none of them changes what belongs to the process: its environment, its current
//! folder, its limits, its hook for panics. One that has to is a program of its own beside this folder, as are those that
//! name their tests themselves (`harness = false` in `Cargo.toml`).

#[path = "../support/outcomes.rs"]
mod outcomes;
#[path = "../support/picture.rs"]
mod pictures;
#[path = "../support/place.rs"]
mod place;
#[path = "../support/programs.rs"]
mod programs;
#[path = "../support/session.rs"]
mod session;
#[path = "../support/mod.rs"]
mod support;
#[path = "../../fuzz/src/lib.rs"]
mod targets;

mod adopt;
mod analyses;
mod articles;
mod book;
mod cache;
mod cases;
mod cli;
mod cli_json;
mod cli_limits;
mod cli_reports;
mod clients;
mod conclude;
mod config;
mod conventions;
mod custom_rules;
mod editors;
mod edits;
mod example;
mod faults;
mod files;
mod fingerprints;
mod fixing;
mod formats;
mod fuzz;
mod gates;
mod generated;
mod generator;
mod git;
mod guides;
mod healthy;
mod hostile;
mod json_oracle;
mod json_suite;
mod output;
mod overlaps;
mod page_rules;
mod pairing;
mod phrases;
mod places;
mod reference;
mod schema_findings;
mod schema_oracle;
mod schema_registry;
mod secrets;
mod seed;
mod terminal;
mod upgrade;
