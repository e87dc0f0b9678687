//! The tables of the main file except sink and feeds, each against its bounds.

use std::net::{IpAddr, SocketAddr};
use std::ops::RangeInclusive;
use std::time::Duration;

use ipnet::IpNet;
use url::Url;

use super::log_filter::find_fault;
use super::reader::{Reader, Section};
use super::secrets::{SecretKeys, read_secret};
use super::websub::read_websub;
use super::{
    AdminConfig, Config, Credentials, DedupConfig, FetchConfig, LogConfig, LogFormat, ParseConfig,
    PublishConfig, ScheduleConfig,
};

const SECOND: Duration = Duration::from_secs(1);
const MINUTE: Duration = Duration::from_secs(60);
const DAY: Duration = Duration::from_secs(86_400);

/// Intervals of polls. The floor serves loopback tests; below [`POLITE_INTERVAL`] there is a warning.
pub(super) const INTERVALS: RangeInclusive<Duration> =
    Duration::from_millis(100)..=Duration::from_secs(30 * 86_400);

/// Publishers block readers that ask more often than this.
const POLITE_INTERVAL: Duration = MINUTE;

/// A window of a century is "for ever" in a newsroom and still far from any overflow.
const WINDOWS: RangeInclusive<Duration> = SECOND..=Duration::from_secs(36_500 * 86_400);

/// Reads all of them into `config`, which holds the defaults.
pub(super) fn read_sections<'a>(reader: &mut Reader<'a>, top: &Section<'a>, config: &mut Config) {
    let default = config.shutdown_timeout;
    config.shutdown_timeout =
        reader.duration(top, "shutdown_timeout", default, SECOND..=10 * MINUTE);
    read_fetch(reader, top, &mut config.fetch);
    read_schedule(reader, top, &mut config.schedule);
    read_parse(reader, top, &mut config.parse);
    read_dedup(reader, top, &mut config.dedup);
    read_publish(reader, top, &mut config.publish);
    read_admin(reader, top, &mut config.admin);
    read_websub(reader, top, &config.admin, &mut config.websub);
    read_log(reader, top, &mut config.log);
}

fn read_fetch<'a>(reader: &mut Reader<'a>, top: &Section<'a>, fetch: &mut FetchConfig) {
    let section = reader.section(top, "fetch", "fetch");
    let patience = Duration::from_millis(100)..=10 * MINUTE;
    fetch.contact = read_contact(reader, &section);
    fetch.allow_private = read_networks(reader, &section, "allow_private");
    fetch.body_max = reader.size(&section, "body_max", fetch.body_max, 1..=1 << 30);
    fetch.timeout = reader.duration(&section, "timeout", fetch.timeout, patience.clone());
    fetch.connect_timeout =
        reader.duration(&section, "connect_timeout", fetch.connect_timeout, patience);
    fetch.redirects_max = reader.integer(&section, "redirects_max", fetch.redirects_max, 0..=20);
    fetch.unconditional_every = reader.duration(
        &section,
        "unconditional_every",
        fetch.unconditional_every,
        MINUTE..=30 * DAY,
    );
    fetch.parallel = reader.integer(&section, "parallel", fetch.parallel, 1..=1_000);
    fetch.parallel_per_host =
        reader.integer(&section, "parallel_per_host", fetch.parallel_per_host, 1..=100);
    let spacing = fetch.spacing_per_host;
    fetch.spacing_per_host =
        reader.duration(&section, "spacing_per_host", spacing, Duration::ZERO..=MINUTE);
    fetch.proxy = read_proxy(reader, &section);
    fetch.proxy_credentials = read_proxy_credentials(reader, &section);
    if section.has("connect_timeout") && fetch.connect_timeout > fetch.timeout {
        let remedy = "make it shorter than timeout, which covers connecting too";
        reader.refuse(&section, "connect_timeout", "is longer than timeout", remedy);
    }
    if section.has("parallel_per_host") && fetch.parallel_per_host > fetch.parallel {
        let remedy = "raise parallel or lower parallel_per_host";
        reader.refuse(&section, "parallel_per_host", "is more than parallel", remedy);
    }
    // A default gives way to what is written.
    fetch.connect_timeout = fetch.connect_timeout.min(fetch.timeout);
    fetch.parallel_per_host = fetch.parallel_per_host.min(fetch.parallel);
    reader.close(section);
}

fn read_contact<'a>(reader: &mut Reader<'a>, section: &Section<'a>) -> Option<String> {
    if reader.text(section, "contact")?.is_empty() {
        return None;
    }
    let contact = reader.line(section, "contact", 200)?;
    let reachable =
        contact.contains('@') || contact.starts_with("https://") || contact.starts_with("http://");
    // It becomes part of a header: RFC 9110, section 5.5 allows visible ASCII.
    if reachable && contact.chars().all(|c| c.is_ascii_graphic()) {
        return Some(contact);
    }
    let remedy = "write an address such as \"desk@paper.example\" or \"https://paper.example/bot\"";
    reader.refuse(section, "contact", "is neither a mail address nor a URL", remedy);
    None
}

fn read_networks<'a>(
    reader: &mut Reader<'a>,
    section: &Section<'a>,
    key: &'static str,
) -> Vec<IpNet> {
    let mut networks = Vec::new();
    for (text, value) in reader.texts(section, key) {
        let network = text.parse::<IpNet>().or_else(|_| text.parse::<IpAddr>().map(IpNet::from));
        if let Ok(network) = network {
            warn_of_unmeant(reader, section, key, text, network);
            networks.push(network.trunc());
        } else {
            let remedy = "write address/bits, e.g. \"10.20.0.0/16\" or \"fd00::/8\"";
            let problem = "is not a network (CIDR)";
            reader.refuse_value("fetch.allow_private", value, problem, remedy);
        }
    }
    networks
}

/// A network that was probably meant to be another: bits behind its length, or an address that ends in 0 without one.
fn warn_of_unmeant(
    reader: &mut Reader<'_>,
    section: &Section<'_>,
    key: &'static str,
    text: &str,
    network: IpNet,
) {
    let ends_in_zero = match network.addr() {
        IpAddr::V4(ip) => ip.octets().ends_with(&[0]),
        IpAddr::V6(ip) => ip.octets().ends_with(&[0, 0]),
    };
    if network != network.trunc() {
        let problem = format!("says {text}, which means {}", network.trunc());
        reader.warn(section, key, problem, "write the network's own address before the /");
    } else if ends_in_zero && !text.contains('/') {
        let problem = format!("says {text}, which means that one address alone");
        reader.warn(section, key, problem, "write address/bits, e.g. \"10.20.0.0/16\"");
    }
}

fn read_proxy<'a>(reader: &mut Reader<'a>, section: &Section<'a>) -> Option<Url> {
    let text = reader.text(section, "proxy")?;
    let remedy = "write \"http://host:port\"";
    let Some(url) = Url::parse(text).ok().filter(|url| matches!(url.scheme(), "http" | "https"))
    else {
        reader.refuse(section, "proxy", "is not the URL of an HTTP proxy", remedy);
        return None;
    };
    if url.password().is_some() || !url.username().is_empty() {
        let remedy = "write \"http://host:port\", and beside it proxy_credentials = { user = \"...\", password_file = \"path\" }";
        reader.refuse(
            section,
            "proxy",
            "holds a secret, which must not stand in the configuration",
            remedy,
        );
        return None;
    }
    let problem = "resolves names in place of wiredesk, which then cannot refuse those that lead to private addresses";
    let remedy = "let the proxy itself refuse private, loopback and link-local addresses";
    reader.warn(section, "proxy", problem, remedy);
    Some(url)
}

const PASSWORD: SecretKeys =
    SecretKeys { plain: Some("password"), file: "password_file", env: "password_env" };

fn read_proxy_credentials<'a>(reader: &mut Reader<'a>, fetch: &Section<'a>) -> Option<Credentials> {
    let section = reader.section(fetch, "proxy_credentials", "fetch.proxy_credentials");
    let user = reader.line(&section, "user", 200);
    let password = read_secret(reader, &section, PASSWORD);
    if section.is_table() && !(section.has("user") && PASSWORD.any_in(&section)) {
        let remedy = "write { user = \"...\", password_file = \"path\" }, or leave the key out";
        reader.refuse(fetch, "proxy_credentials", "are not user and password", remedy);
    }
    if section.is_table() && !fetch.has("proxy") {
        let remedy = "write proxy = \"http://host:port\", or leave the key out";
        reader.warn(fetch, "proxy_credentials", "mean nothing without proxy", remedy);
    }
    reader.close(section);
    Some(Credentials::Basic { user: user?, password: password? })
}

fn read_schedule<'a>(reader: &mut Reader<'a>, top: &Section<'a>, schedule: &mut ScheduleConfig) {
    let section = reader.section(top, "schedule", "schedule");
    let (min, max) = (schedule.interval_min, schedule.interval_max);
    schedule.interval_min = reader.duration(&section, "interval_min", min, INTERVALS);
    schedule.interval_max = reader.duration(&section, "interval_max", max, INTERVALS);
    let spool = schedule.spool_interval;
    schedule.spool_interval = reader.duration(&section, "spool_interval", spool, INTERVALS);
    if schedule.interval_min > schedule.interval_max {
        match (section.has("interval_min"), section.has("interval_max")) {
            // A default gives way to what is written.
            (true, false) => schedule.interval_max = schedule.interval_min,
            (false, _) => schedule.interval_min = schedule.interval_max,
            (true, true) => {
                let remedy = "lower interval_min or raise interval_max";
                reader.refuse(&section, "interval_min", "is longer than interval_max", remedy);
            }
        }
    }
    warn_if_impolite(reader, &section, "interval_min", schedule.interval_min);
    reader.close(section);
}

/// Says once where an interval is likely to get the operator blocked.
pub(super) fn warn_if_impolite(
    reader: &mut Reader<'_>,
    section: &Section<'_>,
    key: &str,
    interval: Duration,
) {
    if interval < POLITE_INTERVAL {
        let problem =
            "is shorter than a minute, and many publishers block readers that ask so often";
        reader.warn(section, key, problem, "use 1m or more outside tests");
    }
}

fn read_parse<'a>(reader: &mut Reader<'a>, top: &Section<'a>, parse: &mut ParseConfig) {
    let section = reader.section(top, "parse", "parse");
    parse.entries_max = reader.integer(&section, "entries_max", parse.entries_max, 1..=100_000);
    parse.text_chars_max =
        reader.integer(&section, "text_chars_max", parse.text_chars_max, 1_000..=10_000_000);
    reader.close(section);
}

fn read_dedup<'a>(reader: &mut Reader<'a>, top: &Section<'a>, dedup: &mut DedupConfig) {
    let section = reader.section(top, "dedup", "dedup");
    dedup.window = reader.duration(&section, "window", dedup.window, WINDOWS);
    let stories = dedup.window_stories_max;
    dedup.window_stories_max =
        reader.integer(&section, "window_stories_max", stories, 1..=100_000_000);
    if dedup.window < DAY {
        let problem =
            "is shorter than a day, and late copies of a story will be published as new ones";
        reader.warn(&section, "window", problem, "use 7d or more outside tests");
    }
    reader.close(section);
}

fn read_publish<'a>(reader: &mut Reader<'a>, top: &Section<'a>, publish: &mut PublishConfig) {
    let section = reader.section(top, "publish", "publish");
    let (rows, batch) = (publish.outbox_rows_high, publish.batch_rows);
    publish.outbox_rows_high = reader.integer(&section, "outbox_rows_high", rows, 1..=100_000_000);
    publish.batch_rows = reader.integer(&section, "batch_rows", batch, 1..=10_000);
    let default = u64::try_from(publish.record_bytes_max).unwrap_or(u64::MAX);
    let bytes = reader.size(&section, "record_bytes_max", default, 16_000..=100_000_000);
    publish.record_bytes_max = usize::try_from(bytes).unwrap_or(usize::MAX);
    reader.close(section);
}

fn read_admin<'a>(reader: &mut Reader<'a>, top: &Section<'a>, admin: &mut AdminConfig) {
    let section = reader.section(top, "admin", "admin");
    if let Some(text) = reader.text(&section, "listen") {
        match text.parse::<SocketAddr>() {
            Ok(address) => admin.listen = Some(address),
            Err(_) if text == "off" => admin.listen = None,
            Err(_) => {
                let remedy =
                    "write \"127.0.0.1:9464\", \"[::1]:9464\", port 0 for any free one, or \"off\"";
                reader.refuse(&section, "listen", "is not IP address and port", remedy);
            }
        }
    }
    reader.close(section);
}

fn read_log<'a>(reader: &mut Reader<'a>, top: &Section<'a>, log: &mut LogConfig) {
    let section = reader.section(top, "log", "log");
    let formats = [("auto", LogFormat::Auto), ("text", LogFormat::Text), ("json", LogFormat::Json)];
    log.format = reader.choice(&section, "format", log.format, &formats);
    if let Some(filter) = reader.text(&section, "filter") {
        match find_fault(filter) {
            None => filter.clone_into(&mut log.filter),
            Some(fault) => {
                let remedy = "write a level (error, warn, info, debug, trace), or \"info,wiredesk::fetch=debug\"";
                reader.refuse(&section, "filter", format!("is not a log filter: {fault}"), remedy);
            }
        }
    }
    reader.close(section);
}
