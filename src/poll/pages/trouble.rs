//! Pure: what can be wrong with a page, in a closed list, and when it is worth another try.

use std::time::Duration;

use super::SPACING;
use crate::fetch::{Failure, FailureKind};
use crate::model::PageTrouble;
use crate::normalise::fuller::NotFuller;
use crate::normalise::page::PageFault;
use crate::poll::network::reached_nobody;

/// A page that gave no text.
#[derive(Debug, Clone)]
pub(super) struct Unread {
    pub(super) trouble: PageTrouble,
    pub(super) problem: String,
    pub(super) retry_after: Option<Duration>,
    /// Nobody answered, which may be our network's fault.
    pub(super) unreached: Option<Failure>,
}

impl Unread {
    pub(super) fn new(trouble: PageTrouble, problem: impl Into<String>) -> Self {
        Self { trouble, problem: problem.into(), retry_after: None, unreached: None }
    }

    pub(super) fn of_fetch(failure: &Failure) -> Self {
        let trouble = PageTrouble::of_fetch(failure.kind);
        // The words for a feed give advice that does not hold for a page.
        let answered = failure.detail.split(';').next().unwrap_or_default();
        Self::new(trouble, answered).after(failure)
    }

    /// With what the failure behind it tells.
    pub(super) fn after(self, failure: &Failure) -> Self {
        let unreached = reached_nobody(failure).then(|| failure.clone());
        Self { retry_after: failure.retry_after, unreached, ..self }
    }
}

/// How long a trouble may last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Nature {
    /// Nothing changes it.
    Lasting,
    /// The page may be finished in a while.
    Doubtful,
    /// Of the network, of the server, or because news is linked before it is there.
    Passing,
}

/// Waits after failed attempts; with the last of them spent the page is given up.
const PASSING: [Duration; 6] =
    [seconds(30), minutes(5), minutes(30), minutes(120), minutes(360), minutes(720)];
const DOUBTFUL: [Duration; 2] = [minutes(15), minutes(120)];

/// What a server asks for is honoured up to a day.
const RETRY_AFTER_MAX: Duration = minutes(24 * 60);

/// Longest rest of a host: it is in memory only, and every page has its own wait besides.
const HOST_REST_MAX: Duration = minutes(60);

const fn minutes(minutes: u64) -> Duration {
    seconds(minutes * 60)
}

const fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

impl PageTrouble {
    pub(super) fn of_fetch(kind: FailureKind) -> Self {
        match kind {
            FailureKind::Dns | FailureKind::Tls | FailureKind::Connect => Self::Unreachable,
            FailureKind::Forbidden => Self::Forbidden,
            FailureKind::Timeout | FailureKind::HostBusy => Self::Timeout,
            FailureKind::TooBig => Self::TooBig,
            FailureKind::Gone => Self::Gone,
            FailureKind::NotFound => Self::NotFound,
            FailureKind::Unauthorised => Self::Unauthorised,
            FailureKind::Challenge => Self::Barrier,
            FailureKind::TooManyRequests => Self::TooManyRequests,
            FailureKind::Server => Self::Server,
            FailureKind::TooManyRedirects
            | FailureKind::Body
            | FailureKind::Client
            | FailureKind::Status => Self::Broken,
        }
    }

    pub(super) fn of_page(fault: PageFault) -> Self {
        match fault {
            PageFault::NotAPage => Self::NotHtml,
            PageFault::TooLarge => Self::TooBig,
            PageFault::NoArticle => Self::NoArticle,
            PageFault::Barrier(_) => Self::Barrier,
        }
    }

    pub(super) fn of_article(fault: NotFuller) -> Self {
        match fault {
            NotFuller::NoStory => Self::NoArticle,
            NotFuller::NoMore => Self::NoMore,
            NotFuller::Other => Self::OtherStory,
        }
    }

    /// How long the host is left alone after this: what is wrong with all of it is not learned page by page.
    pub(super) fn rest(self, retry_after: Option<Duration>) -> Duration {
        match self {
            Self::TooManyRequests => {
                retry_after.unwrap_or_default().clamp(minutes(1), HOST_REST_MAX)
            }
            Self::RobotsUnread | Self::Timeout | Self::Unreachable | Self::Server => {
                retry_after.unwrap_or_default().clamp(seconds(20), HOST_REST_MAX)
            }
            Self::Robots
            | Self::Forbidden
            | Self::NotFound
            | Self::Gone
            | Self::Unauthorised
            | Self::Broken
            | Self::TooBig
            | Self::NotHtml
            | Self::Barrier
            | Self::NoArticle
            | Self::NoMore
            | Self::OtherStory
            | Self::Fault => SPACING,
        }
    }

    fn nature(self) -> Nature {
        match self {
            Self::Robots
            | Self::Forbidden
            | Self::Gone
            | Self::TooBig
            | Self::NotHtml
            | Self::NoMore
            | Self::Fault => Nature::Lasting,
            Self::Unauthorised | Self::Barrier | Self::NoArticle | Self::OtherStory => {
                Nature::Doubtful
            }
            Self::RobotsUnread
            | Self::NotFound
            | Self::TooManyRequests
            | Self::Timeout
            | Self::Unreachable
            | Self::Server
            | Self::Broken => Nature::Passing,
        }
    }
}

/// How long to wait before the next attempt, after `attempts` that failed before this one; `None` gives up.
pub(super) fn next_attempt(
    trouble: PageTrouble,
    attempts: u32,
    retry_after: Option<Duration>,
) -> Option<Duration> {
    let waits: &[Duration] = match trouble.nature() {
        Nature::Lasting => &[],
        Nature::Doubtful => &DOUBTFUL,
        Nature::Passing => &PASSING,
    };
    let wait = waits.get(usize::try_from(attempts).ok()?)?;
    Some((*wait).max(retry_after.unwrap_or_default().min(RETRY_AFTER_MAX)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passing_troubles_are_tried_for_a_day_and_lasting_ones_once() {
        let total = |trouble| {
            let waits = (0..).map_while(|attempts| next_attempt(trouble, attempts, None));
            let waits: Vec<Duration> = waits.collect();
            assert!(waits.is_sorted());
            (waits.len(), waits.iter().sum::<Duration>().as_secs() / 3_600)
        };
        assert_eq!(total(PageTrouble::NotFound), (6, 20));
        assert_eq!(total(PageTrouble::Barrier), (2, 2));
        assert_eq!(total(PageTrouble::Robots), (0, 0));
        assert_eq!(next_attempt(PageTrouble::Server, u32::MAX, None), None);
    }

    // Edge case 29: 429 speaks of the host.
    #[test]
    fn a_host_in_trouble_rests_longer_than_one_with_a_bad_page() {
        let rest = |trouble: PageTrouble| trouble.rest(None);
        assert_eq!(rest(PageTrouble::NotFound), SPACING);
        assert_eq!(rest(PageTrouble::Timeout), seconds(20));
        assert_eq!(rest(PageTrouble::TooManyRequests), minutes(1));
        assert_eq!(PageTrouble::TooManyRequests.rest(Some(minutes(5))), minutes(5));
        assert_eq!(PageTrouble::Server.rest(Some(Duration::MAX)), HOST_REST_MAX);
    }

    #[test]
    fn a_server_that_asks_for_time_gets_it_up_to_a_day() {
        let busy = |wait| next_attempt(PageTrouble::TooManyRequests, 0, Some(wait));
        assert_eq!(busy(minutes(45)), Some(minutes(45)));
        assert_eq!(busy(Duration::ZERO), Some(seconds(30)));
        assert_eq!(busy(Duration::MAX), Some(RETRY_AFTER_MAX));
        assert_eq!(next_attempt(PageTrouble::Gone, 0, Some(minutes(1))), None);
    }
}
