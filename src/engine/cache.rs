//! Facts of files that nobody asked about, kept from one run to the next.
//!
//! Owns the file in the user's cache folder. Facts are known by the hash of the bytes that they were taken from, and by the
//! program that took them: every file is read in every run, so that no result is ever that of older text. Corpus rules
//! always run afresh. A file that is damaged, of another program or of another form is as good as none.

use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

use foldhash::{HashMap, HashMapExt};
use xxhash_rust::xxh3::xxh3_128;

use crate::boundary::Boundary;
use crate::corpus::{Extras, Facts};
use crate::fs;

/// What the file begins with; a new form has a new number.
const MAGIC: &[u8] = b"termlint facts 2\n";

/// Below so many files, reading them again is as quick.
const WORTHWHILE: usize = 256;

/// One file in so many may have changed before the cache is written again.
const STALE_SHARE: usize = 50;

/// The largest cache that is read.
const LARGEST: u64 = 4 << 30;

/// A hash of 128 bits, in bytes.
const HASH: usize = 16;

/// The facts that an earlier run has left, and those that this one adds.
pub(super) struct Cache {
    /// Where it is kept, and by which program; `None` for no cache.
    home: Option<(PathBuf, u128)>,
    boundary: Boundary,
    bytes: Vec<u8>,
    known: HashMap<u128, Entry>,
    added: Mutex<Vec<(u128, Vec<u8>)>>,
}

struct Entry {
    /// In the bytes of the cache.
    range: Range<usize>,
    is_used: AtomicBool,
}

impl Cache {
    /// One that knows nothing and keeps nothing.
    pub(super) fn none() -> Cache {
        Cache {
            home: None,
            boundary: Boundary::default(),
            bytes: Vec::new(),
            known: HashMap::new(),
            added: Mutex::default(),
        }
    }

    /// The cache for the files below `root`, of which `files` are not asked about. A cache folder may lie in the project;
    /// what is committed there is not used.
    /// Facts that lack what `extras` asks for are not taken.
    pub(super) fn open(root: &Path, boundary: &Boundary, files: usize, extras: Extras) -> Cache {
        let home = if files < WORTHWHILE { None } else { file_of(root).zip(program(extras)) };
        let Some((file, program)) = home else { return Cache::none() };
        let Ok(file) = boundary.own_file(&file) else { return Cache::none() };
        let bytes = fs::read(&file, LARGEST).unwrap_or_default();
        let known = entries(&bytes, program).unwrap_or_default();
        Cache { home: Some((file, program)), boundary: boundary.clone(), bytes, known, added: Mutex::default() }
    }

    /// The facts of a document with this hash, if they are known.
    pub(super) fn get(&self, hash: u128) -> Option<Facts> {
        let entry = self.known.get(&hash)?;
        let facts = postcard::from_bytes(self.bytes.get(entry.range.clone())?).ok()?;
        entry.is_used.store(true, Ordering::Relaxed);
        Some(facts)
    }

    /// Keeps the facts of a document with this hash, unless they also depend on where it stands.
    pub(super) fn add(&self, hash: u128, facts: &Facts) {
        if self.home.is_none() || !facts.complete || facts.slug.is_none() || facts.locale.is_none() {
            return;
        }
        if let Ok(bytes) = postcard::to_allocvec(facts) {
            self.added.lock().unwrap_or_else(PoisonError::into_inner).push((hash, bytes));
        }
    }

    /// Writes what this run has used and added, where that is worth it. A cache that cannot be written is none.
    pub(super) fn close(self) {
        let Some((file, program)) = self.home else { return };
        let added = self.added.into_inner().unwrap_or_else(PoisonError::into_inner);
        let used = || self.known.iter().filter(|(_, entry)| entry.is_used.load(Ordering::Relaxed));
        if added.len() <= used().count() / STALE_SHARE {
            return;
        }
        let old = used().filter_map(|(hash, entry)| Some((*hash, self.bytes.get(entry.range.clone())?)));
        let text = written(program, old.chain(added.iter().map(|(hash, facts)| (*hash, facts.as_slice()))));
        let made = file.parent().map_or(Ok(()), |folder| self.boundary.create_folder(folder));
        let _ = made.and_then(|()| self.boundary.replace(&file, &text));
    }
}

/// All facts in the bytes of a cache that this program has written; nothing where they are damaged or of another program.
pub fn facts_in(bytes: &[u8], program: u128) -> Vec<Facts> {
    let known = entries(bytes, program).unwrap_or_default();
    let facts = known.values().filter_map(|entry| postcard::from_bytes(bytes.get(entry.range.clone())?).ok());
    facts.collect()
}

/// The file for a root: in the user's cache folder, which the system names.
fn file_of(root: &Path) -> Option<PathBuf> {
    let folder = dirs::cache_dir()?;
    let name = xxh3_128(root.as_os_str().as_encoded_bytes());
    folder.is_absolute().then(|| folder.join("termlint").join(format!("{name:032x}.facts")))
}

/// What tells this program from one that may take other facts: its version, and its file's size and date.
fn program(extras: Extras) -> Option<u128> {
    let (size, modified) = fs::size_and_date(&std::env::current_exe().ok()?)?;
    let version = env!("CARGO_PKG_VERSION");
    Some(xxh3_128(format!("{version}\0{size}\0{modified}\0{extras:?}").as_bytes()))
}

/// The text of a cache: what it begins with, the program, a hash of all that follows, and each entry with its length.
fn written<'e>(program: u128, entries: impl Iterator<Item = (u128, &'e [u8])>) -> Vec<u8> {
    let mut body = Vec::new();
    for (hash, facts) in entries {
        let Ok(length) = u32::try_from(facts.len()) else { continue };
        body.extend_from_slice(&hash.to_le_bytes());
        body.extend_from_slice(&length.to_le_bytes());
        body.extend_from_slice(facts);
    }
    let mut text = Vec::with_capacity(MAGIC.len() + 2 * HASH + body.len());
    text.extend_from_slice(MAGIC);
    text.extend_from_slice(&program.to_le_bytes());
    text.extend_from_slice(&xxh3_128(&body).to_le_bytes());
    text.extend_from_slice(&body);
    text
}

/// Where each entry stands; nothing of a cache that is not whole or not of this program.
fn entries(bytes: &[u8], program: u128) -> Option<HashMap<u128, Entry>> {
    let rest = bytes.strip_prefix(MAGIC)?;
    let (own, rest) = rest.split_first_chunk::<HASH>()?;
    let (checksum, body) = rest.split_first_chunk::<HASH>()?;
    if u128::from_le_bytes(*own) != program || u128::from_le_bytes(*checksum) != xxh3_128(body) {
        return None;
    }
    let mut known = HashMap::new();
    let mut rest = body;
    while !rest.is_empty() {
        let (hash, after) = rest.split_first_chunk::<HASH>()?;
        let (length, after) = after.split_first_chunk::<4>()?;
        let length = u32::from_le_bytes(*length) as usize;
        let start = bytes.len() - after.len();
        rest = after.get(length..)?;
        let entry = Entry { range: start..start + length, is_used: AtomicBool::new(false) };
        known.insert(u128::from_le_bytes(*hash), entry);
    }
    Some(known)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cache(bytes: Vec<u8>, program: u128) -> Cache {
        let known = entries(&bytes, program).unwrap_or_default();
        Cache {
            home: Some((PathBuf::new(), program)),
            boundary: Boundary::default(),
            bytes,
            known,
            added: Mutex::default(),
        }
    }

    fn facts(slug: &str) -> Facts {
        let slug = Some(slug.into());
        Facts { slug, locale: Some("ja-JP".into()), complete: true, ..Facts::default() }
    }

    fn text() -> Vec<u8> {
        let empty = cache(Vec::new(), 7);
        empty.add(1, &facts("churn-rate"));
        empty.add(2, &facts("解約率"));
        // Known by its folder only, or not to its end: in another folder its facts are others.
        empty.add(3, &Facts { slug: None, ..facts("") });
        empty.add(4, &Facts { complete: false, ..facts("a") });
        let added = empty.added.into_inner().unwrap();
        written(7, added.iter().map(|(hash, facts)| (*hash, facts.as_slice())))
    }

    #[test]
    fn what_is_kept_is_found_by_its_hash() {
        let cache = cache(text(), 7);
        assert_eq!(cache.get(1), Some(facts("churn-rate")));
        assert_eq!(cache.get(2), Some(facts("解約率")));
        assert_eq!([cache.get(3), cache.get(4), cache.get(5)], [None, None, None]);
    }

    #[test]
    fn another_program_knows_nothing() {
        assert_eq!(cache(text(), 8).get(1), None);
    }

    #[test]
    fn a_damaged_file_is_as_good_as_none() {
        let text = text();
        for length in 0..text.len() {
            assert!(cache(text[..length].to_vec(), 7).known.is_empty(), "cut at {length}");
        }
        for byte in 0..text.len() {
            let mut text = text.clone();
            text[byte] ^= 1;
            assert!(cache(text, 7).known.is_empty(), "another byte at {byte}");
        }
    }
}
