//! One request to a hub, and what its answer makes of the subscription.

use std::sync::Arc;

use tokio::time::Instant;
use url::Url;

use crate::fetch::http::HttpTransport;
use crate::fetch::{Failure, FailureKind};
use crate::metrics::{self, HubOutcome};
use crate::poll::{Poller, jitter_of};
use crate::store::StoreError;
use crate::websub::request::write_form;
use crate::websub::subscription::{Refusal, Subscription};

pub(super) async fn ask(
    poller: &Poller,
    transport: &HttpTransport,
    subscription: &Subscription,
) -> Result<(), Arc<StoreError>> {
    let (token, mode) = (&subscription.token, subscription.wish.mode());
    let host = subscription.hub_host();
    // Only addresses that were read once are stored.
    let Ok(url) = Url::parse(subscription.hub()) else { return Ok(()) };
    let form = write_form(subscription, poller.config.websub.lease);
    let answer = transport.post_form(&url, &form, subscription.offer.private).await;
    let now = poller.clock.now();
    match answer {
        Ok(()) => {
            metrics::record_hub_request(HubOutcome::Accepted);
            tracing::debug!(feed = %subscription.feed, host, mode, "hub took the request");
            poller.store.step_subscription(token.clone(), Subscription::heed_accepted).await?;
        }
        Err(failure) => {
            poller.rests.heed(&failure, Instant::now());
            let refusal = sort(&failure);
            let outcome = if refusal.for_good { HubOutcome::Refused } else { HubOutcome::Failed };
            metrics::record_hub_request(outcome);
            tracing::info!(feed = %subscription.feed, host, mode, problem = refusal.words, "hub did not take the request");
            let jitter = jitter_of(token.expose(), now);
            let heed = move |s: &mut Subscription| s.heed_refusal(now, &refusal, jitter);
            poller.store.step_subscription(token.clone(), heed).await?;
        }
    }
    Ok(())
}

/// Section 5.2: an error of the request is a 4xx, and asking the same again soon is of no use.
fn sort(failure: &Failure) -> Refusal {
    let for_good = match failure.kind {
        FailureKind::Forbidden
        | FailureKind::Gone
        | FailureKind::NotFound
        | FailureKind::Unauthorised
        | FailureKind::Challenge => true,
        // 408 and 425 ask for another try.
        FailureKind::Client => !matches!(failure.status, Some(408 | 425)),
        FailureKind::Dns
        | FailureKind::Tls
        | FailureKind::Connect
        | FailureKind::Timeout
        | FailureKind::HostBusy
        | FailureKind::TooManyRedirects
        | FailureKind::TooBig
        | FailureKind::Body
        | FailureKind::TooManyRequests
        | FailureKind::Server
        | FailureKind::Status => false,
    };
    Refusal { for_good, retry_after: failure.retry_after, words: failure.detail.clone() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_the_hub_calls_our_fault_is_a_refusal_for_good() {
        let check = |kind, status, want| {
            let failure = Failure { status, ..Failure::new(kind, "no".into()) };
            assert_eq!(sort(&failure).for_good, want, "{kind:?} {status:?}");
        };
        check(FailureKind::Client, Some(400), true);
        check(FailureKind::NotFound, Some(404), true);
        check(FailureKind::Forbidden, None, true);
        check(FailureKind::Client, Some(408), false);
        check(FailureKind::TooManyRequests, Some(429), false);
        check(FailureKind::Server, Some(503), false);
        check(FailureKind::Dns, None, false);
    }
}
