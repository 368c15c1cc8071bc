use crate::declare_rule;
use crate::finding::Safety;

declare_rule! {
    /// An invisible mark at the very start of a file, which JSON does not allow.
    ///
    /// ## Why
    /// Some programs, many of them on Windows, put three bytes before the text to say that it is UTF-8. No editor
    /// shows them, but a strict JSON reader meets a character that it does not expect, and refuses the file on line
    /// 1.
    ///
    /// ## Fails
    /// A whole file as bytes: the mark `EF BB BF`, then `{}`.
    /// ```text hex
    /// EFBBBF7B7D
    /// ```
    ///
    /// ## Passes
    /// The same file without the mark:
    /// ```text hex
    /// 7B7D
    /// ```
    ///
    /// ## Fix
    /// Save the file as “UTF-8”, not as “UTF-8 with BOM” or “UTF-8 with signature”. The fix, which deletes
    /// the mark, is safe; a file that is not JSON without it, either, has none.
    ///
    /// ## Known limits
    /// The rest of the file is checked as if the mark were not there. The same character inside a text is not a byte
    /// order mark. UTF-16 files begin with a mark of their own; they are reported as `invalid-encoding`.
    pub struct ByteOrderMark {}
    id: "byte-order-mark", kind: Engine, fix: Some(Safety::Safe)
}
