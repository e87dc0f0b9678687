//! Pure: targets of HTTP `Link` headers by relation (RFC 8288 section 3). A header that breaks off gives what came before.

/// Links read of one answer: a page of a hundred alternates is no reason to read on.
const LINKS_MAX: usize = 64;

/// A target as written, and its relations.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Link<'a> {
    pub(super) target: &'a str,
    relations: &'a str,
}

impl Link<'_> {
    /// Relation types are compared without case (RFC 8288 section 2.1.1).
    pub(super) fn has_relation(&self, name: &str) -> bool {
        self.relations.split_ascii_whitespace().any(|relation| relation.eq_ignore_ascii_case(name))
    }
}

/// Every link of these header lines that names a relation, at most [`LINKS_MAX`].
pub(super) fn links<'a>(lines: impl Iterator<Item = &'a str>) -> Vec<Link<'a>> {
    lines.flat_map(|line| Links { rest: line }).take(LINKS_MAX).collect()
}

struct Links<'a> {
    rest: &'a str,
}

impl<'a> Iterator for Links<'a> {
    type Item = Link<'a>;

    fn next(&mut self) -> Option<Link<'a>> {
        loop {
            let (_, rest) = self.rest.split_once('<')?;
            let (target, rest) = rest.split_once('>')?;
            let (relations, rest) = read_parameters(rest);
            self.rest = rest;
            if let Some(relations) = relations {
                return Some(Link { target: target.trim(), relations });
            }
        }
    }
}

/// The first `rel` among the parameters of one link (the others do not count, section 3.3), and what follows the link.
fn read_parameters(text: &str) -> (Option<&str>, &str) {
    let (mut relations, mut rest) = (None, text.trim_start());
    while let Some(parameter) = rest.strip_prefix(';') {
        let end = parameter.find(['=', ';', ',']).unwrap_or(parameter.len());
        let (name, after) = parameter.split_at_checked(end).unwrap_or((parameter, ""));
        let (value, after) = match after.strip_prefix('=') {
            Some(value) => read_value(value.trim_start()),
            None => ("", after),
        };
        if relations.is_none() && name.trim().eq_ignore_ascii_case("rel") {
            relations = Some(value);
        }
        rest = after.trim_start();
    }
    (relations, rest)
}

/// A quoted string without its quotes, or a token; escapes stand in no relation type.
fn read_value(text: &str) -> (&str, &str) {
    if let Some(quoted) = text.strip_prefix('"') {
        return quoted.split_once('"').unwrap_or((quoted, ""));
    }
    let end = text.find([';', ',']).unwrap_or(text.len());
    let (value, rest) = text.split_at_checked(end).unwrap_or((text, ""));
    (value.trim_end(), rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(lines: &[&str], relation: &str, want: &[&str]) {
        let links = links(lines.iter().copied());
        let found: Vec<&str> =
            links.iter().filter(|link| link.has_relation(relation)).map(|l| l.target).collect();
        assert_eq!(found, want, "{lines:?}");
    }

    #[test]
    fn links_are_found_in_every_way_they_are_written() {
        check(&["<https://h.example/>; rel=\"hub\""], "hub", &["https://h.example/"]);
        check(&["<a>;rel=hub,<b>; rel=self"], "self", &["b"]);
        check(&["<a>; rel=\"hub\", <b>; rel=\"hub\""], "hub", &["a", "b"]);
        check(&["<a>; rel=hub", "<b> ; REL = \"Self HUB\""], "hub", &["a", "b"]);
        check(&["<a>; title=\"x, <y>; rel=self\"; rel=hub"], "hub", &["a"]);
        check(&["<a>; title=\"x, <y>; rel=self\"; rel=hub"], "self", &[]);
        check(&["<a>; rel=next; rel=hub"], "hub", &[]);
        check(&["<https://x.example/?a=1,2;3>; rel=hub"], "hub", &["https://x.example/?a=1,2;3"]);
    }

    #[test]
    fn a_header_that_breaks_off_gives_what_came_before() {
        check(&["<a>; rel=hub, <b"], "hub", &["a"]);
        check(&["<a>; rel=\"hub"], "hub", &["a"]);
        check(&["", ";", "<>", "rel=hub", "<a>;;rel=hub"], "hub", &["a"]);
        let many = "<a>; rel=hub,".repeat(10_000);
        assert_eq!(links([many.as_str()].into_iter()).len(), LINKS_MAX);
    }

    proptest::proptest! {
        #[test]
        fn any_header_is_read_to_an_end(line in ".{0,200}") {
            links([line.as_str()].into_iter());
        }
    }
}
