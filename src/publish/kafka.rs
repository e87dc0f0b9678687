//! Kafka: transactions that carry the outbox position. The only place that names rdkafka.
