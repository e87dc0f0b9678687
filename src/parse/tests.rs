use super::*;
use crate::model::{Markup, MarkupKind, Precision};

mod addresses;
mod formats;
mod hostile;
mod real;

const LIMITS: Limits = Limits { entries_max: 1_000, text_chars_max: 200_000 };

fn read(text: &str) -> Document {
    let hints = Hints { url: Some("https://feeds.example/news/feed.xml"), charset: None };
    parse(text.as_bytes(), hints, LIMITS)
}

fn kinds(problems: &[Problem]) -> Vec<ProblemKind> {
    problems.iter().map(|problem| problem.kind).collect()
}

/// An RSS 2.0 document of one item.
fn rss_item(children: &str) -> Entry {
    let document = read(&format!(
        "<rss version=\"2.0\"><channel><title>T</title><item>{children}</item></channel></rss>"
    ));
    assert_eq!(document.entries.len(), 1, "{children}");
    document.entries.into_iter().next().unwrap()
}

fn atom_entry(children: &str) -> Entry {
    let document = read(&format!(
        "<feed xmlns=\"http://www.w3.org/2005/Atom\"><entry>{children}</entry></feed>"
    ));
    assert_eq!(document.entries.len(), 1, "{children}");
    document.entries.into_iter().next().unwrap()
}
