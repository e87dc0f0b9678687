//! SIGTERM and SIGINT ask for the end, a second one takes it at once, SIGHUP asks for a reload.

use std::sync::Arc;

use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::Notify;

use super::{Supervisor, detach};

/// Installs the handlers before it returns. The answer is notified at every SIGHUP; several before it is looked
/// at count as one.
///
/// # Errors
/// The system refuses a signal handler.
pub fn watch_signals(supervisor: &Supervisor) -> std::io::Result<Arc<Notify>> {
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut hang_up = signal(SignalKind::hangup())?;
    let reload = Arc::new(Notify::new());
    let reloads = Arc::clone(&reload);
    let shutdown = supervisor.shutdown();
    // Outlives every stage: a second signal must be heard while the daemon stops.
    detach(async move {
        loop {
            // `recv` is cancel-safe: a signal not received by this turn is received by the next.
            let name = tokio::select! {
                _ = terminate.recv() => "SIGTERM",
                _ = interrupt.recv() => "SIGINT",
                _ = hang_up.recv() => {
                    tracing::info!(signal = "SIGHUP", "reload asked for");
                    reloads.notify_one();
                    continue;
                }
            };
            if shutdown.is_cancelled() {
                exit_at_once(name);
            }
            tracing::info!(signal = name, "shutdown asked for");
            shutdown.cancel();
        }
    });
    Ok(reload)
}

/// Safe at any instant: what was not committed is polled again, what was not published is in the outbox (P1, P2).
fn exit_at_once(signal: &'static str) {
    tracing::warn!(signal, "second signal: leaving at once");
    #[expect(
        clippy::exit,
        reason = "the operator asked twice; returning from main would wait for blocked threads"
    )]
    std::process::exit(1)
}
