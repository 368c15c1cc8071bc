// Long because: a rule is one file, and this one reads texts, rows and names, each with neighbours that are healthy.

use std::cell::OnceCell;
use std::ops::{Deref, Range};

use crate::declare_rule;
use crate::finding::Severity;
use crate::handoff::{AtText, Handoff, Section, Text, TextFeatures};
use crate::phrase::{
    Defect, Grid, Kind, Placeholder, asks_for_state, gap, is_about_tags, is_gap, is_state_of_writing, is_unnamed,
    placeholder, prose_before_row,
};
use crate::rule::{DocumentRule, Reporter};
use crate::text::{Bars, any_cells, cells, fold, lone_head, same, text_width, trim};
use crate::words::quote;

declare_rule! {
    /// A text that is a placeholder, or contains one.
    ///
    /// ## Why
    /// A placeholder is the author's note that something is missing. Published, it reaches readers as if it were the
    /// answer, and agents repeat it.
    ///
    /// ## Fails
    /// ```json
    /// { "content": { "faq": [{ "question": "What is a good rate?", "answer": "TBD" }] } }
    /// ```
    /// ```json ja
    /// { "content": { "usage": [{ "key": "meaning", "title": "意味", "text": "（要確認）", "items": [] }] } }
    /// ```
    /// ```json
    /// { "content": { "examples": [{
    ///   "key": "examples", "title": "Example", "text": "Of 800 firms 24 leave. TODO: add the revenue view.", "items": []
    /// }] } }
    /// ```
    /// ```json
    /// { "content": { "definition": { "text": "{TERM} is the share of customers who leave." } } }
    /// ```
    /// A name that nobody gave, and a text that only says what state it is in:
    /// ```json
    /// { "summary": { "display_name": "Untitled 2" } }
    /// ```
    /// ```json ja
    /// { "content": { "faq": [{ "question": "良い水準はどれくらいですか？", "answer": "準備中です。" }] } }
    /// ```
    /// You can add your own words and the slots of your own templates:
    /// ```json options
    /// { "extra-words": ["執筆中"], "slots": ["＜用語＞"] }
    /// ```
    /// ```json ja
    /// { "content": { "usage": [{ "key": "meaning", "title": "意味", "text": "執筆中", "items": [] }] } }
    /// ```
    ///
    /// ## Passes
    /// The same words may be a subject, and other brackets are not slots:
    /// ```json
    /// { "content": { "usage": [{
    ///   "key": "usage", "title": "When it helps", "text": "Put the firms at risk on a to-do list, and greet each with {{first_name}} [1].", "items": []
    /// }] } }
    /// ```
    /// ```json ja
    /// { "content": { "usage": [{
    ///   "key": "meaning", "title": "意味", "text": "開始日が未定の契約は要確認とする。季節の影響はダミー変数で表し、仮説を確かめる。", "items": []
    /// }] } }
    /// ```
    ///
    /// ## Fix
    /// Write what is missing, or delete the placeholder.
    ///
    /// ## Known limits
    /// A whole value counts as a placeholder in every form that `src/phrase/cells.toml` lists, in brackets or not, a whole text
    /// also where it is a dash or another sign, and so does a cell of a row, its head aside; so do names, labels and titles unless the slug or the term itself is called so, and the note in brackets at their end (`Sales Pipeline (TBD)`, a warning),
    /// and `n/a` or a dash where the English name or the
    /// abbreviation may be null; so does a note such as `TODO: describe` or `FIXME add the source` that is all there is, a section that says its title, a question or an answer that says `Question 1`, and a row of which nothing but
    /// the head was written. 準備中, ○○ and their like are placeholders where every cell but the head is one, outside of
    /// examples, where they are the whole text of a section without points, of one whose points are no cards, or a state of writing (執筆中), the only point or one beside sentences, and where
    /// they answer a question that does not ask for a state or a name. Words such as `Title` and 名前 are no display name unless the slug spells them. Inside longer prose the same words are nearly always healthy (未定の案件,
    /// ダミー会社), so only `TODO`, `TBD` and `FIXME` with a colon, in brackets or before what somebody is told to do, filler in Latin, ダミーテキスト and 仮テキスト where they stand alone in
    /// their sentence, and the slots count there, and are a warning at most. Terms that are named after such a word, quoted
    /// words, abbreviations that are the initials of the name (NA), a list of short names (`ToDo`, `Doing`, `Done`), dots between two points, merge tags and braces of formulas are left alone. Rows of
    /// comparisons are left to `placeholder-comparison-row`.
    pub struct PlaceholderText {
        /// Words that are placeholders where they are a whole text or cell.
        extra_words: Vec<String> = Vec::new(),
        /// Slots of your templates, with their brackets, which nobody writes in prose.
        slots: Vec<String> = ["{TERM}", "{X}", "{Y}", "{A}", "{B}", "{C}"].map(str::to_owned).to_vec(),
    }
    id: "placeholder-text", kind: Document, yields_to: &["placeholder-comparison-row", "duplicate-usage-text", "joined-items-text"]
}

impl DocumentRule for PlaceholderText {
    fn check(&self, handoff: &Handoff<'_>, reporter: &mut Reporter<'_>) {
        let marks = self.marks();
        let handoff = &Searched { handoff, marks };
        let summary = &handoff.summary;
        // A term may bear the name of a placeholder: ToDo, ダミー.
        let slug = handoff.settled_slug();
        if let Some(text) = summary.display_name.value() {
            let whole = Whole::of(text);
            match is_unnamed(whole.as_str(), slug.as_deref(), true) {
                true => whole.report(None, reporter),
                false => self.check_name(&whole, slug.as_deref(), handoff, reporter),
            }
        }
        let content = &handoff.content;
        // The short definition is the definition: what nobody wrote there is missing once.
        let short = summary.short_definition.value().map(Whole::of);
        let definition = content.definition.as_ref().and_then(|definition| definition.text.value());
        let copied = short.as_ref().zip(definition).filter(|(short, text)| {
            let is_hole = || self.is_hole(short.as_str(), short.found, || Location::Prose, || false, handoff);
            short.text.value == text.value && (short.is_mark() || short.is_state(handoff) || is_hole())
        });
        match (copied, &short) {
            (Some((short, text)), _) => Whole::of(text).report(Some(short.text), reporter),
            (None, Some(short)) if short.is_state(handoff) => short.report(None, reporter),
            // What stands in a copy of the definition is fixed there.
            (None, Some(_)) if handoff.copies_definition() => {}
            (None, Some(short)) => self.check_whole(short, || Location::Prose, handoff, reporter),
            (None, None) => {}
        }
        self.check_names(slug.as_deref(), handoff, reporter);
        let comparisons = content.comparisons.as_ptr_range();
        let examples = content.examples.as_ptr_range();
        let usage = content.usage.as_ptr_range();
        for section in content.sections() {
            let kind = match std::ptr::from_ref(section) {
                section if comparisons.contains(&section) => SectionKind::Comparison,
                section if examples.contains(&section) => SectionKind::Example,
                section if usage.contains(&section) => SectionKind::Usage,
                _ => SectionKind::Other,
            };
            if copied.is_none()
                || content.definition.as_ref().is_none_or(|definition| !std::ptr::eq(section, definition))
            {
                self.section(section, kind, handoff, reporter);
            }
        }
        for pair in &content.faq {
            if let Some(question) = pair.question.value().map(Whole::of) {
                match is_label(question.as_str(), &["question", "q", "質問", "設問", "問い"]) {
                    true => question.report(None, reporter),
                    false => self.check_whole(&question, || Location::Prose, handoff, reporter),
                }
            }
            if let Some(answer) = pair.answer.value().map(Whole::of) {
                // What a state is called is an answer, and 同上 is the one above.
                let may_ask = || pair.question.value().is_some_and(|question| asks_for_state(question));
                let is_label = is_label(answer.as_str(), &["answer", "回答", "答え"]);
                match is_label || answer.state(handoff) == Some(Kind::Status) && !may_ask() {
                    true => answer.report(None, reporter),
                    false => self.check_prose(&answer, SectionKind::Other, handoff, reporter),
                }
            }
        }
        let limitations = &handoff.limitations;
        if let Some(text) = limitations.text.value().map(Whole::of) {
            match text.is_state(handoff) {
                true => text.report(None, reporter),
                false => self.check_whole(&text, || Location::Prose, handoff, reporter),
            }
        }
        let points = Points::of(&limitations.items);
        for point in limitations.items.iter().map(Whole::of) {
            match points.hold_state(&point, handoff) {
                true => point.report(None, reporter),
                false => self.check_whole(&point, || Location::Prose, handoff, reporter),
            }
        }
    }
}

/// A document, and what its texts have where they may hold a mark or a slot.
struct Searched<'h, 'a> {
    handoff: &'h Handoff<'a>,
    marks: TextFeatures,
}

impl<'a> Deref for Searched<'_, 'a> {
    type Target = Handoff<'a>;

    fn deref(&self) -> &Handoff<'a> {
        self.handoff
    }
}

/// Where a text stands, as far as it matters.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Location {
    /// The name of something.
    Name,
    /// In a list of short names.
    Names,
    Prose,
}

/// What a section is, as far as its rows are concerned.
#[derive(Clone, Copy, PartialEq, Eq)]
enum SectionKind {
    /// Its rows are left to another rule.
    Comparison,
    /// Its rows may be those of ledgers and lists of open deals.
    Example,
    Usage,
    Other,
}

impl SectionKind {
    /// Whether its points may have a state in common, as cards do.
    fn may_have_states(self) -> bool {
        matches!(self, SectionKind::Example | SectionKind::Usage)
    }
}

impl PlaceholderText {
    /// The names beside the display name, and those of sources and related terms.
    fn check_names(&self, slug: Option<&str>, handoff: &Searched<'_, '_>, reporter: &mut Reporter<'_>) {
        let summary = &handoff.summary;
        for (what, field) in [("English name", &summary.english_name), ("abbreviation", &summary.abbreviation)] {
            let Some(whole) = field.value().map(Whole::of) else { continue };
            // Where null may stand, no answer has to.
            let name = whole.as_str();
            // NA is what Network Availability is called for short.
            let full = [&summary.display_name, &summary.english_name].into_iter().filter_map(|field| field.value());
            if what == "abbreviation" && full.into_iter().any(|full| are_initials(name, full)) {
                continue;
            }
            let is_word = whole.found.is_some_and(|found| !found.is_name) && !whole.is_spelt_by(slug);
            let is_none = is_word || whole.is_no_name(slug, handoff);
            if is_none || self.is_hole(name, whole.found, || Location::Name, || false, handoff) {
                reporter
                    .at(whole.part())
                    .message(format!("the {what} is only the placeholder {}", quote(name)))
                    .label("never filled in")
                    .help(format!("write the {what}, or null if there is none"));
            }
        }
        for alias in handoff.aliases.iter().filter_map(|alias| alias.text.value()) {
            self.check_name(&Whole::of(alias), slug, handoff, reporter);
        }
        for label in handoff.sources.visible_sources.iter().filter_map(|source| source.label.value()) {
            let whole = Whole::of(label);
            // What the term is called, a book about it may be.
            let is_word = whole.found.is_some_and(|found| found.kind == Kind::Hole);
            let of_term = (is_word && handoff.is_named_with(&fold(whole.as_str()))).then_some(&**label);
            self.check_name(&whole, of_term, handoff, reporter);
        }
        for related in &handoff.related_terms {
            let slug = related.canonical_slug.value().map(|slug| &**slug);
            let title = related.title.value().map(Whole::of);
            title.into_iter().for_each(|title| self.check_name(&title, slug, handoff, reporter));
        }
    }

    /// The name of something that has one: a dash, “n/a” and `○○` are none, nor is a word for what is missing, unless its slug
    /// spells it.
    fn check_name(
        &self,
        name: &Whole<'_, '_>,
        slug: Option<&str>,
        handoff: &Searched<'_, '_>,
        reporter: &mut Reporter<'_>,
    ) {
        if name.is_no_name(slug, handoff) {
            return name.report(None, reporter);
        }
        match name.note() {
            Some(note) => {
                reporter
                    .at(name.text.part(note.clone(), ""))
                    .message(format!("the name contains the placeholder {}", quote(&name.text[note])))
                    .label("never settled")
                    .help("settle the name and delete the note")
                    .max_severity(Severity::Warning);
            }
            None => self.check_whole(name, || Location::Name, handoff, reporter),
        }
    }

    fn section(
        &self,
        section: &Section<'_>,
        kind: SectionKind,
        handoff: &Searched<'_, '_>,
        reporter: &mut Reporter<'_>,
    ) {
        if let Some(title) = section.title.value().map(Whole::of) {
            match is_unnamed(title.as_str(), None, false) {
                true => title.report(None, reporter),
                false => self.check_whole(&title, || Location::Name, handoff, reporter),
            }
        }
        if let Some(text) = section.text.value().map(Whole::of) {
            // Above points, it says what state they are in, unless it is a text that is meant.
            let is_state = || text.is_state(handoff) && (!kind.may_have_states() || is_state_of_writing(text.as_str()));
            let is_missing = match section.items.is_empty() {
                true => text.is_state(handoff),
                false => is_state(),
            };
            // Nor is a title all that a section says.
            let is_title = || {
                section.title.value().is_some_and(|title| title.len() == text.range.len() && same(title, text.as_str()))
            };
            match is_missing || is_title() {
                true => text.report(None, reporter),
                false => self.check_prose(&text, kind, handoff, reporter),
            }
        }
        let points = Points::of(&section.items);
        for (number, item) in section.items.iter().enumerate() {
            let may_leave_out = item.trim_start().starts_with(['.', '…', '・', '⋯', '⋮', ':']);
            if may_leave_out && points.grid().is_left_out(number) {
                continue;
            }
            // A row with a placeholder for a cell has had its finding; what else it holds is part of the same gap.
            if kind != SectionKind::Comparison && self.row(item, kind, handoff, reporter) {
                continue;
            }
            let location = || match points.have_names() {
                true => Location::Names,
                false => Location::Prose,
            };
            let point = Whole::of(item);
            match points.hold_state(&point, handoff) {
                true => point.report(None, reporter),
                false => self.check_whole(&point, location, handoff, reporter),
            }
        }
    }

    /// A text, in which a row may stand that nobody filled in, on a line of its own or behind a sentence.
    fn check_prose(
        &self,
        whole: &Whole<'_, '_>,
        kind: SectionKind,
        handoff: &Searched<'_, '_>,
        reporter: &mut Reporter<'_>,
    ) {
        let text = whole.text;
        if kind == SectionKind::Comparison || !handoff.may_hold(text, TextFeatures::DIVIDER) {
            return self.check_whole(whole, || Location::Prose, handoff, reporter);
        }
        let mut start = 0;
        let mut is_row = false;
        for line in text.split('\n') {
            let at = start + line.len() - line.trim_start().len() + prose_before_row(line.trim_start());
            let range = trim(text, at..start + line.len());
            start += line.len() + 1;
            let row = &text[range.clone()];
            let Some(hole) = self.hole_of_row(row, handoff) else { continue };
            is_row = true;
            reporter
                .at(text.part(range, ""))
                .message(format!("the text contains a row with the placeholder {}", quote(&row[hole])))
                .label("never filled in")
                .help("write a sentence, or delete the row");
        }
        if !is_row {
            self.check_whole(whole, || Location::Prose, handoff, reporter);
        }
    }

    /// The first cell of a row inside a text, its head aside, that is a placeholder.
    fn hole_of_row(&self, row: &str, handoff: &Searched<'_, '_>) -> Option<Range<usize>> {
        let (bars, cells) = any_cells(row)?;
        let is_hole = |range: &Range<usize>| {
            let cell = &row[range.clone()];
            self.is_hole(cell, placeholder(cell), || Location::Prose, || is_about_tags(row), handoff)
        };
        let hole = cells.iter().skip(1).find(|range| is_hole(range))?;
        let is_row = match bars {
            Bars::Plain => cells.len() > 2 || is_hole(&cells[0]),
            Bars::Wide => cells.len() > 2,
            Bars::Loose => cells.iter().skip(1).all(is_hole),
        };
        is_row.then(|| hole.clone())
    }

    /// The first cell of a row, its head aside, that nobody filled in.
    fn row(&self, row: &Text<'_>, kind: SectionKind, handoff: &Searched<'_, '_>, reporter: &mut Reporter<'_>) -> bool {
        if !handoff.may_hold(row, TextFeatures::DIVIDER) {
            return false;
        }
        if let Some(lone) = lone_head(row).filter(|lone| lone.head.is_empty() || kind != SectionKind::Example) {
            report_row(row, Defect::lone_head(row, lone), reporter);
            return true;
        }
        if row.is_row() {
            return self.first_hole(row, cells(row), handoff, reporter)
                || kind != SectionKind::Example && self.only_states(row, reporter);
        }
        let Some((bars, others)) = any_cells(row) else { return false };
        let is_filled = |range: &Range<usize>| !range.is_empty() && placeholder(&row[range.clone()]).is_none();
        if bars == Bars::Loose && others.iter().skip(1).any(is_filled) {
            return false;
        }
        self.first_hole(row, others.into_iter(), handoff, reporter)
    }

    fn first_hole(
        &self,
        row: &Text<'_>,
        ranges: impl Iterator<Item = Range<usize>> + Clone,
        handoff: &Searched<'_, '_>,
        reporter: &mut Reporter<'_>,
    ) -> bool {
        let others = || ranges.clone().skip(1).map(|range| &row[range]);
        let has_names = OnceCell::new();
        let location = || match *has_names.get_or_init(|| has_names_among(others())) {
            true => Location::Names,
            false => Location::Prose,
        };
        let is_hole = |cell: &str| self.is_hole(cell, placeholder(cell), location, || is_about_tags(row), handoff);
        let unfilled = ranges.clone().enumerate().skip(1).find(|(_, range)| is_hole(&row[range.clone()]));
        let Some((number, range)) = unfilled else { return false };
        report_cell(row, number, range, reporter);
        true
    }

    /// A row of two states of things or more and nothing else behind its head: 準備中.
    fn only_states(&self, row: &Text<'_>, reporter: &mut Reporter<'_>) -> bool {
        let is_state = |range: Range<usize>| placeholder(&row[range]).is_some_and(|found| found.kind == Kind::Status);
        let count = cells(row).skip(1).take_while(|range| is_state(range.clone())).count();
        let Some(first) = cells(row).nth(1).filter(|_| count > 1 && cells(row).count() == count + 1) else {
            return false;
        };
        report_cell(row, 1, first, reporter);
        true
    }

    fn check_whole(
        &self,
        whole: &Whole<'_, '_>,
        location: impl Fn() -> Location,
        handoff: &Searched<'_, '_>,
        reporter: &mut Reporter<'_>,
    ) {
        let text = whole.text;
        let is_nothing = whole.is_mark() && location() == Location::Prose;
        if is_nothing || self.is_hole(whole.as_str(), whole.found, location, || false, handoff) {
            return whole.report(None, reporter);
        }
        if !handoff.may_hold(text, handoff.marks) {
            return;
        }
        let marked = gap(text).or_else(|| self.slot(text));
        let Some(range) = marked.filter(|range| !is_subject(&text[range.clone()], handoff)) else { return };
        reporter
            .at(text.part(range.clone(), ""))
            .message(format!("the text contains the placeholder {}", quote(&text[range])))
            .label("never filled in")
            .help("write what is missing or delete the note")
            .max_severity(Severity::Warning);
    }

    /// What a text has where a mark or a slot may stand: anything, unless each slot begins as those do that are a feature.
    fn marks(&self) -> TextFeatures {
        let is_plain = |slot: &String| matches!(slot.as_bytes(), [b'{', b'A'..=b'Z', ..]);
        match self.slots.iter().all(is_plain) {
            true => TextFeatures::SLOT.or(TextFeatures::FILLER),
            false => TextFeatures::ALL,
        }
    }

    /// Whether a trimmed text or cell is a placeholder and nothing else, where it is `found` to be one.
    fn is_hole(
        &self,
        text: &str,
        found: Option<Placeholder>,
        location: impl Fn() -> Location,
        speaks_of_tags: impl Fn() -> bool,
        handoff: &Searched<'_, '_>,
    ) -> bool {
        if let Some(found) = found.filter(|found| found.kind == Kind::Hole) {
            let is_name = found.is_name && location() != Location::Prose;
            let is_tag = found.is_tag && (speaks_of_tags() || handoff.is_about_tags());
            let is_subject = found.subject.is_some_and(|word| handoff.is_named_with(word));
            return !is_name && !is_tag && !is_subject;
        }
        self.extra_words.iter().any(|word| same(word, text))
    }

    /// A slot of a template, where no formula and no merge tag would have it.
    fn slot(&self, text: &str) -> Option<Range<usize>> {
        self.slots.iter().filter(|slot| !slot.is_empty()).find_map(|slot| {
            let finder = memchr::memmem::find_iter(text.as_bytes(), slot.as_bytes());
            finder.map(|at| at..at + slot.len()).find(|range| {
                let before = text[..range.start].chars().next_back();
                let after = text[range.end..].chars().next();
                let is_code =
                    |letter: char| matches!(letter, '{' | '}' | '$' | '%' | '\\' | '_' | '^' | '`' | '"' | '“');
                !before.is_some_and(|letter| letter.is_ascii_alphanumeric() || is_code(letter))
                    && !after.is_some_and(is_code)
            })
        })
    }
}

/// A text without the white space at its ends.
struct Whole<'f, 'a> {
    text: &'f Text<'a>,
    range: Range<usize>,
    /// The placeholder that all of it is.
    found: Option<Placeholder>,
}

impl<'f, 'a> Whole<'f, 'a> {
    fn of(text: &'f Text<'a>) -> Whole<'f, 'a> {
        let range = trim(text, 0..text.len());
        Whole { text, found: placeholder(&text[range.clone()]), range }
    }

    fn as_str(&self) -> &'f str {
        &self.text[self.range.clone()]
    }

    fn part(&self) -> AtText<'a> {
        self.text.part(self.range.clone(), "")
    }

    /// Whether it is a state of things or a ditto mark, and no name of the term: 準備中, 同上.
    fn is_state(&self, handoff: &Handoff<'_>) -> bool {
        self.state(handoff).is_some()
    }

    /// Which of the two it is.
    fn state(&self, handoff: &Handoff<'_>) -> Option<Kind> {
        let kind = self.found?.kind;
        let is_state = matches!(kind, Kind::Status | Kind::Ditto);
        (is_state && !handoff.is_named_with(&fold(self.as_str()))).then_some(kind)
    }

    /// Whether it is a dash or another sign that says nothing.
    fn is_mark(&self) -> bool {
        /// As many bytes as a row of them may have.
        const LONGEST: usize = 24;
        self.range.len() <= LONGEST && self.found.is_some_and(|found| found.kind == Kind::Mark)
    }

    /// The note in brackets that a name ends in: `Sales Pipeline (TBD)`.
    fn note(&self) -> Option<Range<usize>> {
        let inner = self.as_str().strip_suffix([')', '）', ']', '】'])?;
        let open = inner.rfind(['(', '（', '[', '【']).filter(|open| *open > 0)?;
        let word = inner[open..].trim_start_matches(['(', '（', '[', '【']);
        let is_hole = placeholder(word).is_some_and(|found| found.kind == Kind::Hole && !found.is_name);
        (is_hole && word.starts_with(char::is_alphabetic)).then(|| self.range.start + open..self.range.end)
    }

    /// Whether a slug spells it.
    fn is_spelt_by(&self, slug: Option<&str>) -> bool {
        let letters = |text: &str| fold(text).replace(|letter: char| !letter.is_alphanumeric(), "");
        slug.is_some_and(|slug| same(slug, self.as_str()) || letters(slug) == letters(self.as_str()))
    }

    /// Whether in place of a name it says only that there is none yet.
    fn is_no_name(&self, slug: Option<&str>, handoff: &Handoff<'_>) -> bool {
        let text = self.as_str();
        let Some(found) = self.found else { return is_unnamed(text, slug, false) };
        let is_none = match found.kind {
            Kind::Answer | Kind::Mark => !found.is_name,
            // In Japanese, no slug tells whether a word is a name: ダミー.
            Kind::Hole => {
                found.is_name && !found.is_tag && (text.is_ascii() || !text.starts_with(char::is_alphanumeric))
            }
            // A state of things is the name of one; a row of signs is not.
            _ => !text.contains(char::is_alphanumeric),
        };
        is_none && !self.is_spelt_by(slug) && !found.subject.is_some_and(|word| handoff.is_named_with(word))
    }

    /// Reports it, with the short definition that is the same.
    fn report(&self, copy: Option<&Text<'_>>, reporter: &mut Reporter<'_>) {
        reporter
            .at(self.part())
            .message(format!("the text is only the placeholder {}", quote(self.as_str())))
            .label("never filled in")
            .help("write what is missing")
            .related_if(copy, "also in the short definition");
    }
}

/// The points of a list, as far as they say something about one of them: each question is answered once, and only if asked.
struct Points<'f, 'a> {
    points: &'f [Text<'a>],
    grid: OnceCell<Grid<'f>>,
    have_names: OnceCell<bool>,
    have_content: OnceCell<bool>,
}

impl<'f, 'a> Points<'f, 'a> {
    fn of(points: &'f [Text<'a>]) -> Points<'f, 'a> {
        Points { points, grid: OnceCell::new(), have_names: OnceCell::new(), have_content: OnceCell::new() }
    }

    fn grid(&self) -> &Grid<'f> {
        self.grid.get_or_init(|| Grid::of(self.points.iter().map(AsRef::as_ref)))
    }

    fn have_names(&self) -> bool {
        *self.have_names.get_or_init(|| has_names_among(self.points))
    }

    /// Whether any of them is no placeholder.
    fn have_content(&self) -> bool {
        *self.have_content.get_or_init(|| self.points.iter().any(|point| placeholder(point.trim()).is_none()))
    }

    /// Whether one of them is a state of things that stands for a sentence: it is the only point, or beside sentences. Between
    /// names, it may be one.
    fn hold_state(&self, point: &Whole<'_, '_>, handoff: &Handoff<'_>) -> bool {
        point.state(handoff) == Some(Kind::Status)
            && (self.points.len() == 1 || self.have_content())
            && !self.have_names()
    }
}

/// Whether all that stands there is what it is: `Question 1`.
fn is_label(text: &str, labels: &[&str]) -> bool {
    /// The longest of them with a number, in bytes.
    const LONGEST: usize = 16;
    text.len() <= LONGEST && {
        let folded = fold(text);
        let bare = folded.trim_end_matches(|sign: char| !sign.is_alphabetic());
        labels.contains(&bare)
    }
}

fn report_cell(row: &Text<'_>, number: usize, range: Range<usize>, reporter: &mut Reporter<'_>) {
    let part = format!("cell {}", number + 1);
    let message = format!("{part} is the placeholder {}", quote(&row[range.clone()]));
    report_row(row, Defect { range, part, message, is_certain: true }, reporter);
}

fn report_row(row: &Text<'_>, defect: Defect, reporter: &mut Reporter<'_>) {
    let location = row.part(defect.range, defect.part);
    reporter
        .at(location)
        .message(defect.message)
        .label("never filled in")
        .help("fill in the row, or delete it")
        .max_severity((!defect.is_certain).then_some(Severity::Warning));
}

/// Whether a list holds short names, so that a placeholder in it may be one too, as in `ToDo`, `Doing`, `Done`.
fn has_names_among<S: AsRef<str>>(texts: impl IntoIterator<Item = S>) -> bool {
    const LONGEST_NAME: usize = 14;
    texts.into_iter().any(|text| {
        let text = text.as_ref().trim();
        !text.is_empty() && text_width(text) <= LONGEST_NAME && placeholder(text).is_none()
    })
}

/// Whether the term itself is named after the mark, or is about slots.
fn is_subject(mark: &str, handoff: &Searched<'_, '_>) -> bool {
    if !is_gap(mark) {
        return handoff.is_about_tags();
    }
    let folded = fold(mark);
    let word = folded.trim_matches(['[', ']', '【', '】', ':']).split(' ').next().unwrap_or_default();
    handoff.is_named_with(word)
}

/// Whether a name is made of the first letters of the words of another: at least two, in their order.
fn are_initials(name: &str, full: &str) -> bool {
    let words = full.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty());
    let initials = words.filter_map(|word| word.chars().next());
    name.chars().count() > 1 && initials.flat_map(char::to_uppercase).eq(name.chars().flat_map(char::to_uppercase))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn slot(text: &str) -> Option<&str> {
        PlaceholderText::default().slot(text).map(|range| &text[range])
    }

    #[test]
    fn initials_are_those_of_all_words() {
        for (name, full) in [("NA", "Network Availability"), ("na", "Net-Action"), ("TBD", "Time Between Defects")] {
            assert!(are_initials(name, full), "{name} {full}");
        }
        for (name, full) in [("NA", "Churn Rate"), ("N/A", "Net Action"), ("N", "Net"), ("NA", "Net"), ("", "")] {
            assert!(!are_initials(name, full), "{name} {full}");
        }
    }

    #[test]
    fn a_placeholder_among_names_is_a_name() {
        assert!(has_names_among(["ToDo", "Doing"]));
        for others in [&["ToDo"][..], &[""], &["TBD"], &["The owner says by whom and when"]] {
            assert!(!has_names_among(others), "{others:?}");
        }
    }

    #[test]
    fn slots_are_found_where_no_formula_has_them() {
        assert_eq!(slot("In {TERM}, customers leave."), Some("{TERM}"));
        for text in
            ["Hello {{first_name}}, {{X}}", r"\frac{A}{B}", "x_{A} + f{X} + ${X}", "See [1] and [sic], and {0, 1}."]
        {
            assert_eq!(slot(text), None, "{text}");
        }
    }
}
