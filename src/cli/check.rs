//! `wiredesk check`: the configuration and the store, without starting anything.

use clap::Args;

use super::exit::{print, say, stderr_has_colour, stdout_has_colour};
use super::{ConfigArg, Exit};
use crate::config::{self, ConfigErrors};
use crate::store::{FILE, StoreError, open_read_only, read};

#[derive(Debug, Args)]
pub struct CheckArgs {
    #[command(flatten)]
    config: ConfigArg,
    /// Print the problems as JSON, for an editor or a script.
    #[arg(long)]
    json: bool,
    /// Also let SQLite check every page of the store; takes seconds a gigabyte.
    #[arg(long)]
    store: bool,
}

pub fn run(args: &CheckArgs) -> Exit {
    let environment = |name: &str| std::env::var(name).ok();
    let read = config::load(&args.config.config, &environment)
        .and_then(|config| config.require_feeds().map(|()| config));
    match read {
        Err(errors) => {
            tell(&errors, args.json);
            Exit::Config
        }
        Ok(config) => {
            if !config.warnings.is_empty() {
                say(config::render_warnings(&config.warnings, stderr_has_colour()));
            }
            if args.json {
                let told = serde_json::json!({ "errors": [], "warnings": config.warnings });
                print(told);
            } else {
                let own = config.normalise.files().count();
                let own = if own == 0 { String::new() } else { format!(", {own} files of rules") };
                print(format_args!(
                    "{}: good, {} feeds{own}",
                    args.config.config.display(),
                    config.feeds.len()
                ));
            }
            if args.store { check_store(&config.state_dir) } else { Exit::Done }
        }
    }
}

fn tell(errors: &ConfigErrors, json: bool) {
    if json {
        let problems = serde_json::to_string_pretty(&errors).unwrap_or_default();
        print(problems);
    } else {
        print(config::render(errors, stdout_has_colour()));
    }
}

fn check_store(state_dir: &std::path::Path) -> Exit {
    let path = state_dir.join(FILE);
    if !path.exists() {
        print(format_args!("{}: no store yet; it is made at the first start", path.display()));
        return Exit::Done;
    }
    match open_read_only(state_dir).and_then(|store| read::quick_check(&store)) {
        Ok(None) => {
            print(format_args!("{}: good", path.display()));
            Exit::Done
        }
        Ok(Some(fault)) => {
            say(format_args!("{}: damaged: {fault}; restore a backup", path.display()));
            Exit::Failed
        }
        // Nothing is wrong before an upgrade's first start.
        Err(error @ StoreError::Older { .. }) => {
            print(error);
            Exit::Done
        }
        Err(error) => {
            say(format_args!("wiredesk: {error}"));
            Exit::Failed
        }
    }
}
