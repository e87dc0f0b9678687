//! Rows on paper: a JSON array for scripts, a table and a line of counts for people.

use std::collections::BTreeMap;
use std::io::{BufWriter, Write};

use super::super::exit::print;
use super::row::{Redirected, Row};
use crate::fetch::moved;

/// A longer id moves its own line to the right instead of all others.
const ID_WIDTH_MAX: usize = 32;
/// The longest outcome.
const OUTCOME_WIDTH: usize = 18;
/// Longer addresses are cut; `--json` has them whole.
const ORIGIN_WIDTH: usize = 40;

pub(super) fn as_json(rows: &[&Row]) -> anyhow::Result<()> {
    let mut out = BufWriter::new(std::io::stdout().lock());
    match serde_json::to_writer_pretty(&mut out, rows) {
        // Nobody reads any more (`| head`).
        Err(error) if error.is_io() => return Ok(()),
        written => written?,
    }
    drop(writeln!(out));
    Ok(())
}

/// `rows` are shown, `all` are counted.
pub(super) fn as_table(rows: &[&Row], all: &[Row]) {
    let width = rows.iter().map(|row| row.id.len()).max().unwrap_or(2).clamp(2, ID_WIDTH_MAX);
    print(format_args!(
        "{:width$}  {:OUTCOME_WIDTH$}  {:20}  {:20}  {:ORIGIN_WIDTH$}  state",
        "id", "outcome", "last poll", "next due", "origin"
    ));
    for row in rows {
        let outcome = row.outcome.as_deref().unwrap_or("-");
        let polled = row.last_poll.as_deref().unwrap_or("never");
        let due = row.next_due.as_deref().unwrap_or("-");
        let (origin, state) = (clip(&row.origin), plain(&row.state()));
        if !print(format_args!(
            "{:width$}  {outcome:OUTCOME_WIDTH$}  {polled:20}  {due:20}  {origin:ORIGIN_WIDTH$}  {state}",
            row.id
        )) {
            return;
        }
    }
    print(format_args!("\n{}", count(all)));
}

fn clip(text: &str) -> String {
    if text.chars().count() <= ORIGIN_WIDTH {
        return text.to_owned();
    }
    text.chars().take(ORIGIN_WIDTH - 1).chain(['…']).collect()
}

/// What a publisher wrote does nothing to a terminal: control characters and those that turn the direction of writing
/// (UAX 9) stand there by number.
fn plain(text: &str) -> String {
    let acts = |c: char| {
        c.is_control()
            || matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    let mut shown = String::with_capacity(text.len());
    for c in text.chars() {
        if acts(c) {
            shown.extend(c.escape_unicode());
        } else {
            shown.push(c);
        }
    }
    shown
}

/// How many feeds stand how, the frequent kinds of failure first.
fn count(rows: &[Row]) -> String {
    let (mut failing, mut kinds) = (0_usize, BTreeMap::<&str, usize>::new());
    for row in rows.iter().filter(|row| row.failures > 0) {
        failing += 1;
        // A store that an older release wrote does not tell.
        *kinds.entry(row.outcome.as_deref().unwrap_or("unknown")).or_default() += 1;
    }
    let is_pending = |row: &&Row| row.last_poll.is_none() && row.failures == 0 && !row.is_folder;
    let pending = rows.iter().filter(is_pending).count();
    let gaps = rows.iter().filter(|row| row.gaps.is_some()).count();
    let mut kinds: Vec<(&str, usize)> = kinds.into_iter().collect();
    kinds.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    let kinds: Vec<String> = kinds.iter().map(|(kind, count)| format!("{kind} {count}")).collect();
    let kinds = if failing > 0 { format!(" ({})", kinds.join(", ")) } else { String::new() };
    let mut parts = vec![format!("{} feeds, {failing} failing{kinds}", rows.len())];
    for (count, what) in [(pending, "not polled yet"), (gaps, "with gaps within a week")] {
        parts.extend((count > 0).then(|| format!("{count} {what}")));
    }
    parts.join(", ")
}

impl Row {
    /// All that is to be said of it, what is wrong last.
    fn state(&self) -> String {
        let mut parts = Vec::new();
        if let Some(other) = &self.asked_as {
            parts.push(format!("asked as {other}"));
        }
        if let Some(address) = &self.moved_to {
            parts.push(format!("moved to {address}"));
        }
        if let Some(Redirected { to, since }) = &self.redirected {
            parts.push(format!(
                "redirected for good to {to} since {since}, asked there once that has held for {} days",
                moved::SEEN_FOR.as_secs() / 86_400
            ));
        }
        if let Some(gaps) = &self.gaps {
            let (count, first, last) = (gaps.count, &gaps.first, &gaps.last);
            parts.push(match count {
                1 => format!("a gap {last}"),
                _ => format!("{count} gaps since {first}, the last {last}"),
            });
        }
        if let Some(since) = &self.failing_since {
            let good = self.last_success.as_deref().unwrap_or("never");
            parts.push(format!("failing since {since}, last good {good}"));
        }
        let problem = self.problem.as_deref().or(self.pages.as_deref());
        let files = self.failed_files.map(|count| match count {
            1 => "1 file in failed/".to_owned(),
            _ => format!("{count} files in failed/"),
        });
        match (problem, files) {
            (None, None) => parts.push(self.name_sound_state().to_owned()),
            (problem, files) => parts.extend(problem.map(str::to_owned).into_iter().chain(files)),
        }
        if let Some(until) = self.rests_until.as_ref().filter(|_| self.failures == 0) {
            parts.push(format!("its server asked to be left alone until {until} (Retry-After)"));
        }
        if let Some(age) = self.max_age_s {
            parts.push(format!("its documents want to be kept for {age} s (max-age)"));
        }
        parts.extend(self.websub.as_ref().map(|websub| format!("websub: {websub}")));
        parts.join("; ")
    }

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
}

#[cfg(test)]
mod tests;
