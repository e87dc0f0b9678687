//! P1, P2 and P3 of the real binary against a real broker: kill -9 of either at random moments, and an outage.
//!
//! `WIREDESK_CRASH_ROUNDS` (kills of the daemon), `WIREDESK_BROKER_KILLS` and `WIREDESK_OUTAGE_SECONDS` make them as
//! long as an acceptance wants; `WIREDESK_SEED` repeats a run.

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
#[path = "daemon/growing.rs"]
mod growing;
#[path = "daemon/press.rs"]
mod press;
#[path = "daemon/process.rs"]
mod process;
mod publisher;

use std::collections::BTreeMap;
use std::hash::{BuildHasher, RandomState};
use std::path::PathBuf;
use std::time::{Duration, Instant};

use broker::Broker;
use broker::desk::{self, Seen, plain};
use growing::{Expected, GrowingPress, RECORDS_A_STEP};
use process::Daemon;
use rdkafka::config::ClientConfig;
use wiredesk::config::KafkaSinkConfig;
use xxhash_rust::xxh3::xxh3_64;

const FEEDS: usize = 20;
/// 20 feeds times 20 steps of 5 records: 2,000 stories and updates.
const STEPS: usize = 20;

#[test]
fn kill_9_of_the_daemon_loses_and_repeats_nothing() {
    let rounds = setting("WIREDESK_CRASH_ROUNDS", 20);
    let mut world = World::start(broker::shared(), "crash", true);
    world.grow_through_kills(rounds, || {});
    let seen = world.read(&plain(broker::shared()));
    assert_each_once_in_order(&seen, &world.press.expected());
    assert_eq!(seen.len(), FEEDS * STEPS * RECORDS_A_STEP);
}

#[test]
fn kill_9_of_the_broker_loses_and_repeats_nothing() {
    if !broker::can_break("kill_9_of_the_broker_loses_and_repeats_nothing") {
        return;
    }
    let kills = setting("WIREDESK_BROKER_KILLS", 3);
    let mut own = Broker::start();
    let mut world = World::start(&own.bootstrap(), "broker", true);
    world.grow_through_kills(kills, || {
        own.kill();
        own.start_again();
    });
    let seen = world.read(&own.client());
    assert_each_once_in_order(&seen, &world.press.expected());
}

#[test]
fn without_transactions_kill_9_repeats_only_byte_for_byte() {
    let rounds = setting("WIREDESK_CRASH_ROUNDS", 20);
    let mut world = World::start(broker::shared(), "plain", false);
    world.grow_through_kills(rounds, || {});
    let seen = world.read(&plain(broker::shared()));
    let mut by_id: BTreeMap<String, Seen> = BTreeMap::new();
    let mut once = Vec::new();
    for record in seen.clone() {
        let id = record.headers.iter().find(|(name, _)| name == "ce_id").unwrap().1.clone();
        let first = by_id.entry(id).or_insert_with(|| {
            once.push(record.clone());
            record.clone()
        });
        assert_eq!(first, &record, "a repeat that differs");
    }
    eprintln!("{} of {} records were repeats", seen.len() - once.len(), seen.len());
    assert_each_once_in_order(&once, &world.press.expected());
}

#[test]
fn a_broker_that_is_away_costs_no_memory_and_no_story() {
    if !broker::can_break("a_broker_that_is_away_costs_no_memory_and_no_story") {
        return;
    }
    let outage = Duration::from_secs(setting("WIREDESK_OUTAGE_SECONDS", 10) as u64);
    let mut own = Broker::start();
    let mut world = World::start(&own.bootstrap(), "outage", true);
    let daemon = Daemon::up(&world.config());
    process::until("the first step is out", || world.press.grow(2));
    let before_kib = daemon.resident_kib();
    own.stop();
    let began = Instant::now();
    let mut steps = 2;
    // The most of each quarter of the outage: what a queue holds grows to the end, what a cache holds stops growing.
    let mut most_kib = [0; 4];
    while began.elapsed() < outage {
        // Every step is committed to the outbox before the next one: the feeds never wait for the broker.
        steps += 1;
        process::until("the feeds go on without a broker", || world.press.grow(steps));
        let quarter = (began.elapsed().as_millis() * 4 / outage.as_millis()).min(3) as usize;
        most_kib[quarter] = most_kib[quarter].max(daemon.resident_kib());
    }
    own.start_again();
    world.wait_until_published(&daemon);
    let after_kib = daemon.resident_kib();
    daemon.stop();
    let seen = world.read(&own.client());
    eprintln!(
        "outage of {outage:?}: {} records came through; resident KiB before {before_kib}, in its quarters {most_kib:?}, after {after_kib}",
        seen.len()
    );
    assert_each_once_in_order(&seen, &world.press.expected());
    // The outbox is on disk: what grows is the store's page cache, which has a bound of 16 MiB.
    let growth_kib = most_kib[3].saturating_sub(before_kib);
    assert!(growth_kib < 48 * 1024, "{growth_kib} KiB more than before the outage");
}

/// 20 feeds, a daemon's folder and the topics it writes to.
struct World {
    press: GrowingPress,
    folder: tempfile::TempDir,
    kafka: KafkaSinkConfig,
    chance: Chance,
}

impl World {
    fn start(bootstrap: &str, test: &str, transactions: bool) -> Self {
        let kafka = KafkaSinkConfig { transactions, ..desk::config(bootstrap, test) };
        let folder = tempfile::tempdir().unwrap();
        let press = GrowingPress::start(FEEDS);
        let world = Self { press, folder, kafka, chance: Chance::seeded(test) };
        fs_err::write(world.config(), world.config_text()).unwrap();
        world
    }

    fn config(&self) -> PathBuf {
        self.folder.path().join("wiredesk.toml")
    }

    fn config_text(&self) -> String {
        let KafkaSinkConfig { brokers, transactional_id, topics, transactions, .. } = &self.kafka;
        format!(
            "state_dir = \"var\"\n\
             [fetch]\nallow_private = [\"127.0.0.0/8\"]\nparallel_per_host = 32\n\
             [schedule]\ninterval_min = \"200ms\"\ninterval_max = \"400ms\"\n\
             [admin]\nlisten = \"127.0.0.1:0\"\n\
             [sink]\nkind = \"kafka\"\n\
             [sink.kafka]\nbrokers = \"{brokers}\"\ntransactional_id = \"{transactional_id}\"\n\
             transactions = {transactions}\npartitions = 2\n\
             [sink.kafka.topics]\nstories = \"{}\"\nappearances = \"{}\"\nrejects = \"{}\"\n{}",
            topics.stories,
            topics.appearances,
            topics.rejects,
            self.press.feed_tables()
        )
    }

    /// Lets the feeds grow to [`STEPS`] while the daemon is killed `kills` times at random moments, then lets it finish
    /// and stops it. `damage` is what else is done at each kill.
    fn grow_through_kills(&mut self, kills: usize, mut damage: impl FnMut()) {
        let began = Instant::now();
        let mut daemon = Daemon::start(&self.config());
        for kill in 1..=kills {
            let moment = Duration::from_millis(self.chance.below(2_500));
            let until = Instant::now() + moment;
            // So many steps that there is work to do in every round.
            let steps = (STEPS * kill).div_ceil(kills);
            while Instant::now() < until {
                self.press.grow(steps);
                std::thread::park_timeout(Duration::from_millis(5));
            }
            assert!(daemon.is_running(), "kill {kill}: it had ended by itself\n{}", daemon.log());
            // What is damaged dies before the daemon does, or after.
            if self.chance.below(2) == 0 {
                damage();
                daemon.kill();
            } else {
                daemon.kill();
                damage();
            }
            daemon = Daemon::start(&self.config());
        }
        let mut last = Instant::now();
        process::until("all steps are committed", || {
            if last.elapsed() > Duration::from_secs(1) {
                last = Instant::now();
                assert!(daemon.is_running(), "{}", daemon.log());
            }
            self.press.grow(STEPS)
        });
        self.wait_until_published(&daemon);
        daemon.stop();
        eprintln!("{kills} kills in {:?}", began.elapsed());
    }

    /// Waits until the outbox of the running daemon is empty.
    fn wait_until_published(&self, daemon: &Daemon) {
        let state_dir = self.folder.path().join("var");
        let reader = wiredesk::store::open_read_only(&state_dir).unwrap();
        process::until("the outbox is empty", || {
            let depth = wiredesk::store::outbox::depth(&reader).unwrap();
            // A process that has ended uses no memory.
            let waits = depth.rows == 0 || daemon.resident_kib() > 0;
            assert!(waits, "the daemon has ended\n{}", daemon.log());
            depth.rows == 0
        });
    }

    fn read(&self, client: &ClientConfig) -> Vec<Seen> {
        desk::read(client, &self.kafka.topics.stories)
    }
}

/// Every version of every story once, in order, and nothing else.
fn assert_each_once_in_order(seen: &[Seen], expected: &Expected) {
    let mut found = Expected::new();
    let mut versions: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for record in seen {
        let story: serde_json::Value = serde_json::from_slice(&record.value).unwrap();
        let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
        assert_eq!(story["uri"], record.key.as_str());
        found.entry(record.key.clone()).or_default().push(text(&story["headlines"][0]["value"]));
        versions.entry(record.key.clone()).or_default().push(text(&story["version"]));
    }
    for (uri, versions) in &versions {
        let gapless: Vec<String> = (1..=versions.len()).map(|n| n.to_string()).collect();
        assert_eq!(versions, &gapless, "versions of {uri}");
    }
    for (uri, headlines) in expected {
        assert_eq!(found.get(uri), Some(headlines), "{uri}");
    }
    assert_eq!(found.len(), expected.len(), "stories that nobody published");
}

/// Random numbers that a printed seed brings back.
struct Chance {
    seed: u64,
    drawn: u64,
}

impl Chance {
    fn seeded(test: &str) -> Self {
        let given = std::env::var("WIREDESK_SEED").ok().and_then(|text| text.parse().ok());
        let seed = given.unwrap_or_else(|| RandomState::new().hash_one(test));
        eprintln!("{test}: WIREDESK_SEED={seed}");
        Self { seed, drawn: 0 }
    }

    fn below(&mut self, limit: u64) -> u64 {
        self.drawn += 1;
        xxh3_64(format!("{}/{}", self.seed, self.drawn).as_bytes()) % limit
    }
}

fn setting(name: &str, default: usize) -> usize {
    std::env::var(name).map_or(default, |text| text.parse().expect("a number"))
}
