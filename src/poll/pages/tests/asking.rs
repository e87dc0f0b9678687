//! Which pages are asked for, when, and when no more.

use super::*;

#[tokio::test]
async fn what_robots_txt_forbids_is_not_asked_for() {
    let mut room = Room::new();
    let robots = "User-agent: *\nDisallow: /news/\n".to_owned();
    room.web.put("https://harbour.example/robots.txt", [Stands::Text(robots)]);
    room.web.put(BERTH, [page(ITEM.title, &ARTICLE)]);
    room.poll("harbour", &[ITEM]).await;
    room.read_pages().await;
    room.later(90_000);
    room.read_pages().await;
    assert_eq!(room.web.asked(BERTH), 0);
    assert_eq!(room.stories().len(), 1);
    let problem = room.problem().unwrap();
    assert!(problem.contains("robots.txt of harbour.example does not allow"), "{problem}");
}

#[tokio::test]
async fn while_robots_txt_cannot_be_read_nothing_is_asked_for() {
    let mut room = Room::new();
    let robots = Stands::Failure(FailureKind::Server);
    room.web.put("https://harbour.example/robots.txt", [robots]);
    room.web.put(BERTH, [page(ITEM.title, &ARTICLE)]);
    room.poll("harbour", &[ITEM]).await;
    room.read_pages().await;
    assert_eq!((room.web.asked(BERTH), room.stories().len()), (0, 1));
    assert!(room.problem().unwrap().starts_with("robots_unread: "), "{:?}", room.problem());
    let robots = Stands::Failure(FailureKind::NotFound);
    room.web.put("https://harbour.example/robots.txt", [robots]);
    for _ in 0..3 {
        room.later(3_600);
        room.read_pages().await;
    }
    assert_eq!(room.versions(), two_versions());
    assert_eq!(room.problem(), None);
}

// Edge case 29.
#[tokio::test]
async fn a_robots_txt_that_asks_for_time_gets_it() {
    let mut room = Room::new();
    let robots = "https://harbour.example/robots.txt";
    let gone = Stands::Failure(FailureKind::NotFound);
    room.web.put(robots, [Stands::Busy(Duration::from_secs(3_600)), gone]);
    room.web.put(BERTH, [page(ITEM.title, &ARTICLE)]);
    room.poll("harbour", &[ITEM]).await;
    for _ in 0..5 {
        room.read_pages().await;
        room.later(600);
    }
    assert_eq!((room.web.asked(robots), room.web.asked(BERTH)), (1, 0));
    room.later(1_200);
    room.read_pages().await;
    assert_eq!((room.web.asked(robots), room.versions()), (2, two_versions()));
}

// Edge case 39: allow_private is for the feeds that live there.
#[tokio::test]
async fn pages_go_into_private_networks_only_for_a_feed_that_lives_in_one() {
    for at_home in [false, true] {
        let mut room = Room::on(Web { at_home, ..Web::default() }, |_| {});
        room.web.put(BERTH, [page(ITEM.title, &ARTICLE)]);
        room.poll("harbour", &[ITEM]).await;
        room.read_pages().await;
        assert_eq!(*room.web.private.lock().unwrap(), [at_home; 2], "robots.txt and page");
        // A page of the web that it links leads nowhere private.
        let mut room = Room::on(Web { at_home, ..Web::default() }, |_| {});
        room.web.put(BERTH, [Stands::Moved("https://www.island.example/berth")]);
        room.poll("harbour", &[ITEM]).await;
        room.read_pages().await;
        assert_eq!(*room.web.private.lock().unwrap(), [at_home, at_home, false, false]);
    }
}

#[tokio::test]
async fn a_page_that_is_not_there_yet_is_tried_again() {
    let mut room = Room::new();
    room.web.put(BERTH, [Stands::Failure(FailureKind::NotFound), page(ITEM.title, &ARTICLE)]);
    room.poll("harbour", &[ITEM]).await;
    room.read_pages().await;
    assert_eq!(room.problem().unwrap(), "not_found: harbour.example answered");
    room.read_pages().await;
    assert_eq!(room.web.asked(BERTH), 1, "not at once");
    room.later(60);
    room.read_pages().await;
    assert_eq!(room.versions(), two_versions());
}

#[tokio::test]
async fn a_page_that_stays_away_is_given_up() {
    let mut room = Room::new();
    room.poll("harbour", &[ITEM]).await;
    for _ in 0..40 {
        room.read_pages().await;
        room.later(3_600);
    }
    assert_eq!(room.web.asked(BERTH), 7);
    assert_eq!(room.stories().len(), 1);
}

// Each site has its say, whatever led there.
#[tokio::test]
async fn a_redirect_is_followed_only_where_the_next_site_allows_it() {
    const MOVED: &str = "https://www.island.example/berth";
    let mut room = Room::new();
    let robots = Stands::Text("User-agent: wiredesk\nDisallow: /berth\n".to_owned());
    room.web.put("https://www.island.example/robots.txt", [robots]);
    room.web.put(BERTH, [Stands::Moved(MOVED)]);
    room.web.put(MOVED, [page(ITEM.title, &ARTICLE)]);
    room.poll("harbour", &[ITEM]).await;
    room.read_pages().await;
    assert_eq!((room.web.asked(BERTH), room.web.asked(MOVED), room.stories().len()), (1, 0, 1));
    assert!(room.problem().unwrap().contains("robots.txt of www.island.example"));
    // Nor round and round.
    let mut room = Room::new();
    room.web.put(BERTH, [Stands::Moved(MOVED)]);
    room.web.put(MOVED, [Stands::Moved(BERTH)]);
    room.poll("harbour", &[ITEM]).await;
    room.read_pages().await;
    assert!(room.problem().unwrap().contains("fetch.redirects_max"));
    assert_eq!(room.web.asked(BERTH) + room.web.asked(MOVED), 6);
}

#[tokio::test]
async fn what_a_feed_carries_in_full_needs_no_page() {
    let mut room = Room::new();
    room.web.put(BERTH, [page(ITEM.title, &ARTICLE)]);
    let text = ARTICLE.map(|text| format!("&lt;p&gt;{text}&lt;/p&gt;")).concat();
    room.poll("harbour", &[Item { summary: &text, ..ITEM }]).await;
    room.poll(
        "harbour",
        &[Item { title: "Bakery wins", link: "https://harbour.example/", summary: "A prize." }],
    )
    .await;
    room.read_pages().await;
    assert_eq!(room.web.asked(BERTH), 0);
    assert_eq!(room.web.asked("https://harbour.example/"), 0, "a home page is no article");
}

#[tokio::test]
async fn what_is_remembered_without_being_published_needs_no_page() {
    let mut room = Room::new();
    let publish = crate::config::PublishPolicy::None;
    room.poll_as(FeedConfig { publish, ..full("harbour") }, &[ITEM]).await;
    room.read_pages().await;
    assert_eq!((room.web.asked(BERTH), room.stories().len()), (0, 0));
}

#[tokio::test]
async fn a_feed_that_no_longer_asks_for_full_text_drops_its_pages() {
    let mut room = Room::new();
    room.web.put(BERTH, [page(ITEM.title, &ARTICLE)]);
    room.poll("harbour", &[ITEM]).await;
    room.worker.take_feeds(&Arc::default()).await;
    room.worker.feeds =
        Arc::new([(FeedId::parse("harbour").unwrap(), Arc::new(full("harbour")))].into());
    room.read_pages().await;
    assert_eq!(room.web.asked(BERTH), 0);
}

// P5, edge case 58.
#[tokio::test]
async fn no_page_is_read_while_the_outbox_is_full() {
    let mut room = Room::with(|config| config.publish.outbox_rows_high = 1);
    room.web.put(BERTH, [page(ITEM.title, &ARTICLE)]);
    room.poll("harbour", &[ITEM]).await;
    room.read_pages().await;
    assert_eq!((room.web.asked(BERTH), room.worker.sleep()), (0, SLEEP_MAX));
}
