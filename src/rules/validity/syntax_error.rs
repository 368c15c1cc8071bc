use crate::declare_rule;

declare_rule! {
    /// A file that is not JSON: an extra comma, a missing quotation mark, or nothing at all.
    ///
    /// ## Why
    /// Programs read JSON strictly. One wrong mark, and they read nothing of the file.
    ///
    /// ## Fails
    /// A comma after the last entry:
    /// ```text raw
    /// { "items": ["Include", "Exclude",] }
    /// ```
    /// A comma that is missing between two fields:
    /// ```text raw
    /// {
    ///   "display_name": "Churn Rate"
    ///   "locale": "en-US"
    /// }
    /// ```
    /// A quotation mark inside a text:
    /// ```text raw
    /// { "text": "いわゆる"解約率"のこと" }
    /// ```
    /// A Japanese punctuation mark in place of the plain one:
    /// ```text raw
    /// { "display_name"： "解約率" }
    /// ```
    /// A typographic quotation mark at the end of a text, as word processors write it:
    /// ```text raw
    /// { "display_name": "Churn Rate”, "locale": "en-US" }
    /// ```
    /// A line break inside a text:
    /// ```text raw
    /// { "text": "The first line.
    /// The second line." }
    /// ```
    /// A comment:
    /// ```text raw
    /// {
    ///   // checked by the finance team
    ///   "locale": "en-US"
    /// }
    /// ```
    ///
    /// ## Passes
    /// Quotation marks and line breaks inside a text are written as `\"` and `\n`:
    /// ```json
    /// { "limitations": { "text": "A \"reviewed\" entry was checked by a person.\nIt is no advice." } }
    /// ```
    ///
    /// ## Fix
    /// Go to the line and column of the finding and do what the help line says. Then check again: reading stops at
    /// the first error, so another one may follow it. Where a program made one mistake throughout the file, as a word processor
    /// does with quotation marks, the help says how often. If the message makes no sense at that location, look just
    /// before it, because the cause is often a missing quotation mark or comma on the line above.
    ///
    /// ## Known limits
    /// The level is always error. One syntax error is reported for each file. What comes before it is used to find
    /// out which term the file is about; apart from that the file is not checked until it can be read.
    pub struct SyntaxError {}
    id: "syntax-error", kind: Engine, fixed_level: true
}
