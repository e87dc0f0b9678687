//! Which stories share a shingle with a text: an inverted index over sampled shingles, in memory. Pure.
//!
//! It follows the store's transactions through a journal, and holds nothing that the store's rows do not say, so that
//! a restart finds the same copies.

use std::collections::{HashMap, VecDeque};

/// Of every so many shingles in a row at least one is indexed: a shared passage of 24 words is always met, where both
/// texts are that long, and leads to the story where one of them is short.
const SAMPLE_WINDOW: usize = 20;

/// A shingle in more stories than this leads nowhere: it is furniture or a turn of phrase.
const STORIES_LEADING_MAX: usize = 25;

/// A shingle in more stories than this weighs nothing.
const STORIES_WEIGHED_MAX: usize = 12;

/// A story of which fewer of the shingles indexed are met than one in so many of the smaller text's is not worth reading:
/// in a large window most texts share a turn of phrase or two with some story.
const MET_PART: usize = 16;

/// Candidates compared exactly, at most (P5).
pub const CANDIDATES_MAX: usize = 16;

/// Marks a posting that is a place in `shared` instead of a story.
const SHARED: u32 = 1 << 31;

/// Sampled shingles to stories.
#[derive(Debug, Default)]
pub struct StoryIndex {
    /// The shingle's low half to its only story, or to its place in `shared`. Half a hash suffices: what is found is
    /// compared exactly.
    postings: HashMap<u32, u32>,
    /// Stories of one shingle, ascending. Those of furniture are as many as a paper has stories; new ones come at the one
    /// end and old ones go at the other, at a cost that does not grow with their number.
    shared: Vec<VecDeque<u32>>,
    /// Places of `shared` that are free.
    free: Vec<u32>,
    /// How many shingles of a story are indexed.
    sizes: HashMap<u32, u16>,
    journal: Vec<Change>,
}

#[derive(Debug, Clone)]
struct Change {
    story: u32,
    keys: Vec<u32>,
    added: bool,
}

impl StoryIndex {
    /// Indexes a story that is not in it by the shingles of each of its texts.
    pub fn insert(&mut self, story: i64, texts: &[&[u64]]) {
        self.change(story, texts, true);
    }

    /// Takes a story out; `texts` are those it was inserted with.
    pub fn remove(&mut self, story: i64, texts: &[&[u64]]) {
        self.change(story, texts, false);
    }

    fn change(&mut self, story: i64, texts: &[&[u64]], added: bool) {
        // Two thousand million stories are beyond any window; one more is simply not found again.
        let Some(story) = u32::try_from(story).ok().filter(|story| *story < SHARED) else { return };
        let mut keys = distinct(texts.iter().flat_map(|text| sampled_keys(text)).collect());
        keys.shrink_to_fit();
        let change = Change { story, keys, added };
        self.apply(&change);
        self.journal.push(change);
    }

    /// How many stories are in it.
    pub fn stories_held(&self) -> usize {
        self.sizes.len()
    }

    /// Whether the story is in it.
    pub fn holds(&self, story: i64) -> bool {
        u32::try_from(story).is_ok_and(|story| self.sizes.contains_key(&story))
    }

    /// A point to come back to.
    pub fn mark(&self) -> usize {
        self.journal.len()
    }

    /// Undoes what came after `mark`.
    pub fn rollback_to(&mut self, mark: usize) {
        while self.journal.len() > mark {
            if let Some(mut change) = self.journal.pop() {
                change.added = !change.added;
                self.apply(&change);
            }
        }
    }

    /// What was done so far stays.
    pub fn commit(&mut self) {
        self.journal.clear();
    }

    /// Stories that share most shingles with the text, best first, at most [`CANDIDATES_MAX`].
    pub fn candidates(&self, shingles: &[u64]) -> Vec<i64> {
        let keys = distinct(shingles.iter().map(|shingle| key(*shingle)).collect());
        let mut met: Vec<u32> = Vec::new();
        for key in keys {
            let (count, stories) = self.stories(key);
            if count <= STORIES_LEADING_MAX {
                met.extend(stories);
            }
        }
        met.sort_unstable();
        let ours = distinct(sampled_keys(shingles)).len();
        let mut counted: Vec<(usize, u32)> = met
            .chunk_by(PartialEq::eq)
            .filter_map(|run| Some((run.len(), *run.first()?)))
            .filter(|(met, story)| met * MET_PART >= ours.min(self.size(*story)))
            .collect();
        // Of equals the older story comes first.
        counted.sort_unstable_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
        counted.into_iter().take(CANDIDATES_MAX).map(|(_, story)| i64::from(story)).collect()
    }

    /// For each shingle of a text, in order: does it stand in so many stories that it tells nothing? Only some are
    /// indexed; one between common ones is common.
    pub fn common(&self, shingles: &[u64]) -> Vec<bool> {
        let known: Vec<Option<bool>> = shingles
            .iter()
            .map(|shingle| {
                let (count, _) = self.stories(key(*shingle));
                (count > 0).then_some(count > STORIES_WEIGHED_MAX)
            })
            .collect();
        let before = carried(known.iter().copied());
        let mut after = carried(known.iter().rev().copied());
        after.reverse();
        before.iter().zip(&after).map(|(before, after)| *before && *after).collect()
    }

    /// How many stories a shingle stands in, and which.
    fn stories(&self, key: u32) -> (usize, impl Iterator<Item = u32> + '_) {
        let posting = self.postings.get(&key).copied();
        let one = posting.filter(|posting| posting & SHARED == 0);
        let many = posting.filter(|posting| posting & SHARED != 0);
        let many = many.and_then(|place| self.shared.get((place & !SHARED) as usize));
        let count = usize::from(one.is_some()) + many.map_or(0, VecDeque::len);
        (count, one.into_iter().chain(many.into_iter().flatten().copied()))
    }

    fn size(&self, story: u32) -> usize {
        self.sizes.get(&story).copied().unwrap_or_default().into()
    }

    fn apply(&mut self, change: &Change) {
        if change.added {
            let size = u16::try_from(change.keys.len()).unwrap_or(u16::MAX);
            self.sizes.insert(change.story, size);
        } else {
            self.sizes.remove(&change.story);
        }
        for &key in &change.keys {
            if change.added { self.add(key, change.story) } else { self.take(key, change.story) }
        }
    }

    fn add(&mut self, key: u32, story: u32) {
        let Some(posting) = self.postings.get_mut(&key) else {
            self.postings.insert(key, story);
            return;
        };
        if *posting & SHARED != 0 {
            if let Some(stories) = self.shared.get_mut((*posting & !SHARED) as usize)
                && let Err(at) = stories.binary_search(&story)
            {
                stories.insert(at, story);
            }
        } else if *posting != story {
            let stories = VecDeque::from([story.min(*posting), story.max(*posting)]);
            let place = if let Some(place) = self.free.pop() {
                if let Some(slot) = self.shared.get_mut(place as usize) {
                    *slot = stories;
                }
                place
            } else {
                let Ok(place) = u32::try_from(self.shared.len()) else { return };
                self.shared.push(stories);
                place
            };
            *posting = place | SHARED;
        }
    }

    fn take(&mut self, key: u32, story: u32) {
        let Some(posting) = self.postings.get_mut(&key) else { return };
        if *posting == story {
            self.postings.remove(&key);
        } else if *posting & SHARED != 0 {
            let place = *posting & !SHARED;
            let Some(stories) = self.shared.get_mut(place as usize) else { return };
            if let Ok(at) = stories.binary_search(&story) {
                stories.remove(at);
            }
            if let (Some(last), 1) = (stories.front(), stories.len()) {
                *posting = *last;
                *stories = VecDeque::new();
                self.free.push(place);
            }
        }
    }

    /// Everything it holds, in a fixed order.
    #[cfg(test)]
    pub(crate) fn contents(&self) -> Vec<(u32, Vec<u32>)> {
        let mut all: Vec<(u32, Vec<u32>)> = Vec::new();
        for key in self.postings.keys() {
            all.push((*key, self.stories(*key).1.collect()));
        }
        // Sizes, where no key can stand in their way.
        all.extend(self.sizes.iter().map(|(story, size)| (*story, vec![u32::from(*size), SHARED])));
        all.sort();
        all
    }
}

/// What was last known, carried on over at most a window of shingles that are not indexed.
fn carried(known: impl Iterator<Item = Option<bool>>) -> Vec<bool> {
    let (mut last, mut age) = (false, 0);
    known
        .map(|common| {
            match common {
                Some(common) => (last, age) = (common, 0),
                None => age += 1,
            }
            last && age <= SAMPLE_WINDOW
        })
        .collect()
}

fn key(shingle: u64) -> u32 {
    (shingle & 0xffff_ffff) as u32
}

fn distinct(mut keys: Vec<u32>) -> Vec<u32> {
    keys.sort_unstable();
    keys.dedup();
    keys
}

/// The smallest of every [`SAMPLE_WINDOW`] shingles in a row (winnowing).
fn sampled_keys(shingles: &[u64]) -> Vec<u32> {
    shingles
        .windows(SAMPLE_WINDOW.min(shingles.len().max(1)))
        .filter_map(|window| window.iter().min())
        .map(|shingle| key(*shingle))
        .collect()
}

#[cfg(test)]
mod tests {
    use xxhash_rust::xxh3::xxh3_64;

    use super::*;

    fn shingles(seed: u64, count: u64) -> Vec<u64> {
        (0..count).map(|n| xxh3_64(&(seed * 10_000 + n).to_le_bytes())).collect()
    }

    #[test]
    fn a_rolled_back_change_leaves_the_index_as_it_was() {
        let mut index = StoryIndex::default();
        index.insert(1, &[&shingles(1, 300)]);
        index.insert(2, &[&shingles(2, 300)]);
        index.commit();
        let before = index.contents();
        index.insert(3, &[&shingles(1, 300), &shingles(2, 30)]);
        let mark = index.mark();
        let with_third = index.contents();
        index.remove(1, &[&shingles(1, 300)]);
        index.insert(1, &[&shingles(4, 50)]);
        index.insert(5, &[&shingles(1, 300)]);
        index.rollback_to(mark);
        assert_eq!(index.contents(), with_third);
        index.rollback_to(0);
        assert_eq!(index.contents(), before);
    }

    #[test]
    fn a_shared_passage_of_a_window_is_always_met() {
        let mut index = StoryIndex::default();
        for story in 0..50_i64 {
            index.insert(story, &[&shingles(story.unsigned_abs(), 400)]);
        }
        for start in 0..380 {
            let mut text = shingles(99, 100);
            text.extend_from_slice(&shingles(7, 400)[start..start + SAMPLE_WINDOW]);
            assert_eq!(index.candidates(&text), [7], "{start}");
        }
    }

    #[test]
    fn a_turn_of_phrase_in_two_long_texts_leads_nowhere_and_a_part_of_a_text_leads_to_it() {
        let mut index = StoryIndex::default();
        index.insert(7, &[&shingles(7, 600)]);
        let sharing = |count: usize| {
            let mut text = shingles(99, 600);
            text.splice(300..300, shingles(7, 600)[200..200 + count].iter().copied());
            index.candidates(&text)
        };
        assert_eq!(sharing(SAMPLE_WINDOW), Vec::<i64>::new());
        assert_eq!(sharing(120), [7]);
        assert_eq!(index.candidates(&shingles(7, 40)), [7]);
    }

    #[test]
    fn what_many_stories_share_leads_nowhere_and_weighs_nothing() {
        let mut index = StoryIndex::default();
        let furniture = shingles(500, 60);
        for story in 0..40_i64 {
            let mut text = shingles(story.unsigned_abs(), 100);
            text.extend(&furniture);
            index.insert(story, &[&text]);
        }
        assert_eq!(index.candidates(&furniture), Vec::<i64>::new());
        let common = index.common(&furniture);
        assert!(common.iter().filter(|common| **common).count() > 35, "{common:?}");
        assert!(!index.common(&shingles(3, 80)).contains(&true));
    }
}
