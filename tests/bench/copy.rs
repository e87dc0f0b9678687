//! `cargo bench --bench copy`: what it costs to read and clean copy, beside feed-rs reading the same bytes.
//!
//! Feeds of short items and of full articles are invented here, the same at every run. `WIREDESK_BENCH_FEEDS` names a
//! folder of stored documents to measure as well. One core; of each document the fastest of several rounds taken in turn,
//! because whatever else runs on the machine only ever makes one slower.

#![expect(
    clippy::print_stdout,
    clippy::cast_precision_loss,
    clippy::format_push_string,
    clippy::type_complexity,
    reason = "a program that invents feeds and prints a table of rounded figures"
)]

use std::hint::black_box;
use std::time::{Duration, Instant};

use anyhow::Context as _;
use wiredesk::model::{Document, FeedId};
use wiredesk::normalise::{FeedOptions, RuleBook, normalise};
use wiredesk::parse::{Hints, Limits, parse};

mod newsroom;

// What the daemon runs with.
#[cfg(feature = "jemalloc")]
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

const ROUNDS: usize = 15;
const FEEDS: usize = 40;
/// The defaults of `config/wiredesk.toml`.
const LIMITS: Limits = Limits { entries_max: 5_000, text_chars_max: 400_000 };

fn main() -> anyhow::Result<()> {
    let id = FeedId::parse("bench").context("the feed's id")?;
    let feed = FeedOptions { id, publisher: None, language: None, host: None };
    println!("| feeds | step | MB/s | entries/s | of feed-rs's time |");
    println!("|---|---|---|---|---|");
    measure("summaries", &newsroom::feeds_of_summaries(FEEDS), &feed);
    measure("articles of 4 KB", &newsroom::feeds_of_articles(FEEDS), &feed);
    if let Some(folder) = std::env::var_os("WIREDESK_BENCH_FEEDS") {
        let mut documents = Vec::new();
        for file in fs_err::read_dir(folder)? {
            documents.push(fs_err::read(file?.path())?);
        }
        measure("stored documents", &documents, &feed);
    }
    Ok(())
}

/// Prints the rows of one kind of documents.
fn measure(name: &str, documents: &[Vec<u8>], feed: &FeedOptions) {
    let bytes: usize = documents.iter().map(Vec::len).sum();
    let entries: usize = documents.iter().map(|bytes| read(bytes).entries.len()).sum();
    let steps: [(&str, &dyn Fn(&[u8])); 3] = [
        ("feed-rs", &|bytes| drop(black_box(read_by_feed_rs(bytes)))),
        ("parse", &|bytes| drop(black_box(read(bytes)))),
        ("parse + normalise", &|bytes| {
            drop(black_box(normalise(&read(bytes), feed, RuleBook::built_in())));
        }),
    ];
    let mut seconds = [0.0; 3];
    for document in documents {
        let mut fastest = [Duration::MAX; 3];
        for _ in 0..ROUNDS {
            for ((_, step), fastest) in steps.iter().zip(&mut fastest) {
                let start = Instant::now();
                step(black_box(document));
                *fastest = start.elapsed().min(*fastest);
            }
        }
        for (sum, time) in seconds.iter_mut().zip(fastest) {
            *sum += time.as_secs_f64();
        }
    }
    for ((step, _), time) in steps.iter().zip(seconds) {
        let [yardstick, ..] = seconds;
        println!(
            "| {name} | {step} | {:.1} | {:.0} | {:.2} |",
            bytes as f64 / 1e6 / time,
            entries as f64 / time,
            time / yardstick
        );
    }
}

fn read(bytes: &[u8]) -> Document {
    parse(bytes, Hints::default(), LIMITS)
}

/// feed-rs with its sanitiser off, as wiredesk has it.
fn read_by_feed_rs(bytes: &[u8]) -> Option<feed_rs::model::Feed> {
    let parser = feed_rs::parser::Builder::new().sanitize_content(false).build();
    parser.parse(bytes).ok()
}
