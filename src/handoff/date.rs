//! The one function that decides what a review date is, and when two of them agree.
//!
//! The schema's `date` and `date-time` formats ask here too (`docs/design.md`, "Dates"). Must not read a clock.

use chrono::{DateTime, Datelike, NaiveDate, NaiveTime, Timelike, Utc};

/// A review date in one of the shapes that real documents have (`docs/domain.md`, "Values and shapes").
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReviewDate {
    /// `2026-06-27`
    Day(NaiveDate),
    /// `2026-07-04T15:30:00.000Z`, as an instant in UTC.
    Instant(DateTime<Utc>),
}

/// Why a text is not a review date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DateError {
    /// It has the shape of a date or timestamp, but no calendar has it: 30 February, 25 o'clock.
    Impossible,
    /// It is a timestamp without an offset from UTC, so it names no instant.
    NoOffset,
    /// It has another shape.
    Shape,
}

impl ReviewDate {
    /// Reads a `full-date` or a `date-time` of RFC 3339, strictly: real calendar days only.
    ///
    /// # Errors
    /// Says which of the three ways of being no date it is.
    pub fn parse(text: &str) -> Result<ReviewDate, DateError> {
        if !text.is_ascii() || text.len() < 10 {
            return Err(DateError::Shape);
        }
        let (day, time) = text.split_at(10);
        if !has_shape(day.as_bytes(), b"0000-00-00") {
            return Err(DateError::Shape);
        }
        let number = |digits: std::ops::Range<usize>| {
            day.as_bytes()[digits].iter().fold(0, |number, digit| number * 10 + u32::from(digit - b'0'))
        };
        let year = i32::try_from(number(0..4)).map_err(|_| DateError::Shape)?;
        let date = NaiveDate::from_ymd_opt(year, number(5..7), number(8..10)).ok_or(DateError::Impossible);
        if time.is_empty() {
            return date.map(ReviewDate::Day);
        }
        match time_shape(time) {
            None => Err(DateError::Shape),
            Some(false) => date.and(Err(DateError::NoOffset)),
            Some(true) => {
                if let Some(time) = utc_time(time) {
                    return Ok(ReviewDate::Instant(date?.and_time(time).and_utc()));
                }
                date?;
                let instant = DateTime::parse_from_rfc3339(text).map_err(|_| DateError::Impossible)?.to_utc();
                match is_false_leap_second(instant) {
                    true => Err(DateError::Impossible),
                    false => Ok(ReviewDate::Instant(instant)),
                }
            }
        }
    }

    /// The calendar day in UTC. A plain date is taken as a day in UTC.
    pub fn day(self) -> NaiveDate {
        match self {
            ReviewDate::Day(day) => day,
            ReviewDate::Instant(instant) => instant.date_naive(),
        }
    }

    /// Whether two review dates say the same: the same instant, or the same day where one is a plain date.
    pub fn agrees_with(self, other: ReviewDate) -> bool {
        match (self, other) {
            (ReviewDate::Instant(one), ReviewDate::Instant(two)) => one == two,
            _ => self.day() == other.day(),
        }
    }
}

/// The time of a clock that keeps UTC, leap seconds aside; `text` has the shape of a time with its offset.
fn utc_time(text: &str) -> Option<NaiveTime> {
    /// Of a second, nanoseconds are read.
    const DIGITS: usize = 9;
    let clock = text.strip_suffix(['Z', 'z'])?.as_bytes();
    let number = |digits: &[u8]| digits.iter().fold(0, |number, digit| number * 10 + u32::from(digit - b'0'));
    let fraction = clock.get("T00:00:00.".len()..).unwrap_or_default();
    let digits = fraction.len().min(DIGITS);
    let zeros = (digits..DIGITS).fold(1, |power, _| 10 * power);
    let nanoseconds = zeros * number(&fraction[..digits]);
    NaiveTime::from_hms_nano_opt(number(&clock[1..3]), number(&clock[4..6]), number(&clock[7..9]), nanoseconds)
}

/// Whether an instant is a leap second where there can be none: they end a month in UTC (RFC 3339 section 5.7).
fn is_false_leap_second(instant: DateTime<Utc>) -> bool {
    let is_leap_second = instant.nanosecond() >= 1_000_000_000;
    let day = instant.date_naive();
    let ends_month = day.succ_opt().is_none_or(|next| next.month() != day.month());
    is_leap_second && !(ends_month && (instant.hour(), instant.minute()) == (23, 59))
}

/// Whether `text` looks like `pattern`, in which `0` stands for any digit.
pub(super) fn has_shape(text: &[u8], pattern: &[u8]) -> bool {
    text.len() == pattern.len()
        && text.iter().zip(pattern).all(|(byte, expected)| match expected {
            b'0' => byte.is_ascii_digit(),
            _ => byte == expected,
        })
}

/// For the part after the day, `Some(has offset)` if it has the shape of RFC 3339 `"T" full-time`, offset aside.
fn time_shape(time: &str) -> Option<bool> {
    let clock = time.strip_prefix(['T', 't'])?;
    let (clock, rest) = clock.split_at_checked(8)?;
    if !has_shape(clock.as_bytes(), b"00:00:00") {
        return None;
    }
    let offset = match rest.strip_prefix('.') {
        None => rest,
        Some(fraction) => {
            let offset = fraction.trim_start_matches(|digit: char| digit.is_ascii_digit());
            if offset.len() == fraction.len() {
                return None;
            }
            offset
        }
    };
    match offset {
        "" => Some(false),
        "Z" | "z" => Some(true),
        _ => {
            let (sign, clock) = offset.split_at(1);
            (matches!(sign, "+" | "-") && has_shape(clock.as_bytes(), b"00:00")).then_some(true)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<NaiveDate, DateError> {
        ReviewDate::parse(text).map(ReviewDate::day)
    }

    fn day(year: i32, month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(year, month, day).unwrap()
    }

    #[test]
    fn the_three_real_shapes_are_dates() {
        assert_eq!(parse("2026-06-27"), Ok(day(2026, 6, 27)));
        assert_eq!(parse("2026-05-14T00:00:00.000Z"), Ok(day(2026, 5, 14)));
        assert_eq!(parse("2026-07-04T15:30:00.000Z"), Ok(day(2026, 7, 4)));
        // RFC 3339 section 5.6: any offset, lower case letters, no fraction; the day is the one in UTC.
        assert_eq!(parse("2026-07-05t00:30:00+09:00"), Ok(day(2026, 7, 4)));
        assert_eq!(parse("2028-02-29"), Ok(day(2028, 2, 29)));
    }

    #[test]
    fn days_that_no_calendar_has_are_impossible() {
        for text in
            ["2026-02-30", "2026-02-29", "2026-13-01", "2026-00-10", "2026-02-30T00:00:00Z", "2026-02-01T25:00:00Z"]
        {
            assert_eq!(parse(text), Err(DateError::Impossible), "{text}");
        }
    }

    #[test]
    fn a_time_in_utc_is_the_instant_that_others_read() {
        for time in ["00:00:00", "23:59:59", "12:34:56.5", "12:34:56.000000001", "12:34:56.1234567899"] {
            for zone in ["Z", "z"] {
                let text = format!("2026-07-04T{time}{zone}");
                let expected = DateTime::parse_from_rfc3339(&text).unwrap().to_utc();
                assert_eq!(ReviewDate::parse(&text), Ok(ReviewDate::Instant(expected)), "{text}");
            }
        }
    }

    #[test]
    fn leap_seconds_end_a_month_in_utc() {
        for text in ["2016-12-31T23:59:60Z", "2026-06-30T23:59:60.5Z", "2017-01-01T08:59:60+09:00"] {
            assert!(parse(text).is_ok(), "{text}");
        }
        for text in [
            "2026-07-14T12:00:60Z",
            "2026-06-30T22:59:60Z",
            "2026-06-30T23:58:60Z",
            "2026-06-29T23:59:60Z",
            "2016-12-31T23:59:60+09:00",
            "2016-12-31T23:59:61Z",
        ] {
            assert_eq!(parse(text), Err(DateError::Impossible), "{text}");
        }
    }

    #[test]
    fn a_timestamp_without_offset_names_no_instant() {
        assert_eq!(parse("2026-02-01T10:00:00"), Err(DateError::NoOffset));
        assert_eq!(parse("2026-02-01T10:00:00.5"), Err(DateError::NoOffset));
    }

    #[test]
    fn other_shapes_are_no_dates() {
        for text in [
            "",
            " ",
            "2026",
            "2026-2-3",
            "2026/02/03",
            "14 May 2026",
            "2026-02-03 ",
            "２０２６-02-03",
            "2026年2月3日",
            "2026-02-01T10:00Z",
            "2026-02-01T10:00:00.Z",
            "2026-02-01T10:00:00+0900",
            "2026-02-01 10:00:00Z",
            "+2026-02-01",
            "2026-02-01T10:00:00+",
            "2026-02-01Té",
        ] {
            assert_eq!(parse(text), Err(DateError::Shape), "{text}");
        }
    }

    #[test]
    fn twins_agree_on_the_instant_or_on_the_day() {
        let date = |text| ReviewDate::parse(text).unwrap();
        assert!(date("2026-06-27").agrees_with(date("2026-06-27T00:00:00.000Z")));
        assert!(date("2026-06-27T09:00:00+09:00").agrees_with(date("2026-06-27T00:00:00Z")));
        assert!(!date("2026-06-27T09:00:00Z").agrees_with(date("2026-06-27T00:00:00Z")));
        assert!(!date("2026-06-27").agrees_with(date("2026-06-28T00:00:00Z")));
    }
}
