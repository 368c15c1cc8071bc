//! From the validator's errors to findings: one cause, one finding.
//!
//! Owns which rule speaks for a failed keyword, and where. The words for values stand in `value.rs`, the choice among
//! branches in `alternatives.rs`. Must not decide levels.

// Long because: each kind of failure has its own place, and what is one cause is decided among all of them.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use jsonschema::ValidationError;
use jsonschema::error::ValidationErrorKind;
use serde_json::Value;

use super::alternatives::{Choice, choose};
use super::annotations::PlaceFacts;
use super::error::{child_pointer, forbids_all_members, is_unevaluated};
use super::keyword::{BARE, CLOSED, FILLED, KNOWN};
use super::registry::Compiled;
use super::representation::Instance;
use super::screen::Idle;
use super::value::{
    Failure, Fault, Words, did_you_mean, fault, lower_first, malformed_format, unexpected_value, unlisted_value,
    wrong_type,
};
use super::version::TwoVersions;
use crate::finding::{Finding, Findings, Location, Related, Safety};
use crate::handoff::{AtKey, AtOwner, Locate, Locator};
use crate::json::{Cursor, Kind, Member, Node, escaped};
use crate::text::is_blank;
use crate::words::{list, nearest, quote, shorten};

/// The choices of the user that reading and validation themselves obey.
#[derive(Clone, Debug, Default)]
pub struct EngineOptions {
    /// Members that are no `unknown-field`: a name, or a pointer in which `*` stands for any index.
    pub allowed_fields: Vec<String>,
    /// Values that are no `unlisted-value`.
    pub allowed_values: Vec<String>,
    /// Check a document of an unknown version as the newest version that it declares to keep.
    pub check_as_declared: bool,
    /// The rules that are off and to which no rule yields that is on: no finding is built for them.
    pub idle_rules: HashSet<&'static str>,
}

impl EngineOptions {
    /// What a quick look at a document leaves out.
    pub fn idle(&self) -> Idle {
        let is_idle = |rule| self.idle_rules.contains(rule);
        Idle { unknown_fields: is_idle("unknown-field"), unlisted_values: is_idle("unlisted-value") }
    }
}

/// Validates the document below `root` and reports every failure once.
///
/// `rule` resolves the id of an owner that the schema names (`x-termlint-owner`).
pub fn validate<'a>(
    schema: &Compiled,
    root: Node<'a>,
    locator: &Locator<'a>,
    options: &EngineOptions,
    rule: &dyn Fn(&str) -> Option<&'static str>,
    findings: &mut Findings,
) {
    if schema.validator.is_valid(Instance::Tree(root)) {
        return;
    }
    let errors: Vec<ValidationError<'_>> = schema.validator.iter_errors(Instance::Tree(root)).collect();
    let named = root.get("schema_version").and_then(Node::as_str).unwrap_or_default();
    let two_versions = TwoVersions::of(schema, root).filter(|_| *named == *schema.name);
    if let Some(two) = two_versions.as_ref().filter(|two| two.misfits > 1) {
        findings.push(two.finding(locator));
        return;
    }
    let mut validation = Validation {
        schema,
        locator,
        options,
        rule,
        findings,
        cursor: Cursor::new(root),
        failed: errors
            .iter()
            .filter(|error| !is_unevaluated(error))
            .map(|error| error.instance_path().as_str())
            .collect(),
        two_versions,
        foreign_version: (*named != *schema.name).then(|| named.into_owned()),
        misspelt: HashSet::new(),
        seen: HashSet::new(),
        stated: HashMap::new(),
    };
    // Missing fields first: a misspelt key beside one is the same cause.
    let (missing, others): (Vec<_>, Vec<_>) =
        errors.iter().partition(|error| matches!(error.kind(), ValidationErrorKind::Required { .. }));
    for error in missing.into_iter().chain(others) {
        validation.convert(error);
    }
}

/// The facts that a handoff states in several places (`docs/domain.md`, "Fields").
const FACTS: [&[&str]; 10] = [
    &["/canonical/slug", "/summary/canonical_slug"],
    &["/canonical/url", "/summary/canonical_url"],
    &["/canonical/locale", "/summary/locale"],
    &["/summary/quality", "/quality/quality"],
    &["/summary/publication_status", "/quality/publication_status"],
    &["/content_tier", "/summary/content_tier"],
    &["/summary/last_reviewed_at", "/quality/last_reviewed_at"],
    &["/summary/sources_count", "/quality/source_count"],
    &["/summary/limitations_key", "/quality/trust_policy_version", "/limitations/policy_version"],
    &["/summary/short_definition", "/content/definition/text"],
];

/// What the validation of one document needs.
struct Validation<'v, 'a> {
    schema: &'v Compiled,
    locator: &'v Locator<'a>,
    options: &'v EngineOptions,
    /// The id of the rule that a schema names as an owner, if there is such a rule.
    rule: &'v dyn Fn(&str) -> Option<&'static str>,
    findings: &'v mut Findings,
    cursor: Cursor<'a>,
    /// The paths at which something failed, unevaluated members aside.
    failed: BTreeSet<&'v str>,
    /// The two versions that the document names, where it fits the first.
    two_versions: Option<TwoVersions<'a>>,
    /// The version that the document names, where it is checked as another one that it declares to keep.
    foreign_version: Option<String>,
    /// Keys that stand for a missing field.
    misspelt: HashSet<u32>,
    seen: HashSet<(&'static str, String)>,
    /// Where the finding is about a fact that is stated twice, by its rule, the fact and what stands there.
    stated: HashMap<(&'static str, usize, &'a str), usize>,
}

impl<'a> Validation<'_, 'a> {
    fn convert(&mut self, error: &ValidationError<'_>) {
        let path = error.instance_path().as_str();
        let Some(node) = self.cursor.find(path) else { return };
        match error.kind() {
            ValidationErrorKind::Required { property: Value::String(property) } => self.missing(node, path, property),
            ValidationErrorKind::Custom { keyword, .. } if keyword == CLOSED => self.unknown_members(node, path),
            ValidationErrorKind::Custom { keyword, .. } if keyword == KNOWN => self.unlisted(node, path),
            ValidationErrorKind::Custom { keyword, .. } if keyword == FILLED => {
                self.value(node, path, Fault::empty(node))
            }
            ValidationErrorKind::Custom { keyword, .. } if keyword == BARE => {
                self.value(node, path, Fault::around(node))
            }
            ValidationErrorKind::AdditionalProperties { unexpected } => self.forbidden(node, path, unexpected, false),
            ValidationErrorKind::UnevaluatedProperties { unexpected } => self.forbidden(node, path, unexpected, true),
            ValidationErrorKind::FalseSchema if forbids_all_members(error) => {
                let names: Vec<_> =
                    node.members().filter_map(|member| Some(member.key.as_str()?.into_owned())).collect();
                self.forbidden(node, path, &names, false);
            }
            ValidationErrorKind::FalseSchema if node.key().is_some() => {
                let name = node.key().and_then(Node::as_str).unwrap_or_default().into_owned();
                let owner = path.rsplit_once('/').map_or("", |(owner, _)| owner);
                if let Some(parent) = node.parent() {
                    self.forbidden(parent, owner, &[name], false);
                }
            }
            ValidationErrorKind::PropertyNames { error } => self.misnamed(node, error),
            ValidationErrorKind::AnyOf { context } | ValidationErrorKind::OneOfNotValid { context } => {
                self.alternatives(node, path, context);
            }
            ValidationErrorKind::Constant { .. } if self.is_foreign_version(node, path) => {}
            ValidationErrorKind::Constant { .. } if path == "/version" && self.two_versions.is_some() => {
                if self.has_room("unexpected-value") {
                    let finding = self.two_versions.as_ref().map(|two| two.finding(self.locator));
                    finding.into_iter().for_each(|finding| self.findings.push(finding));
                }
            }
            kind => self.value(node, path, fault(node, kind)),
        }
    }

    /// A field that is missing: at the key that is a slip of it, else at its owner.
    fn missing(&mut self, object: Node<'a>, path: &str, property: &str) {
        let below = child_pointer(path, property);
        let rule = self.rule_for(&below, Failure::Absent);
        let slip = self.slip(object, path, property);
        if let Some(slip) = slip {
            self.misspelt.insert(slip.key.index());
        }
        if !self.has_room(rule) {
            return;
        }
        let owner = AtOwner(object).locate(self.locator).words;
        let name = shorten(property, 40);
        match slip {
            Some(slip) => {
                let written = quote(&slip.key.as_str().unwrap_or_default());
                let words = Words {
                    message: format!("{owner} has no “{name}”, but has {written}"),
                    label: format!("“{name}” is missing"),
                    help: format!("rename the field to \"{name}\""),
                };
                let title = words.help.clone();
                let key = format!("\"{}\"", escaped(property));
                self.push_with(rule, property, AtKey(slip), words, Some((title, key)));
            }
            None => {
                let facts_at = self.facts_at(&below);
                let meaning = facts_at.description.trim_end_matches('.');
                let words = Words {
                    message: format!("{owner} has no “{name}”"),
                    label: format!("“{name}” is missing here"),
                    help: match meaning {
                        "" => format!("add \"{name}\""),
                        meaning => format!("add \"{name}\": {}", lower_first(&shorten(meaning, 160))),
                    },
                };
                self.push(rule, property, AtOwner(object), words);
            }
        }
    }

    /// The unknown member of `object` that is most likely a misspelling of the missing `property`.
    fn slip(&self, object: Node<'a>, path: &str, property: &str) -> Option<Member<'a>> {
        let known = &self.schema.annotations.facts_at(path)?.members;
        let unknown: Vec<(String, Member<'a>)> = object
            .members()
            .filter_map(|member| Some((member.key.as_str()?.into_owned(), member)))
            .filter(|(name, member)| !known.contains(name) && !self.misspelt.contains(&member.key.index()))
            .take(100)
            .collect();
        let near = nearest(property, unknown.iter().map(|(name, _)| name.as_str()))?;
        unknown.iter().find(|(name, _)| name == near).map(|(_, member)| *member)
    }

    fn unknown_members(&mut self, object: Node<'a>, path: &str) {
        // Of course a newer version has fields that the older one does not know.
        if self.foreign_version.is_some() {
            return;
        }
        let known = &self.facts_at(path).members;
        let owner = AtOwner(object).locate(self.locator).words;
        for member in object.members() {
            let name = member.key.as_str().unwrap_or_default();
            let is_known = known.iter().any(|known| *known == name);
            if is_known || self.misspelt.contains(&member.key.index()) || self.is_allowed(path, &name) {
                continue;
            }
            if !self.has_room("unknown-field") {
                continue;
            }
            let words = Words {
                message: format!("the contract has no field {} in {owner}", quote(&name)),
                label: "unknown field".to_owned(),
                help: did_you_mean(&name, known, "remove the field, or allow it under unknown-field"),
            };
            self.push("unknown-field", &name, AtKey(member), words);
        }
    }

    fn is_allowed(&self, path: &str, name: &str) -> bool {
        self.options.allowed_fields.iter().any(|allowed| {
            allowed == name
                || allowed.starts_with('/') && {
                    let below = child_pointer(path, name);
                    allowed.split('/').count() == below.split('/').count()
                        && allowed.split('/').zip(below.split('/')).all(|(want, token)| want == "*" || want == token)
                }
        })
    }

    /// Members that the schema rules out; `unevaluated` ones may be so only because another keyword failed.
    fn forbidden(&mut self, object: Node<'a>, path: &str, unexpected: &[String], unevaluated: bool) {
        let known = &self.facts_at(path).members;
        // A branch of the schema that failed evaluates nothing, and drags its members along.
        let cascades = unevaluated && self.has_failed(path);
        let unexpected: HashSet<&str> = unexpected.iter().map(String::as_str).collect();
        for member in object.members() {
            let name = member.key.as_str().unwrap_or_default();
            if !unexpected.contains(&*name)
                || self.misspelt.contains(&member.key.index())
                || cascades
                    && (known.iter().any(|known| *known == name) || self.has_failed(&child_pointer(path, &name)))
                || !self.has_room("forbidden-field")
            {
                continue;
            }
            let words = Words {
                message: format!("the contract forbids the field {}", quote(&name)),
                label: "forbidden field".to_owned(),
                help: did_you_mean(&name, known, "remove the field"),
            };
            self.push("forbidden-field", &name, AtKey(member), words);
        }
    }

    fn misnamed(&mut self, object: Node<'a>, error: &ValidationError<'_>) {
        // Before the member is looked for: an object may have many.
        if !self.has_room("malformed-value") {
            return;
        }
        let name = error.instance().as_str().unwrap_or_default();
        let member = object.member(name).filter(|member| !self.misspelt.contains(&member.key.index()));
        if let Some(member) = member {
            let words = Words {
                message: format!("{} is not allowed as the name of a field", quote(name)),
                label: "not a name".to_owned(),
                help: "rename the field".to_owned(),
            };
            self.push("malformed-value", name, AtKey(member), words);
        }
    }

    fn unlisted(&mut self, node: Node<'a>, path: &str) {
        let value = node.as_str().unwrap_or_default();
        if is_blank(&value) {
            // Where null may stand, null is meant, and a rule says what that leaves open.
            if !self.facts_at(path).may_be_null {
                self.value(node, path, Fault::empty(node));
            }
            return;
        }
        let is_allowed = self.options.allowed_values.iter().any(|allowed| *allowed == value);
        if is_allowed || self.foreign_version.is_some() || !self.has_room("unlisted-value") {
            return;
        }
        let words = unlisted_value(node, &self.facts_at(path).known);
        self.stated("unlisted-value", &value, node, path, words, None);
    }

    /// `anyOf` and `oneOf`: only the branch that the data chose speaks.
    fn alternatives(&mut self, node: Node<'a>, path: &str, context: &[Vec<ValidationError<'static>>]) {
        match choose(path, context) {
            Choice::Types(expected) => self.value(node, path, wrong_type(node, &expected)),
            Choice::Formats(formats) => self.value(node, path, malformed_format(node, &formats)),
            Choice::Values(location, expected) => {
                if let Some(node) = self.cursor.find(location) {
                    self.value(node, location, unexpected_value(node, &expected));
                }
            }
            Choice::Members(names) => self.missing_choice(node, path, &names),
            Choice::Errors(errors) => errors.into_iter().for_each(|error| self.convert(error)),
        }
    }

    fn missing_choice(&mut self, object: Node<'a>, path: &str, names: &[&str]) {
        let slip = names.iter().find(|name| self.slip(object, path, name).is_some());
        if let Some(name) = slip {
            return self.missing(object, path, name);
        }
        if !self.has_room("missing-field") {
            return;
        }
        let names = list(&names.iter().map(|name| format!("“{}”", shorten(name, 40))).collect::<Vec<_>>(), "or");
        let words = Words {
            message: format!("{} needs {names}", AtOwner(object).locate(self.locator).words),
            label: format!("{names} is missing here"),
            help: format!("add {names}"),
        };
        self.push("missing-field", &names, AtOwner(object), words);
    }

    /// Whether the value is the version that dispatch has reported of.
    fn is_foreign_version(&self, node: Node<'a>, path: &str) -> bool {
        let is_version = matches!(path, "/schema_version" | "/version");
        is_version && self.foreign_version.as_deref().is_some_and(|foreign| node.is_str(foreign))
    }

    fn value(&mut self, node: Node<'a>, path: &str, mut fault: Fault) {
        if let Some(entry) = blank_entry(node).filter(|_| fault.failure == Failure::Empty) {
            if self.has_room("malformed-value") {
                let words = Words {
                    message: format!("{} has nothing in it", AtOwner(entry).locate(self.locator).words),
                    label: "only empty values".to_owned(),
                    help: "fill it in, or delete it".to_owned(),
                };
                self.push("malformed-value", "", entry, words);
            }
            return;
        }
        let rule = self.rule_for(path, fault.failure);
        if fault.failure == Failure::Empty && self.facts_at(path).may_be_null {
            fault.words.help.push_str(", or write null if there is none");
        }
        if !self.has_room(rule) {
            return;
        }
        self.stated(rule, "", node, path, fault.words, fault.fix);
    }

    /// Reports what is wrong with a value. Where the same value stands in the other place of a fact that is stated twice, that
    /// is one slip, and one finding.
    fn stated(
        &mut self,
        rule: &'static str,
        subject: &str,
        node: Node<'a>,
        path: &str,
        words: Words,
        fix: Option<(&'static str, String)>,
    ) {
        let next = self.findings.kept.len();
        let fact = FACTS.iter().position(|places| places.contains(&path)).map(|fact| (rule, fact, node.raw()));
        let first = fact.map_or(next, |fact| *self.stated.entry(fact).or_insert(next));
        let Some(finding) = self.findings.kept.get_mut(first) else {
            let fix = fix.map(|(title, text)| (title.to_owned(), text));
            return self.push_with(rule, subject, node, words, fix);
        };
        let location = node.locate(self.locator);
        let is_known = |known: &Location| known.pointer == location.pointer;
        // Two keywords may fail for one cause.
        if finding.location.iter().chain(finding.related.iter().map(|related| &related.location)).any(is_known) {
            return;
        }
        if let Some((fix, (_, text))) = finding.fixes.first_mut().zip(fix) {
            fix.edits.push(self.locator.edit(&node, text));
            fix.edits.sort_by_key(|edit| edit.start_byte);
        }
        finding.related.push(Related { path: None, location, label: "the same again".to_owned() });
    }

    /// The rule that speaks for a failure: the one that the schema names as its owner, else ours.
    fn rule_for(&self, path: &str, failure: Failure) -> &'static str {
        let owner = &self.facts_at(path).owner;
        let (owner, ours) = match failure {
            Failure::Absent => (&owner.absent, "missing-field"),
            Failure::Null => (&owner.null, "wrong-type"),
            Failure::WrongType => (&None, "wrong-type"),
            // What is empty is missing rather than malformed, where a rule owns what is missing.
            Failure::Empty => (if owner.null.is_some() { &owner.null } else { &owner.malformed }, "malformed-value"),
            Failure::Malformed => (&owner.malformed, "malformed-value"),
            Failure::Unexpected => (&None, "unexpected-value"),
        };
        owner.as_ref().and_then(|id| (self.rule)(id)).unwrap_or(ours)
    }

    fn facts_at(&self, path: &str) -> Arc<PlaceFacts> {
        self.schema.annotations.facts_at(path).unwrap_or_default()
    }

    /// Whether anything failed at this path or below it.
    fn has_failed(&self, path: &str) -> bool {
        let below = format!("{path}/");
        self.failed.contains(path)
            || self.failed.range(below.as_str()..).next().is_some_and(|failed| failed.starts_with(&below))
    }

    /// Whether another finding of this rule is kept; if not, it is counted.
    /// Whether a finding of the rule would be kept.
    fn has_room(&mut self, rule: &'static str) -> bool {
        if self.options.idle_rules.contains(rule) {
            return false;
        }
        let has_room = self.findings.has_room(rule);
        if !has_room {
            self.findings.count(rule, 1);
        }
        has_room
    }

    /// Reports a finding, unless the same one was reported: two keywords may fail for one cause.
    fn push(&mut self, rule: &'static str, subject: &str, location: impl Locate, words: Words) {
        self.push_with(rule, subject, location, words, None);
    }

    /// The same with a safe fix: its title, and what replaces all of the location.
    fn push_with(
        &mut self,
        rule: &'static str,
        subject: &str,
        place: impl Locate,
        words: Words,
        fix: Option<(String, String)>,
    ) {
        let location = place.locate(self.locator);
        let key = format!("{}\0{subject}", location.pointer.as_deref().unwrap_or_default());
        if !self.seen.insert((rule, key)) {
            return;
        }
        let mut finding = Finding::new(rule, words.message, Some(location));
        finding.label = words.label;
        finding.help = words.help;
        finding.subject = subject.to_owned();
        let fix = fix.map(|(title, text)| self.locator.fix(title, Safety::Safe, vec![self.locator.edit(&place, text)]));
        finding.fixes.extend(fix);
        self.findings.push(finding);
    }
}
/// The entry of a list to which a value belongs, where nothing in it was filled in: a form added it.
fn blank_entry(node: Node<'_>) -> Option<Node<'_>> {
    let entry = node.parent().filter(|entry| entry.kind() == Kind::Object)?;
    let is_blank = |value: Node<'_>| match value.kind() {
        Kind::Null => true,
        Kind::String => value.as_str().is_some_and(|text| is_blank(&text)),
        Kind::Array | Kind::Object => value.is_empty(),
        Kind::Bool | Kind::Number => false,
    };
    let is_listed = entry.parent().is_some_and(|list| list.kind() == Kind::Array);
    (is_listed && entry.len() > 1 && entry.members().all(|member| is_blank(member.value))).then_some(entry)
}
