//! Durations (`"1h30m"`) and sizes (`"8MiB"`) as an operator writes them. Whole numbers only, no clock.

use std::time::Duration;

const DURATIONS_MS: [(&str, u64); 6] = [
    ("w", 604_800_000),
    ("d", 86_400_000),
    ("h", 3_600_000),
    ("m", 60_000),
    ("s", 1_000),
    ("ms", 1),
];

const SIZES: [(&str, u64); 8] = [
    ("GiB", 1 << 30),
    ("MiB", 1 << 20),
    ("KiB", 1 << 10),
    ("GB", 1_000_000_000),
    ("MB", 1_000_000),
    ("kB", 1_000),
    ("KB", 1_000),
    ("B", 1),
];

/// Number and unit, once or more, from the largest unit down: `15m`, `1h30m`, `7d`, `500ms`.
pub(super) fn parse_duration(text: &str) -> Option<Duration> {
    let mut rest = text;
    let mut total_ms = 0_u64;
    let mut unit_before_ms = u64::MAX;
    loop {
        let (number, after) = split_before(rest, |c| !c.is_ascii_digit());
        let (unit, next) = split_before(after, |c| c.is_ascii_digit());
        let (_, unit_ms) = DURATIONS_MS.iter().find(|(name, _)| *name == unit)?;
        if *unit_ms >= unit_before_ms {
            return None;
        }
        let part_ms = number.parse::<u64>().ok()?.checked_mul(*unit_ms)?;
        total_ms = total_ms.checked_add(part_ms)?;
        unit_before_ms = *unit_ms;
        rest = next;
        if rest.is_empty() {
            return Some(Duration::from_millis(total_ms));
        }
    }
}

/// One number and one unit, binary (`KiB`, `MiB`, `GiB`) or decimal (`kB`, `MB`, `GB`), or `B`.
pub(super) fn parse_size(text: &str) -> Option<u64> {
    let (number, unit) = split_before(text, |c| !c.is_ascii_digit());
    let (_, unit_bytes) = SIZES.iter().find(|(name, _)| *name == unit)?;
    number.parse::<u64>().ok()?.checked_mul(*unit_bytes)
}

/// The shortest spelling that [`parse_duration`] reads back.
pub(super) fn spell_duration(duration: Duration) -> String {
    let mut rest_ms = duration.as_millis();
    let mut text = String::new();
    for (unit, unit_ms) in DURATIONS_MS.into_iter().filter(|(unit, _)| *unit != "w") {
        let count = rest_ms / u128::from(unit_ms);
        rest_ms %= u128::from(unit_ms);
        if count > 0 {
            text.push_str(&count.to_string());
            text.push_str(unit);
        }
    }
    if text.is_empty() {
        text.push_str("0s");
    }
    text
}

/// The shortest spelling that [`parse_size`] reads back.
pub(super) fn spell_size(bytes: u64) -> String {
    let fitting = SIZES
        .iter()
        .find(|(_, unit_bytes)| bytes >= *unit_bytes && bytes.is_multiple_of(*unit_bytes));
    match fitting {
        Some((unit, unit_bytes)) => format!("{}{unit}", bytes / unit_bytes),
        None => format!("{bytes}B"),
    }
}

fn split_before(text: &str, stop: fn(char) -> bool) -> (&str, &str) {
    let at = text.find(stop).unwrap_or(text.len());
    text.split_at_checked(at).unwrap_or((text, ""))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn durations_are_read_with_every_unit() {
        let check = |text, ms| {
            assert_eq!(parse_duration(text), Some(Duration::from_millis(ms)), "{text}");
        };
        check("500ms", 500);
        check("15m", 900_000);
        check("1h30m", 5_400_000);
        check("7d", 604_800_000);
        check("2w1d", 1_296_000_000);
        check("7300d", 630_720_000_000);
        check("0s", 0);
    }

    #[test]
    fn what_is_no_duration_is_refused() {
        for text in [
            "",
            "5",
            "m",
            "5 m",
            "5M",
            "-5m",
            "5m ",
            "1.5h",
            "5m5m",
            "5s5m",
            "5mm",
            "٣m",
            "99999999999999999999s",
            "18446744073709551615w",
            "1h30",
        ] {
            assert_eq!(parse_duration(text), None, "{text}");
        }
    }

    #[test]
    fn sizes_are_binary_or_decimal_by_their_unit() {
        let check = |text, bytes| assert_eq!(parse_size(text), bytes, "{text}");
        check("8MiB", Some(8_388_608));
        check("500kB", Some(500_000));
        check("500KB", Some(500_000));
        check("1GiB", Some(1_073_741_824));
        check("0B", Some(0));
        for text in ["", "8", "8M", "8mib", "8 MiB", "-1B", "1.5GiB", "99999999999999GiB"] {
            check(text, None);
        }
    }

    proptest! {
        #[test]
        fn what_is_spelled_reads_back(ms in 0_u64..10_000_000_000_000, bytes: u64) {
            let duration = Duration::from_millis(ms);
            prop_assert_eq!(parse_duration(&spell_duration(duration)), Some(duration));
            prop_assert_eq!(parse_size(&spell_size(bytes)), Some(bytes));
        }

        #[test]
        fn no_text_panics(text: String) {
            prop_assert!(parse_duration(&text).is_none_or(|_| !text.is_empty()));
            prop_assert!(parse_size(&text).is_none_or(|_| !text.is_empty()));
        }
    }
}
