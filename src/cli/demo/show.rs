//! The demo's sink: records go to a file, durably, and are then shown as they would interest an editor.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use serde_json::Value;
use tokio::time::Instant;

use super::cast::{AGENCIES, OUTLETS};
use super::paint::{Ink, Paint};
use super::tally::{Ledger, News, Tally, text_at};
use crate::cli::exit::print;
use crate::publish::file::FileSink;
use crate::publish::{Delivery, Mark, OutboxRow, Sink, SinkError};

/// Between two records on a terminal, so that a person can follow.
const PACE: Duration = Duration::from_millis(110);

const DETAIL_CHARS_MAX: usize = 200;

pub(super) struct Show {
    pub file: FileSink,
    pub ledger: Arc<Ledger>,
    pub paint: Paint,
    pub started: Instant,
    /// Set when the daemon has no more time.
    pub stop: Arc<AtomicBool>,
}

impl Sink for Show {
    fn open(&mut self, outbox: &str) -> Result<Mark, SinkError> {
        self.file.open(outbox)
    }

    fn deliver(&mut self, rows: &[OutboxRow]) -> Result<Delivery, SinkError> {
        let delivery = self.file.deliver(rows)?;
        let paced = self.paint.is_on() && !self.stop.load(Ordering::SeqCst);
        for row in rows {
            // Our own encoder wrote it; what could not be read would be shown empty.
            let value = serde_json::from_slice(&row.value).unwrap_or_default();
            let after = self.started.elapsed();
            let lines = self.tell(row, &value, after);
            print(lines);
            if paced {
                std::thread::park_timeout(PACE);
            }
        }
        Ok(delivery)
    }
}

impl Show {
    fn tell(&self, row: &OutboxRow, value: &Value, after: Duration) -> String {
        let mut tally = self.ledger.read();
        let news = tally.count(row, value, after);
        let told = tell_record(news, row, value, &tally);
        let paint = self.paint;
        let clock = paint.dye(Ink::Faint, &format!("{:5.1}s", after.as_secs_f64()));
        let label = paint.dye(told.ink, &format!("{:<7}", told.label));
        let headline =
            paint.dye(if news == News::Copy { Ink::Copy } else { Ink::Strong }, &told.headline);
        let detail = paint.dye(Ink::Faint, &cut(&told.detail));
        format!("{clock}  {label} {headline}\n{:15} {detail}", "")
    }
}

/// A record in two lines.
#[derive(Debug)]
struct Told {
    ink: Ink,
    label: &'static str,
    headline: String,
    detail: String,
}

fn tell_record(news: News, row: &OutboxRow, value: &Value, tally: &Tally) -> Told {
    let headline = text_at(value, "/headlines/0/value").or_else(|| text_at(value, "/headline"));
    let headline = headline.unwrap_or("(no headline)").to_owned();
    let chain = || chain(value).unwrap_or_else(|| name_feed(row).to_owned());
    let version = text_at(value, "/version").unwrap_or_default();
    let note = text_at(value, "/edNote").unwrap_or_default();
    match news {
        News::New => Told {
            ink: Ink::New,
            label: "NEW",
            headline,
            detail: format!("{}{}", chain(), size(value)),
        },
        News::Update => Told {
            ink: Ink::Update,
            label: "UPDATE",
            headline,
            detail: format!("{}; now version {version}{}", chain(), told_note(note)),
        },
        News::Kill => Told {
            ink: Ink::Kill,
            label: "KILL",
            headline,
            detail: format!("{}; withdrawn as version {version}{}", chain(), told_note(note)),
        },
        News::Copy => {
            let known = tally.headlines.get(&row.key).map_or("an earlier story", String::as_str);
            let relation = text_at(value, "/relation").unwrap_or_default();
            let because = text_at(value, "/because").unwrap_or_default();
            let detail =
                format!("{}; folded into “{known}”: {relation}, {because}", name_feed(row));
            Told { ink: Ink::Copy, label: "COPY", headline, detail }
        }
        News::Reject => {
            let reason = text_at(value, "/reason").unwrap_or_default();
            let headline = text_at(value, "/detail").unwrap_or_default().to_owned();
            let detail = format!("{}; no story: {reason}", name_feed(row));
            Told { ink: Ink::Reject, label: "REJECT", headline, detail }
        }
    }
}

/// To two lines of a wide terminal.
fn cut(detail: &str) -> String {
    match detail.char_indices().nth(DETAIL_CHARS_MAX) {
        Some((at, _)) => format!("{}…", detail.get(..at).unwrap_or_default()),
        None => detail.to_owned(),
    }
}

fn told_note(note: &str) -> String {
    if note.is_empty() { String::new() } else { format!(": {note}") }
}

/// Who wrote it, who passed it on, who printed it.
fn chain(value: &Value) -> Option<String> {
    let sources = value.pointer("/infoSources")?.as_array()?;
    let names: Vec<&str> = sources.iter().filter_map(|source| text_at(source, "/name")).collect();
    (!names.is_empty()).then(|| names.join(" → "))
}

fn size(value: &Value) -> String {
    let words = value.pointer("/bodies/0/wordCount").and_then(Value::as_u64).unwrap_or_default();
    let language = text_at(value, "/language").map(|language| format!(", {language}"));
    format!("; {words} words{}", language.unwrap_or_default())
}

/// The carrier as people call it.
fn name_feed(row: &OutboxRow) -> &str {
    let id = row.event.source.rsplit('/').next().unwrap_or_default();
    let outlet = OUTLETS.iter().find(|outlet| outlet.id == id).map(|outlet| outlet.name);
    let agency = || AGENCIES.iter().find(|agency| agency.id == id).map(|agency| agency.name);
    outlet.or_else(agency).unwrap_or(id)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::publish::{EventHead, Stream};

    fn told(news: News, feed: &str, value: &Value) -> [String; 2] {
        let event = EventHead {
            id: String::new(),
            kind: String::new(),
            source: format!("/feeds/{feed}"),
            subject: String::new(),
            time: String::new(),
            dataschema: None,
        };
        let row = OutboxRow {
            seq: 1,
            stream: Stream::Stories,
            key: "uri".to_owned(),
            event,
            value: Vec::new(),
        };
        let headlines = [("uri".to_owned(), "Bakery wins".to_owned())].into();
        let told = tell_record(news, &row, value, &Tally { headlines, ..Tally::default() });
        [told.headline, told.detail]
    }

    #[test]
    fn every_kind_of_record_says_who_carried_what() {
        let story = serde_json::json!({
            "headlines": [{ "value": "Bakery wins" }], "language": "en", "version": "2",
            "bodies": [{ "wordCount": 90 }], "edNote": "Corrects prize",
            "infoSources": [{ "name": "Reuters" }, { "name": "The Tillworth Herald" }],
        });
        let copy = serde_json::json!({ "headline": "Rye!", "relation": "verbatim", "because": "the same text" });
        let reject = serde_json::json!({ "detail": "News budget", "reason": "advisory" });
        let check =
            |news, feed, value: &Value, want: [&str; 2]| assert_eq!(told(news, feed, value), want);
        let chain = "Reuters → The Tillworth Herald";
        check(News::New, "x", &story, ["Bakery wins", &format!("{chain}; 90 words, en")]);
        check(
            News::Update,
            "x",
            &story,
            ["Bakery wins", &format!("{chain}; now version 2: Corrects prize")],
        );
        check(
            News::Kill,
            "x",
            &story,
            ["Bakery wins", &format!("{chain}; withdrawn as version 2: Corrects prize")],
        );
        check(
            News::Copy,
            "weserbote",
            &copy,
            ["Rye!", "Weserbote; folded into “Bakery wins”: verbatim, the same text"],
        );
        check(
            News::Reject,
            "meridian-news",
            &reject,
            ["News budget", "Meridian News Agency; no story: advisory"],
        );
        check(News::New, "unnamed", &Value::Null, ["(no headline)", "unnamed; 0 words"]);
    }

    #[test]
    fn a_long_note_is_cut_between_characters() {
        let long = "é".repeat(DETAIL_CHARS_MAX + 1);
        assert_eq!(cut(&long).chars().count(), DETAIL_CHARS_MAX + 1);
        assert!(cut(&long).ends_with('…'));
        assert_eq!(cut("short"), "short");
    }
}
