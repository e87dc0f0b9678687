//! What can only be seen from outside: each test starts itself again as a process of its own.

use std::os::unix::net::UnixDatagram;
use std::path::Path;
use std::process::{Command, Output};
use std::sync::Arc;
use std::time::Duration;

use tokio_util::sync::CancellationToken;

use super::{Supervisor, service, signals};
use crate::clock::SystemClock;
use crate::config::{LogConfig, LogFormat};
use crate::health::Health;
use crate::telemetry;

/// Set in the child only; its value is the socket of the service manager, if the test has one.
const CHILD: &str = "WIREDESK_TEST_CHILD";

fn is_child() -> bool {
    std::env::var_os(CHILD).is_some()
}

/// Runs the test `name` of this file again, as the child.
fn run_child(name: &str, socket: Option<&Path>) -> Output {
    let mut command = Command::new(std::env::current_exe().unwrap());
    let path = format!("supervise::process_tests::{name}");
    command.args(["--exact", &path, "--nocapture", "--test-threads=1"]);
    command.env(CHILD, "1").env_remove("JOURNAL_STREAM");
    match socket {
        Some(socket) => command.env("NOTIFY_SOCKET", socket).env("WATCHDOG_USEC", "200000"),
        None => command.env_remove("NOTIFY_SOCKET"),
    };
    command.output().unwrap()
}

fn block_on<T>(future: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    runtime.unwrap().block_on(future)
}

async fn talk_to_the_service_manager() {
    let health = Arc::new(Health::new(Arc::new(SystemClock)));
    service::ready("3 feeds");
    service::reloading();
    service::ready("4 feeds");
    let stop = CancellationToken::new();
    let feeding = service::feed_watchdog(Arc::clone(&health), stop.clone());
    // The first word to the watchdog is due at once.
    let fed = tokio::time::timeout(Duration::from_millis(20), feeding);
    assert!(fed.await.is_err(), "fed until it is stopped");
    service::stopping("draining");
}

#[test]
fn the_service_manager_hears_every_change() {
    if is_child() {
        return block_on(talk_to_the_service_manager());
    }
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("notify");
    let socket = UnixDatagram::bind(&path).unwrap();
    let child = run_child("the_service_manager_hears_every_change", Some(&path));
    assert!(child.status.success(), "{child:?}");
    socket.set_nonblocking(true).unwrap();
    let mut heard = Vec::new();
    let mut buffer = [0; 1024];
    while let Ok(length) = socket.recv(&mut buffer) {
        heard.push(String::from_utf8(buffer[..length].to_vec()).unwrap());
    }
    assert_eq!(heard[0], "READY=1\nSTATUS=3 feeds\n");
    assert!(heard[1].starts_with("RELOADING=1\nMONOTONIC_USEC="), "{heard:?}");
    assert_eq!(heard[2], "READY=1\nSTATUS=4 feeds\n");
    assert_eq!(heard[3], "WATCHDOG=1\n");
    assert_eq!(heard.last().unwrap(), "STOPPING=1\nSTATUS=draining\n");
}

#[test]
fn a_second_signal_ends_the_process_at_once() {
    if is_child() {
        return block_on(async {
            let supervisor = Supervisor::new(CancellationToken::new());
            signals::watch_signals(&supervisor).unwrap();
            // Deaf to the first signal: only the second can end this process with 1.
            supervisor.spawn_thread("deaf", || {
                loop {
                    std::thread::park();
                }
            })?;
            let id = std::process::id().to_string();
            for signal in ["-TERM", "-INT"] {
                let sent = Command::new("kill").args([signal, &id]).status();
                assert!(sent.unwrap().success());
                supervisor.shutdown().cancelled().await;
            }
            let for_ever = std::future::pending::<std::io::Result<()>>();
            let limit = Duration::from_secs(30);
            tokio::time::timeout(limit, for_ever).await.unwrap()
        })
        .unwrap();
    }
    let child = run_child("a_second_signal_ends_the_process_at_once", None);
    assert_eq!(child.status.code(), Some(1), "{child:?}");
}

#[test]
fn a_pipe_gets_json_with_panics_and_without_what_libraries_chatter() {
    if is_child() {
        let config = LogConfig { format: LogFormat::Auto, filter: "debug".to_owned() };
        telemetry::init(&config).unwrap();
        tracing::info!(feed = "desk", "polled");
        tracing::info!(target: "librdkafka", "reconnected");
        tracing::warn!(target: "librdkafka", "all brokers down");
        let panicked = std::thread::spawn(|| panic!("row missing")).join();
        assert!(panicked.is_err());
        let again = telemetry::init(&config).unwrap_err();
        return assert_eq!(again.to_string(), "logging is set up already");
    }
    let name = "a_pipe_gets_json_with_panics_and_without_what_libraries_chatter";
    let child = run_child(name, None);
    assert!(child.status.success(), "{child:?}");
    let text = String::from_utf8(child.stderr).unwrap();
    let lines: Vec<serde_json::Value> =
        text.lines().map(|line| serde_json::from_str(line).expect(line)).collect();
    let messages: Vec<_> = lines.iter().map(|line| &line["message"]).collect();
    assert_eq!(messages, ["polled", "all brokers down", "panicked"]);
    assert_eq!(lines[0]["feed"], "desk");
    assert_eq!(lines[0]["level"], "INFO");
    assert_eq!(lines[2]["reason"], "row missing");
}
