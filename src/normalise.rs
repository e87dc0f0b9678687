//! Entry to story or rejection: markup, furniture, credits, identity, language. Pure.

use crate::model::{Document, FeedId, Normalised};

mod address;
mod alt;
mod assemble;
mod blocks;
mod body;
pub mod credits;
mod element;
pub mod fuller;
mod furniture;
mod html;
mod identity;
mod language;
mod owner;
pub mod page;
mod pictures;
mod rulebook;
pub(crate) mod rules;
mod sanitise;
mod short_codes;
mod status;
pub(crate) mod text;
mod title;
mod tokens;

pub(crate) use address::permanent;
pub(crate) use rulebook::OwnRules;
pub use rulebook::RuleBook;

/// What the operator said of a feed.
#[derive(Debug, Clone)]
pub struct FeedOptions {
    pub id: FeedId,
    pub publisher: Option<String>,
    pub language: Option<String>,
    /// The host that the feed is read from; `None` for a folder.
    pub host: Option<String>,
}

/// Normalises every entry of `document` by `rules`, in document order, one result an entry.
pub fn normalise(document: &Document, feed: &FeedOptions, rules: &RuleBook) -> Vec<Normalised> {
    let (names, owner) = (identity::survey(document), owner::of_feed(document, feed, rules));
    let desk = assemble::Desk { document, feed, names, owner, rules };
    let entries = document.entries.iter().enumerate();
    entries.map(|(index, entry)| desk.normalise_entry(index, entry)).collect()
}

#[cfg(test)]
mod tests;
