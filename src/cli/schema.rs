//! `wiredesk schema`: the JSON Schema of each kind of record, generated from the types that encode them.

use clap::{Args, ValueEnum};
use schemars::generate::SchemaSettings;

use super::Exit;
use super::exit::{fail, print};
use crate::publish::appearance::{Appearance, Reject};
use crate::publish::ninjs::NewsItem;

#[derive(Debug, Args)]
pub struct SchemaArgs {
    /// Which record.
    record: RecordKind,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum RecordKind {
    /// Topic of stories: the part of IPTC ninjs 3.1 that wiredesk writes.
    Story,
    /// Topic of appearances: who else carried a story.
    Appearance,
    /// Topic of rejects: entries that are no stories, and records that no sink took.
    Reject,
}

pub fn run(args: &SchemaArgs) -> Exit {
    // What is written, not what could be read: a field that may be left out is not required.
    let generator = SchemaSettings::draft2020_12().for_serialize().into_generator();
    let schema = match args.record {
        RecordKind::Story => generator.into_root_schema_for::<NewsItem>(),
        RecordKind::Appearance => generator.into_root_schema_for::<Appearance>(),
        RecordKind::Reject => generator.into_root_schema_for::<Reject>(),
    };
    match serde_json::to_string_pretty(&schema) {
        Ok(text) => {
            print(text);
            Exit::Done
        }
        Err(error) => fail(&error.into()),
    }
}
