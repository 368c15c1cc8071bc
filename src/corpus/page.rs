//! What the page of a document leaves for rules over all pages.

use serde::{Deserialize, Serialize};

/// What a page does that is right or wrong for all pages of a site at once, and not for one term.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PageFacts {
    /// What the page could do: of each kind, one at most.
    pub habits: Box<[PageHabit]>,
    /// Where the words of the locale are not known: the titles of the sections that the page shows, each with the line that
    /// stands above the section there.
    pub headings: Box<[(Box<str>, Box<str>)]>,
}

/// Something that a page could do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PageHabit {
    /// What.
    pub kind: HabitKind,
    /// Whether it does.
    pub is_so: bool,
    /// The text of the document that is shown so, by its number in the tree.
    pub node: u32,
}

/// What a page may do that is a defect of its template (`docs/domain.md`, "The page").
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum HabitKind {
    /// It warns of what the term includes.
    WarnsOfWhatIsIncluded,
    /// Its first use is a row, joined to a line.
    UseIsJoinedRow,
    /// It is headed by the abbreviation, not by the name.
    HeadedByAbbreviation,
}
