//! What an entry is for: a story, an alert, a correction, a kill, or no story at all.

use std::sync::LazyLock;

use jiff::Timestamp;
use regex::Regex;

use super::rules::Rules;
use super::text::{count_words, fixed};
use super::title::Headline;
use crate::model::{PubStatus, RejectionReason, StoryKind, WireFields};

mod embargo;

/// Kind and status, why the story was withdrawn where it was, and until when it is held.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Standing {
    pub kind: StoryKind,
    pub status: PubStatus,
    pub reason: Option<String>,
    pub embargoed_until: Option<Timestamp>,
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
    let killed = is_killed(headline, wire, paragraphs)
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
    let explicit = wire.and_then(|wire| wire.embargoed.as_ref()).and_then(|date| date.at);
    if killed || declared == Some(PubStatus::Canceled) {
        let by_headline = killed.then(|| headline.printed.clone()).filter(|text| !text.is_empty());
        let reason = ed_note.map(str::to_owned).or(by_headline);
        let reason = reason.or_else(|| wire.and_then(|wire| wire.pub_status.clone()));
        let (kind, status) = (StoryKind::Kill, PubStatus::Canceled);
        return Standing { kind, status, reason, embargoed_until: explicit };
    }
    let written = embargo::hold(&embargo::Said {
        headline: &headline.printed,
        ed_note,
        slugline: wire.and_then(|w| w.slugline.as_deref()).filter(|_| declared.is_none()),
        paragraphs,
        is_wire: wire.is_some(),
        dated,
    });
    let is_held = explicit.is_some() || written.is_some();
    let status = if is_held { PubStatus::Withheld } else { declared.unwrap_or(PubStatus::Usable) };
    let embargoed_until = explicit.or(written.and_then(|hold| hold.until));
    let kind = if headline.kind != StoryKind::Story {
        headline.kind
    } else if signal(&["correction", "corrected", "corrects", "corrective"]) {
        StoryKind::Correction
    } else if signal(&["flash", "bulletin", "alert", "urgent", "snap"]) {
        StoryKind::Alert
    } else {
        StoryKind::Story
    };
    Standing { kind, status, reason: None, embargoed_until }
}

/// Whether headline, note, slug or text say that the copy is dead.
fn is_killed(headline: &Headline, wire: Option<&WireFields>, paragraphs: &[&str]) -> bool {
    KILL_HEADLINE.is_match(&headline.printed)
        || BARE_KILL.captures(&headline.printed).is_some_and(|kill| {
            kill.name("title").is_none() || wire.is_some() || is_notice(paragraphs)
        })
        || wire.is_some_and(|wire| is_wire_kill(headline, wire, paragraphs))
        || is_told_twice(headline, paragraphs)
        || is_whole_notice(paragraphs)
}

/// A kill of a text wire has no field of its own: `KILL Pier burns`, and below it one sentence that kills the copy.
///
/// The slug says so in its last part, where no status of its own says more.
fn is_wire_kill(headline: &Headline, wire: &WireFields, paragraphs: &[&str]) -> bool {
    const PARAGRAPHS_MAX: usize = 5;
    const WORDS_MAX: usize = 80;
    let first = paragraphs.first().is_some_and(|text| KILL_NOTE.is_match(text));
    let words: usize = paragraphs.iter().map(|text| count_words(text)).sum();
    let is_order = paragraphs.len() <= PARAGRAPHS_MAX
        && words <= WORDS_MAX
        && paragraphs.iter().any(|text| KILL_ORDER.is_match(text));
    let slug = wire.slugline.as_deref().filter(|_| wire.pub_status.is_none());
    headline.printed.starts_with("KILL ")
        || wire.ed_note.as_deref().is_some_and(|note| KILL_NOTE.is_match(note))
        || slug.is_some_and(|slug| KILL_SLUG.is_match(slug))
        || (first && is_short(paragraphs))
        || is_order
}

/// A text that is nothing but the word that it was withdrawn and is not to be used. One of the two may be news.
fn is_whole_notice(paragraphs: &[&str]) -> bool {
    const PARAGRAPHS_MAX: usize = 2;
    const WORDS_MAX: usize = 60;
    let words: usize = paragraphs.iter().map(|text| count_words(text)).sum();
    paragraphs.len() <= PARAGRAPHS_MAX
        && words <= WORDS_MAX
        && paragraphs.first().is_some_and(|text| WITHDRAWN.is_match(text))
        && paragraphs.iter().any(|text| DO_NOT_USE.is_match(text))
}

/// Whether the text is short, as notices are, or says what became of the copy.
fn is_notice(paragraphs: &[&str]) -> bool {
    is_short(paragraphs) || paragraphs.iter().any(|text| KILL_NOTE.is_match(text))
}

/// A headline that may speak of a kill, over a notice of few words that kills the copy: neither would be enough alone.
fn is_told_twice(headline: &Headline, paragraphs: &[&str]) -> bool {
    const PARAGRAPHS_MAX: usize = 3;
    const WORDS_MAX: usize = 80;
    let words: usize = paragraphs.iter().map(|text| count_words(text)).sum();
    MAYBE_KILL.is_match(&headline.printed)
        && paragraphs.len() <= PARAGRAPHS_MAX
        && words <= WORDS_MAX
        && paragraphs.iter().any(|text| KILL_NOTE.is_match(text) || KILLS_ITS_STORY.is_match(text))
}

fn is_short(paragraphs: &[&str]) -> bool {
    const PARAGRAPHS_MAX: usize = 1;
    const WORDS_MAX: usize = 60;
    let words: usize = paragraphs.iter().map(|text| count_words(text)).sum();
    paragraphs.len() <= PARAGRAPHS_MAX && words <= WORDS_MAX
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

/// `KILL: Pier burns`. In a feed that is no wire `KILL: the musical opens` goes on like a title, and is one unless its text
/// is a notice.
static BARE_KILL: LazyLock<Regex> =
    LazyLock::new(|| fixed(r"^KILL(?:ED)?\s*[:/–—-]\s*(?P<title>\p{Ll})?"));
static KILL_HEADLINE: LazyLock<Regex> = LazyLock::new(|| {
    fixed(
        r"(?:\b(?:MANDATORY|BULLETIN|STORY|PHOTO|URGENT) KILL\b|^(?i:mandatory kill)\s*[:/–—-]|^[A-Z]{2}-[\w-]+,? ?KILL(?:ED)?\s*[:/–—-]|\(KILL\)|^(?i:story|article|item|report) (?i:removed|withdrawn|killed|retracted|deleted)\s*(?:[:/–—-]|\W*$)|^(?:WITHDRAWN|WITHDRAWAL|RETRACTED|RETRACTION|KILL NOTICE|KILL NOTE|ZURÜCKGEZOGEN|ANNULE|ANULADA|ANNULLATA)\s*[:/–—-]|^(?i:withdrawn|retraction|kill notice)\s*:)",
    )
});
/// `Kill: Norbruk`, `Kill notice`, `Pier burns (KILLED)`, `BC-HLD-KILL`: kills as desks without a wire write them, and
/// titles of films.
static MAYBE_KILL: LazyLock<Regex> = LazyLock::new(|| {
    fixed(
        r"(?:^(?i:kill(?: notice| note)?)\s*(?:[:/–—-]\s|\W*$)|\((?:KILL|KILLED|WITHDRAWN)\)\W*$|\s[–—-]\s(?:KILLED|WITHDRAWN|RETRACTED)$|^[A-Z]{2}-[\w-]+-KILL$)",
    )
});
/// `Reuters kills its story headlined "Pier burns"`, `Reuters has withdrawn this story`.
static KILLS_ITS_STORY: LazyLock<Regex> = LazyLock::new(|| {
    fixed(
        r"(?:^|[.!?;]\s+|\n\s*)(?i:the\s+)?\p{Lu}[\w.&-]*(?:\s+\p{Lu}[\w.&-]*){0,3}\s+(?i:(?:kills|withdraws|retracts|(?:has|have)\s+(?:killed|withdrawn|retracted))\s+(?:its|this|the|our)\s+(?:earlier\s+|previous\s+)?(?:story|item|report|dispatch))\b",
    )
});
/// The last part of a slug: `BC-Pier, KILL`, `BC-Pier, Kill Notice`.
static KILL_SLUG: LazyLock<Regex> = LazyLock::new(|| {
    fixed(r",\s*(?i:(?:mandatory |bulletin )?kill(?:ed)?(?: notice| note)?|elim(?:inated)?)\s*$")
});
/// `A kill is mandatory.`, `EDITORS: Kill the Pier story, a0123.`
static KILL_ORDER: LazyLock<Regex> = LazyLock::new(|| {
    fixed(
        r"^\W{0,3}(?:(?i:(?:(?:editors|eds)[:,.]?\s+)?a kill is mandatory)\b|(?i:editors|eds)[:,]\s+(?i:please\s+)?(?:KILL|Kill|kill)\s+(?:(?i:the|this|our|story|item)\b|[A-Z]{2}-))",
    )
});
/// `This story has been withdrawn`, at the head of a text.
static WITHDRAWN: LazyLock<Regex> = LazyLock::new(|| {
    fixed(
        r"^\W{0,3}(?i:(?:(?:note to )?editors|eds)[:,.]?\s+)?(?i:(?:this|our (?:earlier|previous)|the (?:above|earlier|previous)) (?:news )?(?:story|item|article|report|dispatch|text|version) (?:is|was|has been) (?:hereby )?(?:withdrawn|killed|retracted|cancell?ed|deleted|recalled|eliminated))\b",
    )
});
static DO_NOT_USE: LazyLock<Regex> = LazyLock::new(|| {
    fixed(
        r"(?i)(?:\b(?:do not|don['’]t|must not be|should not be|is not to be|no longer be)\s+(?:use|used|publish|published|print|printed|run|broadcast|republish|republished)\b|\bnot for (?:use|publication)\b|\buse no part\b)",
    )
});
/// A kill is a sentence of its own about the copy itself; what a note says of the news in it is none. Between the
/// copy and its fate only slugs, titles and times may stand: `The story BC-Pier sent at 10:15 has been withdrawn`.
static KILL_NOTE: LazyLock<Regex> = LazyLock::new(|| {
    fixed(
        r#"(?x)\b(?i:MANDATORY\ KILL)\b | \b(?:BULLETIN|STORY|PHOTO|URGENT)\ KILL\b
        | (?:^|[.!?;]\s+|\n\s*) (?i:editors?[:,]?\s+(?:kill|withdraw)\b)
        | (?:^|[.!?;]\s+|\n\s*) (?i:(?:(?:note\s+to\s+)?editors?|eds)[:,.]?\s+)? (?:
            KILL (?:\s*(?:[:/–—.,-]|$) | \s+(?:[A-Z]{2}-|(?i:the|this|our|story|item|article|report|dispatch)\b))
            | (?i:a\s+kill\s+is\s+mandatory\b)
            | (?i:please\s+(?:kill|withdraw)\b)
            | (?i:kill\s+(?:(?:this|the|our)\s+)?(?:(?:previous|earlier)\s+)?(?:story|item|article|report|dispatch)\b)
            | (?: (?i:(?:this|our|(?:(?:the|our)\s+)?(?:previous|earlier))\s+(?:news\s+)?(?:story|item|article|report|dispatch|text))
                | (?i:the\s+(?:news\s+)?(?:story|item|article|dispatch))
                | (?:Story|STORY|Item|ITEM)\s+(?:[A-Z]{2}-[\w-]+|slugged) )
              (?:\s+(?:(?i:slugged|headlined|titled|sent|moved|issued|published|dated|transmitted|at|on|of|under)|["“][^"”\n]{1,120}["”]|[A-Z0-9][\w:,./-]*))*
              \s+(?i:is|was|has\s+been|must\s+be|should\s+be)\s+(?i:hereby\s+)?(?i:withdrawn|killed|retracted|cancell?ed|eliminated)\b
        )"#,
    )
});

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
    fn kills_are_known_and_films_are_not_killed() {
        // edge 55
        let check = |text: &str, status| {
            assert_eq!(standing(&headline(text), None, &[]).status, status, "{text}");
        };
        for kill in [
            "KILL: Pier burns",
            "MANDATORY KILL: Pier",
            "Mandatory Kill: Pier burns",
            "BC-HLD--Pier, MANDATORY KILL",
            "WITHDRAWN: Pier burns",
            "STORY REMOVED: Pier burns",
            "Story removed: BC-Pier",
            "Report withdrawn - Pier burns",
            "Article retracted",
            "BULLETIN KILL: Pier burns",
            "ZURÜCKGEZOGEN: Mole brennt",
            "ANNULE - Incendie au port",
            "ANULADA: Incendio en el puerto",
            "ANNULLATA: Incendio al porto",
        ] {
            check(kill, PubStatus::Canceled);
        }
        for story in [
            "Kill Bill director honoured",
            "Storms kill two",
            "Troops withdrawn: what now",
            "Overkill - a review",
            "KILL switch",
            "Report withdrawn by watchdog after criticism",
            "Report retracted by The Lancet",
            "Article removed from constitution by parliament",
            "Story killed a career",
        ] {
            check(story, PubStatus::Usable);
        }
        assert_eq!(
            standing(&headline("KILL: Pier"), None, &[]).reason.as_deref(),
            Some("KILL: Pier")
        );
    }

    /// `KILL: the musical opens` erased its own story.
    #[test]
    fn a_title_that_goes_on_behind_kill_needs_a_notice_or_a_wire() {
        let kill = headline("KILL: the musical opens");
        let story = ["The musical of that name opens in Halden on Friday.", "It was sold out."];
        let notice = ["The pier of Halden burns.", "Editors: this story has been withdrawn."];
        assert_eq!(standing(&kill, None, &story).status, PubStatus::Usable);
        assert_eq!(standing(&kill, None, &notice).status, PubStatus::Canceled);
        assert_eq!(standing(&kill, None, &story[..1]).status, PubStatus::Canceled);
        let wire = WireFields::default();
        assert_eq!(standing(&kill, Some(&wire), &story).status, PubStatus::Canceled);
        let bare = headline("KILL Pier burns");
        assert_eq!(standing(&bare, Some(&wire), &story).status, PubStatus::Canceled);
        assert_eq!(standing(&bare, None, &story).status, PubStatus::Usable);
        let pier = headline("Pier burns");
        let kills = ["Please kill the story Pier burns, sent at 10:15."];
        assert_eq!(standing(&pier, Some(&wire), &kills).status, PubStatus::Canceled);
        assert_eq!(standing(&pier, Some(&wire), &story).status, PubStatus::Usable);
    }

    #[test]
    fn a_kill_notice_is_known_by_its_headline_and_its_text_together_and_by_neither_alone() {
        let heads =
            ["KILL NOTICE", "Kill: Norbruk", "Pier burns in Halden (KILLED)", "BC-HLD-KILL"];
        let notices = [
            "Halden Wire kills its story headlined \"Pier burns\". There will be no substitute.",
            "Please kill the story headlined \"Pier burns\". A substitute will follow.",
            "This story has been killed.",
            "Editors: Kill story Pier burns.",
        ];
        let status = |title: &str, text: &[&str]| standing(&headline(title), None, text).status;
        for title in heads {
            for notice in notices {
                assert_eq!(status(title, &[notice]), PubStatus::Canceled, "{title} {notice}");
                assert_eq!(status("Pier burns", &[notice]), PubStatus::Usable, "{notice}");
            }
            let news = "Two men were killed on Friday when the pier of Halden burned.";
            assert_eq!(status(title, &[news]), PubStatus::Usable, "{title}");
        }
        let news = ["The Lancet has withdrawn its study of harbour air, its editor said."];
        assert_eq!(status("Kill: the harbour air", &news), PubStatus::Usable);
        let long = ["Please kill the story.", "One.", "Two.", "Three."];
        assert_eq!(status("Kill: a novel", &long), PubStatus::Usable);
    }

    /// A kill by its slug, or by `A kill is mandatory.`, went out as a usable story that printed the order.
    #[test]
    fn a_kill_order_of_a_text_wire_is_no_story() {
        let status = |slug: &str, note: Option<&str>, text: &[&str]| {
            let wire = WireFields {
                slugline: Some(slug.to_owned()),
                ed_note: note.map(str::to_owned),
                ..WireFields::default()
            };
            standing(&headline("Pier to close"), Some(&wire), text).status
        };
        let order = ["EDITORS:", "A kill is mandatory.", "Kill the Pier story.", "The HLD"];
        let eliminated =
            ["Eds: Story BC-Halden Pier has been eliminated. A substitute is planned."];
        let asked =
            ["EDITORS: Kill the Halden Pier story, a0123. The vote was not held.", "The HLD"];
        let story =
            ["The pier of Halden closes.", "Winter kill is mandatory reading.", "It was old."];
        assert_eq!(status("BC-Halden Pier, KILL", None, &story), PubStatus::Canceled);
        assert_eq!(status("BC-Halden Pier, Kill Notice", None, &story), PubStatus::Canceled);
        assert_eq!(status("BC-Halden Pier", None, &order), PubStatus::Canceled);
        assert_eq!(status("BC-Halden Pier", None, &asked), PubStatus::Canceled);
        assert_eq!(status("BC-Halden Pier", None, &eliminated), PubStatus::Canceled);
        let note = Some("Eds: A kill is mandatory.");
        assert_eq!(status("BC-Halden Pier", note, &story), PubStatus::Canceled);
        for slug in ["BC-Halden Pier", "BC-Film-License to Kill", "BC-KILL-List"] {
            assert_eq!(status(slug, None, &story), PubStatus::Usable, "{slug}");
        }
    }

    /// `This story has been withdrawn. Please do not use it.` was published as the story's text.
    #[test]
    fn a_text_that_says_it_is_withdrawn_and_not_to_be_used_is_withdrawn() {
        let check = |text: &[&str], status| {
            assert_eq!(standing(&headline("Pier to close"), None, text).status, status, "{text:?}");
        };
        check(&["This story has been withdrawn. Please do not use it."], PubStatus::Canceled);
        check(&["This article was retracted.", "It must not be published."], PubStatus::Canceled);
        check(&["This story has been withdrawn."], PubStatus::Usable);
        check(&["This report was withdrawn by the port, which now says so."], PubStatus::Usable);
        check(
            &["The drug has been withdrawn. Please do not use it, the maker said."],
            PubStatus::Usable,
        );
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
    fn notes_to_editors_and_signals_kill_as_well() {
        let check = |note: &str, signal: &str, status| {
            let wire = WireFields {
                ed_note: Some(note.to_owned()),
                signals: vec![signal.to_owned()],
                ..WireFields::default()
            };
            let found = standing(&headline("Pier burns"), Some(&wire), &[]);
            assert_eq!(found.status, status, "{note} {signal}");
        };
        check("MANDATORY KILL: the fire was elsewhere", "", PubStatus::Canceled);
        check("Editors: this story has been withdrawn", "", PubStatus::Canceled);
        check("", "sig:kill", PubStatus::Canceled);
        check("Adds quotes; troops were withdrawn", "sig:update", PubStatus::Usable);
        check("Adds killer's name", "", PubStatus::Usable);
        for kill in [
            "Mandatory kill. The fire was elsewhere.",
            "KILL",
            "EDITORS: KILL BC-HLD--Pier, sent at 10:15. The fire was elsewhere",
            "Please kill BC-HLD--Pier",
            "The quote is false. Editors: kill the story and use no part of it",
            "The story \"Pier burns\" of March 3 has been withdrawn",
            "Our earlier item BC-HLD--Pier is hereby retracted",
            "The fire was elsewhere.\nThe previous story was cancelled.",
        ] {
            check(kill, "", PubStatus::Canceled);
        }
    }

    #[test]
    fn a_note_that_tells_of_a_killing_or_a_withdrawn_report_kills_nothing() {
        for note in [
            "Adds report that a soldier was killed",
            "Corrects paragraph 2 to say the report was withdrawn in 2019",
            "Corrects paragraph 2. The report was withdrawn in 2019, not in 2018",
            "Adds details of KILL switch",
            "The story of the man who was killed is retold from paragraph 9",
            "Updates with text: the article of the law has been withdrawn",
            "Adds quote: please withdraw the troops",
            "Adds that editors kill stories",
        ] {
            let wire = WireFields { ed_note: Some(note.to_owned()), ..WireFields::default() };
            let found = standing(&headline("Pier burns"), Some(&wire), &[]);
            assert_eq!(found.status, PubStatus::Usable, "{note}");
        }
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
        ] {
            check(held, PubStatus::Withheld);
        }
        for news in [
            "Embargo: EU agrees on oil",
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
