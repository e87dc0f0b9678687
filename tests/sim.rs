//! Polling in virtual time: a world of papers that publish, edit, reorder, vanish, fail and lie, polled by the real poller
//! into a real store. One seed is one world.
//!
//! `WIREDESK_SIM_FEEDS`, `WIREDESK_SIM_DAYS` and `WIREDESK_SIM_SEED` set the size; the figures are printed with
//! `--nocapture`.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::print_stderr,
    clippy::cast_precision_loss,
    reason = "a test program: a failed step is a failed test"
)]

#[path = "sim/chance.rs"]
mod chance;
#[path = "sim/paper.rs"]
mod paper;
#[path = "sim/topic.rs"]
mod topic;

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::pin::Pin;
use std::sync::{Arc, Mutex};

use jiff::{SignedDuration, Timestamp};
use paper::{Paper, Tally};
use wiredesk::clock::{Clock, VirtualClock};
use wiredesk::config::{Config, FeedConfig, Origin};
use wiredesk::fetch::validators::DOUBTS_MAX;
use wiredesk::fetch::{Answer, Request, Transport};
use wiredesk::health::Health;
use wiredesk::model::FeedId;
use wiredesk::poll::Poller;
use wiredesk::store::writer::pair;
use wiredesk::store::{Durability, Store, open_read_only};

/// Polls a day of one that asks every five minutes, come what may.
const FIXED_POLLS: f64 = 288.0;

/// Polls under way at once: reading and admitting share the processors.
const TOGETHER: usize = 8;
const MOMENTS: SignedDuration = SignedDuration::from_secs(20);

type Queue = BinaryHeap<Reverse<(Timestamp, usize)>>;

/// All papers behind one transport, which reads the same clock as the poller.
#[derive(Debug)]
struct World {
    papers: Vec<Mutex<Paper>>,
    clock: Arc<VirtualClock>,
}

impl Transport for World {
    fn get(&self, request: Request) -> Pin<Box<dyn Future<Output = Answer> + Send + '_>> {
        let host = request.url.host_str().unwrap().to_owned();
        let number: usize =
            host.trim_start_matches("paper-").split('.').next().unwrap().parse().unwrap();
        let answer = self.papers[number].lock().unwrap().answer(&request, self.clock.now());
        Box::pin(std::future::ready(answer))
    }
}

fn size(name: &str, default: u64) -> u64 {
    std::env::var(name).map_or(default, |text| text.parse().expect("a number"))
}

fn feed(number: usize) -> FeedConfig {
    let id = FeedId::parse(&format!("paper-{number}")).unwrap();
    FeedConfig::new(
        id,
        Origin::Http(format!("https://paper-{number}.example/rss").parse().unwrap()),
    )
}

/// Value of a counter without labels.
fn counter(name: &str) -> u64 {
    let text = wiredesk::metrics::render();
    let line = text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
    line.map_or(0, |value| value.parse().unwrap())
}

/// Feeds that are due within moments of each other and are polled together, by due time.
fn take_due(queue: &mut Queue, end: Timestamp) -> Vec<(Timestamp, usize)> {
    let mut due: Vec<(Timestamp, usize)> = Vec::new();
    while let Some(Reverse((at, _))) = queue.peek() {
        let first = due.first().map_or(*at, |(first, _)| *first);
        if *at > end || due.len() == TOGETHER || *at > first + MOMENTS {
            break;
        }
        due.extend(queue.pop().map(|Reverse(next)| next));
    }
    due
}

#[tokio::test]
async fn no_story_is_lost_or_told_twice_in_a_world_that_misbehaves() {
    let feeds = usize::try_from(size("WIREDESK_SIM_FEEDS", 30)).unwrap();
    let (days, seed) = (size("WIREDESK_SIM_DAYS", 3), size("WIREDESK_SIM_SEED", 1));
    wiredesk::metrics::install();
    let start: Timestamp = "2031-05-04T00:00:00Z".parse().unwrap();
    let end = start + SignedDuration::from_hours(24 * i64::try_from(days).unwrap());
    let clock = Arc::new(VirtualClock::starting_at(start));
    let papers =
        (0..feeds).map(|number| Mutex::new(Paper::new(seed, number, start, end))).collect();
    let world = Arc::new(World { papers, clock: Arc::clone(&clock) });

    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path(), Durability::Temporary).unwrap();
    let (writer, writer_loop) = pair(store).unwrap();
    let health = Health::new(Arc::clone(&clock) as Arc<dyn Clock>);
    let writer_thread = std::thread::spawn(move || writer_loop.run(&health));
    let config = Arc::new(Config::defaults(folder.path().to_owned()));
    let poller = Poller::new(Arc::clone(&world) as _, writer, Arc::clone(&clock) as _, config);

    let configs: Vec<Arc<FeedConfig>> = (0..feeds).map(|number| Arc::new(feed(number))).collect();
    let mut lies = (0, 0);
    let mut queue: Queue = (0..feeds).map(|number| Reverse((start, number))).collect();
    loop {
        let due = take_due(&mut queue, end);
        let Some(&(now, _)) = due.last() else { break };
        clock.advance_to(now);
        let polls = due.iter().map(|(_, number)| poller.poll(Arc::clone(&configs[*number])));
        let polled = futures_util::future::join_all(polls).await;
        for ((_, number), polled) in due.iter().zip(polled) {
            assert!(polled.due > now, "{number}: {polled:?}");
            queue.push(Reverse((polled.due, *number)));
        }
    }
    for (number, paper) in world.papers.iter().enumerate() {
        let state = poller.store.feed_state(configs[number].id.clone()).await.unwrap();
        let paper = paper.lock().unwrap();
        assert!(
            state.doubts < DOUBTS_MAX || paper.lies(),
            "{number}: an honest server is distrusted"
        );
        assert!(state.doubts > 0 || !paper.is_found_out_by(end), "{number}: lies, and is believed");
        lies.0 += usize::from(paper.lies());
        lies.1 += usize::from(state.doubts > 0 && paper.lies());
    }
    drop(poller);
    writer_thread.join().unwrap().unwrap();

    let told = topic::read(&open_read_only(folder.path()).unwrap());
    let mut sum = Tally::default();
    for (number, paper) in world.papers.iter().enumerate() {
        let paper = paper.lock().unwrap();
        topic::check(number, &paper, &told);
        sum.add(&paper.tally());
    }
    let (gaps, found) = (counter("wiredesk_gaps_total"), told.len());
    assert_eq!(found, sum.served, "a story on the topic for every one that was ever shown");
    assert_eq!(gaps, sum.gaps, "gaps told, and gaps there were");
    let versions: usize = told.values().map(Vec::len).sum();
    let polls = sum.requests as f64 / feeds as f64 / days as f64;
    println!(
        "{feeds} feeds, {days} days, seed {seed}: {} published, {} shown, {} lost to a window that overran (asked every five minutes and always answered: {}), {gaps} gaps told, {} never shown by their paper; {found} stories on the topic in {versions} versions, none missing, none twice",
        sum.published, sum.served, sum.lost, sum.lost_to_five_minutes, sum.withheld
    );
    println!(
        "{polls:.1} polls a feed and day ({:.2} of a fixed five-minute poller's), found after {} s (median), {} s (p95)",
        polls / FIXED_POLLS,
        sum.delay(0.5),
        sum.delay(0.95)
    );
    println!("{} papers lie with their 304s, {} of them are found out", lies.0, lies.1);
    assert!(polls < FIXED_POLLS, "{polls}");
}
