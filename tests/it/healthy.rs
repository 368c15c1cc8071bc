//! A hundred real names, and the habits of healthy prose, about which no rule of naming or prose says anything.
//!
//! Whoever finds another false alarm adds the name here.

#![allow(clippy::disallowed_methods, reason = "a harness reads its own fixtures")]

use serde_json::{Value, json};
use termlint::rule::Group;
use termlint::rules::find;

use crate::support::{Harness, Input, case, show};

const ENGLISH: [&str; 64] = [
    "Web 2.0",
    "Industry 4.0",
    "Society 5.0",
    "ISO 27001",
    "ISO 9001",
    "IFRS 16",
    "401(k)",
    "403(b)",
    "5G",
    "4P",
    "7S Framework",
    "80/20 Rule",
    "3C Analysis",
    "5 Whys",
    "5S",
    "Six Sigma",
    "A/B Testing",
    "B2B",
    "B2C",
    "D2C",
    "C2C",
    "O2O",
    "SaaS",
    "PaaS",
    "PoC",
    "EBITDA",
    "LTV",
    "ROI",
    "ROE",
    "P/E Ratio",
    "R&D",
    "M&A",
    "Q&A",
    "SOC 2",
    "PCI DSS",
    "Internal Control Report (SOC 2)",
    "Emissions (Scope 3)",
    "Automated Driving (Level 3)",
    "S&P 500",
    "Fortune 500",
    "Dow Jones Industrial Average",
    "10,000-Hour Rule",
    "Rule of 40",
    "Rule of 72",
    "Form 10-K",
    "Basel III",
    "Chapter 11",
    "GDPR",
    "J-SOX",
    "Node.js",
    "Booking.com",
    "TCP/IP",
    "IPv6",
    "HTTP/2",
    "Porter’s Five Forces",
    "Kaizen",
    "Total Cost of Ownership (Software)",
    "Black–Scholes Model",
    "Net Promoter Score®",
    "Double Opt-In",
    "Zero-Based Budgeting",
    "COVID-19",
    "24/7 Support",
    "Café Model",
];

const JAPANESE: [&str; 56] = [
    "解約率",
    "顧客生涯価値",
    "顧客獲得単価",
    "損益分岐点",
    "5W1H",
    "3C分析",
    "4P分析",
    "5フォース分析",
    "SWOT分析",
    "PDCAサイクル",
    "A/Bテスト",
    "Webマーケティング",
    "eラーニング",
    "Eメール",
    "Xデー",
    "Ｍ＆Ａ",
    "ＩＲ",
    "働き方改革",
    "見える化",
    "かんばん方式",
    "ジャスト・イン・タイム",
    "リードナーチャリング",
    "カスタマー・ジャーニー",
    "ウォーターフォール",
    "ヴァーチャルリアリティ",
    "ウェブサイト",
    "エクイティ・ファイナンス",
    "オンボーディング",
    "コーポレート・ガバナンス",
    "ステークホルダー",
    "サプライチェーン",
    "ファクタリング",
    "フィンテック",
    "ペルソナ",
    "ロジックツリー",
    "ユーザー・エクスペリエンス",
    "インダストリー4.0",
    "Society 5.0",
    "ISO 27001認証",
    "IFRS第16号",
    "80対20の法則",
    "36協定",
    "6次産業化",
    "3ヶ月定着率",
    "6ヵ月予算",
    "霞ヶ関ビル",
    "月次決算（速報）",
    "温室効果ガス（スコープ3）",
    "自動運転（レベル3）",
    "個人型確定拠出年金（iDeCo）",
    "ブルー・オーシャン戦略",
    "〆切",
    "日々の改善",
    "プロダクト・マーケット・フィット",
    "ＢｔｏＢ",
    "ゼロベース予算",
];

/// What rules of naming and prose say about a document with these changes, except about its section titles, and about
/// its slug, which is that of another name here.
fn observed(base: &str, overlay: Value) -> String {
    let bytes = case::overlaid(base, overlay, &[]).unwrap();
    let harness = Harness::all("malformed-slug", None).unwrap();
    let observed: Vec<_> = harness
        .check(&Input::Document(bytes))
        .unwrap()
        .into_iter()
        .filter(|observed| {
            let group = find(observed.finding.rule).unwrap().meta.group;
            matches!(group, Group::Naming | Group::Prose)
                && !["foreign-section-title", "slug-title-mismatch"].contains(&observed.finding.rule)
        })
        .collect();
    if observed.is_empty() { String::new() } else { show(&observed) }
}

#[test]
fn a_hundred_real_names_are_no_defects() {
    assert!(ENGLISH.len() + JAPANESE.len() >= 100);
    for (base, names) in [("en-US/churn-rate/ai.json", &ENGLISH[..]), ("ja-JP/churn-rate/ai.json", &JAPANESE[..])] {
        for name in names {
            let sentence = format!("{name} stands here; so does {name}.");
            let section = json!([{ "key": "usage", "title": "役立つ場面", "text": sentence, "items": [name] }]);
            let overlay = json!({ "summary": { "display_name": name }, "content": { "usage": section } });
            assert_eq!(observed(base, overlay), "", "{name}");
        }
    }
}

#[test]
fn real_slugs_are_no_defects() {
    let slugs = [
        "3c-analysis",
        "a-b-testing",
        "5-whys",
        "401k",
        "roi",
        "web-2-0",
        "iso-27001",
        "10-000-hours",
        "80-20-rule",
        "5g",
    ];
    for slug in slugs {
        let overlay = json!({ "canonical": { "slug": slug }, "summary": { "canonical_slug": slug } });
        assert_eq!(observed("en-US/churn-rate/ai.json", overlay), "", "{slug}");
    }
}

#[test]
fn healthy_habits_of_prose_are_no_defects() {
    let english = [
        "Three steps: 1) count, b) divide, iii) compare (see step a) above).",
        "A share lies in [0, 1), a change in (-1, ∞]; f(x) = g(h(x)).",
        "Smile :-) when it helps (and it does ;)).",
        "Kaizen (改善) is done by the people of the genba (現場).",
        "The {{first_name}} tag and the note [1] stay as they are.",
    ];
    let japanese = [
        "注）年契約は別に数える。手順1）数える。ア）割る。",
        "月初の契約（試用を除く)で割り、「（」と「）」で囲む。",
        "Ｍ＆ＡとＩＲの資料を、Ａ社のSaaSと３C分析で比べる。",
        "Salesforce、HubSpot、Marketo、Pardot、Zoho CRM、Microsoft Dynamics、Oracle NetSuite、SAP Customer Experience",
    ];
    for (base, texts) in [("en-US/churn-rate/ai.json", &english[..]), ("ja-JP/churn-rate/ai.json", &japanese[..])] {
        for text in texts {
            let section = json!([{ "key": "usage", "title": "役立つ場面", "text": text, "items": [] }]);
            assert_eq!(observed(base, json!({ "content": { "usage": section } })), "", "{text}");
        }
    }
}
