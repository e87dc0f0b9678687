//! Reads `config/furniture.toml` into rules that are quick to match. It decides nothing about stories.

use std::collections::HashMap;

use regex::{Regex, RegexBuilder, RegexSet, RegexSetBuilder};
use serde::Deserialize;

use super::text::{fold, quick_borders};
use crate::model::RejectionReason;

const WORDS_MAX: usize = 14;
/// No rule may take a longer block, whatever its file says: that is prose.
const WORDS_LIMIT: usize = 60;

/// What `{when}` stands for in a pattern that rejects.
const WHEN: &str = r"[\s,:(–—-]*(?:(?:at|for|as of|on|of|the|and|week|weekend|today|tonight|tomorrow|noon|midnight|mon(?:day)?|tue(?:s(?:day)?)?|wed(?:nesday)?|thu(?:r(?:s(?:day)?)?)?|fri(?:day)?|sat(?:urday)?|sun(?:day)?|jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?|[ap]\.?m|gmt|utc|e[sd]?t|[0-9][0-9:./]*(?:[ap]m)?)\b[\s.,:()–—-]*)*$";

/// One rule for furniture.
#[derive(Debug)]
pub(crate) struct Rule {
    pub name: String,
    pub words_max: usize,
    pub takes_links_after: bool,
    pub ends_paragraph: bool,
    /// One set a rule: blocks too long for the rule never meet it, and a set that is all anchored fails at once.
    patterns: RegexSet,
}

#[derive(Debug)]
pub(crate) struct Rules {
    list: Vec<Rule>,
    exact: HashMap<String, usize>,
    /// Sorted, so that a prefix is found by search.
    prefixes: Vec<(String, usize)>,
    classes: HashMap<String, usize>,
    addresses: Vec<String>,
    rejects: Vec<(RejectionReason, Regex)>,
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

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawRules {
    #[serde(default)]
    rule: Vec<RawRule>,
    #[serde(default)]
    images: RawImages,
    #[serde(default)]
    reject: Vec<RawReject>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawRule {
    name: String,
    #[serde(default)]
    exact: Vec<String>,
    #[serde(default)]
    prefix: Vec<String>,
    #[serde(default)]
    regex: Vec<String>,
    #[serde(default)]
    class: Vec<String>,
    words_max: Option<usize>,
    #[serde(default)]
    takes_links_after: bool,
    #[serde(default)]
    ends_paragraph: bool,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
struct RawImages {
    address: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawReject {
    reason: RawReason,
    headline: Vec<String>,
}

#[derive(Deserialize, Clone, Copy)]
#[serde(rename_all = "snake_case")]
enum RawReason {
    Advisory,
    Test,
}

impl Rules {
    /// Reads the text of a rules file.
    pub(crate) fn parse(text: &str) -> Result<Self, RulesError> {
        let raw: RawRules = toml::from_str(text).map_err(|e| RulesError::Toml(Box::new(e)))?;
        let pattern = |e: regex::Error| RulesError::Pattern(Box::new(e));
        let mut out = Self {
            list: Vec::new(),
            exact: HashMap::new(),
            prefixes: Vec::new(),
            classes: HashMap::new(),
            addresses: raw.images.address.iter().map(|a| a.to_ascii_lowercase()).collect(),
            rejects: Vec::new(),
            words_max: 0,
            class_words_max: 0,
        };
        for rule in raw.rule {
            out.add(rule).map_err(pattern)?;
        }
        out.prefixes.sort();
        for reject in raw.reject {
            for headline in &reject.headline {
                let headline = quick_borders(&headline.replace("{when}", WHEN));
                let regex = RegexBuilder::new(&headline).build().map_err(pattern)?;
                out.rejects.push((reject.reason.into(), regex));
            }
        }
        Ok(out)
    }

    /// The rule for a block of `words` words that reads `text`, `folded` by [`fold`].
    pub(crate) fn find(&self, text: &str, folded: &str, words: usize) -> Option<&Rule> {
        let fits = |index: usize| self.list.get(index).filter(|rule| words <= rule.words_max);
        if let Some(rule) = self.exact.get(folded).copied().and_then(fits) {
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
            if let Some(rule) = whole.then(|| fits(*index)).flatten() {
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
    pub(crate) fn reject(&self, headline: &str) -> Option<RejectionReason> {
        let found = self.rejects.iter().find(|(_, regex)| regex.is_match(headline));
        found.map(|(reason, _)| *reason)
    }

    fn add(&mut self, raw: RawRule) -> Result<(), regex::Error> {
        let index = self.list.len();
        let words_max = raw.words_max.unwrap_or(WORDS_MAX).min(WORDS_LIMIT);
        self.words_max = self.words_max.max(words_max);
        if !raw.class.is_empty() {
            self.class_words_max = self.class_words_max.max(words_max);
        }
        // The first rule that names a text keeps it.
        for exact in raw.exact {
            self.exact.entry(fold(&exact)).or_insert(index);
        }
        self.prefixes.extend(raw.prefix.iter().map(|prefix| (fold(prefix), index)));
        let patterns = raw.regex.iter().map(|pattern| quick_borders(pattern));
        let patterns = RegexSetBuilder::new(patterns).case_insensitive(true).build()?;
        for class in raw.class {
            self.classes.entry(class.to_ascii_lowercase()).or_insert(index);
        }
        self.list.push(Rule {
            name: raw.name,
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

    #[test]
    fn a_rule_cannot_reach_past_short_blocks() {
        let text = "[[rule]]\nname = 'x'\nregex = ['.*']\nwords_max = 100000\n";
        let rules = Rules::parse(text).unwrap();
        assert!(rules.find("one", "one", WORDS_LIMIT).is_some());
        assert!(rules.find("one", "one", WORDS_LIMIT + 1).is_none());
    }

    #[test]
    fn prefixes_end_at_a_word() {
        let rules = Rules::parse("[[rule]]\nname = 'x'\nprefix = ['Read on', 'Read']\n").unwrap();
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
            assert!(Rules::parse(text).is_err(), "{text}");
        }
    }
}
