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
use tokio_util::task::TaskTracker;

use super::key::Token;
use crate::config::WebSubConfig;
use crate::poll::Poller;
use crate::serve::{Limits, Port};

mod intent;
mod places;
mod push;

use places::{Places, WAIT_MAX};

/// Clients at once. Hubs push one feed's news at a time.
const CONNECTIONS_MAX: usize = 64;
/// What reading, judging and the commit may take beside the wait for a place and the time in which the body comes.
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
}

#[derive(Debug)]
struct Reception {
    poller: Arc<Poller>,
    places: Places,
    pushes: TaskTracker,
    stop: CancellationToken,
}

impl Callback {
    /// Binds the port of `config`; `None` where hubs have no way to us.
    ///
    /// # Errors
    /// The address is taken or not of this machine.
    pub async fn bind(config: &WebSubConfig) -> Result<Option<Self>, CallbackError> {
        if config.callback.is_none() {
            return Ok(None);
        }
        let address = config.bind;
        let bound = Port::bind(address).await;
        let port = bound.map_err(|source| CallbackError::Bind { address, source })?;
        tracing::info!(address = %port.address(), "websub listening");
        Ok(Some(Self { port }))
    }

    /// The address really bound: with port 0 in the configuration, the port that the system chose.
    pub fn address(&self) -> SocketAddr {
        self.port.address()
    }

    /// Answers until `stop`. A push under way is given up then: its hub tries again.
    pub async fn serve(self, poller: Arc<Poller>, stop: CancellationToken) -> anyhow::Result<()> {
        let time = poller.config.fetch.timeout.saturating_add(WAIT_MAX).saturating_add(WORK_MAX);
        let pushes = TaskTracker::new();
        let reception = Arc::new(Reception {
            poller,
            places: Places::new(),
            pushes: pushes.clone(),
            stop: stop.clone(),
        });
        let router = Router::new().fallback(answer).with_state(reception);
        let limits = Limits { connections: CONNECTIONS_MAX, time };
        self.port.serve(router, limits, stop).await;
        pushes.close();
        pushes.wait().await;
        Ok(())
    }
}

/// Whatever stands before the token is the affair of the proxy that leads here.
async fn answer(State(reception): State<Arc<Reception>>, request: Request<Body>) -> Response {
    let path = request.uri().path();
    let token = Token::parse(path.rsplit('/').next().unwrap_or_default());
    let mut response = match (request.method().clone(), token) {
        (Method::GET, Some(token)) => {
            let query = request.uri().query().unwrap_or_default();
            reception.heed_intent(token, query).await
        }
        (Method::POST, Some(token)) => {
            // A task of its own: a hub that goes away gives no place back for a body that is still here, and its push is
            // put off or admitted all the same.
            let pushes = reception.pushes.clone();
            let taken = pushes.spawn(async move {
                let stop = reception.stop.clone();
                stop.run_until_cancelled(reception.take_push(token, request)).await
            });
            let taken = taken.await.unwrap_or_else(|error| {
                tracing::error!(%error, "taking a push failed");
                None
            });
            taken.unwrap_or_else(push::refuse_unfinished)
        }
        (Method::GET, None) => StatusCode::NOT_FOUND.into_response(),
        (Method::POST, None) => push::refuse_unknown(),
        _ => StatusCode::METHOD_NOT_ALLOWED.into_response(),
    };
    let headers = response.headers_mut();
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
