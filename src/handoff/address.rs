//! The parts of a web address inside the text that holds it, and the form in which two addresses are compared.
//!
//! Checks nothing: which hosts and ports are welcome is the rules' part.

use std::borrow::Cow;
use std::net::Ipv4Addr;
use std::ops::Range;

use url::{Host, Url};

use super::locale::is_well_formed;

/// Where the parts of a web address stand in its text. It is read leniently: whether it is well formed is the schema's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address {
    /// `http` or `https`, in any case.
    pub scheme: Range<usize>,
    /// What stands before the `@`.
    pub userinfo: Option<Range<usize>>,
    /// The host; with its brackets where it is an IPv6 address.
    pub host: Range<usize>,
    /// The port, without its colon.
    pub port: Option<Range<usize>>,
    /// The path, from its first slash; may be empty.
    pub path: Range<usize>,
}

impl Address {
    /// The parts of `text`; `None` where it is no web address.
    pub fn of(text: &str) -> Option<Address> {
        let bytes = text.as_bytes();
        let is_scheme = |scheme: &[u8]| {
            bytes.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme))
                && bytes[scheme.len()..].starts_with(b"://")
        };
        let colon = [&b"https"[..], b"http"].into_iter().find(|scheme| is_scheme(scheme))?.len();
        let first = colon + "://".len();
        let (mut start, mut end, mut userinfo, mut port) = (first, first, None, None);
        while let Some(byte) = bytes.get(end) {
            match byte {
                // Nearly every host is of these.
                b'a'..=b'z' | b'.' => {}
                // The last one ends what stands before the host.
                b'@' => (start, userinfo, port) = (end + 1, Some(first..end), None),
                b']' => port = None,
                b':' => port = Some(end),
                b'/' | b'?' | b'#' | b'\\' => break,
                _ => {}
            }
            end += 1;
        }
        let host = start..port.unwrap_or(end);
        let port = port.map(|colon| colon + 1..end);
        let path = end..memchr::memchr2(b'?', b'#', &bytes[end..]).map_or(text.len(), |length| end + length);
        Some(Address { scheme: 0..colon, userinfo, host, port, path })
    }

    /// Whether what is sent there and back is not encrypted.
    pub fn is_http(&self, text: &str) -> bool {
        text[self.scheme.clone()].eq_ignore_ascii_case("http")
    }

    /// The port, where the scheme has another one.
    pub fn unusual_port(&self, text: &str) -> Option<Range<usize>> {
        let is_usual = |number: &str| matches!(number, "" | "443") || number == "80" && self.is_http(text);
        self.port.clone().filter(|port| !is_usual(&text[port.clone()]))
    }

    /// Whether scheme, user name or port make it unsafe to publish or to follow.
    pub fn is_unsafe(&self, text: &str) -> bool {
        self.is_http(text) || self.userinfo.is_some() || self.unusual_port(text).is_some()
    }

    /// Where the last part of its path stands in the text, a slash at its end aside.
    pub fn last_segment(&self, text: &str) -> Option<Range<usize>> {
        let path = text[self.path.clone()].trim_end_matches('/');
        let last = path.rsplit('/').next().filter(|last| !last.is_empty())?;
        let end = self.path.start + path.len();
        Some(end - last.len()..end)
    }
}

/// Where the path of an address names a locale, other than `locale`: its first part that has the shape of one.
pub fn other_locale(url: &str, locale: &str) -> Option<Range<usize>> {
    let end = memchr::memchr2(b'?', b'#', url.as_bytes()).unwrap_or(url.len());
    let mut start = 0;
    let parts = url.as_bytes()[..end].split(|byte| *byte == b'/').map(|part| {
        let range = start..start + part.len();
        start = range.end + 1;
        range
    });
    // Scheme, the nothing between two slashes, and host come first.
    let is_first_locale = |range: &Range<usize>| is_well_formed(&url[range.clone()], true);
    parts.skip(3).find(is_first_locale).filter(|range| url[range.clone()] != *locale)
}

/// Where the last part of the path of an address stands, a slash at its end aside.
pub fn last_segment(url: &str) -> Option<Range<usize>> {
    Address::of(url)?.last_segment(url)
}

/// Whether `host` is `domain` or lies below it.
pub fn is_below(host: &str, domain: &str) -> bool {
    let host = host.strip_suffix('.').unwrap_or(host);
    let Some(start) = host.len().checked_sub(domain.len()) else { return false };
    !domain.is_empty()
        && host.as_bytes()[start..].eq_ignore_ascii_case(domain.as_bytes())
        && (start == 0 || host.as_bytes()[start - 1] == b'.')
}

/// `text` with its percent-encoding undone; as it stands where that gives no text.
pub fn decoded(text: &str) -> Cow<'_, str> {
    if memchr::memchr(b'%', text.as_bytes()).is_none() {
        return Cow::Borrowed(text);
    }
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, after @ ..] = rest {
        let byte = if *first == b'%' { encoded_byte(after) } else { None };
        bytes.push(byte.unwrap_or(*first));
        rest = if byte.is_some() { &after[2..] } else { after };
    }
    String::from_utf8(bytes).map_or(Cow::Borrowed(text), Cow::Owned)
}

/// The form in which two addresses are compared: the case of scheme, host and escapes, the default port, and a slash
/// at the end make no difference; query and fragment do. `None` where it is no web address.
pub fn comparable(text: &str) -> Option<Cow<'_, str>> {
    if is_comparable(text) {
        return Some(Cow::Borrowed(text.strip_suffix('/').unwrap_or(text)));
    }
    let url = Url::parse(text).ok().filter(|url| matches!(url.scheme(), "http" | "https"))?;
    let mut form = String::with_capacity(text.len());
    form.push_str(url.scheme());
    form.push_str("://");
    if !url.username().is_empty() {
        form.push_str(url.username());
        form.push('@');
    }
    let host = url.host_str()?;
    form.push_str(host.strip_suffix('.').unwrap_or(host));
    if let Some(port) = url.port() {
        form.push_str(&format!(":{port}"));
    }
    let path = url.path();
    push_encoded(&mut form, path.strip_suffix('/').unwrap_or(path));
    for (sign, part) in [('?', url.query()), ('#', url.fragment())] {
        if let Some(part) = part.filter(|part| !part.is_empty()) {
            form.push(sign);
            push_encoded(&mut form, part);
        }
    }
    Some(Cow::Owned(form))
}

/// What tells a source from others by its address: [`comparable`], with `https` for `http`, and without what only says how
/// readers came there. `None` where it is no web address.
pub fn source_key(text: &str) -> Option<Cow<'_, str>> {
    let form = comparable(text)?;
    if form.starts_with("https") && !form.contains('?') {
        return Some(form);
    }
    let (page, fragment) = form.split_once('#').map_or((&*form, None), |(page, fragment)| (page, Some(fragment)));
    let (place, query) = page.split_once('?').unwrap_or((page, ""));
    let (_, place) = place.split_once("://")?;
    let mut key = format!("https://{place}");
    let own = query.split('&').filter(|part| !part.is_empty() && !is_tracking(part));
    own.enumerate().for_each(|(number, part)| key.extend([if number == 0 { "?" } else { "&" }, part]));
    fragment.into_iter().for_each(|fragment| key.extend(["#", fragment]));
    Some(Cow::Owned(key))
}

/// Whether a part of a query only says which campaign or reader led to the page.
fn is_tracking(part: &str) -> bool {
    const NAMES: [&str; 7] = ["gclid", "fbclid", "yclid", "msclkid", "mc_cid", "mc_eid", "igshid"];
    let name = part.split('=').next().unwrap_or(part);
    name.starts_with("utm_") || NAMES.contains(&name)
}

/// Whether an address is spelled in the one way that needs no levelling, a slash at the end aside: nearly all are.
fn is_comparable(text: &str) -> bool {
    let Some(rest) = text.strip_prefix("https://") else { return false };
    let mut before = b'.';
    let mut bytes = rest.bytes();
    // Two hyphens may be those of an encoded name, and a number may be an address.
    for byte in bytes.by_ref().take_while(|byte| *byte != b'/') {
        let is_plain = match byte {
            b'a'..=b'z' => true,
            b'0'..=b'9' | b'.' => before != b'.',
            b'-' => !matches!(before, b'.' | b'-'),
            _ => false,
        };
        if !is_plain {
            return false;
        }
        before = byte;
    }
    if before == b'.' {
        return false;
    }
    before = b'/';
    bytes.all(|byte| match std::mem::replace(&mut before, byte) {
        b'/' if byte == b'.' => false,
        _ => byte.is_ascii_alphanumeric() || matches!(byte, b'/' | b'-' | b'_' | b'~' | b'.'),
    })
}

/// Appends `text` with escapes in upper case, and without those that RFC 3986 calls needless (section 2.3).
fn push_encoded(form: &mut String, text: &str) {
    let mut rest = text;
    while let Some(index) = rest.find('%') {
        form.push_str(&rest[..index]);
        let after = &rest[index + 1..];
        match encoded_byte(after.as_bytes()) {
            Some(byte) if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) => form.push(char::from(byte)),
            Some(byte) => form.push_str(&format!("%{byte:02X}")),
            None => {
                form.push('%');
                rest = after;
                continue;
            }
        }
        rest = &after[2..];
    }
    form.push_str(rest);
}

/// The byte that the two hexadecimal digits at the beginning of `digits` stand for.
fn encoded_byte(digits: &[u8]) -> Option<u8> {
    let digit = |index: usize| char::from(*digits.get(index)?).to_digit(16);
    u8::try_from(digit(0)? * 16 + digit(1)?).ok()
}

/// Hosts that no public name server knows (RFC 6761, RFC 6762, and `internal`, which ICANN keeps for private use).
const LOCAL: [&str; 3] = ["localhost", "local", "internal"];

/// Why readers cannot reach a host, or should not.
pub fn unreachable(host: &str) -> Option<&'static str> {
    let last = last_label(host.trim_end_matches('.'));
    if LOCAL.iter().any(|local| local.eq_ignore_ascii_case(last)) && !host.ends_with("..") {
        return Some("on a local network");
    }
    // Only a number can be an IP address, and browsers read many spellings of it: 127.1, 0x7f000001.
    if !host.starts_with('[') && !last.starts_with(|first: char| first.is_ascii_digit()) {
        return None;
    }
    match Host::parse(host) {
        Ok(Host::Ipv4(address)) if is_private(address) => Some("on a local network"),
        Ok(Host::Ipv6(address)) if address.is_loopback() || address.is_unique_local() => Some("on a local network"),
        Ok(Host::Ipv4(_) | Host::Ipv6(_)) => Some("a bare IP address"),
        Ok(Host::Domain(_)) | Err(_) => None,
    }
}

/// What stands behind the last dot of a host.
fn last_label(host: &str) -> &str {
    let start = host.bytes().rposition(|byte| byte == b'.').map_or(0, |dot| dot + 1);
    &host[start..]
}

fn is_private(address: Ipv4Addr) -> bool {
    address.is_private() || address.is_loopback() || address.is_link_local() || address.is_unspecified()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(text: &str) -> Option<[&str; 5]> {
        let Address { scheme, userinfo, host, port, path } = Address::of(text)?;
        let part = |range: Option<Range<usize>>| range.map_or("", |range| &text[range]);
        Some([&text[scheme], part(userinfo), &text[host], part(port), &text[path]])
    }

    #[test]
    fn parts_are_found_where_they_stand() {
        assert_eq!(parts("https://example.org"), Some(["https", "", "example.org", "", ""]));
        assert_eq!(
            parts("HTTP://me:secret@[::1]:8080/解約率/?a=b:c@d#e"),
            Some(["HTTP", "me:secret", "[::1]", "8080", "/解約率/"])
        );
        assert_eq!(parts("https://[2001:db8::1]/x"), Some(["https", "", "[2001:db8::1]", "", "/x"]));
        assert_eq!(parts("https://example.org?to=http://x/"), Some(["https", "", "example.org", "", ""]));
        assert_eq!(parts("ftp://example.org/"), None);
        assert_eq!(parts("example.org"), None);
    }

    #[test]
    fn a_locale_is_sought_in_the_path_alone() {
        let other = |url: &'static str| other_locale(url, "ja-JP").map(|range| &url[range]);
        assert_eq!(other("https://example.org/en-US/core/goal"), Some("en-US"));
        assert_eq!(other("https://example.org/terms/zh-Hant-TW/goal/ja-JP"), Some("zh-Hant-TW"));
        for same in [
            "https://example.org/ja-JP/core/goal",
            "https://example.org/ja-JP/en-US",
            "https://en-US/core",
            "https://example.org/core/goal?from=/en-US/",
            "https://example.org/en-us/core/goal",
            "/en-US",
            "",
        ] {
            assert_eq!(other(same), None, "{same}");
        }
    }

    #[test]
    fn only_spelling_is_levelled() {
        let same = |one, other| comparable(one).unwrap() == comparable(other).unwrap();
        assert!(same("https://Example.ORG:443/a/", "HTTPS://example.org/a"));
        assert!(same("https://example.org/%e7%94%a8%7Ex", "https://example.org/用~x"));
        assert!(same("https://例え.jp/", "https://xn--r8jz45g.jp"));
        assert!(!same("https://example.org/a#page=12", "https://example.org/a#page=13"));
        assert!(!same("https://example.org/a?id=1", "https://example.org/a?id=2"));
        assert!(!same("https://example.org/A", "https://example.org/a"));
        assert!(!same("https://example.org/a%2Fb", "https://example.org/a/b"));
        for text in ["https://a.b1/c", "https://a-b.org/~c/d_e.f/", "https://a1"] {
            assert!(is_comparable(text), "{text}");
        }
        for text in [
            "https://",
            "https:///a",
            "https://1a",
            "https://a.1",
            "https://a..b",
            "https://a.",
            "https://-a",
            "https://a--b",
            "https://a/./b",
            "https://a/.",
            "https://A",
            "https://a:80",
            "http://a",
        ] {
            assert!(!is_comparable(text), "{text}");
        }
        assert_eq!(comparable("mailto:a@example.org"), None);
        assert_eq!(comparable("https://example.org/100%").as_deref(), Some("https://example.org/100%"));
    }

    #[test]
    fn a_source_is_the_same_however_readers_came_there() {
        let same = |one, other| source_key(one).unwrap() == source_key(other).unwrap();
        assert!(same("http://example.org/a/", "https://example.org/a"));
        assert!(same("http://example.org/", "https://EXAMPLE.org:443"));
        assert!(same("https://example.org/a/?utm_source=x&utm_medium=y", "https://example.org/a"));
        assert!(same("https://example.org/a?id=1&fbclid=x#b", "http://example.org/a?gclid=z&id=1#b"));
        assert!(!same("https://example.org/a?id=1", "https://example.org/a?id=2"));
        assert!(!same("https://example.org/a#b", "https://example.org/a"));
        assert_eq!(source_key("https://example.org/a").as_deref(), Some("https://example.org/a"));
        assert_eq!(source_key("example.org"), None);
    }

    #[test]
    fn a_domain_is_above_its_subdomains_only() {
        assert!(is_below("core.YogoQ.com", "yogoq.com") && is_below("yogoq.com.", "yogoq.com"));
        assert!(!is_below("notyogoq.com", "yogoq.com") && !is_below("com", "yogoq.com"));
        assert!(!is_below("yogoq.com", "") && !is_below("例え.jp", "え.jp"));
    }

    #[test]
    fn what_is_no_encoding_stays() {
        assert_eq!(decoded("%E7%94%A8"), "用");
        assert_eq!(decoded("100%"), "100%");
        assert_eq!(decoded("%FF"), "%FF");
    }

    #[test]
    fn hosts_that_readers_cannot_reach() {
        for host in [
            "10.0.0.1",
            "127.0.0.1",
            "127.1",
            "169.254.0.9",
            "0.0.0.0",
            "[::1]",
            "[fc00::1]",
            "localhost",
            "a.internal",
        ] {
            assert_eq!(unreachable(host), Some("on a local network"), "{host}");
        }
        for host in ["8.8.8.8", "[2001:db8::1]", "0x08080808"] {
            assert_eq!(unreachable(host), Some("a bare IP address"), "{host}");
        }
        for host in ["example.org", "7.example.org", "internal.example", "example.0"] {
            assert_eq!(unreachable(host), None, "{host}");
        }
    }
}
