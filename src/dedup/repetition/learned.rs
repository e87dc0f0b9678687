//! What one feed has taught so far: the lines met last at the ends of its stories, with their counts. Bounded, and kept
//! in the order of meeting, so that it needs no clock: a line that does not come again is pushed out by others.

use std::cell::LazyCell;

use super::own::Own;
use super::{Ends, LEARNED, Met, foreign};
use crate::model::Story;

/// Lines that are known as furniture, and lines that may yet prove to be: those of the last ten stories or so, so that
/// a formula that only now and then ends a story ("Anyone with information ...") is forgotten between two of them.
const FURNITURE_MAX: usize = 48;
const CANDIDATES_MAX: usize = 80;
/// Bytes of one line as stored: hash, and two counts.
const LINE_BYTES: usize = 12;

/// Lines met at the ends of a feed's stories, those met last at the end.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Learned {
    lines: Vec<(u64, Met)>,
}

impl Learned {
    /// Reads what [`Learned::to_bytes`] wrote; what cannot be read is forgotten.
    pub fn from_bytes(bytes: &[u8]) -> Self {
        let line = |bytes: &[u8; LINE_BYTES]| {
            let (hash, counts) = bytes.split_first_chunk::<8>()?;
            let (foreign, kin) = counts.split_first_chunk::<2>()?;
            let met = Met {
                foreign: u16::from_be_bytes(*foreign),
                kin: u16::from_be_bytes(*kin.first_chunk::<2>()?),
            };
            Some((u64::from_be_bytes(*hash), met))
        };
        let lines = bytes.as_chunks::<LINE_BYTES>().0.iter().take(FURNITURE_MAX + CANDIDATES_MAX);
        Self { lines: lines.filter_map(line).collect() }
    }

    /// At most 1.5 KiB.
    pub fn to_bytes(&self) -> Vec<u8> {
        let bytes = |(hash, met): &(u64, Met)| {
            let counts = [met.foreign.to_be_bytes(), met.kin.to_be_bytes()].concat();
            hash.to_be_bytes().into_iter().chain(counts)
        };
        self.lines.iter().flat_map(bytes).collect()
    }

    /// In how many stories `line` stood, where that makes it furniture.
    pub(super) fn furniture(&self, line: u64) -> Option<u16> {
        let met = self.lines.iter().find(|(known, _)| *known == line).map(|(_, met)| *met)?;
        met.is_furniture(LEARNED).then(|| met.stories())
    }

    /// Counts the lines of a story that the feed has not shown before, as it was printed.
    pub fn meet(&mut self, story: &Story) {
        let ends = Ends::of(story);
        let lines: Vec<u64> = ends.lines().collect();
        let own = LazyCell::new(|| Own::of(story, |line| lines.contains(&line)));
        let mut met_now = Vec::new();
        for line in ends.lines() {
            if met_now.contains(&line) {
                continue;
            }
            met_now.push(line);
            let at = self.lines.iter().position(|(known, _)| *known == line);
            // The first meeting proves nothing, and is not worth a comparison.
            let Some((_, mut met)) = at.map(|at| self.lines.remove(at)) else {
                self.lines.push((line, Met::default()));
                continue;
            };
            met.count(foreign::is_foreign(ends.printed(story, line), &own.words));
            self.lines.push((line, met));
        }
        self.forget(true, FURNITURE_MAX);
        self.forget(false, CANDIDATES_MAX);
    }

    /// Forgets the lines, furniture or not yet, that were longest not met, until `most` are left.
    fn forget(&mut self, furniture: bool, most: usize) {
        let is = |met: Met| met.is_furniture(LEARNED) == furniture;
        let count = self.lines.iter().filter(|(_, met)| is(*met)).count();
        let mut surplus = count.saturating_sub(most);
        self.lines.retain(|(_, met)| {
            let goes = surplus > 0 && is(*met);
            surplus -= usize::from(goes);
            !goes
        });
    }
}
