//! `cargo bench --bench feeds`: a hundred thousand feeds in one daemon, from its first start on: memory, processor time,
//! how late polls begin; then a reload, a restart and the commands that read every feed.
//!
//! `-- MINUTES FEEDS ITEMS` make it shorter or smaller, or the documents longer; 15, 100,000 and 3 are what stands
//! without them. The store lies in the temporary folder (`TMPDIR`): about 2 GB of disk for the whole of it.

#![expect(
    clippy::print_stdout,
    clippy::cast_precision_loss,
    reason = "a program that prints a table of rounded figures"
)]
#![allow(dead_code, reason = "each scale bench uses its own part of what they share")]

use std::fmt::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context as _, ensure};

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

const LATE: &str = "wiredesk_poll_lateness_seconds";
const MINUTE: Duration = Duration::from_secs(60);
/// How long a restarted daemon is watched for a stampede.
const AFTER_RESTART: Duration = Duration::from_secs(10);

fn main() -> anyhow::Result<()> {
    // Cargo adds a flag of its own.
    let arguments: Vec<String> = std::env::args().skip(1).filter(|a| a != "--bench").collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    if let [press::ROLE, items] = arguments.as_slice() {
        return press::serve(items);
    }
    let number = |at: usize, default: u64| {
        arguments.get(at).map_or(Ok(default), |text| text.parse().context("a number"))
    };
    let (minutes, feeds, items) = (number(0, 15)?, number(1, 100_000)?, number(2, 3)?);
    let press = Press::start(items)?;
    let folder = tempfile::tempdir()?;
    let feeds = usize::try_from(feeds)?;
    let more = "parallel = 128\n[publish]\noutbox_rows_high = 1000000\n";
    let (config, port) = Service::configure(folder.path(), &tables(feeds, press.port)?, more)?;
    println!("{feeds} feeds of {items} items, polled every 5 to 60 minutes, {minutes} minutes");
    println!();
    time_command("wiredesk check", &["check", "--config"], &config)?;
    let began = Instant::now();
    let service = Service::start(&config, port)?;
    println!("first start: {:.2} s until /live answers", began.elapsed().as_secs_f64());
    println!();
    watch(&service, &press, minutes)?;
    println!();
    reload(&service)?;
    time_command("wiredesk feeds list", &["feeds", "list", "--config"], &config)?;
    let began = Instant::now();
    service.stop()?;
    println!("stop: {:.2} s", began.elapsed().as_secs_f64());
    restart(&config, port)
}

fn tables(feeds: usize, port: u16) -> anyhow::Result<String> {
    let mut tables = String::new();
    for number in 0..feeds {
        // 7,919 and 56 have no common divisor: neighbours differ, and each interval is as frequent as any.
        let (host, minutes) = (host(number), 5 + number * 7_919 % 56);
        writeln!(
            tables,
            "[[feed]]\nid = \"feed-{number}\"\ninterval = \"{minutes}m\"\nurl = \"http://{host}:{port}/lively/{number}\""
        )?;
    }
    Ok(tables)
}

/// A row for each minute, and one for all of them.
fn watch(service: &Service, press: &Press, minutes: u64) -> anyhow::Result<()> {
    println!(
        "| minute | polls | of them new | 304 | failed | late, p50 | late, p99 | commit, p99 | CPU s | publisher's CPU s | memory, MB | stories | outbox |"
    );
    println!("|---|---|---|---|---|---|---|---|---|---|---|---|---|");
    let first = service.look()?;
    let press_first = cpu(press.pid())?;
    let (mut before, mut press_before) = (first.clone(), press_first);
    for minute in 1..=minutes {
        std::thread::park_timeout((first.at + MINUTE * u32::try_from(minute)?) - Instant::now());
        let (now, press_now) = (service.look()?, cpu(press.pid())?);
        row(&minute.to_string(), &before, &now, press_now.saturating_sub(press_before));
        (before, press_before) = (now, press_now);
    }
    row("all", &first, &before, press_before.saturating_sub(press_first));
    println!();
    println!("largest resident memory: {:.0} MB", service.peak_bytes()? / 1e6);
    Ok(())
}

fn row(name: &str, before: &Look, now: &Look, press: Duration) {
    let polls = |outcome: &str| {
        let sum = |look: &Look| look.sum("wiredesk_polls_total", outcome);
        sum(now) - sum(before)
    };
    let (all, fresh, unmodified) = (polls(""), polls("\"fresh\""), polls("\"not_modified\""));
    println!(
        "| {name} | {all:.0} | {fresh:.0} | {unmodified:.0} | {:.0} | {} | {} | {} | {:.1} | {:.1} | {:.0} | {:.0} | {:.0} |",
        all - fresh - unmodified,
        now.quantile(before, LATE, 0.5),
        now.quantile(before, LATE, 0.99),
        now.quantile(before, "wiredesk_admit_seconds", 0.99),
        now.cpu.saturating_sub(before.cpu).as_secs_f64(),
        press.as_secs_f64(),
        now.sum("process_resident_memory_bytes", "") / 1e6,
        now.sum("wiredesk_entries_total", "\"new\""),
        now.sum("wiredesk_outbox_rows", "")
    );
}

/// SIGHUP until the new list is taken.
fn reload(service: &Service) -> anyhow::Result<()> {
    let began = Instant::now();
    let before = service.look()?;
    service.signal("HUP")?;
    loop {
        let now = service.look()?;
        if now.sum("wiredesk_reloads_total", "taken")
            > before.sum("wiredesk_reloads_total", "taken")
        {
            let cpu = now.cpu.saturating_sub(before.cpu).as_secs_f64();
            println!(
                "reload: {:.2} s, {cpu:.2} s of CPU with the polls meanwhile, late p99 {}",
                began.elapsed().as_secs_f64(),
                now.quantile(&before, LATE, 0.99)
            );
            return Ok(());
        }
        ensure!(began.elapsed() < MINUTE, "the list was not taken within a minute");
        std::thread::park_timeout(Duration::from_millis(20));
    }
}

fn restart(config: &Path, port: u16) -> anyhow::Result<()> {
    let began = Instant::now();
    let service = Service::start(config, port)?;
    println!("restart: {:.2} s until /live answers", began.elapsed().as_secs_f64());
    std::thread::park_timeout(AFTER_RESTART);
    let look = service.look()?;
    println!(
        "polls in the {AFTER_RESTART:?} after it: {:.0}; {:.0} MB",
        look.polls(),
        look.sum("process_resident_memory_bytes", "") / 1e6
    );
    service.stop()
}

fn time_command(name: &str, arguments: &[&str], config: &Path) -> anyhow::Result<()> {
    let began = Instant::now();
    let status = Command::new(env!("CARGO_BIN_EXE_wiredesk"))
        .args(arguments)
        .arg(config)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()?;
    ensure!(status.success(), "{name}: {status}");
    println!("{name}: {:.2} s", began.elapsed().as_secs_f64());
    Ok(())
}
