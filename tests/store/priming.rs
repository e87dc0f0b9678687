//! What a first poll holds back, and for how long.

use crate::press::{State, state};
use crate::{OPTIONS, admit_one, batch, kinds, noon, stories};
use std::time::Duration;
use wiredesk::config::PublishPolicy;
use wiredesk::model::{Problem, ProblemKind, VerdictKind};
use wiredesk::store::{AdmitOptions, Durability, Store};

// Edge case 64.
#[test]
fn a_first_poll_that_is_held_back_is_remembered_and_not_published() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = Store::open(folder.path(), Durability::Full).unwrap();
    let none = AdmitOptions { publish: PublishPolicy::None, ..OPTIONS };
    let first = batch("harbour", &stories("harbour", 3), noon(), "\"1\"");
    assert_eq!(admit_one(&mut store, &first, &none).records, 0);
    assert_eq!(admit_one(&mut store, &first, &none).records, 0);
    let second = batch("harbour", &stories("harbour", 4), noon(), "\"2\"");
    assert_eq!(admit_one(&mut store, &second, &none).records, 1);
    // What was held back is published when it changes, as its first version.
    let mut changed = stories("harbour", 4);
    changed[0] = state("harbour", 0, 2);
    let admitted = admit_one(&mut store, &batch("harbour", &changed, noon(), "\"3\""), &none);
    assert_eq!(admitted.records, 1);
    let published = admitted.verdicts.iter().find(|v| v.verdict != VerdictKind::Unchanged).unwrap();
    assert_eq!(published.version.as_deref(), Some("1"));
}

// What one feed only remembered is news from another that publishes.
#[test]
fn a_story_that_one_feed_holds_back_is_published_by_the_next_that_carries_it() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = Store::open(folder.path(), Durability::Full).unwrap();
    let held = AdmitOptions { publish: PublishPolicy::None, ..OPTIONS };
    let copy = |feed: &str| State { guid: format!("{feed}-1"), ..state("harbour", 0, 1) };
    let first = admit_one(&mut store, &batch("quiet", &[copy("quiet")], noon(), "\"1\""), &held);
    assert_eq!(first.records, 0);
    let loud = admit_one(&mut store, &batch("loud", &[copy("loud")], noon(), "\"1\""), &OPTIONS);
    assert_eq!((kinds(&loud), loud.records), (vec![VerdictKind::New], 1));
    let third = admit_one(&mut store, &batch("late", &[copy("late")], noon(), "\"1\""), &OPTIONS);
    assert_eq!(kinds(&third), [VerdictKind::Copy]);
}

// Who prints a story that is on the topic is told, whatever the printer's feed holds back of its own.
#[test]
fn the_print_of_a_published_story_is_an_appearance_although_its_feed_is_held_back() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = Store::open(folder.path(), Durability::Full).unwrap();
    let held = AdmitOptions { publish: PublishPolicy::None, ..OPTIONS };
    let copy = |feed: &str| State { guid: format!("{feed}-1"), ..state("harbour", 0, 1) };
    admit_one(&mut store, &batch("loud", &[copy("loud")], noon(), "\"1\""), &OPTIONS);
    let quiet = [copy("quiet"), state("quiet", 1, 1)];
    let quiet = admit_one(&mut store, &batch("quiet", &quiet, noon(), "\"1\""), &held);
    assert_eq!((kinds(&quiet), quiet.records), (vec![VerdictKind::New, VerdictKind::Copy], 1));
}

#[test]
fn since_holds_back_what_is_older_and_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = Store::open(folder.path(), Durability::Full).unwrap();
    let since = PublishPolicy::Since(Duration::from_secs(24 * 3600));
    let states: Vec<State> = [1, 23, 25, 72]
        .iter()
        .zip(0..)
        .map(|(hours, number)| State {
            dated: noon().as_second() - hours * 3600,
            ..state("harbour", number, 1)
        })
        .collect();
    let poll = batch("harbour", &states, noon(), "\"1\"");
    let options = AdmitOptions { publish: since, ..OPTIONS };
    assert_eq!(admit_one(&mut store, &poll, &options).records, 2);
}

#[test]
fn a_feed_that_always_breaks_off_is_held_back_once_and_no_longer() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = Store::open(folder.path(), Durability::Full).unwrap();
    let none = AdmitOptions { publish: PublishPolicy::None, ..OPTIONS };
    let broken = |count: usize| {
        let mut poll = batch("harbour", &stories("harbour", count), noon(), "\"1\"");
        let problem = ProblemKind::Truncated;
        poll.problems.push(Problem::new(problem, "it broke off"));
        poll
    };
    // The first may lack the rest of the backlog, so the second still primes.
    assert_eq!(admit_one(&mut store, &broken(2), &none).records, 0);
    assert_eq!(admit_one(&mut store, &broken(3), &none).records, 0);
    assert_eq!(admit_one(&mut store, &broken(4), &none).records, 1);
}
