//! Reads typed values out of a spanned TOML document and collects every problem on the way instead of stopping at one.
//!
//! Each read answers with a usable value, so that the walk goes on; whether it was right is in [`Findings`].

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::ops::Range;
use std::path::Path;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::document::Environment;
use super::problem::{ConfigProblem, SourceText, may_hold_secret};
use crate::model::FeedId;

pub(super) mod suggest;
mod values;

pub(super) type Value<'a> = Spanned<DeValue<'a>>;

/// Longest value in characters that is repeated in a message.
const SHOWN_CHARS_MAX: usize = 80;

/// The name of the top of a file that holds feeds only.
pub(super) const FEED_FILE: &str = "file of feeds";

/// What reading has found so far, over all files.
#[derive(Debug, Default)]
pub(super) struct Findings {
    pub(super) errors: Vec<ConfigProblem>,
    pub(super) warnings: Vec<ConfigProblem>,
    /// Every (section, key) that was asked for: what a key may be called, in one place only.
    pub(super) known: BTreeSet<(&'static str, &'static str)>,
}

/// One table of the document; empty where the file does not have it.
#[derive(Debug, Clone)]
pub(super) struct Section<'a> {
    /// Dotted, e.g. `sink.kafka`: what its keys are known under.
    pub(super) name: &'static str,
    /// What stands before a key in messages; empty for the top.
    label: Cow<'a, str>,
    pub(super) table: Option<&'a DeTable<'a>>,
    span: Range<usize>,
}

impl<'a> Section<'a> {
    pub(super) fn top(name: &'static str, document: &'a Spanned<DeTable<'a>>) -> Self {
        Self { name, label: Cow::Borrowed(""), table: Some(document.get_ref()), span: 0..0 }
    }

    /// A table that stands as a value where other types may stand too.
    pub(super) fn of_value(name: &'static str, label: Cow<'a, str>, value: &'a Value<'a>) -> Self {
        Self { name, label, table: value.get_ref().as_table(), span: value.span() }
    }

    /// Whether the file has this table.
    pub(super) fn is_table(&self) -> bool {
        self.table.is_some()
    }

    pub(super) fn has(&self, key: &str) -> bool {
        self.table.is_some_and(|table| table.contains_key(key))
    }

    /// The value of `key`, or the section's head where the key is missing.
    fn span_of(&self, key: &str) -> Range<usize> {
        let found = self.table.and_then(|table| table.get(key));
        found.map_or_else(|| self.span.clone(), Spanned::span)
    }

    pub(super) fn dotted(&self, key: &str) -> String {
        match self.label.as_ref() {
            "" => key.to_owned(),
            label => format!("{label}.{key}"),
        }
    }
}

/// Walks one file.
pub(super) struct Reader<'a> {
    pub(super) source: &'a SourceText<'a>,
    /// Relative paths start here.
    pub(super) folder: &'a Path,
    pub(super) environment: Environment<'a>,
    pub(super) findings: &'a mut Findings,
    /// Sections that have been read, to be searched for unknown keys once all known ones are.
    closed: Vec<Section<'a>>,
    /// Errors and warnings of the files before this one.
    errors_before: usize,
    warnings_before: usize,
}

impl<'a> Reader<'a> {
    pub(super) fn new(
        source: &'a SourceText<'a>,
        folder: &'a Path,
        environment: Environment<'a>,
        findings: &'a mut Findings,
    ) -> Self {
        Self {
            source,
            folder,
            environment,
            errors_before: findings.errors.len(),
            warnings_before: findings.warnings.len(),
            findings,
            closed: Vec::new(),
        }
    }

    /// Notes an error at a key of `section`, or at the section's head where the key is missing.
    pub(super) fn refuse(
        &mut self,
        section: &Section<'_>,
        key: &str,
        problem: impl Into<String>,
        remedy: impl Into<String>,
    ) {
        let problem = self.describe(section, key, problem.into(), remedy.into());
        self.findings.errors.push(problem);
    }

    /// As [`Self::refuse`], but nothing is stopped by it.
    pub(super) fn warn(
        &mut self,
        section: &Section<'_>,
        key: &str,
        problem: impl Into<String>,
        remedy: impl Into<String>,
    ) {
        let problem = self.describe(section, key, problem.into(), remedy.into());
        self.findings.warnings.push(problem);
    }

    /// Notes an error at one value inside a list.
    pub(super) fn refuse_value(
        &mut self,
        key: &str,
        value: &Value<'_>,
        problem: impl Into<String>,
        remedy: impl Into<String>,
    ) {
        self.findings.errors.push(ConfigProblem {
            file: self.source.path.display().to_string(),
            place: Some(self.source.place(&value.span())),
            key: key.to_owned(),
            value: shown(key, value.get_ref()),
            feed: None,
            problem: problem.into(),
            remedy: remedy.into(),
        });
    }

    /// `file:line` of a key, to point from one problem to another place.
    pub(super) fn place_of(&self, section: &Section<'_>, key: &str) -> String {
        let place = self.source.place(&section.span_of(key));
        format!("{}:{}", self.source.path.display(), place.line)
    }

    pub(super) fn value(
        &mut self,
        section: &Section<'a>,
        key: &'static str,
    ) -> Option<&'a Value<'a>> {
        self.findings.known.insert((section.name, key));
        section.table?.get(key)
    }

    /// The table `key` of `section`, to be called `name` in messages; an empty one where it is missing.
    pub(super) fn section(
        &mut self,
        section: &Section<'a>,
        key: &'static str,
        name: &'static str,
    ) -> Section<'a> {
        let found = self.value(section, key);
        let table = found.and_then(|value| value.get_ref().as_table());
        if found.is_some() && table.is_none() {
            let remedy = format!("write a table: [{name}]");
            self.refuse(section, key, "must be a table", remedy);
        }
        Section {
            name,
            label: Cow::Borrowed(name),
            table,
            span: found.map_or_else(|| section.span.clone(), Spanned::span),
        }
    }

    /// The tables of `[[key]]`, in file order.
    pub(super) fn tables(&mut self, section: &Section<'a>, key: &'static str) -> Vec<Section<'a>> {
        let remedy = format!("write one [[{key}]] table for each");
        let Some(found) = self.value(section, key) else {
            return Vec::new();
        };
        let Some(values) = found.get_ref().as_array() else {
            self.refuse(section, key, "must be a list of tables", remedy);
            return Vec::new();
        };
        let mut sections = Vec::with_capacity(values.len());
        for value in values {
            match value.get_ref().as_table() {
                Some(_) => sections.push(Section::of_value(key, Cow::Borrowed(key), value)),
                None => self.refuse_value(key, value, "must be a table", remedy.clone()),
            }
        }
        sections
    }

    /// Marks `section` as read; what it holds beyond the known keys is an error in the end.
    pub(super) fn close(&mut self, section: Section<'a>) {
        self.closed.push(section);
    }

    /// Reports unknown keys of all closed sections and puts what this file got in line order.
    pub(super) fn finish(mut self) {
        let feeds = self.find_feeds();
        for section in std::mem::take(&mut self.closed) {
            for key in section.table.into_iter().flat_map(|table| table.keys()) {
                let name = key.get_ref().as_ref();
                let known: &BTreeSet<(&str, &str)> = &self.findings.known;
                if known.contains(&(section.name, name)) {
                    continue;
                }
                let remedy = suggest::remedy(known, section.name, name);
                self.findings.errors.push(ConfigProblem {
                    file: self.source.path.display().to_string(),
                    place: Some(self.source.place(&key.span())),
                    // A quoted key may hold anything, and a message goes to a terminal.
                    key: section.dotted(&name.escape_debug().to_string()),
                    value: None,
                    feed: None,
                    problem: "is not a key that wiredesk knows".to_owned(),
                    remedy,
                });
            }
        }
        let place = |problem: &ConfigProblem| problem.place.as_ref().map(|p| (p.line, p.column));
        if let Some(errors) = self.findings.errors.get_mut(self.errors_before..) {
            errors.sort_by_key(place);
            name_feeds(errors, &feeds);
        }
        if let Some(warnings) = self.findings.warnings.get_mut(self.warnings_before..) {
            warnings.sort_by_key(place);
            name_feeds(warnings, &feeds);
        }
    }

    /// Where each feed begins, in file order, and its id where that is one.
    fn find_feeds(&self) -> Vec<((usize, usize), Option<String>)> {
        let feeds = self.closed.iter().filter(|section| section.name == "feed");
        let mut feeds: Vec<_> = feeds
            .map(|section| {
                let place = self.source.place(&section.span);
                let id = section.table.and_then(|table| table.get("id"));
                let id = id.and_then(|id| FeedId::parse(id.get_ref().as_str()?));
                ((place.line, place.column), id.map(|id| id.to_string()))
            })
            .collect();
        feeds.sort();
        feeds
    }

    fn describe(
        &self,
        section: &Section<'_>,
        key: &str,
        problem: String,
        remedy: String,
    ) -> ConfigProblem {
        let found = section.table.and_then(|table| table.get(key));
        ConfigProblem {
            file: self.source.path.display().to_string(),
            place: Some(self.source.place(&section.span_of(key))),
            key: section.dotted(key),
            value: found.and_then(|value| shown(key, value.get_ref())),
            feed: None,
            problem,
            remedy,
        }
    }
}

/// What is wrong with a feed's tables is named with the feed: a line says little in a file that a program wrote.
fn name_feeds(problems: &mut [ConfigProblem], feeds: &[((usize, usize), Option<String>)]) {
    let named =
        |problem: &&mut ConfigProblem| problem.key.starts_with("feed.") && problem.key != "feed.id";
    for problem in problems.iter_mut().filter(named) {
        let Some(place) = &problem.place else { continue };
        let after = feeds.partition_point(|(head, _)| *head <= (place.line, place.column));
        let feed = after.checked_sub(1).and_then(|index| feeds.get(index));
        problem.feed = feed.and_then(|(_, id)| id.clone());
    }
}

/// The value as a message may repeat it.
fn shown(key: &str, value: &DeValue<'_>) -> Option<String> {
    let text = match value {
        DeValue::String(text) => format!("{text:?}"),
        DeValue::Integer(number) => number.to_string(),
        DeValue::Float(number) => number.to_string(),
        DeValue::Boolean(truth) => truth.to_string(),
        DeValue::Datetime(time) => time.to_string(),
        DeValue::Array(_) | DeValue::Table(_) => return None,
    };
    if may_hold_secret(key) || may_hold_secret(&text) {
        return None;
    }
    if text.chars().count() <= SHOWN_CHARS_MAX {
        return Some(text);
    }
    let start: String = text.chars().take(SHOWN_CHARS_MAX).collect();
    Some(format!("{start}..."))
}
