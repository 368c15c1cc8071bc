//! Which file each thread is busy with, for the one sentence that a bug in termlint ends with.

use std::cell::RefCell;

thread_local! {
    /// The path of the file that this thread is busy with; empty for none.
    static BUSY_WITH: RefCell<String> = const { RefCell::new(String::new()) };
}

/// Says which file this thread is busy with, until it is dropped.
pub struct Busy {
    /// A thread that waits for its own work takes on other work meanwhile.
    before: String,
}

impl Busy {
    /// Busy with the file at this path, as people see it.
    pub fn with(path: &str) -> Busy {
        Busy { before: BUSY_WITH.replace(path.to_owned()) }
    }
}

impl Drop for Busy {
    fn drop(&mut self) {
        BUSY_WITH.set(std::mem::take(&mut self.before));
    }
}

/// The file that this thread is busy with; empty for none. Safe in a panic hook.
pub fn busy_with() -> String {
    let path = BUSY_WITH.try_with(|path| path.try_borrow().map_or_else(|_| String::new(), |path| path.clone()));
    path.unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_thread_was_busy_with_is_known_again() {
        let _outer = Busy::with("a.json");
        drop(Busy::with("b.json"));
        assert_eq!(busy_with(), "a.json");
    }
}
