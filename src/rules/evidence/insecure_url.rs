use std::ops::Range;

use crate::declare_rule;
use crate::finding::Severity;
use crate::handoff::address::{Address, unreachable};
use crate::handoff::{Handoff, Text};
use crate::rule::{DocumentRule, Reporter};
use crate::words::shorten;

declare_rule! {
    /// An address that is not safe to publish or to follow.
    ///
    /// ## Why
    /// Whoever follows an `http` address reads a page that anybody in between can change. An address on a local machine
    /// was left over from a preview and works for nobody else. A user name or password in an address is public.
    ///
    /// ## Fails
    /// ```json
    /// { "canonical": { "url": "http://core.yogoq.com/en-US/core/churn-rate" } }
    /// ```
    /// ```json ja
    /// { "canonical": { "url": "https://localhost/ja-JP/core/churn-rate" } }
    /// ```
    /// ```json
    /// { "canonical": { "url": "https://core.yogoq.com:8443/en-US/core/churn-rate" } }
    /// ```
    /// ```json
    /// { "sources": { "visible_sources": [
    ///   { "label": "Annual survey", "url": "https://editor:secret@example.org/survey", "kind": "tier_a" }
    /// ] } }
    /// ```
    ///
    /// ## Passes
    /// ```json
    /// { "canonical": { "url": "https://core.yogoq.com:443/en-US/core/churn-rate" } }
    /// ```
    /// ```json ja
    /// { "sources": { "visible_sources": [
    ///   { "label": "企業白書（例示省）", "url": "https://web.archive.org/web/2010/http://example.org/", "kind": "tier_s" },
    ///   { "label": "用語の手引き", "url": "https://例え.jp/用語@手引き", "kind": "tier_a" }
    /// ] } }
    /// ```
    ///
    /// ## Fix
    /// Write the public `https` address, without user name and port.
    ///
    /// ## Known limits
    /// Nothing is fetched: whether a certificate is good is not known. Sources give a warning at most, because old pages
    /// of governments are still served over `http` only. An address inside an address, as archives have it, is not
    /// checked. A host that is a number is never right for readers, whether it is private or public. A form other than
    /// `http` and `https` is left to `malformed-value`.
    pub struct InsecureUrl {}
    id: "insecure-url", kind: Document, yields_to: &["duplicate-source"]
}

impl DocumentRule for InsecureUrl {
    fn check(&self, handoff: &Handoff<'_>, reporter: &mut Reporter<'_>) {
        let canonical = handoff.canonical.url.value();
        let again = handoff.summary.canonical_url.value();
        match (canonical, again) {
            (Some(url), Some(again)) if url.value == again.value => {
                check_url(url, Some(again), Severity::Error, reporter)
            }
            _ => canonical.into_iter().chain(again).for_each(|url| check_url(url, None, Severity::Error, reporter)),
        }
        for related in &handoff.related_terms {
            if let Some(url) = related.canonical_url.value() {
                check_url(url, None, Severity::Error, reporter);
            }
        }
        for source in &handoff.sources.visible_sources {
            if let Some(url) = source.url.value() {
                check_url(url, None, Severity::Warning, reporter);
            }
        }
    }
}

fn check_url(url: &Text<'_>, again: Option<&Text<'_>>, max_severity: Severity, reporter: &mut Reporter<'_>) {
    let Some(address) = Address::of(url) else { return };
    let mut tell = |range: Range<usize>, message: String, label: &str, help: &str, subject: &str| {
        let draft = reporter
            .at(url.part(range, ""))
            .message(message)
            .label(label)
            .help(help)
            .subject(subject)
            .max_severity(max_severity);
        if let Some(again) = again {
            draft.related(again, "the same address again");
        }
    };
    let name = &url[address.host.clone()];
    // Without a host, or with a bracket that is never closed, it is `malformed-value`.
    if name.is_empty() || name.starts_with('[') && !name.contains(']') {
        return;
    }
    let shown = || shorten(name, 40);
    if let Some(userinfo) = address.userinfo.clone() {
        let message = format!("the address on {} contains a user name or password", shown());
        tell(userinfo, message, "visible to everyone", "remove the part before the @", "userinfo");
    }
    if let Some(what) = unreachable(name) {
        // Scheme and port of such an address say nothing more: it is replaced as a whole.
        tell(
            address.host,
            format!("the host “{}” is {what}", shown()),
            "not a public host",
            "write the public address",
            "host",
        );
        return;
    }
    if address.is_http(url) {
        let message = format!("the address on {} is http, not https", shown());
        tell(address.scheme.clone(), message, "not encrypted", "write the https address", "scheme");
    }
    // A port that does not exist is `malformed-value`.
    if let Some(port) = address.unusual_port(url).filter(|port| url[port.clone()].parse::<u16>().is_ok()) {
        let message = format!("the address on {} has the port {}", shown(), shorten(&url[port.clone()], 10));
        tell(port, message, "not the usual port", "write the public address, without a port", "port");
    }
}
