//! What keeps a text from being its feed's own story told further, for those who wonder why it is not.

use super::rules::{COPY_COVER_MIN, CORRECTED_MAX, SHORT_MAX};
use super::{Circumstances, Comparison, Headlines, Refilled, WHOLE_COVER_MIN};

impl Comparison {
    /// A feed that says so itself leads its own story anew, and goes on with most of what it had. Empty where all is there.
    pub fn lacking(&self, about: Circumstances) -> Vec<&'static str> {
        let (small, large) = self.covers();
        let words = self.words_entry.min(self.words_known);
        let needed = [
            (about.marked_later, "a mark of an update (within 20 hours)"),
            (about.headlines >= Headlines::Alike, "a like headline"),
            (about.leads_alike, "a lead of the same news"),
            (about.refilled == Refilled::No, "the same names in headline and text"),
            (words >= SHORT_MAX, "90 words"),
            (small >= COPY_COVER_MIN, "three quarters of the smaller text"),
            (large >= WHOLE_COVER_MIN, "three fifths of the larger text"),
            (
                self.differences.exchanged <= CORRECTED_MAX,
                "no more than two other figures or names",
            ),
        ];
        needed.into_iter().filter(|(is_there, _)| !is_there).map(|(_, what)| what).collect()
    }
}
