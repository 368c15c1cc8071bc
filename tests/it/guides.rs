//! The commands in the guides for people who write texts, each run over the bundled example: what a guide shows is what they see.
//!
//! A block marked `console` is a session: lines that begin with `$ ` are commands, and what is printed stands below each. The
//! folder `glossary` is the example. Where `"BLESS"` is set, the output is written anew.

#![allow(clippy::disallowed_methods, reason = "a test reads and writes its own files")]

use std::fs;

use crate::generated::keep;
use crate::place::{Place, copy};
use crate::support::repository;

/// The pages, below docs.
const GUIDES: [&str; 2] = ["finding", "finding.ja"];

#[test]
fn what_a_guide_shows_is_what_is_printed() {
    for guide in GUIDES.map(|page| format!("docs/{page}.md")) {
        let page = fs::read_to_string(repository(&guide)).unwrap();
        let place = Place::new();
        copy(&repository("fixtures/example"), &place.path("glossary"));
        place.write("termlint.toml", "include = [\"glossary/**/ai.json\"]\n");
        let mut blocks = page.split("```console\n");
        let mut now = blocks.next().unwrap_or_default().to_owned();
        let mut commands = 0;
        for block in blocks {
            let (session, rest) = block.split_once("```").unwrap_or_else(|| panic!("{guide}: a block has no end"));
            now.push_str("```console\n");
            for command in session.lines().filter_map(|line| line.strip_prefix("$ ")) {
                let words = words(command);
                let (program, arguments) = words.split_first().unwrap_or_else(|| panic!("{guide}: an empty command"));
                assert_eq!(program, "termlint", "{guide}: {command}");
                let ran = place.run(&arguments.iter().map(String::as_str).collect::<Vec<_>>());
                assert!(ran.code < 2, "{guide}: {command}: {}", ran.stderr);
                now.push_str(&format!("$ {command}\n{}{}", ran.stdout, ran.stderr));
                commands += 1;
            }
            now.push_str("```");
            now.push_str(rest);
        }
        assert!(commands > 4, "{guide} has {commands} commands");
        keep(&guide, &now);
    }
}

/// The words of a command; quotation marks hold several together.
fn words(command: &str) -> Vec<String> {
    let outside_and_inside = command.split('"').enumerate();
    outside_and_inside
        .flat_map(|(number, part)| match number % 2 {
            0 => part.split_whitespace().map(str::to_owned).collect(),
            _ => vec![part.to_owned()],
        })
        .collect()
}
