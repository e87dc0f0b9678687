//! The explicit fields of every wire format, from the markup to the record.
//!
//! What is expected is read here, from the document itself, by patterns that know nothing of wiredesk's readers: on
//! invented documents that hold every field, and on the real ones where they are present.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stderr,
    reason = "a test program: a failed step is a failed test"
)]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use regex::Regex;
use serde_json::Value;
use wiredesk::config::{Config, FeedConfig, Origin};
use wiredesk::model::{FeedId, Format, Normalised, Story};
use wiredesk::normalise::RuleBook;
use wiredesk::parse::{Hints, decode};
use wiredesk::poll::read_document;
use wiredesk::publish::record::{Dates, encode_story};

#[path = "wire/fields.rs"]
mod fields;

use fields::{Field, fields_of};

/// Explicit fields of real documents that must come out right, in percent.
const RIGHT_PERCENT_MIN: usize = 95;

/// An entry as it would be published.
struct Published {
    story: Story,
    record: Value,
}

#[test]
fn every_explicit_field_of_every_format_arrives() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/wire");
    let mut formats = Vec::new();
    let mut lost = Vec::new();
    for file in files(&folder) {
        let bytes = fs_err::read(&file).unwrap();
        let (format, mut entries, problems) = publish(&bytes);
        let name = file.file_name().unwrap().to_str().unwrap();
        assert_eq!((entries.len(), problems.as_str()), (1, ""), "{name}");
        let published = entries.remove(0);
        let text = decode::to_utf8(&bytes, None).text;
        for field in fields_of(format) {
            let expected = expected(field, &text);
            assert!(!expected.is_empty(), "{name} has no {} to test with", field.name);
            for value in expected {
                if !(field.arrived)(&published, &value) {
                    lost.push(format!("{name}: {} {value:?}", field.name));
                }
            }
        }
        formats.push(format);
    }
    assert!(lost.is_empty(), "{lost:#?}");
    formats.dedup();
    assert_eq!(formats.len(), 7, "{formats:?}");
}

/// The valid wire documents beside this checkout: format x field, expected and right.
#[test]
fn explicit_fields_of_real_documents_arrive() {
    let Some(folder) = real_files() else {
        eprintln!("skipped: no real wire files here");
        return;
    };
    let index = fs_err::read_to_string(folder.join("index.jsonl")).unwrap();
    let mut table: BTreeMap<(String, &str), (usize, usize)> = BTreeMap::new();
    let mut wrong = Vec::new();
    for row in index.lines() {
        let row: Value = serde_json::from_str(row).unwrap();
        let file = row["file"].as_str().unwrap();
        let bytes = fs_err::read(folder.join(file)).unwrap();
        let (format, entries, _) = publish(&bytes);
        let [published] = entries.as_slice() else { continue };
        if file.contains("should_fail") {
            continue;
        }
        let text = decode::to_utf8(&bytes, None).text;
        for field in fields_of(format) {
            // More than one is not for a pattern to decide.
            let [value] = expected(field, &text).try_into().unwrap_or_default();
            if value.is_empty() {
                continue;
            }
            let count = table.entry((format!("{format:?}"), field.name)).or_default();
            count.0 += 1;
            if (field.arrived)(published, &value) {
                count.1 += 1;
            } else {
                wrong.push(format!("{file}: {} {value:.80?}", field.name));
            }
        }
    }
    let all: usize = table.values().map(|(all, _)| all).sum();
    let right: usize = table.values().map(|(_, right)| right).sum();
    let report = format!("{right} of {all} right; {table:#?} {wrong:#?}");
    eprintln!("{report}");
    assert!(all > 500 && right * 100 >= all * RIGHT_PERCENT_MIN, "{report}");
}

fn expected(field: &Field, text: &str) -> Vec<String> {
    let found: Vec<String> = if field.at.starts_with('/') {
        let document: Value = serde_json::from_str(text).unwrap_or_default();
        let mut values = field.at.split('|').filter_map(|path| document.pointer(path));
        let value = values.next().cloned().unwrap_or_default();
        let text = value.as_str().map(str::to_owned);
        text.or_else(|| value.as_u64().map(|number| number.to_string())).into_iter().collect()
    } else {
        let pattern = Regex::new(&format!("(?s){}", field.at)).unwrap();
        pattern.captures_iter(text).map(|found| plain(&found[1])).collect()
    };
    found.into_iter().filter(|value| value.chars().any(char::is_alphanumeric)).collect()
}

/// Markup as its text.
fn plain(markup: &str) -> String {
    let text = Regex::new("<[^>]*>").unwrap().replace_all(markup, " ").into_owned();
    let named = [
        ("&amp;", "&"),
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&apos;", "'"),
        ("&#62;", ">"),
        ("&#47;", "/"),
    ];
    let text = named.into_iter().fold(text, |text, (name, letter)| text.replace(name, letter));
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn publish(bytes: &[u8]) -> (Format, Vec<Published>, String) {
    let feed = FeedConfig::new(FeedId::parse("wire").unwrap(), Origin::Spool("unused".into()));
    let reading = read_document(
        bytes,
        Hints::default(),
        &feed,
        &Config::for_replay().parse,
        RuleBook::built_in(),
    );
    let problems: Vec<String> =
        reading.problems.iter().map(|problem| problem.detail.clone()).collect();
    let stories = reading.entries.into_iter().filter_map(|entry| match entry {
        Normalised::Story(story) => Some(*story),
        Normalised::Rejected(_) => None,
    });
    let published = stories.map(|story| {
        let record = encode_story(&story, "urn:uuid:0", 1, Dates::default(), 900_000).unwrap();
        Published { record: serde_json::from_slice(&record).unwrap(), story }
    });
    // What is no wire document has no fields.
    (reading.format.unwrap_or(Format::Rss), published.collect(), problems.concat())
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> =
        fs_err::read_dir(folder).unwrap().map(|file| file.unwrap().path()).collect();
    files.sort();
    files
}

fn real_files() -> Option<PathBuf> {
    let shared = std::env::var_os("WIREDESK_SHARED").map(PathBuf::from);
    let beside = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared");
    let folder = shared.unwrap_or(beside).join("data/newsml");
    folder.join("index.jsonl").exists().then_some(folder)
}
