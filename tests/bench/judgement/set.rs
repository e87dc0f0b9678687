//! Labelled sets: read from a folder, or the invented one.

use std::io::{BufRead, BufReader, Read};
use std::path::Path;

use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::papers::PAPERS;
use crate::prints::{first_part, other_headline};
use crate::{templates, wire};

#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Article {
    pub(crate) id: String,
    pub(crate) title: String,
    /// Paragraphs, one a line.
    pub(crate) text: String,
    /// The outlet, where the address tells none.
    #[serde(default)]
    pub(crate) source: String,
    #[serde(default)]
    pub(crate) url: String,
    /// A day, `2026-03-03`, or empty.
    #[serde(default)]
    pub(crate) published: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Label {
    Dup,
    Derived,
    Distinct,
    Ignore,
}

#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Pair {
    pub(crate) a: String,
    pub(crate) b: String,
    pub(crate) label: Label,
    #[serde(default)]
    pub(crate) flags: Vec<String>,
}

impl Pair {
    pub(crate) fn has(&self, flag: &str) -> bool {
        self.flags.iter().any(|own| own == flag)
    }
}

#[derive(Debug, Default)]
pub(crate) struct Set {
    pub(crate) articles: Vec<Article>,
    pub(crate) pairs: Vec<Pair>,
}

impl Set {
    pub(crate) fn read(dir: &Path) -> Self {
        Self { articles: lines(dir, "articles.jsonl"), pairs: lines(dir, "pairs.jsonl") }
    }

    pub(crate) fn article(&self, id: &str) -> Option<&Article> {
        self.articles.iter().find(|article| article.id == id)
    }

    /// The wire stories of the tests as several papers print them, among the look-alikes of the tests.
    pub(crate) fn invented() -> Self {
        let mut set = Self::default();
        for (at, story) in wire::stories().iter().enumerate() {
            let other = other_headline(&story.text, &story.headline);
            let edited =
                story.text.replace(" said", " told reporters").replace(" percent", " per cent");
            let prints = [
                (story.headline.clone(), story.as_sent(), Label::Dup),
                (other.clone(), PAPERS[1 + at % 13].dress(&story.text), Label::Dup),
                (
                    other.clone(),
                    PAPERS[1 + (at + 4) % 13].dress(&first_part(&story.text, 60)),
                    Label::Dup,
                ),
                (other, PAPERS[1 + (at + 8) % 13].dress(&edited), Label::Derived),
            ];
            for (nth, (title, text, label)) in prints.into_iter().enumerate() {
                let feed = if nth == 0 {
                    "halden-wire"
                } else {
                    PAPERS[1 + (at + (nth - 1) * 4) % 13].feed
                };
                let id = format!("{}-{nth}", story.name);
                if nth > 0 {
                    set.pair(&format!("{}-0", story.name), &id, label, &["cross-outlet"]);
                }
                set.print(id, title, text, feed, nth);
            }
        }
        for kind in templates::kinds() {
            for (at, template) in kind.templates.iter().enumerate() {
                for (nth, notice) in template.notices.iter().enumerate() {
                    let id = format!("{}-{at}-{nth}", kind.name);
                    for other in 0..nth {
                        set.pair(&format!("{}-{at}-{other}", kind.name), &id, Label::Distinct, &[]);
                    }
                    let paper = &PAPERS[nth % PAPERS.len()];
                    set.print(
                        id,
                        notice.headline.clone(),
                        paper.dress(&notice.text),
                        paper.feed,
                        nth,
                    );
                }
            }
        }
        set
    }

    fn print(&mut self, id: String, title: String, text: String, feed: &str, day: usize) {
        let published = Some(format!("2026-03-{:02}", 3 + day % 20));
        let source = feed.to_owned();
        self.articles.push(Article { id, title, text, source, url: String::new(), published });
    }

    fn pair(&mut self, a: &str, b: &str, label: Label, flags: &[&str]) {
        let flags = flags.iter().map(|flag| (*flag).to_owned()).collect();
        self.pairs.push(Pair { a: a.to_owned(), b: b.to_owned(), label, flags });
    }
}

/// A value a line, of `name` or `name.gz`.
fn lines<T: DeserializeOwned>(dir: &Path, name: &str) -> Vec<T> {
    let plain = dir.join(name);
    let file: Box<dyn Read> = if plain.exists() {
        Box::new(fs_err::File::open(plain).unwrap())
    } else {
        let file = fs_err::File::open(dir.join(format!("{name}.gz")))
            .unwrap_or_else(|error| panic!("{error}"));
        Box::new(flate2::read::MultiGzDecoder::new(file))
    };
    let read = |(at, line): (usize, std::io::Result<String>)| {
        serde_json::from_str(&line.unwrap())
            .unwrap_or_else(|error| panic!("{name}:{}: {error}", at + 1))
    };
    BufReader::new(file).lines().enumerate().map(read).collect()
}
