//! Steps of a procedure.

/// Verbs with which the steps of a procedure begin, in lower case.
const VERBS: [&str; 28] = [
    "activate",
    "choose",
    "clear",
    "click",
    "close",
    "continue",
    "double-click",
    "drag",
    "enter",
    "exit",
    "go",
    "mark",
    "navigate",
    "open",
    "paste",
    "press",
    "release",
    "repeat",
    "return",
    "right-click",
    "run",
    "save",
    "scroll",
    "select",
    "start",
    "switch",
    "type",
    "uncheck",
];

/// What is done in the steps of Japanese procedures.
const ACTIONS: [&str; 14] = [
    "をクリック",
    "を選択",
    "を選び",
    "を選ぶ",
    "を押し",
    "を押す",
    "を開き",
    "を開く",
    "を閉じ",
    "を入力",
    "に移動",
    "を実行",
    "をドラッグ",
    "ボタン",
];

/// Whether a text is a step of a procedure, which may be taken again: `Click OK.`, `Open the dialog.`, 挿入をクリックします。
///
/// It takes what a person does at a screen for a step, in the form of an instruction.
pub fn is_step(text: &str) -> bool {
    let first = text.trim_start().split([' ', ',']).next().unwrap_or_default();
    let is_verb = |word: &str| VERBS.iter().any(|verb| verb.eq_ignore_ascii_case(word));
    // “In the dialog, click OK”: the place comes first.
    let clause = text.split_once(", ").map(|(place, rest)| (place, rest.split(' ').next().unwrap_or_default()));
    let is_place =
        |place: &str| ["In ", "On ", "To ", "From ", "Then", "Next"].iter().any(|start| place.starts_with(start));
    let begins = is_verb(first) || clause.is_some_and(|(place, verb)| is_place(place) && is_verb(verb));
    let bare = text.trim_end().trim_end_matches(['。', '.', '）', ')']);
    let ends = || ["ます", "ください", "下さい", "する", "す", "く"].iter().any(|end| bare.ends_with(end));
    begins || !text.is_ascii() && ACTIONS.iter().any(|action| text.contains(action)) && ends()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_is_an_instruction() {
        for text in [
            "Click OK.",
            "Open the report, then read it",
            "select all rows",
            "In the dialog, click the tab.",
            "挿入をクリックします。",
            "Enterキーを押す。",
        ] {
            assert!(is_step(text), "{text}");
        }
        for text in [
            "Clicks per visit",
            "The team opens the report.",
            "離脱は請求の記録から数える。",
            "離脱した顧客を月ごとに集計する。",
            "In the spring, customers leave.",
            "Of all tabs, select ones stay open.",
            "選択した店",
            "ボタンの色",
            "Die Schaltfläche ändert sich",
            "",
        ] {
            assert!(!is_step(text), "{text}");
        }
    }
}
