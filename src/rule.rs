//! What a rule is: its metadata, its two kinds, and the report it writes to.
//!
//! Owns the vocabulary in which rules are declared. Must not know any particular rule.

use chrono::NaiveDate;
use schemars::{JsonSchema, Schema};
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::corpus::{Corpus, CorpusReport};
use crate::finding::{Edit, Finding, Findings, Fix, MOST_EDITS, MOST_RELATED, Related, Safety, Severity};
use crate::handoff::{Handoff, Locate, Placer};

/// A family of rules. The group decides the default severity (`design.md` section 3, Rule ids).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Group {
    /// Can the file be read, and does it keep the contract?
    Validity,
    /// Are counts, dates, addresses and sources what the document says they are?
    Evidence,
    /// Do relations lead somewhere?
    Links,
    /// Is there content, or a template that was never filled in?
    Substance,
    /// Is the review recent?
    Freshness,
    /// Is the text clean in its language?
    Prose,
    /// Are names and slugs well formed?
    Naming,
}

impl Group {
    /// All groups, in the order in which they are listed.
    pub const ALL: [Group; 7] = [
        Group::Validity,
        Group::Evidence,
        Group::Links,
        Group::Substance,
        Group::Freshness,
        Group::Prose,
        Group::Naming,
    ];

    /// The word used on the command line, in the configuration and in reports.
    pub const fn name(self) -> &'static str {
        match self {
            Group::Validity => "validity",
            Group::Evidence => "evidence",
            Group::Links => "links",
            Group::Substance => "substance",
            Group::Freshness => "freshness",
            Group::Prose => "prose",
            Group::Naming => "naming",
        }
    }

    /// What the group judges, in one sentence.
    pub const fn summary(self) -> &'static str {
        match self {
            Group::Validity => "Can the file be read, and does it keep the contract?",
            Group::Evidence => "Do counts, dates, addresses and sources agree?",
            Group::Links => "Do relations between terms lead somewhere?",
            Group::Substance => "Is there content, or a template that was never filled in?",
            Group::Freshness => "Is the review recent?",
            Group::Prose => "Is the text clean in its language?",
            Group::Naming => "Are names and slugs well formed?",
        }
    }

    /// The severity of a rule of this group that says nothing else.
    pub const fn default_level(self) -> Level {
        match self {
            Group::Validity | Group::Evidence | Group::Links | Group::Substance => Level::Error,
            Group::Freshness | Group::Prose | Group::Naming => Level::Warning,
        }
    }
}

/// What the user, or the rule itself, decided about a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// The rule does not speak.
    Off,
    /// Its findings are infos.
    Info,
    /// Its findings are warnings.
    Warning,
    /// Its findings are errors.
    Error,
}

impl Level {
    /// The word used in the configuration and in tables.
    pub const fn name(self) -> &'static str {
        match self {
            Level::Off => "off",
            Level::Info => "info",
            Level::Warning => "warning",
            Level::Error => "error",
        }
    }

    /// The level that a word names; `warn` and `allow` are accepted beside the names.
    pub fn parse(word: &str) -> Option<Level> {
        match word {
            "off" | "allow" => Some(Level::Off),
            "info" => Some(Level::Info),
            "warning" | "warn" => Some(Level::Warning),
            "error" | "deny" => Some(Level::Error),
            _ => None,
        }
    }

    /// The severity of a finding at this level; `None` when the rule is off.
    pub const fn severity(self) -> Option<Severity> {
        match self {
            Level::Off => None,
            Level::Info => Some(Severity::Info),
            Level::Warning => Some(Severity::Warning),
            Level::Error => Some(Severity::Error),
        }
    }
}

/// Who runs a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Reading, version dispatch or schema validation issues it; it has no `check`.
    Engine,
    /// It sees one handoff.
    Document,
    /// It sees the facts of all handoffs.
    Corpus,
}

/// The facts about a rule that do not depend on options.
#[derive(Debug)]
pub struct Meta {
    /// The kebab-case id; the defect as a noun phrase. Contract: it never changes meaning.
    pub id: &'static str,
    /// Former ids that still work.
    pub aliases: &'static [&'static str],
    /// The family, which decides the default level.
    pub group: Group,
    /// Who runs it.
    pub kind: Kind,
    /// The level when nobody says anything else.
    pub level: Level,
    /// Whether levels may change it: what makes a file unreadable cannot be lowered (`design.md` section 3).
    pub fixed_level: bool,
    /// The documentation page in Markdown, without its heading.
    pub docs: &'static str,
    /// Rules that speak instead of this one where both have a finding at one place.
    pub yields_to: &'static [&'static str],
    /// Whether findings can carry fixes, and how safe the safest is.
    pub fix: Option<Safety>,
    /// Whether a verdict can depend on today's date (and so must not be cached beyond it).
    pub uses_today: bool,
    /// The version that brought it; `next` until a release.
    pub since: &'static str,
}

impl Meta {
    /// What a rule of `group` is when its declaration says nothing else.
    pub const fn of_group(group: Group) -> Meta {
        Meta {
            id: "",
            aliases: &[],
            group,
            kind: Kind::Document,
            level: group.default_level(),
            fixed_level: false,
            docs: "",
            yields_to: &[],
            fix: None,
            uses_today: false,
            since: "next",
        }
    }

    /// The first line of the page: what the rule finds, in one sentence.
    pub fn summary(&self) -> &'static str {
        self.docs.lines().next().unwrap_or_default().trim()
    }

    /// Where the page stands in the repository.
    pub fn docs_path(&self) -> String {
        format!("docs/rules/{}.md", self.id)
    }
}

/// A rule that sees one handoff.
pub trait DocumentRule: Send + Sync {
    /// Reports every defect of this kind in `handoff`.
    fn check(&self, handoff: &Handoff<'_>, report: &mut Report<'_>);
}

/// A rule that sees the facts of all handoffs.
pub trait CorpusRule: Send + Sync {
    /// Reports every defect of this kind in the corpus, or says why it cannot judge.
    fn check(&self, corpus: &Corpus, report: &mut CorpusReport);
}

/// A rule with its options filled in.
pub enum Instance {
    /// Nothing to run: the engine issues the findings. The options are those the engine reads.
    Engine(Value),
    /// A document rule.
    Document(Box<dyn DocumentRule>),
    /// A corpus rule.
    Corpus(Box<dyn CorpusRule>),
}

/// A rule as its file declares it; implemented by [`declare_rule!`] only.
pub trait Declared: DeserializeOwned + JsonSchema + Default {
    /// The facts about the rule.
    const META: Meta;
    /// The rule, ready to run.
    fn instance(self) -> Instance;
}

/// One line of the table of rules.
#[derive(Clone, Copy, Debug)]
pub struct Declaration {
    /// The facts about the rule.
    pub meta: &'static Meta,
    build: fn(Option<&Value>) -> Result<Instance, String>,
    options: fn() -> Schema,
}

impl Declaration {
    /// The line for `R`.
    pub const fn of<R: Declared>() -> Declaration {
        Declaration {
            meta: &R::META,
            build: |options| match options {
                None => Ok(R::default().instance()),
                Some(value) => {
                    serde_json::from_value::<R>(value.clone()).map(R::instance).map_err(|error| error.to_string())
                }
            },
            options: || schemars::schema_for!(R),
        }
    }

    /// The rule with `options` (a JSON object), or with its defaults.
    ///
    /// # Errors
    /// A sentence about the option that does not exist or has the wrong type.
    pub fn build(&self, options: Option<&Value>) -> Result<Instance, String> {
        (self.build)(options)
    }

    /// The JSON Schema of the options: names, descriptions, defaults.
    pub fn options(&self) -> Schema {
        (self.options)()
    }
}

/// Declares a rule: its page (the doc comment), its options with their defaults (the fields), its metadata.
///
/// The page's first line is the summary used in tables, SARIF and hovers. Fields not named keep
/// the values of [`Meta::of_group`].
#[macro_export]
macro_rules! declare_rule {
    (
        $(#[doc = $doc:expr])*
        pub struct $name:ident {
            $( $(#[doc = $field_doc:expr])* $field:ident: $type:ty = $default:expr ),* $(,)?
        }
        id: $id:literal, kind: $kind:ident, group: $group:ident
        $(, $key:ident: $value:expr)* $(,)?
    ) => {
        $(#[doc = $doc])*
        #[derive(Debug, Clone, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
        #[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
        pub struct $name {
            $( $(#[doc = $field_doc])* pub $field: $type, )*
        }

        impl Default for $name {
            fn default() -> Self {
                $name { $( $field: $default, )* }
            }
        }

        impl $crate::rule::Declared for $name {
            const META: $crate::rule::Meta = $crate::rule::Meta {
                id: $id,
                kind: $crate::rule::Kind::$kind,
                docs: concat!($($doc, "\n"),*),
                $( $key: $value, )*
                ..$crate::rule::Meta::of_group($crate::rule::Group::$group)
            };
            fn instance(self) -> $crate::rule::Instance {
                $crate::declare_rule!(@instance $kind, self)
            }
        }
    };
    (@instance Engine, $rule:expr) => {
        $crate::rule::Instance::Engine(serde_json::to_value($rule).unwrap_or_default())
    };
    (@instance Document, $rule:expr) => { $crate::rule::Instance::Document(Box::new($rule)) };
    (@instance Corpus, $rule:expr) => { $crate::rule::Instance::Corpus(Box::new($rule)) };
}

/// Where a document rule writes its findings. It fills in the rule and turns nodes into places,
/// so that a rule cannot get them wrong.
pub struct Report<'a> {
    rule: &'static str,
    placer: &'a Placer<'a>,
    today: NaiveDate,
    findings: &'a mut Findings,
}

impl<'a> Report<'a> {
    /// A report for one rule over one document.
    pub fn new(rule: &'static str, placer: &'a Placer<'a>, today: NaiveDate, findings: &'a mut Findings) -> Self {
        Report { rule, placer, today, findings }
    }

    /// The day of the run, UTC. The only clock that a rule has.
    pub fn today(&self) -> NaiveDate {
        self.today
    }

    /// Starts a finding at `place`; it is reported when the draft is dropped.
    pub fn at(&mut self, place: impl Locate) -> Draft<'_, 'a> {
        let finding = if self.findings.has_room(self.rule) {
            Some(Finding::new(self.rule, "", Some(place.locate(self.placer))))
        } else {
            self.findings.count(self.rule, 1);
            None
        };
        Draft { report: self, finding, unnamed: 0 }
    }
}

/// A finding that is being written.
pub struct Draft<'r, 'a> {
    report: &'r mut Report<'a>,
    /// Nothing where the finding is only counted.
    finding: Option<Finding>,
    /// How many other places it has beyond those that are named.
    unnamed: usize,
}

impl Draft<'_, '_> {
    fn edit(mut self, change: impl FnOnce(&mut Finding)) -> Self {
        if let Some(finding) = self.finding.as_mut() {
            change(finding);
        }
        self
    }

    /// The fact, with the offending value: lower case, no full stop.
    pub fn says(self, message: impl Into<String>) -> Self {
        self.edit(|finding| finding.message = message.into())
    }

    /// What marks the place.
    pub fn label(self, label: impl Into<String>) -> Self {
        self.edit(|finding| finding.label = label.into())
    }

    /// One thing to do, as an order.
    pub fn help(self, help: impl Into<String>) -> Self {
        self.edit(|finding| finding.help = help.into())
    }

    /// Another place of the same document. Beyond the first [`MOST_RELATED`] they are only counted.
    pub fn related(mut self, place: impl Locate, label: impl Into<String>) -> Self {
        let Some(finding) = self.finding.as_mut() else { return self };
        if finding.related.len() < MOST_RELATED {
            let place = place.locate(self.report.placer);
            finding.related.push(Related { path: None, place, label: label.into() });
        } else {
            self.unnamed += 1;
        }
        self
    }

    /// What tells this finding from others at the same place: content only, never a count or a date.
    pub fn subject(self, subject: impl Into<String>) -> Self {
        self.edit(|finding| finding.subject = subject.into())
    }

    /// Caps the severity of this one finding.
    pub fn at_most(self, severity: Severity) -> Self {
        self.edit(|finding| finding.at_most = Some(severity))
    }

    /// Offers a fix: each edit replaces the whole of a place by JSON text. More than [`MOST_EDITS`] are joined to one.
    pub fn fix<P: Locate>(
        mut self,
        title: impl Into<String>,
        safety: Safety,
        edits: impl IntoIterator<Item = (P, String)>,
    ) -> Self {
        let Some(finding) = self.finding.as_mut() else { return self };
        let placer = self.report.placer;
        let mut edits: Vec<Edit> = edits.into_iter().map(|(place, text)| placer.edit(&place, text)).collect();
        edits.sort_by_key(|edit| edit.start_byte);
        if edits.len() > MOST_EDITS {
            edits = placer.join(&edits).map_or(edits, |edit| vec![edit]);
        }
        finding.fixes.push(Fix { title: title.into(), safety, edits });
        self
    }
}

impl Drop for Draft<'_, '_> {
    fn drop(&mut self) {
        if let Some(mut finding) = self.finding.take() {
            if let Some(last) = finding.related.last_mut().filter(|_| self.unnamed > 0) {
                last.label.push_str(&format!(", and {} more", self.unnamed));
            }
            debug_assert!(!finding.message.is_empty(), "{}: a finding without a message", finding.rule);
            self.report.findings.push(finding);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::handoff::{AtText, Base};
    use crate::json::identity::IdentityKeys;
    use crate::json::parse;

    /// A finding over the text of a list of so many letters, with a place and an edit for each of them.
    fn finding(letters: usize, before: &str) -> (String, Finding) {
        let text = format!("{before}[\"{}\"]", "é".repeat(letters));
        let tree = parse(&text[before.len()..]).tree;
        let node = tree.root().unwrap().items().next().unwrap();
        let keys = IdentityKeys::default();
        let base = Base { bytes: before.len(), lines: 0, is_line: false };
        let placer = Placer::new(&text.as_bytes()[before.len()..], base, &keys);
        let mut findings = Findings::default();
        let mut report = Report::new("a-rule", &placer, NaiveDate::default(), &mut findings);
        let part = |number: usize| AtText { node, range: number * 2..number * 2 + 2, part: String::new() };
        let mut draft = report.at(node).says("a fact");
        for number in 0..letters {
            draft = draft.related(part(number), "a letter");
        }
        drop(draft.fix("write e", Safety::Safe, (0..letters).map(|number| (part(number), "e".to_owned()))));
        let finding = findings.kept.pop().unwrap();
        (text, finding)
    }

    #[test]
    fn many_edits_are_one_edit_with_the_same_result() {
        for (letters, edits) in [(1, 1), (MOST_EDITS, MOST_EDITS), (MOST_EDITS + 1, 1)] {
            let (mut text, finding) = finding(letters, "first line\n");
            let fix = &finding.fixes[0];
            assert_eq!(fix.edits.len(), edits);
            for edit in fix.edits.iter().rev() {
                text.replace_range(edit.start_byte..edit.end_byte, &edit.text);
            }
            assert_eq!(text, format!("first line\n[\"{}\"]", "e".repeat(letters)));
        }
    }

    #[test]
    fn places_beyond_the_limit_are_counted_in_the_last_label() {
        let (_, few) = finding(MOST_RELATED, "");
        assert!(few.related.iter().all(|related| related.label == "a letter"));
        let (_, many) = finding(MOST_RELATED + 7, "");
        assert_eq!(many.related.len(), MOST_RELATED);
        assert_eq!(many.related.last().unwrap().label, "a letter, and 7 more");
    }
}
