//! What the wires write before and behind headlines, in their languages. Tables only.

use std::sync::LazyLock;

use regex::Regex;

use crate::normalise::text::fixed;

/// 1 flash, 2 bulletin, 3 urgent, in the languages of the wires; `None` for any other label.
pub(super) fn urgency_of(lower: &str) -> Option<u8> {
    Some(match lower {
        "flash" | "newsflash" | "молния" => 1,
        "bulletin" | "breaking" | "breaking news" | "eilmeldung" | "eil" | "blitz"
        | "última hora" | "ultima hora" | "ultim'ora" | "ultim’ora" | "alerte" | "alerte info"
        | "just nu" | "son dakika" | "++" | "breakingnews" | "últimahora" | "ultimahora"
        | "alerteinfo" | "sondakika" | "ultimora" | "justnu" | "速報" | "속보" | "快讯"
        | "快訊" | "突发" | "突發" => 2,
        "urgent" | "alert" | "news alert" | "snap" | "urgente" | "срочно" | "pilne" | "عاجل"
        | "緊急" | "긴급" | "терміново" => 3,
        _ => return None,
    })
}

/// Beginnings of labels that say something was wrong.
pub(super) const CORRECTIONS: [&str; 32] = [
    "official correct",
    "correct",
    "correc",
    "correç",
    "correzione",
    "corrig",
    "korrektur",
    "korrigiert",
    "korrigert",
    "berichtig",
    "rectif",
    "rettific",
    "rettelse",
    "rättelse",
    "fe de err",
    "исправл",
    "düzeltme",
    "sprostowanie",
    "errat",
    "correg",
    "corrett",
    "retific",
    "korjaus",
    "korekta",
    "уточнен",
    "виправл",
    "訂正",
    "更正",
    "정정",
    "تصحيح",
    "ralat",
    "korr",
];

/// Labels of texts that grow while something happens.
pub(super) const LIVE: [&str; 15] = [
    "live blog",
    "liveblog",
    "live-blog",
    "live updates",
    "live coverage",
    "live",
    "liveticker",
    "live-ticker",
    "en direct",
    "en directo",
    "en vivo",
    "ao vivo",
    "diretta",
    "as it happened",
    "newsblog",
];

pub(super) const GENRES: [&str; 26] = [
    "opinion",
    "editorial",
    "commentary",
    "perspective",
    "analysis",
    "factbox",
    "timeline",
    "interview",
    "feature",
    "insight",
    "column",
    "breakingviews",
    "q&a",
    "explainer",
    "newsmaker",
    "preview",
    "special report",
    "scenarios",
    "brief",
    "press digest",
    "snapshot",
    "exclusive",
    "obituary",
    "hintergrund",
    "roundup",
    "graphic",
];

/// Reuters and dpa-AFX: capitals, a number, and a hyphen or slash without a space before the headline.
pub(super) static WIRE_LABEL: LazyLock<Regex> = LazyLock::new(|| {
    fixed(
        r"^((?:UPDATE|WRAPUP|ROUNDUP|RECAP|REFILE|RPT|RECASTS?|CORRECTED|CORRECTION|OFFICIAL CORRECTION|DELAYED|ADDS|ANALYSIS|FACTBOX|TIMELINE|INTERVIEW|FEATURE|INSIGHT|COLUMN|BREAKINGVIEWS|Q&A|EXPLAINER|NEWSMAKER|PREVIEW|SPECIAL REPORT|SCENARIOS|BRIEF|PRESS DIGEST|SNAPSHOT|EXCLUSIVE|OBITUARY|HINTERGRUND|GRAPHIC|FLASH|BULLETIN|URGENT|SNAP|KORREKTUR|WDH|BERICHTIGUNG|AKTUALISIERUNG|URGENTE|AMPLIACIÓN|ACTUALIZACIÓN|ACTUALIZA|ATUALIZA|ATUALIZAÇÃO|ACTUALISATION|AGGIORNAMENTO|RECTIFICATIF|CORRECTIF|CORRECCIÓN|RECTIFICACIÓN|CORREÇÃO|CORREZIONE|RETTIFICA|RETTELSE|RÄTTELSE|ALERTE)(?: \d{1,2})?(?:/(?:UPDATE|WRAPUP|ROUNDUP|KORREKTUR|WDH|AKTUALISIERUNG)(?: \d{1,2})?)?|AMPL?\.?\d?\.)(?:-|/|: ?)",
    )
});

pub(super) static COLON_LABEL: LazyLock<Regex> = LazyLock::new(|| {
    fixed(
        r"^[^\w(\[（【［〔]{0,4}((?i:corrected|correction|updated?|breaking|breaking news|news alert|urgent|eilmeldung|eil|korrektur|korr|korrigiert|berichtigung|newsflash|urgente|[úu]ltima hora|ultim['’]ora|alerte info|rectificatif|correctif|fe de erratas|fe de errores|rättelse|rettelse|korrigert|срочно|молния|исправление|son dak[iİ]ka|düzeltme|sprostowanie|pilne|correção|retificação|rectificatie|correctie|errata corrige|(?:\d{1,2}(?:st|nd|rd|th) )?(?:night|day|morning) (?:ld|lead)|lead ?all(?: \d{1,2})?|live blog|liveblog|live-blog|live updates|live coverage|liveticker|live-ticker|newsblog|en direct|en directo|en vivo|ao vivo)|(?:ALERT|ALERTE|FLASH|BULLETIN|CORRECTS|CORRECTIVE|CORRECCIÓN|RECTIFICACIÓN|CORREÇÃO|CORREZIONE|RETTIFICA|AKTUALISIERT|JUST NU|LIVE|DIRETTA|UPDATE \d{1,2}))\s?(?::|\+\+\+?| [-–—])\s",
    )
});

/// `Opinion | A harbour for all`
pub(super) static GENRE_FIRST: LazyLock<Regex> = LazyLock::new(|| {
    fixed(r"^((?i:opinion|editorial|commentary|perspective|analysis|explainer|obituary)) \| ")
});

/// AP: `1st Ld-Writethru`, before or behind the headline.
pub(super) static WRITETHRU_FIRST: LazyLock<Regex> = LazyLock::new(|| {
    fixed(
        r"^((?i:\d{1,2}(?:st|nd|rd|th) (?:ld|lead|add|sub|update)(?:[- ]?writethru)?|ld-writethru))\s?[:,–—-]\s?",
    )
});

pub(super) static WRITETHRU_LAST: LazyLock<Regex> = LazyLock::new(|| {
    fixed(
        r"[\s,;(–—-]+((?i:(?:\d{1,2}(?:st|nd|rd|th)|urgent) (?:ld|lead|add|sub|update)(?:[- ]?writethru)?|ld-writethru|\d{1,2}(?:st|nd|rd|th) take|take \d{1,2}))\)?$",
    )
});

/// `Storm hits pier – live updates`, `Storm hits pier – as it happened`.
pub(super) static LIVE_LAST: LazyLock<Regex> = LazyLock::new(|| {
    fixed(
        r"\s[-–—|]\s((?i:live|live updates|live blog|liveblog|live coverage|as it happened|liveticker|live-ticker|newsblog|en direct|en directo|en vivo|ao vivo))$",
    )
});

pub(super) static CHANGE_IN_BRACKETS: LazyLock<Regex> = LazyLock::new(|| {
    fixed(
        r"\s\(((?:Adds?|Updates?|Updating|Corrects?|Correcting|Corrected|Recasts?|Refiles?|Repeats?|Rewrites?|Writes? through|Writethru|Removes?|Deletes?|Clarifies|Fixes|Changes?|Includes|Incorporates|New throughout|Korrigiert|Berichtigt|Neu|Aktualisiert|Aktualisierung|Ergänzt|Korrektur|Actualise|Actualisé|Actualisation|Ajoute|Ajouts?|Corrige|Rectifie|Complète|Actualiza|Actualización|Añade|Amplía|Ampliación|Rectifica|Repite|Atualiza|Atualizada|Acrescenta|Aggiorna|Aggiornato|Rettifica|Oppdatert|Uppdaterad|Opdateret|Bijgewerkt|Обновлено|Исправлено)(?:\b|[: ])[^()]{0,200})\)$",
    )
});
