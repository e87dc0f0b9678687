//! The examples of RFC 9309, and what real files have besides.

use super::*;

fn allowed(file: &str, path: &str) -> bool {
    Robots::parse(file.as_bytes(), PRODUCT_TOKEN).allows(path)
}

#[track_caller]
fn check(file: &str, may: &[&str], may_not: &[&str]) {
    for path in may {
        assert!(allowed(file, path), "{path} is refused by\n{file}");
    }
    for path in may_not {
        assert!(!allowed(file, path), "{path} is allowed by\n{file}");
    }
}

#[test]
fn without_rules_everything_is_allowed() {
    check("", &["/", "/a?b"], &[]);
    check("<!doctype html><title>404</title>", &["/"], &[]);
    check("Disallow: /a\nUser-agent: *\nDisallow:", &["/a"], &[]);
    check("User-agent: otherbot\nDisallow: /", &["/a"], &[]);
}

// RFC 9309 section 2.2.1: the same group may stand in several places, and a group of ours puts `*` out of force.
#[test]
fn our_own_groups_count_together_and_instead_of_everybodys() {
    let file = "User-agent: *\nDisallow: /\n\nUser-Agent: WireDesk/1.0\nDisallow: /a\n\nuser-agent: x\n\
                user-agent: wiredesk\nallow: /a/b\n";
    check(file, &["/", "/c", "/a/b"], &["/a", "/a/c"]);
    check("User-agent: wiredesk-image\nDisallow: /\n", &["/"], &[]);
    check("User-agent: wiredesk\n\nUser-agent: *\nDisallow: /a\n", &[], &["/a"]);
    check("User-agent: wiredesk\nAllow: /\nUser-agent: *\nDisallow: /a\n", &["/a"], &[]);
}

// RFC 9309 section 2.2.2.
#[test]
fn the_longest_pattern_decides_and_allow_among_equals() {
    let file = "User-agent: *\nAllow: /example/page/\nDisallow: /example/page/disallowed.gif\n";
    check(file, &["/example/page/", "/other"], &["/example/page/disallowed.gif"]);
    check("User-agent: *\nDisallow: /page\nAllow: /page\n", &["/page"], &[]);
    check(
        "User-agent: *\nDisallow: /\nAllow: /news/*/2\n",
        &["/news/a/2", "/news//2x"],
        &["/news/a"],
    );
}

// RFC 9309 section 2.2.3.
#[test]
fn a_star_is_anything_and_a_dollar_the_end() {
    check("User-agent: *\nDisallow: *.gif$\n", &["/a.gif?b", "/a.gifs"], &["/a.gif", "/b/.gif"]);
    check("User-agent: *\nDisallow: /a*b*c$\n", &["/abcd", "/acb"], &["/abc", "/axbxc", "/abcxc"]);
    check("User-agent: *\nDisallow: /$\n", &["/a"], &["/"]);
    check("User-agent: *\nDisallow: /*?\n", &["/a"], &["/a?b", "/?"]);
    check(
        "User-agent: *\nDisallow: /path/file*-with-\n",
        &["/path/file-of"],
        &["/path/file-with-x"],
    );
    check("User-agent: *\nDisallow: /a*$\n", &["/b"], &["/a", "/abc"]);
}

// RFC 9309 section 2.2.2, the table of encodings.
#[test]
fn paths_are_compared_in_one_spelling() {
    check(
        "User-agent: *\nDisallow: /foo/bar/\u{30c4}\n",
        &[],
        &["/foo/bar/%E3%83%84", "/foo/bar/%e3%83%84"],
    );
    check("User-agent: *\nDisallow: /foo/bar/%62%61%7A\n", &[], &["/foo/bar/baz"]);
    check(
        "User-agent: *\nDisallow: /foo/bar?baz=http%3A%2F%2Ffoo.bar\n",
        &[],
        &["/foo/bar?baz=http%3A%2F%2Ffoo.bar"],
    );
    check("User-agent: *\nDisallow: /100%\n", &["/100"], &["/100%"]);
}

#[test]
fn comments_spaces_line_ends_and_foreign_records_do_not_disturb() {
    let file = "\u{feff}# hello\r\nUSER-AGENT :  * # all\rSitemap: https://x.example/s.xml\r\nDisallow : /a # not here\r\nCrawl-delay: 5\nDisallow: /b";
    check(file, &["/", "/c"], &["/a", "/b"]);
    check("User-agent: *\nDisallow: /\n", &["/robots.txt"], &["/robots.txt2"]);
}

// P5, P6.
#[test]
fn hostile_files_are_bounded() {
    let mut file = String::from("User-agent: *\n");
    for _ in 0..40_000 {
        file.push_str("Disallow: /*a*a*a*a*a*a*b\n");
    }
    let robots = Robots::parse(file.as_bytes(), PRODUCT_TOKEN);
    assert_eq!(robots.rules.len(), RULES_MAX);
    assert!(robots.allows(&format!("/{}", "a".repeat(2_000))));
    let long = format!("User-agent: *\nDisallow: /{}\n", "a".repeat(PATTERN_BYTES_MAX));
    check(&long, &["/a"], &[]);
    let late = format!("{}User-agent: *\nDisallow: /\n", "#\n".repeat(BYTES_MAX / 2));
    check(&late, &["/a"], &[]);
}

// RFC 9309 section 2.5.
#[test]
fn a_file_that_is_too_large_forbids_what_its_beginning_does_and_no_more() {
    let begin = "User-agent: *\nDisallow: /private\n";
    let rule = "Disallow: /";
    let comment = "#".repeat(BYTES_MAX - begin.len() - rule.len() - 1);
    let file = format!("{begin}{comment}\n{rule}archive/2001\n");
    assert!(file.as_bytes()[..BYTES_MAX].ends_with(rule.as_bytes()), "it is cut in the pattern");
    check(&file, &["/news"], &["/private/1"]);
    // What the transport hands on of it.
    let read = file.get(..BYTES_MAX).unwrap();
    check(read, &["/news"], &["/private/1"]);
}
