//! `cargo xtask precision`: what the rules find in real prose, and how much of it is right.
//!
//! The prose comes from Debian packages, is converted to handoffs outside the repository, and never enters it. Of each rule,
//! every error and a sample of other findings is read by a person; `xtask/decisions.tsv` keeps what was decided, by a hash of
//! the finding. From these, `docs/precision.md` is written.

mod handoffs;
mod html;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde::Deserialize;
use serde_json::Value;

use self::handoffs::{Builder, LOCALES};
use crate::measure::run;
use crate::support::repository;

/// The packages, and the folders of their pages by locale; both locales where a folder is not named.
const PACKAGES: [(&str, &str, &str); 36] = [
    ("gnucash-docs", "en-US", "gnucash-guide-en"),
    ("gnucash-docs", "en-US", "gnucash-help-en"),
    ("gnucash-docs", "ja-JP", "gnucash-guide-ja"),
    ("libreoffice-help-en-us", "en-US", ""),
    ("libreoffice-help-ja", "ja-JP", ""),
    ("debian-handbook", "en-US", "html/en-US"),
    ("debian-handbook", "ja-JP", "html/ja-JP"),
    ("gimp-help-en", "en-US", ""),
    ("gimp-help-ja", "ja-JP", ""),
    ("debian-reference-en", "en-US", ".en.html"),
    ("debian-reference-ja", "ja-JP", ".ja.html"),
    ("developers-reference", "en-US", ""),
    ("developers-reference-ja", "ja-JP", ""),
    ("maint-guide", "en-US", ".en.html"),
    ("maint-guide-ja", "ja-JP", ".ja.html"),
    ("debian-faq", "en-US", ".en.html"),
    ("debian-faq-ja", "ja-JP", ".ja.html"),
    ("debian-policy", "en-US", ""),
    ("debian-policy-ja", "ja-JP", ""),
    ("installation-guide-amd64", "en-US", "amd64/en"),
    ("installation-guide-amd64", "ja-JP", "amd64/ja"),
    ("aptitude-doc-ja", "ja-JP", ""),
    ("debian-edu-doc-en", "en-US", "bookworm"),
    ("debian-edu-doc-ja", "ja-JP", "bookworm"),
    ("kicad-doc-en", "en-US", ""),
    ("kicad-doc-ja", "ja-JP", ""),
    ("lilypond-doc-html", "en-US", "Documentation"),
    ("lilypond-doc-html-ja", "ja-JP", "Documentation"),
    ("postgresql-doc-15", "en-US", ""),
    ("scilab-doc", "en-US", ""),
    ("scilab-doc-ja", "ja-JP", ""),
    ("apache2-doc", "en-US", "manual/en"),
    ("apache2-doc", "ja-JP", "manual/ja"),
    ("git-doc", "en-US", ""),
    ("sqlite3-doc", "en-US", ""),
    ("tryton-server-doc", "en-US", ""),
];

/// What was decided about findings that somebody read.
const DECISIONS: &str = "xtask/decisions.tsv";

/// How many findings of a rule are read that are not errors, and from how many on a share is stated.
const SAMPLE: usize = 40;

/// The groups of the rules that read prose and names.
const GROUPS: [&str; 3] = ["substance", "prose", "naming"];

/// Rules of these groups that read what the conversion makes up: slugs and the titles of sections.
const MADE_UP: [&str; 3] = ["foreign-section-title", "malformed-slug", "slug-title-mismatch"];

#[derive(Deserialize)]
struct Rule {
    id: String,
    group: String,
    level: String,
}

impl Rule {
    fn counts(&self) -> bool {
        GROUPS.contains(&self.group.as_str()) && !MADE_UP.contains(&self.id.as_str()) && self.level != "off"
    }
}

#[derive(Deserialize)]
struct Report {
    root: PathBuf,
    findings: Vec<Finding>,
}

#[derive(Clone, Deserialize)]
struct Finding {
    rule: String,
    severity: String,
    message: String,
    path: String,
    pointer: Option<String>,
}

/// A finding that is to be read, or was.
struct Reading {
    hash: u64,
    finding: Finding,
    text: String,
}

/// Fetches, converts and checks what is not there yet, writes the findings to read, and what the decisions say of the rules.
pub fn precision(program: &Path, folder: &Path, seed: u64) -> Result<(), String> {
    let versions = fetch(&folder.join("packages"))?;
    let corpus = folder.join("corpus");
    let texts = match fs::read_to_string(folder.join("texts.tsv")) {
        Ok(texts) => texts,
        Err(_) => convert(&folder.join("packages"), &corpus, &folder.join("texts.tsv"))?,
    };
    let rules: Vec<Rule> = run(program, &corpus, &["rules", "--format", "json"])?;
    let counts = |rule: &str| rules.iter().any(|it| it.id == rule && it.counts());
    let mut findings = check(program, &corpus)?;
    findings.retain(|reading| counts(&reading.finding.rule));
    findings.sort_by_key(|reading| (reading.finding.rule.clone(), reading.hash));
    findings.dedup_by_key(|reading| (reading.finding.rule.clone(), reading.hash));
    let decisions = decisions()?;
    let mut by_rule: BTreeMap<String, Vec<Reading>> = BTreeMap::new();
    for reading in findings {
        by_rule.entry(reading.finding.rule.clone()).or_default().push(reading);
    }
    for readings in by_rule.values_mut() {
        // The sample is the same for a seed, whatever else is found.
        readings.sort_by_key(|reading| (reading.finding.severity != "error", mixed(reading.hash, seed)));
    }
    fs::write(folder.join("to-read.tsv"), to_read(&by_rule, &decisions)).map_err(|error| error.to_string())?;
    let page = page(&rules, &by_rule, &decisions, &versions, &texts);
    fs::write(repository("docs/precision.md"), page).map_err(|error| format!("docs/precision.md: {error}"))?;
    println!("{} holds the findings that are to be read", folder.join("to-read.tsv").display());
    Ok(())
}

/// The findings of a rule that are to be read: all errors, and [`SAMPLE`] in all.
fn sample(readings: &[Reading]) -> &[Reading] {
    let errors = readings.iter().take_while(|reading| reading.finding.severity == "error").count();
    &readings[..errors.max(SAMPLE).min(readings.len())]
}

/// Unpacks the packages that are to be had, and says which.
fn fetch(folder: &Path) -> Result<Vec<String>, String> {
    let list = folder.join("versions.tsv");
    if let Ok(versions) = fs::read_to_string(&list) {
        return Ok(versions.lines().map(str::to_owned).collect());
    }
    fs::create_dir_all(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let mut names: Vec<&str> = PACKAGES.iter().map(|(name, ..)| *name).collect();
    names.dedup();
    let mut versions = Vec::new();
    for name in names {
        // A package that this release of Debian lacks is left out, and the page says which were there.
        let _ = Command::new("apt-get").current_dir(folder).args(["download", "-qq", name]).status();
        let files = fs::read_dir(folder).map_err(|error| error.to_string())?.filter_map(Result::ok);
        let start = format!("{name}_");
        let mut files = files.filter(|file| file.file_name().to_string_lossy().starts_with(&start));
        let Some(file) = files.next() else {
            eprintln!("{name} is not to be had");
            continue;
        };
        let done = Command::new("dpkg").arg("-x").arg(file.path()).arg(folder.join(name)).status();
        if !done.map_err(|error| format!("dpkg cannot be run: {error}"))?.success() {
            return Err(format!("{name} cannot be unpacked"));
        }
        let version = file.file_name().to_string_lossy().split('_').nth(1).unwrap_or_default().replace("%3a", ":");
        versions.push(format!("{name} {version}"));
    }
    fs::write(&list, versions.join("\n") + "\n").map_err(|error| format!("{}: {error}", list.display()))?;
    Ok(versions)
}

/// Makes handoffs of all pages; returns how many documents and texts each locale has.
fn convert(packages: &Path, corpus: &Path, list: &Path) -> Result<String, String> {
    let mut counts = String::new();
    for locale in LOCALES {
        let mut builder = Builder::new(locale)?;
        for (package, _, part) in PACKAGES.iter().filter(|(_, other, _)| *other == locale) {
            for page in pages(&packages.join(package)) {
                if page.to_string_lossy().contains(part) {
                    let text = fs::read(&page).map_err(|error| format!("{}: {error}", page.display()))?;
                    builder.add(&html::blocks(&String::from_utf8_lossy(&text)));
                }
            }
        }
        builder.write(corpus)?;
        let _ = writeln!(counts, "{locale}\t{}\t{}", builder.documents.len(), builder.texts);
    }
    fs::write(corpus.join("termlint.toml"), "include = [\"*/*/ai.json\"]\n").map_err(|error| error.to_string())?;
    fs::write(list, &counts).map_err(|error| error.to_string())?;
    Ok(counts)
}

/// The pages of a package, in order.
fn pages(folder: &Path) -> Vec<PathBuf> {
    let mut pages = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(&folder).into_iter().flatten().filter_map(Result::ok) {
            let path = entry.path();
            match entry.file_type() {
                Ok(kind) if kind.is_dir() => open.push(path),
                Ok(kind) if kind.is_file() && path.extension().is_some_and(|end| end == "html" || end == "xhtml") => {
                    pages.push(path);
                }
                _ => {}
            }
        }
    }
    pages.sort();
    pages
}

/// All findings about the documents, also those of the rules that are off.
fn check(program: &Path, corpus: &Path) -> Result<Vec<Reading>, String> {
    let arguments = ["check", ".", "--format", "json", "--min-severity", "info", "--today", "2026-11-22", "-q"];
    let report: Report = run(program, corpus, &arguments)?;
    let mut readings = Vec::new();
    let mut last: Option<(PathBuf, Value)> = None;
    for finding in report.findings {
        let path = report.root.join(&finding.path);
        if last.as_ref().is_none_or(|(other, _)| *other != path) {
            let text = fs::read(&path).map_err(|error| format!("{}: {error}", path.display()))?;
            last = Some((path, serde_json::from_slice(&text).map_err(|error| error.to_string())?));
        }
        let value = last.as_ref().and_then(|(_, document)| document.pointer(finding.pointer.as_deref()?));
        let text =
            value.map(|value| value.as_str().map_or_else(|| value.to_string(), str::to_owned)).unwrap_or_default();
        readings.push(Reading { hash: hash(&[&finding.rule, &finding.message, &text]), finding, text });
    }
    Ok(readings)
}

/// The findings to read, with their texts and what was decided.
fn to_read(by_rule: &BTreeMap<String, Vec<Reading>>, decisions: &BTreeMap<(String, u64), bool>) -> String {
    let mut list = String::new();
    for Reading { hash, finding, text } in by_rule.values().flat_map(|readings| sample(readings)) {
        let decision = match decisions.get(&(finding.rule.clone(), *hash)) {
            Some(true) => "true",
            Some(false) => "false",
            None => "?",
        };
        let pointer = finding.pointer.as_deref().unwrap_or_default();
        let text = text.replace(['\n', '\t'], " ");
        let (rule, severity, message, path) = (&finding.rule, &finding.severity, &finding.message, &finding.path);
        let _ = writeln!(list, "{rule}\t{hash:016x}\t{decision}\t{severity}\t{message}\t{path}{pointer}\t{text}");
    }
    list
}

/// The decisions: rule, hash, `true` or `false`.
fn decisions() -> Result<BTreeMap<(String, u64), bool>, String> {
    let text = fs::read_to_string(repository(DECISIONS)).unwrap_or_default();
    let mut decisions = BTreeMap::new();
    for (number, line) in text.lines().enumerate().filter(|(_, line)| !line.starts_with('#')) {
        let mut cells = line.split('\t');
        let decision = (|| {
            let (rule, hash, decision) = (cells.next()?, cells.next()?, cells.next()?);
            Some(((rule.to_owned(), u64::from_str_radix(hash, 16).ok()?), decision.parse().ok()?))
        })();
        let (key, decision) = decision.ok_or_else(|| format!("{DECISIONS}, line {}: not a decision", number + 1))?;
        decisions.insert(key, decision);
    }
    Ok(decisions)
}

/// `docs/precision.md`.
fn page(
    rules: &[Rule],
    by_rule: &BTreeMap<String, Vec<Reading>>,
    decisions: &BTreeMap<(String, u64), bool>,
    versions: &[String],
    texts: &str,
) -> String {
    let mut page = String::from(HEAD);
    page += "| locale | documents | texts |\n|---|--:|--:|\n";
    for line in texts.lines() {
        let _ = writeln!(page, "| {} |", line.split('\t').collect::<Vec<_>>().join(" | "));
    }
    page += "\n| rule | findings | read | true | precision | 95 % interval |\n|---|--:|--:|--:|--:|--:|\n";
    for (rule, readings) in by_rule {
        let decided: Vec<bool> = sample(readings)
            .iter()
            .filter_map(|reading| decisions.get(&(rule.clone(), reading.hash)).copied())
            .collect();
        let (read, right) = (decided.len(), decided.iter().filter(|decision| **decision).count());
        let share = match read >= SAMPLE {
            true => {
                let (low, high) = wilson(right, read);
                format!("{right} | {:.0} % | {low:.0}–{high:.0} %", 100.0 * right as f64 / read as f64)
            }
            false => " |  | ".to_owned(),
        };
        let _ = writeln!(page, "| {rule} | {} | {read} | {share} |", readings.len());
    }
    let silent: Vec<&str> = rules
        .iter()
        .filter(|rule| rule.counts() && !by_rule.contains_key(&rule.id))
        .map(|rule| rule.id.as_str())
        .collect();
    let _ = write!(page, "\nWithout a finding: {}.\n\n## Packages\n\n{}\n", silent.join(", "), versions.join(", "));
    page
}

const HEAD: &str = "\
# Precision

How many findings about real prose are right. `cargo xtask precision DIR` installs manuals from Debian packages in DIR, makes
handoffs of them, checks these with all rules of the groups substance, prose and naming that are on by default, and writes this
page. The prose stays in DIR.

Of each rule, all errors and up to 40 findings were read; `xtask/decisions.tsv` keeps what was decided by a hash of the finding.
A finding is right if an editor would change the text, although manuals are no glossary: the headings become names, the first
paragraph the definition, tables comparisons. Listings are left out, so that sentences which lead up to one break off: that is most
of what `unfinished-text` finds. The interval is Wilson's. Below 40 findings only their number is given.

";

/// Wilson's interval for a share, in percent.
fn wilson(right: usize, read: usize) -> (f64, f64) {
    const Z: f64 = 1.96;
    let (n, share) = (read as f64, right as f64 / read as f64);
    let middle = share + Z * Z / (2.0 * n);
    let margin = Z * (share * (1.0 - share) / n + Z * Z / (4.0 * n * n)).sqrt();
    let scale = 100.0 / (1.0 + Z * Z / n);
    ((middle - margin).max(0.0) * scale, (middle + margin) * scale)
}

/// FNV-1a of texts: the same on every machine and in every release.
pub fn hash(texts: &[&str]) -> u64 {
    let bytes = texts.iter().flat_map(|text| text.bytes().chain([0]));
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

/// A number that orders findings by chance.
fn mixed(hash: u64, seed: u64) -> u64 {
    let mixed = (hash ^ seed.wrapping_mul(0x9e37_79b9_7f4a_7c15)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed ^ mixed >> 31
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_interval_is_that_of_wilson() {
        let near = |(low, high): (f64, f64), expected: (f64, f64)| {
            assert!((low - expected.0).abs() < 0.1 && (high - expected.1).abs() < 0.1, "{low} {high}");
        };
        near(wilson(0, 40), (0.0, 8.8));
        near(wilson(40, 40), (91.2, 100.0));
        near(wilson(30, 40), (59.8, 85.8));
    }
}
