//! Reads `config/furniture.toml` into rules that are quick to match. It decides nothing about stories.

use std::collections::HashMap;

use regex::{Regex, RegexBuilder, RegexSet, RegexSetBuilder};
use serde::Deserialize;

use super::text::fold;
use crate::model::RejectionReason;

const WORDS_MAX: usize = 14;
/// No rule may take a longer block, whatever its file says: that is prose.
const WORDS_LIMIT: usize = 60;

/// One rule for furniture.
#[derive(Debug)]
pub(crate) struct Rule {
    pub name: String,
    pub words_max: usize,
    pub takes_links_after: bool,
    pub ends_paragraph: bool,
}

#[derive(Debug)]
pub(crate) struct Rules {
    list: Vec<Rule>,
    exact: HashMap<String, usize>,
    /// Sorted, so that a prefix is found by search.
    prefixes: Vec<(String, usize)>,
    regexes: RegexSet,
    owners: Vec<usize>,
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
            regexes: RegexSet::empty(),
            owners: Vec::new(),
            classes: HashMap::new(),
            addresses: raw
                .images
                .address
                .iter()
                .map(|a| a.to_ascii_lowercase())
                .collect(),
            rejects: Vec::new(),
            words_max: 0,
            class_words_max: 0,
        };
        let mut patterns = Vec::new();
        for rule in raw.rule {
            out.add(rule, &mut patterns);
        }
        out.prefixes.sort();
        out.regexes = RegexSetBuilder::new(patterns)
            .case_insensitive(true)
            .build()
            .map_err(pattern)?;
        for reject in raw.reject {
            for headline in &reject.headline {
                let regex = RegexBuilder::new(headline).build().map_err(pattern)?;
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
        let above = self
            .prefixes
            .partition_point(|(prefix, _)| prefix.as_str() <= folded);
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
        let matches = self.regexes.matches(text);
        matches
            .iter()
            .find_map(|at| self.owners.get(at).copied().and_then(fits))
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
        let found = self
            .rejects
            .iter()
            .find(|(_, regex)| regex.is_match(headline));
        found.map(|(reason, _)| *reason)
    }

    fn add(&mut self, raw: RawRule, patterns: &mut Vec<String>) {
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
        self.prefixes
            .extend(raw.prefix.iter().map(|prefix| (fold(prefix), index)));
        self.owners.extend(raw.regex.iter().map(|_| index));
        patterns.extend(raw.regex);
        for class in raw.class {
            self.classes
                .entry(class.to_ascii_lowercase())
                .or_insert(index);
        }
        self.list.push(Rule {
            name: raw.name,
            words_max,
            takes_links_after: raw.takes_links_after,
            ends_paragraph: raw.ends_paragraph,
        });
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
