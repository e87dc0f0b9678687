//! Datelines as the houses of the world print them, and what papers print in the same place that is none.

use super::*;
use crate::normalise::credits::organisations::built_in;

const LEAD: &str = "The ferry to the islands was late again on Tuesday, the harbour master said.";

/// As printed => place; nothing where only an agency or a date stands there.
const PRINTED: &str = r"WASHINGTON (AP) — => WASHINGTON
    EAST RUTHERFORD, N.J. (AP) — => EAST RUTHERFORD, N.J.
    ST. PETERSBURG, Fla. (AP) _ => ST. PETERSBURG, Fla.
    O'FALLON, Mo. (AP) — => O'FALLON, Mo.
    O’FALLON, Mo. (AP) — => O’FALLON, Mo.
    COEUR D'ALENE, Idaho (AP) -- => COEUR D'ALENE, Idaho
    McALLEN, Texas (AP) — => McALLEN, Texas
    MEXICO CITY (AP) — => MEXICO CITY
    ABOARD THE USS GERALD R. FORD (AP) — => ABOARD THE USS GERALD R. FORD
    ABOARD AIR FORCE ONE (AP) — => ABOARD AIR FORCE ONE
    UNITED NATIONS (AP) — => UNITED NATIONS
    VATICAN CITY (AP) — => VATICAN CITY
    RAFAH, Gaza Strip (AP) — => RAFAH, Gaza Strip
    WINSTON-SALEM, N.C. (AP) — => WINSTON-SALEM, N.C.
    THE WOODLANDS, Texas (AP) — => THE WOODLANDS, Texas
    PORT-AU-PRINCE, Haiti (AP) — => PORT-AU-PRINCE, Haiti
    LONDON/PARIS, March 3 (Reuters) - => LONDON/PARIS
    LONDON/PARIS (Reuters) - => LONDON/PARIS
    Washington, March 3 (Reuters) - => Washington
    NEW YORK, Nov 27 (Reuters) – => NEW YORK
    UNITED NATIONS, Nov 27 (Reuters) - => UNITED NATIONS
    ABOARD AIR FORCE ONE, Nov 27 (Reuters) - => ABOARD AIR FORCE ONE
    ST. LOUIS, Nov 27 (Reuters) - => ST. LOUIS
    Nov 27 (Reuters) - =>
    SEOUL, Nov. 27 (Yonhap) -- => SEOUL
    BEIJING, Nov. 27 (Xinhua) -- => BEIJING
    ADDIS ABABA, Nov. 27 (Xinhua) -- => ADDIS ABABA
    TOKYO, Nov. 27 (Kyodo) -- => TOKYO
    TOKYO, Nov. 27 (Jiji Press)-- => TOKYO
    New Delhi, Nov 27 (IANS) => New Delhi
    New Delhi, Nov 27 (PTI) => New Delhi
    New Delhi [India], November 27 (ANI): => New Delhi
    Los Angeles (California) [US], November 27 (ANI): => Los Angeles
    MOSCOW, November 27. /TASS/. => MOSCOW
    Moscow, November 27 (Sputnik) - => Moscow
    MOSCOW, Nov 27 (Interfax) - => MOSCOW
    MOSCOW. Nov 27 (Interfax) - => MOSCOW
    KYIV. Nov 27 (Interfax-Ukraine) – => KYIV
    KYIV, November 27 (Ukrinform) - => KYIV
    Paris, Nov 27, 2026 (AFP) - => Paris
    PARIS (AFP) - => PARIS
    PARIS — AFP — => PARIS
    Paris (AFP) – => Paris
    Lyon, 27 nov 2026 (AFP) - => Lyon
    Madrid, 27 nov (EFE).- => Madrid
    Madrid, 27 nov (EFECOM).- => Madrid
    MADRID, 27 Nov. (EUROPA PRESS) - => MADRID
    MADRID 27 Nov. (EUROPA PRESS) - => MADRID
    Buenos Aires, 27 nov (NA) -- => Buenos Aires
    Berlin (dpa) - => Berlin
    Wien (epdÖ) – => Wien
    Wiesbaden (KNA/iz). => Wiesbaden
    Rostow (Russland) - => Rostow
    Washington.- => Washington
    Buenos Aires.- => Buenos Aires
    LONDON | => LONDON
    APIA, SAMOA – 03 NOVEMBER 2025: => APIA, SAMOA
    ANKARA (AA) - AYŞE ÖRNEK - => ANKARA
    3 ноября, Минск /Корр. БЕЛТА/. => Минск
    BERLIN (dpa) - => BERLIN
    Frankfurt/Main (dpa) - => Frankfurt/Main
    Berlin (AFP) - => Berlin
    Wien (APA) - => Wien
    Wien/Graz (APA) - => Wien/Graz
    Bern (awp) - => Bern
    Bern, 27.11.2026 (sda) - => Bern
    BRUXELLES, 27 NOV - (ANSA) - => BRUXELLES
    (ANSA) - ROMA, 27 NOV - => ROMA
    Roma, 27 nov. (Adnkronos) - => Roma
    Milano, 27 nov. (LaPresse) - => Milano
    Lisboa, 27 nov 2026 (Lusa) – => Lisboa
    Lisboa, 27 nov (Lusa) - => Lisboa
    BRUSSELS, Nov 27 (Belga) - => BRUSSELS
    Brussel (Belga) - => Brussel
    AMSTERDAM (ANP) - => AMSTERDAM
    DEN HAAG (ANP) - => DEN HAAG
    STOCKHOLM (TT) - => STOCKHOLM
    OSLO (NTB): => OSLO
    Oslo (NTB): => Oslo
    KØBENHAVN (Ritzau): => KØBENHAVN
    København /ritzau/ - => København
    HELSINKI (STT) - => HELSINKI
    Warszawa (PAP) - => Warszawa
    Warsaw, Nov 27 (PAP) - => Warsaw
    Praha 27. listopadu (ČTK) - => Praha
    Prague, Nov 27 (CTK) - => Prague
    Budapest, 2026. november 27., péntek (MTI) - => Budapest
    Budapest, November 27 (MTI) - => Budapest
    BUCHAREST, Nov 27 (Agerpres) - => BUCHAREST
    Sofia, November 27 (BTA) - => Sofia
    SOFIA, 27 November (BTA) => SOFIA
    ATHENS, Nov 27 (ANA-MPA) - => ATHENS
    ANKARA (AA) - => ANKARA
    ISTANBUL (AA) – => ISTANBUL
    CAIRO, Nov 27 (MENA) - => CAIRO
    ABU DHABI, 27th November, 2026 (WAM) -- => ABU DHABI
    DUBAI, 27th November, 2026 (WAM) – => DUBAI
    Riyadh, November 27, 2026, SPA -- => Riyadh
    Riyadh, Nov 27 (SPA) -- => Riyadh
    Doha, November 27 (QNA) - => Doha
    Doha, November 27(QNA) - => Doha
    Amman, Nov. 27 (Petra) -- => Amman
    Kuwait, Nov 27 (KUNA) -- => Kuwait
    KUWAIT, Nov 27 (KUNA) -- => KUWAIT
    Lagos, Nov. 27, 2026 (NAN) => Lagos
    Abuja, Nov. 27, 2026 (NAN) => Abuja
    Accra, Nov. 27, GNA - => Accra
    Accra, Nov. 27, GNA – => Accra
    Kumasi, Nov. 27, GNA - => Kumasi
    Tamale (N/R), Nov. 27, GNA - => Tamale
    Johannesburg, Nov 27 (SAPA) - => Johannesburg
    CANBERRA, Nov 27 AAP - => CANBERRA
    SYDNEY, AAP - => SYDNEY
    Jakarta (ANTARA) - => Jakarta
    Jakarta (ANTARA News) - => Jakarta
    KUALA LUMPUR, Nov 27 (Bernama) -- => KUALA LUMPUR
    Hanoi (VNA) – => Hanoi
    Hanoi, November 27 (VNA) – => Hanoi
    BANGKOK, Nov 27 (TNA) - => BANGKOK
    MANILA, Nov. 27 (PNA) – => MANILA
    MANILA – => MANILA
    QUEZON CITY — => QUEZON CITY
    Taipei, Nov. 27 (CNA) => Taipei
    COLOMBO (Daily Mirror) - => COLOMBO
    WASHINGTON (CNN) -- => WASHINGTON
    London (CNN) — => London
    Hong Kong (CNN Business) — => Hong Kong
    Kyiv, Ukraine (CNN) — => Kyiv, Ukraine
    WASHINGTON, Nov. 27 (UPI) -- => WASHINGTON
    NEW YORK (Bloomberg) -- => NEW YORK
    (Bloomberg) -- =>
    TORONTO — => TORONTO
    OTTAWA — => OTTAWA
    ST. JOHN'S, N.L. — => ST. JOHN'S, N.L.
    MONTREAL (CP) — => MONTREAL
    HALIFAX - => HALIFAX
    NEW YORK (JTA) — => NEW YORK
    JERUSALEM (JTA) – => JERUSALEM
    VATICAN CITY (CNS) -- => VATICAN CITY
    WASHINGTON (RNS) — => WASHINGTON
    TEHRAN, Nov. 27 (MNA) – => TEHRAN
    TEHRAN, Nov. 27 (IRNA) – => TEHRAN
    TEHRAN (FNA)- => TEHRAN
    ISLAMABAD, Nov 27 (APP): => ISLAMABAD
    DHAKA, Nov 27, 2026 (BSS) - => DHAKA
    KATHMANDU, Nov 27 (RSS): => KATHMANDU
    Kathmandu, Nov. 27 (RSS): => Kathmandu
    LONDON--(BUSINESS WIRE)-- => LONDON
    HALDEN, Norway--(BUSINESS WIRE)--Nov 27, 2026-- => HALDEN, Norway
    HALDEN, Norway--(Newsfile Corp. - November 27, 2026) - => HALDEN, Norway
    SAN FRANCISCO, Nov. 27, 2026 (GLOBE NEWSWIRE) -- => SAN FRANCISCO
    PARIS--November 27, 2026-- => PARIS
    BOSTON--Reuters-- => BOSTON
    TOKYO -- => TOKYO
    TOKYO— => TOKYO
    GENEVA/NEW YORK, 27 November 2026 – => GENEVA/NEW YORK
    NAIROBI, 27 November (UN News) - => NAIROBI
    BUENOS AIRES, Argentina (AP) — => BUENOS AIRES, Argentina
    BOGOTÁ, Colombia — => BOGOTÁ, Colombia
    LVIV, Ukraine — => LVIV, Ukraine
    KABUL, Afghanistan - => KABUL, Afghanistan
    CIUDAD DE MÉXICO (AP) — => CIUDAD DE MÉXICO
    CIUDAD DE MÉXICO.- => CIUDAD DE MÉXICO
    LA HABANA (Prensa Latina) - => LA HABANA
    La Habana, 27 nov (Prensa Latina) => La Habana
    La Habana, 27 nov (ACN) => La Habana
    SÃO PAULO (Reuters) - => SÃO PAULO
    BRASÍLIA, 27 nov (Reuters) - => BRASÍLIA
    PARIS, 27 novembre (Reuters) - => PARIS
    BERLIN, 27. Nov (Reuters) - => BERLIN
    Berlin, 27. Nov (Reuters) - => Berlin
    Dakar, 27 nov (APS) - => Dakar
    Rabat, 27 nov. 2026 (MAP) - => Rabat
    ALGER- => ALGER
    ALGER, 27 nov 2026 (APS) - => ALGER
    TUNIS, 27 nov (TAP) - => TUNIS
    TUNIS (TAP) – => TUNIS
    Belgrade, 27 Nov (Tanjug) - => Belgrade
    BEOGRAD, 27. novembra (Tanjug) - => BEOGRAD
    ZAGREB, 27. studenoga (Hina) - => ZAGREB
    ZAGREB (Hina) - => ZAGREB
    Ljubljana, 27. novembra (STA) - => Ljubljana
    Bratislava 27. novembra (TASR) - => Bratislava
    VILNIUS, lapkričio 27 d. (BNS) - => VILNIUS
    VILNIUS, Nov 27, BNS - => VILNIUS
    RĪGA, 27. novembris (LETA) - => RĪGA
    TALLINN, Nov 27, BNS - => TALLINN
    МИНСК, 27 ноября /БЕЛТА/. => МИНСК
    MINSK, 27 November (BelTA) – => MINSK
    ASTANA, November 27. KAZINFORM => ASTANA
    BAKU, Azerbaijan, November 27. => BAKU, Azerbaijan
    Baku, November 27, AZERTAC => Baku
    YEREVAN, NOVEMBER 27, ARMENPRESS. => YEREVAN
    TIRANA, November 27 /ATA/ - => TIRANA
    Tirana, 27 November /ATA/- => Tirana
    Ulaanbaatar, November 27 /MONTSAME/. => Ulaanbaatar
    Pyongyang, November 27 (KCNA) -- => Pyongyang
    CAPE CANAVERAL, Fla., Nov. 27 (UPI) -- => CAPE CANAVERAL, Fla.
    SPRINGFIELD, Mass. (WWLP) — => SPRINGFIELD, Mass.
    SYRACUSE, N.Y. (WSYR-TV) — => SYRACUSE, N.Y.
    DENVER (KDVR) — => DENVER
    NEW YORK (WABC) -- => NEW YORK
    NASHVILLE, Tenn. (WKRN) — => NASHVILLE, Tenn.
    HONOLULU (HawaiiNewsNow) - => HONOLULU
    WILMINGTON, Del. — => WILMINGTON, Del.
    COLUMBUS, Ohio (Gray News) — => COLUMBUS, Ohio
    LITTLE ROCK, Ark. – => LITTLE ROCK, Ark.
    WASHINGTON (TND) — => WASHINGTON
    SALT LAKE CITY — => SALT LAKE CITY
    WASHINGTON, D.C. — => WASHINGTON, D.C.
    WASHINGTON D.C. — => WASHINGTON D.C.
    NEW YORK, NY - => NEW YORK, NY
    LONDON, ENGLAND - => LONDON, ENGLAND
    LONDON, UK -- => LONDON, UK
    VANCOUVER, British Columbia, Nov. 27, 2026 (GLOBE NEWSWIRE) -- => VANCOUVER, British Columbia
    SHANGHAI, Nov. 27, 2026 /PRNewswire/ -- => SHANGHAI
    HOUSTON, TX / ACCESS Newswire / November 27, 2026 / => HOUSTON, TX
    CARACAS, Venezuela -- => CARACAS, Venezuela
    RIO DE JANEIRO, Nov 27 (EFE). — => RIO DE JANEIRO
    ROME, Nov 27 - => ROME
    ROME, NOV 27 - => ROME
    ROME, Nov. 27 — => ROME
    ROME, 27 November 2026 - => ROME
    ROME, Friday, Nov. 27 — => ROME
    ROME, Nov 27, 2026 - => ROME
    ROME, 27/11/2026 - => ROME";

/// Labels, teams, people and companies before the text, and sentences that begin with a place.
const NONE: &str = r"NEW YORK - based lender Halden Bank said on Tuesday that its profit fell by a tenth in the quarter.
    WASHINGTON (state) lawmakers agreed on Tuesday to share the northern pier from spring on, members said.
    BREAKING - LEAD
    BREAKING: LEAD
    BREAKING NEWS - LEAD
    OPINION - LEAD
    WATCH: LEAD
    UPDATE: LEAD
    Q&A - LEAD
    FACT BOX - LEAD
    IBM - LEAD
    APPLE - LEAD
    TESLA: LEAD
    GOLF - LEAD
    TENNIS: LEAD
    FOOTBALL (AP) was played here long before anyone wrote its rules down in a book, the club said.
    SOCCER — LEAD
    ARSENAL - LEAD
    NEW YORK YANKEES - LEAD
    REAL MADRID - LEAD
    LOS ANGELES LAKERS — LEAD
    EXCLUSIVE - LEAD
    EXCLUSIVE: LEAD
    HELP! - LEAD
    NEVER AGAIN — LEAD
    WHAT HAPPENED - LEAD
    THE LATEST — LEAD
    JUST IN - LEAD
    LIVE: LEAD
    TOP STORY - LEAD
    SPORTS - LEAD
    WEATHER — LEAD
    ANALYSIS — LEAD
    ENTERTAINMENT - LEAD
    POLITICS: LEAD
    MONDAY: LEAD
    MARCH - LEAD
    TODAY — LEAD
    PHOTOS — LEAD
    VIDEO - LEAD
    READ MORE: LEAD
    COVID-19 - LEAD
    G20 - LEAD
    EU - LEAD
    UK - LEAD
    USA — LEAD
    CHINA - LEAD
    NATO — LEAD
    FIFA - LEAD
    NBA — LEAD
    NHL: LEAD
    UFC (ESPN) was the only show in town on Tuesday night, members said after a long night.
    ABC - LEAD
    CNN — the cable channel — said on Tuesday that it would share its northern studio from spring on.
    The BBC - LEAD
    AP - that is, the Associated Party - said on Tuesday it would share the northern pier from spring on.
    Paris Hilton (AP) was late again on Tuesday, the harbour master said in a note to travellers.
    Sydney Sweeney (Getty Images) — the film star — was late again on Tuesday, the harbour master said.
    Washington - the first president - slept here, the harbour master said in a note to travellers.
    Paris - the city of light - was dark on Tuesday, the harbour master said in a note to travellers.
    Boston 3 - New York 2, and the ferry was late again on Tuesday, the harbour master said.
    LIVERPOOL - who won the cup last year - were late again on Tuesday, the harbour master said.
    CHELSEA — LEAD
    CHARLOTTE: LEAD
    ISRAEL-GAZA - LEAD
    RUSSIA/UKRAINE - LEAD
    TRUMP: LEAD
    BIDEN — LEAD
    TAYLOR SWIFT - LEAD
    THE ROLLING STONES — LEAD
    AGE: LEAD
    COST: LEAD
    NAME - LEAD
    VENUE: LEAD
    MUST READ - LEAD
    RELATED: LEAD
    MORE — LEAD
    PICTURED: LEAD
    A PERFECT STORM - LEAD
    IN BRIEF — LEAD
    AT A GLANCE - LEAD
    BY THE NUMBERS — LEAD
    ON THIS DAY - LEAD
    FLASHBACK — LEAD
    REPORT - LEAD
    RESULTS: LEAD
    SINGLES - LEAD
    FINAL — LEAD
    MARCH 3 MEETING - LEAD
    Holm (Norwegen) - LEAD
    Holm (Mass.) - LEAD
    Mendoza.- LEAD
    Lunch.- LEAD
    KOBE | LEAD
    London | LEAD
    OPINION | LEAD
    Paris (France) won, and the ferry to the islands was late again on Tuesday, the harbour master said.
    HAPPY BIRTHDAY — LEAD
    OBITUARY: LEAD
    SPONSORED - LEAD
    CRYPTO - LEAD
    BITCOIN (CoinDesk) is back, and thousands gathered at the old lighthouse to mark its reopening.
    MIAMI HEAT - LEAD
    MIAMI DOLPHINS (AP) are back, and thousands gathered at the old lighthouse to mark its reopening.
    HOUSTON, WE HAVE A PROBLEM - LEAD
    LONDON CALLING — LEAD
    NEW YORK FASHION WEEK - LEAD
    PARIS 2024 — LEAD
    TOKYO OLYMPICS: LEAD
    BERLIN FILM FESTIVAL - LEAD";

#[test]
fn datelines_of_many_houses_are_split_from_the_lead() {
    for row in PRINTED.lines() {
        let (printed, located) = row.rsplit_once("=>").expect(row);
        let text = format!("{} {LEAD}", printed.trim());
        let found = read_dateline(&text, built_in()).unwrap_or_else(|| panic!("none: {text}"));
        assert_eq!(found.located.as_deref().unwrap_or_default(), located.trim(), "{text}");
        assert_eq!(text.get(found.text_from..), Some(LEAD), "{text}");
    }
}

#[test]
fn labels_teams_and_people_before_a_text_are_no_datelines() {
    for row in NONE.lines() {
        let text = row.trim().replace("LEAD", LEAD);
        assert_eq!(read_dateline(&text, built_in()), None, "{text}");
    }
}
