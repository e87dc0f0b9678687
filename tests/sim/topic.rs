//! What a reader of the topic came to know, held against what the papers showed.

use std::collections::BTreeMap;

use wiredesk::publish::Stream;
use wiredesk::store::{StoreReader, outbox};

use crate::paper::Paper;

/// One version: its number and headline.
type Version = (u64, String);

/// Every story by its guid, its versions in the order of the topic.
pub(crate) fn read(store: &StoreReader) -> BTreeMap<String, Vec<Version>> {
    let mut told: BTreeMap<String, Vec<Version>> = BTreeMap::new();
    let mut mark = 0;
    loop {
        let rows = outbox::read_after(store, mark, 1_000, usize::MAX).unwrap();
        let Some(last) = rows.last() else { return told };
        mark = last.seq;
        for row in rows {
            assert_eq!(row.stream, Stream::Stories, "every story is its paper's own: {row:?}");
            let record: serde_json::Value = serde_json::from_slice(&row.value).unwrap();
            let ids = record["altIds"].as_array().unwrap();
            let guid =
                ids.iter().find_map(|id| id["value"].as_str().filter(|v| v.starts_with("paper-")));
            let version = record["version"].as_str().unwrap().parse().unwrap();
            let headline = record["headlines"][0]["value"].as_str().unwrap().to_owned();
            told.entry(guid.unwrap().to_owned()).or_default().push((version, headline));
        }
    }
}

/// Every state that was shown is a version, in order, and nothing else is.
pub(crate) fn check(number: usize, paper: &Paper, told: &BTreeMap<String, Vec<Version>>) {
    for (id, headlines) in paper.shown() {
        let guid = format!("paper-{number}-{id}");
        let want: Vec<Version> = (1..).zip(headlines.iter().cloned()).collect();
        assert_eq!(told.get(&guid), Some(&want), "{guid}");
    }
}
