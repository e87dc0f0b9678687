//! Every number the daemon shows, recorded through one function each. The only place that names the metrics crates.
//!
//! Labels come from closed enums, never from the network: the number of series is fixed by the code (P5).

use std::sync::OnceLock;
use std::time::Duration;

use metrics::{counter, gauge, histogram};
use metrics_exporter_prometheus::{
    Matcher, PrometheusBuilder, PrometheusHandle, PrometheusRecorder,
};
use tokio_util::sync::CancellationToken;

use crate::model::{ProblemKind, VerdictKind};
use crate::publish::{SinkError, Stream};
use crate::store::websub::Standing;

mod labels;
mod process;
mod table;

pub use labels::{
    FeedState, HubOutcome, IntentOutcome, PageOutcome, PollOutcome, PushOutcome, ReloadOutcome,
    Unread,
};

/// Histograms keep raw samples until they are folded into buckets: the time between two foldings.
const UPKEEP_EVERY: Duration = Duration::from_secs(5);

/// From a commit on a fast disk to a slow feed at its total timeout.
const SECONDS_BUCKETS: [f64; 12] =
    [0.001, 0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 15.0, 60.0];

static HANDLE: OnceLock<PrometheusHandle> = OnceLock::new();

/// Installs the recorder; a second call changes nothing. Until then every record is dropped.
pub fn install() {
    HANDLE.get_or_init(|| {
        let recorder = build_recorder();
        let handle = recorder.handle();
        if metrics::set_global_recorder(recorder).is_err() {
            tracing::warn!("another metrics recorder is installed: /metrics stays empty");
        }
        table::describe();
        gauge!("wiredesk_build_info", "version" => env!("CARGO_PKG_VERSION")).set(1.0);
        begin_at_zero();
        handle
    });
}

/// Everything recorded so far, in the Prometheus text format 0.0.4; empty before [`install`].
pub fn render() -> String {
    process::record();
    HANDLE.get().map(PrometheusHandle::render).unwrap_or_default()
}

/// Folds the samples of the histograms into their buckets until `stop` is cancelled: without it they grow.
pub async fn run_upkeep(stop: CancellationToken) -> anyhow::Result<()> {
    let mut ticks = tokio::time::interval(UPKEEP_EVERY);
    loop {
        // `tick` is cancel-safe and `cancelled` keeps no state.
        tokio::select! {
            () = stop.cancelled() => return Ok(()),
            _ = ticks.tick() => {}
        }
        if let Some(handle) = HANDLE.get() {
            handle.run_upkeep();
        }
    }
}

/// One poll from its start to its commit or failure. Every poll ends here exactly once.
pub fn record_poll(outcome: PollOutcome, took: Duration) {
    counter!("wiredesk_polls_total", "outcome" => outcome.label()).increment(1);
    histogram!("wiredesk_poll_seconds").record(took.as_secs_f64());
}

/// How long after its due time a poll began; for one that waited for its host, after that was free: this is our own fault,
/// and [`record_host_wait`] is manners.
pub fn record_lateness(late: Duration) {
    histogram!("wiredesk_poll_lateness_seconds").record(late.as_secs_f64());
}

/// How long a poll waited for its host: busy, at rest between two requests, or told so by a 429.
pub fn record_host_wait(waited: Duration) {
    histogram!("wiredesk_poll_host_wait_seconds").record(waited.as_secs_f64());
}

/// A document of which nothing was known: the publisher's window may have moved on by more than it holds.
pub fn record_gap() {
    counter!("wiredesk_gaps_total").increment(1);
}

/// A feed's permanent redirect was adopted, or the address that was adopted is given up.
pub fn record_move(adopted: bool) {
    let what = if adopted { "adopted" } else { "given_up" };
    counter!("wiredesk_moves_total", "what" => what).increment(1);
}

/// One attempt at the page of an entry that carries only a summary. Every attempt ends here exactly once.
pub fn record_page(outcome: PageOutcome) {
    counter!("wiredesk_pages_total", "outcome" => outcome.label()).increment(1);
}

/// Bytes of a decoded body.
pub fn record_body(bytes: u64) {
    counter!("wiredesk_body_bytes_total").increment(bytes);
}

/// `count` entries of one admitted poll that got the same verdict.
pub fn record_verdicts(kind: VerdictKind, count: u64) {
    counter!("wiredesk_entries_total", "verdict" => kind.label()).increment(count);
}

/// One fault of a document or entry that was read, whatever became of it. A panic of the feed parser, which was
/// contained, has a counter of its own besides.
pub fn record_problem(kind: ProblemKind) {
    counter!("wiredesk_problems_total", "kind" => kind.label()).increment(1);
    if kind == ProblemKind::ParserPanic {
        counter!("wiredesk_parser_panics_total").increment(1);
    }
}

/// One write transaction of the store, from its begin to its commit.
pub fn record_commit(took: Duration) {
    histogram!("wiredesk_admit_seconds").record(took.as_secs_f64());
}

/// Rows that wait, and the age of the oldest one (zero when none waits).
pub fn set_outbox(rows: u64, oldest_age: Duration) {
    gauge!("wiredesk_outbox_rows").set(gauge_value(rows));
    gauge!("wiredesk_outbox_oldest_seconds").set(oldest_age.as_secs_f64());
}

/// Stories whose texts are kept to be compared with.
pub fn set_window_stories(stories: u64) {
    gauge!("wiredesk_window_stories").set(gauge_value(stories));
}

/// `rows` records of one stream that a sink holds for good.
pub fn record_published(stream: Stream, rows: u64) {
    counter!("wiredesk_published_total", "stream" => labels::stream(stream)).increment(rows);
}

/// One delivery, from the first row handed over until the whole batch was durable.
pub fn record_delivery(took: Duration) {
    histogram!("wiredesk_delivery_seconds").record(took.as_secs_f64());
}

/// Rows that the sink will never take.
pub fn record_dead_letters(rows: u64) {
    counter!("wiredesk_dead_letters_total").increment(rows);
}

pub fn record_sink_error(error: &SinkError) {
    counter!("wiredesk_sink_errors_total", "kind" => labels::sink_error(error)).increment(1);
}

/// How many feeds are in `state`; called for every state when the list of feeds is new.
pub fn set_feeds(state: FeedState, feeds: u64) {
    gauge!("wiredesk_feeds", "state" => state.label()).set(gauge_value(feeds));
}

/// One feed went from one state to another.
pub fn move_feed(from: FeedState, to: FeedState) {
    gauge!("wiredesk_feeds", "state" => from.label()).decrement(1.0);
    gauge!("wiredesk_feeds", "state" => to.label()).increment(1.0);
}

/// One request to a WebSub hub.
pub fn record_hub_request(outcome: HubOutcome) {
    counter!("wiredesk_websub_requests_total", "outcome" => outcome.label()).increment(1);
}

/// One question or word of a hub at our callback.
pub fn record_intent(outcome: IntentOutcome) {
    counter!("wiredesk_websub_intents_total", "outcome" => outcome.label()).increment(1);
}

/// One document pushed to our callback. Every push ends here exactly once, unless its connection does so before.
pub fn record_push(outcome: PushOutcome) {
    counter!("wiredesk_websub_pushes_total", "outcome" => outcome.label()).increment(1);
}

/// A hub did not push what a poll then found.
pub fn record_demotion() {
    counter!("wiredesk_websub_demotions_total").increment(1);
}

/// How many subscriptions at hubs are in `state`.
pub fn set_subscriptions(state: Standing, subscriptions: u64) {
    gauge!("wiredesk_websub_subscriptions", "state" => state.label())
        .set(gauge_value(subscriptions));
}

/// 1 while `/ready` says yes.
pub fn set_ready(ready: bool) {
    gauge!("wiredesk_ready").set(if ready { 1.0 } else { 0.0 });
}

pub fn record_reload(outcome: ReloadOutcome) {
    counter!("wiredesk_reloads_total", "outcome" => outcome.label()).increment(1);
}

/// `task`, a name given in the code (see [`crate::supervise`]), begins: its failures are counted from zero, because the
/// first one must be seen as an increase.
pub fn declare_task(task: &'static str) {
    counter!("wiredesk_task_failures_total", "task" => task).increment(0);
}

/// A task failed, or panicked on a piece of its work.
pub fn record_task_failure(task: &'static str) {
    counter!("wiredesk_task_failures_total", "task" => task).increment(1);
}

/// A series that appears with its first event has no increase to alert on: the rare ones begin at zero.
fn begin_at_zero() {
    for kind in labels::SINK_ERRORS {
        counter!("wiredesk_sink_errors_total", "kind" => kind).increment(0);
    }
    for outcome in [ReloadOutcome::Taken, ReloadOutcome::Refused] {
        counter!("wiredesk_reloads_total", "outcome" => outcome.label()).increment(0);
    }
    for stream in [Stream::Stories, Stream::Appearances, Stream::Rejects] {
        record_published(stream, 0);
    }
    for kind in VerdictKind::ALL {
        record_verdicts(kind, 0);
    }
    record_dead_letters(0);
    counter!("wiredesk_websub_demotions_total").increment(0);
    counter!("wiredesk_polls_total", "outcome" => PollOutcome::Fault.label()).increment(0);
    counter!("wiredesk_parser_panics_total").increment(0);
}

fn build_recorder() -> PrometheusRecorder {
    let seconds = Matcher::Suffix("_seconds".to_owned());
    let builder = PrometheusBuilder::new().set_buckets_for_metric(seconds, &SECONDS_BUCKETS);
    // Refused only for an empty list; the numbers are then shown as summaries.
    builder.unwrap_or_else(|_| PrometheusBuilder::new()).build_recorder()
}

#[expect(
    clippy::cast_precision_loss,
    reason = "counts of rows, feeds and stories stay far below 2^53"
)]
fn gauge_value(count: u64) -> f64 {
    count as f64
}

/// What `record` adds on this thread, rendered by a recorder of its own.
#[cfg(test)]
pub(crate) fn render_what(record: impl FnOnce()) -> String {
    let recorder = build_recorder();
    metrics::with_local_recorder(&recorder, || {
        table::describe();
        record();
    });
    recorder.handle().render()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fetch::FailureKind;

    fn check(record: impl FnOnce(), expected: &[&str]) {
        let text = render_what(record);
        for line in expected {
            assert!(text.lines().any(|have| have == *line), "{line} not in:\n{text}");
        }
    }

    #[test]
    fn a_poll_is_counted_by_outcome_and_timed() {
        let poll = || {
            record_poll(PollOutcome::Failed(FailureKind::Dns), Duration::from_millis(30));
            record_poll(PollOutcome::NotModified, Duration::from_secs(3));
        };
        check(
            poll,
            &[
                "# TYPE wiredesk_polls_total counter",
                r#"wiredesk_polls_total{outcome="dns"} 1"#,
                r#"wiredesk_polls_total{outcome="not_modified"} 1"#,
                "# TYPE wiredesk_poll_seconds histogram",
                r#"wiredesk_poll_seconds_bucket{le="0.05"} 1"#,
                r#"wiredesk_poll_seconds_bucket{le="+Inf"} 2"#,
            ],
        );
    }

    #[test]
    fn a_contained_panic_of_the_feed_parser_is_counted_as_one() {
        check(
            || record_problem(ProblemKind::ParserPanic),
            &[
                r#"wiredesk_problems_total{kind="parser_panic"} 1"#,
                "wiredesk_parser_panics_total 1",
            ],
        );
    }

    #[test]
    fn what_went_out_is_counted_by_stream_and_error_kind() {
        let fatal = SinkError::Fatal { reason: "no".to_owned() };
        let publish = || {
            record_published(Stream::Stories, 40);
            record_published(Stream::Stories, 2);
            record_sink_error(&fatal);
            set_outbox(7, Duration::from_millis(1500));
        };
        check(
            publish,
            &[
                r#"wiredesk_published_total{stream="stories"} 42"#,
                r#"wiredesk_sink_errors_total{kind="fatal"} 1"#,
                "wiredesk_outbox_rows 7",
                "wiredesk_outbox_oldest_seconds 1.5",
            ],
        );
    }

    #[test]
    fn every_metric_is_described() {
        let all = || {
            record_poll(PollOutcome::Fresh, Duration::ZERO);
            record_lateness(Duration::ZERO);
            record_host_wait(Duration::ZERO);
            record_body(1);
            record_page(PageOutcome::Full);
            record_verdicts(VerdictKind::New, 1);
            record_problem(ProblemKind::ParserPanic);
            record_commit(Duration::ZERO);
            set_outbox(1, Duration::ZERO);
            set_window_stories(1);
            record_published(Stream::Rejects, 1);
            record_delivery(Duration::ZERO);
            record_dead_letters(1);
            set_feeds(FeedState::Failing, 1);
            set_ready(true);
            record_reload(ReloadOutcome::Refused);
            record_task_failure("poller");
            record_hub_request(HubOutcome::Accepted);
            record_intent(IntentOutcome::Denied);
            record_push(PushOutcome::Admitted);
            record_demotion();
            set_subscriptions(Standing::Pushed, 1);
            process::record();
        };
        let text = render_what(all);
        let types = text.lines().filter_map(|line| line.strip_prefix("# TYPE "));
        let names: Vec<_> = types.filter_map(|line| line.split(' ').next()).collect();
        assert!(names.len() >= 20, "{names:?}");
        for name in names {
            assert!(text.contains(&format!("# HELP {name} ")), "{name} has no words");
        }
    }

    #[test]
    fn installing_twice_is_harmless() {
        install();
        record_dead_letters(1);
        install();
        assert!(render().contains("wiredesk_dead_letters_total"));
        assert!(render().contains("wiredesk_build_info{version="));
        assert!(render().contains("wiredesk_sink_errors_total{kind=\"fatal\"} 0"));
    }
}
