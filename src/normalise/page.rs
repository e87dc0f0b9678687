//! A web page to the article on it. What it finds goes the way of any other markup: blocks, furniture, credits.

use std::panic::{AssertUnwindSafe, catch_unwind};

use url::Url;

mod depth;

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
pub fn extract(page: &str, address: &Url, _expected: Expected<'_>) -> Result<Article, PageFault> {
    if page.len() > PAGE_BYTES_MAX {
        return Err(PageFault::TooLarge);
    }
    if !page.contains('<') {
        return Err(PageFault::NotAPage);
    }
    if depth::is_too_deep(page) {
        return Err(PageFault::TooDeep);
    }
    let read = catch_unwind(AssertUnwindSafe(|| {
        let mut reader = dom_smoothie::Readability::new(page, Some(address.as_str()), None).ok()?;
        reader.parse().ok()
    }));
    let article = read.map_err(|_| PageFault::Panicked)?.ok_or(PageFault::NoArticle)?;
    let said = |text: String| (!text.trim().is_empty()).then(|| text.trim().to_owned());
    Ok(Article {
        html: article.content.to_string(),
        title: said(article.title),
        byline: article.byline.and_then(said),
        language: article.lang.and_then(said),
    })
}
