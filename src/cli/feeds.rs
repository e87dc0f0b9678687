//! `wiredesk feeds`: the subscriptions, as configured and as they stand.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::Exit;
use super::exit::{fail, say};

mod row;
mod show;

#[derive(Debug, Args)]
pub struct FeedsArgs {
    /// The configuration file.
    #[arg(long, value_name = "FILE", global = true)]
    config: Option<PathBuf>,
    #[command(subcommand)]
    action: FeedsAction,
}

#[derive(Debug, Subcommand)]
pub enum FeedsAction {
    /// Every feed: its address, what its last poll came to, since when it fails, when it is due, what is wrong with it.
    List {
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
}

pub fn run(args: &FeedsArgs) -> Exit {
    let Some(path) = &args.config else {
        say("wiredesk: feeds needs --config FILE");
        return Exit::Usage;
    };
    let config = match super::load_config_to_look(path) {
        Ok(config) => config,
        Err(exit) => return exit,
    };
    let FeedsAction::List { json, failing, gaps } = args.action;
    let shown = row::read_all(&config).and_then(|rows| {
        let wanted = |row: &&row::Row| {
            (!failing && !gaps) || (failing && row.is_in_trouble()) || (gaps && row.gaps.is_some())
        };
        let chosen: Vec<&row::Row> = rows.iter().filter(wanted).collect();
        if json { show::as_json(&chosen) } else { show::as_table(&chosen, &rows) }
    });
    match shown {
        Ok(()) => Exit::Done,
        Err(error) => fail(&error),
    }
}
