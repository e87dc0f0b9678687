//! Google News sitemaps as the RSS that they mean: a page is an item, and what is no news is left out.
//!
//! <https://developers.google.com/search/docs/crawling-indexing/sitemaps/news-sitemap>

use super::node::{Child, Node};
use super::scan::{Item, Scan};
use crate::model::{Problem, ProblemKind};

/// Elements of a page and of its `news:news`, and what RSS calls them.
const NAMES: &[(&str, &str)] = &[
    ("loc", "link"),
    ("lastmod", "updated"),
    ("news:title", "title"),
    ("news:publication_date", "pubdate"),
    ("news:keywords", "media:keywords"),
];

/// Makes items of the pages that are news; the paper's name becomes the channel's.
pub(super) fn as_rss(scan: Scan) -> Scan {
    let Scan { mut root, items, mut problems, left_out } = scan;
    let pages = items.len();
    let paper = items.iter().find_map(|item| publication(&item.node)?.first_text(&["news:name"]));
    let items: Vec<Item> = items.into_iter().filter_map(item).collect();
    if items.is_empty() && pages > 0 {
        let detail =
            format!("a sitemap without news: {pages} pages, none with a news:news element");
        problems.push(Problem::new(ProblemKind::NotAFeed, detail));
    }
    root.children.extend(paper.map(|name| leaf("title", name)));
    Scan { root, items, problems, left_out }
}

fn publication(page: &Node) -> Option<&Node> {
    page.child("news:news")?.child("news:publication")
}

fn item(page: Item) -> Option<Item> {
    let news = page.node.child("news:news")?;
    let mut children = Vec::new();
    for node in page.node.nodes().chain(news.nodes()) {
        if let Some((_, name)) = NAMES.iter().find(|(known, _)| *known == node.name) {
            children.push(leaf(name, node.text()));
        }
    }
    let language = publication(&page.node).and_then(|p| p.first_text(&["news:language"]));
    children.extend(language.map(|code| leaf("language", code)));
    children.extend(page.node.all("image:image").filter_map(picture));
    let node = Node { name: "item".to_owned(), attributes: Vec::new(), children };
    Some(Item { node, ..page })
}

fn picture(image: &Node) -> Option<Child> {
    let url = image.first_text(&["image:loc"])?;
    let caption = image.first_text(&["image:caption", "image:title"]);
    Some(Child::Node(Node {
        name: "media:content".to_owned(),
        attributes: vec![("url".to_owned(), url), ("medium".to_owned(), "image".to_owned())],
        children: caption.into_iter().map(|text| leaf("media:description", text)).collect(),
    }))
}

pub(super) fn leaf(name: &str, text: String) -> Child {
    let children = vec![Child::Text(text)];
    Child::Node(Node { name: name.to_owned(), attributes: Vec::new(), children })
}
