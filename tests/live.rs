//! Real documents through the real daemon and a real broker: what a committed reader gets is what `replay` gives of the same
//! documents in the order in which they were admitted, and how long it takes. Once with the golden series, once with a
//! larger body of documents that stays outside the repository; that part is skipped where it is not there.

#![allow(
    dead_code,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::print_stderr,
    reason = "a test program: a failed step is a failed test"
)]

#[path = "broker/broker.rs"]
mod broker;
#[path = "daemon/process.rs"]
mod process;
mod publisher;
#[path = "daemon/replaying.rs"]
mod replaying;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use broker::desk::{self, plain};
use jiff::Timestamp;
use process::{Daemon, PATIENCE, until};
use publisher::{Publisher, Reply};
use rdkafka::consumer::{BaseConsumer, Consumer};
use rdkafka::message::{Headers, Message};
use rdkafka::topic_partition_list::{Offset, TopicPartitionList};
use replaying::{Desk, shared};
use wiredesk::clock::{Clock, SystemClock};
use wiredesk::config::KafkaSinkConfig;

/// Answers of the long series that are served; `WIREDESK_LIVE_ANSWERS=24` for all.
const ANSWERS: usize = 4;

/// One feed: its answers in order, and when each began to be served.
struct Feed {
    id: String,
    answers: Vec<PathBuf>,
    served: Vec<Timestamp>,
}

/// A record as it arrived.
struct Arrival {
    at: Timestamp,
    seq: u64,
    feed: String,
    fetched: Timestamp,
    is_story: bool,
    key: String,
    value: serde_json::Value,
}

#[test]
fn what_the_daemon_publishes_is_what_replay_gives() {
    compare_with_replay("golden", golden_feeds(), 10);
}

#[test]
fn what_the_daemon_publishes_of_many_feeds_is_what_replay_gives() {
    let Some(data) = shared("data/feeds") else { return };
    let answers = std::env::var("WIREDESK_LIVE_ANSWERS").map_or(ANSWERS, |n| n.parse().unwrap());
    compare_with_replay("live", feeds(&data, answers), 1_000);
}

/// Serves `feeds` to a daemon with topics of its own, and expects more than `stories_min` stories.
fn compare_with_replay(name: &str, mut feeds: Vec<Feed>, stories_min: usize) {
    let kafka = desk::config(broker::shared(), name);
    let publisher = Publisher::start();
    let desk = Desk::new();
    let tables: String = feeds.iter().map(|feed| table(&publisher, feed)).collect();
    let config = desk.file("wiredesk.toml", config_text(&kafka) + &tables);
    for feed in &mut feeds {
        feed.serve_next(&publisher);
    }
    let daemon = Daemon::up(&config);
    let last = Arc::new(AtomicU64::new(u64::MAX));
    let reading = {
        let (kafka, last) = (kafka.clone(), Arc::clone(&last));
        std::thread::spawn(move || read(&kafka, &last))
    };
    until("every answer is committed", || {
        let mut done = true;
        for feed in &mut feeds {
            let committed = feed.is_committed(&publisher);
            if committed && feed.served.len() < feed.answers.len() {
                feed.serve_next(&publisher);
                done = false;
            }
            done &= committed;
        }
        done
    });
    let reader = wiredesk::store::open_read_only(&desk.path("var")).unwrap();
    last.store(wiredesk::store::outbox::depth(&reader).unwrap().last, Ordering::SeqCst);
    let arrivals = reading.join().unwrap();
    daemon.stop();
    tell_latency(&feeds, &arrivals);

    let files = in_order_of_admission(&desk, &feeds, &arrivals);
    let config = desk.file("replay.toml", format!("state_dir = \"unused\"\n{tables}"));
    let run = desk.replay(&["--config", config.to_str().unwrap()], &files);
    let replayed = run
        .records
        .iter()
        .filter(|record| is_story(record["type"].as_str().unwrap()))
        .map(|record| (record["subject"].as_str().unwrap().to_owned(), record["data"].clone()));
    let published = arrivals
        .iter()
        .filter(|arrival| arrival.is_story)
        .map(|arrival| (arrival.key.clone(), arrival.value.clone()));
    let (replayed, published) = (by_key(replayed), by_key(published));
    eprintln!("{} stories, {} records of {} feeds", published.len(), arrivals.len(), feeds.len());
    for (key, versions) in &published {
        assert_eq!(replayed.get(key), Some(versions), "{key}");
    }
    assert_eq!(published.len(), replayed.len());
    assert!(published.len() > stories_min, "{}", published.len());
}

impl Feed {
    fn path(&self) -> String {
        format!("/{}", self.id)
    }

    fn validator(&self) -> String {
        format!("\"{}\"", self.served.len())
    }

    fn serve_next(&mut self, publisher: &Publisher) {
        let body = fs_err::read(&self.answers[self.served.len()]).unwrap();
        self.served.push(SystemClock.now());
        let tag = self.validator();
        publisher.replace(&self.path(), Reply::feed(tag.as_bytes(), tag.as_bytes(), body));
    }

    fn is_committed(&self, publisher: &Publisher) -> bool {
        let tag = self.validator();
        let last = publisher.last_request(&self.path());
        last.is_some_and(|seen| seen.header("if-none-match") == Some(tag.as_bytes()))
    }

    /// Which answer a poll at `fetched` brought.
    fn answer_at(&self, fetched: Timestamp) -> usize {
        self.served.iter().rposition(|served| *served <= fetched).unwrap()
    }
}

/// The golden series, each the successive answers of one feed, and papers that carry one wire story.
fn golden_feeds() -> Vec<Feed> {
    let top = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/feeds");
    let name = |path: &Path| path.file_stem().unwrap().to_str().unwrap().replace('@', "-");
    let feed = |path: &Path, answers| Feed { id: name(path), answers, served: vec![] };
    let series = sorted(top.join("series")).into_iter();
    let series = series.map(|folder| feed(&folder, sorted(folder.clone())));
    let papers = sorted(top.join("several-feeds")).into_iter().flat_map(sorted);
    series.chain(papers.map(|path| feed(&path, vec![path.clone()]))).collect()
}

/// The single documents that a feed reader can take whole, and one series.
fn feeds(data: &Path, answers: usize) -> Vec<Feed> {
    let singles = sorted(data.join("single")).into_iter().enumerate();
    let mut feeds: Vec<Feed> = singles
        .map(|(n, path)| Feed { id: format!("single-{n:02}"), answers: vec![path], served: vec![] })
        .collect();
    let series = sorted(data.join("series/reuters")).into_iter().take(answers).collect();
    feeds.push(Feed { id: "series".to_owned(), answers: series, served: vec![] });
    feeds
}

fn sorted(folder: PathBuf) -> Vec<PathBuf> {
    let entries = fs_err::read_dir(folder).unwrap();
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths
}

fn table(publisher: &Publisher, feed: &Feed) -> String {
    let url = publisher.url(&feed.path());
    format!("[[feed]]\nid = \"{}\"\nurl = \"{url}\"\ninterval = \"1s\"\n", feed.id)
}

fn config_text(kafka: &KafkaSinkConfig) -> String {
    let KafkaSinkConfig { brokers, transactional_id, topics, .. } = kafka;
    format!(
        "state_dir = \"var\"\n[fetch]\nallow_private = [\"127.0.0.0/8\"]\nparallel_per_host = 32\n\
         [schedule]\ninterval_min = \"1s\"\ninterval_max = \"2s\"\n\
         [admin]\nlisten = \"off\"\n[sink]\nkind = \"kafka\"\n\
         [sink.kafka]\nbrokers = \"{brokers}\"\ntransactional_id = \"{transactional_id}\"\n\
         [sink.kafka.topics]\nstories = \"{}\"\nappearances = \"{}\"\nrejects = \"{}\"\n",
        topics.stories, topics.appearances, topics.rejects
    )
}

/// Reads all three topics as a committed reader, while they are written, until record `last` and all before it are there.
fn read(kafka: &KafkaSinkConfig, last: &AtomicU64) -> Vec<Arrival> {
    let consumer: BaseConsumer = plain(&kafka.brokers)
        .set("group.id", "live-reader")
        .set("isolation.level", "read_committed")
        .set("enable.auto.commit", "false")
        .create()
        .unwrap();
    let mut partitions = TopicPartitionList::new();
    for topic in [&kafka.topics.stories, &kafka.topics.appearances, &kafka.topics.rejects] {
        until("the daemon has made its topics", || {
            let metadata = consumer.fetch_metadata(Some(topic), PATIENCE).unwrap();
            for partition in metadata.topics()[0].partitions() {
                partitions.add_partition_offset(topic, partition.id(), Offset::Beginning).unwrap();
            }
            !metadata.topics()[0].partitions().is_empty()
        });
    }
    consumer.assign(&partitions).unwrap();
    let mut arrivals: Vec<Arrival> = Vec::new();
    let mut heard = Instant::now();
    while (arrivals.len() as u64) < last.load(Ordering::SeqCst) {
        if let Some(message) = consumer.poll(Duration::from_millis(100)) {
            arrivals.push(arrival(&message.unwrap()));
            heard = Instant::now();
        }
        assert!(heard.elapsed() < PATIENCE, "silence after {} records", arrivals.len());
    }
    arrivals.sort_by_key(|arrival| arrival.seq);
    let gapless = arrivals.iter().zip(1..).all(|(arrival, seq)| arrival.seq == seq);
    assert!(gapless, "a record twice, or none");
    arrivals
}

fn arrival(message: &impl Message) -> Arrival {
    let header = |name: &str| {
        let mut all = message.headers().unwrap().iter();
        let found = all.find(|header| header.key == name).unwrap();
        String::from_utf8(found.value.unwrap().to_vec()).unwrap()
    };
    Arrival {
        at: SystemClock.now(),
        seq: header("ce_sequence").parse().unwrap(),
        feed: header("ce_source").trim_start_matches("/feeds/").to_owned(),
        fetched: header("ce_time").parse().unwrap(),
        is_story: is_story(&header("ce_type")),
        key: String::from_utf8(message.key().unwrap().to_vec()).unwrap(),
        value: serde_json::from_slice(message.payload().unwrap()).unwrap(),
    }
}

fn is_story(kind: &str) -> bool {
    kind.starts_with("wiredesk.story.") && kind != "wiredesk.story.appeared.v1"
}

/// The documents as files that name feed and time, in the order in which their first records stand in the outbox. Those
/// that brought no record follow the answer before them.
fn in_order_of_admission(desk: &Desk, feeds: &[Feed], arrivals: &[Arrival]) -> Vec<PathBuf> {
    let mut first: BTreeMap<(usize, usize), (u64, Timestamp)> = BTreeMap::new();
    for arrival in arrivals {
        let feed = feeds.iter().position(|feed| feed.id == arrival.feed).unwrap();
        let answer = feeds[feed].answer_at(arrival.fetched);
        first.entry((feed, answer)).or_insert((arrival.seq, arrival.fetched));
    }
    let mut order = Vec::new();
    for (number, feed) in feeds.iter().enumerate() {
        let mut before = (0, feed.served[0]);
        for answer in 0..feed.answers.len() {
            before = first.get(&(number, answer)).copied().unwrap_or(before);
            order.push((before.0, number, answer, before.1));
        }
    }
    order.sort_unstable();
    let copy = |(_, feed, answer, at): &(u64, usize, usize, Timestamp)| {
        let feed = &feeds[*feed];
        let name = format!("{answer}/{}@{}.xml", feed.id, at.as_second());
        fs_err::create_dir_all(desk.path(&answer.to_string())).unwrap();
        desk.file(&name, fs_err::read(&feed.answers[*answer]).unwrap())
    };
    order.iter().map(copy).collect()
}

fn by_key(
    records: impl Iterator<Item = (String, serde_json::Value)>,
) -> BTreeMap<String, Vec<serde_json::Value>> {
    let mut all: BTreeMap<String, Vec<serde_json::Value>> = BTreeMap::new();
    for (key, value) in records {
        all.entry(key).or_default().push(value);
    }
    all
}

fn tell_latency(feeds: &[Feed], arrivals: &[Arrival]) {
    let tell = |what: &str, mut seconds: Vec<f64>| {
        seconds.sort_by(f64::total_cmp);
        let at = |percent: usize| seconds[(seconds.len() - 1) * percent / 100];
        eprintln!("{what}: p50 {:.3} s, p99 {:.3} s of {}", at(50), at(99), seconds.len());
    };
    let after_poll = arrivals.iter().map(|a| a.at.duration_since(a.fetched).as_secs_f64());
    tell("from the poll to the reader", after_poll.collect());
    let appeared = arrivals.iter().map(|arrival| {
        let feed = feeds.iter().find(|feed| feed.id == arrival.feed).unwrap();
        let served = feed.served[feed.answer_at(arrival.fetched)];
        arrival.at.duration_since(served).as_secs_f64()
    });
    tell("from the document's appearance to the reader", appeared.collect());
}
