//! Pure: how long server and feed ask us to keep away. Nonsense is no wish.

use std::time::Duration;

use super::{Facts, Outcome};
use crate::model::FeedFacts;

/// The longest of `max-age`, `ttl` and `sy:*`; the caller holds it between floor and ceiling.
pub(super) fn longest(facts: &Facts<'_>) -> Duration {
    let max_age = match facts.outcome {
        // What the document said goes on (RFC 9111 section 4.3.4). Some servers send a longer max-age with a 304 than with
        // the document: it may only shorten (edge case 22).
        Outcome::NotModified => {
            facts.kept.map(|kept| facts.max_age.map_or(kept, |own| own.min(kept)))
        }
        Outcome::Fresh { .. } | Outcome::Failed(_) => facts.max_age,
    };
    let max_age = max_age.unwrap_or_default();
    let minutes = u64::from(facts.feed.ttl_minutes.unwrap_or_default());
    let ttl = Duration::from_secs(minutes.saturating_mul(60));
    max_age.max(ttl).max(read_update_rate(facts.feed).unwrap_or_default())
}

/// `sy:updatePeriod` divided by `sy:updateFrequency` (RSS 1.0 module "syndication"); edge case 32.
fn read_update_rate(feed: &FeedFacts) -> Option<Duration> {
    let hours = match feed.update_period.as_deref()?.trim().to_ascii_lowercase().as_str() {
        "hourly" => 1,
        "daily" => 24,
        "weekly" => 7 * 24,
        "monthly" => 30 * 24,
        "yearly" => 365 * 24,
        _ => return None,
    };
    let times = match feed.update_frequency.as_deref() {
        None => 1,
        Some(text) => text.trim().parse().ok().filter(|times| *times > 0)?,
    };
    Duration::from_secs(hours * 3_600).checked_div(times)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_update_rate_is_a_period_and_a_positive_whole_number() {
        let check = |period: &str, frequency: Option<&str>, want: Option<u64>| {
            let feed = FeedFacts {
                update_period: Some(period.to_owned()),
                update_frequency: frequency.map(str::to_owned),
                ..FeedFacts::default()
            };
            let rate = read_update_rate(&feed).map(|rate| rate.as_secs());
            assert_eq!(rate, want, "{period} {frequency:?}");
        };
        check("hourly", None, Some(3_600));
        check(" Hourly\n", Some(" 4 "), Some(900));
        check("daily", Some("2"), Some(43_200));
        check("weekly", Some("1"), Some(604_800));
        check("dayly", Some("1"), None);
        check("daily", Some("0.1"), None);
        check("daily", Some("0"), None);
        check("daily", Some("-3"), None);
        check("2 min", None, None);
    }
}
