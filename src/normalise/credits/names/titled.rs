//! Reporters of Chinese and Korean papers, whom their title proves: `记者 王小明`, `홍길동 기자`. A name without one may be
//! a section's.

const BEFORE: [&str; 4] = ["本报记者", "本報記者", "记者", "記者"];
const BEHIND: [&str; 3] = ["기자", "특파원", "통신원"];

/// Families that nearly everybody of a Chinese byline belongs to: `记者观察` is a column.
const FAMILIES: &str = "王李张張刘劉陈陳杨楊黄黃赵趙周吴吳徐孙孫马馬朱胡郭何高林罗羅郑鄭梁谢謝宋唐许許韩韓冯馮邓鄧曹彭曾肖萧蕭田董袁潘于蒋蔣\
蔡余杜叶葉程苏蘇魏吕呂丁任沈姚卢盧姜崔钟鍾谭譚陆陸汪范石廖贾賈夏韦韋付傅方白邹鄒孟熊秦邱江尹薛闫閻阎段雷侯龙龍史陶黎贺賀顾顧毛郝龚龔邵万萬钱錢严嚴\
戴莫孔向汤湯温溫施安殷常武乔喬赖賴庄莊倪欧歐";

/// The people of one chunk that says they are reporters.
pub(super) fn read_titled(chunk: &str) -> Option<Vec<&str>> {
    let before = BEFORE.iter().find_map(|title| chunk.strip_prefix(title));
    let behind = || BEHIND.iter().find_map(|title| chunk.strip_suffix(title));
    let is_name: fn(&str) -> bool = if before.is_some() { is_chinese } else { is_korean };
    let gap = |c: char| c.is_whitespace() || matches!(c, '、' | '，' | '·' | '：' | ':');
    let names = before.or_else(behind)?.split(gap).filter(|name| !name.is_empty());
    let names: Vec<&str> = names.collect();
    // A Korean title has words before it that are no names: `홍길동 워싱턴 특파원`.
    let spaced = before.is_some() || chunk.chars().any(gap);
    (spaced && !names.is_empty() && names.iter().all(|name| is_name(name))).then_some(names)
}

/// Whether a Korean title ends the chunk, whatever stands before it.
pub(super) fn ends_in_title(chunk: &str) -> bool {
    BEHIND.iter().any(|title| chunk.ends_with(title))
}

fn is_chinese(name: &str) -> bool {
    (2..=4).contains(&name.chars().count())
        && name.chars().all(|c| matches!(c, '\u{4e00}'..='\u{9fff}'))
        && name.chars().next().is_some_and(|family| FAMILIES.contains(family))
}

/// Three syllables, the first of them a family: two or four are more often a town, a title or a desk.
fn is_korean(name: &str) -> bool {
    const FAMILIES: &str = "김이박최정강조윤장임한오서신권황안송전홍유고문양손배백허남심노하곽성차주우구민류나진지엄채원천방공현함변염여추도소석선설마길연위표명기반라왕금옥육인맹제모탁국어은편용";
    const DESKS: [char; 3] = ['부', '국', '팀'];
    name.chars().count() == 3
        && name.chars().all(|c| matches!(c, '\u{ac00}'..='\u{d7a3}'))
        && name.chars().next().is_some_and(|family| FAMILIES.contains(family))
        && !name.ends_with(DESKS)
}
