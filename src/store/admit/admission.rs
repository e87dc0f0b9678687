//! A document on its way into the store, in one transaction or in several that follow each other.
//!
//! What is decided of the document as a whole (which entries are one item, a gap, the feed's first poll, the lines it
//! repeats) is decided with its first entry and goes along. The feed's own row (validators, body hash, next due time, what
//! was learned) is written with the last entry alone: until then the feed is as it was, its document is asked for again
//! after a crash, and what was admitted of it is `unchanged` then (P1, P2).

use std::borrow::Cow;
use std::collections::HashSet;
use std::fmt;

use super::bulletins::Bulletins;
use super::kill::Killable;
use super::resolve::{self, Group};
use super::{AdmitOptions, Admitted, Context, admit_group, is_unknown, is_window_new, write_feed};
use crate::dedup::repetition::{self, Learned};
use crate::model::{Batch, FeedId, Normalised, Verdict};
use crate::store::{StoreError, Work, feeds, pages, story, websub};

/// A batch with entries of which the first ones are admitted.
pub struct Admission<'a> {
    /// As printed.
    batch: Cow<'a, Batch>,
    /// Without the lines that the feed repeats, where it has any.
    cleared: Option<Batch>,
    options: AdmitOptions,
    /// Those that are still to be admitted.
    groups: std::vec::IntoIter<Group>,
    unprimed: bool,
    none_known: bool,
    /// Pages that may be queued.
    room: u64,
    standing: HashSet<i64>,
    killable: Killable,
    learned: (Learned, Learned),
    verdicts: Vec<Option<Verdict>>,
    admitted: Admitted,
    /// Rows that the connection had changed when the entries were looked up.
    changes: u64,
}

impl<'a> Admission<'a> {
    /// Looks the entries up and writes nothing.
    pub fn begin(
        tx: &Work<'_>,
        batch: Cow<'a, Batch>,
        options: AdmitOptions,
    ) -> Result<Self, StoreError> {
        let feed = feeds::read(tx, &batch.feed)?;
        let learned = feeds::learned(tx, &batch.feed)?;
        let cleared = repetition::clear(&batch.entries, &learned);
        let cleared = cleared.map(|entries| with(&batch, entries));
        let shown = cleared.as_ref().unwrap_or(&batch);
        let groups = resolve::group(tx, shown)?;
        let standing = groups.iter().filter_map(|group| Some(group.item.as_ref()?.id)).collect();
        let none_known = is_window_new(shown, &feed, &groups);
        let room = if batch.pages.is_empty() { 0 } else { pages::room(tx, &batch.feed)? };
        Ok(Self {
            verdicts: vec![None; batch.entries.len()],
            batch,
            cleared,
            options,
            groups: groups.into_iter(),
            unprimed: !feed.primed,
            none_known,
            room,
            standing,
            killable: Killable::default(),
            learned: (learned.clone(), learned),
            admitted: Admitted::default(),
            changes: tx.total_changes(),
        })
    }

    /// Admits one entry after the other until `is_enough`, but one at least; with the last of them the feed's own row is
    /// written, and what came of all is returned. An admission that failed is of no use any more.
    pub fn go_on(
        &mut self,
        tx: &Work<'_>,
        is_enough: &mut dyn FnMut() -> bool,
    ) -> Result<Option<Admitted>, StoreError> {
        let shown = self.cleared.as_ref().unwrap_or(&self.batch);
        let mut context = Context {
            tx,
            batch: shown,
            printed: self.cleared.is_some().then_some(self.batch.entries.as_slice()),
            options: &self.options,
            unprimed: self.unprimed,
            standing: std::mem::take(&mut self.standing),
            pages: false,
            killable: std::mem::take(&mut self.killable),
            bulletins: Bulletins::default(),
        };
        // Others may have brought stories that a kill speaks of.
        context.killable.forget();
        for mut group in self.groups.by_ref() {
            let may_differ = self.changes != tx.total_changes();
            resolve::look_again(tx, shown, &mut group, may_differ)?;
            context.pages = self.options.pages && self.admitted.pages < self.room;
            let admission = admit_group(&context, &group, &mut self.verdicts, &mut self.admitted)?;
            let Some((winner, item)) = admission else { continue };
            context.standing.insert(item);
            let printed = self.batch.entries.get(winner);
            if let (None, Some(Normalised::Story(story))) = (&group.item, printed)
                && story::is_only_carrier(tx, item)?
            {
                self.learned.1.meet(story);
            }
            if is_enough() {
                break;
            }
        }
        (self.standing, self.killable) = (context.standing, context.killable);
        if self.groups.len() == 0 {
            return self.finish(tx).map(Some);
        }
        Ok(None)
    }

    fn finish(&mut self, tx: &Work<'_>) -> Result<Admitted, StoreError> {
        let batch = self.cleared.as_ref().unwrap_or(&self.batch);
        let mut admitted = std::mem::take(&mut self.admitted);
        if self.options.pages && !batch.pages.is_empty() && admitted.pages >= self.room {
            tracing::warn!(feed = %batch.feed, "the feed's share of the pages that may wait is used up: further entries keep their summaries");
        }
        admitted.verdicts = std::mem::take(&mut self.verdicts).into_iter().flatten().collect();
        // A publisher that gave its stories new names shows what we know all the same.
        admitted.gap = self.none_known && admitted.verdicts.iter().all(is_unknown);
        write_feed(tx, batch, admitted.news())?;
        websub::heed(tx, batch, &admitted.verdicts)?;
        let (before, learned) = &self.learned;
        if learned != before {
            feeds::write_learned(tx, &batch.feed, learned)?;
        }
        Ok(admitted)
    }

    pub fn feed(&self) -> &FeedId {
        &self.batch.feed
    }
}

impl fmt::Debug for Admission<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let left = self.groups.len();
        f.debug_struct("Admission").field("feed", self.feed()).field("left", &left).finish()
    }
}

/// `batch` with other entries.
fn with(batch: &Batch, entries: Vec<Normalised>) -> Batch {
    Batch {
        feed: batch.feed.clone(),
        format: batch.format,
        fetched_at: batch.fetched_at,
        fetch: batch.fetch.clone(),
        facts: batch.facts.clone(),
        problems: batch.problems.clone(),
        entries,
        pages: batch.pages.clone(),
        next: batch.next,
    }
}
