//! What kind of word it is: a change of figures, names or days makes another story, a change of other words an edit.
//! Pure.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use crate::normalise::text::is_unspaced;

/// A word's part in telling stories apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WordKind {
    Ordinary,
    /// Capitalised within a sentence.
    Name,
    /// Figures, or a number in words.
    Number,
    /// A weekday or a month.
    Day,
}

/// Numbers in words and their figures, in the languages that wires use most.
const NUMBERS: [(&str, &str); 62] = [
    ("one", "1"),
    ("two", "2"),
    ("three", "3"),
    ("four", "4"),
    ("five", "5"),
    ("six", "6"),
    ("seven", "7"),
    ("eight", "8"),
    ("nine", "9"),
    ("ten", "10"),
    ("eleven", "11"),
    ("twelve", "12"),
    ("thirteen", "13"),
    ("fourteen", "14"),
    ("fifteen", "15"),
    ("twenty", "20"),
    ("thirty", "30"),
    ("forty", "40"),
    ("fifty", "50"),
    ("sixty", "60"),
    ("seventy", "70"),
    ("eighty", "80"),
    ("ninety", "90"),
    ("first", "1st"),
    ("second", "2nd"),
    ("third", "3rd"),
    ("fourth", "4th"),
    ("fifth", "5th"),
    ("dos", "2"),
    ("tres", "3"),
    ("cuatro", "4"),
    ("cinco", "5"),
    ("seis", "6"),
    ("siete", "7"),
    ("ocho", "8"),
    ("nueve", "9"),
    ("diez", "10"),
    ("deux", "2"),
    ("trois", "3"),
    ("quatre", "4"),
    ("cinq", "5"),
    ("sept", "7"),
    ("huit", "8"),
    ("neuf", "9"),
    ("dix", "10"),
    ("zwei", "2"),
    ("drei", "3"),
    ("vier", "4"),
    ("fünf", "5"),
    ("sechs", "6"),
    ("sieben", "7"),
    ("acht", "8"),
    ("neun", "9"),
    ("zehn", "10"),
    ("elf", "11"),
    ("zwölf", "12"),
    ("due", "2"),
    ("tre", "3"),
    ("quattro", "4"),
    ("cinque", "5"),
    ("sette", "7"),
    ("otto", "8"),
];

const DAYS: [&str; 63] = [
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
    "january",
    "february",
    "march",
    "april",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
    "jan",
    "feb",
    "aug",
    "sept",
    "oct",
    "nov",
    "dec",
    "lundi",
    "mardi",
    "mercredi",
    "jeudi",
    "vendredi",
    "samedi",
    "dimanche",
    "lunes",
    "martes",
    "miércoles",
    "jueves",
    "viernes",
    "sábado",
    "domingo",
    "montag",
    "dienstag",
    "mittwoch",
    "donnerstag",
    "freitag",
    "samstag",
    "sonntag",
    "enero",
    "febrero",
    "marzo",
    "abril",
    "mayo",
    "junio",
    "julio",
    "agosto",
    "septiembre",
    "octubre",
    "noviembre",
    "diciembre",
    "janvier",
    "février",
    "juillet",
    "septembre",
    "octobre",
];

/// Of a figure, as one stylebook or the other has it; "%" is no word. None of them names anything.
const UNITS: [&str; 4] = ["percent", "cent", "prozent", "percentage"];

/// Numbers where every character stands for a word: Chinese and Japanese.
const NUMERALS: [char; 21] = [
    '〇', '零', '一', '二', '两', '兩', '三', '四', '五', '六', '七', '八', '九', '十', '百', '千',
    '万', '萬', '亿', '億', '兆',
];

/// What a word is written with, as far as it tells names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Letters {
    /// With capitals and small letters, or with figures.
    Cased,
    /// Without capitals (Arabic, Hebrew, Hindi, Korean): any word may be a name.
    Caseless,
    /// Without capitals or spaces (Chinese, Japanese): the word is a character, about half of what is one elsewhere.
    Unspaced,
    /// The same in an alphabet (Thai, Lao, Khmer, Burmese): the character is a letter.
    Spelled,
}

impl Letters {
    /// Of a folded word.
    pub fn of(word: &str) -> Self {
        match word.chars().find(|c| c.is_alphabetic()) {
            Some('\u{e00}'..='\u{1fff}') if word.chars().any(is_unspaced) => Self::Spelled,
            Some(c) if is_unspaced(c) => Self::Unspaced,
            Some(c) if !c.is_lowercase() && !c.is_uppercase() => Self::Caseless,
            Some(_) | None => Self::Cased,
        }
    }

    /// How many characters that stand for words say as much as one word elsewhere.
    pub fn characters_each(self) -> usize {
        match self {
            Self::Cased | Self::Caseless => 1,
            Self::Unspaced => 2,
            Self::Spelled => 4,
        }
    }

    /// Whether a word is long enough to be more than grammar. A single letter of an alphabet tells nothing.
    pub fn may_name(self, word: &str) -> bool {
        let longer_than = |count| word.chars().nth(count).is_some();
        match self {
            Self::Cased => longer_than(3) && !UNITS.contains(&word),
            Self::Caseless => longer_than(1),
            Self::Unspaced => true,
            Self::Spelled => false,
        }
    }
}

/// The words of a chunk in a script without spaces: every character, and runs of figures, of numerals, or of foreign
/// letters as one.
pub fn unspaced_words(chunk: &str) -> impl Iterator<Item = &str> {
    let kind = |c: char| match c {
        _ if NUMERALS.contains(&c) => 1,
        _ if is_unspaced(c) && !c.is_numeric() => 0,
        _ => 2,
    };
    let mut rest = chunk;
    std::iter::from_fn(move || {
        let first = rest.chars().next()?;
        let run =
            rest.char_indices().skip(1).find(|(_, c)| kind(first) == 0 || kind(*c) != kind(first));
        let (word, after) = rest.split_at_checked(run.map_or(rest.len(), |(at, _)| at))?;
        rest = after;
        Some(word)
    })
}

/// Both lists, for a look-up a word.
static LISTED: LazyLock<HashMap<&str, (WordKind, Option<&str>)>> = LazyLock::new(|| {
    let days = DAYS.iter().map(|day| (*day, (WordKind::Day, None)));
    let numbers = NUMBERS.iter().map(|(name, figures)| (*name, (WordKind::Number, Some(*figures))));
    days.chain(numbers).collect()
});

/// Fewest letters of a word that tells a subject.
const TELLING_CHARS_MIN: usize = 6;

/// Words of so many letters that stand in every other report, whatever it is about.
const COMMONPLACE: [&str; 140] = [
    "people",
    "before",
    "because",
    "during",
    "president",
    "including",
    "against",
    "called",
    "statement",
    "former",
    "through",
    "officials",
    "according",
    "country",
    "saying",
    "government",
    "should",
    "public",
    "whether",
    "between",
    "political",
    "support",
    "another",
    "reported",
    "federal",
    "report",
    "around",
    "several",
    "office",
    "members",
    "national",
    "security",
    "official",
    "earlier",
    "decision",
    "million",
    "family",
    "without",
    "already",
    "months",
    "making",
    "released",
    "morning",
    "recent",
    "though",
    "second",
    "working",
    "announced",
    "others",
    "information",
    "likely",
    "believe",
    "process",
    "trying",
    "number",
    "policy",
    "possible",
    "across",
    "interview",
    "police",
    "reports",
    "nearly",
    "continue",
    "person",
    "something",
    "states",
    "outside",
    "killed",
    "director",
    "expected",
    "questions",
    "leaders",
    "behind",
    "change",
    "spokesman",
    "spokeswoman",
    "things",
    "response",
    "really",
    "effort",
    "reporters",
    "taking",
    "senior",
    "better",
    "become",
    "little",
    "efforts",
    "control",
    "appeared",
    "different",
    "important",
    "general",
    "following",
    "history",
    "question",
    "issues",
    "himself",
    "herself",
    "percent",
    "meeting",
    "business",
    "action",
    "within",
    "received",
    "immediately",
    "further",
    "enough",
    "future",
    "continued",
    "system",
    "wanted",
    "leader",
    "having",
    "together",
    "nothing",
    "children",
    "involved",
    "described",
    "coming",
    "details",
    "community",
    "member",
    "became",
    "always",
    "almost",
    "however",
    "toward",
    "towards",
    "minister",
    "billion",
    "moment",
    "evening",
    "agency",
    "telephone",
    "company",
    "yesterday",
    "itself",
    "themselves",
    "anyone",
    "everyone",
];

/// Whether a word as folded, printed small, tells what a text is about.
pub fn is_telling(word: &str) -> bool {
    word.chars().nth(TELLING_CHARS_MIN - 1).is_some() && !COMMONPLACE_SET.contains(word)
}

static COMMONPLACE_SET: LazyLock<HashSet<&str>> =
    LazyLock::new(|| COMMONPLACE.into_iter().collect());

/// How a chunk of text is printed.
#[derive(Debug, Clone, Copy)]
pub struct Printed {
    capital: bool,
    shouted: bool,
}

impl Printed {
    pub fn of(chunk: &str) -> Self {
        let letters = chunk.chars().filter(|c| c.is_alphabetic());
        let capital = letters.clone().next().is_some_and(char::is_uppercase);
        let shouted = letters.clone().nth(1).is_some() && letters.clone().all(char::is_uppercase);
        Self { capital, shouted }
    }

    pub fn is_capital(self) -> bool {
        self.capital
    }
}

/// Kind of a folded word that stands in a chunk, and its figures where it is a number in words.
pub fn class_of(
    word: &str,
    printed: Printed,
    sentence_starts: bool,
) -> (WordKind, Option<&'static str>) {
    if word.chars().any(|c| c.is_numeric() || NUMERALS.contains(&c)) {
        return (WordKind::Number, None);
    }
    // "march" and "may" are verbs too, unless capitalised; other languages write days small.
    let Printed { capital, shouted } = printed;
    if let Some(listed) = LISTED.get(word).filter(|_| capital || word != "march") {
        return *listed;
    }
    let name = capital && (!sentence_starts || shouted);
    (if name { WordKind::Name } else { WordKind::Ordinary }, None)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_told_by_figures_capitals_and_days() {
        let table = [
            ("3", "3.1", false, WordKind::Number),
            ("twelve", "Twelve", true, WordKind::Number),
            ("monday", "Monday,", false, WordKind::Day),
            ("march", "march", false, WordKind::Ordinary),
            ("lyme", "Lyme", false, WordKind::Name),
            ("however", "However,", true, WordKind::Ordinary),
            ("nato", "NATO", true, WordKind::Name),
            ("berth", "berth", false, WordKind::Ordinary),
        ];
        for (word, printed, starts, kind) in table {
            assert_eq!(class_of(word, Printed::of(printed), starts).0, kind, "{word}");
        }
        assert_eq!(class_of("five", Printed::of("five"), false).1, Some("5"));
        assert_eq!(class_of("七", Printed::of("七"), true).0, WordKind::Number);
    }

    #[test]
    fn scripts_without_capitals_are_known() {
        let table = [
            ("berth", Letters::Cased),
            ("3", Letters::Cased),
            ("причал", Letters::Cased),
            ("مرفأ", Letters::Caseless),
            ("נמל", Letters::Caseless),
            ("부두", Letters::Caseless),
            ("港", Letters::Unspaced),
        ];
        for (word, letters) in table {
            assert_eq!(Letters::of(word), letters, "{word}");
        }
    }
}
