//! The admin port over a real loopback socket: what a scraper, a health check and a hostile page get.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test stops at the first thing that is not as it must be"
)]

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio_util::sync::CancellationToken;
use wiredesk::admin::Admin;
use wiredesk::clock::SystemClock;
use wiredesk::config::AdminConfig;
use wiredesk::health::{Component, Health, State};
use wiredesk::metrics::{self, PollOutcome};
use wiredesk::model::VerdictKind;
use wiredesk::supervise::{Supervisor, TaskKind};

struct Port {
    address: SocketAddr,
    health: Arc<Health>,
    supervisor: Supervisor,
}

struct Answer {
    status: u16,
    head: String,
    body: String,
}

impl Answer {
    fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.body).expect("a JSON body")
    }
}

fn any_port() -> AdminConfig {
    AdminConfig { listen: Some(SocketAddr::from(([127, 0, 0, 1], 0))) }
}

async fn open_port() -> Port {
    let health = Arc::new(Health::new(Arc::new(SystemClock)));
    let supervisor = Supervisor::new(CancellationToken::new());
    let admin = Admin::bind(&any_port()).await.unwrap().expect("switched on");
    let address = admin.address();
    let serving = admin.serve(Arc::clone(&health), Arc::default(), supervisor.shutdown());
    supervisor.spawn("admin", TaskKind::Isolated, serving);
    Port { address, health, supervisor }
}

/// Sends `request` as it stands and reads until the port closes.
async fn send(address: SocketAddr, request: &str) -> Answer {
    let exchange = async {
        let mut stream = TcpStream::connect(address).await?;
        stream.write_all(request.as_bytes()).await?;
        let mut text = String::new();
        stream.read_to_string(&mut text).await?;
        std::io::Result::Ok(text)
    };
    let limit = Duration::from_secs(20);
    let text = tokio::time::timeout(limit, exchange).await.unwrap().unwrap();
    let (head, body) = text.split_once("\r\n\r\n").expect("a blank line");
    let status = head.split(' ').nth(1).expect("a status");
    Answer {
        status: status.parse().unwrap(),
        head: head.to_ascii_lowercase(),
        body: body.to_owned(),
    }
}

async fn get(port: &Port, path: &str) -> Answer {
    let request = format!("GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n");
    send(port.address, &request).await
}

#[tokio::test]
async fn live_is_yes_while_the_port_answers() {
    let port = open_port().await;
    assert_ne!(port.address.port(), 0);
    let live = get(&port, "/live").await;
    assert_eq!(live.status, 200);
    assert_eq!(live.json(), serde_json::json!({ "live": true }));
    // As a container's health check speaks: HTTP/1.0 without a host.
    let old = send(port.address, "GET /live HTTP/1.0\r\n\r\n").await;
    assert_eq!(old.status, 200);
}

// Edge cases 58 and 60: a sink that is down is seen at once, with words.
#[tokio::test]
async fn ready_says_no_with_every_reason_and_yes_when_all_is_good() {
    let port = open_port().await;
    assert_eq!(get(&port, "/ready").await.status, 503);
    for component in Component::ALL {
        port.health.set(component, State::Good);
    }
    let ready = get(&port, "/ready").await;
    assert_eq!((ready.status, ready.json()), (200, serde_json::json!({ "ready": true })));
    let bad = |words: &str| State::Bad(words.to_owned());
    port.health.set(Component::Publisher, bad("broker down"));
    port.health.set(Component::Outbox, bad("120 rows, above its mark of 100"));
    let ready = get(&port, "/ready").await;
    assert_eq!(ready.status, 503);
    let json = ready.json();
    assert_eq!(json["ready"], false);
    let reasons = json["reasons"].as_array().expect("a list");
    assert_eq!(reasons.len(), 2);
    let starts = |index: usize, words: &str| {
        let reason = reasons.get(index).and_then(|reason| reason.as_str());
        assert!(reason.expect("a text").starts_with(words), "{json}");
    };
    starts(0, "publisher: broker down (since ");
    starts(1, "outbox: 120 rows, above its mark of 100 (since ");
}

#[tokio::test]
async fn metrics_show_what_was_recorded() {
    metrics::install();
    let port = open_port().await;
    metrics::record_poll(PollOutcome::Fresh, Duration::from_millis(40));
    metrics::record_verdicts(VerdictKind::Copy, 3);
    let shown = get(&port, "/metrics").await;
    assert_eq!(shown.status, 200);
    assert!(shown.head.contains("content-type: text/plain; version=0.0.4"), "{}", shown.head);
    let has = |line: &str| assert!(shown.body.lines().any(|l| l == line), "{}", shown.body);
    has(r#"wiredesk_polls_total{outcome="fresh"} 1"#);
    has(r#"wiredesk_entries_total{verdict="copy"} 3"#);
    has("wiredesk_ready 0");
    has("# HELP wiredesk_entries_total Admitted entries by verdict.");
}

#[tokio::test]
async fn other_paths_and_methods_are_refused() {
    let port = open_port().await;
    let unknown = get(&port, "/admin.php").await;
    assert_eq!(unknown.status, 404);
    assert!(unknown.head.contains("cache-control: no-store"));
    let post = "POST /live HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n";
    assert_eq!(send(port.address, post).await.status, 405);
}

#[tokio::test]
async fn a_page_that_points_its_own_name_here_reads_nothing() {
    let port = open_port().await;
    let foreign = "GET /metrics HTTP/1.1\r\nHost: desk.example:9464\r\n\r\n";
    let answer = send(port.address, foreign).await;
    assert_eq!(answer.status, 421);
    assert!(!answer.body.contains("wiredesk_"));
}

// A form on any web page can post to a port of this machine, but no JSON, and not under our name.
#[tokio::test]
async fn a_web_page_in_a_browser_on_this_machine_has_nothing_polled() {
    let port = open_port().await;
    let body = r#"{"feeds":["harbour"]}"#;
    let post = |host: &str, kind: &str| {
        let length = body.len();
        format!(
            "POST /poll HTTP/1.1\r\nHost: {host}\r\nContent-Type: {kind}\r\nContent-Length: {length}\r\n\r\n{body}"
        )
    };
    assert_eq!(send(port.address, &post("localhost", "text/plain")).await.status, 415);
    let foreign = post("desk.example", "application/json");
    assert_eq!(send(port.address, &foreign).await.status, 421);
    let preflight =
        "OPTIONS /poll HTTP/1.1\r\nHost: localhost\r\nOrigin: https://desk.example\r\n\r\n";
    assert_eq!(send(port.address, preflight).await.status, 405);
    assert_eq!(get(&port, "/poll").await.status, 405);
}

#[tokio::test]
async fn a_head_without_end_is_cut_off() {
    let port = open_port().await;
    let endless =
        format!("GET /live HTTP/1.1\r\nHost: localhost\r\nX: {}\r\n\r\n", "a".repeat(40_000));
    let mut stream = TcpStream::connect(port.address).await.unwrap();
    // The port may hang up while this is still being written.
    let sent = stream.write_all(endless.as_bytes()).await;
    let mut answer = Vec::new();
    let read = stream.read_to_end(&mut answer).await;
    let refused = sent.is_err() || read.is_err() || answer.starts_with(b"HTTP/1.1 431");
    assert!(refused, "{}", String::from_utf8_lossy(&answer));
    assert_eq!(get(&port, "/live").await.status, 200);
}

#[tokio::test]
async fn silent_clients_do_not_keep_the_port_from_stopping() {
    let port = open_port().await;
    let silent = TcpStream::connect(port.address).await.unwrap();
    assert_eq!(get(&port, "/live").await.status, 200);
    port.supervisor.shutdown().cancel();
    let limit = Duration::from_secs(20);
    let ending = port.supervisor.run_until_stopped(&port.health, limit).await;
    assert!(ending.is_clean(), "{ending}");
    assert_eq!(port.health.reasons().first().map(String::as_str), Some("shutting down"));
    assert!(TcpStream::connect(port.address).await.is_err());
    drop(silent);
}

#[tokio::test]
async fn a_taken_port_is_an_error_that_names_the_setting() {
    let first = Admin::bind(&any_port()).await.unwrap().expect("on");
    let config = AdminConfig { listen: Some(first.address()) };
    let error = Admin::bind(&config).await.unwrap_err().to_string();
    let expected = format!("admin.listen = \"{}\"", first.address());
    assert!(error.starts_with(&expected), "{error}");
    let off = Admin::bind(&AdminConfig { listen: None }).await.unwrap();
    assert!(off.is_none());
}
