//! The bytes of objects: one process that is asked for many of them and answers in the same order.

use std::io::BufRead;

use super::error::GitError;

/// Reads one answer of `git cat-file --batch`, which is `<object> SP <type> SP <size> LF <bytes> LF`, or `<object> SP missing
/// LF`: hands on its bytes, unless they are more than `most`, and says how many they are.
///
/// # Errors
/// Where the object is missing, or the answer ends before its size is reached.
pub fn answer(
    answers: &mut impl BufRead,
    object: &[u8],
    most: u64,
    mut each: impl FnMut(&[u8]) -> Result<(), GitError>,
) -> Result<u64, GitError> {
    let mut head = String::new();
    answers.read_line(&mut head)?;
    let size = head.trim_end().rsplit(' ').next().and_then(|size| size.parse::<u64>().ok());
    let Some(size) = size else {
        let message = format!("git does not have the object {} here", String::from_utf8_lossy(object));
        return Err(GitError::new(message, "run `git fetch --refetch`, or clone without --filter"));
    };
    let mut left = size;
    while left > 0 {
        let bytes = answers.fill_buf()?;
        if bytes.is_empty() {
            return Err(GitError::ended());
        }
        let here = usize::try_from(left).map_or(bytes.len(), |left| bytes.len().min(left));
        if size <= most {
            each(&bytes[..here])?;
        }
        answers.consume(here);
        left -= here as u64;
    }
    answers.read_exact(&mut [0]).map_err(|_| GitError::ended())?;
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
        assert_eq!(next(b"abe"), Err(GitError::ended()), "half of an answer is none");
    }
}
