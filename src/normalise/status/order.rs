//! Orders to editors that kill a story, and how a kill's mark leaves its headline.
//!
//! News is headed by such words too (`ANNULÉ - Le concert`, `Rückruf: Käse`, `Kill: a play`): none of them is a kill but above
//! a notice that says of the story that it is withdrawn or is not to be used.

use std::sync::LazyLock;

use regex::Regex;

use crate::normalise::text::fixed;

/// Letters and digits of a headline that is left behind a mark.
const REST_CHARS_MIN: usize = 4;

/// Whether a headline above a notice kills a story. Either may be news without the other.
pub(super) fn is_told(headline: &str, notice: &[&str]) -> bool {
    ORDER.is_match(headline) && withdraws(notice)
}

/// Whether a text says of its story that it is withdrawn or is not to be used.
pub(super) fn withdraws(text: &[&str]) -> bool {
    text.iter().any(|text| WITHDRAWS.is_match(text))
}

/// Parts the mark of a kill from the headline of one. An order that is a sentence of its own stays whole.
pub(super) fn split_label(headline: &str) -> Option<(&str, &str)> {
    if let Some(mark) = MARK_LAST.find(headline) {
        let rest = headline.get(..mark.start())?.trim_end();
        return is_headline(rest).then_some((mark.as_str().trim_matches(PARTING), rest));
    }
    let mark = MARK.find(headline)?;
    let rest = headline.get(mark.end()..)?.trim_start();
    let label = mark.as_str().trim_matches(PARTING);
    // `KILL BILL RETURNS` is all one.
    let is_one = mark.as_str().ends_with("KILL ") && !rest.contains(char::is_lowercase);
    (is_headline(rest) && !is_one && !GOES_ON.is_match(rest)).then_some((label, rest))
}

const PARTING: [char; 12] = [' ', ':', '/', '-', '–', '—', ',', '[', ']', '(', ')', '+'];

fn is_headline(rest: &str) -> bool {
    rest.chars().filter(|c| c.is_alphanumeric()).take(REST_CHARS_MIN).count() == REST_CHARS_MIN
}

/// Who is told.
const ADDRESS: &str = r"(?i:(?:(?:attention|attn\.?|note\s+to|urgent)[:,]?\s+(?:all\s+)?)?(?:editors?|eds)\s*[:,–—-]+\s*)";

/// What parts a mark from a headline; a hyphen between two letters (`Kill-switch`, `Retrait-gonflement`) does not.
const SEPARATOR: &str = r"(?:\s*[:/–—]\s*|\s+-+\s*|-+\s+)";

/// `ANNULÉ`, `ANULACIÓN`, `A SUPPRIMER`, `BITTE STREICHEN`, in capitals as desks write them.
const FOREIGN: &str =
    r"(?:[AÀ]\s+SUPPRIMER|ANNUL[ÉE]E?|ANNULATION|ANULA(?:D[AO])?|ANULACI[ÓO]N|BITTE\s+STREICHEN)";

/// `EDITORS: Kill Pier burns`, `ATTENTION EDITORS - story withdrawn`, `ACHTUNG: Bitte streichen`, `A SUPPRIMER - ...`.
static ORDER: LazyLock<Regex> = LazyLock::new(|| {
    fixed(&format!(
        r"(?x)^\W{{0,4}}(?:
        (?-x:{ADDRESS}) .{{0,160}}? \b(?i:kill|killed|withdraw|withdrawn|retract|retracted|disregard)\b
        | (?i:achtung)\b .{{0,160}}? \b(?i:streichen|zurückziehen|zurückziehung|zurückgezogen)\b
        | (?:[A-Z]{{3,10}}/)?(?i:kill)(?-x:{SEPARATOR})
        | KILL\W*$
        | (?-x:{FOREIGN})(?:\]|(?-x:{SEPARATOR}))
        | (?:ZURÜCKZIEHUNG|ZURÜCKGEZOGEN)\W*$
        )"
    ))
});

/// A noun that is a desk's copy and no goods, post, vote or study, and what becomes of it, in one sentence.
static WITHDRAWS: LazyLock<Regex> = LazyLock::new(|| {
    fixed(
        r"(?xi)(?:
        \b(?:(?:this|our|the|above|earlier|previous)\s+)+(?:news\s+)?(?:story|dispatch)\b [^.!?]{0,160}? \b(?:
            (?:is|was|has\ been|must\ be|should\ be)\s+(?:hereby\s+)?(?:withdrawn|retracted|killed|cancell?ed|eliminated|removed)
            | (?:must|should|may)\s+not\s+be\s+(?:used|published) | is\s+not\s+to\s+be\s+(?:used|published) )\b
        | \b(?:kill|withdraw|retract|disregard|do\ not\ use|do\ not\ publish)\s+(?:(?:this|our|the|above|earlier|previous)\s+)+(?:news\s+)?(?:story|dispatch)\b
        | (?:^|[.!?:]\s+)(?:please\s+)?kill\s+[a-z]{1,3}[0-9]{4}\b
        | \bbitte\s[^.!?]{0,80}?\bmeldung\b[^.!?]{0,160}?\b(?:streichen|löschen|zurückziehen|nicht)\b
        | \bmeldung\b[^.!?]{0,160}?\b(?:wird|ist|wurde)\s+(?:hiermit\s+)?zurückgezogen\b
        | \b(?:merci|prière|veuillez)\b[^.!?]{0,80}?\b(?:annuler|supprimer|utiliser|publier|diffuser)\b[^.!?]{0,40}?\bdépêche\b
        | \bdépêche\b[^.!?]{0,160}?\b(?:est|a\s+été)\s+(?:annulée|supprimée|retirée)\b
        | \b(?:rogamos|ruego|se\s+ruega|por\s+favor)\b[^.!?]{0,40}?\b(?:anul|elimin|no\s+(?:publi|utili|difund|us))\w*\s[^.!?]{0,20}?\bnoticia\b
        )",
    )
});

/// The mark of a kill before its headline.
static MARK: LazyLock<Regex> = LazyLock::new(|| {
    fixed(&format!(
        r"(?x)^\W{{0,4}}(?:
        \[(?:KILL|KILLED|WITHDRAWN|RETRACTED|(?-x:{FOREIGN}))\]\s*
        | (?-x:{ADDRESS})(?i:(?:please\s+)?(?:kill|withdraw|retract|disregard))(?:(?-x:{SEPARATOR})|\s+)
        | (?: (?i:achtung)\W{{1,3}}(?i:bitte\s+(?:streichen|zurückziehen)|zurückziehung|zurückgezogen)
            | (?:[A-Z]{{3,10}}/|[A-Z]{{2}}-)?(?i:(?:(?:mandatory|bulletin|story|photo|urgent)\s+)?kill(?:\s+note|\s+notice)?)
            | KILLED
            | (?i:withdrawn|withdrawal|retracted|retraction|(?:story|article|item|report)\ (?:removed|withdrawn|killed|retracted|deleted))
            | (?i:zurückgezogen|zurückziehung)
            | (?-x:{FOREIGN}) )(?-x:{SEPARATOR})
        | KILL\x20
        )"
    ))
});

/// `Pier burns (KILLED)`, `Pier burns - WITHDRAWN`.
static MARK_LAST: LazyLock<Regex> = LazyLock::new(|| {
    fixed(r"\s(?:\((?:KILL|KILLED|WITHDRAWN)\)|[–—-]\s(?:KILLED|WITHDRAWN|RETRACTED))\W*$")
});

/// What is left of an order that speaks of its story: `the Pier story`.
static GOES_ON: LazyLock<Regex> = LazyLock::new(|| {
    fixed(r"^(?i:the|this|our|all|and|story|item|article|report|dispatch|earlier|previous)\s")
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

    /// Each was published as a story, and the story it kills stayed usable. None is a kill by itself.
    #[test]
    fn an_order_to_editors_above_a_notice_is_no_story() {
        let english = "The story is wrong and must not be used.";
        let german = "Die Meldung über den Brand wird hiermit zurückgezogen.";
        let french = "Merci de ne pas utiliser cette dépêche erronée.";
        let spanish = "Rogamos anulen la noticia, que es errónea.";
        for (order, notice) in [
            ("EDITORS: Kill Pier burns in Halden", english),
            ("EDS: PLEASE KILL Pier burns in Halden", "The story has been withdrawn."),
            ("EDITORS - Please withdraw \"Pier burns in Halden\"", english),
            ("Editors: Kill Pier burns in Halden", "Please kill the story."),
            ("ATTENTION EDITORS - story withdrawn", "Do not use our earlier story."),
            ("Attention editors: story \"Pier burns in Halden\" is withdrawn", english),
            ("NOTE TO EDITORS: KILL Pier burns", english),
            ("Kill - Pier burns in Halden", english),
            ("REFILE/KILL: Pier burns in Halden", english),
            ("CORRECTION/KILL: Pier burns in Halden", english),
            ("KILL", "Kill a0351. Use instead a0002."),
            ("ACHTUNG: Bitte streichen: Mole in Halden brennt", german),
            ("Achtung Redaktionen: Bitte Meldung zum Molenbrand streichen", german),
            ("Achtung: Die Meldung zum Molenbrand ist zurückgezogen", german),
            ("BITTE STREICHEN: Mole brennt", "Bitte die Meldung nicht verwenden."),
            ("ZURÜCKZIEHUNG", "Bitte verwenden Sie die Meldung nicht."),
            ("A SUPPRIMER - Incendie au port de Halden", french),
            ("ANNULÉ - Incendie au port de Halden", french),
            ("ANNULATION : Incendie au port", "Prière de bien vouloir annuler notre dépêche."),
            ("[ANNULÉ] Incendie au port", "La dépêche de 10h15 est annulée."),
            ("ANULA: Incendio en el puerto de Halden", spanish),
            ("ANULACIÓN: Incendio en el puerto", "Por favor, no usen esta noticia."),
        ] {
            for wire in [None, Some(&WireFields::default())] {
                assert_eq!(status(order, wire, &[notice]), PubStatus::Canceled, "{order}");
                let long = [NEWS[0], NEWS[1], NEWS[2], notice];
                assert_eq!(status(order, wire, &long), PubStatus::Usable, "{order}");
                assert_eq!(status(order, wire, &NEWS), PubStatus::Usable, "{order}");
                if order != "KILL" {
                    assert_eq!(status(order, wire, &NEWS[..1]), PubStatus::Usable, "{order}");
                }
            }
        }
    }

    /// News of what is called off, taken back or taken off the shelves was cancelled.
    #[test]
    fn news_that_is_headed_like_an_order_to_editors_stays_news() {
        let long = format!("{} ", NEWS[0]).repeat(12);
        for news in HEADS {
            for text in [&NEWS[..], &NEWS[..1], &[&long], &[LIFTS]] {
                assert_eq!(status(news, None, text), PubStatus::Usable, "{news}");
                assert_eq!(
                    status(news, Some(&WireFields::default()), text),
                    PubStatus::Usable,
                    "of a wire: {news}"
                );
            }
        }
    }

    #[test]
    fn news_that_forbids_the_use_of_goods_or_tickets_stays_news() {
        for (news, text) in BRIEFS {
            assert_eq!(status(news, None, &[text]), PubStatus::Usable, "{news}");
            let wire = WireFields::default();
            assert_eq!(status(news, Some(&wire), &[text]), PubStatus::Usable, "of a wire: {news}");
        }
    }

    const LIFTS: &str = "Do not use the lifts, the fire brigade of Halden told guests on Friday.";

    const HEADS: [&str; 66] = [
        "Kill Bill returns",
        "Kill Bill: the return",
        "Editors kill story of mayor's debts",
        "Editors: killings were hushed up",
        "Editors: Story withdrawn by Gazette was accurate",
        "EDITORS: KILLING A STORY TAKES COURAGE",
        "EDITORS KILL STORY OF MAYOR",
        "Attention editors and writers: a prize for killed stories",
        "ATTENTION EDITORS: Story on 12 soldiers killed in Kabul to follow",
        "EDITORS: The story Ferry sinks, 12 killed has been updated",
        "ATTENTION EDITORS - The story on three killed in Halden blast has been corrected",
        "EDS: This story of five killed updates with quotes",
        "Editors: Delete the tweet",
        "CLIENTS: Delete The App, bank warns",
        "Attention subscribers: Delete this app now, bank says",
        "Attention clients: Withdraw the money, says bank",
        "Kill the lights: Halden saves power",
        "Mandatory kill of birds ordered",
        "Mandatory kill-switch in new cars by 2027",
        "Mandatory Kill-Shelter Law Passes",
        "Bulletin: kill of birds ordered",
        "Bulletin kill-switch",
        "Kill-switch law passes",
        "Killed: 12 in Halden blast",
        "Killed-in-action soldier buried in Halden",
        "Achtung: Bitte nicht füttern",
        "Achtung, bitte löschen Sie diese App",
        "Achtung, bitte löschen: Diese 20 Android-Apps sind gefährlich",
        "Achtung! Bitte löschen - diese App stiehlt Daten",
        "Achtung: Artikel bei Aldi wegen Salmonellen zurückgezogen",
        "Achtung: Bitte diesen Termin im Kalender streichen!",
        "Achtung: Bericht über Zug-Ausfälle, viele Verbindungen gestrichen",
        "Achtung: Text der Hymne soll gestrichen werden",
        "Rückruf: Hersteller ruft Käse zurück",
        "RÜCKRUF: Käse mit Keimen im Handel",
        "Annulation : le concert de Halden n'aura pas lieu",
        "ANNULATION - Le concert de Halden",
        "ANNULÉ - Le concert de Noël de Halden",
        "ANNULÉ : le marché de Noël de Vannes",
        "[ANNULÉ] Concert de Noël à Vannes",
        "ANNULÉE - Conférence sur la mer",
        "ANNULLATO - Concerto di Natale a Trento",
        "[ANNULLATO] Concerto di Natale a Trento",
        "ANNULLATA: la sagra del pesce",
        "ANULADO: el concierto de Navidad de Vigo",
        "[ANULADO] Concierto de Navidad en Vigo",
        "ANULADA - La corrida de Vigo",
        "Anulación: el juez decide el lunes",
        "Anula el juez la venta del puerto",
        "ANULA EL JUEZ LA VENTA DEL PUERTO",
        "À SUPPRIMER : ces 7 applications Android espionnent",
        "A SUPPRIMER - Ces applications qui vident votre compte",
        "RETRAIT DE LA FRANCE",
        "RETRAIT: LA FRANCE QUITTE LE MALI",
        "Retrait-gonflement des argiles",
        "Disregard: a play about the harbour",
        "DISREGARD: a film about silence",
        "Retracted claims haunt minister",
        "Retracted: Study Linking Vaccine to Autism",
        "Retracted: Nobel winner's paper on cell growth",
        "Retraction: a physicist's fall",
        "Withdrawn: Ofcom drops plan",
        "Story removed: how Meta took down a post",
        "STREICHUNG: Lufthansa kappt Flüge",
        "Streichung von Stellen: Werft in Not",
        "Zurückziehung der Truppen beschlossen",
    ];

    const BRIEFS: [(&str, &str); 29] = [
        (
            "Annulation : la fête du village de Halden",
            "Information : la fête du 14 juillet est annulée en raison du vent, dit la mairie.",
        ),
        ("ANNULATION : concert de Halden", "Merci d'annuler vos réservations auprès de la mairie."),
        (
            "ANNULATION : concert de Halden",
            "Merci de ne plus tenir compte des billets vendus en ligne, ils sont remboursés.",
        ),
        (
            "ANNULATION : le concert de Halden",
            "Le concert de Noël n'aura pas lieu, dit la mairie vendredi.",
        ),
        (
            "Annulation : la Cour de cassation tranche",
            "La Cour a annulé vendredi la vente du port.",
        ),
        ("Annulation: Air France cloue ses avions", "Air France annule cent vols."),
        (
            "Retrait : Carrefour rappelle un jouet",
            "Merci de ne plus utiliser ce produit et de le rapporter en magasin.",
        ),
        (
            "Retrait : Carrefour rappelle un fromage",
            "L'article a été retiré de la vente vendredi, dit l'enseigne.",
        ),
        (
            "Retrait-gonflement des argiles : la carte",
            "Prière de ne pas utiliser l'ancienne carte, dit la préfecture.",
        ),
        ("RETRAIT: lot de thon Halden", "Veuillez ne pas utiliser ce produit."),
        ("RETRAIT: LA FRANCE QUITTE LE MALI", "La France retire ses troupes, dit le ministre."),
        (
            "Rückruf: Aldi ruft Käse zurück",
            "In einer Charge wurden Keime gefunden. Bitte den Artikel nicht verzehren, sagt der Hersteller.",
        ),
        ("Rückruf: Ikea ruft Lampe zurück", "Der Artikel wird zurückgezogen, sagt Ikea."),
        (
            "RÜCKRUF: Käse",
            "Bitte diesen Artikel nicht mehr essen. Bitte den Artikel in die Filiale zurückbringen und nicht essen.",
        ),
        (
            "Achtung, bitte löschen: Diese 20 Android-Apps sind gefährlich",
            "Bitte löschen: diese Apps.",
        ),
        ("RETIRADA: lote de atún", "Por favor, no usen este producto, dice la agencia."),
        ("RETIRADA: EEUU deja Siria", "Las tropas salen el viernes, dice el ministro."),
        (
            "Anulación: concierto de Vigo",
            "Se ruega no usar las entradas; por favor, eliminen los mensajes.",
        ),
        ("Anulación: el juez decide", "La nota de corte queda anulada, dijo el juez."),
        ("Anulación: el juez decide hoy", "El juez decide hoy si anula la venta."),
        ("Annullamento: il giudice decide", "Il giudice ha deciso venerdì."),
        ("Kill: Review of a play", "Do not use your phone in the theatre, says the house."),
        ("Kill - a play in Halden", "Not for use by children."),
        ("Kill - Norbruk's new novel", "The novel is out on Friday."),
        ("Kill: a play", "A play opens in Halden on Friday."),
        (
            "Kill: the new game",
            "Published in print is a list. Players should not be used to run. Don't run.",
        ),
        (
            "PLEASE IGNORE: city tells citizens of a siren",
            "Residents should not use the shelter on Friday, the city said.",
        ),
        ("Editors: Kill the lights, save the bees", "Do not use sprays."),
        ("Editors: Withdraw from group over spat", "Editors of three papers withdrew."),
    ];

    #[test]
    fn the_mark_of_a_kill_is_parted_from_its_headline() {
        let check = |headline: &str, parted: Option<(&str, &str)>| {
            assert_eq!(split_label(headline), parted, "{headline}");
        };
        let pier = "Pier burns in Halden";
        for label in ["KILL", "MANDATORY KILL", "BC-KILL", "KILL NOTICE", "WITHDRAWN", "Withdrawn"]
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
        check("EDITORS: Kill and discard Pier burns", None);
        check("ATTENTION EDITORS - story withdrawn", None);
        check("KILL", None);
        check("KILL: a0", None);
        check("KILL BILL RETURNS TO CINEMAS", None);
        for news in
            ["Killed-in-action soldier buried", "Kill-switch law passes", "Photo kill-fee row"]
        {
            check(news, None);
        }
        check("Pier burns in Halden", None);
    }
}
