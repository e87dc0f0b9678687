//! One typed read a kind of value. A wrong value is noted and answered with the default, or with nothing.

use std::fmt::Display;
use std::ops::RangeInclusive;
use std::path::PathBuf;
use std::time::Duration;

use super::super::units::{parse_duration, parse_size, spell_duration, spell_size};
use super::{Reader, Section, Value};

impl<'a> Reader<'a> {
    pub(in crate::config) fn text(
        &mut self,
        section: &Section<'a>,
        key: &'static str,
    ) -> Option<&'a str> {
        let found = self.value(section, key)?;
        let text = found.get_ref().as_str();
        if text.is_none() {
            let remedy = format!("write {key} = \"...\"");
            self.refuse(section, key, wrong_type("text in quotes", found), remedy);
        }
        text
    }

    /// Printable text of 1 to `chars_max` characters.
    pub(in crate::config) fn line(
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

    pub(in crate::config) fn texts(
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
                let is_table = value.get_ref().as_table().is_some();
                let remedy = match is_table.then(|| key.strip_suffix('s')).flatten() {
                    Some(table) => format!("a single one stands under [[{table}]]; or {remedy}"),
                    None => remedy.clone(),
                };
                self.refuse_value(&section.dotted(key), value, problem, remedy);
            }
        }
        texts
    }

    pub(in crate::config) fn boolean(
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

    pub(in crate::config) fn integer<T>(
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
        number.filter(|number| bounds.contains(number)).unwrap_or_else(|| {
            let problem = format!("must be {} to {}", bounds.start(), bounds.end());
            self.refuse(section, key, problem, format!("the default is {default}"));
            default
        })
    }

    pub(in crate::config) fn duration(
        &mut self,
        section: &Section<'a>,
        key: &'static str,
        default: Duration,
        bounds: RangeInclusive<Duration>,
    ) -> Duration {
        self.duration_if_set(section, key, default, bounds).unwrap_or(default)
    }

    /// `None` where the key is missing or wrong; `example` is what a message proposes.
    pub(in crate::config) fn duration_if_set(
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
        let (low, high) = (spell_duration(*bounds.start()), spell_duration(*bounds.end()));
        let remedy = format!("choose one within, e.g. {key} = \"{}\"", spell_duration(example));
        self.refuse(section, key, format!("must be {low} to {high}"), remedy);
        None
    }

    /// Bytes, as text with a unit or as a bare number of bytes.
    pub(in crate::config) fn size(
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
        let remedy = format!("choose one within, e.g. {key} = \"{}\"", spell_size(default));
        self.refuse(section, key, format!("must be {low} to {high}"), remedy);
        default
    }

    /// A path, relative to the file's folder.
    pub(in crate::config) fn path(
        &mut self,
        section: &Section<'a>,
        key: &'static str,
    ) -> Option<PathBuf> {
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

    pub(in crate::config) fn choice<T: Copy>(
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
        let names: Vec<String> = choices.iter().map(|(name, _)| format!("\"{name}\"")).collect();
        let remedy = format!("write {}", names.join(" or "));
        self.refuse(section, key, "is none of the choices", remedy);
        default
    }
}

fn wrong_type(expected: &str, found: &Value<'_>) -> String {
    format!("must be {expected}, not {}", found.get_ref().type_str())
}
