//! Whole files in, configuration or problems out.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use secrecy::ExposeSecret;

use super::*;

mod feeds;
mod files;
mod property;
mod reference;
mod rules;
mod secrets;
mod sink;
mod websub;

const FEED: &str = "[[feed]]\nid = \"harbour\"\nurl = \"https://news.harbour.example/rss\"\n";

fn environment(name: &str) -> Option<String> {
    match name {
        "DESK_SECRET" => Some("moth-and-wren\n".to_owned()),
        "DESK_EMPTY" => Some(String::new()),
        "DESK_SPLIT" => Some("moth\nand: wren".to_owned()),
        _ => None,
    }
}

fn read(text: &str) -> Result<Config, ConfigErrors> {
    load_text(text, Path::new("desk/wiredesk.toml"), &environment)
}

fn accept(text: &str) -> Config {
    read(text).unwrap_or_else(|errors| panic!("{text}\n{errors}"))
}

/// Every problem of `text`, as (line, key, a part of its message).
fn check_refused(text: &str, expected: &[(usize, &str, &str)]) {
    let errors = read(text).expect_err(text).errors;
    let found: Vec<String> = errors.iter().map(ToString::to_string).collect();
    assert_eq!(errors.len(), expected.len(), "{text}\n{}", found.join("\n"));
    for (error, (line, key, part)) in errors.iter().zip(expected) {
        let place = error.place.as_ref().expect("a place");
        assert_eq!((place.line, error.key.as_str()), (*line, *key), "{error}");
        assert!(error.to_string().contains(part), "{error}\nlacks {part}");
        assert!(!error.remedy.is_empty(), "{error}");
    }
}

fn check_warned(text: &str, expected: &[(&str, &str)]) {
    let warnings = accept(text).warnings;
    let found: Vec<&str> = warnings.iter().map(|warning| warning.key.as_str()).collect();
    let keys: Vec<&str> = expected.iter().map(|(key, _)| *key).collect();
    assert_eq!(found, keys, "{text}");
    for (warning, (_, part)) in warnings.iter().zip(expected) {
        assert!(warning.to_string().contains(part), "{warning}");
    }
}

#[test]
fn ten_mistakes_are_ten_problems_with_line_and_remedy() {
    let text = r#"state_dirr = "var"
[fetch]
timeout = 30
body_max = "8 megabytes"
allow_private = ["127.0.0.0/8", "10.0.0.0/40"]
[schedule]
interval_min = "7h"
interval_max = "6h"
[sink]
kind = "kafka"
[sink.kafka]
transactions = "yes"
[sink.kafka.librdkafka]
"enable.idempotence" = false
[[feed]]
id = "harbour"
url = "news.harbour.example/rss"
[[feed]]
id = "harbour"
spool = "in"
url = "https://news.harbour.example/rss"
"#;
    check_refused(
        text,
        &[
            (1, "state_dirr", "did you mean state_dir?"),
            (3, "fetch.timeout", "is not a duration (30); write number and unit"),
            (4, "fetch.body_max", "is not a size (\"8 megabytes\")"),
            (5, "fetch.allow_private", "(\"10.0.0.0/40\"); write address/bits"),
            (7, "schedule.interval_min", "lower interval_min or raise interval_max"),
            (11, "sink.kafka.brokers", "write brokers = \"host:9092\""),
            (12, "sink.kafka.transactions", "true or false, not string (\"yes\")"),
            (14, "sink.kafka.librdkafka.enable.idempotence", "leave it out"),
            (17, "feed.url", "beginning with https://"),
            (19, "feed.id", "desk/wiredesk.toml:16"),
            (20, "feed.spool", "contradicts url"),
        ],
    );
}

#[test]
fn a_problem_says_file_line_column_key_value_and_remedy() {
    let errors = read("[fetch]\ntimeout = \"soon\"").expect_err("a problem");
    assert_eq!(
        errors.to_string(),
        "desk/wiredesk.toml:2:11: fetch.timeout: is not a duration (\"soon\"); \
         write number and unit (ms, s, m, h, d, w) in quotes, e.g. timeout = \"30s\""
    );
    let json = serde_json::to_value(&errors).unwrap();
    assert_eq!(json["errors"][0]["line"], 2);
    assert_eq!(json["errors"][0]["column"], 11);
    assert_eq!(json["errors"][0]["key"], "fetch.timeout");
    assert_eq!(json["errors"][0]["value"], "\"soon\"");
}

#[test]
fn a_terminal_shows_the_line_with_a_caret() {
    let errors = read("[fetch]\ntimeout = \"soon\"").expect_err("a problem");
    assert_eq!(
        render(&errors, false),
        "error: fetch.timeout is not a duration (\"soon\")\n \
         --> desk/wiredesk.toml:2:11\n  \
         |\n\
         2 | timeout = \"soon\"\n  \
         |           ^^^^^^\n  \
         = write number and unit (ms, s, m, h, d, w) in quotes, e.g. timeout = \"30s\"\n\n\
         1 problem\n"
    );
    assert!(render(&errors, true).contains("\u{1b}["));
}

#[test]
fn what_is_not_toml_is_named_line_by_line() {
    check_refused(
        "[fetch]\ntimeout = 30s\nbody_max = 8MiB\n[fetch\n",
        &[
            (2, "", "string values must be quoted"),
            (3, "", "string values must be quoted"),
            (4, "", "unclosed table, expected `]`"),
        ],
    );
    check_refused("a = 1\na = 2\n", &[(2, "", "is not TOML: duplicate key")]);
    check_refused("a = \"x\n", &[(1, "", "is not TOML")]);
    let deep = format!("a = {}", "[".repeat(10_000));
    check_refused(&deep, &[(1, "", "is not TOML")]);
    let html = "<p>\n".repeat(1_000);
    assert_eq!(read(&html).expect_err("no TOML").errors.len(), 10);
}

fn check_line(section: &str, line: &str, part: &str) {
    let key = line.split(' ').next().unwrap();
    let key = format!("{section}.{key}");
    check_refused(&format!("[{section}]\n{line}"), &[(2, &key, part)]);
}

#[test]
fn fetch_values_outside_their_bounds_are_refused() {
    let check = |line, part| check_line("fetch", line, part);
    check("timeout = \"0s\"", "must be 100ms to 10m");
    check("timeout = \"1d\"", "must be 100ms to 10m");
    check("body_max = \"2GiB\"", "must be 1B to 1GiB");
    check("body_max = 0", "must be 1 to");
    check("redirects_max = 300", "must be 0 to 20");
    check("unconditional_every = \"1s\"", "must be 1m to 30d");
    check("parallel = -1", "must be 1 to 1000");
    check("parallel = 99999999999999999999", "must be 1 to 1000");
    check("parallel = 1.5", "must be a whole number, not float");
    check("parallel_per_host = 65", "is more than parallel");
    check("connect_timeout = \"1m\"", "longer than timeout");
    check("contact = \"somebody\"", "neither a mail address nor a URL");
    check("proxy = \"socks5://proxy.example:1080\"", "not the URL of an HTTP proxy");
    check("allow_private = \"127.0.0.0/8\"", "must be a list of texts");
    check("allow_private = [7]", "must be text in quotes");
}

#[test]
fn other_values_outside_their_bounds_are_refused() {
    check_line("schedule", "interval_min = \"1ms\"", "must be 100ms to 30d");
    check_line("parse", "entries_max = 0", "must be 1 to 100000");
    check_line("dedup", "window = \"5mm\"", "is not a duration");
    check_line("dedup", "window_stories_max = 0", "must be 1 to");
    check_line("publish", "batch_rows = \"500\"", "must be a whole number");
    check_line("publish", "record_bytes_max = \"1kB\"", "must be 16kB to 100MB");
    check_line("admin", "listen = \"localhost:9464\"", "is not IP address and port");
    check_line("log", "filter = \"wiredesk=loud\"", "is not a log filter");
    check_line("log", "filter = \"\"", "is not a log filter");
    check_line("log", "format = \"xml\"", "\"auto\" or \"text\" or \"json\"");
    check_line("sink", "kind = \"http\"", "\"file\" or \"stdout\" or \"kafka\"");
}

#[test]
fn wrong_shapes_are_refused() {
    check_refused("fetch = 3", &[(1, "fetch", "[fetch]")]);
    check_refused("feed = 3", &[(1, "feed", "one [[feed]] table for each")]);
    check_refused("[feed]\nid = \"a\"", &[(1, "feed", "one [[feed]] table for each")]);
    check_refused("feed = [1]", &[(1, "feed", "must be a table")]);
    check_refused("state_dir = 7", &[(1, "state_dir", "text in quotes")]);
    check_refused("state_dir = \"\"", &[(1, "state_dir", "is not a path")]);
    check_refused("shutdown_timeout = 2026-01-01", &[(1, "shutdown_timeout", "not a duration")]);
    check_refused("timeout = \"3s\"", &[(1, "timeout", "belongs into [fetch]")]);
}

#[test]
fn values_arrive_where_they_belong() {
    let text = format!(
        "state_dir = \"/srv/desk\"\n[fetch]\ncontact = \"desk@paper.example\"\n\
         allow_private = [\"127.0.0.1/8\", \"::1\"]\nbody_max = 4096\n\
         [dedup]\nwindow = \"7300d\"\n[admin]\nlisten = \"127.0.0.1:0\"\n{FEED}\
         publish = \"since 24h\"\ninterval = \"1h30m\"\npublisher = \"Harbour News\"\nlanguage = \"pt-BR\"\n"
    );
    let config = accept(&text);
    assert_eq!(config.state_dir, PathBuf::from("/srv/desk"));
    assert_eq!(config.sink, SinkConfig::File(FileSinkConfig::defaults(Path::new("/srv/desk"))));
    let networks: Vec<String> =
        config.fetch.allow_private.iter().map(ToString::to_string).collect();
    assert_eq!(networks, ["127.0.0.0/8", "::1/128"]);
    assert_eq!(config.fetch.body_max, 4096);
    assert_eq!(config.dedup.window, Duration::from_secs(7300 * 86_400));
    assert_eq!(config.admin.listen, Some(SocketAddr::from(([127, 0, 0, 1], 0))));
    let feed = &config.feeds[0];
    assert_eq!(feed.publish, PublishPolicy::Since(Duration::from_secs(86_400)));
    assert_eq!(feed.interval, Some(Duration::from_secs(5_400)));
    assert_eq!(feed.publisher.as_deref(), Some("Harbour News"));
    assert_eq!(feed.language.as_deref(), Some("pt-BR"));
    assert_eq!(accept("[admin]\nlisten = \"off\"").admin.listen, None);
}

#[test]
fn a_default_gives_way_to_what_is_written() {
    let config =
        accept("[fetch]\ntimeout = \"2s\"\nparallel = 1\n[schedule]\ninterval_max = \"2m\"\n");
    assert_eq!(config.fetch.connect_timeout, Duration::from_secs(2));
    assert_eq!(config.fetch.parallel_per_host, 1);
    assert_eq!(config.schedule.interval_min, Duration::from_secs(120));
    let config = accept("[schedule]\ninterval_min = \"7h\"\n");
    assert_eq!(config.schedule.interval_max, Duration::from_secs(7 * 3_600));
}
