//! Decides who wrote, passed on and printed a story from everything claimed. At most one organisation a role.

use super::organisations::{Directory, OrganisationKind};
use crate::model::{Organisation, Sources};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    Originator,
    Distributor,
    /// Its copy went into the story, which another wrote: `with AP`.
    Material,
}

/// What a claim rests on, strongest first: the written order in which contradictory evidence is resolved.
///
/// What is explicit beats what is printed; who holds the rights beats who is said to have published it first, that the
/// mark of the dateline (which the last one in the chain may have set), that the employer in the byline. A printer's line
/// of its own holds the page and not the copy, and comes last: that of the feed's publisher, and what [`yield_printers`]
/// finds. Whose copy was used beside the writer's own (`with AP`) wrote nothing. Among equals the first in the text wins.
/// What loses and names another house is told in a note (`Also credited: ...`), and `preview --why` shows the words that
/// won.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Rank {
    Wire,
    Copyright,
    Footer,
    Dateline,
    Byline,
    Source,
    /// A copyright line of a printer: it holds the page, an agency may have written the story.
    OwnCopyright,
}

impl Rank {
    fn label(self) -> &'static str {
        match self {
            Self::Wire => "wire field",
            Self::Copyright | Self::OwnCopyright => "copyright line",
            Self::Footer => "footer",
            Self::Dateline => "dateline mark",
            Self::Byline => "byline",
            Self::Source => "source element",
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Claim {
    pub(super) role: Role,
    pub(super) rank: Rank,
    pub(super) organisation: Organisation,
    /// The words that make the claim, as printed.
    pub(super) printed: String,
}

/// An evidence string quotes at most this many characters.
const QUOTE_CHARS_MAX: usize = 200;

/// Claims that are weighed, the strongest first: each is compared with all that are named.
const CLAIMS_MAX: usize = 32;

/// Chooses by rank, the earlier one where ranks are equal; what is left over becomes notes.
pub(super) fn resolve(
    mut claims: Vec<Claim>,
    publisher: Option<&str>,
    providers: &[String],
    directory: &Directory,
) -> (Sources, Vec<String>) {
    yield_printers(&mut claims, directory);
    claims.sort_by_key(|claim| claim.rank);
    claims.truncate(CLAIMS_MAX);
    let mut sources = Sources::default();
    let mut notes = Vec::new();
    for role in [Role::Originator, Role::Distributor] {
        if let Some(claim) = claims.iter().find(|claim| claim.role == role) {
            let (label, slot) = match role {
                Role::Originator => ("originator", &mut sources.originator),
                Role::Distributor => ("distributor", &mut sources.distributor),
                Role::Material => continue,
            };
            *slot = Some(claim.organisation.clone());
            let quote: String = claim.printed.chars().take(QUOTE_CHARS_MAX).collect();
            let own = directory.find(&claim.organisation.name).and_then(|k| k.file.as_deref());
            let own = own.map_or_else(String::new, |file| format!(" (organisation of {file})"));
            let rests_on = format!("{}: {quote}{own}", claim.rank.label());
            sources.evidence.push((label.into(), rests_on));
        }
    }
    claim_provider(&mut sources, &claims, providers, directory);
    if let Some(name) = publisher.map(str::trim).filter(|name| !name.is_empty()) {
        sources.publisher = Some(Organisation { name: name.to_owned(), ..Organisation::default() });
        sources.evidence.push(("publisher".into(), format!("feed: {name}")));
    }
    let mut named: Vec<String> = [&sources.originator, &sources.distributor, &sources.publisher]
        .into_iter()
        .flatten()
        .map(|o| o.name.clone())
        .collect();
    for claim in &claims {
        let name = &claim.organisation.name;
        if !named.iter().any(|other| directory.same_house(name, other)) {
            notes.push(format!("Also credited: {name} ({})", claim.rank.label()));
            named.push(name.clone());
        }
    }
    (sources, notes)
}

/// Whoever prints an agency's copy sets a copyright line of its own below: `(AP) -` above, `Copyright 2031 WHLD` below. Such
/// a line yields to any line, mark, sign-off or byline of an agency; one of a stranger also to that of a paper we know; and
/// one of a whole house to that of its paper. Where a distributor stands below too, the line came with the copy.
fn yield_printers(claims: &mut [Claim], directory: &Directory) {
    let names_distributor =
        |claim: &Claim| claim.role == Role::Distributor && claim.rank == Rank::Footer;
    if claims.iter().any(names_distributor) {
        return;
    }
    let known = |claim: &Claim| directory.find(&claim.organisation.name);
    let signs = |claim: &&Claim| {
        claim.role == Role::Originator
            && match claim.rank {
                Rank::Copyright | Rank::Footer | Rank::Dateline | Rank::Byline => true,
                Rank::Wire | Rank::Source | Rank::OwnCopyright => false,
            }
    };
    let signers: Vec<(Rank, String, OrganisationKind)> = claims
        .iter()
        .filter(signs)
        .filter_map(|claim| known(claim).map(|of| (claim.rank, of.name.clone(), of.kind)))
        .take(CLAIMS_MAX)
        .collect();
    for claim in claims.iter_mut().filter(|claim| claim.rank == Rank::Copyright) {
        let holder = known(claim);
        let yields = |(rank, name, kind): &(Rank, String, OrganisationKind)| {
            let signed = *rank != Rank::Copyright;
            match holder {
                None => {
                    *kind == OrganisationKind::Agency || signed && *kind == OrganisationKind::Paper
                }
                Some(holder) if holder.name == *name => false,
                Some(holder) if directory.same_house(&holder.name, name) => signed,
                Some(holder) => {
                    *kind == OrganisationKind::Agency && holder.kind != OrganisationKind::Agency
                }
            }
        };
        if signers.iter().any(yields) {
            claim.rank = Rank::OwnCopyright;
        }
    }
}

/// An agency that provided what another wrote passed it on, where nobody else is said to; and nobody passes on what is
/// its own.
fn claim_provider(
    sources: &mut Sources,
    claims: &[Claim],
    providers: &[String],
    directory: &Directory,
) {
    let same =
        |one: &Organisation, other: &Organisation| one.name.eq_ignore_ascii_case(&other.name);
    let Some(wrote) = &sources.originator else { return };
    if sources.distributor.as_ref().is_some_and(|passed_on| same(wrote, passed_on)) {
        sources.distributor = None;
        sources.evidence.retain(|(role, _)| role != "distributor");
        return;
    }
    let is_agency = |claim: &&Claim| {
        claim.rank == Rank::Wire
            && providers.iter().any(|provider| provider.trim() == claim.printed)
            && !directory.same_house(&claim.organisation.name, &wrote.name)
            && directory
                .find(&claim.organisation.name)
                .is_some_and(|known| known.kind == OrganisationKind::Agency)
    };
    if let Some(claim) = claims.iter().find(is_agency).filter(|_| sources.distributor.is_none()) {
        sources.distributor = Some(claim.organisation.clone());
        let rests_on = format!("{}: provider {}", claim.rank.label(), claim.printed);
        sources.evidence.push(("distributor".into(), rests_on));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::normalise::credits::organisations::built_in;

    fn claim(role: Role, rank: Rank, name: &str) -> Claim {
        Claim {
            role,
            rank,
            organisation: Organisation { name: name.into(), ..Organisation::default() },
            printed: name.into(),
        }
    }

    #[test]
    fn the_strongest_claim_of_each_role_wins_and_the_rest_is_noted() {
        let claims = vec![
            claim(Role::Originator, Rank::Dateline, "Reuters"),
            claim(Role::Originator, Rank::Copyright, "Bloomberg"),
            claim(Role::Distributor, Rank::Dateline, "Tribune News Service"),
            claim(Role::Distributor, Rank::Footer, "Tribune Content Agency"),
        ];
        let (sources, notes) = resolve(claims, Some("Halden Gazette"), &[], built_in());
        assert_eq!(sources.originator.unwrap().name, "Bloomberg");
        assert_eq!(sources.distributor.unwrap().name, "Tribune Content Agency");
        assert_eq!(sources.publisher.unwrap().name, "Halden Gazette");
        assert_eq!(notes, ["Also credited: Reuters (dateline mark)"]);
        assert_eq!(sources.evidence.len(), 3);
    }

    #[test]
    fn nothing_printed_is_nothing_claimed() {
        let nothing = (Sources::default(), Vec::new());
        assert_eq!(resolve(Vec::new(), Some(" "), &[], built_in()), nothing);
    }

    /// A member's copy named its agency in a note only.
    #[test]
    fn an_agency_that_provides_anothers_copy_is_its_distributor() {
        let claims = || {
            vec![
                claim(Role::Originator, Rank::Wire, "Halden Gazette"),
                claim(Role::Originator, Rank::Wire, "Reuters"),
            ]
        };
        let (sources, notes) = resolve(claims(), None, &["Reuters".into()], built_in());
        assert_eq!(sources.originator.unwrap().name, "Halden Gazette");
        assert_eq!(sources.distributor.unwrap().name, "Reuters");
        assert_eq!(notes, [""; 0]);
        // In a credit line the second one wrote it too.
        let (sources, notes) = resolve(claims(), None, &[], built_in());
        assert_eq!((sources.distributor, notes.len()), (None, 1));
    }

    #[test]
    fn nobody_passes_on_what_is_its_own() {
        let claims = vec![
            claim(Role::Originator, Rank::Wire, "ANSA"),
            claim(Role::Distributor, Rank::Wire, "ANSA"),
        ];
        let (sources, _) = resolve(claims, None, &[], built_in());
        assert_eq!((sources.distributor, sources.evidence.len()), (None, 1));
    }
}
