//! Plain text whose lines a desk's software broke at a fixed width: lines to paragraphs.

use super::fields::collapsed;

/// Longer lines are paragraphs that nobody broke.
const WIDTH_MAX: usize = 100;
/// A line this much shorter than the longest, and with a full stop, ends a paragraph; in hundredths.
const SHORT: usize = 60;

/// The paragraphs of `text`. Lines are joined only where one goes on with a small letter in the next, which no paragraph
/// does; then a blank or indented line begins another, and a short one with a full stop ends it. Linear in the text.
pub(super) fn paragraphs(text: &str) -> Vec<String> {
    let lines: Vec<&str> = text.lines().collect();
    let length = |line: &str| line.trim().chars().count();
    let longest = lines.iter().map(|line| length(line)).max().unwrap_or(0);
    let goes_on = |pair: &[&str]| match pair {
        [line, next] => {
            !line.trim().is_empty()
                && !is_row(line)
                && !ends_sentence(line)
                && next.starts_with(char::is_lowercase)
        }
        _ => false,
    };
    if longest > WIDTH_MAX || !lines.windows(2).any(goes_on) {
        return lines.iter().filter_map(|line| collapsed(line)).collect();
    }
    let mut paragraphs = Vec::new();
    let mut open = String::new();
    let mut close = |open: &mut String| {
        if !open.is_empty() {
            paragraphs.push(std::mem::take(open));
        }
    };
    for line in lines {
        let text = collapsed(line);
        if text.is_none() || is_row(line) || line.starts_with([' ', '\t']) {
            close(&mut open);
        }
        let Some(text) = text else { continue };
        if !open.is_empty() {
            open.push(' ');
        }
        open.push_str(&text);
        let is_short = length(line).saturating_mul(100) < longest.saturating_mul(SHORT);
        if is_row(line) || (is_short && ends_sentence(line)) {
            close(&mut open);
        }
    }
    close(&mut open);
    paragraphs
}

/// A row of a table has gaps.
fn is_row(line: &str) -> bool {
    line.trim().contains("   ") || line.trim().contains('\t')
}

fn ends_sentence(line: &str) -> bool {
    line.trim_end().ends_with(['.', '!', '?', '”', '"', '»', ':', ')', '。'])
}

#[cfg(test)]
mod tests {
    use super::paragraphs;

    #[test]
    fn lines_broken_at_a_width_are_paragraphs_again() {
        let wrapped = "The gates of the harbour held\nall night, the master said on\nSunday.\n\nBoats sail again from\nMonday.";
        let joined = [
            "The gates of the harbour held all night, the master said on Sunday.",
            "Boats sail again from Monday.",
        ];
        assert_eq!(paragraphs(wrapped), joined);
        assert_eq!(paragraphs(&wrapped.replace("\n\n", "\n   ")), joined);
        assert_eq!(paragraphs(&wrapped.replace("\n\n", "\n")), joined);
    }

    #[test]
    fn lines_that_are_paragraphs_or_rows_stay_apart() {
        let lines = "The gates held.\nBoats sail on Monday.\nTickets stay valid.";
        assert_eq!(paragraphs(lines).len(), 3);
        assert_eq!(paragraphs("Results\nHalden 2\nVale 1").len(), 3);
        let long = format!("{}\nand so on", "word ".repeat(60));
        assert_eq!(paragraphs(&long).len(), 2);
        let table = "The table says who\nwon.\nHalden    2\nVale      1";
        assert_eq!(paragraphs(table), ["The table says who won.", "Halden 2", "Vale 1"]);
    }
}
