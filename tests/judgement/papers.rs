//! Invented papers, and what each of them prints above and below a piece of copy.

/// A paper's feed, and the lines around its texts.
pub(crate) struct Paper {
    pub(crate) feed: &'static str,
    above: &'static [&'static str],
    below: &'static [&'static str],
}

impl Paper {
    /// `text` as the paper prints it.
    pub(crate) fn dress(&self, text: &str) -> String {
        let lines =
            self.above.iter().copied().chain(text.lines()).chain(self.below.iter().copied());
        lines.collect::<Vec<_>>().join("\n")
    }
}

pub(crate) const PAPERS: [Paper; 14] = [
    Paper { feed: "lyme-courier", above: &[], below: &[] },
    Paper {
        feed: "stanmore-mercury",
        above: &["Share this article", "Email | Print"],
        below: &["Subscribe today and get full digital access.", "Read next", "View comments"],
    },
    Paper {
        feed: "fenwick-times",
        above: &["This article is for subscribers"],
        below: &["Follow The Fenwick Times on social media.", "Related stories"],
    },
    Paper {
        feed: "bay-observer",
        above: &["Advertisement"],
        below: &["Download our app for breaking news.", "More from the Bay Observer"],
    },
    Paper {
        feed: "halden-post",
        above: &["Menu", "Sign in", "Home > News > Latest"],
        below: &[
            "Sign up for our free daily newsletter and never miss a story again.",
            "Copyright 2026 The Halden Post. All rights reserved.",
        ],
    },
    Paper {
        feed: "quay-radio",
        above: &["Listen to this story, 2 minutes"],
        below: &["Quay Radio is supported by its listeners. Give what you can."],
    },
    Paper {
        feed: "moor-gazette",
        above: &["By Moor Gazette staff"],
        below: &["Have a news tip? Write to newsdesk@moor-gazette.example."],
    },
    Paper {
        feed: "port-olsen-daily",
        above: &["Latest news"],
        below: &["Most read", "Top stories"],
    },
    Paper {
        feed: "ardley-star",
        above: &["Breaking news", "Updated 2 hours ago"],
        below: &["Tags: news, region", "Comments are closed."],
    },
    Paper {
        feed: "brevan-bote",
        above: &["Read in app"],
        below: &["Get our top stories in your inbox every morning.", "You may also like"],
    },
    Paper {
        feed: "tillworth-herald",
        above: &["Photo: a view of the place, file picture"],
        below: &["Support local journalism.", "Become a member"],
    },
    Paper { feed: "sunport-news", above: &["Share", "Tweet", "Save"], below: &["Next article"] },
    Paper {
        feed: "dakin-valley-news",
        above: &[],
        below: &[
            "The Dakin Valley News comes out every Wednesday. Call 555-0121 to have it brought to your door.",
        ],
    },
    Paper {
        feed: "coast-online",
        above: &["Skip to main content", "Weather 12 C"],
        below: &["About us", "Contact", "Privacy policy", "Terms of use"],
    },
];
