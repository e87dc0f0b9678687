//! What a version says beside its headline, text and sources: a notice of a correction comes without all of it, and it goes
//! out with it.

use rusqlite::Transaction;
use serde::{Deserialize, Serialize};

use crate::model::{Copyright, Person, Picture, Precision, Story, Subject};
use crate::store::StoreError;

/// As JSON in the story's row, while its text is kept.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Particulars {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub people: Vec<Person>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub located: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub slugline: Option<String>,
    #[serde(skip_serializing_if = "is_default")]
    pub copyright: Copyright,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub urgency: Option<u8>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub genres: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub subjects: Vec<Subject>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub pictures: Vec<Picture>,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub html: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub summary: Option<String>,
    /// When the content was made, as the record says.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub content_created: Option<jiff::Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expires: Option<jiff::Timestamp>,
    /// The version's own note to editors, where notices stand before it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub own_note: Option<String>,
    /// What is known to be wrong in the story, the newest first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub notices: Vec<Notice>,
}

/// What the newest version of a story says beside headline, text and sources, while its text is kept. They are as long as
/// the text, so they are read where they are needed, and not with each story that an entry is compared with.
pub fn particulars(tx: &Transaction<'_>, story: i64) -> Result<Particulars, StoreError> {
    let mut statement = tx.prepare_cached("SELECT credit FROM story WHERE id = ?1")?;
    let written: Option<String> = statement.query_row([story], |row| row.get(0))?;
    Ok(written.and_then(|written| serde_json::from_str(&written).ok()).unwrap_or_default())
}

/// A notice of a correction, in the words of the item that brought it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    pub feed: String,
    pub entry: String,
    pub said: String,
}

impl Particulars {
    pub(super) fn of(story: &Story) -> Self {
        let made = story.published.as_ref().filter(|date| date.precision == Precision::Instant);
        Self {
            by: story.by.clone(),
            people: story.people.clone(),
            located: story.located.clone(),
            slugline: story.slugline.clone(),
            copyright: story.copyright.clone(),
            urgency: story.urgency,
            genres: story.genres.clone(),
            subjects: story.subjects.clone(),
            pictures: story.pictures.clone(),
            html: story.html.clone(),
            summary: story.summary.clone(),
            content_created: story.content_created.or_else(|| made.and_then(|date| date.at)),
            expires: story.expires,
            own_note: None,
            notices: Vec::new(),
        }
    }
}

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}
