//! Bytes of documents that are needed again: for the places of corpus findings, for excerpts.
//!
//! Owns the budget. What does not fit is read again, which gives the same as long as the file does not change.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// How many bytes are kept together.
const BUDGET: usize = 64 << 20;

/// Bytes by their hash.
#[derive(Debug)]
pub(super) struct RetainedBytes(Mutex<Store>);

#[derive(Debug)]
struct Store {
    /// How many more bytes fit.
    left: usize,
    bytes: HashMap<u128, Arc<[u8]>>,
}

impl Default for RetainedBytes {
    fn default() -> Self {
        RetainedBytes::with_budget(BUDGET)
    }
}

impl RetainedBytes {
    /// Nothing, and nothing ever.
    pub(super) fn none() -> RetainedBytes {
        RetainedBytes::with_budget(0)
    }

    /// Nothing yet, and at most so many bytes.
    fn with_budget(left: usize) -> RetainedBytes {
        RetainedBytes(Mutex::new(Store { left, bytes: HashMap::new() }))
    }

    /// Keeps the bytes with this hash, where they fit.
    pub(super) fn keep(&self, hash: u128, bytes: &[u8]) {
        let mut store = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(left) = store.left.checked_sub(bytes.len()).filter(|_| !store.bytes.contains_key(&hash)) {
            store.left = left;
            store.bytes.insert(hash, Arc::from(bytes));
        }
    }

    /// The bytes with this hash, if they are kept.
    pub(super) fn get(&self, hash: u128) -> Option<Arc<[u8]>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).bytes.get(&hash).cloned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_fits_is_kept_and_the_rest_is_not() {
        let kept = RetainedBytes::with_budget(5);
        kept.keep(1, b"abc");
        kept.keep(2, b"def");
        kept.keep(3, b"gh");
        kept.keep(1, b"abc");
        assert_eq!(kept.get(1).as_deref(), Some(&b"abc"[..]));
        assert_eq!(kept.get(2), None, "it would be a byte too much");
        assert_eq!(kept.get(3).as_deref(), Some(&b"gh"[..]));
    }
}
