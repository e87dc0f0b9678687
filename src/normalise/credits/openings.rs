//! What the names of a long list begin with: a look here spares most printed names the folding and the search.

/// So many letters tell.
const LETTERS: usize = 4;
const BITS: u32 = 16;

/// The first four letters of each name of a list, in lower case, or all letters of a shorter one.
#[derive(Debug)]
pub(super) struct Openings {
    /// Which bytes count; the others are passed over, as by what folds the names of the list.
    counts: fn(&u8) -> bool,
    there: Vec<bool>,
}

impl Openings {
    /// Of names that were folded.
    pub(super) fn new<'n>(
        counts: fn(&u8) -> bool,
        names: impl IntoIterator<Item = &'n str>,
    ) -> Self {
        let mut openings = Self { counts, there: vec![false; 1 << BITS] };
        // What is printed in ASCII is no other name.
        for name in names.into_iter().filter(|name| name.is_ascii()) {
            let letters = openings.letters(name);
            if let Some(there) = openings.there.get_mut(place(letters)) {
                *there = true;
            }
        }
        openings
    }

    /// Whether one of the names may be `printed` or what it begins with. Of one beyond ASCII nothing is known.
    pub(super) fn may_begin(&self, printed: &str) -> bool {
        if !printed.is_ascii() {
            return true;
        }
        let letters = self.letters(printed);
        let first = |count: usize| {
            let mut first = [0; LETTERS];
            first.iter_mut().zip(letters).take(count).for_each(|(to, from)| *to = from);
            self.there.get(place(first)).copied().unwrap_or_default()
        };
        (0..=LETTERS).any(first)
    }

    fn letters(&self, name: &str) -> [u8; LETTERS] {
        let mut letters = [0; LETTERS];
        let counted = name.as_bytes().iter().filter(|byte| (self.counts)(byte));
        letters.iter_mut().zip(counted).for_each(|(to, from)| *to = from.to_ascii_lowercase());
        letters
    }
}

/// Two that share a place let each other's names pass, and no more.
fn place(letters: [u8; LETTERS]) -> usize {
    let mixed = u32::from_le_bytes(letters).wrapping_mul(0x9E37_79B1) >> (u32::BITS - BITS);
    usize::try_from(mixed).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_the_list_pass_and_most_others_do_not() {
        let openings =
            Openings::new(u8::is_ascii_alphanumeric, ["reuters", "ap", "haldenpost", "大阪"]);
        for name in
            ["Reuters", "(REUTERS)", "R.E.U.T.E.R.S", "Ap", "A.P.", "Halden Post", "AP Ltd", "Łódź"]
        {
            assert!(openings.may_begin(name), "{name}");
        }
        for name in ["Ana Ruiz", "Hal", "Karl Roe", "", "Re"] {
            assert!(!openings.may_begin(name), "{name}");
        }
    }
}
