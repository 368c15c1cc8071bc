//! Globs of the configuration: what they match, and where in the folders they lead.
//!
//! Owns the matching, in time that no pattern can drive up. Must not touch the disk.

use glob::MatchOptions;

use super::foreign::{braces_problem, foreign};
use super::suggest::code;
use crate::braces::{self, class};
use crate::problem::Problem;

/// `*` and `?` stop at `/`; letters count as they are written; a leading dot is a character like any other.
const OPTIONS: MatchOptions =
    MatchOptions { case_sensitive: true, require_literal_separator: true, require_literal_leading_dot: false };

/// A glob over paths that are relative to the folder of the configuration and use `/`.
///
/// A class such as `[ab]` is the `glob` crate's. The rest is matched here: that crate tries every way to share a name out among
/// the stars of a pattern, and a pull request may bring a pattern with thirty.
#[derive(Clone, Debug)]
pub struct Pattern {
    written: String,
    /// One of them matches: each of the globs that its braces stand for.
    globs: Vec<Glob>,
}

/// A glob without braces, part by part.
#[derive(Clone, Debug)]
struct Glob(Vec<Part>);

/// How a dot is matched with which a name begins.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Dots {
    /// As any other character.
    Any,
    /// By a dot alone, as in a shell.
    Literal,
}

/// What stands between two `/`.
#[derive(Clone, Debug)]
enum Part {
    /// `**`: any number of folders.
    Folders,
    /// A name with wildcards.
    Name(Vec<Piece>),
}

/// A part of a name.
#[derive(Clone, Debug)]
enum Piece {
    /// `*`: any number of characters.
    Many,
    /// `?`
    Any,
    One(char),
    Class(Box<glob::Pattern>),
}

impl PartialEq for Pattern {
    fn eq(&self, other: &Pattern) -> bool {
        self.written == other.written
    }
}

impl Eq for Pattern {}

impl Pattern {
    /// The pattern in `written`.
    ///
    /// # Errors
    /// What makes it a pattern that cannot match or that would not do what it seems to say, with a proposal.
    pub fn new(written: &str) -> Result<Pattern, Problem> {
        if let Some(problem) = foreign(written) {
            return Err(problem);
        }
        let globs = braces::expand(written).map_err(|error| braces_problem(written, error))?;
        let globs = globs.iter().map(|glob| Glob::new(glob)).collect::<Result<_, _>>()?;
        Ok(Pattern { written: written.to_owned(), globs })
    }

    /// Whether a path, relative to the folder of the configuration and with `/`, is matched.
    pub fn matches(&self, path: &str) -> bool {
        self.globs.iter().any(|glob| glob.matches(path, Dots::Any))
    }

    /// Whether it is matched by a pattern that writes out every dot with which a part of the path begins: `**` does not
    /// mean `.cache`.
    pub fn names(&self, path: &str) -> bool {
        self.globs.iter().any(|glob| glob.matches(path, Dots::Literal))
    }

    /// The pattern as it is written.
    pub fn as_str(&self) -> &str {
        &self.written
    }

    /// What to write instead if this looks like the name of a folder: as it stands it matches one file of this name.
    pub(super) fn folder(&self) -> Option<String> {
        let written = self.as_str();
        let name = written.rsplit('/').next().unwrap_or(written);
        let is_folder = !name.contains(['*', '?', '[', '.']);
        is_folder.then(|| format!("{written}/**"))
    }
}

impl Glob {
    fn new(written: &str) -> Result<Glob, Problem> {
        if let Some(problem) = foreign(written) {
            return Err(problem);
        }
        glob::Pattern::new(written).map_err(|error| {
            // The crate knows two kinds of errors: stars that are not alone, and classes.
            if error.msg.contains("wildcards") {
                let message = format!("{}: `**` must stand alone between two `/`", code(written));
                Problem::new(message, "write it as in \"content/**/ai.json\"")
            } else {
                let message = format!("{}: the `[` is never closed, or is empty", code(written));
                Problem::new(message, "close it, or write `[[]` for the character itself")
            }
        })?;
        Ok(Glob(parts(written)))
    }

    fn matches(&self, path: &str, dots: Dots) -> bool {
        self.after(path, dots)[self.0.len()]
    }

    /// For each number of parts, whether that many of them can stand for the whole of a path. Takes time in proportion to the
    /// parts of both.
    fn after(&self, path: &str, dots: Dots) -> Vec<bool> {
        let count = self.0.len();
        let mut is_open = vec![false; count + 1];
        is_open[0] = true;
        for name in path.split('/') {
            // Folders may stand for nothing.
            for at in 0..count {
                is_open[at + 1] |= is_open[at] && matches!(self.0[at], Part::Folders);
            }
            for at in (0..=count).rev() {
                let stays =
                    matches!(self.0.get(at), Some(part @ Part::Folders) if is_open[at] && part.matches(name, dots));
                let comes = at.checked_sub(1).is_some_and(|before| {
                    is_open[before] && matches!(&self.0[before], part @ Part::Name(_) if part.matches(name, dots))
                });
                is_open[at] = stays || comes;
            }
        }
        is_open
    }
}

impl Part {
    /// Whether it matches a name, or for `**` may take it in.
    fn matches(&self, name: &str, dots: Dots) -> bool {
        if dots == Dots::Literal && name.starts_with('.') && !self.begins_with_dot() {
            return false;
        }
        match self {
            Part::Folders => true,
            Part::Name(pieces) => name_matches(pieces, &name.chars().collect::<Vec<_>>()),
        }
    }

    fn begins_with_dot(&self) -> bool {
        matches!(self, Part::Name(pieces) if matches!(pieces.first(), Some(Piece::One('.'))))
    }
}

impl Piece {
    fn matches(&self, character: char) -> bool {
        match self {
            Piece::Many | Piece::Any => true,
            Piece::One(own) => *own == character,
            Piece::Class(class) => class.matches_with(character.encode_utf8(&mut [0; 4]), OPTIONS),
        }
    }
}

/// The parts of a pattern that the `glob` crate takes.
fn parts(written: &str) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut name = Vec::new();
    let mut rest = written;
    while let Some(character) = rest.chars().next() {
        let width = match class(rest) {
            Some(width) => width,
            None => character.len_utf8(),
        };
        match character {
            '/' => parts.push(part(std::mem::take(&mut name))),
            '*' => name.push(Piece::Many),
            '?' => name.push(Piece::Any),
            _ => name.push(match glob::Pattern::new(&rest[..width]) {
                Ok(class) if width > character.len_utf8() => Piece::Class(Box::new(class)),
                _ => Piece::One(character),
            }),
        }
        rest = &rest[width..];
    }
    parts.push(part(name));
    // At the end, `**` is whatever a folder holds, not the folder.
    if matches!(parts.last(), Some(Part::Folders)) {
        parts.push(Part::Name(vec![Piece::Many]));
    }
    parts
}

fn part(name: Vec<Piece>) -> Part {
    match name.as_slice() {
        [Piece::Many, Piece::Many] => Part::Folders,
        _ => Part::Name(name),
    }
}

/// Whether a whole name is matched. Only the last star ever takes in more than it did, so that the cost is the product of the
/// two lengths.
fn name_matches(pieces: &[Piece], name: &[char]) -> bool {
    let (mut piece, mut at) = (0, 0);
    let mut last_star = None;
    while at < name.len() {
        match pieces.get(piece) {
            Some(Piece::Many) => {
                last_star = Some((piece, at));
                piece += 1;
            }
            Some(one) if one.matches(name[at]) => {
                piece += 1;
                at += 1;
            }
            _ => {
                let Some((star, taken)) = last_star else { return false };
                last_star = Some((star, taken + 1));
                (piece, at) = (star + 1, taken + 1);
            }
        }
    }
    pieces[piece..].iter().all(|piece| matches!(piece, Piece::Many))
}

/// The folders in which something may lie that patterns name.
#[derive(Clone, Debug)]
pub struct Reach(Vec<Pattern>);

impl Reach {
    /// What these patterns reach.
    pub fn of(patterns: &[Pattern]) -> Reach {
        Reach(patterns.to_vec())
    }

    fn globs(&self) -> impl Iterator<Item = &Glob> {
        self.0.iter().flat_map(|pattern| &pattern.globs)
    }

    /// Whether any of them names a file or folder that begins with a dot.
    pub fn has_hidden(&self) -> bool {
        self.globs().flat_map(|glob| &glob.0).any(Part::begins_with_dot)
    }

    /// Whether a file that one of them names may lie below this folder, whose path is relative to that of the
    /// configuration and has `/`.
    pub fn includes(&self, folder: &str) -> bool {
        self.globs().any(|glob| glob.after(folder, Dots::Literal)[..glob.0.len()].contains(&true))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matches(pattern: &str, path: &str) -> bool {
        Pattern::new(pattern).unwrap().matches(path)
    }

    #[test]
    fn a_star_stays_in_its_folder_and_two_do_not() {
        assert!(matches("content/*/ai.json", "content/a/ai.json"));
        assert!(!matches("content/*/ai.json", "content/a/b/ai.json"));
        assert!(matches("content/**/ai.json", "content/ai.json"));
        assert!(matches("content/**/ai.json", "content/a/b/ai.json"));
        assert!(matches("**", ".hidden/ai.json"));
    }

    #[test]
    fn stars_are_never_tried_out() {
        // The answer is no, after every way to share the letters out among the stars, or after one.
        let (pattern, name) = ("*a".repeat(30) + "b", "a".repeat(250));
        assert!(!matches(&pattern, &name));
        assert!(matches(&format!("{pattern}*"), &format!("{name}b")));
        let folders = "**/a/".repeat(30) + "b";
        assert!(!matches(&folders, "a/".repeat(120).trim_end_matches('/')));
    }

    proptest::proptest! {
        #[test]
        fn a_path_is_matched_as_the_glob_crate_matches_it(
            pattern in "(\\*\\*/|a/)?([ab?é.]|\\*|\\[!?a\\]|\\[\\]b\\]|\\[*\\]|/|/\\*\\*/){0,7}(/\\*\\*)?",
            path in "[ab/é*.]{1,9}",
        ) {
            let path = path.split('/').filter(|part| !part.is_empty()).collect::<Vec<_>>().join("/");
            if let Ok(ours) = Pattern::new(&pattern) && !path.is_empty() {
                let theirs = glob::Pattern::new(&pattern).unwrap();
                let literal = MatchOptions { require_literal_leading_dot: true, ..OPTIONS };
                proptest::prop_assert_eq!(ours.matches(&path), theirs.matches_with(&path, OPTIONS), "{} on {}", pattern, path);
                // To a shell, and here, `*.json` does not name `.json`; to the crate it does.
                if !pattern.contains("*.") {
                    proptest::prop_assert_eq!(ours.names(&path), theirs.matches_with(&path, literal), "{} names {}", pattern, path);
                }
            }
        }
    }

    #[test]
    fn a_folder_is_worth_entering_where_a_pattern_leads_there() {
        let includes = |pattern: &str, folder: &str| Reach::of(&[Pattern::new(pattern).unwrap()]).includes(folder);
        let leads = [
            (".well-known/**/ai.json", ".well-known"),
            (".well-known/**/ai.json", ".well-known/a/b"),
            ("a/**/.b/*.json", "a/x/y/.b"),
            ("a/**/.b/*.json", "a/.b"),
            ("**/ai.json", "a/b"),
            ("**", "a"),
            (".*/ai.json", ".a"),
        ];
        for (pattern, folder) in leads {
            assert!(includes(pattern, folder), "{pattern} {folder}");
            assert!(includes(&format!("**/{pattern}"), &format!("x/{folder}")), "**/{pattern} x/{folder}");
        }
        let not = [
            (".well-known/**/ai.json", ".git"),
            (".well-known/**/ai.json", ".well-known/.git"),
            (".well-known/**/ai.json", "well-known"),
            ("a/**/.b/*.json", "a/.c"),
            ("a/**/.b/*.json", "a/.b/c"),
            ("**/ai.json", ".a"),
            ("*/ai.json", ".a"),
            ("a/ai.json", "a/ai.json"),
            ("**", ".a"),
        ];
        for (pattern, folder) in not {
            assert!(!includes(pattern, folder), "{pattern} {folder}");
        }
        let has_hidden = |pattern: &str| Reach::of(&[Pattern::new(pattern).unwrap()]).has_hidden();
        assert_eq!(["**", "a.b/*", ".a/*", "a/**/.b"].map(has_hidden), [false, false, true, true]);
    }

    #[test]
    fn many_stars_take_no_longer_than_few() {
        let pattern = format!("{}x", "**/a/".repeat(40));
        let folder = vec!["a"; 2000].join("/");
        assert!(Reach::of(&[Pattern::new(&pattern).unwrap()]).includes(&folder));
    }

    #[test]
    fn letters_count_as_they_are_written() {
        assert!(!matches("Content/**", "content/ai.json"));
        assert!(matches("内容/**", "内容/ai.json"));
    }

    #[test]
    fn a_brace_in_a_class_is_a_character() {
        assert!(matches("a[{]b", "a{b"));
        assert!(matches("a[]{]b", "a{b"));
        assert!(matches("[!a]{b,c}", "xc") && !matches("[!a]{b,c}", "ab"));
    }

    #[test]
    fn one_of_the_globs_that_braces_stand_for_matches() {
        let pattern = "content/{en-US,ja-JP}/**/{ai,ai.{draft,old}}.json";
        assert!(matches(pattern, "content/ja-JP/churn-rate/ai.json"));
        assert!(matches(pattern, "content/en-US/ai.old.json"));
        assert!(!matches(pattern, "content/ko-KR/ai.json"));
        let reach = Reach::of(&[Pattern::new("{a,.b/{c,d}}/*.json").unwrap()]);
        assert!(reach.has_hidden() && reach.includes("a") && reach.includes(".b/d") && !reach.includes(".b/e"));
        assert!(Pattern::new(&"{a,b}".repeat(7)).is_err());
    }

    #[test]
    fn a_proposal_is_a_pattern() {
        let wrong = ["/a/**", "a\\b", "a/../b", "./a", "a/", "a//b", "/", ".", "!a", "a{", "x/{a,b}/y{", "{a,}/b"];
        for written in wrong {
            let help = Pattern::new(written).unwrap_err().help;
            let proposed: Vec<&str> = help.split('"').skip(1).step_by(2).collect();
            assert!(!proposed.is_empty(), "{written}: {help}");
            for pattern in proposed {
                assert!(Pattern::new(pattern).is_ok(), "{written}: {help}");
            }
        }
    }
}
