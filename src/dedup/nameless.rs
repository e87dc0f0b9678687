//! Words that name nobody, in scripts whose letters do not tell: grammar, and the words of news for which every desk has
//! others ("said", "killed", "collapsed"). Pure.
//!
//! What is not listed may be a name: the lists only ever let copies be found that papers edited.

use std::collections::HashSet;
use std::sync::LazyLock;

use super::wordclass::Letters;

/// Chinese and Japanese characters that stand in no name of a person or place, but for rare ones: grammar; saying; dying
/// and hurting; breaking; courts; rising and falling; beginning and ending; time and measure.
const CHARACTERS: &str = "\
    的了着過过將将已曾會会能可要須须應应該该把被讓让給给對对從从往與与及或並并而但卻却則则就也還还又再仍更很最太不沒没未無无是為为有在之其\
    說说稱称講讲談谈告訴诉問问答示表認认報报導导據据悉透露指宣布佈述語话話伝見\
    死亡傷伤病患難难害遇受擊击撞墜坠塌垮坍倒毀毁損损壞坏燒烧淹爆炸失蹤踪救逃拘捕抓獲获控判罪刑罰罚禁查檢检殺杀\
    調调漲涨跌減减增少輕轻負负擔担付款費费稅税價价率息額额\
    始開开停止終终結结束續续完起造致低引因果改變变更換换投入乗乘射発發\
    時时候間间內内後后前期次首約约近超逾至今昨件只僅仅這这那誰谁什麼么怎樣样們们些個个望或測观觀観";

static CHARACTER_SET: LazyLock<HashSet<char>> = LazyLock::new(|| CHARACTERS.chars().collect());

/// Korean and Arabic, as they begin, without what is put before and behind.
const BEGINNINGS: [&str; 63] = [
    "종료",
    "중단",
    "재개",
    "시작",
    "발표",
    "발생",
    "사망",
    "부상",
    "숨진",
    "숨져",
    "숨졌",
    "다쳐",
    "다쳤",
    "밝혔",
    "말했",
    "전했",
    "알려",
    "체포",
    "구속",
    "검거",
    "붕괴",
    "폭발",
    "추락",
    "침몰",
    "실종",
    "구조",
    "대피",
    "합의",
    "결정",
    "인상",
    "인하",
    "상승",
    "하락",
    "증가",
    "감소",
    "قال",
    "أعلن",
    "ذكر",
    "أكد",
    "أفاد",
    "أوضح",
    "أضاف",
    "يعلن",
    "يقدم",
    "قدم",
    "مقتل",
    "مصرع",
    "وفاة",
    "قتل",
    "قتيل",
    "إصابة",
    "جرحى",
    "مصاب",
    "انهيار",
    "تصدع",
    "سقوط",
    "انفجار",
    "خلاف",
    "نزاع",
    "استقال",
    "تنحي",
    "الاستقال",
    "التنحي",
];

/// Whether a folded word is known to name nobody.
pub(super) fn is_nameless(word: &str, letters: Letters) -> bool {
    match letters {
        Letters::Unspaced => {
            let is_kana = |c: char| ('\u{3041}'..='\u{309f}').contains(&c);
            word.chars().all(|c| is_kana(c) || CHARACTER_SET.contains(&c))
        }
        Letters::Caseless => {
            // "And" is one letter, written together with what follows.
            let bare = word.strip_prefix('و').unwrap_or(word);
            BEGINNINGS.iter().any(|start| word.starts_with(start) || bare.starts_with(start))
        }
        Letters::Cased | Letters::Spelled => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_news_are_nameless_and_names_are_not() {
        let table = [
            ("已", true),
            ("亡", true),
            ("の", true),
            ("海", false),
            ("張", false),
            ("종료", true),
            ("종료됐다고", true),
            ("김도윤", false),
            ("وأعلنت", true),
            ("سامي", false),
        ];
        for (word, nameless) in table {
            assert_eq!(is_nameless(word, Letters::of(word)), nameless, "{word}");
        }
    }
}
