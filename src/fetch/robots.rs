//! Pure: robots.txt as RFC 9309 reads it. It fetches nothing.

/// Our product token (section 2.2.1).
pub const PRODUCT_TOKEN: &str = "wiredesk";

/// Bytes of a robots.txt that are read (section 2.5).
pub const BYTES_MAX: usize = 500 * 1024;

/// Rules kept of one file, the first ones; real files have a few hundred (P5).
const RULES_MAX: usize = 10_000;

/// Bytes of one pattern; a longer one names no path that anybody links.
const PATTERN_BYTES_MAX: usize = 2_048;

/// What one host allows us.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Robots {
    rules: Vec<Rule>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Rule {
    allow: bool,
    /// Percent-encoded as [`encoded`] does; `*` and a `$` at the end are special.
    pattern: String,
}

/// Which groups a line belongs to, while the file is read.
#[derive(Debug, Default)]
struct Group {
    ours: bool,
    everybodys: bool,
    /// The last line was a `user-agent`: another one names the same group.
    open: bool,
}

impl Robots {
    /// The rules of the groups that name `token`, else of those for `*` (section 2.2.1). Total and linear.
    pub fn parse(bytes: &[u8], token: &str) -> Self {
        let bytes = whole_lines(bytes);
        let text = String::from_utf8_lossy(bytes);
        let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
        let (mut ours, mut everybodys) = (Vec::new(), Vec::new());
        let mut named = false;
        let mut group = Group::default();
        for line in text.split(['\n', '\r']) {
            let line = line.split('#').next().unwrap_or_default();
            let Some((key, value)) = line.split_once(':') else { continue };
            let (key, value) = (key.trim().to_ascii_lowercase(), value.trim());
            match key.as_str() {
                "user-agent" => {
                    if !group.open {
                        group = Group { open: true, ..Group::default() };
                    }
                    let name = product_token(value);
                    group.ours |= name.eq_ignore_ascii_case(token);
                    group.everybodys |= value.starts_with('*');
                    named |= group.ours;
                }
                "allow" | "disallow" => {
                    group.open = false;
                    let rules = match (group.ours, group.everybodys) {
                        (true, _) => &mut ours,
                        (false, true) => &mut everybodys,
                        (false, false) => continue,
                    };
                    rules.extend(rule(key == "allow", value).filter(|_| rules.len() < RULES_MAX));
                }
                // Records of other protocols (sitemap, crawl-delay) end no group (section 2.2.4).
                _ => {}
            }
        }
        Self { rules: if named { ours } else { everybodys } }
    }

    /// Bytes that the rules take, more or less.
    pub fn bytes(&self) -> usize {
        let rules = self.rules.iter();
        rules.map(|rule| rule.pattern.len() + size_of::<Rule>()).sum()
    }

    /// Whether `path`, with its query, may be fetched: the longest pattern that matches decides, `allow` among equals
    /// (section 2.2.2).
    pub fn allows(&self, path_and_query: &str) -> bool {
        let path = encoded(path_and_query);
        if path == "/robots.txt" {
            return true;
        }
        let matching = self.rules.iter().filter(|rule| matches(&rule.pattern, &path));
        matching.max_by_key(|rule| (rule.pattern.len(), rule.allow)).is_none_or(|rule| rule.allow)
    }
}

/// As much of a file as is read, without the line in which that ends: half of a pattern forbids more than the whole.
fn whole_lines(bytes: &[u8]) -> &[u8] {
    // The transport reads no more than this.
    let Some(read) = bytes.get(..BYTES_MAX) else { return bytes };
    let end = read.iter().rposition(|byte| matches!(byte, b'\n' | b'\r')).unwrap_or_default();
    read.get(..end).unwrap_or(read)
}

/// An empty pattern forbids and allows nothing.
fn rule(allow: bool, value: &str) -> Option<Rule> {
    let good = !value.is_empty() && value.len() <= PATTERN_BYTES_MAX;
    good.then(|| Rule { allow, pattern: encoded(value) })
}

/// The product token at the beginning of a `user-agent` line: letters, `_` and `-` (section 2.2.1).
fn product_token(value: &str) -> &str {
    let legal = |c: char| c.is_ascii_alphabetic() || c == '_' || c == '-';
    value.split(|c| !legal(c)).next().unwrap_or_default()
}

/// One spelling for what means the same: octets beyond ASCII percent-encoded, escapes in upper case, and unreserved
/// characters plain (section 2.2.2, RFC 3986 sections 2.1 and 2.3).
fn encoded(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    let mut rest = path.as_bytes();
    while let [byte, after @ ..] = rest {
        let (octet, after) = match after {
            [high, low, beyond @ ..] if *byte == b'%' => {
                unescape(*high, *low).map_or((None, after), |octet| (Some(octet), beyond))
            }
            _ => (None, after),
        };
        match octet {
            Some(octet) if octet.is_ascii_alphanumeric() || b"-._~".contains(&octet) => {
                out.push(char::from(octet));
            }
            Some(octet) => push_escape(&mut out, octet),
            None if byte.is_ascii_graphic() => out.push(char::from(*byte)),
            None => push_escape(&mut out, *byte),
        }
        rest = after;
    }
    out
}

fn unescape(high: u8, low: u8) -> Option<u8> {
    let digit = |byte: u8| u8::try_from(char::from(byte).to_digit(16)?).ok();
    Some(digit(high)? * 16 + digit(low)?)
}

fn push_escape(out: &mut String, octet: u8) {
    const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
    let digit =
        |nibble: u8| DIGITS.get(usize::from(nibble)).map_or('0', |digit| char::from(*digit));
    out.extend(['%', digit(octet >> 4), digit(octet & 15)]);
}

/// Whether `pattern` matches a beginning of `path`; with `$` at its end, all of it. At every `*` the first place where
/// the next piece fits is as good as any later one, so the time is that of searching each piece once.
fn matches(pattern: &str, path: &str) -> bool {
    let (pattern, whole) = match pattern.strip_suffix('$') {
        Some(pattern) => (pattern, true),
        None => (pattern, false),
    };
    let mut pieces = pattern.split('*');
    let Some(mut rest) = path.strip_prefix(pieces.next().unwrap_or_default()) else { return false };
    let mut starred = false;
    let mut pieces = pieces.peekable();
    while let Some(piece) = pieces.next() {
        starred = true;
        if whole && pieces.peek().is_none() {
            return rest.ends_with(piece);
        }
        match rest.split_once(piece) {
            Some((_, after)) if !piece.is_empty() => rest = after,
            Some(_) => {}
            None => return false,
        }
    }
    !whole || starred || rest.is_empty()
}

#[cfg(test)]
mod tests;
