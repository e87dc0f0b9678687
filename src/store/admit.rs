//! One poll into the store: lookup, judge, seen-marks, stories, outbox and feed state in one write transaction (P1), or
//! in several ([`Admission`]).
//!
//! Judging happens here, over the database and the earlier entries of the same batch, so two feeds that carry one
//! story in the same instant yield one `new`.

use std::borrow::Cow;
use std::collections::HashSet;
use std::time::Duration;

mod admission;
mod alert;
mod apply;
mod brief;
mod bulletins;
mod candidate;
mod decide;
mod kill;
mod likeness;
mod notice;
pub mod page;
mod reject;
mod resolve;
mod rows;

use super::{FeedState, StoreError, Work, feeds, story, websub};
use crate::config::PublishPolicy;
use crate::dedup::StateHash;
use crate::dedup::fingerprint::{rejection_hash, state_hash};
use crate::dedup::judge::Decision;
use crate::model::{
    Batch, Extent, Format, News, Normalised, Problem, ProblemKind, Story, Verdict, VerdictKind,
};
pub use admission::Admission;
use bulletins::Bulletins;
use kill::Killable;
use resolve::Group;

/// A publisher's date may be this far ahead of our clock before it is called a date in the future (edge case 47).
const SKEW_MAX: Duration = Duration::from_secs(24 * 3600);

/// What the operator set that admission needs.
#[derive(Debug, Clone, Copy)]
pub struct AdmitOptions {
    pub publish: PublishPolicy,
    /// Bytes of the largest record a sink takes.
    pub record_bytes_max: usize,
    /// Whether pages of the batch are remembered to be fetched; a replay fetches nothing.
    pub pages: bool,
}

/// What came of a batch.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Admitted {
    /// One an entry, in document order.
    pub verdicts: Vec<Verdict>,
    /// Records appended to the outbox.
    pub records: u64,
    /// No entry of the document was known, though others of the feed are.
    pub gap: bool,
    /// Pages that are to be read.
    pub pages: u64,
}

impl Admitted {
    /// What the poll brought that was not known.
    pub fn news(&self) -> News {
        match self.verdicts.iter().all(|v| v.verdict == VerdictKind::Unchanged) {
            true => News::Nothing,
            false if self.gap => News::Gap,
            false => News::Some,
        }
    }
}

/// What one entry of the batch has to do with.
struct Context<'a> {
    tx: &'a Work<'a>,
    batch: &'a Batch,
    /// The entries as printed, where lines were taken out for their repetition.
    printed: Option<&'a [Normalised]>,
    options: &'a AdmitOptions,
    /// The feed's first poll is still to be committed.
    unprimed: bool,
    /// Items that the document shows, as far as they are known by now.
    standing: HashSet<i64>,
    /// More pages may be queued.
    pages: bool,
    killable: Killable,
    bulletins: Bulletins,
}

impl Context<'_> {
    /// The state of entry `index` as it was printed, where lines were taken out of it.
    fn printed_state(&self, index: usize) -> Option<StateHash> {
        let printed = self.printed?.get(index)?;
        let left_out = self.batch.entries.get(index).is_some_and(|entry| entry != printed);
        left_out.then(|| entry_state(printed))
    }
}

/// Admits `batch` as a whole. Nothing is kept unless the caller commits `tx`.
pub fn admit(tx: &Work<'_>, batch: &Batch, options: &AdmitOptions) -> Result<Admitted, StoreError> {
    if batch.entries.is_empty() {
        // Most polls: only the feed's own row changes.
        write_feed(tx, batch, News::Nothing)?;
        if !batch.fetch.hubless {
            websub::heed(tx, batch, &[])?;
        }
        return Ok(Admitted::default());
    }
    let mut admission = Admission::begin(tx, Cow::Borrowed(batch), *options)?;
    loop {
        if let Some(admitted) = admission.go_on(tx, &mut || false)? {
            return Ok(admitted);
        }
    }
}

/// What the batch makes of the feed's own row.
fn write_feed(tx: &Work<'_>, batch: &Batch, news: News) -> Result<(), StoreError> {
    if news == News::Gap {
        feeds::write_gap(tx, &batch.feed, batch.fetched_at)?;
    }
    match batch.fetch.extent {
        Extent::Pushed => feeds::write_pushed(tx, batch, news),
        Extent::Unmodified if feeds::Unmodified::new(tx)?.write(batch)? => Ok(()),
        Extent::Unmodified | Extent::Whole | Extent::Delta => feeds::write_polled(tx, batch, news),
    }
}

/// Whether the publisher's window moved on by more than it holds since the feed was read last (edge case 36). Files in
/// a folder share nothing by nature, nor do a wire's messages and deltas, and a feed that shows a single item has no window,
/// unless it offers older pages: so begins a document whose window was archived a moment ago (RFC 5005 section 4).
fn is_window_new(batch: &Batch, before: &FeedState, groups: &[Group]) -> bool {
    let successive = batch.fetch.origin.is_some() && batch.fetch.origin == before.origin;
    let read_before = before.primed && before.last_news.is_some();
    let has_window = batch.format.is_some_and(Format::lists_what_stands);
    successive
        && read_before
        && has_window
        && batch.fetch.extent == Extent::Whole
        && (groups.len() > 1 || batch.facts.older.is_some())
        && groups.iter().all(|group| group.item.is_none())
}

/// What is known of a document before it is admitted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Overlap {
    /// Nothing of it is known, though the feed is.
    pub gap: bool,
    /// Something of it is.
    pub known: bool,
}

/// Looks and changes nothing.
pub fn overlap(tx: &Work<'_>, batch: &Batch) -> Result<Overlap, StoreError> {
    let feed = feeds::read(tx, &batch.feed)?;
    let groups = resolve::group(tx, batch)?;
    let known = groups.iter().any(|group| group.item.is_some());
    Ok(Overlap { gap: is_window_new(batch, &feed, &groups), known })
}

fn is_unknown(verdict: &Verdict) -> bool {
    match verdict.verdict {
        VerdictKind::New | VerdictKind::Copy | VerdictKind::Rejected => true,
        VerdictKind::Update | VerdictKind::Unchanged | VerdictKind::Withdrawn => false,
    }
}

/// The newest entry of an identity decides; its other states in the document are `unchanged`. Returns that entry's
/// place and the item.
fn admit_group(
    context: &Context<'_>,
    group: &Group,
    verdicts: &mut [Option<Verdict>],
    admitted: &mut Admitted,
) -> Result<Option<(usize, i64)>, StoreError> {
    let Some((winner, entry)) = resolve::winner(context, group)? else {
        return Ok(None);
    };
    let outcome = match entry {
        Normalised::Story(story) => {
            let (outcome, pages) = admit_story(context, group, winner, story)?;
            admitted.pages += u64::from(pages);
            outcome
        }
        Normalised::Rejected(rejection) => reject::admit_rejection(context, group, rejection)?,
    };
    admitted.records += outcome.records;
    for &member in &group.members {
        let Some(other) = context.batch.entries.get(member) else { continue };
        let mut verdict = outcome.verdict.clone();
        if member != winner {
            let now = context.batch.fetched_at;
            for state in [Some(entry_state(other)), context.printed_state(member)] {
                let Some(state) = state else { continue };
                story::remember_state(context.tx, outcome.item, state, now)?;
            }
            verdict.verdict = VerdictKind::Unchanged;
            verdict.relation = None;
            verdict.score = None;
            "another state of the same item stands in this document"
                .clone_into(&mut verdict.because);
        }
        entry_name(other).clone_into(&mut verdict.entry);
        verdict.problems = problems(context.batch, other);
        if let Some(slot) = verdicts.get_mut(member) {
            *slot = Some(verdict);
        }
    }
    Ok(Some((winner, outcome.item)))
}

/// What became of the story, and whether its page is to be read.
fn admit_story(
    context: &Context<'_>,
    group: &Group,
    at: usize,
    story: &Story,
) -> Result<(rows::Outcome, bool), StoreError> {
    let fuller = page::with_full_text(context, group, story)?;
    let shown = fuller.as_ref().map_or(story, |fuller| &fuller.story);
    let state = state_hash(story);
    let (candidate, mut decision) = decide::judge_story(context, group, at, shown, state)?;
    let is_published = fuller.as_ref().is_some_and(|fuller| fuller.is_published);
    let read_again = is_published && matches!(decision, Decision::Update { .. });
    if read_again {
        page::adopt(context, &candidate)?;
        let because = "the summary changed, the text of its page stands and is read again";
        decision = Decision::Unchanged { because: because.to_owned() };
    }
    let outcome = match apply::carry_out(context, &candidate, decision)? {
        Ok(outcome) => outcome,
        Err(large) => reject::refuse_too_large(context, &candidate, &large.to_string())?,
    };
    let seen = page::Seen { at, state, fuller: fuller.as_ref(), read_again };
    let pages = page::queue(context, &seen, &outcome)?;
    Ok((outcome, pages))
}

fn entry_state(entry: &Normalised) -> StateHash {
    match entry {
        Normalised::Story(story) => state_hash(story),
        Normalised::Rejected(rejection) => rejection_hash(rejection),
    }
}

fn entry_name(entry: &Normalised) -> &str {
    match entry {
        Normalised::Story(story) => &story.identity.entry,
        Normalised::Rejected(rejection) => &rejection.identity.entry,
    }
}

/// What was wrong with the entry or its document.
fn problems(batch: &Batch, entry: &Normalised) -> Vec<String> {
    let (own, claimed_at) = match entry {
        Normalised::Story(story) => (&story.problems, story.claimed_at()),
        Normalised::Rejected(rejection) => (&rejection.problems, None),
    };
    let limit = batch.fetched_at.checked_add(SKEW_MAX).ok();
    let future = claimed_at.filter(|at| limit.is_some_and(|limit| *at > limit)).map(|at| {
        Problem::new(ProblemKind::FutureDate, format!("dated {at}, later than the poll"))
            .to_string()
    });
    batch.problems.iter().chain(own).map(ToString::to_string).chain(future).collect()
}
