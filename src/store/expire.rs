//! The window: texts go when nothing of their story was seen for long, or when there are too many; identities later.

use std::time::Duration;

use jiff::Timestamp;
use rusqlite::{Transaction, params};

use super::story::TOUCH_EVERY_MS;
use super::{StoreError, Work, duration_millis, millis, pages, shingles};

/// Rows removed in one transaction, so that expiry never holds the writer for long.
const ROWS_MAX: i64 = 1_000;

/// How long what was seen counts.
#[derive(Debug, Clone, Copy)]
pub struct Window {
    /// Since a story's last activity: its text is compared no more.
    pub stories: Duration,
    /// Stories whose text is kept at most.
    pub stories_max: u64,
    /// Since an item was last seen in its feed, where the feed's newest document has it no more: after that its
    /// return would be news (edge case 12).
    pub items: Duration,
}

impl Window {
    /// Identities outlive texts: a feed may show an old item again long after its text was last compared.
    const ITEMS_MIN: Duration = Duration::from_secs(90 * 86_400);

    pub fn of(config: &crate::config::DedupConfig) -> Self {
        Self {
            stories: config.window,
            stories_max: config.window_stories_max,
            items: config.window.max(Self::ITEMS_MIN),
        }
    }
}

/// Removes up to a thousand rows of each kind; true when more is waiting.
pub fn expire(tx: &Work<'_>, window: &Window, now: Timestamp) -> Result<bool, StoreError> {
    let stories_before = millis(now).saturating_sub(duration_millis(window.stories));
    let mut texts = forget_texts(tx, stories_before)?;
    let kept = tx.with_index(|index| index.stories_held()) as u64;
    texts += forget_oldest_texts(tx, kept.saturating_sub(window.stories_max))?;
    let items_before = millis(now).saturating_sub(duration_millis(window.items));
    let items = forget_items(tx, items_before)?;
    let full = usize::try_from(ROWS_MAX).unwrap_or(usize::MAX);
    Ok(texts >= full || items >= full)
}

fn forget_texts(work: &Work<'_>, before: i64) -> Result<usize, StoreError> {
    let due = "SELECT id FROM story WHERE body IS NOT NULL AND last_activity < ?1 LIMIT ?2";
    forget_texts_of(work, &story_ids(work, due, params![before, ROWS_MAX])?)
}

fn forget_oldest_texts(work: &Work<'_>, over: u64) -> Result<usize, StoreError> {
    let rows = i64::try_from(over).unwrap_or(ROWS_MAX).min(ROWS_MAX);
    let due = "SELECT id FROM story WHERE body IS NOT NULL ORDER BY last_activity, id LIMIT ?1";
    forget_texts_of(work, &story_ids(work, due, params![rows])?)
}

fn story_ids(
    work: &Work<'_>,
    due: &str,
    parameters: impl rusqlite::Params,
) -> Result<Vec<i64>, StoreError> {
    let mut statement = work.prepare_cached(due)?;
    Ok(statement.query_map(parameters, |row| row.get(0))?.collect::<Result<_, _>>()?)
}

fn forget_texts_of(work: &Work<'_>, stories: &[i64]) -> Result<usize, StoreError> {
    for &story in stories {
        work.prepare_cached("DELETE FROM story_text WHERE story = ?1")?.execute([story])?;
        shingles::forget(work, story)?;
        work.prepare_cached("UPDATE story SET body = NULL, credit = NULL WHERE id = ?1")?
            .execute([story])?;
    }
    Ok(stories.len())
}

fn forget_items(tx: &Transaction<'_>, before: i64) -> Result<usize, StoreError> {
    // An item that stood in its feed's newest document stands there still, however long the feed has been quiet.
    let mut due = tx.prepare_cached(
        "SELECT item.id, item.story FROM item JOIN feed ON feed.id = item.feed \
         WHERE item.last_seen < ?1 AND item.last_seen < feed.last_read - ?3 \
         ORDER BY item.last_seen LIMIT ?2",
    )?;
    let rows = due
        .query_map(params![before, ROWS_MAX, TOUCH_EVERY_MS], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<Result<Vec<(i64, Option<i64>)>, _>>()?;
    for (item, story) in &rows {
        pages::forget(tx, *item)?;
        tx.prepare_cached("DELETE FROM alias WHERE item = ?1")?.execute([item])?;
        tx.prepare_cached("DELETE FROM item_state WHERE item = ?1")?.execute([item])?;
        tx.prepare_cached("DELETE FROM item WHERE id = ?1")?.execute([item])?;
        // The story's name and version outlive its text, but not its last item.
        tx.prepare_cached(
            "DELETE FROM story WHERE id = ?1 AND body IS NULL AND NOT EXISTS (SELECT 1 FROM item WHERE story = ?1)",
        )?
        .execute([story])?;
    }
    Ok(rows.len())
}
