//! Takes the first and last blocks out of HTML that `normalise` wrote: one element a paragraph, text always escaped.

const BLOCKS: [&str; 10] =
    ["<p>", "<h1>", "<h2>", "<h3>", "<h4>", "<h5>", "<h6>", "<li>", "<pre>", "<tr>"];
const CONTAINERS: [&str; 5] = ["ul", "ol", "blockquote", "table", "tbody"];

/// `html` of `paragraphs` blocks without the first `head` and the last `tail` of them. Empty, as where plain text says
/// it all, when the elements do not answer to the paragraphs.
pub(super) fn cut_html(html: &str, paragraphs: usize, head: usize, tail: usize) -> String {
    let starts = block_starts(html);
    let kept = paragraphs - head - tail;
    if starts.len() != paragraphs || kept == 0 {
        return String::new();
    }
    let from = starts.get(head).copied().unwrap_or_default();
    let to = starts.get(head + kept).copied().unwrap_or(html.len());
    let (Some(before), Some(kept)) = (html.get(..from), html.get(from..to)) else {
        return String::new();
    };
    let (mut open, mut out) = (Vec::new(), String::new());
    if head > 0 {
        follow(&mut open, before);
    }
    for tag in &open {
        out.extend(["<", tag, ">"]);
    }
    if head == 0 {
        out.push_str(before);
        follow(&mut open, before);
    }
    // What a container that begins here holds was cut off.
    let kept = if tail > 0 { without_open_end(kept) } else { kept };
    out.push_str(kept);
    if tail > 0 {
        follow(&mut open, kept);
        for tag in open.iter().rev() {
            out.extend(["</", tag, ">"]);
        }
    }
    out
}

fn block_starts(html: &str) -> Vec<usize> {
    let is_block = |at: &usize| {
        let rest = html.get(*at..).unwrap_or_default();
        BLOCKS.iter().any(|tag| rest.starts_with(tag))
    };
    html.match_indices('<').map(|(at, _)| at).filter(is_block).collect()
}

/// Containers that are open behind `html`, outermost first.
fn follow(open: &mut Vec<&'static str>, html: &str) {
    for (at, _) in html.match_indices('<') {
        let rest = html.get(at + 1..).unwrap_or_default();
        let is = |name: &&str| rest.strip_prefix(*name).is_some_and(|rest| rest.starts_with('>'));
        let ends = |name: &&str| {
            let rest = rest.strip_prefix('/').and_then(|rest| rest.strip_prefix(*name));
            rest.is_some_and(|rest| rest.starts_with('>'))
        };
        if let Some(name) = CONTAINERS.into_iter().find(is) {
            open.push(name);
        } else if CONTAINERS.iter().any(ends) {
            open.pop();
        }
    }
}

/// Takes start tags of containers off the end.
fn without_open_end(mut html: &str) -> &str {
    let opens = |html: &str| {
        CONTAINERS.iter().find_map(|name| {
            let tag = format!("<{name}>");
            html.strip_suffix(&tag).map(str::len)
        })
    };
    while let Some(length) = opens(html) {
        html = html.get(..length).unwrap_or_default();
    }
    html
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ends_go_and_containers_stay_whole() {
        let html = "<ul><li>a</li><li>b</li></ul><p>c <b>d</b></p><blockquote><p>e</p></blockquote><table><tbody><tr><td>f</td></tr><tr><td>g</td></tr></tbody></table>";
        let check = |head, tail, expected: &str| {
            assert_eq!(cut_html(html, 6, head, tail), expected, "{head} {tail}");
        };
        check(0, 0, html);
        check(
            1,
            1,
            "<ul><li>b</li></ul><p>c <b>d</b></p><blockquote><p>e</p></blockquote><table><tbody><tr><td>f</td></tr></tbody></table>",
        );
        check(2, 2, "<p>c <b>d</b></p><blockquote><p>e</p></blockquote>");
        check(2, 3, "<p>c <b>d</b></p>");
        check(0, 5, "<ul><li>a</li></ul>");
        check(5, 0, "<table><tbody><tr><td>g</td></tr></tbody></table>");
        assert_eq!(cut_html("<p>a</p>", 2, 1, 0), "");
        assert_eq!(cut_html("", 3, 1, 0), "");
    }
}
