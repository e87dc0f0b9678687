//! Invented wire stories, as `fixtures/judgement/wire` has them: `== name`, headline, dateline, a paragraph a line.

use crate::templates::files;

#[derive(Debug, Clone)]
pub(crate) struct WireStory {
    pub(crate) name: String,
    pub(crate) headline: String,
    /// Place, date and agency, as they stand before the first sentence.
    pub(crate) dateline: String,
    /// Paragraphs, one a line, without the dateline.
    pub(crate) text: String,
}

impl WireStory {
    /// The text with its dateline, as the agency sends it.
    pub(crate) fn as_sent(&self) -> String {
        format!("{} {}", self.dateline, self.text)
    }
}

pub(crate) fn stories() -> Vec<WireStory> {
    files("wire").iter().flat_map(|(file, text)| read(file, text)).collect()
}

fn read(file: &str, text: &str) -> Vec<WireStory> {
    let sections = text.split("\n== ").skip(1);
    let story = |section: &str| {
        let mut lines = section.lines().filter(|line| !line.trim().is_empty());
        let name = lines.next().unwrap().trim().to_owned();
        let mut field = |key: &str| {
            let line = lines.next().and_then(|line| line.strip_prefix(key));
            line.unwrap_or_else(|| panic!("{file}, {name}: no {key}")).trim().to_owned()
        };
        let (headline, dateline) = (field("headline:"), field("dateline:"));
        WireStory { name, headline, dateline, text: lines.collect::<Vec<_>>().join("\n") }
    };
    sections.map(story).collect()
}
