//! Certificates, users and settings of a broker that asks who you are: TLS, SCRAM and ACLs.

use fs_err as fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// One authority, one broker certificate, and users with passwords; "admin" may do everything.
pub(crate) struct Security {
    dir: PathBuf,
    users: Vec<(String, String)>,
}

const ADMIN: (&str, &str) = ("admin", "admin-password");

impl Security {
    pub(super) fn make(dir: &Path, users: &[(&str, &str)]) -> Self {
        let security = Self {
            dir: dir.to_owned(),
            users: users
                .iter()
                .chain([&ADMIN])
                .map(|(name, password)| ((*name).to_owned(), (*password).to_owned()))
                .collect(),
        };
        security.make_certificates();
        security
    }

    /// librdkafka's settings for one of the users.
    pub(crate) fn client(&self, user: &str) -> Vec<(String, String)> {
        let (name, password) = self.users.iter().find(|(name, _)| name == user).unwrap();
        [
            ("security.protocol", "SASL_SSL"),
            ("sasl.mechanisms", "SCRAM-SHA-512"),
            ("sasl.username", name),
            ("sasl.password", password),
            ("ssl.ca.location", self.dir.join("ca.pem").to_str().unwrap()),
        ]
        .map(|(key, value)| (key.to_owned(), value.to_owned()))
        .into()
    }

    /// Settings of the administrator for Kafka's own tools.
    pub(super) fn admin_properties(&self) -> PathBuf {
        let (name, password) = ADMIN;
        let ca = self.dir.join("ca.pem");
        let path = self.dir.join("admin.properties");
        let text = format!(
            "security.protocol=SASL_SSL
sasl.mechanism=SCRAM-SHA-512
sasl.jaas.config=org.apache.kafka.common.security.scram.ScramLoginModule required username=\"{name}\" password=\"{password}\";
ssl.truststore.type=PEM
ssl.truststore.location={}
",
            ca.display()
        );
        fs::write(&path, text).unwrap();
        path
    }

    pub(super) fn format_arguments(&self) -> Vec<String> {
        self.users
            .iter()
            .flat_map(|(name, password)| {
                let user = format!("SCRAM-SHA-512=[name={name},password={password}]");
                ["--add-scram".to_owned(), user]
            })
            .collect()
    }

    pub(super) fn server_properties(&self) -> String {
        let store = self.dir.join("broker.pem");
        let ca = self.dir.join("ca.pem");
        let (store, ca) = (store.display(), ca.display());
        let (name, password) = ADMIN;
        format!(
            "sasl.enabled.mechanisms=SCRAM-SHA-512
sasl.mechanism.inter.broker.protocol=SCRAM-SHA-512
listener.name.sasl_ssl.scram-sha-512.sasl.jaas.config=org.apache.kafka.common.security.scram.ScramLoginModule required username=\"{name}\" password=\"{password}\";
ssl.keystore.type=PEM
ssl.keystore.location={store}
ssl.truststore.type=PEM
ssl.truststore.location={ca}
authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer
super.users=User:admin;User:ANONYMOUS
"
        )
    }

    fn make_certificates(&self) {
        fs::write(self.dir.join("san.cnf"), "subjectAltName=IP:127.0.0.1,DNS:localhost\n").unwrap();
        for line in [
            "req -x509 -newkey rsa:2048 -nodes -keyout ca.key -out ca.pem -days 2 -subj /CN=test-authority",
            "req -newkey rsa:2048 -nodes -keyout broker.key -out broker.csr -subj /CN=localhost",
            "x509 -req -in broker.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 2 -extfile san.cnf -out broker.crt",
        ] {
            let output = Command::new("openssl")
                .args(line.split(' '))
                .current_dir(&self.dir)
                .output()
                .expect("openssl must be installed: `tests/run` sees to it");
            assert!(
                output.status.success(),
                "openssl {line}: {}",
                String::from_utf8_lossy(&output.stderr)
            );
        }
        let parts = ["broker.key", "broker.crt", "ca.pem"]
            .map(|name| fs::read_to_string(self.dir.join(name)).unwrap());
        fs::write(self.dir.join("broker.pem"), parts.concat()).unwrap();
    }
}
