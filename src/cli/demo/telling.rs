//! What is said before and after the play: the cast, one record as it goes to Kafka, and the figures.

use std::time::Duration;

use super::cast::{AGENCIES, OUTLETS};
use super::paint::{Ink, Paint};
use super::tally::Tally;
use crate::cli::exit::print;

/// Who plays.
pub(super) fn tell_cast(paint: Paint) {
    let title = "wiredesk demo: sample feeds, the real daemon, no broker, no network";
    print(paint.dye(Ink::Strong, title));
    let outlets = OUTLETS.iter().map(|outlet| (outlet.name, outlet.form));
    let agencies = AGENCIES.iter().map(|agency| (agency.name, agency.form));
    for (name, form) in outlets.chain(agencies) {
        print(format_args!("  {name:<24}{}", paint.dye(Ink::Faint, form)));
    }
    print("");
}

/// One whole record.
pub(super) fn tell_specimen(tally: &Tally, paint: Paint) {
    let Some(record) = &tally.specimen else { return };
    let title = "One of the records, whole, as IPTC ninjs 3.1:";
    print(format_args!("\n{}\n{record:#}", paint.dye(Ink::Strong, title)));
}

/// The figures, one a line.
pub(super) fn tell_summary(tally: &Tally, paint: Paint, whole: Duration) {
    print(format_args!("\n{}", paint.dye(Ink::Strong, "Summary")));
    let rows = [
        (Ink::New, "stories", tally.stories),
        (Ink::Strong, "outlets", tally.feeds.len()),
        (Ink::Copy, "copies folded", tally.copies),
        (Ink::Update, "updates", tally.updates),
        (Ink::Kill, "kills", tally.kills),
        (Ink::Reject, "rejects", tally.rejects),
    ];
    for (ink, name, count) in rows {
        print(format_args!("  {name:<16}{}", paint.dye(ink, &format!("{count:>5}"))));
    }
    if let Some(first) = tally.first_after {
        print(format_args!("  {:<16}{:>5.1} s", "first story", first.as_secs_f64()));
    }
    print(format_args!("  {:<16}{:>5.1} s", "whole run", whole.as_secs_f64()));
}

/// How to see more.
pub(super) fn tell_farewell(paint: Paint) {
    let words = "`wiredesk demo --records FILE` leaves the records in a file; `--keep` goes on until Ctrl-C.";
    print(format_args!("\n{}", paint.dye(Ink::Faint, words)));
}
