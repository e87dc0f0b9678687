use super::*;

fn scanned(text: &str) -> Scan {
    let family =
        if text.contains("<feed") || text.contains(":feed") { Family::Atom } else { Family::Rss };
    scan(text, family, 100, 0)
}

/// Items as `name=text` pairs, children in order.
fn check(text: &str, expected: &[&str], problems: &[ProblemKind]) {
    let scan = scanned(text);
    let line = |item: &Item| {
        let pairs = item.node.nodes().map(|n| format!("{}={}", n.name, n.text()));
        pairs.collect::<Vec<_>>().join(" ")
    };
    let items = scan.items.iter().map(line).collect::<Vec<_>>();
    assert_eq!(items, expected, "{text}");
    let kinds = scan.problems.iter().map(|p| p.kind).collect::<Vec<_>>();
    assert_eq!(kinds, problems, "{text}");
}

use ProblemKind::{Malformed, OverLimit, Truncated};

#[test]
fn forgotten_and_crossed_end_tags_cost_nothing() {
    check(
        "<rss><channel><item><title>A<link>u</link></item><item><title>B</title></item></channel></rss>",
        &["title=A link=u", "title=B"],
        &[Malformed],
    );
    check(
        "<rss><channel><item><description>x <b>y <i>z</b></i></description><link>u</link></item></channel></rss>",
        &["description=x y z link=u"],
        &[Malformed],
    );
    check(
        "<rss><channel><item><title>A</title><item><title>B</title></channel></rss>",
        &["title=A", "title=B"],
        &[Malformed],
    );
    check(
        "<rss><channel><item><title>A</title></span></item></channel></rss>",
        &["title=A"],
        &[Malformed],
    );
    let unclosed = "<item><title>A</title>".repeat(50);
    check(&format!("<rss><channel>{unclosed}</channel></rss>"), &["title=A"; 50], &[Malformed]);
}

#[test]
fn an_item_inside_an_item_is_its_own_and_the_outer_one_goes_on() {
    check(
        "<rss><item><title>A</title><item /><guid>g</guid></item></rss>",
        &["title=A guid=g", ""],
        &[],
    );
}

#[test]
fn a_cut_document_keeps_its_whole_items() {
    let whole = "<rss><channel><title>T</title><item><title>A</title></item><item><title>B</title></item></channel></rss>";
    for cut in 0..whole.len() {
        let (start, _) = whole.split_at(cut);
        let scan = scanned(start);
        let expected = ["<item><title>A</title></item>", "<item><title>B</title></item>"];
        let expected = expected.iter().filter(|item| start.contains(**item)).count();
        assert_eq!(scan.items.len(), expected, "{start}");
        assert!(scan.problems.iter().any(|p| p.kind == Truncated), "{start}");
    }
    check(whole, &["title=A", "title=B"], &[]);
    check(
        "<rss><item><title>A</title></item><item><description><![CDATA[cut",
        &["title=A"],
        &[Truncated],
    );
    check("<rss><item><title>A</title></item><!-- cut", &["title=A"], &[Truncated]);
}

#[test]
fn crooked_quotes_and_addresses_in_brackets_are_survived() {
    check(
        "<rss><item><link href=\"u>A</link><title>T</title></item></rss>",
        &["link=A title=T"],
        &[Malformed],
    );
    check(
        "<rss><item><author>Ana <ana@news.example></author></item></rss>",
        &["author=Ana <ana@news.example>"],
        &[],
    );
    check("<rss><item a=b c><title x='&eacute;'>T</title></item></rss>", &["title=T"], &[]);
}

#[test]
fn old_odd_and_undeclared_vocabularies_have_one_name() {
    for (text, expected) in [
        ("<rss><item><media:title>M</media:title></item></rss>", "media:title=M"),
        (
            "<rss xmlns:m='http://search.yahoo.com/mrss'><item><m:title>M</m:title></item></rss>",
            "media:title=M",
        ),
        (
            "<RSS xmlns='http://backend.userland.com/rss2'><ITEM><TITLE>T</TITLE></ITEM></RSS>",
            "title=T",
        ),
        ("<rss xmlns='http://www.w3.org/2005/Atom'><item><title>T</title></item></rss>", "title=T"),
        ("<rss><item><link xmlns='http://www.w3.org/2005/Atom'/></item></rss>", "atom:link="),
        ("<rss xmlns:x='urn:odd'><item><x:title>X</x:title></item></rss>", "?:title=X"),
        (
            "<feed xmlns='http://purl.org/atom/ns#'><entry><modified>M</modified></entry></feed>",
            "modified=M",
        ),
        (
            "<a:feed xmlns:a='http://www.w3.org/2005/Atom'><a:entry><a:id>I</a:id></a:entry></a:feed>",
            "id=I",
        ),
        ("<odd:feed><odd:entry><odd:id>I</odd:id></odd:entry></odd:feed>", "id=I"),
    ] {
        check(text, &[expected], &[]);
    }
}

#[test]
fn limits_hold() {
    let items = "<item><title>A</title></item>".repeat(120);
    let scan = scanned(&format!("<rss>{items}</rss>"));
    assert_eq!(scan.items.len(), 100);
    assert_eq!(scan.problems[0].kind, OverLimit);
    let deep = format!(
        "<rss><item><description>{}core{}</description><guid>g</guid></item></rss>",
        "<div>".repeat(10_000),
        "</div>".repeat(10_000)
    );
    let scan = scanned(&deep);
    assert_eq!(scan.items[0].node.text(), "coreg");
    assert!(scan.items[0].too_deep);
    assert!(scan.items[0].raw.chars().count() <= Entry::RAW_CHARS_MAX);
}

// Edge case 44: a billion laughs.
#[test]
fn declared_entities_are_never_expanded() {
    check(
        "<!DOCTYPE rss [<!ENTITY a \"lol\"><!ENTITY b \"&a;&a;\">]><rss><item><title>&b;&eacute;</title></item></rss>",
        &["title=&b;\u{e9}"],
        &[],
    );
}
