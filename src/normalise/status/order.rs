//! Orders to editors that kill a story, in the forms and languages of the desks, and how a kill's mark leaves its headline.
//!
//! News is headed by such words too (`Editors kill story of mayor`, `Annulation : le concert`): what is not addressed to
//! editors, or not in a desk's own words, is a kill only above a text that says so.

use std::sync::LazyLock;

use regex::Regex;

use crate::normalise::text::fixed;

/// Letters and digits of a headline that is left behind a mark.
const REST_CHARS_MIN: usize = 4;

/// Whose orders these are, and who is told what above what kind of text.
#[derive(Debug, Clone, Copy)]
pub(super) struct Text<'a> {
    /// The first ones, where they are as few as those of a notice; else none.
    pub(super) notice: &'a [&'a str],
    /// It is no more than a sentence or two, and of a wire.
    pub(super) is_brief_of_wire: bool,
    /// It says in English that the copy is dead or is not to be used.
    pub(super) forbids: bool,
}

/// Whether a headline kills a story, by itself or with the text below it.
pub(super) fn is_told(headline: &str, text: Text<'_>) -> bool {
    let forbids = || text.forbids || text.notice.iter().any(|text| FORBIDS.is_match(text));
    ORDER.is_match(headline)
        || (QUIET_ORDER.is_match(headline) && (text.is_brief_of_wire || forbids()))
        || (RECALL.is_match(headline) && text.notice.iter().any(|text| FORBIDS.is_match(text)))
}

/// Parts the mark of a kill from its headline. An order that is a sentence of its own stays whole.
pub(super) fn split_label(headline: &str) -> Option<(&str, &str)> {
    if let Some(mark) = MARK_LAST.find(headline) {
        let rest = headline.get(..mark.start())?.trim_end();
        return is_headline(rest).then_some((mark.as_str().trim_matches(PARTING), rest));
    }
    let mark = MARK.find(headline)?;
    let rest = headline.get(mark.end()..)?.trim_start();
    let label = mark.as_str().trim_matches(PARTING);
    (is_headline(rest) && !GOES_ON.is_match(rest)).then_some((label, rest))
}

const PARTING: [char; 12] = [' ', ':', '/', '-', '–', '—', ',', '[', ']', '(', ')', '+'];

fn is_headline(rest: &str) -> bool {
    rest.chars().filter(|c| c.is_alphanumeric()).take(REST_CHARS_MIN).count() == REST_CHARS_MIN
}

/// Who is told, loudly enough to be no source of a quotation (`Editors: killings were hushed up`), or to whom.
const ADDRESS: &str = r"(?:(?:(?:URGENT|NOTE TO|ATTN\.?)\s+)?(?:EDITORS?|EDS|NEWS ?DESKS?|SUBSCRIBERS|CLIENTS)|(?i:(?:attention|attn\.?)[:,]?\s+(?:all\s+)?(?:editors?|eds|news ?desks?|subscribers|clients)))\s*[:.,!–—-]+\s*";

/// `EDITORS: Kill Pier burns`, `ATTENTION EDITORS - story withdrawn`, `ACHTUNG: Bitte streichen`, `A SUPPRIMER - ...`.
static ORDER: LazyLock<Regex> = LazyLock::new(|| {
    fixed(&format!(
        r#"(?x)^\W{{0,4}}(?:
        (?-x:{ADDRESS}) (?i:please\s+)? (?i:(?:mandatory\s+|bulletin\s+)?kill|withdraw|retract|delete|disregard)
            (?: \s*(?:[:/–—-]|\W*$) | \s+(?:["“«„‘'\[(]|\p{{Lu}}|\d|(?i:(?:the|this)\b)) )
        | (?-x:{ADDRESS}) (?i:(?:(?:the|this|our|above|earlier|previous)\s+)* (?:news\s+)?(?:story|item|article|report|dispatch)\b
            .{{0,160}}?\b(?:withdrawn|retracted|killed|cancell?ed|deleted|eliminated)\b)
        | (?i:achtung)(?i:[,:]?\s+redaktionen)?\s*[:,!–—-]*\s* (?:
            (?i:zurückziehung|zurückgezogen)\s*(?:[:/–—-]|\W*$)
            | (?i:bitte\s+(?:streichen|löschen|zurückziehen)\s*(?:[:/–—-]|\W*$))
            | (?i:bitte\s.{{1,160}}\s(?:streichen|zurückziehen)\W*$)
            | (?i:(?:meldung|bericht|artikel|text)\s.{{0,160}}(?:zurückgezogen|gestrichen)\b) )
        | (?i:mandatory|bulletin)\s+(?i:kill)\s*[:/–—-]
        | [A-Z]{{3,9}}/KILL\s*[:–—-]
        | (?:BITTE\ STREICHEN|STREICHUNG|DISREGARD|[AÀ]\ SUPPRIMER|ANNULÉE?|ANNULEE|ANULADO|ANULA|ANNULLATO)\s*[:/–—-]
        | (?:ZURÜCKZIEHUNG|ZURÜCKGEZOGEN)\W*$
        | (?i:retracted)\s*:\s*\p{{Lu}}
        | \[(?:ZURÜCKGEZOGEN|ZURÜCKZIEHUNG|ANNULÉE?|ANNULEE?|ANULAD[AO]|ANNULLAT[AO])\]
        )"#
    ))
});

/// What news may be headed by as well: `Editors: Kill ...`, `Kill - ...`, `ANNULATION : ...`.
static QUIET_ORDER: LazyLock<Regex> = LazyLock::new(|| {
    fixed(
        r"^\W{0,4}(?:(?i:editors?|eds)[:,]\s+(?i:please\s+)?(?i:kill|withdraw|retract|delete|disregard)\s+|(?i:kill)\s+[–—-]\s|(?i:kill|annulation|anulaci[óo]n|annullamento)\s*:\s|(?:ANNULATION|ANULACI[ÓO]N|ANNULLAMENTO|RETRAIT|RETIRADA|PLEASE IGNORE)\s*[:/–—-]|KILL(?: NOTE| NOTICE)?\W*$)",
    )
});

/// `RÜCKRUF: ...`, of which most are of goods, and what forbids their use speaks of these.
static RECALL: LazyLock<Regex> = LazyLock::new(|| fixed(r"^(?i:rückruf|retrait)\s*[:–—-]"));

/// What a notice says of the copy in other languages than English.
static FORBIDS: LazyLock<Regex> = LazyLock::new(|| {
    fixed(
        r"(?xi)(?:
        bitte\s+(?:(?:diese|die|den|unsere[nr]?)\s+)?(?:meldung|bericht|text|artikel|beitrag)\s[^.!?]{0,160}?(?:streichen|löschen|zurückziehen|nicht\s)
        | (?:meldung|bericht|text|artikel|beitrag)\s[^.!?]{0,160}?(?:wird|ist|wurde)\s(?:hiermit\s)?(?:zurückgezogen|gestrichen)
        | bitte\s+verwenden\s+sie\s[^.!?]{0,160}?(?:meldung|bericht|text|artikel)[^.!?]{0,80}\snicht
        | (?:merci|prière|veuillez)\s+(?:de\s+|d['’])?(?:bien\s+vouloir\s+)?(?:annuler|supprimer|ne\s+(?:pas|plus)\s+(?:utiliser|publier|diffuser|tenir))
        | (?:dépêche|information|article)\s[^.!?]{0,160}?(?:est|a\s+été)\s(?:annulée?|supprimée?|retirée?)
        | (?:rogamos|ruego|se\s+ruega|por\s+favor)[^.!?]{0,80}?(?:anul|elimin|no\s+(?:publi|utili|difund|us))
        | (?:noticia|nota|información|despacho)\s[^.!?]{0,160}?(?:queda|ha\s+sido|está)\s(?:anulad|retirad|eliminad)
        )",
    )
});

/// The mark of a kill before a headline.
static MARK: LazyLock<Regex> = LazyLock::new(|| {
    fixed(&format!(
        r"(?x)^\W{{0,4}}(?:
        \[(?i:kill|killed|withdrawn|retracted|zurückgezogen|zurückziehung|annulée?|annulee|anulad[ao]|annullat[ao])\]\s*
        | (?:(?-x:{ADDRESS})|(?i:editors?|eds)[:,]\s+)(?i:please\s+)?(?i:(?:mandatory\s+|bulletin\s+)?kill|withdraw|retract|delete|disregard)(?:\s*[:/–—-]+\s*|\s+)
        | (?i:achtung)(?i:[,:]?\s+redaktionen)?\s*[:,!–—-]*\s*(?i:bitte\s+(?:streichen|löschen|zurückziehen)|zurückziehung|zurückgezogen)\s*[:/–—-]+\s*
        | (?: (?:[A-Z]{{3,9}}/|[A-Z]{{2}}-)?(?i:(?:(?:mandatory|bulletin|story|photo|urgent)\s+)?kill(?:ed)?(?:\s+note|\s+notice)?)
            | (?i:withdrawn|withdrawal|retracted|retraction|disregard|please\ ignore|(?:story|article|item|report)\ (?:removed|withdrawn|killed|retracted|deleted))
            | (?i:annulée?|annulee?|annulation|anulad[ao]|anula|anulaci[óo]n|annullat[ao]|annullamento|[aà]\ supprimer|retrait|retirada)
            | (?i:zurückgezogen|zurückziehung|bitte\ streichen|streichung|rückruf) )\s*[:/–—-]+\s*
        | KILL\ 
        )"
    ))
});

/// `Pier burns (KILLED)`, `Pier burns - WITHDRAWN`.
static MARK_LAST: LazyLock<Regex> = LazyLock::new(|| {
    fixed(r"\s(?:\((?:KILL|KILLED|WITHDRAWN)\)|[–—-]\s(?:KILLED|WITHDRAWN|RETRACTED))\W*$")
});

/// What is left of an order that speaks of its story: `the Pier story`.
static GOES_ON: LazyLock<Regex> = LazyLock::new(|| {
    fixed(r"^(?i:the|this|our|all|story|item|article|report|dispatch|earlier|previous)\s")
});

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{PubStatus, WireFields};
    use crate::normalise::status::standing;
    use crate::normalise::title::Headline;

    fn status(title: &str, wire: Option<&WireFields>, text: &[&str]) -> PubStatus {
        let (text_, printed) = (title.to_owned(), title.to_owned());
        let headline = Headline { text: text_, printed, ..Headline::default() };
        standing(&headline, wire, text, None).status
    }

    const NEWS: [&str; 3] = [
        "The old pier of Halden burned on Friday night, and five people were hurt, the police said.",
        "The council meets on Monday.",
        "The pier was built in 1902.",
    ];

    /// Each was published as a story, and the story it kills stayed usable.
    #[test]
    fn an_order_to_editors_in_another_form_is_no_story() {
        for order in [
            "EDITORS: Kill Pier burns in Halden",
            "EDS: PLEASE KILL Pier burns in Halden",
            "EDS: KILL PIER BURNS IN HALDEN",
            "EDITORS - Please withdraw \"Pier burns in Halden\"",
            "ATTENTION EDITORS - story withdrawn",
            "ATTENTION EDITORS - The story Pier burns in Halden has been retracted",
            "Attention editors: story \"Pier burns in Halden\" is withdrawn",
            "ATTENTION EDITORS: Kill the story on the pier",
            "Bulletin Kill: Pier burns in Halden",
            "REFILE/KILL: Pier burns in Halden",
            "DISREGARD: Pier burns in Halden",
            "Retracted: Pier burns in Halden",
            "ACHTUNG: Bitte streichen: Mole in Halden brennt",
            "ACHTUNG: Bitte \"Mole in Halden brennt\" streichen",
            "Achtung Redaktionen: Bitte Meldung zum Molenbrand streichen",
            "ACHTUNG: Zurückziehung - Mole in Halden brennt",
            "Achtung: Meldung zum Molenbrand zurückgezogen",
            "BITTE STREICHEN: Mole in Halden brennt",
            "ZURÜCKZIEHUNG",
            "A SUPPRIMER - Incendie au port de Halden",
            "À SUPPRIMER : Incendie au port de Halden",
            "ANNULÉ - Incendie au port de Halden",
            "ANULA: Incendio en el puerto de Halden",
        ] {
            assert_eq!(status(order, None, &NEWS), PubStatus::Canceled, "{order}");
        }
    }

    #[test]
    fn what_may_be_news_is_a_kill_above_a_text_that_says_so() {
        for (title, notice) in [
            ("Editors: Kill Pier burns in Halden", "The story is wrong and must not be used."),
            ("Kill - Pier burns in Halden", "The story is wrong and must not be used."),
            ("PLEASE IGNORE: Pier burns in Halden", "The story is wrong. Do not use it."),
            ("ANNULATION - Incendie au port", "Merci de ne pas utiliser cette dépêche erronée."),
            ("ANNULATION : Incendie au port", "Prière de bien vouloir annuler notre dépêche."),
            ("ANULACIÓN: Incendio en el puerto", "Rogamos anulen la noticia, que es errónea."),
            ("ANULACION: Incendio en el puerto", "La nota sobre el incendio queda anulada."),
            ("RÜCKRUF: Mole brennt", "Die Meldung über den Brand wird hiermit zurückgezogen."),
        ] {
            assert_eq!(status(title, None, &[notice]), PubStatus::Canceled, "{title}");
            assert_eq!(status(title, None, &NEWS), PubStatus::Usable, "{title}");
        }
        let wire = WireFields::default();
        for title in
            ["KILL", "Kill - Pier burns", "ANNULATION - Incendie au port", "ANULACIÓN: Incendio"]
        {
            assert_eq!(status(title, Some(&wire), &[]), PubStatus::Canceled, "{title}");
            assert_eq!(status(title, Some(&wire), &NEWS), PubStatus::Usable, "{title}");
        }
    }

    /// The other way round: news of killings, withdrawals and recalls, in short texts too.
    #[test]
    fn news_that_is_headed_like_an_order_to_editors_stays_news() {
        for news in [
            "Kill Bill returns",
            "Kill Bill: the return",
            "Editors kill story of mayor's debts",
            "Editors: killings were hushed up",
            "Editors: Story withdrawn by Gazette was accurate",
            "EDITORS: KILLING A STORY TAKES COURAGE",
            "EDITORS KILL STORY OF MAYOR",
            "Attention editors and writers: a prize for killed stories",
            "Kill the lights: Halden saves power",
            "Mandatory kill of birds ordered",
            "Bulletin: kill of birds ordered",
            "Achtung: Bitte nicht füttern",
            "Achtung, bitte löschen Sie diese App",
            "Rückruf: Hersteller ruft Käse zurück",
            "RÜCKRUF: Käse mit Keimen im Handel",
            "Annulation : le concert de Halden n'aura pas lieu",
            "ANNULATION - Le concert de Halden",
            "Anulación: el juez decide el lunes",
            "Anula el juez la venta del puerto",
            "ANULA EL JUEZ LA VENTA DEL PUERTO",
            "Disregard: a play about the harbour",
            "Retracted claims haunt minister",
            "Zurückziehung der Truppen beschlossen",
            "Streichung von Stellen: Werft in Not",
        ] {
            let brief = ["Do not use the lifts, the fire brigade of Halden told guests on Friday."];
            let expected =
                if QUIET_ORDER.is_match(news) { PubStatus::Canceled } else { PubStatus::Usable };
            assert_eq!(status(news, None, &brief), expected, "{news}");
            assert_eq!(status(news, None, &NEWS), PubStatus::Usable, "{news}");
            assert_eq!(status(news, None, &NEWS[..1]), PubStatus::Usable, "{news}");
        }
    }

    #[test]
    fn the_mark_of_a_kill_is_parted_from_its_headline() {
        let check = |headline: &str, parted: Option<(&str, &str)>| {
            assert_eq!(split_label(headline), parted, "{headline}");
        };
        let pier = "Pier burns in Halden";
        for label in ["KILL", "MANDATORY KILL", "BC-KILL", "KILL NOTICE", "WITHDRAWN", "Retracted"]
        {
            check(&format!("{label}: {pier}"), Some((label, pier)));
            check(&format!("{label} - {pier}"), Some((label, pier)));
        }
        check("EDITORS: Kill Pier burns in Halden", Some(("EDITORS: Kill", pier)));
        check("EDS: PLEASE KILL Pier burns in Halden", Some(("EDS: PLEASE KILL", pier)));
        check(
            "ACHTUNG: Bitte streichen: Mole brennt",
            Some(("ACHTUNG: Bitte streichen", "Mole brennt")),
        );
        check("A SUPPRIMER - Incendie au port", Some(("A SUPPRIMER", "Incendie au port")));
        check("[RETRACTED] Pier burns in Halden", Some(("RETRACTED", pier)));
        check("KILL Pier burns in Halden", Some(("KILL", pier)));
        check("Pier burns in Halden (KILLED)", Some(("KILLED", pier)));
        check("Pier burns in Halden - WITHDRAWN", Some(("WITHDRAWN", pier)));
        check("EDITORS: Kill the Pier story", None);
        check("ATTENTION EDITORS - story withdrawn", None);
        check("KILL", None);
        check("KILL: a0", None);
        check("Pier burns in Halden", None);
    }
}
