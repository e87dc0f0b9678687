//! Which element of a page is its article.

use super::headline;
use super::linked_data::Evidence;
use super::tree::Tree;
use super::weigh::KNOWN_PERCENT;
use super::weight::Weight;

/// How much of a paragraph's weight each further element around it gets, in percent.
const FADES: [usize; 6] = [100, 85, 60, 40, 25, 15];
/// What the name of an element makes of its score, in percent, by [`super::role::Role::body`].
const NAMED: [usize; 4] = [100, 120, 200, 300];
/// What stands around the headline holds at least this part of the prose of the best element, in percent.
const SCOPE_PERCENT_MIN: usize = 25;
/// Score of what stands outside of the headline's surroundings, in percent.
const OUTSIDE: usize = 30;
/// Elements around the best one that are looked at.
const WIDER_MAX: usize = 6;
/// An element around the best one is better when it adds this much, in percent.
const GAIN_PERCENT_MIN: usize = 3;
/// Letters of prose of a neighbour that goes on with the article.
const NEIGHBOUR_MIN: usize = 200;

/// The element that the article's text stands in. `headlines` are what page and feed call the article.
pub(super) fn choose(tree: &Tree, weights: &[Weight], headlines: &[String]) -> Option<usize> {
    Some(widen(tree, weights, narrow(tree, weights, headlines)?))
}

/// The same without what may go on beside it.
pub(super) fn narrow(tree: &Tree, weights: &[Weight], headlines: &[String]) -> Option<usize> {
    let mut scores = score(tree, weights);
    let best = best_of(&scores)?;
    if let Some(scope) = scope_of_headline(tree, weights, headlines, best) {
        let within = within(tree, scope);
        for (index, score) in scores.iter_mut().enumerate() {
            if !within.get(index).copied().unwrap_or_default() {
                *score = *score * OUTSIDE / 100;
            }
        }
    }
    best_of(&scores)
}

fn best_of(scores: &[usize]) -> Option<usize> {
    let best =
        scores.iter().enumerate().max_by_key(|(index, score)| (**score, usize::MAX - index))?;
    (*best.1 > 0).then_some(best.0)
}

fn score(tree: &Tree, weights: &[Weight]) -> Vec<usize> {
    let mut scores = vec![0_usize; tree.nodes.len()];
    for (index, weight) in weights.iter().enumerate() {
        if weight.own_clear == 0 {
            continue;
        }
        let mut at = index;
        for fade in FADES {
            at = tree.node(at).map_or(0, |node| node.parent);
            if let Some(score) = scores.get_mut(at) {
                *score += weight.own_clear * fade;
            }
            if at == 0 {
                break;
            }
        }
        if let Some(score) = scores.get_mut(index) {
            *score += weight.own_clear * 50;
        }
    }
    for (index, score) in scores.iter_mut().enumerate() {
        let Some((node, weight)) = tree.node(index).zip(weights.get(index)) else { continue };
        let named = NAMED.get(usize::from(node.role.body)).copied().unwrap_or(100);
        let unlinked = (weight.letters - weight.linked.min(weight.letters)) * 100;
        *score = *score * named / 100 * (unlinked / weight.letters.max(1)) / 100;
    }
    scores
}

/// The element around the headline that holds a fair part of an article.
fn scope_of_headline(
    tree: &Tree,
    weights: &[Weight],
    headlines: &[String],
    best: usize,
) -> Option<usize> {
    let headline = headline::find(tree, weights, headlines)?;
    let enough = weights.get(best)?.clear * SCOPE_PERCENT_MIN / 100;
    let mut at = headline;
    while at != 0 {
        at = tree.node(at)?.parent;
        if weights.get(at)?.clear >= enough {
            return Some(at);
        }
    }
    None
}

/// Whether each node stands in `scope`.
pub(super) fn within(tree: &Tree, scope: usize) -> Vec<bool> {
    let mut within = vec![false; tree.nodes.len()];
    for (index, node) in tree.nodes.iter().enumerate() {
        let inside = index == scope || within.get(node.parent).copied().unwrap_or_default();
        if let Some(slot) = within.get_mut(index) {
            *slot = inside;
        }
    }
    within
}

/// The element around `best` where the article goes on in neighbours.
fn widen(tree: &Tree, weights: &[Weight], best: usize) -> usize {
    let (mut root, mut at) = (best, best);
    let mut told = None;
    for _ in 0..WIDER_MAX {
        let Some(node) = tree.node(at) else { break };
        let parent = node.parent;
        let (Some(around), Some(own)) = (tree.node(parent), weights.get(root)) else { break };
        if parent == 0 || &*around.name == "body" {
            break;
        }
        let mut gain = 0;
        for child in tree.elements(parent).filter(|child| *child != at) {
            let Some(more) = neighbour(tree, weights, child) else { continue };
            let told = told.get_or_insert_with(|| Evidence::new(&tree.text(best)));
            gain += if repeats(tree, told.as_ref(), child) { 0 } else { more };
        }
        if gain > 0 && gain * 100 >= own.clear * GAIN_PERCENT_MIN {
            root = parent;
        }
        if &*node.name == "article" {
            break;
        }
        at = parent;
    }
    root
}

/// The prose of an element beside the best one that may be more of the article.
fn neighbour(tree: &Tree, weights: &[Weight], index: usize) -> Option<usize> {
    let (node, weight) = (tree.node(index)?, weights.get(index)?);
    let linked = weight.linked * 5 > weight.letters;
    // A list of other stories; the article's own text may hold the card of one.
    let other = &*node.name == "article" || weight.in_articles * 2 > weight.prose;
    (weight.clear >= NEIGHBOUR_MIN && !linked && !other).then_some(weight.clear)
}

/// Whether an element says once more what was told: for a voice to read, for small screens.
fn repeats(tree: &Tree, told: Option<&Evidence>, again: usize) -> bool {
    let share = told.and_then(|told| told.share(&tree.text(again)));
    share.is_some_and(|share| share >= KNOWN_PERCENT)
}
