//! Outbox to sink. The outbox on disk is the only buffer; a sink keeps none.

use std::fmt;

pub mod appearance;
pub mod file;
pub mod kafka;
pub mod ninjs;
pub mod publisher;
pub mod record;
pub mod stdout;

/// Which of the three streams a record belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Stream {
    Stories,
    Appearances,
    Rejects,
}

/// A record as admitted: encoded once, sent as it stands (P4).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutboxRow {
    /// Position in the outbox, from 1, without gaps.
    pub seq: u64,
    pub stream: Stream,
    /// Kafka key: story uri, or feed id for rejects.
    pub key: String,
    pub event: EventHead,
    /// JSON, UTF-8.
    pub value: Vec<u8>,
}

/// The attributes of the CloudEvents 1.0 envelope that differ from record to record.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct EventHead {
    pub id: String,
    pub kind: String,
    pub source: String,
    pub subject: String,
    /// RFC 3339, the time of admission.
    pub time: String,
    pub dataschema: Option<String>,
}

impl EventHead {
    /// Every context attribute with its value, in a fixed order, without the `ce_` prefix of the Kafka binding.
    pub fn attributes(&self, seq: u64) -> Vec<(&'static str, String)> {
        let mut all = vec![
            ("specversion", "1.0".to_owned()),
            ("id", self.id.clone()),
            ("source", self.source.clone()),
            ("type", self.kind.clone()),
            ("subject", self.subject.clone()),
            ("time", self.time.clone()),
            // The `sequence` extension of CloudEvents: zero-padded so that text order is number order.
            ("sequence", format!("{seq:020}")),
        ];
        all.extend(self.dataschema.clone().map(|schema| ("dataschema", schema)));
        all
    }
}

/// The last outbox position that a sink holds for good.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    At(u64),
    /// The sink keeps marks and has none: it never took a record of this outbox.
    Never,
    /// The sink keeps no marks (stdout; Kafka without transactions): the store's own mark decides.
    Unkept,
}

/// What became of a batch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Delivery {
    /// The sink holds all of it for good.
    Whole,
    /// These rows, by seq and with the reason, will never be taken, and none of the batch counts as delivered: once
    /// they are dead letters the rest is to be delivered again.
    Refused(Vec<(u64, String)>),
}

/// Sorted in one place, by the sink that knows its library's types.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SinkError {
    /// Nothing of the batch is visible; open again and go on from the mark.
    Reopen { reason: String },
    /// Nothing of the batch is visible and the sink is still good: try the same batch later.
    Retry { reason: String },
    /// A person must act: authorisation, a second instance, a disk that refuses.
    Fatal { reason: String },
}

impl fmt::Display for SinkError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (Self::Reopen { reason } | Self::Retry { reason } | Self::Fatal { reason }) = self;
        f.write_str(reason)
    }
}

impl std::error::Error for SinkError {}

/// Where records go. Calls block: the publisher owns a thread.
///
/// `stop` is set when the daemon shuts down: a call that waits looks at it and returns `Retry` soon after.
pub trait Sink: Send {
    /// Makes ready to write and tells the last position held for good. Called again after `Reopen`.
    ///
    /// `outbox` names the outbox whose positions are meant, and a sink that keeps a mark keeps the name with it: a mark
    /// of another outbox would settle records that were never sent, so it is [`SinkError::Fatal`].
    fn open(&mut self, outbox: &str) -> Result<Mark, SinkError>;

    /// Delivers `rows` whole and in order, and makes their last seq the mark; returns when they are durable, or when
    /// it is certain which of them never will be.
    fn deliver(&mut self, rows: &[OutboxRow]) -> Result<Delivery, SinkError>;

    /// Called when there has been nothing to deliver for a while, so that marks do not expire.
    fn keep_alive(&mut self, _mark: u64) -> Result<(), SinkError> {
        Ok(())
    }
}

impl OutboxRow {
    /// The record as one structured-mode CloudEvent, without a line end (CloudEvents JSON format 1.0).
    pub fn structured(&self) -> Vec<u8> {
        let mut line = Vec::with_capacity(self.value.len() + 512);
        for (name, value) in self.event.attributes(self.seq) {
            line.push(if line.is_empty() { b'{' } else { b',' });
            let quoted = serde_json::Value::from(value);
            line.extend_from_slice(format!("\"{name}\":{quoted}").as_bytes());
        }
        line.extend_from_slice(b",\"datacontenttype\":\"application/json\",\"data\":");
        line.extend_from_slice(&self.value);
        line.push(b'}');
        line
    }
}
