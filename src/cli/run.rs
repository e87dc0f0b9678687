//! `wiredesk run`: the daemon.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use clap::Args;
use tokio_util::sync::CancellationToken;

use super::exit::say;
use super::{ConfigArg, Exit};
use crate::app::App;
use crate::config::{self, Config};
use crate::telemetry;

#[derive(Debug, Args)]
pub struct RunArgs {
    #[command(flatten)]
    config: ConfigArg,
}

pub fn run(args: &RunArgs) -> Exit {
    let config = match super::load_config(&args.config.config) {
        Ok(config) => config,
        Err(exit) => return exit,
    };
    if let Err(errors) = config.require_feeds() {
        say(config::render(&errors, super::exit::stderr_has_colour()));
        return Exit::Config;
    }
    if let Err(error) = telemetry::init(&config.log) {
        say(format_args!("wiredesk: {error}"));
        return Exit::Config;
    }
    for warning in &config.warnings {
        tracing::warn!(problem = %warning, "configuration");
    }
    match start(config, CancellationToken::new()) {
        Ok(exit) => exit,
        Err(error) => {
            tracing::error!(error = format!("{error:#}"), "wiredesk cannot start");
            Exit::Failed
        }
    }
}

/// Runs the daemon on a runtime of its own until it ends.
pub(super) fn start(config: Config, shutdown: CancellationToken) -> anyhow::Result<Exit> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let stop = Arc::new(AtomicBool::new(false));
    let sink = super::sink::build(&config, &stop);
    let app = App { config: Arc::new(config), sink, sink_stop: stop, shutdown };
    let ending = runtime.block_on(app.run());
    // A thread that is late must not hold the process: it is named in the ending, and the store survives a kill.
    runtime.shutdown_background();
    let ending = ending?;
    Ok(if ending.is_clean() { Exit::Done } else { Exit::Failed })
}
