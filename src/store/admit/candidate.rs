//! A story on its way through admission.

use crate::dedup::fingerprint::{StateHash, TextHash};
use crate::model::{Evidence, Story};
use crate::store::story::{ItemRow, StoryRow};

/// A story, its hashes, and what it was found to be.
pub(super) struct Candidate<'a> {
    pub(super) story: &'a Story,
    pub(super) state: StateHash,
    /// The state with the lines that were taken out for their repetition.
    pub(super) printed: Option<StateHash>,
    pub(super) text: Option<TextHash>,
    /// The text without its headline, where it has few words.
    pub(super) brief: Option<TextHash>,
    /// The item of this identity, or the one that this entry names as its predecessor.
    pub(super) item: Option<ItemRow>,
    /// The story it belongs to, where there is one.
    pub(super) known: Option<StoryRow>,
    /// What it was held against, where the texts had to be compared.
    pub(super) evidence: Option<Evidence>,
    /// The version of `known` whose text it resembles, where that is not the newest.
    pub(super) version: Option<u64>,
    /// Other stories that it kills with `known`.
    pub(super) also: Vec<StoryRow>,
    /// It tells what was wrong in `known`, whose text stands.
    pub(super) is_notice: bool,
}
