//! Lines as journald wants them on stderr: `<N>` before each, no time, no colour (sd-daemon(3)).

use std::fmt;
use std::os::unix::fs::MetadataExt;

use tracing::{Event, Level, Subscriber};
use tracing_subscriber::fmt::format::{Format, FormatEvent, FormatFields, Writer};
use tracing_subscriber::fmt::{FmtContext, format};
use tracing_subscriber::registry::LookupSpan;

/// One event, one or more lines, each with its priority.
#[derive(Debug)]
pub(super) struct Lines;

impl<S, N> FormatEvent<S, N> for Lines
where
    S: Subscriber + for<'a> LookupSpan<'a>,
    N: for<'a> FormatFields<'a> + 'static,
{
    fn format_event(
        &self,
        context: &FmtContext<'_, S, N>,
        mut writer: Writer<'_>,
        event: &Event<'_>,
    ) -> fmt::Result {
        let mut text = String::new();
        plain().format_event(context, Writer::new(&mut text), event)?;
        let priority = priority(*event.metadata().level());
        for line in text.lines() {
            writeln!(writer, "<{priority}>{line}")?;
        }
        Ok(())
    }
}

/// Whether `JOURNAL_STREAM` names the very file that stderr is: the variable is inherited even when stderr was
/// redirected (systemd.exec(5)).
pub(super) fn is_other_end_of_stderr() -> bool {
    let Ok(stream) = std::env::var("JOURNAL_STREAM") else {
        return false;
    };
    let stderr = fs_err::metadata("/dev/stderr").map(|file| (file.dev(), file.ino()));
    stderr.is_ok_and(|(device, inode)| stream == format!("{device}:{inode}"))
}

fn plain() -> Format<format::Full, ()> {
    format().without_time().with_level(false).with_ansi(false).with_target(true)
}

/// syslog(3) priorities.
fn priority(level: Level) -> u8 {
    match level {
        Level::ERROR => 3,
        Level::WARN => 4,
        Level::INFO => 6,
        Level::DEBUG | Level::TRACE => 7,
    }
}

#[cfg(test)]
mod tests {
    use std::io;
    use std::sync::{Arc, Mutex};

    use tracing_subscriber::layer::SubscriberExt;

    use super::*;

    #[derive(Clone, Default)]
    struct Kept(Arc<Mutex<Vec<u8>>>);

    impl io::Write for Kept {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().extend_from_slice(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    /// What stands in the log of what `tell` says.
    fn log(tell: impl FnOnce()) -> String {
        let kept = Kept::default();
        let writer = kept.clone();
        let layer = tracing_subscriber::fmt::layer()
            .with_ansi(false)
            .event_format(Lines)
            .with_writer(move || writer.clone());
        tracing::subscriber::with_default(tracing_subscriber::registry().with(layer), tell);
        let bytes = kept.0.lock().unwrap().clone();
        String::from_utf8(bytes).unwrap()
    }

    // What a publisher wrote must not reach a terminal that follows the log.
    #[test]
    fn control_characters_of_a_problem_stand_there_by_number() {
        let text = log(|| {
            let problem = "titled A\u{1b}[31m\u{7}\u{9b}2J\u{202e}";
            tracing::warn!(problem, "feed in trouble");
        });
        assert!(text.ends_with("titled A\\u{1b}[31m\\u{7}\\u{9b}2J\\u{202e}\"\n"), "{text}");
    }

    #[test]
    fn every_line_carries_the_priority_of_its_event() {
        let text = log(|| {
            tracing::error!(feed = "desk", "first\nsecond");
            tracing::warn!("w");
            tracing::info!("i");
            tracing::debug!("d");
        });
        let marks: Vec<_> = text.lines().map(|line| line.get(..3).unwrap()).collect();
        let ends = text.lines().last().unwrap();
        assert_eq!(marks.first(), Some(&"<3>"));
        assert_eq!(marks[marks.len() - 3..], ["<4>", "<6>", "<7>"]);
        assert_eq!(ends, "<7>wiredesk::telemetry::journal::tests: d");
        assert!(marks.iter().all(|mark| mark.starts_with('<')), "{text}");
    }
}
