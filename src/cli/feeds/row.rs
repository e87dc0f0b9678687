//! What is known of each feed: the configuration, the store, and what lies in its folder.

use std::path::Path;
use std::sync::Arc;

use jiff::Timestamp;
use serde::Serialize;

use crate::clock::{Clock, SystemClock};
use crate::config::{Config, FeedConfig, Origin};
use crate::fetch::spool;
use crate::fetch::validators::DOUBTS_MAX;
use crate::poll::sharing::Sharing;
use crate::store::{FILE, FeedState, StoreReader, feeds, open_read_only, pages, websub};

#[derive(Debug, Serialize)]
pub(super) struct Row {
    pub(super) id: String,
    pub(super) origin: String,
    #[serde(skip)]
    pub(super) is_folder: bool,
    /// Where its permanent redirects led for days: what is asked in place of `origin`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) moved_to: Option<String>,
    /// Where its permanent redirects lead, and since when, while that is not believed yet.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) redirected: Option<Redirected>,
    /// The feed of the same address that is asked in its place.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) asked_as: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) title: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) last_poll: Option<String>,
    /// When a poll last found the feed well, changed or not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) last_success: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) next_due: Option<String>,
    /// What the last poll came to, by the outcomes of `wiredesk_polls_total`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) outcome: Option<String>,
    /// The estimate of how often it is worth a look, in seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) interval_s: Option<u64>,
    /// How long its document wants to be kept, in seconds, where that is longer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) max_age_s: Option<u64>,
    /// Polls that failed in a row; the two times are there while it is not zero.
    pub(super) failures: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) failing_since: Option<String>,
    /// Until when it is left alone, by back-off or because its server asked for that.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) rests_until: Option<String>,
    /// Documents of which nothing was known, the last of them within a week.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) gaps: Option<Gaps>,
    /// False once its server was caught answering 304 to a feed that had changed.
    pub(super) validators_believed: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) problem: Option<String>,
    /// Of a folder: how many files lie in `failed/`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) failed_files: Option<usize>,
    /// Of a feed with `full_text`: how many pages could not be read, and why the last of them could not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) pages: Option<String>,
    /// How its subscription at a WebSub hub stands.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) websub: Option<String>,
}

#[derive(Debug, Serialize)]
pub(super) struct Redirected {
    pub(super) to: String,
    pub(super) since: String,
}

/// No two of them more than a week apart.
#[derive(Debug, Serialize)]
pub(super) struct Gaps {
    pub(super) count: u64,
    pub(super) first: String,
    pub(super) last: String,
}

impl Row {
    pub(super) fn is_in_trouble(&self) -> bool {
        self.failures > 0
            || self.problem.is_some()
            || self.pages.is_some()
            || self.failed_files.is_some()
    }
}

/// A row for each feed of the configuration, in its order.
pub(super) fn read_all(config: &Config) -> anyhow::Result<Vec<Row>> {
    let store: Option<StoreReader> = if config.state_dir.join(FILE).exists() {
        Some(open_read_only(&config.state_dir)?)
    } else {
        None
    };
    // One state of the store for all rows, and one lock instead of three for each.
    let snapshot = store.as_ref().map(StoreReader::unchecked_transaction).transpose()?;
    let mut states = Vec::with_capacity(config.feeds.len());
    let mut sharing = Sharing::default();
    for feed in &config.feeds {
        let state = match &snapshot {
            Some(store) => feeds::read(store, &feed.id)?,
            None => FeedState::default(),
        };
        let adopted = state.moving.adopted.as_ref().map(|adopted| adopted.address.clone());
        let still = state.origin.as_deref() == feed.origin.address();
        let adopted = adopted.filter(|_| still);
        sharing.add(&Arc::new(feed.clone()), adopted.as_ref());
        states.push((feed, state, adopted));
    }
    let now = SystemClock.now();
    let mut rows = Vec::with_capacity(states.len());
    for (feed, state, adopted) in states {
        let unread = match &snapshot {
            Some(store) if feed.full_text => pages::problems(store, &feed.id)?,
            _ => None,
        };
        let pages = unread.map(|(count, last)| format!("{count} pages not read; the last: {last}"));
        let websub = match &snapshot {
            Some(store) => websub::standing(store, &feed.id, now)?,
            None => None,
        };
        let asked_as = sharing.leader(&feed.id).map(ToString::to_string);
        let moved_to = adopted.map(String::from);
        rows.push(Row { moved_to, asked_as, pages, websub, ..row_of(feed, state, now) });
    }
    Ok(rows)
}

fn row_of(feed: &FeedConfig, state: FeedState, now: Timestamp) -> Row {
    let (origin, folder) = match &feed.origin {
        Origin::Http(url) => (url.to_string(), None),
        Origin::Spool(folder) => (folder.display().to_string(), Some(folder)),
    };
    let told = |at: Option<Timestamp>| at.map(|at| format!("{at:.0}"));
    let gaps = state.gaps.filter(|gaps| gaps.are_recent(now));
    let gaps = gaps.map(|gaps| Gaps {
        count: gaps.count,
        first: format!("{:.0}", gaps.first),
        last: format!("{:.0}", gaps.last),
    });
    let interval_s = state.interval_ms.map(|ms| ms / 1_000);
    // An interval of its own goes before what its documents wish.
    let max_age_s = state.max_age_s.filter(|age| {
        feed.interval.is_none() && state.failures == 0 && interval_s.is_some_and(|own| *age > own)
    });
    let still = state.origin.as_deref() == feed.origin.address();
    let redirected = state
        .moving
        .seen
        .filter(|_| still)
        .map(|seen| Redirected { to: seen.to.into(), since: format!("{:.0}", seen.since) });
    Row {
        id: feed.id.to_string(),
        origin,
        is_folder: folder.is_some(),
        moved_to: None,
        redirected,
        asked_as: None,
        interval_s,
        max_age_s,
        title: state.title,
        last_poll: told(state.last_poll),
        last_success: told(state.last_success),
        next_due: told(state.next_due),
        outcome: state.outcome,
        failures: state.failures,
        failing_since: told(state.failing_since),
        rests_until: told(state.next_due.filter(|_| state.failures > 0).or(state.rest_until)),
        gaps,
        validators_believed: state.doubts < DOUBTS_MAX,
        problem: state.problem,
        failed_files: folder.and_then(|folder| count_failed(folder)),
        pages: None,
        websub: None,
    }
}

/// `None` where there are none, or may not be looked.
fn count_failed(folder: &Path) -> Option<usize> {
    spool::count_failed(folder).ok().filter(|count| *count > 0)
}
