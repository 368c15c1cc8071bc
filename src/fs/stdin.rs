//! Standard input, read to its end.

use std::io::{self, Read, Write};
use std::path::Path;

use super::error::ReadError;
use super::held::Held;
use super::spool::Spool;

/// Reads standard input to its end. Of what is longer than `limit` bytes no more than that is held in memory: where it is
/// `lines`, a temporary file keeps it, to be read once more a line at a time.
///
/// # Errors
/// See [`ReadError`]. What is too long and not in lines is an error.
pub fn read_stdin(limit: u64, lines: bool) -> Result<Held, ReadError> {
    let failed = |error: io::Error| ReadError::of(&error, Path::new(""));
    let mut stdin = io::stdin().lock();
    let mut bytes = Vec::new();
    (&mut stdin).take(limit + 1).read_to_end(&mut bytes).map_err(failed)?;
    if bytes.len() as u64 <= limit {
        return Ok(Held::Memory(bytes.into()));
    }
    if !lines {
        return Err(ReadError::TooLarge { size: None, limit });
    }
    let mut spool = Spool::new().map_err(failed)?;
    spool.write_all(&bytes).map_err(failed)?;
    io::copy(&mut stdin, &mut spool).map_err(failed)?;
    Ok(Held::Spooled(spool.part(0..spool.end())))
}
