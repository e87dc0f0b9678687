//! One file of the configuration: its text, bounded, and what TOML makes of it.

use std::collections::BTreeMap;
use std::io::Read;
use std::path::Path;

use toml::Spanned;
use toml::de::DeTable;

use super::problem::{ConfigErrors, ConfigProblem, SourceText};

/// Largest file in bytes: 100,000 feeds take about 15 MB.
const FILE_BYTES_MAX: u64 = 64 << 20;

/// Lines with faults of syntax that are named; in a file that is no TOML at all every line has one.
const SYNTAX_FAULTS_MAX: usize = 10;

/// Where secrets are read.
#[derive(Clone, Copy)]
pub(super) enum Environment<'a> {
    Of(&'a dyn Fn(&str) -> Option<String>),
    /// Nowhere: the command that asks sends nothing. The name of a secret stands for it.
    Unread,
}

/// Faults of syntax are named alone: what a half-understood text says is guesswork.
pub(super) fn parse<'a>(source: &SourceText<'a>) -> Result<Spanned<DeTable<'a>>, ConfigErrors> {
    let (document, faults) = DeTable::parse_recoverable(source.text);
    if faults.is_empty() {
        return Ok(document);
    }
    // Structure is checked before values, so that the first fault of a line is the one that explains the others.
    let mut by_line = BTreeMap::new();
    for fault in &faults {
        let place = source.place(&fault.span().unwrap_or(0..0));
        by_line.entry(place.line).or_insert((place, fault.message()));
    }
    let errors = by_line.into_values().take(SYNTAX_FAULTS_MAX).enumerate();
    let errors = errors.map(|(index, (place, message))| ConfigProblem {
        file: source.path.display().to_string(),
        place: Some(place),
        key: String::new(),
        value: None,
        feed: None,
        problem: format!("is not TOML: {}", message.replace('\n', ", ")),
        remedy: match index {
            0 => "correct this place; text, durations and sizes stand in quotes".to_owned(),
            _ => "correct the places above first, this may follow from them".to_owned(),
        },
    });
    Err(ConfigErrors { errors: errors.collect() })
}

pub(super) fn read_text(path: &Path) -> Result<String, ConfigErrors> {
    let complain = |problem: String| {
        let remedy = "name an existing TOML file that the service's user may read";
        ConfigErrors::from(ConfigProblem::without_place(path, problem, remedy))
    };
    let cannot =
        |error: std::io::Error| complain(format!("cannot be read: {}", plain_reason(&error)));
    let mut bytes = Vec::new();
    let file = fs_err::File::open(path).map_err(cannot)?;
    file.take(FILE_BYTES_MAX + 1).read_to_end(&mut bytes).map_err(cannot)?;
    if u64::try_from(bytes.len()).is_ok_and(|length| length > FILE_BYTES_MAX) {
        return Err(complain(format!("is larger than {FILE_BYTES_MAX} bytes")));
    }
    String::from_utf8(bytes).map_err(|error| {
        let valid = error.utf8_error().valid_up_to();
        complain(format!("is not UTF-8 at byte {valid}"))
    })
}

/// What the system says, without the path that fs-err would repeat.
pub(super) fn plain_reason(error: &std::io::Error) -> String {
    error.kind().to_string()
}
