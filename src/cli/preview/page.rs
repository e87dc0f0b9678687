//! What `full_text` would make of a page: its article as the only entry of a feed that said nothing.

use url::Url;

use crate::config::FeedConfig;
use crate::model::{Document, Entry, FeedFacts, Markup, MarkupKind, Problem, ProblemKind};
use crate::normalise::page::{Expected, extract};
use crate::normalise::{RuleBook, normalise};
use crate::parse::{Hints, decode};
use crate::poll::{Reading, options_of};

/// Reads `page` as fetched from `address`.
pub(super) fn read_page(
    bytes: &[u8],
    address: &Url,
    hints: Hints<'_>,
    feed: &FeedConfig,
    rules: &RuleBook,
) -> Reading {
    let page = decode::to_utf8(bytes, hints.charset).text;
    let (site, entries, problems) = match extract(&page, Expected::default()) {
        Ok(article) => {
            let markup = |kind, value| Some(Markup { kind, value });
            let entry = Entry {
                link: Some(address.to_string()),
                title: article.title.and_then(|title| markup(MarkupKind::Text, title)),
                content: markup(MarkupKind::Html, article.html),
                authors: article.byline.into_iter().collect(),
                language: article.language,
                ..Entry::default()
            };
            (article.site, vec![entry], Vec::new())
        }
        Err(fault) => (None, Vec::new(), vec![Problem::new(ProblemKind::Empty, fault.to_string())]),
    };
    let facts = FeedFacts { title: site, ..FeedFacts::default() };
    let document = Document { format: None, feed: facts, entries, problems };
    let entries = normalise(&document, &options_of(feed), rules);
    Reading {
        format: None,
        facts: document.feed,
        problems: document.problems,
        entries,
        pages: Vec::new(),
        newest: None,
    }
}
