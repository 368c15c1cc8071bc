//! Wires one run from start to finish: options in, output and exit code out.
//!
//! Owns the clock, the terminal and the verbs. Checks nothing itself: that is the engine's.

mod baseline;
mod check;
mod clock;
mod conventions;
mod crash;
mod deliver;
mod files;
mod fix;
mod given;
mod ignore;
mod newer;
mod options;
mod progress;
mod revision;
mod session;
mod show;
mod terminal;
mod upgrade;
mod verbs;

use std::io;

pub use crash::report_panics;
pub use options::{BaselineVerb, CheckOptions, Color, FixOptions, IgnoreOptions, ListFormat, Options, Verb};

use terminal::{Terminal, print_to};

/// Carries out what the options ask for and returns the exit code.
pub fn run(options: &Options) -> u8 {
    let terminal = Terminal::of(options);
    match &options.verb {
        Verb::Check(check) => check::check(check, &terminal),
        Verb::Files(check) => files::files(check, &terminal),
        Verb::Baseline(verb, check) => baseline::baseline(*verb, check, &terminal),
        Verb::Upgrade(writes, check) => upgrade::upgrade(*writes, check, &terminal),
        Verb::Ignore(ignore, check) => ignore::ignore(ignore, check, &terminal),
        Verb::Explain(rule) => verbs::explain(rule.as_deref(), &terminal),
        Verb::Rules(format) => verbs::rules(*format, &terminal),
        Verb::SchemaList => verbs::schema_list(&terminal),
        Verb::SchemaShow { name, bundle } => verbs::schema_show(name, *bundle, &terminal),
        Verb::SchemaExport(folder) => verbs::schema_export(folder, &terminal),
        Verb::ConfigInit => verbs::config_init(&terminal),
        Verb::ConfigShow(file, check) => show::config_show(file.as_deref(), check, &terminal),
        Verb::ConfigSchema => verbs::config_schema(&terminal),
    }
}

/// Prints what the command line led to instead of a run.
pub fn refuse(text: &str, to_stdout: bool, exit_code: u8) -> u8 {
    if to_stdout {
        print_to(&mut io::stdout().lock(), text);
    } else {
        print_to(&mut io::stderr().lock(), text);
    }
    exit_code
}
