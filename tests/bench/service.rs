//! The real daemon as a child process of a bench: started on a configuration, watched through `/metrics` and `/proc`.

use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context as _, bail};

/// Longest wait for the daemon to come up or to end.
const PATIENCE: Duration = Duration::from_secs(120);

/// Processor time of a process, in the 10 ms in which Linux tells it.
pub(crate) fn cpu(pid: u32) -> anyhow::Result<Duration> {
    let stat = fs_err::read_to_string(format!("/proc/{pid}/stat"))?;
    let (_, fields) = stat.rsplit_once(')').context("/proc/PID/stat")?;
    let fields: Vec<&str> = fields.split_whitespace().collect();
    let ticks = |at: usize| fields.get(at).and_then(|text| text.parse::<u64>().ok());
    let ticks = ticks(11).zip(ticks(12)).map(|(user, system)| user + system);
    Ok(Duration::from_millis(ticks.context("times in /proc/PID/stat")? * 10))
}

/// A running `wiredesk run`; killed with its owner.
#[derive(Debug)]
pub(crate) struct Service {
    child: Child,
    port: u16,
    pub(crate) config: PathBuf,
}

/// One look at `/metrics` and the clock of the processor.
#[derive(Debug, Clone)]
pub(crate) struct Look {
    pub(crate) cpu: Duration,
    pub(crate) at: Instant,
    text: String,
}

impl Service {
    /// Writes a configuration of `feeds`, which are tables as they stand in a feed file, and of `more` keys. The store
    /// and the records go to `folder`.
    pub(crate) fn configure(
        folder: &Path,
        feeds: &str,
        more: &str,
    ) -> anyhow::Result<(PathBuf, u16)> {
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        fs_err::create_dir_all(folder.join("feeds"))?;
        fs_err::write(folder.join("feeds/all.toml"), feeds)?;
        let config = folder.join("wiredesk.toml");
        let text = format!(
            "state_dir = \"var\"\nfeeds = [\"feeds/*.toml\"]\n[admin]\nlisten = \"127.0.0.1:{port}\"\n[log]\nfilter = \"error\"\n\
             [sink.file]\npath = \"stories.ndjson\"\n[fetch]\nallow_private = [\"127.0.0.0/8\"]\n{more}"
        );
        fs_err::write(&config, text)?;
        Ok((config, port))
    }

    /// Starts it; returns when `/live` answers.
    pub(crate) fn start(config: &Path, port: u16) -> anyhow::Result<Self> {
        let child = Command::new(env!("CARGO_BIN_EXE_wiredesk"))
            .args(["run", "--config"])
            .arg(config)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .spawn()?;
        let mut service = Self { child, port, config: config.to_owned() };
        let deadline = Instant::now() + PATIENCE;
        while service.get("/live").is_err() {
            if let Some(status) = service.child.try_wait()? {
                bail!("the daemon ended with {status}");
            }
            if Instant::now() > deadline {
                bail!("the daemon did not come up within {PATIENCE:?}");
            }
            std::thread::park_timeout(Duration::from_millis(20));
        }
        Ok(service)
    }

    pub(crate) fn look(&self) -> anyhow::Result<Look> {
        let text = self.get("/metrics")?;
        Ok(Look { cpu: cpu(self.child.id())?, at: Instant::now(), text })
    }

    pub(crate) fn signal(&self, name: &str) -> anyhow::Result<()> {
        let pid = self.child.id().to_string();
        Command::new("kill").args(["-s", name, &pid]).status()?;
        Ok(())
    }

    /// Largest resident memory so far, in bytes.
    pub(crate) fn peak_bytes(&self) -> anyhow::Result<f64> {
        let status = fs_err::read_to_string(format!("/proc/{}/status", self.child.id()))?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let kib = line.and_then(|line| line.trim().strip_suffix(" kB")?.parse::<f64>().ok());
        Ok(kib.context("VmHWM in /proc/PID/status")? * 1_024.0)
    }

    /// Asks it to end, and waits.
    pub(crate) fn stop(mut self) -> anyhow::Result<()> {
        self.signal("TERM")?;
        let deadline = Instant::now() + PATIENCE;
        while self.child.try_wait()?.is_none() {
            if Instant::now() > deadline {
                bail!("the daemon did not end within {PATIENCE:?}");
            }
            std::thread::park_timeout(Duration::from_millis(20));
        }
        Ok(())
    }

    fn get(&self, path: &str) -> anyhow::Result<String> {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port))?;
        stream.set_read_timeout(Some(Duration::from_secs(10)))?;
        write!(stream, "GET {path} HTTP/1.0\r\n\r\n")?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer)?;
        let (_, body) = answer.split_once("\r\n\r\n").context("an answer of the admin port")?;
        Ok(body.to_owned())
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        // It may have ended long ago, which is as good.
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

impl Look {
    /// Sum of a metric over its labels that contain `label`.
    pub(crate) fn sum(&self, name: &str, label: &str) -> f64 {
        let lines = self.text.lines().filter_map(|line| line.strip_prefix(name));
        let of_it = lines.filter(|rest| rest.starts_with([' ', '{']) && rest.contains(label));
        of_it.filter_map(|rest| rest.rsplit(' ').next()?.parse::<f64>().ok()).sum()
    }

    pub(crate) fn polls(&self) -> f64 {
        self.sum("wiredesk_polls_total", "")
    }

    /// The bucket that holds this quantile of what came to a histogram since `before`, in words.
    pub(crate) fn quantile(&self, before: &Self, name: &str, quantile: f64) -> String {
        let buckets = |look: &Self| -> Vec<(String, f64)> {
            let start = format!("{name}_bucket{{le=\"");
            let lines = look.text.lines().filter_map(|line| line.strip_prefix(start.as_str()));
            let split = lines.filter_map(|rest| rest.split_once("\"} "));
            split.filter_map(|(le, count)| Some((le.to_owned(), count.parse().ok()?))).collect()
        };
        let earlier = buckets(before);
        let count_before = |le: &str| {
            let found = earlier.iter().find(|(bound, _)| bound == le);
            found.map_or(0.0, |(_, count)| *count)
        };
        let since: Vec<(String, f64)> =
            buckets(self).into_iter().map(|(le, n)| (le.clone(), n - count_before(&le))).collect();
        let all = since.last().map_or(0.0, |(_, count)| *count);
        let found = since.iter().find(|(_, count)| *count >= all * quantile);
        match found {
            Some((le, _)) if all > 0.0 && le == "+Inf" => "over a minute".to_owned(),
            Some((le, _)) if all > 0.0 => format!("<= {le} s"),
            Some(_) | None => "-".to_owned(),
        }
    }
}
