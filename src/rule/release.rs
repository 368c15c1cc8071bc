//! The releases of termlint, by which findings are dated: a minor release may report something new, a patch release does not.
//!
//! Owns which releases there are. Must not know what any of them finds.

use std::fmt;
use std::sync::OnceLock;

use super::level::Level;

/// Every minor release, oldest first. The last one is this program.
const RELEASES: [Release; 1] = [Release::FIRST];

/// A minor release of termlint, such as 0.1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Release {
    major: u32,
    minor: u32,
}

impl Release {
    /// The first one. What it reports is new to nobody.
    pub const FIRST: Release = Release::new(0, 1);

    /// The release with these numbers.
    pub const fn new(major: u32, minor: u32) -> Release {
        Release { major, minor }
    }

    /// Every release, oldest first; never empty.
    pub fn all() -> &'static [Release] {
        HISTORY.get().map_or(&RELEASES, |history| &history.releases)
    }

    /// The release that this program is.
    pub fn current() -> Release {
        Release::all().last().copied().unwrap_or(Release::FIRST)
    }

    /// The release before this one; the first one for the first.
    pub fn previous(self) -> Release {
        Release::all().iter().copied().rfind(|release| *release < self).unwrap_or(self)
    }

    /// Reads `0.1`. There may be no such release.
    pub fn parse(text: &str) -> Option<Release> {
        let number = |digits: &str| {
            let is_plain = digits == "0" || !digits.starts_with('0');
            digits.parse().ok().filter(|_| is_plain && digits.bytes().all(|digit| digit.is_ascii_digit()))
        };
        let (major, minor) = text.split_once('.')?;
        Some(Release { major: number(major)?, minor: number(minor)? })
    }
}

/// For what was written before releases were recorded.
impl Default for Release {
    fn default() -> Self {
        Release::FIRST
    }
}

impl fmt::Display for Release {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}.{}", self.major, self.minor)
    }
}

/// A kind of finding that a rule did not report from its beginning: a new place to look, another way to be wrong.
#[derive(Debug)]
pub struct FindingKind {
    /// What a draft calls it: words with hyphens, unique within the rule.
    pub name: &'static str,
    /// The release that brought it.
    pub since: Release,
}

/// A default level that was raised after the rule was published.
#[derive(Clone, Copy, Debug)]
pub struct Raised {
    /// The release that raised it.
    pub since: Release,
    /// The level before.
    pub from: Level,
}

/// Another past than the real one: what a test pretends, to see what an update does before there is one.
#[derive(Debug, Default)]
pub struct History {
    /// Every release, oldest first.
    pub releases: Vec<Release>,
    /// Since when rules, or single kinds of their findings, are reported.
    pub since: Vec<(&'static str, Option<&'static str>, Release)>,
    /// Rules whose level was raised.
    pub raised: Vec<(&'static str, Raised)>,
    /// Former ids of rules.
    pub aliases: Vec<(&'static str, &'static [&'static str])>,
}

static HISTORY: OnceLock<History> = OnceLock::new();

/// Makes this process a termlint with another past. Only tests call it: nothing that a user can set leads here.
#[doc(hidden)]
pub fn pretend(history: History) {
    let _ = HISTORY.set(history);
}

/// What is pretended about a rule, where anything is.
pub(super) fn pretended<T>(find: impl FnOnce(&'static History) -> Option<T>) -> Option<T> {
    HISTORY.get().and_then(find)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_release_is_this_program() {
        let version = env!("CARGO_PKG_VERSION");
        let own = version.rsplit_once('.').and_then(|(minor, _)| Release::parse(minor));
        assert_eq!(own, Some(Release::current()), "add the release to RELEASES");
        assert!(RELEASES.is_sorted() && RELEASES[0] == Release::FIRST);
    }

    #[test]
    fn a_release_is_two_numbers() {
        assert_eq!(Release::parse("0.1"), Some(Release::FIRST));
        assert_eq!(Release::parse("12.10"), Some(Release::new(12, 10)));
        assert_eq!(Release::new(12, 10).to_string(), "12.10");
        for text in
            ["", "0", "0.", ".1", "0.1.0", "0.01", "00.1", "+0.1", "0.-1", " 0.1", "v0.1", "0.1-rc", "0.99999999999"]
        {
            assert_eq!(Release::parse(text), None, "{text}");
        }
        assert!(Release::new(0, 9) < Release::new(0, 10) && Release::new(0, 10) < Release::new(1, 0));
    }
}
