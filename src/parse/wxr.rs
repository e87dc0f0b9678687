//! Exports of `WordPress` (WXR) as the RSS that they mean: what is published, by its authors' names, in paragraphs.
//!
//! <https://github.com/WordPress/WordPress/blob/master/wp-admin/includes/export.php>

use std::collections::BTreeMap;

use super::head;
use super::node::Child;
use super::scan::{Item, Scan};
use super::sitemap::leaf;
use crate::model::{Problem, ProblemKind};

/// Types of posts that are no copy for readers: parts of other posts and of the site, and what visitors wrote. All that
/// begin with `wp_` are the site's own too (templates, styles, menus).
const NO_COPY: [&str; 8] = [
    "attachment",
    "revision",
    "nav_menu_item",
    "custom_css",
    "customize_changeset",
    "oembed_cache",
    "user_request",
    "feedback",
];
/// `WordPress` stores text without its paragraphs where no block editor wrote them.
const BLOCKS: [&str; 10] =
    ["<p", "<div", "<ul", "<ol", "<h", "<blockquote", "<table", "<figure", "<pre", "<!--"];

/// The scan of an export without drafts, private and trashed posts and attachments; any other scan as it is.
pub(super) fn as_rss(scan: Scan) -> Scan {
    let channel = head::channel(&scan.root);
    if channel.child("?:wxr_version").is_none() {
        return scan;
    }
    let logins = channel.all("?:author").filter_map(|author| {
        let name = author.first_text(&["?:author_display_name"])?;
        Some((author.first_text(&["?:author_login"])?, name))
    });
    let names: BTreeMap<String, String> = logins.collect();
    let Scan { root, items, mut problems, left_out } = scan;
    let all = items.len();
    let items: Vec<Item> =
        items.into_iter().filter(is_published).map(|item| post(item, &names)).collect();
    if items.is_empty() && all > 0 {
        let detail =
            format!("an export without published posts: {all} items, all of them left out");
        problems.push(Problem::new(ProblemKind::Empty, detail));
    }
    Scan { root, items, problems, left_out }
}

/// An item that does not say otherwise is what the blog shows.
fn is_published(item: &Item) -> bool {
    let said = |name: &str| item.node.first_text(&[name]);
    // What inherits its status is an attachment, or was published with its parent.
    said("?:status").is_none_or(|status| matches!(status.as_str(), "publish" | "inherit"))
        // The status of a post behind a password is that of any other.
        && said("?:post_password").is_none_or(|password| password.is_empty())
        && said("?:post_type")
            .is_none_or(|kind| !NO_COPY.contains(&kind.as_str()) && !kind.starts_with("wp_"))
}

fn post(mut item: Item, names: &BTreeMap<String, String>) -> Item {
    let excerpt = item.node.first_text(&["?:encoded"]);
    let described = item.node.first_text(&["description"]).is_some();
    for child in &mut item.node.children {
        let Child::Node(node) = child else { continue };
        let text = match node.name.as_str() {
            "dc:creator" => names.get(&node.text()).cloned(),
            "content:encoded" => Some(with_paragraphs(&node.text())),
            _ => None,
        };
        if let Some(text) = text {
            node.children = vec![Child::Text(text)];
        }
    }
    if !described {
        item.node.children.extend(excerpt.map(|text| leaf("description", text)));
    }
    item
}

/// What `wpautop` does when a page is shown: blank lines part paragraphs, line breaks stay. Linear in the text.
fn with_paragraphs(stored: &str) -> String {
    let text = stored.replace("\r\n", "\n");
    let lower = text.to_ascii_lowercase();
    if lower.contains("<p>") || lower.contains("<p ") || lower.contains("<!-- wp:") {
        return text;
    }
    let mut html = String::with_capacity(text.len() + 64);
    for part in text.split("\n\n").map(str::trim).filter(|part| !part.is_empty()) {
        let head: String = part.chars().take(12).collect::<String>().to_ascii_lowercase();
        if BLOCKS.iter().any(|block| head.starts_with(block)) {
            html.push_str(part);
        } else {
            html.push_str("<p>");
            html.push_str(&part.replace('\n', "<br>"));
            html.push_str("</p>");
        }
        html.push('\n');
    }
    html
}

#[cfg(test)]
mod tests {
    use crate::model::Document;
    use crate::parse::{Hints, Limits, parse};

    fn export(items: &str) -> Document {
        let text = format!(
            "<rss version='2.0' xmlns:content='http://purl.org/rss/1.0/modules/content/' xmlns:dc='http://purl.org/dc/elements/1.1/' \
             xmlns:excerpt='http://wordpress.org/export/1.2/excerpt/' xmlns:wp='http://wordpress.org/export/1.2/'><channel><title>Halden Echo</title>\
             <wp:wxr_version>1.2</wp:wxr_version><wp:author><wp:author_login>aruiz</wp:author_login>\
             <wp:author_display_name><![CDATA[Ana Ruiz]]></wp:author_display_name></wp:author>{items}</channel></rss>"
        );
        let limits = Limits { entries_max: 50, text_chars_max: 10_000 };
        parse(text.as_bytes(), Hints::default(), limits)
    }

    fn item(status: &str, kind: &str) -> String {
        format!(
            "<item><title>{status} {kind}</title><dc:creator>aruiz</dc:creator><guid isPermaLink='false'>{status}-{kind}</guid>\
             <content:encoded><![CDATA[The gates held\nall night.\n\nBoats sail again.\n\n<ul><li>One</li></ul>]]></content:encoded>\
             <excerpt:encoded><![CDATA[Gates hold.]]></excerpt:encoded><wp:status>{status}</wp:status><wp:post_type>{kind}</wp:post_type></item>"
        )
    }

    /// Drafts and attachments went out as usable stories.
    #[test]
    fn what_a_blog_does_not_show_is_no_story() {
        let hidden = ["draft", "private", "pending", "trash", "future", "auto-draft"];
        let mut items: Vec<String> = hidden.iter().map(|status| item(status, "post")).collect();
        items.extend([item("inherit", "attachment"), item("publish", "nav_menu_item")]);
        // What visitors wrote to the desk, and the site's own parts.
        items
            .extend(["feedback", "wp_template", "wp_navigation"].map(|kind| item("publish", kind)));
        let locked = "<wp:post_password>heron</wp:post_password><wp:status>";
        items.push(item("publish", "page").replace("<wp:status>", locked));
        items.push(item("publish", "post"));
        let document = export(&items.concat());
        let guids: Vec<_> = document.entries.iter().filter_map(|e| e.guid.as_deref()).collect();
        assert_eq!(guids, ["publish-post"]);
        assert!(document.problems.is_empty(), "{:?}", document.problems);
    }

    #[test]
    fn a_post_of_an_export_has_its_authors_name_and_its_paragraphs() {
        let entry = export(&item("publish", "post")).entries.remove(0);
        assert_eq!(entry.authors, ["Ana Ruiz"]);
        assert_eq!(entry.summary.unwrap().value, "Gates hold.");
        let html =
            "<p>The gates held<br>all night.</p>\n<p>Boats sail again.</p>\n<ul><li>One</li></ul>";
        assert_eq!(entry.content.unwrap().value, html);
    }
}
