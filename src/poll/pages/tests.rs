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

mod asking;
mod texts;

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

const OTHER: Item<'static> = Item {
    title: "Bakery wins regional prize",
    link: "https://harbour.example/",
    summary: "A bakery in the upper town has won the prize of the region for its rye loaf.",
};

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
