//! An operator's own rules: faults of their files, told like any fault, and what the rules then do.

use super::files::folder_with;
use super::*;

const MAIN: &str = "[normalise]\nfurniture = [\"mine.toml\"]\nagencies = [\"ours.toml\"]\n";

fn load_with(furniture: &str, agencies: &str) -> Result<Config, ConfigErrors> {
    let main = format!("{MAIN}{FEED}");
    let folder =
        folder_with(&[("wiredesk.toml", &main), ("mine.toml", furniture), ("ours.toml", agencies)]);
    load(&folder.path().join("wiredesk.toml"), &environment)
}

/// Every problem of both files, as (file, line, key, a part of its message).
fn check(furniture: &str, agencies: &str, expected: &[(&str, usize, &str, &str)]) {
    let errors = load_with(furniture, agencies).expect_err(furniture).errors;
    let found: Vec<String> = errors.iter().map(ToString::to_string).collect();
    assert_eq!(errors.len(), expected.len(), "{}", found.join("\n"));
    for (error, (file, line, key, part)) in errors.iter().zip(expected) {
        let place = error.place.as_ref().expect("a place");
        assert!(error.file.ends_with(file), "{error}");
        assert_eq!((place.line, error.key.as_str()), (*line, *key), "{error}");
        assert!(error.to_string().contains(part), "{error}\nlacks {part}");
        assert!(!error.remedy.is_empty(), "{error}");
    }
}

#[test]
fn everything_that_is_wrong_with_own_rules_is_told_at_once() {
    let furniture = "switch_off = [\"feed foter\"]\n\
        [[rule]]\nname = \"ours\"\nregex = ['^(', '.*', '^good$']\nwords_max = 61\n\
        [[rule]]\nname = \"ours\"\nexact = []\n\
        [[rule]]\nname = \"empty\"\n\
        [[rule]]\nexact = [\"one two three four\", \"...\"]\nwords_max = 3\nregexp = ['x']\n\
        [[rule]]\nname = \"classes\"\nclass = [\"a b\", 7]\n\
        [images]\naddress = [\"/\"]\n\
        [[reject]]\nreason = \"boring\"\nheadline = ['[']\n\
        [[reject]]\nheadline = ['^x$']\n";
    let agencies = "[[organisation]]\nname = \"Moss Press\"\nkind = \"wire\"\naliases = [\"Moss\"]\n\
        [[organisation]]\nname = \"The MOSS PRESS\"\nkind = \"agency\"\ncodes = [\"MOSS\"]\ndomains = [\"https://moss.example\"]\nfooters = [\"Moss\"]\n\
        [[organisation]]\nname = \"...\"\n";
    check(
        furniture,
        agencies,
        &[
            ("mine.toml", 1, "switch_off", "is no name of a built-in rule"),
            ("mine.toml", 4, "rule.regex", "is no regular expression: unclosed group"),
            ("mine.toml", 4, "rule.regex", "matches even an empty line"),
            ("mine.toml", 5, "rule.words_max", "must be 1 to 60"),
            ("mine.toml", 7, "rule.name", "mine.toml:3 too"),
            ("mine.toml", 8, "rule.exact", "is an empty list"),
            ("mine.toml", 10, "rule.name", "takes nothing"),
            ("mine.toml", 11, "rule.name", "is missing"),
            ("mine.toml", 12, "rule.exact", "is longer than words_max (3)"),
            ("mine.toml", 12, "rule.exact", "has no letters or digits"),
            ("mine.toml", 14, "rule.regexp", "did you mean regex?"),
            ("mine.toml", 17, "rule.class", "has a blank"),
            ("mine.toml", 17, "rule.class", "must be text in quotes"),
            ("mine.toml", 19, "images.address", "has fewer than 4 characters"),
            ("mine.toml", 21, "reject.reason", "is none of the choices"),
            ("mine.toml", 22, "reject.headline", "is no regular expression"),
            ("mine.toml", 23, "reject.reason", "is missing"),
            ("ours.toml", 3, "organisation.kind", "is none of the choices"),
            ("ours.toml", 6, "organisation.name", "ours.toml:2 too"),
            ("ours.toml", 8, "organisation.codes", "ours.toml:2 too"),
            ("ours.toml", 9, "organisation.domains", "is no host name"),
            ("ours.toml", 10, "organisation.footers", "has fewer than 10 characters"),
            ("ours.toml", 11, "organisation.kind", "is missing"),
            ("ours.toml", 12, "organisation.name", "has no letters or digits"),
        ],
    );
}

#[test]
fn a_file_of_rules_that_is_missing_or_no_toml_is_named() {
    let errors = read("[normalise]\nfurniture = [\"gone.toml\", \"gone.toml\"]\nagency = []\n")
        .expect_err("faults")
        .errors;
    let found: Vec<String> = errors.iter().map(ToString::to_string).collect();
    assert!(found[0].starts_with("desk/wiredesk.toml:2:14: normalise.furniture: cannot be read"));
    assert!(found[2].contains("normalise.agency: is not a key"), "{found:?}");
    assert_eq!(found.len(), 3, "{found:?}");
    check("[[rule]\n", "", &[("mine.toml", 1, "", "is not TOML")]);
}

#[test]
fn a_changed_file_of_rules_is_a_changed_configuration() {
    let rule = |text: &str| format!("[[rule]]\nname = \"ours\"\nexact = [\"{text}\"]\n");
    let load = |text: &str| load_with(&rule(text), "").unwrap_or_else(|errors| panic!("{errors}"));
    let (one, other) = (load("Ahoy"), load("Farewell"));
    // Their folders differ, and so do the texts; what the same text was made into does not count.
    assert_ne!(one.normalise.furniture[0].text, other.normalise.furniture[0].text);
    assert_eq!(one.normalise, one.clone().normalise);
    assert_ne!(one.normalise, other.normalise);
}
