//! Two texts side by side: which passages they share, and what stands in place of what between them. Pure.
//!
//! The work is bounded by the words of the texts: anchors are shingles that stand once in the known text, kept in order
//! by a longest increasing run.

use std::collections::HashMap;
use std::sync::LazyLock;

use xxhash_rust::xxh3::xxh3_64;

use super::shingle::{SHINGLE_WORDS, Text, Word};
use super::wordclass::{Letters, WordKind};

/// Longest piece, in words, that counts as put in place of another; longer ones are rewritten passages.
const PIECE_MAX: usize = 12;

/// Longest piece that is looked at at all: tables of results run on without a shared phrase.
const TABLE_MAX: usize = 60;

/// Longest piece, in words, that may be a name put in place of another where the script shows none.
const NAMELESS_MAX: usize = 6;

/// The same in words' worth of characters, where characters stand for words.
const NAMELESS_CHARACTERS_MAX: usize = 6;

/// Words of the shorter text from which such a piece is an edit: of a long text one word is soon changed.
const NAMELESS_TEXT_MAX: usize = 500;

/// Words of a text within which a difference stands in its lead.
const LEAD_WORDS: usize = 60;

/// Ordinary words that two leads in paragraphs of their own have in common, at least, where one is the other filled anew:
/// two papers' frames have few.
const TEMPLATE_WORDS_MIN: usize = 3;

/// Longest line that is a row of a list, in words.
const ROW_WORDS_MAX: usize = 20;

/// What stands between the passages two texts share.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Differences {
    /// Some passage stands once in both, so that what differs could be looked at.
    pub aligned: bool,
    /// Places where figures, names or days stand in place of others; the same exchange counts once.
    pub exchanged: usize,
    /// Those of them where a day stands in place of another.
    pub days: usize,
    /// Those of them where figures stand in place of others, and nothing else does.
    pub figures: usize,
    /// Places where other words stand in place of others.
    pub reworded: usize,
    /// Places where one text has words and the other none.
    pub cut: usize,
    /// Those of them between passages in common.
    pub cut_within: usize,
    /// Places of all three kinds between passages in common; before the first and after the last stand papers' frames.
    pub within: usize,
    /// Those of them where figures, names or days stand in place of others, each counted.
    pub exchanged_within: usize,
    /// Short lines with figures, days or names that begin between passages in common, in either text: rows of a list.
    pub rows: usize,
    /// In the leads stand names in each other's place that the other text has nowhere.
    pub other_names: bool,
    /// In the leads stand, beside other figures or days, names in each other's place that the other text has nowhere.
    pub other_subject: bool,
    /// In the leads another figure and another day or month stand in one place: the next of a series.
    pub next_in_series: bool,
    /// Words of the longest passage in place of another one before both texts are half over, counted in the shorter
    /// of the two: where it is long, what they share may be what frames them.
    pub replaced: usize,
}

impl Differences {
    /// Whether one says anything that the other does not.
    pub fn any(&self) -> bool {
        self.exchanged + self.reworded + self.cut > 0
    }
}

/// Where each shingle of the query stands in the known text: pairs of places, ascending in both.
pub fn anchors(query: &Text, known: &Text) -> Vec<(usize, usize)> {
    let mut places: HashMap<u64, Option<usize>> = HashMap::with_capacity(known.shingles.len());
    for (at, shingle) in known.shingles.iter().enumerate() {
        places.entry(*shingle).and_modify(|place| *place = None).or_insert(Some(at));
    }
    let pairs: Vec<(usize, usize)> = query
        .shingles
        .iter()
        .enumerate()
        .filter_map(|(at, shingle)| Some((at, places.get(shingle).copied().flatten()?)))
        .collect();
    extended(query, known, &longest_ascending(&pairs))
}

/// The chain with the shingles beside its anchors that agree too, though they stand in the known text more than once.
fn extended(query: &Text, known: &Text, chain: &[(usize, usize)]) -> Vec<(usize, usize)> {
    let agree = |a: usize, b: usize| {
        let (ours, theirs) = (query.shingles.get(a), known.shingles.get(b));
        ours.is_some() && ours == theirs
    };
    let mut full: Vec<(usize, usize)> = Vec::with_capacity(chain.len());
    let mut next = chain.iter();
    let mut upcoming = next.next();
    while let Some(&(query_at, known_at)) = upcoming {
        upcoming = next.next();
        let free = full.last().map_or((0, 0), |&(a, b)| (a + 1, b + 1));
        let back = (1..=(query_at - free.0.min(query_at)).min(known_at - free.1.min(known_at)))
            .take_while(|n| agree(query_at - n, known_at - n))
            .count();
        full.extend((0..=back).rev().map(|n| (query_at - n, known_at - n)));
        let limit = upcoming.map_or((usize::MAX, usize::MAX), |pair| *pair);
        full.extend(
            (1..)
                .map(|n| (query_at + n, known_at + n))
                .take_while(|&(a, b)| a < limit.0 && b < limit.1 && agree(a, b)),
        );
    }
    full
}

/// The longest run of `pairs` (ascending by the first) that ascends by the second too.
fn longest_ascending(pairs: &[(usize, usize)]) -> Vec<(usize, usize)> {
    let mut tails: Vec<(usize, usize)> = Vec::new();
    let mut previous: Vec<Option<usize>> = Vec::with_capacity(pairs.len());
    for (index, &(_, second)) in pairs.iter().enumerate() {
        let length = tails.partition_point(|&(value, _)| value < second);
        previous.push(length.checked_sub(1).and_then(|n| Some(tails.get(n)?.1)));
        match tails.get_mut(length) {
            Some(tail) => *tail = (second, index),
            None => tails.push((second, index)),
        }
    }
    let mut chain = Vec::with_capacity(tails.len());
    let mut next = tails.last().map(|&(_, index)| index);
    while let Some(index) = next {
        chain.extend(pairs.get(index));
        next = previous.get(index).copied().flatten();
    }
    chain.reverse();
    chain
}

/// What the texts have in each other's place, from the anchors between them.
pub fn differences(query: &Text, known: &Text, chain: &[(usize, usize)]) -> Differences {
    aligned(query, known, chain).0
}

/// Hashes of the figures, names and days of the one text and of those that stand in their place, in reading order.
pub fn exchanged(query: &Text, known: &Text) -> Vec<(Vec<u64>, Vec<u64>)> {
    let (_, mut found) = aligned(query, known, &anchors(query, known));
    found.sort_by_key(|exchange| exchange.at);
    found.into_iter().map(|Exchange { ours, theirs, .. }| (ours, theirs)).collect()
}

fn aligned(query: &Text, known: &Text, chain: &[(usize, usize)]) -> (Differences, Vec<Exchange>) {
    let mut found = Differences { aligned: !chain.is_empty(), ..Differences::default() };
    let ends = (query.words.len(), known.words.len());
    let mut exchanges = Exchanges {
        found: Vec::new(),
        nameless: ends.0.min(ends.1) < NAMELESS_TEXT_MAX * query.characters_each,
    };
    let (mut query_at, mut known_at) = (0, 0);
    let mut lead = Lead::default();
    let mut rows = (0, 0);
    for (&(query_next, known_next), is_first) in
        chain.iter().zip(std::iter::once(true).chain(std::iter::repeat(false)))
    {
        let pieces = pieces(query, known, (query_at, query_next), (known_at, known_next));
        let parted = || parted_at(query, query_next) || parted_at(known, known_next);
        let place = if is_first { Place::at_an_edge(parted()) } else { Place::Within };
        note(&mut found, &mut exchanges, pieces, place);
        if query_at < LEAD_WORDS && known_at < LEAD_WORDS {
            note_lead((&mut found, &mut lead), &mut exchanges, (query, known), pieces, place);
        }
        if !is_first {
            rows.0 += rows_begun(query, query_at, query_next);
            rows.1 += rows_begun(known, known_at, known_next);
        }
        if query_at * 2 <= ends.0 && known_at * 2 <= ends.1 {
            let (ours, theirs) =
                (missing_from(pieces.0, pieces.1), missing_from(pieces.1, pieces.0));
            found.replaced = found.replaced.max(ours.len().min(theirs.len()));
        }
        (query_at, known_at) = (query_next + SHINGLE_WORDS, known_next + SHINGLE_WORDS);
    }
    if !chain.is_empty() {
        let pieces = pieces(query, known, (query_at, ends.0), (known_at, ends.1));
        let place = Place::at_an_edge(parted_at(query, query_at) || parted_at(known, known_at));
        note(&mut found, &mut exchanges, pieces, place);
    }
    found.rows = rows.0.min(rows.1);
    let mut exchanges = exchanges.found;
    exchanges.sort();
    exchanges.dedup_by(|a, b| a.ours == b.ours && a.theirs == b.theirs);
    found.exchanged = exchanges.len();
    found.days = exchanges.iter().filter(|exchange| exchange.day).count();
    found.figures = exchanges.iter().filter(|exchange| exchange.figures).count();
    (found, exchanges)
}

/// Short pieces, at most, that are remembered as put in place of each other (P5).
const REPLACED_MAX: usize = 64;

/// Words that may name something, in a short piece of the one text and in what the other has in its place.
pub type Replaced = Vec<(Vec<Word>, Vec<Word>)>;

/// What stands in place of what between two texts, as far as it could be a name.
pub fn replaced(query: &Text, known: &Text, chain: &[(usize, usize)]) -> Replaced {
    let ends = (query.words.len(), known.words.len());
    let stops = chain.iter().copied().chain((!chain.is_empty()).then_some(ends));
    let long = PIECE_MAX * query.characters_each;
    let mut from = (0, 0);
    let mut found = Replaced::new();
    for to in stops {
        let (ours, theirs) = pieces(query, known, (from.0, to.0), (from.1, to.1));
        let (ours, theirs) = (missing_from(ours, theirs), missing_from(theirs, ours));
        // In paragraphs of their own at the edges papers' frames stand in each other's place.
        let edge = if from == (0, 0) { Some(to) } else { (to == ends).then_some(from) };
        let apart = edge.is_some_and(|at| parted_at(query, at.0) || parted_at(known, at.1));
        from = (to.0 + SHINGLE_WORDS, to.1 + SHINGLE_WORDS);
        let short = ours.len() <= long && theirs.len() <= long;
        if !apart && short && !ours.is_empty() && !theirs.is_empty() && found.len() < REPLACED_MAX {
            found.push((names(&ours), names(&theirs)));
        }
    }
    found
}

fn names(words: &[Word]) -> Vec<Word> {
    words.iter().filter(|word| word.names).copied().collect()
}

/// The hard words of a piece and of what it took the place of.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Exchange {
    ours: Vec<u64>,
    theirs: Vec<u64>,
    day: bool,
    figures: bool,
    /// How many were found before it.
    at: usize,
}

struct Exchanges {
    found: Vec<Exchange>,
    /// Any short piece of a script without capitals counts as a name.
    nameless: bool,
}

impl Exchanges {
    fn push(&mut self, ours: &[Word], theirs: &[Word]) {
        let both = |kind| has(ours, kind) && has(theirs, kind);
        let of_kinds = |words: &[Word], kinds: &[WordKind]| {
            words.iter().all(|word| kinds.contains(&word.kind))
        };
        // "Two dozen" may stand for "21"; "rose to 5" and "fell to 4" are no two states of one thing.
        let counts = [WordKind::Number, WordKind::Ordinary];
        let figures = of_kinds(ours, &counts)
            && of_kinds(theirs, &counts)
            && (of_kinds(ours, &[WordKind::Number]) || of_kinds(theirs, &[WordKind::Number]));
        let (day, at) = (both(WordKind::Day), self.found.len());
        self.found.push(Exchange { ours: hard(ours), theirs: hard(theirs), day, figures, at });
    }
}

/// Short lines of a text that begin between two places and hold a figure, a day or a name.
fn rows_begun(text: &Text, from: usize, to: usize) -> usize {
    let paragraph = |at: usize| text.words.get(at).map(|word| word.paragraph);
    let begins =
        |at: &usize| at.checked_sub(1).is_none_or(|last| paragraph(last) != paragraph(*at));
    let is_row = |at: &usize| {
        let tells = |word: &Word| word.kind != WordKind::Ordinary;
        let line = text.words.iter().skip(*at).take_while(|w| Some(w.paragraph) == paragraph(*at));
        let length = line.clone().take(ROW_WORDS_MAX + 1).count();
        length <= ROW_WORDS_MAX && line.take(ROW_WORDS_MAX).any(tells)
    };
    (from..to).filter(|at| begins(at) && is_row(at)).count()
}

/// Where a difference stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    /// Between passages in common.
    Within,
    /// Before the first or after the last of them, in its paragraph.
    Edge,
    /// The same in paragraphs of its own, where papers' furniture stands.
    Apart,
}

impl Place {
    fn at_an_edge(parted: bool) -> Self {
        if parted { Self::Apart } else { Self::Edge }
    }
}

/// Whether a paragraph begins at a place.
fn parted_at(text: &Text, at: usize) -> bool {
    let paragraph = |at: usize| text.words.get(at).map(|word| word.paragraph);
    at > 0 && paragraph(at).is_some_and(|here| paragraph(at - 1) != Some(here))
}

type Pieces<'a> = (&'a [Word], &'a [Word]);

/// The words between two anchors; where the anchors overlap in one text only, the other has the surplus alone.
fn pieces<'a>(
    query: &'a Text,
    known: &'a Text,
    (query_from, query_to): (usize, usize),
    (known_from, known_to): (usize, usize),
) -> Pieces<'a> {
    (
        query.words.get(query_from..query_to).unwrap_or_default(),
        known.words.get(known_from..known_to).unwrap_or_default(),
    )
}

fn note(
    found: &mut Differences,
    exchanges: &mut Exchanges,
    (query, known): Pieces<'_>,
    place: Place,
) {
    let edge = place != Place::Within;
    let (ours, theirs) = (missing_from(query, known), missing_from(known, query));
    if ours.is_empty() && theirs.is_empty() {
        return;
    }
    found.within += usize::from(!edge);
    if ours.is_empty() || theirs.is_empty() {
        found.cut += 1;
        found.cut_within += usize::from(!edge);
        return;
    }
    let short = ours.len() <= PIECE_MAX && theirs.len() <= PIECE_MAX;
    let small = query.len() <= TABLE_MAX && known.len() <= TABLE_MAX;
    let spelled = are_spellings(&ours, &theirs);
    let telling = [WordKind::Number, WordKind::Day, WordKind::Name]
        .into_iter()
        .filter(|kind| *kind != WordKind::Name || (!edge && !spelled))
        .any(|kind| has(&ours, kind) && has(&theirs, kind))
        || (exchanges.nameless && !edge && may_be_name(&ours) && may_be_name(&theirs));
    let table = small && is_table(&ours, spelled) && is_table(&theirs, spelled);
    // Two papers' buttons may both give the time; nothing but figures is no button.
    if (short && telling && place != Place::Apart) || table {
        found.exchanged_within += usize::from(!edge);
        exchanges.push(&ours, &theirs);
    } else {
        found.reworded += 1;
    }
}

/// What stands in each other's place in two leads, wherever in them.
#[derive(Default)]
struct Lead {
    /// Names that the other text has nowhere.
    names: bool,
    days: bool,
}

/// Whether a difference in the leads makes it news of somebody else, or of another day.
fn note_lead(
    (found, lead): (&mut Differences, &mut Lead),
    exchanges: &mut Exchanges,
    (query, known): (&Text, &Text),
    pieces: Pieces<'_>,
    place: Place,
) {
    if pieces.0.len() > TABLE_MAX || pieces.1.len() > TABLE_MAX {
        return;
    }
    let (ours, theirs) = (missing_from(pieces.0, pieces.1), missing_from(pieces.1, pieces.0));
    let both = |kind| has(&ours, kind) && has(&theirs, kind);
    let has_day = |words: &[Word]| words.iter().any(is_day);
    let (figure, day) = (both(WordKind::Number), has_day(&ours) && has_day(&theirs));
    found.next_in_series |= place == Place::Within && figure && day;
    // A paper's own lead over a cut story names others, but the story's names come again in what follows.
    let are_new = |words: &[Word], text: &Text| {
        let mut names = words.iter().filter(|word| word.is_name()).peekable();
        let is_new = |name: &Word| {
            text.words.iter().all(|word| word.hash != name.hash && !word.sounds_like(name))
        };
        names.peek().is_some() && names.all(is_new)
    };
    let is_filled = place != Place::Apart || {
        let is_ordinary = |word: &&Word| word.kind == WordKind::Ordinary;
        let ordinary = pieces.0.iter().filter(is_ordinary).count();
        ordinary - ours.iter().filter(is_ordinary).count() >= TEMPLATE_WORDS_MIN
    };
    let names = is_filled && are_new(&ours, known) && are_new(&theirs, query);
    lead.names |= names;
    found.other_names = lead.names;
    lead.days |= day;
    if (names && figure) || (lead.names && lead.days) {
        found.other_subject = true;
        exchanges.push(&ours, &theirs);
    }
}

/// Words of `piece` that `other` has not.
fn missing_from(piece: &[Word], other: &[Word]) -> Vec<Word> {
    let mut left: Vec<u64> = other.iter().take(TABLE_MAX * 4).map(|word| word.hash).collect();
    left.sort_unstable();
    let mut missing = Vec::new();
    for word in piece.iter().take(TABLE_MAX * 4) {
        match left.binary_search(&word.hash) {
            Ok(at) => {
                left.remove(at);
            }
            Err(_) => missing.push(*word),
        }
    }
    missing
}

fn has(words: &[Word], kind: WordKind) -> bool {
    words.iter().any(|word| word.kind == kind && !word.common)
}

/// All names of one of the pieces are the other's, spelled otherwise.
fn are_spellings(ours: &[Word], theirs: &[Word]) -> bool {
    let within = |some: &[Word], all: &[Word]| {
        some.iter()
            .filter(|word| word.is_name())
            .all(|name| all.iter().any(|other| other.is_name() && other.sounds_like(name)))
    };
    within(ours, theirs) && within(theirs, ours)
}

/// A short piece in which no name can be told by its letters.
fn may_be_name(words: &[Word]) -> bool {
    let has = |letters| {
        let names = |word: &Word| word.names || letters == Letters::Spelled;
        words.iter().any(|word| word.letters == letters && names(word))
    };
    (has(Letters::Caseless) && words.len() <= NAMELESS_MAX)
        || [Letters::Unspaced, Letters::Spelled].into_iter().any(|letters| {
            has(letters) && words.len() <= NAMELESS_CHARACTERS_MAX * letters.characters_each()
        })
}

/// May is a month and a name.
static MAY: LazyLock<u64> = LazyLock::new(|| xxh3_64(b"may"));

fn is_day(word: &Word) -> bool {
    word.kind == WordKind::Day || (word.kind == WordKind::Name && word.hash == *MAY)
}

/// Half of it figures, names or days; names count unless they are the other's, `spelled` otherwise.
fn is_table(words: &[Word], spelled: bool) -> bool {
    let tells = |word: &&Word| match word.kind {
        WordKind::Ordinary => false,
        WordKind::Name => !spelled && !word.common,
        WordKind::Number | WordKind::Day => true,
    };
    words.iter().filter(tells).count() * 2 >= words.len()
}

fn hard(words: &[Word]) -> Vec<u64> {
    let is_hard = |word: &&Word| word.kind != WordKind::Ordinary || word.letters != Letters::Cased;
    words.iter().filter(is_hard).map(|word| word.hash).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn differ(a: &str, b: &str) -> Differences {
        let (a, b) = (Text::new(a), Text::new(b));
        differences(&a, &b, &anchors(&a, &b))
    }

    #[test]
    fn exchanges_rewordings_and_cuts_are_told_apart() {
        let text = "The ferry berth at Lyme Quay will close on Monday after 40 years in which \
                    it served the fishing fleet of the whole bay without any break at all.";
        let figures = text.replace("40 years", "30 years");
        let words = text.replace("fishing fleet", "little trawlers");
        let cut = text.replace(" of the whole bay", "");
        let none = Differences { aligned: true, ..Differences::default() };
        assert_eq!(differ(text, text), none);
        let one = Differences { within: 1, ..none };
        let exchanged =
            Differences { exchanged: 1, figures: 1, exchanged_within: 1, replaced: 1, ..one };
        assert_eq!(differ(text, &figures), exchanged);
        assert_eq!(differ(text, &words), Differences { reworded: 1, ..one });
        assert_eq!(differ(text, &cut), Differences { cut: 1, cut_within: 1, ..one });
    }
}
