//! The table of shapes: what grows, and how large it is at n.
//!
//! A shape that is a list has two rows, of n twins and of n items that all differ; a text has one row for each filling
//! and group of fields. Sizes are small, since a square shows at any size: they only have to be large enough that n items
//! cost more than the start of a run.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::LazyLock;

use serde_json::{Value, json};
use termlint::output::Format;
use termlint::rule::{Kind, Level};
use termlint::rules::RULES;

use crate::support::{Input, case, repository};

/// What is run: files in a folder, and what is typed there after `termlint`.
pub struct Case {
    files: BTreeMap<String, Vec<u8>>,
    /// The command line.
    pub arguments: Vec<String>,
}

/// Inputs of one kind and any size.
pub struct Shape {
    /// What there is n of.
    pub name: String,
    /// n.
    pub size: usize,
    make: Box<dyn Fn(usize) -> Case + Send + Sync>,
}

impl Shape {
    fn new(name: impl Into<String>, size: usize, make: impl Fn(usize) -> Case + Send + Sync + 'static) -> Shape {
        Shape { name: name.into(), size, make: Box::new(make) }
    }

    /// The input with so many of what the shape is about.
    pub fn case(&self, size: usize) -> Case {
        (self.make)(size)
    }
}

/// Every shape.
pub static SHAPES: LazyLock<Vec<Shape>> = LazyLock::new(|| {
    lists().chain(texts()).chain(findings()).chain(corpora()).chain(pages()).chain(formats()).collect()
});

/// Rules that speak of no shape, and why.
pub const NEVER_SPEAK: [(&str, &str); 3] = [
    ("file-too-large", "reading ends at the limit, whatever comes behind it"),
    ("forbidden-field", "no embedded schema forbids a field"),
    ("unreadable-file", "a file that cannot be opened has no size"),
];

/// Rules that look at a whole document, or need words of their own: n documents from their fixtures are a shape.
const BY_FIXTURE: [&str; 39] = [
    "abbreviation-initials",
    "boilerplate-definition",
    "boilerplate-faq",
    "boilerplate-prose",
    "byte-order-mark",
    "circular-formula",
    "definition-restates-name",
    "doubled-punctuation",
    "doubled-word",
    "foreign-character",
    "foreign-display-name",
    "house-self-reference",
    "imprecise-review-date",
    "joined-items-text",
    "leaked-instructions",
    "look-alike-letters",
    "malformed-version",
    "markup-in-text",
    "missing-formula",
    "missing-sentence-space",
    "missing-version",
    "mixed-width-letters",
    "model-artefact",
    "mojibake",
    "nesting-too-deep",
    "placeholder-text",
    "printed-null",
    "redundant-prefix",
    "repeated-abbreviation",
    "review-before-policy",
    "secret-in-text",
    "slug-title-mismatch",
    "stale-review",
    "truncated-definition",
    "unexpected-value",
    "unfinished-text",
    "unknown-version",
    "unmarked-misconception",
    "unstated-formula",
];

/// The first document of the fixtures of a rule that fails it.
fn failing(rule: &str) -> Vec<u8> {
    let folder = repository(&format!("fixtures/rules/{rule}/fail"));
    let mut paths: Vec<_> = std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let cases = paths.iter().filter(|path| case::is_case(path));
    let documents = cases.filter_map(|path| match case::read(path).unwrap() {
        case::Case { input: Input::Document(bytes), options: None, .. } => Some(bytes),
        _ => None,
    });
    documents.min_by_key(Vec::len).unwrap_or_else(|| panic!("{rule} has no failing document"))
}

impl Case {
    /// A check of files, with every rule on.
    fn check(files: BTreeMap<String, Vec<u8>>) -> Case {
        let mut arguments: Vec<String> =
            ["check", "--threads=1", "--no-cache", "--today=2026-11-22"].map(str::to_owned).into();
        let off = RULES.iter().filter(|rule| rule.meta.level == Level::Off);
        arguments.extend(off.map(|rule| format!("--warn={}", rule.meta.id)));
        Case { files, arguments }
    }

    /// A check of one document.
    fn document(document: &Value) -> Case {
        Case::text(&document.to_string())
    }

    /// A check of one file.
    fn text(text: &str) -> Case {
        Case::check(BTreeMap::from([("ai.json".to_owned(), text.into())]))
    }

    /// A check of documents that are all there are.
    fn corpus(documents: impl Iterator<Item = (String, Value)>) -> Case {
        let files = documents.map(|(path, document)| (path, document.to_string().into_bytes()));
        Case::check(files.collect()).with("--corpus=.")
    }

    fn with(mut self, argument: impl Into<String>) -> Case {
        self.arguments.push(argument.into());
        self
    }

    fn file(mut self, path: &str, text: impl Into<Vec<u8>>) -> Case {
        self.files.insert(path.to_owned(), text.into());
        self
    }

    /// Puts the files into a folder.
    pub fn write(&self, folder: &Path) {
        for (path, bytes) in &self.files {
            let path = folder.join(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, bytes).unwrap();
        }
    }
}

/// A clean document of version 1 or 2.
fn clean(version: usize) -> Value {
    static CLEAN: LazyLock<[Value; 2]> = LazyLock::new(|| {
        [
            include_str!("../../fixtures/corpus/en-US/churn-rate/ai.json"),
            include_str!("../../fixtures/corpus/en-US/operating-margin/ai.json"),
        ]
        .map(|text| serde_json::from_str(text).unwrap())
    });
    CLEAN[version - 1].clone()
}

/// The document with another value at a place.
fn put(mut document: Value, pointer: &str, value: Value) -> Value {
    *document.pointer_mut(pointer).unwrap_or_else(|| panic!("nothing is at {pointer}")) = value;
    document
}

/// A sentence like no other.
fn sentence(number: usize) -> String {
    format!("Team {number} reads the figures of plan {number} before it decides on the next step of the year.")
}

fn section(key: &str, number: usize) -> Value {
    json!({ "key": key, "title": format!("When it helps {number}"), "text": sentence(number), "items": [] })
}

fn related(number: usize) -> Value {
    json!({
        "topic_id": format!("{number:08x}-59ce-5e57-a78c-23434b54ae0d"),
        "canonical_slug": format!("term-{number}"),
        "canonical_url": format!("https://core.yogoq.com/en-US/core/term-{number}"),
        "title": format!("Term {number}"),
        "relation_type": "next"
    })
}

/// Every list of the contract: n twins, and n items that differ.
fn lists() -> impl Iterator<Item = Shape> {
    type Item = fn(usize) -> Value;
    let row: Item = |number| json!(format!("Measure {number} | Counts those of plan {number} | {}", sentence(number)));
    let text: Item = |number| json!(sentence(number));
    let lists: [(&str, usize, &str, Item); 18] = [
        ("related_terms", 1, "/related_terms", related),
        ("visible_sources", 1, "/sources/visible_sources", |number| {
            let url = format!("https://source-{number}.example.org/{number}");
            json!({ "label": format!("Source {number}"), "url": url, "kind": "tier_a" })
        }),
        ("source_refs", 1, "/sources/source_refs", |number| json!(format!("concept:churn-rate-{number}:en-US"))),
        ("definition items", 1, "/content/definition/items", text),
        ("formula items", 1, "/content/formula/items", row),
        ("boundary items", 1, "/content/boundary/items", row),
        ("usage", 1, "/content/usage", |number| section("usage", number)),
        ("usage items", 1, "/content/usage/2/items", row),
        ("usage items in prose", 1, "/content/usage/2/items", text),
        ("misunderstandings", 1, "/content/misunderstandings", |number| section("misunderstandings", number)),
        ("misunderstandings items", 1, "/content/misunderstandings/0/items", text),
        ("examples", 1, "/content/examples", |number| section("examples", number)),
        ("examples items", 1, "/content/examples/0/items", text),
        ("comparisons", 1, "/content/comparisons", |number| section("comparisons", number)),
        ("comparisons items", 1, "/content/comparisons/0/items", row),
        (
            "faq",
            1,
            "/content/faq",
            |number| json!({ "question": format!("What is the use of plan {number}?"), "answer": sentence(number) }),
        ),
        (
            "aliases",
            2,
            "/aliases",
            |number| json!({ "text": format!("Margin {number}"), "type": "english_name", "locale": "en-US" }),
        ),
        ("limitations items", 1, "/limitations/items", text),
    ];
    lists.into_iter().flat_map(|(name, version, pointer, item)| {
        let list = move |numbers: &mut dyn Iterator<Item = usize>| {
            Case::document(&put(clean(version), pointer, numbers.map(item).collect()))
        };
        [
            Shape::new(format!("{name}: twins"), 25, move |n| list(&mut std::iter::repeat_n(7, n))),
            // Names of the same length throughout: some pass the gate of placeholders by their letters and length alone.
            Shape::new(format!("{name}: all different"), 25, move |n| list(&mut (100..100 + n))),
        ]
    })
}

/// What a text is filled with, n times.
const FILLINGS: [(&str, &str); 21] = [
    ("letters", "a"),
    ("bars", "|"),
    ("bars with cells", "a | "),
    ("brackets", "("),
    ("both brackets", "(]"),
    ("spaces", " "),
    ("words with spaces", "a  "),
    ("ン", "ン"),
    ("kanji", "解約率"),
    ("combining marks", "e\u{301}"),
    ("direction marks", "\u{200e}"),
    ("zero width spaces", "a\u{200b}"),
    ("tag characters", "\u{e0061}"),
    ("joined emoji", "👩\u{200d}💻"),
    ("lone surrogates", LONE),
    ("sentences", "It counts those who stay. "),
    ("digits", "7"),
    ("colons and slashes", "https://a.b/"),
    ("boxes and escaped tags", "[ ] &lt;em&gt;<"),
    ("escaped bytes", "a%ff%ff"),
    ("printed values and notes", "#REF!円 {{a.b}} ${x}\n> TODO "),
];

/// Written as half of a surrogate pair, which no Rust text can hold.
const LONE: &str = "\u{f8ff}";

/// Groups of fields that hold the same kind of text.
const FIELDS: [(&str, &[&str]); 2] = [
    (
        "texts",
        &[
            "/summary/display_name",
            "/summary/english_name",
            "/summary/abbreviation",
            "/aliases/0/text",
            "/content/usage/0/title",
            "/related_terms/0/title",
            "/sources/visible_sources/0/label",
            "/content/faq/0/question",
            "/summary/short_definition",
            "/content/definition/text",
            "/content/usage/0/text",
            "/content/examples/0/text",
            "/content/faq/0/answer",
            "/limitations/text",
            "/content/formula/items/0",
            "/content/boundary/items/0",
            "/content/misunderstandings/0/items/0",
            "/content/comparisons/0/items/0",
            "/limitations/items/0",
        ],
    ),
    (
        "identifiers",
        &[
            "/canonical/url",
            "/canonical/slug",
            "/canonical/locale",
            "/summary/term_id",
            "/summary/last_reviewed_at",
            "/sources/source_refs/0",
            "/sources/visible_sources/0/url",
            "/sources/visible_sources/0/kind",
            "/related_terms/0/topic_id",
            "/related_terms/0/canonical_slug",
            "/related_terms/0/canonical_url",
            "/related_terms/0/relation_type",
            "/aliases/0/locale",
            "/quality/trust_policy_version",
        ],
    ),
];

/// How many of a filling the smallest text holds: so many that the limits which shorten or refuse a long value (70 bytes of a
/// locale, 2,000 characters of a key) lie behind it, and no more, since each of them is counted in a debug build. What costs
/// little takes more to show how it grows.
fn size_of(group: &str, name: &str) -> usize {
    match (group, name) {
        ("identifiers", "letters" | "bars" | "brackets" | "spaces" | "digits") => 2_200,
        ("identifiers", "both brackets") => 1_100,
        ("identifiers", "words with spaces" | "bars with cells") => 800,
        ("texts", "spaces") => 3_000,
        ("texts", "letters" | "digits" | "bars" | "brackets") => 400,
        ("texts", "words with spaces") => 800,
        ("texts", "sentences" | "joined emoji" | "boxes and escaped tags") => 30,
        ("texts", "colons and slashes") => 50,
        ("texts", "printed values and notes") => 15,
        ("texts", "ン") => 200,
        ("texts", _) => 100,
        _ => 200,
    }
}

/// One text of n of something, in a group of fields.
fn texts() -> impl Iterator<Item = Shape> {
    FIELDS.into_iter().flat_map(|(group, pointers)| {
        FILLINGS.into_iter().map(move |(name, filling)| {
            Shape::new(format!("{group}: {name}"), size_of(group, name), move |n| {
                // One Hebrew letter is what makes marks of direction meaningful.
                let letter = if name == "direction marks" { "א" } else { "" };
                let text = json!(filling.repeat(n) + letter);
                let document = pointers.iter().fold(clean(2), |document, pointer| put(document, pointer, text.clone()));
                Case::text(&document.to_string().replace(LONE, "\\ud83d"))
            })
        })
    })
}

/// Lists in which every item is wrong.
fn findings() -> impl Iterator<Item = Shape> {
    type Item = fn(usize) -> Value;
    let lists: [(&str, usize, &str, Item); 12] = [
        ("relations that are numbers", 1, "/related_terms", |number| json!(number)),
        ("relations without fields", 1, "/related_terms", |_| json!({})),
        ("relations with unknown fields", 1, "/related_terms", |number| json!({ format!("titel_{number}"): 1 })),
        ("relations of unlisted types", 1, "/related_terms", |number| {
            let mut related = related(number);
            related["relation_type"] = json!(format!("used_togethr_{number}"));
            related
        }),
        ("relations to other locales", 1, "/related_terms", |number| {
            let mut related = related(number);
            related["canonical_url"] = json!(format!("https://core.yogoq.com/ja-JP/core/term-{number}"));
            related
        }),
        ("relations to the term itself", 1, "/related_terms", |_| {
            let mut related = related(1);
            related["canonical_slug"] = json!("churn-rate");
            related
        }),
        ("usage items that are numbers", 1, "/content/usage/2/items", |number| json!(number)),
        (
            "empty sections",
            1,
            "/content/usage",
            |number| json!({ "key": "usage", "title": format!("Use {number}"), "text": null, "items": [] }),
        ),
        ("comparison rows of a template", 1, "/content/comparisons/0/items", |number| {
            json!(format!("Term {number} | n/a | TBD"))
        }),
        (
            "sources of the publisher",
            1,
            "/sources/visible_sources",
            |number| json!({ "label": format!("Page {number}"), "url": format!("http://core.yogoq.com/p{number}"), "kind": null }),
        ),
        ("references in no form", 1, "/sources/source_refs", |number| json!(format!("page {number}"))),
        (
            "aliases of wrong locales",
            2,
            "/aliases",
            |number| json!({ "text": format!("マージン{number}"), "type": "english_name", "locale": format!("en_{number}") }),
        ),
    ];
    let lists = lists.into_iter().map(|(name, version, pointer, item)| {
        Shape::new(name, 50, move |n| Case::document(&put(clean(version), pointer, (0..n).map(item).collect())))
    });
    let raw = |start: fn(usize) -> String| {
        move |n: usize| {
            let text = clean(1).to_string();
            Case::text(&text.replacen('{', &format!("{{{}", (0..n).map(start).collect::<String>()), 1))
        }
    };
    lists.chain([
        Shape::new("unknown fields", 100, raw(|number| format!("\"sumary_{number}\":1,"))),
        Shape::new("one field again and again", 100, raw(|_| "\"note\":1,".to_owned())),
        Shape::new("deep lists", 50, raw(|number| format!("\"{number}\":{}{},", "[".repeat(50), "]".repeat(50)))),
        Shape::new("lists in lists", 100, |n| {
            let lists = format!("{{\"deep\":{}{},", "[".repeat(n), "]".repeat(n));
            Case::text(&clean(1).to_string().replacen('{', &lists, 1))
        }),
        Shape::new("commas too many", 8_000, |n| Case::text(&format!("{{{}}}", ",".repeat(n)))),
        Shape::new("quotation marks without an end", 8_000, |n| Case::text(&format!("[{}", "\"a\n".repeat(n)))),
        Shape::new("bytes that are not UTF-8", 16_000, |n| {
            let bytes = [b"{\"".to_vec(), vec![0xff; n], b"\":1}".to_vec()].concat();
            Case::check(BTreeMap::from([("ai.json".to_owned(), bytes)]))
        }),
    ])
}

/// A document with nothing but what corpus rules read, so that many of them cost little: they share no other words, and
/// nothing is missing that would be a finding.
fn small(slug: &str, related: Value, text: &str) -> Value {
    let empty = |key: &str| json!({ "key": key, "title": "Title", "text": null, "items": [] });
    let usage = json!([{ "key": "usage", "title": "Use", "text": text, "items": [] }]);
    let content = json!({
        "definition": empty("definition"), "formula": empty("formula"), "boundary": empty("boundary"), "usage": usage,
        "misunderstandings": [], "examples": [], "comparisons": [], "faq": []
    });
    let references = json!([format!("concept:{slug}:en-US"), format!("concept:{slug}:ja-JP")]);
    let values = [
        ("/canonical/slug", json!(slug)),
        ("/summary/canonical_slug", json!(slug)),
        ("/summary/display_name", json!(slug)),
        ("/content", content),
        ("/sources/source_refs", references),
        ("/related_terms", related),
        ("/limitations/items", json!([])),
    ];
    values.into_iter().fold(clean(1), |document, (pointer, value)| put(document, pointer, value))
}

/// What only many documents have.
fn corpora() -> impl Iterator<Item = Shape> {
    /// What the corpus rules say of n documents.
    fn corpus(document: impl Fn(usize) -> Value, n: usize) -> Case {
        let documents = (0..n).map(|number| (format!("en-US/d{number}/ai.json"), document(number)));
        // One of the locale that all of them promise: its address decides which locale that is.
        let url = json!("https://core.yogoq.com/ja-JP/core/pair");
        let pair = [
            ("/canonical/locale", json!("ja-JP")),
            ("/summary/locale", json!("ja-JP")),
            ("/canonical/url", url.clone()),
            ("/summary/canonical_url", url),
        ];
        let pair =
            pair.into_iter().fold(small("pair", json!([]), ""), |pair, (pointer, value)| put(pair, pointer, value));
        let case = Case::corpus(documents.chain([("ja-JP/pair/ai.json".to_owned(), pair)]));
        RULES
            .iter()
            .filter(|rule| rule.meta.kind == Kind::Corpus)
            .fold(case, |case, rule| case.with(format!("--only={}", rule.meta.id)))
    }
    let slug = |number: usize| format!("customer-lifetime-{number:05}");
    let to = |slugs: Vec<String>| -> Value {
        slugs
            .iter()
            .map(|slug| {
                let url = format!("https://core.yogoq.com/en-US/core/{slug}-page");
                json!({ "canonical_slug": slug, "title": "Another", "topic_id": slug, "canonical_url": url })
            })
            .collect()
    };
    let text = "It is read before the meeting of the whole team begins. Nobody decides on the next step without it.";
    let many = move |n: usize| (0..40).map(|part| sentence(n * 40 + part)).collect::<Vec<_>>().join(" ");
    let rows: Vec<Shape> = vec![
        Shape::new("documents with a near miss", 40, move |n| {
            corpus(move |number| small(&slug(number), to(vec![slug(number).replace("life", "lief")]), ""), n)
        }),
        Shape::new("near misses in one document", 40, move |n| {
            let misses = move || to((0..n).map(|number| slug(number).replace("life", "lief")).collect());
            corpus(move |number| small(&slug(number), if number == 0 { misses() } else { json!([]) }, ""), n)
        }),
        Shape::new("equal documents", 10, move |n| corpus(move |_| small("equal", json!([]), text), n)),
        Shape::new("documents that share sentences", 10, move |n| {
            corpus(move |number| small(&slug(number), json!([]), text), n)
        }),
        Shape::new("long documents that are alike", 4, move |n| {
            corpus(move |number| small(&slug(number), json!([]), &many(0)), n)
        }),
        // So many that the rule about relations that fill a list looks at them.
        Shape::new("documents that are related to one", 60, move |n| {
            corpus(move |number| small(&slug(number), to(vec![slug(0)]), ""), n)
        }),
        Shape::new("one document that is related to all", 10, move |n| {
            let all = move || to((0..n).map(slug).collect());
            corpus(move |number| small(&slug(number), if number == 0 { all() } else { json!([]) }, ""), n)
        }),
        Shape::new("documents that spell a word in two ways", 10, move |n| {
            let answer = |number: usize| if number.is_multiple_of(3) { "By e-mail, 2x4." } else { "By email, 2×4." };
            corpus(
                move |number| {
                    let pairs = json!([{ "question": "How?", "answer": answer(number) }]);
                    put(small(&slug(number), json!([]), text), "/content/faq", pairs)
                },
                n,
            )
        }),
        Shape::new("lines of JSON", 10, move |n| {
            let lines: String = (0..n).map(|number| small(&slug(number), json!([]), text).to_string() + "\n").collect();
            Case::check(BTreeMap::from([("all.jsonl".to_owned(), lines.into_bytes())])).with("all.jsonl")
        }),
    ];
    let failing = Shape::new("documents that fail the rules of BY_FIXTURE", 1, |n| {
        let each = |rule: &'static str| {
            let bytes = failing(rule);
            (0..n).map(move |number| (format!("{rule}/{number}/ai.json"), bytes.clone()))
        };
        Case::check(BY_FIXTURE.into_iter().flat_map(each).collect())
    });
    rows.into_iter().chain([failing]).chain(configurations())
}

/// What grows in the pages of documents.
fn pages() -> impl Iterator<Item = Shape> {
    const MAP: &str = "[pages]\nmap = \"pages/{locale}/{slug}.html\"\n";
    fn beside(document: &Value, page: impl Into<Vec<u8>>) -> Case {
        Case::document(document).file("termlint.toml", MAP).file("pages/en-US/churn-rate.html", page).with("--pages")
    }
    // The clean page with other words at its top, and more where its mistakes are listed.
    fn page(changes: &[(&str, &str)], lines: &str) -> String {
        let clean = std::fs::read_to_string(repository("fixtures/pages/en-US/churn-rate.html")).unwrap();
        let page = clean.replacen("<li>", &format!("{lines}<li>"), 1);
        changes.iter().fold(page, |page, (old, new)| {
            assert!(page.contains(old), "{old}");
            page.replace(old, new)
        })
    }
    fn with_items(n: usize) -> Value {
        let items = (0..n).map(|number| json!(format!("Mistake {} is a common one, too.", sentence(number))));
        let section = json!([{ "key": "misunderstandings", "title": "よくある誤解 / 落とし穴", "text": null, "items": items.collect::<Vec<_>>() }]);
        put(clean(1), "/content/misunderstandings", section)
    }
    fn lines(n: usize, line: impl Fn(usize) -> String) -> String {
        (0..n).map(line).collect()
    }
    let later = [
        ("lang=\"en-US\"", "lang=\"ja\""),
        ("Skip to content", "본문으로 이동"),
        ("<h1>Churn Rate", "<h1>Bounce Rate"),
        ("07/14/2026", "08/14/2026"),
        ("Quality: <b>Reviewed", "Quality: <b>Draft"),
        ("Sources: <b>3", "Sources: <b>5"),
        ("https://www.investopedia.com/terms/c/churnrate.asp", "https://example.org/"),
    ];
    [
        Shape::new("lines that only the page has", 100, move |n| {
            beside(
                &clean(1),
                page(&later, &lines(n, |number| format!("<li>Another {}</li><li>Twice</li>", sentence(number)))),
            )
        }),
        Shape::new("lines that only the page has, among repetitions", 50, |n| {
            let repeated = "An average over all customers hides more than it shows; look at each sign-up month rather than the whole base.";
            assert!(page(&[], "").contains(repeated));
            beside(
                &clean(1),
                page(&[], &lines(n, |number| format!("<li>Another {}</li><li>{repeated}</li>", sentence(number)))),
            )
        }),
        Shape::new("items that the page lacks", 50, |n| {
            beside(&with_items(n), page(&[("07/14/2026", "05/14/2026")], ""))
        }),
        Shape::new("items that the page words otherwise", 50, |n| {
            beside(
                &with_items(n),
                page(&[], &lines(n, |number| format!("<li>Mistake {} is a rare one, too.</li>", sentence(number)))),
            )
        }),
        Shape::new("items in another order", 50, |n| {
            let line = |number: usize| format!("<li>Mistake {} is a common one, too.</li>", sentence(n - 1 - number));
            beside(&with_items(n), page(&[], &lines(n, line)))
        }),
        Shape::new("one line again and again", 100, |n| {
            beside(&clean(1), page(&[], &"<li>Churn rate is a share.</li>".repeat(n)))
        }),
        Shape::new("elements of names that nobody knows", 250, |n| {
            beside(&clean(1), page(&[], &lines(n, |number| format!("<x-{number}>a</x-{number}>"))))
        }),
        Shape::new("elements that are never closed", 250, |n| beside(&clean(1), page(&[], &"<div><span>a".repeat(n)))),
        Shape::new("bytes of a page that are not UTF-8", 2_000, |n| beside(&clean(1), vec![0xff; n])),
        Shape::new("pages without a document", 150, |n| {
            let case = beside(&clean(1), page(&[], "")).with("--corpus=.");
            (0..n).fold(case, |case, number| case.file(&format!("pages/en-US/term-{number}.html"), "<p>a</p>"))
        }),
        Shape::new("pages of one template", 6, |n| {
            let slug = |number: usize| format!("churn-rate-{number}");
            let document = |number: usize| {
                let document = put(clean(1), "/canonical/slug", json!(slug(number)));
                (format!("{number}/ai.json"), put(document, "/summary/canonical_slug", json!(slug(number))))
            };
            let case = Case::corpus((0..n).map(document)).file("termlint.toml", MAP).with("--pages");
            (1..n).fold(case, |case, number| case.file(&format!("pages/en-US/{}.html", slug(number)), page(&[], "")))
        }),
    ]
    .into_iter()
}

/// What grows in the files beside the documents.
fn configurations() -> impl Iterator<Item = Shape> {
    let configured = |text: String| Case::document(&clean(1)).file("termlint.toml", text);
    let lines = |n: usize, line: fn(usize) -> String| (0..n).map(line).collect::<String>();
    [
        Shape::new("misspelt rules", 100, move |n| {
            configured(format!("[rules]\n{}", lines(n, |number| format!("stale-reveiw-{number} = \"off\"\n"))))
        }),
        Shape::new("ignores that have expired", 50, move |n| {
            configured(lines(n, |number| {
                format!("[[ignore]]\nrule = \"stale-review\"\nfiles = [\"x/{number}.json\"]\nreason = \"later\"\nuntil = 2026-01-01\n")
            }))
        }),
        Shape::new("ignores of one finding", 50, move |n| {
            configured(lines(n, |number| {
                format!(
                    "[[ignore]]\nrule = \"foreign-section-title\"\nfiles = [\"ai.json\"]\nat = \"/content/x{number}\"\nreason = \"later\"\n"
                )
            }))
        }),
        Shape::new("globs", 50, move |n| {
            configured(format!("exclude = [{}]", lines(n, |number| format!("\"drafts/{number}/**\","))))
        }),
        Shape::new("overrides", 50, move |n| {
            configured(lines(n, |number| {
                format!("[[override]]\nfiles = [\"drafts/{number}/**\"]\nrules = {{ stale-review = \"off\" }}\n")
            }))
        }),
        Shape::new("words to avoid in one text", 125, move |n| {
            let answer = "Users read it by e-mail, ユーザ. ".repeat(n);
            let pairs = json!([{ "question": "Who reads it?", "answer": answer }]);
            let list = "[rules]\nprefer-words = { words = [[\"e-mail\", \"email\"], [\"ユーザ\", \"ユーザー\"]] }\n";
            Case::document(&put(clean(1), "/content/faq", pairs)).file("termlint.toml", list)
        }),
        Shape::new("custom rules", 40, move |n| {
            configured(lines(n, |number| custom_rule(&format!("word-{number}"), &format!("pattern = 'team{number}?'"))))
        }),
        Shape::new("what a custom rule finds in one text", 250, move |n| {
            custom(&"Teams of the team read it. ".repeat(n), "phrases = [\"team\", \"teams of\"]")
        }),
        Shape::new("texts in which a custom rule finds something", 25, move |n| {
            let pairs = (0..n).map(|number| json!({ "question": format!("Who reads it {number}?"), "answer": "A team." }));
            let document = put(clean(1), "/content/faq", pairs.collect());
            Case::document(&document)
                .with("--only=custom")
                .file("termlint.toml", custom_rule("word", "pattern = 'team\\d?'\nfields = [\"/content/faq\"]"))
        }),
        // Patterns that look at all of the rest again and again.
        Shape::new("a custom rule that finds nothing but empty texts", 2000, move |n| {
            custom(&"a".repeat(n), "pattern = 'team|(?:a*z)?'")
        }),
        Shape::new("a custom rule that reads ahead", 2000, move |n| {
            custom(&"A".repeat(n), "pattern = 'team|A.*!|A'")
        }),
        Shape::new("known slugs", 500, move |n| {
            let slugs = lines(n, |number| format!("customer-lifetime-{number}\n"));
            let mut document = clean(1);
            document["related_terms"] = (0..n / 10).map(related).collect();
            Case::document(&document)
                .with("--corpus=.")
                .file("termlint.toml", "known-slugs = [\"slugs.txt\"]\n")
                .file("slugs.txt", slugs)
        }),
        Shape::new("entries of a baseline", 100, move |n| {
            let entries =
                lines(n, |number| format!("\"{number}/ai.json\": {{\"stale-review\": \"{number:012x}\"}},\n"));
            let text = format!("{{\"baseline_version\": 1,\n\"files\": {{\n{entries}\"\": {{}}}}\n}}\n");
            Case::document(&clean(1)).file("termlint-baseline.json", text)
        }),
    ]
    .into_iter()
}

/// An entry for a rule that finds the word "team".
fn custom_rule(name: &str, sought: &str) -> String {
    let texts = "message = \"a word\"\nfails = \"team team1\"\npasses = \"-\"";
    format!("[[rule]]\nid = \"house/{name}\"\n{sought}\n{texts}\n")
}

/// A document with this answer, and a custom rule.
fn custom(answer: &str, sought: &str) -> Case {
    let pairs = json!([{ "question": "Who reads it?", "answer": answer }]);
    Case::document(&put(clean(1), "/content/faq", pairs)).file("termlint.toml", custom_rule("word", sought))
}

/// Every format, over n findings in one file and over n files with a finding.
fn formats() -> impl Iterator<Item = Shape> {
    Format::ALL.iter().map(|format| format.name()).flat_map(|format| {
        [
            Shape::new(format!("{format}: findings in one file"), 25, move |n| {
                let numbers = (0..n).map(|number| json!(number)).collect();
                let case = Case::document(&put(clean(1), "/sources/source_refs", numbers));
                case.with("--only=wrong-type").with(format!("--format={format}"))
            }),
            Shape::new(format!("{format}: files with a finding"), 25, move |n| {
                let files = (0..n).map(|number| (format!("{number}/ai.json"), b"[]".to_vec()));
                Case::check(files.collect()).with("--only=wrong-type").with(format!("--format={format}"))
            }),
        ]
    })
}
