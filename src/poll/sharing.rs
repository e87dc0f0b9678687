//! Which subscriptions are one feed, whether they were configured under one address or moved to one (edge case 9). The
//! first of them that is asked over https is asked for all: each of its stories would only be a copy of itself in the others.

use std::collections::BTreeSet;
use std::sync::Arc;

use url::{Position, Url};
use xxhash_rust::xxh3::xxh3_64;

use super::Table;
use super::hosts::host_of;
use crate::config::{FeedConfig, Origin};
use crate::fetch::limits::name_site;
use crate::model::FeedId;

/// Those that are asked over plain http come last, because nobody who wrote https asked for stories that anybody on the way
/// may change. Of the others those that are configured there come before those that moved there, then the order of the
/// configuration decides.
type Rank = (bool, bool, usize, FeedId);

/// All feeds by the address that is asked; http and https are one.
#[derive(Debug, Default)]
pub(crate) struct Sharing {
    feeds: Table<FeedId, Asked>,
    /// By the hash of an address: 100,000 addresses need not be kept twice.
    at: Table<u64, BTreeSet<Rank>>,
}

/// A feed, and what is made of the address that is asked for it.
#[derive(Debug)]
struct Asked {
    feed: Arc<FeedConfig>,
    key: u64,
    order: usize,
    host: String,
}

impl Sharing {
    /// Takes the next feed of the configuration, and where it moved to.
    pub(crate) fn add(&mut self, feed: &Arc<FeedConfig>, adopted: Option<&Url>) {
        let Origin::Http(configured) = &feed.origin else { return };
        let address = adopted.unwrap_or(configured);
        let (key, order, host) = (key_of(address), self.feeds.len(), name_site(address));
        self.feeds.insert(feed.id.clone(), Asked { feed: Arc::clone(feed), key, order, host });
        let rank = rank(configured, adopted, order, &feed.id);
        self.at.entry(key).or_default().insert(rank);
    }

    /// The feed moved, or came back to its configured address.
    pub(crate) fn shift(&mut self, id: &FeedId, adopted: Option<&Url>) {
        let Some(Asked { feed, key, order, host }) = self.feeds.get_mut(id) else { return };
        let Origin::Http(configured) = &feed.origin else { return };
        if let Some(ranks) = self.at.get_mut(key) {
            ranks.retain(|(.., other)| other != id);
        }
        let address = adopted.unwrap_or(configured);
        (*key, *host) = (key_of(address), name_site(address));
        self.at.entry(*key).or_default().insert(rank(configured, adopted, *order, id));
    }

    /// The host that is asked for the feed.
    pub(crate) fn host_of(&self, feed: &FeedConfig) -> String {
        self.feeds.get(&feed.id).map_or_else(|| host_of(feed), |asked| asked.host.clone())
    }

    /// The feed that is asked in place of `id`, if another one is.
    pub(crate) fn leader(&self, id: &FeedId) -> Option<&FeedId> {
        let own = self.feeds.get(id)?;
        let there = self.at.get(&own.key)?;
        // Most share their address with nobody.
        if there.len() == 1 {
            return None;
        }
        let mut there = there.iter().map(|(.., other)| other);
        let alike = |other: &&FeedId| {
            *other == id
                || self
                    .feeds
                    .get(*other)
                    .is_some_and(|other| are_asked_alike(&own.feed, &other.feed))
        };
        there.find(alike).filter(|first| *first != id)
    }

    /// The feeds in whose place `id` is asked; all are looked at, because a feed seldom moves.
    pub(crate) fn followers(&self, id: &FeedId) -> Vec<FeedId> {
        self.feeds.keys().filter(|other| self.leader(other) == Some(id)).cloned().collect()
    }
}

/// Whatever the operator wrote for one alone, from credentials to the publisher's name, is not meant for the other.
fn are_asked_alike(one: &FeedConfig, other: &FeedConfig) -> bool {
    // Named one by one, so that a new key is thought of here.
    let FeedConfig {
        id: _,
        origin: _,
        publisher,
        language,
        full_text,
        websub,
        interval,
        publish,
        credentials,
        tls,
    } = one;
    *publisher == other.publisher
        && *language == other.language
        && *full_text == other.full_text
        && *websub == other.websub
        && *interval == other.interval
        && *publish == other.publish
        && *credentials == other.credentials
        && *tls == other.tls
}

fn rank(configured: &Url, adopted: Option<&Url>, order: usize, id: &FeedId) -> Rank {
    let is_plain = adopted.unwrap_or(configured).scheme() != "https";
    (is_plain, adopted.is_some(), order, id.clone())
}

fn key_of(address: &Url) -> u64 {
    xxh3_64(address[Position::BeforeHost..Position::AfterQuery].as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::poll::tests::feed;

    fn http(id: &str, address: &str) -> Arc<FeedConfig> {
        Arc::new(feed(id, Origin::Http(address.parse().unwrap())))
    }

    // Edge case 9.
    #[test]
    fn one_address_under_http_and_https_is_asked_for_the_first_feed_alone() {
        let mut sharing = Sharing::default();
        let (a, b) = (http("a", "https://x.example/rss"), http("b", "http://x.example/rss"));
        let keyed = FeedConfig { full_text: true, ..feed("c", a.origin.clone()) };
        let other = http("d", "https://x.example/atom");
        let named = FeedConfig { publisher: Some("Post".into()), ..feed("e", a.origin.clone()) };
        for feed in [&a, &b, &Arc::new(keyed.clone()), &other, &Arc::new(named.clone())] {
            sharing.add(feed, None);
        }
        assert_eq!(sharing.leader(&b.id), Some(&a.id));
        assert_eq!(sharing.followers(&a.id), std::slice::from_ref(&b.id));
        for own in [&a.id, &keyed.id, &other.id, &named.id] {
            assert_eq!(sharing.leader(own), None, "{own}");
        }
    }

    // The http feed stood first in the file, and the https feed's stories came over plain http.
    #[test]
    fn of_http_and_https_the_https_feed_is_asked_wherever_it_stands() {
        let mut sharing = Sharing::default();
        let plain = http("plain", "http://x.example/rss");
        let moved = http("moved", "http://old.example/rss");
        let secure = http("secure", "https://x.example/rss");
        sharing.add(&plain, None);
        sharing.add(&moved, Some(&"https://x.example/rss".parse().unwrap()));
        assert_eq!(sharing.leader(&plain.id), Some(&moved.id));
        sharing.add(&secure, None);
        for other in [&plain.id, &moved.id] {
            assert_eq!(sharing.leader(other), Some(&secure.id));
        }
        assert_eq!(sharing.leader(&secure.id), None);
    }

    #[test]
    fn a_feed_that_moved_follows_the_one_that_is_configured_there_and_comes_back() {
        let mut sharing = Sharing::default();
        let (old, new) = (http("old", "https://old.example/"), http("new", "https://new.example/"));
        let address: Url = "https://new.example/".parse().unwrap();
        sharing.add(&old, None);
        sharing.add(&new, None);
        sharing.shift(&old.id, Some(&address));
        assert_eq!((sharing.leader(&old.id), sharing.leader(&new.id)), (Some(&new.id), None));
        assert_eq!(sharing.host_of(&old), "new.example");
        sharing.shift(&old.id, None);
        assert_eq!(sharing.host_of(&old), "old.example");
        assert_eq!((sharing.leader(&old.id), sharing.leader(&new.id)), (None, None));
    }
}
