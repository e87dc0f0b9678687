//! `[[feed]]`: one subscription each, wherever it is written. Two feeds never share an id or a folder.

use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv4Addr};
use std::path::{Path, PathBuf};
use std::time::Duration;

use ::url::{Host, Url};
use ipnet::IpNet;

use crate::fetch::address::check_address;
use crate::model::FeedId;

use super::reader::{Reader, Section};
use super::sections::{INTERVALS, warn_if_impolite};
use super::units::parse_duration;
use super::{FeedConfig, Origin, PublishPolicy};

mod credentials;
mod tls;
mod url;

use credentials::read_credentials;
use tls::read_tls;
use url::{parse_feed_url, without_scheme};

/// Longest `since` of a first poll; no feed reaches further back.
const SINCE_MAX: Duration = Duration::from_secs(36_500 * 86_400);

/// Longest publisher's name in characters.
const PUBLISHER_CHARS_MAX: usize = 200;

/// What earlier feeds took, with the place where they did, over all files.
#[derive(Debug, Default)]
pub(super) struct Taken {
    ids: BTreeMap<String, String>,
    addresses: BTreeMap<String, String>,
    folders: BTreeMap<PathBuf, String>,
    /// As `[fetch]` says.
    pub(super) allow_private: Vec<IpNet>,
}

/// Reads every `[[feed]]` of one file; one that is wrong is left out, and what is wrong with it is noted.
pub(super) fn read_feeds<'a>(
    reader: &mut Reader<'a>,
    top: &Section<'a>,
    taken: &mut Taken,
) -> Vec<FeedConfig> {
    let sections = reader.tables(top, "feed");
    let mut feeds = Vec::with_capacity(sections.len());
    for section in sections {
        feeds.extend(read_feed(reader, &section, taken));
        reader.close(section);
    }
    feeds
}

fn read_feed<'a>(
    reader: &mut Reader<'a>,
    section: &Section<'a>,
    taken: &mut Taken,
) -> Option<FeedConfig> {
    let id = read_id(reader, section, taken);
    let origin = read_origin(reader, section, taken);
    let interval = reader.duration_if_set(section, "interval", Duration::from_secs(900), INTERVALS);
    if let Some(interval) = interval {
        warn_if_impolite(reader, section, "interval", interval);
    }
    let full_text = reader.boolean(section, "full_text", false);
    let websub = reader.boolean(section, "websub", true);
    let publisher = reader.line(section, "publisher", PUBLISHER_CHARS_MAX);
    let language = read_language(reader, section);
    let publish = read_policy(reader, section);
    let credentials = read_credentials(reader, section, origin.as_ref());
    let tls = read_tls(reader, section, origin.as_ref());
    Some(FeedConfig {
        id: id?,
        origin: origin?,
        publisher,
        language,
        full_text,
        websub,
        interval,
        publish,
        credentials,
        tls,
    })
}

fn read_id<'a>(
    reader: &mut Reader<'a>,
    section: &Section<'a>,
    taken: &mut Taken,
) -> Option<FeedId> {
    let remedy = "choose 1 to 100 characters of a-z A-Z 0-9 . _ -, and keep it: \
                  what was seen is remembered under it, e.g. id = \"harbour-news\"";
    let Some(text) = reader.text(section, "id") else {
        if !section.has("id") {
            reader.refuse(section, "id", "is missing", remedy);
        }
        return None;
    };
    let Some(id) = FeedId::parse(text) else {
        reader.refuse(section, "id", "is not a feed id", remedy);
        return None;
    };
    let here = reader.place_of(section, "id");
    if let Some(there) = taken.ids.get(text) {
        let problem = format!("is the id of the feed at {there} already");
        reader.refuse(section, "id", problem, "give each feed an id of its own");
        return None;
    }
    taken.ids.insert(text.to_owned(), here);
    Some(id)
}

fn read_origin<'a>(
    reader: &mut Reader<'a>,
    section: &Section<'a>,
    taken: &mut Taken,
) -> Option<Origin> {
    let url = reader.text(section, "url");
    let spool = reader.path(section, "spool");
    match (section.has("url"), section.has("spool")) {
        (true, true) => {
            let remedy = "keep one of the two, or make two feeds of it";
            reader.refuse(section, "spool", "contradicts url", remedy);
            None
        }
        (false, false) => {
            let remedy = "write url = \"https://...\" or spool = \"folder\"";
            reader.refuse(section, "url", "is missing, and so is spool", remedy);
            None
        }
        (true, false) => read_url(reader, section, url?, taken).map(Origin::Http),
        (false, true) => Some(Origin::Spool(read_spool(reader, section, spool?, taken))),
    }
}

fn read_url(
    reader: &mut Reader<'_>,
    section: &Section<'_>,
    text: &str,
    taken: &mut Taken,
) -> Option<Url> {
    let url = match parse_feed_url(text) {
        Ok(url) => url,
        Err((problem, remedy)) => {
            reader.refuse(section, "url", problem, remedy);
            return None;
        }
    };
    let here = reader.place_of(section, "url");
    // Edge case 9: one feed under http, https and feed is one feed.
    if let Some(there) = taken.addresses.insert(without_scheme(&url), here) {
        let problem = format!("is the address of the feed at {there} too");
        let remedy = "remove one of them, unless their credentials open different things: where they differ in nothing but id and scheme, one is asked for both, that of https or else the first";
        reader.warn(section, "url", problem, remedy);
    }
    warn_if_private(reader, section, &url, &taken.allow_private);
    Some(url)
}

/// A feed that can only fail is told before it is polled; what a name resolves to is learned then.
fn warn_if_private(
    reader: &mut Reader<'_>,
    section: &Section<'_>,
    url: &Url,
    allow_private: &[IpNet],
) {
    let ip = match url.host() {
        Some(Host::Ipv4(ip)) => IpAddr::V4(ip),
        Some(Host::Ipv6(ip)) => IpAddr::V6(ip),
        Some(Host::Domain("localhost")) => IpAddr::V4(Ipv4Addr::LOCALHOST),
        Some(Host::Domain(_)) | None => return,
    };
    if let Err(refused) = check_address("it", ip, allow_private) {
        let problem = format!("is at {ip}, {}, where nothing is fetched", refused.network);
        let remedy = format!("if that is meant, write allow_private = [\"{ip}\"] in [fetch]");
        reader.warn(section, "url", problem, remedy);
    }
}

fn read_spool(
    reader: &mut Reader<'_>,
    section: &Section<'_>,
    folder: PathBuf,
    taken: &mut Taken,
) -> PathBuf {
    let here = reader.place_of(section, "spool");
    if let Some(there) = taken.folders.insert(folder.clone(), here) {
        let problem = format!("is the folder of the feed at {there} already");
        let remedy = "give each feed a folder of its own";
        reader.refuse(section, "spool", problem, remedy);
    }
    check_spool(reader, section, &folder);
    folder
}

fn check_spool(reader: &mut Reader<'_>, section: &Section<'_>, folder: &Path) {
    if folder.is_dir() {
        return;
    }
    if folder.exists() {
        let remedy = "name the folder that the files arrive in";
        reader.refuse(section, "spool", "is not a folder", remedy);
        return;
    }
    let problem = format!("leads to {}, which does not exist", folder.display());
    reader.warn(section, "spool", problem, "create the folder, or mount it");
}

/// Well-formedness of RFC 5646, section 2.1, without looking subtags up.
fn read_language<'a>(reader: &mut Reader<'a>, section: &Section<'a>) -> Option<String> {
    let text = reader.text(section, "language")?;
    let mut subtags = text.split('-');
    let primary = subtags.next().unwrap_or_default();
    let primary_good =
        matches!(primary.len(), 2 | 3) && primary.chars().all(|c| c.is_ascii_alphabetic());
    let good = |subtag: &str| {
        (1..=8).contains(&subtag.len()) && subtag.chars().all(|c| c.is_ascii_alphanumeric())
    };
    if primary_good && text.len() <= 35 && subtags.all(good) {
        return Some(text.to_owned());
    }
    let remedy = "write a tag such as \"en\", \"pt-BR\" or \"zh-Hant\"";
    reader.refuse(section, "language", "is not a language tag (BCP 47)", remedy);
    None
}

fn read_policy<'a>(reader: &mut Reader<'a>, section: &Section<'a>) -> PublishPolicy {
    let Some(text) = reader.text(section, "publish") else {
        return PublishPolicy::All;
    };
    let since = text.strip_prefix("since ").map(str::trim);
    let since = since.and_then(parse_duration).filter(|since| *since <= SINCE_MAX);
    match (text, since) {
        ("all", _) => PublishPolicy::All,
        ("none", _) => PublishPolicy::None,
        (_, Some(since)) => PublishPolicy::Since(since),
        (_, None) => {
            let remedy = "write \"all\", \"since 24h\" or \"none\"";
            reader.refuse(section, "publish", "is none of the choices", remedy);
            PublishPolicy::All
        }
    }
}
