//! IPTC 7901 without control characters, as converters of agencies write it into files: heading, blank line, keywords, copy,
//! trailer.

use super::{Telegram, trailer};

/// The headline ends in `=` within so many lines.
const HEAD_LINES_MAX: usize = 25;

/// Whether `text` begins like such a telegram.
pub(in super::super) fn begins(text: &str) -> bool {
    let mut lines = text.lines().map(str::trim).skip_while(|text| text.is_empty());
    lines.next().is_some_and(is_heading)
        && lines.next() == Some("")
        && lines.take(HEAD_LINES_MAX).any(|text| text.ends_with('='))
}

/// The parts of the one telegram that `text` is.
pub(super) fn split(text: &str) -> Option<Telegram<'_>> {
    begins(text).then_some(())?;
    let (heading, rest) = text.trim_start().split_once('\n')?;
    let end = rest.trim_end();
    let (copy, last) = end.rsplit_once('\n')?;
    let stamped = trailer::read(last.trim()).is_some();
    let (copy, trailer) = if stamped { (copy, Some(last)) } else { (end, None) };
    let copy = copy.replace("\r\n", "\n").replace('\r', "\n");
    Some(Telegram { header: heading.to_owned(), copy, trailer })
}

/// Service level and number, priority, category, words, agency, its own number: `bdt0123 3 pl 41  dpa 0456`.
fn is_heading(line: &str) -> bool {
    let words: Vec<&str> = line.split_whitespace().collect();
    let [number, priority, category, count, agency, own] = words.as_slice() else {
        return false;
    };
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let letters = |text: &str| text.bytes().all(|byte| byte.is_ascii_lowercase());
    let numbered = number
        .split_at_checked(3)
        .is_some_and(|(service, number)| letters(service) && number.len() == 4 && digits(number));
    numbered
        && priority.len() == 1
        && digits(priority)
        && category.len() <= 3
        && letters(category)
        && digits(count)
        && letters(&agency.replace('-', ""))
        && digits(own)
}
