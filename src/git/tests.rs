//! The room asked about real repositories.

#![allow(clippy::disallowed_methods, reason = "a test makes the files that it asks about")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, SystemTime};

use tempfile::TempDir;

use super::{Entry, Kind, Object, ObjectId, Repository, State, Wanted, is_sparse};
use crate::problem::Problem;

struct Place {
    folder: TempDir,
    top: PathBuf,
}

impl Place {
    fn new() -> Place {
        Place::with(&[])
    }

    fn with(options: &[&str]) -> Place {
        let folder = TempDir::new().unwrap();
        let top = crate::fs::canonical(folder.path()).join("top");
        fs::create_dir(&top).unwrap();
        let place = Place { folder, top };
        place.git(&[&["init", "-q", "-b", "main"], options].concat());
        place
    }

    fn git(&self, arguments: &[&str]) -> String {
        self.try_git(arguments).unwrap_or_else(|words| panic!("git {arguments:?}: {words}"))
    }

    fn try_git(&self, arguments: &[&str]) -> Result<String, String> {
        let output = Command::new("git")
            .current_dir(&self.top)
            .args(["-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "protocol.file.allow=always"])
            .args(arguments)
            .env("GIT_CONFIG_GLOBAL", "/dev/null")
            .output()
            .unwrap();
        let words = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
        if output.status.success() { Ok(words(output.stdout)) } else { Err(words(output.stderr)) }
    }

    fn write(&self, path: &str, text: impl AsRef<[u8]>) {
        let path = self.top.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    /// Writes a file and makes it an hour old, so that git has looked at it long after it was changed.
    fn write_old(&self, path: &str, text: &str) {
        self.write(path, text);
        self.set_age(path, 3600);
    }

    fn set_age(&self, path: &str, seconds: u64) {
        let file = fs::File::options().write(true).open(self.top.join(path)).unwrap();
        // As of a whole second, which a second file can be given as well.
        let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap().as_secs();
        file.set_modified(SystemTime::UNIX_EPOCH + Duration::new(now / 10_000 * 10_000 - seconds, 5_000)).unwrap();
    }

    fn commit(&self) {
        self.git(&["add", "-A"]);
        self.git(&["commit", "-q", "-m", "one"]);
    }

    fn repository(&self) -> Repository {
        Repository::around(&self.top).unwrap()
    }

    fn entries(&self) -> BTreeMap<String, Entry> {
        let entries = self.repository().index().unwrap();
        let named = |entry: Entry| (entry.path.strip_prefix(&self.top).unwrap().to_str().unwrap().to_owned(), entry);
        entries.into_iter().map(named).collect()
    }

    fn state(&self, path: &str) -> State {
        self.entries()[path].state()
    }

    fn read(&self, entries: &[&Entry]) -> Result<Vec<String>, Problem> {
        let wanted = entries.iter().map(|entry| Wanted { object: entry.object, limit: u64::MAX }).collect();
        let text = |object: Object| match object {
            Object::Read(bytes) => String::from_utf8(bytes).unwrap(),
            Object::TooLarge(size) => format!("{size} bytes"),
        };
        self.repository().objects(wanted)?.map(|object| object.map(text)).collect()
    }
}

#[test]
fn an_untouched_file_is_unchanged_and_every_change_shows() {
    let place = Place::new();
    for name in ["same", "edited", "twin", "mode", "gone", "folder", "assumed", "in a/folder\nbelow"] {
        place.write_old(name, "text");
    }
    place.commit();
    assert!(place.entries().values().all(|entry| entry.state() == State::Unchanged), "{:?}", place.entries());
    place.write("edited", "more text");
    // Another text of the same size and the same date.
    place.write_old("twin", "next");
    fs::remove_file(place.top.join("gone")).unwrap();
    fs::remove_file(place.top.join("folder")).unwrap();
    place.write("folder/file", "text");
    place.git(&["update-index", "--assume-unchanged", "assumed"]);
    place.write("assumed", "other");
    let states = place.entries().into_iter().map(|(name, entry)| (name, entry.state())).collect::<Vec<_>>();
    let expected = [
        ("assumed", State::Modified),
        ("edited", State::Modified),
        ("folder", State::Modified),
        ("gone", State::Missing),
        ("in a/folder\nbelow", State::Unchanged),
        ("mode", State::Unchanged),
        ("same", State::Unchanged),
        ("twin", State::Modified),
    ];
    assert_eq!(states, expected.map(|(name, state)| (name.to_owned(), state)));
}

#[test]
fn what_was_written_at_the_moment_of_the_index_is_in_doubt() {
    let place = Place::new();
    place.write("file", "text");
    let soon = SystemTime::now() + Duration::from_secs(3600);
    fs::File::options().write(true).open(place.top.join("file")).unwrap().set_modified(soon).unwrap();
    place.commit();
    assert_eq!(place.state("file"), State::Modified, "git itself would compare the bytes");
}

#[test]
fn a_file_that_git_has_smudged_is_in_doubt() {
    let place = Place::new();
    place.write_old("empty", "");
    place.commit();
    assert_eq!(place.state("empty"), State::Modified, "a size of zero is also git's mark for what it does not trust");
}

#[test]
fn what_git_has_noted_of_a_path_comes_first() {
    let place = Place::new();
    for name in ["skipped", "merged"] {
        place.write_old(name, "text");
    }
    place.commit();
    place.git(&["checkout", "-q", "-b", "other"]);
    place.write("merged", "theirs");
    place.commit();
    place.git(&["checkout", "-q", "main"]);
    place.write("merged", "ours");
    place.commit();
    assert!(place.try_git(&["merge", "-q", "other"]).is_err());
    place.git(&["update-index", "--skip-worktree", "skipped"]);
    place.write("intended", "text");
    place.git(&["add", "-N", "intended"]);
    let states = place.entries().into_iter().map(|(name, entry)| (name, entry.state())).collect::<Vec<_>>();
    let expected = [("intended", State::IntentToAdd), ("merged", State::Unmerged), ("skipped", State::Skipped)];
    assert_eq!(states, expected.map(|(name, state)| (name.to_owned(), state)));
}

#[test]
fn a_sparse_checkout_lists_what_is_not_there() {
    let place = Place::new();
    for name in ["in/a", "out/a", "out/deep/b"] {
        place.write_old(name, name);
    }
    place.commit();
    for sparse_index in ["--no-sparse-index", "--sparse-index"] {
        place.git(&["sparse-checkout", "set", "--cone", sparse_index, "in"]);
        assert!(!place.top.join("out").exists());
        let entries = place.entries();
        assert_eq!(entries.keys().collect::<Vec<_>>(), ["in/a", "out/a", "out/deep/b"], "{sparse_index}");
        let [_, a, b] = entries.values().collect::<Vec<_>>()[..] else { panic!() };
        assert_eq!([a.state(), b.state()], [State::Skipped; 2], "{sparse_index}");
        assert_eq!(place.read(&[b, a]).unwrap(), ["out/deep/b", "out/a"]);
    }
}

#[test]
fn a_work_tree_is_sparse_as_long_as_git_is_told_so_and_for_itself_alone() {
    let place = Place::new();
    for name in ["in/a", "out/a"] {
        place.write_old(name, name);
    }
    place.commit();
    let linked = place.folder.path().join("linked");
    place.git(&["worktree", "add", "-q", "-b", "topic", linked.to_str().unwrap()]);
    let are_sparse = || [place.top.as_path(), &linked].map(is_sparse);
    assert_eq!(are_sparse(), [false, false]);
    // What other programs do who want the whole work tree.
    place.git(&["sparse-checkout", "disable"]);
    assert_eq!(are_sparse(), [false, false]);
    place.git(&["sparse-checkout", "set", "in"]);
    assert_eq!(are_sparse(), [true, false]);
    let left_out = place.entries().into_iter().filter(|(_, entry)| entry.is_left_out());
    assert_eq!(left_out.map(|(name, _)| name).collect::<Vec<_>>(), ["out/a"]);
    // A file that is there all the same.
    place.write("out/a", "mine");
    assert!(place.entries().values().all(|entry| !entry.is_left_out()));
    fs::remove_dir_all(place.top.join("out")).unwrap();
    place.git(&["sparse-checkout", "disable"]);
    place.git(&["-C", linked.to_str().unwrap(), "sparse-checkout", "set", "in"]);
    assert_eq!(are_sparse(), [false, true]);
    place.git(&["-C", linked.to_str().unwrap(), "sparse-checkout", "disable"]);
    place.git(&["update-index", "--index-version", "4"]);
    place.git(&["sparse-checkout", "set", "in"]);
    assert_eq!(are_sparse(), [true, false], "every form of the index that can say so is asked");
}

#[cfg(unix)]
#[test]
fn links_and_submodules_are_told_from_files() {
    let (place, inner) = (Place::new(), Place::new());
    inner.write("file", "text");
    inner.commit();
    place.write_old("file", "text");
    std::os::unix::fs::symlink("file", place.top.join("link")).unwrap();
    std::os::unix::fs::symlink("file", place.top.join("becomes-file")).unwrap();
    place.git(&["submodule", "--quiet", "add", inner.top.to_str().unwrap(), "inner"]);
    place.commit();
    fs::remove_file(place.top.join("becomes-file")).unwrap();
    place.write("becomes-file", "file");
    let entries = place.entries();
    let kinds: Vec<(&str, Kind)> = entries.iter().map(|(name, entry)| (name.as_str(), entry.kind)).collect();
    let (file, link, submodule) = (Kind::File, Kind::Link, Kind::Submodule);
    let expected =
        [(".gitmodules", file), ("becomes-file", link), ("file", file), ("inner", submodule), ("link", link)];
    assert_eq!(kinds, expected);
    assert_eq!(entries["becomes-file"].state(), State::Modified);
    assert_eq!(entries["inner"].state(), State::Unchanged);
    assert_eq!(entries["inner"].object.to_string(), inner.git(&["rev-parse", "HEAD"]).trim());
}

#[test]
fn nothing_is_written_and_nothing_of_the_repository_runs() {
    let place = Place::new();
    place.write(".gitattributes", "* filter=evil text\n");
    place.write("file", "text\r\n");
    place.commit();
    place.write("modified", "text\r\n");
    place.git(&["add", "modified"]);
    place.write("modified", "moretext\r\n");
    let ran = place.folder.path().join("ran");
    let evil = format!("touch '{}'; cat", ran.display());
    for name in ["filter.evil.clean", "filter.evil.smudge", "filter.evil.process", "core.fsmonitor"] {
        place.git(&["config", name, &evil]);
    }
    place.git(&["config", "filter.evil.required", "true"]);
    let _ = fs::remove_file(&ran);
    let before = fs::read(place.top.join(".git/index")).unwrap();
    let repository = place.repository();
    let entries = repository.index().unwrap();
    let states: Vec<State> = entries.iter().map(Entry::state).collect();
    assert!(!states.contains(&State::Missing));
    let filtered = repository.filtered(entries.iter().map(|entry| entry.path.as_path())).unwrap();
    assert_eq!(filtered.len(), 3);
    place.read(&entries.iter().collect::<Vec<_>>()).unwrap();
    repository.committed("HEAD").unwrap();
    assert!(!ran.exists(), "a filter or a monitor ran");
    assert_eq!(fs::read(place.top.join(".git/index")).unwrap(), before);
}

#[test]
fn a_filter_is_known_by_what_is_staged_of_the_attributes() {
    let place = Place::new();
    place.write(".gitattributes", "*.bin filter=lfs diff=lfs merge=lfs -text\nplain.bin -filter\n");
    for name in ["a.bin", "plain.bin", "b.json", "deep/über\nc.bin"] {
        place.write(name, "text");
    }
    place.commit();
    place.write(".gitattributes", "* filter=other\n");
    let paths: Vec<PathBuf> = place.repository().index().unwrap().into_iter().map(|entry| entry.path).collect();
    let outside = Path::new("/elsewhere/a.bin");
    let asked = paths.iter().map(PathBuf::as_path).chain([outside]);
    let mut filtered: Vec<PathBuf> = place.repository().filtered(asked).unwrap().into_iter().collect();
    filtered.sort();
    assert_eq!(filtered, [place.top.join("a.bin"), place.top.join("deep/über\nc.bin")]);
}

#[test]
fn objects_come_in_the_order_in_which_they_are_wanted() {
    for options in [&[][..], &["--object-format=sha256"]] {
        let place = Place::with(options);
        for number in 0..50 {
            place.write(&format!("{number:02}"), format!("text {number}"));
        }
        place.write("empty", "");
        place.git(&["add", "-A"]);
        let entries = place.entries();
        let mut wanted: Vec<&Entry> = entries.values().rev().collect();
        wanted.push(&entries["07"]);
        let texts = place.read(&wanted).unwrap();
        assert_eq!((texts[0].as_str(), texts[1].as_str(), texts[51].as_str()), ("", "text 49", "text 7"));
        assert_eq!(texts.len(), 52);
    }
}

#[test]
fn a_large_object_is_passed_over_and_a_missing_one_ends_it() {
    let place = Place::new();
    place.write("a", "small");
    place.write("b", "x".repeat(200_000));
    place.write("c", "last");
    place.git(&["add", "-A"]);
    let entries = place.entries();
    let [a, b, c] = ["a", "b", "c"].map(|name| entries[name].object);
    let wanted = |object: ObjectId| Wanted { object, limit: 5 };
    let objects = place.repository().objects([a, b, c].map(wanted).to_vec()).unwrap();
    let objects: Vec<Object> = objects.map(Result::unwrap).collect();
    let read = |text: &str| Object::Read(text.as_bytes().to_vec());
    assert_eq!(objects, [read("small"), Object::TooLarge(200_000), read("last")]);
    let absent = ObjectId::parse("01".repeat(20).as_bytes()).unwrap();
    let found: Vec<_> = place.repository().objects([a, absent, c].map(wanted).to_vec()).unwrap().collect();
    let [Ok(_), Err(error)] = &found[..] else { panic!("{found:?}") };
    assert!(error.message.contains(&absent.to_string()) && error.help.contains("`git fetch"), "{error:?}");
}

#[test]
fn neither_many_questions_nor_many_bytes_block_it() {
    let place = Place::new();
    // More than a pipe holds, both ways.
    let large = "y".repeat(1 << 20);
    place.write("large", &large);
    place.write("small", "small");
    place.git(&["add", "-A"]);
    let entries = place.entries();
    let wanted = |name: &str| Wanted { object: entries[name].object, limit: u64::MAX };
    let many: Vec<Wanted> =
        (0..20_000).map(|number| wanted(if number % 400 == 0 { "large" } else { "small" })).collect();
    let mut read = 0;
    for object in place.repository().objects(many.clone()).unwrap() {
        let Ok(Object::Read(bytes)) = object else { panic!() };
        read += bytes.len();
    }
    assert_eq!(read, 50 * large.len() + 19_950 * "small".len());
    // Whoever has seen enough stops listening.
    let mut objects = place.repository().objects(many.clone()).unwrap();
    assert!(objects.next().unwrap().is_ok());
    drop(objects);
    // Threads share them.
    use rayon::iter::{ParallelBridge, ParallelIterator};
    let shared = place.repository().objects(many).unwrap().par_bridge();
    assert_eq!(shared.filter(|object| matches!(object, Ok(Object::Read(bytes)) if bytes == b"small")).count(), 19_950);
}

#[test]
fn a_promised_object_is_not_fetched() {
    let place = Place::new();
    place.write("file", "text");
    place.commit();
    place.git(&["config", "uploadpack.allowFilter", "true"]);
    let clone = place.folder.path().join("clone");
    let url = format!("file://{}", place.top.display());
    place.git(&["clone", "-q", "--no-checkout", "--filter=blob:none", &url, clone.to_str().unwrap()]);
    let repository = Repository::around(&clone).unwrap();
    let committed = repository.committed("HEAD").unwrap();
    let wanted = committed.iter().map(|file| Wanted { object: file.object, limit: u64::MAX }).collect();
    let error = repository.objects(wanted).unwrap().next().unwrap().unwrap_err();
    assert!(error.help.contains("`git fetch"), "{error:?}");
}

#[test]
fn what_is_equal_on_both_sides_has_the_same_id() {
    let place = Place::new();
    place.write("same/file", "text");
    place.write("changed", "old");
    place.commit();
    place.write("changed", "new");
    place.git(&["add", "-A"]);
    let (staged, committed) = (place.entries(), place.repository().committed("HEAD").unwrap());
    assert!(committed.iter().all(|file| file.kind == Kind::File));
    let paths: Vec<&Path> = committed.iter().map(|file| file.path.as_path()).collect();
    assert_eq!(paths, ["changed", "same/file"].map(|name| place.top.join(name)));
    let is_equal = |(file, name): (&super::Committed, &str)| file.object == staged[name].object;
    assert_eq!(committed.iter().zip(["changed", "same/file"]).map(is_equal).collect::<Vec<_>>(), [false, true]);
}
