//! A small renderer of handoffs, written from docs/domain.md, "The page", and from nothing in `src`: HTML, the text of a reader
//! view, the text that browsers call `innerText`, and Markdown.

use serde_json::Value;

use super::page::JAPANESE;

/// The forms in which a page is rendered.
pub const FORMS: [Form; 4] = [Form::Html, Form::ReaderView, Form::InnerText, Form::Markdown];

/// A form of a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// HTML.
    Html,
    /// Rows as `| a | b |`, items as `- a`, headings with number signs.
    ReaderView,
    /// Cells without anything between them, items behind a dot.
    InnerText,
    /// The file beside the handoff.
    Markdown,
}

impl Form {
    /// The ending of the file.
    pub fn ending(self) -> &'static str {
        match self {
            Form::Html => "html",
            Form::ReaderView | Form::InnerText => "txt",
            Form::Markdown => "md",
        }
    }
}

/// What a part of a page is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Words of the frame.
    Frame,
    /// The line about the review.
    Review,
    /// The name of the term.
    Name,
    /// A text that is shown once more at the top.
    Card,
    /// The heading of a section.
    Heading,
    /// The heading of a section whose words are not known.
    UnknownHeading,
    /// A paragraph.
    Text,
    /// An item of a list.
    Item,
    /// The head of a table.
    Head,
    /// A row of a table.
    Row,
    /// A source.
    Source,
}

/// A part of a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// What it is.
    pub kind: Kind,
    /// Its text, cells divided by tabs.
    pub text: String,
    /// Where it stands in the handoff.
    pub pointer: Option<String>,
    /// Where its last cell leads.
    pub link: Option<String>,
}

/// The title of a section in handoffs, and what stands above it and at the head of its columns on English pages.
const SECTIONS: [(&[&str], &str, Option<&str>); 10] = [
    (&["意味", "What it means"], "What it means", None),
    (
        &["計算の考え方", "計算方法", "How it is calculated"],
        "How to calculate it",
        Some("Lens\tFormula / treatment\tWhen to use it"),
    ),
    (
        &["含めるもの / 含めないもの", "What counts / what does not"],
        "What counts / what does not",
        Some("Item\tTreatment\tWhy it matters"),
    ),
    (&["変動要因 / ドライバー"], "What moves the number", Some("Driver\tMetric impact\tWhat to watch")),
    (&["役立つ場面", "When it helps"], "When it helps", None),
    (&["使い方のポイント", "How to use it"], "How to use it", None),
    (&["判断するときの注意点"], "Decision cautions", None),
    (&["最小例", "Example"], "Example", None),
    (&["似ている言葉との違い", "Compare with"], "Compare with", Some("Metric\tDifference\tWhy read together")),
    (&["よくある誤解 / 落とし穴", "Common mistakes"], "Common mistakes", None),
];

fn is_row(text: &str) -> bool {
    text.contains(" | ")
}

fn cells(text: &str) -> Vec<&str> {
    text.split(" | ").map(str::trim).collect()
}

/// The pieces of the page of a handoff.
pub struct Renderer<'d> {
    document: &'d Value,
    is_japanese: bool,
    pieces: Vec<Piece>,
}

/// The pieces of a page in a form.
pub fn pieces(document: &Value, form: Form) -> Vec<Piece> {
    let is_japanese = document["canonical"]["locale"] == "ja-JP";
    let mut renderer = Renderer { document, is_japanese, pieces: Vec::new() };
    match form {
        Form::Markdown => renderer.markdown(),
        _ => renderer.page(),
    }
    renderer.pieces
}

impl Renderer<'_> {
    fn word(&self, english: &str) -> String {
        let own = JAPANESE.iter().find(|(known, _)| self.is_japanese && *known == english);
        own.map_or(english, |(_, own)| own).to_owned()
    }

    fn push(&mut self, kind: Kind, text: impl Into<String>, pointer: Option<String>) {
        self.pieces.push(Piece { kind, text: text.into(), pointer, link: None });
    }

    fn frame(&mut self, english: &str) {
        let word = self.word(english);
        self.push(Kind::Frame, word, None);
    }

    /// The texts of the handoff, each with its pointer: sections in the order of the document.
    fn sections(&self) -> Vec<String> {
        let content = &self.document["content"];
        let mut found = Vec::new();
        for key in ["definition", "formula", "boundary", "usage", "misunderstandings", "examples", "comparisons"] {
            match &content[key] {
                Value::Object(_) => found.push(format!("/content/{key}")),
                Value::Array(list) => found.extend((0..list.len()).map(|number| format!("/content/{key}/{number}"))),
                _ => {}
            }
        }
        found
    }

    fn text(&self, pointer: &str) -> Option<String> {
        self.document.pointer(pointer)?.as_str().filter(|text| !text.trim().is_empty()).map(str::to_owned)
    }

    fn items(&self, section: &str) -> Vec<(String, String)> {
        let items = self.document.pointer(&format!("{section}/items")).and_then(Value::as_array);
        let items = items.into_iter().flatten().enumerate();
        items
            .filter_map(|(number, item)| Some((format!("{section}/items/{number}"), item.as_str()?.to_owned())))
            .collect()
    }

    fn page(&mut self) {
        self.frame("Skip to content");
        self.frame("Business Term");
        let name = self.text("/summary/display_name").unwrap_or_default();
        self.push(Kind::Name, name, Some("/summary/display_name".to_owned()));
        let lead = self.text("/content/definition/text").unwrap_or_default();
        self.push(Kind::Text, lead, Some("/content/definition/text".to_owned()));
        let second = |item: &str| cells(item).get(1).map_or(item, |cell| *cell).to_owned();
        if let Some((pointer, item)) = self.items("/content/formula").into_iter().next() {
            self.frame("Formula");
            self.push(Kind::Card, second(&item), Some(pointer));
        }
        let sections = self.sections();
        let title = |renderer: &Self, section: &str| renderer.text(&format!("{section}/title")).unwrap_or_default();
        let uses = sections.iter().find(|section| {
            section.starts_with("/content/usage")
                && matches!(title(self, section).as_str(), "役立つ場面" | "When it helps")
        });
        if let Some((pointer, item)) = uses.and_then(|section| self.items(section).into_iter().next()) {
            self.frame("Use when");
            self.push(Kind::Card, cells(&item).join(" / "), Some(pointer));
        }
        let boundary = self.items("/content/boundary").into_iter().next();
        let mistake = self.items("/content/misunderstandings/0").into_iter().next();
        let warning = boundary.map(|(pointer, item)| (pointer, second(&item)));
        if let Some((pointer, text)) = warning.or(mistake) {
            self.frame("Watch out");
            self.push(Kind::Card, text, Some(pointer));
        }
        let day = self.text("/quality/last_reviewed_at").unwrap_or_default();
        let (year, month, date) = (&day[..4], &day[5..7], &day[8..10]);
        let day = match self.is_japanese {
            true => format!("{year}年{}月{}日", month.trim_start_matches('0'), date.trim_start_matches('0')),
            false => format!("{month}/{date}/{year}"),
        };
        let quality = self.text("/quality/quality").unwrap_or_default();
        let (first, rest) = quality.split_at(1);
        let count = &self.document["summary"]["sources_count"];
        let review = format!(
            "{} {day}\t{} {}{rest}\t{} {count}",
            self.word("Updated:"),
            self.word("Quality:"),
            first.to_uppercase(),
            self.word("Sources:")
        );
        self.push(Kind::Review, review, None);
        // The definition is the lead.
        let mut sections: Vec<(usize, String)> = sections
            .into_iter()
            .skip(1)
            .map(|section| {
                let title = title(self, &section);
                let rank = SECTIONS.iter().position(|(titles, ..)| titles.contains(&title.as_str()));
                (rank.unwrap_or(6), section)
            })
            .collect();
        sections.sort_by_key(|(rank, _)| *rank);
        for (_, section) in sections {
            self.section(&section);
        }
        self.questions("Frequently asked questions");
        self.frame("Sources");
        let head = ["Sources", "Kind", "Link"].map(|word| self.word(word)).join("\t");
        self.push(Kind::Head, head, None);
        let sources = self.document["sources"]["visible_sources"].as_array().cloned().unwrap_or_default();
        for (number, source) in sources.iter().enumerate() {
            let text = |key: &str| source[key].as_str().unwrap_or_default().to_owned();
            let link = match source["url"].is_null() {
                true => "—".to_owned(),
                false => self.word("Open"),
            };
            let row = format!("{}\t{}\t{link}", text("label"), text("kind"));
            self.push(Kind::Source, row, Some(format!("/sources/visible_sources/{number}/label")));
            if let Some(piece) = self.pieces.last_mut() {
                piece.link = Some(text("url")).filter(|url| !url.is_empty());
            }
        }
    }

    fn section(&mut self, section: &str) {
        let title = self.text(&format!("{section}/title")).unwrap_or_default();
        let known = SECTIONS.iter().find(|(titles, ..)| titles.contains(&title.as_str()));
        let pointer = Some(format!("{section}/title"));
        match known {
            Some((_, heading, _)) => {
                let heading = if *heading == "What it means" && self.is_japanese {
                    "意味".to_owned()
                } else {
                    self.word(heading)
                };
                self.push(Kind::Heading, heading, pointer);
            }
            None => self.push(Kind::UnknownHeading, title, pointer),
        }
        let text = format!("{section}/text");
        if let Some(paragraph) = self.text(&text) {
            self.push(Kind::Text, paragraph, Some(text));
        }
        let items = self.items(section);
        let columns = known.and_then(|(.., columns)| *columns);
        let columns = columns.filter(|_| !items.is_empty() && items.iter().all(|(_, item)| is_row(item)));
        if let Some(columns) = columns {
            self.push(Kind::Head, columns, None);
        }
        for (pointer, item) in items {
            match columns {
                Some(_) => self.push(Kind::Row, cells(&item).join("\t"), Some(pointer)),
                None => self.push(Kind::Item, item, Some(pointer)),
            }
        }
    }

    fn questions(&mut self, heading: &str) {
        let number = self.document["content"]["faq"].as_array().map_or(0, Vec::len);
        if number > 0 {
            self.frame(heading);
        }
        for number in 0..number {
            for key in ["question", "answer"] {
                let pointer = format!("/content/faq/{number}/{key}");
                let text = self.text(&pointer).unwrap_or_default();
                self.push(Kind::Text, text, Some(pointer));
            }
        }
    }

    fn markdown(&mut self) {
        let name = self.text("/summary/display_name").unwrap_or_default();
        self.push(Kind::Name, name, Some("/summary/display_name".to_owned()));
        self.push(
            Kind::Frame,
            "> YogoQ Core AI-readable term handoff. Preview, read-only, Reviewed/Verified only.",
            None,
        );
        for (label, pointer) in [
            ("Canonical URL", "/canonical/url"),
            ("Locale", "/canonical/locale"),
            ("Quality", "/quality/quality"),
            ("Publication status", "/quality/publication_status"),
            ("Schema version", "/schema_version"),
            ("Trust policy", "/quality/trust_policy_version"),
        ] {
            let fact = format!("{label}: {}", self.text(pointer).unwrap_or_default());
            self.push(Kind::Item, fact, Some(pointer.to_owned()));
        }
        self.push(Kind::Frame, "## Short Definition", None);
        let short = self.text("/summary/short_definition").unwrap_or_default();
        self.push(Kind::Text, short, Some("/summary/short_definition".to_owned()));
        for section in self.sections() {
            let title = self.text(&format!("{section}/title")).unwrap_or_default();
            self.push(Kind::Heading, title, Some(format!("{section}/title")));
            let text = format!("{section}/text");
            if let Some(paragraph) = self.text(&text) {
                self.push(Kind::Text, paragraph, Some(text));
            }
            for (pointer, item) in self.items(&section) {
                self.push(Kind::Item, item, Some(pointer));
            }
        }
        self.questions("## FAQ");
        self.push(Kind::Frame, "## Sources", None);
        for number in 0..self.document["sources"]["visible_sources"].as_array().map_or(0, Vec::len) {
            let pointer = format!("/sources/visible_sources/{number}/label");
            let label = self.text(&pointer).unwrap_or_default();
            self.push(Kind::Item, label, Some(pointer));
        }
        self.push(Kind::Frame, "## Limitations", None);
        let text = self.text("/limitations/text").unwrap_or_default();
        self.push(Kind::Text, text, Some("/limitations/text".to_owned()));
    }
}

/// Pieces as a file in a form.
pub fn written(pieces: &[Piece], form: Form, document: &Value) -> String {
    match form {
        Form::Html => html(pieces, document),
        Form::ReaderView => lines(pieces, |kind, text| match kind {
            Kind::Name => format!("# {text}"),
            Kind::Heading | Kind::UnknownHeading => format!("## {text}"),
            Kind::Item => format!("- {text}"),
            Kind::Head => {
                let row = format!("| {} |", text.replace('\t', " | "));
                let rule = row.split('|').skip(2).map(|_| "| --- ").collect::<String>();
                format!("{row}\n{rule}|")
            }
            Kind::Row | Kind::Source => format!("| {} |", text.replace('\t', " | ")),
            _ => text.replace('\t', ""),
        }),
        Form::InnerText => lines(pieces, |kind, text| match kind {
            Kind::Item => format!("  • {text}"),
            _ => text.replace('\t', ""),
        }),
        Form::Markdown => lines(pieces, |kind, text| match kind {
            Kind::Name => format!("# {text}\n"),
            Kind::Heading => format!("\n## {text}\n"),
            Kind::Item => format!("- {text}"),
            _ => format!("{text}\n"),
        }),
    }
}

fn lines(pieces: &[Piece], line: impl Fn(Kind, &str) -> String) -> String {
    pieces.iter().map(|piece| line(piece.kind, &piece.text) + "\n").collect()
}

fn html(pieces: &[Piece], document: &Value) -> String {
    let locale = document["canonical"]["locale"].as_str().unwrap_or_default();
    let url = document["canonical"]["url"].as_str().unwrap_or_default();
    let name = escape(document["summary"]["display_name"].as_str().unwrap_or_default());
    let mut html = format!(
        "<!doctype html>\n<html lang=\"{locale}\">\n<head>\n<title>{name}</title>\n<link rel=\"canonical\" href=\"{url}\">\n</head>\n<body>\n"
    );
    let mut open: Option<&str> = None;
    for piece in pieces {
        let list = match piece.kind {
            Kind::Item => Some("ul"),
            Kind::Head | Kind::Row | Kind::Source => Some("table"),
            _ => None,
        };
        if open != list || piece.kind == Kind::Head {
            html.extend(open.map(|tag| format!("</{tag}>\n")));
            html.extend(list.map(|tag| format!("<{tag}>\n")));
            open = list;
        }
        let text = escape(&piece.text);
        html += &match piece.kind {
            Kind::Frame => format!("<p class=\"frame\">{text}</p>\n"),
            Kind::Review => {
                let parts: Vec<String> = text.split('\t').map(|part| format!("<span>{part}</span>")).collect();
                format!("<p class=\"review\">{}</p>\n", parts.concat())
            }
            Kind::Name => format!("<h1>{text}</h1>\n"),
            Kind::Heading | Kind::UnknownHeading => format!("<h2>{text}</h2>\n"),
            Kind::Card | Kind::Text => format!("<p>{text}</p>\n"),
            Kind::Item => format!("<li>{text}</li>\n"),
            Kind::Head => format!("<tr><th>{}</th></tr>\n", text.replace('\t', "</th><th>")),
            Kind::Row => format!("<tr><td>{}</td></tr>\n", text.replace('\t', "</td><td>")),
            Kind::Source => {
                let (before, last) = text.rsplit_once('\t').unwrap_or((&text, ""));
                let link =
                    piece.link.as_deref().map(|url| format!("<a class=\"source\" href=\"{}\">{last}</a>", escape(url)));
                let last = link.unwrap_or_else(|| last.to_owned());
                format!("<tr><td>{}</td><td>{last}</td></tr>\n", before.replace('\t', "</td><td>"))
            }
        };
    }
    html.extend(open.map(|tag| format!("</{tag}>\n")));
    html + "</body>\n</html>\n"
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
