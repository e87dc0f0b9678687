//! What judging an entry costs with 10 thousand, 100 thousand and 1 million stories in the window, what the index weighs
//! and how long it takes to make anew; beside it MinHash-LSH (128 permutations, 25 bands of 5) on the same texts.
//!
//! `cargo bench --bench judge -- [STORIES..]`. Texts are generated: words by Zipf's law, papers' furniture, cuts as copies.
//! Reading a candidate's text from the store is left out: at most eight rows an entry, whatever the window holds.

#![allow(
    clippy::print_stdout,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a bench program prints, and a failed step ends it"
)]

use std::collections::HashMap;
use std::hint::black_box;
use std::time::{Duration, Instant};

use wiredesk::dedup::compare::{Circumstances, Furniture, Headlines, compare};
use wiredesk::dedup::index::StoryIndex;
use wiredesk::dedup::shingle::{Text, from_bytes, to_bytes};

const ENTRIES: u64 = 400;
const COMPARED_MAX: usize = 8;
/// Above it the tables of `MinHash` do not fit beside the index on a small machine.
const MINHASH_STORIES_MAX: u64 = 100_000;

fn main() {
    let asked: Vec<u64> = std::env::args().filter_map(|argument| argument.parse().ok()).collect();
    let sizes = if asked.is_empty() { vec![10_000, 100_000, 1_000_000] } else { asked };
    println!("stories   us/entry  copies found  false  index MB  bytes/story  rebuild s");
    for stories in sizes {
        measure(stories);
    }
}

fn measure(stories: u64) {
    let before = resident_bytes();
    let mut index = StoryIndex::default();
    let mut rebuild = Duration::ZERO;
    for story in 0..stories {
        // As a store's row has it.
        let row = to_bytes(&Text::new(&article(story)).shingles);
        let start = Instant::now();
        index.insert(story.cast_signed() + 1, &[&from_bytes(&row)]);
        index.commit();
        rebuild += start.elapsed();
    }
    let weight = resident_bytes().saturating_sub(before);
    let (mut spent, mut found, mut wrong) = (Duration::ZERO, 0, 0);
    for n in 0..ENTRIES {
        let (entry, original) = entry(n, stories);
        let start = Instant::now();
        let text = Text::new(&entry);
        let candidates = index.candidates(&text.shingles);
        spent += start.elapsed();
        let known: Vec<(u64, String)> = candidates
            .iter()
            .take(COMPARED_MAX)
            .map(|id| (*id as u64 - 1, article(*id as u64 - 1)))
            .collect();
        let start = Instant::now();
        let common = |shingles: &[u64]| index.common(shingles);
        let about = Circumstances {
            headlines: Headlines::Touching,
            same_days: true,
            ..Circumstances::default()
        };
        let copy_of = known.iter().find(|(_, body)| {
            compare(&text, &Text::new(body), Furniture::LeftOut, &common).rule(about).is_ok()
        });
        spent += start.elapsed();
        match (copy_of, original) {
            (Some((story, _)), Some(original)) if *story == original => found += 1,
            (Some(_), _) => wrong += 1,
            (None, _) => {}
        }
    }
    println!(
        "{stories:<9} {:<9.1} {:<13} {wrong:<6} {:<9.0} {:<12.0} {:.1}",
        spent.as_secs_f64() * 1e6 / ENTRIES as f64,
        format!("{found}/{}", ENTRIES / 2),
        weight as f64 / 1e6,
        weight as f64 / stories as f64,
        rebuild.as_secs_f64(),
    );
    drop(index);
    if stories <= MINHASH_STORIES_MAX {
        measure_minhash(stories);
    }
}

fn measure_minhash(stories: u64) {
    let before = resident_bytes();
    let mut tables = MinHash::default();
    let start = Instant::now();
    for story in 0..stories {
        tables.insert(story, &Text::new(&article(story)).shingles);
    }
    let built = start.elapsed();
    let weight = resident_bytes().saturating_sub(before);
    let (mut spent, mut found, mut wrong) = (Duration::ZERO, 0, 0);
    for n in 0..ENTRIES {
        let (entry, original) = entry(n, stories);
        let start = Instant::now();
        let nearest = tables.nearest(&Text::new(&entry).shingles);
        spent += start.elapsed();
        match (black_box(nearest), original) {
            (Some(story), Some(original)) if story == original => found += 1,
            (Some(_), _) => wrong += 1,
            (None, _) => {}
        }
    }
    println!(
        "  MinHash {:<9.1} {:<13} {wrong:<6} {:<9.0} {:<12.0} {:.1}",
        spent.as_secs_f64() * 1e6 / ENTRIES as f64,
        format!("{found}/{}", ENTRIES / 2),
        weight as f64 / 1e6,
        weight as f64 / stories as f64,
        built.as_secs_f64(),
    );
}

/// Every other entry is a copy: the first two fifths of a story, in another paper's furniture.
fn entry(n: u64, stories: u64) -> (String, Option<u64>) {
    if n.is_multiple_of(2) {
        return (article(stories + n), None);
    }
    let original = Random(n).next() % stories;
    let text = body(original);
    let paragraphs: Vec<&str> = text.split('\n').collect();
    let cut = paragraphs[..paragraphs.len() * 2 / 5].join("\n");
    (
        format!("{}\n{cut}\n{}", furniture(n % 200 + 200, 1), furniture(n % 200 + 200, 3)),
        Some(original),
    )
}

/// A story as its paper prints it.
fn article(story: u64) -> String {
    let paper = story % 200;
    format!("{}\n{}\n{}", furniture(paper, 1), body(story), furniture(paper, 4))
}

/// Ten paragraphs of 24 to 40 words.
fn body(story: u64) -> String {
    let mut random = Random(story + 1);
    let paragraphs = (0..10).map(|_| {
        let length = 24 + random.next() % 17;
        (0..length).map(|at| word(&mut random, at)).collect::<Vec<_>>().join(" ") + "."
    });
    paragraphs.collect::<Vec<_>>().join("\n")
}

/// Lines that a paper prints around every story.
fn furniture(paper: u64, lines: u64) -> String {
    let mut random = Random(900_000_007 + paper * 10 + lines);
    let line =
        |random: &mut Random| (0..12).map(|at| word(random, at)).collect::<Vec<_>>().join(" ");
    (0..lines).map(|_| line(&mut random)).collect::<Vec<_>>().join("\n")
}

/// Of 60,000 words the n-th is as frequent as 1/n; one in six is a name.
fn word(random: &mut Random, at: u64) -> String {
    let uniform = (random.next() >> 11) as f64 / (1_u64 << 53) as f64;
    let mut rank = 60_000_f64.powf(uniform) as u64;
    let named = at == 0 || rank % 6 == 5;
    let mut letters = String::new();
    while letters.is_empty() || rank > 0 {
        let consonant = char::from(b"bcdfgklmnprstvz"[(rank % 15) as usize]);
        let is_capital = named && letters.is_empty();
        letters.push(if is_capital { consonant.to_ascii_uppercase() } else { consonant });
        letters.push(char::from(b"aeiou"[(rank / 15 % 5) as usize]));
        rank /= 75;
    }
    letters
}

/// `SplitMix64`.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        mixed(self.0)
    }
}

fn mixed(seed: u64) -> u64 {
    let mut z = seed;
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// `MinHash` signatures in banded tables, as a textbook has them; the nearest of those met that is at least half alike.
#[derive(Default)]
struct MinHash {
    tables: HashMap<(u8, u64), Vec<u32>>,
    signatures: Vec<[u32; 128]>,
}

impl MinHash {
    fn insert(&mut self, story: u64, shingles: &[u64]) {
        let signature = signature(shingles);
        for band in bands(&signature) {
            self.tables.entry(band).or_default().push(story as u32);
        }
        self.signatures.push(signature);
    }

    fn nearest(&self, shingles: &[u64]) -> Option<u64> {
        let ours = signature(shingles);
        let met = bands(&ours).filter_map(|band| self.tables.get(&band)).flatten();
        let alike = |story: u32| {
            let theirs = &self.signatures[story as usize];
            ours.iter().zip(theirs).filter(|(a, b)| a == b).count()
        };
        let best = met.map(|story| (alike(*story), *story)).max();
        best.filter(|(alike, _)| *alike >= 64).map(|(_, story)| u64::from(story))
    }
}

fn signature(shingles: &[u64]) -> [u32; 128] {
    let mut least = [u32::MAX; 128];
    for shingle in shingles {
        for (n, slot) in least.iter_mut().enumerate() {
            *slot = (*slot).min(mixed(shingle ^ ((n as u64) << 56 | n as u64)) as u32);
        }
    }
    least
}

fn bands(signature: &[u32; 128]) -> impl Iterator<Item = (u8, u64)> + '_ {
    signature.chunks_exact(5).enumerate().map(|(band, rows)| {
        (band as u8, rows.iter().fold(0, |hash, row| mixed(hash ^ u64::from(*row))))
    })
}

/// Memory the process holds, from Linux's own count; 0 elsewhere.
fn resident_bytes() -> u64 {
    let pages = fs_err::read_to_string("/proc/self/statm").unwrap_or_default();
    pages.split(' ').nth(1).and_then(|pages| pages.parse::<u64>().ok()).unwrap_or(0) * 4096
}
