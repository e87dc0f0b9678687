//! Prefixed names to canonical ones: old, misspelt and undeclared namespaces become the prefix everyone means. Tables only.

/// The vocabulary of the document itself: RSS in any of its namespaces, or Atom in an Atom document.
pub(super) const CORE: &str = "";
/// A vocabulary nobody here knows.
pub(super) const UNKNOWN: &str = "?";

/// Namespace URIs without scheme, `www.`, trailing slash or hash, in lower case.
const URIS: &[(&str, &str)] = &[
    ("w3.org/2005/atom", "atom"),
    ("purl.org/atom/ns", "atom"),
    ("purl.org/net/rss1.1", CORE),
    ("purl.org/rss/1.0", CORE),
    ("my.netscape.com/rdf/simple/0.9", CORE),
    ("channel.netscape.com/rdf/simple/0.9", CORE),
    ("my.netscape.com/publish/formats/rss-0.91.dtd", CORE),
    ("backend.userland.com/rss", CORE),
    ("backend.userland.com/rss2", CORE),
    ("backend.userland.com/rss091", CORE),
    ("blogs.law.harvard.edu/tech/rss", CORE),
    ("cyber.law.harvard.edu/rss/rss.html", CORE),
    ("w3.org/1999/02/22-rdf-syntax-ns", "rdf"),
    ("purl.org/dc/elements/1.0", "dc"),
    ("purl.org/dc/elements/1.1", "dc"),
    ("purl.org/dc/terms", "dcterms"),
    ("purl.org/rss/1.0/modules/content", "content"),
    ("purl.org/rss/1.0/modules/syndication", "sy"),
    ("search.yahoo.com/mrss", "media"),
    ("tools.search.yahoo.com/mrss", "media"),
    ("video.search.yahoo.com/mrss", "media"),
    ("rssboard.org/media-rss", "media"),
    ("itunes.com/dtds/podcast-1.0.dtd", "itunes"),
    ("google.com/schemas/sitemap-news/0.9", "news"),
    ("google.com/schemas/sitemap-image/1.1", "image"),
    ("backend.userland.com/creativecommonsrssmodule", "cc"),
    ("cyber.law.harvard.edu/rss/creativecommonsrssmodule.html", "cc"),
    ("web.resource.org/cc", "cc"),
    ("creativecommons.org/ns", "cc"),
    ("rssnamespace.org/feedburner/ext/1.0", "feedburner"),
    ("pheedo.com/namespace/pheedo", "pheedo"),
    ("w3.org/1999/xhtml", "xhtml"),
    ("w3.org/xml/1998/namespace", "xml"),
];

/// Prefixes that are used without a declaration, and mean this.
const PREFIXES: &[(&str, &str)] = &[
    ("atom", "atom"),
    ("atom10", "atom"),
    ("a10", "atom"),
    ("dc", "dc"),
    ("dcterms", "dcterms"),
    ("content", "content"),
    ("sy", "sy"),
    ("media", "media"),
    ("itunes", "itunes"),
    ("feedburner", "feedburner"),
    ("pheedo", "pheedo"),
    ("news", "news"),
    ("image", "image"),
    ("creativecommons", "cc"),
    ("cc", "cc"),
    ("rdf", "rdf"),
    ("rss", CORE),
    ("xhtml", "xhtml"),
    ("html", "xhtml"),
];

/// The canonical prefix of a namespace URI, however it was spelt.
pub(super) fn of_uri(uri: &str) -> &'static str {
    let uri = uri.trim().to_ascii_lowercase();
    let bare = uri.split_once("://").map_or(uri.as_str(), |(_, rest)| rest);
    let bare = bare.strip_prefix("www.").unwrap_or(bare);
    let bare = bare.trim_end_matches(['/', '#']);
    if bare.is_empty() {
        return CORE;
    }
    let found = URIS.iter().find(|(known, _)| *known == bare);
    found.map_or(UNKNOWN, |(_, prefix)| prefix)
}

/// The canonical prefix of a prefix that nobody declared.
pub(super) fn of_prefix(prefix: &str) -> &'static str {
    let found = PREFIXES.iter().find(|(known, _)| known.eq_ignore_ascii_case(prefix));
    found.map_or(UNKNOWN, |(_, canonical)| canonical)
}

/// `prefix:local` in lower case, or `local` in the core vocabulary.
pub(super) fn joined(prefix: &str, local: &str) -> String {
    if !local.is_ascii() {
        let local = local.to_lowercase();
        return if prefix == CORE { local } else { [prefix, ":", &local].concat() };
    }
    let mut name = if prefix == CORE { local.to_owned() } else { [prefix, ":", local].concat() };
    name.make_ascii_lowercase();
    name
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_namespace_are_one() {
        for uri in [
            "http://search.yahoo.com/mrss/",
            "http://search.yahoo.com/mrss",
            "https://www.rssboard.org/media-rss",
            " HTTP://search.yahoo.com/MRSS/ ",
        ] {
            assert_eq!(of_uri(uri), "media", "{uri}");
        }
        assert_eq!(of_uri("http://backend.userland.com/rss2"), CORE);
        assert_eq!(of_uri("http://purl.org/atom/ns#"), "atom");
        assert_eq!(of_uri("urn:example:unknown"), UNKNOWN);
        assert_eq!(of_prefix("Media"), "media");
        assert_eq!(of_prefix("odd"), UNKNOWN);
    }
}
