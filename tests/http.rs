//! The HTTP transport against a publisher that misbehaves (design section 5, edge cases 20 to 40).

#![expect(clippy::unwrap_used, clippy::panic, reason = "tests")]

#[path = "http/bodies.rs"]
mod bodies;
#[path = "http/hops.rs"]
mod hops;
#[path = "http/moves.rs"]
mod moves;
mod publisher;
#[path = "http/secure.rs"]
mod secure;
#[path = "http/standing.rs"]
mod standing;
#[path = "http/tls.rs"]
mod tls;

use std::time::{Duration, Instant};

use publisher::{Publisher, Reply, Seen, compressed};
use url::Url;
use wiredesk::config::{Credentials, FetchConfig};
use wiredesk::fetch::http::HttpTransport;
use wiredesk::fetch::{Answer, Body, Failure, FailureKind, Heard, Request, Target, Transport};
use wiredesk::model::Extent;

const BODY_MAX: u64 = 64 * 1024;
const FEED: &[u8] = b"<rss version=\"2.0\"><channel><title>Harbour Post</title></channel></rss>";

fn config() -> FetchConfig {
    FetchConfig {
        contact: Some("mailto:desk@harbourpost.example".to_owned()),
        allow_private: vec!["127.0.0.0/8".parse().unwrap(), "::1/128".parse().unwrap()],
        body_max: BODY_MAX,
        timeout: Duration::from_secs(10),
        connect_timeout: Duration::from_secs(5),
        redirects_max: 5,
        unconditional_every: Duration::from_secs(6 * 3_600),
        parallel: 16,
        parallel_per_host: 4,
        spacing_per_host: Duration::ZERO,
        proxy: None,
        proxy_credentials: None,
    }
}

fn request(url: Url) -> Request {
    Request::new(url, Target::Feed)
}

async fn get_with(config: &FetchConfig, request: Request) -> Answer {
    HttpTransport::new(config).unwrap().get(request).await
}

async fn get(request: Request) -> Answer {
    get_with(&config(), request).await
}

async fn fresh(request: Request) -> Body {
    match get(request).await {
        Answer::Fresh(body) => body,
        other @ (Answer::NotModified(_) | Answer::Moved { .. } | Answer::Failed(_)) => {
            panic!("not fresh: {other:?}")
        }
    }
}

async fn failure_with(config: &FetchConfig, request: Request) -> Failure {
    match get_with(config, request).await {
        Answer::Failed(failure) => failure,
        other @ (Answer::Fresh(_) | Answer::NotModified(_) | Answer::Moved { .. }) => {
            panic!("no failure: {other:?}")
        }
    }
}

async fn failure(request: Request) -> Failure {
    failure_with(&config(), request).await
}

/// One reply at `/feed`, and what the transport makes of it.
async fn failure_of(reply: Reply) -> Failure {
    let publisher = Publisher::start();
    publisher.on("/feed", reply);
    failure(request(publisher.url("/feed"))).await
}

// Edge cases 21 and 22.
#[tokio::test]
async fn validators_come_back_byte_for_byte_and_a_304_is_understood() {
    let etag = b"W/\"caf\xe9-1\"";
    let last_modified = b"Thu, 01 Jan 1970 00:00:00 +0000 (sic)";
    let publisher = Publisher::start();
    publisher.on("/feed", Reply::feed(etag, last_modified, FEED));
    let body = fresh(request(publisher.url("/feed"))).await;
    assert_eq!(body.bytes, FEED);
    assert_eq!(body.facts.etag.as_deref(), Some(&etag[..]));
    assert_eq!(body.facts.last_modified.as_deref(), Some(&last_modified[..]));
    assert_eq!(body.facts.body_hash, Some(xxhash_rust::xxh3::xxh3_64(FEED)));

    let again = Request {
        etag: body.facts.etag.clone(),
        last_modified: body.facts.last_modified.clone(),
        ..request(publisher.url("/feed"))
    };
    let Answer::NotModified(facts) = get(again).await else { panic!("not a 304") };
    assert!(facts.extent == Extent::Unmodified && facts.body_hash.is_none());
    assert_eq!(facts.etag, body.facts.etag);
    let seen = &publisher.requests("/feed")[1];
    assert_eq!(seen.header("if-none-match"), Some(&etag[..]));
    assert_eq!(seen.header("if-modified-since"), Some(&last_modified[..]));
}

#[tokio::test]
async fn validators_that_a_304_leaves_out_are_kept() {
    let publisher = Publisher::start();
    publisher.on("/feed", Reply::status(304));
    let asked = Request { etag: Some(b"\"1\"".to_vec()), ..request(publisher.url("/feed")) };
    let Answer::NotModified(facts) = get(asked).await else { panic!("not a 304") };
    assert_eq!(facts.etag.as_deref(), Some(&b"\"1\""[..]));
    assert_eq!(failure_of(Reply::status(304)).await.kind, FailureKind::Status);
}

// Edge case 26: Last-Modified of one page means nothing to another.
#[tokio::test]
async fn validators_go_to_the_address_that_gave_them_and_nowhere_else() {
    let (old, new) = (Publisher::start(), Publisher::start_at("127.0.0.2"));
    old.on("/feed", Reply::redirect(302, new.url("/feed").as_str()));
    new.on("/feed", Reply::feed(b"\"1\"", b"today", FEED));
    let body = fresh(request(old.url("/feed"))).await;
    assert_eq!(body.facts.given_by, Some(new.url("/feed")));
    let again = |given_by: Option<Url>| Request {
        etag: body.facts.etag.clone(),
        last_modified: body.facts.last_modified.clone(),
        given_by,
        ..request(old.url("/feed"))
    };
    let Answer::NotModified(_) = get(again(body.facts.given_by.clone())).await else {
        panic!("not a 304")
    };
    fresh(again(None)).await;
    fresh(again(Some(new.url("/atom")))).await;
    let shown = |publisher: &Publisher| {
        let seen = publisher.requests("/feed");
        let names = ["if-none-match", "if-modified-since", "a-im"];
        let shows = |seen: &Seen| names.map(|name| seen.header(name).is_some());
        seen.iter().map(shows).collect::<Vec<_>>()
    };
    let (none, all) = ([false; 3], [true; 3]);
    assert_eq!(shown(&old), [none, none, all, none]);
    assert_eq!(shown(&new), [none, all, none, none]);
}

// RFC 3229.
#[tokio::test]
async fn a_delta_is_asked_for_beside_an_etag_and_taken_where_it_was_asked_for() {
    let publisher = Publisher::start();
    publisher.on("/feed", Reply::ok(FEED).header("ETag", "\"1\""));
    publisher.on("/feed", Reply::part(FEED).header("ETag", "\"2\"").header("IM", "feed"));
    let body = fresh(request(publisher.url("/feed"))).await;
    assert!(
        body.facts.extent == Extent::Whole
            && publisher.requests("/feed")[0].header("a-im").is_none()
    );
    let asked = || Request { etag: Some(b"\"1\"".to_vec()), ..request(publisher.url("/feed")) };
    let body = fresh(asked()).await;
    assert_eq!(publisher.requests("/feed")[1].header("a-im"), Some(&b"feed"[..]));
    assert_eq!((body.facts.extent, body.facts.body_hash), (Extent::Delta, None));
    assert_eq!(body.facts.etag.as_deref(), Some(&b"\"2\""[..]));
    let unasked = failure(request(publisher.url("/feed"))).await;
    assert_eq!(unasked.kind, FailureKind::Status, "{unasked:?}");
}

#[tokio::test]
async fn requests_say_who_asks_and_what_is_wanted() {
    let publisher = Publisher::start();
    publisher.on("/feed", Reply::ok(FEED));
    fresh(request(publisher.url("/feed"))).await;
    let seen = &publisher.requests("/feed")[0];
    let agent = String::from_utf8(seen.header("user-agent").unwrap().to_vec()).unwrap();
    assert_eq!(
        agent,
        format!("wiredesk/{} (+mailto:desk@harbourpost.example)", env!("CARGO_PKG_VERSION"))
    );
    let accepted = String::from_utf8(seen.header("accept-encoding").unwrap().to_vec()).unwrap();
    for encoding in ["gzip", "br", "zstd", "deflate"] {
        assert!(accepted.contains(encoding), "{accepted}");
    }
    assert!(seen.header("accept").unwrap().starts_with(b"application/atom+xml"));
    assert!(seen.header("cookie").is_none() && seen.header("referer").is_none());
}

// Edge case 40.
#[tokio::test]
async fn many_headers_are_tolerated_and_too_many_are_refused() {
    let with_headers = |count: usize| {
        let names = (0..count).map(|n| format!("X-Harbour-{n}"));
        names.fold(Reply::ok(FEED), |reply, name| reply.header(&name, "x"))
    };
    let publisher = Publisher::start();
    publisher.on("/feed", with_headers(240));
    assert_eq!(fresh(request(publisher.url("/feed"))).await.bytes, FEED);
    assert_eq!(failure_of(with_headers(2_000)).await.kind, FailureKind::Body);
}

// Edge case 29.
#[tokio::test]
async fn retry_after_is_read_in_both_forms() {
    let failure = failure_of(Reply::status(429).header("Retry-After", "120")).await;
    assert_eq!(failure.kind, FailureKind::TooManyRequests);
    assert_eq!((failure.status, failure.retry_after), (Some(429), Some(Duration::from_secs(120))));
    let dated = Reply::status(503)
        .header("Date", "Sun, 04 May 2031 10:00:00 GMT")
        .header("Retry-After", "Sun, 04 May 2031 10:05:00 GMT");
    let failure = failure_of(dated).await;
    assert_eq!(failure.kind, FailureKind::Server);
    assert_eq!(failure.retry_after, Some(Duration::from_secs(300)));
}

#[tokio::test]
async fn statuses_are_told_apart() {
    for (status, kind) in [
        (206, FailureKind::Status),
        (300, FailureKind::Status),
        (302, FailureKind::Status),
        (401, FailureKind::Unauthorised),
        (404, FailureKind::NotFound),
        (406, FailureKind::Client),
        (410, FailureKind::Gone),
        (502, FailureKind::Server),
    ] {
        let failure = failure_of(Reply::status(status)).await;
        assert_eq!((failure.kind, failure.status), (kind, Some(status)), "{failure:?}");
    }
}

#[tokio::test]
async fn no_connection_is_explained() {
    let listener = std::net::TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let port = listener.local_addr().unwrap().port();
    drop(listener);
    let url = Url::parse(&format!("http://127.0.0.1:{port}/feed")).unwrap();
    let failure = failure(request(url)).await;
    assert_eq!(failure.kind, FailureKind::Connect, "{failure:?}");
    assert!(failure.detail.contains("refused") && failure.detail.contains(&port.to_string()));
}

#[tokio::test]
async fn tls_that_cannot_be_trusted_is_a_failure_of_its_own() {
    let publisher = Publisher::start();
    let mut url = publisher.url("/feed");
    url.set_scheme("https").unwrap();
    let failure = failure(request(url)).await;
    assert_eq!(failure.kind, FailureKind::Tls, "{failure:?}");
}

// P6: a host that answers nobody holds up only itself.
#[tokio::test]
async fn a_silent_host_does_not_hold_up_others() {
    let (silent, lively) = (Publisher::start(), Publisher::start_at("127.0.0.2"));
    silent.on("/feed", Reply::silence());
    lively.on("/feed", Reply::ok(FEED));
    let config = FetchConfig { parallel: 2, parallel_per_host: 1, ..config() };
    let transport = HttpTransport::new(&config).unwrap();
    let stuck = (0..20).map(|_| transport.get(request(silent.url("/feed"))));
    let stuck = futures_util::future::join_all(stuck);
    tokio::select! {
        answer = transport.get(request(lively.url("/feed"))) => assert!(matches!(answer, Answer::Fresh(_))),
        _ = stuck => panic!("the silent host answered"),
    }
    assert!(silent.requests("/feed").len() <= 1);
}

// A label of more than 63 characters fails in the resolver, without a question to the network.
#[tokio::test]
async fn a_name_that_does_not_resolve_is_named() {
    let host = format!("{}.example", "a".repeat(64));
    let url = Url::parse(&format!("http://{host}/feed?key=quay")).unwrap();
    let failure = failure(request(url)).await;
    assert_eq!(failure.kind, FailureKind::Dns, "{failure:?}");
    assert!(failure.detail.contains(&host) && !failure.detail.contains("quay"));
}

#[tokio::test]
async fn credentials_that_cannot_be_written_are_named_and_not_shown() {
    let publisher = Publisher::start();
    let token = "quay\nX-Evil: 1".to_owned().into();
    let asked = Request {
        credentials: Some(Credentials::Bearer { token }),
        ..request(publisher.url("/feed"))
    };
    let failure = failure(asked).await;
    assert!(failure.detail.contains("credentials") && !failure.detail.contains("quay"));
    assert!(publisher.requests("/feed").is_empty());
}

// Queueing behind one's own host is not the host's fault.
#[tokio::test]
async fn waiting_for_a_place_does_not_count_against_the_deadline() {
    let publisher = Publisher::start();
    publisher.on("/feed", Reply::ok(FEED).after(Duration::from_millis(150)));
    let timeout = Duration::from_secs(1);
    let config = FetchConfig { timeout, parallel_per_host: 1, ..config() };
    let transport = HttpTransport::new(&config).unwrap();
    let started = Instant::now();
    let asked = (0..10).map(|_| transport.get(request(publisher.url("/feed"))));
    let answers = futures_util::future::join_all(asked).await;
    assert!(answers.iter().all(|answer| matches!(answer, Answer::Fresh(_))));
    assert!(started.elapsed() > timeout, "the queue was not longer than the deadline");
}
