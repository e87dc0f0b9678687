//! Properties of the schedule, and one table of decisions.

use proptest::prelude::*;

use super::*;

const MINUTE: Duration = Duration::from_secs(60);
const HOUR: Duration = Duration::from_secs(3_600);

fn now() -> Timestamp {
    "2031-05-04T10:00:00Z".parse().unwrap()
}

fn facts(feed: &FeedFacts, outcome: Outcome) -> Facts<'_> {
    Facts {
        interval_min: 5 * MINUTE,
        interval_max: 6 * HOUR,
        interval: None,
        outcome,
        failures: 0,
        retry_after: None,
        max_age: None,
        kept: None,
        feed,
        previous: Some(20 * MINUTE),
    }
}

/// The wait in minutes at the middle of the jitter.
fn wait_minutes(facts: &Facts<'_>) -> i64 {
    let due = next_due(now(), facts, 0.5);
    due.at.duration_since(now()).as_secs() / 60
}

const NEWS: Outcome = Outcome::Fresh(News::Some);
const NO_NEWS: Outcome = Outcome::Fresh(News::Nothing);

#[test]
fn news_shorten_the_interval_and_silence_lengthens_it() {
    let feed = FeedFacts::default();
    assert_eq!(wait_minutes(&facts(&feed, NEWS)), 10);
    assert_eq!(wait_minutes(&facts(&feed, NO_NEWS)), 25);
    assert_eq!(wait_minutes(&facts(&feed, Outcome::NotModified)), 25);
    let mut interval = None;
    for _ in 0..60 {
        let facts = Facts { previous: interval, ..facts(&feed, NO_NEWS) };
        interval = Some(next_due(now(), &facts, 0.5).interval);
    }
    assert_eq!(interval, Some(6 * HOUR));
    for _ in 0..60 {
        let facts = Facts { previous: interval, ..facts(&feed, NEWS) };
        interval = Some(next_due(now(), &facts, 0.5).interval);
    }
    assert_eq!(interval, Some(5 * MINUTE));
}

// Edge case 36.
#[test]
fn a_gap_is_polled_faster_than_news_but_not_below_the_floor() {
    let feed = FeedFacts::default();
    let gap =
        |previous| Facts { previous: Some(previous), ..facts(&feed, Outcome::Fresh(News::Gap)) };
    assert_eq!(wait_minutes(&gap(2 * HOUR)), 15);
    assert_eq!(wait_minutes(&gap(20 * MINUTE)), 5);
}

#[test]
fn failures_back_off_to_the_ceiling_and_leave_the_estimate_alone() {
    let feed = FeedFacts::default();
    let fail_as = |kind, failures| Facts { failures, ..facts(&feed, Outcome::Failed(kind)) };
    let fail = |failures| fail_as(FailureKind::Server, failures);
    assert_eq!(wait_minutes(&fail(1)), 20);
    assert_eq!(wait_minutes(&fail(2)), 40);
    assert_eq!(wait_minutes(&fail(3)), 80);
    // Edge case 30.
    assert_eq!(wait_minutes(&fail_as(FailureKind::TooManyRequests, 1)), 40);
    assert_eq!(wait_minutes(&fail_as(FailureKind::Unauthorised, 2)), 80);
    for failures in [6, 40, u32::MAX] {
        assert!((320..=360).contains(&wait_minutes(&fail(failures))));
        assert_eq!(next_due(now(), &fail(failures), 0.5).interval, 20 * MINUTE);
    }
}

// Edge case 29.
#[test]
fn retry_after_is_honoured_above_the_ceiling_but_not_above_a_day() {
    let feed = FeedFacts::default();
    let ask = |seconds| Facts {
        failures: 1,
        retry_after: Some(Duration::from_secs(seconds)),
        ..facts(&feed, Outcome::Failed(FailureKind::TooManyRequests))
    };
    assert_eq!(wait_minutes(&ask(0)), 40);
    assert!((600..=660).contains(&wait_minutes(&ask(36_000))));
    assert_eq!(next_due(now(), &ask(36_000), 0.0).at, after(now(), 10 * HOUR));
    assert_eq!(wait_minutes(&ask(317_100)), 24 * 60);
}

// A feed that was well was asked a day later, and its window had moved on by then.
#[test]
fn a_retry_after_beside_a_document_is_heard_up_to_the_ceiling() {
    let feed = FeedFacts::default();
    let ask = |outcome, hours: u32| {
        wait_minutes(&Facts { retry_after: Some(HOUR * hours), ..facts(&feed, outcome) })
    };
    for outcome in [NEWS, NO_NEWS, Outcome::NotModified] {
        assert!((120..=132).contains(&ask(outcome, 2)));
        assert_eq!(ask(outcome, 24), 360);
    }
}

// Edge case 28.
#[test]
fn a_feed_that_is_gone_is_looked_at_once_a_day() {
    let feed = FeedFacts::default();
    let gone = Facts { failures: 3, ..facts(&feed, Outcome::Failed(FailureKind::Gone)) };
    assert!((22 * 60..=24 * 60).contains(&wait_minutes(&gone)));
}

// Edge case 31.
#[test]
fn wishes_count_between_floor_and_ceiling() {
    let ttl = |minutes| FeedFacts { ttl_minutes: Some(minutes), ..FeedFacts::default() };
    assert_eq!(wait_minutes(&facts(&ttl(1), NEWS)), 10);
    assert!((60..=66).contains(&wait_minutes(&facts(&ttl(60), NEWS))));
    assert_eq!(wait_minutes(&facts(&ttl(u32::MAX), NEWS)), 360);
    let feed = FeedFacts::default();
    let keep = |outcome, seconds| Facts {
        max_age: Some(Duration::from_secs(seconds)),
        ..facts(&feed, outcome)
    };
    assert_eq!(wait_minutes(&keep(NEWS, 31_536_000)), 360);
}

// Edge case 22. A feed that asked to be kept for an hour was asked after five minutes, for it answered 304.
#[test]
fn a_max_age_is_heard_after_every_304_which_may_shorten_it_and_not_lengthen_it() {
    let feed = FeedFacts::default();
    let unmodified = |kept: Option<u64>, own: Option<u64>| {
        let minutes = |count: u64| Duration::from_secs(60 * count);
        let (kept, max_age) = (kept.map(minutes), own.map(minutes));
        wait_minutes(&Facts { max_age, kept, ..facts(&feed, Outcome::NotModified) })
    };
    assert_eq!(unmodified(None, None), 25);
    assert!((60..=66).contains(&unmodified(Some(60), None)));
    assert!((60..=66).contains(&unmodified(Some(60), Some(525_600))));
    assert!((40..=44).contains(&unmodified(Some(60), Some(40))));
    assert_eq!(unmodified(None, Some(525_600)), 25, "only the 304 asked for it");
    let same_bytes = Facts { max_age: Some(HOUR), ..facts(&feed, NO_NEWS) };
    assert!((60..=66).contains(&wait_minutes(&same_bytes)), "a whole body says what it says");
}

#[test]
fn the_operators_interval_wins_over_wishes() {
    let feed =
        FeedFacts { ttl_minutes: Some(600), skip_hours: (0..23).collect(), ..FeedFacts::default() };
    let fixed = Facts { interval: Some(MINUTE), ..facts(&feed, NO_NEWS) };
    assert_eq!(wait_minutes(&fixed), 1);
    assert_eq!(next_due(now(), &fixed, 0.5).interval, MINUTE);
}

#[test]
fn a_wait_that_was_asked_for_is_never_cut_short_by_jitter() {
    let feed = FeedFacts { ttl_minutes: Some(60), ..FeedFacts::default() };
    assert_eq!(next_due(now(), &facts(&feed, NEWS), 0.0).at, after(now(), HOUR));
}

fn any_outcome() -> impl Strategy<Value = Outcome> {
    prop_oneof![
        Just(Outcome::Fresh(News::Gap)),
        Just(NEWS),
        Just(NO_NEWS),
        Just(Outcome::NotModified),
        Just(Outcome::Failed(FailureKind::Gone)),
        Just(Outcome::Failed(FailureKind::Server)),
        Just(Outcome::Failed(FailureKind::Timeout)),
    ]
}

fn any_feed() -> impl Strategy<Value = FeedFacts> {
    let days = proptest::collection::vec("(sunday|monday|tuesday|friday|[a-z]{3})", 0..8);
    let hours = proptest::collection::vec(any::<u8>(), 0..30);
    let period = proptest::option::of("(hourly|daily|yearly|dayly)");
    let frequency = proptest::option::of("[0-9.-]{0,4}");
    let parts = (proptest::option::of(any::<u32>()), hours, days, period, frequency);
    parts.prop_map(|(ttl_minutes, skip_hours, skip_days, update_period, update_frequency)| {
        FeedFacts {
            ttl_minutes,
            skip_hours,
            skip_days,
            update_period,
            update_frequency,
            ..FeedFacts::default()
        }
    })
}

fn any_duration() -> impl Strategy<Value = Duration> {
    prop_oneof![(0_u64..200_000).prop_map(Duration::from_secs), any::<Duration>()]
}

proptest! {
    // P5: within floor and cap, whatever the world says; P4: the same twice.
    #[test]
    fn a_feed_is_due_between_the_floor_and_the_cap(
        outcome in any_outcome(),
        feed in any_feed(),
        floor in 1_u64..90_000,
        extra in 0_u64..900_000,
        interval in proptest::option::of((1_u64..90_000).prop_map(Duration::from_secs)),
        failures in any::<u32>(),
        retry_after in proptest::option::of(any_duration()),
        max_age in proptest::option::of(any_duration()),
        kept in proptest::option::of(any_duration()),
        previous in proptest::option::of(any_duration()),
        jitter in prop_oneof![0.0_f64..=1.0, any::<f64>()],
    ) {
        let interval_min = Duration::from_secs(floor);
        let interval_max = Duration::from_secs(floor + extra);
        let facts = Facts {
            interval_min, interval_max, interval, outcome, failures, retry_after, max_age, kept,
            feed: &feed, previous,
        };
        let due = next_due(now(), &facts, jitter);
        let wait = Duration::try_from(due.at.duration_since(now())).unwrap();
        prop_assert!(wait >= facts.wait_min() && wait <= facts.wait_max(), "{wait:?}");
        prop_assert!(due.interval >= facts.wait_min() && due.interval <= facts.ceiling());
        let asked = retry_after.unwrap_or_default().min(WAIT_MAX);
        let heard = if matches!(outcome, Outcome::Failed(_)) { asked } else { asked.min(facts.ceiling()) };
        prop_assert!(wait >= heard);
        prop_assert_eq!(due, next_due(now(), &facts, jitter));
    }

    #[test]
    fn more_jitter_never_means_earlier(a in 0.0_f64..=1.0, b in 0.0_f64..=1.0) {
        let feed = FeedFacts::default();
        let facts = facts(&feed, NEWS);
        let (low, high) = (a.min(b), a.max(b));
        prop_assert!(next_due(now(), &facts, low).at <= next_due(now(), &facts, high).at);
    }
}
