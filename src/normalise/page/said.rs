//! What a page says of its article beside the text: headline, byline, language.

use super::linked_data::LinkedData;
use super::tree::{Child, Node, Tree};
use super::weight::Weight;
use super::{Expected, byline};
use crate::normalise::text;

/// A longer byline is an author's biography.
const BYLINE_LETTERS: std::ops::RangeInclusive<usize> = 4..=100;

/// What page and feed call the article, the feed first.
pub(super) fn headlines(tree: &Tree, data: &LinkedData, expected: Expected<'_>) -> Vec<String> {
    let all = [
        expected.title.map(str::to_owned),
        data.headline.clone(),
        meta(tree, &["og:title"]),
        meta(tree, &["twitter:title", "title"]),
        Some(tree.title.clone()),
    ];
    let clean = |headline: String| Some(text::clean_line(&headline)).filter(|h| !h.is_empty());
    all.into_iter().flatten().filter_map(clean).collect()
}

/// What page and feed say of the article, the feed first.
pub(super) fn summaries(tree: &Tree, expected: Expected<'_>) -> Vec<String> {
    let all = [
        expected.summary.map(str::to_owned),
        meta(tree, &["og:description"]),
        meta(tree, &["description", "twitter:description"]),
    ];
    all.into_iter().flatten().collect()
}

/// The headline of the article as the page gives it.
pub(super) fn headline(tree: &Tree, data: &LinkedData) -> Option<String> {
    headlines(tree, data, Expected::default()).into_iter().next()
}

/// The byline; see [`mod@byline`].
pub(super) fn byline(tree: &Tree, weights: &[Weight], data: &LinkedData) -> Option<String> {
    let lines =
        tree.nodes.iter().zip(weights).enumerate().filter(|(_, (node, weight))| {
            node.role.byline && BYLINE_LETTERS.contains(&weight.letters)
        });
    let printed = lines.map(|(index, _)| line(tree, index)).filter(|line| !line.is_empty());
    let author = meta(tree, &["author", "article:author"]).map(|author| text::clean_line(&author));
    byline::byline(data, author.as_deref(), site(tree).as_deref(), printed)
}

/// The text of a byline, without dates and buttons in it.
fn line(tree: &Tree, index: usize) -> String {
    let mut raw = String::new();
    push_line(tree, index, &mut raw);
    text::clean_line(&raw)
}

// As deep as the tree is, which is capped.
fn push_line(tree: &Tree, index: usize, out: &mut String) {
    let Some(node) = tree.node(index) else { return };
    for child in &node.children {
        match child {
            Child::Text(text) => out.push_str(text),
            Child::Node(child) => {
                let part = tree.node(*child);
                let apart = part.is_some_and(|part| {
                    &*part.name == "time" || (part.role.beside && !part.role.byline)
                });
                if !apart {
                    push_line(tree, *child, out);
                }
                if apart || part.is_some_and(Node::is_block) {
                    out.push(' ');
                }
            }
        }
    }
}

/// What the site calls itself.
pub(super) fn site(tree: &Tree) -> Option<String> {
    let site = text::clean_line(&meta(tree, &["og:site_name"])?);
    (!site.is_empty()).then_some(site)
}

/// BCP 47, as declared.
pub(super) fn language(tree: &Tree, data: &LinkedData) -> Option<String> {
    let all = [tree.language.clone(), data.language.clone(), meta(tree, &["og:locale"])];
    let language = all.into_iter().flatten().next()?;
    Some(language.trim().replace('_', "-"))
}

fn meta(tree: &Tree, names: &[&str]) -> Option<String> {
    let found = tree.meta.iter().find(|(name, _)| names.contains(&name.as_str()));
    found.map(|(_, content)| content.clone())
}
