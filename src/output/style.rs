//! What a format is given beside the findings: how it may look, and the bytes of the files.

/// What a format needs to know about where it writes.
#[derive(Clone, Copy, Debug)]
pub struct Style {
    /// Whether ANSI colours are welcome.
    pub color: bool,
    /// The width of the terminal, in cells.
    pub width: usize,
    /// Whether pointers and further details are welcome (`-v`).
    pub verbose: bool,
    /// How many findings are listed where people read them; `None` for all. What is folded into one counts as one.
    pub most: Option<usize>,
}

/// Gives the bytes of a checked file once more, by [`ReportedFinding::path`](crate::outcome::Reported::path): `None` when they
/// are gone or changed since they were checked. Excerpts are drawn from them.
pub type Texts<'t> = &'t dyn Fn(&str) -> Option<Vec<u8>>;
