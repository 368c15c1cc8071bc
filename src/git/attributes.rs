//! Which files git keeps in another form than they have in the work tree.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use super::paths::{below, bytes_of};
use super::process::ask;
use super::repository::Repository;
use crate::problem::Problem;

impl Repository {
    /// Those of some paths that a filter stands between (the `filter` attribute, as of Git LFS): their object is not what
    /// people read. Asked once for all of them; the filters do not run. The paths are absolute, and those that do not lie in
    /// the work tree are not among the answers. What is staged of `.gitattributes` holds.
    ///
    /// # Errors
    /// Where git cannot be asked.
    pub fn filtered<'p>(&self, paths: impl IntoIterator<Item = &'p Path>) -> Result<HashSet<PathBuf>, Problem> {
        let mut questions = Vec::new();
        for path in paths {
            if let Some(path) = path.strip_prefix(self.top()).ok().and_then(bytes_of) {
                questions.extend_from_slice(&path);
                questions.push(0);
            }
        }
        if questions.is_empty() {
            return Ok(HashSet::new());
        }
        let answers = ask(self.top(), &["check-attr", "--cached", "-z", "--stdin", "filter"], questions)?;
        let filtered = with_value(&answers).filter_map(|path| below(self.top(), path));
        Ok(filtered.collect())
    }
}

/// The paths that have a value in what `git check-attr -z` prints of one attribute: `<path> NUL <attribute> NUL <value> NUL`,
/// where `unspecified`, `unset` and `set` stand for those without.
fn with_value(answers: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut parts = answers.split(|byte| *byte == 0);
    std::iter::from_fn(move || Some((parts.next()?, parts.next()?, parts.next()?)))
        .filter(|(_, _, value)| !matches!(*value, b"unspecified" | b"unset" | b"set"))
        .map(|(path, ..)| path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_filter_with_a_name_counts() {
        let answers = b"a\0filter\0lfs\0b\0filter\0unspecified\0c\0filter\0unset\0d\n\0filter\0x\0";
        assert_eq!(with_value(answers).collect::<Vec<_>>(), [&b"a"[..], b"d\n"]);
        assert_eq!(with_value(b"a\0filter").count(), 0);
    }
}
