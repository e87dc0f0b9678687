//! A file of one's own rules for furniture: `[[rule]]`, `[images]`, `[[reject]]`, `switch_off`.

use toml::Spanned;
use toml::de::DeTable;

use super::{Fault, Taken, read_list, read_name, read_switched_off};
use crate::config::reader::{Reader, Section};
use crate::normalise::rules::{
    self, RawImages, RawReason, RawReject, RawRule, RawRules, WORDS_LIMIT, WORDS_MAX,
};
use crate::normalise::text::{count_words, fold};

/// A name longer than this does not fit beside what the rule took.
const NAME_CHARS_MAX: usize = 60;
/// No block that a rule may take is longer.
const TEXT_CHARS_MAX: usize = 500;
const PATTERN_CHARS_MAX: usize = 2_000;
/// A shorter piece of an address stands in any address.
const ADDRESS_CHARS_MIN: usize = 4;

/// Reads one file; `name` is what it is called beside what its rules take.
pub(super) fn read<'a>(
    reader: &mut Reader<'a>,
    document: &'a Spanned<DeTable<'a>>,
    name: &str,
    taken: &mut Taken,
) -> RawRules {
    let top = Section::top("file of furniture", document);
    let mut raw = RawRules { file: Some(name.to_owned()), ..RawRules::default() };
    let built_in = rules::compiled_in().map(|rules| rules.rule).unwrap_or_default();
    let mut names: Vec<String> = built_in.into_iter().map(|rule| rule.name).collect();
    names.dedup();
    raw.switch_off = read_switched_off(reader, &top, &names, str::to_owned);
    for section in reader.tables(&top, "rule") {
        raw.rule.extend(read_rule(reader, &section, taken));
        reader.close(section);
    }
    let images = reader.section(&top, "images", "images");
    raw.images = read_images(reader, &images);
    reader.close(images);
    for section in reader.tables(&top, "reject") {
        raw.reject.extend(read_reject(reader, &section));
        reader.close(section);
    }
    reader.close(top);
    raw
}

fn read_rule<'a>(
    reader: &mut Reader<'a>,
    section: &Section<'a>,
    taken: &mut Taken,
) -> Option<RawRule> {
    let name = read_name(reader, section, NAME_CHARS_MAX, str::to_owned, taken);
    let words_max = reader.integer(section, "words_max", WORDS_MAX, 1..=WORDS_LIMIT);
    let text = |text: &str| text_fault(text, words_max);
    let mut list = |key, chars_max, fault: &dyn Fn(&str) -> Option<Fault>| -> Vec<String> {
        read_list(reader, section, key, chars_max, fault)
            .into_iter()
            .map(|(text, _)| text)
            .collect()
    };
    let exact = list("exact", TEXT_CHARS_MAX, &text);
    let prefix = list("prefix", TEXT_CHARS_MAX, &text);
    let regex = list("regex", PATTERN_CHARS_MAX, &pattern_fault);
    let class = list("class", TEXT_CHARS_MAX, &class_fault);
    let takes_links_after = reader.boolean(section, "takes_links_after", false);
    let ends_paragraph = reader.boolean(section, "ends_paragraph", false);
    if !["exact", "prefix", "regex", "class"].iter().any(|key| section.has(key)) {
        let remedy = "say what it takes by exact, prefix, regex or class";
        reader.refuse(section, "name", "is a rule that takes nothing", remedy);
    }
    if let Err(error) = rules::Patterns::new(regex.iter().map(|text| (text.as_str(), 0))) {
        let problem = format!("cannot be used together: {}", last_line(&error));
        reader.refuse(section, "regex", problem, "make several rules of them");
    }
    Some(RawRule {
        name: name?,
        exact,
        prefix,
        regex,
        class,
        words_max: Some(words_max),
        takes_links_after,
        ends_paragraph,
    })
}

fn read_images<'a>(reader: &mut Reader<'a>, section: &Section<'a>) -> RawImages {
    let fault = |text: &str| {
        (text.trim().chars().count() < ADDRESS_CHARS_MIN).then(|| {
            let problem = format!("has fewer than {ADDRESS_CHARS_MIN} characters");
            Fault::new(problem, "write a piece of the address that no picture has")
        })
    };
    let found = read_list(reader, section, "address", TEXT_CHARS_MAX, fault);
    RawImages { address: found.into_iter().map(|(text, _)| text).collect() }
}

fn read_reject<'a>(reader: &mut Reader<'a>, section: &Section<'a>) -> Option<RawReject> {
    let reasons = [("advisory", RawReason::Advisory), ("test", RawReason::Test)];
    let remedy = "write reason = \"advisory\" or \"test\", and headline = [\"^...\"]";
    let mut whole = true;
    for key in ["reason", "headline"] {
        if !section.has(key) {
            reader.refuse(section, key, "is missing", remedy);
            whole = false;
        }
    }
    let reason = reader.choice(section, "reason", RawReason::Advisory, &reasons);
    let fault = |text: &str| match rules::headline_pattern(text) {
        Err(error) => Some(unreadable(&error)),
        Ok(pattern) => pattern.is_match("").then(matches_all),
    };
    let found = read_list(reader, section, "headline", PATTERN_CHARS_MAX, fault);
    let headline = found.into_iter().map(|(text, _)| text).collect();
    whole.then_some(RawReject { reason, headline })
}

fn text_fault(text: &str, words_max: usize) -> Option<Fault> {
    if fold(text).is_empty() {
        return Some(Fault::new("has no letters or digits", "write words of the block"));
    }
    (count_words(text) > words_max).then(|| {
        let problem = format!("is longer than words_max ({words_max}), so it takes nothing");
        Fault::new(problem, format!("shorten it, or raise words_max (up to {WORDS_LIMIT})"))
    })
}

fn pattern_fault(text: &str) -> Option<Fault> {
    match rules::Patterns::new([(text, 0)]) {
        Err(error) => Some(unreadable(&error)),
        Ok(pattern) => pattern.first_met("", |_| true).map(|_| matches_all()),
    }
}

fn class_fault(text: &str) -> Option<Fault> {
    text.contains(char::is_whitespace).then(|| {
        Fault::new("has a blank, so it is no class", "write each class as a text of its own")
    })
}

fn unreadable(error: &regex::Error) -> Fault {
    let remedy = "correct it (Rust regex syntax; write it in single quotes, without look-around)";
    Fault::new(format!("is no regular expression: {}", last_line(error)), remedy)
}

fn matches_all() -> Fault {
    Fault::new(
        "matches even an empty line, so it would take everything",
        "begin it with ^ and say more",
    )
}

/// The reason without the drawing above it.
fn last_line(error: &regex::Error) -> String {
    let text = error.to_string();
    let last = text.lines().last().unwrap_or_default();
    last.trim_start_matches("error: ").to_owned()
}
