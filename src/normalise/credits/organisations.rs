//! The organisations wiredesk knows, from `config/agencies.toml`, and how printed text finds them. Reads no file at run time.

use std::collections::HashMap;
use std::sync::LazyLock;

use serde::Deserialize;

use crate::model::Organisation;

/// What an organisation does with copy; decides the role a printed name gets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum OrganisationKind {
    Agency,
    Paper,
    Pictures,
    Distributor,
}

/// One block of the file; the file's head documents every key.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Known {
    pub(super) name: String,
    pub(super) kind: OrganisationKind,
    #[serde(default)]
    aliases: Vec<String>,
    #[serde(default)]
    codes: Vec<String>,
    #[serde(default)]
    domains: Vec<String>,
    #[serde(default)]
    footers: Vec<String>,
    #[serde(default)]
    house: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    organisation: Vec<Known>,
}

/// Finds organisations by what is printed.
#[derive(Debug, Default)]
pub(super) struct Directory {
    known: Vec<Known>,
    /// Folded name, alias or code -> place in `known`; the first in the file has it.
    whole: HashMap<String, usize>,
    /// Folded names and aliases long enough to stand at the head of something longer.
    heads: HashMap<String, usize>,
    domains: HashMap<String, usize>,
    /// Lower-case beginnings of furniture lines, by their first character.
    footers: HashMap<char, Vec<(String, usize)>>,
}

/// A name shorter than this many folded characters is too weak to be recognised at the head of a longer phrase.
const HEAD_CHARS_MIN: usize = 5;
/// No organisation in the file has a longer name in words; bounds the search.
const HEAD_WORDS_MAX: usize = 8;

static DIRECTORY: LazyLock<Directory> = LazyLock::new(|| {
    // A test parses the same text, so the empty directory is never what runs.
    read(include_str!("../../../config/agencies.toml")).unwrap_or_default()
});

pub(super) fn directory() -> &'static Directory {
    &DIRECTORY
}

impl Directory {
    /// Finds an organisation by its whole name, alias or code.
    pub(super) fn find(&self, printed: &str) -> Option<&Known> {
        self.at(*self.whole.get(&fold(printed))?)
    }

    /// Finds an organisation by the longest run of first words: `Reuters Breakingviews`, `AP Business Writer`.
    pub(super) fn find_at_head(&self, printed: &str) -> Option<&Known> {
        if let Some(known) = self.find(printed) {
            return Some(known);
        }
        let words: Vec<&str> = printed
            .split([' ', '/', ',', '(', '-', '–'])
            .filter(|w| !w.is_empty())
            .take(HEAD_WORDS_MAX)
            .collect();
        (1..=words.len()).rev().find_map(|count| {
            let head = words.get(..count)?.join(" ");
            let key = fold(&head);
            // A code counts only as its owner spells it: `AP Business Writer`, `dpa/lno`, but not `Pa Smith`.
            let by_code =
                || self.at(*self.whole.get(&key)?).filter(|known| known.codes.contains(&head));
            self.heads.get(&key).and_then(|index| self.at(*index)).or_else(by_code)
        })
    }

    /// Finds an organisation by its site: `bloomberg.com`, `https://www.bloomberg.com/news`.
    pub(super) fn find_by_site(&self, printed: &str) -> Option<&Known> {
        let site = printed.trim().trim_start_matches("https://").trim_start_matches("http://");
        let host = site.trim_start_matches("www.").split(['/', '?']).next()?;
        let host = host.trim_end_matches(['.', ',', ')', ';', ':']).to_lowercase();
        self.at(*self.domains.get(&host)?)
    }

    /// Whether the line is furniture that the file names.
    pub(super) fn find_by_footer(&self, line: &str) -> Option<&Known> {
        let first = line.chars().next()?.to_ascii_lowercase();
        let (_, index) = self.footers.get(&first)?.iter().find(|(footer, _)| {
            line.get(..footer.len()).is_some_and(|head| head.to_lowercase() == *footer)
        })?;
        self.at(*index)
    }

    /// Whether two names stand for one house, so that naming both is naming one.
    pub(super) fn same_house(&self, one: &str, other: &str) -> bool {
        let find = |name: &str| self.find(name).or_else(|| self.find_by_site(name));
        match (find(one), find(other)) {
            (Some(a), Some(b)) => a.name == b.name || (a.house.is_some() && a.house == b.house),
            _ => fold(one) == fold(other),
        }
    }

    fn at(&self, index: usize) -> Option<&Known> {
        self.known.get(index)
    }
}

/// The organisation as records carry it: the known name, and the printed spelling where it differs.
pub(super) fn organisation(known: Option<&Known>, printed: &str) -> Organisation {
    let printed = printed.trim();
    let name = known.map_or(printed, |k| k.name.as_str());
    Organisation {
        name: name.to_owned(),
        literal: (printed != name && !printed.is_empty()).then(|| printed.to_owned()),
        uri: None,
    }
}

/// Letters and digits in lower case, without a leading `The` and legal endings.
fn fold(printed: &str) -> String {
    const LEGAL: &[&str] = &[
        "llc", "inc", "ltd", "limited", "l.p", "lp", "gmbh", "plc", "co", "corp", "s.a", "pty",
        "ag",
    ];
    let trimmed = printed.trim_matches(|c: char| !c.is_alphanumeric());
    let lower = trimmed.to_lowercase();
    let mut rest = lower.strip_prefix("the ").unwrap_or(&lower);
    for _ in 0..2 {
        let Some((head, last)) = rest.rsplit_once([' ', ',']) else {
            break;
        };
        if !LEGAL.contains(&last.trim_matches('.')) {
            break;
        }
        rest = head.trim_end_matches([' ', ',', '.']);
    }
    rest.chars().filter(|c| c.is_alphanumeric()).collect()
}

fn read(text: &str) -> Option<Directory> {
    let file: File = toml::from_str(text).ok()?;
    let mut directory = Directory { known: file.organisation, ..Directory::default() };
    for (index, known) in directory.known.iter().enumerate() {
        for name in std::iter::once(&known.name).chain(&known.aliases) {
            let key = fold(name);
            if key.chars().count() >= HEAD_CHARS_MIN {
                directory.heads.entry(key.clone()).or_insert(index);
            }
            directory.whole.entry(key).or_insert(index);
        }
        for code in &known.codes {
            directory.whole.entry(fold(code)).or_insert(index);
        }
        for domain in &known.domains {
            directory.domains.entry(domain.to_lowercase()).or_insert(index);
        }
        for footer in &known.footers {
            let footer = footer.to_lowercase();
            let Some(first) = footer.chars().next() else { continue };
            directory.footers.entry(first).or_default().push((footer, index));
        }
    }
    Some(directory)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(printed: &str, name: Option<&str>) {
        let found = directory().find_at_head(printed).map(|k| k.name.as_str());
        assert_eq!(found, name, "{printed:?}");
    }

    #[test]
    fn the_file_parses_and_names_each_organisation_once() {
        let file: File = toml::from_str(include_str!("../../../config/agencies.toml")).unwrap();
        assert!(file.organisation.len() >= 150, "{}", file.organisation.len());
        let mut names: Vec<_> = file.organisation.iter().map(|k| &k.name).collect();
        names.sort();
        let all = names.len();
        names.dedup();
        assert_eq!(names.len(), all);
        assert!(file.organisation.iter().all(|k| !fold(&k.name).is_empty()));
    }

    #[test]
    fn printed_spellings_find_their_organisation() {
        check("Bloomberg L.P.", Some("Bloomberg"));
        check("Tribune Content Agency, LLC", Some("Tribune Content Agency"));
        check("TRIBUNE NEWS SERVICE", Some("Tribune News Service"));
        check("TNS", Some("Tribune News Service"));
        check("Associated Press", Some("The Associated Press"));
        check("The Associated Press", Some("The Associated Press"));
        check("dpa Deutsche Presse Agentur GmbH", Some("Deutsche Presse-Agentur"));
        check("Reuters Breakingviews", Some("Reuters"));
        check("AP Business Writer", Some("The Associated Press"));
        check("GLOBE NEWSWIRE", Some("GlobeNewswire"));
        check("ČTK", Some("Česká tisková kancelář"));
        check("AA", Some("Anadolu Agency"));
    }

    #[test]
    fn a_short_code_is_no_head_of_other_words() {
        check("Pa Smith", None);
        check("Halden Gazette", None);
        check("", None);
        check("the", None);
    }

    #[test]
    fn sites_find_their_organisation() {
        for site in ["bloomberg.com.", "https://www.bloomberg.com/news", "www.bloomberg.com"] {
            assert_eq!(directory().find_by_site(site).unwrap().name, "Bloomberg", "{site}");
        }
        assert!(directory().find_by_site("halden.example").is_none());
    }
}
