//! Reporters of Chinese, Japanese and Korean papers, whom their title or the word for "reports from" proves: `记者 王小明`,
//! `王小明／台北報導`, `山田太郎記者`, `홍길동 기자`. A name without one may be a section's. Every word must be understood.

use super::{Directory, Makers, PEOPLE_MAX, is_known_place, person};

mod han;
mod hangul;
mod japanese;

use han::Word;

/// A longer line, in characters, is a sentence.
const LINE_CHARS_MAX: usize = 60;

/// What such a line says.
#[derive(Debug, Default, PartialEq, Eq)]
pub(in crate::normalise::credits) struct Titled {
    pub(in crate::normalise::credits) makers: Makers,
    /// Whence they report: `台北`.
    pub(in crate::normalise::credits) town: Option<String>,
}

/// Reads a whole field or line; people without another role get `rel`.
pub(in crate::normalise::credits) fn read_titled(
    printed: &str,
    rel: &str,
    directory: &Directory,
) -> Option<Titled> {
    if printed.is_ascii() || printed.chars().count() > LINE_CHARS_MAX {
        return None;
    }
    if printed.chars().any(hangul::is_syllable) {
        return hangul::read(printed, rel, directory);
    }
    let mut read =
        Reading { rel, title: None, untitled: 0, titled: false, found: Titled::default() };
    let mut words = printed.split(han::is_gap).filter(|word| !word.is_empty());
    while let Some(word) = words.next() {
        // `山田 太郎`
        let family = japanese::is_family(word).then(|| words.clone().next()).flatten();
        if let Some(given) = family.filter(|given| japanese::is_given(given)) {
            words.next();
            read.name(&format!("{word} {given}"));
        } else {
            read.word(word, directory)?;
        }
    }
    let people = &read.found.makers.people;
    let whole = read.titled && !people.is_empty() && people.len() <= PEOPLE_MAX;
    whole.then_some(read.found)
}

struct Reading<'a> {
    rel: &'a str,
    /// The role of the names to come, where titles stand before them.
    title: Option<&'a str>,
    /// Where the names begin whose title is to come.
    untitled: usize,
    titled: bool,
    found: Titled,
}

impl<'a> Reading<'a> {
    fn name(&mut self, name: &str) {
        let rel = self.title.unwrap_or(self.rel);
        self.found.makers.people.push(person(name, rel));
    }

    /// The house of the people from `from` on.
    fn house(&mut self, house: Option<&str>, from: usize) {
        let Some(house) = house else { return };
        self.found.makers.organisations.push(house.to_owned());
        for person in self.found.makers.people.iter_mut().skip(from) {
            person.literal = Some(house.to_owned());
        }
    }

    fn word(&mut self, word: &'a str, directory: &Directory) -> Option<()> {
        match han::read(word, directory) {
            Some(Word::Title { house, rel, name }) => {
                self.titled = true;
                let rel = rel.unwrap_or(self.rel);
                let from = self.found.makers.people.len();
                if let Some(name) = name {
                    self.title = Some(rel);
                    self.name(name);
                } else if self.title.is_none() && from > self.untitled {
                    // `王小明/文`: the title stands behind.
                    let people = self.found.makers.people.iter_mut().skip(self.untitled);
                    people.for_each(|person| rel.clone_into(&mut person.rel));
                    self.untitled = from;
                } else {
                    self.title = Some(rel);
                }
                self.house(house, from);
            }
            Some(Word::Report { house, name, town }) => {
                self.titled = true;
                let from = self.found.makers.people.len();
                if let Some(name) = name {
                    self.name(name);
                }
                self.house(house, from);
                self.found.town = town.map(str::to_owned).or(self.found.town.take());
            }
            Some(Word::Name) => self.name(word),
            None if directory.find(word).is_some() => {
                self.found.makers.organisations.push(word.to_owned());
            }
            None if is_known_place(word) => self.found.town = Some(word.to_owned()),
            None => return None,
        }
        Some(())
    }
}

/// Whether a Korean title ends the chunk, whatever stands before it.
pub(super) fn ends_in_title(chunk: &str) -> bool {
    hangul::ends_in_title(chunk)
}

/// Whether it is a name as Japanese bylines print it without a title: `【ワシントン＝山田太郎】`.
pub(in crate::normalise::credits) fn is_japanese_name(name: &str) -> bool {
    japanese::is_name(name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::normalise::credits::organisations::built_in;

    /// As printed => people (role where it is no author's) => houses => town.
    const PRINTED: &str = "记者 王小明 => 王小明 => =>
        记者：王小明、李四光 => 王小明,李四光 => =>
        本报记者 王小明 北京报道 => 王小明 => => 北京
        王小明/北京报道 => 王小明 => => 北京
        （記者 王小明／台北報導） => 王小明 => => 台北
        中央社記者王小明台北報導 => 王小明 => 中央社 => 台北
        〔記者王小明台北報導〕 => 王小明 => => 台北
        王小明／綜合報導 => 王小明 => =>
        新华社记者王小明 => 王小明 => 新华社 =>
        新华社驻巴黎记者 王小明 => 王小明 => 新华社 =>
        灯塔新闻见习记者 王小明 => 王小明 => 灯塔新闻 =>
        本报特约记者 王小明 通讯员 李四光 => 王小明,李四光=contributor => =>
        文/王小明 图/李四光 => 王小明,李四光=photographer => =>
        王小明/文 李四光/摄影 => 王小明,李四光=photographer => =>
        责任编辑：王小明 => 王小明=editor => =>
        编辑/王小明 => 王小明=editor => =>
        王小明记者 => 王小明 => =>
        山田太郎記者 => 山田太郎 => =>
        記者 山田太郎 => 山田太郎 => =>
        山田 太郎 記者 => 山田 太郎 => =>
        文・山田太郎 写真・佐藤花子 => 山田太郎,佐藤花子=photographer => =>
        編集：山田太郎 => 山田太郎=editor => =>
        編集委員 山田太郎 => 山田太郎 => =>
        ワシントン支局 山田太郎記者 => 山田太郎 => =>
        홍길동 기자 => 홍길동 => =>
        [홍길동·김영희 기자] => 홍길동,김영희 => =>
        홍길동 선임기자 => 홍길동 => =>
        홍길동 워싱턴 특파원 => 홍길동 => => 워싱턴
        워싱턴=홍길동 특파원 => 홍길동 => => 워싱턴
        정치부 홍길동 기자 => 홍길동 => =>
        연합뉴스 홍길동 기자 => 홍길동 => 연합뉴스 =>
        홍길동 기자 hong@halden.example => 홍길동 => =>";

    #[test]
    fn titles_prove_people_and_part_them_from_houses_and_towns() {
        for row in PRINTED.lines() {
            let [printed, people, houses, town] =
                row.split("=>").map(str::trim).collect::<Vec<_>>()[..]
            else {
                panic!("four columns: {row}");
            };
            let read = read_titled(printed, "author", built_in());
            let read = read.unwrap_or_else(|| panic!("none: {printed}"));
            let named = read.makers.people.iter().map(|person| match person.rel.as_str() {
                "author" => person.name.clone(),
                rel => format!("{}={rel}", person.name),
            });
            assert_eq!(named.collect::<Vec<_>>().join(","), people, "{printed}");
            assert_eq!(read.makers.organisations.join(","), houses, "{printed}");
            assert_eq!(read.town.unwrap_or_default(), town, "{printed}");
        }
    }

    #[test]
    fn desks_columns_and_sentences_name_nobody() {
        for printed in [
            "记者观察",
            "记者站",
            "综合报道",
            "綜合外電報導",
            "王小明",
            "北京",
            "王小明 北京",
            "记者走访了码头",
            "记者 码头晚间人潮",
            "据新华社报道",
            "编辑部",
            "図書館",
            "山田太郎",
            "編集部",
            "인턴기자",
            "정치부 기자",
            "체육부",
            "홍길동",
            "기자 회견을 열었다",
        ] {
            assert_eq!(read_titled(printed, "author", built_in()), None, "{printed}");
        }
    }
}
