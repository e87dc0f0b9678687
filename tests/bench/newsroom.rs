//! Invents feeds: short items, and articles as papers set them. The words are drawn by a fixed sequence.

const SUMMARIES_A_FEED: usize = 25;
const ARTICLES_A_FEED: usize = 10;
/// Bytes of an article's own text.
const ARTICLE_BYTES: usize = 4_096;

const WORDS: &str = "the of and to in a that for is was on with said it as at by be from this have are they or had but some \
what there we can out other were all your when up use how said an each which their time will way about many then them \
would write like these her long make thing see him two has look more day could go come did number sound no most people \
over know water than call first who may down side been now find any new work part take get place made live where after \
back little only round man year came show every good me give our under name very through just form great think say help \
low line before turn cause same mean differ move right boy old too does tell sentence set three want air well also play \
small end put home read hand port large spell add even land here must big high such follow act why ask men change went \
light kind off need house picture try us again animal point mother world near build self earth father head stand own \
page should country found answer school grow study still learn plant cover food sun four between state keep eye never \
last let thought city tree cross farm hard start might story saw far sea draw left late run while press close night real \
life few north open seem together next white children begin got walk example ease paper group always music those both \
mark often letter until mile river car feet care second book carry took science eat room friend began idea fish mountain \
council harbour budget minister committee hospital tariff ferry strike verdict reservoir pension merger drought quarter \
election ballot railway tunnel vaccine refinery satellite cathedral orchestra parliament shipyard auditor inflation \
wheat exporter regulator prosecutor lawmakers engineers residents nurses pilots analysts investors shareholders unions \
agreement proposal inquiry investigation negotiations ceasefire forecast earnings revenue profits losses damages output";
const NAMES: &[&str] = &[
    "Mia Holm",
    "Olav Berg",
    "Ana Ruiz",
    "Jonas Keel",
    "Priya Nair",
    "Tom Ashdown",
    "Lena Marsh",
    "Idris Cole",
    "Ruth Varga",
    "Pieter Blom",
    "Yuki Tanabe",
    "Clara Oduya",
];
const PLACES: &[&str] = &[
    "LONDON",
    "NEW YORK",
    "WASHINGTON",
    "PARIS",
    "TOKYO",
    "BERLIN",
    "NAIROBI",
    "SYDNEY",
    "OTTAWA",
];
const MONTHS: &[&str] = &["Jan", "Feb", "March", "April", "May", "June", "July", "Aug", "Sept"];

/// RSS and Atom documents whose items are a headline, a link and some forty words.
pub(crate) fn feeds_of_summaries(count: usize) -> Vec<Vec<u8>> {
    let mut draw = Draw::new(1);
    (0..count)
        .map(|number| if number % 4 == 3 { atom(&mut draw) } else { rss(&mut draw) })
        .collect()
}

/// RSS documents whose items carry the whole article as markup.
pub(crate) fn feeds_of_articles(count: usize) -> Vec<Vec<u8>> {
    let mut draw = Draw::new(2);
    (0..count)
        .map(|number| {
            let items = (0..ARTICLES_A_FEED).map(|at| {
                let article = article(&mut draw, number + at);
                let more = format!(
                    "<content:encoded><![CDATA[{article}]]></content:encoded>\n{}",
                    picture(&mut draw)
                );
                rss_item(&mut draw, &more)
            });
            channel(&items.collect::<String>())
        })
        .collect()
}

fn rss(draw: &mut Draw) -> Vec<u8> {
    let items = (0..SUMMARIES_A_FEED).map(|_| {
        let more = if draw.below(3) == 0 { picture(draw) } else { String::new() };
        rss_item(draw, &more)
    });
    channel(&items.collect::<String>())
}

fn channel(items: &str) -> Vec<u8> {
    format!(
        r#"<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:atom="http://www.w3.org/2005/Atom" xmlns:media="http://search.yahoo.com/mrss/">
<channel><title>Halden Gazette</title><link>https://halden.example/</link><language>en-US</language>
<atom:link href="https://halden.example/feed" rel="self" type="application/rss+xml"/><ttl>15</ttl>
{items}</channel></rss>"#
    )
    .into_bytes()
}

fn rss_item(draw: &mut Draw, more: &str) -> String {
    let (title, id, author) = (draw.headline(), draw.next(), draw.of(NAMES));
    let summary = match draw.below(3) {
        0 => draw.sentence(35),
        1 => format!(
            "&lt;p&gt;{}&lt;/p&gt; &lt;a href=\"https://halden.example/{id}\"&gt;Read more&lt;/a&gt;",
            draw.sentence(40)
        ),
        _ => format!(
            "<![CDATA[<p>{} {}</p><p>The post <a href=\"https://halden.example/{id}/\">{title}</a> appeared first on <a href=\"https://halden.example\">Halden Gazette</a>.</p>]]>",
            draw.sentence(20),
            draw.sentence(20)
        ),
    };
    format!(
        "<item><title>{title}</title><link>https://halden.example/news/{id}/?utm_source=rss&amp;utm_medium=feed</link>\n\
        <guid isPermaLink=\"false\">https://halden.example/?p={id}</guid><dc:creator>{author}</dc:creator>\n\
        <pubDate>Tue, 03 Mar 2026 {:02}:{:02}:00 +0000</pubDate><category>{}</category><category>{}</category>\n\
        <description>{summary}</description>\n{more}</item>\n",
        draw.below(24),
        draw.below(60),
        draw.word(),
        draw.word()
    )
}

fn picture(draw: &mut Draw) -> String {
    format!(
        "<media:content url=\"https://halden.example/{}.jpg\" medium=\"image\" type=\"image/jpeg\" width=\"1200\" height=\"800\">\
        <media:description>{}</media:description><media:credit>{}/Getty Images</media:credit></media:content>\n",
        draw.next(),
        draw.sentence(14),
        draw.of(NAMES)
    )
}

fn atom(draw: &mut Draw) -> Vec<u8> {
    let mut out = String::from(
        r#"<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en"><title>Lyme Quay Courier</title><id>tag:lyme.example,2026:feed</id>
<link rel="alternate" href="https://lyme.example/"/><link rel="self" href="https://lyme.example/atom"/><updated>2026-03-03T10:00:00Z</updated>
"#,
    );
    for _ in 0..SUMMARIES_A_FEED {
        let (title, id, name, day) =
            (draw.headline(), draw.next(), draw.of(NAMES), draw.below(27) + 1);
        let summary = draw.sentence(38);
        out += &format!(
            "<entry><title type=\"text\">{title}</title><id>tag:lyme.example,2026:{id}</id><link rel=\"alternate\" type=\"text/html\" href=\"https://lyme.example/{id}\"/>\n\
            <published>2026-02-{day:02}T09:30:00+01:00</published><updated>2026-02-{day:02}T11:45:10+01:00</updated>\n\
            <author><name>{name}</name></author><category term=\"{}\"/><summary type=\"html\">&lt;p&gt;{summary}&lt;/p&gt;</summary></entry>\n",
            draw.word()
        );
    }
    (out + "</feed>").into_bytes()
}

/// A page's article: picture, byline, dateline, paragraphs with links, subheads, a list, a quotation, furniture, credits.
fn article(draw: &mut Draw, shape: usize) -> String {
    let (place, author, month, day) =
        (draw.of(PLACES), draw.of(NAMES), draw.of(MONTHS), draw.below(27) + 1);
    let (byline, dateline, credit) = match shape % 4 {
        0 => (
            format!("By {author}"),
            format!("{place}, {month} {day} (Reuters) - "),
            format!("(Reporting by {author}; Editing by {} and {})", draw.of(NAMES), draw.of(NAMES)),
        ),
        1 => (
            format!("By {author}, Associated Press"),
            format!("{place} (AP) — "),
            "Copyright 2026 The Associated Press. All rights reserved. This material may not be published, broadcast, rewritten or redistributed without permission.".to_owned(),
        ),
        2 => (
            format!("{author} | Bloomberg News (TNS)"),
            format!("{place} — "),
            "©2026 Bloomberg L.P. Visit bloomberg.com. Distributed by Tribune Content Agency, LLC.".to_owned(),
        ),
        _ => (format!("{author}, Staff Writer"), String::new(), format!("Contact {author} at desk@halden.example.")),
    };
    let mut out = format!(
        "<figure class=\"wp-block-image size-large\"><img src=\"https://halden.example/{}.jpg\" width=\"1024\" height=\"683\" alt=\"\"/>\
        <figcaption>{} (Photo by {}/Getty Images)</figcaption></figure>\n\
        <div class=\"sharedaddy\"><ul><li><a href=\"https://social.example/share\">Share on Facebook</a></li><li><a href=\"https://social.example/tweet\">Tweet</a></li></ul></div>\n\
        <p class=\"byline\">{byline}</p>\n",
        draw.next(),
        draw.sentence(16),
        draw.of(NAMES)
    );
    let (mut text, mut number) = (0, 0);
    while text < ARTICLE_BYTES {
        let lead = if number == 0 { dateline.as_str() } else { "" };
        let (one, two) = (draw.sentence(24), draw.sentence(22));
        text += lead.len() + one.len() + two.len();
        out += &paragraph(draw, number, &format!("{lead}{one}"), &two);
        number += 1;
    }
    out + &format!(
        "<p>{credit}</p>\n<h3>Related articles</h3>\n<ul><li><a href=\"https://halden.example/{}\">{}</a></li></ul>\n\
        <img src=\"https://pixel.example/t.gif\" width=\"1\" height=\"1\"/>",
        draw.next(),
        draw.headline()
    )
}

/// Two sentences of an article, now and then as more than a plain paragraph.
fn paragraph(draw: &mut Draw, number: usize, one: &str, two: &str) -> String {
    match number % 9 {
        2 => format!(
            "<p>{one} <a href=\"https://halden.example/{}\">{}</a> {two}</p>\n",
            draw.next(),
            draw.word()
        ),
        4 => format!(
            "<p>&#8220;{one}&#8221; said <strong>{}</strong>. {two}</p>\n\
            <p><em>Read more: <a href=\"https://halden.example/{}\">{}</a></em></p>\n",
            draw.of(NAMES),
            draw.next(),
            draw.headline()
        ),
        5 => format!("<h2>{}</h2>\n<ul><li>{one}</li><li>{two}</li></ul>\n", draw.headline()),
        7 => format!(
            "<blockquote><p>{one}</p></blockquote>\n<p>{two}</p>\n<p>Sign up for our free morning newsletter</p>\n"
        ),
        _ => format!("<p>{one} {two}</p>\n"),
    }
}

/// Draws words by a fixed sequence (Knuth's MMIX generator).
struct Draw {
    state: u64,
    words: Vec<&'static str>,
}

impl Draw {
    fn new(state: u64) -> Self {
        Self { state, words: WORDS.split(' ').collect() }
    }

    fn next(&mut self) -> u64 {
        self.state = self
            .state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        self.state >> 33
    }

    fn below(&mut self, limit: usize) -> usize {
        usize::try_from(self.next()).unwrap_or_default() % limit
    }

    fn of(&mut self, list: &[&'static str]) -> &'static str {
        let at = self.below(list.len());
        list.get(at).copied().unwrap_or_default()
    }

    /// The first words of the list come most often, about as in print.
    fn word(&mut self) -> &'static str {
        let (one, other) = (self.below(self.words.len()), self.below(1_000));
        let at = one * other / 1_000;
        self.words.get(at).copied().unwrap_or_default()
    }

    /// About `words` words, among them a name, a number and a quotation mark now and then.
    fn sentence(&mut self, words: usize) -> String {
        let mut out = capitalised(self.word());
        for at in 1..words {
            out.push(' ');
            match self.below(24) {
                0 => out += self.of(NAMES),
                1 => out += &format!("{}.{}", self.below(90), self.below(10)),
                2 => out += &format!("{},", self.word()),
                3 if at + 2 < words => out += &format!("{}’s", self.word()),
                _ => out += self.word(),
            }
        }
        out + "."
    }

    fn headline(&mut self) -> String {
        let words: Vec<&str> = (0..7).map(|_| self.word()).collect();
        capitalised(&words.join(" "))
    }
}

fn capitalised(text: &str) -> String {
    let mut chars = text.chars();
    chars
        .next()
        .map_or(String::new(), |first| first.to_uppercase().collect::<String>() + chars.as_str())
}
