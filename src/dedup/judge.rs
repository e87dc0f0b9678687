//! The rules that turn what is known of an item and a story into a decision. Pure: no lookups, no clock.

use jiff::Timestamp;

use super::fingerprint::{StateHash, TextHash};
use crate::model::{PubStatus, Relation, Representation, Story};

/// What the store remembers of an entry's identity within its feed.
#[derive(Debug, Clone)]
pub struct KnownItem {
    pub state: StateHash,
    /// The publisher's date of the state that was published.
    pub claimed_at: Option<Timestamp>,
    /// The new state was seen on this item before.
    pub state_seen: bool,
    /// The item is the one whose copy the story publishes, not a reprint of it.
    pub is_first: bool,
}

/// What the store remembers of a story.
#[derive(Debug, Clone)]
pub struct KnownStory {
    pub status: PubStatus,
    pub representation: Representation,
    pub originator: Option<String>,
    /// Folded words of the newest version's text.
    pub words: usize,
}

/// How the entries of one identity stand in one document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Siblings {
    /// Entries of this identity in the document, this one included.
    pub count: usize,
}

/// What to do with an entry, and the rule that says so.
#[derive(Debug, Clone, PartialEq)]
pub enum Decision {
    New { because: String },
    Update { because: String },
    Copy { relation: Relation, score: f64, because: String },
    Unchanged { because: String },
    Withdrawn { because: String },
}

/// An entry whose identity its feed carried before.
pub fn judge_known(
    item: &KnownItem,
    known: &KnownStory,
    story: &Story,
    state: StateHash,
    same_text: bool,
    siblings: Siblings,
) -> Decision {
    if state == item.state {
        return unchanged("same headline and text as before");
    }
    if story.status == PubStatus::Canceled {
        return withdraw(known);
    }
    let newer = story.claimed_at() > item.claimed_at;
    if item.state_seen {
        if siblings.count == 1 && newer && item.is_first {
            return update("the publisher went back to an earlier state with a newer date");
        }
        return unchanged("a state this item had before");
    }
    if siblings.count > 1 && story.claimed_at().is_some() && story.claimed_at() < item.claimed_at {
        return unchanged("an older state of the item, listed beside newer ones");
    }
    if item.is_first {
        return update("the item's headline or text changed");
    }
    judge_changed_copy(known, story, same_text)
}

/// A reprint whose text or headline changed: the story moves on only where its own author does.
fn judge_changed_copy(known: &KnownStory, story: &Story, same_text: bool) -> Decision {
    if same_text {
        return Decision::Copy {
            relation: Relation::Verbatim,
            score: 1.0,
            because: "the reprint has a new headline, its text is the story's".to_owned(),
        };
    }
    let originator = story.sources.originator.as_ref().map(|o| o.name.as_str());
    if originator.is_some() && originator == known.originator.as_deref() {
        return update("a changed text from the same originator");
    }
    if is_fuller(known, story) {
        return update("a full text of a story known only in part");
    }
    Decision::Copy {
        relation: Relation::Revised,
        score: 0.5,
        because: "the reprint was edited by its publisher".to_owned(),
    }
}

/// An entry new to its feed whose text a story already has, word for word.
pub fn judge_same_text(known: &KnownStory, story: &Story) -> Decision {
    if story.status == PubStatus::Canceled {
        return withdraw(known);
    }
    Decision::Copy {
        relation: Relation::Verbatim,
        score: 1.0,
        because: "the same text, word for word".to_owned(),
    }
}

/// An entry new to its feed whose permanent link another feed already carried (edge case 8).
pub fn judge_same_link(known: &KnownStory, story: &Story, words: usize) -> Decision {
    if story.status == PubStatus::Canceled {
        return withdraw(known);
    }
    if is_fuller(known, story) {
        return update("a full text, under the same permanent link, of a story known only in part");
    }
    let relation = if words < known.words { Relation::Abridged } else { Relation::Revised };
    Decision::Copy {
        relation,
        score: 1.0,
        because: "the same permanent link in another feed".to_owned(),
    }
}

/// An entry that names an earlier item as the one it replaces, corrects or kills.
pub fn judge_successor(known: &KnownStory, story: &Story) -> Decision {
    if story.status == PubStatus::Canceled {
        withdraw(known)
    } else {
        update("the item names the earlier one it replaces")
    }
}

/// An entry nobody carried before.
pub fn judge_unknown(story: &Story, text: Option<TextHash>) -> Decision {
    if story.status == PubStatus::Canceled {
        return Decision::Withdrawn {
            because: "a kill of a story that is not known here".to_owned(),
        };
    }
    let because = match text {
        Some(_) => "no story has this identity or text",
        None => "no story has this identity, and the text is too short to compare",
    };
    Decision::New { because: because.to_owned() }
}

fn is_fuller(known: &KnownStory, story: &Story) -> bool {
    known.representation == Representation::Partial && story.representation == Representation::Full
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::story::sample;

    const STATE: StateHash = StateHash([1; 16]);
    const OTHER: StateHash = StateHash([2; 16]);

    fn item(is_first: bool, state_seen: bool) -> KnownItem {
        KnownItem { state: STATE, claimed_at: at(100), state_seen, is_first }
    }

    fn known(status: PubStatus, representation: Representation) -> KnownStory {
        KnownStory { status, representation, originator: None, words: 100 }
    }

    fn at(second: i64) -> Option<Timestamp> {
        Timestamp::from_second(second).ok()
    }

    fn label(decision: &Decision) -> &'static str {
        match decision {
            Decision::New { .. } => "new",
            Decision::Update { .. } => "update",
            Decision::Copy { .. } => "copy",
            Decision::Unchanged { .. } => "unchanged",
            Decision::Withdrawn { .. } => "withdrawn",
        }
    }

    #[test]
    fn states_of_a_known_item_are_judged_by_newness_and_date() {
        // (leads its story, state seen before, dated, entries of the item in the document, verdict)
        let table = [
            (true, false, at(200), 1, "update"),
            // Edge case 11: the text changed, the date did not.
            (true, false, at(100), 1, "update"),
            (true, false, at(50), 1, "update"),
            (true, false, at(50), 2, "unchanged"),
            (true, true, at(50), 1, "unchanged"),
            (true, true, at(200), 1, "update"),
            (true, true, at(200), 2, "unchanged"),
            (true, true, None, 1, "unchanged"),
            (false, false, at(200), 1, "copy"),
            (false, true, at(200), 1, "unchanged"),
        ];
        let story_known = known(PubStatus::Usable, Representation::Full);
        for (leads, seen, dated, count, expected) in table {
            let story = sample("Berth to close", &["The berth closes."], dated);
            let siblings = Siblings { count };
            let decision =
                judge_known(&item(leads, seen), &story_known, &story, OTHER, false, siblings);
            assert_eq!(label(&decision), expected, "{leads} {seen} {dated:?} {count}");
        }
    }

    #[test]
    fn the_same_state_is_unchanged_whatever_its_date() {
        // Edge case 10.
        let story = sample("Berth to close", &["The berth closes."], at(900));
        let story_known = known(PubStatus::Usable, Representation::Full);
        let siblings = Siblings { count: 1 };
        let decision = judge_known(&item(true, true), &story_known, &story, STATE, true, siblings);
        assert_eq!(label(&decision), "unchanged");
    }

    #[test]
    fn a_kill_withdraws_once() {
        let mut kill = sample("Berth to close", &["The berth closes."], at(200));
        kill.status = PubStatus::Canceled;
        let siblings = Siblings { count: 1 };
        for (status, expected) in
            [(PubStatus::Usable, "withdrawn"), (PubStatus::Canceled, "unchanged")]
        {
            let story_known = known(status, Representation::Full);
            let decision =
                judge_known(&item(true, false), &story_known, &kill, OTHER, false, siblings);
            assert_eq!(label(&decision), expected);
            assert_eq!(label(&judge_same_text(&story_known, &kill)), expected);
        }
    }

    #[test]
    fn a_full_text_updates_a_story_known_in_part_and_a_summary_does_not() {
        let full = sample("Berth to close", &["The berth closes.", "For good."], at(200));
        let mut part = full.clone();
        part.representation = Representation::Partial;
        let in_part = known(PubStatus::Usable, Representation::Partial);
        let in_full = known(PubStatus::Usable, Representation::Full);
        assert_eq!(label(&judge_same_link(&in_part, &full, 200)), "update");
        assert_eq!(label(&judge_same_link(&in_full, &full, 200)), "copy");
        assert_eq!(label(&judge_same_link(&in_full, &part, 20)), "copy");
    }
}
