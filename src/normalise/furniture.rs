//! Takes a paper's furniture out of a story by rules, and only out of short blocks.

use super::alt::take_captions;
use super::blocks::{Block, BlockKind, Body, Image, Mark};
use super::rules::{Rule, Rules};
use super::text::{count_words, fold};

mod repeated;

use repeated::{find_repeated, fold_head, repeats_headline};

/// An element with a furniture class that holds more words than this is the article itself.
const SCOPE_WORDS_MAX: usize = 250;

/// The name of the rule for an element with these classes or ids.
pub(crate) fn rule_of_class<'r>(classes: &str, rules: &'r Rules) -> Option<&'r str> {
    let mut tokens = classes.split_whitespace().take(32);
    tokens.find_map(|token| rules.class(token))
}

/// Counters, buttons and blanks.
pub(crate) fn is_tracking_image(image: &Image, rules: &Rules) -> bool {
    let tiny = |side: Option<u32>| side.is_some_and(|pixels| pixels <= 2);
    let href = image.href.as_deref().unwrap_or_default().to_ascii_lowercase();
    tiny(image.width) || tiny(image.height) || rules.is_tracking_address(&href)
}

/// What is left of a body, and (rule, text) of what was taken.
#[derive(Debug, Default)]
pub(crate) struct Cleared {
    pub blocks: Vec<Block>,
    pub removed: Vec<(String, String)>,
    /// Words of `blocks`.
    pub words: usize,
    /// The text ends in a link to the rest of it.
    pub goes_on_elsewhere: bool,
}

/// Takes furniture, repeated captions and a repeated `headline` out of `body`.
pub(crate) fn clear(body: &mut Body, headline: Option<&str>, rules: &Rules) -> Cleared {
    let mut cleared = Cleared::default();
    let blocks = std::mem::take(&mut body.blocks);
    let words: Vec<usize> = blocks.iter().map(|block| count_words(&block.text)).collect();
    let heads: Vec<String> = blocks
        .iter()
        .zip(&words)
        .map(|(block, words)| fold_head(&block.text, *words, rules))
        .collect();
    let repeated = find_repeated(&blocks, &words, &heads);
    let headline = headline.map(fold);
    let captions = take_captions(&blocks, &mut body.images);
    let mut links_too = false;
    for (index, (mut block, words)) in blocks.into_iter().zip(words).enumerate() {
        let own = heads.get(index).map_or("", String::as_str);
        let rule = rule_of(&block, own, words, rules);
        let in_scope = block.scope.and_then(|scope| body.scopes.get(scope));
        let in_scope = in_scope
            .filter(|s| s.closed && s.words <= SCOPE_WORDS_MAX && words <= rules.class_words_max);
        let is_link = words <= 30 && block.is_all_link();
        let taken = match (rule, in_scope) {
            (Some(rule), _) => Some(rule.name.as_str()),
            (None, Some(scope)) => Some(scope.rule.as_str()),
            (None, None) if captions.contains(&index) => Some("caption"),
            (None, None) if links_too && is_link => Some("related links"),
            (None, None) if repeats_headline(index, own, &block.text, headline.as_deref()) => {
                Some("headline repeated")
            }
            (None, None) if repeated.contains(&index) => Some("text repeated"),
            (None, None) => None,
        };
        links_too = rule.is_some_and(|rule| rule.takes_links_after) || (links_too && is_link);
        if let Some(name) = taken {
            let to_the_rest = rule.is_some_and(|rule| rule.ends_paragraph) && is_link;
            cleared.goes_on_elsewhere |= to_the_rest;
            cleared.removed.push((name.to_owned(), block.text));
            continue;
        }
        let tail = cut_tail(&mut block, rules);
        let mut words = words;
        if let Some(tail) = tail {
            cleared.goes_on_elsewhere = true;
            cleared.removed.push(("read on".to_owned(), tail));
            words = count_words(&block.text);
            // `A headline elsewhere Read more` may have stood before it.
            let left = fold_head(&block.text, words, rules);
            if let Some(rule) = rule_of(&block, &left, words, rules) {
                cleared.removed.push((rule.name.clone(), block.text));
                continue;
            }
        }
        cleared.words += words;
        if !block.text.is_empty() {
            cleared.blocks.push(block);
        }
    }
    cleared
}

fn rule_of<'r>(block: &Block, folded: &str, words: usize, rules: &'r Rules) -> Option<&'r Rule> {
    // Lines of code and of verse are no lines of a page.
    if words > rules.words_max || folded.is_empty() || block.is_verbatim() {
        return None;
    }
    // Preformatted text keeps its blanks, and a rule ends at the last word.
    let rule = rules.find(block.text.trim(), folded, words)?;
    let is_part =
        matches!(block.kind, BlockKind::Item { .. } | BlockKind::Row | BlockKind::Heading(_));
    let is_word = is_part && words == 1 && !block.is_all_link();
    (!is_word || rule.takes_links_after).then_some(rule)
}

/// Takes a link such as "Read more" off the end of a paragraph.
fn cut_tail(block: &mut Block, rules: &Rules) -> Option<String> {
    let last = block.spans.iter().rfind(|span| matches!(span.mark, Mark::Link(_)))?;
    let start = last.range.start;
    let linked = block.text.get(last.range.clone())?;
    let tail = block.text.get(start..)?;
    let after = block.text.get(last.range.end..)?;
    if after.chars().any(char::is_alphanumeric) || !rules.ends_paragraph(&fold(linked)) {
        return None;
    }
    let tail = tail.to_owned();
    let kept = super::blocks::part(block, 0..start);
    match kept {
        Some(kept) => *block = kept,
        None => block.text.clear(),
    }
    Some(tail)
}

#[cfg(test)]
mod tests;
