//! Chance that one seed decides: splitmix64 (Steele, Lea, Flood 2014), and what the papers draw from it.

/// A stream of numbers.
#[derive(Debug, Clone)]
pub(crate) struct Chance(u64);

impl Chance {
    pub(crate) fn new(seed: u64, stream: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ stream.wrapping_mul(0xd134_2543_de82_ef95))
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// 0 up to, not including, 1.
    pub(crate) fn unit(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }

    pub(crate) fn below(&mut self, bound: usize) -> usize {
        usize::try_from(self.next() % bound as u64).unwrap()
    }

    pub(crate) fn happens(&mut self, probability: f64) -> bool {
        self.unit() < probability
    }

    /// Time to the next event of a Poisson process, in the unit in which `rate` counts events.
    pub(crate) fn wait(&mut self, rate: f64) -> f64 {
        -(1.0 - self.unit()).ln() / rate
    }

    pub(crate) fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            let other = self.below(last + 1);
            items.swap(last, other);
        }
    }

    /// `count` made-up words.
    pub(crate) fn words(&mut self, count: usize) -> Vec<String> {
        const STARTS: [&str; 16] = [
            "bar", "cor", "del", "fen", "gar", "hol", "jun", "kel", "lim", "mor", "nor", "pel",
            "rin", "sor", "tam", "vel",
        ];
        const ENDS: [&str; 16] = [
            "ating", "bour", "ched", "dow", "ent", "fold", "gate", "ham", "ine", "ker", "low",
            "ment", "ness", "port", "ter", "ward",
        ];
        let mut word = || {
            let (start, middle, end) = (self.below(16), self.below(16), self.below(16));
            format!("{}{}{}", STARTS[start], STARTS[middle], ENDS[end])
        };
        (0..count).map(|_| word()).collect()
    }
}
