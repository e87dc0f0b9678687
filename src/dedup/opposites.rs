//! Words that say the opposite of each other in news: a rate raised or cut, a man convicted or acquitted. Pure.
//!
//! An editor puts one word for another of the same sense ("hikes" for "lifts"); a word of the opposite sense in the same
//! place of a lead makes other news. What is not listed is an edit, so the lists only ever keep texts apart.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use xxhash_rust::xxh3::xxh3_64;

use super::word::Word;

/// Both senses of what a headline decides on, each word as folded, in the forms in which leads have it.
const SENSES: [(&str, &str); 9] = [
    (
        "raise raises raised raising rise rises rose risen rising grow grows grew grown growing climb climbs climbed jump \
         jumps jumped surge surges surged soar soars soared expand expands expanded expanding increase increases increased \
         increasing higher improve improves improved gain gains gained hike hikes hiked \
         erhöht erhöhte steigt stieg gestiegen wächst wuchs gewachsen relève relevé hausse augmente augmenté sube subió eleva elevó aumenta aumentó",
        "cut cuts cutting lower lowers lowered lowering reduce reduces reduced fall falls fell fallen falling drop drops dropped \
         dropping sink sinks sank sunk sinking shrink shrinks shrank shrunk shrinking slump slumps slumped plunge plunges plunged \
         decline declines declined declining decrease decreases decreased contracts contracted contracting worsen \
         worsens worsened senkt senkte sinkt sank gesunken fällt fiel gefallen schrumpft geschrumpft baisse baissé abaisse \
         abaissé diminue baja bajó recorta recortó reduce redujo cae cayó",
    ),
    (
        "win wins won winning beat beats victory gewinnt gewann gewonnen siegt gagne gagné gana ganó",
        "lose loses lost losing defeat verliert verlor verloren unterliegt perd perdu pierde perdió",
    ),
    (
        "convict convicts convicted guilty verurteilt schuldig condamne condamné condamnée coupable condena condenado condenada culpable",
        "acquit acquits acquitted clears cleared innocent freigesprochen unschuldig acquitté acquittée relaxé relaxée absuelto absuelta absuelve inocente",
    ),
    (
        "approve approves approved grant grants granted accept accepts accepted adopt adopts adopted uphold upholds upheld allow \
         allows allowed billigt gebilligt akzeptiert angenommen approuve approuvé accepte accepté aprueba aprobó acepta aceptó",
        "reject rejects rejected refuse refuses refused deny denies denied oppose opposes opposed block blocks blocked ban bans banned overturn \
         overturns overturned abgelehnt verworfen rejette rejeté refuse refusé rechaza rechazó",
    ),
    (
        "resume resumes resumed begin begins began begun start starts started reopen reopens reopened open opens opened issue \
         issues issued impose imposes imposed beginnt begann begonnen öffnet verhängt reprend repris commence débute impose \
         reanuda reanudó comienza comenzó abre abrió",
        "end ends ended stop stops stopped halt halts halted suspend suspends suspended close closes closed lift lifts lifted \
         cancel cancels cancelled canceled collapse collapses collapsed endet endete beendet schließt geschlossen aufgehoben \
         abgesagt suspend suspendu ferme fermé annule annulé suspende suspendió cierra cerró cancela canceló",
    ),
    ("alive lebend vivant vivo", "dead tot mort muerto"),
    (
        "raise raises raised hike hikes hiked lift lifts lifted increase increases increased cut cuts lower lowers lowered \
         reduce reduces reduced erhöht erhöhte senkt senkte relève relevé abaisse abaissé sube subió eleva elevó baja bajó recorta recortó",
        "hold holds held keep keeps kept leave leaves left maintain maintains maintained freeze freezes froze unchanged steady \
         hält hielt belässt beließ unverändert maintient maintenu inchangé mantiene mantuvo",
    ),
    (
        "resign resigns resigned quit quits ousted toppled tritt zurückgetreten démissionne démissionné dimite dimitió",
        "survive survives survived stay stays stayed überlebt überstanden reste sobrevive sobrevivió",
    ),
    (
        "die dies died dead gestorben stirbt mort meurt murió muere",
        "hospital hospitalised hospitalized clinic recovers recovered recovering klinik krankenhaus hôpital hospitalisé ingresado",
    ),
];

/// The place of beginnings and ends in [`SENSES`].
const ENDING: usize = 4;

/// Words behind which "off" makes an end of it: called off.
const CALLS: [&str; 3] = ["call", "calls", "called"];

/// Words that turn the sense around.
const NEGATIONS: [&str; 24] = [
    "not",
    "never",
    "cannot",
    "cant",
    "wont",
    "wouldnt",
    "couldnt",
    "shouldnt",
    "dont",
    "doesnt",
    "didnt",
    "isnt",
    "arent",
    "wasnt",
    "werent",
    "hasnt",
    "nicht",
    "nie",
    "kein",
    "keine",
    "pas",
    "jamais",
    "nunca",
    "jam\u{e1}s",
];

/// Words that a negation brings along or takes away.
const AUXILIARIES: [&str; 32] = [
    "do", "does", "did", "will", "would", "can", "could", "should", "is", "are", "was", "were",
    "be", "been", "has", "have", "had", "a", "an", "any", "ein", "eine", "einen", "einem", "einer",
    "wird", "werden", "hat", "haben", "ne", "n", "ha",
];

static SENSE_OF: LazyLock<HashMap<u64, Vec<(usize, bool)>>> = LazyLock::new(|| {
    let mut senses: HashMap<u64, Vec<(usize, bool)>> = HashMap::new();
    for (about, (one, other)) in SENSES.into_iter().enumerate() {
        for (words, sense) in [(one, true), (other, false)] {
            for word in words.split_whitespace() {
                senses.entry(xxh3_64(word.as_bytes())).or_default().push((about, sense));
            }
        }
    }
    senses
});

static NEGATION_SET: LazyLock<HashSet<u64>> = LazyLock::new(|| hashes(&NEGATIONS));
static AUXILIARY_SET: LazyLock<HashSet<u64>> = LazyLock::new(|| hashes(&AUXILIARIES));
static CALL_SET: LazyLock<HashSet<u64>> = LazyLock::new(|| hashes(&CALLS));
static OFF: LazyLock<u64> = LazyLock::new(|| xxh3_64(b"off"));

fn hashes(words: &[&str]) -> HashSet<u64> {
    words.iter().map(|word| xxh3_64(word.as_bytes())).collect()
}

/// Whether two pieces that stand in each other's place say the opposite.
pub(super) fn are_opposite(ours: &[Word], theirs: &[Word]) -> bool {
    senses(ours).iter().zip(senses(theirs)).any(|(a, b)| a.is_some() && b.is_some() && *a != b)
}

/// Whether all that one of two pieces has beyond the other, which is in other forms of the same words, is that it says no
/// to it. `before` is the word in front of both.
pub(super) fn is_denied(ours: &[Word], theirs: &[Word], before: Option<&Word>) -> bool {
    let is_called = before.is_some_and(|word| CALL_SET.contains(&word.hash));
    let says_no = |piece: &[Word]| {
        let is_negation =
            |word: &&Word| NEGATION_SET.contains(&word.hash) || (is_called && word.hash == *OFF);
        piece.iter().filter(is_negation).count() % 2 == 1
    };
    let told = |piece: &[Word]| {
        let is_told = |word: &&Word| {
            let is_off = is_called && word.hash == *OFF;
            !(is_off || NEGATION_SET.contains(&word.hash) || AUXILIARY_SET.contains(&word.hash))
        };
        let mut stems: Vec<u64> = piece.iter().filter(is_told).map(|word| word.stem).collect();
        stems.sort_unstable();
        stems
    };
    says_no(ours) != says_no(theirs) && told(ours) == told(theirs)
}

/// In what sense a piece speaks of each; `None` where in neither or in both.
fn senses(piece: &[Word]) -> [Option<bool>; SENSES.len()] {
    let mut met = [(false, false); SENSES.len()];
    let calls_off = piece.windows(2).any(
        |pair| matches!(pair, [call, off] if CALL_SET.contains(&call.hash) && off.hash == *OFF),
    );
    let ends = calls_off.then_some((ENDING, false));
    let listed = piece.iter().filter_map(|word| SENSE_OF.get(&word.hash)).flatten().copied();
    for (about, sense) in listed.chain(ends) {
        if let Some(met) = met.get_mut(about) {
            *(if sense { &mut met.0 } else { &mut met.1 }) = true;
        }
    }
    let is_denied = piece.iter().any(|word| NEGATION_SET.contains(&word.hash));
    met.map(|(one, other)| (one != other).then_some(one != is_denied))
}

#[cfg(test)]
mod tests {
    use super::super::shingle::Text;
    use super::*;

    #[test]
    fn opposites_and_words_of_one_sense_are_told_apart() {
        let table = [
            ("raised", "cut", true),
            ("raised", "hiked", false),
            ("guilty of all counts", "not guilty of any count", true),
            ("convicted", "found guilty", false),
            ("convicted", "acquitted", true),
            ("convicted", "not guilty", true),
            ("won", "lost", true),
            ("shuts", "closes", false),
            ("rose, then fell", "fell", false),
            ("erh\u{f6}ht", "senkt", true),
            ("granted", "refused", true),
            ("raised", "held", true),
            ("cut", "left unchanged", true),
            ("kept", "held", false),
            ("starts", "called off", true),
            ("ended", "called off", false),
            ("resigned", "survived", true),
            ("died", "taken to hospital", true),
            ("taken to hospital where he died", "died", false),
        ];
        for (one, other, opposite) in table {
            let (a, b) = (Text::new(one).words, Text::new(other).words);
            assert_eq!(are_opposite(&a, &b), opposite, "{one}, {other}");
            assert_eq!(are_opposite(&b, &a), opposite, "{other}, {one}");
        }
    }

    #[test]
    fn a_negation_alone_makes_the_opposite_and_other_words_beside_it_do_not() {
        let table = [
            ("not", "", true),
            ("does not double", "doubles", true),
            ("wont", "will", true),
            ("kein", "ein", true),
            ("never", "not", false),
            ("did not immediately respond", "", false),
            ("not surprisingly", "", false),
            ("off", "", false),
        ];
        for (one, other, denied) in table {
            let (a, b) = (Text::new(one).words, Text::new(other).words);
            assert_eq!(is_denied(&a, &b, None), denied, "{one}, {other}");
            assert_eq!(is_denied(&b, &a, None), denied, "{other}, {one}");
        }
        let (called, off) = (Text::new("called").words, Text::new("off").words);
        assert!(is_denied(&off, &[], called.first()));
    }
}
