//! Sorts Kafka's errors, once, by code and never by text; decides nothing about retries.

use rdkafka::error::KafkaError;
use rdkafka::types::RDKafkaErrorCode as Code;

/// What an error means for the batch and for the producer.
#[derive(Debug)]
pub(super) enum Fault {
    /// Nothing of the batch is visible and the producer is still good.
    Passing(String),
    /// `stop` was seen; nothing of the batch is visible.
    Stopped,
    /// The producer is unusable, or the outcome of a commit unknown: only the mark can tell.
    Spoiled(String),
    /// The cluster aborted our own transaction, which was older than its timeout allows.
    TimedOut,
    /// A newer producer holds our transactional id.
    Fenced,
    /// The broker refused these rows, each alone or as part of one record batch.
    Rows(Vec<(u64, String)>),
    /// librdkafka itself will never take these rows; the producer is still good.
    Unsendable(Vec<(u64, String)>),
    Denied(Acl),
    /// The transaction must be aborted because of this.
    Abortable(Box<Fault>),
    /// The cluster or the settings cannot carry what we must send.
    Unfit(String),
}

/// What the user of the connection lacks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Acl {
    Topic,
    Group,
    TransactionalId,
    Cluster,
    Create,
}

impl Fault {
    /// The fault without the news that it wants an abort.
    pub(super) fn cause(self) -> Self {
        if let Self::Abortable(cause) = self { cause.cause() } else { self }
    }

    /// Replaces [`Fault::Passing`] by what `make` says of its reason.
    pub(super) fn or_if_passing(self, make: impl FnOnce(String) -> Self) -> Self {
        if let Self::Passing(reason) = self { make(reason) } else { self }
    }
}

/// Sorts an error of a call that is not worth repeating as it stands; `step` names the call in the reason.
pub(super) fn sort(step: &str, error: &KafkaError) -> Fault {
    let fatal = matches!(error, KafkaError::Transaction(e) if e.is_fatal());
    let code = code_of(error);
    // The Display of this one holds the value, which may be a password.
    if let KafkaError::ClientConfig(_, _, key, _) = error {
        return Fault::Unfit(format!(
            "librdkafka refuses the setting \"{key}\": it is unknown, or its value is"
        ));
    }
    if let KafkaError::ClientCreation(why) = error {
        return Fault::Unfit(format!("librdkafka refuses its settings: {why}"));
    }
    let text = if let KafkaError::Transaction(e) = error { e.string() } else { error.to_string() };
    sort_code(code, fatal, format!("{step}: {text}"))
}

/// Sorts a bare code, as delivery reports and admin answers carry it.
#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "a foreign enum of 150 codes that grows with every release"
)]
pub(super) fn sort_code(code: Code, fatal: bool, reason: String) -> Fault {
    match code {
        Code::Fenced | Code::ProducerFenced => Fault::Fenced,
        Code::InvalidProducerEpoch if fatal => Fault::Fenced,
        Code::TopicAuthorizationFailed => Fault::Denied(Acl::Topic),
        Code::GroupAuthorizationFailed => Fault::Denied(Acl::Group),
        Code::TransactionalIdAuthorizationFailed => Fault::Denied(Acl::TransactionalId),
        Code::ClusterAuthorizationFailed => Fault::Denied(Acl::Cluster),
        // Opening again looks for the topics, creates them or says what is missing.
        Code::UnknownTopic | Code::UnknownTopicOrPartition | Code::UnknownPartition => {
            Fault::Spoiled(reason)
        }
        _ if fatal => Fault::Spoiled(reason),
        _ => Fault::Passing(reason),
    }
}

/// Whether a code speaks about one record batch's content, so that the same bytes will never be taken.
pub(super) fn refuses_content(code: Code) -> bool {
    matches!(code, Code::MessageSizeTooLarge | Code::InvalidMessageSize | Code::InvalidRecord)
}

/// The code within, or the unspecific `Fail` where the error has none.
pub(super) fn code_of(error: &KafkaError) -> Code {
    error.rdkafka_error_code().unwrap_or(Code::Fail)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(code: Code, fatal: bool, expected: &str) {
        let fault = format!("{:?}", sort_code(code, fatal, "step".to_owned()));
        assert!(
            fault.starts_with(expected),
            "{code:?} fatal={fatal}: {fault}, expected {expected}"
        );
    }

    #[test]
    fn every_class_of_error_has_its_fault() {
        for (code, fatal, expected) in [
            (Code::Fenced, true, "Fenced"),
            (Code::ProducerFenced, true, "Fenced"),
            (Code::InvalidProducerEpoch, true, "Fenced"),
            (Code::InvalidProducerEpoch, false, "Passing"),
            (Code::TopicAuthorizationFailed, false, "Denied(Topic)"),
            (Code::GroupAuthorizationFailed, false, "Denied(Group)"),
            (Code::TransactionalIdAuthorizationFailed, true, "Denied(TransactionalId)"),
            (Code::ClusterAuthorizationFailed, true, "Denied(Cluster)"),
            (Code::UnknownTopicOrPartition, false, "Spoiled"),
            (Code::InvalidTransactionalState, true, "Spoiled"),
            (Code::MessageTimedOut, false, "Passing"),
            (Code::OperationTimedOut, false, "Passing"),
            (Code::NotEnoughReplicas, false, "Passing"),
        ] {
            check(code, fatal, expected);
        }
    }

    #[test]
    fn a_refused_setting_never_shows_its_value() {
        let error = KafkaError::ClientConfig(
            rdkafka::types::RDKafkaConfRes::RD_KAFKA_CONF_INVALID,
            "bad value \"hunter2\"".to_owned(),
            "sasl.password".to_owned(),
            "hunter2".to_owned(),
        );
        let fault = format!("{:?}", sort("open", &error));
        assert!(fault.contains("sasl.password"), "{fault}");
        assert!(!fault.contains("hunter2"), "{fault}");
    }
}
