//! A web page to the article on it, by tags, names and weights of text alone; no rule knows a publisher. What it finds
//! goes the way of any other markup: blocks, furniture, credits.

mod barrier;
mod build;
mod byline;
mod choose;
mod confirm;
mod headline;
mod lines;
mod linked_data;
mod names;
mod prune;
mod role;
mod said;
mod tree;
mod trust;
mod weigh;
mod weight;
mod write;

use linked_data::{Evidence, LinkedData};
use prune::Pruner;
use tree::Tree;
use weight::Weight;

/// The article of a larger page is lost in what surrounds it. The fetcher has a limit of its own.
const PAGE_BYTES_MAX: usize = 8 << 20;
/// Less text is no article; letters, an ideograph counts as three.
const LETTERS_MIN: usize = 140;

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
    /// As printed, without dates and buttons.
    pub byline: Option<String>,
    /// BCP 47 as declared; a claim.
    pub language: Option<String>,
    /// What the site calls itself.
    pub site: Option<String>,
    /// Authors that linked data say are organisations; however they read, they are no people.
    pub organisations: Vec<String>,
}

/// Why a page gave no article.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PageFault {
    #[error("the answer is no web page")]
    NotAPage,
    #[error("the page is too large to be that of an article")]
    TooLarge,
    /// The way in is barred, by what [`barrier`] names.
    #[error("the page is {0}")]
    Barrier(&'static str),
    #[error("there is no article on the page")]
    NoArticle,
}

/// Finds the article of `page`. Links in it are as printed: whoever reads it knows the address. Linear in the page.
pub fn extract(page: &str, expected: Expected<'_>) -> Result<Article, PageFault> {
    if page.len() > PAGE_BYTES_MAX {
        return Err(PageFault::TooLarge);
    }
    if !is_page(page) {
        return Err(PageFault::NotAPage);
    }
    let mut tree = build::read(page);
    if tree.too_large {
        return Err(PageFault::TooLarge);
    }
    lines::believe_words(&mut tree);
    let data = linked_data::read(&tree.linked_data);
    let headlines = said::headlines(&tree, &data, expected);
    let summaries = said::summaries(&tree, expected);
    let mut weights = weigh::weigh(&tree, &headlines, &summaries);
    let html = find(&tree, &mut weights, &data, &headlines, expected.summary);
    // Pruning may leave nothing of what was weighed.
    let html = html.filter(|html| !html.trim().is_empty());
    let html = html.ok_or_else(|| fault(page, &tree, &weights))?;
    Ok(Article {
        html,
        title: said::headline(&tree, &data),
        byline: said::byline(&tree, &weights, &data),
        language: said::language(&tree, &data),
        site: said::site(&tree),
        organisations: data.organisations,
    })
}

fn is_page(page: &str) -> bool {
    let start = page.trim_start_matches('\u{feff}').trim_start();
    let other = ["%PDF", "{", "[", "<rss", "<feed", "<rdf:RDF"];
    let tag = |pair: &[u8]| matches!(pair, [b'<', next] if next.is_ascii_alphabetic());
    !other.iter().any(|other| start.starts_with(other)) && page.as_bytes().windows(2).any(tag)
}

/// The markup of the article: what page and linked data agree on, else what either tells more of.
fn find(
    tree: &Tree,
    weights: &mut [Weight],
    data: &LinkedData,
    headlines: &[String],
    summary: Option<&str>,
) -> Option<String> {
    let evidence = data.body.as_deref().and_then(|body| Evidence::new(&linked_data::words(body)));
    let confirmed = evidence
        .as_ref()
        .is_some_and(|evidence| confirm::confirm(tree, weights, headlines, evidence));
    let root = choose::choose(tree, weights, headlines);
    let shown = root.and_then(|root| weights.get(root)).map_or(0, |weight| weight.clear);
    if let (Some(evidence), Some(body)) = (&evidence, &data.body)
        && shown * 3 < evidence.letters * 2
    {
        return Some(write::write_text(body));
    }
    let said = summary.map_or(0, weigh::letters);
    if shown < LETTERS_MIN || shown * 5 < said * 4 {
        return None;
    }
    let root = root?;
    let pruner = Pruner::new(tree, weights, root, headlines, confirmed);
    Some(write::write(tree, weights, root, &pruner))
}

fn fault(page: &str, tree: &Tree, weights: &[Weight]) -> PageFault {
    let letters = weights.first().map_or(0, |weight| weight.letters);
    barrier::find(page, tree, letters).map_or(PageFault::NoArticle, PageFault::Barrier)
}

#[cfg(test)]
mod tests;
