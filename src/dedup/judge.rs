//! The rules that turn what is known of an item and a story into a decision. Pure: no lookups, no clock.

use std::cmp::Ordering;

use jiff::Timestamp;

use super::compare::{Comparison, Rule};
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
    /// The entry came exactly as it did for `state`: whatever differs is our own reading of it.
    pub same_as_received: bool,
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
    pub language: Option<String>,
}

/// A story's text against the newest version of a known one.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TextMatch {
    /// The known story had this very text in one of its versions.
    pub same: bool,
    /// Folded words of the text.
    pub words: usize,
    /// Share of word pairs in common, 0 to 1, see [`relatedness`](super::relatedness::relatedness).
    pub score: f64,
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
    let newer = is_newer(story, item);
    let canceled = story.status == PubStatus::Canceled;
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
        return withdraw(known);
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
    if text.same {
        return Decision::Copy {
            relation: Relation::Verbatim,
            score: 1.0,
            because: "the reprint has a new headline, its text is the story's".to_owned(),
        };
    }
    let originator = story.sources.originator.as_ref().map(|o| o.name.as_str());
    if originator.is_some() && originator == known.originator.as_deref() {
        // A paper that cuts its copy has not changed the story.
        if text.words > known.words {
            return update("a longer text from the same originator");
        }
        if story.ed_note.is_some() && is_newer(story, item) {
            return update("a corrected text from the same originator");
        }
    }
    if is_fuller(known, story) {
        return update("a full text of a story known only in part");
    }
    Decision::Copy {
        relation: relation(known, text),
        score: text.score,
        because: "the reprint was edited by its publisher".to_owned(),
    }
}

/// What a copy that is not verbatim did to the text.
fn relation(known: &KnownStory, text: TextMatch) -> Relation {
    match text.words.cmp(&known.words) {
        Ordering::Less => Relation::Abridged,
        Ordering::Equal => Relation::Revised,
        Ordering::Greater => Relation::Extended,
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

/// An entry new to its feed whose text is, for the most part, a known story's.
pub fn judge_like_text(
    known: &KnownStory,
    story: &Story,
    like: &Comparison,
    rule: Rule,
    lead: Lead,
) -> Decision {
    let (of_entry, of_known) = (like.of_entry, like.of_known);
    let figures = format!(
        "{}: {:.0} % of this text and {:.0} % of the story's in common, {} words",
        rule_words(rule),
        of_entry * 100.0,
        of_known * 100.0,
        like.shared
    );
    let told_anew = like.words_entry * 5 >= like.words_known * 4;
    let same = of_entry >= SAME_MIN && of_known >= SAME_MIN;
    if known.status == PubStatus::Canceled && lead == Lead::OwnEarlier && !same {
        let because = format!("its feed's substitute for a story that was withdrawn; {figures}");
        return Decision::New { because };
    }
    let moves_on = known.status != PubStatus::Canceled && lead != Lead::Superseded;
    let known_in_entry = of_known >= KNOWN_IN_ENTRY_MIN && moves_on;
    let longer = like.words_entry > like.words_known + (like.words_known / 4).max(GROWTH_WORDS_MIN);
    if known_in_entry && longer {
        return update(&format!("a fuller text of a story known only abridged; {figures}"));
    }
    if known_in_entry && is_fuller(known, story) && like.words_entry > like.words_known {
        return update(&format!("a full text of a story known only in part; {figures}"));
    }
    let originator = story.sources.originator.as_ref().map(|o| o.name.as_str());
    let same_originator = originator.is_some() && originator == known.originator.as_deref();
    let more =
        like.words_entry > like.words_known + (like.words_known / 20).max(GROWTH_WORDS_MIN / 2);
    if same_originator && more && moves_on {
        return update(&format!("a longer text from the same originator; {figures}"));
    }
    // A paper that tells its story anew under another address has moved on; an excerpt of its own article has not.
    if lead == Lead::OwnEarlier && told_anew && moves_on {
        return update(&format!("a later text of the feed's own story; {figures}"));
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

/// A text of which this share stands in another is its abridged copy.
const COVERED_MIN: f64 = 0.75;

/// Two texts that share this much of each other are the same.
const SAME_MIN: f64 = 0.97;

/// A story of whose text this share stands in the entry was an abridged copy of it.
const KNOWN_IN_ENTRY_MIN: f64 = 0.85;

/// A text must grow by so many words, or a quarter, to make the known one an abridged copy.
const GROWTH_WORDS_MIN: usize = 40;

fn rule_words(rule: Rule) -> &'static str {
    match rule {
        Rule::Brief => "a short text that stands in the other",
        Rule::Contained => "the smaller text stands in the larger",
        Rule::Versions => "two outlets' versions of one article",
    }
}

/// A score as it is published: three decimals.
fn rounded(score: f64) -> f64 {
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
        relation: relation(known, text),
        score: text.score,
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

/// An entry nobody carried before.
pub fn judge_unknown(story: &Story, text: Option<TextHash>, nearest: Option<&str>) -> Decision {
    if story.status == PubStatus::Canceled {
        return Decision::Withdrawn {
            because: "a kill of a story that is not known here".to_owned(),
        };
    }
    let because = match text {
        Some(_) => "no story has this identity or text",
        None => "no story has this identity, and the text is too short to compare",
    };
    let nearest = nearest.map(|nearest| format!("; {nearest}")).unwrap_or_default();
    Decision::New { because: format!("{because}{nearest}") }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dedup::compare::{Furniture, compare};
    use crate::dedup::shingle::Text;
    use crate::model::story::sample;

    const STATE: StateHash = StateHash([1; 16]);
    const OTHER: StateHash = StateHash([2; 16]);

    fn item(is_first: bool, state_seen: bool) -> KnownItem {
        let (claimed_at, same_as_received) = (at(100), false);
        KnownItem { state: STATE, claimed_at, state_seen, same_as_received, is_first }
    }

    fn known(status: PubStatus, representation: Representation) -> KnownStory {
        KnownStory { status, representation, originator: None, words: 100, language: None }
    }

    fn text(same: bool, words: usize) -> TextMatch {
        TextMatch { same, words, score: 0.9 }
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
        // (leads its story, state seen before, dated, other entries of the item in the document, verdict)
        let table = [
            (true, false, at(200), 0, "update"),
            // Edge case 11: the text changed, the date did not.
            (true, false, at(100), 0, "update"),
            (true, false, at(50), 0, "update"),
            (true, false, at(50), 1, "unchanged"),
            (true, true, at(50), 0, "unchanged"),
            (true, true, at(200), 0, "update"),
            (true, true, at(200), 1, "unchanged"),
            (true, true, None, 0, "unchanged"),
            (false, false, at(200), 0, "copy"),
            (false, true, at(200), 0, "unchanged"),
        ];
        let story_known = known(PubStatus::Usable, Representation::Full);
        for (leads, seen, dated, siblings, expected) in table {
            let story = sample("Berth to close", &["The berth closes."], dated);
            let item = item(leads, seen);
            let decision =
                judge_known(&item, &story_known, &story, OTHER, text(false, 100), siblings);
            assert_eq!(label(&decision), expected, "{leads} {seen} {dated:?} {siblings}");
        }
    }

    #[test]
    fn the_same_state_is_unchanged_whatever_its_date() {
        // Edge case 10.
        let story = sample("Berth to close", &["The berth closes."], at(900));
        let story_known = known(PubStatus::Usable, Representation::Full);
        let item = item(true, true);
        let decision = judge_known(&item, &story_known, &story, STATE, text(true, 100), 0);
        assert_eq!(label(&decision), "unchanged");
    }

    #[test]
    fn a_kill_withdraws_once() {
        let mut kill = sample("Berth to close", &["The berth closes."], at(200));
        kill.status = PubStatus::Canceled;
        for (status, expected) in
            [(PubStatus::Usable, "withdrawn"), (PubStatus::Canceled, "unchanged")]
        {
            let story_known = known(status, Representation::Full);
            let item = item(true, false);
            let decision = judge_known(&item, &story_known, &kill, OTHER, text(false, 100), 0);
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
        assert_eq!(label(&judge_same_link(&in_part, &full, text(false, 200))), "update");
        assert_eq!(label(&judge_same_link(&in_full, &full, text(false, 200))), "copy");
        assert_eq!(label(&judge_same_link(&in_full, &part, text(false, 20))), "copy");
    }

    #[test]
    fn a_reprint_moves_its_story_on_only_with_more_text_or_a_correction() {
        let mut reprint = sample("Berth to close", &["The berth closes."], at(200));
        let bloomberg =
            |name: &str| crate::model::Organisation { name: name.to_owned(), ..Default::default() };
        reprint.sources.originator = Some(bloomberg("Bloomberg"));
        let mut story = known(PubStatus::Usable, Representation::Full);
        story.originator = Some("Bloomberg".to_owned());
        let reprint_item = item(false, false);
        let judge = |known: &KnownStory, story: &Story, words| {
            judge_known(&reprint_item, known, story, OTHER, text(false, words), 0)
        };
        assert_eq!(label(&judge(&story, &reprint, 140)), "update");
        for (words, expected) in [(40, Relation::Abridged), (100, Relation::Revised)] {
            let Decision::Copy { relation, .. } = judge(&story, &reprint, words) else {
                panic!("{words} words of {} made no copy", story.words)
            };
            assert_eq!(relation, expected);
        }
        let corrected = Story { ed_note: Some("Corrects the date".to_owned()), ..reprint.clone() };
        assert_eq!(label(&judge(&story, &corrected, 100)), "update");
        // Edge case 55: what was killed stays killed, whatever a reprint does to its copy.
        story.status = PubStatus::Canceled;
        assert_eq!(label(&judge(&story, &reprint, 140)), "unchanged");
    }

    #[test]
    fn a_story_told_anew_by_its_own_feed_is_its_next_version_and_an_excerpt_is_not() {
        let words = |range: std::ops::Range<usize>| {
            range.map(|n| format!("word{n}")).collect::<Vec<_>>().join(" ")
        };
        let like = |entry: &str| {
            let (entry, earlier) = (Text::new(entry), Text::new(&words(0..120)));
            compare(&entry, &earlier, Furniture::LeftOut, &|shingles| vec![false; shingles.len()])
        };
        let story = sample("Berth to close", &["The berth closes."], at(200));
        let judge = |status, entry: &str, lead| {
            let known = known(status, Representation::Full);
            label(&judge_like_text(&known, &story, &like(entry), Rule::Contained, lead))
        };
        let (anew, excerpt) = (format!("{} {}", words(0..100), words(500..515)), words(0..60));
        assert_eq!(judge(PubStatus::Usable, &anew, Lead::OwnEarlier), "update");
        assert_eq!(judge(PubStatus::Usable, &anew, Lead::Other), "copy");
        assert_eq!(judge(PubStatus::Usable, &excerpt, Lead::OwnEarlier), "copy");
        assert_eq!(judge(PubStatus::Usable, &anew, Lead::Superseded), "copy");
        // Edge case 55: what a feed sends in a killed story's place is a story; what others still print of it is not.
        assert_eq!(judge(PubStatus::Canceled, &anew, Lead::OwnEarlier), "new");
        assert_eq!(judge(PubStatus::Canceled, &anew, Lead::Other), "copy");
    }

    #[test]
    fn a_kill_seen_before_does_not_withdraw_a_story_that_was_reinstated() {
        let mut kill = sample("Berth to close", &["The berth closes."], at(50));
        kill.status = PubStatus::Canceled;
        let usable = known(PubStatus::Usable, Representation::Full);
        let again = |kill: &Story| {
            judge_known(&item(true, true), &usable, kill, OTHER, text(false, 100), 0)
        };
        assert_eq!(label(&again(&kill)), "unchanged");
        let newer = sample("Berth to close", &["The berth closes."], at(200));
        let newer = Story { status: PubStatus::Canceled, ..newer };
        assert_eq!(label(&again(&newer)), "withdrawn");
    }

    #[test]
    fn a_successor_that_is_old_news_changes_nothing() {
        let usable = known(PubStatus::Usable, Representation::Full);
        let killed = known(PubStatus::Canceled, Representation::Full);
        let judge = |known: &KnownStory, item: &KnownItem, dated| {
            let story = sample("Berth to close", &["The berth closes."], dated);
            label(&judge_successor(item, known, &story, text(false, 40)))
        };
        assert_eq!(judge(&usable, &item(true, false), at(200)), "update");
        assert_eq!(judge(&usable, &item(true, false), None), "update");
        assert_eq!(judge(&usable, &item(true, false), at(50)), "unchanged");
        assert_eq!(judge(&usable, &item(true, true), at(200)), "unchanged");
        // A reprint's own correction cuts no agency's text, and nothing undated raises the dead.
        assert_eq!(judge(&usable, &item(false, false), at(200)), "copy");
        assert_eq!(judge(&killed, &item(true, false), None), "unchanged");
        assert_eq!(judge(&killed, &item(true, false), at(200)), "update");
    }

    #[test]
    fn a_date_beside_no_date_is_no_newer() {
        let undated = KnownItem { claimed_at: None, ..item(true, true) };
        let story = sample("Berth to close", &["The berth closes."], at(200));
        for status in [PubStatus::Usable, PubStatus::Canceled] {
            let decision = judge_known(
                &undated,
                &known(status, Representation::Full),
                &story,
                OTHER,
                text(false, 100),
                0,
            );
            assert_eq!(label(&decision), "unchanged", "{status:?}");
        }
        let unseen = KnownItem { state_seen: false, ..undated };
        let killed = known(PubStatus::Canceled, Representation::Full);
        let decision = judge_known(&unseen, &killed, &story, OTHER, text(false, 100), 0);
        assert_eq!(label(&decision), "unchanged");
    }

    #[test]
    fn new_rules_of_reading_change_no_story() {
        let story = sample("Berth to close", &["The berth closes."], at(200));
        let usable = known(PubStatus::Usable, Representation::Full);
        let as_before = KnownItem { same_as_received: true, ..item(true, false) };
        let decision = judge_known(&as_before, &usable, &story, OTHER, text(false, 100), 0);
        assert_eq!(label(&decision), "unchanged");
    }
}
