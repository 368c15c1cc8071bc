//! The bytes of objects: one process that is asked for many of them and answers in the same order.
//!
//! No more than one object is in memory, and one that is larger than it is of use not even then. git waits while nobody
//! reads, since its pipe is full.

use std::io::{self, BufRead, BufReader, BufWriter, Write};
use std::path::Path;
use std::process::{Child, ChildStdout, Stdio};
use std::thread::JoinHandle;

use super::error::{ended, not_run};
use super::id::ObjectId;
use super::process::command;
use super::repository::Repository;
use crate::fs::{self, Spool, Spooled};
use crate::problem::Problem;
use crate::words::quote;

/// An object to be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// Which.
    pub object: ObjectId,
    /// Up to how many bytes it is of use.
    pub limit: u64,
}

/// An object that was read, or was not of use.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Object {
    /// Its bytes.
    Read(Vec<u8>),
    /// How many bytes it has: more than were wanted.
    TooLarge(u64),
}

/// Objects that git hands out one after the other, in the order in which they were wanted. After a failure there is no other.
/// Threads may share it (`rayon`'s `par_bridge`): each takes the next object when it is done with its last.
pub struct Objects {
    child: Child,
    /// Asks from a thread of its own, since git answers while it is still being asked.
    asking: Option<JoinHandle<()>>,
    answers: BufReader<ChildStdout>,
    wanted: std::vec::IntoIter<Wanted>,
}

impl Repository {
    /// Objects of the repository, by one process.
    ///
    /// # Errors
    /// Where git cannot be started.
    pub fn objects(&self, wanted: Vec<Wanted>) -> Result<Objects, Problem> {
        Objects::of(self.top(), wanted)
    }

    /// Objects put aside in one temporary file without a name, in the order in which they were wanted. Of what is larger
    /// than it is of use, nothing but the size is kept.
    ///
    /// # Errors
    /// Where an object is not here, or there is no room for temporary files.
    pub fn spooled(&self, wanted: Vec<Wanted>) -> Result<Vec<Spooled>, Problem> {
        if wanted.is_empty() {
            return Ok(Vec::new());
        }
        let mut found = Vec::with_capacity(wanted.len());
        let mut spool = Spool::new().map_err(no_room)?;
        let mut objects = self.objects(wanted)?;
        loop {
            let start = spool.end();
            let Some(size) = objects.pass_next(|bytes| spool.write_all(bytes).map_err(no_room))? else {
                return Ok(found);
            };
            // What is too large is never read: its size says so.
            found.push(spool.part(start..start.saturating_add(size)));
        }
    }
}

impl Objects {
    fn of(folder: &Path, wanted: Vec<Wanted>) -> Result<Objects, Problem> {
        let mut child = command(folder)
            .args(["cat-file", "--batch", "--buffer"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|error| not_run(&error))?;
        let (Some(questions), Some(answers)) = (child.stdin.take(), child.stdout.take()) else {
            return Err(ended());
        };
        let ids: Vec<ObjectId> = wanted.iter().map(|wanted| wanted.object).collect();
        let ask = move || {
            let mut questions = BufWriter::new(questions);
            // A question that cannot be asked has no answer, which is reported where it is missed.
            let _ = ids.iter().try_for_each(|id| writeln!(questions, "{id}"));
        };
        Ok(Objects {
            child,
            asking: Some(std::thread::spawn(ask)),
            answers: BufReader::with_capacity(1 << 16, answers),
            wanted: wanted.into_iter(),
        })
    }

    /// Hands on the bytes of the next object piece by piece, unless they are more than were wanted; says how many they are.
    /// `None` after the last.
    ///
    /// # Errors
    /// Where the object is not here, git ends early, or `each` fails.
    pub fn pass_next(&mut self, each: impl FnMut(&[u8]) -> Result<(), Problem>) -> Result<Option<u64>, Problem> {
        let Some(Wanted { object, limit }) = self.wanted.next() else { return Ok(None) };
        let passed = answer(&mut self.answers, object.to_string().as_bytes(), limit, each);
        if passed.is_err() {
            // What follows would be read as the answer to another question.
            self.wanted = Vec::new().into_iter();
        }
        passed.map(Some)
    }
}

impl Iterator for Objects {
    type Item = Result<Object, Problem>;

    fn next(&mut self) -> Option<Self::Item> {
        let limit = self.wanted.as_slice().first()?.limit;
        let mut bytes = Vec::new();
        let size = self.pass_next(|more| {
            bytes.extend_from_slice(more);
            Ok(())
        });
        Some(size.map(|size| match size {
            Some(size) if size > limit => Object::TooLarge(size),
            _ => Object::Read(bytes),
        }))
    }
}

impl Drop for Objects {
    fn drop(&mut self) {
        // git ends when its input does, or when nobody listens any more; then nobody can ask it either.
        let _ = self.child.kill();
        let _ = self.child.wait();
        if let Some(asking) = self.asking.take() {
            let _ = asking.join();
        }
    }
}

fn no_room(error: io::Error) -> Problem {
    let folder = std::env::temp_dir();
    let message = format!(
        "files from git cannot be stored in {}: {}",
        quote(&folder.to_string_lossy()),
        fs::system_words(&error)
    );
    Problem::new(message, "make room in the folder for temporary files, or set TMPDIR")
}

/// Reads one answer of `git cat-file --batch`, which is `<object> SP <type> SP <size> LF <bytes> LF`, or `<object> SP missing
/// LF`: hands on its bytes, unless they are more than `most`, and says how many they are.
///
/// # Errors
/// Where the object is missing, or the answer ends before its size is reached.
pub fn answer(
    answers: &mut impl BufRead,
    object: &[u8],
    most: u64,
    mut each: impl FnMut(&[u8]) -> Result<(), Problem>,
) -> Result<u64, Problem> {
    let mut head = String::new();
    answers.read_line(&mut head).map_err(|error| not_run(&error))?;
    if head.is_empty() {
        return Err(ended());
    }
    let size = head.trim_end().rsplit(' ').next().and_then(|size| size.parse::<u64>().ok());
    let Some(size) = size else {
        let message = format!("git does not have the object {} here", String::from_utf8_lossy(object));
        return Err(Problem::new(message, "run `git fetch --refetch`, or clone without --filter"));
    };
    let mut left = size;
    while left > 0 {
        let bytes = answers.fill_buf().map_err(|error| not_run(&error))?;
        if bytes.is_empty() {
            return Err(ended());
        }
        let here = usize::try_from(left).map_or(bytes.len(), |left| bytes.len().min(left));
        if size <= most {
            each(&bytes[..here])?;
        }
        answers.consume(here);
        left -= here as u64;
    }
    answers.read_exact(&mut [0]).map_err(|_| ended())?;
    Ok(size)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_read_to_its_last_byte() {
        let mut answers = &b"abc blob 5\nab\ncd\nabf blob 6\n123456\nabd missing\nabe blob 5\nab"[..];
        let mut next = |object: &[u8]| {
            let mut bytes = Vec::new();
            answer(&mut answers, object, 5, |more| {
                bytes.extend_from_slice(more);
                Ok(())
            })
            .map(|size| (size, bytes))
        };
        assert_eq!(next(b"abc"), Ok((5, b"ab\ncd".to_vec())));
        assert_eq!(next(b"abf"), Ok((6, Vec::new())), "of what is too large, the size is known");
        assert!(next(b"abd").is_err_and(|error| error.message.contains("abd")));
        assert_eq!(next(b"abe"), Err(ended()), "half of an answer is none");
        assert_eq!(next(b"abg"), Err(ended()), "no answer does not mean that the object is missing");
    }
}
