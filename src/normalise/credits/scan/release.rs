//! What stands below a press release: whose it is, whom to ask, where the house that passed it on keeps it. Only below the
//! mark of such a house.

use super::super::names::is_person;
use super::super::organisations::organisation;
use super::super::resolve::{Claim, Rank, Role};
use super::{FINDINGS_MAX, Scan, add};

/// Lines of addresses are short, in bytes; a longer one is text.
const LINE_BYTES_MAX: usize = 160;
/// Paragraphs of the longest block of contacts.
const PARAGRAPHS_MAX: usize = 24;
const ISSUER_CHARS_MAX: usize = 90;
/// A block without a heading ends in it: EIN Presswire prints it in place of an address.
const LINK_TO_WRITE: &str = "email us here";

/// What the block begins with, in small letters and without a colon.
const HEADINGS: [&str; 26] = [
    "contact",
    "contacts",
    "contact information",
    "contact details",
    "contact us",
    "company contact",
    "company contacts",
    "corporate contact",
    "media contact",
    "media contacts",
    "media contact information",
    "media inquiries",
    "media relations",
    "press contact",
    "press contacts",
    "pr contact",
    "investor contact",
    "investor contacts",
    "investor relations",
    "investor relations contact",
    "for further information",
    "for further information please contact",
    "for more information",
    "for more information, please contact",
    "pressekontakt",
    "kontakt",
];

impl Scan<'_> {
    /// Whether a house that passes on what others say of themselves set its mark before the text.
    pub(in crate::normalise::credits) fn is_release(&self) -> bool {
        self.claims.iter().any(|claim| {
            claim.role == Role::Distributor
                && claim.rank == Rank::Dateline
                && self.directory.find(&claim.organisation.name).is_some_and(|known| known.releases)
        })
    }

    /// From a heading that asks for contact to the end, where nothing but short lines stands there.
    pub(super) fn take_release_contacts(&mut self) {
        if !self.is_release() {
            return;
        }
        let mut first = None;
        for index in (0..self.paragraphs.len()).rev().take(PARAGRAPHS_MAX) {
            let text = self.text(index);
            if text.lines().any(|line| line.len() > LINE_BYTES_MAX && !self.is_known_end(line)) {
                break;
            }
            if text.lines().next().is_some_and(is_heading) {
                first = Some(index);
            } else if text.lines().any(|line| line.trim().eq_ignore_ascii_case(LINK_TO_WRITE)) {
                first = Some(self.contact_above(index));
            }
        }
        let Some(first) =
            first.filter(|first| (0..*first).any(|above| !self.text(above).is_empty()))
        else {
            return;
        };
        for index in (first..self.paragraphs.len()).rev() {
            for line in self.text(index).lines().rev() {
                let line = line.trim();
                if !self.take_issuer(line) {
                    self.take_copyright(line, true);
                }
            }
            self.cut_back(index, 0, "contacts of a release");
        }
    }

    /// The paragraph in which the person begins whom the link at `index` leads to, or that of the link.
    fn contact_above(&self, index: usize) -> usize {
        /// The person, the firm and its number.
        const LINES_MAX: usize = 3;
        // A firm of two words reads like a person: the topmost is the person.
        let begins =
            |at: &usize| self.text(*at).lines().next().is_some_and(|line| is_person(line.trim()));
        (index.saturating_sub(LINES_MAX)..=index).find(begins).unwrap_or(index)
    }

    /// `About Halden Gates Corp` below a release that begins with that name: where no line names the source, it is theirs.
    pub(super) fn claim_subject(&mut self) {
        let issued = |claim: &Claim| claim.role == Role::Originator && claim.rank == Rank::Footer;
        if !self.is_release() || self.claims.iter().any(issued) {
            return;
        }
        let mut texts = (0..self.paragraphs.len()).map(|index| self.text(index));
        let Some(lead) = texts.by_ref().find(|text| !text.is_empty()) else { return };
        let mut lines = texts.filter_map(|text| text.lines().next());
        let subject = lines.find_map(|line| {
            let name = line.strip_prefix("About ")?.trim_end_matches([':', ' ']);
            (name.chars().count() <= ISSUER_CHARS_MAX && lead.starts_with(name)).then_some(name)
        });
        if let Some(subject) = subject {
            self.claim(Rank::Byline, subject, &format!("About {subject}"));
        }
    }

    fn is_known_end(&self, line: &str) -> bool {
        self.directory.find_by_footer(line.trim()).is_some()
    }

    /// `SOURCE Halden Gates Corp; Halden Harbour`: who issued it, known or not; and Business Wire's stamp of the time.
    pub(super) fn take_issuer(&mut self, line: &str) -> bool {
        let named = ["SOURCE: ", "SOURCE ", "Original-Content von: "]
            .iter()
            .find_map(|label| line.strip_prefix(label));
        let stamped = line.starts_with("PUB: ") && line.contains("/DISC: ");
        if !stamped && named.is_none() || !self.is_release() {
            return false;
        }
        let Some(named) = named else { return stamped };
        let named = named.split(", übermittelt durch").next().unwrap_or(named).trim();
        if named.chars().count() > ISSUER_CHARS_MAX || !named.starts_with(char::is_alphanumeric) {
            return false;
        }
        // Claims are turned round with all that is found from the last line up.
        for name in named.split("; ").collect::<Vec<_>>().into_iter().rev() {
            let claim = Claim {
                role: Role::Originator,
                rank: Rank::Footer,
                organisation: organisation(self.directory.find(name), name),
                printed: line.to_owned(),
            };
            add(&mut self.claims, self.upwards, FINDINGS_MAX, [claim]);
        }
        true
    }
}

fn is_heading(line: &str) -> bool {
    // `CONTACT: Mia Holm`
    let words = line.split(':').next().unwrap_or(line);
    let words = words.trim_matches(|c: char| !c.is_alphanumeric());
    words.len() <= 40 && HEADINGS.contains(&&*words.to_lowercase())
}

#[cfg(test)]
mod tests {
    use crate::normalise::RuleBook;
    use crate::normalise::credits::{Printed, Reading, read_credits};

    const BODY: [&str; 2] = [
        "The gates hold back the spring tides and protect the old fish market, the company said.",
        "Tides rise.",
    ];

    fn read(lead: &str, end: &[&str]) -> (Reading, Vec<String>) {
        let paragraphs: Vec<String> =
            [lead].iter().chain(&BODY).chain(end).map(|&text| text.to_owned()).collect();
        let printed = Printed { paragraphs: &paragraphs, ..Printed::default() };
        let reading = read_credits(&printed, RuleBook::built_in());
        let kept = reading
            .kept
            .iter()
            .map(|kept| paragraphs[kept.index].get(kept.range.clone()).unwrap().to_owned());
        let kept = kept.collect();
        (reading, kept)
    }

    /// Releases came without whom they speak for, and with the addresses of the press office as their last words.
    #[test]
    fn a_release_is_its_issuers_and_ends_before_its_contacts() {
        let released = "Halden Gates Corp today opened the harbour gates.";
        for (mark, house, end) in [
            (
                "OSLO, Nov. 27, 2026 /PRNewswire/ -- ",
                "PR Newswire",
                &["SOURCE Halden Gates Corp"][..],
            ),
            (
                "OSLO, Nov. 27, 2026 /PRNewswire/ -- ",
                "PR Newswire",
                &[
                    "Media Contact:",
                    "Mia Holm\nHalden Gates Corp\n+1 555-0100",
                    "View original content to download multimedia: https://www.prnewswire.com/news-releases/gates-1.html",
                    "SOURCE Halden Gates Corp",
                ],
            ),
            (
                "HALDEN, Norway--(BUSINESS WIRE)--Nov 27, 2026--",
                "Business Wire",
                &[
                    "View source version on businesswire.com: https://www.businesswire.com/news/home/1/en/",
                    "CONTACT: Mia Holm",
                    "SOURCE: Halden Gates Corp",
                    "PUB: 11/27/2026 09:00 AM/DISC: 11/27/2026 09:01 AM",
                ],
            ),
            (
                "HALDEN, NORWAY / ACCESS Newswire / November 27, 2026 / ",
                "ACCESSWIRE",
                &[
                    "SOURCE: Halden Gates Corp",
                    "View the original press release on ACCESS Newswire",
                ],
            ),
            (
                "Halden (ots) - ",
                "Presseportal",
                &[
                    "Pressekontakt:",
                    "Halden Gates Corp\nMia Holm",
                    "Original-Content von: Halden Gates Corp, übermittelt durch news aktuell",
                ],
            ),
        ] {
            let (reading, kept) = read(&format!("{mark}{released}"), end);
            assert_eq!(kept, [&[released][..], &BODY[..]].concat(), "{mark}");
            let name = |role: Option<crate::model::Organisation>| role.map(|role| role.name);
            assert_eq!(
                name(reading.sources.originator).as_deref(),
                Some("Halden Gates Corp"),
                "{mark}"
            );
            assert_eq!(name(reading.sources.distributor).as_deref(), Some(house), "{mark}");
        }
    }

    /// The person at the press office was the last paragraph of the story.
    #[test]
    fn contacts_without_a_heading_go_by_the_link_to_write() {
        let lead =
            "HALDEN, NORWAY, November 27, 2026 /EINPresswire.com/ -- Halden Gates Corp opened.";
        let tail = [
            "Visit us on social media:",
            "LinkedIn",
            "Legal Disclaimer:",
            "EIN Presswire provides this news content \"as is\" without warranty of any kind. We do not accept any \
                responsibility or liability for the accuracy, content, images, videos, licenses, completeness, legality, or \
                reliability of the information contained in this article.",
        ];
        for block in [
            &["Mia Holm\nHalden Gates Corp\n+47 555 0100\nemail us here"][..],
            &["Mia Holm", "Halden Gates Corp", "+47 555 0100", "Email us here"],
            &["email us here"],
        ] {
            let (_, kept) = read(lead, &[block, &tail].concat());
            assert_eq!(kept, ["Halden Gates Corp opened.", BODY[0], BODY[1]], "{block:?}");
        }
        let (_, kept) =
            read("HALDEN (AP) — The gates opened.", &["Mia Holm said:", "email us here"]);
        assert!(kept.iter().any(|text| text == "Mia Holm said:"), "{kept:?}");
    }

    #[test]
    fn a_release_without_a_source_line_is_of_whom_it_is_about() {
        let lead = "OSLO, Nov. 27, 2026 (GLOBE NEWSWIRE) -- Halden Gates Corp (XOSL: HLD) opened.";
        let issuer = |about: &str| {
            let (reading, _) = read(lead, &[about, "It makes gates."]);
            reading.sources.originator.map(|originator| originator.name)
        };
        assert_eq!(issuer("About Halden Gates Corp").as_deref(), Some("Halden Gates Corp"));
        assert_eq!(issuer("About GlobeNewswire"), None);
    }

    #[test]
    fn a_wire_story_has_no_issuer_and_keeps_its_last_lines() {
        let end = ["Contact", "The film of that name opens on Friday.", "SOURCE Halden Gates Corp"];
        let (reading, kept) = read("OSLO (AP) — The harbour gates opened on Tuesday.", &end);
        assert_eq!(
            reading.sources.originator.map(|o| o.name).as_deref(),
            Some("The Associated Press")
        );
        assert!(kept.iter().any(|text| text == "Contact"), "{kept:?}");
    }
}
