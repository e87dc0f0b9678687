//! Where each format says what, and where it stands in the record.

use serde_json::Value;
use wiredesk::model::Format;

use super::Published;

/// One explicit field of one format.
pub(crate) struct Field {
    pub(crate) name: &'static str,
    /// A pattern with one group, or where it begins with `/` JSON pointers, the first that leads somewhere.
    pub(crate) at: &'static str,
    /// Whether the published entry says it.
    pub(crate) arrived: fn(&Published, &str) -> bool,
}

const fn field(
    name: &'static str,
    at: &'static str,
    arrived: fn(&Published, &str) -> bool,
) -> Field {
    Field { name, at, arrived }
}

pub(crate) fn fields_of(format: Format) -> &'static [Field] {
    match format {
        Format::Nitf => &NITF,
        Format::NewsMlG2 => &NEWSML_G2,
        Format::NewsMl1 => &NEWSML_1,
        Format::Ninjs => &NINJS,
        Format::ApJson => &AP,
        Format::Anpa => &ANPA,
        Format::Iptc7901 => &IPTC_7901,
        Format::Rss | Format::Rdf | Format::Atom | Format::JsonFeed | Format::NewsSitemap => &[],
    }
}

const NITF: [Field; 23] = [
    field("id", r#"<doc-id[^>]*\sid-string="([^"]*)""#, id),
    field("version", r#"<du-key[^>]*\sversion="([^"]*)""#, version),
    field("headline", r"<hl1[^>]*>(.*?)</hl1>", headline),
    field("byline", r"<byline>(.*?)</byline>", byline),
    field("dateline", r"<dateline>\s*<location>([^<]*)</location>", place),
    field("provider", r#"<doc-id[^>]*\sregsrc="([^"]*)""#, provider),
    field("distributor", r"<distributor>([^<]*)<", provider),
    field("owner", r"<rights.owner>([^<]*)<", credited),
    field("body", r"(?:</p>\s*|</media>\s*)<p>([^<]{60,})</p>\s*</body.content>", body),
    field("holder", r#"<doc.copyright[^>]*\sholder="([^"]*)""#, holder),
    field("notice", r#"<note noteclass="cpyrt">(.*?)</note>"#, notice),
    field("terms", r"<rights>([^<]*)<", terms),
    field("urgency", r#"<urgency[^>]*\sed-urg="([1-8])""#, urgency),
    field("subject", r#"tobject.subject.refnum="(\d+)""#, subject),
    field("keyword", r#"<keyword key="([^"]*)""#, subject),
    field("organisation", r"<identified-content>.*?<org[^>]*>([^<]*)</org>", organisation),
    field("place", r"<identified-content>.*?<location>\s*<city>([^<]*)</city>", mentioned_place),
    field("event", r"<identified-content>.*?<event[^>]*>([^<]*)</event>", event),
    field("status", r#"<docdata[^>]*\smanagement-status="([^"]*)""#, status),
    field(
        "embargo",
        r#"management-status="embargoed".*<date.release[^>]*\snorm="([^"]*)""#,
        embargo,
    ),
    field("note", r#"<ed-msg[^>]*\sinfo="([^"]*)""#, note),
    field("previous", r#"management-doc-idref="([^"]*)""#, previous),
    field("summary", r"<abstract>(.*?)</abstract>", summary),
];

const NEWSML_G2: [Field; 24] = [
    field("id", r#"<newsItem[^>]*\sguid="([^"]*)""#, id),
    field("version", r#"<newsItem[^>]*\sversion="([^"]*)""#, version),
    field("headline", r"<headline[^>]*>([^<]*)</headline>", headline),
    field("byline", r"<by[^>]*>([^<]*)</by>", byline),
    field("dateline", r"<dateline[^>]*>([^<(,]*)[^<]*</dateline>", place),
    field("slugline", r"<slugline[^>]*>([^<]*)</slugline>", slugline),
    field("credit", r"<creditline[^>]*>([^</]*)", provider),
    field("provider", r#"<provider\s[^>]*literal="([^"]*)""#, credited),
    field("source", r#"<infoSource\s[^>]*literal="([^"]*)""#, credited),
    field("body", r"</p>\s*<p>([^<]{60,})</p>\s*</body>", body),
    field("holder", r"<copyrightHolder[^>]*>\s*<name[^>]*>([^<]*)</name>", holder),
    field("notice", r"<copyrightNotice[^>]*>([^<]*)</copyrightNotice>", notice),
    field("terms", r"<usageTerms[^>]*>([^<]*)</usageTerms>", terms),
    field("urgency", r"<urgency>([1-9])</urgency>", urgency),
    field("subject", r#"<subject[^>]*\sqcode="([^"]*)""#, subject),
    field("keyword", r"<keyword[^>]*>([^<]*)</keyword>", subject),
    field(
        "organisation",
        r#"<subject[^>]*\stype="cpnat:organisation"[^>]*>\s*<name[^>]*>([^<]*)<"#,
        organisation,
    ),
    field(
        "place",
        r#"<subject[^>]*\stype="cpnat:(?:poi|geoArea)"[^>]*>\s*<name[^>]*>([^<]*)<"#,
        mentioned_place,
    ),
    field("event", r#"<subject[^>]*\stype="cpnat:event"[^>]*\sliteral="([^"]*)""#, event),
    field("status", r#"<pubStatus[^>]*\sqcode="\w+:([^"]*)""#, status),
    field("embargo", r"<embargoed>([^<]+)</embargoed>", embargo),
    field("note", r"<edNote>([^<]*)</edNote>", note),
    field("signal", r#"<signal[^>]*\sqcode="sig:(correction)""#, kind),
    field(
        "previous",
        r#"<link[^>]*\srel="irel:previousVersion"[^>]*\sresidref="([^"]*)""#,
        previous,
    ),
];

const NEWSML_1: [Field; 18] = [
    field("id", r"<PublicIdentifier>([^<]*)</PublicIdentifier>", id),
    field("version", r"<RevisionId[^>]*>([^<]*)</RevisionId>", version),
    field("headline", r"<HeadLine[^>]*>([^<]*)</HeadLine>", headline),
    field("byline", r"<ByLine[^>]*>([^<]*)</ByLine>", byline),
    field("dateline", r"<DateLine[^>]*>([^<(,\d]*)[^<]*</DateLine>", place),
    field("slugline", r"<SlugLine[^>]*>([^<]*)</SlugLine>", slugline),
    field("credit", r"<CreditLine[^>]*>([^<]*)</CreditLine>", provider),
    field("body", r"</p>\s*<p>([^<]{60,})</p>\s*</DataContent>", body),
    field("source", r#"<Source[^>]*>\s*<Party[^>]*\sFormalName="([^"]*)""#, credited),
    field("holder", r"<CopyrightHolder[^>]*>([^<]*)</CopyrightHolder>", holder),
    field("notice", r"<CopyrightLine[^>]*>([^<]*)</CopyrightLine>", notice),
    field("terms", r"<RightsLine[^>]*>([^<]*)</RightsLine>", terms),
    field("urgency", r#"<Urgency[^>]*\sFormalName="([1-9])""#, urgency),
    field("subject", r#"<Subject\s[^>]*FormalName="([^"]*)""#, subject),
    field("status", r#"<Status[^>]*\sFormalName="([^"]*)""#, status),
    field("embargo", r"<FutureStatus[^>]*>\s*<DateAndTime>([^<]*)<", embargo),
    field("signal", r#"<Instruction[^>]*\sFormalName="(Correction)""#, kind),
    field("previous", r#"<RevisionId[^>]*PreviousRevision="([1-9]\d*)""#, previous),
];

const NINJS: [Field; 18] = [
    field("id", "/uri", id),
    field("version", "/version", version),
    field("headline", "/headline|/headlines/0/value", headline),
    field("byline", "/byline|/by", byline),
    field("dateline", "/located", place),
    field("slugline", "/slugline", slugline),
    field("provider", "/infosource/0/name|/infosources/0/name|/infoSources/0/name", provider),
    field("holder", "/copyrightholder|/copyrightHolder", holder),
    field("notice", "/copyrightnotice|/copyrightNotice", notice),
    field("terms", "/usageterms|/usageTerms", terms),
    field("urgency", "/urgency", urgency),
    field("subject", "/subject/0/name|/subjects/0/name", subject),
    field("organisation", "/organisation/0/name|/organisations/0/name", organisation),
    field("place", "/place/0/name|/places/0/name", mentioned_place),
    field("event", "/event/0/name|/events/0/name", event),
    field("status", "/pubstatus|/pubStatus", status),
    field("embargo", "/embargoed|/embargoedUntil", embargo),
    field("note", "/ednote|/edNote", note),
];

const AP: [Field; 18] = [
    field("id", "/data/item/altids/itemid", id),
    field("version", "/data/item/version", version),
    field("headline", "/data/item/headline", headline),
    field("byline", "/data/item/bylines/0/by", byline),
    field("dateline", "/data/item/datelinelocation/city", place),
    field("slugline", "/data/item/slugline", slugline),
    field("source", "/data/item/infosource/0/name", provider),
    field("provider", "/data/item/provider", credited),
    field("notice", "/data/item/copyrightnotice", notice),
    field("terms", "/data/item/usageterms/0", terms),
    field("urgency", "/data/item/urgency", urgency),
    field("subject", "/data/item/subject/0/name", subject),
    field("status", "/data/item/pubstatus", status),
    field("embargo", "/data/item/embargoed", embargo),
    field("note", "/data/item/ednote", note),
    field("organisation", "/data/item/organisation/0/name", organisation),
    field("place", "/data/item/place/0/name", mentioned_place),
    field("event", "/data/item/event/0/name", event),
];

const ANPA: [Field; 7] = [
    field("body", r"\n {4}(The [^\x03]{60,}?)\r?\n\x03", body),
    field("headline", r"\x02\^[^\n]*\n\^([^\n<]*)<", headline),
    field("byline", r"\n\^(By [^\n=]*)=", byline),
    field("dateline", r"\n +([A-Z .]+), [A-Z][a-z]+ \([A-Z]+\) _", place),
    field("slugline", r"\x02\^([^\n<]*?),?\d*<", slugline),
    field("note", r"\n\^(Eds: [^\n<]*)<", note),
    field("credit", r"\(([A-Z]{2,})\) _", provider),
];

const IPTC_7901: [Field; 5] = [
    field("body", r"\n(The [^\n]{50,}\.)\r?\n\x03", body),
    field("headline", r"\x02(?:[A-Z]+\r?\n|\([^\n]*\)\r?\n)?([^\n=]*?)(?: =)?\r?\n", headline),
    field("byline", r"\n(By [^\n=]*) =\r?\n", byline),
    field("dateline", r"=\r?\n\r?\n([A-Z][\w ]*) \(\w+\) -", place),
    field("provider", r"=\r?\n\r?\n[A-Z][\w ]* \((\w+)\) -", provider),
];

/// Letters and digits, lower case.
fn folded(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

fn says(value: &Value, expected: &str) -> bool {
    let said = folded(value.as_str().unwrap_or_default());
    !said.is_empty() && (said.contains(&folded(expected)) || folded(expected).contains(&said))
}

fn equals(value: &Value, expected: &str) -> bool {
    folded(value.as_str().unwrap_or_default()) == folded(expected)
}

fn id(published: &Published, expected: &str) -> bool {
    let ids = published.record["altIds"].as_array().unwrap();
    ids.iter().any(|id| id["role"] == "itemId" && equals(&id["value"], expected))
}

fn version(published: &Published, expected: &str) -> bool {
    let ids = published.record["altIds"].as_array().unwrap();
    ids.iter().any(|id| id["role"] == "version" && id["value"] == expected)
}

/// Marks of a new lead move out of the headline into the note.
fn headline(published: &Published, expected: &str) -> bool {
    let said = folded(published.record["headlines"][0]["value"].as_str().unwrap_or_default());
    !said.is_empty() && folded(expected).ends_with(&said)
}

fn byline(published: &Published, expected: &str) -> bool {
    says(&published.record["by"], expected)
}

fn place(published: &Published, expected: &str) -> bool {
    says(&published.record["located"], expected)
}

fn slugline(published: &Published, expected: &str) -> bool {
    says(&published.record["slugline"], expected)
}

fn provider(published: &Published, expected: &str) -> bool {
    let sources = published.record["infoSources"].as_array();
    let named =
        |source: &Value| says(&source["name"], expected) || says(&source["literal"], expected);
    sources.is_some_and(|sources| sources.iter().any(named))
}

/// Or, where the record has no place left for it, in the note.
fn credited(published: &Published, expected: &str) -> bool {
    let note = published.record["edNote"].as_str().unwrap_or_default();
    provider(published, expected) || note.contains(&format!("Also credited: {expected}"))
}

/// The paragraph; a sign-off at its end may be gone.
fn body(published: &Published, expected: &str) -> bool {
    const KEPT_CHARS_MIN: usize = 40;
    let expected = folded(expected);
    let kept = |text: &String| text.len() >= KEPT_CHARS_MIN && expected.starts_with(&folded(text));
    published.story.paragraphs.iter().any(kept)
}

fn holder(published: &Published, expected: &str) -> bool {
    says(&published.record["copyrightHolder"], expected)
}

fn notice(published: &Published, expected: &str) -> bool {
    says(&published.record["copyrightNotice"], expected)
}

fn terms(published: &Published, expected: &str) -> bool {
    says(&published.record["usageTerms"], expected)
}

fn urgency(published: &Published, expected: &str) -> bool {
    published.record["urgency"].as_u64() == expected.parse().ok()
}

fn subject(published: &Published, expected: &str) -> bool {
    let subjects = published.record["subjects"].as_array();
    let named = |subject: &Value| {
        equals(&subject["name"], expected) || equals(&subject["literal"], expected)
    };
    subjects.is_some_and(|subjects| subjects.iter().any(named))
}

fn organisation(published: &Published, expected: &str) -> bool {
    is_named(published, "organisations", expected)
}

fn mentioned_place(published: &Published, expected: &str) -> bool {
    is_named(published, "places", expected)
}

fn event(published: &Published, expected: &str) -> bool {
    is_named(published, "events", expected)
}

fn is_named(published: &Published, field: &str, expected: &str) -> bool {
    let named = published.record[field].as_array();
    named.is_some_and(|named| named.iter().any(|one| equals(&one["name"], expected)))
}

fn status(published: &Published, expected: &str) -> bool {
    let published = published.record["pubStatus"].as_str().unwrap();
    match expected.to_lowercase().as_str() {
        "embargoed" => published == "withheld",
        "cancelled" => published == "canceled",
        // An embargo withholds whatever the status says.
        "usable" => published != "canceled",
        other => published == other,
    }
}

fn embargo(published: &Published, expected: &str) -> bool {
    let read = wiredesk::parse::date::read(expected).at.map(|at| at.to_string());
    read.is_some() && published.record["embargoedUntil"].as_str() == read.as_deref()
}

fn note(published: &Published, expected: &str) -> bool {
    says(&published.record["edNote"], expected)
}

fn summary(published: &Published, expected: &str) -> bool {
    equals(&published.record["descriptions"][0]["value"], expected)
}

fn kind(published: &Published, expected: &str) -> bool {
    format!("{:?}", published.story.kind).eq_ignore_ascii_case(expected)
}

fn previous(published: &Published, expected: &str) -> bool {
    let previous = &published.story.identity.previous;
    previous.iter().any(|id| id == expected || id.ends_with(&format!(":{expected}")))
}
