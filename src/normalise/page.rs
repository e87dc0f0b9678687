//! A web page to the article in it. Pure.

use url::Url;

/// What is known of the article beforehand.
#[derive(Debug, Clone, Copy, Default)]
pub struct Expected<'a> {
    pub title: Option<&'a str>,
    pub summary: Option<&'a str>,
}

/// The article of a page.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Article {
    /// Like `content:encoded`.
    pub html: String,
    pub title: Option<String>,
    pub byline: Option<String>,
    pub language: Option<String>,
}

/// Why a page gives no article.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PageFault {
    #[error("the page is no HTML")]
    NotHtml,
    #[error("no article was found in the page")]
    NoArticle,
}

/// Finds the article of `page`.
pub fn extract(page: &str, _address: &Url, _expected: Expected<'_>) -> Result<Article, PageFault> {
    if !page.contains('<') {
        return Err(PageFault::NotHtml);
    }
    let mut html = String::new();
    let mut rest = page;
    while let Some((_, begun)) = rest.split_once("<p") {
        let Some((paragraph, after)) = begun.split_once("</p>") else { break };
        let Some((_, text)) = paragraph.split_once('>') else { break };
        html.push_str("<p>");
        html.push_str(text);
        html.push_str("</p>");
        rest = after;
    }
    if html.is_empty() {
        return Err(PageFault::NoArticle);
    }
    Ok(Article { html, ..Article::default() })
}
