//! Decisions by table: what is known, what came, what follows.

use jiff::Timestamp;

use super::*;
use crate::dedup::compare::{Comparison, Furniture, Headlines, Rest, Rule, compare};
use crate::dedup::shingle::Text;
use crate::model::Organisation;
use crate::model::story::sample;

mod likes;

const STATE: StateHash = StateHash([1; 16]);
const OTHER: StateHash = StateHash([2; 16]);

fn item(is_first: bool, state_seen: bool) -> KnownItem {
    let (claimed_at, same_as_received) = (at(100), false);
    KnownItem { state: STATE, claimed_at, state_seen, same_as_received, is_first }
}

fn known(status: PubStatus, representation: Representation) -> KnownStory {
    KnownStory {
        status,
        representation,
        originator: None,
        is_reprint: false,
        is_original: false,
        words: 100,
        language: None,
    }
}

fn text(same: bool, words: usize) -> TextMatch {
    let growth = Growth { words, words_known: 100, of_known: 0.9, is_insert: false };
    TextMatch {
        same,
        is_newest: same,
        repeats: Repeats::Headline,
        growth,
        counts_higher: false,
        score: 0.9,
    }
}

fn words(range: std::ops::Range<usize>) -> String {
    range.map(|n| format!("word{n}")).collect::<Vec<_>>().join(" ")
}

fn compared(entry: &str, known: &str) -> Comparison {
    let none = |shingles: &[u64]| vec![false; shingles.len()];
    compare(&Text::new(entry), &Text::new(known), Furniture::LeftOut, &none)
}

fn near(comparison: &Comparison, rule: Rule) -> Resemblance<'_> {
    let (headlines, lead) = (Headlines::Unlike, Lead::Other);
    Resemblance {
        comparison,
        rule,
        headlines,
        lead,
        other_figures: false,
        is_older: false,
        counts_higher: false,
    }
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
        let decision = judge_known(&item, &story_known, &story, OTHER, text(false, 100), siblings);
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
    for (status, expected) in [(PubStatus::Usable, "withdrawn"), (PubStatus::Canceled, "unchanged")]
    {
        let story_known = known(status, Representation::Full);
        let item = item(true, false);
        let decision = judge_known(&item, &story_known, &kill, OTHER, text(false, 100), 0);
        assert_eq!(label(&decision), expected);
        assert_eq!(label(&judge_same_text(&story_known, &kill, Held::Newest)), expected);
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
    let like = |entry: &str| compared(entry, &words(0..120));
    let story = sample("Berth to close", &["The berth closes."], at(200));
    let judge = |status, entry: &str, lead| {
        let known = known(status, Representation::Full);
        let (comparison, rule) = (&like(entry), Rule::Contained);
        let near = Resemblance { lead, ..near(comparison, rule) };
        label(&judge_like_text(&known, &story, near))
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
    let again =
        |kill: &Story| judge_known(&item(true, true), &usable, kill, OTHER, text(false, 100), 0);
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

// Edge case 18.
#[test]
fn the_originators_own_copy_takes_the_place_of_a_reprint_and_keeps_it() {
    let printed = |by: &str| {
        let mut story = sample("Berth to close", &["The berth closes."], at(200));
        let named = |name: &str| Some(Organisation { name: name.to_owned(), ..<_>::default() });
        story.sources.originator = named("Harbour Wire");
        story.sources.publisher = named(by);
        story
    };
    let mut story_known = known(PubStatus::Usable, Representation::Full);
    story_known.originator = Some("Harbour Wire".to_owned());
    let table = [
        // (the story is known from a reprint, printed by, verdict)
        (true, "Harbour Wire", "update"),
        (true, "Lyme Gazette", "copy"),
        (false, "Harbour Wire", "copy"),
        (false, "Lyme Gazette", "copy"),
    ];
    for (is_reprint, by, expected) in table {
        story_known.is_reprint = is_reprint;
        let decision = judge_same_text(&story_known, &printed(by), Held::Newest);
        assert_eq!(label(&decision), expected, "{is_reprint} {by}");
    }
    // A summary of its own is no better than another's full text, and a withdrawn story stays so.
    story_known.is_reprint = true;
    let mut summary = printed("Harbour Wire");
    summary.representation = Representation::Partial;
    assert_eq!(label(&judge_same_text(&story_known, &summary, Held::Newest)), "copy");
    story_known.status = PubStatus::Canceled;
    assert_eq!(
        label(&judge_same_text(&story_known, &printed("Harbour Wire"), Held::Newest)),
        "copy"
    );
}
