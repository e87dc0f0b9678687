//! What an entry is for: a story, an alert, a correction, a kill, or no story at all.

use jiff::Timestamp;

use super::rules::Rules;
use super::title::Headline;
use crate::model::{PubStatus, RejectionReason, StoryKind, WireFields};

mod embargo;
mod kill;
mod order;

/// A notice that its story is withdrawn says so in so many paragraphs.
const KILL_PARAGRAPHS_MAX: usize = 6;

/// Parts what a headline says of an embargo from it.
pub(crate) fn split_embargo(headline: &str) -> Option<(&str, &str)> {
    embargo::split_label(headline)
}

/// Parts the mark of a kill from its headline, where that made it one.
pub(crate) fn split_kill<'h>(
    headline: &'h Headline,
    wire: Option<&WireFields>,
    paragraphs: &[&str],
) -> Option<(&'h str, &'h str)> {
    kill::split_label(headline, wire, paragraphs.get(..KILL_PARAGRAPHS_MAX).unwrap_or(paragraphs))
}

/// Kind and status, why the story was withdrawn where it was, and until when it is held.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Standing {
    pub kind: StoryKind,
    pub status: PubStatus,
    pub reason: Option<String>,
    /// Of a usable entry: when an embargo ends that is over by the entry's own date, which may lie ahead.
    pub embargoed_until: Option<Timestamp>,
    /// A field or the text says that it is held, and no point in time is read of it.
    pub end_is_unread: bool,
}

/// Why this entry is no story, by its headline or by what the wire calls it, and the operator's file that says so.
pub(crate) fn rejection<'r>(
    headline: &str,
    wire: Option<&WireFields>,
    rules: &'r Rules,
) -> Option<(RejectionReason, Option<&'r str>)> {
    const ADVISORIES: [&str; 6] =
        ["advisory", "news advisory", "coverage advisory", "daybook", "news budget", "news digest"];
    if let Some(wire) = wire {
        if wire.signals.iter().any(|signal| local(signal) == "test") {
            return Some((RejectionReason::TestMessage, None));
        }
        if wire.genres.iter().any(|genre| ADVISORIES.contains(&local(genre).as_str())) {
            return Some((RejectionReason::Advisory, None));
        }
    }
    let slugline = wire.and_then(|wire| wire.slugline.as_deref());
    let rejected = |text| rules.reject(text);
    let found =
        rejected(headline).or_else(|| slugline.filter(|_| headline.is_empty()).and_then(rejected));
    found.map(|reject| (reject.reason, reject.file.as_deref()))
}

/// Reads kind and status; explicit wire fields win over the headline. `dated` is the entry's own newest date.
pub(crate) fn standing(
    headline: &Headline,
    wire: Option<&WireFields>,
    paragraphs: &[&str],
    dated: Option<Timestamp>,
) -> Standing {
    let ed_note = wire.and_then(|wire| wire.ed_note.as_deref());
    let signals = wire.map_or(&[][..], |wire| &wire.signals);
    let signal =
        |names: &[&str]| signals.iter().any(|signal| names.contains(&local(signal).as_str()));
    let declared = wire.and_then(|wire| wire.pub_status.as_deref()).and_then(read_status);
    let notice = paragraphs.get(..KILL_PARAGRAPHS_MAX).unwrap_or(paragraphs);
    let killed = kill::is_told(headline, wire, notice)
        || signal(&[
            "kill",
            "mandatorykill",
            "withdraw",
            "withdrawn",
            "retract",
            "cancel",
            "canceled",
            "cancelled",
        ]);
    let embargo = wire.and_then(|wire| wire.embargoed.as_ref());
    let explicit = embargo.and_then(|date| date.at);
    if killed || declared == Some(PubStatus::Canceled) {
        let by_headline = killed.then(|| headline.printed.clone()).filter(|text| !text.is_empty());
        let reason = ed_note.map(str::to_owned).or(by_headline);
        let reason = reason.or_else(|| wire.and_then(|wire| wire.pub_status.clone()));
        let (kind, status) = (StoryKind::Kill, PubStatus::Canceled);
        let embargoed_until = explicit;
        return Standing { kind, status, reason, embargoed_until, end_is_unread: false };
    }
    let written = embargo::hold(&embargo::Said {
        headline: &headline.printed,
        ed_note,
        slugline: wire.and_then(|w| w.slugline.as_deref()).filter(|_| declared.is_none()),
        paragraphs,
        is_wire: wire.is_some(),
        dated,
    });
    let signalled = signal(&["embargo", "embargoed", "withhold", "holdforrelease"]);
    // Only a clock can tell whether the entry's own date has come.
    let over = |hold: embargo::Hold| hold.until.zip(dated).is_some_and(|(end, at)| end <= at);
    let is_held = embargo.is_some() || signalled || written.is_some_and(|hold| !over(hold));
    let status = if is_held { PubStatus::Withheld } else { declared.unwrap_or(PubStatus::Usable) };
    let embargoed_until = explicit.or(written.and_then(|hold| hold.until));
    let kind = if headline.kind != StoryKind::Story {
        headline.kind
    } else if signal(&["correction", "corrected", "corrects", "corrective"]) {
        StoryKind::Correction
    } else if signal(&["flash", "bulletin", "alert", "urgent", "snap", "eil"]) {
        StoryKind::Alert
    } else {
        StoryKind::Story
    };
    let end_is_unread = (written.is_some() || embargo.is_some()) && embargoed_until.is_none();
    Standing { kind, status, reason: None, embargoed_until, end_is_unread }
}

/// `stat:usable`, `Usable`, `cancelled`, `Embargoed`: the spellings of the wire formats.
fn read_status(raw: &str) -> Option<PubStatus> {
    match local(raw).as_str() {
        "usable" | "published" | "public" => Some(PubStatus::Usable),
        "withheld" | "embargoed" | "embargo" | "hold" | "held" => Some(PubStatus::Withheld),
        "canceled" | "cancelled" | "cancel" | "canceld" | "killed" | "kill" | "withdrawn"
        | "deleted" | "retracted" | "recalled" | "spiked" => Some(PubStatus::Canceled),
        _ => None,
    }
}

/// The last part of a code or URI, letters only: `sig:mandatory-kill` is `mandatorykill`.
fn local(code: &str) -> String {
    let tail = code.rsplit([':', '/', '#']).next().unwrap_or(code).trim();
    tail.chars().filter(|c| c.is_alphanumeric() || *c == ' ').flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Date, Precision};

    fn standing(headline: &Headline, wire: Option<&WireFields>, text: &[&str]) -> Standing {
        super::standing(headline, wire, text, None)
    }

    fn headline(text: &str) -> Headline {
        Headline { text: text.to_owned(), printed: text.to_owned(), ..Headline::default() }
    }

    fn rejected(text: &str) -> Option<RejectionReason> {
        let rules = &crate::normalise::RuleBook::built_in().furniture;
        rejection(text, None, rules).map(|found| found.0)
    }

    #[test]
    fn statuses_are_read_in_every_spelling() {
        let check = |raw: &str, status| {
            let wire = WireFields { pub_status: Some(raw.to_owned()), ..WireFields::default() };
            assert_eq!(standing(&headline("Pier"), Some(&wire), &[]).status, status, "{raw}");
        };
        check("stat:usable", PubStatus::Usable);
        check("Usable", PubStatus::Usable);
        check("cancelled", PubStatus::Canceled);
        check("stat:canceled", PubStatus::Canceled);
        check("http://cv.iptc.org/newscodes/pubstatusg2/withheld", PubStatus::Withheld);
        check("Embargoed", PubStatus::Withheld);
        check("nonsense", PubStatus::Usable);
    }

    #[test]
    fn an_embargo_withholds() {
        let date = Date {
            raw: "x".to_owned(),
            at: Some(jiff::Timestamp::UNIX_EPOCH),
            precision: Precision::Instant,
        };
        let wire = WireFields {
            embargoed: Some(date),
            pub_status: Some("usable".to_owned()),
            ..WireFields::default()
        };
        assert_eq!(standing(&headline("Pier"), Some(&wire), &[]).status, PubStatus::Withheld);
    }

    /// An embargo that could not be read, or that names no end, went out as usable.
    #[test]
    fn an_embargo_field_that_names_no_end_withholds_and_says_so() {
        for raw in ["", "soon", "30 Nov 2026 at six"] {
            let date = Date { raw: raw.to_owned(), at: None, precision: Precision::Instant };
            let usable = Some("usable".to_owned());
            let wire =
                WireFields { embargoed: Some(date), pub_status: usable, ..WireFields::default() };
            let found = standing(&headline("Pier"), Some(&wire), &[]);
            assert_eq!(found.status, PubStatus::Withheld, "{raw}");
            assert_eq!((found.embargoed_until, found.end_is_unread), (None, true), "{raw}");
        }
    }

    /// A signal of an embargo without a time went out as usable.
    #[test]
    fn a_signal_of_an_embargo_withholds() {
        let signals = vec!["sig:embargo".to_owned()];
        let wire = WireFields { signals, ..WireFields::default() };
        assert_eq!(standing(&headline("Pier"), Some(&wire), &[]).status, PubStatus::Withheld);
    }

    #[test]
    fn an_embargo_without_a_time_that_can_be_read_says_so() {
        let unread = |note: &str| {
            let wire = WireFields { ed_note: Some(note.to_owned()), ..WireFields::default() };
            let found = standing(&headline("Pier"), Some(&wire), &[]);
            (found.status, found.end_is_unread)
        };
        assert_eq!(unread("Sperrfrist 1. Dezember, 1800 Uhr"), (PubStatus::Withheld, true));
        let read = "Sperrfrist 1. Dezember 2026, 1800 Uhr MEZ";
        assert_eq!(unread(read), (PubStatus::Withheld, false));
        assert_eq!(unread("Adds the vote"), (PubStatus::Usable, false));
    }

    #[test]
    fn an_embargo_that_is_written_out_withholds_and_news_of_one_does_not() {
        let check = |text: &str, status| {
            assert_eq!(standing(&headline(text), None, &[]).status, status, "{text}");
        };
        for held in [
            "EMBARGOED: Pier to be rebuilt",
            "Embargoed until 0600 GMT: Pier to be rebuilt",
            "STRICTLY EMBARGOED - Pier to be rebuilt",
            "Sperrfrist: Montag, 12.00 Uhr - Mole wird gebaut",
            "Sous embargo jusqu'à lundi : la jetée",
            "Eds: Embargoed until 6 a.m. EST",
            "Editors: EMBARGOED - not before Monday",
            "SPERRFRIST: Mole wird gebaut",
            "SPERRFRIST - Mole wird gebaut",
            "[Sperrfrist] Mole wird gebaut",
            "SOUS EMBARGO - La jetée sera bâtie",
            "(Sous embargo) La jetée sera bâtie",
            "EMBARGADO: El muelle se construirá",
            "[EMBARGADO] El muelle se construirá",
            "SOTTO EMBARGO: Il molo si farà",
        ] {
            check(held, PubStatus::Withheld);
        }
        for news in [
            "Embargo: EU agrees on oil",
            "Embargo: EU agrees on Russian oil",
            "EMBARGADO: EL BANCO SE QUEDA CON EL MUELLE",
            "Embargado el muelle por deudas",
            "Embargado: el muelle de los Holm",
            "Sous embargo, Halden manque de sel",
            "Sperrfrist: was das Wort bedeutet",
            "Embargo on grain extended",
            "Embargoed goods seized in port",
            "Sperrfristen verlängert",
        ] {
            check(news, PubStatus::Usable);
        }
    }

    #[test]
    fn advisories_and_tests_are_no_stories() {
        // edge 53
        let check = |text: &str, reason| assert_eq!(rejected(text), reason, "{text}");
        for advisory in [
            "BC-AP News Coverage Advisory",
            "AP News Digest 5 am",
            "AP Sports Digest",
            "Reuters News Schedule at 1800 GMT",
            "Terminvorschau",
            "Tagesplan für Montag",
            "Vorschau",
            "Vorschau auf den 12. März",
            "DIARY-Economic events to March 3",
            "ADVISORY: Photo plans",
            "MEDIA ADVISORY: Pier opening",
            "News budget for Monday",
            "dpa-Themenplan",
            "Coverage plans, harbour day",
            "AP News Digest 2 p.m.",
            "AP-PA--Pennsylvania News Digest 1:30 pm",
            "BC-PA--Pennsylvania News Digest, PA",
            "News Digest for 6 a.m. EDT Tuesday, March 3",
            "Editors' Advisory: photo plans",
        ] {
            check(advisory, Some(RejectionReason::Advisory));
        }
        for test in [
            "TEST",
            "This is a test",
            "Test message",
            "Test message 4",
            "TEST TEST TEST",
            "Test - please ignore",
            "TEST - PLEASE IGNORE",
            "TEST of the new line, not for publication",
        ] {
            check(test, Some(RejectionReason::TestMessage));
        }
        for story in [
            "Council passes budget for schools",
            "AP finds state budget shortfall",
            "Test cricket returns",
            "Nuclear test condemned",
            "Travel advisory issued for islands",
            "Schedule of the ferry changes",
            "Weather advisory in effect",
            "Testing times for the harbour",
            "Vorschau: Halden spielt gegen Norden",
            "Digest this: a food tour",
            "PA budget talks stall again",
            "PA budget: Senate passes plan",
            "State budget deal reached after marathon session",
            "State budget cuts hit rural schools",
            "Parliament approves national budget for 2026",
            "National budget for 2026",
            "Senate debates new health coverage plans",
            "Health coverage plans: what to know",
            "PA Senate passes state budget",
            "AAP updates childhood vaccine schedule",
            "AAP Updates Childhood Vaccine Schedule",
            "BC-US--Travel Advisory",
            "Media advisory board resigns",
            "Test only people with symptoms, CDC says",
            "This is a test of our democracy, Biden says",
            "Test, test, test: how the town beat the virus",
            "Test kits recalled: do not use",
            "Please ignore the noise, mayor says",
            "FDA recalls home COVID test: do not use it, agency says",
        ] {
            check(story, None);
        }
    }
}
