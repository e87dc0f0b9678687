//! When, as somebody printed it.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// How far a date can be trusted to a point in time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Precision {
    Instant,
    /// A day without a time: midnight UTC is the order key, not a fact, and is not published.
    Day,
}

/// A date as claimed: raw text always, instant where it could be read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Date {
    pub raw: String,
    pub at: Option<Timestamp>,
    pub precision: Precision,
}
