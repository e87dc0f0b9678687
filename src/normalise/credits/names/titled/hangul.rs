//! Korean bylines: the title stands behind, and other words than names may stand before it.

use super::super::{Directory, person};
use super::{PEOPLE_MAX, Titled};

/// The longer before the shorter; a correspondent has a town.
const TITLES: [&str; 11] = [
    "선임기자",
    "전문기자",
    "인턴기자",
    "수습기자",
    "객원기자",
    "사진기자",
    "논설위원",
    "편집위원",
    "기자",
    "특파원",
    "통신원",
];
const FAMILIES: &str = "김이박최정강조윤장임한오서신권황안송전홍유고문양손배백허남심노하곽성차주우구민류나진지엄채원천방공현함변염여추도소석선설마길연위표명기반라왕금옥육인맹제모탁국어은편용";
/// Endings of desks.
const DESKS: [char; 3] = ['부', '국', '팀'];

pub(super) fn is_syllable(c: char) -> bool {
    matches!(c, '\u{ac00}'..='\u{d7a3}')
}

pub(super) fn ends_in_title(chunk: &str) -> bool {
    TITLES.iter().any(|title| chunk.ends_with(title))
}

/// `홍길동 기자`, `홍길동·김영희 기자`, `워싱턴=홍길동 특파원`, `정치부 홍길동 기자 hong@halden.example`.
pub(super) fn read(printed: &str, rel: &str, directory: &Directory) -> Option<Titled> {
    let gap = |c: char| super::han::is_gap(c) || matches!(c, '·' | 'ㆍ');
    let words: Vec<&str> =
        printed.split(gap).filter(|word| !word.is_empty() && !word.contains('@')).collect();
    let (title, before) = words.split_last()?;
    if !TITLES.contains(title) || before.is_empty() {
        return None;
    }
    let mut found = Titled::default();
    for word in before.iter().copied() {
        if is_name(word) {
            found.makers.people.push(person(word, rel));
        } else if directory.find(word).is_some() {
            found.makers.organisations.push(word.to_owned());
        } else if *title == "특파원" && found.town.is_none() && word.chars().all(is_syllable) {
            found.town = Some(word.to_owned());
        } else if !word.ends_with(DESKS) {
            return None;
        }
    }
    if let [house] = found.makers.organisations.as_slice() {
        for person in &mut found.makers.people {
            person.literal = Some(house.clone());
        }
    }
    let people = found.makers.people.len();
    (1..=PEOPLE_MAX).contains(&people).then_some(found)
}

/// Three syllables, the first of them a family: two or four are more often a town, a title or a desk.
fn is_name(name: &str) -> bool {
    name.chars().count() == 3
        && name.chars().all(is_syllable)
        && name.chars().next().is_some_and(|family| FAMILIES.contains(family))
        && !name.ends_with(DESKS)
}
