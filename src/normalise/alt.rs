//! Captions that stand as paragraphs behind their picture: its `alt` says the same. Language-free; takes no text that the
//! picture does not repeat.

use super::blocks::{Block, BlockKind, Image};
use super::text::{count_words, fold};

/// Paragraphs behind an image that may be its caption and its credit.
const BEHIND_MAX: usize = 2;
const WORDS_MAX: usize = 90;
/// A shorter one is a word that any `alt` may hold.
const CHARS_MIN: usize = 12;

/// The blocks that are captions, in order; their images know them from here on.
pub(super) fn take_captions(blocks: &[Block], images: &mut [Image]) -> Vec<usize> {
    let mut taken: Vec<usize> = Vec::new();
    let mut captions: Vec<(usize, String)> = Vec::new();
    for (number, image) in images.iter().enumerate().filter(|(_, image)| image.caption.is_none()) {
        let Some(alt) = image.alt.as_deref().map(fold).filter(|alt| alt.len() >= CHARS_MIN) else {
            continue;
        };
        let behind = blocks.iter().enumerate().skip(image.blocks_before).take(BEHIND_MAX);
        let mut parts: Vec<(usize, &str)> = Vec::new();
        for (index, block) in behind {
            let Some(at) = position(&alt, block, index).filter(|_| !taken.contains(&index)) else {
                break;
            };
            parts.push((at, &block.text));
            taken.push(index);
        }
        parts.sort_unstable();
        match parts[..] {
            [] => {}
            [(_, caption)] => captions.push((number, caption.to_owned())),
            [(_, caption), (_, credit), ..] => {
                captions.push((number, format!("{caption} ({credit})")));
            }
        }
    }
    // A text is more than the captions of its pictures.
    if taken.len() == blocks.len() {
        return Vec::new();
    }
    for (number, caption) in captions {
        if let Some(image) = images.get_mut(number) {
            image.caption = Some(caption);
        }
    }
    taken.sort_unstable();
    taken
}

/// Where the `alt` repeats the block. A feed's first paragraph is its lead, which some pages put into `alt` as it stands:
/// it is a caption only where the `alt` has a credit besides.
fn position(alt: &str, block: &Block, index: usize) -> Option<usize> {
    let short = block.text.len() <= 2 * alt.len();
    let is_paragraph = block.kind == BlockKind::Paragraph;
    if !short || !is_paragraph || count_words(&block.text) > WORDS_MAX {
        return None;
    }
    let text = fold(&block.text);
    let at = memchr::memmem::find(alt.as_bytes(), text.as_bytes())?;
    let credited = index > 0 || alt.len() >= text.len() + CHARS_MIN;
    (text.chars().count() >= CHARS_MIN && credited).then_some(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn block(text: &str) -> Block {
        Block { kind: BlockKind::Paragraph, text: text.to_owned(), spans: Vec::new(), scope: None }
    }

    fn taken(texts: &[&str], blocks_before: usize, alt: &str) -> (Vec<usize>, Option<String>) {
        let blocks: Vec<Block> = texts.iter().map(|text| block(text)).collect();
        let alt = Some(alt.to_owned());
        let mut images = [Image { alt, blocks_before, ..Image::default() }];
        (take_captions(&blocks, &mut images), images[0].caption.take())
    }

    /// Both lines stood in the text of Chinese pages.
    #[test]
    fn caption_and_credit_behind_a_picture_are_known_by_its_alt() {
        let alt = "The old pier in winter. Ana Holm for Halden Post";
        let texts = ["Ana Holm for Halden Post", "The old pier in winter.", "Rain fell."];
        let caption = Some("The old pier in winter. (Ana Holm for Halden Post)".to_owned());
        assert_eq!(taken(&texts, 0, alt), (vec![0, 1], caption));
        let texts = ["Rain fell.", "The old pier in winter.", "Rain fell."];
        let caption = Some("The old pier in winter.".to_owned());
        assert_eq!(taken(&texts, 1, "The old pier in winter"), (vec![1], caption));
    }

    #[test]
    fn a_lead_in_the_alt_and_text_that_is_not_behind_the_picture_stay() {
        let lead = "The old pier in winter.";
        assert_eq!(taken(&[lead, "Rain fell."], 0, lead).0, [0; 0]);
        assert_eq!(taken(&["Rain fell.", "Snow.", "More.", lead], 1, lead).0, [0; 0]);
        assert_eq!(taken(&["Rain fell.", "The pier"], 1, "The pier").0, [0; 0]);
        assert_eq!(taken(&["Rain fell.", lead], 1, "").0, [0; 0]);
        let only = "The old pier in winter. Ana Holm";
        assert_eq!(taken(&[lead], 0, only), (vec![], None), "what stays in the text is no caption");
    }
}
