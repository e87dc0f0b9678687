//! Body elements of NITF and XHTML to plain HTML with paragraphs kept apart; sanitising is not done here.

use super::tree::{Element, Node};
use crate::parse::entity;

/// HTML elements that are kept under their own name.
const KEPT: [&str; 43] = [
    "p",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "ul",
    "ol",
    "li",
    "dl",
    "dt",
    "dd",
    "table",
    "thead",
    "tbody",
    "tfoot",
    "tr",
    "th",
    "td",
    "caption",
    "pre",
    "blockquote",
    "q",
    "em",
    "strong",
    "b",
    "i",
    "u",
    "sub",
    "sup",
    "a",
    "br",
    "hr",
    "img",
    "figure",
    "figcaption",
    "div",
    "section",
    "article",
    "cite",
    "code",
    "small",
];
/// NITF names with an HTML equivalent; names in neither list are dropped and their text stays.
const RENAMED: [(&str, &str); 7] = [
    ("hl1", "h2"),
    ("hl2", "h2"),
    ("bq", "blockquote"),
    ("block", "div"),
    ("fn", "p"),
    ("datasource", "p"),
    ("credit", "p"),
];
/// Elements that go with all they hold: furniture of the page, or read elsewhere (`media`).
const DROPPED: [&str; 12] = [
    "script",
    "style",
    "head",
    "header",
    "nav",
    "media",
    "form",
    "iframe",
    "object",
    "template",
    "nitf-table-metadata",
    "note",
];
const VOID: [&str; 3] = ["br", "hr", "img"];
const ATTRIBUTES: [&str; 7] = ["href", "src", "alt", "colspan", "rowspan", "class", "lang"];

/// HTML and whether the limit cut it.
#[derive(Debug, Default)]
pub(super) struct Html {
    pub text: String,
    pub cut: bool,
    /// A letter or digit was written.
    pub has_text: bool,
    chars_left: usize,
    headline: String,
}

/// Writes what `element` holds, at most `chars_max` characters of text; a heading that repeats `headline` is left out.
pub(super) fn inner_html(element: &Element, headline: Option<&str>, chars_max: usize) -> Html {
    let mut html = Html {
        chars_left: chars_max,
        headline: folded(headline.unwrap_or_default()),
        ..Html::default()
    };
    html.nodes(&element.children);
    html
}

impl Html {
    fn nodes(&mut self, nodes: &[Node]) {
        for node in nodes {
            match node {
                Node::Text(text) => self.words(text),
                Node::Element(element) => self.element(element),
            }
        }
    }

    fn words(&mut self, text: &str) {
        self.has_text |= text.chars().any(char::is_alphanumeric);
        let length = text.chars().count();
        if length <= self.chars_left {
            self.chars_left -= length;
            entity::escape(&mut self.text, text);
        } else {
            let kept: String = text.chars().take(self.chars_left).collect();
            entity::escape(&mut self.text, &kept);
            self.chars_left = 0;
            self.cut = true;
        }
    }

    fn element(&mut self, element: &Element) {
        let name = element.name.to_ascii_lowercase();
        if self.cut || DROPPED.contains(&name.as_str()) {
            return;
        }
        if name == "frac" {
            return self.words(&element.fraction(&self.text));
        }
        let renamed = RENAMED.iter().find(|(nitf, _)| *nitf == name);
        let name = renamed.map_or(name.as_str(), |(_, html)| html);
        if !KEPT.contains(&name) {
            self.nodes(&element.children);
            return;
        }
        if name == "figure" && self.figure(element) {
            return;
        }
        let heading = matches!(name, "h1" | "h2" | "h3");
        if heading && !self.headline.is_empty() && folded(&element.text()) == self.headline {
            return;
        }
        self.text.push('<');
        self.text.push_str(name);
        for (key, value) in &element.attributes {
            let key = if name == "img" && key == "source" { "src" } else { key.as_str() };
            if ATTRIBUTES.contains(&key) {
                for part in [" ", key, "=\""] {
                    self.text.push_str(part);
                }
                entity::escape(&mut self.text, value);
                self.text.push('"');
            }
        }
        self.text.push('>');
        if !VOID.contains(&name) {
            self.nodes(&element.children);
            for part in ["</", name, ">"] {
                self.text.push_str(part);
            }
        }
    }
}

impl Html {
    /// A figure whose byline stands in an element of its own: the photographer's, which the text must not take for its own.
    fn figure(&mut self, figure: &Element) -> bool {
        let is_byline = |part: &&Element| part.attribute("class") == Some("byline");
        let (by, caption): (Vec<_>, Vec<_>) = figure.elements().partition(is_byline);
        let [by] = by.as_slice() else { return false };
        self.text.push_str("<figure>");
        for image in figure.deep("img") {
            self.element(image);
        }
        self.text.push_str("<figcaption>");
        let caption: Vec<String> = caption.iter().map(|part| part.spaced_text()).collect();
        let (caption, by) = (caption.join(" "), by.spaced_text());
        self.words(caption.trim());
        if !caption.contains(by.trim()) {
            self.words(&format!(" ({})", by.trim()));
        }
        self.text.push_str("</figcaption></figure>");
        true
    }
}

fn folded(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::wire::tree;

    #[test]
    fn paragraphs_lists_and_tables_stay_and_furniture_goes() {
        let check = |markup: &str, want: &str| {
            let (root, _) = tree::read(&format!("<body>{markup}</body>"));
            let body = root.find("body").unwrap();
            assert_eq!(inner_html(body, Some("Harbour gates hold"), 1_000).text, want, "{markup}");
        };
        check("<p>a</p><p>b<br/>c</p>", "<p>a</p><p>b<br>c</p>");
        check("<hl2>Harbour Gates Hold</hl2><hl2>Later</hl2>", "<h2>Later</h2>");
        check("<p><person>Ana</person> &lt;b&gt; &amp;</p>", "<p>Ana &lt;b&gt; &amp;</p>");
        check(
            "<table><tr><td colspan='2' onclick='x'>1</td></tr></table>",
            "<table><tr><td colspan=\"2\">1</td></tr></table>",
        );
        check(
            "<ol><li>1</li></ol><bq>q</bq><pre>a\n b</pre>",
            "<ol><li>1</li></ol><blockquote>q</blockquote><pre>a\n b</pre>",
        );
        check(
            "<script>x</script><header><h1>s</h1></header><media><media-caption>c</media-caption></media>",
            "",
        );
        let half = "<frac><frac-num>1</frac-num><frac-sep/><frac-den>2</frac-den></frac>";
        check(&format!("<p>to 5{half} percent</p>"), "<p>to 5 1/2 percent</p>");
        check(&format!("<p>by {half} point</p>"), "<p>by 1/2 point</p>");
        let bare =
            "<frac><frac-num>3</frac-num> <frac-sep>/</frac-sep><frac-den>16</frac-den></frac>";
        check(bare, "3/16");
        check("<frac><frac-num>3</frac-num><frac-den>4</frac-den></frac>", "3/4");
        check("<img source='a\"b.jpg'/>", "<img src=\"a&quot;b.jpg\">");
    }

    /// The photographer went out as the writer of the text.
    #[test]
    fn the_byline_of_a_figure_is_its_credit() {
        let check = |caption: &str, want: &str| {
            let figure = format!(
                "<body><figure><img src='g.jpg'/><div class='byline'>Lee Moss/HLD</div>{caption}</figure></body>"
            );
            let (root, _) = tree::read(&figure);
            let html = inner_html(root.find("body").unwrap(), None, 1_000).text;
            let want =
                format!("<figure><img src=\"g.jpg\"><figcaption>{want}</figcaption></figure>");
            assert_eq!(html, want);
        };
        check("<figcaption>The gates.</figcaption>", "The gates. (Lee Moss/HLD)");
        check("<p>The gates. Foto: Lee Moss/HLD</p>", "The gates. Foto: Lee Moss/HLD");
    }

    #[test]
    fn text_over_the_limit_is_cut_within_whole_markup() {
        let (root, _) = tree::read("<body><p>abé</p><p>def</p><p>x</p></body>");
        let html = inner_html(root.find("body").unwrap(), None, 4);
        assert_eq!(html.text, "<p>abé</p><p>d</p>");
        assert!(html.cut);
    }
}
