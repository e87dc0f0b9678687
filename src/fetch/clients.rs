//! The few clients that requests share, each built when the first request needs it.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use reqwest::Client;

use super::client::{Decoding, Kind, TransportError, build_client};
use super::tls::SystemTrust;
use crate::config::FetchConfig;

#[derive(Debug)]
pub(super) struct Clients {
    config: FetchConfig,
    system: SystemTrust,
    /// Four, and up to four more for each trust that the operator wrote down (P5).
    built: Mutex<HashMap<Kind, Client>>,
}

impl Clients {
    /// Fails at the start where any would fail.
    pub(super) fn new(config: &FetchConfig) -> Result<Self, TransportError> {
        let built = Mutex::default();
        let clients = Self { config: config.clone(), system: SystemTrust::default(), built };
        clients.get(Kind { decoding: Decoding::Automatic, private: true, tls: None })?;
        Ok(clients)
    }

    pub(super) fn get(&self, kind: Kind) -> Result<Client, TransportError> {
        let mut built = self.built.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(client) = built.get(&kind) {
            return Ok(client.clone());
        }
        let client = build_client(&self.config, &kind, &self.system)?;
        built.insert(kind, client.clone());
        Ok(client)
    }
}
