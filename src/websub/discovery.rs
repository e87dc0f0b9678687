//! Pure: which hubs an answer names, and under which topic (section 4). It asks nobody.

use url::Url;

use super::link_header::links;
use crate::fetch::limits::name_site;
use crate::model::FeedFacts;

/// Hubs kept: a publisher has one or two, and each is asked in turn.
const HUBS_MAX: usize = 4;
/// Longest address of a hub or topic in bytes; servers refuse longer ones (RFC 9110 section 4.1).
const URL_BYTES_MAX: usize = 4_000;

/// Where updates of a feed can be had.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    /// In the order named; at least one.
    pub hubs: Vec<String>,
    /// What the hub knows the feed by.
    pub topic: String,
    /// The answer that named them came from a private network: only then may the hubs lie in one.
    pub private: bool,
}

/// How a feed was asked.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'a> {
    /// The address that answered; it is the topic where nothing names another one.
    pub address: &'a Url,
    /// Nobody could listen on the way, so nobody is to read there what the hub is told: a token and a secret.
    pub secret: bool,
    /// The answer came from a private network.
    pub private: bool,
}

/// What the answer to a poll offers: its `Link` headers before its document.
pub fn find_offer(headers: &[String], document: &FeedFacts, asked: Asked<'_>) -> Option<Offer> {
    let links = links(headers.iter().map(String::as_str));
    let named = |relation: &'static str| {
        let of_relation = links.iter().filter(move |link| link.has_relation(relation));
        of_relation.filter_map(|link| usable(link.target, asked.address))
    };
    let own = document.hubs.iter().filter_map(|hub| usable(hub, asked.address));
    let mut hubs: Vec<String> = Vec::new();
    let secretly = |hub: String| if asked.secret { over_tls(&hub) } else { Some(hub) };
    for hub in named("hub").chain(own).filter_map(secretly) {
        if !hubs.contains(&hub) && hubs.len() < HUBS_MAX {
            hubs.push(hub);
        }
    }
    if hubs.is_empty() {
        return None;
    }
    let own = document.self_link.as_deref().and_then(|address| usable(address, asked.address));
    let topic = match (named("self").next(), own) {
        (Some(topic), _) => topic,
        (None, Some(own)) if is_of_the_site(&own, asked.address) => own,
        (None, Some(_)) => return None,
        (None, None) => asked.address.as_str().to_owned(),
    };
    Some(Offer { hubs, topic, private: asked.private })
}

/// The address of another site that a document with a hub calls its own, for which nothing is offered.
pub fn find_foreign_topic<'a>(document: &'a FeedFacts, asked: &Url) -> Option<&'a str> {
    let own = document.self_link.as_deref().filter(|_| !document.hubs.is_empty())?;
    let is_foreign = usable(own, asked).is_some_and(|own| !is_of_the_site(&own, asked));
    is_foreign.then_some(own)
}

/// A document that calls itself another site's is a copy of that one's, or badly made: under that topic its hub would push us
/// what is not this feed's, and under ours it knows nothing. A server that says so in its own headers knows what it does.
fn is_of_the_site(own: &str, asked: &Url) -> bool {
    Url::parse(own).is_ok_and(|own| name_site(&own) == name_site(asked))
}

/// Addresses of http(s) only. Whether they may be connected to is judged when that is done.
fn usable(address: &str, base: &Url) -> Option<String> {
    let mut url = base.join(address.trim()).ok()?;
    url.set_fragment(None);
    let good = matches!(url.scheme(), "http" | "https") && url.as_str().len() <= URL_BYTES_MAX;
    let open = url.username().is_empty() && url.password().is_none();
    (good && open && url.has_host()).then(|| url.into())
}

/// The same hub over https. Many a feed of https still names its hub as it was called before; one that has no https is not
/// subscribed at.
fn over_tls(hub: &str) -> Option<String> {
    let mut url = Url::parse(hub).ok()?;
    url.set_scheme("https").ok()?;
    Some(url.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    const ASKED: &str = "https://paper.example/feeds/all.xml";

    fn asked(address: &Url) -> Asked<'_> {
        Asked { address, secret: false, private: false }
    }

    #[test]
    fn a_feed_of_https_has_no_hub_that_is_told_the_secret_in_clear() {
        let hubs = ["http://one.example/", "https://one.example/", "http://two.example:8080/h"];
        let hubs = hubs.map(str::to_owned).to_vec();
        let document = FeedFacts { hubs, ..FeedFacts::default() };
        let headers = ["<http://three.example/>; rel=hub".to_owned()];
        let address = ASKED.parse().unwrap();
        let offered = |secret| {
            find_offer(&headers, &document, Asked { secret, ..asked(&address) }).unwrap().hubs
        };
        assert!(offered(false).contains(&"http://one.example/".to_owned()));
        let all = ["https://three.example/", "https://one.example/", "https://two.example:8080/h"];
        assert_eq!(offered(true), all);
    }

    fn check(headers: &[&str], hubs: &[&str], own: Option<&str>, want: Option<(&[&str], &str)>) {
        let headers: Vec<String> = headers.iter().map(ToString::to_string).collect();
        let hubs = hubs.iter().map(ToString::to_string).collect();
        let document =
            FeedFacts { hubs, self_link: own.map(str::to_owned), ..FeedFacts::default() };
        let found = find_offer(&headers, &document, asked(&ASKED.parse().unwrap()));
        let found = found.as_ref();
        let found = found
            .map(|o| (o.hubs.iter().map(String::as_str).collect::<Vec<_>>(), o.topic.as_str()));
        assert_eq!(found, want.map(|(hubs, topic)| (hubs.to_vec(), topic)));
    }

    #[test]
    fn headers_come_before_the_document_and_the_address_asked_is_the_last_resort() {
        let (one, two) = ("https://one.example/", "https://two.example/");
        let own = "https://paper.example/rss";
        let link = "<https://one.example/>; rel=\"hub\", </feeds/x>; rel=\"self\"";
        let topic = "https://paper.example/feeds/x";
        check(&[link], &[two, one], Some(own), Some((&[one, two], topic)));
        check(&[], &[two, one], Some(own), Some((&[two, one], own)));
        check(&[], &[one], None, Some((&[one], ASKED)));
        check(&["</feeds/x>; rel=self"], &[], Some(own), None);
    }

    #[test]
    fn a_document_that_calls_itself_another_sites_feed_gets_no_pushes_of_that_one() {
        let (one, other) = ("https://one.example/", "https://gazette.example/rss");
        check(&[], &[one], Some(other), None);
        let foreign = |hubs: &[&str], own: &str| {
            let hubs = hubs.iter().map(ToString::to_string).collect();
            let document =
                FeedFacts { hubs, self_link: Some(own.to_owned()), ..FeedFacts::default() };
            find_foreign_topic(&document, &ASKED.parse().unwrap()).map(str::to_owned)
        };
        assert_eq!(foreign(&[one], other).as_deref(), Some(other), "and that is told");
        assert_eq!(
            (foreign(&[], other), foreign(&[one], "http://rss.paper.example/")),
            (None, None)
        );
        check(
            &[],
            &[one],
            Some("http://rss.paper.example/"),
            Some((&[one], "http://rss.paper.example/")),
        );
        let link = "<https://gazette.example/rss>; rel=self";
        check(&[link], &[one], Some(other), Some((&[one], other)));
    }

    #[test]
    fn only_so_many_hubs_of_http_are_kept() {
        let odd = ["ftp://a.example/", "javascript:alert(1)", "https://u:p@a.example/", "http://["];
        check(&[], &odd, None, None);
        let long = format!("https://a.example/{}", "x".repeat(URL_BYTES_MAX));
        check(&[], &[&long], None, None);
        let many: Vec<String> = (0..50).map(|n| format!("https://h{n}.example/")).collect();
        let document = FeedFacts { hubs: many, ..FeedFacts::default() };
        let offer = find_offer(&[], &document, asked(&ASKED.parse().unwrap())).unwrap();
        assert_eq!(offer.hubs.len(), HUBS_MAX);
    }
}
