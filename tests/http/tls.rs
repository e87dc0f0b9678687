//! Who is trusted: the system's authorities, a feed's own, and keys that the operator wrote down.

use std::net::SocketAddr;
use std::sync::Arc;

use hyper::Version;
use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinSet;
use wiredesk::fetch::tls::{FeedTls, read_authorities};

use super::secure::Secure;
use super::*;

const TEXT: &str = "<rss version=\"2.0\"><channel><title>Harbour Post</title></channel></rss>";

fn trusting(url: Url, authorities: &[&Secure], pins: &[[u8; 32]]) -> Request {
    let read = |secure: &&Secure| read_authorities(secure.authority_pem().as_bytes()).unwrap();
    let authorities = authorities.iter().flat_map(read).collect();
    let tls = FeedTls { authorities, pins: pins.to_vec() };
    Request { tls: Some(Arc::new(tls)), ..request(url) }
}

#[tokio::test]
async fn an_authority_that_nobody_knows_is_refused_in_words_and_trusted_where_the_feed_names_it() {
    let (home, other) = (Secure::start(TEXT, None).await, Secure::start(TEXT, None).await);
    let refused = failure(request(home.url("/feed"))).await;
    assert_eq!(refused.kind, FailureKind::Tls, "{refused:?}");
    assert!(refused.detail.contains("nobody vouches") && refused.detail.contains("ca_file"));
    assert!(home.asked().is_empty());
    let body = fresh(trusting(home.url("/feed"), &[&home], &[])).await;
    assert_eq!(body.bytes, TEXT.as_bytes());
    // One transport serves both kinds of feed, and mixes them up neither way.
    let transport = HttpTransport::new(&config()).unwrap();
    for (asked, good) in [
        (trusting(home.url("/feed"), &[&home], &[]), true),
        (request(home.url("/feed")), false),
        (trusting(home.url("/feed"), &[&other], &[]), false),
        (trusting(home.url("/feed"), &[&other, &home], &[]), true),
    ] {
        let answer = transport.get(asked).await;
        assert_eq!(matches!(answer, Answer::Fresh(_)), good, "{answer:?}");
    }
}

#[tokio::test]
async fn a_pinned_key_is_trusted_and_another_is_refused_with_the_one_that_was_found() {
    let home = Secure::start(TEXT, None).await;
    let good = trusting(home.url("/feed"), &[&home], &[[7; 32], home.pin]);
    assert_eq!(fresh(good).await.bytes, TEXT.as_bytes());
    let wrong = failure(trusting(home.url("/feed"), &[&home], &[[7; 32]])).await;
    assert_eq!(wrong.kind, FailureKind::Tls, "{wrong:?}");
    let found = wrong.detail.rsplit(' ').next().unwrap();
    assert_eq!(wiredesk::fetch::tls::parse_pin(found), Some(home.pin), "{wrong:?}");
    assert!(wrong.detail.contains("pin_sha256"));
    // A pin does not stand in for an authority.
    let untrusted = failure(trusting(home.url("/feed"), &[], &[home.pin])).await;
    assert_eq!(untrusted.kind, FailureKind::Tls, "{untrusted:?}");
}

#[tokio::test]
async fn a_pinned_feed_is_not_followed_to_where_any_key_would_do() {
    let (plain, other) = (Publisher::start(), Secure::start(TEXT, None).await);
    plain.on("/feed", Reply::ok(FEED));
    for target in [plain.url("/feed"), other.url("/feed")] {
        let home = Secure::start("", Some(target)).await;
        let asked = trusting(home.url("/feed"), &[&home, &other], &[home.pin]);
        let failure = failure(asked).await;
        assert_eq!(failure.kind, FailureKind::Tls, "{failure:?}");
    }
    assert!(plain.requests("/feed").is_empty() && other.asked().is_empty());
}

#[tokio::test]
async fn http_2_is_spoken_where_the_server_offers_it() {
    let home = Secure::start(TEXT, None).await;
    fresh(trusting(home.url("/feed"), &[&home], &[])).await;
    assert_eq!(home.asked(), [Version::HTTP_2]);
}

/// Hands on what is said to and by `home`. At a word all connections of before fall silent, and stay open.
async fn relay(home: SocketAddr) -> (SocketAddr, watch::Sender<()>, JoinSet<()>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let word = watch::Sender::new(());
    let heard = word.clone();
    let mut listening = JoinSet::new();
    listening.spawn(async move {
        let mut lines = JoinSet::new();
        while let Ok((mut client, _)) = listener.accept().await {
            let mut silent = heard.subscribe();
            lines.spawn(async move {
                let mut server = TcpStream::connect(home).await.unwrap();
                tokio::select! {
                    _ = copy_bidirectional(&mut client, &mut server) => {}
                    _ = silent.changed() => std::future::pending().await,
                }
            });
        }
    });
    (address, word, listening)
}

// Twenty-seven polls in a row timed out on one connection, and a new one would have answered.
#[tokio::test]
async fn a_connection_that_fell_silent_is_given_up_and_the_next_request_makes_another() {
    let home = Secure::start(TEXT, None).await;
    let (address, word, _listening) = relay(home.address).await;
    let url: Url = format!("https://{address}/feed").parse().unwrap();
    let config = FetchConfig { timeout: Duration::from_secs(3), ..config() };
    let transport = HttpTransport::new(&config).unwrap();
    let ask = || transport.get(trusting(url.clone(), &[&home], &[]));
    for _ in 0..2 {
        assert!(matches!(ask().await, Answer::Fresh(_)));
    }
    assert_eq!(home.asked(), [Version::HTTP_2; 2]);
    word.send_replace(());
    let began = Instant::now();
    let Answer::Failed(lost) = ask().await else { panic!("nobody answers there") };
    assert_eq!(lost.kind, FailureKind::Timeout, "{lost:?}");
    assert!(began.elapsed() < Duration::from_secs(2), "well within the timeout");
    assert!(lost.detail.contains("the next request makes another"), "{lost:?}");
    assert!(matches!(ask().await, Answer::Fresh(_)));
}
