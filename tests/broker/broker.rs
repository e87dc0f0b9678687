//! A real Apache Kafka for tests: formats, starts, stops, kills and restarts one broker. Never touches a cluster it did not start.

#![allow(dead_code, reason = "each test program uses its own part of the harness")]

use fs_err as fs;
use std::io::Read as _;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;
use std::sync::mpsc;
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use rdkafka::config::ClientConfig;
use rdkafka::consumer::{BaseConsumer, Consumer};

pub(crate) mod desk;
pub(crate) mod link;
pub(crate) mod secure;

use secure::Security;

/// A broker on a busy two-core machine starts in 2 to 10 s.
const START_MAX: Duration = Duration::from_secs(120);

/// One broker with its data folder; gone with its test, or with the test program.
pub(crate) struct Broker {
    dir: tempfile::TempDir,
    ports: Ports,
    security: Option<Security>,
    running: Option<Running>,
}

struct Ports {
    client: u16,
    controller: u16,
    /// Behind a [`link::Link`], which tests cut.
    link: u16,
    link_advertised: u16,
}

struct Running {
    pid: u32,
    /// Waits for the broker. The kernel kills the broker when this thread ends, so it outlives every test thread.
    keeper: JoinHandle<()>,
}

/// The cluster that tests share: the environment's, else one broker for the whole test program.
pub(crate) fn shared() -> &'static str {
    static SHARED: OnceLock<(String, Option<Broker>)> = OnceLock::new();
    let (bootstrap, _) = SHARED.get_or_init(|| {
        if let Ok(given) = std::env::var("KAFKA_BOOTSTRAP") {
            return (given, None);
        }
        let broker = Broker::start();
        (broker.bootstrap(), Some(broker))
    });
    bootstrap
}

/// Whether tests may start, kill and restart brokers of their own; says so where they may not.
pub(crate) fn can_break(test: &str) -> bool {
    if std::env::var_os("KAFKA_BOOTSTRAP").is_some() {
        eprintln!("{test}: skipped, it would have to break the cluster of KAFKA_BOOTSTRAP");
        return false;
    }
    true
}

/// The folder of Kafka's jars, which `tests/run` prepares.
pub(crate) fn libs() -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let dir = std::env::var_os("WIREDESK_KAFKA_LIBS")
        .map_or_else(|| root.join("target/kafka/libs"), PathBuf::from);
    let there = fs::read_dir(&dir).is_ok_and(|mut files| files.next().is_some());
    assert!(there, "no Kafka in {}: run `tests/run` once, or set KAFKA_BOOTSTRAP", dir.display());
    dir
}

impl Broker {
    pub(crate) fn start() -> Self {
        Self::start_with(None)
    }

    /// `SASL_SSL` with SCRAM-SHA-512 and ACLs.
    pub(crate) fn start_secure(users: &[(&str, &str)]) -> Self {
        Self::start_with(Some(users))
    }

    fn start_with(users: Option<&[(&str, &str)]>) -> Self {
        let dir = data_folder();
        let security = users.map(|users| Security::make(dir.path(), users));
        let mut broker = Self {
            ports: Ports {
                client: free_port(),
                controller: free_port(),
                link: free_port(),
                link_advertised: free_port(),
            },
            dir,
            security,
            running: None,
        };
        fs::write(broker.properties(), broker.server_properties()).unwrap();
        broker.format();
        broker.start_again();
        broker
    }

    pub(crate) fn bootstrap(&self) -> String {
        format!("127.0.0.1:{}", self.ports.client)
    }

    pub(crate) fn security(&self) -> &Security {
        self.security.as_ref().unwrap()
    }

    /// A way to the broker that can be cut.
    pub(crate) fn link(&self) -> link::Link {
        link::Link::open(self.ports.link_advertised, self.ports.link)
    }

    /// Ends it as a machine does: nothing is flushed, nobody is told.
    pub(crate) fn kill(&mut self) {
        self.end("-KILL");
    }

    /// Ends it in good order.
    pub(crate) fn stop(&mut self) {
        self.end("-TERM");
    }

    /// Starts it on the data it had, and waits until it serves.
    pub(crate) fn start_again(&mut self) {
        assert!(self.running.is_none(), "the broker runs already");
        let log = fs::OpenOptions::new()
            .create(true)
            .append(true)
            .open(self.log())
            .unwrap()
            .into_parts()
            .0;
        let mut command = java_under_watch();
        command
            .args(["-Xms64m", "-Xmx320m", "-XX:+UseSerialGC"])
            .args(["-XX:TieredStopAtLevel=1", "-Xshare:auto"])
            .arg("-Dorg.slf4j.simpleLogger.defaultLogLevel=warn")
            .arg("-cp")
            .arg(libs().join("*"))
            .arg("kafka.Kafka")
            .arg(self.properties())
            .stdin(Stdio::null())
            .stdout(log.try_clone().unwrap())
            .stderr(log);
        let (tell, told) = mpsc::channel();
        let keeper = std::thread::spawn(move || {
            let mut child = command.spawn().unwrap();
            tell.send(child.id()).unwrap();
            child.wait().unwrap();
        });
        let pid = told.recv().unwrap();
        self.running = Some(Running { pid, keeper });
        self.await_serving();
    }

    /// Client settings that every kind of client needs here.
    pub(crate) fn client(&self) -> ClientConfig {
        let mut config = ClientConfig::new();
        config.set("bootstrap.servers", self.bootstrap());
        if let Some(security) = &self.security {
            for (key, value) in security.client("admin") {
                config.set(key, value);
            }
        }
        config
    }

    /// Grants each of `users` the `operations` on every topic, group or transactional id, as `resource` says.
    pub(crate) fn allow(&self, users: &[&str], operations: &[&str], resource: &str) {
        let properties = self.security().admin_properties();
        let bootstrap = self.bootstrap();
        let users: Vec<_> = users.iter().map(|user| format!("User:{user}")).collect();
        let mut arguments = vec!["--bootstrap-server", &bootstrap, "--add", "--force"];
        arguments.extend(["--command-config", properties.to_str().unwrap()]);
        arguments.extend([resource, "*"]);
        arguments.extend(users.iter().flat_map(|user| ["--allow-principal", user]));
        arguments.extend(operations.iter().flat_map(|name| ["--operation", name]));
        run_java("org.apache.kafka.tools.AclCommand", &arguments);
    }

    fn end(&mut self, signal: &str) {
        let Some(running) = self.running.take() else {
            return;
        };
        // The keeper has not reaped it, so the number cannot belong to anyone else.
        let killed = Command::new("kill").args([signal, &running.pid.to_string()]).status();
        assert!(killed.is_ok_and(|status| status.success()));
        running.keeper.join().unwrap();
    }

    fn await_serving(&self) {
        let deadline = Instant::now() + START_MAX;
        let client: BaseConsumer = self.client().create().unwrap();
        loop {
            let serving = client
                .fetch_metadata(None, Duration::from_millis(500))
                .is_ok_and(|metadata| !metadata.brokers().is_empty());
            if serving {
                return;
            }
            let running = self.running.as_ref().unwrap();
            assert!(
                !running.keeper.is_finished() && Instant::now() < deadline,
                "the broker does not serve; its log:\n{}",
                self.log_tail()
            );
        }
    }

    fn log_tail(&self) -> String {
        let mut text = String::new();
        if let Ok(mut file) = fs::File::open(self.log()) {
            file.read_to_string(&mut text).unwrap_or_default();
        }
        let lines: Vec<_> = text.lines().collect();
        lines[lines.len().saturating_sub(40)..].join("\n")
    }

    fn log(&self) -> PathBuf {
        self.dir.path().join("broker.log")
    }

    fn properties(&self) -> PathBuf {
        self.dir.path().join("server.properties")
    }

    fn data(&self) -> PathBuf {
        self.dir.path().join("data")
    }

    /// Formatting takes a Java start of its own: its result is kept for all plain brokers of this build.
    fn format(&self) {
        let kept = libs().with_file_name("formatted-4.2.1");
        if let Some(security) = &self.security {
            self.format_into_data(&security.format_arguments());
            return;
        }
        if kept.is_dir() {
            copy_files(&kept, &self.data());
            return;
        }
        self.format_into_data(&[]);
        let fresh = tempfile::tempdir_in(kept.parent().unwrap()).unwrap();
        copy_files(&self.data(), fresh.path());
        // Another test program may have been quicker, which is as good.
        fs::rename(fresh.path(), &kept).ok();
    }

    fn format_into_data(&self, more: &[String]) {
        let properties = self.properties();
        // Any 16 bytes in base64url; all brokers of the tests are one-broker clusters that never meet.
        let mut arguments = vec!["format", "-t", "d2lyZWRlc2stdGVzdHM2Ng"];
        arguments.extend(["-c", properties.to_str().unwrap()]);
        arguments.extend(more.iter().map(String::as_str));
        run_java("kafka.tools.StorageTool", &arguments);
    }

    fn server_properties(&self) -> String {
        let Ports { client, controller, link, link_advertised } = self.ports;
        let data = self.data();
        let data = data.display();
        let door = self.security.as_ref().map_or("PLAINTEXT", |_| "SASL_SSL");
        let secure = self.security.as_ref().map_or_else(String::new, Security::server_properties);
        format!(
            "process.roles=broker,controller
node.id=1
controller.quorum.voters=1@127.0.0.1:{controller}
listeners={door}://127.0.0.1:{client},LINK://127.0.0.1:{link},CONTROLLER://127.0.0.1:{controller}
advertised.listeners={door}://127.0.0.1:{client},LINK://127.0.0.1:{link_advertised}
inter.broker.listener.name={door}
controller.listener.names=CONTROLLER
listener.security.protocol.map={door}:{door},LINK:PLAINTEXT,CONTROLLER:PLAINTEXT
log.dirs={data}
auto.create.topics.enable=false
num.partitions=3
default.replication.factor=1
min.insync.replicas=1
offsets.topic.replication.factor=1
offsets.topic.num.partitions=2
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
transaction.state.log.num.partitions=2
share.coordinator.state.topic.replication.factor=1
share.coordinator.state.topic.min.isr=1
share.coordinator.state.topic.num.partitions=1
group.initial.rebalance.delay.ms=0
transaction.abort.timed.out.transaction.cleanup.interval.ms=1000
log.cleaner.dedupe.buffer.size=2097152
broker.session.timeout.ms=2000
broker.heartbeat.interval.ms=400
{secure}"
        )
    }
}

impl Drop for Broker {
    fn drop(&mut self) {
        self.kill();
    }
}

/// A folder of this process under the build's own; those of ended processes go, as a shared broker cannot tidy up.
fn data_folder() -> tempfile::TempDir {
    let all = Path::new(env!("CARGO_TARGET_TMPDIR"));
    fs::create_dir_all(all).unwrap();
    for folder in fs::read_dir(all).unwrap().flatten() {
        let name = folder.file_name();
        let mut parts = name.to_str().unwrap_or_default().split('-');
        let proc = Path::new("/proc");
        let ended = |pid: &str| proc.join("self").exists() && !proc.join(pid).exists();
        if parts.next() == Some("broker") && parts.next().is_some_and(ended) {
            // Another test program may tidy up at the same moment.
            fs::remove_dir_all(folder.path()).ok();
        }
    }
    let prefix = format!("broker-{}-", std::process::id());
    let mut builder = tempfile::Builder::new();
    builder.prefix(&prefix).tempdir_in(all).unwrap()
}

/// Java that dies with the thread that started it, where the system can do that.
fn java_under_watch() -> Command {
    let watched = Command::new("setpriv")
        .args(["--pdeathsig", "KILL", "true"])
        .status()
        .is_ok_and(|status| status.success());
    if watched {
        let mut command = Command::new("setpriv");
        command.args(["--pdeathsig", "KILL", "java"]);
        command
    } else {
        Command::new("java")
    }
}

fn run_java(class: &str, arguments: &[&str]) {
    let output = Command::new("java")
        .args(["-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"])
        .arg("-Dorg.slf4j.simpleLogger.defaultLogLevel=warn")
        .arg("-cp")
        .arg(libs().join("*"))
        .arg(class)
        .args(arguments)
        .output()
        .expect("java 17 or newer must be installed: `tests/run` sees to it");
    assert!(
        output.status.success(),
        "{class} {arguments:?}: {}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
}

fn copy_files(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for file in fs::read_dir(from).unwrap() {
        let file = file.unwrap();
        if file.file_type().unwrap().is_file() {
            fs::copy(file.path(), to.join(file.file_name())).unwrap();
        }
    }
}

fn free_port() -> u16 {
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    listener.local_addr().unwrap().port()
}
