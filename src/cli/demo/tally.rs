//! Counts what was delivered: the summary's figures come from records and from nowhere else.

use std::collections::{BTreeSet, HashMap};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serde_json::Value;

use crate::model::PubStatus;
use crate::publish::record::story_event_kind;
use crate::publish::{OutboxRow, Stream};

/// What a record announces.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum News {
    New,
    Update,
    Kill,
    Copy,
    Reject,
}

impl News {
    pub(super) fn of(row: &OutboxRow) -> Self {
        let is = |version, status| row.event.kind == story_event_kind(version, status);
        match row.stream {
            Stream::Appearances => Self::Copy,
            Stream::Rejects => Self::Reject,
            Stream::Stories if is(1, PubStatus::Canceled) => Self::Kill,
            Stream::Stories if is(1, PubStatus::Usable) => Self::New,
            Stream::Stories => Self::Update,
        }
    }
}

/// The figures so far.
#[derive(Debug, Default)]
pub(super) struct Tally {
    pub first_after: Option<Duration>,
    pub stories: usize,
    pub copies: usize,
    pub updates: usize,
    pub kills: usize,
    pub rejects: usize,
    /// Feeds that carried a story, their own or another's.
    pub feeds: BTreeSet<String>,
    /// By uri, of the newest version.
    pub headlines: HashMap<String, String>,
    /// The record that shows most of what a record can hold.
    pub specimen: Option<Value>,
}

/// Fewest of each that the samples must give, whatever the judge learns to fold besides.
const STORIES_MIN: usize = 25;
const OUTLETS_MIN: usize = 12;
const COPIES_MIN: usize = 10;

impl Tally {
    /// Takes a delivered record, `after` the start.
    pub(super) fn count(&mut self, row: &OutboxRow, value: &Value, after: Duration) -> News {
        let news = News::of(row);
        *match news {
            News::New => &mut self.stories,
            News::Update => &mut self.updates,
            News::Kill => &mut self.kills,
            News::Copy => &mut self.copies,
            News::Reject => &mut self.rejects,
        } += 1;
        if news != News::Reject {
            self.feeds.insert(row.event.source.clone());
        }
        if row.stream == Stream::Stories {
            self.first_after.get_or_insert(after);
            if let Some(headline) = text_at(value, "/headlines/0/value") {
                self.headlines.insert(row.key.clone(), headline.to_owned());
            }
            if self.specimen.as_ref().is_none_or(|best| richness(value) > richness(best)) {
                self.specimen = Some(value.clone());
            }
        }
        news
    }

    /// What there is too little of, in words.
    pub(super) fn missing(&self) -> Vec<String> {
        let rows = [
            ("stories", self.stories, STORIES_MIN),
            ("outlets", self.feeds.len(), OUTLETS_MIN),
            ("copies folded", self.copies, COPIES_MIN),
            ("updates", self.updates, 1),
            ("kills", self.kills, 1),
            ("rejects", self.rejects, 1),
        ];
        let short = rows.into_iter().filter(|(_, have, want)| have < want);
        short.map(|(name, have, want)| format!("{name} ({have} of {want})")).collect()
    }
}

/// The sink writes, the summary reads.
#[derive(Debug, Default)]
pub(super) struct Ledger {
    tally: Mutex<Tally>,
}

impl Ledger {
    pub(super) fn read(&self) -> MutexGuard<'_, Tally> {
        self.tally.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A string inside of a record, by JSON pointer (RFC 6901).
pub(super) fn text_at<'a>(value: &'a Value, pointer: &str) -> Option<&'a str> {
    value.pointer(pointer).and_then(Value::as_str)
}

/// Links of the chain first, then fields.
fn richness(value: &Value) -> (usize, usize) {
    let chain = value.pointer("/infoSources").and_then(Value::as_array).map_or(0, Vec::len);
    (chain, value.as_object().map_or(0, serde_json::Map::len))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::publish::EventHead;

    fn row(stream: Stream, kind: &str, feed: &str) -> OutboxRow {
        let event = EventHead {
            id: String::new(),
            kind: kind.to_owned(),
            source: format!("/feeds/{feed}"),
            subject: String::new(),
            time: String::new(),
            dataschema: None,
        };
        OutboxRow { seq: 1, stream, key: "urn:uuid:1".to_owned(), event, value: Vec::new() }
    }

    #[test]
    fn every_record_counts_once_and_the_first_story_sets_the_time() {
        let mut tally = Tally::default();
        let value = serde_json::json!({ "headlines": [{ "value": "Bakery wins" }] });
        let kinds = [
            (Stream::Rejects, "wiredesk.entry.rejected.v1", "c"),
            (Stream::Stories, "wiredesk.story.new.v1", "a"),
            (Stream::Appearances, "wiredesk.story.appeared.v1", "b"),
            (Stream::Stories, "wiredesk.story.updated.v1", "a"),
            (Stream::Stories, "wiredesk.story.canceled.v1", "a"),
        ];
        for (second, (stream, kind, feed)) in (1..).zip(kinds) {
            tally.count(&row(stream, kind, feed), &value, Duration::from_secs(second));
        }
        let counts = [tally.stories, tally.copies, tally.updates, tally.kills, tally.rejects];
        assert_eq!(counts, [1; 5]);
        assert_eq!(tally.feeds.len(), 2, "a feed that only had a reject carried no story");
        assert_eq!(tally.first_after, Some(Duration::from_secs(2)));
        let want = ["stories (1 of 25)", "outlets (2 of 12)", "copies folded (1 of 10)"];
        assert_eq!(tally.missing(), want);
    }
}
