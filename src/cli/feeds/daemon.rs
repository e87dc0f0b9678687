//! What the running daemon says at its admin port on this machine.

use std::io::{Read, Write};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpStream};
use std::time::Duration;

use anyhow::Context;
use serde::Deserialize;

use crate::config::Config;

/// The daemon answers within five seconds, or says that nobody polls.
const PATIENCE: Duration = Duration::from_secs(10);

/// Larger than any answer to a thousand feeds.
const ANSWER_BYTES_MAX: u64 = 1024 * 1024;

#[derive(Debug, Deserialize)]
struct Readiness {
    #[serde(default)]
    reasons: Vec<String>,
}

/// Where the daemon answers on this machine.
pub(super) fn find_admin(config: &Config, given: Option<SocketAddr>) -> anyhow::Result<SocketAddr> {
    let address = given.or(config.admin.listen).context(
        "the admin port is off (admin.listen), and a running daemon can be asked there only; a restart polls what is due",
    )?;
    anyhow::ensure!(
        address.port() != 0,
        "admin.listen takes any free port: name the one in use with --admin (the log has it)"
    );
    let ip = match address.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => IpAddr::V4(Ipv4Addr::LOCALHOST),
        IpAddr::V6(ip) if ip.is_unspecified() => IpAddr::V6(Ipv6Addr::LOCALHOST),
        IpAddr::V4(_) | IpAddr::V6(_) => address.ip(),
    };
    Ok(SocketAddr::new(ip, address.port()))
}

/// Why nobody is polled now, as far as the admin port tells; `None` where it cannot be asked.
pub(super) fn find_why_idle(config: &Config) -> Option<String> {
    let address = find_admin(config, None).ok()?;
    let Ok((_, body)) = exchange(address, "GET /ready", "", "") else {
        return Some(format!(
            "no daemon answers at {address} (admin.listen): where none runs nobody is polled, and what is shown is how it stood last"
        ));
    };
    let Ok(Readiness { reasons }) = serde_json::from_str(&body) else {
        return Some(format!("what answers at {address} (admin.listen) is no wiredesk"));
    };
    (!reasons.is_empty()).then(|| format!("the daemon is not ready: {}", reasons.join("; ")))
}

/// Status and body of one request that we wrote ourselves to a server that is ours: it ends the connection with its answer.
pub(super) fn exchange(
    address: SocketAddr,
    line: &str,
    head: &str,
    body: &str,
) -> anyhow::Result<(String, String)> {
    let request =
        format!("{line} HTTP/1.1\r\nHost: {address}\r\n{head}Connection: close\r\n\r\n{body}");
    let ask = || -> std::io::Result<String> {
        let mut stream = TcpStream::connect_timeout(&address, PATIENCE)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        stream.write_all(request.as_bytes())?;
        let mut answer = String::new();
        stream.take(ANSWER_BYTES_MAX).read_to_string(&mut answer)?;
        Ok(answer)
    };
    let answer = ask().with_context(|| {
        format!("the daemon does not answer at {address} (admin.listen); is it running?")
    })?;
    let (head, body) = answer.split_once("\r\n\r\n").unwrap_or((&answer, ""));
    let status = head.split(' ').nth(1).unwrap_or("nothing");
    Ok((status.to_owned(), body.to_owned()))
}

#[cfg(test)]
mod tests {
    use std::net::TcpListener;

    use super::*;
    use crate::config::load_text;

    fn config(text: &str) -> Config {
        let feeds = "[[feed]]\nid = \"harbour-gazette\"\nurl = \"https://gazette.example/\"\n";
        load_text(&format!("{text}{feeds}"), std::path::Path::new("/w/wiredesk.toml"), &|_| None)
            .unwrap()
    }

    // "7 feeds, 0 failing", while nobody had polled for a day.
    #[test]
    fn whoever_looks_at_the_feeds_is_told_that_nobody_polls() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let config = config(&format!("[admin]\nlisten = \"{address}\"\n"));
        let answers = |body: &'static str| {
            let listener = listener.try_clone().unwrap();
            std::thread::spawn(move || {
                let (mut stream, _) = listener.accept().unwrap();
                let mut seen = [0; 512];
                let read = stream.read(&mut seen).unwrap();
                assert!(seen[..read].starts_with(b"GET /ready HTTP/1.1"));
                write!(stream, "HTTP/1.1 503 No\r\n\r\n{body}").unwrap();
            })
        };
        let down = answers(r#"{"ready":false,"reasons":["polling: no host can be reached"]}"#);
        let why = find_why_idle(&config).unwrap();
        assert_eq!(why, "the daemon is not ready: polling: no host can be reached");
        down.join().unwrap();
        let ready = answers(r#"{"ready":true}"#);
        assert_eq!(find_why_idle(&config), None);
        ready.join().unwrap();
        drop(listener);
        assert!(find_why_idle(&config).unwrap().starts_with("no daemon answers at 127.0.0.1"));
    }

    #[test]
    fn the_daemon_is_asked_on_this_machine_wherever_it_listens() {
        let at = |listen: &str| {
            let text = format!("[admin]\nlisten = \"{listen}\"\n");
            find_admin(&config(&text), None).map(|address| address.to_string())
        };
        assert_eq!(at("0.0.0.0:9464").unwrap(), "127.0.0.1:9464");
        assert_eq!(at("[::]:9464").unwrap(), "[::1]:9464");
        assert!(at("off").unwrap_err().to_string().contains("admin.listen"));
        assert!(at("127.0.0.1:0").unwrap_err().to_string().contains("--admin"));
    }
}
