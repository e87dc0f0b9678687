//! The language of a text: what was declared, unless the text clearly says otherwise.

use std::sync::LazyLock;

use whatlang::{Detector, Lang, Script};

use super::text::first_chars;

/// Fewer letters are no evidence (measured: whatlang fails on a fifth of headlines).
const CHARS_MIN: usize = 60;
/// More text costs time and changes nothing.
const CHARS_MAX: usize = 600;
/// The script shows in a short headline.
const SCRIPT_CHARS_MIN: usize = 12;
/// Against a declaration a detection must be this sure.
const CONFIDENCE_AGAINST: f64 = 0.8;
const CONFIDENCE_ALONE: f64 = 0.4;

/// The languages that are told apart; rarer ones are mostly mistaken for them.
const LANGUAGES: &[(Lang, &str)] = &[
    (Lang::Eng, "en"),
    (Lang::Deu, "de"),
    (Lang::Fra, "fr"),
    (Lang::Spa, "es"),
    (Lang::Por, "pt"),
    (Lang::Ita, "it"),
    (Lang::Nld, "nl"),
    (Lang::Swe, "sv"),
    (Lang::Dan, "da"),
    (Lang::Nob, "nb"),
    (Lang::Fin, "fi"),
    (Lang::Pol, "pl"),
    (Lang::Ces, "cs"),
    (Lang::Slk, "sk"),
    (Lang::Hun, "hu"),
    (Lang::Ron, "ro"),
    (Lang::Tur, "tr"),
    (Lang::Ell, "el"),
    (Lang::Rus, "ru"),
    (Lang::Ukr, "uk"),
    (Lang::Bul, "bg"),
    (Lang::Srp, "sr"),
    (Lang::Hrv, "hr"),
    (Lang::Cat, "ca"),
    (Lang::Ara, "ar"),
    (Lang::Heb, "he"),
    (Lang::Pes, "fa"),
    (Lang::Urd, "ur"),
    (Lang::Hin, "hi"),
    (Lang::Ben, "bn"),
    (Lang::Tam, "ta"),
    (Lang::Tel, "te"),
    (Lang::Tha, "th"),
    (Lang::Vie, "vi"),
    (Lang::Ind, "id"),
    (Lang::Cmn, "zh"),
    (Lang::Jpn, "ja"),
    (Lang::Kor, "ko"),
];

static DETECTOR: LazyLock<Detector> =
    LazyLock::new(|| Detector::with_allowlist(LANGUAGES.iter().map(|(lang, _)| *lang).collect()));

/// The language of `text` as BCP 47; `declared` are claims, strongest first (edge case 56).
pub(crate) fn recognise<'a>(
    text: &str,
    declared: impl IntoIterator<Item = Option<&'a str>>,
) -> Option<String> {
    let claim = declared.into_iter().flatten().find_map(tidy_tag);
    let claim = claim.filter(|claim| !is_in_foreign_script(text, claim));
    let small = SmallWords::count(first_chars(text, CHARS_MAX));
    if claim.as_deref().is_some_and(|claim| agrees(claim, "en")) && small.confirm_english() {
        return claim;
    }
    let Some((found, confidence)) = detect(text, &small) else {
        return claim;
    };
    match claim {
        None => (confidence >= CONFIDENCE_ALONE).then(|| found.to_owned()),
        // What is told by its own small words or letters refutes a claim of a language that is not told apart, too.
        Some(claim) if confidence < CONFIDENCE_AGAINST => Some(claim),
        Some(claim) if agrees(&claim, found) || (confidence < 1.0 && is_rare(&claim)) => {
            Some(claim)
        }
        Some(_) => Some(found.to_owned()),
    }
}

/// A language of Latin letters is claimed, and the text has none of them or few: a name or two may be left in Latin
/// letters, but nobody writes English in Cyrillic. It takes no sure detection to see that.
fn is_in_foreign_script(text: &str, claim: &str) -> bool {
    let sample = first_chars(text, CHARS_MAX);
    let primary = claim.split('-').next().unwrap_or(claim);
    let claimed = LANGUAGES.iter().find(|(_, tag)| *tag == primary);
    let is_latin = claimed.is_some_and(|(lang, _)| Script::Latin.langs().contains(lang));
    // With so few bytes beyond ASCII no other script can have more of it.
    let is_ascii = || sample.bytes().filter(|byte| !byte.is_ascii()).count() * 4 < sample.len();
    let letters = || sample.chars().filter(|c| c.is_alphabetic()).map(weight).sum::<usize>();
    is_latin
        && !is_ascii()
        && letters() >= SCRIPT_CHARS_MIN
        && (by_characters(sample).is_some()
            || whatlang::detect_script(sample).is_some_and(|script| script != Script::Latin))
}

/// Chinese, Japanese or Korean, where its characters say more than the letters between them: business copy is full of
/// names in Latin letters.
fn by_characters(sample: &str) -> Option<&'static str> {
    // A Chinese text may quote a word of kana; a Japanese one is never without them.
    const KANA_PERCENT_MIN: usize = 10;
    let (mut han, mut kana, mut hangul, mut letters) = (0, 0, 0, 0);
    for c in sample.chars().filter(|c| c.is_alphabetic()) {
        match u32::from(c) {
            0x3040..=0x30FF => kana += weight(c),
            0x3400..=0x9FFF => han += weight(c),
            0xAC00..=0xD7AF => hangul += weight(c),
            _ => letters += 1,
        }
    }
    let all = han + kana + hangul;
    if all == 0 || all < letters {
        return None;
    }
    if hangul > han + kana {
        Some("ko")
    } else if kana * 100 >= all * KANA_PERCENT_MIN {
        Some("ja")
    } else {
        Some("zh")
    }
}

fn detect(text: &str, small: &SmallWords) -> Option<(&'static str, f64)> {
    let sample = first_chars(text, CHARS_MAX);
    let mut letters = sample.chars().filter(|c| c.is_alphabetic()).scan(0, |letters, c| {
        *letters += weight(c);
        Some(*letters)
    });
    if !letters.any(|letters| letters >= CHARS_MIN) {
        return None;
    }
    if small.are_english() {
        return Some(("en", 1.0));
    }
    if let Some(tag) = by_characters(sample) {
        return Some((tag, 1.0));
    }
    let info = DETECTOR.detect(sample)?;
    if info.script() == Script::Cyrillic
        && let Some(tag) = by_cyrillic_letters(sample)
    {
        return Some((tag, 1.0));
    }
    let tag = LANGUAGES.iter().find(|(lang, _)| *lang == info.lang()).map(|(_, tag)| *tag)?;
    Some((tag, info.confidence()))
}

/// Letters that only one of the languages told apart has. Detection by trigrams is unsure even of long Russian texts,
/// because its neighbours share most of them.
fn by_cyrillic_letters(sample: &str) -> Option<&'static str> {
    let has = |letters: &str| sample.contains(|c| letters.contains(c));
    match (has("ыэёЫЭЁ"), has("їєґЇЄҐ"), has("ђћЂЋ")) {
        // An `і` or `ў` beside an `ы` is Belarusian, which is not among them.
        (true, false, false) if !has("іўІЎ") => Some("ru"),
        (false, true, false) => Some("uk"),
        (false, false, true) => Some("sr"),
        _ => None,
    }
}

/// How often the small words of English and of its neighbours stand in a text. Most copy is told by them, at a hundredth of
/// what weighing all languages against each other costs.
#[derive(Debug, Default)]
struct SmallWords {
    words: usize,
    /// Words that only English has.
    english: usize,
    /// Words that are as frequent in English, and that some other language has as well.
    common: usize,
    /// Words of its neighbours.
    others: usize,
}

impl SmallWords {
    fn count(text: &str) -> Self {
        const BYTES_MAX: usize = 5;
        let mut count = Self::default();
        for word in text.to_ascii_lowercase().split_ascii_whitespace() {
            count.words += 1;
            if word.len() > BYTES_MAX {
                continue;
            }
            // Of bytes the compiler makes a tree; texts are compared one by one.
            match word.as_bytes() {
                b"the" | b"of" | b"and" | b"that" | b"with" | b"from" | b"this" | b"which"
                | b"were" | b"been" | b"their" | b"they" | b"said" | b"would" => count.english += 1,
                b"a" | b"in" | b"to" | b"is" | b"for" | b"on" | b"it" | b"as" | b"at" | b"by"
                | b"be" | b"are" | b"was" | b"has" | b"have" | b"had" | b"he" | b"his" | b"we"
                | b"you" | b"i" | b"not" | b"but" | b"or" | b"an" | b"will" | b"who" | b"its" => {
                    count.common += 1;
                }
                b"de" | b"en" | b"la" | b"le" | b"et" | b"les" | b"des" | b"que" | b"el"
                | b"los" | b"der" | b"die" | b"und" | b"il" | b"di" | b"che" | b"het" | b"een"
                | b"van" | b"och" | b"som" | b"og" | b"til" | b"em" => count.others += 1,
                _ => {}
            }
        }
        count
    }

    /// As densely as only English has them, and hardly any of its neighbours.
    fn are_english(&self) -> bool {
        const ENGLISH_MIN: usize = 3;
        const WORDS_FOR_EACH_MAX: usize = 14;
        self.english >= ENGLISH_MIN
            && self.english * WORDS_FOR_EACH_MAX >= self.words
            && self.others * 4 <= self.english
    }

    /// Enough for a text that is said to be English: a fifth of it. A title or two of English within another language
    /// are not so much.
    fn confirm_english(&self) -> bool {
        const ENGLISH_MIN: usize = 2;
        self.english >= ENGLISH_MIN
            && (self.english + self.common) * 5 >= self.words
            && self.others * 4 <= self.english
    }
}

/// A character of Chinese, Japanese or Korean says as much as a word.
fn weight(c: char) -> usize {
    if matches!(u32::from(c), 0x3040..=0x9FFF | 0xAC00..=0xD7AF) { 4 } else { 1 }
}

/// The same language, or one that detection takes for its neighbour.
fn agrees(claim: &str, found: &str) -> bool {
    const NEIGHBOURS: [&[&str]; 6] = [
        &["nb", "no", "nn", "da"],
        &["sr", "hr", "bs", "sh", "sl", "mk", "bg"],
        &["id", "ms"],
        &["cs", "sk"],
        &["es", "gl", "ca", "pt"],
        &["zh", "yue", "ja"],
    ];
    let claim = claim.split('-').next().unwrap_or(claim);
    claim == found
        || NEIGHBOURS.iter().any(|group| group.contains(&claim) && group.contains(&found))
}

/// A language that detection does not know, and takes for another.
fn is_rare(claim: &str) -> bool {
    let claim = claim.split('-').next().unwrap_or(claim);
    !LANGUAGES.iter().any(|(_, tag)| *tag == claim)
}

/// `EN_us` as `en-US`; `None` for what is no language tag (RFC 5646: language, script, region).
fn tidy_tag(raw: &str) -> Option<String> {
    const NAMES: &[(&str, &str)] = &[
        ("english", "en"),
        ("german", "de"),
        ("deutsch", "de"),
        ("french", "fr"),
        ("spanish", "es"),
        ("eng", "en"),
        ("deu", "de"),
        ("ger", "de"),
        ("fra", "fr"),
        ("fre", "fr"),
        ("spa", "es"),
        ("por", "pt"),
        ("ita", "it"),
        ("nld", "nl"),
        ("swe", "sv"),
        ("nor", "no"),
        ("iw", "he"),
    ];
    /// Languages in print that have no code of two letters.
    const LONG: [&str; 12] =
        ["fil", "yue", "haw", "ceb", "gsw", "nds", "ast", "ckb", "kab", "hsb", "fur", "sco"];
    let raw = raw.trim().replace('_', "-").to_ascii_lowercase();
    let raw = NAMES.iter().find(|(name, _)| *name == raw).map_or(raw.as_str(), |(_, tag)| *tag);
    let mut parts = raw.split('-');
    let language = parts.next().filter(|part| is_alphabetic(part))?;
    // Each code is followed by a blank but the last.
    let is_code = |code: &[u8]| code.get(..2) == Some(language.as_bytes());
    let short = SHORT.as_bytes().chunks(3).any(is_code);
    if !short && !LONG.contains(&language) {
        return None;
    }
    let mut tag = language.to_owned();
    for part in parts.take(3) {
        match part.len() {
            4 if is_alphabetic(part) => {
                let (first, rest) = part.split_at_checked(1)?;
                tag.extend(["-", &first.to_ascii_uppercase(), rest]);
            }
            2 if is_alphabetic(part) => tag.extend(["-", &part.to_ascii_uppercase()]),
            3 if part.bytes().all(|b| b.is_ascii_digit()) => tag.extend(["-", part]),
            _ => break,
        }
    }
    Some(tag)
}

/// Every code of two letters (ISO 639-1).
const SHORT: &str = "aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de \
    dv dz ee el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is it \
    iu ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd \
    ne ng nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg sh si sk sl sm sn so sq sr ss st \
    su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu";

fn is_alphabetic(part: &str) -> bool {
    part.bytes().all(|b| b.is_ascii_alphabetic())
}

#[cfg(test)]
mod tests {
    use super::*;

    const ENGLISH: &str = "The harbour council agreed on Monday to rebuild the northern pier after the spring storms.";
    const GERMAN: &str = "Der Stadtrat hat am Montag beschlossen, die nördliche Mole nach den Stürmen wieder aufzubauen.";
    const PORTUGUESE: &str = "A câmara municipal decidiu na segunda-feira reconstruir o cais do norte depois das tempestades.";

    fn check(text: &str, declared: &[&str], expected: Option<&str>) {
        let declared = declared.iter().map(|tag| Some(*tag));
        assert_eq!(recognise(text, declared).as_deref(), expected, "{text}");
    }

    #[test]
    fn a_wrong_declaration_loses_and_a_compatible_one_keeps_its_region() {
        // edge 56
        check(ENGLISH, &["de"], Some("en"));
        check(GERMAN, &["en-us"], Some("de"));
        check(PORTUGUESE, &["pt_br"], Some("pt-BR"));
        check(ENGLISH, &["EN-gb", "de"], Some("en-GB"));
        check(ENGLISH, &[], Some("en"));
    }

    // A short text in another script needs no detection to refute a language of Latin letters.
    #[test]
    fn nobody_writes_english_in_other_letters() {
        let russian = "Маяк снова светит. Старый маяк у входа в гавань снова зажгли в понедельник после трёх лет ремонта, \
            сообщила администрация порта. Смотритель говорит, что башню видно за двадцать миль.";
        check(russian, &["en-US"], Some("ru"));
        check("Маяк снова светит", &["en-US"], None);
        check("Маяк снова светит", &["ru"], Some("ru"));
        check("Маяк", &["en"], Some("en"));
        check("PlayStation 6 发布", &["en"], Some("en"));
        check("PlayStation", &["ja"], Some("ja"));
    }

    #[test]
    fn english_is_told_by_its_small_words_and_words_quoted_from_it_are_not() {
        assert!(SmallWords::count(&format!("{ENGLISH} {ENGLISH}")).are_english());
        for text in [
            GERMAN,
            PORTUGUESE,
            "Der Film „The Return of the King“ und „The Lord of the Dance“ wurden gestern \
            in der Stadthalle gezeigt, danach sprach der Bürgermeister über die Mole und die Stürme des letzten Jahres, die \
            nach seinen Worten nicht die letzten waren, wie auch die Zeitung noch am selben Abend schrieb und ihre Leser.",
        ] {
            assert!(!SmallWords::count(text).are_english(), "{text}");
            assert!(!SmallWords::count(text).confirm_english(), "{text}");
        }
    }

    #[test]
    fn english_under_a_channel_language_that_is_not_told_apart_is_english() {
        let text = format!("{ENGLISH} {ENGLISH}");
        for claim in ["kn", "ml", "sw", "ka"] {
            check(&text, &[claim], Some("en"));
        }
        check(
            "Baraza la mji lilikubali siku ya Jumatatu kujenga upya gati la kaskazini baada ya dhoruba.",
            &["sw"],
            Some("sw"),
        );
    }

    #[test]
    fn chinese_and_japanese_with_many_latin_names_are_what_their_characters_say() {
        let chinese = "Quay Marine Technologies今天宣布，其防波堤产品Harbour Guard被评为年度最佳，将于三月在Lyme Quay安装。";
        check(chinese, &["zh-TW"], Some("zh-TW"));
        check(chinese, &["en"], Some("zh"));
        check(chinese, &[], Some("zh"));
        let japanese = "Quay Marineは月曜日、新しい防波堤「Harbour Guard」を三月にLyme Quayで設置すると発表した。";
        check(japanese, &["en"], Some("ja"));
        check(
            "부두 시의회는 월요일 봄 폭풍 뒤 북쪽 Pier 방파제를 다시 짓기로 했다고 밝혔다.",
            &[],
            Some("ko"),
        );
    }

    #[test]
    fn short_text_proves_nothing() {
        check("Der Rat", &["en"], Some("en"));
        check("Der Rat", &[], None);
        check("", &["fr-CA"], Some("fr-CA"));
    }

    #[test]
    fn nonsense_declarations_are_dropped() {
        for nonsense in ["", "utf-8 ", "us", "e", "http://x", "und", "12"] {
            check("Rat", &[nonsense], None);
        }
        check("Rat", &["zh-hant-tw"], Some("zh-Hant-TW"));
        check("Rat", &["es-419"], Some("es-419"));
    }
}
