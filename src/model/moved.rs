//! Where a feed's permanent redirects lead, and the address that was adopted for it.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use url::Url;

/// What is remembered of a feed that may have moved; [`crate::fetch::moved`] decides.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moving {
    /// Where the last polls were sent for good, as long as that is not believed yet.
    pub seen: Option<Seen>,
    /// What is asked in place of the configured address.
    pub adopted: Option<Adopted>,
}

/// An address to which every poll since `since` was redirected for good, and which gave a feed each time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seen {
    pub to: Url,
    pub since: Timestamp,
    pub polls: u32,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Adopted {
    pub address: Url,
    pub since: Timestamp,
    /// Since when it gives no feed.
    pub failing_since: Option<Timestamp>,
}
