//! A printed date cut into numbers, words and marks. It knows no calendar.

/// A run of ASCII (or folded) digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Number {
    pub value: u64,
    pub digits: u8,
    /// No blank before it.
    pub adjoins: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Token {
    Number(Number),
    /// Lower case, without the dot of an abbreviation.
    Word(String),
    Mark(char),
    /// A word inside brackets: a zone at best, never a part of the date.
    Remark(String),
}

/// Longest number: Unix nanoseconds.
const DIGITS_MAX: u8 = 19;

/// Those of an RFC 2822 date; others may have more.
const TOKENS: usize = 12;

/// Cuts `raw`; `None` where a number is longer than any date's.
pub(super) fn tokens(raw: &str) -> Option<Vec<Token>> {
    let mut tokens = Vec::with_capacity(TOKENS);
    let mut characters = raw.chars().map(fold).peekable();
    let mut bracketed = false;
    let mut blank = true;
    while let Some(c) = characters.next() {
        if let Some(first) = c.to_digit(10) {
            let mut number = Number { value: u64::from(first), digits: 1, adjoins: !blank };
            while let Some(digit) = characters.peek().and_then(|c| c.to_digit(10)) {
                characters.next();
                number.digits += 1;
                (number.digits <= DIGITS_MAX).then_some(())?;
                number.value = number.value.checked_mul(10)?.checked_add(u64::from(digit))?;
            }
            if !bracketed {
                tokens.push(Token::Number(number));
            }
        } else if c.is_alphabetic() {
            let mut word = c.to_lowercase().collect::<String>();
            while let Some(c) = characters.next_if(|c| c.is_alphabetic()) {
                word.extend(c.to_lowercase());
            }
            if matches!(word.as_str(), "a" | "p") && characters.next_if_eq(&'.').is_some() {
                characters.next_if(|c| matches!(c, 'm' | 'M'));
                word.push('m');
            }
            tokens.push(if bracketed { Token::Remark(word) } else { Token::Word(word) });
        } else if matches!(c, '(' | '[') {
            bracketed = true;
        } else if matches!(c, ')' | ']') {
            bracketed = false;
        } else if !c.is_whitespace() && !bracketed {
            tokens.push(Token::Mark(c));
        }
        blank = c.is_whitespace();
    }
    Some(tokens)
}

/// Arabic-Indic, Persian and full-width digits as ASCII ones, typographic minus and dashes as hyphens.
fn fold(c: char) -> char {
    let digit = match c {
        '\u{660}'..='\u{669}' => u32::from(c) - 0x660,
        '\u{6f0}'..='\u{6f9}' => u32::from(c) - 0x6f0,
        '\u{ff10}'..='\u{ff19}' => u32::from(c) - 0xff10,
        '\u{2010}'..='\u{2014}' | '\u{2212}' => return '-',
        '\u{ff1a}' => return ':',
        _ => return c,
    };
    char::from_digit(digit, 10).unwrap_or(c)
}
