//! The answers of the admin port. Every path but the four below is 404.

use std::net::IpAddr;
use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde_json::json;

use crate::health::Health;
use crate::metrics;
use crate::poll::Wishes;

mod poll;

/// The content type of the Prometheus text format.
const EXPOSITION: &str = "text/plain; version=0.0.4; charset=utf-8";

/// With `loopback` only names of this machine are accepted in `Host`: a web page whose own name was pointed at
/// 127.0.0.1 (DNS rebinding) reads nothing. On another address the operator has opened the port on purpose.
pub(super) fn router(health: Arc<Health>, wishes: Arc<Wishes>, loopback: bool) -> Router {
    let poll = post(poll::answer).layer(from_fn(refuse_foreign_host)).with_state(wishes);
    let router = Router::new()
        .route("/live", get(live))
        .route("/ready", get(ready))
        .route("/metrics", get(render_metrics))
        .route("/poll", poll)
        .fallback(not_found)
        .with_state(health)
        .layer(from_fn(add_headers));
    if loopback { router.layer(from_fn(refuse_foreign_host)) } else { router }
}

/// That it is answered at all is the answer.
async fn live() -> Response {
    Json(json!({ "live": true })).into_response()
}

async fn ready(State(health): State<Arc<Health>>) -> Response {
    let reasons = health.reasons();
    if reasons.is_empty() {
        Json(json!({ "ready": true })).into_response()
    } else {
        let body = Json(json!({ "ready": false, "reasons": reasons }));
        (StatusCode::SERVICE_UNAVAILABLE, body).into_response()
    }
}

async fn render_metrics(State(health): State<Arc<Health>>) -> Response {
    metrics::set_ready(health.reasons().is_empty());
    ([(header::CONTENT_TYPE, EXPOSITION)], metrics::render()).into_response()
}

async fn not_found() -> Response {
    let body =
        Json(json!({ "error": "no such page", "pages": ["/live", "/ready", "/metrics", "/poll"] }));
    (StatusCode::NOT_FOUND, body).into_response()
}

async fn add_headers(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    response
}

async fn refuse_foreign_host(request: Request, next: Next) -> Response {
    if host_is_ours(request.headers()) {
        return next.run(request).await;
    }
    let body = Json(json!({ "error": "this port answers to localhost or an IP address only" }));
    (StatusCode::MISDIRECTED_REQUEST, body).into_response()
}

/// `localhost` or an IP literal, with or without a port. No `Host` (HTTP/1.0) is fine: a browser always sends one.
fn host_is_ours(headers: &HeaderMap) -> bool {
    let Some(host) = headers.get(header::HOST) else {
        return true;
    };
    let Ok(text) = host.to_str() else {
        return false;
    };
    let name = match text.strip_prefix('[') {
        Some(rest) => rest.split_once(']').map_or("", |(address, _)| address),
        None => text.split_once(':').map_or(text, |(name, _)| name),
    };
    name.eq_ignore_ascii_case("localhost") || name.parse::<IpAddr>().is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_of_this_machine_are_answered() {
        let check = |host: &'static str, ours: bool| {
            let mut headers = HeaderMap::new();
            headers.insert(header::HOST, HeaderValue::from_static(host));
            assert_eq!(host_is_ours(&headers), ours, "{host}");
        };
        check("localhost:9464", true);
        check("LocalHost", true);
        check("127.0.0.1:9464", true);
        check("[::1]:9464", true);
        check("[::1]", true);
        check("desk.example:9464", false);
        check("127.0.0.1.desk.example", false);
        check("localhost.desk.example", false);
        check("[::1", false);
        check("", false);
        assert!(host_is_ours(&HeaderMap::new()));
    }
}
