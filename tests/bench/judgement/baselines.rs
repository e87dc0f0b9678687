//! What simpler methods would find on the same texts: shingles in common, `MinHash` with locality-sensitive hashing, `SimHash`.

use std::collections::{BTreeMap, HashMap, HashSet};

use xxhash_rust::xxh3::xxh3_64;

use crate::press::Stories;

/// Texts by article.
pub(crate) type Texts<'a> = BTreeMap<&'a str, &'a str>;

/// Words of a shingle.
const WORDS: usize = 5;

/// Shingles in more texts than this point at no candidates.
const COMMON: usize = 200;

pub(crate) fn words(text: &str) -> Vec<String> {
    let folded = text.to_lowercase();
    folded
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

pub(crate) fn shingles(text: &str, size: usize) -> HashSet<u64> {
    words(text).windows(size).map(|run| xxh3_64(run.join(" ").as_bytes())).collect()
}

/// Every method with its name and the stories it makes.
pub(crate) fn all(near: &Near<'_>) -> Vec<(&'static str, Stories)> {
    vec![
        ("5-gram Jaccard >= .5", near.stories(|pair| pair.jaccard() >= 0.5)),
        ("5-gram Jaccard >= .7", near.stories(|pair| pair.jaccard() >= 0.7)),
        ("MinHash-LSH 128, .5", min_hash(near)),
        ("SimHash 64, distance 3", sim_hash(near)),
    ]
}

/// Texts as shingles, and the pairs that share any.
pub(crate) struct Near<'a> {
    ids: Vec<&'a str>,
    sets: Vec<HashSet<u64>>,
    pairs: Vec<NearPair>,
}

#[derive(Debug, Clone, Copy)]
pub(crate) struct NearPair {
    a: usize,
    b: usize,
    shared: usize,
    sizes: (usize, usize),
}

impl NearPair {
    pub(crate) fn jaccard(&self) -> f64 {
        self.shared as f64 / (self.sizes.0 + self.sizes.1 - self.shared).max(1) as f64
    }

    /// Share of the smaller text that stands in the larger.
    pub(crate) fn containment(&self) -> f64 {
        self.shared as f64 / self.sizes.0.min(self.sizes.1).max(1) as f64
    }
}

impl<'a> Near<'a> {
    pub(crate) fn of(texts: &Texts<'a>) -> Self {
        let ids: Vec<&str> = texts.keys().copied().collect();
        let sets: Vec<HashSet<u64>> = texts.values().map(|text| shingles(text, WORDS)).collect();
        let mut holders: HashMap<u64, Vec<usize>> = HashMap::new();
        for (at, set) in sets.iter().enumerate() {
            for shingle in set {
                holders.entry(*shingle).or_default().push(at);
            }
        }
        let mut candidates: HashSet<(usize, usize)> = HashSet::new();
        // Texts are read in order, so that holders ascend; every eighth shingle names candidates enough.
        let sampled = |(shingle, holders): &(&u64, &Vec<usize>)| {
            *shingle % 8 == 0 && (2..=COMMON).contains(&holders.len())
        };
        for (_, holders) in holders.iter().filter(sampled) {
            for (at, a) in holders.iter().enumerate() {
                candidates.extend(holders[at + 1..].iter().map(|b| (*a, *b)));
            }
        }
        let pair = |(a, b): (usize, usize)| NearPair {
            a,
            b,
            shared: sets[a].intersection(&sets[b]).count(),
            sizes: (sets[a].len(), sets[b].len()),
        };
        let pairs = candidates.into_iter().map(pair).collect();
        Self { ids, sets, pairs }
    }

    /// One story of all texts that a chain of joining pairs connects.
    pub(crate) fn stories(&self, joins: impl Fn(&NearPair) -> bool) -> Stories {
        let pairs = self.pairs.iter().filter(|pair| joins(pair)).map(|pair| (pair.a, pair.b));
        self.connected(pairs)
    }

    fn connected(&self, pairs: impl Iterator<Item = (usize, usize)>) -> Stories {
        let mut parents: Vec<usize> = (0..self.ids.len()).collect();
        let root = |parents: &[usize], mut at: usize| {
            while parents[at] != at {
                at = parents[at];
            }
            at
        };
        for (a, b) in pairs {
            let (a, b) = (root(&parents, a), root(&parents, b));
            parents[a.max(b)] = a.min(b);
        }
        let story = |at: usize| Some(self.ids[root(&parents, at)].to_owned());
        self.ids.iter().enumerate().map(|(at, id)| ((*id).to_owned(), story(at))).collect()
    }
}

const PERMUTATIONS: usize = 128;

/// Bands and rows that are best for a threshold of .5, as the widely used Python library computes them.
const BANDS: usize = 25;
const ROWS: usize = 5;

/// Text after text: it joins the story of the likest text that shares a band, else it is a story of its own.
fn min_hash(near: &Near<'_>) -> Stories {
    let mut bands: Vec<HashMap<Vec<u64>, Vec<usize>>> = vec![HashMap::new(); BANDS];
    let mut signatures: Vec<Vec<u64>> = Vec::new();
    let mut stories: Vec<usize> = Vec::new();
    for (at, set) in near.sets.iter().enumerate() {
        let signature: Vec<u64> = (0..PERMUTATIONS as u64)
            .map(|nth| set.iter().map(|shingle| permuted(*shingle, nth)).min().unwrap_or(u64::MAX))
            .collect();
        let keys: Vec<Vec<u64>> = signature.chunks(ROWS).take(BANDS).map(<[u64]>::to_vec).collect();
        let like = |other: &usize| {
            signature.iter().zip(&signatures[*other]).filter(|(a, b)| a == b).count()
        };
        let hits =
            bands.iter().zip(&keys).filter_map(|(band, key)| band.get(key)).flatten().copied();
        let best = hits.max_by_key(|other| (like(other), usize::MAX - other));
        stories.push(best.map_or(at, |other| stories[other]));
        for (band, key) in bands.iter_mut().zip(keys) {
            band.entry(key).or_default().push(at);
        }
        signatures.push(signature);
    }
    let story = |at: usize| Some(near.ids[stories[at]].to_owned());
    near.ids.iter().enumerate().map(|(at, id)| ((*id).to_owned(), story(at))).collect()
}

/// The `nth` permutation: a multiplication by an odd number and a shift-xor, both of which can be undone.
fn permuted(shingle: u64, nth: u64) -> u64 {
    let odd = xxh3_64(&nth.to_le_bytes()) | 1;
    let mixed = (shingle ^ odd.rotate_left(17)).wrapping_mul(odd);
    mixed ^ (mixed >> 31)
}

const SIM_DISTANCE: u32 = 3;

fn sim_hash(near: &Near<'_>) -> Stories {
    let hash = |set: &HashSet<u64>| {
        let mut weights = [0_i64; 64];
        for shingle in set {
            for (bit, weight) in weights.iter_mut().enumerate() {
                *weight += if shingle >> bit & 1 == 1 { 1 } else { -1 };
            }
        }
        weights
            .iter()
            .enumerate()
            .filter(|(_, weight)| **weight > 0)
            .fold(0_u64, |hash, (bit, _)| hash | 1 << bit)
    };
    let hashes: Vec<u64> = near.sets.iter().map(hash).collect();
    let pairs = hashes.iter().enumerate().flat_map(|(a, hash)| {
        let close = |(b, other): (usize, &u64)| {
            ((hash ^ other).count_ones() <= SIM_DISTANCE).then_some((a, a + 1 + b))
        };
        hashes[a + 1..].iter().enumerate().filter_map(close).collect::<Vec<_>>()
    });
    near.connected(pairs)
}
