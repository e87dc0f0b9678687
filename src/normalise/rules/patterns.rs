//! The patterns of rules for furniture, asked together. Nearly every text meets none, and it costs less to know that than which.

use regex::{Regex, RegexBuilder, RegexSet, RegexSetBuilder};

use super::heads::Heads;
use crate::normalise::text::quick_borders;

/// Room for the automaton of a set of patterns, a thread: where it is short of room, texts are matched many times slower.
const SET_CACHE_BYTES: usize = 16 << 20;

/// Patterns of rules for furniture. Those that are all anchored share a set, which fails at once on a text that begins
/// otherwise. Each of the others would make it read every text to its end, and goes alone: a single pattern is searched for
/// by its letters, which a set is not, and only where its rule fits.
#[derive(Debug)]
pub(crate) struct Patterns {
    anchored: RegexSet,
    /// What a text that meets one of them begins with.
    heads: Heads,
    /// The rule of each pattern.
    rules: Vec<usize>,
    others: Vec<(Regex, usize)>,
}

impl Patterns {
    /// Of pairs of a pattern and the rule it is of.
    pub(crate) fn new<'p>(
        patterns: impl IntoIterator<Item = (&'p str, usize)>,
    ) -> Result<Self, regex::Error> {
        let quick = patterns.into_iter().map(|(pattern, rule)| (quick_borders(pattern), rule));
        let (anchored, others): (Vec<_>, Vec<_>) =
            quick.partition(|(pattern, _)| pattern.starts_with('^'));
        let (anchored, rules): (Vec<String>, Vec<usize>) = anchored.into_iter().unzip();
        let alone = |(pattern, rule): (String, usize)| {
            Ok((RegexBuilder::new(&pattern).case_insensitive(true).build()?, rule))
        };
        let mut heads = Heads::default();
        for pattern in &anchored {
            heads.add_pattern(pattern);
        }
        Ok(Self {
            anchored: RegexSetBuilder::new(anchored)
                .case_insensitive(true)
                .dfa_size_limit(SET_CACHE_BYTES)
                .build()?,
            heads,
            rules,
            others: others.into_iter().map(alone).collect::<Result<_, _>>()?,
        })
    }

    /// The first rule that `text` meets of those that are true of `fits`.
    pub(crate) fn first_met(&self, text: &str, fits: impl Fn(usize) -> bool) -> Option<usize> {
        let begins = self.heads.may_begin(text)
            && self.rules.iter().any(|rule| fits(*rule))
            && self.anchored.is_match(text);
        let met = begins.then(|| self.anchored.matches(text)).into_iter().flatten();
        let anchored = met.filter_map(|pattern| self.rules.get(pattern).copied());
        let anchored = anchored.filter(|rule| fits(*rule)).min();
        // Of the others only an earlier rule would count.
        let others = self.others.iter().filter(|(regex, rule)| {
            anchored.is_none_or(|met| *rule < met) && fits(*rule) && regex.is_match(text)
        });
        anchored.into_iter().chain(others.map(|(_, rule)| *rule)).min()
    }
}
