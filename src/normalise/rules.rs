//! Makes rules that are quick to match of `config/furniture.toml` and of an operator's own files. It decides nothing about stories.

use std::cmp::Reverse;
use std::collections::HashMap;

use regex::{Regex, RegexBuilder, RegexSet};
use serde::Deserialize;

use super::text::{fold, may_begin_with, quick_borders};
use crate::model::RejectionReason;

mod heads;
mod patterns;

use heads::Heads;
pub(crate) use patterns::Patterns;

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
}

#[derive(Debug)]
pub(crate) struct Rules {
    list: Vec<Rule>,
    exact: HashMap<String, usize>,
    /// Bytes of the longest of them and of the prefixes.
    folded_bytes_max: usize,
    /// Sorted, so that a prefix is found by search from behind, the first rule that has it before the others.
    prefixes: Vec<(String, Reverse<usize>)>,
    /// What a text that has one of them begins with.
    prefix_heads: Heads,
    /// Those of the rules that are compiled in together; an operator's are apart, as they were checked.
    patterns: Vec<Patterns>,
    /// Words of the longest block that a rule with a pattern may take.
    pattern_words_max: usize,
    classes: HashMap<String, usize>,
    /// What addresses of counters and buttons have in them, asked together.
    addresses: RegexSet,
    rejects: Vec<Reject>,
    /// The patterns of all of them.
    rejected: RegexSet,
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

/// A pattern that rejects by the headline.
pub(crate) fn headline_pattern(pattern: &str) -> Result<Regex, regex::Error> {
    RegexBuilder::new(&quick_borders(&pattern.replace("{when}", WHEN))).build()
}

impl Rules {
    /// Of all `files`; where two name the same, the earlier one has it.
    pub(crate) fn build(files: Vec<RawRules>) -> Result<Self, RulesError> {
        let mut out = Self {
            patterns: Vec::new(),
            pattern_words_max: 0,
            list: Vec::new(),
            exact: HashMap::new(),
            folded_bytes_max: 0,
            prefixes: Vec::new(),
            prefix_heads: Heads::default(),
            classes: HashMap::new(),
            addresses: RegexSet::empty(),
            rejects: Vec::new(),
            rejected: RegexSet::empty(),
            words_max: 0,
            class_words_max: 0,
        };
        let off: Vec<String> = files.iter().flat_map(|file| file.switch_off.clone()).collect();
        for file in files {
            out.add_file(file, &off).map_err(|e| RulesError::Pattern(Box::new(e)))?;
        }
        out.prefixes.sort();
        let patterns = out.rejects.iter().map(|reject| reject.regex.as_str());
        out.rejected = RegexSet::new(patterns).map_err(|e| RulesError::Pattern(Box::new(e)))?;
        Ok(out)
    }

    fn add_file(&mut self, raw: RawRules, off: &[String]) -> Result<(), regex::Error> {
        let file = raw.file.as_deref();
        let counts = |rule: &RawRule| file.is_some() || !off.contains(&rule.name);
        let rules: Vec<RawRule> = raw.rule.into_iter().filter(counts).collect();
        let together = if file.is_some() { 1 } else { rules.len().max(1) };
        let mut from = self.list.len();
        for rules in rules.chunks(together) {
            let of_rule = |(rule, index)| RawRule::patterns(rule).map(move |text| (text, index));
            self.patterns.push(Patterns::new(rules.iter().zip(from..).flat_map(of_rule))?);
            from += rules.len();
        }
        for rule in rules {
            self.add(rule, file);
        }
        let addresses = raw.images.address.iter().map(|address| address.to_ascii_lowercase());
        let addresses = addresses.map(|address| regex::escape(&address));
        let known = self.addresses.patterns().iter().cloned();
        self.addresses = RegexSet::new(known.chain(addresses))?;
        for reject in raw.reject {
            for headline in &reject.headline {
                let regex = headline_pattern(headline)?;
                let file = raw.file.clone();
                self.rejects.push(Reject { reason: reject.reason.into(), file, regex });
            }
        }
        Ok(())
    }

    /// As much of `text`, folded, as tells which rule names it: its whole, or more bytes than any rule has.
    pub(crate) fn fold_head(&self, text: &str) -> String {
        // Blanks and outer punctuation are lost.
        const LOST: usize = 8;
        let end = (self.folded_bytes_max + LOST..text.len()).find(|at| text.is_char_boundary(*at));
        let head = end.and_then(|end| text.get(..end)).unwrap_or(text);
        let folded = fold(head);
        let tells = head.len() == text.len() || folded.len() > self.folded_bytes_max;
        if tells { folded } else { fold(text) }
    }

    /// The rule for a block of `words` words that reads `text`, `folded` by [`fold`] or [`Self::fold_head`].
    pub(crate) fn find(&self, text: &str, folded: &str, words: usize) -> Option<&Rule> {
        let fits = |index: usize| self.list.get(index).filter(|rule| words <= rule.words_max);
        let may_be_exact = folded.len() <= self.folded_bytes_max;
        let exact = may_be_exact.then(|| self.exact.get(folded).copied()).flatten();
        if let Some(rule) = exact.and_then(fits) {
            return Some(rule);
        }
        let begins = self.prefix_heads.may_begin(folded);
        if let Some(rule) = begins.then(|| self.find_prefix(folded, fits)).flatten() {
            return Some(rule);
        }
        if words > self.pattern_words_max {
            return None;
        }
        let met = |patterns: &Patterns| patterns.first_met(text, |index| fits(index).is_some());
        self.patterns.iter().filter_map(met).min().and_then(fits)
    }

    /// The rule with the longest prefix of `folded`, of those that `fits` has.
    fn find_prefix<'r>(
        &'r self,
        folded: &str,
        fits: impl Fn(usize) -> Option<&'r Rule>,
    ) -> Option<&'r Rule> {
        let above = self.prefixes.partition_point(|(prefix, _)| prefix.as_str() <= folded);
        let near = self
            .prefixes
            .iter()
            .take(above)
            .rev()
            .take_while(|(prefix, _)| prefix.chars().next() == folded.chars().next())
            .filter(|(prefix, _)| may_begin_with(folded.as_bytes(), prefix.as_bytes()));
        for (prefix, index) in near {
            let rest = folded.strip_prefix(prefix.as_str());
            let whole = rest.is_some_and(|rest| !rest.starts_with(char::is_alphanumeric));
            if let Some(rule) = whole.then(|| fits(index.0)).flatten() {
                return Some(rule);
            }
        }
        None
    }

    /// The name of the rule for one class or id.
    pub(crate) fn class(&self, token: &str) -> Option<&str> {
        let index = self.classes.get(token).copied();
        let index = index.or_else(|| self.classes.get(&token.to_ascii_lowercase()).copied())?;
        self.list.get(index).map(|rule| rule.name.as_str())
    }

    pub(crate) fn is_tracking_address(&self, lower: &str) -> bool {
        self.addresses.is_match(lower)
    }

    /// Whether a link of this text at the end of a paragraph leads to the rest of it.
    pub(crate) fn ends_paragraph(&self, folded: &str) -> bool {
        let rule = self.find(folded, folded, 0);
        rule.is_some_and(|rule| rule.ends_paragraph)
    }

    /// Why an entry under this headline is no story.
    pub(crate) fn reject(&self, headline: &str) -> Option<&Reject> {
        // Nearly every headline meets none, and it costs less to know that than which.
        let met = self.rejected.is_match(headline).then_some(&self.rejects);
        met?.iter().find(|reject| reject.regex.is_match(headline))
    }

    fn add(&mut self, raw: RawRule, file: Option<&str>) {
        let index = self.list.len();
        let words_max = raw.words_max.unwrap_or(WORDS_MAX).min(WORDS_LIMIT);
        self.words_max = self.words_max.max(words_max);
        if !raw.regex.is_empty() {
            self.pattern_words_max = self.pattern_words_max.max(words_max);
        }
        if !raw.class.is_empty() {
            self.class_words_max = self.class_words_max.max(words_max);
        }
        // The first rule that names a text keeps it.
        for exact in raw.exact {
            let exact = fold(&exact);
            self.folded_bytes_max = self.folded_bytes_max.max(exact.len());
            self.exact.entry(exact).or_insert(index);
        }
        for prefix in raw.prefix {
            let prefix = fold(&prefix);
            self.folded_bytes_max = self.folded_bytes_max.max(prefix.len());
            self.prefix_heads.add_text(&prefix);
            self.prefixes.push((prefix, Reverse(index)));
        }
        for class in raw.class {
            self.classes.entry(class.to_ascii_lowercase()).or_insert(index);
        }
        self.list.push(Rule {
            name: file.map_or_else(|| raw.name.clone(), |file| format!("{} ({file})", raw.name)),
            words_max,
            takes_links_after: raw.takes_links_after,
            ends_paragraph: raw.ends_paragraph,
        });
    }
}

impl RawRule {
    fn patterns(&self) -> impl Iterator<Item = &str> {
        self.regex.iter().map(String::as_str)
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
