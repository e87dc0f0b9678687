//! The organisations wiredesk knows, from `config/agencies.toml` and an operator's own files, and how printed text finds them. Reads no file.

use std::collections::{BTreeMap, HashMap};

use serde::Deserialize;

use super::openings::Openings;
use crate::model::Organisation;
use crate::normalise::text::begins_with;

/// What an organisation does with copy; decides the role a printed name gets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum OrganisationKind {
    Agency,
    Paper,
    Pictures,
    Distributor,
}

/// One block of a file; the head of `config/agencies.toml` documents every key.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Known {
    pub(crate) name: String,
    pub(crate) kind: OrganisationKind,
    #[serde(default)]
    pub(crate) aliases: Vec<String>,
    #[serde(default)]
    pub(crate) codes: Vec<String>,
    #[serde(default)]
    pub(crate) domains: Vec<String>,
    #[serde(default)]
    pub(crate) footers: Vec<String>,
    #[serde(default)]
    pub(crate) house: Option<String>,
    /// Passes on what firms and offices say of themselves: the issuer named below the text wrote it.
    #[serde(default)]
    pub(crate) releases: bool,
    /// The operator's file that names it; `None` for those compiled in.
    #[serde(skip)]
    pub(crate) file: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    organisation: Vec<Known>,
}

/// The organisations that are compiled in.
pub(crate) fn compiled_in() -> Result<Vec<Known>, toml::de::Error> {
    let file: File = toml::from_str(include_str!("../../../config/agencies.toml"))?;
    Ok(file.organisation)
}

/// Finds organisations by what is printed.
#[derive(Debug, Default)]
pub(crate) struct Directory {
    known: Vec<Known>,
    /// Folded name or alias -> place in `known`; the first in the list has it.
    names: HashMap<String, usize>,
    /// Letters and digits of codes, as their owner spells them and in capitals: `sta` and `Map` are no agencies.
    codes: HashMap<String, usize>,
    domains: HashMap<String, usize>,
    /// Lower-case beginnings of furniture lines, by their first character.
    footers: BTreeMap<char, Vec<(String, usize)>>,
    /// Of names and codes.
    openings: Option<Openings>,
}

/// A name shorter than this many folded characters is too weak to be recognised at the head of a longer phrase.
const HEAD_CHARS_MIN: usize = 5;
/// What follows the name of an organisation that one of its people or desks has: `AP Business Writer`.
const DESKS: &[&str] = &[
    "agency",
    "bureau",
    "business",
    "columnist",
    "correspondent",
    "correspondents",
    "desk",
    "economics",
    "editor",
    "editors",
    "entertainment",
    "file",
    "film",
    "food",
    "foreign",
    "graphics",
    "health",
    "images",
    "legal",
    "medical",
    "military",
    "national",
    "photo",
    "photographer",
    "photos",
    "pictures",
    "political",
    "politics",
    "reporter",
    "reporters",
    "religion",
    "science",
    "service",
    "special",
    "sports",
    "staff",
    "technology",
    "travel",
    "white",
    "wire",
    "writer",
    "writers",
];
/// What follows a broadcaster's code in the name of its service in a language or region: `BBC Chinese`.
const EDITIONS: &[&str] = &[
    "africa",
    "afrique",
    "amharic",
    "arabic",
    "asia",
    "bengali",
    "brasil",
    "burmese",
    "chinese",
    "english",
    "europe",
    "french",
    "gujarati",
    "hausa",
    "hindi",
    "indonesia",
    "indonesian",
    "korean",
    "marathi",
    "mundo",
    "nepali",
    "pashto",
    "persian",
    "portuguese",
    "punjabi",
    "russian",
    "sinhala",
    "somali",
    "spanish",
    "swahili",
    "tamil",
    "telugu",
    "thai",
    "tibetan",
    "turkish",
    "ukrainian",
    "urdu",
    "uzbek",
    "vietnamese",
];
/// No organisation in the file has a longer name in words; bounds the search.
const HEAD_WORDS_MAX: usize = 8;

impl Directory {
    /// Where two claim a name, the earlier one has it; one of the same name replaces those behind it.
    pub(crate) fn new(organisations: impl IntoIterator<Item = Known>) -> Self {
        let mut directory = Self::default();
        let mut names = std::collections::HashSet::new();
        for known in organisations {
            if names.insert(fold(&known.name)) {
                directory.add(known);
            }
        }
        let named = directory.names.keys().chain(directory.codes.keys());
        let openings = Openings::new(u8::is_ascii_alphanumeric, named.map(String::as_str));
        directory.openings = Some(openings);
        directory
    }

    fn add(&mut self, known: Known) {
        let index = self.known.len();
        for name in std::iter::once(&known.name).chain(&known.aliases) {
            self.names.entry(key(name)).or_insert(index);
        }
        for code in known.codes.iter().map(|code| bare(code)) {
            self.codes.entry(code.to_uppercase()).or_insert(index);
            self.codes.entry(code).or_insert(index);
        }
        for domain in &known.domains {
            self.domains.entry(domain.to_lowercase()).or_insert(index);
        }
        for footer in known.footers.iter().map(|footer| footer.to_lowercase()) {
            let Some(first) = footer.chars().next() else { continue };
            self.footers.entry(first).or_default().push((footer, index));
        }
        self.known.push(known);
    }

    /// Finds an organisation by its whole name or alias, or by its code as it spells it.
    pub(crate) fn find(&self, printed: &str) -> Option<&Known> {
        if !self.may_know(printed) {
            return None;
        }
        let index = self.named(printed).or_else(|| self.codes.get(&bare(printed)))?;
        self.at(*index)
    }

    /// Whether an organisation may be found by a name that begins as `printed` does. An article may count or not.
    fn may_know(&self, printed: &str) -> bool {
        const ARTICLE: &str = "the";
        let bare = printed.trim_start_matches(|c: char| !c.is_ascii_alphanumeric());
        let openings = self.openings.as_ref();
        begins_with(bare, ARTICLE) || openings.is_none_or(|openings| openings.may_begin(printed))
    }

    fn named(&self, printed: &str) -> Option<&usize> {
        let with_article = key_with_article(printed).and_then(|key| self.names.get(&key));
        with_article.or_else(|| self.names.get(&fold(printed)))
    }

    /// Finds an organisation by a dateline's mark: there `CNA` is an agency's code rather than a broadcaster's name.
    pub(crate) fn find_by_mark(&self, printed: &str) -> Option<&Known> {
        let by_code = self.codes.get(&bare(printed)).and_then(|index| self.at(*index));
        // `CBS SF`: a station or bureau of the one that is named.
        let of_first = || self.find(printed.split([' ', '/']).next()?);
        by_code.or_else(|| self.find_at_head(printed)).or_else(of_first)
    }

    /// Finds an organisation by the longest run of first words: `Bloomberg Opinion`, `AP Business Writer`. A single word
    /// must end there, or a desk or title must follow: `The Times-Picayune` is not `The Times`.
    pub(crate) fn find_at_head(&self, printed: &str) -> Option<&Known> {
        if let Some(known) = self.find(printed) {
            return Some(known);
        }
        let separates = |c: char| matches!(c, ' ' | '/' | ',' | '(' | '-' | '–');
        let ends = printed.match_indices(separates).map(|(at, _)| at).take(HEAD_WORDS_MAX);
        ends.collect::<Vec<_>>().into_iter().rev().find_map(|end| {
            let (head, rest) = printed.split_at_checked(end)?;
            if !self.may_know(head) {
                return None;
            }
            let long = fold(head).chars().count() >= HEAD_CHARS_MIN;
            let found = self.named(head).filter(|_| long);
            let head = head.strip_prefix("The ").unwrap_or(head).trim();
            let whole = head.contains(' ') || ends_name(rest);
            let by_code = || {
                let edition = is_edition(rest.trim_start()) && !head.contains(char::is_lowercase);
                self.codes.get(&bare(head)).filter(|_| whole || edition)
            };
            self.at(*found.filter(|_| whole).or_else(by_code)?)
        })
    }

    /// Finds an organisation by its site: `bloomberg.com`, `https://www.bloomberg.com/news`.
    pub(crate) fn find_by_site(&self, printed: &str) -> Option<&Known> {
        // No site is without a full stop in its name, and nearly all that is printed is.
        memchr::memchr(b'.', printed.as_bytes())?;
        let site = printed.trim().trim_start_matches("https://").trim_start_matches("http://");
        let host = site.trim_start_matches("www.").split(['/', '?']).next()?;
        let host = host.trim_end_matches(['.', ',', ')', ';', ':']).to_lowercase();
        self.at(*self.domains.get(&host)?)
    }

    /// Finds the organisation on whose site a host lies: `feeds.bloomberg.com`. A domain under which anybody has a site
    /// (`blogspot.com`) is nobody's.
    pub(crate) fn find_by_host(&self, host: &str) -> Option<&Known> {
        let host = host.trim_end_matches('.').to_lowercase();
        let parents = std::iter::successors(Some(host.as_str()), |site| {
            site.split_once('.').map(|(_, parent)| parent)
        });
        let mut sites = parents.filter(|site| psl::suffix_str(site) != Some(site));
        self.at(*sites.find_map(|site| self.domains.get(site))?)
    }

    /// Whether the line is furniture that the file names.
    pub(crate) fn find_by_footer(&self, line: &str) -> Option<&Known> {
        let first = line.chars().next()?.to_ascii_lowercase();
        let (_, index) =
            self.footers.get(&first)?.iter().find(|(footer, _)| begins_with(line, footer))?;
        self.at(*index)
    }

    /// Whether two names stand for one house, so that naming both is naming one.
    pub(crate) fn same_house(&self, one: &str, other: &str) -> bool {
        if one == other {
            return true;
        }
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
pub(crate) fn organisation(known: Option<&Known>, printed: &str) -> Organisation {
    let printed = printed.trim();
    let name = known.map_or(printed, |k| k.name.as_str());
    Organisation {
        name: name.to_owned(),
        literal: (printed != name && !printed.is_empty()).then(|| printed.to_owned()),
        uri: None,
    }
}

/// As [`fold`], but `The Sun` keeps its article: without it, it is a word.
fn key(name: &str) -> String {
    key_with_article(name).unwrap_or_else(|| fold(name))
}

fn key_with_article(name: &str) -> Option<String> {
    let rest = name.get(4..).filter(|_| begins_with(name, "the "))?;
    (!rest.trim().contains([' ', '-'])).then(|| format!("the {}", fold(rest)))
}

/// Whether the word names a language or region that broadcasters have a service for.
pub(super) fn is_edition(word: &str) -> bool {
    EDITIONS.contains(&word.to_lowercase().as_str())
}

/// Whether a name that `rest` follows is over: `, Oslo`, `/Getty`, ` Business Writer`, ` via Getty`.
fn ends_name(rest: &str) -> bool {
    let parted =
        rest.trim_start().starts_with(['/', ',', '(', '|', '–', '—']) || rest.starts_with(" - ");
    let next = rest.split_whitespace().next().unwrap_or_default();
    parted
        || (rest.starts_with(' ')
            && (DESKS.contains(&next.to_lowercase().as_str())
                || next.starts_with(char::is_lowercase)))
}

/// Letters and digits as printed.
fn bare(printed: &str) -> String {
    if printed.is_ascii() {
        let mut letters = printed.as_bytes().to_vec();
        letters.retain(u8::is_ascii_alphanumeric);
        return String::from_utf8(letters).unwrap_or_default();
    }
    printed.chars().filter(|c| c.is_alphanumeric()).collect()
}

/// Letters and digits in lower case, without a leading `The` and legal endings.
pub(crate) fn fold(printed: &str) -> String {
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
    bare(rest)
}

/// Those compiled in, for tests of what reads them.
#[cfg(test)]
pub(super) fn built_in() -> &'static Directory {
    &super::RuleBook::built_in().organisations
}

#[cfg(test)]
mod tests;
