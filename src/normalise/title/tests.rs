//! Headlines and what the wires write around them.

use super::*;

fn read(title: &str) -> Headline {
    let markup = Markup { kind: MarkupKind::Html, value: title.to_owned() };
    read_headline(Some(&markup), &["The Halden Post", "HP"])
}

#[test]
fn remarks_move_out_of_the_headline() {
    // edge 54
    let check = |title: &str, text: &str, notes: &[&str]| {
        let headline = read(title);
        assert_eq!(headline.text, text, "{title}");
        assert_eq!(headline.notes, notes, "{title}");
    };
    check("UPDATE 2-Pier to be rebuilt", "Pier to be rebuilt", &["UPDATE 2"]);
    check("RPT-UPDATE 1-Pier to be rebuilt", "Pier to be rebuilt", &["RPT", "UPDATE 1"]);
    check("Pier to be rebuilt (Adds quotes)", "Pier to be rebuilt", &["Adds quotes"]);
    check("UPDATED: Pier to be rebuilt", "Pier to be rebuilt", &["UPDATED"]);
    check("Harbour pier, 1st Ld-Writethru", "Harbour pier", &["1st Ld-Writethru"]);
    check(
        "CORRECTED-Pier to be rebuilt (Corrects date)",
        "Pier to be rebuilt",
        &["CORRECTED", "Corrects date"],
    );
    for plain in [
        "Update on the pier",
        "Updates: a list",
        "Breaking the ice in Halden",
        "Urgent care centre opens",
        "Pier (Adds Road)side",
        "Correction officers strike",
        "Flash floods hit coast",
        "Add quotes, remove doubt",
        "UPDATE",
        "Column of smoke seen",
        "Timeline-based editing arrives",
        "The pier (new)",
        "URGENT",
    ] {
        check(plain, plain, &[]);
    }
}

#[test]
fn labels_set_kind_urgency_and_genre() {
    assert_eq!(read("CORRECTED-Pier burns down").kind, StoryKind::Correction);
    let alert = read("BREAKING: Pier burns down");
    assert_eq!(
        (alert.text.as_str(), alert.kind, alert.urgency),
        ("Pier burns down", StoryKind::Alert, Some(2))
    );
    let analysis = read("ANALYSIS-Why piers burn");
    assert_eq!(
        (analysis.text.as_str(), analysis.genres),
        ("Why piers burn", vec!["analysis".to_owned()])
    );
    assert_eq!(read("+++ EILMELDUNG +++ Mole brennt").urgency, Some(2));
}

/// As printed => headline => kind => urgency => notes => genres; `-` for none.
const LABELS: &str = "UPDATE 2-Pier to be rebuilt => Pier to be rebuilt => Story => - => UPDATE 2 => -
    WRAPUP 3-Pier to be rebuilt => Pier to be rebuilt => Story => - => WRAPUP 3 => -
    RPT-Pier to be rebuilt => Pier to be rebuilt => Story => - => RPT => -
    CORRECTED-UPDATE 1-Pier to be rebuilt => Pier to be rebuilt => Correction => - => CORRECTED; UPDATE 1 => -
    OFFICIAL CORRECTION-Pier to be rebuilt => Pier to be rebuilt => Correction => - => OFFICIAL CORRECTION => -
    Correction: Halden-Pier story => Halden-Pier story => Correction => - => Correction => -
    FLASH: Pier burns => Pier burns => Alert => 1 => - => -
    BULLETIN: Pier burns => Pier burns => Alert => 2 => - => -
    URGENT: Pier burns => Pier burns => Alert => 3 => - => -
    News Alert: Pier burns => Pier burns => Alert => 3 => - => -
    SNAP ANALYSIS-Why piers burn => SNAP ANALYSIS-Why piers burn => Story => - => - => -
    Pier burns, 2nd Ld-Writethru => Pier burns => Story => - => 2nd Ld-Writethru => -
    1st LD: Pier burns => Pier burns => Story => - => 1st LD => -
    Night Lead: Pier burns => Pier burns => Story => - => Night Lead => -
    2nd Night Ld: Pier burns => Pier burns => Story => - => 2nd Night Ld => -
    2nd Lead: Pier burns => Pier burns => Story => - => 2nd Lead => -
    LEADALL 2: Pier burns => Pier burns => Story => - => LEADALL 2 => -
    Night lead slips away from Halden => Night lead slips away from Halden => Story => - => - => -
    ROUNDUP 2: Mole brennt => Mole brennt => Story => - => ROUNDUP 2 => -
    WDH/ROUNDUP: Mole brennt => Mole brennt => Story => - => WDH/ROUNDUP => -
    KORREKTUR: Mole brennt => Mole brennt => Correction => - => KORREKTUR => -
    Berichtigung: Mole brennt => Mole brennt => Correction => - => Berichtigung => -
    Eilmeldung: Mole brennt => Mole brennt => Alert => 2 => - => -
    EIL - Mole brennt => Mole brennt => Alert => 2 => - => -
    Mole brennt (neu: mehr Details) => Mole brennt (neu: mehr Details) => Story => - => - => -
    Mole brennt (Neu: mehr Details) => Mole brennt => Story => - => Neu: mehr Details => -
    Mole brennt (Aktualisiert um 14 Uhr) => Mole brennt => Story => - => Aktualisiert um 14 Uhr => -
    URGENT - Incendie au port => Incendie au port => Alert => 3 => - => -
    ALERTE - Incendie au port => Incendie au port => Alert => 2 => - => -
    RECTIFICATIF - Incendie au port => Incendie au port => Correction => - => RECTIFICATIF => -
    Incendie au port (Actualisé avec citations) => Incendie au port => Story => - => Actualisé avec citations => -
    EN DIRECT - Incendie au port => Incendie au port => Story => - => - => live blog
    URGENTE: Incendio en el puerto => Incendio en el puerto => Alert => 3 => - => -
    ÚLTIMA HORA: Incendio en el puerto => Incendio en el puerto => Alert => 2 => - => -
    AMP.- Incendio en el puerto => Incendio en el puerto => Story => - => AMP. => -
    AMPL2.- Incendio en el puerto => Incendio en el puerto => Story => - => AMPL2. => -
    CORRECCIÓN: Incendio en el puerto => Incendio en el puerto => Correction => - => CORRECCIÓN => -
    Fe de erratas: Incendio en el puerto => Incendio en el puerto => Correction => - => Fe de erratas => -
    Incendio en el puerto (Actualiza con cifras) => Incendio en el puerto => Story => - => Actualiza con cifras => -
    ++ Incendio al porto ++ => Incendio al porto => Alert => 2 => - => -
    Ultim'ora: incendio al porto => incendio al porto => Alert => 2 => - => -
    RETTIFICA: Incendio al porto => Incendio al porto => Correction => - => RETTIFICA => -
    CORREÇÃO: Incêndio no porto => Incêndio no porto => Correction => - => CORREÇÃO => -
    Rättelse: Pir brinner => Pir brinner => Correction => - => Rättelse => -
    JUST NU: Pir brinner => Pir brinner => Alert => 2 => - => -
    СРОЧНО: Пожар в порту => Пожар в порту => Alert => 3 => - => -
    Live updates: Storm hits pier => Storm hits pier => Story => - => - => live blog
    LIVE: Storm hits pier => Storm hits pier => Story => - => - => live blog
    Storm hits pier – live => Storm hits pier => Story => - => - => live blog
    Storm hits pier – as it happened => Storm hits pier => Story => - => - => live blog
    Opinion | A harbour for all => A harbour for all => Story => - => - => opinion
    Eil +++ Hafen brennt +++ => Hafen brennt => Alert => 2 => - => -
    [Video] Storm hits pier (PHOTOS) => Storm hits pier => Story => - => - => -
    Storm hits pier [+gallery] => Storm hits pier => Story => - => - => -
    FACTBOX-Piers of Halden => Piers of Halden => Story => - => - => factbox
    ROUNDUP/Mole brennt => Mole brennt => Story => - => - => roundup
    KORREKTUR/Mole brennt => Mole brennt => Correction => - => KORREKTUR => -
    Pier burns (corrected) => Pier burns => Correction => - => corrected => -
    Pier burns - CORRECTED => Pier burns => Correction => - => CORRECTED => -
    KORR: Mole brennt => Mole brennt => Correction => - => KORR => -
    (LEAD) Pier burns => Pier burns => Story => - => LEAD => -
    (2nd LD) Pier burns => Pier burns => Story => - => 2nd LD => -
    (URGENT) Pier burns => Pier burns => Alert => 3 => - => -
    (URGENT) (LEAD) Pier burns => Pier burns => Alert => 3 => LEAD => -
    (2º LEAD) Píer pega fogo => Píer pega fogo => Story => - => 2º LEAD => -
    #BREAKING Pier burns => Pier burns => Alert => 2 => - => -
    #ÚltimaHora | Arde el muelle => Arde el muelle => Alert => 2 => - => -
    Breaking | Pier burns => Pier burns => Alert => 2 => - => -
    ÚLTIMA HORA | Arde el muelle => Arde el muelle => Alert => 2 => - => -
    [CORRECTION] Pier burns => Pier burns => Correction => - => CORRECTION => -
    (Adds quotes) Pier burns => Pier burns => Story => - => Adds quotes => -
    (Corrects name of pier) Pier burns => Pier burns => Correction => - => Corrects name of pier => -
    RECTIFICATION: Incendie au port => Incendie au port => Correction => - => RECTIFICATION => -
    (Rectif) Incendie au port => Incendie au port => Correction => - => Rectif => -
    (Actualisé) Incendie au port => Incendie au port => Story => - => Actualisé => -
    CORREGIDA-Arde el muelle => Arde el muelle => Correction => - => CORREGIDA => -
    (Corrección) Arde el muelle => Arde el muelle => Correction => - => Corrección => -
    (AMPLIACIÓN) Arde el muelle => Arde el muelle => Story => - => AMPLIACIÓN => -
    (Actualiza) Arde el muelle => Arde el muelle => Story => - => Actualiza => -
    Correção - Píer pega fogo => Píer pega fogo => Correction => - => Correção => -
    (Berichtigung: Name im 2. Absatz) Mole brennt => Mole brennt => Correction => - => Berichtigung: Name im 2. Absatz => -
    ERRATA CORRIGE: Brucia il molo => Brucia il molo => Correction => - => ERRATA CORRIGE => -
    KORJAUS: Laituri palaa => Laituri palaa => Correction => - => KORJAUS => -
    SON DAKİKA: İskele yanıyor => İskele yanıyor => Alert => 2 => - => -
    СРОЧНО! Горит причал => Горит причал => Alert => 3 => - => -
    ИСПРАВЛЕНО: Горит причал => Горит причал => Correction => - => ИСПРАВЛЕНО => -
    УТОЧНЕНИЕ: Горит причал => Горит причал => Correction => - => УТОЧНЕНИЕ => -
    عاجل | حريق في الرصيف => حريق في الرصيف => Alert => 3 => - => -
    عاجل: حريق في الرصيف => حريق في الرصيف => Alert => 3 => - => -
    تصحيح: حريق في الرصيف => حريق في الرصيف => Correction => - => تصحيح => -
    [속보] 부두에 불이 났다 => 부두에 불이 났다 => Alert => 2 => - => -
    [정정] 부두에 불이 났다 => 부두에 불이 났다 => Correction => - => 정정 => -
    (종합) 부두에 불이 났다 => 부두에 불이 났다 => Story => - => 종합 => -
    부두에 불이 났다(종합2보) => 부두에 불이 났다 => Story => - => 종합2보 => -
    【速報】桟橋が燃える => 桟橋が燃える => Alert => 2 => - => -
    【訂正】桟橋が燃える => 桟橋が燃える => Correction => - => 訂正 => -
    訂正：桟橋が燃える => 桟橋が燃える => Correction => - => 訂正 => -
    １報：桟橋が燃える => 桟橋が燃える => Story => - => １報 => -
    （快讯）码头起火了 => 码头起火了 => Alert => 2 => - => -
    更正：码头起火了 => 码头起火了 => Correction => - => 更正 => -
    BRIEF-Halden Pier Co sees loss => Halden Pier Co sees loss => Story => - => - => brief";

#[test]
fn labels_of_many_wires_become_kind_urgency_notes_and_genres() {
    // edge 54
    for row in LABELS.lines().map(str::trim) {
        let columns: Vec<&str> = row.split(" => ").collect();
        let found = read(columns[0]);
        let list = |list: &[String]| if list.is_empty() { "-".to_owned() } else { list.join("; ") };
        let urgency = found.urgency.map_or("-".to_owned(), |urgency| urgency.to_string());
        let kind = format!("{:?}", found.kind);
        let got = [found.text, kind, urgency, list(&found.notes), list(&found.genres)];
        assert_eq!(got.to_vec(), columns[1..], "{row}");
    }
}

#[test]
fn words_that_are_labels_elsewhere_stay_in_the_headline() {
    for plain in [
        "Live music returns to the pier",
        "Where they live - and why",
        "Urgente necesidad de un muelle",
        "Ampliación del puerto: el plan",
        "En vivo y en la calle",
        "Oprava: most zavřen",
        "C++ turns forty",
        "[Sic] a reader writes",
        "The tide (again)",
        "(Photos)",
        "Opinion polls | what they say",
        "Rectify the error: a plea",
        "Correctional officers: the strike goes on",
        "Alerte rouge sur la côte",
        "Flash mob: police clear pier",
        "Breaking Bad returns",
        "Breaking bread | a baker talks",
        "Corrections officer hurt",
        "#breaking waves | a walk",
        "#BreakingTheSilence meets at the pier",
        "#Breaking the ice in Halden",
        "(Lead) pipes to be replaced",
        "(Almost) everybody likes the pier",
        "[Neu] gebaut wird nicht",
        "Lead: poison of the pier",
        "LEAD-free paint for the pier",
        "What stands in the pier - LEAD",
        "What the clerk wrote - corrected",
        "Update! A shop of that name opens",
        "Urgent! we said",
        "Son dakika golü maçı getirdi",
        "Срочно! Нужна помощь",
        "Новость: горит причал",
        "速報に誤り：市長が謝罪",
        "【速報】",
        "부두(항구)에 불이 났다",
        "تصحيح المسار: خطة جديدة",
    ] {
        assert_eq!(read(plain).text, plain);
    }
}

#[test]
fn only_the_sites_own_name_is_taken_off() {
    let check = |title: &str, text: &str| assert_eq!(read(title).text, text);
    check("Pier burns - The Halden Post", "Pier burns");
    check("Pier burns | hp", "Pier burns");
    check("Pier burns - again", "Pier burns - again");
    check("Rail-strike looms", "Rail-strike looms");
    check("The Halden Post", "The Halden Post");
}

#[test]
fn headlines_are_plain_text() {
    // edge 45
    let check = |title: &str, text: &str| assert_eq!(read(title).text, text, "{title}");
    check("The <b>big</b> pier", "The big pier");
    check("A guide to <head>", "A guide to <head>");
    check("A guide to &lt;head&gt;", "A guide to <head>");
    check("Jahresr&amp;uuml;ckblick", "Jahresrückblick");
    check("Tea &amp;amp; cake", "Tea & cake");
    check("  Tea\n\u{a0} &amp; cake ", "Tea & cake");
    check("x < y > z", "x < y > z");
}

#[test]
fn a_title_typed_as_text_keeps_the_tags_it_speaks_of() {
    // edge 45
    let check = |title: &str, text: &str| {
        let markup = Markup { kind: MarkupKind::Text, value: title.to_owned() };
        assert_eq!(read_headline(Some(&markup), &[]).text, text, "{title}");
    };
    check("How to use the <p> tag", "How to use the <p> tag");
    check("How to use <b>bold</b>", "How to use <b>bold</b>");
    check("How to use the &lt;p&gt; tag", "How to use the <p> tag");
    check("The &lt;b&gt;big&lt;/b&gt; pier", "The big pier");
    check("Tea &amp;amp; cake", "Tea &amp; cake");
    check("R&D at AT&T", "R&D at AT&T");
}
