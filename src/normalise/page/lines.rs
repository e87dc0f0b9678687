//! Names of elements within a line. Sites give automatic links of a text the names of their boxes (`tag`, `tooltip`), so a
//! name is not believed of what stands between the words of a sentence.

use super::tree::{Child, Node, Tree};
use super::weigh;
use crate::normalise::element::Element;

/// Letters of a line without its boxes; a shorter one is a label before a list of links.
const WORDS_MIN: usize = 12;
/// Letters of a name or a term; more is a box.
const TERM_MAX: usize = 100;
/// Letters of a sentence, which is no part of another one.
const SENTENCE_MIN: usize = 25;
const SENTENCE_ENDS: [char; 6] = ['.', '?', '!', '…', '。', '।'];

/// An inline element in a line whose name is that of furniture.
struct Boxed {
    node: usize,
    is_link: bool,
    letters: usize,
    /// The last character before it, and the first one after it.
    before: Option<char>,
    after: Option<char>,
    /// Letters of the line before it.
    letters_before: usize,
}

/// The line that is being read.
#[derive(Default)]
struct Line {
    boxes: Vec<Boxed>,
    /// Boxes that something stands behind.
    followed: usize,
    letters: usize,
    last: Option<char>,
}

/// What stands in an inline element.
#[derive(Default)]
struct Content {
    letters: usize,
    linked: usize,
    holds_block: bool,
    last: Option<char>,
}

/// Takes their names from the inline elements that belong to a sentence. Linear: an inline element is looked at for the
/// block that it stands in, and once more for the outermost name around it.
pub(super) fn believe_words(tree: &mut Tree) {
    let mut found = Vec::new();
    for (index, node) in tree.nodes.iter().enumerate() {
        if node.is_block() {
            let mut line = Line::default();
            read(tree, index, &mut line, &mut |line| sort_out(node.element, line, &mut found));
            sort_out(node.element, &mut line, &mut found);
        }
    }
    for index in found {
        forget(tree, index);
    }
}

// As deep as the tree is, which is capped.
fn read(tree: &Tree, index: usize, line: &mut Line, end: &mut impl FnMut(&mut Line)) {
    let Some(node) = tree.node(index) else { return };
    for child in &node.children {
        let child = match child {
            Child::Text(text) => {
                line.push(text);
                continue;
            }
            Child::Node(child) => *child,
        };
        let Some(inner) = tree.node(child) else { continue };
        if inner.is_block() || matches!(inner.element, Element::Break | Element::Rule) {
            end(line);
        } else if inner.role.beside {
            let mut content = Content::default();
            weigh_content(tree, child, inner.element == Element::Link, &mut content);
            if content.holds_block {
                end(line);
            } else if content.letters > 0 && !inner.role.unseen {
                line.push_box(child, &content);
            }
        } else {
            read(tree, child, line, end);
        }
    }
}

// As deep as the tree is, which is capped.
fn weigh_content(tree: &Tree, index: usize, in_link: bool, content: &mut Content) {
    let Some(node) = tree.node(index) else { return };
    content.holds_block |= node.is_block();
    if content.holds_block {
        return;
    }
    for child in &node.children {
        match child {
            Child::Text(text) => {
                let letters = weigh::letters(text);
                content.letters += letters;
                content.linked += if in_link { letters } else { 0 };
                content.last = text.trim_end().chars().next_back().or(content.last);
            }
            Child::Node(child) => {
                let link = tree.node(*child).is_some_and(|node| node.element == Element::Link);
                weigh_content(tree, *child, in_link || link, content);
            }
        }
    }
}

impl Line {
    fn push(&mut self, text: &str) {
        self.letters += weigh::letters(text);
        let text = text.trim();
        if text.is_empty() {
            return;
        }
        for boxed in self.boxes.iter_mut().skip(self.followed) {
            boxed.after = text.chars().next();
        }
        self.followed = self.boxes.len();
        self.last = text.chars().next_back();
    }

    /// A box of a link beside other text, or of a sentence, opens over the line and is no part of it.
    fn push_box(&mut self, node: usize, content: &Content) {
        let of_one_kind = content.linked == 0 || content.linked == content.letters;
        let sentence = content.letters >= SENTENCE_MIN
            && content.last.is_some_and(|last| SENTENCE_ENDS.contains(&last));
        if of_one_kind && !sentence && content.letters <= TERM_MAX {
            self.boxes.push(Boxed {
                node,
                is_link: content.linked > 0,
                letters: content.letters,
                before: self.last,
                after: None,
                letters_before: self.letters,
            });
        }
    }
}

/// Which boxes of a line in a block of the kind `block` are words of it; the line is empty afterwards.
fn sort_out(block: Element, line: &mut Line, found: &mut Vec<usize>) {
    let line = std::mem::take(line);
    let boxed: usize = line.boxes.iter().map(|boxed| boxed.letters).sum();
    if line.letters >= WORDS_MIN && line.letters * 2 >= boxed {
        let words = line.boxes.iter().filter(|boxed| is_word(block, &line, boxed));
        found.extend(words.map(|boxed| boxed.node));
    }
}

fn is_word(block: Element, line: &Line, boxed: &Boxed) -> bool {
    match (boxed.before, line.letters > boxed.letters_before) {
        (Some(_), true) => true,
        // Who wrote it and which section it is of stand before a sentence, too.
        (None, true) => {
            let link = boxed.is_link && block == Element::Paragraph;
            link || !boxed.after.is_some_and(char::is_uppercase)
        }
        // `vote in March. Read more`, `Themes: Harbour, Council`
        (Some(before), false) => {
            let goes_on = before.is_alphanumeric() || matches!(before, '(' | '"' | '“' | '„' | '«');
            goes_on && (block == Element::Paragraph || boxed.after.is_some())
        }
        (None, false) => false,
    }
}

/// Takes the name from an element, and from one in it that holds all of its text.
fn forget(tree: &mut Tree, index: usize) {
    let mut at = Some(index);
    while let Some(node) = at.and_then(|at| tree.nodes.get_mut(at)) {
        node.role.beside = false;
        at = only_child(node);
    }
}

fn only_child(node: &Node) -> Option<usize> {
    let mut said = node.children.iter().filter(|child| match child {
        Child::Text(text) => !text.trim().is_empty(),
        Child::Node(_) => true,
    });
    match (said.next(), said.next()) {
        (Some(Child::Node(child)), None) => Some(*child),
        (Some(Child::Node(_) | Child::Text(_)) | None, _) => None,
    }
}
