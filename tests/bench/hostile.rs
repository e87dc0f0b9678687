//! `cargo bench --bench hostile`: what becomes of one unit repeated to 1 and 4 MB, in each place where text comes in.
//!
//! Linear time is a factor of 4 between the two; what is quadratic takes 16. Counted is what the thread had of a
//! processor, so that other work on the machine hardly shows; still no test can assert a time, this table is for people. `WIREDESK_BENCH_ONLY` names a place or a part of a unit; the others are left out.

#![expect(clippy::print_stdout, reason = "a program whose output is a table")]

use std::time::Duration;

use wiredesk::dedup::repetition::{self, Learned};
use wiredesk::model::{FeedId, Normalised};
use wiredesk::normalise::{FeedOptions, RuleBook, normalise};
use wiredesk::parse::{Hints, Limits, parse};

#[path = "../fuzz/src/lib.rs"]
#[expect(unreachable_pub, dead_code, reason = "a library of its own to the fuzz targets")]
mod targets;

#[cfg(feature = "jemalloc")]
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

const SMALL_BYTES: usize = 1 << 20;
const FACTOR: usize = 4;
/// Below this a factor says nothing.
const NOISE: Duration = Duration::from_millis(20);

/// What is opened and never closed, what looks like the start of something, and what must be looked at twice.
const UNITS: [&str; 80] = [
    "<",
    ">",
    "&",
    "\"",
    "'",
    "(",
    ")",
    "[",
    "]",
    "{",
    "-",
    "—",
    "_",
    "=",
    "/",
    ".",
    ",",
    ":",
    ";",
    "|",
    " ",
    "\n",
    "\t",
    "9",
    "A",
    "a",
    "é",
    "e\u{301}",
    "\u{301}",
    "\u{200f}",
    "\u{202e}א",
    "\u{200b}",
    "中",
    "😀",
    "&amp;",
    "&#8217;",
    "&#",
    "<b>",
    "</b>",
    "<p>",
    "<div><b>",
    "<a href=x>",
    "<a b='",
    "<!--",
    "<![CDATA[",
    "<table><tr><td>",
    "<li>x",
    "<br>",
    "<img src=a>",
    "<script>",
    "<p>x</p>",
    "(a) ",
    "x (AP) - ",
    "HALDEN ",
    "By Ana Ruiz and ",
    "Reporting by ; ",
    "Editing by Ana; ",
    "Ana Ruiz, ",
    "Mr. Roe. ",
    "© 2026 ",
    "Copyright 2026 Halden Press. ",
    "Distributed by ",
    "March 4 ",
    "“a” ",
    "{\"a\":",
    "<x:y xmlns:x='u'>",
    "<item><guid>a</guid>",
    "<link>a</link>",
    "<category>a</category>",
    "<media:content url='a'/>",
    "<entry><id>a</id>",
    "<p>By Ana Ruiz</p>",
    "<p>(Adds quote)</p>",
    "<p>Photo by Ana Ruiz/Getty Images</p>",
    "<p><a href='/x'>Read more</a></p>",
    "<figure><img src=a><figcaption>The pier, seen here.</figcaption></figure>",
    "<h2>Gates</h2>",
    "<p>PHOTO: Pier ",
    "<a href='/x'>Gates</a> | ",
    "<p>Ana Ruiz contributed to this report.</p>",
];

fn main() {
    let only = std::env::var("WIREDESK_BENCH_ONLY").unwrap_or_default();
    println!("| place | unit | 1 MB | 4 MB | factor |");
    println!("|---|---|---|---|---|");
    for (place, repeat, read) in PLACES {
        for unit in UNITS.into_iter().filter(|unit| place == only || unit.contains(&only)) {
            let timed = |bytes: usize| {
                let text = repeat(unit, bytes);
                let start = thread_time();
                read(&text);
                thread_time().saturating_sub(start)
            };
            let (small, large) = (timed(SMALL_BYTES), timed(SMALL_BYTES * FACTOR));
            let factor = large.as_secs_f64() / small.max(NOISE).as_secs_f64();
            let mark = if factor > 8.0 { " !" } else { "" };
            println!("| {place} | {unit:?} | {small:.1?} | {large:.1?} | {factor:.1}{mark} |");
        }
    }
}

/// What this thread has had of a processor (Linux; elsewhere nothing is shown).
fn thread_time() -> Duration {
    let stat = fs_err::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    let spent = stat.split_whitespace().next().and_then(|ns| ns.parse().ok());
    Duration::from_nanos(spent.unwrap_or_default())
}

/// Where a text comes in, how it is made of its unit, and what reads it there.
type Place = (&'static str, fn(&str, usize) -> String, fn(&str));

const PLACES: [Place; 11] = [
    ("document", same, |unit| targets::large(unit)),
    ("item", same, |unit| targets::large(&format!("<rss><channel><item>{unit}"))),
    ("title", same, |unit| {
        targets::large(&format!("<rss><channel><item><title>{}</title>", text(unit)));
    }),
    ("markup", same, |unit| {
        targets::large(&format!("<rss><channel><item><description>{}</description>", text(unit)));
    }),
    ("paragraph", same, |unit| targets::large(&described(&format!("<p>{}</p>", text(unit))))),
    ("paragraphs", same, |unit| targets::large(&described(&paragraphs(unit)))),
    ("numbered", numbered, |unit| targets::large(&described(unit))),
    ("feed", same, feed),
    ("page", same, |unit| targets::page(format!("<html><body><article>{unit}").as_bytes())),
    ("newsItem", same, |unit| {
        targets::large(&format!("<newsItem guid='g'><contentSet><inlineXML>{unit}"));
    }),
    ("JSON", same, |unit| {
        targets::large(&format!(
            "{{\"uri\":\"u\",\"headline\":\"h\",\"body_html\":\"{}\"}}",
            json(unit)
        ));
    }),
];

fn text(unit: &str) -> String {
    unit.replace('&', "&amp;").replace('<', "&lt;")
}

fn described(markup: &str) -> String {
    format!(
        "<rss><channel><item><title>Gates</title><description>{}</description></item></channel></rss>",
        text(markup)
    )
}

/// Short paragraphs, as many as there can be.
fn paragraphs(unit: &str) -> String {
    let letters: Vec<char> = unit.chars().collect();
    let line = |line: &[char]| format!("<p>{}</p>", text(&String::from_iter(line)));
    letters.chunks(40).map(line).collect::<Vec<_>>().concat()
}

/// A feed of as many stories as are read of one, all under and over the same lines, and what of it is repetition.
fn feed(own: &str) {
    const STORIES: usize = 5_000;
    let line = |n| format!("<p>This is box {n} of a paper that its readers own.</p>");
    let above = [0, 1, 2].map(line).concat();
    let below = [3, 4, 5, 6, 7, 8].map(line).concat();
    let letters: Vec<char> = own.chars().collect();
    let items = letters.chunks(letters.len().div_ceil(STORIES)).enumerate().map(|(n, own)| {
        let own = format!("{above}<p>Story {n}: {}</p>{below}", text(&String::from_iter(own)));
        format!("<item><title>Gate {n}</title><description>{}</description></item>", text(&own))
    });
    let items = items.collect::<Vec<_>>().concat();
    let document = format!("<rss><channel>{items}</channel></rss>");
    let limits = Limits { entries_max: STORIES, text_chars_max: 400_000 };
    let Some(id) = FeedId::parse("bench") else { return };
    let options = FeedOptions { id, publisher: None, language: None, host: None };
    let document = parse(document.as_bytes(), Hints::default(), limits);
    let entries = normalise(&document, &options, RuleBook::built_in());
    let mut learned = Learned::default();
    let cleared = repetition::clear(&entries, &learned);
    for entry in &entries {
        if let Normalised::Story(story) = entry {
            learned.meet(story);
        }
    }
    drop(std::hint::black_box((cleared, learned)));
}

fn same(unit: &str, bytes: usize) -> String {
    unit.repeat(bytes / unit.len())
}

/// Another number in each, before its last tag, so that nothing is a repetition.
fn numbered(unit: &str, bytes: usize) -> String {
    const NUMBER_BYTES: usize = 6;
    let (start, end) = unit.rsplit_once('<').unwrap_or((unit, ""));
    let closing = if end.is_empty() { "" } else { "<" };
    let one = |number| format!("{start} {number:05}{closing}{end}");
    (0..bytes / (unit.len() + NUMBER_BYTES)).map(one).collect()
}

fn json(unit: &str) -> String {
    unit.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n").replace('\t', "\\t")
}
