//! Shapes of ninjs and of AP's JSON.

use super::*;

#[test]
fn the_main_body_of_ninjs_3_is_the_body_and_people_who_wrote_it_its_authors() {
    let text = format!(
        r#"{{"uri": "u", "headlines": [{{"role": "sub", "value": "Deck"}}, {{"role": "main", "value": "Gates hold"}}],
        "bodies": [{{"role": "teaser", "contentType": "text/html", "value": "<p>Gates.</p>"}}, {{"role": "main", "value": "{STORY}"}}],
        "people": [{{"name": "Ana Ruiz", "rel": "author"}}, {{"name": "Mayor Holm", "rel": "mentioned"}}], "signals": [{{"literal": "kill"}}]}}"#
    );
    let found = entry(&text);
    assert_eq!(found.title.unwrap().value, "Gates hold");
    assert_eq!(found.content.unwrap().value, STORY);
    assert_eq!(found.authors, ["Ana Ruiz"]);
    assert_eq!(found.wire.unwrap().signals, ["kill"]);
    let dialect = r#"{"guid": "u", "headline": "Gates hold", "body_html": "<p>x</p>", "authors": [{"name": "Olav Berg", "role": "writer"}]}"#;
    assert_eq!(entry(dialect).authors, ["Olav Berg"]);
}

#[test]
fn pictures_beside_an_ap_item_arrive() {
    let text = r#"{"data": {"item": {"altids": {"itemid": "a"}, "type": "text", "headline": "Gates", "evolvedfrom": "b", "associations": {"1":
        {"type": "picture", "headline": "The gates", "renditions": {"main": {"href": "https://halden.example/g.jpg", "width": 800}}}}}}}"#;
    let found = entry(text);
    assert_eq!(found.media[0].url, "https://halden.example/g.jpg");
    assert_eq!(found.wire.unwrap().previous, ["b"]);
}

/// Of several headlines and ids one went out, and the address of the scheme as the uri of each subject in it.
#[test]
fn headlines_ids_and_codes_of_ninjs_and_ap_are_kept_by_their_role() {
    let ninjs = r#"{"uri": "u", "body_text": "x", "altids": [{"role": "desk", "value": "d1"}], "headlines":
        [{"role": "main", "value": "Gates hold"}, {"role": "subtitle", "value": "A quiet night"}],
        "subjects": [{"code": "01000000", "scheme": "http://cv.example/", "name": "arts"}, {"code": "7", "scheme": "http://cv.example/s"},
        {"uri": "http://cv.example/q", "literal": "Q1"}]}"#;
    let found = entry(ninjs);
    let said: Vec<_> = found
        .categories
        .iter()
        .map(|c| (c.name.as_str(), c.code.as_deref(), c.scheme.as_deref()))
        .collect();
    let want = [
        ("arts", Some("01000000"), Some("http://cv.example/")),
        ("", Some("7"), None),
        ("", Some("Q1"), Some("http://cv.example/q")),
    ];
    assert_eq!(said, want);
    let found = found.wire.unwrap();
    assert_eq!(found.headlines, [("subtitle".to_owned(), "A quiet night".to_owned())]);
    assert_eq!(found.alt_ids, [("desk".to_owned(), "d1".to_owned())]);
    let ap = r#"{"data": {"item": {"altids": {"itemid": "a", "friendlykey": "123"}, "type": "text", "headline": "Gates",
        "headline_extended": "Gates hold all night"}}}"#;
    let found = wire(ap);
    assert_eq!(found.headlines, [("extended".to_owned(), "Gates hold all night".to_owned())]);
    assert_eq!(found.alt_ids, [("friendlykey".to_owned(), "123".to_owned())]);
}
