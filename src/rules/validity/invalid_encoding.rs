use crate::declare_rule;

declare_rule! {
    /// A file that is not saved as UTF-8, the only encoding that JSON knows.
    ///
    /// ## Why
    /// An encoding says which bytes stand for which letters. Readers take every handoff for UTF-8; saved in another
    /// encoding, its Japanese arrives as garbage or the file is refused. termlint recognises UTF-16, UTF-32,
    /// Shift_JIS and EUC-JP, and names them in its message.
    ///
    /// ## Fails
    /// Each example shows the bytes of a whole file that says 用語. Saved as UTF-16, which Windows programs also call
    /// “Unicode”:
    /// ```text hex
    /// FFFE7B0022007400690074006C00650022003A002000220028759E8A22007D00
    /// ```
    /// Saved as Shift_JIS, which Japanese versions of Windows and Excel call “ANSI” or “Shift-JIS”:
    /// ```text hex
    /// 7B227469746C65223A202297708CEA227D
    /// ```
    /// Saved as EUC-JP:
    /// ```text hex
    /// 7B227469746C65223A2022CDD1B8EC227D
    /// ```
    ///
    /// ## Passes
    /// The same file, saved as UTF-8:
    /// ```text hex
    /// 7B227469746C65223A2022E794A8E8AA9E227D
    /// ```
    ///
    /// ## Fix
    /// Open the file in the program that wrote it and save it again with the encoding UTF-8, without a byte order
    /// mark.
    ///
    /// ## Known limits
    /// The level is always error. Nothing else in the file is checked until it is saved again. Which of two encodings
    /// was used cannot always be told from a few letters; then the message names the likelier one, or only the first
    /// byte that is wrong.
    pub struct InvalidEncoding {}
    id: "invalid-encoding", kind: Engine, fixed_level: true
}
