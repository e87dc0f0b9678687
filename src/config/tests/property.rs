//! Random text: never a panic, and never a refusal without a reason.

use proptest::prelude::*;

use super::*;

proptest! {
    #[test]
    fn no_text_panics(text in "\\PC{0,200}") {
        let _: Option<String> = read(&text).err().map(|errors| render(&errors, true));
    }

    #[test]
    fn nothing_like_toml_panics(lines in proptest::collection::vec(line_like_toml(), 0..12)) {
        if let Err(errors) = read(&lines.join("\n")) {
            prop_assert!(!errors.errors.is_empty());
            prop_assert!(!render(&errors, false).is_empty());
        }
    }
}

/// A header or a key with a value, each often one that exists.
fn line_like_toml() -> impl Strategy<Value = String> {
    let header = "\\[(fetch|schedule|sink|sink\\.kafka|sink\\.kafka\\.(topics|librdkafka)|admin|log|dedup|\\[feed\\])\\]";
    let key = "(state_dir|timeout|body_max|interval_min|interval|kind|brokers|listen|id|url|spool|credentials|feeds|\
               publish|allow_private|ssl\\.ca\\.location|\"sasl\\.password\"|[a-zäß\\.]{1,8})";
    let value = "(\"(5m|8MiB|kafka|since 1h|https://a\\.example|feed:|[ -~äß☂]{0,12})\"|-?[0-9]{1,25}|0x[0-9a-f]{1,20}|\
                 true|1e999|inf|2026-11-23|\\[\"x\", 7\\]|\\{ file = \"x\" \\}|\\{\\}|[\\[\\]{}\",=]{1,9})";
    prop_oneof![
        1 => header.prop_map(String::from),
        3 => (key, value).prop_map(|(key, value)| format!("{key} = {value}")),
    ]
}
