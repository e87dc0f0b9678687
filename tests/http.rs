//! The HTTP transport against a publisher that misbehaves (design section 5, edge cases 20 to 40).

#![expect(clippy::unwrap_used, clippy::panic, reason = "tests")]

mod publisher;

use std::time::{Duration, Instant};

use publisher::{Publisher, Reply, compressed};
use url::Url;
use wiredesk::config::{Credentials, FetchConfig};
use wiredesk::fetch::http::HttpTransport;
use wiredesk::fetch::{Answer, Body, Failure, FailureKind, Request, Transport};

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
        parallel: 16,
        parallel_per_host: 4,
        proxy: None,
    }
}

fn request(url: Url) -> Request {
    Request {
        url,
        etag: None,
        last_modified: None,
        credentials: None,
    }
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
        other @ (Answer::NotModified(_) | Answer::Failed(_)) => panic!("not fresh: {other:?}"),
    }
}

async fn failure_with(config: &FetchConfig, request: Request) -> Failure {
    match get_with(config, request).await {
        Answer::Failed(failure) => failure,
        other @ (Answer::Fresh(_) | Answer::NotModified(_)) => panic!("no failure: {other:?}"),
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
    assert_eq!(
        body.facts.last_modified.as_deref(),
        Some(&last_modified[..])
    );
    assert_eq!(body.facts.body_hash, Some(xxhash_rust::xxh3::xxh3_64(FEED)));

    let again = Request {
        etag: body.facts.etag.clone(),
        last_modified: body.facts.last_modified.clone(),
        ..request(publisher.url("/feed"))
    };
    let Answer::NotModified(facts) = get(again).await else {
        panic!("not a 304")
    };
    assert!(facts.not_modified && facts.body_hash.is_none());
    assert_eq!(facts.etag, body.facts.etag);
    let seen = &publisher.requests("/feed")[1];
    assert_eq!(seen.header("if-none-match"), Some(&etag[..]));
    assert_eq!(seen.header("if-modified-since"), Some(&last_modified[..]));
}

#[tokio::test]
async fn validators_that_a_304_leaves_out_are_kept() {
    let publisher = Publisher::start();
    publisher.on("/feed", Reply::status(304));
    let asked = Request {
        etag: Some(b"\"1\"".to_vec()),
        ..request(publisher.url("/feed"))
    };
    let Answer::NotModified(facts) = get(asked).await else {
        panic!("not a 304")
    };
    assert_eq!(facts.etag.as_deref(), Some(&b"\"1\""[..]));
    assert_eq!(
        failure_of(Reply::status(304)).await.kind,
        FailureKind::Status
    );
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
        format!(
            "wiredesk/{} (+mailto:desk@harbourpost.example)",
            env!("CARGO_PKG_VERSION")
        )
    );
    let accepted = String::from_utf8(seen.header("accept-encoding").unwrap().to_vec()).unwrap();
    for encoding in ["gzip", "br", "zstd", "deflate"] {
        assert!(accepted.contains(encoding), "{accepted}");
    }
    assert!(
        seen.header("accept")
            .unwrap()
            .starts_with(b"application/atom+xml")
    );
    assert!(seen.header("cookie").is_none() && seen.header("referer").is_none());
}

#[tokio::test]
async fn a_compressed_body_is_decoded_and_its_charset_and_facts_are_read() {
    let publisher = Publisher::start();
    let reply = Reply::ok(compressed::gzip(FEED))
        .header("Content-Encoding", "gzip")
        .header("Content-Type", "text/xml; charset=ISO-8859-1")
        .header("Cache-Control", "max-age=900")
        .header("Age", "100");
    publisher.on("/feed", reply);
    let body = fresh(request(publisher.url("/feed"))).await;
    assert_eq!(body.bytes, FEED);
    assert_eq!(body.charset.as_deref(), Some("iso-8859-1"));
    assert_eq!(body.facts.max_age_s, Some(800));
}

// Edge case 38, P5: the limit counts what comes out of the decompressor.
#[tokio::test]
async fn bombs_and_endless_bodies_stop_at_the_limit() {
    let zeros = 200 * 1024 * 1024;
    for reply in [
        Reply::ok(compressed::gzip_bomb(zeros)).header("Content-Encoding", "gzip"),
        Reply::ok(compressed::zstd_bomb(zeros)).header("Content-Encoding", "zstd"),
        Reply::endless("<item/>".repeat(1_000)),
        Reply::ok(vec![b'x'; usize::try_from(BODY_MAX).unwrap() + 1]),
    ] {
        let failure = failure_of(reply).await;
        assert_eq!(failure.kind, FailureKind::TooBig, "{failure:?}");
        assert!(failure.detail.contains("65536") && failure.detail.contains("fetch.body_max"));
    }
}

#[tokio::test]
async fn a_body_of_exactly_the_limit_passes() {
    let publisher = Publisher::start();
    let whole = vec![b'x'; usize::try_from(BODY_MAX).unwrap()];
    publisher.on("/feed", Reply::ok(whole.clone()));
    assert_eq!(fresh(request(publisher.url("/feed"))).await.bytes, whole);
}

// Edge case 38.
#[tokio::test]
async fn slow_drips_and_silence_end_at_the_deadline() {
    let config = FetchConfig {
        timeout: Duration::from_millis(300),
        ..config()
    };
    for reply in [
        Reply::drip("x".repeat(10_000), Duration::from_millis(20)),
        Reply::silence(),
        Reply::silence().header("Content-Length", "10"),
    ] {
        let publisher = Publisher::start();
        publisher.on("/feed", reply);
        let started = Instant::now();
        let failure = failure_with(&config, request(publisher.url("/feed"))).await;
        assert_eq!(failure.kind, FailureKind::Timeout, "{failure:?}");
        assert!(started.elapsed() < Duration::from_secs(5));
    }
}

#[tokio::test]
async fn the_deadline_covers_all_redirects_together() {
    let config = FetchConfig {
        timeout: Duration::from_millis(300),
        redirects_max: 200,
        ..config()
    };
    let publisher = Publisher::start();
    for n in 0..200 {
        let next = Reply::redirect(302, format!("/{}", n + 1));
        publisher.on(&format!("/{n}"), next.after(Duration::from_millis(20)));
    }
    let failure = failure_with(&config, request(publisher.url("/0"))).await;
    assert_eq!(failure.kind, FailureKind::Timeout, "{failure:?}");
    assert!(failure.detail.contains("fetch.timeout"));
}

// Edge case 23: half a document is no document.
#[tokio::test]
async fn a_truncated_body_is_a_failure() {
    let length = (FEED.len() + 1).to_string();
    for reply in [
        Reply::ok(FEED).header("Content-Length", &length),
        Reply::ok("5\r\nhello\r\n").header("Transfer-Encoding", "chunked"),
    ] {
        let failure = failure_of(reply).await;
        assert_eq!(failure.kind, FailureKind::Body, "{failure:?}");
    }
    assert_eq!(
        failure_of(Reply::hang_up()).await.kind,
        FailureKind::Connect
    );
}

// Edge case 37.
#[tokio::test]
async fn a_wrong_content_encoding_gets_one_undecoded_try() {
    for (encoding, body) in [
        ("gzip", FEED),
        ("br", FEED),
        ("zstd", FEED),
        ("deflate", FEED),
    ] {
        let publisher = Publisher::start();
        publisher.on(
            "/feed",
            Reply::ok(body).header("Content-Encoding", encoding),
        );
        let body = fresh(request(publisher.url("/feed"))).await;
        assert_eq!(body.bytes, FEED, "{encoding}");
        let seen = publisher.requests("/feed");
        assert_eq!(seen.len(), 2, "{encoding}");
        assert_eq!(seen[1].header("accept-encoding"), Some(&b"identity"[..]));
    }
}

#[tokio::test]
async fn what_stays_compressed_after_the_second_try_is_a_failure() {
    let twice = compressed::gzip(&compressed::gzip(FEED));
    for reply in [
        Reply::ok(twice).header("Content-Encoding", "gzip"),
        Reply::ok(compressed::gzip(FEED)).header("Content-Encoding", "br"),
        Reply::ok(compressed::gzip(FEED)),
    ] {
        let publisher = Publisher::start();
        publisher.on("/feed", reply);
        let failure = failure(request(publisher.url("/feed"))).await;
        assert_eq!(failure.kind, FailureKind::Body, "{failure:?}");
        assert_eq!(publisher.requests("/feed").len(), 2);
    }
}

// Edge case 40.
#[tokio::test]
async fn many_headers_are_tolerated_and_too_many_are_refused() {
    let with_headers = |count: usize| {
        let names = (0..count).map(|n| format!("X-Harbour-{n}"));
        names.fold(Reply::ok(FEED), |reply, name| reply.header(&name, "x"))
    };
    let publisher = Publisher::start();
    publisher.on("/feed", with_headers(150));
    assert_eq!(fresh(request(publisher.url("/feed"))).await.bytes, FEED);
    assert_eq!(
        failure_of(with_headers(2_000)).await.kind,
        FailureKind::Connect
    );
}

// Edge case 29.
#[tokio::test]
async fn retry_after_is_read_in_both_forms() {
    let failure = failure_of(Reply::status(429).header("Retry-After", "120")).await;
    assert_eq!(failure.kind, FailureKind::TooManyRequests);
    assert_eq!(
        (failure.status, failure.retry_after),
        (Some(429), Some(Duration::from_secs(120)))
    );
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
        assert_eq!(
            (failure.kind, failure.status),
            (kind, Some(status)),
            "{failure:?}"
        );
    }
}

// Edge case 27; the last address is the base of relative links.
#[tokio::test]
async fn redirects_are_followed_to_the_last_address() {
    let publisher = Publisher::start();
    for (n, status) in [301, 302, 303, 307, 308].into_iter().enumerate() {
        publisher.on(
            &format!("/{n}"),
            Reply::redirect(status, format!("/{}", n + 1)),
        );
    }
    publisher.on("/5", Reply::ok(FEED));
    let body = fresh(request(publisher.url("/0"))).await;
    assert_eq!(
        (body.bytes.as_slice(), body.url),
        (FEED, publisher.url("/5"))
    );
}

#[tokio::test]
async fn redirect_loops_end() {
    let publisher = Publisher::start();
    publisher
        .on("/a", Reply::redirect(302, "/b"))
        .on("/b", Reply::redirect(302, "/a"));
    let failure = failure(request(publisher.url("/a"))).await;
    assert_eq!(failure.kind, FailureKind::TooManyRedirects, "{failure:?}");
    assert_eq!(
        publisher.requests("/a").len() + publisher.requests("/b").len(),
        6
    );
}

// Edge case 39.
#[tokio::test]
async fn a_redirect_to_a_private_address_is_refused() {
    for target in [
        "http://169.254.169.254/latest/meta-data",
        "http://10.0.0.1/",
        "http://[::ffff:10.0.0.1]/",
        "http://0xA9FEA9FE/",
        "file:///etc/passwd",
        "ftp://127.0.0.1/",
    ] {
        let failure = failure_of(Reply::redirect(302, target)).await;
        assert_eq!(
            failure.kind,
            FailureKind::Forbidden,
            "{target}: {failure:?}"
        );
    }
}

#[tokio::test]
async fn loopback_is_refused_unless_allowed_however_it_is_spelt() {
    let publisher = Publisher::start();
    publisher.on("/feed", Reply::ok(FEED));
    let port = publisher.address.port();
    let strict = FetchConfig {
        allow_private: Vec::new(),
        ..config()
    };
    for host in [
        "127.0.0.1",
        "0x7f000001",
        "2130706433",
        "127.1",
        "[::ffff:127.0.0.1]",
        "localhost",
    ] {
        let url = Url::parse(&format!("http://{host}:{port}/feed")).unwrap();
        let failure = failure_with(&strict, request(url.clone())).await;
        assert_eq!(failure.kind, FailureKind::Forbidden, "{host}: {failure:?}");
        assert!(
            failure.detail.contains("fetch.allow_private"),
            "{failure:?}"
        );
    }
    assert!(publisher.requests("/feed").is_empty());
    for host in ["0x7f000001", "localhost"] {
        let url = Url::parse(&format!("http://{host}:{port}/feed")).unwrap();
        assert_eq!(fresh(request(url)).await.bytes, FEED, "{host}");
    }
}

#[tokio::test]
async fn credentials_are_sent_to_their_host_and_to_no_other() {
    let secret = |text: &str| text.to_owned().into();
    for (credentials, name, value) in [
        (
            Credentials::Basic {
                user: "desk".to_owned(),
                password: secret("quay"),
            },
            "authorization",
            "Basic ZGVzazpxdWF5",
        ),
        (
            Credentials::Bearer {
                token: secret("t0k"),
            },
            "authorization",
            "Bearer t0k",
        ),
        (
            Credentials::Header {
                name: "X-Api-Key".to_owned(),
                value: secret("k3y"),
            },
            "x-api-key",
            "k3y",
        ),
    ] {
        let (home, other) = (Publisher::start(), Publisher::start_at("127.0.0.2"));
        home.on("/feed", Reply::redirect(302, "/moved"));
        home.on("/moved", Reply::redirect(302, other.url("/feed")));
        other.on("/feed", Reply::ok(FEED));
        let asked = Request {
            credentials: Some(credentials),
            ..request(home.url("/feed"))
        };
        assert_eq!(fresh(asked).await.bytes, FEED);
        for path in ["/feed", "/moved"] {
            assert_eq!(
                home.requests(path)[0].header(name),
                Some(value.as_bytes()),
                "{path}"
            );
        }
        assert_eq!(other.requests("/feed")[0].header(name), None);
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
    let config = FetchConfig {
        parallel: 2,
        parallel_per_host: 1,
        ..config()
    };
    let transport = HttpTransport::new(&config).unwrap();
    let stuck = (0..20).map(|_| transport.get(request(silent.url("/feed"))));
    let stuck = futures_util::future::join_all(stuck);
    tokio::select! {
        answer = transport.get(request(lively.url("/feed"))) => assert!(matches!(answer, Answer::Fresh(_))),
        _ = stuck => panic!("the silent host answered"),
    }
    assert!(silent.requests("/feed").len() <= 1);
}
