//! File to validated configuration: the main file, then the files of feeds that it names, all problems at once.

use std::path::Path;

use toml::Spanned;
use toml::de::DeTable;

use super::document::{Environment, parse, read_text};
use super::feed_files::find_feed_files;
use super::feeds::{Taken, read_feeds};
use super::problem::{ConfigErrors, ConfigProblem, SourceText};
use super::reader::{FEED_FILE, Findings, Reader, Section};
use super::rule_files::{build_rules, read_normalise};
use super::sections::read_sections;
use super::sink::read_sink;
use super::{Config, SinkConfig};

/// Reads and validates the file at `path`. `environment` answers for environment variables (`std::env::var(name).ok()`).
///
/// # Errors
/// Everything that is wrong with the file, the files of feeds it names and the secrets it points to.
pub fn load(
    path: &Path,
    environment: &dyn Fn(&str) -> Option<String>,
) -> Result<Config, ConfigErrors> {
    load_text(&read_text(path)?, path, environment)
}

/// As [`load`], without reading a secret: for commands that only look into the store, as people run them who may not
/// see the service's secrets.
///
/// # Errors
/// As of [`load`], but for the secrets.
pub fn load_without_secrets(path: &Path) -> Result<Config, ConfigErrors> {
    load_document(&read_text(path)?, path, Environment::Unread)
}

/// As [`load`], with the main file's text at hand; relative paths start in the folder of `path`.
pub fn load_text(
    text: &str,
    path: &Path,
    environment: &dyn Fn(&str) -> Option<String>,
) -> Result<Config, ConfigErrors> {
    load_document(text, path, Environment::Of(environment))
}

fn load_document(
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
    let reader = Reader::new(&source, Path::new(""), Environment::Unread, &mut findings);
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
