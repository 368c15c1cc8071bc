//! Which of the sources are the publisher's own.
//!
//! Shared by the rules that weigh sources; must not check them.

use std::ops::Range;

use super::address::{Address, is_below};
use super::{Field, Text, VisibleSource};

/// What can show that a source is the publisher's own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OwnKind {
    /// The host of its address.
    Host,
    /// A name in its label.
    Name,
    /// The kind `editorial`, where there is no address.
    Editorial,
}

/// What shows that a source is the publisher's own.
#[derive(Clone, Debug)]
pub struct OwnMark<'f, 'a> {
    /// The address or the label.
    pub text: &'f Text<'a>,
    /// The host or the name in it.
    pub range: Range<usize>,
    /// What it is.
    pub kind: OwnKind,
    /// Not so where the name stands over an address of somebody else: that may be an article about the publisher.
    pub is_certain: bool,
}

impl<'a> VisibleSource<'a> {
    /// The host of the address, as it is written.
    pub fn host(&self) -> Option<&str> {
        let url = self.url.value()?;
        Address::of(url).map(|address| &url[address.host])
    }

    /// What shows that the source is the publisher's own: its host, else a name in its label, else its kind.
    pub fn own_mark<'f>(&'f self, domains: &[String], names: &[String]) -> Option<OwnMark<'f, 'a>> {
        let host = self.url.value().and_then(|url| Some((url, Address::of(url)?.host)));
        if let Some((text, range)) = &host
            && domains.iter().any(|domain| is_below(&text[range.clone()], domain))
        {
            return Some(OwnMark { text, range: range.clone(), kind: OwnKind::Host, is_certain: true });
        }
        let name =
            self.label.value().and_then(|label| Some((label, names.iter().find_map(|name| named(label, name))?)));
        if let Some((text, range)) = name {
            return Some(OwnMark { text, range, kind: OwnKind::Name, is_certain: host.is_none() });
        }
        let kind = self.kind.value().filter(|kind| kind.trim() == "editorial" && matches!(self.url, Field::Null(_)))?;
        Some(OwnMark { text: kind, range: 0..kind.len(), kind: OwnKind::Editorial, is_certain: true })
    }
}

/// Where `name` stands in `label` as a word of its own, capitals aside.
fn named(label: &str, name: &str) -> Option<Range<usize>> {
    let (bytes, wanted) = (label.as_bytes(), name.as_bytes());
    let first = wanted.first()?;
    let is_word = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_alphanumeric);
    let mut starts = memchr::memchr2_iter(first.to_ascii_lowercase(), first.to_ascii_uppercase(), bytes);
    let start = starts.find(|start| {
        bytes.get(*start..start + wanted.len()).is_some_and(|word| word.eq_ignore_ascii_case(wanted))
            && !is_word(start.checked_sub(1).and_then(|before| bytes.get(before)))
            && !is_word(bytes.get(start + wanted.len()))
    })?;
    Some(start..start + wanted.len())
}

#[cfg(test)]
mod tests {
    use super::named;

    #[test]
    fn a_name_is_a_word_of_its_own() {
        assert_eq!(named("The yogoq editorial baseline", "YogoQ"), Some(4..9));
        assert_eq!(named("用語集YogoQの編集方針", "YogoQ"), Some(9..14));
        assert_eq!(named("YogoQuest weekly", "YogoQ"), None);
        assert_eq!(named("anything", ""), None);
    }
}
