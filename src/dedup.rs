//! Story against what is known: identity first, then the text. Pure; the store looks things up, this decides.

pub mod align;
pub mod compare;
pub mod evidence;
pub mod fingerprint;
pub mod fold;
pub mod index;
pub mod judge;
mod nameless;
mod nouns;
mod opposites;
pub mod relatedness;
pub mod repetition;
pub mod shingle;
mod spelling;
mod value;
pub mod word;
pub mod wordclass;

pub use fingerprint::{StateHash, TextHash};
pub use judge::{Decision, KnownItem, KnownStory};
