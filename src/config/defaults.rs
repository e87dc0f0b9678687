//! What every key means when it is not written. `config/wiredesk.toml` repeats these values, and a test compares them.

use std::collections::BTreeMap;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::time::Duration;

use secrecy::SecretString;

use super::{
    AdminConfig, Config, DedupConfig, FetchConfig, FileSinkConfig, KafkaSinkConfig, LogConfig,
    LogFormat, NormaliseConfig, ParseConfig, PublishConfig, ScheduleConfig, SinkConfig, Topics,
    WebSubConfig,
};

const MIB: u64 = 1 << 20;

impl Config {
    /// Every default, no feeds, records to a file in `state_dir`: no broker is needed to begin.
    pub fn defaults(state_dir: PathBuf) -> Self {
        Self {
            sink: SinkConfig::File(FileSinkConfig::defaults(&state_dir)),
            state_dir,
            fetch: FetchConfig::defaults(),
            schedule: ScheduleConfig {
                interval_min: Duration::from_secs(300),
                interval_max: Duration::from_secs(6 * 3_600),
                spool_interval: Duration::from_secs(10),
            },
            parse: ParseConfig { entries_max: 5_000, text_chars_max: 400_000 },
            normalise: NormaliseConfig::defaults(),
            dedup: DedupConfig {
                window: Duration::from_secs(7 * 86_400),
                window_stories_max: 1_000_000,
            },
            publish: PublishConfig {
                outbox_rows_high: 100_000,
                batch_rows: 500,
                record_bytes_max: 950_000,
            },
            sink_named: false,
            websub: WebSubConfig {
                callback: None,
                bind: SocketAddr::from((Ipv4Addr::LOCALHOST, 9_091)),
                lease: Duration::from_secs(10 * 86_400),
            },
            admin: AdminConfig { listen: Some(SocketAddr::from((Ipv4Addr::LOCALHOST, 9_464))) },
            log: LogConfig { format: LogFormat::Auto, filter: "info".to_owned() },
            shutdown_timeout: Duration::from_secs(30),
            feeds: Vec::new(),
            file: None,
            feed_files: Vec::new(),
            warnings: Vec::new(),
        }
    }

    /// What `replay` and `preview` use without a file: every default, but records go to stdout and no port is opened.
    pub fn for_replay() -> Self {
        let mut config = Self::defaults(PathBuf::from("var"));
        config.sink = SinkConfig::Stdout;
        config.admin.listen = None;
        config
    }
}

impl FetchConfig {
    fn defaults() -> Self {
        Self {
            contact: None,
            allow_private: Vec::new(),
            body_max: 8 * MIB,
            timeout: Duration::from_secs(30),
            connect_timeout: Duration::from_secs(10),
            redirects_max: 5,
            unconditional_every: Duration::from_secs(24 * 3_600),
            parallel: 64,
            parallel_per_host: 2,
            spacing_per_host: Duration::from_secs(1),
            proxy: None,
            proxy_credentials: None,
        }
    }
}

impl FileSinkConfig {
    pub(super) fn defaults(state_dir: &Path) -> Self {
        Self { path: state_dir.join("stories.ndjson"), rotate_bytes: 256 * MIB, keep_files: 0 }
    }
}

impl KafkaSinkConfig {
    /// Every default for these brokers (`host:port`, several separated by commas).
    pub fn defaults(brokers: String) -> Self {
        // The vendored OpenSSL does not know where this system keeps its certificate authorities.
        let probe = SecretString::from("probe".to_owned());
        Self {
            brokers,
            transactions: true,
            create_topics: true,
            transactional_id: "wiredesk".to_owned(),
            topics: Topics {
                stories: "wiredesk.stories".to_owned(),
                appearances: "wiredesk.appearances".to_owned(),
                rejects: "wiredesk.rejects".to_owned(),
            },
            partitions: 3,
            replication_factor: -1,
            librdkafka: BTreeMap::from([("ssl.ca.location".to_owned(), probe)]),
        }
    }
}
