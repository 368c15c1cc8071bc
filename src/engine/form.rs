//! An analysis as it is kept and sent, so that the map step can run elsewhere, or need not run again.
//!
//! Owns the format: what is written with each analysis, by its number. What it is encoded in is the caller's choice. An
//! unknown format and an unknown rule are errors.

use std::borrow::Cow;

use serde::de::{Deserialize, Deserializer, Error};
use serde::ser::{Serialize, Serializer};

use super::document::DocumentResult;
use super::documents::Analysis;
use crate::finding::{Finding, Findings, Fix, Location, Related, Severity};
use crate::handoff::DocumentOffset;
use crate::rule::custom;
use crate::rules;
use crate::words::quote;

/// The format that is written, and the only one that is read. Whatever changes the fields below, those of the facts or those
/// of a finding gets a new number.
const FORMAT: u32 = 4;

/// An analysis, behind its format: that is read first, so that one of another format is not taken for a damaged one.
#[derive(serde::Serialize, serde::Deserialize)]
struct Form<J> {
    format: Format,
    line: Option<usize>,
    base: DocumentOffset,
    #[serde(with = "hash")]
    hash: u128,
    result: J,
}

impl Serialize for Analysis {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Analysis { line, base, hash, result } = self;
        Form { format: Format, line: *line, base: *base, hash: *hash, result }.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Analysis {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Analysis, D::Error> {
        let Form { format: Format, line, base, hash, result } = Form::<DocumentResult>::deserialize(deserializer)?;
        Ok(Analysis { line, base, hash, result })
    }
}

/// The number of the format.
struct Format;

impl Serialize for Format {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        FORMAT.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Format {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Format, D::Error> {
        match u32::deserialize(deserializer)? {
            FORMAT => Ok(Format),
            other => Err(D::Error::custom(format_args!(
                "format {other} of an analysis is not known; this termlint knows format {FORMAT}"
            ))),
        }
    }
}

/// A hash as digits: few readers of JSON keep a number of 128 bits as it is.
mod hash {
    use super::{Cow, Deserialize, Deserializer, Error, Serializer};

    pub(super) fn serialize<S: Serializer>(hash: &u128, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&format_args!("{hash:032x}"))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u128, D::Error> {
        let text = Cow::<str>::deserialize(deserializer)?;
        let digits = Some(&*text).filter(|text| text.len() == 32 && text.bytes().all(|byte| byte.is_ascii_hexdigit()));
        let hash = digits.and_then(|digits| u128::from_str_radix(digits, 16).ok());
        hash.ok_or_else(|| D::Error::custom("a hash has 32 hexadecimal digits"))
    }
}

/// The id of a rule: written as it is, and looked up when it is read.
struct Rule(&'static str);

impl Serialize for Rule {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Rule {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Rule, D::Error> {
        let id = Cow::<str>::deserialize(deserializer)?;
        let rule = rules::find(&id).map(|rule| rule.meta.id).or_else(|| custom::known_id(&id));
        rule.map(Rule).ok_or_else(|| D::Error::custom(format_args!("there is no rule {}", quote(&id))))
    }
}

/// The name of a kind of finding, if it is not the main one: likewise.
fn known_kind<E: Error>(Rule(id): &Rule, kind: Option<Cow<'_, str>>) -> Result<Option<&'static str>, E> {
    let Some(kind) = kind else { return Ok(None) };
    let kinds = rules::find(id).map_or(&[][..], |rule| rule.meta.kinds);
    let known = kinds.iter().find(|own| own.name == kind).map(|own| Some(own.name));
    known.ok_or_else(|| E::custom(format_args!("{id} has no kind {}", quote(&kind))))
}

/// A finding, field by field.
#[derive(serde::Serialize, serde::Deserialize)]
struct FindingForm<'f> {
    rule: Rule,
    kind: Option<Cow<'f, str>>,
    message: Cow<'f, str>,
    label: Cow<'f, str>,
    help: Cow<'f, str>,
    location: Cow<'f, Option<Location>>,
    in_page: bool,
    related: Cow<'f, [Related]>,
    fixes: Cow<'f, [Fix]>,
    subject: Cow<'f, str>,
    identity: Cow<'f, Option<String>>,
    former: Cow<'f, Option<(String, String)>>,
    max_severity: Option<Severity>,
    min_severity: Option<Severity>,
}

impl Serialize for Finding {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Finding { rule, kind, message, label, help, location, in_page, .. } = self;
        let Finding { related, fixes, subject, identity, former, max_severity, min_severity, .. } = self;
        let form = FindingForm {
            rule: Rule(rule),
            kind: kind.map(Cow::Borrowed),
            message: message.into(),
            label: label.into(),
            help: help.into(),
            location: Cow::Borrowed(location),
            in_page: *in_page,
            related: related.into(),
            fixes: fixes.into(),
            subject: subject.into(),
            identity: Cow::Borrowed(identity),
            former: Cow::Borrowed(former),
            max_severity: *max_severity,
            min_severity: *min_severity,
        };
        form.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Finding {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Finding, D::Error> {
        let form = FindingForm::deserialize(deserializer)?;
        let FindingForm { rule, kind, message, label, help, location, in_page, .. } = form;
        let FindingForm { related, fixes, subject, identity, former, max_severity, min_severity, .. } = form;
        Ok(Finding {
            kind: known_kind(&rule, kind)?,
            rule: rule.0,
            message: message.into_owned(),
            label: label.into_owned(),
            help: help.into_owned(),
            location: location.into_owned(),
            in_page,
            related: related.into_owned(),
            fixes: fixes.into_owned(),
            subject: subject.into_owned(),
            identity: identity.into_owned(),
            former: former.into_owned(),
            max_severity,
            min_severity,
        })
    }
}

/// The findings of a document, those that yielded, and of each kind how many more there were.
#[derive(serde::Serialize, serde::Deserialize)]
struct FindingsForm<'f, K> {
    kept: K,
    yielded: K,
    /// A file has fewer bytes than this can count.
    omitted: Vec<(Rule, Option<Cow<'f, str>>, u32)>,
}

impl Serialize for Findings {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let omitted = self
            .omitted_by_kind()
            .map(|(rule, kind, count)| (Rule(rule), kind.map(Cow::Borrowed), u32::try_from(count).unwrap_or(u32::MAX)));
        FindingsForm { kept: &self.kept, yielded: &self.yielded, omitted: omitted.collect() }.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Findings {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Findings, D::Error> {
        let FindingsForm { kept, yielded, omitted } = FindingsForm::<Vec<Finding>>::deserialize(deserializer)?;
        let mut findings = Findings::default();
        findings.yielded = yielded;
        for (rule, kind, count) in omitted {
            findings.count_kind(rule.0, known_kind(&rule, kind)?, count as usize);
        }
        for finding in kept {
            findings.push(finding);
        }
        Ok(findings)
    }
}
