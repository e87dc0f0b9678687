//! Measures datelines and the seed on real copy, where a folder of it is present. Holds no word of that copy.

use std::path::PathBuf;

use regex::Regex;

use super::{Printed, Reading, RuleBook, read_credits};

fn shared() -> Option<PathBuf> {
    let beside = || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared");
    let folder = std::env::var_os("WIREDESK_SHARED").map_or_else(beside, PathBuf::from);
    let found = folder.is_dir().then_some(folder);
    if found.is_none() {
        eprintln!("skipped: no shared data; WIREDESK_SHARED names its folder");
    }
    found
}

fn read(paragraphs: &[String]) -> (Reading, String) {
    let reading = read_credits(&Printed { paragraphs, ..Printed::default() }, RuleBook::built_in());
    let kept: Vec<&str> = reading
        .kept
        .iter()
        .map(|kept| paragraphs[kept.index].get(kept.range.clone()).unwrap())
        .collect();
    (reading.clone(), kept.join("\n\n"))
}

fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// The descriptions of an RSS document of the series, entities decoded, each once.
fn descriptions(folder: &PathBuf) -> Vec<String> {
    let mut files: Vec<_> =
        fs_err::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let mut seen = std::collections::BTreeMap::new();
    for file in files {
        let xml = fs_err::read_to_string(file).unwrap();
        for item in xml.split("<item>").skip(1) {
            let between = |tag: &str| {
                let (_, rest) = item.split_once(&format!("<{tag}>"))?;
                Some(rest.split_once(&format!("</{tag}>"))?.0.to_owned())
            };
            let text = between("description").unwrap_or_default();
            let text = text
                .replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&quot;", "\"")
                .replace("&amp;", "&");
            seen.entry(between("link").unwrap_or_default()).or_insert(text);
        }
    }
    seen.into_values().collect()
}

#[test]
fn datelines_of_a_real_series_are_right_and_the_text_intact() {
    let Some(folder) = shared().map(|f| f.join("data/feeds/series/reuters")).filter(|f| f.is_dir())
    else {
        return;
    };
    let month = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?";
    let marked = Regex::new(&format!(r"^\s*([A-Z][^()\n]{{1,80}}?),?\s+{month}\s+\d{{1,2}}(?:,\s*\d{{4}})?\s+\(Reuters[^)]*\)\s*[-–—]+\s*")).unwrap();
    let bare = Regex::new(&format!(r"^\s*([A-Z][A-Z /]{{2,60}}?),?\s+{month}\s+\d{{1,2}}\s+-\s+"))
        .unwrap();
    let (mut with, mut right, mut intact, mut invented, mut unmarked) = (0, 0, 0, 0, 0);
    for text in descriptions(&folder) {
        let clean: String = text.chars().filter(|c| !super::window::is_invisible(*c)).collect();
        let paragraphs: Vec<String> = text.split("\n\n").map(str::to_owned).collect();
        let (reading, kept) = read(&paragraphs);
        let Some(found) = marked.captures(&clean).or_else(|| bare.captures(&clean)) else {
            invented += usize::from(reading.located.is_some());
            continue;
        };
        with += 1;
        unmarked += usize::from(!marked.is_match(&clean));
        right +=
            usize::from(letters(reading.located.as_deref().unwrap_or("")) == letters(&found[1]));
        let body = letters(clean.get(found.get(0).unwrap().end()..).unwrap());
        let kept = letters(&kept);
        let lost = body.len().abs_diff(kept.len());
        let whole =
            lost * 50 <= body.len() && kept.starts_with(&body.chars().take(40).collect::<String>());
        if !whole || letters(reading.located.as_deref().unwrap_or("")) != letters(&found[1]) {
            eprintln!("{:?} of {:?}: {lost} letters of {}", reading.located, &found[0], body.len());
        }
        intact += usize::from(whole);
    }
    eprintln!(
        "{with} with a dateline ({unmarked} without a mark): {right} right, {intact} intact; {invented} invented"
    );
    assert!(with > 900 && invented == 0);
    assert!(right * 1000 >= with * 980 && intact * 1000 >= with * 980);
}

#[test]
fn the_seed_gives_its_nine_paragraphs_and_its_chain() {
    let Some(file) =
        shared().map(|f| f.join("seed/000_68b4afc30f09af0b.txt")).filter(|f| f.is_file())
    else {
        return;
    };
    let page = fs_err::read_to_string(file).unwrap();
    let furniture = |line: &&str| line.starts_with("Subscribe") || line.starts_with("Sign ");
    let paragraphs: Vec<String> = page
        .lines()
        .filter(|l| !l.trim().is_empty())
        .filter(|l| !furniture(l))
        .map(str::to_owned)
        .collect();
    let (reading, _) = read(&paragraphs);
    super::golden::check_seed_shape(&reading, "Alex Wong");
}
