use chrono::Days;

use crate::declare_rule;
use crate::finding::Safety;
use crate::handoff::{DateError, Handoff, ReviewDate, Slip, Text};
use crate::rule::{DocumentRule, FindingKind, Release, Reporter};
use crate::words::{quote, without_hidden};

/// The kind of finding about a day that is not over.
const FUTURE_DATE: &str = "future-date";

declare_rule! {
    /// A review date that is not a date, or is in the future.
    ///
    /// ## Why
    /// Whoever goes by the age of a review depends on this date. A day that does not exist, a time without a time
    /// zone or a day in the future gives a wrong age, or none, and nobody notices.
    ///
    /// ## Fails
    /// ```json
    /// { "summary": { "last_reviewed_at": "2026-02-30" } }
    /// ```
    /// ```json
    /// { "quality": { "last_reviewed_at": "2026-07-14T09:00:00" } }
    /// ```
    /// ```json ja
    /// { "summary": { "last_reviewed_at": "2026年7月14日" }, "quality": { "last_reviewed_at": "2026年7月14日" } }
    /// ```
    /// ```json
    /// { "summary": { "last_reviewed_at": "2226-07-14" }, "quality": { "last_reviewed_at": "2226-07-14" } }
    /// ```
    ///
    /// ## Passes
    /// ```json
    /// { "summary": { "last_reviewed_at": "2026-06-27" }, "quality": { "last_reviewed_at": "2026-06-27T00:00:00.000Z" } }
    /// ```
    /// ```json
    /// { "summary": { "last_reviewed_at": "2026-07-04T15:30:00+09:00" } }
    /// ```
    ///
    /// ## Fix
    /// Write the day of the review as `2026-06-27`, or its time as `2026-06-27T15:30:00.000Z`. Where the value can
    /// only mean one date, such as `2026/06/27` or the spreadsheet number `46200`, the help gives it: check that it
    /// is the day of the review. The fix that writes it is safe where only characters differ, such as a blank at the end,
    /// full-width digits or another hyphen. termlint never invents a date.
    ///
    /// ## Known limits
    /// A date that is absent, empty or a stand-in such as `1970-01-01` is `missing-review-date`. Two review dates that
    /// differ are `conflicting-fields`. The day of the run is that of UTC, so a date written east of it may be a day
    /// ahead; that is what `future-days` is for.
    pub struct InvalidReviewDate {
        /// How many days after today a review may be dated: clocks and time zones differ.
        future_days: u32 = 1,
    }
    id: "invalid-review-date", kind: Document, fix: Some(Safety::Safe), hides_value: true, uses_today: true, yields_to: &["missing-review-date"],
    kinds: &[FindingKind { name: FUTURE_DATE, since: Release::FIRST }]
}

impl DocumentRule for InvalidReviewDate {
    fn check(&self, handoff: &Handoff<'_>, reporter: &mut Reporter<'_>) {
        let summary = ReviewDate::stated(&handoff.summary.last_reviewed_at);
        let quality = ReviewDate::stated(&handoff.quality.last_reviewed_at);
        match (summary, quality) {
            (Some(text), Some(twin)) if text.value == twin.value => self.check_date(text, Some(twin), reporter),
            _ => summary.into_iter().chain(quality).for_each(|text| self.check_date(text, None, reporter)),
        }
    }
}

/// Why a text is not a review date.
enum Defect {
    Malformed(DateError),
    Slip(Slip),
    Future,
}

impl InvalidReviewDate {
    fn check_date(&self, text: &Text<'_>, twin: Option<&Text<'_>>, reporter: &mut Reporter<'_>) {
        let last = reporter.today().checked_add_days(Days::new(u64::from(self.future_days)));
        let is_future = |date: ReviewDate| last.is_some_and(|last| date.day() > last);
        match ReviewDate::parse(text) {
            Err(error) => {
                // What would be wrong again is not offered.
                let slip = ReviewDate::slip(text)
                    .filter(|slip| ReviewDate::parse(&slip.meant).is_ok_and(|date| !is_future(date)));
                tell(text, slip.map_or(Defect::Malformed(error), Defect::Slip), twin, reporter);
            }
            Ok(date) if is_future(date) => tell(text, Defect::Future, twin, reporter),
            Ok(_) => {}
        }
    }
}

fn tell(text: &Text<'_>, defect: Defect, twin: Option<&Text<'_>>, reporter: &mut Reporter<'_>) {
    let date = without_hidden(text).map_or_else(|| quote(text), |(_, visible)| quote(&visible));
    let today = reporter.today();
    let (message, label, help) = match &defect {
        Defect::Malformed(DateError::Impossible) => {
            (format!("the review date {date} does not exist"), "no such date", "enter the day of the last review")
        }
        Defect::Malformed(DateError::NoOffset) => (
            format!("the review date {date} has no time zone"),
            "no time zone",
            &*format!("write the day alone, {}, or end the time with its zone, such as +09:00 or Z", &text[..10]),
        ),
        Defect::Slip(slip) => {
            (format!("the review date {date} {}", slip.wrong), "not a date", &*format!("write {}", slip.meant))
        }
        Defect::Malformed(DateError::Shape) => (
            format!("the review date {date} is not written as YYYY-MM-DD"),
            "not a date",
            "write the day of the review as in 2026-06-27",
        ),
        Defect::Future => (
            format!("the review date {date} is after today, {today}"),
            "in the future",
            "enter the day of the last review",
        ),
    };
    let kind = matches!(defect, Defect::Future).then_some(FUTURE_DATE);
    let draft = reporter.at(text).message(message).label(label).help(help).kind(kind);
    let draft = draft.related_if(twin, "the same date again");
    if let Defect::Slip(slip) = &defect {
        let safety = if slip.is_certain { Safety::Safe } else { Safety::Unsafe };
        let texts = std::iter::once(text).chain(twin);
        drop(draft.fix(
            format!("write {}", slip.meant),
            safety,
            texts.map(|text| (text.node, format!("\"{}\"", slip.meant))),
        ));
    }
}
