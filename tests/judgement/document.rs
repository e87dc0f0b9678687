//! Feed documents with invented items, as papers and agencies write them.

use std::fmt::Write as _;

use jiff::{SignedDuration, Timestamp};

/// One item as a paper's feed carries it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Item {
    pub(crate) guid: String,
    pub(crate) link: String,
    pub(crate) headline: String,
    /// Paragraphs, one a line.
    pub(crate) text: String,
    pub(crate) dated: Option<Timestamp>,
    /// The whole text, or a summary under the headline.
    pub(crate) whole: bool,
}

impl Item {
    pub(crate) fn new(
        feed: &str,
        name: &str,
        headline: &str,
        text: &str,
        dated: Timestamp,
    ) -> Self {
        Self {
            guid: format!("{feed}:{name}"),
            link: format!("https://{feed}.example/news/{name}"),
            headline: headline.to_owned(),
            text: text.to_owned(),
            dated: Some(dated),
            whole: true,
        }
    }
}

/// The home that feeds name, where it makes no difference.
pub(crate) const HOME: &str = "https://press.example/";

/// An RSS 2.0 document as a paper's own software writes it.
pub(crate) fn rss((title, home): (&str, &str), items: &[Item]) -> String {
    let mut written = String::new();
    for item in items.iter().rev() {
        let paragraphs: String = item
            .text
            .lines()
            .filter(|line| !line.trim().is_empty())
            .fold(String::new(), |all, line| format!("{all}<p>{}</p>", escape(line.trim())));
        let element = if item.whole { "content:encoded" } else { "description" };
        let date = item.dated.map_or_else(String::new, |dated| {
            let seconds = u64::try_from(dated.as_second()).unwrap();
            let date = std::time::UNIX_EPOCH + std::time::Duration::from_secs(seconds);
            format!("<pubDate>{}</pubDate>", httpdate::fmt_http_date(date))
        });
        writeln!(
            written,
            "<item><title>{}</title><link>{}</link><guid isPermaLink=\"false\">{}</guid>\
             {date}<{element}>{}</{element}></item>",
            escape(&item.headline),
            item.link,
            item.guid,
            escape(&paragraphs),
        )
        .unwrap();
    }
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<rss version=\"2.0\" \
         xmlns:content=\"http://purl.org/rss/1.0/modules/content/\"><channel><title>{}</title>\
         <link>{home}</link><description>Invented news</description>\n{written}</channel></rss>\n",
        escape(title)
    )
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// A ninjs document as an agency drops it.
pub(crate) fn ninjs(item: &Item, status: &str, note: Option<&str>) -> String {
    let body = item.text.replace('\n', "\n\n");
    let mut document = serde_json::json!({
        "uri": item.guid,
        "standard": { "name": "ninjs", "version": "3.1" },
        "type": "text",
        "pubStatus": status,
        "language": "en",
        "versionCreated": item.dated.unwrap().to_string(),
        "headlines": [{ "role": "main", "value": item.headline }],
        "infoSources": [{ "role": "originator", "name": "Halden News Agency" }],
        "bodies": [{ "role": "main", "contentType": "text/plain", "value": body }],
    });
    if status == "withheld" {
        document["embargoedUntil"] =
            (item.dated.unwrap() + SignedDuration::from_hours(3)).to_string().into();
    }
    if let Some(note) = note {
        document["edNote"] = note.into();
    }
    document.to_string()
}
