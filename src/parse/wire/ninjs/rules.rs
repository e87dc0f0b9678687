//! The properties of ninjs 1.x to 3.x as one table (IPTC schemas 1.1 to 3.1, names folded to lower case).

/// What a property must hold.
#[derive(Clone, Copy)]
pub(super) enum Rule {
    Text,
    DateTime,
    Number,
    /// 1 to 9.
    Urgency,
    OneOf(&'static [&'static str]),
    Object,
    /// A list of objects with these members only; an empty slice allows any.
    Records(&'static [&'static str]),
    /// An object, or a list of objects, that are items themselves.
    Items,
    RightsInfo,
    Advices,
}

use Rule::{Advices, DateTime, Items, Number, Object, OneOf, Records, RightsInfo, Text, Urgency};

const STATUS: Rule = OneOf(&["usable", "withheld", "canceled"]);
const CONCEPT: Rule = Records(&[
    "name",
    "rel",
    "scheme",
    "code",
    "uri",
    "literal",
    "symbols",
    "geometry_geojson",
    "geojson",
    "contactinfo",
    "creator",
    "relevance",
    "confidence",
    "id",
    "role",
    "title",
    "href",
]);
const TEXTS: Rule = Records(&["role", "contenttype", "value", "charcount", "wordcount"]);

/// Properties of every version.
pub(super) const COMMON: [(&str, Rule); 25] = [
    ("uri", Text),
    ("profile", Text),
    ("version", Text),
    ("firstcreated", DateTime),
    ("versioncreated", DateTime),
    ("contentcreated", DateTime),
    ("embargoed", DateTime),
    ("expires", DateTime),
    ("pubstatus", STATUS),
    ("copyrightholder", Text),
    ("copyrightnotice", Text),
    ("usageterms", Text),
    ("ednote", Text),
    ("language", Text),
    ("title", Text),
    ("slugline", Text),
    ("located", Text),
    ("rightsinfo", RightsInfo),
    ("associations", Items),
    ("advices", Advices),
    ("name", Text),
    ("rel", Text),
    ("charcount", Number),
    ("wordcount", Number),
    ("type", Text),
];
/// Properties of ninjs 1.x alone, beside `headline_*`, `body_*` and `description_*`.
pub(super) const FLAT: [(&str, Rule); 17] = [
    ("urgency", Number),
    ("mimetype", Text),
    ("representationtype", OneOf(&["complete", "incomplete"])),
    ("byline", Text),
    ("headline", Text),
    ("renditions", Object),
    ("altids", Object),
    ("person", CONCEPT),
    ("organisation", CONCEPT),
    ("place", CONCEPT),
    ("subject", CONCEPT),
    ("event", CONCEPT),
    ("object", CONCEPT),
    ("infosource", CONCEPT),
    ("genre", CONCEPT),
    ("trustindicator", CONCEPT),
    ("$standard", Object),
];
/// Properties of ninjs 2.x and 3.x, names folded.
pub(super) const LISTED: [(&str, Rule); 22] = [
    ("urgency", Urgency),
    ("representationtype", OneOf(&["full", "partial"])),
    ("embargoeduntil", DateTime),
    ("by", Text),
    ("headlines", TEXTS),
    ("bodies", TEXTS),
    ("descriptions", TEXTS),
    ("renditions", Records(&[])),
    ("altids", Records(&["role", "value"])),
    ("people", CONCEPT),
    ("organisations", CONCEPT),
    ("places", CONCEPT),
    ("subjects", CONCEPT),
    ("events", CONCEPT),
    ("objects", CONCEPT),
    ("infosources", CONCEPT),
    ("genres", CONCEPT),
    ("trustindicators", CONCEPT),
    ("standard", Object),
    ("eventdetails", Object),
    ("plannedcoverage", Records(&[])),
    ("digitalsourcetype", Object),
];
