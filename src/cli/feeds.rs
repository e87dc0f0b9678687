//! `wiredesk feeds`: the subscriptions, as configured and as they stand.

use std::path::PathBuf;
use std::sync::Arc;

use clap::{Args, Subcommand};
use serde::Serialize;

use super::Exit;
use super::exit::{fail, print, say};
use crate::clock::{Clock, SystemClock};
use crate::config::{Config, Origin};
use crate::fetch::validators::DOUBTS_MAX;
use crate::poll::sharing::Sharing;
use crate::store::{FILE, FeedState, StoreReader, feeds, open_read_only, pages, websub};

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
    /// Every feed: its address, when it was polled, when it is due, what is wrong with it.
    List {
        /// Print a JSON array.
        #[arg(long)]
        json: bool,
        /// Only feeds whose last poll failed, or with something wrong in their document or pages.
        #[arg(long)]
        failing: bool,
    },
}

#[derive(Serialize)]
struct Row {
    id: String,
    origin: String,
    #[serde(skip)]
    is_folder: bool,
    /// Where its permanent redirects led for days: what is asked in place of `origin`.
    #[serde(skip_serializing_if = "Option::is_none")]
    moved_to: Option<String>,
    /// The feed of the same address that is asked in its place.
    #[serde(skip_serializing_if = "Option::is_none")]
    asked_as: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    last_poll: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    next_due: Option<String>,
    failures: u32,
    /// False once its server was caught answering 304 to a feed that had changed.
    validators_believed: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    problem: Option<String>,
    /// Of a feed with `full_text`: how many pages could not be read, and why the last of them could not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pages: Option<String>,
    /// How its subscription at a WebSub hub stands.
    #[serde(skip_serializing_if = "Option::is_none")]
    websub: Option<String>,
}

impl Row {
    /// How it stands where nothing is wrong.
    fn name_sound_state(&self) -> &'static str {
        match (&self.last_poll, self.validators_believed) {
            // A look that finds nothing leaves no trace.
            (None, _) if self.is_folder => "no file has been taken yet",
            (None, _) => "-",
            (Some(_), true) => "good",
            (Some(_), false) => "good; its 304s are not believed",
        }
    }

    fn is_in_trouble(&self) -> bool {
        self.failures > 0 || self.problem.is_some() || self.pages.is_some()
    }
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
    let FeedsAction::List { json, failing } = args.action;
    let rows = list(&config).map(|mut rows| {
        rows.retain(|row| !failing || row.is_in_trouble());
        rows
    });
    match rows.and_then(|rows| show(&rows, json)) {
        Ok(()) => Exit::Done,
        Err(error) => fail(&error),
    }
}

fn list(config: &Config) -> anyhow::Result<Vec<Row>> {
    let store: Option<StoreReader> = if config.state_dir.join(FILE).exists() {
        Some(open_read_only(&config.state_dir)?)
    } else {
        None
    };
    let mut states = Vec::with_capacity(config.feeds.len());
    let mut sharing = Sharing::default();
    for feed in &config.feeds {
        let state = match &store {
            Some(store) => feeds::read(store, &feed.id)?,
            None => FeedState::default(),
        };
        let adopted = state.moving.adopted.as_ref().map(|adopted| adopted.address.clone());
        let still = state.origin.as_deref() == feed.origin.address();
        let adopted = adopted.filter(|_| still);
        sharing.add(&Arc::new(feed.clone()), adopted.as_ref());
        states.push((feed, state, adopted));
    }
    let mut rows = Vec::with_capacity(states.len());
    for (feed, state, adopted) in states {
        let unread = match &store {
            Some(store) if feed.full_text => pages::problems(store, &feed.id)?,
            _ => None,
        };
        let pages = unread.map(|(count, last)| format!("{count} pages not read; the last: {last}"));
        let websub = match &store {
            Some(store) => websub::standing(store, &feed.id, SystemClock.now())?,
            None => None,
        };
        let origin = match &feed.origin {
            Origin::Http(url) => url.to_string(),
            Origin::Spool(folder) => folder.display().to_string(),
        };
        rows.push(Row {
            id: feed.id.to_string(),
            origin,
            is_folder: matches!(feed.origin, Origin::Spool(_)),
            moved_to: adopted.map(String::from),
            asked_as: sharing.leader(&feed.id).map(ToString::to_string),
            title: state.title,
            last_poll: state.last_poll.map(|at| format!("{at:.0}")),
            next_due: state.next_due.map(|at| format!("{at:.0}")),
            failures: state.failures,
            validators_believed: state.doubts < DOUBTS_MAX,
            problem: state.problem,
            pages,
            websub,
        });
    }
    Ok(rows)
}

fn show(rows: &[Row], json: bool) -> anyhow::Result<()> {
    if json {
        print(serde_json::to_string_pretty(rows)?);
        return Ok(());
    }
    let width = rows.iter().map(|row| row.id.len()).max().unwrap_or(2).max(2);
    print(format_args!(
        "{:width$}  {:20}  {:20}  {:40}  state",
        "id", "last poll", "next due", "origin"
    ));
    for row in rows {
        let polled = row.last_poll.as_deref().unwrap_or("never");
        let due = row.next_due.as_deref().unwrap_or("-");
        let trouble = row.problem.as_deref().or(row.pages.as_deref());
        let mut state = trouble.unwrap_or(row.name_sound_state()).to_owned();
        if let Some(address) = &row.moved_to {
            state = format!("moved to {address}; {state}");
        }
        if let Some(other) = &row.asked_as {
            state = format!("asked as {other}; {state}");
        }
        let websub = row.websub.as_deref().map_or_else(String::new, |w| format!("; websub: {w}"));
        if !print(format_args!(
            "{:width$}  {polled:20}  {due:20}  {:40}  {state}{websub}",
            row.id, row.origin
        )) {
            break;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::load_text;

    // "never - ... -" looked as if nobody had ever looked into it.
    #[test]
    fn a_folder_in_which_nothing_came_is_named_as_such() {
        let folder = tempfile::tempdir().unwrap();
        let text = "[[feed]]\nid = \"wire\"\nspool = \"spool\"\n\
                    [[feed]]\nid = \"harbour\"\nurl = \"https://harbour.example/\"\n";
        let config = load_text(text, &folder.path().join("wiredesk.toml"), &|_| None).unwrap();
        let rows = list(&config).unwrap();
        let states: Vec<&str> = rows.iter().map(Row::name_sound_state).collect();
        assert_eq!(states, ["no file has been taken yet", "-"]);
    }
}
