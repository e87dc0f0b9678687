//! What robots.txt of each site says, asked once a day at most (RFC 9309 section 2.4).

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use jiff::Timestamp;

use super::trouble::Unread;
use crate::fetch::robots::{PRODUCT_TOKEN, Robots};
use crate::fetch::{Answer, Failure, FailureKind, Request, Target};
use crate::model::PageTrouble;
use crate::poll::Poller;

/// How long an answer counts.
const KEPT: Duration = Duration::from_secs(24 * 3_600);

/// How long a site is left alone whose robots.txt could not be read.
const UNREAD_KEPT: Duration = Duration::from_secs(120);

/// Bytes of rules kept of all sites together; past it all are asked anew (P5).
const BYTES_MAX: usize = 32 << 20;

/// Sites kept, for those without rules.
const SITES_MAX: usize = 100_000;

/// The robots.txt of every site that was asked lately, by origin.
#[derive(Debug, Default)]
pub(super) struct RobotsFiles {
    known: Mutex<Known>,
}

/// An origin, and whether it was asked for a feed of a private network.
type Site = (String, bool);

#[derive(Debug, Default)]
struct Known {
    sites: HashMap<Site, (Result<Arc<Robots>, Unread>, Timestamp)>,
    bytes: usize,
}

impl RobotsFiles {
    /// Whether the page may be asked for; else what forbids it.
    pub(super) async fn check(
        &self,
        poller: &Poller,
        page: &Request,
        now: Timestamp,
    ) -> Result<(), Unread> {
        let url = &page.url;
        let host = url.host_str().unwrap_or_default();
        // What is out of reach from the public web may be within it for a feed that lives there.
        let origin = (url.origin().ascii_serialization(), page.private);
        let known = self.recall(&origin, now);
        let rules = if let Some(known) = known {
            known
        } else {
            let read = ask(poller, page).await;
            // What nobody said is no answer to keep.
            if !read.as_ref().is_err_and(|unread| unread.unreached.is_some()) {
                self.remember(origin, read.clone(), now);
            }
            read
        };
        let rules = rules?;
        let path = match url.query() {
            Some(query) => format!("{}?{query}", url.path()),
            None => url.path().to_owned(),
        };
        if rules.allows(&path) {
            return Ok(());
        }
        let problem = format!("robots.txt of {host} does not allow the page");
        Err(Unread::new(PageTrouble::Robots, problem))
    }

    fn recall(&self, origin: &Site, now: Timestamp) -> Option<Result<Arc<Robots>, Unread>> {
        let known = self.lock();
        let (rules, until) = known.sites.get(origin)?;
        (now < *until).then(|| rules.clone())
    }

    fn remember(&self, origin: Site, rules: Result<Arc<Robots>, Unread>, now: Timestamp) {
        let kept = match &rules {
            Ok(_) => KEPT,
            Err(unread) => unread.retry_after.unwrap_or_default().clamp(UNREAD_KEPT, KEPT),
        };
        let Ok(until) = now.checked_add(kept) else { return };
        let bytes = rules.as_ref().map_or(0, |rules| rules.bytes());
        let mut known = self.lock();
        if known.bytes + bytes > BYTES_MAX || known.sites.len() >= SITES_MAX {
            *known = Known::default();
        }
        known.bytes += bytes;
        let before = known.sites.insert(origin, (rules, until));
        if let Some((Ok(before), _)) = before {
            known.bytes -= before.bytes();
        }
    }

    fn lock(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A site without robots.txt allows everything; one that cannot be asked, nothing (section 2.3.1).
async fn ask(poller: &Poller, page: &Request) -> Result<Arc<Robots>, Unread> {
    let mut address = page.url.clone();
    address.set_path("/robots.txt");
    address.set_query(None);
    address.set_fragment(None);
    let (private, tls) = (page.private, page.tls.clone());
    let request = Request { private, tls, ..Request::new(address, Target::Robots) };
    match poller.get(request).await {
        Answer::Fresh(body) => Ok(Arc::new(Robots::parse(&body.bytes, PRODUCT_TOKEN))),
        Answer::NotModified(_) | Answer::Moved { .. } => Ok(Arc::default()),
        Answer::Failed(failure) => of_failure(&failure),
    }
}

fn of_failure(failure: &Failure) -> Result<Arc<Robots>, Unread> {
    match failure.kind {
        FailureKind::NotFound
        | FailureKind::Gone
        | FailureKind::Unauthorised
        | FailureKind::Challenge
        | FailureKind::Client
        | FailureKind::TooManyRedirects => Ok(Arc::default()),
        // The page lies there too: nothing is to be waited for.
        FailureKind::Forbidden => Err(Unread::new(PageTrouble::Forbidden, failure.detail.clone())),
        FailureKind::Dns
        | FailureKind::Tls
        | FailureKind::Connect
        | FailureKind::Timeout
        | FailureKind::HostBusy
        | FailureKind::TooBig
        | FailureKind::Body
        | FailureKind::TooManyRequests
        | FailureKind::Server
        | FailureKind::Status => {
            let problem = format!(
                "robots.txt cannot be read, which forbids the page for now: {}",
                failure.detail
            );
            Err(Unread::new(PageTrouble::RobotsUnread, problem).after(failure))
        }
    }
}
