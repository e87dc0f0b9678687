//! Takes captions of pictures that stand above the text.

use super::super::Caption;
use super::super::captions::{Certainty, is_file_caption, read_bare_credit, read_caption};
use super::super::footer::read_agencies;
use super::super::organisations::Directory;
use super::Scan;

/// Paragraphs at the top in which a caption may stand.
const TOP_PARAGRAPHS_MAX: usize = 8;

impl Scan<'_> {
    /// Captions stand above the text: with a credit, twice, or as the picture's own caption says.
    pub(super) fn take_captions_at_top(&mut self) {
        for index in 0..self.paragraphs.len().min(TOP_PARAGRAPHS_MAX) {
            let text = self.text(index);
            if text.is_empty() {
                continue;
            }
            let read = read_caption(text, self.directory);
            let own = read.as_ref().map(|(caption, _)| caption);
            if self.media.iter().any(|media| media.is_same(text, own)) {
                self.cut_back(index, 0, "caption");
                continue;
            }
            // Below the text it is the writer's: `Karl Roe/TT`.
            let above = (0..index).all(|before| self.text(before).is_empty());
            let below =
                (index + 1..self.paragraphs.len()).any(|below| !self.text(below).is_empty());
            let bare = || {
                let found = read_bare_credit(text, self.directory).filter(|_| below);
                found.filter(|(read, _)| above || read.caption.is_some())
            };
            let Some((caption, certainty)) = read.or_else(bare) else {
                continue;
            };
            // `(AZ/dpa)` at the end signs the text.
            if !below && read_agencies(text, self.directory).is_some() {
                continue;
            }
            let twin = caption.caption.as_deref().and_then(|c| self.find_twin(index, c));
            if certainty == Certainty::Sure || twin.is_some() || is_file_caption(text) {
                if let Some(twin) = twin {
                    self.cut_back(twin, 0, "caption");
                }
                self.cut_back(index, 0, "caption");
                self.captions.push(caption);
            }
        }
    }

    /// The paragraph near `index` that repeats its caption without the credit.
    fn find_twin(&self, index: usize, caption: &str) -> Option<usize> {
        let near = index.saturating_sub(3)..(index + 3).min(self.paragraphs.len());
        near.filter(|&other| other != index)
            .find(|&other| self.text(other).trim() == caption.trim())
    }
}

/// A picture's own caption, to be known again in the text.
#[derive(Debug)]
pub(super) struct MediaCaption<'a> {
    text: &'a str,
    read: Option<Caption>,
}

impl<'a> MediaCaption<'a> {
    /// How much longer, in bytes, one of two equal captions may be by its credit.
    const CREDIT_BYTES_MAX: usize = 160;

    pub(super) fn read(text: &'a str, directory: &Directory) -> Self {
        Self { text, read: read_caption(text, directory).map(|(caption, _)| caption) }
    }

    /// There even a credit of strangers is one.
    pub(super) fn into_caption(self) -> Caption {
        let text = self.text.trim();
        self.read.unwrap_or_else(|| Caption {
            caption: (!text.is_empty()).then(|| text.to_owned()),
            ..Caption::default()
        })
    }

    /// Whether a paragraph, `read` as a caption, is the same one. One of them must carry a credit: some feeds repeat the
    /// lead as a caption.
    fn is_same(&self, paragraph: &str, read: Option<&Caption>) -> bool {
        let letters = || letters_without_credit(self.text, self.read.as_ref());
        paragraph.len().abs_diff(self.text.len()) <= Self::CREDIT_BYTES_MAX
            && (self.read.is_some() || read.is_some())
            && letters().next().is_some()
            && letters().eq(letters_without_credit(paragraph, read))
    }
}

fn letters_without_credit<'t>(
    text: &'t str,
    read: Option<&'t Caption>,
) -> impl Iterator<Item = char> + 't {
    let plain = read.map_or(text, |caption| caption.caption.as_deref().unwrap_or_default());
    plain.chars().filter(|c| c.is_alphanumeric())
}
