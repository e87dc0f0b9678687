//! The configuration as the program uses it: validated, with every default filled in.
//!
//! Reading, checking and naming what is wrong live in the submodules, in the order in which a file passes them.
//! Nothing here touches the network.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use ipnet::IpNet;
use secrecy::SecretString;
use url::Url;

use crate::fetch::tls::FeedTls;
use crate::model::FeedId;
use crate::normalise::RuleBook;

mod document;
mod load;

mod problem;
mod reader;
mod units;

mod feed_files;
mod feeds;
mod log_filter;
mod rule_files;
mod secrets;
mod sections;
mod sink;
mod websub;

mod defaults;
mod equality;
mod render;

#[cfg(test)]
mod tests;

pub(crate) use reader::suggest::nearest;

pub use load::{load, load_text, load_without_secrets};
pub use problem::{ConfigError, ConfigErrors, ConfigProblem, ConfigWarning, Place};
pub use render::{render, render_warnings};

/// Everything the daemon is told. Paths are already resolved against the file's folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Config {
    pub state_dir: PathBuf,
    pub fetch: FetchConfig,
    pub schedule: ScheduleConfig,
    pub parse: ParseConfig,
    pub normalise: NormaliseConfig,
    pub dedup: DedupConfig,
    pub publish: PublishConfig,
    pub sink: SinkConfig,
    /// Whether the file says where records go; `replay` writes to stdout where it does not.
    pub sink_named: bool,
    pub websub: WebSubConfig,
    pub admin: AdminConfig,
    pub log: LogConfig,
    pub shutdown_timeout: Duration,
    pub feeds: Vec<FeedConfig>,
    /// The file this came from; `None` for built-in defaults.
    pub file: Option<PathBuf>,
    /// Further files that `feeds = [...]` brought in, in reading order.
    pub feed_files: Vec<PathBuf>,
    /// What works but is probably not what the operator wants.
    pub warnings: Vec<ConfigWarning>,
}

/// Limits and manners of one request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FetchConfig {
    /// Mail address or URL put into the User-Agent, so that a publisher can reach the operator.
    pub contact: Option<String>,
    /// Networks that feeds may resolve to although they are private (CIDR).
    pub allow_private: Vec<IpNet>,
    /// Bytes of a decoded body.
    pub body_max: u64,
    /// From the first byte sent to the last byte read, all redirects included.
    pub timeout: Duration,
    pub connect_timeout: Duration,
    pub redirects_max: u8,
    /// The longest time without a body before a feed is asked for one without validators.
    pub unconditional_every: Duration,
    /// Requests under way at once, over all hosts.
    pub parallel: usize,
    /// Requests under way at once to one host.
    pub parallel_per_host: usize,
    /// Between the starts of two polls of one host; zero sets no such bound.
    pub spacing_per_host: Duration,
    pub proxy: Option<Url>,
    /// [`Credentials::Basic`] or none.
    pub proxy_credentials: Option<Credentials>,
}

/// When feeds are polled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScheduleConfig {
    pub interval_min: Duration,
    pub interval_max: Duration,
    /// How often a spool folder is looked at.
    pub spool_interval: Duration,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParseConfig {
    /// Entries read from one document; the rest is named in a problem.
    pub entries_max: usize,
    /// Characters of one entry's text.
    pub text_chars_max: usize,
}

/// What an operator knows of furniture and organisations beside what is compiled in.
#[derive(Debug, Clone)]
pub struct NormaliseConfig {
    pub furniture: Vec<RuleFile>,
    pub agencies: Vec<RuleFile>,
    own: Option<Arc<RuleBook>>,
}

/// A file of rules as it was when the configuration was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleFile {
    pub path: PathBuf,
    /// As the configuration names it; shown beside what its rules take.
    pub name: String,
    pub text: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DedupConfig {
    pub window: Duration,
    pub window_stories_max: u64,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublishConfig {
    /// Outbox rows above which polling pauses.
    pub outbox_rows_high: u64,
    /// Rows of one transaction.
    pub batch_rows: usize,
    /// Largest record in bytes; larger ones lose their HTML, then text, before they become dead letters.
    pub record_bytes_max: usize,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SinkConfig {
    Stdout,
    File(FileSinkConfig),
    Kafka(Box<KafkaSinkConfig>),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileSinkConfig {
    pub path: PathBuf,
    /// Size at which the file is rotated.
    pub rotate_bytes: u64,
    /// Rotated files kept; older ones are deleted. 0 keeps all.
    pub keep_files: usize,
}

#[derive(Debug, Clone)]
pub struct KafkaSinkConfig {
    pub brokers: String,
    pub transactions: bool,
    pub create_topics: bool,
    /// Also the consumer group that carries the outbox position.
    pub transactional_id: String,
    pub topics: Topics,
    pub partitions: i32,
    pub replication_factor: i32,
    /// Passed to librdkafka as they stand; secrets among them come from files or the environment.
    pub librdkafka: BTreeMap<String, SecretString>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Topics {
    pub stories: String,
    pub appearances: String,
    pub rejects: String,
}

/// How hubs reach us.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WebSubConfig {
    /// The public address that leads to `bind`; `None` switches WebSub off.
    pub callback: Option<Url>,
    /// Port 0 takes any free one.
    pub bind: SocketAddr,
    /// What hubs are asked for; they grant what they like.
    pub lease: Duration,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AdminConfig {
    /// `None` switches the port off. Port 0 takes any free one.
    pub listen: Option<SocketAddr>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogConfig {
    pub format: LogFormat,
    /// `tracing-subscriber` filter directives, e.g. `info` or `info,wiredesk::fetch=debug`.
    pub filter: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogFormat {
    /// Text on a terminal, JSON elsewhere; under systemd JSON goes to the journal by stderr.
    Auto,
    Text,
    Json,
}

/// One subscription.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeedConfig {
    pub id: FeedId,
    pub origin: Origin,
    /// Who prints this feed; else the channel's own name.
    pub publisher: Option<String>,
    /// BCP 47; wins over the channel's claim, loses against clear detection.
    pub language: Option<String>,
    pub full_text: bool,
    /// Whether hubs that it names are subscribed at, where [`WebSubConfig::callback`] is set.
    pub websub: bool,
    pub interval: Option<Duration>,
    pub publish: PublishPolicy,
    pub credentials: Option<Credentials>,
    pub tls: Option<Arc<FeedTls>>,
}

impl FeedConfig {
    /// A feed of which nothing else is written.
    pub fn new(id: FeedId, origin: Origin) -> Self {
        Self {
            id,
            origin,
            publisher: None,
            language: None,
            full_text: false,
            websub: true,
            interval: None,
            publish: PublishPolicy::All,
            credentials: None,
            tls: None,
        }
    }

    /// Whether `other` may be answered as this one is: the same address, the same credentials, the same trust.
    pub fn is_asked_like(&self, other: &Self) -> bool {
        self.origin == other.origin
            && self.credentials == other.credentials
            && self.tls == other.tls
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    Http(Url),
    Spool(PathBuf),
}

impl Origin {
    /// The address as it is stored beside what it gave; `None` for a spool, which has no validators.
    pub fn address(&self) -> Option<&str> {
        match self {
            Self::Http(url) => Some(url.as_str()),
            Self::Spool(_) => None,
        }
    }

    /// Whose machine it is read from; `None` for a spool.
    pub fn host(&self) -> Option<String> {
        match self {
            Self::Http(url) => url.host_str().map(str::to_owned),
            Self::Spool(_) => None,
        }
    }
}

/// What a feed's first poll publishes (edge case 64).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PublishPolicy {
    All,
    /// Items claimed within this time before the poll; undated ones too.
    Since(Duration),
    /// Everything is remembered, nothing published, until the first poll is over.
    None,
}

#[derive(Debug, Clone)]
pub enum Credentials {
    Basic { user: String, password: SecretString },
    Bearer { token: SecretString },
    Header { name: String, value: SecretString },
}
