//! Pure: which end of a document is the new one.

use crate::model::Date;

/// Whether most dated neighbours stand in the order of time. Feeds begin with the newest; a few are appended to.
pub(super) fn is_oldest_first(dates: impl Iterator<Item = Option<Date>>) -> bool {
    let times: Vec<_> = dates.filter_map(|date| date?.at).collect();
    let neighbours = || times.iter().zip(times.iter().skip(1));
    let later = neighbours().filter(|(one, next)| one < next).count();
    let earlier = neighbours().filter(|(one, next)| one > next).count();
    later > earlier
}
