//! A store of its own for each case, and documents read into it as a poll would.

use std::fmt::Write as _;
use std::path::Path;

use jiff::{SignedDuration, Timestamp};
use wiredesk::config::{Config, FeedConfig, Origin, PublishPolicy};
use wiredesk::model::{FeedId, FetchFacts, NextPoll, Verdict};
use wiredesk::parse::Hints;
use wiredesk::poll::read_document;
use wiredesk::publish::Stream;
use wiredesk::store::{AdmitOptions, Durability, Store, admit, outbox};

const OPTIONS: AdmitOptions =
    AdmitOptions { publish: PublishPolicy::All, record_bytes_max: 900_000 };

/// One item as a paper's feed carries it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Item {
    pub(crate) guid: String,
    pub(crate) link: String,
    pub(crate) headline: String,
    /// Paragraphs, one a line.
    pub(crate) text: String,
    pub(crate) dated: Timestamp,
    /// The whole text, or a summary under the headline.
    pub(crate) whole: bool,
}

impl Item {
    pub(crate) fn new(
        feed: &str,
        name: &str,
        headline: &str,
        text: &str,
        dated: Timestamp,
    ) -> Self {
        Self {
            guid: format!("{feed}:{name}"),
            link: format!("https://{feed}.example/news/{name}"),
            headline: headline.to_owned(),
            text: text.to_owned(),
            dated,
            whole: true,
        }
    }
}

/// The morning on which every case begins.
pub(crate) fn morning() -> Timestamp {
    "2026-03-03T08:00:00Z".parse().unwrap()
}

pub(crate) fn after(minutes: i64) -> Timestamp {
    morning() + SignedDuration::from_mins(minutes)
}

pub(crate) struct Desk {
    store: Store,
    _folder: tempfile::TempDir,
}

impl Desk {
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path(), Durability::Temporary).unwrap();
        Self { store, _folder: folder }
    }

    /// One answer of `feed`, newest item first; verdicts in the order of `items`.
    pub(crate) fn poll(&mut self, feed: &str, items: &[Item]) -> Vec<Verdict> {
        let at = items.iter().map(|item| item.dated).max().unwrap_or_else(morning);
        let mut verdicts = self.read(feed, &rss(feed, items), at);
        assert_eq!(verdicts.len(), items.len(), "an entry without verdict");
        verdicts.reverse();
        verdicts
    }

    /// One answer of `feed` as it stands; verdicts in document order.
    pub(crate) fn read(&mut self, feed: &str, document: &str, at: Timestamp) -> Vec<Verdict> {
        let feed = feed_config(feed);
        let parse = Config::for_replay().parse;
        let hints = Hints { url: None, charset: None };
        let reading = read_document(document.as_bytes(), hints, &feed, &parse);
        let next = NextPoll { if_news: (at, 0), if_none: (at, 0) };
        let batch = reading.into_batch(&feed, FetchFacts::default(), at, next);
        self.store.write(|tx| admit::admit(tx, &batch, &OPTIONS)).unwrap().verdicts
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
    FeedConfig {
        id: FeedId::parse(id).unwrap(),
        origin: Origin::Spool(Path::new("unused").to_owned()),
        publisher: None,
        language: None,
        full_text: false,
        interval: None,
        publish: PublishPolicy::All,
        credentials: None,
    }
}

/// An RSS 2.0 document as a paper's own software writes it.
pub(crate) fn rss(title: &str, items: &[Item]) -> String {
    let mut written = String::new();
    for item in items.iter().rev() {
        let paragraphs: String = item
            .text
            .lines()
            .filter(|line| !line.trim().is_empty())
            .fold(String::new(), |all, line| format!("{all}<p>{}</p>", escape(line.trim())));
        let element = if item.whole { "content:encoded" } else { "description" };
        let seconds = u64::try_from(item.dated.as_second()).unwrap();
        let date = std::time::UNIX_EPOCH + std::time::Duration::from_secs(seconds);
        writeln!(
            written,
            "<item><title>{}</title><link>{}</link><guid isPermaLink=\"false\">{}</guid>\
             <pubDate>{}</pubDate><{element}>{}</{element}></item>",
            escape(&item.headline),
            item.link,
            item.guid,
            httpdate::fmt_http_date(date),
            escape(&paragraphs),
        )
        .unwrap();
    }
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<rss version=\"2.0\" \
         xmlns:content=\"http://purl.org/rss/1.0/modules/content/\"><channel><title>{title}</title>\
         <link>https://{title}.example/</link><description>Invented news</description>\n{written}</channel></rss>\n"
    )
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// A ninjs document as an agency drops it.
pub(crate) fn ninjs(item: &Item, status: &str, note: Option<&str>) -> String {
    let body = item.text.replace('\n', "\n\n");
    let mut document = serde_json::json!({
        "uri": item.guid,
        "standard": { "name": "ninjs", "version": "3.1" },
        "type": "text",
        "pubStatus": status,
        "language": "en",
        "versionCreated": item.dated.to_string(),
        "headlines": [{ "role": "main", "value": item.headline }],
        "infoSources": [{ "role": "originator", "name": "Halden News Agency" }],
        "bodies": [{ "role": "main", "contentType": "text/plain", "value": body }],
    });
    if status == "withheld" {
        document["embargoedUntil"] =
            (item.dated + SignedDuration::from_hours(3)).to_string().into();
    }
    if let Some(note) = note {
        document["edNote"] = note.into();
    }
    document.to_string()
}
