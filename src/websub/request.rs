//! Pure: a subscription request as the hub reads it (section 5.1).

use std::time::Duration;

use secrecy::{ExposeSecret, SecretString};
use url::Url;
use url::form_urlencoded::Serializer;

use super::key::Token;
use super::subscription::{Subscription, Wish};

/// Where the hub is to reach us for one subscription.
fn callback_of(base: &Url, token: &Token) -> String {
    format!("{}/{}", base.as_str().trim_end_matches('/'), token.expose())
}

/// The form to be posted; it holds the secret.
pub(super) fn write_form(subscription: &Subscription, base: &Url, lease: Duration) -> SecretString {
    let mut form = Serializer::new(String::new());
    form.append_pair("hub.mode", subscription.wish.mode())
        .append_pair("hub.topic", &subscription.offer.topic)
        .append_pair("hub.callback", &callback_of(base, &subscription.token));
    if subscription.wish == Wish::Subscribe {
        form.append_pair("hub.secret", subscription.secret.expose_secret())
            .append_pair("hub.lease_seconds", &lease.as_secs().to_string());
    }
    form.finish().into()
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;
    use crate::model::FeedId;
    use crate::websub::Offer;

    #[test]
    fn the_secret_goes_to_the_hub_that_is_subscribed_at_and_with_no_farewell() {
        let token = Token::parse(&"ab".repeat(24)).unwrap();
        let offer = Offer { hubs: vec!["h".into()], topic: "https://p.example/?a=1&b".into() };
        let feed = (FeedId::parse("harbour").unwrap(), String::new());
        let now = Timestamp::UNIX_EPOCH;
        let mut subscription =
            Subscription::new((token, "moth".to_owned().into()), feed, offer, now);
        let base = Url::parse("https://news.example/websub").unwrap();
        let lease = Duration::from_secs(864_000);
        let form = write_form(&subscription, &base, lease);
        let callback = format!("https%3A%2F%2Fnews.example%2Fwebsub%2F{}", "ab".repeat(24));
        let begin = |mode| {
            format!(
                "hub.mode={mode}&hub.topic=https%3A%2F%2Fp.example%2F%3Fa%3D1%26b&hub.callback={callback}"
            )
        };
        let want = format!("{}&hub.secret=moth&hub.lease_seconds=864000", begin("subscribe"));
        assert_eq!(form.expose_secret(), want);
        subscription.leave(now);
        let form = write_form(&subscription, &base, lease);
        assert_eq!(form.expose_secret(), begin("unsubscribe"));
    }
}
