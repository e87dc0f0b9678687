//! `[websub]`: where hubs reach us. Without a callback it is off.

use std::net::SocketAddr;
use std::time::Duration;

use url::Url;

use super::reader::{Reader, Section};
use super::{AdminConfig, WebSubConfig};
use crate::websub::subscription::LEASE_MAX;

/// Shorter leases are renewed more often than most feeds have news.
const LEASE_MIN: Duration = Duration::from_secs(3_600);

/// A hub repeats it in every request, with a token behind it.
const CALLBACK_BYTES_MAX: usize = 1_000;

pub(super) fn read_websub<'a>(
    reader: &mut Reader<'a>,
    top: &Section<'a>,
    admin: &AdminConfig,
    websub: &mut WebSubConfig,
) {
    let section = reader.section(top, "websub", "websub");
    websub.callback = read_callback(reader, &section);
    let remedy = "write \"127.0.0.1:9091\", \"[::1]:9091\", or port 0 for any free one";
    if let Some(text) = reader.text(&section, "bind") {
        match text.parse::<SocketAddr>() {
            Ok(address) => websub.bind = address,
            Err(_) => reader.refuse(&section, "bind", "is not IP address and port", remedy),
        }
    }
    let shared = admin.listen == Some(websub.bind) && websub.bind.port() != 0;
    if section.has("bind") && shared {
        let remedy = "take another port: hubs must not reach the admin pages";
        reader.refuse(&section, "bind", "is the address of the admin port", remedy);
    }
    websub.lease = reader.duration(&section, "lease", websub.lease, LEASE_MIN..=LEASE_MAX);
    reader.close(section);
}

fn read_callback<'a>(reader: &mut Reader<'a>, section: &Section<'a>) -> Option<Url> {
    let text = reader.text(section, "callback")?;
    let remedy =
        "write the public address that leads to bind, e.g. \"https://news.example/websub\"";
    let mut refuse = |problem: &str| {
        reader.refuse(section, "callback", problem, remedy);
        None
    };
    let Ok(url) = Url::parse(text) else { return refuse("is not a URL") };
    if !matches!(url.scheme(), "http" | "https") {
        return refuse("is neither http nor https");
    }
    if url.query().is_some() || url.fragment().is_some() {
        return refuse("has a query or a fragment, and each subscription adds its own path");
    }
    if !url.username().is_empty() || url.password().is_some() {
        return refuse("holds a secret, which must not stand in the configuration");
    }
    if text.len() > CALLBACK_BYTES_MAX {
        return refuse("is longer than 1000 bytes");
    }
    if url.scheme() == "http" {
        let problem = "is not https: whoever listens on the way reads the callback's secret path";
        reader.warn(section, "callback", problem, "use https outside tests");
    }
    Some(url)
}
