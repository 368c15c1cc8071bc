use std::collections::HashMap;

use crate::declare_rule;
use crate::handoff::{AtText, Handoff, TextFeatures};
use crate::json::Secret;
use crate::rule::{DocumentRule, Reporter};

declare_rule! {
    /// A key, token or password of a known service.
    ///
    /// ## Why
    /// What is published can be read by everyone, and programs search the web for keys all day. A key that was out for a
    /// minute is somebody else's. Deleting it from the page does not take it back.
    ///
    /// ## Fails
    /// ```json
    /// { "content": { "usage": [{ "key": "meaning", "title": "What it means", "items": [],
    ///   "text": "The report is fetched with the key \u0041KIAIOSFODNN7EXAMPLE of the billing account."
    /// }] } }
    /// ```
    /// ```json ja
    /// { "content": { "faq": [{ "question": "どこから取得しますか？",
    ///   "answer": "請求用の鍵 \u0041KIAIOSFODNN7EXAMPLE で取得します。"
    /// }] } }
    /// ```
    ///
    /// ## Passes
    /// A prefix, a stand-in, and the first line of a key without the key:
    /// ```json
    /// { "content": { "usage": [{ "key": "meaning", "title": "What it means", "items": [],
    ///   "text": "Access keys begin with AKIA, as in AKIAXXXXXXXXXXXXXXXX, and tokens with ghp_. A private key begins with “-----BEGIN PRIVATE KEY-----”."
    /// }] } }
    /// ```
    ///
    /// ## Fix
    /// Revoke the key where it was issued, then delete it here and from the history of the repository.
    ///
    /// ## Known limits
    /// Known are access keys of AWS, API keys of Google, OpenAI and Anthropic, client secrets of Google, tokens of GitHub, GitLab,
    /// Slack, npm, PyPI, RubyGems, DigitalOcean, Docker Hub, Hugging Face, Shopify, Square, SendGrid, Postman, Linear, Vault, Groq, xAI and
    /// Alibaba Cloud, webhooks of Slack, live keys and webhook secrets of Stripe, keys of age, and private keys in PEM form, by their prefixes, letters and lengths. A password
    /// has no form, and is not found. Every string of a document is searched, addresses too, and each value is reported
    /// once, with all its places. Whether a key is still valid is not known: one from a manual looks like any other.
    ///
    /// A secret is shown nowhere: reports of all rules, excerpts, the cache and baselines have its first four characters and an
    /// asterisk for each of the others. That does not depend on this rule: it also applies where the rule is off or
    /// its finding is ignored. A fix of another rule that would write the value again is not offered.
    pub struct SecretInText {}
    id: "secret-in-text", kind: Document, seeks: TextFeatures::SECRET
}

impl DocumentRule for SecretInText {
    fn check(&self, handoff: &Handoff<'_>, reporter: &mut Reporter<'_>) {
        let mut numbers: HashMap<Secret, usize> = HashMap::new();
        let mut found: Vec<(Secret, Vec<AtText<'_>>)> = Vec::new();
        for node in handoff.root.tree().nodes() {
            for secret in node.secrets() {
                let place = AtText { node, range: secret.range.clone(), part: String::new() };
                let number = *numbers.entry(secret.clone()).or_insert(found.len());
                match found.get_mut(number) {
                    Some((_, places)) => places.push(place),
                    None => found.push((secret, vec![place])),
                }
            }
        }
        for (secret, places) in found {
            let mut places = places.into_iter();
            let Some(first) = places.next() else { continue };
            let mut draft = reporter
                .at(first)
                .message(format!("{} is published: {}… ({} characters)", secret.name, secret.start(), secret.length()))
                .label("a secret")
                .help("revoke this key, then delete it")
                .subject(secret.name);
            for place in places {
                draft = draft.related(place, "the same one here");
            }
        }
    }
}
