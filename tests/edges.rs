//! Symptoms that have broken feed readers, from bytes to records. Each test is one of them, named by what goes wrong.
//!
//! Most have tests beside the code that handles them as well; these prove that the parts together do the right thing.

#![allow(
    dead_code,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::print_stderr,
    reason = "a test program: a failed step is a failed test"
)]

#[path = "edges/copies.rs"]
mod copies;
#[path = "edges/identity.rs"]
mod identity;
#[path = "edges/kinds.rs"]
mod kinds_of_item;
#[path = "edges/reading.rs"]
mod reading;
#[path = "edges/wires.rs"]
mod wires;

#[path = "daemon/press.rs"]
mod press;
#[path = "daemon/replaying.rs"]
mod replaying;

use std::fmt::Write as _;
use std::path::PathBuf;

use replaying::{Desk, Run};
use serde_json::Value;

/// Noon on the day of all these documents, in Unix seconds.
const NOON: i64 = 1_772_452_800;

/// The paragraphs of invented story `number`, as escaped HTML.
fn text(number: usize) -> String {
    marked_up(&press::state("edges", number, 1).paragraphs)
}

fn marked_up(paragraphs: &[String]) -> String {
    let mut html = String::new();
    for paragraph in paragraphs {
        write!(html, "&lt;p&gt;{paragraph}&lt;/p&gt;").unwrap();
    }
    html
}

/// One `<item>` of the given children and the text of story `number`.
fn item(number: usize, children: &str) -> String {
    format!("<item>{children}<description>{}</description></item>", text(number))
}

fn rss(items: &[String]) -> String {
    format!(
        "<rss version=\"2.0\"><channel><title>Halden Post</title><link>https://halden.example/</link>{}</channel></rss>",
        items.concat()
    )
}

/// Successive answers of one feed, an hour apart.
fn polls(documents: &[String]) -> Run {
    let desk = Desk::new();
    let file = |(hour, text): (i64, &String)| {
        desk.file(&format!("halden@{}.xml", NOON + hour * 3_600), text)
    };
    let files: Vec<PathBuf> = (0..).zip(documents).map(file).collect();
    desk.replay(&["--feed", "halden"], &files)
}

/// One answer of each of several feeds, a minute apart.
fn feeds(documents: &[(&str, String)]) -> Run {
    let desk = Desk::new();
    let file = |(minute, (feed, text)): (i64, &(&str, String))| {
        desk.file(&format!("{feed}@{}.xml", NOON + minute * 60), text)
    };
    let files: Vec<PathBuf> = (0..).zip(documents).map(file).collect();
    desk.replay(&[], &files)
}

/// What one document in one feed comes to.
fn document(text: impl AsRef<[u8]>) -> Run {
    let desk = Desk::new();
    let file = desk.file(&format!("halden@{NOON}.xml"), text);
    desk.replay(&[], &[file])
}

/// The records of one type, by its name without `wiredesk.` and version.
fn records<'a>(run: &'a Run, kind: &str) -> Vec<&'a Value> {
    let kind = format!("wiredesk.{kind}.v1");
    run.records.iter().filter(|record| record["type"] == kind.as_str()).collect()
}

/// The only record of a run.
fn only(run: &Run) -> &Value {
    assert_eq!(run.records.len(), 1, "{:#?}\n{}", run.records, run.stderr);
    &run.records[0]["data"]
}

fn headline(story: &Value) -> &str {
    story["headlines"][0]["value"].as_str().unwrap_or_default()
}

/// The text of the plain body.
fn body(story: &Value) -> &str {
    let bodies = story["bodies"].as_array().unwrap();
    let plain = bodies.iter().find(|body| body["contentType"] == "text/plain").unwrap();
    plain["value"].as_str().unwrap()
}

fn headlines(run: &Run) -> Vec<&str> {
    run.records.iter().map(|record| headline(&record["data"])).collect()
}

/// The names of all problems that the verdict lines tell.
fn problems(run: &Run) -> String {
    run.verdicts.iter().map(|line| line["problems"].to_string()).collect()
}
