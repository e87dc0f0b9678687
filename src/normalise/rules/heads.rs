//! What texts may begin with, by their first two bytes: a look here spares nearly all texts the patterns and lists behind it.

use regex_syntax::ParserBuilder;
use regex_syntax::hir::{Class, Hir, HirKind};

const BYTES: usize = 256;

/// A set of first bytes, each with the bytes that may follow it.
#[derive(Debug, Clone, Default)]
pub(super) struct Heads(Vec<bool>);

impl Heads {
    /// Adds what a text that begins with `text` begins with.
    pub(super) fn add_text(&mut self, text: &str) {
        let bytes = text.as_bytes();
        match bytes {
            [] => self.add_all(),
            [one] => self.add(*one, 0..=u8::MAX),
            [one, next, ..] => self.add(*one, *next..=*next),
        }
    }

    /// Adds what a text that meets `pattern`, which is anchored at its begin and knows no case, may begin with.
    pub(super) fn add_pattern(&mut self, pattern: &str) {
        let hir = ParserBuilder::new().case_insensitive(true).build().parse(pattern);
        let Ok(hir) = hir else { return self.add_all() };
        let begins = Begins::of(&hir);
        if begins.nothing {
            return self.add_all();
        }
        for one in begins.one {
            self.add(one, 0..=u8::MAX);
        }
        for (one, next) in begins.two {
            self.add(one, next);
        }
    }

    /// Whether one of those that were added may begin as `text` does.
    pub(super) fn may_begin(&self, text: &str) -> bool {
        let (one, next) = match text.as_bytes() {
            [] => return !self.0.is_empty(),
            // Whatever may follow it does not.
            [one] => {
                let from = usize::from(*one) * BYTES;
                let row = self.0.get(from..from + BYTES).unwrap_or_default();
                return row.contains(&true);
            }
            [one, next, ..] => (*one, *next),
        };
        self.0.get(place(one, next)).copied().unwrap_or_default()
    }

    fn add(&mut self, one: u8, next: std::ops::RangeInclusive<u8>) {
        self.0.resize(BYTES * BYTES, false);
        for next in next {
            if let Some(there) = self.0.get_mut(place(one, next)) {
                *there = true;
            }
        }
    }

    fn add_all(&mut self) {
        self.0 = vec![true; BYTES * BYTES];
    }
}

fn place(one: u8, next: u8) -> usize {
    usize::from(one) * BYTES + usize::from(next)
}

/// What the texts of one part of a pattern begin with.
#[derive(Debug, Default)]
struct Begins {
    /// It may be empty.
    nothing: bool,
    /// Texts of one byte: what comes next decides.
    one: Vec<u8>,
    two: Vec<(u8, std::ops::RangeInclusive<u8>)>,
}

impl Begins {
    fn of(hir: &Hir) -> Self {
        match hir.kind() {
            HirKind::Empty | HirKind::Look(_) => Self { nothing: true, ..Self::default() },
            HirKind::Literal(literal) => match &*literal.0 {
                [] => Self { nothing: true, ..Self::default() },
                [one] => Self { one: vec![*one], ..Self::default() },
                [one, next, ..] => Self { two: vec![(*one, *next..=*next)], ..Self::default() },
            },
            HirKind::Class(class) => Self::of_class(class),
            HirKind::Repetition(repetition) => {
                let once = Self::of(&repetition.sub);
                let again = repetition.max.is_none_or(|max| max > 1);
                let behind = if again { once.one.clone() } else { Vec::new() };
                let nothing = once.nothing || repetition.min == 0;
                let more = Self { two: once.two.clone(), one: behind, nothing: true };
                Self { nothing, ..once.then(&more) }
            }
            HirKind::Capture(capture) => Self::of(&capture.sub),
            HirKind::Concat(parts) => {
                let mut begins = Self { nothing: true, ..Self::default() };
                for part in parts {
                    if !begins.nothing && begins.one.is_empty() {
                        break;
                    }
                    begins = begins.then(&Self::of(part));
                }
                begins
            }
            HirKind::Alternation(parts) => {
                let mut begins = Self::default();
                for part in parts.iter().map(Self::of) {
                    begins.nothing |= part.nothing;
                    begins.one.extend(part.one);
                    begins.two.extend(part.two);
                }
                begins
            }
        }
    }

    fn of_class(class: &Class) -> Self {
        let mut begins = Self::default();
        match class {
            Class::Bytes(class) => {
                begins
                    .one
                    .extend(class.ranges().iter().flat_map(|range| range.start()..=range.end()));
            }
            Class::Unicode(class) => {
                for range in class.ranges() {
                    // The first bytes of characters are in the characters' order.
                    let first =
                        |c: char| c.encode_utf8(&mut [0; 4]).bytes().next().unwrap_or_default();
                    for one in first(range.start())..=first(range.end()) {
                        if one.is_ascii() {
                            begins.one.push(one);
                        } else {
                            begins.two.push((one, 0x80..=0xBF));
                        }
                    }
                }
            }
        }
        begins
    }

    /// What `self` with `next` behind it begins with.
    fn then(self, next: &Self) -> Self {
        let firsts = next.one.iter().copied().chain(next.two.iter().map(|(one, _)| *one));
        let pairs = |one: u8| firsts.clone().map(move |first| (one, first..=first));
        let mut two: Vec<_> = self.one.iter().flat_map(|one| pairs(*one)).collect();
        let mut one = if next.nothing { self.one } else { Vec::new() };
        two.extend(self.two);
        if self.nothing {
            one.extend(&next.one);
            two.extend(next.two.iter().cloned());
        }
        one.sort_unstable();
        one.dedup();
        two.sort_unstable_by_key(|(one, next)| (*one, *next.start(), *next.end()));
        two.dedup();
        Self { nothing: self.nothing && next.nothing, one, two }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(pattern: &str, may: &[&str], may_not: &[&str]) {
        let mut heads = Heads::default();
        heads.add_pattern(pattern);
        let regex = regex::RegexBuilder::new(pattern).case_insensitive(true).build().unwrap();
        for text in may {
            assert!(heads.may_begin(text), "{pattern} {text}");
        }
        for text in may_not {
            assert!(!heads.may_begin(text), "{pattern} {text}");
            assert!(!regex.is_match(text), "{pattern} {text}");
        }
    }

    #[test]
    fn a_text_that_a_pattern_takes_may_begin_so() {
        check("^sign up", &["sign up", "SIGN UP", "ſign up", "six"], &["so", "a", "the"]);
        check(
            r"^(?:\d+|no) comments?$",
            &["12 comments", "3 comments", "No comments", "٣ comments"],
            &["comments", "Na"],
        );
        check(
            r"^\W*want ",
            &["want ", "WANT it", "**Want ", "— want ", " want "],
            &["the", "wonder"],
        );
        check(
            "^(?:photo )?x?[ab]{2,3}c",
            &["photo abc", "xaac", "aab", "BAc"],
            &["c", "xc", "pa", "the"],
        );
        check("^.*end$", &["any end", "end"], &[]);
        check(r"^\[/?(?:gallery)\b", &["[gallery]", "[/gallery]"], &["gallery", "[a", "{"]);
        check("^a", &["a", "A", "abc"], &["b"]);
        check("^続き", &["続きを読む"], &["読む", "x"]);
    }

    #[test]
    fn lists_are_told_by_their_first_two_bytes() {
        let mut heads = Heads::default();
        assert!(!heads.may_begin("read") && !heads.may_begin(""));
        for text in ["read more", "x", "à lire"] {
            heads.add_text(text);
        }
        for (text, may) in [
            ("read", true),
            ("re", true),
            ("r", true),
            ("ra", false),
            ("x", true),
            ("xy", true),
            ("à", true),
            ("é", false),
        ] {
            assert_eq!(heads.may_begin(text), may, "{text}");
        }
    }
}
