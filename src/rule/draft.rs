//! A finding that is being written, in the same words for rules over one document and rules over all.

use crate::finding::{Finding, MOST_RELATED, Severity};

/// Where finished findings go.
pub trait Sink {
    /// A finding as it is kept here.
    type Found;

    /// What is known of it without looking at the document.
    fn finding(found: &mut Self::Found) -> &mut Finding;

    /// The label of the last of its other places.
    fn last_label(found: &mut Self::Found) -> Option<&mut String>;

    /// Takes it.
    fn keep(&mut self, found: Self::Found);

    /// Counts one that there is no room for.
    fn count(&mut self, kind: Option<&'static str>);
}

/// A finding that is being written; it is reported when the draft is dropped.
pub struct Draft<'r, S: Sink> {
    pub(super) sink: &'r mut S,
    /// Nothing where the finding is only counted.
    pub(super) found: Option<S::Found>,
    /// How many other places it has beyond those that are named.
    unnamed: usize,
    kind: Option<&'static str>,
}

impl<'r, S: Sink> Draft<'r, S> {
    pub(super) fn new(sink: &'r mut S, found: Option<S::Found>) -> Self {
        Draft { sink, found, unnamed: 0, kind: None }
    }

    pub(super) fn edit(mut self, change: impl FnOnce(&mut Finding)) -> Self {
        if let Some(found) = self.found.as_mut() {
            change(S::finding(found));
        }
        self
    }

    /// Whether one more place is named beside so many. Beyond the first [`MOST_RELATED`] they are only counted.
    pub(super) fn names_another(&mut self, named: usize) -> bool {
        let has_room = named < MOST_RELATED;
        self.unnamed += usize::from(!has_room);
        has_room
    }

    /// The fact, with the offending value: lower case, no full stop.
    pub fn message(self, message: impl Into<String>) -> Self {
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

    /// What tells this finding from others at the same place: content only, never a count or a date.
    pub fn subject(self, subject: impl Into<String>) -> Self {
        self.edit(|finding| finding.subject = subject.into())
    }

    /// Which of the rule's kinds of findings it is, if not the main one: a name that [`Meta::kinds`](super::Meta::kinds) has.
    pub fn kind(mut self, kind: impl Into<Option<&'static str>>) -> Self {
        self.kind = kind.into();
        self
    }

    /// Caps the severity of this one finding; `None` leaves it to the rule.
    pub fn max_severity(self, severity: impl Into<Option<Severity>>) -> Self {
        self.edit(|finding| finding.max_severity = severity.into())
    }
}

impl<S: Sink> Drop for Draft<'_, S> {
    fn drop(&mut self) {
        let Some(mut found) = self.found.take() else { return self.sink.count(self.kind) };
        if let Some(label) = S::last_label(&mut found).filter(|_| self.unnamed > 0) {
            label.push_str(&format!(", and {} more", self.unnamed));
        }
        let finding = S::finding(&mut found);
        finding.kind = self.kind;
        debug_assert!(!finding.message.is_empty(), "{}: a finding without a message", finding.rule);
        self.sink.keep(found);
    }
}
