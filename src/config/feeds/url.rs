//! A feed's address: `http`, `https` and the two spellings of `feed`. It never holds a password.

use ::url::{Position, Url};

/// Longest address in bytes; servers refuse longer ones (RFC 9110, section 4.1 asks for 8,000).
const URL_BYTES_MAX: usize = 8_000;

/// What is wrong, and what to do.
pub(super) type Complaint = (String, String);

/// An absolute http(s) address. `feed://x` is `http://x`, `feed:https://x` is `https://x`.
pub(super) fn parse_feed_url(text: &str) -> Result<Url, Complaint> {
    let text = text.trim();
    let complain = |problem: &str, remedy: &str| Err((problem.to_owned(), remedy.to_owned()));
    if text.len() > URL_BYTES_MAX {
        return complain("is longer than 8000 bytes", "use the address without its tracking part");
    }
    let spelled = match strip_feed_scheme(text) {
        Some(rest) if rest.starts_with("//") => format!("http:{rest}"),
        Some(rest) => rest.to_owned(),
        None => text.to_owned(),
    };
    let mut url = match Url::parse(&spelled) {
        Ok(url) => url,
        Err(::url::ParseError::RelativeUrlWithoutBase) => {
            let remedy = "write the whole address, beginning with https://";
            return complain("has no scheme", remedy);
        }
        Err(error) => {
            return Err((
                format!("is not a URL: {error}"),
                "copy the feed's address from a browser".to_owned(),
            ));
        }
    };
    if !matches!(url.scheme(), "http" | "https") {
        let remedy =
            "use an http:// or https:// address; for files of an agency use spool = \"folder\"";
        return complain("is neither http nor https", remedy);
    }
    if !url.username().is_empty() || url.password().is_some() {
        let remedy = "take user and password out of the address and write \
                      credentials = { user = \"...\", password_file = \"path\" }";
        return complain("holds a secret, which must not stand in the configuration", remedy);
    }
    url.set_fragment(None);
    Ok(url)
}

/// The address by which http and https are one and the same.
pub(super) fn without_scheme(url: &Url) -> String {
    url[Position::BeforeHost..].to_owned()
}

fn strip_feed_scheme(text: &str) -> Option<&str> {
    let (scheme, rest) = text.split_once(':')?;
    scheme.eq_ignore_ascii_case("feed").then_some(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_read_in_every_spelling() {
        let check = |text, expected: &str| {
            assert_eq!(parse_feed_url(text).unwrap().as_str(), expected, "{text}");
        };
        check("https://wire.example/rss#top", "https://wire.example/rss");
        check("feed://wire.example/rss", "http://wire.example/rss");
        check("FEED:https://wire.example/rss", "https://wire.example/rss");
        check(" http://127.0.0.1:8080/a b ", "http://127.0.0.1:8080/a%20b");
        check("https://müller.example/", "https://xn--mller-kva.example/");
    }

    #[test]
    fn what_cannot_be_fetched_is_refused() {
        for text in [
            "",
            "wire.example/rss",
            "ftp://wire.example/",
            "file:///etc/passwd",
            "https://",
            "feed:",
            "feed:feed:http://x.example",
            "https://ada:moth@wire.example/",
            "https://ada@wire.example/",
            "javascript:alert(1)",
            "http://[::1",
        ] {
            assert!(parse_feed_url(text).is_err(), "{text}");
        }
        let long = format!("https://wire.example/{}", "x".repeat(URL_BYTES_MAX));
        assert!(parse_feed_url(&long).is_err());
    }

    #[test]
    fn http_and_https_are_one_address() {
        let address = |text| without_scheme(&parse_feed_url(text).unwrap());
        assert_eq!(address("http://wire.example/rss"), address("https://wire.example:443/rss"));
        assert_ne!(address("http://wire.example/rss"), address("http://wire.example/atom"));
    }
}
