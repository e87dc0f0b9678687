//! A feed's credentials: user and password, a token, or a header of its own. The secret itself is always elsewhere.

use secrecy::{ExposeSecret, SecretString};

use super::super::reader::{Reader, Section};
use super::super::secrets::{SecretKeys, read_secret};
use super::super::{Credentials, Origin};

const PASSWORD: SecretKeys =
    SecretKeys { plain: Some("password"), file: "password_file", env: "password_env" };
const TOKEN: SecretKeys = SecretKeys { plain: Some("token"), file: "token_file", env: "token_env" };
const VALUE: SecretKeys = SecretKeys { plain: Some("value"), file: "value_file", env: "value_env" };

/// Headers that frame the request, or that the conditional GET needs for itself.
const HEADERS_OWNED: [&str; 11] = [
    "accept-encoding",
    "connection",
    "content-length",
    "expect",
    "host",
    "if-modified-since",
    "if-none-match",
    "te",
    "transfer-encoding",
    "upgrade",
    "user-agent",
];

/// Longest header name in bytes; real ones stay below 40.
const HEADER_BYTES_MAX: usize = 100;

/// `None` where the feed has none, or where something is wrong with them, which is then noted.
pub(super) fn read_credentials<'a>(
    reader: &mut Reader<'a>,
    feed: &Section<'a>,
    origin: Option<&Origin>,
) -> Option<Credentials> {
    let section = reader.section(feed, "credentials", "feed.credentials");
    let user = reader.line(&section, "user", 200);
    let password = read_header_secret(reader, &section, PASSWORD);
    let token = read_header_secret(reader, &section, TOKEN);
    let header = read_header_name(reader, &section);
    let value = read_header_secret(reader, &section, VALUE);
    if feed.has("credentials") {
        check_origin(reader, feed, origin);
    }
    let kinds = [
        section.has("user") || PASSWORD.any_in(&section),
        TOKEN.any_in(&section),
        section.has("header") || VALUE.any_in(&section),
    ];
    let found = if kinds.iter().filter(|given| **given).count() > 1 {
        let remedy = "keep one: user and password, token, or header and value";
        reader.refuse(feed, "credentials", "are of more than one kind", remedy);
        None
    } else {
        check_pair(reader, &section, "user", PASSWORD);
        check_pair(reader, &section, "header", VALUE);
        match (user, password, token, header, value) {
            (Some(user), Some(password), ..) => Some(Credentials::Basic { user, password }),
            (_, _, Some(token), ..) => Some(Credentials::Bearer { token }),
            (.., Some(name), Some(value)) => Some(Credentials::Header { name, value }),
            (..) => None,
        }
    };
    if section.is_table() && !kinds.contains(&true) {
        let remedy = "write { user = \"...\", password_file = \"path\" }, { token_file = \"path\" } \
                      or { header = \"X-Key\", value_file = \"path\" }, or leave the key out";
        reader.refuse(feed, "credentials", "are empty", remedy);
    }
    reader.close(section);
    found
}

/// A secret that goes into a header, where RFC 9110, section 5.5 forbids control characters.
fn read_header_secret<'a>(
    reader: &mut Reader<'a>,
    section: &Section<'a>,
    keys: SecretKeys,
) -> Option<SecretString> {
    let secret = read_secret(reader, section, keys)?;
    if secret.expose_secret().contains(char::is_control) {
        let key = if section.has(keys.file) { keys.file } else { keys.env };
        let remedy = "store nothing but the secret, on one line";
        reader.refuse(section, key, "leads to a secret with control characters", remedy);
        return None;
    }
    Some(secret)
}

fn check_pair(reader: &mut Reader<'_>, section: &Section<'_>, name: &str, keys: SecretKeys) {
    if section.has(name) && !keys.any_in(section) {
        let problem = format!("is missing beside {name}");
        reader.refuse(section, keys.file, problem, format!("add {} or {}", keys.file, keys.env));
    }
    if !section.has(name) && keys.any_in(section) {
        let problem = format!("is missing beside {} or {}", keys.file, keys.env);
        reader.refuse(section, name, problem, format!("add {name} = \"...\""));
    }
}

fn check_origin(reader: &mut Reader<'_>, feed: &Section<'_>, origin: Option<&Origin>) {
    match origin {
        Some(Origin::Spool(_)) => {
            let remedy = "leave them out: a folder is read with the rights of the service";
            reader.refuse(feed, "credentials", "contradict spool", remedy);
        }
        Some(Origin::Http(url)) if url.scheme() == "http" => {
            let remedy = "use the feed's https address if it has one";
            reader.warn(feed, "credentials", "go over plain http, readable on the way", remedy);
        }
        Some(Origin::Http(_)) | None => {}
    }
}

fn read_header_name<'a>(reader: &mut Reader<'a>, section: &Section<'a>) -> Option<String> {
    let name = reader.text(section, "header")?;
    // RFC 9110, section 5.6.2: token.
    let legal = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(c);
    if name.is_empty() || name.len() > HEADER_BYTES_MAX || !name.chars().all(legal) {
        let remedy = "write the header's name alone, e.g. header = \"X-Api-Key\"";
        reader.refuse(section, "header", "is not the name of a header", remedy);
        return None;
    }
    if HEADERS_OWNED.iter().any(|owned| name.eq_ignore_ascii_case(owned)) {
        let remedy = "use the header that the publisher gave you for its key";
        reader.refuse(section, "header", "is set by wiredesk itself", remedy);
        return None;
    }
    Some(name.to_owned())
}
