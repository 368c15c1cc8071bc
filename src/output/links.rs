//! Where people read more about a rule.
//!
//! Owns these addresses. Must not know any rule.

use crate::rule::custom::PREFIX;

/// The page of a rule on the web, in the very version that checks; `None` for a termlint that has no public home.
pub fn page(rule: &str) -> Option<String> {
    // The page of a custom rule is its entry, which is nowhere on the web.
    if rule.starts_with(PREFIX) { None } else { page_in(env!("CARGO_PKG_REPOSITORY"), rule) }
}

fn page_in(repository: &str, rule: &str) -> Option<String> {
    let home = repository.trim_end_matches('/');
    (!home.is_empty()).then(|| format!("{home}/blob/v{}/docs/rules/{rule}.md", env!("CARGO_PKG_VERSION")))
}

/// Where the page of a rule stands: in the repository of termlint, or in the configuration.
pub fn file(rule: &str) -> String {
    if rule.starts_with(PREFIX) { "termlint.toml".to_owned() } else { format!("docs/rules/{rule}.md") }
}

/// Where to read more: the address of the page, else what to type.
pub fn more(rule: &str) -> String {
    page(rule).unwrap_or_else(|| format!("run `termlint explain {rule}`"))
}

/// The home of termlint on the web; `None` where it has none.
pub fn home() -> Option<&'static str> {
    Some(env!("CARGO_PKG_REPOSITORY")).filter(|home| !home.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_that_of_the_version_at_hand() {
        let expected = format!("https://git.example/t/blob/v{}/docs/rules/a-rule.md", env!("CARGO_PKG_VERSION"));
        assert_eq!(page_in("https://git.example/t/", "a-rule"), Some(expected));
        assert_eq!(page_in("", "a-rule"), None);
    }
}
