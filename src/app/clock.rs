//! The day of the run. The only clock there is.

use chrono::NaiveDate;

use crate::problem::Problem;
use crate::words::quote;

/// The last second of the year 9999, since 1970: later years have no four digits, which is how dates are written.
const LAST_SECOND: u64 = 253_402_300_799;

/// The day of the run: `--today`, else `SOURCE_DATE_EPOCH`, else the system's date in UTC. The only clock there is.
///
/// # Errors
/// Where `SOURCE_DATE_EPOCH` is not a number of seconds, or one of no year of four digits. An empty one counts as absent.
pub(super) fn today(option: Option<NaiveDate>) -> Result<NaiveDate, Problem> {
    if let Some(day) = option {
        return Ok(day);
    }
    let epoch = std::env::var_os("SOURCE_DATE_EPOCH").map(|text| text.to_string_lossy().trim().to_owned());
    let seconds = match epoch.filter(|text| !text.is_empty()) {
        Some(text) => {
            text.parse().ok().filter(|seconds| *seconds <= LAST_SECOND).ok_or_else(|| epoch_problem(&text))?
        }
        None => {
            #[expect(clippy::disallowed_methods, reason = "the one place that reads the clock")]
            let now = std::time::SystemTime::now();
            now.duration_since(std::time::UNIX_EPOCH).map_or(0, |since| since.as_secs()).min(LAST_SECOND)
        }
    };
    let instant = i64::try_from(seconds).ok().and_then(|seconds| chrono::DateTime::from_timestamp(seconds, 0));
    Ok(instant.expect("chrono knows the years of four digits").date_naive())
}

fn epoch_problem(text: &str) -> Problem {
    Problem {
        message: format!("SOURCE_DATE_EPOCH is not a number of seconds since 1970: {}", quote(text)),
        help: "write seconds up to the end of the year 9999, unset it, or pass --today YYYY-MM-DD".to_owned(),
        path: String::new(),
        ..Problem::default()
    }
}
