//! Articles as feed documents, an outlet a feed and a day a document, and what `wiredesk replay` makes of them.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt::Write as _;
use std::process::Command;

use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};
use serde_json::Value;
use xxhash_rust::xxh3::xxh3_64;

use crate::document::{HOME, Item, rss};
use crate::set::{Article, Set};
use crate::shortened::Copy;

/// Story of every article; none where it was turned away.
pub(crate) type Stories = HashMap<String, Option<String>>;

/// What came of a replay.
pub(crate) struct Told {
    pub(crate) stories: Stories,
    /// Articles that joined a story that was there before.
    pub(crate) joined: BTreeSet<String>,
    /// The rule that decided, in the judge's words.
    pub(crate) because: HashMap<String, String>,
}

/// Documents by day and feed.
pub(crate) struct Press {
    documents: BTreeMap<(Date, String), Vec<Item>>,
    names: HashMap<String, String>,
}

impl Press {
    pub(crate) fn of(set: &Set) -> Self {
        let mut press = Self { documents: BTreeMap::new(), names: HashMap::new() };
        for article in &set.articles {
            let day = day_of(set, article);
            let dated = article.published.as_ref().is_some_and(|day| !day.is_empty());
            press.add(
                &article.id,
                &feed_of(article),
                &article.title,
                &article.text,
                day,
                dated,
                true,
            );
        }
        press
    }

    /// The whole set, and prints that come a day after their originals.
    pub(crate) fn with_copies(set: &Set, copies: &[Copy]) -> Self {
        let mut press = Self::of(set);
        for copy in copies {
            let original = set.article(&copy.of).unwrap();
            let day = day_of(set, original).checked_add(1.day()).unwrap();
            press.add(&copy.id, copy.feed, &copy.headline, &copy.text, day, true, copy.whole);
        }
        press
    }

    #[allow(
        clippy::too_many_arguments,
        clippy::fn_params_excessive_bools,
        reason = "one item, one call"
    )]
    fn add(
        &mut self,
        id: &str,
        feed: &str,
        headline: &str,
        text: &str,
        day: Date,
        dated: bool,
        whole: bool,
    ) {
        let name = format!("{:016x}", xxh3_64(id.as_bytes()));
        self.names.insert(name.clone(), id.to_owned());
        let item = Item {
            guid: name.clone(),
            link: format!("https://{feed}.example/a/{name}"),
            headline: headline.to_owned(),
            text: text.to_owned(),
            dated: dated.then(|| noon(day)),
            whole,
        };
        self.documents.entry((day, feed.to_owned())).or_default().push(item);
    }

    pub(crate) fn replay(&self) -> Told {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        // The window spans the whole set: only the texts decide.
        let mut config = "[sink]\nkind = \"stdout\"\n[dedup]\nwindow = \"7300d\"\n".to_owned();
        let feeds: BTreeSet<&String> = self.documents.keys().map(|(_, feed)| feed).collect();
        for feed in feeds {
            write!(
                config,
                "[[feed]]\nid = \"{feed}\"\nurl = \"https://{feed}.example/feed.xml\"\n"
            )
            .unwrap();
        }
        fs_err::write(path("wiredesk.toml"), config).unwrap();
        let files = self.documents.iter().map(|((day, feed), items)| {
            let file = path(&format!("{feed}@{}.xml", noon(*day).as_second()));
            fs_err::write(&file, rss((feed, HOME), items)).unwrap();
            file
        });
        let files: Vec<_> = files.collect();
        let status = Command::new(env!("CARGO_BIN_EXE_wiredesk"))
            .args(["replay", "--config"])
            .arg(path("wiredesk.toml"))
            .arg("--verdicts")
            .arg(path("verdicts.jsonl"))
            .args(&files)
            .stdout(fs_err::File::create(path("records.jsonl")).unwrap().into_parts().0)
            .status()
            .unwrap();
        assert!(status.success(), "replay failed");
        self.told(&fs_err::read_to_string(path("verdicts.jsonl")).unwrap())
    }

    fn told(&self, verdicts: &str) -> Told {
        let mut told =
            Told { stories: Stories::new(), joined: BTreeSet::new(), because: HashMap::new() };
        for line in verdicts.lines() {
            let verdict: Value = serde_json::from_str(line).unwrap();
            let Some(id) = verdict["entry"].as_str().and_then(|name| self.names.get(name)) else {
                continue;
            };
            told.stories.insert(id.clone(), verdict["story"].as_str().map(str::to_owned));
            let because = verdict["because"].as_str().unwrap_or_default();
            told.because.insert(id.clone(), because.to_owned());
            if matches!(verdict["verdict"].as_str(), Some("copy" | "update")) {
                told.joined.insert(id.clone());
            }
        }
        told
    }
}

fn noon(day: Date) -> Timestamp {
    day.at(12, 0, 0, 0).in_tz("UTC").unwrap().timestamp()
}

/// The article's day; undated ones come a day after the newest.
fn day_of(set: &Set, article: &Article) -> Date {
    let day = |article: &Article| article.published.as_ref()?.get(..10)?.parse::<Date>().ok();
    day(article).unwrap_or_else(|| {
        let newest = set.articles.iter().filter_map(day).max();
        newest.unwrap_or_else(|| "2026-03-03".parse().unwrap()).checked_add(1.day()).unwrap()
    })
}

/// The outlet as a feed's id: the host of the address, else the source.
fn feed_of(article: &Article) -> String {
    let host =
        article.url.split("://").nth(1).and_then(|rest| rest.split('/').next()).unwrap_or_default();
    let host = if host.is_empty() { article.source.as_str() } else { host };
    let prefixes = ["www.", "m.", "edition.", "insider.", "amp."];
    let host = prefixes.iter().fold(host, |host, prefix| host.strip_prefix(prefix).unwrap_or(host));
    let id: String = host
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' })
        .collect();
    if id.is_empty() { "unknown".to_owned() } else { id }
}
