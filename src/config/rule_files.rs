//! An operator's own rules of furniture and organisations: `[normalise]` names files, and each is read like the main one,
//! with everything that is wrong in it named at once.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::document::{Environment, parse, read_text};
use super::problem::{ConfigProblem, SourceText};
use super::reader::{Findings, Reader, Section, Value};
use super::{NormaliseConfig, RuleFile};
use crate::normalise::{OwnRules, RuleBook};

mod agencies;
mod furniture;

/// Files of one kind; an operator who has more can put them together.
const FILES_MAX: usize = 50;
/// Entries of one list, far above what any rule needs.
const LIST_MAX: usize = 2_000;

/// Names that are taken, with the place where they are, over all files.
type Taken = BTreeMap<String, String>;

/// The files that `[normalise]` names, as they are on the disk now.
pub(super) fn read_normalise<'a>(reader: &mut Reader<'a>, top: &Section<'a>) -> NormaliseConfig {
    let section = reader.section(top, "normalise", "normalise");
    let furniture = read_files(reader, &section, "furniture");
    let agencies = read_files(reader, &section, "agencies");
    reader.close(section);
    NormaliseConfig { furniture, agencies, own: None }
}

fn read_files<'a>(
    reader: &mut Reader<'a>,
    section: &Section<'a>,
    key: &'static str,
) -> Vec<RuleFile> {
    let dotted = format!("normalise.{key}");
    let mut files: Vec<RuleFile> = Vec::new();
    for (name, value) in reader.texts(section, key) {
        let path = reader.folder.join(name);
        let problem = if files.len() >= FILES_MAX {
            Some((format!("is more than {FILES_MAX} files"), "put rules together in fewer files"))
        } else if files.iter().any(|file| file.path == path) {
            Some(("is named twice".to_owned(), "name each file once"))
        } else {
            None
        };
        if let Some((problem, remedy)) = problem {
            reader.refuse_value(&dotted, value, problem, remedy);
            continue;
        }
        match read_text(&path) {
            Ok(text) => files.push(RuleFile { path, name: name.to_owned(), text }),
            Err(found) => {
                for error in found.errors {
                    let remedy = "name an existing file that the service's user may read; \
                                  paths start in the folder of this file";
                    reader.refuse_value(&dotted, value, error.problem, remedy);
                }
            }
        }
    }
    files
}

/// Reads the rules out of the files' texts; `None` where there are none of one's own, or where something is wrong.
pub(super) fn build_rules(
    config: &NormaliseConfig,
    environment: Environment<'_>,
    findings: &mut Findings,
) -> Option<Arc<RuleBook>> {
    if config.furniture.is_empty() && config.agencies.is_empty() {
        return None;
    }
    let errors_before = findings.errors.len();
    let mut own = OwnRules::default();
    let mut taken = Taken::new();
    for file in &config.furniture {
        read_one(file, environment, findings, |reader, document| {
            own.furniture.push(furniture::read(reader, document, &file.name, &mut taken));
        });
    }
    let mut taken = Taken::new();
    for file in &config.agencies {
        read_one(file, environment, findings, |reader, document| {
            agencies::read(reader, document, &file.name, &mut taken, &mut own);
        });
    }
    if findings.errors.len() > errors_before {
        return None;
    }
    match RuleBook::with(own) {
        Ok(rules) => Some(Arc::new(rules)),
        Err(error) => {
            let first = config.furniture.iter().chain(&config.agencies).next()?;
            let remedy = "make fewer or shorter patterns of one rule";
            let problem = format!("cannot be used: {error}");
            findings.errors.push(ConfigProblem::without_place(&first.path, problem, remedy));
            None
        }
    }
}

fn read_one(
    file: &RuleFile,
    environment: Environment<'_>,
    findings: &mut Findings,
    read: impl for<'a> FnOnce(&mut Reader<'a>, &'a toml::Spanned<toml::de::DeTable<'a>>),
) {
    let source = SourceText::new(&file.path, &file.text);
    match parse(&source) {
        Ok(document) => {
            let folder = file.path.parent().unwrap_or(Path::new(""));
            let mut reader = Reader::new(&source, folder, environment, findings);
            read(&mut reader, &document);
            reader.finish();
        }
        Err(found) => findings.errors.extend(found.errors),
    }
}

/// The name that a table must have, once only in all files of its kind.
fn read_name<'a>(
    reader: &mut Reader<'a>,
    section: &Section<'a>,
    chars_max: usize,
    fold: impl Fn(&str) -> String,
    taken: &mut Taken,
) -> Option<String> {
    let remedy = "give each a name of its own: name = \"...\"";
    if !section.has("name") {
        reader.refuse(section, "name", "is missing", remedy);
        return None;
    }
    let name = reader.line(section, "name", chars_max)?;
    let key = fold(&name);
    if key.is_empty() {
        reader.refuse(section, "name", "has no letters or digits", remedy);
        return None;
    }
    let here = reader.place_of(section, "name");
    if let Some(there) = taken.get(&key) {
        reader.refuse(section, "name", format!("is the name of the one at {there} too"), remedy);
        return None;
    }
    taken.insert(key, here);
    Some(name)
}

/// The texts of a list, each one line of at most `chars_max` characters that `fault` finds nothing wrong with. An empty
/// list is a slip.
fn read_list<'a>(
    reader: &mut Reader<'a>,
    section: &Section<'a>,
    key: &'static str,
    chars_max: usize,
    fault: impl Fn(&str) -> Option<Fault>,
) -> Vec<(String, &'a Value<'a>)> {
    let dotted = section.dotted(key);
    let errors = reader.findings.errors.len();
    let found = reader.texts(section, key);
    if section.has(key) && found.is_empty() && reader.findings.errors.len() == errors {
        reader.refuse(section, key, "is an empty list", "write what it names, or leave it out");
    }
    if found.len() > LIST_MAX {
        let problem = format!("has more than {LIST_MAX} entries");
        reader.refuse(section, key, problem, "make several tables of it");
    }
    let mut texts = Vec::with_capacity(found.len().min(LIST_MAX));
    for (text, value) in found.into_iter().take(LIST_MAX) {
        let shape = || {
            let fits = (1..=chars_max).contains(&text.chars().count());
            let plain = fits && !text.trim().is_empty() && !text.contains(char::is_control);
            (!plain).then(|| {
                let problem = format!("must be one line of 1 to {chars_max} characters");
                Fault::new(problem, "shorten it, or take it out")
            })
        };
        match shape().or_else(|| fault(text)) {
            Some(fault) => reader.refuse_value(&dotted, value, fault.problem, fault.remedy),
            None => texts.push((text.to_owned(), value)),
        }
    }
    texts
}

/// What is wrong with one text of a list.
struct Fault {
    problem: String,
    remedy: String,
}

impl Fault {
    fn new(problem: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self { problem: problem.into(), remedy: remedy.into() }
    }
}

/// `switch_off`: names of what is compiled in, by the same folding as `known`.
fn read_switched_off<'a>(
    reader: &mut Reader<'a>,
    top: &Section<'a>,
    known: &[String],
    fold: impl Fn(&str) -> String,
) -> Vec<String> {
    let folded: Vec<String> = known.iter().map(|name| fold(name)).collect();
    let fault = |text: &str| {
        (!folded.contains(&fold(text))).then(|| {
            let names: Vec<String> = known.iter().map(|name| format!("\"{name}\"")).collect();
            let few = names.len() <= 20;
            let remedy = if few {
                format!("built-in names are {}", names.join(", "))
            } else {
                "take a name as `config/agencies.toml` spells it".to_owned()
            };
            Fault::new("is no name of a built-in rule", remedy)
        })
    };
    read_list(reader, top, "switch_off", 100, fault).into_iter().map(|(name, _)| name).collect()
}

impl NormaliseConfig {
    /// Nothing of one's own.
    pub fn defaults() -> Self {
        Self { furniture: Vec::new(), agencies: Vec::new(), own: None }
    }

    /// The rules that texts are read by: one's own, where there are any, before those compiled in.
    pub fn rules(&self) -> &RuleBook {
        self.own.as_deref().unwrap_or_else(|| RuleBook::built_in())
    }

    /// The files that were read, in reading order.
    pub fn files(&self) -> impl Iterator<Item = &PathBuf> {
        self.furniture.iter().chain(&self.agencies).map(|file| &file.path)
    }
}

// The rules follow from the texts.
impl PartialEq for NormaliseConfig {
    fn eq(&self, other: &Self) -> bool {
        let Self { furniture, agencies, own: _ } = self;
        *furniture == other.furniture && *agencies == other.agencies
    }
}

impl Eq for NormaliseConfig {}
