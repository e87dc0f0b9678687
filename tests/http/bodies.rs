//! Bodies that are compressed, lying, endless, slow or cut short.

use super::*;

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

#[tokio::test]
async fn every_encoding_that_is_asked_for_is_decoded_at_the_first_try() {
    for (name, body) in [
        ("gzip", compressed::gzip(FEED)),
        ("x-gzip", compressed::gzip(FEED)),
        ("deflate", compressed::zlib(FEED)),
        ("br", compressed::brotli(FEED)),
        ("zstd", compressed::zstd(FEED)),
    ] {
        let publisher = Publisher::start();
        publisher.on("/feed", Reply::ok(body).header("Content-Encoding", name));
        assert_eq!(fresh(request(publisher.url("/feed"))).await.bytes, FEED, "{name}");
        assert_eq!(publisher.requests("/feed").len(), 1, "{name}");
    }
}

// Edge case 37.
#[tokio::test]
async fn a_feed_packed_twice_or_without_a_word_or_as_raw_deflate_is_read_all_the_same() {
    let twice = compressed::gzip(&compressed::gzip(FEED));
    for (encoding, body, tries) in [
        (Some("gzip"), twice.clone(), 1),
        (Some("gzip"), FEED.to_vec(), 1),
        (None, compressed::gzip(FEED), 1),
        (None, twice, 1),
        (Some("br"), compressed::gzip(FEED), 2),
        (Some("deflate"), compressed::deflate(FEED), 2),
        (Some("deflate"), compressed::gzip(FEED), 2),
    ] {
        let publisher = Publisher::start();
        let reply = Reply::ok(body);
        let reply = match encoding {
            Some(name) => reply.header("Content-Encoding", name),
            None => reply,
        };
        publisher.on("/feed", reply);
        assert_eq!(fresh(request(publisher.url("/feed"))).await.bytes, FEED, "{encoding:?}");
        assert_eq!(publisher.requests("/feed").len(), tries, "{encoding:?}");
    }
}

// RFC 1952 section 2.2: of a window of ten stories three were read, and the feed was well.
#[tokio::test]
async fn all_members_of_a_gzip_body_are_read() {
    let publisher = Publisher::start();
    let members: Vec<u8> = FEED.chunks(20).flat_map(compressed::gzip).collect();
    publisher.on("/feed", Reply::ok(members).header("Content-Encoding", "gzip"));
    assert_eq!(fresh(request(publisher.url("/feed"))).await.bytes, FEED);
    // What was pressed is text of any charset.
    let latin = b"User-agent: *\nDisallow: /caf\xe9 /th\xe9";
    let reply = Reply::ok(compressed::gzip(latin)).header("Content-Encoding", "gzip");
    publisher.on("/latin", reply);
    assert_eq!(fresh(request(publisher.url("/latin"))).await.bytes, latin);
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
// Headers without end counted as a host out of reach, five of which stop all polls.
#[tokio::test]
async fn headers_without_end_are_an_answer_and_no_missing_connection() {
    let reply = Reply::ok(FEED).header("X-Tide", vec![b'a'; 2 * 1024 * 1024]);
    let publisher = Publisher::start();
    publisher.on("/feed", reply);
    let failure = failure(request(publisher.url("/feed"))).await;
    assert_eq!(failure.kind, FailureKind::Body, "{failure:?}");
    assert!(failure.detail.contains("that HTTP can read"), "{failure:?}");
}

// It was 20 s whatever the timeout said: a server that takes its time is given it.
#[tokio::test]
async fn silence_is_measured_by_the_timeout() {
    let timeout = Duration::from_millis(1_500);
    for (silence, part) in [(300, None), (1_300, Some("went silent"))] {
        let publisher = Publisher::start();
        publisher.on("/feed", Reply::ok(FEED).after(Duration::from_millis(silence)));
        let config = FetchConfig { timeout, ..config() };
        let answer = get_with(&config, request(publisher.url("/feed"))).await;
        let words = match answer {
            Answer::Failed(failure) => Some(failure.detail),
            Answer::Fresh(_) | Answer::NotModified(_) | Answer::Moved { .. } => None,
        };
        assert_eq!(words.is_some(), part.is_some(), "{words:?}");
        assert!(words.unwrap_or_default().contains(part.unwrap_or_default()));
    }
}

#[tokio::test]
async fn slow_drips_and_silence_end_at_the_deadline() {
    let config = FetchConfig { timeout: Duration::from_millis(300), ..config() };
    for (reply, answered) in [
        (Reply::drip("x".repeat(10_000), Duration::from_millis(20)), true),
        (Reply::silence(), true),
        (Reply::silence().header("Content-Length", "10"), true),
        (Reply::ok(FEED).after(Duration::from_secs(3)), false),
    ] {
        let publisher = Publisher::start();
        publisher.on("/feed", reply);
        let started = Instant::now();
        let failure = failure_with(&config, request(publisher.url("/feed"))).await;
        assert_eq!(failure.kind, FailureKind::Timeout, "{failure:?}");
        assert!(started.elapsed() < Duration::from_secs(5));
        // Edge case 33: only who never answered may be out of our network's reach.
        assert_eq!(failure.heard != Heard::Nobody, answered, "{failure:?}");
    }
}

// Edge case 23: half a document is no document.
#[tokio::test]
async fn a_truncated_body_is_a_failure() {
    let length = (FEED.len() + 1).to_string();
    for reply in [
        Reply::ok(FEED).header("Content-Length", &length),
        Reply::ok("5\r\nhello\r\n").header("Transfer-Encoding", "chunked"),
        Reply::ok(&compressed::gzip(FEED)[..20])
            .header("Content-Encoding", "gzip")
            .header("Content-Length", "1000"),
    ] {
        let publisher = Publisher::start();
        publisher.on("/feed", reply);
        let failure = failure(request(publisher.url("/feed"))).await;
        assert_eq!(failure.kind, FailureKind::Body, "{failure:?}");
        // A broken connection is not a lying Content-Encoding: it is not asked again.
        assert_eq!(publisher.requests("/feed").len(), 1);
    }
    assert_eq!(failure_of(Reply::hang_up()).await.kind, FailureKind::Connect);
}

// Edge case 37.
#[tokio::test]
async fn a_wrong_content_encoding_gets_one_undecoded_try() {
    for encoding in ["br", "zstd", "deflate"] {
        let publisher = Publisher::start();
        publisher.on("/feed", Reply::ok(FEED).header("Content-Encoding", encoding));
        let body = fresh(request(publisher.url("/feed"))).await;
        assert_eq!(body.bytes, FEED, "{encoding}");
        let seen = publisher.requests("/feed");
        assert_eq!(seen.len(), 2, "{encoding}");
        assert_eq!(seen[1].header("accept-encoding"), Some(&b"identity"[..]));
    }
}

// Edge case 37.
#[tokio::test]
async fn what_nobody_can_decode_is_a_failure_after_the_second_try() {
    let half = |body: Vec<u8>| body[..body.len() - 30].to_vec();
    for reply in [
        Reply::ok(half(compressed::gzip(FEED))).header("Content-Encoding", "br"),
        Reply::ok(half(compressed::deflate(FEED))).header("Content-Encoding", "deflate"),
        Reply::ok(half(compressed::gzip(FEED))),
        Reply::ok(compressed::zstd(FEED)),
    ] {
        let publisher = Publisher::start();
        publisher.on("/feed", reply);
        let failure = failure(request(publisher.url("/feed"))).await;
        assert_eq!(failure.kind, FailureKind::Body, "{failure:?}");
        assert_eq!(publisher.requests("/feed").len(), 2);
    }
}

// "not_a_feed: the document is no known format; it begins: " and garbage.
#[tokio::test]
async fn what_is_packed_in_a_way_that_does_not_decode_is_told_as_such() {
    let garbage = b"\x8b\x05\x80\xff\xfe\x93<rss";
    for encoding in ["br", "zstd", "lzw9"] {
        let reply = Reply::ok(garbage).header("Content-Encoding", encoding);
        let failure = failure_of(reply).await;
        assert_eq!(failure.kind, FailureKind::Body, "{failure:?}");
        let words = format!("the body of 127.0.0.1 is {encoding} that does not decode");
        assert_eq!(failure.detail, words);
    }
    // What is no name of a coding does no harm to text.
    for text in [FEED, b"User-agent: *\nDisallow: /caf\xc3"] {
        let publisher = Publisher::start();
        publisher.on("/feed", Reply::ok(text).header("Content-Encoding", "utf-8"));
        assert_eq!(fresh(request(publisher.url("/feed"))).await.bytes, text);
    }
}

// RFC 9309 section 2.5.
#[tokio::test]
async fn a_robots_txt_over_the_limit_is_read_up_to_it_and_forbids_nothing_for_its_size() {
    let publisher = Publisher::start();
    let mut text = b"User-agent: *\nDisallow: /secret\n".to_vec();
    text.resize(2_000_000, b'\n');
    publisher.on("/robots.txt", Reply::ok(text));
    let asked = Request { target: Target::Robots, ..request(publisher.url("/robots.txt")) };
    let Answer::Fresh(body) = get(asked).await else { panic!("not read") };
    assert_eq!(body.bytes.len(), wiredesk::fetch::robots::BYTES_MAX);
}
