//! Words to the service manager (`sd_notify(3)`): ready, reloading, stopping, status, watchdog. Without one, nothing.

use std::sync::Arc;
use std::time::Duration;

use sd_notify::NotifyState;
use tokio_util::sync::CancellationToken;

use crate::health::Health;

/// Longest status line in characters; `systemctl status` shows one line.
const STATUS_CHARS_MAX: usize = 200;

/// The daemon is up: config read, store open, port bound. Also ends a reload.
pub fn ready(status: &str) {
    notify(&[NotifyState::Ready, NotifyState::Status(&one_line(status))]);
}

/// A reload began; [`ready`] ends it, whether the new configuration was taken or not.
pub fn reloading() {
    match NotifyState::monotonic_usec_now() {
        // systemd of 253 and later wants the time with it (Type=notify-reload).
        Ok(since) => notify(&[NotifyState::Reloading, since]),
        Err(_) => notify(&[NotifyState::Reloading]),
    }
}

pub fn stopping(status: &str) {
    notify(&[NotifyState::Stopping, NotifyState::Status(&one_line(status))]);
}

/// One line for `systemctl status`.
pub fn status(text: &str) {
    notify(&[NotifyState::Status(&one_line(text))]);
}

/// Tells the watchdog twice per period that the daemon lives, but only while no owner is stuck in one piece of
/// work for a whole period. Returns at once where no watchdog is set, else when `stop` is cancelled.
pub async fn feed_watchdog(health: Arc<Health>, stop: CancellationToken) -> anyhow::Result<()> {
    let Some(period) = sd_notify::watchdog_enabled().filter(|period| !period.is_zero()) else {
        return Ok(());
    };
    let mut ticks = tokio::time::interval(period / 2);
    loop {
        // `tick` is cancel-safe and `cancelled` keeps no state.
        tokio::select! {
            () = stop.cancelled() => return Ok(()),
            _ = ticks.tick() => {}
        }
        if may_feed(&health, period) {
            notify(&[NotifyState::Watchdog]);
        }
    }
}

fn may_feed(health: &Health, period: Duration) -> bool {
    let stuck = health.stuck_owners(period);
    for owner in &stuck {
        tracing::error!(owner, "no progress: the watchdog is not fed");
    }
    stuck.is_empty()
}

fn notify(states: &[NotifyState<'_>]) {
    // What is lost is a line of status, or a watchdog that then does its work.
    if let Err(error) = sd_notify::notify(states) {
        tracing::debug!(%error, "service manager did not take a notification");
    }
}

/// A line break would start another assignment of the protocol.
fn one_line(text: &str) -> String {
    let shown = |c: char| if c.is_control() { ' ' } else { c };
    text.chars().take(STATUS_CHARS_MAX).map(shown).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::SystemClock;

    #[test]
    fn a_status_cannot_forge_another_assignment() {
        assert_eq!(one_line("12 feeds\nWATCHDOG=trigger"), "12 feeds WATCHDOG=trigger");
        assert_eq!(one_line(&"x".repeat(999)).len(), STATUS_CHARS_MAX);
    }

    #[test]
    fn the_watchdog_starves_when_an_owner_is_stuck() {
        let health = Health::new(Arc::new(SystemClock));
        let writer = health.heartbeat("writer");
        assert!(may_feed(&health, Duration::ZERO), "idle is not stuck");
        writer.beat();
        assert!(may_feed(&health, Duration::from_secs(60)));
        assert!(!may_feed(&health, Duration::ZERO));
        writer.rest();
        assert!(may_feed(&health, Duration::ZERO));
    }
}
