//! Documents that share nothing with what is known, the older pages behind them, and deltas.

use super::*;

// Edge case 36.
#[test]
fn more_new_items_than_the_window_holds_are_a_gap_that_is_told_and_polled_faster() {
    let text = render_what(|| {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let part_new = rss(2, "").replace("berth-2-2", "berth-1-2");
            let quiet = (0..9).map(|_| Answer::NotModified(FetchFacts::default()));
            let documents = [fresh(&part_new), fresh(&rss(3, "")), fresh(&rss(4, ""))];
            let answers = [fresh(&rss(1, ""))].into_iter().chain(quiet).chain(documents);
            let desk = Desk::new(answers.collect());
            let mut waits = Vec::new();
            for _ in 0..13 {
                let asked = desk.clock.now();
                waits.push(desk.poll(http()).await.due.duration_since(asked).as_secs());
            }
            let [quiet, news, gap] = [waits[9], waits[10], waits[11]];
            assert!(news * 3 > quiet && gap * 4 < news, "{waits:?}");
        });
    });
    let line = "wiredesk_gaps_total 2";
    assert!(text.lines().any(|have| have == line), "{line} not in:\n{text}");
}

/// A page of the feed that names an older one.
fn page(number: usize, older: &str) -> Answer {
    let link = format!(
        "<atom:link xmlns:atom=\"http://www.w3.org/2005/Atom\" rel=\"next\" href=\"{older}\"/>"
    );
    fresh(&rss(number, &link))
}

fn with_older_pages(answers: Vec<Answer>) -> Desk {
    Desk::with(answers, |_| {}, |config| config.fetch.spacing_per_host = Duration::ZERO)
}

/// Runs to its end; the metrics that it recorded.
fn counted(work: impl Future<Output = ()>) -> String {
    render_what(|| {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(work);
    })
}

fn tells_a_gap(text: &str) -> bool {
    text.lines().any(|line| line.starts_with("wiredesk_gaps_total"))
}

// Edge case 36.
#[test]
fn after_a_gap_older_pages_are_read_until_something_is_known_and_all_is_one_commit() {
    let text = counted(async {
        let desk = with_older_pages(vec![
            page(1, "/2"),
            page(5, "/2"),
            page(4, "/3"),
            page(3, "/4"),
            fresh(&rss(1, "")),
            fresh(&rss(9, "")),
        ]);
        assert_eq!(desk.poll(http()).await.outcome, PollOutcome::Fresh);
        let addresses = || desk.script.addresses.lock().unwrap().clone();
        assert_eq!(addresses().len(), 1, "the first poll walks nowhere");
        let before = desk.poller.store.depth().borrow().rows;
        assert_eq!(desk.poll(http()).await.outcome, PollOutcome::Fresh);
        let older = ["/2", "/3", "/4"].map(|path| format!("https://harbour.example{path}"));
        assert_eq!(addresses()[2..], older, "and no further than what is known");
        let new = desk.poller.store.depth().borrow().rows - before;
        assert_eq!(new, 6, "three pages of two stories");
    });
    assert!(!tells_a_gap(&text), "{text}");
}

// A document whose window was archived a moment ago holds one entry: the stories between were lost, and no gap was told.
#[test]
fn a_window_that_begins_anew_with_one_entry_is_a_gap_and_its_archive_is_read() {
    let single = |number: usize, links: &str| {
        let text = rss(number, links);
        let (first, _) = text.rsplit_once("<item>").unwrap();
        fresh(&format!("{first}</channel></rss>"))
    };
    let archive =
        "<atom:link xmlns:atom=\"http://www.w3.org/2005/Atom\" rel=\"prev-archive\" href=\"/2\"/>";
    let text = counted(async {
        let answers = vec![page(1, "/0"), single(5, archive), page(4, "/1"), fresh(&rss(1, ""))];
        let desk = with_older_pages(answers);
        desk.poll(http()).await;
        desk.poll(http()).await;
        assert_eq!(desk.poller.store.depth().borrow().rows, 2 + 1 + 2);
    });
    assert!(!tells_a_gap(&text), "{text}");
    let text = counted(async {
        let broken = refused(FailureKind::Server, None);
        let later = [broken, single(6, ""), fresh(&rss(1, ""))];
        let first = [page(1, "/0"), single(5, archive)];
        let desk = with_older_pages(first.into_iter().chain(later).collect());
        for _ in 0..3 {
            desk.poll(http()).await;
        }
    });
    assert!(text.lines().any(|line| line == "wiredesk_gaps_total 1"), "{text}");
}

// Edge case 36, P5.
#[tokio::test]
async fn older_pages_that_never_end_or_break_are_left_and_what_was_read_is_kept() {
    for (dated, rows) in [(true, 2 + 11 * 2), (false, 2 + 2)] {
        let endless = (10..40).map(|number| {
            let mut answer = page(number, &format!("/{number}"));
            if let Answer::Fresh(body) = &mut answer
                && dated
            {
                let text = String::from_utf8(body.bytes.clone()).unwrap();
                let date = "<pubDate>Sun, 04 May 2031 11:00:00 GMT</pubDate></item>";
                body.bytes = text.replace("</item>", date).into();
            }
            answer
        });
        let desk = with_older_pages([page(1, "/2")].into_iter().chain(endless).collect());
        desk.poll(http()).await;
        assert_eq!(desk.poll(http()).await.outcome, PollOutcome::Fresh);
        assert_eq!(desk.script.addresses.lock().unwrap().len(), 2 + 10);
        let found = desk.poller.store.depth().borrow().rows;
        assert_eq!(found, rows, "what has no date may be an archive under new names");
    }
    let around = vec![page(1, "/2"), page(5, "/2"), page(4, "/2"), page(3, "/2")];
    let desk = with_older_pages(around);
    desk.poll(http()).await;
    desk.poll(http()).await;
    assert_eq!(desk.script.addresses.lock().unwrap().len(), 3, "a page that names itself");
    let broken = refused(FailureKind::Server, None);
    let desk = with_older_pages(vec![page(1, "/2"), page(5, "/2"), broken]);
    desk.poll(http()).await;
    assert_eq!(desk.poll(http()).await.outcome, PollOutcome::Fresh);
    assert_eq!(desk.poller.store.depth().borrow().rows, 4);
}

// Five stories that the publisher still offered were lost to one 503.
#[tokio::test]
async fn a_gap_that_one_failure_left_open_is_closed_by_a_later_poll() {
    let broken = || refused(FailureKind::Server, None);
    let first = [page(1, "/2"), page(5, "/2"), page(4, "/3"), broken()];
    // By then another story came, and what is known of the window has moved down to the second page.
    let later = [page(5, "/2"), page(4, "/3"), page(3, "/4"), fresh(&rss(1, "")), page(5, "/2")];
    let desk = with_older_pages(first.into_iter().chain(later).collect());
    let state = || desk.poller.store.feed_state(FeedId::parse("harbour").unwrap());
    for rows in [2, 4, 8, 8] {
        desk.poll(http()).await;
        assert_eq!(desk.poller.store.depth().borrow().rows, rows);
        assert_eq!(state().await.unwrap().walk.is_some(), rows == 4);
    }
    let paths: Vec<String> = desk
        .script
        .addresses
        .lock()
        .unwrap()
        .iter()
        .map(|text| text.chars().skip(23).collect())
        .collect();
    assert_eq!(paths, ["/rss", "/rss", "/2", "/3", "/rss", "/2", "/3", "/4", "/rss"]);
}

#[tokio::test]
async fn older_pages_that_stay_away_are_not_asked_for_for_ever() {
    let fail = || [page(5, "/2"), refused(FailureKind::Server, None)];
    let answers = (0..6).flat_map(|_| fail()).chain([page(5, "/2")]);
    let desk = with_older_pages([page(1, "/2")].into_iter().chain(answers).collect());
    for _ in 0..8 {
        desk.poll(http()).await;
    }
    assert_eq!(desk.script.addresses.lock().unwrap().len(), 1 + 6 * 2 + 1);
}

// A site that changed its system names all its stories anew.
#[tokio::test]
async fn an_archive_under_new_names_is_not_published_as_news() {
    let dated = |number: usize, date: &str| {
        let link =
            "<atom:link xmlns:atom=\"http://www.w3.org/2005/Atom\" rel=\"next\" href=\"/2\"/>";
        let date = format!("<pubDate>{date}</pubDate></item>");
        let mut answer = fresh(&rss(number, link).replace("</item>", &date));
        if let Answer::Fresh(body) = &mut answer {
            body.facts.body_hash = Some(number as u64);
        }
        answer
    };
    let desk = with_older_pages(vec![
        dated(1, "Sun, 04 May 2031 10:00:00 GMT"),
        dated(5, "Sun, 04 May 2031 11:00:00 GMT"),
        dated(4, "Sat, 01 Mar 2031 11:00:00 GMT"),
    ]);
    desk.poll(http()).await;
    assert_eq!(desk.poll(http()).await.outcome, PollOutcome::Fresh);
    assert_eq!(desk.script.addresses.lock().unwrap().len(), 3, "the older page was looked at");
    assert_eq!(desk.poller.store.depth().borrow().rows, 4, "and is no news");
}

// RFC 3229.
#[test]
fn a_delta_is_no_gap_and_is_not_compared_with_the_whole() {
    let etag = |tag: &str| Some(tag.as_bytes().to_vec());
    let delta = |number: usize, tag: &str| {
        let Answer::Fresh(mut body) = fresh(&rss(number, "")) else { unreachable!() };
        body.facts = FetchFacts { extent: Extent::Delta, etag: etag(tag), ..FetchFacts::default() };
        Answer::Fresh(body)
    };
    let whole = |number: usize, tag: &str| {
        let Answer::Fresh(mut body) = fresh(&rss(number, "")) else { unreachable!() };
        body.facts =
            FetchFacts { body_hash: Some(number as u64), etag: etag(tag), ..FetchFacts::default() };
        Answer::Fresh(body)
    };
    let text = counted(async {
        let desk = Desk::new(vec![whole(1, "a"), delta(2, "b"), whole(2, "b"), delta(3, "c")]);
        let state = || desk.poller.store.feed_state(FeedId::parse("harbour").unwrap());
        for hours in [0, 1, 24, 1] {
            desk.clock.advance_to(desk.clock.now() + SignedDuration::from_hours(hours));
            desk.poll(http()).await;
            assert_eq!(state().await.unwrap().doubts, 0);
        }
        assert_eq!(desk.script.etags.lock().unwrap()[1..], [etag("a"), None, etag("b")]);
        let state = state().await.unwrap();
        assert_eq!((state.etag, state.body_hash), (etag("c"), None));
        assert_eq!(desk.poller.store.depth().borrow().rows, 6);
    });
    assert!(!tells_a_gap(&text), "{text}");
}
