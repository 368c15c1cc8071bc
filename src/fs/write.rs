//! Writing: a file in one step, the end of a file, a folder. Where something may be written is the boundary's to say.
//!
//! A file that is written must be the one that was read: [`exchange`] compares before it replaces.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;

use super::path::{PathKind, kind, kind_of};

/// Replaces a file in one step, so that no reader ever sees half of it. No link is followed: one at the path itself is
/// replaced, so whoever may name the path decides where it leads (`boundary`). A new file may be read by whomever the
/// system's mask lets, an old one keeps its permissions. A program that is killed on its way may leave `.termlint-*.tmp` in
/// the same folder, since a file without a name cannot take the place of another one; the next run that writes there removes it.
///
/// # Errors
/// The system's words; a device, a FIFO or a folder is never replaced.
pub fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let old = fs::symlink_metadata(path).ok().filter(|old| !old.file_type().is_symlink());
    if let Some(old) = &old {
        refuse_special(kind_of(old.file_type()))?;
    }
    remove_leftovers(folder_of(path));
    let mut file = beside(path)?;
    file.write_all(bytes)?;
    if let Some(old) = old {
        file.as_file().set_permissions(old.permissions())?;
    }
    file.persist(path).map_err(|error| error.error)?;
    Ok(())
}

/// Puts bytes in the place of those that a file holds, in one step: whoever reads it, and whatever ends the program, it holds
/// either the old ones or the new ones. It keeps its permissions, and its owner where the system lets it. A program that is
/// killed on its way may leave `.termlint-*.tmp` in the same folder, for [`remove_leftovers`].
///
/// # Errors
/// The system's words. A file that holds other bytes than `old` is left as it is, and so is what
/// [`check_writable`] refuses.
pub fn exchange(path: &Path, old: &[u8], new: &[u8]) -> io::Result<()> {
    check_writable(path)?;
    check_unchanged(path, old)?;
    let metadata = fs::metadata(path)?;
    let mut file = beside(path)?;
    file.write_all(new)?;
    keep_owner(file.as_file(), &metadata)?;
    file.as_file().set_permissions(metadata.permissions())?;
    file.as_file().sync_all()?;
    // Somebody may have saved the file while the new one was written.
    check_unchanged(path, old)?;
    file.persist(path).map_err(|error| error.error)?;
    // The new name is on disk once its folder is. Where the system has no such request, nothing more can be done.
    let _ = File::open(folder_of(path)).and_then(|folder| folder.sync_all());
    Ok(())
}

/// Makes sure that a file may be replaced: it is a file under its only name, and the user may write to it.
///
/// # Errors
/// Why it may not.
pub fn check_writable(path: &Path) -> io::Result<()> {
    let metadata = fs::symlink_metadata(path)?;
    if metadata.file_type().is_symlink() {
        return Err(io::Error::other("this is a link"));
    }
    refuse_special(kind_of(metadata.file_type()))?;
    if metadata.permissions().readonly() {
        return Err(io::Error::other("the file is read-only"));
    }
    // Replacing it would part the two names.
    #[cfg(unix)]
    if std::os::unix::fs::MetadataExt::nlink(&metadata) > 1 {
        return Err(io::Error::other("the file has a second name (a hard link), which would keep the old text"));
    }
    // A folder may let anyone replace a file that they must not write to.
    File::options().write(true).open(path).map(drop)
}

fn check_unchanged(path: &Path, old: &[u8]) -> io::Result<()> {
    match fs::read(path)? == old {
        true => Ok(()),
        false => Err(io::Error::other("the file has changed since it was read")),
    }
}

/// What the name of a temporary file begins and ends with, and how many random letters and digits are in between: so many
/// that nobody else names a file like it.
const TEMPORARY: (&str, &str, usize) = (".termlint-", ".tmp", 20);

/// A new file in the same folder, which may be read by whomever the system's mask lets. It is locked as long as it is
/// temporary: the lock ends with the program, however that ends, so [`remove_leftovers`] knows what nobody needs.
fn beside(path: &Path) -> io::Result<tempfile::NamedTempFile> {
    let (prefix, suffix, random) = TEMPORARY;
    let mut builder = tempfile::Builder::new();
    builder.prefix(prefix).suffix(suffix).rand_bytes(random);
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    loop {
        let file = builder.tempfile_in(folder_of(path))?;
        // Another run may have taken it for a leftover before it was locked. Where the system has no locks, none is removed.
        match file.as_file().try_lock() {
            Err(fs::TryLockError::WouldBlock) => {}
            Ok(()) if is_gone(file.as_file()) => {}
            Ok(()) | Err(fs::TryLockError::Error(_)) => return Ok(file),
        }
    }
}

/// Removes the temporary files that killed runs have left in a folder. That a file is one of them is certain: it has such a
/// name and no other, it is a file, and whoever made it holds no lock on it any more. All else stays; failures do, too.
pub fn remove_leftovers(folder: &Path) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        if entry.file_name().to_str().is_some_and(is_temporary) {
            let _ = remove_leftover(&entry.path());
        }
    }
}

fn is_temporary(name: &str) -> bool {
    let (prefix, suffix, random) = TEMPORARY;
    let middle = name.strip_prefix(prefix).and_then(|rest| rest.strip_suffix(suffix));
    middle.is_some_and(|middle| middle.len() == random && middle.bytes().all(|byte| byte.is_ascii_alphanumeric()))
}

#[cfg(unix)]
fn remove_leftover(path: &Path) -> io::Result<()> {
    use std::os::unix::fs::MetadataExt;
    let named = fs::symlink_metadata(path)?;
    if !named.is_file() || named.nlink() != 1 {
        return Ok(());
    }
    let file = File::open(path)?;
    let opened = file.metadata()?;
    if (opened.dev(), opened.ino()) == (named.dev(), named.ino()) && file.try_lock().is_ok() {
        fs::remove_file(path)?;
    }
    Ok(())
}

/// Other systems do not say whether a name still leads to an open file.
#[cfg(not(unix))]
fn remove_leftover(_: &Path) -> io::Result<()> {
    Ok(())
}

/// Whether a file has no name any more.
#[cfg(unix)]
fn is_gone(file: &File) -> bool {
    file.metadata().is_ok_and(|metadata| std::os::unix::fs::MetadataExt::nlink(&metadata) == 0)
}

#[cfg(not(unix))]
fn is_gone(_: &File) -> bool {
    false
}

fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Gives a new file the owner of the one that it replaces. Only a privileged user can do that for a file of another user.
#[cfg(unix)]
fn keep_owner(file: &File, old: &fs::Metadata) -> io::Result<()> {
    use std::os::unix::fs::{MetadataExt, fchown};
    let new = file.metadata()?;
    if (new.uid(), new.gid()) != (old.uid(), old.gid()) {
        let _ = fchown(file, Some(old.uid()), Some(old.gid()));
    }
    Ok(())
}

#[cfg(not(unix))]
fn keep_owner(_: &File, _: &fs::Metadata) -> io::Result<()> {
    Ok(())
}

/// Writes at the end of a file, which is made if it is not there: all of it or nothing.
///
/// # Errors
/// The system's words; a device, a FIFO or a folder is never written to.
pub fn append(path: &Path, bytes: &[u8]) -> io::Result<()> {
    refuse_special(kind(path))?;
    let mut file = File::options().append(true).create(true).open(path)?;
    let before = file.metadata()?.len();
    file.write_all(bytes).inspect_err(|_| {
        // On a full disk, a part may have found room. Where it cannot be taken back, nothing more can be done.
        let _ = file.set_len(before);
    })
}

fn refuse_special(kind: PathKind) -> io::Result<()> {
    match kind {
        PathKind::File | PathKind::Missing => Ok(()),
        PathKind::Folder => Err(io::Error::other("this is a folder")),
        PathKind::Special => Err(io::Error::other("this is a device or a pipe")),
    }
}

/// Makes a folder and those above it.
///
/// # Errors
/// The system's words.
pub fn create_folder(path: &Path) -> io::Result<()> {
    fs::create_dir_all(path)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fs::is_link;

    #[cfg(unix)]
    #[test]
    fn a_file_is_replaced_and_keeps_what_it_is() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let (file, link) = (folder.path().join("a"), folder.path().join("b"));
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        replace(&file, b"one").unwrap();
        fs::write(folder.path().join("plain"), "").unwrap();
        assert_eq!(mode(&file), mode(&folder.path().join("plain")), "as any new file");
        fs::set_permissions(&file, PermissionsExt::from_mode(0o640)).unwrap();
        std::os::unix::fs::symlink("a", &link).unwrap();
        replace(&file, b"two").unwrap();
        assert_eq!((fs::read(&file).unwrap(), mode(&file)), (b"two".to_vec(), 0o640));
        append(&file, b" and more").unwrap();
        assert_eq!(fs::read(&file).unwrap(), b"two and more");
        replace(&link, b"another").unwrap();
        assert!(!is_link(&link), "the link is replaced");
        assert_eq!(fs::read(&file).unwrap(), b"two and more", "what it led to is not");
        assert!(replace(folder.path(), b"").is_err());
        assert!(replace(Path::new("/dev/null"), b"").is_err());
        assert!(append(Path::new("/dev/null"), b"").is_err());
    }

    #[cfg(unix)]
    #[test]
    fn a_file_is_exchanged_only_if_it_holds_what_was_read() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("a");
        let said = |result: io::Result<()>| result.map_err(|error| error.to_string());
        fs::write(&file, "old").unwrap();
        fs::set_permissions(&file, PermissionsExt::from_mode(0o640)).unwrap();
        exchange(&file, b"old", b"new").unwrap();
        assert_eq!(fs::read(&file).unwrap(), b"new");
        assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o640);
        let changed = Err("the file has changed since it was read".to_owned());
        assert_eq!(said(exchange(&file, b"old", b"newer")), changed);
        assert_eq!(fs::read(&file).unwrap(), b"new");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "nothing is left beside it");
    }

    #[cfg(unix)]
    #[test]
    fn what_a_killed_run_has_left_is_removed_and_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        let names = || {
            let mut names: Vec<String> = fs::read_dir(folder.path())
                .unwrap()
                .map(|entry| entry.unwrap().file_name().into_string().unwrap())
                .collect();
            names.sort();
            names
        };
        // A run that is still writing holds its file.
        let open = beside(&path("a")).unwrap();
        let left = [".termlint-aaaaaaaaaaaaaaaaaaaa.tmp", ".termlint-AbCdEfGhIj0123456789.tmp"];
        let others = [
            ".termlint-backup.tmp",
            ".termlint-aaaaaaaaaaaaaaaaaaa-.tmp",
            ".termlint-aaaaaaaaaaaaaaaaaaaa.tmp~",
            "termlint-aaaaaaaaaaaaaaaaaaaa.tmp",
            ".termlint-linked00000000000000.tmp",
            "another-name",
        ];
        for name in left.iter().chain(&others).filter(|name| **name != "another-name") {
            fs::write(path(name), "half").unwrap();
        }
        fs::hard_link(path(".termlint-linked00000000000000.tmp"), path("another-name")).unwrap();
        std::os::unix::fs::symlink("another-name", path(".termlint-link0000000000000000.tmp")).unwrap();
        fs::create_dir(path(".termlint-folder00000000000000.tmp")).unwrap();
        remove_leftovers(folder.path());
        let mut expected: Vec<String> = others.map(str::to_owned).to_vec();
        expected.push(open.path().file_name().unwrap().to_string_lossy().into_owned());
        expected
            .extend([".termlint-link0000000000000000.tmp", ".termlint-folder00000000000000.tmp"].map(str::to_owned));
        expected.sort();
        assert_eq!(names(), expected);
        // The next report that is written there does it as well.
        fs::write(path(left[0]), "half").unwrap();
        replace(&path("report"), b"").unwrap();
        assert!(!path(left[0]).exists());
        open.persist(path("a")).unwrap();
        assert!(path("a").exists());
    }

    #[cfg(unix)]
    #[test]
    fn what_must_not_be_written_to_is_not_exchanged() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        for name in ["locked", "one"] {
            fs::write(path(name), "old").unwrap();
        }
        fs::set_permissions(path("locked"), PermissionsExt::from_mode(0o444)).unwrap();
        fs::hard_link(path("one"), path("two")).unwrap();
        std::os::unix::fs::symlink("locked", path("link")).unwrap();
        for (name, reason) in [("locked", "read-only"), ("one", "a second name"), ("link", "this is a link")] {
            let refusal = exchange(&path(name), b"old", b"new").unwrap_err().to_string();
            assert!(refusal.contains(reason), "{name}: {refusal}");
            assert_eq!(fs::read(path(name)).unwrap(), b"old");
        }
        assert!(exchange(&path("gone"), b"", b"new").is_err());
    }
}
