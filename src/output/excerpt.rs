//! Placeholder until the next commit.
#![allow(missing_docs)]
pub fn byte_column(p: &crate::finding::Position) -> usize {
    p.column
}
