//! Records to a file, one structured CloudEvent a line: rotated, fsynced, and without repeats after a crash, because
//! the last whole line tells the position. Never changes a file that is not this store's own.

use std::fs::File;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::{Delivery, Mark, OutboxRow, Sink, SinkError};
use crate::config::FileSinkConfig;

mod ending;
mod owner;

use ending::Ending;
use owner::Place;

/// The file being written; rotated ones stand beside it as `NAME.SEQ`, SEQ being the first position in them, and
/// `NAME.outbox` says whose they are.
#[derive(Debug)]
pub struct FileSink {
    config: FileSinkConfig,
    open: Option<Open>,
    doubt: Option<Doubt>,
}

/// Holds the lock as long as it lives.
#[derive(Debug)]
struct Open {
    file: File,
    place: Place,
    /// Position of the first record in the file.
    first: Option<u64>,
}

/// A batch failed in this file: what stands beyond `bytes` may not be on the disk, even if a later fsync succeeds,
/// because the kernel reports a lost page once only. All of it is still in the outbox.
#[derive(Debug)]
struct Doubt {
    place: Place,
    bytes: u64,
}

impl FileSink {
    pub fn new(config: FileSinkConfig) -> Self {
        Self { config, open: None, doubt: None }
    }

    fn fatal(&self, doing: &str, error: &dyn std::fmt::Display) -> SinkError {
        self.refuse(&format!("cannot {doing}: {error}"))
    }

    fn refuse(&self, reason: &str) -> SinkError {
        SinkError::Fatal { reason: format!("{}: {reason}", self.config.path.display()) }
    }

    /// Full disks and the like pass: the outbox keeps the records until they do.
    fn retry(&mut self, doing: &str, error: &dyn std::fmt::Display) -> SinkError {
        self.reopen(&format!("cannot {doing}: {error}"))
    }

    fn reopen(&mut self, reason: &str) -> SinkError {
        self.open = None;
        SinkError::Reopen { reason: format!("{}: {reason}", self.config.path.display()) }
    }

    /// Opens or creates the file and takes its lock.
    fn take_file(&mut self) -> Result<Open, SinkError> {
        let open = open_file(&self.config.path).map_err(|e| self.fatal("open", &e))?;
        if !owner::lock(&open.file).map_err(|e| self.fatal("lock", &e))? {
            return Err(self.refuse(
                "another process writes to this file; stop it, or give each daemon its own sink.file.path",
            ));
        }
        // Its last owner may have rotated it away before the lock was ours.
        self.find(open.place)?;
        Ok(open)
    }

    /// Length of the file, if the path still leads to it.
    fn find(&mut self, place: Place) -> Result<u64, SinkError> {
        match fs_err::metadata(&self.config.path) {
            Ok(found) if Place::of(&found) == place => Ok(found.len()),
            Ok(_) => Err(self.reopen("the file was replaced by another")),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                Err(self.reopen("the file was moved away or deleted"))
            }
            Err(error) => Err(self.retry("look at", &error)),
        }
    }

    /// Removes what a failed batch left behind.
    fn cut_doubtful(&mut self, open: &Open) -> Result<(), SinkError> {
        let bytes = self.find(open.place)?;
        let doubtful = self.doubt.as_ref().filter(|doubt| doubt.place == open.place);
        let Some(cut_to) = doubtful.map(|doubt| doubt.bytes).filter(|cut_to| *cut_to < bytes)
        else {
            return Ok(());
        };
        tracing::warn!(
            bytes = bytes - cut_to,
            "a batch that failed is cut from the end of the file"
        );
        open.file.set_len(cut_to).map_err(|e| self.retry("cut a failed batch from it", &e))
    }

    /// A crash may leave half a line: its record is still in the outbox and comes again, whole.
    fn cut_torn(&mut self, open: &Open, torn_bytes: u64) -> Result<(), SinkError> {
        if torn_bytes == 0 {
            return Ok(());
        }
        let bytes = self.find(open.place)?;
        tracing::warn!(
            bytes = torn_bytes,
            "half a line cut from the end of the file after a crash"
        );
        let cut = open.file.set_len(bytes.saturating_sub(torn_bytes));
        cut.map_err(|e| self.retry("cut a torn last line from it", &e))
    }

    /// What the last rotated file tells when the current one is still empty.
    fn last_rotated(&self) -> Result<Option<u64>, SinkError> {
        let Some((_, path)) = rotated_files(&self.config.path).pop() else { return Ok(None) };
        let ending = fs_err::File::open(path)
            .and_then(|file| ending::examine(&mut file.into_parts().0))
            .map_err(|e| self.fatal("read its last rotated file", &e))?;
        match ending {
            Ending::Ours { last, .. } => Ok(last),
            Ending::Foreign => Ok(None),
        }
    }

    fn rotate(&mut self, first: u64) -> Result<(), SinkError> {
        self.open = None;
        let rotated = rotated_path(&self.config.path, first);
        fs_err::rename(&self.config.path, rotated).map_err(|e| self.retry("rotate", &e))?;
        self.delete_old_files();
        self.open = Some(self.take_file()?);
        sync_folder(&self.config.path).map_err(|e| self.retry("sync its folder", &e))
    }

    fn delete_old_files(&self) {
        if self.config.keep_files == 0 {
            return;
        }
        let mut rotated = rotated_files(&self.config.path);
        let over = rotated.len().saturating_sub(self.config.keep_files);
        for (_, path) in rotated.drain(..over) {
            if let Err(error) = fs_err::remove_file(&path) {
                tracing::warn!(%error, "rotated file not deleted");
            }
        }
    }
}

impl Sink for FileSink {
    fn open(&mut self, outbox: &str) -> Result<Mark, SinkError> {
        // Its lock would keep us out as well.
        self.open = None;
        let path = self.config.path.clone();
        fs_err::create_dir_all(folder_of(&path))
            .map_err(|e| self.fatal("create its folder", &e))?;
        let mut open = self.take_file()?;
        self.cut_doubtful(&open)?;
        let is_new = self.find(open.place)? == 0 && rotated_files(&path).is_empty();
        let ending = ending::examine(&mut open.file).map_err(|e| self.fatal("read", &e))?;
        let Ending::Ours { last, torn_bytes } = ending else {
            return Err(self.refuse(
                "it does not end in a record of wiredesk, so it belongs to something else and was left as it is; give sink.file.path another path, or move the file away",
            ));
        };
        if !owner::claim(&path, outbox, is_new).map_err(|e| self.retry("say whose it is", &e))? {
            let beside = owner::name_file(&path);
            return Err(self.refuse(&format!(
                "its records are not of this store: {} names another one, or is missing; give sink.file.path another path, or move the file, its rotated ones and that one away together",
                beside.display()
            )));
        }
        self.cut_torn(&open, torn_bytes)?;
        // A position is told only of lines that are on the disk: the store forgets what stands before it.
        open.file.sync_all().map_err(|e| self.retry("sync", &e))?;
        sync_folder(&path).map_err(|e| self.retry("sync its folder", &e))?;
        self.doubt = None;
        let last = if last.is_some() { last } else { self.last_rotated()? };
        open.first = ending::first_position(&path).map_err(|e| self.fatal("read", &e))?;
        self.open = Some(open);
        Ok(last.map_or(Mark::Never, Mark::At))
    }

    fn deliver(&mut self, rows: &[OutboxRow]) -> Result<Delivery, SinkError> {
        let Some(place) = self.open.as_ref().map(|open| open.place) else {
            return Err(self.reopen("the file is not open"));
        };
        let before = self.find(place)?;
        let Some(open) = self.open.as_mut() else {
            return Err(self.reopen("the file is not open"));
        };
        let mut lines = Vec::new();
        for row in rows {
            lines.extend_from_slice(&row.structured());
            lines.push(b'\n');
        }
        if let Err(error) = open.file.write_all(&lines).and_then(|()| open.file.sync_data()) {
            self.doubt = Some(Doubt { place, bytes: before });
            // At once, because the daemon may end before it opens again; opening makes sure of it.
            if let Err(error) = open.file.set_len(before) {
                tracing::warn!(%error, "a failed batch is not yet cut from the file");
            }
            return Err(self.retry("write", &error));
        }
        open.first = open.first.or(rows.first().map(|row| row.seq));
        let bytes = before.saturating_add(u64::try_from(lines.len()).unwrap_or(u64::MAX));
        if let Some(first) = open.first.filter(|_| bytes >= self.config.rotate_bytes) {
            self.rotate(first)?;
        }
        Ok(Delivery::Whole)
    }
}

fn open_file(path: &Path) -> io::Result<Open> {
    let file = fs_err::OpenOptions::new().create(true).append(true).read(true).open(path)?;
    let file = file.into_parts().0;
    let place = Place::of(&file.metadata()?);
    Ok(Open { file, place, first: None })
}

fn rotated_path(path: &Path, first: u64) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(format!(".{first:020}"));
    PathBuf::from(name)
}

/// Rotated files, oldest first. Only our own: logrotate's `NAME.1` is neither read nor deleted.
fn rotated_files(path: &Path) -> Vec<(u64, PathBuf)> {
    let Some(name) = path.file_name().and_then(|name| name.to_str()) else { return Vec::new() };
    let Ok(entries) = fs_err::read_dir(folder_of(path)) else { return Vec::new() };
    let mut found: Vec<(u64, PathBuf)> = entries
        .flatten()
        .filter_map(|entry| {
            let other = entry.file_name();
            let suffix = other.to_str()?.strip_prefix(name)?.strip_prefix('.')?;
            let is_ours = suffix.len() == 20 && suffix.bytes().all(|b| b.is_ascii_digit());
            Some((suffix.parse().ok().filter(|_| is_ours)?, entry.path()))
        })
        .collect();
    found.sort();
    found
}

fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

fn sync_folder(path: &Path) -> io::Result<()> {
    fs_err::File::open(folder_of(path))?.sync_all()
}

#[cfg(test)]
mod tests;
