//! The words by which desks hold copy back.

use std::sync::LazyLock;

use regex::Regex;

use crate::normalise::text::fixed;

/// Where a mark may begin: at the head of a text, or of any sentence of it.
const AT_HEAD: &str = r"^\W{0,3}";
const OF_SENTENCE: &str = r"(?:^\W{0,3}|[.!?;:]\s+)";
/// Whom a note speaks to.
const EDITORS: &str = r"(?i:(?:(?:note to )?editors|eds)\s*[:.,–—-]\s*)?";
/// The mark in capitals, which may go on with `ED`, and in any letters. News of a trade embargo has the word alone.
const IN_CAPITALS: &str = r"(?:STRICTLY |UNDER )?EMBARGO";
const IN_ANY_LETTERS: &str = r"(?i:(?:strictly )?embargoed|under embargo)";

/// The mark of an embargo at the head of a headline or note. News of a trade embargo has no such mark: the word alone, or with
/// `until`, does not count.
pub(super) static EMBARGO: LazyLock<Regex> = LazyLock::new(|| {
    joined(&[
        AT_HEAD,
        EDITORS,
        r"(?:",
        IN_CAPITALS,
        r"(?:ED)?\s*(?:[:/–—\])]|-(?:\s|$))|",
        r"(?:SPERRFRIST|(?:SOUS|SOTTO|ONDER) EMBARGO|EMBARGAD[OA])\s*(?:[:/–—\])]|-(?:\s|$))|",
        r"(?:",
        IN_ANY_LETTERS,
        r"|(?i:(?:sous|sotto|onder) embargo|embargad[oa]|sperrfrist))[\])]|HFR\s*(?:[:/–—]|\W*$)|(?i:sperrfrist\s*[:,])(?:\D{0,16}\d|\W*$))",
    ])
});

/// The mark of an embargo at the end of a headline, in capitals behind a dash or a bar, or in brackets.
pub(super) static TAIL: LazyLock<Regex> = LazyLock::new(|| {
    joined(&[
        r"(?:\s[-–—|]{1,2}|:)\s+(?:(?:STRICTLY )?EMBARGOED|UNDER EMBARGO)\W*$|[\[(](?:",
        IN_CAPITALS,
        r"(?:ED)?|",
        IN_ANY_LETTERS,
        r")[\])]\W*$",
    ])
});

/// The same with a date behind it.
pub(super) static DATED_TAIL: LazyLock<Regex> = LazyLock::new(|| {
    fixed(
        r"(?i)(?:[\[(]|\s[-–—|]{1,2}\s+|:\s+)(?:(?P<noun>embargo)(?:\s+(?:until|till?))?|(?:(?:strictly\s+)?embargoed|under\s+embargo)(?:\s+for\s+(?:release|publication))?\s*:?\s+(?:until|till?))\s*:?\s",
    )
});

/// An embargo at the head of a note to editors, whatever its end.
pub(super) static NOTED: LazyLock<Regex> = LazyLock::new(|| {
    joined(&[
        AT_HEAD,
        EDITORS,
        r"(?i:(?:strictly )?embargoed (?:until|till|for release)\b|under embargo until|sous embargo jusqu|embargad[oa] hasta |sotto embargo fino )",
    ])
});

/// The words before the date of an embargo, at the head of a sentence.
pub(super) static HELD: LazyLock<Regex> = LazyLock::new(|| {
    joined(&[
        r"(?x)",
        OF_SENTENCE,
        r"(?i:(?:(?:note\ to\ )?editors|eds|attention|achtung|hfr|hold\ for\ release)\s*[:.,–—-]\s*)?(?i:
            (?P<noun>embargo)(?:\s+(?:until|till?)|(?:\s+(?:date|time|ends|lifts))?\s*:)\s
            | this\s+(?:(?:press|news|media)\s+)?(?:release|story|text|paper|study|report|announcement|material)\s+is\s+(?:strictly\s+)?(?:under\s+embargo|embargoed)\s+(?:until|till)\s
            | (?:strictly\s+|under\s+)?embargo(?:ed)?(?:\s+for\s+(?:release|publication|broadcast))?\s*[:,–—-]?\s*(?:until|till|til|to|before)\s*:?\s
            | (?:strictly\s+)?embargoed\s+(?:for|to)\s
            | (?P<order>not)\s+(?:for|to\s+be)\s+(?:publication|release|released|broadcast|published|use|used)(?:\s+or\s+(?:publication|release|broadcast|use))?\s+(?:until|before|prior\s+to)\s
            | hfr\s | (?P<hold>hold)(?:\s+for\s+release)?\s+(?:until|till)\s
            | (?:sperre?frist|gesperrt\s*:)\s*[:,]?\s*(?:bis\s|\s)
            | sous\s+embargo\s+jusqu['’](?:au?|à)\s
            | embargad[oa]\s+hasta\s
            | sotto\s+embargo\s+fino\s+(?:al|alle)\s
        )",
    ])
});

pub(super) static FIELD: LazyLock<Regex> =
    LazyLock::new(|| joined(&[AT_HEAD, r"(?i:embargo(?:\s+(?:date|time|ends|lifts))?)\s*:\s"]));

/// `For release Nov. 30 and thereafter`, in a note to editors.
pub(super) static FOR_RELEASE: LazyLock<Regex> = LazyLock::new(|| {
    fixed(
        r"(?:^|[.!?;:]\s+)(?i:(?:(?:advance )?for (?:release|use|publication)|advance for) (?:on or after |after |on )?)",
    )
});

/// Marks that need no date; in lower case they are news. `EMBARGO UNTIL FURTHER NOTICE ON ARMS` is news in capitals.
pub(super) static SHOUTED: LazyLock<Regex> = LazyLock::new(|| {
    joined(&[
        AT_HEAD,
        r"(?:",
        IN_CAPITALS,
        r"(?:ED UNTIL\b|(?:ED)? FOR (?:RELEASE|PUBLICATION|BROADCAST|USE)\b|(?:ED)?(?:\s*(?:[:/–—]|-(?:\s|$))|\W*$)|(?:ED)? UNTIL FURTHER NOTICE\W*$)|HOLD FOR RELEASE\W*$|NOT FOR (?:PUBLICATION|RELEASE|BROADCAST|USE) (?:UNTIL|BEFORE)\b)",
    ])
});

/// What a desk asks of others, at the head of a sentence.
pub(super) static WITHHOLD: LazyLock<Regex> = LazyLock::new(|| {
    joined(&[
        r"(?x)",
        OF_SENTENCE,
        r"(?:HOLD\ FOR\ RELEASE\b | HFR\b
            | (?i:(?:editors|eds)\s*[:,]\s*)?(?i:please\s+withhold)(?:(?i:\s+(?:(?:this|the|our)\s+)?(?:story|item|copy|report|text|release|publication|[a-z]{2}-))|\W*$)
            | (?i:(?:editors|eds)\s*[:,]\s*(?:please\s+)?(?:withhold|hold)\s+(?:the|this|our|story|[a-z]{2}-)))",
    ])
});

/// The last part of a slug: `BC-Pier, Withhold`, `BC-Pier, Adv30`.
pub(super) static SLUG: LazyLock<Regex> =
    LazyLock::new(|| fixed(r",\s*(?:(?i:withhold|hold for release)|HOLD|Adv\.?\s?\d{1,2})\s*$"));

/// Copy that is sent ahead of the day of its release: `Pier-Adv30`, `Pier Adv30-Dec 1`, `Pier,Adv 01, 1st Ld`.
pub(super) static ADVANCE_SLUG: LazyLock<Regex> =
    LazyLock::new(|| fixed(r"[,\s-](?:Adv|ADV|adv)\.?\s?\d{1,2}(?:\s*[,-]|\s*$)"));

/// A line or note that is its mark and nothing else: `$adv30`.
pub(super) static ADVANCE: LazyLock<Regex> = LazyLock::new(|| {
    joined(&[AT_HEAD, r"(?i:adv)\.?\s?\d{1,2}(?:\s?-\s?(?:[A-Z][a-z]{2,8}\.?\s?)?\d{1,2})?\W*$"])
});

fn joined(parts: &[&str]) -> Regex {
    fixed(&parts.concat())
}
