//! How many requests are under way, over all hosts and to one. It sends none.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError, Weak};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use url::{Host, Url};

/// Hosts kept before the first sweep of those that are idle.
const HOSTS_BEFORE_SWEEP: usize = 1_024;

/// The right to send one request; given back when dropped.
#[derive(Debug)]
pub(crate) struct Permit {
    _host: OwnedSemaphorePermit,
    _all: OwnedSemaphorePermit,
}

/// Limits over all hosts and for each registrable domain.
#[derive(Debug)]
pub(crate) struct Limits {
    all: Arc<Semaphore>,
    per_host: usize,
    hosts: Mutex<Hosts>,
}

#[derive(Debug)]
struct Hosts {
    busy: HashMap<String, Weak<Semaphore>>,
    sweep_at: usize,
}

impl Limits {
    pub(crate) fn new(parallel: usize, parallel_per_host: usize) -> Self {
        let hosts = Hosts { busy: HashMap::new(), sweep_at: HOSTS_BEFORE_SWEEP };
        Self {
            all: Arc::new(Semaphore::new(parallel.clamp(1, Semaphore::MAX_PERMITS))),
            per_host: parallel_per_host.clamp(1, Semaphore::MAX_PERMITS),
            hosts: Mutex::new(hosts),
        }
    }

    /// Waits for a place at the host, then for one among all: whoever queues for a slow host holds up nobody else (P6).
    /// `None` cannot happen while the semaphores are never closed.
    pub(crate) async fn acquire(&self, url: &Url) -> Option<Permit> {
        let host = self.find_host(name_site(url));
        let host = host.acquire_owned().await.ok()?;
        let all = Arc::clone(&self.all).acquire_owned().await.ok()?;
        Some(Permit { _host: host, _all: all })
    }

    fn find_host(&self, name: String) -> Arc<Semaphore> {
        let mut hosts = self.hosts.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(host) = hosts.busy.get(&name).and_then(Weak::upgrade) {
            return host;
        }
        if hosts.busy.len() >= hosts.sweep_at {
            hosts.busy.retain(|_, host| host.strong_count() > 0);
            hosts.sweep_at = HOSTS_BEFORE_SWEEP.max(hosts.busy.len().saturating_mul(2));
        }
        let host = Arc::new(Semaphore::new(self.per_host));
        hosts.busy.insert(name, Arc::downgrade(&host));
        host
    }
}

/// What counts as one host: the registrable domain, because `feeds.`, `rss.` and `www.` are one publisher's machines.
pub(crate) fn name_site(url: &Url) -> String {
    match url.host() {
        Some(Host::Domain(name)) => {
            let name = name.trim_end_matches('.');
            psl::domain_str(name).unwrap_or(name).to_owned()
        }
        Some(Host::Ipv4(ip)) => ip.to_string(),
        Some(Host::Ipv6(ip)) => ip.to_string(),
        None => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt;

    use super::*;

    fn url(text: &str) -> Url {
        Url::parse(text).unwrap()
    }

    #[test]
    fn one_host_is_one_registrable_domain() {
        let check = |text: &str, want: &str| assert_eq!(name_site(&url(text)), want, "{text}");
        check("https://feeds.paper.co.uk/a", "paper.co.uk");
        check("https://www.paper.co.uk./b", "paper.co.uk");
        check("https://one.github.io/", "one.github.io");
        check("http://localhost:81/", "localhost");
        check("http://10.0.0.1:81/", "10.0.0.1");
    }

    // P6; edge case 35.
    #[test]
    fn waiting_for_a_busy_host_does_not_use_up_the_places_of_others() {
        let limits = Limits::new(2, 1);
        let first = limits.acquire(&url("http://a.example/")).now_or_never();
        assert!(first.as_ref().is_some_and(Option::is_some));
        let same = url("http://www.a.example/");
        let mut queued = Box::pin(limits.acquire(&same));
        assert!((&mut queued).now_or_never().is_none());
        let other = limits.acquire(&url("http://b.example/")).now_or_never();
        assert!(other.as_ref().is_some_and(Option::is_some));
        assert!(limits.acquire(&url("http://c.example/")).now_or_never().is_none());
        drop((first, other));
        assert!(queued.now_or_never().is_some_and(|permit| permit.is_some()));
    }

    #[test]
    fn idle_hosts_are_forgotten() {
        let limits = Limits::new(1, 1);
        for n in 0..5_000 {
            drop(limits.acquire(&url(&format!("http://h{n}.example/"))).now_or_never());
        }
        assert!(limits.hosts.lock().unwrap().busy.len() <= HOSTS_BEFORE_SWEEP);
    }
}
