//! How often a feed's window moved on by more than it holds, as it is shown to an operator (edge case 36).

use jiff::{SignedDuration, Timestamp};
use rusqlite::{Transaction, params};

use crate::model::FeedId;
use crate::store::{StoreError, millis};

/// A feed without another gap for so long is polled often enough.
const QUIET: SignedDuration = SignedDuration::from_hours(7 * 24);

/// Documents of which nothing was known, no two of them more than a week apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Gaps {
    pub count: u64,
    pub first: Timestamp,
    pub last: Timestamp,
}

impl Gaps {
    pub(super) fn of(
        count: u64,
        first: Option<Timestamp>,
        last: Option<Timestamp>,
    ) -> Option<Self> {
        let (first, last) = first.zip(last)?;
        Some(Self { count, first, last })
    }

    /// Whether the last of them was less than a week before `now`.
    pub fn are_recent(&self, now: Timestamp) -> bool {
        now.duration_since(self.last) < QUIET
    }
}

/// Counts one; the feed's row stands already, for a gap needs something to be known.
pub fn write_gap(tx: &Transaction<'_>, feed: &FeedId, at: Timestamp) -> Result<(), StoreError> {
    let quiet = at.saturating_sub(QUIET).unwrap_or(Timestamp::MIN);
    tx.prepare_cached(
        "UPDATE feed SET last_gap = ?2, gaps = iif(last_gap > ?3, gaps + 1, 1), \
         first_gap = iif(last_gap > ?3, first_gap, ?2) WHERE id = ?1",
    )?
    .execute(params![feed.as_str(), millis(at), millis(quiet)])?;
    Ok(())
}
