//! The list of rules. Each is one file, read from top to bottom: page, options, metadata, check. The folder that it lies
//! in is its group.
//!
//! Rules see handoff, corpus and the report; they never import each other, nor a format, nor the clock.

mod evidence;
mod freshness;
mod links;
mod naming;
mod page;
mod prose;
mod substance;
mod validity;

use crate::rule::Declaration;

/// The rules of each folder.
const GROUPS: [&[Declaration]; 8] = [
    validity::RULES,
    evidence::RULES,
    links::RULES,
    substance::RULES,
    freshness::RULES,
    prose::RULES,
    naming::RULES,
    page::RULES,
];

/// All rules, by id.
pub static RULES: &[Declaration] = &by_id::<{ count() }>();

/// The rule with this id, or with this former id.
pub fn find(id: &str) -> Option<&'static Declaration> {
    RULES.iter().find(|rule| rule.meta.id == id || rule.meta.aliases().contains(&id))
}

const fn count() -> usize {
    let (mut count, mut group) = (0, 0);
    while group < GROUPS.len() {
        count += GROUPS[group].len();
        group += 1;
    }
    count
}

/// The rules of all folders in one list, sorted while termlint is compiled.
const fn by_id<const COUNT: usize>() -> [Declaration; COUNT] {
    let mut sorted = [GROUPS[0][0]; COUNT];
    let (mut length, mut group) = (0, 0);
    while group < GROUPS.len() {
        let mut index = 0;
        while index < GROUPS[group].len() {
            let rule = GROUPS[group][index];
            let mut location = length;
            while location > 0 && is_before(rule.meta.id, sorted[location - 1].meta.id) {
                sorted[location] = sorted[location - 1];
                location -= 1;
            }
            sorted[location] = rule;
            length += 1;
            index += 1;
        }
        group += 1;
    }
    sorted
}

/// `one < other`, which the standard library does not offer to a constant.
const fn is_before(one: &str, other: &str) -> bool {
    let (one, other) = (one.as_bytes(), other.as_bytes());
    let mut index = 0;
    while index < one.len() && index < other.len() {
        if one[index] != other[index] {
            return one[index] < other[index];
        }
        index += 1;
    }
    one.len() < other.len()
}

/// What `cargo xtask new-rule` writes compiles.
#[cfg(test)]
mod template {
    const GROUP: crate::rule::Group = crate::rule::Group::Substance;

    mod rule {
        include!("../../xtask/templates/rule.rs");
    }

    #[test]
    fn a_new_rule_has_the_name_of_its_template() {
        assert_eq!(<rule::ExampleRule as crate::rule::Declared>::META.id, "example-rule");
    }
}
