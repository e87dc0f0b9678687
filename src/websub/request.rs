//! Pure: a subscription request as the hub reads it (section 5.1).

use std::time::Duration;

use secrecy::{ExposeSecret, SecretString};
use url::form_urlencoded::Serializer;

use super::subscription::{Subscription, Wish};

/// Where the hub is to reach us for one subscription.
fn callback_of(subscription: &Subscription) -> String {
    let base = subscription.callback.trim_end_matches('/');
    format!("{base}/{}", subscription.token.expose())
}

/// The form to be posted; it holds the secret.
pub(super) fn write_form(subscription: &Subscription, lease: Duration) -> SecretString {
    let mut form = Serializer::new(String::new());
    form.append_pair("hub.mode", subscription.wish.mode())
        .append_pair("hub.topic", &subscription.offer.topic)
        .append_pair("hub.callback", &callback_of(subscription));
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
    use crate::websub::{Offer, Token};

    #[test]
    fn the_secret_goes_to_the_hub_that_is_subscribed_at_and_with_no_farewell() {
        let token = Token::parse(&"ab".repeat(24)).unwrap();
        let offer = Offer {
            hubs: vec!["h".into()],
            topic: "https://p.example/?a=1&b".into(),
            private: false,
        };
        let feed = (FeedId::parse("harbour").unwrap(), String::new());
        let (now, base) = (Timestamp::UNIX_EPOCH, "https://news.example/websub".to_owned());
        let mut subscription =
            Subscription::new((token, "moth".to_owned().into()), feed, (offer, base), now);
        let lease = Duration::from_secs(864_000);
        let form = write_form(&subscription, lease);
        let callback = format!("https%3A%2F%2Fnews.example%2Fwebsub%2F{}", "ab".repeat(24));
        let begin = |mode| {
            format!(
                "hub.mode={mode}&hub.topic=https%3A%2F%2Fp.example%2F%3Fa%3D1%26b&hub.callback={callback}"
            )
        };
        let want = format!("{}&hub.secret=moth&hub.lease_seconds=864000", begin("subscribe"));
        assert_eq!(form.expose_secret(), want);
        subscription.pending = true;
        subscription.leave(now);
        let form = write_form(&subscription, lease);
        assert_eq!(form.expose_secret(), begin("unsubscribe"));
    }
}
