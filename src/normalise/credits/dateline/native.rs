//! Datelines of Chinese, Japanese and Korean copy: `新华社北京3月3日电`, `【パリ＝共同】`, `(서울=연합뉴스) 홍길동 기자 = `.
//! Each names an agency we know, or a town we know before a double dash; a sentence is never one.

use std::sync::LazyLock;

use regex::Regex;

use super::super::names::{is_japanese_name, read_titled};
use super::super::organisations::Directory;
use super::super::places::is_known_place;
use super::{Dateline, sends_copy};

/// Characters of the longest name of an agency that stands without a blank.
const AGENCY_CHARS_MAX: usize = 6;
const PLACE_CHARS_MAX: usize = 12;

static CHINESE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"^\s*(?P<open>[（(【])?(?P<head>[\x{4e00}-\x{9fff}]{2,20}?)(?P<date>(?:[0-9０-９]{1,2}月)?[0-9０-９]{1,2}日)?[电電讯訊](?P<close>[）)】])?(?:\s*[（(](?P<by>(?:记者|記者)[^（）()\n]{2,40})[）)])?(?P<gap>[\s，,：:]*)",
    )
    .ok()
});
static KOREAN: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"^\s*[\[(（](?P<place>[^=＝()\[\]（）\n]{1,24})[=＝](?P<agency>[^=＝()\[\]（）\n]{2,16})[\])）]\s*(?:(?P<by>[가-힣]{2,4}(?:[·,\s]+[가-힣]{2,4}){0,4}\s*(?:기자|특파원|통신원))\s*[=＝]\s*|[=＝]\s*)?",
    )
    .ok()
});
static DAY: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"(?:[0-9０-９]{1,2}月)?[0-9０-９]{1,2}日$").ok());

pub(super) fn read_native(head: &str, directory: &Directory) -> Option<Dateline> {
    if head.chars().take(AGENCY_CHARS_MAX).all(|c| c.is_ascii_alphanumeric() || c == ' ') {
        return None;
    }
    read_chinese(head, directory)
        .or_else(|| read_reporter(head, directory))
        .or_else(|| read_korean(head, directory))
        .or_else(|| read_japanese(head, directory))
        .or_else(|| read_town(head))
}

/// `新华社北京3月3日电（记者王小明）`, `（中央社台北3日電）`, `路透社讯 `.
fn read_chinese(text: &str, directory: &Directory) -> Option<Dateline> {
    let found = CHINESE.as_ref()?.captures(text)?;
    let bracketed = found.name("open").is_some() && found.name("close").is_some();
    let parted = bracketed || found.name("by").is_some() || !found.name("gap")?.is_empty();
    let halved = found.name("open").is_some() != found.name("close").is_some();
    if !parted || halved {
        return None;
    }
    let names = found.name("head")?.as_str();
    let ends = names.char_indices().map(|(at, c)| at + c.len_utf8()).take(AGENCY_CHARS_MAX);
    let (mark, place) = ends.collect::<Vec<_>>().into_iter().rev().find_map(|end| {
        let (mark, place) = names.split_at_checked(end)?;
        directory.find(mark).is_some_and(sends_copy).then_some((mark, place))
    })?;
    let dated = found.name("date").is_some();
    if !place.is_empty() && !dated && !bracketed {
        return None;
    }
    // Name and town of `記者王小明台北3日電` stand together, and only a town that is known tells where one ends.
    let named = place.starts_with("记者") || place.starts_with("記者");
    let reporter = named.then(|| read_reporter_of(place, directory)).flatten();
    let located = match &reporter {
        Some((_, town)) => Some(town.as_str()),
        None => Some(place).filter(|place| !place.is_empty() && !named && is_short(place)),
    };
    let by = found.name("by").map(|by| by.as_str().to_owned());
    Some(Dateline {
        located: located.map(str::to_owned),
        mark: Some(mark.to_owned()),
        byline: by.or_else(|| reporter.as_ref().map(|(name, _)| format!("記者{name}"))),
        text_from: found.get(0)?.end(),
        label_like: false,
    })
}

/// Name and town of `記者王小明台北`.
fn read_reporter_of(printed: &str, directory: &Directory) -> Option<(String, String)> {
    let titled = read_titled(&format!("{printed}報導"), "author", directory)?;
    let [person] = titled.makers.people.as_slice() else { return None };
    Some((person.name.clone(), titled.town?))
}

/// `［東京　３日　ロイター］ - `, `【パリ＝共同】`, `【ワシントン時事】`.
fn read_japanese(text: &str, directory: &Directory) -> Option<Dateline> {
    let start = text.trim_start();
    let close = match start.chars().next()? {
        '【' => '】',
        '［' => '］',
        '[' => ']',
        _ => return None,
    };
    let mut inner = start.chars();
    inner.next();
    let (content, after) = inner.as_str().split_once(close)?;
    let long = content.chars().count() > 2 * PLACE_CHARS_MAX;
    if long || content.is_ascii() || content.contains('\n') {
        return None;
    }
    let (rest, mark, word) = split_agency(content, directory)?;
    let trimmed = rest.trim_end_matches(is_gap);
    let before_day = DAY.as_ref()?.find(trimmed).and_then(|day| trimmed.get(..day.start()));
    let place = before_day.unwrap_or(trimmed).trim_matches(is_gap);
    let place = without_first_agency(place, directory);
    let sure = before_day.is_some() || trimmed.len() < rest.len();
    let located = match place {
        "" if word && !sure => return None,
        "" => None,
        place => {
            let is_kana = |c: char| matches!(c, '\u{30a0}'..='\u{30ff}');
            let names = sure || place.chars().all(is_kana) || is_known_place(place);
            Some(place).filter(|place| names && is_short(place)).map(Some)?
        }
    };
    let dash = |c: char| c.is_whitespace() || matches!(c, '-' | '－' | '\u{2010}'..='\u{2015}');
    Some(Dateline {
        located: located.map(str::to_owned),
        mark: Some(mark.to_owned()),
        byline: None,
        text_from: text.len() - after.trim_start_matches(dash).len(),
        label_like: false,
    })
}

/// What stands before the agency at the end, the agency, and whether its name is a common word too.
fn split_agency<'t>(content: &'t str, directory: &Directory) -> Option<(&'t str, &'t str, bool)> {
    let content = content.trim();
    let starts = content.char_indices().rev().map(|(at, _)| at).take(AGENCY_CHARS_MAX);
    starts.collect::<Vec<_>>().into_iter().rev().find_map(|start| {
        let (rest, name) = content.split_at_checked(start)?;
        if name.starts_with(is_gap) {
            return None;
        }
        let (mark, word) = match name {
            "共同" => ("共同通信", true),
            "時事" => ("時事通信", true),
            name => (name, false),
        };
        directory.find(mark).is_some_and(sends_copy).then_some((rest, mark, word))
    })
}

/// `〔記者王小明／台北報導〕`, `【ワシントン＝山田太郎】`: who reports, and whence.
fn read_reporter(text: &str, directory: &Directory) -> Option<Dateline> {
    const CHARS_MAX: usize = 40;
    const BRACKETS: [(char, char); 6] =
        [('（', '）'), ('(', ')'), ('〔', '〕'), ('【', '】'), ('[', ']'), ('［', '］')];
    let start = text.trim_start();
    let open = start.chars().next()?;
    let (_, close) = BRACKETS.iter().find(|(opens, _)| *opens == open)?;
    let (content, after) = start.get(open.len_utf8()..)?.split_once(*close)?;
    if content.is_ascii() || content.chars().count() > CHARS_MAX || content.contains('\n') {
        return None;
    }
    let correspondent = content.split_once('＝').filter(|(place, name)| {
        let is_kana = |c: char| matches!(c, '\u{30a0}'..='\u{30ff}');
        is_japanese_name(name) && (place.chars().all(is_kana) || is_known_place(place))
    });
    let (located, by) = match correspondent {
        Some((place, name)) => (Some(place.to_owned()), name),
        None => (read_titled(content, "author", directory)?.town, content),
    };
    Some(Dateline {
        located,
        byline: Some(by.to_owned()),
        text_from: text.len() - after.len(),
        ..Dateline::default()
    })
}

/// `(서울=연합뉴스) 홍길동 기자 = `.
fn read_korean(text: &str, directory: &Directory) -> Option<Dateline> {
    let found = KOREAN.as_ref()?.captures(text)?;
    let (place, mark) =
        (found.name("place")?.as_str().trim(), found.name("agency")?.as_str().trim());
    let place = without_first_agency(place, directory);
    let named = is_short(place) && directory.find(mark).is_some_and(sends_copy);
    named.then(|| Dateline {
        located: Some(place.to_owned()),
        mark: Some(mark.to_owned()),
        byline: found.name("by").map(|by| by.as_str().trim().to_owned()),
        text_from: found.get(0).map_or(0, |found| found.end()),
        label_like: false,
    })
}

/// `北京——`: a town that is known; a second pair of dashes makes the first one a sentence's.
fn read_town(text: &str) -> Option<Dateline> {
    let (place, after) = text.split_once("——")?;
    let sentence = after.split('。').next().unwrap_or(after);
    let place = place.trim();
    let town = !place.is_ascii() && is_short(place) && is_known_place(place);
    (town && !sentence.contains("——")).then(|| Dateline {
        located: Some(place.to_owned()),
        text_from: text.len() - after.len(),
        ..Dateline::default()
    })
}

/// `パリAFP`, `파리 AFP`: the agency that another one translates stands behind the town.
fn without_first_agency<'t>(place: &'t str, directory: &Directory) -> &'t str {
    let town = place.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let agency = place.get(town.len()..).unwrap_or_default();
    let known = !town.trim().is_empty() && directory.find(agency).is_some_and(sends_copy);
    if known { town.trim_end_matches(is_gap) } else { place }
}

fn is_short(place: &str) -> bool {
    place.chars().count() <= PLACE_CHARS_MAX
        && place.chars().all(|c| c.is_alphabetic() || matches!(c, ' ' | '·' | '・' | 'ー' | '/'))
}

fn is_gap(c: char) -> bool {
    c.is_whitespace() || matches!(c, '=' | '＝' | '・' | '/' | '，' | ',')
}

#[cfg(test)]
mod tests {
    use super::super::read_dateline;
    use crate::normalise::credits::organisations::built_in;

    /// As printed => place => mark => byline.
    const PRINTED: &str = "新华社北京3月3日电（记者王小明）=> 北京 => 新华社 => 记者王小明
        新华社3月3日电 =>  => 新华社 =>
        （中央社台北3日電）=> 台北 => 中央社 =>
        （中央社記者王小明台北3日電）=> 台北 => 中央社 => 記者王小明
        （中央社記者王小明某港3日電）=>  => 中央社 =>
        【法新社巴黎3日電】=> 巴黎 => 法新社 =>
        [서울=뉴스핌] 홍길동 기자 = => 서울 => 뉴스핌 => 홍길동 기자
        3 марта, Минск /Корр. БЕЛТА/. => Минск => БЕЛТА =>
        АСТАНА. КАЗИНФОРМ - => АСТАНА => КАЗИНФОРМ =>
        中新社巴黎3月3日电 => 巴黎 => 中新社 =>
        路透社伦敦3日电 => 伦敦 => 路透社 =>
        ［東京　３日　ロイター］ - => 東京 => ロイター =>
        [東京 3日 ロイター] - => 東京 => ロイター =>
        【パリ＝共同】=> パリ => 共同通信 =>
        【ワシントン時事】=> ワシントン => 時事通信 =>
        【北京共同】=> 北京 => 共同通信 =>
        (서울=연합뉴스) 홍길동 기자 = => 서울 => 연합뉴스 => 홍길동 기자
        (서울=뉴스1) 홍길동 김영희 기자 = => 서울 => 뉴스1 => 홍길동 김영희 기자
        [부산=뉴시스] => 부산 => 뉴시스 =>
        [부산=뉴시스] 홍길동 기자 = => 부산 => 뉴시스 => 홍길동 기자
        (파리 AFP=연합뉴스) => 파리 => 연합뉴스 =>
        【パリAFP＝時事】=> パリ => AFP＝時事 =>
        القاهرة (رويترز) - => القاهرة => رويترز =>
        МОСКВА. 3 марта. INTERFAX.RU - => МОСКВА => INTERFAX.RU =>
        МОСКВА, 3 мар (Рейтер) - => МОСКВА => Рейтер =>
        〔記者王小明／台北報導〕=> 台北 =>  => 記者王小明／台北報導
        （中央社記者王小明台北報導）=> 台北 =>  => 中央社記者王小明台北報導
        【ワシントン＝山田太郎】=> ワシントン =>  => 山田太郎
        北京—— => 北京 =>  =>";

    #[test]
    fn native_datelines_are_split() {
        for row in PRINTED.lines() {
            let [printed, place, mark, by] = row.split("=>").map(str::trim).collect::<Vec<_>>()[..]
            else {
                panic!("four columns: {row}");
            };
            let lead = if printed.contains(['М', 'А', 'ا']) {
                "Дождь шёл"
            } else {
                "三十年来，渡轮一直晚点。"
            };
            let text = format!("{printed} {lead}");
            let found = read_dateline(&text, built_in()).unwrap_or_else(|| panic!("none: {text}"));
            let given = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
            assert_eq!(
                (found.located, found.mark, found.byline),
                (given(place), given(mark), given(by))
            );
            assert_eq!(text.get(found.text_from..).unwrap().trim(), lead, "{text}");
        }
    }

    #[test]
    fn sentences_and_labels_are_no_native_datelines() {
        for text in [
            "新华社记者通过电话采访了市长。",
            "新华社3日电话采访了市长。",
            "美联社用电 不多。",
            "北京——这座古老的城市——正在下雨。",
            "渡轮——三十年来一直晚点。",
            "【時事】渡し船は今日も遅れた。",
            "【共同】渡し船は今日も遅れた。",
            "【日米共同】訓練は中止された。",
            "【速報】渡し船は今日も遅れた。",
            "(서울=홍길동) 배가 늦었다.",
            "[단독] 배가 늦었다.",
            "电",
        ] {
            assert_eq!(read_dateline(text, built_in()), None, "{text}");
        }
    }
}
