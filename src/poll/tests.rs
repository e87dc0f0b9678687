//! One poll against a scripted publisher, a spool folder and a real store.

use std::pin::Pin;

use jiff::SignedDuration;

use super::*;
use crate::clock::VirtualClock;
use crate::fetch::{Failure, FailureKind};
use crate::health::Health;
use crate::metrics::{Unread, render_what};
use crate::model::{Extent, FeedId};
use crate::store::writer::pair;
use crate::store::{Durability, Store};

mod gaps;
mod moves;
mod network;
mod spool;
mod trust;

const ADDRESS: &str = "https://harbour.example/rss";

/// Gives its answers one after the other, and keeps the validators it was sent.
#[derive(Debug, Default)]
struct Script {
    answers: std::sync::Mutex<Vec<Answer>>,
    etags: std::sync::Mutex<Vec<Option<Vec<u8>>>>,
    addresses: std::sync::Mutex<Vec<String>>,
    with_credentials: std::sync::Mutex<Vec<bool>>,
}

impl Transport for Script {
    fn get(&self, request: Request) -> Pin<Box<dyn Future<Output = Answer> + Send + '_>> {
        self.etags.lock().unwrap().push(request.etag);
        self.with_credentials.lock().unwrap().push(request.credentials.is_some());
        self.addresses.lock().unwrap().push(request.url.into());
        let answer = self.answers.lock().unwrap().remove(0);
        Box::pin(std::future::ready(answer))
    }
}

/// A poller with a store of its own, at noon.
pub(super) struct Desk {
    pub(super) folder: tempfile::TempDir,
    pub(super) poller: Arc<Poller>,
    pub(super) clock: Arc<VirtualClock>,
    script: Arc<Script>,
}

impl Desk {
    pub(super) fn new(answers: Vec<Answer>) -> Self {
        Self::with(answers, |_| {}, |_| {})
    }

    pub(super) fn with(
        answers: Vec<Answer>,
        prepare: impl FnOnce(&Store),
        configure: impl FnOnce(&mut Config),
    ) -> Self {
        let script = Arc::new(Script { answers: answers.into(), ..Script::default() });
        let desk = Self::on(Arc::clone(&script) as _, prepare, configure);
        Self { script, ..desk }
    }

    pub(super) fn on(
        transport: Arc<dyn Transport>,
        prepare: impl FnOnce(&Store),
        configure: impl FnOnce(&mut Config),
    ) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(&folder.path().join("var"), Durability::Temporary).unwrap();
        prepare(&store);
        let clock = Arc::new(VirtualClock::starting_at(noon()));
        let (writer, writer_loop) = pair(store).unwrap();
        let health = Health::new(Arc::clone(&clock) as Arc<dyn Clock>);
        std::thread::spawn(move || writer_loop.run(&health));
        let mut config = Config::defaults(folder.path().join("var"));
        configure(&mut config);
        let poller = Poller::new(transport, writer, Arc::clone(&clock) as _, Arc::new(config));
        let script = Arc::default();
        Self { folder, poller: Arc::new(poller), clock, script }
    }

    async fn poll(&self, origin: Origin) -> Polled {
        let polled = self.poller.poll(Arc::new(feed("harbour", origin))).await;
        self.clock.advance_to(self.clock.now() + SignedDuration::from_secs(1));
        polled
    }

    /// Two looks into the spool folder, the second of which takes what is complete.
    async fn look_twice(&self) -> Polled {
        let spool = Origin::Spool(self.folder.path().join("spool"));
        self.poll(spool.clone()).await;
        self.poll(spool).await
    }

    fn path(&self, name: &str) -> std::path::PathBuf {
        self.folder.path().join("spool").join(name)
    }

    fn drop_file(&self, name: &str, text: &str, age: SignedDuration) {
        fs_err::create_dir_all(self.folder.path().join("spool")).unwrap();
        fs_err::write(self.path(name), text).unwrap();
        let file = fs_err::OpenOptions::new().write(true).open(self.path(name)).unwrap();
        file.file().set_modified((self.clock.now() - age).into()).unwrap();
    }
}

pub(super) fn noon() -> Timestamp {
    "2031-05-04T12:00:00Z".parse().unwrap()
}

pub(super) fn http() -> Origin {
    Origin::Http(ADDRESS.parse().unwrap())
}

pub(super) fn feed(id: &str, origin: Origin) -> FeedConfig {
    FeedConfig::new(FeedId::parse(id).unwrap(), origin)
}

/// Two stories, and what the channel says of itself.
pub(super) fn rss(number: usize, declared: &str) -> String {
    let item = |part: usize| {
        format!(
            "<item><guid>berth-{number}-{part}</guid><title>Berth {number} is dredged {part}</title>\
             <description>Boats lay at berth {number}.{part} while the mud was taken out to sea.</description></item>"
        )
    };
    let (one, two) = (item(1), item(2));
    format!(
        "<rss version=\"2.0\"><channel><title>Harbour</title>{declared}{one}{two}</channel></rss>"
    )
}

pub(super) fn fresh(text: &str) -> Answer {
    let facts = FetchFacts::default();
    let (url, bytes) = (ADDRESS.parse().unwrap(), text.as_bytes().to_vec());
    Answer::Fresh(Body { bytes, url, charset: None, facts })
}

pub(super) fn refused(kind: FailureKind, retry_after: Option<Duration>) -> Answer {
    Answer::Failed(Failure { retry_after, ..Failure::new(kind, "no ".repeat(3_000)) })
}

/// As on a full disk: what is there can be read, and nothing of any size can be added.
fn fill(store: &Store) {
    store.connection.pragma_update_and_check(None, "max_page_count", 1, |_| Ok(())).unwrap();
}

#[tokio::test]
async fn a_poll_that_cannot_be_committed_is_not_repeated_before_its_server_allows() {
    let an_hour = Duration::from_secs(3_600);
    let busy = refused(FailureKind::TooManyRequests, Some(an_hour));
    let large = rss(1, "").replace("taken out to sea", &"taken out to sea ".repeat(500));
    let desk = Desk::with(vec![busy, fresh(&large)], fill, |_| {});
    let asked_to_wait = desk.poll(http()).await;
    assert_eq!(asked_to_wait.outcome, PollOutcome::NotAdmitted);
    assert!(asked_to_wait.due >= noon() + an_hour, "{asked_to_wait:?}");
    let floor = desk.poller.config.schedule.interval_min;
    let document = desk.poll(http()).await;
    assert_eq!(document.outcome, PollOutcome::NotAdmitted);
    assert!(document.due >= noon() + floor, "{document:?}");
}

// `feeds list` showed "answered 503" and a due time far beyond interval_max.
#[tokio::test]
async fn a_rest_that_the_server_asked_for_is_told_as_such() {
    let wait = |seconds| refused(FailureKind::Server, Some(Duration::from_secs(seconds)));
    let desk = Desk::new(vec![wait(1), wait(8 * 3_600)]);
    let told = async || desk.poll(http()).await.problem.unwrap().contains("(Retry-After)");
    assert!(!told().await, "it would have rested as long by itself");
    assert!(told().await);
    let state = desk.poller.store.feed_state(FeedId::parse("harbour").unwrap()).await.unwrap();
    let words = state.problem.unwrap();
    let until = format!("it rests until {:.0}, as it asked (Retry-After)", state.next_due.unwrap());
    assert!(words.ends_with(&until), "{words}");
    assert_eq!(state.rest_until, state.next_due);
}

// "good", due tomorrow, and no word of why; and `feeds poll` asked at once.
#[tokio::test]
async fn a_rest_that_is_asked_for_beside_a_document_is_known_and_ends_with_the_next() {
    let asking =
        |hours: u64| FetchFacts { retry_after_s: Some(hours * 3_600), ..FetchFacts::default() };
    let Answer::Fresh(mut body) = fresh(&rss(1, "")) else { unreachable!() };
    body.facts = asking(24);
    let plain = Answer::NotModified(FetchFacts::default());
    let desk = Desk::new(vec![Answer::Fresh(body), Answer::NotModified(asking(1)), plain]);
    for rests in [true, true, false] {
        desk.poll(http()).await;
        let state = desk.poller.store.feed_state(FeedId::parse("harbour").unwrap()).await.unwrap();
        assert_eq!(state.rest_until, state.next_due.filter(|_| rests));
        assert!(
            state.next_due.unwrap() <= desk.clock.now() + desk.poller.config.schedule.interval_max
        );
    }
}

// An error page that names a time was a warning at each poll, for ever.
#[test]
fn a_trouble_is_logged_once_though_its_words_are_others_at_each_poll() {
    let (paper, folder) = (feed("harbour", http()), feed("wire", Origin::Spool("wire".into())));
    let was = ("not_a_feed".to_owned(), "a page, titled 12:01".to_owned());
    let is_new = |feed: &FeedConfig, before: Option<&Trouble>, now: &str| {
        is_new_trouble(feed, before, now, "a page, titled 12:02")
    };
    assert!(is_new(&paper, None, "not_a_feed"));
    assert!(!is_new(&paper, Some(&was), "not_a_feed"));
    assert!(is_new(&paper, Some(&was), "server"));
    assert!(is_new(&paper, Some(&was), "fresh"), "a document, and something is wrong with it");
    let faulty = ["fresh", "not_modified"].map(|outcome| (outcome.to_owned(), String::new()));
    assert!(!is_new(&paper, Some(&faulty[0]), "not_modified"));
    assert!(!is_new(&paper, Some(&faulty[1]), "fresh"), "the same kind of trouble");
    assert!(is_new(&folder, Some(&was), "not_a_feed"), "another file");
}

#[test]
fn every_outcome_and_every_fault_of_a_refused_document_is_counted() {
    let text = render_what(|| {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let desk = Desk::new(vec![
                fresh("<!doctype html><p>Closed for repairs"),
                fresh(""),
                fresh("<!doctype html><title>Just a moment...</title>"),
            ]);
            for why in [Unread::NotAFeed, Unread::Empty, Unread::Challenge] {
                assert_eq!(desk.poll(http()).await.outcome, PollOutcome::Unreadable(why));
            }
            desk.drop_file("a.xml", "no feed at all", SignedDuration::from_secs(60));
            let not_a_feed = PollOutcome::Unreadable(Unread::NotAFeed);
            assert_eq!(desk.look_twice().await.outcome, not_a_feed);
            let no_store = |store: &Store| {
                store.connection.execute_batch("ALTER TABLE feed RENAME TO fee").unwrap();
            };
            let desk = Desk::with(Vec::new(), no_store, |_| {});
            desk.poll(http()).await;
        });
    });
    for line in [
        r#"wiredesk_problems_total{kind="not_a_feed"} 2"#,
        r#"wiredesk_problems_total{kind="empty"} 1"#,
        r#"wiredesk_problems_total{kind="challenge"} 1"#,
        r#"wiredesk_polls_total{outcome="not_a_feed"} 2"#,
        r#"wiredesk_polls_total{outcome="empty"} 1"#,
        r#"wiredesk_polls_total{outcome="challenge"} 1"#,
        r#"wiredesk_polls_total{outcome="not_admitted"} 1"#,
    ] {
        assert!(text.lines().any(|have| have == line), "{line} not in:\n{text}");
    }
}

#[tokio::test]
async fn what_a_feed_declared_counts_after_a_304_and_after_a_failure() {
    let hours = (0..24).filter(|hour| *hour != 20).map(|hour| format!("<hour>{hour}</hour>"));
    let skip = format!("<skipHours>{}</skipHours>", hours.collect::<String>());
    let unmodified = || Answer::NotModified(FetchFacts::default());
    let document = fresh(&rss(1, "<ttl>150</ttl>"));
    let desk = Desk::new(vec![document, unmodified(), unmodified()]);
    for poll in 0..3 {
        let due = desk.poll(http()).await.due;
        assert!(due >= noon() + SignedDuration::from_mins(150), "{poll}: {due}");
    }
    let all_day = |config: &mut Config| config.schedule.interval_max = Duration::from_secs(86_400);
    let failure = refused(FailureKind::Server, None);
    let desk = Desk::with(vec![fresh(&rss(1, &skip)), failure], |_| {}, all_day);
    for poll in 0..2 {
        let due = desk.poll(http()).await.due;
        assert!(due.to_string().starts_with("2031-05-04T20:"), "{poll}: {due}");
    }
}

// A feed that asked to be kept for an hour was asked again after five minutes, for it had answered 304.
#[tokio::test]
async fn the_max_age_of_a_document_counts_for_as_long_as_it_stands() {
    let facts = |max_age_s| FetchFacts { max_age_s, body_hash: Some(1), ..FetchFacts::default() };
    let document = |max_age_s| {
        let (url, bytes) = (ADDRESS.parse().unwrap(), rss(1, "").into_bytes());
        Answer::Fresh(Body { bytes, url, charset: None, facts: facts(max_age_s) })
    };
    let unmodified =
        |max_age_s| Answer::NotModified(FetchFacts { body_hash: None, ..facts(max_age_s) });
    let (hour, year) = (Some(3_600), Some(31_536_000));
    let stands = vec![document(hour), unmodified(None), unmodified(year), document(hour)];
    let answers = stands.into_iter().chain([document(None), unmodified(year)]);
    let desk = Desk::new(answers.collect());
    let mut hours = Vec::new();
    for _ in 0..6 {
        let asked = desk.clock.now();
        let wait = desk.poll(http()).await.due.duration_since(asked);
        assert!(wait < SignedDuration::from_mins(67), "{wait:?}");
        hours.push(wait >= SignedDuration::from_hours(1));
    }
    assert_eq!(hours, [true, true, true, true, false, false]);
}

// Edge case 22.
#[tokio::test]
async fn an_etag_that_changes_with_a_304_is_the_one_that_is_sent_next() {
    let with = |etag: &str| FetchFacts {
        etag: Some(etag.into()),
        last_modified: Some(b"Thu, 01 Jan 1970 00:00:00 GMT".into()),
        ..FetchFacts::default()
    };
    let (url, bytes) = (ADDRESS.parse().unwrap(), rss(1, "").into_bytes());
    let first = Answer::Fresh(Body { bytes, url, charset: None, facts: with("\"1\"") });
    let desk = Desk::new(vec![
        first,
        Answer::NotModified(with("W/\"2\"")),
        Answer::NotModified(with("W/\"2\"")),
    ]);
    for _ in 0..3 {
        desk.poll(http()).await;
    }
    let sent = desk.script.etags.lock().unwrap();
    let sent: Vec<Option<&[u8]>> = sent.iter().map(Option::as_deref).collect();
    assert_eq!(sent, [None, Some(&b"\"1\""[..]), Some(&b"W/\"2\""[..])]);
}

// Edge case 28.
#[tokio::test]
async fn a_feed_that_was_not_found_or_gone_is_looked_at_and_well_when_it_returns() {
    let away = [FailureKind::NotFound, FailureKind::NotFound, FailureKind::Gone];
    let answers = away.iter().map(|kind| refused(*kind, None)).chain([fresh(&rss(1, ""))]);
    let desk = Desk::new(answers.collect());
    let state = || desk.poller.store.feed_state(FeedId::parse("harbour").unwrap());
    for (kind, failures) in away.into_iter().zip(1..) {
        let asked = desk.clock.now();
        let polled = desk.poll(http()).await;
        assert_eq!(polled.outcome, PollOutcome::Failed(kind));
        assert!(polled.due.duration_since(asked) <= SignedDuration::from_hours(24));
        assert_eq!(state().await.unwrap().failures, failures);
    }
    let back = desk.poll(http()).await;
    assert_eq!((back.outcome, back.problem), (PollOutcome::Fresh, None));
    assert_eq!(state().await.unwrap().failures, 0);
}

// Edge case 33.
#[tokio::test]
async fn when_every_feed_fails_at_once_no_feed_is_blamed_and_all_stay_due() {
    let papers = ["harbour", "courier", "gazette", "herald", "post"];
    let silence = |_| refused(FailureKind::Dns, None);
    let desk = Desk::new(papers.iter().map(silence).collect());
    let polls = papers.map(|id| {
        let origin = Origin::Http(format!("https://{id}.example/rss").parse().unwrap());
        desk.poller.poll(Arc::new(feed(id, origin)))
    });
    for polled in futures_util::future::join_all(polls).await {
        assert_eq!((polled.outcome, polled.due), (PollOutcome::Offline, noon()));
    }
    for id in papers {
        let state = desk.poller.store.feed_state(FeedId::parse(id).unwrap()).await.unwrap();
        assert_eq!(*state, FeedState::default(), "{id}");
    }
}

// Ten kilobytes, most of it for answers other than a 304: each poll moved them when it began, and 64 of them filled the
// processor's cache.
#[tokio::test]
async fn a_poll_under_way_carries_little() {
    let desk = Desk::new(Vec::new());
    let poll = desk.poller.poll(Arc::new(feed("harbour", http())));
    assert!(size_of_val(&poll) <= 2_048, "{} bytes", size_of_val(&poll));
}
