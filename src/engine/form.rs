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
use crate::rules;
use crate::words::quote;

/// The format that is written, and the only one that is read. Whatever changes the fields below, those of the facts or those
/// of a finding gets a new number.
const FORMAT: u32 = 1;

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
        let rule = rules::find(&id).map(|rule| Rule(rule.meta.id));
        rule.ok_or_else(|| D::Error::custom(format_args!("there is no rule {}", quote(&id))))
    }
}

/// A finding, field by field.
#[derive(serde::Serialize, serde::Deserialize)]
struct FindingForm<'f> {
    rule: Rule,
    message: Cow<'f, str>,
    label: Cow<'f, str>,
    help: Cow<'f, str>,
    location: Cow<'f, Option<Location>>,
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
        let Finding {
            rule,
            message,
            label,
            help,
            location,
            related,
            fixes,
            subject,
            identity,
            former,
            max_severity,
            min_severity,
        } = self;
        let form = FindingForm {
            rule: Rule(rule),
            message: message.into(),
            label: label.into(),
            help: help.into(),
            location: Cow::Borrowed(location),
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
        let FindingForm {
            rule,
            message,
            label,
            help,
            location,
            related,
            fixes,
            subject,
            identity,
            former,
            max_severity,
            min_severity,
        } = form;
        Ok(Finding {
            rule: rule.0,
            message: message.into_owned(),
            label: label.into_owned(),
            help: help.into_owned(),
            location: location.into_owned(),
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

/// The findings of a document, and of each rule how many more there were.
#[derive(serde::Serialize, serde::Deserialize)]
struct FindingsForm<K> {
    kept: K,
    /// A file has fewer bytes than this can count.
    omitted: Vec<(Rule, u32)>,
}

impl Serialize for Findings {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let omitted =
            self.omitted().map(|(rule, count)| (Rule(rule), u32::try_from(count).unwrap_or(u32::MAX))).collect();
        FindingsForm { kept: &self.kept, omitted }.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Findings {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Findings, D::Error> {
        let FindingsForm { kept, omitted } = FindingsForm::<Vec<Finding>>::deserialize(deserializer)?;
        let mut findings = Findings::default();
        for (Rule(rule), count) in omitted {
            findings.count(rule, count as usize);
        }
        for finding in kept {
            findings.push(finding);
        }
        Ok(findings)
    }
}
