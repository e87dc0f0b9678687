//! Secrets: read from a file or the environment, refused when they stand in the configuration, never shown.

use std::io::Read;
use std::path::Path;

use secrecy::SecretString;

use super::document::{Environment, plain_reason};
use super::reader::{Reader, Section};

/// Largest secret file in bytes: a certificate chain in PEM fits many times over.
const SECRET_BYTES_MAX: u64 = 64 * 1024;

const FILE_REMEDY: &str =
    "create the file, readable by the service's user, with nothing but the secret in it";

const VARIABLE_REMEDY: &str = "set the variable for the service (systemd: EnvironmentFile=)";

/// The keys under which one secret may be given.
#[derive(Debug, Clone, Copy)]
pub(super) struct SecretKeys {
    /// The key an operator would write the secret itself under; known only to be refused.
    pub(super) plain: Option<&'static str>,
    pub(super) file: &'static str,
    pub(super) env: &'static str,
}

impl SecretKeys {
    pub(super) fn any_in(&self, section: &Section<'_>) -> bool {
        let plain = self.plain.is_some_and(|key| section.has(key));
        plain || section.has(self.file) || section.has(self.env)
    }
}

/// The secret that `section` points to; `None` where there is none or something is wrong with it, which is then noted.
pub(super) fn read_secret<'a>(
    reader: &mut Reader<'a>,
    section: &Section<'a>,
    keys: SecretKeys,
) -> Option<SecretString> {
    let path = reader.path(section, keys.file);
    let variable = reader.text(section, keys.env);
    if let Some(plain) = keys.plain
        && reader.value(section, plain).is_some()
    {
        refuse_plain(reader, section, plain, keys);
        return None;
    }
    let (key, read, remedy) = match (path, variable) {
        (Some(_), Some(_)) => {
            let problem = format!("contradicts {}", keys.file);
            reader.refuse(section, keys.env, problem, "keep one of the two");
            return None;
        }
        (Some(path), None) => {
            let read = match reader.environment {
                Environment::Of(_) => read_file(&path),
                Environment::Unread => Ok(path.display().to_string()),
            };
            (keys.file, read, FILE_REMEDY)
        }
        (None, Some(name)) => {
            let unset = || format!("names the environment variable {name}, which is not set");
            let read = match reader.environment {
                Environment::Of(variables) => variables(name).ok_or_else(unset),
                Environment::Unread => Ok(name.to_owned()),
            };
            (keys.env, read, VARIABLE_REMEDY)
        }
        (None, None) => return None,
    };
    match read.and_then(|text| check_text(&text)) {
        Ok(secret) => Some(secret),
        Err(problem) => {
            reader.refuse(section, key, problem, remedy);
            None
        }
    }
}

fn check_text(text: &str) -> Result<SecretString, String> {
    // Editors and `echo` end a file with a line break that is no part of the secret.
    let text = text.trim_end_matches(['\r', '\n']);
    if text.contains('\0') {
        return Err("leads to a secret with a zero byte".to_owned());
    }
    if text.is_empty() {
        return Err("leads to an empty secret".to_owned());
    }
    Ok(SecretString::from(text.to_owned()))
}

fn refuse_plain(reader: &mut Reader<'_>, section: &Section<'_>, plain: &str, keys: SecretKeys) {
    let remedy = format!(
        "put it into a file and write {} = \"path\", or into the environment and write {} = \"NAME\"",
        keys.file, keys.env
    );
    reader.refuse(
        section,
        plain,
        "holds a secret, which must not stand in the configuration",
        remedy,
    );
}

fn read_file(path: &Path) -> Result<String, String> {
    let name = path.display();
    let cannot = |error: std::io::Error| format!("cannot read {name}: {}", plain_reason(&error));
    // A named pipe or a device would block or never end.
    if !fs_err::metadata(path).map_err(cannot)?.is_file() {
        return Err(format!("{name} is not a file"));
    }
    let mut text = String::new();
    let file = fs_err::File::open(path).map_err(cannot)?;
    file.take(SECRET_BYTES_MAX + 1).read_to_string(&mut text).map_err(cannot)?;
    if u64::try_from(text.len()).is_ok_and(|bytes| bytes <= SECRET_BYTES_MAX) {
        return Ok(text);
    }
    Err(format!("{name} is larger than {SECRET_BYTES_MAX} bytes"))
}
