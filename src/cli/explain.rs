//! `wiredesk explain`: why a verdict, for an entry (guid or link) or a story (uri). Reads beside a running daemon.

use clap::Args;

use super::exit::{fail, print, say};
use super::{ConfigArg, Exit};
use crate::model::Evidence;
use crate::store::open_read_only;
use crate::store::pages::PageStanding;
use crate::store::read::{Explained, Published, explain};

#[derive(Debug, Args)]
pub struct ExplainArgs {
    #[command(flatten)]
    config: ConfigArg,
    /// An entry's guid or link, or a story's `urn:uuid:...`.
    name: String,
    /// Print a JSON array.
    #[arg(long)]
    json: bool,
}

/// Carriers of one story shown at most.
const ITEMS_MAX: usize = 200;

pub fn run(args: &ExplainArgs) -> Exit {
    let config = match super::load_config_to_look(&args.config.config) {
        Ok(config) => config,
        Err(exit) => return exit,
    };
    let found =
        open_read_only(&config.state_dir).and_then(|store| explain(&store, &args.name, ITEMS_MAX));
    match found {
        Ok(found) if found.is_empty() => {
            say(format_args!(
                "wiredesk: nothing is known of {:?}: give an entry's guid or link as its feed prints it, or a story's uri",
                args.name
            ));
            Exit::Failed
        }
        Ok(found) if args.json => match serde_json::to_string_pretty(&found) {
            Ok(text) => {
                print(text);
                Exit::Done
            }
            Err(error) => fail(&error.into()),
        },
        Ok(found) => {
            found.iter().for_each(show);
            Exit::Done
        }
        Err(error) => fail(&error.into()),
    }
}

fn show(item: &Explained) {
    let dash = |text: &Option<String>| text.clone().unwrap_or_else(|| "-".to_owned());
    print(format_args!("{} {}", item.feed, item.entry));
    print(format_args!("  headline   {}", dash(&item.headline)));
    print(format_args!("  link       {}", dash(&item.link)));
    print(format_args!("  story      {}", dash(&item.verdict.story)));
    let published = |uri: &str| item.stories.iter().find(|published| published.story == uri);
    if let Some(published) = item.verdict.story.as_deref().and_then(published) {
        print_wrapped("  of         ", &told(published));
    }
    let version = item.verdict.version.as_deref().unwrap_or("-");
    print(format_args!("  verdict    {}, version {version}", item.verdict.verdict.label()));
    print(format_args!("  because    {}", item.verdict.because));
    if let (Some(relation), Some(score)) = (item.verdict.relation, item.verdict.score) {
        print(format_args!("  relation   {relation:?}, score {score:.2}"));
    }
    if let Some(evidence) = &item.verdict.evidence {
        show_evidence(evidence, &item.stories);
    }
    let leads = if item.leads { "its text is the one published" } else { "a carrier" };
    print(format_args!("  role       {leads}, {} states seen", item.states));
    print(format_args!(
        "  dated      {}, last seen {}",
        dash(&item.claimed_at),
        dash(&item.last_seen)
    ));
    if let Some(page) = &item.page {
        print(format_args!("  page       {}, {}", page.address, page_words(page)));
    }
}

/// What a story publishes, and where that stands.
fn told(published: &Published) -> String {
    let Published { headline, feed, link, .. } = published;
    let headline = headline.as_deref().map_or_else(String::new, |text| format!("{text:?} in "));
    let link = link.as_deref().map_or_else(String::new, |link| format!(", {link}"));
    format!("{headline}{feed}{link}")
}

fn page_words(page: &PageStanding) -> String {
    let said =
        if page.full { "its text is the one published" } else { "its text is not published" };
    let problem = page.problem.as_deref().map(|problem| format!("; {problem}")).unwrap_or_default();
    let next = page.due.as_deref().map(|due| format!("; read next at {due}")).unwrap_or_default();
    let attempts = page.attempts;
    let tried =
        if attempts > 0 { format!("; attempts that failed: {attempts}") } else { String::new() };
    format!("{said}{problem}{tried}{next}")
}

/// Columns of a terminal that a line fills at most.
const COLUMNS: usize = 100;

fn show_evidence(evidence: &Evidence, stories: &[Published]) {
    for weighed in &evidence.candidates {
        let percent = |share: f64| share * 100.0;
        print(format_args!(
            "  held to    {}, {} words in common: {:.0} % of this text, {:.0} % of the story's",
            weighed.story,
            weighed.words,
            percent(weighed.of_entry),
            percent(weighed.of_story)
        ));
        if let Some(published) = stories.iter().find(|one| one.story == weighed.story) {
            print_wrapped("             ", &told(published));
        }
        print_wrapped("             ", &weighed.ruling);
    }
    let kinds = [
        ("  in both    ", &evidence.sentences.shared),
        ("  here only  ", &evidence.sentences.only_entry),
        ("  there only ", &evidence.sentences.only_story),
    ];
    for (label, sentences) in kinds {
        for sentence in sentences {
            print_wrapped(label, sentence);
        }
    }
    for pair in &evidence.sentences.exchanged {
        print_wrapped("  exchanged  ", &format!("{} here, {} there", pair.entry, pair.story));
    }
}

/// Prints `text` behind `label`, broken between words, its other lines indented as far.
fn print_wrapped(label: &str, text: &str) {
    for (at, line) in wrapped(text, COLUMNS - label.len()).iter().enumerate() {
        let margin = if at == 0 { label } else { "" };
        print(format_args!("{margin:width$}{line}", width = label.len()));
    }
}

fn wrapped(text: &str, columns: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= columns => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_is_broken_between_words_within_the_columns() {
        let text = "The council voted on Monday to close the old berth";
        assert_eq!(wrapped(text, 20), ["The council voted on", "Monday to close the", "old berth"]);
        assert_eq!(wrapped("", 20), Vec::<String>::new());
    }
}
