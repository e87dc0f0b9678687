//! The charset that a page's own markup declares, for bytes whose server named none.

/// HTML standard 13.2.3.2 looks no further than 1,024 bytes; many heads are longer.
const LOOK_BYTES_MAX: usize = 4_096;
const LABEL_BYTES_MAX: usize = 40;

/// The label in `<meta charset=...>` or `<meta http-equiv=content-type content="...; charset=...">`.
pub fn declared_charset(page: &[u8]) -> Option<String> {
    let head = page.get(..LOOK_BYTES_MAX).unwrap_or(page);
    let head = String::from_utf8_lossy(head).to_ascii_lowercase();
    let metas = head.split("<meta").skip(1).filter_map(|rest| rest.split('>').next());
    metas.filter_map(|meta| meta.split_once("charset")).find_map(|(_, rest)| {
        let value = rest.trim_start().strip_prefix('=')?;
        let value = value.trim_start_matches([' ', '"', '\'']);
        let end = value.find(|c: char| !(c.is_ascii_alphanumeric() || "-_:.".contains(c)));
        let label = value.get(..end.unwrap_or(value.len()))?;
        (1..=LABEL_BYTES_MAX).contains(&label.len()).then(|| label.to_owned())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_charset_is_read_from_either_form_of_meta() {
        let check = |page: &str, label: Option<&str>| {
            assert_eq!(declared_charset(page.as_bytes()).as_deref(), label, "{page}");
        };
        check("<html><head><meta charset=windows-1251>", Some("windows-1251"));
        check("<META CHARSET = 'EUC-KR' />", Some("euc-kr"));
        check(
            "<meta http-equiv=\"Content-Type\" content=\"text/html; charset=iso-8859-2\">",
            Some("iso-8859-2"),
        );
        check("<meta name=a content=b><meta charset=\"\">", None);
        check("charset=utf-16", None);
    }
}
