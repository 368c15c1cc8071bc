//! What is listed again in one go, and a first look at whether anything is.
//!
//! Owns which repetitions belong together. Must not know what makes two texts the same.

/// What follows each other as it did before, once or several times.
pub struct Repetition {
    /// Where it stands first.
    pub first: usize,
    /// Where it stands again.
    pub again: usize,
    /// How many are listed again.
    pub length: usize,
    /// After so many, they are listed once more.
    pub period: usize,
}

impl Repetition {
    /// What is listed again, each with what it repeats.
    pub fn pairs(&self) -> impl Iterator<Item = (usize, usize)> {
        let (again, first, period) = (self.again, self.first, self.period);
        (0..self.length).map(move |number| (again + number, first + number % period))
    }
}

/// The repetitions among texts, each with the number of the one that it repeats.
pub fn repetitions(firsts: impl IntoIterator<Item = Option<usize>>) -> Vec<Repetition> {
    let mut runs: Vec<Repetition> = Vec::new();
    for (again, first) in firsts.into_iter().enumerate() {
        let Some(first) = first else { continue };
        match runs.last_mut().filter(|run| run.again + run.length == again) {
            Some(run) if run.length == run.period && run.first + run.length == first => {
                run.length += 1;
                run.period += 1;
            }
            Some(run) if run.first + run.length % run.period == first => run.length += 1,
            _ => runs.push(Repetition { first, again, length: 1, period: 1 }),
        }
    }
    runs
}

/// A set of hashes that may say of one that it is there though it is not: nearly never as long as they are a few dozen.
#[derive(Default)]
pub struct Sieve {
    bits: [u64; 32],
}

impl Sieve {
    /// Adds a hash, of which the first bits tell most. False if it was not there before, for certain.
    pub fn may_have(&mut self, hash: u64) -> bool {
        let (word, bit) = ((hash >> 59) as usize, 1 << (hash >> 53 & 63));
        let may_have = self.bits[word] & bit != 0;
        self.bits[word] |= bit;
        may_have
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hash_that_comes_again_is_always_told() {
        let mut sieve = Sieve::default();
        let hashes = [0, 1 << 53, 1 << 59, u64::MAX];
        assert_eq!(hashes.map(|hash| sieve.may_have(hash)), [false; 4]);
        assert_eq!(hashes.map(|hash| sieve.may_have(hash)), [true; 4]);
    }

    #[test]
    fn what_follows_as_before_is_one_repetition() {
        let found = |firsts: &[usize]| -> Vec<(usize, usize, usize, usize)> {
            let firsts = firsts.iter().enumerate().map(|(number, first)| Some(*first).filter(|first| *first < number));
            repetitions(firsts).iter().map(|run| (run.first, run.again, run.length, run.period)).collect()
        };
        assert_eq!(found(&[0, 1, 2, 0, 1, 2]), [(0, 3, 3, 3)]);
        assert_eq!(found(&[0, 1, 1, 0]), [(1, 2, 1, 1), (0, 3, 1, 1)]);
        assert_eq!(found(&[0, 0, 0]), [(0, 1, 2, 1)]);
        assert_eq!(found(&[0, 1, 0, 1, 0, 1, 0]), [(0, 2, 5, 2)]);
        assert_eq!(found(&[]), []);
        let twice = &repetitions([None, None, Some(0), Some(1), Some(0)])[0];
        assert_eq!(twice.pairs().collect::<Vec<_>>(), [(2, 0), (3, 1), (4, 0)]);
    }
}
