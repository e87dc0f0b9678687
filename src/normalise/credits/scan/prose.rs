//! Tells prose by one look: nearly every line with text below it is prose, and each rule for credits would look at it in vain.

use std::sync::LazyLock;

use regex::Regex;

use super::super::footer::{contact, origin};
use super::super::organisations::Directory;
use super::super::{captions, copyright, notes, reporting};
use crate::normalise::text::{Heads, fixed};

/// Shorter lines, in bytes, may be anything.
const PROSE_BYTES_MIN: usize = 80;

/// What a line of credits begins with: a list of each rule's own.
static HEADS: LazyLock<Heads> = LazyLock::new(|| {
    let issuers = ["source", "original-content von: ", "pub: "];
    let footers = contact::HEADS.into_iter().chain(origin::DISTRIBUTES).chain(origin::SOURCE_HEADS);
    let footers = footers.chain(origin::REPORT_BY);
    let heads = notes::heads().chain(reporting::heads()).chain(footers).chain(issuers);
    Heads::new(&heads.collect::<Vec<_>>())
});

/// What one has in it, beside the signs of copyright.
static SIGNS: LazyLock<Regex> =
    LazyLock::new(|| fixed(&[captions::SIGNS, contact::SIGNS, reporting::SIGN].join("|")));

/// Whether no rule that reads a line with text below it can take this one.
pub(super) fn is_prose(line: &str, directory: &Directory) -> bool {
    let begins = |c: char| c.is_alphanumeric() || matches!(c, '"' | '\'' | '“' | '‘' | '„' | '«');
    line.len() >= PROSE_BYTES_MIN
        && line.starts_with(begins)
        && !line.trim_end_matches(['.', ' ']).ends_with([')', ']'])
        && HEADS.find(line).is_none()
        && memchr::memchr(b'@', line.as_bytes()).is_none()
        && !copyright::has_sign(line)
        && !SIGNS.is_match(line)
        && directory.find_by_footer(line).is_none()
}

#[cfg(test)]
mod tests {
    use super::super::{Printed, Scan};
    use super::*;
    use crate::normalise::credits::organisations::built_in;

    /// Whether a rule takes the line where text stands below it, and not by what was read above.
    fn is_taken(line: &str) -> bool {
        Scan::new(&Printed::default(), built_in()).read_line(line, false).is_some()
    }

    /// A rule that is not asked of what it was made for would be lost without a word.
    #[test]
    fn no_line_that_a_rule_takes_is_prose() {
        let fixtures = include_str!("../../../../tests/fixtures/credits/shapes.toml");
        let printed = fixtures.replace("\\n", "\n").replace("\\\"", "\"");
        let story = "of the ferry that was late again on Tuesday, when nobody on the pier of the old town knew why";
        let lines =
            printed.lines().map(|line| line.trim_start_matches("in = \"").trim_matches('"'));
        let mut taken = 0;
        for line in lines {
            for line in [line.to_owned(), format!("{line} {story}"), format!("{line} {story}.")] {
                taken += usize::from(is_taken(&line));
                assert!(!is_taken(&line) || !is_prose(&line, built_in()), "{line}");
            }
        }
        assert!(taken > 50, "{taken}");
    }

    #[test]
    fn credits_of_many_words_are_no_prose_and_sentences_are() {
        for line in [
            "Contact the reporters on this story, who will be glad to hear from you: Ana Ruiz in Oslo at aruiz@halden.example",
            "Ana Ruiz and Olav Berg in Oslo, and Mia Holm and Pia Strand in Bergen, contributed to this report.",
            "Additional reporting by Ana Ruiz and Olav Berg in Oslo, and by Mia Holm and Pia Strand in Bergen",
            "Copyright 2031 The Associated Press. All rights reserved. This material may not be published or rewritten.",
            "The ferry leaves the pier of Halden with nobody but its master on board on Tuesday. Photo: Ana Ruiz/AP",
            "This story has been corrected to say that the ferry was late on Tuesday, and not on Monday as it said.",
            "Distributed by Tribune Content Agency, LLC, of which nothing may be printed without a licence of its own",
        ] {
            assert!(is_taken(line), "{line}");
            assert!(!is_prose(line, built_in()), "{line}");
        }
        for line in [
            "The ferry was late again on Tuesday, said the mayor of the town, and nobody on the pier knew why.",
            "“It came at noon,” he said, and looked at the water of the old harbour, which was higher than ever.",
        ] {
            assert!(is_prose(line, built_in()), "{line}");
        }
    }
}
