//! Two texts side by side: which passages they share, and what stands in place of what between them. Pure.
//!
//! The work is bounded by the words of the texts: anchors are shingles that stand once in one of them, kept in order
//! by a longest increasing run.

use super::opposites::{are_opposite, is_denied};
use super::shingle::{SHINGLE_WORDS, Text, Word, characters_each};
use super::wordclass::WordKind;

mod anchors;
mod heads;
mod kinds;
mod lead;

pub use anchors::anchors;
use heads::is_other_news;
use kinds::{are_spellings, hard, has, is_table, may_be_name, missing_from};
use lead::{Lead, note_lead};

/// Longest piece, in words, that counts as put in place of another; longer ones are rewritten passages.
const PIECE_MAX: usize = 12;

/// Longest piece that is looked at at all: tables of results run on without a shared phrase.
const TABLE_MAX: usize = 60;

/// Words of the shorter text from which such a piece is an edit: of a long text one word is soon changed.
const NAMELESS_TEXT_MAX: usize = 500;

/// Words of a text within which a difference stands in its lead.
const LEAD_WORDS: usize = 60;

/// Longest piece, in words that the other has not, whose sense can be held against what stands in its place.
const SENSE_MAX: usize = 4;

/// Longest line that is a row of a list, in words.
const ROW_WORDS_MAX: usize = 20;

/// What stands between the passages two texts share.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "findings that have nothing to do with each other, each named where it is asked"
)]
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
    /// In the leads a word stands in the place of its opposite: raised, cut.
    pub opposite: bool,
    /// Each has a lead of its own, or a short foot, with days, figures or names that the other text has nowhere.
    pub other_news: bool,
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

/// What the texts have in each other's place, from the anchors between them, and what of that could be names.
pub fn differences(
    query: &Text,
    known: &Text,
    chain: &[(usize, usize)],
) -> (Differences, Replaced) {
    let walk = walk(query, known, chain);
    (walk.found, walk.replaced)
}

/// Hashes of the figures, names and days of the one text and of those that stand in their place, in reading order.
pub fn exchanged(query: &Text, known: &Text) -> Vec<(Vec<u64>, Vec<u64>)> {
    let mut found = walk(query, known, &anchors(query, known)).exchanges.found;
    found.sort_by_key(|exchange| exchange.at);
    found.into_iter().map(|Exchange { ours, theirs, .. }| (ours, theirs)).collect()
}

/// Short pieces, at most, that are remembered as put in place of each other (P5).
const REPLACED_MAX: usize = 64;

/// Words that may name something, in a short piece of the one text and in what the other has in its place.
pub type Replaced = Vec<(Vec<Word>, Vec<Word>)>;

/// What a walk over the anchors of two texts has met.
struct Walk {
    found: Differences,
    exchanges: Exchanges,
    replaced: Replaced,
}

fn walk(query: &Text, known: &Text, chain: &[(usize, usize)]) -> Walk {
    let (ends, each) = ((query.words.len(), known.words.len()), characters_each(query, known));
    let nameless = ends.0.min(ends.1) < NAMELESS_TEXT_MAX * each;
    let mut walk = Walk {
        found: Differences { aligned: !chain.is_empty(), ..Differences::default() },
        exchanges: Exchanges { found: Vec::new(), nameless },
        replaced: Replaced::new(),
    };
    let (mut from, mut lead, mut rows) = ((0, 0), Lead::default(), (0, 0));
    let stops = chain.iter().copied().chain((!chain.is_empty()).then_some(ends));
    for (nth, to) in stops.enumerate() {
        let (is_first, is_last) = (nth == 0, nth == chain.len());
        let parted = |at: (usize, usize)| parted_at(query, at.0) || parted_at(known, at.1);
        let place = match (is_first, is_last) {
            (true, _) => Place::at_an_edge(parted(to)),
            (false, true) => Place::at_an_edge(parted(from)),
            (false, false) => Place::Within,
        };
        let gap = Gap::between(query, known, from, to, place);
        note(&mut walk.found, &mut walk.exchanges, &gap);
        if from.0 < LEAD_WORDS && from.1 < LEAD_WORDS && !is_last {
            note_lead((&mut walk.found, &mut lead), &mut walk.exchanges, (query, known), &gap);
            walk.found.opposite |= are_opposite_in_line((query, known), from, to);
        }
        if place == Place::Within {
            rows.0 += rows_begun(query, from.0, to.0);
            rows.1 += rows_begun(known, from.1, to.1);
        }
        if from.0 * 2 <= ends.0 && from.1 * 2 <= ends.1 && !is_last {
            let replaced = gap.ours.len().min(gap.theirs.len());
            walk.found.replaced = walk.found.replaced.max(replaced);
        }
        if walk.replaced.len() < REPLACED_MAX {
            walk.replaced.extend(gap.names(PIECE_MAX * each));
        }
        from = (to.0 + SHINGLE_WORDS, to.1 + SHINGLE_WORDS);
    }
    walk.found.rows = rows.0.min(rows.1);
    walk.found.other_news = is_other_news(query, known, chain);
    walk.count_exchanges();
    walk
}

impl Walk {
    fn count_exchanges(&mut self) {
        let exchanges = &mut self.exchanges.found;
        exchanges.sort();
        exchanges.dedup_by(|a, b| a.ours == b.ours && a.theirs == b.theirs);
        self.found.exchanged = exchanges.len();
        self.found.days = exchanges.iter().filter(|exchange| exchange.day).count();
        self.found.figures = exchanges.iter().filter(|exchange| exchange.figures).count();
    }
}

/// What stands between two anchors.
struct Gap<'a> {
    pieces: Pieces<'a>,
    /// Words of the one piece that the other has not.
    ours: Vec<Word>,
    theirs: Vec<Word>,
    place: Place,
}

impl<'a> Gap<'a> {
    fn between(
        query: &'a Text,
        known: &'a Text,
        from: (usize, usize),
        to: (usize, usize),
        place: Place,
    ) -> Self {
        let pieces = pieces(query, known, (from.0, to.0), (from.1, to.1));
        let ours = missing_from(pieces.0, pieces.1);
        Self { pieces, ours, theirs: missing_from(pieces.1, pieces.0), place }
    }

    /// What could be names in each other's place, of pieces no longer than `long`. In paragraphs of their own at the edges
    /// papers' frames stand in each other's place.
    fn names(&self, long: usize) -> Option<(Vec<Word>, Vec<Word>)> {
        let is_piece = |words: &[Word]| !words.is_empty() && words.len() <= long;
        (self.place != Place::Apart && is_piece(&self.ours) && is_piece(&self.theirs))
            .then(|| (names(&self.ours), names(&self.theirs)))
    }
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

/// Whether what stands before a place since the last one, in the paragraph of the place, says the opposite of the other.
fn are_opposite_in_line(
    (query, known): (&Text, &Text),
    from: (usize, usize),
    to: (usize, usize),
) -> bool {
    let in_line = |text: &Text, from: usize, to: usize| -> Vec<Word> {
        let here = text.words.get(to).map(|word| word.paragraph);
        let piece = text.words.get(from..to).unwrap_or_default().iter().rev();
        piece.take_while(|word| Some(word.paragraph) == here).take(PIECE_MAX).copied().collect()
    };
    let (ours, theirs) = (in_line(query, from.0, to.0), in_line(known, from.1, to.1));
    let alone = (missing_from(&ours, &theirs), missing_from(&theirs, &ours));
    let before = from.0.checked_sub(1).and_then(|at| query.words.get(at));
    let is_short = |words: &[Word]| !words.is_empty() && words.len() <= SENSE_MAX;
    (is_short(&alone.0) && is_short(&alone.1) && are_opposite(&ours, &theirs))
        || is_denied(&alone.0, &alone.1, before)
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

fn note(found: &mut Differences, exchanges: &mut Exchanges, gap: &Gap<'_>) {
    let Gap { pieces: (query, known), ours, theirs, place } = gap;
    let edge = *place != Place::Within;
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
    let spelled = are_spellings(ours, theirs);
    let telling = [WordKind::Number, WordKind::Day, WordKind::Name]
        .into_iter()
        .filter(|kind| *kind != WordKind::Name || (!edge && !spelled))
        .any(|kind| has(ours, kind) && has(theirs, kind))
        || (exchanges.nameless && !edge && may_be_name(ours) && may_be_name(theirs));
    let table = small && is_table(ours, spelled) && is_table(theirs, spelled);
    // Two papers' buttons may both give the time; nothing but figures is no button.
    if (short && telling && *place != Place::Apart) || table {
        found.exchanged_within += usize::from(!edge);
        exchanges.push(ours, theirs);
    } else {
        found.reworded += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn differ(a: &str, b: &str) -> Differences {
        let (a, b) = (Text::new(a), Text::new(b));
        differences(&a, &b, &anchors(&a, &b)).0
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
