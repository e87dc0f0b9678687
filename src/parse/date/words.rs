//! Month names, weekdays, zones and fillers of the languages feeds are printed in. Tables only; the one place of them for all that
//! reads dates, in fields as in datelines.

use std::collections::HashMap;
use std::sync::LazyLock;

/// Full names and abbreviations, lower case, January first: en, de, fr, es, it, pt, nl, sv/da/no, fi, pl, cs, sk, sl, hr, ro, hu,
/// ru, uk, tr, id, lt, lv, et, el, bg, be, sr, ca, gl, is, ms, az, sq, ar.
#[rustfmt::skip]
const MONTHS: [&[&str]; 12] = [
    &[
        "january", "jan", "januar", "jän", "jänner", "janvier", "janv", "enero", "ene", "gennaio",
        "gen", "janeiro", "januari", "tammikuuta", "stycznia", "styczeń", "sty", "ledna", "января",
        "январь", "янв", "січня", "січ", "ocak", "oca", "ianuarie", "ian", "január", "januára",
        "januarja", "siječnja",
        "sausio", "sausis", "janvāris", "janvārī", "jaanuar", "ιανουαρίου", "ιαν", "януари",
        "студзеня", "gener", "xaneiro", "janúar", "يناير", "yanvar", "janar", "januara", "јануара", "जनवरी",
    ],
    &[
        "february", "feb", "februar", "febr", "février", "fevrier", "févr", "fevr", "fév", "fev",
        "febrero", "febbraio", "fevereiro", "februari", "helmikuuta", "lutego", "luty", "lut",
        "února", "февраля", "февраль", "фев", "февр", "лютого", "лют", "şubat", "şub", "februarie",
        "február", "februára", "februarja", "veljače",
        "vasario", "februāris", "februārī", "veebruar", "φεβρουαρίου", "φεβ", "февруари", "febrer",
        "febreiro", "febrúar", "فبراير", "fevral", "shkurt", "februara", "фебруара", "फरवरी", "फ़रवरी",
    ],
    &[
        "march", "mar", "märz", "maerz", "mär", "mrz", "mars", "marzo", "março", "marco", "maart",
        "mrt", "marts", "maaliskuuta", "marca", "marzec", "března", "марта", "март", "мар",
        "березня", "бер", "mart", "martie", "március", "márc", "ožujka", "maret",
        "kovo", "martā", "märts", "μαρτίου", "μαρ", "сакавіка", "març", "mac", "مارس", "मार्च",
    ],
    &[
        "april", "apr", "avril", "avr", "abril", "abr", "aprile", "huhtikuuta", "kwietnia",
        "kwiecień", "kwi", "dubna", "апреля", "апрель", "апр", "квітня", "кві", "nisan", "nis",
        "aprilie", "április", "ápr", "apríla", "aprila", "travnja",
        "balandžio", "aprīlis", "aprīlī", "aprill", "απριλίου", "απρ", "април", "красавіка",
        "apríl", "أبريل", "ابريل", "aprel", "prill", "априла", "अप्रैल",
    ],
    &[
        "may", "mai", "mayo", "maggio", "mag", "maio", "mei", "maj", "toukokuuta", "maja", "května",
        "мая", "май", "травня", "тра", "mayıs", "mayis", "május", "máj", "mája", "svibnja",
        "gegužės", "maijs", "maijā", "μαΐου", "μαΐ", "траўня", "maig", "maí", "مايو", "маја", "मई",
    ],
    &[
        "june", "jun", "juni", "juin", "junio", "giugno", "giu", "junho", "kesäkuuta", "czerwca",
        "czerwiec", "cze", "června", "июня", "июнь", "июн", "червня", "чер", "haziran", "haz",
        "iunie", "iun", "június", "jún", "júna", "junija", "lipnja",
        "birželio", "jūnijs", "jūnijā", "juuni", "ιουνίου", "ιουν", "юни", "чэрвеня", "juny",
        "xuño", "júní", "يونيو", "iyun", "qershor", "juna", "јуна", "जून",
    ],
    &[
        "july", "jul", "juli", "juillet", "juil", "julio", "luglio", "lug", "julho", "heinäkuuta",
        "lipca", "lipiec", "lip", "července", "июля", "июль", "июл", "липня", "лип", "temmuz",
        "tem", "iulie", "iul", "július", "júl", "júla", "julija", "srpnja",
        "liepos", "jūlijs", "jūlijā", "juuli", "ιουλίου", "ιουλ", "юли", "ліпеня", "juliol",
        "xullo", "júlí", "julai", "يوليو", "iyul", "korrik", "jula", "јула", "जुलाई",
    ],
    &[
        "august", "aug", "août", "aout", "agosto", "ago", "augustus", "augusti", "elokuuta",
        "sierpnia", "sierpień", "sie", "srpna", "августа", "август", "авг", "серпня", "сер",
        "ağustos", "ağu", "augusztus", "avgusta", "kolovoza", "agustus",
        "rugpjūčio", "augusts", "augustā", "αυγούστου", "αυγ", "жніўня", "agost", "ágúst", "ogos",
        "أغسطس", "اغسطس", "avqust", "avgust", "gusht", "अगस्त",
    ],
    &[
        "september", "sep", "sept", "septembre", "septiembre", "setiembre", "settembre", "set",
        "setembro", "syyskuuta", "września", "wrzesień", "wrz", "září", "сентября", "сентябрь",
        "сен", "сент", "вересня", "вер", "eylül", "eyl", "septembrie", "szeptember", "szept",
        "septembra", "rujna",
        "rugsėjo", "septembris", "septembrī", "σεπτεμβρίου", "σεπ", "септември", "верасня",
        "setembre", "سبتمبر", "sentyabr", "shtator", "септембра", "सितंबर", "सितम्बर",
    ],
    &[
        "october", "oct", "oktober", "okt", "octobre", "octubre", "ottobre", "ott", "outubro",
        "out", "lokakuuta", "października", "październik", "paź", "října", "октября", "октябрь",
        "окт", "жовтня", "жов", "ekim", "eki", "octombrie", "október", "októbra", "oktobra",
        "spalio", "oktobris", "oktobrī", "oktoober", "οκτωβρίου", "οκτ", "октомври", "кастрычніка",
        "أكتوبر", "اكتوبر", "oktyabr", "tetor", "октобра", "अक्टूबर",
    ],
    &[
        "november", "nov", "novembre", "noviembre", "novembro", "marraskuuta", "listopada",
        "listopad", "lis", "ноября", "ноябрь", "ноя", "нояб", "листопада", "лис", "kasım", "kasim",
        "kas", "listopadu", "noiembrie", "noi", "novembra", "studenoga", "studenog",
        "lapkričio", "novembris", "novembrī", "νοεμβρίου", "νοε", "ноември", "лістапада",
        "nóvember", "نوفمبر", "noyabr", "nëntor", "новембра", "नवंबर", "नवम्बर",
    ],
    &[
        "december", "dec", "dezember", "dez", "décembre", "decembre", "déc", "diciembre", "dic",
        "dicembre", "dezembro", "desember", "des", "joulukuuta", "grudnia", "grudzień", "gru",
        "prosince", "декабря", "декабрь", "дек", "грудня", "гру", "aralık", "aralik", "ara",
        "decembrie", "decembra", "prosinca",
        "gruodžio", "decembris", "decembrī", "detsember", "δεκεμβρίου", "δεκ", "декември",
        "снежня", "desembre", "disember", "ديسمبر", "dekabr", "dhjetor", "децембра", "दिसंबर", "दिसम्बर",
    ],
];

/// Weekdays that may follow a number; before the first number any word is allowed.
#[rustfmt::skip]
const WEEKDAYS: &[&str] = &[
    "mon", "tue", "wed", "thu", "fri", "sat", "sun", "monday", "tuesday", "wednesday", "thursday",
    "friday", "saturday", "sunday", "montag", "dienstag", "mittwoch", "donnerstag", "freitag",
    "samstag", "sonntag", "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche",
    "lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo", "mar",
];

/// Words between the parts of a date that say nothing, with the CJK marks for year, month, day, minute and second.
#[rustfmt::skip]
const FILLERS: &[&str] = &[
    "t", "de", "del", "di", "do", "of", "at", "a", "à", "às", "le", "um", "uhr", "kl", "klo",
    "ore", "alle", "om", "uur", "en", "st", "nd", "rd", "th", "er", "º", "ª", "г", "года", "р",
    "року", "в", "о", "年", "月", "日", "분", "分", "秒", "년", "월", "일", "초", "hrs", "h", "min",
];

/// Offsets from UTC in minutes. An abbreviation with several owners has the one that feeds mean by it most:
/// `IST` is India, `BST` Britain, `CST` and `EST` North America.
#[rustfmt::skip]
const ZONES: &[(&str, i32)] = &[
    ("z", 0), ("ut", 0), ("utc", 0), ("gmt", 0), ("wet", 0), ("west", 60), ("bst", 60),
    ("cet", 60), ("mez", 60), ("met", 60), ("wat", 60), ("cest", 120), ("mesz", 120),
    ("mest", 120), ("eet", 120), ("sast", 120), ("cat", 120), ("idt", 180), ("eest", 180),
    ("msk", 180), ("trt", 180), ("eat", 180), ("ast", -240), ("msd", 240), ("gst", 240),
    ("pkt", 300), ("ist", 330), ("npt", 345), ("wib", 420), ("ict", 420), ("hkt", 480),
    ("sgt", 480), ("myt", 480), ("pht", 480), ("wita", 480), ("awst", 480), ("jst", 540),
    ("kst", 540), ("wit", 540), ("acst", 570), ("aest", 600), ("acdt", 630), ("aedt", 660),
    ("nzst", 720), ("nzdt", 780), ("brt", -180), ("art", -180), ("adt", -180), ("nst", -210),
    ("ndt", -150), ("clt", -240), ("edt", -240), ("est", -300), ("cdt", -300), ("cst", -360),
    ("mdt", -360), ("mst", -420), ("pdt", -420), ("pst", -480), ("akdt", -480), ("akst", -540),
    ("hst", -600),
];

/// North American times by their everyday names, with the rules of the year since 2007 (POSIX TZ, Energy Policy Act of 2005).
const RULED: [(&str, &str); 4] = [
    ("et", "EST5EDT,M3.2.0,M11.1.0"),
    ("ct", "CST6CDT,M3.2.0,M11.1.0"),
    ("mt", "MST7MDT,M3.2.0,M11.1.0"),
    ("pt", "PST8PDT,M3.2.0,M11.1.0"),
];

pub(crate) fn month(word: &str) -> Option<u8> {
    // Six hundred names, and a word or two of every date.
    static NUMBERS: LazyLock<HashMap<&str, u8>> = LazyLock::new(|| {
        let all = MONTHS.iter().zip(1_u8..=12).rev();
        all.flat_map(|(names, number)| names.iter().map(move |name| (*name, number))).collect()
    });
    NUMBERS.get(word).copied()
}

pub(crate) fn is_weekday(word: &str) -> bool {
    WEEKDAYS.contains(&word)
}

/// Says nothing where it stands: a filler, a weekday, the zone of a day without a time.
pub(super) fn is_silent(word: &str) -> bool {
    FILLERS.contains(&word) || is_weekday(word) || offset_s(word).is_some()
}

/// `10h15`, `10時15分`.
pub(super) fn is_hour_mark(word: &str) -> bool {
    matches!(word, "h" | "u" | "時" | "时" | "點" | "点" | "시")
}

/// Seconds east of UTC of a zone's abbreviation.
pub(crate) fn offset_s(word: &str) -> Option<i32> {
    let (_, minutes) = ZONES.iter().find(|(name, _)| *name == word)?;
    Some(minutes * 60)
}

/// The rules of a zone that has summer time under the same name, as POSIX writes them.
pub(crate) fn rules(word: &str) -> Option<&'static str> {
    RULED.iter().find(|(name, _)| *name == word).map(|(_, rules)| *rules)
}

/// Whether a word names a zone.
pub(crate) fn is_zone(word: &str) -> bool {
    offset_s(word).is_some() || rules(word).is_some()
}
