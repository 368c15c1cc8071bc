//! What a text means that stands in place of a review date: a date with a slip, or a clock that was never set.
//!
//! Must not decide what a date is: that is `date`.

use chrono::{DateTime, Datelike, Days, NaiveDate, SecondsFormat, Utc};

use super::date::{DateError, ReviewDate, has_shape};
use super::field::{Text, TextField};
use crate::text::is_blank;
use crate::words::is_hidden;

/// What keeps a text from being the review date that it means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slip {
    /// What is wrong with it, as what a sentence says of it: `has no seconds`.
    pub wrong: &'static str,
    /// The date that it means, well written.
    pub meant: String,
    /// Whether nothing but its characters differs: blanks at its ends, invisible characters, full-width digits, other hyphens.
    pub is_certain: bool,
}

impl ReviewDate {
    /// What is wrong with a text that is not a review date, where one date can be read from it: the first slip, and the
    /// date without any. A time that names no zone is not guessed at: its day is what it means.
    pub fn slip(text: &str) -> Option<Slip> {
        if text.len() > LONGEST {
            return None;
        }
        if let Some(slip) = counted(text) {
            return Some(slip);
        }
        let mut form = text.to_owned();
        let (mut first, mut is_certain) = (None, true);
        for (number, (wrong, repair)) in REPAIRS.into_iter().enumerate() {
            let repaired = repair(&form);
            if let Some(repaired) = repaired.filter(|repaired| *repaired != form) {
                first.get_or_insert(wrong);
                is_certain &= number < OF_CHARACTERS;
                form = repaired;
            }
        }
        let wrong = first?;
        match ReviewDate::parse(&form) {
            Ok(_) => Some(Slip { wrong, meant: form, is_certain }),
            Err(DateError::NoOffset) => Some(Slip { wrong, meant: form[..DAY].to_owned(), is_certain: false }),
            Err(_) => None,
        }
    }

    /// Whether a text is what a clock or database shows that was never set, in any form that a date may be slipped into:
    /// the year 0 or 1, or the day from which computers (1601, 1970) and spreadsheets (1900, 1904) count.
    pub fn is_unset(text: &str) -> bool {
        // Nearly every date ends here.
        if text.starts_with("20") {
            return false;
        }
        let is_zero = |text: &str| {
            let zero_year = |year| text.strip_prefix(year).is_some_and(|rest| rest.starts_with(['-', '/', '年']));
            let date = match ReviewDate::parse(text) {
                Err(DateError::NoOffset) => ReviewDate::parse(&text[..DAY]),
                date => date,
            };
            let day = date.ok().map(ReviewDate::day);
            let is_zero_day = |day: NaiveDate| {
                UNSET_DAYS
                    .iter()
                    .any(|(year, month, number)| (day.year(), day.month(), day.day()) == (*year, *month, *number))
            };
            zero_year("0000") || zero_year("0001") || day.is_some_and(is_zero_day)
        };
        is_zero(text) || ReviewDate::slip(text).is_some_and(|slip| is_zero(&slip.meant))
    }

    /// The text in which a field says when the review was. A blank says nothing, nor does a clock that was never set.
    pub fn stated<'f, 'a>(field: &'f TextField<'a>) -> Option<&'f Text<'a>> {
        field.value().filter(|text| !is_blank(text) && !ReviewDate::is_unset(text))
    }
}

/// The days from which spreadsheets (1904 in those of the Mac) and computers count, seen from any time zone.
const UNSET_DAYS: [(i32, u32, u32); 8] = [
    (1601, 1, 1),
    (1899, 12, 30),
    (1899, 12, 31),
    (1900, 1, 1),
    (1903, 12, 31),
    (1904, 1, 1),
    (1969, 12, 31),
    (1970, 1, 1),
];

/// No date is longer in bytes, whatever its characters; what is longer is not searched for one.
const LONGEST: usize = 120;

/// The length of a day in bytes, `2026-06-27`.
const DAY: usize = 10;

/// What may be wrong with a date, and what puts it right.
type Repair = (&'static str, fn(&str) -> Option<String>);

/// How many of the repairs, the first, only write the same characters in their plain form.
const OF_CHARACTERS: usize = 6;

/// What may be wrong with a date, in the order in which a reader sees them.
const REPAIRS: [Repair; 14] = [
    ("ends in a blank", |text| Some(text.trim_end().to_owned())),
    ("begins with a blank", |text| Some(text.trim_start().to_owned())),
    ("has an invisible character in it", |text| Some(text.replace(is_hidden, ""))),
    ("is written in full-width digits", |text| {
        text.contains(|character| matches!(character, '０'..='９')).then(|| text.chars().map(narrow).collect())
    }),
    ("has full-width characters in it", |text| Some(text.chars().map(narrow).collect())),
    ("is not written with the plain hyphen “-”", |text| Some(text.replace(is_hyphen, "-"))),
    ("is not written as YYYY-MM-DD", with_plain_day),
    ("has more behind it than a time", |text| {
        let remark = text.get(DAY..)?.find(['(', '[']).map(|at| DAY + at)?;
        text.ends_with([')', ']']).then(|| text[..remark].trim_end().to_owned())
    }),
    ("has a comma in its time", |text| {
        let (clock, rest) = text.split_at_checked("2026-06-27T15:30:00".len())?;
        rest.strip_prefix(',').map(|rest| format!("{clock}.{rest}"))
    }),
    ("has no colons in its time", |text| {
        let (day, time) = text.split_at_checked(DAY)?;
        let (digits, zone) = time.strip_prefix('T')?.split_at_checked("153000".len())?;
        let is_plain = digits.bytes().all(|byte| byte.is_ascii_digit());
        is_plain.then(|| format!("{day}T{}:{}:{}{zone}", &digits[..2], &digits[2..4], &digits[4..]))
    }),
    ("has a blank where a T belongs", |text| {
        let (day, time) = text.split_at_checked(DAY)?;
        let clock = time.replace(' ', "");
        let zero = if clock.find(':') == Some(1) { "0" } else { "" };
        time.starts_with(' ').then(|| format!("{day}T{zero}{clock}"))
    }),
    ("has a blank in it", |text| text.get(DAY..).map(|time| format!("{}{}", &text[..DAY], time.replace(' ', "")))),
    ("has no seconds", |text| {
        let (clock, rest) = text.split_at_checked("2026-06-27T15:30".len())?;
        let is_short = has_shape(&clock.as_bytes()[DAY + 1..], b"00:00") && !rest.starts_with(':');
        is_short.then(|| format!("{clock}:00{rest}"))
    }),
    ("does not write its time zone as in +09:00", |text| {
        let (_, time) = text.split_at_checked(DAY + 1)?;
        for (name, offset) in [("JST", "+09:00"), ("UTC", "Z"), ("GMT", "Z")] {
            if let Some(clock) = text.strip_suffix(name) {
                return Some(format!("{clock}{offset}"));
            }
        }
        let offset = &text[DAY + 1 + time.rfind(['+', '-'])? + 1..];
        let clock = &text[..text.len() - offset.len()];
        match offset.len() {
            1 => Some(format!("{clock}0{offset}:00")),
            2 => Some(format!("{clock}{offset}:00")),
            4 if offset.as_bytes()[1] == b':' => Some(format!("{clock}0{offset}")),
            4 => Some(format!("{clock}{}:{}", offset.get(..2)?, offset.get(2..)?)),
            _ => None,
        }
    }),
];

/// A number that counts from a day on: a spreadsheet's days, or the seconds or milliseconds of a computer. Those of this
/// century only; others may count anything.
fn counted(text: &str) -> Option<Slip> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    if !whole.bytes().chain(fraction.bytes()).all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let number: i64 = whole.parse().ok()?;
    let instant = |instant: DateTime<Utc>| (instant.date_naive(), instant.to_rfc3339_opts(SecondsFormat::Millis, true));
    let (wrong, (day, meant)) = match whole.len() {
        5 => {
            // Spreadsheets count as if 1900 had been a leap year, so that the days of today begin here (ECMA-376 part 1,
            // section 18.17.4.1).
            let day = NaiveDate::from_ymd_opt(1899, 12, 30)?.checked_add_days(Days::new(number.unsigned_abs()))?;
            ("is a spreadsheet's number for a day", (day, day.to_string()))
        }
        10 => ("is a count of seconds", instant(DateTime::from_timestamp(number, 0)?)),
        13 => ("is a count of milliseconds", instant(DateTime::from_timestamp_millis(number)?)),
        _ => return None,
    };
    (2000..2100).contains(&day.year()).then_some(Slip { wrong, meant, is_certain: false })
}

/// A date whose year comes first, with a hyphen between its parts and a zero before short ones: from `2026/7/14`,
/// `2026年7月14日` or `20260714`.
fn with_plain_day(text: &str) -> Option<String> {
    if text.len() == 8 && text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Some(format!("{}-{}-{}", &text[..4], &text[4..6], &text[6..]));
    }
    let (year, rest) = text.split_once(['-', '/', '.', '年'])?;
    let (month, rest) = rest.trim_start().split_once(['-', '/', '.', '月'])?;
    let rest = rest.trim_start();
    let end = rest.find(|character: char| !character.is_ascii_digit()).unwrap_or(rest.len());
    let (day, time) = rest.split_at(end);
    let time = time.strip_prefix('日').unwrap_or(time);
    let is_number = |digits: &str, longest: usize| {
        (1..=longest).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit())
    };
    let is_date = year.len() == 4 && is_number(year, 4) && is_number(month, 2) && is_number(day, 2);
    is_date.then(|| format!("{year}-{month:0>2}-{day:0>2}{time}"))
}

/// The usual form of a full-width character. Hyphens are another slip.
fn narrow(character: char) -> char {
    match character {
        '\u{3000}' => ' ',
        '！'..='～' if !is_hyphen(character) => {
            char::from_u32(u32::from(character) - u32::from('！') + u32::from('!')).unwrap_or(character)
        }
        _ => character,
    }
}

/// Whether a character looks like a hyphen and is none: hyphens and dashes, the minus, the long vowel of kana, a rule.
fn is_hyphen(character: char) -> bool {
    matches!(character, '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{fe58}' | '\u{fe63}' | '－' | 'ー' | '─' | 'ｰ')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_is_named_with_the_date_that_is_meant() {
        for (text, wrong, meant) in [
            ("2026-07-14 ", "ends in a blank", "2026-07-14"),
            ("2026-07-14T00:00:00 Z", "has a blank in it", "2026-07-14T00:00:00Z"),
            ("2026-07-14T00:00:00 +09:00", "has a blank in it", "2026-07-14T00:00:00+09:00"),
            ("2026-07-14T00:00:00+9:00", "does not write its time zone as in +09:00", "2026-07-14T00:00:00+09:00"),
            ("2026-07-14T00:00:00+9", "does not write its time zone as in +09:00", "2026-07-14T00:00:00+09:00"),
            ("2026-07-14T00:00:00JST", "does not write its time zone as in +09:00", "2026-07-14T00:00:00+09:00"),
            ("2026-07-14 00:00:00 UTC", "has a blank where a T belongs", "2026-07-14T00:00:00Z"),
            ("2026-07-14\u{3000}", "ends in a blank", "2026-07-14"),
            ("2026-07-14T00:00:00.000Z\n", "ends in a blank", "2026-07-14T00:00:00.000Z"),
            (" 2026-07-14", "begins with a blank", "2026-07-14"),
            ("2026-07-14\u{200b}", "has an invisible character in it", "2026-07-14"),
            ("\u{feff}2026-07-14", "has an invisible character in it", "2026-07-14"),
            ("２０２６-０７-１４", "is written in full-width digits", "2026-07-14"),
            ("２０２６－０７－１４", "is written in full-width digits", "2026-07-14"),
            ("２０２６年７月１４日", "is written in full-width digits", "2026-07-14"),
            ("2026-07-14T10：00：00Ｚ", "has full-width characters in it", "2026-07-14T10:00:00Z"),
            ("2026‐07‐14", "is not written with the plain hyphen “-”", "2026-07-14"),
            ("2026－07－14", "is not written with the plain hyphen “-”", "2026-07-14"),
            ("2026–07–14T10:00:00Z", "is not written with the plain hyphen “-”", "2026-07-14T10:00:00Z"),
            ("2026-7-4", "is not written as YYYY-MM-DD", "2026-07-04"),
            ("2026/07/14", "is not written as YYYY-MM-DD", "2026-07-14"),
            ("2026.07.14", "is not written as YYYY-MM-DD", "2026-07-14"),
            ("2026年7月14日", "is not written as YYYY-MM-DD", "2026-07-14"),
            ("20260714", "is not written as YYYY-MM-DD", "2026-07-14"),
            ("2026/7/14 9:05", "is not written as YYYY-MM-DD", "2026-07-14"),
            ("2026-07-14 10:00:00Z", "has a blank where a T belongs", "2026-07-14T10:00:00Z"),
            ("2026-07-14 10:00:00 +0900", "has a blank where a T belongs", "2026-07-14T10:00:00+09:00"),
            ("2026-07-14T10:00Z", "has no seconds", "2026-07-14T10:00:00Z"),
            ("2026-07-14T10:00+09:00", "has no seconds", "2026-07-14T10:00:00+09:00"),
            ("2026-07-14T10:00", "has no seconds", "2026-07-14"),
            ("2026-07-14T10:00:00+0900", "does not write its time zone as in +09:00", "2026-07-14T10:00:00+09:00"),
            (
                "2026-07-14T10:00:00.000-05",
                "does not write its time zone as in +09:00",
                "2026-07-14T10:00:00.000-05:00",
            ),
            ("2026-07-14 (Tue)", "has more behind it than a time", "2026-07-14"),
            ("2026-07-14（火）", "has full-width characters in it", "2026-07-14"),
            ("2026-07-14T10:00:00+09:00[Asia/Tokyo]", "has more behind it than a time", "2026-07-14T10:00:00+09:00"),
            ("2026-07-14T10:00:00,000Z", "has a comma in its time", "2026-07-14T10:00:00.000Z"),
            ("2026-07-14T100000Z", "has no colons in its time", "2026-07-14T10:00:00Z"),
            ("46217", "is a spreadsheet's number for a day", "2026-07-14"),
            ("46217.4375", "is a spreadsheet's number for a day", "2026-07-14"),
            ("1783987200", "is a count of seconds", "2026-07-14T00:00:00.000Z"),
            ("1783987200000", "is a count of milliseconds", "2026-07-14T00:00:00.000Z"),
        ] {
            let slip = ReviewDate::slip(text).map(|slip| (slip.wrong, slip.meant));
            assert_eq!(slip, Some((wrong, meant.to_owned())), "{text}");
            assert!(ReviewDate::parse(meant).is_ok(), "{meant}");
        }
        for text in [
            "",
            " ",
            "TBD",
            "未定",
            "2026",
            "2026-07",
            "07/14/2026",
            "14 Jul 2026",
            "令和8年7月14日",
            "2026/02/30",
            "12345",
            "20261399",
            "99999",
            "2026-07-14é",
            "2026-07-14Té",
            "2026-07-14T10:0é",
            "-",
            "é-é-é",
            "..",
            "2026-07-14T+é",
        ] {
            assert_eq!(ReviewDate::slip(text), None, "{text}");
        }
    }

    #[test]
    fn a_slip_is_certain_where_only_characters_differ() {
        for text in [
            "2026-07-14 ",
            "\u{3000}2026-07-14T00:00:00.000Z",
            "2026-07-14\u{200b}",
            "２０２６－０７－１４",
            "2026‐07‐14",
            "2026-07-14T10：00：00Ｚ",
        ] {
            assert!(ReviewDate::slip(text).unwrap().is_certain, "{text}");
        }
        for text in [
            "2026/07/14",
            "2026-7-4",
            "２０２６年７月１４日",
            "2026-07-14 10:00:00Z",
            "2026-07-14T10:00:00 ",
            "2026-07-14T10:00Z",
            "2026-07-14T10:00:00JST",
            "46217",
        ] {
            assert!(!ReviewDate::slip(text).unwrap().is_certain, "{text}");
        }
    }

    #[test]
    fn clocks_that_were_never_set_are_known() {
        for text in [
            "1970-01-01T00:00:00.000Z",
            "1970-01-01",
            "1970-01-01T09:00:00+09:00",
            "1970-01-01T00:00:00+09:00",
            "1970-01-01 00:00:00",
            "1970/01/01",
            "0001-01-01T00:00:00Z",
            "0001-01-01",
            "0000-01-01T00:00:00.000Z",
            "0000-00-00",
            "0000-00-00 00:00:00",
            "1900-01-01T00:00:00",
            "1899-12-30",
            "1904-01-01",
            "1601-01-01T00:00:00Z",
            "1904-01-01T00:00:00+09:00",
        ] {
            let is_unset = ReviewDate::is_unset(text);
            assert!(is_unset, "{text}");
        }
        for text in [
            "",
            " ",
            "2026-07-14",
            "1970-01-02",
            "1904-01-02",
            "1970-07-14",
            "1971-01-01",
            "2000-01-01",
            "1926-07-14",
            "0",
            "未定",
        ] {
            assert!(!ReviewDate::is_unset(text), "{text}");
        }
    }
}
