//! Takes a paper's furniture out of a story by rules, and only out of short blocks.

use super::alt::take_captions;
use super::blocks::{Block, BlockKind, Body, Image, Mark};
use super::rules::{Rule, Rules};
use super::text::{count_words, fold};

/// An element with a furniture class that holds more words than this is the article itself.
const SCOPE_WORDS_MAX: usize = 250;
/// A caption printed twice stands near its picture.
const REPEAT_DISTANCE: usize = 4;
/// Shorter lines are repeated in speech ("I do not say that.").
const REPEAT_WORDS_MIN: usize = 8;
const REPEAT_WORDS_MAX: usize = 90;
/// A short line that comes back again and again is a refrain.
const REFRAIN_WORDS_MAX: usize = 12;
/// What a repeated caption may carry more the second time: a credit in brackets.
const CREDIT_CHARS_MAX: usize = 120;

/// The name of the rule for an element with these classes or ids.
pub(crate) fn rule_of_class<'r>(classes: &str, rules: &'r Rules) -> Option<&'r str> {
    let mut tokens = classes.split_whitespace().take(32);
    tokens.find_map(|token| rules.class(token))
}

/// Counters, buttons and blanks.
pub(crate) fn is_tracking_image(image: &Image, rules: &Rules) -> bool {
    let tiny = |side: Option<u32>| side.is_some_and(|pixels| pixels <= 2);
    let href = image.href.as_deref().unwrap_or_default().to_ascii_lowercase();
    tiny(image.width) || tiny(image.height) || rules.is_tracking_address(&href)
}

/// What is left of a body, and (rule, text) of what was taken.
#[derive(Debug, Default)]
pub(crate) struct Cleared {
    pub blocks: Vec<Block>,
    pub removed: Vec<(String, String)>,
    /// Words of `blocks`.
    pub words: usize,
    /// The text ends in a link to the rest of it.
    pub goes_on_elsewhere: bool,
}

/// Takes furniture, repeated captions and a repeated `headline` out of `body`.
pub(crate) fn clear(body: &mut Body, headline: Option<&str>, rules: &Rules) -> Cleared {
    let mut cleared = Cleared::default();
    let blocks = std::mem::take(&mut body.blocks);
    let words: Vec<usize> = blocks.iter().map(|block| count_words(&block.text)).collect();
    let heads: Vec<String> = blocks
        .iter()
        .zip(&words)
        .map(|(block, words)| fold_head(&block.text, *words, rules))
        .collect();
    let repeated = find_repeated(&blocks, &words, &heads);
    let headline = headline.map(fold);
    let captions = take_captions(&blocks, &mut body.images);
    let mut links_too = false;
    for (index, (mut block, words)) in blocks.into_iter().zip(words).enumerate() {
        let own = heads.get(index).map_or("", String::as_str);
        let rule = rule_of(&block, own, words, rules);
        let in_scope = block.scope.and_then(|scope| body.scopes.get(scope));
        let in_scope = in_scope
            .filter(|s| s.closed && s.words <= SCOPE_WORDS_MAX && words <= rules.class_words_max);
        let is_link = words <= 30 && block.is_all_link();
        let taken = match (rule, in_scope) {
            (Some(rule), _) => Some(rule.name.as_str()),
            (None, Some(scope)) => Some(scope.rule.as_str()),
            (None, None) if captions.contains(&index) => Some("caption"),
            (None, None) if links_too && is_link => Some("related links"),
            (None, None) if repeats_headline(index, own, &block.text, headline.as_deref()) => {
                Some("headline repeated")
            }
            (None, None) if repeated.contains(&index) => Some("text repeated"),
            (None, None) => None,
        };
        links_too = rule.is_some_and(|rule| rule.takes_links_after) || (links_too && is_link);
        if let Some(name) = taken {
            let to_the_rest = rule.is_some_and(|rule| rule.ends_paragraph) && is_link;
            cleared.goes_on_elsewhere |= to_the_rest;
            cleared.removed.push((name.to_owned(), block.text));
            continue;
        }
        let tail = cut_tail(&mut block, rules);
        let mut words = words;
        if let Some(tail) = tail {
            cleared.goes_on_elsewhere = true;
            cleared.removed.push(("read on".to_owned(), tail));
            words = count_words(&block.text);
            // `A headline elsewhere Read more` may have stood before it.
            let left = fold_head(&block.text, words, rules);
            if let Some(rule) = rule_of(&block, &left, words, rules) {
                cleared.removed.push((rule.name.clone(), block.text));
                continue;
            }
        }
        cleared.words += words;
        if !block.text.is_empty() {
            cleared.blocks.push(block);
        }
    }
    cleared
}

/// What tells a short text from nearly all others; of a long one nothing.
fn fold_head(text: &str, words: usize, rules: &Rules) -> String {
    if words <= REPEAT_WORDS_MAX { rules.fold_head(text) } else { String::new() }
}

fn rule_of<'r>(block: &Block, folded: &str, words: usize, rules: &'r Rules) -> Option<&'r Rule> {
    // Lines of code and of verse are no lines of a page.
    if words > rules.words_max || folded.is_empty() || block.is_verbatim() {
        return None;
    }
    // Preformatted text keeps its blanks, and a rule ends at the last word.
    let rule = rules.find(block.text.trim(), folded, words)?;
    let is_part =
        matches!(block.kind, BlockKind::Item { .. } | BlockKind::Row | BlockKind::Heading(_));
    let is_word = is_part && words == 1 && !block.is_all_link();
    (!is_word || rule.takes_links_after).then_some(rule)
}

fn repeats_headline(index: usize, head: &str, text: &str, headline: Option<&str>) -> bool {
    let near = index < REPEAT_DISTANCE && !head.is_empty();
    near && headline.is_some_and(|line| line.starts_with(head) && line == fold(text))
}

/// The blocks whose text stands again close by, alone or with a credit in brackets behind it.
fn find_repeated(blocks: &[Block], words: &[usize], heads: &[String]) -> Vec<usize> {
    let text = |index: usize| blocks.get(index).map_or("", |block| block.text.as_str());
    // What begins alike has heads of which one begins the other.
    let alike = |own: &str, other: &str| other.starts_with(own) || own.starts_with(other);
    let is_repeated = |(index, (words, own)): (usize, (&usize, &String))| {
        if !(REPEAT_WORDS_MIN..=REPEAT_WORDS_MAX).contains(words) || own.is_empty() {
            return None;
        }
        let behind = heads.iter().enumerate().skip(index + 1).take(REPEAT_DISTANCE);
        let mut behind = behind.filter(|(_, other)| alike(own, other)).peekable();
        behind.peek()?;
        let own = fold(text(index));
        let again =
            behind.any(|(at, other)| !other.is_empty() && goes_on_in_credit(&own, &fold(text(at))));
        let from = index.saturating_sub(2 * REPEAT_DISTANCE);
        let near = heads.iter().enumerate().skip(from).take(4 * REPEAT_DISTANCE);
        let same = near.filter(|(at, head)| !head.is_empty() && fold(text(*at)) == own);
        let is_refrain = || *words < REFRAIN_WORDS_MAX && same.count() > 2;
        (again && !is_refrain()).then_some(index)
    };
    words.iter().zip(heads).enumerate().filter_map(is_repeated).collect()
}

/// Whether `other` is `own`, alone or with a credit in brackets behind it.
fn goes_on_in_credit(own: &str, other: &str) -> bool {
    other.strip_prefix(own).is_some_and(|rest| {
        let rest = rest.trim_start_matches(|c: char| !c.is_alphanumeric() && c != '(');
        rest.is_empty() || (rest.starts_with('(') && rest.chars().count() <= CREDIT_CHARS_MAX)
    })
}

/// Takes a link such as "Read more" off the end of a paragraph.
fn cut_tail(block: &mut Block, rules: &Rules) -> Option<String> {
    let last = block.spans.iter().rfind(|span| matches!(span.mark, Mark::Link(_)))?;
    let start = last.range.start;
    let linked = block.text.get(last.range.clone())?;
    let tail = block.text.get(start..)?;
    let after = block.text.get(last.range.end..)?;
    if after.chars().any(char::is_alphanumeric) || !rules.ends_paragraph(&fold(linked)) {
        return None;
    }
    let tail = tail.to_owned();
    let kept = super::blocks::part(block, 0..start);
    match kept {
        Some(kept) => *block = kept,
        None => block.text.clear(),
    }
    Some(tail)
}

#[cfg(test)]
mod tests {
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
}
