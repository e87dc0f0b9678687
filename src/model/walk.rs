//! A walk through a feed's older pages that broke off.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use url::Url;

/// Where a later poll takes it up again (RFC 5005).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Walk {
    /// The page that was not read.
    pub from: Url,
    /// When the feed was last read whole before the gap.
    pub since: Option<Timestamp>,
    /// How often it is tried again.
    pub tries: u8,
}
