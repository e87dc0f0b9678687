//! Texts that resemble a story.

use super::*;

// Edge case 17.
#[test]
fn a_papers_own_paragraph_in_a_story_known_whole_is_no_version() {
    let story = sample("Berth to close", &["The berth closes."], at(200));
    let inserted = format!("{} {} {}", words(0..100), words(500..580), words(100..220));
    let continued = format!("{} {}", words(0..220), words(500..580));
    let table = [
        (&inserted, Representation::Full, Lead::Other, "copy"),
        (&inserted, Representation::Partial, Lead::Other, "update"),
        (&inserted, Representation::Full, Lead::OwnEarlier, "update"),
        (&continued, Representation::Full, Lead::Other, "update"),
    ];
    for (entry, representation, lead, expected) in table {
        let comparison = &compared(entry, &words(0..220));
        let near = Resemblance { lead, ..near(comparison, Rule::Contained) };
        let decision = judge_like_text(&known(PubStatus::Usable, representation), &story, near);
        assert_eq!(label(&decision), expected, "{representation:?} {lead:?}: {decision:?}");
    }
}

#[test]
fn a_digest_that_begins_with_a_known_brief_is_not_its_fuller_text() {
    let story = sample("Police log", &["Five calls."], at(200));
    let comparison = &compared(&words(0..400), &words(0..95));
    let judge = |headlines, lead| {
        let near = Resemblance { headlines, lead, ..near(comparison, Rule::Contained) };
        label(&judge_like_text(&known(PubStatus::Usable, Representation::Full), &story, near))
    };
    assert_eq!(judge(Headlines::Touching, Lead::Other), "copy");
    assert_eq!(judge(Headlines::Alike, Lead::Other), "update");
    // Nor is it the full text of a brief known only in part, unless it goes on with the same things.
    let partial = known(PubStatus::Usable, Representation::Partial);
    for (rest, expected) in
        [(Rest::Other, "copy"), (Rest::SameSubject, "update"), (Rest::SameNames, "update")]
    {
        let comparison = &Comparison { rest, ..comparison.clone() };
        let decision = judge_like_text(&partial, &story, near(comparison, Rule::Contained));
        assert_eq!(label(&decision), expected, "{rest:?}: {decision:?}");
    }
    assert_eq!(judge(Headlines::Touching, Lead::OwnEarlier), "update");
}

#[test]
fn what_the_originator_printed_whole_is_moved_on_by_no_reprint() {
    let mut reprint = sample("Berth to close", &["The berth closes."], at(200));
    let named = |name: &str| Some(Organisation { name: name.to_owned(), ..<_>::default() });
    reprint.sources.originator = named("Harbour Wire");
    reprint.sources.publisher = named("Lyme Gazette");
    let mut story_known = known(PubStatus::Usable, Representation::Full);
    story_known.originator = Some("Harbour Wire".to_owned());
    for (is_original, expected) in [(true, "copy"), (false, "update")] {
        story_known.is_original = is_original;
        let item = item(false, false);
        let decision = judge_known(&item, &story_known, &reprint, OTHER, text(false, 160), 0);
        assert_eq!(label(&decision), expected);
    }
}

#[test]
fn one_sentence_with_another_toll_is_no_silent_copy_of_its_feeds_own_story() {
    let story = sample("All six killed", &["All six were killed."], at(200));
    let comparison = &compared(&words(1..30), &words(0..220));
    let usable = known(PubStatus::Usable, Representation::Full);
    let judge = |lead, other_figures| {
        let near = Resemblance { lead, other_figures, ..near(comparison, Rule::Brief) };
        label(&judge_like_text(&usable, &story, near))
    };
    assert_eq!(judge(Lead::OwnEarlier, true), "new");
    assert_eq!(judge(Lead::OwnEarlier, false), "copy");
    assert_eq!(judge(Lead::Other, true), "copy");
}

#[test]
fn a_text_sent_again_as_a_repeat_is_no_version() {
    let usable = known(PubStatus::Usable, Representation::Full);
    let judge = |note: &str, repeats| {
        let mut story = sample("Berth to close", &["The berth closes."], at(200));
        story.ed_note = Some(note.to_owned());
        let text = TextMatch { repeats, ..text(true, 100) };
        label(&judge_known(&item(true, false), &usable, &story, OTHER, text, 0))
    };
    assert_eq!(judge("RPT", Repeats::HeadlineAndText), "unchanged");
    assert_eq!(
        judge("RPT; Repeats to additional subscribers", Repeats::HeadlineAndText),
        "unchanged"
    );
    assert_eq!(judge("RPT", Repeats::Headline), "update");
    assert_eq!(judge("RPT; Corrects the name of the berth", Repeats::HeadlineAndText), "update");
}

#[test]
fn a_note_at_a_reprint_never_shrinks_the_story_nor_corrects_what_its_originator_holds() {
    let named = |name: &str| Some(Organisation { name: name.to_owned(), ..<_>::default() });
    let mut reprint = sample("Berth to close", &["The berth closes."], at(200));
    reprint.ed_note = Some("Editor's note: this article was shortened".to_owned());
    reprint.sources.originator = named("Harbour Wire");
    reprint.sources.publisher = named("Lyme Gazette");
    let table = [
        // (held from its originator, share of the story that still stands, verdict)
        (true, 1.0, "copy"),
        (true, 0.3, "copy"),
        (false, 1.0, "update"),
        (false, 0.3, "copy"),
    ];
    for (is_original, of_known, expected) in table {
        let mut story = known(PubStatus::Usable, Representation::Full);
        story.originator = Some("Harbour Wire".to_owned());
        story.is_original = is_original;
        let growth = Growth { words: 100, words_known: 100, of_known, is_insert: false };
        let text = TextMatch { growth, ..text(false, 100) };
        let decision = judge_known(&item(false, false), &story, &reprint, OTHER, text, 0);
        assert_eq!(label(&decision), expected, "{is_original} {of_known}");
    }
}

#[test]
fn a_text_of_almost_nothing_never_takes_the_place_of_a_full_one() {
    let story = sample("Berth to close", &["This article was removed."], at(200));
    let judge = |words, words_known| {
        let known = known(PubStatus::Usable, Representation::Full);
        let growth = Growth { words, words_known, of_known: 0.0, is_insert: false };
        let text = TextMatch { growth, ..text(false, words) };
        label(&judge_known(&item(true, false), &known, &story, OTHER, text, 0))
    };
    assert_eq!(judge(0, 300), "unchanged");
    assert_eq!(judge(12, 300), "unchanged");
    assert_eq!(judge(12, 60), "update");
    assert_eq!(judge(40, 600), "update");
    let known = known(PubStatus::Usable, Representation::Full);
    let growth = Growth { words: 12, words_known: 300, of_known: 0.0, is_insert: false };
    let text = TextMatch { growth, ..text(false, 12) };
    let judge = |item, text| label(&judge_known(&item, &known, &story, OTHER, text, 0)).to_owned();
    assert_eq!(judge(item(true, true), text), "unchanged", "though it was shown before");
    let retitled = TextMatch { repeats: Repeats::Neither, ..text };
    assert_eq!(judge(item(true, false), retitled), "update", "a new headline is news");
}

// Edge case 55.
#[test]
fn a_paper_that_withdraws_its_reprint_withdraws_no_agencys_story() {
    let named = |name: &str| Some(Organisation { name: name.to_owned(), ..<_>::default() });
    let mut story = known(PubStatus::Usable, Representation::Full);
    story.originator = Some("Harbour Wire".to_owned());
    story.is_original = true;
    let mut kill = sample("Berth to close", &["Withdrawn."], at(200));
    kill.status = PubStatus::Canceled;
    for (by, leads, expected) in [
        ("Lyme Gazette", false, "unchanged"),
        ("Harbour Wire", false, "withdrawn"),
        ("Lyme Gazette", true, "withdrawn"),
    ] {
        kill.sources.publisher = named(by);
        let judged = judge_known(&item(leads, false), &story, &kill, OTHER, text(false, 1), 0);
        assert_eq!(label(&judged), expected, "{by} {leads}");
    }
}

#[test]
fn a_brief_gives_way_to_its_originators_whole_text_whatever_the_headlines() {
    let named = |name: &str| Some(Organisation { name: name.to_owned(), ..<_>::default() });
    let mut story = sample("Berth to close", &["The berth closes."], at(200));
    story.sources.originator = named("Harbour Wire");
    story.sources.publisher = named("Harbour Wire");
    let whole = compared(&words(0..300), &words(0..50));
    let judge = |rest, originator: Option<&str>, words| {
        let mut brief = known(PubStatus::Usable, Representation::Full);
        (brief.originator, brief.words) = (originator.map(str::to_owned), words);
        let comparison = &Comparison { rest, ..whole.clone() };
        label(&judge_like_text(&brief, &story, near(comparison, Rule::Brief)))
    };
    assert_eq!(judge(Rest::SameSubject, None, 50), "update");
    assert_eq!(judge(Rest::SameNames, Some("Harbour Wire"), 50), "update");
    assert_eq!(judge(Rest::SameNames, Some("Bloomberg"), 50), "copy", "another's brief");
    assert_eq!(judge(Rest::Other, None, 50), "copy", "a digest");
    assert_eq!(judge(Rest::SameNames, None, 200), "copy", "no brief");
}

#[test]
fn the_originators_older_text_does_not_take_a_story_back() {
    let named = |name: &str| Some(Organisation { name: name.to_owned(), ..<_>::default() });
    let mut story = sample("Berth to close", &["The berth closes."], at(50));
    story.sources.originator = named("Harbour Wire");
    story.sources.publisher = named("Harbour Wire");
    let mut reprinted = known(PubStatus::Usable, Representation::Full);
    reprinted.originator = named("Harbour Wire").map(|wire| wire.name);
    reprinted.is_reprint = true;
    assert_eq!(label(&judge_same_text(&reprinted, &story, Held::Newest)), "update");
    assert_eq!(label(&judge_same_text(&reprinted, &story, Held::Earlier)), "copy");
    let judge = |is_older, exchanged| {
        let mut comparison = compared(&words(0..120), &words(0..120));
        comparison.differences.exchanged = exchanged;
        let near = Resemblance { is_older, ..near(&comparison, Rule::Contained) };
        label(&judge_like_text(&reprinted, &story, near))
    };
    assert_eq!(judge(true, 1), "copy");
    assert_eq!(judge(true, 0), "update");
    assert_eq!(judge(false, 1), "update");
}

#[test]
fn a_score_is_published_in_three_decimals_whatever_rule_gives_it() {
    let known = known(PubStatus::Usable, Representation::Full);
    let matched = TextMatch { score: 2.0 / 3.0, repeats: Repeats::Neither, ..text(false, 100) };
    let changed = judge_changed_copy(
        &item(false, false),
        &known,
        &sample("A headline", &["A text."], None),
        matched,
    );
    for decision in
        [changed, judge_same_link(&known, &sample("A headline", &["A text."], None), matched)]
    {
        assert!(matches!(decision, Decision::Copy { score: 0.667, .. }), "{decision:?}");
    }
}
