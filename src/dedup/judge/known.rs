//! What is known of an item and its story, and how far a text goes beyond it.

use std::cmp::Ordering;

use jiff::Timestamp;

use crate::dedup::compare::Comparison;
use crate::dedup::fingerprint::StateHash;
use crate::model::{PubStatus, Relation, Representation};

/// What the store remembers of an entry's identity within its feed.
#[derive(Debug, Clone)]
pub struct KnownItem {
    pub state: StateHash,
    /// The publisher's date of the state that was published.
    pub claimed_at: Option<Timestamp>,
    /// The new state was seen on this item before.
    pub state_seen: bool,
    /// The entry came exactly as it did for `state`: whatever differs is our own reading of it.
    pub same_as_received: bool,
    /// The item is the one whose copy the story publishes, not a reprint of it.
    pub is_first: bool,
}

impl KnownItem {
    /// Whether the verdict on a new state may hang on how far its text is the story's.
    pub fn weighs_texts(&self) -> bool {
        !self.is_first && !self.state_seen
    }
}

/// What the store remembers of a story.
#[derive(Debug, Clone)]
pub struct KnownStory {
    pub status: PubStatus,
    pub representation: Representation,
    pub originator: Option<String>,
    /// The copy it publishes is a reprint: another than its originator printed it, as far as is known.
    pub is_reprint: bool,
    /// The copy it publishes was printed by the originator itself, as far as is known.
    pub is_original: bool,
    /// Folded words of the newest version's text.
    pub words: usize,
    pub language: Option<String>,
}

/// A story's text against the newest version of a known one.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TextMatch {
    /// The known story had this very text in one of its versions.
    pub same: bool,
    /// That version is its newest.
    pub is_newest: bool,
    pub repeats: Repeats,
    pub growth: Growth,
    /// It is dated later than what the story publishes, and counts more dead or hurt of the same originator.
    pub counts_higher: bool,
    /// Share of word pairs in common, 0 to 1, see [`relatedness`](crate::dedup::relatedness::relatedness).
    pub score: f64,
}

/// What of a story's newest version an entry repeats letter by letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Repeats {
    Neither,
    Headline,
    HeadlineAndText,
}

/// How much more a text says than the known one, furniture aside.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Growth {
    pub words: usize,
    pub words_known: usize,
    /// Share of the known text's words that stand in this one, 0 to 1.
    pub of_known: f64,
    /// All it says beyond the known one stands in one place within it: a paper's own paragraph.
    pub is_insert: bool,
}

impl From<&Comparison> for Growth {
    fn from(like: &Comparison) -> Self {
        Self {
            words: like.words_entry,
            words_known: like.words_known,
            of_known: like.of_known,
            is_insert: like.is_insert,
        }
    }
}

impl Growth {
    /// By more than a note: the twentieth part of what is known, and so many words at least.
    pub(super) fn is_longer(self) -> bool {
        self.words > self.words_known + (self.words_known / 20).max(GROWTH_WORDS_MIN / 2)
    }

    /// So much that what is known was cut: the fourth part.
    pub(super) fn is_much_longer(self) -> bool {
        self.words > self.words_known + (self.words_known / 4).max(GROWTH_WORDS_MIN)
    }

    pub(super) fn relation(self) -> Relation {
        match self.words.cmp(&self.words_known) {
            Ordering::Less => Relation::Abridged,
            Ordering::Equal => Relation::Revised,
            Ordering::Greater => Relation::Extended,
        }
    }
}

/// Which of a story's texts an entry has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Held {
    /// The newest, or the entry is dated after that.
    Newest,
    /// One that a later version took the place of.
    Earlier,
}

/// A text must grow by so many words, or a quarter, to make the known one an abridged copy.
const GROWTH_WORDS_MIN: usize = 40;
