//! What is read of HTML. The expected texts follow from the WHATWG standard, or from the comments in this room where it is
//! left open what "visible" means.

use super::*;

/// The lines of a page: `h1`, `li`, `tr` or `p`, and the text, cells divided by ` | `.
fn lines(html: &str) -> Vec<String> {
    let (lines, _) = read(html);
    let shown = |line: &Line| {
        let kind = match line.kind {
            LineKind::Heading(level) => format!("h{level}"),
            LineKind::Item => "li".to_owned(),
            LineKind::Row => "tr".to_owned(),
            LineKind::Text => "p".to_owned(),
        };
        format!("{kind} {}", line.text.replace('\t', " | "))
    };
    lines.iter().map(shown).collect()
}

#[track_caller]
fn check(html: &str, expected: &[&str]) {
    assert_eq!(lines(html), expected, "{html}");
}

#[test]
fn blocks_end_lines_and_inline_elements_do_not() {
    check("<p>one <b>two</b>three</p>four", &["p one twothree", "p four"]);
    check("<div>a<div>b</div>c</div>", &["p a", "p b", "p c"]);
    check("a<br>b<br/>c</br>d", &["p a", "p b", "p c", "p d"]);
    check("<h1>A <small>b</small></h1><h3>c<br>d</h3>", &["h1 A b", "h3 c", "h3 d"]);
    check("<dl><dt>term<dd>what it is</dl>", &["p term", "p what it is"]);
    check("<details><summary>Q</summary>A</details>", &["p Q", "p A"]);
    check("<span>Updated: 1</span><span>Sources: 2</span>", &["p Updated: 1Sources: 2"]);
    check("<p>a\n  <!-- x -->  b&nbsp;c\u{3000}d </p>", &["p a b\u{a0}c\u{3000}d"]);
    check("<p>&nbsp;a&nbsp;</p><p>&nbsp;</p><p>&#8203;</p>", &["p a"]);
    check("<pre>a\r\n  b\n\nc</pre> d\ne", &["p a", "p b", "p c", "p d e"]);
    check("co<wbr>op<img alt=x>er<input value=v>ate", &["p cooperate"]);
    check("<my-card>a<p>b</my-card>c", &["p a", "p bc"]);
}

#[test]
fn lists_have_items_and_tables_have_rows() {
    check("<ul><li>a<li><p>b</p><p>c</p></li><li><h4>d</h4>e</ul>f", &["li a", "li b", "p c", "h4 d", "p e", "p f"]);
    check("<ol><li>a<ul><li>b</ul>c</ol>", &["li a", "li b", "p c"]);
    check("<ul><li></li></ul>a", &["p a"]);
    let table = "<table><caption>cap</caption><colgroup><col></colgroup><thead><tr><th>A</th><th>B</th></tr></thead>\
        <tbody><tr><td>1</td><td></td></tr><tr><td rowspan=2>2</td> <td><p>x</p><p>y</p></td></tr></tbody></table>z";
    check(table, &["p cap", "tr A | B", "tr 1 | ", "tr 2 | x y", "p z"]);
    check("<table><tr><td>a<td>b<tr><td>c<br>d<tfoot><tr><td>e</table>", &["tr a | b", "tr c d", "tr e"]);
    check("<table><td>a<td>b</table>", &["tr a | b"]);
    check("<td>a<td>b", &["p ab"]);
    check("<table><tr><td>a<table><tr><td>b<td>c</table>d<td>e</table>", &["tr a", "tr b | c", "tr d | e"]);
    check("<table><tr><td><ul><li>a<li>b</ul><td>c</table>", &["tr a b | c"]);
    check("<table><tr><td hidden>a<td>b<tr hidden><td>c</table>", &["tr b"]);
}

#[test]
fn end_tags_may_be_missing_or_misplaced() {
    check("<p>a<p>b<div>c<p>d</div>e", &["p a", "p b", "p c", "p d", "p e"]);
    check("<p hidden>a<div>b</div>", &["p b"]);
    check("<h1>a<h2>b</h1>c", &["h1 a", "h2 b", "p c"]);
    check("<ul><li hidden>a<li>b</ul>", &["li b"]);
    check("<div hidden><span></div>a", &["p a"]);
    check("<div hidden><b></span></b></p>x</div>a", &["p a"]);
    check("<span hidden><div>x</span>y</div></span>a", &["p a"]);
    check("<table><tr><td hidden><p>x</table>a", &["p a"]);
    check("a</div></p></li></table>b", &["p a", "p b"]);
    check("<p>a</", &["p a</"]);
    check("<p>a<b", &["p a"]);
    check("<p>a<é>b</>c<3", &["p a<é>bc<3"]);
    check("<p>a<!-- b", &["p a"]);
    check("<p>a<![CDATA[x]]>b", &["p ab"]);
    check("<dl><dt hidden>a<dd>b<dl><dt>c</dl></dl>d", &["p b", "p c", "p d"]);
    check("<button hidden>a<button>b", &["p b"]);
}

#[test]
fn what_is_not_shown_is_not_read() {
    for hidden in [
        "<script>if (a < b) { '<p>x</p>' }</script>",
        "<script><!-- <script> x </script> --></script>",
        "<style>p::before { content: '<p>x' }</style>",
        "<template><p>x</p><template>y</template></template>",
        "<noscript><p>x</p></noscript>",
        "<title>x</title>",
        "<textarea><p>x</textarea>",
        "<select><option>x<option>y</select>",
        "<iframe><p>x</iframe>",
        "<video><p>x</p></video>",
        "<object><p>x</p></object>",
        "<svg><title>x</title><text>y</text><style>a{}</style><path/></svg>",
        "<svg/>",
        "<!-- <p>x</p> -->",
        "<p hidden>x</p>",
        "<div hidden='until-found'>x<div>y</div></div>",
        "<i aria-hidden=TRUE>→</i>",
        "<p style='display: none'>x</p>",
        "<dialog>x</dialog>",
        "<xmp hidden><p>x</xmp>",
        "\0",
    ] {
        check(&format!("<p>a</p>{hidden}<p>b</p>"), &["p a", "p b"]);
    }
    check("<i aria-hidden=false>a</i><dialog open>b</dialog>", &["p a", "p b"]);
    check("<ruby>顧客<rp>(</rp><rt>こきゃく</rt><rp>)</rp></ruby>数", &["p 顧客数"]);
    check("<math><mi>x</mi><annotation encoding=TeX>x^2</annotation></math>", &["p x"]);
    check("<svg><div>a</div>", &["p a"]);
    check("<svg><foreignObject><p>x</p></foreignObject></svg>b", &["p b"]);
    check("<svg><![CDATA[<p>x</p>]]></svg>b", &["p b"]);
    check("<math><mi/>a</math>", &["p a"]);
    check("<xmp><b>a</b></xmp><plaintext>c</plaintext><p>", &["p <b>a</b>", "p c</plaintext><p>"]);
}

#[test]
fn lines_of_controls_are_told_from_lines_of_content() {
    let controls = |html: &str| {
        let (lines, _) = read(html);
        lines.iter().map(|line| format!("{}{}", if line.is_control { "- " } else { "" }, line.text)).collect::<Vec<_>>()
    };
    assert_eq!(controls("<div><button>Copy</button> <button>Share</button></div>"), ["- Copy Share"]);
    assert_eq!(controls("<nav><a>Home</a><ul><li>Terms</ul></nav>a"), ["- Home", "- Terms", "a"]);
    assert_eq!(controls("<nav><table><tr><td>Home</table></nav><p>a"), ["- Home", "a"]);
    assert_eq!(controls("<p>The <button>churn rate</button> counts.</p>"), ["The churn rate counts."]);
    assert_eq!(controls("<button>&amp;</button><p>&amp;<button>b"), ["- &", "&b"]);
    assert_eq!(controls("<h2>Example <button>#</button></h2>"), ["Example", "- #"]);
    assert_eq!(controls("<h3><button>Why? <b>+</b></button></h3><p>a"), ["- Why? +", "a"]);
    assert_eq!(controls("<h3>W<button hidden>x</button>hy?</h3>"), ["Why?"]);
    assert_eq!(controls("<h2>Example<a href='#x'>#</a></h2>"), ["Example", "- #"]);
    assert_eq!(controls("<h2><a href='#x'><svg/>¶</a> Example</h2>"), ["- ¶", "Example"]);
    assert_eq!(controls("<h2><a href='#x'>Example</a></h2>"), ["- Example"]);
    assert_eq!(controls("<h2>A <a href='/x'>link</a></h2><p>a <a href='#y'>b</a>"), ["A link", "a b"]);
    assert_eq!(controls("<p>a<sup><a href='#n'>[1]</a></sup><sup>2</sup></p><li><a href='#b'>B</a>"), ["a2", "- B"]);
    assert_eq!(
        controls("<div role=navigation>Home</div><h2>A <i role=button>b</i> c</h2>"),
        ["- Home", "A", "- b", "c"]
    );
    let (lines, _) = read("<h3><button>Why?</button></h3>");
    assert_eq!(lines[0].kind, LineKind::Heading(3));
}

#[test]
fn every_character_knows_the_bytes_that_it_was_written_with() {
    let html = "\u{feff}<p>A &amp; B&#x26;&notit;&semi;&bogus; &ampC\r\n&lt&#128;</p><p>e\u{301}</p>";
    let (lines, _) = read(html);
    assert_eq!(lines[0].text, "A & B&¬it;;&bogus; &C <€");
    let written = |part: &str| {
        let at = lines[0].text.find(part).unwrap();
        &html[lines[0].source(at..at + part.len())]
    };
    for (part, expected) in [
        ("A", "A"),
        ("& B", "&amp; B"),
        ("B&", "B&#x26;"),
        ("¬it;", "&notit;"),
        (";;", ";&semi;"),
        ("&bogus", "&bogus"),
        (" &C", " &ampC"),
        ("C <", "C\r\n&lt"),
        ("€", "&#128;"),
    ] {
        assert_eq!(written(part), expected, "{part}");
    }
    assert_eq!(&html[lines[0].span()], "A &amp; B&#x26;&notit;&semi;&bogus; &ampC\r\n&lt&#128;");
    assert_eq!(&html[lines[1].span()], "e\u{301}");
    let rows = "<table><tr><td> a&amp; </td><td><b>b</b> c</td></tr></table>";
    let (lines, _) = read(rows);
    let cells: Vec<&str> = lines[0].cells().map(|cell| &rows[lines[0].source(cell)]).collect();
    assert_eq!(cells, ["a&amp;", "b</b> c"]);
}

#[test]
fn links_know_where_they_lead_and_what_they_show() {
    let html =
        "<p>See <a title=t HREF='/a?b=1&amp;c'> Lead <b>x</b> </a>, <a href=b>y<a href=\"\">z</a>, <a name=n>w</a>";
    let (lines, _) = read(html);
    let links: Vec<(&str, &str, &str)> = lines[0]
        .links
        .iter()
        .map(|link| (&lines[0].text[link.range.clone()], link.href.text.as_str(), &html[link.href.span.clone()]))
        .collect();
    assert_eq!(links, [("Lead x", "/a?b=1&c", "/a?b=1&amp;c"), ("y", "b", "b"), ("z", "", "")]);
    // A link around several blocks belongs to the first of them.
    let (lines, _) = read("<a href=u><img><h2>a</h2><p>b</p></a>c<a href=v><div>d</a>e</div><a href=w></a>");
    let links = |line: &Line| line.links.iter().map(|link| link.href.text.clone()).collect::<Vec<_>>();
    assert_eq!(lines.iter().map(links).collect::<Vec<_>>(), [vec!["u"], vec![], vec![], vec!["v"]]);
    assert_eq!(lines[3].links[0].range, 0..1);
    assert_eq!(lines[3].text, "de");
}

#[test]
fn the_head_says_what_the_page_is() {
    let html = r#"<!doctype html><html lang="en-US"><head><title> A &amp;
 B </title><title>no</title>
<meta name=Description content="What it &quot;is&quot;"><link rel="canonical" href="https://e.example/a">
<link rel=alternate hreflang=ja href=/ja/a><link rel="alternate stylesheet" href=x.css>
<script type="application/ld+json">{"@graph": [{"@type": "DefinedTerm", "name": "Lead \u0041", "inLanguage": "en",
 "author": {"name": "no"}}, {"dateModified": "2026-05-14", "description": 5}]}</script>
<script type="application/ld+json">[{"name": ""}, {"na</script><script>{"name": "no"}</script>
</head><body lang=fr><svg><title>no</title></svg><p>a"#;
    let (_, head) = read(html);
    let said = |text: &str, written: &str| {
        let start = html.find(written).unwrap();
        Some(Said { text: text.to_owned(), span: start..start + written.len() })
    };
    assert_eq!(head.lang, said("en-US", "en-US"));
    assert_eq!(head.title, said("A & B", "A &amp;\n B"));
    assert_eq!(head.description, said("What it \"is\"", "What it &quot;is&quot;"));
    assert_eq!(head.canonical, said("https://e.example/a", "https://e.example/a"));
    assert_eq!(head.alternates.len(), 1);
    assert_eq!(Some(head.alternates[0].href.clone()), said("/ja/a", "/ja/a"));
    assert_eq!(
        Some(head.alternates[0].hreflang.clone()),
        said("ja", "ja href").map(|said| Said { span: said.span.start..said.span.start + 2, ..said })
    );
    let [term, review, blank] = &head.json_ld[..] else { panic!("{:?}", head.json_ld) };
    assert_eq!(term.name, said("Lead A", "Lead \\u0041"));
    assert_eq!(term.kind, said("DefinedTerm", "DefinedTerm"));
    assert_eq!(review.modified, said("2026-05-14", "2026-05-14"));
    assert_eq!((review.name.clone(), review.description.clone()), (None, None));
    assert_eq!(blank.name.clone().map(|name| name.text), Some(String::new()));
    let (_, head) = read("<title></title><title>b</title><html lang>");
    assert_eq!(head.title, Some(Said { text: String::new(), span: 7..7 }));
    assert_eq!(head.lang.map(|lang| lang.text), Some(String::new()));
}
