//! Rules of every kind for the tests of this room, so that none depends on what the real ones are.

use super::{RuleSettings, parse_with};
use crate::declare_rule;
use crate::rule::{Declaration, Group, Level, Raised, Release};

// Each module stands for a folder of `src/rules`.
mod evidence {
    use super::*;

    const GROUP: Group = Group::Evidence;

    pub mod rules {
        use super::*;

        declare_rule! {
            /// An error.
            pub struct Strict {}
            id: "strict-evidence", kind: Engine
        }
        declare_rule! {
            /// Milder than its group.
            pub struct Mild {}
            id: "mild-evidence", kind: Engine, level: Level::Info
        }
        declare_rule! {
            /// Off by default.
            pub struct Sleeping {}
            id: "sleeping-evidence", kind: Engine, level: Level::Off
        }
        declare_rule! {
            /// Off by default in the first release.
            pub struct RaisedLevel {}
            id: "raised-evidence", kind: Engine, raised: Some(Raised { since: Release::new(0, 2), from: Level::Off })
        }
    }
}
mod freshness {
    use super::*;

    const GROUP: Group = Group::Freshness;

    pub mod rules {
        use super::*;

        declare_rule! {
            /// With an option and a former id.
            pub struct Late { max_age_days: u32 = 365 }
            id: "late-freshness", kind: Engine, aliases: &["old-freshness"]
        }
    }
}
mod validity {
    use super::*;

    const GROUP: Group = Group::Validity;

    pub mod rules {
        use super::*;

        declare_rule! {
            /// Cannot be lowered.
            pub struct Fixed {}
            id: "fixed-validity", kind: Engine, fixed_level: true
        }
    }
}

pub const RULES: &[Declaration] = &[
    Declaration::of::<evidence::rules::Strict>(),
    Declaration::of::<evidence::rules::Mild>(),
    Declaration::of::<evidence::rules::Sleeping>(),
    Declaration::of::<evidence::rules::RaisedLevel>(),
    Declaration::of::<freshness::rules::Late>(),
    Declaration::of::<validity::rules::Fixed>(),
];

/// What `[rules]` with these lines says.
pub fn settings(lines: &str) -> RuleSettings {
    parse_with(&format!("[rules]\n{lines}"), RULES).unwrap().rules
}
