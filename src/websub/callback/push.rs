//! A hub pushes a document (section 7). A 2xx says that it is committed, or that nobody wants it again.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::Request;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use futures_util::StreamExt;
use secrecy::ExposeSecret;

use super::Reception;
use crate::config::FeedConfig;
use crate::fetch::response::read_charset;
use crate::metrics::{self, PushOutcome};
use crate::poll::push::{Document, Pushed};
use crate::store::StoreError;
use crate::websub::key::Token;
use crate::websub::signature::is_signed;
use crate::websub::subscription::{Subscription, Wish};

/// When a hub is to try again that cannot be heard now, in seconds.
const RETRY_AFTER_S: u32 = 120;

impl Reception {
    /// The place, and with it the bound on bodies in memory, is held until the answer is known.
    pub(super) async fn take_push(&self, token: Token, request: Request<Body>) -> Response {
        let (subscription, feed) = match self.find(token).await {
            Ok(Some(found)) => found,
            Ok(None) => return refuse_unknown(),
            Err(error) => {
                tracing::warn!(%error, "a push waits for the store");
                return refuse_unfinished();
            }
        };
        let known = (subscription.hub().parse(), subscription.offer.topic.parse());
        let (Ok(hub), Ok(topic)) = known else { return refuse_unknown() };
        if self.poller.outbox_is_full() {
            return self.put_off(&subscription, &feed, BUSY).await;
        }
        let (parts, body) = request.into_parts();
        let body_max = self.poller.config.fetch.body_max;
        if read_length(&parts.headers) > body_max {
            return self.put_off(&subscription, &feed, TOO_BIG).await;
        }
        let Some(place) = self.places.enter(&subscription.token) else {
            return self.put_off(&subscription, &feed, BUSY).await;
        };
        let Some(permit) = place.among_all(&hub).await else {
            drop(place);
            return self.put_off(&subscription, &feed, BUSY).await;
        };
        let patience = self.poller.config.fetch.timeout;
        let read = tokio::time::timeout(patience, read_body(body, body_max)).await;
        let bytes = match read.unwrap_or(Err(BROKEN_OFF)) {
            Ok(bytes) => bytes,
            Err(refused) => {
                drop((permit, place));
                return self.put_off(&subscription, &feed, refused).await;
            }
        };
        let signature = parts.headers.get("x-hub-signature").and_then(|value| value.to_str().ok());
        let secret = subscription.secret.expose_secret().as_bytes();
        if !signature.is_some_and(|signature| is_signed(signature, secret, &bytes)) {
            metrics::record_push(PushOutcome::Forged);
            tracing::info!(feed = %feed.id, host = subscription.hub_host(), "push ignored: it is not signed with our secret");
            // Section 7.1.2: whoever sent it is not told that it was ignored.
            return StatusCode::ACCEPTED.into_response();
        }
        if subscription.pings_only {
            metrics::record_push(PushOutcome::Ping);
            self.poller.poll_soon(&feed).await;
            return StatusCode::ACCEPTED.into_response();
        }
        let charset = read_charset(&parts.headers);
        let private = subscription.offer.private;
        let document = Document { bytes, charset, topic, private };
        match self.poller.take_push(&feed, document).await {
            Pushed::Admitted => {
                metrics::record_push(PushOutcome::Admitted);
                StatusCode::NO_CONTENT.into_response()
            }
            Pushed::Unreadable => {
                metrics::record_push(PushOutcome::Unreadable);
                StatusCode::ACCEPTED.into_response()
            }
            Pushed::NotAdmitted => self.put_off(&subscription, &feed, NOT_ADMITTED).await,
        }
    }

    /// The subscription behind an address, if it is to be heard: what was made for another address of the feed is not.
    async fn find(
        &self,
        token: Token,
    ) -> Result<Option<(Subscription, Arc<FeedConfig>)>, Arc<StoreError>> {
        let found = self.poller.store.subscription(token).await?;
        let found = found.filter(|subscription| subscription.wish == Wish::Subscribe);
        let Some(subscription) = found else { return Ok(None) };
        let feed = self.poller.push.feeds().borrow().get(&subscription.feed).cloned();
        let feed = feed.filter(|feed| feed.origin.address() == Some(subscription.origin.as_str()));
        Ok(feed.map(|feed| (subscription, feed)))
    }

    /// The hub may not try again, so the feed is polled as soon as polls may; what that finds is no fault of the hub's.
    async fn put_off(
        &self,
        subscription: &Subscription,
        feed: &FeedConfig,
        (outcome, status): Refused,
    ) -> Response {
        metrics::record_push(outcome);
        tracing::info!(feed = %feed.id, outcome = outcome.label(), "push not taken; the feed is polled instead");
        let anew = |s: &mut Subscription| s.trust.begin_anew();
        let token = subscription.token.clone();
        if let Err(error) = self.poller.store.step_subscription(token, anew).await {
            tracing::debug!(%error, "the hub may be blamed for a push that was put off");
        }
        self.poller.poll_soon(feed).await;
        refuse(status)
    }
}

/// Why a push was not taken, and what its hub is told.
type Refused = (PushOutcome, StatusCode);

const BUSY: Refused = (PushOutcome::Busy, StatusCode::SERVICE_UNAVAILABLE);
const NOT_ADMITTED: Refused = (PushOutcome::NotAdmitted, StatusCode::SERVICE_UNAVAILABLE);
const TOO_BIG: Refused = (PushOutcome::TooBig, StatusCode::PAYLOAD_TOO_LARGE);
const BROKEN_OFF: Refused = (PushOutcome::BrokenOff, StatusCode::REQUEST_TIMEOUT);

/// What the hub announces, in bytes.
fn read_length(headers: &HeaderMap) -> u64 {
    let announced = headers.get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok());
    announced.and_then(|text| text.parse().ok()).unwrap_or(0)
}

async fn read_body(body: Body, body_max: u64) -> Result<Vec<u8>, Refused> {
    let (mut bytes, mut chunks) = (Vec::new(), body.into_data_stream());
    while let Some(chunk) = chunks.next().await {
        let chunk = chunk.map_err(|_| BROKEN_OFF)?;
        if (bytes.len() as u64).saturating_add(chunk.len() as u64) > body_max {
            return Err(TOO_BIG);
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes)
}

/// 410 lets a hub end the subscription (section 7.1).
pub(super) fn refuse_unknown() -> Response {
    metrics::record_push(PushOutcome::Unknown);
    StatusCode::GONE.into_response()
}

/// To be tried again: we are going, or failed.
pub(super) fn refuse_unfinished() -> Response {
    metrics::record_push(NOT_ADMITTED.0);
    refuse(NOT_ADMITTED.1)
}

/// 503 asks for another try.
fn refuse(status: StatusCode) -> Response {
    let again = status == StatusCode::SERVICE_UNAVAILABLE;
    let retry_after = again.then(|| [(header::RETRY_AFTER, RETRY_AFTER_S.to_string())]);
    (status, retry_after, ()).into_response()
}
