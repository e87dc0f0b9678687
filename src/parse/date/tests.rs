use super::*;

fn check(raw: &str, expected: &str) {
    let date = read(raw);
    assert_eq!(date.raw, raw.trim());
    let got = match (date.at, date.precision) {
        (None, _) => "unread".to_owned(),
        (Some(at), Precision::Instant) => at.to_string(),
        (Some(at), Precision::Day) => at.to_zoned(TimeZone::UTC).date().to_string(),
    };
    assert_eq!(got, expected, "{raw}");
}

#[test]
fn standard_forms_are_read() {
    for raw in [
        "Tue, 03 Feb 2026 10:15:30 GMT",
        "Tue, 03 Feb 2026 05:15:30 -0500",
        "2026-02-03T10:15:30Z",
        "2026-02-03T11:15:30+01:00",
        "2026-02-03t10:15:30z",
        "20260203T101530Z",
        "20260203T111530+0100",
        "Tue Feb  3 10:15:30 2026",
        "Tuesday, 03-Feb-26 10:15:30 GMT",
        "  2026-02-03T10:15:30Z\n",
    ] {
        check(raw.trim(), "2026-02-03T10:15:30Z");
    }
    check("2026-02-03T10:15:30.250Z", "2026-02-03T10:15:30.25Z");
    check("2026-02-03T10:15:30.1234567890Z", "2026-02-03T10:15:30.123456789Z");
}

// Edge case 46.
#[test]
fn odd_forms_of_one_instant_are_read() {
    for raw in [
        "2026-02-03 10:15:00",
        "2026-02-03T10:15Z",
        "2026-02-03T1015Z",
        "2026/02/03 10:15",
        "Feb 3, 2026 10:15 AM",
        "February 3rd, 2026 at 10:15 a.m.",
        "Thurs, 3 Feb 2026 10:15 UTC",
        "Wed, 03 Feb 26 10:15:00 Z",
        "Tue, 3 Feb 2026 11:15:00 CET",
        "Tue, 3 Feb 2026 12:15:00 CEST",
        "Tue, 3 Feb 2026 06:15:00 EDT",
        "Tue, 3 Feb 2026 05:15:00 EST",
        "Tue, 3 Feb 2026 11:15:00 BST",
        "Tue, 3 Feb 2026 10:15:00 -0000",
        "Tue, 03 Feb 2026 10:15:00 +0000 (UTC)",
        "Tue Feb 03 10:15:00 UTC 2026",
        "Tue Feb 03 10:15:00 +0000 2026",
        "Tue Feb 03 2026 11:15:00 GMT+0100 (Central European Standard Time)",
        "2026-02-03T11:15:00+01:00[Europe/Paris]",
        "2026-02-03 10:15 (GMT)",
        "20260203101500",
        "1770113700",
        "1770113700000",
        "1770113700.25",
        "03.02.2026 10:15 Uhr",
        "3.2.26 10:15",
        "mardi 3 février 2026 10h15",
        "mar, 03 fév 2026 10:15:00",
        "Di, 03 Feb 2026 11:15:00 MEZ",
        "3 de febrero de 2026 10:15",
        "martedì 3 febbraio 2026, 10:15",
        "ter, 03 fev 2026 10:15:00 +0000",
        "dinsdag 3 februari 2026 10:15",
        "wtorek, 3 lutego 2026 10:15",
        "Вт, 03 фев 2026 13:15:00 +0300",
        "3 февраля 2026 г. 10:15",
        "2026年2月3日 10時15分",
        "٠٣ Feb 2026 10:15",
    ] {
        let date = read(raw);
        let at = date.at.map(Timestamp::as_second);
        assert!(matches!(at, Some(1_770_113_700)), "{raw}: {:?}", date.at);
        assert_eq!(date.precision, Precision::Instant, "{raw}");
    }
    check("Tue, 03 Feb 2026 24:00:00 GMT", "2026-02-04T00:00:00Z");
    check("Feb 3, 2026 12:05 AM", "2026-02-03T00:05:00Z");
    check("Feb 3, 2026 12:05 PM", "2026-02-03T12:05:00Z");
    check("2016-12-31T23:59:60Z", "2016-12-31T23:59:59Z");
    check("Mon, 03 Mar 1997 10:00:00 +0530", "1997-03-03T04:30:00Z");
}

// Edge case 46: every month in every language that feeds are often printed in.
#[test]
fn months_of_all_languages_are_read() {
    let languages = [
        "January February March April May June July August September October November December",
        "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
        "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
        "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
        "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
        "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
        "januari februari maart april mei juni juli augustus september oktober november december",
        "januari februari mars april maj juni juli augusti september oktober november december",
        "januar februar marts april maj juni juli august september oktober november december",
        "januar februar mars april mai juni juli august september oktober november desember",
        "tammikuuta helmikuuta maaliskuuta huhtikuuta toukokuuta kesäkuuta heinäkuuta elokuuta syyskuuta lokakuuta marraskuuta joulukuuta",
        "stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia",
        "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
        "січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня",
        "ledna února března dubna května června července srpna září října listopadu prosince",
        "ocak şubat mart nisan mayıs haziran temmuz ağustos eylül ekim kasım aralık",
        "ianuarie februarie martie aprilie mai iunie iulie august septembrie octombrie noiembrie decembrie",
        "január február március április május június július augusztus szeptember október november december",
    ];
    for language in languages {
        for (index, month) in language.split(' ').enumerate() {
            let expected = format!("2026-{:02}-03T10:15:00Z", index + 1);
            check(&format!("3 {month} 2026 10:15"), &expected);
            check(&format!("3. {} 26, 10:15", month.to_uppercase()), &expected);
        }
    }
}

// Edge case 49.
#[test]
fn a_day_without_a_time_is_no_instant() {
    for raw in [
        "2026-02-03",
        "20260203",
        "3 Feb 2026",
        "Feb 3, 2026",
        "03.02.2026",
        "2026-02-03Z",
        "2026-02-03+01:00",
        "2026-02-03-05:00",
        "2026/02/03",
        "Tuesday, February 3, 2026",
    ] {
        check(raw, "2026-02-03");
    }
    check("13/02/2026", "2026-02-13");
    check("02/13/2026", "2026-02-13");
    check("05-05-2026", "2026-05-05");
}

#[test]
fn what_is_not_certain_stays_unread() {
    for raw in [
        "",
        "0000-00-00",
        "0000-00-00 00:00:00",
        "0001-01-01T00:00:00Z",
        "1970-01-01T00:00:00Z",
        "0",
        "03/02/2026",
        "03-02-26",
        "26-02-03",
        "1969-12-31",
        "9999-12-31T23:59:59Z",
        "20111-03-01",
        "2026-13-40",
        "2026-02-30",
        "2026-02",
        "2026",
        "yesterday",
        "3 days ago",
        "now",
        "Tue, 03 Feb 2026 25:00:00 GMT",
        "Tue, 03 Feb 2026 24:30:00 GMT",
        "99999999999999999999999999",
        "12345",
        "10:15",
        "- - -",
        "2026-02-03 10:15 17:20:11 9 9 9 9",
    ] {
        check(raw, "unread");
    }
}

#[test]
fn nothing_panics_and_the_raw_text_is_bounded() {
    let long = "Feb 3, 2026 ".repeat(10_000);
    assert_eq!(read(&long).raw.chars().count(), RAW_CHARS_MAX);
    for seed in ["2026-02-03T10:15:30+01:00", "Вт, 03 фев 2026 13:15:00 +0300"] {
        for at in 0..seed.chars().count() {
            for with in ['9', ':', '-', '+', 'T', 'é', '.', '('] {
                let text = seed
                    .chars()
                    .enumerate()
                    .map(|(i, c)| if i == at { with } else { c })
                    .collect::<String>();
                assert_eq!(read(&text).raw, text);
            }
        }
    }
}

/// `10 a.m. ET` was unreadable; its offset depends on the day.
#[test]
fn times_of_zones_with_summer_time_are_read_by_the_rules_of_the_day() {
    check("Jan 5, 2026 10:00 AM ET", "2026-01-05T15:00:00Z");
    check("July 5, 2026 10 a.m. ET", "2026-07-05T14:00:00Z");
    check("2026-07-05 10:00 PT", "2026-07-05T17:00:00Z");
    check("8 Mar 2026 01:59 CT", "2026-03-08T07:59:00Z");
    check("8 Mar 2026 03:00 CT", "2026-03-08T08:00:00Z");
    assert_eq!(read("5 Jul 1999 10:00 ET").at, None);
    assert_eq!(offset_s("5 Jul 2026 10:00 ET"), Some(-4 * 3_600));
    assert_eq!(offset_s("5 Jan 2026 10:00 ET"), Some(-5 * 3_600));
}
