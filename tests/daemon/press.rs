//! An invented press: stories that differ from each other, and the RSS documents they stand in. The same seed, the same text.

use std::fmt::Write as _;

use xxhash_rust::xxh3::xxh3_64;

/// Words of no story: enough that no two random texts share five in a row by chance.
const WORDS: &str = "harbour council ferry night market bridge winter school river tower garden captain letter \
    stone kitchen orchard signal morning village teacher doctor window engine forest valley silver lantern copper \
    saddle blanket pencil basket island meadow thunder candle ribbon anchor barrel cottage quarry marble feather \
    hammer ladder mirror needle oyster pepper pigeon pocket potter rabbit saffron sailor scholar shadow shepherd \
    spindle station summer tailor temple thistle timber tunnel turnip velvet violin walnut weaver whistle willow \
    wooden yellow amber autumn bakery balcony cabin canal carpet castle cellar chapel cherry cinema circus clover \
    cobbler compass corner cotton cricket curtain dancer desert dragon eastern factory falcon farmer fiddle finger \
    flower fountain gallery glacier granite hazel heron hunter jacket jungle kettle leather library linen magnet \
    maple museum music nettle northern nursery ocean orange organ palace parade parrot pebble pillow planet plaster \
    poplar prairie quiet raven reindeer rocket rowing runner salmon sandal seagull sister slate soldier southern \
    sparrow spruce stable statue steamer studio sugar swallow theatre ticket tobacco trader trumpet tulip twilight \
    umbrella uncle vessel vineyard wagon waiter western wharf widow winding wizard workshop writer";

/// Small words that make it read like English, so that its language is recognised.
const GLUE: [&str; 8] = ["the", "of the", "and", "in the", "to the", "with a", "for the", "was"];

/// One state of a story.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct State {
    pub(crate) guid: String,
    pub(crate) headline: String,
    pub(crate) paragraphs: Vec<String>,
    /// Unix seconds.
    pub(crate) dated: i64,
}

/// The `version`-th state (from 1) of story `number` of `feed`.
pub(crate) fn state(feed: &str, number: usize, version: usize) -> State {
    let seed = |part: &str| format!("{feed}/{number}/{part}");
    let mut paragraphs: Vec<String> = (0..3).map(|n| sentence(&seed(&n.to_string()), 26)).collect();
    if version > 1 {
        paragraphs.push(sentence(&seed(&format!("addition {version}")), 22));
    }
    let headline = sentence(&seed(&format!("headline {version}")), 5);
    State {
        guid: format!("{feed}:{number}"),
        headline: headline.trim_end_matches('.').to_owned(),
        paragraphs,
        dated: 1_767_225_600 + i64::try_from(number * 60 + version * 7).unwrap(),
    }
}

/// A sentence of `words` random words.
fn sentence(seed: &str, words: usize) -> String {
    let all: Vec<&str> = WORDS.split_whitespace().collect();
    let mut text = String::new();
    for n in 0..words {
        let hash = xxh3_64(format!("{seed}#{n}").as_bytes());
        let word = all[usize::try_from(hash % all.len() as u64).unwrap()];
        let glue = GLUE[usize::try_from((hash >> 32) % GLUE.len() as u64).unwrap()];
        write!(text, "{}{glue} {word}", if n == 0 { "" } else { " " }).unwrap();
    }
    let first = text.remove(0).to_ascii_uppercase();
    format!("{first}{text}.")
}

/// An RSS 2.0 document of `states`, newest first as publishers list them.
pub(crate) fn rss(title: &str, states: &[State]) -> String {
    let mut items = String::new();
    for state in states.iter().rev() {
        let body: String =
            state.paragraphs.iter().map(|text| format!("&lt;p&gt;{text}&lt;/p&gt;")).collect();
        let date = httpdate::fmt_http_date(
            std::time::UNIX_EPOCH
                + std::time::Duration::from_secs(u64::try_from(state.dated).unwrap()),
        );
        let path = state.guid.replace(':', "/");
        write!(
            items,
            "<item><title>{}</title><link>https://press.example/{path}</link>\
             <guid isPermaLink=\"false\">{}</guid><pubDate>{date}</pubDate>\
             <description>{body}</description></item>\n",
            state.headline, state.guid
        )
        .unwrap();
    }
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<rss version=\"2.0\"><channel><title>{title}</title>\
         <link>https://press.example/</link><description>Invented news</description>\n{items}</channel></rss>\n"
    )
}
