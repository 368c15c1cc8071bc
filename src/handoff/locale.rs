//! The shape of a locale as the site publishes it (BCP 47: language, script, region).
//!
//! Owns the one answer to "is this a locale?". Must not know which field it stands in.

/// The language of a locale: `ja` of `ja-JP`.
pub fn language(locale: &str) -> &str {
    locale.split(['-', '_']).next().unwrap_or_default()
}

/// `en-US`, `zh-Hant-TW`, `es-419`; without a region where none is needed.
pub fn is_well_formed(locale: &str, needs_region: bool) -> bool {
    /// Twice as many bytes as RFC 5646 (section 4.4.1) wants software to have room for.
    const LONGEST: usize = 70;
    // Told before anything is cut: most of what is asked for is a part of an address.
    let first = locale.bytes().take_while(u8::is_ascii_lowercase).count();
    if locale.len() > LONGEST || !matches!(first, 2 | 3) {
        return false;
    }
    // Nearly all have two letters before the hyphen and two behind it.
    if let [.., b'-', b'A'..=b'Z', b'A'..=b'Z'] = locale.as_bytes()
        && first == 2
        && locale.len() == 5
    {
        return !matches!(&locale[..2], "jp" | "cn") && is_region(&locale[3..]);
    }
    let mut parts = locale.split('-').peekable();
    let is_language = |part: &str| {
        matches!(part.len(), 2 | 3)
            && part.bytes().all(|byte| byte.is_ascii_lowercase())
            && !matches!(part, "jp" | "cn")
    };
    if !parts.next().is_some_and(is_language) {
        return false;
    }
    parts.next_if(|part| is_script(part));
    let has_region = parts.next_if(|part| is_region(part)).is_some();
    (has_region || !needs_region)
        && parts.all(|part| {
            (1..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric()) && has_region
        })
}

/// `Hant`
fn is_script(part: &str) -> bool {
    part.len() == 4
        && part.bytes().enumerate().all(|(index, byte)| match index {
            0 => byte.is_ascii_uppercase(),
            _ => byte.is_ascii_lowercase(),
        })
}

/// `US`, `419`
fn is_region(part: &str) -> bool {
    let all = |test: fn(&u8) -> bool| part.as_bytes().iter().all(test);
    (part.len() == 2 && all(u8::is_ascii_uppercase) && part != "UK") || (part.len() == 3 && all(u8::is_ascii_digit))
}
