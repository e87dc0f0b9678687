//! One story as a person reads it: headline, credits, text, and on request what was taken out and why.

use anstyle::{AnsiColor, Style};

use crate::cli::exit::{print, say};
use crate::model::{Organisation, PubStatus, Rejection, Story};

/// Prints a story; false when nobody reads any more.
pub(super) fn story(story: &Story, why: bool, colour: bool) -> bool {
    let style = |style: Style| if colour { style } else { Style::new() };
    let bold = style(Style::new().bold());
    let dim = style(Style::new().dimmed());
    let headline = story.headline.as_deref().unwrap_or("(no headline)");
    let mut lines = vec![format!("{bold}{headline}{bold:#}")];
    for (label, value) in facts(story) {
        lines.push(format!("{dim}{label:>12}{dim:#}  {value}"));
    }
    for paragraph in &story.paragraphs {
        lines.push(String::new());
        lines.push(paragraph.clone());
    }
    for picture in &story.pictures {
        let caption = picture.caption.as_deref().unwrap_or("(no caption)");
        let credit = picture.credit.as_deref().map(|c| format!(" ({c})")).unwrap_or_default();
        lines.push(format!("{dim}{:>12}{dim:#}  {caption}{credit}", picture.object_type));
    }
    if why {
        let red = style(AnsiColor::Red.on_default());
        for (claim, rests_on) in &story.sources.evidence {
            lines.push(format!("{dim}{claim:>12}  because {rests_on}{dim:#}"));
        }
        for (rule, text) in &story.removed {
            lines.push(format!("{red}{:>12}  {rule}: {text}{red:#}", "taken out"));
        }
    }
    lines.push(String::new());
    print(lines.join("\n"))
}

/// Tells that an entry is no story; on stderr where stdout carries records.
pub(super) fn rejection(rejection: &Rejection, json: bool) -> bool {
    let text = format!(
        "no story: {} ({:?}: {})\n",
        rejection.identity.entry, rejection.reason, rejection.detail
    );
    if json {
        say(text);
        return true;
    }
    print(text)
}

/// What is not plainly to be used.
fn status(story: &Story) -> Option<String> {
    match story.status {
        PubStatus::Usable => None,
        PubStatus::Withheld => {
            let until = story.embargoed_until.map_or_else(String::new, |at| format!(" until {at}"));
            Some(format!("WITHHELD{until}: an embargo"))
        }
        PubStatus::Canceled => Some("CANCELED: a kill or withdrawal".to_owned()),
    }
}

fn facts(story: &Story) -> Vec<(&'static str, String)> {
    let name = |organisation: &Option<Organisation>| organisation.as_ref().map(|o| o.name.clone());
    let date = story.updated.as_ref().or(story.published.as_ref());
    let facts = [
        ("status", status(story)),
        ("by", story.by.clone()),
        ("located", story.located.clone()),
        ("originator", name(&story.sources.originator)),
        ("distributor", name(&story.sources.distributor)),
        ("publisher", name(&story.sources.publisher)),
        ("copyright", story.copyright.holder.clone()),
        (
            "dated",
            date.map(|d| {
                d.at.map_or_else(|| format!("{} (unreadable)", d.raw), |at| at.to_string())
            }),
        ),
        ("language", story.language.clone()),
        ("note", story.ed_note.clone()),
        ("link", story.identity.link_printed.clone()),
        ("summary", story.summary.clone()),
        ("problems", joined(story)),
    ];
    facts.into_iter().filter_map(|(label, value)| Some((label, value?))).collect()
}

fn joined(story: &Story) -> Option<String> {
    let all: Vec<String> = story.problems.iter().map(ToString::to_string).collect();
    (!all.is_empty()).then(|| all.join("; "))
}
