//! Which headline or slug a kill's words name as dead: the same whether the story came before the kill or after it.

use std::iter::once;

use unicode_segmentation::UnicodeSegmentation;

use crate::dedup::fold::fold_words;
use crate::dedup::wordclass::unspaced_words;
use crate::normalise::text::is_unspaced;

/// Fewest words of a headline that name one story alone; one of fewer words names one of the last days.
const HEADLINE_WORDS_MIN: usize = 4;
const SHORT_WORDS_MIN: usize = 2;

/// Words and letters of a slug that is more than a topic (`pier`, `US-election`).
const SLUG_WORDS_MIN: usize = 2;
const SLUG_LETTERS_MIN: usize = 10;

/// Of a kill's note and text, in characters: it says at once what it kills, and texts that are repeated were compared
/// before (P5).
const TEXT_CHARS_MAX: usize = 4_000;

/// What a desk writes right before the name of the story it kills.
const LEADING_IN: [&str; 58] = [
    "annulata",
    "annullata",
    "annule",
    "annulee",
    "anulada",
    "artikel",
    "article",
    "articulo",
    "artículo",
    "bc",
    "bericht",
    "bulletin",
    "called",
    "copy",
    "delete",
    "depeche",
    "dispatch",
    "disregard",
    "dépêche",
    "editors",
    "entitled",
    "headline",
    "headlined",
    "item",
    "kill",
    "killed",
    "killing",
    "kills",
    "lancio",
    "mandatory",
    "meldung",
    "nota",
    "note",
    "notice",
    "noticia",
    "notizia",
    "piece",
    "please",
    "remove",
    "removed",
    "report",
    "retract",
    "retracted",
    "retraction",
    "retracts",
    "slugged",
    "spike",
    "story",
    "titled",
    "use",
    "version",
    "withdraw",
    "withdrawal",
    "withdrawing",
    "withdrawn",
    "withdraws",
    "zurückgezogen",
    "zurückgezogene",
];

/// What goes on with the sentence right behind such a name, and with no headline.
const LEADING_OUT: [&str; 25] = [
    "contained",
    "contains",
    "datelined",
    "did",
    "est",
    "filed",
    "fue",
    "has",
    "is",
    "issued",
    "ist",
    "moved",
    "must",
    "nicht",
    "please",
    "published",
    "sent",
    "should",
    "slugged",
    "that",
    "transmitted",
    "was",
    "which",
    "wird",
    "wurde",
];

/// What an agency has done with a story, within so many words behind its name.
const KILLS: [&str; 12] = [
    "annule",
    "annulé",
    "kill",
    "killed",
    "killing",
    "kills",
    "retracted",
    "retracts",
    "withdrawn",
    "withdraws",
    "withdrew",
    "zurückgezogen",
];
const KILLS_WITHIN: usize = 3;

/// A headline, folded, where it names one story alone.
pub(super) fn telling_headline(headline: &str) -> Option<String> {
    let folded = fold_words(headline);
    (count_words(&folded) >= HEADLINE_WORDS_MIN).then_some(folded)
}

/// A headline, folded, that names one story of a few days, where no other of them has it.
pub(super) fn short_headline(headline: &str) -> Option<String> {
    let folded = fold_words(headline);
    (SHORT_WORDS_MIN..HEADLINE_WORDS_MIN).contains(&count_words(&folded)).then_some(folded)
}

/// Of a fold. Two characters of a script without spaces stand for a word.
fn count_words(folded: &str) -> usize {
    let halves = folded
        .split(' ')
        .filter(|word| !word.is_empty())
        .map(|word| if word.chars().any(is_unspaced) { unspaced_words(word).count() } else { 2 });
    halves.sum::<usize>() / 2
}

/// A slug, folded, where it is more than a topic.
pub(super) fn telling_slug(slug: &str) -> Option<String> {
    let folded = fold_words(slug);
    let is_telling =
        folded.split(' ').count() >= SLUG_WORDS_MIN && folded.chars().count() >= SLUG_LETTERS_MIN;
    is_telling.then_some(folded)
}

/// The words of a kill: its titles, then its note and text.
pub(super) struct Said {
    titles: Vec<Sentence>,
    text: Vec<Sentence>,
}

/// What of a kill names a story: what its titles name counts for more than what its text speaks of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NamedBy {
    Titles,
    Text,
}

impl Said {
    pub(super) fn new<'t>(
        titles: impl IntoIterator<Item = &'t str>,
        note: Option<&str>,
        text: &str,
    ) -> Self {
        let titles = titles.into_iter().flat_map(|title| {
            // A headline may have two sentences.
            let parts = sentences(title);
            let whole = (parts.len() > 1).then(|| title.to_owned());
            parts.into_iter().chain(whole).map(|part| Sentence::new(&part)).collect::<Vec<_>>()
        });
        let told = note.unwrap_or_default().chars().chain(once('\n')).chain(text.chars());
        let told: String = told.take(TEXT_CHARS_MAX).collect();
        let text = sentences(&told).iter().map(|sentence| Sentence::new(sentence)).collect();
        Self { titles: titles.collect(), text }
    }

    /// Whether a folded name is that of the dead story, and not of its substitute.
    pub(super) fn names(&self, name: &str) -> Option<NamedBy> {
        let names = |sentences: &[Sentence]| {
            let dead = sentences.iter().take_while(|sentence| !sentence.is_of_substitute(name));
            dead.into_iter().any(|sentence| sentence.names(name))
        };
        if names(&self.titles) {
            return Some(NamedBy::Titles);
        }
        names(&self.text).then_some(NamedBy::Text)
    }

    /// Whether its titles name a story by this folded name.
    pub(super) fn is_headed(&self, name: &str) -> bool {
        self.titles.iter().any(|sentence| sentence.names(name))
    }

    /// Whether the sentence that names a story says itself that it is dead: so each of several is told.
    pub(super) fn kills(&self, name: &str) -> bool {
        let kills = |sentence: &Sentence| {
            sentence.words.split(' ').any(|word| KILLS.contains(&word)) && sentence.names(name)
        };
        self.is_headed(name) || self.text.iter().any(kills)
    }

    /// Whether it tells of a kill by an organisation of this name: `Reuters has withdrawn the story`.
    pub(super) fn tells_of_a_kill_by(&self, name: &str) -> bool {
        let name = fold_words(name);
        let name = format!(" {} ", name.strip_prefix("the ").unwrap_or(&name));
        let tells = |sentence: &Sentence| {
            sentence.words.match_indices(&name).any(|(at, _)| {
                let behind = sentence.words.get(at + name.len()..).unwrap_or_default();
                behind.split(' ').take(KILLS_WITHIN).any(|word| KILLS.contains(&word))
            })
        };
        self.titles.iter().chain(&self.text).any(tells)
    }

    /// Whether another text is to come in the story's place; most kills say that none will.
    pub(super) fn announces_a_substitute(&self) -> bool {
        self.titles.iter().chain(&self.text).any(|sentence| {
            let denies =
                sentence.words.split(' ').any(|word| matches!(word, "no" | "not" | "without"));
            !denies && sentence.is_of_substitute
        })
    }
}

/// A sentence, folded, with a space before and behind each word.
struct Sentence {
    words: String,
    /// Before which words, and behind the last one, a mark stands that is no comma.
    marks: Vec<bool>,
    is_of_substitute: bool,
}

impl Sentence {
    fn new(printed: &str) -> Self {
        let mut words = String::from(" ");
        let mut marks = Vec::new();
        let mut is_marked = true;
        for chunk in printed.split_whitespace().flat_map(unspaced_chunks) {
            let folded = fold_words(chunk);
            is_marked |= chunk.starts_with(is_mark);
            for (nth, word) in folded.split(' ').filter(|word| !word.is_empty()).enumerate() {
                marks.push(is_marked && nth == 0);
                words.push_str(word);
                words.push(' ');
            }
            is_marked = chunk.ends_with(is_mark) || (is_marked && folded.is_empty());
        }
        marks.push(true);
        let is_of_substitute = speaks_of_a_substitute(&words);
        Self { words, marks, is_of_substitute }
    }

    /// Whether it tells what to print in the place of a story, beside a name that may have such words itself.
    fn is_of_substitute(&self, name: &str) -> bool {
        self.is_of_substitute
            && speaks_of_a_substitute(&self.words.replace(&format!(" {name} "), " "))
    }

    /// Whether the name stands there whole: between marks, or between words that lead in and out.
    fn names(&self, name: &str) -> bool {
        let name = format!(" {name} ");
        let has_mark = |at: usize| self.marks.get(at).copied().unwrap_or(true);
        let found = self.words.match_indices(&name).filter_map(|(at, _)| {
            let before = self.words.get(..at)?;
            Some((before, self.words.get(at + name.len()..)?))
        });
        found.into_iter().any(|(before, behind)| {
            let first = before.split_whitespace().count();
            let next = first + name.split_whitespace().count();
            let last = before.split_whitespace().next_back().unwrap_or_default();
            let then = behind.split_whitespace().next().unwrap_or_default();
            (has_mark(first) || LEADING_IN.contains(&last) || is_telegram_number(last))
                && (has_mark(next) || LEADING_OUT.contains(&then))
        })
    }
}

/// `a0001`, as in "kill a0001, BC-PIER".
fn is_telegram_number(word: &str) -> bool {
    const DIGITS: usize = 4;
    let digits = word.trim_start_matches(|c: char| c.is_ascii_lowercase());
    let is_number = digits.len() == DIGITS && digits.bytes().all(|byte| byte.is_ascii_digit());
    is_number && (1..=3).contains(&(word.len() - digits.len()))
}

/// No comma, no dot within a name, and none of the accents of a script without spaces.
fn is_mark(c: char) -> bool {
    !c.is_alphanumeric() && !is_unspaced(c) && !matches!(c, ',' | '、' | '，' | '\'' | '’')
}

/// What is printed without a space, mark by mark where its script has none.
fn unspaced_chunks(chunk: &str) -> impl Iterator<Item = &str> {
    let has_marks = chunk.chars().any(is_unspaced);
    chunk.split_inclusive(move |c| has_marks && is_mark(c))
}

/// Sentences of each line; initials, as in "U.S. Senate", end none.
fn sentences(text: &str) -> Vec<String> {
    let mut all = Vec::new();
    for line in text.split('\n') {
        let mut sentence = String::new();
        for part in line.unicode_sentences() {
            sentence.push_str(part);
            let last = part.split_whitespace().next_back().unwrap_or_default();
            let initials = last.strip_suffix('.').is_some_and(|word| {
                word.split('.').all(|letters| letters.chars().nth(1).is_none())
            });
            if !initials {
                all.push(std::mem::take(&mut sentence));
            }
        }
        all.push(sentence);
    }
    all.retain(|sentence| !sentence.trim().is_empty());
    all
}

/// Whether folded words tell what to print in the place of a story. "Do not use" is said of the dead one.
fn speaks_of_a_substitute(folded: &str) -> bool {
    let mut before = "";
    folded.split_whitespace().any(|word| {
        let forbidden = matches!(before, "not" | "dont" | "never");
        before = word;
        word == "instead"
            || (word == "use" && !forbidden)
            || word.starts_with("substitut")
            || word.starts_with("replac")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    // Edge case 55.
    #[test]
    fn a_kill_names_the_dead_story_and_not_its_substitute() {
        let berth = "harbour council votes on new berth";
        let pier = "us senate votes to use old pier";
        let table = [
            (
                "Kill the story Harbour council votes on new berth. A substitute follows.",
                Some(berth),
            ),
            ("Do not use Harbour council votes on new berth.", Some(berth)),
            ("Kill: US Senate votes to use old pier", Some(pier)),
            ("Kill pier fire. Use instead the story Harbour council votes on new berth.", None),
            ("Kill pier fire. Use instead:\nHarbour council votes on new berth", None),
            ("Harbour council votes on new berth replaces the pier fire.", None),
            ("Harbour council votes on new berth is the substitute.", None),
        ];
        for (note, expected) in table {
            let said = Said::new([], Some(note), "");
            let named: Vec<&str> =
                [berth, pier].into_iter().filter(|name| said.names(name).is_some()).collect();
            assert_eq!(named, expected.into_iter().collect::<Vec<_>>(), "{note}");
        }
        assert_eq!(sentences("The U.S. Senate votes. It ends.").len(), 2);
    }

    #[test]
    fn a_kill_names_its_story_by_a_whole_headline_only() {
        let pier = "fire destroys old pier of halden";
        let check = |title: &str, text: &str, expected| {
            let named = Said::new([title], None, text).names(pier);
            assert_eq!(named.is_some(), expected, "{title} {text}");
        };
        check("KILL: Fire destroys old pier of Halden", "", true);
        check("BC-KILL: Fire destroys old pier of Halden", "", true);
        check("WITHDRAWN-Fire destroys old pier of Halden", "", true);
        check("Fire destroys old pier of Halden", "", true);
        check("KILL", "Kill the story Fire destroys old pier of Halden. It is wrong.", true);
        check("KILL", "Fire destroys old pier of Halden, which moved at 0900, is wrong.", true);
        check("KILL", "Kill BC-PIER - Fire destroys old pier of Halden - of Friday.", true);
        check("BC-PIER", "Kill the story \"Fire destroys old pier of Halden\", please.", true);
        check("KILL", "Kill a0151, Fire destroys old pier of Halden. It is wrong.", true);
        check("BC-PIER", "Kill the story “Fire destroys old pier of Halden”.", true);
        check("KILL", "Use instead the story \"Fire destroys old pier of Halden\".", false);
        check("KILL: Fire destroys old pier of Halden, two hurt", "", false);
        check("KILL: Old fire destroys old pier of Halden", "", false);
        check("KILL", "Kill the story of how fire destroys old pier of Halden.", false);
        check("KILL", "Kill the story Fire destroys old pier of Halden in night of storms.", false);
    }

    #[test]
    fn a_substitute_is_announced_or_denied() {
        for (text, expected) in [
            ("Please kill the story. A substitute follows.", true),
            ("Please kill the story. A replacement will be sent.", true),
            ("Please kill the story. There will be no substitute.", false),
            ("No replacement story will be issued.", false),
            ("Do not use the story.", false),
        ] {
            assert_eq!(Said::new([], None, text).announces_a_substitute(), expected, "{text}");
        }
    }
}
