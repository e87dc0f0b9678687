//! The publisher of the scale benches: a process of its own that answers for every address of 127.0.0.0/8, as cheaply as
//! it can. Each connection carries one request, as between polls that are minutes apart.

use std::fmt::Write as _;
use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use anyhow::Context as _;
use flate2::{Compress, Compression, FlushCompress};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;

use crate::chance::Chance;

/// First argument of a bench that is to be its own publisher.
pub(crate) const ROLE: &str = "press";

/// Requests wait here while the one thread is busy.
const BACKLOG: u32 = 4_096;
/// Seconds between two stories of a lively feed, at least; each next hundredth of the feeds is slower by as much.
const STORY_EVERY_S: u64 = 600;
const GZIP_BOMB_BYTES: u64 = 10_000_000_000;

/// The process; it ends with its owner.
#[derive(Debug)]
pub(crate) struct Press {
    child: Child,
    pub(crate) port: u16,
}

impl Press {
    /// Starts this very program in the role of the publisher, whose lively feeds list `items` stories each.
    pub(crate) fn start(items: u64) -> anyhow::Result<Self> {
        let mut child = Command::new(std::env::current_exe()?)
            .args([ROLE, &items.to_string()])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let mut line = String::new();
        let told = child.stdout.take().context("the publisher's output")?;
        BufReader::new(told).read_line(&mut line)?;
        Ok(Self { child, port: line.trim().parse().context("the publisher's port")? })
    }

    pub(crate) fn pid(&self) -> u32 {
        self.child.id()
    }
}

impl Drop for Press {
    fn drop(&mut self) {
        // It may have ended by itself, which is as good.
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

/// The host of feed `number`: one of sixteen million.
pub(crate) fn host(number: usize) -> String {
    let number = number + 1;
    format!("127.{}.{}.{}", 1 + number / 62_500, number / 250 % 250, 1 + number % 250)
}

/// Serves until the process is killed. The port is told on stdout.
pub(crate) fn serve(items: &str) -> anyhow::Result<()> {
    let items: u64 = items.parse()?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let socket = tokio::net::TcpSocket::new_v4()?;
        socket.bind(([0, 0, 0, 0], 0).into())?;
        let listener: TcpListener = socket.listen(BACKLOG)?;
        let mut out = std::io::stdout();
        writeln!(out, "{}", listener.local_addr()?.port())?;
        out.flush()?;
        let mut serving = JoinSet::new();
        loop {
            let (stream, _) = listener.accept().await?;
            // Clients that go away in the middle are what some feeds here are about.
            serving.spawn(async move { drop(answer(stream, items).await) });
            while serving.try_join_next().is_some() {}
        }
    })
}

async fn answer(mut stream: TcpStream, items: u64) -> std::io::Result<()> {
    let mut request = Vec::with_capacity(1_024);
    while !request.ends_with(b"\r\n\r\n") {
        if stream.read_buf(&mut request).await? == 0 || request.len() > 65_536 {
            return Ok(());
        }
    }
    let request = String::from_utf8_lossy(&request).to_ascii_lowercase();
    let path = request.split(' ').nth(1).unwrap_or_default();
    let known = request.lines().find_map(|line| line.strip_prefix("if-none-match: "));
    let mut parts = path.trim_start_matches('/').split('/');
    let (kind, number) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
    let number: u64 = number.parse().unwrap_or(0);
    match kind {
        "quiet" => send(&mut stream, known, "\"quiet\"", || document(number, 0, 1)).await,
        "lively" => {
            let newest = now_s() / (STORY_EVERY_S * (1 + number % 100)) + number % 7;
            let etag = format!("\"{newest}\"");
            send(&mut stream, known, &etag, || document(number, newest, items)).await
        }
        "endless" => endless(&mut stream).await,
        "drip" => drip(&mut stream).await,
        "bomb" => bomb(&mut stream).await,
        _ => stream.write_all(b"HTTP/1.1 404 Not Found\r\nConnection: close\r\n\r\n").await,
    }
}

fn now_s() -> u64 {
    #[expect(clippy::disallowed_methods, reason = "a publisher's own clock")]
    let now = SystemTime::now();
    now.duration_since(UNIX_EPOCH).map_or(0, |passed| passed.as_secs())
}

async fn send(
    stream: &mut TcpStream,
    known: Option<&str>,
    etag: &str,
    document: impl FnOnce() -> String,
) -> std::io::Result<()> {
    if known == Some(etag) {
        let head =
            format!("HTTP/1.1 304 Not Modified\r\nETag: {etag}\r\nConnection: close\r\n\r\n");
        return stream.write_all(head.as_bytes()).await;
    }
    let body = document();
    let head = format!(
        "HTTP/1.1 200 OK\r\nETag: {etag}\r\nContent-Type: application/rss+xml\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
        body.len()
    );
    stream.write_all(&[head.as_bytes(), body.as_bytes()].concat()).await
}

/// The newest `items` stories of a feed, made up from their numbers.
fn document(feed: u64, newest: u64, items: u64) -> String {
    let mut text = format!("<rss version=\"2.0\"><channel><title>Paper {feed}</title>");
    for item in (0..items).filter_map(|back| newest.checked_sub(back)) {
        let mut chance = Chance::new(item, feed);
        let (title, count) = (chance.words(6).join(" "), 60 + chance.below(60));
        let words = chance.words(count).join(" ");
        // Writing to a string cannot fail.
        write!(
            text,
            "<item><guid isPermaLink=\"false\">{feed}-{item}</guid><title>{title}</title><description>{words}.</description></item>"
        )
        .ok();
    }
    text.push_str("</channel></rss>");
    text
}

const BEGUN: &[u8] =
    b"HTTP/1.1 200 OK\r\nContent-Type: application/rss+xml\r\nConnection: close\r\n";

/// A document that begins well and never ends.
async fn endless(stream: &mut TcpStream) -> std::io::Result<()> {
    stream.write_all(BEGUN).await?;
    stream.write_all(b"\r\n<rss version=\"2.0\"><channel><title>Endless</title>").await?;
    let piece = document(0, 1, 1).replace("</channel></rss>", "").repeat(8);
    loop {
        stream.write_all(piece.as_bytes()).await?;
    }
}

/// One byte a second.
async fn drip(stream: &mut TcpStream) -> std::io::Result<()> {
    stream.write_all(BEGUN).await?;
    stream.write_all(b"\r\n").await?;
    for byte in document(0, 1, 1).bytes() {
        stream.write_all(&[byte]).await?;
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
    Ok(())
}

/// Ten gigabytes of spaces in ten megabytes of gzip (RFC 1952): one block of deflate that ends on a byte, repeated.
async fn bomb(stream: &mut TcpStream) -> std::io::Result<()> {
    let spaces = vec![b' '; 10_000_000];
    let mut block = Vec::with_capacity(65_536);
    Compress::new(Compression::default(), false).compress_vec(
        &spaces,
        &mut block,
        FlushCompress::Full,
    )?;
    stream.write_all(BEGUN).await?;
    stream.write_all(b"Content-Encoding: gzip\r\n\r\n").await?;
    stream.write_all(&[0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255]).await?;
    for _ in 0..GZIP_BOMB_BYTES / spaces.len() as u64 {
        stream.write_all(&block).await?;
    }
    stream.write_all(&[1, 0, 0, 255, 255]).await
}
