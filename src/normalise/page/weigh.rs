//! Where a page has prose: how much of it stands in each element, and how much of that in links.

use super::tree::{Child, Tree};
use super::weight::Weight;
use super::{headline, trust};
use crate::normalise::element::Element;

const IDEOGRAPH: usize = 3;
/// A block is known when so much of it, in percent, stands in the linked data.
pub(super) const KNOWN_PERCENT: usize = 50;
/// An element of a name that stands beside articles and holds more of the page's prose, in percent, is the article's.
const BESIDE_PERCENT_MAX: usize = 40;
/// The same where the headline is known to stand elsewhere.
const ELSEWHERE_PERCENT_MAX: usize = 75;

/// One weight a node; `headlines` are what page and feed call the article, `summaries` what they say of it.
pub(super) fn weigh(tree: &Tree, headlines: &[String], summaries: &[String]) -> Vec<Weight> {
    let mut all = vec![Weight::default(); tree.nodes.len()];
    weigh_own(tree, &mut all);
    add_up(tree, &mut all);
    let headline = headline::find(tree, &all, headlines);
    mark_beside(tree, &mut all, headline);
    if trust::trust(tree, &mut all, headline, summaries) {
        mark_beside(tree, &mut all, headline);
    }
    for (index, node) in tree.nodes.iter().enumerate() {
        let Some(weight) = all.get_mut(index) else { continue };
        let own = weight.is_prose(node) && !weight.beside;
        weight.own_clear = if own { weight.own - weight.own_linked } else { 0 };
    }
    add_up_clear(tree, &mut all);
    all
}

/// Adds up what each block counts for.
pub(super) fn add_up_clear(tree: &Tree, all: &mut [Weight]) {
    for weight in all.iter_mut() {
        weight.clear = weight.own_clear;
    }
    for (index, node) in tree.nodes.iter().enumerate().skip(1).rev() {
        let clear = all.get(index).map_or(0, |weight| weight.clear);
        if let Some(parent) = all.get_mut(node.parent) {
            parent.clear += clear;
        }
    }
}

/// What each element holds itself. The text of inline elements belongs to the block around them.
fn weigh_own(tree: &Tree, all: &mut [Weight]) {
    let mut blocks = vec![0_usize; tree.nodes.len()];
    for (index, node) in tree.nodes.iter().enumerate() {
        let above = all.get(node.parent).copied().unwrap_or_default();
        let is_block = node.is_block();
        let of_parent = blocks.get(node.parent).copied().unwrap_or_default();
        let block = if is_block { index } else { of_parent };
        if let Some(slot) = blocks.get_mut(index) {
            *slot = block;
        }
        let in_link = above.in_link || node.element == Element::Link;
        // A box within a line is no part of it.
        let apart = above.apart || (node.role.beside && !is_block);
        if apart {
            if let Some(weight) = all.get_mut(index) {
                weight.apart = true;
            }
            continue;
        }
        let texts = node.children.iter().filter_map(|child| match child {
            Child::Text(text) => Some(letters(text)),
            Child::Node(_) => None,
        });
        let letters: usize = texts.sum();
        if let Some(weight) = all.get_mut(index) {
            weight.in_link = in_link;
            weight.letters += letters;
            weight.linked += if in_link { letters } else { 0 };
        }
        if let Some(weight) = all.get_mut(block) {
            weight.own += letters;
            weight.own_linked += if in_link { letters } else { 0 };
        }
    }
}

/// What a name says of an element is not believed of one that holds the headline or much of the page's prose.
fn mark_beside(tree: &Tree, all: &mut [Weight], headline: Option<usize>) {
    let prose = all.first().map_or(0, |weight| weight.prose);
    let most = if headline.is_some() { ELSEWHERE_PERCENT_MAX } else { BESIDE_PERCENT_MAX };
    let around: Vec<usize> = headline.map_or_else(Vec::new, |headline| tree.around(headline));
    for (index, node) in tree.nodes.iter().enumerate() {
        let above = all.get(node.parent).is_some_and(|weight| weight.beside);
        let Some(weight) = all.get_mut(index) else { continue };
        let small = weight.prose * 100 < prose * most && !around.contains(&index);
        let named = (node.role.beside && !weight.trusted) || node.role.caption;
        weight.beside = above || (named && small);
    }
}

/// Children come after their parents, so one walk backwards adds everything up.
fn add_up(tree: &Tree, all: &mut [Weight]) {
    for (index, node) in tree.nodes.iter().enumerate().rev() {
        let Some(weight) = all.get_mut(index) else { continue };
        if weight.is_prose(node) {
            weight.prose += weight.own - weight.own_linked;
        }
        let weight = *weight;
        if index == 0 {
            continue;
        }
        if let Some(parent) = all.get_mut(node.parent) {
            parent.letters += weight.letters;
            parent.linked += weight.linked;
            parent.prose += weight.prose;
            let article = &*node.name == "article";
            parent.in_articles += if article { weight.prose } else { weight.in_articles };
        }
    }
}

/// Letters and digits, so that indentation and rows of dots weigh nothing.
pub(super) fn letters(text: &str) -> usize {
    let weigh = |c: char| match c {
        _ if c.is_ascii_alphanumeric() => 1,
        '\u{2e80}'..='\u{d7ff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}' => IDEOGRAPH,
        _ if c.is_ascii() => 0,
        _ => usize::from(c.is_alphanumeric()),
    };
    text.chars().map(weigh).sum()
}
