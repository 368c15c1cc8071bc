//! What a page does as its template has it: right or wrong for all pages of a site at once.

use super::expected::{Card, Role};
use super::{Pair, Shown};
use crate::corpus::{HabitKind, PageFacts, PageHabit};
use crate::rendered::{Format, key};
use crate::text::{cells, is_row};

impl Pair<'_> {
    /// What the page leaves for rules over all pages. Markdown has no template to speak of, and the page of another term says
    /// nothing about this one.
    pub fn facts(&self) -> PageFacts {
        if self.stranger().is_some() || self.page.format == Format::Markdown {
            return PageFacts::default();
        }
        PageFacts { habits: habits(self).into(), headings: headings(self).into() }
    }
}

fn habits(pair: &Pair<'_>) -> Vec<PageHabit> {
    let mut habits = Vec::new();
    for (block, shown) in pair.blocks() {
        let Some(place) = &block.place else { continue };
        let is_shown = matches!(shown, Some(Shown::Same(_) | Shown::Moved(_)));
        let mut add = |kind, is_so| habits.push(PageHabit { kind, is_so, node: place.node.index() });
        let Some(text) = place.node.as_str() else { continue };
        match block.role {
            Role::Card(Card::WatchOut) if pair.handoff.content.boundary.is_some() && includes(&text) => {
                add(HabitKind::WarnsOfWhatIsIncluded, is_shown);
            }
            Role::Card(Card::UseWhen) if is_row(&text) => add(HabitKind::UseIsJoinedRow, is_shown),
            Role::Name => {
                let summary = &pair.handoff.summary;
                let names =
                    [&summary.display_name, &summary.abbreviation].map(|field| field.value().map(|name| key(name)));
                if let ([Some(name), Some(short)], Some(shown)) = (names, shown)
                    && name != short
                {
                    add(HabitKind::HeadedByAbbreviation, pair.key(shown.line()) == short);
                }
            }
            _ => {}
        }
    }
    habits
}

/// Whether a row of a boundary says what the term includes.
fn includes(row: &str) -> bool {
    const WORDS: [&str; 8] = ["include", "included", "includes", "counts", "含める", "含めるもの", "含む", "포함"];
    let first = cells(row).next().map(|cell| key(&row[cell]));
    is_row(row) && first.is_some_and(|first| WORDS.contains(&first.as_str()))
}

/// The titles of sections whose headings are not known, each with the line that stands in the place of its heading.
fn headings(pair: &Pair<'_>) -> Vec<(Box<str>, Box<str>)> {
    let sections = pair.parts().filter(|(part, _)| part.is_section);
    let headings = sections.filter_map(|(_, mut blocks)| {
        let (block, shown) = blocks.clone().find(|(block, _)| block.role == Role::Heading)?;
        let title = block.place.as_ref().filter(|_| pair.is_unknown_word(block))?.node.as_str()?;
        let line = match shown {
            Some(Shown::Differs(line)) => line,
            // It is taken for one that nothing explains: the first of those above the text.
            None => {
                let first = blocks.find_map(|(block, shown)| match shown {
                    Some(Shown::Same(line)) if block.role.is_content() => Some(line),
                    _ => None,
                })?;
                let is_free = |line: &usize| pair.block_of(*line).is_none() && !pair.key(*line).is_empty();
                (0..first).rev().take_while(is_free).last()?
            }
            Some(Shown::Same(_) | Shown::Moved(_)) => return None,
        };
        Some((title.trim().into(), pair.line(line).text.as_str().into()))
    });
    headings.collect()
}
