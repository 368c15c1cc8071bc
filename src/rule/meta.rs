//! The facts about a rule: its group, its level, who runs it.

use super::level::Level;
use super::release::{FindingKind, Raised, Release, pretended};
use crate::corpus::Extras;
use crate::finding::Safety;
use crate::handoff::TextFeatures;

/// A family of rules. The group decides the default severity (`docs/design.md`, "Rule ids").
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
    /// Does the rendered page say what the document says?
    Page,
    /// Does the text keep to what the configuration asks for? Its rules stand there.
    Custom,
}

impl Group {
    /// All groups, in the order in which they are listed.
    pub const ALL: [Group; 9] = [
        Group::Validity,
        Group::Evidence,
        Group::Links,
        Group::Substance,
        Group::Freshness,
        Group::Prose,
        Group::Naming,
        Group::Page,
        Group::Custom,
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
            Group::Page => "page",
            Group::Custom => "custom",
        }
    }

    /// What the group checks, in one sentence.
    pub const fn summary(self) -> &'static str {
        match self {
            Group::Validity => "Can the file be read, and does it keep the contract?",
            Group::Evidence => "Do counts, dates, addresses and sources agree?",
            Group::Links => "Do related terms exist, and are they described correctly?",
            Group::Substance => "Is there content, or a template that was never filled in?",
            Group::Freshness => "Is the review recent?",
            Group::Prose => "Is the text clean in its language?",
            Group::Naming => "Are names and slugs well formed?",
            Group::Page => "Does the rendered page say what the document says?",
            Group::Custom => "Does the text keep to the rules that this project declares in its configuration?",
        }
    }

    /// The severity of a rule of this group that says nothing else.
    pub const fn default_level(self) -> Level {
        match self {
            Group::Validity | Group::Evidence | Group::Links | Group::Substance => Level::Error,
            Group::Freshness | Group::Prose | Group::Naming | Group::Page | Group::Custom => Level::Warning,
        }
    }

    /// Whether rules still yield to a rule of this group that is off.
    ///
    /// Turning off a rule about the value itself accepts the value as it is. Turning off a rule that compares the value with
    /// something else (what it counts, where it leads, today's date) says nothing about its other defects.
    pub const fn owns_when_off(self) -> bool {
        match self {
            Group::Validity | Group::Substance | Group::Prose | Group::Naming | Group::Custom => true,
            Group::Evidence | Group::Links | Group::Freshness | Group::Page => false,
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
    /// It sees one handoff beside the page that was rendered from it.
    Page,
    /// It sees the facts of all handoffs.
    Corpus,
}

/// What a rule has to know before it may speak. Whoever runs the rules checks it, once for all of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Needs {
    /// Its document, and no other.
    Document,
    /// All documents: what is missing among them proves something.
    WholeCorpus,
    /// All documents, and that somebody has said that all are meant. Where the corpus is only a folder that was named,
    /// which may hold drafts and copies too, the rule is left out without a word.
    DeclaredCorpus,
}

/// What a corpus rule looks at beside the document that it checks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reads {
    /// Terms: the documents of its own term and of its id, those that it is related to, and what others say of the same.
    Terms,
    /// The sentences of other terms.
    Sentences,
    /// Anything: the rule is run anew after every change. So does one that may say that it cannot check a part.
    Everything,
}

/// Rules that mark what was left in a name and is no part of it: that the name differs from another is told by them, too.
pub const LEFT_IN_A_NAME: &[&str] = &[
    "broken-katakana",
    "decomposed-text",
    "doubled-punctuation",
    "doubled-word",
    "invisible-characters",
    "look-alike-letters",
    "markup-in-text",
    "model-artefact",
    "mojibake",
    "placeholder-text",
    "printed-null",
    "secret-in-text",
    "unbalanced-brackets",
];

/// The facts about a rule that do not depend on options.
#[derive(Debug)]
pub struct Meta {
    /// The kebab-case id; the defect as a noun phrase. Contract: it never changes meaning.
    pub id: &'static str,
    /// Former ids that still work; see [`Meta::aliases`].
    pub aliases: &'static [&'static str],
    /// The family, which decides the default level.
    pub group: Group,
    /// Who runs it.
    pub kind: Kind,
    /// What the texts of a document have to hold for a document rule to find anything there: others are not shown to it.
    pub seeks: TextFeatures,
    /// What it has to know before it may speak.
    pub needs: Needs,
    /// What a corpus rule looks at.
    pub reads: Reads,
    /// What a corpus rule looks at that is collected for such rules only.
    pub extras: Extras,
    /// The level when nobody says anything else.
    pub level: Level,
    /// Whether levels may change it: what makes a file unreadable cannot be lowered (`docs/design.md`,
    /// "Configuration").
    pub fixed_level: bool,
    /// The documentation page in Markdown, without its heading.
    pub docs: &'static str,
    /// Rules whose finding is reported in place of this one's where both have one at the same location. Whether they need to
    /// be on for that, their group decides: see [`Group::owns_when_off`].
    pub yields_to: &'static [&'static str],
    /// Rules that explain a finding by marking a part of its place, or of what it is compared with: a name with a tag of HTML
    /// in it is no other name.
    pub yields_to_parts: &'static [&'static str],
    /// Whether findings can carry fixes, and how safe the safest is.
    pub fix: Option<Safety>,
    /// Whether other rules cannot read a value that has a finding of it: what they find once it is fixed is no harm of the fix.
    pub hides_value: bool,
    /// Whether a result can depend on today's date (and so must not be cached beyond it).
    pub uses_today: bool,
    /// The release that brought it; see [`Meta::since_of`].
    pub since: Release,
    /// The kinds of findings that came later, oldest first. What a draft gives no kind is of the rule's main kind, which is as
    /// old as the rule.
    pub kinds: &'static [FindingKind],
    /// The level that it had before, where it was raised; see [`Meta::level_of`].
    pub raised: Option<Raised>,
}

impl Meta {
    /// The rules that are reported in place of this one: see [`yields_to`](Meta::yields_to) and
    /// [`yields_to_parts`](Meta::yields_to_parts).
    pub fn better(&self) -> impl Iterator<Item = &'static str> + use<> {
        self.yields_to.iter().chain(self.yields_to_parts).copied()
    }

    /// What a rule of `group` is when its declaration says nothing else.
    pub const fn of_group(group: Group) -> Meta {
        Meta {
            id: "",
            aliases: &[],
            group,
            kind: Kind::Document,
            seeks: TextFeatures::ALL,
            needs: Needs::Document,
            reads: Reads::Everything,
            extras: Extras::NONE,
            level: group.default_level(),
            fixed_level: false,
            docs: "",
            yields_to: &[],
            yields_to_parts: &[],
            fix: None,
            hides_value: false,
            uses_today: false,
            since: Release::FIRST,
            kinds: &[],
            raised: None,
        }
    }

    /// The release that brought a kind of finding; `None` is the main kind.
    pub fn since_of(&self, kind: Option<&str>) -> Release {
        let declared = || self.kinds.iter().find(|own| Some(own.name) == kind).map_or(self.since, |own| own.since);
        pretended(|history| {
            let of_rule = history.since.iter().filter(|(rule, ..)| *rule == self.id);
            of_rule.filter(|(_, own, _)| own.is_none() || *own == kind).map(|(.., since)| *since).next_back()
        })
        .unwrap_or_else(declared)
    }

    /// Where the default level was raised: when, and from which.
    pub fn raised(&self) -> Option<Raised> {
        let is_own = |(rule, _): &&(&str, Raised)| *rule == self.id;
        pretended(|history| history.raised.iter().find(is_own).map(|(_, raised)| *raised)).or(self.raised)
    }

    /// The default level by the rules of a release.
    pub fn level_of(&self, rules_of: Release) -> Level {
        self.raised().filter(|raised| rules_of < raised.since).map_or(self.level, |raised| raised.from)
    }

    /// Former ids that still work.
    pub fn aliases(&self) -> &'static [&'static str] {
        let is_own = |(rule, _): &&(&str, &[&str])| *rule == self.id;
        pretended(|history| history.aliases.iter().find(is_own).map(|(_, aliases)| *aliases)).unwrap_or(self.aliases)
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
