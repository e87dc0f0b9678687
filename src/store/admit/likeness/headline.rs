//! A headline, ready to be held against others.

use crate::dedup::compare::Headlines;
use crate::dedup::shingle::{headline_figures, headline_stems, headline_words};

/// Words of four letters or more in a headline that is its story's own.
const WORDS_MIN: usize = 3;

/// The part of the telling words of one lead that another one has where both lead into one story.
const LEAD_PART: usize = 4;

/// Whether two texts, of which these are the [`lead_words`](crate::dedup::shingle::lead_words), begin with the same news, in
/// whatever words.
pub(super) fn leads_alike(ours: &[u64], theirs: &[u64]) -> bool {
    let agreeing = ours.iter().filter(|word| theirs.binary_search(word).is_ok()).count();
    agreeing >= WORDS_MIN && agreeing * LEAD_PART >= ours.len().min(theirs.len())
}

/// Hashes of what a headline says, each kind ascending.
pub(super) struct Headline {
    words: Vec<u64>,
    figures: Vec<u64>,
    /// What it names, see [`headline_stems`].
    pub(super) stems: Vec<u64>,
}

impl Headline {
    pub(super) fn new(text: &str) -> Self {
        Self {
            words: headline_words(text),
            figures: headline_figures(text),
            stems: headline_stems(text),
        }
    }

    pub(super) fn agreement(&self, other: &Self) -> Headlines {
        let (ours, theirs) = (&self.words, &other.words);
        let agreeing = ours.iter().filter(|word| theirs.binary_search(word).is_ok()).count();
        match agreeing {
            0 => Headlines::Unlike,
            WORDS_MIN.. if agreeing == ours.len().max(theirs.len()) => Headlines::Same,
            _ if agreeing * 2 >= ours.len().min(theirs.len()) => Headlines::Alike,
            _ => Headlines::Touching,
        }
    }

    /// Both give figures, and each one that the other has not.
    pub(super) fn has_other_figures(&self, other: &Self) -> bool {
        let lacks =
            |all: &[u64], some: &[u64]| some.iter().any(|one| all.binary_search(one).is_err());
        lacks(&self.figures, &other.figures) && lacks(&other.figures, &self.figures)
    }
}
