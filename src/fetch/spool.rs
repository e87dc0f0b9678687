//! A folder into which agencies drop files. Lists what is complete, reads it, moves it away; it parses nothing. Blocking.

use std::ffi::OsString;
use std::io::{self, Read};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use fs_err as fs;
use jiff::{SignedDuration, Timestamp};

/// A file untouched for this long, and the same at two looks, is taken.
pub const QUIET: SignedDuration = SignedDuration::from_secs(2);
/// Files of one look, the oldest; the rest waits for the next one (P5).
pub const FILES_MAX: usize = 1_000;
/// Endings under which a file is still being written.
const UNFINISHED: [&str; 4] = ["part", "tmp", "filepart", "partial"];
/// More are as bad (P5).
pub const FAILED_COUNTED_MAX: usize = 100_000;
/// Namesakes kept in `done` or `failed` before the operator has to clear the folder.
const NAMESAKES_MAX: u32 = 9_999;

/// One file as it was when it was looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SpoolFile {
    pub path: PathBuf,
    pub name: OsString,
    pub bytes: u64,
    pub modified: Timestamp,
    /// Device and inode: tells a file from another of its name.
    identity: (u64, u64),
}

/// What one look at the folder found, oldest first by modification time, then by name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Look {
    pub ready: Vec<SpoolFile>,
    /// Ready or not: to be handed to the next look.
    pub seen: Vec<SpoolFile>,
}

/// Where a file goes when it has been dealt with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Its stories are committed.
    Done,
    /// It could not be read as anything known.
    Failed,
}

#[derive(Debug, thiserror::Error)]
pub enum SpoolError {
    #[error("the spool folder cannot be listed")]
    List(#[source] io::Error),
    #[error("the spool file cannot be read")]
    Read(#[source] io::Error),
    #[error("{path} is larger than {bytes_max} bytes (fetch.body_max)")]
    TooBig { path: PathBuf, bytes_max: u64 },
    /// Replaced or written to since the look, or no regular file any more: it is judged anew at the next look.
    #[error("{path} has changed since it was looked at")]
    Changed { path: PathBuf },
    #[error("reading it panicked: {0}")]
    Panicked(String),
    #[error("the spool file cannot be moved away")]
    Move(#[source] io::Error),
    #[error("{folder} holds {NAMESAKES_MAX} files of one name; clear it")]
    Full { folder: PathBuf },
}

impl SpoolError {
    /// Whether the file is to blame, and would be at the next look too. No handles left, a disk that stutters, rights
    /// not yet given: such a file stays where it is (P1).
    pub fn is_of_the_file(&self) -> bool {
        match self {
            Self::TooBig { .. } | Self::Panicked(_) => true,
            Self::List(_)
            | Self::Read(_)
            | Self::Changed { .. }
            | Self::Move(_)
            | Self::Full { .. } => false,
        }
    }
}

/// Looks at `folder`. `before` is what the last look saw, empty at the first one.
pub fn list_ready(folder: &Path, before: &[SpoolFile], now: Timestamp) -> Result<Look, SpoolError> {
    let mut seen = Vec::new();
    for entry in fs::read_dir(folder).map_err(SpoolError::List)? {
        let entry = entry.map_err(SpoolError::List)?;
        if is_unfinished(&entry.file_name()) {
            continue;
        }
        if let Some(file) = describe(entry.path(), entry.file_name()).map_err(SpoolError::List)? {
            seen.push(file);
        }
        if seen.len() >= FILES_MAX.saturating_mul(2) {
            keep_oldest(&mut seen);
        }
    }
    keep_oldest(&mut seen);
    let ready = seen.iter().filter(|file| is_complete(file, before, now));
    Ok(Look { ready: ready.cloned().collect(), seen })
}

/// Complete is what did not change between two looks and has lain untouched for [`QUIET`]: either alone is what a
/// stalled upload looks like. A date in the future says nothing of the upload.
pub fn is_complete(file: &SpoolFile, before: &[SpoolFile], now: Timestamp) -> bool {
    let age = now.duration_since(file.modified);
    !(SignedDuration::ZERO..QUIET).contains(&age) && before.contains(file)
}

/// Reads a file that a look found ready, if it still is that file.
pub fn read(file: &SpoolFile, bytes_max: u64) -> Result<Vec<u8>, SpoolError> {
    let changed = || SpoolError::Changed { path: file.path.clone() };
    // Looked at before it is opened: opening a pipe would wait for a writer, opening a link would follow it.
    if !is_still(file).map_err(SpoolError::Read)? {
        return Err(changed());
    }
    let handle = fs::File::open(&file.path).map_err(SpoolError::Read)?;
    let opened = handle.metadata().map_err(SpoolError::Read)?;
    if (opened.dev(), opened.ino()) != file.identity {
        return Err(changed());
    }
    let mut bytes = Vec::new();
    let mut limited = handle.take(bytes_max.saturating_add(1));
    limited.read_to_end(&mut bytes).map_err(SpoolError::Read)?;
    if bytes.len() as u64 > bytes_max {
        return Err(SpoolError::TooBig { path: file.path.clone(), bytes_max });
    }
    if bytes.len() as u64 != file.bytes {
        return Err(changed());
    }
    Ok(bytes)
}

/// Moves a file to `done/` or `failed/` beside it, durably and over nothing that lies there. `None`: the file was
/// replaced since it was read, and stays to be read again.
pub fn finish(file: &SpoolFile, outcome: Outcome) -> Result<Option<PathBuf>, SpoolError> {
    if !is_still(file).map_err(SpoolError::Move)? {
        return Ok(None);
    }
    let home = file.path.parent().unwrap_or(Path::new("."));
    let folder = home.join(match outcome {
        Outcome::Done => "done",
        Outcome::Failed => "failed",
    });
    fs::create_dir_all(&folder).map_err(SpoolError::Move)?;
    let target = reserve_name(&folder, &file.name)?;
    fs::rename(&file.path, &target).map_err(SpoolError::Move)?;
    for changed in [folder.as_path(), home] {
        let handle = fs::File::open(changed).map_err(SpoolError::Move)?;
        handle.sync_all().map_err(SpoolError::Move)?;
    }
    Ok(Some(target))
}

/// Files in `failed/`, which stay until somebody takes them away; counted up to [`FAILED_COUNTED_MAX`].
pub fn count_failed(folder: &Path) -> io::Result<usize> {
    let listed = match fs::read_dir(folder.join("failed")) {
        Ok(listed) => listed,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(0),
        Err(error) => return Err(error),
    };
    Ok(listed.take(FAILED_COUNTED_MAX).count())
}

fn is_unfinished(name: &OsString) -> bool {
    let hidden = name.as_encoded_bytes().starts_with(b".");
    let ending = Path::new(name).extension().unwrap_or_default();
    hidden || UNFINISHED.iter().any(|unfinished| ending.eq_ignore_ascii_case(unfinished))
}

/// `None` for what is no regular file (links included), or has gone in the meantime.
fn describe(path: PathBuf, name: OsString) -> io::Result<Option<SpoolFile>> {
    let found = match fs::symlink_metadata(&path) {
        Ok(found) => found,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error),
    };
    if !found.is_file() {
        return Ok(None);
    }
    let modified = Timestamp::try_from(found.modified()?).unwrap_or(Timestamp::UNIX_EPOCH);
    let identity = (found.dev(), found.ino());
    Ok(Some(SpoolFile { path, name, bytes: found.len(), modified, identity }))
}

fn is_still(file: &SpoolFile) -> io::Result<bool> {
    Ok(describe(file.path.clone(), file.name.clone())?.as_ref() == Some(file))
}

fn keep_oldest(files: &mut Vec<SpoolFile>) {
    files.sort_unstable_by(|a, b| (a.modified, &a.name).cmp(&(b.modified, &b.name)));
    files.truncate(FILES_MAX);
}

/// Creates an empty file of a free name, for the move to replace: two movers never get the same one, on any filesystem.
/// A crash before the move leaves the empty file behind, and the real one where it was.
fn reserve_name(folder: &Path, name: &OsString) -> Result<PathBuf, SpoolError> {
    for counter in 0..=NAMESAKES_MAX {
        let mut numbered = name.clone();
        if counter > 0 {
            numbered.push(format!(".{counter}"));
        }
        let target = folder.join(numbered);
        match fs::OpenOptions::new().write(true).create_new(true).open(&target) {
            Ok(_) => return Ok(target),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(SpoolError::Move(error)),
        }
    }
    Err(SpoolError::Full { folder: folder.to_owned() })
}

#[cfg(test)]
mod tests;
