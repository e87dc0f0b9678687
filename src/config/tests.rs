//! Whole files in, configuration or problems out.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use proptest::prelude::*;
use secrecy::ExposeSecret;

use super::*;

mod files;
mod reference;

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
    let found: Vec<&str> = warnings
        .iter()
        .map(|warning| warning.key.as_str())
        .collect();
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
            (
                3,
                "fetch.timeout",
                "is not a duration (30); write number and unit",
            ),
            (4, "fetch.body_max", "is not a size (\"8 megabytes\")"),
            (
                5,
                "fetch.allow_private",
                "(\"10.0.0.0/40\"); write address/bits",
            ),
            (
                7,
                "schedule.interval_min",
                "lower interval_min or raise interval_max",
            ),
            (10, "sink.kafka.brokers", "write brokers = \"host:9092\""),
            (
                11,
                "sink.kafka.transactions",
                "true or false, not string (\"yes\")",
            ),
            (
                13,
                "sink.kafka.librdkafka.enable.idempotence",
                "leave it out",
            ),
            (16, "feed.url", "beginning with https://"),
            (18, "feed.id", "desk/wiredesk.toml:15"),
            (19, "feed.spool", "contradicts url"),
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

#[test]
fn values_outside_their_bounds_are_refused() {
    let check = |section: &str, line: &str, part: &str| {
        let key = line.split(' ').next().unwrap();
        check_refused(
            &format!("[{section}]\n{line}"),
            &[(2, &format!("{section}.{key}"), part)],
        );
    };
    check("fetch", "timeout = \"0s\"", "must be 100ms to 10m");
    check("fetch", "timeout = \"1d\"", "must be 100ms to 10m");
    check("fetch", "body_max = \"2GiB\"", "must be 1kB to 1GiB");
    check("fetch", "body_max = 5", "must be 1000 to");
    check("fetch", "redirects_max = 300", "must be 0 to 20");
    check("fetch", "parallel = -1", "must be 1 to 1000");
    check(
        "fetch",
        "parallel = 99999999999999999999",
        "must be 1 to 1000",
    );
    check(
        "fetch",
        "parallel = 1.5",
        "must be a whole number, not float",
    );
    check(
        "fetch",
        "parallel = 1",
        "parallel_per_host is more than parallel",
    );
    check("fetch", "connect_timeout = \"1m\"", "longer than timeout");
    check(
        "fetch",
        "contact = \"somebody\"",
        "neither a mail address nor a URL",
    );
    check(
        "fetch",
        "proxy = \"socks5://proxy.example:1080\"",
        "not the URL of an HTTP proxy",
    );
    check(
        "fetch",
        "allow_private = \"127.0.0.0/8\"",
        "must be a list of texts",
    );
    check("fetch", "allow_private = [7]", "must be text in quotes");
    check(
        "schedule",
        "interval_max = \"1m\"",
        "longer than interval_max",
    );
    check("schedule", "interval_min = \"1ms\"", "must be 100ms to 30d");
    check("parse", "entries_max = 0", "must be 1 to 100000");
    check("dedup", "window = \"5mm\"", "is not a duration");
    check("dedup", "window_stories_max = 0", "must be 1 to");
    check("publish", "batch_rows = \"500\"", "must be a whole number");
    check(
        "publish",
        "record_bytes_max = \"1kB\"",
        "must be 16kB to 100MB",
    );
    check(
        "admin",
        "listen = \"localhost:9464\"",
        "is not IP address and port",
    );
    check("log", "filter = \"wiredesk=loud\"", "is not a log filter");
    check("log", "filter = \"\"", "is not a log filter");
    check(
        "log",
        "format = \"xml\"",
        "\"auto\" or \"text\" or \"json\"",
    );
    check(
        "sink",
        "kind = \"http\"",
        "\"file\" or \"stdout\" or \"kafka\"",
    );
}

#[test]
fn wrong_shapes_are_refused() {
    check_refused("fetch = 3", &[(1, "fetch", "[fetch]")]);
    check_refused("feed = 3", &[(1, "feed", "one [[feed]] table for each")]);
    check_refused(
        "[feed]\nid = \"a\"",
        &[(1, "feed", "one [[feed]] table for each")],
    );
    check_refused("feed = [1]", &[(1, "feed", "must be a table")]);
    check_refused("state_dir = 7", &[(1, "state_dir", "text in quotes")]);
    check_refused("state_dir = \"\"", &[(1, "state_dir", "is not a path")]);
    check_refused(
        "shutdown_timeout = 2026-01-01",
        &[(1, "shutdown_timeout", "not a duration")],
    );
    check_refused(
        "timeout = \"3s\"",
        &[(1, "timeout", "belongs into [fetch]")],
    );
}

#[test]
fn a_feed_with_faults_is_named_by_line() {
    let check = |lines: &str, line: usize, key: &str, part: &str| {
        check_refused(&format!("[[feed]]\n{lines}"), &[(line, key, part)]);
    };
    let with = |line: &str| format!("id = \"a\"\nurl = \"https://a.example/\"\n{line}");
    check(
        "url = \"https://a.example/\"",
        1,
        "feed.id",
        "choose 1 to 64 characters",
    );
    check(
        "id = \"a b\"\nurl = \"https://a.example/\"",
        2,
        "feed.id",
        "is not a feed id",
    );
    check("id = \"a\"", 1, "feed.url", "is missing, and so is spool");
    check(
        "id = \"a\"\nurl = \"ftp://a.example/\"",
        3,
        "feed.url",
        "neither http nor https",
    );
    check(
        &with("publish = \"later\""),
        4,
        "feed.publish",
        "\"since 24h\"",
    );
    check(
        &with("publish = \"since yesterday\""),
        4,
        "feed.publish",
        "\"since 24h\"",
    );
    check(
        &with("language = \"English\""),
        4,
        "feed.language",
        "BCP 47",
    );
    check(
        &with("publisher = \"\""),
        4,
        "feed.publisher",
        "1 to 200 characters",
    );
    check(
        &with("publisher = \"a\\nb\""),
        4,
        "feed.publisher",
        "one line",
    );
    check(
        &with("interval = \"1ms\""),
        4,
        "feed.interval",
        "must be 100ms to 30d",
    );
    check(
        &with("intervall = \"1m\""),
        4,
        "feed.intervall",
        "did you mean interval?",
    );
    let spool = "id = \"a\"\nspool = \"in\"\n[[feed]]\nid = \"b\"\nspool = \"in\"";
    check(
        spool,
        6,
        "feed.spool",
        "is the folder of the feed at desk/wiredesk.toml:3 already",
    );
}

#[test]
fn a_secret_in_the_file_is_refused_and_never_repeated() {
    let feed = |line: &str| format!("{FEED}{line}");
    for (text, line, key) in [
        (feed("credentials = { user = \"ada\", password = \"moth-and-wren\" }"), 4, "feed.credentials.password"),
        (feed("credentials = { token = \"moth-and-wren\" }"), 4, "feed.credentials.token"),
        (feed("credentials = { header = \"X-Key\", value = \"moth-and-wren\" }"), 4, "feed.credentials.value"),
        ("[[feed]]\nid = \"a\"\nurl = \"https://ada:moth-and-wren@a.example/\"".to_owned(), 3, "feed.url"),
        ("[fetch]\nproxy = \"http://ada:moth-and-wren@proxy.example\"".to_owned(), 2, "fetch.proxy"),
        (
            "[sink.kafka]\nlibrdkafka = { \"sasl.password\" = \"moth-and-wren\" }\n[sink]\nkind = \"file\"".to_owned(),
            2,
            "sink.kafka.librdkafka.sasl.password",
        ),
    ] {
        check_refused(&text, &[(line, key, "a secret must not stand in the configuration")]);
        let errors = read(&text).expect_err("a problem");
        for shown in [
            errors.to_string(),
            render(&errors, false),
            serde_json::to_string(&errors).unwrap(),
            format!("{errors:?}"),
        ] {
            assert!(!shown.contains("moth"), "{shown}");
        }
    }
}

#[test]
fn secrets_come_from_the_environment_and_are_not_printed() {
    let feed = |credentials: &str| accept(&format!("{FEED}credentials = {credentials}"));
    let config = feed("{ user = \"ada\", password_env = \"DESK_SECRET\" }");
    let Some(Credentials::Basic { user, password }) = &config.feeds[0].credentials else {
        panic!("{config:?}");
    };
    assert_eq!(
        (user.as_str(), password.expose_secret()),
        ("ada", "moth-and-wren")
    );
    assert!(!format!("{config:?}").contains("moth"));
    assert!(matches!(
        feed("{ token_env = \"DESK_SECRET\" }").feeds[0].credentials,
        Some(Credentials::Bearer { .. })
    ));
    let config = feed("{ header = \"X-Api-Key\", value_env = \"DESK_SECRET\" }");
    assert!(
        matches!(&config.feeds[0].credentials, Some(Credentials::Header { name, .. }) if name == "X-Api-Key")
    );
}

#[test]
fn credentials_that_cannot_work_are_refused() {
    let check = |credentials: &str, key: &str, part: &str| {
        check_refused(
            &format!("{FEED}credentials = {credentials}"),
            &[(4, key, part)],
        );
    };
    check(
        "{ user = \"ada\", password_env = \"NOWHERE\" }",
        "feed.credentials.password_env",
        "NOWHERE, which is not set",
    );
    check(
        "{ user = \"ada\", password_env = \"DESK_EMPTY\" }",
        "feed.credentials.password_env",
        "empty secret",
    );
    check(
        "{ token_env = \"DESK_SPLIT\" }",
        "feed.credentials.token_env",
        "control characters",
    );
    check(
        "{ user = \"ada\", password_file = \"nowhere\" }",
        "feed.credentials.password_file",
        "cannot read desk/nowhere",
    );
    check(
        "{ user = \"ada\" }",
        "feed.credentials.password_file",
        "is missing beside user",
    );
    check(
        "{ password_env = \"DESK_SECRET\" }",
        "feed.credentials.user",
        "is missing beside",
    );
    check(
        "{ value_env = \"DESK_SECRET\" }",
        "feed.credentials.header",
        "is missing beside",
    );
    check(
        "{ header = \"Host\", value_env = \"DESK_SECRET\" }",
        "feed.credentials.header",
        "set by wiredesk itself",
    );
    check(
        "{ header = \"X Key\", value_env = \"DESK_SECRET\" }",
        "feed.credentials.header",
        "not the name of a header",
    );
    check(
        "{ user = \"ada\", token_env = \"DESK_SECRET\" }",
        "feed.credentials",
        "more than one kind",
    );
    check(
        "{ token_env = \"DESK_SECRET\", token_file = \"x\" }",
        "feed.credentials.token_env",
        "contradicts token_file",
    );
    check("{}", "feed.credentials", "are empty");
    check("\"moth\"", "feed.credentials", "must be a table");
    let spool =
        "[[feed]]\nid = \"a\"\nspool = \"in\"\ncredentials = { token_env = \"DESK_SECRET\" }";
    check_refused(spool, &[(4, "feed.credentials", "contradict spool")]);
}

#[test]
fn what_is_doubtful_is_a_warning() {
    let feed = |line: &str| format!("{FEED}{line}");
    check_warned(
        &feed("full_text = true"),
        &[("feed.full_text", "the feed's own text is published")],
    );
    check_warned(
        &feed("interval = \"5s\""),
        &[("feed.interval", "shorter than a minute")],
    );
    // Edge case 9.
    let twice = feed("[[feed]]\nid = \"b\"\nurl = \"feed://news.harbour.example/rss\"");
    check_warned(
        &twice,
        &[(
            "feed.url",
            "the address of the feed at desk/wiredesk.toml:3 too",
        )],
    );
    check_warned(
        "[[feed]]\nid = \"a\"\nspool = \"in\"",
        &[("feed.spool", "does not exist")],
    );
    check_warned(
        "[dedup]\nwindow = \"1h\"",
        &[("dedup.window", "shorter than a day")],
    );
    check_warned(
        "feeds = [\"nowhere/*.toml\"]",
        &[("feeds", "no file matches")],
    );
    let clear = "[[feed]]\nid = \"a\"\nurl = \"http://a.example/\"\ncredentials = { token_env = \"DESK_SECRET\" }";
    check_warned(clear, &[("feed.credentials", "plain http")]);
}

#[test]
fn the_sink_is_named_only_where_the_file_names_it() {
    let check = |text, named| assert_eq!(accept(text).sink_named, named, "{text}");
    check("", false);
    check("[sink]\nkind = \"file\"", true);
    check("[sink.file]\npath = \"a.ndjson\"", true);
    check_refused(
        "[sink.kafka]\nbrokers = \"a:9092\"",
        &[(1, "sink.kind", "kind = \"kafka\"")],
    );
}

#[test]
fn a_file_without_feeds_is_valid_but_does_not_run() {
    let error = accept("").require_feeds().expect_err("no feed");
    assert!(
        error
            .to_string()
            .starts_with("desk/wiredesk.toml: there is no feed; add one")
    );
    assert!(accept(FEED).require_feeds().is_ok());
    assert!(Config::for_replay().require_feeds().is_err());
    assert_eq!(Config::for_replay().sink, SinkConfig::Stdout);
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
    assert_eq!(
        config.sink,
        SinkConfig::File(FileSinkConfig::defaults(Path::new("/srv/desk")))
    );
    let networks: Vec<String> = config
        .fetch
        .allow_private
        .iter()
        .map(ToString::to_string)
        .collect();
    assert_eq!(networks, ["127.0.0.0/8", "::1/128"]);
    assert_eq!(config.fetch.body_max, 4096);
    assert_eq!(config.dedup.window, Duration::from_secs(7300 * 86_400));
    assert_eq!(
        config.admin.listen,
        Some(SocketAddr::from(([127, 0, 0, 1], 0)))
    );
    let feed = &config.feeds[0];
    assert_eq!(
        feed.publish,
        PublishPolicy::Since(Duration::from_secs(86_400))
    );
    assert_eq!(feed.interval, Some(Duration::from_secs(5_400)));
    assert_eq!(feed.publisher.as_deref(), Some("Harbour News"));
    assert_eq!(feed.language.as_deref(), Some("pt-BR"));
    assert_eq!(accept("[admin]\nlisten = \"off\"").admin.listen, None);
}

#[test]
fn librdkafka_settings_are_passed_on_as_written() {
    let text = "[sink]\nkind = \"kafka\"\n[sink.kafka]\nbrokers = \"a:9092, ssl://[::1]:9093,c\"\n\
                [sink.kafka.librdkafka]\n\"linger.ms\" = 0\nssl.key.location = \"key.pem\"\nsocket.keepalive.enable = true\n\
                \"sasl.password\" = { env = \"DESK_SECRET\" }\nclient.id = \"desk\"\n";
    let SinkConfig::Kafka(kafka) = accept(text).sink else {
        panic!("kafka was asked for");
    };
    assert_eq!(kafka.brokers, "a:9092,ssl://[::1]:9093,c");
    let settings: Vec<(&str, &str)> = kafka
        .librdkafka
        .iter()
        .map(|(name, value)| (name.as_str(), value.expose_secret()))
        .collect();
    assert_eq!(
        settings,
        [
            ("client.id", "desk"),
            ("linger.ms", "0"),
            ("sasl.password", "moth-and-wren"),
            ("socket.keepalive.enable", "true"),
            ("ssl.ca.location", "probe"),
            ("ssl.key.location", "key.pem"),
        ]
    );
}

#[test]
fn librdkafka_settings_that_would_break_a_promise_are_refused() {
    let check = |line: &str, name: &str, part: &str| {
        let text = format!("[sink]\nkind = \"stdout\"\n[sink.kafka.librdkafka]\n{line}");
        check_refused(
            &text,
            &[(4, &format!("sink.kafka.librdkafka.{name}"), part)],
        );
    };
    check(
        "\"transactional.id\" = \"x\"",
        "transactional.id",
        "sink.kafka.transactional_id",
    );
    check(
        "enable.idempotence = false",
        "enable.idempotence",
        "set by wiredesk itself",
    );
    check(
        "\"ssl.key.pem\" = \"x\"",
        "ssl.key.pem",
        "{ file = \"path\" }",
    );
    check(
        "\"client.id\" = [1]",
        "client.id",
        "is not a librdkafka setting",
    );
    check("\"client.id\" = {}", "client.id", "is an empty table");
    // The place of a secret that cannot be read names the table it stands in.
    check(
        "\"sasl.password\" = { env = \"NOWHERE\" }",
        "*.env",
        "NOWHERE, which is not set",
    );
}

#[test]
fn brokers_and_topics_that_cannot_be_are_refused() {
    let check = |lines: &str, line: usize, key: &str, part: &str| {
        check_refused(
            &format!("[sink]\nkind = \"kafka\"\n[sink.kafka]\n{lines}"),
            &[(line, key, part)],
        );
    };
    for brokers in [
        "",
        "a:",
        "a:0",
        "a:99999",
        "a:9092,,b:9092",
        "http://a/b:1",
        "a b:9092",
    ] {
        check(
            &format!("brokers = \"{brokers}\""),
            4,
            "sink.kafka.brokers",
            "not a list of host:port",
        );
    }
    check(
        "brokers = \"a\"\nreplication_factor = 0",
        5,
        "sink.kafka.replication_factor",
        "must not be 0",
    );
    let bad = "brokers = \"a\"\n[sink.kafka.topics]\nstories = \"a b\"";
    check(bad, 6, "sink.kafka.topics.stories", "is not a topic name");
    let same = "brokers = \"a\"\n[sink.kafka.topics]\nstories = \"news.a\"\nrejects = \"news_a\"";
    check(same, 7, "sink.kafka.topics.rejects", "its own topic");
}

proptest! {
    #[test]
    fn no_text_panics(text in "\\PC{0,200}") {
        let _: Option<String> = read(&text).err().map(|errors| render(&errors, true));
    }

    #[test]
    fn nothing_like_toml_panics(lines in proptest::collection::vec(line_like_toml(), 0..12)) {
        if let Err(errors) = read(&lines.join("\n")) {
            prop_assert!(!errors.errors.is_empty());
            prop_assert!(!render(&errors, false).is_empty());
        }
    }
}

/// A header or a key with a value, each often one that exists.
fn line_like_toml() -> impl Strategy<Value = String> {
    let header = "\\[(fetch|schedule|sink|sink\\.kafka|sink\\.kafka\\.(topics|librdkafka)|admin|log|dedup|\\[feed\\])\\]";
    let key = "(state_dir|timeout|body_max|interval_min|interval|kind|brokers|listen|id|url|spool|credentials|feeds|\
               publish|allow_private|ssl\\.ca\\.location|\"sasl\\.password\"|[a-zäß\\.]{1,8})";
    let value = "(\"(5m|8MiB|kafka|since 1h|https://a\\.example|feed:|[ -~äß☂]{0,12})\"|-?[0-9]{1,25}|0x[0-9a-f]{1,20}|\
                 true|1e999|inf|2026-11-23|\\[\"x\", 7\\]|\\{ file = \"x\" \\}|\\{\\}|[\\[\\]{}\",=]{1,9})";
    prop_oneof![
        1 => header.prop_map(String::from),
        3 => (key, value).prop_map(|(key, value)| format!("{key} = {value}")),
    ]
}
