//! Each test is a symptom; the pages are invented.

use super::*;

mod bylines;

const FIRST: &str = "The northern pier of Halden will be rebuilt in spring, the harbour master told the council on Monday after a winter of storms.";
const SECOND: &str = "Planks had come loose in four places since November, and two fishing boats were damaged when a beam fell on their decks.";
const THIRD: &str = "The council will vote on the money in March; the opposition says that the repair of 2019 was never paid for in full.";
const OTHER: &str = "Tickets for the summer festival go on sale today, and the organisers expect more visitors than in any year before.";

fn read(page: &str) -> Result<Article, PageFault> {
    extract(page, Expected::default())
}

/// The blocks of the article, as the rest of the normaliser sees them.
fn blocks(page: &str) -> Vec<String> {
    let article = read(page).unwrap();
    let body = crate::normalise::html::read_html(
        &article.html,
        None,
        &crate::normalise::RuleBook::built_in().furniture,
    );
    body.blocks.into_iter().map(|block| block.text).collect()
}

/// Attributes without values, each another one.
fn numbered(many: usize) -> String {
    (0..many).fold(String::new(), |all, number| all + "a" + &number.to_string() + " ")
}

fn check(body: &str, texts: &[&str]) {
    let page = format!(
        "<!DOCTYPE html><html lang=en><head><title>Pier to be rebuilt - Halden Observer</title></head><body>{body}</body></html>"
    );
    assert_eq!(blocks(&page), texts, "{body}");
}

fn article() -> String {
    format!("<p>{FIRST}</p><p>{SECOND}</p><p>{THIRD}</p>")
}

#[test]
fn menus_teasers_and_boxes_around_the_article_are_left_out() {
    let body = article();
    let teaser = format!("<li><a href=/1>Festival begins</a><p>{OTHER}</p></li>");
    check(
        &format!(
            "<nav><ul><li><a href=/>Home</a></ul></nav><header><h1>Pier to be rebuilt</h1></header><div class=story>{body}</div>\
             <aside><ul>{teaser}{teaser}{teaser}</ul></aside><footer><p>{OTHER}</p></footer>"
        ),
        &[FIRST, SECOND, THIRD],
    );
    check(
        &format!(
            "<article><h1>Pier to be rebuilt</h1><p>{FIRST}</p><div class='newsletter-box'><h3>The Anchor</h3><p>{OTHER}</p></div>\
             <p>{SECOND}</p><section class='c-related__list'><p>{OTHER}</p></section><p>{THIRD}</p><ul class=article__tags><li>Harbour</ul></article>"
        ),
        &[FIRST, SECOND, THIRD],
    );
}

#[test]
fn the_name_of_an_element_around_the_article_is_not_believed() {
    check(
        &format!("<div class='page has-sidebar comments-open'>{}</div>", article()),
        &[FIRST, SECOND, THIRD],
    );
}

/// The article in an element of the kind `open` below its headline, on a page with more prose of other stories.
fn check_kept(open: &str) {
    let tag = open.split(' ').next().unwrap();
    let body = format!("<{open}>{}</{tag}>", article());
    let other = format!("<p>{OTHER}</p>").repeat(2);
    check(
        &format!(
            "<div class=page-title><h1>Pier to be rebuilt</h1></div><div><div><div>{body}</div></div></div><div><div><article>{other}</article></div></div>"
        ),
        &[FIRST, SECOND, THIRD],
    );
}

#[test]
fn names_of_state_and_of_tags_do_not_drop_the_article() {
    for open in [
        "article class='post-7 post type-post status-publish hentry category-newsletter tag-harbour'",
        "div class='post category-comments tag-promo tag-pier'",
        "div class='field field--name-body field--label-hidden'",
        "div class='node node--promoted'",
        "div class='rounded overflow-hidden hover:text-primary'",
        "div class='layout has-sidebar'",
        "div class='two-columns no-comments'",
        "div class='text--with-sidebar'",
        "div class='row hidden-xs lg:hidden'",
        "div class='PageLayout_Main__2pNav'",
        "div id=__next",
    ] {
        check_kept(open);
    }
}

#[test]
fn prose_that_follows_the_headline_is_believed_more_than_its_name() {
    for open in [
        "div class=sharing-container",
        "section class='Report__Section--Ads'",
        "div class=LightboxWrapper",
    ] {
        check_kept(open);
    }
    let comments = format!(
        "<div class=reader-comments><p>{OTHER}</p><p>{OTHER}</p><p>{OTHER}</p><p>{OTHER}</p></div>"
    );
    check(
        &format!("<h1>Pier to be rebuilt</h1>{comments}<div><p>{FIRST}</p><p>{SECOND}</p></div>"),
        &[FIRST, SECOND],
    );
}

#[test]
fn prose_that_holds_the_summary_is_believed_more_than_its_name() {
    let description = format!("<meta name=description content='{FIRST}'>");
    let deep = |element: &str| format!("<div><div><div><div>{element}</div></div></div></div>");
    let other = deep(&format!("<article><p>{OTHER}</p><p>{OTHER}</p><p>{OTHER}</p></article>"));
    let commentary = format!("<div class=commentary>{}<p>{SECOND}</p></div>", article());
    let body = deep(&commentary) + &other.repeat(3);
    check(&format!("{description}{body}"), &[FIRST, SECOND, THIRD, SECOND]);
    check(&body, &[OTHER, OTHER, OTHER]);
}

#[test]
fn boxes_with_names_of_other_languages_are_left_out() {
    for name in [
        "kommentare",
        "lista-comentarios",
        "commentaires",
        "reacties",
        "noticias-relacionadas",
        "verwandte-artikel",
        "werbung",
        "publicidad",
        "lire-aussi",
        "leia-tambem",
        "autor-box",
        "anzeige",
    ] {
        check(
            &format!(
                "<article><h1>Pier to be rebuilt</h1><p>{FIRST}</p><p>{SECOND}</p><div class='{name}'><p>{OTHER}</p></div><p>{THIRD}</p></article>"
            ),
            &[FIRST, SECOND, THIRD],
        );
    }
}

#[test]
fn an_article_in_several_sections_is_whole() {
    check(
        &format!(
            "<main><h1>Pier to be rebuilt</h1><div class=chunk><div><p>{FIRST}</p><p>{SECOND}</p></div></div><div class=ad-slot>Anzeige</div>\
             <div class=chunk><div><p>{THIRD}</p><p>{OTHER}</p></div></div></main>"
        ),
        &[FIRST, SECOND, THIRD, OTHER],
    );
}

#[test]
fn another_longer_article_below_is_not_the_article() {
    let other = format!("<p>{OTHER}</p>").repeat(9);
    check(
        &format!(
            "<article><h1>Pier to be rebuilt</h1><div>{}</div></article><article><h1>Festival</h1><div>{other}</div></article>",
            article()
        ),
        &[FIRST, SECOND, THIRD],
    );
}

#[test]
fn an_article_printed_again_for_a_voice_comes_once() {
    check(
        &format!(
            "<article><h1>Pier to be rebuilt</h1><div class=article-body>{}</div><div class=speech>{FIRST}{SECOND}{THIRD}</div></article>",
            article()
        ),
        &[FIRST, SECOND, THIRD],
    );
}

#[test]
fn lines_above_the_text_are_left_out_and_section_headings_stay() {
    check(
        &format!(
            "<article><p>Harbour</p><h1>Pier to be rebuilt</h1><p>12 May, 4 min</p><p>{FIRST}</p><h2>Fallen beam</h2><p>{SECOND}</p>\
             <p><a href=/2>Read also: storm hits the southern pier again</a></p><p>{THIRD}</p></article>"
        ),
        &[FIRST, "Fallen beam", SECOND, THIRD],
    );
}

#[test]
fn a_short_sentence_opens_the_article_and_a_box_in_a_line_is_no_part_of_it() {
    check(
        &format!(
            "<article><h1>Pier to be rebuilt</h1><p>The pier of Halden will be rebuilt.</p><p>{FIRST}</p>\
             <p>The harbour master <span class=rollover>Ana Ruiz <a href=/a>Storm hits the pier again and again</a></span> told the council.</p>\
             <div id='promoted-in-may-the-master-of-the-harbour-spoke-of-rebuilding'><p>{SECOND}</p></div></article>"
        ),
        &[
            "The pier of Halden will be rebuilt.",
            FIRST,
            "The harbour master told the council.",
            SECOND,
        ],
    );
}

#[test]
fn words_of_a_sentence_stay_whatever_their_name() {
    for name in ["tag", "keywords", "popup", "tooltip-link", "author", "share", "more", "dateline"]
    {
        for (open, close) in [("<a href=/x class=", "</a>"), ("<span class=", "</span>")] {
            let named = |text: &str| format!("{open}'{name}'>{text}{close}");
            let (harbour, people) = (named("Acme Harbour"), named("The people of Acme"));
            let body = format!(
                "<h1>Pier to be rebuilt</h1><p>{FIRST}</p><p>The board said that {harbour} will build the quay.</p><p>{SECOND}</p>\
                 <p>The quay belongs to {harbour}.</p><p>{people} want none of it.</p><p>{THIRD}</p>"
            );
            check(
                &format!("<article>{body}</article>"),
                &[
                    FIRST,
                    "The board said that Acme Harbour will build the quay.",
                    SECOND,
                    "The quay belongs to Acme Harbour.",
                    "The people of Acme want none of it.",
                    THIRD,
                ],
            );
        }
    }
}

#[test]
fn a_button_behind_a_sentence_and_a_list_of_tags_are_no_words_of_it() {
    check(
        &format!(
            "<article><h1>Pier to be rebuilt</h1><p>{FIRST} <a class=more href=/x>Storm hits the pier</a></p><p>{SECOND}</p>\
             <div>In this story: <a class=tag href=/t>Harbour</a>, <a class=tag href=/t>Council</a></div>\
             <p><span class=author>Ana Ruiz</span> {OTHER}</p><p>The <span class=tooltip>quay<span class=tooltip-text>Where boats lie</span></span> <span class=hidden>opens a window</span> stays where it has been since the war.</p><p>{THIRD}</p></article>"
        ),
        &[
            FIRST,
            SECOND,
            "In this story: ,",
            OTHER,
            "The quay stays where it has been since the war.",
            THIRD,
        ],
    );
}

#[test]
fn captions_are_no_text_of_the_article() {
    let page = format!(
        "<article><p>{FIRST}</p><figure><img src=a.jpg><div>A beam on a boat <span>Photo: Ana Ruiz</span></div></figure><p>{SECOND}</p>\
         <div class='image__caption'>The pier in May</div><p>{THIRD}</p></article>"
    );
    assert_eq!(blocks(&page), [FIRST, SECOND, THIRD]);
    assert!(read(&page).unwrap().html.contains("<figcaption>A beam on a boat Photo: Ana Ruiz"));
}

fn linked_data() -> String {
    format!(
        r#"<script type="application/ld+json">{{"@type":"NewsArticle","headline":"Pier","articleBody":"{FIRST} {SECOND} {THIRD}"}}</script>"#
    )
}

#[test]
fn a_box_that_linked_data_do_not_know_is_left_out() {
    let data = linked_data();
    check(
        &format!(
            "{data}<div><p>{FIRST}</p><p>{SECOND}</p><div><p>{OTHER}</p></div><p>{THIRD}</p></div>"
        ),
        &[FIRST, SECOND, THIRD],
    );
}

#[test]
fn a_paragraph_that_linked_data_lack_amid_known_ones_stays() {
    let data = linked_data();
    check(
        &format!(
            "{data}<div><p>{FIRST}</p><p>{SECOND}</p><h2>Tickets</h2><p class=dropcap>{OTHER}</p><p>{THIRD}</p></div>"
        ),
        &[FIRST, SECOND, "Tickets", OTHER, THIRD],
    );
}

#[test]
fn a_part_of_the_article_that_holds_the_card_of_another_one_is_not_lost() {
    let deep = |element: &str| format!("<div><div>{element}</div></div>");
    let card = format!(
        "<article class=card><a href=/x>Festival opens with a concert on the quay</a><p>{}</p></article>",
        OTHER.split(',').next().unwrap()
    );
    let begun = format!("<p>{FIRST}</p><p>{SECOND}</p><p>{OTHER}</p>{card}");
    let rest = ["north", "south", "east", "west", "new", "old", "inner", "outer"];
    let rest: String = rest.map(|n| "<p>".to_owned() + &THIRD.replace("money", n)).concat();
    let texts = blocks(&format!(
        "<h1>Pier to be rebuilt</h1><section>{}{}</section>",
        deep(&begun),
        deep(&rest)
    ));
    assert_eq!(texts.len(), 11, "{texts:?}");
}

#[test]
fn escaped_markup_in_linked_data_is_no_text() {
    let body = format!(
        "&lt;p class=&quot;text&quot;&gt;{FIRST}&lt;/p&gt;&lt;p&gt;{SECOND} Caf&amp;eacute;.&lt;/p&gt;&lt;p&gt;{THIRD}&lt;/p&gt;"
    );
    let data = format!(
        r#"<script type="application/ld+json">{{"@type":"NewsArticle","articleBody":"{body}"}}</script>"#
    );
    let page = format!("{data}<article><p>Subscribe to go on.</p></article>");
    assert_eq!(blocks(&page), [FIRST, &format!("{SECOND} Café."), THIRD]);
}

#[test]
fn linked_data_that_tell_the_beginning_cut_nothing() {
    let long = format!("{FIRST} {SECOND} {FIRST} {SECOND}");
    let data = format!(
        r#"<script type="application/ld+json">{{"@type":"NewsArticle","articleBody":"{FIRST} {SECOND} {THIRD}"}}</script>"#
    );
    let rest = format!("<p>{OTHER}</p>").repeat(6);
    let page = format!("{data}<article>{}<p>{long}</p>{rest}</article>", article());
    assert_eq!(blocks(&page).len(), 10);
}

#[test]
fn a_text_that_only_linked_data_print_is_the_article() {
    let body = format!(r"{FIRST}\n{SECOND}\n{THIRD}\n{FIRST}\n{SECOND}");
    let data = format!(
        r#"<script type="application/ld+json">{{"@graph":[{{"@type":["NewsArticle"],"articleBody":"{body}"}}]}}</script>"#
    );
    check(
        &format!("{data}<article><p>{FIRST}</p></article>"),
        &[FIRST, SECOND, THIRD, FIRST, SECOND],
    );
}

#[test]
fn what_hides_its_content_and_never_ends_hides_no_article() {
    for tag in ["noscript", "button", "select", "svg"] {
        check(&format!("<div><{tag}></div>{}", article()), &[FIRST, SECOND, THIRD]);
        check(&format!("<{tag}>{}", article()), &[FIRST, SECOND, THIRD]);
    }
    check(&format!("<form action=/x>{}</form>", article()), &[FIRST, SECOND, THIRD]);
}

#[test]
fn a_page_that_tells_no_more_than_the_feed_is_no_article() {
    let summary = format!("{FIRST} {SECOND} {THIRD}");
    let expected = Expected { title: None, summary: Some(&summary) };
    let page = format!("<article><p>{FIRST}</p></article>");
    assert_eq!(extract(&page, expected), Err(PageFault::NoArticle));
    assert!(extract(&page, Expected::default()).is_err());
}

#[test]
fn what_is_no_page_of_an_article_is_told_by_its_kind() {
    let barrier = |page: &str| matches!(read(page), Err(PageFault::Barrier(_)));
    for page in
        ["", "%PDF-1.4 <a", "{\"a\": \"<p>\"}", "plain text", "<rss version='2.0'><channel>"]
    {
        assert_eq!(read(page), Err(PageFault::NotAPage), "{page}");
    }
    assert_eq!(read("<html><body><p>Gone.</p>"), Err(PageFault::NoArticle));
    assert!(barrier("<title>Just a moment...</title><div id=cf-challenge></div>"));
    assert!(barrier("<title>Access Denied</title><p>Reference 12"));
    assert!(barrier("<form><input type=\"password\"></form>"));
    assert!(barrier("<h1>Before you continue</h1><p>We use cookies"));
    assert_eq!(read(&"<p>x".repeat(3 << 20)), Err(PageFault::TooLarge));
}

#[test]
fn hostile_pages_cost_no_more_than_their_size() {
    let article = article();
    let many = 20_000;
    for page in [
        format!("{}{article}", "<div>".repeat(many)),
        format!("{}{article}", "<span><p>".repeat(many)),
        format!("{article}{}", "</div></p></x>".repeat(many)),
        format!("{}{article}", "<figure><a><h1>".repeat(many)),
        format!("{article}{}", "<table><tr><td>x".repeat(many)),
        format!("<div {}>{article}</div>", "x=1 ".repeat(many)),
        format!("<div {}>{article}</div>", numbered(many)),
        format!("<div class=\"{}\">{article}</div>", "share ".repeat(many)),
        format!("<div class=\"{}\">{article}</div>", "x".repeat(1 << 20)),
        format!("{}{article}", "<script type=application/ld+json>{\"a\":</script>".repeat(many)),
        format!("<script type=application/ld+json>{}</script>{article}", "[".repeat(many)),
        format!("{article}\0\0\u{fffe}{}", "\0<p>\0".repeat(many)),
        format!("{article}<script>{}", "<p>x".repeat(many)),
        format!("{article}<p>{}", "<a class=tag>x</a>,".repeat(many)),
        format!("{article}<p>{}", "<span class=tag>x ".repeat(many)),
        format!("{article}{}", "<span class=tag><p>x".repeat(many)),
        format!("<h1>Pier</h1>{}{article}", "<div class=share-box>".repeat(many)),
    ] {
        let start: String = page.chars().take(60).collect();
        if let Ok(found) = read(&page) {
            assert!(found.html.len() <= page.len() * 12, "{start}");
        }
    }
}
