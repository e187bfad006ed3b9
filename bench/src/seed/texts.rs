//! What people say: words by Zipf's law in two scripts, and some that were planted, so that a search has known answers.

/// In more than half of the messages.
pub const COMMON: &str = "的";
/// Two words that often occur, by themselves and so also together.
pub const TWO_COMMON: [&str; 2] = ["发货", "快递"];
/// Two that often occur and never together.
pub const NEVER_MEET: [&str; 2] = ["退款", "发票"];
pub const RARE: &str = "琥珀";
/// So many messages hold it, whatever the size of the shop.
pub const RARE_TIMES: u64 = 20;
/// One in five hundred messages holds it: neither common nor rare.
pub const MIDDLING: &str = "釉面";
pub const ABSENT: &str = "麒麟";

const PLANTED: &str = "的发货快递退款票琥珀釉面麒麟";
const VOCABULARY: usize = 60_000;

/// Chance from a seed, the same everywhere (splitmix64).
pub struct Chance(pub u64);

impl Chance {
    pub fn draw(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    pub fn below(&mut self, end: u64) -> u64 {
        self.draw() % end
    }

    /// From 0 up to 1.
    pub fn share(&mut self) -> f64 {
        (self.draw() >> 11) as f64 / (1u64 << 53) as f64
    }
}

pub struct Texts {
    words: Vec<String>,
}

impl Texts {
    pub fn new(seed: u64) -> Texts {
        let mut chance = Chance(seed ^ 0x7e47);
        let characters: Vec<char> = ('\u{4e00}'..'\u{5e00}').filter(|c| !PLANTED.contains(*c)).step_by(2).collect();
        let words = (0..VOCABULARY).map(|rank| word(&mut chance, &characters, rank)).collect();
        Texts { words }
    }

    /// A message; which words are planted in it follows from its number.
    pub fn message(&self, chance: &mut Chance, number: u64, of: u64) -> String {
        let mut text = String::new();
        for _ in 0..2 + chance.below(6) {
            text.push_str(&self.words[zipf(chance, VOCABULARY)]);
            if chance.below(4) == 0 {
                text.push('，');
            }
        }
        if chance.below(100) < 60 {
            text.push_str(COMMON);
        }
        for word in TWO_COMMON {
            if chance.below(100) < 8 {
                text.push_str(word);
            }
        }
        if chance.below(100) < 10 {
            text.push_str(NEVER_MEET[(number % 2) as usize]);
        }
        if chance.below(500) == 0 {
            text.push_str(MIDDLING);
        }
        if number % (of / RARE_TIMES) == of / RARE_TIMES / 2 {
            text.push_str(RARE);
        }
        text
    }
}

/// Frequent words are made of frequent characters.
fn word(chance: &mut Chance, characters: &[char], rank: usize) -> String {
    let among = (rank + 40).min(characters.len());
    if rank % 5 == 4 {
        let letters = 3 + chance.below(6);
        return std::iter::once(' ')
            .chain((0..letters).map(|_| char::from(b'a' + chance.below(26) as u8)))
            .chain(std::iter::once(' '))
            .collect();
    }
    (0..1 + usize::from(rank > 60)).map(|_| characters[chance.below(among as u64) as usize]).collect()
}

/// A rank below `ranks`, the n-th about 1/n as often as the first.
fn zipf(chance: &mut Chance, ranks: usize) -> usize {
    let rank = (ranks as f64).powf(chance.share()) as usize;
    (rank.max(1) - 1).min(ranks - 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_occur_as_often_as_they_were_planted() {
        let (texts, mut chance, count) = (Texts::new(1), Chance(1), 20_000);
        let said: Vec<String> = (0..count).map(|number| texts.message(&mut chance, number, count)).collect();
        let with = |word: &str| said.iter().filter(|text| text.contains(word)).count();
        assert_eq!(with(RARE) as u64, RARE_TIMES);
        assert_eq!(with(ABSENT), 0);
        assert!((11_000..13_000).contains(&with(COMMON)));
        assert!(said.iter().all(|text| !NEVER_MEET.iter().all(|word| text.contains(word))));
        assert!(said.iter().filter(|text| TWO_COMMON.iter().all(|word| text.contains(word))).count() > 50);
    }
}
