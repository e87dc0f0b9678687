//! Lines of papers that go, and prose that stays.

use super::*;
use crate::normalise::RuleBook;
use crate::normalise::html::read_html;

fn rules() -> &'static Rules {
    &RuleBook::built_in().furniture
}

fn check(html: &str, kept: &[&str]) {
    let mut body = read_html(html, None, rules());
    let cleared = clear(&mut body, Some("Pier to be rebuilt"), rules());
    let found: Vec<&str> = cleared.blocks.iter().map(|block| block.text.as_str()).collect();
    assert_eq!(found, kept, "{html}\n{:?}", cleared.removed);
}

#[test]
fn lines_of_papers_are_taken() {
    for line in [
        "Subscribe",
        "SUBSCRIBE NOW »",
        "Sign Up for Daily Headlines",
        "Sign up to receive a daily email of the top harbour stories.",
        "Sign Up Now",
        "Sign in",
        "Menu",
        "Sign up for our free daily newsletter.",
        "Share this article",
        "Email | Print",
        "Subscribe today and get full digital access.",
        "Read next",
        "Advertisement",
        "Download our app for breaking news.",
        "More from Halden Observer",
        "View comments",
        "This article is for subscribers",
        "Follow The Halden Times on social media.",
        "Follow Ana Ruiz on Twitter: @ruiz",
        "Follow Halden Opinion on Twitter and Facebook",
        "Follow us on Facebook and Twitter for the latest news!",
        "Related stories",
        "Support journalism you trust.",
        "Contact the newsroom at news@halden.example.",
        "Read more",
        "Continue reading →",
        "Anzeige",
        "Lire la suite",
        "The post Pier to be rebuilt appeared first on Halden Post.",
        "Share This Story!",
        "Facebook Twitter Email",
        "3 comments",
        "Weiterlesen",
        "Related: Storm hits pier",
        "View this post on Instagram",
        "A post shared by Halden Harbour (@halden.harbour)",
        "Support independent journalism. Subscribe from $1.",
        "Do you have a tip? Write to desk@halden.example",
        "Folgen Sie der Haldener Post auch auf WhatsApp",
        "Retrouvez toute l’info de Halden sur WhatsApp",
        "Síguenos en Instagram y Facebook",
        "Siga o Diário do Cais no Telegram",
        "Подписывайтесь на наш канал в Telegram",
        "تابعوا آخر الأخبار عبر قناتنا على واتساب",
        "اقرأ أيضًا: عودة العبارة إلى الميناء",
        "קראו עוד: המזח נפתח מחדש",
        "関連記事",
        "相关阅读：码头重新开放",
        "무단 전재 및 재배포 금지",
        "☞제보는 카톡 haldennews",
        "記事・写真の無断転載を禁じます。",
        "未经授权，不得转载。",
        "Publié le 03/03/2026 à 10h15, mis à jour le 04/03/2026",
        "View source version on wire.example: https://wire.example/1",
        "((ana.ruiz@halden.example; +47 555 0100))",
        "AR (OB) // MH",
        "(fotos) (vídeo)",
    ] {
        check(&format!("<p>{line}</p>"), &[]);
    }
}

#[test]
fn players_galleries_time_lines_and_notices_are_taken() {
    for line in [
        "Now Playing: Mayor opens the pier",
        "JUST WATCHED Mayor opens pier Replay More Videos ... MUST WATCH Mayor opens pier 02:11",
        "Embed Mayor opens pier 2:11 autoplay Copy this code to your website or blog",
        "LISTEN TO ARTICLE 4:12 SHARE THIS ARTICLE Share Tweet Post Email",
        "[pullquote]",
        "Slideshow (3 Images)",
        "1 of 12",
        "Photo 3 of 14",
        "Bild 3 von 14",
        "Like this topic? You may also like these photo galleries:",
        "Updated at 9:14 a.m. ET",
        "Last Updated Dec 9, 2025 9:14 PM EST",
        "Posted 3 hours ago",
        "Zuletzt aktualisiert: 03.03.2026, 10:15 Uhr",
        "Mis à jour le 03/03/2026 à 10h15",
        "4 min read",
        "Lesezeit: 4 Minuten",
        "This article is more than 3 years old",
        "This is a developing story. Please check back for updates.",
        "We and our partners use cookies and similar techniques to improve your visit.",
        "By continuing to browse our site you agree to the use of cookies.",
        "Cookie settings",
        "Please keep comments civil and on topic.",
        "To find out more about Facebook commenting please read the Conversation Guidelines and FAQs",
        "A version of this article appears in print on March 3, 2026, Section A, Page 4 of the Halden edition with the headline: Pier.",
        "Story Continued Below",
        "CLICK HERE TO GET THE HALDEN NEWS APP",
        "Click for more from the Halden Post",
        "Read or Share this story: https://halden.example/x",
        "For more harbour news follow me on Twitter: @anaruiz",
        "- Follow the Halden Desk on Twitter: @haldendesk",
        "Like Halden Harbour on Facebook and stay updated on the tides",
        "**Want the Harbour Brief in your inbox every day? Sign up here.**",
        "Storm hits the northern pier: what we know – live Read more",
        "Cet article est réservé aux abonnés",
        "Image 2 of 5",
        "Published Monday, March 2, 2026 8:22AM EST",
        "Updated at 1:23 p.m.",
    ] {
        check(&format!("<p>{line}</p>"), &[]);
    }
}

#[test]
fn prose_that_begins_like_furniture_stays() {
    for line in [
        "Subscribe is the word the harbour master chose for the new service, and few of the skippers liked it.",
        "Sign up for the rebuilding fund closes on Friday, the council said.",
        "Share prices fell on Monday.",
        "More on Monday.",
        "More from the talks is expected on Monday, the mayor said.",
        "Follow the money, she said.",
        "Follow the debate on Twitter and you will see it.",
        "Related parties must be named, the law says.",
        "Read more books, the teacher said.",
        "The post was vacant for a year.",
        "Comment was not to be had.",
        "Print is dead, he said.",
        "Published in May 1925, the novel sold millions.",
        "Updated on Monday, the list names 12 ports.",
        "Listen to the sea.",
        "First published in 1925, the novel sold millions.",
        "The post was one of several that appeared on Monday.",
        "Filed under seal, the papers show who paid for the pier.",
        "Powered by strong exports, the town grew.",
        "Now playing at the Odeon, the film tells of a pier.",
        "He had just watched the replay, he said.",
        "Listen to this story of a pier that was built twice.",
        "One of 12 planks held.",
        "Updated rules for the harbour come into force on March 3.",
        "Updated at 9:14 a.m. with the name of the victim.",
        "Posted at the northern pier on Monday, the guard saw nothing.",
        "Published in March 1925, the novel sold millions.",
        "Reading time was up, and the pupils put the books away.",
        "This is a developing story, the mayor said.",
        "This article of the treaty is more than 30 years old, and nobody had read it.",
        "Check back doors and windows before you leave, police said.",
        "We use cookies to bribe the seals, said the keeper.",
        "By using this site as a harbour, the Romans set the terms of trade.",
        "Please keep comments to yourself, the judge told him.",
        "A version of this ship sank in 1912.",
        "Like many on Facebook, she had not read it.",
        "She asked readers to follow her on Twitter.",
        "Want of water closed the mill.",
        "Click beetles are back in the orchards.",
        "Pupils should read more.",
        "Children must read more",
        "Also on Monday, the council met.",
        "Support local journalism, the mayor told the council, or lose it.",
        "Do you have a boat? he asked.",
        "A post shared by the mayor drew anger.",
        "Folgen Sie dem Weg bis zum Hafen.",
        "Suivez la côte jusqu’au phare.",
        "Siga pela praia até ao farol.",
        "Следите за погодой, сказал капитан.",
        "قال أحمد: اقرأ أيضًا ما كتبه الآخرون.",
        "未经授权，他们进入了码头。",
        "無断で写真を撮った男が逮捕された。",
        "무단 전재를 막는 법이 통과됐다.",
        "भाषा एक नदी है।",
        "View the harbour from the hill.",
        "To view the original painting, visitors pay ten crowns at the door.",
    ] {
        check(&format!("<p>{line}</p>"), &[line]);
    }
}

#[test]
fn no_rule_takes_a_long_paragraph() {
    // Each sentence opens as a rule of furniture does and goes on as prose.
    let openings = [
        "Subscribe to our view of the harbour",
        "Sign up for a newsletter, they told the skippers",
        "Read more: that was the advice",
        "The post that fell from the pier appeared first on the beach",
        "Advertisement - so the old hands called it",
        "Related: the two storms",
        "Follow us on Facebook, the mayor said",
        "More from the harbour",
        "Share this story, she said",
    ];
    let rest = "and for the whole of the winter nobody in the town could say who had ordered the stones, who had paid for them, or why \
        the crane that had lifted them stood idle while the tide took one plank after another from the northern pier, until in the \
        spring the council sent for the books and found that the last page was missing";
    for opening in openings {
        let line = format!("{opening}, {rest}.");
        check(&format!("<p>{line}</p>"), &[&line]);
        check(&format!("<div class=\"share newsletter\"><p>{line}</p></div>"), &[&line]);
    }
}

#[test]
fn classes_take_short_blocks_of_elements_that_end() {
    let pier = "<p>The pier will be rebuilt.</p>";
    let kept = &["The pier will be rebuilt."];
    check(
        &format!(
            "{pier}<div class='x newsletter-signup'><h3>The Anchor</h3><p>All the tides</p></div>"
        ),
        kept,
    );
    check(&format!("<div id=disqus_thread>Say something</div>{pier}"), kept);
    check(&format!("<div class=share>{pier}"), kept);
    check(
        &format!(
            "<p>Related</p><ul><li><a href='https://x.example/1'>Storm hits pier</a></li></ul>{pier}"
        ),
        kept,
    );
}

#[test]
fn one_word_of_a_list_table_or_heading_is_text_and_a_button_is_none() {
    check(
        "<h2>Facebook</h2><p>It came first.</p><ul><li>Search</li><li>Print</li></ul>\
         <table><tr><td>Twitter</td></tr><tr><td>Email</td><td>3</td></tr></table>",
        &["Facebook", "It came first.", "Search", "Print", "Email\t3"],
    );
    check(
        "<ul><li><a href='https://x.example/share'>Facebook</a></li></ul>\
         <h3>Related</h3><p><a href='https://x.example/1'>Storm hits pier</a></p><p>Print</p>",
        &[],
    );
    check("<div class=share><ul><li>Facebook</li></ul></div><p>One.</p>", &["One."]);
}

// Structured data of search engines marks the paid text of an article so.
#[test]
fn a_paid_article_is_no_furniture() {
    let text = "The pier will be rebuilt.";
    check(&format!("<div class=paywall><p>{text}</p></div>"), &[text]);
    check(&format!("<div class='subscription'><p>{text}</p></div>"), &[text]);
}

#[test]
fn repeated_captions_and_headlines_go_once() {
    let caption =
        "The harbour master, seen here on May 2, 2020, in Halden, spoke with the council.";
    let credited = format!("{caption} (Ana Ruiz, Halden Pictures/NWS)");
    check(&format!("<p>{caption}</p><p>{credited}</p>"), &[&credited]);
    check("<h1>Pier to be rebuilt</h1><p>The pier.</p>", &["The pier."]);
    check("<p>Yes.</p><p>Yes.</p>", &["Yes.", "Yes."]);
}

#[test]
fn a_link_to_the_rest_is_cut_from_the_paragraph() {
    let html =
        "<p>The pier will be rebuilt … <a href='https://halden.example/1'>Read more »</a></p>";
    let mut body = read_html(html, None, rules());
    let cleared = clear(&mut body, None, rules());
    assert_eq!(cleared.blocks[0].text, "The pier will be rebuilt …");
    assert!(cleared.goes_on_elsewhere);
}

// Headline, login and hour of a node went out as its first sentence.
#[test]
fn what_content_systems_print_around_a_text_in_their_feeds_is_taken() {
    let pier = "<p>The pier will be rebuilt.</p>";
    let kept = &["The pier will be rebuilt."];
    check(
        &format!(
            "<span class='field field--name-title field--label-hidden'>Council votes</span>\n<span class='field field--name-uid'><span>jroe</span></span>\n\
             <span class='field field--name-created'>Mon, 11/03/2025 - 10:00</span><div class='field--name-body'>{pier}</div>\
             <div class='field field--name-field-tags'><h3>Tags</h3><ul><li><a href='/t'>Harbour</a></li></ul></div>\
             <ul class='links inline'><li><a href='/in'>Log in</a> or <a href='/new'>register</a> to post comments</li></ul>"
        ),
        kept,
    );
    check(
        "<p>The ferry costs <span class='field field--name-field-price'>5</span> euros.</p>",
        &["The ferry costs 5 euros."],
    );
    check(
        &format!(
            "{pier}<figure class='kg-card kg-bookmark-card'><a href='https://o.example'><div>Another story</div><div>How it came to be.</div></a></figure>\
             <div class='kg-card kg-signup-card'><h2>Sign up</h2><p>No spam. Unsubscribe anytime.</p></div>"
        ),
        kept,
    );
    check(
        &format!(
            "<p>[ad_1]</p>{pier}<blockquote class='wp-embedded-content'><p><a href='https://o.example'>Old pier torn down</a></p></blockquote>\
             <p><a href='https://m.example'>Council votes</a> was originally published in <a href='https://m.example'>The Letter</a> on Medium, where people are \
             continuing the conversation by highlighting and responding to this story.</p>"
        ),
        kept,
    );
}
