//! `cargo xtask generate`: a corpus of any size in which everything that is wrong is known.
//!
//! It consists of worlds. A world is the clean corpus once more, with names, slugs, ids and sentences of its own, so that
//! its relations and translations agree. The fail cases of the rules are put into worlds, one in a document at most, and
//! `labels.json` says where. The same seed gives the same bytes.

pub mod marks;
pub mod templates;

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::Path;

use fastrand::Rng;
use serde_json::{Value, json};

use marks::World;
use templates::{Clean, Content, Label, OneDocument, Template, What};

/// How much is written.
#[derive(Clone, Copy, Debug)]
pub struct Size {
    /// Copies of the clean corpus.
    pub worlds: usize,
    /// What the dice start from.
    pub seed: u64,
    /// Defects per document.
    pub rate: f64,
}

impl Default for Size {
    /// 10,000 documents, with every fail case in two of them.
    fn default() -> Size {
        Size { worlds: 500, seed: 1, rate: 0.1 }
    }
}

/// What was written.
#[derive(Clone, Debug, Default)]
pub struct Written {
    pub documents: usize,
    pub defects: usize,
    pub labels: usize,
    /// Fail cases that were used, and how often the rarest of them.
    pub cases: usize,
    pub fewest: usize,
}

/// What goes into one world.
#[derive(Clone, Debug, Default)]
struct Plan {
    /// A template that takes the whole world.
    whole: Option<usize>,
    /// Templates by the document that they replace.
    defects: BTreeMap<String, usize>,
}

/// Writes a corpus into a folder that is new, or empty.
pub fn generate(folder: &Path, size: Size) -> Result<Written, String> {
    generate_of(folder, size, &|_| true)
}

/// The same with the fail cases of some rules only.
pub fn generate_of(folder: &Path, size: Size, is_used: &dyn Fn(&str) -> bool) -> Result<Written, String> {
    if fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_some()) {
        return Err(format!("{} is not empty: name a new folder", folder.display()));
    }
    if !(0.0..=1.0).contains(&size.rate) {
        return Err(format!("the rate {} is no share of the documents: take one from 0 to 1", size.rate));
    }
    let clean = Clean::read()?;
    let (mut templates, _) = templates::read(&clean)?;
    templates.retain(|template| is_used(template.rule()));
    let mut rng = Rng::with_seed(size.seed);
    let plans = plan(&clean, &templates, size, &mut rng);

    let mut out = Output::new(folder, &clean)?;
    let mut taken = HashSet::new();
    for (number, plan) in plans.iter().enumerate() {
        let world = World::new(&mut rng, &mut taken);
        out.is_small = number % 3 == 2;
        match plan.whole {
            Some(template) => out.whole(&world, &templates[template])?,
            None => out.world(&world, plan, &templates)?,
        }
    }
    let mut written = out.finish()?;
    let mut uses: BTreeMap<usize, usize> = (0..templates.len()).map(|template| (template, 0)).collect();
    for template in plans.iter().flat_map(|plan| plan.defects.values().chain(&plan.whole)) {
        *uses.entry(*template).or_default() += 1;
    }
    uses.retain(|template, _| !templates[*template].is_spread);
    written.cases = uses.values().filter(|uses| **uses > 0).count();
    written.fewest = uses.into_values().min().unwrap_or_default();
    Ok(written)
}

/// Deals the templates out. All are used once before any is used again; what finds no room is left out.
fn plan(clean: &Clean, templates: &[Template], size: Size, rng: &mut Rng) -> Vec<Plan> {
    let mut plans = vec![Plan::default(); size.worlds];
    if size.worlds == 0 {
        return plans;
    }
    let wanted = ((size.worlds * clean.documents.len()) as f64 * size.rate) as usize;
    let (spread, cases): (Vec<usize>, Vec<usize>) =
        (0..templates.len()).partition(|template| templates[*template].is_spread);
    let mut dealt: Vec<usize> = Vec::with_capacity(wanted);
    while dealt.len() < wanted && !cases.is_empty() {
        let mut order = cases.clone();
        rng.shuffle(&mut order);
        order.truncate(wanted - dealt.len());
        dealt.extend(order);
    }
    // Those that need a world of their own come first, and leave at least half of the worlds to the others.
    let (whole, single): (Vec<usize>, Vec<usize>) =
        dealt.into_iter().partition(|template| matches!(templates[*template].what, What::World(_)));
    for template in whole.into_iter().take(size.worlds / 2) {
        if let Some(world) = from(rng, size.worlds).find(|world| plans[*world].whole.is_none()) {
            plans[world].whole = Some(template);
        }
    }
    // Rules count from one in a hundred terms on; a world has ten.
    let enough = size.worlds / 10 + size.worlds / 100 + 3;
    let spread = spread.into_iter().filter(|_| enough <= size.worlds / 2);
    let single = spread.flat_map(|template| vec![template; enough]).chain(single);
    let places: Vec<&String> = clean.documents.keys().collect();
    for template in single {
        let What::Document(document) = &templates[template].what else { continue };
        let place = document.place.as_ref().unwrap_or(places[rng.usize(..places.len())]);
        let is_free = |world: &usize| {
            let Plan { whole, defects } = &plans[*world];
            let others = || defects.iter().filter(|(other, _)| locale(other) == locale(place));
            whole.is_none()
                && !defects.contains_key(place)
                && others().all(|(_, other)| match &templates[*other].what {
                    What::Document(other) => bear(document, other) && bear(other, document),
                    What::World(_) => true,
                })
        };
        if let Some(world) = from(rng, size.worlds).find(is_free) {
            plans[world].defects.insert(place.clone(), template);
        }
    }
    plans
}

/// All worlds, from any of them on.
fn from(rng: &mut Rng, worlds: usize) -> impl Iterator<Item = usize> {
    let start = rng.usize(..worlds);
    (start..worlds).chain(0..start)
}

/// Whether `other` may stand in a world in which `document` shuns some terms.
fn bear(document: &OneDocument, other: &OneDocument) -> bool {
    document.shunned.is_disjoint(&other.related)
}

fn locale(path: &str) -> &str {
    path.split('/').next().unwrap_or_default()
}

/// What is written as the worlds go by.
struct Output<'c> {
    folder: &'c Path,
    clean: &'c Clean,
    /// The clean documents as texts with marks, in lines and without any.
    texts: BTreeMap<&'c str, [String; 2]>,
    /// The marked slugs of the clean corpus.
    slugs: BTreeSet<String>,
    /// Slugs that defects relate to, and that no world has: they live elsewhere.
    known: BTreeSet<String>,
    is_small: bool,
    labels: BufWriter<File>,
    written: Written,
}

impl<'c> Output<'c> {
    fn new(folder: &'c Path, clean: &'c Clean) -> Result<Output<'c>, String> {
        fs::create_dir_all(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
        put(&folder.join("termlint.toml"), CONFIGURATION.as_bytes())?;
        let labels = folder.join("labels.json");
        let mut labels =
            File::create(&labels).map(BufWriter::new).map_err(|error| format!("{}: {error}", labels.display()))?;
        write!(labels, "[").map_err(|error| error.to_string())?;
        let texts = clean.documents.iter().map(|(path, document)| {
            (path.as_str(), [false, true].map(|is_small| rendered(&document.marked, is_small)))
        });
        let slugs = clean.documents.values().filter_map(|document| document.marked["canonical"]["slug"].as_str());
        Ok(Output {
            folder,
            clean,
            texts: texts.collect(),
            slugs: slugs.map(str::to_owned).collect(),
            known: BTreeSet::new(),
            is_small: false,
            labels,
            written: Written::default(),
        })
    }

    /// A world in which some documents are replaced.
    fn world(&mut self, world: &World, plan: &Plan, templates: &[Template]) -> Result<(), String> {
        let mut shunned: BTreeMap<&str, BTreeSet<&String>> = BTreeMap::new();
        for (place, template) in &plan.defects {
            if let What::Document(document) = &templates[*template].what {
                shunned.entry(locale(place)).or_default().extend(&document.shunned);
            }
        }
        for (place, document) in &self.clean.documents {
            let marked_path = self.clean.path(place);
            if let Some(template) = plan.defects.get(place) {
                let template = &templates[*template];
                let What::Document(defect) = &template.what else { continue };
                for slug in defect.related.difference(&self.slugs) {
                    self.known.insert(world.fill(slug));
                }
                self.file(world, &marked_path, &defect.content)?;
                self.label(world, &marked_path, template)?;
                continue;
            }
            let shunned = shunned.get(locale(place));
            if shunned.is_some_and(|shunned| document.related.iter().any(|slug| shunned.contains(slug))) {
                let mut fewer = document.marked.clone();
                if let Some(related) = fewer["related_terms"].as_array_mut() {
                    related.retain(|item| {
                        let slug = item["canonical_slug"].as_str().unwrap_or_default();
                        shunned.is_none_or(|shunned| !shunned.iter().any(|other| *other == slug))
                    });
                }
                self.file(world, &marked_path, &Content::Json(fewer))?;
                continue;
            }
            let text = &self.texts[place.as_str()][usize::from(self.is_small)];
            let filled = world.fill(text);
            self.put(&world.fill(&marked_path), filled.as_bytes())?;
        }
        Ok(())
    }

    /// A world of one template alone.
    fn whole(&mut self, world: &World, template: &Template) -> Result<(), String> {
        let What::World(files) = &template.what else { return Ok(()) };
        for (path, content) in files {
            self.file(world, path, content)?;
        }
        self.label(world, "", template)
    }

    fn file(&mut self, world: &World, marked_path: &str, content: &Content) -> Result<(), String> {
        let path = world.fill(marked_path);
        match content {
            Content::Json(document) => self.put(&path, world.fill(&rendered(document, self.is_small)).as_bytes()),
            Content::Bytes(bytes) => self.put(&path, bytes),
        }
    }

    fn put(&mut self, path: &str, bytes: &[u8]) -> Result<(), String> {
        let file = self.folder.join(CONTENT).join(path);
        if let Some(folder) = file.parent() {
            fs::create_dir_all(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
        }
        self.written.documents += 1;
        put(&file, bytes)
    }

    fn label(&mut self, world: &World, place: &str, template: &Template) -> Result<(), String> {
        self.written.defects += 1;
        for Label { path, rule, pointer } in &template.labels {
            let path = format!("{CONTENT}/{}", world.fill(path.as_deref().unwrap_or(place)));
            let label = json!({ "path": path, "rule": rule, "pointer": pointer, "fixture": template.name });
            let comma = if self.written.labels == 0 { "" } else { "," };
            write!(self.labels, "{comma}\n{label}").map_err(|error| format!("labels.json: {error}"))?;
            self.written.labels += 1;
        }
        Ok(())
    }

    fn finish(mut self) -> Result<Written, String> {
        let known: String = self.known.iter().map(|slug| format!("{slug}\n")).collect();
        put(&self.folder.join("known-slugs.txt"), known.as_bytes())?;
        let end = writeln!(self.labels, "\n]").and_then(|()| self.labels.flush());
        end.map_err(|error| format!("labels.json: {error}"))?;
        Ok(self.written)
    }
}

/// Where the documents are.
const CONTENT: &str = "content";

const CONFIGURATION: &str = r#"include = ["content/**/ai.json"]
known-slugs = ["known-slugs.txt"]
"#;

fn rendered(document: &Value, is_small: bool) -> String {
    match is_small {
        true => document.to_string(),
        false => format!("{document:#}\n"),
    }
}

fn put(file: &Path, bytes: &[u8]) -> Result<(), String> {
    fs::write(file, bytes).map_err(|error| format!("{}: {error}", file.display()))
}
