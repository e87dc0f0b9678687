//! Which entries of a document are one item, and which known item that is.

use std::collections::HashMap;

use rusqlite::Transaction;

use super::Context;
use crate::dedup::fingerprint::compared_text;
use crate::dedup::relatedness::are_related;
use crate::model::{Batch, Identity, Normalised, PubStatus, Story};
use crate::store::StoreError;
use crate::store::identity::{Alias, AliasKind, aliases, find};
use crate::store::story::{ItemRow, item, state_seen, story as read_story};

/// Entries of one identity in one document, in document order.
#[derive(Debug)]
pub(super) struct Group {
    pub(super) item: Option<ItemRow>,
    pub(super) members: Vec<usize>,
}

/// Groups the batch by identity. Documents list the newest first: the groups come oldest first by the publishers'
/// dates, so that a story comes before what corrects or kills it; without dates in the order of their first entries, but
/// kills last: they stand above their stories.
pub(super) fn group(tx: &Transaction<'_>, batch: &Batch) -> Result<Vec<Group>, StoreError> {
    let mut groups: Vec<Group> = Vec::new();
    let mut by_alias: HashMap<Alias, usize> = HashMap::new();
    let mut by_item: HashMap<i64, usize> = HashMap::new();
    for (index, entry) in batch.entries.iter().enumerate() {
        let identity = identity_of(entry);
        let names = aliases(identity);
        let item = known_item(tx, batch.feed.as_str(), entry, &names)?;
        let in_document = names.iter().find_map(|name| by_alias.get(name)).copied();
        let known = item.as_ref().and_then(|item| by_item.get(&item.id)).copied();
        let at = known.or(in_document).unwrap_or(groups.len());
        if at == groups.len() {
            groups.push(Group { item: None, members: Vec::new() });
        }
        if let Some(group) = groups.get_mut(at) {
            group.members.push(index);
            if let (None, Some(item)) = (&group.item, item) {
                by_item.insert(item.id, at);
                group.item = Some(item);
            }
        }
        for name in names {
            by_alias.entry(name).or_insert(at);
        }
    }
    groups.sort_by_key(|group| {
        let claimed_at = newest_claim(batch, group);
        (claimed_at.is_none() && kills(batch, group), claimed_at)
    });
    Ok(groups)
}

/// Looks once more for the item of a group that had none: an entry before it may have been a kill that names it. The
/// item it had `may_differ` by now where anything was written since: another entry may have taken its story over.
pub(super) fn look_again(
    tx: &Transaction<'_>,
    batch: &Batch,
    group: &mut Group,
    may_differ: bool,
) -> Result<(), StoreError> {
    if let (Some(before), true) = (&group.item, may_differ) {
        group.item = item(tx, before.id)?;
    }
    let first = group.members.first().and_then(|&index| batch.entries.get(index));
    if let (None, Some(entry)) = (&group.item, first) {
        group.item = known_item(tx, batch.feed.as_str(), entry, &aliases(identity_of(entry)))?;
    }
    Ok(())
}

fn newest_claim(batch: &Batch, group: &Group) -> Option<jiff::Timestamp> {
    let entries = group.members.iter().filter_map(|&index| batch.entries.get(index));
    entries.filter_map(claimed_at).max()
}

fn kills(batch: &Batch, group: &Group) -> bool {
    let mut entries = group.members.iter().filter_map(|&index| batch.entries.get(index));
    entries.any(|entry| match entry {
        Normalised::Story(story) => story.status == PubStatus::Canceled,
        Normalised::Rejected(_) => false,
    })
}

fn claimed_at(entry: &Normalised) -> Option<jiff::Timestamp> {
    match entry {
        Normalised::Story(story) => story.claimed_at(),
        Normalised::Rejected(_) => None,
    }
}

/// By date, then by newness.
type Rank = (Option<jiff::Timestamp>, bool);

/// The entry that stands for its group: the newest by the publisher's date, then one never seen before, then the first.
pub(super) fn winner<'a>(
    context: &Context<'a>,
    group: &Group,
) -> Result<Option<(usize, &'a Normalised)>, StoreError> {
    let mut best: Option<(usize, &Normalised, Rank)> = None;
    for &index in &group.members {
        let Some(entry) = context.batch.entries.get(index) else { continue };
        let mut seen = false;
        if let (Some(item), 2..) = (&group.item, group.members.len()) {
            let states = [Some(super::entry_state(entry)), context.printed_state(index)];
            for state in states.into_iter().flatten() {
                seen |= state_seen(context.tx, item.id, state)?;
            }
        }
        let rank = (claimed_at(entry), !seen);
        if best.as_ref().is_none_or(|(_, _, top)| rank > *top) {
            best = Some((index, entry, rank));
        }
    }
    Ok(best.map(|(index, entry, _)| (index, entry)))
}

/// The earlier item that an entry says it replaces.
pub(super) fn predecessor(
    tx: &Transaction<'_>,
    feed: &str,
    identity: &Identity,
) -> Result<Option<ItemRow>, StoreError> {
    for earlier in &identity.previous {
        for kind in [AliasKind::Guid, AliasKind::Link] {
            let alias = Alias { kind, name: crate::dedup::fingerprint::name_hash(earlier) };
            if let Some(id) = find(tx, feed, &alias)? {
                return item(tx, id);
            }
        }
    }
    Ok(None)
}

fn identity_of(entry: &Normalised) -> &Identity {
    match entry {
        Normalised::Story(story) => &story.identity,
        Normalised::Rejected(rejection) => &rejection.identity,
    }
}

fn known_item(
    tx: &Transaction<'_>,
    feed: &str,
    entry: &Normalised,
    names: &[Alias],
) -> Result<Option<ItemRow>, StoreError> {
    for name in names {
        let Some(id) = find(tx, feed, name)? else { continue };
        let Some(item) = item(tx, id)? else { continue };
        if name.kind != AliasKind::Guid || !is_reused_guid(tx, &item, entry)? {
            return Ok(Some(item));
        }
    }
    Ok(None)
}

/// One guid with different links and unrelated texts is two stories; one whose link merely moved is one (edge case 1).
fn is_reused_guid(
    tx: &Transaction<'_>,
    item: &ItemRow,
    entry: &Normalised,
) -> Result<bool, StoreError> {
    let Normalised::Story(story) = entry else { return Ok(false) };
    let links = (item.link.as_deref(), story.identity.link.as_deref());
    let ((Some(before), Some(now)), Some(known)) = (links, item.story) else { return Ok(false) };
    if before == now {
        return Ok(false);
    }
    let known = read_story(tx, known)?;
    // A kill says little of the text it kills, and may come first.
    if known.known.status == PubStatus::Canceled {
        return Ok(false);
    }
    Ok(!related(&item.headline, &known.body, story))
}

fn related(headline: &str, body: &str, story: &Story) -> bool {
    let now = story.headline.as_deref().unwrap_or_default();
    are_related(headline, body, now, &compared_text(story))
}
