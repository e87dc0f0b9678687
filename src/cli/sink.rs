//! The sink that the configuration names.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use crate::config::{Config, SinkConfig};
use crate::publish::Sink;
use crate::publish::file::FileSink;
use crate::publish::kafka::KafkaSink;
use crate::publish::stdout::StdoutSink;

/// Builds it; nothing is opened or connected yet. `stop` ends its waits.
pub fn build(config: &Config, stop: &Arc<AtomicBool>) -> Box<dyn Sink> {
    match &config.sink {
        SinkConfig::Stdout => Box::new(StdoutSink::new()),
        SinkConfig::File(file) => Box::new(FileSink::new(file.clone())),
        SinkConfig::Kafka(kafka) => {
            let bytes_max = config.publish.record_bytes_max;
            Box::new(KafkaSink::new(kafka, bytes_max, Arc::clone(stop)))
        }
    }
}
