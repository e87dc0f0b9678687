//! A web page to the article on it. What it finds goes the way of any other markup: blocks, furniture, credits.

use url::Url;

use super::text;
use linked_data::{Evidence, LinkedData};
use tree::Tree;
use weigh::Weight;

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
pub fn extract(page: &str, address: &Url, expected: Expected<'_>) -> Result<Article, PageFault> {
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
    let mut weights = weigh::weigh(&tree);
    let headlines = headlines(&tree, &data, expected);
    let evidence = data.body.as_deref().and_then(Evidence::new);
    let confirmed = evidence
        .as_ref()
        .is_some_and(|evidence| confirm(&tree, &mut weights, &headlines, evidence));
    let root = choose::choose(&tree, &weights, &headlines);
    if std::env::var("DBG").is_ok_and(|d| address.as_str().contains(&d)) {
        let show = |i: usize| {
            let mut at = i;
            let mut out = String::new();
            while at != 0 {
                let n = &tree.nodes[at];
                let w = &weights[at];
                out = format!(
                    "{out}\n   <{} class={:?} role={:?} prose={} clear={} letters={} linked={} art={}",
                    &*n.name,
                    n.attributes.iter().find(|a| a.0 == "class").map(|a| &a.1),
                    n.role,
                    w.prose,
                    w.clear,
                    w.letters,
                    w.linked,
                    w.articles
                );
                at = n.parent;
            }
            out
        };
        eprintln!(
            "{address} confirmed {confirmed} evidence {:?} root{}",
            evidence.as_ref().map(|e| e.letters),
            root.map_or(String::new(), show)
        );
        eprintln!(
            "narrow {}",
            choose::narrow(&tree, &weights, &headlines).map_or(String::new(), show)
        );
        eprintln!(
            "total known {:?}",
            weights.iter().filter(|w| w.known >= Some(50)).map(|w| w.own_clear).sum::<usize>()
        );
        if let Ok(find) = std::env::var("FIND") {
            for i in 0..tree.nodes.len() {
                if tree.own_text(i).contains(&find) {
                    eprintln!("FOUND{}", show(i));
                }
            }
        }
    }
    if let (Some(evidence), Some(body)) = (&evidence, &data.body) {
        let shown = root.and_then(|root| weights.get(root)).map_or(0, |weight| weight.clear);
        if shown * 3 < evidence.letters * 2 {
            return Ok(Article {
                html: write::paragraphs(body),
                title: data.headline,
                byline: None,
                language: tree.language,
            });
        }
    }
    let root = root.ok_or(PageFault::NoArticle)?;
    let html = write::write(&tree, &weights, root, &headlines, confirmed);
    Ok(Article { html, title: headlines.into_iter().next(), byline: None, language: tree.language })
}

/// Whether page and linked data tell the same story; what the data do not know counts no more then.
fn confirm(tree: &Tree, weights: &mut [Weight], headlines: &[String], evidence: &Evidence) -> bool {
    if weigh::confirm(tree, weights, evidence).is_none() {
        return false;
    }
    let Some(best) = choose::narrow(tree, weights, headlines) else { return false };
    let within = choose::within(tree, best);
    let (mut all, mut known) = (0, 0);
    for (weight, inside) in weights.iter().zip(within) {
        if inside {
            all += weight.own_clear;
            let is_known = weight.known >= Some(weigh::KNOWN_PERCENT);
            known += if is_known { weight.own_clear } else { 0 };
        }
    }
    // Data that tell the first half of the article know nothing of the rest.
    if known > 0 && known * 100 < all * 65 {
        return false;
    }
    weigh::clear_unknown(tree, weights);
    true
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
