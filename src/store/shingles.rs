//! The texts of every story whose text is kept, as shingles, on disk and in the index alike.

use rusqlite::{Connection, params};

use super::{StoreError, Work};
use crate::dedup::index::StoryIndex;
use crate::dedup::relatedness::ratio;
use crate::dedup::shingle::{from_bytes, to_bytes};
use crate::model::FeedId;

/// Texts kept of one story beside its newest, the latest ones (P5).
const EARLIER_MAX: i64 = 3;

/// Those of them that are texts of its own earlier versions and outlive its copies': papers print what the wire sent hours
/// ago. The rest is for copies, however many versions there were.
const VERSIONS_KEPT: i64 = 2;

/// A text of which this share stands in another one, and that is this part of it, finds no copy that the other would not
/// find. A short cut does: what is cut still shorter is known by it, where the whole goes on with other things.
const HELD_SHARE: f64 = 0.95;
const HELD_PART: f64 = 0.6;

/// Of a text with fewer shingles nearly all must stand in a copy of it: a few words more, a paper's frame, hide it.
const SHORT_MAX: usize = 90;
const SHORT_HELD_PART: f64 = 0.92;

/// One text of a story.
#[derive(Debug)]
pub(super) struct KnownText {
    /// The feed that printed it.
    pub(super) feed: String,
    /// The story's version that had it; 0 where that was not written down.
    pub(super) version: u64,
    /// `None` for the story's newest.
    pub(super) body: Option<String>,
    pub(super) shingles: Vec<u64>,
}

/// The index of all stories whose text is kept, as the rows say; those of too few words for a shingle are in it by number only.
pub(super) fn index(connection: &Connection) -> Result<StoryIndex, StoreError> {
    let mut index = StoryIndex::default();
    let mut statement =
        connection.prepare("SELECT story, shingles FROM story_shingle ORDER BY story, id")?;
    let mut rows = statement.query([])?;
    let (mut story, mut texts): (i64, Vec<Vec<u64>>) = (0, Vec::new());
    let mut add = |story: i64, texts: &[Vec<u64>]| {
        index.insert(story, &slices(texts));
        // A journal of every story would be larger than the index itself.
        index.commit();
    };
    while let Some(row) = rows.next()? {
        let next = row.get(0)?;
        if next != story && !texts.is_empty() {
            add(story, &texts);
            texts.clear();
        }
        story = next;
        texts.push(from_bytes(row.get_ref(1)?.as_blob().unwrap_or_default()));
    }
    if !texts.is_empty() {
        add(story, &texts);
    }
    let mut statement = connection.prepare(
        "SELECT id FROM story WHERE body IS NOT NULL \
         AND NOT EXISTS (SELECT 1 FROM story_shingle WHERE story = story.id)",
    )?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        add(row.get(0)?, &[]);
    }
    Ok(index)
}

fn slices(texts: &[Vec<u64>]) -> Vec<&[u64]> {
    texts.iter().map(Vec::as_slice).collect()
}

/// A story's texts, the newest first; none where they have gone.
pub(super) fn read(connection: &Connection, story: i64) -> Result<Vec<KnownText>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT body, shingles, feed, version FROM story_shingle WHERE story = ?1 ORDER BY body IS NOT NULL, id",
    )?;
    let texts = statement.query_map([story], |row| {
        let shingles = from_bytes(row.get_ref(1)?.as_blob().unwrap_or_default());
        Ok(KnownText { feed: row.get(2)?, version: row.get(3)?, body: row.get(0)?, shingles })
    })?;
    Ok(texts.collect::<Result<_, _>>()?)
}

/// Makes `text` of `version` the story's newest. Call it before the story's own row takes it over: what was there stays as an
/// earlier text, unless the new one has every word of it. One other figure makes it a text of its own: cuts of it are
/// printed for hours.
pub(super) fn replace(
    work: &Work<'_>,
    story: i64,
    feed: &FeedId,
    (text, version): (&str, u64),
) -> Result<(), StoreError> {
    let words = work.words_of(text);
    let shingles = words.text.shingles.as_slice();
    changing(work, story, |before| {
        let newest = before.iter().find(|text| text.body.is_none());
        if newest.is_some_and(|newest| !stands_in(&newest.shingles, shingles)) {
            work.prepare_cached(
                "UPDATE story_shingle SET body = (SELECT coalesce(body, '') FROM story WHERE id = ?1) \
                 WHERE story = ?1 AND body IS NULL",
            )?
            .execute([story])?;
        } else {
            work.prepare_cached("DELETE FROM story_shingle WHERE story = ?1 AND body IS NULL")?
                .execute([story])?;
        }
        add(work, story, (feed, version), None, shingles)
    })
}

/// Remembers an earlier state of a story, by its own feed, that came after the newest.
pub(super) fn remember_earlier(
    work: &Work<'_>,
    story: i64,
    feed: &FeedId,
    text: &str,
) -> Result<(), StoreError> {
    let words = work.words_of(text);
    let shingles = words.text.shingles.as_slice();
    let known = read(work, story)?;
    if known.is_empty() || known.iter().any(|known| stands_in(shingles, &known.shingles)) {
        return Ok(());
    }
    changing(work, story, |_| add(work, story, (feed, 0), Some(text), shingles))
}

/// Remembers the text of a copy of `version` where it would find others than the story's texts do.
pub(super) fn remember(
    work: &Work<'_>,
    story: i64,
    feed: &FeedId,
    (text, version): (&str, u64),
) -> Result<(), StoreError> {
    let words = work.words_of(text);
    let shingles = words.text.shingles.as_slice();
    let known = read(work, story)?;
    let newest_gone = known.is_empty();
    if newest_gone || known.iter().any(|known| is_held(shingles, &known.shingles)) {
        return Ok(());
    }
    changing(work, story, |_| add(work, story, (feed, version), Some(text), shingles))
}

/// Forgets all texts of a story.
pub(super) fn forget(work: &Work<'_>, story: i64) -> Result<(), StoreError> {
    let before = shingles_of(&read(work, story)?);
    work.prepare_cached("DELETE FROM story_shingle WHERE story = ?1")?.execute([story])?;
    work.with_index(|index| take_out(index, story, &before));
    Ok(())
}

fn add(
    work: &Work<'_>,
    story: i64,
    (feed, version): (&FeedId, u64),
    body: Option<&str>,
    shingles: &[u64],
) -> Result<(), StoreError> {
    if !shingles.is_empty() {
        work.prepare_cached(
            "INSERT INTO story_shingle (story, feed, body, shingles, version) VALUES (?1, ?2, ?3, ?4, ?5)",
        )?
        .execute(params![story, feed.as_str(), body, to_bytes(shingles), version])?;
    }
    work.prepare_cached(
        // Copies of a version come after its own text.
        "DELETE FROM story_shingle WHERE id IN (SELECT id FROM story_shingle WHERE story = ?1 AND body IS NOT NULL \
         ORDER BY id IN (SELECT min(id) FROM story_shingle WHERE story = ?1 GROUP BY version \
           HAVING max(body IS NULL) = 0 ORDER BY min(id) DESC LIMIT ?3) DESC, id DESC LIMIT -1 OFFSET ?2)",
    )?
    .execute(params![story, EARLIER_MAX, VERSIONS_KEPT])?;
    Ok(())
}

/// Changes the rows of a story whose text is kept, and the index with them.
fn changing(
    work: &Work<'_>,
    story: i64,
    change: impl FnOnce(&[KnownText]) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    let before = read(work, story)?;
    change(&before)?;
    let after = read(work, story)?;
    work.with_index(|index| {
        take_out(index, story, &shingles_of(&before));
        index.insert(story, &slices(&shingles_of(&after)));
    });
    Ok(())
}

fn take_out(index: &mut StoryIndex, story: i64, texts: &[Vec<u64>]) {
    if index.holds(story) {
        index.remove(story, &slices(texts));
    }
}

fn shingles_of(texts: &[KnownText]) -> Vec<Vec<u64>> {
    texts.iter().map(|text| text.shingles.clone()).collect()
}

/// Every word of `part`, and not much more than that.
fn stands_in(part: &[u64], whole: &[u64]) -> bool {
    is_held(part, whole) && held_share(part, whole) >= 1.0
}

fn is_held(part: &[u64], whole: &[u64]) -> bool {
    let part_min = if part.len() < SHORT_MAX { SHORT_HELD_PART } else { HELD_PART };
    ratio(part.len(), whole.len()) >= part_min && held_share(part, whole) >= HELD_SHARE
}

/// Share of the shingles of `part` that stand in `whole`, 0 to 1.
fn held_share(part: &[u64], whole: &[u64]) -> f64 {
    let mut sorted = whole.to_vec();
    sorted.sort_unstable();
    let held = part.iter().filter(|shingle| sorted.binary_search(shingle).is_ok()).count();
    ratio(held, part.len())
}
