use std::borrow::Cow;
use std::ops::Range;

use crate::declare_rule;
use crate::finding::Safety;
use crate::handoff::address::{Address, unreachable};
use crate::handoff::{Fields, Handoff, ReviewDate, Text, TextField, locale, slug};
use crate::json::escaped;
use crate::rule::{DocumentRule, Draft, Reporter};
use crate::text::{fold, is_blank, is_unpadded};
use crate::words::{list, nearest, quote, shorten};

declare_rule! {
    /// A fact that the document states twice, with different values.
    ///
    /// ## Why
    /// The contract repeats slug, address, locale, review and policy in several places, and each reader picks one of
    /// them. Where the fields disagree, two readers of the same file believe different things, and nobody can tell
    /// which of them is right.
    ///
    /// ## Fails
    /// ```json
    /// { "summary": { "canonical_slug": "retention-rate" } }
    /// ```
    /// ```json ja
    /// { "quality": { "last_reviewed_at": "2026-05-14T00:00:00.000Z" } }
    /// ```
    /// ```json
    /// { "limitations": { "policy_version": "core-trust-policy-v2-2026-10-01" } }
    /// ```
    /// ```json v2
    /// { "content_tier": "gold_fallback" }
    /// ```
    ///
    /// ## Passes
    /// A plain day agrees with any time of that day:
    /// ```json
    /// { "summary": { "last_reviewed_at": "2026-06-27" }, "quality": { "last_reviewed_at": "2026-06-27T09:30:00.000Z" } }
    /// ```
    /// What is missing contradicts nothing:
    /// ```json
    /// { "quality": { "publication_status": null } }
    /// ```
    ///
    /// ## Fix
    /// Find out which value is true and write it in every field that the finding names. Of three policy fields, the
    /// one that differs from the other two is marked, or the one in `quality` if all three differ. Of two slugs or locales,
    /// the one that the document's address does not have is marked; of any other two fields, the second. The fix that writes
    /// what the address has is safe.
    ///
    /// ## Known limits
    /// All values except dates are compared letter by letter. A malformed value contradicts nothing: an address that
    /// is not an address, is on a local machine, or differs in scheme, user name or port only, a misspelt slug or locale, a policy with a blank around it, or a listed value with a slip in it is reported by its own
    /// rule. Of two addresses, the one that the slug, the locale and the site of the related terms do not bear out is
    /// marked; where both or neither do, that of the summary. `schema_version` and `version` are left to the schema, which demands the same constant in both. The
    /// counts of sources are `source-count-mismatch`. A date that is not a date is `invalid-review-date`, and a
    /// stand-in such as `1970-01-01` is `missing-review-date`; neither contradicts anything here.
    pub struct ConflictingFields {}
    id: "conflicting-fields", kind: Document, fix: Some(Safety::Safe),
    yields_to: &[
        "canonical-url-mismatch", "invalid-review-date", "malformed-slug", "malformed-value",
    ]
}

impl DocumentRule for ConflictingFields {
    fn check(&self, handoff: &Handoff<'_>, reporter: &mut Reporter<'_>) {
        let Fields { canonical, summary, quality, limitations, .. } = &**handoff;
        let pairs = [
            ("slug", ("canonical", &canonical.slug), ("summary", &summary.canonical_slug)),
            ("url", ("canonical", &canonical.url), ("summary", &summary.canonical_url)),
            ("locale", ("canonical", &canonical.locale), ("summary", &summary.locale)),
            ("quality", ("summary", &summary.quality), ("quality", &quality.quality)),
            ("publication_status", ("summary", &summary.publication_status), ("quality", &quality.publication_status)),
            ("content_tier", ("the document", &handoff.content_tier), ("summary", &summary.content_tier)),
        ];
        for (fact, (first, one), (second, other)) in pairs {
            if let (Some(one), Some(other)) = (stated(one), stated(other))
                && contradict(fact, one, other)
            {
                if fact == "url" && is_settled(handoff, other) && !is_settled(handoff, one) {
                    if let Some(draft) = tell(fact, (first, one), &[(second, other)], reporter) {
                        draft.known_in(other, fact).help(format!("write the url of {second} here"));
                    }
                    continue;
                }
                if fact == "url" && is_settled(handoff, one) && !is_settled(handoff, other) {
                    if let Some(draft) = tell(fact, (second, other), &[(first, one)], reporter) {
                        draft.help(format!("write the url of {first} here"));
                    }
                    continue;
                }
                let of_address = match fact {
                    "slug" => handoff.slug_of_address(),
                    "locale" => handoff.locale_of_address().map(Cow::Borrowed),
                    _ => None,
                };
                // The finding is the same one whichever is marked: it is known by the second.
                let wrong = match of_address {
                    Some(right) if *right == **other => tell(fact, (first, one), &[(second, other)], reporter)
                        .map(|draft| (draft.known_in(other, fact), one, right)),
                    Some(right) if *right == **one => {
                        tell(fact, (second, other), &[(first, one)], reporter).map(|draft| (draft, other, right))
                    }
                    _ => {
                        tell(fact, (second, other), &[(first, one)], reporter);
                        None
                    }
                };
                if let Some((draft, wrong, right)) = wrong {
                    let text = format!("\"{}\"", escaped(&right));
                    draft.help(format!("write {} here, as the address has it", quote(&right))).fix(
                        "write what the address has",
                        Safety::Safe,
                        [(wrong.node, text)],
                    );
                }
            }
        }
        if let (Some(one), Some(other)) =
            (ReviewDate::stated(&summary.last_reviewed_at), ReviewDate::stated(&quality.last_reviewed_at))
            && one.value != other.value
            && let (Ok(first), Ok(second)) = (ReviewDate::parse(one), ReviewDate::parse(other))
            && !first.agrees_with(second)
        {
            tell("last_reviewed_at", ("quality", other), &[("summary", one)], reporter);
        }
        // One with a blank around it is malformed.
        let policy = |field| stated(field).filter(|text| is_unpadded(text));
        let policies = [
            ("summary", policy(&summary.limitations_key)),
            ("quality", policy(&quality.trust_policy_version)),
            ("limitations", policy(&limitations.policy_version)),
        ];
        check_policies(policies.map(|(owner, text)| text.map(|text| (owner, text))), reporter);
    }
}

/// Whether an address is the one that the rest of the document asks for: it names the locale, ends with the slug, and is on
/// the site of all related terms.
fn is_settled(handoff: &Handoff<'_>, url: &str) -> bool {
    let site = |url: &'_ str| Address::of(url).map(|address| url[..address.path.start].to_owned());
    let (Some(own), Some(slug), Some(locale)) = (site(url), handoff.agreed_slug(), handoff.agreed_locale()) else {
        return false;
    };
    let mut segments = url[own.len()..].split('/');
    let mut others = handoff.related_terms.iter().filter_map(|related| related.canonical_url.value());
    segments.next_back() == Some(slug)
        && segments.any(|segment| segment == &**locale)
        && others.all(|other| site(other).is_none_or(|other| other == own))
}

/// The value that a field states; what is missing, blank or of another type states nothing.
fn stated<'f, 'a>(field: &'f TextField<'a>) -> Option<&'f Text<'a>> {
    field.value().filter(|text| !is_blank(text))
}

/// Whether two values of a fact are two, and neither is a slip of the hand: that is reported where it stands, and nothing
/// follows from it for the other.
fn contradict(fact: &str, one: &str, other: &str) -> bool {
    let is_slip = |text: &str| match fact {
        "slug" => slug::is_slip(text),
        "locale" => !locale::is_well_formed(text, true),
        "url" => Address::of(text).is_some_and(|address| unreachable(&text[address.host]).is_some()),
        _ => false,
    };
    // Of values from a list, one that is none of them is `unlisted-value`.
    let is_listed = matches!(fact, "quality" | "publication_status" | "content_tier");
    let is_slip_of_list = || is_listed && is_misspelt(one, other);
    let is_unsafe_form = || fact == "url" && is_same_place(one, other);
    one != other && !is_unsafe_form() && !is_slip_of_list() && !is_slip(one) && !is_slip(other)
}

/// Whether two addresses differ only in what makes one of them unsafe: scheme, user name and port.
fn is_same_place(one: &str, other: &str) -> bool {
    let (Some(first), Some(second)) = (Address::of(one), Address::of(other)) else { return false };
    (first.is_unsafe(one) || second.is_unsafe(other))
        && one[first.host] == other[second.host]
        && one[first.path.start..] == other[second.path.start..]
}

/// Whether one of two values from a list is the other with a slip of the hand: other signs between its words, or a letter
/// or two in the last of them, which tells the values of a list apart.
fn is_misspelt(one: &str, other: &str) -> bool {
    let words = |value: &str| -> Vec<String> {
        let folded = fold(bare(value));
        let words = folded.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty());
        words.map(str::to_owned).collect()
    };
    let (one, other) = (words(one), words(other));
    let (Some((last, before)), Some((end, start))) = (one.split_last(), other.split_last()) else { return false };
    one.concat() == other.concat() || before == start && nearest(last, [end.as_str()]).is_some()
}

/// A value without white space and invisible characters at its ends.
fn bare(text: &str) -> &str {
    text.trim_matches(|character: char| is_blank(character.encode_utf8(&mut [0; 4])))
}

/// Who states a value, and the value.
type Statement<'f, 'a> = (&'static str, &'f Text<'a>);

/// The policy that differs from the two others, or the last of three different ones; of two, the second. Nothing is reported
/// where all agree.
fn check_policies(policies: [Option<Statement<'_, '_>>; 3], reporter: &mut Reporter<'_>) {
    let differ = |one: usize, other: usize| match (policies[one], policies[other]) {
        (Some((_, one)), Some((_, other))) => one.value != other.value,
        _ => false,
    };
    let marked = match (differ(0, 1), differ(1, 2), differ(0, 2)) {
        (true, false, true) => 0,
        (true, _, _) => 1,
        _ => 2,
    };
    let others: Vec<Statement<'_, '_>> =
        policies.iter().enumerate().filter(|(index, _)| *index != marked).filter_map(|(_, policy)| *policy).collect();
    if let Some(policy) = policies[marked] {
        tell("policy", policy, &others, reporter);
    }
}

/// The part of an address, in whole segments, in which it differs from another; of one without its last segment, the slash
/// before it.
fn differing(text: &str, other: &str) -> Range<usize> {
    // A form that is unsafe is one cause, what differs behind it another.
    if let (Some((form, rest)), Some((other_form, other_rest))) = (text.split_once("://"), other.split_once("://"))
        && form != other_form
        && rest != other_rest
    {
        let before = form.len() + "://".len();
        let range = differing(rest, other_rest);
        return range.start + before..range.end + before;
    }
    let (bytes, others) = (text.as_bytes(), other.as_bytes());
    let is_end = |byte: &u8| matches!(byte, b'/' | b':');
    let alike = bytes.iter().zip(others).take_while(|(one, other)| one == other).count();
    let start = bytes[..alike].iter().rposition(is_end).map_or(0, |end| end + 1);
    let longest = bytes.len().min(others.len()) - start;
    let alike =
        bytes.iter().rev().zip(others.iter().rev()).take(longest).take_while(|(one, other)| one == other).count();
    let tail = bytes.len() - alike;
    let end = bytes[tail..].iter().position(is_end).map_or(bytes.len(), |end| tail + end);
    if start == bytes.len() { start.saturating_sub(1)..end } else { start..end }
}

fn tell<'r, 'l>(
    fact: &str,
    (owner, text): Statement<'_, '_>,
    others: &[Statement<'_, '_>],
    reporter: &'r mut Reporter<'l>,
) -> Option<Draft<'r, Reporter<'l>>> {
    let (first, said) = others.iter().find(|(_, said)| said.value != text.value)?;
    let owners: Vec<&str> = others.iter().map(|(owner, _)| *owner).chain([owner]).collect();
    let (value, other) = apart(text, said);
    let name = if fact == "last_reviewed_at" { "review date" } else { fact };
    let parts = |one: &Text<'_>, other: &Text<'_>| if fact == "url" { differing(one, other) } else { 0..one.len() };
    let mut draft = reporter
        .at(text.part(parts(text, said), ""))
        .message(format!("the {name} of {owner} is {value}, but that of {first} is {other}"))
        .label(format!("differs from {first}"))
        .help(format!("write the same {name} in {}", list(&owners, "and")))
        .subject(fact);
    for (owner, said) in others {
        draft = draft.related(said.part(parts(said, text), ""), format!("the {name} of {owner}"));
    }
    Some(draft)
}

/// The longest value that is quoted whole: two of them and two names have to fit into one line.
const VALUE_LIMIT: usize = 28;

/// Two different values, quoted: where they are long, without the beginning that both share.
fn apart(one: &str, other: &str) -> (String, String) {
    let is_long = [one, other].iter().any(|text| text.chars().count() > VALUE_LIMIT);
    let shared: usize = one
        .chars()
        .zip(other.chars())
        .take_while(|(one, other)| one == other)
        .map(|(letter, _)| letter.len_utf8())
        .sum();
    let cut = one[..shared].rfind(['/', '-']).filter(|_| is_long).unwrap_or(0);
    let quote = |text: &str| {
        let sign = if cut > 0 { "…" } else { "" };
        format!("“{sign}{}”", shorten(&text[cut..], VALUE_LIMIT))
    };
    (quote(one), quote(other))
}

#[cfg(test)]
mod tests {
    use super::{apart, contradict, differing};

    #[test]
    fn a_slip_contradicts_nothing() {
        for (fact, one, other) in [
            ("slug", "churn-rate", "churn-rate "),
            ("slug", "Churn_Rate", "retention-rate"),
            ("locale", "en-US", "en-US\u{3000}"),
            ("locale", "ja_JP", "ja-JP"),
            ("quality", "reviewed ", "reviewed"),
            ("publication_status", "Published_Reviewed", "published_reviewed"),
            ("content_tier", "db_backed", "\u{200b}db_backed"),
            ("publication_status", "published-reviewed", "published_reviewed"),
            ("publication_status", "publishedReviewed", "published_reviewed"),
            ("quality", "ｒeviewed", "reviewed"),
            ("quality", "reviewd", "reviewed"),
            ("url", "http://localhost:3000/en-US/core/x", "https://core.yogoq.com/en-US/core/x"),
            ("url", "https://core.yogoq.com:8443/en-US/core/x", "https://core.yogoq.com/en-US/core/x"),
            ("url", "http://me@core.yogoq.com/en-US/core/x", "https://core.yogoq.com/en-US/core/x"),
            ("url", "https://me@core.yogoq.com/en-US/core/x", "https://core.yogoq.com/en-US/core/x"),
        ] {
            assert!(!contradict(fact, one, other) && !contradict(fact, other, one), "{one:?} {other:?}");
        }
        for (fact, one, other) in [
            ("slug", "解約率", "継続率"),
            ("slug", "churn-rate", "churn-rat"),
            ("locale", "en-US", "en-GB"),
            ("quality", "reviewed", "draft"),
            ("quality", "reviewed", "verified"),
            ("publication_status", "published_reviewed", "published_verified"),
            ("content_tier", "db_backed", "gold_fallback"),
            ("url", "http://core.yogoq.com/en-US/core/x", "https://core.yogoq.com/en-US/core/y"),
            ("url", "http://www.yogoq.com/en-US/core/x", "https://core.yogoq.com/en-US/core/x"),
            ("url", "https://core.yogoq.com:443/en-US/core/x", "https://core.yogoq.com/en-US/core/x"),
            ("url", "https://core.yogoq.com/en-US/core/x?a", "https://core.yogoq.com/en-US/core/x"),
        ] {
            assert!(contradict(fact, one, other), "{one:?} {other:?}");
        }
    }

    #[test]
    fn addresses_differ_in_whole_segments() {
        let parts =
            |one: &'static str, other: &'static str| (&one[differing(one, other)], &other[differing(other, one)]);
        assert_eq!(parts("https://a.org/en/x", "http://a.org/en/x"), ("https", "http"));
        assert_eq!(parts("https://a.org/en/x", "http://a.org/en/y"), ("x", "y"));
        assert_eq!(parts("https://a.org/en/churn", "https://a.org/en/churn-rate"), ("churn", "churn-rate"));
        assert_eq!(parts("https://a.org/en/x", "https://a.org/ja/x"), ("en", "ja"));
        assert_eq!(parts("https://a.org/en-CA/x", "https://a.org/fr-CA/x"), ("en-CA", "fr-CA"));
        assert_eq!(parts("https://a.org/用語", "https://a.org/用法"), ("用語", "用法"));
        assert_eq!(parts("a", "b/a"), ("a", "b/a"));
        assert_eq!(parts("https://a.org/en/", "https://a.org/en/x"), ("/", "x"));
        assert_eq!(parts("https://a.org/x", "https://a.org/x/x"), ("x", "x/x"));
    }

    #[test]
    fn long_values_are_quoted_without_what_they_share() {
        let quoted = |one: &str, other: &str| {
            let (one, other) = apart(one, other);
            format!("{one} {other}")
        };
        assert_eq!(quoted("churn-rate", "churn-rates"), "“churn-rate” “churn-rates”");
        assert_eq!(
            quoted("core-trust-policy-v1-2026-06-22", "core-trust-policy-v2-2026-10-01"),
            "“…-v1-2026-06-22” “…-v2-2026-10-01”"
        );
        // Twenty-eight characters are not long.
        let (one, other) = ("2026-06-27T00:00:00.000+0900", "2026-06-27T00:00:00.000+0100");
        assert_eq!(quoted(one, other), format!("“{one}” “{other}”"));
        assert_eq!(
            quoted("顧客維持の用語集/解約率と売上維持率の数え方とその見方について", "顧客維持の用語集/継続率"),
            "“…/解約率と売上維持率の数え方とその見方について” “…/継続率”"
        );
    }
}
