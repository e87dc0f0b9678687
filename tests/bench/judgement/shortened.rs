//! Articles printed again by invented papers: cut, summed up, or whole in another frame.

use std::collections::{HashMap, HashSet};

use xxhash_rust::xxh3::xxh3_64;

use crate::baselines::shingles;
use crate::papers::PAPERS;
use crate::press::Stories;
use crate::prints::{first_part, other_headline, summary};
use crate::score::{Rows, stories_of};
use crate::set::{Article, Label, Set};

/// Prints of each kind, and the least words of an article that is printed.
const COPIES_MAX: usize = 400;
const WORDS_MIN: usize = 150;

/// A part of a print that stands in an article with which no row joins its original; with more, nobody knows whose it is.
const STRANGE_MAX: f64 = 0.15;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum How {
    OtherFrame,
    FortyPercent,
    TwentyPercent,
    Summary,
}

impl How {
    pub(crate) const ALL: [Self; 4] =
        [Self::OtherFrame, Self::FortyPercent, Self::TwentyPercent, Self::Summary];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::OtherFrame => "whole, in another frame",
            Self::FortyPercent => "the first 40 %",
            Self::TwentyPercent => "the first 20 %",
            Self::Summary => "two sentences",
        }
    }

    fn text(self, text: &str) -> String {
        match self {
            Self::OtherFrame => text.to_owned(),
            Self::FortyPercent => first_part(text, 40),
            Self::TwentyPercent => first_part(text, 20),
            Self::Summary => summary(text),
        }
    }

    fn words_min(self) -> usize {
        match self {
            Self::Summary => 25,
            Self::OtherFrame | Self::FortyPercent | Self::TwentyPercent => 30,
        }
    }
}

#[derive(Debug, Clone)]
pub(crate) struct Copy {
    pub(crate) id: String,
    /// The article's id.
    pub(crate) of: String,
    pub(crate) feed: &'static str,
    pub(crate) headline: String,
    pub(crate) text: String,
    /// Else a summary alone.
    pub(crate) whole: bool,
}

/// Prints of up to 400 articles, drawn by a hash of their ids.
pub(crate) fn copies(set: &Set, how: How) -> Vec<Copy> {
    let rows = Rows::of(set);
    let mut drawn: Vec<&Article> = set
        .articles
        .iter()
        .filter(|article| article.text.split_whitespace().count() >= WORDS_MIN)
        .collect();
    drawn.sort_by_key(|article| xxh3_64(article.id.as_bytes()));
    let mut holders: HashMap<u64, Vec<&str>> = HashMap::new();
    for article in &set.articles {
        for shingle in shingles(&article.text, 8) {
            holders.entry(shingle).or_default().push(&article.id);
        }
    }
    let printable = |article: &&Article| {
        let text = how.text(&article.text);
        let words = text.split_whitespace().count();
        let cut =
            how == How::OtherFrame || words * 5 <= article.text.split_whitespace().count() * 4;
        let shingles = shingles(&text, 8);
        let mut strange: HashMap<&str, usize> = HashMap::new();
        for holder in shingles.iter().filter_map(|shingle| holders.get(shingle)).flatten() {
            if *holder != article.id && !rows.are_friends(&article.id, holder) {
                *strange.entry(holder).or_default() += 1;
            }
        }
        let strange = strange.values().max().copied().unwrap_or(0);
        words >= how.words_min()
            && cut
            && !shingles.is_empty()
            && strange as f64 <= STRANGE_MAX * shingles.len() as f64
    };
    let print = |(nth, article): (usize, &Article)| {
        let paper = &PAPERS[1 + nth % (PAPERS.len() - 1)];
        let text = how.text(&article.text);
        let whole = how != How::Summary;
        Copy {
            id: format!("copy:{}", article.id),
            of: article.id.clone(),
            feed: paper.feed,
            headline: other_headline(&article.text, &article.title),
            text: if whole { paper.dress(&text) } else { text },
            whole,
        }
    };
    drawn.into_iter().filter(printable).take(COPIES_MAX).enumerate().map(print).collect()
}

/// How many prints came to their original's story, and which share a story with a stranger.
pub(crate) fn score(
    set: &Set,
    copies: &[Copy],
    stories: &Stories,
) -> (usize, Vec<(String, String)>) {
    let rows = Rows::of(set);
    let originals: HashMap<&str, &str> =
        copies.iter().map(|copy| (copy.id.as_str(), copy.of.as_str())).collect();
    let original = |id: &str| -> String { (*originals.get(id).unwrap_or(&id)).to_owned() };
    let members = stories_of(stories);
    let (mut found, mut merged) = (0, Vec::new());
    for copy in copies {
        let Some(story) = stories.get(&copy.id).and_then(Option::as_deref) else { continue };
        let mates = &members[story];
        let is_mate = |id: &str| id == copy.of || rows.are_dups(&copy.of, id);
        found += usize::from(mates.iter().any(|id| !originals.contains_key(id) && is_mate(id)));
        let names: Vec<String> = mates.iter().map(|id| original(id)).collect();
        let unique: HashSet<&str> = names.iter().map(String::as_str).collect();
        let unique: Vec<&str> = unique.into_iter().collect();
        let chains = rows.chains(&unique);
        for (id, real) in mates.iter().zip(&names) {
            let seen_from_there = originals.contains_key(id) && *id < copy.id.as_str();
            if *id == copy.id || is_mate(real) || seen_from_there {
                continue;
            }
            let strange = chains[real.as_str()] != chains[copy.of.as_str()];
            if strange || rows.label(real, &copy.of) == Some(Label::Distinct) {
                merged.push((copy.id.clone(), (*id).to_owned()));
            }
        }
    }
    (found, merged)
}
