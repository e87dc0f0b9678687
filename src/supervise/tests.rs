use std::sync::Mutex;
use std::time::Duration;

use super::*;
use crate::clock::SystemClock;
use crate::health::Health;

const SHORT: Duration = Duration::from_millis(400);
const LONG: Duration = Duration::from_secs(30);

fn supervisor() -> Supervisor {
    Supervisor::new(CancellationToken::new())
}

fn health() -> Health {
    Health::new(Arc::new(SystemClock))
}

/// Starts one task as `start` says and tells the failure that ended the daemon.
async fn failure_of(start: impl FnOnce(&Supervisor)) -> String {
    let supervisor = supervisor();
    start(&supervisor);
    let ending = supervisor.run_until_stopped(&health(), LONG).await;
    assert!(!ending.is_clean());
    ending.failure.expect("a failure")
}

#[tokio::test]
async fn a_critical_task_that_is_over_brings_the_daemon_down_with_the_reason() {
    use TaskKind::Critical;
    let ended = failure_of(|s| s.spawn("poller", Critical, async { Ok(()) })).await;
    assert_eq!(ended, "poller: ended although nothing asked it to");
    let failed = failure_of(|s| {
        s.spawn("poller", Critical, async {
            Err(anyhow::anyhow!("topic wanted").context("not authorised"))
        });
    });
    assert_eq!(failed.await, "poller: not authorised: topic wanted");
    let panicked = failure_of(|s| {
        s.spawn("poller", Critical, async { panic!("row {} missing", 7) });
    });
    assert_eq!(panicked.await, "poller: panicked: row 7 missing");
    let thread = failure_of(|s| s.spawn_thread("writer", || panic!("disk")).unwrap());
    assert_eq!(thread.await, "writer: panicked: disk");
}

// P6.
#[tokio::test]
async fn an_isolated_task_that_panics_or_fails_stops_nobody() {
    let supervisor = supervisor();
    supervisor.spawn("a", TaskKind::Isolated, async { panic!("mine alone") });
    supervisor.spawn("b", TaskKind::Isolated, async { anyhow::bail!("mine too") });
    let mut running = supervisor.shared.running.subscribe();
    running.wait_for(BTreeMap::is_empty).await.unwrap();
    assert!(!supervisor.shutdown().is_cancelled());
    supervisor.shutdown().cancel();
    assert!(supervisor.run_until_stopped(&health(), LONG).await.is_clean());
}

#[tokio::test]
async fn stages_stop_in_order_each_after_the_one_before() {
    let supervisor = supervisor();
    let order = Arc::new(Mutex::new(Vec::new()));
    // Started in the opposite order, so that the order of starting cannot be the reason.
    for stage in Stage::ALL.into_iter().rev() {
        let crew = supervisor.stage(stage);
        let (stop, order) = (crew.stop(), Arc::clone(&order));
        crew.spawn(stage.label(), TaskKind::Critical, async move {
            stop.cancelled().await;
            tokio::task::yield_now().await;
            order.lock().unwrap().push(stage);
            Ok(())
        });
    }
    supervisor.shutdown().cancel();
    assert!(supervisor.run_until_stopped(&health(), LONG).await.is_clean());
    assert_eq!(*order.lock().unwrap(), Stage::ALL);
}

#[tokio::test]
async fn who_is_late_is_named_and_the_others_still_get_their_turn() {
    let supervisor = supervisor();
    let (release, blocked) = std::sync::mpsc::channel::<()>();
    let publisher = supervisor.stage(Stage::Publishing);
    publisher.spawn_thread("publisher", move || Ok(blocked.recv()?)).unwrap();
    let polling = supervisor.stage(Stage::Polling);
    polling.spawn("poller", TaskKind::Critical, std::future::pending());
    let closing = supervisor.stage(Stage::Closing);
    let stop = closing.stop();
    closing.spawn("store", TaskKind::Critical, async move {
        stop.cancelled().await;
        Ok(())
    });
    supervisor.shutdown().cancel();
    let ending = supervisor.run_until_stopped(&health(), SHORT).await;
    let names: Vec<_> = ending.late.iter().map(|late| late.name).collect();
    assert_eq!(names, ["publisher", "poller"]);
    assert_eq!(ending.failure, None);
    assert!(ending.late[1].over >= SHORT / 2, "{ending}");
    assert!(ending.to_string().starts_with("stopped as asked; late: publisher ("), "{ending}");
    let running = supervisor.shared.running.borrow().clone();
    assert_eq!(running.len(), 1, "the late future was dropped, the thread cannot be");
    drop(release);
}

// The writer of a store ends with its last handle, which the publisher may drop before the closing stage has its turn.
#[tokio::test]
async fn an_owner_that_ends_with_its_last_handle_before_its_stage_is_no_failure() {
    let supervisor = supervisor();
    let (handle, dropped) = std::sync::mpsc::channel::<()>();
    let writer = move || {
        dropped.recv().unwrap_err();
        Ok(())
    };
    supervisor.spawn_thread("store-writer", writer).unwrap();
    let publishing = supervisor.stage(Stage::Publishing);
    let stop = publishing.stop();
    let mut running = supervisor.shared.running.subscribe();
    publishing.spawn("publisher", TaskKind::Critical, async move {
        stop.cancelled().await;
        drop(handle);
        // Its own stage goes on until the writer has been judged.
        running.wait_for(|tasks| tasks.len() == 1).await?;
        Ok(())
    });
    supervisor.shutdown().cancel();
    let ending = supervisor.run_until_stopped(&health(), LONG).await;
    assert!(ending.is_clean(), "{ending}");
}

#[tokio::test]
async fn a_critical_failure_during_shutdown_is_not_swallowed() {
    let supervisor = supervisor();
    let crew = supervisor.stage(Stage::Publishing);
    let stop = crew.stop();
    crew.spawn("publisher", TaskKind::Critical, async move {
        stop.cancelled().await;
        anyhow::bail!("fenced by another instance")
    });
    supervisor.shutdown().cancel();
    let ending = supervisor.run_until_stopped(&health(), LONG).await;
    assert_eq!(ending.to_string(), "publisher: fenced by another instance");
}

// One test for all signals: they reach every listener of the process.
#[tokio::test]
async fn hang_up_asks_for_a_reload_and_terminate_for_the_end() {
    let supervisor = supervisor();
    let reload = signals::watch_signals(&supervisor).unwrap();
    let send = |signal: &str| {
        let id = std::process::id().to_string();
        let status = std::process::Command::new("kill").args([signal, &id]).status();
        assert!(status.unwrap().success());
    };
    send("-HUP");
    tokio::time::timeout(LONG, reload.notified()).await.unwrap();
    assert!(!supervisor.shutdown().is_cancelled());
    send("-TERM");
    let ending = tokio::time::timeout(LONG, supervisor.run_until_stopped(&health(), LONG)).await;
    assert!(ending.unwrap().is_clean());
}
