//! The rules that turn what is known of an item and a story into a decision. Pure: no lookups, no clock.

use super::fingerprint::{StateHash, TextHash};
use crate::model::{PubStatus, Relation, Representation, Story};

/// What to do with an entry, and the rule that says so.
#[derive(Debug, Clone, PartialEq)]
pub enum Decision {
    New { because: String },
    Update { because: String },
    Copy { relation: Relation, score: f64, because: String },
    Unchanged { because: String },
    Withdrawn { because: String },
}

/// An entry whose identity its feed carried before, beside `siblings` others of it in the same document.
pub fn judge_known(
    item: &KnownItem,
    known: &KnownStory,
    story: &Story,
    state: StateHash,
    text: TextMatch,
    siblings: usize,
) -> Decision {
    if state == item.state {
        return unchanged("same headline and text as before");
    }
    if item.same_as_received {
        return unchanged("as received before; only our reading of it is new");
    }
    if item.is_first
        && text.repeats == Repeats::HeadlineAndText
        && is_repeat(story)
        && story.status == known.status
    {
        return unchanged("sent again, as its headline says, with nothing new in it");
    }
    let newer = is_newer(story, item);
    let canceled = story.status == PubStatus::Canceled;
    if item.is_first
        && !canceled
        && text.repeats != Repeats::Neither
        && is_emptied(known, text.growth)
    {
        return unchanged(IS_EMPTIED);
    }
    if item.state_seen {
        if siblings == 0 && newer && item.is_first {
            return if canceled {
                withdraw(known)
            } else {
                update("the publisher went back to an earlier state with a newer date")
            };
        }
        return unchanged("a state this item had before");
    }
    if canceled {
        return if item.is_first || !is_anothers_word(known, story) {
            withdraw(known)
        } else {
            unchanged("a reprint was withdrawn; the story stands with its originator")
        };
    }
    if siblings > 0 && story.claimed_at().is_some() && story.claimed_at() < item.claimed_at {
        return unchanged("an older state of the item, listed beside newer ones");
    }
    if is_dead_to(item, known, story) {
        return unchanged(STAYS_WITHDRAWN);
    }
    if item.is_first {
        return update("the item's headline or text changed");
    }
    judge_changed_copy(item, known, story, text)
}

/// A reprint whose text or headline changed: the story moves on only where its own author does.
fn judge_changed_copy(
    item: &KnownItem,
    known: &KnownStory,
    story: &Story,
    text: TextMatch,
) -> Decision {
    if text.is_newest && is_the_originals(known, story) {
        return update("the originator's own copy, word for word, of a story known from a reprint");
    }
    if text.same {
        return Decision::Copy {
            relation: Relation::Verbatim,
            score: 1.0,
            because: "the reprint has a new headline, its text is the story's".to_owned(),
        };
    }
    if is_emptied(known, text.growth) {
        return unchanged("the reprint's text was taken away by its publisher");
    }
    if is_fuller(known, story) && text.growth.words > text.growth.words_known {
        return update("a full text of a story known only in part");
    }
    if let Some(because) = moves_on(known, story, text.growth, Larger::Story) {
        return update(because);
    }
    if text.counts_higher && known.status != PubStatus::Canceled && !is_settled(known, story) {
        return update("a later count from the same originator");
    }
    let corrected = story.ed_note.is_some() && is_newer(story, item) && !is_repeat(story);
    // A paper's note speaks of its own page: of what it cut, added or took away there. Only where all of the story still
    // stands there can it be the story that was corrected, and not even then where its originator holds it.
    let speaks_of_it = text.growth.of_known >= KNOWN_IN_ENTRY_MIN && !is_settled(known, story);
    if corrected && speaks_of_it && is_of_its_originator(known, story) {
        return update("a corrected text from the same originator");
    }
    Decision::Copy {
        relation: text.growth.relation(),
        score: rounded(text.score),
        because: "the reprint was edited by its publisher".to_owned(),
    }
}

/// What a text may be that holds a known one and much more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Larger {
    Story,
    /// For the greater part it goes on with the same things, under another headline.
    Unsure,
    /// A digest, for the greater part about other things.
    Digest,
}

/// Why a text that another feed printed is the story's next version, where it is: a paper that cuts its copy, or puts a
/// paragraph of its own into it, has not changed the story.
fn moves_on(
    known: &KnownStory,
    story: &Story,
    growth: Growth,
    larger: Larger,
) -> Option<&'static str> {
    let is_whole = known.representation == Representation::Full;
    if known.status == PubStatus::Canceled || is_settled(known, story) {
        return None;
    }
    let holds_it = growth.of_known >= KNOWN_IN_ENTRY_MIN;
    let is_longer = growth.words > growth.words_known;
    if holds_it && is_fuller(known, story) && is_longer && larger != Larger::Digest {
        return Some("a full text of a story known only in part");
    }
    if holds_it && is_the_originals(known, story) {
        return Some("the originator's own text of a story known from a reprint");
    }
    let is_wholly_in_it = growth.of_known >= SAME_MIN && growth.is_much_longer();
    if is_wholly_in_it && larger == Larger::Unsure && is_from_its_maker(known, story) {
        return Some("a whole text, with its originator named, of a story known from a brief");
    }
    if is_whole && growth.is_insert {
        return None;
    }
    if holds_it && growth.is_much_longer() && larger == Larger::Story {
        return Some("a fuller text of a story known only abridged");
    }
    let is_next = growth.is_longer() && is_of_its_originator(known, story);
    is_next.then_some("a longer text from the same originator")
}

/// An entry new to its feed whose text a story already has, word for word.
pub fn judge_same_text(known: &KnownStory, story: &Story, held: Held) -> Decision {
    if story.status == PubStatus::Canceled {
        return withdraw(known);
    }
    if held == Held::Newest && is_the_originals(known, story) {
        return update("the originator's own copy, word for word, of a story known from a reprint");
    }
    Decision::Copy {
        relation: Relation::Verbatim,
        score: 1.0,
        because: "the same text, word for word".to_owned(),
    }
}

/// Two texts that share this much of each other are the same.
const SAME_MIN: f64 = 0.97;

/// A story of whose text this share stands in the entry was an abridged copy of it.
const KNOWN_IN_ENTRY_MIN: f64 = 0.85;

/// A score as it is published: three decimals.
pub fn rounded(score: f64) -> f64 {
    (score * 1000.0).round() / 1000.0
}

/// An entry new to its feed whose permanent link another feed already carried (edge case 8).
pub fn judge_same_link(known: &KnownStory, story: &Story, text: TextMatch) -> Decision {
    if story.status == PubStatus::Canceled {
        return withdraw(known);
    }
    if is_fuller(known, story) {
        return update("a full text, under the same permanent link, of a story known only in part");
    }
    Decision::Copy {
        relation: text.growth.relation(),
        score: rounded(text.score),
        because: "the same permanent link in another feed".to_owned(),
    }
}

/// An entry that names an earlier item as the one it replaces, corrects or kills.
pub fn judge_successor(
    earlier: &KnownItem,
    known: &KnownStory,
    story: &Story,
    text: TextMatch,
) -> Decision {
    if earlier.state_seen {
        return unchanged("a state this item had before");
    }
    if story.status == PubStatus::Canceled {
        return withdraw(known);
    }
    if story.claimed_at().is_some() && story.claimed_at() < earlier.claimed_at {
        return unchanged("it replaces an earlier item, but a newer one did so before");
    }
    if is_dead_to(earlier, known, story) {
        return unchanged(STAYS_WITHDRAWN);
    }
    if !earlier.is_first {
        return judge_changed_copy(earlier, known, story, text);
    }
    update("the item names the earlier one it replaces")
}

/// An entry nobody carried before. `nearest` tells of the story that is nearest, or what a kill was looked up by.
pub fn judge_unknown(story: &Story, text: Option<TextHash>, nearest: Option<&str>) -> Decision {
    let nearest = nearest.map(|nearest| format!("; {nearest}")).unwrap_or_default();
    if story.status == PubStatus::Canceled {
        return Decision::Withdrawn {
            because: format!("a kill of a story that is not known here{nearest}"),
        };
    }
    let because = match text {
        Some(_) => "no story has this identity or text",
        None => "no story has this identity, and the text is too short to compare",
    };
    Decision::New { because: format!("{because}{nearest}") }
}

/// The text of news that its feed told in an alert.
pub fn judge_told_before() -> Decision {
    update("the text of its feed's own alert, all names and figures of which stand in its lead")
}

/// A few words that tell what was wrong in a story, under its headline.
pub fn judge_notice() -> Decision {
    update("its agency's notice of what was wrong, in few words, under the story's headline")
}

/// An item that brought a notice, and words it otherwise now. `is_same`: but for a headline it says the same.
pub fn judge_notice_again(
    item: &KnownItem,
    known: &KnownStory,
    notice: &Story,
    state: StateHash,
    is_same: bool,
) -> Decision {
    if state == item.state || is_same {
        return unchanged("the notice says what it said before");
    }
    if item.same_as_received {
        return unchanged("as received before; only our reading of it is new");
    }
    if item.state_seen {
        return unchanged("a state this item had before");
    }
    if known.status == PubStatus::Canceled || notice.status == PubStatus::Canceled {
        return unchanged("a notice that is withdrawn withdraws no story");
    }
    update("its agency's notice of what was wrong, in other words than before")
}

/// A print of a story whose kill came first, and that is known by that alone.
pub fn judge_killed_before() -> Decision {
    Decision::Copy {
        relation: Relation::Revised,
        score: 0.0,
        because: "its agency killed the story of this headline before it was seen".to_owned(),
    }
}

const STAYS_WITHDRAWN: &str = "the story was withdrawn, and nothing newer than that brings it back";

/// Only a newer word of the item that was killed brings a story back.
fn is_dead_to(item: &KnownItem, known: &KnownStory, story: &Story) -> bool {
    known.status == PubStatus::Canceled && !(item.is_first && is_newer(story, item))
}

/// By dates that both have: without one nothing is newer than anything.
fn is_newer(story: &Story, item: &KnownItem) -> bool {
    story.claimed_at().zip(item.claimed_at).is_some_and(|(now, before)| now > before)
}

const IS_EMPTIED: &str = "its text was taken away, and what was published of it stands";

/// What a page says in the place of its text ("This article is not available any more") has few words, and of a
/// story's text no more than the eighth part.
const EMPTIED_WORDS_MAX: usize = 20;
const EMPTIED_PART: usize = 8;

/// So little of a story known in full that it can be no newer text of it (P8).
fn is_emptied(known: &KnownStory, growth: Growth) -> bool {
    known.representation == Representation::Full
        && growth.words <= EMPTIED_WORDS_MAX
        && growth.words * EMPTIED_PART <= growth.words_known
}

/// Beginnings of remarks on a text that is sent once more.
const REPEATS: [&str; 4] = ["rpt", "repeat", "wdh", "repite"];

/// All that the note to editors says is that the text was sent before.
fn is_repeat(story: &Story) -> bool {
    let note = story.ed_note.as_deref().unwrap_or_default().to_lowercase();
    !note.is_empty() && note.split("; ").all(|remark| REPEATS.iter().any(|r| remark.starts_with(r)))
}

fn is_fuller(known: &KnownStory, story: &Story) -> bool {
    known.status != PubStatus::Canceled
        && known.representation == Representation::Partial
        && story.representation == Representation::Full
}

fn withdraw(known: &KnownStory) -> Decision {
    if known.status == PubStatus::Canceled {
        unchanged("the story is already withdrawn")
    } else {
        Decision::Withdrawn { because: "a kill or withdrawal of this story".to_owned() }
    }
}

fn update(because: &str) -> Decision {
    Decision::Update { because: because.to_owned() }
}

fn unchanged(because: &str) -> Decision {
    Decision::Unchanged { because: because.to_owned() }
}

mod full_text;
mod known;
mod like_text;
mod maker;
pub use full_text::judge_full_text;
pub use known::{Growth, Held, KnownItem, KnownStory, Repeats, TextMatch};
pub use like_text::{Lead, Resemblance, judge_like_text};
pub use maker::is_the_originals;
use maker::{is_anothers_word, is_from_its_maker, is_of_its_originator, is_settled};

#[cfg(test)]
mod tests;
