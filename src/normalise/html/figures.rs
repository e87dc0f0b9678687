//! Images and their captions while a body is built. It keeps no text of the article.

use super::builder::Builder;
use crate::normalise::blocks::{Block, BlockKind, Image, finish};
use crate::normalise::furniture;
use crate::normalise::text;
use crate::normalise::tokens::OpenTag;

const IMAGES_MAX: usize = 100;
/// A longer "caption" is the article under a wrong class.
const CAPTION_WORDS_MAX: usize = 120;

/// The figure that is open: its images so far, and captions that wait for one.
#[derive(Default)]
pub(super) struct Figure {
    pub(super) images_from: usize,
    pub(super) captions: Vec<String>,
}

impl Builder<'_> {
    pub(super) fn image(&mut self, tag: &OpenTag<'_>) {
        if self.hidden.is_some() || self.body.images.len() >= IMAGES_MAX {
            return;
        }
        let sources = ["src", "data-src", "data-lazy-src", "data-original"];
        let mut found = sources.iter().filter_map(|name| tag.attribute(name));
        let Some(href) = found.find_map(|href| self.address(href)) else {
            return;
        };
        let number =
            |name| tag.attribute(name).and_then(|value| value.trim_end_matches("px").parse().ok());
        let image = Image {
            href: Some(href),
            alt: tag.attribute("alt").map(text::clean_line),
            caption: None,
            width: number("width"),
            height: number("height"),
            blocks_before: self.body.blocks.len(),
        };
        if self.scope.is_none() && !furniture::is_tracking_image(&image, self.rules) {
            self.body.images.push(image);
        }
    }

    pub(super) fn caption(&mut self, block: Block) {
        let words = text::count_words(&block.text);
        if words > CAPTION_WORDS_MAX {
            return finish(Block { kind: BlockKind::Paragraph, ..block }, &mut self.body.blocks);
        }
        let caption = text::clean_line(&block.text);
        if caption.is_empty() {
            return;
        }
        if let Some(figure) = &mut self.figure {
            figure.captions.push(caption);
            return;
        }
        match self.body.images.last_mut().filter(|image| image.caption.is_none()) {
            Some(image) => image.caption = Some(caption),
            None => self.body.images.push(Image { caption: Some(caption), ..Image::default() }),
        }
    }

    pub(super) fn close_figure(&mut self) {
        let Some(figure) = self.figure.take() else {
            return;
        };
        if figure.captions.is_empty() {
            return;
        }
        let caption = figure.captions.join(" ");
        match self.body.images.get_mut(figure.images_from) {
            Some(image) => image.caption = Some(caption),
            None => self.body.images.push(Image { caption: Some(caption), ..Image::default() }),
        }
    }
}

/// Whether a class says that the element is a caption.
pub(super) fn is_caption(tag: &OpenTag<'_>) -> bool {
    const CLASSES: [&str; 6] = [
        "caption",
        "wp-caption-text",
        "image-caption",
        "photo-caption",
        "media-caption",
        "figcaption",
    ];
    let class = tag.attribute("class").unwrap_or_default();
    class.split_whitespace().any(|token| CLASSES.contains(&token))
}
