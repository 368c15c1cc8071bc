//! The formats that our schemas assert, each by the function that the rules use too.
//!
//! Owns the list of formats that termlint overrides; the validator knows the rest.

use url::{Host, Url};

use super::address;
use crate::handoff::ReviewDate;

/// A format and its check.
pub type Format = (&'static str, fn(&str) -> bool);

/// The formats that are checked by us rather than by the validator.
///
/// `iri` stands for addresses: `uri` would accept `https://` and refuse `用語` in a path (`docs/design.md`,
/// "Schemas say more than validity").
pub const FORMATS: [Format; 3] = [("date", is_day), ("date-time", is_instant), ("iri", is_address)];

fn is_day(text: &str) -> bool {
    matches!(ReviewDate::parse(text), Ok(ReviewDate::Day(_)))
}

fn is_instant(text: &str) -> bool {
    matches!(ReviewDate::parse(text), Ok(ReviewDate::Instant(_)))
}

/// Whether a text is an absolute http or https address with a host, and nothing around it.
pub fn is_address(text: &str) -> bool {
    if is_plain_address(text) {
        return true;
    }
    // The parser of the WHATWG standard strips white space and control characters; the contract does not.
    if text.chars().any(char::is_control) || !address::is_clean(text) {
        return false;
    }
    // It also repairs `https:host` and `https:///host`; a reader of the file would not.
    let has_authority = |scheme: &str| {
        text.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme))
            && !text[scheme.len()..].starts_with(['/', '\\', '?', '#'])
    };
    if !has_authority("https://") && !has_authority("http://") {
        return false;
    }
    Url::parse(text).is_ok_and(|url| match url.host() {
        Some(Host::Domain(domain)) => !domain.is_empty(),
        Some(_) => true,
        None => false,
    })
}

/// Whether a text is an address of the usual shape, `https://core.example.com/en-US/x`, which needs no parser: most
/// are, and parsing each would cost more than the rest of the validation.
fn is_plain_address(text: &str) -> bool {
    let Some(rest) = text.strip_prefix("https://") else { return false };
    let (host, path) = rest.split_at(memchr::memchr(b'/', rest.as_bytes()).unwrap_or(rest.len()));
    let mut before = b'.';
    let is_plain_host = host.bytes().all(|byte| {
        let before = std::mem::replace(&mut before, byte);
        match byte {
            b'a'..=b'z' => true,
            b'0'..=b'9' => before != b'.',
            b'.' | b'-' => !matches!(before, b'.' | b'-'),
            _ => false,
        }
    });
    is_plain_host
        && !matches!(before, b'.' | b'-')
        && (host.contains('.') || address::is_clean(text))
        && !path.ends_with([',', ';', ')'])
        // Without a way out of the loop, so that many bytes are compared at once.
        && path.bytes().fold(true, |is_plain, byte| {
            is_plain & byte.is_ascii_graphic() & !matches!(byte, b'<' | b'>' | b'"' | b'{')
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_addresses_are_addresses() {
        for text in [
            "https://core.yogoq.com",
            "https://core.yogoq.com/",
            "https://a.b1/c%d?e#f[]}|\\^`",
            "https://x/:@",
            "https://a-b.c-1.d2-e",
        ] {
            assert!(is_plain_address(text), "{text}");
            assert!(Url::parse(text).is_ok_and(|url| url.has_host()), "{text}");
        }
        for text in [
            "https://",
            "https:///a",
            "https://1.2",
            "https://a.1",
            "https://a..b",
            "https://xn--a",
            "https://a b",
            "https://a-.b",
            "https://-a.b",
        ] {
            assert!(!is_plain_address(text), "{text}");
        }
    }

    #[test]
    fn addresses_have_a_scheme_and_a_host() {
        for text in [
            "https://core.yogoq.com/en-US/core/churn-rate",
            "http://example.com",
            "https://例え.jp/用語/解約率?x=1#節",
            "HTTPS://example.com:8443/a%20b",
            "https://192.0.2.1/",
            "https://[2001:db8::1]/",
            "https://example.org/x?filter={}&set={1,2}#/{",
            "https://example.org/wiki/Lead_(marketing)",
        ] {
            assert!(is_address(text), "{text}");
        }
        for text in [
            "",
            "https://",
            "https:///path",
            "https:example.com",
            "//example.com/a",
            "/en-US/core/churn-rate",
            "example.com",
            "ftp://example.com",
            "mailto:a@example.com",
            "https://exa mple.com",
            " https://example.com",
            "https://example.com\n",
            "https://?x",
            "javascript:alert(1)",
            "https://example.org/a\u{200b}",
            "https://example.org/\u{202e}a",
            "\u{feff}https://example.org/",
            "https://example.org/a。",
            "https://example.org/<b>",
            "https://例え.jp/<b>",
            "https://undefined/x",
            "http://NULL:80",
            "https://example.com:99999/",
            "https://example.org/{slug}",
            "https://example.org/用語/{用語}",
            "https://https://example.org/",
            "https://TBD",
            "https://www,example.org/",
            "https://example.org/a,",
            "https://example.org/a;",
            "https://example.org/a)",
        ] {
            assert!(!is_address(text), "{text}");
        }
    }
}
