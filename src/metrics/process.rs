//! What the kernel knows of the process, under the names that every Prometheus client uses. Linux only.

use metrics::gauge;

/// Reads `/proc/self`; where there is none, nothing is recorded.
pub(super) fn record() {
    if let Some(bytes) = resident_bytes() {
        gauge!("process_resident_memory_bytes").set(super::gauge_value(bytes));
    }
    if let Ok(entries) = fs_err::read_dir("/proc/self/fd") {
        gauge!("process_open_fds").set(super::gauge_value(entries.count() as u64));
    }
}

fn resident_bytes() -> Option<u64> {
    let status = fs_err::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kibibytes = line.trim().strip_suffix(" kB")?.parse::<u64>().ok()?;
    kibibytes.checked_mul(1024)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_kernel_tells_the_resident_memory() {
        if cfg!(target_os = "linux") {
            assert!(resident_bytes().unwrap() > 1024 * 1024);
        }
    }
}
