//! Pure: hours and days at which a feed asks not to be read (RSS 2.0 `skipHours`, `skipDays`, in GMT).

use jiff::civil::Weekday;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use crate::model::FeedFacts;

/// A week of hours: whoever skips all of them means none.
const HOURS_MAX: usize = 7 * 24;

/// The first time from `at` on that is not skipped, but never later than `latest`. It moves by whole hours, so that
/// feeds that wait for the same hour do not all come at its first second.
pub(super) fn move_past_skipped(at: Timestamp, latest: Timestamp, feed: &FeedFacts) -> Timestamp {
    let mut moved = at;
    for _ in 0..HOURS_MAX {
        if !is_skipped(moved, feed) {
            return moved.min(latest);
        }
        moved = moved.saturating_add(SignedDuration::from_hours(1)).unwrap_or(latest);
    }
    at
}

fn is_skipped(at: Timestamp, feed: &FeedFacts) -> bool {
    let at = at.to_zoned(TimeZone::UTC);
    let day = name_day(at.weekday());
    let hour = at.hour().unsigned_abs();
    feed.skip_hours.contains(&hour) || feed.skip_days.iter().any(|name| name == day)
}

fn name_day(day: Weekday) -> &'static str {
    match day {
        Weekday::Monday => "monday",
        Weekday::Tuesday => "tuesday",
        Weekday::Wednesday => "wednesday",
        Weekday::Thursday => "thursday",
        Weekday::Friday => "friday",
        Weekday::Saturday => "saturday",
        Weekday::Sunday => "sunday",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(at: &str, hours: &[u8], days: &[&str], want: &str) {
        let feed = FeedFacts {
            skip_hours: hours.to_vec(),
            skip_days: days.iter().map(ToString::to_string).collect(),
            ..FeedFacts::default()
        };
        let latest = "2031-05-09T00:00:00Z".parse().unwrap();
        let moved = move_past_skipped(at.parse().unwrap(), latest, &feed);
        assert_eq!(moved.to_string(), want, "{at} {hours:?} {days:?}");
    }

    #[test]
    fn skipped_hours_and_days_are_passed_over_in_utc() {
        // 4 May 2031 is a Sunday.
        check("2031-05-04T10:20:30Z", &[], &[], "2031-05-04T10:20:30Z");
        check("2031-05-04T10:20:30Z", &[10, 11], &[], "2031-05-04T12:20:30Z");
        check("2031-05-04T23:20:30Z", &[23, 0, 1], &[], "2031-05-05T02:20:30Z");
        check("2031-05-04T10:20:30Z", &[], &["sunday"], "2031-05-05T00:20:30Z");
        check("2031-05-04T10:20:30Z", &[0], &["sunday", "monday"], "2031-05-06T01:20:30Z");
    }

    #[test]
    fn skipping_everything_is_skipping_nothing() {
        let all: Vec<u8> = (0..24).collect();
        check("2031-05-04T10:20:30Z", &all, &[], "2031-05-04T10:20:30Z");
    }

    #[test]
    fn no_skip_goes_past_the_latest_time() {
        let days = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday"];
        check("2031-05-04T10:20:30Z", &[], &days, "2031-05-09T00:00:00Z");
    }
}
