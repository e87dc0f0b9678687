//! A hub asks whether we meant it, or says that it will not (sections 5.2 and 5.3).

use std::borrow::Cow;
use std::sync::Arc;
use std::time::Duration;

use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use url::form_urlencoded;

use super::Reception;
use crate::metrics::{self, IntentOutcome};
use crate::poll::jitter_of;
use crate::store::StoreError;
use crate::websub::key::Token;
use crate::websub::subscription::{Heard, Subscription};

/// Longest text of a hub that is logged, in characters.
const LOGGED_CHARS_MAX: usize = 200;

/// The parameters of one question.
#[derive(Debug, Default)]
struct Intent<'q> {
    mode: Cow<'q, str>,
    topic: Cow<'q, str>,
    challenge: Cow<'q, str>,
    reason: Cow<'q, str>,
    lease: Option<Duration>,
}

fn read_intent(query: &str) -> Intent<'_> {
    let mut intent = Intent::default();
    for (name, value) in form_urlencoded::parse(query.as_bytes()) {
        match &*name {
            "hub.mode" => intent.mode = value,
            "hub.topic" => intent.topic = value,
            "hub.challenge" => intent.challenge = value,
            "hub.reason" => intent.reason = value,
            // More than fits is as good as for ever.
            "hub.lease_seconds"
                if value.bytes().all(|b| b.is_ascii_digit()) && !value.is_empty() =>
            {
                intent.lease = Some(Duration::from_secs(value.parse().unwrap_or(u64::MAX)));
            }
            // The callback's own parameters, of which there are none.
            _ => {}
        }
    }
    intent
}

impl Reception {
    /// The challenge is given back only for what was asked for and is not answered yet, once that is committed.
    pub(super) async fn heed_intent(&self, token: Token, query: &str) -> Response {
        let intent = read_intent(query);
        let now = self.poller.clock.now();
        let jitter = jitter_of(token.expose(), now);
        let wanted = self.poller.config.websub.lease;
        let (mode, topic) = (intent.mode.into_owned(), intent.topic.into_owned());
        let (reason, lease) = (intent.reason.into_owned(), intent.lease);
        let challenged = !intent.challenge.is_empty();
        let heed = move |s: &mut Subscription| {
            let heard = match mode.as_str() {
                "denied" => s.deny(now, &topic, &reason, jitter),
                _ if challenged => s.verify(now, (&mode, &topic), (lease, wanted), jitter),
                _ => Heard::NotOurs,
            };
            (heard, s.clone())
        };
        let heard = match self.hear(token, heed).await {
            Ok(heard) => heard,
            Err(error) => {
                tracing::warn!(%error, "a hub's question waits for the store");
                return StatusCode::SERVICE_UNAVAILABLE.into_response();
            }
        };
        let Some((heard, subscription)) = heard else {
            metrics::record_intent(IntentOutcome::NotOurs);
            return StatusCode::NOT_FOUND.into_response();
        };
        self.tell(heard, &subscription);
        if heard == Heard::Left {
            let forgotten = self.poller.store.forget_subscription(subscription.token).await;
            if let Err(error) = forgotten {
                tracing::warn!(%error, "a subscription that was left is still in the store");
            }
        }
        match heard {
            Heard::NotOurs => StatusCode::NOT_FOUND.into_response(),
            // Plain text: what a hub says is no page of ours.
            Heard::Subscribed | Heard::Renewed | Heard::Left | Heard::Denied => {
                let plain = [(header::CONTENT_TYPE, "text/plain; charset=utf-8")];
                (plain, intent.challenge.into_owned()).into_response()
            }
        }
    }

    /// What nobody here asked for is only read: whoever guesses makes no work for the store.
    async fn hear(
        &self,
        token: Token,
        heed: impl Fn(&mut Subscription) -> (Heard, Subscription) + Send + 'static,
    ) -> Result<Option<(Heard, Subscription)>, Arc<StoreError>> {
        let Some(mut found) = self.poller.store.subscription(token.clone()).await? else {
            return Ok(None);
        };
        match heed(&mut found) {
            (Heard::NotOurs, found) => Ok(Some((Heard::NotOurs, found))),
            (Heard::Subscribed | Heard::Renewed | Heard::Left | Heard::Denied, _) => {
                self.poller.store.step_subscription(token, heed).await
            }
        }
    }

    fn tell(&self, heard: Heard, subscription: &Subscription) {
        let (feed, host) = (&subscription.feed, subscription.hub_host());
        let until = subscription.lease_until.map(tracing::field::display);
        let outcome = match heard {
            Heard::Subscribed => {
                tracing::info!(%feed, host, until, "subscribed; the feed is polled for what was published meanwhile");
                self.poller.hurry.by(feed, self.poller.clock.now());
                IntentOutcome::Verified
            }
            Heard::Renewed => {
                tracing::debug!(%feed, host, until, "lease renewed");
                IntentOutcome::Verified
            }
            Heard::Left => {
                tracing::info!(%feed, host, "left the hub");
                IntentOutcome::Verified
            }
            Heard::Denied => {
                let reason = subscription.problem.as_deref().unwrap_or_default();
                let reason: String = reason.chars().take(LOGGED_CHARS_MAX).collect();
                tracing::warn!(%feed, host, reason, "the hub will not push; polls go on");
                IntentOutcome::Denied
            }
            Heard::NotOurs => {
                tracing::info!(%feed, host, "a question of the hub's that nobody here asked for");
                IntentOutcome::NotOurs
            }
        };
        metrics::record_intent(outcome);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_is_read_whatever_stands_around_it() {
        let query = "x=1&hub.mode=subscribe&hub.topic=https%3A%2F%2Fp.example%2F%3Fa%26b&hub.challenge=a+b%2Bc&hub.lease_seconds=600";
        let intent = read_intent(query);
        assert_eq!((&*intent.mode, &*intent.topic), ("subscribe", "https://p.example/?a&b"));
        assert_eq!((&*intent.challenge, intent.lease), ("a b+c", Some(Duration::from_secs(600))));
        let lease = |text: &str| read_intent(&format!("hub.lease_seconds={text}")).lease;
        assert_eq!((lease(""), lease("-1"), lease("soon")), (None, None, None));
        assert_eq!(lease("99999999999999999999999"), Some(Duration::from_secs(u64::MAX)));
    }
}
