//! What a page makes of its story.

use super::*;

#[tokio::test]
async fn another_page_in_the_articles_place_is_not_the_story() {
    let mut room = Room::new();
    let wall = [
        "We and our partners store cookies on your device to measure audiences, to personalise advertising and to improve our products.",
        "You may accept every purpose, refuse all of them, or choose among them in detail, and change your mind whenever you like.",
        "Subscribers read without advertising. Sign in below, or begin a subscription that can be cancelled within thirty days.",
    ];
    room.web.put(BERTH, [page("Your privacy", &wall)]);
    room.poll("harbour", &[ITEM]).await;
    room.read_pages().await;
    assert_eq!(room.stories().len(), 1);
    let problem = room.problem().unwrap();
    let closed = ["other_story: ", "barrier: ", "no_article: "];
    assert!(closed.iter().any(|label| problem.starts_with(label)), "{problem}");
}

#[tokio::test]
async fn a_page_that_says_no_more_leaves_the_summary() {
    let mut room = Room::new();
    room.web.put(BERTH, [page(ITEM.title, &[ITEM.summary])]);
    room.poll("harbour", &[ITEM]).await;
    room.read_pages().await;
    assert_eq!(room.stories().len(), 1);
    assert!(room.problem().is_some());
}

#[tokio::test]
async fn a_changed_headline_keeps_the_full_text_and_the_page_is_read_again() {
    let mut room = Room::new();
    room.web.put(BERTH, [page(ITEM.title, &ARTICLE)]);
    room.poll("harbour", &[ITEM]).await;
    room.read_pages().await;
    let retitled = Item { title: "Ninety-year-old ferry berth will close", ..ITEM };
    room.poll("harbour", &[retitled]).await;
    let stories = room.stories();
    assert_eq!(stories.len(), 3, "{stories:?}");
    assert_eq!((stories[2].1.as_str(), stories[2].3), ("full", stories[1].3), "{stories:?}");
    assert_eq!(stories[2].2, "Ninety-year-old ferry berth will close");
    room.read_pages().await;
    assert_eq!(room.web.asked(BERTH), 2);
    assert_eq!(room.stories().len(), 3, "the page said the same");
    room.poll("harbour", &[Item { title: "Ninety-year-old ferry berth will close", ..ITEM }]).await;
    room.read_pages().await;
    assert_eq!((room.web.asked(BERTH), room.stories().len()), (2, 3));
}

#[tokio::test]
async fn a_changed_summary_changes_nothing_until_the_page_does() {
    let mut room = Room::new();
    room.web.put(BERTH, [page(ITEM.title, &ARTICLE)]);
    room.poll("harbour", &[ITEM]).await;
    room.read_pages().await;
    let summary = "The oldest ferry berth of the town closes in October, the harbour council decided after midnight.";
    for _ in 0..2 {
        room.poll("harbour", &[Item { summary, ..ITEM }]).await;
        room.read_pages().await;
        assert_eq!((room.web.asked(BERTH), room.stories().len()), (2, 2), "{:?}", room.stories());
    }
    // The old summary comes back: a state this item had.
    room.poll("harbour", &[ITEM]).await;
    room.read_pages().await;
    assert_eq!((room.web.asked(BERTH), room.stories().len()), (2, 2));
    let mut longer = ARTICLE.to_vec();
    longer.push("On Tuesday the ferry company said that it would appeal to the county against the vote of the council.");
    room.web.put(BERTH, [page(ITEM.title, &longer)]);
    let summary = "The oldest ferry berth closes in October; the ferry company wants to appeal to the county.";
    room.poll("harbour", &[Item { summary, ..ITEM }]).await;
    room.read_pages().await;
    let stories = room.stories();
    assert_eq!((stories.len(), stories[2].1.as_str()), (3, "full"), "{stories:?}");
    assert!(stories[2].3 > stories[1].3);
}

#[tokio::test]
async fn a_page_that_fails_after_its_summary_changed_costs_no_text() {
    let mut room = Room::new();
    room.web.put(BERTH, [page(ITEM.title, &ARTICLE), Stands::Failure(FailureKind::Gone)]);
    room.poll("harbour", &[ITEM]).await;
    room.read_pages().await;
    for title in ["Ferry berth closes in October", "Ferry berth: last boat in October"] {
        room.poll("harbour", &[Item { title, ..ITEM }]).await;
        room.read_pages().await;
    }
    let stories = room.stories();
    assert_eq!(stories.len(), 4, "{stories:?}");
    assert!(stories[1..].iter().all(|(_, kind, _, words)| kind == "full" && *words > 150));
}

#[tokio::test]
async fn an_item_that_vanishes_and_returns_is_not_read_again() {
    let mut room = Room::new();
    room.web.put(BERTH, [page(ITEM.title, &ARTICLE)]);
    room.poll("harbour", &[ITEM, OTHER]).await;
    room.read_pages().await;
    let before = room.stories().len();
    room.poll("harbour", &[OTHER]).await;
    room.poll("harbour", &[ITEM, OTHER]).await;
    room.read_pages().await;
    assert_eq!((room.web.asked(BERTH), room.stories().len()), (1, before));
}

#[tokio::test]
async fn two_summaries_of_one_article_do_not_become_two_full_texts() {
    const THERE: &str = "https://island.example/2031/harbour-vote-on-berth";
    let theirs = Item {
        title: "Island ferries lose a landing stage",
        link: THERE,
        summary: "Shipworm has eaten into the piles: from October on lorries must board further east along the quay.",
    };
    let mut room = Room::new();
    room.web.put(BERTH, [page(ITEM.title, &ARTICLE)]);
    room.web.put(THERE, [page(theirs.title, &ARTICLE)]);
    room.poll("harbour", &[ITEM]).await;
    room.poll("island", &[theirs]).await;
    assert_eq!(room.stories().len(), 2, "nothing tells them as one yet");
    room.read_pages().await;
    let stories = room.stories();
    let full = stories.iter().filter(|(_, kind, ..)| kind == "full").count();
    assert_eq!((stories.len(), full), (3, 1), "{stories:?}");
    let copies = room.rows(Stream::Appearances);
    assert_eq!(copies.len(), 1);
    let full =
        room.rows(Stream::Stories).into_iter().find(|s| s["representationType"] == "full").unwrap();
    assert_eq!(copies[0]["uri"], full["uri"]);
    assert!(
        copies[0]["because"]
            .as_str()
            .unwrap()
            .contains("its summary was published before as urn:uuid:")
    );
}
