//! The port that hubs reach: verification of intent, and what they push. Nothing else is answered there.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use tokio_util::sync::CancellationToken;

use super::key::Token;
use crate::poll::Poller;
use crate::serve::{Limits, Port};

mod intent;
mod places;
mod push;

use places::Places;

/// Clients at once. Hubs push one feed's news at a time.
const CONNECTIONS_MAX: usize = 64;
/// What reading, judging and the commit may take beside the time in which the body comes.
const WORK_MAX: Duration = Duration::from_secs(60);

#[derive(Debug, thiserror::Error)]
pub enum CallbackError {
    #[error("websub.bind = \"{address}\": cannot listen there; take another port")]
    Bind {
        address: SocketAddr,
        #[source]
        source: std::io::Error,
    },
}

/// A bound port that answers nobody yet.
#[derive(Debug)]
pub struct Callback {
    port: Port,
    reception: Arc<Reception>,
}

#[derive(Debug)]
struct Reception {
    poller: Arc<Poller>,
    places: Places,
}

impl Callback {
    /// # Errors
    /// The address is taken or not of this machine.
    pub async fn bind(poller: Arc<Poller>) -> Result<Self, CallbackError> {
        let address = poller.config.websub.bind;
        let bound = Port::bind(address).await;
        let port = bound.map_err(|source| CallbackError::Bind { address, source })?;
        tracing::info!(address = %port.address(), "websub listening");
        let reception = Arc::new(Reception { poller, places: Places::new() });
        Ok(Self { port, reception })
    }

    /// The address really bound: with port 0 in the configuration, the port that the system chose.
    pub fn address(&self) -> SocketAddr {
        self.port.address()
    }

    /// Answers until `stop`. A push under way is given up then: its hub tries again.
    pub async fn serve(self, stop: CancellationToken) -> anyhow::Result<()> {
        let time = self.reception.poller.config.fetch.timeout.saturating_add(WORK_MAX);
        let router = Router::new().fallback(answer).with_state(self.reception);
        let limits = Limits { connections: CONNECTIONS_MAX, time };
        self.port.serve(router, limits, stop).await;
        Ok(())
    }
}

/// Whatever stands before the token is the affair of the proxy that leads here.
async fn answer(State(reception): State<Arc<Reception>>, request: Request<Body>) -> Response {
    let path = request.uri().path();
    let token = Token::parse(path.rsplit('/').next().unwrap_or_default());
    let mut response = match (request.method(), token) {
        (&Method::GET, Some(token)) => {
            let query = request.uri().query().unwrap_or_default();
            reception.heed_intent(token, query).await
        }
        (&Method::POST, Some(token)) => reception.take_push(token, request).await,
        (&Method::GET, None) => StatusCode::NOT_FOUND.into_response(),
        (&Method::POST, None) => push::refuse_unknown(),
        _ => StatusCode::METHOD_NOT_ALLOWED.into_response(),
    };
    let headers = response.headers_mut();
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
