//! The real binary as a child process: started, signalled, and watched through its log, its admin port and its files.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

/// Longest wait for anything a test expects; far more than it takes, because other tests share the machine.
pub(crate) const PATIENCE: Duration = Duration::from_secs(120);

/// Time between two looks at something that tells nobody when it changes.
const LOOK_EVERY: Duration = Duration::from_millis(10);

/// A running `wiredesk run`; killed with its test.
pub(crate) struct Daemon {
    child: Child,
    log: PathBuf,
    /// Where this process's part of the log begins: restarted daemons share a file.
    log_start: usize,
}

/// Waits until `condition` holds; ends the test in words when it never does.
pub(crate) fn until(what: &str, mut condition: impl FnMut() -> bool) {
    let deadline = Instant::now() + PATIENCE;
    while !condition() {
        assert!(Instant::now() < deadline, "never happened: {what}");
        std::thread::park_timeout(LOOK_EVERY);
    }
}

/// A command of the binary under test.
pub(crate) fn wiredesk() -> Command {
    Command::new(env!("CARGO_BIN_EXE_wiredesk"))
}

impl Daemon {
    /// Starts it on `config`; its log goes to `wiredesk.log` beside that.
    pub(crate) fn start(config: &Path) -> Self {
        Self::start_as(wiredesk(), config)
    }

    /// As [`Self::start`], by a command that ends in the binary.
    pub(crate) fn start_as(mut command: Command, config: &Path) -> Self {
        let log = config.with_file_name("wiredesk.log");
        let file = fs_err::OpenOptions::new().create(true).append(true).open(&log).unwrap();
        let log_start = usize::try_from(file.metadata().unwrap().len()).unwrap();
        let child = command
            .args(["run", "--config"])
            .arg(config)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(file.into_parts().0)
            .spawn()
            .unwrap();
        Self { child, log, log_start }
    }

    /// Starts it and waits until it is up.
    pub(crate) fn up(config: &Path) -> Self {
        let mut daemon = Self::start(config);
        daemon.wait_for_log("wiredesk is up");
        daemon
    }

    /// What this process has logged so far.
    pub(crate) fn log(&self) -> String {
        let bytes = fs_err::read(&self.log).unwrap();
        String::from_utf8_lossy(&bytes[self.log_start.min(bytes.len())..]).into_owned()
    }

    /// Waits for words in the log; a daemon that ends without them fails the test at once.
    pub(crate) fn wait_for_log(&mut self, words: &str) {
        let logged = self.wait_for_log_or_end(words);
        assert!(logged, "it ended and never logged: {words}\n{}", self.log());
    }

    /// As [`Self::wait_for_log`]; false where the daemon ended without them.
    pub(crate) fn wait_for_log_or_end(&mut self, words: &str) -> bool {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let ended = self.child.try_wait().unwrap().is_some();
            let log = self.log();
            if log.contains(words) || ended {
                return log.contains(words);
            }
            assert!(Instant::now() < deadline, "never logged: {words}\n{log}");
            std::thread::park_timeout(LOOK_EVERY);
        }
    }

    /// A path as the daemon sees it, where it has mounts of its own.
    pub(crate) fn path_inside(&self, path: &Path) -> PathBuf {
        let root = PathBuf::from(format!("/proc/{}/root", self.child.id()));
        root.join(path.strip_prefix("/").unwrap())
    }

    /// Sends a signal by name, e.g. `TERM`.
    pub(crate) fn signal(&self, name: &str) {
        let pid = self.child.id().to_string();
        let sent = Command::new("kill").args(["-s", name, &pid]).status().unwrap();
        assert!(sent.success());
    }

    pub(crate) fn is_running(&mut self) -> bool {
        self.child.try_wait().unwrap().is_none()
    }

    /// Waits for its end.
    pub(crate) fn wait(&mut self) -> ExitStatus {
        until("the daemon ends", || self.child.try_wait().unwrap().is_some());
        self.child.wait().unwrap()
    }

    /// Asks it to end and expects that it does so in good order.
    pub(crate) fn stop(mut self) {
        // Before it is up the signal's default ends it, which is no order at all.
        self.wait_for_log("wiredesk is up");
        self.signal("TERM");
        let status = self.wait();
        assert_eq!(status.code(), Some(0), "{}", self.log());
    }

    /// `kill -9`: nothing is flushed, nobody is told.
    pub(crate) fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// `/ready`: the status and the body.
    pub(crate) fn ready(&mut self) -> (u16, serde_json::Value) {
        let (status, body) = self.get("/ready");
        (status, serde_json::from_str(&body).unwrap())
    }

    /// Where the admin port listens.
    pub(crate) fn admin(&mut self) -> String {
        self.wait_for_log("admin listening");
        let log = self.log();
        let (_, rest) = log.split_once("admin listening").unwrap();
        let (_, rest) = rest.split_once("127.0.0.1:").unwrap();
        let port: String = rest.chars().take_while(char::is_ascii_digit).collect();
        format!("127.0.0.1:{port}")
    }

    /// One request to the admin port.
    pub(crate) fn get(&mut self, path: &str) -> (u16, String) {
        let mut stream = TcpStream::connect(self.admin()).unwrap();
        write!(stream, "GET {path} HTTP/1.0\r\n\r\n").unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        (status, body.to_owned())
    }

    /// Memory in use now, in KiB, as the kernel counts it.
    pub(crate) fn resident_kib(&self) -> u64 {
        let path = format!("/proc/{}/status", self.child.id());
        let status = fs_err::read_to_string(path).unwrap_or_default();
        let line = status.lines().find(|line| line.starts_with("VmRSS:")).unwrap_or_default();
        line.split_whitespace().nth(1).and_then(|kib| kib.parse().ok()).unwrap_or(0)
    }
}

impl Drop for Daemon {
    fn drop(&mut self) {
        if std::thread::panicking() {
            let log = self.log();
            let lines: Vec<&str> = log.lines().collect();
            eprintln!(
                "the daemon's last words:\n{}",
                lines[lines.len().saturating_sub(30)..].join("\n")
            );
        }
        // It may have ended long ago, which is as good.
        self.child.kill().ok();
        self.child.wait().ok();
    }
}
