//! Which known item an entry is: the aliases of its identity, strongest first (edge cases 1 to 4).

use rusqlite::{OptionalExtension, Transaction, params};

use super::StoreError;
use crate::dedup::fingerprint::name_hash;
use crate::model::{FeedId, Identity};

/// Kinds of names, in the order in which they are asked. The numbers are stored: never to change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum AliasKind {
    /// Guid and link together: told apart even where the guid is reused.
    GuidAndLink = 0,
    Guid = 1,
    Link = 2,
    TitleAndDate = 3,
    /// The verdict line's name, for entries that were turned away and have nothing else.
    Name = 4,
}

/// One name of an item.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Alias {
    pub kind: AliasKind,
    pub name: [u8; 16],
}

/// Every name of an identity, strongest first.
pub fn aliases(identity: &Identity) -> Vec<Alias> {
    let guid = identity.guid.as_deref();
    let link = identity.link.as_deref();
    let both = guid.zip(link).map(|(guid, link)| format!("{guid}\n{link}"));
    let names = [
        (AliasKind::GuidAndLink, both.as_deref()),
        (AliasKind::Guid, guid),
        (AliasKind::Link, link.filter(|_| !identity.link_is_shared)),
        (AliasKind::TitleAndDate, identity.title_and_date.as_deref()),
    ];
    let alias = |kind, name| Alias { kind, name: name_hash(name) };
    let all: Vec<Alias> =
        names.into_iter().filter_map(|(kind, name)| Some(alias(kind, name?))).collect();
    if all.is_empty() { vec![alias(AliasKind::Name, &identity.entry)] } else { all }
}

/// The item that carries `alias` in `feed`.
pub fn find(tx: &Transaction<'_>, feed: &str, alias: &Alias) -> Result<Option<i64>, StoreError> {
    let mut statement =
        tx.prepare_cached("SELECT item FROM alias WHERE feed = ?1 AND kind = ?2 AND name = ?3")?;
    let found = statement.query_row(params![feed, alias.kind as i64, alias.name], |row| row.get(0));
    Ok(found.optional()?)
}

/// Names kept of one item, the first ones: some feeds make a new link for every request (P5, edge case 2).
pub const ALIASES_MAX: u64 = 64;

/// Who may find an item by its permanent link.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinkScope {
    /// The item is or will be part of a story: other feeds that carry its page are copies.
    AllFeeds,
    /// The item was turned away: its page says nothing to others.
    OwnFeed,
}

/// Gives `item` the names; a name that another item has already stays with it.
pub fn remember(
    tx: &Transaction<'_>,
    feed: &FeedId,
    identity: &Identity,
    item: i64,
    scope: LinkScope,
) -> Result<(), StoreError> {
    for alias in aliases(identity) {
        give_name(tx, feed.as_str(), &alias, item)?;
        if alias.kind == AliasKind::Link && scope == LinkScope::AllFeeds {
            give_name(tx, ANY_FEED, &alias, item)?;
        }
    }
    Ok(())
}

/// Makes the items that a kill speaks of known by it, so that they stay dead if they come after it.
pub fn remember_previous(
    tx: &Transaction<'_>,
    feed: &FeedId,
    identity: &Identity,
    item: i64,
) -> Result<(), StoreError> {
    for earlier in &identity.previous {
        for kind in [AliasKind::Guid, AliasKind::Link] {
            give_name(tx, feed.as_str(), &Alias { kind, name: name_hash(earlier) }, item)?;
        }
    }
    Ok(())
}

fn give_name(tx: &Transaction<'_>, feed: &str, alias: &Alias, item: i64) -> Result<(), StoreError> {
    tx.prepare_cached(
        "INSERT OR IGNORE INTO alias (feed, kind, name, item) SELECT ?1, ?2, ?3, ?4 \
         WHERE (SELECT count(*) FROM alias WHERE item = ?4) < ?5",
    )?
    .execute(params![feed, alias.kind as i64, alias.name, item, ALIASES_MAX])?;
    Ok(())
}

/// The feed under which permanent links are known to all feeds.
pub const ANY_FEED: &str = "";
