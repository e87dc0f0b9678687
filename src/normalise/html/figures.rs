//! Images and their captions while a body is built. It keeps no text of the article, and knows no elements.

use crate::normalise::blocks::{Block, BlockKind, Body, Image, finish};
use crate::normalise::text;
use crate::normalise::tokens::OpenTag;

const IMAGES_MAX: usize = 100;
/// A longer "caption" is the article under a wrong class.
const CAPTION_WORDS_MAX: usize = 120;

/// The figure that is open: its images so far, and captions that wait for one.
#[derive(Default)]
pub(super) struct Figure {
    images_from: usize,
    captions: Vec<String>,
}

impl Figure {
    /// One that begins behind what `body` holds.
    pub(super) fn open(body: &Body) -> Self {
        Self { images_from: body.images.len(), captions: Vec::new() }
    }

    /// Gives its captions to its first image.
    pub(super) fn close(self, body: &mut Body) {
        if self.captions.is_empty() {
            return;
        }
        let caption = self.captions.join(" ");
        match body.images.get_mut(self.images_from) {
            Some(image) => image.caption = Some(caption),
            None => body.images.push(Image { caption: Some(caption), ..Image::default() }),
        }
    }
}

/// The image of a tag, where `body` has room for it. `address` makes an absolute one of what is printed.
pub(super) fn read_image(
    tag: &OpenTag<'_>,
    body: &Body,
    address: impl Fn(&str) -> Option<String>,
) -> Option<Image> {
    if body.images.len() >= IMAGES_MAX {
        return None;
    }
    let sources = ["src", "data-src", "data-lazy-src", "data-original"];
    let mut found = sources.iter().filter_map(|name| tag.attribute(name));
    let href = found.find_map(address)?;
    let number =
        |name| tag.attribute(name).and_then(|value| value.trim_end_matches("px").parse().ok());
    Some(Image {
        href: Some(href),
        alt: tag.attribute("alt").map(text::clean_line),
        caption: None,
        width: number("width"),
        height: number("height"),
        blocks_before: body.blocks.len(),
    })
}

/// Keeps a block as the caption of the open figure, else of the last image.
pub(super) fn keep_caption(block: Block, figure: Option<&mut Figure>, body: &mut Body) {
    let words = text::count_words(&block.text);
    if words > CAPTION_WORDS_MAX {
        return finish(Block { kind: BlockKind::Paragraph, ..block }, &mut body.blocks);
    }
    let caption = text::clean_line(&block.text);
    if caption.is_empty() {
        return;
    }
    if let Some(figure) = figure {
        figure.captions.push(caption);
        return;
    }
    match body.images.last_mut().filter(|image| image.caption.is_none()) {
        Some(image) => image.caption = Some(caption),
        None => body.images.push(Image { caption: Some(caption), ..Image::default() }),
    }
}

/// Whether a class says that the element is a caption.
pub(super) fn is_caption(tag: &OpenTag<'_>) -> bool {
    const CLASSES: [&str; 7] = [
        "caption",
        "tr-caption",
        "wp-caption-text",
        "image-caption",
        "photo-caption",
        "media-caption",
        "figcaption",
    ];
    let class = tag.attribute("class").unwrap_or_default();
    class.split_whitespace().any(|token| CLASSES.contains(&token))
}
