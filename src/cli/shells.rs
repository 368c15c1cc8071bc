//! What shells and manual readers are given: completions and manual pages, made from the command line as it is.
//!
//! Owns nothing of the flags themselves.

use clap::Command;
use clap::builder::PossibleValuesParser;
use clap_complete::Shell;
use clap_mangen::Man;

use crate::rule::Group;
use crate::rules::RULES;

/// The completions of a shell: verbs, flags and their values, and the rules where a rule is meant.
pub fn completions(command: Command, shell: Shell) -> String {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut with_rules(command), "termlint", &mut script);
    String::from_utf8_lossy(&script).into_owned()
}

/// The manual page of the whole, or of the verb that these words name, in the macros of roff; `None` where there is none.
pub fn manual(command: Command, verb: &[String]) -> Option<String> {
    let mut command = in_full(command);
    command.build();
    let mut page = &command;
    for word in verb {
        page = page.find_subcommand(word)?;
    }
    let name = page.get_display_name().unwrap_or("termlint").to_owned();
    let source = concat!("termlint ", env!("CARGO_PKG_VERSION"));
    let man = Man::new(page.clone()).title(name.to_uppercase()).source(source).manual("termlint");
    let mut text = Vec::new();
    man.render(&mut text).ok()?;
    Some(String::from_utf8_lossy(&text).into_owned())
}

/// What the short help leaves out belongs on a manual page, which would leave it blank.
fn in_full(command: Command) -> Command {
    command.mut_args(|argument| argument.hide_short_help(false)).mut_subcommands(in_full)
}

/// The command line, with the ids of rules as values: it takes any text, so that errors can say which rule was meant.
fn with_rules(command: Command) -> Command {
    let rules = || RULES.iter().map(|rule| rule.meta.id);
    let groups = || Group::ALL.into_iter().map(Group::name);
    let of_page = || PossibleValuesParser::new(rules().chain(groups()));
    let of_level = || PossibleValuesParser::new(rules().chain(groups()).chain(["all", "everything"]));
    command
        .mut_subcommand("explain", |verb| verb.mut_arg("rule", |rule| rule.value_parser(of_page())))
        .mut_subcommand("ignore", |verb| {
            verb.mut_arg("rule", |rule| rule.value_parser(PossibleValuesParser::new(rules())))
        })
        .mut_subcommand("check", |verb| {
            ["only", "allow", "warn", "deny"]
                .into_iter()
                .fold(verb, |verb, name| verb.mut_arg(name, |rule| rule.value_parser(of_level())))
        })
        .mut_subcommand("baseline", |verb| {
            verb.mut_subcommand("write", |verb| verb.mut_arg("only", |only| only.value_parser(of_level())))
        })
}
