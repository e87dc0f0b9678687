//! Takes a paper's furniture out of a story by the rules of `config/furniture.toml`, and only out of short blocks.

use std::sync::LazyLock;

use super::blocks::{Block, Body, Image, Mark};
use super::rules::{Rule, Rules};
use super::text::{count_words, fold};

/// An element with a furniture class that holds more words than this is the article itself.
const SCOPE_WORDS_MAX: usize = 250;
/// A caption printed twice stands near its picture.
const REPEAT_DISTANCE: usize = 4;
const REPEAT_WORDS_MAX: usize = 90;
/// What a repeated caption may carry more the second time: a credit in brackets.
const CREDIT_CHARS_MAX: usize = 120;

static RULES: LazyLock<Rules> = LazyLock::new(|| {
    #[expect(
        clippy::expect_used,
        reason = "the file is compiled in, and a test reads it"
    )]
    Rules::parse(include_str!("../../config/furniture.toml")).expect("config/furniture.toml")
});

/// The rules that are compiled in.
pub(crate) fn rules() -> &'static Rules {
    &RULES
}

/// The name of the rule for an element with these classes or ids.
pub(crate) fn rule_of_class(classes: &str) -> Option<&'static str> {
    let mut tokens = classes.split_whitespace().take(32);
    tokens.find_map(|token| RULES.class(token))
}

/// Counters, buttons and blanks.
pub(crate) fn is_tracking_image(image: &Image) -> bool {
    let tiny = |side: Option<u32>| side.is_some_and(|pixels| pixels <= 2);
    let href = image
        .href
        .as_deref()
        .unwrap_or_default()
        .to_ascii_lowercase();
    tiny(image.width) || tiny(image.height) || RULES.is_tracking_address(&href)
}

/// What is left of a body, and (rule, text) of what was taken.
#[derive(Debug, Default)]
pub(crate) struct Cleared {
    pub blocks: Vec<Block>,
    pub removed: Vec<(String, String)>,
    /// The text ends in a link to the rest of it.
    pub goes_on_elsewhere: bool,
}

/// Takes furniture, repeated captions and a repeated `headline` out of `body`.
pub(crate) fn clear(body: &mut Body, headline: Option<&str>) -> Cleared {
    let mut cleared = Cleared::default();
    let blocks = std::mem::take(&mut body.blocks);
    let folded: Vec<String> = blocks.iter().map(|block| fold_short(&block.text)).collect();
    let headline = headline.map(fold);
    let mut links_too = false;
    for (index, mut block) in blocks.into_iter().enumerate() {
        let words = count_words(&block.text);
        let own = folded.get(index).map_or("", String::as_str);
        let rule = rule_of(&block, own, words);
        let in_scope = block.scope.and_then(|scope| body.scopes.get(scope));
        let in_scope = in_scope
            .filter(|s| s.closed && s.words <= SCOPE_WORDS_MAX && words <= RULES.class_words_max);
        let is_link = words <= 30 && block.is_all_link();
        let taken = match (rule, in_scope) {
            (Some(rule), _) => Some(rule.name.as_str()),
            (None, Some(scope)) => Some(scope.rule.as_str()),
            (None, None) if links_too && is_link => Some("related links"),
            (None, None) if repeats_headline(index, own, headline.as_deref()) => {
                Some("headline repeated")
            }
            (None, None) if is_repeated(index, own, words, &folded) => Some("text repeated"),
            (None, None) => None,
        };
        links_too = rule.is_some_and(|rule| rule.takes_links_after) || (links_too && is_link);
        if let Some(name) = taken {
            let to_the_rest = rule.is_some_and(|rule| rule.ends_paragraph) && is_link;
            cleared.goes_on_elsewhere |= to_the_rest;
            cleared.removed.push((name.to_owned(), block.text));
            continue;
        }
        if let Some(tail) = cut_tail(&mut block) {
            cleared.goes_on_elsewhere = true;
            cleared.removed.push(("read on".to_owned(), tail));
        }
        if !block.text.is_empty() {
            cleared.blocks.push(block);
        }
    }
    cleared
}

fn fold_short(text: &str) -> String {
    if count_words(text) <= REPEAT_WORDS_MAX {
        fold(text)
    } else {
        String::new()
    }
}

fn rule_of(block: &Block, folded: &str, words: usize) -> Option<&'static Rule> {
    if words > RULES.words_max || folded.is_empty() {
        return None;
    }
    RULES.find(&block.text, folded, words)
}

fn repeats_headline(index: usize, folded: &str, headline: Option<&str>) -> bool {
    index < REPEAT_DISTANCE && !folded.is_empty() && headline == Some(folded)
}

/// The same text stands again close by, alone or with a credit in brackets behind it.
fn is_repeated(index: usize, own: &str, words: usize, all: &[String]) -> bool {
    if words < 4 || words > REPEAT_WORDS_MAX || own.is_empty() {
        return false;
    }
    all.iter()
        .skip(index + 1)
        .take(REPEAT_DISTANCE)
        .any(|other| {
            let rest = other.strip_prefix(own);
            rest.is_some_and(|rest| {
                let rest = rest.trim_start_matches(|c: char| !c.is_alphanumeric() && c != '(');
                rest.is_empty()
                    || (rest.starts_with('(') && rest.chars().count() <= CREDIT_CHARS_MAX)
            })
        })
}

/// Takes a link such as "Read more" off the end of a paragraph.
fn cut_tail(block: &mut Block) -> Option<String> {
    let last = block
        .spans
        .iter()
        .rfind(|span| matches!(span.mark, Mark::Link(_)))?;
    let start = last.range.start;
    let linked = block.text.get(last.range.clone())?;
    let tail = block.text.get(start..)?;
    let after = block.text.get(last.range.end..)?;
    if after.chars().any(char::is_alphanumeric) || !RULES.ends_paragraph(&fold(linked)) {
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
