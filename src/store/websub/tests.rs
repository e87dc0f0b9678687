//! Rows come back as they were written, and what SQL says of them is what the types say.

use super::*;
use crate::config::PublishPolicy;
use crate::model::{FetchFacts, NextPoll};
use crate::store::admit::admit;
use crate::store::{AdmitOptions, Durability, Store, feeds};

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(second).unwrap()
}

fn subscription_of(feed: &str, digit: &str) -> Subscription {
    let hubs = vec!["https://one.example/".to_owned(), "https://two.example/".to_owned()];
    let offer = Offer { hubs, topic: "https://paper.example/rss".to_owned(), private: true };
    let keys = (Token::parse(&digit.repeat(48 / digit.len())).unwrap(), "moth".to_owned().into());
    let feed = (FeedId::parse(feed).unwrap(), "https://paper.example/".to_owned());
    Subscription::new(keys, feed, (offer, "https://desk.example/".to_owned()), at(10))
}

fn open() -> (tempfile::TempDir, Store) {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path(), Durability::Temporary).unwrap();
    (folder, store)
}

#[test]
fn a_subscription_comes_back_as_it_was_written() {
    let (_folder, mut store) = open();
    let doubt = Some(Doubt { since: at(7), missed: vec![u64::MAX, 3] });
    let trust = Trust { since: Some(at(5)), pushed_at: Some(at(6)), demoted: true, doubt };
    let written = Subscription {
        hub: 1,
        pending: true,
        answered_at: Some(at(9)),
        attempts: 4,
        ask_at: at(11),
        lease_until: Some(at(12)),
        trust,
        pings_only: true,
        problem: Some("denied it".to_owned()),
        ..subscription_of("harbour", "a")
    };
    let read = store.write(|tx| {
        write(tx, &written)?;
        read(tx, &written.token)
    });
    let read = read.unwrap().unwrap();
    assert_eq!(format!("{read:?}"), format!("{written:?}"));
    assert_eq!(read.token, written.token);
    assert_eq!(read.secret.expose_secret(), "moth");
}

// P6: thousands of feeds of one silent hub stood before the few of every other one.
#[test]
fn what_waits_for_one_hub_stands_before_no_other_one() {
    let (_folder, mut store) = open();
    let found = store.write(|tx| {
        for number in 0..DUE_MAX + 9 {
            let (feed, digits) = (format!("f{number}"), format!("{number:03x}"));
            write(tx, &subscription_of(&feed, &digits))?;
        }
        let good = Subscription { hub: 1, ask_at: at(11), ..subscription_of("good", "fff") };
        write(tx, &good)?;
        let all = due(tx, at(20), &BTreeSet::new())?;
        let others = due(tx, at(20), &BTreeSet::from(["one.example".to_owned()]))?;
        Ok((all, others, good.token))
    });
    let ((all, _), (others, next), good) = found.unwrap();
    assert_eq!(all.len(), DUE_MAX);
    assert_eq!((others, next), (vec![(good, "two.example".to_owned())], None));
}

#[test]
fn what_is_relied_on_in_sql_is_what_trust_says() {
    let (_folder, mut store) = open();
    let doubt = Some(Doubt { since: at(7), missed: vec![3] });
    let earned = Trust { pushed_at: Some(at(6)), ..Trust::default() };
    let trusts = [
        (Trust::default(), Standing::Verified),
        (earned.clone(), Standing::Pushed),
        (Trust { demoted: true, ..earned.clone() }, Standing::Demoted),
        (Trust { doubt, ..earned }, Standing::Verified),
    ];
    for (trust, state) in trusts {
        let lease_until = Some(at(900));
        let known = Subscription { lease_until, trust, ..subscription_of("harbour", "a") };
        let feed = known.feed.clone();
        let (until, counted, kept) = store
            .write(|tx| {
                write(tx, &known)?;
                let relied_on_until = |origin: Option<&str>| {
                    let row = "INSERT OR REPLACE INTO feed (id, origin) VALUES (?1, ?2)";
                    tx.execute(row, params![feed.as_str(), origin])?;
                    let read = feeds::read(tx, &feed)?;
                    assert!(read.subscribed, "polls must tell the subscription of themselves");
                    Ok::<_, StoreError>(read.pushed_until)
                };
                assert_eq!(relied_on_until(Some("https://else.example/"))?, None);
                assert_eq!(relied_on_until(None)?, None);
                let until = relied_on_until(Some(known.origin.as_str()))?;
                tx.execute("INSERT OR IGNORE INTO feed (id) VALUES ('island')", [])?;
                assert!(!feeds::read(tx, &FeedId::parse("island").unwrap())?.subscribed);
                Ok((until, count(tx, at(20))?, kept(tx, at(20))?))
            })
            .unwrap();
        assert_eq!(until.is_some(), known.trust.is_earned(), "{known:?}");
        let one: Vec<_> = counted.iter().filter(|(_, count)| *count > 0).collect();
        assert_eq!(one, [&(state, 1)]);
        assert_eq!(kept.len(), 1);
        let words = standing(store.connection(), &feed, at(20)).unwrap().unwrap();
        assert!(words.starts_with(state.label()), "{words}");
        // "verified" for a hub that had pushed and was in doubt since.
        let (trust, has) = (&known.trust, |part| words.contains(part));
        let told = (has("last push"), has("in doubt since"), has("asked again"));
        assert_eq!(told, (trust.pushed_at.is_some(), trust.doubt.is_some(), trust.demoted));
    }
}

#[test]
fn what_is_due_comes_longest_first_and_one_that_is_left_makes_room_for_another() {
    let (_folder, mut store) = open();
    let (mut old, new) = (subscription_of("harbour", "a"), subscription_of("harbour", "b"));
    old.pending = true;
    old.leave(at(5));
    let later = Subscription { ask_at: at(99), ..subscription_of("island", "c") };
    let (due, next) = store
        .write(|tx| {
            for subscription in [&old, &new, &later] {
                write(tx, subscription)?;
            }
            due(tx, at(50), &BTreeSet::new())
        })
        .unwrap();
    let due: Vec<Token> = due.into_iter().map(|(token, _)| token).collect();
    assert_eq!((due, next), (vec![old.token.clone(), new.token.clone()], Some(at(99))));
    let found = of_feed(store.connection(), &new.feed).unwrap().unwrap();
    assert_eq!(found.token, new.token);
    store.write(|tx| begin_anew(tx)).unwrap();
    store.write(|tx| forget(tx, &old.token)).unwrap();
    assert_eq!(store.write(|tx| forget_all(tx)).unwrap(), 2);
}

/// A poll or a push of `harbour` at `second` that brought no entries.
fn admit_nothing(store: &mut Store, second: i64, extent: Extent) -> Subscription {
    let harbour = FeedId::parse("harbour").unwrap();
    let fetch = FetchFacts { extent, ..FetchFacts::default() };
    let next = NextPoll::fixed(at(second + 60), 60_000);
    let batch = Batch::without_entries(harbour.clone(), at(second), fetch, next);
    let options =
        AdmitOptions { publish: PublishPolicy::All, record_bytes_max: 900_000, pages: true };
    store.write(|tx| admit(tx, &batch, &options)).unwrap();
    of_feed(store.connection(), &harbour).unwrap().unwrap()
}

#[test]
fn a_304_is_the_first_poll_of_a_subscription_and_a_push_without_entries_is_nothing() {
    let (_folder, mut store) = open();
    let asked = subscription_of("harbour", "a");
    store.write(|tx| write(tx, &asked)).unwrap();
    assert_eq!(admit_nothing(&mut store, 20, Extent::Unmodified).trust.since, None, "not verified");
    let verified = Subscription { lease_until: Some(at(900)), ..asked };
    store.write(|tx| write(tx, &verified)).unwrap();
    let known = admit_nothing(&mut store, 30, Extent::Pushed);
    assert_eq!(known.trust, Trust::default());
    let polled = feeds::read(store.connection(), &known.feed).unwrap().last_poll;
    assert_eq!(polled, Some(at(20)), "a push is no poll");
    let known = admit_nothing(&mut store, 40, Extent::Unmodified);
    assert_eq!(known.trust.since, Some(at(40)));
}
