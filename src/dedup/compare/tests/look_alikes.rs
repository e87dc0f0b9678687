//! One template filled several times.

use super::*;

pub(super) const LOTTERY: &str = "The winning numbers in {} evening's drawing of the Halden State Lottery's \"Lucky Five\" game were: {}. \
    Players who match all five numbers share the estimated jackpot of {}. Tickets cost one crown each and are sold at \
    licensed shops until an hour before the drawing.";
const EARNINGS: &str = "{} on {} reported fiscal {}-quarter net income of {} million.\n\
    On a per-share basis, the company said it had net income of {} cents. Earnings, adjusted for one-time gains and costs, \
    were {} cents per share. The results topped the expectations of analysts, who had forecast {} cents per share.\n\
    The company posted revenue of {} million in the period. Its shares have risen {} percent since the beginning of the \
    year, while the broader index has climbed nearly 9 percent. A year ago the shares stood at {}.";
const BOX_SCORE: &str = "{} scored {} points and grabbed {} rebounds to lead {} to a {} victory over {} on {} night.\n\
    {} added {} points for the home side, who led by {} at the half and never looked back. {} had {} points off the bench \
    for the visitors, who have lost {} in a row. The two teams meet again next month at the Quay Hall.";
const WEATHER: &str = "{} will be mostly {} with highs in the {} and a {} percent chance of rain in the afternoon. Winds from the {} \
    at {} miles per hour. At night it will be clear with lows in the {}. The outlook for {} calls for more of the same, the \
    national weather office at Lyme Quay said in its morning forecast for the coast and the islands.";
const MARKET: &str = "Stocks closed {} on {} as investors weighed the latest figures on {}.\n\
    The Halden index of leading shares rose {} points, or {} percent, to {}. The broader market index gained {} percent to close \
    at {}. Advancing issues outnumbered decliners by {} to one on the exchange. The yield on the 10-year state bond stood at {} \
    percent. Crude oil for delivery next month settled at {} crowns a barrel, while gold traded at {} crowns an ounce.";
const OBITUARY: &str = "{}, {}, of {}, died {} at {}. He was born on {}, the son of {}. He worked for {} for {} years.\n\
    He is survived by his wife, {}, and by {} grandchildren. A service will be held at 11 a.m. on {} at the parish church, \
    followed by burial in the churchyard. In place of flowers, the family asks for gifts to the lifeboat fund.";
const POLICE_LOG: &str = "Police in {} arrested a {}-year-old man on {} on suspicion of driving while intoxicated. Officers stopped his car on \
    {} at about {} a.m. after a report of a vehicle driving without lights. {} was booked into the county jail and released on \
    a bond of {} crowns. He is due in court on {}. Anyone with information is asked to call the police office.";
/// Kind, template, and what fills it three times.
const LOOK_ALIKES: [(&str, &str, [&str; 3]); 8] = [
    (
        "lottery",
        LOTTERY,
        [
            "Monday|4-8-15-16-23|2 million",
            "Tuesday|1-9-12-30-31|2 million",
            "Monday|3-8-15-22-27|2 million",
        ],
    ),
    (
        "earnings",
        EARNINGS,
        [
            "Brackwater Pumps|Tuesday|second|14.2|31|35|33|310.5|12|18.40",
            "Oldmoor Foods|Tuesday|second|9.7|22|24|21|128.1|4|7.15",
            "Brackwater Pumps|Thursday|third|15.9|36|37|36|322.8|19|20.10",
        ],
    ),
    (
        "box score",
        BOX_SCORE,
        [
            "Jonas Reed|24|11|Lyme|88-79|Stanmore|Friday|Paul Marsh|17|9|Ivo Brandt|15|three",
            "Karl Osten|31|7|Fenwick|101-90|Halden|Friday|Theo Lund|22|12|Max Orr|19|two",
            "Jonas Reed|19|14|Lyme|92-85|Fenwick|Sunday|Paul Marsh|20|4|Theo Lund|13|four",
        ],
    ),
    (
        "weather",
        WEATHER,
        [
            "Monday|sunny|70s|20|west|10|50s|Tuesday",
            "Tuesday|cloudy|60s|40|north|15|40s|Wednesday",
            "Monday|sunny|80s|10|south|5|60s|Tuesday",
        ],
    ),
    (
        "market wrap",
        MARKET,
        [
            "higher|Monday|jobs|120.4|0.6|20,410.2|0.4|3,110.8|3|2.1|61.20|1,480",
            "higher|Tuesday|inflation|88.1|0.4|20,498.3|0.3|3,120.1|2|2.2|60.75|1,492",
            "mixed|Friday|exports|12.9|0.1|19,870.0|0.2|3,055.6|4|1.9|58.10|1,455",
        ],
    ),
    (
        "obituary",
        OBITUARY,
        [
            "John Marsh|82|Lyme Quay|Monday|the county hospital|3 May 1938|Peter and Ada Marsh|the ferry line|40|Ruth|five|Friday",
            "Albert Lund|77|Stanmore|Sunday|his home|9 June 1943|Carl and Mary Lund|the railway|31|Edith|three|Thursday",
            "George Orr|91|Fenwick|Tuesday|the hospice|1 March 1929|Hugh and Jane Orr|the mill|44|Helen|nine|Saturday",
        ],
    ),
    (
        "police log",
        POLICE_LOG,
        [
            "Lyme|34|Saturday|Quay Street|2:15|Dale Finch|500|12 March",
            "Stanmore|51|Sunday|Mill Road|1:40|Roy Tanner|750|15 March",
            "Lyme|27|Friday|Quay Street|3:05|Sam Pike|500|12 March",
        ],
    ),
    (
        "quake",
        QUAKE,
        [
            "5.1|40|north|Halden|Monday|10|4:12 a.m.",
            "4.8|85|south|Port Olsen|Monday|33|9:47 p.m.",
            "5.1|22|east|Halden|Tuesday|15|11:30 a.m.",
        ],
    ),
];

#[test]
fn look_alikes_are_never_copies() {
    for (kind, template, fillings) in LOOK_ALIKES {
        let texts: Vec<String> = fillings.iter().map(|words| fill(template, words)).collect();
        for (a, b) in [(0, 1), (0, 2), (1, 2)] {
            for same_feed in [true, false] {
                let about = Circumstances { same_feed, ..near() };
                let rule = judged(&texts[a], &texts[b], about);
                assert!(rule.is_err(), "{kind}: {rule:?}\n{}\n{}", texts[a], texts[b]);
            }
        }
        for text in &texts {
            assert!(judged(text, text, near()).is_ok(), "{kind} is no copy of itself:\n{text}");
        }
    }
}
