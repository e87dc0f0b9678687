//! HTML to blocks by tokens alone, in linear time; it takes nothing out but what no reader sees.

use url::Url;

use super::blocks::Body;
use super::rules::Rules;
use super::tokens;

mod builder;
mod figures;

use builder::Builder;

/// Nesting beyond this is an attack or an accident: the text is kept, the markup is not.
pub(crate) const DEPTH_MAX: usize = 256;

/// Reads `html`; links are resolved against `base`, and `rules` name classes of furniture and images that are none.
pub(crate) fn read_html(html: &str, base: Option<&Url>, rules: &Rules) -> Body {
    let mut builder = tokens::read(html, Builder::new(base, rules, true, usize::MAX));
    // What hides its content and never ends would hide the article.
    let unclosed = builder.unclosed_raw();
    if let Some(number) = unclosed {
        builder = tokens::read(html, Builder::new(base, rules, true, number));
    }
    if builder.hidden.is_some() {
        builder =
            tokens::read(html, Builder::new(base, rules, false, unclosed.unwrap_or(usize::MAX)));
    }
    Body { unclosed: unclosed.is_some(), ..builder.end() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::normalise::sanitise::write_html;

    fn read(html: &str) -> Body {
        let base = Url::parse("https://halden.example/news/17").unwrap();
        read_html(html, Some(&base), &crate::normalise::RuleBook::built_in().furniture)
    }

    fn check(html: &str, texts: &[&str]) {
        let body = read(html);
        let found: Vec<&str> = body.blocks.iter().map(|block| block.text.as_str()).collect();
        assert_eq!(found, texts, "{html}");
    }

    fn check_html(html: &str, written: &str) {
        assert_eq!(write_html(&read(html).blocks), written, "{html}");
    }

    #[test]
    fn blocks_are_parted_as_a_reader_sees_them() {
        check("<p>One <b>two</b>\n three</p><p>Four</p>", &["One two three", "Four"]);
        check("<p>One<p>Two", &["One", "Two"]);
        check("One<br><br/>Two<br>\n<br>Three", &["One", "Two", "Three"]);
        check("One<br>Two.", &["One", "Two."]);
        check("<div>One<div>Two</div>Three</div>", &["One", "Two", "Three"]);
        check("<ul><li>One<li><p>Two</ul>Three", &["One", "Two", "Three"]);
        check("Tea &amp; cake&nbsp;&eacute;t&#233;", &["Tea & cake été"]);
        check(
            "<table><tr><td>Ana</td><td>12</td></tr><tr><td>Bo<td>9</table>",
            &["Ana\t12", "Bo\t9"],
        );
        check("<table><tr><td><p>One</p><p>Two</p></td></tr></table>", &["One", "Two"]);
        check("<pre>a  b\n  c</pre>", &["a  b\n  c"]);
        check("<h2>One</h2>Two<hr>Three", &["One", "Two", "Three"]);
        check("", &[]);
        check("<p> &nbsp; </p>", &[]);
    }

    #[test]
    fn what_no_reader_sees_is_left_out() {
        check("<script>if (a < b) {'</p>'}</script><p>One</p><style>p {}</style>", &["One"]);
        check(
            "<nav><ul><li>Home</ul></nav>One<form>Mail <input><button>Go</button></form>Two",
            &["One Two"],
        );
        check("<svg/>One<svg><text>x</text></svg>", &["One"]);
        check("<!-- x -->One<noscript><p>x</p></noscript>", &["One"]);
        // An unclosed form must not swallow the article.
        check("<form><p>One</p><p>Two</p>", &["One", "Two"]);
    }

    #[test]
    fn a_frame_or_script_that_closes_itself_swallows_nothing() {
        check("<p>One</p><iframe src='x'/><p>Two</p>", &["One", "Two"]);
        check(
            "<p>One</p><script async='' src='x' /><p>Two</p><style/><p>Three</p>",
            &["One", "Two", "Three"],
        );
        assert!(!read("<iframe src='x'/>One").unclosed);
    }

    #[test]
    fn raw_text_that_never_ends_swallows_nothing_but_code() {
        for tag in ["iframe src='x'", "textarea", "title", "noframes"] {
            let html = format!("<script>a()</script><p>One</p><{tag}><p>Two</p><p>Three</p>");
            check(&html, &["One", "Two", "Three"]);
            assert!(read(&html).unclosed, "{tag}");
        }
        check("<form><p>One</p><iframe><p>Two</p>", &["One", "Two"]);
        check(
            "<iframe>x</iframe><p>One</p><iframe><p>Two</p><script>a()</script>",
            &["One", "Two"],
        );
        check("<p>One</p><script>var a = '<p>Two</p>'", &["One"]);
        assert!(read("<p>One</p><script>a(").unclosed);
    }

    #[test]
    fn html_is_written_again_with_known_tags_only() {
        check_html(
            r#"<p onclick="x()">One <em class=x>two</em> <a href="/b?x=1#y" target=_blank>three</a></p>"#,
            r#"<p>One <em>two</em> <a href="https://halden.example/b?x=1#y" rel="noopener noreferrer">three</a></p>"#,
        );
        check_html(r#"<a href="javascript:x()">One</a>"#, "");
        check_html("<b>One<p>two</b>three", "<p><b>One</b></p><p><b>two</b>three</p>");
        check_html("<ol><li>One<li>Two</ol>", "<ol><li>One</li><li>Two</li></ol>");
        check_html("<blockquote><p>One</blockquote>", "<blockquote><p>One</p></blockquote>");
        // A decomposed letter within a mark: the mark still covers it.
        check_html("<p>x <b>cafe\u{301}</b> y</p>", "<p>x <b>café</b> y</p>");
    }

    #[test]
    fn images_become_pictures_with_their_captions() {
        let body = read(concat!(
            r#"<figure><img src="/a.jpg" width="600px"><figcaption>A pier. <span>(Ana Ruiz)</span></figcaption></figure>"#,
            r#"<p>One<img src="https://feeds.feedburner.com/~r/x" height=1 width=1></p><img src="//cdn.halden.example/b.png" alt="Two boats">"#,
            r#"<img src="data:image/gif;base64,x" data-src="c.jpg"><p class="wp-caption-text">Three boats.</p>"#,
        ));
        let images: Vec<_> = body
            .images
            .iter()
            .map(|i| (i.href.as_deref().unwrap(), i.caption.as_deref()))
            .collect();
        assert_eq!(
            images,
            [
                ("https://halden.example/a.jpg", Some("A pier. (Ana Ruiz)")),
                ("https://cdn.halden.example/b.png", None),
                ("https://halden.example/news/c.jpg", Some("Three boats.")),
            ]
        );
        assert_eq!(body.images[0].width, Some(600));
        assert_eq!(body.blocks.len(), 1);
    }

    #[test]
    fn deep_nesting_keeps_the_text_and_drops_the_markup() {
        // edge 44
        let html = format!("{}<b>One</b>", "<div>".repeat(100_000));
        let body = read(&html);
        assert!(body.too_deep);
        assert_eq!(body.blocks[0].text, "One");
        assert!(
            !read(&format!("{}One", "<p><b>x".repeat(1_000))).too_deep,
            "unclosed paragraphs are not deep"
        );
        assert!(!read(&"<tr><td>x".repeat(1_000)).too_deep);
    }

    #[test]
    fn a_mark_that_never_ends_does_not_multiply() {
        let link = format!("<a href=\"https://halden.example/{}\">", "x".repeat(2_000));
        let html = format!("{link}<b><i><b><i>{}", "x<br><br>".repeat(5_000));
        let written = write_html(&read(&html).blocks);
        assert!(written.len() < html.len() * 6, "{} of {}", written.len(), html.len());
    }
}
