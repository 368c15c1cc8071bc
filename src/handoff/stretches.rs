//! The parts of a text that are not ASCII.

/// How many bytes are looked at together with each one.
pub(super) const AHEAD: usize = 8;

/// The stretches of a text that are not ASCII throughout, each with the characters before it and [`AHEAD`] bytes behind it;
/// in large steps.
pub(super) fn foreign(bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    const STEP: usize = 256;
    /// Two characters of three bytes: one looked at, one before it.
    const BEFORE: usize = 6;
    let steps = (0..bytes.len()).step_by(STEP).map(move |start| (start, (start + STEP).min(bytes.len())));
    steps.filter(|(start, end)| !bytes[*start..*end].is_ascii()).map(|(start, end)| {
        // What begins at the end of a step is looked at with it and with the next one.
        &bytes[start.saturating_sub(BEFORE)..(end + AHEAD).min(bytes.len())]
    })
}
