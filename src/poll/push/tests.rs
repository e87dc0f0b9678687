//! Polls and pushes of one feed beside each other, on a real store and a scripted server.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use super::super::tests::{Desk as Room, feed, fresh, http, noon, rss};
use super::*;
use crate::clock::Clock;
use crate::fetch::Answer;
use crate::store::FeedState;
use crate::websub::{Subscription, Token};

const HOUR: SignedDuration = SignedDuration::from_hours(1);

fn harbour_id() -> FeedId {
    FeedId::parse("harbour").unwrap()
}

fn unmodified() -> Answer {
    Answer::NotModified(FetchFacts::default())
}

/// A feed that was polled once; its hub has verified us until `lease_until`.
struct Harbour {
    room: Room,
    feed: Arc<FeedConfig>,
}

impl Harbour {
    async fn subscribed_until(lease_until: Timestamp, answers: Vec<Answer>) -> Self {
        let answers = [fresh(&rss(1, ""))].into_iter().chain(answers).collect();
        let harbour = Self { room: Room::new(answers), feed: Arc::new(feed("harbour", http())) };
        harbour.poll().await;
        let offer = Offer {
            hubs: vec!["https://hub.example/".to_owned()],
            topic: "t".to_owned(),
            private: false,
        };
        let keys = (Token::parse(&"0".repeat(48)).unwrap(), "moth".to_owned().into());
        let origin = (harbour_id(), http().address().unwrap().to_owned());
        let subscription = Subscription::new(keys, origin, (offer, String::new()), noon());
        let mut subscription = Subscription { lease_until: Some(lease_until), ..subscription };
        subscription.trust.since = Some(noon());
        harbour.room.poller.store.write_subscription(subscription).await.unwrap();
        harbour
    }

    /// How long the next poll is away.
    async fn poll(&self) -> SignedDuration {
        let due = self.room.poller.poll(Arc::clone(&self.feed)).await.due;
        let wait = due.duration_since(self.room.clock.now());
        self.room.clock.advance_to(self.room.clock.now() + SignedDuration::from_secs(1));
        wait
    }

    /// Twelve of the feed's own intervals, so that a hub that fell silent costs a busy feed nothing.
    async fn longest_rest(&self) -> SignedDuration {
        let interval = self.state().await.interval_ms.unwrap();
        SignedDuration::from_millis(12 * i64::try_from(interval).unwrap()).min(HOUR * 6)
    }

    async fn push(&self, document: &str) -> Pushed {
        let topic = "https://harbour.example/rss".parse().unwrap();
        let bytes = document.as_bytes().to_vec();
        let document = Document { bytes, charset: None, topic, private: false };
        self.room.poller.take_push(&self.feed, document).await
    }

    async fn state(&self) -> FeedState {
        *self.room.poller.store.feed_state(harbour_id()).await.unwrap()
    }
}

#[tokio::test]
async fn polls_rest_while_a_hub_pushes_and_go_on_when_it_misses_something() {
    let (far, missed) = (noon() + HOUR * 240, fresh(&rss(3, "")));
    let quiet = [unmodified(), unmodified()];
    let answers = quiet.into_iter().chain([missed, unmodified(), unmodified()]).collect();
    let harbour = Harbour::subscribed_until(far, answers).await;
    assert!(harbour.poll().await < HOUR, "it has pushed nothing yet");
    assert_eq!(harbour.push(&rss(2, "")).await, Pushed::Admitted);
    let interval = harbour.state().await.interval_ms;
    let longest = harbour.longest_rest().await;
    let rest = harbour.poll().await;
    assert!(rest >= longest * 9 / 10 && rest <= longest, "{rest} of {longest}");
    assert_eq!(
        harbour.state().await.interval_ms,
        interval,
        "how often it publishes is another matter"
    );
    assert!(harbour.poll().await < HOUR, "a poll found what was not pushed");
    assert!(harbour.poll().await < HOUR, "and the hub is in doubt");
    assert_eq!(harbour.push(&rss(3, "")).await, Pushed::Admitted);
    let longest = harbour.longest_rest().await;
    assert!(harbour.poll().await >= longest * 9 / 10, "it was only late");
}

#[tokio::test]
async fn polls_rest_no_longer_than_the_lease_and_never_against_the_operators_interval() {
    let until = noon() + HOUR;
    let harbour = Harbour::subscribed_until(until, vec![unmodified(), unmodified()]).await;
    harbour.push(&rss(2, "")).await;
    let rest = harbour.poll().await;
    assert!(rest > HOUR * 9 / 10 && rest <= HOUR, "{rest}");
    let own = FeedConfig { interval: Some(Duration::from_secs(60)), ..(*harbour.feed).clone() };
    let harbour = Harbour { feed: Arc::new(own), ..harbour };
    assert!(harbour.poll().await <= SignedDuration::from_secs(66));
}

#[tokio::test]
async fn a_push_is_no_gap_and_leaves_validators_health_and_due_time_alone() {
    let far = noon() + HOUR * 240;
    let etag = || FetchFacts { etag: Some(b"\"1\"".into()), ..FetchFacts::default() };
    let harbour = Harbour::subscribed_until(far, vec![Answer::NotModified(etag())]).await;
    harbour.poll().await;
    let before = harbour.state().await;
    assert!(before.etag.is_some() && before.pushed_until.is_none());
    assert_eq!(harbour.push(&rss(2, "<ttl>999</ttl>")).await, Pushed::Admitted);
    let after = harbour.state().await;
    let last_news = Some(harbour.room.clock.now());
    assert_eq!(after, FeedState { last_news, pushed_until: Some(far), ..before });
}

#[tokio::test]
async fn a_push_that_cannot_be_read_hurries_no_feed_below_the_operators_floor() {
    let harbour = Harbour::subscribed_until(noon() + HOUR, Vec::new()).await;
    let floor = harbour.room.poller.config.schedule.interval_min;
    assert_eq!(harbour.push("<!doctype html><p>Closed").await, Pushed::Unreadable);
    let hurried = harbour.room.poller.hurry.take();
    assert_eq!(hurried[&harbour_id()], noon() + floor);
    harbour.room.clock.advance_to(noon() + HOUR);
    harbour.push("").await;
    assert_eq!(harbour.room.poller.hurry.take()[&harbour_id()], noon() + HOUR);
    assert_eq!(harbour.state().await.pushed_until, None, "that is no push");
}

/// One item, named by `head`, that shares no text with that of another number.
fn single(head: &str, number: usize) -> String {
    let words = ["dredger", "lighthouse", "pilot", "harbour master", "ferry", "quay"];
    let text = words.map(|word| format!("A {word} of berth {number} was seen {number} times."));
    format!(
        "<item>{head}<title>Berth {number} in the {number} o'clock news</title>\
         <description>{}</description></item>",
        text.concat()
    )
}

// Edge case 1. A document of one item cannot tell that its guid or link stands on all of them.
#[tokio::test]
async fn pushes_of_a_feed_whose_items_have_no_names_of_their_own_are_pings() {
    let (guid, link) =
        ("<guid isPermaLink=\"false\">all</guid>", "<link>https://h.example/news</link>");
    let linked = format!("{guid}<link>https://h.example/a-story-of-N</link>");
    for head in [guid, link, &linked] {
        let head = |number: usize| head.replace('N', &number.to_string());
        let items: String = (1..9).map(|number| single(&head(number), number)).collect();
        let whole =
            format!("<rss version=\"2.0\"><channel><title>H</title>{items}</channel></rss>");
        let harbour = Harbour::subscribed_until(noon() + HOUR * 240, vec![fresh(&whole)]).await;
        let known = async || {
            let store = &harbour.room.poller.store;
            store.subscription_of(harbour_id()).await.unwrap().unwrap()
        };
        assert!(!known().await.pings_only);
        harbour.push(&rss(2, "")).await;
        harbour.poll().await;
        let known = known().await;
        assert!(known.pings_only && !known.trust.is_earned() && known.trust.doubt.is_none());
    }
}

// Else the publisher of a story would depend on which of the two was first.
#[tokio::test]
async fn a_push_is_the_paper_s_whatever_the_hub_calls_the_document() {
    let harbour = Harbour::subscribed_until(noon() + HOUR, Vec::new()).await;
    harbour.push(&rss(2, "").replace("<title>Harbour<", "<title>Pushed by a hub<")).await;
    let store = crate::store::open_read_only(&harbour.room.folder.path().join("var")).unwrap();
    let rows = crate::store::outbox::read_after(&store, 0, 9, 1 << 20).unwrap();
    assert_eq!(rows.len(), 4);
    for row in rows {
        let record = String::from_utf8(row.value).unwrap();
        assert!(record.contains("\"Harbour\"") && !record.contains("Pushed by"), "{record}");
    }
}

#[tokio::test]
async fn an_offer_wakes_once_and_a_304_never_takes_the_place_of_a_document() {
    let (own, hub) =
        ("<link rel=\"self\" href=\"https://feeds.harbour.example/own\"/>", "https://hub.example/");
    let declared =
        format!("<link rel=\"hub\" href=\"{hub}\"/>{own}").replace("<link", "<atom:link");
    let document = || fresh(&rss(1, &declared));
    let room = Room::new(vec![document(), unmodified(), document()]);
    let harbour = Arc::new(feed("harbour", http()));
    room.poller.push.subscribe(true, [Arc::clone(&harbour)].iter());
    let poll = async || {
        room.poller.poll(Arc::clone(&harbour)).await;
        room.poller.push.take().remove(&harbour.id)
    };
    let offer = Offer {
        hubs: vec![hub.to_owned()],
        topic: "https://feeds.harbour.example/own".to_owned(),
        private: false,
    };
    assert_eq!(poll().await, Some(Offered { offer: offer.clone(), firm: true }));
    assert_eq!(poll().await, None);
    assert_eq!(poll().await, None);
    // After a restart a 304 is enough, because the feed named its own address.
    let state = room.poller.store.feed_state(harbour.id.clone()).await.unwrap();
    let found = room.poller.find_offer(&harbour, &FetchFacts::default(), &state.declared, None);
    assert_eq!(found, Some(offer));
    let off = FeedConfig { websub: false, ..(*harbour).clone() };
    room.poller.push.subscribe(true, [Arc::new(off)].iter());
    assert_eq!(
        room.poller.find_offer(&harbour, &FetchFacts::default(), &FeedFacts::default(), None),
        None
    );
    assert!(!room.poller.push.is_wanted(&harbour.id));
}

// Edge case 39.
#[tokio::test]
async fn only_what_a_private_network_answered_names_hubs_that_may_lie_in_one() {
    let declared = "<atom:link rel=\"hub\" href=\"http://10.0.0.1/\"/>\
        <atom:link rel=\"self\" href=\"https://harbour.example/rss\"/>";
    for private in [false, true] {
        let Answer::Fresh(mut body) = fresh(&rss(1, declared)) else { panic!("no document") };
        body.facts.private = private;
        let document = Answer::Fresh(body);
        let stands = |private| Answer::NotModified(FetchFacts { private, ..FetchFacts::default() });
        let room = Room::new(vec![document, stands(true), stands(false)]);
        let harbour = Arc::new(feed("harbour", http()));
        room.poller.push.subscribe(true, [Arc::clone(&harbour)].iter());
        let poll = async || {
            room.poller.poll(Arc::clone(&harbour)).await;
            room.poller.push.forget(&harbour.id);
            room.poller.push.take().remove(&harbour.id)
        };
        let offered = poll().await.unwrap();
        // The feed was asked over https.
        assert_eq!(offered.offer.hubs, ["https://10.0.0.1/"]);
        assert_eq!((offered.offer.private, offered.firm), (private, true));
        assert_eq!(poll().await, None, "who named the hub is not known");
        let offered = poll().await.unwrap();
        assert_eq!((offered.offer.private, offered.firm), (false, false));
    }
}
