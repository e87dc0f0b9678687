//! Kills and alerts that other news stands in the way of: none of them is lost to it.

use wiredesk::model::{Verdict, VerdictKind};

use crate::desk::{Desk, after};
use crate::document::Item;

const PIER: &str = "Fire destroys old pier of Halden";
const PIER_TEXT: &str = "HALDEN (Reuters) - A fire destroyed the old pier of Halden on Friday and killed five people, police chief \
     Karl Brenner said in the town hall.\nAnother 12 were taken to the hospital of Lyme. The pier, built in 1911, had been closed \
     for repairs since March and stood empty, but for a café whose owner had a key.";

fn item(feed: &str, name: &str, headline: &str, text: &str, minutes: i64) -> Item {
    Item::new(feed, name, headline, text, after(minutes))
}

/// One item in one answer.
fn send(desk: &mut Desk, feed: &str, name: &str, told: (&str, &str), minutes: i64) -> Verdict {
    desk.poll(feed, &[item(feed, name, told.0, told.1, minutes)]).remove(0)
}

/// As many items as a busy desk's, none of which has to do with any other.
fn many(
    feed: &str,
    count: usize,
    minutes: i64,
    told: impl Fn(usize) -> (String, String),
) -> Vec<Item> {
    let item = |nth| {
        let (headline, text) = told(nth);
        item(feed, &format!("n{nth}"), &headline, &text, minutes)
    };
    (0..count).map(item).collect()
}

#[test]
fn sixty_kills_of_another_feed_hide_none() {
    let mut desk = Desk::new();
    let kill = ("KILL: Fire destroys old pier of Halden", "Kill the story. It is wrong.");
    let kill = send(&mut desk, "reuters", "k", kill, 0);
    assert_eq!(kill.verdict, VerdictKind::Withdrawn, "{}", kill.because);
    let kills = many("noise", 60, 5, |nth| {
        (format!("KILL: Berth {nth} of the ferry is let"), "Kill the story.".to_owned())
    });
    desk.poll("noise", &kills);
    let print = send(&mut desk, "gazette", "g", (PIER, PIER_TEXT), 10);
    assert_eq!(print.story, kill.story, "{}", print.because);
}

#[test]
fn the_alerts_of_many_other_feeds_hide_none_of_the_feeds_own() {
    let mut desk = Desk::new();
    let line = "Halden parliament passes budget by one vote";
    let told = (format!("ALERT: {line}"), format!("{line}, 76 to 75."));
    let alert = send(&mut desk, "halden", "a", (&told.0, &told.1), 0);
    // A second one, which hides the first in a fair share.
    let other = ("ALERT: Ferry sinks off Norhaven", "Ferry sinks off Norhaven, coast guard says.");
    send(&mut desk, "halden", "b", other, 1);
    for nth in 0..70 {
        let headline = format!("ALERT: Berth {nth} of the ferry is let");
        let text = format!("Berth {nth} of the ferry is let to a baker of Norhaven.");
        send(&mut desk, &format!("feed{nth}"), "n", (&headline, &text), 5);
    }
    let text = "HALDEN - Halden's parliament passed the budget by one vote, 76 to 75, on Friday, after a session that went on all \
                night and in which two members were carried in on stretchers. The budget raises the tax on ferries.";
    let text = send(&mut desk, "halden", "c", (line, text), 20);
    assert_eq!(text.story, alert.story, "{}", text.because);
}

/// All of them in one answer, and the kill is the newest.
#[test]
fn fifty_corrections_before_it_in_a_document_cost_no_kill_its_story() {
    let mut desk = Desk::new();
    let story = send(&mut desk, "halden", "s", (PIER, PIER_TEXT), 0);
    let mut items = many("halden", 55, 10, |nth| {
        (
            format!("CORRECTED-Berth {nth} of the ferry is let"),
            "The story had a wrong name.".to_owned(),
        )
    });
    items.push(item(
        "halden",
        "k",
        "KILL: Fire destroys old pier of Halden",
        "Kill the story.",
        20,
    ));
    let kill = desk.poll("halden", &items).pop().unwrap();
    assert_eq!(kill.story, story.story, "{}", kill.because);
}

/// What was not looked for is not told to be missing.
#[test]
fn a_kill_beyond_the_fiftieth_of_a_document_says_that_no_story_was_looked_for() {
    let mut desk = Desk::new();
    let kills = many("halden", 51, 10, |nth| {
        (format!("KILL: Berth {nth} of the ferry is let"), "Kill the story.".to_owned())
    });
    let told: Vec<String> =
        desk.poll("halden", &kills).into_iter().map(|told| told.because).collect();
    let count = |words: &str| told.iter().filter(|told| told.contains(words)).count();
    assert_eq!(count("alone is called by"), 50, "{told:?}");
    assert_eq!(count("no headline was looked for"), 1, "{told:?}");
}

#[test]
fn a_kill_in_a_script_without_spaces_finds_its_story_by_the_headline() {
    let sentence = |nth: usize| format!("港湾委員会は{nth}日、新しい埠頭の建設を可決した。");
    let text: String = (1..9).map(sentence).collect();
    for (headline, kill, note, is_named) in [
        ("港湾委員会が新しい埠頭を可決", "KILL: 港湾委員会が新しい埠頭を可決", "KILL", true),
        (
            "港湾委員会が新しい埠頭を可決",
            "KILL: 港湾の記事",
            "記事「港湾委員会が新しい埠頭を可決」を削除します。",
            true,
        ),
        ("คณะกรรมการท่าเรืออนุมัติท่าเทียบเรือใหม่", "KILL: คณะกรรมการท่าเรืออนุมัติท่าเทียบเรือใหม่", "KILL", true),
        (
            "港湾委員会が新しい埠頭を可決",
            "KILL: 港湾委員会が新しい埠頭を可決、市長は辞任",
            "KILL",
            false,
        ),
        ("委員会が新しい埠頭を可決", "KILL: 港湾委員会が新しい埠頭を可決", "KILL", false),
    ] {
        let mut desk = Desk::new();
        let story = send(&mut desk, "minato", "s", (headline, &text), 0);
        let kill = send(&mut desk, "minato", "k", (kill, note), 20);
        assert_eq!(kill.verdict, VerdictKind::Withdrawn, "{}", kill.because);
        assert_eq!(kill.story == story.story, is_named, "{headline}: {}", kill.because);
    }
}

const BERTH: &str = "Harbour council votes on new berth";
const BERTH_TEXT: &str = "HALDEN - The harbour council of Halden voted on Friday for a berth of 90 metres, which takes the ferry of \
     Lyme from May on. Karin Aster, who owns the yard beside it, said that she would sue.\nThe berth costs 12 million crowns.";

/// `is_canceled`, of the pier's story and of the berth's.
fn kill_of_both(headline: &str, text: &str) -> ([bool; 2], Verdict) {
    let mut desk = Desk::new();
    let stories = [("p", (PIER, PIER_TEXT)), ("b", (BERTH, BERTH_TEXT))]
        .map(|(name, told)| send(&mut desk, "halden", name, told, 0).story.unwrap());
    let kill = [item("halden", "k", headline, text, 20)];
    let told = desk.poll("halden", &kill).remove(0);
    let again = desk.poll("halden", &kill).remove(0);
    assert_eq!(again.verdict, VerdictKind::Unchanged, "{}", again.because);
    let is_canceled = |uri: &String| {
        let versions = desk.versions(uri);
        assert!(versions.len() < 3, "{versions:?}");
        versions.last().unwrap() == &(2, "canceled".to_owned())
    };
    ([is_canceled(&stories[0]), is_canceled(&stories[1])], told)
}

#[test]
fn a_kill_that_names_two_stories_kills_both() {
    for (headline, text, expected) in [
        (
            "KILL: two stories of Friday",
            "Kill the story Fire destroys old pier of Halden. Kill the story Harbour council votes on new berth. Both are wrong.",
            [true, true],
        ),
        (
            "KILL: Fire destroys old pier of Halden; Harbour council votes on new berth",
            "They are wrong.",
            [true, true],
        ),
        (
            "KILL: a story of Friday",
            "Kill the story Fire destroys old pier of Halden. The story \"Harbour council votes on new berth\" stands.",
            [true, false],
        ),
        (
            "KILL: a story of Friday",
            "The story \"Harbour council votes on new berth\" stands, and so does \"Fire destroys old pier of Halden\".",
            [false, false],
        ),
    ] {
        let (found, told) = kill_of_both(headline, text);
        assert_eq!(found, expected, "{headline} {text}: {}", told.because);
        assert_eq!(told.because.contains(", and of urn:"), expected[1], "{}", told.because);
        let is_unclear = told.because.contains("2 stories are called so");
        assert_eq!(is_unclear, expected == [false, false], "{}", told.because);
    }
}

#[test]
fn a_kill_of_a_headline_leaves_a_story_whose_headline_is_part_of_it() {
    let mut desk = Desk::new();
    let longer = "Video: Fire destroys old pier of Halden";
    let stories = [("p", (PIER, PIER_TEXT)), ("v", (longer, BERTH_TEXT))]
        .map(|(name, told)| send(&mut desk, "halden", name, told, 0).story.unwrap());
    let kill = format!("KILL: {longer}");
    send(&mut desk, "halden", "k", (&kill, "It is wrong."), 20);
    let versions = stories.each_ref().map(|uri| desk.versions(uri).len());
    assert_eq!(versions, [1, 2]);
}

/// A column has its title every week, and a substitute that of the dead.
#[test]
fn a_short_headline_names_the_only_story_of_two_days_that_has_it() {
    let check =
        |before: &[(&str, &str, i64)], kill: &str, minutes: i64, expected: Option<usize>| {
            let mut desk = Desk::new();
            let stories: Vec<Option<String>> = before
                .iter()
                .enumerate()
                .map(|(nth, (feed, headline, minutes))| {
                    let text = if nth == 0 { PIER_TEXT } else { BERTH_TEXT };
                    send(&mut desk, feed, &format!("s{nth}"), (headline, text), *minutes).story
                })
                .collect();
            let told = send(&mut desk, "halden", "k", (kill, "Kill it. It is wrong."), minutes);
            let found = stories.iter().position(|story| *story == told.story);
            assert_eq!(found, expected, "{before:?} {kill}: {}", told.because);
        };
    let (own, kill) = (("halden", "Mayor quits", 0), "KILL: Mayor quits");
    check(&[own], kill, 60, Some(0));
    check(&[("halden", "市長が辞任", 0)], "KILL: 市長が辞任", 60, Some(0));
    check(&[own, ("halden", "Mayor quits", 10)], kill, 60, None);
    check(&[own, ("halden", "Mayor quits", 2_900)], kill, 2_960, Some(1));
    check(&[own], kill, 2_960, None);
    check(&[("gazette", "Mayor quits", 0)], kill, 60, None);
    check(&[own], "KILL: Mayor quits, deputy stays", 60, None);
    check(&[("halden", "Letters", 0)], "KILL: Letters", 60, None);
}

/// Each was a story of its own, and the story it kills stayed usable. None is a kill without its notice.
#[test]
fn an_order_to_editors_in_another_form_kills_the_story_it_names() {
    for (headline, text) in [
        (
            "EDITORS: Kill Fire destroys old pier of Halden",
            "The story is wrong and must not be used.",
        ),
        (
            "EDS: PLEASE KILL Fire destroys old pier of Halden",
            "The story is wrong and must not be used.",
        ),
        ("Kill - Fire destroys old pier of Halden", "The story is wrong and must not be used."),
        ("BULLETIN KILL: Fire destroys old pier of Halden", "It is wrong."),
        (
            "ATTENTION EDITORS - story \"Fire destroys old pier of Halden\" withdrawn",
            "The story is wrong and must not be used.",
        ),
        (
            "ACHTUNG: Bitte streichen: Fire destroys old pier of Halden",
            "Die Meldung wird zurückgezogen.",
        ),
        (
            "ACHTUNG: Zurückziehung - Fire destroys old pier of Halden",
            "Bitte die Meldung nicht verwenden.",
        ),
        ("ANNULATION - Fire destroys old pier of Halden", "Merci d'annuler notre dépêche."),
        (
            "A SUPPRIMER - Fire destroys old pier of Halden",
            "Merci de ne pas utiliser cette dépêche.",
        ),
        ("ANULA: Fire destroys old pier of Halden", "Rogamos anulen la noticia."),
        ("ANULACIÓN: Fire destroys old pier of Halden", "Rogamos anulen la noticia."),
    ] {
        let mut desk = Desk::new();
        let story = send(&mut desk, "halden", "p", (PIER, PIER_TEXT), 0).story.unwrap();
        let notice = (headline, text);
        let told = send(&mut desk, "halden", "k", notice, 20);
        assert_eq!(desk.versions(&story).len(), 2, "{headline}: {}", told.because);
        let record = desk.published(&story).pop().unwrap();
        assert_eq!(record["pubStatus"], "canceled", "{headline}");
        assert!(record["edNote"].as_str().unwrap().contains(headline), "{record}");
        if !headline.starts_with("ATTENTION") {
            assert_eq!(record["headlines"][0]["value"], PIER, "the mark stays: {record}");
        }
    }
}

/// Feeds list the newest first: the kill was read before its story and found none.
#[test]
fn an_undated_kill_that_stands_above_its_story_kills_it() {
    let kill = item("halden", "k", &format!("KILL: {PIER}"), "It is wrong.", 20);
    let story = item("halden", "p", PIER, PIER_TEXT, 0);
    for dated in [None, story.dated] {
        let mut desk = Desk::new();
        let (kill, story) = (Item { dated: None, ..kill.clone() }, Item { dated, ..story.clone() });
        for items in [[story.clone(), kill.clone()], [kill, story]] {
            let told = desk.poll("halden", &items);
            let uri = told[0].story.clone().unwrap();
            assert_eq!(told[1].story.as_ref(), Some(&uri), "{told:?}");
            let expected = [(1, "usable".to_owned()), (2, "canceled".to_owned())];
            assert_eq!(desk.versions(&uri), expected, "{told:?}");
        }
    }
}
