//! Pure: which host may be asked for a page now. One page at a time, and a rest after each.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use tokio::time::Instant;

use crate::poll::rests::Rests;

/// Hosts with pages to be read, and those that rest.
#[derive(Debug, Default)]
pub(super) struct PageHosts {
    /// When the first page of each is due.
    due: HashMap<String, Timestamp>,
    /// Sites that asked to be left alone, whoever asked them.
    asked: Arc<Rests>,
    busy: HashMap<String, Busy>,
}

#[derive(Debug, Clone, Copy)]
enum Busy {
    UnderWay,
    Until(Instant),
}

impl PageHosts {
    pub(super) fn new(asked: Arc<Rests>) -> Self {
        Self { asked, ..Self::default() }
    }

    /// Takes what the store knows of all hosts.
    pub(super) fn set(&mut self, hosts: Vec<(String, Timestamp)>) {
        self.due = hosts.into_iter().collect();
    }

    /// A host whose page is due and that may be asked, the one that waits longest first; it is busy until
    /// [`Self::leave`].
    pub(super) fn enter(&mut self, now: Timestamp, at: Instant) -> Option<String> {
        let free = |host: &String| self.rest_of(host, at).is_some_and(|rest| rest.is_zero());
        let waiting = self.due.iter().filter(|(host, due)| **due <= now && free(host));
        let host =
            waiting.min_by_key(|(host, due)| (**due, *host)).map(|(host, _)| host.clone())?;
        self.busy.insert(host.clone(), Busy::UnderWay);
        Some(host)
    }

    /// The host's page is done at `at`; the next is due at `due`, and not before the host had its `rest`.
    pub(super) fn leave(
        &mut self,
        host: &str,
        due: Option<Timestamp>,
        at: Instant,
        rest: Duration,
    ) {
        match due {
            Some(due) => self.due.insert(host.to_owned(), due),
            None => self.due.remove(host),
        };
        self.busy.insert(host.to_owned(), Busy::Until(at + rest));
        // A rest that is over means nothing.
        self.busy.retain(|_, busy| match busy {
            Busy::Until(until) => *until > at,
            Busy::UnderWay => true,
        });
    }

    /// How long until a host may be asked; `None` where none has work but those under way.
    pub(super) fn next(&self, now: Timestamp, at: Instant) -> Option<Duration> {
        let wait = |host: &String, due: &Timestamp| {
            let due = Duration::try_from(due.duration_since(now)).unwrap_or_default();
            Some(due.max(self.rest_of(host, at)?))
        };
        self.due.iter().filter_map(|(host, due)| wait(host, due)).min()
    }

    /// How long the host is still left alone; `None` while a page of it is under way.
    fn rest_of(&self, host: &str, at: Instant) -> Option<Duration> {
        let until = match self.busy.get(host) {
            Some(Busy::UnderWay) => return None,
            Some(Busy::Until(rest)) => Some(*rest),
            None => None,
        };
        let until = until.max(self.asked.until(host, at));
        Some(until.map_or(Duration::ZERO, |until| until.saturating_duration_since(at)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_gives_one_page_at_a_time_and_rests_and_holds_up_no_other() {
        let noon: Timestamp = "2031-05-04T12:00:00Z".parse().unwrap();
        let later = noon + Duration::from_secs(60);
        let start = Instant::now();
        let second = Duration::from_secs(1);
        let mut hosts = PageHosts::default();
        let all = [("a.example", noon), ("b.example", noon), ("c.example", later)];
        hosts.set(all.map(|(host, due)| (host.to_owned(), due)).into());
        assert_eq!(hosts.enter(noon, start).as_deref(), Some("a.example"));
        assert_eq!(hosts.enter(noon, start).as_deref(), Some("b.example"));
        assert_eq!(hosts.enter(noon, start), None, "the third is not due");
        assert_eq!(hosts.next(noon, start), Some(Duration::from_secs(60)));
        hosts.leave("a.example", Some(noon), start, second);
        assert_eq!(hosts.enter(noon, start), None, "it rests");
        assert_eq!(hosts.next(noon, start), Some(second));
        assert_eq!(hosts.enter(noon, start + second).as_deref(), Some("a.example"));
        hosts.leave("a.example", None, start + second, second * 600);
        hosts.leave("b.example", None, start + second * 2, second);
        hosts.leave("d.example", None, start + second * 9, second);
        assert_eq!(hosts.busy.len(), 2, "a rest that is over is forgotten, a long one is not");
        assert_eq!(hosts.enter(later, start + second * 60).as_deref(), Some("c.example"));
        assert_eq!(hosts.next(later, start), None);
    }
}
