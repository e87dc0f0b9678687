//! Addresses as printed to absolute ones. It strips no trackers and follows nothing.

use url::Url;

/// Longest address that is looked at; browsers and servers stop far earlier.
const URL_CHARS_MAX: usize = 8_192;
/// Longer addresses are parsed, whatever they look like.
const SETTLED_BYTES_MAX: usize = 2_048;
/// Longest base, in bytes: every relative address of the document repeats it.
const BASE_BYTES_MAX: usize = 1_024;
/// `xml:base` attributes around one item that are followed.
pub(super) const BASES_MAX: usize = 8;

/// Resolves `printed` against `base` (edge case 52). An absolute address stays as printed; a relative one without a base is
/// kept relative. `Err` holds what is no address: it is empty, has a scheme that leads nowhere (`javascript:`), cannot be parsed.
pub(super) fn resolve(printed: &str, base: Option<&Url>) -> Result<String, String> {
    if is_settled(printed) {
        return Ok(printed.to_owned());
    }
    let mut text = printed.trim().replace(['\n', '\r', '\t'], "");
    if text.is_empty() || text.chars().count() > URL_CHARS_MAX {
        return Err(text.chars().take(80).collect());
    }
    if text.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("www.")) {
        text.insert_str(0, "https://");
    } else if let Some(rest) = text.strip_prefix("feed://") {
        text = format!("http://{rest}");
    }
    match Url::parse(&text) {
        Ok(url) if matches!(url.scheme(), "javascript" | "data" | "vbscript" | "about") => {
            Err(text)
        }
        Ok(url) if text.contains(char::is_whitespace) => Ok(url.to_string()),
        Ok(_) => Ok(text),
        Err(url::ParseError::RelativeUrlWithoutBase) => match base {
            Some(base) => match base.join(&text) {
                Ok(url) if url.as_str().len() <= URL_CHARS_MAX => Ok(url.into()),
                Ok(_) => Err(text.chars().take(80).collect()),
                Err(_) => Err(text),
            },
            None if text.starts_with("//") => Ok(format!("https:{text}")),
            None => Ok(text),
        },
        Err(_) => Err(text),
    }
}

/// The base in force inside of nested `xml:base` attributes, outermost first.
pub(super) fn nested_base<'b>(
    outermost: Option<Url>,
    bases: impl IntoIterator<Item = &'b str>,
) -> Option<Url> {
    bases.into_iter().fold(outermost, |outer, inner| {
        let inner = Some(inner.trim()).filter(|inner| inner.len() <= BASE_BYTES_MAX);
        let joined = inner.and_then(|inner| match &outer {
            Some(outer) => outer.join(inner).ok(),
            None => Url::parse(inner).ok(),
        });
        joined.filter(|base| base.as_str().len() <= BASE_BYTES_MAX).or(outer)
    })
}

/// A web address that relative ones may be resolved against.
pub(super) fn base(text: &str) -> Option<Url> {
    let mut base = web(text)?;
    if base.as_str().len() > BASE_BYTES_MAX {
        // No relative address takes the query over.
        base.set_query(None);
    }
    (base.as_str().len() <= BASE_BYTES_MAX).then_some(base)
}

/// An absolute http(s) address, as a base or a permanent link must be.
pub(super) fn web(text: &str) -> Option<Url> {
    let text = Some(text.trim()).filter(|text| text.len() <= URL_CHARS_MAX)?;
    let url = Url::parse(text).ok()?;
    (matches!(url.scheme(), "http" | "https") && url.has_host()).then_some(url)
}

/// Whether `link` is an http(s) address as parsing would write it. Most are; to parse one costs fifty times as much as to see it.
pub(crate) fn is_settled(link: &str) -> bool {
    settled_host(link).is_some()
}

/// The host of an address that parsing would not change: names of plain letters, a path without dots alone, a plain query.
pub(crate) fn settled_host(link: &str) -> Option<&str> {
    let rest = link.strip_prefix("https://").or_else(|| link.strip_prefix("http://"))?;
    let (host, rest) = rest.split_at_checked(memchr::memchr(b'/', rest.as_bytes())?)?;
    let (path, query) = rest.split_once('?').unwrap_or((rest, ""));
    let is_label = |label: &str| {
        let begins = label.starts_with(|c: char| c.is_ascii_lowercase());
        let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
        begins && !label.ends_with('-') && !label.starts_with("xn--") && label.bytes().all(plain)
    };
    let is_plain =
        |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'/' | b'-' | b'_' | b'.' | b'~');
    let has_dots = memchr::memmem::find(path.as_bytes(), b"/.").is_some();
    let of_query =
        |b: u8| is_plain(b) || matches!(b, b'=' | b'&' | b'%' | b'+' | b':' | b',' | b';');
    let settled = link.len() <= SETTLED_BYTES_MAX
        && host.split('.').all(is_label)
        && !has_dots
        && path.bytes().all(is_plain)
        && query.bytes().all(of_query);
    settled.then_some(host)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(printed: &str, base: Option<&str>, expected: Result<&str, &str>) {
        let base = base.and_then(web);
        let got = resolve(printed, base.as_ref());
        assert_eq!(got.as_deref().map_err(String::as_str), expected, "{printed}");
    }

    // Edge case 52.
    #[test]
    fn relative_addresses_follow_the_base_and_absolute_ones_stay_as_printed() {
        let base = Some("https://news.example/a/feed.xml");
        check("story?id=1", base, Ok("https://news.example/a/story?id=1"));
        check("/b", base, Ok("https://news.example/b"));
        check("//cdn.example/p", base, Ok("https://cdn.example/p"));
        check("//cdn.example/p", None, Ok("https://cdn.example/p"));
        check("https://Other.example", base, Ok("https://Other.example"));
        check(" https://other.example/a\n b ", base, Ok("https://other.example/a%20b"));
        check("www.other.example/x", base, Ok("https://www.other.example/x"));
        check("story", None, Ok("story"));
        check("urn:uuid:1", base, Ok("urn:uuid:1"));
    }

    #[test]
    fn what_leads_nowhere_is_no_address() {
        check("", None, Err(""));
        check("javascript:void(0)", None, Err("javascript:void(0)"));
        check("http://", None, Err("http://"));
    }

    #[test]
    fn bases_nest() {
        let outer = web("https://news.example/a/");
        let base = nested_base(outer, ["../b/", " ", "c/"]);
        assert_eq!(base.map(String::from).as_deref(), Some("https://news.example/b/c/"));
    }

    #[test]
    fn giant_bases_and_what_they_make_of_an_address_are_refused() {
        let giant = format!("https://news.example/{}/", "x".repeat(BASE_BYTES_MAX));
        assert!(base(&giant).is_none());
        let keyed = format!("https://news.example/a/feed?key={}", "x".repeat(BASE_BYTES_MAX));
        assert_eq!(base(&keyed).unwrap().as_str(), "https://news.example/a/feed");
        let outer = web("https://news.example/a/");
        let kept = nested_base(outer.clone(), [giant.as_str(), "b/"]);
        assert_eq!(kept.map(String::from).as_deref(), Some("https://news.example/a/b/"));
        let deep = "x/".repeat(300);
        let grown = nested_base(outer.clone(), [deep.as_str(); 4]).unwrap();
        assert!(grown.as_str().len() <= BASE_BYTES_MAX);
        assert!(resolve(&"é".repeat(URL_CHARS_MAX / 2), outer.as_ref()).is_err());
    }

    #[test]
    fn an_address_that_is_settled_is_what_parsing_makes_of_it() {
        for link in [
            "https://halden.example/a/17",
            "http://www.halden.example/a/x_1-2~3.html?id=9&ref=a%20b",
            "https://halden.example//a/",
            "https://a-b.halden3.example/?",
        ] {
            assert!(is_settled(link), "{link}");
            assert_eq!(Url::parse(link).unwrap().as_str(), link);
            let base = Url::parse("http://other.example/b/c").unwrap();
            assert_eq!(base.join(link).unwrap().as_str(), link);
        }
        for link in [
            "https://halden.example",
            "https://Halden.example/a",
            "https://halden.example:443/a",
            "https://halden.example/a/../b",
            "https://halden.example/./b",
            "https://halden.example/%2e/b",
            "https://user@halden.example/",
            "https://127.0.0.1/a",
            "https://1.0x7f/a",
            "https://halden..example/a",
            "https://xn--halden.example/a",
            "https://halden.example/a b",
            "https://halden.example/é",
            "https://halden.example/a?q='",
            "https://halden.example/a#top",
            "https:///a",
            "//halden.example/a",
            "/a",
            " https://halden.example/a",
        ] {
            assert!(!is_settled(link), "{link}");
        }
    }

    proptest::proptest! {
        #[test]
        fn whatever_is_settled_parses_to_itself(rest in "[a-zA-Z0-9./:?#%&=+~_@' -]{0,24}") {
            let link = format!("https://a{rest}");
            if is_settled(&link) {
                assert_eq!(Url::parse(&link).map(String::from), Ok(link));
            }
        }
    }
}
