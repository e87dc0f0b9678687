//! A form to a WebSub hub, over checked hops within one deadline. What the hub writes back is not read.

use std::time::Duration;

use reqwest::StatusCode;
use reqwest::header::CONTENT_TYPE;
use secrecy::{ExposeSecret, SecretString};
use tokio::time::{Instant, timeout};
use url::Url;

use super::super::failure::{
    Asked, Carried, explain_no_answer, explain_refused_url, explain_status, name_host,
};
use super::super::{Failure, FailureKind};
use super::{Decoding, HttpTransport, Kind, find_next_hop, read_retry_after};
use crate::clock::{Clock, SystemClock};

const FORM: &str = "application/x-www-form-urlencoded";

impl HttpTransport {
    /// Posts `form`; any 2xx is a yes. 307 and 308 are followed, because they keep method and body (RFC 9110 section
    /// 15.4), but not from https to http: the form holds a secret. `private` is whether the answer that named the hub came
    /// from a private network: only then may the hub lie in `fetch.allow_private`, and a hop only as long as all before did.
    pub async fn post_form(
        &self,
        url: &Url,
        form: &SecretString,
        private: bool,
    ) -> Result<(), Failure> {
        let (mut url, mut sender, mut left) = (url.clone(), None, self.timeout);
        let mut private = private && !self.allow_private.is_empty();
        for hop in 0..=self.redirects_max {
            let asked = Asked {
                url: &url,
                sender: sender.as_ref(),
                private,
                credentials: Carried::None,
                proxy: self.proxy.as_ref(),
            };
            self.check_url(&url, private).map_err(|e| explain_refused_url(asked, &e))?;
            let kind = Kind { decoding: Decoding::Identity, private, tls: None };
            let client = self.clients.get(kind).map_err(|error| {
                let detail = format!("no request to {} can be made: {error}", name_host(&url));
                Failure::new(FailureKind::Tls, detail)
            })?;
            // As for any request, waiting for a place at the first host is no fault of it.
            let patience = if hop == 0 { Duration::MAX } else { left };
            let Ok(permit) = timeout(patience, self.limits.acquire(&url)).await else {
                return Err(self.explain_busy_host(&url));
            };
            let started = Instant::now();
            let request = client.post(url.clone()).header(CONTENT_TYPE, FORM);
            let sent = request.body(form.expose_secret().to_owned()).send();
            let sent = timeout(left, sent).await.map_err(|_| self.explain_deadline(&url))?;
            drop(permit);
            left = left.saturating_sub(started.elapsed());
            let response =
                sent.map_err(|error| explain_no_answer(asked, &error, self.connect_timeout))?;
            private &= self.came_from_private(&url, &response);
            let status = response.status();
            if status.is_success() {
                return Ok(());
            }
            let keeps_form =
                matches!(status, StatusCode::TEMPORARY_REDIRECT | StatusCode::PERMANENT_REDIRECT);
            match find_next_hop(&url, status, response.headers()).filter(|_| keeps_form) {
                Some(next) if url.scheme() == "https" && next.scheme() == "http" => {
                    let detail = format!("{} redirects from https to http", name_host(&url));
                    return Err(Failure::new(FailureKind::Status, detail));
                }
                Some(next) => sender = Some(std::mem::replace(&mut url, next)),
                None => {
                    let wait = read_retry_after(response.headers(), SystemClock.now());
                    // Its advice is about feeds.
                    let detail = format!("{} answered {status}", name_host(&url));
                    let failure = explain_status(asked, status, response.headers(), wait);
                    return Err(Failure { detail, ..failure });
                }
            }
        }
        let detail = format!("{} redirects too often (fetch.redirects_max)", name_host(&url));
        Err(Failure::new(FailureKind::TooManyRedirects, detail))
    }
}
