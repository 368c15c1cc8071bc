//! The places of corpus findings: the documents that they name are read again, those that are reported and those that explain.
//!
//! Owns which documents that are. What a place means in one of them is `resolve`'s.

use std::collections::{BTreeMap, HashMap, HashSet};

use rayon::prelude::*;

use super::Engine;
use super::busy::Busy;
use super::documents::Documents;
use super::map::document_bytes;
use crate::corpus::Spot;
use crate::discover::Plan;
use crate::finding::{Finding, Place};
use crate::rule::CorpusFinding;

impl Engine {
    /// The findings of corpus rules about documents that are reported, by the number of the document.
    pub(super) fn place(
        &self,
        plan: &Plan,
        documents: &Documents,
        found: Vec<CorpusFinding>,
    ) -> HashMap<usize, Vec<Finding>> {
        let (linter, limit) = (self.linter(), self.options.max_file_size);
        let mut by_document: BTreeMap<usize, Vec<CorpusFinding>> = BTreeMap::new();
        for finding in found {
            by_document.entry(finding.document).or_default().push(finding);
        }
        let of = |number: usize| &documents.documents[number];
        by_document.retain(|number, _| plan.sources[of(*number).source].reported);
        let bytes_of =
            |number: usize| document_bytes(&plan.sources[of(number).source], of(number), &documents.kept, limit);
        // What a thousand documents have in common, each of them shows in one and the same other, which is read once.
        let mut wanted: HashMap<usize, HashSet<&Spot>> = HashMap::new();
        for (other, _) in by_document.values().flatten().flat_map(|found| &found.related) {
            wanted.entry(other.document).or_default().insert(&other.spot);
        }
        let look = |(number, spots): (usize, HashSet<&Spot>)| {
            let spots: Vec<Spot> = spots.into_iter().cloned().collect();
            let places = match bytes_of(number) {
                Some(bytes) => linter.places_in(&bytes, of(number).base, &spots),
                None => Vec::new(),
            };
            (number, spots.into_iter().zip(places).collect::<HashMap<Spot, Option<Place>>>())
        };
        let seen: HashMap<usize, HashMap<Spot, Option<Place>>> = wanted.into_par_iter().map(look).collect();
        let elsewhere = |number: usize, spot: &Spot| {
            let place = seen.get(&number)?.get(spot)?.clone()?;
            Some((plan.sources[of(number).source].path.clone(), place))
        };
        let of_document = |(number, found)| {
            let _busy = Busy::with(&plan.sources[of(number).source].shown);
            let bytes = bytes_of(number);
            (number, linter.place(found, bytes.as_deref(), of(number).base, &elsewhere))
        };
        by_document.into_par_iter().map(of_document).collect()
    }
}
