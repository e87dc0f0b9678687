//! A web page to the article on it. What it finds goes the way of any other markup: blocks, furniture, credits.

use url::Url;

use super::text;
use linked_data::LinkedData;
use tree::Tree;

mod choose;
mod linked_data;
mod names;
mod tree;
mod weigh;
mod write;

/// A page of more bytes holds no article that anybody reads; the fetcher's own limit is lower.
const PAGE_BYTES_MAX: usize = 8 << 20;

/// What the feed said of the story.
#[derive(Debug, Clone, Copy, Default)]
pub struct Expected<'a> {
    pub title: Option<&'a str>,
    pub summary: Option<&'a str>,
}

/// The article of a page.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Article {
    /// Markup of the body; relative links are relative to the page. It is not sanitised.
    pub html: String,
    pub title: Option<String>,
    /// As printed.
    pub byline: Option<String>,
    /// BCP 47 as declared; a claim.
    pub language: Option<String>,
}

/// Why a page gave no article.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PageFault {
    #[error("the answer is no web page")]
    NotAPage,
    #[error("the page is larger than {} MB", PAGE_BYTES_MAX >> 20)]
    TooLarge,
    #[error("the markup of the page is nested too deeply")]
    TooDeep,
    #[error("there is no article on the page")]
    NoArticle,
    #[error("the page asks for consent, a login, a payment or a proof of being human")]
    Barrier,
    #[error("the extractor gave up on the page")]
    Panicked,
}

/// Finds the article of `page`, which was fetched from `address`.
pub fn extract(page: &str, _address: &Url, expected: Expected<'_>) -> Result<Article, PageFault> {
    if page.len() > PAGE_BYTES_MAX {
        return Err(PageFault::TooLarge);
    }
    if !page.contains('<') {
        return Err(PageFault::NotAPage);
    }
    let tree = tree::read(page);
    if tree.too_large {
        return Err(PageFault::TooLarge);
    }
    let data = linked_data::read(&tree.linked_data);
    let weights = weigh::weigh(&tree);
    let headlines = headlines(&tree, &data, expected);
    let root = choose::choose(&tree, &weights, &headlines).ok_or(PageFault::NoArticle)?;
    let html = write::write(&tree, &weights, root, &headlines);
    Ok(Article { html, title: None, byline: None, language: tree.language })
}

/// What page and feed call the article.
fn headlines(tree: &Tree, data: &LinkedData, expected: Expected<'_>) -> Vec<String> {
    let of_meta = |names: &[&str]| {
        let found = tree.meta.iter().find(|(name, _)| names.contains(&name.as_str()));
        found.map(|(_, content)| content.clone())
    };
    let all = [
        expected.title.map(str::to_owned),
        data.headline.clone(),
        of_meta(&["og:title"]),
        of_meta(&["twitter:title", "title"]),
        Some(text::clean_line(&tree.title)),
    ];
    all.into_iter().flatten().filter(|headline| !headline.is_empty()).collect()
}
