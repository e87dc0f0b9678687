//! The command: one file a subcommand. Arguments in, exit code out.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

use crate::config::{self, Config};

pub mod check;
pub mod demo;
pub mod exit;
pub mod explain;
pub mod feeds;
pub mod outbox;
pub mod preview;
pub mod replay;
pub mod run;
pub mod schema;
pub mod sink;

pub use exit::Exit;

/// Polls news feeds, recognises copies of wire stories, and publishes one clean record per story.
///
/// Exit codes: 0 done, 1 runtime failure, 64 usage, 78 configuration.
#[derive(Debug, Parser)]
#[command(name = "wiredesk", version, propagate_version = true)]
pub struct Cli {
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Run the daemon: poll the feeds, publish their stories.
    Run(run::RunArgs),
    /// Check the configuration: every problem at once, with file, line and remedy.
    Check(check::CheckArgs),
    /// Show what would be published of a feed or file, as a person reads it.
    Preview(preview::PreviewArgs),
    /// Run the whole pipeline over stored documents, on a virtual clock; nothing is fetched.
    Replay(replay::ReplayArgs),
    /// Tell why an entry or a story got its verdict.
    Explain(explain::ExplainArgs),
    /// The subscriptions and how they stand.
    Feeds(feeds::FeedsArgs),
    /// Records that wait for the sink, and those it refused.
    Outbox(outbox::OutboxArgs),
    /// Print the JSON Schema of a kind of record.
    Schema(schema::SchemaArgs),
    /// The whole thing on sample feeds: no broker, no network, over in half a minute.
    Demo(demo::DemoArgs),
}

/// Where the configuration is.
#[derive(Debug, Clone, Args)]
pub struct ConfigArg {
    /// The configuration file.
    #[arg(long, value_name = "FILE")]
    pub config: PathBuf,
}

/// Runs the command line `arguments` and tells the exit code.
pub fn run(arguments: impl IntoIterator<Item = std::ffi::OsString>) -> Exit {
    let cli = match Cli::try_parse_from(arguments) {
        Ok(cli) => cli,
        Err(error) => return exit::of_usage(&error),
    };
    match cli.command {
        Command::Run(args) => run::run(&args),
        Command::Check(args) => check::run(&args),
        Command::Preview(args) => preview::run(&args),
        Command::Replay(args) => replay::run(&args),
        Command::Explain(args) => explain::run(&args),
        Command::Feeds(args) => feeds::run(&args),
        Command::Outbox(args) => outbox::run(&args),
        Command::Schema(args) => schema::run(&args),
        Command::Demo(args) => demo::run(&args),
    }
}

/// Reads and checks the configuration; what is wrong with it is already told when this fails. Warnings are for `check` and `run`.
fn load_config(path: &std::path::Path) -> Result<Config, Exit> {
    let environment = |name: &str| std::env::var(name).ok();
    config::load(path, &environment).map_err(|errors| tell(&errors))
}

/// As [`load_config`], for commands that only look into the store: the service's secrets are not theirs.
fn load_config_to_look(path: &std::path::Path) -> Result<Config, Exit> {
    config::load_without_secrets(path).map_err(|errors| tell(&errors))
}

fn tell(errors: &config::ConfigErrors) -> Exit {
    exit::say(config::render(errors, exit::stderr_has_colour()));
    Exit::Config
}
