//! A folder with a daemon's configuration, a loopback publisher, and the file its records land in.

use std::path::PathBuf;

use serde_json::Value;

use super::process::{PATIENCE, until};
use super::publisher::{Publisher, Reply};

pub(crate) struct Newsroom {
    pub(crate) folder: tempfile::TempDir,
    pub(crate) publisher: Publisher,
}

impl Newsroom {
    pub(crate) fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap(), publisher: Publisher::start() }
    }

    /// One feed, `harbour`, with `options` of its own.
    pub(crate) fn with_feed(options: &str) -> Self {
        let newsroom = Self::new();
        newsroom.write_config(&newsroom.config_with(&newsroom.feed_table("harbour", options)));
        newsroom
    }

    pub(crate) fn config(&self) -> PathBuf {
        self.folder.path().join("wiredesk.toml")
    }

    pub(crate) fn config_text(&self) -> String {
        fs_err::read_to_string(self.config()).unwrap()
    }

    pub(crate) fn write_config(&self, text: &str) {
        fs_err::write(self.config(), text).unwrap();
    }

    /// Everything but feeds, then `rest`.
    pub(crate) fn config_with(&self, rest: &str) -> String {
        format!(
            "state_dir = \"var\"\nshutdown_timeout = \"20s\"\n\
             [fetch]\nallow_private = [\"127.0.0.0/8\"]\ntimeout = \"2s\"\n\
             [schedule]\ninterval_min = \"100ms\"\ninterval_max = \"200ms\"\nspool_interval = \"100ms\"\n\
             [admin]\nlisten = \"127.0.0.1:0\"\n\
             [log]\nformat = \"json\"\n\
             [sink]\nkind = \"file\"\n[sink.file]\npath = \"out/stories.ndjson\"\n{rest}"
        )
    }

    /// As [`Self::config_with`], but for a Kafka sink that is away: nobody listens on port 1.
    pub(crate) fn to_nobody(&self, rest: &str) -> String {
        self.config_with(rest).replace("kind = \"file\"", "kind = \"kafka\"")
            + "[sink.kafka]\nbrokers = \"127.0.0.1:1\"\n"
    }

    pub(crate) fn feed_table(&self, id: &str, options: &str) -> String {
        let url = self.publisher.url(&format!("/{id}.xml"));
        format!("[[feed]]\nid = \"{id}\"\nurl = \"{url}\"\ninterval = \"100ms\"\n{options}")
    }

    /// Serves a document with `etag` from now on.
    pub(crate) fn publish(&self, path: &str, etag: &str, document: String) {
        self.publisher.replace(path, Reply::feed(etag.as_bytes(), etag.as_bytes(), document));
    }

    pub(crate) fn file(&self) -> PathBuf {
        self.folder.path().join("out/stories.ndjson")
    }

    /// The records so far: whole lines only.
    pub(crate) fn lines(&self) -> Vec<Value> {
        let text = fs_err::read_to_string(self.file()).unwrap_or_default();
        let whole = text.rsplit_once('\n').map_or("", |(whole, _)| whole);
        whole.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    pub(crate) fn wait_for_lines(&self, count: usize) {
        until(&format!("{count} records are in the file"), || self.lines().len() >= count);
    }

    /// Waits until `path` was asked for `count` times in all.
    pub(crate) fn wait_for_polls(&self, path: &str, count: usize) {
        assert!(self.publisher.wait_for(path, count, PATIENCE), "{path}: never asked {count} times");
    }

    /// Waits until a request shows that the document of `etag` is committed.
    pub(crate) fn wait_for_validator(&self, path: &str, etag: &str) {
        until(&format!("{path} is asked for with {etag}"), || {
            let last = self.publisher.last_request(path);
            last.is_some_and(|seen| seen.header("if-none-match") == Some(etag.as_bytes()))
        });
    }
}
