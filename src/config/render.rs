//! Problems as a person reads them on a terminal: rule, place, line with a caret, remedy.

use anstyle::{AnsiColor, Style};

use super::problem::{ConfigErrors, ConfigProblem, ConfigWarning};

/// Every error and a last line that counts them; ends with a line break.
pub fn render(errors: &ConfigErrors, colour: bool) -> String {
    let style = AnsiColor::Red.on_default().bold();
    let text = render_all(&errors.errors, "error", style, colour);
    let count = errors.errors.len();
    let noun = if count == 1 { "problem" } else { "problems" };
    text + &format!("{count} {noun}\n")
}

/// Every warning; empty where there is none.
pub fn render_warnings(warnings: &[ConfigWarning], colour: bool) -> String {
    let style = AnsiColor::Yellow.on_default().bold();
    render_all(warnings, "warning", style, colour)
}

fn render_all(problems: &[ConfigProblem], label: &str, style: Style, colour: bool) -> String {
    let pick = |style: Style| if colour { style } else { Style::new() };
    let (loud, strong, quiet) =
        (pick(style), pick(Style::new().bold()), pick(AnsiColor::Cyan.on_default()));
    let mut text = String::new();
    for problem in problems {
        let head = if problem.key.is_empty() {
            problem.problem.clone()
        } else {
            format!("{} {}", problem.name_key(), problem.problem)
        };
        let value = problem.value.as_ref();
        let value = value.map_or_else(String::new, |value| format!(" ({value})"));
        text.push_str(&paint(loud, label));
        text.push_str(": ");
        text.push_str(&paint(strong, &format!("{head}{value}")));
        text.push('\n');
        text.push_str(&show_place(problem, loud, quiet));
    }
    text
}

fn show_place(problem: &ConfigProblem, loud: Style, quiet: Style) -> String {
    let (arrow, bar, equals) = (paint(quiet, "-->"), paint(quiet, "|"), paint(quiet, "="));
    let (file, remedy) = (&problem.file, &problem.remedy);
    let Some(place) = &problem.place else {
        return format!(" {arrow} {file}\n  {equals} {remedy}\n\n");
    };
    let number = place.line.to_string();
    let gutter = " ".repeat(number.len());
    let excerpt = place.excerpt.as_ref().map_or_else(String::new, |excerpt| {
        let indent = " ".repeat(place.column.saturating_sub(1));
        let carets = paint(loud, &"^".repeat(place.width));
        let number = paint(quiet, &number);
        format!("{gutter} {bar}\n{number} {bar} {excerpt}\n{gutter} {bar} {indent}{carets}\n")
    });
    let (line, column) = (place.line, place.column);
    format!("{gutter}{arrow} {file}:{line}:{column}\n{excerpt}{gutter} {equals} {remedy}\n\n")
}

fn paint(style: Style, text: &str) -> String {
    format!("{style}{text}{style:#}")
}
