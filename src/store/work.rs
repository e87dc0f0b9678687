//! One write transaction and the index that must follow it.

use std::cell::RefCell;
use std::ops::Deref;
use std::sync::Arc;

use rusqlite::Transaction;

use super::texts::{KnownWords, Texts};
use crate::dedup::index::StoryIndex;

/// A write transaction; what is changed of the index through it is undone with it.
#[derive(Debug)]
pub struct Work<'a> {
    transaction: Transaction<'a>,
    index: &'a RefCell<StoryIndex>,
    texts: &'a RefCell<Texts>,
}

impl<'a> Work<'a> {
    pub(super) fn new(
        transaction: Transaction<'a>,
        index: &'a RefCell<StoryIndex>,
        texts: &'a RefCell<Texts>,
    ) -> Self {
        Self { transaction, index, texts }
    }

    pub(super) fn into_transaction(self) -> Transaction<'a> {
        self.transaction
    }

    /// Reads or changes the index; `look` must not come back here.
    pub(super) fn with_index<T>(&self, look: impl FnOnce(&mut StoryIndex) -> T) -> T {
        look(&mut self.index.borrow_mut())
    }

    /// `body` as words.
    pub(super) fn words_of(&self, body: &str) -> Arc<KnownWords> {
        self.texts.borrow_mut().read(body)
    }
}

impl<'a> Deref for Work<'a> {
    type Target = Transaction<'a>;

    fn deref(&self) -> &Transaction<'a> {
        &self.transaction
    }
}
