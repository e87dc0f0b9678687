//! Reads a body to its end or to the limit, whichever comes first. The limit counts decoded bytes.

use futures_util::StreamExt;
use reqwest::Response;
use url::Url;

use super::failure::{explain_broken_body, is_undecodable, name_host};
use super::{Failure, FailureKind};

/// Why a request ended without an answer.
#[derive(Debug)]
pub(super) enum Stopped {
    /// The bytes are not what `Content-Encoding` calls them.
    Undecodable(Failure),
    Failed(Failure),
}

/// Reads at most `bytes_max` decoded bytes (P5): a small answer may stand for a large document.
pub(super) async fn read_capped(
    url: &Url,
    response: Response,
    bytes_max: u64,
) -> Result<Vec<u8>, Stopped> {
    let mut body = Vec::new();
    let mut chunks = response.bytes_stream();
    while let Some(chunk) = chunks.next().await {
        let read = body.len() as u64;
        let chunk = chunk.map_err(|error| {
            let failure = explain_broken_body(url, &error, read);
            if is_undecodable(&error) {
                Stopped::Undecodable(failure)
            } else {
                Stopped::Failed(failure)
            }
        })?;
        if read.saturating_add(chunk.len() as u64) > bytes_max {
            let host = name_host(url);
            let detail =
                format!("the body of {host} is larger than {bytes_max} bytes (fetch.body_max)");
            return Err(Stopped::Failed(Failure::new(FailureKind::TooBig, detail)));
        }
        body.extend_from_slice(&chunk);
    }
    match name_compression(&body) {
        Some(name) => {
            let detail = format!("the body of {} is still {name} after decoding", name_host(url));
            Err(Stopped::Undecodable(Failure::new(FailureKind::Body, detail)))
        }
        None => Ok(body),
    }
}

/// Compressed twice, or compressed without saying so; no feed begins with these bytes.
fn name_compression(body: &[u8]) -> Option<&'static str> {
    match body {
        [0x1f, 0x8b, 8, ..] => Some("gzip"),
        [0x28, 0xb5, 0x2f, 0xfd, ..] => Some("zstd"),
        _ => None,
    }
}
