//! Full text: which entries need the page behind them, and the story that an entry is with its page's article. Pure.

use std::collections::BTreeSet;

use url::Url;

use super::page::Article;
use super::text::{count_words, fold, is_unspaced};
use super::{FeedOptions, RuleBook, address, assemble, normalise};
use crate::model::{
    Document, Entry, Markup, MarkupKind, Normalised, Page, Problem, ProblemKind, PubStatus,
    Representation, Story,
};

/// Characters of an entry's summary and of what else it says: a longer one is no summary, and all of them wait in the
/// store (P5).
const ENTRY_CHARS_MAX: usize = 32_000;

/// Letters of a word that says something.
const WORD_CHARS_MIN: usize = 4;

/// Such words of headline and summary below which nothing can be said of an article's likeness.
const KNOWN_WORDS_MIN: usize = 4;

/// One in so many of them stands in an article that is the entry's: summaries are often written anew, but they name
/// the same people and places. Other pages of a paper share one in ten or so.
const SHARED_ONE_IN: usize = 4;

/// Why an article is not the entry's text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotFuller {
    #[error("the page holds no text that could be a story")]
    NoStory,
    #[error("the page says no more than the summary")]
    NoMore,
    #[error("the page is another story than the entry's, or a wall in front of it")]
    Other,
}

/// The pages of those entries of `document` that carry only a summary; `entries` are what normalising made of them.
pub fn pages(document: &Document, entries: &[Normalised]) -> Vec<(usize, Page)> {
    let both = document.entries.iter().zip(entries).enumerate();
    both.filter_map(|(at, (entry, normalised))| Some((at, page(document, entry, normalised)?)))
        .collect()
}

fn page(document: &Document, entry: &Entry, normalised: &Normalised) -> Option<Page> {
    let Normalised::Story(story) = normalised else { return None };
    let is_summary = story.representation == Representation::Partial;
    if !is_summary || story.status == PubStatus::Canceled {
        return None;
    }
    // Only a permanent link names an article; it is asked for as printed, because a site may need what was taken out.
    let permanent = story.identity.link.as_deref()?;
    let printed = story.identity.link_printed.as_deref().and_then(address::parse_http);
    let mut address = printed.or_else(|| address::parse_http(permanent))?;
    address.set_fragment(None);
    let entry = Entry { content: None, raw: String::new(), ..entry.clone() };
    let texts = [entry.title.as_ref(), entry.summary.as_ref()].into_iter().flatten();
    let chars: usize = texts.map(|text| text.value.len()).sum();
    let text = story.paragraphs.join("\n\n");
    let summary = if text.is_empty() { story.summary.clone() } else { Some(text) };
    (chars + summary.as_ref().map_or(0, String::len) <= ENTRY_CHARS_MAX).then(|| Page {
        address,
        private: false,
        entry,
        feed: document.feed.clone(),
        identity: story.identity.clone(),
        alt_ids: story.alt_ids.clone(),
        headline: story.headline.clone(),
        summary,
    })
}

/// The entry of `page` with `article` for its text, normalised by the same rules as any entry; `base` is where the page
/// was found in the end. Markup past `chars_max` characters is left out (P5).
pub fn read(
    page: &Page,
    article: Article,
    base: &Url,
    feed: &FeedOptions,
    rules: &RuleBook,
    chars_max: usize,
) -> Result<Box<Story>, NotFuller> {
    let Article { html, title, byline, language, site, organisations } = article;
    let as_html = |value| Markup { kind: MarkupKind::Html, value };
    let as_text = |value| Markup { kind: MarkupKind::Text, value };
    let mut entry = page.entry.clone();
    let html = bounded(html, chars_max, &mut entry.problems);
    entry.content = Some(as_html(html));
    entry.link = Some(base.to_string());
    entry.title = entry.title.or_else(|| title.map(as_text));
    entry.language = entry.language.or(language);
    if entry.authors.is_empty() {
        entry.authors.extend(byline);
    }
    let document = Document {
        format: None,
        feed: page.feed.clone(),
        entries: vec![entry],
        problems: Vec::new(),
    };
    let Some(Normalised::Story(mut story)) = normalise(&document, feed, rules).pop() else {
        return Err(NotFuller::NoStory);
    };
    if story.paragraphs.is_empty() || story.status == PubStatus::Canceled {
        return Err(NotFuller::NoStory);
    }
    if !is_of(page, &story.paragraphs) {
        return Err(NotFuller::Other);
    }
    // Characters, because not every script parts its words.
    let chars: usize = story.paragraphs.iter().map(|paragraph| paragraph.chars().count()).sum();
    if chars <= page.summary.as_deref().map_or(0, |summary| summary.chars().count()) {
        return Err(NotFuller::NoMore);
    }
    // Nothing is elsewhere: a page is whole, however short, unless it breaks off as teasers do.
    let words = story.paragraphs.iter().map(|paragraph| count_words(paragraph)).sum();
    let breaks_off = assemble::trails_off(&story.paragraphs, words);
    story.representation = if breaks_off { Representation::Partial } else { Representation::Full };
    story.identity = page.identity.clone();
    story.alt_ids.clone_from(&page.alt_ids);
    story.people.retain(|person| !organisations.contains(&person.name));
    story.people.retain(|person| site.as_deref() != Some(&*person.name));
    // Shown by `preview`, and of no use to the store.
    story.removed.clear();
    Ok(story)
}

fn bounded(mut html: String, chars_max: usize, problems: &mut Vec<Problem>) -> String {
    if let Some((end, _)) = html.char_indices().nth(chars_max) {
        html.truncate(end);
        let detail = format!("the article was cut after {chars_max} characters");
        problems.push(Problem::new(ProblemKind::OverLimit, detail));
    }
    html
}

/// `story`, which knows only its summary, with the text of `full`, an earlier state of it that was read from its page.
pub fn with_text_of(story: &Story, full: Story) -> Story {
    let said = story.paragraphs.join("\n\n");
    let summary = if said.is_empty() { story.summary.clone() } else { Some(said) };
    let text = fold(&full.paragraphs.join("\n\n"));
    let is_news = |summary: &String| !text.contains(&fold(summary));
    let mut sources = story.sources.clone();
    sources.originator = sources.originator.or(full.sources.originator);
    sources.distributor = sources.distributor.or(full.sources.distributor);
    sources.publisher = sources.publisher.or(full.sources.publisher);
    Story {
        summary: summary.filter(is_news),
        paragraphs: full.paragraphs,
        html: full.html,
        representation: full.representation,
        by: story.by.clone().or(full.by),
        people: if story.people.is_empty() { full.people } else { story.people.clone() },
        located: story.located.clone().or(full.located),
        sources,
        copyright: full.copyright,
        pictures: if story.pictures.is_empty() { full.pictures } else { story.pictures.clone() },
        language: full.language,
        ..story.clone()
    }
}

/// Whether enough of what headline and summary speak of stands in the text.
fn is_of(page: &Page, paragraphs: &[String]) -> bool {
    let said = [page.headline.as_deref(), page.summary.as_deref()];
    let known: BTreeSet<String> = said.into_iter().flatten().flat_map(words).collect();
    if known.len() < KNOWN_WORDS_MIN {
        return true;
    }
    let text: BTreeSet<String> = paragraphs.iter().flat_map(|paragraph| words(paragraph)).collect();
    let shared = known.iter().filter(|word| text.contains(*word)).count();
    shared * SHARED_ONE_IN >= known.len()
}

/// The words of `text` that say something, folded. A script without spaces gives a word for every clause, which is
/// none that another text would have: its characters are taken one by one.
fn words(text: &str) -> Vec<String> {
    let folded = fold(text);
    let mut words = Vec::new();
    for word in folded.split(|c: char| !c.is_alphanumeric()) {
        if word.chars().any(is_unspaced) {
            words.extend(word.chars().filter(|c| is_unspaced(*c)).map(String::from));
        } else if word.chars().count() >= WORD_CHARS_MIN {
            words.push(word.to_owned());
        }
    }
    words
}

#[cfg(test)]
mod tests;
