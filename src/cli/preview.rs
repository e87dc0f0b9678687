//! `wiredesk preview`: what would be published of a feed or file. Nothing is stored, nothing is sent.

use std::path::{Path, PathBuf};

use anyhow::Context as _;
use clap::Args;

use super::Exit;
use super::exit::{fail, print, say, stdout_columns, stdout_has_colour};
use super::replay::{default_feed, feed_id_of, read_stored};
use crate::clock::{Clock as _, SystemClock};
use crate::config::{Config, FeedConfig};
use crate::dedup::repetition::{self, Learned};
use crate::fetch::http::HttpTransport;
use crate::fetch::{Answer, Request, Target, Transport};
use crate::model::{Normalised, Story};
use crate::parse::Hints;
use crate::poll::{Reading, read_document};
use crate::publish::record::{Dates, encode_story, story_uri};

mod page;
mod show;

#[derive(Debug, Args)]
pub struct PreviewArgs {
    /// Limits, contact, feed options and rules of one's own; without it the defaults.
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Print the records, one JSON document a line, in place of the reading view.
    #[arg(long)]
    json: bool,
    /// Also show what was taken out of each text, by which rule, and what each credit rests on; rules of one's own with
    /// their file.
    #[arg(long)]
    why: bool,
    /// The sources are web pages: show what `full_text` would make of each.
    #[arg(long)]
    page: bool,
    /// Addresses (http, https) or stored documents.
    #[arg(required = true, value_name = "URL|FILE")]
    sources: Vec<String>,
}

pub fn run(args: &PreviewArgs) -> Exit {
    let config = match &args.config {
        None => Config::for_replay(),
        Some(path) => match super::load_config(path) {
            Ok(config) => config,
            Err(exit) => return exit,
        },
    };
    let mut failed = false;
    for source in &args.sources {
        match preview(source, &config, args) {
            Ok(whole) => failed |= !whole,
            Err(error) => {
                failed = true;
                fail(&error.context(source.clone()));
            }
        }
    }
    if failed { Exit::Failed } else { Exit::Done }
}

/// Shows one source; false when it was no document.
fn preview(source: &str, config: &Config, args: &PreviewArgs) -> anyhow::Result<bool> {
    let (feed, reading) = match url::Url::parse(source) {
        Ok(url) if matches!(url.scheme(), "http" | "https") => fetch(&url, config, args.page)?,
        _ => read(Path::new(source), config, args.page)?,
    };
    let reading = reading.settle_embargoes(SystemClock.now());
    for problem in &reading.problems {
        say(format_args!("{source}: {problem}"));
    }
    let fault = reading.fault().is_some();
    let view = show::View { why: args.why, colour: stdout_has_colour(), columns: stdout_columns() };
    // Nothing was learned of the feed before: what this document alone shows.
    let cleared = repetition::clear(&reading.entries, &Learned::default());
    for entry in cleared.as_ref().unwrap_or(&reading.entries) {
        let going_on = match entry {
            Normalised::Story(story) if args.json => print(record(&feed, story, config)),
            Normalised::Story(story) => show::story(story, view),
            Normalised::Rejected(rejection) => show::rejection(rejection, args.json, view),
        };
        if !going_on {
            break;
        }
    }
    Ok(!fault && !reading.entries.is_empty())
}

fn record(feed: &FeedConfig, story: &Story, config: &Config) -> String {
    let uri = story_uri(&feed.id, &story.identity.entry);
    let first_created = story.published.as_ref().and_then(|date| date.at);
    let dates = Dates { first_created, version_before: None };
    match encode_story(story, &uri, 1, dates, config.publish.record_bytes_max) {
        Ok(record) => String::from_utf8_lossy(&record).into_owned(),
        Err(error) => serde_json::json!({ "error": error.to_string() }).to_string(),
    }
}

fn read(path: &Path, config: &Config, page: bool) -> anyhow::Result<(FeedConfig, Reading)> {
    let stored = read_stored(path, config.fetch.body_max)?;
    let id = feed_id_of(stored.stem);
    let known = config.feeds.iter().find(|feed| feed.id == id).cloned();
    let feed = known.unwrap_or_else(|| default_feed(id));
    let hints = Hints::default();
    let reading = if page {
        let path = std::path::absolute(path)?;
        let address = url::Url::from_file_path(&path)
            .map_err(|()| anyhow::anyhow!("{} has no address", path.display()))?;
        page::read_page(&stored.bytes, &address, hints, &feed, config.normalise.rules())
    } else {
        read_document(&stored.bytes, hints, &feed, &config.parse, config.normalise.rules())
    };
    Ok((feed, reading))
}

fn fetch(url: &url::Url, config: &Config, page: bool) -> anyhow::Result<(FeedConfig, Reading)> {
    let is_this =
        |feed: &&FeedConfig| matches!(&feed.origin, crate::config::Origin::Http(u) if u == url);
    let known = config.feeds.iter().find(is_this).cloned();
    let feed = known.unwrap_or_else(|| default_feed(feed_id_of(url.host_str().unwrap_or("feed"))));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let _entered = runtime.enter();
    let transport = HttpTransport::new(&config.fetch)?;
    let request = Request {
        credentials: feed.credentials.clone(),
        tls: feed.tls.clone(),
        ..Request::new(url.clone(), Target::Feed)
    };
    match runtime.block_on(transport.get(request)) {
        Answer::Fresh(body) => {
            let hints = Hints { url: Some(body.url.as_str()), charset: body.charset.as_deref() };
            let reading = if page {
                page::read_page(&body.bytes, &body.url, hints, &feed, config.normalise.rules())
            } else {
                read_document(&body.bytes, hints, &feed, &config.parse, config.normalise.rules())
            };
            Ok((feed, reading))
        }
        Answer::NotModified(_) => {
            anyhow::bail!("the server says `not modified` though nothing was known")
        }
        Answer::Moved { .. } => anyhow::bail!("the server redirects, and nothing was followed"),
        Answer::Failed(failure) => {
            Err(anyhow::anyhow!(failure.detail)).context("cannot be fetched")
        }
    }
}
