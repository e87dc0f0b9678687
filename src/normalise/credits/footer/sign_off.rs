//! Agencies' sign-offs: lines of their own, and behind the last sentence.

use super::super::organisations::{Directory, OrganisationKind};
use super::Footer;

/// Characters behind the last sentence among which its end is looked for.
const SIGN_OFF_CHARS_MAX: usize = 40;

/// `PL` and `AA` end sentences of other kinds too.
const SIGN_OFF_CODE_MIN: usize = 3;

pub(super) fn read_sign_off(line: &str, at_end: bool, directory: &Directory) -> Option<Footer> {
    let bare = line.trim_matches(|c: char| !c.is_alphanumeric());
    // `(完)`: the end, as Chinese agencies write it.
    if at_end && matches!(bare, "完" | "끝" | "انتهى") {
        return Some(Footer::SignOff(Vec::new()));
    }
    if !at_end || bare.len() > 40 || bare.is_empty() {
        return None;
    }
    if let Some(agencies) = read_agencies(bare, directory) {
        return Some(Footer::SignOff(agencies));
    }
    if is_initials_line(line) {
        return Some(Footer::SignOff(Vec::new()));
    }
    if is_desk_line(line) {
        return Some(Footer::SignOff(vec!["dpa".to_owned()]));
    }
    let bare =
        ["/Fim", "/fim", "/FIM"].iter().find_map(|end| bare.strip_suffix(end)).unwrap_or(bare);
    // `--IANS ar/pst`, `(IANS) ar/pst`, `ATS/jl`, `(red/apa)`: those who wrote and edited it.
    if is_initials_line(bare) {
        return Some(Footer::SignOff(Vec::new()));
    }
    let edge = |c: char| !c.is_alphanumeric();
    let agency_first = bare.rsplit_once(' ').filter(|(_, end)| is_initials_line(end));
    let bare = agency_first.map_or(bare, |(agency, _)| agency.trim_matches(edge));
    let bare = bare
        .rsplit_once('/')
        .filter(|(_, end)| is_initials(end) && directory.find(end).is_none())
        .map_or(bare, |(agency, _)| agency);
    // `(NAN)(www.nannews.ng)`
    let bare = bare.split_once(")(www.").map_or(bare, |(agency, _)| agency);
    let bare = without_initials(bare);
    let names: Vec<&str> = bare.split(['/', ',']).map(str::trim).collect();
    let agency = |name: &&str| {
        directory.find(native(name)).is_some_and(|known| known.kind == OrganisationKind::Agency)
    };
    // `KAS/JR`
    let upper =
        |part: &&str| (2..=4).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_uppercase());
    if line.contains('/')
        && (2..=3).contains(&names.len())
        && names.iter().all(upper)
        && !names.iter().any(|name| directory.find(name).is_some())
    {
        return Some(Footer::SignOff(Vec::new()));
    }
    names
        .iter()
        .all(agency)
        .then(|| Footer::SignOff(names.into_iter().map(|name| native(name).to_owned()).collect()))
}

/// `dpa/lrs/mv`, `aja/dpa`, `(AZ/dpa)`, `jr, dpa`: agencies among desks, houses and those who wrote and edited it.
pub(in crate::normalise::credits) fn read_agencies(
    line: &str,
    directory: &Directory,
) -> Option<Vec<String>> {
    const PARTS_MAX: usize = 5;
    let bare = line.trim_matches(|c: char| !c.is_alphanumeric());
    let parts: Vec<&str> = bare.split(['/', ',']).map(str::trim).collect();
    if bare.len() > SIGN_OFF_CHARS_MAX || !(2..=PARTS_MAX).contains(&parts.len()) {
        return None;
    }
    let is_agency = |part: &str| {
        directory.find(part).is_some_and(|known| match known.kind {
            OrganisationKind::Agency | OrganisationKind::Distributor => true,
            OrganisationKind::Paper | OrganisationKind::Pictures => false,
        })
    };
    let is_house = |part: &str| {
        (2..=4).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_uppercase())
    };
    let is_desk =
        |part: &str| is_initials(part) || is_house(part) || matches!(part, "Red" | "Red." | "red.");
    let (agencies, others): (Vec<&str>, Vec<&str>) =
        parts.into_iter().partition(|part| is_agency(part));
    let signs = !agencies.is_empty() && others.into_iter().all(is_desk);
    signs.then(|| agencies.into_iter().map(str::to_owned).collect())
}

/// Two agencies of Japan by the short names that stand for them in brackets, and are words elsewhere.
fn native(name: &str) -> &str {
    match name {
        "共同" => "共同通信",
        "時事" => "時事通信",
        name => name,
    }
}

/// `jr/jd`, `sgd/rs`: those who wrote and edited it, by their initials.
fn is_initials_line(line: &str) -> bool {
    let parts = line.trim().split('/');
    parts.clone().count() >= 2 && parts.clone().count() <= 4 && parts.into_iter().all(is_initials)
}

fn is_initials(part: &str) -> bool {
    (2..=4).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_lowercase())
}

/// `dpa al rmo hct`: the agency and those who wrote and edited it, by their initials.
fn is_desk_line(line: &str) -> bool {
    let initials =
        |word: &str| (2..=5).contains(&word.len()) && word.bytes().all(|b| b.is_ascii_lowercase());
    let people = line.trim().strip_prefix("dpa ").map(|people| people.split(' '));
    people.is_some_and(|mut people| people.clone().count() >= 2 && people.all(initials))
}

/// `PTI JR JD` without the initials.
fn without_initials(text: &str) -> &str {
    let mut left = text;
    let initials =
        |word: &str| (2..=4).contains(&word.len()) && word.bytes().all(|b| b.is_ascii_uppercase());
    while let Some((head, last)) = left.rsplit_once(' ') {
        if !initials(last) {
            break;
        }
        left = head;
    }
    left
}

/// Where a sign-off begins behind the last sentence: ` ... he said. REUTER`, ` ... he said. PTI JR JD`.
pub(in crate::normalise::credits) fn find_sign_off(
    text: &str,
    directory: &Directory,
) -> Option<usize> {
    let text = text.trim_end();
    let near =
        text.char_indices().rev().take(SIGN_OFF_CHARS_MAX).filter(|(_, c)| c.is_whitespace());
    let end = near.map(|(at, c)| at + c.len_utf8()).filter(|at| {
        let before = text.get(..*at).unwrap_or_default().trim_end();
        before.ends_with(['.', '"', '”', '!', '?'])
    });
    end.take(1).find(|at| {
        let last = text
            .get(*at..)
            .unwrap_or_default()
            .trim_matches(|c| matches!(c, '-' | '–' | '—' | ' '));
        let (code, initials) = last.split_once(' ').unwrap_or((last, ""));
        let ends = matches!(last, "END" | "(END)" | "ENDS" | "Enditem" | "Reuter" | "Reuters");
        let whole = initials.is_empty() || without_initials(last) == code;
        let known =
            || directory.find(code).is_some_and(|known| known.kind == OrganisationKind::Agency);
        let slashed = || code == last && read_agencies(last, directory).is_some();
        ends || slashed()
            || (whole && code.chars().count() >= SIGN_OFF_CODE_MIN && is_code(code) && known())
    })
}

/// In capitals, or `dpa` as it is.
fn is_code(code: &str) -> bool {
    matches!(code, "dpa" | "epd")
        || (code.chars().all(char::is_alphanumeric) && !code.contains(char::is_lowercase))
}

/// Where a sign-off in brackets begins behind the last sentence: ` ... he said. (SDA/dpa)`, ` ... he said. /TASR/`.
pub(in crate::normalise::credits) fn find_bracketed_sign_off(
    text: &str,
    directory: &Directory,
) -> Option<usize> {
    let bare = text.trim_end_matches(['.', ' ', '\n']);
    let open = match bare.strip_suffix('/') {
        Some(inner) => inner.rfind('/')?,
        None => bare.strip_suffix([')', ']', '）'])?.rfind(['(', '[', '（'])?,
    };
    let before = text.get(..open)?.trim_end();
    let ended = before.ends_with(['.', '!', '?', '"', '”', '»', '。', '」']);
    (ended && read_sign_off(bare.get(open..)?, true, directory).is_some()).then_some(open)
}
