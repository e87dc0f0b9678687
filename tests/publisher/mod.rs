//! A publisher on the loopback interface that misbehaves as told. Plain threads and sockets: it must be able to break
//! rules that an HTTP library would not let it break.

#![allow(dead_code, reason = "each test crate uses its own part of it")]
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test publisher that cannot start or compress ends its test"
)]

pub(crate) mod compressed;

use std::collections::{HashMap, VecDeque};
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use url::Url;

/// First byte of a TLS client's first message.
const TLS_HANDSHAKE: u8 = 0x16;

/// One request as it arrived.
#[derive(Debug, Clone)]
pub(crate) struct Seen {
    pub method: String,
    pub path: String,
    pub body: Vec<u8>,
    /// Names in lower case, values byte for byte, in the order sent.
    pub headers: Vec<(String, Vec<u8>)>,
}

impl Seen {
    pub(crate) fn header(&self, name: &str) -> Option<&[u8]> {
        let mut found = self.headers.iter().filter(|(key, _)| key == name);
        found.next().map(|(_, value)| value.as_slice())
    }
}

/// What is sent back, after which the connection is closed.
#[derive(Debug, Clone)]
pub(crate) struct Reply {
    status: u16,
    headers: Vec<(String, Vec<u8>)>,
    body: BodyPlan,
    /// Answers 304 where the request repeats this reply's validators.
    conditional: bool,
    /// How long the head is held back.
    delay: Duration,
}

#[derive(Debug, Clone)]
enum BodyPlan {
    /// With a `Content-Length` that is true unless a header says otherwise.
    Whole(Vec<u8>),
    /// The same bytes again and again.
    Endless(Vec<u8>),
    /// One byte at a time.
    Drip { bytes: Vec<u8>, every: Duration },
    /// The head, then silence until the client goes away.
    Silence,
    /// The connection is closed before any answer.
    HangUp,
}

impl Reply {
    pub(crate) fn status(status: u16) -> Self {
        let body = BodyPlan::Whole(Vec::new());
        Self { status, headers: Vec::new(), body, conditional: false, delay: Duration::ZERO }
    }

    pub(crate) fn ok(body: impl Into<Vec<u8>>) -> Self {
        Self { body: BodyPlan::Whole(body.into()), ..Self::status(200) }
    }

    /// 226: what is new, and nothing else.
    pub(crate) fn part(body: impl Into<Vec<u8>>) -> Self {
        Self { status: 226, ..Self::ok(body) }
    }

    /// A well-behaved feed with both validators.
    pub(crate) fn feed(etag: &[u8], last_modified: &[u8], body: impl Into<Vec<u8>>) -> Self {
        let reply = Self { conditional: true, ..Self::ok(body) };
        reply.header("ETag", etag).header("Last-Modified", last_modified)
    }

    pub(crate) fn redirect(status: u16, location: impl AsRef<str>) -> Self {
        Self::status(status).header("Location", location.as_ref())
    }

    pub(crate) fn endless(piece: impl Into<Vec<u8>>) -> Self {
        Self { body: BodyPlan::Endless(piece.into()), ..Self::status(200) }
    }

    pub(crate) fn drip(bytes: impl Into<Vec<u8>>, every: Duration) -> Self {
        let bytes = bytes.into();
        Self { body: BodyPlan::Drip { bytes, every }, ..Self::status(200) }
    }

    pub(crate) fn silence() -> Self {
        Self { body: BodyPlan::Silence, ..Self::status(200) }
    }

    pub(crate) fn hang_up() -> Self {
        Self { body: BodyPlan::HangUp, ..Self::status(200) }
    }

    pub(crate) fn header(mut self, name: &str, value: impl AsRef<[u8]>) -> Self {
        self.headers.push((name.to_owned(), value.as_ref().to_vec()));
        self
    }

    /// Thinks for a while before it answers.
    pub(crate) fn after(mut self, delay: Duration) -> Self {
        self.delay = delay;
        self
    }

    fn is_known_to(&self, seen: &Seen) -> bool {
        let same = |name: &str, condition: &str| {
            let own = self.headers.iter().find(|(key, _)| key.eq_ignore_ascii_case(name));
            own.is_some_and(|(_, value)| seen.header(condition) == Some(value))
        };
        self.conditional
            && (same("etag", "if-none-match") || same("last-modified", "if-modified-since"))
    }
}

/// Listens on a free loopback port until it is dropped.
#[derive(Debug)]
pub(crate) struct Publisher {
    pub(crate) address: SocketAddr,
    desk: Arc<Desk>,
}

#[derive(Debug, Default)]
struct Desk {
    state: Mutex<State>,
    arrived: Condvar,
    closed: AtomicBool,
}

#[derive(Debug, Default)]
struct State {
    replies: HashMap<String, VecDeque<Reply>>,
    seen: Vec<Seen>,
}

impl Publisher {
    pub(crate) fn start() -> Self {
        Self::start_at("127.0.0.1")
    }

    /// All of 127.0.0.0/8 is this machine: two addresses of it are two hosts.
    pub(crate) fn start_at(ip: &str) -> Self {
        let listener = TcpListener::bind((ip, 0)).expect("a free loopback port");
        let address = listener.local_addr().expect("a bound socket");
        let desk = Arc::new(Desk::default());
        let listening = Arc::clone(&desk);
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                if listening.closed.load(Ordering::SeqCst) {
                    return;
                }
                let desk = Arc::clone(&listening);
                // A client that goes away in the middle is what many tests are about.
                std::thread::spawn(move || stream.and_then(|stream| desk.serve(&stream)).ok());
            }
        });
        Self { address, desk }
    }

    /// Queues a reply for a path. The last one stays, and answers every further request.
    pub(crate) fn on(&self, path: &str, reply: Reply) -> &Self {
        let mut state = self.desk.lock();
        state.replies.entry(path.to_owned()).or_default().push_back(reply);
        drop(state);
        self
    }

    /// Answers with `reply` from now on, whatever was queued for the path.
    pub(crate) fn replace(&self, path: &str, reply: Reply) {
        let queue = VecDeque::from([reply]);
        self.desk.lock().replies.insert(path.to_owned(), queue);
    }

    /// The newest request for a path.
    pub(crate) fn last_request(&self, path: &str) -> Option<Seen> {
        let state = self.desk.lock();
        state.seen.iter().rfind(|seen| seen.path == path).cloned()
    }

    pub(crate) fn url(&self, path: &str) -> Url {
        Url::parse(&format!("http://{}{path}", self.address)).expect("a path")
    }

    /// The requests for a path so far.
    pub(crate) fn requests(&self, path: &str) -> Vec<Seen> {
        let state = self.desk.lock();
        state.seen.iter().filter(|seen| seen.path == path).cloned().collect()
    }

    /// Blocks until a path was asked for `count` times; false after `timeout`.
    pub(crate) fn wait_for(&self, path: &str, count: usize, timeout: Duration) -> bool {
        let short =
            |state: &mut State| state.seen.iter().filter(|seen| seen.path == path).count() < count;
        let waited = self.desk.arrived.wait_timeout_while(self.desk.lock(), timeout, short);
        !waited.unwrap_or_else(PoisonError::into_inner).1.timed_out()
    }
}

impl Drop for Publisher {
    fn drop(&mut self) {
        self.desk.closed.store(true, Ordering::SeqCst);
        // Wakes the listener so that it sees it is closed; if it cannot be reached it has ended already.
        TcpStream::connect(self.address).ok();
    }
}

impl Desk {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn serve(&self, mut stream: &TcpStream) -> io::Result<()> {
        let mut first = [0];
        stream.peek(&mut first)?;
        if first == [TLS_HANDSHAKE] {
            // What a plain web server says to somebody who speaks TLS.
            return stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n");
        }
        let seen = read_request(stream)?;
        let reply = self.choose_reply(&seen);
        self.lock().seen.push(seen);
        self.arrived.notify_all();
        self.send(stream, &reply)?;
        stream.shutdown(Shutdown::Both)
    }

    fn choose_reply(&self, seen: &Seen) -> Reply {
        let mut state = self.lock();
        let Some(queue) = state.replies.get_mut(&seen.path) else {
            return Reply::status(404);
        };
        let reply = if queue.len() > 1 { queue.pop_front() } else { queue.front().cloned() };
        let reply = reply.unwrap_or_else(|| Reply::status(404));
        if reply.is_known_to(seen) {
            return Reply { headers: reply.headers, ..Reply::status(304) };
        }
        reply
    }

    fn send(&self, mut stream: &TcpStream, reply: &Reply) -> io::Result<()> {
        if matches!(reply.body, BodyPlan::HangUp) {
            return Ok(());
        }
        std::thread::park_timeout(reply.delay);
        stream.write_all(&write_head(reply))?;
        match &reply.body {
            BodyPlan::Whole(bytes) => stream.write_all(bytes),
            BodyPlan::Endless(piece) => loop {
                stream.write_all(piece)?;
                if self.closed.load(Ordering::SeqCst) {
                    return Ok(());
                }
            },
            BodyPlan::Drip { bytes, every } => bytes.iter().try_for_each(|byte| {
                std::thread::park_timeout(*every);
                stream.write_all(&[*byte])
            }),
            // Ends when the client closes its side.
            BodyPlan::Silence => io::copy(&mut stream, &mut io::sink()).map(drop),
            BodyPlan::HangUp => Ok(()),
        }
    }
}

fn write_head(reply: &Reply) -> Vec<u8> {
    let mut head =
        format!("HTTP/1.1 {} Scripted\r\nConnection: close\r\n", reply.status).into_bytes();
    let has = |name: &str| reply.headers.iter().any(|(key, _)| key.eq_ignore_ascii_case(name));
    if let BodyPlan::Whole(bytes) = &reply.body
        && !has("content-length")
        && !has("transfer-encoding")
        && reply.status != 304
    {
        head.extend_from_slice(format!("Content-Length: {}\r\n", bytes.len()).as_bytes());
    }
    for (name, value) in &reply.headers {
        head.extend_from_slice(name.as_bytes());
        head.extend_from_slice(b": ");
        head.extend_from_slice(value);
        head.extend_from_slice(b"\r\n");
    }
    head.extend_from_slice(b"\r\n");
    head
}

fn read_request(stream: &TcpStream) -> io::Result<Seen> {
    let mut reader = BufReader::new(stream);
    let mut next = || -> io::Result<Vec<u8>> {
        let mut line = Vec::new();
        if reader.read_until(b'\n', &mut line)? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        line.pop_if(|last| *last == b'\n');
        line.pop_if(|last| *last == b'\r');
        Ok(line)
    };
    let first = String::from_utf8_lossy(&next()?).into_owned();
    let mut words = first.split(' ').map(str::to_owned);
    let (method, path) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    let mut headers = Vec::new();
    loop {
        let line = next()?;
        if line.is_empty() {
            break;
        }
        let mut parts = line.splitn(2, |byte| *byte == b':');
        let name = String::from_utf8_lossy(parts.next().unwrap_or_default()).to_ascii_lowercase();
        let value = parts.next().unwrap_or_default().trim_ascii().to_vec();
        headers.push((name, value));
    }
    let length = headers.iter().find(|(name, _)| name == "content-length");
    let length = length.and_then(|(_, value)| std::str::from_utf8(value).ok()?.parse().ok());
    let mut body = vec![0; length.unwrap_or(0)];
    reader.read_exact(&mut body)?;
    Ok(Seen { method, path, body, headers })
}
