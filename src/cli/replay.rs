//! `wiredesk replay`: the whole pipeline over stored documents, in the order given, on a virtual clock (P4).
//!
//! Nothing is fetched or resolved. Records go to stdout unless the configuration names a sink.

use std::collections::BTreeMap;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use anyhow::Context as _;
use clap::Args;
use jiff::Timestamp;
use tokio_util::sync::CancellationToken;

use super::Exit;
use super::exit::{fail, say};
use crate::clock::{Clock, VirtualClock};
use crate::config::{Config, FeedConfig, Origin};
use crate::model::{FeedId, FetchFacts, NextPoll, Verdict};
use crate::parse::Hints;
use crate::poll::{Reading, read_document};
use crate::publish::publisher::{Outbox, Publisher, Silent};
use crate::publish::{OutboxRow, Sink};
use crate::store::{AdmitOptions, Durability, Store, admit, expire, outbox};

#[derive(Debug, Args)]
pub struct ReplayArgs {
    /// Feed options and sink; without it every feed has default options and records go to stdout.
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// All files are successive answers of this one feed; else each file's stem names its feed.
    #[arg(long, value_name = "ID")]
    feed: Option<String>,
    /// Keep the store here and go on from what it holds; without it the store is temporary.
    #[arg(long, value_name = "DIR")]
    store: Option<PathBuf>,
    /// Write one JSON line for every entry of every document.
    #[arg(long, value_name = "FILE")]
    verdicts: Option<PathBuf>,
    /// Stored documents, in the order in which they were answered. The name of a file tells its feed, and with
    /// `@SECONDS` (unix time) when it was answered: `gazette.xml`, `gazette@1767225600.xml`.
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
}

/// Documents admitted between two deliveries: bounds the outbox, and makes one commit of many.
const DOCUMENTS_A_COMMIT: usize = 64;

/// Progress is shown for anything longer than this.
const PROGRESS_AFTER: Duration = Duration::from_secs(2);

pub fn run(args: &ReplayArgs) -> Exit {
    let config = match &args.config {
        None => Config::for_replay(),
        Some(path) => match super::load_config(path) {
            Ok(config) => config,
            Err(exit) => return exit,
        },
    };
    match replay(args, config) {
        Ok(0) => Exit::Done,
        Ok(_) => Exit::Failed,
        Err(error) => fail(&error),
    }
}

/// Replays all files and returns how many could not be read.
fn replay(args: &ReplayArgs, config: Config) -> anyhow::Result<usize> {
    let temporary;
    let (folder, durability) = if let Some(folder) = &args.store {
        (folder.as_path(), Durability::Full)
    } else {
        temporary = tempfile::Builder::new().prefix("wiredesk-replay-").tempdir()?;
        (temporary.path(), Durability::Temporary)
    };
    let store = Store::open(folder, durability)?;
    let only = args.feed.as_deref().map(feed_id_of);
    let verdicts = match &args.verdicts {
        Some(path) => Some(BufWriter::new(fs_err::File::create(path)?)),
        None => None,
    };
    let mut sink = if args.config.is_some() && config.sink_named {
        super::sink::build(&config, &Arc::new(AtomicBool::new(false)))
    } else {
        Box::new(crate::publish::stdout::StdoutSink::new())
    };
    let mut run = Run {
        store: ReplayStore::new(store)?,
        feeds: config.feeds.iter().map(|f| (f.id.clone(), f.clone())).collect(),
        config,
        only,
        verdicts,
        unread: 0,
    };
    let started = tokio::time::Instant::now();
    for (done, files) in args.files.chunks(DOCUMENTS_A_COMMIT).enumerate() {
        run.admit_files(files)?;
        run.deliver(sink.as_mut())?;
        if started.elapsed() > PROGRESS_AFTER
            && std::io::IsTerminal::is_terminal(&std::io::stderr())
        {
            let count = done * DOCUMENTS_A_COMMIT + files.len();
            say(format_args!("replayed {count} of {} documents", args.files.len()));
        }
    }
    run.finish()
}

/// A file as read, before its feed and time are known.
pub(super) struct Stored<'a> {
    path: &'a Path,
    pub(super) stem: &'a str,
    pub(super) bytes: Vec<u8>,
}

struct Run {
    store: ReplayStore,
    config: Config,
    feeds: BTreeMap<FeedId, FeedConfig>,
    only: Option<FeedId>,
    verdicts: Option<BufWriter<fs_err::File>>,
    unread: usize,
}

impl Run {
    /// One commit for all `files`, in order.
    fn admit_files(&mut self, files: &[PathBuf]) -> anyhow::Result<()> {
        let mut read = Vec::with_capacity(files.len());
        for path in files {
            match read_stored(path, self.config.fetch.body_max) {
                Ok(stored) => read.push(stored),
                Err(error) => self.complain(path, &format!("{error:#}")),
            }
        }
        let mut batches = Vec::with_capacity(read.len());
        for stored in &read {
            let (feed, at) = self.feed_and_time(stored.stem);
            let hints = Hints { url: hint_url(&feed), charset: None };
            let reading = read_document(
                &stored.bytes,
                hints,
                &feed,
                &self.config.parse,
                self.config.normalise.rules(),
            );
            if let Some(fault) = reading.fault() {
                self.complain(stored.path, &fault.to_string());
                continue;
            }
            batches.push(self.batch(reading, &feed, at));
        }
        let verdicts = self.store.admit(&batches)?;
        for lost in verdicts.iter().filter(|verdict| verdict.is_kill_of_nothing()) {
            say(format_args!("{}: {}: {}", lost.feed, lost.entry.escape_debug(), lost.because));
        }
        self.write_verdicts(&verdicts)
    }

    fn batch(&self, reading: Reading, feed: &FeedConfig, at: Option<Timestamp>) -> Admission {
        if let Some(at) = at.or(reading.newest) {
            self.store.clock.advance_to(at);
        }
        let now = self.store.clock.now();
        let options = AdmitOptions {
            publish: feed.publish,
            record_bytes_max: self.config.publish.record_bytes_max,
            pages: false,
        };
        let window = expire::Window::of(&self.config.dedup);
        (
            reading.into_batch(feed, FetchFacts::default(), now, NextPoll::fixed(now, 0)),
            options,
            window,
        )
    }

    fn feed_and_time(&self, stem: &str) -> (FeedConfig, Option<Timestamp>) {
        let seconds =
            |text: &str| text.parse().ok().and_then(|seconds| Timestamp::from_second(seconds).ok());
        let (name, at) = match stem.rsplit_once('@') {
            Some((name, time)) if seconds(time).is_some() => (name, seconds(time)),
            _ => (stem, seconds(stem)),
        };
        let id = self.only.clone().unwrap_or_else(|| feed_id_of(name));
        let feed = self.feeds.get(&id).cloned().unwrap_or_else(|| default_feed(id));
        (feed, at)
    }

    fn write_verdicts(&mut self, verdicts: &[Verdict]) -> anyhow::Result<()> {
        let Some(out) = self.verdicts.as_mut() else { return Ok(()) };
        for verdict in verdicts {
            serde_json::to_writer(&mut *out, verdict)?;
            out.write_all(b"\n")?;
        }
        Ok(())
    }

    fn deliver(&mut self, sink: &mut dyn Sink) -> anyhow::Result<()> {
        let mut publisher = Publisher {
            sink,
            outbox: &mut self.store,
            observer: &Silent,
            rows_max: self.config.publish.batch_rows,
            closing: CancellationToken::new(),
            stop: Arc::new(AtomicBool::new(false)),
        };
        publisher.drain().context("records not delivered; they stay in the store's outbox")
    }

    fn complain(&mut self, path: &Path, reason: &str) {
        self.unread += 1;
        say(format_args!("{}: {reason}", path.display()));
    }

    fn finish(mut self) -> anyhow::Result<usize> {
        if let Some(out) = self.verdicts.as_mut() {
            out.flush()?;
        }
        Ok(self.unread)
    }
}

type Admission = (crate::model::Batch, AdmitOptions, expire::Window);

/// The store with the replay's clock: the publisher's outbox as well.
struct ReplayStore {
    store: Store,
    outbox_id: String,
    /// Last position that a sink may hold: given out before this run, or read since.
    last: u64,
    clock: VirtualClock,
    expired_at: Option<Timestamp>,
}

/// Virtual time between two looks at the window.
const EXPIRE_EVERY: jiff::SignedDuration = jiff::SignedDuration::from_hours(1);

impl ReplayStore {
    fn new(store: Store) -> anyhow::Result<Self> {
        let outbox_id = outbox::id(&store.connection)?;
        let last = outbox::depth(&store.connection)?.last;
        let clock = VirtualClock::starting_at(Timestamp::UNIX_EPOCH);
        Ok(Self { store, outbox_id, last, clock, expired_at: None })
    }

    fn admit(&mut self, admissions: &[Admission]) -> anyhow::Result<Vec<Verdict>> {
        let verdicts = self.store.write(|tx| {
            let mut verdicts = Vec::new();
            for (batch, options, window) in admissions {
                if self
                    .expired_at
                    .is_none_or(|at| batch.fetched_at.duration_since(at) > EXPIRE_EVERY)
                {
                    while expire::expire(tx, window, batch.fetched_at)? {}
                    self.expired_at = Some(batch.fetched_at);
                }
                verdicts.extend(admit::admit(tx, batch, options)?.verdicts);
            }
            Ok(verdicts)
        })?;
        Ok(verdicts)
    }
}

impl Outbox for ReplayStore {
    fn id(&self) -> &str {
        &self.outbox_id
    }

    fn marks(&mut self) -> Result<(u64, u64), String> {
        let depth = outbox::depth(&self.store.connection).map_err(|e| e.to_string())?;
        Ok((depth.published, self.last))
    }

    fn read_after(&mut self, mark: u64, rows_max: usize) -> Result<Vec<OutboxRow>, String> {
        let bytes_max = crate::publish::publisher::BATCH_BYTES_MAX;
        let rows = outbox::read_after(&self.store.connection, mark, rows_max, bytes_max)
            .map_err(|e| e.to_string())?;
        self.last = rows.last().map_or(self.last, |row| self.last.max(row.seq));
        Ok(rows)
    }

    fn settle(&mut self, mark: u64, refused: Vec<(u64, String)>) -> Result<(), String> {
        let now = self.clock.now();
        self.store.write(|tx| outbox::settle(tx, mark, &refused, now)).map_err(|e| e.to_string())
    }

    fn wait(&mut self, _mark: u64, _timeout: Duration) {}
}

pub(super) fn read_stored(path: &Path, bytes_max: u64) -> anyhow::Result<Stored<'_>> {
    use std::io::Read;
    let mut bytes = Vec::new();
    fs_err::File::open(path)?.take(bytes_max + 1).read_to_end(&mut bytes)?;
    anyhow::ensure!(
        u64::try_from(bytes.len())? <= bytes_max,
        "larger than fetch.body_max ({bytes_max} bytes)"
    );
    let stem = path.file_stem().and_then(|stem| stem.to_str()).unwrap_or("document");
    Ok(Stored { path, stem, bytes })
}

/// The base of relative links is the feed's own address, as in `run`.
fn hint_url(feed: &FeedConfig) -> Option<&str> {
    match &feed.origin {
        Origin::Http(url) => Some(url.as_str()),
        Origin::Spool(_) => None,
    }
}

/// Any stem as a feed id: what an id may not hold becomes `-`, and a long one is cut and made unique by its hash.
pub(super) fn feed_id_of(name: &str) -> FeedId {
    let legal = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-');
    let clean: String = name.chars().map(|c| if legal(c) { c } else { '-' }).collect();
    let short = || {
        let hash = xxhash_rust::xxh3::xxh3_64(name.as_bytes());
        let head: String = clean.chars().take(FeedId::BYTES_MAX - 17).collect();
        FeedId::parse(&format!("{head}-{hash:016x}"))
    };
    FeedId::parse(&clean).or_else(short).unwrap_or_else(FeedId::unnamed)
}

/// A feed the configuration does not know.
pub(super) fn default_feed(id: FeedId) -> FeedConfig {
    FeedConfig::new(id, Origin::Spool(PathBuf::new()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::publish::Stream;
    use crate::publish::appearance::{REJECTED, side_event};
    use crate::store::outbox::Outgoing;

    #[test]
    fn what_is_admitted_after_the_start_hides_no_store_older_than_its_sink() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path(), Durability::Temporary).unwrap();
        let mut store = ReplayStore::new(store).unwrap();
        let now = Timestamp::UNIX_EPOCH;
        let feed = FeedId::parse("berth").unwrap();
        let event = side_event(&feed, REJECTED, "berth", "1".to_owned(), now);
        let (stream, key, value) = (Stream::Rejects, "berth".to_owned(), b"{}".to_vec());
        let record = Outgoing { stream, key, event, value };
        store.store.write(|tx| outbox::append(tx, &record, now)).unwrap();
        assert_eq!(store.marks(), Ok((0, 0)));
        assert_eq!(store.read_after(0, 10).unwrap().len(), 1);
        assert_eq!(store.marks(), Ok((0, 1)));
    }
}
