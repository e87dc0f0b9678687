//! Whose a file of records is: the store named beside it, the one process that holds its lock, the place on the disk.

use std::fs::{File, Metadata, TryLockError};
use std::io::{self, Read, Write};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

/// A name is 32 bytes; whatever is longer is not one of ours.
const NAME_BYTES_MAX: u64 = 256;

/// What tells a file from another that has taken its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Place {
    device: u64,
    inode: u64,
}

impl Place {
    pub(super) fn of(metadata: &Metadata) -> Self {
        Self { device: metadata.dev(), inode: metadata.ino() }
    }
}

/// The file that says which store's records stand in `path` and the rotated ones beside it.
pub(super) fn name_file(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".outbox");
    PathBuf::from(name)
}

/// Whether the records at `path` are those of `outbox`; where there are none yet (`is_new`), makes them so.
///
/// The caller syncs the folder.
pub(super) fn claim(path: &Path, outbox: &str, is_new: bool) -> io::Result<bool> {
    let beside = name_file(path);
    let found = match fs_err::File::open(&beside) {
        Ok(file) => {
            let mut found = Vec::new();
            file.take(NAME_BYTES_MAX).read_to_end(&mut found)?;
            Some(found)
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => None,
        Err(error) => return Err(error),
    };
    let is_ours = found.is_some_and(|found| found.trim_ascii() == outbox.as_bytes());
    if is_ours || !is_new {
        return Ok(is_ours);
    }
    // A crash in here leaves no record that the name could be wrong about.
    let mut file = fs_err::File::create(&beside)?;
    writeln!(file, "{outbox}")?;
    file.sync_all()?;
    Ok(true)
}

/// Takes the lock, which goes with the open file; false when somebody else has it.
pub(super) fn lock(file: &File) -> io::Result<bool> {
    match file.try_lock() {
        Ok(()) => Ok(true),
        Err(TryLockError::WouldBlock) => Ok(false),
        Err(TryLockError::Error(error)) => Err(error),
    }
}
