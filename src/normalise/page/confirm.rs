//! Compares a page with the text that its linked data give.

use super::choose;
use super::linked_data::Evidence;
use super::tree::Tree;
use super::weigh::{self, KNOWN_PERCENT};
use super::weight::Weight;
use crate::normalise::element::Element;

/// A block of more letters is no paragraph.
const OWN_MAX: usize = 100_000;
/// So much of the data's text, in percent, stands on the page when both tell the same.
const SHOWN_PERCENT_MIN: usize = 80;
/// Data that know less of the article, in percent, tell its beginning only.
const WHOLE_PERCENT_MIN: usize = 65;
/// More unknown paragraphs in a row are a box.
const RUN_MAX: usize = 2;
/// A paragraph with more of it linked, in percent, leads elsewhere.
const LINKED_PERCENT_MAX: usize = 20;

/// Where page and linked data tell the same, what the data do not know counts no more; returns whether that is so.
pub(super) fn confirm(
    tree: &Tree,
    weights: &mut [Weight],
    headlines: &[String],
    evidence: &Evidence,
) -> bool {
    for (index, weight) in weights.iter_mut().enumerate() {
        if (1..=OWN_MAX).contains(&weight.own) {
            weight.known = evidence.share(&tree.own_text(index));
        }
    }
    let known = |weight: &Weight| weight.known >= Some(KNOWN_PERCENT);
    let of_known: usize = weights.iter().filter(|w| known(w)).map(|w| w.own_clear).sum();
    if of_known * 100 < evidence.letters * SHOWN_PERCENT_MIN {
        return false;
    }
    let Some(best) = choose::narrow(tree, weights, headlines) else { return false };
    let (mut all, mut confirmed) = (0, 0);
    for (weight, inside) in weights.iter().zip(choose::within(tree, best)) {
        let own = if inside { weight.own_clear } else { 0 };
        all += own;
        confirmed += if known(weight) { own } else { 0 };
    }
    // An element of which the data know nothing is the wrong one.
    if confirmed > 0 && confirmed * 100 < all * WHOLE_PERCENT_MIN {
        return false;
    }
    for index in between(tree, weights) {
        if let Some(weight) = weights.get_mut(index) {
            weight.known = Some(KNOWN_PERCENT);
        }
    }
    for weight in weights.iter_mut().filter(|weight| weight.known < Some(KNOWN_PERCENT)) {
        weight.own_clear = 0;
    }
    weigh::add_up_clear(tree, weights);
    true
}

/// Unknown paragraphs amid known ones of one parent: data of many systems lack those that begin with a decorated letter.
fn between(tree: &Tree, weights: &[Weight]) -> Vec<usize> {
    let mut found = Vec::new();
    for parent in 0..tree.nodes.len() {
        let mut unknown = None::<Vec<usize>>;
        for child in tree.elements(parent) {
            let (Some(node), Some(weight)) = (tree.node(child), weights.get(child)) else {
                continue;
            };
            if weight.own_clear == 0 || node.element != Element::Paragraph {
                continue;
            }
            if weight.known >= Some(KNOWN_PERCENT) {
                let run = unknown.replace(Vec::new()).unwrap_or_default();
                found.extend(if run.len() <= RUN_MAX { run } else { Vec::new() });
            } else if let Some(run) = &mut unknown
                && weight.own_linked * 100 <= weight.own * LINKED_PERCENT_MAX
            {
                run.push(child);
            }
        }
    }
    found
}
