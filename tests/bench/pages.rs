//! `cargo bench --bench pages -- DIR`: how much of the articles on real web pages is found, by the extractor alone and after
//! our own cleaning.
//!
//! DIR holds `truth.jsonl`, whose lines are `{"file", "title", "text"}`, and the pages it names, plain or gzip. `text` lists the
//! acceptable texts of the article, any of which counts; what stands before the first `__` of a file's name is its set.
//! Each page is read as the daemon reads it for a feed that gives title, link and the first twenty words. The figures are those
//! of the article extraction benchmark: 4-grams of words as multisets, shares of each page, mean precision and mean recall.

#![expect(
    clippy::print_stdout,
    clippy::cast_precision_loss,
    reason = "a program that prints a table of rounded figures"
)]

use std::collections::{BTreeMap, HashMap};
use std::io::{BufRead as _, BufReader, Read as _};
use std::path::Path;

use anyhow::Context as _;
use regex::Regex;
use serde::Deserialize;
use url::Url;
use wiredesk::config::{Config, FeedConfig, Origin};
use wiredesk::model::{FeedId, Normalised};
use wiredesk::normalise::page::{Expected, extract};
use wiredesk::normalise::{FeedOptions, RuleBook, fuller};
use wiredesk::parse::{Hints, decode};
use wiredesk::poll::read_document;

const SUMMARY_WORDS: usize = 20;

/// A page and its article.
#[derive(Debug, Deserialize)]
struct Truth {
    file: String,
    #[serde(default)]
    title: String,
    text: Vec<String>,
}

/// Shares of a page's 4-grams: found, found though they are none, missed.
#[derive(Debug, Clone, Copy)]
struct Overlap {
    found: f64,
    extra: f64,
    missed: f64,
}

fn main() -> anyhow::Result<()> {
    // Cargo adds a flag of its own.
    let folder = std::env::args().skip(1).find(|argument| argument != "--bench");
    let Some(folder) = folder else {
        println!(
            "no folder: `cargo bench --bench pages -- DIR` reads truth.jsonl and the pages of DIR"
        );
        return Ok(());
    };
    let folder = Path::new(&folder);
    let (rules, mut cases) = (RuleBook::built_in(), BTreeMap::<String, Vec<[Overlap; 2]>>::new());
    for line in BufReader::new(fs_err::File::open(folder.join("truth.jsonl"))?).lines() {
        let truth: Truth = serde_json::from_str(&line?)?;
        let page = read_page(&folder.join(&truth.file))?;
        let texts = texts_of(&truth, &page, rules)?;
        let case = texts.map(|text| best(&truth.text, &text));
        let set = truth.file.split("__").next().unwrap_or_default().to_owned();
        cases.entry(set).or_default().push(case);
        cases.entry("~all".to_owned()).or_default().push(case);
    }
    println!("| set | pages | | F1 | precision | recall |");
    println!("|---|---|---|---|---|---|");
    for (set, cases) in &cases {
        for (at, name) in ["extractor alone", "with our cleaning"].into_iter().enumerate() {
            let cases: Vec<Overlap> =
                cases.iter().filter_map(|case| case.get(at).copied()).collect();
            let (f1, precision, recall) = mean(&cases);
            let (set, pages) = (set.trim_start_matches('~'), cases.len());
            println!("| {set} | {pages} | {name} | {f1:.3} | {precision:.3} | {recall:.3} |");
        }
    }
    Ok(())
}

fn read_page(path: &Path) -> anyhow::Result<Vec<u8>> {
    let bytes = fs_err::read(path)?;
    if path.extension().is_some_and(|end| end == "gz") {
        let mut page = Vec::new();
        flate2::read::GzDecoder::new(bytes.as_slice()).read_to_end(&mut page)?;
        return Ok(page);
    }
    Ok(bytes)
}

/// What the extractor finds, and what is published of it; for a page that gives nothing that is the summary.
fn texts_of(truth: &Truth, page: &[u8], rules: &RuleBook) -> anyhow::Result<[String; 2]> {
    let first = truth.text.first().map(String::as_str).unwrap_or_default();
    let summary = first.split_whitespace().take(SUMMARY_WORDS).collect::<Vec<_>>().join(" ");
    let short: String = summary.chars().take(60).collect();
    let title = if truth.title.is_empty() { short } else { truth.title.clone() };
    let (feed, parse) = (feed()?, Config::for_replay().parse);
    let item = serde_json::json!({
        "version": "https://jsonfeed.org/version/1.1", "title": "Paper",
        "items": [{"id": "1", "url": "https://paper.example/article/1", "title": title, "summary": summary}]
    });
    let reading =
        read_document(item.to_string().as_bytes(), Hints::default(), &feed, &parse, rules);
    let html = decode::to_utf8(page, Some("utf-8")).text;
    let expected = Expected { title: Some(&title), summary: Some(&summary) };
    let alone = extract(&html, expected).map(|article| plain(&article.html)).unwrap_or_default();
    let options = FeedOptions { id: feed.id.clone(), publisher: None, language: None, host: None };
    let wanted = reading.pages.first().map(|(_, page)| page);
    let full = wanted.and_then(|wanted| {
        let said =
            Expected { title: wanted.headline.as_deref(), summary: wanted.summary.as_deref() };
        let article = extract(&html, said).ok()?;
        let (base, chars_max) = (&wanted.address, parse.text_chars_max);
        fuller::read(wanted, article, base, &options, rules, chars_max).ok()
    });
    let published = match (full, reading.entries.first()) {
        (Some(story), _) => story.paragraphs.join("\n\n"),
        (None, Some(Normalised::Story(story))) => story.paragraphs.join("\n\n"),
        (None, _) => String::new(),
    };
    Ok([alone, published])
}

fn feed() -> anyhow::Result<FeedConfig> {
    let id = FeedId::parse("paper").context("a feed's id")?;
    let origin = Origin::Http(Url::parse("https://paper.example/feed")?);
    Ok(FeedConfig { full_text: true, ..FeedConfig::new(id, origin) })
}

/// The text of well-formed markup: tags within a word do not part it.
fn plain(html: &str) -> String {
    let inline =
        Regex::new(r"</?(?:a|abbr|b|code|em|i|mark|s|small|span|strong|sub|sup|u)(?:\s[^>]*)?>");
    let text = inline.map(|tags| tags.replace_all(html, "").into_owned()).unwrap_or_default();
    let text = Regex::new("<[^>]*>").map(|tags| tags.replace_all(&text, "\n").into_owned());
    let text = text.unwrap_or_default();
    let signs = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&nbsp;", " "), ("&amp;", "&")];
    signs.into_iter().fold(text, |text, (name, sign)| text.replace(name, sign))
}

/// Against the acceptable text that it fits best.
fn best(truths: &[String], text: &str) -> Overlap {
    let overlaps = truths.iter().map(|truth| overlap(truth, text));
    let better = |a: &Overlap, b: &Overlap| mean(&[*a]).0.total_cmp(&mean(&[*b]).0);
    overlaps.max_by(better).unwrap_or(Overlap { found: 0.0, extra: 0.0, missed: 0.0 })
}

fn overlap(truth: &str, text: &str) -> Overlap {
    let (truth, text) = (grams(truth), grams(text));
    let count = |all: &HashMap<Vec<String>, usize>| all.values().sum::<usize>() as f64;
    let shared = |(gram, count): (&Vec<String>, &usize)| {
        text.get(gram).map_or(0, |other| (*count).min(*other))
    };
    let found = truth.iter().map(shared).sum::<usize>() as f64;
    let (missed, extra) = (count(&truth) - found, count(&text) - found);
    let sum = (found + missed + extra).max(1.0);
    Overlap { found: found / sum, extra: extra / sum, missed: missed / sum }
}

/// Four words in a row each; a shorter text is one gram.
fn grams(text: &str) -> HashMap<Vec<String>, usize> {
    let words: Vec<String> = text
        .split(|c: char| !c.is_alphanumeric() && c != '_')
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect();
    let mut grams = HashMap::new();
    let short = (1..4).contains(&words.len()).then_some(words.as_slice());
    for gram in words.windows(4).chain(short) {
        *grams.entry(gram.to_vec()).or_default() += 1;
    }
    grams
}

/// F1, precision and recall over pages: of mean precision and mean recall. A page of which nothing was found has no
/// precision and recall 0.
fn mean(cases: &[Overlap]) -> (f64, f64, f64) {
    let ratio = |found: f64, other: f64, third: f64| match (found > 0.0, other + third > 0.0) {
        (_, false) => 1.0,
        (true, true) => found / (found + other),
        (false, true) => 0.0,
    };
    let of = |values: Vec<f64>| values.iter().sum::<f64>() / (values.len() as f64).max(1.0);
    let told = cases.iter().filter(|case| case.found + case.extra > 0.0);
    let precision = of(told.map(|case| ratio(case.found, case.extra, case.missed)).collect());
    let known = cases.iter().filter(|case| case.found + case.missed > 0.0);
    let recall = of(known.map(|case| ratio(case.found, case.missed, case.extra)).collect());
    let sum = precision + recall;
    (if sum > 0.0 { 2.0 * precision * recall / sum } else { 0.0 }, precision, recall)
}
