//! Plain text: white space, invisible characters, entities, lines. It knows no tags and no furniture.

use std::borrow::Cow;
use std::sync::LazyLock;

use regex::Regex;
use unicode_normalization::{UnicodeNormalization, is_nfc};

pub(crate) use crate::parse::cut::first_chars;

/// Appends `raw` to `out` with white space collapsed and invisible characters dropped.
///
/// White space is collapsed over the border as well: nothing begins with a space, and two never meet.
/// Characters that join or part letters stay, see [`tidy_joiners`].
pub(crate) fn push_collapsed(out: &mut String, raw: &str) {
    // Between most tags stands a line break and nothing else.
    if matches!(raw, " " | "\n") {
        let blank = if ends_blank(out) { "" } else { " " };
        return out.push_str(blank);
    }
    out.reserve(raw.len());
    let is_spaced = has_two_blanks(raw);
    let mut rest = raw;
    loop {
        let (plain, other) = split_plain(rest, unprintable);
        push_words(out, plain, is_spaced);
        let mut characters = other.chars();
        let Some(c) = characters.next() else { return };
        if c.is_whitespace() || is_blank(c) {
            if !ends_blank(out) {
                out.push(' ');
            }
        } else if !is_dropped(c) {
            out.push(c);
        }
        rest = characters.as_str();
    }
}

/// Printable ASCII: most text has one space between its words and is taken as it stands, unless it `is_spaced`.
fn push_words(out: &mut String, plain: &str, is_spaced: bool) {
    let plain = if ends_blank(out) { plain.trim_start_matches(' ') } else { plain };
    if !is_spaced {
        return out.push_str(plain);
    }
    for piece in plain.split_inclusive(' ') {
        let blank = piece == " " && ends_blank(out);
        out.push_str(if blank { "" } else { piece });
    }
}

fn ends_blank(out: &str) -> bool {
    out.is_empty() || out.ends_with([' ', '\n', '\t'])
}

/// Whether two spaces meet.
fn has_two_blanks(text: &str) -> bool {
    let bytes = text.as_bytes();
    let meet = |(one, next): (&u8, &u8)| (*one ^ b' ') | (*next ^ b' ') == 0;
    // Without a way out on the first find the compiler makes vectors of it.
    bytes.iter().zip(bytes.iter().skip(1)).fold(false, |found, pair| found | meet(pair))
}

/// Parts off the bytes at the start of `text` before the first of the `others`: of eight bytes at once, the first in the lowest
/// place, it sets the highest bit of each that is one. Beyond the first it may set any. Every byte beyond ASCII is one.
fn split_plain(text: &str, others: impl Fn(u64) -> u64) -> (&str, &str) {
    const BYTES: usize = 8;
    const PIECE: usize = 4 * BYTES;
    let bytes = text.as_bytes();
    let in_word = |word: &[u8; BYTES]| others(u64::from_le_bytes(*word));
    // Four at once without a way out on the first find: the compiler makes vectors of them.
    let is_plain = |piece: &&[u8; PIECE]| {
        let (words, _) = piece.as_chunks::<BYTES>();
        words.iter().fold(0, |found, word| found | in_word(word)) == 0
    };
    let (pieces, _) = bytes.as_chunks::<PIECE>();
    let whole = pieces.iter().take_while(is_plain).count() * PIECE;
    let rest = bytes.get(whole..).unwrap_or_default();
    let first = |found: u64| usize::try_from(found.trailing_zeros() / 8).unwrap_or_default();
    let (words, tail) = rest.as_chunks::<BYTES>();
    let before = words.iter().take_while(|word| in_word(word) == 0).count();
    // A letter is plain to all.
    let mut last = [b'a'; BYTES];
    last.iter_mut().zip(tail).for_each(|(to, from)| *to = *from);
    let within = first(in_word(words.get(before).unwrap_or(&last)));
    let plain = (whole + before * BYTES + within).min(bytes.len());
    text.split_at_checked(plain).unwrap_or(("", text))
}

/// The characters that are no printable ASCII, in order: the others are passed over many at once.
pub(crate) fn unprintable_chars(text: &str) -> impl Iterator<Item = char> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let mut characters = split_plain(rest, unprintable).1.chars();
        let c = characters.next();
        rest = characters.as_str();
        c
    })
}

/// The byte eight times.
const fn eight(byte: u8) -> u64 {
    u64::from_le_bytes([byte; 8])
}

/// Bytes beyond ASCII.
fn wide(word: u64) -> u64 {
    word & eight(0x80)
}

/// Bytes that are no printable ASCII: below a blank something is borrowed, above the tilde something carried.
fn unprintable(word: u64) -> u64 {
    (word | word.wrapping_sub(eight(b' ')) | word.wrapping_add(eight(0x80 - b'\x7f'))) & eight(0x80)
}

/// Bytes that are no printable ASCII, and the grave accent.
fn unprintable_or_grave(word: u64) -> u64 {
    unprintable(word) | ((word ^ eight(b'`')).wrapping_sub(eight(1)) & eight(0x80))
}

/// One line of clean text: white space collapsed, invisible characters out, NFC.
pub(crate) fn clean_line(raw: &str) -> String {
    let mut out = String::with_capacity(raw.len());
    push_collapsed(&mut out, raw);
    let kept = out.trim_end().len();
    out.truncate(kept);
    compose(tidy_joiners(&out)).into_owned()
}

/// The text as NFC.
pub(crate) fn compose(text: Cow<'_, str>) -> Cow<'_, str> {
    if is_composed_latin(&text) || is_nfc(&text) { text } else { Cow::Owned(text.nfc().collect()) }
}

/// Whether there is nothing in `text` but ASCII, Latin letters before the first accent that combines (U+0300), dashes and
/// quotation marks: composed, in whatever order.
fn is_composed_latin(text: &str) -> bool {
    let mut rest = text;
    loop {
        let (_, other) = split_plain(rest, wide);
        let mut characters = other.chars();
        match characters.next() {
            None => return true,
            Some('\u{80}'..'\u{300}' | '\u{2010}'..='\u{2027}') => rest = characters.as_str(),
            Some(_) => return false,
        }
    }
}

/// Takes out U+200C and U+200D except between characters that are written differently without them.
pub(crate) fn tidy_joiners(text: &str) -> Cow<'_, str> {
    const JOINERS: [char; 2] = ['\u{200C}', '\u{200D}'];
    let bytes = text.as_bytes();
    let begins_joiner = |at| matches!(bytes.get(at..), Some([0xE2, 0x80, 0x8C | 0x8D, ..]));
    if !memchr::memchr_iter(0xE2, bytes).any(begins_joiner) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut characters = text.chars().peekable();
    while let Some(c) = characters.next() {
        let before = out.chars().next_back().unwrap_or(' ');
        let after = characters.peek().copied().unwrap_or(' ');
        if !JOINERS.contains(&c) || (takes_joiner(before) && takes_joiner(after)) {
            out.push(c);
        }
    }
    Cow::Owned(out)
}

/// Case, quotation marks, dashes and outer punctuation do not count when lines are compared.
pub(crate) fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    loop {
        let (plain, other) = split_plain(rest, unprintable_or_grave);
        out.push_str(plain);
        let mut characters = other.chars();
        let Some(c) = characters.next() else { break };
        match c {
            '\u{2018}' | '\u{2019}' | '\u{02BC}' | '`' => out.push('\''),
            '\u{201C}' | '\u{201D}' | '\u{201E}' => out.push('"'),
            '\u{2010}'..='\u{2015}' => out.push('-'),
            c if c.is_whitespace() => out.push(' '),
            c => out.extend(c.to_lowercase()),
        }
        rest = characters.as_str();
    }
    out.make_ascii_lowercase();
    if has_two_blanks(&out) {
        let mut after_space = false;
        out.retain(|c| {
            let doubled = after_space && c == ' ';
            after_space = c == ' ';
            !doubled
        });
    }
    let outer = |c: char| !c.is_alphanumeric() && !matches!(c, '(' | ')' | '%' | '$' | '€');
    let end = out.trim_end_matches(outer).len();
    out.truncate(end);
    let start = end - out.trim_start_matches(outer).len();
    out.drain(..start);
    out
}

/// Whether `text` begins with `head`, which is in lower case and begins with a letter of ASCII, in any case.
#[inline]
pub(crate) fn begins_with(text: &str, head: &str) -> bool {
    may_begin_with(text.as_bytes(), head.as_bytes())
        && text.get(..head.len()).is_some_and(|begin| is_in_any_case(begin, head))
}

/// Nearly always the first two bytes tell. Beyond ASCII the second one depends on the case.
#[inline]
pub(super) fn may_begin_with(text: &[u8], head: &[u8]) -> bool {
    let is = |at: usize| match (text.get(at), head.get(at)) {
        (Some(byte), Some(lower)) => byte.to_ascii_lowercase() == *lower,
        (_, None) => true,
        (None, Some(_)) => false,
    };
    is(0) && (is(1) || !head.get(1).is_some_and(u8::is_ascii))
}

/// A long list of heads, each as in [`begins_with`], by their first letter.
#[derive(Debug)]
pub(crate) struct Heads(Vec<Vec<&'static str>>);

impl Heads {
    pub(crate) fn new(heads: &[&'static str]) -> Self {
        let of_byte = |byte| {
            let begin = heads.iter().filter(|head| head.bytes().next() == Some(byte));
            begin.copied().collect()
        };
        Self((0..=u8::MAX).map(of_byte).collect())
    }

    /// The first one that `text` begins with.
    pub(crate) fn find(&self, text: &str) -> Option<&'static str> {
        let first = text.bytes().next()?.to_ascii_lowercase();
        self.0.get(usize::from(first))?.iter().find(|head| begins_with(text, head)).copied()
    }
}

/// The first of `heads`, each as in [`begins_with`], that `text` begins with.
pub(crate) fn head_of<'h>(text: &str, heads: &[&'h str]) -> Option<&'h str> {
    let first = text.bytes().next().map(|byte| byte.to_ascii_lowercase());
    let may_be = |head: &&&str| head.bytes().next() == first;
    heads.iter().filter(may_be).find(|head| begins_with(text, head)).copied()
}

/// Whether `text` is `lower`, which is in lower case, in any case.
pub(crate) fn is_in_any_case(text: &str, lower: &str) -> bool {
    text.eq_ignore_ascii_case(lower)
        || (!lower.is_ascii() && text.chars().flat_map(char::to_lowercase).eq(lower.chars()))
}

/// Character references read as HTML does; tags are left as they stand.
pub(crate) fn decode_entities(text: &str) -> Cow<'_, str> {
    if text.contains('&') {
        Cow::Owned(super::tokens::text_of_references(text))
    } else {
        Cow::Borrowed(text)
    }
}

/// Reads `text` once more where it still holds character references and the result is no markup (edge case 45).
pub(crate) fn decode_once_more(text: &str) -> Option<String> {
    if !REFERENCE.is_match(text) {
        return None;
    }
    let decoded = decode_entities(text).into_owned();
    (decoded != text && (!TAG.is_match(&decoded) || TAG.is_match(text))).then_some(decoded)
}

/// Whether `text` holds a tag of the kind that stands in articles.
pub(crate) fn has_markup(text: &str) -> bool {
    text.contains('<') && KNOWN_TAG.is_match(text)
}

/// Whether `text` is markup escaped as a whole: no tag of its own, but one once its references are read.
pub(crate) fn is_escaped_markup(text: &str) -> bool {
    text.contains("&lt;") && ESCAPED_START.is_match(text) && text.contains("&lt;/")
}

/// Line borders of hand-broken text: where lines look wrapped at a column they are one paragraph.
pub(crate) fn are_wrapped(lines: &[&str]) -> bool {
    const COLUMNS: std::ops::RangeInclusive<usize> = 45..=100;
    let Some((_, wrapped)) = lines.split_last() else {
        return false;
    };
    if wrapped.is_empty() {
        return false;
    }
    let broken = |line: &&&str| {
        let ends_inside = line
            .chars()
            .next_back()
            .is_some_and(|c| c.is_alphanumeric() || matches!(c, ',' | '-' | ';' | '–' | '—'));
        ends_inside && COLUMNS.contains(&line.chars().count())
    };
    wrapped.iter().filter(broken).count() * 3 >= wrapped.len() * 2
}

pub(crate) fn count_words(text: &str) -> usize {
    // So many fit into a byte, which lets the compiler make vectors of them.
    const PIECE: usize = 255;
    // Text that was cleaned has no other blanks than those of ASCII, and bytes are counted faster than characters.
    if has_wide_blank(text) {
        return text.split_whitespace().count();
    }
    let is_blank = |byte: &u8| matches!(byte, b'\t'..=b'\r' | b' ');
    let begins = |(before, byte): (&u8, &u8)| u8::from(is_blank(before) & !is_blank(byte));
    let Some((first, rest)) = text.as_bytes().split_first() else { return 0 };
    let pieces = text.as_bytes().chunks(PIECE).zip(rest.chunks(PIECE));
    let words = pieces.map(|(one, next)| usize::from(one.iter().zip(next).map(begins).sum::<u8>()));
    usize::from(!is_blank(first)) + words.sum::<usize>()
}

/// Whether there is white space beyond ASCII. In UTF-8 it begins with one of four bytes.
fn has_wide_blank(text: &str) -> bool {
    let bytes = text.as_bytes();
    if text.is_ascii() {
        return false;
    }
    let leads =
        memchr::memchr_iter(0xC2, bytes).chain(memchr::memchr3_iter(0xE1, 0xE2, 0xE3, bytes));
    leads.filter_map(|at| text.get(at..)?.chars().next()).any(char::is_whitespace)
}

fn is_blank(c: char) -> bool {
    matches!(c, '\u{2800}' | '\u{3164}' | '\u{FFA0}')
}

fn is_dropped(c: char) -> bool {
    matches!(c, '\u{200B}' | '\u{2060}' | '\u{FEFF}' | '\u{00AD}' | '\u{FFFC}') || c.is_control()
}

/// Scripts that shape letters, and the parts of emoji.
fn takes_joiner(c: char) -> bool {
    matches!(u32::from(c),
        0x0600..=0x08FF | 0x0900..=0x0DFF | 0x0F00..=0x0FFF | 0x1000..=0x109F | 0x1780..=0x17FF
        | 0x1800..=0x18AF | 0xA8E0..=0xA8FF | 0xAA60..=0xAA7F | 0xFB50..=0xFDFF | 0xFE0F | 0xFE70..=0xFEFE
        | 0x2190..=0x2BFF | 0x1F000..=0x1FAFF)
}

static REFERENCE: LazyLock<Regex> =
    LazyLock::new(|| fixed(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});"));
static TAG: LazyLock<Regex> = LazyLock::new(|| fixed(r"<[/!]?[a-zA-Z]"));
static KNOWN_TAG: LazyLock<Regex> = LazyLock::new(|| {
    fixed(
        r"(?i)</?(?:a|abbr|article|aside|b|blockquote|br|center|cite|code|div|dl|em|figure|font|h[1-6]|hr|i|iframe|img|li|ol|p|pre|q|s|script|section|small|span|strong|sub|sup|table|td|tr|u|ul)(?:\s+[a-z:-]+\s*=[^<>]*|\s*/?)>",
    )
});
static ESCAPED_START: LazyLock<Regex> = LazyLock::new(|| {
    fixed(r"(?i)^\s*&lt;(?:p|div|a|img|b|strong|em|i|span|table|ul|h[1-6]|figure)(?:\s|/?&gt;)")
});

/// A pattern of the program's own, proved by the tests that touch it.
pub(crate) fn fixed(pattern: &str) -> Regex {
    #[expect(clippy::expect_used, reason = "literals of this crate, each compiled by a test")]
    Regex::new(&quick_borders(pattern)).expect("pattern")
}

/// `\b` between ASCII letters and others: a Unicode border costs the automaton its speed on any curly quote.
pub(crate) fn quick_borders(pattern: &str) -> String {
    pattern.replace(r"\b", r"(?-u:\b)")
}

/// Scripts that put no spaces between words: Han, kana, Thai, Lao, Khmer, Burmese.
pub(crate) fn is_unspaced(c: char) -> bool {
    matches!(c, '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}'
        | '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}'
        | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn invisible_characters_go_and_joiners_stay_where_letters_need_them() {
        let check = |raw: &str, clean: &str| assert_eq!(clean_line(raw), clean, "{raw:?}");
        check("  one\u{a0}\u{a0}two \n three ", "one two three");
        check("soft\u{ad}ware\u{200b} \u{feff}x\u{2060}y", "software xy");
        check("a\u{200d}b\u{200c}c", "abc");
        check("می\u{200c}خواهم", "می\u{200c}خواهم");
        check("👩\u{200d}🚒", "👩\u{200d}🚒");
        check("e\u{301}", "é"); // edge 57
        check("bell\u{7}", "bell");
    }

    #[test]
    fn words_are_what_any_blank_parts() {
        for (text, words) in [
            ("", 0),
            (" \n", 0),
            ("one", 1),
            (" one  two\t\u{b}three\n", 3),
            ("l’été – oui", 3),
            ("one\u{a0}two\u{3000}three \u{2003} four", 4),
        ] {
            assert_eq!(count_words(text), words, "{text:?}");
        }
    }

    #[test]
    fn text_is_decoded_once_more_only_if_no_markup_comes_of_it() {
        // edge 45
        let check = |text: &str, more: Option<&str>| {
            assert_eq!(decode_once_more(text).as_deref(), more, "{text}");
        };
        check("Jahresr&uuml;ckblick", Some("Jahresrückblick"));
        check("the mayor&#8217;s plan", Some("the mayor’s plan"));
        check("A guide to &lt;head&gt;", None);
        check("Salt & pepper", None);
        check("AT&T; and more", None);
    }

    #[test]
    fn text_that_is_html_is_known_by_its_tags() {
        for html in ["<p>x</p>", "one<br/>two", r#"<a href="x">y</a>"#, "<b >x</b>"] {
            assert!(has_markup(html), "{html}");
        }
        for text in ["a < b and c > d", "<head> of state", "x <p y", "i<b"] {
            assert!(!has_markup(text), "{text}");
        }
        assert!(is_escaped_markup("&lt;p&gt;Tea&lt;/p&gt;"));
        assert!(!is_escaped_markup("The tag &lt;p&gt; and &lt;/p&gt;"));
    }

    #[test]
    fn hard_wrapped_lines_are_told_from_lines_that_stand_alone() {
        let wrapped = [
            "The council of the harbour town agreed on Monday evening to rebuild",
            "the northern pier, which a storm had taken apart in the spring, and",
            "to pay for it.",
        ];
        assert!(are_wrapped(&wrapped));
        assert!(!are_wrapped(&["©2020 Halden Press", "Visit halden.example.", "All."]));
        assert!(!are_wrapped(&["one"]));
        assert!(!are_wrapped(&[]));
    }
}
