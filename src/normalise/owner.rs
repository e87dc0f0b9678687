//! Whose feed it is, where that is an organisation that wiredesk knows: what an agency sends itself counts for more than a
//! reprint of it, and it alone kills and corrects what others reprinted. Pure.

use super::credits::organisations::{Known, OrganisationKind, fold};
use super::{FeedOptions, RuleBook, address};
use crate::model::{Document, Sources};

/// An organisation whose own feed is read, and how that is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Owner {
    pub(crate) name: String,
    pub(crate) because: String,
}

/// By what the operator says; else by the site where the feed lies, or that it links to; else by its title.
///
/// Papers name sections after an agency ("AP News"): a title that is not its whole name counts only where nothing is known
/// of its sites, or of the feed's.
pub(super) fn of_feed(document: &Document, feed: &FeedOptions, rules: &RuleBook) -> Option<Owner> {
    let directory = &rules.organisations;
    let writes = |known: &&Known| match known.kind {
        OrganisationKind::Agency | OrganisationKind::Paper => true,
        OrganisationKind::Pictures | OrganisationKind::Distributor => false,
    };
    let owner = |known: &Known, because: String| Owner { name: known.name.clone(), because };
    if let Some(publisher) = feed.publisher.as_deref() {
        let known = directory.find(publisher).filter(writes)?;
        return Some(owner(known, format!("the configuration says so: publisher = {publisher:?}")));
    }
    let home = document.feed.home.as_deref().and_then(address::parse_http);
    let home = home.as_ref().and_then(|home| home.host_str());
    let hosts = [("its address lies at", feed.host.as_deref()), ("it is the feed of", home)];
    let mut on_site = hosts.into_iter().filter_map(|(what, host)| Some((what, host?)));
    // What a feed says of its home is its own word, and any host can say it: it counts where the feed lies at one that passes
    // on the feeds of others, or in a folder.
    let is_passed_on = feed.host.as_deref().is_none_or(address::is_redirector_host);
    let claims =
        on_site.clone().filter(|(_, host)| is_passed_on || feed.host.as_deref() == Some(*host));
    let by_site = claims.into_iter().find_map(|(what, host)| {
        let known = directory.find_by_host(host)?;
        Some((known, format!("{what} {host}")))
    });
    if let Some((known, because)) = by_site {
        return writes(&known).then(|| owner(known, because));
    }
    let title = document.feed.title.as_deref()?;
    let known = directory.find(title).filter(|known| known.kind == OrganisationKind::Agency)?;
    let is_whole_name = fold(&known.name) == fold(title);
    let is_elsewhere = !known.domains.is_empty() && on_site.next().is_some();
    (is_whole_name || !is_elsewhere).then(|| owner(known, format!("its title is {title:?}")))
}

impl Owner {
    /// Writes down that what is read was printed by the owner.
    pub(super) fn sign(&self, sources: &mut Sources) {
        sources.owner = Some(self.name.clone());
        let rests_on = format!("{}, for {}", self.name, self.because);
        sources.evidence.push(("own feed of".to_owned(), rests_on));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{FeedFacts, FeedId};

    #[test]
    fn an_agencys_feed_is_known_by_its_site_and_a_papers_section_is_none() {
        let rules = RuleBook::built_in();
        let reuters = Some("Reuters");
        let ap = Some("The Associated Press");
        // (publisher, title, host of the feed, home, whose feed)
        let table = [
            (None, "World News", Some("feeds.reuters.com"), None, reuters),
            (
                None,
                "World News",
                Some("feeds.feedburner.com"),
                Some("https://www.reuters.com/"),
                reuters,
            ),
            (None, "AP Top News", Some("apnews.com"), Some("https://apnews.com"), ap),
            (None, "AP Top News", Some("hosted.ap.org"), None, ap),
            (None, "Reuters", None, Some("https://press.example/"), reuters),
            (None, "Associated Press", Some("hosted.example"), None, ap),
            // A paper's page of what the agency sends.
            (None, "AP News", Some("gazette.example"), Some("https://gazette.example/ap"), None),
            (None, "AP", Some("gazette.example"), None, None),
            (None, "AP", None, None, ap),
            (None, "Reuters", Some("rss.nytimes.com"), None, Some("The New York Times")),
            (None, "reuters.com", Some("reuters.com.example"), None, None),
            (None, "World News", Some("notreuters.com"), None, None),
            // A blog that calls the agency's site its home cancelled a paper's print.
            (None, "World News", Some("blog.example"), Some("https://www.reuters.com/"), None),
            (Some("AP"), "News", Some("hosted.example"), None, ap),
            (Some("Halden Gazette"), "Reuters", Some("feeds.reuters.com"), None, None),
        ];
        for (publisher, title, host, home, expected) in table {
            let feed = FeedFacts {
                title: Some(title.to_owned()),
                home: home.map(str::to_owned),
                ..FeedFacts::default()
            };
            let (entries, problems) = (Vec::new(), Vec::new());
            let document = Document { format: None, feed, entries, problems };
            let options = FeedOptions {
                id: FeedId::parse("halden").unwrap(),
                publisher: publisher.map(str::to_owned),
                language: None,
                host: host.map(str::to_owned),
            };
            let found = of_feed(&document, &options, rules);
            let name = found.as_ref().map(|owner| owner.name.as_str());
            assert_eq!(name, expected, "{publisher:?} {title} {host:?} {home:?}");
        }
    }
}
