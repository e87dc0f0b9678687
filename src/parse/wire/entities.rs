//! Character and HTML entity references to text; entities that a DTD declares are never expanded.

/// HTML names of U+00A0 to U+00FF, in order.
const LATIN_1: &str = "nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr deg plusmn sup2 sup3 \
acute micro para middot cedil sup1 ordm raquo frac14 frac12 frac34 iquest Agrave Aacute Acirc Atilde Auml Aring AElig Ccedil \
Egrave Eacute Ecirc Euml Igrave Iacute Icirc Iuml ETH Ntilde Ograve Oacute Ocirc Otilde Ouml times Oslash Ugrave Uacute Ucirc \
Uuml Yacute THORN szlig agrave aacute acirc atilde auml aring aelig ccedil egrave eacute ecirc euml igrave iacute icirc iuml \
eth ntilde ograve oacute ocirc otilde ouml divide oslash ugrave uacute ucirc uuml yacute thorn yuml";

/// Further names that news copy uses.
const FURTHER: [(&str, char); 28] = [
    ("amp", '&'),
    ("lt", '<'),
    ("gt", '>'),
    ("quot", '"'),
    ("apos", '\''),
    ("ndash", '–'),
    ("mdash", '—'),
    ("lsquo", '‘'),
    ("rsquo", '’'),
    ("sbquo", '‚'),
    ("ldquo", '“'),
    ("rdquo", '”'),
    ("bdquo", '„'),
    ("lsaquo", '‹'),
    ("rsaquo", '›'),
    ("hellip", '…'),
    ("bull", '•'),
    ("trade", '™'),
    ("euro", '€'),
    ("dagger", '†'),
    ("permil", '‰'),
    ("minus", '−'),
    ("thinsp", '\u{2009}'),
    ("ensp", '\u{2002}'),
    ("emsp", '\u{2003}'),
    ("oelig", 'œ'),
    ("OElig", 'Œ'),
    ("scaron", 'š'),
];

/// Longest reference that is looked at, without `&` and `;`.
const NAME_BYTES_MAX: usize = 12;

/// The text of `name` as it stands between `&` and `;`; an unknown name comes back as it was printed.
pub(super) fn resolve(name: &str) -> String {
    known(name).map_or_else(|| format!("&{name};"), String::from)
}

/// Replaces every reference in `text`.
pub(super) fn unescape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut parts = text.split('&');
    out.push_str(parts.next().unwrap_or_default());
    for part in parts {
        let reference = part
            .split_once(';')
            .filter(|(name, _)| name.len() <= NAME_BYTES_MAX);
        if let Some((resolved, rest)) = reference.and_then(|(n, rest)| Some((known(n)?, rest))) {
            out.push(resolved);
            out.push_str(rest);
        } else {
            out.push('&');
            out.push_str(part);
        }
    }
    out
}

fn known(name: &str) -> Option<char> {
    if let Some(number) = name.strip_prefix('#') {
        let hex = number.strip_prefix(['x', 'X']);
        let code = hex
            .map_or_else(|| number.parse(), |hex| u32::from_str_radix(hex, 16))
            .ok()?;
        // Old editors wrote Windows-1252 numbers, and browsers read them so (HTML Standard, 13.2.5.80).
        if let Ok(byte @ 0x80..=0x9F) = u8::try_from(code) {
            return encoding_rs::WINDOWS_1252.decode(&[byte]).0.chars().next();
        }
        return char::from_u32(code).filter(|c| !c.is_control() || matches!(c, '\n' | '\t' | '\r'));
    }
    let latin = (0xA0_u32..).zip(LATIN_1.split_ascii_whitespace());
    let latin = latin
        .filter(|(_, known)| *known == name)
        .find_map(|(c, _)| char::from_u32(c));
    latin.or_else(|| {
        FURTHER
            .iter()
            .find(|(known, _)| *known == name)
            .map(|(_, c)| *c)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_become_characters_and_unknown_ones_stay() {
        let check = |printed: &str, want: &str| assert_eq!(unescape(printed), want, "{printed}");
        check("Caf&eacute; &amp; Bar", "Café & Bar");
        check("&#8364;5 &#x20AC;6 &yuml;&nbsp;.", "€5 €6 ÿ\u{a0}.");
        check("It&#146;s &#x93;on&#x94;", "It’s “on”");
        check("R&D &unknown; &", "R&D &unknown; &");
        check("&#0;&#xD800;&#99999999999;", "&#0;&#xD800;&#99999999999;");
        assert_eq!(resolve("lol9"), "&lol9;");
    }
}
