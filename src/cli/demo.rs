//! `wiredesk demo`: sample feeds through the real daemon, on this machine alone. It decides nothing about stories.

use std::net::Ipv4Addr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use anyhow::Context as _;
use clap::Args;
use ipnet::{IpNet, Ipv4Net};
use tokio::net::TcpListener;
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use super::Exit;
use super::exit::{fail, print, say, stdout_has_colour};
use crate::app::App;
use crate::config::{Config, FeedConfig, FileSinkConfig, Origin, SinkConfig};
use crate::model::FeedId;
use crate::publish::file::FileSink;
use crate::supervise::Ending;
use crate::telemetry;

mod cast;
mod conductor;
mod paint;
mod publisher;
mod show;
mod tally;
mod telling;

use cast::{AGENCIES, OUTLETS};
use conductor::{Conductor, Outcome};
use paint::Paint;
use publisher::Press;
use show::Show;
use tally::Ledger;

#[derive(Debug, Args)]
pub struct DemoArgs {
    /// Go on until Ctrl-C, and tell where the records lie meanwhile.
    #[arg(long)]
    keep: bool,
    /// Write the records to this file, one CloudEvent a line, and leave it there.
    #[arg(long, value_name = "FILE")]
    records: Option<PathBuf>,
}

/// Time between two questions to one outlet.
const POLL_EVERY: Duration = Duration::from_millis(800);
/// Time between two looks into a spool folder; a file is taken when two of them saw the same and it is two seconds old.
const SPOOL_EVERY: Duration = Duration::from_millis(500);
/// All outlets live on one address, so that limit must let them answer side by side.
const PARALLEL: usize = 8;
const SHUTDOWN_TIMEOUT: Duration = Duration::from_secs(10);

pub fn run(args: &DemoArgs) -> Exit {
    match play(args) {
        Ok(exit) => exit,
        Err(error) => fail(&error),
    }
}

fn play(args: &DemoArgs) -> anyhow::Result<Exit> {
    let started = Instant::now();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    // From here on Ctrl-C no longer ends the process on the spot: the folder below must be removed first.
    let signals = runtime.block_on(async { hold_signals() })?;
    let folder = tempfile::Builder::new().prefix("wiredesk-demo-").tempdir()?;
    let ledger = Arc::new(Ledger::default());
    let desk = Desk { args, folder: folder.path(), ledger: Arc::clone(&ledger), started };
    let played = runtime.block_on(desk.run());
    runtime.shutdown_background();
    drop(signals);
    let path = folder.path().to_owned();
    folder.close().with_context(|| format!("{}: not removed", path.display()))?;
    let (ending, outcome) = played?;
    anyhow::ensure!(ending.is_clean(), "the daemon did not stop as it should: {ending}");
    Ok(told_exit(&outcome, &ledger))
}

/// Without a complaint only where everything came that was sent out.
fn told_exit(outcome: &Outcome, ledger: &Ledger) -> Exit {
    let missing = ledger.read().missing();
    match outcome {
        Outcome::Interrupted => Exit::Done,
        Outcome::Finished if missing.is_empty() => Exit::Done,
        Outcome::Finished => {
            say(format_args!(
                "wiredesk: the demo is over, but there are too few: {}",
                missing.join(", ")
            ));
            Exit::Failed
        }
        Outcome::Late { waiting } => {
            say(format_args!(
                "wiredesk: the demo gave up; not taken in time: {}",
                waiting.join(", ")
            ));
            Exit::Failed
        }
    }
}

fn hold_signals() -> std::io::Result<[Signal; 2]> {
    Ok([signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?])
}

/// A daemon reads its configuration anew when its terminal is gone; a play without an audience ends.
async fn end_without_terminal(mut hang_up: Signal, shutdown: CancellationToken) {
    // Both waits end the task.
    tokio::select! {
        () = shutdown.cancelled() => {}
        _ = hang_up.recv() => shutdown.cancel(),
    }
}

/// The daemon, its publisher, and whoever turns the pages.
struct Desk<'a> {
    args: &'a DemoArgs,
    folder: &'a Path,
    ledger: Arc<Ledger>,
    started: Instant,
}

impl Desk<'_> {
    async fn run(&self) -> anyhow::Result<(Ending, Outcome)> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let port = listener.local_addr()?.port();
        let press = Arc::new(Press::new(OUTLETS));
        let config = self.config(port)?;
        telemetry::init(&config.log)?;
        let records = self.records_path();
        // What an earlier play left there is not ours to go on from.
        fs_err::File::create(&records)?;
        let paint = Paint::new(stdout_has_colour());
        telling::tell_cast(paint);

        let shutdown = CancellationToken::new();
        let stop = Arc::new(AtomicBool::new(false));
        let sink = Show {
            file: FileSink::new(FileSinkConfig { path: records.clone(), ..file_config(&config)? }),
            ledger: Arc::clone(&self.ledger),
            paint,
            started: self.started,
            stop: Arc::clone(&stop),
        };
        let app = App {
            config: Arc::new(config),
            sink: Box::new(sink),
            sink_stop: stop,
            shutdown: shutdown.clone(),
        };
        let conductor = Conductor {
            press: &press,
            ledger: &self.ledger,
            spool: self.folder,
            shutdown: shutdown.clone(),
        };
        let daemon = async {
            let _over = shutdown.clone().drop_guard();
            Box::pin(app.run()).await
        };
        let play = async {
            let _over = shutdown.clone().drop_guard();
            let outcome = conductor.conduct().await;
            if self.args.keep && matches!(outcome, Ok(Outcome::Finished)) {
                telling::tell_summary(&self.ledger.read(), paint, self.started.elapsed());
                print(format_args!("\nRecords in {}; Ctrl-C ends.", records.display()));
                shutdown.cancelled().await;
            }
            outcome
        };
        let serving = publisher::serve(listener, Arc::clone(&press), shutdown.clone());
        let watching = end_without_terminal(signal(SignalKind::hangup())?, shutdown.clone());
        let (ending, outcome, served, ()) = tokio::join!(daemon, play, serving, watching);
        let (ending, outcome) = (ending?, outcome?);
        served.context("the demo's own publisher")?;
        if !self.args.keep {
            let tally = self.ledger.read();
            telling::tell_specimen(&tally, paint);
            telling::tell_summary(&tally, paint, self.started.elapsed());
            telling::tell_farewell(paint);
        }
        Ok((ending, outcome))
    }

    fn records_path(&self) -> PathBuf {
        self.args.records.clone().unwrap_or_else(|| self.folder.join("stories.ndjson"))
    }

    /// What an operator would write, but for the intervals, which are those of a play.
    fn config(&self, port: u16) -> anyhow::Result<Config> {
        let mut config = Config::defaults(self.folder.join("state"));
        config.fetch.allow_private = vec![IpNet::V4(Ipv4Net::new(Ipv4Addr::new(127, 0, 0, 0), 8)?)];
        config.fetch.parallel_per_host = PARALLEL;
        config.fetch.spacing_per_host = Duration::ZERO;
        config.schedule.interval_min = POLL_EVERY;
        config.schedule.interval_max = POLL_EVERY;
        config.schedule.spool_interval = SPOOL_EVERY;
        config.admin.listen = None;
        // A line of log in between would spoil the play: what fails is told at its end.
        "error".clone_into(&mut config.log.filter);
        config.shutdown_timeout = SHUTDOWN_TIMEOUT;
        for outlet in OUTLETS {
            let url = url::Url::parse(&format!("http://127.0.0.1:{port}/{}", outlet.id))?;
            config.feeds.push(feed(outlet.id, Origin::Http(url))?);
        }
        for agency in AGENCIES {
            let spool = self.folder.join(agency.id);
            fs_err::create_dir_all(&spool)?;
            config.feeds.push(feed(agency.id, Origin::Spool(spool))?);
        }
        Ok(config)
    }
}

fn file_config(config: &Config) -> anyhow::Result<FileSinkConfig> {
    match &config.sink {
        SinkConfig::File(file) => Ok(file.clone()),
        SinkConfig::Stdout | SinkConfig::Kafka(_) => {
            anyhow::bail!("the default sink is a file no more")
        }
    }
}

/// The publisher's name is what the channel calls itself, as it would be without a setting.
fn feed(id: &str, origin: Origin) -> anyhow::Result<FeedConfig> {
    let id = FeedId::parse(id).with_context(|| format!("{id} is no feed id"))?;
    Ok(FeedConfig { interval: Some(POLL_EVERY), ..FeedConfig::new(id, origin) })
}
