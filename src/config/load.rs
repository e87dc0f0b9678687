//! File to validated configuration: the main file, then the files of feeds that it names, all problems at once.

use std::collections::BTreeMap;
use std::io::Read;
use std::path::Path;

use toml::Spanned;
use toml::de::DeTable;

use super::feed_files::find_feed_files;
use super::feeds::{Taken, read_feeds};
use super::problem::{ConfigErrors, ConfigProblem, SourceText};
use super::reader::{FEED_FILE, Findings, Reader, Section};
use super::rule_files::{build_rules, read_normalise};
use super::secrets::plain_reason;
use super::sections::read_sections;
use super::sink::read_sink;
use super::{Config, SinkConfig};

/// Largest file in bytes: 100,000 feeds take about 15 MB.
const FILE_BYTES_MAX: u64 = 64 << 20;

/// Lines with faults of syntax that are named; in a file that is no TOML at all every line has one.
const SYNTAX_FAULTS_MAX: usize = 10;

pub(super) type Environment<'a> = &'a dyn Fn(&str) -> Option<String>;

/// Reads and validates the file at `path`. `environment` answers for environment variables (`std::env::var(name).ok()`).
///
/// # Errors
/// Everything that is wrong with the file, the files of feeds it names and the secrets it points to.
pub fn load(path: &Path, environment: Environment<'_>) -> Result<Config, ConfigErrors> {
    load_text(&read_text(path)?, path, environment)
}

/// As [`load`], with the main file's text at hand; relative paths start in the folder of `path`.
pub fn load_text(
    text: &str,
    path: &Path,
    environment: Environment<'_>,
) -> Result<Config, ConfigErrors> {
    let mut findings = Findings::default();
    let folder = path.parent().unwrap_or(Path::new(""));
    let mut config = Config::defaults(folder.join("var"));
    config.file = Some(path.to_owned());
    let mut taken = Taken::default();
    let source = SourceText::new(path, text);
    match parse(&source) {
        Ok(document) => {
            let reader = Reader::new(&source, folder, environment, &mut findings);
            read_main(reader, &document, &mut config, &mut taken);
        }
        Err(found) => findings.errors.extend(found.errors),
    }
    for file in config.feed_files.clone() {
        config.feeds.extend(load_feed_file(&file, environment, &mut findings, &mut taken));
    }
    config.normalise.own = build_rules(&config.normalise, environment, &mut findings);
    if !findings.errors.is_empty() {
        return Err(ConfigErrors { errors: findings.errors });
    }
    config.warnings = findings.warnings;
    Ok(config)
}

/// Every (section, key) that reading `text` asks for.
#[cfg(test)]
pub(super) fn known_keys(
    text: &str,
    path: &Path,
) -> std::collections::BTreeSet<(&'static str, &'static str)> {
    let mut findings = Findings::default();
    let source = SourceText::new(path, text);
    let document = parse(&source).expect("TOML");
    let reader = Reader::new(&source, Path::new(""), &|_| None, &mut findings);
    let mut config = Config::for_replay();
    read_main(reader, &document, &mut config, &mut Taken::default());
    findings.known
}

impl Config {
    /// What `run` and `check` demand beyond a valid file.
    ///
    /// # Errors
    /// When there is no feed at all.
    pub fn require_feeds(&self) -> Result<(), ConfigErrors> {
        if !self.feeds.is_empty() {
            return Ok(());
        }
        let file = self.file.as_deref().unwrap_or(Path::new("configuration"));
        let remedy = "add one: [[feed]] with id = \"harbour-news\" and url = \"https://...\", \
                      or feeds = [\"feeds/*.toml\"] at the top";
        let error = ConfigProblem::without_place(file, "there is no feed".to_owned(), remedy);
        Err(error.into())
    }
}

fn read_main<'a>(
    mut reader: Reader<'a>,
    document: &'a Spanned<DeTable<'a>>,
    config: &mut Config,
    taken: &mut Taken,
) {
    let top = Section::top("", document);
    if let Some(state_dir) = reader.path(&top, "state_dir") {
        config.state_dir = state_dir;
    }
    if config.state_dir.is_file() {
        let remedy = "name a folder; it is created where it does not exist";
        reader.refuse(&top, "state_dir", "is a file", remedy);
    }
    read_sections(&mut reader, &top, config);
    config.normalise = read_normalise(&mut reader, &top);
    read_sink(&mut reader, &top, config);
    taken.allow_private.clone_from(&config.fetch.allow_private);
    config.feeds = read_feeds(&mut reader, &top, taken);
    config.feed_files = find_feed_files(&mut reader, &top);
    warn_of_wide_batches(&mut reader, &top, config);
    reader.close(top);
    reader.finish();
}

/// A transaction's records must be sent within its time: 60 s by default, over any link that carries Kafka at all.
fn warn_of_wide_batches<'a>(reader: &mut Reader<'a>, top: &Section<'a>, config: &Config) {
    const BATCH_BYTES_MAX: usize = 1 << 30;
    let publish = &config.publish;
    let batch_bytes = publish.batch_rows.saturating_mul(publish.record_bytes_max);
    if matches!(config.sink, SinkConfig::Kafka(_)) && batch_bytes > BATCH_BYTES_MAX {
        let problem =
            "allows batches of more than 1 GiB, which may not be sent in one transaction's time";
        reader.warn(top, "publish", problem, "lower batch_rows or record_bytes_max");
    }
}

fn load_feed_file(
    file: &Path,
    environment: Environment<'_>,
    findings: &mut Findings,
    taken: &mut Taken,
) -> Vec<super::FeedConfig> {
    let text = match read_text(file) {
        Ok(text) => text,
        Err(found) => {
            findings.errors.extend(found.errors);
            return Vec::new();
        }
    };
    let source = SourceText::new(file, &text);
    let document = match parse(&source) {
        Ok(document) => document,
        Err(found) => {
            findings.errors.extend(found.errors);
            return Vec::new();
        }
    };
    let folder = file.parent().unwrap_or(Path::new(""));
    let mut reader = Reader::new(&source, folder, environment, findings);
    let top = Section::top(FEED_FILE, &document);
    let feeds = read_feeds(&mut reader, &top, taken);
    reader.close(top);
    reader.finish();
    feeds
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
