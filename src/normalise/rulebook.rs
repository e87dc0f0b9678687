//! What is known by files rather than by code: furniture and organisations, those compiled in and an operator's own.
//!
//! A value that is built once and then only read; whoever reads copy is handed it.

use std::sync::LazyLock;

use super::credits::organisations::{self, Directory, Known};
use super::rules::{self, RawRules, Rules, RulesError};

/// The rules of one process.
#[derive(Debug)]
pub struct RuleBook {
    pub(crate) furniture: Rules,
    pub(crate) organisations: Directory,
}

/// What an operator's files say beside the rules that are compiled in.
#[derive(Debug, Default)]
pub(crate) struct OwnRules {
    /// One for each file, in the order in which the configuration names them.
    pub(crate) furniture: Vec<RawRules>,
    pub(crate) organisations: Vec<Known>,
    /// Folded names of organisations of [`organisations::compiled_in`] that do not count.
    pub(crate) organisations_off: Vec<String>,
}

static BUILT_IN: LazyLock<RuleBook> = LazyLock::new(|| {
    #[expect(clippy::expect_used, reason = "the files are compiled in, and tests read them")]
    RuleBook::with(OwnRules::default()).expect("config/furniture.toml and config/agencies.toml")
});

impl RuleBook {
    /// The rules that are compiled in, and no others.
    pub fn built_in() -> &'static Self {
        &BUILT_IN
    }

    /// An operator's own rules, before those compiled in.
    ///
    /// # Errors
    /// When a pattern cannot be read or all of a rule together are too large.
    pub(crate) fn with(own: OwnRules) -> Result<Self, RulesError> {
        let toml = |e| RulesError::Toml(Box::new(e));
        let compiled = organisations::compiled_in().map_err(toml)?;
        let kept =
            |known: &Known| !own.organisations_off.contains(&organisations::fold(&known.name));
        let organisations = own.organisations.iter().cloned();
        let organisations = Directory::new(organisations.chain(compiled.into_iter().filter(kept)));
        let mut files = own.furniture;
        files.push(rules::compiled_in()?);
        Ok(Self { furniture: Rules::build(files)?, organisations })
    }
}
