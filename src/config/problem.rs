//! What is wrong with a configuration: place, key, rule and remedy as plain values. It never holds a secret's text.

use std::fmt;
use std::ops::Range;
use std::path::Path;

use serde::Serialize;

/// One thing that is wrong, or merely doubtful.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ConfigProblem {
    /// The file as the operator named it.
    pub file: String,
    /// Where in the file; absent when the file itself is the problem.
    #[serde(flatten)]
    pub place: Option<Place>,
    /// Dotted, e.g. `sink.kafka.brokers`; empty where no single key is to blame.
    pub key: String,
    /// The value as written, shortened; absent for tables, missing keys and anything that may be a secret.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
    /// The id of the feed that it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub feed: Option<String>,
    pub problem: String,
    /// What to do about it.
    pub remedy: String,
}

/// Keeps the daemon from starting.
pub type ConfigError = ConfigProblem;

/// Is said once and then lived with.
pub type ConfigWarning = ConfigProblem;

/// A position in a file, counted from 1, columns in characters.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Place {
    pub line: usize,
    pub column: usize,
    /// Characters from `column` on that are meant, at least 1.
    #[serde(skip)]
    pub width: usize,
    /// The line itself; absent when it is very long or may hold a secret.
    #[serde(skip)]
    pub excerpt: Option<String>,
}

/// Everything that is wrong with a configuration, at once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ConfigErrors {
    /// Never empty; in the order of the files and their lines.
    pub errors: Vec<ConfigError>,
}

impl ConfigProblem {
    pub(super) fn without_place(file: &Path, problem: String, remedy: &str) -> Self {
        Self {
            file: file.display().to_string(),
            place: None,
            key: String::new(),
            value: None,
            feed: None,
            problem,
            remedy: remedy.to_owned(),
        }
    }

    /// The key, and whose it is.
    pub(super) fn name_key(&self) -> String {
        match &self.feed {
            Some(feed) => format!("{} of {feed}", self.key),
            None => self.key.clone(),
        }
    }
}

impl fmt::Display for ConfigProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        if let Some(place) = &self.place {
            write!(f, ":{}:{}", place.line, place.column)?;
        }
        if !self.key.is_empty() {
            write!(f, ": {}", self.name_key())?;
        }
        write!(f, ": {}", self.problem)?;
        if let Some(value) = &self.value {
            write!(f, " ({value})")?;
        }
        write!(f, "; {}", self.remedy)
    }
}

impl fmt::Display for ConfigErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, error) in self.errors.iter().enumerate() {
            if index > 0 {
                f.write_str("\n")?;
            }
            error.fmt(f)?;
        }
        Ok(())
    }
}

impl From<ConfigError> for ConfigErrors {
    fn from(error: ConfigError) -> Self {
        Self { errors: vec![error] }
    }
}

impl std::error::Error for ConfigProblem {}

impl std::error::Error for ConfigErrors {}

/// A file's text with the start of each line, so that a byte offset becomes a place in logarithmic time.
#[derive(Debug)]
pub(super) struct SourceText<'a> {
    pub(super) path: &'a Path,
    pub(super) text: &'a str,
    line_starts: Vec<usize>,
}

impl<'a> SourceText<'a> {
    /// Longest line in characters that is shown with its problem; longer ones do not fit a screen.
    const EXCERPT_CHARS_MAX: usize = 160;

    pub(super) fn new(path: &'a Path, text: &'a str) -> Self {
        let after_breaks = text.match_indices('\n').map(|(at, _)| at + 1);
        let line_starts = std::iter::once(0).chain(after_breaks).collect();
        Self { path, text, line_starts }
    }

    pub(super) fn place(&self, span: &Range<usize>) -> Place {
        let line = self.line_starts.partition_point(|at| *at <= span.start);
        let line_start =
            line.checked_sub(1).and_then(|index| self.line_starts.get(index)).map_or(0, |at| *at);
        let whole = self.text.get(line_start..).unwrap_or_default();
        let whole = whole.lines().next().unwrap_or_default();
        let offset = span.start.saturating_sub(line_start);
        let before = whole.get(..offset).unwrap_or(whole).chars().count();
        let meant = whole.get(offset..).unwrap_or_default();
        let meant =
            meant.get(..span.end.saturating_sub(span.start)).unwrap_or(meant).chars().count();
        let shown = whole.chars().count() <= Self::EXCERPT_CHARS_MAX && !may_hold_secret(whole);
        Place {
            line: line.max(1),
            column: before + 1,
            width: meant.max(1),
            excerpt: shown.then(|| whole.replace(char::is_control, " ")),
        }
    }
}

/// Whether a key or a line of a file may carry a secret: by name, or as `user:password@` in a URL.
pub(super) fn may_hold_secret(text: &str) -> bool {
    const NAMES: [&str; 8] =
        ["password", "passwd", "passphrase", "token", "secret", "credentials", "pem", "value"];
    let lower = text.to_ascii_lowercase();
    let user_in_url = lower.split_once("://").is_some_and(|(_, rest)| rest.contains('@'));
    user_in_url || NAMES.iter().any(|name| lower.contains(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, span: Range<usize>, line: usize, column: usize, width: usize) {
        let place = SourceText::new(Path::new("a.toml"), text).place(&span);
        assert_eq!((place.line, place.column, place.width), (line, column, width), "{text:?}");
    }

    #[test]
    fn places_count_lines_and_characters_from_one() {
        check("", 0..0, 1, 1, 1);
        check("a = 1", 4..5, 1, 5, 1);
        check("a = 1\r\nbc = 22\r\n", 12..14, 2, 6, 2);
        check("ä = \"öö\"\n", 5..11, 1, 5, 4);
        check("a = '''\nx\n'''", 4..13, 1, 5, 3);
        check("a = 1\n", 6..6, 2, 1, 1);
        check("a", 99..120, 1, 2, 1);
    }

    #[test]
    fn a_terminal_gets_no_control_characters() {
        let place = SourceText::new(Path::new("a.toml"), "a =\t\u{1b}[31m").place(&(0..1));
        assert_eq!(place.excerpt.as_deref(), Some("a =  [31m"));
    }

    #[test]
    fn a_line_that_may_hold_a_secret_is_not_shown() {
        for line in [
            "password = \"moth\"",
            "url = \"https://ada:moth@wire.example/\"",
            "\"ssl.key.pem\" = \"moth\"",
        ] {
            let place = SourceText::new(Path::new("a.toml"), line).place(&(0..1));
            assert_eq!(place.excerpt, None, "{line}");
        }
        let place = SourceText::new(Path::new("a.toml"), "contact = \"desk@wire.example\"");
        assert!(place.place(&(0..1)).excerpt.is_some());
    }
}
