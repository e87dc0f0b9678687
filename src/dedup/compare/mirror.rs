//! Which of two texts was known first decides nothing of what they have in common.

use proptest::prelude::*;
use proptest::sample::{Index, select};

use super::*;

/// Sentences of several scripts, with a place for what others exchange.
const SENTENCES: [&str; 12] = [
    "The harbour board of {} voted to close the old ferry berth after a storm broke two of its piers.",
    "It will take {} months to mend the quay, said an engineer who had looked at the damage from a boat.",
    "Residents of the lower town had asked {} for a wall along the front since the flood of last winter.",
    "No one was hurt.",
    "{} had no word on what the works would cost, and neither had the council that is to pay for them.",
    "The next meeting is on {}, in the hall beside the church.",
    "港口委员会周一投票决定关闭{}的旧渡轮泊位，因为风暴毁坏了两座码头。",
    "工程师说，修复工作需要{}个月，费用由市议会承担。",
    "항만 위원회는 월요일 {} 에서 낡은 여객선 부두를 폐쇄하기로 결정했다고 밝혔다.",
    "주민들은 지난 겨울 홍수 이후 {} 에 방벽을 요구해 왔다고 말했다.",
    "คณะกรรมการท่าเรือลงมติปิดท่าเรือเฟอร์รี่เก่าที่{}หลังพายุ",
    "عقد مجلس الميناء اجتماعا في {} لبحث إصلاح الرصيف القديم بعد العاصفة التي ضربت المدينة.",
];

const FILLINGS: [&str; 8] =
    ["Lyme Quay", "Port Olsen", "Monday", "May 4", "12", "31 to 40", "上海", "부산"];

/// A line: which sentence, what fills it, and whether a paragraph ends there.
fn text() -> impl Strategy<Value = Vec<(usize, &'static str, bool)>> {
    let line = (0..SENTENCES.len(), select(&FILLINGS[..]), any::<bool>());
    proptest::collection::vec(line, 1..24)
}

/// Another text of the same lines: some left out, some filled anew, some put in, some moved.
fn pair() -> impl Strategy<Value = (String, String)> {
    let edits = proptest::collection::vec((any::<Index>(), 0..4_u8, select(&FILLINGS[..])), 0..8);
    (text(), edits, text()).prop_map(|(lines, edits, others)| {
        let mut edited = lines.clone();
        for (at, edit, filling) in edits {
            let at = at.index(edited.len());
            match edit {
                0 if edited.len() > 1 => drop(edited.remove(at)),
                1 => edited[at].1 = filling,
                2 => edited.insert(at, others[at % others.len()]),
                _ => {
                    let line = edited.remove(at);
                    edited.push(line);
                }
            }
        }
        (print(&lines), print(&edited))
    })
}

fn print(lines: &[(usize, &str, bool)]) -> String {
    let print = |(sentence, filling, ends): &(usize, &str, bool)| {
        SENTENCES[*sentence].replace("{}", filling) + if *ends { "\n" } else { " " }
    };
    lines.iter().map(print).collect()
}

fn swapped(replaced: &Replaced) -> Replaced {
    replaced.iter().map(|(ours, theirs)| (theirs.clone(), ours.clone())).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_two_texts_share_is_the_same_from_either_side((a, b) in pair(), own in any::<bool>(), headlines in select(&[Headlines::Unlike, Headlines::Touching, Headlines::Alike, Headlines::Same][..])) {
        let furniture = if own { Furniture::Counted } else { Furniture::LeftOut };
        let none = |shingles: &[u64]| vec![false; shingles.len()];
        let (a, b) = (Text::new(&a), Text::new(&b));
        let (there, back) = (compare(&a, &b, furniture, &none), compare(&b, &a, furniture, &none));
        prop_assert_eq!((there.of_entry.to_bits(), there.words_entry), (back.of_known.to_bits(), back.words_known));
        prop_assert_eq!((there.of_known.to_bits(), there.words_known), (back.of_entry.to_bits(), back.words_entry));
        prop_assert_eq!((there.shared, there.longest, there.begins), (back.shared, back.longest, back.begins));
        prop_assert_eq!(there.differences, back.differences);
        prop_assert_eq!(&there.replaced, &swapped(&back.replaced));
        prop_assert_eq!((there.in_both_fronts, there.rest), (back.in_both_fronts, back.rest));
        prop_assert_eq!(there.covers(), back.covers());
        let about = Circumstances { same_feed: own, headlines, same_days: true, ..Circumstances::default() };
        prop_assert_eq!(there.rule(about), back.rule(about));
    }
}

#[test]
fn a_sentence_that_one_text_has_twice_makes_no_other_names_from_one_side_alone() {
    let sentence = |place: &str| SENTENCES[0].replace("{}", place);
    let quay = SENTENCES[6].replace("{}", "Monday");
    let a = format!(
        "{}\n{} {} {}",
        SENTENCES[1].replace("{}", "Port Olsen"),
        SENTENCES[6].replace("{}", "Port Olsen"),
        sentence("Port Olsen"),
        sentence("Monday")
    );
    let b = format!("{} {quay} {}", SENTENCES[5].replace("{}", "Lyme Quay"), sentence("Monday"));
    let (a, b) = (Text::new(&a), Text::new(&b));
    let none = |shingles: &[u64]| vec![false; shingles.len()];
    let differences = |a: &Text, b: &Text| compare(a, b, Furniture::LeftOut, &none).differences;
    assert_eq!(differences(&a, &b), differences(&b, &a));
}
