//! Turns the pages: opens a wave when the one before was read by everybody and looked at long enough. It shows nothing.

use std::io;
use std::path::Path;
use std::time::Duration;

use tokio::time::{Instant, MissedTickBehavior, interval};
use tokio_util::sync::CancellationToken;

use super::cast::{AGENCIES, WAVE_LAST, Wave};
use super::publisher::Press;
use super::tally::Ledger;

/// Time for a person to read a wave.
const WAVE_EVERY: Duration = Duration::from_secs(4);
/// Time between two looks at how far everybody is.
const LOOK_EVERY: Duration = Duration::from_millis(100);
/// A machine that needs longer than this for the whole play is told so.
const GIVE_UP_AFTER: Duration = Duration::from_secs(50);

/// How the play ended.
#[derive(Debug)]
pub(super) enum Outcome {
    Finished,
    /// Ctrl-C, or the daemon failed.
    Interrupted,
    Late {
        waiting: Vec<String>,
    },
}

pub(super) struct Conductor<'a> {
    pub press: &'a Press,
    pub ledger: &'a Ledger,
    /// Holds the agencies' spool folders.
    pub spool: &'a Path,
    pub shutdown: CancellationToken,
}

impl Conductor<'_> {
    /// Plays all waves.
    pub(super) async fn conduct(&self) -> anyhow::Result<Outcome> {
        let began = Instant::now();
        let mut ticks = interval(LOOK_EVERY);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        for wave in 0..=WAVE_LAST {
            self.press.open(wave);
            self.drop_files(wave)?;
            let opened = Instant::now();
            loop {
                // `cancelled` keeps no state, and a tick that is not taken comes again.
                tokio::select! {
                    () = self.shutdown.cancelled() => return Ok(Outcome::Interrupted),
                    _ = ticks.tick() => {}
                }
                let waiting = self.waiting(wave);
                if waiting.is_empty() && opened.elapsed() >= WAVE_EVERY {
                    break;
                }
                if began.elapsed() >= GIVE_UP_AFTER {
                    return Ok(Outcome::Late { waiting });
                }
            }
        }
        Ok(Outcome::Finished)
    }

    /// Whoever has not been read up to this wave; in the last one also what has not reached the sink yet.
    fn waiting(&self, wave: Wave) -> Vec<String> {
        let outlets = self.press.waiting().into_iter().map(str::to_owned);
        let drops =
            AGENCIES.iter().flat_map(|agency| agency.drops.iter().map(move |drop| (agency, drop)));
        // A file is moved away after its commit.
        let lying = drops.filter(|(agency, (at, name, _))| {
            *at <= wave && self.spool.join(agency.id).join(name).exists()
        });
        let files = lying.map(|(agency, (_, name, _))| format!("{} of {}", name, agency.name));
        let counts = if wave == WAVE_LAST { self.ledger.read().missing() } else { Vec::new() };
        outlets.chain(files).chain(counts).collect()
    }

    fn drop_files(&self, wave: Wave) -> io::Result<()> {
        for agency in AGENCIES {
            for (_, name, bytes) in agency.drops.iter().filter(|drop| drop.0 == wave) {
                fs_err::write(self.spool.join(agency.id).join(name), bytes)?;
            }
        }
        Ok(())
    }
}
