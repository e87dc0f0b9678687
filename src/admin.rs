//! The admin port: `/live`, `/ready`, `/metrics`. Shows state, never changes it.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use hyper_util::rt::TokioIo;
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use crate::config::AdminConfig;
use crate::health::Health;

mod routes;

/// Clients served at once: a scraper, a health check and a few people. Others wait in the listen queue.
const CONNECTIONS_MAX: usize = 32;

/// One request and its answer; a client that sends or reads more slowly is dropped.
const CONNECTION_TIMEOUT: Duration = Duration::from_secs(10);

/// Request line and headers in bytes.
const HEAD_BYTES_MAX: usize = 16 * 1024;

/// After a failed accept (no file handles left, mostly), so that the loop does not spin.
const ACCEPT_PAUSE: Duration = Duration::from_millis(200);

#[derive(Debug, thiserror::Error)]
pub enum AdminError {
    #[error(
        "admin.listen = \"{address}\": cannot listen there; take another port or switch it off"
    )]
    Bind {
        address: SocketAddr,
        #[source]
        source: std::io::Error,
    },
}

/// A bound port that answers nobody yet.
#[derive(Debug)]
pub struct Admin {
    listener: TcpListener,
    address: SocketAddr,
}

impl Admin {
    /// Binds the port of `config`; `None` when it is switched off.
    ///
    /// # Errors
    /// The address is taken or not of this machine.
    pub async fn bind(config: &AdminConfig) -> Result<Option<Self>, AdminError> {
        let Some(address) = config.listen else {
            return Ok(None);
        };
        let bound = async {
            let listener = TcpListener::bind(address).await?;
            let address = listener.local_addr()?;
            Ok(Self { listener, address })
        };
        let admin = bound.await.map_err(|source| AdminError::Bind { address, source })?;
        tracing::info!(address = %admin.address, "admin listening");
        Ok(Some(admin))
    }

    /// The address really bound: with port 0 in the configuration, the port that the system chose.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Answers until `stop` is cancelled; answers under way are then given up.
    pub async fn serve(self, health: Arc<Health>, stop: CancellationToken) -> anyhow::Result<()> {
        let router = routes::router(health, self.address.ip().is_loopback());
        let mut connections = JoinSet::new();
        loop {
            // All arms are cancel-safe: a connection or an ended task not taken now is taken next turn.
            tokio::select! {
                () = stop.cancelled() => return Ok(()),
                Some(ended) = connections.join_next() => log_panic(ended),
                accepted = self.listener.accept(), if connections.len() < CONNECTIONS_MAX => {
                    match accepted {
                        Ok((stream, _)) => {
                            let router = router.clone();
                            connections.spawn(answer(stream, router, CONNECTION_TIMEOUT));
                        }
                        Err(error) => {
                            tracing::warn!(%error, "admin port cannot accept");
                            tokio::time::sleep(ACCEPT_PAUSE).await;
                        }
                    }
                }
            }
        }
    }
}

/// One connection, one request: without keep-alive an idle client holds no place.
async fn answer(stream: TcpStream, router: axum::Router, limit: Duration) {
    let mut http = hyper::server::conn::http1::Builder::new();
    http.keep_alive(false).max_buf_size(HEAD_BYTES_MAX);
    let service = TowerToHyperService::new(router);
    let connection = http.serve_connection(TokioIo::new(stream), service);
    match tokio::time::timeout(limit, connection).await {
        Ok(Ok(())) => {}
        Ok(Err(error)) => tracing::debug!(%error, "admin connection failed"),
        Err(_) => tracing::debug!("admin connection timed out"),
    }
}

fn log_panic(ended: Result<(), tokio::task::JoinError>) {
    if let Err(error) = ended {
        tracing::error!(%error, "admin request failed");
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};

    use super::*;
    use crate::clock::SystemClock;

    /// What a client reads that sends `request` and then nothing more.
    async fn check(request: &[u8], limit: Duration) -> String {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let address = listener.local_addr().unwrap();
        let mut client = TcpStream::connect(address).await.unwrap();
        let (stream, _) = listener.accept().await.unwrap();
        client.write_all(request).await.unwrap();
        let health = Arc::new(Health::new(Arc::new(SystemClock)));
        let answered = answer(stream, routes::router(health, true), limit);
        let patience = CONNECTION_TIMEOUT / 2;
        tokio::time::timeout(patience, answered).await.unwrap();
        let mut text = String::new();
        client.read_to_string(&mut text).await.unwrap();
        text
    }

    // The client stays: only the limit can end this.
    #[tokio::test]
    async fn a_client_that_never_ends_its_request_is_dropped() {
        let short = Duration::from_millis(30);
        assert_eq!(check(b"", short).await, "");
        assert_eq!(check(b"GET /live HTTP/1.1\r\nHost: loc", short).await, "");
    }

    #[tokio::test]
    async fn a_connection_ends_with_its_first_answer() {
        let twice = b"GET /live HTTP/1.1\r\nHost: localhost\r\n\r\n".repeat(2);
        let text = check(&twice, CONNECTION_TIMEOUT).await;
        assert_eq!(text.matches("HTTP/1.1 200").count(), 1, "{text}");
    }
}
