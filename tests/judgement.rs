//! What the judge makes of copy as newsrooms send it: look-alikes, updates and copies by the hundred, through the whole
//! pipeline from documents to a store. Every text is invented; the texts are in `fixtures/judgement`.

#![allow(
    dead_code,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::print_stderr,
    reason = "a test program: a failed step is a failed test"
)]

#[path = "judgement/bulletins.rs"]
mod bulletins;
#[path = "judgement/copies.rs"]
mod copies;
#[path = "judgement/desk.rs"]
mod desk;
#[path = "judgement/document.rs"]
mod document;
#[path = "judgement/edits.rs"]
mod edits;
#[path = "judgement/kills.rs"]
mod kills;
#[path = "judgement/look_alikes.rs"]
mod look_alikes;
#[path = "judgement/notations.rs"]
mod notations;
#[path = "judgement/notices.rs"]
mod notices;
#[path = "judgement/papers.rs"]
mod papers;
#[path = "judgement/prints.rs"]
mod prints;
#[path = "judgement/properties.rs"]
mod properties;
#[path = "judgement/reprints.rs"]
mod reprints;
#[path = "judgement/templates.rs"]
mod templates;
#[path = "judgement/updates.rs"]
mod updates;
#[path = "judgement/wire.rs"]
mod wire;
