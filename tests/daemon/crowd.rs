//! Many feeds at once: three that hold on to whoever asks them, and those that pay no price for it.

use std::time::Duration;

use crate::newsroom::Newsroom;
use crate::process::{Daemon, PATIENCE};
use crate::publisher::{Publisher, Reply, compressed};

const HEALTHY: usize = 200;
const ROUNDS: usize = 3;

/// Two of every host, as subscriptions have it.
fn table(publisher: &Publisher, number: usize, path: &str) -> String {
    let (host, port) = (format!("127.0.1.{}", 1 + number / 2), publisher.address.port());
    format!(
        "[[feed]]\nid = \"feed-{number}\"\nurl = \"http://{host}:{port}{path}\"\ninterval = \"200ms\"\n"
    )
}

// P6, edge case 38.
#[test]
fn two_hundred_feeds_are_polled_round_after_round_while_three_hostile_ones_are_being_read() {
    // Every loopback address is this machine's: each is a host.
    let publisher = Publisher::start_at("0.0.0.0");
    let hostile = [
        ("/endless", Reply::endless("<item><title>And so on</title></item>".repeat(1_000))),
        ("/drip", Reply::drip("x".repeat(10_000), Duration::from_secs(1))),
        ("/bomb", Reply::ok(compressed::gzip_bomb(1 << 30)).header("Content-Encoding", "gzip")),
    ];
    let mut tables = String::new();
    for ((path, reply), number) in hostile.into_iter().zip(0..) {
        publisher.on(path, reply);
        tables += &table(&publisher, 2 * (HEALTHY + number), path).replace("127.0.1", "127.0.2");
    }
    let paths: Vec<String> = (0..HEALTHY).map(|number| format!("/feed-{number}.xml")).collect();
    for (number, path) in paths.iter().enumerate() {
        let document = format!(
            "<rss version=\"2.0\"><channel><title>Paper {number}</title><item><guid>{number}</guid>\
             <title>Berth {number} of the harbour is closed</title></item></channel></rss>"
        );
        publisher.on(path, Reply::feed(b"\"1\"", b"", document));
        tables += &table(&publisher, number, path);
    }
    let newsroom = Newsroom::new();
    let config = Newsroom::config_with(&tables);
    // Nobody is helped by a deadline, and the three would fill all places but one.
    let config = config.replace("timeout = \"2s\"", "timeout = \"10m\"\nparallel = 4");
    newsroom.write_config(&config);
    let mut daemon = Daemon::up(&newsroom.config());
    for path in &paths {
        assert!(publisher.wait_for(path, ROUNDS, PATIENCE), "{path} was left out");
    }
    assert_eq!(publisher.requests("/drip").len(), 1, "it is still being read");
    assert!(publisher.requests("/endless").len() > 1 && publisher.requests("/bomb").len() > 1);
    assert!(daemon.is_running());
    newsroom.wait_for_lines(HEALTHY);
    daemon.stop();
    assert_eq!(newsroom.lines().len(), HEALTHY);
}
