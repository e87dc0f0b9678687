//! What is trusted for one feed beside, or in place of, the system's authorities.

use std::sync::Arc;

use super::super::Origin;
use super::super::reader::{Reader, Section};
use crate::fetch::tls::{FeedTls, parse_pin, read_authorities};

/// Largest `ca_file` in bytes: the system's own bundle fits.
const CA_BYTES_MAX: u64 = 1024 * 1024;

/// Pins of one feed: the key of today, that of tomorrow, and room for a farm of servers.
const PINS_MAX: usize = 64;

/// `None` where the feed asks for nothing of its own, or something is wrong with it, which is then noted.
pub(super) fn read_tls<'a>(
    reader: &mut Reader<'a>,
    feed: &Section<'a>,
    origin: Option<&Origin>,
) -> Option<Arc<FeedTls>> {
    let mut tls = FeedTls::default();
    if let Some(path) = reader.path(feed, "ca_file") {
        let read = match fs_err::metadata(&path) {
            Ok(file) if file.len() > CA_BYTES_MAX => Err("is larger than 1 MiB".to_owned()),
            Ok(_) => fs_err::read(&path)
                .map_err(|error| format!("wiredesk cannot read: {}", error.kind())),
            Err(error) => Err(format!("wiredesk cannot read: {}", error.kind())),
        };
        match read.and_then(|pem| read_authorities(&pem).map_err(|error| error.to_string())) {
            Ok(authorities) => tls.authorities = authorities,
            Err(problem) => {
                let problem = format!("leads to {}, which {problem}", path.display());
                let remedy = "name a PEM file with the certificate of the publisher's authority";
                reader.refuse(feed, "ca_file", problem, remedy);
            }
        }
    }
    for (text, value) in reader.texts(feed, "pin_sha256") {
        match parse_pin(text) {
            Some(pin) if tls.pins.len() < PINS_MAX => tls.pins.push(pin),
            Some(_) => {
                reader.refuse_value(
                    "feed.pin_sha256",
                    value,
                    "is one of more than 64",
                    "keep those in use",
                );
                break;
            }
            None => {
                let remedy = "write the SHA-256 of the public key in base64, 44 characters, as \
                              `curl --pinnedpubkey` takes it";
                reader.refuse_value("feed.pin_sha256", value, "is not the hash of a key", remedy);
            }
        }
    }
    for key in ["ca_file", "pin_sha256"] {
        let plain = matches!(origin, Some(Origin::Http(url)) if url.scheme() == "http");
        if feed.has(key) && (plain || matches!(origin, Some(Origin::Spool(_)))) {
            let remedy = "use the feed's https address, or leave the key out";
            reader.refuse(feed, key, "means nothing without https", remedy);
        }
    }
    (tls != FeedTls::default()).then(|| Arc::new(tls))
}
