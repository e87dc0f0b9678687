//! Where two texts agree: shingles that stand once in one of them, in the order of both, and those beside them. Pure.

use std::collections::HashMap;

use super::super::shingle::Text;

/// Where each shingle of the query stands in the known text: pairs of places, ascending in both; the same ones whichever
/// of the two texts is the query.
pub fn anchors(query: &Text, known: &Text) -> Vec<(usize, usize)> {
    // Of several chains of one length the search finds one, and not the same from the other side.
    if query.shingles > known.shingles {
        ascending_pairs(known, query).into_iter().map(|(a, b)| (b, a)).collect()
    } else {
        ascending_pairs(query, known)
    }
}

fn ascending_pairs(query: &Text, known: &Text) -> Vec<(usize, usize)> {
    let mut places: HashMap<u64, Option<usize>> = HashMap::with_capacity(known.shingles.len());
    for (at, shingle) in known.shingles.iter().enumerate() {
        places.entry(*shingle).and_modify(|place| *place = None).or_insert(Some(at));
    }
    let pairs: Vec<(usize, usize)> = query
        .shingles
        .iter()
        .enumerate()
        .filter_map(|(at, shingle)| Some((at, places.get(shingle).copied().flatten()?)))
        .collect();
    extended(query, known, &longest_ascending(&pairs))
}

/// The chain with the shingles beside its anchors that agree too, though they stand in the known text more than once.
fn extended(query: &Text, known: &Text, chain: &[(usize, usize)]) -> Vec<(usize, usize)> {
    let agree = |a: usize, b: usize| {
        let (ours, theirs) = (query.shingles.get(a), known.shingles.get(b));
        ours.is_some() && ours == theirs
    };
    let mut full: Vec<(usize, usize)> = Vec::with_capacity(chain.len());
    let mut next = chain.iter();
    let mut upcoming = next.next();
    while let Some(&(query_at, known_at)) = upcoming {
        upcoming = next.next();
        let free = full.last().map_or((0, 0), |&(a, b)| (a + 1, b + 1));
        let back = (1..=(query_at - free.0.min(query_at)).min(known_at - free.1.min(known_at)))
            .take_while(|n| agree(query_at - n, known_at - n))
            .count();
        full.extend((0..=back).rev().map(|n| (query_at - n, known_at - n)));
        let limit = upcoming.map_or((usize::MAX, usize::MAX), |pair| *pair);
        full.extend(
            (1..)
                .map(|n| (query_at + n, known_at + n))
                .take_while(|&(a, b)| a < limit.0 && b < limit.1 && agree(a, b)),
        );
    }
    full
}

/// The longest run of `pairs` (ascending by the first) that ascends by the second too.
fn longest_ascending(pairs: &[(usize, usize)]) -> Vec<(usize, usize)> {
    let mut tails: Vec<(usize, usize)> = Vec::new();
    let mut previous: Vec<Option<usize>> = Vec::with_capacity(pairs.len());
    for (index, &(_, second)) in pairs.iter().enumerate() {
        let length = tails.partition_point(|&(value, _)| value < second);
        previous.push(length.checked_sub(1).and_then(|n| Some(tails.get(n)?.1)));
        match tails.get_mut(length) {
            Some(tail) => *tail = (second, index),
            None => tails.push((second, index)),
        }
    }
    let mut chain = Vec::with_capacity(tails.len());
    let mut next = tails.last().map(|&(_, index)| index);
    while let Some(index) = next {
        chain.extend(pairs.get(index));
        next = previous.get(index).copied().flatten();
    }
    chain.reverse();
    chain
}
