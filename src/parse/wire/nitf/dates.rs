//! When a NITF was printed, where its docdata says nothing of when it was issued.

use super::super::fields::read_date;
use super::super::tree::Element;
use crate::model::Date;

/// `pubdata/@date.publication`, else `story.date/@norm` of the dateline (NITF 3.x).
pub(super) fn printed(nitf: &Element) -> Option<Date> {
    let published = nitf.find("pubdata").and_then(|printed| printed.attribute("date.publication"));
    let told = || nitf.find("dateline")?.find("story.date")?.attribute("norm");
    read_date(day(published.or_else(told)?))
}

/// Papers are printed on a day: midnight without a zone is a day, and no time that anybody read from a clock.
fn day(raw: &str) -> &str {
    raw.strip_suffix("T000000").or_else(|| raw.strip_suffix("T00:00:00")).unwrap_or(raw)
}
