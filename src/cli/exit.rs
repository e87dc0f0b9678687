//! Exit codes, and the one way in which a subcommand says what went wrong.

use std::io::Write;
use std::process::ExitCode;

use crate::telemetry::may_colour;

/// How a command ended (`sysexits.h` where it has a code for it).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    Done,
    /// Something failed at run time.
    Failed,
    /// `EX_USAGE`: the command line is wrong.
    Usage,
    /// `EX_CONFIG`: the configuration is wrong.
    Config,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        match exit {
            Exit::Done => Self::SUCCESS,
            Exit::Failed => Self::from(1),
            Exit::Usage => Self::from(64),
            Exit::Config => Self::from(78),
        }
    }
}

/// Help and version are answers, everything else clap says is a wrong command line.
pub fn of_usage(error: &clap::Error) -> Exit {
    if error.print().is_err() {
        return Exit::Failed;
    }
    if error.use_stderr() { Exit::Usage } else { Exit::Done }
}

/// Writes a line to stderr. A closed stderr leaves nobody to tell.
pub fn say(text: impl std::fmt::Display) {
    drop(writeln!(std::io::stderr().lock(), "{text}"));
}

/// Writes a line to stdout; `false` when nobody reads any more (`| head`).
pub fn print(text: impl std::fmt::Display) -> bool {
    writeln!(std::io::stdout().lock(), "{text}").is_ok()
}

/// Writes a failure with its causes to stderr.
pub fn fail(error: &anyhow::Error) -> Exit {
    say(format_args!("wiredesk: {error:#}"));
    Exit::Failed
}

/// Colour only for a person: a terminal, and nobody who asked for plain text.
pub fn stderr_has_colour() -> bool {
    std::io::IsTerminal::is_terminal(&std::io::stderr()) && may_colour()
}

/// Columns of the terminal that shows standard output; `None` where it is no terminal.
pub fn stdout_columns() -> Option<usize> {
    terminal_size::terminal_size_of(std::io::stdout()).map(|(width, _)| usize::from(width.0))
}

/// As [`stderr_has_colour`], for standard output.
pub fn stdout_has_colour() -> bool {
    std::io::IsTerminal::is_terminal(&std::io::stdout()) && may_colour()
}
