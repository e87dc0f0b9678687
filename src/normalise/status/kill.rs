//! Whether headline, note, slug or text say that a story is killed: in a wire's own words, or in those of a desk without one.

use std::sync::LazyLock;

use regex::Regex;

use super::order;
use crate::model::WireFields;
use crate::normalise::text::{count_words, fixed};
use crate::normalise::title::Headline;

/// Words of a notice, and its paragraphs: what a desk says of one story.
const NOTICE_WORDS_MAX: usize = 80;
const NOTICE_PARAGRAPHS_MAX: usize = 3;

/// Whether they do; a wire's codes (status, signals) are not asked here.
pub(super) fn is_told(headline: &Headline, wire: Option<&WireFields>, paragraphs: &[&str]) -> bool {
    is_told_by_headline(headline, wire, paragraphs)
        || wire.is_some_and(|wire| is_wire_kill(headline, wire, paragraphs))
        || is_whole_notice(paragraphs)
}

/// Parts the mark from a headline that is a kill by it; what only the wire's codes cancel keeps its words.
pub(super) fn split_label<'h>(
    headline: &'h Headline,
    wire: Option<&WireFields>,
    paragraphs: &[&str],
) -> Option<(&'h str, &'h str)> {
    let is_bare = wire.is_some() && headline.printed.starts_with("KILL ");
    let is_marked = is_bare || is_told_by_headline(headline, wire, paragraphs);
    order::split_label(&headline.text).filter(|_| is_marked)
}

fn is_told_by_headline(
    headline: &Headline,
    wire: Option<&WireFields>,
    paragraphs: &[&str],
) -> bool {
    let notice =
        if are_few(paragraphs, NOTICE_PARAGRAPHS_MAX, NOTICE_WORDS_MAX) { paragraphs } else { &[] };
    let speaks_of_itself =
        || notice.iter().any(|text| ITSELF.is_match(text)) || order::withdraws(notice);
    KILL_HEADLINE.is_match(&headline.printed)
        || BARE_KILL.captures(&headline.printed).is_some_and(|kill| {
            kill.name("title").is_none() || wire.is_some() || is_notice(paragraphs)
        })
        || (WITHDRAWAL.is_match(&headline.printed) && (paragraphs.is_empty() || speaks_of_itself()))
        || is_told_twice(headline, paragraphs)
        || order::is_told(&headline.printed, notice)
}

/// A kill of a text wire has no field of its own: `KILL Pier burns`, and below it one sentence that kills the copy.
///
/// The slug says so in its last part, where no status of its own says more.
fn is_wire_kill(headline: &Headline, wire: &WireFields, paragraphs: &[&str]) -> bool {
    const PARAGRAPHS_MAX: usize = 5;
    const WORDS_MAX: usize = 80;
    let first = paragraphs.first().is_some_and(|text| KILL_NOTE.is_match(text));
    let is_order = are_few(paragraphs, PARAGRAPHS_MAX, WORDS_MAX)
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
    are_few(paragraphs, PARAGRAPHS_MAX, WORDS_MAX)
        && paragraphs.first().is_some_and(|text| WITHDRAWN.is_match(text))
        && paragraphs.iter().any(|text| DO_NOT_USE.is_match(text))
}

/// Whether the text is short, as notices are, or says what became of the copy.
fn is_notice(paragraphs: &[&str]) -> bool {
    is_short(paragraphs) || paragraphs.iter().any(|text| KILL_NOTE.is_match(text))
}

/// A headline that may speak of a kill, over a notice of few words that kills the copy: neither would be enough alone.
fn is_told_twice(headline: &Headline, paragraphs: &[&str]) -> bool {
    MAYBE_KILL.is_match(&headline.printed)
        && are_few(paragraphs, NOTICE_PARAGRAPHS_MAX, NOTICE_WORDS_MAX)
        && paragraphs.iter().any(|text| KILL_NOTE.is_match(text) || KILLS_ITS_STORY.is_match(text))
}

fn is_short(paragraphs: &[&str]) -> bool {
    const PARAGRAPHS_MAX: usize = 1;
    const WORDS_MAX: usize = 60;
    are_few(paragraphs, PARAGRAPHS_MAX, WORDS_MAX)
}

fn are_few(paragraphs: &[&str], paragraphs_max: usize, words_max: usize) -> bool {
    let words = || paragraphs.iter().map(|text| count_words(text)).sum::<usize>();
    paragraphs.len() <= paragraphs_max && words() <= words_max
}
/// `KILL: Pier burns`. In a feed that is no wire `KILL: the musical opens` goes on like a title, and is one unless its text
/// is a notice.
static BARE_KILL: LazyLock<Regex> =
    LazyLock::new(|| fixed(r"^KILL(?:ED)?\s*[:/–—-]\s*(?P<title>\p{Ll})?"));
static KILL_HEADLINE: LazyLock<Regex> = LazyLock::new(|| {
    fixed(
        r"(?:\b(?:MANDATORY|BULLETIN|STORY|PHOTO|URGENT) KILL\b|^(?i:(?:mandatory|bulletin) kill)(?:\s*[:/–—]|\s+-|-\s)|^[A-Z]{2}-[\w-]+,? ?KILL(?:ED)?\s*[:/–—-]|\(KILL\)|^(?:STORY|ARTICLE|ITEM|REPORT) (?:REMOVED|WITHDRAWN|KILLED|RETRACTED|DELETED)\s*(?:[:/–—-]|\W*$)|^(?:WITHDRAWN|WITHDRAWAL|RETRACTED|RETRACTION|KILL NOTICE|KILL NOTE|ZURÜCKGEZOGEN|ZURÜCKZIEHUNG)\s*[:/–—-]|^BC-KILL\s*:|^\[(?:KILL|KILLED|WITHDRAWN|RETRACTED)\]|^(?i:kill notice)\s*:)",
    )
});
/// `Story removed: BC-Pier`, `Withdrawn: Pier burns`: kills, and heads of news (`Withdrawn: Ofcom drops plan`).
static WITHDRAWAL: LazyLock<Regex> = LazyLock::new(|| {
    fixed(
        r"^(?i:(?:story|article|item|report) (?:removed|withdrawn|killed|retracted|deleted)\s*(?:[:/–—-]|\W*$)|(?:withdrawn|retraction|zurückziehung)\s*:)",
    )
});
/// What a text says of itself.
static ITSELF: LazyLock<Regex> = LazyLock::new(|| {
    fixed(r"(?i)\b(?:this|our)\s+(?:news\s+)?(?:story|article|item|report|dispatch)\b")
});
/// `Kill: Norbruk`, `Kill notice`, `Pier burns (KILLED)`, `BC-HLD-KILL`, `BC-HLD-PIER, KILL`: kills as desks without a wire write them, and
/// titles of films.
static MAYBE_KILL: LazyLock<Regex> = LazyLock::new(|| {
    fixed(
        r"(?:^(?i:kill(?: notice| note)?)\s*(?:[:/–—-]\s|\W*$)|\((?:KILL|KILLED|WITHDRAWN)\)\W*$|\s[–—-]\s(?:KILLED|WITHDRAWN|RETRACTED)$|^[A-Z]{2}-[\w-]+(?:-|, ?)KILL$)",
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
    use super::super::Standing;
    use super::*;
    use crate::model::PubStatus;

    fn standing(headline: &Headline, wire: Option<&WireFields>, text: &[&str]) -> Standing {
        super::super::standing(headline, wire, text, None)
    }

    fn headline(text: &str) -> Headline {
        Headline { text: text.to_owned(), printed: text.to_owned(), ..Headline::default() }
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
            "BC-KILL: Pier burns in Halden",
            "[RETRACTED] Pier burns in Halden",
            "Zurückziehung: Pier brennt",
            "Report withdrawn - Pier burns",
            "Article retracted",
            "BULLETIN KILL: Pier burns",
            "ZURÜCKGEZOGEN: Mole brennt",
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
        let heads = [
            "KILL NOTICE",
            "Kill: Norbruk",
            "Pier burns in Halden (KILLED)",
            "BC-HLD-KILL",
            "BC-HLD-PIER, KILL",
        ];
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

    /// A story that its wire's status cancels lost the first words of its own headline.
    #[test]
    fn a_headline_that_is_no_kill_by_itself_keeps_its_words() {
        let status = Some("canceled".to_owned());
        let wire = WireFields { pub_status: status, ..WireFields::default() };
        let text = ["A text that says what happened in the town, and who was hurt by it."];
        let rest = |title: &str| {
            split_label(&headline(title), Some(&wire), &text).map(|parted| parted.1.to_owned())
        };
        for title in [
            "Killed-in-action soldier buried in Halden",
            "Killed: 12 in Halden blast",
            "KILL BILL RETURNS TO CINEMAS",
            "Withdrawal-symptoms study published",
            "Retraction: minister takes back claim",
            "Retrait-gonflement des argiles",
            "Rückruf: Aldi ruft Käse zurück",
            "Photo kill-fee row",
            "Disregard-for-safety claim in court",
            "Editors: Delete the tweet",
        ] {
            assert_eq!(rest(title), None, "{title}");
        }
        assert_eq!(rest("MANDATORY KILL: Pier burns").as_deref(), Some("Pier burns"));
        assert_eq!(rest("KILL Pier burns").as_deref(), Some("Pier burns"));
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
}
