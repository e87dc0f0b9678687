//! `cargo bench --bench poll`: what a poll costs that finds nothing new, beside a bare hyper client making the same
//! requests; and whether three hostile feeds make two hundred others late.
//!
//! `-- SECONDS FEEDS` make it shorter or smaller. The daemon is the real binary, with its store on the disk of the
//! temporary folder; publisher, bare client and daemon are processes of their own, so that processor time tells them
//! apart however busy the machine is.

#![expect(
    clippy::print_stdout,
    clippy::cast_precision_loss,
    reason = "a program that prints a table of rounded figures"
)]
#![allow(dead_code, reason = "each scale bench uses its own part of what they share")]

use std::fmt::Write as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context as _, ensure};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use jiff::Timestamp;
use tokio::task::JoinSet;
use wiredesk::clock::{Clock as _, SystemClock};
use wiredesk::config::{Config, PublishPolicy};
use wiredesk::fetch::http::HttpTransport;
use wiredesk::fetch::{Answer, Request, Target, Transport as _};
use wiredesk::model::{Batch, FeedId, FetchFacts, NextPoll};
use wiredesk::store::admit::{AdmitOptions, admit};
use wiredesk::store::{Durability, Store};

#[path = "../sim/chance.rs"]
#[allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "numbers below the length of what they index"
)]
mod chance;
mod press;
mod service;

use press::{Press, host};
use service::{Look, Service, cpu};

// What the daemon runs with.
#[cfg(feature = "jemalloc")]
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

/// Requests under way at once: the daemon's default.
const PARALLEL: usize = 64;
const BARE: &str = "bare";
/// The daemon's own transport in place of the bare client, without dispatcher and store.
const TRANSPORT: &str = "transport";
const HEALTHY: usize = 200;

fn main() -> anyhow::Result<()> {
    // Cargo adds a flag of its own.
    let arguments: Vec<String> = std::env::args().skip(1).filter(|a| a != "--bench").collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments.as_slice() {
        [press::ROLE, items] => press::serve(items),
        [client @ (BARE | TRANSPORT), port, feeds, seconds] => {
            ask(*client == BARE, port.parse()?, feeds.parse()?, seconds.parse()?)
        }
        rest => {
            let number = |at: usize, default: usize| {
                rest.get(at).map_or(Ok(default), |text| text.parse().context("a number"))
            };
            let (seconds, feeds) = (number(0, 20)?, number(1, 10_000)?);
            compare(seconds as u64, feeds)?;
            beside_hostile_feeds(seconds as u64)
        }
    }
}

/// One side's rate.
#[derive(Debug)]
struct Rate {
    requests: f64,
    cpu: Duration,
    wall: Duration,
    press: Duration,
}

impl Rate {
    fn row(&self, name: &str, bare: f64) {
        let cpu = self.cpu.as_secs_f64();
        let rate = self.requests / cpu;
        println!(
            "| {name} | {:.0} | {:.0} | {rate:.0} | {:.3} | {:.3} | {:.2} |",
            self.requests,
            self.requests / self.wall.as_secs_f64(),
            1_000.0 * cpu / self.requests,
            1_000.0 * self.press.as_secs_f64() / self.requests,
            rate / bare
        );
    }
}

fn compare(seconds: u64, feeds: usize) -> anyhow::Result<()> {
    let press = Press::start(1)?;
    let before = client(BARE, &press, feeds, seconds)?;
    let transport = client(TRANSPORT, &press, feeds, seconds)?;
    let daemon = daemon(&press, feeds, seconds)?;
    let after = client(BARE, &press, feeds, seconds)?;
    let rate = (before.requests + after.requests) / (before.cpu + after.cpu).as_secs_f64();
    println!("{feeds} feeds that answer 304, {PARALLEL} requests at once, a connection for each");
    println!();
    println!(
        "| client | requests | a second | a second of CPU | CPU s per 1,000 | publisher's CPU s per 1,000 | of bare hyper's rate |"
    );
    println!("|---|---|---|---|---|---|---|");
    before.row("bare hyper, before", rate);
    transport.row("wiredesk's transport alone", rate);
    daemon.row("wiredesk run", rate);
    after.row("bare hyper, after", rate);
    println!();
    Ok(())
}

/// Runs this program as a client that does nothing but ask.
fn client(name: &str, press: &Press, feeds: usize, seconds: u64) -> anyhow::Result<Rate> {
    let press_before = cpu(press.pid())?;
    let output = std::process::Command::new(std::env::current_exe()?)
        .args([name, &press.port.to_string(), &feeds.to_string(), &seconds.to_string()])
        .stderr(std::process::Stdio::inherit())
        .output()?;
    ensure!(output.status.success(), "the {name} client failed");
    let told = String::from_utf8(output.stdout)?;
    let mut figures = told.split_whitespace().map(str::parse::<u64>);
    let mut next = || figures.next().context("a figure of the bare client");
    let (requests, cpu_ms, wall_ms) = (next()??, next()??, next()??);
    Ok(Rate {
        requests: requests as f64,
        cpu: Duration::from_millis(cpu_ms),
        wall: Duration::from_millis(wall_ms),
        press: cpu(press.pid())?.saturating_sub(press_before),
    })
}

/// As many requests as there is time for: the pooled client of hyper-util with its defaults and the daemon's requests,
/// or the daemon's transport.
fn ask(is_bare: bool, port: u16, feeds: usize, seconds: u64) -> anyhow::Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let (next, done) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let began = Instant::now();
    let until = began + Duration::from_secs(seconds);
    let mut config = Config::for_replay().fetch;
    config.allow_private = vec!["127.0.0.0/8".parse()?];
    let transport = Arc::new(HttpTransport::new(&config)?);
    let client: Client<_, String> = Client::builder(TokioExecutor::new()).build_http();
    runtime.block_on(async {
        let mut asking = JoinSet::new();
        for _ in 0..PARALLEL {
            let (client, transport) = (client.clone(), Arc::clone(&transport));
            let (next, done) = (Arc::clone(&next), Arc::clone(&done));
            asking.spawn(async move {
                while Instant::now() < until {
                    let number = next.fetch_add(1, Ordering::Relaxed) % feeds;
                    let url = format!("http://{}:{port}/quiet/{number}", host(number));
                    if is_bare {
                        ask_bare(&client, &url).await?;
                    } else {
                        ask_transport(&transport, &url).await?;
                    }
                    done.fetch_add(1, Ordering::Relaxed);
                }
                anyhow::Ok(())
            });
        }
        while let Some(ended) = asking.join_next().await {
            ended??;
        }
        anyhow::Ok(())
    })?;
    let (cpu, wall) = (cpu(std::process::id())?.as_millis(), began.elapsed().as_millis());
    println!("{} {cpu} {wall}", done.load(Ordering::Relaxed));
    Ok(())
}

async fn ask_bare(client: &Client<HttpConnector, String>, url: &str) -> anyhow::Result<()> {
    let request = hyper::Request::get(url)
        .header("user-agent", "bare")
        .header("accept", "application/atom+xml, application/rss+xml, */*;q=0.5")
        .header("accept-encoding", "gzip, br, zstd, deflate")
        .header("if-none-match", "\"quiet\"")
        .body(String::new())?;
    let answer = client.request(request).await?;
    ensure!(answer.status() == 304, "{}", answer.status());
    Ok(())
}

async fn ask_transport(transport: &HttpTransport, url: &str) -> anyhow::Result<()> {
    let etag = Some(b"\"quiet\"".to_vec());
    let request = Request { etag, ..Request::new(url.parse()?, Target::Feed) };
    let answer = transport.get(request).await;
    ensure!(matches!(answer, Answer::NotModified(_)), "{answer:?}");
    Ok(())
}

/// The real daemon on feeds that are due again as soon as they were polled.
fn daemon(press: &Press, feeds: usize, seconds: u64) -> anyhow::Result<Rate> {
    let folder = tempfile::tempdir()?;
    let mut tables = String::new();
    for number in 0..feeds {
        let (host, port) = (host(number), press.port);
        writeln!(
            tables,
            "[[feed]]\nid = \"feed-{number}\"\nurl = \"http://{host}:{port}/quiet/{number}\""
        )?;
    }
    let more = "[schedule]\ninterval_min = \"1s\"\ninterval_max = \"1s\"\n";
    let (config, port) = Service::configure(folder.path(), &tables, more)?;
    remember_polls(folder.path(), feeds, press.port)?;
    let service = Service::start(&config, port)?;
    let first = wait_for_polls(&service, feeds as f64)?;
    let press_before = cpu(press.pid())?;
    std::thread::park_timeout(Duration::from_secs(seconds));
    let last = service.look()?;
    let press_after = cpu(press.pid())?;
    let label = "not_modified";
    let requests =
        last.sum("wiredesk_polls_total", label) - first.sum("wiredesk_polls_total", label);
    ensure!(requests > 0.0 && last.polls() - first.polls() <= requests, "polls that were no 304");
    service.stop()?;
    Ok(Rate {
        requests,
        cpu: last.cpu.saturating_sub(first.cpu),
        wall: last.at - first.at,
        press: press_after.saturating_sub(press_before),
    })
}

/// Every feed was polled before, and all fall due in the same moment shortly after the start.
fn remember_polls(folder: &std::path::Path, feeds: usize, port: u16) -> anyhow::Result<()> {
    let mut store = Store::open(&folder.join("var"), Durability::Temporary)?;
    let now: Timestamp = SystemClock.now();
    let due = now + Duration::from_secs(3);
    let options =
        AdmitOptions { publish: PublishPolicy::All, record_bytes_max: 950_000, pages: false };
    store.write(|work| {
        for number in 0..feeds {
            let Some(id) = FeedId::parse(&format!("feed-{number}")) else { continue };
            let fetch = FetchFacts {
                etag: Some(b"\"quiet\"".to_vec()),
                origin: Some(format!("http://{}:{port}/quiet/{number}", host(number))),
                ..FetchFacts::default()
            };
            admit(
                work,
                &Batch::without_entries(id, now, fetch, NextPoll::fixed(due, 1_000)),
                &options,
            )?;
        }
        Ok(())
    })?;
    Ok(())
}

fn wait_for_polls(service: &Service, polls: f64) -> anyhow::Result<Look> {
    let deadline = Instant::now() + Duration::from_secs(300);
    loop {
        let look = service.look()?;
        if look.polls() >= polls {
            return Ok(look);
        }
        ensure!(Instant::now() < deadline, "{} polls are all", look.polls());
        std::thread::park_timeout(Duration::from_millis(100));
    }
}

/// Lateness of healthy feeds, alone and beside three that hold on to whoever asks them.
fn beside_hostile_feeds(seconds: u64) -> anyhow::Result<()> {
    let press = Press::start(1)?;
    println!("{HEALTHY} feeds polled every second, {seconds} s");
    println!();
    println!(
        "| beside them | polls | polls that failed | CPU s | peak memory, MB | late, p50 | late, p99 |"
    );
    println!("|---|---|---|---|---|---|---|");
    let hostile: [(&str, &[&str]); 5] = [
        ("nobody", &[]),
        ("a body without end", &["endless"]),
        ("a byte a second", &["drip"]),
        ("10 GB of gzip", &["bomb"]),
        ("all three", &["endless", "drip", "bomb"]),
    ];
    for (name, kinds) in hostile {
        let folder = tempfile::tempdir()?;
        let healthy = (0..HEALTHY).map(|number| ("quiet", number));
        let others = kinds.iter().zip(HEALTHY..).map(|(kind, number)| (*kind, number));
        let mut tables = String::new();
        for (kind, number) in healthy.chain(others) {
            let (host, port) = (host(number), press.port);
            writeln!(
                tables,
                "[[feed]]\nid = \"feed-{number}\"\ninterval = \"1s\"\nurl = \"http://{host}:{port}/{kind}/{number}\""
            )?;
        }
        let more = "[schedule]\ninterval_min = \"1s\"\ninterval_max = \"1s\"\n";
        let (config, port) = Service::configure(folder.path(), &tables, more)?;
        let service = Service::start(&config, port)?;
        let first = wait_for_polls(&service, 2.0 * HEALTHY as f64)?;
        std::thread::park_timeout(Duration::from_secs(seconds));
        let last = service.look()?;
        let (ok, all) = (
            last.sum("wiredesk_polls_total", "not_modified")
                - first.sum("wiredesk_polls_total", "not_modified"),
            last.polls() - first.polls(),
        );
        let late = "wiredesk_poll_lateness_seconds";
        println!(
            "| {name} | {ok:.0} | {:.0} | {:.1} | {:.0} | {} | {} |",
            all - ok,
            last.cpu.saturating_sub(first.cpu).as_secs_f64(),
            service.peak_bytes()? / 1e6,
            last.quantile(&first, late, 0.5),
            last.quantile(&first, late, 0.99)
        );
        service.stop()?;
    }
    Ok(())
}
