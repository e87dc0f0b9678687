//! Which elements hold the article although their name is that of furniture: content systems, themes and style sheets give
//! names such as `share-container` or `lightbox` to what stands around a text, too.

use super::tree::Tree;
use super::weight::Weight;
use crate::normalise::text::fold;

/// Letters of prose that are more than those of a box.
const MORE_THAN_A_BOX: usize = 250;
/// So much of it, in percent, may be linked.
const LINKED_PERCENT_MAX: usize = 20;
/// Between the headline and the article stands at most this part of its prose, in percent: the standfirst.
const BETWEEN_PERCENT_MAX: usize = 25;
/// Paragraphs of the first part of a longer article.
const PARAGRAPHS_MIN: usize = 3;
/// Characters of a summary that a paragraph shares by more than chance.
const SUMMARY_CHARS: usize = 60;

/// Marks what is believed more than its name; returns whether there is any. Boxes for comments, sign-ups and other stories
/// have prose of their own and are believed only where they hold what page or feed say of the article.
pub(super) fn trust(
    tree: &Tree,
    all: &mut [Weight],
    headline: Option<usize>,
    summaries: &[String],
) -> bool {
    let mut found = follow_headline(tree, all, headline);
    found.extend(around_summary(tree, all, headline, summaries));
    for index in &found {
        if let Some(weight) = all.get_mut(*index) {
            weight.trusted = true;
        }
    }
    !found.is_empty()
}

/// Elements of prose that the article begins in, where it is the largest text of the page or several paragraphs.
fn follow_headline(tree: &Tree, all: &[Weight], headline: Option<usize>) -> Vec<usize> {
    let Some(headline) = headline else { return Vec::new() };
    let paragraphs = paragraphs(tree, all);
    let own = |index: usize| prose(tree, all, index);
    let clear: usize = (0..all.len()).filter(|i| !is_beside(all, *i)).map(own).sum();
    let mut found = Vec::new();
    let (mut between, mut within) = (0, vec![false; all.len()]);
    for (index, node) in tree.nodes.iter().enumerate().skip(headline + 1) {
        let Some(weight) = all.get(index) else { continue };
        let several = paragraphs.get(index).is_some_and(|count| *count >= PARAGRAPHS_MIN);
        let named = node.role.beside && !node.role.prose_beside && holds_prose(weight);
        let begins = between * 100 <= weight.prose * BETWEEN_PERCENT_MAX;
        let trusted = named && begins && (several || weight.prose > clear);
        if trusted {
            found.push(index);
        }
        let of_parent = within.get(node.parent).copied().unwrap_or_default();
        if let Some(slot) = within.get_mut(index) {
            *slot = trusted || (of_parent && !node.role.beside);
        }
        let counts = !weight.beside || within.get(index).copied().unwrap_or_default();
        between += if counts { own(index) } else { 0 };
    }
    found
}

/// Elements around the first paragraph that says what page or feed say of the article.
fn around_summary(
    tree: &Tree,
    all: &[Weight],
    headline: Option<usize>,
    summaries: &[String],
) -> Vec<usize> {
    let head = |summary: &String| {
        let head: String = fold(summary).chars().take(SUMMARY_CHARS).collect();
        (head.chars().count() == SUMMARY_CHARS).then_some(head)
    };
    let heads: Vec<String> = summaries.iter().filter_map(head).collect();
    if heads.is_empty() {
        return Vec::new();
    }
    let says = |index: &usize| {
        let text = fold(&tree.own_text(*index));
        heads.iter().any(|head| text.contains(head.as_str()))
    };
    let mut blocks =
        (headline.unwrap_or_default()..all.len()).filter(|index| prose(tree, all, *index) > 0);
    let Some(first) = blocks.find(says).filter(|index| is_beside(all, *index)) else {
        return Vec::new();
    };
    let around = tree.around(first).into_iter().filter(|index| {
        let named = tree.node(*index).is_some_and(|node| node.role.beside && !node.role.unseen);
        named && all.get(*index).is_some_and(holds_prose)
    });
    around.collect()
}

fn holds_prose(weight: &Weight) -> bool {
    weight.prose >= MORE_THAN_A_BOX && weight.linked * 100 <= weight.letters * LINKED_PERCENT_MAX
}

/// Letters of an element that is a paragraph, links left out.
fn prose(tree: &Tree, all: &[Weight], index: usize) -> usize {
    let (Some(node), Some(weight)) = (tree.node(index), all.get(index)) else { return 0 };
    if weight.is_prose(node) { weight.own - weight.own_linked } else { 0 }
}

fn is_beside(all: &[Weight], index: usize) -> bool {
    all.get(index).is_some_and(|weight| weight.beside)
}

/// Paragraphs in each element.
fn paragraphs(tree: &Tree, all: &[Weight]) -> Vec<usize> {
    let mut paragraphs = vec![0_usize; all.len()];
    for (index, node) in tree.nodes.iter().enumerate().skip(1).rev() {
        let own = usize::from(prose(tree, all, index) > 0);
        let Some(count) = paragraphs.get_mut(index) else { continue };
        *count += own;
        let count = *count;
        if let Some(parent) = paragraphs.get_mut(node.parent) {
            *parent += count;
        }
    }
    paragraphs
}
