//! `wiredesk feeds`: the subscriptions, as configured and as they stand.

use std::net::SocketAddr;

use clap::{Args, Subcommand};

use super::exit::{fail, say};
use super::{ConfigArg, Exit};

mod daemon;
mod poll;
mod row;
mod show;

#[derive(Debug, Args)]
pub struct FeedsArgs {
    #[command(subcommand)]
    action: FeedsAction,
}

#[derive(Debug, Subcommand)]
pub enum FeedsAction {
    /// Every feed: its address, what its last poll came to, since when it fails, when it is due, what is wrong with it.
    List {
        #[command(flatten)]
        config: ConfigArg,
        /// Print a JSON array, with exact times and whole addresses.
        #[arg(long)]
        json: bool,
        /// Only feeds whose last poll failed, or with something wrong in their document, pages or folder.
        #[arg(long)]
        failing: bool,
        /// Only feeds that had a gap within a week: a document of which nothing was known. With --failing: these too.
        #[arg(long)]
        gaps: bool,
    },
    /// Make feeds due now in the running daemon, whatever they failed at, as far as their hosts allow.
    Poll {
        #[command(flatten)]
        config: ConfigArg,
        /// Their ids.
        #[arg(value_name = "FEED", required = true)]
        feeds: Vec<String>,
        /// The daemon's admin port, where it is not the one of the configuration (port 0).
        #[arg(long, value_name = "ADDRESS")]
        admin: Option<SocketAddr>,
    },
}

pub fn run(args: &FeedsArgs) -> Exit {
    let (FeedsAction::List { config, .. } | FeedsAction::Poll { config, .. }) = &args.action;
    let config = match super::load_config_to_look(&config.config) {
        Ok(config) => config,
        Err(exit) => return exit,
    };
    let (json, failing, gaps) = match &args.action {
        FeedsAction::Poll { feeds, admin, .. } => return poll::run(&config, feeds, *admin),
        FeedsAction::List { json, failing, gaps, .. } => (*json, *failing, *gaps),
    };
    let shown = row::read_all(&config).and_then(|rows| {
        let wanted = |row: &&row::Row| {
            (!failing && !gaps) || (failing && row.is_in_trouble()) || (gaps && row.gaps.is_some())
        };
        let chosen: Vec<&row::Row> = rows.iter().filter(wanted).collect();
        if json {
            show::as_json(&chosen)?;
        } else {
            show::as_table(&chosen, &rows);
        }
        // Not among the rows, which scripts read.
        if let Some(why) = daemon::find_why_idle(&config) {
            say(format_args!("wiredesk: {why}"));
        }
        Ok(())
    });
    match shown {
        Ok(()) => Exit::Done,
        Err(error) => fail(&error),
    }
}
