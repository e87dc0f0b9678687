//! Addresses as printed to absolute ones. It strips no trackers and follows nothing.

use url::Url;

/// Longest address that is looked at; browsers and servers stop far earlier.
const URL_CHARS_MAX: usize = 8_192;

/// Resolves `printed` against `base` (edge case 52). An absolute address stays as printed; a relative one without a base is
/// kept relative. `Err` holds what is no address: it is empty, has a scheme that leads nowhere (`javascript:`), cannot be parsed.
pub(super) fn resolve(printed: &str, base: Option<&Url>) -> Result<String, String> {
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
            Some(base) => base.join(&text).map(String::from).map_err(|_| text),
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
        let inner = inner.trim();
        match &outer {
            Some(outer) => outer.join(inner).ok(),
            None => Url::parse(inner).ok(),
        }
        .or(outer)
    })
}

/// An absolute http(s) address, as a base or a permanent link must be.
pub(super) fn web(text: &str) -> Option<Url> {
    let url = Url::parse(text.trim()).ok()?;
    (matches!(url.scheme(), "http" | "https") && url.has_host()).then_some(url)
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
}
