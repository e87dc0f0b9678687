//! The words of bylines in Chinese characters.

use super::super::{Directory, is_known_place};
use super::japanese;

/// What a word between blanks and brackets is.
#[derive(Debug)]
pub(super) enum Word<'a> {
    /// `新华社记者王小明`: one of its parts may stand alone. Without a `rel` it is who wrote.
    Title {
        house: Option<&'a str>,
        rel: Option<&'static str>,
        name: Option<&'a str>,
    },
    /// `北京报道`, `王小明台北報導`, `综合报道`.
    Report {
        house: Option<&'a str>,
        name: Option<&'a str>,
        town: Option<&'a str>,
    },
    Name,
}

/// The longer before the shorter.
const TITLES: [(&str, Option<&str>); 40] = [
    ("校对", Some("contributor")),
    ("校對", Some("contributor")),
    ("聞き手", None),
    ("ききて", None),
    ("责任编辑", Some("editor")),
    ("責任編輯", Some("editor")),
    ("執行編輯", Some("editor")),
    ("编辑", Some("editor")),
    ("編輯", Some("editor")),
    ("責編", Some("editor")),
    ("责编", Some("editor")),
    ("編集委員", None),
    ("論説委員", None),
    ("編集", Some("editor")),
    ("摄影记者", Some("photographer")),
    ("攝影記者", Some("photographer")),
    ("摄影", Some("photographer")),
    ("攝影", Some("photographer")),
    ("撮影", Some("photographer")),
    ("写真", Some("photographer")),
    ("通讯员", Some("contributor")),
    ("通訊員", Some("contributor")),
    ("翻訳", Some("contributor")),
    ("编译", None),
    ("編譯", None),
    ("记者", None),
    ("記者", None),
    ("特派员", None),
    ("特派員", None),
    ("评论员", None),
    ("評論員", None),
    ("作者", None),
    ("撰文", None),
    ("撰稿", None),
    ("采写", None),
    ("文字", None),
    ("執筆", None),
    ("取材", None),
    ("構成", None),
    ("支局", None),
];
/// Titles that are words of one letter: alone between their marks, or they are a part of a name.
const LETTERS: [(&str, Option<&str>); 3] =
    [("文", None), ("图", Some("photographer")), ("圖", Some("photographer"))];
const REPORTS: [&str; 14] = [
    "综合外电报道",
    "综合报道",
    "綜合報導",
    "綜合報道",
    "整理報導",
    "摄影报道",
    "攝影報導",
    "联合报道",
    "报道",
    "报导",
    "報導",
    "報道",
    "专电",
    "專電",
];
/// Before a title, where no house stands.
const OWN: [&str; 8] = ["本报", "本報", "本社", "本刊", "本网", "本網", "本台", "本站"];
/// Between a house and a title.
const RANKS: [&str; 18] = [
    "特约", "特約", "见习", "見習", "实习", "實習", "首席", "资深", "資深", "特派", "高级", "高級",
    "财经", "財經", "体育", "體育", "专题", "專題",
];
/// What a house's name ends in that the directory need not know: newspaper, agency, station, news, network.
const HOUSES: [&str; 14] = [
    "报", "報", "社", "网", "網", "台", "臺", "刊", "新闻", "新聞", "电视", "電視", "卫视", "財經",
];
const HOUSE_CHARS: std::ops::RangeInclusive<usize> = 3..=10;

/// Families that nearly everybody of a Chinese byline belongs to: `记者观察` is a column.
const FAMILIES: &str = "王李张張刘劉陈陳杨楊黄黃赵趙周吴吳徐孙孫马馬朱胡郭何高林罗羅郑鄭梁谢謝宋唐许許韩韓冯馮邓鄧曹彭曾肖萧蕭田董袁潘于蒋蔣\
蔡余杜叶葉程苏蘇魏吕呂丁任沈姚卢盧姜崔钟鍾谭譚陆陸汪范石廖贾賈夏韦韋付傅方白邹鄒孟熊秦邱江尹薛闫閻阎段雷侯龙龍史陶黎贺賀顾顧毛郝龚龔邵万萬钱錢严嚴\
戴莫孔向汤湯温溫施安殷常武乔喬赖賴庄莊倪欧歐";

/// Blanks, brackets and marks between words.
pub(super) fn is_gap(c: char) -> bool {
    c.is_whitespace()
        || matches!(
            c,
            '（' | '）'
                | '('
                | ')'
                | '['
                | ']'
                | '［'
                | '］'
                | '【'
                | '】'
                | '〔'
                | '〕'
                | '：'
                | ':'
                | '／'
                | '/'
                | '、'
                | '，'
                | ','
                | '｜'
                | '|'
                | '＝'
                | '='
                | '；'
                | ';'
                | '・'
                | '◎'
                | '。'
        )
}

pub(super) fn read<'a>(word: &'a str, directory: &Directory) -> Option<Word<'a>> {
    if let Some(before) = REPORTS.iter().find_map(|report| word.strip_suffix(report)) {
        return read_report(before, directory);
    }
    if let Some((_, rel)) = LETTERS.iter().find(|(letter, _)| *letter == word) {
        return Some(Word::Title { house: None, rel: *rel, name: None });
    }
    let found = TITLES.iter().find_map(|(title, rel)| Some((word.split_once(title)?, *rel)));
    let Some(((before, behind), rel)) = found else {
        return is_name(word).then_some(Word::Name);
    };
    if behind.is_empty() && is_name(before) {
        return Some(Word::Title { house: None, rel, name: Some(before) });
    }
    let name = Some(behind).filter(|name| !name.is_empty());
    let house = Some(read_house(before, directory)?).filter(|house| !house.is_empty());
    name.is_none_or(is_name).then_some(Word::Title { house, rel, name })
}

/// What stands before the word for "reports": `台北`, `王小明台北`, `中央社記者王小明台北`, nothing.
fn read_report<'a>(before: &'a str, directory: &Directory) -> Option<Word<'a>> {
    const TOWN_CHARS: usize = 2;
    let titled = ["记者", "記者"].iter().find_map(|title| before.split_once(title));
    let (house, rest) = match titled {
        Some((house, rest)) => (Some(read_house(house, directory)?), rest),
        None => (None, before),
    };
    let house = house.filter(|house| !house.is_empty());
    if rest.is_empty() {
        return Some(Word::Report { house, name: None, town: None });
    }
    let parts = rest.char_indices().filter_map(|(at, _)| rest.split_at_checked(at));
    let parted = parts.filter(|(name, _)| is_name(name)).find(|(_, town)| is_known_place(town));
    if let Some((name, town)) = parted {
        return Some(Word::Report { house, name: Some(name), town: Some(town) });
    }
    // `据新华社报道` reports nothing from a town; of towns that nobody knows the shortest are believed.
    let short = rest.chars().count() == TOWN_CHARS && rest.chars().all(is_han);
    let town = is_known_place(rest) || (short && !rest.starts_with(['据', '據']));
    (titled.is_none() && town).then_some(Word::Report { house, name: None, town: Some(rest) })
}

/// The house before a title, empty where it is the paper's own; `None` where those words are no house.
fn read_house<'a>(before: &'a str, directory: &Directory) -> Option<&'a str> {
    const POST_CHARS_MAX: usize = 5;
    let mut rest = before;
    while let Some(shorter) = RANKS.iter().find_map(|rank| rest.strip_suffix(rank)) {
        rest = shorter;
    }
    // `驻华盛顿`: where the reporter is posted.
    if let Some((house, post)) = rest.split_once(['驻', '駐'])
        && post.chars().count() <= POST_CHARS_MAX
    {
        rest = house;
    }
    let kana = |c: char| matches!(c, '\u{30a0}'..='\u{30ff}');
    if rest.is_empty() || OWN.contains(&rest) || rest.chars().all(kana) {
        return Some("");
    }
    let ends = || HOUSES.iter().any(|end| rest.ends_with(end));
    let named = HOUSE_CHARS.contains(&rest.chars().count()) && rest.chars().all(is_han) && ends();
    (named || directory.find(rest).is_some()).then_some(rest)
}

fn is_name(name: &str) -> bool {
    is_chinese(name) || japanese::is_name(name)
}

fn is_chinese(name: &str) -> bool {
    (2..=4).contains(&name.chars().count())
        && name.chars().all(is_han)
        && name.chars().next().is_some_and(|family| FAMILIES.contains(family))
        && !is_known_place(name)
}

fn is_han(c: char) -> bool {
    matches!(c, '\u{4e00}'..='\u{9fff}')
}
