//! What an operator is told of a feed: what its last poll came to, since when it fails, when it was well, where it overran.

use jiff::{SignedDuration, Timestamp};
use wiredesk::fetch::FailureKind;
use wiredesk::metrics::PollOutcome;
use wiredesk::model::{Batch, Extent, FeedId, FetchFacts, Moving, NextPoll};
use wiredesk::store::{Durability, FailedPoll, FeedState, Store, feeds};

use crate::{OPTIONS, admit_one, batch, noon, stories};

const ADDRESS: &str = "https://harbour.example/rss";

fn after(minutes: i64) -> Timestamp {
    noon() + SignedDuration::from_mins(minutes)
}

fn failed(minutes: i64, kind: FailureKind, address: &str) -> FailedPoll {
    FailedPoll {
        feed: FeedId::parse("harbour").unwrap(),
        at: after(minutes),
        next_due: after(minutes + 60),
        rest_until: None,
        interval_ms: 1_000,
        origin: Some(address.to_owned()),
        moving: Moving::default(),
        gave_up: false,
        outcome: PollOutcome::Failed(kind),
        problem: "in words".to_owned(),
    }
}

fn document(from: usize, minutes: i64) -> Batch {
    let entries = stories("harbour", from + 3).split_off(from);
    let mut batch = batch("harbour", &entries, after(minutes), "\"1\"");
    batch.fetch.origin = Some(ADDRESS.to_owned());
    batch.fetch.body_hash = Some(from as u64);
    batch
}

fn unmodified(minutes: i64) -> Batch {
    let fetch = FetchFacts {
        extent: Extent::Unmodified,
        origin: Some(ADDRESS.to_owned()),
        ..FetchFacts::default()
    };
    let feed = FeedId::parse("harbour").unwrap();
    Batch::without_entries(feed, after(minutes), fetch, NextPoll::fixed(after(minutes), 0))
}

fn state(store: &Store) -> FeedState {
    feeds::read(store.connection(), &FeedId::parse("harbour").unwrap()).unwrap()
}

fn told(state: &FeedState) -> (Option<&str>, Option<Timestamp>, Option<Timestamp>) {
    (state.outcome.as_deref(), state.failing_since, state.last_success)
}

#[test]
fn a_feed_tells_since_when_it_fails_and_of_what_after_a_restart_too() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = Store::open(folder.path(), Durability::Full).unwrap();
    admit_one(&mut store, &document(0, 0), &OPTIONS);
    assert_eq!(told(&state(&store)), (Some("fresh"), None, Some(after(0))));
    admit_one(&mut store, &unmodified(5), &OPTIONS);
    assert_eq!(told(&state(&store)), (Some("not_modified"), None, Some(after(5))));
    for (minutes, kind) in [(10, FailureKind::Timeout), (20, FailureKind::Dns)] {
        store.write(|tx| feeds::write_failed(tx, &failed(minutes, kind, ADDRESS))).unwrap();
    }
    drop(store);
    let mut store = Store::open(folder.path(), Durability::Full).unwrap();
    assert_eq!(told(&state(&store)), (Some("dns"), Some(after(10)), Some(after(5))));
    admit_one(&mut store, &unmodified(30), &OPTIONS);
    assert_eq!(told(&state(&store)), (Some("not_modified"), None, Some(after(30))));
    let again = failed(40, FailureKind::Gone, ADDRESS);
    store.write(|tx| feeds::write_failed(tx, &again)).unwrap();
    assert_eq!(told(&state(&store)), (Some("gone"), Some(after(40)), Some(after(30))));
}

#[test]
fn what_is_told_of_a_feed_costs_a_304_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = Store::open(folder.path(), Durability::Temporary).unwrap();
    admit_one(&mut store, &document(0, 0), &OPTIONS);
    let written = |store: &Store| -> u64 {
        store.connection().query_row("SELECT total_changes()", [], |row| row.get(0)).unwrap()
    };
    let before = written(&store);
    admit_one(&mut store, &unmodified(5), &OPTIONS);
    assert_eq!(written(&store) - before, 1, "the feed's own row");
}

#[test]
fn what_another_address_failed_at_is_not_held_against_the_new_one() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = Store::open(folder.path(), Durability::Temporary).unwrap();
    admit_one(&mut store, &document(0, 0), &OPTIONS);
    for (minutes, address) in [(10, ADDRESS), (20, "https://other.example/rss")] {
        let failed = failed(minutes, FailureKind::NotFound, address);
        store.write(|tx| feeds::write_failed(tx, &failed)).unwrap();
    }
    assert_eq!(told(&state(&store)), (Some("not_found"), Some(after(20)), None));
    assert_eq!(told(&state(&store).for_origin(ADDRESS)), (None, None, None));
}

// Edge case 36.
#[test]
fn gaps_are_counted_with_the_feed_until_a_week_went_by_without_one() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = Store::open(folder.path(), Durability::Temporary).unwrap();
    let day = 24 * 60;
    admit_one(&mut store, &document(0, 0), &OPTIONS);
    // The second joins on, all others do not.
    let mut gaps = Vec::new();
    for (from, minutes) in [(1, 5), (10, day), (20, 3 * day), (30, 9 * day), (40, 17 * day)] {
        admit_one(&mut store, &document(from, minutes), &OPTIONS);
        gaps.push(state(&store).gaps.map(|gaps| (gaps.count, gaps.first, gaps.last)));
    }
    let expected = [
        None,
        Some((1, after(day), after(day))),
        Some((2, after(day), after(3 * day))),
        Some((3, after(day), after(9 * day))),
        Some((1, after(17 * day), after(17 * day))),
    ];
    assert_eq!(gaps, expected);
    let gaps = state(&store).gaps.unwrap();
    assert!(gaps.are_recent(after(23 * day)) && !gaps.are_recent(after(24 * day)));
}
