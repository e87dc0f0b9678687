//! A document that is admitted in several commits ends as one that is admitted in one, and a crash between two of them
//! loses nothing and publishes nothing twice (P1, P2).

use std::borrow::Cow;
use std::fmt::Write as _;

use jiff::SignedDuration;
use proptest::prelude::*;
use wiredesk::config::PublishPolicy;
use wiredesk::model::{Batch, VerdictKind};
use wiredesk::store::admit::Admission;
use wiredesk::store::{AdmitOptions, Admitted, Durability, Store, feeds};

use crate::press::state;
use crate::{OPTIONS, admit_one, batch, kinds, noon, read, stories};

/// How an entry tells its text.
#[derive(Debug, Clone, Copy)]
enum Form {
    Plain,
    Cut,
    Framed,
    LookAlike,
    Kill,
    Advisory,
}

#[derive(Debug, Clone, Copy)]
struct Entry {
    guid: usize,
    text: usize,
    version: usize,
    form: Form,
    dated: bool,
}

fn entry() -> impl Strategy<Value = Entry> {
    let form = prop_oneof![
        4 => Just(Form::Plain),
        2 => Just(Form::Cut),
        3 => Just(Form::Framed),
        2 => Just(Form::LookAlike),
        1 => Just(Form::Kill),
        1 => Just(Form::Advisory),
    ];
    (0..14_usize, 0..6_usize, 1..3_usize, form, prop::bool::weighted(0.7))
        .prop_map(|(guid, text, version, form, dated)| Entry { guid, text, version, form, dated })
}

fn document(entries: &[Entry]) -> String {
    let mut items = String::new();
    for Entry { guid, text, version, form, dated } in entries {
        let story = state("press", *text, *version);
        let mut paragraphs = story.paragraphs;
        let mut headline = story.headline;
        match form {
            Form::Plain => {}
            Form::Cut => paragraphs.truncate(2),
            Form::Framed => paragraphs
                .push("Read the Quay Post, first on the pier each day since 1911.".to_owned()),
            Form::LookAlike => {
                headline = format!("Winning numbers of draw {guid}");
                paragraphs = vec![format!(
                    "The winning numbers of the evening draw of the Lyme Quay lottery, which was held in the old customs \
                     house on the north pier in front of a notary and some forty guests, were {guid}, {text}, {}, {} and {}, \
                     with {version} as the number of the night, the company said.",
                    guid * 3 + 7,
                    guid * 5 + 11,
                    text * 7 + 13,
                )];
            }
            Form::Kill => {
                paragraphs = vec![format!(
                    "Editors: please kill the story {headline}. It must not be used."
                )];
                headline = format!("KILL: {headline}");
            }
            Form::Advisory => {
                headline = format!("BC-Quay News Coverage Advisory {guid}");
                paragraphs = vec!["Plans of the desk for today follow.".to_owned()];
            }
        }
        let date =
            std::time::UNIX_EPOCH + std::time::Duration::from_secs(story.dated.unsigned_abs());
        let date = if *dated {
            format!("<pubDate>{}</pubDate>", httpdate::fmt_http_date(date))
        } else {
            String::new()
        };
        let body = format!("&lt;p&gt;{}&lt;/p&gt;", paragraphs.join("&lt;/p&gt;&lt;p&gt;"));
        writeln!(
            items,
            "<item><title>{headline}</title><link>https://quay.example/{guid}</link><guid isPermaLink=\"false\">{guid}</guid>{date}<description>{body}</description></item>"
        )
        .unwrap();
    }
    format!("<rss version=\"2.0\"><channel><title>Quay Post</title>{items}</channel></rss>")
}

/// Admits in commits of `entries` each, at most `commits_max` of them; between two of them others write where they are
/// `disturbed`.
fn admit_in_slices(
    store: &mut Store,
    batch: &Batch,
    options: AdmitOptions,
    (entries, commits_max): (usize, usize),
    disturbed: bool,
) -> Option<Admitted> {
    let mut begun: Option<Admission<'static>> = None;
    for _ in 0..commits_max {
        let (admission, admitted) = store
            .write(|tx| {
                let mut admission = match begun.take() {
                    Some(admission) => admission,
                    None => Admission::begin(tx, Cow::Owned(batch.clone()), options)?,
                };
                let mut left = entries;
                let admitted = admission.go_on(tx, &mut || {
                    left -= 1;
                    left == 0
                })?;
                Ok((admission, admitted))
            })
            .unwrap();
        if admitted.is_some() {
            return admitted;
        }
        begun = Some(admission);
        if disturbed {
            let others = "UPDATE feed SET id = id WHERE id = 'press'";
            assert_eq!(store.write(|tx| Ok(tx.execute(others, [])?)).unwrap(), 1);
        }
    }
    None
}

/// Every row of every table but the store's own name.
fn dump(store: &Store, only: Option<&str>) -> Vec<String> {
    let rows = |sql: &str| -> Vec<String> {
        let mut statement = store.connection().prepare(sql).unwrap();
        let rows = statement.query_map([], |row| row.get(0)).unwrap();
        rows.map(Result::unwrap).collect()
    };
    let mut all = Vec::new();
    let tables =
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name <> 'identity' ORDER BY name";
    for table in rows(tables).into_iter().filter(|table| only.is_none_or(|only| only == table)) {
        let columns =
            rows(&format!("SELECT 'quote(\"' || name || '\")' FROM pragma_table_info('{table}')"));
        let mut lines = rows(&format!("SELECT {} FROM {table}", columns.join(" || ' ' || ")));
        lines.sort();
        all.extend(lines.into_iter().map(|line| format!("{table} {line}")));
    }
    all
}

fn open() -> (tempfile::TempDir, Store) {
    let folder = tempfile::tempdir().unwrap();
    let mut store = Store::open(folder.path(), Durability::Temporary).unwrap();
    // Another feed printed some of the texts.
    admit_one(&mut store, &batch("press", &stories("press", 3), noon(), "\"1\""), &OPTIONS);
    (folder, store)
}

/// Successive documents of one feed over http.
fn polls(documents: &[Vec<Entry>]) -> impl Iterator<Item = Batch> {
    documents.iter().zip(1_i64..).map(|(entries, hour)| {
        let at = noon().checked_add(SignedDuration::from_hours(hour)).unwrap();
        let mut batch = read("quay", &document(entries), at, &format!("\"{hour}\""));
        batch.fetch.origin = Some("https://quay.example/feed".to_owned());
        batch
    })
}

fn policy() -> impl Strategy<Value = PublishPolicy> {
    let since = PublishPolicy::Since(std::time::Duration::from_secs(4 * 86_400));
    prop_oneof![3 => Just(PublishPolicy::All), 1 => Just(PublishPolicy::None), 1 => Just(since)]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn a_document_in_several_commits_ends_as_it_does_in_one(
        documents in prop::collection::vec(prop::collection::vec(entry(), 1..12), 1..4),
        size in 1..5_usize,
        disturbed in prop::bool::ANY,
        publish in policy(),
    ) {
        let options = AdmitOptions { publish, ..OPTIONS };
        let ((_one, mut whole), (_other, mut sliced)) = (open(), open());
        for batch in polls(&documents) {
            let expected = admit_one(&mut whole, &batch, &options);
            let admitted =
                admit_in_slices(&mut sliced, &batch, options, (size, usize::MAX), disturbed);
            prop_assert_eq!(admitted.as_ref(), Some(&expected));
            prop_assert_eq!(dump(&sliced, None), dump(&whole, None));
        }
    }

    #[test]
    fn a_crash_between_two_commits_of_a_document_publishes_nothing_twice(
        before in prop::collection::vec(entry(), 1..6),
        entries in prop::collection::vec(entry(), 4..14),
        commits in 1..4_usize,
        publish in policy(),
    ) {
        let options = AdmitOptions { publish, ..OPTIONS };
        let ((_one, mut whole), (folder, mut sliced)) = (open(), open());
        let batches: Vec<Batch> = polls(&[before, entries]).collect();
        for store in [&mut whole, &mut sliced] {
            admit_one(store, &batches[0], &options);
        }
        admit_one(&mut whole, &batches[1], &options);
        if admit_in_slices(&mut sliced, &batches[1], options, (1, commits), false).is_some() {
            return Ok(());
        }
        drop(sliced);
        let mut sliced = Store::open(folder.path(), Durability::Temporary).unwrap();
        let feed = feeds::read(sliced.connection(), &batches[1].feed).unwrap();
        prop_assert_eq!(feed.etag.as_deref(), Some(&b"\"1\""[..]), "else the rest is never asked for");
        prop_assert_eq!(feed.next_due, Some(batches[0].next.if_none.0));
        admit_one(&mut sliced, &batches[1], &options);
        prop_assert_eq!(dump(&sliced, Some("outbox")), dump(&whole, Some("outbox")));
    }
}

// An item's row was as old as its document.
#[test]
fn an_entry_whose_story_another_entry_took_over_is_judged_alike_in_one_commit_and_in_two() {
    let plain = |guid, text, dated| Entry { guid, text, version: 1, form: Form::Plain, dated };
    let documents = [vec![plain(8, 5, false)], vec![plain(8, 0, true), plain(4, 5, false)]];
    let batches: Vec<Batch> = polls(&documents).collect();
    let held = AdmitOptions { publish: PublishPolicy::None, ..OPTIONS };
    let outcomes = [99, 1].map(|entries| {
        let (_folder, mut store) = open();
        admit_one(&mut store, &batches[0], &held);
        let admitted = admit_in_slices(&mut store, &batches[1], held, (entries, 99), true);
        kinds(&admitted.unwrap())
    });
    assert_eq!(outcomes, [(); 2].map(|()| vec![VerdictKind::Copy, VerdictKind::New]));
}

// Edge case 36, and P8: the first commit makes entries known, and the feed is still not primed.
#[test]
fn what_is_true_of_a_document_is_decided_before_its_first_commit() {
    let (_folder, mut store) = open();
    let held = AdmitOptions { publish: PublishPolicy::None, ..OPTIONS };
    let plain = |guid| Entry { guid, text: guid, version: 1, form: Form::Plain, dated: true };
    let windows = [(10..16).map(plain).collect(), (20..26).map(plain).collect::<Vec<_>>()];
    let batches: Vec<Batch> = polls(&windows).collect();
    let first = admit_in_slices(&mut store, &batches[0], held, (1, 99), false).unwrap();
    assert_eq!((first.records, first.gap), (0, false), "the first poll is held back to its end");
    let second = admit_in_slices(&mut store, &batches[1], held, (1, 99), false).unwrap();
    assert_eq!(kinds(&second), [VerdictKind::New; 6]);
    assert_eq!((second.records, second.gap), (6, true));
}
