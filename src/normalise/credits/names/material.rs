//! Whose copy was used beside the writer's own: `Jane Roe with AP`, `(avec AFP et Reuters)`, `mit dpa`. They wrote nothing of it
//! themselves. Only organisations we know are read so: behind the same words people stand who wrote it together.

use std::sync::LazyLock;

use memchr::memmem::Finder;

use super::super::organisations::Directory;
use crate::normalise::text::head_of;

const WITH: [&str; 7] = ["with ", "avec ", "mit ", "con ", "com ", "met ", "med "];
const AND: [&str; 8] = [" and ", " & ", " et ", " und ", " y ", " e ", " og ", " en "];

static FINDERS: LazyLock<[Finder<'static>; 7]> = LazyLock::new(|| WITH.map(Finder::new));

/// The organisations of a text that is a word for "with" and a list of them.
pub(super) fn read_material(text: &str, directory: &Directory) -> Option<Vec<String>> {
    let text = text.trim();
    let list = text.get(head_of(text, &WITH)?.len()..)?;
    if directory.find(list).is_some() {
        return Some(vec![list.trim().to_owned()]);
    }
    let mut names: Vec<&str> = list.split([',', '/', ';']).collect();
    for and in AND {
        names = names.into_iter().flat_map(|name| name.split(and)).collect();
    }
    let names = names.into_iter().map(|name| {
        let name = name.trim();
        AND.iter().find_map(|and| name.strip_prefix(and.trim_start())).unwrap_or(name)
    });
    let names: Vec<&str> = names.filter(|name| !name.is_empty()).collect();
    let known = !names.is_empty() && names.iter().all(|name| directory.find(name).is_some());
    known.then(|| names.into_iter().map(str::to_owned).collect())
}

/// What stands before the material, and the material.
pub(super) fn split_material<'t>(
    printed: &'t str,
    directory: &Directory,
) -> (&'t str, Vec<String>) {
    if let Some(material) = read_material(printed, directory) {
        return ("", material);
    }
    let found = FINDERS.iter().find_map(|with| {
        with.find_iter(printed.as_bytes()).find_map(|at| {
            let (before, list) = printed.split_at_checked(at)?;
            let parted = before.ends_with([' ', '\u{a0}', ',']);
            Some((before, read_material(list, directory).filter(|_| parted)?))
        })
    });
    found.unwrap_or_else(|| (printed, Vec::new()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::normalise::credits::organisations::built_in;

    #[test]
    fn agencies_behind_a_word_for_with_are_material_and_people_are_not() {
        for (printed, before, material) in [
            ("Jeanne Roux avec AFP et Reuters", "Jeanne Roux ", vec!["AFP", "Reuters"]),
            ("Jana Roth, mit dpa", "Jana Roth, ", vec!["dpa"]),
            ("with AFP, dpa, Reuters", "", vec!["AFP", "dpa", "Reuters"]),
            ("Avec AFP", "", vec!["AFP"]),
            ("Redacción con EFE", "Redacción ", vec!["EFE"]),
            ("Jane Roe with John Doe", "Jane Roe with John Doe", vec![]),
            ("Jane Roe with Reuters in Oslo", "Jane Roe with Reuters in Oslo", vec![]),
            ("Stand With Reuters", "Stand With Reuters", vec![]),
        ] {
            let found = split_material(printed, built_in());
            assert_eq!((found.0, found.1.iter().map(String::as_str).collect()), (before, material));
        }
    }
}
