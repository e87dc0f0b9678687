//! Short codes of `WordPress` that a page builder left in its feed: `[dropcap]M[/dropcap]ysterium`. Known names only: text has
//! brackets of its own.

use std::borrow::Cow;
use std::sync::LazyLock;

use regex::Regex;

use super::text::fixed;

/// `[caption ...]<img/> The pier[/caption]`: the text behind the image is its caption.
static CAPTION: LazyLock<Regex> = LazyLock::new(|| {
    fixed(
        r"(?is)\[(?:wp_)?caption\b[^\[\]]{0,400}\]\s*((?:<a\b[^<>]{0,1000}>\s*)?<img\b[^<>]{0,2000}>(?:\s*</a>)?)([^\[\]]{0,600})\[/(?:wp_)?caption\]",
    )
});
/// An address alone between them is for the player, and no text.
static PLAYER: LazyLock<Regex> = LazyLock::new(|| {
    fixed(
        r"(?i)\[(?:embed|video|audio|youtube|vimeo|twitter|tweet|instagram)\b[^\[\]]{0,400}\]\s*https?://[^\s\[\]<>]{1,500}\s*\[/(?:embed|video|audio|youtube|vimeo|twitter|tweet|instagram)\]",
    )
});
static CODE: LazyLock<Regex> = LazyLock::new(|| {
    fixed(
        r"(?i)\[/?(?:drop_?cap|(?:wp_)?caption|vc_\w+|et_pb_\w+|fusion_\w+|su_\w+|av_\w+|mk_\w+|tps_\w+|ultimate_\w+|elementor-template|contact-form(?:-7)?|wpforms|gravityform|newsletter_form|mc4wp_form|sc_embed_player|soundcloud|pullquote|one_(?:half|third|fourth)(?:_last)?|two_third(?:_last)?)(?:\s[^\[\]]{0,600})?/?\]|\[(?:gallery|embed|video|audio|playlist|youtube)\s[^\[\]]{0,600}=[^\[\]]{0,600}\]|\[/(?:embed|video|audio|playlist)\]",
    )
});

/// Code that is quoted is text, whatever it says.
static QUOTED: LazyLock<Regex> =
    LazyLock::new(|| fixed(r"(?is)<pre\b.*?</pre\s*>|<code\b.*?</code\s*>"));

/// The markup without them.
pub(super) fn without_short_codes(markup: &str) -> Cow<'_, str> {
    if memchr::memchr(b'[', markup.as_bytes()).is_none()
        || !(CODE.is_match(markup) || PLAYER.is_match(markup))
    {
        return Cow::Borrowed(markup);
    }
    let mut kept = String::with_capacity(markup.len());
    let mut from = 0;
    for quoted in QUOTED.find_iter(markup) {
        kept.push_str(&stripped(markup.get(from..quoted.start()).unwrap_or_default()));
        kept.push_str(quoted.as_str());
        from = quoted.end();
    }
    kept.push_str(&stripped(markup.get(from..).unwrap_or_default()));
    Cow::Owned(kept)
}

fn stripped(markup: &str) -> String {
    let figures = CAPTION.replace_all(markup, "<figure>$1<figcaption>$2</figcaption></figure>");
    let without_players = PLAYER.replace_all(&figures, "");
    CODE.replace_all(&without_players, "").into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_codes_go_and_brackets_of_the_text_stay() {
        for (markup, left) in [
            ("<p>[dropcap]M[/dropcap]ysterium</p>", "<p>Mysterium</p>"),
            ("[vc_row][vc_column width=\"1/2\"]Rain[/vc_column][/vc_row]", "Rain"),
            ("[et_pb_text admin_label=\"x\"]Rain[/et_pb_text]", "Rain"),
            ("Rain [embed]https://halden.example/1[/embed]fell", "Rain fell"),
            ("Rain [gallery ids=\"1,2\"] fell", "Rain  fell"),
            (
                "[caption id=\"a\" width=\"3\"]<a href='x'><img src='y'></a> The pier[/caption]",
                "<figure><a href='x'><img src='y'></a><figcaption> The pier</figcaption></figure>",
            ),
            ("He said [the gallery] was [sic] shut", "He said [the gallery] was [sic] shut"),
            ("[1] [Update] [Video] [link] [comments]", "[1] [Update] [Video] [link] [comments]"),
            ("a[i] = caption[0]", "a[i] = caption[0]"),
            (
                "[vc_row]<p>Write</p><pre>[vc_row]</pre> or <code>[gallery ids=\"1\"]</code>[/vc_row]",
                "<p>Write</p><pre>[vc_row]</pre> or <code>[gallery ids=\"1\"]</code>",
            ),
        ] {
            assert_eq!(without_short_codes(markup), left);
        }
    }
}
