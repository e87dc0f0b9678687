//! A port of ours: one request a connection, within limits of number, time and size. It knows no pages, and tells them who asks.

use std::net::SocketAddr;
use std::time::Duration;

use axum::Extension;
use axum::extract::ConnectInfo;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

/// Request line and headers in bytes.
const HEAD_BYTES_MAX: usize = 16 * 1024;

/// Until the head is there; whoever only connects holds no place for longer.
const HEAD_TIME: Duration = Duration::from_secs(10);

/// After a failed accept (no file handles left, mostly), so that the loop does not spin.
const ACCEPT_PAUSE: Duration = Duration::from_millis(200);

/// A bound port that answers nobody yet.
#[derive(Debug)]
pub struct Port {
    listener: TcpListener,
    address: SocketAddr,
}

/// What clients may take.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Clients served at once. Others wait in the listen queue.
    pub connections: usize,
    /// One request and its answer; a client that sends or reads more slowly is dropped.
    pub time: Duration,
}

impl Port {
    /// # Errors
    /// The address is taken or not of this machine.
    pub async fn bind(address: SocketAddr) -> std::io::Result<Self> {
        let listener = TcpListener::bind(address).await?;
        let address = listener.local_addr()?;
        Ok(Self { listener, address })
    }

    /// The address really bound: with port 0, the port that the system chose.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Answers until `stop` is cancelled; answers under way are then given up.
    pub async fn serve(self, router: axum::Router, limits: Limits, stop: CancellationToken) {
        let address = self.address;
        let mut connections = JoinSet::new();
        loop {
            // All arms are cancel-safe: a connection or an ended task not taken now is taken next turn.
            tokio::select! {
                () = stop.cancelled() => return,
                Some(ended) = connections.join_next() => log_panic(ended),
                accepted = self.listener.accept(), if connections.len() < limits.connections => {
                    match accepted {
                        Ok((stream, _)) => {
                            connections.spawn(answer(stream, router.clone(), limits.time));
                        }
                        Err(error) => {
                            tracing::warn!(%address, %error, "port cannot accept");
                            tokio::time::sleep(ACCEPT_PAUSE).await;
                        }
                    }
                }
            }
        }
    }
}

/// One connection, one request: without keep-alive an idle client holds no place.
pub(crate) async fn answer(stream: TcpStream, router: axum::Router, limit: Duration) {
    let mut http = hyper::server::conn::http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(HEAD_TIME);
    http.keep_alive(false).max_buf_size(HEAD_BYTES_MAX);
    // Unknown only where the client is gone already.
    let peer = stream.peer_addr().ok().map(ConnectInfo);
    let router = peer.map_or(router.clone(), |peer| router.layer(Extension(peer)));
    let service = TowerToHyperService::new(router);
    let connection = http.serve_connection(TokioIo::new(stream), service);
    match tokio::time::timeout(limit, connection).await {
        Ok(Ok(())) => {}
        Ok(Err(error)) => tracing::debug!(%error, "connection failed"),
        Err(_) => tracing::debug!("connection timed out"),
    }
}

fn log_panic(ended: Result<(), tokio::task::JoinError>) {
    if let Err(error) = ended {
        tracing::error!(%error, "request failed");
    }
}
