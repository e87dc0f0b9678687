//! Permanent redirects: adopted after days, given up after days.

use super::*;

const NEW_ADDRESS: &str = "https://new.example/rss";

/// An answer that came by permanent redirects alone.
fn moved(mut answer: Answer) -> Answer {
    if let Answer::Fresh(Body { facts, .. }) | Answer::NotModified(facts) = &mut answer {
        facts.moved_to = Some(NEW_ADDRESS.parse().unwrap());
    }
    answer
}

// Edge case 26.
#[tokio::test]
async fn a_feed_that_moved_for_good_is_asked_there_after_days_and_where_it_was_if_that_fails() {
    let unmodified = || {
        Answer::NotModified(FetchFacts { etag: Some(b"\"new\"".into()), ..FetchFacts::default() })
    };
    let maintenance = || moved(fresh("<!doctype html><p>Closed for repairs"));
    let mut answers = vec![moved(fresh(&rss(1, ""))), maintenance(), moved(unmodified())];
    answers.extend([moved(unmodified()), moved(unmodified()), unmodified()]);
    answers.extend((0..4).map(|_| refused(FailureKind::NotFound, None)));
    answers.push(fresh(&rss(1, "")));
    let desk = Desk::new(answers);
    let state = || desk.poller.store.feed_state(FeedId::parse("harbour").unwrap());
    let day = SignedDuration::from_hours(24);
    for _ in 0..5 {
        assert_eq!(state().await.unwrap().moving.adopted, None);
        desk.poll(http()).await;
        desk.clock.advance_to(desk.clock.now() + day);
    }
    let adopted = state().await.unwrap().moving.adopted.unwrap();
    assert_eq!(adopted.address.as_str(), NEW_ADDRESS);
    for _ in 0..6 {
        desk.poll(http()).await;
        desk.clock.advance_to(desk.clock.now() + day);
    }
    let asked = desk.script.addresses.lock().unwrap().clone();
    let [old, new] = [ADDRESS, NEW_ADDRESS];
    let asked_old = [old; 5];
    assert_eq!(asked[..5], asked_old, "a page that is no feed begins the days anew");
    assert_eq!(asked[5..], [new, new, new, new, new, old]);
    let etags = desk.script.etags.lock().unwrap().clone();
    assert!(etags[5].is_some() && etags[6].is_some(), "its validators are those of where it moved");
    assert_eq!(etags[10], None, "and say nothing to the old address");
    assert_eq!(state().await.unwrap().moving, crate::model::Moving::default());
}

// Edge case 26.
#[tokio::test]
async fn an_adopted_address_is_forgotten_when_the_operator_edits_the_url() {
    let answers = (0..4).map(|_| moved(fresh(&rss(1, "")))).chain([fresh(&rss(1, ""))]);
    let desk = Desk::new(answers.collect());
    for _ in 0..4 {
        desk.poll(http()).await;
        desk.clock.advance_to(desk.clock.now() + SignedDuration::from_hours(24));
    }
    let edited = "https://edited.example/rss";
    desk.poll(Origin::Http(edited.parse().unwrap())).await;
    let asked = desk.script.addresses.lock().unwrap().clone();
    assert_eq!(asked[3..], [NEW_ADDRESS, edited]);
    let state = desk.poller.store.feed_state(FeedId::parse("harbour").unwrap()).await.unwrap();
    assert_eq!(state.moving, crate::model::Moving::default());
}

// Credentials were given for the old origin.
#[tokio::test]
async fn credentials_do_not_move_with_the_feed() {
    let answers = (0..4).map(|_| moved(fresh(&rss(1, ""))));
    let desk = Desk::new(answers.collect());
    let token = "quay".to_owned().into();
    let credentials = Some(crate::config::Credentials::Bearer { token });
    let feed = Arc::new(FeedConfig { credentials, ..feed("harbour", http()) });
    for _ in 0..4 {
        desk.poller.poll(Arc::clone(&feed)).await;
        desk.clock.advance_to(desk.clock.now() + SignedDuration::from_hours(24));
    }
    assert_eq!(*desk.script.with_credentials.lock().unwrap(), [true, true, true, false]);
}
