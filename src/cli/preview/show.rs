//! One story as a person reads it: headline, credits, text, and on request what was taken out and why.

use std::borrow::Cow;

use anstyle::{AnsiColor, Style};

use crate::cli::exit::{print, say};
use crate::model::{
    Date, Organisation, Person, Picture, Precision, PubStatus, Rejection, Representation, Story,
    Subject,
};

/// Columns of the labels at the left.
const LABEL: usize = 12;
/// Longer lines are hard to read, however wide the terminal.
const COLUMNS_MAX: usize = 100;

/// How a story is shown.
#[derive(Debug, Clone, Copy)]
pub(super) struct View {
    /// Also what was taken out of the text, and what each credit rests on.
    pub why: bool,
    pub colour: bool,
    /// Columns of a terminal; `None` where the output is read by a program, whose lines are not to be broken.
    pub columns: Option<usize>,
}

/// Prints a story; false when nobody reads any more.
pub(super) fn story(story: &Story, view: View) -> bool {
    let bold = view.style(Style::new().bold());
    let headline = story.headline.as_deref().unwrap_or("(no headline)");
    let mut lines = vec![view.wrapped(headline, 0, bold)];
    for (label, value) in facts(story) {
        lines.push(view.labelled(label, &value, Style::new()));
    }
    for paragraph in &story.paragraphs {
        lines.push(String::new());
        lines.push(view.wrapped(paragraph, 0, Style::new()));
    }
    if !story.pictures.is_empty() {
        lines.push(String::new());
    }
    for picture in &story.pictures {
        lines.push(view.labelled(&picture.object_type, &described(picture), Style::new()));
    }
    if view.why {
        lines.extend(reasons(story, view));
    }
    lines.push(view.rule());
    print(lines.join("\n"))
}

impl View {
    fn style(self, style: Style) -> Style {
        if self.colour { style } else { Style::new() }
    }

    /// `text` broken at the terminal's width, behind `indent` columns.
    fn wrapped(self, text: &str, indent: usize, style: Style) -> String {
        let lines = match self.columns {
            None => vec![Cow::Borrowed(text)],
            Some(columns) => textwrap::wrap(text, width(columns).saturating_sub(indent)),
        };
        let lines: Vec<String> =
            lines.iter().map(|line| format!("{style}{line}{style:#}")).collect();
        lines.join(&format!("\n{}", " ".repeat(indent)))
    }

    fn labelled(self, label: &str, value: &str, style: Style) -> String {
        let dim = self.style(Style::new().dimmed());
        let value = self.wrapped(value, LABEL + 2, self.style(style));
        format!("{dim}{label:>LABEL$}{dim:#}  {value}")
    }

    /// What parts two stories.
    fn rule(self) -> String {
        let Some(columns) = self.columns else { return String::new() };
        let dim = self.style(Style::new().dimmed());
        format!("\n{dim}{}{dim:#}\n", "─".repeat(width(columns)))
    }
}

fn width(columns: usize) -> usize {
    columns.clamp(LABEL * 3, COLUMNS_MAX)
}

/// What each credit rests on, and what was taken out, each text under the rule that took it.
fn reasons(story: &Story, view: View) -> Vec<String> {
    let cyan = AnsiColor::Cyan.on_default();
    let red = AnsiColor::Red.on_default();
    let mut lines = vec![String::new()];
    let mut label = "because";
    for (claim, rests_on) in &story.sources.evidence {
        lines.push(view.labelled(label, &format!("{claim}: {rests_on}"), cyan));
        label = "";
    }
    if story.removed.is_empty() {
        lines.push(view.labelled("taken out", "nothing", Style::new()));
    }
    label = "taken out";
    for (rule, text) in &story.removed {
        lines.push(view.labelled(label, &format!("[{rule}] {text}"), red));
        label = "";
    }
    lines
}

/// Tells that an entry is no story; on stderr where stdout carries records.
pub(super) fn rejection(rejection: &Rejection, json: bool, view: View) -> bool {
    let reason = serde_json::to_value(rejection.reason).unwrap_or_default();
    let reason = reason.as_str().unwrap_or_default().replace('_', " ");
    let text = format!("{} ({reason}: {})", rejection.identity.entry, rejection.detail);
    if json {
        say(format!("no story: {text}\n"));
        return true;
    }
    let yellow = AnsiColor::Yellow.on_default();
    print(format!("{}\n{}", view.labelled("no story", &text, yellow), view.rule()))
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
    let partial = story.representation == Representation::Partial;
    let subjects: Vec<&str> = story.subjects.iter().filter_map(shown_subject).collect();
    let facts = [
        ("status", status(story)),
        ("by", story.by.clone()),
        ("people", listed(&story.people.iter().map(person).collect::<Vec<_>>(), "; ")),
        ("located", story.located.clone()),
        ("originator", name(&story.sources.originator)),
        ("distributor", name(&story.sources.distributor)),
        ("publisher", name(&story.sources.publisher)),
        ("copyright", story.copyright.holder.clone()),
        ("notice", story.copyright.notice.clone()),
        ("terms", story.copyright.usage_terms.clone()),
        ("dated", date.map(dated)),
        ("language", story.language.clone()),
        ("slugline", story.slugline.clone()),
        ("urgency", story.urgency.map(|urgency| urgency.to_string())),
        ("genre", listed(&story.genres, ", ")),
        ("subjects", listed(&subjects, ", ")),
        ("note", story.ed_note.clone()),
        ("link", story.identity.link_printed.clone()),
        ("summary", story.summary.clone()),
        ("text", partial.then(|| "partial: a summary or an abridged copy".to_owned())),
        ("problems", joined(story)),
    ];
    facts.into_iter().filter_map(|(label, value)| Some((label, value?))).collect()
}

/// A subject by its name, else by its code.
fn shown_subject(subject: &Subject) -> Option<&str> {
    let code = || subject.literal.as_deref().or(subject.uri.as_deref());
    Some(subject.name.as_str()).filter(|name| !name.is_empty()).or_else(code)
}

fn dated(date: &Date) -> String {
    match (date.at, date.precision) {
        (None, _) => format!("{} (unreadable)", date.raw),
        (Some(at), Precision::Instant) => at.to_string(),
        (Some(at), Precision::Day) => at.strftime("%F (a day without a time)").to_string(),
    }
}

fn listed<T: AsRef<str>>(values: &[T], between: &str) -> Option<String> {
    let values: Vec<&str> = values.iter().map(AsRef::as_ref).collect();
    (!values.is_empty()).then(|| values.join(between))
}

fn person(person: &Person) -> String {
    let literal = person.literal.as_deref().map(|said| format!(", {said}")).unwrap_or_default();
    format!("{} ({}{literal})", person.name, person.rel)
}

fn described(picture: &Picture) -> String {
    match (picture.caption.as_deref(), picture.credit.as_deref()) {
        (Some(caption), Some(credit)) => format!("{caption} ({credit})"),
        (Some(caption), None) => caption.to_owned(),
        (None, Some(credit)) => format!("no caption; credit: {credit}"),
        (None, None) => "no caption, no credit".to_owned(),
    }
}

fn joined(story: &Story) -> Option<String> {
    let all: Vec<String> = story.problems.iter().map(ToString::to_string).collect();
    listed(&all, "; ")
}

#[cfg(test)]
mod tests {
    use super::*;

    const VIEW: View = View { why: true, colour: false, columns: Some(40) };

    fn widest(text: &str) -> usize {
        text.lines().map(textwrap::core::display_width).max().unwrap_or(0)
    }

    #[test]
    fn lines_are_broken_at_the_terminals_width_in_any_script() {
        let long = "The council voted eleven to four to rebuild the bridge. ".repeat(5);
        for text in [long.clone(), "港の灯台が月曜日に百年を迎えた。".repeat(9)] {
            let shown = VIEW.labelled("taken out", &text, Style::new());
            assert!(widest(&shown) <= 40, "{shown}");
            assert!(
                shown.lines().skip(1).all(|line| line.starts_with("              ")),
                "{shown}"
            );
        }
        let wide = View { columns: Some(300), ..VIEW };
        assert!(widest(&wide.wrapped(&long, 0, Style::new())) <= COLUMNS_MAX);
        // A program reads whole paragraphs.
        let piped = View { columns: None, ..VIEW };
        assert_eq!(piped.wrapped(&long, 0, Style::new()).lines().count(), 1);
    }

    #[test]
    fn what_was_taken_out_stands_under_the_rule_that_took_it() {
        let mut story = crate::model::story::sample("Bridge", &["It opens."], None);
        assert!(reasons(&story, VIEW).concat().contains("nothing"));
        let taken = ("share bar".to_owned(), "Share this article".to_owned());
        story.removed = vec![taken];
        let shown = reasons(&story, View { columns: None, ..VIEW }).join("\n");
        assert!(shown.contains("taken out  [share bar] Share this article"), "{shown}");
        assert!(!shown.contains('\u{1b}'));
        let coloured = reasons(&story, View { colour: true, columns: None, ..VIEW }).join("\n");
        assert!(coloured.contains("\u{1b}[31m[share bar]"), "{coloured:?}");
    }
}
