//! Reads a body to its end or to the limit, whichever comes first. The limit counts decoded bytes.

use futures_util::StreamExt;
use reqwest::Response;
use reqwest::header::{CONTENT_ENCODING, HeaderValue};
use url::Url;

use super::failure::{clip, explain_broken_body, is_undecodable, name_host};
use super::inflate::{Unpacked, is_gzip, is_text, unpack};
use super::{Failure, FailureKind};

/// Why a request ended without an answer.
#[derive(Debug)]
pub(super) enum Stopped {
    /// The bytes are not what `Content-Encoding` calls them.
    Undecodable(Failure),
    Failed(Failure),
}

/// What becomes of bytes beyond the limit, which counts what comes out of the decompressor.
#[derive(Debug, Clone, Copy)]
pub(super) enum Cap {
    Refused(u64),
    Cut(usize),
}

/// Reads a body to its cap (P5): a small answer may stand for a large document.
pub(super) async fn read_capped(
    url: &Url,
    response: Response,
    cap: Cap,
) -> Result<Vec<u8>, Stopped> {
    // The client takes the header away from what it decodes itself, which is all but gzip.
    let encoding = response.headers().get(CONTENT_ENCODING).map(HeaderValue::as_bytes);
    let encoding = encoding.map(|name| String::from_utf8_lossy(name).to_ascii_lowercase());
    let deflate = encoding.as_deref() == Some("deflate");
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
        body.extend_from_slice(&chunk);
        match cap {
            Cap::Refused(bytes_max) if body.len() as u64 > bytes_max => {
                return Err(too_big(url, bytes_max));
            }
            Cap::Cut(bytes_max) if body.len() >= bytes_max => {
                body.truncate(bytes_max);
                return Ok(body);
            }
            Cap::Refused(_) | Cap::Cut(_) => {}
        }
    }
    let bytes_max = match cap {
        Cap::Refused(bytes_max) => bytes_max,
        Cap::Cut(bytes_max) => bytes_max as u64,
    };
    let encoding = encoding.filter(|_| !is_gzip(&body));
    // A bomb of a few kilobytes is a tenth of a second of work: no other poll waits for it (P6).
    let unpacked = if is_gzip(&body) {
        let unpacking = tokio::task::spawn_blocking(move || unpack(body, deflate, bytes_max));
        unpacking.await.unwrap_or(Unpacked::Packed("gzip"))
    } else {
        unpack(body, deflate, bytes_max)
    };
    match unpacked {
        Unpacked::Plain(body) => match encoding {
            Some(name) if !is_text(&body) => Err(undecodable(url, &clip(&name))),
            Some(_) | None => Ok(body),
        },
        Unpacked::TooBig(mut body) => match cap {
            Cap::Refused(bytes_max) => Err(too_big(url, bytes_max)),
            Cap::Cut(bytes_max) => {
                body.truncate(bytes_max);
                Ok(body)
            }
        },
        Unpacked::Packed(name) => Err(undecodable(url, name)),
    }
}

fn undecodable(url: &Url, name: &str) -> Stopped {
    let detail = format!("the body of {} is {name} that does not decode", name_host(url));
    Stopped::Undecodable(Failure::new(FailureKind::Body, detail))
}

fn too_big(url: &Url, bytes_max: u64) -> Stopped {
    let host = name_host(url);
    let detail = format!("the body of {host} is larger than {bytes_max} bytes (fetch.body_max)");
    Stopped::Failed(Failure::new(FailureKind::TooBig, detail))
}
