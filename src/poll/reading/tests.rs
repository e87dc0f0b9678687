use std::path::PathBuf;

use super::*;
use crate::config::Origin;
use crate::model::{PubStatus, Story};
use crate::poll::tests::feed;

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// What of the only item of a document is admitted that was fetched at `now`.
fn admitted(title: &str, dated: &str, now: &str) -> Story {
    let document = format!(
        "<rss version='2.0'><channel><title>Halden Press Office</title><link>https://press.example/</link><item><title>{title}</title>\
        <guid>https://press.example/1</guid><pubDate>{dated}</pubDate><description>The berth of the ferry closes in January, and the \
        harbour board says why on Monday.</description></item></channel></rss>"
    );
    let feed = feed("press", Origin::Spool(PathBuf::from("unused")));
    let config = crate::config::Config::for_replay();
    let rules = RuleBook::built_in();
    let reading = read_document(document.as_bytes(), Hints::default(), &feed, &config.parse, rules);
    let now = at(now);
    let mut batch = reading.into_batch(&feed, FetchFacts::default(), now, NextPoll::fixed(now, 0));
    let Some(Normalised::Story(story)) = batch.entries.pop() else { panic!("{:?}", batch.entries) };
    *story
}

/// Press offices date an item at its release: the embargo counted as over by that date, and the story went out days early.
#[test]
fn an_item_dated_at_the_end_of_its_embargo_is_held_until_then() {
    let dated = "Mon, 30 Nov 2026 06:00:00 GMT";
    let title = "EMBARGOED until 0600 GMT Nov 30: Ferry berth to close";
    let early = admitted(title, dated, "2026-11-27T08:00:00Z");
    let end = Some(at("2026-11-30T06:00:00Z"));
    assert_eq!((early.status, early.embargoed_until), (PubStatus::Withheld, end));
    assert_eq!(early.headline.as_deref(), Some("Ferry berth to close"));
    let late = admitted(title, dated, "2026-11-30T06:00:00Z");
    assert_eq!((late.status, late.embargoed_until), (PubStatus::Usable, None));
    assert_eq!(late.headline.as_deref(), Some("Ferry berth to close"));
    let eastern = "Embargoed until 6 a.m. EST Nov. 30: Ferry berth to close";
    let dated = "Mon, 30 Nov 2026 12:00:00 GMT";
    let early = admitted(eastern, dated, "2026-11-30T08:00:00Z");
    let end = Some(at("2026-11-30T11:00:00Z"));
    assert_eq!((early.status, early.embargoed_until), (PubStatus::Withheld, end));
}

#[test]
fn an_embargo_that_ended_before_its_item_was_made_is_over() {
    let title = "EMBARGOED UNTIL 9 A.M. EST, NOVEMBER 26, 2026: Ferry berth to close";
    let story = admitted(title, "Fri, 27 Nov 2026 06:00:00 GMT", "2026-11-27T08:00:00Z");
    assert_eq!((story.status, story.embargoed_until), (PubStatus::Usable, None));
}

/// An item dated ahead is held by the mark of an embargo alone, not by its date.
#[test]
fn news_dated_ahead_is_not_held() {
    for title in ["Ferry berth to close", "Embargo until May 1: herring boats stay in port"] {
        let story = admitted(title, "Mon, 30 Nov 2026 06:00:00 GMT", "2026-11-27T08:00:00Z");
        assert_eq!((story.status, story.embargoed_until), (PubStatus::Usable, None), "{title}");
    }
}
