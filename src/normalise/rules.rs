//! Makes rules that are quick to match of `config/furniture.toml` and of an operator's own files. It decides nothing about stories.

use std::cmp::Reverse;
use std::collections::HashMap;

use regex::{Regex, RegexBuilder, RegexSet, RegexSetBuilder};
use serde::Deserialize;

use super::text::{fold, quick_borders};
use crate::model::RejectionReason;

pub(crate) const WORDS_MAX: usize = 14;
/// No rule may take a longer block, whatever its file says: that is prose.
pub(crate) const WORDS_LIMIT: usize = 60;

/// What `{when}` stands for in a pattern that rejects.
const WHEN: &str = r"[\s,:(–—-]*(?:(?:at|for|as of|on|of|the|and|week|weekend|today|tonight|tomorrow|noon|midnight|mon(?:day)?|tue(?:s(?:day)?)?|wed(?:nesday)?|thu(?:r(?:s(?:day)?)?)?|fri(?:day)?|sat(?:urday)?|sun(?:day)?|jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?|[ap]\.?m|gmt|utc|e[sd]?t|[0-9][0-9:./]*(?:[ap]m)?)\b[\s.,:()–—-]*)*$";

/// One rule for furniture.
#[derive(Debug)]
pub(crate) struct Rule {
    /// As shown beside what it took: an operator's own with its file.
    pub name: String,
    pub words_max: usize,
    pub takes_links_after: bool,
    pub ends_paragraph: bool,
    /// Sets of each rule's own: blocks too long for the rule never meet them.
    patterns: Patterns,
}

#[derive(Debug)]
pub(crate) struct Rules {
    list: Vec<Rule>,
    exact: HashMap<String, usize>,
    /// Bytes of the longest of them.
    exact_bytes_max: usize,
    /// Sorted, so that a prefix is found by search from behind, the first rule that has it before the others.
    prefixes: Vec<(String, Reverse<usize>)>,
    classes: HashMap<String, usize>,
    addresses: Vec<String>,
    rejects: Vec<Reject>,
    /// Words of the longest block that any rule may take.
    pub words_max: usize,
    pub class_words_max: usize,
}

/// What is wrong with a file of rules.
#[derive(Debug, thiserror::Error)]
pub(crate) enum RulesError {
    #[error("the rules are no valid TOML")]
    Toml(#[source] Box<toml::de::Error>),
    #[error("a pattern of the rules cannot be read")]
    Pattern(#[source] Box<regex::Error>),
}

/// A pattern for headlines of entries that are no stories.
#[derive(Debug)]
pub(crate) struct Reject {
    pub reason: RejectionReason,
    /// The operator's file it stands in.
    pub file: Option<String>,
    regex: Regex,
}

/// A file of rules as written.
#[derive(Debug, Deserialize, Default)]
#[serde(deny_unknown_fields)]
pub(crate) struct RawRules {
    #[serde(default)]
    pub rule: Vec<RawRule>,
    #[serde(default)]
    pub images: RawImages,
    #[serde(default)]
    pub reject: Vec<RawReject>,
    /// Names of rules that are compiled in and do not count; only an operator's file has it.
    #[serde(skip)]
    pub switch_off: Vec<String>,
    /// The operator's file; `None` for the one compiled in.
    #[serde(skip)]
    pub file: Option<String>,
}

#[derive(Debug, Deserialize, Default)]
#[serde(deny_unknown_fields)]
pub(crate) struct RawRule {
    pub name: String,
    #[serde(default)]
    pub exact: Vec<String>,
    #[serde(default)]
    pub prefix: Vec<String>,
    #[serde(default)]
    pub regex: Vec<String>,
    #[serde(default)]
    pub class: Vec<String>,
    pub words_max: Option<usize>,
    #[serde(default)]
    pub takes_links_after: bool,
    #[serde(default)]
    pub ends_paragraph: bool,
}

#[derive(Debug, Deserialize, Default)]
#[serde(deny_unknown_fields)]
pub(crate) struct RawImages {
    pub address: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RawReject {
    pub reason: RawReason,
    pub headline: Vec<String>,
}

#[derive(Debug, Deserialize, Clone, Copy, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
pub(crate) enum RawReason {
    Advisory,
    Test,
}

/// The rules that are compiled in.
pub(crate) fn compiled_in() -> Result<RawRules, RulesError> {
    parse(include_str!("../../config/furniture.toml"))
}

fn parse(text: &str) -> Result<RawRules, RulesError> {
    toml::from_str(text).map_err(|e| RulesError::Toml(Box::new(e)))
}

/// The patterns of one rule for furniture. A set that is all anchored fails at once on a text that begins otherwise; with
/// one among them that is not, and all of them anchored at their end, it would read every text backwards.
#[derive(Debug)]
pub(crate) struct Patterns {
    anchored: RegexSet,
    others: RegexSet,
}

impl Patterns {
    pub(crate) fn new(patterns: &[String]) -> Result<Self, regex::Error> {
        let (anchored, others): (Vec<String>, Vec<String>) = patterns
            .iter()
            .map(|pattern| quick_borders(pattern))
            .partition(|pattern| pattern.starts_with('^'));
        let set = |patterns| RegexSetBuilder::new(patterns).case_insensitive(true).build();
        Ok(Self { anchored: set(anchored)?, others: set(others)? })
    }

    pub(crate) fn is_match(&self, text: &str) -> bool {
        let matches = |set: &RegexSet| !set.is_empty() && set.is_match(text);
        matches(&self.anchored) || matches(&self.others)
    }
}

/// A pattern that rejects by the headline.
pub(crate) fn headline_pattern(pattern: &str) -> Result<Regex, regex::Error> {
    RegexBuilder::new(&quick_borders(&pattern.replace("{when}", WHEN))).build()
}

impl Rules {
    /// Of all `files`; where two name the same, the earlier one has it.
    pub(crate) fn build(files: Vec<RawRules>) -> Result<Self, RulesError> {
        let mut out = Self {
            list: Vec::new(),
            exact: HashMap::new(),
            exact_bytes_max: 0,
            prefixes: Vec::new(),
            classes: HashMap::new(),
            addresses: Vec::new(),
            rejects: Vec::new(),
            words_max: 0,
            class_words_max: 0,
        };
        let off: Vec<String> = files.iter().flat_map(|file| file.switch_off.clone()).collect();
        for file in files {
            out.add_file(file, &off).map_err(|e| RulesError::Pattern(Box::new(e)))?;
        }
        out.prefixes.sort();
        Ok(out)
    }

    fn add_file(&mut self, raw: RawRules, off: &[String]) -> Result<(), regex::Error> {
        let file = raw.file.as_deref();
        for rule in raw.rule {
            if file.is_some() || !off.contains(&rule.name) {
                self.add(rule, file)?;
            }
        }
        self.addresses.extend(raw.images.address.iter().map(|a| a.to_ascii_lowercase()));
        for reject in raw.reject {
            for headline in &reject.headline {
                let regex = headline_pattern(headline)?;
                let file = raw.file.clone();
                self.rejects.push(Reject { reason: reject.reason.into(), file, regex });
            }
        }
        Ok(())
    }

    /// The rule for a block of `words` words that reads `text`, `folded` by [`fold`].
    pub(crate) fn find(&self, text: &str, folded: &str, words: usize) -> Option<&Rule> {
        let fits = |index: usize| self.list.get(index).filter(|rule| words <= rule.words_max);
        let may_be_exact = folded.len() <= self.exact_bytes_max;
        let exact = may_be_exact.then(|| self.exact.get(folded).copied()).flatten();
        if let Some(rule) = exact.and_then(fits) {
            return Some(rule);
        }
        let above = self.prefixes.partition_point(|(prefix, _)| prefix.as_str() <= folded);
        let near = self
            .prefixes
            .iter()
            .take(above)
            .rev()
            .take_while(|(prefix, _)| prefix.chars().next() == folded.chars().next());
        for (prefix, index) in near {
            let rest = folded.strip_prefix(prefix.as_str());
            let whole = rest.is_some_and(|rest| !rest.starts_with(char::is_alphanumeric));
            if let Some(rule) = whole.then(|| fits(index.0)).flatten() {
                return Some(rule);
            }
        }
        let mut fitting = self.list.iter().filter(|rule| words <= rule.words_max);
        fitting.find(|rule| rule.patterns.is_match(text))
    }

    /// The name of the rule for one class or id.
    pub(crate) fn class(&self, token: &str) -> Option<&str> {
        let index = self.classes.get(token).copied();
        let index = index.or_else(|| self.classes.get(&token.to_ascii_lowercase()).copied())?;
        self.list.get(index).map(|rule| rule.name.as_str())
    }

    pub(crate) fn is_tracking_address(&self, lower: &str) -> bool {
        self.addresses.iter().any(|address| lower.contains(address))
    }

    /// Whether a link of this text at the end of a paragraph leads to the rest of it.
    pub(crate) fn ends_paragraph(&self, folded: &str) -> bool {
        let rule = self.find(folded, folded, 0);
        rule.is_some_and(|rule| rule.ends_paragraph)
    }

    /// Why an entry under this headline is no story.
    pub(crate) fn reject(&self, headline: &str) -> Option<&Reject> {
        self.rejects.iter().find(|reject| reject.regex.is_match(headline))
    }

    fn add(&mut self, raw: RawRule, file: Option<&str>) -> Result<(), regex::Error> {
        let index = self.list.len();
        let words_max = raw.words_max.unwrap_or(WORDS_MAX).min(WORDS_LIMIT);
        self.words_max = self.words_max.max(words_max);
        if !raw.class.is_empty() {
            self.class_words_max = self.class_words_max.max(words_max);
        }
        // The first rule that names a text keeps it.
        for exact in raw.exact {
            let exact = fold(&exact);
            self.exact_bytes_max = self.exact_bytes_max.max(exact.len());
            self.exact.entry(exact).or_insert(index);
        }
        self.prefixes.extend(raw.prefix.iter().map(|prefix| (fold(prefix), Reverse(index))));
        let patterns = Patterns::new(&raw.regex)?;
        for class in raw.class {
            self.classes.entry(class.to_ascii_lowercase()).or_insert(index);
        }
        self.list.push(Rule {
            name: file.map_or_else(|| raw.name.clone(), |file| format!("{} ({file})", raw.name)),
            words_max,
            takes_links_after: raw.takes_links_after,
            ends_paragraph: raw.ends_paragraph,
            patterns,
        });
        Ok(())
    }
}

impl From<RawReason> for RejectionReason {
    fn from(reason: RawReason) -> Self {
        match reason {
            RawReason::Advisory => Self::Advisory,
            RawReason::Test => Self::TestMessage,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn build(text: &str) -> Result<Rules, RulesError> {
        Rules::build(vec![parse(text)?])
    }

    #[test]
    fn a_rule_cannot_reach_past_short_blocks() {
        let text = "[[rule]]\nname = 'x'\nregex = ['.*']\nwords_max = 100000\n";
        let rules = build(text).unwrap();
        assert!(rules.find("one", "one", WORDS_LIMIT).is_some());
        assert!(rules.find("one", "one", WORDS_LIMIT + 1).is_none());
    }

    #[test]
    fn prefixes_end_at_a_word() {
        let rules = build("[[rule]]\nname = 'x'\nprefix = ['Read on', 'Read']\n").unwrap();
        for (text, found) in
            [("read on", true), ("read on: more", true), ("reader", false), ("re", false)]
        {
            assert_eq!(rules.find(text, text, 3).is_some(), found, "{text}");
        }
    }

    #[test]
    fn broken_files_are_refused() {
        for text in [
            "[[rule]]",
            "[[rule]]\nname = 'x'\nregexp = []",
            "[[rule]]\nname = 'x'\nregex = ['(']",
            "x",
        ] {
            assert!(build(text).is_err(), "{text}");
        }
    }
}
