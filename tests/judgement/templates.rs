//! Templates with rows that fill them, as `fixtures/judgement/look-alikes` has them.
//!
//! A file is one kind of notice. `== Title` begins a template: a line `headline: ...`, then the text with `{places}`,
//! then `rows: place | place ...` and a row a line, in which `|` parts the places. Lines with `#` are remarks.

use std::path::{Path, PathBuf};

/// One filled template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Notice {
    pub(crate) headline: String,
    pub(crate) text: String,
}

/// Notices that are made alike and say other things.
#[derive(Debug)]
pub(crate) struct Template {
    pub(crate) title: String,
    pub(crate) notices: Vec<Notice>,
}

#[derive(Debug)]
pub(crate) struct Kind {
    pub(crate) name: String,
    pub(crate) templates: Vec<Template>,
}

impl Kind {
    /// Pairs of notices made by one template.
    pub(crate) fn pairs(&self) -> usize {
        let counts = self.templates.iter().map(|template| template.notices.len());
        counts.map(|count| count * (count - 1) / 2).sum()
    }
}

pub(crate) fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/judgement")
}

/// Name and text of every file of a folder, by name.
pub(crate) fn files(folder: &str) -> Vec<(String, String)> {
    let mut paths: Vec<PathBuf> = fs_err::read_dir(fixtures().join(folder))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    paths.sort();
    let name = |path: &Path| path.file_stem().unwrap().to_str().unwrap().to_owned();
    paths.iter().map(|path| (name(path), fs_err::read_to_string(path).unwrap())).collect()
}

pub(crate) fn kinds() -> Vec<Kind> {
    files("look-alikes")
        .into_iter()
        .map(|(name, text)| Kind { templates: read(&name, &text), name })
        .collect()
}

fn read(name: &str, text: &str) -> Vec<Template> {
    let lines: Vec<&str> =
        text.lines().filter(|line| !line.starts_with('#')).map(str::trim_end).collect();
    let text = lines.join("\n");
    let sections = text.split("\n== ").map(|section| section.trim_start_matches("== "));
    let templates = sections.filter(|section| !section.trim().is_empty());
    templates.map(|section| read_template(name, section)).collect()
}

fn read_template(name: &str, section: &str) -> Template {
    let (title, rest) = section.split_once('\n').unwrap();
    let place = format!("{name}, {title}");
    let rest = rest.trim_start().strip_prefix("headline: ").expect(&place);
    let (headline, rest) = rest.split_once('\n').unwrap();
    let (text, rows) = rest.split_once("\nrows: ").expect(&place);
    let mut rows = rows.lines().filter(|row| !row.trim().is_empty());
    let places: Vec<&str> = rows.next().unwrap().split('|').map(str::trim).collect();
    let notices: Vec<Notice> = rows
        .map(|row| {
            let words: Vec<&str> = row.split('|').map(str::trim).collect();
            assert_eq!(words.len(), places.len(), "{place}: {row}");
            let fill = |template: &str| {
                let filled =
                    places.iter().zip(&words).fold(template.to_owned(), |text, (at, word)| {
                        text.replace(&format!("{{{at}}}"), word)
                    });
                assert!(!filled.contains('{'), "{place}: a place that no row fills: {filled}");
                filled
            };
            Notice { headline: fill(headline), text: fill(text.trim()) }
        })
        .collect();
    assert!(notices.len() > 1, "{place}: one row is like nothing");
    Template { title: title.to_owned(), notices }
}
