//! Writing: a file in one step, the end of a file, a folder. Where something may be written is the boundary's to say.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;

use super::path::{PathKind, kind, kind_of};

/// Replaces a file in one step, so that no reader ever sees half of it. No link is followed: one at the path itself is
/// replaced, so whoever may name the path decides where it leads (`boundary`). A new file may be read by whomever the
/// system's mask lets, an old one keeps its permissions. A program that is killed on its way may leave `.termlint-*.tmp` in
/// the same folder: a file without a name cannot take the place of another one.
///
/// # Errors
/// The system's words; a device, a FIFO or a folder is never replaced.
pub fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let old = fs::symlink_metadata(path).ok().filter(|old| !old.file_type().is_symlink());
    if let Some(old) = &old {
        refuse_special(kind_of(old.file_type()))?;
    }
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut builder = tempfile::Builder::new();
    // Who finds one that a killed run has left knows whose it was.
    builder.prefix(".termlint-").suffix(".tmp");
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    let mut file = builder.tempfile_in(folder)?;
    file.write_all(bytes)?;
    if let Some(old) = old {
        file.as_file().set_permissions(old.permissions())?;
    }
    file.persist(path).map_err(|error| error.error)?;
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
}
