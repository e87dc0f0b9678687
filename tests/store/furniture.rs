//! Lines that a feed repeats, learned poll by poll: what is published, and that learning is no news.

use crate::{OPTIONS, admit_one, kinds, noon, read};
use wiredesk::model::{FeedId, VerdictKind};
use wiredesk::store::{Durability, Store, feeds, outbox};

const BOX: &str =
    "The Halden Gazette is a newsroom owned by its readers. Join them from two crowns a week.";
const SUBJECTS: [(&str, &str); 8] = [
    ("Rye loaf wins", "A bakery in the upper town baked the best rye loaf of the county."),
    ("Choir needs tenors", "Three tenors left the cathedral choir shortly before Easter."),
    ("Frost takes apples", "Growers lost half their apple blossom in a single night."),
    ("Canvas was forged", "Varnish gave the forger away, says the curator who bought it."),
    ("Night train returns", "Sleeping cars roll north again from the first of May."),
    ("Clinic adds ward", "Nurses get a second ward with twenty beds and a lift."),
    ("Keeper saves two", "Both penalties were held by a keeper who had never played."),
    ("Glacier shrinks", "Drones measured how much ice has melted since last summer."),
];

/// An answer that lists these stories, each between its own text and what the paper prints below.
fn answer(numbers: std::ops::Range<usize>, below: &str) -> String {
    let item = |number: usize| {
        let (title, lead) = SUBJECTS[number];
        format!(
            "<item><title>{title}</title><guid isPermaLink=\"false\">g-{number}</guid><description>&lt;p&gt;{lead}&lt;/p&gt;\
             &lt;p&gt;Page number{number}.&lt;/p&gt;{below}</description></item>"
        )
    };
    let items: String = numbers.map(item).collect();
    format!("<rss version=\"2.0\"><channel><title>Halden</title>{items}</channel></rss>")
}

fn boxed() -> String {
    format!("&lt;p&gt;{BOX}&lt;/p&gt;")
}

fn published(store: &Store) -> Vec<String> {
    let rows = outbox::read_after(store.connection(), 0, 1_000, usize::MAX).unwrap();
    rows.iter().map(|row| String::from_utf8_lossy(&row.value).into_owned()).collect()
}

/// A store to which each of the first `count` stories came alone.
fn taught(count: usize) -> (tempfile::TempDir, Store) {
    let folder = tempfile::tempdir().unwrap();
    let mut store = Store::open(folder.path(), Durability::Full).unwrap();
    for number in 0..count {
        let document = answer(number..number + 1, &boxed());
        let admitted = admit_one(&mut store, &read("halden", &document, noon(), "\"1\""), &OPTIONS);
        assert_eq!(kinds(&admitted), [VerdictKind::New], "{:?}", admitted.verdicts);
    }
    (folder, store)
}

#[test]
fn a_line_that_a_feed_repeats_is_left_out_of_later_stories_through_a_restart() {
    let (folder, store) = taught(6);
    drop(store);
    let mut store = Store::open(folder.path(), Durability::Full).unwrap();
    let next = read("halden", &answer(6..7, &boxed()), noon(), "\"1\"");
    let admitted = admit_one(&mut store, &next, &OPTIONS);
    let because = &admitted.verdicts[0].because;
    assert!(because.contains("a line that the feed repeats was left out"), "{because}");
    let records = published(&store);
    assert_eq!(records.iter().filter(|record| record.contains("owned by its readers")).count(), 6);
    assert!(records[6].contains("number6"), "{}", records[6]);
    // Another feed has taught nothing.
    let other = read("other", &answer(7..8, &boxed()), noon(), "\"1\"");
    admit_one(&mut store, &other, &OPTIONS);
    assert!(published(&store)[7].contains("owned by its readers"));
}

// P8: what was published with the line is shown again, byte for byte or with other markup around the same text.
#[test]
fn a_line_learned_since_is_no_update_of_the_stories_that_showed_it() {
    let (_folder, mut store) = taught(6);
    let marked = format!("&lt;p class=\"x\"&gt;{BOX}&lt;/p&gt;");
    for below in [boxed(), marked, boxed()] {
        let again = read("halden", &answer(0..6, &below), noon(), "\"2\"");
        let admitted = admit_one(&mut store, &again, &OPTIONS);
        assert_eq!(kinds(&admitted), [VerdictKind::Unchanged; 6], "{:?}", admitted.verdicts);
    }
    assert_eq!(published(&store).len(), 6);
}

// The document that showed a line to be furniture has rolled over, and shows one of its stories alone.
#[test]
fn a_line_taken_by_its_document_is_no_update_when_it_stands_alone_again() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = Store::open(folder.path(), Durability::Full).unwrap();
    let first = read("halden", &answer(0..4, &boxed()), noon(), "\"1\"");
    assert_eq!(kinds(&admit_one(&mut store, &first, &OPTIONS)), [VerdictKind::New; 4]);
    assert!(!published(&store).concat().contains("owned by its readers"));
    let marked = format!("&lt;p class=\"x\"&gt;{BOX}&lt;/p&gt;");
    for below in [boxed(), marked] {
        let again = read("halden", &answer(3..4, &below), noon(), "\"2\"");
        assert_eq!(kinds(&admit_one(&mut store, &again, &OPTIONS)), [VerdictKind::Unchanged]);
    }
}

#[test]
fn a_text_that_changes_is_an_update_without_the_line() {
    let (_folder, mut store) = taught(6);
    let longer =
        answer(0..1, &format!("&lt;p&gt;The baker thanked her oven.&lt;/p&gt;{}", boxed()));
    let admitted = admit_one(&mut store, &read("halden", &longer, noon(), "\"2\""), &OPTIONS);
    assert_eq!(kinds(&admitted), [VerdictKind::Update]);
    let last = published(&store).pop().unwrap();
    assert!(last.contains("thanked her oven") && !last.contains("owned by its readers"), "{last}");
}

// "A second replay of the same files on the same store prints no line", though the first one learned on the way.
#[test]
fn an_earlier_state_shown_again_without_the_line_is_no_update() {
    let (_folder, mut store) = taught(6);
    let longer =
        answer(0..1, &format!("&lt;p&gt;The baker thanked her oven.&lt;/p&gt;{}", boxed()));
    let update = admit_one(&mut store, &read("halden", &longer, noon(), "\"2\""), &OPTIONS);
    assert_eq!(kinds(&update), [VerdictKind::Update]);
    let earlier = answer(0..1, &boxed());
    for document in [&earlier, &longer, &earlier] {
        let admitted = admit_one(&mut store, &read("halden", document, noon(), "\"3\""), &OPTIONS);
        assert_eq!(kinds(&admitted), [VerdictKind::Unchanged], "{:?}", admitted.verdicts);
    }
}

// Some feeds list every state a story had, side by side.
#[test]
fn states_side_by_side_do_not_take_turns_once_a_line_is_learned() {
    let (_folder, mut store) = taught(6);
    let longer =
        answer(0..1, &format!("&lt;p&gt;The baker thanked her oven.&lt;/p&gt;{}", boxed()));
    admit_one(&mut store, &read("halden", &longer, noon(), "\"2\""), &OPTIONS);
    let items = |document: &str| {
        let (_, rest) = document.split_once("<item>").unwrap();
        format!("<item>{}", rest.split_once("</channel>").unwrap().0)
    };
    let both =
        answer(0..1, &boxed()).replace("</channel>", &format!("{}</channel>", items(&longer)));
    let admitted = admit_one(&mut store, &read("halden", &both, noon(), "\"3\""), &OPTIONS);
    assert_eq!(kinds(&admitted), [VerdictKind::Unchanged; 2], "{:?}", admitted.verdicts);
}

#[test]
fn what_was_learned_is_part_of_the_commit() {
    let (_folder, mut store) = taught(2);
    let feed = FeedId::parse("halden").unwrap();
    let before = feeds::learned(store.connection(), &feed).unwrap();
    let next = read("halden", &answer(2..3, &boxed()), noon(), "\"1\"");
    let failed: Result<(), wiredesk::store::StoreError> = store.write(|tx| {
        wiredesk::store::admit::admit(tx, &next, &OPTIONS)?;
        assert_ne!(feeds::learned(tx, &feed)?, before);
        Err(wiredesk::store::StoreError::Value("the power fails here".to_owned()))
    });
    failed.unwrap_err();
    assert_eq!(feeds::learned(store.connection(), &feed).unwrap(), before);
}
