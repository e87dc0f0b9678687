//! A desk with one feed, and a test that plays the hub: it reads what the daemon asks for, asks back, and pushes.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;

use ring::hmac;
use url::form_urlencoded;

use super::newsroom::Newsroom;
use super::press::{rss, state};
use super::process::{Daemon, PATIENCE, until, wiredesk};
use super::publisher::Reply;

/// Path of the hub at the loopback publisher.
pub(crate) const HUB: &str = "/hub";
const FEED: &str = "/harbour.xml";

/// What a subscription request asked for.
#[derive(Debug, Clone)]
pub(crate) struct Asked {
    pub(crate) mode: String,
    pub(crate) topic: String,
    pub(crate) callback: String,
    pub(crate) token: String,
    pub(crate) secret: String,
    pub(crate) lease: Option<String>,
}

pub(crate) struct Desk {
    pub(crate) newsroom: Newsroom,
}

impl Desk {
    /// A hub that takes every request. `rest` are further lines of the feed's table.
    pub(crate) fn new(rest: &str) -> Self {
        let desk = Self { newsroom: Newsroom::new() };
        desk.newsroom.publisher.on(HUB, Reply::status(202));
        desk.configure(rest, |text| text);
        desk
    }

    /// The same with two stories, and the daemon that polls them.
    pub(crate) fn up(rest: &str) -> (Self, Daemon) {
        let desk = Self::new(rest);
        desk.publish(2);
        let daemon = Daemon::up(&desk.newsroom.config());
        (desk, daemon)
    }

    /// Writes the configuration anew, changed by `change`.
    pub(crate) fn configure(&self, rest: &str, change: impl FnOnce(String) -> String) {
        let url = self.newsroom.publisher.url(FEED);
        let text = Newsroom::config_with(&format!(
            "[websub]\ncallback = \"http://desk.invalid/websub\"\nbind = \"127.0.0.1:0\"\n\
             [[feed]]\nid = \"harbour\"\nurl = \"{url}\"\n{rest}"
        ));
        let text = text.replace("format = \"json\"", "format = \"json\"\nfilter = \"debug\"");
        self.newsroom.write_config(&change(text));
    }

    /// Polls only when something else than the clock says so.
    pub(crate) fn configure_to_rest(&self) {
        self.configure("", |text| {
            text.replace(
                "interval_min = \"100ms\"\ninterval_max = \"200ms\"",
                "interval_min = \"1h\"",
            )
        });
    }

    /// Polls come in quick succession, until the hub is relied on.
    pub(crate) fn configure_to_rest_once_pushed(&self) {
        self.configure("", |text| {
            text.replace("interval_max = \"200ms\"", "interval_max = \"6h\"")
        });
    }

    /// `count` stories, from number `first` on, and who pushes them.
    pub(crate) fn document(&self, first: usize, count: usize) -> String {
        let stories: Vec<_> =
            (first..first + count).map(|number| state("harbour", number, 1)).collect();
        let (hub, own) = (self.newsroom.publisher.url(HUB), self.topic());
        rss("Harbour", &stories).replace(
            "<description>Invented news</description>",
            &format!(
                "<description>Invented news</description>\
                 <atom:link xmlns:atom=\"http://www.w3.org/2005/Atom\" rel=\"hub\" href=\"{hub}\"/>\
                 <atom:link xmlns:atom=\"http://www.w3.org/2005/Atom\" rel=\"self\" href=\"{own}\"/>"
            ),
        )
    }

    pub(crate) fn topic(&self) -> String {
        self.newsroom.publisher.url("/own.xml").to_string()
    }

    /// Serves the first `count` stories from now on.
    pub(crate) fn publish(&self, count: usize) {
        self.newsroom.publish(FEED, &format!("\"{count}\""), self.document(0, count));
    }

    pub(crate) fn wait_until_published_is_polled(&self, count: usize) {
        self.newsroom.wait_for_validator(FEED, &format!("\"{count}\""));
    }

    pub(crate) fn polls(&self) -> usize {
        self.newsroom.publisher.requests(FEED).len()
    }

    pub(crate) fn wait_for_polls(&self, count: usize) {
        self.newsroom.wait_for_polls(FEED, count);
    }

    /// The `number`-th request (from 1) to `path`.
    pub(crate) fn asked_at(&self, path: &str, number: usize) -> Asked {
        assert!(self.newsroom.publisher.wait_for(path, number, PATIENCE), "{path}: never asked");
        let seen = self.newsroom.publisher.requests(path)[number - 1].clone();
        assert_eq!(seen.method, "POST");
        let form: Vec<(String, String)> = form_urlencoded::parse(&seen.body).into_owned().collect();
        let value = |name: &str| {
            let found = form.iter().find(|(key, _)| key == name);
            found.map(|(_, value)| value.clone())
        };
        let callback = value("hub.callback").unwrap();
        Asked {
            mode: value("hub.mode").unwrap(),
            topic: value("hub.topic").unwrap(),
            token: callback.rsplit('/').next().unwrap().to_owned(),
            callback,
            secret: value("hub.secret").unwrap_or_default(),
            lease: value("hub.lease_seconds"),
        }
    }

    pub(crate) fn asked(&self, number: usize) -> Asked {
        self.asked_at(HUB, number)
    }

    /// Subscribes the daemon, and waits for the poll that follows.
    pub(crate) fn subscribe(&self, daemon: &mut Daemon) -> Asked {
        let asked = self.asked(1);
        let polls = self.polls();
        assert_eq!(verify(daemon, &asked), (200, "a challenge".to_owned()));
        self.wait_for_polls(polls + 1);
        until("the first poll of the subscription is committed", || {
            self.stored("since IS NOT NULL")
        });
        asked
    }

    /// Whether the store holds a subscription with this property.
    pub(crate) fn stored(&self, property: &str) -> bool {
        self.store(|store| {
            let sql = format!("SELECT count(*) FROM websub WHERE {property}");
            store.query_row(&sql, [], |row| row.get::<_, u64>(0)).unwrap() > 0
        })
    }

    /// Whether the feed's next poll is at least so many seconds after its last.
    pub(crate) fn rests_for(&self, seconds: u64) -> bool {
        self.store(|store| {
            let sql = "SELECT count(*) FROM feed WHERE next_due - last_poll >= ?1 * 1000";
            store.query_row(sql, [seconds], |row| row.get::<_, u64>(0)).unwrap() > 0
        })
    }

    /// Waits until the feed's polls rest behind its hub, as those of a feed do that publishes every hour.
    pub(crate) fn wait_until_polls_rest(&self) {
        until("polls rest", || {
            self.change_store("UPDATE feed SET interval_ms = 3600000");
            self.rests_for(5 * 3_600)
        });
    }

    pub(crate) fn change_store(&self, sql: &str) {
        self.store(|store| store.execute_batch(sql).unwrap());
    }

    /// Time has passed: what was set in the subscriptions lies as far in the past as `change` says.
    pub(crate) fn let_pass(&self, change: &str) {
        self.change_store(&format!("UPDATE websub SET {change}"));
    }

    fn store<T>(&self, ask: impl FnOnce(&rusqlite::Connection) -> T) -> T {
        let path = self.newsroom.folder.path().join("var/wiredesk.db");
        let store = rusqlite::Connection::open(path).unwrap();
        store.busy_timeout(PATIENCE).unwrap();
        ask(&store)
    }

    /// What `feeds list` says of the subscription.
    pub(crate) fn standing(&self) -> String {
        let config = self.newsroom.config();
        let listed = wiredesk().args(["feeds", "list", "--json", "--config"]).arg(config).output();
        let rows: serde_json::Value = serde_json::from_slice(&listed.unwrap().stdout).unwrap();
        rows[0]["websub"].as_str().unwrap_or_default().to_owned()
    }
}

/// The hub asks back.
pub(crate) fn verify(daemon: &mut Daemon, asked: &Asked) -> (u16, String) {
    let query = form_urlencoded::Serializer::new(String::new())
        .append_pair("hub.mode", &asked.mode)
        .append_pair("hub.topic", &asked.topic)
        .append_pair("hub.challenge", "a challenge")
        .append_pair("hub.lease_seconds", "864000")
        .finish();
    get(daemon, &format!("/websub/{}?{query}", asked.token))
}

pub(crate) fn get(daemon: &mut Daemon, target: &str) -> (u16, String) {
    let mut stream = connect(daemon);
    write!(stream, "GET {target} HTTP/1.1\r\nHost: desk.invalid\r\n\r\n").unwrap();
    read_answer(stream)
}

/// Pushes `body`, signed with `secret`.
pub(crate) fn push(daemon: &mut Daemon, token: &str, secret: &str, body: &[u8]) -> (u16, String) {
    let key = hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes());
    let tag = hmac::sign(&key, body);
    let hex = tag.as_ref().iter().flat_map(|byte| [byte >> 4, byte & 0xf]);
    let hex: String = hex.map(|digit| char::from_digit(digit.into(), 16).unwrap()).collect();
    push_with(daemon, token, &format!("X-Hub-Signature: sha256={hex}\r\n"), body)
}

/// Pushes `body` with these header lines.
pub(crate) fn push_with(
    daemon: &mut Daemon,
    token: &str,
    headers: &str,
    body: &[u8],
) -> (u16, String) {
    let mut stream = connect(daemon);
    let length = body.len();
    write!(
        stream,
        "POST /websub/{token} HTTP/1.1\r\nHost: desk.invalid\r\n{headers}\
         Content-Type: application/rss+xml; charset=utf-8\r\nContent-Length: {length}\r\n\r\n"
    )
    .unwrap();
    // One that is refused by its head is not read, and the connection may be gone.
    stream.write_all(body).ok();
    read_answer(stream)
}

/// To the port that hubs reach.
pub(crate) fn connect(daemon: &mut Daemon) -> TcpStream {
    daemon.wait_for_log("websub listening");
    let log = daemon.log();
    let (_, rest) = log.split_once("websub listening").unwrap();
    let (_, rest) = rest.split_once("127.0.0.1:").unwrap();
    let port: String = rest.chars().take_while(char::is_ascii_digit).collect();
    let stream = TcpStream::connect(format!("127.0.0.1:{port}")).unwrap();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    stream
}

pub(crate) fn read_answer(mut stream: TcpStream) -> (u16, String) {
    let mut bytes = Vec::new();
    // A connection that is cut after the answer gave one all the same.
    stream.read_to_end(&mut bytes).ok();
    let answer = String::from_utf8_lossy(&bytes).into_owned();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap_or((&answer, ""));
    let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or(0);
    (status, body.to_owned())
}
