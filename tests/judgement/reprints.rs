//! Agencies and the papers that print them: whose word moves a story on.

use wiredesk::model::{Verdict, VerdictKind};

use crate::desk::{Desk, after};
use crate::document::Item;

pub(crate) const HEADLINE: &str = "Barge sinks off Torvik, 14 crew rescued";

/// The agency's text, 150 words and more.
pub(crate) const COPY: [&str; 5] = [
    "TORVIK (Reuters) - A grain barge with 14 people on board sank on Tuesday after it struck the old breakwater off Torvik in thick fog, the port authority said, and every member of its crew was brought ashore alive.",
    "The 96-metre Lene Marit had left the silos of Hamna at dawn with 2,100 tonnes of barley and was waiting for a pilot when a current pushed it on to the stones, harbour captain Egil Strand told reporters at the quay.",
    "Fishermen who were mending nets nearby reached the sinking vessel within minutes in three open boats. One of them, Oddvar Lie, said he had heard a noise like a falling wall and then men calling through the fog.",
    "The owner of the Lene Marit, Brattli Shipping, said divers would look at the hull as soon as the weather allowed, and that it had found no sign of leaking fuel so far.",
    "Torvik and Hamna handle a third of the region's grain. Their main channel was closed to larger ships until further notice, and two freighters bound for Rotterdam were waiting outside on Tuesday evening.",
];

pub(crate) fn item(feed: &str, name: &str, headline: &str, text: &[&str], minutes: i64) -> Item {
    Item::new(feed, name, headline, &text.join("\n"), after(minutes))
}

/// The paragraphs as a paper prints them, with the agency's credit.
pub(crate) fn reprint(text: &[&str]) -> Vec<String> {
    let credited = text.iter().map(|line| (*line).to_owned());
    credited.chain(["\u{a9} 2026 Reuters. All rights reserved.".to_owned()]).collect()
}

pub(crate) fn show(desk: &mut Desk, feed: &str, item: Item) -> Verdict {
    desk.poll(feed, &[item]).remove(0)
}

fn shown(text: &[String]) -> Vec<&str> {
    text.iter().map(String::as_str).collect()
}

#[test]
fn an_editors_note_at_a_reprint_leaves_the_agencys_story_as_it_is() {
    let note = "Correction: An earlier version of this article misspelled the name of the captain.";
    let removed =
        "Editor's note: This article has been removed because Reuters has withdrawn the story.";
    let cut: Vec<&str> = COPY.iter().take(2).copied().chain([note]).collect();
    for page in [vec![removed], cut] {
        let mut desk = Desk::new();
        let first = show(&mut desk, "reuters", item("reuters", "r1", HEADLINE, &COPY, 0));
        let (copy, edited) = (reprint(&COPY), reprint(&page));
        let printed = item("lyme-courier", "c1", HEADLINE, &shown(&copy), 30);
        assert_eq!(show(&mut desk, "lyme-courier", printed).verdict, VerdictKind::Copy);
        let edited = item("lyme-courier", "c1", HEADLINE, &shown(&edited), 90);
        let verdict = show(&mut desk, "lyme-courier", edited);
        let expected = if page.len() == 1 { VerdictKind::Unchanged } else { VerdictKind::Copy };
        assert_eq!(verdict.verdict, expected, "{verdict:?}");
        assert_eq!(desk.versions(&first.story.unwrap()).len(), 1, "{page:?}");
    }
}

#[test]
fn a_page_whose_text_was_taken_away_leaves_the_story_as_it_was_published() {
    let mut desk = Desk::new();
    let first = show(&mut desk, "lyme-courier", item("lyme-courier", "c1", HEADLINE, &COPY, 0));
    for _ in 0..3 {
        let gone = item("lyme-courier", "c1", HEADLINE, &["This article is not available."], 60);
        assert_eq!(show(&mut desk, "lyme-courier", gone).verdict, VerdictKind::Unchanged);
    }
    assert_eq!(desk.versions(&first.story.unwrap()).len(), 1);
}

/// The agency's text with another figure in its first sentence.
fn told(rescued: &str) -> Vec<String> {
    let mut text: Vec<String> = COPY.iter().map(|line| (*line).to_owned()).collect();
    text[0] = text[0].replace("14 people", &format!("{rescued} people"));
    text[2].push_str(" A third boat came back later with the ship's dog.");
    text
}

#[test]
fn a_brief_that_came_first_gives_way_to_the_agencys_whole_text() {
    let mut desk = Desk::new();
    let brief = "A grain barge with 14 people on board sank on Tuesday after it struck the old breakwater off Torvik in thick fog, the port authority said, and every member of its crew was brought ashore alive. The 96-metre Lene Marit had left the silos of Hamna at dawn with 2,100 tonnes of barley.";
    let first = show(&mut desk, "short-news", item("short-news", "b1", "Barge lost", &[brief], 0));
    let whole = show(&mut desk, "reuters", item("reuters", "r1", HEADLINE, &COPY, 30));
    assert_eq!((whole.verdict, &whole.story), (VerdictKind::Update, &first.story), "{whole:?}");
    let versions = desk.published(&first.story.unwrap());
    assert!(versions[1]["bodies"][0]["value"].as_str().unwrap().contains("Brattli Shipping"));
}

#[test]
fn a_copy_of_an_earlier_version_names_that_version() {
    let mut desk = Desk::new();
    let later = told("15");
    let first = show(&mut desk, "reuters", item("reuters", "r1", HEADLINE, &COPY, 0));
    let updated = show(&mut desk, "reuters", item("reuters", "r1", HEADLINE, &shown(&later), 60));
    assert_eq!(updated.version.as_deref(), Some("2"));
    let copy = reprint(&COPY);
    let stale = item("lyme-courier", "c1", HEADLINE, &shown(&copy), 90);
    assert_eq!(show(&mut desk, "lyme-courier", stale).verdict, VerdictKind::Copy);
    let copy = reprint(&shown(&later));
    let fresh = item("bay-observer", "o1", HEADLINE, &shown(&copy), 90);
    assert_eq!(show(&mut desk, "bay-observer", fresh).verdict, VerdictKind::Copy);
    let records = desk.appearances(&first.story.unwrap());
    let named: Vec<&str> = records.iter().map(|r| r["version"].as_str().unwrap()).collect();
    assert_eq!(named, ["1", "2"]);
    assert!(records.iter().all(|record| record["relation"] == "verbatim"), "{records:?}");
}

// Edge case 18.
#[test]
fn who_printed_a_story_first_is_on_record_when_its_originator_takes_it_over() {
    let mut desk = Desk::new();
    let copy = reprint(&COPY);
    let printed = item("lyme-courier", "c1", HEADLINE, &shown(&copy), 30);
    let first = show(&mut desk, "lyme-courier", printed);
    let own = show(&mut desk, "reuters", item("reuters", "r1", HEADLINE, &COPY, 0));
    assert_eq!((own.verdict, &own.story), (VerdictKind::Update, &first.story));
    let story = first.story.unwrap();
    let [record] = &desk.appearances(&story)[..] else { panic!("{:?}", desk.appearances(&story)) };
    assert_eq!(record["feed"], "lyme-courier");
    assert_eq!((&record["version"], &record["relation"]), (&"1".into(), &"verbatim".into()));
    let versions = desk.published(&story);
    let newest = versions.last().unwrap();
    assert!(newest["firstCreated"].as_str() <= newest["versionCreated"].as_str(), "{newest}");
    let ids: Vec<&str> = newest["altIds"]
        .as_array()
        .unwrap()
        .iter()
        .map(|id| id["value"].as_str().unwrap())
        .collect();
    for guid in ["reuters:r1", "lyme-courier:c1"] {
        assert!(ids.contains(&guid), "{ids:?}");
    }
}

#[test]
fn an_originators_older_state_is_no_version_after_a_reprint_of_the_newer_one() {
    let mut desk = Desk::new();
    let (old, new) = (reprint(&COPY), reprint(&shown(&told("15"))));
    let first =
        show(&mut desk, "lyme-courier", item("lyme-courier", "c1", HEADLINE, &shown(&old), 30));
    show(&mut desk, "lyme-courier", item("lyme-courier", "c1", HEADLINE, &shown(&new), 260));
    let late = show(&mut desk, "reuters", item("reuters", "r1", HEADLINE, &COPY, 0));
    assert_eq!((late.verdict, &late.story), (VerdictKind::Copy, &first.story), "{late:?}");
    assert_eq!(late.version.as_deref(), Some("1"));
    let newer = item("reuters", "r1", HEADLINE, &shown(&told("15")), 240);
    let taken = show(&mut desk, "reuters", newer);
    let versions = desk.published(&first.story.unwrap());
    assert!(
        versions
            .iter()
            .skip(1)
            .all(|v| v["bodies"][0]["value"].as_str().unwrap().contains("15 people"))
    );
    assert_eq!((taken.verdict, taken.version.as_deref()), (VerdictKind::Update, Some("3")));
}

// Edge case 55.
#[test]
fn an_agency_kills_what_is_known_from_a_papers_reprint_alone_and_a_paper_does_not() {
    let mut desk = Desk::new();
    let copy = reprint(&COPY);
    let printed = item("lyme-courier", "c1", HEADLINE, &shown(&copy), 0);
    let first = show(&mut desk, "lyme-courier", printed);
    let notice = format!("Please kill the story headlined \"{HEADLINE}\".");
    let mut kill =
        |feed: &str, text: &str| show(&mut desk, feed, item(feed, "k", "KILL NOTICE", &[text], 60));
    let papers = kill("bay-observer", &notice);
    assert_ne!(papers.story, first.story, "{papers:?}");
    let agencys = kill("reuters", &format!("Reuters kills its story headlined \"{HEADLINE}\"."));
    assert_eq!((agencys.verdict, &agencys.story), (VerdictKind::Withdrawn, &first.story));
}

// Edge case 55.
#[test]
fn kill_notices_in_a_desks_own_shapes_find_their_story() {
    let please =
        format!("Please kill the story headlined \"{HEADLINE}\". A substitute will follow.");
    let killed = format!("{HEADLINE} (KILLED)");
    for (title, text) in [
        ("Kill: Torvik barge", please.as_str()),
        (killed.as_str(), "This story has been killed."),
        ("BC-TORVIK-KILL", &format!("Editors: Kill story {HEADLINE}.")),
    ] {
        let mut desk = Desk::new();
        let first = show(&mut desk, "reuters", item("reuters", "r1", HEADLINE, &COPY, 0));
        let own = item("reuters", "r1", HEADLINE, &COPY, 0);
        let both = [own, item("reuters", "r2", title, &[text], 60)];
        let verdict = desk.poll("reuters", &both).pop().unwrap();
        assert_eq!(
            (verdict.verdict, &verdict.story),
            (VerdictKind::Withdrawn, &first.story),
            "{title}: {verdict:?}"
        );
    }
}

// Edge case 55.
#[test]
fn a_copy_of_what_was_withdrawn_says_so() {
    let mut desk = Desk::new();
    let first = show(&mut desk, "reuters", item("reuters", "r1", HEADLINE, &COPY, 0));
    let title = format!("KILL: {HEADLINE}");
    let kill = item("reuters", "r2", &title, &["Please kill this story, it was in error."], 60);
    assert_eq!(show(&mut desk, "reuters", kill).verdict, VerdictKind::Withdrawn);
    let copy = reprint(&COPY);
    show(&mut desk, "lyme-courier", item("lyme-courier", "c1", HEADLINE, &shown(&copy), 90));
    let story = first.story.unwrap();
    let records = desk.appearances(&story);
    assert_eq!(
        (&records[0]["version"], &records[0]["pubStatus"]),
        (&"1".into(), &"canceled".into())
    );
    let cancel = desk.published(&story).pop().unwrap();
    let ids = cancel["altIds"].to_string();
    assert!(ids.contains("reuters:r1") && ids.contains("reuters:r2"), "{ids}");
}
