//! How far a run is: two numbers that any thread may look at.

use std::sync::atomic::{AtomicU64, Ordering};

/// How many files there are, and how many of them were checked.
#[derive(Debug, Default)]
pub struct Counter {
    all: AtomicU64,
    done: AtomicU64,
}

impl Counter {
    /// There are so many files more.
    pub fn expect(&self, files: usize) {
        self.all.fetch_add(files as u64, Ordering::Relaxed);
    }

    /// One of them was checked.
    pub fn done(&self) {
        self.done.fetch_add(1, Ordering::Relaxed);
    }

    /// How many files there are.
    pub fn all(&self) -> u64 {
        self.all.load(Ordering::Relaxed)
    }

    /// How many of them were checked.
    pub fn so_far(&self) -> u64 {
        self.done.load(Ordering::Relaxed)
    }
}
