//! Redirects, refused addresses, and what may be carried from hop to hop.

use std::net::TcpListener;

use super::*;

#[tokio::test]
async fn the_deadline_covers_all_redirects_together() {
    let config =
        FetchConfig { timeout: Duration::from_millis(300), redirects_max: 200, ..config() };
    let publisher = Publisher::start();
    for n in 0..200 {
        let next = Reply::redirect(302, format!("/{}", n + 1));
        publisher.on(&format!("/{n}"), next.after(Duration::from_millis(20)));
    }
    let failure = failure_with(&config, request(publisher.url("/0"))).await;
    assert_eq!(failure.kind, FailureKind::Timeout, "{failure:?}");
    assert!(failure.detail.contains("fetch.timeout"));
}

// P6: whoever waits for a place at a later host keeps a place of its own from others, so the wait has an end.
#[tokio::test]
async fn a_redirect_to_a_host_that_is_busy_ends_with_the_deadline() {
    let timeout = Duration::from_millis(500);
    let config = FetchConfig { timeout, parallel_per_host: 1, ..config() };
    let (silent, quick) = (Publisher::start_at("127.0.0.2"), Publisher::start());
    silent.on("/feed", Reply::silence());
    quick.on("/moved", Reply::redirect(302, silent.url("/feed")));
    let transport = HttpTransport::new(&config).unwrap();
    let ask = |url: Url| transport.get(request(url));
    // Three stand in line at the silent host, each for as long as the fourth may take in all.
    let line = futures_util::future::join_all((0..3).map(|_| ask(silent.url("/feed"))));
    let (_, answer) = tokio::join!(line, ask(quick.url("/moved")));
    let Answer::Failed(failure) = answer else { panic!("no failure: {answer:?}") };
    assert_eq!(failure.kind, FailureKind::HostBusy, "{failure:?}");
    assert!(failure.detail.contains("127.0.0.2") && failure.detail.contains("parallel_per_host"));
}

// Edge case 29: the host that redirects was told to rest.
#[tokio::test]
async fn a_failure_names_the_site_that_answered_last() {
    let (home, other) = (Publisher::start(), Publisher::start_at("127.0.0.2"));
    home.on("/feed", Reply::redirect(302, other.url("/feed")));
    home.on("/lost", Reply::redirect(302, "http://127.0.0.3:1/"));
    home.on("/hang", Reply::hang_up());
    other.on("/feed", Reply::status(429));
    let heard = async |path: &str| failure(request(home.url(path))).await.heard;
    let site = |name: &str| Heard::Site(name.to_owned());
    assert_eq!(heard("/feed").await, site("127.0.0.2"));
    assert_eq!(heard("/lost").await, site("127.0.0.1"));
    assert_eq!(heard("/hang").await, Heard::Nobody);
}

// A hub that took its time made requests fail that had never been sent.
#[tokio::test]
async fn waiting_for_a_place_at_a_hub_does_not_use_up_the_time_of_a_request() {
    let timeout = Duration::from_secs(2);
    let config = FetchConfig { timeout, parallel_per_host: 1, ..config() };
    let hub = Publisher::start();
    hub.on("/hub", Reply::status(202).after(Duration::from_millis(900)));
    let transport = HttpTransport::new(&config).unwrap();
    let (url, form) = (hub.url("/hub"), "hub.mode=subscribe".to_owned().into());
    let asked = (0..4).map(|_| transport.post_form(&url, &form, true));
    for answer in futures_util::future::join_all(asked).await {
        answer.unwrap();
    }
}

// Edge case 27; the last address is the base of relative links.
#[tokio::test]
async fn redirects_are_followed_to_the_last_address() {
    let publisher = Publisher::start();
    for (n, status) in [301, 302, 303, 307, 308].into_iter().enumerate() {
        publisher.on(&format!("/{n}"), Reply::redirect(status, format!("/{}", n + 1)));
    }
    publisher.on("/5", Reply::ok(FEED));
    let body = fresh(request(publisher.url("/0"))).await;
    assert_eq!((body.bytes.as_slice(), body.url), (FEED, publisher.url("/5")));
}

// Edge case 26: what is to be adopted after days must be permanent all the way.
#[tokio::test]
async fn only_a_chain_of_permanent_redirects_says_where_the_feed_has_moved() {
    for (chain, moved) in [
        (vec![], false),
        (vec![301], true),
        (vec![308, 301], true),
        (vec![301, 302], false),
        (vec![307, 301], false),
    ] {
        let publisher = Publisher::start();
        for (n, status) in chain.iter().enumerate() {
            publisher.on(&format!("/{n}"), Reply::redirect(*status, format!("/{}", n + 1)));
        }
        let last = format!("/{}", chain.len());
        publisher.on(&last, Reply::feed(b"\"1\"", b"today", FEED));
        let body = fresh(request(publisher.url("/0"))).await;
        let want = moved.then(|| publisher.url(&last));
        assert_eq!(body.facts.moved_to, want, "{chain:?}");
        let (etag, given_by) = (body.facts.etag, body.facts.given_by);
        let again = Request { etag, given_by, ..request(publisher.url("/0")) };
        let Answer::NotModified(facts) = get(again).await else { panic!("not a 304") };
        assert_eq!(facts.moved_to, want, "{chain:?}, unmodified");
    }
}

#[tokio::test]
async fn redirect_loops_end() {
    let publisher = Publisher::start();
    publisher.on("/a", Reply::redirect(302, "/b")).on("/b", Reply::redirect(302, "/a"));
    let failure = failure(request(publisher.url("/a"))).await;
    assert_eq!(failure.kind, FailureKind::TooManyRedirects, "{failure:?}");
    assert_eq!(publisher.requests("/a").len() + publisher.requests("/b").len(), 6);
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
        assert_eq!(failure.kind, FailureKind::Forbidden, "{target}: {failure:?}");
    }
}

// Edge case 39: what the operator opened is open to the feeds that live there.
#[tokio::test]
async fn what_the_public_web_redirects_or_links_to_is_not_found_in_allowed_networks() {
    let publisher = Publisher::start();
    publisher.on("/feed", Reply::ok(FEED)).on("/home", Reply::redirect(301, "/feed"));
    let port = publisher.address.port();
    for host in ["127.0.0.1", "localhost"] {
        let url = Url::parse(&format!("http://{host}:{port}/feed")).unwrap();
        let linked = Request { private: false, ..request(url.clone()) };
        let failure = failure(linked).await;
        assert_eq!(failure.kind, FailureKind::Forbidden, "{host}: {failure:?}");
        assert!(fresh(request(url)).await.facts.private, "{host}");
    }
    assert!(fresh(request(publisher.url("/home"))).await.facts.private, "at home all hops may");
    // A name may resolve to somewhere else tomorrow: it is never adopted.
    let named = Url::parse(&format!("http://localhost:{port}/home")).unwrap();
    assert_eq!(fresh(request(named)).await.facts.moved_to, None);
    assert!(fresh(request(publisher.url("/home"))).await.facts.moved_to.is_some());
}

// Edge case 39.
#[tokio::test]
async fn a_hub_that_the_public_web_names_is_not_asked_in_allowed_networks() {
    let publisher = Publisher::start();
    publisher.on("/hub", Reply::redirect(307, "/moved")).on("/moved", Reply::status(202));
    let (transport, form) = (HttpTransport::new(&config()).unwrap(), "a=b".to_owned().into());
    let port = publisher.address.port();
    for host in ["127.0.0.1", "localhost"] {
        let hub = Url::parse(&format!("http://{host}:{port}/hub")).unwrap();
        let failure = transport.post_form(&hub, &form, false).await.unwrap_err();
        assert_eq!(failure.kind, FailureKind::Forbidden, "{host}: {failure:?}");
    }
    assert!(publisher.requests("/hub").is_empty());
    transport.post_form(&publisher.url("/hub"), &form, true).await.unwrap();
    assert_eq!(publisher.requests("/moved").len(), 1, "at home all hops may");
}

#[tokio::test]
async fn loopback_is_refused_unless_allowed_however_it_is_spelt() {
    let publisher = Publisher::start();
    publisher.on("/feed", Reply::ok(FEED));
    let port = publisher.address.port();
    let strict = FetchConfig { allow_private: Vec::new(), ..config() };
    for host in
        ["127.0.0.1", "0x7f000001", "2130706433", "127.1", "[::ffff:127.0.0.1]", "localhost"]
    {
        let url = Url::parse(&format!("http://{host}:{port}/feed")).unwrap();
        let failure = failure_with(&strict, request(url.clone())).await;
        assert_eq!(failure.kind, FailureKind::Forbidden, "{host}: {failure:?}");
        assert!(failure.detail.contains("fetch.allow_private"), "{failure:?}");
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
            Credentials::Basic { user: "desk".to_owned(), password: secret("quay") },
            "authorization",
            "Basic ZGVzazpxdWF5",
        ),
        (Credentials::Bearer { token: secret("t0k") }, "authorization", "Bearer t0k"),
        (
            Credentials::Header { name: "X-Api-Key".to_owned(), value: secret("k3y") },
            "x-api-key",
            "k3y",
        ),
    ] {
        let (home, other) = (Publisher::start(), Publisher::start_at("127.0.0.2"));
        home.on("/feed", Reply::redirect(302, "/moved"));
        home.on("/moved", Reply::redirect(302, other.url("/feed")));
        other.on("/feed", Reply::ok(FEED));
        let asked = Request { credentials: Some(credentials), ..request(home.url("/feed")) };
        assert_eq!(fresh(asked).await.bytes, FEED);
        for path in ["/feed", "/moved"] {
            assert_eq!(home.requests(path)[0].header(name), Some(value.as_bytes()), "{path}");
        }
        assert_eq!(other.requests("/feed")[0].header(name), None);
    }
}

#[tokio::test]
async fn a_password_in_the_address_is_used_and_shown_nowhere() {
    let publisher = Publisher::start();
    publisher.on("/feed", Reply::ok(FEED));
    let with_password = |path: &str| {
        let mut url = publisher.url(path);
        url.set_username("desk").unwrap();
        url.set_password(Some("quay")).unwrap();
        request(url)
    };
    let body = fresh(with_password("/feed")).await;
    assert_eq!(body.url, publisher.url("/feed"));
    let sent = publisher.requests("/feed")[0].clone();
    assert_eq!(sent.header("authorization"), Some(&b"Basic ZGVzazpxdWF5"[..]));
    let failure = failure(with_password("/gone?key=quay")).await;
    assert!(!failure.detail.contains("quay"), "{failure:?}");
}

// With a proxy the proxy resolves; literal addresses are still judged here.
#[tokio::test]
async fn a_proxy_is_asked_for_names_and_never_for_private_literals() {
    let proxy = Publisher::start();
    proxy.on("http://harbourpost.example/feed", Reply::ok(FEED));
    let config = FetchConfig { allow_private: Vec::new(), proxy: Some(proxy.url("/")), ..config() };
    let named = request(Url::parse("http://harbourpost.example/feed").unwrap());
    assert!(matches!(get_with(&config, named).await, Answer::Fresh(_)));
    let literal = request(Url::parse("http://169.254.169.254/feed").unwrap());
    assert_eq!(failure_with(&config, literal).await.kind, FailureKind::Forbidden);
}

// A publisher that redirected to the cloud's metadata had it read through the proxy.
#[tokio::test]
async fn a_redirect_to_a_local_name_is_not_asked_of_the_proxy() {
    let proxy = Publisher::start();
    let inside = "http://metadata.google.internal/computeMetadata/v1/";
    proxy.on("http://harbourpost.example/feed", Reply::redirect(302, inside));
    proxy.on(inside, Reply::ok(FEED));
    let config = FetchConfig { proxy: Some(proxy.url("/")), ..config() };
    let asked = request(Url::parse("http://harbourpost.example/feed").unwrap());
    assert_eq!(failure_with(&config, asked).await.kind, FailureKind::Forbidden);
    assert!(proxy.requests(inside).is_empty());
}

// The words for a publisher's redirect into our network were: "if that is meant, list it in fetch.allow_private".
#[tokio::test]
async fn a_refused_redirect_names_who_sent_it_and_does_not_advise_to_open_the_hole() {
    for (to, part) in [
        ("http://10.0.0.1/feed", "10.0.0.1, a private network"),
        ("http://intranet/feed", "intranet"),
        ("file:///etc/passwd", "\"file\""),
    ] {
        let proxy = Publisher::start();
        proxy.on("http://harbourpost.example/feed", Reply::redirect(302, to));
        let config = FetchConfig { proxy: Some(proxy.url("/")), ..config() };
        let asked = request(Url::parse("http://harbourpost.example/feed").unwrap());
        let failure = failure_with(&config, asked).await;
        assert_eq!(failure.kind, FailureKind::Forbidden, "{failure:?}");
        let words = &failure.detail;
        assert!(words.starts_with("harbourpost.example redirects to "), "{words}");
        assert!(words.contains(part) && !words.contains("allow_private"), "{words}");
    }
}

// "news.example refused the connection", "check the feed's credentials": it was the proxy.
#[tokio::test]
async fn a_fault_of_the_proxy_is_not_laid_to_the_publisher() {
    let proxy = Publisher::start();
    proxy.on("http://harbourpost.example/feed", Reply::status(407));
    let closed = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let closed = Url::parse(&format!("http://{closed}/")).unwrap();
    let unknown = Url::parse("http://proxy.invalid:3128/").unwrap();
    for (at, scheme, part) in [
        (
            proxy.url("/"),
            "http",
            "answered 407 for harbourpost.example; check fetch.proxy_credentials",
        ),
        (closed.clone(), "http", "refused the connection on port"),
        (closed, "https", "refused the connection on port"),
        (unknown.clone(), "http", "does not resolve"),
        (unknown, "https", "does not resolve"),
        (
            proxy.url("/"),
            "https",
            "answered CONNECT, but made no connection to harbourpost.example",
        ),
    ] {
        let config = FetchConfig { proxy: Some(at), ..config() };
        let asked = request(Url::parse(&format!("{scheme}://harbourpost.example/feed")).unwrap());
        let failure = failure_with(&config, asked).await;
        let words = &failure.detail;
        assert!(words.starts_with("the ") && words.contains(" proxy "), "{words}");
        assert!(words.contains("(fetch.proxy)") && words.contains(part), "{words}");
        // One destination that it does not reach may be down itself.
        let heard = if part.contains("made no") { Heard::Proxy } else { Heard::NoProxy };
        assert_eq!(failure.heard, heard, "{words}");
    }
}

// The credentials were rightly kept back, and the words were "check the feed's credentials".
#[tokio::test]
async fn a_401_after_a_redirect_elsewhere_says_that_the_credentials_were_not_sent() {
    let (home, other) = (Publisher::start(), Publisher::start_at("127.0.0.2"));
    home.on("/feed", Reply::redirect(302, other.url("/feed"))).on("/own", Reply::status(401));
    other.on("/feed", Reply::status(401));
    let words = async |path: &str| {
        let credentials = Some(Credentials::Bearer { token: "t0k".to_owned().into() });
        failure(Request { credentials, ..request(home.url(path)) }).await.detail
    };
    let (sent, kept) = (words("/own").await, words("/feed").await);
    assert!(sent.contains("check the feed's credentials"), "{sent}");
    assert!(kept.starts_with("127.0.0.2 ") && kept.contains("were not sent"), "{kept}");
}

#[tokio::test]
async fn a_port_without_tls_is_named_as_such() {
    let publisher = Publisher::start();
    let mut url = publisher.url("/feed");
    url.set_scheme("https").unwrap();
    let failure = failure(request(url)).await;
    assert_eq!(failure.kind, FailureKind::Tls);
    assert!(failure.detail.contains("does not speak TLS"), "{failure:?}");
}

#[tokio::test]
async fn a_proxy_that_wants_a_password_gets_it_and_the_publisher_does_not() {
    let proxy = Publisher::start();
    proxy.on("http://harbourpost.example/feed", Reply::ok(FEED));
    let password = "quay".to_owned().into();
    let proxy_credentials = Some(Credentials::Basic { user: "desk".to_owned(), password });
    let config = FetchConfig { proxy: Some(proxy.url("/")), proxy_credentials, ..config() };
    let url = Url::parse("http://harbourpost.example/feed").unwrap();
    assert!(matches!(get_with(&config, request(url)).await, Answer::Fresh(_)));
    let seen = &proxy.requests("http://harbourpost.example/feed")[0];
    assert_eq!(seen.header("proxy-authorization"), Some(&b"Basic ZGVzazpxdWF5"[..]));
    assert_eq!(seen.header("authorization"), None);
}

// Of a page each next site's robots.txt is asked before it is followed.
#[tokio::test]
async fn a_page_that_moved_is_named_and_not_followed() {
    let publisher = Publisher::start();
    publisher.on("/page", Reply::redirect(301, "/moved")).on("/moved", Reply::ok(FEED));
    let asked = Request { target: Target::Page, ..request(publisher.url("/page")) };
    let answer = get_with(&config(), asked).await;
    let there = publisher.url("/moved");
    assert!(matches!(answer, Answer::Moved { to, private: true } if to == there));
    assert!(publisher.requests("/moved").is_empty());
    let accept = publisher.requests("/page")[0].header("accept").map(<[u8]>::to_vec);
    assert!(accept.unwrap().starts_with(b"text/html"));
}
