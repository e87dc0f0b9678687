//! `wiredesk feeds poll`: asks the running daemon, through its admin port on this machine, to poll feeds now.

use std::net::SocketAddr;

use anyhow::Context;
use jiff::Timestamp;
use serde::Deserialize;

use super::super::Exit;
use super::super::exit::{fail, print, say};
use super::daemon::{exchange, find_admin};
use crate::clock::{Clock, SystemClock};
use crate::config::{Config, FeedConfig, nearest};
use crate::store::{FILE, StoreReader, feeds, open_read_only};

/// Names suggested in place of an unknown one.
const NEAR_MAX: usize = 3;

#[derive(Debug, Deserialize)]
struct Reply {
    feeds: Vec<Told>,
    held: Option<String>,
}

#[derive(Debug, Deserialize)]
struct Told {
    feed: String,
    poll: String,
    other: Option<String>,
}

pub(super) fn run(config: &Config, names: &[String], admin: Option<SocketAddr>) -> Exit {
    let unknown: Vec<&String> = names
        .iter()
        .filter(|name| !config.feeds.iter().any(|feed| feed.id.as_str() == *name))
        .collect();
    for name in &unknown {
        say(format_args!("wiredesk: {}", name_unknown(config, name)));
    }
    if !unknown.is_empty() {
        return Exit::Usage;
    }
    match ask_for(config, names, admin) {
        Ok(true) => Exit::Done,
        Ok(false) => Exit::Failed,
        Err(error) => fail(&error),
    }
}

fn name_unknown(config: &Config, name: &str) -> String {
    let near = nearest(name, config.feeds.iter().map(|feed| feed.id.as_str()), NEAR_MAX);
    match near.as_slice() {
        [] => format!("no feed is called {name}; `wiredesk feeds list` shows those there are"),
        near => format!("no feed is called {name}; did you mean {}?", near.join(", ")),
    }
}

/// Whether all of them will be polled.
fn ask_for(config: &Config, names: &[String], admin: Option<SocketAddr>) -> anyhow::Result<bool> {
    let mut free = Vec::new();
    let known = config.state_dir.join(FILE).exists();
    let store = known.then(|| open_read_only(&config.state_dir)).transpose()?;
    for name in names {
        let feed = config.feeds.iter().find(|feed| feed.id.as_str() == name);
        let rest = store.as_ref().zip(feed).map(|(store, feed)| rest_of(store, feed));
        match rest.transpose()?.flatten() {
            // Manners go before wishes.
            Some(until) => {
                print(format_args!("{name}: its server asked to be left alone until {until:.0}"));
            }
            None => free.push(name.as_str()),
        }
    }
    if free.is_empty() {
        return Ok(false);
    }
    let reply = send(find_admin(config, admin)?, &free)?;
    let mut all = free.len() == names.len();
    for Told { feed, poll, other } in &reply.feeds {
        let other = other.as_deref().unwrap_or_default();
        let words = match poll.as_str() {
            "due" => "due now; `wiredesk feeds list` shows what it came to".to_owned(),
            "host_rests" => {
                format!("due when its host has rested, which wants fewer requests: {other}")
            }
            "under_way" => "is being polled at this moment".to_owned(),
            "asked_as" => format!("{other} is asked in its place, and due now"),
            _ => {
                all = false;
                "the running daemon does not know it: reload it (SIGHUP) first".to_owned()
            }
        };
        print(format_args!("{feed}: {words}"));
    }
    if let Some(held) = reply.held {
        all = false;
        print(format_args!("but nobody is polled for now: {held}"));
    }
    Ok(all)
}

/// Until when the feed's server asked to be left alone, if that is not over.
fn rest_of(store: &StoreReader, feed: &FeedConfig) -> anyhow::Result<Option<Timestamp>> {
    let state = feeds::read(store, &feed.id)?;
    let state = match feed.origin.address() {
        Some(address) => state.for_origin(address),
        None => state,
    };
    Ok(state.rest_until.filter(|until| *until > SystemClock.now()))
}

/// Asks the daemon, which answers with one line for each feed.
fn send(address: SocketAddr, feeds: &[&str]) -> anyhow::Result<Reply> {
    let body = serde_json::json!({ "feeds": feeds }).to_string();
    let length = body.len();
    let head = format!("Content-Type: application/json\r\nContent-Length: {length}\r\n");
    let (status, body) = exchange(address, "POST /poll", &head, &body)?;
    anyhow::ensure!(status == "200", "the daemon at {address} answered {status}: {body}");
    serde_json::from_str(&body).with_context(|| format!("the answer of {address} is no wiredesk's"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::load_text;

    fn config(text: &str) -> Config {
        let feeds = "[[feed]]\nid = \"harbour-gazette\"\nurl = \"https://gazette.example/\"\n";
        load_text(&format!("{text}{feeds}"), std::path::Path::new("/w/wiredesk.toml"), &|_| None)
            .unwrap()
    }

    #[test]
    fn an_unknown_feed_is_told_with_the_one_that_was_meant() {
        let words = |name| name_unknown(&config(""), name);
        assert!(words("harbor-gazette").ends_with("did you mean harbour-gazette?"));
        assert!(words("courier").contains("`wiredesk feeds list`"));
        assert_eq!(run(&config(""), &["courier".to_owned()], None), Exit::Usage);
    }
}
