//! Whether a server's 304s are believed (edge case 20).

use super::*;

const DAY: SignedDuration = SignedDuration::from_hours(24);

/// The document of this number under an entity tag.
fn tagged(number: usize, etag: &str) -> Answer {
    let facts = FetchFacts {
        body_hash: Some(number as u64),
        etag: Some(etag.into()),
        ..FetchFacts::default()
    };
    let (url, bytes) = (ADDRESS.parse().unwrap(), rss(number, "").into_bytes());
    Answer::Fresh(Body { bytes, url, charset: None, facts })
}

fn unmodified(etag: &str) -> Answer {
    Answer::NotModified(FetchFacts { etag: Some(etag.into()), ..FetchFacts::default() })
}

async fn state(desk: &Desk) -> FeedState {
    *desk.poller.store.feed_state(FeedId::parse("harbour").unwrap()).await.unwrap()
}

/// Polls after each of these waits; the doubts that were left each time.
async fn doubts_after(desk: &Desk, waits: &[SignedDuration]) -> Vec<u32> {
    let mut doubts = Vec::new();
    for wait in waits {
        desk.clock.advance_to(desk.clock.now() + *wait);
        desk.poll(http()).await;
        doubts.push(state(desk).await.doubts);
    }
    doubts
}

/// The entity tags that were sent.
fn sent(desk: &Desk) -> Vec<Option<String>> {
    let etags = desk.script.etags.lock().unwrap();
    let text = |etag: &Option<Vec<u8>>| Some(String::from_utf8(etag.clone()?).unwrap());
    etags.iter().map(text).collect()
}

const AT_ONCE: SignedDuration = SignedDuration::ZERO;

#[tokio::test]
async fn a_server_that_answers_304_for_ever_is_found_out_and_asked_without_validators() {
    let tag = "always";
    let mut answers = vec![tagged(1, tag), unmodified(tag), tagged(1, tag), unmodified(tag)];
    answers.extend([tagged(2, tag), unmodified(tag), unmodified(tag), tagged(3, tag)]);
    let desk = Desk::new(answers);
    let waits = [AT_ONCE, AT_ONCE, DAY, AT_ONCE, DAY, AT_ONCE, AT_ONCE, AT_ONCE];
    assert_eq!(doubts_after(&desk, &waits).await, [0, 0, 0, 0, 1, 2, DOUBTS_MAX, DOUBTS_MAX]);
    let shown: Vec<bool> = sent(&desk).iter().map(Option::is_some).collect();
    assert_eq!(shown, [false, true, false, true, false, true, true, false]);
    assert_eq!(desk.poller.store.depth().borrow().rows, 6);
}

// Such a server stood as a liar for ever.
#[tokio::test]
async fn news_in_forced_requests_make_no_liar_of_an_honest_server() {
    let answers = (1..=9).flat_map(|number| {
        let etag = number.to_string();
        [tagged(number, &etag), tagged(number, &etag), unmodified(&etag)]
    });
    let desk = Desk::new(answers.collect());
    let waits: Vec<SignedDuration> = (0..9).flat_map(|_| [DAY, AT_ONCE, AT_ONCE]).collect();
    let doubts = doubts_after(&desk, &waits).await;
    assert_eq!(doubts, [[0, 0, 0]].into_iter().chain([[1, 0, 0]; 8]).flatten().collect::<Vec<_>>());
    let sent = sent(&desk);
    let text = |etag: &str| Some(etag.to_owned());
    assert_eq!(sent[3..9], [None, text("1"), text("2"), None, text("2"), text("3")]);
}

// What the 304 calls the document is not what was asked about.
#[tokio::test]
async fn a_304_that_names_the_newest_tag_does_not_replace_the_question() {
    let answers = vec![tagged(1, "1"), tagged(2, "2"), unmodified("2"), unmodified("2")];
    let desk = Desk::new(answers);
    doubts_after(&desk, &[AT_ONCE, DAY, AT_ONCE, AT_ONCE]).await;
    assert_eq!(sent(&desk)[2..], [Some("1".to_owned()), Some("1".to_owned())]);
}

// Two pages of a cache that writes the time of day into them, under a weak tag that says they mean the same.
#[tokio::test]
async fn a_weak_tag_beside_bytes_that_change_by_themselves_is_no_lie() {
    let volatile = |minute: u64| {
        let mut answer = tagged(1, "W/\"same\"");
        if let Answer::Fresh(body) = &mut answer {
            body.bytes.extend(format!("<!-- cached 12:{minute:02} -->").bytes());
            body.facts.body_hash = Some(minute);
        }
        answer
    };
    let desk = Desk::new((0..5).map(volatile).collect());
    assert_eq!(doubts_after(&desk, &[DAY; 5]).await, [0; 5]);
}

#[tokio::test]
async fn a_server_that_was_mended_is_believed_again_after_a_week() {
    let tag = "always";
    let lies = [tagged(1, tag), tagged(2, tag), unmodified(tag), unmodified(tag), tagged(3, tag)];
    let mended = [tagged(4, "4"), tagged(4, "4"), unmodified("4")];
    let desk = Desk::new(lies.into_iter().chain(mended).collect());
    let first = [AT_ONCE, DAY, AT_ONCE, AT_ONCE, DAY * 3];
    assert_eq!(doubts_after(&desk, &first).await, [0, 1, 2, DOUBTS_MAX, DOUBTS_MAX]);
    assert_eq!(doubts_after(&desk, &[DAY * 5, AT_ONCE, AT_ONCE]).await, [1, 0, 0]);
    let text = |etag: &str| Some(etag.to_owned());
    assert_eq!(sent(&desk)[4..], [None, None, text(tag), text("4")]);
}

// The tag of an earlier body named this one, and nothing but a forced request would have shown the next.
#[tokio::test]
async fn a_body_without_a_tag_takes_the_tag_of_the_same_body_before() {
    let bare = || {
        let mut answer = tagged(1, "");
        if let Answer::Fresh(body) = &mut answer {
            body.facts.etag = None;
        }
        answer
    };
    let desk = Desk::new(vec![tagged(1, "1"), bare(), bare()]);
    doubts_after(&desk, &[AT_ONCE; 3]).await;
    assert_eq!(sent(&desk), [None, Some("1".to_owned()), None]);
}
