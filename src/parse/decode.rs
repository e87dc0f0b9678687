//! Bytes to UTF-8 text: byte order mark, HTTP charset, XML declaration or a page's `<meta>`, then a guess. It never fails, and says what it overruled.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

use super::twice::read_once;
use crate::model::{Problem, ProblemKind};

/// Bytes in which an XML declaration is looked for; longer ones do not exist outside of attacks.
const DECLARATION_BYTES_MAX: usize = 512;
/// Bytes of a web page in which its `<meta>` is looked for: the HTML standard says 1,024, and pages put more before it.
const META_BYTES_MAX: usize = 4_096;
/// Valid multi-byte sequences for each broken one above which a document counts as damaged UTF-8 rather than another charset.
const UTF8_VALID_PER_BROKEN_MIN: usize = 4;
/// Characters beyond ASCII for each broken one above which a declared charset is still believed.
const BEYOND_ASCII_PER_BROKEN_MIN: usize = 200;

/// Text without its byte order mark. The XML declaration is still there and now lies about the charset.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decoded {
    pub text: String,
    /// [`ProblemKind::Charset`] where the bytes disagreed with what was declared.
    pub problems: Vec<Problem>,
}

/// Decodes `bytes`. Order of belief: byte order mark, valid UTF-8, HTTP `charset`, XML declaration or `<meta>`, chardetng's guess;
/// a label under which the bytes do not decode is not believed (edge case 43). Linear time, at most three passes.
pub fn to_utf8(bytes: &[u8], http_charset: Option<&str>) -> Decoded {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        let rest = bytes.get(mark..).unwrap_or_default();
        if encoding == UTF_8 && std::str::from_utf8(rest).is_err() {
            return broken_utf8(rest, None);
        }
        return strict_or_lossy(rest, encoding);
    }
    if let Some(encoding) = utf16_without_mark(bytes) {
        return strict_or_lossy(bytes, encoding);
    }
    let http = http_charset.and_then(|label| Encoding::for_label(label.trim().as_bytes()));
    let xml = xml_declared_label(bytes).or_else(|| meta_declared_label(bytes));
    let xml = xml.and_then(|label| Encoding::for_label(label.as_bytes()));
    // ISO-2022-JP is ASCII that shifts; a stray escape in other text means nothing.
    let shift = |pair: &[u8]| matches!(pair, [0x1b, b'$' | b'(']);
    let shifts =
        memchr::memchr(0x1b, bytes).is_some() && bytes.is_ascii() && bytes.windows(2).any(shift);
    if let Ok(text) = std::str::from_utf8(bytes)
        && !shifts
    {
        let mut problems = overruled(bytes, http.or(xml), UTF_8);
        let (text, twice) = read_once(text);
        if twice > 0 {
            problems.push(charset(format!(
                "{twice} characters were UTF-8 read as windows-1252 and written again"
            )));
        }
        return Decoded { text: text.into_owned(), problems };
    }
    // Servers add "charset=iso-8859-1" to everything, and that label fits any bytes: the document knows better.
    let labels = match (http, xml) {
        (Some(h), Some(x)) if h == WINDOWS_1252 => [Some(x), Some(h)],
        _ => [http, xml],
    };
    for label in labels.into_iter().flatten() {
        if label == UTF_8 || label == UTF_16LE || label == UTF_16BE {
            continue;
        }
        if let Some(mut decoded) = nearly_strict(bytes, label) {
            decoded.problems.extend(overruled(bytes, http.or(xml), label));
            return decoded;
        }
    }
    broken_utf8(bytes, http.or(xml))
}

/// UTF-16 gives itself away by the first character of markup or JSON.
fn utf16_without_mark(bytes: &[u8]) -> Option<&'static Encoding> {
    match bytes {
        [b'<' | b'{', 0, next, 0, ..] if *next != 0 => Some(UTF_16LE),
        [0, b'<' | b'{', 0, next, ..] if *next != 0 => Some(UTF_16BE),
        _ => None,
    }
}

/// Decodes by a declared charset if next to nothing in it is broken: a document may be cut inside of a character.
fn nearly_strict(bytes: &[u8], label: &'static Encoding) -> Option<Decoded> {
    let decoded = strict_or_lossy(bytes, label);
    let beyond_ascii = decoded.text.chars().filter(|c| !c.is_ascii()).count();
    let replaced = decoded.text.chars().filter(|c| *c == '\u{fffd}').count();
    let tolerable = 1 + beyond_ascii / BEYOND_ASCII_PER_BROKEN_MIN;
    let few = replaced <= tolerable && (decoded.problems.is_empty() || beyond_ascii > 2);
    few.then_some(decoded)
}

fn strict_or_lossy(bytes: &[u8], encoding: &'static Encoding) -> Decoded {
    let (text, replaced) = encoding.decode_without_bom_handling(bytes);
    let problems = if replaced {
        vec![charset(format!("some bytes are no {} and were replaced", encoding.name()))]
    } else {
        Vec::new()
    };
    Decoded { text: text.into_owned(), problems }
}

/// Neither valid UTF-8 nor what a label promised.
fn broken_utf8(bytes: &[u8], label: Option<&'static Encoding>) -> Decoded {
    let (mut valid, mut broken) = (0_usize, 0_usize);
    for chunk in bytes.utf8_chunks() {
        valid += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        broken += usize::from(!chunk.invalid().is_empty());
    }
    let damaged = broken <= 1 || valid >= broken.saturating_mul(UTF8_VALID_PER_BROKEN_MIN);
    // ASCII comes here only because it shifts.
    if damaged && !bytes.is_ascii() {
        return patch_utf8(bytes, broken);
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Allow);
    detector.feed(bytes, true);
    let guess = detector.guess(None, Utf8Detection::Deny);
    let mut decoded = strict_or_lossy(bytes, guess);
    let said = label.map_or("nothing", Encoding::name);
    decoded.problems.insert(0, charset(format!("declared {said}, read as {}", guess.name())));
    decoded
}

/// Damaged UTF-8: a stray byte among valid text is most often windows-1252, a torn sequence at the very end is a cut.
fn patch_utf8(bytes: &[u8], broken: usize) -> Decoded {
    let mut text = String::with_capacity(bytes.len());
    let mut chunks = bytes.utf8_chunks().peekable();
    while let Some(chunk) = chunks.next() {
        text.push_str(chunk.valid());
        let torn = chunks.peek().is_none() && chunk.invalid().first().is_some_and(|b| *b >= 0xc2);
        if !torn {
            let (patch, _) = WINDOWS_1252.decode_without_bom_handling(chunk.invalid());
            text.push_str(&patch);
        }
    }
    let detail = format!("{broken} byte sequences are no UTF-8; they were read as windows-1252");
    Decoded { text, problems: vec![charset(detail)] }
}

/// A problem if the label of a document with anything but ASCII in it was not followed.
fn overruled(
    bytes: &[u8],
    label: Option<&'static Encoding>,
    used: &'static Encoding,
) -> Vec<Problem> {
    match label {
        Some(label) if label != used && !bytes.is_ascii() => {
            vec![charset(format!("declared {}, read as {}", label.name(), used.name()))]
        }
        _ => Vec::new(),
    }
}

/// The `encoding` of `<?xml ... ?>`, as printed.
fn xml_declared_label(bytes: &[u8]) -> Option<String> {
    let head = bytes.get(..DECLARATION_BYTES_MAX.min(bytes.len())).unwrap_or_default();
    let head = String::from_utf8_lossy(head);
    let declaration = head.trim_start().strip_prefix("<?xml")?;
    let (declaration, _) = declaration.split_once("?>")?;
    let (_, value) = declaration.split_once("encoding")?;
    let value = value.trim_start().strip_prefix('=')?.trim_start();
    let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let label = value.strip_prefix(quote)?.split(quote).next()?;
    Some(label.trim().to_owned())
}

/// The `charset` that a web page's `<meta>` declares, in either of its forms.
fn meta_declared_label(bytes: &[u8]) -> Option<String> {
    let head = bytes.get(..META_BYTES_MAX.min(bytes.len())).unwrap_or_default();
    let head = String::from_utf8_lossy(head).to_ascii_lowercase();
    let is_page =
        head.contains("<html") || head.contains("<!doctype html") || head.contains("<head");
    let tags = head.split("<meta").skip(1).filter(|_| is_page);
    let mut tags = tags.filter_map(|tag| tag.split('>').next());
    let value = tags.find_map(|tag| Some(tag.split_once("charset")?.1.trim_start()))?;
    let value = value.strip_prefix('=')?.trim_start().trim_start_matches(['"', '\'']);
    let end = |c: char| matches!(c, '"' | '\'' | ';' | '/') || c.is_whitespace();
    value.split(end).next().filter(|label| !label.is_empty()).map(str::to_owned)
}

fn charset(detail: String) -> Problem {
    Problem::new(ProblemKind::Charset, detail)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(bytes: &[u8], http: Option<&str>, text: &str, noticed: bool) {
        let decoded = to_utf8(bytes, http);
        assert_eq!(decoded.text, text, "{bytes:?} as {http:?}");
        assert_eq!(!decoded.problems.is_empty(), noticed, "{:?}", decoded.problems);
    }

    fn utf16(text: &str, big: bool, mark: bool) -> Vec<u8> {
        let mark = if mark { "\u{feff}" } else { "" };
        let units = mark.encode_utf16().chain(text.encode_utf16()).collect::<Vec<_>>();
        units.iter().flat_map(|u| if big { u.to_be_bytes() } else { u.to_le_bytes() }).collect()
    }

    #[test]
    fn what_is_declared_is_followed_where_the_bytes_agree() {
        check(b"plain", None, "plain", false);
        check("na\u{ef}ve".as_bytes(), Some("utf-8"), "na\u{ef}ve", false);
        check(b"na\xefve", Some("ISO-8859-1"), "na\u{ef}ve", false);
        let xml = b"<?xml version='1.0' encoding='windows-1251'?><a>\xcf\xf0\xe8</a>";
        let text = "<?xml version='1.0' encoding='windows-1251'?><a>\u{41f}\u{440}\u{438}</a>";
        check(xml, None, text, false);
        // A server's blanket iso-8859-1 loses against the document's own declaration.
        check(xml, Some("iso-8859-1"), text, true);
        check(b"\x1b$B$3\x1b(B", Some("iso-2022-jp"), "\u{3053}", false);
        check(b"\x1b$B$3\x1b(B", None, "\u{3053}", true);
        // Cut inside of the last character.
        check(
            b"\x82\xb1\x82\xf1\x82\xc9\x82",
            Some("shift_jis"),
            "\u{3053}\u{3093}\u{306b}\u{fffd}",
            true,
        );
    }

    #[test]
    fn a_page_declares_its_charset_in_a_meta_element() {
        let latin2 =
            b"<!DOCTYPE html><html><head><META Charset=\"iso-8859-2\"><title>\xa3\xf3d\xbc</title>";
        assert!(to_utf8(latin2, None).text.contains("<title>\u{141}\u{f3}d\u{17a}</title>"));
        // Where the server says nothing better than its blanket label.
        assert!(to_utf8(latin2, Some("iso-8859-1")).text.contains("\u{141}\u{f3}d\u{17a}"));
        let old = b"<html><head><meta name='a' content='b'><meta http-equiv='Content-Type' content='text/html; charset=windows-1251'>\xcf\xf0\xe8";
        assert!(to_utf8(old, None).text.ends_with("\u{41f}\u{440}\u{438}"));
        assert_eq!(meta_declared_label(b"<html><meta charset>"), None);
        assert_eq!(meta_declared_label(b"<rss><meta charset=koi8-r>"), None);
    }

    // Edge case 43.
    #[test]
    fn a_label_that_the_bytes_refute_is_overruled_and_named() {
        let quoted = b"<?xml version=\"1.0\" encoding=\"UTF-8\"?><t>\x93Cr\xe8me br\xfbl\xe9e\x94, dit-elle, \xe0 No\xebl</t>";
        let text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?><t>\u{201c}Cr\u{e8}me br\u{fb}l\u{e9}e\u{201d}, dit-elle, \u{e0} No\u{eb}l</t>";
        check(quoted, Some("utf-8"), text, true);
        check("caf\u{e9}".as_bytes(), Some("iso-8859-1"), "caf\u{e9}", true);
        check("caf\u{e9}".as_bytes(), Some("utf-16"), "caf\u{e9}", true);
    }

    #[test]
    fn utf16_is_read_with_and_without_a_mark() {
        for big in [true, false] {
            check(&utf16("<a>\u{e9}</a>", big, true), None, "<a>\u{e9}</a>", false);
            check(&utf16("<a>\u{e9}</a>", big, false), Some("utf-8"), "<a>\u{e9}</a>", false);
        }
        check(b"\xef\xbb\xbfm\xc3\xa9", Some("iso-8859-1"), "m\u{e9}", false);
    }

    #[test]
    fn an_escape_byte_does_not_turn_utf8_into_mojibake() {
        check(
            "caf\u{e9} \u{1b}[0m \u{1b}(x".as_bytes(),
            None,
            "caf\u{e9} \u{1b}[0m \u{1b}(x",
            false,
        );
        let text = "caf\u{e9} \u{1b}$";
        check(text.as_bytes(), Some("iso-8859-1"), text, true);
        check(b"plain \x1b[0m", Some("iso-8859-1"), "plain \x1b[0m", false);
    }

    #[test]
    fn damaged_utf8_keeps_its_sound_parts() {
        let sound = "\u{e9}\u{e8}\u{e0}\u{fc}\u{f6}\u{df}\u{f1}\u{e7}";
        let mut bytes = sound.as_bytes().to_vec();
        bytes.extend(b"\x92 and ");
        bytes.extend(sound.as_bytes());
        check(&bytes, Some("utf-8"), &format!("{sound}\u{2019} and {sound}"), true);
        check(b"cut \xe2\x80", Some("utf-8"), "cut ", true);
    }

    #[test]
    fn a_missing_label_is_guessed() {
        let cyrillic = b"<t>\xcf\xf0\xe8\xe2\xe5\xf2, \xec\xe8\xf0! \xdd\xf2\xee \xed\xee\xe2\xee\xf1\xf2\xe8 \xf1\xe5\xe3\xee\xe4\xed\xff.</t>";
        assert!(
            to_utf8(cyrillic, None).text.contains("\u{41f}\u{440}\u{438}\u{432}\u{435}\u{442}")
        );
    }
}
