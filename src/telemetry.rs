//! Logs on stderr: text for people, lines with a priority for journald, JSON for machines.
//!
//! Called once, before anything is logged; stdout belongs to records and answers.

use std::io::IsTerminal;

use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt::layer;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::{SubscriberInitExt, TryInitError};
use tracing_subscriber::{Layer, Registry};

use crate::config::{LogConfig, LogFormat};
use crate::supervise::panic_words;

mod journal;

/// What the libraries may say unless the filter names them: librdkafka reports every reconnect as information, and
/// a filter of `debug` means our own words, not every frame on every socket. What the verifier finds wrong with a certificate
/// is told of the feed, once.
const QUIET: &str = "librdkafka=warn,rdkafka=warn,html5ever=error,h2=info,hyper=info,\
                     hyper_util=info,reqwest=info,rustls=info,rustls_platform_verifier=off,tower=info";

#[derive(Debug, thiserror::Error)]
pub enum TelemetryError {
    #[error(
        "log.filter = \"{filter}\": {reason}; write e.g. \"info\" or \"info,wiredesk::fetch=debug\""
    )]
    Filter { filter: String, reason: String },
    #[error("logging is set up already")]
    Twice(#[source] TryInitError),
}

/// What the lines look like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    Text { colour: bool },
    Journal,
    Json,
}

/// What is known of the other end of stderr.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stderr {
    Terminal { colour: bool },
    Journal,
    Other,
}

/// Sends every event, and every record of the `log` crate, to stderr in the form of `config`.
///
/// # Errors
/// The filter cannot be read, or a subscriber is installed already.
pub fn init(config: &LogConfig) -> Result<(), TelemetryError> {
    let filter = read_filter(&config.filter)?;
    let form = choose_form(config.format, look_at_stderr());
    let lines: Box<dyn Layer<Registry> + Send + Sync> = match form {
        Form::Text { colour } => layer().with_ansi(colour).with_writer(std::io::stderr).boxed(),
        Form::Journal => layer()
            .with_ansi(false)
            .event_format(journal::Lines)
            .with_writer(std::io::stderr)
            .boxed(),
        Form::Json => layer()
            .json()
            .flatten_event(true)
            .with_span_list(false)
            .with_writer(std::io::stderr)
            .boxed(),
    };
    let subscriber = tracing_subscriber::registry().with(lines).with(filter);
    subscriber.try_init().map_err(TelemetryError::Twice)?;
    log_panics();
    Ok(())
}

/// `text` was judged with the configuration; what the library refuses all the same is told.
fn read_filter(text: &str) -> Result<EnvFilter, TelemetryError> {
    // The last directive for a target wins, so the operator's stand behind ours.
    EnvFilter::builder().parse(format!("{QUIET},{text}")).map_err(|error| TelemetryError::Filter {
        filter: text.to_owned(),
        reason: error.to_string(),
    })
}

fn choose_form(format: LogFormat, stderr: Stderr) -> Form {
    match (format, stderr) {
        (LogFormat::Auto | LogFormat::Text, Stderr::Terminal { colour }) => Form::Text { colour },
        (LogFormat::Auto | LogFormat::Text, Stderr::Journal) => Form::Journal,
        (LogFormat::Text, Stderr::Other) => Form::Text { colour: false },
        (LogFormat::Auto, Stderr::Other) | (LogFormat::Json, _) => Form::Json,
    }
}

fn look_at_stderr() -> Stderr {
    if journal::is_other_end_of_stderr() {
        Stderr::Journal
    } else if std::io::stderr().is_terminal() {
        Stderr::Terminal { colour: may_colour() }
    } else {
        Stderr::Other
    }
}

/// Nobody asked for plain text: <https://no-color.org>, set and not empty.
pub fn may_colour() -> bool {
    std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
}

/// A panic is an event like any other, not loose text among JSON lines. Whoever contains it decides how bad it is.
fn log_panics() {
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string);
        let words = panic_words(panic.payload());
        tracing::warn!(place, reason = words, "panicked");
    }));
}

#[cfg(test)]
mod tests {
    use super::*;

    // It said ERROR at each poll of a feed with a bad certificate, beside our own warning that names the feed.
    #[test]
    fn the_verifier_of_certificates_is_quiet_unless_the_filter_names_it() {
        let shown = |filter: &str| {
            let subscriber = tracing_subscriber::registry().with(read_filter(filter).unwrap());
            tracing::subscriber::with_default(
                subscriber,
                || tracing::enabled!(target: "rustls_platform_verifier::verification::others", tracing::Level::ERROR),
            )
        };
        assert!(!shown("debug"));
        assert!(shown("info,rustls_platform_verifier=error"));
    }

    #[test]
    fn the_form_follows_the_other_end_of_stderr_unless_it_is_set() {
        let terminal = Stderr::Terminal { colour: true };
        let table = [
            (LogFormat::Auto, terminal, Form::Text { colour: true }),
            (LogFormat::Auto, Stderr::Journal, Form::Journal),
            (LogFormat::Auto, Stderr::Other, Form::Json),
            (LogFormat::Text, Stderr::Other, Form::Text { colour: false }),
            (LogFormat::Text, Stderr::Journal, Form::Journal),
            (LogFormat::Json, terminal, Form::Json),
            (LogFormat::Json, Stderr::Journal, Form::Json),
        ];
        for (format, stderr, expected) in table {
            assert_eq!(choose_form(format, stderr), expected, "{format:?} {stderr:?}");
        }
    }

    #[test]
    fn the_operator_may_make_a_quiet_library_loud() {
        let filter = read_filter("info,librdkafka=debug").unwrap().to_string();
        assert!(filter.contains("librdkafka=debug"), "{filter}");
        assert!(!filter.contains("librdkafka=warn"), "{filter}");
        let quiet = read_filter("debug").unwrap().to_string();
        assert!(quiet.contains("librdkafka=warn"), "{quiet}");
    }
}
