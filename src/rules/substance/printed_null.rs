// Long because: each way of printing nothing has its own healthy neighbours, and its tests beside it.

use std::borrow::Cow;
use std::cell::OnceCell;
use std::ops::Range;

use crate::declare_rule;
use crate::handoff::address::Address;
use crate::handoff::{Handoff, Prose, Role, Text, TextFeatures, TextField};
use crate::phrase::{LOST_VALUES, is_about_tags};
use crate::rule::{DocumentRule, Reporter};
use crate::text::{any_cells, fold, leave_quoted, trim};
use crate::words::quote;

declare_rule! {
    /// What a program prints where a value is missing: `undefined`, `NaN`, `[object Object]`, `#REF!`, `${x}`.
    ///
    /// ## Why
    /// The page was exported although a value was missing, and the word reaches readers in its place. An agent that reads the
    /// handoff takes “undefined” for the answer.
    ///
    /// ## Fails
    /// ```json
    /// { "content": { "faq": [{ "question": "How high is it?", "answer": "It was NaN% in the last quarter." }] } }
    /// ```
    /// ```json ja
    /// { "content": { "faq": [{ "question": "どの程度ですか？", "answer": "undefined" }] } }
    /// ```
    /// ```json
    /// { "sources": { "visible_sources": [
    ///   { "label": "Survey of subscriptions", "url": "https://example.org/surveys/undefined/2026", "kind": "tier_a" },
    ///   { "label": "Handbook of renewals", "url": "https://example.net/renewals", "kind": "tier_a" }
    /// ] } }
    /// ```
    ///
    /// ## Passes
    /// The same words as words, and where they are quoted or the subject:
    /// ```json
    /// { "content": { "faq": [{ "question": "Is it always a number?", "answer": "No, it is undefined for a new firm. Excel shows #DIV/0! then." }] } }
    /// ```
    /// ```json ja
    /// { "content": { "faq": [{ "question": "必ず数になりますか？", "answer": "期首に顧客がいなければ未定義（undefined）である。" }] } }
    /// ```
    ///
    /// ## Fix
    /// Write the value that belongs there, or correct the export that lost it.
    ///
    /// ## Known limits
    /// As a whole text, name or label all of them count, also in brackets, behind a label (`Total: NaN`) or in a list, and as a cell of a row where every cell but the head is one. Inside
    /// prose only what nobody writes counts: `[object Object]`, a value with a unit or a currency (`NaN%`, `nan%`, `$undefined`), a doubled
    /// one, `Invalid Date`, and `${name}`, `{{term.name}}`, `{% if x %}` and `<%= name %>` in a text without the signs of code;
    /// `{{rate}}` too, unless its name is one of those that mails are filled in with, or the text speaks of mail or of variables; no tags in braces in a text that speaks of templates. `%s` is what manuals write
    /// about formats; `#REF!` counts as a value (`#REF!円`, 利益率は#REF!である) in a text that speaks of no spreadsheet, cell or formula. In addresses of sources, a part of the path or the value of a parameter counts, unless it ends an address of a manual. Quoted text and code pass, and
    /// so does all where a name of the term is about such values, about spreadsheets or templates. `${x}` and `{{x}}` as a whole
    /// value are `placeholder-text`; the addresses of terms are compared with their slugs by `canonical-url-mismatch`.
    pub struct PrintedNull {}
    id: "printed-null", kind: Document, seeks: ANY
}

const ANY: TextFeatures = TextFeatures::PRINTED.or(TextFeatures::UNUSUAL).or(TextFeatures::WIDE_LETTER);

impl DocumentRule for PrintedNull {
    fn check(&self, handoff: &Handoff<'_>, reporter: &mut Reporter<'_>) {
        let subject = OnceCell::new();
        let is_subject = || *subject.get_or_init(|| is_about_values(handoff));
        for prose in handoff.texts_with(ANY) {
            let found = printed(prose.text);
            if !found.is_empty() && !is_subject() {
                let help = match is_nothing(prose.text) && may_be_null(handoff, &prose) {
                    true => "write the value that belongs here, or null without quotation marks",
                    false => WRITE,
                };
                tell(prose.text, &found, help, reporter);
            }
        }
        for source in &handoff.sources.visible_sources {
            if let Some(url) = source.url.value() {
                let found: Vec<Range<usize>> = in_address(url).collect();
                tell(url, &found, WRITE, reporter);
            }
        }
    }
}

/// What to do where a value has to stand.
const WRITE: &str = "write the value that belongs here";

/// Whether a text is what a person types who was told to set it to null.
fn is_nothing(text: &str) -> bool {
    text.trim().eq_ignore_ascii_case("null")
}

/// Whether the contract lets the text be null: the abbreviation, and the text of each section but the definition.
fn may_be_null(handoff: &Handoff<'_>, prose: &Prose<'_>) -> bool {
    let is_in = |field: &TextField<'_>| field.value().is_some_and(|own| std::ptr::eq(own, prose.text));
    let definition = handoff.content.definition.as_ref().map(|section| &section.text);
    let mut others = [&handoff.summary.short_definition, &handoff.limitations.text].into_iter().chain(definition);
    is_in(&handoff.summary.abbreviation) || prose.role == Role::Text && !others.any(is_in)
}

fn tell(text: &Text<'_>, found: &[Range<usize>], help: &str, reporter: &mut Reporter<'_>) {
    let Some((first, others)) = found.split_first() else { return };
    let mut draft = reporter
        .at(text.part(first.clone(), ""))
        .message(format!("{} is what a program prints in place of a missing value", quote(&text[first.clone()])))
        .label("a value is missing")
        .help(help);
    for other in others {
        draft = draft.related(text.part(other.clone(), ""), "another one");
    }
}

/// What a program printed in a text, in order.
fn printed(text: &str) -> Vec<Range<usize>> {
    let whole = trim(text, 0..text.len());
    if is_value(&text[whole.clone()]) {
        return vec![whole];
    }
    if let Some((_, cells)) = any_cells(text)
        && let [_, rest @ ..] = cells.as_slice()
        && rest.len() > 1
        && rest.iter().all(|cell| is_value(&text[cell.clone()]))
    {
        return rest.to_vec();
    }
    let whole = Whole::of(text);
    let mut found: Vec<Range<usize>> = Vec::new();
    let mut from = 0;
    while let Some(at) = text[from..].find(STARTS).map(|length| from + length) {
        let range = certain(&whole, at);
        from = range.as_ref().map_or(at + 1, |range| range.end);
        found.extend(range);
    }
    leave_quoted(text, &mut found, |range| range);
    found
}

/// What begins a value that was printed: ASCII throughout.
const STARTS: [char; 9] = ['u', 'n', 'N', 'I', '[', '$', '<', '{', '#'];

/// Words for what is missing.
const WORDS: [&str; 3] = ["undefined", "null", "NaN"];

/// What spreadsheets show in place of a result.
const ERRORS: [&str; 6] = ["#DIV/0!", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!"];

/// The longest value with what surrounds it, in bytes.
const LONGEST_VALUE: usize = 80;

/// Whether a whole text or cell was printed in place of a value, in letters of any width.
fn is_value(text: &str) -> bool {
    if text.len() > LONGEST_VALUE {
        return false;
    }
    let narrow: Cow<'_, str> = match text.is_ascii() {
        true => text.into(),
        false => text.chars().map(narrow).collect::<String>().into(),
    };
    let bare = narrow.trim_end_matches(['.', '。']);
    let pairs = [('(', ')'), ('<', '>'), ('[', ']'), ('"', '"')];
    let inside = pairs.into_iter().find_map(|(open, close)| bare.strip_prefix(open)?.strip_suffix(close));
    let is_lost = |word: &str| WORDS.contains(&word) || word == "NULL";
    let is_list = || {
        let mut words = bare.split([',', ' ', '/', ':', '、', ';']).filter(|word| !word.is_empty()).peekable();
        words.peek().is_some() && words.all(is_lost)
    };
    inside.is_some_and(is_lost)
        || is_list()
        || is_labelled(bare)
        || is_error(bare)
        || object(&narrow) == Some(narrow.len())
}

/// A character of ASCII for its twin of full width.
fn narrow(letter: char) -> char {
    match letter {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(letter) - 0xfee0).unwrap_or(letter),
        _ => letter,
    }
}

/// Whether a text is what a spreadsheet, a format or a date shows that has no value.
fn is_error(text: &str) -> bool {
    ERRORS.contains(&text)
        || matches!(
            text,
            "Invalid Date" | "Invalid date" | "#N/A" | "%s" | "%d" | "%@" | "%1$s" | "#SPILL!" | "#CALC!" | "#ERROR!"
        )
}

/// Whether a value that was lost stands behind a label: `Total: NaN`.
fn is_labelled(text: &str) -> bool {
    /// The longest label, in bytes.
    const LONGEST: usize = 40;
    text.split_once(':').is_some_and(|(label, value)| {
        label.len() <= LONGEST && label.ends_with(char::is_alphanumeric) && WORDS.contains(&value.trim_start())
    })
}

/// A text, and what all of it says: asked once, however often something in it may have been printed.
struct Whole<'t> {
    text: &'t str,
    /// Without the white space at its ends.
    trimmed: &'t str,
    is_code: OnceCell<bool>,
    is_row: OnceCell<bool>,
    is_about_tags: OnceCell<bool>,
    is_of_mail: OnceCell<bool>,
    is_of_sheets: OnceCell<bool>,
    is_of_templates: OnceCell<bool>,
}

impl<'t> Whole<'t> {
    fn of(text: &'t str) -> Whole<'t> {
        let [is_code, is_row, is_about_tags, is_of_mail, is_of_sheets, is_of_templates] =
            std::array::from_fn(|_| OnceCell::new());
        Whole { text, trimmed: text.trim(), is_code, is_row, is_about_tags, is_of_mail, is_of_sheets, is_of_templates }
    }

    /// Whether it looks like a command, a path or code.
    fn is_code(&self) -> bool {
        let text = self.text;
        let has_sign = || text.contains(['=', ';', '\\', '`', '/']) || text.contains("--") || text.contains("()");
        *self.is_code.get_or_init(has_sign)
    }

    /// Whether it has a bar in it.
    fn is_row(&self) -> bool {
        *self.is_row.get_or_init(|| self.text.contains('|'))
    }

    fn is_about_tags(&self) -> bool {
        *self.is_about_tags.get_or_init(|| is_about_tags(self.text))
    }

    /// Whether it speaks of mail.
    fn is_of_mail(&self) -> bool {
        const MAIL: [&str; 9] = ["mail", "Dear", "Hi ", "Hello", "subject", "newsletter", "メール", "件名", "文面"];
        *self.is_of_mail.get_or_init(|| MAIL.iter().any(|word| self.text.contains(word)))
    }

    /// Whether it speaks of templates, in which such tags are written.
    fn is_of_templates(&self) -> bool {
        const TEMPLATES: [&str; 8] =
            ["template", "syntax", "placeholder", "liquid", "テンプレート", "構文", "プレースホルダー", "差し込み"];
        *self.is_of_templates.get_or_init(|| {
            let folded = self.text.to_lowercase();
            TEMPLATES.iter().any(|word| folded.contains(word))
        })
    }

    /// Whether it speaks of a spreadsheet.
    fn is_of_sheets(&self) -> bool {
        const SHEETS: [&str; 24] = [
            "excel",
            "sheet",
            "cell",
            "formula",
            "function",
            "error",
            "lookup",
            "column",
            "range",
            "reference",
            "divi",
            "returns",
            "エクセル",
            "シート",
            "セル",
            "関数",
            "数式",
            "エラー",
            "表計算",
            "参照",
            "引数",
            "表示",
            "列",
            "行",
        ];
        *self.is_of_sheets.get_or_init(|| {
            let folded = self.text.to_lowercase();
            SHEETS.iter().any(|word| folded.contains(word))
        })
    }
}

/// What stands at `at` and nobody has written.
fn certain(whole: &Whole<'_>, at: usize) -> Option<Range<usize>> {
    let text = whole.text;
    let rest = &text[at..];
    let before = text[..at].chars().next_back();
    let is_behind_word = before.is_some_and(|letter| letter.is_ascii_alphanumeric() || letter == '_');
    let length = match rest.as_bytes()[0] {
        b'[' => object(rest),
        b'#' => error_of_sheet(whole, at),
        b'$' => slot(whole, at).or_else(|| Some(1 + word(&rest[1..])?)),
        b'{' => variable(rest, "{{", "}}")
            .filter(|length| {
                let variable = &rest[..*length];
                // As a whole value or cell it is a slot that nobody filled in.
                let is_slot = || whole.trimmed == variable || whole.is_row();
                !whole.is_code() && (variable.contains('.') || !is_slot() && !is_filled_in(variable, whole))
            })
            .or_else(|| control(rest))
            .filter(|_| !whole.is_of_templates()),
        b'<' => {
            let end = rest.strip_prefix("<%=").and_then(|tag| tag[..tag.floor_char_boundary(LONGEST)].find("%>"));
            let lost = ["<no value>", "<nil>"].into_iter().find(|lost| rest.starts_with(lost)).map(str::len);
            end.map(|end| "<%=".len() + end + "%>".len()).or(lost)
        }
        b'I' if is_behind_word => None,
        b'I' if rest.starts_with("Infinity") => with_unit(rest, before),
        b'I' => {
            let after = rest.strip_prefix("Invalid Date")?;
            (!after.starts_with(|letter: char| letter.is_ascii_alphanumeric())).then_some("Invalid Date".len())
        }
        _ if is_behind_word => None,
        _ => with_unit(rest, before),
    };
    length.map(|length| at..at + length)
}

/// The length of an error of a spreadsheet where a value was to stand, in a text that speaks of no spreadsheet: `#REF!円`.
fn error_of_sheet(whole: &Whole<'_>, at: usize) -> Option<usize> {
    const UNITS: [&str; 16] = [
        "%",
        "％",
        "円",
        "万円",
        "ドル",
        "件",
        "人",
        "社",
        "倍",
        "回",
        "日",
        "か月",
        "ポイント",
        " %",
        " percent",
        " customers",
    ];
    const COPULAS: [&str; 8] = ["である", "です", "だった", "でした", "だ。", "から", "まで", "となった"];
    const BEFORE: [&str; 6] = [" was ", " were ", " reached ", " fell to ", " rose to ", " grew by "];
    let text = whole.text;
    let rest = &text[at..];
    let length = ERRORS.iter().chain(&["#N/A"]).find(|error| rest.starts_with(**error))?.len();
    let (before, after) = (&text[..at], &rest[length..]);
    let unit = UNITS.iter().find(|unit| after.starts_with(**unit)).map(|unit| unit.len());
    let is_value = before.ends_with(['$', '€', '£', '¥', '￥'])
        || before.ends_with(['は', '約', 'が']) && COPULAS.iter().any(|copula| after.starts_with(copula))
        || BEFORE.iter().any(|verb| before.ends_with(verb));
    if unit.is_none() && !is_value {
        return None;
    }
    (!whole.is_of_sheets()).then_some(length + unit.unwrap_or(0))
}

/// Whether a variable is one of those that mails are filled in with, or a text speaks of mail or of variables.
fn is_filled_in(variable: &str, whole: &Whole<'_>) -> bool {
    const FIELDS: [&str; 17] = [
        "name",
        "company",
        "mail",
        "city",
        "country",
        "first",
        "last",
        "user",
        "customer",
        "contact",
        "subscriber",
        "coupon",
        "名",
        "社",
        "担当",
        "様",
        "宛",
    ];
    FIELDS.iter().any(|field| variable.contains(field)) || whole.is_of_mail() || whole.is_about_tags()
}

/// The length of a tag that says what a template does: `{{#if x}}`, `{{/if}}`, `{% endif %}`.
fn control(text: &str) -> Option<usize> {
    const WORDS: [&str; 12] =
        ["if", "endif", "else", "elif", "unless", "for", "endfor", "each", "include", "block", "endblock", "with"];
    let (rest, close) = match text.strip_prefix("{%") {
        Some(rest) => (rest.trim_start_matches(['-', ' ']), "%}"),
        None => (text.strip_prefix("{{#").or_else(|| text.strip_prefix("{{/"))?, "}}"),
    };
    let word = &rest[..rest.bytes().take_while(u8::is_ascii_lowercase).count()];
    let end = text[..text.floor_char_boundary(LONGEST)].find(close)? + close.len();
    WORDS.contains(&word).then_some(end)
}

/// The longest variable or tag, in bytes.
const LONGEST: usize = 80;

/// The length of `[object Object]`.
fn object(text: &str) -> Option<usize> {
    let name = text.strip_prefix("[object ")?;
    let end = name.find(|letter: char| !letter.is_ascii_alphabetic())?;
    let is_name = name.starts_with(|letter: char| letter.is_ascii_uppercase()) && name[end..].starts_with(']');
    is_name.then_some("[object ".len() + end + 1)
}

/// The length of a word for what is missing, alone between other letters.
fn word(text: &str) -> Option<usize> {
    let word = WORDS.into_iter().find(|word| text.starts_with(word))?;
    let after = text[word.len()..].chars().next();
    (!after.is_some_and(|letter| letter.is_ascii_alphanumeric() || letter == '_')).then_some(word.len())
}

/// The length of what programs print for a number that is none, before a percent sign: `nan%`, `Infinity%`.
fn number(text: &str) -> Option<usize> {
    let is_before_percent = |word: &str| text.strip_prefix(word).is_some_and(|rest| rest.starts_with('%'));
    ["nan", "Infinity"].into_iter().find(|word| is_before_percent(word)).map(str::len)
}

/// The length of a word for what is missing with its unit, or with itself again: `NaN%`, `NaN/NaN`, `undefined undefined`.
fn with_unit(text: &str, before: Option<char>) -> Option<usize> {
    const UNITS: [&str; 13] = ["%", "％", "円", "ドル", "件", "人", "日", "月", "年", "点", "倍", "回", "割"];
    let mut length = word(text).or_else(|| number(text))?;
    let mut is_certain = before.is_some_and(|letter| matches!(letter, '€' | '£' | '¥' | '￥'));
    loop {
        let rest = &text[length..];
        if let Some(unit) = UNITS.iter().find(|unit| rest.starts_with(**unit)) {
            is_certain = true;
            length += unit.len();
            match word(&text[length..]) {
                Some(again) => length += again,
                None => break,
            }
        } else if let Some(again) = rest.strip_prefix(['/', '-', ':', ' ']).and_then(word) {
            is_certain = true;
            length += 1 + again;
        } else {
            is_certain |= rest.starts_with("さん") || rest.starts_with('様') || is_nan_of(text, rest);
            break;
        }
    }
    is_certain.then_some(length)
}

/// Whether a unit follows what is no number: `NaN percent`.
fn is_nan_of(text: &str, rest: &str) -> bool {
    const UNITS: [&str; 9] = ["%", "percent", "per cent", "points", "days", "months", "years", "dollars", "customers"];
    let unit = rest.strip_prefix([' ', '\u{a0}']).filter(|_| text.starts_with("NaN"));
    unit.is_some_and(|unit| UNITS.iter().any(|own| unit.starts_with(own)))
}

/// The length of `${price}` where a value would stand: those of shells are in capitals or in paths and commands.
fn slot(whole: &Whole<'_>, at: usize) -> Option<usize> {
    let text = whole.text;
    let length = variable(&text[at..], "${", "}")?;
    let is_capital = text[at..at + length].contains(|letter: char| letter.is_ascii_uppercase());
    let joins = |letter: char| letter.is_ascii_alphanumeric() || "-_.\"'".contains(letter);
    let after = &text[at + length..];
    let is_joined = text[..at].ends_with(joins)
        || after.starts_with(|letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_'));
    (!is_capital && !is_joined && !whole.is_code() && !whole.is_about_tags()).then_some(length)
}

/// The length of a variable between two brackets.
fn variable(text: &str, open: &str, close: &str) -> Option<usize> {
    let name = text.strip_prefix(open)?;
    let end = name[..name.floor_char_boundary(LONGEST)].find(close)?;
    let is_part = |letter: char| letter.is_alphanumeric() || matches!(letter, '_' | '.');
    let name = name[..end].trim();
    let is_name = name.chars().all(is_part) && name.starts_with(char::is_alphabetic);
    is_name.then_some(open.len() + end + close.len())
}

/// The parts of the path of an address and the values of its parameters that were printed.
fn in_address(url: &str) -> impl Iterator<Item = Range<usize>> {
    let address = Address::of(url);
    let is_manual = ["docs", "reference", "manual"].iter().any(|word| url.to_ascii_lowercase().contains(word));
    let path = address.as_ref().map_or(0..0, |address| address.path.clone());
    let query = address.map_or(0..0, |address| address.path.end..url.len());
    let parts = split(url, path, '/').map(|part| (part, false));
    let values = split(url, query, '&').map(|part| {
        let value = url[part.clone()].find('=').map_or(part.end, |at| part.start + at + 1);
        (value..part.end, true)
    });
    parts.chain(values).filter_map(move |(part, is_value)| {
        let text = &url[part.clone()];
        let is_last = part.end == url.len();
        // Manuals have pages about these words.
        let is_page = is_last && (text != "undefined" || is_manual);
        let is_word = WORDS.contains(&text) && (is_value || !is_page);
        let is_object = text.replace("%20", " ").replace("%5B", "[").replace("%5D", "]") == "[object Object]";
        let is_variable = variable(text, "${", "}").is_some() || variable(text, "{{", "}}").is_some();
        let is_written = text == "%s" || text.contains("$%7B") || text.contains("%7B%7B");
        (is_word || is_object || is_variable || is_written).then_some(part)
    })
}

/// The parts of a range of a text between separators.
fn split(text: &str, range: Range<usize>, separator: char) -> impl Iterator<Item = Range<usize>> {
    let mut from = Some(range.start);
    std::iter::from_fn(move || {
        let start = from?;
        let end = text[start..range.end].find(separator).map_or(range.end, |length| start + length);
        from = (end < range.end).then_some(end + 1);
        Some(start..end)
    })
}

/// Whether the term itself is about such values, or about what prints them. A name that was printed says nothing of that.
fn is_about_values(handoff: &Handoff<'_>) -> bool {
    let slug = handoff.agreed_slug().map(|slug| slug.replace('-', " "));
    let names = handoff.names().filter(|name| !is_value(name.trim())).map(|name| fold(name));
    names
        .chain(slug)
        .any(|name| LOST_VALUES.iter().any(|part| name.contains(part)) || name == "nan" || is_about_tags(&name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_certain_is_no_part_of_a_word() {
        let found = |text: &str| printed(text).into_iter().map(|range| text[range].to_owned()).collect::<Vec<_>>();
        for (text, expected) in [
            ("It was read on Invalid Date by them.", "Invalid Date"),
            ("It was NaN% and more.", "NaN%"),
            ("It was Infinity% and more.", "Infinity%"),
            ("A rate of {{ term.rate }} is usual.", "{{ term.rate }}"),
            ("It costs undefinedドル and more.", "undefinedドル"),
            ("The margin was #REF! in May.", "#REF!"),
            ("Sales of $#VALUE! were booked.", "#VALUE!"),
            ("売上高は#REF!円である。", "#REF!円"),
            ("利益率は#DIV/0!である。", "#DIV/0!"),
        ] {
            assert_eq!(found(text), [expected], "{text}");
        }
        for text in [
            "It was read on Invalid Dates by them.",
            "It was aInvalid Date by them.",
            "It was aNaN% and more.",
            "It was anInfinity% and more.",
            "It was NaNs and nan and Infinity.",
            "A rate of {{ 1.rate }} is usual.",
            "A rate of {{ a/b.c }} is usual.",
            "A rate of {{.rate}} is usual.",
            "Sales show #DIV/0! in a new year.",
            "If a cell is gone, the result was #REF! before.",
            "参照先がなければ結果は#REF!である。",
            "空欄なら#VALUE!と出る。",
        ] {
            assert_eq!(found(text), Vec::<String>::new(), "{text}");
        }
    }
}
