//! Builds the daemon and runs it to its end; owns nothing clever.

mod outbox;
mod reload;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use crate::admin::Admin;
use crate::clock::{Clock, SystemClock};
use crate::config::{Config, SinkConfig};
use crate::fetch::Transport;
use crate::fetch::http::HttpTransport;
use crate::health::Health;
use crate::metrics;
use crate::poll::{Dispatcher, FeedList, PageWorker, Poller, Wishes};
use crate::publish::Sink;
use crate::publish::publisher::Publisher;
use crate::store::expire::Window;
use crate::store::writer::{StoreWriter, pair};
use crate::store::{Durability, Store, feeds};
use crate::supervise::service;
use crate::supervise::signals::watch_signals;
use crate::supervise::{Crew, Ending, Stage, Supervisor, TaskKind};
use crate::websub::{Callback, Worker};

/// Time between two looks at what the window has passed.
const EXPIRE_EVERY: Duration = Duration::from_secs(600);

/// The daemon, before it runs.
pub struct App {
    pub config: Arc<Config>,
    pub sink: Box<dyn Sink>,
    /// Looked at by the sink while it waits.
    pub sink_stop: Arc<AtomicBool>,
    /// Cancelled from outside to end the daemon, as a signal does.
    pub shutdown: CancellationToken,
}

impl std::fmt::Debug for App {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("App").field("config", &self.config).finish_non_exhaustive()
    }
}

impl App {
    /// Runs until a signal, `shutdown`, or a critical failure.
    pub async fn run(self) -> anyhow::Result<Ending> {
        metrics::install();
        let config = Arc::clone(&self.config);
        let clock: Arc<dyn Clock> = Arc::new(SystemClock);
        let health = Arc::new(Health::new(Arc::clone(&clock)));
        let supervisor = Supervisor::new(self.shutdown.clone());
        let store = Store::open(&config.state_dir, Durability::Full)?;
        let standings = feeds::standings(store.connection())?;
        let http = Arc::new(HttpTransport::new(&config.fetch)?);
        let transport: Arc<dyn Transport> = Arc::<HttpTransport>::clone(&http);
        let admin = Admin::bind(&config.admin).await?;
        let callback = Callback::bind(&config.websub).await?;
        let reload = watch_signals(&supervisor)?;

        let (writer, writer_loop) = pair(store)?;
        let writer_health = Arc::clone(&health);
        supervisor.spawn_thread("store-writer", move || Ok(writer_loop.run(&writer_health)?))?;

        start_publisher(&supervisor, self.sink, self.sink_stop, &writer, &health, &clock, &config)?;
        start_expiry(&supervisor, writer.clone(), Arc::clone(&clock), Window::of(&config.dedup));
        let depth = writer.depth();
        let left = writer.depth();
        let stop = supervisor.stage(Stage::Closing).stop();
        let gauge = outbox::watch_depth(depth, Arc::clone(&clock), Arc::clone(&health), stop);
        supervisor.spawn("outbox-gauge", TaskKind::Isolated, gauge);

        let poller = Poller::new(transport, writer, clock, Arc::clone(&config));
        let list = FeedList { feeds: config.feeds.clone(), standings };
        let poller = Arc::new(poller);
        let dispatcher = Dispatcher::new(Arc::clone(&poller), Arc::clone(&health), list);
        let (reloads, lists) = mpsc::channel(1);
        let polling = supervisor.stage(Stage::Polling);
        polling.spawn("dispatcher", TaskKind::Critical, dispatcher.run(lists, polling.stop()));
        // The dispatcher has named the feeds by now: a worker that knew of none would take leave of every hub.
        start_websub(&polling, &poller, http, callback).await?;
        let wishes = Arc::clone(&poller.wishes);
        let pages = PageWorker::new(poller).run(polling.stop());
        polling.spawn("pages", TaskKind::Isolated, pages);
        let reloading = reload::watch(reload, Arc::clone(&config), reloads, polling.stop());
        polling.spawn("reload", TaskKind::Isolated, reloading);

        serve_service(&supervisor, admin, &health, wishes);
        tracing::info!(feeds = config.feeds.len(), sink = describe(&config.sink), state_dir = %config.state_dir.display(), "wiredesk is up");
        service::ready(&format!("polling {} feeds", config.feeds.len()));
        let ending = supervisor.run_until_stopped(&health, config.shutdown_timeout).await;
        let records = left.borrow().rows;
        if records > 0 {
            tracing::warn!(records, "records wait in the outbox; they go out at the next start");
        }
        Ok(ending)
    }
}

/// The port that hubs reach, and who talks to them; without a callback there are no subscriptions.
async fn start_websub(
    polling: &Crew,
    poller: &Arc<Poller>,
    transport: Arc<HttpTransport>,
    callback: Option<Callback>,
) -> anyhow::Result<()> {
    let Some(callback) = callback else {
        let forgotten = poller.store.forget_subscriptions().await?;
        if forgotten > 0 {
            tracing::info!(
                forgotten,
                "WebSub is off: subscriptions forgotten, their leases end by themselves"
            );
        }
        return Ok(());
    };
    let answering = callback.serve(Arc::clone(poller), polling.stop());
    polling.spawn("websub-callback", TaskKind::Isolated, answering);
    let worker = Worker::new(Arc::clone(poller), transport);
    polling.spawn("websub", TaskKind::Isolated, worker.run(polling.stop()));
    Ok(())
}

/// The publisher's thread, and the clock that ends its last drain.
fn start_publisher(
    supervisor: &Supervisor,
    mut sink: Box<dyn Sink>,
    stop: Arc<AtomicBool>,
    writer: &StoreWriter,
    health: &Arc<Health>,
    clock: &Arc<dyn Clock>,
    config: &Arc<Config>,
) -> anyhow::Result<()> {
    let crew = supervisor.stage(Stage::Publishing);
    let closing = crew.stop();
    let mut waiting = outbox::StoreOutbox::open(
        &config.state_dir,
        writer.clone(),
        Arc::clone(clock),
        closing.clone(),
    )?;
    let observer = outbox::Told::new(Arc::clone(health));
    let rows_max = config.publish.batch_rows;
    let done = CancellationToken::new();
    let (over, hard) = (done.clone(), Arc::clone(&stop));
    crew.spawn_thread("publisher", move || {
        let _over = over.drop_guard();
        let mut publisher = Publisher {
            sink: sink.as_mut(),
            outbox: &mut waiting,
            observer: &observer,
            rows_max,
            closing,
            stop,
        };
        Ok(publisher.run()?)
    })?;
    let drain_max = config.shutdown_timeout / 4;
    let asked = crew.stop();
    crew.spawn("publisher-deadline", TaskKind::Isolated, async move {
        // Both waits are on tokens: nothing is lost when the other ends first.
        tokio::select! {
            () = done.cancelled() => return Ok(()),
            () = asked.cancelled() => {}
        }
        if tokio::time::timeout(drain_max, done.cancelled()).await.is_err() {
            hard.store(true, Ordering::SeqCst);
        }
        Ok(())
    });
    Ok(())
}

fn start_expiry(
    supervisor: &Supervisor,
    writer: StoreWriter,
    clock: Arc<dyn Clock>,
    window: Window,
) {
    let crew = supervisor.stage(Stage::Admitting);
    let stop = crew.stop();
    crew.spawn("expiry", TaskKind::Isolated, async move {
        let mut ticks = tokio::time::interval(EXPIRE_EVERY);
        loop {
            // `tick` is cancel-safe and `cancelled` keeps no state.
            tokio::select! {
                () = stop.cancelled() => return Ok(()),
                _ = ticks.tick() => {}
            }
            while !stop.is_cancelled() {
                match writer.expire(window, clock.now()).await {
                    Ok(true) => {}
                    Ok(false) => break,
                    // The next look tries again: what stays a little longer does no harm.
                    Err(error) => {
                        tracing::warn!(%error, "window not moved on");
                        break;
                    }
                }
            }
        }
    });
}

/// The admin port, metrics upkeep and the watchdog live until the last stage.
fn serve_service(
    supervisor: &Supervisor,
    admin: Option<Admin>,
    health: &Arc<Health>,
    wishes: Arc<Wishes>,
) {
    let closing = supervisor.stage(Stage::Closing);
    if let Some(admin) = admin {
        let serving = admin.serve(Arc::clone(health), wishes, closing.stop());
        closing.spawn("admin", TaskKind::Isolated, serving);
    }
    closing.spawn("metrics-upkeep", TaskKind::Isolated, metrics::run_upkeep(closing.stop()));
    let watchdog = service::feed_watchdog(Arc::clone(health), closing.stop());
    closing.spawn("watchdog", TaskKind::Isolated, watchdog);
}

/// Where records go, for the first line of the log.
fn describe(sink: &SinkConfig) -> String {
    match sink {
        SinkConfig::Stdout => "stdout".to_owned(),
        SinkConfig::File(file) => format!("file {}", file.path.display()),
        SinkConfig::Kafka(kafka) => format!("kafka {}", kafka.brokers),
    }
}
