//! `config/wiredesk.toml` says what the program does: every key, every default.

use std::collections::BTreeSet;

use super::super::load::known_keys;
use super::*;

fn reference() -> (PathBuf, String) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("config/wiredesk.toml");
    let text = fs_err::read_to_string(&path).expect("the reference");
    (path, text)
}

/// Every (section, key) of the text, those in commented examples too.
fn written_keys(text: &str) -> BTreeSet<(String, String)> {
    let mut section = String::new();
    let mut keys = BTreeSet::new();
    for line in text.lines() {
        let line = line.strip_prefix('#').unwrap_or(line);
        if line.starts_with('[') {
            section = line.trim_matches(['[', ']']).to_owned();
        }
        let Some((key, value)) = line.split_once(" = ") else {
            continue;
        };
        if key.contains(' ') {
            continue;
        }
        keys.insert((section.clone(), key.to_owned()));
        if key.ends_with("credentials") {
            let inner = value.trim_matches(['{', '}', ' ']).split(", ");
            let names = inner.filter_map(|pair| pair.split_once(" = "));
            let table = format!("{section}.{key}");
            keys.extend(names.map(|(name, _)| (table.clone(), name.to_owned())));
        }
    }
    keys
}

#[test]
fn every_key_that_is_read_is_in_the_reference() {
    let (path, text) = reference();
    let written = written_keys(&text);
    // Secrets themselves are known only to be refused.
    let refused = ["password", "token", "value"];
    // Tables have headers of their own, and what stands in them is checked.
    let tables = [
        "fetch",
        "schedule",
        "parse",
        "normalise",
        "dedup",
        "publish",
        "sink",
        "websub",
        "admin",
        "log",
        "feed",
    ];
    let nested = ["file", "kafka", "topics", "librdkafka"];
    let missing: Vec<_> = known_keys(&text, &path)
        .into_iter()
        .filter(|(section, key)| match *section {
            "" => !tables.contains(key),
            "sink" | "sink.kafka" => !nested.contains(key),
            "feed.credentials" | "fetch.proxy_credentials" => !refused.contains(key),
            _ => true,
        })
        .filter(|(section, key)| !written.contains(&((*section).to_owned(), (*key).to_owned())))
        .collect();
    assert_eq!(missing, []);
}

#[test]
fn the_reference_loads_and_says_the_defaults() {
    let (path, text) = reference();
    let config = load(&path, &environment).unwrap_or_else(|errors| panic!("{errors}"));
    let folder = path.parent().unwrap();
    let mut expected = Config::defaults(folder.join("var"));
    expected.sink_named = true;
    expected.file = Some(path.clone());
    expected.feeds.clone_from(&config.feeds);
    assert_eq!(config, expected);
    let feed = &config.feeds[0];
    let bare = load_text(FEED, &path, &environment).unwrap();
    assert_eq!(
        (feed.full_text, feed.publish, &feed.publisher, feed.interval),
        (bare.feeds[0].full_text, bare.feeds[0].publish, &None, None)
    );

    // The Kafka table is read with every kind of sink, but kept only with its own.
    let with_kafka = text.replace("kind = \"file\"\n", "kind = \"kafka\"\n");
    let with_kafka = with_kafka.replace("#brokers", "brokers");
    let config =
        load_text(&with_kafka, &path, &environment).unwrap_or_else(|errors| panic!("{errors}"));
    let brokers = "kafka1.paper.example:9092,kafka2.paper.example:9092".to_owned();
    assert_eq!(config.sink, SinkConfig::Kafka(Box::new(KafkaSinkConfig::defaults(brokers))));
}

// The service may write below its state directory only; deploy/README.md installs the file with that line changed.
#[test]
fn the_shipped_file_writes_nowhere_but_in_its_state_directory() {
    let (_, text) = reference();
    let text = text.replace("state_dir = \"var\"", "state_dir = \"/var/lib/wiredesk\"");
    let path = Path::new("/etc/wiredesk/wiredesk.toml");
    let config = load_text(&text, path, &environment).unwrap_or_else(|errors| panic!("{errors}"));
    let SinkConfig::File(file) = config.sink else { panic!("the default sink is a file") };
    assert!(file.path.starts_with("/var/lib/wiredesk"), "{}", file.path.display());
}

#[test]
fn every_commented_example_works_when_it_is_uncommented() {
    let (path, text) = reference();
    let examples = text.lines().filter(|line| line.starts_with('#') && !line.starts_with("# "));
    let examples: Vec<&str> = examples.filter(|line| line.contains(" = ")).collect();
    assert!(examples.len() > 12, "{examples:?}");
    for example in examples {
        let mut uncommented = text.replacen(example, example.trim_start_matches('#'), 1);
        if example.starts_with("#spool") {
            uncommented = uncommented.replace("\nurl = ", "\n#url = ");
        }
        let anything = |_: &str| Some("moth".to_owned());
        let result = load_text(&uncommented, &path, &anything);
        // The files that examples name do not exist here; nothing else may be wrong.
        let wrong = result.err().map_or(Vec::new(), |errors| errors.errors);
        let other = wrong.iter().find(|error| !error.problem.contains("cannot read"));
        assert_eq!(other.map(ToString::to_string), None, "{example}");
    }
}

#[test]
fn the_example_of_a_feed_file_loads() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("config/main.toml");
    let text = "feeds = [\"feeds.example.toml\"]\n";
    let config = load_text(text, &path, &|_| Some("moth".to_owned())).unwrap();
    assert_eq!(config.feeds.len(), 4);
}
