//! What HTML says about each element, as far as it decides what can be seen and where a line ends.
//!
//! The sources are the WHATWG HTML standard, "tree construction" (which elements end others) and "rendering" (which are
//! blocks, which are never shown).

use std::collections::HashMap;

/// What is known of an element by its name.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Traits(u32);

impl Traits {
    /// It has no content and no end tag.
    pub const VOID: Traits = Traits(1);
    /// It begins and ends a line.
    pub const BLOCK: Traits = Traits(1 << 1);
    /// A paragraph ends before it.
    pub const ENDS_PARAGRAPH: Traits = Traits(1 << 2);
    /// Browsers do not show its content, or not as a part of the text around it.
    pub const HIDDEN: Traits = Traits(1 << 3);
    /// End tags of most blocks do not reach out of it.
    pub const SCOPE: Traits = Traits(1 << 4);
    /// End tags of parts of a table do not reach out of it.
    pub const TABLE_SCOPE: Traits = Traits(1 << 5);
    /// The end tag of an item does not reach out of it.
    pub const LIST: Traits = Traits(1 << 6);
    /// End tags of inline elements do not reach out of it ("special" in the standard).
    pub const SPECIAL: Traits = Traits(1 << 7);
    /// The start tag of another item does not reach out of it: special, and not `<address>`, `<div>` or `<p>`.
    pub const HOLDS_ITEMS: Traits = Traits(1 << 8);
    /// A heading, whatever its level.
    pub const HEADING: Traits = Traits(1 << 9);
    /// A cell, or the caption, of a table.
    pub const CELL: Traits = Traits(1 << 10);
    /// A group of rows.
    pub const ROWS: Traits = Traits(1 << 11);
    /// Its start tag ends a drawing or a formula that was left open.
    pub const BREAKS_OUT: Traits = Traits(1 << 12);
    /// The end tag of a paragraph does not reach out of it.
    pub const BUTTON: Traits = Traits(1 << 13);
    /// A description list's term or its description.
    pub const DESCRIPTION: Traits = Traits(1 << 14);

    /// How many traits an element can have.
    pub const COUNT: usize = 15;

    pub const fn with(self, other: Traits) -> Traits {
        Traits(self.0 | other.0)
    }

    /// Whether it has all of `other`.
    pub fn has(self, other: Traits) -> bool {
        self.0 & other.0 == other.0
    }

    /// Whether it has one of `other`.
    pub fn has_any(self, other: Traits) -> bool {
        self.0 & other.0 != 0
    }

    /// The numbers of its traits.
    pub fn numbers(self) -> impl Iterator<Item = usize> {
        (0..Traits::COUNT).filter(move |number| self.0 >> number & 1 == 1)
    }
}

/// The element of a tag, by a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Tag(pub u32);

macro_rules! tags {
    ($($constant:ident = $name:literal: $($trait:ident)*;)*) => {
        #[allow(non_camel_case_types, clippy::upper_case_acronyms, dead_code, reason = "the table names every element")]
        #[repr(u32)]
        enum Numbers { $($constant,)* }

        #[allow(dead_code, reason = "the table names every element")]
        impl Tag {
            $(pub const $constant: Tag = Tag(Numbers::$constant as u32);)*
        }

        /// Every known element.
        const KNOWN: &[(&str, Traits)] = &[$(($name, Traits(0)$(.with(Traits::$trait))*),)*];
    };
}

tags! {
    A = "a": ;
    ADDRESS = "address": BLOCK ENDS_PARAGRAPH SPECIAL;
    ANNOTATION = "annotation": HIDDEN;
    ANNOTATION_XML = "annotation-xml": HIDDEN;
    APPLET = "applet": SCOPE SPECIAL HOLDS_ITEMS HIDDEN;
    AREA = "area": VOID;
    ARTICLE = "article": BLOCK ENDS_PARAGRAPH SPECIAL HOLDS_ITEMS;
    ASIDE = "aside": BLOCK ENDS_PARAGRAPH SPECIAL HOLDS_ITEMS;
    AUDIO = "audio": HIDDEN;
    B = "b": BREAKS_OUT;
    BASE = "base": VOID;
    BASEFONT = "basefont": VOID;
    BGSOUND = "bgsound": VOID;
    BIG = "big": BREAKS_OUT;
    BLOCKQUOTE = "blockquote": BLOCK ENDS_PARAGRAPH SPECIAL HOLDS_ITEMS BREAKS_OUT;
    BODY = "body": BREAKS_OUT;
    BR = "br": VOID BREAKS_OUT;
    BUTTON = "button": SPECIAL HOLDS_ITEMS BUTTON;
    CANVAS = "canvas": HIDDEN;
    CAPTION = "caption": BLOCK SCOPE SPECIAL HOLDS_ITEMS CELL;
    CENTER = "center": BLOCK ENDS_PARAGRAPH SPECIAL HOLDS_ITEMS BREAKS_OUT;
    CODE = "code": BREAKS_OUT;
    COL = "col": VOID;
    COLGROUP = "colgroup": SPECIAL HOLDS_ITEMS HIDDEN;
    DATALIST = "datalist": HIDDEN;
    DD = "dd": BLOCK ENDS_PARAGRAPH SPECIAL HOLDS_ITEMS DESCRIPTION BREAKS_OUT;
    DESC = "desc": ;
    DETAILS = "details": BLOCK ENDS_PARAGRAPH SPECIAL HOLDS_ITEMS;
    DIALOG = "dialog": BLOCK ENDS_PARAGRAPH;
    DIR = "dir": BLOCK ENDS_PARAGRAPH SPECIAL HOLDS_ITEMS;
    DIV = "div": BLOCK ENDS_PARAGRAPH SPECIAL BREAKS_OUT;
    DL = "dl": BLOCK ENDS_PARAGRAPH SPECIAL HOLDS_ITEMS BREAKS_OUT;
    DT = "dt": BLOCK ENDS_PARAGRAPH SPECIAL HOLDS_ITEMS DESCRIPTION BREAKS_OUT;
    EM = "em": BREAKS_OUT;
    EMBED = "embed": VOID BREAKS_OUT;
    FIELDSET = "fieldset": BLOCK ENDS_PARAGRAPH SPECIAL HOLDS_ITEMS;
    FIGCAPTION = "figcaption": BLOCK ENDS_PARAGRAPH SPECIAL HOLDS_ITEMS;
    FIGURE = "figure": BLOCK ENDS_PARAGRAPH SPECIAL HOLDS_ITEMS;
    FOOTER = "footer": BLOCK ENDS_PARAGRAPH SPECIAL HOLDS_ITEMS;
    FOREIGN_OBJECT = "foreignobject": SCOPE SPECIAL HOLDS_ITEMS;
    FORM = "form": BLOCK ENDS_PARAGRAPH SPECIAL HOLDS_ITEMS;
    FRAME = "frame": VOID;
    H1 = "h1": BLOCK ENDS_PARAGRAPH SPECIAL HOLDS_ITEMS HEADING BREAKS_OUT;
    H2 = "h2": BLOCK ENDS_PARAGRAPH SPECIAL HOLDS_ITEMS HEADING BREAKS_OUT;
    H3 = "h3": BLOCK ENDS_PARAGRAPH SPECIAL HOLDS_ITEMS HEADING BREAKS_OUT;
    H4 = "h4": BLOCK ENDS_PARAGRAPH SPECIAL HOLDS_ITEMS HEADING BREAKS_OUT;
    H5 = "h5": BLOCK ENDS_PARAGRAPH SPECIAL HOLDS_ITEMS HEADING BREAKS_OUT;
    H6 = "h6": BLOCK ENDS_PARAGRAPH SPECIAL HOLDS_ITEMS HEADING BREAKS_OUT;
    HEAD = "head": BREAKS_OUT;
    HEADER = "header": BLOCK ENDS_PARAGRAPH SPECIAL HOLDS_ITEMS;
    HGROUP = "hgroup": BLOCK ENDS_PARAGRAPH SPECIAL HOLDS_ITEMS;
    HR = "hr": VOID BLOCK ENDS_PARAGRAPH BREAKS_OUT;
    HTML = "html": ;
    I = "i": BREAKS_OUT;
    IFRAME = "iframe": HIDDEN;
    IMG = "img": VOID BREAKS_OUT;
    INPUT = "input": VOID;
    KEYGEN = "keygen": VOID;
    LEGEND = "legend": BLOCK;
    LI = "li": BLOCK ENDS_PARAGRAPH SPECIAL HOLDS_ITEMS BREAKS_OUT;
    LINK = "link": VOID;
    LISTING = "listing": BLOCK ENDS_PARAGRAPH SPECIAL HOLDS_ITEMS BREAKS_OUT;
    MAIN = "main": BLOCK ENDS_PARAGRAPH SPECIAL HOLDS_ITEMS;
    MARQUEE = "marquee": SCOPE SPECIAL HOLDS_ITEMS;
    MATH = "math": ;
    MENU = "menu": BLOCK ENDS_PARAGRAPH SPECIAL HOLDS_ITEMS BREAKS_OUT;
    META = "meta": VOID BREAKS_OUT;
    METADATA = "metadata": HIDDEN;
    MI = "mi": ;
    MN = "mn": ;
    MO = "mo": ;
    MS = "ms": ;
    MTEXT = "mtext": ;
    NAV = "nav": BLOCK ENDS_PARAGRAPH SPECIAL HOLDS_ITEMS;
    NOBR = "nobr": BREAKS_OUT;
    NOEMBED = "noembed": HIDDEN;
    NOFRAMES = "noframes": HIDDEN;
    NOSCRIPT = "noscript": HIDDEN;
    OBJECT = "object": SCOPE SPECIAL HOLDS_ITEMS HIDDEN;
    OL = "ol": BLOCK ENDS_PARAGRAPH SPECIAL HOLDS_ITEMS LIST BREAKS_OUT;
    P = "p": BLOCK ENDS_PARAGRAPH SPECIAL BREAKS_OUT;
    PARAM = "param": VOID;
    PLAINTEXT = "plaintext": BLOCK ENDS_PARAGRAPH SPECIAL HOLDS_ITEMS;
    PRE = "pre": BLOCK ENDS_PARAGRAPH SPECIAL HOLDS_ITEMS BREAKS_OUT;
    RP = "rp": HIDDEN;
    RT = "rt": HIDDEN;
    RTC = "rtc": HIDDEN;
    RUBY = "ruby": BREAKS_OUT;
    S = "s": BREAKS_OUT;
    SCRIPT = "script": HIDDEN;
    SEARCH = "search": BLOCK ENDS_PARAGRAPH SPECIAL HOLDS_ITEMS;
    SECTION = "section": BLOCK ENDS_PARAGRAPH SPECIAL HOLDS_ITEMS;
    SELECT = "select": SPECIAL HOLDS_ITEMS HIDDEN;
    SMALL = "small": BREAKS_OUT;
    SOURCE = "source": VOID;
    SPAN = "span": BREAKS_OUT;
    STRIKE = "strike": BREAKS_OUT;
    STRONG = "strong": BREAKS_OUT;
    STYLE = "style": HIDDEN;
    SUB = "sub": BREAKS_OUT;
    SUMMARY = "summary": BLOCK ENDS_PARAGRAPH SPECIAL HOLDS_ITEMS;
    SUP = "sup": BREAKS_OUT;
    SVG = "svg": HIDDEN;
    TABLE = "table": BLOCK ENDS_PARAGRAPH SPECIAL HOLDS_ITEMS SCOPE TABLE_SCOPE BREAKS_OUT;
    TBODY = "tbody": BLOCK SPECIAL HOLDS_ITEMS ROWS;
    TD = "td": SCOPE SPECIAL HOLDS_ITEMS CELL;
    TEMPLATE = "template": SCOPE TABLE_SCOPE SPECIAL HOLDS_ITEMS HIDDEN;
    TEXTAREA = "textarea": HIDDEN;
    TFOOT = "tfoot": BLOCK SPECIAL HOLDS_ITEMS ROWS;
    TH = "th": SCOPE SPECIAL HOLDS_ITEMS CELL;
    THEAD = "thead": BLOCK SPECIAL HOLDS_ITEMS ROWS;
    TITLE = "title": HIDDEN;
    TR = "tr": BLOCK SPECIAL HOLDS_ITEMS;
    TRACK = "track": VOID;
    TT = "tt": BREAKS_OUT;
    U = "u": BREAKS_OUT;
    UL = "ul": BLOCK ENDS_PARAGRAPH SPECIAL HOLDS_ITEMS LIST BREAKS_OUT;
    VAR = "var": BREAKS_OUT;
    VIDEO = "video": HIDDEN;
    WBR = "wbr": VOID;
    XMP = "xmp": BLOCK ENDS_PARAGRAPH SPECIAL HOLDS_ITEMS;
}

/// The numbers of elements: the known ones, and those that a page made up.
#[derive(Debug)]
pub(super) struct Tags {
    numbers: HashMap<Box<[u8]>, u32>,
}

impl Default for Tags {
    fn default() -> Tags {
        let numbers = KNOWN.iter().zip(0..).map(|((name, _), number)| (name.as_bytes().into(), number));
        Tags { numbers: numbers.collect() }
    }
}

impl Tags {
    /// The element of a name in lower case.
    pub fn tag(&mut self, name: &[u8]) -> Tag {
        if let Some(number) = self.numbers.get(name) {
            return Tag(*number);
        }
        let number = self.numbers.len() as u32;
        self.numbers.insert(name.into(), number);
        Tag(number)
    }
}

impl Tag {
    /// What is known of it.
    pub fn traits(self) -> Traits {
        KNOWN.get(self.0 as usize).map_or(Traits::default(), |(_, traits)| *traits)
    }

    /// The level of a heading.
    pub fn level(self) -> Option<u8> {
        (Tag::H1.0..=Tag::H6.0).contains(&self.0).then(|| (self.0 - Tag::H1.0) as u8 + 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_has_one_number_and_a_number_its_traits() {
        let mut tags = Tags::default();
        assert_eq!(tags.tag(b"h3"), Tag::H3);
        assert_eq!(tags.tag(b"xmp"), Tag::XMP);
        let card = tags.tag(b"my-card");
        assert_eq!(tags.tag(b"my-card"), card);
        assert_ne!(tags.tag(b"my-list"), card);
        assert_eq!(card.traits(), Traits::default());
        assert_eq!([Tag::H1, Tag::H6, Tag::P].map(Tag::level), [Some(1), Some(6), None]);
        assert!(Tag::LI.traits().has(Traits::BLOCK) && !Tag::LI.traits().has(Traits::LIST));
        assert_eq!(Tag::WBR.traits().numbers().collect::<Vec<_>>(), [0]);
    }
}
