//! A word of a text as compared. Pure.

use super::value::Value;
use super::wordclass::{Letters, WordKind};

/// A word as compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Word {
    /// Of the folded word; number words hash as their figures.
    pub hash: u64,
    /// Of its first letters: what two spellings or cases of one word have in common.
    pub stem: u64,
    /// What the spellings of a name have in common, see [`sound_of`](super::spelling).
    pub sound: Option<u64>,
    pub kind: WordKind,
    pub letters: Letters,
    /// It may name something: long enough for that in its script, and no figure.
    pub names: bool,
    /// It tells what a text is about, see [`is_telling`](super::wordclass::is_telling).
    pub telling: bool,
    /// It is no name though it is printed as one: a noun in a language that gives all of them capitals.
    pub common: bool,
    /// What the figure amounts to that it is, or is a part of.
    pub value: Option<Value>,
    /// Counted from 0.
    pub paragraph: u16,
}

impl Word {
    /// It is printed as a name, and as far as is known it is one.
    pub fn is_name(&self) -> bool {
        self.kind == WordKind::Name && !self.common
    }

    /// Another spelling of the same name, or the same with another ending.
    pub fn sounds_like(&self, other: &Self) -> bool {
        self.sound.is_some() && self.sound == other.sound
    }

    /// Another notation of the same figure.
    pub fn amounts_to(&self, other: &Self) -> bool {
        self.value.zip(other.value).is_some_and(|(a, b)| a.is_same(b))
    }
}
