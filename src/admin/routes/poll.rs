//! `POST /poll`: feeds that a person wants polled now. The port has no password, so only this machine may ask, and no web
//! page that a browser on it shows: such a page cannot send JSON to another site unasked, and no answer here lets it.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::Json;
use axum::extract::{ConnectInfo, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::model::FeedId;
use crate::poll::{Granted, Wishes};

/// More are a reload, or a restart (P5).
const FEEDS_MAX: usize = 1_000;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Asked {
    feeds: Vec<String>,
}

#[derive(Debug, Serialize)]
struct Told {
    feed: String,
    poll: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    other: Option<String>,
}

pub(super) async fn answer(
    State(wishes): State<Arc<Wishes>>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    Json(asked): Json<Asked>,
) -> Response {
    if !peer.ip().to_canonical().is_loopback() {
        let error = "only this machine may ask for polls";
        return (StatusCode::FORBIDDEN, Json(json!({ "error": error }))).into_response();
    }
    if asked.feeds.len() > FEEDS_MAX {
        let error = format!("at most {FEEDS_MAX} feeds at once");
        return (StatusCode::BAD_REQUEST, Json(json!({ "error": error }))).into_response();
    }
    let named: Vec<Option<FeedId>> = asked.feeds.iter().map(|id| FeedId::parse(id)).collect();
    let Some(reply) = wishes.ask(named.iter().flatten().cloned().collect()).await else {
        let error = "nobody polls: the daemon starts, stops or is stuck";
        return (StatusCode::SERVICE_UNAVAILABLE, Json(json!({ "error": error }))).into_response();
    };
    let mut granted = reply.granted.into_iter();
    let feeds: Vec<Told> = asked
        .feeds
        .into_iter()
        .zip(named)
        .map(|(feed, id)| tell(feed, id.and_then(|_| granted.next()).unwrap_or(Granted::Unknown)))
        .collect();
    Json(json!({ "feeds": feeds, "held": reply.held })).into_response()
}

fn tell(feed: String, granted: Granted) -> Told {
    let (poll, other) = match granted {
        Granted::Due => ("due", None),
        Granted::UnderWay => ("under_way", None),
        Granted::HostRests(until) => ("host_rests", Some(until)),
        Granted::AskedAs(other) => ("asked_as", Some(other.to_string())),
        Granted::Unknown => ("unknown", None),
    };
    Told { feed, poll, other }
}

#[cfg(test)]
mod tests {
    use super::*;

    // In a container the port listens on all addresses, for the monitoring.
    #[tokio::test]
    async fn nobody_on_another_machine_has_anything_polled() {
        let status = async |peer: &str, feeds: usize| {
            let asked = Asked { feeds: vec!["harbour".to_owned(); feeds] };
            let peer = ConnectInfo(peer.parse().unwrap());
            answer(State(Arc::default()), peer, Json(asked)).await.status()
        };
        assert_eq!(status("10.1.2.3:50000", 1).await, StatusCode::FORBIDDEN);
        assert_eq!(status("[2001:db8::1]:50000", 1).await, StatusCode::FORBIDDEN);
        assert_eq!(status("127.0.0.1:50000", FEEDS_MAX + 1).await, StatusCode::BAD_REQUEST);
        assert_eq!(
            status("[::ffff:127.0.0.1]:50000", FEEDS_MAX + 1).await,
            StatusCode::BAD_REQUEST
        );
    }
}
