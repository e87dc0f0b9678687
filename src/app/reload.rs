//! SIGHUP: the configuration is read anew. Feeds change at once; a file with faults changes nothing.

use std::collections::HashMap;
use std::sync::Arc;

use tokio::sync::{Notify, mpsc};
use tokio_util::sync::CancellationToken;

use crate::config::{self, Config};
use crate::metrics::{self, ReloadOutcome};
use crate::poll::FeedList;
use crate::store::{feeds, open_read_only};
use crate::supervise::service;

/// Waits for reloads until `stop`.
pub(super) async fn watch(
    asked: Arc<Notify>,
    running: Arc<Config>,
    lists: mpsc::Sender<FeedList>,
    stop: CancellationToken,
) -> anyhow::Result<()> {
    loop {
        // `notified` is cancel-safe: a permit that was not taken stays.
        tokio::select! {
            () = stop.cancelled() => return Ok(()),
            () = asked.notified() => {}
        }
        service::reloading();
        let before = Arc::clone(&running);
        let outcome = match tokio::task::spawn_blocking(move || read_again(&before)).await? {
            Some(list) => {
                let feeds = list.feeds.len();
                lists.send(list).await?;
                tracing::info!(feeds, "configuration reloaded");
                ReloadOutcome::Taken
            }
            None => ReloadOutcome::Refused,
        };
        metrics::record_reload(outcome);
        service::ready("configuration reloaded");
    }
}

/// The feeds of the file as it is now, and how they stand: one that was dropped and comes back is due when its server
/// asked for it, not at once.
fn read_again(running: &Config) -> Option<FeedList> {
    let path = running.file.as_deref()?;
    let environment = |name: &str| std::env::var(name).ok();
    let read =
        config::load(path, &environment).and_then(|config| config.require_feeds().map(|()| config));
    match read {
        Ok(config) => {
            let waiting = differing_parts(running, &config);
            if !waiting.is_empty() {
                tracing::warn!(
                    changed = waiting.join(", "),
                    "more than feeds changed in the configuration: restart to take the rest"
                );
            }
            let standings = open_read_only(&running.state_dir).and_then(|s| feeds::standings(&s));
            let standings = standings.unwrap_or_else(|error| {
                tracing::warn!(%error, "feeds that are new in the configuration are polled at once");
                HashMap::new()
            });
            Some(FeedList { feeds: config.feeds, standings })
        }
        Err(errors) => {
            for error in &errors.errors {
                tracing::error!(problem = %error, "configuration not reloaded; the old one goes on");
            }
            None
        }
    }
}

/// The parts of the configuration that differ and wait for a restart. By value, secrets included: what is printed of a
/// rotated password is the same as before.
fn differing_parts(before: &Config, now: &Config) -> Vec<&'static str> {
    let parts = [
        ("state_dir", before.state_dir == now.state_dir),
        ("[fetch]", before.fetch == now.fetch),
        ("[schedule]", before.schedule == now.schedule),
        ("[parse]", before.parse == now.parse),
        ("[normalise]", before.normalise == now.normalise),
        ("[dedup]", before.dedup == now.dedup),
        ("[publish]", before.publish == now.publish),
        ("[sink]", before.sink == now.sink),
        ("[websub]", before.websub == now.websub),
        ("[admin]", before.admin == now.admin),
        ("[log]", before.log == now.log),
        ("shutdown_timeout", before.shutdown_timeout == now.shutdown_timeout),
    ];
    parts.into_iter().filter(|(_, same)| !same).map(|(name, _)| name).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{KafkaSinkConfig, SinkConfig};

    #[test]
    fn a_rotated_secret_of_the_sink_asks_for_a_restart() {
        let with = |password: &str| {
            let mut kafka = KafkaSinkConfig::defaults("localhost:9092".to_owned());
            kafka.librdkafka.insert("sasl.password".to_owned(), password.to_owned().into());
            Config { sink: SinkConfig::Kafka(Box::new(kafka)), ..Config::for_replay() }
        };
        assert!(differing_parts(&with("moth"), &with("moth")).is_empty());
        assert_eq!(differing_parts(&with("moth"), &with("wren")), ["[sink]"]);
    }
}
