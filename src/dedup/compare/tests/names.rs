//! What names, figures and headlines decide.

use super::*;

/// An article whose later paragraphs name nobody, and the words that both halves may have in common.
fn unnamed(words: [&str; 4]) -> (String, String) {
    let [a, b, c, d] = words;
    let sentences = |seed: usize, count: usize| -> String {
        (0..count)
            .map(|n| {
                paragraphs(seed * 100 + n, 1).remove(0).replace("Mayor Lindqvist of Lyme ", "")
            })
            .collect::<Vec<_>>()
            .join("\n\n")
    };
    let lead = format!("A {a} and a {b} met by the {c} and spoke of the {d}. {}", sentences(3, 1));
    let rest = format!(
        "Then the {b} left the {d}. {}\n\nThe {a} and the {c} stayed. The {d} was gone. {}",
        sentences(4, 2),
        sentences(5, 2)
    );
    (lead, rest)
}

#[test]
fn a_cut_of_an_article_that_names_nobody_is_known_by_its_subject() {
    let (lead, rest) = unnamed(["lamplighter", "beekeeper", "viaduct", "honeycomb"]);
    let whole = format!("{lead}\n\n{rest}");
    let about = Circumstances { headlines: Headlines::Touching, ..near() };
    assert!(judged(&lead, &whole, about).is_ok());
    let (_, other) = unnamed(["pharmacist", "glazier", "courtyard", "thermometer"]);
    let digest = format!("{lead}\n\n{other}");
    assert!(judged(&lead, &digest, about).is_err(), "the first piece of a digest");
    // Under the very headline of the cut it is no digest.
    let about = Circumstances { headlines: Headlines::Same, ..about };
    assert!(judged(&lead, &digest, about).is_ok());
}

#[test]
fn a_correction_of_a_name_is_no_look_alike() {
    let text = paragraphs(1, 4).join("\n\n");
    let corrected = text.replace("Lindqvist", "Halloran");
    let about = Circumstances { same_feed: true, ..near() };
    assert!(judged(&corrected, &text, about).is_err(), "one feed's next notice");
    let about = Circumstances { corrects: true, ..about };
    assert!(judged(&corrected, &text, about).is_ok());
    // Of a text that came before the window nothing is known but the next of its kind.
    let quake = |words: &str| fill(QUAKE, words);
    let corrected = quake("5.1|41|north|Halden|Monday|10|4:12 a.m.");
    assert!(judged(&corrected, &quake("4.8|85|south|Vaal|Sunday|33|9:47 p.m."), about).is_err());
    assert!(judged(&corrected, &quake("5.1|40|north|Halden|Monday|10|4:12 a.m."), about).is_ok());
}

#[test]
fn figures_in_two_papers_buttons_keep_no_copies_apart() {
    let text = paragraphs(1, 1).join("\n");
    let one = format!("Listen to this story, 2 minutes\n{text}\nGive what you can.");
    let other = format!("Skip to main content\nWeather 12 C\n{text}\nTerms of use");
    assert!(judged(&one, &other, near()).is_ok());
    let drawing = |numbers: &str| format!("{text}\nThe numbers: {numbers}");
    assert!(judged(&drawing("4, 8, 15, 16"), &drawing("1, 9, 12, 30"), near()).is_err());
}

/// A police brief that names a town, and a log of other calls there.
const TOWN_BRIEF_GERMAN: &str = "Ein Mann von 34 Jahren ist in der Nacht zum Sonntag in Halden festgenommen worden, nachdem er mit einem gestohlenen \
    Lieferwagen gegen den Zaun eines Sägewerks gefahren war. Ein Wächter hörte den Aufprall und hielt ihn fest, bis eine \
    Streife der Polizei kam. Der Wagen wurde seit Donnerstag vermisst; sein Besitzer hatte den Schlüssel stecken lassen, \
    während er in einer Bäckerei war. Zwei Bretter durchschlugen die Scheibe, verletzt wurde aber niemand. Der Fahrer sagte \
    dem Richter, er habe seine Schwester besuchen wollen. Die Verhandlung soll nach Angaben des Gerichts in zwei Wochen \
    fortgesetzt werden.";
const TOWN_LOG_GERMAN: &str = "Ein Fahrrad ist am Freitag aus dem Teich hinter der Schule in Halden geborgen worden. Es ist blau, hat keine Klingel \
    und kann bei der Polizei abgeholt werden. Wer es vermisst, sollte die Nummer am Rahmen nennen können.\n\
    Nachbarn haben sich über laute Musik aus einem Garten in Halden beschwert. Die Gastgeber sagten der Polizei, es werde \
    eine Hochzeit gefeiert, und stellten sie leiser. Ein zweiter Besuch der Streife wurde nicht nötig.\n\
    Eine Ziege hat in Halden fast den ganzen Sonntag auf dem Dach einer Garage gestanden. Die Feuerwehr holte sie mit einer \
    Leiter und einem Sack Möhren herunter. Der Besitzer versprach einen höheren Zaun; schon zweimal war sie entlaufen.\n\
    Eine Geldbörse mit einer hohen Summe hat ein Mädchen von neun Jahren am Bahnhof in Halden abgegeben. Eine alte Frau kam \
    nach einer Stunde und kaufte ihr ein Eis. Das Geld war für einen Herd bestimmt, es fehlte nach ihren Angaben nichts.";

#[test]
fn a_german_digest_of_one_town_is_no_copy_of_its_first_item() {
    let about = Circumstances { headlines: Headlines::Touching, ..near() };
    let digest = format!("{TOWN_BRIEF_GERMAN}\n{TOWN_LOG_GERMAN}");
    let rule = judged(TOWN_BRIEF_GERMAN, &digest, about);
    assert!(rule.is_err(), "{rule:?}");
}

const TOWN_BRIEF: &str = "A man of 34 was arrested in Halden on Saturday night after he had driven a stolen delivery van into the fence of a \
    sawmill. A watchman heard the crash and held him until a patrol of the police came. The van had been missing since \
    Thursday; its owner had left the key in it while he was at a bakery. Two planks went through the windscreen, but nobody \
    was hurt. The driver told the judge that he had wanted to visit his sister. The hearing will go on in two weeks.";
const TOWN_LOG: &str = "A bicycle was pulled on Friday from the pond behind the school in Halden. It is blue, has no bell and may be claimed at \
    the counter. Whoever misses it should be able to tell the number on the frame, the clerk said with a smile.\n\
    Neighbors complained of loud music from a garden in Halden. The hosts said that they were at a wedding and turned it down. \
    A second call was not needed, and the bride sent over a plate of cake for the night shift.\n\
    A goat stood on the roof of a garage in Halden for most of Sunday. Firemen brought it down with a ladder and a sack of \
    carrots. Its keeper promised a higher gate; it had run off twice before this winter.\n\
    A purse with a large sum was handed in by a girl of nine at the railway station in Halden. An old woman came after an hour \
    and bought her an ice cream. The money was meant for a stove, and none of it was gone.";

#[test]
fn an_english_digest_of_one_town_is_no_copy_of_its_first_item() {
    for headlines in [Headlines::Unlike, Headlines::Touching, Headlines::Alike] {
        let about = Circumstances { headlines, ..near() };
        for digest in [format!("{TOWN_BRIEF}\n{TOWN_LOG}"), format!("{TOWN_LOG}\n{TOWN_BRIEF}")] {
            let rule = judged(TOWN_BRIEF, &digest, about);
            assert!(rule.is_err(), "{headlines:?}: {rule:?}");
        }
    }
}

#[test]
fn numbers_in_chinese_and_japanese_are_words_of_their_own() {
    let words = |text: &str| Text::new(text).words.len();
    assert_eq!(words("累计一百五十毫米"), words("累计八毫米"));
    assert_eq!(words("３月１２日"), words("３月５日"));
    assert_eq!(words("从NATO来"), 3);
}

#[test]
fn what_headlines_exchange_and_texts_too_is_a_template_filled_anew() {
    let deal = |what: &str, price: &str| {
        format!("If you have been waiting for {what}, it is cheap today. {price} {}", frame(140))
    };
    let none = |shingles: &[u64]| vec![false; shingles.len()];
    let compared = |one: &str, other: &str| {
        compare(&Text::new(one), &Text::new(other), Furniture::LeftOut, &none)
    };
    let stems = crate::dedup::shingle::headline_stems;
    let about = |refilled| Circumstances { refilled, ..near() };
    let (ours, theirs) = (stems("A kettle goes cheaply"), stems("A reader goes cheaply"));
    // An editor has another word for the thing; at another price it is another thing.
    let (one, other) = (deal("the little kettle", "so"), deal("the slender reader", "so"));
    let like = compared(&one, &other);
    assert_eq!(like.exchanges(&ours, &theirs), Refilled::Words);
    assert_eq!(like.exchanges(&stems("Cheap today"), &theirs), Refilled::No);
    assert!(like.rule(about(Refilled::No)).is_ok());
    assert!(like.rule(about(Refilled::Words)).is_ok());
    let priced = |text: &str, price: &str| format!("{text} {} {price} {}", frame(60), frame(60));
    let like = compared(&priced(&one, "$19"), &priced(&other, "$24"));
    assert!(like.rule(about(Refilled::No)).is_ok());
    assert!(like.rule(about(Refilled::Words)).is_err());
    // The name of another is another thing at any price.
    let like = compared(&deal("the Marlow", "so"), &deal("the Reader", "so"));
    assert_eq!(like.exchanges(&stems("Marlow goes cheaply"), &theirs), Refilled::Names);
    assert!(like.rule(about(Refilled::Names)).is_err());
    // Another house's spelling is no other name.
    let like = compared(&deal("the Harbor", "so"), &deal("the Harbour", "so"));
    let spelled = like.exchanges(&stems("Harbor is open"), &stems("Harbour is shut"));
    assert_eq!(spelled, Refilled::No);
}

#[test]
fn a_release_localised_for_another_county_is_another_story_at_any_length() {
    let adams = paragraphs(1, 6).join("\n").replacen("Mayor", "On Monday we said, Mayor", 1);
    let adams = format!("{}\n{}", frame(20), adams);
    let brown = adams.replace("Lindqvist", "Halloran").replace("Monday", "Friday");
    assert!(judged(&adams, &brown, near()).is_err());
    // A house spells one name in its own way wherever it stands.
    assert!(judged(&adams, &adams.replace("Lindqvist", "Lindkvist"), near()).is_ok());
}

#[test]
fn related_headlines_below_a_brief_in_two_papers_keep_no_copies_apart() {
    let brief = first_words(&paragraphs(1, 2).join("\n"), 60);
    let below = |lines: [&str; 3]| format!("{brief}\n{}", lines.join("\n"));
    let one = below([
        "Council of Lyme Quay votes on the pier",
        "Mayor Ada Holm is to leave office",
        "Storm damages the harbour at Fenwick",
    ]);
    let other = below([
        "Bakery of Oberdorf wins the regional prize",
        "Opera at Port Olsen opens its season",
        "Roman coins found in a field near Castle Brae",
    ]);
    assert!(judged(&one, &other, near()).is_ok());
}

#[test]
fn a_correction_of_the_next_drawing_is_no_version_of_the_last() {
    let about = Circumstances { same_feed: true, corrects: true, ..near() };
    let drawing = |words: &str| fill(look_alikes::LOTTERY, words);
    let last = drawing("Monday|4-8-15-16-23|2 million");
    assert!(judged(&drawing("Tuesday|4-8-15-16-23|2 million"), &last, about).is_err());
    assert!(judged(&drawing("Monday|1-9-12-30-31|3 million"), &last, about).is_err());
    assert!(judged(&drawing("Monday|4-8-15-16-24|2 million"), &last, about).is_ok());
    let long = |day: &str, figure: &str| {
        let text = paragraphs(1, 4);
        format!(
            "{}\n{} on {day} {}\n{} {figure} percent {}",
            text[0], text[1], text[2], text[3], text[0]
        )
    };
    assert!(judged(&long("Friday", "9"), &long("Monday", "8"), about).is_err());
    assert!(judged(&long("Monday", "9"), &long("Monday", "8"), about).is_ok());
}

const FERRY_REST: &str = "The Queen Amalia, built in 1991, left the port of Varna Bay in the evening and lost steering forty minutes later in \
    high winds, harbour master Ilko Dragan said. Rescue boats pulled 179 survivors from the water before dawn. Sermo depends on the ferry \
    for nearly all its supplies in winter, when the airstrip is closed by fog. The transport minister ordered two ships of the same class \
    to stay in port until their hydraulics had been looked at. A union of seafarers said it had warned of long shifts in the spring.";

#[test]
fn a_papers_own_lead_about_its_readers_leaves_the_story_a_copy() {
    let rest = format!("{FERRY_REST}\n{}", paragraphs(7, 8).join("\n"));
    let wire = format!(
        "A ferry with 214 people aboard ran aground off Sermo on Sunday night, killing 11, the coast guard said.\n{rest}"
    );
    let local = format!(
        "A couple of 68 from Upper Valley, Karl and Ida Benning, were aboard a ferry that ran aground on Monday, relatives said.\n{rest}"
    );
    assert!(judged(&wire, &local, near()).is_ok());
    // Another figure about the same is a later state of it.
    assert!(judged(&wire, &wire.replace("killing 11", "killing 14"), near()).is_ok());
    // Other people, another place, another figure: the rest is what such reports have in common.
    let other = wire.replace("214", "131").replace("Sermo", "Toren").replace("Sunday", "Thursday");
    assert!(judged(&wire, &other, near()).is_err());
}
