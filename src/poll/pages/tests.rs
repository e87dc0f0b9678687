//! Pages against a scripted web and a real store.

use std::collections::VecDeque;
use std::future::{Future, ready};
use std::pin::Pin;
use std::sync::Mutex;

use serde_json::Value;

use super::*;
use crate::config::{Config, Origin};
use crate::fetch::limits::name_site;
use crate::fetch::{Answer, Body, Failure, FailureKind, Heard, Request, Target, Transport};
use crate::model::FetchFacts;
use crate::poll::tests::{Desk as PollDesk, feed};
use crate::publish::Stream;
use crate::store::{open_read_only, outbox, pages};

const BERTH: &str = "https://harbour.example/news/berth-closes-for-good";

/// What stands at an address.
#[derive(Debug, Clone)]
enum Stands {
    Text(String),
    Failure(FailureKind),
    Busy(Duration),
    Moved(&'static str),
}

/// A web of pages; each address gives its answers one after the other, and the last one for ever.
#[derive(Debug, Default)]
struct Web {
    pages: Mutex<HashMap<String, VecDeque<Stands>>>,
    asked: Mutex<Vec<String>>,
    /// Of every request but those for feeds: whether it may go into private networks.
    private: Mutex<Vec<bool>>,
    /// The feed lives in one.
    at_home: bool,
}

impl Web {
    fn put(&self, address: &str, answers: impl IntoIterator<Item = Stands>) {
        self.pages.lock().unwrap().insert(address.to_owned(), answers.into_iter().collect());
    }

    fn asked(&self, address: &str) -> usize {
        self.asked.lock().unwrap().iter().filter(|asked| *asked == address).count()
    }
}

impl Transport for Web {
    fn get(&self, request: Request) -> Pin<Box<dyn Future<Output = Answer> + Send + '_>> {
        let mut pages = self.pages.lock().unwrap();
        self.asked.lock().unwrap().push(request.url.to_string());
        if request.target != Target::Feed {
            self.private.lock().unwrap().push(request.private);
        }
        let stands = pages.get_mut(request.url.as_str());
        let stands = stands
            .and_then(|all| if all.len() > 1 { all.pop_front() } else { all.front().cloned() });
        let answer = match stands.unwrap_or(Stands::Failure(FailureKind::NotFound)) {
            Stands::Text(text) => Answer::Fresh(Body {
                bytes: text.into_bytes(),
                url: request.url.clone(),
                charset: Some("utf-8".to_owned()),
                facts: FetchFacts { private: self.at_home, ..FetchFacts::default() },
            }),
            Stands::Failure(kind) => {
                let detail = format!(
                    "{} answered; the feed may have moved",
                    request.url.host_str().unwrap()
                );
                Answer::Failed(Failure::new(kind, detail))
            }
            Stands::Busy(wait) => Answer::Failed(Failure {
                retry_after: Some(wait),
                heard: Heard::Site(name_site(&request.url)),
                ..Failure::new(FailureKind::TooManyRequests, "busy".to_owned())
            }),
            Stands::Moved(address) => {
                Answer::Moved { to: address.parse().unwrap(), private: false }
            }
        };
        assert!(request.target == Target::Page || !matches!(answer, Answer::Moved { .. }));
        Box::pin(ready(answer))
    }
}

struct Room {
    web: Arc<Web>,
    desk: PollDesk,
    worker: PageWorker,
}

impl Room {
    fn new() -> Self {
        Self::with(|_| {})
    }

    fn with(configure: impl FnOnce(&mut Config)) -> Self {
        Self::on(Web::default(), configure)
    }

    fn on(web: Web, configure: impl FnOnce(&mut Config)) -> Self {
        let web = Arc::new(web);
        let desk = PollDesk::on(Arc::clone(&web) as _, |_| {}, configure);
        let mut worker = PageWorker::new(Arc::clone(&desk.poller));
        let feeds =
            ["harbour", "island"].map(|id| (FeedId::parse(id).unwrap(), Arc::new(full(id))));
        worker.feeds = Arc::new(feeds.into());
        Self { web, desk, worker }
    }

    /// One poll of a feed that shows these items.
    async fn poll(&self, id: &str, items: &[Item<'_>]) {
        self.poll_as(full(id), items).await;
    }

    async fn poll_as(&self, config: FeedConfig, items: &[Item<'_>]) {
        let Origin::Http(address) = &config.origin else { panic!("a feed of the web") };
        self.web.put(address.as_str(), [Stands::Text(rss(items))]);
        let polled = self.desk.poller.poll(Arc::new(config)).await;
        assert_eq!(polled.problem, None);
        self.later(1);
    }

    /// Every page that is due, as if no host had to rest.
    async fn read_pages(&mut self) {
        loop {
            self.worker.hosts = PageHosts::default();
            self.worker.look().await;
            self.worker.start_due_pages().await;
            let Some(ended) = self.worker.running.join_next_with_id().await else { return };
            self.worker.finish(ended).await;
        }
    }

    fn later(&self, seconds: i64) {
        let clock = &self.desk.clock;
        clock.advance_to(self.desk.poller.clock.now() + jiff::SignedDuration::from_secs(seconds));
    }

    fn rows(&self, stream: Stream) -> Vec<Value> {
        let store = open_read_only(&self.desk.folder.path().join("var")).unwrap();
        let rows = outbox::read_after(&store, 0, 1_000, usize::MAX).unwrap();
        let rows = rows.into_iter().filter(|row| row.stream == stream);
        rows.map(|row| serde_json::from_slice(&row.value).unwrap()).collect()
    }

    /// (version, representation, headline, words of the text) of every record.
    fn stories(&self) -> Vec<(String, String, String, u64)> {
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let told = |story: Value| {
            let words = story["bodies"][0]["wordCount"].as_u64().unwrap_or(0);
            let headline = text(&story["headlines"][0]["value"]);
            (text(&story["version"]), text(&story["representationType"]), headline, words)
        };
        self.rows(Stream::Stories).into_iter().map(told).collect()
    }

    fn versions(&self) -> Vec<(String, String)> {
        self.stories().into_iter().map(|(version, kind, ..)| (version, kind)).collect()
    }

    /// Why the page of the only item could not be read.
    fn problem(&self) -> Option<String> {
        let store = open_read_only(&self.desk.folder.path().join("var")).unwrap();
        pages::standing(&store, 1).unwrap().unwrap().problem
    }
}

fn full(id: &str) -> FeedConfig {
    let address = format!("https://{id}.example/rss").parse().unwrap();
    FeedConfig { full_text: true, ..feed(id, Origin::Http(address)) }
}

struct Item<'a> {
    title: &'a str,
    link: &'a str,
    summary: &'a str,
}

const ITEM: Item<'static> = Item {
    title: "Ferry berth to close for good",
    link: BERTH,
    summary: "The harbour council has voted to close the oldest ferry berth of the town after ninety years.",
};

fn rss(items: &[Item<'_>]) -> String {
    let item = |item: &Item<'_>| {
        let Item { title, link, summary } = item;
        format!(
            "<item><guid>{link}</guid><link>{link}</link><title>{title}</title><description>{summary}</description></item>"
        )
    };
    let items: String = items.iter().map(item).collect();
    format!("<rss version=\"2.0\"><channel><title>Press</title>{items}</channel></rss>")
}

const ARTICLE: [&str; 5] = [
    "The harbour council has voted to close the oldest ferry berth of the town after ninety years, because the timber \
     under its deck can no longer carry the weight of the lorries that board there every morning.",
    "Engineers who dived beneath the deck in spring found that shipworm had eaten into two thirds of the piles, and \
     advised the council that a repair would cost more than a new berth further east along the quay.",
    "\u{201c}Nobody here wanted this vote,\u{201d} the harbour master, Ines Tallow, told the meeting, which lasted until \
     after midnight. \u{201c}But a deck that moves when you walk across it is a deck that has told you its opinion.\u{201d}",
    "Two councillors voted against the plan and asked for the berth to be kept open for foot passengers until the new \
     one is finished, which the ferry company had offered to pay for in a letter last week.",
    "The last boat will leave on the final Sunday of October, with the town band on its upper deck, and the planks are to \
     be given to the museum of the fishermen's guild.",
];

fn page(title: &str, paragraphs: &[&str]) -> Stands {
    let text: Vec<String> = paragraphs.iter().map(|text| format!("<p>{text}</p>\n")).collect();
    let text = text.concat();
    Stands::Text(format!(
        "<!doctype html><html lang=\"en\"><head><title>{title} - Press</title></head><body>\
         <nav><a href=\"/\">Home</a> <a href=\"/sport\">Sport</a></nav>\
         <main><article><h1>{title}</h1>\n{text}</article></main><footer>All rights reserved</footer></body></html>"
    ))
}

// Six such sites in a row stopped all polls: "no host can be reached".
#[tokio::test]
async fn a_robots_txt_that_says_500_is_no_sign_that_our_network_is_down() {
    let mut room = Room::new();
    room.desk.poller.network.subscribe(2);
    for site in ["harbour", "island"] {
        let robots = format!("https://{site}.example/robots.txt");
        room.web.put(&robots, [Stands::Failure(FailureKind::Server)]);
        let link = format!("https://{site}.example/berth");
        room.poll(site, &[Item { link: &link, ..ITEM }]).await;
    }
    room.read_pages().await;
    assert_eq!(room.desk.poller.network.reason(), None);
    assert!(room.problem().unwrap().starts_with("robots_unread: "), "{:?}", room.problem());
}

// Edge case 29: a feed was told to wait ten minutes, and the pages of its site were asked on once a second.
#[tokio::test]
async fn pages_wait_while_their_site_rests_after_a_429_to_a_feed() {
    let mut room = Room::new();
    room.web.put(BERTH, [page(ITEM.title, &ARTICLE)]);
    room.poll("harbour", &[ITEM]).await;
    let busy = Failure {
        heard: Heard::Site("harbour.example".to_owned()),
        retry_after: Some(Duration::from_secs(600)),
        ..Failure::new(FailureKind::TooManyRequests, String::new())
    };
    room.desk.poller.rests.heed(&busy, Instant::now());
    room.worker.look().await;
    room.worker.start_due_pages().await;
    assert_eq!((room.worker.running.len(), room.web.asked(BERTH)), (0, 0));
    let sleep = room.worker.sleep();
    assert!(sleep > Duration::from_secs(20), "{sleep:?}");
}

fn two_versions() -> Vec<(String, String)> {
    [("1", "partial"), ("2", "full")].map(|(v, kind)| (v.to_owned(), kind.to_owned())).into()
}

#[tokio::test]
async fn a_summary_is_followed_by_its_full_text_once() {
    let mut room = Room::new();
    room.web.put(BERTH, [page(ITEM.title, &ARTICLE)]);
    room.poll("harbour", &[ITEM]).await;
    assert_eq!(
        room.versions(),
        [("1".to_owned(), "partial".to_owned())],
        "the summary does not wait"
    );
    room.read_pages().await;
    assert_eq!(room.versions(), two_versions());
    assert!(room.stories()[1].3 > 150, "{:?}", room.stories());
    let both = room.rows(Stream::Stories);
    assert_eq!(both[0]["uri"], both[1]["uri"]);
    for _ in 0..3 {
        // Another document, because its channel says something else: the entry is looked at anew.
        room.poll("harbour", &[ITEM, OTHER]).await;
        room.poll("harbour", &[ITEM]).await;
        room.later(7_200);
        room.read_pages().await;
    }
    assert_eq!(room.web.asked(BERTH), 1, "it is not read again");
    assert_eq!(room.stories().len(), 3, "{:?}", room.stories());
}

const OTHER: Item<'static> = Item {
    title: "Bakery wins regional prize",
    link: "https://harbour.example/",
    summary: "A bakery in the upper town has won the prize of the region for its rye loaf.",
};

#[tokio::test]
async fn what_robots_txt_forbids_is_not_asked_for() {
    let mut room = Room::new();
    let robots = "User-agent: *\nDisallow: /news/\n".to_owned();
    room.web.put("https://harbour.example/robots.txt", [Stands::Text(robots)]);
    room.web.put(BERTH, [page(ITEM.title, &ARTICLE)]);
    room.poll("harbour", &[ITEM]).await;
    room.read_pages().await;
    room.later(90_000);
    room.read_pages().await;
    assert_eq!(room.web.asked(BERTH), 0);
    assert_eq!(room.stories().len(), 1);
    let problem = room.problem().unwrap();
    assert!(problem.contains("robots.txt of harbour.example does not allow"), "{problem}");
}

#[tokio::test]
async fn while_robots_txt_cannot_be_read_nothing_is_asked_for() {
    let mut room = Room::new();
    let robots = Stands::Failure(FailureKind::Server);
    room.web.put("https://harbour.example/robots.txt", [robots]);
    room.web.put(BERTH, [page(ITEM.title, &ARTICLE)]);
    room.poll("harbour", &[ITEM]).await;
    room.read_pages().await;
    assert_eq!((room.web.asked(BERTH), room.stories().len()), (0, 1));
    assert!(room.problem().unwrap().starts_with("robots_unread: "), "{:?}", room.problem());
    let robots = Stands::Failure(FailureKind::NotFound);
    room.web.put("https://harbour.example/robots.txt", [robots]);
    for _ in 0..3 {
        room.later(3_600);
        room.read_pages().await;
    }
    assert_eq!(room.versions(), two_versions());
    assert_eq!(room.problem(), None);
}

// Edge case 29.
#[tokio::test]
async fn a_robots_txt_that_asks_for_time_gets_it() {
    let mut room = Room::new();
    let robots = "https://harbour.example/robots.txt";
    let gone = Stands::Failure(FailureKind::NotFound);
    room.web.put(robots, [Stands::Busy(Duration::from_secs(3_600)), gone]);
    room.web.put(BERTH, [page(ITEM.title, &ARTICLE)]);
    room.poll("harbour", &[ITEM]).await;
    for _ in 0..5 {
        room.read_pages().await;
        room.later(600);
    }
    assert_eq!((room.web.asked(robots), room.web.asked(BERTH)), (1, 0));
    room.later(1_200);
    room.read_pages().await;
    assert_eq!((room.web.asked(robots), room.versions()), (2, two_versions()));
}

// Edge case 39: allow_private is for the feeds that live there.
#[tokio::test]
async fn pages_go_into_private_networks_only_for_a_feed_that_lives_in_one() {
    for at_home in [false, true] {
        let mut room = Room::on(Web { at_home, ..Web::default() }, |_| {});
        room.web.put(BERTH, [page(ITEM.title, &ARTICLE)]);
        room.poll("harbour", &[ITEM]).await;
        room.read_pages().await;
        assert_eq!(*room.web.private.lock().unwrap(), [at_home; 2], "robots.txt and page");
        // A page of the web that it links leads nowhere private.
        let mut room = Room::on(Web { at_home, ..Web::default() }, |_| {});
        room.web.put(BERTH, [Stands::Moved("https://www.island.example/berth")]);
        room.poll("harbour", &[ITEM]).await;
        room.read_pages().await;
        assert_eq!(*room.web.private.lock().unwrap(), [at_home, at_home, false, false]);
    }
}

#[tokio::test]
async fn a_page_that_is_not_there_yet_is_tried_again() {
    let mut room = Room::new();
    room.web.put(BERTH, [Stands::Failure(FailureKind::NotFound), page(ITEM.title, &ARTICLE)]);
    room.poll("harbour", &[ITEM]).await;
    room.read_pages().await;
    assert_eq!(room.problem().unwrap(), "not_found: harbour.example answered");
    room.read_pages().await;
    assert_eq!(room.web.asked(BERTH), 1, "not at once");
    room.later(60);
    room.read_pages().await;
    assert_eq!(room.versions(), two_versions());
}

#[tokio::test]
async fn a_page_that_stays_away_is_given_up() {
    let mut room = Room::new();
    room.poll("harbour", &[ITEM]).await;
    for _ in 0..40 {
        room.read_pages().await;
        room.later(3_600);
    }
    assert_eq!(room.web.asked(BERTH), 7);
    assert_eq!(room.stories().len(), 1);
}

// Each site has its say, whatever led there.
#[tokio::test]
async fn a_redirect_is_followed_only_where_the_next_site_allows_it() {
    const MOVED: &str = "https://www.island.example/berth";
    let mut room = Room::new();
    let robots = Stands::Text("User-agent: wiredesk\nDisallow: /berth\n".to_owned());
    room.web.put("https://www.island.example/robots.txt", [robots]);
    room.web.put(BERTH, [Stands::Moved(MOVED)]);
    room.web.put(MOVED, [page(ITEM.title, &ARTICLE)]);
    room.poll("harbour", &[ITEM]).await;
    room.read_pages().await;
    assert_eq!((room.web.asked(BERTH), room.web.asked(MOVED), room.stories().len()), (1, 0, 1));
    assert!(room.problem().unwrap().contains("robots.txt of www.island.example"));
    // Nor round and round.
    let mut room = Room::new();
    room.web.put(BERTH, [Stands::Moved(MOVED)]);
    room.web.put(MOVED, [Stands::Moved(BERTH)]);
    room.poll("harbour", &[ITEM]).await;
    room.read_pages().await;
    assert!(room.problem().unwrap().contains("fetch.redirects_max"));
    assert_eq!(room.web.asked(BERTH) + room.web.asked(MOVED), 6);
}

#[tokio::test]
async fn another_page_in_the_articles_place_is_not_the_story() {
    let mut room = Room::new();
    let wall = [
        "We and our partners store cookies on your device to measure audiences, to personalise advertising and to improve our products.",
        "You may accept every purpose, refuse all of them, or choose among them in detail, and change your mind whenever you like.",
        "Subscribers read without advertising. Sign in below, or begin a subscription that can be cancelled within thirty days.",
    ];
    room.web.put(BERTH, [page("Your privacy", &wall)]);
    room.poll("harbour", &[ITEM]).await;
    room.read_pages().await;
    assert_eq!(room.stories().len(), 1);
    let problem = room.problem().unwrap();
    let closed = ["other_story: ", "barrier: ", "no_article: "];
    assert!(closed.iter().any(|label| problem.starts_with(label)), "{problem}");
}

#[tokio::test]
async fn a_page_that_says_no_more_leaves_the_summary() {
    let mut room = Room::new();
    room.web.put(BERTH, [page(ITEM.title, &[ITEM.summary])]);
    room.poll("harbour", &[ITEM]).await;
    room.read_pages().await;
    assert_eq!(room.stories().len(), 1);
    assert!(room.problem().is_some());
}

#[tokio::test]
async fn a_changed_headline_keeps_the_full_text_and_the_page_is_read_again() {
    let mut room = Room::new();
    room.web.put(BERTH, [page(ITEM.title, &ARTICLE)]);
    room.poll("harbour", &[ITEM]).await;
    room.read_pages().await;
    let retitled = Item { title: "Ninety-year-old ferry berth will close", ..ITEM };
    room.poll("harbour", &[retitled]).await;
    let stories = room.stories();
    assert_eq!(stories.len(), 3, "{stories:?}");
    assert_eq!((stories[2].1.as_str(), stories[2].3), ("full", stories[1].3), "{stories:?}");
    assert_eq!(stories[2].2, "Ninety-year-old ferry berth will close");
    room.read_pages().await;
    assert_eq!(room.web.asked(BERTH), 2);
    assert_eq!(room.stories().len(), 3, "the page said the same");
    room.poll("harbour", &[Item { title: "Ninety-year-old ferry berth will close", ..ITEM }]).await;
    room.read_pages().await;
    assert_eq!((room.web.asked(BERTH), room.stories().len()), (2, 3));
}

#[tokio::test]
async fn a_changed_summary_changes_nothing_until_the_page_does() {
    let mut room = Room::new();
    room.web.put(BERTH, [page(ITEM.title, &ARTICLE)]);
    room.poll("harbour", &[ITEM]).await;
    room.read_pages().await;
    let summary = "The oldest ferry berth of the town closes in October, the harbour council decided after midnight.";
    for _ in 0..2 {
        room.poll("harbour", &[Item { summary, ..ITEM }]).await;
        room.read_pages().await;
        assert_eq!((room.web.asked(BERTH), room.stories().len()), (2, 2), "{:?}", room.stories());
    }
    // The old summary comes back: a state this item had.
    room.poll("harbour", &[ITEM]).await;
    room.read_pages().await;
    assert_eq!((room.web.asked(BERTH), room.stories().len()), (2, 2));
    let mut longer = ARTICLE.to_vec();
    longer.push("On Tuesday the ferry company said that it would appeal to the county against the vote of the council.");
    room.web.put(BERTH, [page(ITEM.title, &longer)]);
    let summary = "The oldest ferry berth closes in October; the ferry company wants to appeal to the county.";
    room.poll("harbour", &[Item { summary, ..ITEM }]).await;
    room.read_pages().await;
    let stories = room.stories();
    assert_eq!((stories.len(), stories[2].1.as_str()), (3, "full"), "{stories:?}");
    assert!(stories[2].3 > stories[1].3);
}

#[tokio::test]
async fn a_page_that_fails_after_its_summary_changed_costs_no_text() {
    let mut room = Room::new();
    room.web.put(BERTH, [page(ITEM.title, &ARTICLE), Stands::Failure(FailureKind::Gone)]);
    room.poll("harbour", &[ITEM]).await;
    room.read_pages().await;
    for title in ["Ferry berth closes in October", "Ferry berth: last boat in October"] {
        room.poll("harbour", &[Item { title, ..ITEM }]).await;
        room.read_pages().await;
    }
    let stories = room.stories();
    assert_eq!(stories.len(), 4, "{stories:?}");
    assert!(stories[1..].iter().all(|(_, kind, _, words)| kind == "full" && *words > 150));
}

#[tokio::test]
async fn an_item_that_vanishes_and_returns_is_not_read_again() {
    let mut room = Room::new();
    room.web.put(BERTH, [page(ITEM.title, &ARTICLE)]);
    room.poll("harbour", &[ITEM, OTHER]).await;
    room.read_pages().await;
    let before = room.stories().len();
    room.poll("harbour", &[OTHER]).await;
    room.poll("harbour", &[ITEM, OTHER]).await;
    room.read_pages().await;
    assert_eq!((room.web.asked(BERTH), room.stories().len()), (1, before));
}

#[tokio::test]
async fn two_summaries_of_one_article_do_not_become_two_full_texts() {
    const THERE: &str = "https://island.example/2031/harbour-vote-on-berth";
    let theirs = Item {
        title: "Island ferries lose a landing stage",
        link: THERE,
        summary: "Shipworm has eaten into the piles: from October on lorries must board further east along the quay.",
    };
    let mut room = Room::new();
    room.web.put(BERTH, [page(ITEM.title, &ARTICLE)]);
    room.web.put(THERE, [page(theirs.title, &ARTICLE)]);
    room.poll("harbour", &[ITEM]).await;
    room.poll("island", &[theirs]).await;
    assert_eq!(room.stories().len(), 2, "nothing tells them as one yet");
    room.read_pages().await;
    let stories = room.stories();
    let full = stories.iter().filter(|(_, kind, ..)| kind == "full").count();
    assert_eq!((stories.len(), full), (3, 1), "{stories:?}");
    let copies = room.rows(Stream::Appearances);
    assert_eq!(copies.len(), 1);
    let full =
        room.rows(Stream::Stories).into_iter().find(|s| s["representationType"] == "full").unwrap();
    assert_eq!(copies[0]["uri"], full["uri"]);
    assert!(
        copies[0]["because"]
            .as_str()
            .unwrap()
            .contains("its summary was published before as urn:uuid:")
    );
}

#[tokio::test]
async fn what_a_feed_carries_in_full_needs_no_page() {
    let mut room = Room::new();
    room.web.put(BERTH, [page(ITEM.title, &ARTICLE)]);
    let text = ARTICLE.map(|text| format!("&lt;p&gt;{text}&lt;/p&gt;")).concat();
    room.poll("harbour", &[Item { summary: &text, ..ITEM }]).await;
    room.poll(
        "harbour",
        &[Item { title: "Bakery wins", link: "https://harbour.example/", summary: "A prize." }],
    )
    .await;
    room.read_pages().await;
    assert_eq!(room.web.asked(BERTH), 0);
    assert_eq!(room.web.asked("https://harbour.example/"), 0, "a home page is no article");
}

#[tokio::test]
async fn what_is_remembered_without_being_published_needs_no_page() {
    let mut room = Room::new();
    let publish = crate::config::PublishPolicy::None;
    room.poll_as(FeedConfig { publish, ..full("harbour") }, &[ITEM]).await;
    room.read_pages().await;
    assert_eq!((room.web.asked(BERTH), room.stories().len()), (0, 0));
}

#[tokio::test]
async fn a_feed_that_no_longer_asks_for_full_text_drops_its_pages() {
    let mut room = Room::new();
    room.web.put(BERTH, [page(ITEM.title, &ARTICLE)]);
    room.poll("harbour", &[ITEM]).await;
    room.worker.take_feeds(&Arc::default()).await;
    room.worker.feeds =
        Arc::new([(FeedId::parse("harbour").unwrap(), Arc::new(full("harbour")))].into());
    room.read_pages().await;
    assert_eq!(room.web.asked(BERTH), 0);
}

// P5, edge case 58.
#[tokio::test]
async fn no_page_is_read_while_the_outbox_is_full() {
    let mut room = Room::with(|config| config.publish.outbox_rows_high = 1);
    room.web.put(BERTH, [page(ITEM.title, &ARTICLE)]);
    room.poll("harbour", &[ITEM]).await;
    room.read_pages().await;
    assert_eq!((room.web.asked(BERTH), room.worker.sleep()), (0, SLEEP_MAX));
}
