//! An entry new to its feed whose text is, for the most part, that of a story that others carry.

use super::{
    Decision, Growth, KnownStory, Larger, SAME_MIN, is_settled, moves_on, rounded, update,
};
use crate::dedup::compare::{Comparison, Headlines, Rest, Rule, WHOLE_COVER_MIN};
use crate::model::{PubStatus, Relation, Representation, Story};

/// A text of which this share stands in another is its abridged copy.
const COVERED_MIN: f64 = 0.75;

/// Where the copy that a story publishes comes from, seen from an entry that resembles it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lead {
    /// The entry's own feed, at an earlier date.
    OwnEarlier,
    /// Another feed, or no earlier date.
    Other,
    /// What the entry resembles is not the story's newest text: it moves nothing on.
    Superseded,
}

/// A story that an entry new to its feed resembles.
#[derive(Debug, Clone, Copy)]
pub struct Resemblance<'a> {
    pub comparison: &'a Comparison,
    pub rule: Rule,
    pub headlines: Headlines,
    pub lead: Lead,
    /// Both headlines give figures, and each one that the other has not.
    pub other_figures: bool,
    /// The entry is dated before what the story publishes.
    pub is_older: bool,
    /// The entry is dated later, and counts more dead or hurt of the same originator.
    pub counts_higher: bool,
}

/// An entry new to its feed whose text is, for the most part, a known story's.
pub fn judge_like_text(known: &KnownStory, story: &Story, near: Resemblance<'_>) -> Decision {
    let Resemblance { comparison: like, rule, headlines, lead, other_figures, is_older, .. } = near;
    let (of_entry, of_known) = (like.of_entry, like.of_known);
    let figures = format!("{}: {}", rule.words(), like.told());
    let told_anew = like.words_entry * 5 >= like.words_known * 4;
    let same = of_entry >= SAME_MIN && of_known >= SAME_MIN;
    let is_own = lead == Lead::OwnEarlier;
    if known.status == PubStatus::Canceled && is_own && !same {
        let because = format!("its feed's substitute for a story that was withdrawn; {figures}");
        return Decision::New { because };
    }
    // Other figures at an earlier date are an earlier state of the news, whoever printed it.
    let steps_back = is_older
        && like.differences.exchanged > 0
        && known.representation == Representation::Full
        && !Growth::from(like).is_much_longer();
    let is_open = known.status != PubStatus::Canceled && lead != Lead::Superseded && !steps_back;
    if is_open {
        // A feed that goes on with its own story may do so anywhere in the text.
        let growth = Growth { is_insert: like.is_insert && !is_own, ..Growth::from(like) };
        let is_story = is_own || headlines >= Headlines::Alike || of_entry >= WHOLE_COVER_MIN;
        let larger = match like.rest {
            _ if is_story => Larger::Story,
            Rest::Other => Larger::Digest,
            Rest::SameSubject | Rest::SameNames => Larger::Unsure,
        };
        if let Some(because) = moves_on(known, story, growth, larger) {
            return update(&format!("{because}; {figures}"));
        }
    }
    if is_open && near.counts_higher && !is_settled(known, story) {
        return update(&format!("a later count from the same originator; {figures}"));
    }
    // A paper that tells its story anew under another address has moved on; an excerpt of its own article has not.
    if is_own && told_anew && is_open {
        return update(&format!("a later text of the feed's own story; {figures}"));
    }
    if is_own && other_figures && !same {
        let because = format!("its feed's news of other figures, in few words; {figures}");
        return Decision::New { because };
    }
    let relation = if same && !like.differences.any() {
        Relation::Verbatim
    } else if same {
        Relation::Revised
    } else if of_entry >= SAME_MIN.min(of_known + 0.1) && of_entry >= COVERED_MIN {
        Relation::Abridged
    } else if of_known >= COVERED_MIN && of_known > of_entry {
        Relation::Extended
    } else {
        Relation::Revised
    };
    Decision::Copy { relation, score: rounded(of_entry.max(of_known)), because: figures }
}
