//! A store of its own for each case, and documents read into it as a poll would.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use wiredesk::config::{Config, FeedConfig, Origin, PublishPolicy};
use wiredesk::model::{FeedId, FetchFacts, NextPoll, Verdict};
use wiredesk::normalise::RuleBook;
use wiredesk::parse::Hints;
use wiredesk::poll::read_document;
use wiredesk::publish::Stream;
use wiredesk::store::{AdmitOptions, Durability, Store, admit, outbox};

use crate::document::{HOME, Item, rss};

const OPTIONS: AdmitOptions =
    AdmitOptions { publish: PublishPolicy::All, record_bytes_max: 900_000, pages: false };

/// The morning on which every case begins.
pub(crate) fn morning() -> Timestamp {
    "2026-03-03T08:00:00Z".parse().unwrap()
}

pub(crate) fn after(minutes: i64) -> Timestamp {
    morning() + SignedDuration::from_mins(minutes)
}

/// What a feed says of itself: title and home.
pub(crate) type Channels = BTreeMap<String, (String, String)>;

pub(crate) struct Desk {
    store: Store,
    /// Feeds that are not called after their ids.
    pub(crate) channels: Channels,
    _folder: tempfile::TempDir,
}

impl Desk {
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path(), Durability::Temporary).unwrap();
        Self { store, channels: Channels::new(), _folder: folder }
    }

    /// One answer of `feed`, newest item first; verdicts in the order of `items`.
    pub(crate) fn poll(&mut self, feed: &str, items: &[Item]) -> Vec<Verdict> {
        let at = items.iter().filter_map(|item| item.dated).max().unwrap_or_else(morning);
        let channel = self.channels.get(feed);
        let channel = channel.map_or((feed, HOME), |(title, home)| (title, home));
        let mut verdicts = self.read(feed, &rss(channel, items), at);
        assert_eq!(verdicts.len(), items.len(), "an entry without verdict");
        verdicts.reverse();
        verdicts
    }

    /// One answer of `feed` as it stands; verdicts in document order.
    pub(crate) fn read(&mut self, feed: &str, document: &str, at: Timestamp) -> Vec<Verdict> {
        let feed = feed_config(feed);
        let parse = Config::for_replay().parse;
        let hints = Hints { url: None, charset: None };
        let reading =
            read_document(document.as_bytes(), hints, &feed, &parse, RuleBook::built_in());
        let next = NextPoll::fixed(at, 0);
        let batch = reading.into_batch(&feed, FetchFacts::default(), at, next);
        self.store.write(|tx| admit::admit(tx, &batch, &OPTIONS)).unwrap().verdicts
    }

    /// The appearances of a story, in order.
    pub(crate) fn appearances(&self, story: &str) -> Vec<serde_json::Value> {
        self.records(Stream::Appearances, story)
    }

    /// The versions of a story, in order.
    pub(crate) fn published(&self, story: &str) -> Vec<serde_json::Value> {
        self.records(Stream::Stories, story)
    }

    fn records(&self, stream: Stream, story: &str) -> Vec<serde_json::Value> {
        let rows = outbox::read_after(self.store.connection(), 0, 10_000, usize::MAX).unwrap();
        let wanted = rows.iter().filter(|row| row.stream == stream && row.key == story);
        wanted.map(|row| serde_json::from_slice(&row.value).unwrap()).collect()
    }

    /// The published versions of a story, in order, each with its `pubStatus`.
    pub(crate) fn versions(&self, story: &str) -> Vec<(u64, String)> {
        let rows = outbox::read_after(self.store.connection(), 0, 10_000, usize::MAX).unwrap();
        let of_story =
            |row: &&wiredesk::publish::OutboxRow| row.stream == Stream::Stories && row.key == story;
        let read = |row: &wiredesk::publish::OutboxRow| {
            let record: serde_json::Value = serde_json::from_slice(&row.value).unwrap();
            let version = record["version"].as_str().unwrap().parse().unwrap();
            (version, record["pubStatus"].as_str().unwrap().to_owned())
        };
        rows.iter().filter(of_story).map(read).collect()
    }
}

fn feed_config(id: &str) -> FeedConfig {
    FeedConfig::new(FeedId::parse(id).unwrap(), Origin::Spool("unused".into()))
}
