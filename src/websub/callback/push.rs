//! A hub pushes a document (section 7). A 2xx says that it is committed, or that nobody wants it again.

use axum::body::Body;
use axum::extract::Request;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use futures_util::StreamExt;
use secrecy::ExposeSecret;
use url::Url;

use super::Reception;
use super::places::Place;
use crate::config::FeedConfig;
use crate::fetch::response::read_charset;
use crate::metrics::{self, PushOutcome};
use crate::poll::push::Pushed;
use crate::websub::key::Token;
use crate::websub::signature::is_signed;
use crate::websub::subscription::{Subscription, Wish};

/// When a hub is to try again that cannot be heard now, in seconds.
const RETRY_AFTER_S: u32 = 120;

impl Reception {
    pub(super) async fn take_push(&self, token: Token, request: Request<Body>) -> Response {
        let found = match self.poller.store.subscription(token).await {
            Ok(found) => found.filter(|subscription| subscription.wish == Wish::Subscribe),
            Err(error) => {
                tracing::warn!(%error, "a push waits for the store");
                return try_again(PushOutcome::NotAdmitted);
            }
        };
        let feeds = self.poller.push.feeds();
        let feed = found.as_ref().and_then(|found| feeds.borrow().get(&found.feed).cloned());
        let (Some(subscription), Some(feed)) = (found, feed) else {
            return refuse_unknown();
        };
        if self.poller.outbox_is_full() {
            return self.put_off(&subscription, &feed, PushOutcome::Busy).await;
        }
        let Some(place) = self.places.enter(&subscription.token) else {
            return try_again(PushOutcome::Busy);
        };
        let (parts, body) = request.into_parts();
        let read = self.read_body(&place, &parts.headers, body).await;
        drop(place);
        let bytes = match read {
            Ok(bytes) => bytes,
            Err((outcome, status)) => {
                metrics::record_push(outcome);
                tracing::info!(feed = %feed.id, outcome = outcome.label(), "push not taken");
                return status.into_response();
            }
        };
        let signature = parts.headers.get("x-hub-signature").and_then(|value| value.to_str().ok());
        let secret = subscription.secret.expose_secret().as_bytes();
        if !signature.is_some_and(|signature| is_signed(signature, secret, &bytes)) {
            metrics::record_push(PushOutcome::Forged);
            tracing::info!(feed = %feed.id, hub = subscription.hub(), "push ignored: it is not signed with our secret");
            // Section 7.1.2: whoever sent it is not told that it was ignored.
            return StatusCode::ACCEPTED.into_response();
        }
        if subscription.pings_only {
            metrics::record_push(PushOutcome::Ping);
            self.poller.poll_soon(&feed).await;
            return StatusCode::ACCEPTED.into_response();
        }
        let charset = read_charset(&parts.headers);
        let Ok(topic) = Url::parse(&subscription.offer.topic) else { return refuse_unknown() };
        match self.poller.take_push(&feed, bytes, charset, topic).await {
            Pushed::Admitted => {
                metrics::record_push(PushOutcome::Admitted);
                StatusCode::NO_CONTENT.into_response()
            }
            Pushed::Unreadable => {
                metrics::record_push(PushOutcome::Unreadable);
                StatusCode::ACCEPTED.into_response()
            }
            Pushed::NotAdmitted => {
                self.put_off(&subscription, &feed, PushOutcome::NotAdmitted).await
            }
        }
    }

    /// The body within its limits of bytes and time.
    async fn read_body(
        &self,
        place: &Place<'_>,
        headers: &HeaderMap,
        body: Body,
    ) -> Result<Vec<u8>, (PushOutcome, StatusCode)> {
        let fetch = &self.poller.config.fetch;
        let too_big = (PushOutcome::TooBig, StatusCode::PAYLOAD_TOO_LARGE);
        let announced = headers.get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok());
        let announced = announced.and_then(|text| text.parse::<u64>().ok()).unwrap_or(0);
        if announced > fetch.body_max {
            return Err(too_big);
        }
        let read = async {
            let _among_all = place.among_all().await;
            let (mut bytes, mut chunks) = (Vec::new(), body.into_data_stream());
            while let Some(chunk) = chunks.next().await {
                let chunk = chunk.map_err(|_| (PushOutcome::BrokenOff, StatusCode::BAD_REQUEST))?;
                if (bytes.len() as u64).saturating_add(chunk.len() as u64) > fetch.body_max {
                    return Err(too_big);
                }
                bytes.extend_from_slice(&chunk);
            }
            Ok(bytes)
        };
        let slow = (PushOutcome::BrokenOff, StatusCode::REQUEST_TIMEOUT);
        tokio::time::timeout(fetch.timeout, read).await.unwrap_or(Err(slow))
    }

    /// The hub may not try again, so the feed is polled as soon as polls may; what that finds is no fault of the hub's.
    async fn put_off(
        &self,
        subscription: &Subscription,
        feed: &FeedConfig,
        outcome: PushOutcome,
    ) -> Response {
        let anew = |s: &mut Subscription| s.trust.begin_anew();
        let token = subscription.token.clone();
        if let Err(error) = self.poller.store.step_subscription(token, anew).await {
            tracing::debug!(%error, "the hub may be blamed for a push that was put off");
        }
        self.poller.poll_soon(feed).await;
        try_again(outcome)
    }
}

/// 410 lets a hub end the subscription (section 7.1).
pub(super) fn refuse_unknown() -> Response {
    metrics::record_push(PushOutcome::Unknown);
    StatusCode::GONE.into_response()
}

fn try_again(outcome: PushOutcome) -> Response {
    metrics::record_push(outcome);
    let retry_after = [(header::RETRY_AFTER, RETRY_AFTER_S.to_string())];
    (StatusCode::SERVICE_UNAVAILABLE, retry_after).into_response()
}
