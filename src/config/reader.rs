//! Reads typed values out of a spanned TOML document and collects every problem on the way instead of stopping at one.
//!
//! Each read answers with a usable value, so that the walk goes on; whether it was right is in [`Findings`].

use std::collections::BTreeSet;
use std::fmt::Display;
use std::ops::{Range, RangeInclusive};
use std::path::{Path, PathBuf};
use std::time::Duration;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::problem::{ConfigProblem, SourceText, may_hold_secret};
use super::units::{parse_duration, parse_size, spell_duration, spell_size};

mod suggest;

pub(super) type Value<'a> = Spanned<DeValue<'a>>;

/// Longest value in characters that is repeated in a message.
const SHOWN_CHARS_MAX: usize = 80;

/// The name of the top of a file that holds feeds only; no key is ever shown with it.
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
    /// Dotted, e.g. `sink.kafka`; empty for the top.
    pub(super) name: &'static str,
    pub(super) table: Option<&'a DeTable<'a>>,
    span: Range<usize>,
}

impl<'a> Section<'a> {
    pub(super) fn top(name: &'static str, document: &'a Spanned<DeTable<'a>>) -> Self {
        Self {
            name,
            table: Some(document.get_ref()),
            span: 0..0,
        }
    }

    /// A table that stands as a value where other types may stand too.
    pub(super) fn of_value(name: &'static str, value: &'a Value<'a>) -> Self {
        Self {
            name,
            table: value.get_ref().as_table(),
            span: value.span(),
        }
    }

    /// Whether the file has this table.
    pub(super) fn is_table(&self) -> bool {
        self.table.is_some()
    }

    pub(super) fn has(&self, key: &str) -> bool {
        self.table.is_some_and(|table| table.contains_key(key))
    }

    fn dotted(&self, key: &str) -> String {
        match self.name {
            "" | FEED_FILE => key.to_owned(),
            name => format!("{name}.{key}"),
        }
    }
}

/// Walks one file.
pub(super) struct Reader<'a> {
    pub(super) source: &'a SourceText<'a>,
    /// Relative paths start here.
    pub(super) folder: &'a Path,
    pub(super) environment: &'a dyn Fn(&str) -> Option<String>,
    pub(super) findings: &'a mut Findings,
    /// Sections that have been read, to be searched for unknown keys once all known ones are.
    closed: Vec<Section<'a>>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(
        source: &'a SourceText<'a>,
        folder: &'a Path,
        environment: &'a dyn Fn(&str) -> Option<String>,
        findings: &'a mut Findings,
    ) -> Self {
        Self {
            source,
            folder,
            environment,
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
            problem: problem.into(),
            remedy: remedy.into(),
        });
    }

    /// `file:line` of a key, to point from one problem to another place.
    pub(super) fn place_of(&self, section: &Section<'_>, key: &str) -> String {
        let found = section.table.and_then(|table| table.get(key));
        let span = found.map_or_else(|| section.span.clone(), Spanned::span);
        format!(
            "{}:{}",
            self.source.path.display(),
            self.source.place(&span).line
        )
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
                Some(_) => sections.push(Section::of_value(key, value)),
                None => self.refuse_value(key, value, "must be a table", remedy.clone()),
            }
        }
        sections
    }

    pub(super) fn text(&mut self, section: &Section<'a>, key: &'static str) -> Option<&'a str> {
        let found = self.value(section, key)?;
        let text = found.get_ref().as_str();
        if text.is_none() {
            let remedy = format!("write {key} = \"...\"");
            self.refuse(section, key, wrong_type("text in quotes", found), remedy);
        }
        text
    }

    /// Printable text of 1 to `chars_max` characters.
    pub(super) fn line(
        &mut self,
        section: &Section<'a>,
        key: &'static str,
        chars_max: usize,
    ) -> Option<String> {
        let text = self.text(section, key)?.trim();
        let fits = (1..=chars_max).contains(&text.chars().count());
        if fits && !text.contains(char::is_control) {
            return Some(text.to_owned());
        }
        let problem = format!("must be one line of 1 to {chars_max} characters");
        self.refuse(section, key, problem, "shorten it, or leave the key out");
        None
    }

    pub(super) fn texts(
        &mut self,
        section: &Section<'a>,
        key: &'static str,
    ) -> Vec<(&'a str, &'a Value<'a>)> {
        let Some(found) = self.value(section, key) else {
            return Vec::new();
        };
        let remedy = format!("write {key} = [\"...\", \"...\"]");
        let Some(values) = found.get_ref().as_array() else {
            self.refuse(section, key, wrong_type("a list of texts", found), remedy);
            return Vec::new();
        };
        let mut texts = Vec::with_capacity(values.len());
        for value in values {
            if let Some(text) = value.get_ref().as_str() {
                texts.push((text, value));
            } else {
                let problem = wrong_type("text in quotes", value);
                self.refuse_value(&section.dotted(key), value, problem, remedy.clone());
            }
        }
        texts
    }

    pub(super) fn boolean(
        &mut self,
        section: &Section<'a>,
        key: &'static str,
        default: bool,
    ) -> bool {
        let Some(found) = self.value(section, key) else {
            return default;
        };
        found.get_ref().as_bool().unwrap_or_else(|| {
            let remedy = format!("write {key} = true or {key} = false, without quotes");
            self.refuse(section, key, wrong_type("true or false", found), remedy);
            default
        })
    }

    pub(super) fn integer<T>(
        &mut self,
        section: &Section<'a>,
        key: &'static str,
        default: T,
        bounds: RangeInclusive<T>,
    ) -> T
    where
        T: TryFrom<i64> + PartialOrd + Display,
    {
        let Some(found) = self.value(section, key) else {
            return default;
        };
        let Some(written) = found.get_ref().as_integer() else {
            let remedy = format!("write {key} = {default}");
            self.refuse(section, key, wrong_type("a whole number", found), remedy);
            return default;
        };
        let number = i64::from_str_radix(written.as_str(), written.radix()).ok();
        let number = number.and_then(|number| T::try_from(number).ok());
        number
            .filter(|number| bounds.contains(number))
            .unwrap_or_else(|| {
                let problem = format!("must be {} to {}", bounds.start(), bounds.end());
                self.refuse(section, key, problem, format!("the default is {default}"));
                default
            })
    }

    pub(super) fn duration(
        &mut self,
        section: &Section<'a>,
        key: &'static str,
        default: Duration,
        bounds: RangeInclusive<Duration>,
    ) -> Duration {
        self.duration_if_set(section, key, default, bounds)
            .unwrap_or(default)
    }

    /// `None` where the key is missing or wrong; `example` is what a message proposes.
    pub(super) fn duration_if_set(
        &mut self,
        section: &Section<'a>,
        key: &'static str,
        example: Duration,
        bounds: RangeInclusive<Duration>,
    ) -> Option<Duration> {
        let found = self.value(section, key)?;
        let remedy = format!(
            "write number and unit (ms, s, m, h, d, w) in quotes, e.g. {key} = \"{}\"",
            spell_duration(example)
        );
        let Some(duration) = found.get_ref().as_str().and_then(parse_duration) else {
            self.refuse(section, key, "is not a duration", remedy);
            return None;
        };
        if bounds.contains(&duration) {
            return Some(duration);
        }
        let (low, high) = (
            spell_duration(*bounds.start()),
            spell_duration(*bounds.end()),
        );
        self.refuse(section, key, format!("must be {low} to {high}"), remedy);
        None
    }

    /// Bytes, as text with a unit or as a bare number of bytes.
    pub(super) fn size(
        &mut self,
        section: &Section<'a>,
        key: &'static str,
        default: u64,
        bounds: RangeInclusive<u64>,
    ) -> u64 {
        let Some(found) = self.value(section, key) else {
            return default;
        };
        if found.get_ref().is_integer() {
            return self.integer(section, key, default, bounds);
        }
        let remedy = format!(
            "write number and unit (B, kB, MB, GB, KiB, MiB, GiB) in quotes, e.g. {key} = \"{}\"",
            spell_size(default)
        );
        let Some(bytes) = found.get_ref().as_str().and_then(parse_size) else {
            self.refuse(section, key, "is not a size", remedy);
            return default;
        };
        if bounds.contains(&bytes) {
            return bytes;
        }
        let (low, high) = (spell_size(*bounds.start()), spell_size(*bounds.end()));
        self.refuse(section, key, format!("must be {low} to {high}"), remedy);
        default
    }

    /// A path, relative to the file's folder.
    pub(super) fn path(&mut self, section: &Section<'a>, key: &'static str) -> Option<PathBuf> {
        let text = self.text(section, key)?;
        if text.is_empty() || text.contains('\0') {
            self.refuse(
                section,
                key,
                "is not a path",
                "name a file or folder, or leave the key out",
            );
            return None;
        }
        Some(self.folder.join(text))
    }

    pub(super) fn choice<T: Copy>(
        &mut self,
        section: &Section<'a>,
        key: &'static str,
        default: T,
        choices: &[(&str, T)],
    ) -> T {
        let Some(text) = self.text(section, key) else {
            return default;
        };
        if let Some((_, choice)) = choices.iter().find(|(name, _)| *name == text) {
            return *choice;
        }
        let names: Vec<String> = choices
            .iter()
            .map(|(name, _)| format!("\"{name}\""))
            .collect();
        let remedy = format!("write {}", names.join(" or "));
        self.refuse(section, key, "is none of the choices", remedy);
        default
    }

    /// Marks `section` as read; what it holds beyond the known keys is an error in the end.
    pub(super) fn close(&mut self, section: Section<'a>) {
        self.closed.push(section);
    }

    /// Reports unknown keys of all closed sections and puts this file's errors in line order.
    pub(super) fn finish(mut self, errors_before: usize) {
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
                    key: section.dotted(name),
                    value: None,
                    problem: "is not a key that wiredesk knows".to_owned(),
                    remedy,
                });
            }
        }
        let place = |problem: &ConfigProblem| problem.place.as_ref().map(|p| (p.line, p.column));
        if let Some(errors) = self.findings.errors.get_mut(errors_before..) {
            errors.sort_by_key(place);
        }
    }

    fn describe(
        &self,
        section: &Section<'_>,
        key: &str,
        problem: String,
        remedy: String,
    ) -> ConfigProblem {
        let found = section.table.and_then(|table| table.get(key));
        let span = found.map_or_else(|| section.span.clone(), Spanned::span);
        ConfigProblem {
            file: self.source.path.display().to_string(),
            place: Some(self.source.place(&span)),
            key: section.dotted(key),
            value: found.and_then(|value| shown(key, value.get_ref())),
            problem,
            remedy,
        }
    }
}

fn wrong_type(expected: &str, found: &Value<'_>) -> String {
    format!("must be {expected}, not {}", found.get_ref().type_str())
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
