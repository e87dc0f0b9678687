//! Polls without news that wait for a commit to share. Nobody needs them soon, and most polls are such.

use std::sync::{Mutex, PoisonError};

use super::Change;

/// Enough to make the fsync a small part of what each costs; half of the polls under way by default, so that the others
/// go on meanwhile.
const HIGH: usize = 32;

/// No higher than there are polls under way, because each of them waits for its answer (P5).
#[derive(Default)]
pub(super) struct Pile(Mutex<Vec<Change>>);

/// Where in the pile a change came to lie.
pub(super) enum Place {
    First,
    Between,
    /// The pile is high enough.
    Last,
}

impl Pile {
    pub(super) fn add(&self, change: Change) -> Place {
        let mut changes = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        changes.push(change);
        match changes.len() {
            1 => Place::First,
            HIGH => Place::Last,
            _ => Place::Between,
        }
    }

    pub(super) fn take(&self) -> Vec<Change> {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl std::fmt::Debug for Pile {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Pile")
    }
}
