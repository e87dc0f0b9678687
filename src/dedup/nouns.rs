//! Nouns that are no names, in a language that gives a capital to every noun (German). Pure.

use std::collections::HashSet;
use std::sync::LazyLock;

use xxhash_rust::xxh3::xxh3_64;

use super::word::Word;
use super::wordclass::WordKind;

/// Where more of a text's words than one in so many are printed as names, all nouns are.
const NOUNS_EACH: usize = 4;

/// Articles in such a text: one word in so many, at least. A list of names in another language has fewer.
const ARTICLE_EACH: usize = 25;

/// Words between an article and its noun that are looked at: "der sehr alte Hafen".
const BETWEEN_MAX: usize = 2;

const ARTICLES: [&str; 30] = [
    "der", "die", "das", "den", "dem", "des", "ein", "eine", "einen", "einem", "einer", "eines",
    "kein", "keine", "keinen", "im", "am", "zum", "zur", "beim", "vom", "ins", "ihr", "ihre",
    "ihren", "ihrem", "sein", "seine", "seinen", "seinem",
];

static ARTICLE_SET: LazyLock<HashSet<u64>> =
    LazyLock::new(|| ARTICLES.iter().map(|word| xxh3_64(word.as_bytes())).collect());

/// Marks the nouns that stand behind an article or a number somewhere in the text: names of people and places do not.
pub(super) fn mark_common<'a>(words: &mut [Word], spelled: impl Fn(usize) -> &'a str) {
    let is_noun = |word: &Word| word.kind == WordKind::Name;
    let is_article = |word: &Word| ARTICLE_SET.contains(&word.hash);
    let count = |is: &dyn Fn(&Word) -> bool| words.iter().filter(|word| is(word)).count();
    if count(&is_noun) * NOUNS_EACH < words.len() || count(&is_article) * ARTICLE_EACH < words.len()
    {
        return;
    }
    let mut common: HashSet<u64> = HashSet::new();
    let mut since = usize::MAX;
    for (at, word) in words.iter().enumerate() {
        if is_article(word) || word.kind == WordKind::Number {
            since = 0;
        } else if is_noun(word) {
            if since <= BETWEEN_MAX {
                common.insert(word.hash);
            }
            since = usize::MAX;
        } else {
            since =
                if may_be_adjective(spelled(at)) { since.saturating_add(1) } else { usize::MAX };
        }
    }
    words.iter_mut().filter(|w| common.contains(&w.hash)).for_each(|w| w.common = true);
}

/// Words that end as adjectives do and stand before names.
const OTHERS: [&str; 14] = [
    "hinter",
    "unter",
    "\u{fc}ber",
    "neben",
    "gegen",
    "wegen",
    "zwischen",
    "nahe",
    "ohne",
    "oder",
    "aber",
    "weder",
    "sowie",
    "binnen",
];

fn may_be_adjective(word: &str) -> bool {
    ["e", "en", "er", "es", "em"].iter().any(|ending| word.ends_with(ending))
        && word.len() >= 4
        && !OTHERS.contains(&word)
}

#[cfg(test)]
mod tests {
    use super::super::shingle::Text;

    #[test]
    fn nouns_behind_an_article_are_no_names() {
        let text = "Die Feuerwehr in Oberfeld hat am Montag mit einem alten Boot den Hund von Anna Keller \
                    aus dem Fluss gezogen. Der Hund war im Eis eingebrochen, sagte der Sprecher der Wehr.";
        let words = Text::new(text).words;
        let common = |chunk: &str| {
            let at = text.split_whitespace().position(|word| word.trim_matches('.') == chunk);
            words[at.unwrap()].common
        };
        for noun in ["Feuerwehr", "Boot", "Hund", "Fluss", "Eis", "Sprecher", "Wehr"] {
            assert!(common(noun), "{noun}");
        }
        for name in ["Oberfeld", "Anna", "Keller"] {
            assert!(!common(name), "{name}");
        }
        let english = "The Halden Ferry left Lyme Quay on Monday with Anna Keller and the harbor master aboard.";
        assert!(Text::new(english).words.iter().all(|word| !word.common));
    }
}
