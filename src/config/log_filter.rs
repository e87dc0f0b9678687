//! What may stand in `log.filter`: what the filter library takes, less what it would take although it cannot be meant.

use tracing_subscriber::EnvFilter;

const LEVELS: [&str; 6] = ["off", "error", "warn", "info", "debug", "trace"];

/// What is wrong with a filter, in words; `None` when nothing is.
///
/// The library takes a lone word for a target and shows everything of it, so a misspelt level would silence the daemon.
pub(super) fn find_fault(text: &str) -> Option<String> {
    find_unmeant(text).or_else(|| EnvFilter::builder().parse(text).err().map(|e| e.to_string()))
}

fn find_unmeant(text: &str) -> Option<String> {
    if text.trim().is_empty() {
        return Some("it is empty".to_owned());
    }
    text.split(',').map(str::trim).find_map(|directive| {
        if directive.is_empty() {
            return Some("there is a comma too many".to_owned());
        }
        match directive.rsplit_once('=') {
            _ if directive.contains('[') => None,
            Some((_, level)) => {
                (!is_level(level)).then(|| format!("`{level}` is no level ({})", LEVELS.join(", ")))
            }
            None if is_level(directive) || is_target(directive) => None,
            None => Some(format!(
                "`{directive}` is neither a level ({}) nor `target=level`",
                LEVELS.join(", ")
            )),
        }
    })
}

fn is_level(word: &str) -> bool {
    LEVELS.iter().any(|level| level.eq_ignore_ascii_case(word))
}

fn is_target(word: &str) -> bool {
    word == "wiredesk" || word.contains("::")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_misspelt_level_is_not_taken_for_a_target() {
        let table = [
            ("info", None),
            ("INFO", None),
            ("info,wiredesk::fetch=debug", None),
            ("wiredesk", None),
            ("wiredesk::fetch", None),
            ("off,wiredesk[poll{feed=ap}]=debug", None),
            ("inof", Some("`inof` is neither")),
            ("info,wiredesk=verbose", Some("`verbose` is no level")),
            ("info,,warn", Some("comma")),
            ("info, wiredesk::fetch=debug", Some("error parsing")),
            (" ", Some("empty")),
        ];
        for (text, expected) in table {
            let fault = find_fault(text);
            match expected {
                None => assert_eq!(fault, None, "{text}"),
                Some(words) => assert!(fault.unwrap().contains(words), "{text}"),
            }
        }
    }
}
