//! SIGHUP: the configuration is read anew. Feeds change at once; a file with faults changes nothing.

use std::collections::HashMap;
use std::sync::Arc;

use tokio::sync::{Notify, mpsc};
use tokio_util::sync::CancellationToken;

use crate::config::{self, Config};
use crate::metrics::{self, ReloadOutcome};
use crate::poll::FeedList;
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
        let outcome = match read_again(&running) {
            Some(config) => {
                let feeds = config.feeds.len();
                let list = FeedList { feeds: config.feeds, due: HashMap::new() };
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

fn read_again(running: &Config) -> Option<Config> {
    let path = running.file.as_deref()?;
    let environment = |name: &str| std::env::var(name).ok();
    let read =
        config::load(path, &environment).and_then(|config| config.require_feeds().map(|()| config));
    match read {
        Ok(config) => {
            if differs_beyond_feeds(running, &config) {
                tracing::warn!(
                    "more than feeds changed in the configuration: restart to take the rest"
                );
            }
            Some(config)
        }
        Err(errors) => {
            for error in &errors.errors {
                tracing::error!(problem = %error, "configuration not reloaded; the old one goes on");
            }
            None
        }
    }
}

fn differs_beyond_feeds(before: &Config, now: &Config) -> bool {
    let rest = |config: &Config| {
        let rest = Config {
            feeds: Vec::new(),
            feed_files: Vec::new(),
            warnings: Vec::new(),
            ..config.clone()
        };
        format!("{rest:?}")
    };
    rest(before) != rest(now)
}
