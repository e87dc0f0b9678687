//! An embargo or a hold that is only written out: in the headline, in a note to editors, on a line above the text.
//!
//! News of embargoes is none: what stands behind `until` has to be a date and nothing else, or the mark in capitals on a line
//! of its own.

use jiff::Timestamp;
use regex::Captures;

mod date;
mod label;
mod marks;

use date::until;
pub(super) use label::split_label;
use marks::{
    ADVANCE, ADVANCE_SLUG, DATED_TAIL, EMBARGO, FIELD, FOR_RELEASE, HELD, NOTED, SHOUTED, SLUG,
    TAIL, WITHHOLD,
};

/// Paragraphs that may stand above or be the line of an embargo.
const PARAGRAPHS_MAX: usize = 3;
/// Paragraphs of a letterhead: the house, a person to ask, a number, the day. All are short.
const LETTERHEAD_MAX: usize = 8;
const LETTERHEAD_WORDS_MAX: usize = 12;
/// A line in capitals that names no date is no longer than this.
const LINE_WORDS_MAX: usize = 30;

/// A text that is not to be used yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Hold {
    /// When it may be used; `None` where no point in time is printed. A local time without its zone is none.
    pub until: Option<Timestamp>,
}

/// Where an entry may say that it is held.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Said<'a> {
    pub headline: &'a str,
    pub ed_note: Option<&'a str>,
    /// The slug of a wire that has no status of its own.
    pub slugline: Option<&'a str>,
    pub paragraphs: &'a [&'a str],
    /// A wire writes its instructions to editors into the text.
    pub is_wire: bool,
    /// The entry's own date: a year that is not printed is the nearest to it.
    pub dated: Option<Timestamp>,
}

/// The hold that `said` tells of, whether it is over or not.
pub(super) fn hold(said: &Said<'_>) -> Option<Hold> {
    let lines = said.paragraphs.iter().take(PARAGRAPHS_MAX);
    let is_short = |line: &str| line.split_whitespace().nth(LETTERHEAD_WORDS_MAX).is_none();
    let letterhead = said.paragraphs.iter().take_while(|line| is_short(line)).count();
    let top = said.paragraphs.iter().take(PARAGRAPHS_MAX.max(letterhead + 1).min(LETTERHEAD_MAX));
    let mut holds: Vec<Hold> = Vec::new();
    for head in [Some(said.headline), said.ed_note].into_iter().flatten() {
        let is_marked = EMBARGO.find(head).is_some_and(|mark| !is_news_of_one(head, &mark));
        if is_marked || TAIL.is_match(head) {
            holds.push(Hold { until: None });
        }
        // Hardly a headline has one, and what a match holds is looked for at some cost.
        if HELD.is_match(head) {
            holds.extend(HELD.captures_iter(head).filter_map(|mark| dated_hold(head, &mark, said)));
        }
        holds.extend(dated_tail(head, said).map(|(hold, _)| hold));
    }
    if said.ed_note.is_some_and(|note| NOTED.is_match(note)) {
        holds.push(Hold { until: None });
    }
    let release = said.ed_note.iter();
    holds.extend(release.flat_map(|note| {
        FOR_RELEASE
            .find_iter(note)
            .filter_map(|mark| until(note, mark.end(), said.dated).map(|dated| dated.hold))
    }));
    let instructions = lines.clone().filter(|_| said.is_wire).copied().chain(said.ed_note);
    let mut notes = instructions.clone().flat_map(|text| text.split("; "));
    let is_advance = notes.any(|note| ADVANCE.is_match(note))
        || said.slugline.is_some_and(|slug| ADVANCE_SLUG.is_match(slug));
    let mut instructions = instructions.chain(said.slugline.filter(|slug| SLUG.is_match(slug)));
    if is_advance || instructions.any(|text| WITHHOLD.is_match(text) || SLUG.is_match(text)) {
        holds.push(Hold { until: None });
    }
    holds.extend(top.filter_map(|line| line_of(line, said)));
    // The one that names its end says most; where several do, the last end counts.
    holds.into_iter().max_by_key(|hold| hold.until)
}

/// `EMBARGO: EU AGREES ON OIL`: where all of a line is in capitals they mark nothing.
fn is_news_of_one(head: &str, mark: &regex::Match<'_>) -> bool {
    let is_noun = mark.as_str().trim_start_matches(|c: char| !c.is_alphanumeric());
    // `EMBARGADO` is what a bank does to a house.
    let is_noun = is_noun.strip_prefix("EMBARGO").is_some_and(|rest| !rest.starts_with("ED"))
        || is_noun.starts_with("EMBARGAD");
    let behind = head.get(mark.end()..).unwrap_or_default();
    is_noun && behind.contains(char::is_uppercase) && !behind.contains(char::is_lowercase)
}

/// The hold of a paragraph that is a line of the desk, or begins with one and a colon or dash.
fn line_of(line: &str, said: &Said<'_>) -> Option<Hold> {
    let mark = HELD.captures(line).filter(|mark| mark.get(0).is_some_and(|all| all.start() == 0));
    let found = mark.and_then(|mark| dated_hold(line, &mark, said));
    found.or_else(|| shouted(line)).or_else(|| field_of(line, said))
}

/// The hold of a line that is a field of a letterhead and needs no clock: `Embargo: 30 November 2026`.
fn field_of(line: &str, said: &Said<'_>) -> Option<Hold> {
    let mark = FIELD.find(line)?;
    let dated = until(line, mark.end(), said.dated)?;
    dated.ends_line.then_some(dated.hold)
}

/// The hold of a mark and its date. `Embargo until May 1: herring boats stay in port` is news: the noun alone needs a clock.
fn dated_hold(line: &str, mark: &Captures<'_>, said: &Said<'_>) -> Option<Hold> {
    let dated = until(line, mark.get(0)?.end(), said.dated)?;
    let noun = mark.name("noun").is_some_and(|noun| noun.as_str() != "EMBARGO");
    // "Hold until Monday: council delays vote" is a headline of a paper, which no desk reads.
    let order = [mark.name("order"), mark.name("hold")].iter().flatten().any(|order| {
        let in_capitals = !order.as_str().contains(char::is_lowercase);
        line == said.headline && !said.is_wire && !in_capitals
    });
    let noun = noun || order;
    (dated.has_clock || !noun).then_some(dated.hold)
}

/// The hold of a mark with its date that is the end of a headline, in brackets or behind a dash, and where it begins:
/// `Pier to be rebuilt (embargoed until 0600 GMT Nov 30)`.
fn dated_tail(line: &str, said: &Said<'_>) -> Option<(Hold, usize)> {
    let parts = DATED_TAIL.captures_iter(line).last()?;
    let (mark, noun) = (parts.get(0)?, parts.name("noun").is_some());
    let dated = until(line, mark.end(), said.dated)?;
    // `Grain - embargoed until May 1` may be news.
    let loud = !mark.as_str().contains(char::is_lowercase);
    let named = loud || mark.as_str().starts_with(['(', '[']);
    let sure = dated.has_clock || (named && !noun);
    (dated.ends_line && sure).then_some((dated.hold, mark.start()))
}

fn shouted(line: &str) -> Option<Hold> {
    let mark = SHOUTED.find(line)?;
    is_shouted(line, mark.as_str()).then_some(Hold { until: None })
}

fn is_shouted(line: &str, mark: &str) -> bool {
    !mark.contains(char::is_lowercase) && line.split_whitespace().count() <= LINE_WORDS_MAX
}

#[cfg(test)]
mod tests;
