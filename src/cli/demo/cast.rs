//! Who plays: invented papers and agencies in the shapes of real ones, and which page each shows in which wave. Data only.

/// The number of a wave; 0 is what lies there at the start.
pub(super) type Wave = usize;

/// The last wave, and so the length of the play.
pub(super) const WAVE_LAST: Wave = 4;

/// A paper with a feed on the web.
#[derive(Debug)]
pub(super) struct Outlet {
    pub id: &'static str,
    pub name: &'static str,
    /// What its feed is made of, for people.
    pub form: &'static str,
    pub content_type: &'static str,
    /// The states of the feed, in order, each with the wave it appears in; the first is there from the start.
    pub pages: &'static [(Wave, &'static [u8])],
}

/// An agency that drops files into a spool folder.
#[derive(Debug)]
pub(super) struct Agency {
    pub id: &'static str,
    pub name: &'static str,
    pub form: &'static str,
    /// In order of their drop: wave, file name, content.
    pub drops: &'static [(Wave, &'static str, &'static [u8])],
}

const RSS: &str = "application/rss+xml; charset=UTF-8";

pub(super) const OUTLETS: &[Outlet] = &[
    Outlet {
        id: "tillworth-herald",
        name: "The Tillworth Herald",
        form: "RSS 2.0, content:encoded",
        content_type: RSS,
        pages: &[
            (0, include_bytes!("samples/tillworth-herald.1.xml")),
            (1, include_bytes!("samples/tillworth-herald.2.xml")),
            (3, include_bytes!("samples/tillworth-herald.3.xml")),
        ],
    },
    Outlet {
        id: "coastline-times",
        name: "Coastline Times",
        form: "RSS 2.0, media",
        content_type: RSS,
        pages: &[
            (0, include_bytes!("samples/coastline-times.1.xml")),
            (2, include_bytes!("samples/coastline-times.2.xml")),
        ],
    },
    Outlet {
        id: "marrow-ledger",
        name: "Marrow County Ledger",
        form: "RSS 2.0, content:encoded",
        content_type: RSS,
        pages: &[
            (0, include_bytes!("samples/marrow-ledger.1.xml")),
            (1, include_bytes!("samples/marrow-ledger.2.xml")),
        ],
    },
    Outlet {
        id: "sunport-gazette",
        name: "Sunport Gazette",
        form: "RSS 2.0, content:encoded",
        content_type: RSS,
        pages: &[
            (0, include_bytes!("samples/sunport-gazette.1.xml")),
            (1, include_bytes!("samples/sunport-gazette.2.xml")),
            (3, include_bytes!("samples/sunport-gazette.3.xml")),
        ],
    },
    Outlet {
        id: "ardley-post",
        name: "Ardley Morning Post",
        form: "RSS 2.0",
        content_type: RSS,
        pages: &[
            (0, include_bytes!("samples/ardley-post.1.xml")),
            (1, include_bytes!("samples/ardley-post.2.xml")),
        ],
    },
    Outlet {
        id: "quarrytown-courier",
        name: "Quarrytown Courier",
        form: "RSS 2.0 with broken markup",
        content_type: "text/html",
        pages: &[
            (0, include_bytes!("samples/quarrytown-courier.1.xml")),
            (2, include_bytes!("samples/quarrytown-courier.2.xml")),
            (3, include_bytes!("samples/quarrytown-courier.3.xml")),
        ],
    },
    Outlet {
        id: "weserbote",
        name: "Weserbote",
        form: "RSS 2.0 in windows-1252",
        content_type: "text/xml",
        pages: &[(0, include_bytes!("samples/weserbote.1.xml"))],
    },
    Outlet {
        id: "courrier-de-brevan",
        name: "Le Courrier de Brévan",
        form: "RSS 2.0 in ISO-8859-1",
        content_type: "text/xml",
        pages: &[(0, include_bytes!("samples/courrier-de-brevan.1.xml"))],
    },
    Outlet {
        id: "harbor-sentinel",
        name: "Harbor Sentinel",
        form: "Atom, html",
        content_type: "application/atom+xml",
        pages: &[
            (0, include_bytes!("samples/harbor-sentinel.1.xml")),
            (3, include_bytes!("samples/harbor-sentinel.2.xml")),
        ],
    },
    Outlet {
        id: "lakeshore-star",
        name: "Lakeshore Star",
        form: "Atom, xhtml",
        content_type: "application/atom+xml",
        pages: &[
            (0, include_bytes!("samples/lakeshore-star.1.xml")),
            (1, include_bytes!("samples/lakeshore-star.2.xml")),
        ],
    },
    Outlet {
        id: "dakin-valley-news",
        name: "Dakin Valley News",
        form: "RSS 1.0 (RDF)",
        content_type: "application/rdf+xml",
        pages: &[
            (0, include_bytes!("samples/dakin-valley-news.1.xml")),
            (2, include_bytes!("samples/dakin-valley-news.2.xml")),
        ],
    },
    Outlet {
        id: "plains-dispatch",
        name: "Plains Dispatch",
        form: "JSON Feed 1.1",
        content_type: "application/feed+json",
        pages: &[
            (0, include_bytes!("samples/plains-dispatch.1.json")),
            (1, include_bytes!("samples/plains-dispatch.2.json")),
            (3, include_bytes!("samples/plains-dispatch.3.json")),
        ],
    },
];

pub(super) const AGENCIES: &[Agency] = &[
    Agency {
        id: "northern-press-wire",
        name: "Northern Press Wire",
        form: "NITF in a spool folder",
        drops: &[
            (0, "NPW-260309-0114.xml", include_bytes!("samples/northern-mussels.1.xml")),
            (1, "NPW-260310-0032.xml", include_bytes!("samples/northern-clocks.1.xml")),
            (3, "NPW-260310-0032-2.xml", include_bytes!("samples/northern-clocks.2.xml")),
            (4, "NPW-260309-0114-2.xml", include_bytes!("samples/northern-mussels.2.xml")),
        ],
    },
    Agency {
        id: "meridian-news",
        name: "Meridian News Agency",
        form: "NewsML-G2 in a spool folder",
        drops: &[(1, "verran-trench.xml", include_bytes!("samples/meridian-trench.xml"))],
    },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_page_has_its_turn() {
        for outlet in OUTLETS {
            assert_eq!(outlet.pages.first().map(|page| page.0), Some(0), "{}", outlet.id);
            let in_order = outlet.pages.windows(2).all(|two| two[0].0 < two[1].0);
            assert!(in_order, "{}", outlet.id);
        }
        let outlets = OUTLETS.iter().flat_map(|outlet| outlet.pages).map(|page| page.0);
        let agencies = AGENCIES.iter().flat_map(|agency| agency.drops).map(|drop| drop.0);
        assert_eq!(outlets.chain(agencies).max(), Some(WAVE_LAST));
    }
}
