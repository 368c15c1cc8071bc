//! Owns paths that name a value by what it is, not by where it stands, so that they survive
//! reordering; must not know which documents have which keys.
//!
//! `/related_terms[canonical_slug=x]`, `/usage[key=usage,title=y]/items[=some sentence]`.
//!
//! - `/name` is a member. `~ / [ ] = , #` are written `~0` to `~6`, in names and in values.
//! - `[=value]` is a scalar item of an array; over 80 characters it is `[#hash]`, 16 hex digits of
//!   FNV-1a (64 bits) over the UTF-8 of the value.
//! - `[key=value,other=value]` is an object item of an array with declared keys: those that it has,
//!   in the declared order. `key=` is written for null and for empty text. Of a value over 1,000 characters the first
//!   80 are written, then `…~6` and the hash.
//! - `[3]`, the index from 0, is any other item.
//! - `#2`, `#3` end the bracket of the second and third of twins, siblings with the same identity. The first keeps
//!   the bare path, so that a twin written after it renames nothing; read back, a bare path of twins is ambiguous and
//!   `#1` means the first. A shadowed member is `/name#n`, the n-th of its name.

mod path;
mod resolve;
#[cfg(test)]
mod tests;

pub use path::{Address, Addresses, Twins, bare, match_count, numbered, path};
pub use resolve::{ResolveError, Resolver, is_path, resolve};

use super::pointer::{Pointer, PointerError};

/// Scalar items with more characters are named by their hash.
const LONGEST: usize = 80;

/// Values of keys with more characters are cut and hashed: nobody reads them, and no title or address has as many.
const LONGEST_VALUE: usize = 1_000;

/// Which members say what an object item of an array is.
#[derive(Clone, Debug, Default)]
pub struct IdentityKeys {
    rules: Vec<(Vec<String>, Vec<String>)>,
}

/// Where the keys come from: they may be worked out when the first item is addressed, which in a clean document is never.
pub trait IdentitySource: std::fmt::Debug {
    /// The keys.
    fn identity(&self) -> &IdentityKeys;
}

impl IdentitySource for IdentityKeys {
    fn identity(&self) -> &IdentityKeys {
        self
    }
}

impl IdentityKeys {
    /// From pairs of a pattern and keys. A pattern is the pointer (RFC 6901) of an array, in which
    /// a token `*` stands for any one key or index. The first pattern that fits counts.
    ///
    /// # Errors
    ///
    /// A pattern that is not a pointer.
    pub fn new<P, K>(pairs: impl IntoIterator<Item = (P, K)>) -> Result<IdentityKeys, PointerError>
    where
        P: AsRef<str>,
        K: IntoIterator<Item: AsRef<str>>,
    {
        let rule = |(pattern, keys): (P, K)| {
            let pointer = Pointer::parse(pattern.as_ref())?;
            let tokens = pointer.tokens().map(|token| token.into_owned()).collect();
            let keys = keys.into_iter().map(|key| key.as_ref().to_owned());
            Ok((tokens, keys.collect()))
        };
        let rules = pairs.into_iter().map(rule).collect::<Result<_, _>>()?;
        Ok(IdentityKeys { rules })
    }

    /// The keys for the items of the array at this pointer; empty where none are declared.
    fn of(&self, array: &Pointer) -> &[String] {
        let fits = |pattern: &[String]| {
            let mut tokens = array.tokens();
            pattern.iter().all(|want| tokens.next().is_some_and(|token| want == "*" || *want == *token))
                && tokens.next().is_none()
        };
        let rule = self.rules.iter().find(|(pattern, _)| fits(pattern));
        rule.map_or(&[], |(_, keys)| keys)
    }
}
