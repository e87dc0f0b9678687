//! Labels with people behind them below a text, in the languages of the wires: `Pewarta: Budi Santoso | Editor: Sari Dewi`,
//! `Muhabir: Ayşe Demir`, `記者：山田太郎`. Each label must be followed by people and nothing else.

use std::sync::LazyLock;

use regex::Regex;

use crate::normalise::credits::names::{JOINERS, Makers, is_person, read_makers, read_titled};
use crate::normalise::credits::organisations::Directory;
use crate::normalise::text::{Heads, fixed};

const LINE_BYTES_MAX: usize = 220;
/// The longest label with its colon, in bytes.
const LABEL_BYTES_MAX: usize = 32;

static LABEL: LazyLock<Regex> = LazyLock::new(|| {
    fixed(
        r"(?ix)(?:^|[\s;,|/•·–—-])(?:
            (?P<author>reporter|pewarta|penulis|muhabir|autor|autora|auteur|autrice|autore|author|words|text|texte|texto|testo|story|reportagem
                |автор|текст|корреспондент|מאת|כתב|כתבת|كتب|كتبت|كتابة|إعداد|تقرير|संवाददाता|रिपोर्ट|redacción|haber)
            |(?P<editor>editors?|redaktur|redaktor|penyunting|editör|edición|edição|édition|redakteur|redakteurin|redacteur|redactie|redaktion|редактор|עריכה|עורך|עורכת|تحرير|संपादक|संपादन)
            |(?P<photographer>photos?|pictures|pics|images|fotos?|fotografías?|fotografias?|photographies?|bilder|фото|צילום|تصوير|fotoğraf)
            |(?P<contributor>translator|translation|traducción|traduction|tradução|übersetzung|перевод|penerjemah|çeviri|producer|research|video|vídeo|vidéo|camera|kamera|uploader)
        )\s?[:：]\s?",
    )
});

/// Credits of an interview: who asked or wrote down.
static INTERVIEWED: LazyLock<Heads> = LazyLock::new(|| {
    Heads::new(&[
        "das gespräch führte ",
        "das gespräch führten ",
        "das interview führte ",
        "das interview führten ",
        "die fragen stellte ",
        "die fragen stellten ",
        "aufgezeichnet von ",
        "protokolliert von ",
        "propos recueillis par ",
        "entretien réalisé par ",
        "interview réalisée par ",
        "entrevista realizada por ",
        "intervista di ",
        "interview by ",
    ])
});

/// Reads a line that names people by their labels and says nothing else.
pub(in crate::normalise::credits) fn read_labelled(
    line: &str,
    directory: &Directory,
) -> Option<Makers> {
    if line.len() > LINE_BYTES_MAX {
        return None;
    }
    let edge = |c: char| c.is_whitespace() || matches!(c, '(' | ')' | '[' | ']' | '*' | '.' | '"');
    let line = line.trim_matches(edge);
    if !line.is_ascii()
        && let Some(titled) = read_titled(line, "author", directory)
    {
        return Some(titled.makers);
    }
    if let Some(head) = INTERVIEWED.find(line) {
        return read_names(line.get(head.len()..)?, "author", directory);
    }
    let mut near = line.char_indices().take_while(|(at, _)| *at <= LABEL_BYTES_MAX);
    let (colon, _) = near.find(|(_, c)| matches!(c, ':' | '：'))?;
    if line.len() == colon + 1 {
        return None;
    }
    let labels: Vec<_> = LABEL
        .captures_iter(line)
        .filter_map(|found| {
            let rel = ["author", "editor", "photographer", "contributor"];
            let rel = rel.into_iter().find(|rel| found.name(rel).is_some())?;
            let whole = found.get(0)?;
            Some((whole.start(), whole.end(), rel))
        })
        .collect();
    // A picture's credit is read as one, with its caption.
    if labels.first().is_none_or(|(from, _, rel)| *from > 0 || *rel == "photographer") {
        return None;
    }
    let mut makers = Makers::default();
    for (at, (_, from, rel)) in labels.iter().enumerate() {
        let to = labels.get(at + 1).map_or(line.len(), |next| next.0);
        let read = read_names(line.get(*from..to)?, rel, directory)?;
        makers.people.extend(read.people);
        makers.organisations.extend(read.organisations);
    }
    Some(makers)
}

/// People and organisations that are known, at least one of them a person, and no other word.
fn read_names(printed: &str, rel: &str, directory: &Directory) -> Option<Makers> {
    let edge = |c: char| c.is_whitespace() || matches!(c, ',' | ';' | '|' | '/' | '.' | '-' | '–');
    let printed = printed.trim_matches(edge);
    let mut names: Vec<&str> = printed.split([',', ';', '/', '|', '(', ')']).collect();
    for joiner in JOINERS {
        names = names.into_iter().flat_map(|name| name.split(joiner)).collect();
    }
    let mut names = names.into_iter().map(str::trim).filter(|name| !name.is_empty());
    let whole = names.all(|name| is_person(name) || directory.find(name).is_some());
    let makers = whole.then(|| read_makers(printed, rel, directory))?;
    (!makers.people.is_empty()).then_some(makers)
}

/// Where a label with its people begins behind the last sentence: ` ...安全。（編輯：王小明）1150303`.
pub(super) fn find_labelled(text: &str, directory: &Directory) -> Option<usize> {
    let bare = text.trim_end_matches(|c: char| c.is_ascii_digit() || c.is_whitespace());
    let inner = bare.strip_suffix('）').or_else(|| bare.strip_suffix(')'))?;
    let from = inner.rfind(['（', '('])?;
    let ended = text.get(..from)?.trim_end().ends_with(['。', '！', '？', '」', '”', '.']);
    let credit = bare.get(from..)?;
    (ended && !credit.is_ascii() && read_labelled(credit, directory).is_some()).then_some(from)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::normalise::credits::organisations::built_in;

    /// As printed => people with their roles.
    const PRINTED: &str = "Pewarta: Budi Santoso => Budi Santoso=author
        Pewarta: Budi Santoso Editor: Sari Dewi => Budi Santoso=author,Sari Dewi=editor
        Penulis : Budi Santoso | Editor : Sari Dewi => Budi Santoso=author,Sari Dewi=editor
        Muhabir: Ayşe Demir, Can Kaya => Ayşe Demir=author,Can Kaya=author
        autor: Jan Nowak => Jan Nowak=author
        Edição: Maria Lima => Maria Lima=editor
        Reportagem: Ana Lima / Edição: Rui Sousa => Ana Lima=author,Rui Sousa=editor
        Автор: Анна Холм => Анна Холм=author
        Редактор: Анна Холм => Анна Холм=editor
        Text: Jana Roth, Fotos: Jonas Doll => Jana Roth=author,Jonas Doll=photographer
        מאת: דנה כהן, רויטרס => דנה כהן=author
        記者：山田太郎 => 山田太郎=author
        （編集：山田太郎） => 山田太郎=editor
        责任编辑：王小明 => 王小明=editor
        홍길동 기자 => 홍길동=author
        Das Gespräch führte Jana Roth. => Jana Roth=author
        Propos recueillis par Jeanne Roux et Jean Lind => Jeanne Roux=author,Jean Lind=author
        Haber: Ayşe Demir - Kamera: Can Kaya => Ayşe Demir=author,Can Kaya=contributor
        Text: Jana Roth / Redaktion: Jonas Doll => Jana Roth=author,Jonas Doll=editor
        Redakteurin: Anna Holm => Anna Holm=editor
        校对：王小明 => 王小明=contributor
        （聞き手・鈴木一郎） => 鈴木一郎=author
        Editor: Sari Dewi (Reuters) => Sari Dewi=editor";

    #[test]
    fn people_behind_labels_below_a_text_are_not_lost() {
        for row in PRINTED.lines() {
            let (printed, people) = row.split_once("=>").unwrap();
            let read = read_labelled(printed.trim(), built_in());
            let read = read.unwrap_or_else(|| panic!("none: {printed}"));
            let named = read.people.iter().map(|person| format!("{}={}", person.name, person.rel));
            assert_eq!(named.collect::<Vec<_>>().join(","), people.trim(), "{printed}");
        }
    }

    #[test]
    fn labels_of_prose_are_none() {
        for line in [
            "Reporter: Why did you leave Halden?",
            "Editor: a word that the town had not heard.",
            "Text: The ferry was late again",
            "Author: unknown",
            "Story: Ferry to close",
            "Photos: Ana Ruiz",
            "Video: Ferry leaves Halden",
            "Editor: Halden",
            "Das Gespräch führte zu nichts.",
            "Autor: Redaktion",
            "編集部",
            "Reporter:",
        ] {
            assert_eq!(read_labelled(line, built_in()), None, "{line:?}");
        }
    }

    #[test]
    fn a_label_in_brackets_behind_the_last_sentence_is_found() {
        let text = "市府呼籲民眾注意安全。（編輯：王小明）1150303";
        let from = find_labelled(text, built_in()).unwrap();
        assert_eq!(text.get(from..), Some("（編輯：王小明）1150303"));
        assert_eq!(find_labelled("市府呼籲民眾注意安全。（見圖：碼頭）", built_in()), None);
    }
}
