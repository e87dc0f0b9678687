//! The same measure at one threshold after another: what a stricter or a looser one would find and would merge.

use std::collections::HashMap;

use crate::baselines::{Near, Texts, shingles};
use crate::press::{Stories, Told};
use crate::score::Score;
use crate::set::Set;

const THRESHOLDS: [f64; 7] = [0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9];

pub(crate) fn print(set: &Set, told: &Told, texts: &Texts<'_>, near: &Near<'_>) {
    println!("\nby threshold\n{}", Score::HEAD);
    let shares = shares(told, texts);
    for least in THRESHOLDS {
        let name = |method: &str| format!("{method} >= {least:.1}");
        let joined: Stories = told
            .stories
            .iter()
            .map(|(id, story)| {
                let parted = shares.get(id.as_str()).is_some_and(|share| *share < least);
                (id.clone(), if parted { Some(format!("alone:{id}")) } else { story.clone() })
            })
            .collect();
        println!("{}", Score::of(set, &joined).line(&name("wiredesk, share")));
        let jaccard = near.stories(|pair| pair.jaccard() >= least);
        println!("{}", Score::of(set, &jaccard).line(&name("Jaccard")));
        let contained = near.stories(|pair| pair.containment() >= least);
        println!("{}", Score::of(set, &contained).line(&name("containment")));
    }
}

/// Of each article that joined a story, the larger share that it has in common with another member, in the smaller of both.
fn shares<'a>(told: &'a Told, texts: &Texts<'_>) -> HashMap<&'a str, f64> {
    let members = crate::score::stories_of(&told.stories);
    let share = |id: &str| {
        let story = told.stories.get(id)?.as_deref()?;
        let ours = shingles(texts.get(id)?, 5);
        let others = members[story].iter().filter(|other| **other != id);
        let shares = others.map(|other| {
            let theirs = shingles(texts[other], 5);
            let shared = ours.intersection(&theirs).count() as f64;
            shared / ours.len().min(theirs.len()).max(1) as f64
        });
        shares.max_by(f64::total_cmp)
    };
    told.joined.iter().filter_map(|id| Some((id.as_str(), share(id)?))).collect()
}
