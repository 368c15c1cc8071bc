//! The line about the review at the top of a page: its day, the quality, the number of sources.
//!
//! Owns how that line is read. Must not know what it should say.

use std::ops::Range;

use chrono::{NaiveDate, NaiveTime};

use super::chrome::{Chrome, DateForm, word};
use crate::handoff::ReviewDate;
use crate::rendered::Page;
use crate::text::trim;

/// A value that the page states.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stated {
    /// The line of the page.
    pub line: usize,
    /// Its bytes in the text of the line.
    pub range: Range<usize>,
    /// The value as it is written.
    pub text: String,
}

/// What the page states about the review.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Meta {
    /// The day, with the label's line.
    pub updated: Option<Stated>,
    /// The quality.
    pub quality: Option<Stated>,
    /// The number of sources.
    pub sources: Option<Stated>,
    /// The lines that hold nothing else.
    pub lines: Vec<usize>,
}

impl Meta {
    /// Reads the first lines that are labelled so. Labels and values may share a line, without a space between them, or follow
    /// each other.
    pub fn of(page: &Page, chrome: &Chrome<'_>) -> Meta {
        let labels = [word::UPDATED, word::QUALITY, word::SOURCES_COUNT].map(|label| chrome.word(label));
        let mut meta = Meta::default();
        let mut stated: [Option<Stated>; 3] = [None, None, None];
        for (number, line) in page.lines.iter().enumerate() {
            let starts: Vec<(usize, usize)> = found(&line.text, &labels, &stated);
            // A sentence may say “Sources: see below”; a label begins its line, or stands behind another.
            if starts.first().is_none_or(|(_, start)| !line.text[..*start].trim().is_empty()) {
                continue;
            }
            for (index, (label, start)) in starts.iter().enumerate() {
                let end = starts.get(index + 1).map_or(line.text.len(), |(_, next)| *next);
                let value = trim(&line.text, start + labels[*label].len()..end);
                let next = page.lines.get(number + 1).filter(|_| value.is_empty());
                stated[*label] = Some(match next {
                    // The value is a line of its own.
                    Some(line) => Stated { line: number + 1, range: 0..line.text.len(), text: line.text.clone() },
                    None => Stated { line: number, text: line.text[value.clone()].to_owned(), range: value },
                });
            }
            meta.lines.push(number);
            meta.lines.extend(stated.iter().flatten().map(|stated| stated.line).filter(|line| *line == number + 1));
            if stated.iter().all(Option::is_some) {
                break;
            }
        }
        meta.lines.dedup();
        let [updated, quality, sources] = stated;
        Meta { updated, quality, sources, ..meta }
    }
}

/// Where labels that nothing was stated for yet begin in a text, in order.
fn found(text: &str, labels: &[&str; 3], stated: &[Option<Stated>; 3]) -> Vec<(usize, usize)> {
    let open = |label: &usize| stated[*label].is_none() && !labels[*label].is_empty();
    let mut starts: Vec<(usize, usize)> =
        (0..labels.len()).filter(open).filter_map(|label| Some((label, text.find(labels[label])?))).collect();
    starts.sort_by_key(|(_, start)| *start);
    starts
}

/// What the day of the review on a page is beside that of the handoff.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PageDay {
    /// The same.
    Right,
    /// The same, but not in this form, which its locale has.
    OtherForm(DateForm),
    /// Earlier than the day of the handoff, which this is.
    Older(NaiveDate),
    /// Later than it.
    Later(NaiveDate),
    /// No day.
    Unreadable,
}

impl PageDay {
    /// Compares what a page writes with the dates of the handoff, one of which is enough; nothing where it has none.
    ///
    /// A review at a time of day may be on the next day where the page was built; one at midnight is a day.
    pub fn of(text: &str, own: &[ReviewDate], form: Option<DateForm>) -> Option<PageDay> {
        let latest = own.iter().map(|date| date.day()).max()?;
        let readings = days(text);
        let of_form = readings.iter().find(|(_, read)| form.is_some() && *read == form);
        let is_own = |day: NaiveDate| {
            own.iter().any(|own| own.day() == day || may_be_next(*own) && own.day().succ_opt() == Some(day))
        };
        // In a locale whose form is known, `05/04/2026` is one day only.
        Some(match (of_form, form) {
            (Some((day, _)), _) if is_own(*day) => PageDay::Right,
            (Some((day, _)), _) if *day < latest => PageDay::Older(latest),
            (Some(_), _) => PageDay::Later(latest),
            (None, form) if readings.iter().any(|(day, _)| is_own(*day)) => {
                form.map_or(PageDay::Right, PageDay::OtherForm)
            }
            (None, _) => match readings.first() {
                None => PageDay::Unreadable,
                Some(_) if readings.iter().all(|(day, _)| *day < latest) => PageDay::Older(latest),
                Some(_) => PageDay::Later(latest),
            },
        })
    }
}

fn may_be_next(date: ReviewDate) -> bool {
    matches!(date, ReviewDate::Instant(instant) if instant.time() != NaiveTime::MIN)
}

/// A day as a page writes it: each way to read it, with the form where it is one that is known.
pub fn days(text: &str) -> Vec<(NaiveDate, Option<DateForm>)> {
    let mut numbers: Vec<(u32, usize)> = Vec::new();
    let mut in_number = false;
    for letter in text.chars() {
        // Full-width digits are digits.
        let digit = letter
            .to_digit(10)
            .or_else(|| (u32::from(letter)).checked_sub(u32::from('０')).filter(|digit| *digit < 10));
        match (digit, in_number) {
            (Some(digit), true) => {
                if let Some((number, length)) = numbers.last_mut() {
                    *number = number.saturating_mul(10).saturating_add(digit);
                    *length += 1;
                }
            }
            (Some(digit), false) => numbers.push((digit, 1)),
            (None, _) => {}
        }
        in_number = digit.is_some();
    }
    let day = |year: u32, month: u32, day: u32| NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, day);
    match numbers.as_slice() {
        [(year, 4), (month, 1 | 2), (date, 1 | 2), ..] => {
            let form = text.contains('.').then_some(DateForm::Dotted);
            day(*year, *month, *date).map(|day| (day, form)).into_iter().collect()
        }
        [(one, 1 | 2), (two, 1 | 2), (year, 4), ..] => {
            let month_first =
                day(*year, *one, *two).map(|day| (day, text.contains('/').then_some(DateForm::MonthFirst)));
            let day_first = day(*year, *two, *one).map(|day| (day, None));
            month_first.into_iter().chain(day_first).collect()
        }
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_day_of_a_page_is_compared_with_that_of_the_handoff() {
        let day = |text: &str, own: &str, form| PageDay::of(text, &[ReviewDate::parse(own).unwrap()], form);
        let own = NaiveDate::from_ymd_opt(2026, 5, 4).unwrap();
        let us = Some(DateForm::MonthFirst);
        for (text, date, form, expected) in [
            ("05/04/2026", "2026-05-04", us, PageDay::Right),
            ("05/04/2026", "2026-05-04T00:00:00.000Z", us, PageDay::Right),
            ("05/05/2026", "2026-05-04T15:30:00Z", us, PageDay::Right),
            ("05/05/2026", "2026-05-04T00:00:00Z", us, PageDay::Later(own)),
            ("05/03/2026", "2026-05-04", us, PageDay::Older(own)),
            // The fifth of April in this locale.
            ("04/05/2026", "2026-05-04", us, PageDay::Older(own)),
            ("04/05/2026", "2026-05-04", None, PageDay::Right),
            ("2026. 05. 04.", "2026-05-04", us, PageDay::OtherForm(DateForm::MonthFirst)),
            ("2026. 05. 03.", "2026-05-04", us, PageDay::Older(own)),
            ("2026年5月4日", "2026-05-04", None, PageDay::Right),
            ("soon", "2026-05-04", us, PageDay::Unreadable),
        ] {
            assert_eq!(day(text, date, form), Some(expected), "{text} {date}");
        }
        assert_eq!(PageDay::of("05/04/2026", &[], us), None);
    }

    #[test]
    fn days_are_read_in_the_forms_of_pages() {
        let day = |year, month, day| NaiveDate::from_ymd_opt(year, month, day).unwrap();
        assert_eq!(days("2026. 05. 14."), [(day(2026, 5, 14), Some(DateForm::Dotted))]);
        assert_eq!(days("05/14/2026"), [(day(2026, 5, 14), Some(DateForm::MonthFirst))]);
        assert_eq!(days("2026年5月14日"), [(day(2026, 5, 14), None)]);
        assert_eq!(days("２０２６-05-14"), [(day(2026, 5, 14), None)]);
        assert_eq!(days("04/05/2026"), [(day(2026, 4, 5), Some(DateForm::MonthFirst)), (day(2026, 5, 4), None)]);
        for text in ["", "soon", "2026", "99/99/2026", "2026-13-01", "12345678901234567890"] {
            assert_eq!(days(text), [], "{text}");
        }
    }
}
