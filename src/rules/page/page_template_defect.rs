use std::collections::BTreeMap;

use crate::corpus::{Anchor, Extras, HabitKind, Member, PageFacts, View};
use crate::declare_rule;
use crate::finding::Severity;
use crate::rule::{CorpusReporter, CorpusRule, Needs};
use crate::words::{count, shorten};

declare_rule! {
    /// A defect that the pages of a locale share, or words of their frame that the configuration does not know.
    ///
    /// ## Why
    /// What nearly all pages do wrong is a mistake of their template, and is corrected there once. Told for each term, it would
    /// hide what is wrong with the terms.
    ///
    /// ## Fails
    /// ```text noexec
    /// “Watch out” shows what the term includes: 12 of 12 pages of en-US
    /// “Use when” is a row whose cells were joined: 8 of 8 pages of en-US
    /// pages are headed by the abbreviation: 6 of 6 pages of en-US
    /// 9 headings stand on all pages of ja-JP and are not known
    /// ```
    ///
    /// ## Passes
    /// ```text noexec
    /// Four pages that share a defect, or five of ten: their handoffs may be the reason
    /// ```
    ///
    /// ## Fix
    /// Correct the template of the pages: as a warning, show what does not count, or a common mistake; as a use, a
    /// sentence; as a heading, the display name. Write headings that are right into `termlint.toml`, as the help says.
    ///
    /// ## Known limits
    /// A defect counts where at least five pages could have it and nine of ten do. It is reported once a locale, at the text of
    /// the first document. Headings that are not known are an info; they are proposed where at least five pages have
    /// such a section, and nine of ten of them show it below the same line. The rule needs the corpus, as
    /// `dead-related-slug` does, and pages (`check --pages`).
    pub struct PageTemplateDefect {
        /// The smallest number of pages.
        min_pages: usize = 5,
        /// The smallest share of the pages that could have the defect, in percent.
        min_share: usize = 90,
    }
    id: "page-template-defect", kind: Corpus, needs: Needs::WholeCorpus,
    extras: Extras { pages: true, ..Extras::NONE }
}

/// How often something is so, of how many pages.
#[derive(Clone, Copy, Default)]
struct Share {
    of: usize,
    all: usize,
}

impl CorpusRule for PageTemplateDefect {
    fn check(&self, corpus: &View<'_>, reporter: &mut CorpusReporter) {
        let mut habits: BTreeMap<(&str, HabitKind), Share> = BTreeMap::new();
        let mut headings: BTreeMap<&str, BTreeMap<&str, BTreeMap<&str, usize>>> = BTreeMap::new();
        for member in corpus.members().iter().filter(|member| member.in_corpus) {
            let Some((locale, page)) = page_of(member) else { continue };
            for habit in &page.habits {
                let share = habits.entry((locale, habit.kind)).or_default();
                share.all += 1;
                share.of += usize::from(habit.is_so);
            }
            for (title, heading) in &page.headings {
                *headings.entry(locale).or_default().entry(title).or_default().entry(heading).or_default() += 1;
            }
        }
        habits.retain(|_, share| self.is_habit(*share));
        for (number, member) in corpus.reported() {
            let Some((locale, page)) = page_of(member) else { continue };
            for habit in page.habits.iter().filter(|habit| habit.is_so) {
                if let Some(share) = habits.remove(&(locale, habit.kind)) {
                    let (message, help) = words(habit.kind);
                    reporter
                        .at(number, Anchor::Node(habit.node))
                        .message(format!(
                            "{message}: {} of {} of {}",
                            share.of,
                            count(share.all, "page"),
                            shorten(locale, 20)
                        ))
                        .label("the text of the first page")
                        .help(help)
                        .subject(format!("{:?} {locale}", habit.kind));
                }
            }
            if let Some(known) = headings.remove(locale) {
                self.propose(number, locale, &known, reporter);
            }
        }
    }
}

impl PageTemplateDefect {
    fn is_habit(&self, share: Share) -> bool {
        share.all >= self.min_pages.max(1) && share.of * 100 >= share.all * self.min_share
    }

    /// Says which headings of a locale could be written into the configuration.
    fn propose(
        &self,
        number: usize,
        locale: &str,
        headings: &BTreeMap<&str, BTreeMap<&str, usize>>,
        reporter: &mut CorpusReporter,
    ) {
        let proposed: Vec<String> = headings
            .iter()
            .filter_map(|(title, seen)| {
                let (heading, of) = seen.iter().max_by_key(|(_, number)| **number)?;
                let share = Share { of: *of, all: seen.values().sum() };
                self.is_habit(share).then(|| format!("{title:?} = {heading:?}"))
            })
            .collect();
        if proposed.is_empty() {
            return;
        }
        let stand = if proposed.len() == 1 { "stands" } else { "stand" };
        reporter
            .at(number, "/canonical/locale")
            .message(format!(
                "{} of pages of {} {stand} above sections, but are not known",
                count(proposed.len(), "heading"),
                shorten(locale, 20)
            ))
            .label("a locale whose words are not known")
            .help(format!("write under [pages.headings.{locale}] what is right: {}", proposed.join(", ")))
            .subject(format!("headings {locale}"))
            .max_severity(Severity::Info);
    }
}

fn page_of(member: &Member) -> Option<(&str, &PageFacts)> {
    Some((member.facts.locale.as_deref()?, member.facts.page.as_deref()?))
}

/// The defect, and what to do.
fn words(kind: HabitKind) -> (&'static str, &'static str) {
    match kind {
        HabitKind::WarnsOfWhatIsIncluded => (
            "“Watch out” shows what the term includes",
            "correct the template of the pages: show what does not count, or a common mistake",
        ),
        HabitKind::UseIsJoinedRow => (
            "“Use when” is a row whose cells were joined",
            "correct the template of the pages: show a sentence, or only the first cell",
        ),
        HabitKind::HeadedByAbbreviation => {
            ("pages are headed by the abbreviation", "correct the template of the pages: head them by the display name")
        }
    }
}
