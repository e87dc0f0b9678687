//! wiredesk polls news feeds, recognises copies of the same wire copy and publishes one clean record per story.
//!
//! The modules stand in the order in which a story passes them:
//!
//! ```text
//! feeds -> fetch -> parse -> normalise -> dedup -> store + outbox -> publish -> topic
//! ```
//!
//! `poll` is the spine that calls them. `schedule`, `parse`, `normalise`, `dedup` and `publish::record` are pure:
//! they know no clock, network, disk, runtime or randomness (P4).
//!
//! Promises, each with tests that can fail:
//! - **P1 Nothing lost.** Seen-marks, stories and their outbox rows commit together or not at all, the poll's validators with the
//!   last of them.
//! - **P2 Exactly once** for `read_committed` readers: the outbox position travels inside the Kafka transaction.
//! - **P3 Order.** Versions of one story arrive in order.
//! - **P4 Same input, same output.** A record is encoded once, at admission.
//! - **P5 Bounded.** Memory, queues, bodies, retries, timeouts, text lengths, redirects, disk.
//! - **P6 One feed can never stop another**, and nothing from the network can panic the process.
//! - **P7 One writer** on a store, one producer for a transactional id.
//! - **P8 A poll never republishes because something failed.**

pub mod clock;
pub mod health;
pub mod model;

pub mod config;
pub mod schedule;

pub mod fetch;
pub mod parse;

pub mod normalise;

pub mod dedup;
pub mod store;

pub mod publish;

pub mod poll;
pub mod websub;

pub mod admin;
pub mod metrics;
pub mod serve;
pub mod supervise;
pub mod telemetry;

pub mod app;

pub mod cli;
