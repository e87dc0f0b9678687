//! Name, kind and words of every metric: what `# HELP` shows and the alerts of the deployment guide use.

use metrics::{describe_counter, describe_gauge, describe_histogram};

enum Kind {
    Counter,
    Gauge,
    Histogram,
}
use Kind::{Counter, Gauge, Histogram};

/// Names follow the Prometheus conventions: base units, `_total` on counters.
const TABLE: [(Kind, &str, &str); 31] = [
    (Gauge, "wiredesk_build_info", "1, labelled with the version that runs."),
    (Gauge, "process_resident_memory_bytes", "Resident memory in bytes."),
    (Gauge, "process_open_fds", "Open file descriptors."),
    (Counter, "wiredesk_polls_total", "Polls by outcome."),
    (Histogram, "wiredesk_poll_seconds", "Time of a poll from its start to its commit or failure."),
    (
        Histogram,
        "wiredesk_poll_lateness_seconds",
        "Time from when a feed was due, or its busy host free, until its poll began.",
    ),
    (
        Histogram,
        "wiredesk_poll_host_wait_seconds",
        "Time that polls waited for their host to be free: spacing, places, 429. Only those that had to.",
    ),
    (
        Counter,
        "wiredesk_gaps_total",
        "Documents that shared nothing with what was known of their feed.",
    ),
    (
        Counter,
        "wiredesk_moves_total",
        "Permanent redirects adopted after days, and such addresses given up.",
    ),
    (Counter, "wiredesk_pages_total", "Attempts at pages of feeds with full_text, by outcome."),
    (Counter, "wiredesk_body_bytes_total", "Bytes of decoded bodies."),
    (Counter, "wiredesk_entries_total", "Admitted entries by verdict."),
    (Counter, "wiredesk_problems_total", "What was wrong with documents and entries, by kind."),
    (
        Counter,
        "wiredesk_parser_panics_total",
        "Items on which the feed parser panicked; contained.",
    ),
    (Histogram, "wiredesk_admit_seconds", "Time of one write transaction of the store."),
    (Gauge, "wiredesk_outbox_rows", "Records that wait to be published."),
    (
        Gauge,
        "wiredesk_outbox_oldest_seconds",
        "Age of the oldest record that waits; 0 when none does.",
    ),
    (Gauge, "wiredesk_window_stories", "Stories whose texts are kept to be compared with."),
    (Counter, "wiredesk_published_total", "Records that the sink holds for good, by stream."),
    (
        Histogram,
        "wiredesk_delivery_seconds",
        "Time until a batch of records was durable in the sink.",
    ),
    (Counter, "wiredesk_dead_letters_total", "Records that the sink will never take."),
    (Counter, "wiredesk_sink_errors_total", "Errors of the sink by what is done about them."),
    (Gauge, "wiredesk_feeds", "Feeds by state."),
    (Gauge, "wiredesk_ready", "1 while /ready says yes."),
    (Counter, "wiredesk_reloads_total", "Reloads of the configuration by outcome."),
    (Counter, "wiredesk_websub_requests_total", "Requests to WebSub hubs by outcome."),
    (Counter, "wiredesk_websub_intents_total", "Verifications and denials of hubs by outcome."),
    (Counter, "wiredesk_websub_pushes_total", "Documents pushed to the callback, by outcome."),
    (Counter, "wiredesk_websub_demotions_total", "Hubs that did not push what a poll then found."),
    (Gauge, "wiredesk_websub_subscriptions", "Subscriptions at WebSub hubs by state."),
    (Counter, "wiredesk_task_failures_total", "Failures and panics of tasks, by name."),
];

pub(super) fn describe() {
    describe_gauge!("wiredesk_build_info", "1, labelled with the version that runs.");
    for (kind, name, words) in TABLE {
        match kind {
            Counter => describe_counter!(name, words),
            Gauge => describe_gauge!(name, words),
            Histogram => describe_histogram!(name, words),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every word of `text` that looks like a metric of ours, without what Prometheus puts behind histograms.
    fn names_in(text: &str) -> Vec<&str> {
        let legal = |c: char| c.is_ascii_alphanumeric() || c == '_';
        let words = text.split(|c: char| !legal(c));
        let ours = words.filter(|word| word.starts_with("wiredesk_"));
        ours.map(|word| word.strip_suffix("_bucket").unwrap_or(word)).collect()
    }

    #[test]
    fn the_alerts_name_metrics_that_exist() {
        let top = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
        for file in ["deploy/alerts.yaml", "deploy/README.md"] {
            let text = fs_err::read_to_string(top.join(file)).unwrap();
            let names = names_in(&text);
            assert!(names.len() > 2, "{file}: {names:?}");
            for name in names {
                let known = TABLE.iter().any(|(_, known, _)| *known == name);
                assert!(known, "{file}: {name} is no metric");
            }
        }
    }

    // Nothing told an operator what `outcome="status"` means.
    #[test]
    fn the_guide_explains_every_outcome_of_a_poll() {
        use crate::fetch::FailureKind as Kind;
        use crate::metrics::{PollOutcome as Outcome, Unread};
        let own = [
            Outcome::Fresh,
            Outcome::NotModified,
            Outcome::Unreadable(Unread::NotAFeed),
            Outcome::Unreadable(Unread::Challenge),
            Outcome::Unreadable(Unread::Empty),
            Outcome::Unreadable(Unread::Broken),
            Outcome::NotAdmitted,
            Outcome::Fault,
            Outcome::Offline,
        ];
        let failed = [
            Kind::Dns,
            Kind::Forbidden,
            Kind::Tls,
            Kind::Connect,
            Kind::Timeout,
            Kind::HostBusy,
            Kind::TooManyRedirects,
            Kind::TooBig,
            Kind::Body,
            Kind::Gone,
            Kind::NotFound,
            Kind::Unauthorised,
            Kind::Challenge,
            Kind::TooManyRequests,
            Kind::Client,
            Kind::Server,
            Kind::Status,
        ];
        let top = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
        let text = fs_err::read_to_string(top.join("deploy/README.md")).unwrap();
        let (_, table) = text.split_once("| outcome | meaning |").unwrap();
        for outcome in own.into_iter().chain(failed.map(Outcome::Failed)) {
            assert!(table.contains(&format!("`{}`", outcome.label())), "{outcome:?}");
        }
    }

    #[test]
    fn names_follow_the_conventions() {
        for (kind, name, words) in TABLE {
            assert_eq!(matches!(kind, Counter), name.ends_with("_total"), "{name}");
            assert!(!matches!(kind, Histogram) || name.ends_with("_seconds"), "{name}");
            assert!(words.ends_with('.'), "{name}: {words}");
        }
    }
}
