//! What is staged: the entries of the index, and how the work tree stands to each of them.
//!
//! git itself tells a changed file from an unchanged one by its stat and, where that is in doubt, by its bytes as the
//! filters of the repository would store them. No filter may run here, so what is in doubt counts as modified: whoever
//! wants the bytes takes the object, which holds what will be committed either way. For the same reason what a user has
//! told git to assume (`assume-unchanged`, `core.fileMode`, `core.ignoreStat`) does not count.

use std::path::PathBuf;

use super::id::ObjectId;
use super::paths::below;
use super::repository::Repository;
use crate::fs::{self, Moment, path_of};
use crate::problem::Problem;

/// What the index holds at a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Absolute.
    pub path: PathBuf,
    /// What it is.
    pub kind: Kind,
    /// Its bytes; of a link, its target; of a submodule, its commit.
    pub object: ObjectId,
    /// What git has noted that makes a look at the work tree idle.
    noted: Option<State>,
    recorded: Recorded,
}

/// What an entry of the index or of a tree is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A regular file, executable or not.
    File,
    /// A link.
    Link,
    /// The commit of another repository.
    Submodule,
}

/// How the work tree stands to an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// The file has not been touched since git looked at it. Of a submodule: its folder is there.
    Unchanged,
    /// The file has other bytes, or may have.
    Modified,
    /// No file is there.
    Missing,
    /// The file is not wanted in the work tree, as in a sparse checkout. Where one is there, it does not count.
    Skipped,
    /// The name is noted (`git add --intent-to-add`), but nothing of it would be committed.
    IntentToAdd,
    /// A merge has left several versions of it; the object is one of them.
    Unmerged,
}

/// What git has recorded of the file when it last compared it with its object.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Recorded {
    modified: (u32, u32),
    changed: (u32, u32),
    inode: u32,
    size: u32,
    /// Whether a later change might not show in the stat: git looked at the file and wrote the index at one moment.
    is_racy: bool,
}

impl Kind {
    /// By the mode that git prints; `None` for what is neither.
    pub(super) fn of_mode(mode: &[u8]) -> Option<Kind> {
        match mode {
            mode if mode.starts_with(b"100") => Some(Kind::File),
            b"120000" => Some(Kind::Link),
            b"160000" => Some(Kind::Submodule),
            _ => None,
        }
    }
}

impl Entry {
    /// Looks at the work tree, unless git has noted what makes that idle. Costs one question to the file system.
    pub fn state(&self) -> State {
        if let Some(noted) = self.noted {
            return noted;
        }
        let Some(found) = fs::stamp(&self.path) else { return State::Missing };
        match self.kind {
            Kind::File if found.is_file && self.recorded.holds(&found) => State::Unchanged,
            Kind::Link if found.is_link && self.recorded.holds(&found) => State::Unchanged,
            Kind::Submodule if !found.is_file && !found.is_link => State::Unchanged,
            _ => State::Modified,
        }
    }

    /// Whether it is a file that a sparse checkout leaves out, and that is not there. Costs no more than one question to the
    /// file system.
    pub fn is_left_out(&self) -> bool {
        self.kind == Kind::File && self.noted == Some(State::Skipped) && fs::stamp(&self.path).is_none()
    }
}

impl Recorded {
    /// Whether a file is still as recorded. What git, or another program that writes its index, has recorded as zero is not
    /// known. A size of zero is also how git marks an entry that it does not trust itself.
    fn holds(&self, found: &fs::Stamp) -> bool {
        let is_same = |recorded: (u32, u32), found: Moment| {
            // git keeps 32 bits of a number.
            recorded == (0, 0)
                || found == Moment::default()
                || recorded == (found.seconds as u32, found.nanoseconds)
                || recorded.1 == 0 && recorded.0 == found.seconds as u32
        };
        !self.is_racy
            && self.size != 0
            && self.size == found.size as u32
            && self.modified != (0, 0)
            && is_same(self.modified, found.modified)
            && is_same(self.changed, found.changed)
            && (self.inode == 0 || found.inode == 0 || self.inode == found.inode as u32)
    }

    /// Whether a change after git's look could leave this as it is, where the index was written at a moment. A file system
    /// that keeps whole seconds only cannot tell two changes in one second apart.
    fn is_racy(&self, written: Moment) -> bool {
        let (seconds, nanoseconds) = self.modified;
        let (seconds, written_seconds) = (i64::from(seconds), written.seconds);
        match nanoseconds {
            0 => seconds >= written_seconds,
            _ => (seconds, nanoseconds) >= (written_seconds, written.nanoseconds),
        }
    }
}

impl Repository {
    /// Everything that the index holds, in the order of git: by the bytes of the path. Of an unmerged path, one entry.
    /// Nothing is written: the index is not refreshed.
    ///
    /// # Errors
    /// Where the index cannot be read.
    pub fn index(&self) -> Result<Vec<Entry>, Problem> {
        // Asked first: should somebody write the index meanwhile, more is in doubt, not less.
        let written = self.index_written()?;
        let listed = self.run(&["ls-files", "--stage", "--debug", "-z"])?;
        let mut entries: Vec<Entry> = Vec::new();
        for listed in index_entries(&listed) {
            let listed = listed.ok_or_else(|| {
                Problem::new("termlint does not understand how this git lists its index", "update git, or termlint")
            })?;
            let Some(path) = below(self.top(), listed.path) else { continue };
            if entries.last().is_some_and(|last| last.path == path) {
                continue;
            }
            let noted = match listed.flags {
                _ if listed.stage != b'0' => Some(State::Unmerged),
                flags if flags & INTENT_TO_ADD != 0 => Some(State::IntentToAdd),
                flags if flags & SKIP_WORKTREE != 0 => Some(State::Skipped),
                _ => None,
            };
            let Some(kind) = Kind::of_mode(listed.mode) else { continue };
            let recorded = Recorded { is_racy: listed.recorded.is_racy(written), ..listed.recorded };
            entries.push(Entry { path, kind, object: listed.object, noted, recorded });
        }
        Ok(entries)
    }

    /// When the index was last written; zero where there is none yet.
    fn index_written(&self) -> Result<Moment, Problem> {
        let answer = self.run(&["rev-parse", "--git-path", "index"])?;
        let path = path_of(answer.strip_suffix(b"\n").unwrap_or(&answer));
        let stamp = fs::stamp(&fs::canonical(&self.top().join(path)));
        Ok(stamp.map_or_else(Moment::default, |stamp| stamp.modified))
    }
}

/// Flags of an entry in memory, which `ls-files --debug` prints (`CE_INTENT_TO_ADD` and `CE_SKIP_WORKTREE` in git's
/// `read-cache-ll.h`); on disk they stand 16 bits lower (`gitformat-index`).
const INTENT_TO_ADD: u32 = 1 << 29;
const SKIP_WORKTREE: u32 = 1 << 30;

/// One entry in what `git ls-files --stage --debug -z` prints.
pub struct Listed<'l> {
    /// Below the top of the work tree.
    pub path: &'l [u8],
    mode: &'l [u8],
    object: ObjectId,
    stage: u8,
    recorded: Recorded,
    flags: u32,
}

/// The entries in what `git ls-files --stage --debug -z` prints: `<mode> SP <object> SP <stage> TAB <path> NUL`, and then
/// lines that begin with two spaces and hold pairs such as `mtime: 12:34`, separated by TAB. git's manual lets those lines
/// change at any time, so they are read by their names: what is not there is not known, and then no file counts as
/// unchanged. `None` for an entry that is not understood, after which there is no other.
pub fn index_entries(listed: &[u8]) -> impl Iterator<Item = Option<Listed<'_>>> {
    let mut rest = listed;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let next = index_entry(rest);
        rest = next.as_ref().map_or(&[], |(_, rest)| *rest);
        Some(next.map(|(entry, _)| entry))
    })
}

fn index_entry(listed: &[u8]) -> Option<(Listed<'_>, &[u8])> {
    let end = memchr::memchr(0, listed)?;
    let (entry, mut rest) = (&listed[..end], &listed[end + 1..]);
    let tab = memchr::memchr(b'\t', entry)?;
    let mut facts = entry[..tab].split(|byte| *byte == b' ');
    let (mode, object, stage) = (facts.next()?, ObjectId::parse(facts.next()?)?, *facts.next()?.first()?);
    let (mut recorded, mut flags) = (Recorded::default(), None);
    while rest.starts_with(b"  ") {
        let end = memchr::memchr(b'\n', rest)?;
        for pair in std::str::from_utf8(&rest[..end]).ok()?.split('\t') {
            let (name, value) = pair.trim().split_once(": ").unwrap_or_default();
            match name {
                "mtime" => recorded.modified = moment(value),
                "ctime" => recorded.changed = moment(value),
                "ino" => recorded.inode = number(value),
                "size" => recorded.size = number(value),
                "flags" => flags = u32::from_str_radix(value, 16).ok(),
                _ => {}
            }
        }
        rest = &rest[end + 1..];
    }
    // Without its flags, an entry that will not be committed would pass for one that will.
    Some((Listed { mode, object, stage, path: &entry[tab + 1..], recorded, flags: flags? }, rest))
}

fn moment(value: &str) -> (u32, u32) {
    let (seconds, nanoseconds) = value.split_once(':').unwrap_or((value, "0"));
    (number(seconds), number(nanoseconds))
}

/// A number of 32 bits; early versions of git print it with a sign.
fn number(value: &str) -> u32 {
    value.parse::<i64>().map_or(0, |number| number as u32)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "61780798228d17af2d34fce4cfbdf35556832472";

    fn stat() -> Recorded {
        Recorded { modified: (100, 50), changed: (100, 60), inode: 7, size: 12, is_racy: false }
    }

    fn found() -> fs::Stamp {
        let moment = |nanoseconds| Moment { seconds: 100, nanoseconds };
        fs::Stamp { is_file: true, is_link: false, size: 12, modified: moment(50), changed: moment(60), inode: 7 }
    }

    #[test]
    fn entries_are_read_with_what_git_recorded() {
        let listed = format!(
            "100644 {ID} 0\ta\n b\0  ctime: 1:2\n  mtime: 3:4\n  dev: 5\tino: 6\n  uid: 0\tgid: 0\n  size: 7\tflags: 20004000\n\
             160000 {ID} 2\tc\0  later: x\n  ctime: -1:2\n  size: 7\tflags: 0\n"
        );
        let entries: Vec<Listed<'_>> = index_entries(listed.as_bytes()).map(Option::unwrap).collect();
        assert_eq!([entries[0].path, entries[1].path], [&b"a\n b"[..], b"c"]);
        let expected = Recorded { modified: (3, 4), changed: (1, 2), inode: 6, size: 7, is_racy: false };
        assert_eq!(entries[0].recorded, expected);
        assert_eq!([entries[0].flags & INTENT_TO_ADD, entries[1].flags], [INTENT_TO_ADD, 0]);
        assert_eq!((entries[1].stage, entries[1].recorded.changed), (b'2', (u32::MAX, 2)));
        assert_eq!(entries[1].recorded.modified, (0, 0), "what git does not say is not known");
    }

    #[test]
    fn what_is_not_an_entry_ends_the_list() {
        let id = ID;
        for broken in [
            "x",
            "100644 0\ta\0",
            &format!("100644 {id} 0\ta\0"),
            &format!("100644 {id} 0\ta\0  size: 7\n"),
            &format!("100644 {id} 0\ta\0  size: 7\tflags: 0"),
        ] {
            let entries: Vec<_> = index_entries(broken.as_bytes()).collect();
            assert!(matches!(entries[..], [None]), "{broken:?}");
        }
    }

    #[test]
    fn a_file_is_unchanged_only_where_nothing_is_in_doubt() {
        assert!(stat().holds(&found()));
        let others = [
            fs::Stamp { size: 13, ..found() },
            fs::Stamp { modified: Moment { seconds: 101, nanoseconds: 50 }, ..found() },
            fs::Stamp { modified: Moment { seconds: 100, nanoseconds: 51 }, ..found() },
            fs::Stamp { changed: Moment { seconds: 100, nanoseconds: 61 }, ..found() },
            fs::Stamp { inode: 8, ..found() },
        ];
        for other in others {
            assert!(!stat().holds(&other), "{other:?}");
        }
        for other in [
            Recorded { size: 0, ..stat() },
            Recorded { modified: (0, 0), ..stat() },
            Recorded { is_racy: true, ..stat() },
        ] {
            assert!(!other.holds(&fs::Stamp { size: u64::from(other.size), ..found() }), "{other:?}");
        }
        // What the writer of the index left out, and what this system does not know.
        assert!(Recorded { inode: 0, changed: (0, 0), ..stat() }.holds(&found()));
        assert!(stat().holds(&fs::Stamp { inode: 0, changed: Moment::default(), ..found() }));
    }

    #[test]
    fn a_file_of_the_same_moment_as_the_index_is_in_doubt() {
        let racy =
            |modified, seconds, nanoseconds| Recorded { modified, ..stat() }.is_racy(Moment { seconds, nanoseconds });
        assert!(!racy((100, 50), 100, 51));
        assert!(racy((100, 50), 100, 50) && racy((100, 50), 100, 49) && racy((101, 0), 100, 50));
        // Where the file system keeps whole seconds, all of that second is one moment.
        assert!(racy((100, 0), 100, 50));
        assert!(!racy((100, 0), 101, 0));
    }
}
