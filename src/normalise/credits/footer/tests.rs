//! Footer lines, and prose that is none.

use super::*;
use crate::normalise::credits::organisations::built_in;

fn check(line: &str, footer: Option<&Footer>) {
    assert_eq!(read_footer(line, true, built_in()).as_ref(), footer, "{line:?}");
}

#[test]
fn distributors_and_first_publishers_are_named() {
    check(
        "Distributed by Tribune Content Agency, LLC.",
        Some(&Footer::Distributed("Tribune Content Agency, LLC".into())),
    );
    check("Distributed by Halden Syndicate", Some(&Footer::Distributed("Halden Syndicate".into())));
    check(
        "Provided by SyndiGate Media Inc. (Syndigate.info).",
        Some(&Footer::Distributed("SyndiGate Media Inc.".into())),
    );
    check(
        "This story was originally published by ProPublica.",
        Some(&Footer::Originated(Some("ProPublica".into()))),
    );
    check(
        "This article is republished from The Conversation under a Creative Commons license.",
        Some(&Footer::Originated(Some("The Conversation".into()))),
    );
    check("This article was originally published at 9:30 p.m.", Some(&Footer::Originated(None)));
    for line in [
        "The story was originally published at 2:05 p.m.",
        "This article originally was published at 8:45 a.m.",
        "This article was originally posted on May 3.",
    ] {
        check(line, Some(&Footer::Originated(None)));
    }
    check(
        "This story first appeared in Halden Gazette.",
        Some(&Footer::Originated(Some("Halden Gazette".into()))),
    );
    check(
        "This story was first published on halden.example.",
        Some(&Footer::Originated(Some("halden.example".into()))),
    );
    check("First published by ProPublica.", Some(&Footer::Originated(Some("ProPublica".into()))));
    check("Source: Xinhua", Some(&Footer::Originated(Some("Xinhua".into()))));
    for line in ["SOURCE Xinhua", "SOURCE: Xinhua", "source: Xinhua", "FUENTE: Xinhua"] {
        check(line, Some(&Footer::Originated(Some("Xinhua".into()))));
    }
    check("Source Xinhua", None);
    check("(Quelle: dpa)", Some(&Footer::Originated(Some("dpa".into()))));
    check("REUTER", Some(&Footer::SignOff(vec!["REUTER".into()])));
    check("(SDA/dpa)", Some(&Footer::SignOff(vec!["SDA".into(), "dpa".into()])));
}

/// Such lines were taken out, and who wrote the story with them.
#[test]
fn a_first_publisher_that_nobody_knows_is_named_not_lost() {
    for (line, named) in [
        (
            "This report was originally published in the Moss Courier on May 3, 2031.",
            "Moss Courier",
        ),
        ("This article originally appeared on Moss Courier: Gates hold the tide", "Moss Courier"),
        ("This article originally appeared on USA TODAY: Gates hold the tide", "USA TODAY"),
        ("This column is republished with permission from the Moss Courier.", "Moss Courier"),
        ("Republished with permission from Moss Courier.", "Moss Courier"),
        (
            "This story was first published by the Harbour News Service and is used here.",
            "Harbour News Service",
        ),
        ("Originally published by ProPublica. Read the original story.", "ProPublica"),
        ("Published with permission of the Moss Courier.", "Moss Courier"),
        ("Article initialement publié dans Le Monde.", "Le Monde"),
        ("Der Text erschien zuerst in der Zeit.", "Die Zeit"),
        ("Dieser Beitrag erschien zuerst in der Frankfurter Rundschau.", "Frankfurter Rundschau"),
        ("Cet article est initialement paru dans le Courrier de Moss.", "Courrier de Moss"),
        ("Este artículo fue publicado originalmente en el Diario de Moss.", "Diario de Moss"),
        ("Matéria publicada originalmente no Diário de Moss", "Diário de Moss"),
        (
            "This article was originally produced by Moss Illuminator, which is part of a network of newsrooms.",
            "Moss Illuminator",
        ),
        (
            "This story originally appeared on Stacker and was produced with Halden Tours.",
            "Stacker",
        ),
    ] {
        check(line, Some(&Footer::Originated(Some(named.into()))));
    }
    for line in [
        "This essay was first published in May 2019.",
        "This story was originally published in Norwegian.",
        "This piece first appeared in New York.",
    ] {
        check(line, Some(&Footer::Originated(None)));
    }
    for line in [
        "Originally published in Halden Harbour Press in 1912, the book told of Olav Berg.",
        "Republished with care, the letters of Olav Berg sold well.",
        "First reported in Halden, the illness spread.",
        "Published with permission of his heirs, the letters of Olav Berg sold well.",
        "Der Artikel erschien am Montag in der Zeitung.",
        "El artículo fue publicado originalmente en inglés, dijo Ruiz, y nadie lo leyó.",
    ] {
        check(line, None);
    }
}

#[test]
fn a_first_report_told_of_in_prose_is_no_source_line() {
    for line in [
        "The Post first reported the sale on Friday.",
        "The story was first reported by The New York Times.",
        "The report was released by Amnesty International, the first of its kind.",
        "The report was originally published by Reuters.",
        "The report was first published at 12 sites by Reuters.",
        "First published in The New York Times, the essay won prizes.",
        "First published in 1925, the novel sold millions.",
        "This report was supplied by the harbour office, first in March.",
    ] {
        check(line, None);
    }
    let line = "This story was originally published by ProPublica.";
    assert_eq!(read_footer(line, false, built_in()), None, "the story goes on below it");
}

#[test]
fn contact_lines_and_separators_go() {
    for line in [
        "Visit bloomberg.com.",
        "Visit The Halden Herald at www.halden.example",
        "To contact the reporter on this story: Ana Ruiz in Oslo at aruiz@halden.example",
        "Follow Ana Ruiz on Twitter: @aruiz",
        "Follow @aruiz on Twitter",
        "aruiz@halden.example | Twitter: @aruiz",
        "Twitter: @aruiz",
        "Ana Ruiz can be reached at 555-0100.",
        "Ana Ruiz is a staff writer for the Halden Gazette.",
        "Email Ana Ruiz at aruiz@halden.example",
        "Ana Ruiz covers the harbour and the fleet for the Halden Gazette.",
        "Follow Ana Ruiz on Twitter.",
        "Follow Ana Ruiz on Twitter: AnaRuiz",
        "Ruiz can be reached at https://twitter.example/ruiz",
        "Follow Ana Ruiz at twitter.com/ruiz and Olav Berg at twitter.com/berg",
        "To contact the author of this story:",
    ] {
        check(line, Some(&Footer::Contact));
    }
    for line in ["___", "* * *", "# # #", "-30-"] {
        check(line, Some(&Footer::Separator));
    }
    check("Read more at https://halden.example/story", Some(&Footer::ReadMore));
}

#[test]
fn prose_is_no_footer() {
    for line in [
        "Distributed by the army overnight, the leaflets told people to leave their homes.",
        "Provided by the city, the boats were old.",
        "Sources told the paper that the harbour was closed.",
        "Source code of the ferry's engine was lost, Ruiz said. Nobody had kept a copy of it, and nobody cared.",
        "This story is about a harbour in which nobody swims.",
        "Visitors enjoy the view of the harbour.",
        "Visit the harbour and you will see it, Ruiz said.",
        "Follow the money, he said.",
        "Following the meeting, Ruiz went home.",
        "Contact between the ships was lost at noon.",
        "A deal can be reached by Friday, negotiators said.",
        "Email records show the company told Facebook executives about the flaw.",
        "Contact with the crew was lost at noon, the company said on Twitter.",
        "To reach the summit, climbers pass the old hut.",
        "Reach was all that counted on Facebook.",
        "Follow the debate on Twitter and you will see it, Ruiz said.",
        "Olav Berg is a fisherman in Halden.",
        "Olav Berg covers his boat for the winter.",
        "The Washington Post first reported the sale on Friday.",
        "Houston Chronicle",
        "Instagram, like Facebook, is banned on the ferry.",
        "Reuters said the ship had sunk.",
        "This report was published by the health ministry on Friday after months of delay.",
        "This essay appeared in 1951, and no one in Halden spoke of it again.",
        "",
    ] {
        check(line, None);
    }
}
