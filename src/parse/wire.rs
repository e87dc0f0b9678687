//! Wire formats: NITF, NewsML-G2, NewsML 1.x, ninjs, AP JSON, ANPA, IPTC 7901. Pure.

use super::{Hints, Limits};
use crate::model::Document;

/// Reads `bytes` if they are a wire document (told by content), else `None`.
pub fn parse(_bytes: &[u8], _hints: Hints<'_>, _limits: Limits) -> Option<Document> {
    None
}
