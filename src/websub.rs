//! WebSub (W3C Recommendation, 23 January 2018): hubs push what their publishers announce, and a slow poll stays behind it.
//!
//! In flow order: what an answer offers, one subscription as a value, what is said to the hub, what it says to us.
//! A hub is believed only once it has pushed, and no longer when a poll finds what it did not push.

pub mod discovery;
mod link_header;

pub mod subscription;
pub mod trust;

mod key;
mod request;
mod worker;

mod callback;
mod signature;

pub use callback::Callback;
pub use discovery::Offer;
pub use key::Token;
pub use subscription::Subscription;
pub use worker::Worker;
