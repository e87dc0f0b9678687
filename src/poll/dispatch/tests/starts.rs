//! After a restart, a reload, a corrected address.

use jiff::SignedDuration;

use super::*;

#[tokio::test]
async fn a_corrected_address_is_polled_at_once_after_a_restart() {
    let desk = Desk::new(Vec::new());
    let http = http();
    let address = http.address().unwrap();
    let same = dispatcher(&desk, list(Some(standing(address, tonight()))));
    assert_eq!(first_due(&same), tonight());
    let old = standing("https://typing-error.example/rss", tonight());
    assert_eq!(first_due(&dispatcher(&desk, list(Some(old)))), noon());
}

#[tokio::test]
async fn a_feed_that_is_dropped_and_added_again_keeps_its_due_time() {
    let desk = Desk::new(Vec::new());
    let mut dispatcher = dispatcher(&desk, list(None));
    assert_eq!(first_due(&dispatcher), noon());
    dispatcher.subscribe(FeedList::default());
    let http = http();
    dispatcher.subscribe(list(Some(standing(http.address().unwrap(), tonight()))));
    assert_eq!(first_due(&dispatcher), tonight());
}

#[tokio::test]
async fn an_address_corrected_during_a_poll_is_polled_at_once() {
    let desk = Desk::new(vec![fresh("")]);
    let mut dispatcher = dispatcher(&desk, list(None));
    dispatcher.start_due_polls();
    let other = Origin::Http("https://other.example/rss".parse().unwrap());
    dispatcher.subscribe(FeedList { feeds: vec![feed("harbour", other)], ..FeedList::default() });
    assert_eq!(dispatcher.queue.len(), 0);
    let task = *dispatcher.polls.keys().next().unwrap();
    dispatcher.finish(Ok((task, polled(PollOutcome::Unreadable(Unread::NotAFeed), tonight()))));
    assert_eq!(first_due(&dispatcher), noon());
}

// A feed that was refused stayed due tomorrow, though its password was mended.
#[tokio::test]
async fn credentials_mended_by_a_reload_are_tried_at_once() {
    let desk = Desk::new(Vec::new());
    let address = http().address().unwrap().to_owned();
    let mut dispatcher = dispatcher(&desk, list(Some(standing(&address, tonight()))));
    dispatcher.subscribe(list(Some(standing(&address, tonight()))));
    assert_eq!(first_due(&dispatcher), tonight(), "nothing was mended");
    let mut mended = list(Some(standing(&address, tonight())));
    let token = "t0k".to_owned().into();
    mended.feeds[0].credentials = Some(crate::config::Credentials::Bearer { token });
    dispatcher.subscribe(mended);
    assert_eq!(first_due(&dispatcher), noon());
}

// After a restart the other feeds of the host were asked at once.
#[tokio::test]
async fn a_host_that_said_too_often_rests_after_a_restart_too() {
    let told = FailureKind::TooManyRequests;
    let wait = Some(Duration::from_secs(600));
    let desk = Desk::new(vec![refused(told, wait)]);
    desk.poller.poll(Arc::new(feed("harbour", http()))).await;
    let store = crate::store::open_read_only(&desk.folder.path().join("var")).unwrap();
    let standings = crate::store::feeds::standings(&store).unwrap();
    let start = |standings| dispatcher(&desk, FeedList { standings, ..list(None) });
    start(HashMap::new());
    assert!(desk.poller.rests.sites(Instant::now()).is_empty());
    start(standings);
    assert_eq!(desk.poller.rests.sites(Instant::now()), ["harbour.example"]);
}

// After a restart it was one of those that fail, until it was asked a day later.
#[test]
fn a_feed_that_is_gone_is_gone_after_a_restart_too() {
    let text = render_what(|| {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let kind = FailureKind::Gone;
            let detail = "closed".to_owned();
            let gone = crate::fetch::Failure::new(kind, detail);
            let desk = Desk::new(vec![crate::fetch::Answer::Failed(gone)]);
            desk.poller.poll(Arc::new(feed("harbour", http()))).await;
            let store = crate::store::open_read_only(&desk.folder.path().join("var")).unwrap();
            let standings = crate::store::feeds::standings(&store).unwrap();
            dispatcher(&desk, FeedList { standings, ..list(None) });
        });
    });
    for line in [r#"wiredesk_feeds{state="gone"} 1"#, r#"wiredesk_feeds{state="failing"} 0"#] {
        assert!(text.lines().any(|have| have == line), "{line} not in:\n{text}");
    }
}

// A folder in which nothing had come for a week was a week late after a restart.
#[tokio::test]
async fn a_folder_is_not_late_for_the_time_that_nobody_ran() {
    let desk = Desk::new(Vec::new());
    let folder = feed("wire", Origin::Spool(desk.folder.path().join("spool")));
    let week_ago = noon() - jiff::SignedDuration::from_hours(7 * 24);
    let standing = Standing { origin: None, ..standing("", week_ago) };
    let standings = HashMap::from([(folder.id.clone(), standing)]);
    let list = FeedList { feeds: vec![folder], standings };
    assert_eq!(first_due(&dispatcher(&desk, list)), noon());
}

// Edge case 66. Nobody was asked for two days, and all looked well.
#[tokio::test]
async fn a_due_time_stored_by_a_clock_that_ran_a_year_ahead_holds_nobody_up_for_a_year() {
    let desk = Desk::new(Vec::new());
    let http = http();
    let (year, wait) = (SignedDuration::from_hours(365 * 24), SignedDuration::from_mins(7));
    let due = |stored: Standing| first_due(&dispatcher(&desk, list(Some(stored))));
    let by_that_clock = standing(http.address().unwrap(), noon() + year + wait);
    let told = Standing { polled: Some(noon() + year), ..by_that_clock.clone() };
    assert_eq!(due(told.clone()), noon() + wait);
    // Once it was set back under a daemon that ran, the poll after that is in order and its due time is not.
    assert_eq!(due(by_that_clock.clone()), tonight());
    let failing = Standing { state: metrics::FeedState::Failing, ..by_that_clock };
    assert_eq!(due(failing), noon() + WAIT_MAX);
    let resting = Standing { host_rests_until: Some(noon() + year + wait), ..told };
    dispatcher(&desk, list(Some(resting)));
    let until = desk.poller.rests.until("harbour.example", Instant::now()).unwrap();
    assert!(until <= Instant::now() + Duration::try_from(wait).unwrap());
}

// "Even a sleeping feed is asked this often": those that slept were due six hours later all the same.
#[tokio::test]
async fn an_interval_max_that_was_lowered_before_a_restart_counts_for_feeds_that_are_well() {
    let ten_minutes = |config: &mut crate::config::Config| {
        config.schedule.interval_max = Duration::from_mins(10);
    };
    let desk = Desk::with(Vec::new(), |_| {}, ten_minutes);
    let stored = standing(http().address().unwrap(), tonight());
    let due = |stored: &Standing| first_due(&dispatcher(&desk, list(Some(stored.clone()))));
    assert_eq!(due(&stored), noon() + SignedDuration::from_mins(10));
    let asleep =
        Standing { polled: Some(noon() - SignedDuration::from_hours(1)), ..stored.clone() };
    assert_eq!(due(&asleep), noon(), "its turn is over");
    for state in [metrics::FeedState::Failing, metrics::FeedState::Gone] {
        assert_eq!(due(&Standing { state, ..stored.clone() }), tonight());
    }
}
