//! Whose fault is it when nobody answers: a feed's, or our own network's (edge case 33)? Names no feed and polls nothing.
//!
//! A host that cannot be reached is blamed when another one answered since it was asked. When [`HOSTS_DOWN`] hosts, or
//! all of a smaller desk's, fail within [`TOGETHER`] and none answers, or our own proxy does not work, it is us: no feed is
//! blamed, and one poll at a time tries, until any host says anything at all.

use std::collections::HashMap;
use std::time::Duration;

use tokio::sync::watch;
use tokio::time::Instant;
use url::Url;

use super::{Polled, Poller};
use crate::fetch::limits::name_site;
use crate::fetch::{Failure, FailureKind, Heard};
use crate::metrics::PollOutcome;
use crate::store::FeedState;

/// Hosts that must be out of reach together. Fewer of many can be down by chance.
const HOSTS_DOWN: usize = 5;
/// The same where no more are subscribed to: one alone is as likely down itself.
const HOSTS_DOWN_MIN: usize = 2;
/// How close together. Longer than a connect and a total timeout that began in the same moment.
const TOGETHER: Duration = Duration::from_secs(90);
/// How long a poll that failed waits to learn whose fault it was, while nobody else answers.
const DOUBT_MAX: Duration = Duration::from_secs(10);
/// Wait between two tries; doubles up to [`PAUSE_MAX`].
const PAUSE_MIN: Duration = Duration::from_secs(5);
/// A network is mended in its own time; the desk should notice within a minute.
const PAUSE_MAX: Duration = Duration::from_secs(60);

/// Whose fault it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Blame {
    Feed,
    OurNetwork,
}

/// What the polls have learned of the network. Shared by all of them.
#[derive(Debug)]
pub(super) struct Network {
    state: watch::Sender<State>,
    doubt_max: Duration,
}

#[derive(Debug, Clone)]
struct State {
    /// How many hosts out of reach are all of them.
    hosts_down: usize,
    /// When any host last said anything.
    answered: Option<Instant>,
    /// Hosts that could not be reached since then.
    silent: HashMap<String, Instant>,
    down: Option<Pause>,
    /// What is wrong with our proxy, in words.
    proxy: Option<String>,
    /// When the proxy last said 407 for a host.
    denied: HashMap<String, Instant>,
    /// It was down and is not any more, which nobody has taken notice of.
    returned: bool,
}

#[derive(Debug, Clone, Copy)]
struct Pause {
    retry_at: Instant,
    length: Duration,
}

impl Network {
    pub(super) fn new() -> Self {
        let state = State {
            hosts_down: HOSTS_DOWN,
            answered: None,
            silent: HashMap::new(),
            down: None,
            proxy: None,
            denied: HashMap::new(),
            returned: false,
        };
        Self { state: watch::Sender::new(state), doubt_max: DOUBT_MAX }
    }

    /// How many hosts are subscribed to.
    pub(super) fn subscribe(&self, hosts: usize) {
        self.state.send_modify(|state| {
            state.hosts_down = hosts.clamp(HOSTS_DOWN_MIN, HOSTS_DOWN);
            state.denied.clear();
        });
    }

    /// Whether the network came back since the last call.
    pub(super) fn take_return(&self) -> bool {
        let mut returned = false;
        self.state.send_if_modified(|state| {
            returned = std::mem::take(&mut state.returned);
            false
        });
        returned
    }

    /// Some host answered a request, with whatever it was.
    pub(super) fn heed_answer(&self, now: Instant) {
        self.state.send_if_modified(|state| {
            state.answered = Some(now);
            // Whoever waits to learn whose fault it was stands among the silent.
            let is_waited_for = !state.silent.is_empty() || state.down.is_some();
            state.returned |= state.down.is_some();
            state.silent.clear();
            (state.down, state.proxy) = (None, None);
            is_waited_for
        });
    }

    /// A request to `host`, made at `asked`, reached nobody. Waits until it is clear whose fault that was, at most
    /// [`DOUBT_MAX`], while it keeps its place among the polls.
    pub(super) async fn blame(&self, host: &str, asked: Instant) -> Blame {
        let mut seen = self.state.subscribe();
        self.state.send_modify(|state| state.fail(host, asked, Instant::now()));
        let decided = seen.wait_for(|state| state.judge(asked).is_some());
        match tokio::time::timeout(self.doubt_max, decided).await {
            Ok(Ok(state)) => state.judge(asked).unwrap_or(Blame::Feed),
            // The sender lives as long as `self`: only the doubt can have lasted too long.
            Ok(Err(_)) | Err(_) => Blame::Feed,
        }
    }

    /// Our own proxy did not do its work for a request made at `asked`: no second host is needed to know whose fault that is.
    fn blame_proxy(&self, words: &str, asked: Instant) {
        self.state.send_modify(|state| {
            state.proxy = Some(words.to_owned());
            state.pause(asked, Instant::now(), true);
        });
    }

    /// Our own proxy said something, if only that it reached nobody: where it was what did not work, that is over.
    pub(super) fn heed_proxy(&self) {
        self.state.send_if_modified(|state| {
            let was_down = state.proxy.take().is_some() && state.down.take().is_some();
            state.returned |= was_down;
            was_down
        });
    }

    /// The proxy wants a password for `host` (407). Whether for that host alone: others got through since it last said so.
    fn is_denied_alone(&self, host: &str, now: Instant) -> bool {
        let mut alone = false;
        self.state.send_if_modified(|state| {
            let before = state.denied.insert(host.to_owned(), now);
            alone = before.is_some_and(|before| state.answered.is_some_and(|at| at > before));
            false
        });
        alone
    }

    /// Whether one more request may be made beside those `under_way`.
    pub(super) fn allows(&self, now: Instant, under_way: usize) -> bool {
        self.state.borrow().down.is_none_or(|pause| now >= pause.retry_at && under_way == 0)
    }

    /// How long no request may be made.
    pub(super) fn left(&self, now: Instant) -> Duration {
        let retry_at = self.state.borrow().down.map(|pause| pause.retry_at);
        retry_at.map_or(Duration::ZERO, |at| at.saturating_duration_since(now))
    }

    /// Why polling stands still, in words; `None` while it does not.
    pub(super) fn reason(&self) -> Option<String> {
        let state = self.state.borrow();
        let pause = state.down?.length;
        let why = match &state.proxy {
            Some(proxy) => proxy.clone(),
            None => format!(
                "no host can be reached, {} were tried: our own network, resolver, proxy or firewall, or our clock where all certificates are refused",
                state.silent.len()
            ),
        };
        Some(format!("{why}; one is asked every {pause:?}, no feed is blamed"))
    }
}

impl State {
    fn fail(&mut self, host: &str, asked: Instant, now: Instant) {
        if self.answered.is_some_and(|answered| answered >= asked) {
            return;
        }
        self.silent.insert(host.to_owned(), now);
        self.silent.retain(|_, at| now.saturating_duration_since(*at) <= TOGETHER);
        self.pause(asked, now, self.silent.len() >= self.hosts_down);
    }

    /// Pauses where it `is_ours`, and longer where it paused before.
    fn pause(&mut self, asked: Instant, now: Instant, is_ours: bool) {
        self.down = match self.down {
            // Those that were under way when the network went do not lengthen the pause.
            Some(pause) if asked < pause.retry_at => Some(pause),
            Some(pause) => Some(Pause::after(now, (pause.length * 2).min(PAUSE_MAX))),
            None if is_ours => Some(Pause::after(now, PAUSE_MIN)),
            None => None,
        };
    }

    fn judge(&self, asked: Instant) -> Option<Blame> {
        match (self.down, self.answered) {
            (Some(_), _) => Some(Blame::OurNetwork),
            (None, Some(answered)) if answered >= asked => Some(Blame::Feed),
            (None, _) => None,
        }
    }
}

impl Pause {
    fn after(now: Instant, length: Duration) -> Self {
        Self { retry_at: now + length, length }
    }
}

/// Failures that a network of ours without a way out would show, where no host answered: also one with a portal before
/// it, or a clock by which no certificate holds.
pub(super) fn may_be_ours(kind: FailureKind) -> bool {
    match kind {
        FailureKind::Dns | FailureKind::Connect | FailureKind::Timeout | FailureKind::Tls => true,
        FailureKind::Forbidden
        | FailureKind::HostBusy
        | FailureKind::TooManyRedirects
        | FailureKind::TooBig
        | FailureKind::Body
        | FailureKind::Gone
        | FailureKind::NotFound
        | FailureKind::Unauthorised
        | FailureKind::Challenge
        | FailureKind::TooManyRequests
        | FailureKind::Client
        | FailureKind::Server
        | FailureKind::Status => false,
    }
}

/// Whether it says nothing of its host, as far as that one failure tells.
pub(super) fn reached_nobody(failure: &Failure) -> bool {
    match failure.heard {
        Heard::NoProxy => true,
        Heard::Nobody | Heard::Proxy => may_be_ours(failure.kind),
        Heard::Site(_) => false,
    }
}

impl Poller {
    /// Only what failed before anybody answered may be our network's fault.
    pub(super) async fn find_blame(&self, url: &Url, asked: Instant, failure: &Failure) -> Blame {
        if !reached_nobody(failure) {
            return Blame::Feed;
        }
        if failure.heard == Heard::NoProxy {
            let asks_password = failure.status == Some(407);
            if asks_password && self.network.is_denied_alone(&name_site(url), Instant::now()) {
                return Blame::Feed;
            }
            self.network.blame_proxy(&failure.detail, asked);
            return Blame::OurNetwork;
        }
        self.network.blame(&name_site(url), asked).await
    }

    /// Nothing was learned of the feed: its failures, its problem and its validators stay as they were.
    pub(super) fn stay_due(&self, state: &FeedState) -> Polled {
        let (due, problem) = (self.clock.now(), state.problem.clone());
        Polled { outcome: PollOutcome::Offline, due, problem }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hosts(count: usize) -> Vec<String> {
        (0..count).map(|number| format!("paper-{number}.example")).collect()
    }

    /// All `hosts` fail in the same moment; whom each blames.
    async fn fail_together(network: &Network, hosts: &[String]) -> Vec<Blame> {
        let asked = Instant::now();
        futures_util::future::join_all(hosts.iter().map(|host| network.blame(host, asked))).await
    }

    #[tokio::test]
    async fn when_every_host_is_out_of_reach_no_feed_is_blamed() {
        let network = Network::new();
        let blamed = fail_together(&network, &hosts(HOSTS_DOWN)).await;
        assert_eq!(blamed, vec![Blame::OurNetwork; HOSTS_DOWN]);
        assert!(network.reason().unwrap().contains("5 were tried"));
        let later = Instant::now() + PAUSE_MIN;
        assert!(!network.allows(Instant::now(), 0));
        assert!(network.allows(later, 0) && !network.allows(later, 1), "one at a time");
        network.heed_answer(Instant::now());
        assert!(network.allows(Instant::now(), 63) && network.reason().is_none());
    }

    #[tokio::test]
    async fn one_host_that_answers_puts_the_blame_on_the_others() {
        let network = Network { doubt_max: Duration::MAX, ..Network::new() };
        let silent = hosts(HOSTS_DOWN - 1);
        let answering = async { network.heed_answer(Instant::now()) };
        let (blamed, ()) = tokio::join!(fail_together(&network, &silent), answering);
        assert_eq!(blamed, vec![Blame::Feed; HOSTS_DOWN - 1]);
        assert_eq!(network.reason(), None);
    }

    #[tokio::test]
    async fn a_few_hosts_alone_prove_nothing_and_are_blamed_when_the_doubt_ends() {
        let network = Network { doubt_max: Duration::ZERO, ..Network::new() };
        let blamed = fail_together(&network, &hosts(HOSTS_DOWN - 1)).await;
        assert_eq!(blamed, vec![Blame::Feed; HOSTS_DOWN - 1]);
    }

    // Three agencies at 30 s: an outage was laid to each of them, and their waits doubled.
    #[tokio::test]
    async fn a_desk_of_three_hosts_is_offline_when_all_three_are_silent() {
        let network = Network { doubt_max: Duration::ZERO, ..Network::new() };
        network.subscribe(3);
        assert_eq!(fail_together(&network, &hosts(2)).await, vec![Blame::Feed; 2]);
        assert!(!network.take_return());
        fail_together(&network, &hosts(3)).await;
        assert!(network.reason().is_some() && !network.take_return());
        network.heed_answer(Instant::now());
        assert!(network.take_return() && !network.take_return(), "told once");
        network.subscribe(1);
        assert_eq!(fail_together(&network, &hosts(1)).await, [Blame::Feed], "it may be its own");
    }

    #[test]
    fn failures_far_apart_are_those_of_dead_feeds() {
        let (mut state, start) = (Network::new().state.borrow().clone(), Instant::now());
        for (number, host) in (0_u32..).zip(hosts(HOSTS_DOWN * 3)) {
            let now = start + TOGETHER / 3 * number;
            state.fail(&host, now, now);
            assert_eq!(state.judge(now), None);
        }
    }

    #[test]
    fn tries_that_fail_are_spaced_and_those_under_way_lengthen_nothing() {
        let (mut state, start) = (Network::new().state.borrow().clone(), Instant::now());
        let hosts = hosts(HOSTS_DOWN + 7);
        for host in &hosts {
            state.fail(host, start, start);
        }
        assert_eq!(state.down.unwrap().length, PAUSE_MIN);
        for want in [10, 20, 40, 60, 60] {
            let now = state.down.unwrap().retry_at;
            state.fail("paper-0.example", now, now);
            assert_eq!(state.down.unwrap().length, Duration::from_secs(want));
            assert_eq!(state.judge(now), Some(Blame::OurNetwork));
        }
    }
}
