//! One writer a store (P7): an advisory lock that the kernel drops with the process, so a crash leaves none behind.

use std::fs::{File, TryLockError};
use std::path::Path;

use super::StoreError;

/// Held as long as the store is open.
#[derive(Debug)]
pub struct StoreLock {
    _file: File,
}

impl StoreLock {
    /// Takes `state_dir/lock`, or says that another process has it.
    pub fn acquire(state_dir: &Path) -> Result<Self, StoreError> {
        let path = state_dir.join("lock");
        let unopened = |detail: String| StoreError::Unopened { path: path.clone(), detail };
        let file = fs_err::OpenOptions::new()
            .create(true)
            .truncate(false)
            .write(true)
            .open(&path)
            .map_err(|e| unopened(e.to_string()))?
            .into_parts()
            .0;
        match file.try_lock() {
            Ok(()) => Ok(Self { _file: file }),
            Err(TryLockError::WouldBlock) => Err(StoreError::Locked { path }),
            Err(TryLockError::Error(e)) => Err(unopened(e.to_string())),
        }
    }
}
