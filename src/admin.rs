//! The admin port: `/live`, `/ready`, `/metrics` show state and never change it; `/poll` makes feeds due, for whoever is on
//! this machine.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use tokio_util::sync::CancellationToken;

use crate::config::AdminConfig;
use crate::health::Health;
use crate::poll::Wishes;
use crate::serve::{Limits, Port};

mod routes;

/// A scraper, a health check and a few people.
const LIMITS: Limits = Limits { connections: 32, time: Duration::from_secs(10) };

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
    port: Port,
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
        let bound = Port::bind(address).await;
        let port = bound.map_err(|source| AdminError::Bind { address, source })?;
        tracing::info!(address = %port.address(), "admin listening");
        Ok(Some(Self { port }))
    }

    /// The address really bound: with port 0 in the configuration, the port that the system chose.
    pub fn address(&self) -> SocketAddr {
        self.port.address()
    }

    /// Answers until `stop` is cancelled; answers under way are then given up.
    pub async fn serve(
        self,
        health: Arc<Health>,
        wishes: Arc<Wishes>,
        stop: CancellationToken,
    ) -> anyhow::Result<()> {
        let router = routes::router(health, wishes, self.address().ip().is_loopback());
        self.port.serve(router, LIMITS, stop).await;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::{TcpListener, TcpStream};

    use super::*;
    use crate::clock::SystemClock;
    use crate::serve::answer;

    /// What a client reads that sends `request` and then nothing more.
    async fn check(request: &[u8], limit: Duration) -> String {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let address = listener.local_addr().unwrap();
        let mut client = TcpStream::connect(address).await.unwrap();
        let (stream, _) = listener.accept().await.unwrap();
        client.write_all(request).await.unwrap();
        let health = Arc::new(Health::new(Arc::new(SystemClock)));
        let answered = answer(stream, routes::router(health, Arc::default(), true), limit);
        let patience = LIMITS.time / 2;
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
        let text = check(&twice, LIMITS.time).await;
        assert_eq!(text.matches("HTTP/1.1 200").count(), 1, "{text}");
    }
}
