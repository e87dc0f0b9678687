//! Whose word a text is, beside what is known of its story.

use super::KnownStory;
use crate::model::{PubStatus, Representation, Story};

/// The best copy wins: a reprint makes room for the text as its originator printed it (edge case 18).
pub fn is_the_originals(known: &KnownStory, story: &Story) -> bool {
    known.status != PubStatus::Canceled
        && known.is_reprint
        && is_of_its_originator(known, story)
        && !story.sources.is_reprint()
        && !(known.representation == Representation::Full
            && story.representation == Representation::Partial)
}

pub(super) fn is_of_its_originator(known: &KnownStory, story: &Story) -> bool {
    let writer = story.sources.writer();
    writer.is_some() && writer == known.originator.as_deref()
}

/// The story is known whole as its originator printed it, and another printed this, whoever it credits.
pub(super) fn is_settled(known: &KnownStory, story: &Story) -> bool {
    let is_whole = known.representation == Representation::Full;
    known.is_original && is_whole && (story.sources.is_reprint() || is_anothers_word(known, story))
}

/// Another than its originator, which holds the story, printed this.
pub(super) fn is_anothers_word(known: &KnownStory, story: &Story) -> bool {
    let is_named = story.sources.publisher.is_some();
    let of = known.originator.as_deref().filter(|_| is_named);
    known.is_original && of.is_some_and(|of| !story.sources.is_printed_by(of))
}

/// Folded words of a brief, at most.
const BRIEF_WORDS_MAX: usize = 120;

/// The story is a brief of no named author, or of the same one; this names its originator.
pub(super) fn is_from_its_maker(known: &KnownStory, story: &Story) -> bool {
    let names_it = story.sources.originator.is_some();
    let is_same = known.originator.is_none() || is_of_its_originator(known, story);
    known.words <= BRIEF_WORDS_MAX && names_it && is_same
}
