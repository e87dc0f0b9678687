//! Folders in which agencies drop files.

use std::path::Path;

use super::*;

// P1.
#[tokio::test]
async fn an_upload_that_stalls_is_left_until_its_rest_has_come() {
    let desk = Desk::new(Vec::new());
    let (minute, whole) = (SignedDuration::from_mins(1), rss(1, ""));
    let half = whole.get(..whole.len() - 60).unwrap();
    for begun in ["", half] {
        desk.drop_file("a.xml", begun, minute);
        assert_eq!(desk.look_twice().await.outcome, PollOutcome::NotModified);
        assert!(desk.path("a.xml").exists(), "{begun}");
    }
    desk.drop_file("a.xml", &whole, minute);
    assert_eq!(desk.look_twice().await.outcome, PollOutcome::Fresh);
    assert!(desk.path("done/a.xml").exists());
    // Nobody waits for ever: what it holds is better than nothing.
    desk.drop_file("b.xml", half, minute * 6);
    assert_eq!(desk.look_twice().await.outcome, PollOutcome::Fresh);
    assert!(desk.path("done/b.xml").exists());
}

// P5.
#[tokio::test]
async fn a_look_takes_no_more_files_once_the_outbox_is_full() {
    let desk = Desk::with(Vec::new(), |_| {}, |config| config.publish.outbox_rows_high = 3);
    for (number, seconds) in (0..5).zip([60, 59, 58, 57, 56]) {
        let age = SignedDuration::from_secs(seconds);
        desk.drop_file(&format!("{number}.xml"), &rss(number, ""), age);
    }
    desk.look_twice().await;
    let left = |number: &usize| desk.path(&format!("{number}.xml")).exists();
    assert_eq!((0..5).filter(left).collect::<Vec<_>>(), [2, 3, 4]);
}

#[tokio::test]
async fn a_folder_that_is_missing_is_a_trouble_of_the_feed() {
    let desk = Desk::new(Vec::new());
    let polled = desk.look_twice().await;
    assert_eq!(polled.outcome, PollOutcome::Unreadable(Unread::Broken));
    assert!(polled.problem.unwrap().contains(Path::new("spool").to_str().unwrap()));
}

// It stayed in trouble until the next good file came, which on a quiet wire is a week.
#[tokio::test]
async fn a_folder_is_in_trouble_no_longer_than_a_bad_file_lies_in_it() {
    let desk = Desk::new(Vec::new());
    let state = || desk.poller.store.feed_state(FeedId::parse("harbour").unwrap());
    let minute = SignedDuration::from_mins(1);
    desk.drop_file("bad.xml", "<!doctype html><p>Closed", minute);
    let bad = desk.look_twice().await;
    assert_eq!(bad.outcome, PollOutcome::Unreadable(Unread::NotAFeed));
    let failing = state().await.unwrap();
    assert_eq!((failing.outcome.as_deref(), failing.failures), (Some("not_a_feed"), 1));
    // An upload under way may be as bad.
    desk.drop_file("next.xml", "<!doctype html><p>Cl", SignedDuration::ZERO);
    let undecided = desk.look_twice().await;
    assert_eq!((undecided.outcome, undecided.problem), (PollOutcome::NotModified, bad.problem));
    assert_eq!(state().await.unwrap(), failing);
    fs_err::remove_file(desk.path("next.xml")).unwrap();
    let well = desk.look_twice().await;
    assert_eq!((well.outcome, well.problem), (PollOutcome::NotModified, None));
    let well = state().await.unwrap();
    assert_eq!((well.failures, well.problem, well.failing_since), (0, None, None));
    assert!(desk.path("failed/bad.xml").exists(), "and it is kept for whoever asks");
}

// P1: what cannot be opened or moved away is tried again at each look.
#[tokio::test]
async fn a_folder_stays_in_trouble_while_a_bad_file_cannot_be_moved_away() {
    let desk = Desk::new(Vec::new());
    desk.drop_file("bad.xml", "<!doctype html><p>Closed", SignedDuration::from_mins(1));
    // Where the folder should be, a link leads nowhere.
    std::os::unix::fs::symlink("nowhere", desk.path("failed")).unwrap();
    desk.look_twice().await;
    for failures in [2, 3] {
        let spool = Origin::Spool(desk.folder.path().join("spool"));
        let polled = desk.poll(spool).await;
        assert_eq!(polled.outcome, PollOutcome::Unreadable(Unread::NotAFeed));
        let state = desk.poller.store.feed_state(FeedId::parse("harbour").unwrap()).await.unwrap();
        assert_eq!(state.failures, failures);
    }
}
