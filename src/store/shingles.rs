//! The shingles of every story whose text is kept, on disk and in the index alike.

use rusqlite::{Connection, OptionalExtension, params};

use super::{StoreError, Work};
use crate::dedup::index::StoryIndex;
use crate::dedup::shingle::{from_bytes, to_bytes};

/// The index of all stories, as the rows say.
pub(super) fn index(connection: &Connection) -> Result<StoryIndex, StoreError> {
    let mut index = StoryIndex::default();
    let mut statement =
        connection.prepare("SELECT story, shingles FROM story_shingle ORDER BY story")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        index.insert(row.get(0)?, &from_bytes(row.get_ref(1)?.as_blob().unwrap_or_default()));
        index.commit();
    }
    Ok(index)
}

/// A story's shingles; none where its text has gone.
pub(super) fn read(connection: &Connection, story: i64) -> Result<Option<Vec<u64>>, StoreError> {
    let mut statement =
        connection.prepare_cached("SELECT shingles FROM story_shingle WHERE story = ?1")?;
    let bytes: Option<Vec<u8>> = statement.query_row([story], |row| row.get(0)).optional()?;
    Ok(bytes.map(|bytes| from_bytes(&bytes)))
}

/// Puts `shingles` in the place of those the story had.
pub(super) fn replace(work: &Work<'_>, story: i64, shingles: &[u64]) -> Result<(), StoreError> {
    forget(work, story)?;
    if !shingles.is_empty() {
        work.prepare_cached("INSERT INTO story_shingle (story, shingles) VALUES (?1, ?2)")?
            .execute(params![story, to_bytes(shingles)])?;
        work.with_index(|index| index.insert(story, shingles));
    }
    Ok(())
}

/// Forgets the story's shingles.
pub(super) fn forget(work: &Work<'_>, story: i64) -> Result<(), StoreError> {
    if let Some(old) = read(work, story)? {
        work.prepare_cached("DELETE FROM story_shingle WHERE story = ?1")?.execute([story])?;
        work.with_index(|index| index.remove(story, &old));
    }
    Ok(())
}
