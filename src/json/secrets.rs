//! Secrets of known services, told by their fixed prefixes and lengths, and the mask that takes their place.
//!
//! Content that holds a secret may be reported in a pull request, a log or a dashboard, each of which more people read than
//! the file. So a secret never leaves this room: a string of a tree is masked when it is decoded ([`Node::as_str`]), and the
//! bytes of a file before an excerpt is cut from them ([`masked_bytes`]). A mask is as long as what it takes the place of,
//! so every place in a text stays where it is.
//!
//! [`Node::as_str`]: super::Node::as_str

// Long because: what is found, what is masked and the tests that nothing is left out belong together.

use std::borrow::Cow;
use std::ops::{Range, RangeInclusive};
use std::sync::OnceLock;

use aho_corasick::AhoCorasick;
use aho_corasick::packed::Searcher;

use super::node::Node;

/// How many characters of a secret are shown.
const SHOWN: usize = 4;

/// A secret in a string. Two are equal where they are one value, wherever they stand.
#[derive(Clone)]
pub struct Secret {
    /// Its bytes in the decoded string.
    pub range: Range<usize>,
    /// What it is: `a GitHub token`.
    pub name: &'static str,
    value: Vec<u8>,
}

impl Secret {
    /// Its first characters, which say whose it is.
    pub fn start(&self) -> String {
        self.value.iter().take(SHOWN).map(|byte| char::from(*byte)).collect()
    }

    /// How many characters it has.
    pub fn length(&self) -> usize {
        self.value.len()
    }
}

impl PartialEq for Secret {
    fn eq(&self, other: &Secret) -> bool {
        self.value == other.value
    }
}

impl Eq for Secret {}

impl std::hash::Hash for Secret {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.value.hash(state);
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "Secret({}, {:?}, {})", self.start(), self.range, self.name)
    }
}

impl<'a> Node<'a> {
    /// The text of a string or key that has escapes, or of a tree that may hold secrets: few have.
    #[cold]
    pub(super) fn masked(self) -> Option<Cow<'a, str>> {
        let text = self.unmasked()?;
        Some(if self.tree().may_hold_secrets { masked(text) } else { text })
    }

    /// The secrets in a string or key, in order; see [`Tree::may_hold_secrets`](super::Tree::may_hold_secrets).
    #[must_use]
    pub fn secrets(self) -> Vec<Secret> {
        match self.unmasked() {
            Some(text) if self.tree().may_hold_secrets => secrets(text.as_bytes()),
            _ => Vec::new(),
        }
    }
}

/// What the secrets of a service look like.
struct Form {
    /// What they begin with, or, of [`MARKER`], what is in their middle.
    prefix: &'static str,
    name: &'static str,
    /// What the rest consists of.
    is_body: fn(u8) -> bool,
    /// How long the rest is, in bytes.
    rest: RangeInclusive<usize>,
}

/// In the middle of the older keys of OpenAI.
const MARKER: &str = "T3BlbkFJ";

/// How a private key begins in the form that RFC 7468 describes.
const HEAD: &str = "-----BEGIN ";

const fn form(prefix: &'static str, name: &'static str, is_body: fn(u8) -> bool, rest: RangeInclusive<usize>) -> Form {
    Form { prefix, name, is_body, rest }
}

/// The forms, as the documentation of each service or its library gives them.
static FORMS: [Form; 50] = [
    form("AKIA", "an AWS access key", is_capital, 16..=16),
    form("ASIA", "an AWS access key", is_capital, 16..=16),
    form("AIza", "a Google API key", is_word_or_hyphen, 35..=35),
    form("GOCSPX-", "a Google client secret", is_word_or_hyphen, 28..=28),
    form("ghp_", "a GitHub token", is_alphanumeric, 36..=251),
    form("gho_", "a GitHub token", is_alphanumeric, 36..=251),
    form("ghu_", "a GitHub token", is_alphanumeric, 36..=251),
    form("ghs_", "a GitHub token", is_alphanumeric, 36..=251),
    form("ghr_", "a GitHub token", is_alphanumeric, 36..=251),
    form("github_pat_", "a GitHub token", is_word, 82..=244),
    form("glpat-", "a GitLab token", is_word_hyphen_or_dot, 20..=310),
    form("gldt-", "a GitLab token", is_word_hyphen_or_dot, 20..=310),
    form("glrt-", "a GitLab token", is_word_hyphen_or_dot, 20..=310),
    form("glptt-", "a GitLab token", is_word_hyphen_or_dot, 40..=310),
    form("xoxb-", "a Slack token", is_alphanumeric_or_hyphen, 30..=250),
    form("xoxp-", "a Slack token", is_alphanumeric_or_hyphen, 30..=250),
    form("xoxa-", "a Slack token", is_alphanumeric_or_hyphen, 30..=250),
    form("xoxs-", "a Slack token", is_alphanumeric_or_hyphen, 30..=250),
    form("xoxe-", "a Slack token", is_alphanumeric_or_hyphen, 30..=250),
    form("xapp-", "a Slack token", is_alphanumeric_or_hyphen, 30..=250),
    form("hooks.slack.com/services/", "a Slack webhook", is_alphanumeric_or_slash, 40..=80),
    form("sk_live_", "a Stripe key", is_alphanumeric, 24..=247),
    form("rk_live_", "a Stripe key", is_alphanumeric, 24..=247),
    form("whsec_", "a Stripe webhook secret", is_alphanumeric, 32..=64),
    form("sk-proj-", "an OpenAI key", is_word_or_hyphen, 40..=200),
    form("sk-svcacct-", "an OpenAI key", is_word_or_hyphen, 40..=200),
    form("sk-admin-", "an OpenAI key", is_word_or_hyphen, 40..=200),
    form("sk-ant-", "an Anthropic key", is_word_or_hyphen, 80..=200),
    form("npm_", "an npm token", is_alphanumeric, 36..=36),
    form("pypi-AgE", "a PyPI token", is_word_or_hyphen, 50..=1000),
    form("dop_v1_", "a DigitalOcean token", is_hexadecimal, 64..=64),
    form("doo_v1_", "a DigitalOcean token", is_hexadecimal, 64..=64),
    form("shpat_", "a Shopify token", is_hexadecimal, 32..=32),
    form("shpss_", "a Shopify secret", is_hexadecimal, 32..=32),
    form("shppa_", "a Shopify token", is_hexadecimal, 32..=32),
    form("sq0atp-", "a Square token", is_word_or_hyphen, 22..=22),
    form("sq0csp-", "a Square secret", is_word_or_hyphen, 43..=43),
    form("dckr_pat_", "a Docker Hub token", is_word_or_hyphen, 27..=36),
    form("ya29.", "a Google token", is_word_hyphen_or_dot, 60..=1000),
    form("hf_", "a Hugging Face token", is_alphanumeric, 34..=34),
    form("SG.", "a SendGrid key", is_word_hyphen_or_dot, 66..=66),
    form("gsk_", "a Groq key", is_alphanumeric, 52..=52),
    form("xai-", "an xAI key", is_alphanumeric, 80..=80),
    form("hvs.", "a Vault token", is_word_or_hyphen, 90..=200),
    form("LTAI", "an Alibaba Cloud access key", is_alphanumeric, 20..=20),
    form("PMAK-", "a Postman key", is_alphanumeric_or_hyphen, 59..=59),
    form("lin_api_", "a Linear key", is_alphanumeric, 40..=40),
    form("rubygems_", "a RubyGems key", is_hexadecimal, 48..=48),
    form("AGE-SECRET-KEY-1", "an age key", is_capital, 58..=58),
    form(MARKER, "an OpenAI key", is_alphanumeric, 20..=20),
];

fn is_capital(byte: u8) -> bool {
    byte.is_ascii_uppercase() || byte.is_ascii_digit()
}

fn is_alphanumeric(byte: u8) -> bool {
    byte.is_ascii_alphanumeric()
}

fn is_hexadecimal(byte: u8) -> bool {
    matches!(byte, b'0'..=b'9' | b'a'..=b'f')
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

fn is_word_or_hyphen(byte: u8) -> bool {
    is_word(byte) || byte == b'-'
}

fn is_word_hyphen_or_dot(byte: u8) -> bool {
    is_word_or_hyphen(byte) || byte == b'.'
}

fn is_alphanumeric_or_hyphen(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'-'
}

fn is_alphanumeric_or_slash(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'/'
}

/// What gives a secret away: the prefixes, the head of a private key, and the escapes that may hide one of them.
fn searcher() -> Option<&'static Searcher> {
    static SEARCHER: OnceLock<Option<Searcher>> = OnceLock::new();
    let patterns = || FORMS.iter().map(|form| form.prefix).chain([HEAD, "\\u00"]);
    SEARCHER.get_or_init(|| Searcher::new(patterns())).as_ref()
}

/// Whether the text of a file may hold a secret; where not, nothing is masked.
pub(super) fn may_hold(text: &str) -> bool {
    // Not every processor can search for so many at once.
    searcher().is_none_or(|searcher| searcher.find(text.as_bytes()).is_some())
}

/// The secrets in a decoded string, in order.
pub(super) fn secrets(text: &[u8]) -> Vec<Secret> {
    let mut found: Vec<Secret> = Vec::new();
    let mut candidates: Vec<(usize, usize)> = match searcher() {
        Some(searcher) => searcher.find_iter(text).map(|found| (found.start(), found.pattern().as_usize())).collect(),
        None => {
            let patterns = FORMS.iter().map(|form| form.prefix).chain([HEAD]).enumerate();
            let all = patterns.flat_map(|(number, prefix)| {
                memchr::memmem::find_iter(text, prefix.as_bytes()).map(move |start| (start, number))
            });
            all.collect()
        }
    };
    candidates.sort_unstable();
    for (start, number) in candidates {
        let (range, name) = match FORMS.get(number) {
            Some(form) => (token(text, start, form), form.name),
            None => (private_key(text, start), "a private key"),
        };
        let Some(range) = range.filter(|range| found.last().is_none_or(|last| last.range.end <= range.start)) else {
            continue;
        };
        found.push(Secret { value: text[range.clone()].to_vec(), range, name });
    }
    found
}

/// The token whose prefix stands at `at`.
fn token(text: &[u8], at: usize, form: &Form) -> Option<Range<usize>> {
    /// A stand-in for a token repeats a letter: `ghp_xxxxxxxx`.
    const LEAST_DIFFERENT: usize = 6;
    /// So many letters of the older keys of OpenAI come before their marker.
    const BEFORE_MARKER: usize = "sk-".len() + 20;
    let is_marker = form.prefix == MARKER;
    let start = if is_marker { at.checked_sub(BEFORE_MARKER)? } else { at };
    let before = start.checked_sub(1).map(|before| text[before]);
    // An address comes before a webhook.
    let may_follow = |byte: u8| !byte.is_ascii_alphanumeric() && !matches!(byte, b'_' | b'-');
    if before.is_some_and(|before| !may_follow(before)) {
        return None;
    }
    if is_marker {
        let start = text[start..at].strip_prefix(b"sk-")?;
        start.iter().all(u8::is_ascii_alphanumeric).then_some(())?;
    }
    let body = at + form.prefix.len();
    let length = text[body..].iter().take(form.rest.end() + 1).take_while(|byte| (form.is_body)(**byte)).count();
    // A full stop may end the sentence.
    let length = length - text[body..body + length].iter().rev().take_while(|byte| **byte == b'.').count();
    let end = body + length;
    let follows = text.get(end).copied();
    let is_whole = form.rest.contains(&length) && !follows.is_some_and(|byte| byte.is_ascii_alphanumeric());
    let mut seen = [false; 256];
    text[body..end].iter().for_each(|byte| seen[usize::from(*byte)] = true);
    let different = seen.iter().filter(|is_there| **is_there).count();
    (is_whole && different >= LEAST_DIFFERENT).then_some(start..end)
}

/// The private key whose head begins at `start`, up to its end or as far as it goes. A head alone is not one.
fn private_key(text: &[u8], start: usize) -> Option<Range<usize>> {
    /// The longest label, such as `OPENSSH PRIVATE KEY`, with its dashes.
    const LONGEST_HEAD: usize = 60;
    /// So many letters are a part of a key.
    const LEAST: usize = 16;
    let head = &text[start..(start + LONGEST_HEAD).min(text.len())];
    let label = memchr::memmem::find(head, b"PRIVATE KEY")?;
    let dashes = memchr::memmem::find(&head[label..], b"-----")?;
    let body = start + label + dashes + "-----".len();
    // A line end may be written as `\n`, twice escaped.
    let is_of_key = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=' | b'\\');
    let is_inside = |byte: &&u8| is_of_key(byte) || byte.is_ascii_whitespace();
    let length = text[body..].iter().take_while(is_inside).count();
    let rest = &text[body + length..];
    let close = rest.strip_prefix(b"-----END ").and_then(|tail| {
        let dashes = memchr::memmem::find(&tail[..tail.len().min(LONGEST_HEAD)], b"-----")?;
        Some(body + length + "-----END ".len() + dashes + "-----".len())
    });
    // Where its end is missing, prose may follow.
    let mut end = body;
    let mut at = body;
    for word in text[body..body + length].split(u8::is_ascii_whitespace) {
        match word.len() {
            0 => {}
            1..LEAST => break,
            length => end = at + length,
        }
        at += word.len() + 1;
    }
    (end > body).then(|| start..close.unwrap_or(end))
}

/// A decoded string with a mask in place of each secret.
fn masked(text: Cow<'_, str>) -> Cow<'_, str> {
    let found = secrets(text.as_bytes());
    if found.is_empty() {
        return text;
    }
    let mut written = String::with_capacity(text.len());
    let mut from = 0;
    for Secret { range, .. } in found {
        written.push_str(&text[from..range.start + SHOWN]);
        let hidden = text[range.start + SHOWN..range.end].chars();
        written.extend(hidden.map(|letter| if letter.is_ascii_whitespace() { letter } else { '*' }));
        from = range.end;
    }
    written.push_str(&text[from..]);
    Cow::Owned(written)
}

/// Whether a text holds a secret, or the mask of one: whoever writes it into a file writes what must not be there.
pub fn holds_secret(text: &str) -> bool {
    /// No secret is shorter.
    const MASK: &str = "************";
    text.contains(MASK) || may_hold(text) && !secrets(&Decoded::of(text.as_bytes()).bytes).is_empty()
}

/// The bytes of a file with a mask in place of each secret, also where some of its letters are escaped.
///
/// Line ends stay, so each line is as long as it was.
#[must_use]
pub fn masked_bytes(mut bytes: Vec<u8>) -> Vec<u8> {
    for range in hidden(&bytes) {
        mask(&mut bytes[range]);
    }
    bytes
}

/// JSON text before and after a change, with a mask in place of each secret of either. What was a secret before is hidden after
/// it too, where other letters beside it keep it from being told.
#[must_use]
pub fn masked_change(old: &str, new: &str) -> [String; 2] {
    let mut bytes = masked_bytes(new.as_bytes().to_vec());
    let known = hidden(old.as_bytes());
    if let Ok(known) = AhoCorasick::new(known.into_iter().map(|range| &old.as_bytes()[range])) {
        known.find_iter(new).for_each(|found| mask(&mut bytes[found.range()]));
    }
    [masked_text(old), String::from_utf8_lossy(&bytes).into_owned()]
}

/// What is hidden of the secrets in the bytes of a file: their letters as they are written, but for the first ones.
fn hidden(bytes: &[u8]) -> Vec<Range<usize>> {
    if searcher().is_some_and(|searcher| searcher.find(bytes).is_none()) {
        return Vec::new();
    }
    let decoded = Decoded::of(bytes);
    let written = |secret: Secret| decoded.start(secret.range.start + SHOWN)..decoded.start(secret.range.end);
    secrets(&decoded.bytes).into_iter().map(written).collect()
}

fn mask(bytes: &mut [u8]) {
    bytes.iter_mut().filter(|byte| !matches!(byte, b'\n' | b'\r')).for_each(|byte| *byte = b'*');
}

/// JSON text with a mask in place of each secret, as [`masked_bytes`] puts it.
#[must_use]
pub fn masked_text(text: &str) -> String {
    String::from_utf8_lossy(&masked_bytes(text.as_bytes().to_vec())).into_owned()
}

/// Bytes of JSON with their escapes decoded, as far as secrets consist of them.
struct Decoded {
    bytes: Vec<u8>,
    /// Where each of them was written, and where the last one ends; nothing where nothing is escaped.
    starts: Vec<u32>,
}

impl Decoded {
    fn of(raw: &[u8]) -> Decoded {
        let is_countable = u32::try_from(raw.len()).is_ok();
        if !is_countable || memchr::memchr(b'\\', raw).is_none() {
            return Decoded { bytes: raw.to_vec(), starts: Vec::new() };
        }
        let mut decoded = Decoded { bytes: Vec::with_capacity(raw.len()), starts: Vec::with_capacity(raw.len() + 1) };
        let mut at = 0;
        while at < raw.len() {
            let (byte, length) = match raw[at..] {
                [b'\\', b'u', ref digits @ ..] => match digits.get(..4).and_then(code) {
                    // Another letter than those of ASCII is part of no secret.
                    Some(code) => (u8::try_from(code).ok().filter(u8::is_ascii).unwrap_or(0xff), 6),
                    None => (b'\\', 1),
                },
                [b'\\', b'n', ..] => (b'\n', 2),
                [b'\\', b'r', ..] => (b'\r', 2),
                [b'\\', b't', ..] => (b'\t', 2),
                [b'\\', escaped, ..] => (escaped, 2),
                [byte, ..] => (byte, 1),
                [] => break,
            };
            decoded.bytes.push(byte);
            decoded.starts.push(at as u32);
            at += length;
        }
        decoded.starts.push(raw.len() as u32);
        decoded
    }

    fn start(&self, index: usize) -> usize {
        match self.starts.is_empty() {
            true => index,
            false => self.starts.get(index).map_or(0, |start| *start as usize),
        }
    }
}

fn code(digits: &[u8]) -> Option<u16> {
    u16::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Letters and digits as a token has them. Assembled, so that no scanner of a host takes this file for a leak.
    fn body(length: usize) -> String {
        "aB3dE5gH7jK9mN1pQ2rS4tU6vW8xY0z".chars().cycle().take(length).collect()
    }

    fn of_form(form: &Form) -> String {
        let length = *form.rest.start();
        match form.prefix {
            "AKIA" | "ASIA" => form.prefix.to_owned() + &body(length).to_uppercase(),
            MARKER => format!("sk-{}{MARKER}{}", body(20), body(20)),
            "hooks.slack.com/services/" => format!("{}{}/{}/{}", form.prefix, "T0123ABCD", "B0123ABCD", body(24)),
            "AGE-SECRET-KEY-1" => form.prefix.to_owned() + &body(length).to_uppercase(),
            // Of hexadecimal digits.
            prefix if !(form.is_body)(b'g') => prefix.to_owned() + &"0123456789abcdef".repeat(4)[..length],
            prefix => prefix.to_owned() + &body(length),
        }
    }

    fn key() -> String {
        format!("-----{} RSA PRIVATE KEY-----\n{}\n{}\n-----END RSA PRIVATE KEY-----", "BEGIN", body(64), body(20))
    }

    fn all() -> Vec<String> {
        FORMS.iter().map(of_form).chain([key()]).collect()
    }

    #[test]
    fn every_form_is_masked_wherever_it_stands() {
        for secret in all() {
            for (before, after) in
                [("", ""), ("use ", " here"), ("鍵は", "です"), ("(“", "”)."), ("key=", "&x=1"), ("a:", ",b")]
            {
                let text = format!("{before}{secret}{after}");
                let found = secrets(text.as_bytes());
                assert_eq!(found.len(), 1, "{text}");
                assert_eq!(found[0].range, before.len()..before.len() + secret.len(), "{text}");
                assert_eq!((found[0].start(), found[0].length()), (secret[..4].to_owned(), secret.len()));
                let masked = masked(Cow::Borrowed(&text));
                assert_eq!(masked.len(), text.len());
                assert!(
                    masked.starts_with(&format!("{before}{}*", &secret[..4])) && masked.ends_with(after),
                    "{masked}"
                );
                assert!(!masked.contains(&secret[4..]), "{masked}");
                assert!(secrets(masked.as_bytes()).is_empty(), "a mask is not a secret: {masked}");
                assert!(may_hold(&text) && holds_secret(&text) && holds_secret(&masked), "{text}");
            }
        }
    }

    #[test]
    fn two_in_one_text_are_two() {
        let (one, other) = (of_form(&FORMS[0]), of_form(&FORMS[3]));
        let found = secrets(format!("{one}, {other} {one}").as_bytes());
        assert_eq!(found.len(), 3);
        assert!(found[0] == found[2] && found[0] != found[1]);
    }

    #[test]
    fn what_only_looks_like_one_is_left_alone() {
        let upper = body(40).to_uppercase();
        for text in [
            "keys that begin with AKIA".to_owned(),
            format!("AKIA{}", &upper[..15]),
            format!("AKIA{}", &upper[..17]),
            format!("XAKIA{}", &upper[..16]),
            "AKIAXXXXXXXXXXXXXXXX".to_owned(),
            "AKIA****************".to_owned(),
            format!("ghp_{}", "x".repeat(36)),
            format!("ghp_{}", body(35)),
            format!("ghp-{}", body(36)),
            "sk_test_ and sk_live_ are prefixes".to_owned(),
            "a risk-proj-ect".to_owned(),
            format!("-----{} RSA PRIVATE KEY-----", "BEGIN"),
            format!("-----{} RSA PRIVATE KEY----- is the first line of the file", "BEGIN"),
            format!("-----{} CERTIFICATE-----\n{}", "BEGIN", body(64)),
            "hooks.slack.com/services/ is where webhooks go".to_owned(),
            String::new(),
        ] {
            assert_eq!(secrets(text.as_bytes()), [], "{text}");
            assert_eq!(masked(Cow::Borrowed(&text)), text);
        }
    }

    #[test]
    fn the_bytes_of_a_file_are_masked_where_letters_are_escaped_too() {
        for secret in all() {
            let plain = secret.replace('\n', "\\n");
            let escaped: String = secret.bytes().map(|byte| format!("\\u{byte:04x}")).collect();
            let half = plain.replace('/', "\\/").replacen('A', "\\u0041", 1).replacen('s', "\\u0073", 1);
            for written in [plain, escaped, half] {
                let text = format!("{{\n  \"x\": \"é {written} é\",\r\n  \"y\": 1\n}}\n");
                let masked = String::from_utf8(masked_bytes(text.clone().into_bytes())).unwrap();
                assert_eq!(masked.len(), text.len());
                assert_eq!(masked.lines().count(), text.lines().count());
                assert!(masked.contains("*** é\",\r\n  \"y\": 1\n}"), "{masked}");
                assert!(secrets(&Decoded::of(masked.as_bytes()).bytes).is_empty(), "{masked}");
            }
        }
    }

    #[test]
    fn bytes_without_a_secret_stay() {
        for bytes in [
            &b"{\"a\": \"\\u0041 \\ud83d \\uzz \\"[..],
            b"\xff\xfe\\u00",
            b"",
            b"AKIA",
            b"-----BEGIN PRIVATE KEY-----\\",
        ] {
            assert_eq!(masked_bytes(bytes.to_vec()), bytes);
        }
    }
}
