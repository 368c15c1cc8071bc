use std::ops::Range;

use crate::declare_rule;
use crate::handoff::{Handoff, Section, Text};
use crate::rule::{DocumentRule, Level, Reporter};
use crate::text::{cells, fold, is_row};

declare_rule! {
    /// A boundary that says what is included but not what is excluded, or the reverse.
    ///
    /// ## Why
    /// A boundary is there for the doubtful cases. With one side only, anything that is not named can be argued either way.
    /// The rule is a warning, since the other side may be obvious to those who know the field.
    ///
    /// ## Fails
    /// Only what is included:
    /// ```json
    /// { "content": { "boundary": { "text": null, "items": [
    ///   "Include | Cancellations that took effect | They end the payments", "Include | Lapsed contracts | So do they"
    /// ] } } }
    /// ```
    /// Only what is excluded:
    /// ```json ja
    /// { "content": { "boundary": { "text": null, "items": ["対象外 | 無料体験の利用者 | 別に追うため"] } } }
    /// ```
    ///
    /// ## Passes
    /// A boundary in time has no sides, and the other side may be mentioned in passing:
    /// ```json
    /// { "content": { "boundary": { "text": null, "items": [
    ///   "Start | The first day of the month | Fixes the base", "End | The last day | Closes the count"
    /// ] } } }
    /// ```
    /// ```json ja
    /// { "content": { "boundary": { "text": "無料体験は除く。", "items": ["含める | 有料の契約 | 収入があるため"] } } }
    /// ```
    ///
    /// ## Fix
    /// Add a row for the other side: one that begins with Exclude (or Include) and names a case that a newcomer would
    /// count wrongly.
    ///
    /// ## Known limits
    /// The side is recognised by the first cell of a row: Include and Exclude, In scope and Out of scope, 含める and 含めない,
    /// 対象 and 対象外, 対象範囲 and 範囲外, 除外 and their forms. A boundary with no such row is not checked. Where the text, or any
    /// cell, mentions the other side in a word that the rule knows (such as `except`, `not`, `without`, `only`, `を除く`),
    /// nothing is reported. Other words, such as “apart from”, “other than” or “ignored”, are not recognised.
    pub struct OneSidedBoundary {}
    id: "one-sided-boundary", kind: Document, level: Level::Warning
}

impl DocumentRule for OneSidedBoundary {
    fn check(&self, handoff: &Handoff<'_>, reporter: &mut Reporter<'_>) {
        let Some(section) = &handoff.content.boundary else { return };
        let heads = || section.items.iter().filter_map(head);
        let first = |side: Side| heads().find(|head| head.side == side);
        let (head, missing, help) = match (first(Side::In), first(Side::Out)) {
            (Some(head), None) => (head, Side::Out, "add a row for what is left out"),
            (None, Some(head)) => (head, Side::In, "add a row for what is counted"),
            _ => return,
        };
        if speaks_of(section, missing) {
            return;
        }
        let fact = match missing {
            Side::Out => "the boundary says what is included, but not what is excluded",
            Side::In => "the boundary says what is excluded, but not what is included",
        };
        reporter.at(head.row.part(head.range, "cell 1")).message(fact).label("the only side").help(help);
    }
}

/// A side of a boundary.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Side {
    In,
    Out,
}

/// The first cell of a row that names a side.
struct Head<'f, 'a> {
    row: &'f Text<'a>,
    range: Range<usize>,
    side: Side,
}

fn head<'f, 'a>(row: &'f Text<'a>) -> Option<Head<'f, 'a>> {
    if !is_row(row) {
        return None;
    }
    let range = cells(row).next()?;
    let side = side(&row[range.clone()])?;
    Some(Head { row, range, side })
}

fn side(head: &str) -> Option<Side> {
    const INS: [&str; 19] = [
        "include",
        "includes",
        "included",
        "in scope",
        "in-scope",
        "in",
        "what counts",
        "含める",
        "含む",
        "含まれる",
        "含めるもの",
        "含むもの",
        "含まれるもの",
        "対象",
        "対象範囲",
        "対象内",
        "範囲内",
        "対象とする",
        "対象とするもの",
    ];
    const OUTS: [&str; 30] = [
        "exclude",
        "excludes",
        "excluded",
        "out of scope",
        "out-of-scope",
        "not in scope",
        "out",
        "do not include",
        "not included",
        "what does not count",
        "what does not",
        "含めない",
        "含まない",
        "含まれない",
        "含めないもの",
        "含まないもの",
        "含まれないもの",
        "対象外",
        "対象範囲外",
        "範囲外",
        "対象としない",
        "対象としないもの",
        "対象から除く",
        "対象から除外",
        "除外",
        "除く",
        "除外する",
        "除くもの",
        "除外するもの",
        "除外範囲",
    ];
    let folded = fold(head);
    let bare = folded.trim_end_matches([':', '.', ' ']);
    if OUTS.contains(&bare) { Some(Side::Out) } else { INS.contains(&bare).then_some(Side::In) }
}

/// Whether the section mentions a side in any words at all.
fn speaks_of(section: &Section<'_>, side: Side) -> bool {
    const OUT: [&str; 26] = [
        "exclu",
        "except",
        "without",
        "not ",
        "n't ",
        "never",
        "no longer",
        "neither",
        "leave out",
        "leaves out",
        "left out",
        "omit",
        "rather than",
        "instead of",
        "out of scope",
        "only ",
        "除",
        "含めない",
        "含まない",
        "含めず",
        "対象外",
        "範囲外",
        "含まれない",
        "としない",
        "outside",
        "のみ",
    ];
    const IN: [&str; 12] =
        ["includ", "scope", "count", "cover", "belong", "all ", "only ", "含め", "含む", "含まれる", "対象", "範囲"];
    section.text.value().into_iter().chain(&section.items).any(|text| {
        let folded = fold(text);
        match side {
            Side::Out => OUT.iter().any(|word| folded.contains(word)) || names_outside(text),
            Side::In => {
                let mut rest = folded;
                for word in [
                    "not included",
                    "do not include",
                    "not count",
                    "out of scope",
                    "out-of-scope",
                    "not in scope",
                    "含めない",
                    "含めず",
                    "対象外",
                    "対象範囲外",
                    "範囲外",
                    "除外範囲",
                    "対象としない",
                    "対象から除",
                ] {
                    rest = rest.replace(word, "");
                }
                IN.iter().any(|word| rest.contains(word))
            }
        }
    })
}

/// Whether the head of a row says that something lies outside, in a word that is on no list: 計上外.
fn names_outside(text: &str) -> bool {
    is_row(text) && cells(text).next().is_some_and(|head| fold(&text[head]).ends_with('外'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_cell_names_a_side() {
        for head in ["Include", "INCLUDED:", "含める", "対象", "含めるもの：", "対象範囲", "範囲内"] {
            assert_eq!(side(head), Some(Side::In), "{head}");
        }
        for head in ["Exclude", "Out of scope", "Out-of-Scope", "含めない", "対象外", "除外", "範囲外", "対象範囲外"]
        {
            assert_eq!(side(head), Some(Side::Out), "{head}");
        }
        for head in ["Start", "End", "Exception", "開始", "例外", "Included customers of the year", "対象者", ""]
        {
            assert_eq!(side(head), None, "{head}");
        }
    }
}
