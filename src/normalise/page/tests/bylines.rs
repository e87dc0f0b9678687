//! Who wrote the article of a page, by its data and by the line that is printed.

use super::*;

#[test]
fn headline_byline_and_language_are_found() {
    let page = format!(
        "<html lang=en-GB><head><meta property=og:title content='Pier &amp; harbour'><title>x | Halden</title></head><body><article>\
         <p class='c-byline'>By <a rel=author href=/ruiz>Ana Ruiz</a>, Northern Wire (NWS)</p>{}</article>",
        article()
    );
    let found = read(&page).unwrap();
    assert_eq!(found.title.as_deref(), Some("Pier & harbour"));
    assert_eq!(found.byline.as_deref(), Some("By Ana Ruiz, Northern Wire (NWS)"));
    assert_eq!(found.language.as_deref(), Some("en-GB"));
}

/// `head` and a visible line above the article give `by`.
fn check_byline(head: &str, line: &str, by: Option<&str>) {
    let page = format!(
        "<html><head>{head}</head><body><article>{line}{}</article></body></html>",
        article()
    );
    assert_eq!(read(&page).unwrap().byline.as_deref(), by, "{head} {line}");
}

fn linked(authors: &str) -> String {
    format!(
        "<script type='application/ld+json'>{{\"@type\":\"NewsArticle\",\"headline\":\"Pier\",\"author\":{authors}}}</script>"
    )
}

#[test]
fn a_date_or_a_button_is_no_author() {
    let line = |text: &str| format!("<p class=byline>{text}</p>");
    for text in [
        "Nov 13, 2019 4:26 pm",
        "Today 5:00 am",
        "Updated 20:49, 5 Aug 2024",
        "Published Jul 17, 2024, 11:21am|Updated Jul 17, 2024, 6:39pm",
        "veröffentlicht am",
        "Olav Berg commented on",
        "Ana Ruiz / Sep 2, 17:07 IST AAText SizeSmall Medium Large",
        "Health",
        "105092",
    ] {
        check_byline("", &line(text), None);
        check_byline("<meta name=author content='Mia Holm'>", &line(text), Some("Mia Holm"));
    }
    check_byline("", &(line("Today 5:00 am") + &line("Ana Ruiz")), Some("Ana Ruiz"));
}

#[test]
fn a_visible_byline_is_read_without_section_date_and_repetition() {
    for (text, by) in [
        ("Ana Ruiz Ana Ruiz", "Ana Ruiz"),
        ("Ana Ruiz Published 11:34 PM EST Nov 19, 2019", "Ana Ruiz"),
        ("News By Ana Ruiz published A big shift in the harbour", "Ana Ruiz"),
        ("Ana Ruiz Associated Press Published 11:34 PM EST", "Ana Ruiz, Associated Press"),
        ("By Associated Press", "By Associated Press"),
        ("Redaktion", "Redaktion"),
        ("hosb/kesm", "hosb/kesm"),
    ] {
        check_byline("", &format!("<p class=byline>{text}</p>"), Some(by));
    }
}

#[test]
fn a_preposition_an_address_and_nobody_are_no_author() {
    check_byline("", "<p class=byline>von Ana Ruiz</p>", Some("Ana Ruiz"));
    check_byline("", "<p class=byline>Heinrich von Ruiz</p>", Some("Heinrich von Ruiz"));
    check_byline("", "<p class=byline>von der Ruiz</p>", Some("von der Ruiz"));
    check_byline("", "<a rel=author>View all posts by Ana Ruiz</a>", Some("Ana Ruiz"));
    check_byline("", "<p class=byline>No Author</p>", None);
    let credit = "red, Halden.example/Agencies";
    check_byline("", &format!("<p class=byline>{credit}</p>"), Some(credit));
    for author in ["Observer Online, Halden, Germany", "social.example/observer", "Anónimo"] {
        check_byline(&format!("<meta name=author content='{author}'>"), "", None);
    }
    check_byline(&linked(r#""von Ana Ruiz""#), "", Some("Ana Ruiz"));
}

#[test]
fn authors_in_data_win_over_the_visible_line_but_not_over_its_agency() {
    let ana = linked(r#"[{"@type":"Person","name":"Ana Ruiz"}]"#);
    check_byline(&ana, "<p class=byline>Ana Ruiz Tip me</p>", Some("Ana Ruiz"));
    check_byline(&ana, "<p class=byline>Olav Berg</p>", Some("Ana Ruiz"));
    check_byline(&ana, "<p class=byline>Ana Ruiz, Reuters</p>", Some("Ana Ruiz, Reuters"));
    let both =
        r#"[{"@type":"Person","name":"Ana Ruiz"},{"@type":"Organization","name":"Reuters"}]"#;
    check_byline(&linked(both), "", Some("Ana Ruiz, Reuters"));
    let line = "Ana Ruiz, Bloomberg News (TNS)";
    check_byline(&ana, &format!("<p class=byline>{line}</p>"), Some(line));
    let small = linked(r#"{"@type":"Person","name":"ana ruiz"}"#);
    check_byline(&small, "<p class=byline>Ana Ruiz</p>", Some("Ana Ruiz"));
    let login = linked(r#"{"@type":"Person","name":"ana-r"}"#);
    check_byline(&login, "<p class=byline>Ana Ruiz</p>", Some("Ana Ruiz"));
}

#[test]
fn an_organisation_in_data_is_the_author_only_where_no_line_names_one() {
    let data = linked(r#"{"@type":"Organization","name":"Halden Observer"}"#);
    check_byline(&data, "<p class=byline>Ana Ruiz</p>", Some("Ana Ruiz"));
    check_byline(&data, "", Some("Halden Observer"));
    let page = format!("{data}<article>{}</article>", article());
    assert_eq!(read(&page).unwrap().organisations, ["Halden Observer"]);
    let site = "<meta property=og:site_name content='Halden Observer'><meta name=author content='Halden Observer'>";
    check_byline(site, "<p class=byline>Ana Ruiz</p>", Some("Ana Ruiz"));
}
