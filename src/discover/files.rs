//! Where the bytes of sources come from: one door for files on disk, texts that nobody has saved, standard input, what is
//! staged and what a revision holds.
//!
//! [`Disk`] reads files. An [`Overlay`] puts bytes in the place of files, and leaves all others to the files below it; overlays
//! lie upon each other. Owns how bytes are reached; must not know what they mean, nor how git is asked for them.
//!
//! What there is to read is not asked here. A search needs more than names: links and where they lead, folders that cannot be
//! entered, what `.gitignore` hides. Only the disk knows that; the index and a revision have names and nothing else, and an
//! unsaved text has one. So names from elsewhere come to the search as a [`Tree`](super::Tree).

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::source::Source;
use crate::fs::{self, Held, Line, ReadError};
use crate::git::ObjectId;

/// The bytes of sources. Any thread may read.
pub trait Files: Send + Sync {
    /// All bytes of a source, if they are at most `limit`.
    ///
    /// # Errors
    /// See [`ReadError`].
    fn read(&self, source: &Source, limit: u64) -> Result<Vec<u8>, ReadError> {
        self.read_into(source, limit, Vec::new())
    }

    /// The same, in the room of bytes that are no longer needed.
    ///
    /// # Errors
    /// See [`ReadError`].
    fn read_into(&self, source: &Source, limit: u64, room: Vec<u8>) -> Result<Vec<u8>, ReadError>;

    /// Calls `each` with every line. Of a line that is longer than `limit` bytes, no more than that is held in memory.
    ///
    /// # Errors
    /// See [`ReadError`]. Lines seen before were handed out.
    fn each_line(&self, source: &Source, limit: u64, each: &mut dyn FnMut(Line)) -> Result<(), ReadError>;

    /// The bytes of the line that begins at `offset`, without its end.
    ///
    /// # Errors
    /// See [`ReadError`].
    fn line_at(&self, source: &Source, offset: usize, limit: u64) -> Result<Vec<u8>, ReadError>;

    /// Whether `test` holds for any stretch of the bytes, however many they are. Stretches overlap by `overlap` bytes.
    ///
    /// # Errors
    /// See [`ReadError`].
    fn any_stretch(&self, source: &Source, overlap: usize, test: &dyn Fn(&[u8]) -> bool) -> Result<bool, ReadError>;

    /// The object in which git keeps these bytes, where that is known without reading them. Sources with equal ids and equal
    /// paths are the same document.
    fn content_id(&self, source: &Source) -> Option<ObjectId>;
}

/// The files on disk.
#[derive(Debug, Default)]
pub struct Disk {
    ids: HashMap<PathBuf, ObjectId>,
}

impl Disk {
    /// Files on disk, with the objects of those that git knows to be unchanged, by their canonical paths.
    pub fn with_ids(ids: HashMap<PathBuf, ObjectId>) -> Disk {
        Disk { ids }
    }
}

impl Files for Disk {
    fn read_into(&self, source: &Source, limit: u64, room: Vec<u8>) -> Result<Vec<u8>, ReadError> {
        match source.is_met {
            true => fs::read_known(source.on_disk()?, limit, room),
            false => fs::read(source.on_disk()?, limit),
        }
    }

    fn each_line(&self, source: &Source, limit: u64, each: &mut dyn FnMut(Line)) -> Result<(), ReadError> {
        fs::each_line(source.on_disk()?, limit, each)
    }

    fn line_at(&self, source: &Source, offset: usize, limit: u64) -> Result<Vec<u8>, ReadError> {
        fs::line_at(source.on_disk()?, offset, limit)
    }

    fn any_stretch(&self, source: &Source, overlap: usize, test: &dyn Fn(&[u8]) -> bool) -> Result<bool, ReadError> {
        fs::any_stretch(source.on_disk()?, overlap, test)
    }

    fn content_id(&self, source: &Source) -> Option<ObjectId> {
        self.ids.get(source.on_disk().ok()?).copied()
    }
}

/// Bytes in the place of files, by their canonical paths. The files need not be on disk.
#[derive(Clone)]
pub struct Overlay {
    below: Arc<dyn Files>,
    held: HashMap<PathBuf, (Held, Option<ObjectId>)>,
}

impl Overlay {
    /// Nothing yet in the place of any of these files.
    pub fn over(below: Arc<dyn Files>) -> Overlay {
        Overlay { below, held: HashMap::new() }
    }

    /// Puts a text in the place of a file.
    pub fn put(&mut self, file: PathBuf, text: impl Into<Arc<[u8]>>) {
        self.put_held(file, Held::Memory(text.into()), None);
    }

    /// Puts bytes in the place of a file, and says in which object git keeps them.
    pub fn put_held(&mut self, file: PathBuf, held: Held, id: Option<ObjectId>) {
        self.held.insert(file, (held, id));
    }

    /// Whether something was put in the place of a file.
    pub fn holds(&self, file: &Path) -> bool {
        self.held.contains_key(file)
    }

    fn held(&self, source: &Source) -> Option<&Held> {
        self.held.get(&source.file).map(|(held, _)| held)
    }
}

impl Files for Overlay {
    fn read_into(&self, source: &Source, limit: u64, room: Vec<u8>) -> Result<Vec<u8>, ReadError> {
        match self.held(source) {
            Some(held) => held.read(limit),
            None => self.below.read_into(source, limit, room),
        }
    }

    fn each_line(&self, source: &Source, limit: u64, each: &mut dyn FnMut(Line)) -> Result<(), ReadError> {
        match self.held(source) {
            Some(held) => held.each_line(limit, each),
            None => self.below.each_line(source, limit, each),
        }
    }

    fn line_at(&self, source: &Source, offset: usize, limit: u64) -> Result<Vec<u8>, ReadError> {
        match self.held(source) {
            Some(held) => held.line_at(offset, limit),
            None => self.below.line_at(source, offset, limit),
        }
    }

    fn any_stretch(&self, source: &Source, overlap: usize, test: &dyn Fn(&[u8]) -> bool) -> Result<bool, ReadError> {
        match self.held(source) {
            Some(held) => held.any_stretch(overlap, test),
            None => self.below.any_stretch(source, overlap, test),
        }
    }

    fn content_id(&self, source: &Source) -> Option<ObjectId> {
        self.held.get(&source.file).map_or_else(|| self.below.content_id(source), |(_, id)| *id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source(file: &Path) -> Source {
        Source::new(file.to_owned(), "en-US/a/ai.json".to_owned(), "ai.json".to_owned())
    }

    fn id(digit: char) -> ObjectId {
        ObjectId::parse(digit.to_string().repeat(40).as_bytes()).unwrap()
    }

    /// All that can be asked of a source.
    fn all(files: &dyn Files, source: &Source) -> (Vec<u8>, Vec<usize>, Vec<u8>, bool, Option<ObjectId>) {
        let mut lines = Vec::new();
        files.each_line(source, 100, &mut |line| lines.push(line.before)).unwrap();
        let has_b = files.any_stretch(source, 1, &|stretch| stretch.contains(&b'b')).unwrap();
        let line = files.line_at(source, 2, 100).unwrap();
        (files.read(source, 100).unwrap(), lines, line, has_b, files.content_id(source))
    }

    #[test]
    #[expect(clippy::disallowed_methods, reason = "a test makes the files that it asks about")]
    fn what_is_put_in_the_place_of_a_file_is_read_instead_of_it_and_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let root = fs::canonical(folder.path());
        let (one, two, new) = (source(&root.join("one")), source(&root.join("two")), source(&root.join("new")));
        for source in [&one, &two] {
            std::fs::write(&source.file, "1\nb\n").unwrap();
        }
        let ids = HashMap::from([(one.file.clone(), id('1')), (two.file.clone(), id('2'))]);
        let disk: Arc<dyn Files> = Arc::new(Disk::with_ids(ids));
        let mut overlay = Overlay::over(Arc::clone(&disk));
        overlay.put(one.file.clone(), *b"a\nc\nd\n");
        overlay.put_held(new.file.clone(), Held::Memory(Arc::from(*b"d\nb")), Some(id('3')));
        let on_disk = |digit| (b"1\nb\n".to_vec(), vec![0, 2], b"b".to_vec(), true, Some(id(digit)));
        assert_eq!(all(&*disk, &one), on_disk('1'));
        assert_eq!(all(&overlay, &one), (b"a\nc\nd\n".to_vec(), vec![0, 2, 4], b"c".to_vec(), false, None));
        assert_eq!(all(&overlay, &two), on_disk('2'));
        assert_eq!(all(&overlay, &new), (b"d\nb".to_vec(), vec![0, 2], b"b".to_vec(), true, Some(id('3'))));
        assert_eq!(disk.read(&new, 100), Err(ReadError::Vanished));
    }

    #[test]
    fn what_a_search_could_not_enter_is_not_opened() {
        let shut = Source { unreadable: Some(ReadError::Special), ..source(Path::new("/dev/null")) };
        let disk = Disk::with_ids(HashMap::from([(shut.file.clone(), id('1'))]));
        assert_eq!(disk.read(&shut, 1), Err(ReadError::Special));
        assert_eq!(disk.line_at(&shut, 0, 1), Err(ReadError::Special));
        assert_eq!(disk.each_line(&shut, 1, &mut |_| {}), Err(ReadError::Special));
        assert_eq!(disk.any_stretch(&shut, 1, &|_| true), Err(ReadError::Special));
        assert_eq!(disk.content_id(&shut), None);
    }
}
