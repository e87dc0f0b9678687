//! `wiredesk outbox`: how many records wait, since when, and which the sink refused. Reads beside a running daemon.

use clap::Args;
use serde::Serialize;

use super::exit::{fail, print};
use super::{ConfigArg, Exit};
use crate::store::{open_read_only, outbox, read};

#[derive(Debug, Args)]
pub struct OutboxArgs {
    #[command(flatten)]
    config: ConfigArg,
    /// Print one JSON object.
    #[arg(long)]
    json: bool,
}

/// Dead letters listed at most; all of them are in the table `dead_letter` of the store.
const DEAD_LETTERS_MAX: usize = 20;

#[derive(Serialize)]
struct Shown {
    waiting: u64,
    oldest_admitted: Option<String>,
    published_position: u64,
    last_position: u64,
    dead_letters_total: u64,
    /// The newest.
    dead_letters: Vec<read::DeadLetter>,
}

pub fn run(args: &OutboxArgs) -> Exit {
    let config = match super::load_config_to_look(&args.config.config) {
        Ok(config) => config,
        Err(exit) => return exit,
    };
    match look(&config.state_dir).and_then(|shown| show(&shown, args.json)) {
        Ok(()) => Exit::Done,
        Err(error) => fail(&error),
    }
}

fn look(state_dir: &std::path::Path) -> anyhow::Result<Shown> {
    let store = open_read_only(state_dir)?;
    let depth = outbox::depth(&store)?;
    let oldest = depth.oldest_ms.and_then(|ms| jiff::Timestamp::from_millisecond(ms).ok());
    Ok(Shown {
        waiting: depth.rows,
        oldest_admitted: oldest.map(|at| at.to_string()),
        published_position: depth.published,
        last_position: depth.last,
        dead_letters_total: read::dead_letters_total(&store)?,
        dead_letters: read::dead_letters(&store, DEAD_LETTERS_MAX)?,
    })
}

fn show(shown: &Shown, json: bool) -> anyhow::Result<()> {
    if json {
        print(serde_json::to_string_pretty(shown)?);
        return Ok(());
    }
    let oldest = shown.oldest_admitted.as_deref().unwrap_or("-");
    print(format_args!("waiting       {}", shown.waiting));
    print(format_args!("oldest        {oldest}"));
    print(format_args!("published     {} of {}", shown.published_position, shown.last_position));
    print(format_args!(
        "dead letters  {}",
        count(shown.dead_letters.len(), shown.dead_letters_total)
    ));
    for letter in &shown.dead_letters {
        print(format_args!(
            "  {} {} ({} bytes): {}",
            letter.seq, letter.key, letter.bytes, letter.reason
        ));
    }
    Ok(())
}

/// How many are listed, of how many.
fn count(listed: usize, total: u64) -> String {
    if listed as u64 == total { total.to_string() } else { format!("{listed} newest of {total}") }
}

#[cfg(test)]
mod tests {
    use super::count;

    #[test]
    fn more_dead_letters_than_are_listed_are_counted() {
        assert_eq!(count(0, 0), "0");
        assert_eq!(count(20, 20), "20");
        assert_eq!(count(20, 4_711), "20 newest of 4711");
    }
}
