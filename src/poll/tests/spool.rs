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
