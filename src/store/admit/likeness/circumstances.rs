//! What beside the words tells a copy from another story: days, languages, what each says of itself.

use super::{SOON_HOURS_MAX, remarks};
use crate::dedup::compare::Circumstances;
use crate::model::{Story, StoryKind};
use crate::store::story::{ItemRow, StoryRow};

/// Two outlets' versions of one article appear within so many days of each other.
const VERSIONS_DAYS_MAX: i64 = 3;

/// What calls itself a later text of a story comes within so many hours of it: what is counted anew each day comes later.
const MARKED_HOURS_MAX: i64 = 20;

pub(super) fn circumstances(
    story: &Story,
    known: &StoryRow,
    leader: Option<&ItemRow>,
) -> Circumstances {
    let dates = (story.claimed_at(), leader.and_then(|item| item.claimed_at));
    let same_days = match dates {
        (Some(a), Some(b)) => a.duration_since(b).as_hours().abs() <= VERSIONS_DAYS_MAX * 24,
        _ => true,
    };
    let apart = dates.0.zip(dates.1).map(|(a, b)| a.duration_since(b).abs().as_hours());
    let soon = dates.0 != dates.1 && apart.is_some_and(|hours| hours < SOON_HOURS_MAX);
    // Of two states the later one says what it is, whichever comes first.
    let is_older = dates.0.zip(dates.1).is_some_and(|(now, before)| now < before);
    let (kind, note) = if is_older {
        (known.kind, known.ed_note.as_deref())
    } else {
        (story.kind, story.ed_note.as_deref())
    };
    let primary = |tag: &Option<String>| {
        tag.as_deref().and_then(|tag| tag.split('-').next()).map(str::to_owned)
    };
    let languages = (primary(&story.language), primary(&known.known.language));
    Circumstances {
        same_days,
        corrects: kind == StoryKind::Correction,
        notes_correction: remarks::tell_of_a_correction(note),
        marked_later: remarks::tell_of_an_update(note)
            && apart.is_none_or(|hours| hours <= MARKED_HOURS_MAX),
        soon,
        other_language: matches!(&languages, (Some(a), Some(b)) if a != b),
        ..Circumstances::default()
    }
}
