//! What desks do to a piece of copy before they print it: cuts, summaries, other headlines.

/// Words that end in a stop and end no sentence.
const ABBREVIATIONS: [&str; 26] = [
    "Mr.", "Mrs.", "Ms.", "Dr.", "Gen.", "Sen.", "Rep.", "Gov.", "Lt.", "Col.", "Sgt.", "St.",
    "Jr.", "Sr.", "U.S.", "Inc.", "Co.", "Corp.", "No.", "Jan.", "Feb.", "Aug.", "Sept.", "Oct.",
    "Nov.", "Dec.",
];

/// The sentences of `text`, in order; the last one of a paragraph ends with its line break. Headings, captions and
/// buttons above the first sentence are left out.
pub(crate) fn sentences(text: &str) -> Vec<String> {
    let mut sentences: Vec<String> = Vec::new();
    for paragraph in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let runs = paragraph.split_whitespace().count() >= 8 && ends_sentence(paragraph);
        if sentences.is_empty() && !runs {
            continue;
        }
        let mut sentence: Vec<&str> = Vec::new();
        let words: Vec<&str> = paragraph.split_whitespace().collect();
        for (at, word) in words.iter().enumerate() {
            sentence.push(word);
            let opens = words.get(at + 1).is_some_and(|next| {
                next.trim_start_matches(['"', '“', '‘', '(']).starts_with(char::is_uppercase)
            });
            if opens && sentence.len() > 2 && ends_sentence(word) && !ABBREVIATIONS.contains(word) {
                sentences.push(std::mem::take(&mut sentence).join(" "));
            }
        }
        sentences.push(sentence.join(" ") + "\n");
    }
    sentences
}

fn ends_sentence(text: &str) -> bool {
    text.trim_end_matches(['"', '”', '’', ')']).ends_with(['.', '!', '?'])
}

/// The first `percent` of the words, to the end of a sentence.
pub(crate) fn first_part(text: &str, percent: usize) -> String {
    let enough = text.split_whitespace().count() * percent / 100;
    let mut part = String::new();
    for sentence in sentences(text) {
        if part.split_whitespace().count() >= enough {
            break;
        }
        if !part.is_empty() && !part.ends_with('\n') {
            part.push(' ');
        }
        part += &sentence;
    }
    part.trim().to_owned()
}

/// The first two sentences, in one paragraph.
pub(crate) fn summary(text: &str) -> String {
    let sentences = sentences(text);
    sentences.iter().take(2).map(|sentence| sentence.trim()).collect::<Vec<_>>().join(" ")
}

/// A headline that nobody wrote, of the last words of an early sentence that shares little with `headline`.
pub(crate) fn other_headline(text: &str, headline: &str) -> String {
    let words = |text: &str| -> Vec<String> {
        text.split(|c: char| !c.is_alphanumeric() && !"'’-".contains(c))
            .filter(|word| !word.is_empty())
            .map(str::to_owned)
            .collect()
    };
    let known: Vec<String> = words(headline).iter().map(|word| word.to_lowercase()).collect();
    let endings = sentences(text).into_iter().take(4).map(|sentence| {
        let words = words(&sentence);
        words[words.len().saturating_sub(9)..].to_vec()
    });
    let shared =
        |words: &[String]| words.iter().filter(|w| known.contains(&w.to_lowercase())).count();
    let ending = endings.into_iter().find(|words| words.len() >= 5 && shared(words) <= 3);
    ending.unwrap_or_else(|| words(text).into_iter().skip(8).take(8).collect()).join(" ")
}
