//! Braces in globs: `a/{b,c}` stands for `a/b` and `a/c`, as in a shell, before anything else reads the glob.
//!
//! Owns the counting and the writing out. Must not know what a glob matches.

/// How many globs one may stand for.
pub const MOST: usize = 64;

/// Why a glob is not written out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Error {
    /// A `{` is never closed; its byte.
    Unclosed(usize),
    /// It stands for more than [`MOST`] globs.
    TooMany,
}

/// A part of a glob. A pair of braces without a comma only groups: it is gone.
enum Piece<'g> {
    Text(&'g str),
    Open,
    Comma,
    Close,
}

/// The globs that a glob stands for, in the order of a shell; the glob itself where it has no braces. What stands in a
/// class, such as `[{]`, is a character, and so are a comma outside of braces and a `}` that closes nothing. Takes time in
/// proportion to the length of the glob, whatever it holds.
///
/// # Errors
/// A brace that is not closed, and too many globs: they are counted before one is written.
pub fn expand(glob: &str) -> Result<Vec<String>, Error> {
    let pieces = pieces(glob)?;
    if count(&pieces) > MOST {
        return Err(Error::TooMany);
    }
    // Of each pair of braces that is open: the choices that are complete, and those being written.
    let mut open: Vec<(Vec<String>, Vec<String>)> = Vec::new();
    let mut globs = vec![String::new()];
    for piece in pieces {
        match piece {
            Piece::Text(text) => globs.iter_mut().for_each(|glob| glob.push_str(text)),
            Piece::Open => open.push((Vec::new(), std::mem::replace(&mut globs, vec![String::new()]))),
            Piece::Comma => {
                if let Some((choices, _)) = open.last_mut() {
                    choices.append(&mut globs);
                    globs.push(String::new());
                }
            }
            Piece::Close => {
                if let Some((mut choices, heads)) = open.pop() {
                    choices.append(&mut globs);
                    let with = |head: &String| choices.iter().map(|choice| head.clone() + choice).collect::<Vec<_>>();
                    globs = heads.iter().flat_map(with).collect();
                }
            }
        }
    }
    Ok(globs)
}

/// How many globs there are; far too many are `usize::MAX`.
fn count(pieces: &[Piece<'_>]) -> usize {
    // Of each pair of braces that is open: the choices before the present one, and what stands before the brace.
    let mut open: Vec<(usize, usize)> = Vec::new();
    let mut count: usize = 1;
    for piece in pieces {
        match piece {
            Piece::Text(_) => {}
            Piece::Open => open.push((0, std::mem::replace(&mut count, 1))),
            Piece::Comma => {
                if let Some((choices, _)) = open.last_mut() {
                    *choices = choices.saturating_add(std::mem::replace(&mut count, 1));
                }
            }
            Piece::Close => {
                if let Some((choices, before)) = open.pop() {
                    count = choices.saturating_add(count).saturating_mul(before);
                }
            }
        }
    }
    count
}

fn pieces(glob: &str) -> Result<Vec<Piece<'_>>, Error> {
    let mut pieces = Vec::new();
    // Of each open brace: its byte, its piece, and whether it has a comma.
    let mut open: Vec<(usize, usize, bool)> = Vec::new();
    let (mut start, mut at) = (0, 0);
    let mut may_have_class = true;
    while let Some(found) = glob[at..].find(['{', '}', ',', '[']).map(|found| at + found) {
        at = found + 1;
        let piece = match (glob.as_bytes()[found], open.last_mut()) {
            (b'[', _) => {
                let class = if may_have_class { class(&glob[found..]) } else { None };
                match class {
                    Some(width) => at = found + width,
                    // What is not closed here is closed nowhere behind.
                    None => may_have_class = false,
                }
                continue;
            }
            (b'{', _) => {
                open.push((found, pieces.len() + 1, false));
                Piece::Open
            }
            (_, None) => continue,
            (b',', Some((.., has_comma))) => {
                *has_comma = true;
                Piece::Comma
            }
            (_, Some((_, opening, has_comma))) => {
                let (opening, has_comma) = (*opening, *has_comma);
                open.pop();
                if has_comma {
                    Piece::Close
                } else {
                    pieces[opening] = Piece::Text("");
                    Piece::Text("")
                }
            }
        };
        pieces.extend([Piece::Text(&glob[start..found]), piece]);
        start = at;
    }
    if let Some((at, ..)) = open.first() {
        return Err(Error::Unclosed(*at));
    }
    pieces.push(Piece::Text(&glob[start..]));
    Ok(pieces)
}

/// The bytes of the class at the beginning of a text, such as `[ab]`, if it begins with one.
pub fn class(text: &str) -> Option<usize> {
    // A `]` right after the opening (or after its `!`) is a character of the class.
    let first = if text.starts_with("[!") { 2 } else { 1 };
    let width = text.strip_prefix('[').and_then(|_| text[first..].chars().next())?.len_utf8();
    Some(first + width + text[first + width..].find(']')? + 1)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The definition: each choice of the first pair of braces takes its place in turn.
    fn by_definition(glob: &str) -> Vec<String> {
        let Some(open) = glob.find('{') else { return vec![glob.to_owned()] };
        let (mut depth, mut starts) = (0, vec![open + 1]);
        for (index, byte) in glob.bytes().enumerate().skip(open) {
            match byte {
                b'{' => depth += 1,
                b'}' => depth -= 1,
                b',' if depth == 1 => starts.push(index + 1),
                _ => {}
            }
            if depth == 0 {
                let ends = starts.iter().skip(1).map(|start| start - 1).chain([index]);
                let choices = starts.iter().zip(ends).map(|(start, end)| &glob[*start..end]);
                let whole = |choice| format!("{}{choice}{}", &glob[..open], &glob[index + 1..]);
                return choices.flat_map(|choice| by_definition(&whole(choice))).collect();
            }
        }
        unreachable!("every brace is closed")
    }

    fn nested() -> impl Strategy<Value = String> {
        let text = "[ab*/]{0,2}";
        text.prop_recursive(4, 24, 3, |inner| {
            let choices =
                prop::collection::vec(inner.clone(), 1..4).prop_map(|choices| format!("{{{}}}", choices.join(",")));
            prop::collection::vec(prop_oneof![inner, choices], 1..4).prop_map(|parts| parts.concat())
        })
    }

    proptest! {
        #[test]
        fn a_glob_stands_for_what_the_definition_says(glob in nested()) {
            let expected = by_definition(&glob);
            match expand(&glob) {
                Ok(globs) => {
                    prop_assert!(globs.len() <= MOST);
                    prop_assert_eq!(globs, expected);
                }
                Err(error) => {
                    prop_assert_eq!(error, Error::TooMany);
                    prop_assert!(expected.len() > MOST, "{} has {}", glob, expected.len());
                }
            }
        }

        #[test]
        fn any_text_is_taken_or_refused(glob in "[a{},\\[\\]é!]{0,24}") {
            let _ = expand(&glob);
        }
    }

    fn written(glob: &str) -> String {
        expand(glob).unwrap().join(" ")
    }

    #[test]
    fn choices_are_written_out_in_their_order() {
        assert_eq!(written("a/{b,c}/*.json"), "a/b/*.json a/c/*.json");
        assert_eq!(written("{a,b}{c,d}"), "ac ad bc bd");
        assert_eq!(written("x{a,b{c,d}e}y"), "xay xbcey xbdey");
        assert_eq!(written("ai{.en,}.json"), "ai.en.json ai.json");
        assert_eq!(written("a/{b}/{}c"), "a/b/c");
        assert_eq!(written("a/*.json"), "a/*.json");
    }

    #[test]
    fn a_brace_in_a_class_is_a_character() {
        for glob in ["a[{]b", "a[]{]b", "a[!{]b", "[!]{]", "a,b", "a}", "[{"] {
            let expected = if glob == "[{" { Err(Error::Unclosed(1)) } else { Ok(vec![glob.to_owned()]) };
            assert_eq!(expand(glob), expected, "{glob}");
        }
        assert_eq!(written("{[,],b}"), "[,] b");
        assert_eq!(expand("a/{b{c,d}"), Err(Error::Unclosed(2)));
    }

    #[test]
    fn a_glob_is_counted_before_it_is_written_out() {
        assert_eq!(expand(&"{a,b}".repeat(6)).unwrap().len(), 64);
        assert_eq!(expand(&format!("{{{}}}", "a,".repeat(64))), Err(Error::TooMany));
        assert_eq!(expand(&"{a,b}".repeat(7)), Err(Error::TooMany));
        assert_eq!(expand(&"{a,b}".repeat(100_000)), Err(Error::TooMany));
        assert_eq!(expand(&format!("{}{}", "{a,".repeat(100_000), "}".repeat(100_000))), Err(Error::TooMany));
        let deep = format!("{}a,b{}", "x{".repeat(100_000), "}".repeat(100_000));
        assert_eq!(expand(&deep).unwrap().len(), 2);
        assert_eq!(expand(&"[".repeat(100_000)).unwrap().len(), 1);
    }
}
