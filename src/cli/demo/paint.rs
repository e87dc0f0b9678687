//! Colours for a terminal, and none elsewhere.

use anstyle::{AnsiColor, Style};

/// What a colour stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ink {
    New,
    Copy,
    Update,
    Kill,
    Reject,
    Strong,
    Faint,
}

/// Whether there are colours at all.
#[derive(Debug, Clone, Copy)]
pub(super) struct Paint {
    colour: bool,
}

impl Paint {
    pub(super) fn new(colour: bool) -> Self {
        Self { colour }
    }

    /// Whether a person watches.
    pub(super) fn is_on(self) -> bool {
        self.colour
    }

    pub(super) fn dye(self, ink: Ink, text: &str) -> String {
        if !self.colour {
            return text.to_owned();
        }
        let style = match ink {
            Ink::New => AnsiColor::Green.on_default().bold(),
            Ink::Copy => AnsiColor::Cyan.on_default(),
            Ink::Update => AnsiColor::Yellow.on_default().bold(),
            Ink::Kill => AnsiColor::Red.on_default().bold(),
            Ink::Reject => AnsiColor::Magenta.on_default(),
            Ink::Strong => Style::new().bold(),
            Ink::Faint => Style::new().dimmed(),
        };
        format!("{style}{text}{style:#}")
    }
}
