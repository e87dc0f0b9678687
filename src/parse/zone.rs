//! Times that are printed without a zone: the document's other times tell which one is meant, where they agree; else they
//! stay read as UTC. Either way the document says so. A day has no zone.

use jiff::SignedDuration;

use super::date;
use crate::model::{Date, Document, Entry, Precision, Problem, ProblemKind};

/// Reads the times without a zone with the offset that all the others of the document have.
pub(super) fn settle(document: &mut Document) {
    let bare = document.entries.iter().flat_map(times);
    let bare = bare.filter(|time| !ends_in_zone(&time.raw) && offset(time).is_none()).count();
    if bare == 0 {
        return;
    }
    let meant = {
        let mut offsets = document.entries.iter().flat_map(times).filter_map(offset);
        offsets.next().filter(|first| offsets.all(|other| other == *first))
    };
    if let Some(meant) = meant.filter(|meant| *meant != 0) {
        for time in document.entries.iter_mut().flat_map(times_mut) {
            if offset(time).is_none() {
                let shift = SignedDuration::from_secs(i64::from(meant));
                time.at = time.at.and_then(|at| at.checked_sub(shift).ok());
            }
        }
    }
    let zone = meant.map_or_else(
        || "as UTC".to_owned(),
        |seconds| {
            let (sign, minutes) = (if seconds < 0 { '-' } else { '+' }, seconds.abs() / 60);
            format!("with the {sign}{:02}:{:02} of the others", minutes / 60, minutes % 60)
        },
    );
    let (are, s) = if bare == 1 { ("is", "") } else { ("are", "s") };
    let detail = format!("{bare} time{s} without a zone {are} read {zone}");
    document.problems.push(Problem::new(ProblemKind::InvalidField, detail));
}

fn times(entry: &Entry) -> impl Iterator<Item = &Date> {
    let embargo = entry.wire.as_ref().and_then(|wire| wire.embargoed.as_ref());
    [entry.published.as_ref(), entry.updated.as_ref(), embargo]
        .into_iter()
        .flatten()
        .filter(|d| is_time(d))
}

fn times_mut(entry: &mut Entry) -> impl Iterator<Item = &mut Date> {
    let embargo = entry.wire.as_mut().and_then(|wire| wire.embargoed.as_mut());
    [entry.published.as_mut(), entry.updated.as_mut(), embargo]
        .into_iter()
        .flatten()
        .filter(|d| is_time(d))
}

fn is_time(date: &Date) -> bool {
    date.at.is_some() && date.precision == Precision::Instant
}

fn offset(time: &Date) -> Option<i32> {
    date::offset_s(&time.raw)
}

/// What nearly all dates end in, seen without reading them again.
fn ends_in_zone(raw: &str) -> bool {
    let sign = |at: usize| raw.len().checked_sub(at).and_then(|at| raw.as_bytes().get(at));
    let signed = |at: usize| matches!(sign(at), Some(b'+' | b'-'));
    raw.ends_with(['Z', 'T']) || (raw.contains(':') && (signed(5) || signed(6)))
}

#[cfg(test)]
mod tests {
    use crate::parse::{Hints, Limits, parse};

    fn read(dates: &[&str]) -> (Vec<String>, Vec<String>) {
        let item = |date: &&str| {
            format!("<item><guid>{date}</guid><title>A</title><pubDate>{date}</pubDate></item>")
        };
        let items = dates.iter().map(item).collect::<Vec<_>>().concat();
        let feed = format!("<rss version='2.0'><channel><title>T</title>{items}</channel></rss>");
        let limits = Limits { entries_max: 10, text_chars_max: 1_000 };
        let document = parse(feed.as_bytes(), Hints::default(), limits);
        let at = document.entries.iter().filter_map(|entry| entry.published.as_ref()?.at);
        let problems = document.problems.into_iter().map(|problem| problem.detail);
        (at.map(|at| at.to_string()).collect(), problems.collect())
    }

    #[test]
    fn a_time_without_a_zone_has_that_of_the_documents_other_times() {
        let (at, problems) = read(&[
            "Fri, 27 Nov 2026 09:00:00 +0200",
            "2026-11-27 10:00:00",
            "Fri, 27 Nov 2026 11:00:00 +0200",
        ]);
        assert_eq!(at, ["2026-11-27T07:00:00Z", "2026-11-27T08:00:00Z", "2026-11-27T09:00:00Z"]);
        assert_eq!(problems, ["1 time without a zone is read with the +02:00 of the others"]);
    }

    #[test]
    fn times_of_which_nothing_tells_the_zone_are_utc_and_said_to_be() {
        for dates in [
            &["2026-11-27 10:00:00", "2026-11-27 10:00:00"][..],
            &[
                "2026-11-27 10:00:00",
                "2026-11-27 10:00:00",
                "2026-11-27T10:00:00+01:00",
                "2026-11-27T10:00:00+02:00",
            ],
        ] {
            let (at, problems) = read(dates);
            assert_eq!(at[..2], ["2026-11-27T10:00:00Z", "2026-11-27T10:00:00Z"]);
            assert_eq!(problems, ["2 times without a zone are read as UTC"]);
        }
        for dates in [
            &["Fri, 27 Nov 2026 09:00:00 GMT", "2026-11-27"][..],
            &["1795770000"],
            &["27 Nov 2026 09:00 EST"],
        ] {
            assert_eq!(read(dates).1, [""; 0], "{dates:?}");
        }
    }
}
