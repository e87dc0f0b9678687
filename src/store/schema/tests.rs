//! Stores of earlier releases, with rows as those wrote them.

use super::*;
use crate::metrics::FeedState as Health;
use crate::model::FeedId;
use crate::store::feeds;

#[test]
fn a_store_of_the_first_release_keeps_what_it_knows_and_is_brought_up_to_date() {
    let mut connection = Connection::open_in_memory().unwrap();
    connection.execute_batch(FIRST).unwrap();
    connection.pragma_update(None, "user_version", 1).unwrap();
    connection.pragma_update(None, "application_id", APPLICATION_ID).unwrap();
    connection
        .execute("INSERT INTO feed (id, etag, primed) VALUES ('harbour', X'2231', 1)", [])
        .unwrap();
    assert!(matches!(check_readable(&connection), Err(StoreError::Older { found: 1, .. })));
    prepare(&mut connection, Durability::Temporary).unwrap();
    check_readable(&connection).unwrap();
    let feed = crate::model::FeedId::parse("harbour").unwrap();
    let state = crate::store::feeds::read(&connection, &feed).unwrap();
    assert_eq!((state.etag.as_deref(), state.primed), (Some(b"\"1".as_slice()), true));
    assert_eq!((state.whole_at, state.doubts), (None, 0));
    let learned = crate::store::feeds::learned(&connection, &feed).unwrap();
    assert_eq!(learned, crate::dedup::repetition::Learned::default());
    assert!(crate::store::pages::standing(&connection, 1).unwrap().is_none());
}

#[test]
fn a_store_of_the_second_version_learns_where_feeds_moved_and_has_no_subscription() {
    let mut connection = Connection::open_in_memory().unwrap();
    connection.execute_batch(FIRST).unwrap();
    connection.execute_batch(SECOND).unwrap();
    connection.pragma_update(None, "user_version", 2).unwrap();
    connection.pragma_update(None, "application_id", APPLICATION_ID).unwrap();
    let row = "INSERT INTO feed (id, etag, doubts, primed, next_due) VALUES ('harbour', X'2231', 2, 1, 7)";
    connection.execute(row, []).unwrap();
    prepare(&mut connection, Durability::Temporary).unwrap();
    let feed = crate::model::FeedId::parse("harbour").unwrap();
    let state = crate::store::feeds::read(&connection, &feed).unwrap();
    assert_eq!((state.etag.as_deref(), state.doubts), (Some(b"\"1".as_slice()), 0));
    assert_eq!(state.moving, crate::model::Moving::default());
    let standings = crate::store::feeds::standings(&connection).unwrap();
    assert_eq!(standings.get(&feed).unwrap().adopted, None);
    check_readable(&connection).unwrap();
    assert_eq!(state.pushed_until, None);
    assert!(crate::store::websub::of_feed(&connection, &feed).unwrap().is_none());
}

/// A store as the release with so many of the migrations made it, holding what `rows` writes.
fn store_of(migrations: &[&str], rows: &str) -> Connection {
    let connection = Connection::open_in_memory().unwrap();
    for step in migrations {
        connection.execute_batch(step).unwrap();
    }
    connection.pragma_update(None, "user_version", migrations.len()).unwrap();
    connection.pragma_update(None, "application_id", APPLICATION_ID).unwrap();
    connection.execute_batch(rows).unwrap();
    connection
}

/// A feed that was well at its last poll, one that fails, one that never answered, and one that was only pushed.
const FEEDS_OF_THE_FOURTH: &str = "
INSERT INTO feed (id, etag, last_modified, body_hash, next_due, interval_ms, last_poll, last_news, failures, problem, title,
  last_read, primed, origin, declared, whole_at, doubts, moved)
VALUES ('well', X'2231', NULL, 7, 9000, 1000, 8000, 6000, 0, NULL, 'Well', 8000, 1, 'https://well.example/', '{}', 6000, 0, NULL),
  ('failing', X'2232', NULL, 8, 9000, 1000, 8000, 5000, 0, NULL, 'Failing', 8000, 1, 'https://failing.example/', '{}', 5000, 0, NULL);
INSERT INTO feed (id, next_due, interval_ms, last_poll, failures, problem, origin, moved)
VALUES ('failing', 9500, 1000, 8500, 1, 'failing.example answered 503', 'https://failing.example/', NULL)
ON CONFLICT (id) DO UPDATE SET next_due = 9500, interval_ms = 1000, last_poll = 8500, problem = 'failing.example answered 503',
  failures = failures + 1;
INSERT INTO feed (id, next_due, interval_ms, last_poll, failures, problem, origin, moved)
VALUES ('never', 9500, 1000, 8600, 1, 'the name does not resolve', 'https://never.example/', NULL);
INSERT INTO feed (id, last_news) VALUES ('pushed', 7000);
";

fn check_health(connection: &Connection) {
    let millis = |at: Option<jiff::Timestamp>| at.map(jiff::Timestamp::as_millisecond);
    for (id, failing_since, last_success) in [
        ("well", None, Some(8000)),
        ("failing", Some(8500), Some(5000)),
        ("never", Some(8600), None),
        ("pushed", None, None),
    ] {
        let state = feeds::read(connection, &FeedId::parse(id).unwrap()).unwrap();
        let known = (millis(state.failing_since), millis(state.last_success));
        assert_eq!(known, (failing_since, last_success), "{id}");
        assert_eq!((state.outcome, state.gaps), (None, None), "{id}: nobody wrote that down");
    }
    let standings = feeds::standings(connection).unwrap();
    let state = |id: &str| standings.get(&FeedId::parse(id).unwrap()).unwrap().state;
    assert_eq!((state("well"), state("failing")), (Health::Healthy, Health::Failing));
}

#[test]
fn a_store_of_the_fourth_version_tells_since_when_its_feeds_fail_at_the_latest() {
    let migrations = [FIRST, SECOND, THIRD, FOURTH];
    let mut connection = store_of(&migrations, FEEDS_OF_THE_FOURTH);
    assert!(matches!(check_readable(&connection), Err(StoreError::Older { found: 4, .. })));
    prepare(&mut connection, Durability::Temporary).unwrap();
    check_readable(&connection).unwrap();
    check_health(&connection);
}

#[test]
fn a_store_of_the_fifth_version_has_no_earlier_headlines_and_no_kinds_and_trusts_its_servers_again()
{
    let rows = "INSERT INTO story (id, uri, version, status, representation, headline, body, words, sources, last_activity) \
        VALUES (1, 'urn:uuid:1', 2, 'usable', 'full', 'Berth 1', 'Boats lay at berth 1', 5, '{}', 1);";
    let feed = "INSERT INTO feed (id, etag, doubts, primed, next_due) VALUES ('harbour', X'2231', 2, 1, 7);";
    let rows = format!("{rows}{feed}");
    let mut connection = store_of(&[FIRST, SECOND, THIRD, FOURTH, FIFTH], &rows);
    assert!(matches!(check_readable(&connection), Err(StoreError::Older { found: 5, .. })));
    prepare(&mut connection, Durability::Temporary).unwrap();
    check_readable(&connection).unwrap();
    let state = feeds::read(&connection, &FeedId::parse("harbour").unwrap()).unwrap();
    assert_eq!((state.etag.as_deref(), state.doubts), (Some(b"\"1".as_slice()), 0));
    assert_eq!((state.doubted_at, state.given_by), (None, None));
    assert_eq!((state.max_age_s, state.walk), (None, None));
    let transaction = connection.transaction().unwrap();
    let known = crate::store::story::story(&transaction, 1).unwrap();
    assert_eq!((known.kind, known.ed_note.as_deref()), (crate::model::StoryKind::Story, None));
    assert_eq!((known.headlines.len(), known.version_created), (0, None));
    let told = crate::store::story::particulars(&transaction, 1).unwrap();
    assert_eq!(told, crate::store::story::Particulars::default());
    assert_eq!(known.headlines_before(Some("Berth 2")), ["Berth 1"]);
    assert!(crate::store::story::kills_of_nothing(&transaction, "own", 0, 1).unwrap().is_empty());
}

#[test]
fn a_store_of_the_third_version_goes_through_the_fourth_to_the_fifth() {
    let rows = "INSERT INTO story (id, uri, version, status, representation, headline, body, words, sources, last_activity) \
        VALUES (1, 'urn:uuid:1', 2, 'usable', 'full', 'Berth 1', 'Boats lay at berth 1', 5, '{}', 1); \
        INSERT INTO story_text (hash, story) VALUES (X'01', 1); \
        INSERT INTO story_shingle (story, body, shingles, feed) VALUES (1, NULL, X'0102030405060708', 'well');";
    let mut connection = store_of(&[FIRST, SECOND, THIRD], &format!("{FEEDS_OF_THE_FOURTH}{rows}"));
    let fingerprint = "INSERT INTO mark (name, value) VALUES ('fingerprint', ?1)";
    connection.execute(fingerprint, [FINGERPRINT_VERSION]).unwrap();
    prepare(&mut connection, Durability::Temporary).unwrap();
    check_readable(&connection).unwrap();
    check_health(&connection);
    let versions = "SELECT (SELECT version FROM story_text), (SELECT version FROM story_shingle), alt_ids FROM story";
    let row = |row: &rusqlite::Row<'_>| Ok((row.get(0)?, row.get(1)?, row.get(2)?));
    let found: (i64, i64, Option<String>) = connection.query_row(versions, [], row).unwrap();
    assert_eq!(found, (0, 0, None));
}
